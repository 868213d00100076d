//! A light field over the same beads, by which the few are found that the full one need look at
//! (`prune.rs`). Of a match it knows dot products and lengths only, which are summed for a whole row of
//! nodes at once.
//!
//! Its worths were fitted as the full field's are, with the features of `examples/fit --only` that
//! are named here; a line in the other text's language is worth as a gap what it is in the full field.

use std::ops::Range;

use multiversion::multiversion;

use super::anchors::Anchors;
use super::band::Band;
use super::grid::{Grid, Norms, SPARE};
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
const GAP_FOREIGN: f32 = 5.0;
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
    /// Whether it is in the other text's language.
    pub foreign: bool,
}

/// Columns that are scored at a time.
const LANES: usize = SPARE;

/// One text. The lists by run are `[k - 1][end]`: the run of k sentences that ends before `end`. They go on
/// behind the text, so that rows can be scored in whole [`LANES`].
struct Side {
    /// One over the length of the run's vector; 0 where there is no such run or it says nothing.
    inverse: [Vec<f32>; MAX_RUN],
    /// The same of single sentences, for the ends from [`REACH`] - 1 before the text on.
    inverse_of_one: Vec<f32>,
    /// Characters.
    length: [Vec<f32>; MAX_RUN],
    /// Logarithm of the length.
    log: [Vec<f32>; MAX_RUN],
    /// Worth of leaving alone the sentence before each end; there is none before the first.
    gap: Vec<f32>,
}

impl Side {
    fn new(lines: &[Line], norms: &Norms, best: &[f32], gap: f32) -> Side {
        let runs = |k: usize, value: &dyn Fn(usize) -> f32| -> Vec<f32> {
            let there = k..=lines.len();
            let all = 0..=lines.len() + LANES;
            all.map(|end| if there.contains(&end) { value(end) } else { 0.0 }).collect()
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
                + GAP_FOREIGN * f32::from(u8::from(line.foreign))
        });
        let inverse: [Vec<f32>; MAX_RUN] =
            std::array::from_fn(|k| runs(k + 1, &|end| 1.0 / norms.run(end, k + 1)));
        Side {
            inverse_of_one: [&[0.0; REACH - 1], &inverse[0][..]].concat(),
            log: std::array::from_fn(|k| runs(k + 1, &|end| (length[k][end] + 5.0).ln())),
            gap: [0.0].into_iter().chain(gaps).collect(),
            inverse,
            length,
        }
    }
}

/// Columns before a row's first that its scores reach back to.
const REACH: usize = MAX_RUN;

/// The scores of beads that end in some rows, but for the target's gaps, and memory to find them in.
#[derive(Default)]
pub(super) struct Scores {
    /// Row after row, shape after shape, a number a column; some mean nothing behind the last column.
    parts: Vec<[f32; LANES]>,
    /// Where each row begins, and how many parts each shape has there.
    rows: Vec<(usize, usize)>,
    /// Dot products of a source run with single target sentences, and their cosines.
    sums: Vec<f32>,
    singles: Vec<f32>,
    /// Cosines of the row's last sentence with target runs.
    last: [Vec<[f32; LANES]>; MAX_RUN],
    /// Dot products of the source run, and of its first sentence, with target runs.
    run: Vec<[f32; LANES]>,
    first: Vec<[f32; LANES]>,
}

impl Scores {
    /// Makes room for rows that have as many columns together as these.
    pub fn reserve(&mut self, columns: impl Iterator<Item = Range<usize>>) {
        let n_parts: usize = columns.map(|columns| columns.len().div_ceil(LANES)).sum();
        self.parts.reserve(N_SHAPES * n_parts);
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.parts.clear();
        self.rows.clear();
    }

    /// The scores of a shape in the row that was scored as number `at`, from 0.
    pub fn of(&self, at: usize, shape: usize) -> &[f32] {
        let (start, n_parts) = self.rows[at];
        self.parts[start + shape * n_parts..][..n_parts].as_flattened()
    }
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

