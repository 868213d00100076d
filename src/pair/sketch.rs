//! What is kept of a document.

use unicode_segmentation::UnicodeSegmentation;

use crate::align::quantities;
use crate::bitext::Sentences;
use crate::encode::Encoder;

/// How many sentences are kept, from the beginning: enough to tell renderings apart, and pages that
/// are cut off still have them.
const MAX_SENTENCES: usize = 64;

/// How many sentences make the head.
const HEAD: usize = 8;

/// How many names and numbers are kept.
const MAX_TOKENS: usize = 512;

/// What is kept of a document for finding its rendering: some ten kilobytes, whatever its length.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// The name, for weak evidence.
    pub(super) name: String,
    /// Sums of piece vectors of title, head and whole, not scaled.
    pub(super) places: [Vec<f32>; 3],
    /// The first sentences.
    pub(super) sentences: Vec<Sentence>,
    /// Names and numbers as hashes, sorted, each once.
    pub(super) tokens: Vec<u32>,
    /// Characters, white space aside.
    pub(super) n_chars: usize,
}

/// A sentence's direction in one byte a number, and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Numbers of a vector of any length.
    pub numbers: Box<[i8]>,
    /// One over the vector's length.
    pub scale: f32,
    /// The root of its characters: captions say less than sentences.
    pub weight: f32,
}

impl Sketch {
    /// Sketches a document whose sentences are found. `name` is that of its file without folder,
    /// language and ending.
    pub fn new(name: &str, document: &Sentences, encoder: &Encoder<'_>) -> Sketch {
        let dims = encoder.dims();
        let mut sketch = Sketch {
            name: name.to_lowercase(),
            places: [vec![0.0; dims], vec![0.0; dims], vec![0.0; dims]],
            sentences: Vec::new(),
            tokens: Vec::new(),
            n_chars: 0,
        };
        let mut sum = vec![0.0; dims];
        let mut tokens: Vec<u32> = Vec::new();
        for index in 0..document.len() {
            let text = document.text(index);
            let n_known = encoder.sum(text, &mut sum);
            if n_known > 0 {
                let of = [index == 0, index < HEAD, true];
                for (place, _) in sketch.places.iter_mut().zip(of).filter(|(_, is_in)| *is_in) {
                    place.iter_mut().zip(&sum).for_each(|(total, x)| *total += x);
                }
            }
            let n_chars = text.chars().filter(|c| !c.is_whitespace()).count();
            sketch.n_chars += n_chars;
            if n_known > 0 && sketch.sentences.len() < MAX_SENTENCES {
                sketch.sentences.extend(Sentence::new(&sum, n_chars));
            }
            if tokens.len() < MAX_TOKENS {
                add_tokens(text, &mut tokens);
            }
        }
        tokens.sort_unstable();
        tokens.dedup();
        sketch.tokens = tokens;
        sketch
    }

    /// Whether there is nothing to compare: no word that the encoder knows.
    pub fn is_blank(&self) -> bool {
        self.sentences.is_empty()
    }
}

impl Sentence {
    fn new(sum: &[f32], n_chars: usize) -> Option<Sentence> {
        let largest = sum.iter().fold(0f32, |max, x| max.max(x.abs()));
        if largest <= 0.0 {
            return None;
        }
        let numbers: Box<[i8]> = sum.iter().map(|x| (x / largest * 127.0).round() as i8).collect();
        let squares: i32 = numbers.iter().map(|&x| i32::from(x) * i32::from(x)).sum();
        let scale = 1.0 / (squares as f32).sqrt();
        Some(Sentence { numbers, scale, weight: (n_chars as f32).sqrt() })
    }

    /// The cosine of two sentences, -1 to 1.
    pub fn cosine(&self, other: &Sentence) -> f32 {
        let products = self.numbers.iter().zip(&other.numbers);
        let dot: i32 = products.map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
        dot as f32 * self.scale * other.scale
    }
}

/// Quantities, and words with a capital that do not open the sentence, without accents.
fn add_tokens(text: &str, tokens: &mut Vec<u32>) {
    // Small numbers stand in every text.
    let large = quantities(text).into_iter().filter(|quantity| *quantity >= 10_000);
    tokens.extend(large.map(|quantity| hash(&quantity.to_le_bytes())));
    for word in text.unicode_words().skip(1) {
        let is_name = word.chars().next().is_some_and(char::is_uppercase);
        if is_name && word.len() >= 4 {
            tokens.push(hash(crate::align::fold(word).as_bytes()));
        }
    }
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo): the same on every machine.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |hash, &b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}
