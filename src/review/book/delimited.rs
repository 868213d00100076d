//! Tab-, semicolon- and comma-separated text in whatever character set a spreadsheet saved it.

use std::io::Read;

use csv::ReaderBuilder;

use super::table::{Cell, Table};
use super::{Book, BookError};
use crate::read;

/// Bytes of a text file; a review of 5,000 rows has some 3 MiB.
const MAX_TEXT: u64 = 128 << 20;

/// Reads a text file.
pub(super) fn read(input: &mut impl Read) -> Result<Book, BookError> {
    let mut bytes = Vec::new();
    input.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_TEXT {
        let what = format!("has more than {} MiB of text", MAX_TEXT >> 20);
        return Err(BookError::TooLarge { what });
    }
    let text = read::decode(&bytes)?.text;
    let text = text.trim_start_matches('\u{FEFF}');
    // Excel may write its separator into a first line of its own.
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => rest,
        _ => text,
    };
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
    let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b'\t');
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = Table::new("");
    for (row, record) in (0u32..).zip(reader.records()) {
        let record = record.map_err(|e| BookError::Damaged(e.to_string()))?;
        for (column, field) in (0u32..).zip(record.iter()) {
            let cell = if field.is_empty() { Cell::Empty } else { Cell::Text(field.to_owned()) };
            table.set(row, column, cell)?;
        }
    }
    Ok(Book { table, meta: None })
}
