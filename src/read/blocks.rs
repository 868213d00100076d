//! How a text uses its line breaks, and the blocks that come of it.

use std::ops::Range;

use memchr::memchr2;

use super::HEAD;

/// What line breaks mean in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Blank lines part paragraphs.
    BlankLines,
    /// Every line is a paragraph.
    Lines,
    /// There are no blank lines, and lines were broken where they were full.
    Wrapped {
        /// Characters of the longest line.
        width: usize,
    },
}

/// What a line break between two lines that hold something looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Border {
    /// The line was full, or the next one goes on in lower case.
    Wrap,
    /// The line is short and ends like a paragraph or a heading.
    Paragraph,
    /// It may be either.
    Unclear,
}

/// Width that a hard-wrapped text may have, in characters. Longer lines are paragraphs.
const MAX_WRAP_WIDTH: usize = 120;

/// Share of the line borders that speak at all, in percent, that must look like a wrap.
const MIN_WRAPPED_BORDERS: usize = 70;

/// A line without a mark at its end may have been broken off from this many tenths of the width
/// on; a shorter one is a heading.
const FULL_LINE: usize = 7;

/// Longest line, in bytes, that may be part of a paragraph in a hard-wrapped text.
const LONGEST_WRAPPED_LINE: usize = 1024;

impl Layout {
    /// Judges by the first [`HEAD`] bytes of `text`, or by all of it where it is shorter.
    pub fn of(text: &str) -> Layout {
        let mut head = text;
        if text.len() > HEAD {
            head = &text[..text.floor_char_boundary(HEAD)];
            // The last line is cut off and would look shorter than it is.
            head = &head[..head.rfind(['\n', '\r']).unwrap_or(head.len())];
        }
        let lines = lines(head);
        let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
        let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
        if lines.get(first..last).unwrap_or(&[]).iter().any(Range::is_empty) {
            return Layout::BlankLines;
        }
        let lines = lines.get(first..=last).unwrap_or(&[]);
        let width = |line: &Range<usize>| head[line.clone()].chars().count();
        let width = lines.iter().map(width).max().unwrap_or(0);
        if lines.len() < 2 || width > MAX_WRAP_WIDTH {
            return Layout::Lines;
        }
        let (mut n_wraps, mut n_paragraphs) = (0, 0);
        for pair in lines.windows(2) {
            match border(&head[pair[0].clone()], &head[pair[1].clone()], width) {
                Border::Wrap => n_wraps += 1,
                Border::Paragraph => n_paragraphs += 1,
                Border::Unclear => {}
            }
        }
        if n_wraps > 0 && n_wraps * 100 >= (n_wraps + n_paragraphs) * MIN_WRAPPED_BORDERS {
            Layout::Wrapped { width }
        } else {
            Layout::Lines
        }
    }

    /// Whether `next` belongs to the paragraph of the line before it.
    fn goes_on(self, line: &str, next: &str) -> bool {
        match self {
            Layout::BlankLines => true,
            Layout::Lines => false,
            Layout::Wrapped { width } => border(line, next, width) != Border::Paragraph,
        }
    }
}

fn border(line: &str, next: &str, width: usize) -> Border {
    let word = next.split_whitespace().next().unwrap_or("");
    let n_with_word = line.chars().count() + 1 + word.chars().count();
    let is_lone_mark = matches!(word, "." | "," | ";" | ":" | "?" | "!" | ")");
    if next.starts_with(char::is_lowercase) || is_lone_mark {
        return Border::Wrap;
    }
    if matches!(word, "*" | "-" | "–" | "—" | "•") {
        return Border::Paragraph;
    }
    let is_open = line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';'));
    if n_with_word > width || is_open && begins_another(line) || ends_in_title(line) {
        return Border::Wrap;
    }
    if is_open && n_with_word * 10 >= width * FULL_LINE {
        return Border::Unclear;
    }
    Border::Paragraph
}

/// Whether a sentence ends inside the line and another begins, as no heading has it.
fn begins_another(line: &str) -> bool {
    let is_capital = |(at, _): &(usize, &str)| line[at + 2..].starts_with(char::is_uppercase);
    let ends = line.match_indices(". ").filter(is_capital);
    ends.map(|(at, _)| &line[..at]).any(|before| before.ends_with(char::is_lowercase))
}

/// Whether the last word is a short one with a capital and a stop, which may be a title or an
/// initial (`Mr.`, `Dra.`, `J.`). The splitter's lists will tell; here it only keeps the lines
/// together.
fn ends_in_title(line: &str) -> bool {
    let word = line.rsplit(char::is_whitespace).next().unwrap_or("");
    let stem = word.strip_suffix('.').unwrap_or("");
    stem.starts_with(char::is_uppercase) && stem.chars().count() <= 4
}

/// Finds the blocks of a text that comes in pieces: the caller appends to the text and asks for
/// blocks until none is complete.
#[derive(Debug)]
pub struct Blocks {
    layout: Layout,
    /// Where the line begins that is read next, or what is left of it.
    line: usize,
    /// Up to here there is no end of that line.
    searched: usize,
    /// Whether the line began earlier, in a part that was dealt with already.
    is_rest: bool,
    /// How many bytes of white space at the head of the line were left aside.
    n_skipped: usize,
    open: Option<Open>,
}

/// A block to which lines may be added.
#[derive(Debug)]
struct Open {
    span: Range<usize>,
    last_line: Range<usize>,
}

