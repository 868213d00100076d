use std::ops::Range;

/// A text as it was read: whole, unchanged, with the places of its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What the document is called in the corpus, e.g. `merida`.
    pub name: String,
    /// The text, decoded to UTF-8 and otherwise as it stood in the input, line breaks included.
    pub text: String,
    /// Paragraphs, headings, list items, captions and notes, in order, none overlapping; what lies
    /// between them is white space (or a byte order mark).
    pub blocks: Vec<Block>,
}

/// A stretch of a document that no sentence crosses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of [`Document::text`], without white space at the ends.
    pub span: Range<usize>,
    /// What the block is on the page.
    pub kind: BlockKind,
}

/// What a block is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text. Line breaks inside it are soft wraps, unless the next line opens a list
    /// item or a dialogue turn.
    Paragraph,
    /// A title or a section heading.
    Heading,
    /// One item of a list.
    ListItem,
    /// The words under a picture.
    Caption,
    /// A note at the foot of the page or at the end of the text.
    Footnote,
}
