//! What is done with one pair of texts, alone or among many.

use std::num::NonZeroUsize;
use std::{panic, thread};

use bitexto::align::{Aligner, Anchors, Explanation, Texts, relatedness};
use bitexto::bitext::{Bead, Bitext, Document, Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::read;
use bitexto::split::Splitter;

use super::anchors::AnchorFile;
use super::input::{Abbreviations, Held, check_languages, document, shown, splitter, text};
use super::{Fault, Voice};

/// Bytes of texts of which two are split and encoded side by side.
const LONG: usize = 1 << 17;

/// Everything that pairs of texts are aligned with. One a thread.
pub(super) struct Worker<'a> {
    pub langs: [Lang; 2],
    /// Inputs hold a sentence a line.
    pub presplit: bool,
    /// The field of JSONL records that holds the text, where it is none of the usual ones.
    pub field: Option<&'a str>,
    /// Moved text is looked for.
    pub reorder: bool,
    /// Beads to be held fixed.
    pub anchors: Option<&'a AnchorFile>,
    model: &'a Model,
    splitters: [Splitter; 2],
    encoder: Encoder<'a>,
    aligner: Aligner,
}

/// A pair of texts in sentences, with their vectors.
pub(super) struct Prepared {
    name: String,
    langs: [Lang; 2],
    sides: [Sentences; 2],
    vectors: [Vectors; 2],
}

impl Prepared {
    /// The two texts as the aligner takes them.
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            source: &self.sides[0],
            target: &self.sides[1],
            langs: self.langs,
            source_vectors: &self.vectors[0],
            target_vectors: &self.vectors[1],
        }
    }
}

impl<'a> Worker<'a> {
    /// A worker for texts in these languages; `abbreviations` add to the splitters.
    pub fn new(
        langs: [Lang; 2],
        abbreviations: Option<&Abbreviations>,
        model: &'a Model,
    ) -> Result<Self, Fault> {
        Ok(Worker {
            langs,
            presplit: false,
            field: None,
            reorder: false,
            anchors: None,
            splitters: [splitter(langs[0], abbreviations)?, splitter(langs[1], abbreviations)?],
            model,
            encoder: Encoder::new(model),
            aligner: Aligner::default(),
        })
    }

    /// Sets how many threads share the work on one pair; one if nothing is said.
    pub fn share_among(&mut self, threads: NonZeroUsize) {
        self.aligner.threads = threads;
    }

    /// Reads two texts and splits them into sentences.
    pub fn prepare(
        &self,
        name: &str,
        texts: [Held<'_>; 2],
        voice: &Voice,
    ) -> Result<Prepared, Fault> {
        let paths = texts.each_ref().map(|text| text.path);
        let [source, target] = texts;
        let (source, target) = (self.read(name, source, voice)?, self.read(name, target, voice)?);
        let raw = [&*source.text, &*target.text];
        for (path, text) in paths.iter().zip(raw) {
            if !text.chars().any(char::is_alphanumeric) {
                let what =
                    if text.trim().is_empty() { "is empty" } else { "holds no letters or digits" };
                voice.warn(format_args!("{} {what}; expected a text", shown(path)));
            }
        }
        if raw[0] == raw[1] && !raw[0].trim().is_empty() {
            voice.warn(format_args!(
                "{} and {} hold the same text",
                shown(paths[0]),
                shown(paths[1])
            ));
        } else {
            check_languages(paths, raw, self.langs, voice);
        }
        let finish = |document: Document, splitter: &Splitter, encoder: &Encoder<'_>, presplit| {
            let sentences = match presplit {
                true => read::presplit(name, document.text),
                false => splitter.split(document),
            };
            let vectors = encoder.encode((0..sentences.len()).map(|i| sentences.text(i)));
            (sentences, vectors)
        };
        let (presplit, model, [of_source, of_target]) =
            (self.presplit, self.model, &self.splitters);
        let is_long = source.text.len().min(target.text.len()) >= LONG;
        let (source, target) = if is_long && self.aligner.threads.get() > 1 {
            thread::scope(|scope| {
                let beside =
                    scope.spawn(move || finish(target, of_target, &Encoder::new(model), presplit));
                let source = finish(source, of_source, &self.encoder, presplit);
                (source, beside.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
            })
        } else {
            let source = finish(source, of_source, &self.encoder, presplit);
            (source, finish(target, of_target, &self.encoder, presplit))
        };
        let (sides, vectors) = ([source.0, target.0], [source.1, target.1]);
        Ok(Prepared { name: name.to_owned(), langs: self.langs, sides, vectors })
    }

    /// The document of a file; one that holds a sentence a line is plain text whatever it looks like.
    fn read(&self, name: &str, held: Held<'_>, voice: &Voice) -> Result<Document, Fault> {
        if self.presplit {
            let text = text(held, voice)?;
            return Ok(Document { name: name.to_owned(), text, blocks: Vec::new() });
        }
        document(held, name, self.field, voice)
    }

    /// What the anchors file holds of a pair. With `is_only`, one that knows other documents but not
    /// this one is a mistake.
    fn anchors(&self, prepared: &Prepared, is_only: bool) -> Result<Anchors, Fault> {
        let [source, target] = &prepared.sides;
        match self.anchors {
            Some(file) if is_only => file.of_only(&prepared.name, source, target),
            Some(file) => file.of(&prepared.name, source, target),
            None => Ok(Anchors::default()),
        }
    }

    /// What the score of a bead of the only pair is made of, and what [`Worker::align`] chooses.
    pub fn explain(&self, prepared: &Prepared, bead: &Bead) -> Result<Explanation, Fault> {
        let anchors = self.anchors(prepared, true)?;
        let found = self.aligner.explain(&prepared.texts(), bead, &anchors);
        found.map_err(|e| Fault::new(format_args!("--explain: {e}")))
    }

    /// Pairs the sentences, and warns where the texts look unrelated. With `is_only`, an anchors file
    /// that knows other documents but not this one is a mistake.
    pub fn align(&self, prepared: Prepared, is_only: bool, voice: &Voice) -> Result<Bitext, Fault> {
        let anchors = self.anchors(&prepared, is_only)?;
        let texts = prepared.texts();
        let mut alignment = self.aligner.align_around(&texts, &anchors);
        if self.reorder {
            alignment = self.aligner.reorder(&texts, alignment, &anchors);
        }
        let found = relatedness(&texts, &alignment);
        if found.is_doubtful() {
            let [source, target] = found.shares.map(|share| share * 100.0);
            voice.warn(format_args!(
                "the texts do not look like translations of each other: {source:.0}% of the original and \
                 {target:.0}% of the translation find a counterpart, with a mean cosine of {:.2}; check \
                 that they belong together",
                found.cosine
            ));
        }
        let Prepared { name, langs: [source_lang, target_lang], sides: [source, target], .. } =
            prepared;
        Ok(Bitext { name, source_lang, target_lang, source, target, alignment })
    }
}
