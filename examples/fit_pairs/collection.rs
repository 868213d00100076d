//! Collections whose pairs are known, made of aligned documents: whole ones, pieces, and documents
//! whose other side is missing. The example that fits and the test that measures share it.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bitexto::bitext::Lang;
use bitexto::encode::Encoder;
use bitexto::evaluate::parse_beads;
use bitexto::pair::Sketch;
use bitexto::read;
use bitexto::split::Splitter;

/// An aligned document: for each bead, the sentences of both sides.
pub struct Aligned {
    pub name: String,
    pub beads: Vec<[Vec<String>; 2]>,
}

/// Two folders' worth of documents, in an order that tells nothing.
#[derive(Default)]
pub struct Collection {
    sides: [Vec<(Option<usize>, String)>; 2],
    n_pairs: usize,
}

/// Every document of a folder of gold beads, by name.
pub fn load(gold: &Path, sents: &Path) -> Vec<Aligned> {
    let mut paths: Vec<_> =
        fs::read_dir(gold).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "gold"));
    paths.sort();
    let document = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let lines = ["es", "en"].map(|lang| {
            let text = fs::read_to_string(sents.join(format!("{name}.{lang}"))).unwrap();
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        let beads = parse_beads(&fs::read_to_string(path).unwrap()).unwrap();
        let beads = beads.iter().map(|bead| {
            let take =
                |side: usize, idx: &[usize]| idx.iter().map(|i| lines[side][*i].clone()).collect();
            [take(0, &bead.source), take(1, &bead.target)]
        });
        Aligned { beads: beads.collect(), name }
    };
    paths.iter().map(document).collect()
}

impl Aligned {
    /// The document in `n` pieces of about as many beads each; a piece is its two texts.
    pub fn pieces(&self, n: usize) -> Vec<[String; 2]> {
        let size = self.beads.len().div_ceil(n).max(1);
        let text = |beads: &[[Vec<String>; 2]], side: usize| {
            let lines: Vec<&String> = beads.iter().flat_map(|bead| &bead[side]).collect();
            let paragraphs = lines
                .chunks(3)
                .map(|lines| lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" "));
            paragraphs.collect::<Vec<_>>().join("\n\n")
        };
        self.beads.chunks(size).map(|beads| [text(beads, 0), text(beads, 1)]).collect()
    }
}

impl Collection {
    /// Adds a document with its rendering.
    pub fn add_pair(&mut self, texts: [String; 2]) {
        for (side, text) in self.sides.iter_mut().zip(texts) {
            side.push((Some(self.n_pairs), text));
        }
        self.n_pairs += 1;
    }

    /// Adds one side of a document.
    pub fn add_alone(&mut self, side: usize, text: String) {
        self.sides[side].push((None, text));
    }

    /// How many documents have no counterpart.
    pub fn n_alone(&self) -> usize {
        self.sides.iter().flatten().filter(|(key, _)| key.is_none()).count()
    }

    /// The sketches of both sides, shuffled, and the pairs among them.
    pub fn sketches(
        mut self,
        encoder: &Encoder<'_>,
        random: &mut fastrand::Rng,
    ) -> ([Vec<Sketch>; 2], BTreeSet<(usize, usize)>) {
        self.sides.iter_mut().for_each(|side| random.shuffle(side));
        let gold = self.sides[0].iter().enumerate().filter_map(|(s, (key, _))| {
            let t = self.sides[1].iter().position(|(other, _)| key.is_some() && other == key)?;
            Some((s, t))
        });
        let gold = gold.collect();
        let mut langs = [Lang::ES, Lang::EN].into_iter();
        let sketches = self.sides.map(|side| {
            let splitter = Splitter::new(langs.next().unwrap());
            side.into_iter()
                .map(|(_, text)| {
                    Sketch::new("", &splitter.split(read::document("", text)), encoder)
                })
                .collect()
        });
        (sketches, gold)
    }
}
