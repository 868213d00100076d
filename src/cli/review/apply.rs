use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bitexto::review::{
    ApplyError, Options, Origin, Precision, Problem, Review, ReviewedDocument, SamplePrecision,
    Sheet, gold, judge, open as open_book, sample_precision,
};
use bitexto::write::{CorpusWriter, flags};
use clap::Args;

use super::corpus::{at_line, open};
use super::input::{file, is_dash, shown};
use super::{Fault, Outcome, Voice};
use crate::cli::output::{Output, check_clash};

/// Take reviewed sheets back: .xlsx, .ods, .tsv or .csv
///
/// Without --write nothing is written: what would change is counted, and whatever cannot be taken over is
/// told with its cell. Sentences are found by their text, so that rows may be sorted and texts cut and
/// pasted; every sentence must stand in the sheet exactly once. A cell that is close to a sentence is an
/// edit of it and is noted; the texts of the corpus stay as they are.
///
/// The sheets of several reviewers are merged row by row; where they differ the row stays as it is in
/// the corpus. A sheet of `bitexto review sample` prints the precision of the corpus.
///
/// With --write -o NEW.tsv there are also NEW.log.tsv (what became of every row), NEW.edits.tsv (edited
/// texts), NEW.anchors.tsv (the confirmed rows, for bitexto align --anchors), and NEW.gold, a folder with
/// the beads of every document all of whose rows were confirmed.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Reviewed sheets
    #[arg(required = true, value_name = "REVIEW.xlsx")]
    sheets: Vec<PathBuf>,
    /// The corpus that they were exported from
    #[arg(long, value_name = "CORPUS.tsv")]
    corpus: PathBuf,
    /// Write the corrected corpus
    #[arg(long, requires = "output")]
    write: bool,
    /// Where the corrected corpus goes
    #[arg(long, short, value_name = "FILE", requires = "write")]
    output: Option<PathBuf>,
    /// A row that was deleted stays as it is in the corpus; otherwise it is a problem
    #[arg(long)]
    keep_deleted: bool,
    /// Put edited texts into the corpus, not only into the list of edits
    #[arg(long)]
    take_edits: bool,
}

pub(super) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let outputs = match &arguments.output {
        Some(path) => Some(Outputs::open(path, arguments)?),
        None => None,
    };
    let mut problems = Vec::new();
    let sheets = read_sheets(arguments, &mut problems)?;
    let wanted: HashSet<String> = sheets.iter().flat_map(Sheet::ids).map(str::to_owned).collect();
    let (corpus, sum) = open(&arguments.corpus)?;
    let mut origin = Origin::read(corpus, &wanted).map_err(|e| at_line(&arguments.corpus, &e))?;
    origin.sha256 = sum.digits();
    let n_samples = sheets.iter().filter(|sheet| sheet.is_sample).count();
    if n_samples > 0 {
        if n_samples < sheets.len() {
            return Err(Fault::new(
                "samples and reviews together; expected one kind; take them one after the other",
            ));
        }
        if outputs.is_some() {
            return Err(Fault::new(
                "--write: a sample changes nothing; expected a review; leave --write out",
            ));
        }
        let precision = sample_precision(&sheets, &origin, &mut problems);
        problems.iter().for_each(|problem| voice.warn(problem));
        print(|out| tell_sample(&precision, out))?;
        return Ok(voice.outcome());
    }
    let options =
        Options { keep_deleted: arguments.keep_deleted, take_edits: arguments.take_edits };
    let review = judge(&sheets, &origin, &options, problems);
    review.problems.iter().for_each(|problem| voice.warn(problem));
    for conflict in &review.conflicts {
        let places: Vec<String> = conflict.places.iter().map(|(f, a)| format!("{f} {a}")).collect();
        voice.warn(format_args!(
            "the reviewers differ in {} at {} ({}); the rows stay as they are",
            conflict.what,
            conflict.ids.join(" "),
            places.join(", ")
        ));
    }
    print(|out| tell(&review, out))?;
    if let Some(first) = review.problems.first() {
        return match outputs {
            None => Ok(voice.outcome()),
            Some(_) => Err(Fault::new(format_args!(
                "{first} ({} problems in all; nothing was written)",
                review.problems.len()
            ))),
        };
    }
    let taken = Taken { path: &arguments.corpus, origin: &origin, review: &review, options };
    match outputs {
        // The check that nothing is lost is part of the dry run.
        None => taken.documents(|_| Ok(()))?,
        Some(outputs) => outputs.write(&taken, voice)?,
    }
    if arguments.output.is_none() {
        voice.note("nothing was written; say --write -o NEW.tsv to write the corrected corpus");
    }
    Ok(voice.outcome())
}

