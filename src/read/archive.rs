//! ZIP containers, unpacked within bounds.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Format, OpenError};

/// How many MiB the parts of a document may unpack to, all together. A thousand-page book has
/// about two.
const MAX_MIB: usize = 256;

/// A ZIP file whose parts are read one by one.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    left: usize,
}

impl<'a> Archive<'a> {
    /// Reads the directory.
    pub fn open(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| OpenError::Damaged {
            format: "ZIP (DOCX, ODT or EPUB)",
            what: "its directory is missing or broken, as when a download was cut short".to_owned(),
        })?;
        Ok(Archive { zip, format: "ZIP", left: MAX_MIB << 20 })
    }

    /// Which document the archive is.
    pub fn format(mut self) -> Result<Format, OpenError> {
        let foreign =
            |what: &str, advice| Err(OpenError::Foreign { what: what.to_owned(), advice });
        let has = |name: &str| self.zip.index_for_name(name).is_some();
        // Some programs call the text word/document2.xml.
        let is_docx = |name: &[u8]| name.starts_with(b"word/document") && name.ends_with(b".xml");
        if self.zip.file_names_raw().any(is_docx) {
            return Ok(Format::Docx);
        }
        if has("xl/workbook.xml") || has("xl/workbook.bin") {
            return foreign("a spreadsheet", "save its column as text");
        }
        if has("ppt/presentation.xml") {
            return foreign("a presentation", "save its text");
        }
        let has_container = has("META-INF/container.xml");
        let kind = if has("mimetype") { self.part("mimetype")? } else { Vec::new() };
        match kind.trim_ascii() {
            b"application/epub+zip" => Ok(Format::Epub),
            b"application/vnd.oasis.opendocument.text"
            | b"application/vnd.oasis.opendocument.text-template" => Ok(Format::Odt),
            b"application/vnd.oasis.opendocument.spreadsheet" => {
                foreign("a spreadsheet", "save its column as text")
            }
            b"application/vnd.oasis.opendocument.presentation" => {
                foreign("a presentation", "save its text")
            }
            _ if has_container => Ok(Format::Epub),
            _ => foreign("a ZIP archive without a document", "unpack it first"),
        }
    }

    /// Says what the archive is called in errors.
    pub fn called(mut self, format: &'static str) -> Self {
        self.format = format;
        self
    }

    /// Whether there is a part of that name.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The bytes of a part.
    pub fn part(&mut self, name: &str) -> Result<Vec<u8>, OpenError> {
        let format = self.format;
        let damaged = |what: String| OpenError::Damaged { format, what };
        let part = self.zip.by_name(name).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                OpenError::Locked { format, what: "its parts are encrypted" }
            }
            ZipError::FileNotFound => damaged(format!("it has no {name}")),
            error => damaged(format!("{name}: {error}")),
        })?;
        // What the directory says of the size is not believed: a small file may unpack to a huge one.
        let mut bytes = Vec::new();
        let n = part
            .take(self.left as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(format!("{name}: {error}")))?;
        if n > self.left {
            return Err(OpenError::TooLarge { what: "unpacked text", limit: MAX_MIB });
        }
        self.left -= n;
        Ok(bytes)
    }

    /// The bytes of a part, `None` when there is none of that name.
    pub fn part_if_there(&mut self, name: &str) -> Result<Option<Vec<u8>>, OpenError> {
        if self.has(name) { self.part(name).map(Some) } else { Ok(None) }
    }
}

/// What a compound file (the container of old Office files) is: it also wraps DOCX files under a
/// password.
pub(super) fn compound(bytes: &[u8]) -> OpenError {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    let foreign = |what: &str, advice| OpenError::Foreign { what: what.to_owned(), advice };
    match () {
        () if holds("EncryptedPackage") => {
            OpenError::Locked { format: "DOCX", what: "it is encrypted" }
        }
        () if holds("WordDocument") => foreign("an old Word file (DOC)", "save it as DOCX"),
        () if holds("Workbook") => foreign("an old spreadsheet (XLS)", "save its column as text"),
        () => foreign("an old Office file", "save it as DOCX or text"),
    }
}
