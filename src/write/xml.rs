//! What TMX and XLIFF share: declared, indented XML and ids that are unique.

use std::collections::HashSet;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use twox_hash::XxHash3_64;

/// An XML file that is being written. Control characters are not looked for: XML cannot hold them,
/// and texts were cleaned of them.
pub(super) struct Xml<W> {
    writer: Writer<W>,
}

impl<W: Write> Xml<W> {
    /// Writes the declaration.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Xml { writer })
    }

    pub fn doctype(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::DocType(BytesText::from_escaped(text)))
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.writer.write_event(Event::Start(start))
    }

    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.writer.write_event(Event::Empty(start))
    }

    /// An element with nothing but text in it; all five entities are escaped.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        let element = self.writer.create_element(name);
        element
            .with_attributes(attributes.iter().copied())
            .write_text_content(BytesText::new(text))
            .map(|_| ())
    }

    pub fn finish(self) -> io::Result<W> {
        let mut out = self.writer.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(out)
    }
}

/// Ids that were given out. Eight bytes of hash stand for each; two ids that share one only cost the
/// second a needless number.
#[derive(Default)]
pub(super) struct Ids {
    seen: HashSet<u64>,
    pub n_renamed: usize,
}

impl Ids {
    /// `id`, or where it was given out before, `id#2` and so on.
    pub fn unique(&mut self, id: &str) -> String {
        if self.seen.insert(XxHash3_64::oneshot(id.as_bytes())) {
            return id.to_owned();
        }
        self.n_renamed += 1;
        let numbered = (2_u64..).map(|n| format!("{id}#{n}"));
        numbered
            .into_iter()
            .find(|id| self.seen.insert(XxHash3_64::oneshot(id.as_bytes())))
            .unwrap_or_default()
    }
}
