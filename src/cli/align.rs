use std::path::{Path, PathBuf};

use bitexto::align::{Aligner, Texts};
use bitexto::bitext::{Bitext, Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::split::Splitter;
use bitexto::write::{Format, Written};
use clap::Args;

use super::input::{Cutting, check_languages, document_name, is_dash, shown};
use super::output::Output;
use super::{Fault, Outcome, Voice, explain};

/// Pair the sentences of a text and its translation
///
/// Both texts are split into sentences and paired; every sentence of both stands in exactly one row
/// of the result, with the probability that the row is right. A row with one side is a sentence
/// without counterpart, and its score is the probability that it really has none.
///
/// The inputs may be plain text, HTML pages (the article is taken, without menus and buttons),
/// Markdown, DOCX, ODT, EPUB or JSONL, each side in its own format.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The original: plain text, HTML, Markdown, DOCX, ODT, EPUB or JSONL; `-` is standard input
    #[arg(value_name = "ES")]
    source: PathBuf,
    /// Its translation
    #[arg(value_name = "EN")]
    target: PathBuf,
    /// Where the result goes [default: standard output]; with several formats, each gets its own ending
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What is written; may be given more than once
    #[arg(long, value_enum, value_delimiter = ',', default_value = "tsv")]
    format: Vec<Format>,
    /// The inputs hold one sentence a line; empty lines are paragraph borders
    #[arg(long)]
    presplit: bool,
    /// Language of the original
    #[arg(long, default_value = "es", value_name = "LANG")]
    src: Lang,
    /// Language of the translation
    #[arg(long, default_value = "en", value_name = "LANG")]
    tgt: Lang,
    /// What the pair is called in the result [default: the name of the original without its ending]
    #[arg(long, value_name = "NAME")]
    doc: Option<String>,
    /// The field of JSONL records that holds the text [default: the first of text, content, body,
    /// article, with title before it]; all records of a file are one document, in order
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// More abbreviations for the splitter, as for `bitexto split`
    #[arg(long, value_name = "FILE")]
    abbreviations: Option<PathBuf>,
    /// Another table of word pieces, made by scripts/build_model.py, for other languages
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Print what the score of a bead is made of, instead of the result; the bead is named by
    /// sentences counted from 1, as in the id column: s5-6~t7, s8~, ~t3
    #[arg(long, value_name = "BEAD")]
    explain: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let paths = [&*arguments.source, &*arguments.target];
    if paths.iter().all(|path| is_dash(path)) {
        return Err(Fault::new(
            "both texts are -; expected standard input once at most; name a file for one",
        ));
    }
    let wanted = arguments.explain.as_deref().map(explain::parse).transpose()?;
    let outputs = if wanted.is_some() { Vec::new() } else { outputs(arguments)? };
    let model = model(arguments.model.as_deref())?;
    let langs = [arguments.src, arguments.tgt];
    check_rules(langs, &model, arguments, voice);

    let name = arguments.doc.clone().unwrap_or_else(|| document_name(paths[0], paths[1], langs));
    let cutting = Cutting {
        presplit: arguments.presplit,
        abbreviations: arguments.abbreviations.clone(),
        field: arguments.field.clone(),
    };
    let [source, target] =
        [cutting.document(paths[0], &name, voice)?, cutting.document(paths[1], &name, voice)?];
    let raw = [&*source.text, &*target.text];
    for (path, text) in paths.iter().zip(raw) {
        if !text.chars().any(char::is_alphanumeric) {
            let what =
                if text.trim().is_empty() { "is empty" } else { "holds no letters or digits" };
            voice.warn(format_args!("{} {what}; expected a text", shown(path)));
        }
    }
    if raw[0] == raw[1] && !raw[0].trim().is_empty() {
        voice.warn(format_args!("{} and {} hold the same text", shown(paths[0]), shown(paths[1])));
    } else {
        check_languages(paths, raw, langs, voice);
    }

    let source = cutting.sentences(source, langs[0])?;
    let target = cutting.sentences(target, langs[1])?;
    let encoder = Encoder::new(&model);
    let vectors = |s: &Sentences| encoder.encode((0..s.len()).map(|i| s.text(i)));
    let (source_vectors, target_vectors): (Vectors, Vectors) = (vectors(&source), vectors(&target));
    let texts = Texts {
        source: &source,
        target: &target,
        langs,
        source_vectors: &source_vectors,
        target_vectors: &target_vectors,
    };
    let aligner = Aligner::default();
    if let Some(bead) = wanted {
        explain::print(&aligner, &texts, &bead)?;
        return Ok(voice.outcome());
    }
    let alignment = aligner.align(&texts);
    let bitext =
        Bitext { name, source_lang: langs[0], target_lang: langs[1], source, target, alignment };
    for (format, output) in outputs {
        let place = output.shown();
        let written = output.finish(|out| format.write(&bitext, out))?;
        tell(&written, format, &place, voice);
    }
    Ok(voice.outcome())
}

