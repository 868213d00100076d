//! What is kept of each document while a collection is worked on, and of the whole at the end.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::hash_file;
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
    /// Whether the folder held nothing before.
    pub is_new: bool,
}

const JOURNAL: &str = ".bitexto-journal.jsonl";
/// What came of the whole run.
pub(super) const RUN: &str = "run.json";

impl Journal {
    /// Opens the journal of `folder` and keeps other runs out of it; with the records of an earlier run of
    /// the same setting, the last of each document.
    ///
    /// # Errors
    /// When the folder holds something else, a run with other options, or one that is still at work.
    pub fn open(
        folder: &Path,
        setting: &Setting,
    ) -> Result<(Self, HashMap<String, Record>), Fault> {
        if folder.exists() && !folder.is_dir() {
            return Err(Fault::new(format_args!(
                "{}: is a file; expected a folder; name another with --out-dir",
                folder.display()
            )));
        }
        fs::create_dir_all(folder).map_err(|e| Fault::io(folder, &e))?;
        let path = folder.join(JOURNAL);
        if !path.exists() && !folder.join(RUN).exists() {
            check_empty(folder)?;
        }
        let file = lock(&path, folder)?;
        let mut journal = Journal { path, file, is_new: false };
        let begun = journal.read()?;
        let is_begun = begun.is_some();
        let (before, records) = match (finished(folder)?, begun) {
            (Some((setting, mut all)), Some((begun, records))) if setting == begun => {
                all.extend(records);
                (setting, all)
            }
            (_, Some(begun)) => begun,
            (Some(finished), None) => finished,
            (None, None) => {
                check_empty(folder)?;
                journal.is_new = true;
                (setting.clone(), Vec::new())
            }
        };
        if before != *setting {
            if !is_begun {
                journal.close()?;
            }
            return Err(Fault::new(format_args!(
                "{}: holds a run with other options or of another version; name another folder with --out-dir, or empty this one",
                folder.display()
            )));
        }
        remove_temporary(folder);
        if is_begun {
            // Ends a line that a killed run left unfinished.
            journal.write(b"\n")?;
        } else {
            // The first line of a run that was killed over it says nothing.
            journal.file.set_len(0).map_err(|e| Fault::io(&journal.path, &e))?;
            journal.line(setting)?;
        }
        Ok((journal, records.into_iter().map(|record| (record.doc.clone(), record)).collect()))
    }

    /// The setting and the records in the journal; `None` where its first line is not whole.
    fn read(&mut self) -> Result<Option<(Setting, Vec<Record>)>, Fault> {
        let mut text = Vec::new();
        self.file.read_to_end(&mut text).map_err(|e| Fault::io(&self.path, &e))?;
        let mut lines = text.split(|byte| *byte == b'\n');
        let setting = lines.next().and_then(|line| serde_json::from_slice(line).ok());
        // The last line may be cut short.
        let records = lines.filter_map(|line| serde_json::from_slice(line).ok());
        Ok(setting.map(|setting| (setting, records.collect())))
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

/// Opens the journal for this run alone.
fn lock(path: &Path, folder: &Path) -> Result<File, Fault> {
    loop {
        let mut options = OpenOptions::new();
        let file = options.create(true).read(true).append(true).open(path);
        let file = file.map_err(|e| Fault::io(path, &e))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::new(format_args!(
                    "{}: another run is at work in it; wait for its end, or name another folder with --out-dir",
                    folder.display()
                )));
            }
            // A run that has just ended took the journal away between our opening and locking it.
            Ok(()) if !path.exists() => {}
            // Some file systems know no locks; a collection can be aligned there all the same.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Refuses a folder that holds other files: results would mix with them.
fn check_empty(folder: &Path) -> Result<(), Fault> {
    let mut entries = fs::read_dir(folder).map_err(|e| Fault::io(folder, &e))?;
    // A temporary file is what a run leaves that was killed before its first word.
    let is_other = |name: &str| !name.starts_with(".bitexto-");
    let other = entries.find_map(|entry| {
        Some(entry.ok()?.file_name().to_string_lossy().into_owned()).filter(|name| is_other(name))
    });
    match other {
        Some(name) => Err(Fault::new(format_args!(
            "{}: holds {name} and no run of ours; name an empty folder with --out-dir",
            folder.display()
        ))),
        None => Ok(()),
    }
}

/// The setting and records of an earlier run that came to its end.
fn finished(folder: &Path) -> Result<Option<(Setting, Vec<Record>)>, Fault> {
    let Ok(text) = fs::read(folder.join(RUN)) else { return Ok(None) };
    let run: Run = serde_json::from_slice(&text).map_err(|e| {
        Fault::new(format_args!(
            "{}:{}: is not the run.json of this version: {e}; name another folder with --out-dir",
            folder.join(RUN).display(),
            e.line()
        ))
    })?;
    Ok(Some((run.setting, run.records)))
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
    /// Whether there is a result, and its files are as they were written.
    pub fn is_whole(&self, folder: &Path) -> bool {
        self.failed.is_none() && self.outputs.iter().all(|output| output.is_in(folder))
    }
}

impl Hashed {
    /// Whether the file is in `folder` and holds what it held.
    pub fn is_in(&self, folder: &Path) -> bool {
        let is_name = Path::new(&self.file).file_name() == Some(OsStr::new(&self.file));
        is_name && hash_file(&folder.join(&self.file)).is_ok_and(|sha256| sha256 == self.sha256)
    }
}