fn read_sheets(arguments: &Arguments, problems: &mut Vec<Problem>) -> Result<Vec<Sheet>, Fault> {
    let langs = open(&arguments.corpus)?.0.langs();
    let mut sheets = Vec::new();
    for path in &arguments.sheets {
        let mut file = file(path, "a reviewed sheet; name the file in it")?;
        let book =
            open_book(&mut file).map_err(|e| Fault::new(format_args!("{}: {e}", shown(path))))?;
        sheets.extend(Sheet::new(&shown(path), book, langs, problems));
    }
    Ok(sheets)
}

/// A review that is to be written, with where it came from.
struct Taken<'a> {
    /// The corpus.
    path: &'a Path,
    origin: &'a Origin,
    review: &'a Review,
    options: Options,
}

impl Taken<'_> {
    /// Hands every document of the corrected corpus to `take`. A corpus that is no longer the one that
    /// was judged is a fault, which comes when all of it has been read.
    fn documents(
        &self,
        mut take: impl FnMut(&ReviewedDocument) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (corpus, sum) = open(self.path)?;
        let applied = self.review.apply(corpus, &self.options, &flags, &mut take);
        applied.map_err(|error| match error {
            ApplyError::Taker(fault) => fault,
            error => at_line(self.path, &error),
        })?;
        if sum.digits() != self.origin.sha256 {
            return Err(Fault::new(format_args!(
                "{}: has changed while it was read; nothing was written; start again when nobody writes to it",
                shown(self.path)
            )));
        }
        Ok(())
    }
}

/// Everything that is written, opened before any work is done.
struct Outputs {
    corpus: Output,
    anchors: Output,
    log: Output,
    edits: Output,
    gold: PathBuf,
}

impl Outputs {
    fn open(path: &Path, arguments: &Arguments) -> Result<Outputs, Fault> {
        if is_dash(path) {
            return Err(Fault::new("-o -: several files are written; name a file"));
        }
        let beside = |ending: &str| path.with_extension(ending);
        let [anchors, log, edits] = ["anchors.tsv", "log.tsv", "edits.tsv"].map(beside);
        let inputs = arguments.sheets.iter().chain([&arguments.corpus]).map(PathBuf::as_path);
        check_clash([path, &anchors, &log, &edits], inputs)?;
        let open = |path: &Path| Output::open(Some(path));
        Ok(Outputs {
            corpus: open(path)?,
            anchors: open(&anchors)?,
            log: open(&log)?,
            edits: open(&edits)?,
            gold: path.with_extension("gold"),
        })
    }

    fn write(self, taken: &Taken<'_>, voice: &Voice) -> Result<(), Fault> {
        let langs @ [source, target] = taken.origin.langs;
        let (mut corpus, mut anchors) = (self.corpus.summed(), self.anchors.summed());
        let places = [corpus.path().to_owned(), anchors.path().to_owned()];
        let [at_corpus, at_anchors] = places.each_ref().map(|path| |e| Fault::io(path, &e));
        let mut gold = Gold::default();
        let mut rows = CorpusWriter::new(&mut corpus, langs).map_err(at_corpus)?;
        let mut confirmed = CorpusWriter::new(&mut anchors, langs).map_err(at_anchors)?;
        taken.documents(|document| {
            for (row, is_confirmed) in &document.rows {
                rows.write(row).map_err(at_corpus)?;
                if *is_confirmed {
                    confirmed.write(row).map_err(at_anchors)?;
                }
            }
            gold.add(document);
            Ok(())
        })?;
        rows.finish().map_err(at_corpus)?;
        confirmed.finish().map_err(at_anchors)?;
        let place = corpus.shown();
        corpus.commit()?;
        anchors.commit()?;
        self.log.finish(|out| {
            writeln!(out, "cell\tdoc\twhat\tbefore\tafter\tcomment")?;
            taken.review.log.iter().try_for_each(|row| {
                let fields =
                    [&row.address, &row.doc, row.what, &row.before, &row.after, &row.comment];
                write_fields(out, &fields)
            })
        })?;
        self.edits.finish(|out| {
            writeln!(out, "cell\tdoc\tlang\tsents\tbefore\tafter")?;
            taken.review.edits.iter().try_for_each(|row| {
                let lang = [source, target][row.side as usize];
                let fields =
                    [&row.address, &row.doc, lang.code(), &row.sents, &row.before, &row.after];
                write_fields(out, &fields)
            })
        })?;
        gold.write(&self.gold)?;
        voice.note(format_args!("{place}: the corrected corpus, with its log, edits and anchors"));
        voice.note(match gold.documents.len() {
            0 => "no document has all its rows confirmed, so there is no gold".to_owned(),
            n => format!(
                "{}: gold beads of {n} of {} documents",
                shown(&self.gold),
                gold.n_documents
            ),
        });
        Ok(())
    }
}

