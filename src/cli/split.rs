use std::io;
use std::path::{Path, PathBuf};

use bitexto::bitext::{Document, Lang};
use bitexto::read::HEAD;
use bitexto::split::{Splitter, Stream, guess_language};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::input::{Abbreviations, Input, is_dash};
use super::output::{Output, check_clash};
use super::{Fault, Outcome, Voice, input};

/// Split a text into sentences
///
/// Reads plain text in UTF-8, UTF-16 or Windows-1252. Paragraphs end at blank lines; a text without
/// blank lines has one paragraph a line, unless its lines are hard-wrapped. HTML pages (the article
/// without what stands around it), Markdown, DOCX, ODT, EPUB and JSONL are read too.
///
/// Plain text is read and written piece by piece, so that it may be longer than the memory. Character
/// set, language and the use of line breaks are decided on its first MiB. A stretch of 16 MiB in
/// which no sentence ends is cut between words, with a warning.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The text; `-` is standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Language of the text: es, en, or auto to go by its function words
    #[arg(long, default_value = "auto")]
    lang: String,
    /// How the sentences are written
    #[arg(long, value_enum, default_value_t = Format::Lines)]
    format: Format,
    /// More abbreviations, one a line; after two spaces or a tab, a kind: never (ends a sentence),
    /// capital (may end one before a capital), opener (may end
    /// one before a word that opens sentences), number (only stands before a number), name (only
    /// before a name)
    #[arg(long, value_name = "FILE")]
    abbreviations: Option<PathBuf>,
    /// The field of JSONL records that holds the text [default: the first of text, content, body,
    /// article, with title before it]; all records of a file are one document, in order
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// Where the sentences go [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One sentence a line, white space inside it made one space
    Lines,
    /// One JSON object a line: text, start and end in bytes of the text (of what was taken out of
    /// the file where it is not plain text), paragraph
    Jsonl,
}

/// One sentence as JSON.
#[derive(Debug, Serialize)]
struct Record<'a> {
    text: &'a str,
    start: u64,
    end: u64,
    paragraph: u64,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let inputs = [Some(&*arguments.file), arguments.abbreviations.as_deref()];
    check_clash(arguments.output.as_deref(), inputs.into_iter().flatten())?;
    let output = Output::open(arguments.output.as_deref())?;
    let known = language(&arguments.lang)?;
    let abbreviations = arguments.abbreviations.as_deref();
    if is_dash(&arguments.file) && abbreviations.is_some_and(is_dash) {
        return Err(Fault::new(
            "text and abbreviations are both -; expected standard input once at most; name a file for one",
        ));
    }
    let abbreviations = abbreviations.map(Abbreviations::read).transpose()?;
    let mut source = match input::look(&arguments.file, "text", arguments.field.as_deref(), voice)?
    {
        Input::Plain(source) => source,
        Input::Other(document) => {
            split_whole(document, known, output, abbreviations.as_ref(), arguments, voice)?;
            return Ok(voice.outcome());
        }
    };
    // The language is judged by the beginning, whose length is that of the other decisions.
    let mut text = String::new();
    while text.len() < HEAD && !source.is_done() {
        source.read(&mut text)?;
    }
    let head = &text[..text.floor_char_boundary(HEAD)];
    let lang = known.unwrap_or_else(|| guess(head, &arguments.file, voice));
    let splitter = input::splitter(lang, abbreviations.as_ref())?;
    let mut stream = Stream::new(&splitter);
    output.finish_reading(|out| {
        let mut lines = Vec::with_capacity(2 * FULL);
        loop {
            stream.take(&mut text, source.is_done(), |sentence| {
                match arguments.format {
                    Format::Lines => push_line(sentence.text, &mut lines),
                    Format::Jsonl => push_json(
                        &Record {
                            text: sentence.text,
                            start: sentence.start,
                            end: sentence.end(),
                            paragraph: sentence.block + 1,
                        },
                        &mut lines,
                    )?,
                }
                if lines.len() >= FULL {
                    out.write_all(&lines)?;
                    lines.clear();
                }
                io::Result::Ok(())
            })?;
            if source.is_done() {
                return Ok(out.write_all(&lines)?);
            }
            source.read(&mut text)?;
        }
    })?;
    source.tell(voice);
    if stream.n_cut() > 0 {
        voice.warn(format_args!(
            "{}: {} stretches without the end of a sentence were too long ({} MiB) and were cut between words",
            input::shown(&arguments.file),
            stream.n_cut(),
            stream.longest_block >> 20
        ));
    }
    Ok(voice.outcome())
}

/// How many bytes are written at once.
const FULL: usize = 1 << 16;

