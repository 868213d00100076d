//! `align --pairs`: whole collections, interrupted ones, and bad ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample pairs copied so often that a run takes a while; returns the table.
fn collection(folder: &Path, times: usize) -> PathBuf {
    let mut names: Vec<String> = fs::read_dir(root().join("corpora"))
        .unwrap()
        .filter_map(|e| e.unwrap().file_name().to_str()?.strip_suffix(".es.txt").map(str::to_owned))
        .collect();
    names.sort();
    let mut table = "doc\ten\tes\n".to_owned();
    for name in &names {
        for lang in ["es", "en"] {
            let file = format!("{name}.{lang}.txt");
            fs::copy(root().join("corpora").join(&file), folder.join(file)).unwrap();
        }
    }
    for time in 0..times {
        for name in &names {
            table += &format!("{name}-{time}\t{name}.en.txt\t{name}.es.txt\n");
        }
    }
    let path = folder.join("pairs.tsv");
    fs::write(&path, table).unwrap();
    path
}

fn command(pairs: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bitexto"));
    command.args(["align", "--pairs"]).arg(pairs).arg("--out-dir").arg(out).args(more);
    command
}

fn run(pairs: &Path, out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = command(pairs, out, more).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

/// Every file of a folder, hidden ones too.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 3);
    let whole = folder.path().join("whole");
    let formats = ["--format", "tsv,beads", "--threads", "2"];
    assert_eq!(run(&pairs, &whole, &formats).0, Some(0));
    let whole = files(&whole);
    assert_eq!(whole.len(), 2 * 36 + 3);

    let killed = folder.path().join("killed");
    // A run that died over its first word.
    fs::create_dir(&killed).unwrap();
    fs::write(killed.join(".bitexto-journal.jsonl"), "{\"bitexto\":").unwrap();
    let mut dice = fastrand::Rng::with_seed(11);
    let mut n_killed = 0;
    while n_killed < 20 {
        let mut child = command(&pairs, &killed, &formats).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(dice.u64(0..80_000)));
        if child.try_wait().unwrap().is_some() {
            assert_eq!(files(&killed), whole);
            fs::remove_dir_all(&killed).unwrap();
        } else {
            child.kill().unwrap();
            n_killed += 1;
        }
        child.wait().unwrap();
    }
    assert_eq!(run(&pairs, &killed, &formats).0, Some(0));
    assert!(files(&killed) == whole, "after {n_killed} kills the files differ");
}

#[test]
fn threads_change_nothing_and_counts_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let [one, three] = ["1", "3"].map(|n| {
        let out = folder.path().join(n);
        assert_eq!(run(&pairs, &out, &["--threads", n]).0, Some(0));
        files(&out)
    });
    assert!(one == three);
    let run: serde_json::Value = serde_json::from_slice(&one["run.json"]).unwrap();
    let text = |name: &str| String::from_utf8(one[name].clone()).unwrap();
    let corpus = text("corpus.tsv");
    let rows: Vec<Vec<&str>> = corpus.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    let count = |name: &str| run["counts"][name].as_u64().unwrap() as usize;
    assert_eq!(rows.len(), count("beads"));
    assert_eq!(count("pairs") + count("alone"), count("beads"));
    let n_pairs = rows.iter().filter(|r| !r[2].is_empty() && !r[3].is_empty()).count();
    assert_eq!(n_pairs, count("pairs"));
    assert_eq!(
        (&run["documents"], &run["done"], &run["failed"]),
        (&12.into(), &12.into(), &0.into())
    );
    let sum: u64 = run["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["counts"]["source_sentences"].as_u64().unwrap())
        .sum();
    assert_eq!(sum as usize, count("source_sentences"));
    // The rows of all are those of each, in the order of the table.
    let table = fs::read_to_string(&pairs).unwrap();
    let mut all = corpus.lines().next().unwrap().to_owned() + "\n";
    for line in table.lines().skip(1) {
        let each = text(&format!("{}.tsv", line.split('\t').next().unwrap()));
        all += each.split_once('\n').unwrap().1;
    }
    assert!(all == corpus);
}

#[test]
fn a_changed_text_is_done_again_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let out = folder.path().join("out");
    assert_eq!(run(&pairs, &out, &[]).0, Some(0));
    let before = files(&out);
    let (status, said) = run(&pairs, &out, &[]);
    assert!(status == Some(0) && said.contains("12 documents are done already"), "{said}");
    assert!(files(&out) == before);
    let text = fs::read_to_string(folder.path().join("feria.es.txt")).unwrap();
    fs::write(folder.path().join("feria.es.txt"), text + "\n\nUna frase más.\n").unwrap();
    // A result that somebody touched is not trusted either.
    fs::write(out.join("radio-0.tsv"), "spoiled").unwrap();
    let (status, said) = run(&pairs, &out, &[]);
    assert!(status == Some(0) && said.contains("10 documents are done already"), "{said}");
    let after = files(&out);
    assert!(after["radio-0.tsv"] == before["radio-0.tsv"]);
    assert!(after["feria-0.tsv"] != before["feria-0.tsv"]);
    let (status, said) = run(&pairs, &out, &["--reorder"]);
    assert!(status == Some(2) && said.contains("a run with other options"), "{said}");
    let (status, said) = run(&pairs, folder.path(), &[]);
    assert!(status == Some(2) && said.contains("no run of ours"), "{said}");
}

