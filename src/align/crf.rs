//! The conditional random field over beads: best path, and the probability of every bead.
//!
//! A path through the nodes is a chain of beads; its score is the sum of the beads' scores and of
//! the transitions between their kinds. Semi-Markov, Sarawagi and Cohen 2004.

use std::f64::consts::{LN_2, LOG2_E};

use super::band::{Band, Cells, bits};
#[cfg(test)]
use super::shapes::N_SHAPES;
use super::shapes::{Kind, N_KINDS, SHAPES, SOURCE_GAP, Shape, TARGET_GAP, kind};

/// Scores of the beads that have a cell.
#[derive(Debug)]
pub struct Lattice<'a> {
    cells: &'a Cells,
    scores: Vec<f32>,
    /// What forward-backward takes of the same beads.
    arcs: Vec<Arc>,
    moves: [[f64; N_KINDS]; N_KINDS],
}

/// What forward-backward finds.
#[derive(Debug)]
pub struct Posterior<'a> {
    /// Log of the sum over all paths of exp(score); no finite number where no path comes to the end.
    pub log_z: f64,
    cells: &'a Cells,
    /// Probability of the bead of every cell.
    beads: Vec<f32>,
}

/// One bead of a path: its shape's index and the node that it ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Index in [`SHAPES`].
    pub shape: usize,
    /// Source sentences before the bead's end.
    pub i: usize,
    /// Target sentences before the bead's end.
    pub j: usize,
}

const NEVER: f64 = f64::NEG_INFINITY;

const SOURCE: usize = Kind::SourceGap as usize;
const TARGET: usize = Kind::TargetGap as usize;

impl<'a> Lattice<'a> {
    /// A lattice without scores; `moves[p][k]` is what a bead of kind k after one of kind p adds.
    pub fn new(cells: &'a Cells, moves: [[f64; N_KINDS]; N_KINDS]) -> Self {
        let mut arcs = Vec::with_capacity(cells.len());
        for (i, j, node) in cells.band().nodes() {
            for (shape, _) in cells.at(node) {
                let start = start(cells.band(), i, j, shape);
                let start = start.map_or(u32::MAX, |start| start as u32);
                arcs.push(Arc { start, part: 0.0, power: 0 });
            }
        }
        Lattice { cells, scores: vec![f32::NEG_INFINITY; cells.len()], arcs, moves }
    }

    /// Sets the score of the bead of a shape that ends at a node; one without a cell has none.
    pub fn set(&mut self, node: usize, shape: usize, score: f32) {
        if let Some(cell) = self.cells.cell(node, shape) {
            self.set_cell(cell, score);
        }
    }

    /// Sets the scores of some cells that follow each other.
    pub(super) fn set_all(&mut self, first: usize, scores: &[f32]) {
        scores.iter().zip(first..).for_each(|(score, cell)| self.set_cell(cell, *score));
    }

    /// Adds to the score of a cell.
    pub(super) fn add(&mut self, cell: usize, worth: f32) {
        self.set_cell(cell, self.scores[cell] + worth);
    }

    fn set_cell(&mut self, cell: usize, score: f32) {
        self.scores[cell] = score;
        (self.arcs[cell].part, self.arcs[cell].power) = exp(score);
    }

