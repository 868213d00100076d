//! The command as users meet it: good input, bad input, exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn bitexto(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitexto")).args(args).current_dir(root()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Every sentence number of both sides stands in exactly one row, in order, and tabs are right.
fn check_corpus(tsv: &str) -> (usize, usize) {
    assert!(tsv.ends_with('\n'));
    let mut lines = tsv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags"
    );
    let mut next = [1usize, 1];
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 11, "{line}");
        for (side, column) in [(0, 6), (1, 7)] {
            if fields[column].is_empty() {
                continue;
            }
            let (first, last) =
                fields[column].split_once('-').unwrap_or((fields[column], fields[column]));
            assert_eq!(first.parse::<usize>().unwrap(), next[side], "{line}");
            next[side] = last.parse::<usize>().unwrap() + 1;
        }
        let score: f64 = fields[5].parse().unwrap();
        assert!((0.0..=1.0).contains(&score) && fields[5].len() == 6, "{line}");
    }
    (next[0] - 1, next[1] - 1)
}

#[test]
fn every_sample_pair_aligns_whole() {
    let mut n_pairs = 0;
    for entry in fs::read_dir(root().join("corpora")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".es.txt") else { continue };
        let output = bitexto(&[
            "align",
            &format!("corpora/{name}.es.txt"),
            &format!("corpora/{name}.en.txt"),
        ]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
        let (n, m) = check_corpus(&printed(&output));
        assert!(n >= 15 && m >= 15);
        assert!(printed(&output).contains(&format!("\n{name}:s1")), "ids carry the name");
        n_pairs += 1;
    }
    assert!(n_pairs >= 10);
}

#[test]
fn files_are_written_whole_and_the_same_each_time() {
    let folder = Folder::new();
    let out = folder.path("out.tsv");
    let pair = ["align", "corpora/feria.es.txt", "corpora/feria.en.txt", "-o"];
    let args: Vec<&str> =
        pair.into_iter().chain([out.to_str().unwrap(), "--format", "tsv,beads"]).collect();
    assert_eq!(bitexto(&args).status.code(), Some(0));
    let first = (fs::read(&out).unwrap(), fs::read_to_string(folder.path("out.beads")).unwrap());
    assert_eq!(bitexto(&args).status.code(), Some(0));
    assert_eq!(first.0, fs::read(&out).unwrap());
    assert!(first.1.starts_with("[0]:[0]:"), "{}", first.1);
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 2, "no temporary file stays behind");
}

#[test]
fn a_long_pair_is_the_same_whatever_the_number_of_threads() {
    let folder = Folder::new();
    // The samples over and over, each time after other ones.
    let names = ["feria", "radio", "bosque", "cancha", "presa", "memoria", "maestros"];
    let [es, en] = ["es", "en"].map(|lang| {
        let texts = names.map(|name| {
            fs::read_to_string(root().join(format!("corpora/{name}.{lang}.txt"))).unwrap()
        });
        let mut long = String::new();
        for round in 1..=13 {
            for at in 0..texts.len() {
                long += &texts[at * round % texts.len()];
                long += "\n\n";
            }
        }
        folder.file(lang, long)
    });
    let align = |n: &str| printed(&bitexto(&["align", "-q", &es, &en, "--threads", n]));
    let one = align("1");
    let (n_source, n_target) = check_corpus(&one);
    assert!(n_source.min(n_target) > 2048, "{n_source} x {n_target}: no work to share");
    for n in ["2", "3", "8"] {
        assert!(align(n) == one, "{n} threads");
    }
}

