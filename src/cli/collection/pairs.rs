//! The table of pairs: which texts belong together, and what each pair is called.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use bitexto::bitext::Lang;
use unicode_normalization::UnicodeNormalization;

use super::Job;
use crate::cli::input::{shown, text_of};
use crate::cli::names::{TAKEN, TAKEN_FILES, document_name, result_name};
use crate::cli::{Fault, Voice};

/// One line of the table.
#[derive(Debug)]
pub(super) struct Pair {
    /// Which line, counted from 1.
    line: usize,
    /// What the pair is called; the files of its results bear the name.
    pub doc: String,
    /// The paths as the table has them, source first.
    pub named: [String; 2],
    /// Where the texts are.
    pub paths: [PathBuf; 2],
}

/// Bytes that the name of a file may have: the limit of the usual file systems.
const MAX_NAME: usize = 255;

/// Reads a table, whose bytes these are: tab-separated, columns `es`, `en` (or the codes of the languages)
/// and, if wanted, `doc`; without a header line, in this order. Columns of other names are passed over.
pub(super) fn read(
    path: &Path,
    bytes: Vec<u8>,
    langs: [Lang; 2],
    voice: &Voice,
) -> Result<Vec<Pair>, Fault> {
    // Some programs still end lines with a carriage return alone.
    let table = text_of(path, bytes, voice)?.replace("\r\n", "\n").replace('\r', "\n");
    let fault = |line: usize, what: &dyn Display| at_line(path, line, what);
    let mut columns = [Some(0), Some(1), Some(2)];
    let mut pairs: Vec<Pair> = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut is_first = true;
    for (index, line) in table.lines().enumerate() {
        let line = line.trim_start_matches('\u{FEFF}');
        let at = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        if std::mem::take(&mut is_first) {
            match header(&fields, langs) {
                Some([Some(source), Some(target), doc]) => {
                    columns = [Some(source), Some(target), doc];
                    continue;
                }
                Some(_) => {
                    return Err(fault(
                        at,
                        &format_args!(
                            "the header {line:?} has no column {} or {}; expected {0}, {1} and, if wanted, doc",
                            langs[0], langs[1]
                        ),
                    ));
                }
                None => {}
            }
        }
        let field = |column: usize| columns[column].and_then(|c| fields.get(c)).copied();
        let (Some(source), Some(target)) = (field(0), field(1)) else {
            return Err(fault(
                at,
                &format_args!(
                    "{} field; expected a Spanish and an English text separated by a tab",
                    fields.len()
                ),
            ));
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let [source, target] = [find(folder, source), find(folder, target)];
        if source.0.is_empty() || target.0.is_empty() {
            return Err(fault(at, &"a path is missing; expected one for each side"));
        }
        let (named, paths) = ([source.0, target.0], [source.1, target.1]);
        if named.iter().any(|named| named == "-") {
            return Err(fault(at, &"- is standard input; expected a file; write ./- if it is one"));
        }
        let doc = match field(2).map(str::trim).filter(|doc| !doc.is_empty()) {
            Some(doc) => result_name(doc),
            None => result_name(&document_name(&paths[0], &paths[1], langs)),
        };
        if TAKEN.contains(&doc.to_lowercase().as_str()) || doc.starts_with('.') {
            return Err(fault(
                at,
                &format_args!(
                    "a document cannot be called {doc}; give another name in the column doc"
                ),
            ));
        }
        // Two names that differ in case only are one file on many machines.
        if let Some(before) = lines.insert(doc.to_lowercase(), at) {
            return Err(fault(
                at,
                &format_args!(
                    "a second document {doc}, after that of line {before}; give another name in the column doc"
                ),
            ));
        }
        pairs.push(Pair { line: at, doc, named, paths });
    }
    Ok(pairs)
}

fn at_line(table: &Path, line: usize, what: &dyn Display) -> Fault {
    Fault::new(format_args!("{}:{line}: {what}", shown(table)))
}

/// Checks that every file of the results has a place of its own: none is that of another document, none
/// an input, none has a name too long to be written. `endings` are those of all formats.
pub(super) fn check_places(job: &Job<'_>, pairs: &[Pair], endings: &[String]) -> Result<(), Fault> {
    let table = job.pairs;
    let mut places: HashMap<String, usize> = HashMap::new();
    for Pair { line, doc, .. } in pairs {
        for ending in endings {
            let file = format!("{doc}.{ending}");
            if file.len() > MAX_NAME {
                let what = format_args!(
                    "the file {file} would have a name of {} bytes; expected {MAX_NAME} at most; give a \
                     shorter name in the column doc",
                    file.len()
                );
                return Err(at_line(table, *line, &what));
            }
            if let Some(before) = places.insert(file.to_lowercase(), *line) {
                let what = format_args!(
                    "{file} is a file of document {doc}, and of that of line {before}; give another name \
                     in the column doc"
                );
                return Err(at_line(table, *line, &what));
            }
        }
    }
    let Ok(folder) = job.out_dir.canonicalize() else { return Ok(()) };
    let is_result = |path: &Path| {
        let Ok(real) = path.canonicalize() else { return false };
        let name = real.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        real.parent() == Some(&*folder)
            && (places.contains_key(&name) || TAKEN_FILES.contains(&name.as_str()))
    };
    for pair in pairs {
        if let Some(path) = pair.paths.iter().find(|path| is_result(path)) {
            let what = format_args!(
                "{} would be overwritten by a result; name another folder with --out-dir",
                path.display()
            );
            return Err(at_line(table, pair.line, &what));
        }
    }
    match job.also_read.iter().chain([&table]).find(|path| is_result(path)) {
        Some(path) => Err(Fault::new(format_args!(
            "{}: would be overwritten by a result; name another folder with --out-dir",
            shown(path)
        ))),
        None => Ok(()),
    }
}

/// The columns of source, target and document name, if this line names columns.
fn header(fields: &[&str], langs: [Lang; 2]) -> Option<[Option<usize>; 3]> {
    let place = |names: &[&str]| {
        let is = |field: &&str| names.iter().any(|name| field.trim().eq_ignore_ascii_case(name));
        fields.iter().position(is)
    };
    let found = [
        place(&[langs[0].code(), "source", "src"]),
        place(&[langs[1].code(), "target", "tgt"]),
        place(&["doc", "name", "id"]),
    ];
    found.iter().any(Option::is_some).then_some(found)
}

/// A path of a table as it stands there and where its file is: relative to the table, with or without
/// the blanks around it, with the slashes of either system and accents in either form.
fn find(folder: &Path, field: &str) -> (String, PathBuf) {
    let named = field.trim();
    // All forms of most paths are the same.
    if named == field && field.is_ascii() && !field.contains('\\') {
        return (named.to_owned(), folder.join(named));
    }
    let slashes = named.replace('\\', "/");
    let forms = [
        field.to_owned(),
        named.to_owned(),
        slashes.clone(),
        slashes.nfc().collect(),
        slashes.nfd().collect(),
    ];
    let mut places = forms.iter().filter(|_| !named.is_empty()).map(|form| folder.join(form));
    let place = places.find(|place| place.exists()).unwrap_or_else(|| folder.join(named));
    (named.to_owned(), place)
}
