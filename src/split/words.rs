//! The words of a text, as Unicode segments it (UAX 29), the quick way where words are plain.

use unicode_segmentation::UnicodeSegmentation;

/// The words of a text, in order: those of [`UnicodeSegmentation::unicode_words`], without the space
/// to which some of them are joined there by a vowel sign that stands for itself.
///
/// No other word spans a space, so what stands between two of them is looked at by itself, and most often
/// it is Latin letters or digits with marks around them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').flat_map(|token| {
        let plain = plain(token);
        let rest = if plain.is_some() { "" } else { token };
        plain.filter(|word| !word.is_empty()).into_iter().chain(rest.unicode_words())
    })
}

/// The only word of a token of Latin letters and digits between marks, empty where it holds marks
/// alone; `None` where the token needs a closer look.
fn plain(token: &str) -> Option<&str> {
    const MARKS: [char; 15] =
        ['.', ',', ';', ':', '!', '?', '¿', '¡', '(', ')', '"', '“', '”', '«', '»'];
    let word = token.trim_matches(MARKS);
    let is_plain = |bytes: &[u8]| {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => 1,
                // U+00C0 to U+00FF but the signs for times and divided by.
                0xC3 if !matches!(bytes.get(at + 1), Some(0x97 | 0xB7)) => 2,
                _ => return false,
            };
        }
        true
    };
    is_plain(word.as_bytes()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_vowel_sign_is_joined_to_no_space() {
        assert_eq!(words(" \u{DCF}").collect::<Vec<_>>(), ["\u{DCF}"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn they_are_those_of_unicode(text in "([a-zA-Z0-9áñÜ×÷]{0,3}[ .,;:!?¿(\"“”»’'_\u{301}\u{200D}\u{A0}\u{5D0}\n-]{0,2}){0,8}") {
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), text.unicode_words().collect::<Vec<_>>());
        }

        #[test]
        fn of_any_text(text in any::<String>()) {
            let general = text.unicode_words().map(|word| word.trim_start_matches(' '));
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), general.collect::<Vec<_>>());
        }
    }
}
