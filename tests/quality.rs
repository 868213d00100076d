//! Floors of quality: on the sample corpora, and on the development gold where it is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bitexto::align::{Aligner, Texts, relatedness};
use bitexto::bitext::{Lang, Sentences};
use bitexto::encode::{Encoder, Model};
use bitexto::evaluate::{Figures, ScoredBead, Tally, TextBead, parse_beads, uncovered};
use bitexto::read;
use bitexto::split::Splitter;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn align(source: &Sentences, target: &Sentences) -> Vec<ScoredBead> {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let vectors = |s: &Sentences| encoder.encode((0..s.len()).map(|i| s.text(i)));
    let texts = Texts {
        source,
        target,
        langs: [Lang::ES, Lang::EN],
        source_vectors: &vectors(source),
        target_vectors: &vectors(target),
    };
    Aligner::default().align(&texts).beads().iter().map(ScoredBead::from).collect()
}

/// Figures by group of every document of a folder of gold beads.
fn measure(
    gold: &Path,
    sents: &Path,
    group: impl Fn(&str) -> &'static str,
) -> BTreeMap<&'static str, Figures> {
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for entry in fs::read_dir(gold).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "gold") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let side = |lang: &str| {
            let text = fs::read_to_string(sents.join(format!("{name}.{lang}"))).unwrap();
            read::presplit(&name, text)
        };
        let (source, target) = (side("es"), side("en"));
        let gold = parse_beads(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(uncovered(&gold, source.len(), target.len()), None, "gold of {name}");
        let found = align(&source, &target);
        assert_eq!(uncovered(&found, source.len(), target.len()), None, "{name}");
        tallies.entry(group(&name)).or_default().add(&gold, &found);
    }
    tallies.into_iter().map(|(group, tally)| (group, tally.figures())).collect()
}

#[test]
fn sample_corpora_stay_above_their_floor() {
    let gold = root().join("corpora/gold");
    let figures = measure(&gold, &gold, |_| "corpora")["corpora"];
    assert!(figures.f1 >= 0.975, "{figures:?}");
    assert!(figures.null_f1 >= 0.95, "{figures:?}");
}

#[test]
fn sample_texts_are_told_from_texts_of_others() {
    let gold = root().join("corpora/gold");
    let mut names: Vec<String> = fs::read_dir(&gold)
        .unwrap()
        .filter_map(|e| Some(e.unwrap().file_name().to_str()?.strip_suffix(".gold")?.to_owned()))
        .collect();
    names.sort();
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    // Whole texts, and the five pairs from the tenth on.
    for first_and_length in [None, Some((10, 5))] {
        let sides = |name: &String| {
            let beads =
                parse_beads(&fs::read_to_string(gold.join(format!("{name}.gold"))).unwrap());
            let matches: Vec<_> = beads.unwrap().into_iter().filter(|b| b.is_match()).collect();
            ["es", "en"].map(|lang| {
                let text = fs::read_to_string(gold.join(format!("{name}.{lang}"))).unwrap();
                let kept: Vec<&str> = match first_and_length {
                    None => text.lines().collect(),
                    Some((first, n)) => {
                        let at = matches[first..first + n].iter().flat_map(|b| match lang {
                            "es" => b.source.clone(),
                            _ => b.target.clone(),
                        });
                        at.map(|k| text.lines().nth(k).unwrap()).collect()
                    }
                };
                let sentences = read::presplit(name, kept.join("\n"));
                let vectors = encoder.encode((0..sentences.len()).map(|i| sentences.text(i)));
                (sentences, vectors)
            })
        };
        let texts: Vec<_> = names.iter().map(sides).collect();
        for (s, [(source, source_vectors), _]) in texts.iter().enumerate() {
            for (t, [_, (target, target_vectors)]) in texts.iter().enumerate() {
                let langs = [Lang::ES, Lang::EN];
                let texts = Texts { source, target, langs, source_vectors, target_vectors };
                let found = relatedness(&texts, &Aligner::default().align(&texts));
                let pair = format!("{} / {}: {found:?}", names[s], names[t]);
                assert_eq!(found.is_doubtful(), s != t, "{pair}");
                // A margin on either side of the line that is drawn.
                assert!((found.score() - 0.33).abs() > 0.06, "{pair}");
            }
        }
    }
}

