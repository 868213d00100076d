//! Corpora that are read more than once, and the hash of their bytes.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use bitexto::bitext::sheet::hex;
use bitexto::read::Corpus;
use sha2::{Digest, Sha256};

use super::Fault;
use super::input::{file, is_dash, shown};

/// A file whose bytes are hashed as they are read.
pub(super) struct Hashing {
    file: File,
    digest: Digesting,
}

/// The SHA-256 of what has been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Digesting(Rc<RefCell<Sha256>>);

impl Digesting {
    /// In hexadecimal digits.
    pub fn digits(&self) -> String {
        hex(&self.0.borrow().clone().finalize())
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.digest.0.borrow_mut().update(&buffer[..n]);
        Ok(n)
    }
}

/// Opens a corpus. Its hash is whole when every row has been read.
pub(super) fn open(path: &Path) -> Result<(Corpus<BufReader<Hashing>>, Digesting), Fault> {
    if is_dash(path) {
        return Err(Fault::new(
            "the corpus is -; it is read more than once, so expected a file; name one",
        ));
    }
    let file = file(path, "a corpus.tsv; name the file in it")?;
    let digest = Digesting::default();
    let reader = BufReader::with_capacity(1 << 16, Hashing { file, digest: digest.clone() });
    let corpus = Corpus::new(reader).map_err(|e| at_line(path, &e))?;
    Ok((corpus, digest))
}

/// A fault of a corpus that names its line first.
pub(super) fn at_line(path: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(format_args!("{}:{error}", shown(path)))
}