impl Blocks {
    /// Nothing has been read of a text with this layout.
    pub fn new(layout: Layout) -> Blocks {
        Blocks { layout, line: 0, searched: 0, is_rest: false, n_skipped: 0, open: None }
    }

    /// The bytes of the next block of `text`, if it is complete; with `is_last` nothing will be
    /// appended to the text any more.
    pub fn next(&mut self, text: &str, is_last: bool) -> Option<Range<usize>> {
        loop {
            let Some((end, next)) = line_end(text, self.line, self.searched, is_last) else {
                self.searched = self.line.max(text.len() - usize::from(text.ends_with('\r')));
                // A long line is no part of the block, however it goes on.
                let ends = is_last || self.is_long(text.len());
                let block = self.open.take_if(|_| ends).map(|open| open.span);
                if block.is_none() {
                    self.skip_indent(text);
                }
                return block;
            };
            let line = trimmed(text, self.line..end);
            let is_alone = self.layout == Layout::Lines || self.is_long(end);
            let is_blank = line.is_empty() && !self.is_rest;
            if let Some(open) = &mut self.open
                && !is_blank
                && !is_alone
                && self.layout.goes_on(&text[open.last_line.clone()], &text[line.clone()])
            {
                open.span.end = line.end;
                open.last_line = line;
                self.begin_line(next);
                continue;
            }
            if let Some(open) = self.open.take() {
                // The line is read again as the first of its block.
                return Some(open.span);
            }
            self.begin_line(next);
            if is_alone && !is_blank {
                return Some(line);
            }
            if !is_blank {
                self.open = Some(Open { span: line.clone(), last_line: line });
            }
        }
    }

    fn begin_line(&mut self, at: usize) {
        (self.line, self.searched) = (at, at);
        (self.is_rest, self.n_skipped) = (false, 0);
    }

    /// Whether the line that ends at `end` or later is too long to have been wrapped where others
    /// were.
    fn is_long(&self, end: usize) -> bool {
        matches!(self.layout, Layout::Wrapped { .. })
            && (self.is_rest || self.n_skipped + end - self.line > LONGEST_WRAPPED_LINE)
    }

    /// Leaves white space before a block aside once it is too much to keep.
    fn skip_indent(&mut self, text: &str) {
        let start = trimmed_start(text, self.line..self.searched);
        if self.open.is_none() && start - self.line > LONGEST_WRAPPED_LINE {
            self.n_skipped += start - self.line;
            self.line = start;
        }
    }

    /// The bytes of the block that is not complete yet, with white space that may follow it.
    pub fn unfinished(&self, text: &str) -> Range<usize> {
        match (&self.open, self.layout) {
            (Some(open), Layout::BlankLines) => open.span.start..text.len(),
            (Some(open), _) => open.span.clone(),
            (None, _) => trimmed_start(text, self.line..text.len())..text.len(),
        }
    }

    /// Takes the unfinished block to begin at `at`, which must lie inside it: what stands before
    /// has been dealt with. The block may turn out to be empty then.
    pub fn resume_at(&mut self, at: usize) {
        if at >= self.line {
            self.line = at;
            self.searched = self.searched.max(at);
            self.is_rest = true;
        }
        match &mut self.open {
            Some(open) => open.span = at..open.span.end.max(at),
            None if self.layout == Layout::BlankLines => {
                self.open = Some(Open { span: at..at, last_line: at..at });
            }
            None => {}
        }
    }

    /// How many bytes at the front of the text are not needed any more. They may be taken off,
    /// if [`Blocks::forget`] is told.
    pub fn n_done(&self) -> usize {
        self.open.as_ref().map_or(self.line, |open| open.span.start)
    }

    /// So many bytes were taken off the front of the text.
    pub fn forget(&mut self, n_bytes: usize) {
        self.line -= n_bytes;
        self.searched = self.searched.max(n_bytes) - n_bytes;
        if let Some(open) = &mut self.open {
            for range in [&mut open.span, &mut open.last_line] {
                *range = range.start.saturating_sub(n_bytes)..range.end.saturating_sub(n_bytes);
            }
        }
    }
}

/// Where the line that begins at `start` ends, and where the next one begins. The ends are LF,
/// CRLF and CR; none lies before `searched`.
fn line_end(text: &str, start: usize, searched: usize, is_last: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    match memchr2(b'\n', b'\r', &bytes[searched..]) {
        Some(gap) => {
            let at = searched + gap;
            let is_crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            // The LF may still come.
            let is_cut = bytes[at] == b'\r' && at + 1 == bytes.len() && !is_last;
            (!is_cut).then_some((at, at + 1 + usize::from(is_crlf)))
        }
        None => (is_last && start < bytes.len()).then_some((bytes.len(), bytes.len())),
    }
}

/// The lines without their ends and without white space or a byte order mark around them; a
/// blank line is an empty range.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some((end, next)) = line_end(text, start, start, true) {
        lines.push(trimmed(text, start..end));
        start = next;
    }
    lines
}

/// `range` without white space and byte order marks at its ends; empty where it holds nothing else.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let start = trimmed_start(text, range.clone());
    start..start + text[start..range.end].trim_end_matches(is_blank).len()
}

fn trimmed_start(text: &str, range: Range<usize>) -> usize {
    range.end - text[range.clone()].trim_start_matches(is_blank).len()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}
