//! Simulated reviewers: random merges, splits, moves, cuts and pastes, sorts, deletions and
//! autocorrections. After the sheet is taken back the corpus is what the edits mean, or the sheet is
//! refused with an address. What the edits mean is worked out here from sentence numbers, never from
//! texts.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

use bitexto::bitext::sheet::{Action, Side, Status, review_columns};
use bitexto::bitext::sheet::{META, META_CORPUS, META_ROW, META_SCHEMA, Role, SCHEMA, SheetRow};
use bitexto::bitext::{Alignment, Bead, Bitext, Lang, Row};
use bitexto::evaluate::parse_beads;
use bitexto::read::{self, Corpus};
use bitexto::review::{Book, Cell, Options, Origin, Sheet, Table, judge, open};
use bitexto::write::sheet::{Borders, Origin as Source, review_workbook};
use bitexto::write::{CorpusWriter, flags, rows};
use fastrand::Rng;

const LANGS: [Lang; 2] = [Lang::ES, Lang::EN];
const N_SEQUENCES: u64 = 2000;

/// A document with its gold beads.
fn bitext(gold: &Path, sents: &Path, name: &str) -> Bitext {
    let side = |lang: &str| {
        let text = fs::read_to_string(sents.join(format!("{name}.{lang}"))).unwrap();
        read::presplit(name, text)
    };
    let (source, target) = (side("es"), side("en"));
    let gold =
        parse_beads(&fs::read_to_string(gold.join(format!("{name}.gold"))).unwrap()).unwrap();
    let (mut i, mut j) = (0, 0);
    let beads = gold.iter().map(|bead| {
        let (a, b) = (i..i + bead.source.len(), j..j + bead.target.len());
        (i, j) = (a.end, b.end);
        Bead { source: a, target: b, probability: 0.75, crossing: false }
    });
    let alignment = Alignment::new(beads.collect(), source.len(), target.len()).unwrap();
    let (source_lang, target_lang) = (Lang::ES, Lang::EN);
    Bitext { name: name.to_owned(), source_lang, target_lang, source, target, alignment }
}

fn documents() -> Vec<Bitext> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = root.join("corpora/gold");
    let shared = root.join("../shared/eval/align");
    let mut folders = vec![(own.clone(), own)];
    if shared.is_dir() {
        folders.push((shared.join("gold"), shared.join("sents")));
    } else {
        eprintln!("SKIPPED: {} is not there; only the samples were reviewed", shared.display());
    }
    let mut documents = Vec::new();
    for (gold, sents) in folders {
        let mut names: Vec<String> = fs::read_dir(&gold)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "gold"))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            // Thousands of verses would make the test slow and no harder.
            .filter(|name| !name.starts_with("bible"))
            .collect();
        names.sort();
        documents.extend(names.iter().map(|name| bitext(&gold, &sents, name)));
    }
    documents.push(dialogue());
    documents
}

/// A document in which the same short sentences come again and again.
fn dialogue() -> Bitext {
    let lines = |texts: [&str; 3]| {
        let line = |n: usize| texts[n % 3].replace('#', &n.to_string());
        (0..60).map(line).collect::<Vec<_>>().join("\n")
    };
    let source =
        read::presplit("dialogo", lines(["—Sí.", "—No.", "Nadie dijo nada más en el patio #."]));
    let target =
        read::presplit("dialogo", lines(["“Yes.”", "“No.”", "Nobody said more in yard #."]));
    let bead = |n: usize| {
        let run = if n % 5 == 4 { n * 2..n * 2 + 2 } else { n * 2..n * 2 + 1 };
        let alone =
            Bead { source: run.clone(), target: run.clone(), probability: 0.75, crossing: false };
        let second = run.end..n * 2 + 2;
        let rest = Bead { source: second.clone(), target: second, ..alone.clone() };
        if rest.source.is_empty() { vec![alone] } else { vec![alone, rest] }
    };
    let alignment = Alignment::new((0..30).flat_map(bead).collect(), 60, 60).unwrap();
    let (source_lang, target_lang) = (Lang::ES, Lang::EN);
    Bitext { name: "dialogo".to_owned(), source_lang, target_lang, source, target, alignment }
}

