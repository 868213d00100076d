//! TMX 1.4b, the exchange format of translation memories; the columns of a corpus as `x-` properties.

use std::io::{self, Write};

use super::Options;
use super::writer::Form;
use super::xml::{Ids, Xml};
use crate::bitext::Row;

pub(super) struct Tmx<W> {
    xml: Xml<W>,
    langs: [String; 2],
    ids: Ids,
}

impl<W: Write> Tmx<W> {
    pub fn new(out: W, options: &Options) -> io::Result<Self> {
        let langs = options.xml_langs();
        let mut xml = Xml::new(out)?;
        xml.doctype("tmx SYSTEM \"tmx14.dtd\"")?;
        xml.open("tmx", &[("version", "1.4")])?;
        xml.empty(
            "header",
            &[
                ("creationtool", "bitexto"),
                ("creationtoolversion", env!("CARGO_PKG_VERSION")),
                ("segtype", "sentence"),
                ("o-tmf", "corpus.tsv"),
                ("adminlang", "en"),
                ("srclang", &langs[0]),
                ("datatype", "plaintext"),
            ],
        )?;
        xml.open("body", &[])?;
        Ok(Tmx { xml, langs, ids: Ids::default() })
    }
}

impl<W: Write> Form<W> for Tmx<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let id = self.ids.unique(&row.id);
        self.xml.open("tu", &[("tuid", &id)])?;
        for (name, value) in props(row) {
            if !value.is_empty() {
                self.xml.text("prop", &[("type", name)], value)?;
            }
        }
        for (lang, text) in self.langs.iter().zip([&row.source, &row.target]) {
            self.xml.open("tuv", &[("xml:lang", lang)])?;
            self.xml.text("seg", &[], text)?;
            self.xml.close("tuv")?;
        }
        self.xml.close("tu")
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.xml.close("body")?;
        self.xml.close("tmx")?;
        Ok((vec![self.xml.finish()?], self.ids.n_renamed))
    }
}

/// The properties of a row, by name. [`crate::read::Tmx`] reads them back.
fn props(row: &Row) -> [(&'static str, &str); 8] {
    [
        ("x-doc", &row.doc),
        ("x-type", &row.kind),
        ("x-score", &row.score),
        ("x-source-sents", &row.source_sents),
        ("x-target-sents", &row.target_sents),
        ("x-source-par", &row.source_par),
        ("x-target-par", &row.target_par),
        ("x-flags", &row.flags),
    ]
}
