//! Tab-separated files, with a header or without.

use std::io::{self, BufRead};
use std::mem::take;

use super::chars::{Seen, for_each};
use super::faults::{Faults, Report, utf16};
use super::plain::{Marks, Taken, invalid};
use super::quotes::{Quoted, Quotes};
use super::{Kind, Place};
use crate::bitext::Lang;

/// What pandas takes for a missing value, the empty field aside: `STR_NA_VALUES` of its parsers.
const NULL_WORDS: [&str; 17] = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan",
];

/// The rest of them.
const NULL_WORD: &str = "null";

/// Characters that Excel and LibreOffice keep of a cell.
const MAX_CELL: u64 = 32_767;

/// Rows from which polars guesses the type of a column (`infer_schema_length`).
const N_GUESSED_ROWS: u64 = 100;

/// Rows whose types datasets settles together (`chunksize` of its csv builder).
const DATASETS_BLOCK: u64 = 10_000;

/// Rows whose types pandas settles together: the largest power of two below 2^20 / columns
/// (`low_memory` in `parsers.pyx`).
fn pandas_block(n_columns: usize) -> u64 {
    let most = (1 << 20) / n_columns.max(1) as u64;
    let mut block = 1;
    while block * 2 < most {
        block *= 2;
    }
    block
}

/// Characters that are kept of a cell: enough for words, numbers and names of columns.
const MAX_PREFIX: usize = 64;

/// Columns that are watched one by one; the rest are only counted.
const MAX_COLUMNS: usize = 256;

/// Names of columns that hold texts or ids, besides language codes.
const TEXT_COLUMNS: [&str; 14] = [
    "id",
    "doc",
    "source",
    "target",
    "src",
    "tgt",
    "src_text",
    "trg_text",
    "src_url",
    "trg_url",
    "text",
    "translation",
    "sl",
    "tl",
];

/// Names of columns that show that a first line is a header.
const OTHER_COLUMNS: [&str; 4] = ["type", "score", "aligner_score", "flags"];

/// Checks a TSV; of each kind of fault, `max` places are kept. The first line says how many fields
/// a line has.
///
/// # Errors
/// Those of `input`.
pub fn tsv(mut input: impl BufRead, max: usize) -> io::Result<Report> {
    if let Some(report) = utf16(&mut input)? {
        return Ok(report);
    }
    let mut tsv = Tsv::new(max);
    let end = for_each(input, |seen, place| tsv.take(seen, place))?;
    Ok(tsv.finish(end))
}

struct Tsv {
    faults: Faults,
    marks: Marks,
    quotes: Quotes,
    /// The cell that is being read, and which of its line it is.
    cell: Cell,
    field: usize,
    n_quotes: u64,
    /// The cells of the first line, until it is known whether it is a header.
    first: Vec<Cell>,
    columns: Vec<Column>,
    /// Fields of the first line; 0 while it is read.
    n_fields: usize,
    /// Lines below the first so far.
    n_rows: u64,
    type_column: Option<usize>,
    /// What the line says of its type, and its empty texts: one side alone may be meant.
    row_type: String,
    empty: Vec<(usize, Place)>,
}

/// The beginning of a cell, and its size.
#[derive(Debug, Default)]
struct Cell {
    start: Option<Place>,
    prefix: String,
    n_chars: u64,
}

impl Cell {
    fn push(&mut self, c: char, place: Place) {
        self.start.get_or_insert(place);
        if self.n_chars < MAX_PREFIX as u64 {
            self.prefix.push(c);
        }
        self.n_chars += 1;
    }

    /// The whole cell, where it is short.
    fn whole(&self) -> Option<&str> {
        (self.n_chars <= MAX_PREFIX as u64).then_some(&*self.prefix)
    }

    fn is_number(&self) -> bool {
        self.whole().is_some_and(|cell| {
            cell.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
                && cell.parse::<f64>().is_ok_and(f64::is_finite)
        })
    }
}

#[derive(Debug)]
struct Column {
    name: String,
    /// Whether it holds texts or ids, so that numbers and nothing are out of place.
    is_text: bool,
    n_others: u64,
    first_number: Option<(Place, String)>,
    pandas: Blocks,
    datasets: Blocks,
}

/// The rows of a column in blocks, as a reader settles types.
#[derive(Debug)]
struct Blocks {
    size: u64,
    /// The block that is being read, its first number, and whether it has a text.
    number: u64,
    first: Option<Place>,
    has_text: bool,
    /// The first number of the first block with numbers alone.
    numeric: Option<Place>,
}

