//! Why a run could not go on.

use std::fmt;
use std::io;
use std::path::Path;

/// A run that cannot go on, in words for the user: `FILE: what was found; what to do`.
#[derive(Debug)]
pub(crate) struct Fault {
    message: String,
    io: Option<io::ErrorKind>,
}

impl Fault {
    /// A fault in plain words.
    pub fn new(message: impl fmt::Display) -> Self {
        Fault { message: message.to_string(), io: None }
    }

    /// A fault of reading or writing `path`.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        let advice = match error.kind() {
            io::ErrorKind::NotFound => "; check the name",
            io::ErrorKind::PermissionDenied => "; check the permissions",
            io::ErrorKind::StorageFull => "; free some space",
            _ => "",
        };
        Fault {
            message: format!("{}: {}{advice}", path.display(), plain(error)),
            io: Some(error.kind()),
        }
    }

    /// Whether it is only that nobody reads our output any more.
    pub fn is_broken_pipe(&self) -> bool {
        self.io == Some(io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The system's words without `(os error 2)`.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
