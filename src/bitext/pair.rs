use super::{Alignment, Lang, Sentences};

/// A text beside its translation, aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct Bitext {
    /// What the pair is called in the corpus.
    pub name: String,
    /// Language of the source.
    pub source_lang: Lang,
    /// Language of the target.
    pub target_lang: Lang,
    /// The original.
    pub source: Sentences,
    /// Its rendering.
    pub target: Sentences,
    /// Which sentences translate which.
    pub alignment: Alignment,
}
