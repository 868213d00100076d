//! Texts alone: two columns without a header, or two files of one text a line.

use std::io::{self, Write};

use super::writer::Form;
use crate::bitext::Row;

/// `train.tsv`: what Marian reads with `--tsv`.
pub(super) struct Train<W>(W);

impl<W> Train<W> {
    pub fn new(out: W) -> Self {
        Train(out)
    }
}

impl<W: Write> Form<W> for Train<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        writeln!(self.0, "{}\t{}", row.source, row.target)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.0.flush()?;
        Ok((vec![self.0], 0))
    }
}

/// A file a language, line by line the translation of the other; the corpora of the Moses decoder.
pub(super) struct Moses<W>([W; 2]);

impl<W> Moses<W> {
    pub fn new(files: [W; 2]) -> Self {
        Moses(files)
    }
}

impl<W: Write> Form<W> for Moses<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        writeln!(self.0[0], "{}", row.source)?;
        writeln!(self.0[1], "{}", row.target)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.0.iter_mut().try_for_each(Write::flush)?;
        Ok((self.0.into(), 0))
    }
}
