mod blocks;
mod corpus;
mod decode;
mod plain;

pub use blocks::{Blocks, Layout};
pub use corpus::{Corpus, CorpusError, CorpusFault};
pub use decode::{Decoded, Decoder, ReadError, decode};
pub use plain::{document, presplit};

/// How many bytes of an input are looked at before its character set, its language and the use of
/// its lines are decided on. A whole document is judged by as much, so that a text that comes in
/// pieces is read no differently.
pub const HEAD: usize = 1 << 20;