impl Blocks {
    fn new(size: u64) -> Self {
        Blocks { size, number: 0, first: None, has_text: false, numeric: None }
    }

    fn add(&mut self, row: u64, place: Place, is_number: bool) {
        if row / self.size != self.number {
            self.close();
            self.number = row / self.size;
        }
        if is_number {
            self.first.get_or_insert(place);
        } else {
            self.has_text = true;
        }
    }

    fn close(&mut self) {
        let first = self.first.take().filter(|_| !self.has_text);
        self.numeric = self.numeric.or(first);
        self.has_text = false;
    }
}

impl Tsv {
    fn new(max: usize) -> Self {
        Tsv {
            faults: Faults::new(max),
            marks: Marks::default(),
            quotes: Quotes::new(),
            cell: Cell::default(),
            field: 0,
            n_quotes: 0,
            first: Vec::new(),
            columns: Vec::new(),
            n_fields: 0,
            n_rows: 0,
            type_column: None,
            row_type: String::new(),
            empty: Vec::new(),
        }
    }

    fn take(&mut self, seen: Seen, place: Place) {
        let c = match seen {
            Seen::Char(c) => c,
            Seen::Invalid(byte) => {
                self.faults.add(Kind::NotUtf8, place, || invalid(byte));
                '\u{FFFD}'
            }
        };
        match self.marks.take(c, place, &mut self.faults) {
            Taken::Nothing => return,
            Taken::One => {}
            Taken::AfterReturn(cr) => {
                self.quote('\r', cr);
                self.cell.push('\r', cr);
                if c == '\r' {
                    return;
                }
            }
        }
        // The mark at the beginning is no part of the first cell for pandas, datasets and polars.
        if c == '\u{FEFF}' && (place == Place { line: 1, column: 1 }) {
            return;
        }
        self.quote(c, place);
        match c {
            '\t' => self.end_cell(place),
            '\n' => {
                self.end_cell(place);
                self.end_line(place);
            }
            _ => {
                self.n_quotes += u64::from(c == '"');
                self.cell.push(c, place);
            }
        }
    }

    fn quote(&mut self, c: char, place: Place) {
        if let Some(quoted) = self.quotes.feed(c, place, self.field) {
            self.quoted(quoted);
        }
    }

    fn quoted(&mut self, quoted: Quoted) {
        let name = self.name(quoted.column);
        self.faults.add(quoted.kind, quoted.place, || match quoted.kind {
            Kind::QuoteSwallows | Kind::QuoteNeverCloses => {
                format!("{name}: {} line ends and {} tabs inside", quoted.n_rows, quoted.n_tabs)
            }
            _ => name,
        });
    }

    /// What a column is called: by its header, or by its number.
    fn name(&self, field: usize) -> String {
        match self.columns.get(field) {
            Some(column) => column.name.clone(),
            None => format!("field {}", field + 1),
        }
    }

    fn end_cell(&mut self, place: Place) {
        let mut cell = take(&mut self.cell);
        cell.start.get_or_insert(place);
        if self.n_fields > 0 {
            self.check(&cell, self.field);
        } else if self.first.len() < MAX_COLUMNS {
            self.first.push(cell);
        }
        self.field += 1;
    }

    fn check(&mut self, cell: &Cell, field: usize) {
        let Some(place) = cell.start else { return };
        let name = || match self.columns.get(field) {
            Some(column) => column.name.clone(),
            None => format!("field {}", field + 1),
        };
        let whole = cell.whole();
        if whole.is_some_and(|word| NULL_WORDS.contains(&word) || word == NULL_WORD) {
            self.faults.add(Kind::NullWord, place, || format!("{}: {}", name(), cell.prefix));
        }
        if cell.n_chars > MAX_CELL {
            let detail = || format!("{}: {} characters", name(), cell.n_chars);
            self.faults.add(Kind::LongCell, place, detail);
        }
        let is_number = cell.is_number();
        if cell.n_chars > 1 && cell.prefix.starts_with(['=', '+', '-', '@']) && !is_number {
            let start: String = cell.prefix.chars().take(20).collect();
            self.faults.add(Kind::Formula, place, || format!("{}: {start}", name()));
        }
        if self.type_column == Some(field) {
            self.row_type = cell.prefix.clone();
        }
        let Some(column) = self.columns.get_mut(field).filter(|column| column.is_text) else {
            return;
        };
        if whole.is_some_and(|text| text.trim().is_empty()) {
            self.empty.push((field, place));
            return;
        }
        column.pandas.add(self.n_rows, place, is_number);
        column.datasets.add(self.n_rows, place, is_number);
        if is_number {
            column.first_number.get_or_insert_with(|| (place, cell.prefix.clone()));
            return;
        }
        let is_late = column.first_number.is_some() && self.n_rows >= N_GUESSED_ROWS;
        if column.n_others == 0 && is_late {
            self.faults.add(Kind::LateText, place, || column.name.clone());
        }
        column.n_others += 1;
    }

