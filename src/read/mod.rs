//! One file per format. [`open`] finds the format and gives a document; `markup` reads the elements
//! of HTML for pages, Markdown and EPUB alike, `compose` puts blocks together, `archive` unpacks.

mod blocks;
mod corpus;
mod decode;
mod doc_jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod tmx;

#[cfg(feature = "formats")]
mod archive;
#[cfg(feature = "formats")]
mod compose;
#[cfg(feature = "formats")]
mod docx;
#[cfg(feature = "formats")]
mod epub;
#[cfg(feature = "formats")]
mod format;
#[cfg(feature = "formats")]
mod html;
#[cfg(feature = "formats")]
mod jsonl;
#[cfg(feature = "formats")]
mod markdown;
#[cfg(feature = "formats")]
mod markup;
#[cfg(feature = "formats")]
mod odt;
#[cfg(feature = "formats")]
mod xml;

pub use blocks::{Blocks, Layout};
pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, Decoder, ReadError, decode};
pub use doc_jsonl::DocRecords;
#[cfg(feature = "formats")]
pub use format::{Format, Given, OpenError, open};
#[cfg(feature = "parquet")]
pub use parquet::ParquetCorpus;
pub use plain::{document, presplit};
pub use tmx::Tmx;

/// How many bytes of an input are looked at before its character set, its language and the use of
/// its lines are decided on. A whole document is judged by as much, so that a text that comes in
/// pieces is read no differently.
pub const HEAD: usize = 1 << 20;
