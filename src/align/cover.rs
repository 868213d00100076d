//! Which words of a sentence find their like in a sentence of the other text.
//!
//! A sum hides a short clause; its words do not hide. For pairs of sentences that may belong
//! together, every word is compared with every word of the other side, as BERTScore does (Zhang
//! et al. 2020), with the table's word vectors. A word counts by the length of its vector, which
//! is small for articles and prepositions.

use std::ops::Range;

use super::dots::{Units, best_dots, weigh};
use super::grid::Grid;
use super::likely::likely;
use super::lists::Lists;
use super::shapes::MAX_RUN;
use crate::encode::{UNIT, Vectors};

/// Words with shorter vectors say too little to be looked for.
const MIN_WEIGHT: f32 = 0.3;

/// A word counts this much at most.
const MAX_WEIGHT: f32 = 1.2;

/// Words of a sentence that are looked at; sentences this long are no sentences.
const MAX_WORDS: usize = 120;

/// Words alike by less than this have nothing in common ...
const UNLIKE: f32 = 0.2;
/// ... and by more than this mean the same.
const ALIKE: f32 = 0.7;

/// What a dot product of words is divided by to give the cosine.
const UNIT_SQUARED: f32 = UNIT * UNIT;

/// The content words of a text's sentences.
#[derive(Debug)]
struct Content<'a> {
    /// The vectors of the different words.
    units: Units<'a>,
    /// Words, sentence after sentence, by their numbers in `units`.
    words: Vec<u32>,
    /// What each of them counts.
    weights: Vec<f32>,
    starts: Vec<usize>,
    totals: Vec<f32>,
}

impl<'a> Content<'a> {
    fn new(vectors: &'a Vectors) -> Self {
        let words = vectors.words();
        let mut content = Content {
            units: Units { dims: vectors.dims(), data: words.units() },
            words: Vec::new(),
            weights: Vec::new(),
            starts: vec![0],
            totals: Vec::new(),
        };
        for text in 0..vectors.len() {
            let weighed = words.of(text).iter().map(|&word| (word, words.weight(word)));
            let kept = weighed.filter(|(_, weight)| *weight >= MIN_WEIGHT).take(MAX_WORDS);
            for (word, weight) in kept {
                content.words.push(word);
                content.weights.push(weight.min(MAX_WEIGHT));
            }
            content.totals.push(content.weights[content.starts[text]..].iter().sum());
            content.starts.push(content.words.len());
        }
        content
    }

    fn words(&self, sentence: usize) -> &[u32] {
        &self.words[self.starts[sentence]..self.starts[sentence + 1]]
    }

    fn weights(&self, sentence: usize) -> &[f32] {
        &self.weights[self.starts[sentence]..self.starts[sentence + 1]]
    }
}

/// The pairs of sentences of two texts that are worth a comparison of their words.
#[derive(Debug)]
pub(super) struct Cover<'a> {
    sides: [Content<'a>; 2],
    /// Pairs by source sentence and, for each target sentence, the same again.
    likely: [Lists; 2],
    /// For each pair by target sentence: its place among those by source sentence.
    places: Vec<u32>,
}

/// How far each word of a sentence is covered by a sentence of the other text, for the pairs of
/// some source sentences that were compared.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    cover: &'a Cover<'a>,
    /// The first of all likely pairs that this is about.
    first: usize,
    /// For each pair: where its numbers begin, if it was compared.
    starts: Vec<u32>,
    /// For each pair that was compared: the weight that is covered of either side, then one number
    /// a source word, then one a target word, 0 to 1.
    data: Vec<f32>,
}

/// Numbers of a pair before those of its words.
const HEAD: usize = 2;

/// The pair was not compared.
const NOT: u32 = u32::MAX;
/// The pair is to be compared.
const WANTED: u32 = u32::MAX - 1;

/// The weight that is covered of either side of the likely pairs; no number where they were not
/// compared.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<[f32; 2]>);

