//! `bitexto eval`: the same figures as the gold's own scorer, from every form, and what it says of
//! bad input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bitexto::evaluate::{ScoredBead, parse_beads};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn bitexto(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitexto")).args(args).current_dir(root()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(args: &[&str]) -> Value {
    let output = bitexto(&[&["eval", "--json"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        text(&path).to_owned()
    }
}

/// The samples aligned as beads and as TSV, in the folders `beads` and `tsv`, and as ladders.
fn aligned_samples(folder: &Folder) -> usize {
    let mut n_samples = 0;
    let gold = root().join("corpora/gold");
    for name in ["beads", "tsv"] {
        fs::create_dir_all(folder.path(name)).unwrap();
    }
    for entry in fs::read_dir(&gold).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "gold") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let sides = ["es", "en"].map(|lang| text(&path.with_extension(lang)).to_owned());
        for form in ["beads", "tsv"] {
            let out = folder.path(&format!("{form}/{name}.{form}"));
            let args = ["align", "-q", "--presplit", "--doc", name, "--format", form, "-o"];
            let output = bitexto(&[&args[..], &[text(&out), &sides[0], &sides[1]]].concat());
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        }
        let beads = fs::read_to_string(folder.path(&format!("beads/{name}.beads"))).unwrap();
        folder.file(&format!("ladders/{name}.ladder"), ladder(&parse_beads(&beads).unwrap()));
        n_samples += 1;
    }
    n_samples
}

fn ladder(beads: &[ScoredBead]) -> String {
    let (mut i, mut j) = (0, 0);
    let mut lines = "0\t0\t0.3\n".to_owned();
    for bead in beads {
        i += bead.source.len();
        j += bead.target.len();
        lines += &format!("{i}\t{j}\t1.25\n");
    }
    lines
}

#[test]
fn every_form_gives_the_same_figures() {
    let folder = Folder::new();
    let n_samples = aligned_samples(&folder);
    let [beads, tsv, ladders] = ["beads", "tsv", "ladders"].map(|name| folder.path(name));
    let gold = "corpora/gold";
    let found = json(&[gold, text(&beads), "--group", "all="]);
    assert_eq!(found["documents"].as_array().unwrap().len(), n_samples);
    assert!(found["total"]["f1"].as_f64().unwrap() >= 0.97);
    assert!(found["total"]["ece"].as_f64().unwrap() < 0.03);
    assert_eq!(found["groups"][0]["f1"], found["total"]["f1"]);
    let of_tsv = json(&[gold, text(&tsv), "--group", "all="]);
    assert_eq!(of_tsv, found);
    let of_ladders = json(&[gold, text(&ladders)]);
    for figure in ["precision", "recall", "lax_f1", "null_f1", "borders_kept"] {
        assert_eq!(of_ladders["total"][figure], found["total"][figure], "{figure}");
    }
    assert!(of_ladders["total"]["ece"].is_null(), "a ladder has no confidences");
    // All documents in one TSV, one document alone, the prediction as its own gold.
    let mut all = String::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(&tsv).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in &files {
        let one = fs::read_to_string(file).unwrap();
        all += if all.is_empty() { &one } else { one.split_once('\n').unwrap().1 };
    }
    let all = folder.file("all.tsv", all);
    assert_eq!(json(&[gold, &all])["total"], found["total"]);
    let gold_of_first = fs::read(root().join("corpora/gold/bosque.gold")).unwrap();
    let one = json(&[&folder.file("other-name.gold", gold_of_first), text(&files[0])]);
    assert_eq!(one["left_out"].as_array().map(Vec::len), Some(0));
    let same = json(&[&all, &all]);
    assert_eq!(same["total"]["f1"], 1.0);
    // The table says the same as the JSON.
    let table = bitexto(&["eval", gold, text(&beads)]);
    let table = String::from_utf8(table.stdout).unwrap();
    let total = table.lines().find(|line| line.starts_with("total")).unwrap();
    let f1 = format!("{:.4}", found["total"]["f1"].as_f64().unwrap());
    assert_eq!(total.split_whitespace().nth(4), Some(&*f1), "{table}");
    assert!(table.contains("\n1-2 ") && table.contains("\n0.9-1.0 "), "{table}");
}

