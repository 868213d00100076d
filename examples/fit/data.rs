//! Gold documents, read from a folder.

use std::path::Path;

use bitexto::evaluate::{ScoredBead, parse_beads};

/// The kinds of text that figures are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Articles,
    Novels,
    Noisy,
    Pud,
    Pages,
    Corpora,
}

impl Group {
    pub fn name(self) -> &'static str {
        match self {
            Group::Articles => "articles",
            Group::Novels => "novels",
            Group::Noisy => "noisy",
            Group::Pud => "pud",
            Group::Pages => "pages",
            Group::Corpora => "corpora",
        }
    }

    fn of(name: &str) -> Self {
        let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        if begins(&["pudnoisy"]) {
            Group::Noisy
        } else if begins(&["pud"]) {
            Group::Pud
        } else if begins(&["quixote", "jinetes", "marianela"]) {
            Group::Novels
        } else {
            Group::Articles
        }
    }
}

/// Two texts and their gold beads.
#[derive(Debug, Clone)]
pub struct Document {
    pub name: String,
    pub group: Group,
    pub source: Vec<String>,
    pub target: Vec<String>,
    pub beads: Vec<ScoredBead>,
}

/// Reads every document of `dir` whose beads are fine-grained (verses are not), by name. The
/// sentences lie in `dir/sents` beside `dir/gold`, or all in `dir/gold`.
pub fn load(dir: &Path) -> Vec<Document> {
    let gold = dir.join("gold");
    let has_sents = dir.join("sents").is_dir();
    let sents = if has_sents { dir.join("sents") } else { gold.clone() };
    let mut names: Vec<String> = std::fs::read_dir(&gold)
        .unwrap_or_else(|e| panic!("{}: {e}", gold.display()))
        .filter_map(|entry| {
            entry.ok()?.file_name().into_string().ok()?.strip_suffix(".gold").map(str::to_owned)
        })
        .filter(|name| !name.starts_with("bible"))
        .collect();
    names.sort();
    let read = |path: &Path| {
        std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let lines = |path: &Path| read(path).lines().map(str::to_owned).collect::<Vec<_>>();
    let document = |name: &String| Document {
        name: name.clone(),
        group: if has_sents { Group::of(name) } else { Group::Corpora },
        source: lines(&sents.join(format!("{name}.es"))),
        target: lines(&sents.join(format!("{name}.en"))),
        beads: parse_beads(&read(&gold.join(format!("{name}.gold"))))
            .unwrap_or_else(|e| panic!("{name}: {e}")),
    };
    names.iter().map(document).collect()
}