/// A corpus and the sheet that is made from it.
struct Given {
    corpus: Vec<u8>,
    sheet: Vec<SheetRow>,
    /// By document, the sentences as the corpus has them.
    sentences: BTreeMap<String, [Vec<String>; 2]>,
}

fn given(documents: &[&Bitext], rng: &mut Rng) -> Given {
    let mut corpus = Vec::new();
    let mut writer = CorpusWriter::new(&mut corpus, LANGS).unwrap();
    let (mut sheet, mut sentences) = (Vec::new(), BTreeMap::new());
    for bitext in documents {
        let borders = Borders::of(bitext);
        let clean = |text: &str| bitexto::write::clean(text, &mut Default::default());
        let texts = [
            (0..bitext.source.len()).map(|i| clean(bitext.source.text(i))).collect(),
            (0..bitext.target.len()).map(|i| clean(bitext.target.text(i))).collect(),
        ];
        sentences.insert(bitext.name.clone(), texts);
        // Some reviews have every row, some a stretch of each document.
        let rows = rows(bitext).0;
        let (from, to) = match rng.bool() {
            true => (0, rows.len()),
            false => (rng.usize(0..rows.len() / 2), rng.usize(rows.len() / 2..rows.len())),
        };
        for (place, row) in rows.into_iter().enumerate() {
            writer.write(&row).unwrap();
            if (from..to).contains(&place) {
                let (number, cuts) = (sheet.len() + 1, borders.cuts(&row));
                sheet.push(SheetRow { number, role: Role::Asked, row, cuts });
            }
        }
    }
    writer.finish().unwrap();
    Given { corpus, sheet, sentences }
}

/// A line of the sheet under the reviewer's hands.
#[derive(Clone)]
struct Line {
    doc: String,
    /// Sentence numbers on both sides, by part between splits.
    parts: Vec<[Vec<usize>; 2]>,
    status: Option<Status>,
    action: Option<Action>,
    /// What the cells read, when that is not just the sentences.
    edits: Vec<(Side, usize, String)>,
    given: usize,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.parts.iter().flatten().all(Vec::is_empty)
    }
}

/// What a reviewer did, and what should come of it.
struct Edited {
    lines: Vec<Line>,
    /// Cells that were autocorrected.
    autocorrected: HashSet<(usize, Side)>,
    /// Rows that were deleted.
    deleted: HashSet<usize>,
    /// Sentences that stand twice in a document were touched: which of them is meant is open.
    is_ambiguous: bool,
    order: Vec<usize>,
}

fn run(field: &str) -> Vec<usize> {
    Row::run(field).unwrap().collect()
}

fn review(given: &Given, rng: &mut Rng) -> Edited {
    let lines: Vec<Line> = given
        .sheet
        .iter()
        .enumerate()
        .map(|(given, row)| Line {
            doc: row.row.doc.clone(),
            parts: vec![[run(&row.row.source_sents), run(&row.row.target_sents)]],
            status: None,
            action: None,
            edits: Vec::new(),
            given,
        })
        .collect();
    let n = lines.len();
    let mut edited = Edited {
        lines,
        autocorrected: HashSet::new(),
        deleted: HashSet::new(),
        is_ambiguous: false,
        order: (0..n).collect(),
    };
    for _ in 0..rng.usize(1..12) {
        let line = rng.usize(0..n);
        let side = if rng.bool() { Side::Source } else { Side::Target };
        one_edit(&mut edited, given, line, side, rng);
    }
    if rng.u8(0..4) == 0 {
        rng.shuffle(&mut edited.order);
    }
    edited
}

