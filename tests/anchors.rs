//! Beads held fixed: in the library, and from the command line.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output};

use bitexto::align::{Aligner, AnchorError, Anchors, Texts, Unexplained};
use bitexto::bitext::{Alignment, Bead, Lang, Sentences};
use bitexto::encode::{Encoder, Model};
use bitexto::evaluate::parse_beads;
use bitexto::read;

fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
    Bead { source, target, probability: 1.0, crossing: false }
}

fn sample(name: &str) -> [Sentences; 2] {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/gold");
    ["es", "en"].map(|lang| {
        let path = gold.join(format!("{name}.{lang}"));
        read::presplit(name, fs::read_to_string(path).unwrap())
    })
}

fn gold(name: &str) -> Vec<Bead> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpora/gold/{name}.gold"));
    let run = |list: &[usize]| list.first().map_or(0..0, |&first| first..first + list.len());
    let beads = parse_beads(&fs::read_to_string(path).unwrap()).unwrap();
    beads.iter().map(|b| bead(run(&b.source), run(&b.target))).collect()
}

/// Calls `f` with the texts as the aligner takes them, and `held`.
fn with_texts<T>(
    [source, target]: &[Sentences; 2],
    held: &[Bead],
    f: impl Fn(&Texts, &Anchors) -> T,
) -> T {
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
    f(&texts, &Anchors::new(held.to_vec(), source.len(), target.len()).unwrap())
}

/// Aligns around `held`, and checks that all of it came through.
fn align(sides: &[Sentences; 2], held: &[Bead]) -> Alignment {
    let aligner = Aligner::default();
    let alignment = with_texts(sides, held, |texts, anchors| aligner.align_around(texts, anchors));
    for held in held {
        let is_it = |b: &&Bead| match (held.source.is_empty(), held.target.is_empty()) {
            (false, false) => {
                (&b.source, &b.target, b.crossing) == (&held.source, &held.target, held.crossing)
            }
            (false, true) => b.source == held.source && b.target.is_empty(),
            (true, _) => b.target == held.target && b.source.is_empty(),
        };
        let found = alignment.beads().iter().find(is_it);
        assert!(found.is_some_and(|b| b.probability > 0.99), "{held:?} in {alignment:?}");
    }
    alignment
}

#[test]
fn gold_held_is_gold_kept() {
    let mut dice = fastrand::Rng::with_seed(5);
    for name in ["tortilla", "memoria", "migrantes"] {
        let (texts, gold) = (sample(name), gold(name));
        for share in [0.1, 0.5, 1.0] {
            let held: Vec<Bead> = gold.iter().filter(|_| dice.f64() < share).cloned().collect();
            align(&texts, &held);
        }
    }
}

#[test]
fn the_rest_goes_around_a_bead_that_is_held() {
    let texts = sample("memoria");
    // Wrong on purpose: one sentence late, a large bead, a gap, a moved sentence.
    align(&texts, &[bead(5..6, 8..9)]);
    align(&texts, &[bead(10..15, 9..14), bead(20..21, 22..22)]);
    align(&texts, &[bead(20..28, 9..11)]);
    align(&texts, &[Bead { crossing: true, ..bead(3..5, 30..31) }, bead(8..9, 9..10)]);
    // Two beads that leave nothing to match between them.
    align(&texts, &[bead(5..6, 5..6), bead(6..7, 25..26), bead(30..31, 26..27)]);
}

#[test]
fn a_bead_held_changes_no_order_elsewhere() {
    let texts = sample("memoria");
    let free = align(&texts, &[]);
    let is_pair = |b: &&Bead| !b.is_null() && b.probability > 0.999;
    let held = free.beads().iter().find(is_pair).unwrap().clone();
    assert!(free.beads().iter().filter(|b| b.is_null()).count() > 4);
    let places = |a: &Alignment| -> Vec<_> {
        a.beads().iter().map(|b| (b.source.clone(), b.target.clone())).collect()
    };
    assert_eq!(places(&align(&texts, &[held])), places(&free));
}

#[test]
fn a_bead_is_explained_as_it_was_aligned() {
    let aligner = Aligner::default();
    for held in [vec![], vec![bead(5..6, 8..9)]] {
        with_texts(&sample("memoria"), &held, |texts, anchors| {
            let alignment = aligner.align_around(texts, anchors);
            for bead in alignment.beads().iter().filter(|bead| bead.probability < 1.0) {
                let found = aligner.explain(texts, bead, anchors).unwrap();
                assert_eq!(found.chosen, std::slice::from_ref(bead));
                assert_eq!(found.probability, bead.probability);
                assert!(!found.parts.is_empty());
            }
            let large = aligner.explain(texts, &bead(0..4, 0..4), anchors);
            assert_eq!(large, Err(Unexplained::NeverFormed(4, 4)));
        });
    }
}

