//! Words that were met, by their spelling: text is Zipfian, and most words of a text were in those
//! before it.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

/// Something for each word. Short words are looked up in a small table of numbers with open places: so it stays
/// near the processor, and so do the words that come often, which are met early and stand side by side.
#[derive(Debug)]
pub(super) struct ByWord<T> {
    /// In each place the number of the short word that is found there, or [`NONE`]; a power of two of them, no more
    /// than half of them taken.
    places: Vec<u32>,
    /// The short words by their numbers; the first one stands for none.
    short: Vec<Slot<T>>,
    long: HashMap<Box<str>, T, FxBuildHasher>,
}

/// In place of the number of a word.
const NONE: u32 = 0;

/// One short word; in one line of the processor's cache where `T` is small.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Slot<T> {
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
        let none = Slot { letters: LONG, kept: T::default() };
        ByWord { places: vec![NONE; FEW], short: vec![none], long: HashMap::default() }
    }
}

impl<T: Copy + Default> ByWord<T> {
    /// The number of each of these words that is short and known, for [`ByWord::numbered`]; [`NONE`] for others. All at
    /// once, so that what lies far off in memory is fetched side by side.
    pub(super) fn numbers(&self, words: &[Token<'_>], numbers: &mut Vec<u32>) {
        numbers.clear();
        numbers.extend(words.iter().map(|word| self.places[self.place(word.letters)]));
        for (number, word) in numbers.iter_mut().zip(words) {
            if self.short[*number as usize].letters != word.letters {
                *number = if word.letters == LONG { NONE } else { self.find(word.letters).1 };
            }
        }
    }

    /// What is kept of the word with this number, if it has one.
    pub(super) fn numbered(&mut self, number: u32) -> Option<&mut T> {
        (number != NONE).then(|| &mut self.short[number as usize].kept)
    }

    /// Where the search for a word begins.
    fn place(&self, letters: Letters) -> usize {
        const MIX: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];
        let (low, high) = (letters as u64 ^ MIX[0], (letters >> 64) as u64 ^ MIX[1]);
        let product = u128::from(low) * u128::from(high);
        (product ^ (product >> 64)) as usize & (self.places.len() - 1)
    }

    /// The place of a short word and its number or, with [`NONE`], the free place that is to be its own.
    fn find(&self, letters: Letters) -> (usize, u32) {
        let mut at = self.place(letters);
        loop {
            let number = self.places[at];
            if number == NONE || self.short[number as usize].letters == letters {
                return (at, number);
            }
            at = (at + 1) & (self.places.len() - 1);
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
        let (mut at, mut number) = self.find(word.letters);
        if number == NONE {
            if self.short.len() * 2 > self.places.len() {
                self.grow();
                at = self.find(word.letters).0;
            }
            number = u32::try_from(self.short.len()).expect("texts have fewer words");
            self.places[at] = number;
            self.short.push(Slot { letters: word.letters, kept: make(word.text) });
        }
        &mut self.short[number as usize].kept
    }

    fn grow(&mut self) {
        self.places = vec![NONE; self.places.len() * 2];
        for number in 1..self.short.len() {
            let (at, _) = self.find(self.short[number].letters);
            self.places[at] = number as u32;
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

    /// The word where it is short: its bytes, zeros behind them, and in the last place how many they are.
    pub(super) fn letters(&self) -> Option<[u8; WINDOW]> {
        (self.letters != LONG).then(|| self.letters.to_le_bytes())
    }
}

/// The memory of a list of words, for the words of another text.
pub(super) fn emptied<'t>(mut tokens: Vec<Token<'_>>) -> Vec<Token<'t>> {
    tokens.clear();
    // Of no words, each becomes one of the other text in its place.
    tokens.into_iter().map(|_| Token::new("")).collect()
}

/// Puts the words of a text, in order, behind others.
pub(super) fn cut<'t>(text: &'t str, tokens: &mut Vec<Token<'t>>) {
    let mut rest = text;
    while !rest.is_empty() {
        let window = window(rest.as_bytes());
        let mut len = before_border(window);
        let letters = if len < WINDOW { letters(window, len) } else { LONG };
        if letters == LONG {
            len = memchr::memchr2(b' ', b'\n', rest.as_bytes()).unwrap_or(rest.len());
        }
        let (Some(text), behind) = (rest.get(..len), rest.get(len + 1..)) else { break };
        rest = behind.unwrap_or_default();
        if !text.is_empty() {
            tokens.push(Token { text, letters });
        }
    }
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
            let mut found = Vec::new();
            cut(&text, &mut found);
            let found = found.into_iter().map(|token| {
                assert_eq!(token.letters, Token::new(token.text).letters);
                token.text
            });
            let plain = text.split([' ', '\n']).filter(|word| !word.is_empty());
            prop_assert_eq!(found.collect::<Vec<_>>(), plain.collect::<Vec<_>>());
        }
    }
}