#[test]
fn a_bad_document_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    // The name with the accent as a mark of its own, as some systems store it.
    write("sub/cancio\u{301}n.es.txt", "Llueve en el puerto. Nadie sale de casa.".as_bytes());
    write("sub/song.txt", b"It is raining in the harbor. Nobody leaves home.");
    write("other.pdf", b"%PDF-1.7\n\x00\x01\x02\x03\x04\x05 binary");
    let table = folder.path().join("pairs.tsv");
    let line = "sub\\canción.es.txt\tsub\\song.txt";
    fs::write(
        &table,
        format!("{line}\r\n\r\nother.pdf\tsub/song.txt\tpdf\nno.txt\tsub/song.txt\tno\n"),
    )
    .unwrap();
    let out = folder.path().join("out");
    let (status, said) = run(&table, &out, &[]);
    assert_eq!(status, Some(1), "{said}");
    let files = files(&out);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert!(
        text("corpus.tsv").contains("canción:s1~t1\tcanción\tLlueve en el puerto."),
        "{files:?}"
    );
    let failed = text("failed.tsv");
    assert!(failed.contains("\npdf\t") && failed.contains("other.pdf: "), "{failed}");
    assert!(failed.contains("\nno\t") && failed.contains("no.txt: "), "{failed}");
    let json: serde_json::Value = serde_json::from_slice(&files["run.json"]).unwrap();
    assert_eq!(
        (&json["documents"], &json["done"], &json["failed"]),
        (&3.into(), &1.into(), &2.into())
    );
    // Mended, the failed ones are done and the exit status is that of a whole run.
    write("other.pdf", "Llueve en el puerto.".as_bytes());
    write("no.txt", "Nadie sale de casa.".as_bytes());
    let (status, said) = run(&table, &out, &[]);
    assert!(status == Some(0) && said.contains("1 documents are done already"), "{said}");
}

#[test]
fn a_bad_table_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("pairs.tsv");
    let refused = |text: &str, line: usize, what: &str| {
        fs::write(&table, text).unwrap();
        let out = folder.path().join("out");
        let (status, said) = run(&table, &out, &[]);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(&format!("pairs.tsv:{line}: ")) && said.contains(what), "{said}");
        assert!(!out.exists(), "nothing is made for a table that cannot be read");
    };
    refused("es\tdoc\na.txt\tb\n", 1, "no column es or en");
    refused("es\ten\na.txt\n", 2, "1 field");
    refused("a.txt\tb.txt\n\nc.txt\t\n", 3, "a path is missing");
    refused("a.txt\tb.txt\tx\nc.txt\td.txt\tX\n", 2, "a second document X, after that of line 1");
    refused("a.txt\tb.txt\tcorpus\n", 1, "cannot be called corpus");
    refused("a.txt\tb.txt\n-\tb.txt\td\n", 2, "- is standard input");
    let long = format!("a.txt\tb.txt\nc.txt\tb.txt\t{}\n", "ñ".repeat(130));
    refused(&long, 2, "a name of 264 bytes; expected 255 at most");
    let (status, said) = run(&folder.path().join("none.tsv"), folder.path(), &[]);
    assert!(status == Some(2) && said.contains("none.tsv: "), "{said}");
    fs::write(&table, "").unwrap();
    let (status, said) = run(&table, &folder.path().join("empty"), &[]);
    assert!(status == Some(1) && said.contains("has no pairs"), "{said}");
}

