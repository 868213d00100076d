use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use bitexto::bitext::Lang;
use bitexto::bitext::sheet::{Role, SheetRow};
use bitexto::write::sheet::{
    Borders, MAX_ROWS, Origin, SheetError, Survey, Triage, guarded_tsv, review_workbook,
};
use clap::Args;
use serde_json::Value;

use super::corpus::{at_line, open};
use super::input::{file, is_dash, shown};
use super::{Fault, Outcome, Voice};
use crate::cli::output::{Output, check_clash};

/// Write the rows that need a look into a workbook for reviewers
///
/// That is: rows with a low score, rows with a flag, one grey row of context before and after each, and
/// a few of the other rows drawn at random, from which the precision of the rest is estimated when the
/// workbook comes back. More than 5,000 rows become several workbooks: REVIEW-1.xlsx, REVIEW-2.xlsx ...
///
/// Where a cell joins several sentences, a mark (¶) stands between them. Where they end is found by
/// the splitter's rules; where these find another number of sentences than the corpus tells, the cell
/// is taken as a whole (BORDER in the column why), unless --sentences tells.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus, as `bitexto align` wrote it
    #[arg(value_name = "CORPUS.tsv")]
    corpus: PathBuf,
    /// Where the workbook goes [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Every row, not only those that need a look
    #[arg(long)]
    all: bool,
    /// Rows with a score below this need a look
    #[arg(long, value_name = "SCORE", default_value_t = Triage::default().below, value_parser = share)]
    below: f64,
    /// The share of the other rows that is drawn at random, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = Triage::default().share, value_parser = share)]
    share: f64,
    /// What the draw begins with: the same seed draws the same rows
    #[arg(long, value_name = "N", default_value_t = Triage::default().seed)]
    seed: u64,
    /// The sentences of the documents, one JSON object a line: {"doc": .., "es": [..], "en": [..]}
    #[arg(long, value_name = "FILE")]
    sentences: Option<PathBuf>,
    /// Tab-separated text instead of a workbook, for those who insist: with a byte order mark, CRLF,
    /// and a guard (') before every cell that a spreadsheet would take for a formula, a number or a
    /// date; `apply` takes the guards off again
    #[arg(long)]
    spreadsheet_safe: bool,
}

pub(super) fn share(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|n| (0.0..=1.0).contains(n))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

pub(super) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    check_ending(arguments)?;
    let triage = Triage {
        all: arguments.all,
        below: arguments.below,
        share: arguments.share,
        seed: arguments.seed,
    };
    let (mut survey, origin) = survey(&arguments.corpus, triage)?;
    let roles = survey.roles();
    let borders = borders(arguments, origin.langs)?;
    let n = roles.iter().flatten().count();
    let mut outputs = open_parts(arguments, n)?.into_iter();
    let (corpus, sum) = open(&arguments.corpus)?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let (mut number, mut n_unknown) = (0, 0);
    for (role, row) in roles.into_iter().zip(corpus) {
        let (_, row) = row.map_err(|e| at_line(&arguments.corpus, &e))?;
        let Some(role) = role else { continue };
        if rows.len() == MAX_ROWS {
            finish(&mut outputs, arguments, &origin, &rows, &mut survey, voice)?;
            rows.clear();
        }
        number += 1;
        let cuts = borders.cuts(&row);
        let row = SheetRow { number, role, row, cuts };
        n_unknown += usize::from(row.why(0.0).ends_with("BORDER"));
        rows.push(row);
    }
    finish(&mut outputs, arguments, &origin, &rows, &mut survey, voice)?;
    if sum.digits() != origin.corpus_sha256 {
        return Err(Fault::new(format_args!(
            "{}: changed while it was read; export it again",
            shown(&arguments.corpus)
        )));
    }
    let n_rows: usize = survey.documents().iter().map(|document| document.n_rows).sum();
    voice.note(format_args!("{number} of {n_rows} rows are to be reviewed"));
    if n_unknown > 0 {
        voice.note(format_args!(
            "in {n_unknown} rows the borders between sentences are not known: these stay whole (BORDER); --sentences FILE tells them"
        ));
    }
    Ok(voice.outcome())
}

