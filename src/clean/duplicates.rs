//! Rows that stand in the corpus more than once.

use super::Flag;
use super::fold::{folded_key, pair_key};
use crate::bitext::Row;

/// What is remembered of a row: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Twin {
    folded: u64,
    exact: u64,
    /// Lower is better: the score counted down from 1 in the upper 16 bits, then the row.
    rank: u64,
}

/// Rows that a rank has room for.
const ROW_BITS: u32 = 48;

impl Twin {
    /// What to remember of row `index`, counted from 0; its score counts to four decimals.
    pub fn new(index: usize, row: &Row) -> Self {
        let score = (row.probability().unwrap_or(0.0) * 10_000.0).round() as u64;
        let source = row.source.trim();
        let target = row.target.trim();
        Twin {
            folded: folded_key(source, target),
            exact: pair_key(source, target),
            rank: (10_000 - score) << ROW_BITS | index as u64,
        }
    }

    fn index(self) -> usize {
        (self.rank & ((1 << ROW_BITS) - 1)) as usize
    }
}

/// Finds duplicates among rows by hashes of 64 bits: among ten million different pairs the chance of
/// one false duplicate is three in a million.
#[derive(Debug, Default)]
pub struct Duplicates {
    twins: Vec<Twin>,
}

impl Duplicates {
    /// Remembers a row.
    pub fn add(&mut self, twin: Twin) {
        self.twins.push(twin);
    }

    /// Calls `found` with the index of every row that is not the best of its kind, and why: [`Flag::Dup`]
    /// where the very pair stands elsewhere, [`Flag::Fold`] where it is the same once folded. The best has
    /// the highest score; of equal ones, it comes first.
    pub fn find(mut self, mut found: impl FnMut(usize, Flag)) {
        self.twins.sort_unstable();
        for group in self.twins.chunk_by(|a, b| a.folded == b.folded) {
            let best = group.iter().map(|twin| twin.rank).min();
            for same in group.chunk_by(|a, b| a.exact == b.exact) {
                for (place, twin) in same.iter().enumerate() {
                    if place > 0 {
                        found(twin.index(), Flag::Dup);
                    } else if Some(twin.rank) != best {
                        found(twin.index(), Flag::Fold);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_scored_stays() {
        let pairs = [
            ("Hola.", "Hello.", "0.8000"),
            ("Hola.", "Hello.", "0.9000"),
            ("¡HOLA!", "Hello", "0.8500"),
            ("¡HOLA!", "Hello", "0.8500"),
            ("Adiós.", "Bye.", "0.6000"),
            ("Hola.", "Hi.", "0.7000"),
        ];
        let mut duplicates = Duplicates::default();
        for (index, (source, target, score)) in pairs.into_iter().enumerate() {
            let row = Row {
                source: source.to_owned(),
                target: target.to_owned(),
                score: score.to_owned(),
                ..Row::default()
            };
            duplicates.add(Twin::new(index, &row));
        }
        let mut found = Vec::new();
        duplicates.find(|index, flag| found.push((index, flag)));
        found.sort_unstable();
        assert_eq!(found, [(0, Flag::Dup), (2, Flag::Fold), (3, Flag::Dup)]);
    }
}
