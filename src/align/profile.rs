//! What is known of each sentence before any bead is scored: computed once a sentence, so that
//! scoring a bead touches small sorted lists only.

use std::collections::HashMap;
use std::hash::Hash;

use rustc_hash::FxBuildHasher;
use unicode_normalization::UnicodeNormalization;

use super::lexicon::Known;
use super::quantities::{Quantity, quantities, roman};
use crate::bitext::{Lang, Sentences};
use crate::split::words;

/// Kinds of evidence that are kept as lists of tokens.
pub(super) const N_BAGS: usize = 4;
/// Figures as quantities, whether in digits, in Roman numerals or in words; months and days.
pub(super) const FIGURES: usize = 0;
/// Names and acronyms: words with a capital that do not open the sentence.
pub(super) const NAMES: usize = 1;
/// Stems of all longer words, for cognates.
pub(super) const STEMS: usize = 2;
/// Those figures that are written in digits, and months and days: the other side must have them.
pub(super) const COUNTED: usize = 3;

/// One sentence as the features see it.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Characters without white space.
    pub length: f32,
    /// The mark that closes the sentence.
    pub end: EndMark,
    /// The mark that opens it.
    pub opening: Opening,
    /// How much the line looks like page furniture, 0 to 1.
    pub furniture: f32,
    /// Share of its letters that are capitals.
    pub capitals: f32,
    /// Whether the line is written in the other text's language: a title left untranslated.
    pub foreign: bool,
    /// Whether a paragraph begins with it.
    pub opens: bool,
    /// Whether a paragraph ends with it.
    pub closes: bool,
    /// Tokens by kind; sorted, each once.
    pub bags: [Vec<u32>; N_BAGS],
}

/// The last mark of a sentence, closers aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum EndMark {
    /// No mark: a heading, a caption, a menu line.
    #[default]
    None,
    /// A full stop.
    Stop,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// A colon.
    Colon,
    /// Dots that leave the sentence open.
    Ellipsis,
}

/// The first mark of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Opening {
    /// A letter.
    #[default]
    Word,
    /// A quotation mark or a dialogue dash.
    Speech,
    /// A bracket: notes of editors and translators.
    Bracket,
    /// A digit or a bullet: list items, notes, dates.
    Item,
}

/// The profiles of both texts, with one vocabulary.
#[derive(Debug)]
pub(super) struct Profiles {
    pub source: Vec<Profile>,
    pub target: Vec<Profile>,
    /// For each token of a bag: in how many sentences of either text it stands.
    pub frequency: [Vec<[u32; 2]>; N_BAGS],
}

impl Profiles {
    pub fn new(source: &Sentences, target: &Sentences, langs: [Lang; 2]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut sides = [(source, langs[0]), (target, langs[1])].map(|(sentences, lang)| {
            let mut words = Words::default();
            let texts = (0..sentences.len()).map(|i| sentences.text(i));
            let mut profiles: Vec<_> =
                texts.map(|text| profile(text, lang, &mut words, &mut vocabulary)).collect();
            let n = profiles.len();
            for (k, profile) in profiles.iter_mut().enumerate() {
                profile.opens = k == 0 || sentences.block(k) != sentences.block(k - 1);
                profile.closes = k + 1 == n || sentences.block(k) != sentences.block(k + 1);
            }
            profiles
        });
        let merged = vocabulary.merge_spellings();
        for profile in sides.iter_mut().flatten() {
            for id in &mut profile.bags[NAMES] {
                *id = merged[*id as usize];
            }
            for bag in &mut profile.bags {
                bag.sort_unstable();
                bag.dedup();
            }
        }
        let Vocabulary { figures, names, stems } = &vocabulary;
        let mut frequency = [figures.len(), names.len(), stems.len(), figures.len()]
            .map(|n_tokens| vec![[0; 2]; n_tokens]);
        for (side, profiles) in sides.iter().enumerate() {
            for profile in profiles {
                for (bag, counts) in profile.bags.iter().zip(&mut frequency) {
                    bag.iter().for_each(|&id| counts[id as usize][side] += 1);
                }
            }
        }
        let [source, target] = sides;
        Profiles { source, target, frequency }
    }
}

