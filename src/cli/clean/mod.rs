mod outputs;
mod passes;
mod report;

use std::fs;
use std::path::PathBuf;

use bitexto::clean::{Bounds, Filters, Languages, Part, Policy, Shares};
use bitexto::write::Format;
use clap::Args;

use outputs::Outputs;
use passes::{Fates, Inputs};
use report::Report;

use super::files::{Dress, check_takes_rows};
use super::{Fault, Outcome, Voice};

/// Make a training set of corpora
///
/// Every row is flagged first; flags cost it its place then, each drop counted by its first reason:
///
///   ALONE  a side is empty                     LANG  a side is surely in another language
///   LOW    the score is below --min-score      NUM   each side has a number that the other lacks
///   URL    a side holds addresses only         DUP   the pair stands elsewhere, better scored
///   SHORT  fewer words than --min-words        FOLD  so it does but for case, digits, punctuation
///   LONG   more words or characters            LEAK  nearly the same stands in dev or test
///   LEN    lengths differ more than --max-ratio
///   COPY   both sides are the same
///
/// Documents, not rows, go to train, dev and test. A row of train is a near duplicate of one in dev or
/// test (a row of dev, of one in test) when on either side, case, digits and punctuation aside, they
/// have the same words, or one word more, less or other (of five at least), or thirteen words in a row
/// in common; such a row is dropped from the larger part.
///
/// DIR gets train, dev and test in each format; clean.tsv, the rows that stay, with their part;
/// dropped.tsv, those that do not, with the reason; and report.json with all counts. Texts stay on
/// disk: a hash stands for each, some 60 bytes a row. The corpora are read three times.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Arguments {
    /// Corpora in the same two languages; `-` is standard input, kept in DIR while it is used
    #[arg(value_name = "CORPUS", required = true)]
    corpora: Vec<PathBuf>,
    /// The folder for the results; made if it is not there
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// Formats of the parts; beads, xlsx and html hold one document and are none
    #[arg(long, value_enum, value_delimiter = ',', default_value = "train,moses,jsonl")]
    format: Vec<Format>,
    #[command(flatten)]
    dress: Dress,
    /// Least score, 0 to 1
    #[arg(long, default_value_t = Bounds::default().min_score, value_name = "P")]
    min_score: f64,
    /// Greatest ratio of the longer side to the shorter, in characters, from 20 characters on
    #[arg(long, default_value_t = Bounds::default().max_ratio, value_name = "N")]
    max_ratio: f64,
    /// Least number of words with a letter on either side
    #[arg(long, default_value_t = Bounds::default().min_words, value_name = "N")]
    min_words: usize,
    /// Greatest number of words on either side
    #[arg(long, default_value_t = Bounds::default().max_words, value_name = "N")]
    max_words: usize,
    /// Greatest number of characters on either side
    #[arg(long, default_value_t = Bounds::default().max_chars, value_name = "N")]
    max_chars: usize,
    /// Flags that cost no row its place, e.g. NUM,LANG
    #[arg(long, value_delimiter = ',', value_name = "FLAGS")]
    keep: Vec<String>,
    /// Marks of the corpus that cost a row its place too, e.g. X for moved text
    #[arg(long, value_delimiter = ',', value_name = "FLAGS")]
    drop: Vec<String>,
    /// Shares of the rows for train, dev and test
    #[arg(long, default_value = "0.98,0.01,0.01", value_name = "SHARES")]
    split: Shares,
    /// Shuffles the documents before they are split
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

impl Arguments {
    /// The formats, each once.
    fn formats(&self) -> Result<Vec<Format>, Fault> {
        let mut formats: Vec<Format> = Vec::new();
        for format in &self.format {
            check_takes_rows("--format", *format)?;
            if *format == Format::Beads {
                return Err(Fault::new(
                    "--format beads: holds one document; a training set has many",
                ));
            }
            if !formats.contains(format) {
                formats.push(*format);
            }
        }
        Ok(formats)
    }

    fn bounds(&self) -> Result<Bounds, Fault> {
        let bad = |name: &str, expected: &str| {
            Err(Fault::new(format_args!("--{name}: expected {expected}")))
        };
        if !(0.0..=1.0).contains(&self.min_score) {
            return bad("min-score", "a number from 0 to 1");
        }
        if self.max_ratio.is_nan() || self.max_ratio < 1.0 {
            return bad("max-ratio", "a number of at least 1");
        }
        if self.min_words > self.max_words {
            return bad("min-words", "no more than --max-words");
        }
        Ok(Bounds {
            min_score: self.min_score,
            max_ratio: self.max_ratio,
            min_words: self.min_words,
            max_words: self.max_words,
            max_chars: self.max_chars,
        })
    }
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    let upper = |names: &[String]| names.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>();
    let policy = Policy::new(&upper(&arguments.keep), &upper(&arguments.drop));
    let policy = policy.map_err(|e| Fault::new(format_args!("--keep, --drop: {e}")))?;
    let (bounds, formats) = (arguments.bounds()?, arguments.formats()?);
    fs::create_dir_all(&arguments.output).map_err(|e| Fault::io(&arguments.output, &e))?;
    let inputs = Inputs::open(&arguments.corpora, &arguments.output)?;
    for lang in Languages::unknown(inputs.langs) {
        voice.note(format_args!(
            "{lang} cannot be told from other languages: no LANG for its texts"
        ));
    }
    let outputs = Outputs::open(arguments, &formats, &inputs)?;

    let mut fates = Fates::judge(&inputs, &Filters::new(bounds, inputs.langs), &policy)?;
    fates.split(arguments.split, arguments.seed);
    let leaks = fates.leaks(&inputs, &policy)?;
    let mut report = Report::new(arguments, &inputs, &fates);
    let results = outputs.fill(&inputs, &mut fates, &leaks, &policy, &mut report)?;
    report.add_files(&results);
    report.write(&arguments.output)?;
    report.tell(voice);
    for part in Part::ALL {
        if arguments.split.of(part) > 0.0 && report.n_rows(part) == 0 {
            voice.warn(format_args!(
                "{} is empty; expected rows for it; give more documents, milder bounds or other shares",
                part.name()
            ));
        }
    }
    Ok(voice.outcome())
}
