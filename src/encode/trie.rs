//! A set of byte strings with a number each, read where it lies.

/// A double array in the layout of darts-clone (<https://github.com/s-yata/darts-clone>), whose
/// units are little-endian u32s: a unit's low 8 bits are its label, bit 31 marks values and
/// holes, bit 8 says that a key ends here, bits 10-30 (shifted left by 8 if bit 9 is set) lead to
/// its children. Nothing read from it is trusted: a path that leads outside ends the walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoubleArray<'m> {
    units: &'m [[u8; 4]],
    /// The longest walk, in bytes; also what keeps a damaged array from turning a walk into a loop
    /// over the whole text.
    max_len: usize,
}

impl<'m> DoubleArray<'m> {
    /// Reads the units in `bytes`; a few bytes too many are ignored.
    pub(super) fn new(bytes: &'m [u8], max_len: usize) -> DoubleArray<'m> {
        DoubleArray { units: bytes.as_chunks().0, max_len }
    }

    fn unit(&self, at: u32) -> Option<u32> {
        self.units.get(at as usize).map(|&bytes| u32::from_le_bytes(bytes))
    }

    /// Calls `found` with the length and value of every key that `text` begins with, the shortest
    /// first.
    #[inline]
    pub(super) fn prefixes(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let Some(root) = self.unit(0) else { return };
        let mut base = offset(root);
        for (at, &byte) in text.iter().take(self.max_len).enumerate() {
            let child = base ^ u32::from(byte);
            let Some(unit) = self.unit(child) else { return };
            if unit & 0x8000_00FF != u32::from(byte) {
                return;
            }
            base = child ^ offset(unit);
            if unit & 0x100 != 0 {
                let Some(value) = self.unit(base) else { return };
                found(at + 1, value & 0x7FFF_FFFF);
            }
        }
    }
}

fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & 0x200) >> 6)
}