fn one_edit(edited: &mut Edited, given: &Given, line: usize, side: Side, rng: &mut Rng) {
    let at = side as usize;
    let n = edited.lines.len();
    match rng.u8(0..40) {
        // A choice from the list of actions.
        0..=5 => edited.lines[line].action = Some(Action::ALL[rng.usize(0..Action::ALL.len())]),
        // A split, at borders of both cells.
        6 | 7 => {
            let part = edited.lines[line].parts.remove(0);
            let cuts = part.each_ref().map(|side| rng.usize(0..=side.len()));
            let tails = [0, 1].map(|side| part[side][cuts[side]..].to_vec());
            let heads = [0, 1].map(|side| part[side][..cuts[side]].to_vec());
            let lines = &mut edited.lines[line];
            lines.parts.splice(0..0, [heads, tails]);
        }
        // Cutting a sentence, or all of a cell, and pasting it into a row near by or far away.
        8..=12 => {
            let other = match rng.u8(0..5) {
                0 => rng.usize(0..n),
                _ => (line + 1).min(n - 1),
            };
            // A sentence of another document must be refused; tests/review.rs has that case.
            if other == line || edited.lines[line].doc != edited.lines[other].doc {
                return;
            }
            let mut taken = std::mem::take(&mut edited.lines[line].parts[0][at]);
            if rng.bool() && !taken.is_empty() {
                edited.lines[line].parts[0][at] = taken.drain(..taken.len() - 1).collect();
            }
            let moved = |edit: &(Side, usize, String)| edit.0 == side && taken.contains(&edit.1);
            let edits: Vec<_> =
                edited.lines[line].edits.iter().filter(|e| moved(e)).cloned().collect();
            edited.lines[line].edits.retain(|edit| !moved(edit));
            edited.lines[other].edits.extend(edits);
            if other > line {
                edited.lines[other].parts[0][at].splice(0..0, taken);
            } else {
                edited.lines[other].parts[0][at].extend(taken);
            }
        }
        13 => edited.lines[line].status = Some(Status::ALL[rng.usize(0..4)]),
        14 | 15 => {
            edited.autocorrected.insert((line, side));
        }
        // A slip mended.
        16 | 17 => {
            let sentences = edited.lines[line].parts.iter().flat_map(|part| &part[at]).copied();
            let sentences: Vec<usize> = sentences.collect();
            let Some(&sentence) = sentences.get(rng.usize(0..sentences.len().max(1))) else {
                return;
            };
            let text = &given.sentences[&edited.lines[line].doc][at][sentence];
            let is_free = edited.lines[line].edits.iter().all(|e| (e.0, e.1) != (side, sentence));
            if text.chars().count() > 30 && is_free {
                let middle = text.char_indices().nth(12).unwrap().0;
                let changed = format!("{}XX{}", &text[..middle], &text[middle..]);
                edited.lines[line].edits.push((side, sentence, changed));
            }
        }
        18 => {
            edited.deleted.insert(line);
        }
        // Two cells change places: a moved text is found.
        20..=24 => {
            let other = (line + rng.usize(1..4)).min(n - 1);
            if other != line && edited.lines[line].doc == edited.lines[other].doc {
                let own = std::mem::take(&mut edited.lines[line].parts[0][at]);
                let its = std::mem::replace(&mut edited.lines[other].parts[0][at], own);
                edited.lines[line].parts[0][at] = its;
                let is_moved = |edit: &(Side, usize, String)| edit.0 == side;
                let own: Vec<_> =
                    edited.lines[line].edits.extract_if(.., |e| is_moved(e)).collect();
                let its: Vec<_> =
                    edited.lines[other].edits.extract_if(.., |e| is_moved(e)).collect();
                edited.lines[line].edits.extend(its);
                edited.lines[other].edits.extend(own);
            }
        }
        25..=30 => edited.lines[line].status = Some(Status::Ok),
        31..=38 => {
            edited.autocorrected.insert((line, side));
        }
        // A sentence lost, or pasted a second time.
        _ => {
            if rng.bool() {
                edited.lines[line].parts[0][at].pop();
            } else if let Some(&sentence) = edited.lines[line].parts[0][at].first() {
                let other = (line + 1).min(n - 1);
                if edited.lines[line].doc == edited.lines[other].doc {
                    edited.lines[other].parts[0][at].push(sentence);
                }
            }
        }
    }
}

