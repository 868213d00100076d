use std::ops::Range;

use crate::bitext::Bead;

/// A bead as a gold or predicted file holds it. Its sentences need not be neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredBead {
    /// Source sentences, counted from 0.
    pub source: Vec<usize>,
    /// Target sentences, counted from 0.
    pub target: Vec<usize>,
    /// Probability that the bead is right, where the file has one.
    pub confidence: Option<f64>,
}

impl ScoredBead {
    /// Whether both sides hold sentences.
    pub fn is_match(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

impl From<&Bead> for ScoredBead {
    fn from(bead: &Bead) -> Self {
        let list = |range: &Range<usize>| range.clone().collect();
        ScoredBead {
            source: list(&bead.source),
            target: list(&bead.target),
            confidence: Some(bead.probability),
        }
    }
}

/// A line of a beads file that is no bead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{line}: {found:?} is no bead; expected two lists of sentence numbers, such as [0]:[0, 1] or [0]:[0, 1]:0.97"
)]
pub struct BeadsError {
    /// Counted from 1.
    pub line: usize,
    /// The line.
    pub found: String,
}

/// Reads a beads file: `[0]:[0, 1]` or `[0]:[0, 1]:0.97` a line, counted from 0, source first.
///
/// # Errors
/// [`BeadsError`] names the first line that is no bead.
pub fn parse_beads(text: &str) -> Result<Vec<ScoredBead>, BeadsError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let beads = lines.map(|(index, line)| {
        let wrong = || BeadsError { line: index + 1, found: line.to_owned() };
        let mut fields = line.trim().splitn(3, ':');
        let mut side = || fields.next().and_then(list).ok_or_else(wrong);
        let (source, target) = (side()?, side()?);
        let confidence = match fields.next().map(str::trim).filter(|field| !field.is_empty()) {
            Some(field) => Some(field.parse().map_err(|_| wrong())?),
            None => None,
        };
        Ok(ScoredBead { source, target, confidence })
    });
    beads.collect()
}

fn list(field: &str) -> Option<Vec<usize>> {
    let inner = field.trim().strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
}

/// The first sentence that is left out, repeated or out of order: its side (0 source, 1 target)
/// and the number that was expected. `None` when both texts are covered exactly once, in order.
pub fn uncovered(beads: &[ScoredBead], n_source: usize, n_target: usize) -> Option<(usize, usize)> {
    for (side, n) in [n_source, n_target].into_iter().enumerate() {
        let mut expected = 0;
        for bead in beads {
            for &sentence in if side == 0 { &bead.source } else { &bead.target } {
                if sentence != expected {
                    return Some((side, expected));
                }
                expected += 1;
            }
        }
        if expected != n {
            return Some((side, expected));
        }
    }
    None
}
