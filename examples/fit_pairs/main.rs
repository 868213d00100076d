//! Fits the weights of `bitexto::pair` by logistic regression: `fit_pairs GOLD_DIR [SENTS_DIR]`, for
//! the committed ones `fit_pairs corpora/gold`, texts that the encoder's table has not seen.
//!
//! Each of many collections cuts every document into pieces at random, leaves out sentences of either
//! side, and takes one side of some pieces away; every candidate is an example. Prints weights, loss and calibration.

mod collection;

use std::path::PathBuf;

use bitexto::encode::{Encoder, Model};
use bitexto::pair::{EVIDENCE, N_EVIDENCE, Weights, looks};
use collection::{Aligned, Collection, load};

const N_COLLECTIONS: usize = 80;
/// The shortest text that is paired.
const MIN_BYTES: usize = 300;
/// The largest share of beads that lose a side.
const MAX_WEAR: f32 = 0.9;
const N_STEPS: usize = 6000;
/// Weight of the sum of squares that keeps weights small.
const RIDGE: f64 = 3e-5;
/// The part that is set by hand: file names here are made up.
const FILE_NAME: usize = N_EVIDENCE - 1;

type Example = ([f64; N_EVIDENCE], bool);

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let gold = arguments.next().expect("usage: fit_pairs GOLD_DIR [SENTS_DIR]");
    let documents = load(&gold, &arguments.next().unwrap_or_else(|| gold.clone()));
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut random = fastrand::Rng::with_seed(11);
    let mut examples: Vec<Example> = Vec::new();
    for _ in 0..N_COLLECTIONS {
        let mut collection = Collection::default();
        for document in &documents {
            let document = worn(document, random.f32() * MAX_WEAR, &mut random);
            for piece in document.pieces(random.usize(1..=4)) {
                let [source, target] = piece;
                // A tail that only one side has is no rendering.
                if source.len().min(target.len()) < MIN_BYTES {
                    continue;
                }
                match random.usize(..5) {
                    0 => collection.add_alone(0, source),
                    1 => collection.add_alone(1, target),
                    _ => collection.add_pair([source, target]),
                }
            }
        }
        let ([source, target], pairs) = collection.sketches(&encoder, &mut random);
        let found = looks(&source, &target);
        examples
            .extend(found.into_iter().map(|(places, values)| (values, pairs.contains(&places))));
    }
    let weights = fit(&examples);
    for ((name, _), weight) in EVIDENCE.iter().zip(weights.0) {
        println!("{weight:9.3}  {name}");
    }
    report(&examples, &weights);
}

/// The document as translators and web sites leave it: of a share of its beads one side is gone.
fn worn(document: &Aligned, share: f32, random: &mut fastrand::Rng) -> Aligned {
    let beads = document.beads.iter().cloned().map(|mut bead| {
        if random.f32() < share {
            bead[random.usize(..2)].clear();
        }
        bead
    });
    Aligned { name: document.name.clone(), beads: beads.collect() }
}

/// Gradient descent with Nesterov's momentum; the problem is convex and has nine unknowns.
fn fit(examples: &[Example]) -> Weights {
    let hand_set = Weights::default().0[FILE_NAME];
    let (mut weights, mut before) = ([0f64; N_EVIDENCE], [0f64; N_EVIDENCE]);
    for step in 0..N_STEPS {
        let momentum = step as f64 / (step as f64 + 3.0);
        let ahead: [f64; N_EVIDENCE] =
            std::array::from_fn(|k| weights[k] + momentum * (weights[k] - before[k]));
        let mut gradient = ahead.map(|weight| RIDGE * weight);
        for (values, is_pair) in examples {
            let miss = Weights(ahead).probability(values) - f64::from(u8::from(*is_pair));
            for (g, value) in gradient.iter_mut().zip(values) {
                *g += miss * value / examples.len() as f64;
            }
        }
        before = weights;
        weights = std::array::from_fn(|k| ahead[k] - gradient[k] * 2.0);
    }
    weights[FILE_NAME] = hand_set;
    Weights(weights)
}

fn report(examples: &[Example], weights: &Weights) {
    let n_pairs = examples.iter().filter(|(_, is_pair)| *is_pair).count();
    let loss: f64 = examples
        .iter()
        .map(|(values, is_pair)| {
            let p = weights.probability(values).clamp(1e-12, 1.0 - 1e-12);
            if *is_pair { -p.ln() } else { -(1.0 - p).ln() }
        })
        .sum();
    println!("{} candidates, {n_pairs} of them pairs; loss {loss:.1}", examples.len());
    println!("score from    candidates    pairs");
    for low in [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99] {
        let high = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.1].into_iter().find(|h| *h > low).unwrap();
        let inside = examples.iter().filter(|(v, _)| (low..high).contains(&weights.probability(v)));
        let (n, right) = inside.fold((0, 0), |(n, r), (_, is)| (n + 1, r + usize::from(*is)));
        println!("{low:10.2} {n:13} {right:8}");
    }
}
