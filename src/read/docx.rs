//! Word documents (Office Open XML, ECMA-376).

use std::collections::HashMap;

use super::OpenError;
use super::archive::Archive;
use super::compose::Composer;
use super::xml::{Element, Step, walk};
use crate::bitext::{BlockKind, Document};

const FORMAT: &str = "DOCX";

/// Reads the paragraphs of the text, text boxes and table cells where they stand, then footnotes
/// and endnotes. Deleted text, comments, headers, footers and tables of contents are left out;
/// numbers that Word makes itself (of list items and notes) are not in the file.
pub(super) fn document(name: &str, archive: Archive<'_>) -> Result<Document, OpenError> {
    let mut archive = archive.called(FORMAT);
    let styles = match archive.part_if_there("word/styles.xml")? {
        Some(part) => Styles::read(&part)?,
        None => Styles::default(),
    };
    let mut composer = Composer::default();
    let body = main_part(&mut archive)?;
    Reader::new(&styles, &mut composer).read(&archive.part(&body)?)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(part) = archive.part_if_there(notes)? {
            let reader = Reader::new(&styles, &mut composer);
            Reader { is_notes: true, ..reader }.read(&part)?;
        }
    }
    Ok(composer.finish(name))
}

/// The name of the part that holds the text: some programs call it `word/document2.xml`.
fn main_part(archive: &mut Archive<'_>) -> Result<String, OpenError> {
    let mut found = None;
    if let Some(part) = archive.part_if_there("_rels/.rels")? {
        walk(&part, FORMAT, |step| {
            if let Step::Open(element) = step
                && element.attribute("Type").ends_with("/officeDocument")
            {
                found = Some(element.attribute("Target").trim_start_matches('/').to_owned());
            }
        })?;
    }
    Ok(found.unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// What paragraph styles mean, by their ids. Ids are translated (`Ttulo1`), names are not.
#[derive(Default)]
struct Styles(HashMap<String, Meaning>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Is(BlockKind),
    /// A line of a table of contents.
    Contents,
}

impl Styles {
    fn read(part: &[u8]) -> Result<Styles, OpenError> {
        let mut found: HashMap<String, (Option<Meaning>, String)> = HashMap::new();
        let mut id = String::new();
        walk(part, FORMAT, |step| {
            let Step::Open(element) = step else { return };
            let value = element.attribute("w:val");
            match element.name() {
                "w:style" => {
                    id = element.attribute("w:styleId");
                    found.insert(id.clone(), (None, String::new()));
                }
                "w:name" => {
                    if let Some(style) = found.get_mut(&id) {
                        style.0 = meaning(&value);
                    }
                }
                "w:basedOn" => {
                    if let Some(style) = found.get_mut(&id) {
                        style.1 = value;
                    }
                }
                _ => {}
            }
        })?;
        let resolve = |id: &String| {
            let mut at = id;
            // Styles that name each other in a ring end here too.
            for _ in 0..16 {
                let (meaning, based_on) = found.get(at)?;
                if meaning.is_some() {
                    return *meaning;
                }
                at = based_on;
            }
            None
        };
        let known = found.keys().filter_map(|id| Some((id.clone(), resolve(id)?)));
        Ok(Styles(known.collect()))
    }
}

fn meaning(style_name: &str) -> Option<Meaning> {
    let name = style_name.to_ascii_lowercase();
    Some(match () {
        () if name.starts_with("heading") || name == "title" || name == "subtitle" => {
            Meaning::Is(BlockKind::Heading)
        }
        () if name == "caption" => Meaning::Is(BlockKind::Caption),
        () if name.starts_with("list") => Meaning::Is(BlockKind::ListItem),
        () if name.starts_with("toc ") => Meaning::Contents,
        () => return None,
    })
}

/// A paragraph that has been begun. Text boxes put paragraphs inside paragraphs.
#[derive(Default)]
struct Open {
    text: String,
    meaning: Option<Meaning>,
    is_item: bool,
}

struct Reader<'a> {
    styles: &'a Styles,
    composer: &'a mut Composer,
    open: Vec<Open>,
    /// How many elements around this place hold nothing to read.
    skipped: usize,
    is_notes: bool,
    /// Inside `<w:t>`: other text is layout.
    is_text: bool,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles, composer: &'a mut Composer) -> Self {
        Reader { styles, composer, open: Vec::new(), skipped: 0, is_notes: false, is_text: false }
    }

    fn read(mut self, part: &[u8]) -> Result<(), OpenError> {
        walk(part, FORMAT, |step| match step {
            Step::Open(element) if self.skipped > 0 || is_skipped(&element) => self.skipped += 1,
            Step::Close(_) if self.skipped > 0 => self.skipped -= 1,
            _ if self.skipped > 0 => {}
            Step::Open(element) => self.open(&element),
            Step::Close("w:p") => self.close(),
            Step::Close("w:t") => self.is_text = false,
            Step::Close(_) => {}
            Step::Text(said) if self.is_text => self.say(&said.replace(['\n', '\r'], " ")),
            Step::Text(_) => {}
        })
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "w:p" => self.open.push(Open::default()),
            "w:t" => self.is_text = true,
            "w:tab" => self.say("\t"),
            "w:br" | "w:cr" => self.say("\n"),
            "w:noBreakHyphen" => self.say("\u{2011}"),
            "w:pStyle" => {
                let style = self.styles.0.get(&element.attribute("w:val")).copied();
                if let Some(open) = self.open.last_mut() {
                    open.meaning = style;
                }
            }
            // A heading by its place in the outline, whatever its style.
            "w:outlineLvl" if element.attribute("w:val") != "9" => {
                if let Some(open) = self.open.last_mut() {
                    open.meaning = Some(Meaning::Is(BlockKind::Heading));
                }
            }
            "w:numId" => {
                if let Some(open) = self.open.last_mut() {
                    open.is_item = element.attribute("w:val") != "0";
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, said: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(said);
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let kind = match open.meaning {
            Some(Meaning::Contents) => return,
            _ if self.is_notes => BlockKind::Footnote,
            Some(Meaning::Is(kind)) => kind,
            None if open.is_item => BlockKind::ListItem,
            None => BlockKind::Paragraph,
        };
        self.composer.push(kind, &open.text);
    }
}

/// Deleted and moved-away text, the second copy of text boxes for old programs, tab stops, the
/// lines that part notes from the text.
fn is_skipped(element: &Element<'_>) -> bool {
    match element.name() {
        "w:del" | "w:moveFrom" | "mc:Fallback" | "w:tabs" | "w:pPrChange" | "w:rPrChange" => true,
        "w:footnote" | "w:endnote" => {
            !matches!(element.attribute("w:type").as_str(), "" | "normal")
        }
        _ => false,
    }
}
