//! One bead a line, zero-based: what scorers of alignments read.

use std::io::{self, Write};
use std::ops::Range;

use super::writer::{Form, invalid};
use crate::bitext::{Bead, Row};

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

impl<W: Write> Form<W> for Beads<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let doc = self.doc.get_or_insert_with(|| row.doc.clone());
        if *doc != row.doc {
            return Err(invalid(format_args!(
                "document {:?} after {doc:?}; beads hold one document; take its rows out first",
                row.doc
            )));
        }
        self.beads.push(bead(row)?);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        let out = &mut self.out;
        let moved = moved(&self.beads);
        let mut j = 0;
        for bead in &self.beads {
            if bead.crossing {
                for i in bead.source.clone() {
                    write_bead(&(i..i + 1), &(0..0), bead.probability, out)?;
                }
                continue;
            }
            if !bead.target.is_empty() {
                moved_gaps(&moved, j..bead.target.start, out)?;
                j = j.max(bead.target.end);
            }
            write_bead(&bead.source, &bead.target, bead.probability, out)?;
        }
        moved_gaps(&moved, j..moved.len(), out)?;
        out.flush()?;
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

/// For each target sentence, the probability of the crossing bead that it stands in.
fn moved(beads: &[Bead]) -> Vec<Option<f64>> {
    let n_target = beads.iter().map(|bead| bead.target.end).max().unwrap_or(0);
    let mut moved = vec![None; n_target];
    for bead in beads.iter().filter(|bead| bead.crossing) {
        moved[bead.target.clone()].fill(Some(bead.probability));
    }
    moved
}

/// Moved sentences stand as gaps, since the form knows one order only.
fn moved_gaps(moved: &[Option<f64>], run: Range<usize>, out: &mut dyn Write) -> io::Result<()> {
    for j in run {
        if let Some(probability) = moved[j] {
            write_bead(&(0..0), &(j..j + 1), probability, out)?;
        }
    }
    Ok(())
}

fn write_bead(
    source: &Range<usize>,
    target: &Range<usize>,
    probability: f64,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}:{}:{probability:.4}", list(source), list(target))
}

fn list(range: &Range<usize>) -> String {
    let numbers: Vec<String> = range.clone().map(|n| n.to_string()).collect();
    format!("[{}]", numbers.join(", "))
}
