//! A corpus with the decisions of its reviewers put in, document by document.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::io::BufRead;
use std::ops::Range;

use super::arrange::{Placed, arrange};
use super::decide::ReviewedBead;
use super::merge::Verdict;
use super::origin::runs;
use super::{Options, Review};
use crate::bitext::{Bead, Row, bead_id, in_one_order};
use crate::read::{Corpus, CorpusError};

/// A document of the reviewed corpus.
#[derive(Debug)]
pub struct ReviewedDocument {
    /// Its name.
    pub name: String,
    /// Its rows in order, and whether each was confirmed.
    pub rows: Vec<(Row, bool)>,
}

/// A corpus that could not be written anew.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError<E> {
    /// A line that is no row.
    #[error("{0}")]
    Corpus(#[from] CorpusError),
    /// Sentence numbers that are none.
    #[error("{line}: {found:?} is no run of sentences; expected numbers such as 5 or 5-6")]
    Run {
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// The check that nothing is lost failed: a mistake of this program, never of a sheet.
    #[error(
        "{doc}: after the review the sentences are not those before; nothing was written; please report this"
    )]
    Lost {
        /// The document.
        doc: String,
    },
    /// Whoever takes the documents failed.
    #[error("{0}")]
    Taker(E),
}

/// A row of the corpus with its line and place.
struct Numbered {
    index: usize,
    line: usize,
    row: Row,
}

impl Review {
    /// Reads the corpus once more and hands each of its documents, reviewed, to `take`. `flags` marks
    /// a new pair: whether it crosses, its texts. Every sentence of a document stands in as many rows
    /// as before, that is checked for every document.
    ///
    /// # Errors
    /// [`ApplyError`], those of `take` among them.
    pub fn apply<R: BufRead, E>(
        &self,
        corpus: Corpus<R>,
        options: &Options,
        flags: &dyn Fn(bool, &str, &str) -> String,
        mut take: impl FnMut(&ReviewedDocument) -> Result<(), E>,
    ) -> Result<(), ApplyError<E>> {
        let writer = Writer::new(self, options, flags);
        let mut document: Vec<Numbered> = Vec::new();
        for (index, row) in corpus.enumerate() {
            let (line, row) = row?;
            if document.last().is_some_and(|last| last.row.doc != row.doc) {
                let done = writer.document(std::mem::take(&mut document))?;
                take(&done).map_err(ApplyError::Taker)?;
            }
            document.push(Numbered { index, line, row });
        }
        if !document.is_empty() {
            take(&writer.document(document)?).map_err(ApplyError::Taker)?;
        }
        Ok(())
    }
}

/// How many more rows held each sentence before than hold it now. What is kept are the places where that
/// changes, so that it takes no more room than the rows do, however long their runs.
#[derive(Default)]
struct Cover(BTreeMap<usize, isize>);

impl Cover {
    fn add(&mut self, run: &Range<usize>, n: isize) {
        *self.0.entry(run.start).or_default() += n;
        *self.0.entry(run.end).or_default() -= n;
    }

    fn is_even(&self) -> bool {
        self.0.values().all(|change| *change == 0)
    }
}

struct Writer<'a> {
    review: &'a Review,
    options: &'a Options,
    flags: &'a dyn Fn(bool, &str, &str) -> String,
    /// For each row of the corpus with a decision, the decision.
    decision_of: HashMap<usize, usize>,
}

impl<'a> Writer<'a> {
    fn new(
        review: &'a Review,
        options: &'a Options,
        flags: &'a dyn Fn(bool, &str, &str) -> String,
    ) -> Self {
        let mut decision_of = HashMap::new();
        for (at, decision) in review.decisions.iter().enumerate() {
            for home in &decision.homes {
                decision_of.insert(review.index_of[*home], at);
            }
        }
        Writer { review, options, flags, decision_of }
    }

    fn document<E>(&self, rows: Vec<Numbered>) -> Result<ReviewedDocument, ApplyError<E>> {
        let name = rows.first().map_or_else(String::new, |first| first.row.doc.clone());
        let decision = |row: &Numbered| self.decision_of.get(&row.index).copied();
        let is_changed = |at: usize| self.review.decisions[at].is_changed();
        if !rows.iter().filter_map(decision).any(is_changed) {
            let rows = rows.into_iter().map(|numbered| {
                let is_it = |bead: &&ReviewedBead| {
                    bead.same_as.is_some_and(|home| self.review.index_of[home] == numbered.index)
                };
                let beads = decision(&numbered).map(|at| &self.review.decisions[at].beads);
                let bead = beads.and_then(|beads| beads.iter().find(is_it));
                bead.map_or((numbered.row.clone(), false), |bead| self.judged(numbered.row, bead))
            });
            return Ok(ReviewedDocument { name, rows: rows.collect() });
        }
        self.changed_document(name, rows)
    }

