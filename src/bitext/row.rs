use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Lang;

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

impl Row {
    /// The column names of a corpus in two languages, in order.
    pub fn columns(langs: [Lang; 2]) -> [String; 11] {
        let [source, target] = langs.map(|lang| lang.code().to_owned());
        [
            "id".to_owned(),
            "doc".to_owned(),
            source.clone(),
            target.clone(),
            "type".to_owned(),
            "score".to_owned(),
            format!("{source}_sents"),
            format!("{target}_sents"),
            format!("{source}_par"),
            format!("{target}_par"),
            "flags".to_owned(),
        ]
    }

    /// Whether both sides hold text.
    pub fn is_pair(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }

    /// Whether the bead is a crossing one.
    pub fn is_crossing(&self) -> bool {
        self.kind.ends_with('x')
    }

    /// The probability of the bead; `None` where the field is no number from 0 to 1.
    pub fn probability(&self) -> Option<f64> {
        self.score.parse().ok().filter(|p| (0.0..=1.0).contains(p))
    }

    /// A field such as [`Row::source_sents`] as a run counted from 0: `5-6` is 4..6, nothing is an
    /// empty run; `None` for what is no run.
    pub fn run(field: &str) -> Option<Range<usize>> {
        if field.is_empty() {
            return Some(0..0);
        }
        let (first, last) = field.split_once('-').unwrap_or((field, field));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        (1 <= first && first <= last).then(|| first - 1..last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_count_from_one_in_a_field() {
        assert_eq!(Row::run("5-6"), Some(4..6));
        assert_eq!(Row::run("7"), Some(6..7));
        assert_eq!(Row::run(""), Some(0..0));
        for wrong in ["0", "6-5", "x", "5-", "-5", "1,2", "99999999999999999999"] {
            assert_eq!(Row::run(wrong), None, "{wrong}");
        }
    }
}
