//! Which beads are worth a look: those with a chain through them that the light field holds nearly
//! as good as the best of all (max-marginals by forward-backward, as in the structured prediction
//! cascades of Weiss and Taskar 2010). What is dropped, the full field would give next to no
//! probability: `tests/whole_table.rs` counts the differences.

use std::ops::Range;

use multiversion::multiversion;

use super::band::{Band, Cells};
use super::light::{Light, MOVES, Scores, max};
use super::shapes::{Kind, MAX_BOTH, MAX_RUN, N_KINDS, Shape, TARGET_GAP, kind};

/// How far below the best chain, in nats, the best chain through a bead may lie.
const SLACK: f64 = 12.0;

/// Rows whose chains are kept at a time. Longer texts pay for their memory with a second pass.
const STRETCH: usize = 4096;

/// Nodes of a text whose light scores are kept for the way back: about what the processor has memory for.
const KEPT: usize = 1 << 13;

/// How far below the bound, in nats, a node counts as near it: sums in another order differ by less.
const NEAR: f32 = 0.01;

const UNREACHED: f32 = f32::NEG_INFINITY;

/// How many target sentences the beads may have that hold so many of the source, one at least, and the indices
/// of their shapes.
fn upward(source: usize) -> impl Iterator<Item = (usize, usize)> {
    let targets = usize::from(source > 1)..=MAX_RUN.min(MAX_BOTH - source);
    targets.map(move |target| {
        (target, Shape { source, target }.index().expect("a bead has this shape"))
    })
}

/// The beads whose best chain lies within [`SLACK`] of the best of all.
pub(super) fn worth_a_look(light: &Light<'_>) -> Cells {
    let n = light.band.n_source();
    let mut scores = Scores::default();
    let keeps = light.band.n_nodes() <= KEPT && n < STRETCH;
    if keeps {
        scores.reserve((0..=n).map(|i| light.band.columns(i)));
    }
    let gained = vec![0.0; n + 1];
    let mut chains = Chains { light, keeps, first: 0, ready: Vec::new(), gained };
    let mut before = Vec::new();
    let mut best = 0.0;
    for first in (0..=n).step_by(STRETCH) {
        before.push(chains.tail(first));
        best = chains.extend(stretch(first, n), &before[before.len() - 1], &mut scores);
    }
    let bound = chains.gained[n] + f64::from(best) - SLACK;
    let mut back = Backward::new(light, bound);
    for (at, before) in before.iter().enumerate().rev() {
        let rows = stretch(at * STRETCH, n);
        if rows.end <= n {
            chains.extend(rows.clone(), before, &mut scores);
        }
        rows.rev().for_each(|i| back.row(i, &chains, &mut scores));
    }
    back.cells()
}

fn stretch(first: usize, n: usize) -> Range<usize> {
    first..(first + STRETCH).min(n + 1)
}

/// The best chains from the beginning to the nodes of a stretch of rows.
struct Chains<'a> {
    light: &'a Light<'a>,
    /// Whether the scores of all rows are kept.
    keeps: bool,
    /// The first row that is kept.
    first: usize,
    /// Worth of the best chain to each node, with the move to a bead of kind k added: three lists
    /// a row, one a kind.
    ready: Vec<f32>,
    /// For each row: what was taken off its worths, so that they stay small and exact.
    gained: Vec<f64>,
}

