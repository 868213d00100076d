//! How good the rows are that nobody looked at, from those that were drawn at random.

use super::origin::Origin;
use super::sheet::{Field, Problem, Sheet};
use crate::bitext::sheet::{N_STRATA, cuts_of, hash, stratum};

/// The share of right rows among those judged, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Rows judged.
    pub n: usize,
    /// Those judged right.
    pub n_right: usize,
    /// The estimate for all rows that the sample stands for.
    pub estimate: f64,
    /// The 95% interval of the estimate.
    pub interval: (f64, f64),
}

/// The precision of a corpus from a sample drawn by strata of scores.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplePrecision {
    /// For each stratum, the pairs of the corpus, those judged and those judged right.
    pub strata: [(usize, usize, usize); N_STRATA],
    /// Over all pairs of the corpus that lie in strata with a judgement; `None` without any.
    pub all: Option<Precision>,
}

/// The two-sided 95% point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's interval for a share `p` of `n` draws. With weighted draws `n` is the number of unweighted
/// ones that tell as much (Kish).
fn wilson(p: f64, n: f64) -> (f64, f64) {
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let (middle, scale) = (p + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

/// The precision from rows drawn alike: `None` without any.
pub(super) fn simple(n_right: usize, n: usize) -> Option<Precision> {
    let estimate = n_right as f64 / n as f64;
    (n > 0).then(|| Precision { n, n_right, estimate, interval: wilson(estimate, n as f64) })
}

impl SamplePrecision {
    /// The precision from pairs by stratum: how many the corpus has, were judged, and are right.
    pub fn of(strata: [(usize, usize, usize); N_STRATA]) -> SamplePrecision {
        let judged = || strata.iter().filter(|(_, n, _)| *n > 0);
        let total: f64 = judged().map(|(size, _, _)| *size as f64).sum();
        let n: usize = judged().map(|(_, n, _)| n).sum();
        if n == 0 || total == 0.0 {
            return SamplePrecision { strata, all: None };
        }
        let (mut estimate, mut spread) = (0.0, 0.0);
        for &(size, n, n_right) in judged() {
            let weight = size as f64 / total;
            estimate += weight * n_right as f64 / n as f64;
            spread += weight * weight / n as f64;
        }
        // Kish's effective number of draws: n when every stratum is drawn by its share.
        let n_effective = (1.0 / spread).min(n as f64);
        let n_right = judged().map(|(_, _, n_right)| n_right).sum();
        let interval = wilson(estimate, n_effective);
        SamplePrecision { strata, all: Some(Precision { n, n_right, estimate, interval }) }
    }
}

/// Counts the judgements of sample sheets. Faults are told in `problems`.
pub fn sample_precision(
    sheets: &[Sheet],
    origin: &Origin,
    problems: &mut Vec<Problem>,
) -> SamplePrecision {
    let mut strata = origin.strata.map(|size| (size, 0, 0));
    let mut seen = std::collections::HashSet::new();
    for sheet in sheets {
        if sheet.corpus_sha256.as_ref().is_some_and(|sum| *sum != origin.sha256) {
            let what = "was drawn from another corpus; give the corpus that it was drawn from";
            let file = sheet.file.clone();
            problems.push(Problem { file, address: String::new(), what: what.to_owned() });
            continue;
        }
        for line in &sheet.lines {
            let row = origin.find(&line.id).map(|home| &origin.rows[home].row);
            let is_same = |row: &&crate::bitext::Row| {
                cuts_of(&line.hash).is_some_and(|cuts| hash(row, &cuts) == line.hash)
            };
            let Some(row) = row.filter(is_same) else {
                let what = format!(
                    "the row {:?} is not in this corpus, or reads otherwise there; expected the sample as it was drawn from this corpus",
                    super::sheet::shown(&line.id)
                );
                problems.push(sheet.problem(line, Field::Id, what));
                continue;
            };
            let (Some(is_right), Some(probability)) = (line.is_right, row.probability()) else {
                continue;
            };
            if !seen.insert(row.id.clone()) {
                let what = "the row was judged before, above or in another file; expected one judgement a row";
                problems.push(sheet.problem(line, Field::Id, what.to_owned()));
                continue;
            }
            let stratum = &mut strata[stratum(probability)];
            stratum.1 += 1;
            stratum.2 += usize::from(is_right);
        }
    }
    SamplePrecision::of(strata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval() {
        // Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
        let near =
            |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 5e-5 && (a.1 - b.1).abs() < 5e-5;
        assert!(near(wilson(81.0 / 263.0, 263.0), (0.2553, 0.3662)));
        assert!(near(wilson(0.0, 20.0), (0.0, 0.1611)));
    }

    #[test]
    fn strata_count_by_their_size() {
        let mut strata = [(0, 0, 0); N_STRATA];
        strata[0] = (100, 10, 5);
        strata[5] = (900, 90, 90);
        let all = SamplePrecision::of(strata).all.unwrap();
        assert!((all.estimate - 0.95).abs() < 1e-9);
        let even = wilson(0.95, 100.0);
        assert!((all.interval.0 - even.0).abs() < 1e-9, "drawn by share, every draw counts once");
        strata[0] = (900, 10, 5);
        strata[5] = (100, 90, 90);
        let uneven = SamplePrecision::of(strata).all.unwrap();
        assert!(uneven.interval.1 - uneven.interval.0 > 0.4, "{uneven:?}");
        assert_eq!(SamplePrecision::of([(10, 0, 0); N_STRATA]).all, None);
    }
}
