use std::collections::BTreeSet;

use super::ScoredBead;

/// Counts over documents, from which the figures follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    n_hit: usize,
    n_pred: usize,
    n_gold: usize,
    n_lax_pred: usize,
    n_lax_gold: usize,
    n_null_hit: usize,
    n_null_pred: usize,
    n_null_gold: usize,
    n_borders: usize,
    n_borders_kept: usize,
    confidences: Vec<(f64, bool)>,
}

/// The figures of one or more documents; every one lies between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Share of predicted two-sided beads that are gold beads, both sets equal (strict).
    pub precision: f64,
    /// Share of gold two-sided beads that were predicted.
    pub recall: f64,
    /// Harmonic mean of strict precision and recall.
    pub f1: f64,
    /// The same where one link in common is enough.
    pub lax_f1: f64,
    /// F1 over the sentences left without counterpart.
    pub null_f1: f64,
    /// Share of gold borders between beads that no predicted bead crosses.
    pub borders_kept: f64,
    /// Mean squared difference of confidence and rightness; NaN without confidences.
    pub brier: f64,
    /// Expected calibration error over ten bins; NaN without confidences.
    pub ece: f64,
}

impl Tally {
    /// Adds a document.
    pub fn add(&mut self, gold: &[ScoredBead], pred: &[ScoredBead]) {
        let sides = |beads: &[ScoredBead]| -> BTreeSet<(Vec<usize>, Vec<usize>)> {
            let matches = beads.iter().filter(|bead| bead.is_match());
            matches.map(|bead| (bead.source.clone(), bead.target.clone())).collect()
        };
        let gold_set = sides(gold);
        let links = |beads: &[ScoredBead]| -> BTreeSet<(usize, usize)> {
            let pairs = |bead: &ScoredBead| {
                let pairs =
                    bead.source.iter().flat_map(|&i| bead.target.iter().map(move |&j| (i, j)));
                pairs.collect::<Vec<_>>()
            };
            beads.iter().flat_map(pairs).collect()
        };
        let (gold_links, pred_links) = (links(gold), links(pred));
        let touches = |links: &BTreeSet<(usize, usize)>, source: &[usize], target: &[usize]| {
            source.iter().any(|&i| target.iter().any(|&j| links.contains(&(i, j))))
        };
        self.n_gold += gold_set.len();
        for bead in pred.iter().filter(|bead| bead.is_match()) {
            let right = gold_set.contains(&(bead.source.clone(), bead.target.clone()));
            self.n_pred += 1;
            self.n_hit += usize::from(right);
            self.n_lax_pred += usize::from(touches(&gold_links, &bead.source, &bead.target));
            self.confidences.extend(bead.confidence.map(|c| (c, right)));
        }
        self.n_lax_gold += gold_set.iter().filter(|(s, t)| touches(&pred_links, s, t)).count();
        let nulls = |beads: &[ScoredBead]| -> BTreeSet<(usize, usize)> {
            let alone = beads.iter().filter(|bead| !bead.is_match());
            alone
                .flat_map(|b| {
                    b.source.iter().map(|&i| (0, i)).chain(b.target.iter().map(|&j| (1, j)))
                })
                .collect()
        };
        let (gold_null, pred_null) = (nulls(gold), nulls(pred));
        self.n_null_hit += gold_null.intersection(&pred_null).count();
        self.n_null_pred += pred_null.len();
        self.n_null_gold += gold_null.len();
        let (gold_borders, pred_borders) = (borders(gold), borders(pred));
        self.n_borders += gold_borders.len();
        self.n_borders_kept += gold_borders.intersection(&pred_borders).count();
    }

    /// The figures of all documents added so far.
    pub fn figures(&self) -> Figures {
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        let f1 = |p: f64, r: f64| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        let (precision, recall) = (share(self.n_hit, self.n_pred), share(self.n_hit, self.n_gold));
        let lax = (share(self.n_lax_pred, self.n_pred), share(self.n_lax_gold, self.n_gold));
        let null =
            (share(self.n_null_hit, self.n_null_pred), share(self.n_null_hit, self.n_null_gold));
        let n = self.confidences.len() as f64;
        let rightness = |right: bool| f64::from(u8::from(right));
        let squares = self.confidences.iter().map(|&(c, right)| (c - rightness(right)).powi(2));
        let mut bins = [0f64; 10];
        for &(c, right) in &self.confidences {
            bins[((c * 10.0) as usize).min(9)] += c - rightness(right);
        }
        Figures {
            precision,
            recall,
            f1: f1(precision, recall),
            lax_f1: f1(lax.0, lax.1),
            null_f1: f1(null.0, null.1),
            borders_kept: share(self.n_borders_kept, self.n_borders),
            brier: squares.sum::<f64>() / n,
            ece: bins.iter().map(|b| b.abs()).sum::<f64>() / n,
        }
    }
}

/// Where one bead ends and the next begins: how many sentences of each text lie before.
fn borders(beads: &[ScoredBead]) -> BTreeSet<(usize, usize)> {
    let mut at = (0, 0);
    let ends = beads.iter().map(|bead| {
        at.0 = at.0.max(bead.source.last().map_or(0, |i| i + 1));
        at.1 = at.1.max(bead.target.last().map_or(0, |j| j + 1));
        at
    });
    let mut ends: Vec<_> = ends.collect();
    ends.pop();
    ends.into_iter().collect()
}
