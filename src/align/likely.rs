//! Which sentences of the other text a sentence may belong to, by the cosines of both.

use std::ops::Range;

use super::grid::Grid;

/// Best pairs of a row and of a column that are looked at, with their neighbours.
const BEST: usize = 3;

/// A sorted list of numbers for each sentence, one list behind the other.
#[derive(Debug)]
pub(super) struct Lists {
    pub starts: Vec<u32>,
    pub values: Vec<u32>,
}

impl Lists {
    pub fn places(&self, at: usize) -> Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    pub fn of(&self, at: usize) -> &[u32] {
        &self.values[self.places(at)]
    }

    /// For each of `n` values, the lists that hold it, and the place of each of these entries here.
    pub fn turned(&self, n: usize) -> (Lists, Vec<u32>) {
        let mut starts = vec![0u32; n + 1];
        self.values.iter().for_each(|&value| starts[value as usize + 1] += 1);
        for at in 0..n {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let (mut values, mut places) = (vec![0; self.values.len()], vec![0; self.values.len()]);
        for at in 0..self.starts.len() - 1 {
            for place in self.places(at) {
                let next = &mut next[self.values[place] as usize];
                (values[*next as usize], places[*next as usize]) = (at as u32, place as u32);
                *next += 1;
            }
        }
        (Lists { starts, values }, places)
    }
}

/// The pairs that are looked at: the best of each row and each column, and their neighbours.
pub(super) fn likely(grid: &Grid<'_>, n: usize, m: usize) -> Lists {
    let mut columns: Vec<[(f32, u32); BEST]> = vec![[(0.0, u32::MAX); BEST]; m];
    // Of equals the first comes first: they are met in this order.
    let insert = |best: &mut [(f32, u32); BEST], value: f32, at: usize| {
        if value > best[BEST - 1].0 {
            let mut place = BEST - 1;
            while place > 0 && best[place - 1].0 < value {
                best[place] = best[place - 1];
                place -= 1;
            }
            best[place] = (value, at as u32);
        }
    };
    let mut chosen: Vec<(u32, u32)> = Vec::new();
    for i in 0..n {
        let mut row = [(0.0, u32::MAX); BEST];
        for (j, cosine) in grid.cosines(i) {
            insert(&mut row, cosine, j);
            insert(&mut columns[j], cosine, i);
        }
        chosen.extend(row.iter().filter(|b| b.1 != u32::MAX).map(|b| (i as u32, b.1)));
    }
    for (j, column) in columns.iter().enumerate() {
        chosen.extend(column.iter().filter(|b| b.1 != u32::MAX).map(|b| (b.1, j as u32)));
    }
    chosen.sort_unstable();
    chosen.dedup();
    let row = |i: Option<usize>| {
        let at = |i: usize| chosen.partition_point(|(row, _)| (*row as usize) < i);
        i.map_or(&[][..], |i| &chosen[at(i)..at(i + 1)])
    };
    let mut lists = Lists { starts: vec![0], values: Vec::with_capacity(chosen.len() * 3) };
    let mut marked = Vec::new();
    for i in 0..n {
        marked.clear();
        for beside in [i.checked_sub(1), Some(i + 1)] {
            marked.extend(row(beside).iter().map(|(_, j)| *j));
        }
        for &(_, j) in row(Some(i)) {
            marked.extend([Some(j), j.checked_sub(1), Some(j + 1)].into_iter().flatten());
        }
        marked.sort_unstable();
        marked.dedup();
        lists.values.extend(marked.iter().filter(|j| (**j as usize) < m));
        lists.starts.push(lists.values.len() as u32);
    }
    lists
}
