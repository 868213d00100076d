//! Fits the weights of the aligner by maximum conditional likelihood, and measures them by
//! cross-validation over documents.
//!
//!     cargo run --release --example fit -- GOLD_DIR [--write models/weights.tsv] [--folds 7]
//!         [--pages 12] [--ridge 0.5] [--tables DIR] [--also DIR]... [--without NAME,...]
//!         [--only NAME,...] [--ablate all|NAME,...] [--scales A,B] [--weights FILE] [--related]
//!         [--verbose]
//!
//! GOLD_DIR holds `sents/NAME.{es,en}` (a sentence a line) and `gold/NAME.gold` (a bead a line).
//! Articles, novels and noisy texts are taken as they are and, besides, as simulated pages
//! (`scripts/pages`). `--tables DIR` holds the
//! tables of `scripts/build_model.py --folds`: each document's vectors then come from the one that
//! has not seen it, both in fitting and in measuring, so that the aligner learns what the vectors of
//! new texts are worth. With `--folds 0` nothing is cross-validated. `--also DIR` measures on a
//! folder of the same layout that nothing is fitted to. `--without` leaves features out, by name or
//! by a group's name (`groups.rs`); `--only` leaves out all features but these: so the weights of
//! `src/align/light.rs` are found. `--ablate` prints a line of figures for each group left out in
//! turn. `--related` measures how well texts that are translations of each other are told from texts
//! that are not, with the weights that are compiled in. `--weights FILE` fits nothing and measures
//! these weights. `--scales A,B` measures the weights times A and times B too.

mod data;
mod groups;
mod model;
mod pages;
mod related;
mod report;
mod stock;

use std::path::PathBuf;

use bitexto::align::{FEATURES, MOVES, N_WEIGHTS, Weights};
use data::{Document, Group};
use model::{Example, Tables, first_guess, fit};
use report::Report;
use stock::Stock;

struct Options {
    gold: PathBuf,
    write: Option<PathBuf>,
    also: Vec<Document>,
    folds: usize,
    n_pages: usize,
    ridge: f64,
    tables: Tables,
    verbose: bool,
    without: Vec<bool>,
    ablate: Vec<(String, Vec<bool>)>,
    weights: Option<PathBuf>,
    related: bool,
    scales: Vec<f64>,
}

/// Pages that a document is measured as.
const N_MEASURED: usize = 6;

fn main() {
    let options = options();
    let documents = data::load(&options.gold);
    assert!(!documents.is_empty(), "{}: no gold documents", options.gold.display());
    let stock = Stock::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/pages"));
    if let Some(path) = &options.weights {
        let text = std::fs::read_to_string(path).expect("the weights can be read");
        let weights = vec![flattened(&Weights::parse(&text).expect("a weights file"))];
        let mut all = documents.clone();
        all.extend(simulate(&documents, &stock.half(1), N_MEASURED, 99));
        all.extend(options.also);
        let mut reports = vec![Report::default()];
        measure(&all, &weights, &options.tables, &mut reports, options.verbose);
        eprint!("{}", reports[0].table());
        return;
    }
    if options.related {
        related::print(&[documents, options.also].concat(), &options.tables);
        return;
    }
    let mut report = String::new();
    if options.folds > 1 {
        report += &format!("# cross-validated over {} folds of documents:\n", options.folds);
        report += &cross_validated(&documents, &stock, &options);
        eprint!("{report}");
    }
    if options.write.is_none() {
        return;
    }
    let examples = examples(&documents, &stock, &options);
    let all: Vec<_> = examples.iter().map(|(_, e)| e).collect();
    let weights = fit(&all, options.ridge, &first_guess(), &options.without);
    let mut reports = vec![Report::default()];
    let measured = [documents.clone(), options.also.clone()].concat();
    measure(
        &measured,
        std::slice::from_ref(&weights),
        &options.tables,
        &mut reports,
        options.verbose,
    );
    eprint!("# fitted to these documents (all but corpora):\n{}", reports[0].table());
    write(&options, documents.len(), &weights, &report);
}

