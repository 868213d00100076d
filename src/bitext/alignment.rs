use std::ops::Range;

use super::row::push_number;

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

    /// The sentence numbers of both sides, counted from 0, as files of beads hold them: `[0]:[0, 1]`.
    pub fn lists(&self) -> String {
        let mut lists = String::new();
        self.push_lists(&mut lists);
        lists
    }

    /// The same, at the end of `out`.
    pub(crate) fn push_lists(&self, out: &mut String) {
        for (before, run) in [("[", &self.source), ("]:[", &self.target)] {
            out.push_str(before);
            for n in run.clone() {
                if n > run.start {
                    out.push_str(", ");
                }
                push_number(out, n);
            }
        }
        out.push(']');
    }
}

/// Hands beads to `take` for forms that know one order only. A crossing bead is taken apart into gaps of
/// one sentence, those of the source where it stood, those of the target where the target has them.
///
/// # Errors
/// Those of `take`, which end it.
pub fn in_one_order<E>(
    beads: &[Bead],
    mut take: impl FnMut(Bead) -> Result<(), E>,
) -> Result<(), E> {
    let gap = |source, target, probability| Bead { source, target, probability, crossing: false };
    let mut moved: Vec<&Bead> = beads.iter().filter(|bead| bead.crossing).collect();
    moved.sort_by_key(|bead| bead.target.start);
    let of_target = |bead: &'_ Bead| {
        let probability = bead.probability;
        bead.target.clone().map(move |j| gap(0..0, j..j + 1, probability))
    };
    let mut moved = moved.into_iter().flat_map(of_target).peekable();
    for bead in beads {
        if bead.crossing {
            let mut source = bead.source.clone();
            source.try_for_each(|i| take(gap(i..i + 1, 0..0, bead.probability)))?;
            continue;
        }
        let is_due = |gap: &Bead| !bead.target.is_empty() && gap.target.start < bead.target.start;
        while let Some(gap) = moved.next_if(is_due) {
            take(gap)?;
        }
        take(bead.clone())?;
    }
    moved.try_for_each(take)
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
    fn one_order_has_gaps_for_moved_sentences() {
        let beads = [
            bead(0..2, 3..5, true),
            bead(2..3, 0..1, false),
            bead(3..4, 1..1, false),
            bead(4..5, 1..3, false),
            bead(5..6, 5..6, false),
            bead(6..7, 6..7, true),
        ];
        let mut lines = Vec::new();
        let all = in_one_order::<()>(&beads, |bead| {
            lines.push(bead.lists());
            Ok(())
        });
        assert_eq!(all, Ok(()));
        let expected = [
            "[0]:[]",
            "[1]:[]",
            "[2]:[0]",
            "[3]:[]",
            "[4]:[1, 2]",
            "[]:[3]",
            "[]:[4]",
            "[5]:[5]",
            "[6]:[]",
            "[]:[6]",
        ];
        assert_eq!(lines, expected);
        assert_eq!(in_one_order(&beads, |bead| Err(bead.lists())), Err("[0]:[]".to_owned()));
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
