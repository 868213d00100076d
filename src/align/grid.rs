//! Cosines of any run of source sentences with any run of target sentences, inside a band.
//!
//! A run's vector is the sum of its sentences' vectors, so the dot product of two runs is the sum
//! of the dot products of their sentences: one table of these serves every shape of bead.

use multiversion::multiversion;

use super::band::Band;
use super::dots::{dots, squares};
use super::shapes::MAX_RUN;
use crate::encode::Vectors;

/// How far around a node a gap looks for a counterpart, in sentences to each side.
const VIEW: usize = 16;

/// Sentences before a node that a patch holds: the longest run and the one before it.
const BEFORE: usize = MAX_RUN + 1;
/// Rows and columns of a patch: one sentence behind the node too.
const SIDE: usize = BEFORE + 1;

/// Dot products of single sentences inside a band, and the lengths of runs.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    band: &'a Band,
    rows: Vec<Row>,
    /// With zeros where a row goes on to either side of the text, as far as anybody looks beside a node.
    dots: Vec<f32>,
    pub source: Norms,
    pub target: Norms,
}

/// Where the dot products of a source sentence are.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The target sentence that comes first.
    first: usize,
    /// The places of the first one and behind the last one.
    start: usize,
    end: usize,
}

/// Numbers that may be read on behind the last column of any row, though they mean nothing.
pub(super) const SPARE: usize = 16;

/// Lengths of the vectors of runs: `[BEFORE + i][k - 1]` for the run of k sentences that ends before sentence
/// i; infinite where there is none, as for the ends beside the text.
#[derive(Debug)]
pub(super) struct Norms {
    runs: Vec<[f32; MAX_RUN]>,
    /// Those of single sentences, side by side.
    singles: Vec<f32>,
}

/// A vector shorter than this is no evidence: the sentence has no word that the encoder knows.
const MIN_NORM: f32 = 1e-6;

impl Norms {
    fn new(vectors: &Vectors) -> Self {
        // No length is infinite: a division by it gives no likeness.
        let mut runs = vec![[f32::INFINITY; MAX_RUN]; BEFORE + vectors.len() + 2];
        let norms = &mut runs[BEFORE + 1..][..vectors.len()];
        squares(vectors.as_slice(), vectors.dims(), norms);
        for norm in norms.as_flattened_mut() {
            let length = norm.sqrt();
            *norm = if length < MIN_NORM { f32::INFINITY } else { length };
        }
        Norms { singles: norms.iter().map(|norms| norms[0]).collect(), runs }
    }

    /// Length of the run of `k` sentences that ends before sentence `end`; infinite where there is none.
    pub fn run(&self, end: usize, k: usize) -> f32 {
        self.runs[BEFORE + end][k - 1]
    }

    /// The highest cosine of the sentence before `end` with others of the other side.
    fn highest(&self, end: usize, dots: &[f32], others: &[f32]) -> f32 {
        highest(self.run(end, 1), dots, others)
    }
}

impl<'a> Grid<'a> {
    pub fn new(band: &'a Band, source: &Vectors, target: &Vectors) -> Self {
        let mut grid = Grid {
            band,
            rows: Vec::with_capacity(source.len()),
            dots: Vec::with_capacity(band.n_nodes() + (source.len() + 1) * 2 * SPARE),
            source: Norms::new(source),
            target: Norms::new(target),
        };
        for i in 0..source.len() {
            // Sentence i lies between the nodes of rows i and i + 1; patches reach further.
            let before = band.columns(i.saturating_sub(1)).start;
            let end = band.columns((i + BEFORE).min(source.len())).end + 1;
            let first = before.saturating_sub(BEFORE);
            let (end, last) = (end.max(first), end.min(target.len()));
            let start = grid.dots.len() + BEFORE - (before - first);
            let row = Row { first, start, end: start + last.saturating_sub(first) };
            grid.dots.resize(start + end - first, 0.0);
            let rows = target.as_slice().get(first * target.dims()..).unwrap_or(&[]);
            dots(source.row(i), rows, &mut grid.dots[row.start..row.end]);
            grid.rows.push(row);
        }
        grid.dots.resize(grid.dots.len() + SPARE, 0.0);
        grid
    }

    /// The target sentences that row `i` holds dot products with, and these.
    pub fn row(&self, i: usize) -> (usize, &[f32]) {
        let Row { first, start, end } = self.rows[i];
        (first, &self.dots[start..end])
    }

    /// The dot products of source sentence `i` from target sentence `j` - `back` on, which may lie before the
    /// text: there, and behind it, they are 0. Node (i or the next few, j) must be in the band.
    pub fn from(&self, i: usize, j: usize, back: usize) -> &[f32] {
        let Row { first, start, .. } = self.rows[i];
        &self.dots[start + j - first - back..]
    }

    fn dot(&self, i: usize, j: usize) -> f32 {
        let (first, row) = self.row(i);
        j.checked_sub(first).and_then(|at| row.get(at)).copied().unwrap_or(0.0)
    }

    /// The first target sentence that source sentence `i` was compared with; `cosines` becomes its
    /// cosines with that and those that follow.
    pub fn cosines(&self, i: usize, cosines: &mut Vec<f32>) -> usize {
        let (first, row) = self.row(i);
        let norm = self.source.run(i + 1, 1);
        let norms = self.target.singles.get(first..).unwrap_or(&[]);
        cosines.clear();
        cosines.extend(row.iter().zip(norms).map(|(dot, other)| dot / (norm * other)));
        first
    }

