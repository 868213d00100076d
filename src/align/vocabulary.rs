//! What is known of a word wherever it stands, worked out once and remembered from one pair of texts to
//! the next: text is Zipfian, and most words were met before.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use rustc_hash::FxBuildHasher;
use unicode_normalization::UnicodeNormalization;

use super::lexicon::Known;
use super::quantities::{Quantity, roman};
use crate::bitext::Lang;
use crate::encode::{self, ByWord, Token};
use crate::split::words;

/// Kinds of tokens. A token has a number among all of its kind that were met, and
/// another among those of the texts at hand.
pub(super) const N_KINDS: usize = 3;
/// Figures as quantities, months and days.
pub(super) const FIGURE: usize = 0;
/// Names and acronyms.
pub(super) const NAME: usize = 1;
/// Stems of longer words.
pub(super) const STEM: usize = 2;

/// Words that are remembered from one pair of texts to the next, about.
const MEMO: usize = 32_768;

/// What was met in texts of two languages.
#[derive(Default)]
pub(super) struct Vocabulary {
    langs: Option<[Lang; 2]>,
    /// Of each side.
    met: [ByWord<Facts>; 2],
    n_facts: usize,
    words: Vec<Word>,
    figures: Numbers<Figure>,
    names: Numbers<String>,
    stems: Numbers<Stem>,
    /// The names, by their numbers.
    spelled: Vec<String>,
    here: [Here; N_KINDS],
    /// How many pairs of texts there were.
    time: u32,
}

/// The number of each token, from 0 on in the order in which they were met.
type Numbers<T> = HashMap<T, u32, FxBuildHasher>;

/// What a figure is: a quantity, or the English name of a month or a day.
#[derive(PartialEq, Eq, Hash)]
enum Figure {
    Quantity(Quantity),
    Day(&'static str),
}

/// Up to five letters, zeros behind them.
type Stem = [char; 5];

/// The tokens of the texts at hand, with numbers from 0 on in the order in which they are met there.
#[derive(Default)]
struct Here {
    /// For each token, the time that it was numbered and its number then.
    known: Vec<(u32, u32)>,
    /// The tokens by their numbers here.
    tokens: Vec<u32>,
}

impl Here {
    fn number(&mut self, token: u32, time: u32) -> u32 {
        let at = token as usize;
        if at >= self.known.len() {
            self.known.resize(at + 1, (0, 0));
        }
        let (then, number) = &mut self.known[at];
        if *then != time {
            (*then, *number) = (time, self.tokens.len() as u32);
            self.tokens.push(token);
        }
        *number
    }
}

/// What can be counted of a word, with the marks around it; or of several.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Characters without white space.
    pub chars: u32,
    pub letters: u32,
    pub capitals: u32,
    /// Words as Unicode segments them.
    pub words: u32,
    /// Those that stand in Spanish lines only.
    pub spanish: u32,
    /// In English lines only.
    pub english: u32,
    /// In lines that are the page's.
    pub furniture: u32,
    /// Characters of web addresses and of owners' rights.
    pub addresses: u32,
    pub digits: u32,
}

impl Counts {
    pub fn add(&mut self, other: &Counts) {
        self.chars += other.chars;
        self.letters += other.letters;
        self.capitals += other.capitals;
        self.words += other.words;
        self.spanish += other.spanish;
        self.english += other.english;
        self.furniture += other.furniture;
        self.addresses += other.addresses;
        self.digits += other.digits;
    }
}

/// What is known of what stands between two spaces.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub counts: Counts,
    /// Is a mark that parts a page's titles.
    pub is_bar: bool,
    /// Which of all words it holds: those that are tokens or may be.
    words: [u32; 2],
}

