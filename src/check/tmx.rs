//! Translation memories: TMX 1.4b.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder as CharsetDecoder, UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};

use super::chars::{Decoder, Seen};
use super::faults::{Faults, Report};
use super::plain::invalid;
use super::{Kind, Place};

/// Attributes that the header of TMX 1.4b must have.
const HEADER_ATTRIBUTES: [&str; 7] =
    ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"];

/// Bytes that one tag or stretch of text may have; bounds the memory.
const MAX_EVENT: usize = 64 << 20;

/// Elements that may stand inside each other; bounds the memory.
const MAX_DEPTH: usize = 1000;

/// Attributes that a tag may have, for the same reason: each is compared with those before it.
const MAX_ATTRIBUTES: usize = 1000;

/// Bytes that the name of an element may have.
const MAX_NAME: usize = 1000;

/// Checks a TMX; of each kind of fault, `max` places are kept. Reading stops at the first place
/// where the XML cannot be read on, which is then the last fault.
///
/// # Errors
/// Those of `input`.
pub fn tmx(mut input: impl BufRead, max: usize) -> io::Result<Report> {
    let charset = match input.fill_buf()? {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ => None,
    };
    match charset {
        Some(charset) => {
            let decoder = charset.new_decoder_with_bom_removal();
            check(BufReader::new(Transcoded { input, decoder, is_done: false }), max)
        }
        None => check(input, max),
    }
}

fn check(input: impl BufRead, max: usize) -> io::Result<Report> {
    let counted = Counted {
        input,
        decoder: Decoder::new(),
        n_event: 0,
        found: Faults::new(max),
        error: None,
    };
    let mut reader = Reader::from_reader(counted);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut tmx = Tmx::new(max);
    let mut buffer = Vec::new();
    loop {
        tmx.place = reader.get_ref().decoder.place();
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let source = reader.get_mut();
        source.n_event = 0;
        let is_end = matches!(event, Ok(Event::Eof) | Err(_));
        if is_end {
            let found = &mut source.found;
            source.decoder.finish(|seen, place| look_at(seen, place, found));
        }
        tmx.faults.append(&mut source.found);
        if let Some(error) = source.error.take() {
            return Err(error);
        }
        match event {
            Ok(Event::Eof) => break tmx.end(),
            Ok(event) if tmx.event(&event) => {}
            Ok(_) => break,
            // Said above, with its place.
            Err(Error::Encoding(_)) => break,
            Err(error) => {
                tmx.malformed(&error);
                break;
            }
        }
    }
    Ok(tmx.faults.report(reader.get_ref().decoder.place()))
}

/// What is known of the file so far.
struct Tmx {
    faults: Faults,
    /// Where the event that is looked at begins.
    place: Place,
    open: Vec<String>,
    has_root: bool,
    has_header: bool,
    unit: Option<Unit>,
    /// Hashes of the ids so far: eight bytes each, so that ten million of them fit.
    ids: HashSet<u64, BuildHasherDefault<DefaultHasher>>,
}

#[derive(Debug)]
struct Unit {
    place: Place,
    id: String,
    n_variants: usize,
    variant: Place,
    n_segments: usize,
    segment: Option<(Place, bool)>,
}

impl Tmx {
    fn new(max: usize) -> Self {
        Tmx {
            faults: Faults::new(max),
            place: Place { line: 1, column: 1 },
            open: Vec::new(),
            has_root: false,
            has_header: false,
            unit: None,
            ids: HashSet::default(),
        }
    }