/// The language that the beginning of the text looks to be in; Spanish where nothing tells.
fn guess(head: &str, path: &Path, voice: &Voice) -> Lang {
    let Some(guess) = guess_language(head) else {
        voice.note(format_args!(
            "{}: no function words to tell the language by; taken to be {}; say --lang to be sure",
            input::shown(path),
            Lang::ES.name()
        ));
        return Lang::ES;
    };
    if guess.is_doubtful() {
        voice.note(format_args!(
            "{}: taken to be {} on thin evidence; say --lang to be sure",
            input::shown(path),
            guess.lang.name()
        ));
    }
    guess.lang
}

/// The language of `--lang`; `None` for auto.
fn language(code: &str) -> Result<Option<Lang>, Fault> {
    if code == "auto" {
        return Ok(None);
    }
    let lang = code.parse().ok().filter(|lang| Splitter::has_rules(*lang));
    lang.map(Some).ok_or_else(|| {
        let known: Vec<&str> = Splitter::languages().iter().map(Lang::code).collect();
        Fault::new(format_args!(
            "--lang {code}: no rules for this language; expected {} or auto",
            known.join(", ")
        ))
    })
}

/// Splits a document that is there as a whole, out of a file that is not plain text.
fn split_whole(
    document: Document,
    known: Option<Lang>,
    output: Output,
    abbreviations: Option<&Abbreviations>,
    arguments: &Arguments,
    voice: &Voice,
) -> Result<(), Fault> {
    let lang = known.unwrap_or_else(|| guess(&document.text, &arguments.file, voice));
    let splitter = input::splitter(lang, abbreviations)?;
    let sentences = splitter.split(document);
    output.finish(|out| {
        let mut line = Vec::new();
        for (index, sentence) in sentences.iter().enumerate() {
            let text = sentences.text(index);
            match arguments.format {
                Format::Lines => push_line(text, &mut line),
                Format::Jsonl => {
                    let (start, end) = (sentence.span.start as u64, sentence.span.end as u64);
                    let paragraph = sentence.block as u64 + 1;
                    push_json(&Record { text, start, end, paragraph }, &mut line)?;
                }
            }
            out.write_all(&line)?;
            line.clear();
        }
        Ok(())
    })
}

fn push_json(record: &Record<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.push(b'\n');
    Ok(())
}

/// A sentence without line breaks: runs of blanks and breaks become one space. No-break spaces
/// and thin spaces are part of the text and stay.
fn push_line(text: &str, out: &mut Vec<u8>) {
    if is_one_line(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        let is_break = |c: char| matches!(c, ' ' | '\t'..='\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        for part in text.split(is_break).filter(|part| !part.is_empty()) {
            out.extend_from_slice(part.as_bytes());
            out.push(b' ');
        }
        out.pop();
    }
    out.push(b'\n');
}

/// Bytes that are looked at together, which compiles to vector instructions.
const LANES: usize = 16;

/// Whether a sentence can be written as it stands: no control character, no two spaces, none of
/// U+0085, U+2028 and U+2029.
fn is_one_line(text: &[u8]) -> bool {
    let [.., a, b] = *text else { return false };
    let ends_plain = a > b' ' && b > b' ' && [a, b] != [0xC2, 0x85];
    let is_plain = |window: &[u8; LANES + 2]| {
        let mut broken = [0; LANES];
        for (i, broken) in broken.iter_mut().enumerate() {
            *broken = u8::from(is_broken([window[i], window[i + 1], window[i + 2]]));
        }
        u128::from_ne_bytes(broken) == 0
    };
    let Some(last) = text.last_chunk() else {
        return ends_plain && !text.windows(3).any(|w| is_broken([w[0], w[1], w[2]]));
    };
    let mut windows = text.windows(LANES + 2).step_by(LANES).filter_map(|w| w.try_into().ok());
    ends_plain && is_plain(last) && windows.all(is_plain)
}

fn is_broken([a, b, c]: [u8; 3]) -> bool {
    let is_space = (a == b' ') & (b == b' ');
    let is_mark = (a == 0xE2) & (b == 0x80) & (c & 0xFE == 0xA8);
    (a < b' ') | is_space | is_mark | (a == 0xC2) & (b == 0x85)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The way without copying changes nothing.
        #[test]
        fn a_sentence_becomes_one_line(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "ñ", "—", " ", "\n", "\r\n", "\t", "\u{85}", "\u{2028}", "\u{2029}", "\u{A0}",
                    "\u{1C}", "\u{2007}", "\u{2030}", "\u{C5}", "\u{8}",
                ]),
                0..40,
            ),
        ) {
            let sentence = format!("a{}z", pieces.concat());
            let mut found = Vec::new();
            push_line(&sentence, &mut found);
            let is_kept = |c: &char| matches!(c, '\u{A0}' | '\u{2007}');
            let spaced: String = sentence
                .chars()
                .map(|c| if c.is_whitespace() && !is_kept(&c) || c == '\u{1C}' { ' ' } else { c })
                .collect();
            let parts: Vec<&str> = spaced.split(' ').filter(|part| !part.is_empty()).collect();
            prop_assert_eq!(String::from_utf8(found).unwrap(), parts.join(" ") + "\n");
        }
    }
}
