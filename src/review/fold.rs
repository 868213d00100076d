//! Texts as they are compared: without what spreadsheets change by themselves.

use unicode_normalization::UnicodeNormalization;

use crate::bitext::sheet::CUT;

/// The mark between sentences, without the spaces around it.
pub(super) const MARK: char = '¶';

/// A text without the differences that autocorrection makes: kinds of quotes and dashes, `--` and
/// `...`, kinds and numbers of spaces, and without the marks between sentences. Two texts with the
/// same fold are the same text.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        let c = match c {
            '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐'..='―' | '−' => '-',
            '…' => {
                out.push_str("...");
                continue;
            }
            c if c.is_whitespace() || is_invisible(c) || c == MARK => continue,
            c => c,
        };
        // A dash that was typed as two.
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// The text of a cell as one line of a corpus: breaks and controls are one space, marks between sentences,
/// byte order marks and non-characters are left out.
pub(super) fn one_line(text: &str) -> String {
    let is_break = |c: char| matches!(c, ' ' | MARK | '\u{2028}' | '\u{2029}') || c.is_control();
    let text = text.replace(CUT, " ").replace(['\u{FEFF}', '\u{FFFE}', '\u{FFFF}'], "");
    text.split(is_break)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect()
}

/// Cuts `text` where its fold reaches each of `folds` in turn: the bytes at which the parts after the
/// first begin. `None` when a part does not end between two words.
pub(super) fn cuts_by_folds(text: &str, folds: &[String]) -> Option<Vec<usize>> {
    let mut cuts = Vec::new();
    let mut start = 0;
    for (index, wanted) in folds.iter().enumerate() {
        let is_last = index + 1 == folds.len();
        let ends = text[start..].match_indices(' ').map(|(at, _)| start + at);
        let end = ends.chain([text.len()]).find(|&end| fold(&text[start..end]) == *wanted)?;
        if is_last {
            return (end == text.len()).then_some(cuts);
        }
        start = end + 1;
        cuts.push(start);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn autocorrection_makes_no_difference() {
        let typed = fold("\"Sí\" -- dijo... 'No' - que va");
        assert_eq!(typed, fold("“Sí” — dijo…\u{A0}‘No’ – que\nva"));
        assert_eq!(typed, fold("«Sí» ¶ —dijo ... ´No` −que va"));
        assert_ne!(fold("Se fue."), fold("Se fué."));
        assert_ne!(fold("Se fue."), fold("se fue."));
        assert_eq!(one_line(" Uno. ¶ Dos \n tres. ||| Fin\u{A0}: "), "Uno. Dos tres. Fin\u{A0}:");
        assert_eq!(
            one_line("\u{FEFF}Uno.\u{2029}Dos\u{2028} tr\u{FEFF}es\u{FFFF}"),
            "Uno. Dos tres"
        );
    }

    #[test]
    fn parts_are_found_between_words() {
        let folds = |parts: &[&str]| parts.iter().map(|part| fold(part)).collect::<Vec<_>>();
        let text = "«Un título» Uno — dos. Tres.";
        let cuts = cuts_by_folds(text, &folds(&["\"Un título\"", "Uno - dos.", "Tres."]));
        assert_eq!(cuts, Some(vec![15, 28]));
        assert_eq!(cuts_by_folds(text, &folds(&["\"Un tít", "ulo\"Uno-dos.Tres."])), None);
    }
}
