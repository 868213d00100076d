//! What the corpus says of the rows of a sheet.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use crate::bitext::sheet::{N_STRATA, stratum};
use crate::bitext::{Lang, Row};
use crate::read::{Corpus, CorpusError};

/// The rows of a corpus that sheets speak of, with their places.
#[derive(Debug)]
pub struct Origin {
    /// The languages of source and target.
    pub langs: [Lang; 2],
    /// SHA-256 of the corpus in hexadecimal digits.
    pub sha256: String,
    /// Rows of the corpus.
    pub n_rows: usize,
    /// How many pairs of the corpus have a score in each stratum.
    pub strata: [usize; N_STRATA],
    pub(super) rows: Vec<OriginRow>,
    by_id: HashMap<String, usize>,
}

/// A row of the corpus.
#[derive(Debug)]
pub(super) struct OriginRow {
    /// Its place in the corpus, counted from 0.
    pub index: usize,
    pub row: Row,
    /// Its sentences, counted from 0.
    pub runs: [std::ops::Range<usize>; 2],
}

/// A corpus that no sheet can be applied to.
#[derive(Debug, thiserror::Error)]
pub enum OriginError {
    /// A line that is no row.
    #[error("{0}")]
    Corpus(#[from] CorpusError),
    /// Two rows with one id.
    #[error(
        "{line}: the id {id} stands a second time; expected every id once; are two documents called alike?"
    )]
    DoubledId {
        /// The line, counted from 1.
        line: usize,
        /// The id.
        id: String,
    },
    /// Sentence numbers that are none.
    #[error(
        "{line}: {found:?} is no run of sentences; expected numbers such as 5 or 5-6; restore the column"
    )]
    Run {
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
}

impl Origin {
    /// Reads a corpus and keeps the rows whose ids are `wanted`. The sum of the file is to be put in
    /// by whoever knows its bytes.
    ///
    /// # Errors
    /// [`OriginError`] names the line.
    pub fn read<R: BufRead>(
        corpus: Corpus<R>,
        wanted: &HashSet<String>,
    ) -> Result<Origin, OriginError> {
        let mut origin = Origin {
            langs: corpus.langs(),
            sha256: String::new(),
            n_rows: 0,
            strata: [0; N_STRATA],
            rows: Vec::new(),
            by_id: HashMap::new(),
        };
        for (index, row) in corpus.enumerate() {
            let (line, row) = row?;
            origin.n_rows += 1;
            if let Some(probability) = row.probability().filter(|_| row.is_pair()) {
                origin.strata[stratum(probability)] += 1;
            }
            if wanted.contains(&row.id) {
                let runs = runs(&row)
                    .map_err(|found| OriginError::Run { line, found: found.to_owned() })?;
                if origin.by_id.insert(row.id.clone(), origin.rows.len()).is_some() {
                    return Err(OriginError::DoubledId { line, id: row.id });
                }
                origin.rows.push(OriginRow { index, row, runs });
            }
        }
        Ok(origin)
    }

    /// The place in `rows` of the row with an id.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}

/// The sentences of a row on both sides, counted from 0, or the field that is no run.
pub(super) fn runs(row: &Row) -> Result<[std::ops::Range<usize>; 2], &str> {
    let run = |field: &'_ str| Row::run(field);
    let source = run(&row.source_sents).ok_or(&*row.source_sents)?;
    let target = run(&row.target_sents).ok_or(&*row.target_sents)?;
    // A text without numbers would be lost.
    for (run, text) in [(&source, &row.source), (&target, &row.target)] {
        if run.is_empty() && !text.is_empty() {
            return Err("");
        }
    }
    Ok([source, target])
}
