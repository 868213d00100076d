//! The inner loops, each alone: `cargo bench`, or `cargo bench -- encode` for some of them.
//!
//! The texts are the sample corpora, so that figures of two states of the code can be set side by
//! side on any machine. What whole programs take is `scripts/bench`'s to measure.

use std::{fs, hint::black_box, path::Path, time::Duration};

use bitexto::align::{Aligner, Band, Texts};
use bitexto::bitext::{Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::read;
use bitexto::split::Splitter;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

// The aligner keeps it to itself.
#[cfg(target_arch = "x86_64")]
#[path = "../src/align/avx512.rs"]
mod avx512;
#[allow(dead_code, unused_imports)]
#[path = "../src/align/dots.rs"]
mod dots;

const LANGS: [Lang; 2] = [Lang::ES, Lang::EN];

/// The sample whose alignment is timed: 45 x 42 sentences, in free translation.
const ARTICLE: &str = "pan-de-muerto";

/// The samples of one language, in one text: the pages `*.es.txt`, or the sentences `gold/*.es`.
fn samples(folder: &str, ending: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files =
        fs::read_dir(&folder).expect("the sample corpora").map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    files.sort();
    let texts = files.iter().map(|path| fs::read_to_string(path).unwrap());
    texts.collect::<Vec<_>>().join("\n")
}

/// Both sides' sentences: of one sample, or of all one behind the other.
fn sentences(sample: &str) -> [Sentences; 2] {
    LANGS.map(|lang| {
        let ending = format!("{sample}.{}", lang.code());
        read::presplit("x", samples("corpora/gold", &ending))
    })
}

fn texts(sentences: &Sentences) -> impl Iterator<Item = &str> {
    (0..sentences.len()).map(|idx| sentences.text(idx))
}

fn vectors(model: &Model, sides: &[Sentences; 2]) -> [Vectors; 2] {
    let encoder = Encoder::new(model);
    sides.each_ref().map(|side| encoder.encode(texts(side)))
}

fn split(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("split");
    for lang in LANGS {
        let text = samples("corpora", &format!(".{}.txt", lang.code()));
        let document = read::document("x", text);
        let blocks: Vec<&str> =
            document.blocks.iter().map(|block| &document.text[block.span.clone()]).collect();
        let splitter = Splitter::new(lang);
        let mut spans = Vec::new();
        group.throughput(Throughput::Bytes(blocks.iter().map(|block| block.len() as u64).sum()));
        group.bench_function(lang.code(), |bencher| {
            bencher.iter(|| {
                spans.clear();
                blocks.iter().for_each(|block| splitter.split_block(block, &mut spans));
                black_box(spans.len())
            });
        });
    }
}

/// Sentences a second, all samples of both languages.
fn encode(criterion: &mut Criterion) {
    let (model, sides) = (Model::embedded(), sentences(""));
    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Elements(sides.iter().map(|side| side.len() as u64).sum()));
    let (encoder, mut ids) = (Encoder::new(&model), Vec::new());
    group.bench_function("tokenize", |bencher| {
        bencher.iter(|| {
            for text in sides.iter().flat_map(texts) {
                ids.clear();
                encoder.tokenize(text, &mut ids);
                black_box(&ids);
            }
        });
    });
    let mut sum = vec![0.0; encoder.dims()];
    group.bench_function("sum", |bencher| {
        bencher.iter(|| {
            for text in sides.iter().flat_map(texts) {
                black_box(encoder.sum(text, &mut sum));
            }
        });
    });
    group.bench_function("with words, new", |bencher| bencher.iter(|| vectors(&model, &sides)));
    group.bench_function("with words, again", |bencher| {
        bencher.iter(|| sides.each_ref().map(|side| encoder.encode(texts(side))));
    });
}

/// Products of one article: every sentence with every other, and every word.
fn products(criterion: &mut Criterion) {
    let [source, target] = &vectors(&Model::embedded(), &sentences(ARTICLE));
    let mut group = criterion.benchmark_group("products");
    let mut row = vec![0.0; target.len()];
    group.throughput(Throughput::Elements((source.len() * target.len()) as u64));
    group.bench_function("sentences", |bencher| {
        bencher.iter(|| {
            for idx in 0..source.len() {
                dots::dots(source.row(idx), target.as_slice(), &mut row);
                black_box(&row);
            }
        });
    });
    let words =
        [source, target].map(|side| dots::Units { dims: side.dims(), data: side.words().units() });
    let all = [source, target].map(|side| (0..side.words().len() as u32).collect::<Vec<_>>());
    let mut best = all.each_ref().map(|side| vec![i32::MIN; side.len()]);
    group.throughput(Throughput::Elements((all[0].len() * all[1].len()) as u64));
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            let [left, right] = &mut best;
            dots::best_dots(words, [&all[0], &all[1]], [left, right]);
            black_box(&best);
        });
    });
}

/// Cells of the table a second.
fn align(criterion: &mut Criterion) {
    let (model, aligner) = (Model::embedded(), Aligner::default());
    let mut group = criterion.benchmark_group("align");
    for (name, sample) in [("article", ARTICLE), ("all samples, in a band", "")] {
        let sides = sentences(sample);
        let [source_vectors, target_vectors] = &vectors(&model, &sides);
        let [source, target] = &sides;
        let texts = Texts { source, target, langs: LANGS, source_vectors, target_vectors };
        group.throughput(Throughput::Elements((source.len() * target.len()) as u64));
        if sample == ARTICLE {
            let band = Band::full(source.len(), target.len());
            group.bench_function("article, evidence alone", |bencher| {
                bencher.iter(|| texts.evidence(&band));
            });
        }
        group.bench_function(name, |bencher| bencher.iter(|| aligner.align(&texts)));
    }
}

fn config() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
}

criterion_group!(name = kernels; config = config(); targets = split, encode, products, align);
criterion_main!(kernels);
