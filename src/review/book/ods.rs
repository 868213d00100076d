//! ODS workbooks, cell by cell.
//!
//! calamine reads these too, but whole: it writes out every repeated cell, and it does not tell
//! which cells are merged. A sheet of a few bytes may repeat a cell a million times.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use super::table::{Cell, Table, number_text};
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
    let mut tables: Vec<Table> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        match next(&mut xml, &mut buffer)? {
            Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                let name = attribute(&tag, "table:name")?.unwrap_or_default();
                if tables.len() == MAX_SHEETS {
                    let what = format!("has more than {MAX_SHEETS} sheets");
                    return Err(BookError::TooLarge { what });
                }
                let is_wanted = [main_sheet(&[&name]).ok(), meta_sheet(&[&name])];
                let sheet =
                    Sheet { table: Table::new(&name), row: 0, column: 0, cells: Vec::new() };
                let table = sheet.read(&mut xml)?;
                // Other sheets are read past; their names are told when none fits.
                let is_wanted = is_wanted.iter().any(Option::is_some);
                tables.push(if is_wanted { table } else { Table::new(&name) });
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let names: Vec<String> = tables.iter().map(|table| table.sheet.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let main = main_sheet(&names)?;
    let mut take = |name: &str| {
        let index = tables.iter().position(|table| table.sheet == name);
        index.map(|index| tables.swap_remove(index))
    };
    let meta = meta_sheet(&names).and_then(&mut take);
    let table = take(main).unwrap_or_default();
    Ok(Book { table, meta })
}

/// A sheet that is being read.
struct Sheet {
    table: Table,
    row: u32,
    column: u32,
    /// What the row holds so far: a row that is repeated is written down once.
    cells: Vec<(u32, Cell)>,
}

impl Sheet {
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
                Event::Eof => return Err(BookError::Damaged("content.xml ends early".to_owned())),
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
        if cell != Cell::Empty {
            if column_repeats > MAX_REPEATED {
                let what = format!("{address} is repeated {column_repeats} times");
                return Err(BookError::TooLarge { what });
            }
            let columns = (0..column_repeats).map(|column| self.column.saturating_add(column));
            self.cells.extend(columns.map(|column| (column, cell.clone())));
        }
        self.column = self.column.saturating_add(column_repeats);
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
            Event::Eof => return Err(BookError::Damaged("content.xml ends early".to_owned())),
            _ => {}
        }
        if text.len() > MAX_CHARS {
            return Err(BookError::TooLarge { what: format!("a cell of {} bytes", text.len()) });
        }
    }
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
