//! Whether a sentence ends at a mark: stops, dots, questions and exclamations.

use super::{
    chars::{char_at, char_before, is_dash, is_opener, is_white, skip_white},
    context::{Case, Mark, Next, first_word_at, head},
    engine::{Engine, Place},
    rules::{Kind, Opens, look_up},
};

impl Engine<'_> {
    /// `!` and `?`.
    pub(super) fn shout_ends(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        if next.dash && next.case == Case::Lower {
            return false;
        }
        // A field left open, or a sign that another character set turned into this: `Tel.:? 555`
        if place.token.is_empty() && char_before(self.text, run.start) == Some(':') {
            return false;
        }
        match next.case {
            Case::Lower => {
                // Whoever began this sentence small begins the next one small, too.
                let is_careless = char_at(self.text, place.start).is_some_and(char::is_lowercase);
                let is_loud = run.mark == Mark::Question || run.marks_end > run.start + 1;
                self.rules.lower_starts
                    && !run.quote
                    && !run.bracket
                    && !next.opener
                    && !self.is_brand(place)
                    && (is_careless
                        || is_loud && !self.attributes(next) && self.may_open_small(place))
            }
            Case::Symbol => self.symbol_opens(next),
            Case::End => false,
            _ if next.inverted => true,
            _ if self.is_brand(place) => self.opens(next),
            _ => !self.attributes(next),
        }
    }

    /// `is anybody out there? maybe not`: neither a title before the mark nor a word after it
    /// that ties the two together.
    pub(super) fn may_open_small(&self, place: &Place) -> bool {
        let is_title = place.token_at > place.start && place.token.starts_with(char::is_uppercase);
        let opens = look_up(&self.rules.openers, place.next.word);
        !is_title && !place.token.is_empty() && opens != Some(Opens::Capital)
    }

    /// `Yahoo! Mail`.
    pub(super) fn is_brand(&self, place: &Place) -> bool {
        place.run.mark == Mark::Exclamation
            && place.token.starts_with(char::is_uppercase)
            && look_up(&self.rules.brands, place.token).is_some()
    }

    /// `asked Ginny`, `Harry asked`, `he said`: who said it, after what was said.
    pub(super) fn attributes(&self, next: &Next) -> bool {
        if next.opener || next.inverted || next.word.is_empty() {
            return false;
        }
        // `He laughed.` with a capital is a sentence of its own; `I` has no other form.
        if next.case == Case::Upper && next.word != "I" && self.is_listed_opener(next) {
            return false;
        }
        let mut rest = head(self.text, next.word_at);
        for n in 0..4 {
            let (at, word) = first_word_at(rest);
            if word.is_empty() {
                return false;
            }
            let before = &rest[..at];
            if n > 0 && !before.chars().all(|c| c == ' ' || c == '\n') {
                return false;
            }
            if look_up(&self.rules.speech, word).is_some() {
                return n > 0 || next.case == Case::Lower;
            }
            // Only a pronoun or a name may stand before the verb.
            let is_name = word.starts_with(char::is_uppercase);
            if !is_name && n > 0 {
                return false;
            }
            rest = &rest[at + word.len()..];
            // `Mr. Hale asked`: the stop of a title parts nothing.
            if look_up(&self.rules.abbreviations, word) == Some(Kind::Never) {
                rest = rest.strip_prefix('.').unwrap_or(rest);
            }
        }
        false
    }

    /// Dots that leave something out.
    pub(super) fn dots_end(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        // `[...]` and `(…)` stand for words.
        if run.bracket && is_opener_before(self.text, run.start) {
            return run.outer && self.plain_ends(place);
        }
        match next.case {
            Case::Lower => next.word.starts_with("http"),
            Case::End => false,
            Case::Symbol => self.symbol_opens(next),
            _ if run.mark == Mark::SpacedDots(3) => false,
            Case::Digit => run.quote,
            _ => !run.quote || !self.attributes(next),
        }
    }

    /// Whether a sentence may begin with the symbol that comes next.
    pub(super) fn symbol_opens(&self, next: &Next) -> bool {
        match next.first {
            Some('#' | '@' | '$' | '€' | '£') => true,
            // Quoted mail, a signature.
            Some('>' | '~')
                if char_at(self.text, next.at + 1).is_some_and(char::is_alphanumeric) =>
            {
                true
            }
            // After a stop and a space, `?` asks nothing: it was a bullet or a wide space once.
            Some('?') => {
                let after = skip_white(self.text, next.at + 1);
                after > next.at + 1 && char_at(self.text, after).is_some_and(|c| !c.is_lowercase())
            }
            // A rule drawn with signs: `=====`.
            Some(c @ ('=' | '*' | '_' | '~' | '-')) => {
                head(self.text, next.at).chars().take_while(|next| *next == c).count() > 2
            }
            Some(c) if c.is_alphanumeric() || next.inverted => true,
            _ => false,
        }
    }

    /// One full stop.
    pub(super) fn stop_ends(&self, place: &Place) -> bool {
        let run = &place.run;
        if run.end > run.marks_end {
            // Something closes after it: the stop is no part of an abbreviation any more,
            // unless a bracket holds just that.
            if run.start == place.token_at && run.bracket {
                return false;
            }
            if !run.quote && self.is_list_number(place) {
                return false;
            }
            let is_bare = run.quote || run.bracket || self.abbreviation(place).is_none();
            return is_bare && self.plain_ends(place);
        }
        if let Some(ends) = self.token_ends(place) {
            return ends;
        }
        match self.abbreviation(place) {
            Some(kind) => self.abbreviation_ends(kind, place),
            None => self.plain_ends(place),
        }
    }

    /// After an ordinary word.
    pub(super) fn plain_ends(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        if next.dash && self.is_label_dash(place) {
            return false;
        }
        match next.case {
            Case::Upper | Case::Uncased | Case::Mixed => true,
            Case::Digit => !run.quote,
            Case::Lower => {
                next.inverted
                    || self.rules.lower_starts
                        && !run.quote
                        && !run.bracket
                        && !next.dash
                        && !next.opener
                        && (is_plain_word(place.token) || place.token_at == place.run.start)
            }
            Case::Symbol => self.symbol_opens(next),
            Case::End => false,
        }
    }

    /// The dash between a date or a place and its story: `7 de julio. - El Parlamento`.
    pub(super) fn is_label_dash(&self, place: &Place) -> bool {
        let is_turn = char_at(self.text, place.start).is_some_and(is_dash);
        matches!(place.next.first, Some('-' | '–'))
            && !is_turn
            && char_at(self.text, place.next.at + 1).is_none_or(is_white)
            && (place.run.end - place.start < 24
                && self.text[place.start..place.run.end].split_whitespace().count() <= 2
                || look_up(&self.rules.calendar, place.token).is_some())
    }

    /// Whether a title comes: `Mr.`
    pub(super) fn is_title(&self, next: &Next) -> bool {
        look_up(&self.rules.abbreviations, next.word) == Some(Kind::Never)
            && char_at(self.text, next.word_at + next.word.len()) == Some('.')
    }

    /// Whether a word of `next` opens sentences and is hardly ever part of a name.
    pub(super) fn opens(&self, next: &Next) -> bool {
        if next.inverted || next.case == Case::Mixed {
            return true;
        }
        if next.word.is_empty() {
            return false;
        }
        if next.case == Case::Upper
            && self
                .rules
                .endings
                .iter()
                .any(|ending| next.word.len() > ending.len() + 2 && next.word.ends_with(ending))
        {
            return true;
        }
        self.is_listed_opener(next)
    }

    /// Whether the next word stands in the list of words that open sentences.
    pub(super) fn is_listed_opener(&self, next: &Next) -> bool {
        if next.inverted || next.case == Case::Mixed {
            return true;
        }
        let straight = next.word.contains('’').then(|| next.word.replace('’', "'"));
        match look_up(&self.rules.openers, straight.as_deref().unwrap_or(next.word)) {
            Some(Opens::Always) => true,
            Some(Opens::Capital) => next.case == Case::Upper,
            None => false,
        }
    }
}

/// A word of small letters that is long enough to be none other.
fn is_plain_word(token: &str) -> bool {
    token.chars().count() > 1 && !token.contains('.')
}

fn is_opener_before(text: &str, at: usize) -> bool {
    char_before(text, at).is_some_and(is_opener)
}
