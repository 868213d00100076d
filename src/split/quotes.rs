//! Straight quotation marks, which open and close alike.

use super::chars::{char_at, char_before, is_dash, is_opener, is_terminator, is_white};

/// Longest quotation, in bytes, that is still taken to be open.
const LONGEST_QUOTE: usize = 1000;

/// Straight quotation marks, which open and close alike.
///
/// Reads them in order and remembers whether one is open; only marks with a space or a letter
/// on the telling side are believed, so that one lost mark does not turn all later ones round.
#[derive(Default)]
pub(super) struct Quotes {
    at: usize,
    is_open: bool,
    opened_at: usize,
}

impl Quotes {
    /// No quotation is open at byte `at`.
    pub(super) fn new(at: usize) -> Quotes {
        Quotes { at, ..Quotes::default() }
    }

    /// Where a closing mark ends that was set against the next sentence: `the end. "Then he`.
    pub(super) fn loose_closer(&mut self, text: &str, end: usize) -> Option<usize> {
        let at = if char_at(text, end) == Some(' ') { end + 1 } else { end };
        if char_at(text, at) != Some('"') {
            return None;
        }
        let bytes = text.as_bytes();
        while let Some(gap) =
            bytes.get(self.at..at).unwrap_or(&[]).iter().position(|byte| *byte == b'"')
        {
            let mark = self.at + gap;
            let after = char_at(text, mark + 1);
            let before = char_before(text, mark);
            let leans_left = before.is_some_and(|c| !is_white(c) && !is_opener(c) && !is_dash(c));
            let leans_right = after.is_some_and(|c| c.is_alphanumeric() || is_opener(c));
            self.is_open =
                !leans_left && leans_right && (!self.is_open || !ends_before(text, mark));
            if self.is_open {
                self.opened_at = mark;
            }
            self.at = mark + 1;
        }
        let is_closer = self.is_open
            && at - self.opened_at < LONGEST_QUOTE
            && !closes_later(text, at)
            && char_at(text, at + 1).is_some_and(char::is_uppercase);
        self.at = at + 1;
        self.is_open = !is_closer;
        self.opened_at = at;
        is_closer.then_some(at + 1)
    }
}

/// Whether the next straight quote after the one at `at` closes, so that this one opens.
fn closes_later(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at + 1..).unwrap_or(&[]);
    let gap = rest.iter().take(LONGEST_QUOTE).position(|byte| *byte == b'"');
    gap.is_some_and(|gap| {
        let mark = at + 1 + gap;
        char_before(text, mark).is_some_and(|c| !is_white(c) && !is_opener(c) && !is_dash(c))
    })
}

/// Whether what stands before byte `at`, white space left out, may end what was said.
fn ends_before(text: &str, at: usize) -> bool {
    char_before(text, trim_near(text, at)).is_some_and(|c| is_terminator(c) || c == ',')
}

/// Like `trim_white`, over a few bytes only.
fn trim_near(text: &str, at: usize) -> usize {
    let mut end = at;
    for _ in 0..3 {
        match char_before(text, end).filter(|c| is_white(*c)) {
            Some(c) => end -= c.len_utf8(),
            None => break,
        }
    }
    end
}
