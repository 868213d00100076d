//! Documents in JSON lines as `write` puts them down: `{"doc": .., "es": [..], "en": [..], "beads": ..}`.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::ops::Range;

use serde::Deserialize;

use super::{CorpusError, CorpusFault};
use crate::bitext::{
    Alignment, Bead, Bitext, Block, BlockKind, Document, Lang, Sentence, Sentences,
};

/// Records of a doc-jsonl file, each with its line, counted from 1.
pub struct DocRecords<R> {
    input: R,
    line: usize,
    langs: [Lang; 2],
    /// The first record, which was read for its languages.
    first: Option<Record>,
}

#[derive(Debug, Deserialize)]
struct Record {
    doc: String,
    beads: Vec<(Vec<usize>, Vec<usize>, f64)>,
    /// The sentences, by language.
    #[serde(flatten)]
    sides: BTreeMap<String, Vec<String>>,
}

/// Bytes that a record may have; a thousand books are fewer.
const MAX_RECORD: u64 = 1 << 30;

impl<R: BufRead> DocRecords<R> {
    /// Reads the first record.
    ///
    /// # Errors
    /// When it is none, or has not two languages. An input without records is one of Spanish and English.
    pub fn new(input: R) -> Result<Self, CorpusError> {
        let mut records = DocRecords { input, line: 0, langs: [Lang::ES, Lang::EN], first: None };
        let Some(text) = records.next_line()? else { return Ok(records) };
        let record = records.record(&text)?;
        // The order of the languages is that of the record; a map would put `en` first.
        let mut langs: Vec<(usize, Lang)> = Vec::new();
        for name in record.sides.keys() {
            if let (Ok(lang), Some(at)) = (name.parse(), text.find(&format!("\"{name}\":"))) {
                langs.push((at, lang));
            }
        }
        langs.sort_unstable();
        match langs[..] {
            [(_, source), (_, target)] => records.langs = [source, target],
            _ => {
                return Err(
                    records.fault("expected the sentences of two languages, \"es\" and \"en\"")
                );
            }
        }
        records.first = Some(record);
        Ok(records)
    }

    /// The languages of source and target: those of the first record.
    pub fn langs(&self) -> [Lang; 2] {
        self.langs
    }

    fn fault(&self, message: impl ToString) -> CorpusError {
        CorpusError { line: self.line, fault: CorpusFault::Record(message.to_string()) }
    }

    fn next_line(&mut self) -> Result<Option<String>, CorpusError> {
        self.line += 1;
        let mut line = Vec::new();
        let mut limited = std::io::Read::take(&mut self.input, MAX_RECORD);
        let n = limited.read_until(b'\n', &mut line);
        match n.map_err(|e| CorpusError { line: self.line, fault: CorpusFault::Io(e) })? {
            0 => Ok(None),
            _ => String::from_utf8(line).map(Some).map_err(|e| {
                let at = e.utf8_error().valid_up_to();
                CorpusError { line: self.line, fault: CorpusFault::NotUtf8 { at } }
            }),
        }
    }

    fn record(&self, text: &str) -> Result<Record, CorpusError> {
        serde_json::from_str(text).map_err(|e| {
            self.fault(format_args!("{e}; expected a record such as {{\"doc\": .., \"es\": [..], \"en\": [..], \"beads\": ..}}"))
        })
    }

    fn bitext(&self, mut record: Record) -> Result<Bitext, CorpusError> {
        let name = record.doc;
        let [source, target] = self.langs.map(|lang| record.sides.remove(lang.code()));
        let (Some(source), Some(target)) = (source, target) else {
            return Err(self.fault(format_args!(
                "expected sentences in {} and {}",
                self.langs[0], self.langs[1]
            )));
        };
        let mut beads: Vec<Bead> = Vec::new();
        for (source, target, probability) in &record.beads {
            let (Some(source), Some(target)) = (run(source), run(target)) else {
                return Err(self.fault("a bead whose sentences do not follow each other"));
            };
            beads.push(Bead { source, target, probability: *probability, crossing: false });
        }
        mark_crossing(&mut beads);
        place_gaps(&mut beads);
        let alignment = Alignment::new(beads, source.len(), target.len());
        Ok(Bitext {
            source_lang: self.langs[0],
            target_lang: self.langs[1],
            source: sentences(&name, &source),
            target: sentences(&name, &target),
            alignment: alignment.map_err(|e| self.fault(e))?,
            name,
        })
    }
}

impl<R: BufRead> Iterator for DocRecords<R> {
    type Item = Result<(usize, Bitext), CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.first.take() {
            Some(record) => record,
            None => match self.next_line() {
                Ok(None) => return None,
                Ok(Some(text)) => match self.record(&text) {
                    Ok(record) => record,
                    Err(error) => return Some(Err(error)),
                },
                Err(error) => return Some(Err(error)),
            },
        };
        Some(self.bitext(record).map(|bitext| (self.line, bitext)))
    }
}

/// A list of sentences as a run.
fn run(list: &[usize]) -> Option<Range<usize>> {
    let Some(&first) = list.first() else { return Some(0..0) };
    let is_run = list.iter().enumerate().all(|(index, &n)| first.checked_add(index) == Some(n));
    is_run.then(|| first..first.saturating_add(list.len()))
}

/// Gaps stand where the text is; the record only says that they are empty.
fn place_gaps(beads: &mut [Bead]) {
    let (mut i, mut j) = (0, 0);
    for bead in beads {
        for (run, end) in [(&mut bead.source, &mut i), (&mut bead.target, &mut j)] {
            if Range::is_empty(run) {
                *run = *end..*end;
            }
        }
        i = bead.source.end;
        j = if bead.crossing { j } else { bead.target.end };
    }
}

/// Marks the beads off the longest chain that keeps the order of the target: which were moved, the
/// record does not say.
fn mark_crossing(beads: &mut [Bead]) {
    // tails[n] is the bead that ends the best chain of n + 1 beads; before[i] the one before bead i.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; beads.len()];
    for (index, bead) in beads.iter().enumerate().filter(|(_, bead)| !bead.target.is_empty()) {
        let place = tails.partition_point(|&tail| beads[tail].target.start < bead.target.start);
        before[index] = place.checked_sub(1).map(|n| tails[n]);
        if place == tails.len() { tails.push(index) } else { tails[place] = index }
    }
    let mut kept = vec![false; beads.len()];
    let mut next = tails.last().copied();
    while let Some(index) = next {
        kept[index] = true;
        next = before[index];
    }
    for (bead, kept) in beads.iter_mut().zip(kept) {
        bead.crossing = !kept && !bead.is_null();
    }
}

/// Sentences, a line each, as a document of one block: records know no paragraphs.
fn sentences(name: &str, texts: &[String]) -> Sentences {
    let text = texts.join("\n");
    let mut start = 0;
    let places = texts.iter().map(|sentence| {
        let span = start..start + sentence.len();
        start = span.end + 1;
        Sentence { span, block: 0 }
    });
    let places = places.collect();
    let blocks = vec![Block { span: 0..text.len(), kind: BlockKind::Paragraph }];
    Sentences::new(Document { name: name.to_owned(), text, blocks }, places)
}
