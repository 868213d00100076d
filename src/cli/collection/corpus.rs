//! `corpus.tsv`: the rows of all documents, put together while they are worked on.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::PathBuf;

use bitexto::write::CorpusWriter;

use super::{AHEAD, Job, Pair, Record};
use crate::cli::Fault;
use crate::cli::output::Output;

/// The file while rows go into it, in the order of the table and under one header. It is in its place only
/// when all are there.
pub(super) struct Corpus<'a> {
    job: &'a Job<'a>,
    out: Output,
    /// Documents whose rows are in it, or that have none.
    n_done: usize,
    /// Whether there is no header yet.
    is_bare: bool,
    /// The files of documents that wait for others, a few of them: the rest is read again.
    waiting: HashMap<usize, Vec<u8>>,
    piece: Vec<u8>,
}

impl<'a> Corpus<'a> {
    /// Opens the file.
    pub fn open(job: &'a Job<'a>) -> Result<Self, Fault> {
        let out = Output::open(Some(&job.out_dir.join("corpus.tsv")))?;
        let (waiting, piece) = (HashMap::new(), vec![0; 1 << 16]);
        Ok(Corpus { job, out, n_done: 0, is_bare: true, waiting, piece })
    }

    /// Holds what stands in the file of a document, where there is not too much already.
    pub fn hold(&mut self, index: usize, rows: Option<Vec<u8>>) {
        if let Some(rows) = rows.filter(|_| self.waiting.len() < AHEAD) {
            self.waiting.insert(index, rows);
        }
    }

    /// Adds documents as far as the records of all before them are there.
    pub fn go_on(&mut self, pairs: &[Pair], records: &[Option<Record>]) -> Result<(), Fault> {
        while let (Some(pair), Some(Some(record))) =
            (pairs.get(self.n_done), records.get(self.n_done))
        {
            if record.failed.is_none() {
                self.add(self.job.out_dir.join(format!("{}.tsv", pair.doc)))?;
            }
            self.n_done += 1;
        }
        Ok(())
    }

    /// Adds the next document, whose file this is.
    fn add(&mut self, path: PathBuf) -> Result<(), Fault> {
        let fault = |e: io::Error| Fault::io(&path, &e);
        let mut file: Box<dyn Read> = match self.waiting.remove(&self.n_done) {
            Some(rows) => Box::new(Cursor::new(rows)),
            None => Box::new(File::open(&path).map_err(fault)?),
        };
        let mut is_in_header = true;
        loop {
            let rows = match file.read(&mut self.piece) {
                Ok(n_read) => &self.piece[..n_read],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(fault(error)),
            };
            if rows.is_empty() {
                break;
            }
            let end = rows.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let n_header = if is_in_header { end.unwrap_or(rows.len()) } else { 0 };
            is_in_header &= end.is_none();
            let rows = &rows[if self.is_bare { 0 } else { n_header }..];
            self.out.write_all(rows).map_err(|e| self.out.fault(&e))?;
        }
        self.is_bare = false;
        Ok(())
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Fault> {
        let Corpus { job, out, is_bare, .. } = self;
        out.finish(|out| match is_bare {
            true => CorpusWriter::new(out, job.langs)?.finish().map(|_| ()),
            false => Ok(()),
        })
    }
}
