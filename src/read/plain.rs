use std::ops::Range;

use crate::bitext::{Block, BlockKind, Document, Sentence, Sentences};

/// Makes a document of a plain text. Blocks end at blank lines; a text that uses none has one
/// paragraph a line, unless its lines are hard-wrapped.
pub fn document(name: &str, text: String) -> Document {
    let lines = lines(&text);
    let blocks = if has_blank_between(&lines) {
        lines.split(Range::is_empty).filter(|run| !run.is_empty()).map(enclose).collect()
    } else {
        let full: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        if is_hard_wrapped(&text, &full) { join_wrapped(&text, &full) } else { full }
    };
    let blocks =
        blocks.into_iter().map(|span| Block { span, kind: BlockKind::Paragraph }).collect();
    Document { name: name.to_owned(), text, blocks }
}

/// Takes a text that holds one sentence a line; empty lines are paragraph borders.
pub fn presplit(name: &str, text: String) -> Sentences {
    let lines = lines(&text);
    let (mut blocks, mut sentences): (Vec<Block>, Vec<Sentence>) = (Vec::new(), Vec::new());
    for run in lines.split(Range::is_empty).filter(|run| !run.is_empty()) {
        let block = blocks.len();
        sentences.extend(run.iter().map(|span| Sentence { span: span.clone(), block }));
        blocks.push(Block { span: enclose(run), kind: BlockKind::Paragraph });
    }
    Sentences::new(Document { name: name.to_owned(), text, blocks }, sentences)
}

/// The lines without their ends (LF, CRLF, CR) and without white space or a byte order mark
/// around them; a blank line is an empty range.
fn lines(text: &str) -> Vec<Range<usize>> {
    let is_blank = |c: char| c.is_whitespace() || c == '\u{FEFF}';
    let mut lines = Vec::new();
    let mut start = 0;
    // CRLF is one line end; without this an LF after a CR would make a blank line.
    for line in text.split_inclusive(['\n', '\r']) {
        let from = start;
        start += line.len();
        if line == "\n" && from > 0 && text.as_bytes()[from - 1] == b'\r' {
            continue;
        }
        let body = line.trim_matches(is_blank);
        let at = from + (line.len() - line.trim_start_matches(is_blank).len());
        lines.push(if body.is_empty() { from..from } else { at..at + body.len() });
    }
    lines
}

fn enclose(run: &[Range<usize>]) -> Range<usize> {
    run[0].start..run[run.len() - 1].end
}

fn has_blank_between(lines: &[Range<usize>]) -> bool {
    let first = lines.iter().position(|line| !line.is_empty());
    let last = lines.iter().rposition(|line| !line.is_empty());
    match (first, last) {
        (Some(first), Some(last)) => lines[first..last].iter().any(Range::is_empty),
        _ => false,
    }
}

/// Width that a hard-wrapped text may have, in characters. Longer lines are paragraphs.
const MAX_WRAP_WIDTH: usize = 120;

/// Share of line borders, in percent, that must look like a wrap.
const MIN_WRAPPED_BORDERS: usize = 70;

/// Whether the line breaks were put in by an editor: the next line's first word would not have
/// fitted, or the next line goes on in lower case.
fn is_hard_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let width = wrap_width(text, lines);
    if lines.len() < 2 || width > MAX_WRAP_WIDTH {
        return false;
    }
    let wrapped = lines.windows(2).filter(|pair| goes_on(text, &pair[0], &pair[1], width)).count();
    wrapped * 100 >= (lines.len() - 1) * MIN_WRAPPED_BORDERS
}

fn wrap_width(text: &str, lines: &[Range<usize>]) -> usize {
    lines.iter().map(|line| text[line.clone()].chars().count()).max().unwrap_or(0)
}

fn goes_on(text: &str, line: &Range<usize>, next: &Range<usize>, width: usize) -> bool {
    let (line, next) = (&text[line.clone()], &text[next.clone()]);
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    let goes_on_small = next.chars().next().is_some_and(char::is_lowercase);
    goes_on_small || line.chars().count() + 1 + word > width
}

/// Joins wrapped lines: a paragraph ends where a line is short and closes a sentence.
fn join_wrapped(text: &str, lines: &[Range<usize>]) -> Vec<Range<usize>> {
    let width = wrap_width(text, lines);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (i, line) in lines.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if open => block.end = line.end,
            _ => blocks.push(line.clone()),
        }
        open = lines.get(i + 1).is_some_and(|next| goes_on(text, line, next, width));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<String> {
        let document = document("d", text.to_owned());
        document.blocks.iter().map(|b| document.text[b.span.clone()].to_owned()).collect()
    }

    #[test]
    fn blank_lines_make_paragraphs_whatever_the_line_ends() {
        let lf = "\u{FEFF}Título\n\nUno dos\ntres.\n \t\n\nCuatro.\n";
        let expected = ["Título", "Uno dos\ntres.", "Cuatro."];
        assert_eq!(blocks(lf), expected);
        assert_eq!(blocks(&lf.replace('\n', "\r\n")), expected.map(|b| b.replace('\n', "\r\n")));
        assert_eq!(blocks(&lf.replace('\n', "\r")), expected.map(|b| b.replace('\n', "\r")));
    }

    #[test]
    fn without_blank_lines_a_line_is_a_paragraph() {
        let text = "Un título\nEl primer párrafo es mucho más largo que el título y sigue. Otro más.\nOtro.";
        assert_eq!(blocks(text).len(), 3);
        assert_eq!(blocks("\n\nsolo\n\n"), ["solo"]);
        assert!(blocks(" \r\n\n").is_empty());
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "La asamblea se reunió el martes por la noche en\nla plaza y decidió que no habría venta de tierras\nni de agua. Nadie votó en contra.\nAl día siguiente los vecinos colgaron una manta\nen la entrada del pueblo.";
        assert_eq!(blocks(text).len(), 2);
    }

    #[test]
    fn presplit_counts_sentences_and_paragraphs() {
        let s = presplit("d", "Uno.\r\nDos.\r\n\r\nTres.\r\n".to_owned());
        assert_eq!(s.len(), 3);
        assert_eq!((s.text(1), s.block(1), s.block(2)), ("Dos.", 0, 1));
    }
}