    fn changed_document<E>(
        &self,
        name: String,
        rows: Vec<Numbered>,
    ) -> Result<ReviewedDocument, ApplyError<E>> {
        let mut placed: Vec<Placed> = Vec::with_capacity(rows.len());
        let mut confirmed: HashMap<[Range<usize>; 2], bool> = HashMap::new();
        let mut cover = [Cover::default(), Cover::default()];
        for numbered in rows {
            let Numbered { index, line, row } = numbered;
            let runs =
                runs(&row).map_err(|found| ApplyError::Run { line, found: found.to_owned() })?;
            cover.iter_mut().zip(&runs).for_each(|(cover, run)| cover.add(run, 1));
            let Some(&at) = self.decision_of.get(&index) else {
                let crossing = row.is_crossing();
                placed.push(Placed { row, runs, is_new: false, crossing, origin: index });
                continue;
            };
            let decision = &self.review.decisions[at];
            for bead in &decision.beads {
                // A bead is put in with the first of its rows.
                let origin = self.review.index_of[bead.homes[0]];
                if origin != index {
                    continue;
                }
                let (row, is_confirmed) = match bead.same_as {
                    Some(_) => self.judged(row.clone(), bead),
                    None => self.judged(self.new_row(&row, bead), bead),
                };
                confirmed.insert(bead.runs.clone(), is_confirmed);
                placed.push(Placed {
                    crossing: bead.same_as.is_some() && row.is_crossing(),
                    row,
                    runs: bead.runs.clone(),
                    is_new: bead.same_as.is_none(),
                    origin,
                });
            }
        }
        let rows: Vec<(Row, bool)> = arrange(placed)
            .into_iter()
            .map(|placed| {
                cover.iter_mut().zip(&placed.runs).for_each(|(cover, run)| cover.add(run, -1));
                let is_confirmed = confirmed.get(&placed.runs).copied().unwrap_or(false);
                (self.named(placed), is_confirmed)
            })
            .collect();
        if !cover.iter().all(Cover::is_even) {
            return Err(ApplyError::Lost { doc: name });
        }
        Ok(ReviewedDocument { name, rows })
    }

    /// A row for a bead that a reviewer made; its id, type and flags follow when it is in its place.
    fn new_row(&self, first: &Row, bead: &ReviewedBead) -> Row {
        let [source, target] = self.texts(bead);
        Row {
            id: String::new(),
            doc: first.doc.clone(),
            source,
            target,
            kind: String::new(),
            score: self.lowest_score(bead),
            source_sents: Row::numbers(&bead.runs[0]),
            target_sents: Row::numbers(&bead.runs[1]),
            source_par: bead.paragraphs[0].clone(),
            target_par: bead.paragraphs[1].clone(),
            flags: String::new(),
        }
    }

    fn texts(&self, bead: &ReviewedBead) -> [String; 2] {
        if self.options.take_edits { bead.edited.clone() } else { bead.texts.clone() }
    }

    /// A bead that nobody is sure of is no better than the worst of the rows that it comes from.
    fn lowest_score(&self, bead: &ReviewedBead) -> String {
        let scores = bead.homes.iter().map(|&home| self.review.scores[home]);
        format!("{:.4}", scores.fold(1.0, f64::min))
    }

    /// A row with what was said of it: a confirmed one is right, a rejected one wrong, and both say so.
    fn judged(&self, mut row: Row, bead: &ReviewedBead) -> (Row, bool) {
        if !bead.edits.is_empty() {
            [row.source, row.target] = self.texts(bead);
        }
        let verdict = bead.verdict();
        let (score, flag) = match verdict {
            Verdict::Confirmed => ("1.0000", Row::REVIEWED),
            Verdict::Rejected => ("0.0000", Row::REJECTED),
            Verdict::Open | Verdict::Faulty | Verdict::Unsure => return (row, false),
        };
        row.score = score.to_owned();
        let old =
            row.flags.split_whitespace().filter(|f| ![Row::REVIEWED, Row::REJECTED].contains(f));
        row.flags = old.chain([flag]).collect::<Vec<_>>().join(" ");
        (row, verdict == Verdict::Confirmed)
    }

    /// A row that stands in its place, with its id and type.
    fn named(&self, placed: Placed) -> Row {
        let Placed { mut row, runs: [source, target], is_new, crossing, .. } = placed;
        if is_new {
            let bead = Bead { source, target, probability: 1.0, crossing };
            row.id = bead_id(&row.doc, &bead);
            row.kind = Row::kind_of(&bead);
            let marks = (self.flags)(crossing, &row.source, &row.target);
            let all = [marks, row.flags].into_iter().filter(|flags| !flags.is_empty());
            row.flags = all.collect::<Vec<_>>().join(" ");
        }
        row
    }
}

/// The beads of a document, one a line, counted from 0: gold for measuring aligners. `None` unless
/// every row was confirmed. The form knows one order only, so that moved sentences stand alone.
pub fn gold(document: &ReviewedDocument) -> Option<String> {
    let bead = |(row, is_confirmed): &(Row, bool)| {
        let [source, target] = runs(row).ok().filter(|_| *is_confirmed)?;
        Some(Bead { source, target, probability: 1.0, crossing: row.is_crossing() })
    };
    let beads: Vec<Bead> = document.rows.iter().map(bead).collect::<Option<_>>()?;
    let mut gold = String::new();
    let Ok(()) = in_one_order::<Infallible>(&beads, |bead| {
        gold.push_str(&bead.lists());
        gold.push('\n');
        Ok(())
    });
    Some(gold)
}
