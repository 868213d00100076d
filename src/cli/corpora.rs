//! Corpora as they come: the rows of a file, in whichever form it has.

use std::fmt;
use std::io::{self, BufRead, BufReader};
#[cfg(feature = "parquet")]
use std::panic;
use std::path::Path;
#[cfg(feature = "parquet")]
use std::sync::Once;

use bitexto::bitext::{Lang, Row};
use bitexto::read::{Corpus, CorpusError, DocRecords, Tmx};
use bitexto::write::rows;
use clap::ValueEnum;

use super::Fault;
use super::input::{file, is_dash, shown};

/// A form that a corpus is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorpusForm {
    /// corpus.tsv
    Tsv,
    /// Apache Parquet with the columns of corpus.tsv
    Parquet,
    /// TMX with scores and sentence numbers as properties
    Tmx,
    /// One JSON record a document
    DocJsonl,
}

/// The form of a corpus: the one said, or the one that its ending says, or tsv.
pub(crate) fn form(path: &Path, said: Option<CorpusForm>) -> Result<CorpusForm, Fault> {
    if let Some(form) = said {
        return Ok(form);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let known = [
        (".doc.jsonl", Some(CorpusForm::DocJsonl)),
        (".parquet", Some(CorpusForm::Parquet)),
        (".tmx", Some(CorpusForm::Tmx)),
        (".jsonl", None),
        (".xlf", None),
    ];
    let found = known.into_iter().find(|(ending, _)| name.ends_with(ending));
    found.map_or(Some(CorpusForm::Tsv), |(_, form)| form).ok_or_else(|| {
        Fault::new(format_args!(
            "{}: holds texts without scores and sentence numbers; a corpus is read from corpus.tsv, \
             parquet, tmx or doc-jsonl; say which with --from if it is one of them",
            shown(path)
        ))
    })
}

/// The rows of a corpus, one after another.
pub(crate) struct Rows {
    name: String,
    source: Source,
}

type Input = Box<dyn BufRead>;

enum Source {
    Tsv(Corpus<Input>),
    Tmx(Box<Tmx<Input>>),
    DocJsonl(Box<DocRecords<Input>>),
    #[cfg(feature = "parquet")]
    Parquet(bitexto::read::ParquetCorpus),
}

/// Where a row stands, for messages.
pub(crate) struct Place<'a> {
    /// What the corpus is called.
    pub name: &'a str,
    /// The line, or the number of the record, counted from 1.
    pub line: usize,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.line)
    }
}

impl Rows {
    /// Opens a corpus in a form that [`form`] allows, and reads what stands before the rows.
    /// `name` is what it is called in messages.
    pub fn open(path: &Path, name: &str, form: CorpusForm) -> Result<Self, Fault> {
        let fault = |e: CorpusError| Fault::new(format_args!("{name}:{e}"));
        let source = match form {
            CorpusForm::Parquet => parquet(path, name)?,
            CorpusForm::Tmx => Source::Tmx(Box::new(Tmx::new(input(path)?).map_err(fault)?)),
            CorpusForm::DocJsonl => {
                Source::DocJsonl(Box::new(DocRecords::new(input(path)?).map_err(fault)?))
            }
            CorpusForm::Tsv => Source::Tsv(Corpus::new(input(path)?).map_err(fault)?),
        };
        Ok(Rows { name: name.to_owned(), source })
    }

    /// The languages of source and target.
    pub fn langs(&self) -> [Lang; 2] {
        match &self.source {
            Source::Tsv(corpus) => corpus.langs(),
            Source::Tmx(tmx) => tmx.langs(),
            Source::DocJsonl(records) => records.langs(),
            #[cfg(feature = "parquet")]
            Source::Parquet(corpus) => corpus.langs(),
        }
    }

    /// Does something with each row, and its place. The first fault ends it.
    pub fn each(
        self,
        mut act: impl FnMut(Place<'_>, Row) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let name = &*self.name;
        let mut each = |row: Result<(usize, Row), CorpusError>| {
            let (line, row) = row.map_err(|e| Fault::new(format_args!("{name}:{e}")))?;
            act(Place { name, line }, row)
        };
        match self.source {
            Source::Tsv(mut corpus) => corpus.try_for_each(each),
            Source::Tmx(mut tmx) => tmx.try_for_each(each),
            Source::DocJsonl(mut records) => records.try_for_each(|record| match record {
                Ok((line, bitext)) => {
                    rows(&bitext).0.into_iter().try_for_each(|row| each(Ok((line, row))))
                }
                Err(error) => each(Err(error)),
            }),
            #[cfg(feature = "parquet")]
            Source::Parquet(mut corpus) => corpus.try_for_each(each),
        }
    }
}

/// What to name in place of a folder.
const CORPUS_FILE: &str = "a corpus; name the file in it";

fn input(path: &Path) -> Result<Input, Fault> {
    if is_dash(path) {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = file(path, CORPUS_FILE)?;
    Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path, name: &str) -> Result<Source, Fault> {
    if is_dash(path) {
        return Err(Fault::new("Parquet cannot be read from standard input; name the file"));
    }
    let file = file(path, CORPUS_FILE)?;
    pass_over_panics_of_parquet();
    let corpus = bitexto::read::ParquetCorpus::new(file);
    Ok(Source::Parquet(corpus.map_err(|e| Fault::new(format_args!("{name}:{e}")))?))
}

/// Keeps the panics quiet that the reader of Parquet runs into on damaged files: the corpus says what
/// they mean.
#[cfg(feature = "parquet")]
fn pass_over_panics_of_parquet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            let is_reader = told.location().is_some_and(|place| place.file().contains("/parquet-"));
            if !is_reader {
                tell(told);
            }
        }));
    });
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Path, name: &str) -> Result<Source, Fault> {
    Err(Fault::new(format_args!(
        "{name}: this build has no Parquet; build it with `cargo build --release --features parquet`"
    )))
}
