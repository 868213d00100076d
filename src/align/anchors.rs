//! Beads that are given and held fixed: a reviewed alignment comes back through them.

use std::ops::Range;

use super::shapes::Shape;
use crate::bitext::{Alignment, Bead};

/// Beads that an alignment must have. The other sentences are aligned around them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Anchors {
    beads: Vec<Bead>,
    /// For each sentence of a side, what it is held to; empty without anchors.
    holds: [Vec<Hold>; 2],
}

/// What an anchor says of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// Nothing.
    Free,
    /// It stands in no bead of the path: it has no counterpart, or a crossing one.
    Off,
    /// It stands in this bead of the list.
    In(usize),
}

/// Anchors that cannot all hold. Beads are counted from 0, in the order given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// A sentence that the text does not have.
    #[error(
        "{side} sentence {sentence} is held, but the text has {n}; is it another version of the text?"
    )]
    Outside {
        /// Which bead.
        bead: usize,
        /// `source` or `target`.
        side: &'static str,
        /// Counted from 1.
        sentence: usize,
        /// How many there are.
        n: usize,
    },
    /// A sentence in two beads.
    #[error("{side} sentence {sentence} is held by two beads; leave one of them out")]
    Twice {
        /// The later bead.
        bead: usize,
        /// `source` or `target`.
        side: &'static str,
        /// Counted from 1.
        sentence: usize,
    },
    /// Beads that cross without being marked so.
    #[error(
        "the bead crosses the one with source sentence {source_sentence}; mark a moved bead with x, as in 1-1x"
    )]
    Crossing {
        /// The later bead.
        bead: usize,
        /// First source sentence of the earlier bead, counted from 1.
        source_sentence: usize,
    },
}

impl AnchorError {
    /// The bead at fault, by its place in the list given.
    pub fn bead(&self) -> usize {
        match self {
            AnchorError::Outside { bead, .. }
            | AnchorError::Twice { bead, .. }
            | AnchorError::Crossing { bead, .. } => *bead,
        }
    }
}

impl Anchors {
    /// Holds `beads` fixed in texts of `n_source` and `n_target` sentences. Beads with one side
    /// hold their sentence to have no counterpart.
    ///
    /// # Errors
    /// When a bead lies outside the texts, overlaps another, or crosses one without being marked.
    pub fn new(beads: Vec<Bead>, n_source: usize, n_target: usize) -> Result<Self, AnchorError> {
        if beads.is_empty() {
            return Ok(Anchors::default());
        }
        let mut holds = [vec![Hold::Free; n_source], vec![Hold::Free; n_target]];
        for (index, bead) in beads.iter().enumerate() {
            let hold = if bead.crossing || bead.is_null() { Hold::Off } else { Hold::In(index) };
            for ((side, run), holds) in
                [("source", &bead.source), ("target", &bead.target)].into_iter().zip(&mut holds)
            {
                for at in run.clone() {
                    let (n, sentence) = (holds.len(), at + 1);
                    match holds.get_mut(at) {
                        None => {
                            return Err(AnchorError::Outside { bead: index, side, sentence, n });
                        }
                        Some(Hold::Free) => holds[at] = hold,
                        Some(_) => return Err(AnchorError::Twice { bead: index, side, sentence }),
                    }
                }
            }
        }
        let mut last: Option<&Bead> = None;
        for hold in &holds[0] {
            let Hold::In(index) = *hold else { continue };
            let bead = &beads[index];
            match last {
                Some(before) if before == bead => {}
                Some(before) if before.target.end > bead.target.start => {
                    return Err(AnchorError::Crossing {
                        bead: index,
                        source_sentence: before.source.start + 1,
                    });
                }
                _ => last = Some(bead),
            }
        }
        Ok(Anchors { beads, holds })
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.beads.is_empty()
    }

    /// Whether a sentence is held, on side 0 (source) or 1 (target).
    pub(super) fn holds(&self, side: usize, sentence: usize) -> bool {
        self.holds[side].get(sentence).is_some_and(|hold| *hold != Hold::Free)
    }

    /// Whether a path may have this bead. The empty side of a gap stands at its place in the text.
    pub(super) fn permit(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        if self.is_empty() {
            return true;
        }
        let holds = self.holds[0][source.clone()].iter().chain(&self.holds[1][target.clone()]);
        let is_gap = source.is_empty() || target.is_empty();
        let mut holds = holds.copied();
        match holds.next() {
            None | Some(Hold::Free) => holds.all(|hold| hold == Hold::Free),
            Some(Hold::Off) => is_gap,
            Some(Hold::In(index)) => {
                let bead = &self.beads[index];
                let inside = |run: &Range<usize>, of: &Range<usize>| {
                    of.start <= run.start && run.end <= of.end
                };
                match shape(bead).index().is_some() {
                    true => *source == bead.source && *target == bead.target,
                    // Larger than any bead that is formed: put together in `hold`.
                    false => inside(source, &bead.source) && inside(target, &bead.target),
                }
            }
        }
    }

