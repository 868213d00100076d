//! Texts without what duplicates differ in.

use twox_hash::XxHash3_64;

/// A text without case and punctuation, its digits all `0`, its words one space apart.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_gap = false;
    for c in text.chars() {
        if !c.is_alphanumeric() && !is_mark(c) {
            // An apostrophe inside a word leaves no gap: don’t, don't and dont are one.
            is_gap |= !matches!(c, '\'' | '’');
            continue;
        }
        if std::mem::take(&mut is_gap) && !out.is_empty() {
            out.push(' ');
        }
        match c {
            c if c.is_numeric() => out.push('0'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// The hash of a pair as it stands.
pub(super) fn pair_key(source: &str, target: &str) -> u64 {
    let seed = XxHash3_64::oneshot(source.as_bytes());
    XxHash3_64::oneshot_with_seed(seed, target.as_bytes())
}

/// The hash of a folded pair. A text of marks alone folds to nothing, so it counts as it stands.
pub(super) fn folded_key(source: &str, target: &str) -> u64 {
    let [source, target] = [source, target].map(|text| match folded(text) {
        bare if bare.is_empty() => text.to_owned(),
        bare => bare,
    });
    pair_key(&source, &target)
}

/// Words that two texts must share in a run to be near duplicates: the length at which GPT-3's
/// training data was held against its test sets (Brown et al. 2020, appendix C).
const RUN: usize = 13;

/// Words from which on a text may differ in one and still be a near duplicate.
const MIN_WORDS: usize = 5;

/// Puts the prints of a text into `prints`. Two texts are near duplicates when they have a print in
/// common: when, folded, they have the same words, or one has a word more, less or other than the other
/// (of five at least), or both hold the same run of thirteen words.
pub(super) fn prints(text: &str, prints: &mut Vec<u64>) {
    prints.clear();
    let text = folded(text);
    let words: Vec<u64> =
        text.split(' ').map(|word| XxHash3_64::oneshot(word.as_bytes())).collect();
    if text.is_empty() {
        return;
    }
    // A sum knows no order, so leaving one word out is one subtraction.
    let all = words.iter().fold(words.len() as u64, |sum, word| sum.wrapping_add(*word));
    prints.push(mixed(all));
    if words.len() >= MIN_WORDS {
        let less = words.iter().map(|word| mixed(all.wrapping_sub(*word).wrapping_sub(1)));
        prints.extend(less);
    }
    for run in words.windows(RUN) {
        let bytes: Vec<u8> = run.iter().flat_map(|word| word.to_le_bytes()).collect();
        prints.push(XxHash3_64::oneshot(&bytes));
    }
}

/// Spreads the bits of a sum (the finalizer of `splitmix64`, Steele et al. 2014).
fn mixed(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let sum = (sum ^ (sum >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    sum ^ (sum >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_case_digits_and_marks() {
        assert_eq!(folded("  «¿QUÉ día es? — El 24/07.»"), "qué día es el 00 00");
        assert_eq!(folded("Don’t"), folded("don't"));
        assert_eq!(folded("***"), "");
        assert_ne!(folded_key("***", "---"), folded_key("—", "..."));
        assert_eq!(folded_key("Hola, 5", "Hi 5!"), folded_key("hola 7", "hi, 7"));
        assert_ne!(pair_key("a", "b"), pair_key("b", "a"));
    }

    fn are_near(a: &str, b: &str) -> bool {
        let (mut p, mut q) = (Vec::new(), Vec::new());
        prints(a, &mut p);
        prints(b, &mut q);
        p.iter().any(|print| q.contains(print))
    }

    #[test]
    fn near_duplicates_differ_in_one_word() {
        let text = "El alcalde dijo ayer que la obra terminará en mayo.";
        for near in [
            "el alcalde dijo ayer que la obra terminará en mayo",
            "El alcalde dijo ayer que la obra terminará en junio.",
            "El alcalde dijo que la obra terminará en mayo.",
            "El alcalde dijo ayer que la obra no terminará en mayo.",
        ] {
            assert!(are_near(text, near), "{near}");
        }
        for far in [
            "El alcalde dijo hoy que la obra terminará en junio.",
            "La obra terminará en mayo.",
            "",
        ] {
            assert!(!are_near(text, far), "{far}");
        }
        assert!(!are_near("Muchas gracias", "Muchas flores"), "short texts must be the same");
        let long = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece";
        assert!(are_near(&format!("a b c {long}"), &format!("{long} x y z")));
    }
}
