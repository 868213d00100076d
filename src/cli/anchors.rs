//! `align --anchors`: beads to hold fixed, from a corpus.tsv or a beads file.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bitexto::align::Anchors;
use bitexto::bitext::{Bead, Row, Sentences};
use bitexto::evaluate::{ScoredBead, parse_beads};
use bitexto::read::Corpus;
use bitexto::write::{Cleaned, clean};

use super::Fault;
use super::input::{bytes, shown};

/// Beads by document, each with the line that it stands on.
#[derive(Debug)]
pub(super) struct AnchorFile {
    path: PathBuf,
    by_document: HashMap<String, Vec<Held>>,
    /// Beads of a file that names no document.
    nameless: Vec<Held>,
}

#[derive(Debug)]
struct Held {
    line: usize,
    bead: Bead,
    /// The texts that a corpus has for the bead.
    texts: Option<[String; 2]>,
}

/// How alike the text of a row and the sentences that it names must be, by normalised Levenshtein
/// distance: a reviewer's corrections pass, other sentences do not.
const SAME_TEXT: f64 = 0.6;

/// Reads a file of beads to be held: a corpus, or a beads file when it begins with a bracket.
pub(super) fn read(path: &Path) -> Result<AnchorFile, Fault> {
    let bytes = bytes(path)?;
    let mut file =
        AnchorFile { path: path.to_owned(), by_document: HashMap::new(), nameless: Vec::new() };
    let fault = |error: &dyn std::fmt::Display| Fault::new(format_args!("{}:{error}", shown(path)));
    let is_beads = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    if is_beads {
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let beads = parse_beads(&text).map_err(|e| fault(&e))?;
        for ((index, _), bead) in lines.zip(beads) {
            let line = index + 1;
            let bead = run_bead(&bead).ok_or_else(|| {
                fault(&format_args!(
                    "{line}: sentences that do not follow each other; expected runs such as [4, 5]"
                ))
            })?;
            file.nameless.push(Held { line, bead, texts: None });
        }
        return Ok(file);
    }
    for row in Corpus::new(&*bytes).map_err(|e| fault(&e))? {
        let (line, row) = row.map_err(|e| fault(&e))?;
        let runs = (Row::run(&row.source_sents), Row::run(&row.target_sents));
        let (Some(source), Some(target)) = runs else {
            return Err(fault(&format_args!(
                "{line}: {:?} and {:?} are no sentence numbers; expected such as 5 or 5-6",
                row.source_sents, row.target_sents
            )));
        };
        let bead = Bead { source, target, probability: 1.0, crossing: row.is_crossing() };
        let held = Held { line, bead, texts: Some([row.source, row.target]) };
        file.by_document.entry(row.doc).or_default().push(held);
    }
    Ok(file)
}

fn run_bead(bead: &ScoredBead) -> Option<Bead> {
    let run = |list: &[usize]| -> Option<Range<usize>> {
        let first = list.first().copied().unwrap_or(0);
        list.iter().enumerate().all(|(at, &s)| s == first + at).then(|| first..first + list.len())
    };
    let (source, target) = (run(&bead.source)?, run(&bead.target)?);
    Some(Bead { source, target, probability: 1.0, crossing: false })
}

impl AnchorFile {
    /// The beads to be held in a document; none where the file says nothing of it.
    ///
    /// # Errors
    /// When a bead does not fit the texts: the line is named.
    pub fn of(&self, name: &str, source: &Sentences, target: &Sentences) -> Result<Anchors, Fault> {
        let fault = |line: usize, what: &dyn std::fmt::Display| {
            Fault::new(format_args!("{}:{line}: {what}", shown(&self.path)))
        };
        let held = self.by_document.get(name).unwrap_or(&self.nameless);
        let beads: Vec<Bead> = held.iter().map(|held| held.bead.clone()).collect();
        let anchors = Anchors::new(beads, source.len(), target.len())
            .map_err(|error| fault(held.get(error.bead()).map_or(0, |held| held.line), &error))?;
        for Held { line, bead, texts } in held {
            let Some(texts) = texts else { continue };
            let sides = [(source, &bead.source), (target, &bead.target)];
            for (text, (sentences, run)) in texts.iter().zip(sides) {
                let cells: Vec<String> = run
                    .clone()
                    .map(|i| clean(sentences.text(i), &mut Cleaned::default()))
                    .collect();
                let found = cells.join(" ");
                if *text != found && strsim::normalized_levenshtein(text, &found) < SAME_TEXT {
                    return Err(fault(
                        *line,
                        &format_args!(
                            "{text:?} is not what stands there in {name}, {found:?}; was the row made from another version of the text, or with other sentence numbers?"
                        ),
                    ));
                }
            }
        }
        Ok(anchors)
    }

    /// The same for a run over this one document: a file of other documents is a mistake.
    pub fn of_only(
        &self,
        name: &str,
        source: &Sentences,
        target: &Sentences,
    ) -> Result<Anchors, Fault> {
        if !self.by_document.is_empty() && !self.by_document.contains_key(name) {
            let mut names: Vec<&str> = self.by_document.keys().map(String::as_str).collect();
            names.sort_unstable();
            return Err(Fault::new(format_args!(
                "{}: has no row of document {name}, only of {}; say which with --doc",
                shown(&self.path),
                names.iter().take(5).copied().collect::<Vec<_>>().join(", ")
            )));
        }
        self.of(name, source, target)
    }
}
