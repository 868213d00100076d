//! Which sentences of the other text a sentence may belong to, by the cosines of both.

use super::grid::Grid;
use super::lists::Lists;

/// Best pairs of a row and of a column that are looked at, with their neighbours.
const BEST: usize = 3;

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
    let mut lists = Lists::default();
    for i in 0..n {
        let beside = [i.checked_sub(1), Some(i + 1)].map(row);
        let own = row(Some(i)).iter().flat_map(|&(_, j)| [Some(j), j.checked_sub(1), Some(j + 1)]);
        let marked = beside.into_iter().flatten().map(|(_, j)| *j).chain(own.flatten());
        lists.values.extend(marked.filter(|j| (*j as usize) < m));
        lists.end();
    }
    lists
}