impl Chains<'_> {
    /// Where a kind's list of row `i` begins.
    fn place(&self, i: usize, kind: usize) -> usize {
        let band = self.light.band;
        place_of_row(band, i) - place_of_row(band, self.first) + kind * band.columns(i).len()
    }

    /// A kind's list of row `i`.
    fn ready(&self, i: usize, kind: usize) -> &[f32] {
        &self.ready[self.place(i, kind)..][..self.light.band.columns(i).len()]
    }

    /// The rows before row `end` that later beads begin in.
    fn tail(&self, end: usize) -> Vec<f32> {
        match end.checked_sub(MAX_RUN) {
            Some(first) => self.ready[self.place(first, 0)..].to_vec(),
            None => Vec::new(),
        }
    }

    /// Works out a stretch of rows from the tail before it; gives the worth of the best chain to
    /// the last node of its last row, above what was taken off that row.
    fn extend(&mut self, rows: Range<usize>, before: &[f32], scores: &mut Scores) -> f32 {
        self.first = rows.start.saturating_sub(MAX_RUN);
        self.ready.clear();
        self.ready.extend_from_slice(before);
        self.ready.resize(self.place(rows.end - 1, N_KINDS), UNREACHED);
        let (mut gaps, mut chain) = (Vec::new(), Vec::new());
        rows.fold(UNREACHED, |_, i| {
            let at = self.score(i, self.light.band.columns(i), scores);
            self.light.target_gaps(i, &mut gaps);
            forward(self, i, (scores, at), &gaps, &mut chain)
        })
    }

    /// Scores a row; gives its number among `scores`.
    fn score(&self, i: usize, columns: Range<usize>, scores: &mut Scores) -> usize {
        if !self.keeps {
            scores.clear();
        }
        self.light.score(i, columns, scores);
        if self.keeps { i } else { 0 }
    }
}

/// Where the lists of row `i` begin among those of all rows.
fn place_of_row(band: &Band, i: usize) -> usize {
    band.offset(i) * N_KINDS
}

/// Works out row `i` of the chains, whose scores are number `at`; gives the worth of the best one to its last node,
/// above what was taken off the row. Plain loops: a closure is a function of its own, which does not get the wide
/// registers.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn forward(
    chains: &mut Chains<'_>,
    i: usize,
    (scores, at): (&Scores, usize),
    gaps: &[f32],
    chain: &mut Vec<f32>,
) -> f32 {
    let light = chains.light;
    let width = light.band.columns(i).len();
    let place = chains.place(i, 0);
    let base = place_of_row(light.band, chains.first);
    let gained = &chains.gained;
    let (before, here) = chains.ready.split_at_mut(place);
    let here = &mut here[..N_KINDS * width];
    let (matched, others) = here.split_at_mut(width);
    let (source_gap, target_gap) = others.split_at_mut(width);
    let gain = if i > 0 { gained[i - 1] } else { 0.0 };
    if i == 0 {
        matched[0] = 0.0;
    }
    let columns = light.band.columns(i);
    for source in 1..=MAX_RUN.min(i) {
        let (from, row) = (i - source, light.band.columns(i - source));
        let (place, less) = (place_of_row(light.band, from) - base, (gained[from] - gain) as f32);
        for (target, shape) in upward(source) {
            let Some((first, n)) = overlap(&row, target, &columns) else { continue };
            let k = kind(shape) as usize;
            let ready = &before[place + k * row.len() + first - target - row.start..][..n];
            let scores = &scores.of(at, shape)[first - columns.start..][..n];
            let worths = if k == 0 { &mut *matched } else { &mut *source_gap };
            let worths = &mut worths[first - columns.start..][..n];
            for y in 0..n {
                worths[y] = max(worths[y], scores[y] + ready[y] + less);
            }
        }
    }
    // What a chain to the node is worth by its last bead's kind becomes that by the next one's: first of what
    // comes from the rows before, then of what comes along the row, one node behind the other.
    for y in 0..width {
        let [m, s] = [matched[y], source_gap[y]];
        matched[y] = max(m + MOVES[0][0], s + MOVES[1][0]);
        source_gap[y] = max(m + MOVES[0][1], s + MOVES[1][1]);
        target_gap[y] = max(m + MOVES[0][2], s + MOVES[1][2]);
    }
    let gaps = &gaps[..width];
    chain.clear();
    chain.resize(width, UNREACHED);
    let (chain, mut onward) = (&mut chain[..width], UNREACHED);
    for y in 0..width {
        chain[y] = onward + gaps[y];
        onward = max(target_gap[y], chain[y] + MOVES[2][2]);
        target_gap[y] = onward;
    }
    let mut highest = UNREACHED;
    for y in 0..width {
        matched[y] = max(matched[y], chain[y] + MOVES[2][0]);
        source_gap[y] = max(source_gap[y], chain[y] + MOVES[2][1]);
        highest = max(highest, matched[y]);
    }
    chains.gained[i] = gain;
    if highest > UNREACHED {
        for worth in here.iter_mut() {
            *worth -= highest;
        }
        chains.gained[i] += f64::from(highest);
    }
    here[..width].last().copied().unwrap_or(UNREACHED)
}

