//! Which words of a sentence find their like in a sentence of the other text.
//!
//! A sum hides a short clause; its words do not hide. For pairs of sentences that may belong
//! together, every word is compared with every word of the other side, as BERTScore does (Zhang
//! et al. 2020), with the table's word vectors. A word counts by the length of its vector, which
//! is small for articles and prepositions.

use std::ops::Range;

use super::dots::{Units, best_dots};
use super::grid::Grid;
use super::likely::likely;
use super::lists::Lists;
use super::shapes::MAX_RUN;
use crate::encode::{UNIT, Vectors};

/// Words with shorter vectors say too little to be looked for.
const MIN_WEIGHT: f32 = 0.3;

/// A word counts this much at most.
const MAX_WEIGHT: f32 = 1.2;

/// Numbers of words that are worked on side by side; the last few of a sentence stand for no word.
const LANES: usize = 8;

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
    starts: Vec<usize>,
    /// What each of a sentence's words counts; no word counts nothing.
    weights: Vec<[f32; LANES]>,
    starts_of_weights: Vec<usize>,
    totals: Vec<f32>,
}

impl<'a> Content<'a> {
    fn new(vectors: &'a Vectors) -> Self {
        let (words, n_texts) = (vectors.words(), vectors.len());
        // Of the words that say something, there are about as many as of the others.
        let n_words = words.n_tokens() / 2;
        let mut content = Content {
            units: Units { dims: vectors.dims(), data: words.units() },
            words: Vec::with_capacity(n_words),
            starts: Vec::with_capacity(n_texts + 1),
            weights: Vec::with_capacity(n_words / LANES + n_texts),
            starts_of_weights: Vec::with_capacity(n_texts + 1),
            totals: Vec::with_capacity(n_texts),
        };
        content.starts.push(0);
        content.starts_of_weights.push(0);
        for text in 0..vectors.len() {
            // The next place is written to by each word, and left to the next by those that say too little:
            // which do is anybody's guess, and the processor is not asked for one.
            let (mut kept, mut weights) =
                ([0; MAX_WORDS + 1], [[0.0; LANES]; MAX_WORDS / LANES + 1]);
            let (mut n, mut total) = (0, 0.0);
            for &word in words.of(text) {
                let weight = words.weight(word);
                let says = weight >= MIN_WEIGHT && n < MAX_WORDS;
                kept[n] = word;
                weights.as_flattened_mut()[n] = if says { weight.min(MAX_WEIGHT) } else { 0.0 };
                total += weights.as_flattened()[n];
                n += usize::from(says);
            }
            content.words.extend_from_slice(&kept[..n]);
            content.weights.extend_from_slice(&weights[..n.div_ceil(LANES)]);
            content.totals.push(total);
            content.starts.push(content.words.len());
            content.starts_of_weights.push(content.weights.len());
        }
        content
    }

    fn words(&self, sentence: usize) -> &[u32] {
        &self.words[self.starts[sentence]..self.starts[sentence + 1]]
    }

    fn weights(&self, sentence: usize) -> &[[f32; LANES]] {
        &self.weights[self.starts_of_weights[sentence]..self.starts_of_weights[sentence + 1]]
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

/// How far each word of a sentence is covered by a sentence of the other text, for the likely pairs that
/// were asked about.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    cover: &'a Cover<'a>,
    /// For each likely pair: its number in `pairs`, if it was compared.
    numbers: Vec<u32>,
    /// The pairs that were compared.
    pairs: Vec<Pair>,
    /// One number a word, 0 to 1.
    of_words: Vec<[f32; LANES]>,
}

/// A pair of sentences whose words were compared.
#[derive(Debug, Clone, Copy)]
struct Pair {
    /// Its place among the likely pairs.
    place: u32,
    /// The weight that is covered of either side.
    covered: [f32; 2],
    /// Where the numbers of the words of either side begin.
    starts: [u32; 2],
}

/// The pair was not compared.
const NOT: u32 = u32::MAX;

/// Groups of numbers that are kept, about; then all are forgotten.
const MOST: usize = 1 << 15;

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

