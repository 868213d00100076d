//! Alignments from files and directories, whatever their form.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bitexto::bitext::{Lang, MAX_SENTENCES};
use bitexto::evaluate::{Ladder, ScoredBead, TextBead, parse_beads, parse_ladder};
use bitexto::read::{self, Corpus};

use super::super::{Fault, Voice, input};
use super::Form;

/// Gold or prediction: documents by name.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub documents: BTreeMap<String, Document>,
}

/// One aligned document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// The file that it was read from.
    pub place: PathBuf,
    pub beads: Vec<ScoredBead>,
    words: Words,
}

/// Where the texts of beads come from.
#[derive(Debug, Clone, PartialEq)]
enum Words {
    /// Texts are not compared.
    None,
    /// Source and target text of every bead.
    OfBeads(Vec<[String; 2]>),
    /// Source and target sentences.
    OfSentences([Vec<String>; 2]),
}

impl Document {
    /// How many sentences each text has: those of its sentence files, or as many as the largest
    /// number says.
    pub fn sizes(&self) -> [usize; 2] {
        if let Words::OfSentences(sentences) = &self.words {
            return [sentences[0].len(), sentences[1].len()];
        }
        let largest = |side: fn(&ScoredBead) -> &Vec<usize>| {
            self.beads.iter().flat_map(side).max().map_or(0, |i| i.saturating_add(1))
        };
        [largest(|bead| &bead.source), largest(|bead| &bead.target)]
    }

    /// The beads with their texts; every sentence must be covered.
    pub fn texts(&self) -> Vec<TextBead> {
        let join = |sentences: &[String], numbers: &[usize]| {
            let known = numbers.iter().filter_map(|&i| sentences.get(i));
            known.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let with_text = |(k, bead): (usize, &ScoredBead)| {
            let [source, target] = match &self.words {
                Words::None => Default::default(),
                Words::OfBeads(texts) => texts[k].clone(),
                Words::OfSentences([source, target]) => {
                    [join(source, &bead.source), join(target, &bead.target)]
                }
            };
            TextBead { bead: bead.clone(), source, target }
        };
        self.beads.iter().enumerate().map(with_text).collect()
    }
}

impl Side {
    /// Reads a file, or the files of a directory that have an ending of the form.
    pub fn load(
        path: &Path,
        form: Option<Form>,
        by_text: bool,
        sents: Option<&Path>,
        langs: [Lang; 2],
        voice: &Voice,
    ) -> Result<Self, Fault> {
        let mut side = Side::default();
        let reader = Reader { by_text, sents, langs, voice };
        if !path.is_dir() {
            reader.read(path, input::bytes(path)?, form, &mut side)?;
            return Ok(side);
        }
        let (form, files) = files(path, form)?;
        for file in files {
            let bytes = input::bytes(&file)?;
            if form == Form::Tsv && !looks_like(&bytes, Form::Tsv) {
                voice.note(format_args!("{}: no corpus TSV; passed over", file.display()));
                continue;
            }
            reader.read(&file, bytes, Some(form), &mut side)?;
        }
        Ok(side)
    }

    /// The name of the only document.
    pub fn single(&self) -> Option<String> {
        self.documents.keys().next().filter(|_| self.documents.len() == 1).cloned()
    }

    /// Gives a document another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(document) = self.documents.remove(from) {
            self.documents.insert(to.to_owned(), document);
        }
    }

    /// Third fields outside 0 to 1 are costs, as Vecalign writes them: no figure can use them.
    pub fn drop_odd_confidences(&mut self, path: &Path, voice: &Voice) {
        let beads = || self.documents.values().flat_map(|document| &document.beads);
        if beads().filter_map(|b| b.confidence).all(|c| (0.0..=1.0).contains(&c)) {
            return;
        }
        voice.note(format_args!(
            "{}: the third fields are no probabilities, so there is no calibration to measure",
            input::shown(path)
        ));
        for bead in self.documents.values_mut().flat_map(|document| &mut document.beads) {
            bead.confidence = None;
        }
    }

    fn insert(&mut self, name: String, document: Document) -> Result<(), Fault> {
        // A collection's folder holds each document once alone and once in corpus.tsv.
        match self.documents.get(&name) {
            Some(old) if old.beads != document.beads => Err(Fault::new(format_args!(
                "{}: document {name} stands in {} too, with other beads; keep one of them",
                document.place.display(),
                old.place.display()
            ))),
            Some(_) => Ok(()),
            None => {
                self.documents.insert(name, document);
                Ok(())
            }
        }
    }
}

impl Form {
    /// What the files of a directory end in.
    pub(super) fn endings(self) -> &'static [&'static str] {
        match self {
            Form::Beads => &["gold", "beads"],
            Form::Tsv => &["tsv"],
            Form::Ladder => &["ladder", "hun", "hunalign"],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Form::Beads => "beads",
            Form::Tsv => "tsv",
            Form::Ladder => "ladder",
        }
    }
}

