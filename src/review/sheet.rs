//! The lines of a reviewed sheet: columns by name, words understood, everything with its address.

use std::collections::HashMap;
use std::fmt;

use super::book::{Book, Cell, Table, TableRow};
use crate::bitext::Lang;
use crate::bitext::sheet::{
    Action, GUARD, GUARD_COLUMN, META_CORPUS, META_ROW, META_SCHEMA, SCHEMA, Side, Status,
    parse_right,
};

/// Something in a reviewed file that cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The cell, e.g. `review!F128`; empty when it is the whole file.
    pub address: String,
    /// What was found, what was expected, what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.address {
            "" => write!(f, "{}: {}", self.file, self.what),
            address => write!(f, "{}: {address}: {}", self.file, self.what),
        }
    }
}

/// A field of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Number,
    Status,
    Action,
    Right,
    Why,
    Text(Side),
    Comment,
    Id,
    Hash,
}

/// A sheet with its lines.
#[derive(Debug)]
pub struct Sheet {
    /// Name of the file, as it is told in problems.
    pub file: String,
    /// The languages of source and target.
    pub langs: [Lang; 2],
    /// Whether it is a sample, whose rows are called right or wrong.
    pub is_sample: bool,
    /// SHA-256 of the corpus that the sheet was made from, where the file tells.
    pub corpus_sha256: Option<String>,
    /// Numbers and ids of the rows that the sheet was made with, where the file tells.
    pub made_with: Vec<(usize, String)>,
    pub(super) lines: Vec<Line>,
    /// Address of the header line.
    pub(super) header: String,
    table: Table,
    columns: HashMap<Field, usize>,
}

/// One line of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Row of the sheet, counted from 1.
    pub place: u32,
    pub number: Option<usize>,
    pub status: Option<Status>,
    pub action: Option<Action>,
    pub is_right: Option<bool>,
    pub is_drawn: bool,
    pub texts: [String; 2],
    pub comment: String,
    pub id: String,
    pub hash: String,
}

impl Sheet {
    /// Understands the table of a reviewed file. What cannot be understood is told in `problems`;
    /// without a header or with a form of another version there is no sheet at all.
    pub fn new(
        file: &str,
        book: Book,
        langs: [Lang; 2],
        problems: &mut Vec<Problem>,
    ) -> Option<Sheet> {
        let mut whole = |what: String| {
            problems.push(Problem { file: file.to_owned(), address: String::new(), what });
        };
        let meta = book.meta.as_ref().map(Meta::read).unwrap_or_default();
        if let Some(schema) = meta.schema.as_ref().filter(|schema| *schema != SCHEMA) {
            whole(format!(
                "was made in form {schema} of the sheet; expected form {SCHEMA}; export it again, or use the version of bitexto that made it"
            ));
            return None;
        }
        let mut table = book.table;
        if table.rows.is_empty() {
            whole("holds no rows; expected a header line and the rows of a review".to_owned());
            return None;
        }
        let header = table.rows.remove(0);
        let is_sample = header.cells.iter().any(|cell| name_of(cell) == "right");
        let columns = match find_columns(&header, langs, is_sample) {
            Ok(columns) => columns,
            Err(what) => {
                let address = table.address(header.number, 0);
                problems.push(Problem { file: file.to_owned(), address, what });
                return None;
            }
        };
        let is_guarded = header.cells.iter().any(|cell| name_of(cell) == GUARD_COLUMN);
        let mut rows = std::mem::take(&mut table.rows);
        if is_guarded {
            rows.iter_mut().flat_map(|row| &mut row.cells).for_each(unguard);
        }
        let mut sheet = Sheet {
            file: file.to_owned(),
            langs,
            is_sample,
            corpus_sha256: meta.corpus_sha256,
            made_with: meta.rows,
            lines: Vec::with_capacity(rows.len()),
            header: table.address(header.number, 0),
            table,
            columns,
        };
        for row in rows {
            if let Some(line) = sheet.read_line(row, problems) {
                sheet.lines.push(line);
            }
        }
        Some(sheet)
    }

