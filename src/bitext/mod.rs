mod alignment;
mod document;
mod language;
mod pair;
mod row;
mod sentences;
#[cfg(feature = "sheets")]
pub mod sheet;

pub use alignment::{Alignment, Bead, CoverError, in_one_order};
pub use document::{Block, BlockKind, Document};
pub use language::{Lang, LangError};
pub use pair::Bitext;
pub use row::{MAX_SENTENCES, Row, bead_id};
pub(crate) use row::{push_id, push_kind, push_numbers, push_score};
pub use sentences::{Sentence, Sentences};
