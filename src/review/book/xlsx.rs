//! XLSX workbooks, cell by cell.

use std::io::{Read, Seek};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::table::{Cell, Table, number_text};
use super::{Book, BookError, main_sheet, meta_sheet};

/// Reads a workbook whose parts have been measured.
pub(super) fn read(input: &mut (impl Read + Seek)) -> Result<Book, BookError> {
    input.seek(std::io::SeekFrom::Start(0))?;
    let mut xlsx = Xlsx::new(input).map_err(damaged)?;
    let names = xlsx.sheet_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let main = main_sheet(&names)?;
    let table = read_sheet(&mut xlsx, main)?;
    let merged = xlsx.merge_cells_by_sheet_name(main).map_err(damaged)?;
    if let Some(range) = merged.first() {
        let address = table.address(range.start.0.saturating_add(1), range.start.1 as usize);
        return Err(BookError::Merged(address));
    }
    let meta = meta_sheet(&names).map(|name| read_sheet(&mut xlsx, name)).transpose()?;
    Ok(Book { table, meta })
}

fn read_sheet<R: Read + Seek>(xlsx: &mut Xlsx<R>, name: &str) -> Result<Table, BookError> {
    let mut table = Table::new(name);
    let mut cells = xlsx.worksheet_cells_reader(name).map_err(damaged)?;
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = record.pos;
        let cell = match record.value {
            _ if record.formula.is_some() => Cell::Formula,
            DataRef::Empty => Cell::Empty,
            DataRef::String(text) => text_cell(&text),
            DataRef::SharedString(text) => text_cell(text),
            DataRef::Int(number) => Cell::Text(number.to_string()),
            DataRef::Float(number) => Cell::Text(number_text(number)),
            DataRef::Bool(value) => Cell::Text(if value { "TRUE" } else { "FALSE" }.to_owned()),
            DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Cell::Date,
            DataRef::Error(_) => Cell::Error,
        };
        table.set(row, column, cell)?;
    }
    Ok(table)
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn damaged(error: XlsxError) -> BookError {
    match error {
        XlsxError::Password => {
            BookError::Foreign { what: "a workbook with a password", advice: "save it without" }
        }
        error => BookError::Damaged(error.to_string()),
    }
}