fn check_ending(arguments: &Arguments) -> Result<(), Fault> {
    let Some(path) = arguments.output.as_deref().filter(|path| !is_dash(path)) else {
        return Ok(());
    };
    let is_text = path
        .extension()
        .is_some_and(|e| ["tsv", "csv", "txt"].iter().any(|t| e.eq_ignore_ascii_case(t)));
    if is_text && !arguments.spreadsheet_safe {
        return Err(Fault::new(format_args!(
            "{}: a spreadsheet changes texts in such a file; expected a name ending in .xlsx; say --spreadsheet-safe to have guarded text",
            shown(path)
        )));
    }
    Ok(())
}

/// Reads the corpus once, to learn which rows need a look.
pub(super) fn survey(corpus: &Path, triage: Triage) -> Result<(Survey, Origin), Fault> {
    let (rows, sum) = open(corpus)?;
    let langs = rows.langs();
    let mut survey = Survey::new(triage);
    for row in rows {
        let (_, row) = row.map_err(|e| at_line(corpus, &e))?;
        survey.add(&row);
    }
    Ok((survey, Origin { langs, corpus_sha256: sum.digits(), threshold: triage.below }))
}

fn borders(arguments: &Arguments, langs: [Lang; 2]) -> Result<Borders, Fault> {
    let mut borders = Borders::new(langs);
    let Some(path) = &arguments.sentences else { return Ok(borders) };
    let file = file(path, "the sentences of the documents; name the file")?;
    for (line, text) in (1..).zip(BufReader::new(file).lines()) {
        let text = text.map_err(|e| Fault::io(path, &e))?;
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        let sentences = |lang: Lang| -> Option<Vec<String>> {
            let list = value.get(lang.code())?.as_array()?;
            list.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let (Some(doc), [Some(source), Some(target)]) =
            (value.get("doc").and_then(Value::as_str), langs.map(sentences))
        else {
            let [source, target] = langs;
            return Err(Fault::new(format_args!(
                "{}:{line}: is no document; expected {{\"doc\": .., \"{source}\": [..], \"{target}\": [..]}}, as bitexto align --format doc-jsonl writes it",
                shown(path)
            )));
        };
        borders.add(doc, [source, target]);
    }
    Ok(borders)
}

/// One output for every 5,000 rows, numbered when there are several.
fn open_parts(arguments: &Arguments, n: usize) -> Result<Vec<Output>, Fault> {
    let n_parts = n.div_ceil(MAX_ROWS).max(1);
    let path = arguments.output.as_deref();
    let inputs =
        || [Some(&*arguments.corpus), arguments.sentences.as_deref()].into_iter().flatten();
    if n_parts == 1 {
        check_clash(path, inputs())?;
        return Ok(vec![Output::open(path)?]);
    }
    let Some(path) = path.filter(|path| !is_dash(path)) else {
        return Err(Fault::new(format_args!(
            "{n} rows make {n_parts} workbooks, which cannot share standard output; name a file with -o"
        )));
    };
    let paths: Vec<PathBuf> = (1..=n_parts).map(|part| part_path(path, part)).collect();
    check_clash(paths.iter().map(PathBuf::as_path), inputs())?;
    paths.iter().map(|path| Output::open(Some(path))).collect()
}

/// `REVIEW-2.xlsx` for the second part of `REVIEW.xlsx`.
fn part_path(path: &Path, part: usize) -> PathBuf {
    let stem =
        path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let ending = path.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    path.with_file_name(format!("{stem}-{part}{ending}"))
}

/// Writes a part, with the documents that its rows come from.
fn finish(
    outputs: &mut impl Iterator<Item = Output>,
    arguments: &Arguments,
    origin: &Origin,
    rows: &[SheetRow],
    survey: &mut Survey,
    voice: &Voice,
) -> Result<(), Fault> {
    let Some(output) = outputs.next() else { return Ok(()) };
    let place = output.shown();
    let fault = |e: SheetError| Fault::new(format_args!("{}: {e}", shown(&arguments.corpus)));
    let mut bytes = Vec::new();
    if arguments.spreadsheet_safe {
        guarded_tsv(origin, rows, &mut bytes).map_err(fault)?;
    } else {
        bytes = review_workbook(origin, rows, survey.documents()).map_err(fault)?;
    }
    output.finish(|out| -> io::Result<()> { out.write_all(&bytes) })?;
    let mut n: HashMap<Role, usize> = HashMap::new();
    rows.iter().for_each(|row| *n.entry(row.role).or_default() += 1);
    let n = |role: Role| n.get(&role).copied().unwrap_or(0);
    voice.note(format_args!(
        "{place}: {} rows to look at, {} of context, {} drawn at random",
        n(Role::Asked),
        n(Role::Context),
        n(Role::Drawn)
    ));
    Ok(())
}
