//! What stands in the files of every format, and that nothing is lost on the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CORPUS: &str = "tests/cases/formats/corpus.tsv";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn bitexto(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitexto")).args(args).current_dir(root()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

/// Converts and returns what was said; the status must be 0.
fn convert(args: &[&str]) -> String {
    let output = bitexto(&[&["convert"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
    said(&output)
}

/// Compares with a golden file; `BLESS=1` writes it anew.
fn is_golden(name: &str, text: &str) {
    let path: PathBuf = root().join("tests/cases/formats").join(name);
    let text = text.replace(
        &format!("creationtoolversion=\"{}\"", env!("CARGO_PKG_VERSION")),
        "creationtoolversion=\"0\"",
    );
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap();
    assert_eq!(text, golden, "{name}; BLESS=1 cargo test rewrites the golden files");
}

#[test]
fn every_format_is_written_to_the_letter() {
    let folder = Folder::new();
    for (format, golden) in [
        ("jsonl", "golden.jsonl"),
        ("doc-jsonl", "golden.doc.jsonl"),
        ("train", "golden.train.tsv"),
        ("tmx", "golden.tmx"),
        ("xliff", "golden.xlf"),
    ] {
        let out = folder.path(golden);
        convert(&[CORPUS, "--to", format, "-o", &out, "--tmx-lang", "es-MX,en"]);
        is_golden(golden, &folder.read(golden));
    }
    convert(&[CORPUS, "--to", "moses", "-o", &folder.path("golden")]);
    is_golden("golden.es", &folder.read("golden.es"));
    is_golden("golden.en", &folder.read("golden.en"));
    convert(&[CORPUS, "--to", "tsv", "-o", &folder.path("same.tsv")]);
    assert_eq!(folder.read("same.tsv"), fs::read_to_string(root().join(CORPUS)).unwrap());
}

#[test]
fn pairs_have_two_sides_and_equal_lines() {
    let folder = Folder::new();
    let heard = convert(&[CORPUS, "--to", "moses", "-o", &folder.path("a.es")]);
    let (es, en) = (folder.read("a.es"), folder.read("a.en"));
    assert_eq!(es.lines().count(), 6);
    assert_eq!(en.lines().count(), 6);
    assert!(es.lines().chain(en.lines()).all(|line| !line.is_empty()));
    assert!(heard.contains("2 sentences without counterpart were left out"), "{heard}");
    assert!(heard.contains("6 lines") && heard.contains("not kept"), "{heard}");
    // The sum is that of the file, by another program's reckoning where there is one.
    if let Ok(sum) = Command::new("sha256sum").arg(folder.path("a.es")).output() {
        let sum = String::from_utf8(sum.stdout).unwrap();
        assert!(heard.contains(&sum[..64]), "{heard}");
    }
    convert(&[CORPUS, "--to", "train", "-o", &folder.path("a.tsv")]);
    let pasted: String = es.lines().zip(en.lines()).map(|(a, b)| format!("{a}\t{b}\n")).collect();
    assert_eq!(folder.read("a.tsv"), pasted);
}

#[test]
fn one_run_writes_what_convert_writes() {
    let folder = Folder::new();
    let all = "tsv,beads,jsonl,doc-jsonl,moses,train,tmx,xliff";
    let out = folder.path("a.tsv");
    let pair = ["corpora/radio.es.txt", "corpora/radio.en.txt"];
    let output = bitexto(&["align", pair[0], pair[1], "--format", all, "-o", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for (format, ending) in [
        ("beads", "beads"),
        ("jsonl", "jsonl"),
        ("train", "train.tsv"),
        ("tmx", "tmx"),
        ("xliff", "xlf"),
    ] {
        let again = format!("again.{ending}");
        convert(&[&out, "--to", format, "-o", &folder.path(&again)]);
        assert_eq!(folder.read(&again), folder.read(&format!("a.{ending}")), "{format}");
    }
    convert(&[&out, "--to", "moses", "-o", &folder.path("again")]);
    assert_eq!(folder.read("again.es"), folder.read("a.es"));
    assert_eq!(folder.read("again.en"), folder.read("a.en"));
}

#[test]
fn pages_and_workbooks_are_dressed_as_the_corpus_is() {
    let folder = Folder::new();
    let es = folder.file("a.es", "\"Ya llegó\", dijo ella. Nadie respondió \"sí\".\n");
    let en = folder.file("a.en", "\"He is here,\" she said, and nobody answered \"yes\".\n");
    let out = folder.path("a.tsv");
    let formats = ["--format", "tsv,xlsx,html", "--quotes", "typographic", "-o", &out];
    let output = bitexto(&[&["align", &es, &en][..], &formats].concat());
    assert_ne!(output.status.code(), Some(2), "{}", said(&output));
    assert!(folder.read("a.tsv").contains("“Ya llegó”, dijo ella. Nadie respondió “sí”."));
    let page = folder.read("a.html");
    assert!(page.contains("</i>“Ya llegó”, dijo ella.</p>"), "{page}");
    assert!(page.contains("</i>Nadie respondió “sí”.</p>"), "{page}");
    assert!(!page.contains("&quot;"), "{page}");
    let output = bitexto(&["review", "apply", &folder.path("a.xlsx"), "--corpus", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// The rows of a corpus without some columns.
fn rows(tsv: &str, without: &[usize]) -> Vec<Vec<String>> {
    let fields = |line: &str| {
        let fields = line.split('\t').enumerate().filter(|(at, _)| !without.contains(at));
        fields.map(|(_, field)| field.to_owned()).collect()
    };
    tsv.lines().map(fields).collect()
}

#[test]
fn doc_jsonl_keeps_sentences_and_comes_back() {
    let folder = Folder::new();
    let pair = ["corpora/radio.es.txt", "corpora/radio.en.txt"];
    let out = folder.path("a.tsv");
    bitexto(&["align", pair[0], pair[1], "--format", "tsv,doc-jsonl", "-o", &out]);
    let record: serde_json::Value = serde_json::from_str(&folder.read("a.doc.jsonl")).unwrap();
    let count = |lang: &str| record[lang].as_array().unwrap().len();
    let beads = record["beads"].as_array().unwrap();
    for (side, lang) in [(0, "es"), (1, "en")] {
        let mut seen: Vec<u64> = beads
            .iter()
            .flat_map(|bead| bead[side].as_array().unwrap())
            .map(|n| n.as_u64().unwrap())
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..count(lang) as u64).collect::<Vec<_>>(), "{lang}: each once");
    }
    convert(&[&folder.path("a.doc.jsonl"), "--to", "tsv", "-o", &folder.path("back.tsv")]);
    // A record knows no paragraphs; flags are found again.
    let without = [8, 9];
    assert_eq!(rows(&folder.read("back.tsv"), &without), rows(&folder.read("a.tsv"), &without));
}

#[test]
fn moved_sentences_come_back_from_doc_jsonl() {
    let folder = Folder::new();
    let record = r#"{"doc":"a","es":["Uno.","Dos.","Tres."],"en":["Two.","Three.","One."],"beads":[[[0],[2],0.7],[[1],[0],0.9],[[2],[1],0.8]]}"#;
    let path = folder.file("a.doc.jsonl", format!("{record}\n"));
    convert(&[&path, "--to", "tsv", "-o", &folder.path("a.tsv")]);
    let kinds: Vec<String> =
        rows(&folder.read("a.tsv"), &[]).into_iter().map(|row| row[4].clone()).collect();
    assert_eq!(kinds, ["type", "1-1x", "1-1", "1-1"]);
    // And the other way: a crossing row stands where its source does, its text where its target does.
    convert(&[&folder.path("a.tsv"), "--to", "doc-jsonl", "-o", &folder.path("b.doc.jsonl")]);
    let again = folder.read("b.doc.jsonl").replace("0000", "").replace("000", "");
    assert_eq!(again.trim_end(), record);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_comes_back_byte_for_byte() {
    let folder = Folder::new();
    let text = fs::read_to_string(root().join(CORPUS)).unwrap();
    // More rows than a row group has, and a cell that is long.
    let mut many = text.clone();
    let long = "palabra ".repeat(5_000);
    for n in 0..140_000 {
        let word = if n == 70_000 { long.trim_end() } else { "hola" };
        many.push_str(&format!(
            "b:s{n}~t{n}\tb\t{word} {n}\thello\t1-1\t0.{:04}\t{n}\t{n}\t1\t1\t\n",
            n % 10_000
        ));
    }
    let corpus = folder.file("many.tsv", &many);
    let parquet = folder.path("many.parquet");
    convert(&[&corpus, "--to", "parquet", "-o", &parquet]);
    assert!(fs::metadata(&parquet).unwrap().len() < many.len() as u64 / 2, "it is compressed");
    convert(&[&parquet, "--to", "tsv", "-o", &folder.path("back.tsv")]);
    assert!(folder.read("back.tsv") == many);
}

#[test]
fn tmx_comes_back_with_its_properties() {
    let folder = Folder::new();
    convert(&[CORPUS, "--to", "tmx", "-o", &folder.path("a.tmx"), "--tmx-lang", "es-MX,en-GB"]);
    convert(&[&folder.path("a.tmx"), "--to", "tsv", "-o", &folder.path("back.tsv")]);
    let pairs: String = fs::read_to_string(root().join(CORPUS))
        .unwrap()
        .lines()
        .filter(|line| line.split('\t').skip(2).take(2).all(|text| !text.is_empty()))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(folder.read("back.tsv"), pairs);
}

#[test]
fn ids_are_unique_in_xml() {
    let folder = Folder::new();
    let text = fs::read_to_string(root().join(CORPUS)).unwrap();
    let twice = format!("{text}{}", text.split_once('\n').unwrap().1);
    let corpus = folder.file("twice.tsv", twice);
    for (format, name) in [("tmx", "tuid="), ("xliff", "trans-unit id=")] {
        let out = folder.path("twice.xml");
        let heard = convert(&[&corpus, "--to", format, "-o", &out]);
        assert!(heard.contains("6 ids stood there before"), "{heard}");
        let xml = folder.read("twice.xml");
        let mut ids: Vec<&str> =
            xml.split(name).skip(1).map(|rest| rest.split('"').nth(1).unwrap()).collect();
        assert_eq!(ids.len(), 12);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 12, "{format}");
    }
}

#[test]
fn quotes_are_counted_and_curled() {
    let folder = Folder::new();
    let heard = convert(&[CORPUS, "--to", "train", "-o", &folder.path("a.tsv")]);
    assert!(heard.contains("2 texts begin with a straight quote"), "{heard}");
    let out = folder.path("b.tsv");
    let heard = convert(&[CORPUS, "--to", "train", "-o", &out, "--quotes", "typographic"]);
    assert!(!heard.contains("straight quote"), "{heard}");
    assert!(
        folder
            .read("b.tsv")
            .contains("“Ya llegó”, dijo ella. Nadie respondió.\t“He is here,” she said")
    );
    assert!(!folder.read("b.tsv").contains('"'));
}

#[test]
fn what_cannot_be_in_a_line_is_taken_out_and_counted() {
    let folder = Folder::new();
    let header =
        fs::read_to_string(root().join(CORPUS)).unwrap().lines().next().unwrap().to_owned();
    let row = "a:s1~t1\ta\tuno\rdos\u{2028}tres\u{85}\u{1}fin\tone\u{FEFF}  two\u{B}\t1-1\t0.9000\t1\t1\t1\t1\t";
    let corpus = folder.file("a.tsv", format!("{header}\n{row}\n"));
    let heard = convert(&[&corpus, "--to", "moses", "-o", &folder.path("a")]);
    assert_eq!(folder.read("a.es"), "uno dos tres fin\n");
    assert_eq!(folder.read("a.en"), "one two\n");
    assert!(
        heard.contains("4 line breaks and tabs") && heard.contains("2 control characters"),
        "{heard}"
    );
    convert(&[&corpus, "--to", "tmx", "-o", &folder.path("a.tmx")]);
    assert!(folder.read("a.tmx").contains("<seg>uno dos tres fin</seg>"));
    // Forms for programs keep every character.
    convert(&[&corpus, "--to", "jsonl", "-o", &folder.path("a.jsonl")]);
    let record: serde_json::Value = serde_json::from_str(&folder.read("a.jsonl")).unwrap();
    assert_eq!(record["translation"]["es"], "uno\rdos\u{2028}tres\u{85}\u{1}fin");
    assert_eq!(folder.read("a.jsonl").lines().count(), 1);
    assert!(!folder.read("a.jsonl").contains('\u{2028}'));
}

#[test]
fn what_cannot_be_converted_says_why() {
    let folder = Folder::new();
    let text = fs::read_to_string(root().join(CORPUS)).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let other = folder.file("other.tsv", text.replacen("score", "probability", 1));
    let tabs = folder.file("tabs.tsv", text.replacen("La plaza", "La\tplaza", 1));
    let score = folder.file("score.tsv", text.replacen("0.9731", "high", 1));
    let sents = folder.file("sents.tsv", text.replacen("\t2-3\t", "\t3-2\t", 1));
    let huge = folder.file("huge.tsv", text.replacen("\t2-3\t", "\t2-99999999999\t", 1));
    let apart =
        folder.file("apart.tsv", format!("{header}\n{rows}{}\n", rows.lines().next().unwrap()));
    convert(&[CORPUS, "--to", "tmx", "-o", &folder.path("a.tmx")]);
    let tmx = folder.read("a.tmx");
    let cut = folder.file("cut.tmx", &tmx[..tmx.len() / 2]);
    let foreign = folder.file("foreign.tmx", tmx.replace("x-score", "x-quality"));
    let broken = folder.file("broken.tmx", tmx.replacen("</seg>", "</sag>", 1));
    let entity = folder.file("entity.tmx", tmx.replacen("&amp;", "&nbsp;", 1));
    let json = folder.file(
        "a.doc.jsonl",
        "{\"doc\":\"a\",\"es\":[\"x\"],\"en\":[\"y\"],\"beads\":[[[0],[1],0.5]]}\n",
    );
    let junk = folder.file("b.doc.jsonl", "{\"doc\":\"a\"\n");
    let copy = folder.file("copy.tsv", &text);
    let empty = folder.file("empty.tsv", "");
    let bare = folder.file("bare.tsv", format!("{header}\n"));
    let (none, never) = (folder.path("none.tsv"), folder.path("never.xlsx"));
    for (args, words) in [
        (vec![&*none, "--to", "tmx"], "none.tsv"),
        (vec![&*empty, "--to", "tmx"], "empty.tsv:1: is empty"),
        (vec![CORPUS, "--to", "moses"], "standard output"),
        (vec!["tests/cases/formats/golden.jsonl", "--to", "tsv"], "without scores"),
        (vec![&*other, "--to", "tmx"], "other.tsv:1: the header"),
        (vec![&*tabs, "--to", "train"], "tabs.tsv:2: 11 tabs; expected 10"),
        (vec![&*sents, "--to", "doc-jsonl"], "sents.tsv:3: sentence numbers \"3-2\""),
        (vec![&*huge, "--to", "beads"], "huge.tsv:3: sentence numbers"),
        (vec![&*score, "--to", "doc-jsonl"], "score.tsv:3: score \"high\""),
        (vec![CORPUS, "--to", "beads"], "corpus.tsv:8: document \"río 2\""),
        (vec![&*apart, "--to", "doc-jsonl"], "apart.tsv:10: document \"plaza\" goes on"),
        (vec![&*cut, "--to", "tsv"], "cut.tmx:"),
        (vec![&*foreign, "--to", "tsv"], "TMX that bitexto wrote"),
        (vec![&*broken, "--to", "tsv"], "broken.tmx:"),
        (vec![&*entity, "--to", "tsv"], "unknown entity &nbsp;"),
        (vec![&*json, "--to", "tsv"], "a.doc.jsonl:1:"),
        (vec![&*junk, "--to", "tsv"], "b.doc.jsonl:1:"),
        (vec![&*copy, "--to", "tmx", "-o", &*copy], "is an input"),
        (vec![CORPUS, "--to", "tmx", "--tmx-lang", "es"], "two language tags"),
        (vec![&*none, "--to", "html"], "html: is made of whole texts"),
        (vec![&*bare, "--to", "xlsx", "-o", &*never], "xlsx: is made of whole texts"),
        (vec![CORPUS, "--to", "tmx", "--from", "html"], "tsv, parquet, tmx, doc-jsonl]"),
    ] {
        let output = bitexto(&[&["convert"], &args[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{args:?}: {}", said(&output));
    }
    assert_eq!(folder.read("copy.tsv"), text);
    let before = fs::read_dir(folder.0.path()).unwrap().count();
    let out = folder.path("out.tmx");
    bitexto(&["convert", &tabs, "--to", "tmx", "-o", &out]);
    assert_eq!(
        fs::read_dir(folder.0.path()).unwrap().count(),
        before,
        "nothing half written stays"
    );
}
