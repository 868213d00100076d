//! Alignments to files. A format is one file here and one match arm in `Format`.

mod beads;
mod rows;
mod tsv;

use std::io::{self, Write};

pub use rows::{Cleaned, bead_id, clean, rows};
pub use tsv::CorpusWriter;

use crate::bitext::Bitext;

/// A form that an alignment can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Tab-separated columns with a header, no quoting: texts, type, score, sentence numbers
    Tsv,
    /// Sentence numbers only, counted from 0: `[0]:[0, 1]:0.9731`
    Beads,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Beads.
    pub n_beads: usize,
    /// Beads with both sides.
    pub n_matches: usize,
    /// Source sentences.
    pub n_source: usize,
    /// Target sentences.
    pub n_target: usize,
    /// Characters that had to be changed or left out.
    pub cleaned: Cleaned,
}

impl Format {
    /// The ending of its files, without the stop.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Tsv => "tsv",
            Format::Beads => "beads",
        }
    }

    /// Writes `bitext` to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, bitext: &Bitext, out: &mut dyn Write) -> io::Result<Written> {
        let cleaned = match self {
            Format::Tsv => tsv::write(bitext, out)?,
            Format::Beads => beads::write(bitext, out)?,
        };
        let beads = bitext.alignment.beads();
        Ok(Written {
            n_beads: beads.len(),
            n_matches: beads.iter().filter(|bead| !bead.is_null()).count(),
            n_source: bitext.source.len(),
            n_target: bitext.target.len(),
            cleaned,
        })
    }
}