/// A word that is a token or may be one.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// Words before it in what stands between two spaces.
    pub place: u32,
    /// Has a capital, and letters enough to be a name.
    pub may_be_name: bool,
    /// Has nothing but capitals, two or more.
    pub may_be_acronym: bool,
    /// The quantity that it is.
    pub quantity: Option<u32>,
    /// The month or the day that it is.
    pub day: Option<u32>,
    /// The name that it is by its English letters, if it is an acronym.
    pub acronym: Option<u32>,
    /// The name that it is where it is one.
    pub name: Option<u32>,
    /// Its stem, if it is long.
    pub stem: Option<u32>,
}

/// The number of a token.
fn number<T: Eq + Hash>(numbers: &mut Numbers<T>, token: T) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(token).or_insert(next)
}

/// How alike two spellings of a name must be, by Damerau-Levenshtein distance over the length:
/// `Tokio` and `Tokyo` are, `Juan` and `Juana` are, `Marta` and `María` are not.
const SAME_NAME: f64 = 0.79;

/// Bytes of the names that are compared: shorter ones differ too easily, longer ones are no names.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 5..=64;

impl Vocabulary {
    /// Lends this thread's vocabulary for the work on two texts. What it remembers changes no result.
    pub fn lend<T>(langs: [Lang; 2], work: impl FnOnce(&mut Vocabulary) -> T) -> T {
        thread_local! {
            static KEPT: RefCell<Vocabulary> = RefCell::default();
        }
        KEPT.with_borrow_mut(|kept| {
            if kept.langs != Some(langs) || kept.n_facts > MEMO || kept.time == u32::MAX {
                *kept = Vocabulary { langs: Some(langs), ..Vocabulary::default() };
            }
            kept.time += 1;
            kept.here.iter_mut().for_each(|here| here.tokens.clear());
            work(kept)
        })
    }

    /// What is known of each of a side's different words, by their numbers.
    pub fn facts(&mut self, words: &encode::Words, side: usize) -> Vec<Facts> {
        let mut met = std::mem::take(&mut self.met[side]);
        let lang = self.langs.expect("it is lent for two languages")[side];
        let found = (0..words.len() as u32).map(|word| {
            let token = Token::new(words.spelling(word));
            *met.of(token, |text| {
                self.n_facts += 1;
                self.learn(text, lang)
            })
        });
        let found = found.collect();
        self.met[side] = met;
        found
    }

    /// The words among these facts that are tokens or may be.
    pub fn words(&self, facts: &Facts) -> Range<usize> {
        facts.words[0] as usize..facts.words[1] as usize
    }

    /// One of them.
    pub fn word(&self, place: usize) -> Word {
        self.words[place]
    }

    /// The number, among all that were met, of a figure that was read from several words.
    pub fn quantity(&mut self, quantity: Quantity) -> u32 {
        number(&mut self.figures, Figure::Quantity(quantity))
    }

    /// The number of a token in the texts at hand.
    pub fn here(&mut self, kind: usize, token: u32) -> u32 {
        self.here[kind].number(token, self.time)
    }

    /// How many tokens of a kind the texts at hand have.
    pub fn n_here(&self, kind: usize) -> usize {
        self.here[kind].tokens.len()
    }

    fn learn(&mut self, text: &str, lang: Lang) -> Facts {
        let mut counts = Counts::default();
        for (at, c) in text.char_indices() {
            counts.chars += u32::from(!c.is_whitespace());
            counts.letters += u32::from(c.is_alphabetic());
            counts.capitals += u32::from(c.is_uppercase());
            counts.digits += u32::from(c.is_ascii_digit());
            counts.addresses += u32::from(match c {
                '@' | '©' => true,
                ':' => text[at..].starts_with("://"),
                'w' => text[at..].starts_with("www."),
                _ => false,
            });
        }
        let first = self.words.len() as u32;
        for word in words(text) {
            let folded = fold(word);
            let known = Known::of(&folded);
            counts.spanish += u32::from(known.spanish);
            counts.english += u32::from(known.english);
            counts.furniture += u32::from(known.furniture);
            let token = self.token(word, folded, &known, counts.words, lang);
            self.words.extend(token);
            counts.words += 1;
        }
        let words = [first, self.words.len() as u32];
        Facts { counts, is_bar: matches!(text, "|" | "»"), words }
    }