    fn end_line(&mut self, place: Place) {
        let start = Place { line: place.line, column: 1 };
        let n = take(&mut self.field);
        if self.n_fields == 0 {
            self.n_fields = n;
            self.open(start, n);
        } else {
            self.count_fields(n, start, place);
            self.n_rows += 1;
        }
        self.count_empty();
        if take(&mut self.n_quotes) % 2 == 1 {
            self.faults.add(Kind::OddQuotes, start, String::new);
        }
    }

    fn count_fields(&mut self, n: usize, start: Place, place: Place) {
        if n == 1 && place.column == 1 && self.n_fields > 1 {
            self.empty.clear();
            self.faults.add(Kind::BlankLine, start, String::new);
        } else if n != self.n_fields {
            let kind = if n > self.n_fields { Kind::TooManyFields } else { Kind::TooFewFields };
            let (found, expected) = (n - 1, self.n_fields - 1);
            self.faults.add(kind, start, || format!("{found} tabs; expected {expected}"));
            if self.n_fields == 2 && n > 2 {
                self.faults.add(Kind::ThirdField, start, String::new);
            }
        }
    }

    /// Empty texts count unless the line says that one side alone is meant.
    fn count_empty(&mut self) {
        let is_alone = matches!(self.row_type.as_str(), "1-0" | "0-1");
        for (field, place) in take(&mut self.empty) {
            if !is_alone {
                let name = self.name(field);
                self.faults.add(Kind::EmptySide, place, || name);
            }
        }
        self.row_type.clear();
    }

    /// The first line is whole: names the columns, or checks it like any other.
    fn open(&mut self, start: Place, n: usize) {
        let first = take(&mut self.first);
        let is_code = |name: &str| name.len() == 2 && name.parse::<Lang>().is_ok();
        let is_text = |name: &str| is_code(name) || TEXT_COLUMNS.contains(&name);
        let names: Vec<&str> = first.iter().filter_map(Cell::whole).collect();
        let n_known =
            names.iter().filter(|name| is_text(name) || OTHER_COLUMNS.contains(name)).count();
        let has_header = n_known >= 2 || (n == 1 && n_known == 1);
        for (field, cell) in first.iter().enumerate() {
            let name =
                if has_header { cell.prefix.clone() } else { format!("field {}", field + 1) };
            let is_text = if has_header { is_text(&cell.prefix) } else { n <= 2 };
            self.columns.push(Column {
                name,
                is_text,
                n_others: 0,
                first_number: None,
                pandas: Blocks::new(pandas_block(n)),
                datasets: Blocks::new(DATASETS_BLOCK),
            });
        }
        if has_header {
            self.type_column = names.iter().position(|name| *name == "type");
            if n == 2 {
                self.faults.add(Kind::HeaderAsPair, start, || names.join(", "));
            }
            return;
        }
        if n > 2 {
            let detail = || format!("{n} fields a line, no header");
            self.faults.add(Kind::ThirdField, start, detail);
        }
        for (field, cell) in first.iter().enumerate() {
            self.check(cell, field);
        }
    }

