//! `align --pairs`: a whole collection, documents side by side, each on disk before the next.

mod corpus;
mod pairs;
mod record;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use bitexto::bitext::sheet::hex;
use bitexto::bitext::{Lang, Row};
use bitexto::write::{Cleaned, Format, Options, Written, rows_into};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest, Sha256};

use super::files::Files;
use super::input::{Held, bytes, shown};
use super::output::Output;
use super::work::Worker;
use super::{Fault, Outcome, Voice};
use corpus::Corpus;
use pairs::Pair;
use record::{Counts, Hashed, Journal, RUN, Record, Run, Setting};

/// A collection to be aligned.
pub(super) struct Job<'a> {
    /// The table of pairs.
    pub pairs: &'a Path,
    /// Where the results go.
    pub out_dir: &'a Path,
    /// What else is read: abbreviations and the like.
    pub also_read: Vec<&'a Path>,
    /// What is written for each document; `tsv` always is.
    pub formats: Vec<Format>,
    pub langs: [Lang; 2],
    /// How it is written.
    pub writing: Options,
    /// What of the options changes the results, by name.
    pub options: BTreeMap<&'static str, String>,
    pub threads: NonZeroUsize,
}

/// Documents whose rows may wait for those of others.
const AHEAD: usize = 64;

/// The hash of a file's bytes, in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Aligns every pair of the table. A document that fails is named and the rest goes on.
pub(super) fn run<'a>(
    job: &Job<'_>,
    worker: &(dyn Fn() -> Result<Worker<'a>, Fault> + Sync),
    voice: &Voice,
) -> Result<Outcome, Fault> {
    let table = bytes(job.pairs)?;
    let table_sha256 = sha256(&table);
    let pairs = pairs::read(job.pairs, table, job.langs, voice)?;
    if pairs.is_empty() {
        voice.warn(format_args!("{}: has no pairs; expected one a line", shown(job.pairs)));
    }
    let mut formats = vec![Format::Tsv];
    for format in &job.formats {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    let endings: Vec<String> = formats.iter().flat_map(|f| f.endings(job.langs)).collect();
    pairs::check_places(job, &pairs, &endings)?;
    let setting = Setting {
        bitexto: env!("CARGO_PKG_VERSION").to_owned(),
        formats: formats.iter().map(|format| format.endings(job.langs).join("+")).collect(),
        options: job.options.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
    };
    let (mut journal, before) = Journal::open(job.out_dir, &setting)?;
    // Whoever cannot work at all says so before the threads begin.
    worker()?;
    let mut corpus = Corpus::open(job)?;
    let records = work(job, &formats, &pairs, &before, worker, (&mut journal, &mut corpus), voice)?;
    remove_stale(job.out_dir, &before, &records)?;

    corpus.finish()?;
    write_failed(job, &records)?;
    let n_failed = records.iter().filter(|record| record.failed.is_some()).count();
    let mut counts = Counts::default();
    records.iter().for_each(|record| counts += record.counts);
    let run = Run {
        setting,
        pairs: Hashed {
            file: job.pairs.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: table_sha256,
        },
        documents: records.len(),
        done: records.len() - n_failed,
        failed: n_failed,
        counts,
        records,
    };
    Output::open(Some(&job.out_dir.join(RUN)))?.finish(|out| {
        serde_json::to_writer_pretty(&mut *out, &run)?;
        out.write_all(b"\n")
    })?;
    journal.close()?;
    voice.note(format_args!(
        "{}: {} documents, {} pairs and {} sentences without counterpart, from {} and {} sentences",
        job.out_dir.join("corpus.tsv").display(),
        run.done,
        counts.pairs,
        counts.alone,
        counts.source_sentences,
        counts.target_sentences
    ));
    if n_failed > 0 {
        voice.warn(format_args!(
            "{n_failed} of {} documents failed; {} says why; mend them and start again, the rest is kept",
            run.documents,
            job.out_dir.join("failed.tsv").display()
        ));
    }
    Ok(voice.outcome())
}

/// Aligns what is not done yet and returns the records of all, in the order of the table.
fn work<'a>(
    job: &Job<'_>,
    formats: &[Format],
    pairs: &[Pair],
    before: &HashMap<String, Record>,
    worker: &(dyn Fn() -> Result<Worker<'a>, Fault> + Sync),
    (journal, corpus): (&mut Journal, &mut Corpus<'_>),
    voice: &Voice,
) -> Result<Vec<Record>, Fault> {
    let mut records: Vec<Option<Record>> = pairs
        .iter()
        .map(|pair| {
            let record = before.get(&pair.doc)?;
            (is_of(record, pair) && record.is_whole(job.out_dir)).then(|| record.clone())
        })
        .collect();
    let todo: Vec<usize> = (0..pairs.len()).filter(|&index| records[index].is_none()).collect();
    if todo.len() < pairs.len() {
        voice.note(format_args!("{} documents are done already", pairs.len() - todo.len()));
    }
    let n_threads = job.threads.get().min(todo.len());
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let bar = progress(todo.len(), voice);
    let mut fault = None;
    let is_new = journal.is_new;
    let tell_of = Mutex::new(|result: Result<(usize, Done), Fault>| {
        let told = result.and_then(|(index, Done { record, table })| {
            journal.add(&record)?;
            bar.suspend(|| tell(&record, voice));
            records[index] = Some(record);
            corpus.hold(index, table);
            corpus.go_on(pairs, &records)
        });
        bar.inc(1);
        if let Err(error) = told {
            stop.store(true, Ordering::Relaxed);
            fault.get_or_insert(error);
        }
    });
    // Documents one after another, until there are none left. Whoever is done with one tells of it, which takes
    // next to no time: a thread for this alone would have to be woken for every document.
    let go_on = || {
        let tell_of = |result| (tell_of.lock().unwrap_or_else(PoisonError::into_inner))(result);
        let worker = match worker() {
            Ok(worker) => worker,
            Err(fault) => return tell_of(Err(fault)),
        };
        let mut rows = (Vec::new(), Cleaned::default());
        while !stop.load(Ordering::Relaxed) {
            let Some(&index) = todo.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let result = document(&worker, &pairs[index], formats, job, is_new, &mut rows);
            tell_of(result.map(|done| (index, done)));
        }
    };
    if n_threads > 0 {
        thread::scope(|scope| {
            (1..n_threads).for_each(|_| drop(scope.spawn(go_on)));
            go_on();
        });
    }
    bar.finish_and_clear();
    // The warnings of documents that were done before count too.
    for index in (0..pairs.len()).filter(|index| todo.binary_search(index).is_err()) {
        if let Some(record) = &records[index] {
            tell(record, voice);
        }
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    corpus.go_on(pairs, &records)?;
    Ok(records.into_iter().flatten().collect())
}

fn tell(record: &Record, voice: &Voice) {
    for warning in record.warnings.iter().chain(&record.failed) {
        voice.warn(format_args!("{}: {warning}", record.doc));
    }
}

/// A bar with rate and time left, on a terminal only.
fn progress(n: usize, voice: &Voice) -> ProgressBar {
    if voice.is_quiet() || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(n as u64), ProgressDrawTarget::stderr());
    let style = "{wide_bar} {pos}/{len} documents, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

/// Whether a record is about these very texts.
fn is_of(record: &Record, pair: &Pair) -> bool {
    record.inputs.len() == 2
        && record.inputs.iter().zip(&pair.named).zip(&pair.paths).all(|((input, named), path)| {
            input.file == *named && hash_file(path).is_ok_and(|hash| hash == input.sha256)
        })
}

/// The hash of a file's bytes. What is no file is not opened: a pipe can be read only once.
pub(super) fn hash_file(path: &Path) -> Result<String, Fault> {
    hash_and_keep(path).map(|(hash, _)| hash)
}

/// Bytes of files that are kept when they are hashed; longer ones are read again.
const SHORT: u64 = 1 << 17;

/// The hash of a file's bytes, and these bytes if they are few.
fn hash_and_keep(path: &Path) -> Result<(String, Option<Vec<u8>>), Fault> {
    let fault = |e: &io::Error| Fault::io(path, e);
    let metadata = fs::metadata(path).map_err(|e| fault(&e))?;
    if !metadata.is_file() {
        return Err(Fault::new(format_args!(
            "{}: is no regular file; a collection takes what can be read again; save it as a file",
            path.display()
        )));
    }
    let mut file = File::open(path).map_err(|e| fault(&e))?;
    let n_bytes = metadata.len().min(SHORT) as usize;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; n_bytes + 1]);
    let mut n_hashed = 0;
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok((hex(&hash.finalize()), None)),
            Ok(n_read) => {
                hash.update(&piece[..n_read]);
                n_hashed += n_read;
                // All that was said to be there, though there was room for more.
                let is_all = n_read == n_hashed && n_read as u64 == metadata.len();
                if is_all && n_read < piece.len() {
                    piece.truncate(n_read);
                    return Ok((hex(&hash.finalize()), Some(piece)));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(fault(&error)),
        }
    }
}

/// Takes away what an earlier run wrote for documents that failed this time: it is not of these texts.
/// Files that somebody changed since stay, and so do those of documents that the table no longer has.
fn remove_stale(
    folder: &Path,
    before: &HashMap<String, Record>,
    records: &[Record],
) -> Result<(), Fault> {
    let failed = records.iter().filter(|record| record.failed.is_some());
    let stale = failed.filter_map(|record| before.get(&record.doc));
    for output in stale.flat_map(|record| &record.outputs).filter(|output| output.is_in(folder)) {
        let path = folder.join(&output.file);
        fs::remove_file(&path).map_err(|e| Fault::io(&path, &e))?;
    }
    Ok(())
}

/// What came of one document.
struct Done {
    record: Record,
    /// What stands in its `tsv`, unless that is long.
    table: Option<Vec<u8>>,
}

impl From<Record> for Done {
    fn from(record: Record) -> Self {
        Done { record, table: None }
    }
}

/// Aligns one document and puts its files in their places, where nothing is yet if the folder `is_new`.
/// What is wrong with its texts is told in the record; what is wrong with the folder stops the run. `rows`
/// are those of another document.
fn document(
    worker: &Worker<'_>,
    pair: &Pair,
    formats: &[Format],
    job: &Job<'_>,
    is_new: bool,
    rows: &mut (Vec<Row>, Cleaned),
) -> Result<Done, Fault> {
    let mut record = Record {
        doc: pair.doc.clone(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        counts: Counts::default(),
        warnings: Vec::new(),
        failed: None,
    };
    let mut texts = pair.paths.each_ref().map(Held::from);
    for (named, text) in pair.named.iter().zip(&mut texts) {
        match hash_and_keep(text.path) {
            Ok((sha256, bytes)) => {
                record.inputs.push(Hashed { file: named.clone(), sha256 });
                text.bytes = bytes;
            }
            Err(fault) => {
                record.failed = Some(fault.to_string());
                return Ok(record.into());
            }
        }
    }
    let voice = Voice::keeping();
    let prepared = worker.prepare(&pair.doc, texts, &voice);
    let bitext = match prepared.and_then(|prepared| worker.align(prepared, false, &voice)) {
        Ok(bitext) => bitext,
        Err(fault) => {
            record.failed = Some(fault.to_string());
            return Ok(record.into());
        }
    };
    rows.1 = rows_into(&bitext, &mut rows.0);
    let mut table = None;
    for format in formats {
        let files = Files::open_among_many(*format, job.out_dir, &pair.doc, job.langs, is_new)?;
        let mut filling = files.begin(&job.writing)?;
        filling.write_bitext(&bitext, rows)?;
        let filled = filling.finish()?;
        if *format == Format::Tsv {
            record.counts = count(&filled.written);
        }
        for sum in filled.sums {
            record.outputs.push(Hashed {
                file: sum.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                sha256: sum.sha256,
            });
            table = table.or(sum.bytes);
        }
    }
    record.warnings = voice.into_warnings();
    Ok(Done { record, table })
}

fn count(written: &Written) -> Counts {
    Counts {
        source_sentences: written.n_source,
        target_sentences: written.n_target,
        beads: written.n_beads,
        pairs: written.n_matches,
        alone: written.n_beads - written.n_matches,
        spaced: written.cleaned.n_spaced,
        dropped: written.cleaned.n_dropped,
    }
}

/// Documents that failed, and why.
fn write_failed(job: &Job<'_>, records: &[Record]) -> Result<(), Fault> {
    Output::open(Some(&job.out_dir.join("failed.tsv")))?.finish(|out| {
        writeln!(out, "doc\treason")?;
        for record in records {
            if let Some(reason) = &record.failed {
                let reason = reason.replace(['\t', '\n', '\r'], " ");
                writeln!(out, "{}\t{reason}", record.doc)?;
            }
        }
        Ok(())
    })
}
