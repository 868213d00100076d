//! The files of a format: opened, filled with rows, put in their places, and told about.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use bitexto::bitext::{Bitext, Lang, Row};
use bitexto::write::{Cleaned, Format, Options, Quotes, Writer, Written};
use clap::{Args, ValueEnum};

use super::input::is_dash;
use super::output::{Output, Sum, Summed};
use super::{Fault, Voice};

/// How texts are dressed in every format.
#[derive(Debug, Args)]
pub(crate) struct Dress {
    /// What becomes of straight quotation marks
    #[arg(long, value_enum, default_value = "keep")]
    quotes: Quotes,
    /// What the two languages are called in TMX and XLIFF, e.g. es-MX,en-US [default: their codes]
    #[arg(long, value_name = "SRC,TGT", value_parser = xml_langs)]
    tmx_lang: Option<[String; 2]>,
}

impl Dress {
    /// The options of a writer.
    pub fn options(&self, langs: [Lang; 2]) -> Options {
        Options { langs, xml_langs: self.tmx_lang.clone(), quotes: self.quotes }
    }
}

/// Refuses a format that cannot be made of the rows of a corpus; `option` is what it was named with.
pub(crate) fn check_takes_rows(option: &str, format: Format) -> Result<(), Fault> {
    if !format.is_whole() {
        return Ok(());
    }
    let name = format.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned());
    Err(Fault::new(format_args!(
        "{option} {name}: is made of whole texts, not of the rows of a corpus; write it with bitexto align, or a \
         workbook of a corpus with bitexto review export"
    )))
}

/// Two language tags, such as `es-MX,en`.
fn xml_langs(text: &str) -> Result<[String; 2], String> {
    let is_tag = |tag: &str| {
        tag.starts_with(|c: char| c.is_ascii_alphabetic())
            && tag.split('-').all(|part| {
                (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
            })
    };
    match text.split_once(',') {
        Some((source, target)) if is_tag(source) && is_tag(target) => {
            Ok([source.to_owned(), target.to_owned()])
        }
        _ => Err("expected two language tags, such as es-MX,en-US".to_owned()),
    }
}

/// The files of a format, opened and still empty.
#[derive(Debug)]
pub(crate) struct Files {
    format: Format,
    outputs: Vec<Summed>,
}

impl Files {
    /// Opens the files of each format; several formats each get their own ending.
    pub fn open_all(
        formats: &[Format],
        path: Option<&Path>,
        langs: [Lang; 2],
    ) -> Result<Vec<Files>, Fault> {
        let mut each: Vec<Format> = Vec::new();
        for format in formats {
            if !each.contains(format) {
                each.push(*format);
            }
        }
        match (path.filter(|path| !is_dash(path)), each.as_slice()) {
            (path, [format]) => Ok(vec![Self::open_one(*format, path, langs)?]),
            (None, _) => {
                Err(Fault::new("several formats cannot share standard output; name a file with -o"))
            }
            (Some(path), formats) => {
                let stem = stem(path, langs);
                let places = |format: &Format| {
                    format.endings(langs).iter().map(|e| added(&stem, e)).collect::<Vec<_>>()
                };
                formats.iter().map(|f| Self::open(*f, &places(f))).collect()
            }
        }
    }

    /// Opens what a single format takes: `path` itself, or for two files `path` and an ending each.
    pub fn open_one(format: Format, path: Option<&Path>, langs: [Lang; 2]) -> Result<Files, Fault> {
        let path = path.filter(|path| !is_dash(path));
        match path {
            None if format.n_files() == 1 => {
                Ok(Files { format, outputs: vec![Output::open(None)?.summed()] })
            }
            None => Err(Fault::new(
                "two files cannot share standard output; name them with -o, without the ending",
            )),
            Some(path) if format.n_files() == 1 => Self::open(format, &[path.to_owned()]),
            Some(path) => {
                let endings = format.endings(langs);
                // Whoever names one of the two files means both.
                let is_named = |ending: &String| path.extension().is_some_and(|e| *e == **ending);
                let is_named = endings.iter().any(is_named);
                let stem = if is_named { path.with_extension("") } else { path.to_owned() };
                Self::open(format, &endings.iter().map(|e| added(&stem, e)).collect::<Vec<_>>())
            }
        }
    }

    /// Opens the files of a format, each under its own name.
    pub fn open(format: Format, paths: &[PathBuf]) -> Result<Files, Fault> {
        let outputs = paths.iter().map(|path| Ok(Output::open(Some(path))?.summed()));
        let outputs = outputs.collect::<Result<_, Fault>>()?;
        Ok(Files { format, outputs })
    }

    /// Opens the files of a document among many: its name and the format's endings in `folder`. Nothing is
    /// there yet if they are `new`; what goes into `tsv` is kept.
    pub fn open_among_many(
        format: Format,
        folder: &Path,
        doc: &str,
        langs: [Lang; 2],
        new: bool,
    ) -> Result<Files, Fault> {
        let endings = format.endings(langs);
        let open = |ending: &String| {
            let output = Output::among_many(&folder.join(format!("{doc}.{ending}")), new)?;
            Ok(if format == Format::Tsv { output.summed().keeping() } else { output.summed() })
        };
        Ok(Files { format, outputs: endings.iter().map(open).collect::<Result<_, Fault>>()? })
    }

    /// The files by their paths; none where they go to standard output.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.outputs.iter().filter_map(Summed::file)
    }

    /// Begins to write.
    pub fn begin(self, options: &Options) -> Result<Filling, Fault> {
        let place = self.outputs.iter().map(Summed::shown).collect::<Vec<_>>().join(", ");
        match Writer::new(self.format, self.outputs, options) {
            Ok(writer) => Ok(Filling { format: self.format, place, writer }),
            Err(error) => Err(at(&place, &error)),
        }
    }
}

