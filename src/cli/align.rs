use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use bitexto::bitext::Lang;
use bitexto::encode::Model;
use bitexto::split::Splitter;
use bitexto::write::{Format, rows};
use clap::Args;

use super::anchors::AnchorFile;
use super::files::{Dress, Files};
use super::input::{Abbreviations, Held, check_langs, is_dash};
use super::names::{document_name, plain_name};
use super::output::check_clash;
use super::work::Worker;
use super::{Fault, Outcome, Voice, anchors, collection, explain};

/// Pair the sentences of a text and its translation
///
/// Both texts are split into sentences and paired; every sentence of both stands in exactly one row
/// of the result, with the probability that the row is right. A row with one side is a sentence
/// without counterpart, and its score is the probability that it really has none.
///
/// The inputs may be plain text, HTML pages (the article is taken, without menus and buttons),
/// Markdown, DOCX, ODT, EPUB or JSONL, each side in its own format.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The original: plain text, HTML, Markdown, DOCX, ODT, EPUB or JSONL; `-` is standard input
    #[arg(value_name = "ES", required_unless_present = "pairs")]
    source: Option<PathBuf>,
    /// Its translation
    #[arg(value_name = "EN", required_unless_present = "pairs")]
    target: Option<PathBuf>,
    /// Where the result goes [default: standard output]; with several formats, each gets its own ending
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Align a whole collection: a table with columns es, en and, if wanted, doc, tab-separated, one
    /// pair a line; paths are relative to it
    #[arg(long, value_name = "PAIRS.tsv", requires = "out_dir", conflicts_with_all = ["source", "output", "doc", "explain"])]
    pairs: Option<PathBuf>,
    /// Where a collection goes: a file a document and format, corpus.tsv of all, run.json, failed.tsv.
    /// Interrupted and started again with the same arguments, it goes on where it stopped
    #[arg(long, value_name = "DIR", requires = "pairs")]
    out_dir: Option<PathBuf>,
    /// Threads that align documents, or share the work on one long pair [default: as many as the
    /// machine has cores]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// What is written; may be given more than once
    #[arg(long, value_enum, value_delimiter = ',', default_value = "tsv")]
    format: Vec<Format>,
    #[command(flatten)]
    dress: Dress,
    /// The inputs hold one sentence a line; empty lines are paragraph borders
    #[arg(long)]
    presplit: bool,
    /// Language of the original
    #[arg(long, default_value = "es", value_name = "LANG")]
    src: Lang,
    /// Language of the translation
    #[arg(long, default_value = "en", value_name = "LANG")]
    tgt: Lang,
    /// What the pair is called in the result [default: the name of the original without its ending]
    #[arg(long, value_name = "NAME")]
    doc: Option<String>,
    /// The field of JSONL records that holds the text [default: the first of text, content, body,
    /// article, with title before it]; all records of a file are one document, in order
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// More abbreviations for the splitter, as for `bitexto split`
    #[arg(long, value_name = "FILE")]
    abbreviations: Option<PathBuf>,
    /// Another table of word pieces, made by scripts/build_model.py, for other languages
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Find moved text too: sentences left alone on both sides that match each other become crossing
    /// beads, of type 1-1x and the like
    #[arg(long, conflicts_with = "explain")]
    reorder: bool,
    /// Beads to hold fixed while the rest is aligned around them: the rows of a corpus.tsv, such as a
    /// reviewed one, or a beads file
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    /// Print what the score of a bead is made of, instead of the result; the bead is named by
    /// sentences counted from 1, as in the id column: s5-6~t7, s8~, ~t3
    #[arg(long, value_name = "BEAD")]
    explain: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let langs = [arguments.src, arguments.tgt];
    check_langs(langs)?;
    let Arguments { source, target, pairs, abbreviations, anchors, .. } = arguments;
    let inputs = [source, target, pairs, abbreviations, anchors];
    if inputs.into_iter().flatten().filter(|path| is_dash(path)).count() > 1 {
        return Err(Fault::new(
            "two inputs are -; expected standard input once at most; name a file for the others",
        ));
    }
    let abbreviations = arguments.abbreviations.as_deref().map(Abbreviations::read).transpose()?;
    let abbreviations = abbreviations.as_ref();
    if let (Some(pairs), Some(out_dir)) = (&arguments.pairs, &arguments.out_dir) {
        let model = model(arguments.model.as_deref())?;
        check_rules(langs, &model, arguments, voice);
        let anchors = arguments.anchors.as_deref().map(anchors::read).transpose()?;
        let worker = || worker(arguments, abbreviations, &model, anchors.as_ref());
        let job = collection::Job {
            pairs,
            out_dir,
            also_read: also_read(arguments),
            formats: arguments.format.clone(),
            writing: arguments.dress.options(langs),
            langs,
            options: options(arguments, abbreviations)?,
            threads: threads(arguments),
        };
        return collection::run(&job, &worker, voice);
    }
    let (Some(source), Some(target)) = (&arguments.source, &arguments.target) else {
        return Err(Fault::new("expected two texts, or --pairs with --out-dir"));
    };
    let paths = [&**source, &**target];
    let wanted = arguments.explain.as_deref().map(explain::parse).transpose()?;
    let outputs = if wanted.is_some() { Vec::new() } else { outputs(arguments, paths)? };
    let model = model(arguments.model.as_deref())?;
    check_rules(langs, &model, arguments, voice);
    let anchors = arguments.anchors.as_deref().map(anchors::read).transpose()?;
    let mut worker = worker(arguments, abbreviations, &model, anchors.as_ref())?;
    worker.share_among(threads(arguments));
    let name = match arguments.doc.as_deref().map(str::trim) {
        Some("") => return Err(Fault::new("--doc: is empty; expected a name")),
        Some(name) => plain_name(name),
        None => document_name(paths[0], paths[1], langs),
    };
    let prepared = worker.prepare(&name, paths.map(Held::from), voice)?;
    if let Some(bead) = wanted {
        explain::print(&worker, &prepared, &bead)?;
        return Ok(voice.outcome());
    }
    let bitext = worker.align(prepared, true, voice)?;
    let options = arguments.dress.options(langs);
    let rows = rows(&bitext);
    for files in outputs {
        let mut files = files.begin(&options)?;
        files.write_bitext(&bitext, &rows)?;
        files.finish()?.tell(voice);
    }
    Ok(voice.outcome())
}