impl Known {
    /// Adds what was found of the pairs at some places.
    pub fn extend(&mut self, covers: impl IntoIterator<Item = (usize, [f32; 2])>) {
        covers.into_iter().for_each(|(place, covered)| self.0[place] = covered);
    }
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

impl<'a> Cover<'a> {
    pub fn new(grid: &Grid<'_>, source: &'a Vectors, target: &'a Vectors) -> Self {
        let by_source = likely(grid, source.len(), target.len());
        let (by_target, places) = by_source.turned(target.len());
        Cover {
            sides: [Content::new(source), Content::new(target)],
            likely: [by_source, by_target],
            places,
        }
    }

    /// Compares the words of all likely pairs.
    pub fn compare_all(&self) -> Compared<'_> {
        let n = self.sides[0].totals.len();
        let mut compared = self.compared(0..n);
        compared.starts.fill(WANTED);
        compared.compare(0..n);
        compared
    }

    /// Nothing compared yet of these source sentences.
    pub fn compared(&self, rows: Range<usize>) -> Compared<'_> {
        let starts = &self.likely[0].starts;
        let (first, end) = (starts[rows.start] as usize, starts[rows.end] as usize);
        Compared { cover: self, first, starts: vec![NOT; end - first], data: Vec::new() }
    }

    /// Writes the numbers of a pair of sentences behind the end of `data`.
    fn compare(&self, s: usize, t: usize, data: &mut Vec<f32>) {
        let (left, right) = (self.sides[0].words(s), self.sides[1].words(t));
        // Likeness grows with the dot product: the best of one is the best of the other.
        let mut best = [[0i32; MAX_WORDS]; 2];
        let [best_left, best_right] = &mut best;
        let (best_left, best_right) =
            (&mut best_left[..left.len()], &mut best_right[..right.len()]);
        let units = [self.sides[0].units, self.sides[1].units];
        best_dots(units, [left, right], [best_left, best_right]);
        let start = data.len();
        data.extend([0.0; HEAD]);
        data.extend(best_left.iter().chain(best_right.iter()).map(|&dot| {
            let cosine = dot as f32 / UNIT_SQUARED;
            ((cosine - UNLIKE) / (ALIKE - UNLIKE)).clamp(0.0, 1.0)
        }));
        let (head, of_words) = data[start..].split_at_mut(HEAD);
        let (of_left, of_right) = of_words.split_at(left.len());
        head[0] = weigh(self.sides[0].weights(s), of_left);
        head[1] = weigh(self.sides[1].weights(t), of_right);
    }

    /// Nothing known yet of any pair.
    pub fn nothing_known(&self) -> Known {
        Known(vec![[f32::NAN; 2]; self.likely[0].values.len()])
    }

    /// Best share of a sentence's weight that one sentence of the other text covers.
    pub fn best(&self, side: usize, sentence: usize, known: &mut Known) -> f32 {
        let mut data = Vec::new();
        for (other, place) in self.partners(side, sentence) {
            if known.0[place][side].is_nan() {
                let pair = [sentence, other];
                data.clear();
                self.compare(pair[side], pair[1 - side], &mut data);
                known.0[place] = [data[0], data[1]];
            }
        }
        self.best_known(side, sentence, known)
    }

    /// The same with what is known alone.
    pub fn best_known(&self, side: usize, sentence: usize, known: &Known) -> f32 {
        let covered = self.partners(side, sentence).map(|(_, place)| known.0[place][side]);
        self.share(side, sentence, covered.fold(0.0, f32::max))
    }

    /// The sentences that a sentence may belong to, each with the place of the pair.
    fn partners(&self, side: usize, sentence: usize) -> impl Iterator<Item = (usize, usize)> {
        let likely = &self.likely[side];
        likely.places(sentence).map(move |at| {
            let place = if side == 0 { at } else { self.places[at] as usize };
            (likely.values[at] as usize, place)
        })
    }

    /// A weight of a sentence's words as a share of all its weight.
    fn share(&self, side: usize, sentence: usize, weight: f32) -> f32 {
        let total = self.sides[side].totals[sentence];
        if total > 0.0 { weight / total } else { 0.0 }
    }
}

