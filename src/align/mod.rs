//! Pairs the sentences of two texts: a semi-Markov conditional random field over beads.
//!
//! `FEATURES` lists the evidence, `Weights` what it counts, `Lattice` finds the
//! best chain of beads and the probability of each. A text too long for the whole table is
//! searched in a band around a rough path.

mod anchors;
mod band;
mod coarse;
mod cover;
mod crf;
mod dots;
mod features;
mod grid;
mod light;
mod profile;
mod prune;
mod quantities;
mod related;
mod reorder;
mod shapes;
mod weights;

pub use anchors::{AnchorError, Anchors};
pub use band::{Band, Cells};
pub use crf::{Lattice, Posterior, Step};
pub use features::{Evidence, FEATURES, N_FEATURES, Scorer, Values};
pub(crate) use profile::fold;
pub use quantities::{Quantity, quantities};
pub use related::{Relatedness, relatedness};
pub use shapes::{
    Kind, MAX_BOTH, MAX_RUN, N_KINDS, N_SHAPES, SHAPES, SOURCE_GAP, Shape, TARGET_GAP, kind,
};
pub use weights::{MOVES, N_WEIGHTS, Weights, WeightsError};

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

/// Pairs sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligner {
    /// What the evidence counts.
    pub weights: Weights,
}

/// Why a bead scores as it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Probability of this very bead.
    pub probability: f64,
    /// Name of each feature that is not zero, its value, and value times weight.
    pub parts: Vec<(&'static str, f32, f32)>,
    /// Sum of the parts.
    pub score: f32,
}

impl Default for Aligner {
    fn default() -> Self {
        Aligner { weights: Weights::fitted() }
    }
}

impl Aligner {
    /// Pairs the sentences of two texts. Every sentence of both stands in exactly one bead.
    pub fn align(&self, texts: &Texts<'_>) -> Alignment {
        self.align_around(texts, &Anchors::default())
    }

    /// Pairs the sentences of two texts around beads that are held fixed.
    pub fn align_around(&self, texts: &Texts<'_>, anchors: &Anchors) -> Alignment {
        let (n, m) = (texts.source.len(), texts.target.len());
        let rough = texts.rough_path().map(|path| anchors.lead(path));
        let mut reach = REACH;
        loop {
            let band = texts.band(rough.as_deref(), reach);
            let evidence = texts.evidence(&band);
            let cells = evidence.worth_a_look(anchors);
            let posterior = self.lattice(&evidence, &cells, anchors).posterior();
            let mut path = posterior.most_right(&posterior.alone());
            // A large bead that is held comes in parts, gaps among them, which must stay together.
            if anchors.is_empty() {
                crf::source_gaps_first(&mut path);
            }
            if reach >= MAX_REACH || !touches_edge(&path, &band) {
                return anchors.hold(alignment(&path, cells.band()), n, m);
            }
            reach *= 2;
        }
    }

    /// The same with every bead of the whole table scored in full: the plain way, slow and large,
    /// that the other is tested against.
    pub fn align_whole(&self, texts: &Texts<'_>) -> Alignment {
        let band = Band::full(texts.source.len(), texts.target.len());
        let evidence = texts.evidence(&band);
        let cells = Cells::all(band.clone());
        let posterior = self.lattice(&evidence, &cells, &Anchors::default()).posterior();
        let mut path = posterior.most_right(&posterior.alone());
        crf::source_gaps_first(&mut path);
        alignment(&path, &band)
    }

    /// The parts that the score of one bead is made of; `None` where the aligner knows no bead of
    /// that shape or place.
    pub fn explain(&self, texts: &Texts<'_>, bead: &Bead) -> Option<Explanation> {
        let shape = Shape { source: bead.source.len(), target: bead.target.len() };
        let wanted = SHAPES.iter().position(|s| *s == shape)?;
        let band = texts.band(texts.rough_path().as_deref(), REACH);
        let evidence = texts.evidence(&band);
        let cells = evidence.worth_a_look(&Anchors::default());
        let posterior = self.lattice(&evidence, &cells, &Anchors::default()).posterior();
        let node = cells.band().node(bead.source.end, bead.target.end);
        let alone = posterior.alone();
        let probability = match wanted {
            SOURCE_GAP => *alone[0].get(bead.source.start)?,
            TARGET_GAP => *alone[1].get(bead.target.start)?,
            _ => node.map_or(0.0, |node| posterior.probability(node, wanted)),
        };
        let mut explanation = None;
        band.node(bead.source.end, bead.target.end)?;
        evidence.scorer().at_node(bead.source.end, bead.target.end, |shape, values| {
            if shape == wanted {
                let parts = FEATURES.iter().zip(values).zip(&self.weights.features);
                let parts =
                    parts.filter(|((_, v), _)| **v != 0.0).map(|((f, v), w)| (f.0, *v, v * w));
                explanation = Some(Explanation {
                    probability: f64::from(probability),
                    parts: parts.collect(),
                    score: self.weights.score(values),
                });
            }
        });
        explanation
    }

    fn lattice<'c>(
        &self,
        evidence: &Evidence<'_>,
        cells: &'c Cells,
        anchors: &Anchors,
    ) -> Lattice<'c> {
        let mut lattice = Lattice::new(cells, self.weights.moves);
        let band = cells.band();
        for first in (0..=band.n_source()).step_by(STRETCH) {
            let rows = first..(first + STRETCH).min(band.n_source() + 1);
            let mut scorer = evidence.scorer_of(cells, rows.clone());
            for i in rows {
                for (node, j) in (band.offset(i)..).zip(band.columns(i)) {
                    scorer.at_cells(i, j, cells.mask(node), |shape, values| {
                        let s = SHAPES[shape];
                        if anchors.permit(&(i - s.source..i), &(j - s.target..j)) {
                            lattice.set(node, shape, self.weights.score(values));
                        }
                    });
                }
            }
        }
        lattice
    }
}

/// The beads of a path with their probabilities.
fn alignment(path: &[(Step, f32)], band: &Band) -> Alignment {
    let beads = path.iter().map(|(step, probability)| {
        let shape = SHAPES[step.shape];
        Bead {
            source: step.i - shape.source..step.i,
            target: step.j - shape.target..step.j,
            probability: f64::from(*probability),
            crossing: false,
        }
    });
    let (n, m) = (band.n_source(), band.n_target());
    Alignment::new(beads.collect(), n, m).unwrap_or_else(|_| all_alone(n, m))
}

fn touches_edge(path: &[(Step, f32)], band: &Band) -> bool {
    path.iter().any(|(step, _)| {
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
