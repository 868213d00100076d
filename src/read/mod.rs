mod blocks;
mod corpus;
mod decode;
mod doc_jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod tmx;

pub use blocks::{Blocks, Layout};
pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, Decoder, ReadError, decode};
pub use doc_jsonl::DocRecords;
#[cfg(feature = "parquet")]
pub use parquet::ParquetCorpus;
pub use plain::{document, presplit};
pub use tmx::Tmx;

/// How many bytes of an input are looked at before its character set, its language and the use of
/// its lines are decided on. A whole document is judged by as much, so that a text that comes in
/// pieces is read no differently.
pub const HEAD: usize = 1 << 20;