    /// Nothing compared yet.
    pub fn nothing_compared(&self) -> Compared<'_> {
        Compared {
            cover: self,
            numbers: vec![NOT; self.likely[0].values.len()],
            pairs: Vec::new(),
            of_words: Vec::new(),
        }
    }

    /// Weight of the words of a run of sentences.
    pub fn total(&self, side: usize, run: Range<usize>) -> f32 {
        self.sides[side].totals[run].iter().sum()
    }

    /// Compares the words of the likely pair at a place, and puts their numbers behind the others `of_words`.
    fn compare(&self, place: usize, [s, t]: [usize; 2], of_words: &mut Vec<[f32; LANES]>) -> Pair {
        let (left, right) = (self.sides[0].words(s), self.sides[1].words(t));
        // Likeness grows with the dot product: the best of one is the best of the other.
        let mut best = [[[0i32; LANES]; MAX_WORDS / LANES]; 2];
        let [best_left, best_right] = &mut best;
        let units = [self.sides[0].units, self.sides[1].units];
        best_dots(
            units,
            [left, right],
            [
                &mut best_left.as_flattened_mut()[..left.len()],
                &mut best_right.as_flattened_mut()[..right.len()],
            ],
        );
        let weights = [self.sides[0].weights(s), self.sides[1].weights(t)];
        let mut pair = Pair { place: place as u32, covered: [0.0; 2], starts: [0; 2] };
        for side in [0, 1] {
            let start = of_words.len();
            of_words.extend(best[side][..weights[side].len()].iter().map(|dots| {
                dots.map(|dot| {
                    let cosine = dot as f32 / UNIT_SQUARED;
                    ((cosine - UNLIKE) / (ALIKE - UNLIKE)).clamp(0.0, 1.0)
                })
            }));
            pair.starts[side] = start as u32;
            pair.covered[side] = weigh_best(weights[side], &of_words[start..], &[]);
        }
        pair
    }

    /// The sentences that a sentence may belong to, each with the place of the pair.
    pub fn partners(&self, side: usize, sentence: usize) -> impl Iterator<Item = (usize, usize)> {
        let likely = &self.likely[side];
        likely.places(sentence).map(move |at| {
            let place = if side == 0 { at } else { self.places[at] as usize };
            (likely.values[at] as usize, place)
        })
    }
}

