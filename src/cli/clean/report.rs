//! What cleaning did, counted: report.json and a table.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use bitexto::clean::{Flag, Flags, Part};
use bitexto::write::Cleaned;
use serde::Serialize;

use super::Arguments;
use super::outputs::Results;
use super::passes::{Fates, Inputs};
use crate::cli::files::{tell_cleaned, tell_quoted, tell_sum};
use crate::cli::output::{Output, Sum};
use crate::cli::{Fault, Voice};

/// The report, as report.json holds it. `rows` is the sum of `kept` and of all that was `dropped`.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    version: &'static str,
    corpora: Vec<String>,
    options: Options,
    rows: usize,
    documents: usize,
    kept: usize,
    /// Rows by the first reason to drop them.
    dropped: BTreeMap<String, usize>,
    /// Rows by flag; a row may have several, and a flag that is kept drops none.
    flagged: BTreeMap<&'static str, usize>,
    parts: BTreeMap<&'static str, PartReport>,
    /// Line breaks and tabs inside fields that became spaces.
    spaced: usize,
    /// Control characters left out.
    control_characters: usize,
    files: Vec<FileReport>,
    #[serde(skip)]
    texts: Texts,
}

#[derive(Debug, Serialize)]
struct Options {
    min_score: f64,
    max_ratio: f64,
    min_words: usize,
    max_words: usize,
    max_chars: usize,
    keep: Vec<String>,
    drop: Vec<String>,
    split: String,
    seed: u64,
}

#[derive(Debug, Default, Serialize)]
struct PartReport {
    rows: usize,
    documents: usize,
    #[serde(skip)]
    seen: HashSet<usize>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    name: String,
    lines: u64,
    sha256: String,
}

/// What is said of the files once.
#[derive(Debug, Default)]
struct Texts {
    n_quoted: usize,
    cleaned: Cleaned,
    loaders: Vec<&'static str>,
    sums: Vec<Sum>,
}

impl Report {
    /// A report with nothing counted yet.
    pub fn new(arguments: &Arguments, inputs: &Inputs, fates: &Fates) -> Self {
        Report {
            version: env!("CARGO_PKG_VERSION"),
            corpora: inputs.names(),
            options: Options {
                min_score: arguments.min_score,
                max_ratio: arguments.max_ratio,
                min_words: arguments.min_words,
                max_words: arguments.max_words,
                max_chars: arguments.max_chars,
                keep: arguments.keep.clone(),
                drop: arguments.drop.clone(),
                split: arguments.split.to_string(),
                seed: arguments.seed,
            },
            rows: 0,
            documents: fates.n_documents(),
            kept: 0,
            dropped: BTreeMap::new(),
            flagged: Flag::ALL.iter().map(|flag| (flag.name(), 0)).collect(),
            parts: Part::ALL.iter().map(|part| (part.name(), PartReport::default())).collect(),
            spaced: 0,
            control_characters: 0,
            files: Vec::new(),
            texts: Texts::default(),
        }
    }

    /// Counts a row.
    pub fn count(&mut self, flags: Flags, reason: Option<&str>, part: Part, document: usize) {
        self.rows += 1;
        for flag in flags.iter() {
            *self.flagged.entry(flag.name()).or_default() += 1;
        }
        match reason {
            Some(reason) => match self.dropped.get_mut(reason) {
                Some(n) => *n += 1,
                None => _ = self.dropped.insert(reason.to_owned(), 1),
            },
            None => {
                self.kept += 1;
                let part = self.parts.entry(part.name()).or_default();
                part.rows += 1;
                if part.seen.insert(document) {
                    part.documents += 1;
                }
            }
        }
    }

    /// Rows that a part has.
    pub fn n_rows(&self, part: Part) -> usize {
        self.parts.get(part.name()).map_or(0, |part| part.rows)
    }

    /// Notes what the files hold.
    pub fn add_files(&mut self, results: &Results) {
        self.texts.cleaned = results.cleaned;
        self.spaced = results.cleaned.n_spaced;
        self.control_characters = results.cleaned.n_dropped;
        for (index, files) in results.parts.iter().flat_map(|(_, files)| files.iter().enumerate()) {
            self.texts.sums.extend(files.sums.iter().cloned());
            // Every format holds the same texts.
            self.texts.n_quoted += if index == 0 { files.written.n_quoted } else { 0 };
            for line in files.loaders() {
                if !self.texts.loaders.contains(line) {
                    self.texts.loaders.push(line);
                }
            }
        }
        self.texts.sums.extend(results.lists.iter().cloned());
        for sum in &self.texts.sums {
            self.files.push(FileReport {
                name: sum.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                lines: sum.n_lines,
                sha256: sum.sha256.clone(),
            });
        }
    }

    /// Writes report.json into a folder.
    pub fn write(&self, dir: &Path) -> Result<(), Fault> {
        Output::open(Some(&dir.join("report.json")))?.finish(|out| {
            serde_json::to_writer_pretty(&mut *out, self)?;
            out.write_all(b"\n")
        })
    }

    /// Says the counts and sums.
    pub fn tell(&self, voice: &Voice) {
        let share = |n: usize| 100.0 * n as f64 / self.rows.max(1) as f64;
        voice.note(format_args!("{:>10} rows of {} documents", self.rows, self.documents));
        let ours = Flag::ALL.into_iter().map(|flag| (flag.name(), flag.caption()));
        let is_ours = |name: &str| Flag::ALL.iter().any(|flag| flag.name() == name);
        let others = self.dropped.keys().filter(|name| !is_ours(name));
        for (name, caption) in ours.chain(others.map(|name| (&**name, "by --drop"))) {
            let n = self.dropped.get(name).copied().unwrap_or(0);
            let n_flagged = self.flagged.get(name).copied().unwrap_or(n);
            if n > 0 || n_flagged > 0 {
                voice.note(format_args!(
                    "{n:>10} {:5.2}%  {name:<5} {caption} (on {n_flagged} rows)",
                    share(n)
                ));
            }
        }
        voice.note(format_args!("{:>10} {:5.2}%  kept", self.kept, share(self.kept)));
        for part in Part::ALL {
            let Some(report) = self.parts.get(part.name()) else { continue };
            voice.note(format_args!(
                "{:>10} {:5.2}%  {} of {} documents",
                report.rows,
                share(report.rows),
                part.name(),
                report.documents
            ));
        }
        for sum in &self.texts.sums {
            tell_sum(sum, voice);
        }
        tell_cleaned(self.texts.cleaned, voice);
        tell_quoted(self.texts.n_quoted, voice);
        voice.note("read them with");
        self.texts.loaders.iter().for_each(|line| voice.note(format_args!("  {line}")));
    }
}
