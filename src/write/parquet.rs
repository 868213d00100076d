//! Apache Parquet with the columns of `corpus.tsv`. All are strings but the score, a double.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::Options;
use super::writer::{Form, invalid};
use crate::bitext::{Lang, Row};

/// Rows of a row group, and the bytes after which one ends all the same: what is held in memory.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 64 << 20;

/// The column that holds numbers.
const SCORE: usize = 5;

pub(super) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    /// The fields of the rows held back, by column.
    columns: [Vec<ByteArray>; 11],
    scores: Vec<f64>,
    n_bytes: usize,
}

impl<W: Write + Send> Parquet<W> {
    pub fn new(out: W, options: &Options) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // Least and greatest texts help nobody, and long ones would be copied into the footer.
            .set_statistics_enabled(EnabledStatistics::None)
            .set_created_by(concat!("bitexto ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema(options.langs).map_err(fault)?;
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(fault)?;
        Ok(Parquet { writer, columns: Default::default(), scores: Vec::new(), n_bytes: 0 })
    }

    fn flush_group(&mut self) -> io::Result<()> {
        if self.scores.is_empty() {
            return Ok(());
        }
        self.write_group().map_err(fault)?;
        self.columns.iter_mut().for_each(Vec::clear);
        self.scores.clear();
        self.n_bytes = 0;
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (index, values) in self.columns.iter().enumerate() {
            let Some(mut column) = group.next_column()? else { break };
            if index == SCORE {
                column.typed::<DoubleType>().write_batch(&self.scores, None, None)?;
            } else {
                column.typed::<ByteArrayType>().write_batch(values, None, None)?;
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl<W: Write + Send> Form<W> for Parquet<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let score = row.probability().ok_or_else(|| {
            invalid(format_args!("score {:?}; expected a number from 0 to 1", row.score))
        })?;
        self.scores.push(score);
        for (index, field) in row.fields().into_iter().enumerate() {
            if index != SCORE {
                self.columns[index].push(ByteArray::from(field.as_bytes().to_vec()));
                self.n_bytes += field.len();
            }
        }
        if self.scores.len() >= GROUP_ROWS || self.n_bytes >= GROUP_BYTES {
            self.flush_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.flush_group()?;
        Ok((vec![self.writer.into_inner().map_err(fault)?], 0))
    }
}

fn schema(langs: [Lang; 2]) -> Result<TypePtr, ParquetError> {
    let columns = Row::columns(langs).into_iter().enumerate().map(|(index, name)| {
        let column = if index == SCORE {
            Type::primitive_type_builder(&name, Physical::DOUBLE)
        } else {
            Type::primitive_type_builder(&name, Physical::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String))
        };
        Ok(Arc::new(column.with_repetition(Repetition::REQUIRED).build()?))
    });
    let columns: Vec<TypePtr> = columns.collect::<Result<_, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder("corpus").with_fields(columns).build()?))
}

fn fault(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(inner) => *inner,
            Err(inner) => io::Error::other(inner),
        },
        error => io::Error::other(error),
    }
}
