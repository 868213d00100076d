//! What a row says of itself: length, language, numbers, score.

use super::fold::folded;
use super::{Flag, Flags, Languages};
use crate::align::quantities;
use crate::bitext::{Lang, Row};

/// Bounds that a pair must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Least score.
    pub min_score: f64,
    /// Greatest ratio of the longer side to the shorter, in characters.
    pub max_ratio: f64,
    /// Least number of words on either side.
    pub min_words: usize,
    /// Greatest number of words on either side.
    pub max_words: usize,
    /// Greatest number of characters on either side.
    pub max_chars: usize,
}

impl Default for Bounds {
    /// More likely right than not; OpusFilter's ratio; a word; what fits most training batches.
    fn default() -> Self {
        Bounds { min_score: 0.5, max_ratio: 3.0, min_words: 1, max_words: 150, max_chars: 1500 }
    }
}

/// Characters of the longer side below which a ratio says nothing.
const MIN_LENGTH: usize = 20;

/// Looks at rows one by one.
#[derive(Debug)]
pub struct Filters {
    bounds: Bounds,
    languages: Languages,
}

impl Filters {
    /// Filters for a corpus in two languages.
    pub fn new(bounds: Bounds, langs: [Lang; 2]) -> Self {
        Filters { bounds, languages: Languages::new(langs) }
    }

    /// The flags of a row, but for those that other rows put on it; `None` where its score is no number.
    pub fn flags(&self, row: &Row) -> Option<Flags> {
        let mut flags = Flags::default();
        let score = row.probability()?;
        let texts = [row.source.trim(), row.target.trim()];
        flags.set(Flag::Low, score < self.bounds.min_score);
        if texts.iter().any(|text| is_blank(text)) {
            flags.set(Flag::Alone, true);
            return Some(flags);
        }
        let any = |is_so: &dyn Fn(&str) -> bool| texts.iter().any(|text| is_so(text));
        let lengths = texts.map(|text| text.chars().count());
        let (short, long) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
        let ratio = long as f64 / short as f64;
        flags.set(Flag::Url, any(&is_addresses));
        flags.set(Flag::Short, any(&|text| n_words(text) < self.bounds.min_words));
        flags.set(
            Flag::Long,
            long > self.bounds.max_chars || any(&|text| n_words(text) > self.bounds.max_words),
        );
        flags.set(Flag::Len, long >= MIN_LENGTH && ratio > self.bounds.max_ratio);
        let [source, target] = texts.map(folded);
        flags.set(Flag::Copy, source == target && source.chars().any(char::is_alphabetic));
        // A text too long to be kept is not worth the time; a copy is in one language only.
        if !flags.has(Flag::Long) {
            flags.set(Flag::Lang, (0..2).any(|side| self.languages.is_wrong(side, texts[side])));
        }
        flags.set(Flag::Num, do_numbers_clash(&row.source, &row.target));
        Some(flags)
    }
}

/// Whether each side has a number that the other lacks. A number on one side alone is most often a
/// gloss, a footnote or a number in words.
fn do_numbers_clash(source: &str, target: &str) -> bool {
    let [source, target] = [quantities(source), quantities(target)];
    source.iter().any(|n| !target.contains(n)) && target.iter().any(|n| !source.contains(n))
}

/// Whether nothing of a text would be left once it is clean.
fn is_blank(text: &str) -> bool {
    let is_dropped = |c: char| matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_dropped(c))
}

/// Words, as training counts them: what stands between spaces and holds a letter.
fn n_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

/// Whether a text is nothing but addresses of pages, of mail, or of people on networks.
fn is_addresses(text: &str) -> bool {
    text.split_whitespace().all(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '/');
        word.is_empty() || is_address(word)
    }) && text.chars().any(char::is_alphanumeric)
}

fn is_address(word: &str) -> bool {
    let is_host = |host: &str| {
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
        host.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty()
                && !host.contains("..")
                && end.len() >= 2
                && end.chars().all(|c| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
        })
    };
    if word.contains("://") || word.starts_with("www.") {
        return true;
    }
    match word.split_once('@') {
        Some(("", name)) => !name.is_empty(),
        Some((_, host)) => is_host(host),
        None => is_host(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str, target: &str) -> String {
        let row = Row {
            source: source.to_owned(),
            target: target.to_owned(),
            score: "0.9".to_owned(),
            ..Row::default()
        };
        let flags = Filters::new(Bounds::default(), [Lang::ES, Lang::EN]).flags(&row).unwrap();
        flags.column("")
    }

    #[test]
    fn every_flag_has_its_text() {
        assert_eq!(names("Hubo 30 mil personas.", "There were 30,000 people."), "");
        assert_eq!(names("Hubo 30 personas.", "There were 40 people."), "NUM");
        assert_eq!(names("Hubo 30 en mayo.", "There were 30 in May [14]."), "", "a footnote");
        assert_eq!(names("¡Facebook!", "facebook"), "COPY");
        assert_eq!(names("Una frase bastante larga, sin duda alguna.", "A sentence."), "LEN");
        assert_eq!(names("", "A sentence."), "ALONE");
        assert_eq!(names("\u{FEFF}\u{FFFF} \u{1}", "A sentence."), "ALONE");
        assert_eq!(names("***", "A line of stars."), "SHORT");
        assert_eq!(names("www.ejemplo.es/a", "See our page."), "URL");
        assert_eq!(
            names("The mayor did not want to say anything.", "The mayor would say nothing."),
            "LANG"
        );
        assert_eq!(names(&"sí ".repeat(200), &"yes ".repeat(200)), "LONG");
    }

    #[test]
    fn addresses_are_told_from_words() {
        for text in [
            "https://a.example/x?y=1",
            "correo@ejemplo.com.",
            "@usuario",
            "(www.a.es)",
            "ejemplo.com/a",
        ] {
            assert!(is_addresses(text), "{text}");
        }
        for text in ["Visite www.a.es", "etc.", "EE.UU.", "a.m.", "fin.Otra", "...", "1.5", "24/7"]
        {
            assert!(!is_addresses(text), "{text}");
        }
    }
}
