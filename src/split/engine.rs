//! The scan over a block, and the decision at every mark.

use std::ops::Range;

use super::{
    chars::{
        char_at, char_before, is_white, is_wide_terminator, next_mark, skip_white, trim_white,
    },
    context::{Case, Mark, Next, Run, head, token_start},
    layout::{Lines, inline_items},
    nests::Nests,
    quotes::Quotes,
    rules::{Kind, Rules, Table},
    token::is_all_capitals,
};

/// One block and the rules it is split by.
pub(super) struct Engine<'a> {
    pub rules: &'a Rules,
    pub added: &'a Table<Kind>,
    pub text: &'a str,
}

/// A place where a sentence may end: the sentence's start, the marks, the token before them.
pub(super) struct Place<'t> {
    /// Where the sentence begins.
    pub start: usize,
    /// The marks.
    pub run: Run,
    /// Where the token before them begins.
    pub token_at: usize,
    /// The token before them.
    pub token: &'t str,
    /// How the text goes on.
    pub next: Next<'t>,
}

impl Engine<'_> {
    /// Adds the spans of the block's sentences to `spans`.
    pub(super) fn run(&self, spans: &mut Vec<Range<usize>>) {
        let text = self.text.trim_end_matches(is_white);
        let mut start = skip_white(text, 0);
        let mut lines = Lines::new(text, start);
        let mut nests = Nests::new(text);
        let mut quotes = Quotes::default();
        let items = inline_items(text, start);
        let mut items = items.iter().copied().peekable();
        let mut at = start;
        let (mut mark, mut is_searched) = (None, false);
        loop {
            // A mark that lies ahead is looked for only once, however many items come before it.
            if mark.is_none_or(|(here, _)| here < at) && !is_searched {
                mark = next_mark(text, at);
                is_searched = mark.is_none();
            }
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
                if let Some(next) = lines.break_at(here) {
                    let end = trim_white(text, here);
                    if end > start {
                        spans.push(start..end);
                    }
                    start = next;
                    at = next;
                    quotes = Quotes::new(next);
                } else {
                    at = here + 1;
                }
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
            // Dots that a sentence begins with end nothing: `... Then he left.`
            let is_dots = matches!(run.mark, Mark::Dots(_) | Mark::SpacedDots(_));
            if is_dots && run.start == start && run.end == run.marks_end {
                continue;
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
}
