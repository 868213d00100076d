//! Results into files, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::Fault;
use super::input::is_dash;

/// Where a result goes. It is opened while the arguments are checked, so that nobody waits for a
/// run that cannot be kept.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Stdout,
    /// A device or a pipe: written to as it stands.
    Special(fs::File),
    /// Written beside the target and renamed at the end.
    Renamed(NamedTempFile),
}

impl Output {
    /// Opens standard output for `None` and `-`, otherwise a temporary file beside `path`.
    pub fn open(path: Option<&Path>) -> Result<Self, Fault> {
        let Some(path) = path.filter(|path| !is_dash(path)) else {
            return Ok(Output { path: PathBuf::from("standard output"), kind: Kind::Stdout });
        };
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
                return Ok(Output { path: target, kind: Kind::Special(file) });
            }
            Ok(m) if m.permissions().readonly() => {
                return Err(Fault::new(format_args!(
                    "{}: is read-only; check the permissions",
                    path.display()
                )));
            }
            _ => {}
        }
        let folder =
            target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Fault::new(format_args!(
                "{}: there is no folder {}; create it first",
                path.display(),
                folder.display()
            )));
        }
        let file = temporary(folder).map_err(|e| fault(&e))?;
        Ok(Output { path: target, kind: Kind::Renamed(file) })
    }

    /// Writes everything with `write`, then puts the file in its place.
    pub fn finish<T>(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> Result<T, Fault> {
        let path = self.path;
        let fault = |error: &io::Error| Fault::io(&path, error);
        let run = |out: &mut dyn Write| -> io::Result<T> {
            let mut out = BufWriter::with_capacity(1 << 16, out);
            let result = write(&mut out)?;
            out.flush()?;
            Ok(result)
        };
        match self.kind {
            Kind::Stdout => run(&mut io::stdout().lock()).map_err(|e| fault(&e)),
            Kind::Special(mut file) => run(&mut file).map_err(|e| fault(&e)),
            Kind::Renamed(mut file) => {
                let result = run(file.as_file_mut()).map_err(|e| fault(&e))?;
                file.as_file().sync_all().map_err(|e| fault(&e))?;
                file.persist(&path).map_err(|e| fault(&e.error))?;
                Ok(result)
            }
        }
    }

    /// Writes bytes that are all there and puts the file in its place, without waiting for the disk:
    /// for one file among many, whose bytes are checked when a run is taken up again.
    pub fn place(self, bytes: &[u8]) -> Result<(), Fault> {
        let fault = |error: &io::Error| Fault::io(&self.path, error);
        match self.kind {
            Kind::Stdout => io::stdout().lock().write_all(bytes).map_err(|e| fault(&e)),
            Kind::Special(mut file) => file.write_all(bytes).map_err(|e| fault(&e)),
            Kind::Renamed(mut file) => {
                file.write_all(bytes).map_err(|e| fault(&e))?;
                file.persist(&self.path).map_err(|e| fault(&e.error))?;
                Ok(())
            }
        }
    }

    /// What the place is called in messages.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }
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
