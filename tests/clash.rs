//! No command writes over what it reads, nor two results into one file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const HEADER: &str = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";
const ROW: &str =
    "d:s1~t1\td\tLa feria abre el lunes.\tThe fair opens on Monday.\t1-1\t0.9990\t1\t1\t1\t1\t\n";
const SENTENCES: &str = "{\"doc\": \"d\", \"es\": [\"La feria abre el lunes.\"], \"en\": [\"The fair opens on Monday.\"]}\n";

/// A folder with an input of every kind.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("c.tsv", &format!("{HEADER}{ROW}"));
    for name in ["new.tsv", "new.log.tsv", "new.edits.tsv", "new.anchors.tsv"] {
        file(name, &format!("{HEADER}{ROW}"));
    }
    file("out/clean.tsv", &format!("{HEADER}{ROW}"));
    file("out/train.tsv", &format!("{HEADER}{ROW}"));
    file("s.jsonl", SENTENCES);
    file("abbr.txt", "Excmo.\n");
    for folder in ["", "es/", "en/", "gold/", "sents/"] {
        file(&format!("{folder}a.es"), "La feria abre el lunes. Vino mucha gente.\n");
        file(&format!("{folder}a.en"), "The fair opens on Monday. Many people came.\n");
    }
    for name in ["g.beads", "p.beads", "gold/a.beads", "pred/a.beads"] {
        file(name, "[0]:[0]\n[1]:[1]\n");
    }
    file("all/run.tsv", "a.es\ta.en\tb\n");
    file("all/a.es", "La feria abre el lunes. Vino mucha gente.\n");
    file("all/a.en", "The fair opens on Monday. Many people came.\n");
    folder
}

/// The bytes of every file.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

fn is_refused(line: &str, what: &str) {
    let folder = folder();
    let before = files(folder.path());
    let output = Command::new(env!("CARGO_BIN_EXE_bitexto"))
        .args(line.split(' '))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{line}: {said}");
    assert!(said.contains(what), "{line}: {said}");
    assert_eq!(files(folder.path()), before, "{line}");
}

#[test]
fn no_command_writes_over_its_input() {
    for line in [
        "split a.es -o a.es",
        "split a.es -o ./es/../a.es",
        "split a.es --abbreviations abbr.txt -o abbr.txt",
        "align a.es a.en -o a.en",
        "align a.es a.en --format moses -o a",
        "align a.es a.en --abbreviations abbr.txt -o abbr.txt",
        "align a.es a.en --anchors c.tsv -o c.tsv",
        "pair es en -o es/a.es",
        "pair es en --unpaired en/a.en",
        "clean c.tsv out/clean.tsv -o out",
        "clean c.tsv out/train.tsv -o out --format train",
        "check c.tsv -o c.tsv",
        "check c.tsv a.es -o a.es",
        "convert c.tsv --to tmx -o c.tsv",
        "review export c.tsv --spreadsheet-safe -o c.tsv",
        "review export c.tsv --sentences s.jsonl -o s.jsonl",
        "review sample c.tsv -o c.tsv",
        "review apply c.tsv --corpus new.tsv --write -o new.tsv",
        "review apply new.log.tsv --corpus c.tsv --write -o new.tsv",
        "review apply c.tsv new.edits.tsv --corpus c.tsv --write -o new.tsv",
        "review apply c.tsv --corpus new.anchors.tsv --write -o new.tsv",
        "eval g.beads p.beads -o g.beads",
        "eval g.beads p.beads --errors p.beads",
        "eval gold pred -o gold/a.beads",
        "eval gold pred --by-text --gold-sents sents --pred-sents sents --errors sents/a.en",
    ] {
        is_refused(line, "is an input; write to another file");
    }
    // A folder that holds a run of ours is written to again; what it reads may have come into it since.
    let folder = folder();
    let align = |pairs: &str| {
        Command::new(env!("CARGO_BIN_EXE_bitexto"))
            .args(["align", "--pairs", pairs, "--out-dir", "results"])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    assert_ne!(align("all/run.tsv").status.code(), Some(2));
    fs::write(folder.path().join("results/b.tsv"), "../all/a.es\t../all/a.en\tb\n").unwrap();
    let output = align("results/b.tsv");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("b.tsv: would be overwritten by a result"), "{said}");
}

#[test]
fn two_results_do_not_share_a_file() {
    for line in [
        "pair es en -o pairs.tsv --unpaired pairs.tsv",
        "eval g.beads p.beads -o x.tsv --errors ./x.tsv",
    ] {
        is_refused(line, "is named for two outputs");
    }
}

#[test]
fn tables_of_an_earlier_run_are_replaced() {
    let folder = folder();
    for _ in 0..2 {
        let output = Command::new(env!("CARGO_BIN_EXE_bitexto"))
            .args(["pair", "es", "en", "-o", "es/pairs.tsv", "--unpaired", "en/alone.tsv"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
