//! Which document renders which: on the sample texts, and on the development texts where they are.

#[path = "../examples/fit_pairs/collection.rs"]
mod collection;

use std::fs;
use std::path::Path;

use bitexto::encode::{Encoder, Model};
use bitexto::pair::{Pairer, Sketch};
use bitexto::read;
use collection::{Aligned, Collection, load};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Precision and recall of the pairs that are found.
fn measure(collection: Collection, seed: u64) -> (f64, f64) {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut random = fastrand::Rng::with_seed(seed);
    let ([source, target], gold) = collection.sketches(&encoder, &mut random);
    let pairing = Pairer::default().pair(&source, &target);
    let n_pairs = pairing.pairs.len();
    assert_eq!(n_pairs + pairing.source_alone.len(), source.len());
    assert_eq!(n_pairs + pairing.target_alone.len(), target.len());
    let is_right = |pair: &&bitexto::pair::Candidate| gold.contains(&(pair.source, pair.target));
    let n_right = pairing.pairs.iter().filter(is_right).count();
    for pair in pairing.pairs.iter().filter(|pair| !is_right(pair)) {
        println!("wrong: {pair:?}");
    }
    for (s, t) in gold.iter().filter(|g| !pairing.pairs.iter().any(|p| (p.source, p.target) == **g))
    {
        let told = pairing.source_alone.iter().find(|(index, _)| index == s);
        println!("missed: {s} {t}, instead {told:?}");
    }
    println!(
        "{} and {} documents, {} pairs; {n_pairs} found, {n_right} right",
        source.len(),
        target.len(),
        gold.len()
    );
    (n_right as f64 / n_pairs as f64, n_right as f64 / gold.len() as f64)
}

fn corpora() -> Vec<Aligned> {
    let gold = root().join("corpora/gold");
    load(&gold, &gold)
}

#[test]
fn sample_texts_find_their_renderings() {
    let mut collection = Collection::default();
    for (index, document) in corpora().iter().enumerate() {
        for (part, [source, target]) in document.pieces(1 + index % 3).into_iter().enumerate() {
            match (index + part) % 5 {
                3 => collection.add_alone(0, source),
                4 => collection.add_alone(1, target),
                _ => collection.add_pair([source, target]),
            }
        }
    }
    assert!(collection.n_alone() >= 8);
    assert_eq!(measure(collection, 1), (1.0, 1.0));
}

#[test]
fn development_texts_find_their_renderings_among_distractors() {
    let eval = root().join("../shared/eval/align");
    if !eval.is_dir() {
        eprintln!("SKIPPED: {} is not there, so pairing was not measured on it", eval.display());
        return;
    }
    let mut collection = Collection::default();
    for document in load(&eval.join("gold"), &eval.join("sents")) {
        let begins = |starts: &[&str]| starts.iter().any(|start| document.name.starts_with(start));
        // The noisy texts are the same as the clean ones, so only one of each is taken.
        let n_pieces = match () {
            () if begins(&["pudnoisy-02", "pudnoisy-06", "pud-00", "pud-04", "pud-08"]) => continue,
            () if begins(&["bible"]) => document.beads.len() / 40,
            () if begins(&["quixote", "jinetes", "marianela"]) => 8,
            () => 1,
        };
        // A piece beside the pieces around it is the nearest thing to its rendering there is.
        for (index, [source, target]) in document.pieces(n_pieces).into_iter().enumerate() {
            match index % 8 {
                2 | 5 => collection.add_alone(0, source),
                3 | 6 => collection.add_alone(1, target),
                _ => collection.add_pair([source, target]),
            }
        }
    }
    add_distractors(&mut collection);
    println!("{} documents without counterpart", collection.n_alone());
    assert!(collection.n_alone() >= 200);
    let (precision, recall) = measure(collection, 2);
    assert!(precision >= 0.99 && recall >= 0.99, "precision {precision:.4}, recall {recall:.4}");
}

/// The sample texts, each on one side only, and new ones mixed of two of them.
fn add_distractors(collection: &mut Collection) {
    let mut random = fastrand::Rng::with_seed(3);
    let documents = corpora();
    let (n_sides, sides) = (2, [&documents[..6], &documents[6..]]);
    for (side, documents) in sides.into_iter().enumerate() {
        for document in documents {
            let [text] = document.pieces(1).try_into().unwrap_or_else(|_| panic!("one piece"));
            collection.add_alone(side, text[side].clone());
        }
    }
    while collection.n_alone() < 220 {
        let side = random.usize(..n_sides);
        let lines = (0..2).flat_map(|_| {
            let document = &sides[side][random.usize(..6)];
            let lines: Vec<&String> = document.beads.iter().flat_map(|bead| &bead[side]).collect();
            let kept: Vec<String> =
                lines.into_iter().filter(|_| random.f32() < 0.4).cloned().collect();
            kept
        });
        let text = lines.collect::<Vec<_>>().join("\n\n");
        collection.add_alone(side, text);
    }
}

fn pair(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    bitexto(folder, &[&["pair"], args].concat())
}

