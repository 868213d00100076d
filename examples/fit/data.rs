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

/// A sentence, and whether a paragraph begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub opens: bool,
}

/// Two texts and their gold beads.
#[derive(Debug, Clone)]
pub struct Document {
    pub name: String,
    pub group: Group,
    pub sides: [Vec<Line>; 2],
    pub beads: Vec<ScoredBead>,
}

impl Document {
    /// Whether both sides say where their paragraphs begin.
    pub fn has_paragraphs(&self) -> bool {
        self.sides.iter().all(|side| side.iter().skip(1).any(|line| line.opens))
    }

    /// The same without paragraphs.
    pub fn flat(&self) -> Self {
        let mut flat = self.clone();
        flat.sides.iter_mut().flatten().for_each(|line| line.opens = false);
        flat
    }

    /// One side as presplit text: a sentence a line, an empty line before a paragraph.
    pub fn presplit(&self, side: usize) -> String {
        let lines = self.sides[side].iter();
        lines.map(|l| format!("{}{}\n", if l.opens { "\n" } else { "" }, l.text)).collect()
    }
}

/// Reads every document of `dir` whose beads are fine-grained (verses are not), by name. The
/// sentences lie in `dir/sents` beside `dir/gold`, or all in `dir/gold`; where `dir/raw` holds the
/// text in paragraphs, those are found too.
pub fn load(dir: &Path) -> Vec<Document> {
    let gold = dir.join("gold");
    let has_sents = dir.join("sents").is_dir();
    let sents = if has_sents { dir.join("sents") } else { gold.clone() };
    let raw = if has_sents { dir.join("raw") } else { dir.to_owned() };
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
    let side = |name: &str, lang: &str| {
        let whole = std::fs::read_to_string(raw.join(format!("{name}.{lang}.txt")));
        let paragraphs = whole.map_or_else(|_| Vec::new(), |text| squeezed_paragraphs(&text));
        lines(&read(&sents.join(format!("{name}.{lang}"))), &paragraphs)
    };
    let document = |name: &String| Document {
        name: name.clone(),
        group: if has_sents { Group::of(name) } else { Group::Corpora },
        sides: ["es", "en"].map(|lang| side(name, lang)),
        beads: parse_beads(&read(&gold.join(format!("{name}.gold"))))
            .unwrap_or_else(|e| panic!("{name}: {e}")),
    };
    names.iter().map(document).collect()
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn squeezed_paragraphs(text: &str) -> Vec<String> {
    let document = bitexto::read::document("", text.to_owned());
    document.blocks.iter().map(|block| squeeze(&document.text[block.span.clone()])).collect()
}

/// Sentences one a line; a sentence opens a paragraph where the letters of the text so far are
/// those of whole paragraphs.
fn lines(text: &str, paragraphs: &[String]) -> Vec<Line> {
    let mut starts = std::collections::HashSet::new();
    let mut n_bytes = 0;
    for paragraph in paragraphs {
        starts.insert(n_bytes);
        n_bytes += paragraph.len();
    }
    let mut at = 0;
    let mut lines: Vec<Line> = Vec::new();
    for line in text.lines() {
        lines.push(Line { text: line.to_owned(), opens: starts.contains(&at) });
        at += squeeze(line).len();
    }
    // Sentences that are not the text's own would have put every later border out of place.
    if at != n_bytes {
        lines.iter_mut().for_each(|line| line.opens = false);
    }
    lines
}