    /// Puts the scores of the beads that end at these columns of row `i` behind the rows before.
    pub fn score(&self, i: usize, columns: Range<usize>, scores: &mut Scores) {
        let n_parts = columns.len().div_ceil(LANES);
        let start = scores.parts.len();
        scores.rows.push((start, n_parts));
        scores.parts.resize(start + N_SHAPES * n_parts, [0.0; LANES]);
        score_matches(self, i, columns.clone(), scores);
        let of_shape = |shape: usize| start + shape * n_parts..start + (shape + 1) * n_parts;
        scores.parts[of_shape(SOURCE_GAP)].fill([self.sides[0].gap[i]; LANES]);
        if !self.anchors.is_empty() {
            for shape in (0..N_SHAPES).filter(|shape| *shape != TARGET_GAP) {
                let scores = scores.parts[of_shape(shape)].as_flattened_mut();
                self.leave_out(i, columns.clone(), SHAPES[shape], scores);
            }
        }
    }

    /// The scores of the target's gaps that end in row `i`, a number a column.
    pub fn target_gaps(&self, i: usize, scores: &mut Vec<f32>) {
        let columns = self.band.columns(i);
        scores.clear();
        scores.extend_from_slice(&self.sides[1].gap[columns.clone()]);
        if !self.anchors.is_empty() {
            self.leave_out(i, columns, SHAPES[TARGET_GAP], scores);
        }
    }

    /// Takes away the scores of beads that the anchors do not permit.
    fn leave_out(&self, i: usize, columns: Range<usize>, shape: Shape, scores: &mut [f32]) {
        let Some(start) = i.checked_sub(shape.source) else { return };
        for (score, j) in scores.iter_mut().zip(columns) {
            let Some(first) = j.checked_sub(shape.target) else { continue };
            if !self.anchors.permit(&(start..i), &(first..j)) {
                *score = f32::NEG_INFINITY;
            }
        }
    }
}

/// What the scores of one shape in one row are made of; lists have a number a column.
struct Given<'a> {
    /// Source and target sentences.
    shape: [usize; 2],
    constant: f32,
    /// Worth of the cosine.
    worth: f32,
    /// Of the source run, and of its first sentence alone.
    inverse: f32,
    inverse_first: f32,
    length: f32,
    log: f32,
    /// Of the target runs.
    inverses: &'a [[f32; LANES]],
    lengths: &'a [[f32; LANES]],
    logs: &'a [[f32; LANES]],
    /// Dot products of the source run, and of its first sentence, with the first sentences of the target
    /// runs: they are added to those of the runs that are shorter by one.
    sums: &'a [[f32; LANES]],
    dots: &'a [[f32; LANES]],
    /// Cosines of the source run with the last and the first sentence of the target runs.
    singles: [&'a [[f32; LANES]]; 2],
}

fn parts(values: &[f32]) -> &[[f32; LANES]] {
    values.as_chunks().0
}

/// The scores of all matches that end at these columns of row `i`, the last one of `scores`.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn score_matches(light: &Light<'_>, i: usize, columns: Range<usize>, scores: &mut Scores) {
    let Scores { parts: all, rows, sums, singles, last, run, first } = scores;
    let Some(&(start, n_parts)) = rows.last() else { return };
    let width = n_parts * LANES;
    let wide = width + REACH - 1;
    let [source, target] = &light.sides;
    for a in 1..=MAX_RUN.min(i) {
        // Place x of these lists is target sentence columns.start + x - REACH.
        let dots = &light.grid.from(i - a, columns.start, REACH)[..wide];
        if a == 1 {
            sums.clear();
            sums.extend_from_slice(dots);
        } else {
            add(sums, dots);
        }
        let inverse = source.inverse[a - 1][i];
        let norms = &target.inverse_of_one[columns.start..][..wide];
        singles.resize(wide, 0.0);
        for ((single, dot), norm) in singles.iter_mut().zip(&*sums).zip(norms) {
            *single = dot * inverse * norm;
        }
        for runs in [&mut *run, &mut *first] {
            runs.clear();
            runs.resize(n_parts, [0.0; LANES]);
        }
        for b in 1..=MAX_RUN.min(MAX_BOTH - a) {
            let Some(shape) = (Shape { source: a, target: b }).index() else { continue };
            let back = REACH - b;
            let runs = columns.start..columns.start + width;
            let given = Given {
                shape: [a, b],
                constant: class(a, b),
                worth: if a + b == 2 { COSINE + COSINE_ONE } else { COSINE },
                inverse,
                inverse_first: source.inverse[0][i + 1 - a],
                length: source.length[a - 1][i],
                log: source.log[a - 1][i],
                inverses: parts(&target.inverse[b - 1][runs.clone()]),
                lengths: parts(&target.length[b - 1][runs.clone()]),
                logs: parts(&target.log[b - 1][runs]),
                sums: parts(&sums[back..]),
                dots: parts(&dots[back..]),
                singles: [parts(&singles[REACH - 1..]), parts(&singles[back..])],
            };
            let (last, out) = (&mut last[b - 1], &mut all[start + shape * n_parts..][..n_parts]);
            last.resize(n_parts, [0.0; LANES]);
            fill(&given, run, first, last, out);
        }
    }
}