fn bitexto(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bitexto"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// Folders as people have them: other names on either side, sub-folders, formats, strays.
#[test]
fn folders_are_paired_from_the_command_line() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let copy = |from: &str, to: &str| {
        let to = folder.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join(from), to).unwrap();
    };
    copy("corpora/feria.es.txt", "originales/2019/nota.txt");
    copy("corpora/radio.es.txt", "originales/2021/nota.txt");
    copy("corpora/bosque.es.txt", "originales/incendio en la sierra, año 2.txt");
    copy("corpora/tortilla.es.txt", "originales/maíz.es.txt");
    copy("tests/data/read/presa.es.html", "originales/zopilote.html");
    copy("corpora/radio.en.txt", "english/a-voice-on-the-air.txt");
    copy("corpora/bosque.en.txt", "english/b.txt");
    copy("corpora/feria.en.txt", "english/c/d/books.txt");
    copy("tests/data/read/presa.en.html", "english/dam.htm");
    copy("corpora/cancha.en.txt", "english/court.txt");
    copy("corpora/cancha.es.txt", "originales/.escondido.txt");
    fs::create_dir(folder.join("out")).unwrap();

    let args = ["originales", "english", "-o", "out/PAIRS.tsv", "--unpaired", "out/rest.tsv"];
    let (status, said) = pair(folder, &args);
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains("4 pairs; 1 of 5 documents in originales and 1 of 5 in english"),
        "{said}"
    );
    assert!(said.contains("maíz.es.txt: no pair; nearest: "), "{said}");
    let table = fs::read_to_string(folder.join("out/PAIRS.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["es", "en", "doc", "score"]);
    let found: Vec<_> = rows[1..].iter().map(|row| (row[0], row[1], row[2])).collect();
    assert_eq!(
        found,
        [
            ("../originales/2019/nota.txt", "../english/c/d/books.txt", "2019-nota"),
            ("../originales/2021/nota.txt", "../english/a-voice-on-the-air.txt", "2021-nota"),
            (
                "../originales/incendio en la sierra, año 2.txt",
                "../english/b.txt",
                "incendio_en_la_sierra,_año_2"
            ),
            ("../originales/zopilote.html", "../english/dam.htm", "zopilote"),
        ]
    );
    assert!(rows[1..].iter().all(|row| row[3].parse::<f64>().unwrap() > 0.9), "{table}");
    let rest = fs::read_to_string(folder.join("out/rest.tsv")).unwrap();
    assert!(
        rest.starts_with("side\tfile\tcandidate\tscore\nes\toriginales/maíz.es.txt\t"),
        "{rest}"
    );
    assert!(rest.contains("\nen\tenglish/court.txt\t"), "{rest}");

    // The table is what a collection is aligned from.
    let (status, said) =
        bitexto(folder, &["align", "--pairs", "out/PAIRS.tsv", "--out-dir", "out/corpus"]);
    assert_eq!(status, Some(0), "{said}");
    let corpus = fs::read_to_string(folder.join("out/corpus/zopilote.tsv")).unwrap();
    assert!(corpus.contains("Un permiso que nadie ha visto\tA Permit That Nobody Has Seen\t"));

    // What cannot be read is named; the rest is paired all the same.
    fs::write(folder.join("english/scan.pdf"), "%PDF-1.7").unwrap();
    fs::write(folder.join("english/empty.txt"), "\n").unwrap();
    let (status, said) = pair(folder, &["originales", "english", "-o", "english/PAIRS.tsv"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("english/scan.pdf: is a PDF; expected"), "{said}");
    assert!(said.contains("english/empty.txt: no words"), "{said}");
    let again = fs::read_to_string(folder.join("english/PAIRS.tsv")).unwrap();
    assert_eq!(again.replace("\tc/", "\t../english/c/").lines().count(), 5);
    assert!(again.contains("../originales/zopilote.html\tdam.htm\tzopilote\t"), "{again}");
    let (_, said) = pair(folder, &["originales", "english", "-o", "english/PAIRS.tsv"]);
    assert!(
        !said.contains("\nbitexto: english/PAIRS.tsv"),
        "the last run's table is no text: {said}"
    );
    assert!(said.contains("1 of 5 in english"), "{said}");
    assert_eq!(again, fs::read_to_string(folder.join("english/PAIRS.tsv")).unwrap());
}

#[test]
fn empty_collections_have_no_pairs() {
    assert_eq!(Pairer::default().pair(&[], &[]), Default::default());
    let model = Model::embedded();
    let one = Sketch::new("a", &read::presplit("a", "Hola.".to_owned()), &Encoder::new(&model));
    let pairing = Pairer::default().pair(&[one], &[]);
    assert_eq!((pairing.pairs.len(), pairing.source_alone), (0, vec![(0, vec![])]));
    let signs = Sketch::new("b", &read::presplit("b", "漢字".to_owned()), &Encoder::new(&model));
    assert!(signs.is_blank());
    let signs = [signs];
    let blank = Pairer::default().pair(&signs, &signs);
    assert!(blank.pairs.is_empty(), "{blank:?}");
}

#[test]
fn folders_that_cannot_be_paired_are_named() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    fs::create_dir_all(folder.join("es")).unwrap();
    fs::create_dir_all(folder.join("en")).unwrap();
    for (args, status, words) in [
        (&["es", "nowhere"][..], 2, "nowhere: No such file or directory; check the name"),
        (&["es", "en"][..], 1, "es: no document that could be read"),
        (&["es", "en", "--min-score", "2"][..], 2, "expected a number from 0 to 1"),
        (&["es", "en", "-o", "no/PAIRS.tsv"][..], 2, "there is no folder"),
    ] {
        let (found, said) = pair(folder, args);
        assert_eq!(found, Some(status), "{said}");
        assert!(said.contains(words), "{said}");
    }
    for name in ["feria", "radio", "presa"] {
        for lang in ["es", "en"] {
            let from = root().join(format!("corpora/{name}.{lang}.txt"));
            fs::copy(from, folder.join(lang).join(format!("{name}.txt"))).unwrap();
        }
    }
    let (status, said) = pair(folder, &["en", "es"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("3 of the 3 documents for Spanish do not look Spanish"), "{said}");
    let (status, said) = pair(folder, &["es/feria.txt", "en"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("es/feria.txt: is a file; expected a folder"), "{said}");
}

/// What `pair` writes is what `align` finds, whatever files and folders are called.
#[cfg(unix)]
#[test]
fn odd_names_reach_the_collection() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let copy = |from: &str, to: &str| {
        let to = folder.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join("corpora").join(from), to).unwrap();
    };
    copy("feria.es.txt", "es/a?.txt");
    copy("radio.es.txt", "es/a_.txt");
    copy("bosque.es.txt", "es/ blank .txt ");
    copy("feria.en.txt", "en/x.txt");
    copy("radio.en.txt", "en/y.txt");
    copy("bosque.en.txt", "en/z.txt ");
    let (status, said) = pair(folder, &["es", "en", "-o", "PAIRS.tsv"]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = bitexto(folder, &["align", "--pairs", "PAIRS.tsv", "--out-dir", "out"]);
    assert_eq!(status, Some(0), "{said}");
    let table = fs::read_to_string(folder.join("PAIRS.tsv")).unwrap();
    for line in table.lines().skip(1) {
        let doc = line.split('\t').nth(2).unwrap();
        assert!(folder.join(format!("out/{doc}.tsv")).exists(), "{table}");
    }
    assert_eq!(table.lines().count(), 4);

    // A tab in a folder that the paths lead through.
    copy("feria.es.txt", "we\tird/es/feria.txt");
    copy("feria.en.txt", "we\tird/en/feria.txt");
    let (status, said) = pair(&folder.join("we\tird"), &["es", "en", "-o", "../W.tsv"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("es/feria.txt: a path that a table cannot hold"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("W.tsv")).unwrap(), "es\ten\tdoc\tscore\n");
}

/// Puts the texts of one sample into the folders `es` and `en`.
fn one_pair(folder: &Path) {
    for lang in ["es", "en"] {
        fs::create_dir(folder.join(lang)).unwrap();
        let from = root().join(format!("corpora/feria.{lang}.txt"));
        fs::copy(from, folder.join(lang).join("feria.txt")).unwrap();
    }
}

#[test]
fn outputs_of_pairing_replace_no_document() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    one_pair(folder);
    for (args, words) in [
        (["-o", "es/feria.txt", "--min-score", "0.5"], "es/feria.txt: is an input"),
        (["-o", "p.tsv", "--unpaired", "en/feria.txt"], "en/feria.txt: is an input"),
        (["-o", "p.tsv", "--unpaired", "./p.tsv"], "p.tsv: is named for two outputs"),
    ] {
        fs::write(folder.join("p.tsv"), "").unwrap();
        let (status, said) = pair(folder, &[&["es", "en"], &args[..]].concat());
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    for lang in ["es", "en"] {
        let from = fs::read(root().join(format!("corpora/feria.{lang}.txt"))).unwrap();
        assert_eq!(fs::read(folder.join(lang).join("feria.txt")).unwrap(), from);
    }
    // Both tables of an earlier run are replaced, wherever they lie.
    let args = ["es", "en", "-o", "es/p.tsv", "--unpaired", "es/rest.tsv"];
    for _ in 0..2 {
        assert_eq!(pair(folder, &args).0, Some(0));
    }
}

/// A sub-folder so deep that it has no path is left out, and the rest is paired.
#[cfg(target_os = "linux")]
#[test]
fn folders_that_cannot_be_listed_are_left_out() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    one_pair(folder);
    let deep = "cd es; for n in $(seq 20); do mkdir $0; cd -P $0 || exit 1; done";
    let deep = std::process::Command::new("sh")
        .args(["-c", deep, &"x".repeat(240)])
        .current_dir(folder)
        .status();
    assert!(deep.unwrap().success());
    let (status, said) = pair(folder, &["es", "en", "-o", "p.tsv"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("File name too long; left out"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("p.tsv")).unwrap().lines().count(), 2);
}
