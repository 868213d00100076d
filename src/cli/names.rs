//! What documents are called.

use std::path::Path;

use bitexto::bitext::Lang;
use unicode_normalization::UnicodeNormalization;

use super::input::is_dash;

/// Names that no document of a collection may have: the results of all bear them.
pub(crate) const TAKEN: [&str; 3] = ["corpus", "failed", "run"];

/// The files of a collection that are not a document's.
pub(crate) const TAKEN_FILES: [&str; 3] = ["corpus.tsv", "failed.tsv", "run.json"];

/// Endings of the files that are read.
const ENDINGS: &[&str] = &[
    "txt", "text", "html", "htm", "xhtml", "md", "markdown", "docx", "odt", "fodt", "epub",
    "jsonl", "ndjson", "json",
];

/// The name of a pair: that of its source file without folder, language and ending.
pub(crate) fn document_name(source: &Path, target: &Path, langs: [Lang; 2]) -> String {
    let path = if is_dash(source) { target } else { source };
    let mut name =
        path.file_name().map_or_else(|| "text".to_owned(), |n| n.to_string_lossy().into_owned());
    for ending in ENDINGS.iter().copied().chain(langs.iter().map(Lang::code)) {
        if let Some((stem, _)) =
            name.rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && *end == ending)
        {
            name = stem.to_owned();
        }
    }
    for lang in langs {
        for mark in ['-', '_'] {
            let ending = format!("{mark}{lang}");
            if let Some(stem) = name.strip_suffix(&ending).filter(|stem| !stem.is_empty()) {
                name = stem.to_owned();
            }
        }
    }
    plain_name(&name)
}

/// A name that can stand in the ids of rows: a colon or a space would make them hard to take apart.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_whitespace() || c.is_control() || c == ':' { '_' } else { c })
        .collect()
}

/// A name that can stand in an id and in a file name on any system.
pub(crate) fn result_name(name: &str) -> String {
    let is_bad = |c: char| r#"/\*?"<>|"#.contains(c);
    plain_name(name).nfc().map(|c| if is_bad(c) { '_' } else { c }).collect()
}
