//! What stands around a mark: the token before it, the closers, the words after it.

use unicode_segmentation::UnicodeSegmentation;

use super::chars::{
    char_at, char_before, is_bullet, is_closer, is_dash, is_opener, is_plain_closer, is_terminator,
    is_white, skip_white,
};

/// Longest token, in bytes, that is looked at before a mark; a longer one is no abbreviation.
const LONGEST_TOKEN: usize = 48;

/// Most openers and bullets that may stand before the first word of a sentence.
const MOST_OPENERS: usize = 12;

/// Where the token that ends at `end` begins: after white space, an opener or a dash.
pub(super) fn token_start(text: &str, end: usize, floor: usize) -> usize {
    let floor = floor.max(end.saturating_sub(LONGEST_TOKEN));
    let mut at = end;
    while at > floor {
        let Some(c) = char_before(text, at) else { break };
        if parts_tokens(c) {
            break;
        }
        at -= c.len_utf8();
    }
    while char_at(text, at).is_some_and(|c| c == '\'') && at < end {
        at += 1;
    }
    at.min(end)
}

/// White space, openers, dashes and what else a token does not reach across.
fn parts_tokens(c: char) -> bool {
    match c {
        // The ASCII ones are listed, since most characters are ASCII and this is asked for each.
        '\t'..='\r' | ' ' | '"' | '(' | ')' | '[' | ']' | '{' | '`' | '*' | '_' | '-' => true,
        '/' | ',' | ';' | ':' | '|' | '=' => true,
        '\0'..='\x7F' => false,
        '…' | '”' | '»' | '’' => true,
        c => is_white(c) || is_opener(c) || is_dash(c) || is_bullet(c),
    }
}

/// The first word of `text`, by the word borders of UAX #29.
pub(super) fn first_word(text: &str) -> &str {
    first_word_at(text).1
}

/// The first word of `text` and where it begins.
pub(super) fn first_word_at(text: &str) -> (usize, &str) {
    match plain_word_len(text.as_bytes()) {
        0 => text.unicode_word_indices().next().unwrap_or((0, "")),
        len => (0, &text[..len]),
    }
}

/// The length of the word that `text` begins with, where ASCII alone decides on it: letters and
/// digits, apostrophes between letters, and then a character that joins nothing to them. 0 where
/// the general rules must be asked.
fn plain_word_len(text: &[u8]) -> usize {
    let run = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let is = |at: usize, kind: fn(&u8) -> bool| text.get(at).is_some_and(kind);
    let mut len = run(0);
    while is(len, |b| *b == b'\'')
        && is(len.wrapping_sub(1), u8::is_ascii_alphabetic)
        && is(len + 1, u8::is_ascii_alphabetic)
    {
        len += 1 + run(len + 1);
    }
    match text.get(len) {
        None | Some(b' ' | b',' | b'\n' | b'!' | b'?' | b')' | b'"' | b'-') => len,
        // These join only what comes right after them.
        Some(b'.' | b':' | b';') if is(len + 1, |b| matches!(b, b' ' | b'\n' | b'"' | b')')) => len,
        _ => 0,
    }
}

/// The last word of `text`, by the word borders of UAX #29.
pub(super) fn last_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let n_letters = bytes.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match bytes.len().checked_sub(n_letters + 1).and_then(|at| bytes.get(at)) {
        None | Some(b' ' | b'\n') if n_letters > 0 => &text[bytes.len() - n_letters..],
        _ => text.unicode_words().next_back().unwrap_or(""),
    }
}

/// The part of `text` just before `end`, short enough to look through without cost.
pub(super) fn tail(text: &str, floor: usize, end: usize) -> &str {
    let mut at = floor.max(end.saturating_sub(LONGEST_TOKEN));
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..end).unwrap_or("")
}

/// The part of `text` just after `start`, short enough to look through without cost.
pub(super) fn head(text: &str, start: usize) -> &str {
    let mut end = text.len().min(start + 2 * LONGEST_TOKEN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).unwrap_or("")
}

/// A run of marks that may end a sentence, with what closes after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Where the first mark stands.
    pub start: usize,
    /// After the last mark.
    pub marks_end: usize,
    /// After the closers and note marks.
    pub end: usize,
    /// What the marks say together.
    pub mark: Mark,
    /// Whether a quotation mark closes after them.
    pub quote: bool,
    /// Whether a bracket closes after them.
    pub bracket: bool,
    /// Whether another mark comes after what closes.
    pub outer: bool,
}

