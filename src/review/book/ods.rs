//! ODS workbooks, cell by cell.
//!
//! calamine reads these too, but whole: it writes out every repeated cell, and it does not tell
//! which cells are merged. A sheet of a few bytes may repeat a cell a million times.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use super::table::{Cell, MAX_BYTES, MAX_COLUMNS, Table, number_text};
use super::{Book, BookError, main_sheet, meta_sheet};

/// How often a row or a cell that holds something may be repeated.
const MAX_REPEATED: u32 = 1000;

/// Characters of a cell, by LibreOffice's limits.
const MAX_CHARS: usize = 1 << 20;

/// Sheets that are read.
const MAX_SHEETS: usize = 100;

/// Reads a workbook whose parts have been measured.
pub(super) fn read(input: &mut (impl Read + Seek)) -> Result<Book, BookError> {
    let mut zip = ZipArchive::new(input).map_err(|e| BookError::Damaged(e.to_string()))?;
    let part = zip.by_name("content.xml").map_err(|e| BookError::Damaged(e.to_string()))?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let (mut names, mut main, mut meta) = (Vec::new(), None, None);
    let mut buffer = Vec::new();
    loop {
        match next(&mut xml, &mut buffer)? {
            Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                let name = attribute(&tag, "table:name")?.unwrap_or_default();
                if names.len() == MAX_SHEETS {
                    let what = format!("has more than {MAX_SHEETS} sheets");
                    return Err(BookError::TooLarge { what });
                }
                let wanted = match (main_sheet(&[&name]), meta_sheet(&[&name])) {
                    (Ok(_), _) => Some(&mut main),
                    (_, Some(_)) => Some(&mut meta),
                    _ => None,
                };
                // The first sheet of a name counts; the others are read past, so that no number of
                // them takes any room.
                match wanted.filter(|table| table.is_none()) {
                    Some(table) => *table = Some(Sheet::new(&name).read(&mut xml)?),
                    None => pass_over(&mut xml)?,
                }
                names.push(name);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    main_sheet(&names)?;
    Ok(Book { table: main.unwrap_or_default(), meta })
}

/// Reads to the end of a sheet whose cells are not wanted.
fn pass_over(xml: &mut Reader<impl BufRead>) -> Result<(), BookError> {
    let mut buffer = Vec::new();
    // A cell may hold a table of its own.
    let mut n_open = 1;
    while n_open > 0 {
        match next(xml, &mut buffer)? {
            Event::Start(tag) if tag.name().as_ref() == "table:table" => n_open += 1,
            Event::End(tag) if tag.name().as_ref() == "table:table" => n_open -= 1,
            Event::Eof => return Err(ends_early()),
            _ => {}
        }
    }
    Ok(())
}

/// A sheet that is being read.
struct Sheet {
    table: Table,
    row: u32,
    column: u32,
    /// What the row holds so far: a row that is repeated is written down once.
    cells: Vec<(u32, Cell)>,
    /// Bytes of their texts.
    n_bytes: usize,
}

impl Sheet {
    fn new(name: &str) -> Sheet {
        Sheet { table: Table::new(name), row: 0, column: 0, cells: Vec::new(), n_bytes: 0 }
    }

    /// Reads to the end of the sheet.
    fn read(mut self, xml: &mut Reader<impl BufRead>) -> Result<Table, BookError> {
        let mut buffer = Vec::new();
        let mut row_repeats = 1;
        loop {
            buffer.clear();
            match next(xml, &mut buffer)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-row" => {
                        row_repeats = repeats(&tag, "table:number-rows-repeated")?;
                        self.column = 0;
                    }
                    "table:table-cell" | "table:covered-table-cell" => {
                        let tag = tag.into_owned();
                        self.read_cell(&tag, xml)?;
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.name().as_ref() {
                    "table:table-row" => self.end_row(row_repeats)?,
                    "table:table" => return Ok(self.table),
                    _ => {}
                },
                Event::Eof => return Err(ends_early()),
                _ => {}
            }
        }
    }

    /// Puts the row in its place, as often as it is repeated.
    fn end_row(&mut self, row_repeats: u32) -> Result<(), BookError> {
        if !self.cells.is_empty() {
            if row_repeats > MAX_REPEATED {
                let what =
                    format!("row {} is repeated {row_repeats} times", self.row.saturating_add(1));
                return Err(BookError::TooLarge { what });
            }
            for row in 0..row_repeats {
                for (column, cell) in &self.cells {
                    self.table.set(self.row.saturating_add(row), *column, cell.clone())?;
                }
            }
        }
        self.row = self.row.saturating_add(row_repeats);
        self.cells.clear();
        self.n_bytes = 0;
        Ok(())
    }

    fn read_cell(
        &mut self,
        tag: &BytesStart<'_>,
        xml: &mut Reader<impl BufRead>,
    ) -> Result<(), BookError> {
        let column_repeats = repeats(tag, "table:number-columns-repeated")?;
        let spans = [
            repeats(tag, "table:number-columns-spanned")?,
            repeats(tag, "table:number-rows-spanned")?,
        ];
        let address = self.table.address(self.row.saturating_add(1), self.column as usize);
        let text = cell_text(xml, tag.name().as_ref())?;
        let cell = value(tag, text)?;
        if spans != [1, 1] {
            return Err(BookError::Merged(address));
        }
        let end = self.column.saturating_add(column_repeats);
        // Cells far to the right are no part of a review.
        if cell != Cell::Empty && self.column < MAX_COLUMNS {
            if column_repeats > MAX_REPEATED {
                let what = format!("{address} is repeated {column_repeats} times");
                return Err(BookError::TooLarge { what });
            }
            for column in self.column..end.min(MAX_COLUMNS) {
                self.put(column, cell.clone())?;
            }
        }
        self.column = end;
        Ok(())
    }

    /// Puts a cell into the row. A row is held before the table counts it, so it is bounded, too.
    fn put(&mut self, column: u32, cell: Cell) -> Result<(), BookError> {
        if let Cell::Text(text) = &cell {
            self.n_bytes += text.len();
        }
        if self.n_bytes > MAX_BYTES {
            let row = self.row.saturating_add(1);
            let what = format!("row {row} holds more than {} MiB of text", MAX_BYTES >> 20);
            return Err(BookError::TooLarge { what });
        }
        self.cells.push((column, cell));
        Ok(())
    }
}

/// The value of a cell whose shown text is `text`.
fn value(tag: &BytesStart<'_>, text: String) -> Result<Cell, BookError> {
    if attribute(tag, "table:formula")?.is_some() {
        return Ok(Cell::Formula);
    }
    if attribute(tag, "calcext:value-type")?.as_deref() == Some("error") {
        return Ok(Cell::Error);
    }
    Ok(match attribute(tag, "office:value-type")?.as_deref() {
        Some("date" | "time") => Cell::Date,
        Some("float" | "percentage" | "currency") => {
            let number = attribute(tag, "office:value")?.and_then(|number| number.parse().ok());
            number.map_or(Cell::Error, |number| Cell::Text(number_text(number)))
        }
        Some("boolean") => {
            Cell::Text(attribute(tag, "office:boolean-value")?.unwrap_or_default().to_uppercase())
        }
        _ => match attribute(tag, "office:string-value")?.unwrap_or(text) {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        },
    })
}

/// Reads to the end of the cell `tag` and gives its text, notes left out.
fn cell_text(xml: &mut Reader<impl BufRead>, tag: &str) -> Result<String, BookError> {
    let mut buffer = Vec::new();
    let mut text = String::new();
    let (mut n_paragraphs, mut in_note) = (0, 0);
    loop {
        buffer.clear();
        match next(xml, &mut buffer)? {
            Event::Start(start) => match start.name().as_ref() {
                "office:annotation" => in_note += 1,
                _ if in_note > 0 => {}
                "text:p" => {
                    if n_paragraphs > 0 {
                        text.push('\n');
                    }
                    n_paragraphs += 1;
                }
                "text:s" => {
                    let n = repeats(&start, "text:c")?.min(MAX_REPEATED);
                    text.extend(std::iter::repeat_n(' ', n as usize));
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                _ => {}
            },
            Event::End(end) if end.name().as_ref() == tag => return Ok(text),
            Event::End(end) if end.name().as_ref() == "office:annotation" => in_note -= 1,
            Event::Text(part) if in_note == 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_note == 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) if in_note == 0 => push_entity(&entity, &mut text)?,
            Event::Eof => return Err(ends_early()),
            _ => {}
        }
        if text.len() > MAX_CHARS {
            return Err(BookError::TooLarge { what: format!("a cell of {} bytes", text.len()) });
        }
    }
}

fn ends_early() -> BookError {
    BookError::Damaged("content.xml ends early".to_owned())
}

fn push_entity(entity: &BytesRef<'_>, text: &mut String) -> Result<(), BookError> {
    let broken = || BookError::Damaged("content.xml has an unknown character".to_owned());
    if let Some(c) = entity.resolve_char_ref().map_err(|_| broken())? {
        text.push(c);
        return Ok(());
    }
    text.push_str(resolve_predefined_entity(entity.as_ref()).ok_or_else(broken)?);
    Ok(())
}

/// A number in an attribute, 1 when it is not there.
fn repeats(tag: &BytesStart<'_>, name: &str) -> Result<u32, BookError> {
    Ok(attribute(tag, name)?.map_or(1, |number| number.parse().unwrap_or(u32::MAX)))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, BookError> {
    let damaged = |e: String| BookError::Damaged(format!("content.xml: {e}"));
    let found = tag.try_get_attribute(name).map_err(|e| damaged(e.to_string()))?;
    let value = |a: quick_xml::events::attributes::Attribute<'_>| {
        a.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned)
    };
    found.map(value).transpose().map_err(|e| damaged(e.to_string()))
}

fn next<'b>(
    xml: &mut Reader<impl BufRead>,
    buffer: &'b mut Vec<u8>,
) -> Result<Event<'b>, BookError> {
    buffer.clear();
    xml.read_event_into(buffer).map_err(|e| BookError::Damaged(format!("content.xml: {e}")))
}
