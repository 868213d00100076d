//! Texts that come in pieces, split in bounded memory.

use std::ops::Range;

use super::{
    Splitter,
    chars::{is_white, skip_white, trim_white},
};
use crate::read::{Blocks, HEAD, Layout};

/// A sentence that was found in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'t> {
    /// The sentence as it stands in the text, line breaks included.
    pub text: &'t str,
    /// Where it begins, in bytes of the whole text.
    pub start: u64,
    /// The block (paragraph) that it belongs to, counted from 0.
    pub block: u64,
}

impl Found<'_> {
    /// Where it ends, in bytes of the whole text.
    pub fn end(&self) -> u64 {
        self.start + self.text.len() as u64
    }
}

/// Splits a text that comes in pieces, however they are cut, into the sentences that
/// [`Splitter::split`] finds in the whole.
///
/// Held in memory is a block at a time. A block of more than `longest_block` bytes is dealt with in
/// parts of that size, cut where a sentence ends; a sentence that is longer is cut between words,
/// and counted.
///
/// ```
/// use bitexto::{bitext::Lang, split::{Splitter, Stream}};
/// let splitter = Splitter::new(Lang::ES);
/// let mut stream = Stream::new(&splitter);
/// let (mut text, mut found) = (String::new(), Vec::new());
/// for (piece, is_last) in [("Vino el S", false), ("r. Paz. Se fue.", true)] {
///     text.push_str(piece);
///     let take = |sentence: bitexto::split::Found| {
///         found.push(sentence.text.to_owned());
///         Ok::<(), std::convert::Infallible>(())
///     };
///     stream.take(&mut text, is_last, take)?;
/// }
/// assert_eq!(found, ["Vino el Sr. Paz.", "Se fue."]);
/// # Ok::<(), std::convert::Infallible>(())
/// ```
pub struct Stream<'s> {
    splitter: &'s Splitter,
    /// A longer block is split in parts, in bytes.
    pub longest_block: usize,
    blocks: Option<Blocks>,
    /// How many bytes were taken off the front of the text.
    n_taken: u64,
    n_blocks: u64,
    n_cut: usize,
    spans: Vec<Range<usize>>,
}

/// No paragraph that anybody wrote is longer, in bytes: it holds three times the Bible.
const LONGEST_BLOCK: usize = 1 << 24;

/// The least that [`Stream::longest_block`] may be.
const LEAST_LONGEST_BLOCK: usize = 1 << 12;

/// How far from the end of a part the last border must lie to be sure of it, in bytes. It is more
/// than the rules look ahead.
const AHEAD: usize = 2048;

impl<'s> Stream<'s> {
    /// Nothing has been read yet.
    pub fn new(splitter: &'s Splitter) -> Stream<'s> {
        Stream {
            splitter,
            longest_block: LONGEST_BLOCK,
            blocks: None,
            n_taken: 0,
            n_blocks: 0,
            n_cut: 0,
            spans: Vec::new(),
        }
    }

    /// Gives the sentences of all complete blocks of `text` to `give` and takes the blocks off its
    /// front; the caller appends what comes next. With `is_last` nothing more will come.
    ///
    /// Up to [`HEAD`] bytes are waited for, since the use of line breaks is judged by them.
    ///
    /// # Errors
    /// The first error of `give`, after which the stream is of no use any more.
    pub fn take<E>(
        &mut self,
        text: &mut String,
        is_last: bool,
        mut give: impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.blocks.is_none() && text.len() < HEAD && !is_last {
            return Ok(());
        }
        let mut blocks = self.blocks.take().unwrap_or_else(|| Blocks::new(Layout::of(text)));
        while let Some(block) = blocks.next(text, is_last) {
            let rest = self.parts(text, block, &mut give)?;
            self.spans.clear();
            self.splitter.split_block(&text[rest.clone()], &mut self.spans);
            self.give(text, rest.start, self.spans.len(), &mut give)?;
            self.n_blocks += 1;
        }
        let unfinished = blocks.unfinished(text);
        let rest = self.parts(text, unfinished.clone(), &mut give)?;
        if rest.start > unfinished.start {
            blocks.resume_at(rest.start);
        }
        let n_done = blocks.n_done();
        text.drain(..n_done);
        blocks.forget(n_done);
        self.n_taken += n_done as u64;
        self.blocks = Some(blocks);
        Ok(())
    }

    /// How many sentences were cut because they were longer than [`Stream::longest_block`].
    pub fn n_cut(&self) -> usize {
        self.n_cut
    }

    /// Deals with as many parts of a block that is too long as it takes, and gives back the rest.
    fn parts<E>(
        &mut self,
        text: &str,
        block: Range<usize>,
        give: &mut impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<Range<usize>, E> {
        let longest = self.longest_block.max(LEAST_LONGEST_BLOCK);
        let mut start = skip_white(text, block.start).min(block.end);
        while block.end.saturating_sub(start) > longest {
            let end = block.end.min(start + longest + AHEAD);
            let near = &text[start..text.floor_char_boundary(end)];
            let is_blank_after = trim_white(near, near.len()) <= longest;
            if is_blank_after && end == block.end {
                break;
            }
            let part =
                if is_blank_after { near } else { &near[..near.floor_char_boundary(longest)] };
            self.spans.clear();
            self.splitter.split_block(part, &mut self.spans);
            let is_sure = |span: &Range<usize>| span.start + AHEAD <= part.len();
            let n_sure = self.spans.iter().rposition(is_sure).unwrap_or(0);
            let n_given = match self.spans.len() {
                // So much white space ends the last one, too.
                n_spans if is_blank_after => n_spans,
                _ if n_sure > 0 => n_sure,
                n_spans => n_spans.saturating_sub(1),
            };
            if n_given > 0 || is_blank_after {
                let next = self.spans.get(n_given).map_or(part.len(), |span| span.start);
                self.give(text, start, n_given, give)?;
                start = skip_white(text, start + next).min(block.end);
                continue;
            }
            let cut = between_words(part);
            self.spans.clear();
            self.spans.push(0..trim_white(part, cut));
            self.give(text, start, 1, give)?;
            self.n_cut += 1;
            start = skip_white(text, start + cut);
        }
        Ok(start..block.end)
    }

    /// Gives the first `n_spans` of the spans, which count from byte `offset`.
    fn give<E>(
        &self,
        text: &str,
        offset: usize,
        n_spans: usize,
        give: &mut impl FnMut(Found<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for span in &self.spans[..n_spans] {
            let start = offset + span.start;
            give(Found {
                text: &text[start..offset + span.end],
                start: self.n_taken + start as u64,
                block: self.n_blocks,
            })?;
        }
        Ok(())
    }
}

/// Where `part` may be cut: before its last word, or at its end where that is none or the only one.
fn between_words(part: &str) -> usize {
    match part.char_indices().rfind(|(_, c)| is_white(*c)) {
        Some((at, white)) => at + white.len_utf8(),
        None => part.len(),
    }
}
