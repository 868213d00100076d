//! Titles set with capitals, brought back to the case of running text.
//!
//! The table knows `keeps` better than `Keeps` and hardly `KEEPS`, while an English title has its
//! words with capitals and a headline may be all capitals.

/// Shorter words keep a small letter in titles too.
const LONG: usize = 4;

/// A title in the case of running text; `None` where the text is no title set with capitals.
/// `n_pieces` says how many pieces the table makes of a word: a word whose small-letter form falls
/// into more pieces than the other is a name, and keeps its capital.
pub(super) fn lowered(text: &str, mut n_pieces: impl FnMut(&str) -> usize) -> Option<String> {
    if text.len() > 400 {
        return None;
    }
    let (mut n_all, mut n_long, mut n_capital, mut n_shouted) = (0, 0, 0, 0);
    for (at, word) in text.split_whitespace().enumerate() {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters.next() else { continue };
        let n = 1 + letters.clone().count();
        if n < LONG {
            continue;
        }
        let is_shouted = first.is_uppercase() && letters.all(char::is_uppercase);
        n_all += 1;
        n_shouted += usize::from(is_shouted);
        // The first word has a capital in any sentence.
        if at > 0 {
            n_long += 1;
            n_capital += usize::from(first.is_uppercase());
        }
    }
    let is_shouted = n_shouted >= 2 && n_shouted * 4 >= n_all * 3;
    if !is_shouted && (n_capital < 2 || n_capital * 4 < n_long * 3) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut is_first = true;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let small = word.to_lowercase();
        let titled = capitalised(&small);
        let n_upper = word.chars().filter(|c| c.is_uppercase()).count();
        // `UN` and `NAFTA` in a title that is not shouted are acronyms.
        let is_acronym = !is_shouted && n_upper > 1;
        let is_name = !is_first && n_pieces(&small) > n_pieces(&titled);
        match () {
            () if is_acronym => out += word,
            () if is_first || is_name => out += &titled,
            () => out += &small,
        }
        out += &part[word.len()..];
        is_first &= !word.chars().any(char::is_alphabetic);
    }
    Some(out)
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
        lowered(text, |w| if is_name(w) { 2 } else { 1 })
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
