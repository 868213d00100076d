//! Results into files, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile};

use super::Fault;
use super::input::is_dash;

/// Where a result goes. It is opened while the arguments are checked, so that nobody waits for a
/// run that cannot be kept. What is written is counted; nothing is in its place before `commit`.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    out: BufWriter<Sink>,
    hash: Sha256,
    n_lines: u64,
}

#[derive(Debug)]
enum Sink {
    Stdout(io::Stdout),
    /// A device or a pipe: written to as it stands.
    Special(fs::File),
    /// Written beside the target and renamed at the end.
    Renamed(NamedTempFile),
}

/// What a file holds, by which copies of it can be told to be whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Where it stands.
    pub path: PathBuf,
    /// Line feeds in it.
    pub n_lines: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Output {
    /// Opens standard output for `None` and `-`, otherwise a temporary file beside `path`.
    pub fn open(path: Option<&Path>) -> Result<Self, Fault> {
        let (path, sink) = match path.filter(|path| !is_dash(path)) {
            None => (PathBuf::from("standard output"), Sink::Stdout(io::stdout())),
            Some(path) => open_file(path)?,
        };
        let out = BufWriter::with_capacity(1 << 16, sink);
        Ok(Output { path, out, hash: Sha256::new(), n_lines: 0 })
    }

    /// Writes everything with `write`, then puts the file in its place.
    pub fn finish<T>(
        mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, Fault> {
        let result = write(&mut self).map_err(|e| Fault::io(&self.path, &e))?;
        self.commit()?;
        Ok(result)
    }

    /// Writes bytes that are all there and puts the file in its place, without waiting for the disk:
    /// for one file among many, whose bytes are checked when a run is taken up again.
    pub fn place(mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.write_all(bytes).map_err(|e| Fault::io(&self.path, &e))?;
        self.put(false).map(|_| ())
    }

    /// Puts the file in its place: nothing of it is seen before.
    pub fn commit(self) -> Result<Sum, Fault> {
        self.put(true)
    }

    fn put(mut self, is_on_disk: bool) -> Result<Sum, Fault> {
        let path = self.path;
        let fault = |error: &io::Error| Fault::io(&path, error);
        self.out.flush().map_err(|e| fault(&e))?;
        let sink = self.out.into_inner().map_err(|e| fault(e.error()))?;
        if let Sink::Renamed(file) = sink {
            if is_on_disk {
                file.as_file().sync_all().map_err(|e| fault(&e))?;
            }
            file.persist(&path).map_err(|e| fault(&e.error))?;
        }
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Sum { path, n_lines: self.n_lines, sha256 })
    }

    /// Where the result goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the place is called in messages.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.n_lines += memchr::memchr_iter(b'\n', &bytes[..n]).count() as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Special(out) => out.write(bytes),
            Sink::Renamed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(out) => out.flush(),
            Sink::Special(out) => out.flush(),
            Sink::Renamed(out) => out.flush(),
        }
    }
}

fn open_file(path: &Path) -> Result<(PathBuf, Sink), Fault> {
    let fault = |error: &io::Error| Fault::io(path, error);
    // A link stays a link: what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(m) if m.is_dir() => {
            return Err(Fault::new(format_args!(
                "{}: is a directory; expected a file name; add one",
                path.display()
            )));
        }
        Ok(m) if !m.is_file() => {
            let file = OpenOptions::new().write(true).open(&target).map_err(|e| fault(&e))?;
            return Ok((target, Sink::Special(file)));
        }
        Ok(m) if m.permissions().readonly() => {
            return Err(Fault::new(format_args!(
                "{}: is read-only; check the permissions",
                path.display()
            )));
        }
        _ => {}
    }
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Fault::new(format_args!(
            "{}: there is no folder {}; create it first",
            path.display(),
            folder.display()
        )));
    }
    let file = temporary(folder).map_err(|e| fault(&e))?;
    Ok((target, Sink::Renamed(file)))
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".bitexto-").suffix(".tmp");
    // The rights that any new file gets, not the private ones of temporary files.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
