//! Rows into the files of a format, one after another, in bounded memory.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use super::whole::Whole;
use super::xliff;
use super::{
    Cleaned, Format, beads, clean_row, doc_jsonl, jsonl, plain, rows, tmx, tsv, typographic,
};
use crate::bitext::{Bitext, Lang, Row};

/// What to do with straight quotation marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Quotes {
    /// Leave them as they stand
    #[default]
    Keep,
    /// Paired straight quotes become “ ”, which no loader takes for its own
    Typographic,
}

/// How rows are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The languages of source and target.
    pub langs: [Lang; 2],
    /// What the languages are called in TMX and XLIFF, e.g. `es-MX`; `None` for their codes.
    pub xml_langs: Option<[String; 2]>,
    /// What becomes of straight quotation marks.
    pub quotes: Quotes,
}

impl Options {
    /// Nothing changed: quotes stay, languages go by their codes.
    pub fn new(langs: [Lang; 2]) -> Self {
        Options { langs, xml_langs: None, quotes: Quotes::Keep }
    }

    /// The names of the languages in XML.
    pub(super) fn xml_langs(&self) -> [String; 2] {
        self.xml_langs.clone().unwrap_or_else(|| self.langs.map(|lang| lang.code().to_owned()))
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Beads that were given, a row each.
    pub n_beads: usize,
    /// Beads with both sides.
    pub n_matches: usize,
    /// Source sentences.
    pub n_source: usize,
    /// Target sentences.
    pub n_target: usize,
    /// Characters that had to be changed or left out.
    pub cleaned: Cleaned,
    /// Texts written that begin with a straight quote, a trap for loaders that honour quotes.
    pub n_quoted: usize,
    /// Ids that had to be told apart by a number.
    pub n_renamed: usize,
}

/// The rows of a format as it puts them down. [`Writer`] has seen to what all formats share.
pub(super) trait Form<W> {
    /// Puts down one row.
    fn row(&mut self, row: &Row) -> io::Result<()>;

    /// Puts down a bitext, of which `rows` are the rows.
    fn bitext(&mut self, _bitext: &Bitext, rows: &[Row]) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.row(row))
    }

    /// Puts down what is still held back; gives the files back and how many ids had to be changed.
    fn finish(self: Box<Self>) -> io::Result<(Vec<W>, usize)>;
}

/// Writes rows, or whole bitexts, in a format.
///
/// Rows of a document must follow each other in the formats that are made of documents
/// (`doc-jsonl`, `xliff`, `beads`); one document is all that is held in memory.
pub struct Writer<W> {
    format: Format,
    quotes: Quotes,
    form: Box<dyn Form<W>>,
    written: Written,
}

