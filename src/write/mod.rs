//! Alignments and rows to files. A format is one file here and one match arm in `Format` and `Writer`.

mod beads;
mod doc_jsonl;
mod html;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod quotes;
mod rows;
#[cfg(feature = "sheets")]
pub mod sheet;
mod tmx;
mod tsv;
mod whole;
mod writer;
mod xliff;
mod xml;

pub use quotes::typographic;
pub use rows::{Cleaned, clean, clean_row, flags, rows, rows_into};
pub use tsv::CorpusWriter;
pub use writer::{Options, Quotes, Writer, Written};

use crate::bitext::Lang;

/// A form that an alignment, or the rows of a corpus, can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Tab-separated columns with a header, no quoting: texts, type, score, sentence numbers
    Tsv,
    /// Sentence numbers only, counted from 0: `[0]:[0, 1]:0.9731`
    Beads,
    /// One JSON record a pair: `{"id": "..", "translation": {"es": "..", "en": ".."}}`
    Jsonl,
    /// One JSON record a document: sentences of both sides, and beads with their scores
    DocJsonl,
    /// Two plain files, one a language, the same number of lines; pairs only
    Moses,
    /// Two tab-separated columns without a header; pairs only
    Train,
    /// Apache Parquet with the columns of corpus.tsv; the score is a number
    Parquet,
    /// Translation memory, TMX 1.4b; pairs only
    Tmx,
    /// Bilingual file for translation tools, XLIFF 1.2; pairs only
    Xliff,
    /// A review workbook: the rows that need a look, to be sent to a reviewer and taken back
    #[cfg(feature = "sheets")]
    Xlsx,
    /// A page with both texts side by side, to be looked at in a browser
    Html,
}

impl Format {
    /// The endings of its files, without the stop; one ending a file.
    pub fn endings(self, langs: [Lang; 2]) -> Vec<String> {
        let ending = match self {
            Format::Tsv => "tsv",
            Format::Beads => "beads",
            Format::Jsonl => "jsonl",
            Format::DocJsonl => "doc.jsonl",
            Format::Moses => return langs.iter().map(|lang| lang.code().to_owned()).collect(),
            Format::Train => "train.tsv",
            Format::Parquet => "parquet",
            Format::Tmx => "tmx",
            Format::Xliff => "xlf",
            #[cfg(feature = "sheets")]
            Format::Xlsx => "xlsx",
            Format::Html => "html",
        };
        vec![ending.to_owned()]
    }

    /// How many files it takes.
    pub fn n_files(self) -> usize {
        if self == Format::Moses { 2 } else { 1 }
    }

    /// Whether rows with one side have no place in it.
    pub fn is_pairs_only(self) -> bool {
        use Format::{Jsonl, Moses, Tmx, Train, Xliff};
        matches!(self, Jsonl | Moses | Train | Tmx | Xliff)
    }

    /// Whether a file of it is made of one whole text with its sentences, and of nothing else.
    pub fn is_whole(self) -> bool {
        match self {
            #[cfg(feature = "sheets")]
            Format::Xlsx => true,
            format => format == Format::Html,
        }
    }

    /// What a corpus loses in it, besides rows with one side where it holds pairs only.
    pub fn loses(self) -> Option<&'static str> {
        match self {
            Format::Tsv | Format::Parquet | Format::Tmx => None,
            Format::Beads => Some("texts, paragraph numbers and flags"),
            Format::Jsonl => Some("scores, paragraph numbers and flags"),
            Format::DocJsonl => {
                Some("paragraph numbers, flags and the borders between the sentences of a cell")
            }
            Format::Moses | Format::Train => Some("everything but the two texts"),
            Format::Xliff => Some("paragraph and sentence numbers outside the ids"),
            #[cfg(feature = "sheets")]
            Format::Xlsx => None,
            Format::Html => None,
        }
    }

    /// Whether a text must be fit for one field of one line.
    fn is_clean(self) -> bool {
        !matches!(self, Format::Jsonl | Format::DocJsonl | Format::Parquet | Format::Beads)
    }
}