/// Every file has a place of its own: none is written over by another document, none is an input.
#[test]
fn results_keep_out_of_each_others_places() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("pairs.tsv");
    for lang in ["es", "en"] {
        let name = format!("feria.{lang}.txt");
        fs::copy(root().join("corpora").join(&name), folder.path().join(&name)).unwrap();
    }
    let write = |rows: &str| fs::write(&table, rows).unwrap();
    let text = "feria.es.txt\tferia.en.txt";
    write(&format!("{text}\ta\n{text}\tA.train\n"));
    let out = folder.path().join("clash");
    let (status, said) = run(&table, &out, &["--format", "tsv,train"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains(
            "pairs.tsv:2: A.train.tsv is a file of document A.train, and of that of line 1"
        )
    );
    assert!(!out.exists());
    // Lines may end in carriage returns alone; without the second format there is room for both.
    write(&format!("{text}\ta\r{text}\tA.train\r"));
    assert_eq!(run(&table, &out, &[]).0, Some(0));
    assert!(out.join("a.tsv").exists() && out.join("A.train.tsv").exists());
    let (status, said) = run(&table, &out.join("a.tsv"), &[]);
    assert!(status == Some(2) && said.contains("a.tsv: is a file; expected a folder"), "{said}");

    write(&format!("{text}\ta\n"));
    let out = folder.path().join("within");
    assert_eq!(run(&table, &out, &["--format", "tsv,moses"]).0, Some(0));
    fs::copy(folder.path().join("feria.es.txt"), out.join("b.es")).unwrap();
    write(&format!("{text}\ta\nwithin/b.es\tferia.en.txt\tb\n"));
    let (status, said) = run(&table, &out, &["--format", "tsv,moses"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("pairs.tsv:2: ") && said.contains("b.es would be overwritten"), "{said}");
    write(&format!("{text}\ta\nwithin/b.es\tferia.en.txt\tc\n"));
    assert_eq!(run(&table, &out, &["--format", "tsv,moses"]).0, Some(0));
}

#[test]
fn a_table_comes_from_standard_input_too() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let table = fs::File::open(&pairs).unwrap();
    let mut command = command(Path::new("-"), Path::new("out"), &[]);
    let output = command.current_dir(folder.path()).stdin(table).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(run(&pairs, &folder.path().join("named"), &[]).0, Some(0));
    let [one, other] = ["out", "named"].map(|name| files(&folder.path().join(name)));
    assert!(one["corpus.tsv"] == other["corpus.tsv"]);
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("pairs.tsv");
    let text = root().join("corpora/feria.en.txt");
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(&table, format!("sub\t{0}\ta\n/dev/null\t{0}\tb\n", text.display())).unwrap();
    let (status, said) = run(&table, &folder.path().join("out"), &[]);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(said.matches("is no regular file; a collection").count(), 2, "{said}");

    // Nor are anchors taken from a pipe: their hash tells one run from another.
    let pairs = collection(folder.path(), 1);
    let out = folder.path().join("anchored");
    let anchors = fs::File::open(root().join("tests/cases/formats/corpus.tsv")).unwrap();
    let mut command = command(&pairs, &out, &["--anchors", "/dev/stdin"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::copy(&mut &anchors, &mut child.stdin.take().unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("/dev/stdin: is no regular file") && !out.exists(), "{said}");
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let journal = out.join(".bitexto-journal.jsonl");
    let other = fs::File::create(&journal).unwrap();
    other.lock().unwrap();
    fs::write(out.join(".bitexto-other.tmp"), "half a document").unwrap();
    let (status, said) = run(&pairs, &out, &[]);
    assert!(status == Some(2) && said.contains("out: another run is at work in it"), "{said}");
    assert!(out.join(".bitexto-other.tmp").exists(), "what the other writes stays");
    drop(other);
    assert_eq!(run(&pairs, &out, &[]).0, Some(0));
    assert!(!journal.exists() && !out.join(".bitexto-other.tmp").exists());
}

/// A run that was killed over its first word leaves nothing that hides what comes after it.
#[test]
fn work_behind_half_a_line_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let out = folder.path().join("out");
    assert_eq!(run(&pairs, &out, &[]).0, Some(0));
    let whole = files(&out);
    let table = fs::read_to_string(&pairs).unwrap();
    let names: Vec<&str> = table.lines().skip(1).map(|l| l.split('\t').next().unwrap()).collect();
    for name in &names {
        fs::remove_file(out.join(format!("{name}.tsv"))).unwrap();
    }
    fs::write(out.join(".bitexto-journal.jsonl"), "{\"bitexto\":").unwrap();
    // The last document cannot be written, which stops the run.
    let wall = out.join(format!("{}.tsv", names[names.len() - 1]));
    fs::create_dir(&wall).unwrap();
    let (status, said) = run(&pairs, &out, &["--threads", "1"]);
    assert!(status == Some(2) && said.contains("is a directory"), "{said}");
    fs::remove_dir(&wall).unwrap();
    // Only the journal knows of them then.
    fs::remove_file(out.join("run.json")).unwrap();
    let (status, said) = run(&pairs, &out, &[]);
    assert!(status == Some(0) && said.contains("11 documents are done already"), "{said}");
    assert!(files(&out) == whole);
}

#[test]
fn a_document_that_fails_now_leaves_no_old_result() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = collection(folder.path(), 1);
    let out = folder.path().join("out");
    assert_eq!(run(&pairs, &out, &["--format", "tsv,moses"]).0, Some(0));
    fs::write(folder.path().join("radio.es.txt"), "%PDF-1.7\n").unwrap();
    fs::write(folder.path().join("feria.es.txt"), "%PDF-1.7\n").unwrap();
    fs::write(out.join("feria-0.es"), "kept by hand\n").unwrap();
    assert_eq!(run(&pairs, &out, &["--format", "tsv,moses"]).0, Some(1));
    let files = files(&out);
    assert!(files.keys().all(|name| !name.starts_with("radio")), "{:?}", files.keys());
    assert!(!files.contains_key("feria-0.tsv") && files.contains_key("feria-0.es"));
    assert!(files.contains_key("presa-0.tsv") && files.contains_key("presa-0.en"));
}
