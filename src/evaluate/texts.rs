//! Beads compared by their texts, for alignments over different sentence splits.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::ScoredBead;

/// A bead and its texts.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBead {
    /// Its sentences, which say where it stands in its own documents.
    pub bead: ScoredBead,
    /// The source sentences, joined by one space.
    pub source: String,
    /// The target sentences, joined by one space.
    pub target: String,
}

/// A text as it is compared: white space folded to single spaces, controls and byte order marks
/// left out, characters composed (NFC).
pub fn fold(text: &str) -> String {
    let kept = |c: &char| c.is_whitespace() || !(c.is_control() || *c == '\u{FEFF}');
    let text: String = text.chars().filter(kept).nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Gold and prediction do not hold the same text, white space aside, so that only whole beads can be
/// compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {side} texts differ: {gold:?} in the gold, {pred:?} in the prediction")]
pub struct TextsDiffer {
    /// `source` or `target`.
    side: &'static str,
    /// The text of the gold from the first difference on, without white space, [`SHOWN`] characters.
    gold: String,
    /// That of the prediction.
    pred: String,
}

/// Characters that are told of texts that differ.
const SHOWN: usize = 30;

impl TextsDiffer {
    fn new(side: usize, gold: &str, pred: &str) -> Self {
        let n_same = gold.chars().zip(pred.chars()).take_while(|(a, b)| a == b).count();
        let shown = |text: &str| text.chars().skip(n_same).take(SHOWN).collect();
        TextsDiffer { side: ["source", "target"][side], gold: shown(gold), pred: shown(pred) }
    }
}

/// Both alignments of a document over the same pieces of text, so that they can be compared like
/// alignments of sentences: each text is cut wherever a bead of either ends.
///
/// # Errors
/// [`TextsDiffer`] when the two do not hold the same texts, white space aside.
pub(super) fn common_pieces(
    gold: &[TextBead],
    pred: &[TextBead],
) -> Result<[Vec<ScoredBead>; 2], TextsDiffer> {
    let layouts = [gold, pred].map(|beads| [0, 1].map(|side| layout(beads, side)));
    let mut cuts: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    for side in [0, 1] {
        let [gold, pred] = [0, 1].map(|k| &layouts[k][side].0);
        if gold != pred {
            return Err(TextsDiffer::new(side, gold, pred));
        }
        for layout in &layouts {
            cuts[side].extend(layout[side].1.iter().flat_map(|run| [run.start, run.end]));
        }
        cuts[side].sort_unstable();
        cuts[side].dedup();
    }
    let pieces = |run: &Range<usize>, side: usize| -> Vec<usize> {
        let at = |place: usize| cuts[side].partition_point(|&cut| cut < place);
        (at(run.start)..at(run.end)).collect()
    };
    let over = |beads: &[TextBead], layout: &[(String, Vec<Range<usize>>); 2]| {
        let bead = |(k, bead): (usize, &TextBead)| ScoredBead {
            source: pieces(&layout[0].1[k], 0),
            target: pieces(&layout[1].1[k], 1),
            confidence: bead.bead.confidence,
        };
        let beads = beads.iter().enumerate().map(bead);
        beads.filter(|bead| !(bead.source.is_empty() && bead.target.is_empty())).collect()
    };
    Ok([over(gold, &layouts[0]), over(pred, &layouts[1])])
}

/// One side of a document without white space, and the bytes of each bead in it.
fn layout(beads: &[TextBead], side: usize) -> (String, Vec<Range<usize>>) {
    let sentences = |k: &usize| match side {
        0 => &beads[*k].bead.source,
        _ => &beads[*k].bead.target,
    };
    let mut order: Vec<usize> = (0..beads.len()).collect();
    order.sort_by_key(|k| sentences(k).first().copied());
    let mut whole = String::new();
    let mut runs = vec![0..0; beads.len()];
    for k in order {
        let start = whole.len();
        let text = if side == 0 { &beads[k].source } else { &beads[k].target };
        whole.extend(fold(text).chars().filter(|c| !c.is_whitespace()));
        runs[k] = start..whole.len();
    }
    (whole, runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: (&[usize], &str), target: (&[usize], &str)) -> TextBead {
        let bead =
            ScoredBead { source: source.0.into(), target: target.0.into(), confidence: None };
        TextBead { bead, source: source.1.into(), target: target.1.into() }
    }

    #[test]
    fn folding_keeps_words_apart() {
        assert_eq!(fold(" \u{FEFF}Uno\u{A0}\n dos\u{7} e\u{301}\t"), "Uno dos é");
    }

    #[test]
    fn other_splits_give_common_pieces() {
        let gold = [bead((&[0], "Uno. Dos."), (&[0], "One.")), bead((&[1], "Tres."), (&[], ""))];
        let pred = [
            bead((&[0], "Uno."), (&[0], "One.")),
            bead((&[1], "Dos."), (&[], "")),
            bead((&[2], "Tres."), (&[], "")),
        ];
        let [gold, pred_pieces] = common_pieces(&gold, &pred).unwrap();
        assert_eq!((&*gold[0].source, &*gold[1].source), (&[0, 1][..], &[2][..]));
        assert_eq!((&*pred_pieces[1].source, &*pred_pieces[0].target), (&[1][..], &[0][..]));
        let differ = common_pieces(&pred[..2], &pred).unwrap_err();
        assert_eq!(
            differ.to_string(),
            "the source texts differ: \"\" in the gold, \"Tres.\" in the prediction"
        );
    }
}
