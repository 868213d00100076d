//! The corpora, read again and again, and what was found out about each row.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use bitexto::bitext::{Lang, Row};
use bitexto::clean::{Duplicates, Filters, Flag, Flags, Leaks, Part, Policy, Shares, Split, Twin};
use tempfile::NamedTempFile;

use crate::cli::Fault;
use crate::cli::corpora::{CorpusForm, Rows, form};
use crate::cli::input::{is_dash, shown};

/// Rows that are in memory at a time.
const CHUNK: usize = 8192;

/// Corpora in the same languages that can be read more than once.
pub(super) struct Inputs {
    inputs: Vec<Input>,
    pub langs: [Lang; 2],
    /// What standard input held; gone when the run ends.
    _spool: Option<NamedTempFile>,
}

struct Input {
    name: String,
    path: PathBuf,
    form: CorpusForm,
}

impl Inputs {
    /// Checks the headers; keeps standard input in `dir`.
    pub fn open(corpora: &[PathBuf], dir: &Path) -> Result<Self, Fault> {
        let mut spool = None;
        let mut inputs = Vec::new();
        let mut langs = None;
        for path in corpora {
            let name = shown(path);
            let form = form(path, None)?;
            let path = if is_dash(path) {
                if spool.is_some() {
                    return Err(Fault::new("- stands twice; expected standard input once at most"));
                }
                spool.insert(kept(dir)?).path().to_owned()
            } else {
                path.clone()
            };
            if inputs.iter().any(|input: &Input| input.path == path) {
                return Err(Fault::new(format_args!("{name}: is given twice; name it once")));
            }
            let found = Rows::open(&path, &name, form)?.langs();
            match *langs.get_or_insert(found) {
                expected if expected == found => inputs.push(Input { name, path, form }),
                [source, target] => {
                    return Err(Fault::new(format_args!(
                        "{name}:1: is in {} and {}; expected {source} and {target} as in {}; clean each pair \
                         of languages by itself",
                        found[0], found[1], inputs[0].name
                    )));
                }
            }
        }
        Ok(Inputs { inputs, langs: langs.unwrap_or([Lang::ES, Lang::EN]), _spool: spool })
    }

    /// What the corpora are called.
    pub fn names(&self) -> Vec<String> {
        self.inputs.iter().map(|input| input.name.clone()).collect()
    }

    /// The files that are read.
    pub fn paths(&self) -> Vec<&Path> {
        self.inputs.iter().map(|input| &*input.path).collect()
    }

    /// Reads all rows. `look` is done on all cores, `act` row by row in order; both get the index of the
    /// row, counted from 0. An error of `look` is one of the row.
    pub fn each<T: Send>(
        &self,
        look: impl Fn(usize, &Row) -> Result<T, String> + Sync,
        mut act: impl FnMut(usize, &Row, T) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut n_read = 0;
        for input in &self.inputs {
            let mut chunk: Vec<(usize, Row)> = Vec::with_capacity(CHUNK);
            let mut flush = |chunk: &mut Vec<(usize, Row)>| {
                let found = on_all_cores(chunk, |at, (_, row)| look(n_read + at, row));
                for ((line, row), found) in chunk.drain(..).zip(found) {
                    let found = found
                        .map_err(|e| Fault::new(format_args!("{}:{line}: {e}", input.name)))?;
                    act(n_read, &row, found)?;
                    n_read += 1;
                }
                Ok(())
            };
            Rows::open(&input.path, &input.name, input.form)?.each(|place, row| {
                chunk.push((place.line, row));
                if chunk.len() == CHUNK { flush(&mut chunk) } else { Ok(()) }
            })?;
            flush(&mut chunk)?;
        }
        Ok(())
    }
}

/// Standard input, in a file that goes with the run.
fn kept(dir: &Path) -> Result<NamedTempFile, Fault> {
    let fault = |e: io::Error| Fault::io(dir, &e);
    let file = NamedTempFile::new_in(dir).map_err(fault)?;
    let mut copy: File = file.reopen().map_err(fault)?;
    io::copy(&mut io::stdin().lock(), &mut copy).map_err(fault)?;
    Ok(file)
}