/// One output a format, opened before any work is done.
fn outputs(arguments: &Arguments) -> Result<Vec<(Format, Output)>, Fault> {
    let mut formats: Vec<Format> = Vec::new();
    for format in &arguments.format {
        if !formats.contains(format) {
            formats.push(*format);
        }
    }
    let several = formats.len() > 1;
    if several && arguments.output.as_deref().is_none_or(is_dash) {
        return Err(Fault::new(
            "several formats cannot share standard output; name a file with -o",
        ));
    }
    let open = |format: Format| {
        let path = arguments.output.as_ref().map(|path| match several {
            true => path.with_extension(format.ending()),
            false => path.clone(),
        });
        let clash = [&arguments.source, &arguments.target].into_iter().find(|input| {
            let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
            path.as_deref().is_some_and(|path| !is_dash(path) && same(path, input))
        });
        match clash {
            Some(input) => Err(Fault::new(format_args!(
                "{}: is an input; write to another file",
                input.display()
            ))),
            None => Ok((format, Output::open(path.as_deref())?)),
        }
    };
    formats.into_iter().map(open).collect()
}

fn model(path: Option<&Path>) -> Result<Model, Fault> {
    match path {
        None => Ok(Model::embedded()),
        Some(path) => {
            Model::open(path).map_err(|e| Fault::new(format_args!("{}: {e}", path.display())))
        }
    }
}

/// Warns where a language has no rules or the model was not made for it.
fn check_rules(langs: [Lang; 2], model: &Model, arguments: &Arguments, voice: &Voice) {
    for lang in langs {
        if !arguments.presplit && !Splitter::has_rules(lang) {
            voice.warn(format_args!(
                "no splitting rules for {lang}; sentences are split by marks and capitals alone"
            ));
        }
        if !model.languages().contains(&lang) {
            let known: Vec<&str> = model.languages().iter().map(Lang::code).collect();
            voice.warn(format_args!(
                "the table of word pieces is made for {}, not {lang}; give one for it with --model",
                known.join(", ")
            ));
        }
    }
}

/// Says what was written, and how others read it whole.
fn tell(written: &Written, format: Format, place: &str, voice: &Voice) {
    let n_alone = written.n_beads - written.n_matches;
    voice.note(format_args!(
        "{place}: {} pairs and {n_alone} sentences without counterpart, from {} and {} sentences",
        written.n_matches, written.n_source, written.n_target
    ));
    let cleaned = written.cleaned;
    if cleaned.n_dropped > 0 || cleaned.n_spaced > 0 {
        voice.note(format_args!(
            "{} line breaks and tabs inside sentences became spaces, {} control characters were left out",
            cleaned.n_spaced, cleaned.n_dropped
        ));
    }
    if format == Format::Tsv {
        voice.note("read it with");
        voice.note(
            r#"  pandas   pd.read_csv(f, sep="\t", quoting=3, keep_default_na=False, dtype=str)"#,
        );
        voice.note(
            r#"  datasets load_dataset("csv", data_files=f, delimiter="\t", quoting=3, keep_default_na=False)"#,
        );
        voice.note(r#"  polars   pl.read_csv(f, separator="\t", quote_char=None, infer_schema=False).fill_null("")"#);
    }
}
