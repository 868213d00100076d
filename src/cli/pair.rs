use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use bitexto::bitext::Lang;
use bitexto::encode::{Encoder, Model};
use bitexto::pair::{Candidate, Pairer, Pairing, Sketch};
use bitexto::split::{Splitter, guess_language};
use clap::Args;

use super::input::{self, check_langs, is_dash};
use super::names::{TAKEN, document_name, result_name};
use super::output::{Output, check_clash};
use super::{Fault, Outcome, Voice};

/// Find which document of one folder renders which of another
///
/// Goes by what the documents say: the meaning of title, head and whole, their sentences one by one,
/// names and numbers. The names of the files count little. Each document stands in one pair at most.
/// Sub-folders are read too, hidden files and links to folders are not. Files may be of any format
/// that `bitexto align` reads; those that cannot be read are named and left out.
///
/// PAIRS.tsv has the columns es, en (the files, relative to PAIRS.tsv), doc (a name for the pair, each
/// once) and score (the probability that the pair is right), in the order of the files of ES_DIR.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The folder of the originals
    #[arg(value_name = "ES_DIR")]
    source: PathBuf,
    /// The folder of the translations
    #[arg(value_name = "EN_DIR")]
    target: PathBuf,
    /// Where the pairs go [default: standard output, files relative to the current folder]
    #[arg(long, short, value_name = "PAIRS.tsv")]
    output: Option<PathBuf>,
    /// The lowest score of a pair
    #[arg(long, default_value_t = Pairer::default().min_score, value_name = "SCORE")]
    min_score: f64,
    /// Where files without a pair are listed with their three best candidates: side, file, candidate,
    /// score; the first few are told anyway
    #[arg(long, value_name = "FILE")]
    unpaired: Option<PathBuf>,
    /// Language of the originals
    #[arg(long, default_value = "es", value_name = "LANG")]
    src: Lang,
    /// Language of the translations
    #[arg(long, default_value = "en", value_name = "LANG")]
    tgt: Lang,
    /// The field of JSONL records that holds the text, as for `bitexto align`
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
}

/// How many files without a pair are told on standard error.
const N_TOLD: usize = 10;

/// The documents of a folder, with the files that they come from.
struct Side {
    lang: Lang,
    files: Vec<PathBuf>,
    sketches: Vec<Sketch>,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    if !(0.0..=1.0).contains(&arguments.min_score) {
        return Err(Fault::new(format_args!(
            "--min-score {}: expected a number from 0 to 1",
            arguments.min_score
        )));
    }
    let folders = [&*arguments.source, &*arguments.target];
    let langs = [arguments.src, arguments.tgt];
    check_langs(langs)?;
    let files = [files(folders[0], voice)?, files(folders[1], voice)?];
    let outputs = [&arguments.output, &arguments.unpaired].map(|path| path.as_deref());
    let documents = files.iter().flatten().filter(|file| !is_table(file));
    check_clash(outputs.iter().flatten().copied(), documents.map(PathBuf::as_path))?;
    let table = Output::open(outputs[0])?;
    let unpaired = outputs[1].map(|path| Output::open(Some(path))).transpose()?;
    let base = base(outputs[0])?;

    let model = Model::embedded();
    let mut sides = Vec::new();
    for (files, lang) in files.into_iter().zip(langs) {
        // The table of an earlier run may lie among the documents.
        let is_ours = |file: &Path| outputs.iter().flatten().any(|path| same_file(path, file));
        let files = files.into_iter().filter(|file| !is_ours(file)).collect();
        sides.push(side(files, lang, langs, &model, arguments, &base, voice));
    }
    let (target, source) = (sides.pop(), sides.pop());
    let (Some(source), Some(target)) = (source, target) else { return Ok(voice.outcome()) };
    for (folder, side) in folders.iter().zip([&source, &target]) {
        if side.sketches.is_empty() {
            voice.warn(format_args!(
                "{}: no document that could be read; expected text files; check the folder",
                folder.display()
            ));
        }
    }

    let pairer = Pairer { min_score: arguments.min_score, ..Pairer::default() };
    let pairing = pairer.pair(&source.sketches, &target.sketches);
    let names = names(&pairing, &source, folders[0], langs);
    let place = table.shown();
    table.finish(|out| write_pairs(&pairing, [&source, &target], &names, &base, out))?;
    if let Some(unpaired) = unpaired {
        unpaired.finish(|out| write_unpaired(&pairing, [&source, &target], out))?;
    }
    voice.note(format_args!(
        "{place}: {} pairs; {} of {} documents in {} and {} of {} in {} have none",
        pairing.pairs.len(),
        pairing.source_alone.len(),
        source.files.len(),
        folders[0].display(),
        pairing.target_alone.len(),
        target.files.len(),
        folders[1].display()
    ));
    tell_unpaired(&pairing, [&source, &target], voice);
    Ok(voice.outcome())
}

