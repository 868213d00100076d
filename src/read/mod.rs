//! One file per format. [`open`] finds the format and gives a document; `markup` reads the elements
//! of HTML for pages, Markdown and EPUB alike, `compose` puts blocks together, `archive` unpacks.

mod corpus;
mod decode;
mod plain;

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

pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, ReadError, decode};
#[cfg(feature = "formats")]
pub use format::{Format, Given, OpenError, open};
pub use plain::{document, presplit};