#[test]
fn split_prints_lines_or_json() {
    let folder = Folder::new();
    let file = folder.file("a.txt", "El Sr. García llegó a EE. UU. el\nlunes. Nadie lo vio.\n");
    let output = bitexto(&["split", "--lang", "es", &file]);
    assert_eq!(printed(&output), "El Sr. García llegó a EE. UU. el lunes.\nNadie lo vio.\n");
    let output = bitexto(&["split", "--format", "jsonl", &file]);
    let last = printed(&output).lines().last().unwrap().to_owned();
    assert_eq!(last, r#"{"text":"Nadie lo vio.","start":42,"end":55,"paragraph":1}"#);
    let output = bitexto(&["split", "--lang", "xx", &file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("es, en"), "{}", said(&output));
    let list = folder.file("list.txt", "# ours\nFulan.  never\nbad line without stop\n");
    let output = bitexto(&["split", "--abbreviations", &list, &file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("list.txt:3"), "{}", said(&output));
}

#[test]
fn long_input_is_split_as_it_comes() {
    let folder = Folder::new();
    let paragraph = "El Sr. García llegó a EE. UU. el lunes. ¿Nadie lo vio?\n\n";
    let n_times = 40_000;
    let file = folder.file("long.txt", paragraph.repeat(n_times));
    let output = bitexto(&["split", "--format", "jsonl", &file]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
    let printed = printed(&output);
    assert_eq!(printed.lines().count(), 2 * n_times);
    let start = paragraph.len() * (n_times - 1);
    let n_first = "El Sr. García llegó a EE. UU. el lunes.".len();
    let last = format!(
        "{{\"text\":\"¿Nadie lo vio?\",\"start\":{},\"end\":{},\"paragraph\":{n_times}}}",
        start + n_first + 1,
        start + paragraph.len() - 2
    );
    assert_eq!(printed.lines().last(), Some(last.as_str()));

    let endless = folder.file("endless.txt", "una línea sin fin ".repeat(1_000_000));
    let output = bitexto(&["split", "--lang", "es", &endless]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cut between words"), "{}", said(&output));
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found.lines().count(), 2);
    assert_eq!(found.split_whitespace().count(), 4_000_000);

    let mut late = "One. ".repeat(400_000).into_bytes();
    late.extend(encoding_rs::WINDOWS_1252.encode("Ni\u{f1}os y ping\u{fc}inos. Fin.").0.iter());
    let late = folder.file("late.txt", late);
    let output = bitexto(&["split", "--lang", "es", &late]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("windows-1252"), "{}", said(&output));
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("Niños y pingüinos.\nFin.\n"));

    let mut data = "Un texto. ".repeat(200_000).into_bytes();
    data.extend(vec![1; 400_000]);
    let data = folder.file("data.txt", data);
    let out = folder.path("out.txt");
    let output = bitexto(&["split", "--lang", "es", &data, "-o", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("binary data"), "{}", said(&output));
    assert!(!out.exists(), "nothing is kept of a run that failed");
}

#[test]
fn explain_names_the_parts() {
    let pair = ["align", "corpora/feria.es.txt", "corpora/feria.en.txt", "--explain"];
    let output = bitexto(&[&pair[..], &["s14-15~t16"]].concat());
    assert!(printed(&output).contains("cosine") && printed(&output).contains("was chosen"));
    for wrong in ["s1", "s99~t1", "s0~t1", "s1-9~t1"] {
        let output = bitexto(&[&pair[..], &[wrong]].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

const ES: &str = "La asamblea se reunió en la plaza del pueblo. Los vecinos decidieron que no venderían el agua a \
    la empresa. Dijeron que el río es de todos y que nadie lo puede vender.";
const EN: &str = "The assembly met in the town square. The neighbors decided that they would not sell the water to \
    the company. They said that the river belongs to everyone and that no one can sell it.";

const FR: &str = "Le conseil municipal s'est réuni mardi soir pour discuter du budget de la ville. Les \
    habitants ont demandé que les écoles soient rénovées avant l'hiver, mais le maire a répondu que les \
    travaux ne pourraient pas commencer avant le printemps prochain.";

#[test]
fn odd_inputs_lose_nothing() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    let empty = folder.file("empty.txt", "");
    let signs = folder.file(
        "signs.txt",
        "*** --- 

 !!! ***\n",
    );
    let many: String =
        (0..3000).map(|i| format!("Esta es la frase número {i} de la lista.\n")).collect();
    let many = folder.file("many.txt", many);
    let long = folder.file("long.txt", "una línea sin fin ".repeat(300_000));
    let mut broken = ES.as_bytes().to_vec();
    broken.splice(20..20, [0xED, 0xA0, 0x80, 0]);
    let broken = folder.file("broken.txt", broken);
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(ES);
    let latin = folder.file("latin.txt", latin);
    let wide: Vec<u8> = ES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = folder.file("wide.txt", wide);
    for (source, target, status, n) in [
        (&es, &en, 0, Some((3, 3))),
        (&empty, &en, 1, Some((0, 3))),
        (&empty, &empty, 1, Some((0, 0))),
        (&signs, &en, 1, None),
        (&en, &es, 1, Some((3, 3))),
        (&es, &es, 1, Some((3, 3))),
        // Nothing of the list is in the other text, which is worth a warning.
        (&many, &en, 1, Some((3000, 3))),
        (&long, &en, 0, None),
        (&broken, &en, 1, Some((3, 3))),
        (&latin, &en, 0, Some((3, 3))),
        (&wide, &en, 0, Some((3, 3))),
    ] {
        let output = bitexto(&["align", source, target]);
        assert_eq!(output.status.code(), Some(status), "{source}: {}", said(&output));
        let counts = check_corpus(&printed(&output));
        if let Some(n) = n {
            assert_eq!(counts, n, "{source}");
        }
    }
    assert!(said(&bitexto(&["align", &en, &es])).contains("wrong order"));
    let french = folder.file("fr.txt", FR);
    let output = bitexto(&["align", &french, &en]);
    assert!(said(&output).contains("does not look Spanish"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&bitexto(&["align", &latin, &en])).contains("windows-1252"));
}

#[test]
fn texts_that_do_not_belong_together_are_noticed() {
    let pair = |es: &str, en: &str| {
        bitexto(&["align", &format!("corpora/{es}.es.txt"), &format!("corpora/{en}.en.txt")])
    };
    let right = pair("migrantes", "migrantes");
    assert_eq!(right.status.code(), Some(0), "{}", said(&right));
    let wrong = pair("migrantes", "presa");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        said(&wrong).contains("do not look like translations of each other"),
        "{}",
        said(&wrong)
    );
    assert_eq!(said(&right).matches("do not look like").count(), 0);
}

#[test]
fn what_cannot_run_says_why() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    let binary: Vec<u8> =
        (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let binary = folder.file("binary.txt", binary);
    let none = folder.path("none.txt");
    let dir = folder.0.path().to_str().unwrap();
    for (args, words) in [
        (vec!["align", none.to_str().unwrap(), &en], "none.txt"),
        (vec!["align", dir, &en], "directory"),
        (vec!["align", &binary, &en], "binary data"),
        (vec!["align", "-", "-"], "standard input"),
        (vec!["align", &es, &en, "-o", dir], "directory"),
        (vec!["align", &es, &en, "-o", "no/such/folder/x.tsv"], "no folder"),
        (vec!["align", &es, &en, "-o", &es], "is an input"),
        (vec!["align", &es, &en, "--src", "spanish"], "ISO 639-1"),
        (vec!["align", &es, &en, "--src", "en"], "--src and --tgt are both en"),
        (vec!["align", &es, &en, "--doc", " "], "--doc: is empty"),
        (vec!["align", &es, "-", "--abbreviations", "-"], "two inputs are -"),
        (vec!["split", "-", "--abbreviations", "-"], "text and abbreviations are both -"),
        (vec!["align", &es, &en, "--threads", "5000"], "not in 1..=1024"),
        (vec!["align", &es, &en, "--model", &es], "bitexto: /"),
        (vec!["align", &es, &en, "--model", &es], "a.es.txt is not a bitexto model"),
    ] {
        let output = bitexto(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{args:?}: {}", said(&output));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(fs::read_to_string(&es).unwrap(), ES);
}

#[test]
fn a_given_name_stands_in_ids_like_any_other() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    let tsv = printed(&bitexto(&["align", &es, &en, "--doc", "acta 3: mayo"]));
    assert!(tsv.contains("\nacta_3__mayo:s1~t1\tacta_3__mayo\t"), "{tsv}");
}

#[test]
fn files_of_other_formats_are_read() {
    let output =
        bitexto(&["align", "tests/data/read/presa.es.html", "tests/data/read/presa.en.html"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let tsv = printed(&output);
    check_corpus(&tsv);
    let pair = "Que se retire la maquinaria del cauce.\tThat the machinery be withdrawn from the riverbed.";
    assert!(tsv.contains(pair) && tsv.contains("\npresa:s1~t1\tpresa\t"), "{tsv}");
    let output = bitexto(&["split", "--lang", "es", "tests/data/read/cooperativa.md"]);
    assert!(printed(&output).starts_with("La cooperativa de café estrena tostador\nSiete meses"));

    let folder = Folder::new();
    let records = folder.file("a.jsonl", "{\"es\":\"Llueve. Ya no.\"}\n{\"en\":\"Sol.\"}\n");
    let output = bitexto(&["split", "--lang", "es", "--field", "es", &records]);
    assert_eq!(output.status.code(), Some(2));
    let line = "a.jsonl:2: a record with the fields en; expected es; name the field";
    assert!(said(&output).contains(line), "{}", said(&output));
    let pdf = folder.file("a.pdf", "%PDF-1.7\n");
    for args in [["align", &pdf, &records], ["split", &pdf, "--quiet"]] {
        let output = bitexto(&args);
        assert_eq!(output.status.code(), Some(2));
        let words = "a.pdf: is a PDF; expected plain text";
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let output = bitexto(&["split", "tests/data/read/portada.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("without an article"), "{}", said(&output));
}

/// The reader of Parquet panics where a damaged file lies about itself; ours says so.
#[cfg(feature = "parquet")]
#[test]
fn damaged_parquet_is_told() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    let whole = folder.path("a.parquet");
    let whole = whole.to_str().unwrap();
    assert_eq!(
        bitexto(&["align", &es, &en, "-o", whole, "--format", "parquet"]).status.code(),
        Some(0)
    );
    let bytes = fs::read(whole).unwrap();
    let mut damaged = None;
    for (at, bit) in (0..bytes.len()).flat_map(|at| [(at, 1), (at, 2), (at, 0x80)]) {
        let mut bytes = bytes.clone();
        bytes[at] ^= bit;
        let path = folder.file("b.parquet", &bytes);
        let corpus = bitexto::read::ParquetCorpus::new(fs::File::open(&path).unwrap());
        let error = match corpus {
            Ok(corpus) => corpus.take(1000).find_map(Result::err),
            Err(error) => Some(error),
        };
        if error.is_some_and(|error| error.to_string().contains("is damaged")) {
            damaged = Some(path);
            break;
        }
    }
    let damaged = damaged.expect("some damage makes the reader panic");
    let output = bitexto(&["convert", &damaged, "--to", "tsv", "-o", "/dev/null"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("is damaged; expected a whole Parquet file"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
}

#[test]
fn a_unit_without_end_is_not_kept() {
    let folder = Folder::new();
    let unit = "<tmx version=\"1.4\"><body><tu><tuv xml:lang=\"es\"><seg>";
    let tmx = folder.file("a.tmx", unit.to_owned() + &"hola <ph/>".repeat(8 << 20));
    let output =
        bitexto(&["convert", &tmx, "--to", "tsv", "-o", folder.path("a.tsv").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("a.tmx:1: ") && said(&output).contains("a unit longer than 64 MiB"),
        "{}",
        said(&output)
    );
}

#[test]
fn lost_characters_are_told_in_every_format() {
    let folder = Folder::new();
    let broken = |head: &str, tail: &str| [head.as_bytes(), b"\xC3", tail.as_bytes()].concat();
    let text = "Llovió toda la noche en la montaña y nadie salió. ";
    for (name, bytes) in [
        ("a.txt", broken(text, text)),
        ("a.md", broken(text, text)),
        ("a.jsonl", broken(&format!("{{\"text\":\"{text}"), "\"}\n")),
        ("a.html", broken(&format!("<html><body><p>{text}"), "</p></body></html>")),
    ] {
        let path = folder.file(name, bytes);
        let output = bitexto(&["split", &path, "--lang", "es"]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
        assert!(said(&output).contains("1 places are no valid"), "{name}: {}", said(&output));
        assert!(printed(&output).contains('\u{FFFD}'));
    }
    // A character that the author wrote is no loss.
    let path = folder.file("b.md", format!("{text}\u{FFFD}"));
    assert_eq!(bitexto(&["split", &path, "--lang", "es"]).status.code(), Some(0));
}

/// A pipe can be read only once, and there is a splitter for each text.
#[test]
fn abbreviations_come_from_a_pipe_too() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", "Vino la Gargolia. Marta y nadie más.");
    let en = folder.file("a.en.txt", "There came the Gargolia. Marta and nobody else.");
    let list = folder.file("list", "Gargolia.  name\n");
    let align = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bitexto"));
        command.args(["align", &es, &en, "--quiet"]).args(more);
        let output = command.stdin(fs::File::open(&list).unwrap()).output().unwrap();
        printed(&output)
    };
    let named = align(&["--abbreviations", &list]);
    assert!(named.contains("a:s1~t1\t") && named.lines().count() == 2, "{named}");
    assert_ne!(align(&[]), named, "without the list there are two sentences");
    assert_eq!(align(&["--abbreviations", "-"]), named);
}

/// Several formats put their endings behind the name; only an ending of ours is taken off first.
#[test]
fn a_dot_in_a_name_is_no_ending() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    for (name, files) in [
        ("notas.2024", ["notas.2024.tsv", "notas.2024.train.tsv"]),
        ("notas.2025", ["notas.2025.tsv", "notas.2025.train.tsv"]),
        ("x.tsv", ["x.tsv", "x.train.tsv"]),
        ("y.train.tsv", ["y.tsv", "y.train.tsv"]),
        ("z.doc.jsonl", ["z.tsv", "z.train.tsv"]),
        (".tsv", [".tsv.tsv", ".tsv.train.tsv"]),
    ] {
        let out = folder.path(name);
        let args = ["align", &es, &en, "--format", "tsv,train", "-o", out.to_str().unwrap()];
        assert_eq!(bitexto(&args).status.code(), Some(0));
        for file in files {
            assert!(folder.path(file).exists(), "{name}: {file}");
        }
    }
    assert!(!folder.path("notas.tsv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn work_is_done_when_nobody_hears_of_it() {
    let folder = Folder::new();
    let es = folder.file("a.es.txt", ES);
    let en = folder.file("a.en.txt", EN);
    let status = |args: &[&str]| {
        let deaf = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bitexto"));
        command.args(args).stderr(deaf).status().unwrap().code()
    };
    let out = folder.path("out.tsv");
    let args = ["align", &es, &en, "--format", "tsv,tmx", "-o", out.to_str().unwrap()];
    assert_eq!(status(&args), Some(0));
    assert!(out.exists() && folder.path("out.tmx").exists());
    assert_eq!(status(&["align", &es, "none.txt"]), Some(2));
}