    /// Looks at an event; false where reading on makes no sense.
    fn event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(tag) => return self.start(tag),
            Event::End(_) => self.end_element(),
            Event::Text(text) => {
                let is_blank = text.trim_ascii().is_empty();
                self.text(!is_blank);
                if self.open.is_empty() && !is_blank && &**text != "\u{FEFF}" {
                    self.fault(Kind::Malformed, "text outside the root element");
                }
            }
            Event::CData(text) => self.text(!text.trim_ascii().is_empty()),
            Event::GeneralRef(name) => {
                self.reference(name);
                self.text(true);
            }
            _ => {}
        }
        true
    }

    fn fault(&mut self, kind: Kind, detail: impl Into<String>) {
        self.faults.add(kind, self.place, || detail.into());
    }

    fn malformed(&mut self, error: &Error) {
        self.fault(Kind::Malformed, error.to_string());
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> bool {
        let name = tag.name().as_ref().to_owned();
        if self.open.is_empty() {
            if self.has_root {
                self.fault(Kind::Malformed, format!("a second root element, {name}"));
            } else if name != "tmx" {
                self.fault(Kind::NotTmx, format!("the root is {name}; expected tmx"));
            }
            self.has_root = true;
        }
        if self.open.len() >= MAX_DEPTH {
            self.fault(Kind::Malformed, format!("more than {MAX_DEPTH} elements in each other"));
            return false;
        }
        if name.len() > MAX_NAME {
            self.fault(Kind::Malformed, format!("the name of an element has {} bytes", name.len()));
            return false;
        }
        if tag.contains('<') {
            self.fault(Kind::Malformed, "< inside a tag");
        }
        let attributes = self.attributes(tag);
        let value = |wanted: &str| {
            attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        match name.as_str() {
            "header" => {
                self.has_header = true;
                for wanted in HEADER_ATTRIBUTES {
                    if value(wanted).is_none() {
                        self.fault(Kind::HeaderAttribute, wanted);
                    }
                }
            }
            "tu" => {
                let id = value("tuid").unwrap_or_default();
                if !id.is_empty() && !self.ids.insert(self.ids.hasher().hash_one(&id)) {
                    self.fault(Kind::DoubledId, id.clone());
                }
                let place = self.place;
                self.unit = Some(Unit {
                    place,
                    id,
                    n_variants: 0,
                    variant: place,
                    n_segments: 0,
                    segment: None,
                });
            }
            "tuv" => {
                if value("xml:lang").or_else(|| value("lang")).is_none_or(|lang| lang.is_empty()) {
                    self.fault(Kind::NoLanguage, self.unit_name());
                }
                let place = self.place;
                if let Some(unit) = &mut self.unit {
                    unit.n_variants += 1;
                    unit.n_segments = 0;
                    unit.variant = place;
                }
            }
            "seg" => {
                let place = self.place;
                if let Some(unit) = &mut self.unit {
                    unit.n_segments += 1;
                    unit.segment = Some((place, false));
                }
            }
            _ => {}
        }
        self.open.push(name);
        true
    }

    fn attributes(&mut self, tag: &BytesStart<'_>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for attribute in tag.attributes() {
            if found.len() == MAX_ATTRIBUTES {
                let what = format!("more than {MAX_ATTRIBUTES} attributes in a tag");
                self.fault(Kind::Malformed, what);
                break;
            }
            match attribute {
                Ok(attribute) => {
                    found.push((attribute.key.as_ref().to_owned(), attribute.value.into_owned()))
                }
                Err(error) => {
                    self.fault(Kind::Malformed, error.to_string());
                    break;
                }
            }
        }
        found
    }

    fn end_element(&mut self) {
        match self.open.pop().as_deref() {
            Some("seg") => {
                let name = self.unit_name();
                if let Some((place, false)) = self.unit.as_mut().and_then(|u| u.segment.take()) {
                    self.faults.add(Kind::EmptySegment, place, || name);
                }
            }
            Some("tuv") => {
                if let Some(unit) = self.unit.as_ref().filter(|unit| unit.n_segments != 1) {
                    let n = unit.n_segments;
                    self.faults.add(Kind::NoSegment, unit.variant, || format!("{n} segments"));
                }
            }
            Some("tu") => {
                if let Some(unit) = self.unit.take().filter(|unit| unit.n_variants < 2) {
                    let detail = || format!("{} variants {}", unit.n_variants, unit.id);
                    self.faults.add(Kind::TooFewVariants, unit.place, detail);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, has_text: bool) {
        if let Some((_, seen)) = self.unit.as_mut().and_then(|unit| unit.segment.as_mut()) {
            *seen |= has_text;
        }
    }

    /// `&amp;` and `&#233;`: the five names of XML, and characters that XML allows.
    fn reference(&mut self, name: &BytesRef<'_>) {
        let shown = name.to_string();
        let code = match shown.strip_prefix('#') {
            None if ["amp", "lt", "gt", "quot", "apos"].contains(&shown.as_str()) => return,
            None => return self.fault(Kind::Malformed, format!("&{shown}; is not known to XML")),
            Some(number) => match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            },
        };
        match code.ok().and_then(char::from_u32) {
            Some(c) if is_legal(c) => {}
            _ => self.fault(Kind::IllegalCharacter, format!("&{shown};")),
        }
    }

    /// The end of the file.
    fn end(&mut self) {
        if let Some(name) = self.open.last().cloned() {
            self.fault(Kind::Malformed, format!("the file ends inside {name}"));
        } else if !self.has_root {
            self.fault(Kind::NotTmx, "no element at all");
        } else if !self.has_header {
            self.fault(Kind::NotTmx, "there is no header");
        }
    }

    fn unit_name(&self) -> String {
        match &self.unit {
            Some(unit) if !unit.id.is_empty() => format!("unit {}", unit.id),
            _ => String::new(),
        }
    }
}

/// Whether XML 1.0 allows a character.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Counts what is wrong with a character as such.
fn look_at(seen: Seen, place: Place, found: &mut Faults) {
    match seen {
        Seen::Invalid(byte) => found.add(Kind::NotUtf8, place, || invalid(byte)),
        Seen::Char(c) if !is_legal(c) => {
            found.add(Kind::IllegalCharacter, place, || format!("U+{:04X}", u32::from(c)));
        }
        Seen::Char(_) => {}
    }
}

/// Knows the place of what was read last, and looks at every character on the way.
struct Counted<R> {
    input: R,
    decoder: Decoder,
    /// Bytes since the last event.
    n_event: usize,
    /// Faults of characters since the last event: counted, since an event may be made of nothing else.
    found: Faults,
    /// A fault of the input itself, which the XML reader would hand on as one of its own.
    error: Option<io::Error>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_event > MAX_EVENT {
            return Err(io::Error::other("a tag or text is larger than 64 MiB"));
        }
        match self.input.fill_buf() {
            Ok(bytes) => Ok(bytes),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            Err(e) => {
                self.error = Some(io::Error::new(e.kind(), e.to_string()));
                Err(e)
            }
        }
    }

    fn consume(&mut self, n: usize) {
        self.n_event += n;
        let found = &mut self.found;
        if let Ok(bytes) = self.input.fill_buf() {
            let bytes = &bytes[..n.min(bytes.len())];
            self.decoder.feed(bytes, |seen, place| look_at(seen, place, found));
        }
        self.input.consume(n);
    }
}

/// UTF-16 as UTF-8.
struct Transcoded<R> {
    input: R,
    decoder: CharsetDecoder,
    is_done: bool,
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A character takes up to three bytes, four for a pair of units.
        if out.len() < 8 {
            return Err(io::Error::other("the buffer is too small for a character"));
        }
        loop {
            let bytes = self.input.fill_buf()?;
            let is_last = bytes.is_empty();
            if is_last && self.is_done {
                return Ok(0);
            }
            let (result, n_read, n_written, _) = self.decoder.decode_to_utf8(bytes, out, is_last);
            self.input.consume(n_read);
            self.is_done = is_last && result == CoderResult::InputEmpty;
            if n_written > 0 || self.is_done {
                return Ok(n_written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" adminlang=\"en\" srclang=\"es\" datatype=\"plaintext\"/>\n<body>\n";
    const UNIT: &str = "<tu tuid=\"a\"><tuv xml:lang=\"es\"><seg>Sí &amp; no</seg></tuv><tuv xml:lang=\"en\"><seg>Yes</seg></tuv></tu>\n";
    const TAIL: &str = "</body></tmx>\n";

    fn found(text: &[u8]) -> Vec<(Kind, u64, u64, u64)> {
        let report = tmx(text, 5).unwrap();
        let fault = |f: &super::super::Fault| {
            (f.kind, f.count, f.spots[0].place.line, f.spots[0].place.column)
        };
        report.faults.iter().map(fault).collect()
    }

    fn body(units: &str) -> Vec<(Kind, u64, u64, u64)> {
        found(format!("{HEAD}{units}{TAIL}").as_bytes())
    }

    #[test]
    fn whole_memories_have_no_faults() {
        assert_eq!(body(UNIT), []);
        let wide = format!("\u{FEFF}{HEAD}{UNIT}{TAIL}");
        for little in [true, false] {
            let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
            let bytes: Vec<u8> = wide.encode_utf16().flat_map(bytes).collect();
            assert_eq!(found(&bytes), []);
        }
        assert_eq!(found(wide.as_bytes()), []);
    }

    #[test]
    fn units_are_looked_into() {
        assert_eq!(body(&UNIT.repeat(2)), [(Kind::DoubledId, 1, 6, 1)]);
        assert_eq!(
            body("<tu><tuv><seg>x</seg></tuv></tu>"),
            [(Kind::TooFewVariants, 1, 5, 1), (Kind::NoLanguage, 1, 5, 5)]
        );
        let none = UNIT.replace("<seg>Yes</seg>", "");
        assert_eq!(body(&none), [(Kind::NoSegment, 1, 5, 61)]);
        let empty = UNIT.replace("Yes", " ");
        assert_eq!(body(&empty), [(Kind::EmptySegment, 1, 5, 80)]);
        let control = UNIT.replace("Yes", "Y&#11;\u{1}");
        assert_eq!(body(&control), [(Kind::IllegalCharacter, 2, 5, 86)]);
    }

    #[test]
    fn memory_does_not_grow_with_faults() {
        let unit = UNIT.replace("Yes", &"\u{1}".repeat(1000));
        let report = tmx(format!("{HEAD}{unit}{TAIL}").as_bytes(), 5).unwrap();
        assert_eq!((report.faults[0].count, report.faults[0].spots.len()), (1000, 5));
        // A second kind has its own places, with what stands there.
        let both = [HEAD.as_bytes(), b"<note>\x01\x02\xF1</note>", TAIL.as_bytes()].concat();
        let report = tmx(&*both, 1).unwrap();
        let details: Vec<&str> = report.faults.iter().map(|f| &*f.spots[0].detail).collect();
        assert_eq!(details, ["byte 0xF1", "U+0001"]);
        let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(body(&format!("<note{attributes}/>{UNIT}")), [(Kind::Malformed, 1, 5, 1)]);
        let long = "x".repeat(5000);
        let report = tmx(
            format!("{HEAD}{}", UNIT.repeat(2)).replace("\"a\"", &format!("'{long}'")).as_bytes(),
            1,
        );
        let report = report.unwrap();
        assert!(report.faults.iter().all(|f| f.spots[0].detail.chars().count() <= 201));
        assert_eq!(body(&format!("<{long}></{long}>")), [(Kind::Malformed, 1, 5, 1)]);
    }

    #[test]
    fn broken_xml_has_its_place() {
        let crossed = UNIT.replace("</seg></tuv><tuv", "</tuv></seg><tuv");
        assert_eq!(body(&crossed)[0], (Kind::Malformed, 1, 5, 49));
        assert!(matches!(body("<tu\n")[..], [(Kind::Malformed, _, 5, 1)]));
        assert_eq!(found(format!("{HEAD}{UNIT}").as_bytes()), [(Kind::Malformed, 1, 6, 1)]);
        assert_eq!(body(&UNIT.replace("&amp;", "&nbsp;")), [(Kind::Malformed, 1, 5, 41)]);
        assert_eq!(body("<!-- a -- b -->")[0].0, Kind::Malformed);
        assert_eq!(body(&UNIT.replace("Sí &amp; no", "Sí & no"))[0].0, Kind::Malformed);
        assert_eq!(found(b"<html></html>"), [(Kind::NotTmx, 2, 1, 1)]);
        assert_eq!(found(b""), [(Kind::NotTmx, 1, 1, 1)]);
        let bare =
            format!("{HEAD}{TAIL}").replace(" srclang=\"es\"", "").replace(" o-tmf=\"x\"", "");
        assert_eq!(found(bare.as_bytes()), [(Kind::HeaderAttribute, 2, 3, 1)]);
        let latin = [HEAD.as_bytes(), b"<note>\xF1</note>", TAIL.as_bytes()].concat();
        assert_eq!(found(&latin), [(Kind::NotUtf8, 1, 5, 7)]);
    }
}
