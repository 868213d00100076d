mod alignment;
mod document;
mod language;
mod pair;
mod row;
mod sentences;

pub use alignment::{Alignment, Bead, CoverError};
pub use document::{Block, BlockKind, Document};
pub use language::{Lang, LangError};
pub use pair::Bitext;
pub use row::Row;
pub use sentences::{Sentence, Sentences};
