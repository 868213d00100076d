//! Pairs the sentences of two texts: a semi-Markov conditional random field over beads.
//!
//! `FEATURES` lists the evidence, `Weights` what it counts, `Lattice` finds the
//! best chain of beads and the probability of each. A text too long for the whole table is
//! searched in a band around a rough path.

mod anchors;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod band;
mod coarse;
mod cover;
mod crf;
mod dots;
mod doubt;
mod features;
mod grid;
mod lexicon;
mod light;
mod likely;
mod lists;
mod profile;
mod prune;
mod quantities;
mod related;
mod reorder;
mod shapes;
mod tokens;
mod vocabulary;
mod weights;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::{panic, thread};

pub use anchors::{AnchorError, Anchors};
pub use band::{Band, Cells};
pub use crf::{Lattice, Posterior, Step};
pub use features::{Evidence, FEATURES, N_FEATURES, Scorer, Values};
pub use quantities::{Quantity, quantities};
pub use related::{Relatedness, relatedness};
pub use shapes::{Kind, MAX_BOTH, MAX_RUN, N_KINDS, SHAPES, SOURCE_GAP, Shape, TARGET_GAP, kind};
pub(crate) use vocabulary::fold;
pub use weights::{MOVES, N_WEIGHTS, Weights, WeightsError};

use doubt::Doubts;

use crate::bitext::{Alignment, Bead, Lang, Sentences};
use crate::encode::Vectors;

/// Two texts to be aligned.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// The original.
    pub source: &'a Sentences,
    /// Its rendering.
    pub target: &'a Sentences,
    /// Their languages, source first.
    pub langs: [Lang; 2],
    /// One row a source sentence, from [`crate::encode::Encoder::encode`].
    pub source_vectors: &'a Vectors,
    /// One row a target sentence.
    pub target_vectors: &'a Vectors,
}

impl<'a> Texts<'a> {
    /// The evidence on these texts inside `band`.
    pub fn evidence<'b>(&self, band: &'b Band) -> Evidence<'b>
    where
        'a: 'b,
    {
        let vectors = (self.source_vectors, self.target_vectors);
        Evidence::new(band, (self.source, self.target), self.langs, vectors)
    }

    /// A rough path that the alignment lies near; `None` for texts of ordinary length, whose
    /// whole table is searched.
    fn rough_path(&self) -> Option<Vec<(usize, usize)>> {
        let n_cells = self.source.len().saturating_mul(self.target.len());
        let is_long = n_cells > coarse::WHOLE_TABLE;
        is_long.then(|| coarse::path(self.source_vectors, self.target_vectors))
    }

    /// The band of `reach` sentences to each side of the path, or the whole table.
    fn band(&self, path: Option<&[(usize, usize)]>, reach: usize) -> Band {
        let (n, m) = (self.source.len(), self.target.len());
        path.map_or_else(|| Band::full(n, m), |path| Band::around(path, reach, n, m))
    }
}

/// Sentences to each side of the rough path that are searched at first.
const REACH: usize = 20;

/// The widest that the band grows to when the path found touches its edge.
const MAX_REACH: usize = 160;

/// A path this near to the edge of its band, in sentences, might lie better outside.
const EDGE: usize = 3;

/// Rows that are scored at a time: what is worked out for them alone is dropped behind them.
const STRETCH: usize = 1024;

/// Times that beads in doubt are picked out to be looked at closely; then all of them are.
const MAX_ROUNDS: usize = 8;

/// What of the band is scored in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// What is worth a look.
    Pruned,
    /// Every bead.
    All,
}

/// Pairs sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligner {
    /// What the evidence counts.
    pub weights: Weights,
    /// Threads that share the work on one long pair of texts. The result is the same for any number.
    pub threads: NonZeroUsize,
}

/// Why a bead scores as it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The bead; a gap at the place where the best chain leaves its sentence.
    pub bead: Bead,
    /// The beads of the best chain that hold any of its sentences.
    pub chosen: Vec<Bead>,
    /// Probability of this very bead.
    pub probability: f64,
    /// Name of each feature that is not zero, its value, and value times weight.
    pub parts: Vec<(&'static str, f32, f32)>,
    /// Sum of the parts.
    pub score: f32,
}

/// Why there is nothing to be said of a bead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unexplained {
    /// No bead has these numbers of sentences.
    #[error(
        "a bead of {0}-{1} sentences is never formed; expected 1-0, 0-1 or up to {MAX_RUN} a side and {MAX_BOTH} in all"
    )]
    NeverFormed(usize, usize),
    /// Long texts are searched near a rough path alone.
    #[error("the bead lies too far from where these long texts run side by side to be looked at")]
    OutOfBand,
}

