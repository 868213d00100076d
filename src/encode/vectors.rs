use std::collections::HashMap;
use std::ops::Range;

use multiversion::multiversion;

use super::met::Token;

/// Sums of piece vectors, one a text: n x dims numbers, row after row, not scaled to unit length;
/// and the words of each text, with a vector of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    dims: usize,
    data: Vec<f32>,
    n_known: Vec<u32>,
    words: Words,
}

/// The different words of several texts. A word is what stands between two spaces or line ends, or a
/// part of that where its normal form has spaces.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    lexicon: Lexicon,
    /// How each word is spelled: up to 15 bytes, and in the last place how many they are.
    spellings: Vec<[u8; 16]>,
    /// The words that have more, by their numbers, which grow.
    long: Vec<(u32, Box<str>)>,
    places: Places,
    /// The words of all texts, one after the other, and where each text's begin.
    tokens: Vec<u32>,
    starts: Vec<usize>,
}

/// Where words are kept by the encoder that cut the texts. It tells nothing of the texts, so that one text is
/// equal to another whatever the encoder read before.
#[derive(Debug, Clone, Default)]
struct Places {
    /// The number of the encoder's memory; 0 for none.
    memory: u64,
    /// Of each word; [`NOWHERE`] for one that is not kept.
    of: Vec<u32>,
}

/// In place of the place of a word that is not kept.
const NOWHERE: u32 = u32::MAX;

impl PartialEq for Places {
    fn eq(&self, _: &Places) -> bool {
        true
    }
}

/// Vectors of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexicon {
    dims: usize,
    /// Each of length [`UNIT`].
    units: Vec<i16>,
    /// The length that it has.
    weights: Vec<f32>,
    /// How many of its pieces say something.
    n_known: Vec<u32>,
}

/// Length of the vectors of [`Words::units`]: the square of it still fits 31 bits.
pub const UNIT: f32 = 32_767.0;

