//! OpenDocument texts (ODF 1.3), in a container or as one flat XML file.

use std::collections::HashMap;

use super::OpenError;
use super::archive::Archive;
use super::compose::Composer;
use super::xml::{Element, Step, walk};
use crate::bitext::{BlockKind, Document};

const FORMAT: &str = "ODT";

/// Reads headings, paragraphs, list items and captions where they stand, then the notes. Deleted
/// text, comments and tables of contents are left out, and so are the marks of notes: the program
/// makes them.
pub(super) fn document(name: &str, archive: Archive<'_>) -> Result<Document, OpenError> {
    let mut archive = archive.called(FORMAT);
    if let Some(manifest) = archive.part_if_there("META-INF/manifest.xml")? {
        let mut is_locked = false;
        walk(&manifest, FORMAT, |step| {
            is_locked |= matches!(step, Step::Open(e) if e.local_name() == "encryption-data");
        })?;
        if is_locked {
            return Err(OpenError::Locked { format: FORMAT, what: "its parts are encrypted" });
        }
    }
    let mut styles = Styles::default();
    if let Some(part) = archive.part_if_there("styles.xml")? {
        styles.read(&part)?;
    }
    read(name, &archive.part("content.xml")?, styles)
}

/// Reads a document that is one XML file.
pub(super) fn flat(name: &str, bytes: &[u8]) -> Result<Document, OpenError> {
    read(name, bytes, Styles::default())
}

fn read(name: &str, content: &[u8], mut styles: Styles) -> Result<Document, OpenError> {
    styles.read(content)?;
    let mut reader = Reader { styles, ..Reader::default() };
    walk(content, FORMAT, |step| reader.step(step))?;
    let mut composer = reader.composer;
    for note in reader.notes {
        composer.push(BlockKind::Footnote, &note);
    }
    Ok(composer.finish(name))
}

/// The style that each paragraph style is derived from, by name.
#[derive(Default)]
struct Styles(HashMap<String, String>);

impl Styles {
    fn read(&mut self, part: &[u8]) -> Result<(), OpenError> {
        walk(part, FORMAT, |step| {
            if let Step::Open(element) = step
                && element.name() == "style:style"
            {
                let parent = element.attribute("style:parent-style-name");
                self.0.insert(element.attribute("style:name"), parent);
            }
        })
    }

    /// What a paragraph of this style is. The names of styles are those of the file, not the
    /// translated ones on the screen.
    fn kind(&self, style: &str) -> Option<BlockKind> {
        let mut at = style;
        // Styles that name each other in a ring end here too.
        for _ in 0..16 {
            match at {
                "Title" | "Subtitle" => return Some(BlockKind::Heading),
                "Caption" | "Illustration" | "Table" | "Text" | "Drawing" | "Figure" => {
                    return Some(BlockKind::Caption);
                }
                _ if at.starts_with("Heading") => return Some(BlockKind::Heading),
                _ => at = self.0.get(at)?,
            }
        }
        None
    }
}

/// A paragraph that has been begun. Frames and notes put paragraphs inside paragraphs.
struct Open {
    text: String,
    kind: BlockKind,
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    composer: Composer,
    notes: Vec<String>,
    open: Vec<Open>,
    /// How many elements around this place hold nothing to read.
    skipped: usize,
    n_items: usize,
    n_notes: usize,
}

impl Reader {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open(element) if self.skipped > 0 || is_skipped(element.name()) => {
                self.skipped += 1;
            }
            Step::Close(_) if self.skipped > 0 => self.skipped -= 1,
            _ if self.skipped > 0 => {}
            Step::Open(element) => self.begin(&element),
            Step::Close(name) => self.end(name),
            Step::Text(said) => self.say(&said.replace(['\n', '\r'], " ")),
        }
    }

    fn begin(&mut self, element: &Element<'_>) {
        match element.name() {
            "text:h" => self.open.push(Open { text: String::new(), kind: BlockKind::Heading }),
            "text:p" => {
                let styled = self.styles.kind(&element.attribute("text:style-name"));
                let kind = match styled {
                    Some(kind) => kind,
                    None if self.n_items > 0 => BlockKind::ListItem,
                    None => BlockKind::Paragraph,
                };
                self.open.push(Open { text: String::new(), kind });
            }
            "text:list-item" => self.n_items += 1,
            "text:note-body" => self.n_notes += 1,
            "text:s" | "text:tab" => self.say(" "),
            "text:line-break" => self.say("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "text:h" | "text:p" => {
                let Some(open) = self.open.pop() else { return };
                if self.n_notes > 0 {
                    self.notes.push(open.text);
                } else {
                    self.composer.push(open.kind, &open.text);
                }
            }
            "text:list-item" => self.n_items = self.n_items.saturating_sub(1),
            "text:note-body" => self.n_notes = self.n_notes.saturating_sub(1),
            _ => {}
        }
    }

    fn say(&mut self, said: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(said);
        }
    }
}

/// Deleted text, comments, marks of notes, tables of contents and indexes, headers and footers of
/// flat files, descriptions of pictures.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "office:annotation"
            | "text:note-citation"
            | "text:table-of-content"
            | "text:illustration-index"
            | "text:alphabetical-index"
            | "style:master-page"
            | "svg:title"
            | "svg:desc"
            | "office:meta"
            | "office:settings"
    )
}
