//! A sentence's meaning, as far as aligning needs it, is a sum: every piece of a word has a
//! vector, a sentence's vector is the sum of its pieces' vectors, and the vector of a run of
//! sentences is the sum of theirs.
//!
//! The vectors are a table distilled from the multilingual Universal Sentence Encoder v3 by
//! `scripts/build_model.py` (see `models/README.md`); the pieces are that model's own, cut by its
//! unigram language model exactly as SentencePiece does. The table is compiled in and used where
//! it lies: making a `Model` reads a header, nothing more.
//!
//! ```
//! use bitexto::encode::{Encoder, Model};
//!
//! let model = Model::embedded();
//! let encoder = Encoder::new(&model);
//! let vectors = encoder.encode(["La casa es grande.", "The house is big.", "It rained all day."]);
//! assert!(vectors.cosine(0, &vectors, 1) > vectors.cosine(0, &vectors, 2));
//! ```

mod capitals;
mod met;
mod model;
mod normalize;
mod table;
mod tokenize;
mod trie;
mod vectors;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use met::{ByWord, Token};
pub use model::{Model, ModelError};
pub use vectors::{UNIT, Vectors, Words};

use capitals::{Case, Cases};
use tokenize::{Scratch, Tokenizer};
use vectors::Lexicon;

/// Turns text into sums of piece vectors.
///
/// It keeps the memory it works in, so that a sentence costs no allocation; for that reason it
/// is not shared between threads: make one for each, from the same [`Model`], at no cost.
#[derive(Debug)]
pub struct Encoder<'m> {
    model: &'m Model,
    tokenizer: Tokenizer<'m>,
    scratch: RefCell<Scratch>,
    memo: RefCell<Memo>,
}

/// Words that were met, from one text to the next.
#[derive(Debug)]
struct Memo {
    met: ByWord<Met>,
    lexicon: Lexicon,
    /// The words of the texts at hand, by their places in the lexicon.
    here: Vec<u32>,
    /// Memory for the words of some texts.
    cut: Cut,
    /// How many pieces the table makes of a word of a title.
    n_pieces: ByWord<usize>,
    /// The sum of `<s>` and `</s>`.
    marks: Vec<f32>,
    /// How many times texts were encoded.
    n_times: u32,
    /// No other memo has this number.
    number: u64,
}

/// The words that some texts are cut into.
#[derive(Debug, Default)]
struct Cut {
    /// Those of all texts, one after the other.
    tokens: Vec<Token<'static>>,
    /// Their numbers among the words that were met.
    numbers: Vec<u32>,
    /// Where those of each text end.
    ends: Vec<usize>,
}

/// A word of the memo.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    /// The first of its words in the lexicon: its normal form may have spaces.
    first: u32,
    n_words: u8,
    case: Case,
    /// When it was met last, and the number of its first word among those texts' words.
    time: u32,
    number: u32,
}

/// Words that are remembered from one text to the next, about; at 128 numbers each they take 8 MB.
const MEMO: usize = 32_768;

/// Bytes of the longest words that are remembered: few enough that there are not more words in them
/// than are counted. A longer one is no word; it is cut at hard spaces, and each part is one word whatever
/// its normal form.
const LONGEST: usize = 64;

/// Texts whose words are looked up one right behind the other, so that few waits for memory add up.
const AT_ONCE: usize = 64;

