//! Lists of numbers, one for each sentence of a text.

use std::ops::Range;

/// A list of numbers for each sentence, most often sorted, one list behind the other.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    pub starts: Vec<u32>,
    pub values: Vec<u32>,
}

impl Default for Lists {
    /// No list yet.
    fn default() -> Self {
        Lists { starts: vec![0], values: Vec::new() }
    }
}

impl Lists {
    /// No list yet, but room for `n_lists` that are some `length` numbers long.
    pub fn with_room(n_lists: usize, length: usize) -> Lists {
        let mut starts = Vec::with_capacity(n_lists + 1);
        starts.push(0);
        Lists { starts, values: Vec::with_capacity(n_lists * length) }
    }

    /// Makes a list of what was put behind the last one, each number once, in the order that it has.
    pub fn end_as_it_is(&mut self) {
        self.starts.push(self.values.len() as u32);
    }

    /// Makes a sorted list of what was put behind the last one, in any order and more than once.
    pub fn end(&mut self) {
        let start = *self.starts.last().expect("there is a first one") as usize;
        if self.values.len() > start + 1 {
            self.values[start..].sort_unstable();
            let mut end = start + 1;
            for at in start + 1..self.values.len() {
                if self.values[at] != self.values[end - 1] {
                    self.values[end] = self.values[at];
                    end += 1;
                }
            }
            self.values.truncate(end);
        }
        self.starts.push(self.values.len() as u32);
    }

    pub fn places(&self, at: usize) -> Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    pub fn of(&self, at: usize) -> &[u32] {
        &self.values[self.places(at)]
    }

    /// For each of `n` values, the lists that hold it, and the place of each of these entries here.
    pub fn turned(&self, n: usize) -> (Lists, Vec<u32>) {
        let mut starts = vec![0u32; n + 1];
        self.values.iter().for_each(|&value| starts[value as usize + 1] += 1);
        for at in 0..n {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let (mut values, mut places) = (vec![0; self.values.len()], vec![0; self.values.len()]);
        for at in 0..self.starts.len() - 1 {
            for place in self.places(at) {
                let next = &mut next[self.values[place] as usize];
                (values[*next as usize], places[*next as usize]) = (at as u32, place as u32);
                *next += 1;
            }
        }
        (Lists { starts, values }, places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_with_each_number_once() {
        let mut lists = Lists::default();
        for list in [&[3, 1, 3, 2, 1][..], &[], &[7], &[7, 7]] {
            lists.values.extend(list);
            lists.end();
        }
        assert_eq!([0, 1, 2, 3].map(|at| lists.of(at)), [&[1, 2, 3][..], &[], &[7], &[7]]);
        let (turned, places) = lists.turned(8);
        assert_eq!((turned.of(3), turned.of(7)), (&[0][..], &[2, 3][..]));
        assert_eq!(
            places.iter().map(|&at| lists.values[at as usize]).collect::<Vec<_>>(),
            [1, 2, 3, 7, 7]
        );
    }
}
