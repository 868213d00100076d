//! Which sentences of the corpus stand in which cell of a sheet, by their text.
//!
//! Row ids are only a hint: a reviewer cuts and pastes. Every cell is taken apart into sentences
//! that the sheet was made with; each of these must be found once. What is left over on both sides
//! is compared: a text that is close to a sentence nobody has found is that sentence, edited.

mod edits;
mod homes;

use std::collections::{HashMap, HashSet};

use super::fold::{MARK, cuts_by_folds, fold, one_line};
use super::origin::Origin;
use super::sheet::{Field, Line, Problem, Sheet, shown};
use crate::bitext::sheet::{CUT, Side, cuts_of, parts};

/// A sentence of the corpus, or several whose borders are not known.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its row, as a place in the rows of [`Origin`].
    pub home: usize,
    /// Its sentences in the document, counted from 0.
    pub sentences: std::ops::Range<usize>,
    pub text: String,
    fold: String,
}

/// What a stretch of a cell was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Neighbouring units of one document; one, unless they were edited together.
    pub units: Vec<usize>,
    /// The text as the reviewer left it, when it was edited.
    pub edit: Option<String>,
}

/// The cells of a line, taken apart: for each part between [`CUT`] marks its pieces on both sides.
pub(super) type Parts = Vec<[Vec<Piece>; 2]>;

/// The sentences of a sheet, and where each stands now.
#[derive(Debug)]
pub(super) struct Content {
    pub units: [Vec<Unit>; 2],
    /// One a line of the sheet.
    pub parts: Vec<Parts>,
    /// Row of the corpus of each line, as a place in the rows of [`Origin`]; `None` for lines that
    /// the reviewer put in.
    pub homes: Vec<Option<usize>>,
}

/// How often a sentence may be tried at a place of a cell in one sheet, so that no sheet takes for ever.
const MAX_TRIALS: usize = 50_000_000;

impl Content {
    /// Takes a sheet apart. Every fault is told in `problems`; without any, every sentence of every
    /// row of the sheet stands in exactly one piece. With `keep_deleted` a row that was deleted stays
    /// as it is in the corpus, unless its sentences stand elsewhere.
    pub fn of(
        sheet: &Sheet,
        origin: &Origin,
        keep_deleted: bool,
        problems: &mut Vec<Problem>,
    ) -> Content {
        let mut reader = ContentReader::new(sheet, origin, problems);
        let Some(homes) = reader.find_homes() else {
            let units = [Vec::new(), Vec::new()];
            return Content { units, parts: Vec::new(), homes: Vec::new() };
        };
        let deleted = reader.deleted_rows(&homes, keep_deleted);
        reader.collect_units(&homes, &deleted);
        reader.take_unchanged(&homes);
        reader.take_sentences(&homes);
        reader.tell_uneven();
        reader.take_edits(&homes);
        reader.tell_missing(&homes, &deleted);
        let parts = std::mem::take(&mut reader.cells).into_iter().map(resolve).collect();
        Content { units: reader.units, parts, homes }
    }
}

/// A stretch of a cell while it is being looked for.
#[derive(Debug, Clone)]
enum Stretch {
    /// A text of the sheet's sentences, by fold; the unit once it is known.
    Sentence { fold: String, unit: Option<usize> },
    /// A text that no sentence has; the units that it is an edit of.
    Unknown { text: String, fold: String, units: Vec<usize> },
}

/// A cell while it is being taken apart: the stretches of each part.
type CellParts = Vec<Vec<Stretch>>;

struct ContentReader<'a> {
    sheet: &'a Sheet,
    origin: &'a Origin,
    problems: &'a mut Vec<Problem>,
    units: [Vec<Unit>; 2],
    /// Units of every row of the origin, by side.
    of_row: [HashMap<usize, std::ops::Range<usize>>; 2],
    by_fold: [HashMap<String, Vec<usize>>; 2],
    lengths: [Vec<usize>; 2],
    /// Whether a unit has been found, and the line that it stands in.
    taken: [Vec<Option<usize>>; 2],
    cells: Vec<[CellParts; 2]>,
    n_trials: usize,
    n_compared: usize,
}

impl<'a> ContentReader<'a> {
    fn new(sheet: &'a Sheet, origin: &'a Origin, problems: &'a mut Vec<Problem>) -> Self {
        ContentReader {
            sheet,
            origin,
            problems,
            units: Default::default(),
            of_row: Default::default(),
            by_fold: Default::default(),
            lengths: Default::default(),
            taken: Default::default(),
            cells: vec![Default::default(); sheet.lines.len()],
            n_trials: 0,
            n_compared: 0,
        }
    }