impl<'m> Encoder<'m> {
    /// An encoder that reads the given model.
    pub fn new(model: &'m Model) -> Encoder<'m> {
        Encoder {
            model,
            tokenizer: Tokenizer::new(model),
            scratch: RefCell::default(),
            memo: RefCell::new(Memo::new(model)),
        }
    }

    /// How many numbers a vector has.
    pub fn dims(&self) -> usize {
        self.model.dims()
    }

    /// Writes the sum of the text's piece vectors, those of `<s>` and `</s>` included, into `out`
    /// and returns how many of its pieces the model knows.
    ///
    /// The sum is not scaled to unit length, so that sums of sentences can be added up. Unknown
    /// characters, `<s>`, `</s>` and a lone space are not counted: a text in a script that the
    /// model does not have gives 0. Any text will do, the empty one included; the time is linear
    /// in its length.
    ///
    /// # Panics
    ///
    /// If `out` does not have [`dims`](Encoder::dims) numbers.
    pub fn sum(&self, text: &str, out: &mut [f32]) -> usize {
        assert_eq!(out.len(), self.dims(), "the vector must have as many numbers as the model");
        let scratch = &mut *self.scratch.borrow_mut();
        let table = self.model.table();
        out.fill(0.0);
        table.add(tokenize::BOS, out);
        let mut n_known = 0;
        self.tokenizer.pieces(text, scratch, |row| {
            n_known += usize::from(self.tokenizer.is_known(row));
            table.add(row, out);
        });
        table.add(tokenize::EOS, out);
        n_known
    }

    /// Appends the teacher's ids of the text's pieces to `ids`, `<s>` (1) first and `</s>` (2)
    /// last; an unknown character is 0.
    ///
    /// The ids are those of the reference tokenizer wherever the model kept the pieces that it
    /// would choose; a rare word, whose piece was left out, falls apart into smaller ones.
    pub fn tokenize(&self, text: &str, ids: &mut Vec<u32>) {
        let scratch = &mut *self.scratch.borrow_mut();
        ids.push(self.model.id(tokenize::BOS));
        self.tokenizer.pieces(text, scratch, |row| ids.push(self.model.id(row)));
        ids.push(self.model.id(tokenize::EOS));
    }

    /// The sums of several texts, and the words that they are made of. Titles that are set with
    /// capitals are taken in the case of running text.
    pub fn encode<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> Vectors {
        let mut texts = texts.into_iter();
        let mut words = Words::with_room(texts.size_hint().0);
        let scratch = &mut *self.scratch.borrow_mut();
        let memo = &mut *self.memo.borrow_mut();
        memo.begin(self.model);
        words.remembered_by(memo.number);
        let Cut { tokens: mut kept, mut numbers, mut ends } = std::mem::take(&mut memo.cut);
        loop {
            let texts: Vec<T> = texts.by_ref().take(AT_ONCE).collect();
            if texts.is_empty() {
                break;
            }
            let mut tokens = met::emptied(kept);
            ends.clear();
            for text in &texts {
                met::cut(text.as_ref(), &mut tokens);
                ends.push(tokens.len());
            }
            memo.met.numbers(&tokens, &mut numbers);
            let mut start = 0;
            for (text, &end) in texts.iter().zip(&ends) {
                let cut = (&tokens[start..end], &numbers[start..end]);
                self.put_down(text.as_ref(), cut, memo, scratch, &mut words);
                start = end;
            }
            kept = met::emptied(tokens);
        }
        // Kept for other texts, unless these were out of the ordinary.
        if kept.capacity() <= MEMO {
            memo.cut = Cut { tokens: kept, numbers, ends };
        }
        // All at once, so that what lies far off in memory is fetched side by side.
        let lexicon = memo.lexicon.gather(&memo.here);
        Vectors::new(words, lexicon, &memo.marks)
    }

    /// Puts the words of a text down, which were cut into `tokens` with these numbers.
    fn put_down(
        &self,
        text: &str,
        (tokens, numbers): (&[Token<'_>], &[u32]),
        memo: &mut Memo,
        scratch: &mut Scratch,
        words: &mut Words,
    ) {
        let mut cases = Cases::default();
        for (&token, &number) in tokens.iter().zip(numbers) {
            if let Some(met) = memo.met.numbered(number) {
                cases.add(met.put_down(token, &mut memo.here, memo.n_times, words));
                continue;
            }
            if token.text.len() <= LONGEST {
                cases.add(self.meet(token, memo, scratch, words));
                continue;
            }
            for part in token.text.split_whitespace() {
                cases.add(self.meet(Token::new(part), memo, scratch, words));
            }
        }
        if cases.is_title(text) {
            let lowered = capitals::lowered(text, &cases, |word| {
                *memo.n_pieces.of(Token::new(word), |word| {
                    let mut n_pieces = 0;
                    self.tokenizer.pieces(word, scratch, |_| n_pieces += 1);
                    n_pieces
                })
            });
            words.take_back();
            let mut in_lower_case = Vec::with_capacity(tokens.len());
            met::cut(&lowered, &mut in_lower_case);
            for (token, here) in in_lower_case.into_iter().zip(tokens) {
                self.learn(token, *here, memo, scratch, words);
            }
        } else if cases.is_empty() {
            self.meet(Token::new(""), memo, scratch, words);
        }
        words.end();
    }

    /// Puts a word down that may have been met, in these texts or earlier.
    fn meet(
        &self,
        token: Token<'_>,
        memo: &mut Memo,
        scratch: &mut Scratch,
        words: &mut Words,
    ) -> Case {
        if token.text.len() > LONGEST {
            self.learn(token, token, memo, scratch, words);
            return Case::of(token.text);
        }
        let Memo { met, lexicon, here, n_times, .. } = memo;
        let met = met.of(token, |text| self.met(text, lexicon, scratch));
        met.put_down(token, here, *n_times, words)
    }

    /// Puts a word down that counts as new in these texts, with the spelling that it has there.
    fn learn(
        &self,
        token: Token<'_>,
        spelling: Token<'_>,
        memo: &mut Memo,
        scratch: &mut Scratch,
        words: &mut Words,
    ) {
        let Memo { met, lexicon, here, .. } = memo;
        let mut known = |token: Token<'_>| {
            let is_word = token.text.len() <= LONGEST;
            is_word.then(|| *met.of(token, |text| self.met(text, lexicon, scratch)))
        };
        let (run, place) = (known(token), known(spelling).map(|met| met.first));
        let run = run.map(|met| met.run()).unwrap_or_else(|| {
            let first = lexicon.len() as u32;
            self.add(token.text, lexicon, scratch);
            first..lexicon.len() as u32
        });
        here.extend(run.clone());
        let number = words.learn(run.len(), spelling, place);
        words.add(number..number + run.len() as u32);
    }

    /// A word not met before.
    fn met(&self, text: &str, lexicon: &mut Lexicon, scratch: &mut Scratch) -> Met {
        let first = lexicon.len();
        self.add(text, lexicon, scratch);
        // The normal form of so short a word has fewer, unless the model is damaged.
        let n_words = u8::try_from(lexicon.len() - first).unwrap_or(u8::MAX);
        Met { first: first as u32, n_words, case: Case::of(text), time: 0, number: 0 }
    }

    /// Adds the words of a text's normal form to a lexicon; one that says nothing where only invisible
    /// characters stand.
    fn add(&self, text: &str, lexicon: &mut Lexicon, scratch: &mut Scratch) {
        let Scratch { normal, lattice, word: rows, vector } = scratch;
        self.tokenizer.normalize(text, normal);
        if normal.is_empty() && !text.is_empty() {
            return lexicon.push(&vec![0.0; self.dims()], 0);
        }
        let mut n_known = 0;
        vector.clear();
        vector.resize(self.dims(), 0.0);
        for normal in tokenize::words(normal) {
            self.tokenizer.best_path(normal, lattice, rows);
            rows.iter().for_each(|&row| self.model.table().add(row, vector));
            n_known += rows.iter().filter(|&&row| self.tokenizer.is_known(row)).count() as u32;
            if text.len() <= LONGEST {
                lexicon.push(vector, n_known);
                vector.fill(0.0);
                n_known = 0;
            }
        }
        if text.len() > LONGEST {
            lexicon.push(vector, n_known);
        }
    }
}

impl Met {
    /// Puts the word down, which is spelled like this; `here` and `n_times` are the memo's.
    fn put_down(
        &mut self,
        spelling: Token<'_>,
        here: &mut Vec<u32>,
        n_times: u32,
        words: &mut Words,
    ) -> Case {
        if self.time != n_times {
            here.extend(self.run());
            self.time = n_times;
            self.number = words.learn(self.run().len(), spelling, Some(self.first));
        }
        words.add(self.number..self.number + u32::from(self.n_words));
        self.case
    }

    /// Its words in the lexicon.
    fn run(&self) -> Range<u32> {
        self.first..self.first + u32::from(self.n_words)
    }
}

impl Memo {
    fn new(model: &Model) -> Memo {
        let mut marks = vec![0.0; model.dims()];
        [tokenize::BOS, tokenize::EOS].iter().for_each(|&row| model.table().add(row, &mut marks));
        static N_MEMOS: AtomicU64 = AtomicU64::new(1);
        let number = N_MEMOS.fetch_add(1, Ordering::Relaxed);
        let lexicon = Lexicon::new(model.dims());
        let (met, n_pieces) = (ByWord::default(), ByWord::default());
        let cut = Cut::default();
        Memo { met, lexicon, here: Vec::new(), cut, n_pieces, marks, n_times: 0, number }
    }

    /// Other texts: what was remembered is forgotten where it got too much.
    fn begin(&mut self, model: &Model) {
        if self.lexicon.len() > MEMO || self.n_times == u32::MAX {
            *self = Memo::new(model);
        }
        self.here.clear();
        self.n_times += 1;
    }
}
