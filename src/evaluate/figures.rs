//! What is said of an alignment, in numbers.

use std::ops::AddAssign;

use serde::Serialize;

/// The figures of one or more documents. Each lies between 0 and 1, or is NaN where there is nothing
/// to measure it by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Share of predicted two-sided beads that are gold beads, both sets equal (strict).
    pub precision: f64,
    /// Share of gold two-sided beads that were predicted.
    pub recall: f64,
    /// Harmonic mean of strict precision and recall.
    pub f1: f64,
    /// Share of predicted two-sided beads with a link in common with a gold bead (lax).
    pub lax_precision: f64,
    /// Share of gold two-sided beads with a link in common with a predicted one.
    pub lax_recall: f64,
    /// Harmonic mean of lax precision and recall.
    pub lax_f1: f64,
    /// Share of the sentences predicted to have no counterpart that have none.
    pub null_precision: f64,
    /// Share of the sentences without counterpart that were predicted so.
    pub null_recall: f64,
    /// F1 over the sentences left without counterpart.
    pub null_f1: f64,
    /// Share of gold borders between beads that no predicted bead crosses; moved beads aside.
    pub borders_kept: f64,
    /// Share of predicted moved beads that are gold beads; NaN where nothing is moved.
    pub moved_precision: f64,
    /// Share of gold moved beads that were predicted; NaN where nothing is moved.
    pub moved_recall: f64,
    /// Harmonic mean of the two; NaN where nothing is moved in gold or prediction.
    pub moved_f1: f64,
    /// Mean squared difference of confidence and rightness of two-sided beads; NaN without confidences.
    pub brier: f64,
    /// Expected calibration error over ten bins, two-sided beads; NaN without confidences.
    pub ece: f64,
    /// Expected calibration error of the sentences predicted to have no counterpart; NaN without any.
    pub null_ece: f64,
    /// Gold beads with two sides.
    pub n_gold: usize,
    /// Predicted beads with two sides.
    pub n_pred: usize,
    /// Gold sentences without counterpart.
    pub n_null_gold: usize,
    /// Two-sided gold beads off the main path.
    pub n_moved_gold: usize,
    /// Two-sided predicted beads off the main path.
    pub n_moved_pred: usize,
}

/// Figures of the beads of one type. The types 1-0 and 0-1 count single sentences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TypeFigures {
    /// Source sentences of the beads.
    pub n_source: usize,
    /// Target sentences of the beads.
    pub n_target: usize,
    /// Gold beads of the type.
    pub n_gold: usize,
    /// Predicted beads of the type.
    pub n_pred: usize,
    /// Share of the predicted ones that are gold beads.
    pub precision: f64,
    /// Share of the gold ones that were predicted.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// One line of a reliability table: the beads whose confidence lies in one tenth of 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Least confidence of the bin; the next bin's is 0.1 more.
    pub from: f64,
    /// Beads in it.
    pub n: usize,
    /// Their mean confidence; NaN when there are none.
    pub confidence: f64,
    /// Share of them that are right; NaN when there are none.
    pub right: f64,
}

/// Right ones among those predicted and among those of the gold.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counts {
    pub n_pred: usize,
    pub n_pred_right: usize,
    pub n_gold: usize,
    pub n_gold_found: usize,
}

impl Counts {
    /// Precision, recall and F1; 0 where nothing was there to be found.
    pub fn rates(&self) -> [f64; 3] {
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        let (p, r) = (share(self.n_pred_right, self.n_pred), share(self.n_gold_found, self.n_gold));
        [p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }]
    }

    pub fn is_empty(&self) -> bool {
        self.n_pred == 0 && self.n_gold == 0
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.n_pred += more.n_pred;
        self.n_pred_right += more.n_pred_right;
        self.n_gold += more.n_gold;
        self.n_gold_found += more.n_gold_found;
    }
}

/// Confidences and whether each was right, summed by tenths of the confidence.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reliability {
    /// Count, sum of confidences, number of right ones.
    bins: [(usize, f64, usize); 10],
    squares: f64,
}

impl AddAssign<&Reliability> for Reliability {
    fn add_assign(&mut self, more: &Reliability) {
        for (bin, more) in self.bins.iter_mut().zip(more.bins) {
            *bin = (bin.0 + more.0, bin.1 + more.1, bin.2 + more.2);
        }
        self.squares += more.squares;
    }
}

impl Reliability {
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += confidence;
        bin.2 += usize::from(right);
        self.squares += (confidence - f64::from(u8::from(right))).powi(2);
    }

    fn n(&self) -> f64 {
        self.bins.iter().map(|bin| bin.0).sum::<usize>() as f64
    }

    /// NaN when nothing was added.
    pub fn brier(&self) -> f64 {
        self.squares / self.n()
    }

    /// NaN when nothing was added.
    pub fn ece(&self) -> f64 {
        self.bins.iter().map(|(_, sum, right)| (sum - *right as f64).abs()).sum::<f64>() / self.n()
    }

    /// The ten bins; none when nothing was added.
    pub fn table(&self) -> Vec<Bin> {
        if self.n() == 0.0 {
            return Vec::new();
        }
        let bins = self.bins.iter().enumerate().map(|(k, &(n, sum, right))| Bin {
            from: k as f64 / 10.0,
            n,
            confidence: sum / n as f64,
            right: right as f64 / n as f64,
        });
        bins.collect()
    }
}