impl Default for Aligner {
    fn default() -> Self {
        Aligner { weights: Weights::fitted(), threads: NonZeroUsize::MIN }
    }
}

impl Aligner {
    /// Pairs the sentences of two texts. Every sentence of both stands in exactly one bead.
    pub fn align(&self, texts: &Texts<'_>) -> Alignment {
        self.align_around(texts, &Anchors::default())
    }

    /// Pairs the sentences of two texts around beads that are held fixed.
    pub fn align_around(&self, texts: &Texts<'_>, anchors: &Anchors) -> Alignment {
        self.search(texts, anchors, Effort::Pruned, |_, _, alignment| alignment)
    }

    /// The same as [`Aligner::align`] with every bead of the band scored in full: slow, for what is left
    /// out to be tested.
    pub fn align_unpruned(&self, texts: &Texts<'_>) -> Alignment {
        self.search(texts, &Anchors::default(), Effort::All, |_, _, alignment| alignment)
    }

    /// The same with every bead of the whole table scored in full: the plain way, slow and large.
    pub fn align_whole(&self, texts: &Texts<'_>) -> Alignment {
        let band = Band::full(texts.source.len(), texts.target.len());
        let evidence = texts.evidence(&band);
        let cells = Cells::all(band.clone());
        let posterior = self.posterior(&evidence, &cells, Effort::All);
        let path = posterior.best_f1(&posterior.alone());
        alignment(&path, &Anchors::default(), texts)
    }

    /// The parts that the score of one bead is made of, which must lie within the texts, and what
    /// [`Aligner::align_around`] chose.
    ///
    /// # Errors
    /// [`Unexplained`] where the aligner knows no bead of that shape or at that place.
    pub fn explain(
        &self,
        texts: &Texts<'_>,
        bead: &Bead,
        anchors: &Anchors,
    ) -> Result<Explanation, Unexplained> {
        let (a, b) = (bead.source.len(), bead.target.len());
        let shape = Shape { source: a, target: b }.index().ok_or(Unexplained::NeverFormed(a, b))?;
        self.search(texts, anchors, Effort::Pruned, |evidence, posterior, alignment| {
            let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
            let touches = |other: &&Bead| {
                overlap(&other.source, &bead.source) || overlap(&other.target, &bead.target)
            };
            let chosen: Vec<Bead> = alignment.beads().iter().filter(touches).cloned().collect();
            let mut bead = bead.clone();
            match chosen.first() {
                Some(first) if a == 0 => bead.source = first.source.start..first.source.start,
                Some(first) if b == 0 => bead.target = first.target.start..first.target.start,
                _ => {}
            }
            let (i, j) = (bead.source.end, bead.target.end);
            let band = evidence.band();
            if band.node(i, j).is_none() || band.beads(i, j) >> shape & 1 == 0 {
                return Err(Unexplained::OutOfBand);
            }
            let alone = posterior.alone();
            let probability = match shape {
                SOURCE_GAP => alone[0].get(bead.source.start).copied(),
                TARGET_GAP => alone[1].get(bead.target.start).copied(),
                // Not every bead of the band was worth a look.
                _ => {
                    let node = posterior.cells().band().node(i, j);
                    node.map(|node| posterior.probability(node, shape))
                }
            };
            let (mut parts, mut score) = (Vec::new(), 0.0);
            evidence.scorer().at_cells(i, j, 1 << shape, |_, values| {
                let mut compared = evidence.nothing_compared();
                evidence.compare_words(shape, (i, j), &mut compared, values);
                let weighed = FEATURES.iter().zip(&*values).zip(&self.weights.features);
                let there = weighed.filter(|((_, value), _)| **value != 0.0);
                parts = there.map(|((f, value), weight)| (f.0, *value, value * weight)).collect();
                score = self.weights.score(values);
            });
            let probability = probability.map_or(0.0, f64::from);
            Ok(Explanation { bead, chosen, probability, parts, score })
        })
    }

    /// Searches a band as wide as it takes, and gives what was found in the last one to `then`.
    fn search<T>(
        &self,
        texts: &Texts<'_>,
        anchors: &Anchors,
        effort: Effort,
        then: impl FnOnce(&Evidence<'_>, &Posterior<'_>, Alignment) -> T,
    ) -> T {
        let rough = texts.rough_path().map(|path| anchors.lead(path));
        let mut reach = REACH;
        loop {
            let band = texts.band(rough.as_deref(), reach);
            let evidence = texts.evidence(&band);
            let cells = match effort {
                Effort::Pruned => evidence.worth_a_look(anchors),
                Effort::All => Cells::all(band.clone()),
            };
            let posterior = self.posterior(&evidence, &cells, effort);
            let path = posterior.best_f1(&posterior.alone());
            let is_inside = posterior.log_z.is_finite() && !touches_edge(&path, &band);
            if reach >= MAX_REACH || is_inside {
                return then(&evidence, &posterior, alignment(&path, anchors, texts));
            }
            reach *= 2;
        }
    }

