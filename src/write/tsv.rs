//! `corpus.tsv`: tab-separated, no quoting, no escaping, one line a bead.

use std::io::{self, Write};

use super::Options;
use super::writer::Form;
use crate::bitext::{Lang, Row};
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Bytes that are gathered before they are handed on: most documents are handed on at once.
const AT_ONCE: usize = 1 << 15;

pub(super) struct Tsv<W: Write>(CorpusWriter<W>);

impl<W: Write> Tsv<W> {
    pub fn new(out: W, options: &Options) -> io::Result<Self> {
        CorpusWriter::new(out, options.langs).map(Tsv)
    }
}

impl<W: Write> Form<W> for Tsv<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.0.write(row)
    }

    fn finish(self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        Ok((vec![self.0.finish()?], 0))
    }
}

/// Writes rows as `corpus.tsv`. Fields must be clean: [`super::clean`] makes them so.
pub struct CorpusWriter<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> CorpusWriter<W> {
    /// Writes the header; `langs` are the languages of source and target.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W, langs: [Lang; 2]) -> io::Result<Self> {
        Self::with_column(out, langs, None)
    }

    /// As [`CorpusWriter::new`], with one more column behind those of a corpus.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn with_column(out: W, langs: [Lang; 2], more: Option<&str>) -> io::Result<Self> {
        let mut writer = WriterBuilder::new()
            .delimiter(b'\t')
            .quote_style(QuoteStyle::Never)
            .terminator(Terminator::Any(b'\n'))
            .has_headers(false)
            .buffer_capacity(AT_ONCE)
            .from_writer(out);
        let columns = Row::columns(langs);
        writer.write_record(columns.iter().map(String::as_str).chain(more))?;
        Ok(CorpusWriter { writer })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        Ok(self.writer.write_record(row.fields())?)
    }

    /// Writes one row and the field of the additional column.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_with(&mut self, row: &Row, more: &str) -> io::Result<()> {
        Ok(self.writer.write_record(row.fields().into_iter().chain([more]))?)
    }

    /// Writes what is still held back and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|e| io::Error::from(e.error().kind()))
    }
}