/// What a run of marks says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// One full stop.
    Stop,
    /// Dots that leave something out; how many.
    Dots(usize),
    /// Dots with spaces between them; how many.
    SpacedDots(usize),
    /// A question.
    Question,
    /// An exclamation.
    Exclamation,
    /// A full stop of a script without capitals.
    Wide,
}

impl Run {
    /// Reads the run of marks that begins at `start`.
    pub(super) fn read(text: &str, start: usize) -> Run {
        let mut at = start;
        let (mut n_dots, mut n_questions, mut n_exclamations) = (0, 0, 0);
        let mut is_spaced = false;
        let mut is_wide = false;
        loop {
            match char_at(text, at) {
                Some(c) if is_terminator(c) => {
                    match c {
                        '.' => n_dots += 1,
                        '…' => n_dots += 3,
                        '!' | '‼' | '！' => n_exclamations += 1,
                        '。' | '｡' | '．' | '۔' | '।' => is_wide = true,
                        _ => n_questions += 1,
                    }
                    at += c.len_utf8();
                }
                // `. . .` and `! ! !`: a space, then nothing but another mark before a space.
                Some(' ') if char_at(text, at + 1).is_some_and(is_terminator) => {
                    let c = char_at(text, at + 1).unwrap_or('.');
                    let after = char_at(text, at + 1 + c.len_utf8());
                    if after.is_some_and(|c| !is_white(c) && !is_terminator(c) && !is_closer(c)) {
                        break;
                    }
                    if c == '?' && n_dots == 1 && at == start + 1 {
                        break;
                    }
                    is_spaced = true;
                    at += 1;
                }
                _ => break,
            }
        }
        let mark = match (n_questions, n_exclamations) {
            // `what?...` and `oh!...` go on like `what...`
            _ if n_dots > 1 && n_questions + n_exclamations > 0 => Mark::Dots(n_dots),
            (0, 0) if is_wide => Mark::Wide,
            (0, 0) if n_dots == 1 => Mark::Stop,
            (0, 0) if is_spaced => Mark::SpacedDots(n_dots),
            (0, 0) => Mark::Dots(n_dots),
            (0, _) => Mark::Exclamation,
            _ => Mark::Question,
        };
        let mut run =
            Run { start, marks_end: at, end: at, mark, quote: false, bracket: false, outer: false };
        run.close(text);
        run
    }

    fn close(&mut self, text: &str) {
        loop {
            let Some(c) = char_at(text, self.end) else { return };
            let after = self.end + c.len_utf8();
            if c == '[' {
                let Some(end) = note_end(text, self.end) else { return };
                self.end = end;
            } else if is_closer(c) {
                // A straight quote with a letter right after it opens what follows.
                let opens = matches!(c, '"' | '\'' | '*')
                    && char_at(text, after).is_some_and(char::is_alphanumeric);
                if opens {
                    return;
                }
                self.quote |= matches!(c, '"' | '\'' | '»' | '›' | '”' | '’' | '」' | '』');
                self.bracket |= matches!(c, ')' | ']' | '}');
                self.end = after;
            } else if is_terminator(c) {
                // `?».` and `!").`: the stop of the outer sentence.
                self.outer = true;
                self.end = after;
            } else if c == ' ' && char_at(text, after).is_some_and(is_plain_closer) {
                self.end = after;
            } else if c == ' ' && is_lone_quote(text, after) {
                self.quote = true;
                self.end = after + 1;
            } else if let Some(end) = loose_note_end(text, self.end) {
                self.end = end;
            } else {
                return;
            }
        }
    }
}

/// Whether a straight quote stands by itself, spaces on either side.
fn is_lone_quote(text: &str, at: usize) -> bool {
    char_at(text, at) == Some('\'') && char_at(text, at + 1).is_none_or(|c| is_white(c) || c == ',')
}

/// Where a note mark such as `[1]`, `[12, 13]` or `[note 3]` ends.
fn note_end(text: &str, at: usize) -> Option<usize> {
    let inner = head(text, at + 1);
    let len = inner.find(']').filter(|len| *len <= 16)?;
    let inner = &inner[..len];
    let is_note = inner.bytes().any(|byte| byte.is_ascii_digit())
        && inner.split([' ', ',', '-', '–']).all(|part| {
            part.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(part, "nota" | "note" | "n." | "cita")
        });
    is_note.then_some(at + len + 2)
}

