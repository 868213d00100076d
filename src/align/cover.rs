//! Which words of a sentence find their like in a sentence of the other text.
//!
//! A sum hides a short clause; its words do not hide. For pairs of sentences that may belong
//! together, every word is compared with every word of the other side, as BERTScore does (Zhang
//! et al. 2020), with the table's word vectors. A word counts by the length of its vector, which
//! is small for articles and prepositions.

use super::grid::{Grid, dot};
use crate::encode::{Vectors, Words};

/// Words with shorter vectors say too little to be looked for.
const MIN_WEIGHT: f32 = 0.3;

/// A word counts this much at most.
const MAX_WEIGHT: f32 = 1.2;

/// Words of a sentence that are looked at; sentences this long are no sentences.
const MAX_WORDS: usize = 120;

/// Best pairs of a row and of a column that are looked at, with their neighbours.
const BEST: usize = 3;

/// Words alike by less than this have nothing in common ...
const UNLIKE: f32 = 0.2;
/// ... and by more than this mean the same.
const ALIKE: f32 = 0.7;

/// The content words of a text's sentences.
#[derive(Debug)]
struct Content {
    /// Word and weight, sentence after sentence.
    words: Vec<(u32, f32)>,
    starts: Vec<usize>,
    totals: Vec<f32>,
}

impl Content {
    fn new(words: &Words, n: usize) -> Self {
        let mut content = Content { words: Vec::new(), starts: vec![0], totals: Vec::new() };
        for text in 0..n {
            let weighed = words.of(text).iter().map(|&word| (word, words.weight(word)));
            let kept = weighed.filter(|(_, weight)| *weight >= MIN_WEIGHT).take(MAX_WORDS);
            content.words.extend(kept.map(|(word, weight)| (word, weight.min(MAX_WEIGHT))));
            let start = content.starts[text];
            content.totals.push(content.words[start..].iter().map(|(_, weight)| weight).sum());
            content.starts.push(content.words.len());
        }
        content
    }

    fn of(&self, sentence: usize) -> &[(u32, f32)] {
        &self.words[self.starts[sentence]..self.starts[sentence + 1]]
    }
}

/// How far each word of a sentence is covered by a sentence of the other text, for the pairs of
/// sentences that were looked at.
#[derive(Debug)]
pub(super) struct Cover {
    sides: [Content; 2],
    /// For each source sentence, in order of target: target, and where the pair's numbers begin.
    pairs: Vec<Vec<(u32, u32)>>,
    /// For each pair: one number a source word, then one a target word, 0 to 1.
    data: Vec<f32>,
    /// Best share of a sentence's weight that one sentence of the other text covers.
    pub best: [Vec<f32>; 2],
}

/// How well two runs cover each other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Covered {
    /// Weight of the words of each side.
    pub total: [f32; 2],
    /// Weight that the other side covers.
    pub covered: [f32; 2],
}

impl Covered {
    /// Share of a side's weight that is covered; one half where there is nothing to cover.
    pub fn share(&self, side: usize) -> f32 {
        if self.total[side] > 0.0 { self.covered[side] / self.total[side] } else { 0.5 }
    }

    /// Weight of a side that is left open.
    pub fn open(&self, side: usize) -> f32 {
        self.total[side] - self.covered[side]
    }
}

impl Cover {
    pub fn new(grid: &Grid<'_>, source: &Vectors, target: &Vectors) -> Self {
        let sides = [
            Content::new(source.words(), source.len()),
            Content::new(target.words(), target.len()),
        ];
        let mut cover = Cover {
            pairs: likely(grid, source.len(), target.len()),
            data: Vec::new(),
            best: [vec![0.0; source.len()], vec![0.0; target.len()]],
            sides,
        };
        let mut pairs = std::mem::take(&mut cover.pairs);
        for (s, row) in pairs.iter_mut().enumerate() {
            for (t, start) in row {
                *start = cover.data.len() as u32;
                cover.compare(s, *t as usize, source.words(), target.words());
            }
        }
        cover.pairs = pairs;
        cover
    }