/// Whether the sheet holds every sentence that it was given, each once. One that was lost may have come
/// back by a later paste.
fn is_whole(given: &Given, edited: &Edited) -> bool {
    let sorted = |mut all: Vec<(String, usize, usize)>| {
        all.sort();
        all
    };
    let of = |doc: &str, part: &[Vec<usize>; 2]| -> Vec<(String, usize, usize)> {
        let side = |at: usize| part[at].iter().map(move |&sentence| (doc.to_owned(), at, sentence));
        side(0).chain(side(1)).collect()
    };
    let before = given.sheet.iter().flat_map(|SheetRow { row, .. }| {
        of(&row.doc, &[run(&row.source_sents), run(&row.target_sents)])
    });
    let after = edited.lines.iter().flat_map(|line| {
        line.parts.iter().flat_map(|part| of(&line.doc, part)).collect::<Vec<_>>()
    });
    sorted(before.collect()) == sorted(after.collect())
}

/// Pairs of sentence numbers by document: what the corpus should hold; `None` when the sheet must be
/// refused.
fn meaning(given: &Given, edited: &Edited) -> Option<Vec<(String, [Vec<usize>; 2])>> {
    if !is_whole(given, edited) || !edited.deleted.is_empty() {
        return None;
    }
    let lines = &edited.lines;
    let mut parts: Vec<Vec<[Vec<usize>; 2]>> =
        lines.iter().map(|line| line.parts.clone()).collect();
    // Neighbours of the document that hold anything.
    let neighbour = |line: usize, forward: bool| -> Option<usize> {
        let mut at = line;
        loop {
            let next = if forward { at + 1 } else { at.checked_sub(1)? };
            if lines.get(next)?.doc != lines[line].doc {
                return None;
            }
            if !lines[next].is_empty() {
                return Some(next);
            }
            at = next;
        }
    };
    let mut moves = Vec::new();
    let mut merged_with: Vec<usize> = (0..lines.len()).collect();
    for line in 0..lines.len() {
        let Some(action) = lines[line].action else { continue };
        if lines[line].parts.len() > 1 {
            return None;
        }
        match action {
            Action::Unpair => {}
            Action::MergeNext => {
                let next = neighbour(line, true)?;
                if lines[next].parts.len() > 1 || lines[next].action == Some(Action::Unpair) {
                    return None;
                }
                let (from, to) = (merged_with[next], merged_with[line]);
                merged_with.iter_mut().filter(|root| **root == from).for_each(|root| *root = to);
            }
            Action::FirstToPrevious(side) => {
                moves.push((line, neighbour(line, false)?, side, false))
            }
            Action::LastToNext(side) => moves.push((line, neighbour(line, true)?, side, true)),
        }
    }
    let mut taken = Vec::new();
    for (line, other, side, forward) in moves {
        let cell = &mut parts[line][0][side as usize];
        if cell.is_empty() {
            return None;
        }
        let sentence = if forward { cell.pop()? } else { cell.remove(0) };
        taken.push((sentence, other, side, forward));
    }
    for (sentence, other, side, forward) in taken {
        if forward {
            parts[other].first_mut()?[side as usize].insert(0, sentence);
        } else {
            parts[other].last_mut()?[side as usize].push(sentence);
        }
    }
    let mut groups: Vec<(String, [Vec<usize>; 2])> = Vec::new();
    let mut roots: BTreeMap<usize, [Vec<usize>; 2]> = BTreeMap::new();
    for line in 0..lines.len() {
        let is_merged = merged_with.iter().filter(|root| **root == merged_with[line]).count() > 1;
        let doc = lines[line].doc.clone();
        if is_merged && lines[line].action == Some(Action::Unpair) {
            return None;
        }
        for part in &parts[line] {
            if is_merged {
                let group = roots.entry(merged_with[line]).or_default();
                (0..2).for_each(|side| group[side].extend(&part[side]));
            } else if lines[line].action == Some(Action::Unpair) {
                part[0].iter().for_each(|&i| groups.push((doc.clone(), [vec![i], vec![]])));
                part[1].iter().for_each(|&j| groups.push((doc.clone(), [vec![], vec![j]])));
            } else {
                groups.push((doc.clone(), part.clone()));
            }
        }
    }
    groups.extend(roots.into_iter().map(|(line, group)| (lines[line].doc.clone(), group)));
    let mut beads = Vec::new();
    for (doc, mut group) in groups {
        for side in &mut group {
            side.sort_unstable();
            // What stands in one cell must be a run.
            if side.windows(2).any(|pair| pair[0] + 1 != pair[1]) {
                return None;
            }
        }
        match &group {
            [a, b] if a.is_empty() && b.is_empty() => {}
            [a, b] if b.is_empty() && a.len() > 1 => {
                a.iter().for_each(|&i| beads.push((doc.clone(), [vec![i], vec![]])));
            }
            [a, b] if a.is_empty() && b.len() > 1 => {
                b.iter().for_each(|&j| beads.push((doc.clone(), [vec![], vec![j]])));
            }
            _ => beads.push((doc, group)),
        }
    }
    beads.sort();
    Some(beads)
}

