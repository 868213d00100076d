//! Which language a text is in, by its function words.

use std::{collections::HashMap, sync::LazyLock};

use rustc_hash::FxBuildHasher;

use super::rules::Folded;
use super::words::words;
use crate::bitext::Lang;

/// Words that are looked at; more would not change the answer.
const MOST_WORDS: usize = 4000;

/// Stretches of a sample.
const STRETCHES: usize = 8;

/// Words of a stretch.
const STRETCH_WORDS: usize = 32;

/// What [`guess_language`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// The language with the most function words.
    pub lang: Lang,
    /// How far it leads: 1 when every function word is its own, 0 when the runner-up has as many.
    pub margin: f64,
    /// Function words of `lang` that were found.
    pub n_words: usize,
}

impl Guess {
    /// Whether the guess should be shown to somebody: few function words, or a close second.
    pub fn is_doubtful(&self) -> bool {
        self.n_words < 3 || self.margin < 0.5
    }
}

/// Guesses between the languages that have rules; nothing when no function word is found.
///
/// ```
/// use bitexto::{bitext::Lang, split::guess_language};
/// let guess = guess_language("La casa que compraron está junto al río.").unwrap();
/// assert_eq!(guess.lang, Lang::ES);
/// assert!(!guess.is_doubtful());
/// ```
pub fn guess_language(text: &str) -> Option<Guess> {
    guess_by_words(text).1
}

/// The same, and how many words it rests on: those of the text, but no more than a few thousand.
pub fn guess_by_words(text: &str) -> (usize, Option<Guess>) {
    guess(text, MOST_WORDS)
}

/// The same by some words from all over the text, a few hundred at most: enough for what is clear. What stands
/// between two spaces counts as a word, and as a function word only if no mark is with it.
pub fn guess_by_sample(text: &str) -> (usize, Option<Guess>) {
    let border = |n: usize| match n {
        0 => 0,
        STRETCHES => text.len(),
        _ => {
            let after = n * (text.len() / STRETCHES);
            let space = memchr::memchr2(b' ', b'\n', &text.as_bytes()[after..]);
            space.map_or(text.len(), |space| after + space + 1)
        }
    };
    let mut counts = Counts::default();
    for n in 0..STRETCHES {
        let mut rest = &text[border(n)..border(n + 1)];
        for _ in 0..STRETCH_WORDS {
            let Some((key, behind)) = token(rest) else { break };
            counts.add(key);
            rest = behind;
        }
    }
    counts.guess()
}

/// Guesses by so many words at most.
fn guess(text: &str, most_words: usize) -> (usize, Option<Guess>) {
    let (mut words, mut counts) = (words(text), Counts::default());
    while counts.n_words < most_words {
        counts.add(if let Some((head, n_bytes)) = words.next_plain() {
            (n_bytes <= size_of::<u64>()).then(|| lower(head))
        } else if let Some(word) = words.next() {
            key(word)
        } else {
            break;
        });
    }
    counts.guess()
}

/// How many words were looked at, and how many of them are function words of Spanish, of English.
#[derive(Default)]
struct Counts {
    n_words: usize,
    n_es: usize,
    n_en: usize,
}

impl Counts {
    /// Counts a word that has this key, if it may be a function word.
    fn add(&mut self, key: Option<u64>) {
        static WORDS: LazyLock<HashMap<u64, Lang, FxBuildHasher>> = LazyLock::new(|| {
            let lists = [
                (Lang::ES, include_str!("es/function.txt")),
                (Lang::EN, include_str!("en/function.txt")),
            ];
            let words = lists.into_iter().flat_map(|(lang, list)| {
                let words = list.lines().filter(|line| !line.starts_with('#'));
                words.filter_map(self::key).map(move |word| (word, lang))
            });
            words.collect()
        });
        let lang = key.and_then(|key| WORDS.get(&key).copied());
        self.n_words += 1;
        self.n_es += usize::from(lang == Some(Lang::ES));
        self.n_en += usize::from(lang == Some(Lang::EN));
    }

    /// How many words the guess rests on, and the guess.
    fn guess(self) -> (usize, Option<Guess>) {
        let Counts { n_words, n_es, n_en } = self;
        let (lang, most, least) =
            if n_es >= n_en { (Lang::ES, n_es, n_en) } else { (Lang::EN, n_en, n_es) };
        let guess = (most > 0).then(|| Guess {
            lang,
            margin: (most - least) as f64 / (most + least) as f64,
            n_words: most,
        });
        (n_words, guess)
    }
}

/// The key of what stands before the next space or line end, if that is short and not empty, and what stands
/// behind it; `None` where there is nothing more.
fn token(mut text: &str) -> Option<(Option<u64>, &str)> {
    const SPACES: u64 = EACH * b' ' as u64;
    const LINE_ENDS: u64 = EACH * b'\n' as u64;
    loop {
        let bytes = text.as_bytes();
        let head = match bytes.first_chunk() {
            Some(head) => u64::from_le_bytes(*head),
            None => bytes.iter().rev().fold(SPACES, |head, byte| head << 8 | u64::from(*byte)),
        };
        // The lowest of the high bits that this sets is in the first byte that is zero.
        let zero = |x: u64| x.wrapping_sub(EACH) & !x & HIGH;
        let is_border = zero(head ^ SPACES) | zero(head ^ LINE_ENDS);
        let n_bytes = is_border.trailing_zeros() as usize / 8;
        if n_bytes == size_of::<u64>() {
            let end = memchr::memchr2(b' ', b'\n', bytes).unwrap_or(bytes.len());
            return Some((None, text.get(end + 1..).unwrap_or_default()));
        }
        let behind = text.get(n_bytes + 1..).unwrap_or_default();
        if n_bytes > 0 {
            let word = head & !(u64::MAX << (8 * n_bytes));
            let is_plain = word & HIGH == 0;
            return Some((
                if is_plain { Some(lower(word)) } else { key(&text[..n_bytes]) },
                behind,
            ));
        }
        if behind.is_empty() {
            return None;
        }
        text = behind;
    }
}

