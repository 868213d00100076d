//! Brackets: text in an embedded parenthesis is not split.

use std::ops::Range;

use memchr::{memchr2_iter, memchr3_iter};

use super::chars::{char_at, char_before};

/// Longest parenthesis, in bytes, that is kept whole; a longer one is split like other text,
/// so that a stray bracket cannot swallow a page.
const LONGEST_NEST: usize = 600;

/// The outermost bracket pairs of a block, in order.
pub(super) struct Nests {
    pairs: Vec<Range<usize>>,
    at: usize,
}

impl Nests {
    /// Pairs the brackets of `text` in one pass; brackets without a partner count for nothing.
    pub(super) fn new(text: &str) -> Nests {
        let mut nests = Nests { pairs: Vec::new(), at: 0 };
        let bytes = text.as_bytes();
        let mut openers = memchr3_iter(b'(', b'[', b'\n', bytes).peekable();
        let mut open: Vec<usize> = Vec::new();
        // Without an opener before it a closer closes nothing, so the closers lead the way.
        for closer in memchr2_iter(b')', b']', bytes) {
            while let Some(at) = openers.next_if(|at| *at < closer) {
                if bytes[at] != b'\n' {
                    open.push(at);
                } else if !open.is_empty() && is_blank_after(bytes, at) {
                    open.clear();
                }
            }
            nests.close(text, &mut open, closer);
        }
        nests
    }

    fn close(&mut self, text: &str, open: &mut Vec<usize>, at: usize) {
        let partner = if text.as_bytes()[at] == b')' { b'(' } else { b'[' };
        // A face `:)` and a list mark `1)` close nothing.
        let is_face = matches!(char_before(text, at), Some(':' | ';' | '-' | '='))
            && !char_at(text, at + 1).is_some_and(char::is_alphanumeric);
        let Some(start) = open.last().copied() else { return };
        if is_face || text.as_bytes()[start] != partner {
            return;
        }
        open.pop();
        if at - start > LONGEST_NEST {
            return;
        }
        while self.pairs.last().is_some_and(|inner| inner.start > start) {
            self.pairs.pop();
        }
        self.pairs.push(start..at);
    }

    /// The bracket pair around byte `at`; places must be asked for in ascending order.
    pub(super) fn around(&mut self, at: usize) -> Option<Range<usize>> {
        while self.pairs.get(self.at).is_some_and(|pair| pair.end < at) {
            self.at += 1;
        }
        self.pairs.get(self.at).filter(|pair| pair.start < at && at <= pair.end).cloned()
    }
}

/// Whether the line after the line break at `at` is blank.
fn is_blank_after(bytes: &[u8], at: usize) -> bool {
    let next = bytes[at + 1..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    next == Some(&b'\n')
}