/// Where a note mark ends that a space parts from the sentence: `the end. [17] Then`.
fn loose_note_end(text: &str, at: usize) -> Option<usize> {
    if char_at(text, at) != Some(' ') || char_at(text, at + 1) != Some('[') {
        return None;
    }
    let end = note_end(text, at + 1)?;
    // The text must go on, or the note would be what it opens: `[1] See page 3.`
    char_at(text, end).is_none_or(|c| is_white(c) || c == '[').then_some(end)
}

/// How the text goes on after a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next<'t> {
    /// Where it goes on.
    pub at: usize,
    /// Its first character, openers included.
    pub first: Option<char>,
    /// Where its first word begins, openers left out.
    pub word_at: usize,
    /// Its first word, where there is one.
    pub word: &'t str,
    /// What the word begins with.
    pub case: Case,
    /// Whether `¿` or `¡` stands before it.
    pub inverted: bool,
    /// Whether a dash stands before it.
    pub dash: bool,
    /// Whether an opening quotation mark or bracket stands before it.
    pub opener: bool,
    /// Whether white space parts it from the run.
    pub apart: bool,
}

/// What a word begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// A capital letter.
    Upper,
    /// A small letter.
    Lower,
    /// A small letter with a capital to follow: `iPhone`.
    Mixed,
    /// A letter of a script without capitals.
    Uncased,
    /// A digit.
    Digit,
    /// No word comes: another mark.
    Symbol,
    /// Nothing comes at all.
    End,
}

impl<'t> Next<'t> {
    /// Reads on from `end`.
    pub(super) fn read(text: &'t str, end: usize) -> Next<'t> {
        let at = skip_white(text, end);
        let mut next = Next {
            at,
            first: char_at(text, at),
            word_at: at,
            word: "",
            case: Case::End,
            inverted: false,
            dash: false,
            opener: false,
            apart: at > end,
        };
        for _ in 0..MOST_OPENERS {
            let Some(c) = char_at(text, next.word_at) else { break };
            if matches!(c, '¿' | '¡') {
                next.inverted = true;
            } else if is_dash(c) {
                next.dash = true;
            } else if is_opener(c) {
                next.opener = true;
            } else if matches!(c, '.' | '…')
                && let Some(len) = omission_len(text, next.word_at)
            {
                next.word_at += len;
                continue;
            } else if !is_bullet(c) && !is_white(c) {
                break;
            }
            next.word_at += c.len_utf8();
        }
        let Some(c) = char_at(text, next.word_at) else { return next };
        if c.is_alphanumeric() {
            next.word = first_word(head(text, next.word_at));
        }
        next.case = match c {
            c if c.is_uppercase() => Case::Upper,
            c if c.is_lowercase() && is_mixed(next.word) => Case::Mixed,
            c if c.is_lowercase() => Case::Lower,
            c if c.is_numeric() => Case::Digit,
            c if c.is_alphabetic() => Case::Uncased,
            _ => Case::Symbol,
        };
        next
    }
}

/// The length of dots that stand for left-out words before a sentence: `... and then`, `[...] The`.
fn omission_len(text: &str, at: usize) -> Option<usize> {
    let rest = head(text, at);
    let n_dots = rest.chars().take_while(|c| matches!(c, '.' | '…')).count();
    let len: usize = rest.chars().take(n_dots).map(char::len_utf8).sum();
    let is_bracketed = char_before(text, at).is_some_and(|c| matches!(c, '[' | '('));
    let closer = rest.get(len..).and_then(|rest| rest.chars().next());
    (len >= 3 && is_bracketed && matches!(closer, Some(']' | ')'))).then_some(len + 1)
}

/// Whether a word that begins small has a capital near its start: `iPhone`, `eBay`, `macOS`.
fn is_mixed(word: &str) -> bool {
    word.len() > 2 && word.chars().skip(1).any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The quick way gives the word that the general rules give. (A comma between digits
        /// is the exception: the number before it is word enough here.)
        #[test]
        fn plain_words_are_those_of_uax_29(text in "[a-zA-Z0-9]{1,3}[-a-zA-Z0-9.':;!?) \"_ñ’]{0,6}") {
            let general = text.unicode_word_indices().next().unwrap_or((0, ""));
            prop_assert_eq!(first_word_at(&text), general);
        }
    }
}
