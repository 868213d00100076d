//! Beads as rows: texts cleaned for a line of a file, ids, flags.

use std::borrow::Cow;
use std::ops::{AddAssign, Range};

use multiversion::multiversion;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::align::quantities;
use crate::bitext::{Bitext, Row, Sentences, push_id, push_kind, push_numbers, push_score};

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
    let mut rows = Vec::new();
    let cleaned = rows_into(bitext, &mut rows);
    (rows, cleaned)
}

/// The same in the place of other rows, whose memory is used again: a row has nearly a dozen texts.
pub fn rows_into(bitext: &Bitext, rows: &mut Vec<Row>) -> Cleaned {
    let mut cleaned = Cleaned::default();
    let doc = clean(&bitext.name, &mut Cleaned::default());
    let beads = bitext.alignment.beads();
    let (source, target) = (Side::new(&bitext.source), Side::new(&bitext.target));
    rows.resize_with(beads.len(), Row::default);
    for (row, bead) in rows.iter_mut().zip(beads) {
        row.fields_mut().into_iter().for_each(String::clear);
        push_id(&mut row.id, &doc, bead);
        row.doc.push_str(&doc);
        source.push_cell(&mut row.source, &bead.source, &mut cleaned);
        target.push_cell(&mut row.target, &bead.target, &mut cleaned);
        push_kind(&mut row.kind, bead);
        push_score(&mut row.score, bead.probability);
        push_numbers(&mut row.source_sents, &bead.source);
        push_numbers(&mut row.target_sents, &bead.target);
        push_paragraphs(&mut row.source_par, &bitext.source, &bead.source);
        push_paragraphs(&mut row.target_par, &bitext.target, &bead.target);
        row.flags = flags(bead.crossing, &row.source, &row.target);
    }
    cleaned
}

/// The sentences of a text, and whether all of it is plain: many bytes are looked at faster than few.
struct Side<'t> {
    sentences: &'t Sentences,
    is_plain: bool,
}

impl<'t> Side<'t> {
    fn new(sentences: &'t Sentences) -> Self {
        Side { sentences, is_plain: is_plain(&sentences.document().text) }
    }

    /// Adds sentences, cleaned and joined by a space.
    fn push_cell(&self, out: &mut String, run: &Range<usize>, cleaned: &mut Cleaned) {
        for text in run.clone().map(|i| self.sentences.text(i)) {
            let is_clean = is_line(text) && (self.is_plain || is_plain(text));
            let text = if is_clean { text.into() } else { Cow::from(clean(text, cleaned)) };
            if !text.is_empty() && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&text);
        }
    }
}

fn push_paragraphs(out: &mut String, side: &Sentences, run: &Range<usize>) {
    if let (Some(first), Some(last)) = (run.clone().next(), run.clone().next_back()) {
        push_numbers(out, &(side.block(first)..side.block(last) + 1));
    }
}

/// Text as one field of a line: tabs, line ends and separators become one space, control
/// characters are left out, runs of spaces become one, characters are composed (NFC). Nothing
/// else is touched.
pub fn clean(text: &str, cleaned: &mut Cleaned) -> String {
    if is_clean(text) { text.to_owned() } else { clean_closely(text, cleaned) }
}

fn clean_closely(text: &str, cleaned: &mut Cleaned) -> String {
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

/// Whether a text is surely as [`clean`] would make it; most are.
fn is_clean(text: &str) -> bool {
    is_line(text) && is_plain(text)
}

/// Whether a text is one line, neither empty nor with spaces at its ends.
fn is_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_ink = |end: Option<&u8>| end.is_some_and(|byte| *byte != b' ');
    is_ink(bytes.first()) && is_ink(bytes.last()) && memchr::memchr(b'\n', bytes).is_none()
}