impl Compared<'_> {
    /// Marks the pairs of two runs, to be compared.
    pub fn want(&mut self, s: Range<usize>, t: Range<usize>) {
        let likely = &self.cover.likely[0];
        for i in s {
            let places = likely.places(i);
            let row = likely.of(i);
            let first = row.partition_point(|&j| (j as usize) < t.start);
            let n = row[first..].iter().take_while(|&&j| (j as usize) < t.end).count();
            let at = places.start + first - self.first;
            self.starts[at..at + n].fill(WANTED);
        }
    }

    /// Compares the pairs of these source sentences that were marked.
    pub fn compare(&mut self, rows: Range<usize>) {
        for s in rows {
            for place in self.cover.likely[0].places(s) {
                if self.starts[place - self.first] == WANTED {
                    self.starts[place - self.first] = self.data.len() as u32;
                    let t = self.cover.likely[0].values[place] as usize;
                    self.cover.compare(s, t, &mut self.data);
                }
            }
        }
    }

    /// The places of the pairs that were compared, with the weight that is covered of either side.
    pub fn covers(&self) -> impl Iterator<Item = (usize, [f32; 2])> {
        let compared = (self.first..).zip(&self.starts).filter(|(_, start)| **start != NOT);
        compared.map(|(place, &start)| {
            let start = start as usize;
            (place, [self.data[start], self.data[start + 1]])
        })
    }

    /// What was compared of source sentences `s` and target sentences `t`, no more than [`MAX_RUN`] of
    /// either.
    pub fn block(&self, s: Range<usize>, t: Range<usize>) -> Block<'_> {
        let likely = &self.cover.likely[0];
        let mut starts = [[NOT; MAX_RUN]; MAX_RUN];
        for (i, starts) in s.clone().zip(&mut starts) {
            let row = likely.of(i);
            let first = row.partition_point(|&j| (j as usize) < t.start);
            let of_row = &self.starts[likely.places(i).start + first - self.first..];
            let inside = row[first..].iter().take_while(|&&j| (j as usize) < t.end);
            inside.zip(of_row).for_each(|(&j, &start)| starts[j as usize - t.start] = start);
        }
        Block { compared: self, first: [s.start, t.start], starts }
    }

    /// The weight of a sentence's words that is covered by any of some pairs; of each, the place
    /// of its numbers, if it was compared, and, above it, of those of the sentence's words.
    fn covered(
        &self,
        side: usize,
        sentence: usize,
        pairs: impl Iterator<Item = (u32, usize)>,
    ) -> f32 {
        let mut pairs = pairs.filter(|(start, _)| *start != NOT);
        let Some((first, skip)) = pairs.next() else { return 0.0 };
        let Some(second) = pairs.next() else { return self.data[first as usize + side] };
        let weights = self.cover.sides[side].weights(sentence);
        let of_words = |(start, skip)| &self.data[start as usize + skip..][..weights.len()];
        let mut best = [0f32; MAX_WORDS];
        let best = &mut best[..weights.len()];
        best.copy_from_slice(of_words((first, skip)));
        for pair in [second].into_iter().chain(pairs) {
            best.iter_mut()
                .zip(of_words(pair))
                .for_each(|(best, other)| *best = higher(*best, *other));
        }
        weigh(weights, best)
    }
}

/// The larger of two numbers.
fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// What was compared of two runs.
#[derive(Debug)]
pub(super) struct Block<'a> {
    compared: &'a Compared<'a>,
    /// The first sentence of either.
    first: [usize; 2],
    /// For each pair: where its numbers begin.
    starts: [[u32; MAX_RUN]; MAX_RUN],
}

impl Block<'_> {
    /// How well source sentences `s` and target sentences `t` of these runs cover each other.
    pub fn of(&self, s: Range<usize>, t: Range<usize>) -> Covered {
        let sides = &self.compared.cover.sides;
        let weight = |side: usize, run: Range<usize>| sides[side].totals[run].iter().sum();
        let total = [weight(0, s.clone()), weight(1, t.clone())];
        let start = |i: usize, j: usize| self.starts[i - self.first[0]][j - self.first[1]];
        let mut covered = [0.0; 2];
        for i in s.clone() {
            let pairs = t.clone().map(|j| (start(i, j), HEAD));
            covered[0] += self.compared.covered(0, i, pairs);
        }
        for j in t {
            let pairs = s.clone().map(|i| (start(i, j), HEAD + sides[0].words(i).len()));
            covered[1] += self.compared.covered(1, j, pairs);
        }
        Covered { total, covered }
    }
}