    fn band(&self) -> &'a Band {
        self.cells.band()
    }

    /// The score of a path, transitions included.
    pub fn score(&self, path: &[Step]) -> f64 {
        let mut before = Kind::Match;
        let mut total = 0.0;
        for step in path {
            let node = self.band().node(step.i, step.j);
            let cell = node.and_then(|node| self.cells.cell(node, step.shape));
            total += cell.map_or(NEVER, |cell| f64::from(self.scores[cell]));
            let Shape { source, target } = SHAPES[step.shape];
            let moves = self.moves_at(step.i - source, step.j - target);
            total += moves[before as usize][kind(step.shape) as usize];
            before = kind(step.shape);
        }
        total
    }

    /// Whether chains may go on from a gap of the target to one of the source at (i, j), where gaps of
    /// the source come first otherwise: the next row begins here, so that the same gaps in that order
    /// would leave the band. Only one order of them keeps to such corners.
    fn is_corner(&self, i: usize, j: usize) -> bool {
        self.moves[TARGET][SOURCE] == NEVER
            && j > 0
            && i < self.band().n_source()
            && self.band().columns(i + 1).start == j
    }

    /// `moves` for beads that begin at a corner: the turn to the source makes the same total of what the
    /// chain would have with all its gaps of the source first.
    fn corner(&self) -> [[f64; N_KINDS]; N_KINDS] {
        let mut moves = self.moves;
        moves[TARGET][SOURCE] =
            moves[SOURCE][SOURCE] + moves[TARGET][TARGET] - moves[SOURCE][TARGET];
        moves
    }

    /// `moves` for beads that begin at (i, j).
    fn moves_at(&self, i: usize, j: usize) -> [[f64; N_KINDS]; N_KINDS] {
        if self.is_corner(i, j) { self.corner() } else { self.moves }
    }

    /// The best chain of beads from the first node to the last.
    #[cfg(test)]
    fn viterbi(&self) -> Vec<Step> {
        let n_nodes = self.band().n_nodes();
        let mut best = vec![[NEVER; N_KINDS]; n_nodes];
        let mut back = vec![[(u8::MAX, 0u8); N_KINDS]; n_nodes];
        let Some(first) = self.band().node(0, 0) else { return Vec::new() };
        best[first][Kind::Match as usize] = 0.0;
        for (i, j, node) in self.band().nodes() {
            for (shape, cell) in self.cells.at(node) {
                let Some(start) = start(self.band(), i, j, shape) else { continue };
                let score = self.scores[cell];
                let k = kind(shape) as usize;
                let moves = self.moves_at(i - SHAPES[shape].source, j - SHAPES[shape].target);
                for p in 0..N_KINDS {
                    let value = best[start][p] + f64::from(score) + moves[p][k];
                    if value > best[node][k] {
                        best[node][k] = value;
                        back[node][k] = (shape as u8, p as u8);
                    }
                }
            }
        }
        let (mut i, mut j) = (self.band().n_source(), self.band().n_target());
        let Some(mut node) = self.band().node(i, j) else { return Vec::new() };
        let mut k = (0..N_KINDS).fold(0, |k, p| if best[node][p] > best[node][k] { p } else { k });
        let mut path = Vec::new();
        while i + j > 0 {
            let (shape, before) = back[node][k];
            let Some(start) = start(self.band(), i, j, usize::from(shape).min(N_SHAPES - 1))
                .filter(|_| shape != u8::MAX)
            else {
                break;
            };
            path.push(Step { shape: shape.into(), i, j });
            i -= SHAPES[usize::from(shape)].source;
            j -= SHAPES[usize::from(shape)].target;
            (node, k) = (start, before.into());
        }
        path.reverse();
        path
    }

    /// The probability of every bead, by forward-backward.
    pub fn posterior(&self) -> Posterior<'a> {
        self.sum_up(None)
    }

    /// The same, with the expected number of transitions from one kind to another.
    pub fn posterior_and_moves(&self) -> (Posterior<'a>, [[f64; N_KINDS]; N_KINDS]) {
        let mut moves = [[0f64; N_KINDS]; N_KINDS];
        let posterior = self.sum_up(Some(&mut moves));
        if self.moves[TARGET][SOURCE] == NEVER {
            // What was counted there are corners.
            let corners = std::mem::take(&mut moves[TARGET][SOURCE]);
            moves[SOURCE][SOURCE] += corners;
            moves[TARGET][TARGET] += corners;
            moves[SOURCE][TARGET] -= corners;
        }
        (posterior, moves)
    }

    /// Forward-backward; the expected number of transitions is added to `counted`, if it is asked for.
    fn sum_up(&self, mut counted: Option<&mut [[f64; N_KINDS]; N_KINDS]>) -> Posterior<'a> {
        let n_nodes = self.band().n_nodes();
        let [plain, corner] =
            [&self.moves, &self.corner()].map(|moves| moves.map(|m| m.map(f64::exp)));
        let moves_at = |i: usize, j: usize| if self.is_corner(i, j) { &corner } else { &plain };
        // forward[node]: sum over chains that reach the node with a bead of each kind, to count moves;
        // ready[node]: the same with the move to a bead of each kind.
        let mut forward = vec![NONE; if counted.is_some() { n_nodes } else { 0 }];
        let (mut ready, mut all) = (vec![NONE; n_nodes], NONE);
        for (i, j, node) in self.band().nodes() {
            let mut sums = NONE;
            if (i, j) == (0, 0) {
                sums.add(Kind::Match as usize, 1.0, 0);
            }
            for (shape, cell) in self.cells.at(node) {
                let (k, Arc { start, part, power }) = (kind(shape) as usize, self.arcs[cell]);
                let Some(before) = ready.get(start as usize) else { continue };
                sums.add(k, before.parts[k] * f64::from(part), before.power + i64::from(power));
            }
            sums.settle();
            if let Some(forward) = forward.get_mut(node) {
                *forward = sums;
            }
            if (i, j) == (self.band().n_source(), self.band().n_target()) {
                all = sums;
            }
            let moves = moves_at(i, j);
            let onward = |k: usize| (0..N_KINDS).map(|p| sums.parts[p] * moves[p][k]).sum();
            ready[node] = Sums { parts: [0, 1, 2].map(onward), power: sums.power };
        }
        let last = self.band().node(self.band().n_source(), self.band().n_target());
        let (part, power) = (all.parts.iter().sum::<f64>(), all.power);
        let log_z = if part > 0.0 { part.ln() + power as f64 * LN_2 } else { NEVER };
        let share = |product: f64, exponent: i64| {
            let share = product / part * two_to(exponent - power);
            if share > LEAST { share } else { 0.0 }
        };
        // leaving[node]: sum over the beads of each kind that begin at the node, to the end.
        let mut leaving = vec![NONE; n_nodes];
        let mut shares = vec![0f32; self.cells.len()];
        for (i, j, node) in self.band().nodes().rev() {
            // backward: sum over chains that end the text, begun behind a bead of each kind.
            let mut backward = Sums { parts: [1.0; N_KINDS], power: 0 };
            if Some(node) != last {
                leaving[node].settle();
                let (out, here) = (leaving[node], moves_at(i, j));
                backward = Sums { parts: [0.0; N_KINDS], ..out };
                for p in 0..N_KINDS {
                    for k in 0..N_KINDS {
                        let onward = here[p][k] * out.parts[k];
                        backward.parts[p] += onward;
                        if let Some(counted) = &mut counted {
                            let Sums { parts, power } = forward[node];
                            counted[p][k] += share(parts[p] * onward, power + out.power);
                        }
                    }
                }
            }
            for (shape, cell) in self.cells.at(node) {
                let (k, Arc { start, part, power }) = (kind(shape) as usize, self.arcs[cell]);
                let Some(before) = ready.get(start as usize) else { continue };
                let after = backward.parts[k] * f64::from(part);
                let power = backward.power + i64::from(power);
                leaving[start as usize].add(k, after, power);
                shares[cell] = share(before.parts[k] * after, before.power + power).min(1.0) as f32;
            }
        }
        Posterior { log_z, cells: self.cells, beads: shares }
    }
}

