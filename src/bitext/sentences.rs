use std::ops::Range;

use super::Document;

/// A document and the places of its sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentences {
    document: Document,
    sentences: Vec<Sentence>,
}

/// Where one sentence stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the document's text, without white space at the ends.
    pub span: Range<usize>,
    /// Index of the block (paragraph) that the sentence belongs to.
    pub block: usize,
}

impl Sentences {
    /// Puts a document and its sentences together.
    ///
    /// # Panics
    /// When the spans are out of order, overlap, or do not lie on character borders of the
    /// text: that is a mistake of the caller's code, never of a text.
    pub fn new(document: Document, sentences: Vec<Sentence>) -> Self {
        let mut end = 0;
        for s in &sentences {
            assert!(
                s.span.start >= end && document.text.get(s.span.clone()).is_some(),
                "sentence spans must be in order and on character borders"
            );
            end = s.span.end;
        }
        Sentences { document, sentences }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// How many sentences there are.
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there is no sentence at all.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// The place of every sentence, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Sentence> {
        self.sentences.iter()
    }

    /// The text of sentence `index` as it stands in the document, hard line breaks included.
    pub fn text(&self, index: usize) -> &str {
        &self.document.text[self.sentences[index].span.clone()]
    }

    /// The block (paragraph) of sentence `index`, counted from 0.
    pub fn block(&self, index: usize) -> usize {
        self.sentences[index].block
    }
}
