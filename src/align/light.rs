//! A light field over the same beads, to find the few that the full one need look at.
//!
//! It knows dot products and lengths only, which are summed for a whole row of nodes at once, and
//! keeps a bead if the best chain through it is worth nearly as much as the best of all
//! (max-marginals by forward-backward, as in structured prediction cascades, Weiss and Taskar
//! 2010). What it drops, the full field would give next to no probability: `tests/whole_table.rs`
//! counts the differences.

use super::band::{Band, Cells};
use super::grid::{Grid, Norms};
use super::shapes::{MAX_BOTH, MAX_RUN, N_KINDS, N_SHAPES, SHAPES, SOURCE_GAP, TARGET_GAP};

/// How far below the best chain, in nats, the best chain through a bead may lie.
const SLACK: f32 = 13.0;

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
/// `[p][k]`: worth of a bead of kind k behind one of kind p.
const MOVES: [[f32; N_KINDS]; N_KINDS] =
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

const UNREACHED: f32 = f32::NEG_INFINITY;

/// Columns before a row's first that its scores reach back to.
const REACH: usize = MAX_RUN;

/// The scores of all matches that end in one row, and what they are made of.
#[derive(Default)]
struct Row {
    /// `[shape]`, a number a column.
    scores: [Vec<f32>; N_SHAPES],
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
    band: &'a Band,
    grid: &'a Grid<'a>,
    sides: [Side; 2],
}

impl<'a> Light<'a> {
    pub fn new(band: &'a Band, grid: &'a Grid<'a>, lines: [&[Line]; 2]) -> Self {
        let best = grid.best();
        let source = Side::new(lines[0], &grid.source, &best[0], GAP[0]);
        let target = Side::new(lines[1], &grid.target, &best[1], GAP[1]);
        Light { band, grid, sides: [source, target] }
    }