/// Where the bead of this shape that ends at (i, j) begins.
fn start(band: &Band, i: usize, j: usize, shape: usize) -> Option<usize> {
    let s = SHAPES[shape];
    band.node(i.checked_sub(s.source)?, j.checked_sub(s.target)?)
}

/// The node that a bead begins at, and what it counts: `part` times two to the `power`.
#[derive(Debug, Clone, Copy)]
struct Arc {
    start: u32,
    part: f32,
    power: i32,
}

/// One number for each kind of bead, beyond what a float can hold: `parts` times two to the `power`. So
/// chains are added up without a logarithm.
#[derive(Debug, Clone, Copy)]
struct Sums {
    parts: [f64; N_KINDS],
    power: i64,
}

/// Nothing added up yet; anything is larger.
const NONE: Sums = Sums { parts: [0.0; N_KINDS], power: i64::MIN / 4 };

/// A bead, or a move, with a smaller probability has none.
const LEAST: f64 = 4e-18;

impl Sums {
    /// Adds `part` times two to the `power` to the number of a kind.
    fn add(&mut self, kind: usize, part: f64, power: i64) {
        if part <= 0.0 {
            return;
        }
        if power > self.power {
            let less = two_to(self.power - power);
            self.parts.iter_mut().for_each(|part| *part *= less);
            self.power = power;
        }
        self.parts[kind] += part * two_to(power - self.power);
    }

