mod corpus;
mod decode;
mod plain;

pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, ReadError, decode};
pub use plain::{document, presplit};
