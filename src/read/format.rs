//! Which format a file has, and documents out of any of them.

use super::{ReadError, archive, decode, document, docx, epub, html, jsonl, markdown, odt};
use crate::bitext::Document;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text without markup.
    Plain,
    /// A web page.
    Html,
    /// Markdown as CommonMark has it, with tables and footnotes.
    Markdown,
    /// One JSON object a line (or after another), with text in its fields.
    Jsonl,
    /// A Word document, Office Open XML.
    Docx,
    /// An OpenDocument text.
    Odt,
    /// An electronic book.
    Epub,
}

/// What is known of a file besides its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// What the document will be called.
    pub name: &'a str,
    /// The ending of the file's name, `md` say, in any case; empty when there is none.
    pub extension: &'a str,
    /// The field of a JSONL record that holds the text; `None` takes the first of `text`,
    /// `content`, `body` and `article` that is there, and `title` as a heading before it.
    pub field: Option<&'a str>,
}

/// Why a file gives no document. The words begin with what was found, then tell what was expected
/// and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Bytes that are no text.
    #[error(transparent)]
    Text(#[from] ReadError),
    /// Another kind of file.
    #[error("is {what}; expected plain text, HTML, Markdown, DOCX, ODT, EPUB or JSONL; {advice}")]
    Foreign {
        /// The kind, with its article.
        what: String,
        /// What to do.
        advice: &'static str,
    },
    /// A file of the kind that cannot be read to its end.
    #[error("is a damaged {format} file: {what}; expected a whole one; fetch it or save it again")]
    Damaged {
        /// The kind.
        format: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A file under a password or a publisher's lock.
    #[error("is a locked {format} file: {what}; expected an open one; save it without a password")]
    Locked {
        /// The kind.
        format: &'static str,
        /// What tells so.
        what: &'static str,
    },
    /// More than is read.
    #[error("holds more than {limit} MiB of {what}; expected a document; split it first")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit, in MiB.
        limit: usize,
    },
    /// Markup that no program writes and that would take very long to read.
    #[error("has {n} {what}; expected {limit} at most; save the text of it")]
    Tangled {
        /// How many.
        n: usize,
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A page with nothing to read.
    #[error(
        "is an HTML page without an article: {n_running} letters of running text beside {n_linked} in links; \
         expected a page with paragraphs; save the article's own page, or its text"
    )]
    NoArticle {
        /// Letters and digits outside links.
        n_running: usize,
        /// Letters and digits in links.
        n_linked: usize,
    },
    /// A record that gives no text.
    #[error("{what}")]
    Record {
        /// Its line, counted from 1.
        line: usize,
        /// What was found and expected, and what to do.
        what: String,
    },
}

impl OpenError {
    /// The line that is at fault, counted from 1, where one is.
    pub fn line(&self) -> Option<usize> {
        match self {
            OpenError::Record { line, .. } => Some(*line),
            _ => None,
        }
    }
}

/// First bytes of files that people give in place of a text, and what they can do.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF", "save it as text (pdftotext does that)"),
    (b"{\\rtf", "an RTF file", "save it as DOCX, ODT or text"),
    (b"bplist00", "a web archive of Safari", "save the page as HTML"),
    (b"\x1F\x8B", "a gzip file", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"BZh", "a bzip2 file", "unpack it first"),
    (b"\xFD7zXZ", "an xz file", "unpack it first"),
    (b"\x28\xB5\x2F\xFD", "a zstd file", "unpack it first"),
    (b"\x89PNG", "a PNG picture", "give the text of it"),
    (b"\xFF\xD8\xFF", "a JPEG picture", "give the text of it"),
    (b"PAR1", "a Parquet file", "save its texts as JSONL or text"),
    (b"SQLite format 3", "a database", "save its texts as JSONL or text"),
    (b"From: <Saved by ", "a web archive (MHTML)", "save the page as HTML, one file"),
];

/// How many bytes are looked at for the first tag.
const HEAD: usize = 4096;

impl Format {
    /// Finds the format by the first bytes, for ZIP files by what they hold, and by the ending of
    /// the name where bytes cannot tell: Markdown looks like text.
    ///
    /// # Errors
    /// [`OpenError`] for a kind of file that holds no text or that is not read.
    pub fn of(bytes: &[u8], extension: &str) -> Result<Format, OpenError> {
        if let Some((_, what, advice)) = FOREIGN.iter().find(|(start, ..)| bytes.starts_with(start))
        {
            return Err(OpenError::Foreign { what: (*what).to_owned(), advice });
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return archive::Archive::open(bytes)?.format();
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Err(archive::compound(bytes));
        }
        let head = head(bytes);
        let is = |endings: &[&str]| endings.iter().any(|e| extension.eq_ignore_ascii_case(e));
        let is_markdown = is(&["md", "markdown", "mdown"]);
        match first_tag(&head) {
            FirstTag::Html => return Ok(Format::Html),
            // Markdown may begin with a piece of HTML.
            FirstTag::Part if !is_markdown => return Ok(Format::Html),
            FirstTag::Xml(root) if root == "office:document" => return Ok(Format::Odt),
            FirstTag::Xml(root) if !is_markdown && !is(&["html", "htm", "xhtml"]) => {
                return Err(OpenError::Foreign {
                    what: format!("XML (<{root}>)"),
                    advice: "take the text out of it first",
                });
            }
            _ => {}
        }
        Ok(match () {
            () if is(&["html", "htm", "xhtml"]) && head.contains('<') => Format::Html,
            () if is_markdown => Format::Markdown,
            () if is(&["jsonl", "ndjson", "json"]) || jsonl::looks_like(&head) => Format::Jsonl,
            () => Format::Plain,
        })
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Plain => "plain text",
            Format::Html => "HTML",
            Format::Markdown => "Markdown",
            Format::Jsonl => "JSONL",
            Format::Docx => "DOCX",
            Format::Odt => "ODT",
            Format::Epub => "EPUB",
        }
    }
}

