//! A light field over the same beads, by which the few are found that the full one need look at
//! (`prune.rs`). It knows dot products and lengths only, which are summed for a whole row of nodes
//! at once.
//!
//! Its worths were fitted as the full field's are, with the features of `examples/fit --only` that
//! are named here.

use std::ops::Range;

use multiversion::multiversion;

use super::anchors::Anchors;
use super::band::Band;
use super::grid::{Grid, Norms};
use super::shapes::{MAX_BOTH, MAX_RUN, N_KINDS, N_SHAPES, SHAPES, SOURCE_GAP, Shape, TARGET_GAP};

/// Worth of the cosine of both sides, and of what lies above each bound.
const COSINE: f32 = 4.726;
const BENDS: [(f32, f32); 3] = [(0.2, 4.110), (0.4, 3.423), (0.6, 2.831)];
/// Worth of the cosine of a 1-1, besides.
const COSINE_ONE: f32 = 2.5;
/// Worth of the least cosine that an outer sentence of a merge has with the other side.
const WEAKEST: f32 = 4.293;
const LENGTH_Z: f32 = -0.724;
const LENGTH_LOG: f32 = -0.466;
/// Worth of each sentence above two.
const SIZE: f32 = 0.898;
/// Worth of a gap of either side, and of what its sentence is like.
const GAP: [f32; 2] = [0.916, 1.248];
const GAP_BEST: f32 = -2.47;
const GAP_BEST_MID: f32 = -0.899;
const GAP_LENGTH: f32 = -0.675;
const GAP_NO_END: f32 = 1.067;
const GAP_FURNITURE: f32 = 1.370;
/// `[p][k]`: worth of a bead of kind k behind one of kind p. Unlike in the full field, gaps of the
/// source may follow those of the target: the order has no say in what is worth a look.
pub(super) const MOVES: [[f32; N_KINDS]; N_KINDS] =
    [[0.0, -0.056, -0.027], [0.0, 1.567, -0.372], [0.0, -0.595, 1.646]];

/// Worth of a match for its shape.
fn class(source: usize, target: usize) -> f32 {
    let class = match (source, target) {
        (1, 1) => -1.024,
        (1, 2) => -0.846,
        (2, 1) => -0.792,
        (2, 2) => -0.245,
        (1, 3) | (3, 1) => 0.679,
        (1, _) | (_, 1) => -0.181,
        _ => 0.881,
    };
    class + SIZE * (source + target - 2) as f32
}

/// What the light field knows of a sentence on its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Characters, in the measure of the source.
    pub length: f32,
    /// Whether no mark closes it.
    pub no_end: bool,
    /// How much it looks like page furniture, 0 to 1.
    pub furniture: f32,
}

/// One text. The lists by run are `[k - 1][end]`: the run of k sentences that ends before `end`.
struct Side {
    /// One over the length of the run's vector; 0 where there is no such run or it says nothing.
    inverse: [Vec<f32>; MAX_RUN],
    /// Characters.
    length: [Vec<f32>; MAX_RUN],
    /// Logarithm of the length.
    log: [Vec<f32>; MAX_RUN],
    /// Worth of leaving each sentence alone.
    gap: Vec<f32>,
}

impl Side {
    fn new(lines: &[Line], norms: &Norms, best: &[f32], gap: f32) -> Side {
        let runs = |k: usize, value: &dyn Fn(usize) -> f32| -> Vec<f32> {
            (0..=lines.len()).map(|end| if end < k { 0.0 } else { value(end) }).collect()
        };
        let length: [Vec<f32>; MAX_RUN] = std::array::from_fn(|k| {
            runs(k + 1, &|end| lines[end - k - 1..end].iter().map(|line| line.length).sum())
        });
        let gaps = lines.iter().zip(best).map(|(line, &best)| {
            gap + GAP_BEST * best
                + GAP_BEST_MID * (best - 0.4).max(0.0)
                + GAP_LENGTH * (line.length + 1.0).ln().min(6.0) / 5.0
                + GAP_NO_END * f32::from(u8::from(line.no_end))
                + GAP_FURNITURE * line.furniture
        });
        Side {
            inverse: std::array::from_fn(|k| runs(k + 1, &|end| 1.0 / norms.run(end, k + 1))),
            log: std::array::from_fn(|k| runs(k + 1, &|end| (length[k][end] + 5.0).ln())),
            gap: gaps.collect(),
            length,
        }
    }
}