/// The text of a cell as the reviewer leaves it.
fn cell(given: &Given, edited: &Edited, line: usize, side: Side, rng: &mut Rng) -> String {
    let Line { doc, parts, edits, .. } = &edited.lines[line];
    let sentence = |&number: &usize| {
        let edit = edits.iter().find(|edit| edit.0 == side && edit.1 == number);
        edit.map_or_else(
            || given.sentences[doc][side as usize][number].clone(),
            |(_, _, text)| text.clone(),
        )
    };
    let has_edit = edits.iter().any(|edit| edit.0 == side);
    let parts = parts.iter().map(|part| {
        let texts: Vec<String> = part[side as usize].iter().map(sentence).collect();
        // Whoever pastes does not always put the mark, and a line break does as well.
        let joint = if has_edit { " ¶ " } else { [" ¶ ", " ", "\n", " ¶"][rng.usize(0..4)] };
        texts.join(joint)
    });
    let text = parts.collect::<Vec<_>>().join([" ||| ", "|||"][rng.usize(0..2)]);
    if !edited.autocorrected.contains(&(line, side)) {
        return text;
    }
    text.replace("...", "…")
        .replace("--", "—")
        .replace([' ', '\u{A0}'], [" ", "\u{A0}", "  "][rng.usize(0..3)])
        .replace('"', "”")
        .replace('\'', "’")
        .replace(['«', '»', '“'], "\"")
}

fn edited_rows(given: &Given, edited: &Edited, rng: &mut Rng) -> Vec<[String; 14]> {
    let mut rows = Vec::new();
    for &line in &edited.order {
        if edited.deleted.contains(&line) {
            continue;
        }
        let Line { status, action, given: place, .. } = &edited.lines[line];
        let row = &given.sheet[*place];
        let cells = Side::BOTH.map(|side| cell(given, edited, line, side, rng));
        let [source, target] = cells;
        let spanish = ["bien", "corregir", "Rechazar", "DUDA"];
        rows.push([
            row.number.to_string(),
            status.map_or("", |s| [s.word(), spanish[s as usize]][rng.usize(0..2)]).to_owned(),
            action.map_or_else(String::new, |action| action.words(LANGS)),
            row.row.score.clone(),
            row.why(0.9),
            source,
            target,
            String::new(),
            row.row.kind.clone(),
            row.row.source_sents.clone(),
            row.row.target_sents.clone(),
            row.row.doc.clone(),
            row.row.id.clone(),
            bitexto::bitext::sheet::hash(&row.row, &row.cuts),
        ]);
    }
    rows
}

