//! `bitexto eval`: an alignment measured against a gold one.

mod load;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use bitexto::bitext::Lang;
use bitexto::evaluate::{ScoredBead, Tally, TextBead, uncovered};
use clap::{Args, ValueEnum};

use self::load::{Document, Side};
use self::report::{LeftOut, Named, Report, Total};
use super::input::is_dash;
use super::output::{Output, check_clash};
use super::{Fault, Outcome, Voice};

/// Measure an alignment against a gold one
///
/// GOLD and PRED are files or directories of beads (`[0]:[0, 1]:0.97`, counted from 0), corpus TSV
/// (many documents in one file, by the column doc) or Hunalign ladders; the form is told by the
/// content. Documents of directories and TSV are matched by name; two single documents belong
/// together whatever their names. A document that does not hold every sentence exactly once is named
/// and left out of the figures, like one without a prediction.
#[derive(Debug, Args)]
#[command(after_help = MEASURES)]
pub(crate) struct Arguments {
    /// The gold alignment, or a directory of them
    gold: PathBuf,
    /// The alignment to be measured, or a directory of them
    pred: PathBuf,
    /// What the gold is written in [default: told by the content]
    #[arg(long, value_enum, value_name = "FORM")]
    gold_format: Option<Form>,
    /// What the prediction is written in [default: told by the content]
    #[arg(long, value_enum, value_name = "FORM")]
    pred_format: Option<Form>,
    /// A line for the documents whose names begin so; may be given more than once, the first that
    /// fits counts; an empty prefix takes the rest: --group bible=bible --group articles=
    #[arg(long, value_name = "NAME=PREFIX,...", value_parser = group)]
    group: Vec<Group>,
    /// Compare the texts of beads, white space folded, so that gold and prediction may be split into
    /// sentences differently
    #[arg(long)]
    by_text: bool,
    /// With --by-text and a gold of numbers: the directory with its sentences, NAME.es and NAME.en,
    /// one sentence a line
    #[arg(long, value_name = "DIR", requires = "by_text")]
    gold_sents: Option<PathBuf>,
    /// The same for a prediction of numbers
    #[arg(long, value_name = "DIR", requires = "by_text")]
    pred_sents: Option<PathBuf>,
    /// Language of the originals, the ending of their sentence files
    #[arg(long, default_value = "es", value_name = "LANG")]
    src: Lang,
    /// Language of the translations
    #[arg(long, default_value = "en", value_name = "LANG")]
    tgt: Lang,
    /// How the figures are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Where the figures go [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where a TSV of the beads that were missed and the wrong ones goes
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

const MEASURES: &str = "strict: a bead with both sides is right when the gold has one with the same sentences on both.\n\
    lax: when it has a link in common with one. null: single sentences without counterpart.\n\
    borders: gold borders between beads that no predicted bead crosses. ECE: expected calibration error, ten bins.\n\
    moved: beads off the chain that keeps both texts in order and holds most sentences; a moved bead is right\n\
    when the other side has it, moved or not. Crossing beads count among all others too. (A beads file of\n\
    `bitexto align` holds them as gaps: measure them from TSV.)\n\n\
    Exit status: 0 all fine; 1 some document was left out, or has other texts in gold and\n    prediction (a warning says which); 2 could not run.";

/// What an alignment is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// `[0]:[0, 1]:0.97` a line; files .gold and .beads of a directory
    Beads,
    /// Corpus TSV with a header; files .tsv
    Tsv,
    /// Hunalign's rungs or text lines; files .ladder, .hun and .hunalign
    Ladder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns for people
    Table,
    /// One JSON object: documents, groups, total (with types and reliability), left_out, superfluous
    Json,
}

/// Documents that have a line together.
#[derive(Debug, Clone)]
struct Group {
    name: String,
    prefixes: Vec<String>,
}

fn group(text: &str) -> Result<Group, String> {
    let (name, prefixes) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("expected NAME=PREFIX or NAME=PREFIX,PREFIX")?;
    Ok(Group { name: name.to_owned(), prefixes: prefixes.split(',').map(str::to_owned).collect() })
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let outputs = [&arguments.output, &arguments.errors].into_iter().filter_map(Option::as_deref);
    check_clash(outputs, inputs(arguments).iter().map(PathBuf::as_path))?;
    if is_dash(&arguments.gold) && is_dash(&arguments.pred) {
        return Err(Fault::new("gold and prediction are both -; expected a file for one of them"));
    }
    let output = Output::open(arguments.output.as_deref())?;
    let errors = arguments.errors.as_deref().map(|path| Output::open(Some(path))).transpose()?;
    let langs = [arguments.src, arguments.tgt];
    let side = |path: &Path, form, sents: &Option<PathBuf>| -> Result<Side, Fault> {
        Side::load(path, form, arguments.by_text, sents.as_deref(), langs, voice)
    };
    let mut gold = side(&arguments.gold, arguments.gold_format, &arguments.gold_sents)?;
    let mut pred = side(&arguments.pred, arguments.pred_format, &arguments.pred_sents)?;
    if let (Some(name), Some(other)) = (gold.single(), pred.single()) {
        pred.rename(&other, &name);
    }
    pred.drop_odd_confidences(&arguments.pred, voice);

    let mut measured = Measured::new(&arguments.group, voice);
    for (name, gold) in std::mem::take(&mut gold.documents) {
        match pred.documents.remove(&name) {
            None => measured.leave_out(&name, "there is no prediction".to_owned()),
            Some(pred) => measured.add(&name, &gold, &pred, arguments.by_text),
        }
    }
    let report = measured.report(pred.documents.into_keys().collect());
    for LeftOut { doc, reason } in &report.left_out {
        voice.warn(format_args!("{doc}: {reason}; left out of the figures"));
    }
    if !report.superfluous.is_empty() {
        voice.note(format_args!("not in the gold: {}", report.superfluous.join(", ")));
    }
    let is_json = arguments.json || arguments.format == Format::Json;
    output.finish(|out| if is_json { report.json(out) } else { report.table(out) })?;
    if let Some(errors) = errors {
        errors.finish(|out| report::errors(&report.errors, out))?;
    }
    Ok(voice.outcome())
}

