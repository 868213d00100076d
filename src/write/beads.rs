//! One bead a line, zero-based: what scorers of alignments read.

use std::io::{self, Write};
use std::ops::Range;

use super::Cleaned;
use crate::bitext::Bitext;

pub(super) fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Cleaned> {
    let moved = moved(bitext);
    let mut j = 0;
    for bead in bitext.alignment.beads() {
        if bead.crossing {
            for i in bead.source.clone() {
                write_bead(&(i..i + 1), &(0..0), bead.probability, out)?;
            }
            continue;
        }
        moved_gaps(&moved, j..bead.target.start, out)?;
        j = j.max(bead.target.end);
        write_bead(&bead.source, &bead.target, bead.probability, out)?;
    }
    moved_gaps(&moved, j..bitext.target.len(), out)?;
    Ok(Cleaned::default())
}

/// For each target sentence, the probability of the crossing bead that it stands in, or 0.
fn moved(bitext: &Bitext) -> Vec<f64> {
    let mut moved = vec![0.0; bitext.target.len()];
    for bead in bitext.alignment.beads().iter().filter(|bead| bead.crossing) {
        moved[bead.target.clone()].fill(bead.probability);
    }
    moved
}

/// Moved sentences stand as gaps, since the form knows one order only.
fn moved_gaps(moved: &[f64], run: Range<usize>, out: &mut dyn Write) -> io::Result<()> {
    for j in run {
        write_bead(&(0..0), &(j..j + 1), moved[j], out)?;
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
