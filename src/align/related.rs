//! Whether two texts are translations of each other at all.

use std::borrow::Cow;
use std::ops::Range;

use multiversion::multiversion;

use super::Texts;
use super::dots::products;
use crate::bitext::Alignment;
use crate::encode::Vectors;

/// What says that two texts are, or are not, translations of each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relatedness {
    /// Share of each text's characters, source first, that is expected to have a counterpart in the
    /// other text: every pair's characters times its probability. 0 to 1.
    pub shares: [f64; 2],
    /// Mean cosine of the pairs, by characters and probability; 0 where nothing is paired.
    pub cosine: f64,
    /// How many sentences the shorter text has.
    pub n_sentences: usize,
}

/// The least [`Relatedness::score`] of texts that translate each other. Of the hand-aligned documents
/// and the samples, pieces of them down to three pairs included, none scores less than 0.44, and of
/// some nine thousand pairs of texts that have nothing to do with each other none more than 0.25.
const LEAST: f64 = 0.33;

/// Texts of fewer sentences say too little.
const MIN_SENTENCES: usize = 3;

impl Relatedness {
    /// Whether the texts look as if they had nothing to do with each other. Never of texts of one or
    /// two sentences: they are too short to tell.
    pub fn is_doubtful(&self) -> bool {
        self.n_sentences >= MIN_SENTENCES && self.score() < LEAST
    }

    /// One number, 0 to 1, for the two texts: the share that is paired of the text that is paired
    /// better, times the mean cosine of the pairs. A text that is cut off, or that stands among other
    /// things, still finds its counterpart.
    pub fn score(&self) -> f64 {
        self.shares[0].max(self.shares[1]) * self.cosine.max(0.0)
    }
}

/// Weighs an alignment as a whole; it must be one of these texts.
pub fn relatedness(texts: &Texts<'_>, alignment: &Alignment) -> Relatedness {
    let sides = [(texts.source, texts.source_vectors), (texts.target, texts.target_vectors)];
    let lengths = sides.map(|(sentences, _)| {
        let has_wide = has_wide_space(&sentences.document().text);
        let length = |i| n_inked(sentences.text(i), has_wide) as f64;
        (0..sentences.len()).map(length).collect::<Vec<f64>>()
    });
    let (mut paired, mut cosines, mut weights) = ([0.0; 2], 0.0, 0.0);
    for bead in alignment.beads().iter().filter(|bead| !bead.is_null()) {
        let runs = [&bead.source, &bead.target];
        let held = [0, 1].map(|side: usize| -> f64 {
            lengths[side].get(runs[side].clone()).map_or(0.0, |run| run.iter().sum())
        });
        (0..2).for_each(|side| paired[side] += bead.probability * held[side]);
        let [a, b] = [0, 1].map(|side: usize| sum(sides[side].1, runs[side]));
        let weight = bead.probability * (held[0] + held[1]);
        cosines += weight * cosine(&a, &b);
        weights += weight;
    }
    let share = |side: usize| paired[side] / lengths[side].iter().sum::<f64>().max(1.0);
    Relatedness {
        shares: [share(0), share(1)],
        cosine: if weights > 0.0 { cosines / weights } else { 0.0 },
        n_sentences: texts.source.len().min(texts.target.len()),
    }
}

/// Whether a text may hold white space beyond ASCII; most hold none.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw", "x86_64+avx2"))]
fn has_wide_space(text: &str) -> bool {
    let bytes = text.as_bytes();
    let from = |n: usize| bytes.get(n..).unwrap_or_default();
    // It begins like U+0085 and U+00A0, or lies in U+1000 to U+1FFF, U+2000 to U+203F but for the quotes
    // and dashes among them, U+2040 to U+207F or U+3000 to U+3FFF.
    let pairs = bytes.iter().zip(from(1));
    let is_wide = pairs.clone().fold(false, |any, (&a, &b)| {
        any | (a == 0xC2) & ((b == 0x85) | (b == 0xA0))
            | (a == 0xE2) & (b == 0x81)
            | (a == 0xE1)
            | (a == 0xE3)
    });
    let is_general = pairs.zip(from(2)).fold(false, |any, ((&a, &b), &c)| {
        any | (a == 0xE2) & (b == 0x80) & !(0x90..=0xA7).contains(&c)
    });
    is_wide | is_general
}

/// Characters that are no white space. Where there is no wide one, bytes are counted, many at a time.
fn n_inked(text: &str, has_wide_space: bool) -> usize {
    if has_wide_space {
        return text.chars().filter(|c| !c.is_whitespace()).count();
    }
    // The first bytes of characters are above -65; a byte counts few enough at a time.
    let is_inked = |&byte: &u8| {
        u8::from((byte as i8 > -65) & (byte != b' ') & !(b'\t'..=b'\r').contains(&byte))
    };
    let counts =
        text.as_bytes().chunks(255).map(|few| usize::from(few.iter().map(is_inked).sum::<u8>()));
    counts.sum()
}

/// The vector of a run of sentences.
fn sum<'v>(vectors: &'v Vectors, run: &Range<usize>) -> Cow<'v, [f32]> {
    let mut rows = run.clone().filter(|i| *i < vectors.len()).map(|i| vectors.row(i));
    let mut sum = Cow::Borrowed(rows.next().unwrap_or_default());
    for row in rows {
        sum.to_mut().iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    sum
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let [of_a, of_b, of_both] = products(a, b).map(f64::from);
    let norms = of_a * of_b;
    if norms > 0.0 { of_both / norms.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_any_kind_is_not_counted() {
        let general = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        for c in (0..=char::MAX as u32).filter_map(char::from_u32) {
            for text in [format!("{c}"), format!("x {c}é\t“y”")] {
                assert_eq!(n_inked(&text, has_wide_space(&text)), general(&text), "{c:?}");
            }
        }
        let long = "Más de lo mismo. ".repeat(50);
        assert_eq!(n_inked(&long, has_wide_space(&long)), general(&long));
        assert_eq!(n_inked("", has_wide_space("")), 0);
    }
}