    /// The ids that the sheet and its origin name.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().map(|line| &*line.id).filter(|id| !id.is_empty());
        lines.chain(self.made_with.iter().map(|(_, id)| &**id))
    }

    /// How many lines the sheet has.
    pub fn n_lines(&self) -> usize {
        self.lines.len()
    }

    /// The address of a field of a line.
    pub(super) fn address(&self, line: &Line, field: Field) -> String {
        self.table.address(line.place, self.columns.get(&field).copied().unwrap_or(0))
    }

    /// A problem with a field of a line.
    pub(super) fn problem(&self, line: &Line, field: Field, what: String) -> Problem {
        Problem { file: self.file.clone(), address: self.address(line, field), what }
    }

    fn read_line(&self, mut row: TableRow, problems: &mut Vec<Problem>) -> Option<Line> {
        let mut line = Line { place: row.number, ..Line::default() };
        let mut take = |field: Field| -> String {
            let column = self.columns.get(&field).copied();
            match column.and_then(|column| row.cells.get_mut(column)).map(std::mem::take) {
                None | Some(Cell::Empty) => String::new(),
                Some(Cell::Text(text)) => text,
                Some(Cell::Formula) => {
                    let what = "a formula; expected text; put in what the cell is to say";
                    problems.push(self.problem(&line, field, what.to_owned()));
                    String::new()
                }
                Some(Cell::Date) => {
                    let what = "a date; expected text; set the format of the cell to text and put it in again";
                    problems.push(self.problem(&line, field, what.to_owned()));
                    String::new()
                }
                Some(Cell::Error) => {
                    let what = "an error such as #NAME?; expected text; put in what was there";
                    problems.push(self.problem(&line, field, what.to_owned()));
                    String::new()
                }
            }
        };
        let [number, status, action, right, why] =
            [Field::Number, Field::Status, Field::Action, Field::Right, Field::Why].map(&mut take);
        let texts = Side::BOTH.map(|side| take(Field::Text(side)));
        let [comment, id, hash] = [Field::Comment, Field::Id, Field::Hash].map(&mut take);
        let is_blank = |text: &String| text.trim().is_empty();
        if texts.iter().chain([&id, &status, &action, &right, &comment]).all(is_blank) {
            return None;
        }
        let mut wrong = |line: &Line, field, what| problems.push(self.problem(line, field, what));
        line.number = number.trim().parse().ok();
        line.is_drawn = why.split_whitespace().any(|reason| reason == "SAMPLE");
        if !is_blank(&status) {
            line.status = Status::parse(&status);
            if line.status.is_none() {
                let known = Status::ALL.map(Status::word).join(", ");
                wrong(
                    &line,
                    Field::Status,
                    format!(
                        "{:?}; expected {known} (bien, corregir, rechazar, duda) or nothing",
                        shown(&status)
                    ),
                );
            }
        }
        if !is_blank(&action) {
            line.action = Action::parse(&action, self.langs);
            if line.action.is_none() {
                let known = Action::ALL.map(|action| action.words(self.langs)).join(", ");
                let what = format!("{:?}; expected one of: {known}", shown(&action));
                wrong(&line, Field::Action, what);
            }
        }
        if !is_blank(&right) {
            line.is_right = parse_right(&right);
            if line.is_right.is_none() {
                let what =
                    format!("{:?}; expected right or wrong (bien, mal) or nothing", shown(&right));
                wrong(&line, Field::Right, what);
            }
        }
        line.texts = texts;
        line.comment = super::fold::one_line(&comment);
        line.id = id.trim().to_owned();
        line.hash = hash.trim().to_owned();
        Some(line)
    }
}

/// The beginning of a text, as it is told in a problem.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(50) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Takes the guard off a cell.
fn unguard(cell: &mut Cell) {
    if let Cell::Text(text) = cell
        && let Some(rest) = text.strip_prefix(GUARD)
    {
        *cell = if rest.is_empty() { Cell::Empty } else { Cell::Text(rest.to_owned()) };
    }
}

fn name_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_lowercase(),
        _ => String::new(),
    }
}

/// The column of every field, or what is wrong with the header.
fn find_columns(
    header: &TableRow,
    langs: [Lang; 2],
    is_sample: bool,
) -> Result<HashMap<Field, usize>, String> {
    let own = [Field::Status, Field::Action, Field::Why];
    let texts = Side::BOTH.map(Field::Text);
    let shared = [Field::Number, Field::Comment, Field::Id, Field::Hash];
    let fields = if is_sample { vec![Field::Right] } else { own.to_vec() };
    let mut columns = HashMap::new();
    for field in fields.into_iter().chain(texts).chain(shared) {
        let name = match field {
            Field::Number => "row".to_owned(),
            Field::Status => "status".to_owned(),
            Field::Action => "action".to_owned(),
            Field::Right => "right".to_owned(),
            Field::Why => "why".to_owned(),
            Field::Text(side) => langs[side as usize].code().to_owned(),
            Field::Comment => "comment".to_owned(),
            Field::Id => "id".to_owned(),
            Field::Hash => "hash".to_owned(),
        };
        let mut places = header.cells.iter().enumerate().filter(|(_, cell)| name_of(cell) == name);
        let (Some((place, _)), again) = (places.next(), places.next()) else {
            let found: Vec<String> = header.cells.iter().take(20).map(name_of).collect();
            return Err(format!(
                "no column {name}; found {}; expected the header that bitexto wrote; was a column renamed, or is this another corpus's sheet?",
                shown(&found.join(", "))
            ));
        };
        if again.is_some() {
            return Err(format!("two columns {name}; expected one; take the second away"));
        }
        columns.insert(field, place);
    }
    Ok(columns)
}

/// What the hidden sheet tells.
#[derive(Debug, Default)]
struct Meta {
    schema: Option<String>,
    corpus_sha256: Option<String>,
    rows: Vec<(usize, String)>,
}

impl Meta {
    fn read(table: &Table) -> Meta {
        let mut meta = Meta::default();
        let text = |cell: Option<&Cell>| match cell {
            Some(Cell::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        for row in &table.rows {
            let value = text(row.cells.get(1));
            match &*text(row.cells.first()) {
                META_SCHEMA => meta.schema = Some(value),
                META_CORPUS => meta.corpus_sha256 = Some(value),
                META_ROW => {
                    let number = value.parse().unwrap_or(0);
                    meta.rows.push((number, text(row.cells.get(2))));
                }
                _ => {}
            }
        }
        // A hidden sheet without the form is none of ours.
        if meta.schema.is_none() {
            meta.schema = Some("unknown".to_owned());
        }
        meta
    }
}