/// The beads of the documents all of whose rows were confirmed. Every row of them stands in a sheet, so
/// that they fit into memory.
#[derive(Default)]
struct Gold {
    /// By the name of the file.
    documents: BTreeMap<String, String>,
    /// Documents of the corpus.
    n_documents: usize,
}

impl Gold {
    fn add(&mut self, document: &ReviewedDocument) {
        self.n_documents += 1;
        if let Some(beads) = gold(document) {
            let mut name = document.name.replace(['/', '\\'], "_");
            while self.documents.contains_key(&name) {
                name.push('_');
            }
            self.documents.insert(name, beads);
        }
    }

    /// One file a document.
    fn write(&self, folder: &Path) -> Result<(), Fault> {
        if !self.documents.is_empty() {
            fs::create_dir_all(folder).map_err(|e| Fault::io(folder, &e))?;
        }
        for (name, beads) in &self.documents {
            let output = Output::open(Some(&folder.join(format!("{name}.gold"))))?;
            output.finish(|out| out.write_all(beads.as_bytes()))?;
        }
        Ok(())
    }
}

/// A line of fields; they hold no tabs or line ends.
fn write_fields(out: &mut dyn Write, fields: &[&str]) -> io::Result<()> {
    writeln!(out, "{}", fields.join("\t"))
}

fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    write(&mut out).map_err(|e| Fault::io(Path::new("standard output"), &e))
}

fn tell(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let counts = review.counts;
    for (name, n) in [
        ("right as they are", counts.n_ok),
        ("changed", counts.n_changed),
        ("merged", counts.n_merged),
        ("split", counts.n_split),
        ("sentences moved", counts.n_moved),
        ("text edits", counts.n_edited),
        ("rejected", counts.n_rejected),
        ("unsure", counts.n_unsure),
        ("to be fixed", counts.n_faulty),
        ("nothing said", counts.n_open),
        ("conflicts", review.conflicts.len()),
        ("problems", review.problems.len()),
    ] {
        writeln!(out, "{name}\t{n}")?;
    }
    for agreement in &review.agreements {
        let [a, b] = &agreement.files;
        let kappa = agreement.kappa.map_or_else(|| "none".to_owned(), |k| format!("{k:.3}"));
        writeln!(
            out,
            "kappa\t{kappa}\t{a} and {b}: {:.3} alike of {} rows that both judged",
            agreement.observed, agreement.n
        )?;
    }
    if let Some(precision) = &review.drawn {
        writeln!(out, "precision of rows not asked for\t{}", interval(precision))?;
    }
    Ok(())
}

fn tell_sample(precision: &SamplePrecision, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "score\tpairs\tjudged\tright")?;
    for (stratum, (size, n, n_right)) in precision.strata.iter().enumerate() {
        let (from, to) = bitexto::bitext::sheet::stratum_bounds(stratum);
        writeln!(out, "{from:.2}-{to:.2}\t{size}\t{n}\t{n_right}")?;
    }
    match &precision.all {
        Some(all) => writeln!(out, "precision\t{}", interval(all)),
        None => writeln!(out, "precision\tnone: no row is called right or wrong"),
    }
}

fn interval(precision: &Precision) -> String {
    let Precision { n, n_right, estimate, interval: (low, high) } = precision;
    format!("{estimate:.4}\t95% interval {low:.4}-{high:.4}\t{n_right} of {n} right")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_that_changes_on_the_way_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.tsv");
        let text = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n\
                    a:s1~t1\ta\tUno.\tOne.\t1-1\t0.9\t1\t1\t1\t1\t\n";
        fs::write(&path, text).unwrap();
        let (corpus, sum) = open(&path).unwrap();
        let mut origin = Origin::read(corpus, &HashSet::new()).unwrap();
        origin.sha256 = sum.digits();
        let options = Options { keep_deleted: false, take_edits: false };
        let review = judge(&[], &origin, &options, Vec::new());
        let taken = Taken { path: &path, origin: &origin, review: &review, options };
        let mut n_documents = 0;
        let mut count = |_: &ReviewedDocument| {
            n_documents += 1;
            Ok(())
        };
        assert!(taken.documents(&mut count).is_ok());
        fs::write(&path, text.replace("One.", "Two.")).unwrap();
        let fault = taken.documents(&mut count).unwrap_err();
        assert!(fault.to_string().contains("has changed while it was read"), "{fault}");
        assert_eq!(n_documents, 2);
    }
}
