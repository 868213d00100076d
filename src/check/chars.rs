//! Bytes to characters with their places, piece by piece.

use std::io::{self, BufRead};

use serde::Serialize;

/// Where something stands in a file. Lines end at LF and nothing else, as for `wc`, `cut` and Marian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Counted from 1.
    pub line: u64,
    /// Characters from the beginning of the line, counted from 1.
    pub column: u64,
}

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Char(char),
    /// The first of some bytes that are no UTF-8.
    Invalid(u8),
}

/// Decodes UTF-8 that comes in pieces, cut anywhere.
#[derive(Debug)]
pub(super) struct Decoder {
    /// The beginning of a character whose end is in the next piece.
    pending: Vec<u8>,
    place: Place,
}

impl Decoder {
    pub fn new() -> Self {
        Decoder { pending: Vec::new(), place: Place { line: 1, column: 1 } }
    }

    /// Where the next character stands.
    pub fn place(&self) -> Place {
        self.place
    }

    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Seen, Place)) {
        if self.pending.is_empty() {
            self.decode(bytes, &mut each);
        } else {
            let mut joined = std::mem::take(&mut self.pending);
            joined.extend_from_slice(bytes);
            self.decode(&joined, &mut each);
        }
    }

    fn decode(&mut self, bytes: &[u8], each: &mut impl FnMut(Seen, Place)) {
        let mut rest = bytes.len();
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                each(Seen::Char(c), self.place);
                if c == '\n' {
                    self.place = Place { line: self.place.line + 1, column: 1 };
                } else {
                    self.place.column += 1;
                }
            }
            let invalid = chunk.invalid();
            rest -= chunk.valid().len() + invalid.len();
            let Some(&first) = invalid.first() else { continue };
            let is_cut = std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
            if rest == 0 && is_cut {
                self.pending = invalid.to_vec();
            } else {
                each(Seen::Invalid(first), self.place);
                self.place.column += 1;
            }
        }
    }

    /// Tells of a character that the end of the input cut.
    pub fn finish(&mut self, mut each: impl FnMut(Seen, Place)) {
        if let Some(first) = std::mem::take(&mut self.pending).first() {
            each(Seen::Invalid(*first), self.place);
            self.place.column += 1;
        }
    }
}

/// Gives every character of an input to `each`; the place behind the last one comes back.
pub(super) fn for_each(
    mut input: impl BufRead,
    mut each: impl FnMut(Seen, Place),
) -> io::Result<Place> {
    let mut decoder = Decoder::new();
    loop {
        let bytes = match input.fill_buf() {
            Ok([]) => break,
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        decoder.feed(bytes, &mut each);
        let n = bytes.len();
        input.consume(n);
    }
    decoder.finish(&mut each);
    Ok(decoder.place())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_may_be_cut_anywhere() {
        let bytes = b"a\xC3\xB1\n\xF0\x9F\x98\x80b\xFFc\xE2\x80".as_slice();
        let all = |size: usize| {
            let mut seen = Vec::new();
            let mut decoder = Decoder::new();
            for piece in bytes.chunks(size) {
                decoder.feed(piece, |s, place| seen.push((s, place.line, place.column)));
            }
            decoder.finish(|s, place| seen.push((s, place.line, place.column)));
            seen
        };
        let whole = all(bytes.len());
        assert_eq!(whole[3], (Seen::Char('😀'), 2, 1));
        assert_eq!(whole[5], (Seen::Invalid(0xFF), 2, 3));
        assert_eq!(whole.last(), Some(&(Seen::Invalid(0xE2), 2, 5)));
        let end = for_each(b"\xC3".as_slice(), |_, _| {}).unwrap();
        assert_eq!((end.line, end.column), (1, 2), "a cut character takes its place too");
        for size in 1..bytes.len() {
            assert_eq!(all(size), whole, "pieces of {size}");
        }
    }
}
