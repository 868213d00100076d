//! `corpus.tsv`, row by row: a header line, tab-separated, no quoting, columns by name.

use std::io::{self, BufRead};

use crate::bitext::{Lang, Row};

/// A corpus that is being read. Iterating gives each row with the number of its line, counted from 1.
///
/// Columns go by name, in any order; columns that a corpus does not have are passed over. A byte
/// order mark and carriage returns at line ends, which editors leave, are taken off.
#[derive(Debug)]
pub struct Corpus<R> {
    input: R,
    langs: [Lang; 2],
    /// For each field of a row, in its order, the column that holds it.
    places: [usize; 11],
    n_columns: usize,
    line: usize,
    buffer: Vec<u8>,
}

/// What is wrong with a corpus, and where.
#[derive(Debug, thiserror::Error)]
#[error("{line}: {fault}")]
pub struct CorpusError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: CorpusFault,
}

/// What is wrong with a line of a corpus.
#[derive(Debug, thiserror::Error)]
pub enum CorpusFault {
    /// The input could not be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Nothing at all.
    #[error("is empty; expected the header line of a corpus.tsv")]
    Empty,
    /// A header without some of the columns, or without two languages.
    #[error(
        "the header {found:?} is not that of a corpus.tsv: {missing} missing; expected {expected}; was it written by another version or program?",
        expected = "id, doc, es, en, type, score, es_sents, en_sents, es_par, en_par, flags"
    )]
    Header {
        /// The header as it stands.
        found: String,
        /// What it lacks.
        missing: String,
    },
    /// A line with too few or too many fields.
    #[error(
        "{found} tabs; expected {expected}; a text with a tab or a line break in it was put in by hand or by another program"
    )]
    Tabs {
        /// Tabs of the line.
        found: usize,
        /// Tabs of the header.
        expected: usize,
    },
    /// A line that is no UTF-8.
    #[error("is not UTF-8 at byte {at} of the line; save the file as UTF-8")]
    NotUtf8 {
        /// Byte of the line, counted from 0.
        at: usize,
    },
    /// A line longer than any text.
    #[error("is longer than {} MiB; is this a corpus.tsv?", MAX_LINE >> 20)]
    TooLong,
}

/// Bytes that a line may have; more means that the file holds something else.
const MAX_LINE: usize = 64 << 20;

impl<R: BufRead> Corpus<R> {
    /// Reads the header line.
    ///
    /// # Errors
    /// When there is no header, or it is not that of a corpus.
    pub fn new(input: R) -> Result<Self, CorpusError> {
        let unknown = [Lang::ES, Lang::EN];
        let mut corpus = Corpus {
            input,
            langs: unknown,
            places: [0; 11],
            n_columns: 0,
            line: 0,
            buffer: Vec::new(),
        };
        let fault = |fault| CorpusError { line: 1, fault };
        if !corpus.next_line()? {
            return Err(fault(CorpusFault::Empty));
        }
        let header = corpus.text()?.trim_start_matches('\u{FEFF}').to_owned();
        let names: Vec<&str> = header.split('\t').collect();
        let wrong = |missing: String| {
            fault(CorpusFault::Header { found: header.chars().take(200).collect(), missing })
        };
        let langs: Vec<Lang> = names
            .iter()
            .filter(|name| names.contains(&format!("{name}_sents").as_str()))
            .filter_map(|name| name.parse().ok())
            .collect();
        let [source, target] = langs[..] else {
            return Err(wrong("two language columns, each with its _sents column,".to_owned()));
        };
        corpus.langs = [source, target];
        corpus.n_columns = names.len();
        for (place, column) in corpus.places.iter_mut().zip(Row::columns([source, target])) {
            *place = names.iter().position(|name| *name == column).ok_or_else(|| wrong(column))?;
        }
        Ok(corpus)
    }

    /// The languages of source and target.
    pub fn langs(&self) -> [Lang; 2] {
        self.langs
    }

