//! A corpus in Apache Parquet, row by row.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use super::{CorpusError, CorpusFault};
use crate::bitext::{Lang, Row};
use crate::read::corpus::columns;

/// Rows of a Parquet file with the columns of a corpus, each with its number, counted from 1. Columns
/// go by name; others are passed over; a missing text is an empty one.
pub struct ParquetCorpus {
    /// `None` after a fault: what the reader holds then is not to be trusted.
    rows: Option<RowIter<'static>>,
    langs: [Lang; 2],
    places: [usize; 11],
    n_read: usize,
}

impl ParquetCorpus {
    /// Reads the schema.
    ///
    /// # Errors
    /// When the file is no Parquet file or has not the columns of a corpus.
    pub fn new(file: File) -> Result<Self, CorpusError> {
        let reader = guarded(0, || SerializedFileReader::new(file))?
            .map_err(|e| at(0, format!("cannot be read as Parquet ({e})")))?;
        let schema = reader.metadata().file_metadata().schema();
        let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
        let (langs, places) = columns(&names).map_err(|fault| CorpusError { line: 0, fault })?;
        let rows = guarded(0, || RowIter::from_file_into(Box::new(reader)))?;
        Ok(ParquetCorpus { rows: Some(rows), langs, places, n_read: 0 })
    }

    /// The languages of source and target.
    pub fn langs(&self) -> [Lang; 2] {
        self.langs
    }
}

impl Iterator for ParquetCorpus {
    type Item = Result<(usize, Row), CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.n_read + 1;
        let rows = self.rows.as_mut()?;
        let record = match guarded(line, || rows.next()) {
            Ok(record) => record?,
            Err(error) => {
                self.rows = None;
                return Some(Err(error));
            }
        };
        self.n_read = line;
        Some(record.map_err(|e| at(line, e.to_string())).and_then(|record| {
            let mut fields: Vec<Field> =
                record.into_columns().into_iter().map(|(_, field)| field).collect();
            let mut row = Row::default();
            for (field, &place) in row.fields_mut().into_iter().zip(&self.places) {
                *field = text(std::mem::replace(&mut fields[place], Field::Null))
                    .ok_or_else(|| at(line, "holds something that is no text".to_owned()))?;
            }
            Ok((line, row))
        }))
    }
}

/// Reads a piece of the file. The reader trusts what the file says of its own parts, and panics where
/// a damaged one lies.
fn guarded<T>(line: usize, read: impl FnOnce() -> T) -> Result<T, CorpusError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| {
        at(line, "is damaged; expected a whole Parquet file; fetch it again".to_owned())
    })
}

/// A field as it stands in `corpus.tsv`.
fn text(field: Field) -> Option<String> {
    match field {
        Field::Null => Some(String::new()),
        Field::Str(text) => Some(text),
        Field::Float(number) => Some(score(number.into())),
        Field::Double(number) => Some(score(number)),
        Field::Int(number) => Some(number.to_string()),
        Field::Long(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Four decimals, or more where a number has more.
fn score(number: f64) -> String {
    let short = format!("{number:.4}");
    if short.parse() == Ok(number) { short } else { number.to_string() }
}

fn at(line: usize, message: String) -> CorpusError {
    CorpusError { line, fault: CorpusFault::Record(message) }
}