    /// The word as a token, if it can be one.
    fn token(
        &mut self,
        word: &str,
        folded: String,
        known: &Known,
        place: u32,
        lang: Lang,
    ) -> Option<Word> {
        let n_chars = folded.chars().count();
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        let may_be_name = is_capital && n_chars > 2;
        let may_be_acronym = n_chars >= 2 && word.chars().all(char::is_uppercase);
        let quantity = known.number(lang).or_else(|| roman(word));
        let day = known.calendar(lang).filter(|_| lang != Lang::EN || is_capital);
        let acronym = known.acronym().filter(|_| may_be_acronym && lang == Lang::ES);
        let is_long = n_chars >= 5 && word.chars().all(char::is_alphabetic);
        let quantity = quantity.map(|quantity| self.quantity(quantity));
        let day = day.map(|day| number(&mut self.figures, Figure::Day(day)));
        let acronym = acronym.map(|acronym| self.name(acronym.to_owned()));
        let stem = is_long.then(|| number(&mut self.stems, stem(&folded)));
        let name = (may_be_name || may_be_acronym).then(|| self.name(folded));
        let word = Word { place, may_be_name, may_be_acronym, quantity, day, acronym, name, stem };
        [quantity, day, name, stem].iter().any(Option::is_some).then_some(word)
    }

    fn name(&mut self, name: String) -> u32 {
        if let Some(&number) = self.names.get(&name) {
            return number;
        }
        self.spelled.push(name.clone());
        number(&mut self.names, name)
    }

    /// For each name of the texts at hand, the number of the name whose other spelling it is. Only names
    /// that begin alike are compared, so the work stays small.
    pub fn merge_spellings(&self) -> Vec<u32> {
        let names = self.here[NAME].tokens.iter().map(|&name| self.spelled[name as usize].as_str());
        let mut names: Vec<(&str, u32)> = names.zip(0..).collect();
        names.sort_unstable();
        let mut merged: Vec<u32> = (0..names.len() as u32).collect();
        let head = |name: &str| name.chars().take(2).collect::<String>();
        let mut start = 0;
        while start < names.len() {
            let this = head(names[start].0);
            let end =
                start + names[start..].iter().take_while(|(name, _)| head(name) == this).count();
            for i in start..end {
                for j in (i + 1)..end.min(i + 40) {
                    let (a, b) = (names[i], names[j]);
                    if [a, b].iter().all(|name| NAME_LENGTHS.contains(&name.0.len()))
                        && a.0.len().abs_diff(b.0.len()) <= 2
                        && strsim::normalized_damerau_levenshtein(a.0, b.0) >= SAME_NAME
                    {
                        merged[b.1 as usize] = merged[a.1 as usize];
                    }
                }
            }
            start = end;
        }
        merged
    }
}

/// Lower case without accents, a possessive 's and a plural acronym's s left off.
pub(crate) fn fold(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The first five letters with the regular differences of Spanish and English spelling undone:
/// `filosofía` and `philosophy`, `acción` and `action`, `teatro` and `theatre` meet.
fn stem(folded: &str) -> Stem {
    let mut out = ['\0'; 5];
    let mut n = 0;
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let (mapped, skip) = match (c, next) {
            ('p', Some('h')) => ('f', true),
            ('t', Some('h')) => ('t', true),
            ('c', Some('h')) => ('c', true),
            ('c' | 'q', Some('k' | 'u')) if c == 'q' || next == Some('k') => ('c', true),
            ('k', _) => ('c', false),
            ('y', _) => ('i', false),
            ('z', _) => ('c', false),
            ('v', _) => ('b', false),
            ('c', Some('i')) if n >= 2 => ('t', false),
            _ => (c, false),
        };
        if skip {
            chars.next();
        }
        if n == 0 || out[n - 1] != mapped {
            out[n] = mapped;
            n += 1;
        }
        if n == out.len() {
            break;
        }
    }
    out
}