    /// The dot products around node (i, j), summed so that any run pair is four look-ups.
    pub fn patch(&self, i: usize, j: usize) -> Patch<'_> {
        let mut sums = [[0f32; SIDE + 1]; SIDE + 1];
        for r in 0..SIDE {
            sums[r + 1] = sums[r];
            let inside = (i + r).checked_sub(BEFORE).filter(|s| *s < self.band.n_source());
            let Some(s) = inside else { continue };
            let mut row = 0.0;
            for (sum, dot) in sums[r + 1][1..].iter_mut().zip(self.from(s, j, BEFORE)) {
                row += dot;
                *sum += row;
            }
        }
        Patch { grid: self, i, j, sums }
    }

    /// The best cosine of each source and each target sentence with any that it was compared with.
    pub fn best(&self) -> [Vec<f32>; 2] {
        let (n, m) = (self.band.n_source(), self.band.n_target());
        let (mut of_source, mut of_target) = (vec![-1f32; n], vec![-1f32; m]);
        let mut cosines = Vec::new();
        for (i, highest) in of_source.iter_mut().enumerate() {
            let first = self.cosines(i, &mut cosines);
            *highest = take_highest(&cosines, &mut of_target[first..]);
        }
        [of_source, of_target]
    }

    /// The cosine of a source sentence with a target sentence; 0 where they were not compared.
    pub fn cosine(&self, i: usize, j: usize) -> f32 {
        self.dot(i, j) / (self.source.run(i + 1, 1) * self.target.run(j + 1, 1))
    }

    /// The best cosine that the source sentence before node (i, j) has with a target sentence
    /// within [`VIEW`] of the node.
    pub fn best_of_source(&self, i: usize, j: usize) -> f32 {
        let view = j.saturating_sub(VIEW)..(j + VIEW).min(self.band.n_target());
        let (first, row) = self.row(i - 1);
        let held = view.start.max(first)..view.end.min(first + row.len());
        let mut dots = [0.0; 2 * VIEW];
        if let Some(row) = row.get(held.start - first..held.end.saturating_sub(first)) {
            dots[held.start - view.start..][..row.len()].copy_from_slice(row);
        }
        self.source.highest(i, &dots[..view.len()], &self.target.singles[view])
    }

    /// The same for the target sentence before the node.
    pub fn best_of_target(&self, i: usize, j: usize) -> f32 {
        let view = i.saturating_sub(VIEW)..(i + VIEW).min(self.band.n_source());
        let mut dots = [0.0; 2 * VIEW];
        dots.iter_mut().zip(view.clone()).for_each(|(dot, s)| *dot = self.dot(s, j - 1));
        self.target.highest(j, &dots[..view.len()], &self.source.singles[view])
    }
}

/// The highest cosine of a sentence with others, by the dot products and the lengths of these.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn highest(norm: f32, dots: &[f32], norms: &[f32]) -> f32 {
    let mut best = [-1f32; VIEW];
    for (dots, norms) in dots.chunks(VIEW).zip(norms.chunks(VIEW)) {
        for ((best, dot), other) in best.iter_mut().zip(dots).zip(norms) {
            *best = best.max(dot / (norm * other));
        }
    }
    best.into_iter().fold(-1.0, f32::max)
}

/// The highest of a row's cosines; `best` of its columns are raised to them.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn take_highest(cosines: &[f32], best: &mut [f32]) -> f32 {
    let mut highest = [-1f32; VIEW];
    for (cosines, best) in cosines.chunks(VIEW).zip(best.chunks_mut(VIEW)) {
        for ((highest, best), cosine) in highest.iter_mut().zip(best).zip(cosines) {
            *best = best.max(*cosine);
            *highest = highest.max(*cosine);
        }
    }
    highest.into_iter().fold(-1.0, f32::max)
}

/// The neighbourhood of one node.
#[derive(Debug)]
pub(super) struct Patch<'a> {
    grid: &'a Grid<'a>,
    pub i: usize,
    pub j: usize,
    sums: [[f32; SIDE + 1]; SIDE + 1],
}

/// A run of sentences beside a node: `end` sentences behind it (-1: one before it ...), `len` long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub end: isize,
    pub len: usize,
}

impl Patch<'_> {
    /// Cosine of a source run with a target run, which may go on beside the node as far as a patch does; 0
    /// where one of them leaves the text.
    #[inline(always)]
    pub fn cosine(&self, source: Run, target: Run) -> f32 {
        let [(r0, r1), (c0, c1)] = [source, target].map(|run| {
            let end = BEFORE.wrapping_add_signed(run.end);
            (end - run.len, end)
        });
        let dots = self.sums[r1][c1] - self.sums[r0][c1] - self.sums[r1][c0] + self.sums[r0][c0];
        // Lengths are listed from as far before the text as the patch begins before the node.
        let Grid { source: of_source, target: of_target, .. } = self.grid;
        let norms = [&of_source.runs[self.i + r1], &of_target.runs[self.j + c1]];
        dots / (norms[0][source.len - 1] * norms[1][target.len - 1])
    }
}
