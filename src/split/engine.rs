//! The scan over a block, and the decision at every mark.

use std::ops::Range;

use super::{
    chars::{
        char_at, char_before, is_bullet, is_dash, is_opener, is_terminator, is_white,
        is_wide_terminator, next_mark, skip_white, trim_white,
    },
    context::{Case, Mark, Next, Run, first_word, head, last_word, tail, token_start},
    layout::{inline_items, line_break},
    nests::Nests,
    rules::{Kind, Opens, Rules, Table, look_up},
};

/// One block and the rules it is split by.
pub(super) struct Engine<'a> {
    pub rules: &'a Rules,
    pub added: &'a Table<Kind>,
    pub text: &'a str,
}

/// A place where a sentence may end: the sentence's start, the marks, the token before them.
struct Place<'t> {
    start: usize,
    run: Run,
    token_at: usize,
    token: &'t str,
    next: Next<'t>,
}

impl<'a> Engine<'a> {
    /// Adds the spans of the block's sentences to `spans`.
    pub(super) fn run(&self, spans: &mut Vec<Range<usize>>) {
        let text = self.text;
        let mut start = skip_white(text, 0);
        let mut line_start = start;
        let mut nests = Nests::new(text);
        let mut quotes = Quotes::default();
        let items = inline_items(text, start);
        let mut items = items.iter().copied().peekable();
        let mut at = start;
        loop {
            let mark = next_mark(text, at);
            let here = mark.map_or(text.len(), |(here, _)| here);
            if let Some(item) = items.next_if(|item| *item <= here) {
                if item > start {
                    spans.push(start..trim_white(text, item));
                    start = item;
                }
                at = at.max(item);
                continue;
            }
            let Some((here, mark)) = mark else { break };
            if mark == '\n' {
                if let Some(next) = line_break(text, line_start..here) {
                    let end = trim_white(text, here);
                    if end > start {
                        spans.push(start..end);
                    }
                    start = next;
                    at = next;
                    quotes = Quotes { at: next, ..Quotes::default() };
                } else {
                    at = here + 1;
                }
                line_start = here + 1;
                continue;
            }
            let mut run = Run::read(text, here);
            if let Some(end) = quotes.loose_closer(text, run.end) {
                run.end = end;
                run.quote = true;
            }
            at = run.end;
            if at >= text.len() {
                break;
            }
            if let Some(nest) = nests.around(here)
                && nest.start > start
                && run.end <= nest.end
            {
                continue;
            }
            if let Some((end, next)) = self.ends(start, run) {
                spans.push(start..end);
                start = next;
                at = next;
            }
        }
        let end = trim_white(text, text.len());
        if end > start {
            spans.push(start..end);
        }
    }

    /// Where the sentence ends and the next one begins, if one ends at `run`.
    fn ends(&self, start: usize, run: Run) -> Option<(usize, usize)> {
        let text = self.text;
        let next = Next::read(text, run.end);
        if next.case == Case::End && next.first.is_none() {
            return None;
        }
        let token_at = token_start(text, run.start, start);
        let token = &text[token_at..run.start];
        let place = Place { start, run, token_at, token, next };
        let ends = if !place.next.apart {
            self.ends_unspaced(&place)
        } else {
            match run.mark {
                Mark::Wide => true,
                Mark::Stop => self.stop_ends(&place),
                Mark::Dots(_) | Mark::SpacedDots(_) => self.dots_end(&place),
                Mark::Question | Mark::Exclamation => self.shout_ends(&place),
            }
        };
        if !ends {
            return None;
        }
        Some(self.after_note_number(&next).unwrap_or((run.end, next.at)))
    }

    /// A bare note number with the next sentence after it: `the end. 4 Even though`.
    fn after_note_number(&self, next: &Next) -> Option<(usize, usize)> {
        let is_number = next.case == Case::Digit
            && next.at == next.word_at
            && next.word.len() <= 3
            && next.word.bytes().all(|byte| byte.is_ascii_digit());
        let end = next.word_at + next.word.len();
        if !is_number || char_at(self.text, end) != Some(' ') {
            return None;
        }
        let after = Next::read(self.text, end);
        let is_free = after.case == Case::Upper && after.at == after.word_at;
        (is_free && !is_all_capitals(after.word) && self.opens(&after)).then_some((end, after.at))
    }

