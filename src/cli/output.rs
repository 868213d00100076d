//! Results into files, whole or not at all.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bitexto::bitext::sheet::hex;
use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile};

use super::Fault;
use super::input::{is_dash, shown};

/// Where a result goes. It is opened while the arguments are checked, so that nobody waits for a
/// run that cannot be kept. Nothing is in its place before it is finished.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    out: BufWriter<Sink>,
    /// Whether the bytes must have reached the disk before the file is in its place.
    waits: bool,
}

#[derive(Debug)]
enum Sink {
    Stdout(io::Stdout),
    /// A device or a pipe: written to as it stands.
    Special(fs::File),
    /// Written beside the target and renamed at the end.
    Renamed(NamedTempFile),
}

/// An output whose bytes are counted and hashed as they are written.
#[derive(Debug)]
pub(crate) struct Summed {
    output: Output,
    hash: Sha256,
    n_lines: u64,
    /// All of it, where it is to be kept and not long.
    kept: Option<Vec<u8>>,
}

/// Bytes of a file that are kept at most.
const SHORT: usize = 1 << 17;

/// What a file holds, by which copies of it can be told to be whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Where it stands.
    pub path: PathBuf,
    /// Line feeds in it.
    pub n_lines: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The bytes themselves, where they were kept.
    pub bytes: Option<Vec<u8>>,
}

/// What stopped a result that is written while its input is still being read.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It could not be written.
    Writing(io::Error),
    /// The input could not be read.
    Reading(Fault),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Stopped::Writing(error)
    }
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Stopped::Reading(fault)
    }
}

impl Output {
    /// Opens standard output for `None` and `-`, otherwise a temporary file beside `path`.
    pub fn open(path: Option<&Path>) -> Result<Self, Fault> {
        let (path, sink) = match path.filter(|path| !is_dash(path)) {
            None => (PathBuf::from("standard output"), Sink::Stdout(io::stdout())),
            Some(path) => open_file(path, false)?,
        };
        let out = BufWriter::with_capacity(1 << 16, sink);
        Ok(Output { path, out, waits: true })
    }

    /// Opens one file among many. It does not wait for the disk at the end: its bytes are checked when a run
    /// is taken up again. Little is gathered, since such files are short and most are written at once. With
    /// `is_new` nothing is there yet.
    pub fn among_many(path: &Path, is_new: bool) -> Result<Self, Fault> {
        let (path, sink) = open_file(path, is_new)?;
        Ok(Output { path, out: BufWriter::with_capacity(1 << 12, sink), waits: false })
    }

    /// Writes everything with `write`, then puts the file in its place.
    pub fn finish<T>(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, Fault> {
        self.finish_reading(|out| write(out).map_err(Stopped::Writing))
    }

    /// As [`Output::finish`], where the input is still being read.
    pub fn finish_reading<T>(
        mut self,
        write: impl FnOnce(&mut dyn Write) -> Result<T, Stopped>,
    ) -> Result<T, Fault> {
        let result = write(&mut self).map_err(|stopped| match stopped {
            Stopped::Writing(error) => self.fault(&error),
            Stopped::Reading(fault) => fault,
        })?;
        self.settle()?;
        Ok(result)
    }

    /// Counts and hashes what is written from now on.
    pub fn summed(self) -> Summed {
        Summed { output: self, hash: Sha256::new(), n_lines: 0, kept: None }
    }

    /// Puts the file in its place, which it gives back.
    fn settle(mut self) -> Result<PathBuf, Fault> {
        let path = self.path;
        let fault = |error: &io::Error| Fault::io(&path, error);
        self.out.flush().map_err(|e| fault(&e))?;
        let sink = self.out.into_inner().map_err(|e| fault(e.error()))?;
        if let Sink::Renamed(file) = sink {
            if self.waits {
                file.as_file().sync_all().map_err(|e| fault(&e))?;
            }
            file.persist(&path).map_err(|e| fault(&e.error))?;
        }
        Ok(path)
    }

    /// What stopped the writing.
    pub fn fault(&self, error: &io::Error) -> Fault {
        Fault::io(&self.path, error)
    }

    /// What the place is called in messages.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// The file that it goes to; `None` for standard output.
    pub fn file(&self) -> Option<&Path> {
        let is_stdout = matches!(self.out.get_ref(), Sink::Stdout(_));
        (!is_stdout).then_some(&*self.path)
    }
}

impl Summed {
    /// Keeps what is written besides, unless it is long.
    pub fn keeping(self) -> Summed {
        Summed { kept: Some(Vec::new()), ..self }
    }