/// Goes back over the rows and keeps the beads that are near the best.
struct Backward<'a> {
    light: &'a Light<'a>,
    /// The least that a chain must be worth.
    bound: f64,
    /// For the rows that beads reach back to, by their number modulo how many these are: worth of
    /// the best chain from each node to the end, by kind of its first bead.
    leaving: [[Vec<f32>; N_KINDS]; MAX_RUN + 1],
    /// For the same rows: the first place that a bead begins at, and behind the last one.
    reached: [(usize, usize); MAX_RUN + 1],
    /// For each row: what was taken off its worths.
    held: Vec<f64>,
    /// For each row, the last one first: the first column that is kept, and how many are.
    kept: Vec<(usize, usize)>,
    /// The masks of all rows, from the end.
    masks: Vec<u32>,
    /// The masks of one row.
    marked: Vec<u32>,
    /// Scores of the target's gaps in one row.
    gaps: Vec<f32>,
}

impl<'a> Backward<'a> {
    fn new(light: &'a Light<'a>, bound: f64) -> Self {
        let n = light.band.n_source();
        let mut back = Backward {
            light,
            bound,
            leaving: Default::default(),
            reached: Default::default(),
            held: vec![0.0; n + 1],
            kept: Vec::with_capacity(n + 1),
            masks: Vec::new(),
            marked: Vec::new(),
            gaps: Vec::new(),
        };
        (n.saturating_sub(MAX_RUN)..=n).for_each(|i| back.open(i));
        back.reached[n % (MAX_RUN + 1)] = (0, light.band.columns(n).len());
        back
    }

    /// Gets a row ready to be reached from the rows behind it.
    fn open(&mut self, i: usize) {
        let width = self.light.band.columns(i).len();
        self.reached[i % (MAX_RUN + 1)] = (width, 0);
        for worths in &mut self.leaving[i % (MAX_RUN + 1)] {
            worths.clear();
            worths.resize(width, UNREACHED);
        }
    }

    /// Marks the beads that end in row `i`; the rows behind it must be done.
    fn row(&mut self, i: usize, chains: &Chains<'_>, scores: &mut Scores) {
        let light = self.light;
        light.target_gaps(i, &mut self.gaps);
        let columns = light.band.columns(i);
        let (onward, near) = self.onward(i, chains);
        // No bead elsewhere can be near the best.
        let (at, skipped) = if chains.keeps {
            (i, near.start)
        } else {
            let near = columns.start + near.start..columns.start + near.end;
            (chains.score(i, near, scores), 0)
        };
        let masks = &mut self.marked;
        masks.clear();
        masks.resize(near.len(), 0);
        let measures = |from: usize| {
            let bound = self.bound - chains.gained[from] - self.held[i];
            (bound as f32, (self.held[i] - self.held[from]) as f32)
        };
        let near_columns = columns.start + near.start..columns.start + near.end;
        for source in 1..=MAX_RUN.min(i) {
            let from = i - source;
            let row = light.band.columns(from);
            let (bound, less) = measures(from);
            let reached = &mut self.reached[from % (MAX_RUN + 1)];
            for (target, shape) in upward(source) {
                let Some((first, n)) = overlap(&row, target, &near_columns) else { continue };
                let (k, start) = (kind(shape) as usize, first - target - row.start);
                *reached = (reached.0.min(start), reached.1.max(start + n));
                let at_near = first - near_columns.start;
                let scores = &scores.of(at, shape)[skipped + at_near..][..n];
                let onward = &onward[k][first - columns.start..][..n];
                let ready = &chains.ready(from, k)[start..][..n];
                let masks = &mut masks[at_near..][..n];
                let leaving = &mut self.leaving[from % (MAX_RUN + 1)][k][start..][..n];
                for y in 0..n {
                    let worth = scores[y] + onward[y];
                    masks[y] |= u32::from(ready[y] + worth >= bound) << shape;
                    leaving[y] = max(leaving[y], worth + less);
                }
            }
        }
        // What leaves this row into itself was counted in `onward`.
        let (bound, _) = measures(i);
        let ready = chains.ready(i, Kind::TargetGap as usize);
        for y in near.start.max(1)..near.end {
            let worth = ready[y - 1] + (self.gaps[y] + onward[Kind::TargetGap as usize][y]);
            masks[y - near.start] |= u32::from(worth >= bound) << TARGET_GAP;
        }
        // The first node begins every chain, though no bead ends there.
        let first = masks.iter().position(|mask| *mask != 0).filter(|_| i > 0).unwrap_or(0);
        let end = masks.iter().rposition(|mask| *mask != 0).map_or(first, |last| last + 1);
        let end = if i == 0 { end.max(1) } else { end };
        self.kept.push((columns.start + near.start + first, end - first));
        self.masks.extend(masks[first..end].iter().rev());
        self.leaving[i % (MAX_RUN + 1)] = onward;
        if let Some(next) = i.checked_sub(MAX_RUN + 1) {
            self.open(next);
            self.held[next] = self.held[i];
        }
    }

