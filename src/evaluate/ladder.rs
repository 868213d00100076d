//! Hunalign's two forms. Its quality is no probability, so a ladder has no confidences.

use super::{ScoredBead, TextBead};
use crate::bitext::MAX_SENTENCES;

/// What joins the sentences of a cell in Hunalign's text form.
const JOINT: &str = " ~~~ ";

/// A ladder as it was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Ladder {
    /// Rungs of sentence numbers.
    Numbers(Vec<ScoredBead>),
    /// Lines of text.
    Texts(Vec<TextBead>),
}

/// A line that is no rung.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {found:?} {what}")]
pub struct LadderError {
    /// Counted from 1.
    pub line: usize,
    /// The line.
    pub found: String,
    /// What was expected.
    pub what: &'static str,
}

/// Reads a ladder: `i<TAB>j<TAB>quality` a line, where a bead holds the sentences from one rung to
/// the next, or Hunalign's text form, `source<TAB>target<TAB>quality`, with ` ~~~ ` between sentences.
///
/// # Errors
/// [`LadderError`] names the first line that is no rung or does not go on from the one before.
pub fn parse_ladder(text: &str) -> Result<Ladder, LadderError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    match lines.first() {
        Some((_, first)) if rung(first).is_none() => texts(&lines).map(Ladder::Texts),
        _ => numbers(&lines).map(Ladder::Numbers),
    }
}

/// The two numbers of a rung.
fn rung(line: &str) -> Option<(usize, usize)> {
    let mut fields = line.split('\t').map(str::trim);
    let numbers = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    (fields.count() <= 1).then_some(numbers)
}

fn numbers(lines: &[(usize, &str)]) -> Result<Vec<ScoredBead>, LadderError> {
    let mut beads = Vec::new();
    let mut last = None;
    for &(index, line) in lines {
        let error = |what| LadderError { line: index + 1, found: line.to_owned(), what };
        let (i, j) = rung(line).ok_or_else(|| {
            error("is no rung; expected two numbers and a quality, tabs between them")
        })?;
        let (from_i, from_j) = match last {
            None if (i, j) == (0, 0) => (0, 0),
            None => return Err(error("is the first rung; expected 0 and 0")),
            Some((a, b)) if i >= a && j >= b && (i, j) != (a, b) => (a, b),
            Some(_) => return Err(error("does not climb; expected larger numbers than before")),
        };
        if i.max(j) > MAX_SENTENCES {
            return Err(error("counts more sentences than a text has; is this a ladder?"));
        }
        if last.is_some() {
            let (source, target) = ((from_i..i).collect(), (from_j..j).collect());
            beads.push(ScoredBead { source, target, confidence: None });
        }
        last = Some((i, j));
    }
    Ok(beads)
}

fn texts(lines: &[(usize, &str)]) -> Result<Vec<TextBead>, LadderError> {
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::new();
    for &(index, line) in lines {
        let error = |what| LadderError { line: index + 1, found: line.to_owned(), what };
        let fields: Vec<&str> = line.split('\t').collect();
        let [source, target, quality] = fields[..] else {
            return Err(error("is no line of a ladder; expected two texts and a quality"));
        };
        if quality.trim().parse::<f64>().is_err() {
            return Err(error("has no number in its third field; expected Hunalign's quality"));
        }
        let side = |cell: &str, at: &mut usize| {
            let n = if cell.trim().is_empty() { 0 } else { cell.split(JOINT).count() };
            *at += n;
            (*at - n..*at).collect::<Vec<_>>()
        };
        let bead = ScoredBead {
            source: side(source, &mut i),
            target: side(target, &mut j),
            confidence: None,
        };
        if bead.source.is_empty() && bead.target.is_empty() {
            continue;
        }
        let text = |cell: &str| cell.replace(JOINT, " ");
        beads.push(TextBead { bead, source: text(source), target: text(target) });
    }
    Ok(beads)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(beads: &[ScoredBead]) -> String {
        beads.iter().map(|b| format!("{:?}:{:?} ", b.source, b.target)).collect()
    }

    #[test]
    fn both_forms_give_the_same_beads() {
        let expected = "[0]:[0] [1]:[1, 2] [2]:[] []:[3] ";
        let Ladder::Numbers(beads) =
            parse_ladder("0\t0\t0.3\n1\t1\t1.2\n2\t3\t-0.3\n3\t3\t0\n3\t4\t0.1\n").unwrap()
        else {
            panic!("numbers are expected")
        };
        assert_eq!(shown(&beads), expected);
        let text =
            "Uno.\tOne.\t0.3\nDos, tres.\tTwo. ~~~ Three.\t1.2\nCuatro.\t\t-0.3\n\tFive.\t0\n";
        let Ladder::Texts(beads) = parse_ladder(text).unwrap() else {
            panic!("texts are expected")
        };
        assert_eq!(beads[1].target, "Two. Three.");
        let beads: Vec<ScoredBead> = beads.into_iter().map(|b| b.bead).collect();
        assert_eq!(shown(&beads), expected);
    }

    #[test]
    fn faults_name_their_line() {
        let faults = [
            ("1\t0\t0\n2\t1\t0\n", "1: \"1\\t0\\t0\" is the first rung"),
            ("0\t0\t0\n1\t1\t0\n1\t0\t0\n", "3: \"1\\t0\\t0\" does not climb"),
            ("0\t0\t0\nuno\t1\t0\n", "2: \"uno\\t1\\t0\" is no rung"),
            ("0\t0\t0\n1\t99999999999\t0\n", "2: "),
            ("Uno.\tOne.\t0.3\nDos.\tTwo.\n", "2: \"Dos.\\tTwo.\" is no line"),
            ("Uno.\tOne.\tmany\n", "1: "),
        ];
        for (text, start) in faults {
            let error = parse_ladder(text).unwrap_err().to_string();
            assert!(error.starts_with(start), "{error}");
        }
    }
}
