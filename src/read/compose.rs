//! Blocks put one after the other into a document.

use crate::bitext::{Block, BlockKind, Document};

/// What stands between two blocks.
const BETWEEN: &str = "\n\n";

/// A document in the making, for formats whose text does not lie in one piece in the file.
#[derive(Debug, Default)]
pub(super) struct Composer {
    text: String,
    blocks: Vec<Block>,
}

impl Composer {
    /// Adds what a block says. Runs of blanks become one space, a line feed is a line break that
    /// the author wanted, and a blank line parts two blocks. White space alone adds nothing.
    pub fn push(&mut self, kind: BlockKind, said: &str) {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\u{B}' | '\u{C}' | '\u{FEFF}');
        let mut is_open = false;
        for line in said.split('\n') {
            let mut words = line.split(is_blank).filter(|word| !word.is_empty()).peekable();
            // A line of no-break spaces only is blank too.
            if line.trim().is_empty() || words.peek().is_none() {
                is_open = false;
                continue;
            }
            if is_open {
                self.text.push('\n');
            } else if !self.text.is_empty() {
                self.text.push_str(BETWEEN);
            }
            let start = self.text.len();
            for (index, word) in words.enumerate() {
                if index > 0 {
                    self.text.push(' ');
                }
                self.text.push_str(word);
            }
            self.trim_end();
            let start = start + leading_white(&self.text[start..]);
            let end = self.text.len();
            match self.blocks.last_mut() {
                Some(block) if is_open => block.span.end = end,
                _ => self.blocks.push(Block { span: start..end, kind }),
            }
            is_open = true;
        }
    }

    /// The document.
    pub fn finish(self, name: &str) -> Document {
        Document { name: name.to_owned(), text: self.text, blocks: self.blocks }
    }

    fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }
}

fn leading_white(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_squeezed_and_blank_lines_part_blocks() {
        let mut composer = Composer::default();
        composer.push(BlockKind::Heading, "  Un \t título ");
        composer.push(BlockKind::Paragraph, " \u{A0}\n ");
        composer.push(BlockKind::Paragraph, "\u{A0}uno\r\n dos \u{A0}\n\n tres\n\u{A0}\ncuatro");
        let document = composer.finish("d");
        let said: Vec<&str> =
            document.blocks.iter().map(|block| &document.text[block.span.clone()]).collect();
        assert_eq!(said, ["Un título", "uno\ndos", "tres", "cuatro"]);
        assert_eq!(document.blocks[0].kind, BlockKind::Heading);
        let mut end = 0;
        for block in &document.blocks {
            assert!(document.text[end..block.span.start].trim().is_empty());
            end = block.span.end;
        }
    }
}
