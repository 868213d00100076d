//! Which document renders which: on the sample texts, and on the development texts where they are.

#[path = "../examples/fit_pairs/collection.rs"]
mod collection;

use std::path::Path;

use bitexto::encode::{Encoder, Model};
use bitexto::pair::Pairer;
use collection::{Aligned, Collection, load};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Precision and recall of the pairs that are found.
fn measure(collection: Collection, seed: u64) -> (f64, f64) {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut random = fastrand::Rng::with_seed(seed);
    let ([source, target], gold) = collection.sketches(&encoder, &mut random);
    let pairing = Pairer::default().pair(&source, &target);
    let n_pairs = pairing.pairs.len();
    assert_eq!(n_pairs + pairing.source_alone.len(), source.len());
    assert_eq!(n_pairs + pairing.target_alone.len(), target.len());
    let is_right = |pair: &&bitexto::pair::Candidate| gold.contains(&(pair.source, pair.target));
    let n_right = pairing.pairs.iter().filter(is_right).count();
    for pair in pairing.pairs.iter().filter(|pair| !is_right(pair)) {
        println!("wrong: {pair:?}");
    }
    for (s, t) in gold.iter().filter(|g| !pairing.pairs.iter().any(|p| (p.source, p.target) == **g))
    {
        let told = pairing.source_alone.iter().find(|(index, _)| index == s);
        println!("missed: {s} {t}, instead {told:?}");
    }
    println!(
        "{} and {} documents, {} pairs; {n_pairs} found, {n_right} right",
        source.len(),
        target.len(),
        gold.len()
    );
    (n_right as f64 / n_pairs as f64, n_right as f64 / gold.len() as f64)
}

fn corpora() -> Vec<Aligned> {
    let gold = root().join("corpora/gold");
    load(&gold, &gold)
}

#[test]
fn sample_texts_find_their_renderings() {
    let mut collection = Collection::default();
    for (index, document) in corpora().iter().enumerate() {
        for (part, [source, target]) in document.pieces(1 + index % 3).into_iter().enumerate() {
            match (index + part) % 5 {
                3 => collection.add_alone(0, source),
                4 => collection.add_alone(1, target),
                _ => collection.add_pair([source, target]),
            }
        }
    }
    assert!(collection.n_alone() >= 8);
    assert_eq!(measure(collection, 1), (1.0, 1.0));
}

#[test]
fn development_texts_find_their_renderings_among_distractors() {
    let eval = root().join("../shared/eval/align");
    if !eval.is_dir() {
        eprintln!("SKIPPED: {} is not there, so pairing was not measured on it", eval.display());
        return;
    }
    let mut collection = Collection::default();
    for document in load(&eval.join("gold"), &eval.join("sents")) {
        let begins = |starts: &[&str]| starts.iter().any(|start| document.name.starts_with(start));
        // The noisy texts are the same as the clean ones, so only one of each is taken.
        let n_pieces = match () {
            () if begins(&["pudnoisy-02", "pudnoisy-06", "pud-00", "pud-04", "pud-08"]) => continue,
            () if begins(&["bible"]) => document.beads.len() / 40,
            () if begins(&["quixote", "jinetes", "marianela"]) => 8,
            () => 1,
        };
        // A piece beside the pieces around it is the nearest thing to its rendering there is.
        for (index, [source, target]) in document.pieces(n_pieces).into_iter().enumerate() {
            match index % 8 {
                2 | 5 => collection.add_alone(0, source),
                3 | 6 => collection.add_alone(1, target),
                _ => collection.add_pair([source, target]),
            }
        }
    }
    add_distractors(&mut collection);
    println!("{} documents without counterpart", collection.n_alone());
    assert!(collection.n_alone() >= 200);
    let (precision, recall) = measure(collection, 2);
    assert!(precision >= 0.99 && recall >= 0.99, "precision {precision:.4}, recall {recall:.4}");
}

/// The sample texts, each on one side only, and new ones mixed of two of them.
fn add_distractors(collection: &mut Collection) {
    let mut random = fastrand::Rng::with_seed(3);
    let documents = corpora();
    let (n_sides, sides) = (2, [&documents[..6], &documents[6..]]);
    for (side, documents) in sides.into_iter().enumerate() {
        for document in documents {
            let [text] = document.pieces(1).try_into().unwrap_or_else(|_| panic!("one piece"));
            collection.add_alone(side, text[side].clone());
        }
    }
    while collection.n_alone() < 220 {
        let side = random.usize(..n_sides);
        let lines = (0..2).flat_map(|_| {
            let document = &sides[side][random.usize(..6)];
            let lines: Vec<&String> = document.beads.iter().flat_map(|bead| &bead[side]).collect();
            let kept: Vec<String> =
                lines.into_iter().filter(|_| random.f32() < 0.4).cloned().collect();
            kept
        });
        let text = lines.collect::<Vec<_>>().join("\n\n");
        collection.add_alone(side, text);
    }
}
