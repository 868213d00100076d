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
}

impl Bead {
    /// Whether one side is empty.
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Beads that hold every sentence of both texts exactly once, in order.
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
        let (mut source, mut target) = (0, 0);
        let ends =
            Bead { source: n_source..n_source, target: n_target..n_target, probability: 1.0 };
        for (index, bead) in beads.iter().chain([&ends]).enumerate() {
            for (side, at, range) in
                [("source", &mut source, &bead.source), ("target", &mut target, &bead.target)]
            {
                if range.start != *at || range.end < range.start {
                    return Err(CoverError {
                        bead: index,
                        side,
                        expected: *at,
                        found: range.clone(),
                    });
                }
                *at = range.end;
            }
        }
        Ok(Alignment { beads })
    }

    /// The beads, in order.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }
}