/// The sheet as a table in memory.
fn book_in_memory(given: &Given, rows: &[[String; 14]], sum: &str) -> Book {
    let mut table = Table::new("review");
    let header = review_columns(LANGS);
    for (r, row) in std::iter::once(&header).chain(rows).enumerate() {
        for (c, text) in row.iter().enumerate() {
            let cell = if text.is_empty() { Cell::Empty } else { Cell::Text(text.clone()) };
            table.set(r as u32, c as u32, cell).unwrap();
        }
    }
    let mut meta = Table::new(META);
    let mut set = |r: usize, texts: [&str; 3]| {
        for (c, text) in texts.into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            meta.set(r as u32, c as u32, Cell::Text(text.to_owned())).unwrap();
        }
    };
    set(0, [META_SCHEMA, SCHEMA, ""]);
    set(1, [META_CORPUS, sum, ""]);
    for (r, row) in given.sheet.iter().enumerate() {
        set(r + 2, [META_ROW, &row.number.to_string(), &row.row.id]);
    }
    Book { table, meta: Some(meta) }
}

/// The sheet as a real workbook, read back.
fn book_of_xlsx(given: &Given, rows: &[[String; 14]], sum: &str) -> Book {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("review").unwrap();
    for (r, row) in std::iter::once(&review_columns(LANGS)).chain(rows).enumerate() {
        for (c, text) in row.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, text).unwrap();
        }
    }
    let sheet = workbook.add_worksheet().set_name(META).unwrap();
    for (r, pair) in [[META_SCHEMA, SCHEMA], [META_CORPUS, sum]].iter().enumerate() {
        for (c, text) in pair.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, *text).unwrap();
        }
    }
    for (r, row) in given.sheet.iter().enumerate() {
        let r = r as u32 + 2;
        sheet.write_string(r, 0, META_ROW).unwrap();
        sheet.write_string(r, 1, row.number.to_string()).unwrap();
        sheet.write_string(r, 2, &row.row.id).unwrap();
    }
    open(&mut Cursor::new(workbook.save_to_buffer().unwrap())).unwrap()
}

/// The sheet as semicolon-separated text in UTF-16, as Excel may save it.
fn book_of_csv(rows: &[[String; 14]]) -> Book {
    let mut text = Vec::new();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut text);
    writer.write_record(review_columns(LANGS)).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    drop(writer);
    let text = String::from_utf8(text).unwrap();
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    open(&mut Cursor::new(bytes)).unwrap()
}

/// What came of a sheet: the pairs by document, or the problems.
fn outcome(given: &Given, book: Book, sum: &str) -> Result<(Vec<Row>, usize), Vec<String>> {
    let mut problems = Vec::new();
    let sheet = Sheet::new("r.xlsx", book, LANGS, &mut problems).expect("a sheet");
    let wanted = sheet.ids().map(str::to_owned).collect();
    let mut origin = Origin::read(Corpus::new(&given.corpus[..]).unwrap(), &wanted).unwrap();
    origin.sha256 = sum.to_owned();
    let options = Options::default();
    let review = judge(&[sheet], &origin, &options, problems);
    if !review.problems.is_empty() {
        return Err(review.problems.iter().map(|p| format!("{}\t{p}", p.address)).collect());
    }
    assert!(review.conflicts.is_empty(), "one reviewer cannot differ");
    let mut rows = Vec::new();
    review
        .apply(Corpus::new(&given.corpus[..]).unwrap(), &options, &flags, |document| {
            rows.extend(document.rows.iter().map(|(row, _)| row.clone()));
            Ok::<(), std::convert::Infallible>(())
        })
        .unwrap();
    Ok((rows, review.edits.len()))
}

