//! What is known of each sentence before any bead is scored: computed once a sentence, so that
//! scoring a bead touches small sorted lists only.

use std::num::NonZeroU32;

use super::lists::Lists;
use super::quantities::quantities;
use super::vocabulary::{
    CAPITALS, CHARS, ENGLISH, FIGURE, FURNITURE, Facts, HAS_ADDRESS, HAS_DIGIT, HAS_TOKENS, IS_BAR,
    LETTERS, LOOKS, NAME, SPANISH, STEM, Vocabulary, WORDS,
};
use crate::bitext::{Lang, Sentences};
use crate::encode::Vectors;

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

/// How many tokens of each kind most sentences have at most.
const LENGTHS: [usize; N_BAGS] = [1, 4, 16, 1];

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

/// One text as the features see it.
#[derive(Debug)]
pub(super) struct Side {
    /// Of each sentence.
    pub profiles: Vec<Profile>,
    /// Tokens of each sentence, by kind.
    pub bags: [Lists; N_BAGS],
}

/// Both texts, with one vocabulary.
#[derive(Debug)]
pub(super) struct Profiles {
    pub sides: [Side; 2],
    /// For each token of a bag: in how many sentences of either text it stands.
    pub frequency: [Vec<[u32; 2]>; N_BAGS],
}

