//! Dot products of words by instructions that compilers do not find by themselves: products of whole numbers
//! that are added to sums in one step, and sixteen sums that are added up to the end together.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_dpwssd_epi32, _mm512_mask_reduce_max_epi32, _mm512_max_epi32,
    _mm512_setzero_si512, _mm512_shuffle_i32x4, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
};

use super::dots::DIMS;

/// Sums in a register.
const SUMS: usize = 16;

/// Registers that a vector takes.
const PARTS: usize = DIMS / 32;

/// Vectors whose products are added up as far as they can be by themselves.
const FEW: usize = 4;

/// What `best_of` of `dots.rs` does.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn best_of(
    [left, right]: [&[[i16; DIMS]]; 2],
    of: [&[u32]; 2],
    [best_left, best_right]: [&mut [i32]; 2],
) {
    for (of_left, best_left) in of[0].chunks(SUMS).zip(best_left.chunks_mut(SUMS)) {
        let mut rows = [&[0; DIMS]; SUMS];
        rows.iter_mut().zip(of_left).for_each(|(row, &word)| *row = &left[word as usize]);
        let rows = &rows[..of_left.len().next_multiple_of(FEW)];
        let there = (u16::MAX as u32 >> (SUMS - of_left.len())) as u16;
        let mut held = [i32::MIN; SUMS];
        held[..best_left.len()].copy_from_slice(best_left);
        let mut highest = from_sums(held);
        for (best_right, &word) in best_right.iter_mut().zip(of[1]) {
            let sums = products(parts(&right[word as usize]), rows);
            highest = _mm512_max_epi32(highest, sums);
            *best_right = (*best_right).max(_mm512_mask_reduce_max_epi32(there, sums));
        }
        best_left.copy_from_slice(&to_sums(highest)[..best_left.len()]);
    }
}

/// The dot products of a vector with no more than [`SUMS`] others, some [`FEW`] of them.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
#[inline]
fn products(row: [__m512i; PARTS], others: &[&[i16; DIMS]]) -> __m512i {
    let mut quarters = [_mm512_setzero_si512(); SUMS / FEW];
    for (quarter, others) in quarters.iter_mut().zip(others.as_chunks::<FEW>().0) {
        let mut sums = [_mm512_setzero_si512(); FEW];
        for (sum, other) in sums.iter_mut().zip(others) {
            for (part, other) in row.into_iter().zip(parts(other)) {
                *sum = _mm512_dpwssd_epi32(*sum, part, other);
            }
        }
        // In each quarter of a register: for each of the vectors, what a quarter of its sums makes.
        let [a, b, c, d] = sums;
        let low = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
        let high = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
        *quarter =
            _mm512_add_epi32(_mm512_unpacklo_epi64(low, high), _mm512_unpackhi_epi64(low, high));
    }
    let [a, b, c, d] = quarters;
    pairs_added(pairs_added(a, b), pairs_added(c, d))
}

/// The sums of the first two and the last two quarters of `a`, then of `b`.
#[target_feature(enable = "avx512f")]
#[inline]
fn pairs_added(a: __m512i, b: __m512i) -> __m512i {
    const EVEN: i32 = 0b10_00_10_00;
    const ODD: i32 = 0b11_01_11_01;
    _mm512_add_epi32(_mm512_shuffle_i32x4::<EVEN>(a, b), _mm512_shuffle_i32x4::<ODD>(a, b))
}

fn parts(vector: &[i16; DIMS]) -> [__m512i; PARTS] {
    // SAFETY: both are the same bytes, any of which are a number.
    unsafe { std::mem::transmute::<[i16; DIMS], [__m512i; PARTS]>(*vector) }
}

fn from_sums(sums: [i32; SUMS]) -> __m512i {
    // SAFETY: as above.
    unsafe { std::mem::transmute::<[i32; SUMS], __m512i>(sums) }
}

fn to_sums(sums: __m512i) -> [i32; SUMS] {
    // SAFETY: as above.
    unsafe { std::mem::transmute::<__m512i, [i32; SUMS]>(sums) }
}
