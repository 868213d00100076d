//! Reviewed files, whatever program saved them: XLSX, ODS, TSV and CSV to rows of cells.
//!
//! What comes back may be anything, so nothing here trusts a size that a file tells, and memory is
//! bounded whatever the file unpacks to.

mod delimited;
mod ods;
mod parts;
mod table;
mod xlsx;

use std::io::{self, Read, Seek, SeekFrom};

pub use table::{Cell, Table, TableRow};

use crate::bitext::sheet::{META, REVIEW, SAMPLE};
use crate::read::ReadError;

/// Bytes that a reviewed file may have.
const MAX_FILE: u64 = 256 << 20;

/// A reviewed file: the sheet with the rows, and what the hidden sheet says of their origin.
#[derive(Debug)]
pub struct Book {
    /// The sheet `review` or `sample`, or all of a text file.
    pub table: Table,
    /// The sheet `_meta`, where there is one.
    pub meta: Option<Table>,
}

/// A file that is no reviewed sheet.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The input could not be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A file of another kind.
    #[error("is {what}; expected a review as .xlsx, .ods, .tsv or .csv; {advice}")]
    Foreign {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A file that is cut short or broken.
    #[error("is damaged: {0}; expected a whole workbook; ask for the file again")]
    Damaged(String),
    /// A file that unpacks to more than any review.
    #[error("{what}; no review is that large; save the sheet into a new workbook")]
    TooLarge {
        /// What is too large.
        what: String,
    },
    /// Neither a sheet `review` nor `sample`.
    #[error(
        "has no sheet {REVIEW} or {SAMPLE}, only {found}; expected the workbook that bitexto wrote; was the sheet renamed?"
    )]
    NoSheet {
        /// The sheets that there are.
        found: String,
    },
    /// Cells that are joined.
    #[error("{0} is merged with other cells; expected one cell a field; unmerge them")]
    Merged(String),
    /// A text file that is no text.
    #[error("{0}")]
    Text(#[from] ReadError),
}

/// Reads a reviewed file.
///
/// # Errors
/// [`BookError`] says what the file is instead, or what is wrong with it.
pub fn open(input: &mut (impl Read + Seek)) -> Result<Book, BookError> {
    let n = input.seek(SeekFrom::End(0))?;
    if n > MAX_FILE {
        return Err(BookError::TooLarge { what: format!("has {} MiB", n >> 20) });
    }
    input.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    input.take(8).read_to_end(&mut head)?;
    input.seek(SeekFrom::Start(0))?;
    if head.starts_with(b"PK") {
        return match parts::check(input)? {
            parts::Kind::Xlsx => xlsx::read(input),
            parts::Kind::Ods => ods::read(input),
        };
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(BookError::Foreign {
            what: "an old Excel file, or one with a password",
            advice: "save it as .xlsx without a password",
        });
    }
    delimited::read(input)
}

/// The name of the sheet with the rows among `names`.
fn main_sheet<'n>(names: &[&'n str]) -> Result<&'n str, BookError> {
    let is_main =
        |name: &&&str| [REVIEW, SAMPLE].iter().any(|main| name.eq_ignore_ascii_case(main));
    names.iter().find(is_main).copied().ok_or_else(|| {
        let shown: Vec<String> =
            names.iter().take(10).map(|name| name.chars().take(40).collect()).collect();
        BookError::NoSheet { found: shown.join(", ") }
    })
}

/// The name of the hidden sheet among `names`.
fn meta_sheet<'n>(names: &[&'n str]) -> Option<&'n str> {
    names.iter().find(|name| name.eq_ignore_ascii_case(META)).copied()
}
