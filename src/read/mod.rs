mod corpus;
mod decode;
mod doc_jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod tmx;

pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, ReadError, decode};
pub use doc_jsonl::DocRecords;
#[cfg(feature = "parquet")]
pub use parquet::ParquetCorpus;
pub use plain::{document, presplit};
pub use tmx::Tmx;
