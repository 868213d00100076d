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
use vectors::Word;

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
#[derive(Debug, Default)]
struct Memo {
    /// The number of a word here, by its letters where they fit, else by its normal form.
    short: HashMap<Letters, u32, rustc_hash::FxBuildHasher>,
    long: HashMap<Box<[u8]>, u32, rustc_hash::FxBuildHasher>,
    words: Vec<Met>,
    /// How many times texts were encoded.
    n_times: u64,
}

/// A word of the memo, and its number among those of the texts that it was last met in.
#[derive(Debug)]
struct Met {
    word: Word,
    time: u64,
    number: u32,
}

/// Up to 15 bytes behind the space that begins a word, and in the last place how many they are.
type Letters = u128;

/// Words that are remembered from one text to the next, about; at 128 numbers each they take 16 MB.
const MEMO: usize = 32_768;

impl<'m> Encoder<'m> {
    /// An encoder that reads the given model.
    pub fn new(model: &'m Model) -> Encoder<'m> {
        Encoder {
            model,
            tokenizer: Tokenizer::new(model),
            scratch: RefCell::default(),
            memo: RefCell::default(),
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
        let time = memo.begin();
        for text in texts {
            let lowered = capitals::lowered(text.as_ref(), |word| {
                let mut n_pieces = 0;
                self.tokenizer.pieces(word, &mut *scratch, |_| n_pieces += 1);
                n_pieces
            });
            let text = lowered.as_deref().unwrap_or(text.as_ref());
            let Scratch { normal, lattice, word: rows, vector } = &mut *scratch;
            self.tokenizer.normalize(text, normal);
            vectors.push_with(|sum, words| {
                let mut n_known = 0;
                table.add(tokenize::BOS, sum);
                for normal in tokenize::words(normal) {
                    let met = memo.meet(normal, || {
                        self.tokenizer.best_path(normal, lattice, rows);
                        vector.clear();
                        vector.resize(self.dims(), 0.0);
                        rows.iter().for_each(|&row| table.add(row, vector));
                        let n_known = rows.iter().filter(|&&row| self.tokenizer.is_known(row));
                        Word::new(vector, n_known.count() as u32)
                    });
                    if met.time != time {
                        (met.time, met.number) = (time, words.learn(met.word.clone()));
                    }
                    n_known += met.word.n_known() as usize;
                    words.add(met.number);
                    met.word.add_to(sum);
                }
                table.add(tokenize::EOS, sum);
                n_known
            });
        }
        vectors
    }
}

impl Memo {
    /// Other texts: what was remembered is forgotten where it got too much. Returns which time it is,
    /// from 1 on.
    fn begin(&mut self) -> u64 {
        if self.words.len() > MEMO {
            *self = Memo { n_times: self.n_times, ..Memo::default() };
        }
        self.n_times += 1;
        self.n_times
    }

    /// The word with this normal form; `learn` makes it where it was not met before.
    fn meet(&mut self, normal: &[u8], learn: impl FnOnce() -> Word) -> &mut Met {
        let next = self.words.len() as u32;
        let number = match letters(normal) {
            Some(letters) => *self.short.entry(letters).or_insert(next),
            None => match self.long.get(normal) {
                Some(&number) => number,
                None => *self.long.entry(normal.into()).or_insert(next),
            },
        };
        if number == next {
            self.words.push(Met { word: learn(), time: 0, number: 0 });
        }
        &mut self.words[number as usize]
    }
}

fn letters(normal: &[u8]) -> Option<Letters> {
    let letters = normal.strip_prefix(normalize::SPACE)?;
    let mut bytes = [0; 16];
    bytes[..15].get_mut(..letters.len())?.copy_from_slice(letters);
    bytes[15] = letters.len() as u8;
    Some(u128::from_le_bytes(bytes))
}
