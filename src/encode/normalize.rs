//! The teacher's own way of writing text: its NFKC-like map, single spaces, and a visible space
//! before every word.

use super::{model::Model, trie::DoubleArray};

/// U+2581, what SentencePiece writes for a space.
pub(super) const SPACE: &[u8] = "\u{2581}".as_bytes();

/// SentencePiece's `Normalizer` with the rules of the teacher's model (nmt_nfkc): after
/// `Normalizer::Normalize` in <https://github.com/google/sentencepiece>, `src/normalizer.cc`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Normalizer<'m> {
    map: DoubleArray<'m>,
    replacements: &'m [u8],
    /// Bit b: the ASCII byte b stays as it is before any other ASCII byte.
    plain: u128,
}

impl<'m> Normalizer<'m> {
    pub(super) fn new(model: &'m Model) -> Normalizer<'m> {
        Normalizer {
            map: model.normalizer_trie(),
            replacements: model.replacements(),
            plain: model.plain_ascii(),
        }
    }

    /// What the start of `text` (not empty) becomes, and how many of its bytes that uses up.
    fn prefix<'t>(&self, text: &'t [u8]) -> (&'t [u8], usize)
    where
        'm: 't,
    {
        let mut longest = None;
        self.map.prefixes(text, |len, value| longest = Some((len, value)));
        if let Some((len, value)) = longest
            && let Some(found) = self.replacements.get(value as usize..).filter(|x| !x.is_empty())
        {
            let end = found.iter().position(|&b| b == 0).unwrap_or(found.len());
            return (&found[..end], len);
        }
        let len = char_len(text[0]).min(text.len());
        (&text[..len], len)
    }

    /// Writes the normal form of `text` into `out`, which is emptied first.
    pub(super) fn normalize(&self, text: &str, out: &mut Vec<u8>) {
        out.clear();
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let (found, len) = self.prefix(rest);
            if found != b" " {
                break;
            }
            rest = &rest[len..];
        }
        if rest.is_empty() {
            return;
        }
        out.extend_from_slice(SPACE);
        let mut after_space = true;
        while let [byte, next @ ..] = rest {
            let ascii_next = next.first().is_none_or(u8::is_ascii);
            if ascii_next && byte.is_ascii() && self.plain >> byte & 1 == 1 {
                rest = next;
                if *byte != b' ' {
                    out.push(*byte);
                    after_space = false;
                } else if !after_space {
                    out.extend_from_slice(SPACE);
                    after_space = true;
                }
                continue;
            }
            let (mut found, len) = self.prefix(rest);
            rest = &rest[len..];
            while after_space && let [b' ', tail @ ..] = found {
                found = tail;
            }
            for &byte in found {
                if byte == b' ' {
                    out.extend_from_slice(SPACE);
                } else {
                    out.push(byte);
                }
            }
            if let Some(last) = found.last() {
                after_space = *last == b' ';
            }
        }
        while out.ends_with(SPACE) {
            out.truncate(out.len() - SPACE.len());
        }
    }
}

/// Bytes of the UTF-8 character that begins with this byte.
pub(super) fn char_len(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