fn write(options: &Options, n_documents: usize, weights: &[f64], report: &str) {
    let Some(path) = &options.write else { return };
    let mut text = String::from(
        "# The aligner's weights. Made by `cargo run --release --example fit`; do not edit.\n\
         # Fitted by maximum conditional likelihood to hand-aligned articles, novels and noisy\n\
         # texts, and to pages simulated from them with the lines of scripts/pages.\n",
    );
    text += &format!(
        "# documents {}, simulated pages for each {}, ridge {}, tables that had not seen the document: {}\n{report}",
        n_documents,
        options.n_pages,
        options.ridge,
        if options.tables.len() > 0 { "yes" } else { "no" }
    );
    let names = FEATURES.iter().map(|f| f.0).chain(MOVES.iter().map(|m| m.0));
    for (name, weight) in names.zip(weights) {
        text += &format!("{name}\t{weight:.5}\n");
    }
    std::fs::write(path, text).expect("the weights file is writable");
}

fn flattened(weights: &Weights) -> Vec<f64> {
    let features = weights.features.iter().map(|w| f64::from(*w));
    features.chain(MOVES.iter().map(|&(_, p, k)| weights.moves[p][k])).collect()
}

fn options() -> Options {
    let mut args = std::env::args().skip(1);
    let mut options = Options {
        gold: PathBuf::new(),
        write: None,
        also: Vec::new(),
        folds: 7,
        n_pages: 12,
        ridge: 0.5,
        tables: Tables::default(),
        verbose: false,
        without: vec![false; N_WEIGHTS],
        ablate: Vec::new(),
        weights: None,
        related: false,
        scales: Vec::new(),
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--write" => options.write = Some(value().into()),
            "--also" => options.also.extend(data::load(&PathBuf::from(value()))),
            "--folds" => options.folds = value().parse().expect("a number of folds"),
            "--pages" => options.n_pages = value().parse().expect("a number of pages"),
            "--ridge" => options.ridge = value().parse().expect("a number"),
            "--tables" => options.tables = Tables::load(&PathBuf::from(value())),
            "--without" => options.without = groups::mask(value().split(',')),
            "--only" => options.without = groups::all_but(value().split(',')),
            "--ablate" => options.ablate = groups::ablations(&value()),
            "--weights" => options.weights = Some(value().into()),
            "--scales" => {
                let scale = |x: &str| x.parse().expect("numbers with commas");
                options.scales = value().split(',').map(scale).collect();
            }
            "--related" => options.related = true,
            "--verbose" => options.verbose = true,
            _ => options.gold = arg.into(),
        }
    }
    options
}

/// Figures of documents that the weights were not fitted to, and of pages made of these with
/// lines that no page of the fit has.
fn cross_validated(documents: &[Document], stock: &Stock, options: &Options) -> String {
    let mut variants = vec![("all".to_owned(), options.without.clone())];
    for (name, mask) in &options.ablate {
        let both = mask.iter().zip(&options.without).map(|(a, b)| *a || *b).collect();
        variants.push((format!("without {name}"), both));
    }
    let n_fitted = variants.len();
    for scale in &options.scales {
        variants.push((format!("times {scale}"), options.without.clone()));
    }
    let examples = examples(documents, &stock.half(0), options);
    let mut reports: Vec<Report> = variants.iter().map(|_| Report::default()).collect();
    let also_in_fold = |fold: usize| options.also.iter().skip(fold).step_by(options.folds);
    for fold in 0..options.folds {
        let kept: Vec<_> = examples
            .iter()
            .filter(|(document, _)| document % options.folds != fold)
            .map(|(_, example)| example)
            .collect();
        let mut weights: Vec<Vec<f64>> = Vec::new();
        for (_, without) in &variants[..n_fitted] {
            let start = weights.first().cloned().unwrap_or_else(first_guess);
            weights.push(fit(&kept, options.ridge, &start, without));
        }
        for scale in &options.scales {
            weights.push(weights[0].iter().map(|w| w * scale).collect());
        }
        let held_out: Vec<Document> =
            documents.iter().skip(fold).step_by(options.folds).cloned().collect();
        let mut all = simulate(&held_out, &stock.half(1), N_MEASURED, 99);
        all.extend(held_out);
        all.extend(also_in_fold(fold).cloned());
        measure(&all, &weights, &options.tables, &mut reports, options.verbose);
    }
    let mut text = reports[0].table();
    for (scale, report) in options.scales.iter().zip(&reports[n_fitted..]) {
        eprint!("# weights times {scale}\n{}", report.table());
    }
    for ((name, _), report) in variants.iter().zip(&reports).filter(|_| variants.len() > 1) {
        text += &format!("# {name}: {}\n", report.line());
    }
    text
}

