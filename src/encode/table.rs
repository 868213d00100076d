//! The vectors: four bits a number, one scale for 32 of them.

use multiversion::multiversion;

/// How many numbers share a scale.
pub(super) const GROUP: usize = 32;
/// A scale is the upper half of a single-precision number (bfloat16), two bytes.
const SCALE_BYTES: usize = 2;

/// Rows of quantised vectors: the scales of a row's groups, then 16 bytes a group, in which byte
/// k holds number k in its low and number k + 16 in its high four bits, plus 8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'m> {
    rows: &'m [u8],
    n_groups: usize,
}

impl<'m> Table<'m> {
    pub(super) fn new(rows: &'m [u8], dims: usize) -> Table<'m> {
        Table { rows, n_groups: dims / GROUP }
    }

    /// Bytes of a row of `dims` numbers.
    pub(super) fn row_bytes(dims: usize) -> usize {
        dims / GROUP * (SCALE_BYTES + GROUP / 2)
    }

    /// Adds a row to `out`; a row that is not there adds nothing.
    #[inline]
    pub(super) fn add(&self, row: u32, out: &mut [f32]) {
        let size = self.n_groups * (SCALE_BYTES + GROUP / 2);
        let start = row as usize * size;
        let Some(bytes) = self.rows.get(start..start + size) else { return };
        let (scales, values) = bytes.split_at(self.n_groups * SCALE_BYTES);
        add(scales.as_chunks().0, values.as_chunks().0, out.as_chunks_mut().0);
    }
}

/// Adds the groups of a row.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn add(scales: &[[u8; SCALE_BYTES]], values: &[[u8; GROUP / 2]], out: &mut [[f32; GROUP]]) {
    for ((scale, values), out) in scales.iter().zip(values).zip(out) {
        let scale = f32::from_bits(u32::from(u16::from_le_bytes(*scale)) << 16);
        let (low, high) = out.split_at_mut(GROUP / 2);
        for ((low, high), &byte) in low.iter_mut().zip(high).zip(values) {
            *low += scale * (i32::from(byte & 15) - 8) as f32;
            *high += scale * (i32::from(byte >> 4) - 8) as f32;
        }
    }
}
