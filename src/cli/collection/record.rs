//! What is kept of each document while a collection is worked on, and of the whole at the end.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sha256;
use crate::cli::Fault;

/// What came of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub doc: String,
    pub inputs: Vec<Hashed>,
    pub outputs: Vec<Hashed>,
    pub counts: Counts,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Why there are no outputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

/// A file and what it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hashed {
    pub file: String,
    pub sha256: String,
}

/// Counts of a document, or summed over all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    /// Sentences of the source.
    pub source_sentences: usize,
    /// Sentences of the target.
    pub target_sentences: usize,
    /// Beads, which are rows.
    pub beads: usize,
    /// Beads with both sides.
    pub pairs: usize,
    /// Beads with one side.
    pub alone: usize,
    /// Line breaks and tabs that became spaces.
    pub spaced: usize,
    /// Control characters left out.
    pub dropped: usize,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.source_sentences += other.source_sentences;
        self.target_sentences += other.target_sentences;
        self.beads += other.beads;
        self.pairs += other.pairs;
        self.alone += other.alone;
        self.spaced += other.spaced;
        self.dropped += other.dropped;
    }
}

/// What makes two runs the same one: results of one may be kept for the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Setting {
    /// The version of the program.
    pub bitexto: String,
    pub formats: Vec<String>,
    pub options: BTreeMap<String, String>,
}

/// The whole of a finished run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Run {
    #[serde(flatten)]
    pub setting: Setting,
    /// The table of pairs.
    pub pairs: Hashed,
    pub documents: usize,
    pub done: usize,
    pub failed: usize,
    pub counts: Counts,
    pub records: Vec<Record>,
}

/// Holds the records while the work goes on: the setting on the first line, then one a document,
/// each added when the document's files are in their places.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

const JOURNAL: &str = ".bitexto-journal.jsonl";
/// What came of the whole run.
pub(super) const RUN: &str = "run.json";

impl Journal {
    /// Opens the journal of `folder`, with the records of an earlier run of the same setting whose
    /// files are still as they were.
    ///
    /// # Errors
    /// When the folder holds something else, or a run with other options.
    pub fn open(
        folder: &Path,
        setting: &Setting,
    ) -> Result<(Self, HashMap<String, Record>), Fault> {
        let fault = |path: &Path, e: &std::io::Error| Fault::io(path, e);
        fs::create_dir_all(folder).map_err(|e| fault(folder, &e))?;
        let path = folder.join(JOURNAL);
        let found = earlier(folder)?;
        let is_new = found.is_none();
        let (before, records) = match found {
            Some(found) => found,
            None => {
                let mut entries = fs::read_dir(folder).map_err(|e| fault(folder, &e))?;
                // A temporary file is what a run leaves that was killed before its first word.
                let is_other = |name: &str| !name.starts_with(".bitexto-");
                let other = entries.find_map(|entry| {
                    Some(entry.ok()?.file_name().to_string_lossy().into_owned())
                        .filter(|name| is_other(name))
                });
                if let Some(name) = other {
                    return Err(Fault::new(format_args!(
                        "{}: holds {name} and no run of ours; name an empty folder with --out-dir",
                        folder.display()
                    )));
                }
                (setting.clone(), Vec::new())
            }
        };
        if before != *setting {
            return Err(Fault::new(format_args!(
                "{}: holds a run with other options or of another version; name another folder with --out-dir, or empty this one",
                folder.display()
            )));
        }
        remove_temporary(folder);
        let kept: HashMap<String, Record> = records
            .into_iter()
            .filter(|record| record.failed.is_none() && record.is_in_place(folder))
            .map(|record| (record.doc.clone(), record))
            .collect();
        if is_new && path.exists() {
            // Killed before its first line was whole.
            fs::remove_file(&path).map_err(|e| fault(&path, &e))?;
        }
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true).open(&path).map_err(|e| fault(&path, &e))?;
        let is_empty = file.metadata().map_err(|e| fault(&path, &e))?.len() == 0;
        let mut journal = Journal { path, file };
        if is_empty {
            journal.line(setting)?;
        } else {
            // Ends a line that a killed run left unfinished.
            journal.write(b"\n")?;
        }
        Ok((journal, kept))
    }

    /// Adds the record of a document.
    pub fn add(&mut self, record: &Record) -> Result<(), Fault> {
        self.line(record)
    }

    /// The work is done and told in `run.json`.
    pub fn close(self) -> Result<(), Fault> {
        fs::remove_file(&self.path).map_err(|e| Fault::io(&self.path, &e))
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), Fault> {
        let mut line = serde_json::to_vec(value).map_err(Fault::new)?;
        line.push(b'\n');
        self.write(&line)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.file.write_all(bytes).map_err(|e| Fault::io(&self.path, &e))
    }
}

/// The setting and records of an earlier run: of the journal if there is one, and of `run.json`.
fn earlier(folder: &Path) -> Result<Option<(Setting, Vec<Record>)>, Fault> {
    let mut found: Option<(Setting, Vec<Record>)> = None;
    if let Ok(text) = fs::read(folder.join(RUN)) {
        let run: Run = serde_json::from_slice(&text).map_err(|e| {
            Fault::new(format_args!(
                "{}:{}: is not the run.json of this version: {e}; name another folder with --out-dir",
                folder.join(RUN).display(),
                e.line()
            ))
        })?;
        found = Some((run.setting, run.records));
    }
    let Ok(file) = File::open(folder.join(JOURNAL)) else { return Ok(found) };
    let mut lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
    let setting = lines.next().and_then(|line| serde_json::from_slice(&line).ok());
    let Some(setting) = setting else { return Ok(found) };
    // The last line may be cut short.
    let records = lines.filter_map(|line| serde_json::from_slice(&line).ok());
    let mut all = match found {
        Some((before, all)) if before == setting => all,
        _ => Vec::new(),
    };
    all.extend(records);
    Ok(Some((setting, all)))
}

/// Files that a killed run was writing.
fn remove_temporary(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(".bitexto-") && name.ends_with(".tmp") {
            // It is only in the way; the run goes on with or without it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl Record {
    /// Whether the outputs are there as they were written.
    fn is_in_place(&self, folder: &Path) -> bool {
        self.outputs.iter().all(|output| {
            fs::read(folder.join(&output.file)).is_ok_and(|bytes| sha256(&bytes) == output.sha256)
        })
    }
}