impl Lexicon {
    pub(super) fn new(dims: usize) -> Lexicon {
        Lexicon { dims, units: Vec::new(), weights: Vec::new(), n_known: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// Adds a word with this vector.
    pub(super) fn push(&mut self, vector: &[f32], n_known: u32) {
        let start = self.units.len();
        self.units.resize(start + vector.len(), 0);
        self.weights.push(to_unit(vector, &mut self.units[start..]));
        self.n_known.push(n_known);
    }

    /// These of its words, in this order.
    pub(super) fn gather(&self, words: &[u32]) -> Lexicon {
        let mut gathered = Lexicon::new(self.dims);
        gathered.units.reserve_exact(words.len() * self.dims);
        for &word in words {
            gathered.units.extend_from_slice(&self.units[word as usize * self.dims..][..self.dims]);
        }
        gathered.weights.extend(words.iter().map(|&word| self.weights[word as usize]));
        gathered.n_known.extend(words.iter().map(|&word| self.n_known[word as usize]));
        gathered
    }
}

/// Writes a vector in whole numbers, with length [`UNIT`], and gives the length that it had.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2"))]
fn to_unit(vector: &[f32], unit: &mut [i16]) -> f32 {
    // Behind this sum the low bits of a number are the nearest whole one: no call to `round`, which
    // processors of the oldest kind have no instruction for.
    const TO_WHOLE: f32 = 12_582_912.0;
    let (parts, rest) = vector.as_chunks::<16>();
    let mut squares = [0f32; 16];
    for part in parts {
        squares.iter_mut().zip(part).for_each(|(square, x)| *square += x * x);
    }
    let squares = squares.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>();
    let weight = squares.sqrt();
    let scale = if weight > 0.0 { UNIT / weight } else { 0.0 };
    for (unit, x) in unit.iter_mut().zip(vector) {
        *unit = (x * scale + TO_WHOLE).to_bits() as i16;
    }
    weight
}

/// Numbers of a vector that are added up at a time.
const PART: usize = 64;

/// Adds the vectors of these words to `sum`. The order of additions is the same in registers of any
/// width.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2"))]
fn add_up(words: &[u32], units: &[i16], weights: &[f32], sum: &mut [f32]) {
    let dims = sum.len();
    let (parts, rest) = sum.as_chunks_mut::<PART>();
    for (at, part) in parts.iter_mut().enumerate() {
        let mut total = *part;
        for &word in words {
            let scale = weights[word as usize] * (1.0 / UNIT);
            let unit = &units[word as usize * dims + at * PART..][..PART];
            for (total, unit) in total.iter_mut().zip(unit) {
                *total += f32::from(*unit) * scale;
            }
        }
        *part = total;
    }
    let first = dims - rest.len();
    for &word in words {
        let scale = weights[word as usize] * (1.0 / UNIT);
        let unit = &units[word as usize * dims..][first..dims];
        for (sum, unit) in rest.iter_mut().zip(unit) {
            *sum += f32::from(*unit) * scale;
        }
    }
}

/// Texts that room is made for at first: in more of them, more words come again.
const MOST_AT_ONCE: usize = 100;

impl Default for Words {
    /// No words yet.
    fn default() -> Self {
        Words {
            lexicon: Lexicon::new(0),
            spellings: Vec::new(),
            long: Vec::new(),
            places: Places::default(),
            tokens: Vec::new(),
            starts: vec![0],
        }
    }
}

impl Words {
    /// No words yet, and memory for those of some texts of ordinary length.
    pub(super) fn with_room(n_texts: usize) -> Words {
        let n_texts = n_texts.min(MOST_AT_ONCE);
        let mut words = Words::default();
        words.spellings.reserve(n_texts * 12);
        words.places.of.reserve(n_texts * 12);
        words.tokens.reserve(n_texts * 24);
        words.starts.reserve(n_texts);
        words
    }

    /// The words are kept in the memory with this number.
    pub(super) fn remembered_by(&mut self, memory: u64) {
        self.places.memory = memory;
    }

    /// Some words not met before in these texts, which are spelled like this together; the first has the
    /// spelling, and what is kept by that is at `place`. Returns its number.
    pub(super) fn learn(&mut self, n_words: usize, spelling: Token<'_>, place: Option<u32>) -> u32 {
        let first = self.spellings.len();
        if n_words == 0 {
            return first as u32;
        }
        let letters = spelling.letters();
        self.spellings.push(letters.unwrap_or_default());
        if letters.is_none() {
            self.long.push((first as u32, spelling.text.into()));
        }
        self.places.of.push(place.unwrap_or(NOWHERE));
        if n_words > 1 {
            self.spellings.resize(first + n_words, [0; 16]);
            self.places.of.resize(first + n_words, NOWHERE);
        }
        first as u32
    }

    /// Puts words behind the current text's words.
    pub(super) fn add(&mut self, words: Range<u32>) {
        match words.len() {
            1 => self.tokens.push(words.start),
            _ => self.tokens.extend(words),
        }
    }

    /// Takes the current text's words away.
    pub(super) fn take_back(&mut self) {
        self.tokens.truncate(self.starts[self.starts.len() - 1]);
    }

    /// The current text has no more words.
    pub(super) fn end(&mut self) {
        self.starts.push(self.tokens.len());
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many words all texts have together.
    pub(crate) fn n_tokens(&self) -> usize {
        self.tokens.len()
    }

    /// The words of a text, in order, by their numbers.
    pub fn of(&self, text: usize) -> &[u32] {
        &self.tokens[self.starts[text]..self.starts[text + 1]]
    }

    /// A word as it stands in its text. Where one spelling makes several words, the first of them has
    /// all of it.
    pub(crate) fn spelling(&self, word: u32) -> &str {
        if let Ok(long) = self.long.binary_search_by_key(&word, |(word, _)| *word) {
            return &self.long[long].1;
        }
        let letters = &self.spellings[word as usize];
        std::str::from_utf8(&letters[..usize::from(letters[15])]).unwrap_or_default()
    }

    /// The number of the memory that has places for the words. A place there is one spelling's for ever.
    pub(crate) fn memory(&self) -> u64 {
        self.places.memory
    }

    /// The place of each word's spelling there, if it has one.
    pub(crate) fn places(&self) -> impl Iterator<Item = Option<usize>> {
        self.places.of.iter().map(|&place| (place != NOWHERE).then_some(place as usize))
    }

    /// The vectors of all words in whole numbers, each of length [`UNIT`], so that sums of products are
    /// exact in any order.
    pub fn units(&self) -> &[i16] {
        &self.lexicon.units
    }

    /// The length of a word's vector: near 0.1 for articles and prepositions, near 1 for words
    /// that say something.
    pub fn weight(&self, word: u32) -> f32 {
        self.lexicon.weights[word as usize]
    }
}

impl Vectors {
    /// The sums of the texts that have these words, whose vectors are in `lexicon`; all begin with `start`.
    pub(super) fn new(mut words: Words, lexicon: Lexicon, start: &[f32]) -> Vectors {
        words.lexicon = lexicon;
        let Words { lexicon, starts, tokens, .. } = &words;
        let n_texts = starts.len() - 1;
        let mut data = start.repeat(n_texts);
        let mut n_known = Vec::with_capacity(n_texts);
        for (sum, text) in data.chunks_exact_mut(start.len().max(1)).zip(starts.windows(2)) {
            let text = &tokens[text[0]..text[1]];
            add_up(text, &lexicon.units, &lexicon.weights, sum);
            let known = text.iter().map(|&word| u64::from(lexicon.n_known[word as usize]));
            n_known.push(u32::try_from(known.sum::<u64>()).unwrap_or(u32::MAX));
        }
        Vectors { dims: start.len(), data, n_known, words }
    }

    /// The vectors and words of a run of texts alone.
    ///
    /// # Panics
    /// When there are no such texts.
    pub fn run(&self, run: Range<usize>) -> Vectors {
        let starts = &self.words.starts[run.start..=run.end];
        let (mut words, mut from, mut known) = (Words::default(), Vec::new(), HashMap::new());
        words.remembered_by(self.words.memory());
        for text in starts.windows(2) {
            for &word in &self.words.tokens[text[0]..text[1]] {
                let here = *known.entry(word).or_insert_with(|| {
                    from.push(word);
                    let place = self.words.places.of[word as usize];
                    words.learn(1, Token::new(self.words.spelling(word)), Some(place))
                });
                words.add(here..here + 1);
            }
            words.end();
        }
        words.lexicon = self.words.lexicon.gather(&from);
        Vectors {
            dims: self.dims,
            data: self.data[run.start * self.dims..run.end * self.dims].to_vec(),
            n_known: self.n_known[run].to_vec(),
            words,
        }
    }

    /// The words of the texts.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.n_known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_known.is_empty()
    }

    /// How many numbers a vector has.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// All the numbers, row after row.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// The sum of one text.
    pub fn row(&self, idx: usize) -> &[f32] {
        &self.data[idx * self.dims..(idx + 1) * self.dims]
    }

    /// How many of a text's pieces the model knows; 0 if it says nothing about its meaning.
    pub fn n_known(&self, idx: usize) -> usize {
        self.n_known[idx] as usize
    }

    /// The cosine of the angle between a text's sum and one of `other`'s, -1 to 1; 0 if either sum
    /// is zero.
    pub fn cosine(&self, idx: usize, other: &Vectors, other_idx: usize) -> f32 {
        let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
        let (a, b) = (self.row(idx), other.row(other_idx));
        let norms = (dot(a, a) * dot(b, b)).sqrt();
        if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
    }
}