/// Whether every line of a text is surely as [`clean`] would make it, but for spaces at its ends.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2"))]
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |before: u8, byte: u8| {
        // U+0080 to U+009F; from U+0300 on, what may have to be composed, but for U+2000 to U+203F.
        ((byte < b' ') & (byte != b'\n'))
            | (byte == 0x7F)
            | (byte >= 0xCC && byte != 0xE2)
            | (before == b' ' && byte == b' ')
            | (before == 0xC2 && byte < 0xA0)
            | (before == 0xE2 && byte != 0x80)
    };
    // Of U+2000 to U+203F, dashes and quotes.
    let odd_mark =
        |bytes: [u8; 3]| bytes[0] == 0xE2 && bytes[1] == 0x80 && !(0x90..=0xA7).contains(&bytes[2]);
    let from = |n: usize| bytes.get(n..).unwrap_or_default();
    // Without a way out in the middle, many bytes are looked at at a time.
    let pairs = bytes.iter().zip(from(1));
    let first = bytes.first().is_some_and(|first| odd(b'a', *first));
    let is_odd = pairs.clone().fold(first, |any, (a, b)| any | odd(*a, *b));
    let is_mark = |any, ((a, b), c): ((&u8, &u8), &u8)| any | odd_mark([*a, *b, *c]);
    !(is_odd | pairs.zip(from(2)).fold(false, is_mark))
}

/// A row all of whose fields are as [`clean`] makes them; the row itself where they are so already.
pub fn clean_row<'r>(row: &'r Row, cleaned: &mut Cleaned) -> Cow<'r, Row> {
    let mut row = Cow::Borrowed(row);
    if !row.fields().iter().all(|text| text.is_empty() || is_clean(text)) {
        for text in row.to_mut().fields_mut() {
            *text = clean(text, cleaned);
        }
    }
    row
}

/// Length ratio, shorter to longer side, below which a pair is flagged `LEN`; short pairs vary more.
const LOW_RATIO: f32 = 0.5;

/// Characters below which a pair's lengths say nothing.
const MIN_LENGTH: usize = 20;

/// Marks on a pair that a reviewer or a filter may want to look at; none where a side is empty.
pub fn flags(crossing: bool, source: &str, target: &str) -> String {
    let mut flags = Vec::new();
    if source.is_empty() || target.is_empty() {
        return String::new();
    }
    if crossing {
        flags.push("X");
    }
    // Most texts hold no digit, which many bytes at a time tell.
    let has_digit = |text: &str| text.bytes().fold(false, |any, byte| any | byte.is_ascii_digit());
    if (has_digit(source) | has_digit(target)) && quantities(source) != quantities(target) {
        flags.push("NUM");
    }
    let lengths = [source, target].map(|text| text.chars().count());
    let (short, long) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
    if long >= MIN_LENGTH && (short as f32) < LOW_RATIO * long as f32 {
        flags.push("LEN");
    }
    // What begins with different letters of ASCII is no copy, which takes less time to see.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let may_be_copy = match (first(source), first(target)) {
        (Some(a @ ..0x80), Some(b @ ..0x80)) => a == b,
        _ => true,
    };
    let is_copy = may_be_copy
        && lower(source).eq(lower(target))
        && source.chars().any(char::is_alphabetic)
        && source.to_lowercase() == target.to_lowercase();
    if is_copy {
        flags.push("COPY");
    }
    flags.join(" ")
}

/// The letters in lower case, one by one: the first ones tell most texts apart. A sigma at the end of a
/// word is as any other.
fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c })
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
    fn plain_texts_are_told_from_those_to_be_cleaned() {
        for plain in ["a", "¿Qué dijo?", "—Sí, «así» … ½ kilo\u{A0}más", "“No,” he said."]
        {
            assert!(is_clean(plain), "{plain}");
        }
        let odd = [
            "",
            " a",
            "a ",
            "a  b",
            "a\tb",
            "a\u{7F}",
            "a\u{85}b",
            "a\u{2028}b",
            "e\u{301}",
            "\u{2000}",
        ];
        assert!(!odd.iter().any(|text| is_clean(text)));
        for c in (0..=char::MAX as u32).filter_map(char::from_u32) {
            let text = format!("x{c}x");
            let mut cleaned = Cleaned::default();
            assert!(!is_clean(&text) || clean_closely(&text, &mut cleaned) == text, "{c:?}");
        }
    }

    #[test]
    fn odd_pairs_are_flagged() {
        let flags = |source, target| flags(false, source, target);
        assert_eq!(flags("Hubo 30 mil personas.", "There were 30,000 people."), "");
        assert_eq!(flags("Hubo 30 personas.", "There were 40 people."), "NUM");
        assert_eq!(flags("Facebook", "facebook"), "COPY");
        assert_eq!(flags("ÉL ES ΟΔΟΣ", "él es οδος"), "COPY");
        assert_eq!(flags("Una frase bastante larga, sin duda alguna.", "A sentence."), "LEN");
    }
}