/// Columns before a row's first that its scores reach back to.
const REACH: usize = MAX_RUN;

/// The scores of beads that end in one row, but for the target's gaps, and what they are made of.
#[derive(Default)]
pub(super) struct Row {
    /// `[shape]`, a number a column.
    pub scores: [Vec<f32>; N_SHAPES],
    dots: [Vec<f32>; MAX_RUN],
    sums: [Vec<f32>; MAX_RUN],
    /// Cosines of the row's last sentence with target runs.
    last: [Vec<f32>; MAX_RUN],
    singles: Vec<f32>,
    run: Vec<f32>,
    first: Vec<f32>,
}

/// The light field of two texts inside a band.
pub(super) struct Light<'a> {
    pub band: &'a Band,
    sides: [Side; 2],
    grid: &'a Grid<'a>,
    anchors: &'a Anchors,
}

impl<'a> Light<'a> {
    pub fn new(
        band: &'a Band,
        grid: &'a Grid<'a>,
        lines: [&[Line]; 2],
        anchors: &'a Anchors,
    ) -> Self {
        let best = grid.best();
        let source = Side::new(lines[0], &grid.source, &best[0], GAP[0]);
        let target = Side::new(lines[1], &grid.target, &best[1], GAP[1]);
        Light { band, grid, sides: [source, target], anchors }
    }

    /// Fills in the scores of the beads that end at these columns of row `i`.
    pub fn score(&self, i: usize, columns: Range<usize>, row: &mut Row) {
        let width = columns.len();
        let wide = width + REACH - 1;
        for a in 1..=MAX_RUN.min(i) {
            let dots = &mut row.dots[a - 1];
            dots.clear();
            dots.resize(wide, 0.0);
            let (first, from) = self.grid.row(i - a);
            // Place x of the scratch is target sentence columns.start + x - REACH.
            let at = first as isize + REACH as isize - columns.start as isize;
            let (skip, at) = (usize::try_from(-at).unwrap_or(0), usize::try_from(at).unwrap_or(0));
            let from = from.get(skip..).unwrap_or(&[]);
            if let Some(dots) = dots.get_mut(at..) {
                let n = dots.len().min(from.len());
                dots[..n].copy_from_slice(&from[..n]);
            }
            let (before, sums) = row.sums.split_at_mut(a - 1);
            sums[0].clone_from(&row.dots[a - 1]);
            if let Some(before) = before.last() {
                add(&mut sums[0], before);
            }
        }
        let [source, target] = &self.sides;
        for a in 1..=MAX_RUN.min(i) {
            let inverse = source.inverse[a - 1][i];
            row.singles.clear();
            let skipped = REACH.saturating_sub(columns.start).min(wide);
            row.singles.resize(skipped, 0.0);
            let singles = row.sums[a - 1].get(skipped..).unwrap_or(&[]).iter();
            let norms = target.inverse[0].iter().skip(columns.start + 1 + skipped - REACH);
            row.singles.extend(singles.zip(norms).map(|(dot, norm)| dot * inverse * norm));
            row.run.clear();
            row.run.resize(width, 0.0);
            row.first.clear();
            row.first.resize(width, 0.0);
            for b in 1..=MAX_RUN.min(MAX_BOTH - a) {
                let back = REACH - b;
                add(&mut row.run, &row.sums[a - 1][back..]);
                let runs = columns.clone();
                let inverses = &target.inverse[b - 1][runs.clone()];
                let Some(shape) = (Shape { source: a, target: b }).index() else { continue };
                let out = &mut row.scores[shape];
                out.clear();
                out.resize(width, 0.0);
                if a == 1 {
                    let last = &mut row.last[b - 1];
                    last.clear();
                    last.extend(
                        row.run.iter().zip(inverses).map(|(dot, norm)| dot * inverse * norm),
                    );
                } else {
                    add(&mut row.first, &row.dots[a - 1][back..]);
                }
                if a + b > 2 {
                    out.fill(1.0);
                    if a > 1 {
                        let outer = source.inverse[0][i + 1 - a];
                        least(out, &row.last[b - 1]);
                        let first = row.first.iter().zip(inverses);
                        for (least, (dot, norm)) in out.iter_mut().zip(first) {
                            *least = min(*least, dot * outer * norm);
                        }
                    }
                    if b > 1 {
                        least(out, &row.singles[REACH - 1..]);
                        least(out, &row.singles[back..]);
                    }
                }
                let common = Score {
                    constant: class(a, b),
                    weakest: if a + b > 2 { WEAKEST } else { 0.0 },
                    worth: if a + b == 2 { COSINE + COSINE_ONE } else { COSINE },
                    inverse,
                    length: source.length[a - 1][i],
                    log: source.log[a - 1][i],
                };
                let target = Target {
                    inverse: inverses,
                    length: &target.length[b - 1][runs.clone()],
                    log: &target.log[b - 1][runs],
                };
                fill(&common, &row.run, &target, out);
            }
        }
        let gap = i.checked_sub(1).map_or(0.0, |last| source.gap[last]);
        row.scores[SOURCE_GAP].clear();
        row.scores[SOURCE_GAP].resize(width, gap);
        for (shape, scores) in row.scores.iter_mut().enumerate() {
            if shape != TARGET_GAP {
                self.leave_out(i, columns.clone(), SHAPES[shape], scores);
            }
        }
    }

