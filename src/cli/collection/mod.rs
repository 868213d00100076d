//! `align --pairs`: a whole collection, documents side by side, each on disk before the next.

mod pairs;
mod record;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use bitexto::bitext::Lang;
use bitexto::bitext::sheet::hex;
use bitexto::write::{Format, Options, Written};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest, Sha256};

use super::files::Files;
use super::output::{Output, check_clash};
use super::work::Worker;
use super::{Fault, Outcome, Voice};
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
    /// `None` for one a core.
    pub threads: Option<usize>,
}

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
    let pairs = pairs::read(job.pairs, job.langs, voice)?;
    if pairs.is_empty() {
        voice.warn(format_args!("{}: has no pairs; expected one a line", job.pairs.display()));
    }
    let mut formats = vec![Format::Tsv];
    for format in &job.formats {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    check_outputs(job, &formats, &pairs)?;
    let setting = Setting {
        bitexto: env!("CARGO_PKG_VERSION").to_owned(),
        formats: formats.iter().map(|format| format.endings(job.langs).join("+")).collect(),
        options: job.options.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
    };
    let (mut journal, kept) = Journal::open(job.out_dir, &setting)?;
    // Whoever cannot work at all says so before the threads begin.
    worker()?;
    let records = work(job, &formats, &pairs, kept, worker, &mut journal, voice)?;

    join(job, &pairs, &records)?;
    write_failed(job, &records)?;
    let n_failed = records.iter().filter(|record| record.failed.is_some()).count();
    let mut counts = Counts::default();
    records.iter().for_each(|record| counts += record.counts);
    let run = Run {
        setting,
        pairs: Hashed {
            file: job.pairs.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: hash_file(job.pairs)?,
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

/// Refuses results that would take the place of the table or of a text.
fn check_outputs(job: &Job<'_>, formats: &[Format], pairs: &[Pair]) -> Result<(), Fault> {
    let endings: Vec<String> = formats.iter().flat_map(|f| f.endings(job.langs)).collect();
    let name = |doc: &str, ending: &str| job.out_dir.join(format!("{doc}.{ending}"));
    let of_pair = |pair: &Pair| endings.iter().map(|e| name(&pair.doc, e)).collect::<Vec<_>>();
    let of_all = ["corpus.tsv", "failed.tsv", RUN].map(|name| job.out_dir.join(name));
    let outputs: Vec<_> = pairs.iter().flat_map(of_pair).chain(of_all).collect();
    let texts = pairs.iter().flat_map(|pair| pair.paths.iter().map(|path| &**path));
    let inputs = texts.chain([job.pairs]).chain(job.also_read.iter().copied());
    check_clash(outputs.iter().map(|path| &**path), inputs)
}

/// Aligns what is not done yet and returns the records of all, in the order of the table.
fn work<'a>(
    job: &Job<'_>,
    formats: &[Format],
    pairs: &[Pair],
    mut kept: HashMap<String, Record>,
    worker: &(dyn Fn() -> Result<Worker<'a>, Fault> + Sync),
    journal: &mut Journal,
    voice: &Voice,
) -> Result<Vec<Record>, Fault> {
    let mut records: Vec<Option<Record>> = pairs
        .iter()
        .map(|pair| kept.remove(&pair.doc).filter(|record| is_of(record, pair)))
        .collect();
    let todo: Vec<usize> = (0..pairs.len()).filter(|&index| records[index].is_none()).collect();
    if todo.len() < pairs.len() {
        voice.note(format_args!("{} documents are done already", pairs.len() - todo.len()));
    }
    let n_threads = job
        .threads
        .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
        .min(todo.len());
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let bar = progress(todo.len(), voice);
    let mut fault = None;
    thread::scope(|scope| {
        let (send, results) = mpsc::sync_channel::<Result<(usize, Record), Fault>>(n_threads);
        for _ in 0..n_threads {
            let (send, next, stop, todo) = (send.clone(), &next, &stop, &todo);
            scope.spawn(move || {
                let worker = match worker() {
                    Ok(worker) => worker,
                    Err(fault) => return drop(send.send(Err(fault))),
                };
                while !stop.load(Ordering::Relaxed) {
                    let Some(&index) = todo.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        break;
                    };
                    let result = document(&worker, &pairs[index], formats, job);
                    if send.send(result.map(|record| (index, record))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        for result in results {
            let told = result.and_then(|(index, record)| {
                journal.add(&record)?;
                bar.suspend(|| tell(&record, voice));
                records[index] = Some(record);
                Ok(())
            });
            bar.inc(1);
            if let Err(error) = told {
                stop.store(true, Ordering::Relaxed);
                fault.get_or_insert(error);
            }
        }
    });
    bar.finish_and_clear();
    // The warnings of documents that were done before count too.
    for index in (0..pairs.len()).filter(|index| todo.binary_search(index).is_err()) {
        if let Some(record) = &records[index] {
            tell(record, voice);
        }
    }
    match fault {
        Some(fault) => Err(fault),
        None => Ok(records.into_iter().flatten().collect()),
    }
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

fn hash_file(path: &Path) -> Result<String, Fault> {
    fs::read(path).map(|bytes| sha256(&bytes)).map_err(|e| Fault::io(path, &e))
}

/// Aligns one document and puts its files in their places. What is wrong with its texts is told in
/// the record; what is wrong with the folder stops the run.
fn document(
    worker: &Worker<'_>,
    pair: &Pair,
    formats: &[Format],
    job: &Job<'_>,
) -> Result<Record, Fault> {
    let mut record = Record {
        doc: pair.doc.clone(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        counts: Counts::default(),
        warnings: Vec::new(),
        failed: None,
    };
    for (named, path) in pair.named.iter().zip(&pair.paths) {
        match hash_file(path) {
            Ok(sha256) => record.inputs.push(Hashed { file: named.clone(), sha256 }),
            Err(fault) => {
                record.failed = Some(fault.to_string());
                return Ok(record);
            }
        }
    }
    let voice = Voice::keeping();
    let prepared = worker.prepare(&pair.doc, [&pair.paths[0], &pair.paths[1]], &voice);
    let bitext = match prepared.and_then(|prepared| worker.align(prepared, false, &voice)) {
        Ok(bitext) => bitext,
        Err(fault) => {
            record.failed = Some(fault.to_string());
            return Ok(record);
        }
    };
    for format in formats {
        let files = Files::open_among_many(*format, job.out_dir, &pair.doc, job.langs)?;
        let mut filling = files.begin(&job.writing)?;
        filling.write_bitext(&bitext)?;
        let filled = filling.finish()?;
        record.outputs.extend(filled.sums.into_iter().map(|sum| Hashed {
            file: sum.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: sum.sha256,
        }));
        if *format == Format::Tsv {
            record.counts = count(&filled.written);
        }
    }
    record.warnings = voice.into_warnings();
    Ok(record)
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

/// Puts the documents' rows together, in the order of the table, under one header.
fn join(job: &Job<'_>, pairs: &[Pair], records: &[Record]) -> Result<(), Fault> {
    let mut header = true;
    Output::open(Some(&job.out_dir.join("corpus.tsv")))?.finish(|out| {
        for (pair, _) in pairs.iter().zip(records).filter(|(_, record)| record.failed.is_none()) {
            let file = File::open(job.out_dir.join(format!("{}.tsv", pair.doc)))?;
            let mut rows = BufReader::new(file);
            let mut first = Vec::new();
            rows.read_until(b'\n', &mut first)?;
            if std::mem::take(&mut header) {
                out.write_all(&first)?;
            }
            io::copy(&mut rows, out)?;
        }
        if header {
            bitexto::write::CorpusWriter::new(&mut *out, job.langs)?.finish()?;
        }
        Ok(())
    })
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
