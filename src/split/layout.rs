//! Lines inside a block, and lists written in one line.

use std::ops::Range;

use super::chars::{char_at, is_bullet, is_dash, is_white, skip_white};

/// The mark at the head of a list item: `1.`, `2)`, `3.)`, `a.`, `b)`, `•`, `• 9.`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemMark {
    bullet: Option<char>,
    label: Label,
    stop: bool,
    bracket: bool,
    /// Where the item's text begins.
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    None,
    Number(u32),
    Letter(u8),
}

impl ItemMark {
    /// Reads the mark that begins at `at`, if one does.
    pub(super) fn read(text: &str, at: usize) -> Option<ItemMark> {
        let bytes = text.as_bytes();
        let bullet = char_at(text, at).filter(|c| is_bullet(*c));
        let mut end = at + bullet.map_or(0, char::len_utf8);
        if bullet.is_some() {
            end = skip_white(text, end);
        }
        let after_bullet = end;
        let is_opened = bytes.get(end) == Some(&b'(');
        end += usize::from(is_opened);
        let n_digits = bytes[end..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        let label = match bytes.get(end) {
            Some(b'0'..=b'9') if n_digits <= 3 => {
                Label::Number(text[end..end + n_digits].parse().unwrap_or(0))
            }
            Some(letter @ (b'a'..=b'z' | b'A'..=b'Z')) => Label::Letter(*letter),
            _ => Label::None,
        };
        end += match label {
            Label::None => 0,
            Label::Number(_) => n_digits,
            Label::Letter(_) => 1,
        };
        let stop = label != Label::None && bytes.get(end) == Some(&b'.');
        end += usize::from(stop);
        let bracket = label != Label::None && bytes.get(end) == Some(&b')');
        end += usize::from(bracket);
        let is_labelled =
            (bracket || stop && !is_opened) && char_at(text, end).is_some_and(is_white);
        match bullet {
            _ if is_labelled => Some(ItemMark { bullet, label, stop, bracket, end }),
            Some(_) if after_bullet < bytes.len() => Some(ItemMark {
                bullet,
                label: Label::None,
                stop: false,
                bracket: false,
                end: after_bullet,
            }),
            _ => None,
        }
    }

    /// Whether `self` is the mark of the item after `before`.
    fn follows(&self, before: &ItemMark) -> bool {
        let is_next = match (before.label, self.label) {
            (Label::None, Label::None) => true,
            (Label::Number(a), Label::Number(b)) => b == a + 1,
            (Label::Letter(a), Label::Letter(b)) => b == a + 1,
            _ => false,
        };
        is_next
            && self.bullet == before.bullet
            && self.stop == before.stop
            && self.bracket == before.bracket
    }
}

impl ItemMark {
    /// Whether an item with this mark may come after an item with `text`: initials are no items
    /// (`J. K. Rowling`, `A. Smith and B. Jones`).
    fn may_stand_after(&self, text: &str) -> bool {
        match self.label {
            Label::Letter(letter) if letter.is_ascii_uppercase() => {
                text.trim_end().ends_with(['.', '?', '!', ';'])
            }
            _ => !text.trim().is_empty(),
        }
    }
}

/// Where later items begin when a block is a list written in one line: `1. one 2. two`.
pub(super) fn inline_items(text: &str, start: usize) -> Vec<usize> {
    let mut items = Vec::new();
    let Some(mut mark) = ItemMark::read(text, start) else { return items };
    let bytes = text.as_bytes();
    let mut at = mark.end;
    while let Some(gap) = bytes[at..].iter().position(|byte| matches!(byte, b' ' | b'\n')) {
        at = skip_white(text, at + gap);
        let item = ItemMark::read(text, at).filter(|next| next.follows(&mark));
        if let Some(next) = item.filter(|next| next.may_stand_after(&text[mark.end..at])) {
            items.push(at);
            mark = next;
            at = mark.end;
        }
        if at >= bytes.len() {
            break;
        }
    }
    items
}

/// The lines of a block, most of them broken only because the page was full.
pub(super) struct Lines<'t> {
    text: &'t str,
    start: usize,
    width: Option<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of `text`, the first of which begins at `start`.
    pub(super) fn new(text: &'t str, start: usize) -> Lines<'t> {
        Lines { text, start, width: None }
    }

    /// Whether the line break at `at` parts two sentences, and where the second begins; breaks
    /// must be asked for in order.
    ///
    /// It does before a blank line, a list item or a dialogue turn, and after a heading.
    pub(super) fn break_at(&mut self, at: usize) -> Option<usize> {
        let line = self.start.min(at)..at;
        self.start = at + 1;
        let text = self.text;
        let next = skip_white(text, at);
        let first = char_at(text, next)?;
        let is_blank = text[at..next].bytes().filter(|byte| *byte == b'\n').count() > 1;
        let opens = is_blank
            || is_bullet(first)
            || opens_turn(text, next, first)
            || opens_item(text, line.clone(), next)
            || self.is_heading(line, next, first);
        opens.then_some(next)
    }

    /// Whether `line` heads what follows, as a title, a byline or a date line does: it has no
    /// mark at its end, a capital follows, and the next word would have fitted on it, so that
    /// nothing but the writer's wish broke it.
    fn is_heading(&mut self, line: Range<usize>, next: usize, first: char) -> bool {
        let text = self.text;
        let head = text[line].trim();
        let is_open = head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '%'));
        let is_new = first.is_uppercase() || matches!(first, '¿' | '¡' | '«' | '“' | '—');
        if !is_open || !is_new {
            return false;
        }
        let width =
            *self.width.get_or_insert_with(|| text.lines().map(str::len).max().unwrap_or(0));
        let n_next =
            text[next..].bytes().take_while(|byte| !byte.is_ascii_whitespace()).take(width);
        (head.len() + 1 + n_next.count()) * 10 < width * FULL_LINE
    }
}

/// A line is full from this many tenths of the longest line on.
const FULL_LINE: usize = 7;

/// Whether a dialogue turn, or an item marked by a dash, begins at `at` with `dash`.
///
/// An aside that happens to begin a line goes on in small letters.
fn opens_turn(text: &str, at: usize, dash: char) -> bool {
    if !is_dash(dash) {
        return false;
    }
    let after = at + dash.len_utf8();
    let is_apart = char_at(text, after).is_some_and(is_white);
    let is_small = char_at(text, skip_white(text, after)).is_some_and(char::is_lowercase);
    match dash {
        '-' | '−' => is_apart,
        _ => !is_small,
    }
}

/// Whether the line at `at`, which comes after `line`, begins with the mark of a list item.
fn opens_item(text: &str, line: Range<usize>, at: usize) -> bool {
    let Some(mark) = ItemMark::read(text, at) else { return false };
    // Before a number that only happens to begin a line (`in the year\n3. The`) the line would
    // have been full; before an item it ends in a mark, or the previous one is an item.
    let is_ended = text[line.clone()].trim_end().ends_with(['.', ':', ';', '?', '!', ',']);
    let is_item = ItemMark::read(text, skip_white(text, line.start)).is_some();
    let is_first = !matches!(mark.label, Label::Letter(letter) if !matches!(letter, b'a' | b'A'));
    mark.bullet.is_some() || is_ended && is_first || is_item
}