    /// Reads the next line into the buffer, its end taken off; false at the end of the input.
    fn next_line(&mut self) -> Result<bool, CorpusError> {
        self.buffer.clear();
        self.line += 1;
        let line = self.line;
        let error = |fault| CorpusError { line, fault };
        let mut limited = io::Read::take(&mut self.input, MAX_LINE as u64 + 1);
        let n =
            limited.read_until(b'\n', &mut self.buffer).map_err(|e| error(CorpusFault::Io(e)))?;
        if n > MAX_LINE {
            return Err(error(CorpusFault::TooLong));
        }
        for end in [b'\n', b'\r'] {
            if self.buffer.last() == Some(&end) {
                self.buffer.pop();
            }
        }
        Ok(n > 0)
    }

    fn text(&self) -> Result<&str, CorpusError> {
        std::str::from_utf8(&self.buffer).map_err(|e| CorpusError {
            line: self.line,
            fault: CorpusFault::NotUtf8 { at: e.valid_up_to() },
        })
    }

    fn row(&self) -> Result<Row, CorpusError> {
        let fields: Vec<&str> = self.text()?.split('\t').collect();
        if fields.len() != self.n_columns {
            return Err(CorpusError {
                line: self.line,
                fault: CorpusFault::Tabs { found: fields.len() - 1, expected: self.n_columns - 1 },
            });
        }
        let mut next = self.places.iter().map(|&place| fields[place].to_owned());
        let mut field = || next.next().unwrap_or_default();
        Ok(Row {
            id: field(),
            doc: field(),
            source: field(),
            target: field(),
            kind: field(),
            score: field(),
            source_sents: field(),
            target_sents: field(),
            source_par: field(),
            target_par: field(),
            flags: field(),
        })
    }
}

impl<R: BufRead> Iterator for Corpus<R> {
    type Item = Result<(usize, Row), CorpusError>;

    /// The next row. After a row with a fault the reading may go on behind it.
    fn next(&mut self) -> Option<Self::Item> {
        match self.next_line() {
            Ok(false) => None,
            Ok(true) => Some(self.row().map(|row| (self.line, row))),
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "id\tdoc\tes\ten\ttype\tscore\tes_sents\ten_sents\tes_par\ten_par\tflags\n";

    fn fault(text: impl AsRef<[u8]>) -> String {
        match Corpus::new(text.as_ref()) {
            Err(error) => error.to_string(),
            Ok(corpus) => corpus.filter_map(Result::err).map(|e| e.to_string()).collect(),
        }
    }

    #[test]
    fn columns_go_by_name() {
        let text = "\u{FEFF}note\tflags\tpt\tfr\tid\tdoc\ttype\tscore\tpt_par\tfr_par\tfr_sents\tpt_sents\r\n\
                    x\tNUM\tolá\tsalut \"\ta:s1~t2\ta\t1-1\t0.9000\t1\t1\t2\t1\r\n";
        let mut corpus = Corpus::new(text.as_bytes()).unwrap();
        assert_eq!(corpus.langs().map(|l| l.code().to_owned()), ["pt", "fr"]);
        let (line, row) = corpus.next().unwrap().unwrap();
        assert_eq!(line, 2);
        assert_eq!((&*row.source, &*row.target, &*row.flags), ("olá", "salut \"", "NUM"));
        assert_eq!((&*row.source_sents, &*row.target_sents), ("1", "2"));
        assert!(corpus.next().is_none());
    }

    #[test]
    fn faults_name_their_line() {
        assert!(fault("").contains("1: is empty"));
        assert!(fault("a\tb\n").contains("two language columns"));
        assert!(fault(HEADER.replace("\tscore", "")).contains("score missing"));
        assert!(fault(format!("{HEADER}a\tb\n")).starts_with("2: 1 tabs; expected 10"));
        assert!(
            fault([HEADER.as_bytes(), b"a\xFF\n"].concat()).contains("2: is not UTF-8 at byte 1")
        );
    }
}
