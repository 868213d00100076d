//! The row of the corpus that each line of a sheet stands for.

use std::collections::{HashMap, HashSet};

use super::ContentReader;
use crate::bitext::sheet::{cuts_of, hash};
use crate::review::sheet::{Field, Problem, shown};

impl ContentReader<'_> {
    /// The row of the corpus of every line; `None` when the sheet is another corpus's.
    pub(super) fn find_homes(&mut self) -> Option<Vec<Option<usize>>> {
        if let Some(sum) =
            self.sheet.corpus_sha256.as_ref().filter(|sum| **sum != self.origin.sha256)
        {
            let what = format!(
                "was made from another corpus (sha256 {}…, this one has {}…); give the corpus that it was exported from",
                shown_sum(sum),
                shown_sum(&self.origin.sha256)
            );
            let file = self.sheet.file.clone();
            self.problems.push(Problem { file, address: String::new(), what });
            return None;
        }
        let mut first_of: HashMap<usize, usize> = HashMap::new();
        let mut homes = Vec::with_capacity(self.sheet.lines.len());
        for (index, line) in self.sheet.lines.iter().enumerate() {
            if line.id.is_empty() {
                homes.push(None);
                continue;
            }
            let home = self.origin.find(&line.id);
            homes.push(home);
            let Some(home) = home else {
                let what = format!(
                    "the id {:?} is not in the corpus; expected the id that stood there; was another corpus exported?",
                    shown(&line.id)
                );
                self.tell(index, Field::Id, what);
                continue;
            };
            if let Some(first) = first_of.insert(home, index) {
                let first = self.sheet.address(&self.sheet.lines[first], Field::Id);
                let what = format!(
                    "the id {:?} stands in {first}, too; expected every row once; take the copy away",
                    shown(&line.id)
                );
                self.tell(index, Field::Id, what);
            }
            let row = &self.origin.rows[home].row;
            if cuts_of(&line.hash).is_none_or(|cuts| hash(row, &cuts) != line.hash) {
                let what = format!(
                    "the row {:?} reads otherwise in this corpus, or its hidden hash {:?} was changed; expected the sheet as it was exported from this corpus",
                    shown(&line.id),
                    shown(&line.hash)
                );
                self.tell(index, Field::Hash, what);
            }
        }
        Some(homes)
    }

    /// Rows that were there when the sheet was made and are no more.
    pub(super) fn deleted_rows(
        &mut self,
        homes: &[Option<usize>],
        keep_deleted: bool,
    ) -> Vec<usize> {
        let present: HashSet<usize> = homes.iter().flatten().copied().collect();
        let mut deleted: Vec<usize> = Vec::new();
        for (number, id) in &self.sheet.made_with {
            let Some(home) = self.origin.find(id).filter(|home| !present.contains(home)) else {
                continue;
            };
            deleted.push(home);
            if !keep_deleted {
                self.tell_deleted(*number, Some(id));
            }
        }
        if self.sheet.made_with.is_empty() && !keep_deleted {
            let numbers: HashSet<usize> =
                self.sheet.lines.iter().filter_map(|line| line.number).collect();
            let (first, last) = (numbers.iter().min(), numbers.iter().max());
            if let (Some(&first), Some(&last)) = (first, last) {
                // A number that nobody can have typed in good faith makes no million problems.
                let gaps = (first..last).filter(|number| !numbers.contains(number)).take(100);
                for number in gaps.collect::<Vec<_>>() {
                    self.tell_deleted(number, None);
                }
            }
        }
        deleted
    }

    fn tell_deleted(&mut self, number: usize, id: Option<&str>) {
        let lines = &self.sheet.lines;
        let before = (0..lines.len())
            .filter(|&line| lines[line].number.is_some_and(|n| n < number))
            .max_by_key(|&line| lines[line].number);
        let name = id.map_or_else(String::new, |id| format!(" ({})", shown(id)));
        let what = format!(
            "row {number}{name} was deleted; expected every row; put it back, or say --keep-deleted to leave it as it is in the corpus"
        );
        match before {
            Some(line) => self.tell(line, Field::Number, what),
            None => {
                let (file, address) = (self.sheet.file.clone(), self.sheet.header.clone());
                self.problems.push(Problem { file, address, what });
            }
        }
    }
}

fn shown_sum(sum: &str) -> String {
    sum.chars().take(12).collect()
}
