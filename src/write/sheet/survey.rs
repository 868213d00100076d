//! Which rows of a corpus a person should look at.

use sha2::{Digest, Sha256};

use crate::bitext::Row;
use crate::bitext::sheet::{N_STRATA, Role, stratum};

/// What is taken into a review.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triage {
    /// Every row, not only those that need a look.
    pub all: bool,
    /// Rows with a score below this need a look.
    pub below: f64,
    /// The share of the other rows that is drawn at random, 0 to 1.
    pub share: f64,
    /// What the draw begins with: the same seed draws the same rows.
    pub seed: u64,
}

impl Default for Triage {
    fn default() -> Self {
        Triage { all: false, below: 0.9, share: 0.02, seed: 1 }
    }
}

/// What a corpus holds, a few bytes a row.
#[derive(Debug)]
pub struct Survey {
    triage: Triage,
    marks: Vec<Mark>,
    documents: Vec<DocumentCount>,
}

#[derive(Debug)]
struct Mark {
    document: usize,
    is_asked: bool,
    stratum: Option<usize>,
    /// A number as good as random that belongs to the row's id.
    draw: u64,
}

/// What one document of a corpus holds.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentCount {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub n_rows: usize,
    /// Those with both sides.
    pub n_pairs: usize,
    /// Those that need a look.
    pub n_asked: usize,
    /// The sum of the scores of all rows.
    pub score_sum: f64,
}

impl Survey {
    /// A survey for `triage`.
    pub fn new(triage: Triage) -> Survey {
        Survey { triage, marks: Vec::new(), documents: Vec::new() }
    }

    /// Takes note of the next row.
    pub fn add(&mut self, row: &Row) {
        if self.documents.last().is_none_or(|last| last.name != row.doc) {
            self.documents.push(DocumentCount {
                name: row.doc.clone(),
                n_rows: 0,
                n_pairs: 0,
                n_asked: 0,
                score_sum: 0.0,
            });
        }
        let document = self.documents.len() - 1;
        let probability = row.probability();
        // What a person has looked at already needs no second look.
        let is_done = row.is_reviewed() || row.flags.split(' ').any(|f| f == Row::REJECTED);
        let is_low = probability.is_none_or(|p| p < self.triage.below);
        let is_asked = !is_done && (is_low || !row.flags.is_empty());
        let count = &mut self.documents[document];
        count.n_rows += 1;
        count.n_pairs += usize::from(row.is_pair());
        count.n_asked += usize::from(is_asked);
        count.score_sum += probability.unwrap_or(0.0);
        let stratum = probability.filter(|_| row.is_pair()).map(stratum);
        self.marks.push(Mark { document, is_asked, stratum, draw: self.draw(&row.id) });
    }

