//! Titles set with capitals, brought back to the case of running text.
//!
//! The table knows `keeps` better than `Keeps` and hardly `KEEPS`, while an English title has its
//! words with capitals and a headline may be all capitals.

/// Shorter words keep a small letter in titles too.
const LONG: usize = 4;

/// Longer texts are no titles, in bytes.
const LONGEST: usize = 400;

/// How a word is set; of several with hard spaces between them, how many of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Case {
    /// Long enough to have a capital in a title.
    n_long: u8,
    n_capital: u8,
    /// Has nothing but capitals.
    n_shouted: u8,
}

impl Case {
    pub(super) fn of(text: &str) -> Case {
        let mut case = Case::default();
        for word in text.split_whitespace().take(usize::from(u8::MAX)) {
            let mut letters = word.chars().filter(|c| c.is_alphabetic());
            let Some(first) = letters.next() else { continue };
            if 1 + letters.clone().count() < LONG {
                continue;
            }
            case.n_long += 1;
            case.n_capital += u8::from(first.is_uppercase());
            case.n_shouted += u8::from(first.is_uppercase() && letters.all(char::is_uppercase));
        }
        case
    }
}

/// How the words of a text are set.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cases {
    n_words: usize,
    n_all: usize,
    n_shouted: usize,
    /// Without the first word, which has a capital in any sentence.
    n_long: usize,
    n_capital: usize,
}

impl Cases {
    /// Counts the next word in.
    pub(super) fn add(&mut self, case: Case) {
        self.n_all += usize::from(case.n_long);
        self.n_shouted += usize::from(case.n_shouted);
        if self.n_words > 0 {
            self.n_long += usize::from(case.n_long);
            self.n_capital += usize::from(case.n_capital);
        }
        self.n_words += 1;
    }

    /// Whether no word was counted.
    pub(super) fn is_empty(&self) -> bool {
        self.n_words == 0
    }

    fn is_shouted(&self) -> bool {
        self.n_shouted >= 2 && self.n_shouted * 4 >= self.n_all * 3
    }

    /// Whether this text, whose words were counted, is a title set with capitals.
    pub(super) fn is_title(&self, text: &str) -> bool {
        let has_capitals = self.n_capital >= 2 && self.n_capital * 4 >= self.n_long * 3;
        text.len() <= LONGEST && (has_capitals || self.is_shouted())
    }
}

/// A title in the case of running text. `n_pieces` says how many pieces the table makes of a word: a
/// word whose small-letter form falls into more pieces than the other is a name, and keeps its capital.
pub(super) fn lowered(
    text: &str,
    cases: &Cases,
    mut n_pieces: impl FnMut(&str) -> usize,
) -> String {
    let is_shouted = cases.is_shouted();
    let mut out = String::with_capacity(text.len());
    let mut is_first = true;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let n_upper = word.chars().filter(|c| c.is_uppercase()).count();
        // `UN` and `NAFTA` in a title that is not shouted are acronyms.
        if !is_shouted && n_upper > 1 {
            out += word;
        } else {
            let small = word.to_lowercase();
            let titled = capitalised(&small);
            let has_capital = is_first || n_pieces(&small) > n_pieces(&titled);
            out += if has_capital { &titled } else { &small };
        }
        out += &part[word.len()..];
        is_first &= !word.chars().any(char::is_alphabetic);
    }
    out
}

fn capitalised(small: &str) -> String {
    let mut out = String::with_capacity(small.len());
    let mut is_done = false;
    for c in small.chars() {
        if is_done || !c.is_alphabetic() {
            out.push(c);
        } else {
            out.extend(c.to_uppercase());
            is_done = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered_as(text: &str) -> Option<String> {
        let is_name = |w: &str| ["rosario", "tula"].contains(&w);
        let mut cases = Cases::default();
        text.split_whitespace().for_each(|word| cases.add(Case::of(word)));
        let n_pieces = |word: &str| if is_name(word) { 2 } else { 1 };
        cases.is_title(text).then(|| lowered(text, &cases, n_pieces))
    }

    #[test]
    fn titles_come_down_and_sentences_stay() {
        for (title, text) in [
            ("The River That Keeps Us Awake in Tula", "The river that keeps us awake in Tula"),
            ("“We Lost Our Homes”: Rosario", "“We lost our homes”: Rosario"),
            ("UN Asks Mexico for Answers", "UN asks mexico for answers"),
            ("EL RÍO QUE NOS QUITA EL SUEÑO", "El río que nos quita el sueño"),
        ] {
            assert_eq!(lowered_as(title).as_deref(), Some(text));
        }
        for text in
            ["", "El río que nos quita el sueño", "By Rosario Cué", "123 / 45", "A B C", "NO"]
        {
            assert_eq!(lowered_as(text), None, "{text}");
        }
    }
}
