//! Measures an alignment against a gold one. Knows no aligner.

mod beads;
mod cover;
mod figures;
mod ladder;
mod order;
mod tally;
mod texts;

pub use beads::{BeadsError, ScoredBead, parse_beads};
pub use cover::{CoverFault, CoverKind, uncovered};
pub use figures::{Bin, Figures, TypeFigures};
pub use ladder::{Ladder, LadderError, parse_ladder};
pub use tally::Tally;
pub use texts::{TextBead, TextsDiffer, fold};