/// Every sentence stands in one row, in an order that an alignment may have, with its own text.
fn check_whole(given: &Given, rows: &[Row], seed: u64) {
    for (doc, [source, target]) in &given.sentences {
        let own: Vec<&Row> = rows.iter().filter(|row| row.doc == *doc).collect();
        let beads = own.iter().map(|row| Bead {
            source: Row::run(&row.source_sents).unwrap(),
            target: Row::run(&row.target_sents).unwrap(),
            probability: 1.0,
            crossing: row.is_crossing(),
        });
        let (mut i, mut beads): (usize, Vec<Bead>) = (0, beads.collect());
        for bead in &mut beads {
            // An empty run stands where the others leave it.
            if bead.source.is_empty() {
                bead.source = i..i;
            }
            i = bead.source.end;
        }
        let mut j = 0;
        for bead in &mut beads {
            if bead.target.is_empty() {
                bead.target = j..j;
            } else if !bead.crossing {
                j = bead.target.end;
            }
        }
        let alignment = Alignment::new(beads.clone(), source.len(), target.len());
        if let Err(error) = alignment {
            let kinds: Vec<&str> = own.iter().map(|row| &*row.id).collect();
            panic!("seed {seed}: {error}: {kinds:?}");
        }
        for (row, bead) in own.iter().zip(&beads) {
            assert_eq!(row.source, source[bead.source.clone()].join(" "), "seed {seed}");
            assert_eq!(row.target, target[bead.target.clone()].join(" "), "seed {seed}");
            assert_eq!(row.id, bitexto::bitext::bead_id(doc, bead), "seed {seed}");
            assert_eq!(row.kind, Row::kind_of(bead), "seed {seed}");
        }
    }
}

/// Whether a sentence that the reviewer touched stands twice in the sheet.
fn touches_doubles(given: &Given, edited: &Edited) -> bool {
    let mut seen: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let squeeze = |text: &str| text.replace([' ', '—', '-'], "");
    for row in &given.sheet {
        for (side, field) in [&row.row.source_sents, &row.row.target_sents].into_iter().enumerate()
        {
            for number in run(field) {
                let text = squeeze(&given.sentences[&row.row.doc][side][number]);
                *seen.entry((side, text)).or_default() += 1;
            }
        }
    }
    edited.lines.iter().any(|line| {
        let row = &given.sheet[line.given].row;
        let before = [run(&row.source_sents), run(&row.target_sents)];
        (0..2).any(|side| {
            let now: Vec<usize> = line.parts.iter().flat_map(|part| part[side].clone()).collect();
            now != before[side]
                && now.iter().chain(&before[side]).any(|&number| {
                    let text = squeeze(&given.sentences[&line.doc][side][number]);
                    seen.get(&(side, text)).is_some_and(|n| *n > 1)
                })
        })
    })
}

