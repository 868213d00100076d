//! Rows of a corpus to sheets for reviewers.
//!
//! A [`Survey`] of the corpus says which rows need a look, [`Borders`] finds the single sentences
//! of each, and [`review_workbook`], [`sample_workbook`] and [`guarded_tsv`] write them.

mod borders;
mod guarded;
mod guide;
mod survey;
mod workbook;

pub use borders::Borders;
pub use guarded::guarded_tsv;
pub use survey::{DocumentCount, Survey, Triage};
pub use workbook::{MAX_CELL, MAX_ROWS, Origin, SheetError, review_workbook, sample_workbook};

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::CorpusWriter;
use crate::bitext::sheet::{SheetRow, hex};
use crate::bitext::{Bitext, Row};

/// Writes the review workbook of one document, with those of its rows that need a look. The corpus that
/// it belongs to is the one that these very rows make.
pub(super) fn write(bitext: &Bitext, rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let langs = [bitext.source_lang, bitext.target_lang];
    let mut corpus = CorpusWriter::new(Vec::new(), langs)?;
    rows.iter().try_for_each(|row| corpus.write(row))?;
    let corpus = corpus.finish()?;
    let triage = Triage::default();
    let mut survey = Survey::new(triage);
    rows.iter().for_each(|row| survey.add(row));
    let borders = Borders::of(bitext);
    let chosen = rows.iter().zip(survey.roles());
    let chosen = chosen.filter_map(|(row, role)| role.map(|role| (row, role)));
    let sheet_row = |((row, role), number): ((&Row, _), usize)| SheetRow {
        number,
        role,
        cuts: borders.cuts(row),
        row: row.clone(),
    };
    let sheet: Vec<SheetRow> = chosen.zip(1..).map(sheet_row).collect();
    if sheet.len() > MAX_ROWS {
        return Err(io::Error::other(format!(
            "{} rows to review; a workbook holds {MAX_ROWS}; write a corpus.tsv and export it with bitexto review export, which writes several",
            sheet.len()
        )));
    }
    let corpus_sha256 = hex(&Sha256::digest(&corpus));
    let origin = Origin { langs, corpus_sha256, threshold: triage.below };
    let workbook =
        review_workbook(&origin, &sheet, survey.documents()).map_err(io::Error::other)?;
    out.write_all(&workbook)
}
