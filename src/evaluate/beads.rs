use std::ops::Range;

use crate::bitext::{Bead, Row};

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

impl ScoredBead {
    /// The bead of a row of a corpus; what is wrong with the row where it holds none.
    ///
    /// # Errors
    /// The column that is at fault, with what it holds and what was expected.
    pub fn from_row(row: &Row) -> Result<Self, String> {
        let side = |name: &str, field: &str| -> Result<Vec<usize>, String> {
            let run = Row::run(field).filter(|run| run.len() <= MAX_RUN);
            run.map(Iterator::collect).ok_or_else(|| {
                format!("{name} {field:?} is no run of sentences; expected numbers counted from 1, such as 7 or 5-6")
            })
        };
        let source = side("source sentences", &row.source_sents)?;
        let target = side("target sentences", &row.target_sents)?;
        if source.is_empty() && target.is_empty() {
            return Err("no sentence on either side; expected one at least".to_owned());
        }
        let confidence = match row.score.as_str() {
            "" => None,
            score => Some(row.probability().ok_or_else(|| {
                format!("score {score:?} is no probability; expected 0.0000 to 1.0000")
            })?),
        };
        Ok(ScoredBead { source, target, confidence })
    }
}

/// Sentences that one side of a row may have; more is a slip of the pen, not a bead.
const MAX_RUN: usize = 100_000;

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
    let text = text.trim_start_matches('\u{FEFF}');
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let beads = lines.map(|(index, line)| {
        let wrong = || BeadsError { line: index + 1, found: line.to_owned() };
        let mut fields = line.trim().splitn(3, ':');
        let mut side = || fields.next().and_then(list).ok_or_else(wrong);
        let (source, target) = (side()?, side()?);
        let confidence = match fields.next().map(str::trim).filter(|field| !field.is_empty()) {
            Some(field) => {
                let number = field.parse().ok().filter(|n: &f64| n.is_finite());
                Some(number.ok_or_else(wrong)?)
            }
            None => None,
        };
        if source.is_empty() && target.is_empty() {
            return Err(wrong());
        }
        Ok(ScoredBead { source, target, confidence })
    });
    beads.collect()
}

/// The numbers of `[0, 1]`, sorted.
fn list(field: &str) -> Option<Vec<usize>> {
    let inner = field.trim().strip_prefix('[')?.strip_suffix(']')?;
    let numbers = inner.split(',').map(str::trim).filter(|n| !n.is_empty());
    let mut numbers: Vec<usize> = numbers.map(|n| n.parse().ok()).collect::<Option<_>>()?;
    numbers.sort_unstable();
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_are_read_or_named() {
        let beads = parse_beads("\u{FEFF}[0]:[1, 0]:0.5\n\n[1]:[]\r\n[ 2 ]:[2] \n").unwrap();
        assert_eq!(beads.len(), 3);
        assert_eq!((&*beads[0].target, beads[0].confidence), (&[0, 1][..], Some(0.5)));
        assert_eq!(beads[1].confidence, None);
        for wrong in ["[0]", "0:0", "[a]:[0]", "[0]:[0]:x", "[0]:[0]:NaN", "[]:[]", "[-1]:[0]"] {
            let error = parse_beads(&format!("[0]:[0]\n{wrong}\n")).unwrap_err();
            assert_eq!((error.line, &*error.found), (2, wrong));
        }
    }
}
