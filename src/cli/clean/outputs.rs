//! The files of a cleaned corpus.

use std::path::{Path, PathBuf};

use bitexto::bitext::{Lang, Row};
use bitexto::clean::{Flag, Leaks, Part, Policy};
use bitexto::write::{Cleaned, CorpusWriter, Format, Options, clean_row};

use super::Arguments;
use super::passes::{Fates, Inputs};
use super::report::Report;
use crate::cli::Fault;
use crate::cli::files::{Files, Filled, Filling};
use crate::cli::output::{Output, Sum, Summed, check_clash};

/// The files, opened before any work is done.
pub(super) struct Outputs {
    options: Options,
    /// For each part that has a share, its formats.
    parts: Vec<(Part, Vec<Files>)>,
    kept: Summed,
    dropped: Summed,
}

/// The rows that stay and those that do not, and the report.
const LISTS: [&str; 3] = ["clean.tsv", "dropped.tsv", "report.json"];

/// What stands in the files at the end.
pub(super) struct Results {
    /// For each part, its formats.
    pub parts: Vec<(Part, Vec<Filled>)>,
    /// Of clean.tsv and dropped.tsv.
    pub lists: [Sum; 2],
    /// What had to be changed in the fields, for all files alike.
    pub cleaned: Cleaned,
}

impl Outputs {
    /// Opens all files in the folder.
    pub fn open(arguments: &Arguments, formats: &[Format], inputs: &Inputs) -> Result<Self, Fault> {
        let dir = &arguments.output;
        let mut parts: Vec<(Part, Vec<Files>)> = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| arguments.split.of(*part) > 0.0) {
            let open =
                |format: &Format| Files::open(*format, &names(dir, part, *format, inputs.langs));
            parts.push((part, formats.iter().map(open).collect::<Result<_, _>>()?));
        }
        let lists = LISTS.map(|name| dir.join(name));
        let parted = parts.iter().flat_map(|(_, files)| files.iter().flat_map(Files::paths));
        check_clash(parted.chain(lists.iter().map(PathBuf::as_path)), inputs.paths())?;
        Ok(Outputs {
            options: arguments.dress.options(inputs.langs),
            parts,
            kept: Output::open(Some(&lists[0]))?.summed(),
            dropped: Output::open(Some(&lists[1]))?.summed(),
        })
    }

    /// The third reading: each row where it belongs.
    pub fn fill(
        self,
        inputs: &Inputs,
        fates: &mut Fates,
        leaks: &Leaks,
        policy: &Policy,
        report: &mut Report,
    ) -> Result<Results, Fault> {
        let mut parts: Vec<(Part, Vec<Filling>)> = Vec::new();
        for (part, files) in self.parts {
            let begun = files.into_iter().map(|files| files.begin(&self.options));
            parts.push((part, begun.collect::<Result<_, _>>()?));
        }
        let mut kept = List::new(self.kept, inputs.langs, "split")?;
        let mut dropped = List::new(self.dropped, inputs.langs, "reason")?;
        let fates = &*fates;
        let look = |index: usize, row: &Row| match fates.fate(index) {
            None => Err("the corpora grew while they were read; run again".to_owned()),
            Some((is_out, part)) => Ok((part, !is_out && leaks.is_leak(part, row))),
        };
        let (mut n_read, mut cleaned) = (0, Cleaned::default());
        inputs.each(look, |index, row, (part, is_leak)| {
            n_read += 1;
            let mut flags = fates.flags(index);
            flags.set(Flag::Leak, is_leak);
            let row = clean_row(row, &mut cleaned);
            let marked = Row { flags: flags.column(&row.flags), ..(*row).clone() };
            let reason = policy.reason(flags, &row.flags);
            report.count(flags, reason, part, fates.document(index));
            if let Some(reason) = reason {
                return dropped.write(&marked, reason);
            }
            let place = format_args!("row {}", index + 1);
            for (_, files) in parts.iter_mut().filter(|(name, _)| *name == part) {
                files.iter_mut().try_for_each(|files| files.write(&marked, place))?;
            }
            kept.write(&marked, part.name())
        })?;
        if n_read != fates.len() {
            return Err(Fault::new("the corpora shrank while they were read; run again"));
        }
        let mut filled = Vec::new();
        for (part, files) in parts {
            let files = files.into_iter().map(Filling::finish);
            filled.push((part, files.collect::<Result<_, _>>()?));
        }
        Ok(Results { parts: filled, lists: [kept.finish()?, dropped.finish()?], cleaned })
    }
}

/// The files of a part in a format.
fn names(dir: &Path, part: Part, format: Format, langs: [Lang; 2]) -> Vec<PathBuf> {
    let endings = match format {
        Format::Train => vec!["tsv".to_owned()],
        Format::Tsv => vec!["corpus.tsv".to_owned()],
        format => format.endings(langs),
    };
    endings.iter().map(|ending| dir.join(format!("{}.{ending}", part.name()))).collect()
}

/// Rows of a corpus with one column more.
struct List {
    path: PathBuf,
    writer: CorpusWriter<Summed>,
}

impl List {
    fn new(output: Summed, langs: [Lang; 2], column: &str) -> Result<Self, Fault> {
        let path = output.path().to_owned();
        match CorpusWriter::with_column(output, langs, Some(column)) {
            Ok(writer) => Ok(List { path, writer }),
            Err(error) => Err(Fault::io(&path, &error)),
        }
    }

    fn write(&mut self, row: &Row, more: &str) -> Result<(), Fault> {
        self.writer.write_with(row, more).map_err(|e| Fault::io(&self.path, &e))
    }

    fn finish(self) -> Result<Sum, Fault> {
        self.writer.finish().map_err(|e| Fault::io(&self.path, &e))?.commit()
    }
}
