//! The review sheet: its columns, words and marks. The stage that writes a sheet and the one that
//! reads it back share them.

use sha2::{Digest, Sha256};

use super::{Lang, Row};

/// The version of the sheet's form. A sheet of another version is not read.
pub const SCHEMA: &str = "1";

/// What stands between two sentences of a cell.
pub const BORDER: &str = " ¶ ";

/// What a reviewer types in both cells of a row where it is to be split.
pub const CUT: &str = "|||";

/// Name of the sheet with the rows of a review.
pub const REVIEW: &str = "review";

/// Name of the sheet with the rows of a sample.
pub const SAMPLE: &str = "sample";

/// Name of the hidden sheet that says what a workbook was made from: a key and a value a row.
pub const META: &str = "_meta";

/// Key in [`META`]: [`SCHEMA`].
pub const META_SCHEMA: &str = "schema";

/// Key in [`META`]: SHA-256 of the corpus in hexadecimal digits.
pub const META_CORPUS: &str = "corpus sha256";

/// Key in [`META`], once for every row: its number, and its id in the next column.
pub const META_ROW: &str = "row";

/// The last column of a tab-separated sheet whose cells are guarded; every field of it is [`GUARD`].
pub const GUARD_COLUMN: &str = "guard";

/// What is put before a cell that a spreadsheet would take for something else than text.
pub const GUARD: &str = "'";

/// The columns of a review sheet, in order.
pub fn review_columns(langs: [Lang; 2]) -> [String; 14] {
    let [source, target] = langs.map(|lang| lang.code().to_owned());
    let sents = [format!("{source}_sents"), format!("{target}_sents")];
    let own = |name: &str| name.to_owned();
    [
        own("row"),
        own("status"),
        own("action"),
        own("score"),
        own("why"),
        source,
        target,
        own("comment"),
        own("type"),
        sents[0].clone(),
        sents[1].clone(),
        own("doc"),
        own("id"),
        own("hash"),
    ]
}

/// The columns of a sample sheet, in order.
pub fn sample_columns(langs: [Lang; 2]) -> [String; 9] {
    let [source, target] = langs.map(|lang| lang.code().to_owned());
    let own = |name: &str| name.to_owned();
    [
        own("row"),
        own("right"),
        own("score"),
        source,
        target,
        own("comment"),
        own("doc"),
        own("id"),
        own("hash"),
    ]
}

/// The scores at which the strata of a sample end; the last stratum ends at 1.
const STRATUM_ENDS: [f64; 5] = [0.5, 0.8, 0.9, 0.95, 0.99];

/// How many strata of scores a sample is drawn from.
pub const N_STRATA: usize = STRATUM_ENDS.len() + 1;

/// The stratum of a score, counted from 0, low scores first.
pub fn stratum(probability: f64) -> usize {
    STRATUM_ENDS.iter().take_while(|end| probability >= **end).count()
}

/// The scores of a stratum, its end not included but for 1.
pub fn stratum_bounds(stratum: usize) -> (f64, f64) {
    let end = |index: usize| STRATUM_ENDS.get(index).copied().unwrap_or(1.0);
    (stratum.checked_sub(1).map_or(0.0, end), end(stratum))
}

/// What a reviewer says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The row is right.
    Ok,
    /// Something is to be mended.
    Fix,
    /// The texts do not belong together.
    Reject,
    /// The reviewer cannot tell.
    Unsure,
}

impl Status {
    /// Every status, in the order of the list in the sheet.
    pub const ALL: [Status; 4] = [Status::Ok, Status::Fix, Status::Reject, Status::Unsure];

    /// The word in the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Fix => "fix",
            Status::Reject => "reject",
            Status::Unsure => "unsure",
        }
    }

    /// Reads an English or Spanish word, in whatever case.
    pub fn parse(word: &str) -> Option<Status> {
        match word.trim().to_lowercase().as_str() {
            "ok" | "bien" => Some(Status::Ok),
            "fix" | "corregir" => Some(Status::Fix),
            "reject" | "rechazar" => Some(Status::Reject),
            "unsure" | "duda" => Some(Status::Unsure),
            _ => None,
        }
    }
}