    /// No white space after the marks: `3.5`, `example.org`, but also `the end.Then`.
    fn ends_unspaced(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        if run.mark == Mark::Wide
            || char_before(self.text, run.marks_end).is_some_and(is_wide_terminator)
        {
            return true;
        }
        if next.case == Case::Lower
            && matches!(run.mark, Mark::Question | Mark::Exclamation)
            && place.token.chars().all(char::is_lowercase)
            && place.token.len() > 2
        {
            let after = char_at(self.text, next.word_at + next.word.len());
            return after == Some(' ') && self.opens(next) && self.shout_ends(place);
        }
        if next.case == Case::Digit && run.mark == Mark::Stop && run.end == run.marks_end {
            // A note number set against the stop: `the end.10 This`.
            let before = char_before(self.text, run.start);
            return before.is_some_and(|c| c.is_lowercase() || matches!(c, ')' | '"' | '”'))
                && self.after_note_number(next).is_some()
                && self.stop_ends(place);
        }
        if next.dash || next.case != Case::Upper || next.inverted && run.mark == Mark::Stop {
            return next.inverted && !next.dash;
        }
        let rest = head(self.text, next.word_at + next.word.len());
        let goes_on = rest.bytes().take_while(|byte| !byte.is_ascii_whitespace());
        let is_address = goes_on.clone().any(|byte| matches!(byte, b'@' | b'/' | b'='));
        if is_address
            || place.token.contains(['@', '/', '=', '<', '_'])
            || next.word.len() < 2 && next.word != "I"
        {
            return false;
        }
        match run.mark {
            Mark::Stop => {
                let is_number = place.token.bytes().all(|byte| byte.is_ascii_digit());
                let is_word = place.token.chars().count() > 1
                    && place.token.chars().skip(1).all(|c| c.is_lowercase() || c == '\'');
                let is_free = run.quote || run.bracket || is_number || is_word;
                is_free
                    && (self.opens(next) || self.is_title(next) || next.opener || run.quote)
                    && self.stop_ends(place)
            }
            _ => next.word.chars().nth(1).is_some_and(char::is_lowercase) || next.word == "I",
        }
    }

    /// Whether a title comes: `Mr.`
    fn is_title(&self, next: &Next) -> bool {
        look_up(&self.rules.abbreviations, next.word) == Some(Kind::Never)
            && char_at(self.text, next.word_at + next.word.len()) == Some('.')
    }

    /// Whether a word of `next` opens sentences and is hardly ever part of a name.
    fn opens(&self, next: &Next) -> bool {
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
                .any(|ending| next.word.len() > ending.len() + 2 && next.word.ends_with(&**ending))
        {
            return true;
        }
        self.is_listed_opener(next)
    }

