//! A corpus in TMX as `write` puts it down, unit by unit.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{CorpusError, CorpusFault};
use crate::bitext::{Lang, Row};

/// Units of a TMX file, each as a row with the line that it ends on, counted from 1.
///
/// The columns of the row are the unit's `x-` properties; TMX of other programs, which has no scores
/// and no sentence numbers, is an error.
pub struct Tmx<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    line: usize,
    langs: [Lang; 2],
    /// The first unit, which was read for its languages.
    first: Option<Result<(usize, Row), CorpusError>>,
    /// Whether `</tmx>` was seen.
    is_closed: bool,
    is_over: bool,
}

/// Bytes that a unit may have, and the head of the file; more means that it holds something else.
const MAX_UNIT: usize = 64 << 20;

/// An input of which a unit at a time may be read.
struct Bounded<R> {
    input: R,
    /// How many bytes the unit may still have.
    n_left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.fill_buf()?.read(bytes)?;
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_left == 0 {
            let what = format!("a unit longer than {} MiB", MAX_UNIT >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        self.n_left = self.n_left.saturating_sub(n_bytes);
        self.input.consume(n_bytes);
    }
}

/// A unit as it stands in the file.
#[derive(Debug, Default)]
struct Unit {
    row: Row,
    /// Language tags and texts.
    texts: Vec<(String, String)>,
    /// The property that is being read.
    prop: String,
    /// The characters since the last tag that matters.
    text: String,
    unknown_entity: Option<String>,
}

impl<R: BufRead> Tmx<R> {
    /// Reads up to the first unit.
    ///
    /// # Errors
    /// When the input is no TMX, or its first unit has not two languages. An input without units is one
    /// of Spanish and English.
    pub fn new(input: R) -> Result<Self, CorpusError> {
        let langs = [Lang::ES, Lang::EN];
        let mut reader = Reader::from_reader(Bounded { input, n_left: MAX_UNIT });
        reader.config_mut().check_end_names = true;
        let mut tmx = Tmx {
            reader,
            buffer: Vec::new(),
            line: 1,
            langs,
            first: None,
            is_closed: false,
            is_over: false,
        };
        if let Some(unit) = tmx.unit()? {
            let tags: Vec<Lang> = unit.texts.iter().filter_map(|(tag, _)| lang(tag)).collect();
            match tags[..] {
                [source, target] if source != target => tmx.langs = [source, target],
                _ => return Err(at(tmx.line, "the first unit has not two languages")),
            }
            tmx.first = Some(tmx.row(unit));
        }
        Ok(tmx)
    }

    /// The languages of source and target: those of the first unit.
    pub fn langs(&self) -> [Lang; 2] {
        self.langs
    }

    /// The next unit; `None` at the end.
    fn unit(&mut self) -> Result<Option<Unit>, CorpusError> {
        let mut unit = Unit::default();
        self.reader.get_mut().n_left = MAX_UNIT;
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(at(self.line, format!("{error}; is this a TMX file?"))),
            };
            self.line += memchr::memchr_iter(b'\n', event.as_bytes()).count();
            match &event {
                Event::Start(tag) => unit.start(tag),
                Event::Text(piece) => unit.text.push_str(&piece.xml10_content()),
                Event::CData(piece) => unit.text.push_str(piece),
                Event::GeneralRef(reference) => unit.resolve(reference),
                Event::End(tag) => match tag.local_name().as_ref() {
                    "tu" => return Ok(Some(unit)),
                    "tmx" => self.is_closed = true,
                    name => unit.end(name),
                },
                Event::Eof if self.is_closed => return Ok(None),
                Event::Eof => {
                    return Err(at(self.line, "ends before </tmx>; is this a whole TMX file?"));
                }
                _ => {}
            }
        }
    }

    /// A unit as a row.
    fn row(&self, unit: Unit) -> Result<(usize, Row), CorpusError> {
        let fault = |message: &str| at(self.line, message);
        if let Some(entity) = unit.unknown_entity {
            return Err(at(self.line, format!("unknown entity &{entity};; expected plain text")));
        }
        let mut row = unit.row;
        for (tag, text) in unit.texts {
            match lang(&tag) {
                Some(lang) if lang == self.langs[0] => row.source = text,
                Some(lang) if lang == self.langs[1] => row.target = text,
                _ => {
                    return Err(at(
                        self.line,
                        format!("a text in {tag:?}; expected two languages"),
                    ));
                }
            }
        }
        if row.doc.is_empty() || row.score.is_empty() || row.kind.is_empty() {
            return Err(fault(
                "a unit without the properties x-doc, x-type and x-score; expected TMX that bitexto wrote; \
                 TMX of other programs has no scores and no sentence numbers",
            ));
        }
        Ok((self.line, row))
    }
}

impl<R: BufRead> Iterator for Tmx<R> {
    type Item = Result<(usize, Row), CorpusError>;

    /// The next row; a fault of the XML ends the reading.
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        if self.is_over {
            return None;
        }
        match self.unit() {
            Ok(Some(unit)) => Some(self.row(unit)),
            Ok(None) => None,
            Err(error) => {
                self.is_over = true;
                Some(Err(error))
            }
        }
    }
}

impl Unit {
    fn start(&mut self, tag: &BytesStart) {
        match tag.local_name().as_ref() {
            "tu" => self.row.id = attribute(tag, "tuid"),
            "prop" => self.prop = attribute(tag, "type"),
            "tuv" => self.texts.push((attribute(tag, "xml:lang"), String::new())),
            "seg" => {}
            _ => return,
        }
        self.text.clear();
    }

    fn end(&mut self, name: &str) {
        let row = &mut self.row;
        let field = match (name, &*self.prop) {
            ("seg", _) => match self.texts.last_mut() {
                Some((_, text)) => text,
                None => return,
            },
            ("prop", "x-doc") => &mut row.doc,
            ("prop", "x-type") => &mut row.kind,
            ("prop", "x-score") => &mut row.score,
            ("prop", "x-source-sents") => &mut row.source_sents,
            ("prop", "x-target-sents") => &mut row.target_sents,
            ("prop", "x-source-par") => &mut row.source_par,
            ("prop", "x-target-par") => &mut row.target_par,
            ("prop", "x-flags") => &mut row.flags,
            _ => return,
        };
        *field = std::mem::take(&mut self.text);
    }

    fn resolve(&mut self, reference: &BytesRef) {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.text.push(c),
            _ => match quick_xml::escape::resolve_predefined_entity(reference) {
                Some(text) => self.text.push_str(text),
                None => self.unknown_entity = Some(reference.to_string()),
            },
        }
    }
}

/// The value of an attribute; nothing where it is missing or cannot be read.
fn attribute(tag: &BytesStart, name: &str) -> String {
    let value = tag.try_get_attribute(name).ok().flatten();
    value
        .and_then(|a| Some(a.normalized_value(XmlVersion::Explicit1_0).ok()?.into_owned()))
        .unwrap_or_default()
}

/// The language of a tag such as `es-MX`.
fn lang(tag: &str) -> Option<Lang> {
    tag.split('-').next()?.parse().ok()
}

fn at(line: usize, message: impl Into<String>) -> CorpusError {
    CorpusError { line, fault: CorpusFault::Record(message.into()) }
}
