//! A small program over a crate that finds sentences, to measure `bitexto split` beside.
//!
//! `split_peers CRATE LANG FILE` reads a text in UTF-8 and writes a sentence a line, as anybody
//! would with that crate; CRATE is sentencex, icu_segmenter or unicode-segmentation. Run by
//! `scripts/bench`.

use std::{
    env,
    error::Error,
    fs,
    io::{self, BufWriter, Write},
};

use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use unicode_segmentation::UnicodeSegmentation;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, lang, file] = &arguments[..] else {
        return Err("expected CRATE LANG FILE".into());
    };
    let text = fs::read_to_string(file)?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut write = |sentence: &str| -> io::Result<()> {
        out.write_all(sentence.trim().as_bytes())?;
        out.write_all(b"\n")
    };
    match name.as_str() {
        "sentencex" => {
            for sentence in sentencex::segment(lang, &text) {
                write(sentence)?;
            }
        }
        "icu_segmenter" => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            let mut start = 0;
            for end in segmenter.segment_str(&text).skip(1) {
                write(&text[start..end])?;
                start = end;
            }
        }
        "unicode-segmentation" => {
            for sentence in text.unicode_sentences() {
                write(sentence)?;
            }
        }
        _ => return Err(format!("{name}: no such crate here").into()),
    }
    Ok(out.flush()?)
}