    fn finish(mut self, end: Place) -> Report {
        self.marks.finish(end, &mut self.faults);
        if end.column > 1 {
            self.end_cell(end);
            self.end_line(end);
        }
        if let Some(quoted) = self.quotes.finish() {
            self.quoted(quoted);
        }
        for column in &mut self.columns {
            column.pandas.close();
            column.datasets.close();
            let name = || column.name.clone();
            if column.n_others == 0 {
                if let Some((place, number)) = column.first_number.take() {
                    self.faults.add(Kind::NumericColumn, place, || format!("{}: {number}", name()));
                }
                continue;
            }
            let blocks =
                [(Kind::PandasBlock, &column.pandas), (Kind::DatasetsBlock, &column.datasets)];
            for (kind, blocks) in blocks {
                if let Some(place) = blocks.numeric {
                    self.faults.add(kind, place, name);
                }
            }
        }
        self.faults.report(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "id\tes\ten\n";

    fn found(text: &str) -> Vec<(Kind, u64, u64, u64)> {
        let report = tsv(text.as_bytes(), 5).unwrap();
        let place = |f: &super::super::Fault| f.spots[0].place;
        let fault = |f| (place(f).line, place(f).column);
        report.faults.iter().map(|f| (f.kind, f.count, fault(f).0, fault(f).1)).collect()
    }

    fn with_header(rows: &str) -> Vec<(Kind, u64, u64, u64)> {
        found(&format!("{HEADER}{rows}"))
    }

    #[test]
    fn a_whole_corpus_has_no_faults() {
        let text = "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n\
                    a:s1~t1\ta\t«¿Qué?» \"dijo\"\tShe \"said\" ½\t1-1\t0.9000\t1\t1\t1\t1\t\n\
                    a:s2~\ta\t¡Ay!\t\t1-0\t0.9000\t2\t\t1\t\t\n";
        assert_eq!(found(text), []);
        assert_eq!(found("Uno.\tOne.\nDos.\tTwo.\n"), []);
        assert_eq!(found(""), []);
    }

    #[test]
    fn quotes_are_taken_as_pandas_takes_them() {
        assert_eq!(
            with_header("a\t\"Hola\tHi\nb\tdos\ttwo\"\nc\tx\ty\n"),
            [(Kind::QuoteSwallows, 1, 2, 3), (Kind::OddQuotes, 2, 2, 1)]
        );
        assert_eq!(with_header("a\t\"Ho\"\"la\"\tHi\n"), [(Kind::QuotedField, 1, 2, 3)]);
        assert_eq!(with_header("a\t\"Hola\", dijo\tHi\n"), [(Kind::QuotedStart, 1, 2, 3)]);
        assert_eq!(
            with_header("a\tx\t\"Hola\nb\tx\ty\n"),
            [(Kind::QuoteNeverCloses, 1, 2, 5), (Kind::OddQuotes, 1, 2, 1)]
        );
        assert_eq!(with_header("a\tdijo \"no\"\tHi \"a\"\n"), []);
        assert_eq!(
            with_header("a\tx\t\"Hola\""),
            [(Kind::QuotedField, 1, 2, 5), (Kind::NoFinalNewline, 1, 2, 11)]
        );
    }

    #[test]
    fn fields_and_lines_are_counted() {
        assert_eq!(
            with_header("a\tb\n\nc\td\te\tf\n"),
            [
                (Kind::TooManyFields, 1, 4, 1),
                (Kind::TooFewFields, 1, 2, 1),
                (Kind::BlankLine, 1, 3, 1)
            ]
        );
        assert_eq!(
            found("es\ten\nUno.\tOne.\nDos.\tTwo.\tx\n"),
            [
                (Kind::TooManyFields, 1, 3, 1),
                (Kind::ThirdField, 1, 3, 1),
                (Kind::HeaderAsPair, 1, 1, 1)
            ]
        );
        assert_eq!(found("1\tUno.\tOne.\n"), [(Kind::ThirdField, 1, 1, 1)]);
        assert_eq!(with_header("a\tb\rc\td\n"), [(Kind::CarriageReturn, 1, 2, 4)]);
    }

    #[test]
    fn cells_are_looked_into() {
        assert_eq!(
            with_header("a\tNA\tNo\nb\t- Sí.\t-5\nc\t \t=1+1\n"),
            [(Kind::NullWord, 1, 2, 3), (Kind::EmptySide, 1, 4, 3), (Kind::Formula, 2, 3, 3)]
        );
        assert_eq!(with_header("007\tb\tc\n008\tb\tc\n"), [(Kind::NumericColumn, 1, 2, 1)]);
        let numbers = |n| (0..n).map(|i| format!("{i}\tb\tc\n")).collect::<String>();
        assert_eq!(with_header(&format!("{}x\tb\tc\n", numbers(99))), []);
        assert_eq!(
            with_header(&format!("x\tb\tc\n{}", numbers(20_000))),
            [(Kind::DatasetsBlock, 1, 10_002, 1)]
        );
        assert_eq!(pandas_block(3), 262_144);
        assert_eq!(
            with_header(&format!("x\tb\tc\n{}", numbers(300_000)))[0],
            (Kind::PandasBlock, 1, 262_146, 1)
        );
        let late: String = (0..100).map(|i| format!("{i}\tb\tc\n")).collect();
        assert_eq!(with_header(&format!("{late}x\tb\tc\n")), [(Kind::LateText, 1, 102, 1)]);
        let long = format!("a\t{}\tc\n", "ñ".repeat(32_768));
        assert_eq!(with_header(&long), [(Kind::LongCell, 1, 2, 3)]);
    }
}