    /// Brings the largest part near one.
    fn settle(&mut self) {
        let largest = self.parts.iter().copied().fold(0.0, f64::max);
        if largest > 0.0 {
            let exponent = (largest.to_bits() >> 52) as i64 - 1023;
            self.parts.iter_mut().for_each(|part| *part *= two_to(-exponent));
            self.power += exponent;
        }
    }
}

/// Two to the `power`; zero where that is too little for a float.
fn two_to(power: i64) -> f64 {
    if power < -1022 { 0.0 } else { f64::from_bits(((power.min(1023) + 1023) as u64) << 52) }
}

/// exp(score) as a float near one times a power of two.
fn exp(score: f32) -> (f32, i32) {
    if score == f32::NEG_INFINITY {
        return (0.0, 0);
    }
    let log = (f64::from(score) * LOG2_E).clamp(-MAX_POWER, MAX_POWER);
    let power = log as i32;
    ((log - f64::from(power)).exp2() as f32, power)
}

/// No score is larger, in powers of two: sums of them are whole numbers that do not overflow.
const MAX_POWER: f64 = 1e9;

impl Posterior<'_> {
    /// The beads that were scored.
    pub(super) fn cells(&self) -> &Cells {
        self.cells
    }

    /// The probability of the bead of this shape that ends at a node; 0 for one without a cell.
    pub fn probability(&self, node: usize, shape: usize) -> f32 {
        self.cells.cell(node, shape).map_or(0.0, |cell| self.beads[cell])
    }

    /// The probability of the bead of a cell.
    pub(super) fn of(&self, cell: usize) -> f32 {
        self.beads[cell]
    }

    /// The probability that a sentence has no counterpart: for each source sentence, for each
    /// target sentence. The beads of one sentence alone at different places are summed up.
    pub fn alone(&self) -> [Vec<f32>; 2] {
        let band = self.cells.band();
        let mut alone = [vec![0f32; band.n_source()], vec![0f32; band.n_target()]];
        for (i, j, node) in band.nodes() {
            let gaps = self.cells.mask(node) & (1 << SOURCE_GAP | 1 << TARGET_GAP);
            for (shape, cell) in bits(gaps).zip(self.cells.first(node)..) {
                match shape {
                    SOURCE_GAP => alone[0][i - 1] += self.beads[cell],
                    _ => alone[1][j - 1] += self.beads[cell],
                }
            }
        }
        alone.iter_mut().flatten().for_each(|p| *p = p.min(1.0));
        alone
    }

    /// The chain of beads with the best F1 to be expected, after Jansche 2005. Whatever is put down and
    /// wrong lowers precision, so a bead must be about as likely right as not to be worth having: two
    /// doubtful beads do not win over one that is likelier than either. With each bead goes its
    /// probability; `alone` gives the gaps'.
    pub fn best_f1(&self, alone: &[Vec<f32>; 2]) -> Vec<(Step, f32)> {
        let band = self.cells.band();
        // A gap at a place that no chain goes through, as anchors will have it, counts nothing there.
        let probability = |i: usize, j: usize, shape: usize, cell: usize| match shape {
            _ if self.beads[cell] == 0.0 => 0.0,
            SOURCE_GAP => alone[0][i - 1],
            TARGET_GAP => alone[1][j - 1],
            _ => self.beads[cell],
        };
        let mut best = vec![f64::NEG_INFINITY; band.n_nodes()];
        let mut back = vec![u8::MAX; band.n_nodes()];
        for (i, j, node) in band.nodes() {
            if (i, j) == (0, 0) {
                best[node] = 0.0;
            }
            for (shape, cell) in self.cells.at(node) {
                let s = SHAPES[shape];
                let Some(start) = band.node(i - s.source, j - s.target) else { continue };
                let value = best[start] + worth(shape, probability(i, j, shape, cell));
                if value > best[node] {
                    (best[node], back[node]) = (value, shape as u8);
                }
            }
        }
        let (mut i, mut j) = (band.n_source(), band.n_target());
        let mut path = Vec::new();
        while let Some(node) = band.node(i, j).filter(|_| i + j > 0) {
            let Some(s) = SHAPES.get(usize::from(back[node])) else { break };
            let shape = usize::from(back[node]);
            let cell = self.cells.cell(node, shape).unwrap_or(0);
            path.push((Step { shape, i, j }, probability(i, j, shape, cell)));
            (i, j) = (i - s.source, j - s.target);
        }
        path.reverse();
        path
    }
}

