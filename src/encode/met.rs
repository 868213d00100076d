//! Words that were met, by their spelling: text is Zipfian, and most words of a text were in those
//! before it.

use std::collections::HashMap;
use std::hint::black_box;

use rustc_hash::FxBuildHasher;

/// Something for each word, found quickly where the word is short.
#[derive(Debug)]
pub(crate) struct ByWord<T> {
    short: HashMap<Letters, T, FxBuildHasher>,
    long: HashMap<Box<str>, T, FxBuildHasher>,
}

/// Up to 15 bytes, and in the last place how many they are.
pub(crate) type Letters = u128;

/// In place of the letters of a word that has more.
const LONG: Letters = Letters::MAX;

/// Bytes that are looked at at once.
const WINDOW: usize = size_of::<Letters>();

impl<T> Default for ByWord<T> {
    fn default() -> Self {
        ByWord { short: HashMap::default(), long: HashMap::default() }
    }
}

impl<T> ByWord<T> {
    /// Looks for all of these words, one right behind the other, so that what lies far off in memory is
    /// fetched side by side: each is then found at once.
    pub(crate) fn fetch(&self, words: impl Iterator<Item = Letters>) {
        black_box(words.filter(|letters| self.short.contains_key(letters)).count());
    }

    /// What is kept of a word; `make` makes it where the word was not met before.
    pub(crate) fn of(&mut self, word: Token<'_>, make: impl FnOnce(&str) -> T) -> &mut T {
        if word.letters != LONG {
            return self.short.entry(word.letters).or_insert_with(|| make(word.text));
        }
        // The key is made of a new word alone.
        if !self.long.contains_key(word.text) {
            self.long.insert(word.text.into(), make(word.text));
        }
        self.long.get_mut(word.text).expect("it is there")
    }
}

/// A word as it stands in a text, with its marks: what is between two spaces or line ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'t> {
    pub text: &'t str,
    pub(super) letters: Letters,
}

impl<'t> Token<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let is_short = text.len() < WINDOW;
        let letters = if is_short { letters(window(text.as_bytes()), text.len()) } else { LONG };
        Token { text, letters }
    }
}

/// The words of a text, in order.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let window = window(rest.as_bytes());
            let mut len = before_border(window);
            let letters = if len < WINDOW { letters(window, len) } else { LONG };
            if letters == LONG {
                len = memchr::memchr2(b' ', b'\n', rest.as_bytes()).unwrap_or(rest.len());
            }
            let text = rest.get(..len)?;
            rest = rest.get(len + 1..).unwrap_or_default();
            if !text.is_empty() {
                return Some(Token { text, letters });
            }
            if rest.is_empty() {
                return None;
            }
        }
    })
}

/// The first bytes of a text; spaces behind its end.
fn window(bytes: &[u8]) -> u128 {
    match bytes.first_chunk() {
        Some(window) => u128::from_le_bytes(*window),
        None => {
            let mut window = [b' '; WINDOW];
            window[..bytes.len()].copy_from_slice(bytes);
            u128::from_le_bytes(window)
        }
    }
}

fn letters(window: u128, len: usize) -> Letters {
    window & ((1 << (8 * len)) - 1) | (len as u128) << (8 * (WINDOW - 1))
}

/// How many bytes stand before the first space or line end; [`WINDOW`] where there is none.
fn before_border(window: u128) -> usize {
    const ONES: u128 = u128::from_ne_bytes([1; WINDOW]);
    // The lowest of the high bits that this sets is in the first byte that is zero.
    let zero = |x: u128| x.wrapping_sub(ONES) & !x & (ONES << 7);
    let is_border = zero(window ^ (ONES * b' ' as u128)) | zero(window ^ (ONES * b'\n' as u128));
    is_border.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_any_length_are_told_apart() {
        let mut met = ByWord::default();
        let words: Vec<String> = (0..40).flat_map(|n| ["a", "á"].map(|c| c.repeat(n))).collect();
        for (number, word) in words.iter().enumerate().skip(2) {
            assert_eq!(*met.of(Token::new(word), |_| number), number);
        }
        for (number, word) in words.iter().enumerate().skip(2) {
            assert_eq!(*met.of(Token::new(word), |_| 0), number);
        }
    }

    proptest! {
        #[test]
        fn tokens_are_what_stands_between_spaces(text in "([a-zñ.]{0,20}[ \n\t\u{A0}]{0,3}){0,8}") {
            let found = tokens(&text).map(|token| {
                assert_eq!(token.letters, Token::new(token.text).letters);
                token.text
            });
            let plain = text.split([' ', '\n']).filter(|word| !word.is_empty());
            prop_assert_eq!(found.collect::<Vec<_>>(), plain.collect::<Vec<_>>());
        }
    }
}
