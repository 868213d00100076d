//! Beads as rows: texts cleaned for a line of a file, ids, flags.

use std::ops::{AddAssign, Range};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::align::quantities;
use crate::bitext::{Bead, Bitext, Row, Sentences};

/// How many characters cleaning changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Tabs, line ends and separators that became a space. Soft line wraps count too.
    pub n_spaced: usize,
    /// Control characters, byte order marks and non-characters that were left out.
    pub n_dropped: usize,
}

impl AddAssign for Cleaned {
    fn add_assign(&mut self, other: Self) {
        self.n_spaced += other.n_spaced;
        self.n_dropped += other.n_dropped;
    }
}

/// The rows of a bitext, in document order, and how much had to be cleaned.
pub fn rows(bitext: &Bitext) -> (Vec<Row>, Cleaned) {
    let mut cleaned = Cleaned::default();
    let doc = clean(&bitext.name, &mut Cleaned::default());
    let rows = bitext.alignment.beads().iter().map(|bead| {
        let mut cell = |side: &Sentences, range: &Range<usize>| {
            let cells: Vec<String> =
                range.clone().map(|i| clean(side.text(i), &mut cleaned)).collect();
            cells.iter().map(String::as_str).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let (source, target) =
            (cell(&bitext.source, &bead.source), cell(&bitext.target, &bead.target));
        Row {
            id: bead_id(&doc, bead),
            doc: doc.clone(),
            kind: kind(bead),
            score: format!("{:.4}", bead.probability),
            source_sents: numbers(bead.source.start..bead.source.end),
            target_sents: numbers(bead.target.start..bead.target.end),
            source_par: paragraphs(&bitext.source, &bead.source),
            target_par: paragraphs(&bitext.target, &bead.target),
            flags: if bead.is_null() { String::new() } else { flags(bead, &source, &target) },
            source,
            target,
        }
    });
    (rows.collect(), cleaned)
}

/// The id of a bead: document and sentence runs counted from 1, e.g. `merida:s5-6~t7`, `merida:s8~`.
pub fn bead_id(doc: &str, bead: &Bead) -> String {
    let side = |letter: char, range: &Range<usize>| match numbers(range.clone()) {
        n if n.is_empty() => n,
        n => format!("{letter}{n}"),
    };
    format!("{doc}:{}~{}", side('s', &bead.source), side('t', &bead.target))
}

/// How many sentences on each side, e.g. `2-1`; `1-1x` for a crossing bead.
fn kind(bead: &Bead) -> String {
    let mark = if bead.crossing { "x" } else { "" };
    format!("{}-{}{mark}", bead.source.len(), bead.target.len())
}

/// A run counted from 0 as people count: `5`, `5-6`, nothing for an empty one.
fn numbers(range: Range<usize>) -> String {
    match range.len() {
        0 => String::new(),
        1 => range.end.to_string(),
        _ => format!("{}-{}", range.start + 1, range.end),
    }
}

fn paragraphs(side: &Sentences, range: &Range<usize>) -> String {
    match (range.clone().next(), range.clone().next_back()) {
        (Some(first), Some(last)) => numbers(side.block(first)..side.block(last) + 1),
        _ => String::new(),
    }
}

/// Text as one field of a line: tabs, line ends and separators become one space, control
/// characters are left out, runs of spaces become one, characters are composed (NFC). Nothing
/// else is touched.
pub fn clean(text: &str, cleaned: &mut Cleaned) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\t'..='\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.n_spaced += 1;
                ' '
            }
            c if c.is_control() || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') => {
                cleaned.n_dropped += 1;
                continue;
            }
            c => c,
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// Length ratio, shorter to longer side, below which a pair is flagged `LEN`; short pairs vary more.
const LOW_RATIO: f32 = 0.5;

/// Characters below which a pair's lengths say nothing.
const MIN_LENGTH: usize = 20;

/// Marks on a pair that a reviewer or a filter may want to look at.
fn flags(bead: &Bead, source: &str, target: &str) -> String {
    let mut flags = Vec::new();
    if bead.crossing {
        flags.push("X");
    }
    if quantities(source) != quantities(target) {
        flags.push("NUM");
    }
    let lengths = [source, target].map(|text| text.chars().count());
    let (short, long) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
    if long >= MIN_LENGTH && (short as f32) < LOW_RATIO * long as f32 {
        flags.push("LEN");
    }
    if source.chars().any(char::is_alphabetic) && source.to_lowercase() == target.to_lowercase() {
        flags.push("COPY");
    }
    flags.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_cleaned_and_counted() {
        let mut cleaned = Cleaned::default();
        let text = "\u{FEFF}«Así»\tdijo\r\n  ½ kilo\u{85}—\u{2028}nº 1.º\u{0}\u{7} e\u{301}\u{A0}fin \u{FFFF}";
        assert_eq!(clean(text, &mut cleaned), "«Así» dijo ½ kilo — nº 1.º é\u{A0}fin");
        assert_eq!(cleaned, Cleaned { n_spaced: 5, n_dropped: 4 });
    }

    #[test]
    fn ids_count_from_one() {
        let bead = |source, target| Bead { source, target, probability: 1.0, crossing: false };
        assert_eq!(bead_id("merida", &bead(4..6, 6..7)), "merida:s5-6~t7");
        assert_eq!(bead_id("merida", &bead(7..8, 7..7)), "merida:s8~");
        assert_eq!(bead_id("merida", &bead(8..8, 7..8)), "merida:~t8");
    }

    #[test]
    fn odd_pairs_are_flagged() {
        let bead = |crossing| Bead { source: 0..1, target: 0..1, probability: 1.0, crossing };
        let flags = |source, target| flags(&bead(false), source, target);
        assert_eq!(flags("Hubo 30 mil personas.", "There were 30,000 people."), "");
        assert_eq!(flags("Hubo 30 personas.", "There were 40 people."), "NUM");
        assert_eq!(flags("Facebook", "facebook"), "COPY");
        assert_eq!(flags("Una frase bastante larga, sin duda alguna.", "A sentence."), "LEN");
    }
}