    /// The scores of the target's gaps that end in row `i`, a number a column.
    pub fn target_gaps(&self, i: usize, scores: &mut Vec<f32>) {
        let columns = self.band.columns(i);
        let gap = |j: usize| j.checked_sub(1).map_or(0.0, |last| self.sides[1].gap[last]);
        scores.clear();
        scores.extend(columns.clone().map(gap));
        self.leave_out(i, columns, SHAPES[TARGET_GAP], scores);
    }

    /// Takes away the scores of beads that the anchors do not permit.
    fn leave_out(&self, i: usize, columns: Range<usize>, shape: Shape, scores: &mut [f32]) {
        if self.anchors.is_empty() {
            return;
        }
        let Some(start) = i.checked_sub(shape.source) else { return };
        for (score, j) in scores.iter_mut().zip(columns) {
            let Some(first) = j.checked_sub(shape.target) else { continue };
            if !self.anchors.permit(&(start..i), &(first..j)) {
                *score = f32::NEG_INFINITY;
            }
        }
    }
}

/// What the scores of one shape in one row have in common.
struct Score {
    constant: f32,
    weakest: f32,
    worth: f32,
    inverse: f32,
    length: f32,
    log: f32,
}

/// The target runs of a row's scores, a number a column.
struct Target<'a> {
    inverse: &'a [f32],
    length: &'a [f32],
    log: &'a [f32],
}

/// Turns dot products, and the least cosines in `out`, into scores.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn fill(row: &Score, dots: &[f32], target: &Target<'_>, out: &mut [f32]) {
    let runs = target.inverse.iter().zip(target.length).zip(target.log);
    for ((out, dot), ((inverse, length), log)) in out.iter_mut().zip(dots).zip(runs) {
        let cosine = dot * row.inverse * inverse;
        let both = row.length + length;
        let z = (row.length - length).abs() / max((3.4 * both).sqrt(), 1.0);
        let mut score = row.constant + row.weakest * *out + row.worth * cosine;
        for (bound, worth) in BENDS {
            score += worth * max(cosine - bound, 0.0);
        }
        score += LENGTH_Z * min(z, 6.0);
        *out = score + LENGTH_LOG * min((row.log - log).abs(), 2.0);
    }
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

fn least(least: &mut [f32], values: &[f32]) {
    least.iter_mut().zip(values).for_each(|(least, value)| *least = min(*least, *value));
}

// Without the care for numbers that are none, which `f32::max` takes, these are one instruction.
pub(super) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}
