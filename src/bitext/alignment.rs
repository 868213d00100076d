use std::ops::Range;

/// A group of source sentences and the target sentences that render it. An empty range is a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Source sentences, counted from 0.
    pub source: Range<usize>,
    /// Target sentences, counted from 0.
    pub target: Range<usize>,
    /// Probability that this bead is right, 0 to 1; for a gap, that the sentence has no counterpart.
    pub probability: f64,
    /// Whether the text was moved: the bead stands off the path that all others keep.
    pub crossing: bool,
}

impl Bead {
    /// Whether one side is empty.
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Beads that hold every sentence of both texts exactly once. Both sides are in order but for the
/// target sentences of crossing beads; a crossing bead stands where its source sentences do.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    beads: Vec<Bead>,
}

/// Beads that leave out, repeat or reorder a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bead {bead}: {side} sentence {expected} was expected next, found {found:?}")]
pub struct CoverError {
    /// Which bead, counted from 0; the number of beads when the end is missing.
    pub bead: usize,
    /// `source` or `target`.
    pub side: &'static str,
    /// The sentence that should have come, counted from 0.
    pub expected: usize,
    /// The range that came instead.
    pub found: Range<usize>,
}

impl Alignment {
    /// Checks that `beads` cover `n_source` and `n_target` sentences.
    ///
    /// # Errors
    /// [`CoverError`] names the first bead that leaves a sentence out or takes one twice.
    pub fn new(beads: Vec<Bead>, n_source: usize, n_target: usize) -> Result<Self, CoverError> {
        let error = |bead, side, expected, found: &Range<usize>| {
            Err(CoverError { bead, side, expected, found: found.clone() })
        };
        let mut moved = vec![false; n_target];
        for (index, bead) in beads.iter().enumerate().filter(|(_, bead)| bead.crossing) {
            for j in bead.target.clone() {
                match moved.get_mut(j) {
                    Some(taken) if !*taken => *taken = true,
                    _ => return error(index, "target", j, &bead.target),
                }
            }
        }
        let ends = Bead {
            source: n_source..n_source,
            target: n_target..n_target,
            probability: 1.0,
            crossing: false,
        };
        let (mut i, mut j) = (0, 0);
        for (index, bead) in beads.iter().chain([&ends]).enumerate() {
            if bead.source.start != i || bead.source.end < i {
                return error(index, "source", i, &bead.source);
            }
            i = bead.source.end;
            if bead.crossing {
                continue;
            }
            while bead.target.start > j && moved.get(j) == Some(&true) {
                j += 1;
            }
            let is_free = |j| !moved.get(j).is_some_and(|&taken| taken);
            if bead.target.start != j || bead.target.end < j || !bead.target.clone().all(is_free) {
                return error(index, "target", j, &bead.target);
            }
            j = bead.target.end;
        }
        Ok(Alignment { beads })
    }

    /// The beads, in order of the source; a gap of the target stands behind what its neighbours render.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: Range<usize>, target: Range<usize>, crossing: bool) -> Bead {
        Bead { source, target, probability: 0.9, crossing }
    }

    #[test]
    fn crossing_beads_stand_off_the_path() {
        // The first source sentence was moved to the end of the target.
        let moved = [bead(0..1, 2..3, true), bead(1..2, 0..1, false), bead(2..3, 1..2, false)];
        assert!(Alignment::new(moved.to_vec(), 3, 3).is_ok());
        let back = [bead(0..1, 1..2, false), bead(1..2, 2..3, false), bead(2..3, 0..1, true)];
        assert!(Alignment::new(back.to_vec(), 3, 3).is_ok());
    }

    #[test]
    fn nothing_is_left_out_or_taken_twice() {
        let wrong: [&[Bead]; 5] = [
            &[bead(0..1, 0..1, false)],
            &[bead(0..1, 1..2, true), bead(1..2, 0..2, false)],
            &[bead(0..1, 1..2, true), bead(1..2, 1..2, true)],
            &[bead(0..1, 1..3, true), bead(1..2, 0..1, false)],
            &[bead(1..2, 0..1, false), bead(0..1, 1..2, false)],
        ];
        for beads in wrong {
            assert!(Alignment::new(beads.to_vec(), 2, 2).is_err(), "{beads:?}");
        }
    }
}
