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
    /// One row a word, not scaled.
    data: Vec<f32>,
    /// Length of each row.
    weights: Vec<f32>,
    /// The words of all texts, one after the other, and where each text's begin.
    tokens: Vec<u32>,
    starts: Vec<usize>,
}

impl Words {
    /// A word not met before; `fill` adds up its vector. Returns its number.
    pub(super) fn learn(&mut self, fill: impl FnOnce(&mut [f32])) -> u32 {
        let start = self.data.len();
        self.data.resize(start + self.dims, 0.0);
        fill(&mut self.data[start..]);
        let squares: f32 = self.data[start..].iter().map(|x| x * x).sum();
        self.weights.push(squares.sqrt());
        self.weights.len() as u32 - 1
    }

    /// Puts a word behind the current text's words and adds its vector to `sum`.
    pub(super) fn add(&mut self, word: u32, sum: &mut [f32]) {
        self.tokens.push(word);
        sum.iter_mut().zip(self.vector(word)).for_each(|(sum, x)| *sum += x);
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
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
        &self.data[word as usize * self.dims..][..self.dims]
    }

    /// The length of a word's vector: near 0.1 for articles and prepositions, near 1 for words
    /// that say something.
    pub fn weight(&self, word: u32) -> f32 {
        self.weights[word as usize]
    }
}

impl Vectors {
    /// No vectors yet, of `dims` numbers each.
    pub(super) fn new(dims: usize) -> Vectors {
        let words = Words {
            dims,
            data: Vec::new(),
            weights: Vec::new(),
            tokens: Vec::new(),
            starts: vec![0],
        };
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
                    let here = *known.entry(word).or_insert_with(|| {
                        words.learn(|vector| vector.copy_from_slice(self.words.vector(word)))
                    });
                    words.tokens.push(here);
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