/// What a pair, and a gap, must be likelier than to be worth having: half the F1 that is to be expected,
/// and a little more for gaps, which are few, so that a wrong one weighs more in their F1.
const WORTH_A_PAIR: f64 = 0.5;
const WORTH_A_GAP: f64 = 0.55;

/// What a bead of this probability adds to the F1 of a chain, but for a factor.
fn worth(shape: usize, probability: f32) -> f64 {
    let is_pair = kind(shape) == Kind::Match;
    f64::from(probability) - if is_pair { WORTH_A_PAIR } else { WORTH_A_GAP }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every chain of beads to the end of the table, by plain recursion.
    fn every_path(
        band: &Band,
        i: usize,
        j: usize,
        path: &mut Vec<Step>,
        found: &mut Vec<Vec<Step>>,
    ) {
        if (i, j) == (band.n_source(), band.n_target()) {
            found.push(path.clone());
        }
        for (shape, s) in SHAPES.iter().enumerate() {
            let (i, j) = (i + s.source, j + s.target);
            if band.node(i, j).is_some() {
                path.push(Step { shape, i, j });
                every_path(band, i, j, path, found);
                path.pop();
            }
        }
    }

    const MOVES: [[f64; N_KINDS]; N_KINDS] = [[0.0, -1.3, 0.4], [0.0, 1.1, -0.6], [0.0, 0.2, 0.9]];
    const ORDERED: [[f64; N_KINDS]; N_KINDS] =
        [[0.0, -1.3, 0.4], [0.0, 1.1, -0.6], [0.0, NEVER, 0.9]];

    /// A band of the 4 x 3 table that holds no chain of gaps with all of the source first.
    fn narrow() -> Band {
        Band::from_columns(vec![0..3, 0..3, 1..4, 2..4, 2..4], 3)
    }

    #[test]
    fn gaps_of_both_texts_are_worth_the_same_in_a_narrow_band() {
        let gaps = |shapes: [usize; 7]| {
            let (mut i, mut j) = (0, 0);
            shapes.map(|shape| {
                (i, j) = (i + SHAPES[shape].source, j + SHAPES[shape].target);
                Step { shape, i, j }
            })
        };
        let score = |band: Band, path: &[Step]| {
            let cells = Cells::all(band);
            let mut lattice = Lattice::new(&cells, ORDERED);
            lattice.scores.fill(0.5);
            lattice.score(path)
        };
        let ordered = score(Band::full(4, 3), &gaps([0, 0, 0, 0, 1, 1, 1]));
        let cornered = score(narrow(), &gaps([0, 1, 0, 1, 0, 0, 1]));
        assert!((ordered - cornered).abs() < 1e-9, "{ordered} {cornered}");
        // A turn that need not be made is none.
        assert_eq!(score(narrow(), &gaps([1, 0, 0, 1, 0, 0, 1])), NEVER);
    }

    #[test]
    fn tables_agree_with_every_path_counted() {
        let sizes = [(0, 0), (1, 0), (0, 2), (1, 1), (2, 3), (3, 2), (4, 3)];
        let bands = sizes.map(|(n, m)| Band::full(n, m)).into_iter().chain([narrow()]);
        let mut dice = fastrand::Rng::with_seed(3);
        for (moves, band) in bands.flat_map(|band| [(MOVES, band.clone()), (ORDERED, band)]) {
            let (n, m) = (band.n_source(), band.n_target());
            let cells = Cells::all(band);
            let band = cells.band();
            let mut lattice = Lattice::new(&cells, moves);
            let scores: Vec<f32> = (0..cells.len()).map(|_| dice.f32() * 6.0 - 3.0).collect();
            lattice.set_all(0, &scores);
            let mut paths = Vec::new();
            every_path(band, 0, 0, &mut Vec::new(), &mut paths);
            let scores: Vec<f64> = paths.iter().map(|path| lattice.score(path)).collect();
            let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((lattice.score(&lattice.viterbi()) - best).abs() < 1e-9, "{n} x {m}");
            let (posterior, found_moves) = lattice.posterior_and_moves();
            let log_z = scores.iter().map(|s| s.exp()).sum::<f64>().ln();
            assert!((posterior.log_z - log_z).abs() < 1e-6, "{n} x {m}");
            let mut expected = vec![[0f64; N_SHAPES]; band.n_nodes()];
            for (path, score) in paths.iter().zip(&scores) {
                for step in path {
                    let node = band.node(step.i, step.j).unwrap();
                    expected[node][step.shape] += (score - log_z).exp();
                }
            }
            for (node, expected) in expected.iter().enumerate() {
                for (shape, expected) in expected.iter().enumerate() {
                    let found = f64::from(posterior.probability(node, shape));
                    assert!((found - expected).abs() < 1e-5, "{n} x {m}");
                }
            }
            // Moves are what the weights' slope is made of: those of the corners stand for others.
            let total = |moves: &[[f64; N_KINDS]; N_KINDS]| -> f64 { moves.iter().flatten().sum() };
            let n_steps: f64 =
                paths.iter().zip(&scores).map(|(p, s)| p.len() as f64 * (s - log_z).exp()).sum();
            assert!((total(&found_moves) - n_steps).abs() < 1e-5, "{n} x {m}");
            let alone = posterior.alone();
            let probability = |step: &Step| match step.shape {
                SOURCE_GAP => alone[0][step.i - 1],
                TARGET_GAP => alone[1][step.j - 1],
                shape => posterior.probability(band.node(step.i, step.j).unwrap(), shape),
            };
            let worth = |path: &[Step]| -> f64 {
                path.iter().map(|step| worth(step.shape, probability(step))).sum()
            };
            let most = paths.iter().map(|path| worth(path)).fold(f64::NEG_INFINITY, f64::max);
            let found = posterior.best_f1(&alone);
            assert!(found.iter().all(|(step, p)| *p == probability(step)), "{n} x {m}");
            let steps: Vec<_> = found.into_iter().map(|(step, _)| step).collect();
            assert!((worth(&steps) - most).abs() < 1e-5, "{n} x {m}");
            for (side, sentences) in alone.iter().enumerate() {
                for (k, p) in sentences.iter().enumerate() {
                    let has = |step: &Step| match side {
                        0 => step.shape == SOURCE_GAP && step.i == k + 1,
                        _ => step.shape == TARGET_GAP && step.j == k + 1,
                    };
                    let with = paths.iter().zip(&scores).filter(|(path, _)| path.iter().any(has));
                    let share: f64 = with.map(|(_, score)| (score - log_z).exp()).sum();
                    assert!((f64::from(*p) - share).abs() < 1e-5, "{n} x {m}");
                }
            }
        }
    }
}
