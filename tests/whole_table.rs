//! The aligner scores few of the table's beads in full. What it finds must be what scoring all of
//! them finds: on the gold documents, those that are searched in a band included, and on documents put
//! together at random from their sentences.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bitexto::align::{Aligner, Texts};
use bitexto::bitext::{Alignment, Lang};
use bitexto::encode::{Encoder, Model};
use bitexto::evaluate::parse_beads;
use bitexto::read;

/// Sentences of both sides, and the gold beads that pair them.
struct Gold {
    name: String,
    sides: [Vec<String>; 2],
    beads: Vec<[Vec<usize>; 2]>,
}

/// A probability that is off by more is another one: half of the last figure that anybody would read.
const OFF: f64 = 0.005;

/// Documents that are compared with the whole table must not be larger than this, in cells.
const LARGEST: usize = 40_000;

/// The sample corpora.
fn samples() -> Vec<Gold> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/gold");
    folder(&samples, &samples)
}

/// The same, and the development gold where it is there.
fn gold() -> Vec<Gold> {
    let eval = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/align");
    let mut documents = samples();
    if eval.is_dir() {
        documents.extend(folder(&eval.join("gold"), &eval.join("sents")));
    } else {
        eprintln!("SKIPPED: {} is not there; sample corpora alone were compared", eval.display());
    }
    documents
}

fn folder(gold: &Path, sents: &Path) -> Vec<Gold> {
    let mut paths: Vec<PathBuf> = fs::read_dir(gold).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "gold"));
    paths.sort();
    let document = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let side = |lang: &str| {
            let text = fs::read_to_string(sents.join(format!("{name}.{lang}"))).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let beads = parse_beads(&fs::read_to_string(path).unwrap()).unwrap();
        Gold {
            sides: [side("es"), side("en")],
            beads: beads.into_iter().map(|bead| [bead.source, bead.target]).collect(),
            name,
        }
    };
    paths.iter().map(document).collect()
}

/// A stretch of one document: sentences dropped, passages of others put in on either side, at the
/// beginning and the end too, and neighbours swapped.
fn shuffled(gold: &[Gold], dice: &mut fastrand::Rng) -> [Vec<String>; 2] {
    let from = &gold[dice.usize(..gold.len())];
    let size = dice.usize(3..40).min(from.beads.len());
    let first = dice.usize(..=from.beads.len() - size);
    let mut beads = from.beads[first..first + size].to_vec();
    if dice.u8(..4) == 0 {
        let at = dice.usize(..size);
        let end = (at + 2).min(size);
        beads[at..end].reverse();
    }
    let n_foreign = dice.usize(..4);
    let foreign: Vec<(usize, usize)> =
        (0..n_foreign).map(|_| (dice.usize(..=size), dice.usize(..2))).collect();
    let drop_rate = [0.0, 0.02, 0.1, 0.3][dice.usize(..4)];
    let mut sides = [Vec::new(), Vec::new()];
    for at in 0..=size {
        for &(_, side) in foreign.iter().filter(|(place, _)| *place == at) {
            let other = &gold[dice.usize(..gold.len())].sides[side];
            let start = dice.usize(..other.len());
            let end = (start + dice.usize(1..25)).min(other.len());
            sides[side].extend_from_slice(&other[start..end]);
        }
        let Some(bead) = beads.get(at) else { break };
        for side in 0..2 {
            for &sentence in &bead[side] {
                if dice.f64() >= drop_rate {
                    sides[side].push(from.sides[side][sentence].clone());
                }
            }
        }
    }
    sides
}

