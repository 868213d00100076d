//! The table of pairs: which texts belong together, and what each pair is called.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bitexto::bitext::Lang;
use unicode_normalization::UnicodeNormalization;

use crate::cli::input::{document_name, shown, text};
use crate::cli::{Fault, Voice};

/// One line of the table.
#[derive(Debug)]
pub(super) struct Pair {
    /// What the pair is called; the files of its results bear the name.
    pub doc: String,
    /// The paths as the table has them, source first.
    pub named: [String; 2],
    /// Where the texts are.
    pub paths: [PathBuf; 2],
}

/// Names that the results of all documents bear.
const TAKEN: [&str; 3] = ["corpus", "failed", "run"];

/// Reads a table: tab-separated, columns `es`, `en` (or the codes of the languages) and, if wanted,
/// `doc`; without a header line, in this order. Columns of other names are passed over.
pub(super) fn read(path: &Path, langs: [Lang; 2], voice: &Voice) -> Result<Vec<Pair>, Fault> {
    let table = text(path, voice)?;
    let fault = |line: usize, what: &dyn std::fmt::Display| {
        Fault::new(format_args!("{}:{line}: {what}", shown(path)))
    };
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
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
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
        if source.is_empty() || target.is_empty() {
            return Err(fault(at, &"a path is missing; expected one for each side"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let paths = [find(folder, source), find(folder, target)];
        let doc = match field(2).filter(|doc| !doc.is_empty()) {
            Some(doc) => file_name(doc),
            None => file_name(&document_name(&paths[0], &paths[1], langs)),
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
        pairs.push(Pair { doc, named: [source.to_owned(), target.to_owned()], paths });
    }
    Ok(pairs)
}

/// The columns of source, target and document name, if this line names columns.
fn header(fields: &[&str], langs: [Lang; 2]) -> Option<[Option<usize>; 3]> {
    let place = |names: &[&str]| {
        fields.iter().position(|field| names.iter().any(|name| field.eq_ignore_ascii_case(name)))
    };
    let found = [
        place(&[langs[0].code(), "source", "src"]),
        place(&[langs[1].code(), "target", "tgt"]),
        place(&["doc", "name", "id"]),
    ];
    found.iter().any(Option::is_some).then_some(found)
}

/// Where the file of a table is: relative to the table, with the slashes of either system and
/// accents in either form.
fn find(folder: &Path, named: &str) -> PathBuf {
    let slashes = named.replace('\\', "/");
    let forms =
        [named.to_owned(), slashes.clone(), slashes.nfc().collect(), slashes.nfd().collect()];
    let mut places = forms.iter().map(|form| folder.join(form));
    places.find(|place| place.exists()).unwrap_or_else(|| folder.join(named))
}

/// A name that can stand in an id and in a file name on any system.
fn file_name(doc: &str) -> String {
    let bad = |c: char| c.is_whitespace() || c.is_control() || r#"/\:*?"<>|"#.contains(c);
    doc.nfc().map(|c| if bad(c) { '_' } else { c }).collect()
}
