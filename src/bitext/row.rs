use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Bead, Lang};

/// One line of a corpus: a bead with its texts, as `corpus.tsv` holds it.
///
/// The field order is the column order. In a file the columns `source` and `target` (and those
/// that begin with these words) carry the language codes instead: `es`, `en_sents`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// Sentences that a text may have: more than stand in 1 GiB. A larger number is a slip, and the bound
/// keeps small what it can cost.
pub const MAX_SENTENCES: usize = 10_000_000;

impl Row {
    /// The flag of a bead that a person has looked at and found right.
    pub const REVIEWED: &'static str = "REVIEWED";

    /// The flag of a bead that a person has looked at and found wrong.
    pub const REJECTED: &'static str = "REJECTED";

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

    /// The fields in the order of the columns.
    pub fn fields(&self) -> [&str; 11] {
        [
            &self.id,
            &self.doc,
            &self.source,
            &self.target,
            &self.kind,
            &self.score,
            &self.source_sents,
            &self.target_sents,
            &self.source_par,
            &self.target_par,
            &self.flags,
        ]
    }

    /// The fields in the order of the columns, to be changed.
    pub fn fields_mut(&mut self) -> [&mut String; 11] {
        [
            &mut self.id,
            &mut self.doc,
            &mut self.source,
            &mut self.target,
            &mut self.kind,
            &mut self.score,
            &mut self.source_sents,
            &mut self.target_sents,
            &mut self.source_par,
            &mut self.target_par,
            &mut self.flags,
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

    /// Whether a person has looked at the bead and found it right, by its flag.
    pub fn is_reviewed(&self) -> bool {
        self.flags.split(' ').any(|flag| flag == Row::REVIEWED)
    }

    /// A field such as [`Row::source_sents`] as a run counted from 0: `5-6` is 4..6, nothing is an
    /// empty run; `None` for what is no run, or names more sentences than [`MAX_SENTENCES`].
    pub fn run(field: &str) -> Option<Range<usize>> {
        if field.is_empty() {
            return Some(0..0);
        }
        let (first, last) = field.split_once('-').unwrap_or((field, field));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        (1 <= first && first <= last && last <= MAX_SENTENCES).then(|| first - 1..last)
    }

    /// A run counted from 0 as people count: `5`, `5-6`, nothing for an empty one.
    pub fn numbers(run: &Range<usize>) -> String {
        with(|numbers| push_numbers(numbers, run))
    }

    /// How many sentences on each side, e.g. `2-1`; `1-1x` for a crossing bead.
    pub fn kind_of(bead: &Bead) -> String {
        with(|kind| push_kind(kind, bead))
    }

    /// A probability as [`Row::score`] has it: with four decimals.
    pub fn score_of(probability: f64) -> String {
        with(|score| push_score(score, probability))
    }
}

/// What `push` writes.
fn with(push: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    push(&mut text);
    text
}

pub(crate) fn push_kind(out: &mut String, bead: &Bead) {
    push_number(out, bead.source.len());
    out.push('-');
    push_number(out, bead.target.len());
    if bead.crossing {
        out.push('x');
    }
}

pub(crate) fn push_score(out: &mut String, probability: f64) {
    let scaled = probability * 1e4;
    let whole = scaled as usize;
    let rest = scaled - whole as f64;
    // Where the product itself was rounded it might come to lie on the other side of one half.
    if !(0.0..=1e4).contains(&scaled) || scaled.is_sign_negative() || (rest - 0.5).abs() < 1e-6 {
        out.push_str(&format!("{probability:.4}"));
        return;
    }
    let rounded = whole + usize::from(rest > 0.5);
    let digit = |unit: usize| b'0' + (rounded / unit % 10) as u8;
    let digits = [digit(10_000), b'.', digit(1000), digit(100), digit(10), digit(1)];
    out.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}

/// The id of a bead: document and sentence runs counted from 1, e.g. `merida:s5-6~t7`, `merida:s8~`.
pub fn bead_id(doc: &str, bead: &Bead) -> String {
    with(|id| push_id(id, doc, bead))
}

pub(crate) fn push_id(out: &mut String, doc: &str, bead: &Bead) {
    out.push_str(doc);
    for (before, letter, run) in [(':', 's', &bead.source), ('~', 't', &bead.target)] {
        out.push(before);
        if !run.is_empty() {
            out.push(letter);
        }
        push_numbers(out, run);
    }
}

pub(crate) fn push_numbers(out: &mut String, run: &Range<usize>) {
    if run.len() > 1 {
        push_number(out, run.start + 1);
        out.push('-');
    }
    if !run.is_empty() {
        push_number(out, run.end);
    }
}

/// A row has a dozen numbers of a few digits, for which a formatter takes long.
pub(crate) fn push_number(out: &mut String, number: usize) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_count_from_one_in_a_field() {
        assert_eq!(Row::run("5-6"), Some(4..6));
        assert_eq!(Row::run("7"), Some(6..7));
        assert_eq!(Row::run(""), Some(0..0));
        assert_eq!(Row::numbers(&(4..6)), "5-6");
        for wrong in ["0", "6-5", "x", "5-", "-5", "1,2", "99999999999999999999", "1-10000001"] {
            assert_eq!(Row::run(wrong), None, "{wrong}");
        }
        assert_eq!(Row::run("10000000"), Some(MAX_SENTENCES - 1..MAX_SENTENCES));
    }

    #[test]
    fn scores_have_four_decimals() {
        let mut dice = fastrand::Rng::with_seed(4);
        let ties = (0..=10_000).flat_map(|n| [f64::from(n) / 1e4, (f64::from(n) + 0.5) / 1e4]);
        let odd = [-0.0, -0.5, 1e-300, 0.999_99, 1.5, f64::NAN, f64::INFINITY];
        let random = (0..100_000).map(|_| f64::from(dice.f32()));
        for p in ties.chain(odd).chain(random) {
            assert_eq!(Row::score_of(p), format!("{p:.4}"));
        }
    }

    #[test]
    fn ids_count_from_one() {
        let bead = |source, target| Bead { source, target, probability: 1.0, crossing: false };
        assert_eq!(bead_id("merida", &bead(4..6, 6..7)), "merida:s5-6~t7");
        assert_eq!(bead_id("merida", &bead(7..8, 7..7)), "merida:s8~");
        assert_eq!(bead_id("merida", &bead(8..8, 7..8)), "merida:~t8");
    }
}
