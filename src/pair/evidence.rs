//! What speaks for two documents rendering each other, and how sure that makes.

use std::collections::HashMap;

use super::Sketch;
use super::sketch::Sentence;

/// The parts of the evidence, with what each shows.
pub const EVIDENCE: [(&str, &str); N_EVIDENCE] = [
    ("bias", "most candidates are no renderings"),
    ("whole", "cosine of the whole texts"),
    ("title", "cosine of the first sentences"),
    (
        "cover",
        "mean best cosine of a sentence on the other side, of the side that is better covered",
    ),
    ("cover of both", "the same of the other side: pages may be cut off"),
    ("order", "share of sentences that are each other's best and stand in order"),
    ("names", "names and numbers shared, rare ones counting more"),
    ("length", "log ratio of the lengths"),
    ("file name", "the same name, or a date or number in both"),
];

/// How many parts there are.
pub const N_EVIDENCE: usize = 9;

/// The part that weights were not fitted to: names of files in the fitting data are made up.
const FILE_NAME: usize = 8;

/// What each part of the evidence counts, in log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub [f64; N_EVIDENCE]);

impl Default for Weights {
    /// Fitted by `examples/fit_pairs` to the sample texts, cut into pieces and worn; the last, for
    /// file names, is set by hand: enough to decide between equals, not against what the texts say.
    fn default() -> Self {
        Weights([-12.570, 3.261, 1.969, 11.404, 8.760, 5.477, 6.190, -1.598, 1.0])
    }
}

impl Weights {
    /// The probability that the evidence makes.
    pub fn probability(&self, values: &[f64; N_EVIDENCE]) -> f64 {
        let odds: f64 = self.0.iter().zip(values).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-odds).exp())
    }
}

/// How rare names and numbers are in both collections.
pub(super) struct Rarity {
    n_documents: f64,
    counts: HashMap<u32, u32>,
}

impl Rarity {
    pub fn new(source: &[Sketch], target: &[Sketch]) -> Rarity {
        let mut counts = HashMap::new();
        for token in source.iter().chain(target).flat_map(|sketch| &sketch.tokens) {
            *counts.entry(*token).or_insert(0) += 1;
        }
        Rarity { n_documents: (source.len() + target.len()) as f64, counts }
    }

    /// Inverse document frequency, never zero: in two documents all that is shared is common.
    fn of(&self, token: u32) -> f64 {
        let count = f64::from(self.counts.get(&token).copied().unwrap_or(0).max(1));
        (1.0 + self.n_documents / count).ln()
    }

    /// The cosine of two documents' names and numbers, each weighted by its rarity.
    fn shared(&self, a: &[u32], b: &[u32]) -> f64 {
        let squares = |tokens: &[u32]| tokens.iter().map(|t| self.of(*t).powi(2)).sum::<f64>();
        let norms = (squares(a) * squares(b)).sqrt();
        let common = a.iter().filter(|token| b.binary_search(token).is_ok());
        let shared: f64 = common.map(|token| self.of(*token).powi(2)).sum();
        if norms > 0.0 { shared / norms } else { 0.0 }
    }
}

/// The evidence on one pair.
pub(super) fn look(source: &Sketch, target: &Sketch, rarity: &Rarity) -> [f64; N_EVIDENCE] {
    let [cover, cover_of_both, order] = sentences(&source.sentences, &target.sentences);
    let ratio = (source.n_chars.max(1) as f64 / target.n_chars.max(1) as f64).ln().abs();
    let mut values = [
        1.0,
        cosine(&source.places[2], &target.places[2]),
        cosine(&source.places[0], &target.places[0]),
        cover,
        cover_of_both,
        order,
        rarity.shared(&source.tokens, &target.tokens),
        ratio,
        0.0,
    ];
    values[FILE_NAME] = same_name(&source.name, &target.name);
    values
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms > 0.0 { f64::from(dot(a, b) / norms) } else { 0.0 }
}

/// How well the sentences of each side are covered by the other's, the better side first, and how
/// far they agree on the order.
fn sentences(source: &[Sentence], target: &[Sentence]) -> [f64; 3] {
    let (n, m) = (source.len(), target.len());
    if n == 0 || m == 0 {
        return [0.0; 3];
    }
    let mut best_of_source = vec![(f32::MIN, 0usize); n];
    let mut best_of_target = vec![(f32::MIN, 0usize); m];
    for (i, a) in source.iter().enumerate() {
        for (j, b) in target.iter().enumerate() {
            let cosine = a.cosine(b);
            if cosine > best_of_source[i].0 {
                best_of_source[i] = (cosine, j);
            }
            if cosine > best_of_target[j].0 {
                best_of_target[j] = (cosine, i);
            }
        }
    }
    let mean = |best: &[(f32, usize)], side: &[Sentence]| {
        let total: f32 = side.iter().map(|sentence| sentence.weight).sum();
        let sum: f32 = best.iter().zip(side).map(|((cosine, _), s)| cosine * s.weight).sum();
        f64::from(sum / total.max(f32::MIN_POSITIVE))
    };
    let covers = [mean(&best_of_source, source), mean(&best_of_target, target)];
    let mutual = best_of_source.iter().enumerate();
    let mutual = mutual.filter(|(i, (_, j))| best_of_target[*j].1 == *i).map(|(_, (_, j))| *j);
    // One sentence is always in order: the fewer there are, the less it says.
    let order = longest_rise(mutual) as f64 / (n.min(m) + 1) as f64;
    [covers[0].max(covers[1]), covers[0].min(covers[1]), order]
}

/// The length of the longest rising subsequence (patience sorting).
fn longest_rise(numbers: impl Iterator<Item = usize>) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for number in numbers {
        let at = ends.partition_point(|end| *end < number);
        match ends.get_mut(at) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    ends.len()
}

/// 1 for the same name, half of it when all the numbers in both are the same.
fn same_name(a: &str, b: &str) -> f64 {
    let numbers = |name: &str| {
        let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
        numbers.map(|n| n.trim_start_matches('0').to_owned()).collect::<Vec<_>>()
    };
    let (of_a, of_b) = (numbers(a), numbers(b));
    match () {
        () if a == b && !a.is_empty() => 1.0,
        () if of_a == of_b && !of_a.is_empty() => 0.5,
        () => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_are_found() {
        assert_eq!(longest_rise([3, 1, 2, 5, 4, 6].into_iter()), 4);
        assert_eq!(longest_rise([5, 4, 3].into_iter()), 1);
        assert_eq!(longest_rise(std::iter::empty()), 0);
    }

    #[test]
    fn names_of_files_are_weak_evidence() {
        assert_eq!(same_name("presa", "presa"), 1.0);
        assert_eq!(same_name("2023-03-14-presa", "2023_3_14_dam"), 0.5);
        assert_eq!(same_name("capitulo-07", "chapter-8"), 0.0);
        assert_eq!(same_name("presa", "dam"), 0.0);
    }
}
