use std::path::PathBuf;

use bitexto::write::Format;
use clap::Args;

use super::corpora::{CorpusForm, Rows, form};
use super::files::{Dress, Files, check_takes_rows};
use super::input::shown;
use super::output::check_clash;
use super::{Fault, Outcome, Voice};

/// Write a corpus in another format
///
/// Reads a corpus.tsv, or a Parquet file, TMX or doc-jsonl that bitexto wrote, and says on standard
/// error what the new format cannot hold. Plain pairs (moses, train, jsonl) have no scores and no
/// numbers, so they do not become a corpus again. Memory does not grow with the corpus.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The corpus; `-` is standard input
    #[arg(value_name = "CORPUS")]
    corpus: PathBuf,
    /// The format to write; xlsx and html are made of whole texts, by `bitexto align` alone
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// The format of the corpus [default: by its ending, otherwise tsv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<CorpusForm>,
    /// Where the result goes [default: standard output]; moses writes FILE.es and FILE.en
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    dress: Dress,
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    check_takes_rows("--to", arguments.to)?;
    let form = form(&arguments.corpus, arguments.from)?;
    let rows = Rows::open(&arguments.corpus, &shown(&arguments.corpus), form)?;
    let langs = rows.langs();
    let files = Files::open_one(arguments.to, arguments.output.as_deref(), langs)?;
    check_clash(files.paths(), [&*arguments.corpus])?;
    let mut files = files.begin(&arguments.dress.options(langs))?;
    rows.each(|place, row| files.write(&row, place))?;
    files.finish()?.tell(voice);
    if let Some(lost) = arguments.to.loses() {
        voice.note(format_args!("not kept: {lost}"));
    }
    Ok(voice.outcome())
}
