//! Sentences a second of one core: `encode_speed < SENTENCES`, one a line. The best of ten passes
//! over the text, tokens and sums, none of which knows the words of another;
//! `scripts/encode_speed.py` sets it beside the teacher's.

use std::{io, time::Instant};

use bitexto::encode::{Encoder, Model};

fn main() -> io::Result<()> {
    let text = io::read_to_string(io::stdin())?;
    let sentences: Vec<&str> = text.lines().collect();
    let start = Instant::now();
    let model = Model::embedded();
    let opened = start.elapsed();
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        let encoder = Encoder::new(&model);
        let vectors = encoder.encode(&sentences);
        best = best.min(start.elapsed().as_secs_f64());
        assert_eq!(vectors.len(), sentences.len());
    }
    println!("{:.0}", sentences.len() as f64 / best);
    eprintln!("opening the model took {opened:?}");
    Ok(())
}