    fn draw(&self, id: &str) -> u64 {
        let mut hasher = Sha256::new();
        hasher.update(self.triage.seed.to_le_bytes());
        hasher.update(id.as_bytes());
        let bytes = hasher.finalize();
        bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// The documents in the order of the corpus.
    pub fn documents(&self) -> &[DocumentCount] {
        &self.documents
    }

    /// For each row, why it is taken into the review; `None` for one that is not.
    pub fn roles(&self) -> Vec<Option<Role>> {
        let n = self.marks.len();
        if self.triage.all {
            return vec![Some(Role::Asked); n];
        }
        let asked = |i: usize| self.marks[i].is_asked;
        let same = |i: usize, j: usize| self.marks[i].document == self.marks[j].document;
        let role = |i: usize| {
            let beside = (i > 0 && asked(i - 1) && same(i - 1, i))
                || (i + 1 < n && asked(i + 1) && same(i + 1, i));
            match (asked(i), beside) {
                (true, _) => Some(Role::Asked),
                (false, true) => Some(Role::Context),
                _ => None,
            }
        };
        let mut roles: Vec<Option<Role>> = (0..n).map(role).collect();
        let mut good: Vec<usize> = (0..n).filter(|&i| !asked(i)).collect();
        let n_drawn = (good.len() as f64 * self.triage.share.clamp(0.0, 1.0)).ceil() as usize;
        good.sort_by_key(|&i| (self.marks[i].draw, i));
        for &i in good.iter().take(n_drawn) {
            roles[i] = Some(Role::Drawn);
        }
        roles
    }

    /// Draws about `n` pairs from all strata of scores, each by its share and a few at least from
    /// every one: the places of the rows, counted from 0, in order.
    pub fn sample(&self, n: usize) -> Vec<usize> {
        let mut strata: Vec<Vec<usize>> = vec![Vec::new(); N_STRATA];
        for (i, mark) in self.marks.iter().enumerate() {
            if let Some(stratum) = mark.stratum {
                strata[stratum].push(i);
            }
        }
        let sizes: Vec<usize> = strata.iter().map(Vec::len).collect();
        let mut sample = Vec::new();
        for (stratum, quota) in strata.iter_mut().zip(quotas(&sizes, n)) {
            stratum.sort_by_key(|&i| (self.marks[i].draw, i));
            sample.extend(stratum.iter().take(quota));
        }
        sample.sort_unstable();
        sample
    }
}

/// Rows that every stratum gives at least, if it has them.
const MIN_QUOTA: usize = 5;

/// How many of `n` rows each stratum gives: its share, not less than [`MIN_QUOTA`], not more than it
/// has; the largest stratum makes up for what is over or missing.
fn quotas(sizes: &[usize], n: usize) -> Vec<usize> {
    let total: usize = sizes.iter().sum();
    let n = n.min(total);
    let share = |size: usize| (size as f64 * n as f64 / total.max(1) as f64).round() as usize;
    let mut quotas: Vec<usize> =
        sizes.iter().map(|&size| share(size).max(MIN_QUOTA).min(size)).collect();
    loop {
        let sum: usize = quotas.iter().sum();
        let index = match sum.cmp(&n) {
            std::cmp::Ordering::Equal => return quotas,
            std::cmp::Ordering::Less => {
                (0..sizes.len()).filter(|&i| quotas[i] < sizes[i]).max_by_key(|&i| sizes[i])
            }
            std::cmp::Ordering::Greater => {
                (0..sizes.len()).filter(|&i| quotas[i] > 0).max_by_key(|&i| quotas[i])
            }
        };
        match index {
            Some(i) if sum < n => quotas[i] += (n - sum).min(sizes[i] - quotas[i]),
            Some(i) => quotas[i] -= 1,
            None => return quotas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: usize, score: &str, flags: &str) -> Row {
        Row {
            id: format!("a:s{number}~t{number}"),
            doc: if number < 90 { "a" } else { "b" }.to_owned(),
            source: "x".to_owned(),
            target: "y".to_owned(),
            kind: "1-1".to_owned(),
            score: score.to_owned(),
            source_sents: number.to_string(),
            target_sents: number.to_string(),
            source_par: "1".to_owned(),
            target_par: "1".to_owned(),
            flags: flags.to_owned(),
        }
    }

    #[test]
    fn what_needs_a_look_its_neighbours_and_a_few_others() {
        let mut survey = Survey::new(Triage::default());
        for n in 0..200 {
            let (score, flags) = match n {
                50 => ("0.4000", ""),
                89 => ("0.9900", "NUM"),
                120 => ("0.2000", "NUM REVIEWED"),
                _ => ("0.9990", ""),
            };
            survey.add(&row(n, score, flags));
        }
        let roles = survey.roles();
        assert_eq!(roles[49..52], [Some(Role::Context), Some(Role::Asked), Some(Role::Context)]);
        assert_eq!(roles[88..90], [Some(Role::Context), Some(Role::Asked)]);
        assert!(roles[90] != Some(Role::Context), "context does not reach into the next document");
        assert!(roles[120] != Some(Role::Asked), "reviewed rows are not asked for again");
        let drawn = roles.iter().filter(|role| **role == Some(Role::Drawn)).count();
        assert_eq!(drawn, 4, "two in a hundred of 198, rounded up");
        assert_eq!(roles, survey.roles());
        assert_eq!(survey.documents()[0].n_asked, 2);
    }

    #[test]
    fn samples_take_from_every_stratum() {
        assert_eq!(quotas(&[3, 0, 40, 1000], 50), [3, 0, 5, 42]);
        assert_eq!(quotas(&[3, 2], 50), [3, 2]);
        assert_eq!(quotas(&[10, 10, 10], 6).iter().sum::<usize>(), 6);
        assert_eq!(quotas(&[0, 0], 6), [0, 0]);
        let mut survey = Survey::new(Triage::default());
        for n in 0..100 {
            survey.add(&row(n, if n < 4 { "0.1000" } else { "0.9950" }, ""));
        }
        let sample = survey.sample(20);
        assert_eq!(sample.len(), 20);
        assert_eq!(sample.iter().filter(|&&i| i < 4).count(), 4);
    }
}
