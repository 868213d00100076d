//! To compare the words of two texts takes longer than all else. So what they will say is guessed at first,
//! and found where it may matter: most beads are all but impossible whatever their words say.
//! `tests/whole_table.rs` counts the differences.

use super::cover::Compared;
use super::crf::{Lattice, Posterior};
use super::features::{Evidence, GAP_COVER, N_FEATURES, Values};
use super::shapes::{SOURCE_GAP, TARGET_GAP};
use super::weights::Weights;

/// Nobody asks the words of a bead that is less likely than this as they were guessed. By 1/10,000 merges were
/// missed whose words say far more than was guessed of them.
const GUESSED: f32 = 3e-5;

/// The same of a gap whose words were sought in the nearest sentence alone: it seems likelier than it is.
const SOUGHT_NEAR: f32 = 1e-3;

/// Nor of one that is likelier than this; and for a gap no more is looked at than its nearest sentence.
const SURE: f32 = 1.0 - 1e-3;

/// What is known of how well a sentence's words stand in the other text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Nothing: it is guessed.
    None,
    /// How well they stand in the sentence that is nearest by its cosine.
    Nearest,
    /// How well they stand in any sentence that it may belong to.
    All,
}

/// What the words say of the beads of a lattice, as far as it is known.
pub(super) struct Doubts<'e> {
    evidence: &'e Evidence<'e>,
    weights: &'e Weights,
    compared: Compared<'e>,
    /// For each cell, the part of its score that words may change; no number where they have spoken.
    guessed: Vec<f32>,
    /// Of each sentence of the source, of the target.
    looks: [Vec<Look>; 2],
    /// Nothing but what words say.
    values: Values,
}

impl<'e> Doubts<'e> {
    /// Nothing is known yet; `guessed` is the part of each cell's score that is guessed.
    pub fn new(evidence: &'e Evidence<'e>, weights: &'e Weights, guessed: Vec<f32>) -> Self {
        let (n, m) = (evidence.band().n_source(), evidence.band().n_target());
        Doubts {
            evidence,
            weights,
            compared: evidence.nothing_compared(),
            guessed,
            looks: [vec![Look::None; n], vec![Look::None; m]],
            values: [0.0; N_FEATURES],
        }
    }

    /// Mends the scores of beads that may be chosen, or of `all`, and says whether there were any left.
    pub fn mend(
        &mut self,
        lattice: &mut Lattice<'_>,
        posterior: &Posterior<'_>,
        all: bool,
    ) -> bool {
        let alone = posterior.alone();
        let covers = [0, 1].map(|side| self.gap_covers(side, &alone[side], all));
        let cells = posterior.cells();
        let mut is_mended = false;
        for (i, j, node) in cells.band().nodes() {
            for (shape, cell) in cells.at(node) {
                let is_gap = shape == SOURCE_GAP || shape == TARGET_GAP;
                if is_gap {
                    let sentence = if shape == SOURCE_GAP { i - 1 } else { j - 1 };
                    let Some(cover) = covers[shape][sentence] else { continue };
                    self.values[GAP_COVER] = cover;
                } else if !self.guessed[cell].is_nan()
                    && (all || (GUESSED..SURE).contains(&posterior.of(cell)))
                {
                    let (compared, values) = (&mut self.compared, &mut self.values);
                    self.evidence.compare_words(shape, (i, j), compared, values);
                } else {
                    continue;
                }
                let found = self.weights.score_of_words(&self.values);
                lattice.add(cell, found - self.guessed[cell]);
                self.guessed[cell] = if is_gap { found } else { f32::NAN };
                self.values.fill(0.0);
                is_mended = true;
            }
        }
        is_mended
    }

    /// What is found of the sentences of one side that must be looked at closer than before.
    fn gap_covers(&mut self, side: usize, alone: &[f32], all: bool) -> Vec<Option<f32>> {
        let sentences = alone.iter().zip(&mut self.looks[side]).enumerate();
        let cover = |(sentence, (&alone, look)): (usize, (&f32, &mut Look))| {
            *look = match *look {
                Look::All => return None,
                _ if all => Look::All,
                Look::None if alone >= GUESSED => Look::Nearest,
                Look::Nearest if (SOUGHT_NEAR..SURE).contains(&alone) => Look::All,
                _ => return None,
            };
            Some(self.evidence.gap_cover(side, sentence, *look == Look::All, &mut self.compared))
        };
        sentences.map(cover).collect()
    }
}
