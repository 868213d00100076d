//! `bitexto check` as users meet it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use bitexto::check;
use bitexto::evaluate::{parse_beads, parse_ladder};
use proptest::prelude::*;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn bitexto(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitexto")).args(args).current_dir(root()).output().unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// The kinds of faults of each file, in order.
fn kinds(args: &[&str]) -> (Option<i32>, Vec<Vec<String>>) {
    let output = bitexto(&[&["check", "--json"], args].concat());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let kinds = |file: &Value| {
        let faults = file["faults"].as_array().unwrap().iter();
        faults.map(|fault| fault["kind"].as_str().unwrap().to_owned()).collect()
    };
    (output.status.code(), found["files"].as_array().unwrap().iter().map(kinds).collect())
}

#[test]
fn our_own_corpus_is_whole() {
    let folder = Folder::new();
    let out = folder.file("out.tsv", "");
    for name in ["feria", "bosque"] {
        let sides = ["es", "en"].map(|lang| format!("corpora/{name}.{lang}.txt"));
        let output = bitexto(&["align", "-q", &sides[0], &sides[1], "-o", &out]);
        assert_eq!(output.status.code(), Some(0));
        let (_, found) = kinds(&[&out, "--loader", "bicleaner,lines,marian"]);
        assert_eq!(found, [Vec::<String>::new()], "{name}");
    }
}

#[test]
fn places_and_loaders_are_named() {
    let folder = Folder::new();
    let rows = "id\tes\ten\na\t\"Hola\tHi\nb\tdos\ttwo\"\nc\tNA\t- x\nd\tx\ty\tz\n";
    let tsv = folder.file("a.tsv", rows);
    let output = bitexto(&["check", &tsv]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for line in [
        format!("{tsv}: TSV, 5 lines, 6 faults"),
        format!("{tsv}:2:3  es: 1 line ends and 3 tabs inside"),
        format!("{tsv}:4:3  es: NA"),
        format!("{tsv}:4:6  en: - x"),
        format!("{tsv}:5:1  3 tabs; expected 2"),
        "a word for nothing: reads NaN".to_owned(),
        "\n  datasets\n".to_owned(),
        "keep_default_na=False".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}: {text}");
    }
    let (status, found) = kinds(&[&tsv, "--loader", "spreadsheets"]);
    assert_eq!(
        (status, &*found[0]),
        (Some(1), &["quote-swallows", "formula"].map(String::from)[..])
    );
    let (status, _) = kinds(&[&tsv, "--loader", "marian"]);
    assert_eq!(status, Some(0), "nothing that Marian minds: the file is not for it");
    let many = folder.file("many.tsv", format!("es\ten\n{}", "NA\tx\n".repeat(50)));
    let text = String::from_utf8(bitexto(&["check", "--max", "2", &many]).stdout).unwrap();
    assert!(text.contains("and 48 more"), "{text}");
}

#[test]
fn plain_files_are_paired() {
    let folder = Folder::new();
    let es = folder.file("a.es", "Uno.\nDos.\n");
    let en = folder.file("a.en", "One.\nTwo.\n");
    let short = folder.file("b.en.txt", "One.\n");
    let long = folder.file("b.es.txt", "Uno.\n\nTres.");
    assert_eq!(kinds(&[&es, &en]), (Some(0), vec![vec![], vec![]]));
    let (status, found) = kinds(&[&es, &en, &long, &short]);
    assert_eq!(status, Some(1));
    assert_eq!((found[0].len(), found[1].len()), (0, 0));
    assert_eq!(
        (&*found[2].join(" "), &*found[3].join(" ")),
        ("empty-side no-final-newline", "unequal-lines")
    );
    let wide: Vec<u8> = "\u{FEFF}Uno.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = folder.file("wide.txt", wide);
    assert_eq!(kinds(&[&wide]).1, [["utf16"]]);
    // Its lines are not counted, so nothing is said of their number.
    let none: &[String] = &[];
    assert_eq!(kinds(&[&wide, &en]).1, [&["utf16".to_owned()][..], none]);
    assert_eq!(kinds(&[&en, &wide]).1, [none, &["utf16".to_owned()][..]]);
}

#[test]
fn memories_are_told_by_their_content() {
    let folder = Folder::new();
    let memory = folder.file(
        "memory.xml",
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header srclang=\"es\"/><body>\n\
         <tu tuid=\"1\"><tuv xml:lang=\"es\"><seg>Uno</seg></tuv></tu>\n</body></tmx>\n",
    );
    assert_eq!(kinds(&[&memory]).1, [["header-attribute", "too-few-variants"]]);
    let text = String::from_utf8(bitexto(&["check", &memory]).stdout).unwrap();
    assert!(text.contains("memory.xml:3:1  1 variants 1"), "{text}");
}

#[test]
fn what_cannot_be_read_says_why() {
    let folder = Folder::new();
    let zip = folder.file("a.tsv", b"PK\x03\x04 rest of a workbook");
    let dir = folder.0.path().to_str().unwrap();
    for (file, words) in [(&*zip, "ZIP file"), (dir, "directory"), ("no-such.tsv", "no-such.tsv")] {
        let output = bitexto(&["check", file]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(words), "{said}");
    }
}

/// What files are made of where they are about to break.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xFF",
    b"\xC3",
    b"NA",
    b"7",
    b"es\ten\n",
    b"<tmx>",
    b"<header/>",
    b"<tu>",
    b"</tu>",
    b"<tuv xml:lang='es'>",
    b"</tuv>",
    b"<seg>",
    b"</seg>",
    b"&amp;",
    b"&#x1F;",
    b"<!--",
    b"[0]:[1]",
    b"]]>",
];

proptest! {
    #[test]
    fn nothing_breaks_the_checks(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let bytes: Vec<u8> = pieces.iter().flat_map(|&k| PIECES[k].iter().copied()).collect();
        let text = String::from_utf8_lossy(&bytes);
        let n_lines = bytes.split_inclusive(|&b| b == b'\n').count() as u64;
        let reports = [check::tsv(&*bytes, 2), check::plain(&*bytes, 2)];
        for report in reports {
            let report = report.unwrap();
            prop_assert_eq!(report.n_lines, n_lines);
            for fault in &report.faults {
                prop_assert!(fault.spots.len() as u64 == fault.count.min(2));
                for spot in &fault.spots {
                    prop_assert!((1..=n_lines.max(1)).contains(&spot.place.line));
                }
            }
        }
        let memory = check::tmx(&*bytes, 2).unwrap();
        prop_assert!(!memory.faults.is_empty(), "no TMX is made of these: {}", text);
        let _ = (parse_beads(&text), parse_ladder(&text));
    }
}