/// `look` at each item and its place, in order, by as many threads as there are cores.
fn on_all_cores<I: Sync, T: Send>(items: &[I], look: impl Fn(usize, &I) -> T + Sync) -> Vec<T> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let size = items.len().div_ceil(n_threads).max(64);
    thread::scope(|scope| {
        let look = &look;
        let threads = items.chunks(size).enumerate().map(|(index, piece)| {
            scope.spawn(move || {
                let work = |(at, item)| look(index * size + at, item);
                piece.iter().enumerate().map(work).collect::<Vec<T>>()
            })
        });
        let threads: Vec<_> = threads.collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.flat_map(|found| found.unwrap_or_else(|e| resume_unwind(e))).collect()
    })
}

/// What was found out about each row, eleven bytes.
pub(super) struct Fates {
    flags: Vec<Flags>,
    is_out: Vec<bool>,
    /// For each row, the index of its document.
    documents: Vec<u32>,
    /// The key of each document.
    keys: Vec<u64>,
    split: Split,
}

impl Fates {
    /// The first reading: flags by `filters`, and duplicates among the rows that these do not drop.
    pub fn judge(inputs: &Inputs, filters: &Filters, policy: &Policy) -> Result<Self, Fault> {
        let mut fates = Fates {
            flags: Vec::new(),
            is_out: Vec::new(),
            documents: Vec::new(),
            keys: Vec::new(),
            split: Split::default(),
        };
        let mut duplicates = Duplicates::default();
        let mut places: HashMap<u64, u32> = HashMap::new();
        let look = |index: usize, row: &Row| {
            let flags = filters
                .flags(row)
                .ok_or_else(|| format!("score {:?}; expected a number from 0 to 1", row.score))?;
            let is_out = policy.reason(flags, &row.flags).is_some();
            Ok((flags, (!is_out).then(|| Twin::new(index, row)), Split::key(&row.doc)))
        };
        inputs.each(look, |_, _, (flags, twin, key)| {
            fates.flags.push(flags);
            fates.is_out.push(twin.is_none());
            let place = *places.entry(key).or_insert_with(|| {
                fates.keys.push(key);
                (fates.keys.len() - 1) as u32
            });
            fates.documents.push(place);
            twin.into_iter().for_each(|twin| duplicates.add(twin));
            Ok(())
        })?;
        duplicates.find(|index, flag| {
            fates.flags[index].set(flag, true);
            fates.is_out[index] |= policy.drops(flag);
        });
        Ok(fates)
    }

    /// Splits the documents by the rows that are left.
    pub fn split(&mut self, shares: Shares, seed: u64) {
        let mut counts: Vec<(u64, usize)> = self.keys.iter().map(|key| (*key, 0)).collect();
        for (document, is_out) in self.documents.iter().zip(&self.is_out) {
            counts[*document as usize].1 += usize::from(!is_out);
        }
        self.split = Split::new(&counts, shares, seed);
    }

    /// The second reading: the prints of dev and test.
    pub fn leaks(&self, inputs: &Inputs, policy: &Policy) -> Result<Leaks, Fault> {
        let mut leaks = Leaks::default();
        if policy.drops(Flag::Leak) && self.keys.len() > 1 {
            inputs.each(
                |_, _| Ok(()),
                |index, row, ()| {
                    if let Some((false, part)) = self.fate(index) {
                        leaks.add(part, row);
                    }
                    Ok(())
                },
            )?;
        }
        Ok(leaks)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether a row is dropped so far, and the part of its document.
    pub fn fate(&self, index: usize) -> Option<(bool, Part)> {
        let document = *self.documents.get(index)? as usize;
        Some((self.is_out[index], self.split.part(document)))
    }

    /// The flags of a row.
    pub fn flags(&self, index: usize) -> Flags {
        self.flags.get(index).copied().unwrap_or_default()
    }

    /// The index of a row's document.
    pub fn document(&self, index: usize) -> usize {
        self.documents.get(index).map_or(0, |&document| document as usize)
    }

    /// How many documents there are.
    pub fn n_documents(&self) -> usize {
        self.keys.len()
    }
}
