//! What the figures, names and stems of a bead's two sides have in common.
//!
//! Only tokens that stand in both texts can be: they alone are held against each other. Of the
//! others it counts how many there are, which is a sum over the sentences of a run.

use std::ops::Range;

use super::lists::Lists;
use super::profile::{COUNTED, FIGURES, N_BAGS, NAMES, STEMS};
use super::shapes::MAX_RUN;

/// Tokens of both texts.
#[derive(Debug)]
pub(super) struct Tokens {
    sides: [Side; 2],
    /// What each token of both texts counts as an anchor: the more, the rarer. Figures come first,
    /// then names, then stems.
    rarity: Vec<f32>,
    /// Where the names begin, and the stems.
    starts: [u32; 2],
}

/// Tokens of one text.
#[derive(Debug)]
struct Side {
    /// The figures, names and stems of each sentence that stand in both texts.
    shared: Lists,
    /// Those of them that are counted figures.
    counted: Lists,
    /// For each sentence, by kind: how many of its tokens stand in none of the next sentences, for
    /// no next sentence, one, two ... Of a run, each token counts where it stands last.
    last: [Vec<[u32; MAX_RUN]>; N_BAGS],
    /// Share of each sentence's figures and names that the other text has too.
    found: Vec<f32>,
}

/// What two runs have in common.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Tokens on both sides, by kind.
    pub both: [f32; N_BAGS],
    /// Tokens of each side, by kind; figures aside.
    pub n: [[f32; 2]; N_BAGS],
    /// Counted figures of each side that the other lacks.
    pub unmet: [f32; 2],
    /// Rarity of the tokens on both sides.
    pub rare: f32,
}

/// Memory that runs are put together in. Beads that end at one node share them.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    shared: [Unions; 2],
    counted: [Unions; 2],
}

/// The tokens of runs that end before one sentence.
#[derive(Debug, Default)]
struct Unions {
    end: usize,
    /// How many of the following are known.
    n: usize,
    /// For runs of two sentences, of three and so on.
    of_runs: [Vec<u32>; MAX_RUN - 1],
}

impl Tokens {
    /// Of two texts, from the tokens of each sentence, each once and all but stems sorted, and in how many
    /// sentences each stands.
    pub fn new(bags: [[Lists; N_BAGS]; 2], frequency: &[Vec<[u32; 2]>; N_BAGS]) -> Self {
        let mut rarity = Vec::new();
        let mut starts = [0; 3];
        let numbers = [FIGURES, NAMES, STEMS].map(|bag| {
            starts[bag] = rarity.len() as u32;
            let number = |&[s, t]: &[u32; 2]| {
                if s == 0 || t == 0 {
                    return ALONE;
                }
                rarity.push(2.0 / (s + t) as f32);
                rarity.len() as u32 - 1
            };
            frequency[bag].iter().map(number).collect::<Vec<u32>>()
        });
        let sides = bags.map(|bags| Side::new(&bags, &numbers));
        Tokens { sides, rarity, starts: [starts[NAMES], starts[STEMS]] }
    }

    /// Share of a sentence's figures and names that the other text has too.
    pub fn found(&self, side: usize, sentence: usize) -> f32 {
        self.sides[side].found[sentence]
    }

    /// What a run of source sentences and one of target sentences have in common.
    pub fn common(&self, runs: [Range<usize>; 2], scratch: &mut Scratch) -> Common {
        let Scratch { shared: [of_source, of_target], counted } = scratch;
        let source = of_source.of(&self.sides[0].shared, &runs[0]);
        let target = of_target.of(&self.sides[1].shared, &runs[1]);
        let mut found = Common::default();
        for token in common(source, target) {
            let bag = match token {
                _ if token >= self.starts[1] => STEMS,
                _ if token >= self.starts[0] => NAMES,
                _ => FIGURES,
            };
            found.both[bag] += 1.0;
            found.rare += self.rarity[token as usize];
        }
        for bag in [NAMES, STEMS] {
            found.n[bag] = [0, 1].map(|side| self.sides[side].n(bag, &runs[side]));
        }
        // A number that is written as a word may be met by digits, and need not be met at all.
        for (side, theirs) in [target, source].into_iter().enumerate() {
            let n = self.sides[side].n(COUNTED, &runs[side]);
            if n > 0.0 {
                let ours = counted[side].of(&self.sides[side].counted, &runs[side]);
                found.unmet[side] = n - common(ours, theirs).count() as f32;
            }
        }
        found
    }
}

