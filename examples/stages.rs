//! Speed of the stages that cannot be run by themselves: `stages ES EN` reads two texts, one sentence
//! a line, and prints `STAGE<TAB>NUMBER<TAB>UNIT` lines, each of one core. `scripts/bench` sets them
//! beside other programs'.

use std::{
    env, fs,
    hint::black_box,
    io,
    time::{Duration, Instant},
};

use bitexto::align::{Aligner, Texts};
use bitexto::bitext::{Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::read;

/// A stage is repeated for this long, and the quickest pass counts: of many short passes one is hardly
/// ever disturbed.
const ENOUGH: Duration = Duration::from_millis(500);

fn main() -> io::Result<()> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [source, target] = &paths[..] else {
        return Err(io::Error::other("usage: stages ES EN"));
    };
    let sides = [fs::read_to_string(source)?, fs::read_to_string(target)?];
    let sides = sides.map(|text| read::presplit("x", text));
    let lengths = sides.each_ref().map(Sentences::len);
    let n_sentences = lengths.iter().sum::<usize>() as f64;
    let model = Model::embedded();

    // Word by word: nothing is remembered from one sentence to the next.
    let (encoder, mut ids) = (Encoder::new(&model), Vec::new());
    let tokenizing = best(|| {
        for side in &sides {
            for idx in 0..side.len() {
                ids.clear();
                encoder.tokenize(side.text(idx), &mut ids);
                black_box(&ids);
            }
        }
    });
    say("tokenizing", n_sentences / tokenizing, "sentences/s");

    let encode = || -> [Vectors; 2] {
        let encoder = Encoder::new(&model);
        sides.each_ref().map(|side| encoder.encode((0..side.len()).map(|idx| side.text(idx))))
    };
    let encoding = best(|| drop(black_box(encode())));
    say("encoding", n_sentences / encoding, "sentences/s");

    let [source_vectors, target_vectors] = &encode();
    let [source, target] = &sides;
    let langs = [Lang::ES, Lang::EN];
    let texts = Texts { source, target, langs, source_vectors, target_vectors };
    let aligner = Aligner::default();
    let n_beads = aligner.align(&texts).beads().len() as f64;
    let aligning = best(|| drop(black_box(aligner.align(&texts))));
    say("aligning", n_beads / aligning, "beads/s");
    // Those of the whole table, looked at or not.
    say("table", lengths[0] as f64 * lengths[1] as f64 / aligning, "cells/s");
    Ok(())
}

/// Seconds of the quickest pass.
fn best(mut pass: impl FnMut()) -> f64 {
    let mut seconds = f64::INFINITY;
    let begun = Instant::now();
    while begun.elapsed() < ENOUGH || seconds.is_infinite() {
        let start = Instant::now();
        pass();
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    seconds
}

fn say(stage: &str, number: f64, unit: &str) {
    println!("{stage}\t{number:.1}\t{unit}");
}
