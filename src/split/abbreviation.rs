//! Abbreviations: what the token before a stop is, and what the stop then means.

use std::ops::Range;

use super::{
    chars::{char_at, char_before, is_white, skip_white},
    context::{Case, first_word, head, tail, token_start},
    engine::{Engine, Place},
    rules::{Kind, Opens, look_up},
    token::{is_all_capitals, is_roman},
};

impl Engine<'_> {
    /// What the user's own list says.
    pub(super) fn added(&self, place: &Place) -> Option<Kind> {
        look_up(self.added, place.token)
    }

    /// What kind of abbreviation the token is, if any.
    pub(super) fn abbreviation(&self, place: &Place) -> Option<Kind> {
        let token = place.token;
        if token.is_empty() {
            return None;
        }
        if !self.added.is_empty()
            && let Some(kind) = self.added(place)
        {
            return Some(kind);
        }
        if token.len() > 24 {
            return None;
        }
        // The second half of a measure: `m/s`.
        if token.len() <= 2 && char_before(self.text, place.token_at) == Some('/') {
            return Some(Kind::Capital);
        }
        if let Some(kind) = self.spaced(place) {
            return Some(kind);
        }
        if let Some(kind) = look_up(&self.rules.abbreviations, token) {
            return Some(kind);
        }
        if is_acronym(token) {
            return Some(Kind::Opener);
        }
        // Without a list, a token of consonants alone is an abbreviation: `Dr`, `bzw`.
        let is_odd = token.chars().count() <= 4
            && token.chars().count() > 1
            && token.chars().all(char::is_alphabetic)
            && !token.chars().all(char::is_uppercase)
            && !token.chars().any(|c| "aeiouyáéíóúàèùâêîôûäöüAEIOUYÁÉÍÓÚ".contains(c));
        is_odd.then_some(Kind::Opener)
    }

    /// Abbreviations with spaces in them: `EE. UU.`, `p. ej.`, `q. e. p. d.`
    pub(super) fn spaced(&self, place: &Place) -> Option<Kind> {
        if place.token.len() > 6 {
            return None;
        }
        let text = self.text;
        let mut parts = [""; 9];
        let mut n_before = 0;
        let mut at = place.token_at;
        while n_before < 4 {
            let Some(part) = part_before(text, at, place.start) else { break };
            at = part.start;
            n_before += 1;
            parts[4 - n_before] = &text[part];
        }
        parts[4] = place.token;
        let mut n_after = 0;
        let mut at = place.run.marks_end;
        while n_after < 4 && place.run.end == place.run.marks_end {
            let Some(part) = part_after(text, at) else { break };
            at = part.end + 1;
            n_after += 1;
            parts[4 + n_after] = &text[part];
        }
        for from in 4 - n_before..=4 {
            for to in (4..=4 + n_after).rev() {
                if from == 4 && to == 4 {
                    continue;
                }
                let mut key = Key::default();
                let fits = parts[from..=to].iter().all(|part| key.push(part));
                if !fits {
                    continue;
                }
                let found = look_up(self.added, key.as_str())
                    .or_else(|| look_up(&self.rules.abbreviations, key.as_str()));
                match found {
                    Some(_) if to > 4 => return Some(Kind::Never),
                    Some(kind) => return Some(kind),
                    None => {}
                }
            }
        }
        None
    }

    /// What an abbreviation of this kind means here.
    pub(super) fn abbreviation_ends(&self, kind: Kind, place: &Place) -> bool {
        let next = &place.next;
        let is_numbered = next.case == Case::Digit
            || is_roman(next.word)
            || matches!(next.first, Some('#' | '§'));
        // In a text of capitals, a capital says nothing.
        let is_shouted = place.token.chars().count() > 1
            && is_all_capitals(place.token)
            && is_all_capitals(next.word)
            && tail(self.text, place.start, place.token_at).chars().all(|c| !c.is_lowercase());
        if is_shouted || next.first == Some('(') {
            return false;
        }
        if self.is_fronted_hour(place) {
            return false;
        }
        match kind {
            Kind::Never => false,
            Kind::Number | Kind::Name if is_numbered || next.case == Case::Lower => false,
            Kind::Name if next.case == Case::Upper && !self.opens(next) => false,
            Kind::Number | Kind::Name => self.plain_ends(place),
            _ if next.inverted => true,
            _ => match next.case {
                // Whoever began this sentence small begins the next one small, too.
                Case::Lower if self.rules.lower_starts => {
                    char_at(self.text, place.start).is_some_and(char::is_lowercase)
                        && self.is_listed_opener(next)
                }
                Case::Lower | Case::Digit | Case::Symbol | Case::End => false,
                Case::Uncased | Case::Mixed => true,
                Case::Upper if kind == Kind::Opener => self.opens(next),
                Case::Upper => look_up(&self.rules.calendar, next.word).is_none(),
            },
        }
    }

    /// `At 5 a.m. Mr. Smith`: an hour right after the preposition that begins the sentence.
    pub(super) fn is_fronted_hour(&self, place: &Place) -> bool {
        let before = &self.text[place.start..place.token_at];
        let is_hour = matches!(place.token, "a.m" | "p.m" | "A.M" | "P.M")
            || place.token == "m" && before.trim_end().ends_with(['.']);
        is_hour && {
            before.len() <= 16
                && before.bytes().any(|byte| byte.is_ascii_digit())
                && look_up(&self.rules.openers, first_word(before)) == Some(Opens::Capital)
        }
    }
}

/// Parts of a spaced abbreviation, joined on the stack.
#[derive(Default)]
struct Key {
    bytes: [u8; 24],
    len: usize,
}

impl Key {
    pub(super) fn push(&mut self, part: &str) -> bool {
        let stop: &[u8] = if self.len == 0 { b"" } else { b"." };
        for byte in stop.iter().chain(part.as_bytes()) {
            let Some(slot) = self.bytes.get_mut(self.len) else { return false };
            *slot = *byte;
            self.len += 1;
        }
        true
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}

/// The short dotted token that ends just before byte `at`: `EE` in `EE. |UU.`
fn part_before(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let end = text.get(floor..at)?.trim_end_matches(is_white).len() + floor;
    let end = if text.get(floor..end)?.ends_with('.') { end - 1 } else { return None };
    let start = token_start(text, end, floor);
    let token = &text[start..end];
    (!token.is_empty() && token.len() <= 5 && token.chars().all(char::is_alphabetic))
        .then_some(start..end)
}

/// The short dotted token that begins after the white space at `at`: `UU` in `EE.| UU.`
fn part_after(text: &str, at: usize) -> Option<Range<usize>> {
    let start = skip_white(text, at);
    let rest = head(text, start);
    let len: usize =
        rest.chars().take_while(|c| c.is_alphabetic()).take(6).map(char::len_utf8).sum();
    (len > 0 && len <= 5 && rest.as_bytes().get(len) == Some(&b'.')).then_some(start..start + len)
}

/// `U.S`, `a.m`, `Ph.D`: short parts with stops between them.
fn is_acronym(token: &str) -> bool {
    token.contains('.')
        && token.split('.').all(|part| {
            let n_chars = part.chars().take(3).count();
            (1..=2).contains(&n_chars) && part.chars().all(char::is_alphabetic)
        })
}
