//! Text to pieces: the most probable segmentation under a unigram model (Kudo 2018,
//! <https://arxiv.org/abs/1804.10959>), by Viterbi over the bytes of each word.

use super::{
    model::Model,
    normalize::{Normalizer, SPACE, char_len},
    trie::DoubleArray,
};

/// The row of a character that no piece covers.
pub(super) const UNKNOWN: u32 = 0;
/// The row of `<s>`, which begins every text.
pub(super) const BOS: u32 = 1;
/// The row of `</s>`, which ends it.
pub(super) const EOS: u32 = 2;

/// Cuts text into pieces, each given by its row in the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokenizer<'m> {
    normalizer: Normalizer<'m>,
    pieces: DoubleArray<'m>,
    scores: &'m [[u8; 4]],
    unknown_score: f64,
    /// The row of the space alone, or `UNKNOWN`.
    space: u32,
}

/// Memory that the tokenizer works in, kept from one text to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub normal: Vec<u8>,
    /// The best way to reach each byte of a word.
    pub lattice: Vec<Node>,
    pub word: Vec<u32>,
    /// The sum of a word's pieces.
    pub vector: Vec<f32>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    score: f64,
    /// Where the last piece begins: always before this node, so that the way back ends.
    start: u32,
    row: u32,
}

/// Nothing has led here yet; the reference's own value, below any sum of scores.
const UNREACHED: Node = Node { score: -1e38, start: 0, row: UNKNOWN };

impl<'m> Tokenizer<'m> {
    pub(super) fn new(model: &'m Model) -> Tokenizer<'m> {
        let pieces = model.piece_trie();
        let mut space = UNKNOWN;
        pieces.prefixes(SPACE, |len, row| {
            if len == SPACE.len() {
                space = row;
            }
        });
        Tokenizer {
            normalizer: Normalizer::new(model),
            pieces,
            scores: model.scores(),
            unknown_score: f64::from(model.unknown_score()),
            space,
        }
    }

    /// Whether the piece says something: it is not an unknown character, a mark or a lone space.
    pub(super) fn is_known(&self, row: u32) -> bool {
        row > EOS && row != self.space
    }

    /// Calls `found` with the row of every piece of `text`, in order, without `<s>` and `</s>`.
    pub(super) fn pieces(&self, text: &str, scratch: &mut Scratch, mut found: impl FnMut(u32)) {
        let Scratch { normal, lattice, word, .. } = scratch;
        self.normalizer.normalize(text, normal);
        for normal in words(normal) {
            self.best_path(normal, lattice, word);
            word.iter().rev().for_each(|&row| found(row));
        }
    }

    /// The normal form of `text`, to be cut into [`words`].
    pub(super) fn normalize(&self, text: &str, normal: &mut Vec<u8>) {
        self.normalizer.normalize(text, normal);
    }

    /// Writes the rows of a word's most probable pieces into `path`, the last one first. Of equal
    /// paths the reference takes the one found first, from the left: so does the `>` here, on
    /// double-precision sums of single-precision scores as there.
    pub(super) fn best_path(&self, word: &[u8], lattice: &mut Vec<Node>, path: &mut Vec<u32>) {
        lattice.clear();
        lattice.resize(word.len() + 1, UNREACHED);
        lattice[0].score = 0.0;
        let mut at = 0;
        while at < word.len() {
            let reached = lattice[at].score;
            let next = (at + char_len(word[at])).min(word.len());
            let mut has_single = false;
            self.pieces.prefixes(&word[at..], |len, row| {
                let Some(&score) = self.scores.get(row as usize) else { return };
                let score = reached + f64::from(f32::from_le_bytes(score));
                let end = &mut lattice[at + len];
                if score > end.score {
                    *end = Node { score, start: at as u32, row };
                }
                has_single |= at + len == next;
            });
            let score = reached + self.unknown_score;
            if !has_single && score > lattice[next].score {
                lattice[next] = Node { score, start: at as u32, row: UNKNOWN };
            }
            at = next;
        }
        path.clear();
        if word.is_empty() {
            path.push(UNKNOWN);
        }
        let mut end = word.len();
        while end > 0 {
            path.push(lattice[end].row);
            end = lattice[end].start as usize;
        }
    }
}

/// The words of a normal form: what stands between two spaces, which begins a word. A text without
/// any has one empty word.
///
/// A space is only ever the first character of a piece, so that the best segmentation of a text is
/// those of its words, and the lattice need be no longer than a word.
pub(super) fn words(normal: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(normal);
    std::iter::from_fn(move || {
        let text = rest?;
        let (word, after) = text.split_at(word_len(text).min(text.len()));
        rest = Some(after).filter(|after| !after.is_empty());
        Some(word)
    })
}

/// Bytes before the second word of a normal form.
fn word_len(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() && !(text[at] == SPACE[0] && text[at..].starts_with(SPACE)) {
        at += 1;
    }
    at
}