#[test]
fn two_thousand_reviewers() {
    let documents = documents();
    let (mut n_taken, mut n_refused, mut n_doubles, mut n_crossing) = (0, 0, 0, 0);
    for seed in 0..N_SEQUENCES {
        let mut rng = Rng::with_seed(seed);
        let n = rng.usize(1..4);
        let mut chosen: Vec<&Bitext> = rng.choose_multiple(documents.iter(), n);
        chosen.sort_by(|a, b| a.name.cmp(&b.name));
        let given = given(&chosen, &mut rng);
        let mut edited = review(&given, &mut rng);
        edited.is_ambiguous = touches_doubles(&given, &edited);
        let expected = meaning(&given, &edited);
        let rows = edited_rows(&given, &edited, &mut rng);
        let sum = "0123";
        let book = match seed % 10 {
            0 => book_of_xlsx(&given, &rows, sum),
            // Text does not tell of rows deleted at its ends.
            1 if edited.deleted.is_empty() => book_of_csv(&rows),
            _ => book_in_memory(&given, &rows, sum),
        };
        match (outcome(&given, book, sum), expected) {
            (Ok((rows, n_edits)), Some(expected)) => {
                check_whole(&given, &rows, seed);
                let reviewed: HashSet<&str> = given.sheet.iter().map(|row| &*row.row.id).collect();
                let mut found: Vec<(String, [Vec<usize>; 2])> = rows
                    .iter()
                    .map(|row| (row.doc.clone(), [run(&row.source_sents), run(&row.target_sents)]))
                    .collect();
                let mut wanted = expected;
                // Rows that were not in the sheet stay.
                let corpus = Corpus::new(&given.corpus[..]).unwrap();
                for row in
                    corpus.map(|row| row.unwrap().1).filter(|row| !reviewed.contains(&*row.id))
                {
                    wanted.push((row.doc, [run(&row.source_sents), run(&row.target_sents)]));
                }
                wanted.sort();
                found.sort();
                if wanted != found {
                    assert!(
                        edited.is_ambiguous,
                        "seed {seed}: {wanted:?} was meant, {found:?} came of it"
                    );
                    n_doubles += 1;
                } else {
                    let n_changed: usize = edited.lines.iter().map(|line| line.edits.len()).sum();
                    assert_eq!(n_edits, n_changed, "seed {seed}: text edits");
                }
                n_taken += 1;
                n_crossing += usize::from(rows.iter().any(Row::is_crossing));
            }
            (Err(problems), None) => {
                let has_address = |problem: &String| {
                    let address = problem.split('\t').next().unwrap().rsplit('!').next().unwrap();
                    let digits = address.trim_start_matches(|c: char| c.is_ascii_uppercase());
                    digits.len() < address.len() && digits.parse::<u32>().is_ok()
                };
                assert!(problems.iter().any(has_address), "seed {seed}: {problems:?}");
                n_refused += 1;
            }
            (Err(problems), Some(_)) => {
                assert!(edited.is_ambiguous, "seed {seed}: refused: {problems:?}");
                n_doubles += 1;
            }
            (Ok((rows, _)), None) => {
                check_whole(&given, &rows, seed);
                assert!(edited.is_ambiguous, "seed {seed}: taken, though it had to be refused");
                n_doubles += 1;
            }
        }
    }
    eprintln!(
        "{n_taken} taken ({n_crossing} with crossing rows), {n_refused} refused, {n_doubles} with sentences that stand twice"
    );
    assert!(n_taken > 700 && n_refused > 300 && n_doubles < 300);
    assert!(n_crossing > 20);
}

#[test]
fn nothing_done_changes_nothing() {
    for bitext in documents() {
        let mut rng = Rng::with_seed(7);
        let given = given(&[&bitext], &mut rng);
        let source = Source { langs: LANGS, corpus_sha256: "0123".to_owned(), threshold: 0.9 };
        let bytes = review_workbook(&source, &given.sheet, &[]).unwrap();
        assert_eq!(bytes, review_workbook(&source, &given.sheet, &[]).unwrap(), "the same bytes");
        let book = open(&mut Cursor::new(bytes)).unwrap();
        let (rows, _) = outcome(&given, book, "0123").unwrap();
        let mut corpus = Vec::new();
        let mut writer = CorpusWriter::new(&mut corpus, LANGS).unwrap();
        rows.iter().for_each(|row| writer.write(row).unwrap());
        writer.finish().unwrap();
        assert!(corpus == given.corpus, "{}", bitext.name);
    }
}

/// Without the documents the splitter has to find the borders inside cells again. Where it finds
/// another number of sentences the cell stays whole, which is safe; wrong borders would be worse.
#[test]
fn borders_are_found_again() {
    let (mut n, mut n_right, mut n_wrong) = (0, 0, 0);
    for bitext in documents().iter().filter(|document| document.name != "dialogo") {
        let (known, rules) = (Borders::of(bitext), Borders::new(LANGS));
        for row in rows(bitext).0 {
            let (known, found) = (known.cuts(&row), rules.cuts(&row));
            for side in 0..2 {
                n += usize::from(!known[side].is_empty());
                n_right += usize::from(!known[side].is_empty() && known[side] == found[side]);
                n_wrong += usize::from(!found[side].is_empty() && known[side] != found[side]);
            }
        }
    }
    eprintln!(
        "{n} cells of several sentences: {n_right} cut right, {n_wrong} cut wrong, the others whole"
    );
    assert!(n_right * 100 >= n * 95, "{n_right} of {n}");
    assert!(n_wrong * 100 <= n, "{n_wrong} of {n}");
}
