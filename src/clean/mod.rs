//! Which rows of a corpus are fit for training.
//!
//! Flags first, drops second. [`Filters`] flags each row by itself, [`Duplicates`] the rows that stand
//! elsewhere too, [`Leaks`] those that a smaller part of the [`Split`] holds nearly the same; a
//! [`Policy`] says which flags cost a row its place. Nothing here holds a text: eight bytes of hash
//! stand for each, so that ten million rows fit into little memory.

mod duplicates;
mod filters;
mod flags;
mod fold;
mod language;
mod leaks;
mod split;

pub use duplicates::{Duplicates, Twin};
pub use filters::{Bounds, Filters};
pub use flags::{Flag, Flags, Policy, PolicyError};
pub use fold::folded;
pub use language::Languages;
pub use leaks::Leaks;
pub use split::{Part, Shares, SharesError, Split};
