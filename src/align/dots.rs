//! Dot products, in the widest registers that the processor has.
//!
//! Each function is compiled for several processors and the best one is chosen at run time. The
//! order of additions is the same in all of them, so that results do not depend on the machine.

use multiversion::multiversion;
use multiversion::target::match_target;

/// Numbers that are added up side by side.
const LANES: usize = 16;

/// Sum of products.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut out = [0.0];
    dots(a, b, &mut out);
    out[0]
}

/// Sums of products: of `a` with itself, of `b` with itself, and of both.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn products(a: &[f32], b: &[f32]) -> [f32; 3] {
    [sum_of_products(a, a), sum_of_products(b, b), sum_of_products(a, b)]
}

/// Sum of products of lists of a length that is known beforehand: several sums side by side, where one would
/// wait for each addition in turn.
#[inline]
pub(super) fn weigh<const N: usize>(weights: &[f32; N], values: &[f32; N]) -> f32 {
    const AT_ONCE: usize = 8;
    let mut sums = [0f32; AT_ONCE];
    let (weights, weights_rest) = weights.as_chunks::<AT_ONCE>();
    let (values, values_rest) = values.as_chunks::<AT_ONCE>();
    for (weights, values) in weights.iter().zip(values) {
        for at in 0..AT_ONCE {
            sums[at] += weights[at] * values[at];
        }
    }
    let rest = weights_rest.iter().zip(values_rest);
    sums.iter_mut().zip(rest).for_each(|(sum, (w, v))| *sum += w * v);
    sums.iter().sum()
}

/// Numbers of a vector of the table: products of vectors of this length are added up without a loop.
pub(super) const DIMS: usize = 128;

/// Dot products of `row` with as many of the rows in `rows` as `out` has places.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn dots(row: &[f32], rows: &[f32], out: &mut [f32]) {
    let Ok(row) = <&[f32; DIMS]>::try_from(row) else {
        for (out, other) in out.iter_mut().zip(rows.chunks_exact(row.len().max(1))) {
            *out = sum_of_products(row, other);
        }
        return;
    };
    for (out, rows) in out.chunks_mut(SIDE_BY_SIDE).zip(rows.as_chunks().0.chunks(SIDE_BY_SIDE)) {
        let mut quarters = [[0.0; LANES / 4]; SIDE_BY_SIDE];
        let (fours, rest) = rows[..rows.len().min(out.len())].as_chunks::<4>();
        let (of_fours, of_rest) = quarters.split_at_mut(4 * fours.len());
        for (quarters, rows) in of_fours.as_chunks_mut().0.iter_mut().zip(fours) {
            *quarters = sums(row, rows);
        }
        for (quarters, other) in of_rest.iter_mut().zip(rest) {
            [*quarters] = sums(row, &[*other]);
        }
        totals(&quarters, out);
    }
}

/// Products that are worked on before any is added up to the end.
const SIDE_BY_SIDE: usize = 64;

/// A part of the function above: for each of several rows, four sums that make the product. So each part of `row`
/// is read once for them, and no addition waits for another.
#[inline(always)]
fn sums<const N: usize>(row: &[f32; DIMS], rows: &[[f32; DIMS]; N]) -> [[f32; LANES / 4]; N] {
    let mut lanes = [[0f32; LANES]; N];
    let row = row.as_chunks::<LANES>().0;
    let rows = rows.each_ref().map(|row| row.as_chunks::<LANES>().0);
    for at in 0..DIMS / LANES {
        for lane in 0..LANES {
            for k in 0..N {
                lanes[k][lane] += row[at][lane] * rows[k][at][lane];
            }
        }
    }
    let mut quarters = [[0.0; LANES / 4]; N];
    for k in 0..N {
        let lanes = &lanes[k];
        for at in 0..LANES / 4 {
            quarters[k][at] = (lanes[at] + lanes[at + 8]) + (lanes[at + 4] + lanes[at + 12]);
        }
    }
    quarters
}

/// What [`total`] does with these. By itself: seeing both, the compiler would turn about all lanes.
#[inline(never)]
fn totals(quarters: &[[f32; LANES / 4]], out: &mut [f32]) {
    for (out, [a, b, c, d]) in out.iter_mut().zip(quarters) {
        *out = (a + c) + (b + d);
    }
}

/// Squares of the lengths of sums of rows: of the rows up to each, the last one, the last two and so on.
/// There are none before the first row.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn squares<const N: usize>(rows: &[f32], dims: usize, out: &mut [[f32; N]]) {
    if dims == DIMS {
        let rows = rows.as_chunks::<DIMS>().0;
        for (i, out) in out.iter_mut().enumerate() {
            let mut sum = [0.0; DIMS];
            for (square, row) in out.iter_mut().zip(rows[..=i].iter().rev()) {
                for at in 0..DIMS {
                    sum[at] += row[at];
                }
                *square = sum_of_products(&sum, &sum);
            }
        }
        return;
    }
    let mut sum = vec![0.0; dims];
    for (i, out) in out.iter_mut().enumerate() {
        sum.fill(0.0);
        for (square, row) in out.iter_mut().zip(rows[..(i + 1) * dims].rchunks(dims.max(1))) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            *square = sum_of_products(&sum, &sum);
        }
    }
}

/// A part of the functions above, which gets the registers that they have.
#[inline(always)]
fn sum_of_products(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut lanes = [0f32; LANES];
    for (x, y) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    total(lanes, a_rest, b_rest)
}