    /// Worth of the best chain from each node of row `i` to the end, by kind of the bead before, and
    /// the places from the first to the last node that a chain near the best goes through.
    fn onward(&mut self, i: usize, chains: &Chains<'_>) -> ([Vec<f32>; N_KINDS], Range<usize>) {
        let light = self.light;
        let columns = light.band.columns(i);
        let mut worths = std::mem::take(&mut self.leaving[i % (MAX_RUN + 1)]);
        let bound = (self.bound - chains.gained[i] - self.held[i]) as f32 - NEAR;
        let ready = [0, 1, 2].map(|kind| chains.ready(i, kind));
        let (mut alone, mut highest) = (UNREACHED, UNREACHED);
        let mut near = 0..0;
        let (reached, end) = self.reached[i % (MAX_RUN + 1)];
        for y in (0..end).rev() {
            let is_end = i == light.band.n_source() && columns.start + y == light.band.n_target();
            let out = if is_end { [0.0; N_KINDS] } else { [worths[0][y], worths[1][y], alone] };
            let through = [0, 1, 2].map(|k| ready[k][y] + out[k]);
            if max(max(through[0], through[1]), through[2]) >= bound {
                near = y..if near.is_empty() { y + 1 } else { near.end };
            } else if y < reached {
                // All chains from further on the left go through here.
                break;
            }
            for (moves, worths) in MOVES.iter().zip(&mut worths) {
                let onward = max(max(moves[0] + out[0], moves[1] + out[1]), moves[2] + out[2]);
                worths[y] = if is_end { 0.0 } else { onward };
            }
            highest = max(highest, worths[0][y]);
            if y > 0 {
                alone = worths[2][y] + self.gaps[y];
            }
        }
        // The first node begins every chain.
        near.start = if i == 0 { 0 } else { near.start };
        near.end = near.end.max(usize::from(i == 0));
        if highest > UNREACHED {
            worths.iter_mut().flatten().for_each(|worth| *worth -= highest);
            self.held[i] += f64::from(highest);
        }
        (worths, near)
    }

    fn cells(mut self) -> Cells {
        self.masks.reverse();
        let columns = self.kept.iter().rev().map(|&(first, n)| first..first + n).collect();
        Cells::new(Band::from_columns(columns, self.light.band.n_target()), self.masks)
    }
}

/// The first of these columns where beads with so many target sentences end that begin in the columns `from` of an
/// earlier row, and how many columns there are.
fn overlap(from: &Range<usize>, target: usize, columns: &Range<usize>) -> Option<(usize, usize)> {
    let first = columns.start.max(from.start + target);
    let end = columns.end.min(from.end + target);
    (first < end).then(|| (first, end - first))
}