/// The alignments of a directory, by name, and their form.
fn files(folder: &Path, form: Option<Form>) -> Result<(Form, Vec<PathBuf>), Fault> {
    let fault = |e: &std::io::Error| Fault::io(folder, e);
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| fault(&e))? {
        files.push(entry.map_err(|e| fault(&e))?.path());
    }
    files.sort();
    let has_ending = |path: &PathBuf, form: Form| {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        form.endings().contains(&ending.to_ascii_lowercase().as_str()) && path.is_file()
    };
    let all = [Form::Beads, Form::Tsv, Form::Ladder];
    let present: Vec<Form> =
        all.into_iter().filter(|form| files.iter().any(|file| has_ending(file, *form))).collect();
    let form = match (form, &present[..]) {
        (Some(form), _) => form,
        (None, [form]) => *form,
        (None, []) => {
            return Err(Fault::new(format_args!(
                "{}: holds no alignments; expected files ending in .gold, .beads, .tsv or .ladder",
                folder.display()
            )));
        }
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|form| form.name()).collect();
            return Err(Fault::new(format_args!(
                "{}: holds {}; say which with --gold-format or --pred-format",
                folder.display(),
                names.join(" and ")
            )));
        }
    };
    files.retain(|file| has_ending(file, form));
    Ok((form, files))
}

/// Whether the first line of a file is of a form.
fn looks_like(bytes: &[u8], form: Form) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
    let text = text.trim_start_matches('\u{FEFF}');
    let Some(line) = text.lines().find(|line| !line.trim().is_empty()) else {
        // Two empty texts have no beads.
        return form == Form::Beads;
    };
    match form {
        Form::Beads => parse_beads(line).is_ok(),
        Form::Tsv => line.split('\t').any(|column| column.ends_with("_sents")),
        Form::Ladder => parse_ladder(line).is_ok(),
    }
}

struct Reader<'a> {
    by_text: bool,
    sents: Option<&'a Path>,
    langs: [Lang; 2],
    voice: &'a Voice,
}

impl Reader<'_> {
    /// Takes in the documents of a file. Its bytes come along, since a pipe gives them only once.
    fn read(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        form: Option<Form>,
        side: &mut Side,
    ) -> Result<(), Fault> {
        let guess = || {
            let forms = [Form::Beads, Form::Tsv, Form::Ladder];
            forms.into_iter().find(|form| looks_like(&bytes, *form)).ok_or_else(|| {
                Fault::new(format_args!(
                    "{}:1: begins like no alignment; expected beads ([0]:[0, 1]), a corpus TSV with its header, or a Hunalign ladder",
                    input::shown(path)
                ))
            })
        };
        let form = form.map_or_else(guess, Ok)?;
        if form == Form::Tsv {
            return self.read_corpus(path, &bytes, side);
        }
        let text = input::text_of(path, bytes, self.voice)?;
        let fault =
            |e: &dyn std::fmt::Display| Fault::new(format_args!("{}:{e}", input::shown(path)));
        let name = path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let (beads, texts) = match form {
            Form::Ladder => match parse_ladder(&text).map_err(|e| fault(&e))? {
                Ladder::Numbers(beads) => (beads, None),
                Ladder::Texts(lines) => {
                    let pair = |line: TextBead| (line.bead, [line.source, line.target]);
                    let (beads, texts) = lines.into_iter().map(pair).unzip();
                    (beads, Some(texts))
                }
            },
            _ => (parse_beads(&text).map_err(|e| fault(&e))?, None),
        };
        let words = match texts {
            _ if !self.by_text => Words::None,
            Some(texts) => Words::OfBeads(texts),
            None => Words::OfSentences(self.sentences(path, &name)?),
        };
        side.insert(name, Document { place: path.to_owned(), beads, words })
    }

    fn read_corpus(&self, path: &Path, bytes: &[u8], side: &mut Side) -> Result<(), Fault> {
        let fault =
            |e: &dyn std::fmt::Display| Fault::new(format_args!("{}:{e}", input::shown(path)));
        let mut documents: BTreeMap<String, (Vec<ScoredBead>, Vec<[String; 2]>)> = BTreeMap::new();
        let mut n_sentences = 0;
        for row in Corpus::new(bytes).map_err(|e| fault(&e))? {
            let (line, row) = row.map_err(|e| fault(&e))?;
            let bead =
                ScoredBead::from_row(&row).map_err(|e| fault(&format_args!("{line}: {e}")))?;
            // A file holds the text of each sentence, so that its size says how many there may be.
            n_sentences += bead.source.len().max(bead.target.len());
            if n_sentences > MAX_SENTENCES {
                return Err(fault(&format_args!(
                    "{line}: the rows so far count more than {MAX_SENTENCES} sentences; expected each once; look at the sentence numbers"
                )));
            }
            let (beads, texts) = documents.entry(row.doc).or_default();
            beads.push(bead);
            if self.by_text {
                texts.push([row.source, row.target]);
            }
        }
        for (name, (beads, texts)) in documents {
            let words = if self.by_text { Words::OfBeads(texts) } else { Words::None };
            side.insert(name, Document { place: path.to_owned(), beads, words })?;
        }
        Ok(())
    }

    /// The sentences that the numbers of a document count.
    fn sentences(&self, path: &Path, name: &str) -> Result<[Vec<String>; 2], Fault> {
        let folder = self.sents.ok_or_else(|| {
            Fault::new(format_args!(
                "{}: holds numbers, --by-text compares texts; say where the sentences are with --gold-sents or --pred-sents",
                input::shown(path)
            ))
        })?;
        let side = |lang: Lang| -> Result<Vec<String>, Fault> {
            let text = input::text(&folder.join(format!("{name}.{lang}")), self.voice)?;
            let sentences = read::presplit(name, text);
            Ok((0..sentences.len()).map(|i| sentences.text(i).to_owned()).collect())
        };
        Ok([side(self.langs[0])?, side(self.langs[1])?])
    }
}