impl Compared<'_> {
    /// The number in `pairs` of a likely pair.
    fn number(&mut self, place: usize, s: usize, t: usize) -> u32 {
        if self.numbers[place] == NOT {
            self.numbers[place] = self.pairs.len() as u32;
            self.pairs.push(self.cover.compare(place, [s, t], &mut self.of_words));
        }
        self.numbers[place]
    }

    /// Forgets all where it got much.
    fn tidy(&mut self) {
        if self.of_words.len() > MOST {
            self.pairs.drain(..).for_each(|pair| self.numbers[pair.place as usize] = NOT);
            self.of_words.clear();
        }
    }

    /// Best share of a sentence's weight that one sentence of the other text covers, 0 to 1. `side` is 0 for
    /// the source.
    pub fn best(&mut self, side: usize, sentence: usize) -> f32 {
        let cover = self.cover;
        let shares = cover.partners(side, sentence);
        shares.map(|partner| self.share(side, sentence, partner)).fold(0.0, f32::max)
    }

    /// Share of a sentence's weight that one of its [`Cover::partners`] covers.
    pub fn share(&mut self, side: usize, sentence: usize, (other, place): (usize, usize)) -> f32 {
        self.tidy();
        let [s, t] = if side == 0 { [sentence, other] } else { [other, sentence] };
        let number = self.number(place, s, t) as usize;
        let total = self.cover.sides[side].totals[sentence];
        if total > 0.0 { self.pairs[number].covered[side] / total } else { 0.0 }
    }

    /// The words of source sentences `s` and target sentences `t`, no more than [`MAX_RUN`] of either,
    /// compared where they are likely pairs.
    pub fn block(&mut self, s: Range<usize>, t: Range<usize>) -> Block<'_> {
        self.tidy();
        let likely = &self.cover.likely[0];
        let mut numbers = [[NOT; MAX_RUN]; MAX_RUN];
        for (i, numbers) in s.clone().zip(&mut numbers) {
            let row = likely.of(i);
            let first = row.partition_point(|&j| (j as usize) < t.start);
            let inside = row[first..].iter().take_while(|&&j| (j as usize) < t.end);
            for (place, &j) in (likely.places(i).start + first..).zip(inside) {
                numbers[j as usize - t.start] = self.number(place, i, j as usize);
            }
        }
        Block { compared: self, first: [s.start, t.start], numbers }
    }

    /// The weight of a sentence's words that is covered by any of some pairs.
    #[inline]
    fn covered(&self, side: usize, sentence: usize, numbers: impl Iterator<Item = u32>) -> f32 {
        let mut pairs =
            numbers.filter(|&number| number != NOT).map(|number| &self.pairs[number as usize]);
        let Some(first) = pairs.next() else { return 0.0 };
        let Some(second) = pairs.next() else { return first.covered[side] };
        let weights = self.cover.sides[side].weights(sentence);
        let of_words = |pair: &Pair| &self.of_words[pair.starts[side] as usize..][..weights.len()];
        let mut others: [&[[f32; LANES]]; MAX_RUN - 1] = [&[]; MAX_RUN - 1];
        let mut n_others = 0;
        for pair in [second].into_iter().chain(pairs) {
            others[n_others] = of_words(pair);
            n_others += 1;
        }
        weigh_best(weights, of_words(first), &others[..n_others])
    }
}

/// The sum of the weights times the largest of the numbers, of the first list and the others, that the
/// words have: several sums side by side, where one would wait for each addition in turn.
#[inline]
fn weigh_best(weights: &[[f32; LANES]], first: &[[f32; LANES]], others: &[&[[f32; LANES]]]) -> f32 {
    let mut sums = [0f32; LANES];
    for (k, (weights, best)) in weights.iter().zip(first).enumerate() {
        let mut best = *best;
        for other in others {
            let other = &other[k];
            for lane in 0..LANES {
                best[lane] = if best[lane] > other[lane] { best[lane] } else { other[lane] };
            }
        }
        for lane in 0..LANES {
            sums[lane] += weights[lane] * best[lane];
        }
    }
    sums.iter().sum()
}

/// What was compared of two runs.
#[derive(Debug)]
pub(super) struct Block<'a> {
    compared: &'a Compared<'a>,
    /// The first sentence of either.
    first: [usize; 2],
    /// For each pair: its number among those that were compared.
    numbers: [[u32; MAX_RUN]; MAX_RUN],
}

impl Block<'_> {
    /// How well source sentences `s` and target sentences `t` of these runs cover each other.
    pub fn of(&self, s: Range<usize>, t: Range<usize>) -> Covered {
        let sides = &self.compared.cover.sides;
        let weight = |side: usize, run: Range<usize>| sides[side].totals[run].iter().sum();
        let total = [weight(0, s.clone()), weight(1, t.clone())];
        let rows = s.start - self.first[0]..s.end - self.first[0];
        let columns = t.start - self.first[1]..t.end - self.first[1];
        let numbers = &self.numbers[rows];
        let mut covered = [0.0; 2];
        for (i, numbers) in s.zip(numbers) {
            let numbers = numbers[columns.clone()].iter().copied();
            covered[0] += self.compared.covered(0, i, numbers);
        }
        for (j, column) in t.zip(columns) {
            let numbers = numbers.iter().map(|numbers| numbers[column]);
            covered[1] += self.compared.covered(1, j, numbers);
        }
        Covered { total, covered }
    }
}
