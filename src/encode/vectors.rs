use std::sync::Arc;

/// Sums of piece vectors, one a text: n x dims numbers, row after row, not scaled to unit length;
/// and the words of each text, with a vector of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    dims: usize,
    data: Vec<f32>,
    n_known: Vec<u32>,
    words: Words,
}

/// The different words of several texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    dims: usize,
    words: Vec<Word>,
    /// The words of all texts, one after the other, and where each text's begin.
    tokens: Vec<u32>,
    starts: Vec<usize>,
}

/// A word, whose vector is shared by all texts that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Not scaled.
    vector: Arc<[f32]>,
    /// The vector's length.
    weight: f32,
    /// How many of its pieces say something.
    n_known: u32,
}

impl Word {
    pub(super) fn new(vector: &[f32], n_known: u32) -> Word {
        let squares: f32 = vector.iter().map(|x| x * x).sum();
        Word { vector: vector.into(), weight: squares.sqrt(), n_known }
    }

    pub(super) fn n_known(&self) -> u32 {
        self.n_known
    }

    /// Adds its vector to `sum`.
    pub(super) fn add_to(&self, sum: &mut [f32]) {
        sum.iter_mut().zip(&*self.vector).for_each(|(sum, x)| *sum += x);
    }
}

impl Words {
    /// A word not met before. Returns its number.
    pub(super) fn learn(&mut self, word: Word) -> u32 {
        self.words.push(word);
        self.words.len() as u32 - 1
    }

    /// Puts a word behind the current text's words.
    pub(super) fn add(&mut self, word: u32) {
        self.tokens.push(word);
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many numbers a vector has.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// The words of a text, in order, by their numbers.
    pub fn of(&self, text: usize) -> &[u32] {
        &self.tokens[self.starts[text]..self.starts[text + 1]]
    }

    /// A word's vector, not scaled to unit length.
    pub fn vector(&self, word: u32) -> &[f32] {
        &self.words[word as usize].vector
    }

    /// The length of a word's vector: near 0.1 for articles and prepositions, near 1 for words
    /// that say something.
    pub fn weight(&self, word: u32) -> f32 {
        self.words[word as usize].weight
    }
}

impl Vectors {
    /// No vectors yet, of `dims` numbers each.
    pub(super) fn new(dims: usize) -> Vectors {
        let words = Words { dims, words: Vec::new(), tokens: Vec::new(), starts: vec![0] };
        Vectors { dims, data: Vec::new(), n_known: Vec::new(), words }
    }

    /// One more vector; `fill` adds up its numbers and words and returns how many pieces were known.
    pub(super) fn push_with(&mut self, fill: impl FnOnce(&mut [f32], &mut Words) -> usize) {
        let start = self.data.len();
        self.data.resize(start + self.dims, 0.0);
        let n_known = fill(&mut self.data[start..], &mut self.words);
        self.n_known.push(u32::try_from(n_known).unwrap_or(u32::MAX));
        self.words.starts.push(self.words.tokens.len());
    }

    /// The vectors and words of a run of texts alone.
    ///
    /// # Panics
    /// When there are no such texts.
    pub fn run(&self, run: std::ops::Range<usize>) -> Vectors {
        let mut vectors = Vectors::new(self.dims);
        let mut known = std::collections::HashMap::new();
        for idx in run {
            vectors.push_with(|sum, words| {
                for &word in self.words.of(idx) {
                    let learn = || words.learn(self.words.words[word as usize].clone());
                    let here = *known.entry(word).or_insert_with(learn);
                    words.add(here);
                }
                sum.copy_from_slice(self.row(idx));
                self.n_known(idx)
            });
        }
        vectors
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
