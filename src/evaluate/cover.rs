use std::fmt;

use super::ScoredBead;

/// A sentence that the beads of a document do not hold exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverFault {
    /// 0 for the source, 1 for the target.
    pub side: usize,
    /// The sentence, counted from 0.
    pub sentence: usize,
    /// What is wrong with it.
    pub kind: CoverKind,
}

/// What is wrong with a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverKind {
    /// It stands in no bead.
    Missing,
    /// It stands in more than one place.
    Doubled,
    /// The text has only so many sentences.
    Unknown {
        /// Sentences of the text.
        n: usize,
    },
}

impl fmt::Display for CoverFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = ["source", "target"][self.side];
        let number = self.sentence + 1;
        match self.kind {
            CoverKind::Missing => write!(f, "{side} sentence {number} stands in no bead"),
            CoverKind::Doubled => write!(f, "{side} sentence {number} stands in two places"),
            CoverKind::Unknown { n } => {
                write!(f, "{side} sentence {number} is unknown, the gold has {n}")
            }
        }
    }
}

/// The first sentence that the beads leave out, hold twice or make up. `None` when every sentence of
/// both texts stands in exactly one bead; the order of the beads is free.
pub fn uncovered(beads: &[ScoredBead], n_source: usize, n_target: usize) -> Option<CoverFault> {
    for (side, n) in [n_source, n_target].into_iter().enumerate() {
        let held = |bead: &ScoredBead| -> Vec<usize> {
            if side == 0 { bead.source.clone() } else { bead.target.clone() }
        };
        let mut seen: Vec<usize> = beads.iter().flat_map(held).collect();
        seen.sort_unstable();
        let fault = |sentence, kind| Some(CoverFault { side, sentence, kind });
        for (expected, &sentence) in seen.iter().enumerate() {
            if sentence >= n {
                return match expected < n {
                    true => fault(expected, CoverKind::Missing),
                    false => fault(sentence, CoverKind::Unknown { n }),
                };
            }
            match sentence.cmp(&expected) {
                std::cmp::Ordering::Less => return fault(sentence, CoverKind::Doubled),
                std::cmp::Ordering::Greater => return fault(expected, CoverKind::Missing),
                std::cmp::Ordering::Equal => {}
            }
        }
        if seen.len() < n {
            return fault(seen.len(), CoverKind::Missing);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::parse_beads;
    use super::*;

    #[test]
    fn the_first_fault_is_named() {
        let said = |text: &str| {
            uncovered(&parse_beads(text).unwrap(), 3, 2).map(|fault| fault.to_string())
        };
        assert_eq!(said("[0]:[1]\n[1, 2]:[0]"), None);
        let faults = [
            ("[0]:[0]\n[1]:[1]", "source sentence 3 stands in no bead"),
            ("[0]:[0]\n[2]:[1]", "source sentence 2 stands in no bead"),
            ("[0]:[0]\n[0, 1, 2]:[1]", "source sentence 1 stands in two places"),
            ("[0, 1, 2]:[0, 1, 7]", "target sentence 8 is unknown, the gold has 2"),
            ("", "source sentence 1 stands in no bead"),
        ];
        for (text, fault) in faults {
            assert_eq!(said(text).as_deref(), Some(fault), "{text}");
        }
    }
}