/// The token stands in one text alone.
const ALONE: u32 = u32::MAX;

impl Side {
    fn new(bags: &[Lists; N_BAGS], numbers: &[Vec<u32>; 3]) -> Self {
        let n_sentences = bags[FIGURES].starts.len() - 1;
        let mut shared = Lists::with_room(n_sentences, 8);
        let mut counted = Lists::with_room(n_sentences, 1);
        let mut found = Vec::with_capacity(n_sentences);
        for sentence in 0..n_sentences {
            // Each is put down, and the next one over it if it stands in one text alone: which do is anybody's
            // guess, and the processor is not asked for one.
            let in_both = |bag: usize, numbers: &[u32], Lists { values, .. }: &mut Lists| {
                let (ids, mut n) = (bags[bag].of(sentence), values.len());
                values.resize(n + ids.len(), 0);
                for &id in ids {
                    values[n] = numbers[id as usize];
                    n += usize::from(values[n] != ALONE);
                }
                values.truncate(n);
            };
            let start = shared.values.len();
            in_both(FIGURES, &numbers[FIGURES], &mut shared);
            in_both(NAMES, &numbers[NAMES], &mut shared);
            let n_found = shared.values.len() - start;
            let n = bags[FIGURES].of(sentence).len() + bags[NAMES].of(sentence).len();
            found.push(if n > 0 { n_found as f32 / n as f32 } else { 0.0 });
            let start = shared.values.len();
            in_both(STEMS, &numbers[STEMS], &mut shared);
            shared.values[start..].sort_unstable();
            in_both(COUNTED, &numbers[FIGURES], &mut counted);
            shared.starts.push(shared.values.len() as u32);
            counted.starts.push(counted.values.len() as u32);
        }
        let mut last: [Vec<_>; N_BAGS] = Default::default();
        for bag in [NAMES, STEMS, COUNTED] {
            let n_tokens = numbers[if bag == COUNTED { FIGURES } else { bag }].len();
            last[bag] = n_last(&bags[bag], n_tokens);
        }
        Side { shared, counted, last, found }
    }

    /// How many tokens of a kind a run holds.
    fn n(&self, bag: usize, run: &Range<usize>) -> f32 {
        let sentences = self.last[bag][run.clone()].iter().rev().enumerate();
        sentences.map(|(n_behind, last)| last[n_behind]).sum::<u32>() as f32
    }
}

/// How many tokens of each sentence stand in none of the next `k` sentences, for each `k`.
fn n_last(bag: &Lists, n_tokens: usize) -> Vec<[u32; MAX_RUN]> {
    let n_sentences = bag.starts.len() - 1;
    let mut n_last = vec![[0; MAX_RUN]; n_sentences];
    let mut next = vec![usize::MAX; n_tokens];
    for (sentence, n_last) in n_last.iter_mut().enumerate().rev() {
        for &token in bag.of(sentence) {
            let next = &mut next[token as usize];
            n_last[(*next - sentence - 1).min(MAX_RUN - 1)] += 1;
            *next = sentence;
        }
        for k in (1..MAX_RUN).rev() {
            n_last[k - 1] += n_last[k];
        }
    }
    n_last
}