impl<W: Write + Send + 'static> Writer<W> {
    /// Begins `files`, as many as [`Format::n_files`] says, in the order of [`Format::endings`].
    ///
    /// # Errors
    /// Those of the files; [`io::ErrorKind::InvalidInput`] for a wrong number of them;
    /// [`io::ErrorKind::Unsupported`] for a format that was not compiled in.
    pub fn new(format: Format, files: Vec<W>, options: &Options) -> io::Result<Self> {
        let n_files = files.len();
        let wrong = || {
            let message = format!("{} files are written, found {n_files}", format.n_files());
            io::Error::new(io::ErrorKind::InvalidInput, message)
        };
        if n_files != format.n_files() {
            return Err(wrong());
        }
        let mut files = files.into_iter();
        let mut file = || files.next().ok_or_else(wrong);
        let form: Box<dyn Form<W>> = match format {
            Format::Tsv => Box::new(tsv::Tsv::new(file()?, options)?),
            Format::Beads => Box::new(beads::Beads::new(file()?)),
            Format::Jsonl => Box::new(jsonl::Jsonl::new(file()?, options)),
            Format::DocJsonl => Box::new(doc_jsonl::DocJsonl::new(file()?, options)),
            Format::Moses => Box::new(plain::Moses::new([file()?, file()?])),
            Format::Train => Box::new(plain::Train::new(file()?)),
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(super::parquet::Parquet::new(file()?, options)?),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => {
                return Err(io::Error::new(
                    io::ErrorKind::Unsupported,
                    "this build has no Parquet; build it with `cargo build --release --features parquet`",
                ));
            }
            Format::Tmx => Box::new(tmx::Tmx::new(file()?, options)?),
            Format::Xliff => Box::new(xliff::Xliff::new(file()?, options)?),
            #[cfg(feature = "sheets")]
            Format::Xlsx => Box::new(Whole::new(file()?, super::sheet::write)),
            Format::Html => Box::new(Whole::new(file()?, super::html::write)),
        };
        Ok(Writer { format, quotes: options.quotes, form, written: Written::default() })
    }

    /// Writes one row; one with an empty side is only counted where the format holds pairs only.
    ///
    /// # Errors
    /// Those of the files; [`io::ErrorKind::InvalidData`] for a row that the format cannot hold.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        let row = self.dressed(row);
        let length = |field: &str| Row::run(field).map_or(0, |run| run.len());
        self.written.n_source += length(&row.source_sents);
        self.written.n_target += length(&row.target_sents);
        if self.count(&row) { self.form.row(&row) } else { Ok(()) }
    }

    /// Writes a bitext, all its rows.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn write_bitext(&mut self, bitext: &Bitext) -> io::Result<()> {
        let (rows, cleaned) = rows(bitext);
        self.write_rows(bitext, &rows, cleaned)
    }

    /// The same, with what [`rows`] gives for the bitext: where it is written in several formats, that is
    /// worked out once.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn write_rows(
        &mut self,
        bitext: &Bitext,
        rows: &[Row],
        cleaned: Cleaned,
    ) -> io::Result<()> {
        self.written.cleaned += cleaned;
        self.written.n_source += bitext.source.len();
        self.written.n_target += bitext.target.len();
        if self.quotes == Quotes::Keep && !self.format.is_pairs_only() {
            rows.iter().for_each(|row| _ = self.count(row));
            return self.form.bitext(bitext, rows);
        }
        let mut rows = rows.to_vec();
        rows.iter_mut().for_each(|row| self.quote(row));
        rows.retain(|row| self.count(row));
        self.form.bitext(bitext, &rows)
    }

    /// Ends the files and gives them back, with what was written.
    ///
    /// # Errors
    /// Those of the files.
    pub fn finish(self) -> io::Result<(Written, Vec<W>)> {
        let (files, n_renamed) = self.form.finish()?;
        Ok((Written { n_renamed, ..self.written }, files))
    }

    /// A row as it goes down: cleaned where the format needs that.
    fn dressed<'a>(&mut self, row: &'a Row) -> Cow<'a, Row> {
        let mut row = match self.format.is_clean() {
            true => clean_row(row, &mut self.written.cleaned),
            false => Cow::Borrowed(row),
        };
        if self.quotes == Quotes::Typographic {
            self.quote(row.to_mut());
        }
        row
    }

    fn quote(&self, row: &mut Row) {
        if self.quotes == Quotes::Typographic {
            for text in [&mut row.source, &mut row.target] {
                if let Some(better) = typographic(text) {
                    *text = better;
                }
            }
        }
    }

    /// Counts a row and its texts; false for one that has no place in the format.
    fn count(&mut self, row: &Row) -> bool {
        let is_there = |text: &str| !text.chars().all(char::is_whitespace);
        let is_pair = is_there(&row.source) && is_there(&row.target);
        self.written.n_beads += 1;
        self.written.n_matches += usize::from(is_pair);
        if self.format.is_pairs_only() && !is_pair {
            return false;
        }
        let texts = [&row.source, &row.target];
        self.written.n_quoted += texts.iter().filter(|text| text.starts_with('"')).count();
        true
    }
}

/// The error for a row that a format cannot hold.
pub(super) fn invalid(message: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_string())
}