    /// The scores of the beads of `cells` that end in `rows`.
    fn score(&self, evidence: &Evidence<'_>, cells: &Cells, rows: Range<usize>) -> Scored {
        let band = cells.band();
        let first = cells.first(band.offset(rows.start));
        let n = cells.first(band.offset(rows.end)) - first;
        let (mut scores, mut guessed) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut scorer = evidence.scorer();
        for i in rows {
            for (node, j) in (band.offset(i)..).zip(band.columns(i)) {
                scorer.at_cells(i, j, cells.mask(node), |_, values| {
                    scores.push(self.weights.score(values));
                    guessed.push(self.weights.score_of_words(values));
                });
            }
        }
        Scored { first, scores, guessed }
    }

    /// The probabilities of all `cells`.
    fn posterior<'c>(
        &self,
        evidence: &Evidence<'_>,
        cells: &'c Cells,
        effort: Effort,
    ) -> Posterior<'c> {
        let mut lattice = Lattice::new(cells, self.weights.moves);
        let band = cells.band();
        let mut guessed = Vec::with_capacity(cells.len());
        let firsts: Vec<usize> = (0..=band.n_source()).step_by(STRETCH).collect();
        let score = |first: usize| {
            self.score(evidence, cells, first..(first + STRETCH).min(band.n_source() + 1))
        };
        for firsts in firsts.chunks(self.threads.get()) {
            let (&last, others) = firsts.split_last().expect("chunks are not empty");
            let scored: Vec<Scored> = thread::scope(|scope| {
                let others: Vec<_> =
                    others.iter().map(|&first| scope.spawn(move || score(first))).collect();
                let last = score(last);
                let wait = |other: thread::ScopedJoinHandle<'_, Scored>| {
                    other.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
                };
                others.into_iter().map(wait).chain([last]).collect()
            });
            for part in scored {
                lattice.set_all(part.first, &part.scores);
                guessed.extend(part.guessed);
            }
        }
        let mut doubts = Doubts::new(evidence, &self.weights, guessed);
        let mut n_rounds = 0;
        loop {
            n_rounds += 1;
            let posterior = lattice.posterior();
            let all = n_rounds == MAX_ROUNDS || effort == Effort::All;
            if !doubts.mend(&mut lattice, &posterior, all) {
                return posterior;
            }
        }
    }
}

/// What was found of the beads that end in some rows.
struct Scored {
    /// The first cell, and the score of it and those that follow.
    first: usize,
    scores: Vec<f32>,
    /// The part of each score that is guessed.
    guessed: Vec<f32>,
}

/// The beads of a path with their probabilities, and those that are held.
fn alignment(path: &[(Step, f32)], anchors: &Anchors, texts: &Texts<'_>) -> Alignment {
    let beads = path.iter().map(|(step, probability)| {
        let shape = SHAPES[step.shape];
        Bead {
            source: step.i - shape.source..step.i,
            target: step.j - shape.target..step.j,
            probability: f64::from(*probability),
            crossing: false,
        }
    });
    let (n, m) = (texts.source.len(), texts.target.len());
    anchors.hold(beads.collect(), n, m).unwrap_or_else(|| all_alone(n, m))
}

/// Whether there may be a better path outside the band, for this one has a pair near its edge. Gaps
/// say nothing: how those of both texts are told is the band's choice.
fn touches_edge(path: &[(Step, f32)], band: &Band) -> bool {
    path.iter().filter(|(step, _)| kind(step.shape) == Kind::Match).any(|(step, _)| {
        let columns = band.columns(step.i);
        (columns.start > 0 && step.j < columns.start + EDGE)
            || (columns.end <= band.n_target() && step.j + EDGE >= columns.end)
    })
}

/// Every sentence without counterpart: what is left when no chain of beads reaches the end.
fn all_alone(n: usize, m: usize) -> Alignment {
    let alone = |source, target| Bead { source, target, probability: 0.0, crossing: false };
    let source = (0..n).map(|i| alone(i..i + 1, 0..0));
    let target = (0..m).map(|j| alone(n..n, j..j + 1));
    match Alignment::new(source.chain(target).collect(), n, m) {
        Ok(alignment) => alignment,
        Err(_) => unreachable!("single sentences in order cover both texts"),
    }
}
