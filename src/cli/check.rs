//! `bitexto check`: would others read this file whole?

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use bitexto::bitext::Lang;
use bitexto::check::{self, Kind, Loader, Report, Spot};
use bitexto::read::{self, ReadError};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::{Output, check_clash};
use super::{Fault, Outcome, input};

/// Say what other programs would do to a TSV, a TMX or a pair of plain files
///
/// Looks for what makes pandas, Hugging Face datasets, polars, Marian, Bicleaner, programs that read
/// lines, spreadsheets and TMX readers, each with its default settings, lose, change or refuse
/// something, and gives line and column (in characters) of each fault. Plain files with the same name
/// but for the language (a.es and a.en), or two plain files alone, are a pair: their lines must agree
/// in number. Files of any size are read as a stream.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 no faults; 1 faults were found; 2 a file could not be read."
)]
pub(crate) struct Arguments {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the files are [default: by ending and first line]
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<FileKind>,
    /// Only what these would do; may be given more than once
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LOADER")]
    loader: Vec<LoaderName>,
    /// How many places of each fault are shown
    #[arg(long, default_value_t = 3, value_name = "N")]
    max: usize,
    /// Write one JSON object instead of a text
    #[arg(long)]
    json: bool,
    /// Where the report goes [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum FileKind {
    /// Tab-separated fields
    Tsv,
    /// A translation memory
    Tmx,
    /// One text a line
    Plain,
}

/// A loader as it is named on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LoaderName {
    Pandas,
    Datasets,
    Polars,
    Marian,
    Bicleaner,
    Lines,
    Spreadsheets,
    Tmx,
}

impl LoaderName {
    fn loader(self) -> Loader {
        match self {
            LoaderName::Pandas => Loader::Pandas,
            LoaderName::Datasets => Loader::Datasets,
            LoaderName::Polars => Loader::Polars,
            LoaderName::Marian => Loader::Marian,
            LoaderName::Bicleaner => Loader::Bicleaner,
            LoaderName::Lines => Loader::Lines,
            LoaderName::Spreadsheets => Loader::Spreadsheets,
            LoaderName::Tmx => Loader::Tmx,
        }
    }
}