    fn tell(&mut self, line: usize, field: Field, what: String) {
        let problem = self.sheet.problem(&self.sheet.lines[line], field, what);
        self.problems.push(problem);
    }

    /// Lists the sentences of every row.
    fn collect_units(&mut self, homes: &[Option<usize>], deleted: &[usize]) {
        let lines =
            homes.iter().enumerate().filter_map(|(line, home)| Some((Some(line), (*home)?)));
        let rows: Vec<(Option<usize>, usize)> =
            lines.chain(deleted.iter().map(|home| (None, *home))).collect();
        for (line, home) in rows {
            for side in Side::BOTH {
                self.collect_row(line.map(|line| &self.sheet.lines[line]), home, side);
            }
        }
        for side in Side::BOTH {
            let units = &self.units[side as usize];
            let by_fold = &mut self.by_fold[side as usize];
            for (index, unit) in units.iter().enumerate() {
                by_fold.entry(unit.fold.clone()).or_default().push(index);
            }
            let lengths: HashSet<usize> = units.iter().map(|unit| unit.fold.len()).collect();
            let mut lengths: Vec<usize> = lengths.into_iter().filter(|&n| n > 0).collect();
            lengths.sort_unstable_by(|a, b| b.cmp(a));
            self.lengths[side as usize] = lengths;
            self.taken[side as usize] = vec![None; units.len()];
        }
    }

    fn collect_row(&mut self, line: Option<&Line>, home: usize, side: Side) {
        let at = side as usize;
        if self.of_row[at].contains_key(&home) {
            return;
        }
        let origin = &self.origin.rows[home];
        let text = match side {
            Side::Source => &origin.row.source,
            Side::Target => &origin.row.target,
        };
        let run = origin.runs[at].clone();
        let start = self.units[at].len();
        if !run.is_empty() {
            let known = line.and_then(|line| cuts_of(&line.hash)).map(|cuts| cuts[at].clone());
            let mut cuts = known.unwrap_or_default();
            if cuts.is_empty() && run.len() > 1 {
                cuts =
                    line.and_then(|l| cuts_by_hand(&l.texts[at], text, run.len())).unwrap_or(cuts);
            }
            let texts = parts(text, &cuts);
            let is_cut = texts.len() == run.len();
            for (index, text) in texts.into_iter().enumerate() {
                let sentences = match is_cut {
                    true => run.start + index..run.start + index + 1,
                    false => run.clone(),
                };
                let unit = Unit { home, sentences, text: text.to_owned(), fold: fold(text) };
                self.units[at].push(unit);
            }
        }
        let range = start..self.units[at].len();
        self.of_row[at].insert(home, range);
    }

    /// Cells that read as they did.
    fn take_unchanged(&mut self, homes: &[Option<usize>]) {
        for (line, home) in homes.iter().enumerate() {
            for side in Side::BOTH {
                let at = side as usize;
                let text = &self.sheet.lines[line].texts[at];
                let own = home.and_then(|home| self.of_row[at].get(&home).cloned());
                let Some(own) = own.filter(|own| own.clone().all(|u| self.taken[at][u].is_none()))
                else {
                    continue;
                };
                let was: String = own.clone().map(|unit| &*self.units[at][unit].fold).collect();
                // A text may hold the mark for a split itself.
                if fold(text) == was {
                    let stretch = |unit: usize| Stretch::Sentence {
                        fold: self.units[at][unit].fold.clone(),
                        unit: Some(unit),
                    };
                    self.cells[line][at] = vec![own.clone().map(stretch).collect()];
                    own.for_each(|unit| self.taken[at][unit] = Some(line));
                }
            }
        }
    }

    /// Cells that read otherwise, sentence by sentence: first those that stayed in their rows.
    fn take_sentences(&mut self, homes: &[Option<usize>]) {
        for line in 0..homes.len() {
            for side in Side::BOTH {
                if self.cells[line][side as usize].is_empty() {
                    self.cells[line][side as usize] = self.parts_of(line, side);
                }
            }
        }
        for is_home_only in [true, false] {
            for (line, home) in homes.iter().enumerate() {
                for side in Side::BOTH {
                    self.find_units(line, *home, side, is_home_only);
                }
            }
        }
    }

