//! A reviewed sheet, taken back by content.
//!
//! [`open`] reads a file of any spreadsheet, [`Sheet`] understands its columns and words, [`Origin`]
//! says what the corpus has of its rows. [`judge`] finds every sentence in the cells (`content`), reads
//! actions and splits (`decide`) and makes one decision of several reviewers' (`merge`);
//! [`Review::apply`] puts the decisions into the corpus. Nothing is guessed: whatever does not come out
//! even is a [`Problem`] with its cell, and then nothing is to be written.

mod apply;
mod arrange;
mod book;
mod content;
mod decide;
mod fold;
mod log;
mod merge;
mod origin;
mod precision;
mod sheet;
mod union;

pub use apply::{ApplyError, ReviewedDocument, gold};
pub use book::{Book, BookError, Cell, Table, TableRow, open};
pub use log::{Counts, EditRow, LogRow};
pub use merge::{Agreement, Conflict};
pub use origin::{Origin, OriginError};
pub use precision::{Precision, SamplePrecision, sample_precision};
pub use sheet::{Problem, Sheet};

use content::Content;
use decide::Decision;
use merge::{agreements, merge};

/// How a sheet is taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// A row that was deleted stays as it is in the corpus; otherwise it is a problem.
    pub keep_deleted: bool,
    /// Texts that were edited go into the corpus; otherwise they are only noted.
    pub take_edits: bool,
}

/// What reviewers decided.
#[derive(Debug)]
pub struct Review {
    /// What cannot be taken over. With any, the review must not be applied.
    pub problems: Vec<Problem>,
    /// Rows on which reviewers differ; they stay as they are.
    pub conflicts: Vec<Conflict>,
    /// How far each two reviewers agree.
    pub agreements: Vec<Agreement>,
    /// How many rows were right, merged, split ...
    pub counts: Counts,
    /// How good the rows are that nobody looked at, by those drawn at random among them.
    pub drawn: Option<Precision>,
    /// What became of every row with a decision.
    pub log: Vec<LogRow>,
    /// Texts that were edited.
    pub edits: Vec<EditRow>,
    decisions: Vec<Decision>,
    /// For each row of the origin its place in the corpus and its score.
    index_of: Vec<usize>,
    scores: Vec<f64>,
}

/// Takes the sheets of one or several reviewers of one corpus.
pub fn judge(
    sheets: &[Sheet],
    origin: &Origin,
    options: &Options,
    mut problems: Vec<Problem>,
) -> Review {
    let mut decided: Vec<(String, Vec<Decision>)> = Vec::new();
    for sheet in sheets {
        let n_before = problems.len();
        let content = Content::of(sheet, origin, options.keep_deleted, &mut problems);
        // Beads of a sheet with missing sentences would be told as faults once more.
        if problems.len() == n_before {
            let decisions = decide::decide(sheet, origin, &content, &mut problems);
            decided.push((sheet.file.clone(), decisions));
        }
    }
    let (decisions, conflicts) = merge(origin, &decided);
    let (counts, log, edits) = log::tell(origin, &decisions, &conflicts);
    Review {
        problems,
        conflicts,
        agreements: agreements(&decided),
        counts,
        drawn: log::drawn(&decisions),
        log,
        edits,
        decisions,
        index_of: origin.rows.iter().map(|row| row.index).collect(),
        scores: origin.rows.iter().map(|row| row.row.probability().unwrap_or(0.0)).collect(),
    }
}