/// The scores of one shape in one row; shapes with fewer target sentences must be done.
#[inline(always)]
fn fill(
    row: &Given<'_>,
    run: &mut [[f32; LANES]],
    first: &mut [[f32; LANES]],
    last: &mut [[f32; LANES]],
    out: &mut [[f32; LANES]],
) {
    let [a, b] = row.shape;
    let weakest = if a + b > 2 { WEAKEST } else { 0.0 };
    // All of one length, so that none is asked about its end again.
    let n = out.len();
    let (inverses, lengths, logs) = (&row.inverses[..n], &row.lengths[..n], &row.logs[..n]);
    let (of_first, singles) = (&row.dots[..n], row.singles.map(|singles| &singles[..n]));
    let (of_run, run, first, last) =
        (&row.sums[..n], &mut run[..n], &mut first[..n], &mut last[..n]);
    for part in 0..n {
        // Copies, since nobody else may write to them.
        let (inverses, sums, mut dots) = (inverses[part], of_run[part], run[part]);
        let (mut cosines, mut least) = ([0.0; LANES], [1.0; LANES]);
        for lane in 0..LANES {
            dots[lane] += sums[lane];
            cosines[lane] = dots[lane] * row.inverse * inverses[lane];
        }
        run[part] = dots;
        if a == 1 {
            last[part] = cosines;
        } else {
            let (dots, last, mut sums) = (of_first[part], last[part], first[part]);
            for lane in 0..LANES {
                sums[lane] += dots[lane];
                let cosine = sums[lane] * row.inverse_first * inverses[lane];
                least[lane] = min(min(least[lane], last[lane]), cosine);
            }
            first[part] = sums;
        }
        if b > 1 {
            let [ends, begins] = [singles[0][part], singles[1][part]];
            for lane in 0..LANES {
                least[lane] = min(min(least[lane], ends[lane]), begins[lane]);
            }
        }
        let (lengths, logs) = (lengths[part], logs[part]);
        let mut scores = [0.0; LANES];
        for lane in 0..LANES {
            let (cosine, length) = (cosines[lane], lengths[lane]);
            // Where both are nothing, so is their difference.
            let z = (row.length - length).abs() * one_over_root(3.4 * (row.length + length));
            let mut score = row.constant + weakest * least[lane] + row.worth * cosine;
            for (bound, worth) in BENDS {
                score += worth * max(cosine - bound, 0.0);
            }
            score += LENGTH_Z * min(z, 6.0);
            scores[lane] = score + LENGTH_LOG * min((row.log - logs[lane]).abs(), 2.0);
        }
        out[part] = scores;
    }
}

/// One over the square root, to two parts in a thousand: a division and a root take longer than all the
/// rest of a score. The bits of a float are nearly its logarithm, so that half of them, taken away from
/// a constant, is a first guess; a step of Newton's method makes it better.
#[inline(always)]
fn one_over_root(x: f32) -> f32 {
    let guess = f32::from_bits(0x5f37_59df - (x.to_bits() >> 1));
    guess * (1.5 - 0.5 * x * guess * guess)
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

// Without the care for numbers that are none, which `f32::max` takes, these are one instruction.
pub(super) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}
