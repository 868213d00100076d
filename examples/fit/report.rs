//! Figures by group of documents.

use std::collections::BTreeSet;

use bitexto::evaluate::{Figures, ScoredBead, Tally};

use super::data::{Document, Group};
use super::model::Aligned;

/// What is counted of a group of documents.
#[derive(Default)]
struct Sums {
    tally: Tally,
    /// Negative log likelihood of the gold beads, and how many they are.
    loss: (f64, usize),
    /// Probability of each bead that leaves a sentence alone, and whether gold does.
    nulls: Vec<(f64, bool)>,
    /// The same of every bead.
    all: Vec<(f64, bool)>,
}

impl Sums {
    fn loss_a_bead(&self) -> f64 {
        self.loss.0 / self.loss.1.max(1) as f64
    }
}

/// Expected calibration error over ten bins.
fn ece(beads: &[(f64, bool)]) -> f64 {
    let mut bins = [0f64; 10];
    for &(p, right) in beads {
        bins[((p * 10.0) as usize).min(9)] += p - f64::from(u8::from(right));
    }
    bins.iter().map(|b| b.abs()).sum::<f64>() / beads.len().max(1) as f64
}

/// Sums by group.
#[derive(Default)]
pub struct Report(std::collections::BTreeMap<Group, Sums>);

impl Report {
    pub fn add(&mut self, document: &Document, aligned: &Aligned) {
        let sums = self.0.entry(document.group).or_default();
        sums.tally.add(&document.beads, &aligned.beads);
        if let Some(loss) = aligned.loss {
            sums.loss = (sums.loss.0 + loss, sums.loss.1 + document.beads.len());
        }
        let alone = |beads: &[ScoredBead]| -> BTreeSet<(usize, usize)> {
            let nulls = beads.iter().filter(|bead| !bead.is_match());
            let side =
                |side: usize, at: &[usize]| at.iter().map(|&x| (side, x)).collect::<Vec<_>>();
            nulls.flat_map(|b| [side(0, &b.source), side(1, &b.target)].concat()).collect()
        };
        let gold = alone(&document.beads);
        let is_gold = |b: &ScoredBead| {
            document.beads.iter().any(|g| g.source == b.source && g.target == b.target)
        };
        for bead in &aligned.beads {
            let confidence = bead.confidence.unwrap_or(0.0);
            if bead.is_match() {
                sums.all.push((confidence, is_gold(bead)));
            } else {
                let right = alone(std::slice::from_ref(bead)).is_subset(&gold);
                sums.nulls.push((confidence, right));
                sums.all.push((confidence, right));
            }
        }
    }

    pub fn table(&self) -> String {
        let mut table = String::from(
            "# group        P      R     F1    lax   null  Brier    ECE  nulls   both loss a bead\n",
        );
        for (group, sums) in &self.0 {
            let Figures { precision, recall, f1, lax_f1, null_f1, brier, ece: of_pairs, .. } =
                sums.tally.figures();
            table += &format!(
                "# {:<10} {precision:.4} {recall:.4} {f1:.4} {lax_f1:.4} {null_f1:.4} {brier:.4} {of_pairs:.4} {:.4} {:.4} {:.5}\n",
                group.name(),
                ece(&sums.nulls),
                ece(&sums.all),
                sums.loss_a_bead(),
            );
        }
        table
    }

    /// One line: strict F1 and loss a bead of each group.
    pub fn line(&self) -> String {
        let part = |(group, sums): (&Group, &Sums)| {
            format!("{} {:.4} {:.5}", group.name(), sums.tally.figures().f1, sums.loss_a_bead())
        };
        self.0.iter().map(part).collect::<Vec<_>>().join("  ")
    }
}

/// Prints the beads that gold does not have.
pub fn print_wrong(document: &Document, aligned: &Aligned) {
    let is_gold = |b: &ScoredBead| {
        document.beads.iter().any(|g| g.source == b.source && g.target == b.target)
    };
    for bead in aligned.beads.iter().filter(|b| !is_gold(b)) {
        let text = |side: usize, at: &[usize]| {
            at.iter().map(|&x| &*document.sides[side][x].text).collect::<Vec<_>>().join(" ¶ ")
        };
        eprintln!(
            "{} {:?}:{:?} {:.3}\n    {}\n    {}",
            document.name,
            bead.source,
            bead.target,
            bead.confidence.unwrap_or(0.0),
            text(0, &bead.source),
            text(1, &bead.target)
        );
    }
}
