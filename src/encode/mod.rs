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
mod model;
mod normalize;
mod table;
mod tokenize;
mod trie;
mod vectors;

use std::cell::RefCell;
use std::collections::HashMap;

pub use model::{Model, ModelError};
pub use vectors::{Vectors, Words};

use tokenize::{Scratch, Tokenizer};

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

/// Words that were met, from one text to the next: text is Zipfian, and most words of a text were
/// in those before it.
#[derive(Debug)]
struct Memo {
    dims: usize,
    /// Normal form of a word, and its number here.
    numbers: HashMap<Box<[u8]>, u32, rustc_hash::FxBuildHasher>,
    /// One row a word.
    vectors: Vec<f32>,
    /// How many of its pieces say something.
    n_known: Vec<u32>,
}

/// Words that are remembered at most; at 128 numbers each they take 8 MB.
const MEMO: usize = 16_384;

/// Bytes of a word that is remembered, at most: what is longer is no word that comes again.
const MEMO_WORD: usize = 64;

impl<'m> Encoder<'m> {
    /// An encoder that reads the given model.
    pub fn new(model: &'m Model) -> Encoder<'m> {
        Encoder {
            model,
            tokenizer: Tokenizer::new(model),
            scratch: RefCell::default(),
            memo: RefCell::new(Memo::new(model.dims())),
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
        let mut vectors = Vectors::new(self.dims());
        let scratch = &mut *self.scratch.borrow_mut();
        let memo = &mut *self.memo.borrow_mut();
        let table = self.model.table();
        // The words of these texts, by their number in the memo, and those it has no room for.
        let mut known: Vec<Option<u32>> = vec![None; memo.n_known.len()];
        let mut others: HashMap<Box<[u8]>, (u32, u32)> = HashMap::new();
        for text in texts {
            let lowered = capitals::lowered(text.as_ref(), |word| {
                let mut n_pieces = 0;
                self.tokenizer.pieces(word, &mut *scratch, |_| n_pieces += 1);
                n_pieces
            });
            let text = lowered.as_deref().unwrap_or(text.as_ref());
            let Scratch { normal, lattice, word: rows } = &mut *scratch;
            self.tokenizer.normalize(text, normal);
            vectors.push_with(|sum, words| {
                let mut n_known = 0;
                table.add(tokenize::BOS, sum);
                for normal in tokenize::words(normal) {
                    let mut fill = |vector: &mut [f32]| {
                        self.tokenizer.best_path(normal, lattice, rows);
                        rows.iter().for_each(|&row| table.add(row, vector));
                        rows.iter().filter(|&&row| self.tokenizer.is_known(row)).count() as u32
                    };
                    let (word, n) = if let Some(number) = memo.number(normal, &mut fill) {
                        let (vector, n) = memo.word(number);
                        if number >= known.len() {
                            known.resize(number + 1, None);
                        }
                        let learn = || words.learn(|row| row.copy_from_slice(vector));
                        (*known[number].get_or_insert_with(learn), n)
                    } else if let Some(&found) = others.get(normal) {
                        found
                    } else {
                        let mut n = 0;
                        let word = words.learn(|row| n = fill(row));
                        others.insert(normal.into(), (word, n));
                        (word, n)
                    };
                    n_known += n as usize;
                    words.add(word, sum);
                }
                table.add(tokenize::EOS, sum);
                n_known
            });
        }
        vectors
    }
}

impl Memo {
    fn new(dims: usize) -> Memo {
        Memo { dims, numbers: HashMap::default(), vectors: Vec::new(), n_known: Vec::new() }
    }

    /// The number of a word in the memo, where it is put if there is room: `fill` adds up its
    /// vector and tells how many of its pieces say something.
    fn number(&mut self, normal: &[u8], fill: impl FnOnce(&mut [f32]) -> u32) -> Option<usize> {
        if let Some(&number) = self.numbers.get(normal) {
            return Some(number as usize);
        }
        let number = self.n_known.len();
        if number == MEMO || normal.len() > MEMO_WORD {
            return None;
        }
        self.vectors.resize((number + 1) * self.dims, 0.0);
        self.n_known.push(fill(&mut self.vectors[number * self.dims..]));
        self.numbers.insert(normal.into(), number as u32);
        Some(number)
    }

    /// The vector of a word of the memo, and how many of its pieces say something.
    fn word(&self, number: usize) -> (&[f32], u32) {
        (&self.vectors[number * self.dims..][..self.dims], self.n_known[number])
    }
}