/// As many as were asked for, or one a core.
fn threads(arguments: &Arguments) -> NonZeroUsize {
    let asked = arguments.threads.and_then(|n| NonZeroUsize::new(n.into()));
    asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

fn worker<'a>(
    arguments: &'a Arguments,
    abbreviations: Option<&Abbreviations>,
    model: &'a Model,
    anchors: Option<&'a AnchorFile>,
) -> Result<Worker<'a>, Fault> {
    let langs = [arguments.src, arguments.tgt];
    let mut worker = Worker::new(langs, abbreviations, model)?;
    worker.presplit = arguments.presplit;
    worker.field = arguments.field.as_deref();
    worker.reorder = arguments.reorder;
    worker.anchors = anchors;
    Ok(worker)
}

/// What of the arguments changes the result of a collection, by name; files by their sha256.
fn options(
    arguments: &Arguments,
    abbreviations: Option<&Abbreviations>,
) -> Result<BTreeMap<&'static str, String>, Fault> {
    let mut options = BTreeMap::from([
        ("src", arguments.src.to_string()),
        ("tgt", arguments.tgt.to_string()),
        ("presplit", arguments.presplit.to_string()),
        ("reorder", arguments.reorder.to_string()),
        ("dress", format!("{:?}", arguments.dress)),
    ]);
    if let Some(field) = &arguments.field {
        options.insert("field", field.clone());
    }
    if let Some(abbreviations) = abbreviations {
        options.insert("abbreviations_sha256", collection::sha256(abbreviations.list.as_bytes()));
    }
    for (name, path) in [("anchors_sha256", &arguments.anchors), ("model_sha256", &arguments.model)]
    {
        if let Some(path) = path {
            options.insert(name, collection::hash_file(path)?);
        }
    }
    Ok(options)
}

/// What is read besides the texts.
fn also_read(arguments: &Arguments) -> Vec<&Path> {
    let paths = [&arguments.abbreviations, &arguments.anchors, &arguments.model];
    paths.into_iter().filter_map(Option::as_deref).collect()
}

/// The files of each format, opened before any work is done.
fn outputs(arguments: &Arguments, inputs: [&Path; 2]) -> Result<Vec<Files>, Fault> {
    let langs = [arguments.src, arguments.tgt];
    let files = Files::open_all(&arguments.format, arguments.output.as_deref(), langs)?;
    let inputs = inputs.into_iter().chain(also_read(arguments));
    check_clash(files.iter().flat_map(Files::paths), inputs)?;
    Ok(files)
}

fn model(path: Option<&Path>) -> Result<Model, Fault> {
    match path {
        None => Ok(Model::embedded()),
        Some(path) => Model::open(path).map_err(Fault::new),
    }
}

/// Warns where a language has no rules or the model was not made for it.
fn check_rules(langs: [Lang; 2], model: &Model, arguments: &Arguments, voice: &Voice) {
    for lang in langs {
        if !arguments.presplit && !Splitter::has_rules(lang) {
            voice.warn(format_args!(
                "no splitting rules for {lang}; sentences are split by marks and capitals alone"
            ));
        }
        if !model.languages().contains(&lang) {
            let known: Vec<&str> = model.languages().iter().map(Lang::code).collect();
            voice.warn(format_args!(
                "the table of word pieces is made for {}, not {lang}; give one for it with --model",
                known.join(", ")
            ));
        }
    }
}
