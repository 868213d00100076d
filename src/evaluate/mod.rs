//! Measures an alignment against a gold one. Knows no aligner.

mod beads;
mod tally;

pub use beads::{BeadsError, ScoredBead, parse_beads, uncovered};
pub use tally::{Figures, Tally};
