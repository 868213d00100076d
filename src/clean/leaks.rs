//! Rows of one part of a corpus that another part holds nearly the same.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::Part;
use super::fold::prints;
use crate::bitext::Row;

/// The prints of the rows of dev and test, against which larger parts are held.
///
/// Two rows are near duplicates when either of their sides is one: folded, the same words, or one word
/// more, less or other (of five at least), or a run of thirteen words in common.
#[derive(Debug, Default)]
pub struct Leaks {
    dev: Prints,
    test: Prints,
}

type Prints = HashSet<u64, BuildHasherDefault<Identity>>;

/// Prints are hashes already.
#[derive(Debug, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, print: u64) {
        self.0 = print;
    }
}

impl Leaks {
    /// Remembers a row of dev or test; rows of train are not held.
    pub fn add(&mut self, part: Part, row: &Row) {
        let held = match part {
            Part::Train => return,
            Part::Dev => &mut self.dev,
            Part::Test => &mut self.test,
        };
        let mut found = Vec::new();
        for text in [&row.source, &row.target] {
            prints(text, &mut found);
            held.extend(&found);
        }
    }

    /// Whether a row of `part` is a near duplicate of one in a part that goes before it: test goes
    /// before dev, and both before train, so that the smaller parts stay whole.
    pub fn is_leak(&self, part: Part, row: &Row) -> bool {
        let mut found = Vec::new();
        [&row.source, &row.target].into_iter().any(|text| {
            prints(text, &mut found);
            found.iter().any(|print| match part {
                Part::Train => self.test.contains(print) || self.dev.contains(print),
                Part::Dev => self.test.contains(print),
                Part::Test => false,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_part_stays() {
        let row = |source: &str, target: &str| Row {
            source: source.to_owned(),
            target: target.to_owned(),
            ..Row::default()
        };
        let mut leaks = Leaks::default();
        leaks.add(Part::Test, &row("La feria abrió el sábado.", "The fair opened on Saturday."));
        leaks.add(Part::Dev, &row("Nadie compró nada.", "Nobody bought anything."));
        leaks.add(Part::Train, &row("Vino poca gente.", "Few people came."));
        let near = row("La feria abrió otra vez.", "The fair opened on Sunday.");
        assert!(leaks.is_leak(Part::Train, &near), "by its target side");
        assert!(leaks.is_leak(Part::Dev, &near));
        assert!(!leaks.is_leak(Part::Test, &near));
        let dev = row("nadie compró nada", "No one purchased a thing.");
        assert!(leaks.is_leak(Part::Train, &dev));
        assert!(!leaks.is_leak(Part::Dev, &dev));
        assert!(!leaks.is_leak(Part::Dev, &row("Vino poca gente.", "Few people came.")));
    }
}
