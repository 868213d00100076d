use std::io::{self, Write};
use std::path::PathBuf;

use bitexto::bitext::{Lang, Sentences};
use bitexto::split::{Splitter, guess_language};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::Output;
use super::{Fault, Outcome, Voice, input};

/// Split a text into sentences
///
/// Reads plain text in UTF-8, UTF-16 or Windows-1252. Paragraphs end at blank lines; a text without
/// blank lines has one paragraph a line, unless its lines are hard-wrapped. HTML pages (the article
/// without what stands around it), Markdown, DOCX, ODT, EPUB and JSONL are read too.
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
    start: usize,
    end: usize,
    paragraph: usize,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let output = Output::open(arguments.output.as_deref())?;
    let known = language(&arguments.lang)?;
    let document = input::document(&arguments.file, "text", arguments.field.as_deref(), voice)?;
    let lang = match known {
        Some(lang) => lang,
        None => match guess_language(&document.text) {
            Some(guess) => {
                if guess.is_doubtful() {
                    voice.note(format_args!(
                        "{}: taken to be {} on thin evidence; say --lang to be sure",
                        input::shown(&arguments.file),
                        guess.lang.name()
                    ));
                }
                guess.lang
            }
            None => {
                voice.note(format_args!(
                    "{}: no function words to tell the language by; taken to be {}; say --lang to be sure",
                    input::shown(&arguments.file),
                    Lang::ES.name()
                ));
                Lang::ES
            }
        },
    };
    let splitter = input::splitter(lang, arguments.abbreviations.as_deref())?;
    let sentences = splitter.split(document);
    output.finish(|out| write(&sentences, arguments.format, out))?;
    Ok(voice.outcome())
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

fn write(sentences: &Sentences, format: Format, out: &mut dyn Write) -> io::Result<()> {
    for (i, sentence) in sentences.iter().enumerate() {
        match format {
            Format::Lines => writeln!(out, "{}", one_line(sentences.text(i)))?,
            Format::Jsonl => {
                let record = Record {
                    text: sentences.text(i),
                    start: sentence.span.start,
                    end: sentence.span.end,
                    paragraph: sentence.block + 1,
                };
                serde_json::to_writer(&mut *out, &record)?;
                out.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}

/// A sentence without line breaks: runs of blanks and breaks become one space. No-break spaces
/// and thin spaces are part of the text and stay.
fn one_line(text: &str) -> String {
    let is_break = |c: char| matches!(c, ' ' | '\t'..='\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.split(is_break).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
