//! Fits the weights of the aligner by maximum conditional likelihood, and measures them by
//! cross-validation over documents.
//!
//!     cargo run --release --example fit -- GOLD_DIR [--write models/weights.tsv] [--folds 7]
//!         [--pages 12] [--ridge 0.5] [--tables DIR] [--also DIR]... [--only FEATURE,...]
//!
//! GOLD_DIR holds `sents/NAME.{es,en}` (a sentence a line) and `gold/NAME.gold` (a bead a line).
//! Articles, novels and noisy texts are taken as they are and, besides, as simulated pages
//! (`scripts/pages`). `--tables DIR` holds the
//! tables of `scripts/build_model.py --folds`: each document's vectors then come from the one that
//! has not seen it, both in fitting and in measuring, so that the aligner learns what the vectors of
//! new texts are worth. With `--folds 0` nothing is cross-validated. `--also DIR` measures the
//! final weights on a folder of the same layout that nothing was fitted to. `--only A,B` leaves all
//! features but these at nothing: so the weights of `src/align/light.rs` are found.

mod data;
mod model;
mod pages;

use std::path::PathBuf;

use bitexto::align::{FEATURES, MOVES};
use bitexto::evaluate::{Figures, Tally};
use data::{Document, Group};
use model::{Example, Tables, fit};

struct Options {
    gold: PathBuf,
    write: Option<PathBuf>,
    also: Vec<PathBuf>,
    folds: usize,
    n_pages: usize,
    ridge: f64,
    tables: Tables,
    only: Vec<String>,
    verbose: bool,
}

fn main() {
    let options = options();
    let documents = data::load(&options.gold);
    assert!(!documents.is_empty(), "{}: no gold documents", options.gold.display());
    let stock =
        pages::Stock::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/pages"));
    let mut report = String::new();
    if options.folds > 1 {
        let mut tallies = Tallies::default();
        for fold in 0..options.folds {
            let is_held_out = |index: &usize| index % options.folds == fold;
            let (held_out, kept): (Vec<_>, Vec<_>) =
                documents.iter().enumerate().partition(|(index, _)| is_held_out(index));
            let kept: Vec<_> = kept.into_iter().map(|(_, d)| d.clone()).collect();
            let held_out: Vec<_> = held_out.into_iter().map(|(_, d)| d.clone()).collect();
            // Neither a document nor a line of furniture stands on both sides.
            let weights = train(&kept, &stock.half(0), &options);
            measure(&held_out, &weights, &options.tables, &mut tallies, options.verbose);
            let mut rng = fastrand::Rng::with_seed(99 + fold as u64);
            let simulated = simulate_all(&held_out, &stock.half(1), 3, &mut rng);
            measure(&simulated, &weights, &options.tables, &mut tallies, false);
        }
        report += &format!("# cross-validated over {} folds of documents:\n", options.folds);
        report += &tallies.table();
        eprint!("{report}");
    }
    let weights = train(&documents, &stock, &options);
    let mut tallies = Tallies::default();
    measure(&documents, &weights, &options.tables, &mut tallies, options.verbose);
    let table = tallies.table();
    eprint!("# fitted to these documents:\n{table}");
    for dir in &options.also {
        let mut tallies = Tallies::default();
        measure(&data::load(dir), &weights, &options.tables, &mut tallies, true);
        eprint!("# {}:\n{}", dir.display(), tallies.table());
    }
    for ((name, _), weight) in FEATURES.iter().zip(&weights) {
        eprintln!("{weight:9.3}  {name}");
    }
    for ((name, ..), weight) in MOVES.iter().zip(&weights[FEATURES.len()..]) {
        eprintln!("{weight:9.3}  {name}");
    }
    if let Some(path) = &options.write {
        let mut text = String::from(
            "# The aligner's weights. Made by `cargo run --release --example fit`; do not edit.\n\
             # Fitted by maximum conditional likelihood to hand-aligned articles, novels and noisy\n\
             # texts, and to pages simulated from them with the lines of scripts/pages.\n",
        );
        text += &format!(
            "# documents {}, simulated pages for each {}, ridge {}, tables that had not seen the document: {}\n{report}",
            documents.len(),
            options.n_pages,
            options.ridge,
            if options.tables.len() > 0 { "yes" } else { "no" }
        );
        let names = FEATURES.iter().map(|f| f.0).chain(MOVES.iter().map(|m| m.0));
        for (name, weight) in names.zip(&weights) {
            text += &format!("{name}\t{weight:.5}\n");
        }
        std::fs::write(path, text).expect("the weights file is writable");
    }
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
        only: Vec::new(),
        verbose: false,
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--write" => options.write = Some(value().into()),
            "--also" => options.also.push(value().into()),
            "--folds" => options.folds = value().parse().expect("a number of folds"),
            "--pages" => options.n_pages = value().parse().expect("a number of pages"),
            "--ridge" => options.ridge = value().parse().expect("a number"),
            "--tables" => options.tables = Tables::load(&PathBuf::from(value())),
            "--only" => options.only = value().split(',').map(str::to_owned).collect(),
            "--verbose" => options.verbose = true,
            _ => options.gold = arg.into(),
        }
    }
    options
}

