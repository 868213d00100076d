mod alignment;
mod document;
mod language;
mod row;
mod sentences;

pub use alignment::{Alignment, Bead, CoverError};
pub use document::{Block, BlockKind, Document};
pub use language::{Lang, LangError};
pub use row::Row;
pub use sentences::{Sentence, Sentences};
