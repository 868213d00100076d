//! Bitexto turns a Spanish text and its English rendering into a parallel corpus.
//!
//! The pipeline is the list of modules: [`read`] turns bytes into a document, [`split`] finds
//! its sentences, [`encode`] gives each a vector that lies close to its translation's,
//! [`align`] pairs the sentences of two documents with a probability on every pair, and
//! [`mod@write`] puts the pairs into files. [`bitext`] holds the nouns they pass on.
//!
//! A stage may use `bitext` and the stages before it, never those after it
//! (`tests/architecture.rs` holds that). The middle (`split`, `encode`, `align`) does no I/O and cannot
//! fail on any text; nothing here prints, reads the clock or looks at the environment.

#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr)]

/// The nouns: documents, sentences, beads, alignments, rows of a corpus.
pub mod bitext;

/// Bytes to documents: character sets, line ends, blocks.
pub mod read;

/// Documents to sentences, by rules that are data.
pub mod split;

/// Sentences to vectors that are close when the sentences mean the same.
pub mod encode;

/// Two lists of sentences to beads with probabilities.
pub mod align;

/// Two collections of documents to pairs of them.
pub mod pair;

/// Alignments to files.
pub mod write;

/// Rows of a corpus to a training set: flags, duplicates, parts.
pub mod clean;

/// Reviewed sheets to corrected alignments.
#[cfg(feature = "sheets")]
pub mod review;

/// Alignments against gold ones: strict, lax and null F1, calibration.
pub mod evaluate;

/// What other people's loaders would do to a file.
pub mod check;
