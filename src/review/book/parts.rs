//! The parts of a zipped workbook, measured before anything is made of them.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::BookError;

/// Which program's form a workbook has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
}

/// Parts that a workbook may have.
const MAX_PARTS: usize = 10_000;

/// Bytes that the sheets may unpack to, each read as a stream: a million empty rows have some 300 MiB.
const MAX_SHEET: u64 = 512 << 20;

/// Bytes that any other part may unpack to.
const MAX_PART: u64 = 64 << 20;

/// Bytes that may stand between two tags, or inside one: a full cell has 32,767 characters.
const MAX_STRETCH: usize = 1 << 20;

/// Unpacks every part to nowhere, so that what follows cannot be surprised by its size.
pub(super) fn check(input: &mut (impl Read + Seek)) -> Result<Kind, BookError> {
    let mut zip = ZipArchive::new(input).map_err(damaged)?;
    if zip.len() > MAX_PARTS {
        return Err(BookError::TooLarge { what: format!("has {} parts", zip.len()) });
    }
    let mut kind = None;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let lower = name.to_lowercase();
        if lower.ends_with("vbaproject.bin") || lower.starts_with("basic/") {
            return Err(BookError::Foreign {
                what: "a workbook with macros",
                advice: "save it as .xlsx without them",
            });
        }
        if lower.ends_with("workbook.bin") {
            return Err(BookError::Foreign {
                what: "a binary workbook (.xlsb)",
                advice: "save it as .xlsx",
            });
        }
        match lower.as_str() {
            "xl/workbook.xml" => kind = Some(Kind::Xlsx),
            "content.xml" => kind = kind.or(Some(Kind::Ods)),
            _ => {}
        }
        measure(part, &name)?;
    }
    kind.ok_or(BookError::Foreign {
        what: "a ZIP file without a workbook in it",
        advice: "unpack it first",
    })
}

/// Reads a part to its end.
fn measure(mut part: impl Read, name: &str) -> Result<(), BookError> {
    let too_large = |what: String| {
        let name: String = name.chars().take(80).collect();
        Err(BookError::TooLarge { what: format!("the part {name} {what}") })
    };
    let is_sheet = name.contains("worksheets/") || name == "content.xml";
    let limit = if is_sheet { MAX_SHEET } else { MAX_PART };
    let is_strings = name.to_lowercase().ends_with("sharedstrings.xml");
    let (mut total, mut stretch) = (0u64, 0usize);
    let mut buffer = vec![0; 1 << 16];
    let mut head = Vec::new();
    loop {
        let n = part.read(&mut buffer).map_err(|e| BookError::Damaged(e.to_string()))?;
        if n == 0 {
            break;
        }
        let bytes = &buffer[..n];
        if head.len() < 4096 {
            head.extend_from_slice(&bytes[..n.min(4096)]);
        }
        total += n as u64;
        if total > limit {
            return too_large(format!("unpacks to more than {} MiB", limit >> 20));
        }
        if name.ends_with(".xml") {
            stretch = match memchr::memrchr(b'<', bytes) {
                Some(last) => {
                    let first = memchr::memchr(b'<', bytes).unwrap_or(0);
                    if stretch + first > MAX_STRETCH {
                        return too_large(format!("has a text of more than {MAX_STRETCH} bytes"));
                    }
                    n - last
                }
                None => stretch + n,
            };
            if stretch > MAX_STRETCH {
                return too_large(format!("has a text of more than {MAX_STRETCH} bytes"));
            }
        }
    }
    // The reader makes room for as many strings as the part says that it has.
    if is_strings && claimed_strings(&head).is_some_and(|n| n > total) {
        return Err(BookError::Damaged(format!("the part {name} counts more strings than it has")));
    }
    Ok(())
}

/// The number of strings that the head of a part tells.
fn claimed_strings(head: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(head);
    let digits = text.split("uniqueCount=").nth(1)?.trim_start_matches(['"', '\'']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    // A number that is too long for any count is too large, too.
    Some(digits[..end].parse().unwrap_or(u64::MAX))
}

fn damaged(error: ZipError) -> BookError {
    match error {
        ZipError::UnsupportedArchive(what) if what == ZipError::PASSWORD_REQUIRED => {
            BookError::Foreign { what: "a workbook with a password", advice: "save it without" }
        }
        error => BookError::Damaged(error.to_string()),
    }
}
