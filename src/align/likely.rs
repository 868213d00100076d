//! Which sentences of the other text a sentence may belong to, by the cosines of both.

use multiversion::multiversion;

use super::grid::Grid;
use super::lists::Lists;

/// Best pairs of a row and of a column that are looked at, with their neighbours.
const BEST: usize = 3;

/// The best values of each column: `[rank][column]`, with the rows that they stand in.
type Columns = ([Vec<f32>; BEST], [Vec<u32>; BEST]);

/// The pairs that are looked at: the best of each row and each column, and their neighbours.
pub(super) fn likely(grid: &Grid<'_>, n: usize, m: usize) -> Lists {
    let mut columns: Columns = ([(); BEST].map(|()| vec![0.0; m]), [(); BEST].map(|()| vec![0; m]));
    let mut chosen: Vec<(u32, u32)> = Vec::with_capacity(BEST * (n + m));
    let mut cosines = Vec::new();
    for i in 0..n {
        let first = grid.cosines(i, &mut cosines);
        keep_best(&cosines, first, i as u32, &mut columns);
        for _ in 0..BEST {
            let Some(at) = largest(&cosines) else { break };
            cosines[at] = 0.0;
            chosen.push((i as u32, (first + at) as u32));
        }
    }
    let (values, rows) = &columns;
    for (values, rows) in values.iter().zip(rows) {
        let there = values.iter().zip(rows).zip(0..).filter(|((value, _), _)| **value > 0.0);
        chosen.extend(there.map(|((_, &i), j)| (i, j)));
    }
    let (starts, chosen) = by_row(&chosen, n);
    let row = |i: usize| &chosen[starts[i] as usize..starts[i + 1] as usize];
    let mut lists = Lists::default();
    let mut marks: Vec<u64> = Vec::new();
    for i in 0..n {
        let near = i.saturating_sub(1)..(i + 2).min(n);
        let (mut base, mut end) = (m, 0);
        for i in near.clone() {
            let (first, row) = grid.row(i);
            (base, end) = (base.min(first.saturating_sub(1)), end.max(first + row.len()));
        }
        // A bit for each column that may be marked: so they come out sorted, and each once.
        marks.clear();
        marks.resize(end.saturating_sub(base) / 64 + 1, 0);
        let mut mark = |j: usize| marks[(j - base) / 64] |= 1 << ((j - base) % 64);
        for near in near {
            for &j in row(near) {
                let j = j as usize;
                mark(j);
                if near == i {
                    mark(j.saturating_sub(1));
                    mark((j + 1).min(m - 1));
                }
            }
        }
        for (at, &(mut bits)) in marks.iter().enumerate() {
            while bits > 0 {
                lists.values.push((base + at * 64 + bits.trailing_zeros() as usize) as u32);
                bits &= bits - 1;
            }
        }
        lists.starts.push(lists.values.len() as u32);
    }
    lists
}

/// Takes what row `i` holds from column `first` on among the best of the columns. Of equals the first
/// comes first. Nothing here is ever guessed by the processor.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn keep_best(row: &[f32], first: usize, i: u32, (values, rows): &mut Columns) {
    let [v0, v1, v2] = values.each_mut().map(|values| &mut values[first..][..row.len()]);
    let [r0, r1, r2] = rows.each_mut().map(|rows| &mut rows[first..][..row.len()]);
    for at in 0..row.len() {
        let value = row[at];
        let (a, b, c) = (v0[at], v1[at], v2[at]);
        let (ra, rb, rc) = (r0[at], r1[at], r2[at]);
        let above = [value > a, value > b, value > c];
        v0[at] = if above[0] { value } else { a };
        r0[at] = if above[0] { i } else { ra };
        let (below, row) = if above[0] { (a, ra) } else { (value, i) };
        v1[at] = if above[1] { below } else { b };
        r1[at] = if above[1] { row } else { rb };
        let (below, row) = if above[1] { (b, rb) } else { (value, i) };
        v2[at] = if above[2] { below } else { c };
        r2[at] = if above[2] { row } else { rc };
    }
}

/// Values that are compared side by side.
const LANES: usize = 16;

/// Where the first of the largest values above zero stands.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn largest(values: &[f32]) -> Option<usize> {
    let (parts, rest) = values.as_chunks::<LANES>();
    let mut last = [0f32; LANES];
    last[..rest.len()].copy_from_slice(rest);
    // In each lane: the largest value, and where the first part begins that has it.
    let (mut highest, mut starts) = ([0f32; LANES], [0u32; LANES]);
    let mut start = 0;
    for part in parts.iter().chain([&last]) {
        for lane in 0..LANES {
            let is_above = part[lane] > highest[lane];
            highest[lane] = if is_above { part[lane] } else { highest[lane] };
            starts[lane] = if is_above { start } else { starts[lane] };
        }
        start += LANES as u32;
    }
    let mut most = highest;
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            most[lane] =
                if most[lane] > most[lane + width] { most[lane] } else { most[lane + width] };
        }
        width /= 2;
    }
    let mut places = [u32::MAX; LANES];
    for lane in 0..LANES {
        let place = starts[lane] + lane as u32;
        places[lane] = if highest[lane] == most[0] { place } else { u32::MAX };
    }
    let first = places.into_iter().min().filter(|_| most[0] > 0.0)?;
    Some(first as usize)
}

/// The columns of pairs by row: where each row's begin, and all of them.
fn by_row(pairs: &[(u32, u32)], n: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; n + 2];
    pairs.iter().for_each(|(i, _)| starts[*i as usize + 2] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut columns = vec![0; pairs.len()];
    for &(i, j) in pairs {
        let place = &mut starts[i as usize + 1];
        columns[*place as usize] = j;
        *place += 1;
    }
    (starts, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_largest_is_found() {
        let mut dice = fastrand::Rng::with_seed(7);
        for n in 0..200 {
            let values: Vec<f32> = (0..n % 70).map(|_| dice.i32(-3..4) as f32).collect();
            let most = values.iter().copied().fold(0.0, f32::max);
            let first = values.iter().position(|value| *value == most && most > 0.0);
            assert_eq!(largest(&values), first, "{values:?}");
        }
    }
}