/// Reads the word of a sample's column `right`: right or wrong, in English or Spanish.
pub fn parse_right(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "right" | "ok" | "bien" | "sí" | "si" | "yes" => Some(true),
        "wrong" | "reject" | "mal" | "rechazar" | "no" => Some(false),
        _ => None,
    }
}

/// One of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The original.
    Source,
    /// Its rendering.
    Target,
}

impl Side {
    /// Both, source first.
    pub const BOTH: [Side; 2] = [Side::Source, Side::Target];
}

/// How a row's beads are to be mended, chosen from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// This row and the next of the document become one.
    MergeNext,
    /// The first sentence of one side goes to the row before.
    FirstToPrevious(Side),
    /// The last sentence of one side goes to the row after.
    LastToNext(Side),
    /// Every sentence stands alone, without counterpart.
    Unpair,
}

impl Action {
    /// Every action, in the order of the list in the sheet.
    pub const ALL: [Action; 6] = [
        Action::MergeNext,
        Action::FirstToPrevious(Side::Source),
        Action::LastToNext(Side::Source),
        Action::FirstToPrevious(Side::Target),
        Action::LastToNext(Side::Target),
        Action::Unpair,
    ];

    /// The words in the sheet.
    pub fn words(self, langs: [Lang; 2]) -> String {
        match self {
            Action::MergeNext => "merge with next".to_owned(),
            Action::FirstToPrevious(side) => format!("first {} to previous", langs[side as usize]),
            Action::LastToNext(side) => format!("last {} to next", langs[side as usize]),
            Action::Unpair => "unpair".to_owned(),
        }
    }

    /// Reads the words, in whatever case.
    pub fn parse(words: &str, langs: [Lang; 2]) -> Option<Action> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Action::ALL.into_iter().find(|action| action.words(langs) == words)
    }
}

/// Why a row is in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It needs a look: a low score or a flag, or everything was asked for.
    Asked,
    /// It stands beside a row that needs a look.
    Context,
    /// One of the good rows, drawn at random to see how good they are.
    Drawn,
}

/// A row of a corpus as it stands in a review sheet, with the places of its sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Number in the sheet, counted from 1, going on through the parts of a review.
    pub number: usize,
    /// Why it is there.
    pub role: Role,
    /// The row.
    pub row: Row,
    /// Bytes at which the sentences after the first begin, on each side. Empty for a single
    /// sentence, and for sentences whose borders are not known: these stay together.
    pub cuts: [Vec<usize>; 2],
}

impl SheetRow {
    /// The reasons to look at the row, space-separated: its type when it is not 1-1, its flags,
    /// `LOW` for a score below `threshold`, `SAMPLE` when drawn at random, `BORDER` where the
    /// borders of its sentences are not known.
    pub fn why(&self, threshold: f64) -> String {
        let mut why: Vec<&str> = Vec::new();
        if self.row.kind != "1-1" {
            why.push(&self.row.kind);
        }
        why.extend(self.row.flags.split_whitespace());
        if self.row.probability().is_none_or(|p| p < threshold) {
            why.push("LOW");
        }
        if self.role == Role::Drawn {
            why.push("SAMPLE");
        }
        let sents = [&self.row.source_sents, &self.row.target_sents];
        let unknown = |side: usize| {
            self.cuts[side].is_empty() && Row::run(sents[side]).is_some_and(|run| run.len() > 1)
        };
        if unknown(0) || unknown(1) {
            why.push("BORDER");
        }
        why.join(" ")
    }

    /// The text of one side with [`BORDER`] between its sentences.
    pub fn cell(&self, side: Side) -> String {
        let text = match side {
            Side::Source => &self.row.source,
            Side::Target => &self.row.target,
        };
        parts(text, &self.cuts[side as usize]).join(BORDER)
    }
}