    fn compare(&mut self, s: usize, t: usize, source: &Words, target: &Words) {
        let (left, right) = (self.sides[0].of(s), self.sides[1].of(t));
        let start = self.data.len();
        self.data.resize(start + left.len() + right.len(), 0.0);
        let (of_left, of_right) = self.data[start..].split_at_mut(left.len());
        for (best, &(a, _)) in of_left.iter_mut().zip(left) {
            let (vector, weight) = (source.vector(a), source.weight(a));
            for (other, &(b, _)) in of_right.iter_mut().zip(right) {
                let cosine = dot(vector, target.vector(b)) / (weight * target.weight(b));
                let alike = ((cosine - UNLIKE) / (ALIKE - UNLIKE)).clamp(0.0, 1.0);
                *best = best.max(alike);
                *other = other.max(alike);
            }
        }
        let share = |words: &[(u32, f32)], alike: &[f32], total: f32| {
            let covered: f32 =
                words.iter().zip(alike).map(|((_, weight), alike)| weight * alike).sum();
            if total > 0.0 { covered / total } else { 0.0 }
        };
        let of_source = share(left, of_left, self.sides[0].totals[s]);
        let of_target = share(right, of_right, self.sides[1].totals[t]);
        self.best[0][s] = self.best[0][s].max(of_source);
        self.best[1][t] = self.best[1][t].max(of_target);
    }

    /// How well source sentences `s` and target sentences `t` cover each other.
    pub fn of(&self, s: std::ops::Range<usize>, t: std::ops::Range<usize>) -> Covered {
        let mut found = Covered::default();
        let weight =
            |side: usize, run: std::ops::Range<usize>| self.sides[side].totals[run].iter().sum();
        found.total = [weight(0, s.clone()), weight(1, t.clone())];
        // Where pairs of a run were looked at: their source, target and numbers.
        let mut pairs = [(0usize, 0usize, 0usize); super::shapes::MAX_RUN * super::shapes::MAX_RUN];
        let mut n = 0;
        for i in s.clone() {
            let row = &self.pairs[i];
            let first = row.partition_point(|(j, _)| (*j as usize) < t.start);
            for &(j, start) in row[first..].iter().take_while(|(j, _)| (*j as usize) < t.end) {
                if let Some(pair) = pairs.get_mut(n) {
                    *pair = (i, j as usize, start as usize);
                    n += 1;
                }
            }
        }
        let pairs = &pairs[..n];
        if pairs.is_empty() {
            return found;
        }
        for i in s {
            let words = self.sides[0].of(i);
            for (at, (_, weight)) in words.iter().enumerate() {
                let alike = pairs.iter().filter(|p| p.0 == i).map(|p| self.data[p.2 + at]);
                found.covered[0] += weight * alike.fold(0.0, f32::max);
            }
        }
        for j in t {
            let words = self.sides[1].of(j);
            for (at, (_, weight)) in words.iter().enumerate() {
                let column = pairs.iter().filter(|p| p.1 == j);
                let alike = column.map(|p| self.data[p.2 + self.sides[0].of(p.0).len() + at]);
                found.covered[1] += weight * alike.fold(0.0, f32::max);
            }
        }
        found
    }
}

/// The pairs that are looked at: the best of each row and each column, and their neighbours.
fn likely(grid: &Grid<'_>, n: usize, m: usize) -> Vec<Vec<(u32, u32)>> {
    let mut marked: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
    let mut columns: Vec<[(f32, u32); BEST]> = vec![[(0.0, u32::MAX); BEST]; m];
    let insert = |best: &mut [(f32, u32); BEST], value: f32, at: usize| {
        if value > best[BEST - 1].0 {
            best[BEST - 1] = (value, at as u32);
            best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        }
    };
    let mut chosen: Vec<(u32, u32)> = Vec::new();
    for i in 0..n {
        let mut row = [(0.0, u32::MAX); BEST];
        for (j, cosine) in grid.cosines(i) {
            insert(&mut row, cosine, j);
            insert(&mut columns[j], cosine, i);
        }
        chosen.extend(row.iter().filter(|b| b.1 != u32::MAX).map(|b| (i as u32, b.1)));
    }
    for (j, column) in columns.iter().enumerate() {
        chosen.extend(column.iter().filter(|b| b.1 != u32::MAX).map(|b| (b.1, j as u32)));
    }
    for (i, j) in chosen {
        for (di, dj) in [(0i64, 0i64), (0, 1), (0, -1), (1, 0), (-1, 0)] {
            let (i, j) = (i64::from(i) + di, i64::from(j) + dj);
            if (0..n as i64).contains(&i) && (0..m as i64).contains(&j) {
                marked[i as usize].push((j as u32, 0));
            }
        }
    }
    for row in &mut marked {
        row.sort_unstable();
        row.dedup();
    }
    marked
}
