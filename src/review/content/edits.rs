//! Texts that were edited, against the sentences that nobody has found.

use super::{ContentReader, Stretch};
use crate::bitext::sheet::Side;
use crate::review::sheet::{Field, shown};

/// How many pairs of characters may be compared in one sheet to find edited texts: some seconds.
const MAX_COMPARED: usize = 2_000_000_000;

/// Pairs of characters up to which two texts are compared letter by letter.
const MAX_PAIR: usize = 10_000_000;

/// Similarity from which on a text in its own row is an edited sentence, 0 to 1.
const NEAR_AT_HOME: f64 = 0.6;

/// The same in another row.
const NEAR_ELSEWHERE: f64 = 0.75;

/// Sentences that may be edited as one text.
const MAX_EDITED: usize = 6;

impl ContentReader<'_> {
    /// Texts that no sentence has, against sentences that nobody has found: first those of their
    /// own rows.
    pub(super) fn take_edits(&mut self, homes: &[Option<usize>]) {
        for is_home_only in [true, false] {
            for (line, home) in homes.iter().enumerate() {
                for side in Side::BOTH {
                    self.take_edits_of(line, *home, side, is_home_only);
                }
            }
        }
    }

    fn take_edits_of(&mut self, line: usize, home: Option<usize>, side: Side, is_home_only: bool) {
        let at = side as usize;
        let mut cell = std::mem::take(&mut self.cells[line][at]);
        for stretch in cell.iter_mut().flatten() {
            let Stretch::Unknown { text, fold, units } = stretch else { continue };
            if !units.is_empty() {
                continue;
            }
            let own = home.and_then(|home| self.of_row[at].get(&home).cloned()).unwrap_or(0..0);
            let range = if is_home_only { own } else { 0..self.units[at].len() };
            let free: Vec<usize> = range.filter(|&u| self.taken[at][u].is_none()).collect();
            let enough = if is_home_only { NEAR_AT_HOME } else { NEAR_ELSEWHERE };
            let best = self.best_run(fold, &free, side);
            if let Some((_, run)) = best.filter(|(likeness, _)| *likeness >= enough) {
                run.iter().for_each(|&unit| self.taken[at][unit] = Some(line));
                *units = run;
            } else if !is_home_only {
                let what = format!(
                    "{:?} stands nowhere in the rows of this sheet; expected whole sentences of the corpus, perhaps edited; bring the text back",
                    shown(text)
                );
                self.tell(line, Field::Text(side), what);
            }
        }
        self.cells[line][at] = cell;
    }

    /// The run of neighbouring units, begun at one of `starts`, that a text is most like.
    fn best_run(&mut self, text: &str, starts: &[usize], side: Side) -> Option<(f64, Vec<usize>)> {
        let at = side as usize;
        let mut best: Option<(f64, Vec<usize>)> = None;
        for &start in starts {
            let mut joined = String::new();
            let mut run: Vec<usize> = Vec::new();
            for unit in start..(start + MAX_EDITED).min(self.units[at].len()) {
                if self.taken[at][unit].is_some() || !self.follows(&run, unit, side) {
                    break;
                }
                joined.push_str(&self.units[at][unit].fold);
                run.push(unit);
                if joined.len() * 2 < text.len() {
                    continue;
                }
                if joined.len() > text.len() * 2 || self.n_compared > MAX_COMPARED {
                    break;
                }
                let likeness = self.likeness(text, &joined);
                if best.as_ref().is_none_or(|(most, _)| likeness > *most) {
                    best = Some((likeness, run.clone()));
                }
            }
        }
        best
    }

    /// Whether a unit comes directly behind a run in its document.
    fn follows(&self, run: &[usize], unit: usize, side: Side) -> bool {
        let units = &self.units[side as usize];
        run.last().is_none_or(|&last| {
            let doc = |u: usize| &self.origin.rows[units[u].home].row.doc;
            doc(last) == doc(unit) && units[last].sentences.end == units[unit].sentences.start
        })
    }

    /// How like two texts are, 0 to 1.
    fn likeness(&mut self, a: &str, b: &str) -> f64 {
        let cells = a.len().saturating_mul(b.len());
        self.n_compared = self.n_compared.saturating_add(cells);
        if cells > MAX_PAIR {
            // Long texts are compared by their pairs of characters.
            return strsim::sorensen_dice(a, b);
        }
        strsim::normalized_levenshtein(a, b)
    }
}
