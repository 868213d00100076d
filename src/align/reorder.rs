//! Text that the translator moved: what is left alone on both sides and matches each other, off
//! the path.
//!
//! The path through the table keeps the order of both texts, so a moved paragraph is left alone on
//! both sides. Runs of such sentences are aligned with each other as small texts of their own; the
//! pair of runs with the strongest evidence becomes crossing beads, and what is left of the runs is
//! looked at again.

use std::ops::Range;

use super::anchors::{Anchors, alignment_with};
use super::dots::{dot, dots};
use super::{Aligner, Texts};
use crate::bitext::{Alignment, Bead, Sentences};
use crate::encode::Vectors;

/// What a moved run must show, as the sum of the log odds of its beads, in nats. Translators move
/// text seldom, so a lone look-alike is not enough.
const COST: f64 = 6.0;

/// Letters of a bead's shorter side that let it count in full: bylines, captions and menu lines look
/// like others of their kind at many places.
const FULL_LENGTH: f64 = 40.0;

/// The least cosine that some sentence of a run has with some of the other's, for the two runs to
/// be aligned at all.
const MIN_COSINE: f32 = 0.45;

/// The least probability that a bead has between its two runs; what it shows against all of the
/// text comes on top.
const MIN_PROBABILITY: f64 = 0.5;

/// No bead counts for more than this probability.
const MAX_PROBABILITY: f64 = 0.999;

/// Two runs of sentences and the beads found between them.
struct Find {
    runs: [usize; 2],
    beads: Vec<Bead>,
    evidence: f64,
}

/// A run of sentences left alone on one side.
#[derive(Debug, Clone, PartialEq)]
struct Lone {
    run: Range<usize>,
    /// Two-sided beads of the path that lie before it.
    place: usize,
}

impl Aligner {
    /// Finds moved text: sentences left alone on both sides that match each other become crossing
    /// beads. Everything else stays as it is, what `anchors` hold included. Time grows with the
    /// product of the numbers of sentences left alone.
    pub fn reorder(&self, texts: &Texts<'_>, alignment: Alignment, anchors: &Anchors) -> Alignment {
        let [mut source, mut target] = lone_runs(&alignment, anchors);
        let mut finds: Vec<Find> = Vec::new();
        let mut crossing = Vec::new();
        let mut new = [0, 0];
        let norms = [texts.source_vectors, texts.target_vectors].map(norms);
        loop {
            for (a, s) in source.iter().enumerate() {
                for (b, t) in target.iter().enumerate() {
                    if (a >= new[0] || b >= new[1])
                        && s.place != t.place
                        && are_alike(texts, &norms, s, t)
                    {
                        finds.extend(self.find(texts, [&source[a], &target[b]], [a, b]));
                    }
                }
            }
            let best =
                finds.iter().enumerate().max_by(|(_, a), (_, b)| a.evidence.total_cmp(&b.evidence));
            let Some(best) = best.map(|(index, _)| index) else { break };
            let Find { runs: [a, b], beads, .. } = finds.swap_remove(best);
            finds.retain(|find| find.runs[0] != a && find.runs[1] != b);
            new = [source.len(), target.len()];
            split_off(&mut source, a, beads.iter().map(|bead| &bead.source));
            split_off(&mut target, b, beads.iter().map(|bead| &bead.target));
            crossing.extend(beads);
        }
        if crossing.is_empty() {
            return alignment;
        }
        let (n, m) = (texts.source.len(), texts.target.len());
        alignment_with(alignment.beads(), crossing, n, m).unwrap_or(alignment)
    }

    /// The crossing beads of two runs, if there is evidence enough.
    fn find(&self, texts: &Texts<'_>, [s, t]: [&Lone; 2], runs: [usize; 2]) -> Option<Find> {
        let inner = Texts {
            source: &texts.source.run(s.run.clone()),
            target: &texts.target.run(t.run.clone()),
            langs: texts.langs,
            source_vectors: &texts.source_vectors.run(s.run.clone()),
            target_vectors: &texts.target_vectors.run(t.run.clone()),
        };
        let mut beads: Vec<Bead> = self.align(&inner).beads().to_vec();
        beads.retain(|bead| !bead.is_null() && bead.probability >= MIN_PROBABILITY);
        let letters = |side: &Sentences, run: &Range<usize>| -> usize {
            run.clone().map(|i| side.text(i).chars().filter(|c| c.is_alphanumeric()).count()).sum()
        };
        let log_odds = |bead: &Bead| {
            let p = bead.probability.min(MAX_PROBABILITY);
            let letters =
                letters(inner.source, &bead.source).min(letters(inner.target, &bead.target));
            (p / (1.0 - p)).ln() * (letters as f64 / FULL_LENGTH).min(1.0)
        };
        let evidence = beads.iter().map(log_odds).sum::<f64>() - COST;
        let moved = 1.0 / (1.0 + (-evidence).exp());
        for bead in &mut beads {
            let shift = |run: &Range<usize>, by: usize| run.start + by..run.end + by;
            bead.source = shift(&bead.source, s.run.start);
            bead.target = shift(&bead.target, t.run.start);
            bead.probability *= moved;
            bead.crossing = true;
        }
        (evidence > 0.0).then_some(Find { runs, beads, evidence })
    }
}

/// Runs of neighbouring sentences without counterpart, for both sides.
fn lone_runs(alignment: &Alignment, anchors: &Anchors) -> [Vec<Lone>; 2] {
    let mut runs: [Vec<Lone>; 2] = [Vec::new(), Vec::new()];
    let mut place = 0;
    for bead in alignment.beads() {
        if !bead.is_null() {
            place += usize::from(!bead.crossing);
            continue;
        }
        for (side, (run, lone)) in
            [&bead.source, &bead.target].into_iter().zip(&mut runs).enumerate()
        {
            match lone.last_mut() {
                _ if run.is_empty() || anchors.holds(side, run.start) => {}
                Some(last) if last.run.end == run.start && last.place == place => {
                    last.run.end = run.end;
                }
                _ => lone.push(Lone { run: run.clone(), place }),
            }
        }
    }
    runs
}

fn are_alike(texts: &Texts<'_>, norms: &[Vec<f32>; 2], s: &Lone, t: &Lone) -> bool {
    let (source, target) = (texts.source_vectors, texts.target_vectors);
    let (dims, mut found) = (target.dims(), vec![0.0; t.run.len()]);
    let rows = &target.as_slice()[t.run.start * dims..t.run.end * dims];
    s.run.clone().any(|i| {
        dots(source.row(i), rows, &mut found);
        let norms = norms[1][t.run.clone()].iter().map(|norm| norm * norms[0][i]);
        found.iter().zip(norms).any(|(dot, norm)| norm > 0.0 && dot / norm >= MIN_COSINE)
    })
}

/// The length of each sentence's vector.
fn norms(vectors: &Vectors) -> Vec<f32> {
    let rows = (0..vectors.len()).map(|idx| vectors.row(idx));
    rows.map(|row| dot(row, row).sqrt()).collect()
}

/// Empties run `index` and puts what `taken` leaves of it at the end of the list.
fn split_off<'b>(
    lone: &mut Vec<Lone>,
    index: usize,
    taken: impl Iterator<Item = &'b Range<usize>>,
) {
    let Lone { run, place } = lone[index].clone();
    let mut start = run.start;
    let mut leave = |run: Range<usize>| {
        if !run.is_empty() {
            lone.push(Lone { run, place });
        }
    };
    for taken in taken {
        leave(start..taken.start);
        start = taken.end;
    }
    leave(start..run.end);
    lone[index].run.end = run.start;
}