/// Files that are read, or would be on another run: of a folder those with an ending that alignments
/// and sentences have.
fn inputs(arguments: &Arguments) -> Vec<PathBuf> {
    let langs = [arguments.src, arguments.tgt];
    let is_input = |file: &PathBuf| {
        let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        let forms = Form::value_variants().iter();
        forms.flat_map(|form| form.endings()).any(|known| *known == ending)
            || langs.iter().any(|lang| lang.code() == ending)
    };
    let mut inputs = Vec::new();
    let sents = [&arguments.gold_sents, &arguments.pred_sents].into_iter().flatten();
    for path in [&arguments.gold, &arguments.pred].into_iter().chain(sents) {
        match fs::read_dir(path) {
            Ok(entries) => {
                let files = entries.filter_map(Result::ok).map(|entry| entry.path());
                inputs.extend(files.filter(is_input));
            }
            // What is wrong with it is said when it is read.
            Err(_) => inputs.push(path.clone()),
        }
    }
    inputs
}

/// What has been measured so far.
struct Measured<'a> {
    voice: &'a Voice,
    groups: &'a [Group],
    tallies: Vec<Tally>,
    total: Tally,
    report: Report,
}

impl<'a> Measured<'a> {
    fn new(groups: &'a [Group], voice: &'a Voice) -> Self {
        let tallies = vec![Tally::default(); groups.len()];
        Measured { voice, groups, tallies, total: Tally::default(), report: Report::default() }
    }

    fn leave_out(&mut self, doc: &str, reason: String) {
        self.report.left_out.push(LeftOut { doc: doc.to_owned(), reason });
    }

    fn add(&mut self, name: &str, gold: &Document, pred: &Document, by_text: bool) {
        let n = gold.sizes();
        // Over another split the prediction has its own number of sentences.
        let n_pred = if by_text { pred.sizes() } else { n };
        for (what, document, n) in [("gold", gold, n), ("prediction", pred, n_pred)] {
            if let Some(fault) = uncovered(&document.beads, n[0], n[1]) {
                let place = document.place.display();
                return self.leave_out(name, format!("{what} {place}: {fault}"));
            }
        }
        let texts = by_text.then(|| [gold.texts(), pred.texts()]);
        let mut tally = Tally::default();
        match &texts {
            Some([gold_texts, pred_texts]) => {
                if let Err(differ) = tally.add_texts(gold_texts, pred_texts) {
                    self.voice.warn(format_args!(
                        "{name}: {differ} ({} and {}); without one text for both there are no lax F1, null F1, borders and moved beads, nor in the total",
                        gold.place.display(),
                        pred.place.display()
                    ));
                }
            }
            None => tally.add(&gold.beads, &pred.beads),
        }
        self.total += &tally;
        let group = self.groups.iter().zip(&mut self.tallies).find(|(group, _)| {
            group.prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
        });
        if let Some((_, sum)) = group {
            *sum += &tally;
        }
        let named = Named { name: name.to_owned(), figures: tally.figures() };
        self.report.documents.push(named);
        let errors = match &texts {
            Some([gold, pred]) => report::differences(name, gold, pred, TextBead::cells),
            None => report::differences(name, &gold.beads, &pred.beads, ScoredBead::cells),
        };
        self.report.errors.extend(errors);
    }

    fn report(self, superfluous: Vec<String>) -> Report {
        let mut report = self.report;
        let named = |(group, tally): (&Group, &Tally)| Named {
            name: group.name.clone(),
            figures: tally.figures(),
        };
        report.groups = self.groups.iter().zip(&self.tallies).map(named).collect();
        report.total = (!report.documents.is_empty()).then(|| Total {
            figures: self.total.figures(),
            types: self.total.types(),
            reliability: self.total.reliability(),
        });
        report.superfluous = superfluous;
        report
    }
}

/// A bead in the list of errors: what it is compared by, as two cells of a table.
trait Cells {
    fn cells(&self) -> Option<[String; 2]>;
}

impl Cells for ScoredBead {
    fn cells(&self) -> Option<[String; 2]> {
        self.is_match().then(|| [format!("{:?}", self.source), format!("{:?}", self.target)])
    }
}

impl Cells for TextBead {
    fn cells(&self) -> Option<[String; 2]> {
        let fold = bitexto::evaluate::fold;
        self.bead.is_match().then(|| [fold(&self.source), fold(&self.target)])
    }
}