/// Makes a document of a file of any format.
///
/// Text that does not lie in one piece in the file is put together: the spans of the blocks are
/// bytes of [`Document::text`], not of the file.
///
/// # Errors
/// [`OpenError`] says what was found, what was expected and what to do.
pub fn open(bytes: &[u8], given: &Given<'_>) -> Result<Document, OpenError> {
    let name = given.name;
    match Format::of(bytes, given.extension)? {
        Format::Plain => Ok(document(name, decode(bytes)?.text)),
        Format::Html => html::page(name, bytes),
        Format::Markdown => markdown::document(name, &decode(bytes)?.text),
        Format::Jsonl => jsonl::document(name, &decode(bytes)?.text, given.field),
        Format::Docx => docx::document(name, archive::Archive::open(bytes)?),
        // A container, or one XML file.
        Format::Odt if !bytes.starts_with(b"PK") => odt::flat(name, bytes),
        Format::Odt => odt::document(name, archive::Archive::open(bytes)?),
        Format::Epub => epub::document(name, archive::Archive::open(bytes)?),
    }
}

/// The beginning of a file as text, for looking at its first tag.
fn head(bytes: &[u8]) -> String {
    let start = &bytes[..bytes.len().min(HEAD)];
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return start
            .iter()
            .filter(|byte| byte.is_ascii() && **byte != 0)
            .map(|b| *b as char)
            .collect();
    }
    String::from_utf8_lossy(start).trim_start_matches('\u{FEFF}').trim_start().to_owned()
}

#[derive(Debug, PartialEq)]
enum FirstTag {
    Html,
    /// A page that comes without its `<html>`.
    Part,
    /// The name of another root element of a file that says it is XML.
    Xml(String),
    None,
}

/// Elements that a web page may begin with when it has no `<html>`.
const PARTS: &[&str] =
    &["title", "meta", "link", "div", "p", "article", "main", "section", "header", "h1"];

fn first_tag(head: &str) -> FirstTag {
    let mut rest = head;
    let mut says_xml = false;
    loop {
        rest = rest.trim_start();
        let lower: String = rest.chars().take(16).collect::<String>().to_ascii_lowercase();
        let skipped = match () {
            () if lower.starts_with("<!doctype html") => return FirstTag::Html,
            () if rest.starts_with("<?") => {
                says_xml |= lower.starts_with("<?xml");
                rest.split_once("?>")
            }
            () if rest.starts_with("<!--") => rest.split_once("-->"),
            () if rest.starts_with("<!") => rest.split_once('>'),
            () => break,
        };
        let Some((_, after)) = skipped else { return FirstTag::None };
        rest = after;
    }
    let Some(tag) = rest.strip_prefix('<') else { return FirstTag::None };
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let Some(name) = end.map(|end| &tag[..end]).filter(|name| !name.is_empty()) else {
        return FirstTag::None;
    };
    let is = |tags: &[&str]| tags.iter().any(|tag| name.eq_ignore_ascii_case(tag));
    if is(&["html", "head", "body"]) {
        FirstTag::Html
    } else if is(PARTS) {
        FirstTag::Part
    } else if says_xml {
        FirstTag::Xml(name.to_owned())
    } else {
        FirstTag::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_ending() {
        let of = |bytes: &[u8], extension: &str| Format::of(bytes, extension);
        for page in [
            "<!DOCTYPE html><html>",
            "\u{FEFF}\n <!-- saved --><html lang=es>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"a\"><html xmlns=\"b\">",
            "<P>Hola",
        ] {
            assert_eq!(of(page.as_bytes(), "txt"), Ok(Format::Html), "{page}");
        }
        assert_eq!(of(b"Hola.", "HTML"), Ok(Format::Plain));
        assert_eq!(of(b"x <b>y</b>", "HTML"), Ok(Format::Html));
        assert_eq!(of(b"# Hola", "md"), Ok(Format::Markdown));
        assert_eq!(of(b"<p align=center>Hola</p>\n\n# Hola", "md"), Ok(Format::Markdown));
        assert_eq!(of(b"# Hola", "txt"), Ok(Format::Plain));
        assert_eq!(of(b"{\"text\": \"a\"}\n", ""), Ok(Format::Jsonl));
        assert_eq!(of(b"{a} b", ""), Ok(Format::Plain));
        assert_eq!(of(b"", ""), Ok(Format::Plain));
        assert_eq!(of(b"<3 is a heart", ""), Ok(Format::Plain));
        assert!(matches!(
            of(b"<?xml version='1.0'?><tmx version='1.4'>", ""),
            Err(OpenError::Foreign { .. })
        ));
        let pdf = of(b"%PDF-1.7", "txt").unwrap_err().to_string();
        assert!(pdf.contains("is a PDF; expected plain text") && pdf.contains("save it as text"));
    }

    #[test]
    fn foreign_files_all_say_what_to_do() {
        for (start, what, advice) in FOREIGN {
            let error = Format::of(start, "").unwrap_err().to_string();
            assert!(error.contains(what) && error.ends_with(advice), "{error}");
        }
    }
}