/// What stands in all lanes, and the products of what filled none.
#[inline(always)]
fn total(mut lanes: [f32; LANES], a_rest: &[f32], b_rest: &[f32]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    let mut sum = lanes[0];
    for (x, y) in a_rest.iter().zip(b_rest) {
        sum += x * y;
    }
    sum
}

/// Vectors that are held against each vector of the other side at a time.
const AT_ONCE: usize = 32;

/// Vectors in whole numbers, so that sums of products are exact in any order. A dot product must fit
/// 31 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units<'v> {
    /// How many numbers a vector has.
    pub dims: usize,
    /// One behind the other.
    pub data: &'v [i16],
}

/// For each vector of either side, by their numbers: the largest dot product with any of the other
/// side; what `best` holds already counts too.
pub(super) fn best_dots([left, right]: [Units<'_>; 2], of: [&[u32]; 2], best: [&mut [i32]; 2]) {
    debug_assert_eq!(left.dims, right.dims);
    let best_of = if left.dims == DIMS { best_of } else { best_of_any };
    best_of([left, right], of, best);
}

/// For vectors of [`DIMS`] numbers.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2"))]
fn best_of(units: [Units<'_>; 2], of: [&[u32]; 2], best: [&mut [i32]; 2]) {
    let units = [units[0].data.as_chunks().0, units[1].data.as_chunks().0];
    match_target! {
        "x86_64+avx512f+avx512bw+avx512vnni" => super::avx512::best_of(units, of, best),
        _ => best_of_plain(units, of, best),
    }
}

/// The same by whatever instructions compilers make of it. Plain loops: a closure is a function of its own, which
/// does not get the wide registers.
#[inline(always)]
fn best_of_plain([left, right]: [&[[i16; DIMS]]; 2], of: [&[u32]; 2], best: [&mut [i32]; 2]) {
    let [best_left, best_right] = best;
    for (of_left, best_left) in of[0].chunks(AT_ONCE).zip(best_left.chunks_mut(AT_ONCE)) {
        // Looked up once, so that nothing is left to do between two products.
        let mut rows = [&[0; DIMS]; AT_ONCE];
        for (row, &word) in rows.iter_mut().zip(of_left) {
            *row = &left[word as usize];
        }
        for (best_right, &word) in best_right.iter_mut().zip(of[1]) {
            let row = &right[word as usize];
            let mut highest = *best_right;
            for (best_left, other) in best_left.iter_mut().zip(&rows) {
                let mut sum = 0;
                for at in 0..DIMS {
                    sum += i32::from(row[at]) * i32::from(other[at]);
                }
                highest = highest.max(sum);
                *best_left = (*best_left).max(sum);
            }
            *best_right = highest;
        }
    }
}

/// For vectors of any length.
fn best_of_any(units: [Units<'_>; 2], of: [&[u32]; 2], best: [&mut [i32]; 2]) {
    let row = |side: usize, word: u32| {
        let Units { dims, data } = units[side];
        &data[word as usize * dims..][..dims]
    };
    let [best_left, best_right] = best;
    for (best_left, &left) in best_left.iter_mut().zip(of[0]) {
        for (best_right, &right) in best_right.iter_mut().zip(of[1]) {
            let products = row(0, left).iter().zip(row(1, right));
            let sum = products.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
            *best_left = (*best_left).max(sum);
            *best_right = (*best_right).max(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_adds_up_the_same() {
        let mut dice = fastrand::Rng::with_seed(5);
        for dims in [1, 15, 16, 17, DIMS, 130] {
            let mut random = |n: usize| (0..n).map(|_| dice.f32() - 0.5).collect::<Vec<_>>();
            let (row, rows) = (random(dims), random(dims * 7));
            let mut found = [0.0; 7];
            dots(&row, &rows, &mut found);
            for (found, other) in found.iter().zip(rows.chunks(dims)) {
                let plain: f64 =
                    row.iter().zip(other).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
                assert!((f64::from(*found) - plain).abs() < 1e-5);
                assert_eq!(*found, dot(&row, other));
                assert_eq!(products(&row, other), [dot(&row, &row), dot(other, other), *found]);
            }
            let mut whole = || (0..dims * 7).map(|_| dice.i16(-2000..2000)).collect::<Vec<_>>();
            let data = [whole(), whole()];
            let units = data.each_ref().map(|data| Units { dims, data });
            // More of the left than are held at a time.
            let mut left = [3; AT_ONCE + 4];
            (left[0], left[1], left[AT_ONCE + 1]) = (6, 0, 4);
            let right = [1, 2, 5];
            let mut best = ([i32::MIN; AT_ONCE + 4], [i32::MIN; 3]);
            let [a, b] = units;
            best_dots([a, b], [&left, &right], [&mut best.0, &mut best.1]);
            if dims == DIMS {
                let mut plain = ([i32::MIN; AT_ONCE + 4], [i32::MIN; 3]);
                let units = [a.data.as_chunks().0, b.data.as_chunks().0];
                best_of_plain(units, [&left, &right], [&mut plain.0, &mut plain.1]);
                assert_eq!(plain, best);
            }
            let plain = |x: u32, y: u32| -> i32 {
                (0..dims)
                    .map(|d| {
                        let at =
                            |units: Units<'_>, v: u32| i32::from(units.data[v as usize * dims + d]);
                        at(a, x) * at(b, y)
                    })
                    .sum()
            };
            for (x, best) in left.iter().zip(best.0) {
                assert_eq!(best, right.iter().map(|&y| plain(*x, y)).max().unwrap());
            }
            for (y, best) in right.iter().zip(best.1) {
                assert_eq!(best, left.iter().map(|&x| plain(x, *y)).max().unwrap());
            }
        }
    }
}
