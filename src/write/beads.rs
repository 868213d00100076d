//! One bead a line, zero-based: what scorers of alignments read.

use std::io::{self, Write};
use std::ops::Range;

use super::Cleaned;
use crate::bitext::Bitext;

pub(super) fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Cleaned> {
    for bead in bitext.alignment.beads() {
        writeln!(out, "{}:{}:{:.4}", list(&bead.source), list(&bead.target), bead.probability)?;
    }
    Ok(Cleaned::default())
}

fn list(range: &Range<usize>) -> String {
    let numbers: Vec<String> = range.clone().map(|n| n.to_string()).collect();
    format!("[{}]", numbers.join(", "))
}
