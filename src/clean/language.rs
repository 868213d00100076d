//! Whether a text is in the language that it should be in.

use whatlang::{Detector, Lang as Known};

use crate::bitext::Lang;
use crate::split::guess_language;

/// Letters below which a text is not judged: short texts look like anything.
const MIN_LETTERS: usize = 20;

/// How sure `whatlang` must be of another language, 0 to 1. README has the shares found and mistaken.
const MIN_CONFIDENCE: f64 = 0.6;

/// Languages taken for the two of a corpus, besides these.
const CONFUSIONS: [Known; 6] =
    [Known::Spa, Known::Eng, Known::Cat, Known::Por, Known::Fra, Known::Ita];

/// Tells the languages of a corpus from each other and from those that are taken for them: Spanish,
/// English, Catalan, Portuguese (which Galician counts as), French, Italian and German.
#[derive(Debug)]
pub struct Languages {
    detector: Detector,
    langs: [Lang; 2],
    expected: [Option<Known>; 2],
}

impl Languages {
    /// For a corpus in two languages.
    pub fn new(langs: [Lang; 2]) -> Self {
        let expected = langs.map(known);
        let mut list: Vec<Known> = CONFUSIONS.into_iter().chain([Known::Deu]).collect();
        list.extend(expected.into_iter().flatten());
        Languages { detector: Detector::with_allowlist(list), langs, expected }
    }

    /// The languages that cannot be told: their texts are never found wrong.
    pub fn unknown(langs: [Lang; 2]) -> Vec<Lang> {
        langs.into_iter().filter(|lang| known(*lang).is_none()).collect()
    }

    /// Whether the text of a side, 0 or 1, is surely in another language than it should be.
    pub fn is_wrong(&self, side: usize, text: &str) -> bool {
        let Some(expected) = self.expected[side] else { return false };
        if text.chars().filter(|c| c.is_alphabetic()).nth(MIN_LETTERS - 1).is_none() {
            return false;
        }
        // Function words, where there are some, tell the two languages better than trigrams do; those of
        // English are no other language's, while Spanish shares many.
        if let Some(guess) = guess_language(text).filter(|guess| !guess.is_doubtful()) {
            match (guess.lang, self.langs[side], self.langs[1 - side]) {
                (Lang::EN, Lang::EN, _) => return false,
                (found, _, other) if found == other => return true,
                _ => {}
            }
        }
        let found = self.detector.detect(text);
        found.is_some_and(|f| f.lang() != expected && f.confidence() > MIN_CONFIDENCE)
    }
}

/// The language in the words of `whatlang`, which goes by three letters.
fn known(lang: Lang) -> Option<Known> {
    const CODES: &str = "ar ara bg bul ca cat cs ces cy cym da dan de deu el ell en eng es spa et est \
                         fa pes fi fin fr fra he heb hi hin hr hrv hu hun id ind it ita ja jpn ko kor \
                         la lat lt lit lv lav nb nob nl nld no nob pl pol pt por ro ron ru rus sk slk \
                         sl slv sr srp sv swe th tha tr tur uk ukr vi vie zh cmn";
    let codes: Vec<&str> = CODES.split_whitespace().collect();
    let pair = codes.chunks_exact(2).find(|pair| pair[0] == lang.code())?;
    Known::from_code(pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known() {
        for lang in ["es", "en", "pt", "fr", "de", "zh", "cy"] {
            assert!(known(lang.parse().unwrap()).is_some(), "{lang}");
        }
        assert!(known("gl".parse().unwrap()).is_none());
    }

    #[test]
    fn short_and_unknown_texts_pass() {
        let languages = Languages::new([Lang::ES, "gl".parse().unwrap()]);
        assert!(!languages.is_wrong(0, "The house"));
        assert!(!languages.is_wrong(1, "The house on the hill was sold to a stranger."));
        assert!(languages.is_wrong(0, "The house on the hill was sold to a stranger."));
        assert!(!languages.is_wrong(0, "La casa de la loma fue vendida a un desconocido."));
    }
}
