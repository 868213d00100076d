//! `corpus.tsv`: tab-separated, no quoting, no escaping, one line a bead.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{Cleaned, rows};
use crate::bitext::{Bitext, Lang, Row};

pub(super) fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Cleaned> {
    let mut corpus = CorpusWriter::new(out, [bitext.source_lang, bitext.target_lang])?;
    let (rows, cleaned) = rows(bitext);
    for row in &rows {
        corpus.write(row)?;
    }
    corpus.finish()?;
    Ok(cleaned)
}

/// Writes rows as `corpus.tsv`. Fields must be clean: [`super::clean`] makes them so.
pub struct CorpusWriter<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> CorpusWriter<W> {
    /// Writes the header; `langs` are the languages of source and target.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W, langs: [Lang; 2]) -> io::Result<Self> {
        let mut writer = WriterBuilder::new()
            .delimiter(b'\t')
            .quote_style(QuoteStyle::Never)
            .terminator(Terminator::Any(b'\n'))
            .has_headers(false)
            .from_writer(out);
        writer.write_record(Row::columns(langs))?;
        Ok(CorpusWriter { writer })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        self.writer.serialize(row).map_err(io::Error::other)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