/// One file and what was found in it.
struct Checked {
    path: PathBuf,
    kind: FileKind,
    report: Report,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Fault> {
    check_clash(arguments.output.as_deref(), arguments.files.iter().map(PathBuf::as_path))?;
    let output = Output::open(arguments.output.as_deref())?;
    let loaders: Vec<Loader> = match &arguments.loader[..] {
        [] => Loader::ALL.to_vec(),
        names => names.iter().map(|name| name.loader()).collect(),
    };
    let mut checked = Vec::new();
    for path in &arguments.files {
        checked.push(check(path, arguments.kind, arguments.max)?);
    }
    compare_pairs(&mut checked);
    for file in &mut checked {
        let minds = |kind: Kind| kind.effects().iter().any(|(loader, _)| loaders.contains(loader));
        file.report.faults.retain(|fault| minds(fault.kind));
    }
    output.finish(|out| match arguments.json {
        true => json(&checked, &loaders, out),
        false => checked.iter().try_for_each(|file| text(file, &loaders, out)),
    })?;
    let has_faults = checked.iter().any(|file| !file.report.faults.is_empty());
    Ok(if has_faults { Outcome::Flawed } else { Outcome::Fine })
}

fn check(path: &Path, kind: Option<FileKind>, max: usize) -> Result<Checked, Fault> {
    let shown = PathBuf::from(input::shown(path));
    let fault = |e: &io::Error| Fault::io(&shown, e);
    let mut input: Box<dyn BufRead> = if input::is_dash(path) {
        Box::new(io::stdin().lock())
    } else {
        let file = input::file(path, "a file; name the files in it")?;
        Box::new(BufReader::with_capacity(1 << 18, file))
    };
    let head = input.fill_buf().map_err(|e| fault(&e))?;
    match read::decode(&head[..head.len().min(1 << 12)]) {
        Err(ReadError::Binary { what, .. }) if !what.is_empty() => {
            return Err(Fault::new(format_args!(
                "{}: no text{what}; expected TSV, TMX or plain lines; unpack or export it first",
                shown.display()
            )));
        }
        _ => {}
    }
    let kind = kind.unwrap_or_else(|| guess(path, head));
    let report = match kind {
        FileKind::Tsv => check::tsv(input, max),
        FileKind::Tmx => check::tmx(input, max),
        FileKind::Plain => check::plain(input, max),
    };
    Ok(Checked { path: shown.clone(), kind, report: report.map_err(|e| fault(&e))? })
}

fn guess(path: &Path, head: &[u8]) -> FileKind {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "tsv" | "tab" => return FileKind::Tsv,
        "tmx" => return FileKind::Tmx,
        _ => {}
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    match () {
        () if head.starts_with(b"<?xml") || head.starts_with(b"<tmx") => FileKind::Tmx,
        () if line.contains(&b'\t') => FileKind::Tsv,
        () => FileKind::Plain,
    }
}

/// Compares the numbers of lines of plain files that belong together.
fn compare_pairs(checked: &mut [Checked]) {
    let plain: Vec<usize> =
        (0..checked.len()).filter(|&k| checked[k].kind == FileKind::Plain).collect();
    let mut pairs: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    if let [first, second] = plain[..] {
        pairs.insert(PathBuf::new(), vec![first, second]);
    } else {
        for &k in &plain {
            pairs.entry(without_language(&checked[k].path)).or_default().push(k);
        }
    }
    for members in pairs.values() {
        let Some((&first, others)) = members.split_first() else { continue };
        for &other in others {
            let first = checked[first].report.clone();
            check::unequal(&first, &mut checked[other].report);
        }
    }
}

/// `folder/a` for `folder/a.es`, `folder/a.es.txt` and `folder/a-es.txt`.
fn without_language(path: &Path) -> PathBuf {
    let is_language = |text: &str| text.parse::<Lang>().is_ok();
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let name = name.strip_suffix(".txt").unwrap_or(&name);
    let stem = match name.rsplit_once(['.', '-', '_']) {
        Some((stem, lang)) if is_language(lang) => stem,
        _ => name,
    };
    path.with_file_name(stem)
}

fn text(file: &Checked, loaders: &[Loader], out: &mut dyn Write) -> io::Result<()> {
    let faults = &file.report.faults;
    let n: u64 = faults.iter().map(|fault| fault.count).sum();
    let kind = match file.kind {
        FileKind::Tsv => "TSV",
        FileKind::Tmx => "TMX",
        FileKind::Plain => "plain",
    };
    let found = match n {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    let (path, n_lines) = (file.path.display(), file.report.n_lines);
    writeln!(out, "{path}: {kind}, {n_lines} lines, {found}")?;
    for &loader in loaders {
        let mut is_first = true;
        for fault in faults {
            let effects = fault.kind.effects();
            let Some((_, effect)) = effects.iter().find(|(l, _)| *l == loader) else { continue };
            if std::mem::take(&mut is_first) {
                writeln!(out, "  {}", loader.name())?;
            }
            writeln!(out, "    {:>6}  {}: {effect}", fault.count, fault.kind.words())?;
            for Spot { place, detail } in &fault.spots {
                let gap = if detail.is_empty() { "" } else { "  " };
                writeln!(out, "            {path}:{}:{}{gap}{detail}", place.line, place.column)?;
            }
            let n_more = fault.count - fault.spots.len() as u64;
            if n_more > 0 {
                writeln!(out, "            and {n_more} more")?;
            }
        }
        if let Some(settings) = loader.safe_settings().filter(|_| !is_first) {
            writeln!(out, "            quotes, NA and numbers do no harm with {settings}")?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct JsonFile<'a> {
    file: String,
    kind: FileKind,
    lines: u64,
    faults: Vec<JsonFault<'a>>,
}

#[derive(Serialize)]
struct JsonFault<'a> {
    kind: Kind,
    what: &'static str,
    count: u64,
    loaders: Vec<JsonEffect>,
    places: &'a [Spot],
}

#[derive(Serialize)]
struct JsonEffect {
    loader: Loader,
    effect: &'static str,
}

fn json(checked: &[Checked], loaders: &[Loader], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<JsonFile<'_>> = checked
        .iter()
        .map(|file| JsonFile {
            file: file.path.display().to_string(),
            kind: file.kind,
            lines: file.report.n_lines,
            faults: file
                .report
                .faults
                .iter()
                .map(|fault| JsonFault {
                    kind: fault.kind,
                    what: fault.kind.words(),
                    count: fault.count,
                    loaders: fault
                        .kind
                        .effects()
                        .iter()
                        .filter(|(loader, _)| loaders.contains(loader))
                        .map(|&(loader, effect)| JsonEffect { loader, effect })
                        .collect(),
                    places: &fault.spots,
                })
                .collect(),
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "files": files }))?;
    out.write_all(b"\n")
}