/// The pieces of `text` that begin at its start and at `cuts`, without the space before a cut.
/// Cuts that lie on no character border or out of order are passed over.
pub fn parts<'t>(text: &'t str, cuts: &[usize]) -> Vec<&'t str> {
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for &cut in cuts {
        if let Some(part) = text.get(start..cut) {
            parts.push(part.trim_end_matches(' '));
            start = cut;
        }
    }
    if let Some(rest) = text.get(start..) {
        parts.push(rest);
    }
    parts
}

/// Bytes as hexadecimal digits, as hashes are shown.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from(b"0123456789abcdef"[usize::from(four & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The field `hash`: a fingerprint of the row's id and texts, and where its sentences begin. Sheets
/// that were made with one reading of the borders are so read back with the same.
pub fn hash(row: &Row, cuts: &[Vec<usize>; 2]) -> String {
    let numbers = |side: &[usize]| side.iter().map(usize::to_string).collect::<Vec<_>>().join(".");
    let places = format!("{}_{}", numbers(&cuts[0]), numbers(&cuts[1]));
    let mut hasher = Sha256::new();
    for field in [&row.id, &row.source, &row.target, &places] {
        hasher.update(field.as_bytes());
        hasher.update(b"\0");
    }
    let mut hash = format!("h{}", hex(&hasher.finalize()[..8]));
    if places != "_" {
        hash.push('_');
        hash.push_str(&places);
    }
    hash
}

/// The cuts that a field `hash` tells of; `None` when it is no such field.
pub fn cuts_of(hash: &str) -> Option<[Vec<usize>; 2]> {
    let Some((_, places)) = hash.split_once('_') else { return Some([Vec::new(), Vec::new()]) };
    let side = |numbers: &str| -> Option<Vec<usize>> {
        numbers.split('.').filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect()
    };
    let (source, target) = places.split_once('_')?;
    Some([side(source)?, side(target)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: &str, target: &str) -> Row {
        Row {
            id: "a:s1-2~t1".to_owned(),
            doc: "a".to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            kind: "2-1".to_owned(),
            score: "0.5000".to_owned(),
            source_sents: "1-2".to_owned(),
            target_sents: "1".to_owned(),
            source_par: "1".to_owned(),
            target_par: "1".to_owned(),
            flags: "NUM".to_owned(),
        }
    }

    #[test]
    fn the_hash_tells_the_borders() {
        let row = row("Sí. ¿Él?", "Yes. He?");
        let cuts = [vec![5], Vec::new()];
        let hash = hash(&row, &cuts);
        assert_eq!(cuts_of(&hash), Some(cuts.clone()));
        assert_ne!(hash, super::hash(&row, &[Vec::new(), Vec::new()]));
        let asked = SheetRow { number: 1, role: Role::Asked, row, cuts };
        assert_eq!(asked.cell(Side::Source), "Sí. ¶ ¿Él?");
        assert_eq!(asked.why(0.9), "2-1 NUM LOW");
        let whole = SheetRow { cuts: [Vec::new(), Vec::new()], ..asked };
        assert_eq!(whole.cell(Side::Source), "Sí. ¿Él?");
        assert!(whole.why(0.2).ends_with("NUM BORDER"));
    }

    #[test]
    fn words_are_read_in_both_languages() {
        let langs = [Lang::ES, Lang::EN];
        for (word, status) in [(" OK", Status::Ok), ("Rechazar", Status::Reject)] {
            assert_eq!(Status::parse(word), Some(status));
        }
        assert_eq!(Status::parse("okay"), None);
        for action in Action::ALL {
            assert_eq!(Action::parse(&action.words(langs).to_uppercase(), langs), Some(action));
        }
        assert_eq!(Action::parse("First  en to previous ", langs), Some(Action::ALL[3]));
    }
}