/// A path without the ending of a format: whoever names one of the files means all. Any other dot is part
/// of the name, as in `notas.2024`.
fn stem(path: &Path, langs: [Lang; 2]) -> PathBuf {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let endings = Format::value_variants().iter().flat_map(|format| format.endings(langs));
    let stems = endings.filter_map(|ending| name.strip_suffix(&format!(".{ending}")));
    match stems.filter(|stem| !stem.is_empty()).min_by_key(|stem| stem.len()) {
        Some(stem) => path.with_file_name(stem),
        None => path.to_owned(),
    }
}

fn added(stem: &Path, ending: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn at(place: &str, error: &io::Error) -> Fault {
    Fault::io(Path::new(place), error)
}

/// The files of a format while rows go into them.
pub(crate) struct Filling {
    format: Format,
    place: String,
    writer: Writer<Summed>,
}

impl Filling {
    /// Writes a row. `line` says where it comes from, for rows that the format cannot hold.
    pub fn write(&mut self, row: &Row, line: impl std::fmt::Display) -> Result<(), Fault> {
        self.writer.write(row).map_err(|e| match e.kind() {
            io::ErrorKind::InvalidData => Fault::new(format_args!("{line}: {e}")),
            _ => at(&self.place, &e),
        })
    }

    /// Writes a whole bitext, with what [`bitexto::write::rows`] gives for it.
    pub fn write_bitext(
        &mut self,
        bitext: &Bitext,
        (rows, cleaned): &(Vec<Row>, Cleaned),
    ) -> Result<(), Fault> {
        self.writer.write_rows(bitext, rows, *cleaned).map_err(|e| at(&self.place, &e))
    }

    /// Puts the files in their places.
    pub fn finish(self) -> Result<Filled, Fault> {
        let (written, files) = self.writer.finish().map_err(|e| at(&self.place, &e))?;
        let sums = files.into_iter().map(Summed::commit).collect::<Result<_, _>>()?;
        Ok(Filled { format: self.format, place: self.place, written, sums })
    }
}

/// What stands in the files of a format.
#[derive(Debug)]
pub(crate) struct Filled {
    pub format: Format,
    pub place: String,
    pub written: Written,
    pub sums: Vec<Sum>,
}

impl Filled {
    /// Says what was written, what had to be changed or left out, and how others read it whole.
    pub fn tell(&self, voice: &Voice) {
        let w = &self.written;
        let place = &self.place;
        let n_alone = w.n_beads - w.n_matches;
        if self.format.is_pairs_only() {
            voice.note(format_args!("{place}: {} pairs", w.n_matches));
            if n_alone > 0 {
                voice.note(format_args!("{n_alone} sentences without counterpart were left out"));
            }
        } else {
            voice.note(format_args!(
                "{place}: {} pairs and {n_alone} sentences without counterpart, from {} and {} sentences",
                w.n_matches, w.n_source, w.n_target
            ));
        }
        tell_cleaned(w.cleaned, voice);
        if w.n_renamed > 0 {
            voice.note(format_args!("{} ids stood there before and got a number", w.n_renamed));
        }
        if matches!(self.format, Format::Tsv | Format::Train | Format::Moses) {
            tell_quoted(w.n_quoted, voice);
        }
        if matches!(self.format, Format::Moses | Format::Train) {
            for sum in &self.sums {
                tell_sum(sum, voice);
            }
        }
        let loaders = self.loaders();
        if !loaders.is_empty() {
            voice.note("read it with");
            loaders.iter().for_each(|line| voice.note(format_args!("  {line}")));
        }
    }

    /// How others read the files whole, a program a line.
    pub fn loaders(&self) -> &'static [&'static str] {
        loaders(self.format)
    }
}

