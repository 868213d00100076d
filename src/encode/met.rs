//! Words that were met, by their spelling: text is Zipfian, and most words of a text were in those
//! before it.

use std::collections::HashMap;
use std::hint::black_box;

use rustc_hash::FxBuildHasher;

/// Something for each word. A short word is looked up in a table with open places, so that the first look
/// at one word's memory need not wait for another's.
#[derive(Debug)]
pub(super) struct ByWord<T> {
    /// A power of two of them, no more than half of them taken.
    short: Vec<Slot<T>>,
    n_short: usize,
    long: HashMap<Box<str>, T, FxBuildHasher>,
}

/// One place; in one line of the processor's cache where `T` is small.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Slot<T> {
    /// [`LONG`] where nothing is kept.
    letters: Letters,
    kept: T,
}

/// Up to 15 bytes, and in the last place how many they are.
pub(super) type Letters = u128;

/// In place of the letters of a word that has more.
const LONG: Letters = Letters::MAX;

/// Bytes that are looked at at once.
const WINDOW: usize = size_of::<Letters>();

/// Places at the beginning.
const FEW: usize = 1024;

impl<T: Copy + Default> Default for ByWord<T> {
    fn default() -> Self {
        ByWord { short: free(FEW), n_short: 0, long: HashMap::default() }
    }
}

fn free<T: Copy + Default>(n: usize) -> Vec<Slot<T>> {
    vec![Slot { letters: LONG, kept: T::default() }; n]
}

impl<T: Copy + Default> ByWord<T> {
    /// Looks where these words are kept, one right behind the other, so that what lies far off in memory is
    /// fetched side by side: each is then found at once.
    pub(super) fn fetch(&self, words: &[Token<'_>]) {
        let first = |word: &Token<'_>| self.short[self.place(word.letters)].letters as usize;
        black_box(words.iter().map(first).fold(0, usize::wrapping_add));
    }

    /// Where the search for a word begins.
    fn place(&self, letters: Letters) -> usize {
        const MIX: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];
        let (low, high) = (letters as u64 ^ MIX[0], (letters >> 64) as u64 ^ MIX[1]);
        let product = u128::from(low) * u128::from(high);
        (product ^ (product >> 64)) as usize & (self.short.len() - 1)
    }

    /// The place of a word or, with `false`, the free one that is to be its own.
    fn find(&self, letters: Letters) -> (usize, bool) {
        let mut at = self.place(letters);
        loop {
            let there = self.short[at].letters;
            if there == letters {
                return (at, true);
            }
            if there == LONG {
                return (at, false);
            }
            at = (at + 1) & (self.short.len() - 1);
        }
    }

    /// What is kept of a word; `make` makes it where the word was not met before.
    pub(super) fn of(&mut self, word: Token<'_>, make: impl FnOnce(&str) -> T) -> &mut T {
        if word.letters == LONG {
            // The key is made of a new word alone.
            if !self.long.contains_key(word.text) {
                self.long.insert(word.text.into(), make(word.text));
            }
            return self.long.get_mut(word.text).expect("it is there");
        }
        let (mut at, is_there) = self.find(word.letters);
        if !is_there {
            if self.n_short * 2 >= self.short.len() {
                self.grow();
                at = self.find(word.letters).0;
            }
            self.short[at] = Slot { letters: word.letters, kept: make(word.text) };
            self.n_short += 1;
        }
        &mut self.short[at].kept
    }

    fn grow(&mut self) {
        let twice = free(self.short.len() * 2);
        let before = std::mem::replace(&mut self.short, twice);
        for slot in before.into_iter().filter(|slot| slot.letters != LONG) {
            let (at, _) = self.find(slot.letters);
            self.short[at] = slot;
        }
    }
}

/// A word as it stands in a text, with its marks: what is between two spaces or line ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub text: &'t str,
    letters: Letters,
}

impl<'t> Token<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let is_short = text.len() < WINDOW;
        let letters = if is_short { letters(window(text.as_bytes()), text.len()) } else { LONG };
        Token { text, letters }
    }
}

/// The memory of a list of words, for the words of another text.
pub(super) fn emptied<'t>(mut tokens: Vec<Token<'_>>) -> Vec<Token<'t>> {
    tokens.clear();
    // Of no words, each becomes one of the other text in its place.
    tokens.into_iter().map(|_| Token::new("")).collect()
}

/// The words of a text, in order.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
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
        let words = (1..40).flat_map(|n| ["a", "á"].map(|c| c.repeat(n)));
        // More than there are places at the beginning, the empty word among them.
        let numbers = (0..3 * FEW).map(|n| n.to_string());
        let words: Vec<String> = words.chain(numbers).chain([String::new()]).collect();
        for (number, word) in words.iter().enumerate() {
            assert_eq!(*met.of(Token::new(word), |_| number), number);
        }
        for (number, word) in words.iter().enumerate() {
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
