//! The cells of a sheet, row by row, with their addresses.

use super::BookError;

/// The rows of a sheet that hold anything.
#[derive(Debug, Default)]
pub struct Table {
    /// Name of the sheet; empty for a text file.
    pub sheet: String,
    /// Rows in the order of the sheet.
    pub rows: Vec<TableRow>,
    n_bytes: usize,
}

/// A row that holds anything.
#[derive(Debug)]
pub struct TableRow {
    /// Number of the row in the sheet, or of the record in a text file, counted from 1.
    pub number: u32,
    /// The cells from the first column on.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, or a number as it is shown.
    Text(String),
    /// A formula, whatever it comes to.
    Formula,
    /// A text or number that the spreadsheet has made a date or a time of.
    Date,
    /// An error such as `#NAME?`.
    Error,
}

/// Rows that hold anything; a review has 5,000.
const MAX_ROWS: usize = 100_000;

/// Columns; those behind are passed over.
pub(super) const MAX_COLUMNS: u32 = 200;

/// Bytes of all texts of a sheet.
pub(super) const MAX_BYTES: usize = 64 << 20;

impl Table {
    /// An empty table.
    pub fn new(sheet: &str) -> Table {
        Table { sheet: sheet.to_owned(), ..Table::default() }
    }

    /// Puts a cell in its place, row and column counted from 0. Empty cells need no place, and
    /// cells far to the right are no part of a review.
    pub fn set(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), BookError> {
        if cell == Cell::Empty || column >= MAX_COLUMNS {
            return Ok(());
        }
        if let Cell::Text(text) = &cell {
            self.n_bytes += text.len();
        }
        let number = row.saturating_add(1);
        if self.rows.last().is_none_or(|last| last.number != number) {
            self.rows.push(TableRow { number, cells: Vec::new() });
        }
        if self.rows.len() > MAX_ROWS || self.n_bytes > MAX_BYTES {
            let what = format!(
                "the sheet {} holds more than {MAX_ROWS} rows or {} MiB of text",
                self.sheet,
                MAX_BYTES >> 20
            );
            return Err(BookError::TooLarge { what });
        }
        if let Some(last) = self.rows.last_mut() {
            let column = column as usize;
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
        Ok(())
    }

    /// The address of a cell, row counted from 1 and column from 0: `review!F128`, or `F128` in a
    /// text file.
    pub fn address(&self, row: u32, column: usize) -> String {
        let place = format!("{}{row}", column_letters(column));
        if self.sheet.is_empty() { place } else { format!("{}!{place}", self.sheet) }
    }
}

/// The letters of a column counted from 0: A, B ... Z, AA ...
pub(super) fn column_letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// A number as a spreadsheet shows it.
pub(super) fn number_text(number: f64) -> String {
    // Rust prints the shortest digits that give the number back, and whole numbers without a point.
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_spreadsheets() {
        let table = Table::new("review");
        assert_eq!(table.address(128, 5), "review!F128");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(701), "ZZ");
        assert_eq!(column_letters(702), "AAA");
        assert_eq!((number_text(1914.0), number_text(0.5)), ("1914".to_owned(), "0.5".to_owned()));
    }
}
