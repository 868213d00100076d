//! The words of a text, as Unicode segments it (UAX 29), the quick way where words are plain.

use unicode_segmentation::{UnicodeSegmentation, UnicodeWords};

/// The words of a text, in order: those of [`UnicodeSegmentation::unicode_words`], without the space
/// to which some of them are joined there by a vowel sign that stands for itself.
///
/// No other word spans a space or a line feed, so what stands between two of them is looked at by
/// itself, and most often it is Latin letters or digits with marks around them.
pub(crate) fn words(text: &str) -> Words<'_> {
    Words { rest: text, token: None }
}

/// What [`words`] gives.
pub(crate) struct Words<'t> {
    rest: &'t str,
    /// What is left of a token that needs a closer look.
    token: Option<UnicodeWords<'t>>,
}

impl Words<'_> {
    /// The next word where it is a plain one: ASCII letters, then perhaps a mark, then a space or a line
    /// feed. As its first eight bytes, the first one lowest and zeros behind, and its length. `None` says
    /// nothing: the next word is then to be asked for as any other.
    pub(super) fn next_plain(&mut self) -> Option<(u64, usize)> {
        if self.token.is_some() {
            return None;
        }
        let bytes = self.rest.as_bytes();
        let head = u64::from_le_bytes(*bytes.first_chunk()?);
        let mut n_bytes = n_letters(head);
        let head = match n_bytes {
            0 => return None,
            8 => head,
            n => head & !(u64::MAX << (8 * n)),
        };
        let mut n_more = n_bytes;
        while n_more == 8 {
            n_more = n_letters(u64::from_le_bytes(*bytes[n_bytes..].first_chunk()?));
            n_bytes += n_more;
        }
        let border = n_bytes + usize::from(MARKS[usize::from(*bytes.get(n_bytes)?)]);
        if !is_border(*bytes.get(border)?) {
            return None;
        }
        self.rest = &self.rest[border + 1..];
        Some((head, n_bytes))
    }
}

/// How many letters of ASCII eight bytes begin with, the first one the lowest.
fn n_letters(bytes: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = EACH * 0x80;
    let lower = (bytes | (EACH * 0x20)) & !HIGH;
    // The high bit of each byte that is at least `a` and not beyond `z`.
    let letters = (lower + EACH * (0x80 - b'a' as u64)) & !(lower + EACH * (0x7F - b'z' as u64));
    (!(letters & !bytes) & HIGH).trailing_zeros() as usize / 8
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            if let Some(token) = &mut self.token {
                match token.next() {
                    None => self.token = None,
                    word => return word,
                }
            }
            let bytes = self.rest.as_bytes();
            if bytes.is_empty() {
                return None;
            }
            let start = skip(bytes, 0, &MARKS, mark);
            let end = skip(bytes, start, &LETTERS, letter);
            let next = skip(bytes, end, &MARKS, mark);
            if bytes.get(next).is_none_or(|byte| is_border(*byte)) {
                let word = &self.rest[start..end];
                self.rest = self.rest.get(next + 1..).unwrap_or_default();
                if !word.is_empty() {
                    return Some(word);
                }
            } else {
                let n = bytes.iter().position(|byte| is_border(*byte)).unwrap_or(bytes.len());
                self.token = Some(self.rest[..n].unicode_words());
                self.rest = self.rest.get(n + 1..).unwrap_or_default();
            }
        }
    }
}

fn is_border(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

/// Where a run of characters of a kind ends: ASCII by the list, others by `wide`, which tells how many bytes
/// the first character has, 0 for one that is of another kind.
fn skip(bytes: &[u8], mut at: usize, ascii: &[bool; 256], wide: impl Fn(&[u8]) -> usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(byte) if ascii[usize::from(*byte)] => at += 1,
            Some(0x80..) => match wide(&bytes[at..]) {
                0 => return at,
                n => at += n,
            },
            _ => return at,
        }
    }
}

/// Letters and digits of ASCII.
static LETTERS: [bool; 256] = {
    let (mut list, mut byte) = ([false; 256], 0);
    while byte < 256 {
        list[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    list
};

/// Marks of ASCII that stand around words and join none.
static MARKS: [bool; 256] = {
    let (marks, mut list, mut at) = (b".,;:!?()\"", [false; 256], 0);
    while at < marks.len() {
        list[marks[at] as usize] = true;
        at += 1;
    }
    list
};

/// U+00C0 to U+00FF but the signs for times and divided by.
fn letter(bytes: &[u8]) -> usize {
    match bytes {
        [0xC3, 0x97 | 0xB7, ..] => 0,
        [0xC3, ..] => 2,
        _ => 0,
    }
}

/// Also marks: `¡`, `«`, `»`, `¿`, `“`, `”`.
fn mark(bytes: &[u8]) -> usize {
    match bytes {
        [0xC2, 0xA1 | 0xAB | 0xBB | 0xBF, ..] => 2,
        [0xE2, 0x80, 0x9C | 0x9D, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_vowel_sign_is_joined_to_no_space() {
        assert_eq!(words(" \u{DCF}").collect::<Vec<_>>(), ["\u{DCF}"]);
        assert_eq!(words("\u{2000} \u{F71}").collect::<Vec<_>>(), ["\u{F71}"]);
        assert_eq!(words("\n\u{DCF}").collect::<Vec<_>>(), ["\u{DCF}"]);
        assert_eq!("\n\u{DCF}".unicode_words().collect::<Vec<_>>(), ["\u{DCF}"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn they_are_those_of_unicode(text in "([a-zA-Z0-9áñÜ×÷]{0,3}[ .,;:!?¿(\"“”»’'_\u{301}\u{200D}\u{A0}\u{5D0}\n-]{0,2}){0,8}") {
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), text.unicode_words().collect::<Vec<_>>());
        }

        #[test]
        fn plain_ones_are_among_them(text in "([a-zA-Z]{0,10}[ \n.,@1é’\u{DF}`{\\[]{1,2}){0,9}") {
            let mut quick = words(&text);
            for word in words(&text) {
                match quick.next_plain() {
                    None => prop_assert_eq!(quick.next(), Some(word)),
                    Some((head, n_bytes)) => {
                        let n_held = n_bytes.min(8);
                        prop_assert_eq!(n_bytes, word.len());
                        prop_assert_eq!(&head.to_le_bytes()[..n_held], &word.as_bytes()[..n_held]);
                        prop_assert!(head.to_le_bytes()[n_held..].iter().all(|byte| *byte == 0));
                    }
                }
            }
            prop_assert_eq!(quick.next(), None);
        }

        #[test]
        fn of_any_text(text in any::<String>()) {
            // Wide spaces may stand before the one that a vowel sign is joined to.
            let general = text.unicode_words().filter_map(|word| word.rsplit(' ').next());
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), general.collect::<Vec<_>>());
        }
    }
}