/// What weights are fitted to, with the index of the document that each is made of.
fn examples(documents: &[Document], stock: &Stock, options: &Options) -> Vec<(usize, Example)> {
    let mut all: Vec<(usize, Document)> = Vec::new();
    // A page takes lines of documents of its own fold only, so that no fold sees another's.
    let n_folds = options.folds.max(1);
    for fold in 0..n_folds {
        let indices: Vec<usize> = (fold..documents.len()).step_by(n_folds).collect();
        let of_fold: Vec<_> = indices.iter().map(|&k| documents[k].clone()).collect();
        let pages = simulate(&of_fold, stock, options.n_pages, 7);
        all.extend(pages.into_iter().map(|page| (fold, page)));
        for document in of_fold.into_iter().filter(|d| d.group != Group::Pud) {
            if document.has_paragraphs() {
                all.push((fold, document.flat()));
            }
            all.push((fold, document));
        }
    }
    let make = |document: &Document| Example::new(document, &options.tables);
    // Rough weights from a few tell what is out of the question in all.
    let some: Vec<_> = all.iter().step_by(all.len().div_ceil(20)).collect();
    let some = model::in_parallel(&some, |(_, document)| make(document));
    let some: Vec<&Example> = some.iter().flatten().collect();
    let rough = fit(&some, 4.0, &first_guess(), &options.without);
    let made = model::in_parallel(&all, |(fold, document)| {
        make(document).map(|example| (*fold, example.pruned(&rough)))
    });
    made.into_iter().flatten().collect()
}

/// `n_pages` pages of each article.
fn simulate(documents: &[Document], stock: &Stock, n_pages: usize, seed: u64) -> Vec<Document> {
    let clean: Vec<&Document> = documents.iter().filter(|d| d.group != Group::Noisy).collect();
    let articles = clean.iter().filter(|d| d.group == Group::Articles);
    let pages = articles.flat_map(|document| {
        // The same pages of a document whatever the others are.
        let named = document.name.bytes().fold(seed, |s, b| s.wrapping_mul(31) + u64::from(b));
        let mut rng = fastrand::Rng::with_seed(named);
        (0..n_pages).map(|_| pages::simulate(document, &clean, stock, &mut rng)).collect::<Vec<_>>()
    });
    pages.collect()
}

/// Adds the figures of each of the weights to its report.
fn measure(
    documents: &[Document],
    weights: &[Vec<f64>],
    tables: &Tables,
    reports: &mut [Report],
    verbose: bool,
) {
    // Without paragraphs where the gold's own sentence files have none.
    let flat: Vec<_> = documents
        .iter()
        .map(|d| if d.group == Group::Pages { d.clone() } else { d.flat() })
        .collect();
    let aligned = model::in_parallel(&flat, |document| model::align(document, weights, tables));
    for (document, all) in flat.iter().zip(aligned) {
        for (report, one) in reports.iter_mut().zip(&all) {
            report.add(document, one);
        }
        if verbose {
            report::print_wrong(document, &all[0]);
        }
    }
}
