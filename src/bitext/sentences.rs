use std::ops::Range;

use super::{Block, Document};

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

    /// A run of sentences as a document of its own, which holds the text from the first of them
    /// to the last.
    ///
    /// # Panics
    /// When there are no such sentences.
    pub fn run(&self, run: Range<usize>) -> Sentences {
        let sentences = &self.sentences[run];
        let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else {
            let document = Document {
                text: String::new(),
                blocks: Vec::new(),
                name: self.document.name.clone(),
            };
            return Sentences { document, sentences: Vec::new() };
        };
        let span = first.span.start..last.span.end;
        let inside = |of: &Range<usize>| {
            let clamped = of.start.max(span.start)..of.end.min(span.end);
            clamped.start - span.start..clamped.end - span.start
        };
        let blocks = self.document.blocks.get(first.block..=last.block).unwrap_or_default();
        let blocks = blocks.iter().map(|b| Block { span: inside(&b.span), kind: b.kind }).collect();
        let shifted = sentences
            .iter()
            .map(|s| Sentence { span: inside(&s.span), block: s.block - first.block });
        Sentences {
            sentences: shifted.collect(),
            document: Document {
                name: self.document.name.clone(),
                text: self.document.text[span.clone()].to_owned(),
                blocks,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::BlockKind;
    use super::*;

    #[test]
    fn a_run_is_a_document_of_its_own() {
        let text = "Uno. Dos.\n\nTres. Cuatro.".to_owned();
        let block = |span| Block { span, kind: BlockKind::Paragraph };
        let sentence = |span, block| Sentence { span, block };
        let document =
            Document { name: "a".to_owned(), text, blocks: vec![block(0..9), block(11..24)] };
        let all = Sentences::new(
            document,
            vec![sentence(0..4, 0), sentence(5..9, 0), sentence(11..16, 1), sentence(17..24, 1)],
        );
        let run = all.run(1..3);
        assert_eq!((run.text(0), run.text(1)), ("Dos.", "Tres."));
        assert_eq!((run.block(0), run.block(1)), (0, 1));
        assert_eq!(run.document().text, "Dos.\n\nTres.");
        assert_eq!(run.document().blocks, [block(0..4), block(6..11)]);
        assert!(all.run(2..2).is_empty());
    }
}