    /// Fills in the scores of the matches that end in row `i`.
    fn score(&self, i: usize, row: &mut Row) {
        let columns = self.band.columns(i);
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
                let out = &mut row.scores[shape(a, b)];
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
                let score = Score {
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
                score.fill(&row.run, &target, out);
            }
        }
    }

    /// The beads whose best chain lies within [`SLACK`] of the best of all.
    pub fn cells(&self) -> Cells {
        let band = self.band;
        let mut row = Row::default();
        // ready: worth of the best chain to each node, with the move to a bead of kind k added:
        // three stretches a row, one a kind. What a row gained lies in `gained`, so that the
        // numbers stay small and exact.
        let mut ready = vec![UNREACHED; band.n_nodes() * N_KINDS];
        let mut gained = vec![0f64; band.n_source() + 1];
        let mut best = 0.0;
        for i in 0..=band.n_source() {
            self.score(i, &mut row);
            let (before, from) = ready.split_at_mut(band.offset(i) * N_KINDS);
            best = self.forward(i, &row, before, from, &mut gained);
        }
        self.backward(&mut row, &ready, &gained, best)
    }

    /// Fills in row `i` of the best chains, from the rows before it; gives the worth of the best
    /// chain to the row's last node, above the row's gain.
    fn forward(
        &self,
        i: usize,
        row: &Row,
        before: &[f32],
        from: &mut [f32],
        gained: &mut [f64],
    ) -> f32 {
        let columns = self.band.columns(i);
        let width = columns.len();
        let (matched, rest) = from.split_at_mut(width);
        let (source_gap, target_gap) = rest.split_at_mut(width);
        let gain = if i > 0 { gained[i - 1] } else { 0.0 };
        if i == 0 && columns.start == 0 {
            matched[0] = 0.0;
        }
        for (shape, s) in SHAPES.iter().enumerate().skip(TARGET_GAP + 1) {
            let Some((to, start)) = self.overlap(i, s.source, s.target) else { continue };
            let ready = &before[self.place(i - s.source, 0) + start..];
            let less = (gained[i - s.source] - gain) as f32;
            let scores = &row.scores[shape][to.clone()];
            for ((best, score), ready) in matched[to].iter_mut().zip(scores).zip(ready) {
                *best = max(*best, score + ready + less);
            }
        }
        if let Some((to, start)) = self.overlap(i, 1, 0) {
            let ready = &before[self.place(i - 1, 1) + start..];
            let gap = self.sides[0].gap[i - 1];
            for (best, ready) in source_gap[to].iter_mut().zip(ready) {
                *best = ready + gap;
            }
        }
        let (mut alone, mut highest, mut last) = (UNREACHED, UNREACHED, UNREACHED);
        for y in 0..width {
            // What the kinds are worth at the node, and then what they are worth onward.
            let at = [matched[y], source_gap[y], alone];
            let onward = |k: usize| {
                let [m, s, t] = at;
                max(max(m + MOVES[0][k], s + MOVES[1][k]), t + MOVES[2][k])
            };
            (matched[y], source_gap[y], target_gap[y]) = (onward(0), onward(1), onward(2));
            highest = max(highest, matched[y]);
            last = matched[y];
            if y + 1 < width {
                alone = target_gap[y] + self.sides[1].gap[columns.start + y];
            }
        }
        if highest > UNREACHED {
            for best in from[..N_KINDS * width].iter_mut() {
                *best -= highest;
            }
            gained[i] = gain + f64::from(highest);
            last - highest
        } else {
            gained[i] = gain;
            last
        }
    }

    /// Goes back over the rows and keeps the beads that are near the best.
    fn backward(&self, row: &mut Row, ready: &[f32], gained: &[f64], best: f32) -> Cells {
        let band = self.band;
        let (n, m) = (band.n_source(), band.n_target());
        // The rows that beads reach back to: worth of the best chain onward, by kind of its
        // first bead. What was taken off lies in `held`.
        let mut leaving: Vec<[Vec<f32>; N_KINDS]> = Vec::new();
        leaving.resize_with(MAX_RUN + 1, Default::default);
        let mut held = vec![0f64; n + 1];
        let start_row = |leaving: &mut Vec<[Vec<f32>; N_KINDS]>, i: usize| {
            for kind in &mut leaving[i % (MAX_RUN + 1)] {
                kind.clear();
                kind.resize(band.columns(i).len(), UNREACHED);
            }
        };
        for i in n.saturating_sub(MAX_RUN)..=n {
            start_row(&mut leaving, i);
        }
        let mut rows: Vec<(usize, Vec<u32>)> = Vec::with_capacity(n + 1);
        let mut masks: Vec<u32> = Vec::new();
        for i in (0..=n).rev() {
            self.score(i, row);
            let columns = band.columns(i);
            let width = columns.len();
            let mut here = std::mem::take(&mut leaving[i % (MAX_RUN + 1)]);
            masks.clear();
            masks.resize(width, 0);
            // From here on `here[k]` is the worth onward behind a bead of kind k.
            let (mut alone, mut highest) = (UNREACHED, UNREACHED);
            for y in (0..width).rev() {
                let is_end = i == n && columns.start + y == m;
                let out = [here[0][y], here[1][y], alone];
                for k in 0..N_KINDS {
                    let onward =
                        max(max(MOVES[k][0] + out[0], MOVES[k][1] + out[1]), MOVES[k][2] + out[2]);
                    here[k][y] = if is_end { 0.0 } else { onward };
                }
                highest = max(highest, here[0][y]);
                if y > 0 {
                    alone = here[2][y] + self.sides[1].gap[columns.start + y - 1];
                }
            }
            let hold = if highest > UNREACHED { f64::from(highest) } else { 0.0 };
            for kind in &mut here {
                kind.iter_mut().for_each(|best| *best -= hold as f32);
            }
            held[i] += hold;
            let bound = |start: usize| {
                (gained[n] + f64::from(best) - f64::from(SLACK) - gained[start] - held[i]) as f32
            };
            for (shape, s) in SHAPES.iter().enumerate().skip(TARGET_GAP + 1) {
                let Some((to, start)) = self.overlap(i, s.source, s.target) else { continue };
                let ready = &ready[self.place(i - s.source, 0) + start..];
                let less = (held[i] - held[i - s.source]) as f32;
                let scores = &row.scores[shape][to.clone()];
                let out = &mut leaving[(i - s.source) % (MAX_RUN + 1)][0][start..];
                let bound = bound(i - s.source);
                let cells = scores.iter().zip(&here[0][to.clone()]);
                for ((mask, (score, onward)), (ready, out)) in
                    masks[to].iter_mut().zip(cells).zip(ready.iter().zip(out))
                {
                    let after = score + onward;
                    *mask |= u32::from(ready + after >= bound) << shape;
                    *out = max(*out, after + less);
                }
            }
            if let Some((to, start)) = self.overlap(i, 1, 0) {
                let ready = &ready[self.place(i - 1, 1) + start..];
                let less = (held[i] - held[i - 1]) as f32;
                let gap = self.sides[0].gap[i - 1];
                let out = &mut leaving[(i - 1) % (MAX_RUN + 1)][1][start..];
                let bound = bound(i - 1);
                for ((mask, onward), (ready, out)) in
                    masks[to.clone()].iter_mut().zip(&here[1][to]).zip(ready.iter().zip(out))
                {
                    let after = gap + onward;
                    *mask |= u32::from(ready + after >= bound) << SOURCE_GAP;
                    *out = max(*out, after + less);
                }
            }
            let ready = &ready[self.place(i, 2)..];
            let bound = bound(i);
            for y in 1..width {
                let after = self.sides[1].gap[columns.start + y - 1] + here[2][y];
                masks[y] |= u32::from(ready[y - 1] + after >= bound) << TARGET_GAP;
            }
            let first = masks.iter().position(|mask| *mask != 0).unwrap_or(width);
            let first = if i == 0 { 0 } else { first };
            let end = masks.iter().rposition(|mask| *mask != 0).map_or(first, |last| last + 1);
            let end = if i == 0 { end.max(1) } else { end };
            rows.push((columns.start + first, masks[first..end].to_vec()));
            leaving[i % (MAX_RUN + 1)] = here;
            if let Some(next) = i.checked_sub(MAX_RUN + 1) {
                start_row(&mut leaving, next);
                held[next] = held[i];
            }
        }
        let columns = rows.iter().rev().map(|(first, masks)| *first..first + masks.len()).collect();
        let masks = rows.into_iter().rev().flat_map(|(_, masks)| masks).collect();
        Cells::new(Band::from_columns(columns, m), masks)
    }

    /// Where the numbers of a kind begin in row `i`.
    fn place(&self, i: usize, kind: usize) -> usize {
        self.band.offset(i) * N_KINDS + kind * self.band.columns(i).len()
    }

    /// The places in row `i` where beads of this size end, and the place in the row that they
    /// begin in at which the first of them begins.
    fn overlap(
        &self,
        i: usize,
        source: usize,
        target: usize,
    ) -> Option<(std::ops::Range<usize>, usize)> {
        let from = self.band.columns(i.checked_sub(source)?);
        let to = self.band.columns(i);
        let first = to.start.max(from.start + target);
        let end = to.end.min(from.end + target);
        (first < end).then(|| (first - to.start..end - to.start, first - target - from.start))
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

impl Score {
    /// Turns dot products, and the least cosines in `out`, into scores.
    fn fill(&self, dots: &[f32], target: &Target<'_>, out: &mut [f32]) {
        let runs = target.inverse.iter().zip(target.length).zip(target.log);
        for ((out, dot), ((inverse, length), log)) in out.iter_mut().zip(dots).zip(runs) {
            let cosine = dot * self.inverse * inverse;
            let both = self.length + length;
            let z = (self.length - length).abs() / max((3.4 * both).sqrt(), 1.0);
            let mut score = self.constant + self.weakest * *out + self.worth * cosine;
            for (bound, worth) in BENDS {
                score += worth * max(cosine - bound, 0.0);
            }
            score += LENGTH_Z * min(z, 6.0);
            *out = score + LENGTH_LOG * min((self.log - log).abs(), 2.0);
        }
    }
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

fn least(least: &mut [f32], values: &[f32]) {
    least.iter_mut().zip(values).for_each(|(least, value)| *least = min(*least, *value));
}

// Without the care for numbers that are none, which `f32::max` takes, these are one instruction.
fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// Index of the shape of `a` source and `b` target sentences in [`SHAPES`].
fn shape(a: usize, b: usize) -> usize {
    // Shapes are listed by source, then by target; row a has MAX_BOTH - a of them.
    let before = (a - 1) * MAX_BOTH - a * (a - 1) / 2;
    TARGET_GAP + before + b
}
