//! How well texts that are translations of each other are told from texts that are not.

use bitexto::align::{Aligner, Relatedness, relatedness};

use super::data::{Document, Line};
use super::model::{Prepared, Tables, in_parallel};

/// Figures for whole texts, for texts of which one side is cut off, and for texts of a few
/// sentences: every text against its translation, and against every other text's.
pub fn print(documents: &[Document], tables: &Tables) {
    eprintln!("# texts        related unrelated   AUC    least related  most unrelated");
    let whole: Vec<Document> = documents.iter().map(Document::flat).collect();
    let windows = |n: usize| -> Vec<Document> {
        let cut = |d: &Document| window(d, d.beads.len() / 3, n);
        whole.iter().map(cut).collect()
    };
    let sets = [
        ("3 beads", windows(3)),
        ("5 beads", windows(5)),
        ("10 beads", windows(10)),
        ("20 beads", windows(20)),
        ("cut off", whole.iter().map(cut_off).collect()),
        ("whole", whole.clone()),
    ];
    for (name, set) in sets {
        eprint!("{}", line(name, &set, tables));
    }
}

/// The first third of the translation is left.
fn cut_off(document: &Document) -> Document {
    let mut document = document.clone();
    let left = document.sides[1].len().div_ceil(3);
    document.sides[1].truncate(left);
    document
}

/// A few beads from the middle, from where most of them are pairs.
fn window(document: &Document, first: usize, n: usize) -> Document {
    let all = &document.beads;
    let window = |first: usize| &all[first..(first + n).min(all.len())];
    let n_pairs = |first: &usize| window(*first).iter().filter(|b| b.is_match()).count();
    let first = (first..all.len()).find(|first| n_pairs(first) * 3 >= n * 2).unwrap_or(0);
    let beads = window(first);
    let lines = |side: usize| -> Vec<Line> {
        let at = beads.iter().flat_map(|b| if side == 0 { &b.source } else { &b.target });
        at.map(|&k| document.sides[side][k].clone()).collect()
    };
    Document { sides: [lines(0), lines(1)], beads: Vec::new(), ..document.clone() }
}

fn line(name: &str, documents: &[Document], tables: &Tables) -> String {
    // An unrelated pair takes the table of its source's fold: vectors of seen text are no worse.
    let pairs: Vec<(usize, usize)> = (0..documents.len())
        .flat_map(|s| (0..documents.len()).map(move |t| (s, t)))
        .filter(|&(s, t)| s == t || !same_text(&documents[s].name, &documents[t].name))
        .collect();
    let found: Vec<Relatedness> = in_parallel(&pairs, |&(s, t)| {
        let mut pair = documents[s].clone();
        pair.sides[1] = documents[t].sides[1].clone();
        let prepared = Prepared::new(&pair, tables);
        let texts = prepared.texts();
        relatedness(&texts, &Aligner::default().align(&texts))
    });
    let (mut related, mut unrelated): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
    for (&(s, t), found) in pairs.iter().zip(&found) {
        let into = if s == t { &mut related } else { &mut unrelated };
        into.push((found.score(), &documents[s].name, &documents[t].name, found));
    }
    related.sort_by(|a, b| a.0.total_cmp(&b.0));
    unrelated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let below = |r: f64| {
        unrelated
            .iter()
            .map(|u| {
                if u.0 < r {
                    1.0
                } else if u.0 == r {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>()
    };
    let auc =
        related.iter().map(|r| below(r.0)).sum::<f64>() / (related.len() * unrelated.len()) as f64;
    let mut text = format!(
        "# {name:<12} {:7} {:9} {auc:.5} {:.3} {:.3} {:.3}  {:.3} {:.3} {:.3}\n",
        related.len(),
        unrelated.len(),
        related[0].0,
        related[1].0,
        related[2].0,
        unrelated[0].0,
        unrelated[1].0,
        unrelated[2].0
    );
    for (score, s, t, found) in related.iter().take(4).chain(unrelated.iter().take(4)) {
        text += &format!(
            "#    {score:.3} {s} / {t}: shares {:.3} {:.3}, cosine {:.3}\n",
            found.shares[0], found.shares[1], found.cosine
        );
    }
    text
}

/// The noisy texts are made of the clean ones of the same number.
fn same_text(a: &str, b: &str) -> bool {
    let number = |name: &str| {
        name.strip_prefix("pud")
            .map(|rest| rest.trim_start_matches("noisy-").trim_start_matches('-').to_owned())
    };
    number(a).is_some() && number(a) == number(b)
}