/// Says how many characters had to be changed, if any.
pub(crate) fn tell_cleaned(cleaned: Cleaned, voice: &Voice) {
    if cleaned != Cleaned::default() {
        voice.note(format_args!(
            "{} line breaks and tabs inside sentences became spaces, {} control characters were left out",
            cleaned.n_spaced, cleaned.n_dropped
        ));
    }
}

/// Says how many texts are a trap for loaders that honour quotes, if any.
pub(crate) fn tell_quoted(n_quoted: usize, voice: &Voice) {
    if n_quoted > 0 {
        voice.note(format_args!(
            "{n_quoted} texts begin with a straight quote: loaders that honour quotes swallow rows there; \
             read them as below, or write them with --quotes typographic"
        ));
    }
}

/// Says by what a copy of a file can be told to be whole.
pub(crate) fn tell_sum(sum: &Sum, voice: &Voice) {
    voice.note(format_args!("  {}  {} lines  {}", sum.sha256, sum.n_lines, sum.path.display()));
}

/// How a format is read whole, by program.
fn loaders(format: Format) -> &'static [&'static str] {
    match format {
        Format::Tsv => &[
            r#"pandas   pd.read_csv(f, sep="\t", quoting=3, keep_default_na=False, dtype=str)"#,
            r#"datasets load_dataset("csv", data_files=f, delimiter="\t", quoting=3, keep_default_na=False)"#,
            r#"polars   pl.read_csv(f, separator="\t", quote_char=None, infer_schema=False).fill_null("")"#,
        ],
        Format::Beads | Format::Html => &[],
        Format::Xlsx => &["bitexto  bitexto review apply f --corpus corpus.tsv"],
        Format::Jsonl => &[
            r#"datasets load_dataset("json", data_files=f)"#,
            r#"pandas   pd.read_json(f, lines=True, dtype=False, convert_dates=False)"#,
            r#"polars   pl.read_ndjson(f)"#,
        ],
        Format::DocJsonl => {
            &[r#"python   [json.loads(line) for line in open(f, encoding="utf-8")]"#]
        }
        Format::Moses => &[
            r#"marian   --train-sets f.es f.en   (also OpusFilter, fairseq, Sockeye, OpenNMT)"#,
            r#"python   open(f, encoding="utf-8", newline="\n").read().split("\n")[:-1]"#,
        ],
        Format::Train => &[
            r#"marian   --tsv --train-sets f"#,
            r#"pandas   pd.read_csv(f, sep="\t", quoting=3, keep_default_na=False, dtype=str, header=None)"#,
        ],
        Format::Parquet => &[
            r#"pandas   pd.read_parquet(f)"#,
            r#"datasets load_dataset("parquet", data_files=f)"#,
            r#"polars   pl.read_parquet(f)"#,
        ],
        Format::Tmx => {
            &[r#"toolkit  translate.storage.tmx.tmxfile.parsefile(f); OmegaT: into the folder tm"#]
        }
        Format::Xliff => &[
            r#"toolkit  translate.storage.xliff.xlifffile.parsefile(f); OmegaT: into the folder source"#,
        ],
    }
}
