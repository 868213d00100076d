use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde::Serialize;

use super::{Kind, Place};

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Lines of the file, a last one without line end included.
    pub n_lines: u64,
    /// The faults, by kind.
    pub faults: Vec<Fault>,
}

/// All faults of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: Kind,
    /// How often.
    pub count: u64,
    /// The first of the places.
    pub spots: Vec<Spot>,
}

/// One place where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there, in a few words.
    pub detail: String,
}

/// The report on a file that is UTF-16, which nobody who reads TSV or lines expects; `None` for
/// other files.
pub(super) fn utf16(input: &mut impl BufRead) -> io::Result<Option<Report>> {
    if !matches!(input.fill_buf()?, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Ok(None);
    }
    let spot = Spot { place: Place { line: 1, column: 1 }, detail: String::new() };
    let fault = Fault { kind: Kind::Utf16, count: 1, spots: vec![spot] };
    Ok(Some(Report { n_lines: 0, faults: vec![fault] }))
}

/// Characters of a detail; names and ids may be of any length.
const MAX_DETAIL: usize = 200;

/// Collects faults; of each kind a bounded number of places.
#[derive(Debug)]
pub(super) struct Faults {
    max: usize,
    kinds: BTreeMap<Kind, (u64, Vec<Spot>)>,
}

impl Faults {
    pub fn new(max: usize) -> Self {
        Faults { max, kinds: BTreeMap::new() }
    }

    /// Counts a fault; `detail` is asked for only where it will be shown.
    pub fn add(&mut self, kind: Kind, place: Place, detail: impl FnOnce() -> String) {
        let (count, spots) = self.kinds.entry(kind).or_default();
        *count += 1;
        if spots.len() < self.max {
            let mut detail = detail();
            if let Some((end, _)) = detail.char_indices().nth(MAX_DETAIL) {
                detail.truncate(end);
                detail.shrink_to_fit();
                detail.push('…');
            }
            spots.push(Spot { place, detail });
        }
    }

    /// Takes over what `later` has collected behind these faults, and empties it.
    pub fn append(&mut self, later: &mut Faults) {
        while let Some((kind, (count, mut spots))) = later.kinds.pop_first() {
            let (n, all) = self.kinds.entry(kind).or_default();
            *n += count;
            spots.truncate(self.max - all.len());
            all.append(&mut spots);
        }
    }

    /// The report on a file that ends before `end`.
    pub fn report(self, end: Place) -> Report {
        let faults = self.kinds.into_iter();
        Report {
            n_lines: end.line - u64::from(end.column == 1),
            faults: faults.map(|(kind, (count, spots))| Fault { kind, count, spots }).collect(),
        }
    }
}