/// Whether a file is a table of an earlier run, which another may take the place of.
fn is_table(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(1 << 10).read_to_end(&mut head));
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    read.is_ok() && (line == UNPAIRED.as_bytes() || line.ends_with(PAIRED.as_bytes()))
}

/// The columns of the table after the two languages.
const PAIRED: &str = "\tdoc\tscore";

/// The columns of the list of files without a pair.
const UNPAIRED: &str = "side\tfile\tcandidate\tscore";

/// The files of a folder and its sub-folders, in the order of their paths. A sub-folder that cannot be
/// read is named and left out.
fn files(folder: &Path, voice: &Voice) -> Result<Vec<PathBuf>, Fault> {
    if fs::metadata(folder).map_err(|e| Fault::io(folder, &e))?.is_file() {
        return Err(Fault::new(format_args!(
            "{}: is a file; expected a folder of documents; `bitexto align` takes two files",
            folder.display()
        )));
    }
    let mut found = Vec::new();
    let mut waiting = list(folder, &mut found)?;
    while let Some(folder) = waiting.pop() {
        match list(&folder, &mut found) {
            Ok(folders) => waiting.extend(folders),
            Err(fault) => voice.warn(format_args!("{fault}; left out")),
        }
    }
    found.sort();
    Ok(found)
}

/// Adds the files of a folder to `found` and gives its sub-folders.
fn list(folder: &Path, found: &mut Vec<PathBuf>) -> Result<Vec<PathBuf>, Fault> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Fault::io(folder, &e))? {
        let entry = entry.map_err(|e| Fault::io(folder, &e))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|e| Fault::io(&path, &e))?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            folders.push(path);
        } else if kind.is_file() || path.is_file() {
            found.push(path);
        }
    }
    Ok(folders)
}

/// Reads documents one after the other; only their sketches are kept.
fn side(
    files: Vec<PathBuf>,
    lang: Lang,
    langs: [Lang; 2],
    model: &Model,
    arguments: &Arguments,
    base: &Path,
    voice: &Voice,
) -> Side {
    let encoder = Encoder::new(model);
    let splitter = Splitter::new(lang);
    let mut side = Side { lang, files: Vec::new(), sketches: Vec::new() };
    let mut n_other = 0;
    for file in files {
        let is_plain = file.to_str().is_some_and(|path| !path.contains(['\t', '\n', '\r']));
        if !is_plain || relative(&file, base).is_none() {
            voice.warn(format_args!(
                "{}: a path that a table cannot hold; expected UTF-8 without tabs and line breaks; \
                 rename the file or its folder",
                file.display()
            ));
            continue;
        }
        let name = document_name(&file, &file, langs);
        let document = match input::document(&file, &name, arguments.field.as_deref(), voice) {
            Ok(document) => document,
            Err(fault) => {
                voice.warn(format_args!("{fault}; left out"));
                continue;
            }
        };
        let guess = guess_language(&document.text).filter(|guess| !guess.is_doubtful());
        n_other += usize::from(guess.is_some_and(|g| g.lang != lang && langs.contains(&g.lang)));
        let sketch = Sketch::new(&name, &splitter.split(document), &encoder);
        if sketch.is_blank() {
            voice.warn(format_args!("{}: no words; expected a text; left out", file.display()));
            continue;
        }
        side.files.push(file);
        side.sketches.push(sketch);
    }
    if n_other * 2 > side.files.len() {
        voice.warn(format_args!(
            "{n_other} of the {} documents for {} do not look {}; swap the folders, or say the \
             languages with --src and --tgt",
            side.files.len(),
            lang.name(),
            lang.name()
        ));
    }
    side
}