#[test]
fn texts_are_compared_over_other_splits() {
    let folder = Folder::new();
    let gold = folder.file("gold/carta.gold", "[0]:[0]\n[1]:[1]\n[2]:[]\n");
    folder.file("sents/carta.es", "Llegó tarde. Nadie lo vio.\nLlovía mucho.\nFin.\n");
    folder.file("sents/carta.en", "He came late. Nobody saw him.\nIt rained hard.\n");
    let header = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";
    let rows = "a\tcarta\tLlegó tarde.  Nadie lo vio.\tHe came late. Nobody saw him.\t2-2\t0.9\t1-2\t1-2\t1\t1\t\n\
                b\tcarta\tLlovía mucho. Fin.\tIt rained hard.\t2-1\t0.8\t3-4\t3\t1\t1\t\n";
    let pred = folder.file("pred.tsv", [header, rows].concat());
    let sents = text(&folder.path("sents")).to_owned();
    let errors = folder.path("errors.tsv");
    let found =
        json(&[&gold, &pred, "--by-text", "--gold-sents", &sents, "--errors", text(&errors)]);
    assert_eq!((&found["total"]["f1"], &found["total"]["lax_f1"]), (&0.5.into(), &1.0.into()));
    let errors = fs::read_to_string(errors).unwrap();
    assert!(errors.contains("carta\tmissed\tLlovía mucho.\tIt rained hard.\n"), "{errors}");
    assert!(errors.contains("carta\twrong\tLlovía mucho. Fin.\tIt rained hard.\n"), "{errors}");
    let ladder = folder.file("text.ladder", "Llegó tarde. ~~~ Nadie lo vio.\tHe came late. ~~~ Nobody saw him.\t0.3\nLlovía mucho.\tIt rained hard.\t1\nFin.\t\t0\n");
    let found = json(&[&gold, &ladder, "--by-text", "--gold-sents", &sents]);
    assert_eq!((&found["total"]["f1"], &found["total"]["null_f1"]), (&1.0.into(), &1.0.into()));
    // Texts that differ are told, document by document, whatever came before.
    let other = rows.replace("mucho. Fin.", "mucho. Adiós.");
    let both = |rows: &str| [rows, &rows.replace("\tcarta\t", "\tmas\t")].concat();
    let gold_rows = folder.file("gold.tsv", [header, &both(rows)].concat());
    let differs = folder
        .file("differs.tsv", [header, &other, &rows.replace("\tcarta\t", "\tmas\t")].concat());
    let output = bitexto(&["eval", "--json", "--by-text", &gold_rows, &differs]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let warning = said(&output);
    assert!(
        warning.contains("carta: the source texts differ: \"Fin.\" in the gold, \"Adiós.\" in the"),
        "{warning}"
    );
    assert!(!warning.contains(" mas: "), "{warning}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["documents"][0]["lax_f1"], Value::Null);
    assert_eq!(found["documents"][1]["lax_f1"], 1.0);
    assert_eq!((&found["total"]["lax_f1"], &found["total"]["f1"]), (&Value::Null, &0.75.into()));
    let output = bitexto(&["eval", &gold, &pred, "--by-text"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--gold-sents"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn pipes_are_read_once() {
    let folder = Folder::new();
    let gold = folder.file("a.gold", "[0]:[0]\n[1]:[1]\n");
    let ladder = folder.file("a.ladder", "0\t0\t0.3\n1\t1\t1\n2\t2\t1\n");
    let eval = |left: &str, right: &str, input: &str| {
        let command = "cat \"$3\" | \"$0\" eval --json \"$1\" \"$2\"";
        Command::new("sh")
            .args(["-c", command, env!("CARGO_BIN_EXE_bitexto"), left, right, input])
            .output()
            .unwrap()
    };
    for (left, right, input) in [
        (&*gold, "-", &*gold),
        ("-", &*gold, &*gold),
        (&*gold, "/dev/stdin", &*gold),
        (&*gold, "-", &*ladder),
    ] {
        let output = eval(left, right, input);
        assert_eq!(output.status.code(), Some(0), "{left} {right}: {}", said(&output));
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["total"]["n_pred"], 2, "{left} {right} {input}");
        assert_eq!(found["total"]["f1"], 1.0, "{left} {right} {input}");
    }
    let output = eval("-", "-", &gold);
    assert_eq!(output.status.code(), Some(2), "two texts cannot come out of one pipe");
}

#[test]
fn crossing_rows_are_counted_by_themselves() {
    let folder = Folder::new();
    let gold = folder.file("a.gold", "[0]:[2]\n[1]:[0]\n[2]:[1]\n");
    let header = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";
    let row = |kind: &str, s: &str, t: &str| format!("i\ta\tx\ty\t{kind}\t0.9\t{s}\t{t}\t1\t1\t\n");
    let rows = [row("1-1x", "1", "3"), row("1-1", "2", "1"), row("1-1", "3", "2")].concat();
    let pred = folder.file("a.tsv", [header, &rows].concat());
    let found = json(&[&gold, &pred]);
    assert_eq!((&found["total"]["f1"], &found["total"]["moved_f1"]), (&1.0.into(), &1.0.into()));
    let table = bitexto(&["eval", &gold, &pred]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("\nmoved "));
}

#[test]
fn faults_of_documents_are_named_and_left_out() {
    let folder = Folder::new();
    let good = "[0]:[0]\n[1]:[1]\n";
    for name in ["whole", "short", "doubled", "unknown", "absent"] {
        folder.file(&format!("gold/{name}.gold"), good);
    }
    folder.file("gold/holes.gold", "[0]:[0]\n[2]:[1]\n");
    for (name, beads) in [
        ("whole", good),
        ("short", "[0]:[0]\n"),
        ("doubled", "[0]:[0]\n[0, 1]:[1]\n"),
        ("unknown", "[0]:[0]\n[1]:[1]\n[2]:[]\n"),
        ("holes", good),
        ("more", good),
    ] {
        folder.file(&format!("pred/{name}.beads"), beads);
    }
    let paths = ["gold", "pred"].map(|name| folder.path(name));
    let output = bitexto(&["eval", "--json", text(&paths[0]), text(&paths[1])]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["documents"].as_array().unwrap().len(), 1);
    assert_eq!((&found["total"]["f1"], &found["superfluous"][0]), (&1.0.into(), &"more".into()));
    let reasons: BTreeMap<&str, &str> = found["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|out| (out["doc"].as_str().unwrap(), out["reason"].as_str().unwrap()))
        .collect();
    for (name, reason) in [
        ("short", "source sentence 2 stands in no bead"),
        ("doubled", "source sentence 1 stands in two places"),
        ("unknown", "source sentence 3 is unknown, the gold has 2"),
        ("absent", "no prediction"),
        ("holes", "source sentence 2 stands in no bead"),
    ] {
        assert!(reasons[name].contains(reason), "{name}: {}", reasons[name]);
        assert!(said(&output).contains(&format!("{name}: ")), "{}", said(&output));
    }
    assert!(reasons["holes"].contains("gold"), "{}", reasons["holes"]);
}

#[test]
fn what_cannot_be_read_says_where() {
    let folder = Folder::new();
    let good = folder.file("a.gold", "[0]:[0]\n");
    let header = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";
    let row = |score: &str, sents: &str| {
        format!("{header}i\ta\tx\ty\t1-1\t{score}\t{sents}\t1\t1\t1\t\n")
    };
    folder.file("empty/readme.txt", "x");
    folder.file("mixed/a.beads", "[0]:[0]\n");
    folder.file("mixed/a.tsv", row("0.9", "1"));
    let dir = |name: &str| text(&folder.path(name)).to_owned();
    for (pred, words) in [
        (folder.file("b.beads", "[0]:[0]\nno bead\n"), "b.beads:2: \"no bead\" is no bead"),
        (folder.file("c.ladder", "0\t0\t0\n2\t1\t0\n1\t1\t0\n"), "c.ladder:3: "),
        (folder.file("d.tsv", row("0.9", "2-1")), "d.tsv:2: source sentences \"2-1\""),
        (folder.file("e.tsv", row("high", "1")), "e.tsv:2: score \"high\""),
        (folder.file("f.tsv", format!("{header}a\tb\n")), "f.tsv:2: 1 tabs"),
        (
            folder.file(
                "long.tsv",
                format!(
                    "{}{}",
                    row("0.9", "1"),
                    &row("0.9", "1-100000")[header.len()..].repeat(200)
                ),
            ),
            "long.tsv:102: the rows so far count more than",
        ),
        (folder.file("g.txt", "Once upon a time.\n"), "g.txt:1: begins like no alignment"),
        (folder.file("h.beads", b"%PDF-1.7 ..."), "h.beads"),
        (dir("none.beads"), "none.beads"),
        (dir("empty"), "holds no alignments"),
        (dir("mixed"), "beads and tsv; say which"),
    ] {
        let output = bitexto(&["eval", &good, &pred]);
        assert_eq!(output.status.code(), Some(2), "{pred}: {}", said(&output));
        assert!(said(&output).contains(words), "{pred}: {}", said(&output));
        assert!(output.stdout.is_empty());
    }
    let costs = folder.file("cost.beads", "[0]:[0]:1.7\n");
    let output = bitexto(&["eval", &good, &costs]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("no probabilities"), "{}", said(&output));
}

/// What the gold's own scorer finds: for every document, group and the total, the eight figures.
const ASK_SCORER: &str = r#"
import pathlib, sys
gold_dir, pred_dir, scorer_dir = sys.argv[1:]
sys.path.insert(0, scorer_dir)
import score
tallies = {}
for gold_path in sorted(pathlib.Path(gold_dir).glob("*.gold")):
    name = gold_path.stem
    gold, pred = (score.read_beads(p) for p in (gold_path, pathlib.Path(pred_dir) / (name + ".beads")))
    n = [sum(len(bead[side]) for bead in gold) for side in (0, 1)]
    score.check_cover(pred_dir, pred, *n)
    for key in ("documents " + name, "groups " + score.group_of(name), "total total"):
        tallies.setdefault(key, score.Tally()).add(gold, pred)
for key, tally in tallies.items():
    print(key, *("%.10f" % x for x in tally.row("bible")))
"#;

const GROUPS: [&str; 10] = [
    "--group",
    "bible=bible",
    "--group",
    "noisy=pudnoisy",
    "--group",
    "pud=pud",
    "--group",
    "novels=quixote,jinetes,marianela",
    "--group",
    "articles=",
];

/// Makes a prediction worse: neighbours are merged, pairs torn apart, confidences changed.
fn worsen(beads: &[ScoredBead], state: &mut u32) -> Vec<ScoredBead> {
    let mut worse: Vec<ScoredBead> = Vec::new();
    for bead in beads {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let chance = *state >> 16;
        let confidence = Some(f64::from(chance % 1001) / 1000.0);
        match (chance % 8, worse.last_mut()) {
            (0, Some(last)) => {
                last.source.extend(&bead.source);
                last.target.extend(&bead.target);
            }
            (1, _) if bead.is_match() => {
                worse.push(ScoredBead { target: vec![], confidence, ..bead.clone() });
                worse.push(ScoredBead { source: vec![], confidence: None, ..bead.clone() });
            }
            _ => worse.push(ScoredBead { confidence, ..bead.clone() }),
        }
    }
    worse
}

#[test]
fn figures_are_those_of_the_golds_own_scorer() {
    let shared = root().join("../shared/eval");
    let python = Command::new("python3").arg("--version").output();
    if !shared.join("score.py").is_file() || !python.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED: score.py of {} or python3 is not there", shared.display());
        return;
    }
    let folder = Folder::new();
    let gold = shared.join("align/gold");
    let mut state = 1;
    for entry in fs::read_dir(&gold).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let beads = parse_beads(&fs::read_to_string(&path).unwrap()).unwrap();
        let line = |b: &ScoredBead| {
            let confidence = b.confidence.map_or_else(String::new, |c| format!(":{c:.4}"));
            format!("{:?}:{:?}{confidence}\n", b.source, b.target)
        };
        let pred: String = worsen(&beads, &mut state).iter().map(line).collect();
        folder.file(&format!("pred/{name}.beads"), pred);
    }
    let pred = folder.path("pred");
    let paths = [text(&gold), text(&pred)];
    let found = json(&[&paths[..], &GROUPS].concat());
    let output = Command::new("python3")
        .args(["-B", "-c", ASK_SCORER])
        .args(paths)
        .arg(&shared)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let names = ["precision", "recall", "f1", "lax_f1", "null_f1", "borders_kept", "brier", "ece"];
    let mut n_compared = 0;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let ours = match fields[0] {
            "total" => &found["total"],
            list => {
                let all = found[list].as_array().unwrap();
                all.iter().find(|item| item["name"] == fields[1]).unwrap()
            }
        };
        for (name, theirs) in names.iter().zip(&fields[2..]) {
            let (ours, theirs) = (ours[name].as_f64().unwrap(), theirs.parse::<f64>().unwrap());
            assert!((ours - theirs).abs() < 1e-6, "{line}: {name} is {ours} here");
            n_compared += 1;
        }
    }
    assert_eq!(n_compared, (32 + 5 + 1) * 8);
    assert!(found["total"]["f1"].as_f64().unwrap() < 0.95, "the prediction has faults to count");
}
