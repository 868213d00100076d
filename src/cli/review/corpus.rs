//! Corpora that are read more than once, and the sum of their bytes.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use bitexto::read::Corpus;
use sha2::{Digest, Sha256};

use super::Fault;
use super::input::{is_dash, shown};

/// A file whose bytes are summed up as they are read.
pub(super) struct Summed {
    file: File,
    sum: Sum,
}

/// The SHA-256 of what has been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum(Rc<RefCell<Sha256>>);

impl Sum {
    /// In hexadecimal digits.
    pub fn digits(&self) -> String {
        self.0.borrow().clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Read for Summed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.sum.0.borrow_mut().update(&buffer[..n]);
        Ok(n)
    }
}

/// Opens a corpus. Its sum is whole when every row has been read.
pub(super) fn open(path: &Path) -> Result<(Corpus<BufReader<Summed>>, Sum), Fault> {
    if is_dash(path) {
        return Err(Fault::new(
            "the corpus is -; it is read more than once, so expected a file; name one",
        ));
    }
    let file = File::open(path).map_err(|e| Fault::io(path, &e))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(Fault::new(format_args!(
            "{}: is a directory; expected a corpus.tsv",
            shown(path)
        )));
    }
    let sum = Sum::default();
    let reader = BufReader::with_capacity(1 << 16, Summed { file, sum: sum.clone() });
    let corpus = Corpus::new(reader).map_err(|e| at_line(path, &e))?;
    Ok((corpus, sum))
}

/// A fault of a corpus that names its line first.
pub(super) fn at_line(path: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(format_args!("{}:{error}", shown(path)))
}
