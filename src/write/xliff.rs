//! XLIFF 1.2, a bilingual file for translation tools: a `file` a document, a `trans-unit` a pair.

use std::io::{self, Write};

use super::Options;
use super::writer::Form;
use super::xml::{Ids, Xml};
use crate::bitext::Row;

pub(super) struct Xliff<W> {
    xml: Xml<W>,
    langs: [String; 2],
    doc: Option<String>,
    ids: Ids,
}

impl<W: Write> Xliff<W> {
    pub fn new(out: W, options: &Options) -> io::Result<Self> {
        let mut xml = Xml::new(out)?;
        let space = "urn:oasis:names:tc:xliff:document:1.2";
        xml.open("xliff", &[("version", "1.2"), ("xmlns", space)])?;
        Ok(Xliff { xml, langs: options.xml_langs(), doc: None, ids: Ids::default() })
    }

    fn open_file(&mut self, doc: &str) -> io::Result<()> {
        self.close_file()?;
        let [source, target] = &self.langs;
        self.xml.open(
            "file",
            &[
                ("original", doc),
                ("source-language", source),
                ("target-language", target),
                ("datatype", "plaintext"),
            ],
        )?;
        self.xml.open("body", &[])?;
        self.doc = Some(doc.to_owned());
        Ok(())
    }

    fn close_file(&mut self) -> io::Result<()> {
        if self.doc.take().is_some() {
            self.xml.close("body")?;
            self.xml.close("file")?;
        }
        Ok(())
    }
}

impl<W: Write> Form<W> for Xliff<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.doc.as_deref() != Some(&row.doc) {
            self.open_file(&row.doc)?;
        }
        let id = self.ids.unique(&row.id);
        let approved = if row.is_reviewed() { "yes" } else { "no" };
        self.xml.open("trans-unit", &[("id", &id), ("approved", approved)])?;
        self.xml.text("source", &[], &row.source)?;
        self.xml.text("target", &[], &row.target)?;
        self.xml.open("context-group", &[("purpose", "information")])?;
        for (kind, value) in
            [("x-score", &row.score), ("x-type", &row.kind), ("x-flags", &row.flags)]
        {
            if !value.is_empty() {
                self.xml.text("context", &[("context-type", kind)], value)?;
            }
        }
        self.xml.close("context-group")?;
        self.xml.close("trans-unit")
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        if self.doc.is_none() {
            // A file without units is legal, an XLIFF without a file is not.
            self.open_file("")?;
        }
        self.close_file()?;
        self.xml.close("xliff")?;
        Ok((vec![self.xml.finish()?], self.ids.n_renamed))
    }
}
