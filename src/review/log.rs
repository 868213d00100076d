//! What became of every row, for people.

use super::decide::{Decision, ReviewedBead};
use super::merge::{Conflict, Verdict};
use super::origin::Origin;
use super::precision::{Precision, simple};
use crate::bitext::sheet::{Side, Status};
use crate::bitext::{Bead, Row, bead_id};

/// How many rows were judged how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are right as they are.
    pub n_ok: usize,
    /// Rows of the corpus whose sentences are paired otherwise now.
    pub n_changed: usize,
    /// Beads that several rows were merged into.
    pub n_merged: usize,
    /// Rows that were split or unpaired.
    pub n_split: usize,
    /// Groups of rows between which sentences were moved.
    pub n_moved: usize,
    /// Texts that were edited.
    pub n_edited: usize,
    /// Rows that are wrong.
    pub n_rejected: usize,
    /// Rows that somebody was unsure of.
    pub n_unsure: usize,
    /// Rows that are to be mended and were not.
    pub n_faulty: usize,
    /// Rows with nothing said of them.
    pub n_open: usize,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// Where it stands in the sheet.
    pub address: String,
    /// The document.
    pub doc: String,
    /// What was done: `ok`, `merged`, `split`, `moved`, `rejected`, `unsure`, `fix`, `conflict`; `open`
    /// where nothing but a comment was written.
    pub what: &'static str,
    /// The ids of the rows before.
    pub before: String,
    /// The ids of the rows now.
    pub after: String,
    /// The reviewer's comment.
    pub comment: String,
}

/// A text that was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditRow {
    /// Where it stands in the sheet.
    pub address: String,
    /// The document.
    pub doc: String,
    /// Which of the texts.
    pub side: Side,
    /// Sentence numbers, counted from 1, e.g. `5-6`.
    pub sents: String,
    /// The text of the corpus.
    pub before: String,
    /// The text of the sheet.
    pub after: String,
}

/// The counts, the log and the edits of a review.
pub(super) fn tell(
    origin: &Origin,
    decisions: &[Decision],
    conflicts: &[Conflict],
) -> (Counts, Vec<LogRow>, Vec<EditRow>) {
    let mut counts = Counts::default();
    let (mut log, mut edits) = (Vec::new(), Vec::new());
    for decision in decisions {
        let what = count(decision, &mut counts);
        let beads = decision.beads.iter();
        edits.extend(beads.clone().flat_map(|bead| {
            bead.edits.iter().map(|edit| EditRow {
                address: bead.address.clone(),
                doc: bead.doc.clone(),
                side: edit.side,
                sents: Row::numbers(&edit.sentences),
                before: edit.before.clone(),
                after: edit.after.clone(),
            })
        }));
        let is_said = what != "open" || beads.clone().any(|bead| !bead.comment.is_empty());
        if !is_said {
            continue;
        }
        let before = decision.homes.iter().map(|&home| &*origin.rows[home].row.id);
        let comments = beads.clone().map(|bead| &*bead.comment).filter(|c| !c.is_empty());
        log.push(LogRow {
            address: decision.beads.first().map_or_else(String::new, |b| b.address.clone()),
            doc: decision.beads.first().map_or_else(String::new, |b| b.doc.clone()),
            what,
            before: before.collect::<Vec<_>>().join(" "),
            after: beads.map(id).collect::<Vec<_>>().join(" "),
            comment: comments.collect::<Vec<_>>().join("; "),
        });
    }
    log.extend(conflicts.iter().map(|conflict| LogRow {
        address:
            conflict.places.iter().map(|(f, a)| format!("{f}: {a}")).collect::<Vec<_>>().join("; "),
        doc: String::new(),
        what: "conflict",
        before: conflict.ids.join(" "),
        after: conflict.ids.join(" "),
        comment: format!("the reviewers differ in {}", conflict.what),
    }));
    counts.n_edited = edits.len();
    (counts, log, edits)
}

fn id(bead: &ReviewedBead) -> String {
    let [source, target] = bead.runs.clone();
    bead_id(&bead.doc, &Bead { source, target, probability: 1.0, crossing: false })
}

fn count(decision: &Decision, counts: &mut Counts) -> &'static str {
    let verdicts: Vec<Verdict> = decision.beads.iter().map(ReviewedBead::verdict).collect();
    let n = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
    counts.n_rejected += n(Verdict::Rejected);
    counts.n_unsure += n(Verdict::Unsure);
    counts.n_faulty += n(Verdict::Faulty);
    counts.n_open += n(Verdict::Open);
    if !decision.is_changed() {
        counts.n_ok += n(Verdict::Confirmed);
        return match verdicts.first() {
            Some(Verdict::Confirmed) => "ok",
            Some(Verdict::Rejected) => "rejected",
            Some(Verdict::Unsure) => "unsure",
            Some(Verdict::Faulty) => "fix",
            _ => "open",
        };
    }
    counts.n_changed += decision.homes.len();
    match (decision.homes.len(), decision.beads.len()) {
        (1, _) => {
            counts.n_split += 1;
            "split"
        }
        (_, 1) => {
            counts.n_merged += 1;
            "merged"
        }
        _ => {
            counts.n_moved += 1;
            "moved"
        }
    }
}

/// The precision of the rows that nobody needed to look at, by the drawn ones among them.
pub(super) fn drawn(decisions: &[Decision]) -> Option<Precision> {
    let beads = decisions.iter().flat_map(|decision| &decision.beads).filter(|bead| bead.is_drawn);
    let judged = beads.filter_map(|bead| match (bead.same_as, bead.status) {
        (None, _) | (_, Some(Status::Reject | Status::Fix)) => Some(false),
        (Some(_), Some(Status::Ok)) => Some(true),
        (Some(_), Some(Status::Unsure) | None) => None,
    });
    let judged: Vec<bool> = judged.collect();
    simple(judged.iter().filter(|right| **right).count(), judged.len())
}