/// Numbers the tokens of both texts.
#[derive(Default)]
struct Vocabulary {
    figures: Numbers<Figure>,
    names: Numbers<String>,
    stems: Numbers<Stem>,
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

/// The words of one text as they stand. Text is Zipfian: most words were met before.
type Words<'t> = HashMap<&'t str, Word, FxBuildHasher>;

/// What is known of a word wherever it stands in its text.
#[derive(Default)]
struct Word {
    /// Stands in Spanish lines only.
    spanish: bool,
    /// Stands in English lines only.
    english: bool,
    /// Stands in lines that are the page's.
    furniture: bool,
    /// Has a capital, and letters enough to be a name.
    may_be_name: bool,
    /// Has nothing but capitals, two or more.
    may_be_acronym: bool,
    /// The number of the quantity that it is.
    quantity: Option<u32>,
    /// The number of the month or the day that it is.
    day: Option<u32>,
    /// The English letters, if it is an acronym.
    acronym: Option<&'static str>,
    /// Its number among the names, once it was one.
    name: Option<u32>,
    stem: Option<u32>,
}

impl Word {
    fn new(word: &str, lang: Lang, vocabulary: &mut Vocabulary) -> Word {
        let folded = fold(word);
        let known = Known::of(&folded);
        let n_chars = folded.chars().count();
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        let may_be_acronym = n_chars >= 2 && word.chars().all(char::is_uppercase);
        let day = known.calendar(lang).filter(|_| lang != Lang::EN || is_capital);
        let is_long = n_chars >= 5 && word.chars().all(char::is_alphabetic);
        Word {
            spanish: known.spanish,
            english: known.english,
            furniture: known.furniture,
            may_be_name: is_capital && n_chars > 2,
            may_be_acronym,
            quantity: known
                .number(lang)
                .or_else(|| roman(word))
                .map(|quantity| number(&mut vocabulary.figures, Figure::Quantity(quantity))),
            day: day.map(|day| number(&mut vocabulary.figures, Figure::Day(day))),
            acronym: known.acronym().filter(|_| may_be_acronym && lang == Lang::ES),
            name: None,
            stem: is_long.then(|| number(&mut vocabulary.stems, stem(&folded))),
        }
    }
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
    /// For each name, the number of the name whose other spelling it is. Only names that begin
    /// alike are compared, so the work stays small.
    fn merge_spellings(&self) -> Vec<u32> {
        let mut names: Vec<(&str, u32)> =
            self.names.iter().map(|(n, &id)| (n.as_str(), id)).collect();
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

/// Whether the function words of a line are of the other one of Spanish and English.
fn is_foreign(n_spanish: u32, n_english: u32, n_words: u32, lang: Lang) -> bool {
    let (own, other) = match lang {
        Lang::ES => (n_spanish, n_english),
        Lang::EN => (n_english, n_spanish),
        _ => return false,
    };
    other > own && other * 7 >= n_words
}

fn profile<'t>(
    text: &'t str,
    lang: Lang,
    met: &mut Words<'t>,
    vocabulary: &mut Vocabulary,
) -> Profile {
    let text = text.trim();
    let mut profile = Profile { end: end_mark(text), opening: opening(text), ..Profile::default() };
    let (mut length, mut letters, mut capitals) = (0u32, 0u32, 0u32);
    let (mut has_address, mut is_cut) = (false, text.ends_with("[…]") || text.ends_with("[...]"));
    for (at, c) in text.char_indices() {
        length += u32::from(!c.is_whitespace());
        letters += u32::from(c.is_alphabetic());
        capitals += u32::from(c.is_uppercase());
        let here = &text[at..];
        match c {
            '@' | '©' => has_address = true,
            ':' => has_address |= here.starts_with("://"),
            'w' => has_address |= here.starts_with("www."),
            ' ' => is_cut |= here.starts_with(" | ") || here.starts_with(" » "),
            _ => {}
        }
    }
    profile.length = length as f32;
    profile.capitals = if letters > 0 { capitals as f32 / letters as f32 } else { 0.0 };
    for quantity in quantities(text) {
        let id = number(&mut vocabulary.figures, Figure::Quantity(quantity));
        profile.bags[FIGURES].push(id);
        profile.bags[COUNTED].push(id);
    }
    let (mut n_words, mut n_furniture) = (0u32, 0u32);
    let (mut n_spanish, mut n_english) = (0u32, 0u32);
    for (position, text) in words(text).enumerate() {
        let word = met.entry(text).or_insert_with(|| Word::new(text, lang, vocabulary));
        n_words += 1;
        n_spanish += u32::from(word.spanish);
        n_english += u32::from(word.english);
        n_furniture += u32::from(word.furniture);
        profile.bags[FIGURES].extend(word.quantity);
        profile.bags[FIGURES].extend(word.day);
        profile.bags[COUNTED].extend(word.day);
        let is_acronym = word.may_be_acronym && profile.capitals < 0.6;
        if is_acronym || word.may_be_name && position > 0 {
            let name = match word.acronym.filter(|_| is_acronym) {
                Some(acronym) => number(&mut vocabulary.names, acronym.to_owned()),
                None => *word.name.get_or_insert_with(|| number(&mut vocabulary.names, fold(text))),
            };
            profile.bags[NAMES].push(name);
        }
        profile.bags[STEMS].extend(word.stem);
    }
    profile.foreign = is_foreign(n_spanish, n_english, n_words, lang);
    let share = n_furniture as f32 / n_words.max(1) as f32;
    let looks = 0.5 * f32::from(u8::from(has_address)) + 0.5 * f32::from(u8::from(is_cut));
    profile.furniture = (share * 2.0 + looks).min(1.0);
    profile
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

/// Marks that may stand behind the one that ends a sentence.
const CLOSERS: [char; 20] = [
    '"', '\'', '”', '’', '»', '›', ')', ']', '}', '*', '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸',
    '⁹',
];

fn end_mark(text: &str) -> EndMark {
    let body = text.trim_end_matches(|c: char| CLOSERS.contains(&c) || c.is_whitespace());
    // A note mark such as [12] stands behind the stop.
    let body = match body.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('[') {
        Some(before) if !before.is_empty() => before.trim_end(),
        _ => body,
    };
    match body.chars().next_back() {
        Some('.') if body.ends_with("...") => EndMark::Ellipsis,
        Some('.') => EndMark::Stop,
        Some('…') => EndMark::Ellipsis,
        Some('?' | '？') => EndMark::Question,
        Some('!' | '！') => EndMark::Exclamation,
        Some(':') => EndMark::Colon,
        _ => EndMark::None,
    }
}

fn opening(text: &str) -> Opening {
    match text.chars().next() {
        Some('"' | '“' | '«' | '‘' | '\'' | '—' | '–' | '-') => Opening::Speech,
        Some('[' | '(' | '{') => Opening::Bracket,
        Some('0'..='9' | '•' | '*' | '·' | '#') => Opening::Item,
        _ => Opening::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::presplit;

    fn profiles(es: &str, en: &str) -> Profiles {
        let [source, target] = [es, en].map(|text| presplit("d", text.to_owned()));
        Profiles::new(&source, &target, [Lang::ES, Lang::EN])
    }

    #[test]
    fn lines_left_untranslated_are_noticed() {
        let found = profiles(
            "El río que nos quita el sueño\nFoto: Efrén Cué\nThe river and the town",
            "The river that keeps us awake\nPhoto: Efrén Cué\nEl río que nos quita el sueño",
        );
        let foreign = |side: &[Profile]| side.iter().map(|p| p.foreign).collect::<Vec<_>>();
        assert_eq!(foreign(&found.source), [false, false, true]);
        assert_eq!(foreign(&found.target), [false, false, true]);
    }

    #[test]
    fn figures_meet_in_words_digits_and_numerals() {
        let found =
            profiles("Siglo XX, 30 de marzo, veinte casas", "March 30, 20th century, 20 houses");
        let [source, target] = [&found.source[0], &found.target[0]];
        assert_eq!(source.bags[FIGURES], target.bags[FIGURES]);
        // What the Spanish says in words and numerals it need not find again in digits.
        assert_eq!((source.bags[COUNTED].len(), target.bags[COUNTED].len()), (2, 3));
    }

    #[test]
    fn paragraphs_open_and_close() {
        let found = profiles("Uno.\nDos.\n\nTres.", "One.");
        let ends: Vec<_> = found.source.iter().map(|p| (p.opens, p.closes)).collect();
        assert_eq!(ends, [(true, false), (false, true), (true, true)]);
    }

    #[test]
    fn a_word_met_again_is_what_its_place_makes_of_it() {
        let found = profiles(
            "Marzo fue largo, y la ONU calló.\nCalló la ONU en Marzo.\nLA ONU CALLÓ EN MARZO",
            "The UN was silent.\nIn March the UN, too.\nMarch on, UN, march.",
        );
        let names =
            |side: &[Profile]| side.iter().map(|p| p.bags[NAMES].clone()).collect::<Vec<_>>();
        let (source, target) = (names(&found.source), names(&found.target));
        // At the head of a sentence only an acronym is a name, and in a line of capitals none is one.
        assert_eq!(source.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(target.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(source[0], target[0]);
        assert!(source[1].contains(&target[0][0]) && !source[2].contains(&target[0][0]));
        let figures =
            |side: &[Profile]| side.iter().map(|p| p.bags[FIGURES].len()).collect::<Vec<_>>();
        assert_eq!((figures(&found.source), figures(&found.target)), (vec![1; 3], vec![0, 1, 1]));
    }
}
