//! How fast sentences are found, beside the crates that do the same.
//!
//! `cargo bench --bench split -- FILE_ES FILE_EN` reads two texts with blank lines between their
//! paragraphs; without files it takes the cases of the tests. Each text is repeated to 12 MB.
//! Printed are megabytes (10^6 bytes) a second on one core, the best of three runs, for running
//! text in paragraphs and for the time to load the rules.

#![allow(clippy::print_stdout)]

use std::{env, fs, hint::black_box, process::ExitCode, time::Instant};

use bitexto::{bitext::Lang, split::Splitter};
use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of text for each language.
const N_BYTES: usize = 12_000_000;

fn main() -> ExitCode {
    let paths: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let paths = match &paths[..] {
        [es, en] => [es.clone(), en.clone()],
        _ => ["tests/cases/split/es.txt".to_owned(), "tests/cases/split/en.txt".to_owned()],
    };
    let mut texts = Vec::new();
    for (lang, path) in [Lang::ES, Lang::EN].into_iter().zip(&paths) {
        match fs::read_to_string(path) {
            Ok(text) if !text.trim().is_empty() => texts.push((lang, repeated(&text))),
            Ok(_) => {
                println!("{path}: the text is empty");
                return ExitCode::from(2);
            }
            Err(error) => {
                println!("{path}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    let start = Instant::now();
    for (lang, _) in &texts {
        black_box(Splitter::new(*lang));
    }
    println!("both languages' rules load in {:.0} µs", start.elapsed().as_secs_f64() * 1e6);
    for (lang, text) in &texts {
        compare(*lang, text);
    }
    ExitCode::SUCCESS
}

fn repeated(text: &str) -> String {
    // Case files part their fields with signs; what is left is paragraphs.
    let text = text.replace("\n---\n", "\n\n").replace("\n===\n", "\n\n") + "\n\n";
    text.repeat(N_BYTES / text.len() + 1)
}

fn compare(lang: Lang, text: &str) {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let splitter = Splitter::new(lang);
    let icu = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    println!("\n{} ({:.1} MB)", lang.name(), text.len() as f64 / 1e6);
    let mut spans = Vec::new();
    let ours = measure("bitexto", text, None, || {
        let count = |text: &&str| {
            spans.clear();
            splitter.split_block(text, &mut spans);
            spans.len()
        };
        paragraphs.iter().map(count).sum()
    });
    measure("sentencex", text, Some(ours), || sentencex::segment(lang.code(), text).len());
    measure("icu_segmenter", text, Some(ours), || icu.segment_str(text).count());
    measure("unicode-segmentation", text, Some(ours), || text.unicode_sentences().count());
}

/// Prints the speed of the best of three runs, and how many times as fast `ours` is.
fn measure(name: &str, text: &str, ours: Option<f64>, mut run: impl FnMut() -> usize) -> f64 {
    let mut best = 0.0_f64;
    let mut n_sentences = 0;
    for _ in 0..3 {
        let start = Instant::now();
        n_sentences = black_box(run());
        best = best.max(text.len() as f64 / 1e6 / start.elapsed().as_secs_f64());
    }
    let ratio = ours.map_or(String::new(), |ours| format!("  bitexto / this: {:.2}", ours / best));
    println!("{name:<21} {best:7.1} MB/s  {n_sentences:>8} sentences{ratio}");
    best
}