impl Profiles {
    /// Looks at two texts; `vectors` knows the words of each.
    pub fn new(texts: [&Sentences; 2], langs: [Lang; 2], vectors: [&Vectors; 2]) -> Self {
        Vocabulary::lend(langs, |vocabulary| {
            let mut sides = [0, 1].map(|side| {
                let (sentences, words) = (texts[side], vectors[side].words());
                let facts = vocabulary.facts(words, side);
                let n = sentences.len();
                let mut profiles = Vec::with_capacity(n);
                let mut bags = LENGTHS.map(|length| Lists::with_room(n, length));
                let mut stems = Seen::new(vocabulary.n_here(STEM));
                for k in 0..n {
                    let sentence = (sentences.text(k).trim(), words.of(k));
                    let known = (&facts, &mut *vocabulary);
                    let mut profile = profile(sentence, langs[side], known, &mut bags, &mut stems);
                    let block = sentences.block(k);
                    let is_other = |k: usize| k >= n || sentences.block(k) != block;
                    profile.opens = k.checked_sub(1).is_none_or(is_other);
                    profile.closes = is_other(k + 1);
                    profiles.push(profile);
                }
                Side { profiles, bags }
            });
            let merged = vocabulary.merge_spellings();
            let mut frequency =
                [FIGURE, NAME, STEM, FIGURE].map(|kind| vec![[0; 2]; vocabulary.n_here(kind)]);
            for (side, Side { profiles, bags }) in sides.iter_mut().enumerate() {
                let mut names = Lists::with_room(profiles.len(), LENGTHS[NAMES]);
                for k in 0..profiles.len() {
                    names
                        .values
                        .extend(bags[NAMES].of(k).iter().map(|&name| merged[name as usize]));
                    names.end();
                }
                bags[NAMES] = names;
                for (bag, counts) in bags.iter().zip(&mut frequency) {
                    bag.values.iter().for_each(|&token| counts[token as usize][side] += 1);
                }
            }
            Profiles { sides, frequency }
        })
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

/// Which stems a sentence has: so each is put down once, and none has to be sorted for that.
struct Seen {
    /// For each stem, by its number from 1, the last sentence that has it; the first is nobody's.
    last: Vec<u32>,
    sentence: u32,
}

impl Seen {
    fn new(n_stems: usize) -> Seen {
        Seen { last: vec![0; n_stems + 1], sentence: 0 }
    }

    /// Another sentence begins.
    fn next(&mut self) {
        self.sentence += 1;
        self.last[0] = self.sentence;
    }

    /// Whether this is a stem, 0 being none, that the sentence did not have before.
    fn is_new(&mut self, stem: u32) -> bool {
        std::mem::replace(&mut self.last[stem as usize], self.sentence) != self.sentence
    }
}

/// A sentence by its text, trimmed, and its words, of which these facts are known; its tokens are put
/// into `bags`, each once.
fn profile(
    (text, words): (&str, &[u32]),
    lang: Lang,
    (facts, vocabulary): (&Facts, &mut Vocabulary),
    bags: &mut [Lists; N_BAGS],
    seen: &mut Seen,
) -> Profile {
    let (mut sums, mut looks) = ([0u32; 8], 0);
    for &word in words {
        let counts = &facts.counts[word as usize];
        sums.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += u32::from(count));
        looks |= counts[LOOKS];
    }
    let inner = words.get(1..words.len().max(2) - 1).unwrap_or_default();
    let has_bar = looks & IS_BAR != 0
        && inner.iter().any(|&word| facts.counts[word as usize][LOOKS] & IS_BAR != 0);
    let capitals = sums[CAPITALS] as f32 / sums[LETTERS].max(1) as f32;
    if looks & HAS_DIGIT != 0 {
        for quantity in quantities(text) {
            let quantity = vocabulary.quantity(quantity);
            let here = vocabulary.here(FIGURE, quantity).get() - 1;
            bags[FIGURES].values.push(here);
            bags[COUNTED].values.push(here);
        }
    }
    seen.next();
    // Each stem is put down, and the next one over it if there was none or it is there already: nothing for
    // the processor to guess.
    let stems = &mut bags[STEMS].values;
    let mut n_stems = stems.len();
    stems.resize(n_stems + words.len(), 0);
    for &word in words {
        let stem = facts.stems[word as usize];
        stems[n_stems] = stem.wrapping_sub(1);
        n_stems += usize::from(seen.is_new(stem));
    }
    stems.truncate(n_stems);
    let mut n_before = 0;
    for &word in words {
        let is_more = facts.counts[word as usize][LOOKS] & HAS_TOKENS != 0;
        for word in if is_more { facts.words(word) } else { &[] } {
            let of = |token: Option<NonZeroU32>| token.map(|token| token.get() - 1);
            bags[FIGURES].values.extend(of(word.quantity));
            bags[FIGURES].values.extend(of(word.day));
            bags[COUNTED].values.extend(of(word.day));
            bags[STEMS].values.extend(of(word.stem.filter(|stem| seen.is_new(stem.get()))));
            let is_acronym = word.may_be_acronym && capitals < 0.6;
            if is_acronym || word.may_be_name && n_before + word.place > 0 {
                let name = word.acronym.filter(|_| is_acronym).or(word.name);
                bags[NAMES].values.extend(of(name.map(|name| vocabulary.here(NAME, name))));
            }
        }
        n_before = n_before.saturating_add(facts.counts[word as usize][WORDS]);
    }
    [FIGURES, NAMES, COUNTED].into_iter().for_each(|bag| bags[bag].end());
    bags[STEMS].end_as_it_is();
    let is_cut = has_bar || text.ends_with("[…]") || text.ends_with("[...]");
    let share = sums[FURNITURE] as f32 / sums[WORDS].max(1) as f32;
    let has_address = looks & HAS_ADDRESS != 0;
    let looks = 0.5 * f32::from(u8::from(has_address)) + 0.5 * f32::from(u8::from(is_cut));
    Profile {
        length: sums[CHARS] as f32,
        end: end_mark(text),
        opening: opening(text),
        furniture: (share * 2.0 + looks).min(1.0),
        capitals,
        foreign: is_foreign(sums[SPANISH], sums[ENGLISH], sums[WORDS], lang),
        ..Profile::default()
    }
}

/// Marks that may stand behind the one that ends a sentence.
const CLOSERS: [char; 20] = [
    '"', '\'', '”', '’', '»', '›', ')', ']', '}', '*', '¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸',
    '⁹',
];

fn end_mark(text: &str) -> EndMark {
    // Most sentences end so, which takes less time to see.
    if let [.., b'a'..=b'z', b'.'] = text.as_bytes() {
        return EndMark::Stop;
    }
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
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return Opening::Word;
    }
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
    use crate::encode::{Encoder, Model};
    use crate::read::presplit;

