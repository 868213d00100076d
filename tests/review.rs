//! The review as its users meet it: workbooks that come back in every form, and files that nobody
//! should send.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bitexto::review::{Cell, Table, open};
use zip::write::SimpleFileOptions;

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

/// A folder with a corpus of two documents and its sheet.
struct Desk {
    folder: tempfile::TempDir,
    corpus: String,
}

const HEADER: &str = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";

/// Two documents; the second has a moved sentence and a cell whose borders no rule finds.
const CORPUS: &str = "\
uno:s1~t1\tuno\tLa feria abre el lunes.\tThe fair opens on Monday.\t1-1\t0.9990\t1\t1\t1\t1\t
uno:s2-3~t2\tuno\tVino mucha gente. Nadie compró nada.\tMany people came but nobody bought anything.\t2-1\t0.8000\t2-3\t2\t1\t1\t
uno:s4~t3\tuno\t- Guion de diálogo, dijo él.\t=A line of dialogue, he said.\t1-1\t0.9990\t4\t3\t2\t2\tLEN
uno:s5~\tuno\tAnuncio\t\t1-0\t0.9000\t5\t\t2\t\t
uno:~t4\tuno\t\tAdvertisement for shoes\t0-1\t0.9000\t\t4\t\t2\t
uno:s6~t5\tuno\t«Que llueva», pidió la niña del puesto.\t“Let it rain,” asked the girl at the stand.\t1-1\t0.9990\t6\t5\t3\t3\t
dos:s1~t1\tdos\tOtra historia empieza aquí.\tAnother story begins here.\t1-1\t0.9990\t1\t1\t1\t1\t
dos:s2~t4\tdos\tFoto: Ana Ruiz, enviada.\tPhoto: Ana Ruiz, correspondent.\t1-1x\t0.7000\t2\t4\t2\t3\tX
dos:s3-4~t2-3\tdos\tTítulo sin punto Texto que sigue.\tTitle without stop Text that follows.\t2-2\t0.9500\t3-4\t2-3\t3\t2\t
dos:s5~t5\tdos\tFin de la historia.\tEnd of the story.\t1-1\t0.9990\t5\t5\t4\t4\t
";

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.tsv");
        fs::write(&path, format!("{HEADER}{CORPUS}")).unwrap();
        Desk { corpus: path.to_str().unwrap().to_owned(), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// The whole corpus as a workbook, read back into cells.
    fn grid(&self) -> Grid {
        let path = self.path("review.xlsx");
        let output = bitexto(&["review", "export", &self.corpus, "--all", "-o", &path]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let book = open(&mut fs::File::open(&path).unwrap()).unwrap();
        Grid { review: texts(&book.table), meta: texts(&book.meta.unwrap()) }
    }

    fn apply(&self, sheets: &[&str], more: &[&str]) -> Output {
        let mut args = vec!["review", "apply"];
        args.extend(sheets);
        args.extend(["--corpus", &self.corpus]);
        args.extend(more);
        bitexto(&args)
    }

    /// Applies sheets that must be taken and gives the new corpus without its header.
    fn taken(&self, sheets: &[&str], more: &[&str]) -> String {
        let new = self.path("new.tsv");
        let output = self.apply(sheets, &[&["--write", "-o", &new], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        fs::read_to_string(new).unwrap().strip_prefix(HEADER).unwrap().to_owned()
    }

    /// Applies a sheet that must be refused and gives what was said.
    fn refused(&self, sheet: &str) -> String {
        let new = self.path("never.tsv");
        let output = self.apply(&[sheet], &["--write", "-o", &new]);
        assert_eq!(output.status.code(), Some(2), "{}{}", said(&output), printed(&output));
        assert!(!Path::new(&new).exists(), "nothing is written");
        said(&output)
    }
}

#[derive(Clone)]
struct Grid {
    review: Vec<Vec<String>>,
    meta: Vec<Vec<String>>,
}

fn texts(table: &Table) -> Vec<Vec<String>> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    };
    table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect()
}

impl Grid {
    fn column(&self, name: &str) -> usize {
        self.review[0].iter().position(|column| column == name).unwrap()
    }

    fn set(&mut self, row: usize, column: &str, text: &str) {
        let column = self.column(column);
        self.review[row][column] = text.to_owned();
    }

    fn get(&self, row: usize, column: &str) -> String {
        self.review[row][self.column(column)].clone()
    }

    fn xlsx(&self) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for (name, rows) in [("review", &self.review), ("_meta", &self.meta)] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            for (r, row) in rows.iter().enumerate() {
                for (c, text) in row.iter().enumerate() {
                    sheet.write_string(r as u32, c as u16, text).unwrap();
                }
            }
        }
        workbook.save_to_buffer().unwrap()
    }

    fn ods(&self) -> Vec<u8> {
        let escape = |text: &str| {
            text.replace('&', "&amp;").replace('<', "&lt;").replace("  ", " <text:s/>")
        };
        let mut body = String::new();
        for (name, rows) in [("review", &self.review), ("_meta", &self.meta)] {
            body.push_str(&format!("<table:table table:name=\"{name}\">"));
            for row in rows {
                body.push_str("<table:table-row>");
                for text in row {
                    body.push_str(&format!(
                        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                        escape(text)
                    ));
                }
                body.push_str(
                    "<table:table-cell table:number-columns-repeated=\"16370\"/></table:table-row>",
                );
            }
            body.push_str("<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>");
        }
        ods(&body)
    }

    fn delimited(&self, separator: u8) -> String {
        let mut text = Vec::new();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut text);
        self.review.iter().for_each(|row| writer.write_record(row).unwrap());
        drop(writer);
        String::from_utf8(text).unwrap()
    }
}

fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a workbook, to be changed by hand.
fn parts_of(xlsx: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn with_part(xlsx: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = parts_of(xlsx);
    match parts.iter_mut().find(|(part, _)| part == name) {
        Some((_, bytes)) => *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes(),
        None => parts.push((name.to_owned(), change("").into_bytes())),
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    zipped(&parts)
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn the_three_ways_to_correct() {
    let desk = Desk::new();
    let mut grid = desk.grid();
    assert_eq!(grid.get(2, "es"), "Vino mucha gente. ¶ Nadie compró nada.");
    assert_eq!(grid.get(2, "why"), "2-1 LOW");
    // Moved by an action: the first sentence goes to the row before.
    grid.set(2, "action", "first es to previous");
    // Cut and pasted: the lone row's other side into its row, the emptied row left behind.
    grid.set(4, "en", "Advertisement for shoes");
    grid.set(5, "en", "");
    // Autocorrected, and said to be right in Spanish.
    grid.set(6, "es", "\"Que llueva\", pidió la niña del puesto.");
    grid.set(6, "status", "Bien");
    grid.set(3, "status", "reject");
    grid.set(3, "comment", "not a translation");
    // A slip mended.
    grid.set(7, "en", "Another story begins there.");
    // Split, and the borders told by it: no rule finds them.
    assert_eq!(grid.get(9, "why"), "2-2 BORDER");
    grid.set(9, "es", "Título sin punto ||| Texto que sigue.");
    grid.set(9, "en", "Title without stop|||Text that follows.");
    // Sorted.
    grid.review[1..].reverse();
    let book = desk.file("back.xlsx", grid.xlsx());

    let output = desk.apply(&[&book], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let counts = printed(&output);
    for line in [
        "right as they are\t1",
        "sentences moved\t1",
        "merged\t1",
        "split\t1",
        "text edits\t1",
        "rejected\t1",
        "problems\t0",
    ] {
        assert!(counts.contains(line), "{line} in {counts}");
    }
    let expected = "\
uno:s1-2~t1\tuno\tLa feria abre el lunes. Vino mucha gente.\tThe fair opens on Monday.\t2-1\t1.0000\t1-2\t1\t1\t1\tREVIEWED
uno:s3~t2\tuno\tNadie compró nada.\tMany people came but nobody bought anything.\t1-1\t1.0000\t3\t2\t1\t1\tLEN REVIEWED
uno:s4~t3\tuno\t- Guion de diálogo, dijo él.\t=A line of dialogue, he said.\t1-1\t0.0000\t4\t3\t2\t2\tLEN REJECTED
uno:s5~t4\tuno\tAnuncio\tAdvertisement for shoes\t1-1\t1.0000\t5\t4\t2\t2\tLEN REVIEWED
uno:s6~t5\tuno\t«Que llueva», pidió la niña del puesto.\t“Let it rain,” asked the girl at the stand.\t1-1\t1.0000\t6\t5\t3\t3\tREVIEWED
dos:s1~t1\tdos\tOtra historia empieza aquí.\tAnother story begins here.\t1-1\t0.9990\t1\t1\t1\t1\t
dos:s2~t4\tdos\tFoto: Ana Ruiz, enviada.\tPhoto: Ana Ruiz, correspondent.\t1-1x\t0.7000\t2\t4\t2\t3\tX
dos:s3~t2\tdos\tTítulo sin punto\tTitle without stop\t1-1\t1.0000\t3\t2\t3\t2\tREVIEWED
dos:s4~t3\tdos\tTexto que sigue.\tText that follows.\t1-1\t1.0000\t4\t3\t3\t2\tREVIEWED
dos:s5~t5\tdos\tFin de la historia.\tEnd of the story.\t1-1\t0.9990\t5\t5\t4\t4\t
";
    assert_eq!(desk.taken(&[&book], &[]), expected);
    let edits = fs::read_to_string(desk.path("new.edits.tsv")).unwrap();
    assert!(
        edits.contains("\tdos\ten\t1\tAnother story begins here.\tAnother story begins there.\n"),
        "{edits}"
    );
    let log = fs::read_to_string(desk.path("new.log.tsv")).unwrap();
    assert!(log.contains("rejected\tuno:s4~t3\tuno:s4~t3\tnot a translation"), "{log}");
    assert!(log.contains("moved\tuno:s1~t1 uno:s2-3~t2\tuno:s1-2~t1 uno:s3~t2\t"), "{log}");
    let anchors = fs::read_to_string(desk.path("new.anchors.tsv")).unwrap();
    assert_eq!(anchors.lines().count(), 7, "a header and the confirmed rows: {anchors}");
    assert!(!Path::new(&desk.path("new.gold")).exists(), "no document is confirmed whole");
    assert!(desk.taken(&[&book], &["--take-edits"]).contains("Another story begins there."));
    assert_eq!(fs::read_to_string(&desk.corpus).unwrap(), format!("{HEADER}{CORPUS}"));
}

#[test]
fn every_form_that_spreadsheets_save() {
    let desk = Desk::new();
    let mut grid = desk.grid();
    grid.set(1, "action", "merge with next");
    let marked = |text: &str| format!("\u{FEFF}{text}");
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let tsv = grid.delimited(b'\t');
    let semicolons = grid.delimited(b';');
    let commas = grid.delimited(b',');
    let (latin, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(&semicolons);
    assert!(!is_lossy);
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("a.xlsx", grid.xlsx()),
        ("a.ods", grid.ods()),
        ("a.tsv", tsv.clone().into_bytes()),
        ("b.tsv", utf16(&marked(&tsv), false)),
        ("c.tsv", utf16(&marked(&tsv), true)),
        ("d.txt", utf16(&tsv, false)),
        ("a.csv", latin.into_owned()),
        ("b.csv", marked(&commas).into_bytes()),
        ("c.csv", format!("sep=;\r\n{semicolons}").into_bytes()),
    ];
    let mut corpora = Vec::new();
    for (name, bytes) in forms {
        let file = desk.file(name, bytes);
        corpora.push((name, desk.taken(&[&file], &[])));
    }
    for (name, corpus) in &corpora {
        assert!(corpus.starts_with("uno:s1-3~t1-2\t"), "{name}: {corpus}");
        assert_eq!(*corpus, corpora[0].1, "{name}");
    }
}

#[test]
fn guards_go_on_and_off() {
    let desk = Desk::new();
    let path = desk.path("safe.tsv");
    let output =
        bitexto(&["review", "export", &desk.corpus, "--all", "--spreadsheet-safe", "-o", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("\u{FEFF}row\tstatus\t") && text.contains("\thash\tguard\r\n"));
    assert!(text.contains("\t'- Guion de diálogo, dijo él.\t'=A line of dialogue, he said.\t"));
    assert!(!text.contains("\t1-1\t") && text.contains("\t'1-1\t"), "types are no dates");
    assert_eq!(desk.taken(&[&path], &[]), CORPUS);
    let output = bitexto(&["review", "export", &desk.corpus, "-o", &desk.path("plain.tsv")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--spreadsheet-safe"));
}

#[test]
fn what_does_not_come_out_even_is_refused_with_its_cell() {
    let desk = Desk::new();
    let grid = desk.grid();
    type Edit = fn(&mut Grid);
    let cases: [(Edit, &str, &str); 16] = [
        (|g| g.set(1, "es", ""), "review!F2", "is missing"),
        (|g| g.set(5, "es", "La feria abre el lunes."), "review!F6", "stands in review!F2, too"),
        (
            |g| g.set(4, "es", "Palabras de otro sitio, nunca vistas aquí."),
            "review!F5",
            "stands nowhere",
        ),
        (
            |g| g.set(2, "es", "Vino mucha ||| gente. ¶ Nadie compró nada."),
            "review!F3",
            "inside a sentence",
        ),
        (
            |g| g.set(2, "es", "Vino mucha gente. ||| Nadie compró nada."),
            "review!F3",
            "2 parts in es and 1 in en",
        ),
        (|g| g.set(3, "status", "perfecto"), "review!B4", "expected ok, fix"),
        (|g| g.set(3, "action", "merge with previous"), "review!C4", "expected one of"),
        (|g| g.set(4, "action", "first en to previous"), "review!C5", "no sentence in en"),
        (|g| g.set(6, "action", "merge with next"), "review!C7", "is not in the sheet"),
        (|g| g.set(2, "id", "uno:s9~t9"), "review!M3", "is not in the corpus"),
        (|g| g.set(2, "hash", "h00"), "review!N3", "reads otherwise"),
        (|g| drop(g.review.remove(3)), "review!A3", "row 3 (uno:s4~t3) was deleted"),
        (|g| g.review.push(g.review[2].clone()), "review!M12", "stands in review!M3, too"),
        (
            |g| {
                g.set(6, "en", "Another story begins here.");
                g.set(7, "en", "“Let it rain,” asked the girl at the stand.");
            },
            "review!G7",
            "two documents",
        ),
        (
            |g| {
                g.set(6, "es", "");
                g.set(1, "es", "La feria abre el lunes. «Que llueva», pidió la niña del puesto.");
            },
            "review!F2",
            "no neighbours",
        ),
        (
            |g| {
                g.set(2, "action", "unpair");
                g.set(1, "action", "merge with next");
            },
            "review!C2",
            "split or unpaired",
        ),
    ];
    for (edit, address, what) in cases {
        let mut grid = grid.clone();
        edit(&mut grid);
        for (name, bytes) in [("bad.xlsx", grid.xlsx()), ("bad.ods", grid.ods())] {
            let file = desk.file(name, bytes);
            let message = desk.refused(&file);
            let line = message.lines().find(|line| line.contains(what));
            let line = line.unwrap_or_else(|| panic!("{what} in {message}"));
            assert!(line.contains(&format!("{name}: {address}: ")), "{address} in {line}");
        }
    }
}

#[test]
fn deleted_rows_may_be_kept() {
    let desk = Desk::new();
    let mut grid = desk.grid();
    grid.review.remove(3);
    let file = desk.file("gap.xlsx", grid.xlsx());
    assert_eq!(desk.taken(&[&file], &["--keep-deleted"]), CORPUS);
    // What stood in the deleted row may stand elsewhere.
    grid.set(2, "es", "Vino mucha gente. Nadie compró nada. - Guion de diálogo, dijo él.");
    grid.set(2, "en", "Many people came but nobody bought anything. =A line of dialogue, he said.");
    let file = desk.file("gap.xlsx", grid.xlsx());
    assert!(desk.taken(&[&file], &["--keep-deleted"]).contains("\nuno:s2-4~t2-3\t"));
    let text = desk.file("gap.csv", grid.delimited(b','));
    assert!(desk.refused(&text).contains("gap.csv: A3: row 3 was deleted"));
}

#[test]
fn long_runs_take_no_room() {
    let desk = Desk::new();
    let long: String = (0..100)
        .map(|n| format!("uno:l{n}\tuno\tx\tx\t9-9\t0.9990\t1-9999999\t1-9999999\t1\t1\t\n"))
        .collect();
    fs::write(&desk.corpus, format!("{HEADER}{long}{CORPUS}")).unwrap();
    let sheet = desk.path("low.xlsx");
    let output = bitexto(&["review", "export", &desk.corpus, "-o", &sheet]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let book = open(&mut fs::File::open(&sheet).unwrap()).unwrap();
    let mut grid = Grid { review: texts(&book.table), meta: texts(&book.meta.unwrap()) };
    let row = (1..grid.review.len()).find(|&row| grid.get(row, "id") == "uno:s2-3~t2");
    grid.set(row.unwrap(), "action", "unpair");
    let sheet = desk.file("low.xlsx", grid.xlsx());
    let new = desk.path("new.tsv");
    let args = ["review", "apply", &sheet, "--corpus", &desk.corpus, "--write", "-o", &new];
    let output = with_little_memory(&args);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(fs::read_to_string(&new).unwrap().contains("\nuno:~t2\t"));
}

#[test]
fn reviewers_are_merged_and_their_differences_told() {
    let desk = Desk::new();
    let mut first = desk.grid();
    let mut second = first.clone();
    for row in [1, 3, 6, 7] {
        first.set(row, "status", "ok");
        second.set(row, "status", "ok");
    }
    first.set(10, "status", "ok");
    second.set(10, "status", "reject");
    first.set(4, "action", "merge with next");
    second.set(9, "status", "unsure");
    let (a, b) = (desk.file("ana.xlsx", first.xlsx()), desk.file("luz.ods", second.ods()));
    let new = desk.path("both.tsv");
    let output = desk.apply(&[&a, &b], &["--write", "-o", &new]);
    assert_eq!(output.status.code(), Some(1), "conflicts are told: {}", said(&output));
    assert!(said(&output).contains("the reviewers differ in the status at dos:s5~t5"));
    let counts = printed(&output);
    // Four of five alike; by chance 4/5: (0.8 - 0.8) / 0.2.
    assert!(counts.contains("kappa\t0.000\t") && counts.contains("0.800 alike of 5"), "{counts}");
    let corpus = fs::read_to_string(new).unwrap();
    assert!(corpus.contains("\nuno:s5~t4\tuno\tAnuncio\t"), "one reviewer's change is taken");
    assert!(corpus.contains(
        "\nuno:s1~t1\tuno\tLa feria abre el lunes.\tThe fair opens on Monday.\t1-1\t1.0000\t"
    ));
    let kept = CORPUS.lines().last().unwrap();
    assert!(corpus.ends_with(&format!("{kept}\n")), "where they differ the row stays");
}

#[test]
fn whole_documents_become_gold() {
    let desk = Desk::new();
    let mut grid = desk.grid();
    (1..7).for_each(|row| grid.set(row, "status", "ok"));
    (7..11).for_each(|row| grid.set(row, "status", "ok"));
    let file = desk.file("done.xlsx", grid.xlsx());
    desk.taken(&[&file], &[]);
    let gold = |doc: &str| fs::read_to_string(desk.path(&format!("new.gold/{doc}.gold"))).unwrap();
    assert_eq!(gold("uno"), "[0]:[0]\n[1, 2]:[1]\n[3]:[2]\n[4]:[]\n[]:[3]\n[5]:[4]\n");
    assert_eq!(gold("dos"), "[0]:[0]\n[1]:[]\n[2, 3]:[1, 2]\n[]:[3]\n[4]:[4]\n");
}

#[test]
fn samples_tell_the_precision() {
    let desk = Desk::new();
    let path = desk.path("sample.xlsx");
    let output = bitexto(&["review", "sample", &desk.corpus, "-n", "6", "-o", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = open(&mut fs::File::open(&path).unwrap()).unwrap().table;
    assert_eq!(table.sheet, "sample");
    let mut rows = texts(&table);
    assert_eq!(rows.len(), 7);
    for (i, row) in rows[1..].iter_mut().enumerate() {
        row[1] = ["right", "bien", "Mal"][i % 3].to_owned();
    }
    let text: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    let file = desk.file("judged.tsv", text.join("\n"));
    let output = desk.apply(&[&file], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let told = printed(&output);
    assert!(told.contains("precision\t0.") && told.contains("4 of 6 right"), "{told}");
    assert!(told.contains("95% interval"));
    let output =
        desk.apply(&[&file, &desk.path("sample.xlsx")], &["--write", "-o", &desk.path("x")]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn sheets_of_other_corpora_and_other_forms() {
    let desk = Desk::new();
    let grid = desk.grid();
    let mut older = grid.clone();
    older.meta[0][1] = "0".to_owned();
    assert!(desk.refused(&desk.file("a.xlsx", older.xlsx())).contains("form 0 of the sheet"));
    let mut other = grid.clone();
    other.meta[1][1] = "00ff".to_owned();
    assert!(
        desk.refused(&desk.file("b.xlsx", other.xlsx())).contains("another corpus (sha256 00ff")
    );
    let mut renamed = grid.clone();
    renamed.review[0][5] = "Spanish".to_owned();
    let message = desk.refused(&desk.file("c.xlsx", renamed.xlsx()));
    assert!(message.contains("c.xlsx: review!A1: no column es"), "{message}");
    let mut twice = grid.clone();
    twice.review[0].push("es".to_owned());
    assert!(desk.refused(&desk.file("d.xlsx", twice.xlsx())).contains("two columns es"));
    // Swapped columns go by their names.
    let mut swapped = grid.clone();
    swapped.review.iter_mut().for_each(|row| {
        row.resize(14, String::new());
        row.swap(5, 6);
        row.swap(1, 12);
    });
    assert_eq!(desk.taken(&[&desk.file("e.xlsx", swapped.xlsx())], &[]), CORPUS);
    // Names swapped without their columns.
    let mut mixed = grid.clone();
    mixed.review[0].swap(5, 6);
    assert!(desk.refused(&desk.file("f.xlsx", mixed.xlsx())).contains("stands nowhere"));
    let no_sheet =
        with_part(&grid.xlsx(), "xl/workbook.xml", |xml| xml.replace("\"review\"", "\"Hoja1\""));
    assert!(
        desk.refused(&desk.file("g.xlsx", no_sheet))
            .contains("has no sheet review or sample, only Hoja1")
    );
}

/// Runs the command with little memory: whatever a file unpacks to, it must be refused in words.
fn with_little_memory(args: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -v 700000 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_bitexto")])
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn hostile_files_are_refused_in_words() {
    let desk = Desk::new();
    let grid = desk.grid();
    let good = grid.xlsx();
    let cell = |xml: &str, address: &str, new: &str| -> String {
        let at = xml
            .find(&format!("<c r=\"{address}\""))
            .unwrap_or_else(|| panic!("{address} in {xml}"));
        let end = at + xml[at..].find("</c>").unwrap() + 4;
        format!("{}{new}{}", &xml[..at], &xml[end..])
    };
    let spaces = " ".repeat(70 << 20);
    let many = format!("<sst>{}", "<si><t>a</t></si>".repeat(4 << 20));
    let repeated = "<table:table table:name=\"review\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
    let wide = "<table:table table:name=\"review\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"4000000000\"/>x</text:p></table:table-cell></table:table-row></table:table>";
    let filled = |columns: usize, rows: usize| {
        let text = "x".repeat(1_000_000);
        format!(
            "<table:table table:name=\"review\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
        )
    };
    let formula = "<c r=\"F2\"><f>HYPERLINK(\"a\")</f><v>1</v></c>";
    let date_style = |xml: &str| {
        xml.replacen("<cellXfs count=\"1\">", "<cellXfs count=\"2\"><xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>", 1)
    };
    let dated = with_part(&with_part(&good, "xl/styles.xml", date_style), SHEET, |xml| {
        cell(xml, "F2", "<c r=\"F2\" s=\"0\"><v>45000</v></c>")
    });
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "formula.xlsx",
            with_part(&good, SHEET, |xml| cell(xml, "F2", formula)),
            "review!F2: a formula",
        ),
        (
            "error.xlsx",
            with_part(&good, SHEET, |xml| cell(xml, "F2", "<c r=\"F2\" t=\"e\"><v>#NAME?</v></c>")),
            "review!F2: an error",
        ),
        ("date.xlsx", dated, "review!F2: a date"),
        (
            "merged.xlsx",
            with_part(&good, SHEET, |xml| {
                xml.replace(
                    "</sheetData>",
                    "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"F5:F7\"/></mergeCells>",
                )
            }),
            "review!F5 is merged",
        ),
        (
            "merged.ods",
            ods(
                "<table:table table:name=\"review\"><table:table-row><table:table-cell table:number-rows-spanned=\"2\" table:number-columns-spanned=\"1\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
            ),
            "review!A1 is merged",
        ),
        ("macros.xlsm", with_part(&good, "xl/vbaProject.bin", |_| "x".to_owned()), "with macros"),
        (
            "bomb.xlsx",
            with_part(&good, "xl/sharedStrings.xml", |_| spaces.clone()),
            "has a text of more than",
        ),
        (
            "bomb2.xlsx",
            with_part(&good, "xl/sharedStrings.xml", |_| many.clone()),
            "unpacks to more than",
        ),
        (
            "bomb3.xlsx",
            with_part(&good, "xl/sharedStrings.xml", |xml| {
                xml.replacen("uniqueCount=\"", "uniqueCount=\"99999999999", 1)
            }),
            "counts more strings",
        ),
        ("bomb.ods", ods(repeated), "is repeated 16000 times"),
        ("bomb2.ods", ods(wide), "review!A1: no column"),
        ("bomb3.ods", ods(&filled(1000, 1)), "row 1 holds more than 64 MiB of text"),
        ("bomb4.ods", ods(&filled(1, 60).repeat(14)), "review!A1: no column"),
        ("word.xlsx", zipped(&[("word/document.xml", b"<x/>")]), "without a workbook"),
        ("old.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1old".to_vec(), "an old Excel file"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "PNG picture"),
        ("empty.xlsx", Vec::new(), "holds no rows"),
        ("text.tsv", b"just some words\nand more\n".to_vec(), "no column"),
    ];
    for (name, bytes, what) in files {
        let path = desk.file(name, bytes);
        let output = with_little_memory(&[
            "review",
            "apply",
            &path,
            "--corpus",
            &desk.corpus,
            "--write",
            "-o",
            &desk.path("never.tsv"),
        ]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(said(&output).contains(what), "{name}: {what} in {}", said(&output));
    }
    // A file cut short anywhere is told to be damaged, never a crash.
    for cut in (0..good.len()).step_by(good.len() / 40) {
        let path = desk.file("cut.xlsx", &good[..cut]);
        let output = desk.apply(&[&path], &[]);
        assert!(matches!(output.status.code(), Some(1 | 2)), "cut at {cut}: {}", said(&output));
        assert!(said(&output).contains("cut.xlsx"), "{}", said(&output));
    }
    // Bytes changed anywhere: taken as it was, or refused.
    let mut rng = fastrand::Rng::with_seed(5);
    let cursed = with_part(&good, SHEET, str::to_owned);
    for _ in 0..60 {
        let mut bytes = cursed.clone();
        for _ in 0..3 {
            let at = rng.usize(0..bytes.len());
            bytes[at] = rng.u8(..);
        }
        let path = desk.file("odd.xlsx", bytes);
        assert!(matches!(desk.apply(&[&path], &[]).status.code(), Some(0..=2)));
    }
}

#[test]
fn other_sheets_and_cells_far_to_the_right_are_passed_over() {
    let desk = Desk::new();
    let notes = "<table:table table:name=\"notes\"><table:table-row><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\"><text:p>A heading</text:p><table:table><table:table-row/></table:table></table:table-cell></table:table-row></table:table>";
    let far = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"5000\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let again = "<table:table table:name=\"review\"><table:table-row><table:table-cell><text:p>second</text:p></table:table-cell></table:table-row></table:table>";
    let book = with_part(&desk.grid().ods(), "content.xml", |xml| {
        xml.replace("<office:spreadsheet>", &format!("<office:spreadsheet>{notes}"))
            .replacen("</table:table-row><table:table-row>", &format!("{far}<table:table-row>"), 2)
            .replace("</office:spreadsheet>", &format!("{again}</office:spreadsheet>"))
    });
    assert_eq!(desk.taken(&[&desk.file("notes.ods", book)], &[]), CORPUS);
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let desk = Desk::new();
    let good = desk.grid().xlsx();
    let many = with_part(&good, SHEET, |xml| {
        let rows: String = (20..1_000_000)
            .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"/><c r=\"B{n}\" s=\"0\"/></row>"))
            .collect();
        xml.replace("</sheetData>", &format!("{rows}</sheetData>"))
    });
    let path = desk.file("many.xlsx", many);
    let output = with_little_memory(&["review", "apply", &path, "--corpus", &desk.corpus]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(printed(&output).contains("nothing said\t10"));
}

#[test]
fn large_reviews_become_several_workbooks() {
    let desk = Desk::new();
    let mut corpus = HEADER.to_owned();
    for n in 1..=5200 {
        corpus.push_str(&format!(
            "gran:s{n}~t{n}\tgran\tFrase número {n}.\tSentence number {n}.\t1-1\t0.5000\t{n}\t{n}\t1\t1\t\n"
        ));
    }
    fs::write(&desk.corpus, &corpus).unwrap();
    let path = desk.path("big.xlsx");
    let output = bitexto(&["review", "export", &desk.corpus, "-o", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let parts: Vec<PathBuf> =
        ["big-1.xlsx", "big-2.xlsx"].map(|name| desk.path(name).into()).to_vec();
    let parts: Vec<&str> = parts.iter().map(|path| path.to_str().unwrap()).collect();
    assert!(!Path::new(&path).exists());
    assert!(desk.taken(&parts, &[]) == corpus[HEADER.len()..]);
    let text =
        format!("{HEADER}a:s1~t1\ta\t{}\tx\t1-1\t0.5000\t1\t1\t1\t1\t\n", "ñ".repeat(32_768));
    fs::write(&desk.corpus, text).unwrap();
    let output = bitexto(&["review", "export", &desk.corpus, "-o", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("row a:s1~t1: a text of 32768 UTF-16 units"),
        "{}",
        said(&output)
    );
}

#[test]
fn sentences_may_be_told() {
    let desk = Desk::new();
    let sentences = desk.file(
        "docs.jsonl",
        r#"{"doc":"dos","es":["Otra historia empieza aquí.","Foto: Ana Ruiz, enviada.","Título sin punto","Texto que sigue.","Fin de la historia."],"en":["Another story begins here.","Title without stop","Text that follows.","Photo: Ana Ruiz, correspondent.","End of the story."]}"#,
    );
    let path = desk.path("told.xlsx");
    let args = ["review", "export", &desk.corpus, "--all", "--sentences", &sentences, "-o", &path];
    let output = bitexto(&args);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let rows = texts(&open(&mut fs::File::open(&path).unwrap()).unwrap().table);
    assert_eq!(rows[9][5], "Título sin punto ¶ Texto que sigue.");
    assert_eq!(rows[9][4], "2-2");
    let wrong = desk.file("wrong.jsonl", "{}\n");
    let output = bitexto(&["review", "export", &desk.corpus, "--sentences", &wrong, "-o", &path]);
    assert!(said(&output).contains("wrong.jsonl:1: is no document"), "{}", said(&output));
}

#[test]
fn control_characters_and_literal_escapes() {
    let desk = Desk::new();
    let row = "a:s1~t1\ta\tUna\u{1} marca _x0041_ y\u{7} más.\tA mark\u{FEFF} _x005F_ here.\t1-1\t0.5000\t1\t1\t1\t1\t\n";
    fs::write(&desk.corpus, format!("{HEADER}{row}")).unwrap();
    let grid = desk.grid();
    assert_eq!(grid.get(1, "es"), "Una marca _x0041_ y más.");
    assert_eq!(desk.taken(&[&desk.path("review.xlsx")], &[]), row, "the corpus keeps its own");
}

#[test]
fn inputs_are_never_written_over() {
    let desk = Desk::new();
    desk.grid();
    let output = desk.apply(&[&desk.path("review.xlsx")], &["--write", "-o", &desk.corpus]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("is an input"));
    let output = desk.apply(&[&desk.path("review.xlsx")], &["--write"]);
    assert_eq!(output.status.code(), Some(2), "--write wants a place");
}
