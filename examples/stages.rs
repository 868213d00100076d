//! Speed of each stage on one core: `stages ES EN` reads two texts, one sentence a line, and prints
//! `STAGE<TAB>NUMBER<TAB>UNIT` lines. `scripts/bench` sets them beside other programs'.

use std::{env, fs, hint::black_box, io, time::Instant};

use bitexto::align::{Aligner, Texts};
use bitexto::bitext::{Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::read;
use bitexto::split::Splitter;

/// Passes of which the best counts.
const PASSES: usize = 5;

fn main() -> io::Result<()> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [source, target] = &paths[..] else {
        return Err(io::Error::other("usage: stages ES EN"));
    };
    let langs = [Lang::ES, Lang::EN];
    let texts = [fs::read_to_string(source)?, fs::read_to_string(target)?];
    let n_bytes = texts.iter().map(String::len).sum::<usize>() as f64;

    let splitters = langs.map(Splitter::new);
    let split = best(|| {
        for (splitter, text) in splitters.iter().zip(&texts) {
            black_box(splitter.split(read::document("x", text.replace('\n', " "))));
        }
    });
    say("splitting", n_bytes / split / 1e6, "MB/s");

    let sides = texts.map(|text| read::presplit("x", text));
    let n_sentences = sides.iter().map(Sentences::len).sum::<usize>() as f64;
    let model = Model::embedded();
    let lines = |s: &'_ Sentences| (0..s.len()).map(|i| s.text(i).to_owned()).collect::<Vec<_>>();
    let lines = sides.each_ref().map(lines);
    let encode = || -> [Vectors; 2] {
        let encoder = Encoder::new(&model);
        lines.each_ref().map(|lines| encoder.encode(lines))
    };
    let encoding = best(|| drop(black_box(encode())));
    say("encoding", n_sentences / encoding, "sentences/s");

    let [source_vectors, target_vectors] = &encode();
    let [source, target] = &sides;
    let texts = Texts { source, target, langs, source_vectors, target_vectors };
    let aligner = Aligner::default();
    let n_beads = aligner.align(&texts).beads().len() as f64;
    let aligning = best(|| drop(black_box(aligner.align(&texts))));
    say("aligning", n_beads / aligning, "beads/s");
    Ok(())
}

/// Seconds of the quickest pass.
fn best(mut pass: impl FnMut()) -> f64 {
    let mut seconds = f64::INFINITY;
    for _ in 0..PASSES {
        let start = Instant::now();
        pass();
        seconds = seconds.min(start.elapsed().as_secs_f64());
    }
    seconds
}

fn say(stage: &str, number: f64, unit: &str) {
    println!("{stage}\t{number:.1}\t{unit}");
}