#[test]
fn sample_texts_split_into_their_gold_sentences() {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut n_gold, mut n_right) = (0, 0);
    for entry in fs::read_dir(root().join("corpora/gold")).unwrap() {
        let path = entry.unwrap().path();
        let lang = match path.extension().and_then(|e| e.to_str()) {
            Some("es") => Lang::ES,
            Some("en") => Lang::EN,
            _ => continue,
        };
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(root().join(format!("corpora/{name}.{lang}.txt"))).unwrap();
        let found = Splitter::new(lang).split(read::document(name, text));
        let found: Vec<String> = (0..found.len()).map(|i| squeeze(found.text(i))).collect();
        let gold: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(squeeze).collect();
        assert_eq!(
            found.concat().replace(' ', ""),
            gold.concat().replace(' ', ""),
            "{name}.{lang}"
        );
        n_gold += gold.len();
        n_right += gold.iter().filter(|sentence| found.contains(sentence)).count();
    }
    assert!(n_right * 1000 >= n_gold * 985, "{n_right} of {n_gold} gold sentences are found");
}

#[test]
fn development_gold_stays_above_its_floors() {
    let eval = root().join("../shared/eval/align");
    if !eval.is_dir() {
        eprintln!("SKIPPED: {} is not there, so its floors were not checked", eval.display());
        return;
    }
    let group = |name: &str| {
        let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        match () {
            () if begins(&["bible"]) => "bible",
            () if begins(&["pudnoisy"]) => "noisy",
            () if begins(&["pud"]) => "pud",
            () if begins(&["quixote", "jinetes", "marianela"]) => "novels",
            () => "articles",
        }
    };
    let figures = measure(&eval.join("gold"), &eval.join("sents"), group);
    let floor = |group: &str, name: &str, found: f64, floor: f64| {
        assert!(found >= floor, "{group}: {name} {found:.4} is below {floor}");
    };
    floor("articles", "strict F1", figures["articles"].f1, 0.993);
    floor("articles", "null F1", figures["articles"].null_f1, 0.94);
    floor("novels", "strict F1", figures["novels"].f1, 0.970);
    floor("noisy", "strict F1", figures["noisy"].f1, 0.995);
    floor("noisy", "null F1", figures["noisy"].null_f1, 0.97);
    floor("bible", "borders kept", figures["bible"].borders_kept, 0.995);
    assert!(figures["articles"].ece <= 0.01, "{:?}", figures["articles"]);
    assert!(figures["noisy"].ece <= 0.01, "{:?}", figures["noisy"]);
}

/// Beads with the texts of their sentences.
fn with_texts(beads: Vec<ScoredBead>, sides: &[Sentences; 2]) -> Vec<TextBead> {
    let join = |side: &Sentences, numbers: &[usize]| {
        numbers.iter().map(|&i| side.text(i)).collect::<Vec<_>>().join(" ")
    };
    let with_text = |bead: ScoredBead| {
        let (source, target) = (join(&sides[0], &bead.source), join(&sides[1], &bead.target));
        TextBead { bead, source, target }
    };
    beads.into_iter().map(with_text).collect()
}

#[test]
fn raw_articles_come_out_as_their_gold_beads() {
    let eval = root().join("../shared/eval/align");
    if !eval.is_dir() {
        eprintln!("SKIPPED: {} is not there, so raw articles were not aligned", eval.display());
        return;
    }
    let mut tally = Tally::default();
    let mut n_documents = 0;
    for entry in fs::read_dir(eval.join("gold")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let articles = ["deb-found", "dem-", "meta-", "odh-why", "osg-", "ros-"];
        if !articles.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        let read_side =
            |folder: &str, file: String| fs::read_to_string(eval.join(folder).join(file)).unwrap();
        let gold_sides = [Lang::ES, Lang::EN]
            .map(|lang| read::presplit(name, read_side("sents", format!("{name}.{lang}"))));
        let gold = parse_beads(&fs::read_to_string(&path).unwrap()).unwrap();
        let gold = with_texts(gold, &gold_sides);
        let sides = [Lang::ES, Lang::EN].map(|lang| {
            let text = read_side("raw", format!("{name}.{lang}.txt"));
            Splitter::new(lang).split(read::document(name, text))
        });
        let found = with_texts(align(&sides[0], &sides[1]), &sides);
        assert_eq!(tally.add_texts(&gold, &found), Ok(()), "{name}: no text is lost or made up");
        n_documents += 1;
    }
    let figures = tally.figures();
    assert_eq!(n_documents, 14);
    assert!(figures.f1 >= 0.985, "strict F1 over texts of beads: {figures:?}");
    assert!(figures.lax_f1 >= 0.995, "{figures:?}");
}
