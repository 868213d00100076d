//! Which document renders which, by content.
//!
//! Of each document a [`Sketch`] is kept, some ten kilobytes: vectors of its title, head and whole,
//! of its first sentences, and its names and numbers. `nearest` finds candidates by dot products,
//! `evidence` looks at each of them closely, `matching` takes the surest first, each document once.

mod evidence;
mod matching;
mod nearest;
mod sketch;

pub use evidence::{EVIDENCE, N_EVIDENCE, Weights};
pub use sketch::Sketch;

use nearest::Places;

/// Two documents that may render each other, by their places in the collections.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Index in the source collection.
    pub source: usize,
    /// Index in the target collection.
    pub target: usize,
    /// Probability that one renders the other, 0 to 1.
    pub score: f64,
}

/// What became of two collections.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pairing {
    /// The pairs in the order of the source collection; no document stands in two.
    pub pairs: Vec<Candidate>,
    /// Source documents in no pair, each with its best candidates, best first.
    pub source_alone: Vec<(usize, Vec<Candidate>)>,
    /// Target documents in no pair.
    pub target_alone: Vec<(usize, Vec<Candidate>)>,
}

/// How candidates become pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pairer {
    /// The lowest score of a pair.
    pub min_score: f64,
    /// What the evidence counts.
    pub weights: Weights,
}

impl Default for Pairer {
    fn default() -> Self {
        Pairer { min_score: 0.5, weights: Weights::default() }
    }
}

/// How many candidates of a document without a pair are told.
const N_TOLD: usize = 3;

impl Pairer {
    /// Pairs two collections one to one. The same collections in the same order give the same
    /// pairs; the time is that of one dot product a pair of documents.
    pub fn pair(&self, source: &[Sketch], target: &[Sketch]) -> Pairing {
        let mut candidates = Vec::new();
        for (places, values) in looks(source, target) {
            let score = self.weights.probability(&values);
            candidates.push(Candidate { source: places.0, target: places.1, score });
        }
        matching::one_to_one(candidates, source.len(), target.len(), self.min_score, N_TOLD)
    }
}

/// Every candidate with the evidence on it: for fitting [`Weights`], too.
pub fn looks(source: &[Sketch], target: &[Sketch]) -> Vec<(Places, [f64; N_EVIDENCE])> {
    let rarity = evidence::Rarity::new(source, target);
    let places = nearest::candidates(source, target);
    places
        .into_iter()
        .map(|(s, t)| ((s, t), evidence::look(&source[s], &target[t], &rarity)))
        .collect()
}
