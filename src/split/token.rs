//! Tokens whose shape says what they are: numbers, initials, labels.

use super::{
    chars::{char_at, is_bullet, is_dash, is_opener, is_white},
    context::{Case, first_word, last_word, tail},
    engine::{Engine, Place},
    rules::look_up,
};

/// Most bytes that may stand between a sentence's start and the number that heads it.
const MOST_BEFORE_ITEM: usize = 16;

impl Engine<'_> {
    /// Tokens whose shape says what they are: numbers, initials, acronyms.
    pub(super) fn token_ends(&self, place: &Place) -> Option<bool> {
        let token = place.token;
        if token.is_empty() {
            return None;
        }
        if self.is_list_number(place) || self.is_heading_number(place) {
            return Some(false);
        }
        let mut chars = token.chars();
        let (first, more) = (chars.next()?, chars.next());
        if more.is_none() && first.is_alphabetic() {
            return self.letter_ends(place, first);
        }
        None
    }

    /// `1.` or `a.` at the head of a sentence.
    pub(super) fn is_list_number(&self, place: &Place) -> bool {
        let text = self.text;
        if place.token_at - place.start > MOST_BEFORE_ITEM {
            return false;
        }
        let mut before = text[place.start..place.token_at].chars();
        let is_first = before.all(|c| is_opener(c) || is_bullet(c) || is_dash(c) || is_white(c));
        let token = place.token;
        is_first
            && (token.len() <= 3 && token.bytes().all(|byte| byte.is_ascii_digit())
                || token.len() == 1
                || token.len() <= 8
                    && token.contains('.')
                    && token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                || token.len() <= 4 && is_roman(token))
    }

    /// `Chapter 3.` at the head of a sentence.
    pub(super) fn is_heading_number(&self, place: &Place) -> bool {
        let is_number = place.token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            || is_roman(place.token);
        if !is_number || place.token_at > place.start + 24 {
            return false;
        }
        let head = self.text[place.start..place.token_at].trim();
        let word = first_word(head);
        word.len() == head.trim_end_matches('.').len()
            && word.starts_with(char::is_uppercase)
            && look_up(&self.rules.headings, word).is_some()
    }

    /// A single letter: an initial, a label, a short word.
    pub(super) fn letter_ends(&self, place: &Place, letter: char) -> Option<bool> {
        let next = &place.next;
        if self.spaced(place).is_some() || self.added(place).is_some() {
            return None;
        }
        // Another one follows: `J. K. Rowling`, `z. B.`
        let is_chain = next.word.chars().count() == 1
            && !next.inverted
            && next.word_at == next.at
            && char_at(self.text, next.word_at + next.word.len()) == Some('.')
            && next.case != Case::Digit;
        if is_chain && !self.is_label(place) {
            return Some(false);
        }
        if !letter.is_uppercase() {
            return match letter {
                'a'..='z' => None,
                _ => Some(self.plain_ends(place)),
            };
        }
        match next.case {
            Case::Lower | Case::Digit => {
                return Some(next.case == Case::Digit && self.is_label(place));
            }
            Case::Symbol => return Some(self.symbol_opens(next)),
            Case::Uncased | Case::Mixed => return Some(true),
            Case::End => return Some(false),
            Case::Upper => {}
        }
        if next.inverted || self.is_label(place) {
            return Some(true);
        }
        let before = tail(self.text, place.start, place.token_at).trim_end();
        // `40 °C.` and `12 V.`
        if matches!(letter, 'C' | 'F' | 'K' | 'V' | 'W')
            && before.ends_with(|c: char| c.is_ascii_digit() || c == '°' || c == 'º')
        {
            return Some(true);
        }
        if matches!(letter, 'X' | 'Y' | 'Z' | 'N') && before.ends_with('.') {
            return Some(true);
        }
        // `Felipe V. Reinó`: what looks like an initial may number a king. Elsewhere verbs are
        // not told from surnames here: `J. Miró`.
        let name = last_word(before);
        let is_regnal = matches!(letter, 'I' | 'V' | 'X')
            && before.ends_with(name)
            && name.chars().count() > 2
            && name.starts_with(char::is_uppercase);
        Some(if is_regnal { self.opens(next) } else { self.is_listed_opener(next) })
    }

    /// Whether the word before the token makes a label of it: `hepatitis C`.
    pub(super) fn is_label(&self, place: &Place) -> bool {
        let before = tail(self.text, place.start, place.token_at).trim_end();
        let word = last_word(before);
        before.ends_with(word) && look_up(&self.rules.labels, word).is_some()
    }
}

/// `IX`
pub(super) fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| b"IVXLCDM".contains(&byte))
}

/// Two letters or more, none of them small.
pub(super) fn is_all_capitals(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase())
}