    /// Leads a rough path of nodes through the beads held.
    pub(super) fn lead(&self, path: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let mut corners: Vec<(usize, usize)> = self
            .on_path()
            .flat_map(|b| [(b.source.start, b.target.start), (b.source.end, b.target.end)])
            .collect();
        corners.sort_unstable();
        let keeps_order = |&(i, j): &(usize, usize)| {
            let before = corners[..corners.partition_point(|c| c.0 < i)].last();
            let after = corners.get(corners.partition_point(|c| c.0 <= i));
            before.is_none_or(|c| c.1 <= j) && after.is_none_or(|c| c.1 >= j)
        };
        let mut led: Vec<(usize, usize)> = path.into_iter().filter(keeps_order).collect();
        led.append(&mut corners);
        led.sort_unstable();
        led.dedup();
        led
    }

    fn on_path(&self) -> impl Iterator<Item = &Bead> {
        self.beads.iter().filter(|bead| !bead.crossing && !bead.is_null())
    }

    /// The alignment of beads that keep to those held: the large ones take the place of their parts,
    /// the crossing ones that of gaps; all are certain. `None` when `beads` do not keep to them.
    pub(super) fn hold(&self, beads: Vec<Bead>, n: usize, m: usize) -> Option<Alignment> {
        let mut held: Vec<Bead> = Vec::with_capacity(beads.len());
        for bead in beads {
            match self.of(&bead) {
                Hold::In(index) => {
                    let whole = Bead { probability: 1.0, ..self.beads[index].clone() };
                    if held.last() != Some(&whole) {
                        held.push(whole);
                    }
                }
                Hold::Off => held.push(Bead { probability: 1.0, ..bead }),
                Hold::Free => held.push(bead),
            }
        }
        // The parts of a large bead, gaps among them, had to stay together until here.
        source_gaps_first(&mut held);
        let crossing = self.beads.iter().filter(|bead| bead.crossing);
        let crossing = crossing.map(|bead| Bead { probability: 1.0, ..bead.clone() }).collect();
        alignment_with(&held, crossing, n, m)
    }

    /// What the first sentence of a bead is held to.
    fn of(&self, bead: &Bead) -> Hold {
        let sides = [&bead.source, &bead.target].into_iter().zip(&self.holds);
        let mut holds = sides.flat_map(|(run, holds)| holds.get(run.clone()).unwrap_or_default());
        holds.next().copied().unwrap_or(Hold::Free)
    }
}

/// Orders every run of gaps: those of the source, then those of the target.
fn source_gaps_first(beads: &mut [Bead]) {
    for run in beads.chunk_by_mut(|a, b| a.is_null() && b.is_null()) {
        let Some(first) = run.first().filter(|bead| bead.is_null()) else { continue };
        let (mut i, mut j) = (first.source.start, first.target.start);
        run.sort_by_key(|bead| bead.source.is_empty());
        for bead in run {
            bead.source = i..i + bead.source.len();
            bead.target = j..j + bead.target.len();
            (i, j) = (bead.source.end, bead.target.end);
        }
    }
}

fn shape(bead: &Bead) -> Shape {
    Shape { source: bead.source.len(), target: bead.target.len() }
}

/// The alignment in which crossing beads take the place of the gaps of their sentences; `None` when
/// one of their sentences is not in a gap.
pub(super) fn alignment_with(
    beads: &[Bead],
    crossing: Vec<Bead>,
    n_source: usize,
    n_target: usize,
) -> Option<Alignment> {
    let mut taken = [vec![false; n_source], vec![false; n_target]];
    for bead in &crossing {
        taken[0].get_mut(bead.source.clone())?.fill(true);
        taken[1].get_mut(bead.target.clone())?.fill(true);
    }
    let is_taken = |bead: &Bead| {
        let on = |side: usize, run: &Range<usize>| run.clone().any(|at| taken[side][at]);
        on(0, &bead.source) || on(1, &bead.target)
    };
    let mut all: Vec<Bead> =
        beads.iter().filter(|bead| !(bead.is_null() && is_taken(bead))).cloned().collect();
    for bead in crossing {
        let place = all.partition_point(|other| other.source.start < bead.source.start);
        // Gaps of the target that stood among its sentences come behind it.
        let inside = |gap: &&mut Bead| gap.source.start < bead.source.end;
        for gap in all[place..].iter_mut().take_while(inside) {
            gap.source = bead.source.end..bead.source.end;
        }
        all.insert(place, bead);
    }
    Alignment::new(all, n_source, n_target).ok()
}
