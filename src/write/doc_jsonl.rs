//! One record a document: `{"doc": .., "es": [..], "en": [..], "beads": [[[0],[0,1],0.97], ..]}`.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;

use twox_hash::XxHash3_64;

use super::beads::bead;
use super::jsonl::json;
use super::writer::{Form, Quotes, invalid};
use super::{Cleaned, Options, clean, typographic};
use crate::bitext::{Bead, Bitext, Lang, Row, Sentences};

/// Documents, of which the rows of one are held back until the next begins.
pub(super) struct DocJsonl<W> {
    out: W,
    langs: [Lang; 2],
    quotes: Quotes,
    doc: Option<String>,
    rows: Vec<(Bead, [String; 2])>,
    /// Hashes of the names that have been.
    seen: HashSet<u64>,
}

impl<W: Write> DocJsonl<W> {
    pub fn new(out: W, options: &Options) -> Self {
        let (langs, quotes) = (options.langs, options.quotes);
        DocJsonl { out, langs, quotes, doc: None, rows: Vec::new(), seen: HashSet::new() }
    }

    /// Writes the document whose rows were held back. A cell counts as one sentence: where the borders
    /// inside it were, no row says.
    fn flush_document(&mut self) -> io::Result<()> {
        let Some(doc) = self.doc.take() else { return Ok(()) };
        let rows = std::mem::take(&mut self.rows);
        let runs = |side: fn(&Bead) -> &Range<usize>| {
            let mut order: Vec<usize> =
                (0..rows.len()).filter(|&i| !side(&rows[i].0).is_empty()).collect();
            order.sort_by_key(|&i| side(&rows[i].0).start);
            let mut places = vec![0..0; rows.len()];
            for (place, &index) in order.iter().enumerate() {
                places[index] = place..place + 1;
            }
            (order, places)
        };
        let (source_order, source_places) = runs(|bead| &bead.source);
        let (target_order, target_places) = runs(|bead| &bead.target);
        let texts = |order: &[usize], side: usize| -> Vec<&str> {
            order.iter().map(|&i| rows[i].1[side].as_str()).collect()
        };
        let beads = rows.iter().enumerate().map(|(i, (bead, _))| {
            (source_places[i].clone(), target_places[i].clone(), bead.probability)
        });
        let beads: Vec<_> = beads.collect();
        self.record(&doc, &texts(&source_order, 0), &texts(&target_order, 1), &beads)
    }

    fn record(
        &mut self,
        doc: &str,
        source: &[impl AsRef<str>],
        target: &[impl AsRef<str>],
        beads: &[(Range<usize>, Range<usize>, f64)],
    ) -> io::Result<()> {
        let [source_lang, target_lang] = self.langs;
        let out = &mut self.out;
        write!(out, r#"{{"doc":{},"{source_lang}":"#, json(doc)?)?;
        write_list(source.iter(), |text| json(text.as_ref()), out)?;
        write!(out, r#","{target_lang}":"#)?;
        write_list(target.iter(), |text| json(text.as_ref()), out)?;
        write!(out, r#","beads":"#)?;
        let numbers =
            |run: &Range<usize>| run.clone().map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let bead = |(source, target, score): &(Range<usize>, Range<usize>, f64)| {
            Ok(format!("[[{}],[{}],{score:.4}]", numbers(source), numbers(target)))
        };
        write_list(beads.iter(), bead, out)?;
        writeln!(out, "}}")
    }

    /// Sentences as they are written, one an index.
    fn sentences(&self, side: &Sentences) -> Vec<String> {
        let sentence = |index| {
            // What was cleaned is counted where the rows are made.
            let text = clean(side.text(index), &mut Cleaned::default());
            match self.quotes {
                Quotes::Keep => text,
                Quotes::Typographic => typographic(&text).unwrap_or(text),
            }
        };
        (0..side.len()).map(sentence).collect()
    }

    /// A document begins; two of one name could not be told apart.
    fn begin(&mut self, doc: &str) -> io::Result<()> {
        if !self.seen.insert(XxHash3_64::oneshot(doc.as_bytes())) {
            return Err(invalid(format_args!(
                "document {doc:?} goes on after another one; expected its rows one after the other; \
                 sort the corpus by document"
            )));
        }
        Ok(())
    }
}

fn write_list<T>(
    items: impl Iterator<Item = T>,
    shown: impl Fn(T) -> io::Result<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, item) in items.enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}{}", shown(item)?)?;
    }
    out.write_all(b"]")
}

impl<W: Write> Form<W> for DocJsonl<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.doc.as_deref() != Some(&row.doc) {
            self.flush_document()?;
            self.begin(&row.doc)?;
            self.doc = Some(row.doc.clone());
        }
        self.rows.push((bead(row)?, [row.source.clone(), row.target.clone()]));
        Ok(())
    }

    fn bitext(&mut self, bitext: &Bitext, _rows: &[Row]) -> io::Result<()> {
        self.flush_document()?;
        let doc = clean(&bitext.name, &mut Cleaned::default());
        self.begin(&doc)?;
        let (source, target) = (self.sentences(&bitext.source), self.sentences(&bitext.target));
        let beads = bitext.alignment.beads().iter();
        let beads: Vec<_> =
            beads.map(|b| (b.source.clone(), b.target.clone(), b.probability)).collect();
        self.record(&doc, &source, &target, &beads)
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.flush_document()?;
        self.out.flush()?;
        Ok((vec![self.out], 0))
    }
}
