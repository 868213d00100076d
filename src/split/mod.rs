//! Documents to sentences.
//!
//! One engine for every language; what it knows of a language is in word lists, one folder a
//! language. The scan stops at marks that may end a sentence and at line breaks (`chars`), reads
//! what stands around them (`context`), and decides (`engine`). Conventions:
//!
//! * closing quotes, brackets and note marks stay with the sentence they close;
//! * `:` and `;` end nothing, nor do dashes; an attribution stays with what was said;
//! * several sentences inside one quotation are split, text in an embedded parenthesis is not;
//! * a line break is where the line was full, unless a list item or a dialogue turn follows.

mod abbreviation;
mod chars;
mod context;
mod engine;
mod guess;
mod layout;
mod marks;
mod nests;
mod quotes;
mod rules;
mod stream;
mod token;
mod words;

use std::ops::Range;

pub use guess::{Guess, guess_by_sample, guess_by_words, guess_language};
pub use rules::AbbreviationError;
pub use stream::{Found, Stream};
pub(crate) use words::words;

use crate::bitext::{Document, Lang, Sentence, Sentences};
use rules::{Kind, Rules, Table};

/// Finds the sentences of one language.
///
/// ```
/// use bitexto::{bitext::Lang, split::Splitter};
/// let splitter = Splitter::new(Lang::ES);
/// let text = "El Sr. García llegó a EE. UU. el lunes. Nadie lo esperaba.";
/// let mut spans = Vec::new();
/// splitter.split_block(text, &mut spans);
/// let sentences: Vec<&str> = spans.into_iter().map(|span| &text[span]).collect();
/// assert_eq!(sentences, ["El Sr. García llegó a EE. UU. el lunes.", "Nadie lo esperaba."]);
/// ```
pub struct Splitter {
    lang: Lang,
    added: Table<Kind>,
}

impl Splitter {
    /// A splitter for `lang`; without rules for it, one that goes by marks and capitals alone.
    pub fn new(lang: Lang) -> Splitter {
        Splitter { lang, added: Table::default() }
    }

    /// Whether there are rules for `lang`.
    pub fn has_rules(lang: Lang) -> bool {
        Splitter::languages().contains(&lang)
    }

    /// The languages that have rules.
    pub fn languages() -> &'static [Lang] {
        &[Lang::ES, Lang::EN]
    }

    /// Adds abbreviations, one a line: the abbreviation with its stop, then, after a tab or two
    /// spaces, its kind (`never`, `capital`, `opener`, `number`, `name`; `never` when left out)
    /// and whatever note is wanted. Lines that begin with `#` are notes.
    ///
    /// # Errors
    /// [`AbbreviationError`] names the first line that is not an abbreviation; those before it
    /// have been added.
    pub fn add_abbreviations(&mut self, text: &str) -> Result<(), AbbreviationError> {
        rules::read_abbreviations(text, &mut self.added)
    }

    /// Splits every block of `document`.
    pub fn split(&self, document: Document) -> Sentences {
        let mut sentences = Vec::with_capacity(document.text.len() / 100 + document.blocks.len());
        let mut spans = Vec::new();
        for (index, block) in document.blocks.iter().enumerate() {
            let Some(text) = document.text.get(block.span.clone()) else { continue };
            spans.clear();
            self.split_block(text, &mut spans);
            sentences.extend(spans.iter().map(|span| Sentence {
                span: block.span.start + span.start..block.span.start + span.end,
                block: index,
            }));
        }
        Sentences::new(document, sentences)
    }

    /// Splits one block: the spans of its sentences, without white space at their ends, are
    /// added to `spans`. Nothing outside the block has any bearing on them.
    pub fn split_block(&self, text: &str, spans: &mut Vec<Range<usize>>) {
        let rules = Rules::of(self.lang);
        engine::Engine { rules, added: &self.added, text }.run(spans);
    }
}