    /// Whether the next word stands in the list of words that open sentences.
    fn is_listed_opener(&self, next: &Next) -> bool {
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

    /// `!` and `?`.
    fn shout_ends(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        if next.dash && next.case == Case::Lower {
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
    fn may_open_small(&self, place: &Place) -> bool {
        let is_title = place.token_at > place.start && place.token.starts_with(char::is_uppercase);
        let opens = look_up(&self.rules.openers, place.next.word);
        !is_title && !place.token.is_empty() && opens != Some(Opens::Capital)
    }

    /// `Yahoo! Mail`.
    fn is_brand(&self, place: &Place) -> bool {
        place.run.mark == Mark::Exclamation
            && place.token.starts_with(char::is_uppercase)
            && look_up(&self.rules.brands, place.token).is_some()
    }

    /// `asked Ginny`, `Harry asked`, `he said`: who said it, after what was said.
    fn attributes(&self, next: &Next) -> bool {
        if next.opener || next.inverted || next.word.is_empty() {
            return false;
        }
        let mut rest = head(self.text, next.word_at);
        for n in 0..3 {
            let word = first_word(rest);
            if word.is_empty() {
                return false;
            }
            let Some(at) = rest.find(word) else { return false };
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
        }
        false
    }

    /// Dots that leave something out.
    fn dots_end(&self, place: &Place) -> bool {
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
    fn symbol_opens(&self, next: &Next) -> bool {
        match next.first {
            Some('#' | '@' | '$' | '€' | '£') => true,
            // A rule drawn with signs: `=====`.
            Some(c @ ('=' | '*' | '_' | '~' | '-')) => {
                head(self.text, next.at).chars().take_while(|next| *next == c).count() > 2
            }
            Some(c) if c.is_alphanumeric() || next.inverted => true,
            _ => false,
        }
    }

    /// One full stop.
    fn stop_ends(&self, place: &Place) -> bool {
        let (run, next) = (&place.run, &place.next);
        if run.end > run.marks_end {
            // Something closes after it: the stop is no part of an abbreviation any more,
            // unless a bracket holds just that.
            if run.start == place.token_at && run.bracket {
                return false;
            }
            if self.is_list_number(place) {
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
    fn plain_ends(&self, place: &Place) -> bool {
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
    fn is_label_dash(&self, place: &Place) -> bool {
        matches!(place.next.first, Some('-' | '–'))
            && char_at(self.text, place.next.at + 1).is_none_or(is_white)
            && (place.run.end - place.start < 24
                && self.text[place.start..place.run.end].split_whitespace().count() <= 2
                || look_up(&self.rules.calendar, place.token).is_some())
    }

    /// Tokens whose shape says what they are: numbers, initials, acronyms.
    fn token_ends(&self, place: &Place) -> Option<bool> {
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
    fn is_list_number(&self, place: &Place) -> bool {
        let text = self.text;
        let mut at = place.start;
        while let Some(c) = char_at(text, at) {
            if at >= place.token_at || !(is_opener(c) || is_bullet(c) || is_dash(c) || is_white(c))
            {
                break;
            }
            at += c.len_utf8();
        }
        let token = place.token;
        at == place.token_at
            && (token.len() <= 3 && token.bytes().all(|byte| byte.is_ascii_digit())
                || token.len() == 1
                || token.len() <= 8
                    && token.contains('.')
                    && token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                || token.len() <= 4 && is_roman(token))
    }

    /// `Chapter 3.` at the head of a sentence.
    fn is_heading_number(&self, place: &Place) -> bool {
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
    fn letter_ends(&self, place: &Place, letter: char) -> Option<bool> {
        let next = &place.next;
        if self.spaced(place).is_some() || self.added(place).is_some() {
            return None;
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
        // Another initial follows: `J. K. Rowling`.
        if next.word.chars().count() == 1
            && char_at(self.text, next.word_at + next.word.len()) == Some('.')
        {
            return Some(false);
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
    fn is_label(&self, place: &Place) -> bool {
        let before = tail(self.text, place.start, place.token_at).trim_end();
        let word = last_word(before);
        before.ends_with(word) && look_up(&self.rules.labels, word).is_some()
    }

    /// What the user's own list says.
    fn added(&self, place: &Place) -> Option<Kind> {
        look_up(self.added, place.token)
    }

    /// What kind of abbreviation the token is, if any.
    fn abbreviation(&self, place: &Place) -> Option<Kind> {
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
    fn spaced(&self, place: &Place) -> Option<Kind> {
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
    fn abbreviation_ends(&self, kind: Kind, place: &Place) -> bool {
        let next = &place.next;
        let is_numbered = next.case == Case::Digit
            || is_roman(next.word)
            || matches!(next.first, Some('#' | '§'));
        // In a text of capitals, a capital says nothing.
        let is_shouted = place.token.chars().count() > 1
            && is_all_capitals(place.token)
            && is_all_capitals(next.word)
            && self.text[place.start..place.token_at].chars().all(|c| !c.is_lowercase());
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
                Case::Lower | Case::Digit | Case::Symbol | Case::End => false,
                Case::Uncased | Case::Mixed => true,
                Case::Upper if kind == Kind::Opener => self.opens(next),
                Case::Upper => look_up(&self.rules.calendar, next.word).is_none(),
            },
        }
    }
}

impl Engine<'_> {
    /// `At 5 a.m. Mr. Smith`: an hour right after the preposition that begins the sentence.
    fn is_fronted_hour(&self, place: &Place) -> bool {
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

fn is_all_capitals(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase())
}

/// Longest quotation, in bytes, that is still taken to be open.
const LONGEST_QUOTE: usize = 1000;

/// Straight quotation marks, which open and close alike.
///
/// Reads them in order and remembers whether one is open; only marks with a space or a letter
/// on the telling side are believed, so that one lost mark does not turn all later ones round.
#[derive(Default)]
struct Quotes {
    at: usize,
    is_open: bool,
    opened_at: usize,
}

impl Quotes {
    /// Where a closing mark ends that was set against the next sentence: `the end. "Then he`.
    fn loose_closer(&mut self, text: &str, end: usize) -> Option<usize> {
        let at = if char_at(text, end) == Some(' ') { end + 1 } else { end };
        if char_at(text, at) != Some('"') {
            return None;
        }
        let bytes = text.as_bytes();
        while let Some(gap) = bytes[self.at..at].iter().position(|byte| *byte == b'"') {
            let mark = self.at + gap;
            let after = char_at(text, mark + 1);
            let before = char_before(text, mark);
            let leans_left = before.is_some_and(|c| !is_white(c) && !is_opener(c) && !is_dash(c));
            let leans_right = after.is_some_and(|c| c.is_alphanumeric() || is_opener(c));
            self.is_open =
                !leans_left && leans_right && (!self.is_open || !ends_before(text, mark));
            if self.is_open {
                self.opened_at = mark;
            }
            self.at = mark + 1;
        }
        let is_closer = self.is_open
            && at - self.opened_at < LONGEST_QUOTE
            && !closes_later(text, at)
            && char_at(text, at + 1).is_some_and(char::is_uppercase);
        self.at = at + 1;
        self.is_open = !is_closer;
        self.opened_at = at;
        is_closer.then_some(at + 1)
    }
}

/// Whether the next straight quote after the one at `at` closes, so that this one opens.
fn closes_later(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at + 1..).unwrap_or(&[]);
    let gap = rest.iter().take(LONGEST_QUOTE).position(|byte| *byte == b'"');
    gap.is_some_and(|gap| {
        let mark = at + 1 + gap;
        char_before(text, mark).is_some_and(|c| !is_white(c) && !is_opener(c) && !is_dash(c))
    })
}

/// Whether what stands before byte `at`, white space left out, may end what was said.
fn ends_before(text: &str, at: usize) -> bool {
    char_before(text, trim_near(text, at)).is_some_and(|c| is_terminator(c) || c == ',')
}

/// Like `trim_white`, over a few bytes only.
fn trim_near(text: &str, at: usize) -> usize {
    let mut end = at;
    for _ in 0..3 {
        match char_before(text, end).filter(|c| is_white(*c)) {
            Some(c) => end -= c.len_utf8(),
            None => break,
        }
    }
    end
}

/// Parts of a spaced abbreviation, joined on the stack.
#[derive(Default)]
struct Key {
    bytes: [u8; 24],
    len: usize,
}

impl Key {
    fn push(&mut self, part: &str) -> bool {
        let stop: &[u8] = if self.len == 0 { b"" } else { b"." };
        for byte in stop.iter().chain(part.as_bytes()) {
            let Some(slot) = self.bytes.get_mut(self.len) else { return false };
            *slot = *byte;
            self.len += 1;
        }
        true
    }

    fn as_str(&self) -> &str {
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

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| b"IVXLCDM".contains(&byte))
}

/// A word of small letters that is long enough to be none other.
fn is_plain_word(token: &str) -> bool {
    token.chars().count() > 1 && !token.contains('.')
}

fn is_opener_before(text: &str, at: usize) -> bool {
    char_before(text, at).is_some_and(is_opener)
}