/// Both alignments: the aligner's own, and the one to compare it with.
fn both(
    model: &Model,
    sides: &[Vec<String>; 2],
    other: impl Fn(&Aligner, &Texts<'_>) -> Alignment,
) -> [Alignment; 2] {
    let aligner = Aligner::default();
    let [source, target] = sides.each_ref().map(|lines| read::presplit("x", lines.join("\n")));
    let encoder = Encoder::new(model);
    let [source_vectors, target_vectors] =
        [&source, &target].map(|s| encoder.encode((0..s.len()).map(|i| s.text(i))));
    let texts = Texts {
        source: &source,
        target: &target,
        langs: [Lang::ES, Lang::EN],
        source_vectors: &source_vectors,
        target_vectors: &target_vectors,
    };
    [aligner.align(&texts), other(&aligner, &texts)]
}

/// What differs between alignments of the same documents.
#[derive(Debug, Default)]
struct Differences {
    n_documents: usize,
    /// Documents whose beads are not the same.
    n_other: usize,
    n_beads: usize,
    /// Beads of the other alignment that the other does not have.
    n_missed: usize,
    /// Beads whose probabilities differ by more than [`OFF`].
    n_off: usize,
    most: f64,
}

impl Differences {
    fn add(&mut self, name: &str, [found, whole]: &[Alignment; 2]) {
        self.n_documents += 1;
        let places = |a: &Alignment| -> Vec<_> {
            a.beads().iter().map(|b| (b.source.clone(), b.target.clone())).collect()
        };
        if places(found) != places(whole) {
            let found: BTreeSet<_> = places(found).into_iter().map(as_numbers).collect();
            let n_beads = whole.beads().len();
            let missed =
                places(whole).into_iter().filter(|b| !found.contains(&as_numbers(b.clone())));
            let n_missed = missed.count();
            eprintln!("{name}: {n_missed} of {n_beads} beads are others");
            self.n_other += 1;
            self.n_missed += n_missed;
            self.n_beads += n_beads;
            return;
        }
        for (a, b) in found.beads().iter().zip(whole.beads()) {
            let off = (a.probability - b.probability).abs();
            self.n_beads += 1;
            self.n_off += usize::from(off > OFF);
            self.most = self.most.max(off);
        }
    }
}

fn as_numbers((source, target): (Range<usize>, Range<usize>)) -> [usize; 4] {
    [source.start, source.end, target.start, target.end]
}

#[test]
fn gold_documents_align_as_by_the_whole_table() {
    let model = Model::embedded();
    let mut differences = Differences::default();
    for document in gold() {
        if document.sides[0].len() * document.sides[1].len() <= LARGEST {
            differences.add(&document.name, &both(&model, &document.sides, Aligner::align_whole));
        }
    }
    eprintln!("{differences:?}");
    assert_eq!(differences.n_other, 0);
    assert_eq!(differences.n_off, 0);
}

/// Of the samples alone first: so they are the same documents whether the gold is there or not.
#[test]
fn shuffled_documents_align_as_by_the_whole_table() {
    let model = Model::embedded();
    let n = std::env::var("BITEXTO_SHUFFLED").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let (samples, all) = (samples(), gold());
    let is_more = all.len() > samples.len();
    for gold in [Some(samples), is_more.then_some(all)].into_iter().flatten() {
        let mut dice = fastrand::Rng::with_seed(11);
        let mut differences = Differences::default();
        for index in 0..n {
            let sides = shuffled(&gold, &mut dice);
            differences
                .add(&format!("shuffled {index}"), &both(&model, &sides, Aligner::align_whole));
        }
        eprintln!("{differences:?}");
        assert!(differences.n_other * 500 <= differences.n_documents, "{differences:?}");
        assert!(differences.n_off * 1000 <= differences.n_beads, "{differences:?}");
    }
}

#[test]
fn long_gold_documents_align_as_by_every_bead_of_their_band() {
    let model = Model::embedded();
    let mut differences = Differences::default();
    for document in gold() {
        if document.sides[0].len() * document.sides[1].len() > LARGEST {
            let both = both(&model, &document.sides, Aligner::align_unpruned);
            differences.add(&document.name, &both);
        }
    }
    eprintln!("{differences:?}");
    assert_eq!(differences.n_other, 0);
    assert_eq!(differences.n_off, 0);
}

/// Verses of whole books: some minutes and gigabytes, so on demand (`cargo test -- --ignored`). By the
/// whole table the best partners of a sentence are sought in all of the other book, in which others look
/// like it, and so a few beads are others.
#[test]
#[ignore = "takes minutes and gigabytes"]
fn long_gold_documents_align_as_by_the_whole_table() {
    let model = Model::embedded();
    let mut differences = Differences::default();
    for document in gold() {
        if document.sides[0].len() * document.sides[1].len() > LARGEST {
            differences.add(&document.name, &both(&model, &document.sides, Aligner::align_whole));
        }
    }
    eprintln!("{differences:?}");
    assert!(differences.n_missed * 100 <= differences.n_beads, "{differences:?}");
    assert!(differences.n_off * 1000 <= differences.n_beads, "{differences:?}");
}