/// A name for each pair, that of its source file; where two are the same, that of its path. `align`
/// takes them as they are.
fn names(pairing: &Pairing, source: &Side, folder: &Path, langs: [Lang; 2]) -> Vec<String> {
    let files = || pairing.pairs.iter().map(|pair| &*source.files[pair.source]);
    let called = |path: &Path| result_name(&document_name(path, path, langs));
    let mut counts: HashMap<String, usize> = HashMap::new();
    for file in files() {
        *counts.entry(called(file)).or_default() += 1;
    }
    let mut taken: HashSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let name = |file: &Path| {
        let mut name = called(file);
        if counts[&name] > 1 {
            let inner = file.strip_prefix(folder).unwrap_or(file);
            let folders = inner.parent().into_iter().flat_map(Path::components);
            let folders: Vec<_> = folders.map(|c| c.as_os_str().to_string_lossy()).collect();
            name = called(Path::new(format!("{}-{name}", folders.join("-")).trim_matches('-')));
        }
        let mut unique = name.clone();
        for n in 2.. {
            // Results bear the name: two that differ in case only are one file on many machines.
            if taken.insert(unique.to_lowercase()) {
                break;
            }
            unique = format!("{name}-{n}");
        }
        unique
    };
    files().map(name).collect()
}

fn write_pairs(
    pairing: &Pairing,
    sides: [&Side; 2],
    names: &[String],
    base: &Path,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}\t{}{PAIRED}", sides[0].lang, sides[1].lang)?;
    for (pair, name) in pairing.pairs.iter().zip(names) {
        let [source, target] = files_of(pair, sides)
            .map(|file| relative(file, base).unwrap_or_else(|| file.display().to_string()));
        writeln!(out, "{source}\t{target}\t{name}\t{:.4}", pair.score)?;
    }
    Ok(())
}

fn write_unpaired(pairing: &Pairing, sides: [&Side; 2], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{UNPAIRED}")?;
    for (side, alone) in [&pairing.source_alone, &pairing.target_alone].into_iter().enumerate() {
        for (index, candidates) in alone {
            let file = sides[side].files[*index].display();
            for candidate in candidates {
                let other = files_of(candidate, sides)[1 - side].display();
                writeln!(out, "{}\t{file}\t{other}\t{:.4}", sides[side].lang, candidate.score)?;
            }
            if candidates.is_empty() {
                writeln!(out, "{}\t{file}\t\t", sides[side].lang)?;
            }
        }
    }
    Ok(())
}

fn tell_unpaired(pairing: &Pairing, sides: [&Side; 2], voice: &Voice) {
    for (side, alone) in [&pairing.source_alone, &pairing.target_alone].into_iter().enumerate() {
        for (index, candidates) in alone.iter().take(N_TOLD) {
            let told = candidates.iter().map(|candidate| {
                let other = files_of(candidate, sides)[1 - side].display();
                format!("{other} ({:.4})", candidate.score)
            });
            let told: Vec<String> = told.collect();
            let told = if told.is_empty() { "none".to_owned() } else { told.join(", ") };
            voice.note(format_args!(
                "{}: no pair; nearest: {told}",
                sides[side].files[*index].display()
            ));
        }
        if alone.len() > N_TOLD {
            voice.note(format_args!(
                "and {} more without a pair; --unpaired FILE lists them all",
                alone.len() - N_TOLD
            ));
        }
    }
}

fn files_of<'s>(candidate: &Candidate, sides: [&'s Side; 2]) -> [&'s Path; 2] {
    [&sides[0].files[candidate.source], &sides[1].files[candidate.target]]
}

/// The folder that paths in the table are relative to.
fn base(output: Option<&Path>) -> Result<PathBuf, Fault> {
    let folder = output.filter(|path| !is_dash(path)).and_then(Path::parent);
    let folder = folder.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.canonicalize().map_err(|e| Fault::io(folder, &e))
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// `file` as seen from `base`, with forward slashes; as it is where they share no root. `None` where a
/// table cannot hold it.
fn relative(file: &Path, base: &Path) -> Option<String> {
    // The folder is resolved, the file's own name stays: it may be a link.
    let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    let shared = |folder: &Path| {
        let pairs = folder.components().zip(base.components());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let path = match folder {
        Ok(folder) if shared(&folder) > 0 => {
            let n_shared = shared(&folder);
            let up = base.components().skip(n_shared).map(|_| Component::ParentDir);
            let parts = up.chain(folder.components().skip(n_shared)).map(|c| c.as_os_str());
            let parts = parts.chain(file.file_name()).map(|part| part.to_str());
            parts.collect::<Option<Vec<_>>>()?.join("/")
        }
        _ => file.to_str()?.to_owned(),
    };
    (!path.contains(['\t', '\n', '\r'])).then_some(path)
}