    /// The stretches of a cell, part by part.
    fn parts_of(&mut self, line: usize, side: Side) -> CellParts {
        let text = self.sheet.lines[line].texts[side as usize].clone();
        let parts: CellParts = text.split(CUT).map(|part| self.stretches(part, side)).collect();
        let is_unknown = |stretch: &Stretch| matches!(stretch, Stretch::Unknown { .. });
        if parts.len() > 1 && parts.iter().flatten().any(is_unknown) {
            // Without the marks it is whole sentences: a mark stands inside one.
            if let Some(folds) = self.sentences_of(&fold(&text.replace(CUT, " ")), side) {
                let what = format!(
                    "{CUT} stands inside a sentence; expected it between two, where {MARK} stands"
                );
                self.tell(line, Field::Text(side), what);
                return vec![sentences(folds)];
            }
        }
        parts
    }

    /// Rows that are split into more parts on one side than on the other.
    fn tell_uneven(&mut self) {
        for line in 0..self.cells.len() {
            let [n, m] = [self.cells[line][0].len(), self.cells[line][1].len()];
            if n != m {
                let side = if n > m { Side::Source } else { Side::Target };
                let [source, target] = self.sheet.langs;
                let what = format!(
                    "{CUT} makes {n} parts in {source} and {m} in {target}; expected as many in both; put in or take away a {CUT}"
                );
                self.tell(line, Field::Text(side), what);
            }
        }
    }

