use serde::{Deserialize, Serialize};

/// One line of a corpus: a bead with its texts, as `corpus.tsv` holds it.
///
/// The field order is the column order. In a file the columns `source` and `target` (and those
/// that begin with these words) carry the language codes instead: `es`, `en_sents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Document and sentence runs, e.g. `merida:s5-6~t7`; the same in every run.
    pub id: String,
    /// Name of the document.
    pub doc: String,
    /// Source sentences, joined by one space; empty in a `0-1` row.
    pub source: String,
    /// Target sentences, joined by one space; empty in a `1-0` row.
    pub target: String,
    /// How many sentences on each side, e.g. `2-1`; a crossing bead has a trailing `x`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Probability that the bead is right, four decimals.
    pub score: String,
    /// Source sentence numbers, counted from 1, e.g. `5-6`.
    pub source_sents: String,
    /// Target sentence numbers, counted from 1.
    pub target_sents: String,
    /// Source paragraph numbers, counted from 1.
    pub source_par: String,
    /// Target paragraph numbers, counted from 1.
    pub target_par: String,
    /// Space-separated marks, e.g. `NUM LEN`.
    pub flags: String,
}