impl Unions {
    /// The tokens of a run, sorted, each once; `lists` must be the same at all times.
    fn of<'b>(&'b mut self, lists: &'b Lists, run: &Range<usize>) -> &'b [u32] {
        if self.end != run.end {
            (self.end, self.n) = (run.end, 0);
        }
        while self.n + 1 < run.len() {
            let (known, new) = self.of_runs.split_at_mut(self.n);
            let shorter = match known.last() {
                Some(known) => known,
                None => lists.of(run.end - 1),
            };
            unite(lists.of(run.end - self.n - 2), shorter, &mut new[0]);
            self.n += 1;
        }
        match run.len() {
            1 => lists.of(run.start),
            n => &self.of_runs[n - 2],
        }
    }
}

/// Puts what stands in either of two sorted lists into `union`, sorted, each once.
fn unite(a: &[u32], b: &[u32], union: &mut Vec<u32>) {
    union.clear();
    union.reserve(a.len() + b.len());
    let (mut at, mut bt) = (0, 0);
    // Which of them is ahead is anybody's guess: the processor is not asked for one.
    while at < a.len() && bt < b.len() {
        let (x, y) = (a[at], b[bt]);
        union.push(x.min(y));
        at += usize::from(x <= y);
        bt += usize::from(y <= x);
    }
    union.extend_from_slice(&a[at..]);
    union.extend_from_slice(&b[bt..]);
}

/// What two sorted lists have in common.
fn common<'b>(a: &'b [u32], b: &'b [u32]) -> impl Iterator<Item = u32> + 'b {
    let (mut at, mut bt) = (0, 0);
    std::iter::from_fn(move || {
        while at < a.len() && bt < b.len() {
            let (x, y) = (a[at], b[bt]);
            at += usize::from(x <= y);
            bt += usize::from(y <= x);
            if x == y {
                return Some(x);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn runs_have_in_common_what_their_sets_have() {
        let mut dice = fastrand::Rng::with_seed(3);
        let mut bags: [[Lists; N_BAGS]; 2] = Default::default();
        let mut frequency = [FIGURES, NAMES, STEMS, COUNTED].map(|_| vec![[0u32; 2]; 12]);
        for (side, bags) in bags.iter_mut().enumerate() {
            for _ in 0..10 {
                for bag in [FIGURES, NAMES, STEMS] {
                    for _ in 0..dice.usize(..5) {
                        let token = dice.u32(..12);
                        bags[bag].values.push(token);
                        if bag == FIGURES && dice.bool() {
                            bags[COUNTED].values.push(token);
                        }
                    }
                }
                bags.iter_mut().for_each(Lists::end);
            }
            for (bag, frequency) in bags.iter().zip(&mut frequency) {
                bag.values.iter().for_each(|&token| frequency[token as usize][side] += 1);
            }
        }
        let tokens = Tokens::new(bags.clone(), &frequency);
        let mut scratch = Scratch::default();
        for _ in 0..500 {
            let runs = [0, 1].map(|_| {
                let start = dice.usize(..10);
                start..(start + 1 + dice.usize(..MAX_RUN)).min(10)
            });
            let set = |side: usize, bag: usize| -> BTreeSet<u32> {
                runs[side].clone().flat_map(|k| bags[side][bag].of(k)).copied().collect()
            };
            let found = tokens.common(runs.clone(), &mut scratch);
            let mut rare = 0.0;
            for bag in [FIGURES, NAMES, STEMS] {
                let sets = [set(0, bag), set(1, bag)];
                let both: Vec<_> = sets[0].intersection(&sets[1]).collect();
                assert_eq!(found.both[bag], both.len() as f32);
                if bag != FIGURES {
                    assert_eq!(found.n[bag], sets.each_ref().map(|set| set.len() as f32));
                }
                for &token in both {
                    rare += 2.0 / frequency[bag][token as usize].iter().sum::<u32>() as f32;
                }
            }
            assert_eq!(found.rare, rare);
            let unmet = |side| set(side, COUNTED).difference(&set(1 - side, FIGURES)).count();
            assert_eq!(found.unmet, [0, 1].map(|side| unmet(side) as f32));
        }
    }
}