    /// Puts the file in its place: nothing of it is seen before.
    pub fn commit(self) -> Result<Sum, Fault> {
        let path = self.output.settle()?;
        let sha256 = hex(&self.hash.finalize());
        Ok(Sum { path, n_lines: self.n_lines, sha256, bytes: self.kept })
    }

    /// Where the result goes.
    pub fn path(&self) -> &Path {
        &self.output.path
    }

    /// What the place is called in messages.
    pub fn shown(&self) -> String {
        self.output.shown()
    }

    /// The file that it goes to; `None` for standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.file()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.output.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.n_lines += memchr::memchr_iter(b'\n', &bytes[..n]).count() as u64;
        self.kept = self.kept.take().filter(|kept| kept.len() + n <= SHORT);
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(&bytes[..n]);
        }
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
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

/// Refuses outputs that are inputs too, or each other. Paths are compared as the system resolves them;
/// `-`, pipes and devices stand in nobody's way.
pub(crate) fn check_clash<'a>(
    outputs: impl IntoIterator<Item = &'a Path>,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Fault> {
    let read: HashSet<PathBuf> = inputs.into_iter().filter_map(resolved).collect();
    let mut written = HashSet::new();
    for output in outputs {
        let Some(path) = resolved(output) else { continue };
        if read.contains(&path) {
            return Err(Fault::new(format_args!(
                "{}: is an input; write to another file",
                shown(output)
            )));
        }
        if !written.insert(path) {
            return Err(Fault::new(format_args!(
                "{}: is named for two outputs; name another file for one",
                shown(output)
            )));
        }
    }
    Ok(())
}

/// Where a file is, or will be once it is written; `None` for what is no file.
fn resolved(path: &Path) -> Option<PathBuf> {
    if is_dash(path) {
        return None;
    }
    match path.canonicalize() {
        Ok(real) => real.is_file().then_some(real),
        Err(_) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
            Some(folder.join(path.file_name()?))
        }
    }
}

fn open_file(path: &Path, is_new: bool) -> Result<(PathBuf, Sink), Fault> {
    let fault = |error: &io::Error| Fault::io(path, error);
    // A link stays a link: what it points to is replaced. Most often there is nothing yet.
    let is_missing = |error: io::Error| error.kind() == io::ErrorKind::NotFound;
    let is_new = is_new || fs::symlink_metadata(path).is_err_and(is_missing);
    let real = if is_new { None } else { fs::canonicalize(path).ok() };
    let target = real.unwrap_or_else(|| path.to_owned());
    let there = if is_new { None } else { fs::metadata(&target).ok() };
    match there {
        Some(m) if m.is_dir() => {
            return Err(Fault::new(format_args!(
                "{}: is a directory; expected a file name; add one",
                path.display()
            )));
        }
        Some(m) if !m.is_file() => {
            let file = OpenOptions::new().write(true).open(&target).map_err(|e| fault(&e))?;
            return Ok((target, Sink::Special(file)));
        }
        Some(m) if m.permissions().readonly() => {
            return Err(Fault::new(format_args!(
                "{}: is read-only; check the permissions",
                path.display()
            )));
        }
        _ => {}
    }
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = temporary(folder).map_err(|error| match folder.is_dir() {
        true => fault(&error),
        false => Fault::new(format_args!(
            "{}: there is no folder {}; create it first",
            path.display(),
            folder.display()
        )),
    })?;
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