    fn profiles(es: &str, en: &str) -> Profiles {
        let [source, target] = [es, en].map(|text| presplit("d", text.to_owned()));
        let model = Model::embedded();
        let encoder = Encoder::new(&model);
        let [of_source, of_target] =
            [&source, &target].map(|side| encoder.encode((0..side.len()).map(|i| side.text(i))));
        Profiles::new([&source, &target], [Lang::ES, Lang::EN], [&of_source, &of_target])
    }

    #[test]
    fn lines_left_untranslated_are_noticed() {
        let found = profiles(
            "El río que nos quita el sueño\nFoto: Efrén Cué\nThe river and the town",
            "The river that keeps us awake\nPhoto: Efrén Cué\nEl río que nos quita el sueño",
        );
        let foreign = found.sides.map(|side| [0, 1, 2].map(|k| side.profiles[k].foreign));
        assert_eq!(foreign, [[false, false, true]; 2]);
    }

    #[test]
    fn figures_meet_in_words_digits_and_numerals() {
        let found =
            profiles("Siglo XX, 30 de marzo, veinte casas", "March 30, 20th century, 20 houses");
        let [source, target] = &found.sides;
        assert_eq!(source.bags[FIGURES].of(0), target.bags[FIGURES].of(0));
        // What the Spanish says in words and numerals it need not find again in digits.
        assert_eq!([source, target].map(|side| side.bags[COUNTED].of(0).len()), [2, 3]);
    }

    #[test]
    fn paragraphs_open_and_close() {
        let found = profiles("Uno.\nDos.\n\nTres.", "One.");
        let ends: Vec<_> = found.sides[0].profiles.iter().map(|p| (p.opens, p.closes)).collect();
        assert_eq!(ends, [(true, false), (false, true), (true, true)]);
    }

    #[test]
    fn a_word_met_again_is_what_its_place_makes_of_it() {
        let found = profiles(
            "Marzo fue largo, y la ONU calló.\nCalló la ONU en Marzo.\nLA ONU CALLÓ EN MARZO",
            "The UN was silent.\nIn March the UN, too.\nMarch on, UN, march.",
        );
        let bags =
            |bag: usize| found.sides.each_ref().map(|side| [0, 1, 2].map(|k| side.bags[bag].of(k)));
        let [source, target] = bags(NAMES);
        // At the head of a sentence only an acronym is a name, and in a line of capitals none is one.
        assert_eq!(source.map(<[u32]>::len), [1, 2, 3]);
        assert_eq!(target.map(<[u32]>::len), [1, 2, 1]);
        assert_eq!(source[0], target[0]);
        assert!(source[1].contains(&target[0][0]) && !source[2].contains(&target[0][0]));
        assert_eq!(bags(FIGURES).map(|side| side.map(<[u32]>::len)), [[1; 3], [0, 1, 1]]);
    }

    #[test]
    fn what_was_met_before_changes_nothing() {
        let texts = (
            "La ONU habló de 2 mil 200 casas y de bien-estar.\nMarta y Tokio callaron en marzo de 1987",
            "The UN spoke of 2,200 houses and well-being.\nMarta and Tokyo were silent in March 1987",
        );
        let told = move || format!("{:?}", profiles(texts.0, texts.1));
        // What is remembered is a thread's own.
        let fresh = std::thread::spawn(told).join().unwrap();
        for round in 0..3 {
            let many = |letter: char| {
                (0..15_000).map(|n| format!("{letter}{} ", n + round * 15_000)).collect::<String>()
            };
            profiles(&many('a'), &many('B'));
            assert_eq!(told(), fresh, "round {round}");
        }
    }
}
