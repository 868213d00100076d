//! Formats that are made of one whole bitext: the workbook and the page.

use std::io::{self, Write};

use super::writer::{Form, invalid};
use crate::bitext::{Bitext, Row};

/// Makes the file of a bitext, whose rows are dressed as those of every format.
type Make = fn(&Bitext, &[Row], &mut dyn Write) -> io::Result<()>;

/// A file that holds one bitext.
pub(super) struct Whole<W> {
    out: W,
    make: Make,
    doc: Option<String>,
}

impl<W> Whole<W> {
    pub fn new(out: W, make: Make) -> Self {
        Whole { out, make, doc: None }
    }
}

impl<W: Write> Form<W> for Whole<W> {
    fn row(&mut self, _row: &Row) -> io::Result<()> {
        Err(invalid(
            "this format is made of whole texts, not of rows; write it with bitexto align, or a workbook of a corpus with bitexto review export",
        ))
    }

    fn bitext(&mut self, bitext: &Bitext, rows: &[Row]) -> io::Result<()> {
        if let Some(doc) = &self.doc {
            let name = &bitext.name;
            return Err(invalid(format_args!("document {name:?} after {doc:?}; a file holds one")));
        }
        self.doc = Some(bitext.name.clone());
        (self.make)(bitext, rows, &mut self.out)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.out.flush()?;
        Ok((vec![self.out], 0))
    }
}
