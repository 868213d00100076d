//! Documents into train, dev and test.

use std::fmt;
use std::str::FromStr;

use twox_hash::XxHash3_64;

/// A part of a training set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the model learns from.
    Train,
    /// What is looked at while it learns.
    Dev,
    /// What it is measured on.
    Test,
}

impl Part {
    /// The parts, the largest first.
    pub const ALL: [Part; 3] = [Part::Train, Part::Dev, Part::Test];

    /// `train`, `dev` or `test`.
    pub fn name(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Dev => "dev",
            Part::Test => "test",
        }
    }
}

/// Shares of the rows that go to train, dev and test; together they are 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares([f64; 3]);

/// What was given is no three shares.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} are no shares of train, dev and test; expected three numbers that add up to 1, the first \
     above 0, such as 0.98,0.01,0.01"
)]
pub struct SharesError(String);

impl Shares {
    /// The share of a part, 0 to 1.
    pub fn of(self, part: Part) -> f64 {
        self.0[part as usize]
    }
}

impl FromStr for Shares {
    type Err = SharesError;

    fn from_str(text: &str) -> Result<Self, SharesError> {
        let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
        match *numbers {
            [train, dev, test]
                if text.split(',').count() == 3
                    && train > 0.0
                    && dev >= 0.0
                    && test >= 0.0
                    && (train + dev + test - 1.0).abs() < 1e-6 =>
            {
                Ok(Shares([train, dev, test]))
            }
            _ => Err(SharesError(text.to_owned())),
        }
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [train, dev, test] = self.0;
        write!(f, "{train},{dev},{test}")
    }
}

/// Which document goes where. The default one has no documents.
#[derive(Debug, Default)]
pub struct Split {
    parts: Vec<Part>,
}

impl Split {
    /// Splits documents, given by the hash of their name ([`Split::key`]) and their number of rows.
    ///
    /// The documents are shuffled by `seed`; test, then dev, takes one after another as long as each
    /// brings it nearer to its share of the rows, at least the smallest one left; train gets the rest.
    /// The same names, counts, shares and seed give the same parts, in whatever order they come.
    pub fn new(documents: &[(u64, usize)], shares: Shares, seed: u64) -> Self {
        let n_rows: usize = documents.iter().map(|(_, n)| n).sum();
        let mut order: Vec<usize> = (0..documents.len()).filter(|&i| documents[i].1 > 0).collect();
        order.sort_unstable_by_key(|&i| {
            (XxHash3_64::oneshot_with_seed(seed, &documents[i].0.to_le_bytes()), documents[i].0)
        });
        let mut parts = vec![Part::Train; documents.len()];
        for part in [Part::Test, Part::Dev] {
            let wanted = shares.of(part) * n_rows as f64;
            if wanted == 0.0 || order.len() < 2 {
                continue;
            }
            let mut n_taken = 0;
            let mut take = |i: usize, n_left: usize| {
                let n = documents[i].1;
                let off = |n: usize| (n as f64 - wanted).abs();
                let is_nearer = n_left > 1 && off(n_taken + n) < off(n_taken);
                if is_nearer {
                    n_taken += n;
                    parts[i] = part;
                }
                is_nearer
            };
            let mut n_left = order.len();
            order.retain(|&i| {
                let is_taken = take(i, n_left);
                n_left -= usize::from(is_taken);
                !is_taken
            });
            if n_taken == 0 {
                let smallest = (0..order.len()).min_by_key(|&at| documents[order[at]].1);
                if let Some(at) = smallest {
                    parts[order.remove(at)] = part;
                }
            }
        }
        Split { parts }
    }

    /// The key of a document.
    pub fn key(name: &str) -> u64 {
        XxHash3_64::oneshot(name.as_bytes())
    }

    /// The part of the document at `index` of those that were given.
    pub fn part(&self, index: usize) -> Part {
        self.parts.get(index).copied().unwrap_or(Part::Train)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(split: &Split, documents: &[(u64, usize)]) -> [usize; 3] {
        let mut rows = [0; 3];
        for (index, (_, n)) in documents.iter().enumerate() {
            rows[split.part(index) as usize] += n;
        }
        rows
    }

    fn documents(sizes: impl IntoIterator<Item = usize>) -> Vec<(u64, usize)> {
        sizes.into_iter().enumerate().map(|(i, n)| (Split::key(&format!("d{i}")), n)).collect()
    }

    #[test]
    fn shares_are_kept() {
        let shares: Shares = "0.8,0.1,0.1".parse().unwrap();
        let many = documents((0..500).map(|i| 10 + i % 50));
        let split = Split::new(&many, shares, 1);
        let total: usize = many.iter().map(|(_, n)| n).sum();
        let rows = rows(&split, &many);
        for (part, n) in [(1, rows[1]), (2, rows[2])] {
            assert!((n as f64 / total as f64 - 0.1).abs() < 0.003, "{part}: {rows:?}");
        }
        let mut reversed = many.clone();
        reversed.reverse();
        let again = Split::new(&reversed, shares, 1);
        assert!((0..many.len()).all(|i| split.part(i) == again.part(many.len() - 1 - i)));
        let other = Split::new(&many, shares, 2);
        assert!((0..many.len()).any(|i| split.part(i) != other.part(i)), "the seed counts");
    }

    #[test]
    fn few_documents_fill_every_part() {
        let shares: Shares = "0.98,0.01,0.01".parse().unwrap();
        let few = documents([40, 50, 900]);
        let split = Split::new(&few, shares, 0);
        assert_eq!(rows(&split, &few), [900, 50, 40]);
        let one = documents([40]);
        assert_eq!(rows(&Split::new(&one, shares, 0), &one), [40, 0, 0]);
        assert_eq!(rows(&Split::new(&[], shares, 0), &[]), [0, 0, 0]);
        let whole: Shares = "1,0,0".parse().unwrap();
        assert_eq!(rows(&Split::new(&few, whole, 0), &few), [990, 0, 0]);
    }

    #[test]
    fn shares_are_checked() {
        for wrong in
            ["", "1", "0.5,0.5", "0.9,0.1,0.1", "0,0.5,0.5", "1.2,-0.1,-0.1", "x,0,1", "0.9,,0.1"]
        {
            assert!(wrong.parse::<Shares>().is_err(), "{wrong}");
        }
    }
}
