//! One bead a line, zero-based: what scorers of alignments read.

use std::io::{self, Write};

use super::writer::{Form, invalid};
use crate::bitext::{Bead, Bitext, Row, in_one_order, push_score};

/// The beads of one document: the form has no place for a name.
pub(super) struct Beads<W> {
    out: W,
    doc: Option<String>,
    beads: Vec<Bead>,
}

impl<W> Beads<W> {
    pub fn new(out: W) -> Self {
        Beads { out, doc: None, beads: Vec::new() }
    }
}

impl<W: Write> Beads<W> {
    /// Makes sure that a row is of the one document.
    fn check(&mut self, row: &Row) -> io::Result<()> {
        let doc = self.doc.get_or_insert_with(|| row.doc.clone());
        if *doc != row.doc {
            return Err(invalid(format_args!(
                "document {:?} after {doc:?}; beads hold one document; take its rows out first",
                row.doc
            )));
        }
        Ok(())
    }
}

impl<W: Write> Form<W> for Beads<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.check(row)?;
        self.beads.push(bead(row)?);
        Ok(())
    }

    fn bitext(&mut self, bitext: &Bitext, rows: &[Row]) -> io::Result<()> {
        if let Some(row) = rows.first() {
            self.check(row)?;
        }
        self.beads.extend_from_slice(bitext.alignment.beads());
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        let mut lines = String::new();
        in_one_order(&self.beads, |bead| {
            bead.push_lists(&mut lines);
            lines.push(':');
            push_score(&mut lines, bead.probability);
            lines.push('\n');
            io::Result::Ok(())
        })?;
        self.out.write_all(lines.as_bytes())?;
        self.out.flush()?;
        Ok((vec![self.out], 0))
    }
}

/// The bead of a row.
pub(super) fn bead(row: &Row) -> io::Result<Bead> {
    let run = |field: &str| {
        Row::run(field).ok_or_else(|| {
            invalid(format_args!("sentence numbers {field:?}; expected such as 5 or 5-6"))
        })
    };
    let score = row.probability().ok_or_else(|| {
        invalid(format_args!("score {:?}; expected a number from 0 to 1", row.score))
    })?;
    Ok(Bead {
        source: run(&row.source_sents)?,
        target: run(&row.target_sents)?,
        probability: score,
        crossing: row.is_crossing(),
    })
}