#[test]
fn a_long_text_is_led_through_its_anchors() {
    let [source, target] = sample("memoria");
    let longer = |s: &Sentences, lead: usize| {
        let lines = (0..lead).map(|i| format!("{i}.")).collect::<Vec<_>>();
        let times = (0..12).flat_map(|_| (0..s.len()).map(|i| s.text(i).to_owned()));
        let text = lines.into_iter().chain(times).map(|line| format!("{line}\n")).collect();
        read::presplit("long", text)
    };
    let texts = [longer(&source, 300), longer(&target, 0)];
    assert!(texts[0].len() * texts[1].len() > 300_000, "long enough not to be searched whole");
    // Far from any path that the texts suggest.
    align(&texts, &[bead(20..21, 400..401), bead(200..201, 401..402)]);
}

#[test]
fn anchors_that_cannot_hold_are_refused() {
    let new = |beads: &[Bead]| Anchors::new(beads.to_vec(), 10, 10);
    let at = |result: Result<Anchors, AnchorError>| result.unwrap_err().bead();
    assert_eq!(at(new(&[bead(0..1, 0..1), bead(9..11, 3..4)])), 1);
    assert_eq!(at(new(&[bead(0..1, 0..1), bead(2..3, 0..1)])), 1);
    assert_eq!(at(new(&[bead(4..5, 2..3), bead(0..1, 3..4)])), 0);
    assert_eq!(at(new(&[bead(0..1, 3..4), bead(4..5, 2..3)])), 1);
    let moved = Bead { crossing: true, ..bead(0..1, 3..4) };
    assert!(new(&[moved, bead(4..5, 2..3)]).is_ok());
}

fn bitexto(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitexto"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

#[test]
fn an_edited_corpus_comes_back_through_anchors() {
    let folder = tempfile::tempdir().unwrap();
    let pair = ["corpora/memoria.es.txt", "corpora/memoria.en.txt"];
    let plain = bitexto(&["align", pair[0], pair[1]]);
    let text = String::from_utf8(plain.stdout).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let write = |lines: &[String]| {
        let path = folder.path().join("reviewed.tsv");
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        path.to_str().unwrap().to_owned()
    };
    let run = |file: &str| {
        let out = bitexto(&["-q", "align", pair[0], pair[1], "--anchors", file]);
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned(), out.stdout)
    };
    // All rows held: the same rows, all of them certain.
    let (status, _, stdout) = run(&write(&lines));
    let kept = String::from_utf8(stdout).unwrap();
    let ids = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
    };
    assert_eq!((status, ids(&kept)), (Some(0), ids(&text)));
    let score = |line: &str| line.split('\t').nth(5).unwrap().to_owned();
    assert!(kept.lines().skip(1).all(|line| score(line) == "1.0000"));
    // A row of another text, one that crosses, another document, a line that is no row.
    let row = lines.iter().position(|line| line.contains("\t1-1\t")).unwrap();
    let whole = lines.clone();
    let mut fields: Vec<&str> = whole[row].split('\t').collect();
    fields[2] = "Otra cosa que no está en el texto.";
    lines[row] = fields.join("\t");
    let (status, said, _) = run(&write(&lines));
    assert!(said.contains(&format!("reviewed.tsv:{}: ", row + 1)), "{said}");
    assert!(said.contains("another version of the text") && status == Some(2), "{said}");
    lines[row] = "one field".to_owned();
    let (status, said, _) = run(&write(&lines));
    assert!(said.contains(&format!("reviewed.tsv:{}: 0 tabs", row + 1)) && status == Some(2));
    let other: Vec<String> = whole.iter().map(|l| l.replace("\tmemoria\t", "\totro\t")).collect();
    let (status, said, _) = run(&write(&other));
    assert!(
        said.contains("no row of document memoria, only of otro") && status == Some(2),
        "{said}"
    );
    // A beads file.
    let beads = folder.path().join("held.beads");
    fs::write(&beads, "[3]:[6]\n\n[4]:[5]\n").unwrap();
    let (status, said, _) = run(beads.to_str().unwrap());
    assert!(said.contains("held.beads:3: the bead crosses") && status == Some(2), "{said}");
    fs::write(&beads, "[3]:[6]:0.9\n").unwrap();
    let (status, _, stdout) = run(beads.to_str().unwrap());
    assert!(String::from_utf8(stdout).unwrap().contains("memoria:s4~t7\t") && status == Some(0));
}