    /// The stretches of a part of a cell.
    fn stretches(&mut self, part: &str, side: Side) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut is_known = true;
        for piece in part.split(MARK) {
            let folded = fold(piece);
            if folded.is_empty() {
                continue;
            }
            match self.sentences_of(&folded, side) {
                Some(folds) => stretches.extend(sentences(folds)),
                None => {
                    is_known = false;
                    let text = one_line(piece);
                    stretches.push(Stretch::Unknown { text, fold: folded, units: Vec::new() });
                }
            }
        }
        if !is_known {
            // The marks may stand where no sentence ends.
            if let Some(folds) = self.sentences_of(&fold(part), side) {
                return sentences(folds);
            }
        }
        stretches
    }

    /// The folds of sentences that `text` is made of, one after the other, long ones first.
    fn sentences_of(&mut self, text: &str, side: Side) -> Option<Vec<String>> {
        let by_fold = &self.by_fold[side as usize];
        let lengths = &self.lengths[side as usize];
        let mut dead: HashSet<usize> = HashSet::new();
        // The ends of the sentences so far, and the next length to be tried behind each.
        let mut path: Vec<(usize, usize)> = vec![(0, 0)];
        while let Some(&mut (at, ref mut next)) = path.last_mut() {
            if at == text.len() {
                let ends = path.windows(2).map(|pair| text[pair[0].0..pair[1].0].to_owned());
                return Some(ends.collect());
            }
            let fits = |&&length: &&usize| {
                text.get(at..at + length).is_some_and(|part| by_fold.contains_key(part))
                    && !dead.contains(&(at + length))
            };
            let tried = *next;
            let found = lengths[tried..].iter().position(|length| fits(&length));
            self.n_trials += found.unwrap_or(lengths.len() - tried) + 1;
            if self.n_trials > MAX_TRIALS {
                return None;
            }
            match found {
                Some(skipped) => {
                    *next = tried + skipped + 1;
                    path.push((at + lengths[tried + skipped], 0));
                }
                None => {
                    dead.insert(at);
                    path.pop();
                }
            }
        }
        None
    }

    /// Finds units for the sentences of a cell, those of its own row or any.
    fn find_units(&mut self, line: usize, home: Option<usize>, side: Side, is_home_only: bool) {
        let at = side as usize;
        let mut cell = std::mem::take(&mut self.cells[line][at]);
        let mut last: Option<usize> = None;
        for stretch in cell.iter_mut().flatten() {
            let Stretch::Sentence { fold, unit } = stretch else { continue };
            if unit.is_some() {
                last = *unit;
                continue;
            }
            let same = self.by_fold[at].get(fold).map_or(&[][..], Vec::as_slice);
            let mut free = same.iter().copied().filter(|&u| self.taken[at][u].is_none());
            let found = if is_home_only {
                free.find(|&u| home.is_some_and(|home| self.units[at][u].home == home))
            } else {
                // The next sentence of the document, or the one whose row is nearest.
                let near = home.map(|home| self.origin.rows[home].index);
                let distance = |u: &usize| {
                    let index = self.origin.rows[self.units[at][*u].home].index;
                    (
                        last.map(|last| last + 1) != Some(*u),
                        near.map_or(0, |n| n.abs_diff(index)),
                        *u,
                    )
                };
                free.min_by_key(distance)
            };
            if let Some(found) = found {
                self.taken[at][found] = Some(line);
                *unit = Some(found);
                last = *unit;
            }
        }
        if !is_home_only {
            for stretch in cell.iter().flatten() {
                if let Stretch::Sentence { fold, unit: None } = stretch {
                    self.tell_doubled(line, side, fold);
                }
            }
        }
        self.cells[line][at] = cell;
    }

    fn tell_doubled(&mut self, line: usize, side: Side, fold: &str) {
        let same = self.by_fold[side as usize].get(fold).and_then(|same| same.first()).copied();
        let Some(unit) = same else { return };
        let text = shown(&self.units[side as usize][unit].text);
        let other = self.taken[side as usize][unit].map_or_else(String::new, |other| {
            self.sheet.address(&self.sheet.lines[other], Field::Text(side))
        });
        let what = format!(
            "the sentence {text:?} stands in {other}, too; expected every sentence once; take one away"
        );
        self.tell(line, Field::Text(side), what);
    }

    /// Sentences that stand nowhere.
    fn tell_missing(&mut self, homes: &[Option<usize>], deleted: &[usize]) {
        let line_of: HashMap<usize, usize> =
            homes.iter().enumerate().filter_map(|(line, home)| Some(((*home)?, line))).collect();
        for side in Side::BOTH {
            let at = side as usize;
            for unit in 0..self.units[at].len() {
                if self.taken[at][unit].is_some() {
                    continue;
                }
                let Unit { home, text, .. } = &self.units[at][unit];
                let (home, text) = (*home, shown(text));
                match line_of.get(&home) {
                    Some(&line) => {
                        let what = format!(
                            "the sentence {text:?} is missing: it stands nowhere in the sheet; put it back"
                        );
                        self.tell(line, Field::Text(side), what);
                    }
                    None if deleted.contains(&home) && !self.is_whole_row_free(home) => {
                        let id = &self.origin.rows[home].row.id;
                        let what = format!(
                            "the row {id} was deleted and only some of its sentences stand elsewhere: {text:?} is missing; put it back"
                        );
                        let file = self.sheet.file.clone();
                        self.problems.push(Problem { file, address: String::new(), what });
                    }
                    None => {}
                }
            }
        }
    }

    /// Whether no sentence of a row has been found.
    fn is_whole_row_free(&self, home: usize) -> bool {
        Side::BOTH.iter().all(|side| {
            let own = self.of_row[*side as usize].get(&home).cloned().unwrap_or(0..0);
            own.into_iter().all(|unit| self.taken[*side as usize][unit].is_none())
        })
    }
}

fn sentences(folds: Vec<String>) -> Vec<Stretch> {
    folds.into_iter().map(|fold| Stretch::Sentence { fold, unit: None }).collect()
}

/// The pieces of a line whose units are found.
fn resolve([source, target]: [CellParts; 2]) -> Parts {
    let pieces = |stretches: Vec<Stretch>| {
        let pieces = stretches.into_iter().filter_map(|stretch| match stretch {
            Stretch::Sentence { unit, .. } => Some(Piece { units: vec![unit?], edit: None }),
            Stretch::Unknown { text, units, .. } => Some(Piece { units, edit: Some(text) }),
        });
        pieces.collect::<Vec<Piece>>()
    };
    let n = source.len().max(target.len());
    let mut sides = [source, target].map(|side| side.into_iter().map(pieces));
    let mut part = || sides.each_mut().map(|side| side.next().unwrap_or_default());
    (0..n).map(|_| part()).collect()
}

/// The cuts of a text of `n` sentences whose borders a reviewer has marked in its cell.
fn cuts_by_hand(cell: &str, text: &str, n: usize) -> Option<Vec<usize>> {
    let marked = cell.replace(CUT, &MARK.to_string());
    let folds: Vec<String> = marked.split(MARK).map(fold).filter(|f| !f.is_empty()).collect();
    if folds.len() != n {
        return None;
    }
    cuts_by_folds(text, &folds)
}