/// A word in lower case as one number; `None` for one that is longer than any function word.
fn key(word: &str) -> Option<u64> {
    if word.len() > size_of::<u64>() {
        return None;
    }
    let key = word.bytes().rev().fold(0, |key, byte| key << 8 | u64::from(byte));
    if key & HIGH != 0 {
        return Folded::new(word).map(|folded| u64::from_le_bytes(folded.bytes));
    }
    Some(lower(key))
}

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = EACH * 0x80;

/// Eight bytes of ASCII in lower case.
fn lower(bytes: u64) -> u64 {
    // The high bit of each byte that is a capital: at least `A` and not beyond `Z`.
    let capitals = (bytes + EACH * (0x80 - b'A' as u64)) & !(bytes + EACH * (0x7F - b'Z' as u64));
    bytes | (capitals & HIGH) >> 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let es = guess_language("El puente que une las dos orillas se cayó ayer.").unwrap();
        assert_eq!((es.lang, es.is_doubtful()), (Lang::ES, false));
        let en = guess_language("The bridge that joins the two banks fell yesterday.").unwrap();
        assert_eq!((en.lang, en.is_doubtful()), (Lang::EN, false));
        assert!(en.margin > 0.9);
    }

    #[test]
    fn mixed_and_bare_texts_are_doubtful() {
        let mixed = guess_language("El puente se cayó. The bridge was old and it fell.").unwrap();
        assert!(mixed.is_doubtful());
        assert!(guess_language("Pérez").is_none());
        assert!(guess_language("").is_none());
        assert!(guess_language("La Paz 2010, de Ríos").is_none_or(|guess| guess.is_doubtful()));
    }

    #[test]
    fn a_sample_is_of_all_parts() {
        let (es, en) = ("El puente se cayó de noche. ", "The bridge fell in the night. ");
        for text in ["", "x", "Río", &es.repeat(3), &en.repeat(20), &"ñ".repeat(99)] {
            assert_eq!(guess_by_sample(text), guess_by_words(text), "{text}");
        }
        // Words with marks are no function words here.
        assert_eq!(guess_by_sample(" (de)\n\nlos más,  él ").1.unwrap().n_words, 2);
        let long = es.repeat(1000);
        let (n_words, guess) = guess_by_sample(&long);
        assert_eq!((n_words, guess.unwrap().margin), (256, 1.0));
        let late = long + &en.repeat(500);
        assert_eq!(guess_by_words(&late).1.unwrap().margin, 1.0);
        assert!(guess_by_sample(&late).1.unwrap().margin < 0.75);
    }

    proptest! {
        #[test]
        fn tokens_are_what_stands_between_spaces(text in "([a-zA-Zñé.]{0,12}[ \n]{0,3}){0,8}") {
            let (mut rest, mut keys) = (&*text, Vec::new());
            while let Some((key, behind)) = token(rest) {
                keys.push(key);
                rest = behind;
            }
            let plain = text.split([' ', '\n']).filter(|word| !word.is_empty());
            let of = |word: &str| if word.len() < size_of::<u64>() { key(word) } else { None };
            prop_assert_eq!(keys, plain.map(of).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_word_is_folded_whatever_its_case() {
        for c in (1..0x250).filter_map(char::from_u32) {
            for word in [format!("{c}"), format!("ab{c}yz"), format!("xxxxxxx{c}")] {
                let folded = Folded::new(&word).map(|folded| u64::from_le_bytes(folded.bytes));
                assert_eq!(key(&word), folded, "{word}");
            }
        }
    }

    #[test]
    fn plain_words_count_as_any_others() {
        let mut dice = fastrand::Rng::with_seed(7);
        let lists = [include_str!("es/function.txt"), include_str!("en/function.txt")];
        let mut known: Vec<&str> = lists.iter().flat_map(|list| list.lines().skip(1)).collect();
        known.extend(["internet", "aproximadamente", "casa", "2010", "l'homme", "ángel"]);
        let ends = [" ", " ", "\n", ", ", ".\" ", "—", "  ", "\u{A0}"];
        for n in 0..300 {
            let mut text = String::new();
            for _ in 0..n {
                let word = known[dice.usize(..known.len())];
                text += &if dice.bool() { word.to_owned() } else { word.to_uppercase() };
                text += ends[dice.usize(..ends.len())];
            }
            let found = guess_by_words(&text).1.map_or(0, |guess| guess.n_words);
            let of = |list: &str| {
                let list: Vec<u64> = list.lines().skip(1).filter_map(key).collect();
                words(&text).filter_map(key).filter(|key| list.contains(key)).count()
            };
            assert_eq!(guess_by_words(&text).0, words(&text).count(), "{text}");
            assert_eq!(found, of(lists[0]).max(of(lists[1])), "{text}");
        }
    }

    #[test]
    fn function_words_are_of_one_language() {
        let es: Vec<&str> = include_str!("es/function.txt").lines().collect();
        assert!(es[1..].iter().all(|word| key(word).is_some()), "a word is too long");
        for word in include_str!("en/function.txt").lines().skip(1) {
            assert!(!es.contains(&word), "{word} is on both lists");
            assert!(key(word).is_some(), "{word} is too long");
        }
    }
}
