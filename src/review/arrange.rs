//! The rows of a document in order, after some were made anew.

use std::ops::Range;

use crate::bitext::Row;

/// A row with its sentences, counted from 0.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub row: Row,
    pub runs: [Range<usize>; 2],
    /// Whether a reviewer made it.
    pub is_new: bool,
    pub crossing: bool,
    /// The place in the corpus of the first row that its sentences come from.
    pub origin: usize,
}

impl Placed {
    fn is_pair(&self) -> bool {
        !self.runs[0].is_empty() && !self.runs[1].is_empty()
    }
}

/// Puts rows in the order of the source; a row without source stands behind what its neighbours
/// render, and where that leaves a choice, where it stood. New pairs that do not fit between those
/// that were there are crossing.
pub(super) fn arrange(rows: Vec<Placed>) -> Vec<Placed> {
    let (mut along, mut gaps): (Vec<Placed>, Vec<Placed>) =
        rows.into_iter().partition(|placed| !placed.runs[0].is_empty());
    along.sort_by_key(|placed| placed.runs[0].start);
    gaps.sort_by_key(|placed| placed.runs[1].start);
    mark_crossing(&mut along);
    let is_on_path = |placed: &Placed| placed.is_pair() && !placed.crossing;
    // For each place, where the target goes on.
    let mut next_target = vec![usize::MAX; along.len() + 1];
    for (i, placed) in along.iter().enumerate().rev() {
        next_target[i] = if is_on_path(placed) { placed.runs[1].start } else { next_target[i + 1] };
    }
    let mut gaps = gaps.into_iter().peekable();
    let mut out = Vec::with_capacity(along.len() + gaps.len());
    for (i, placed) in along.into_iter().enumerate() {
        let is_due = |gap: &Placed| {
            let start = gap.runs[1].start;
            if is_on_path(&placed) {
                start < placed.runs[1].start
            } else {
                gap.origin < placed.origin && start < next_target[i]
            }
        };
        while let Some(gap) = gaps.next_if(is_due) {
            out.push(gap);
        }
        out.push(placed);
    }
    out.extend(gaps);
    out
}

/// Says of each new pair whether it crosses. Rows that were there stay as they were; between them, the
/// new pairs that keep most sentences in order do.
fn mark_crossing(along: &mut [Placed]) {
    let is_fixed = |placed: &Placed| !placed.is_new && placed.is_pair() && !placed.crossing;
    // Where the target of the next fixed pair begins.
    let mut ends = vec![usize::MAX; along.len() + 1];
    for i in (0..along.len()).rev() {
        ends[i] = if is_fixed(&along[i]) { along[i].runs[1].start } else { ends[i + 1] };
    }
    let mut floor = 0;
    let mut open: Vec<usize> = Vec::new();
    for i in 0..=along.len() {
        let is_border = along.get(i).is_none_or(is_fixed);
        if !is_border {
            if along[i].is_new && along[i].is_pair() {
                open.push(i);
            }
            continue;
        }
        let end = ends[i];
        let fits = |placed: &Placed| placed.runs[1].start >= floor && placed.runs[1].end <= end;
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            open.drain(..).partition(|&at| fits(&along[at]));
        let chain = heaviest_chain(along, &inside);
        inside.iter().chain(&outside).for_each(|&at| along[at].crossing = true);
        chain.iter().for_each(|&at| along[at].crossing = false);
        if let Some(placed) = along.get(i) {
            floor = placed.runs[1].end;
        }
    }
}

/// The pairs among `places`, which are in order of the source, that are in order of the target too and
/// hold the most sentences.
fn heaviest_chain(along: &[Placed], places: &[usize]) -> Vec<usize> {
    let weight = |at: usize| along[at].runs[0].len() + along[at].runs[1].len();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
    for (i, &at) in places.iter().enumerate() {
        let before = (0..i)
            .filter(|&j| along[places[j]].runs[1].end <= along[at].runs[1].start)
            .max_by_key(|&j| (best[j].0, std::cmp::Reverse(j)));
        best.push((weight(at) + before.map_or(0, |j| best[j].0), before));
    }
    let mut last = (0..best.len()).max_by_key(|&i| (best[i].0, std::cmp::Reverse(i)));
    let mut chain = Vec::new();
    while let Some(i) = last {
        chain.push(places[i]);
        last = best[i].1;
    }
    chain
}
