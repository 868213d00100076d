use std::path::PathBuf;

use bitexto::bitext::sheet::{Role, SheetRow};
use bitexto::write::sheet::{MAX_ROWS, Triage, sample_workbook};
use clap::Args;

use super::corpus::{at_line, open};
use super::export::survey;
use super::input::shown;
use super::{Fault, Outcome, Voice};
use crate::cli::output::{Output, check_clash};

/// Draw rows to be called right or wrong, to learn how good the corpus is
///
/// Pairs are drawn from all strata of scores, each by its share and a few at least from every one. When
/// the column `right` is filled in (right or wrong), `bitexto review apply SAMPLE.xlsx --corpus
/// CORPUS.tsv` prints the share of right pairs in the corpus, with its 95% interval.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus, as `bitexto align` wrote it
    #[arg(value_name = "CORPUS.tsv")]
    corpus: PathBuf,
    /// How many pairs are drawn
    #[arg(short, long, value_name = "N", default_value_t = 200)]
    n: usize,
    /// Where the workbook goes [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the draw begins with: the same seed draws the same rows
    #[arg(long, value_name = "N", default_value_t = Triage::default().seed)]
    seed: u64,
}

pub(super) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    if arguments.n == 0 || arguments.n > MAX_ROWS {
        return Err(Fault::new(format_args!(
            "-n {}: expected a number from 1 to {MAX_ROWS}",
            arguments.n
        )));
    }
    check_clash(arguments.output.as_deref(), [&*arguments.corpus])?;
    let output = Output::open(arguments.output.as_deref())?;
    let triage = Triage { seed: arguments.seed, ..Triage::default() };
    let (survey, origin) = survey(&arguments.corpus, triage)?;
    let mut drawn = survey.sample(arguments.n).into_iter().peekable();
    let mut rows: Vec<SheetRow> = Vec::new();
    for (index, row) in open(&arguments.corpus)?.0.enumerate() {
        let (_, row) = row.map_err(|e| at_line(&arguments.corpus, &e))?;
        if drawn.next_if_eq(&index).is_some() {
            let cuts = [Vec::new(), Vec::new()];
            rows.push(SheetRow { number: rows.len() + 1, role: Role::Drawn, row, cuts });
        }
    }
    if rows.is_empty() {
        voice.warn(format_args!("{}: has no pair to draw", shown(&arguments.corpus)));
    }
    let place = output.shown();
    let bytes = sample_workbook(&origin, &rows)
        .map_err(|e| Fault::new(format_args!("{}: {e}", shown(&arguments.corpus))))?;
    output.finish(|out| out.write_all(&bytes))?;
    voice.note(format_args!("{place}: {} pairs to be called right or wrong", rows.len()));
    Ok(voice.outcome())
}