fn train(documents: &[Document], stock: &pages::Stock, options: &Options) -> Vec<f64> {
    let mut rng = fastrand::Rng::with_seed(7);
    let mut all = simulate_all(documents, stock, options.n_pages, &mut rng);
    all.extend(documents.iter().filter(|d| d.group != Group::Pud).cloned());
    let examples = model::in_parallel(&all, |document| {
        Example::new(document, &options.tables).map(|example| example.with_only(&options.only))
    });
    fit(&examples.into_iter().flatten().collect::<Vec<_>>(), options.ridge)
}

fn simulate_all(
    documents: &[Document],
    stock: &pages::Stock,
    n_pages: usize,
    rng: &mut fastrand::Rng,
) -> Vec<Document> {
    let clean: Vec<_> = documents.iter().filter(|d| d.group != Group::Noisy).cloned().collect();
    let from = clean.iter().filter(|d| d.group == Group::Articles);
    from.flat_map(|d| {
        (0..n_pages).map(|_| pages::simulate(d, &clean, stock, rng)).collect::<Vec<_>>()
    })
    .collect()
}

#[derive(Default)]
struct Tallies(Vec<(Group, Tally)>);

impl Tallies {
    fn table(&self) -> String {
        let mut table =
            String::from("# group        P      R     F1    lax   null  Brier    ECE\n");
        for (group, tally) in &self.0 {
            let Figures { precision, recall, f1, lax_f1, null_f1, brier, ece, .. } =
                tally.figures();
            table += &format!(
                "# {:<10} {precision:.4} {recall:.4} {f1:.4} {lax_f1:.4} {null_f1:.4} {brier:.4} {ece:.4}\n",
                group.name()
            );
        }
        table
    }
}

fn measure(
    documents: &[Document],
    weights: &[f64],
    tables: &Tables,
    tallies: &mut Tallies,
    verbose: bool,
) {
    let aligned = model::in_parallel(documents, |document| model::align(document, weights, tables));
    for (document, beads) in documents.iter().zip(aligned) {
        let tally = match tallies.0.iter_mut().find(|(group, _)| *group == document.group) {
            Some((_, tally)) => tally,
            None => {
                tallies.0.push((document.group, Tally::default()));
                tallies.0.sort_by_key(|(group, _)| *group);
                let at = tallies.0.iter().position(|(group, _)| *group == document.group);
                &mut tallies.0[at.expect("just put there")].1
            }
        };
        tally.add(&document.beads, &beads);
        if verbose {
            for bead in beads.iter().filter(|b| {
                !document.beads.iter().any(|g| g.source == b.source && g.target == b.target)
            }) {
                let text = |side: &[String], at: &[usize]| {
                    at.iter().map(|&x| &*side[x]).collect::<Vec<_>>().join(" ¶ ")
                };
                eprintln!(
                    "{} {:?}:{:?} {:.3}\n    {}\n    {}",
                    document.name,
                    bead.source,
                    bead.target,
                    bead.confidence.unwrap_or(0.0),
                    text(&document.source, &bead.source),
                    text(&document.target, &bead.target)
                );
            }
        }
    }
}
