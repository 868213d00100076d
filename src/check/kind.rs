//! What can be wrong, and what each loader makes of it.

use serde::Serialize;

/// A program that reads corpora, with its default settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loader {
    /// `pandas.read_csv(f, sep="\t")`.
    Pandas,
    /// `load_dataset("csv", delimiter="\t")` of Hugging Face.
    Datasets,
    /// `polars.read_csv(f, separator="\t")`.
    Polars,
    /// Marian's `--tsv`.
    Marian,
    /// Bicleaner.
    Bicleaner,
    /// Programs that read lines: OpusFilter, OpenNMT, Sockeye, `paste`, `wc`.
    Lines,
    /// Excel and LibreOffice.
    Spreadsheets,
    /// Translation memory tools.
    Tmx,
}

impl Loader {
    /// All of them, in the order of a report.
    pub const ALL: [Loader; 8] = [
        Loader::Pandas,
        Loader::Datasets,
        Loader::Polars,
        Loader::Marian,
        Loader::Bicleaner,
        Loader::Lines,
        Loader::Spreadsheets,
        Loader::Tmx,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Loader::Pandas => "pandas",
            Loader::Datasets => "datasets",
            Loader::Polars => "polars",
            Loader::Marian => "Marian",
            Loader::Bicleaner => "Bicleaner",
            Loader::Lines => "line readers",
            Loader::Spreadsheets => "spreadsheets",
            Loader::Tmx => "TMX readers",
        }
    }

    /// Settings that make it take the fields as they stand: quotes, `NA` and numbers do no harm then.
    pub fn safe_settings(self) -> Option<&'static str> {
        match self {
            Loader::Pandas | Loader::Datasets => {
                Some("quoting=3, keep_default_na=False, and for pandas dtype=str")
            }
            Loader::Polars => Some("quote_char=None, infer_schema=False, then .fill_null(\"\")"),
            _ => None,
        }
    }
}

/// What is wrong at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// The file is UTF-16.
    Utf16,
    /// A byte order mark at the beginning.
    ByteOrderMark,
    /// A field begins with a quote that closes in a later field or row.
    QuoteSwallows,
    /// A field begins with a quote that nothing closes.
    QuoteNeverCloses,
    /// A field begins and ends with a quote.
    QuotedField,
    /// A field begins with a quote that closes before the end of the field.
    QuotedStart,
    /// A line with an odd number of quotes.
    OddQuotes,
    /// More fields than the first line has.
    TooManyFields,
    /// Fewer fields than the first line has.
    TooFewFields,
    /// A line with nothing in it.
    BlankLine,
    /// A file for Marian with more than two fields.
    ThirdField,
    /// A file for Marian with a header.
    HeaderAsPair,
    /// `NA`, `null`, `None` and their like.
    NullWord,
    /// A text, or a line of a plain file, with nothing in it.
    EmptySide,
    /// A column of ids or texts with nothing but numbers.
    NumericColumn,
    /// A column with texts that begins with a hundred rows of numbers: polars guesses from them.
    LateText,
    /// A column with texts and a whole block of pandas without any.
    PandasBlock,
    /// A column with texts and ten thousand rows without any, a block of datasets.
    DatasetsBlock,
    /// A carriage return that is not part of a line end.
    CarriageReturn,
    /// VT, FF, U+001C to U+001E, U+0085, U+2028 or U+2029.
    LineSeparator,
    /// U+0000.
    Nul,
    /// Another control character, or a byte order mark inside the text.
    Control,
    /// Lines end with CR LF.
    CrLf,
    /// The last line has no line end.
    NoFinalNewline,
    /// Two plain files have different numbers of lines.
    UnequalLines,
    /// A cell above 32,767 characters.
    LongCell,
    /// A cell that begins with `=`, `+`, `-` or `@`.
    Formula,
    /// XML that is not well-formed.
    Malformed,
    /// The root is not `tmx`, or there is no header.
    NotTmx,
    /// The header lacks an attribute that TMX 1.4b asks for.
    HeaderAttribute,
    /// A unit with fewer than two variants.
    TooFewVariants,
    /// A variant without its `seg`.
    NoSegment,
    /// A variant without `xml:lang`.
    NoLanguage,
    /// A `seg` without text.
    EmptySegment,
    /// A `tuid` that was used before.
    DoubledId,
    /// A character that XML forbids.
    IllegalCharacter,
}

use Loader::{Bicleaner, Datasets, Lines, Marian, Pandas, Polars, Spreadsheets, Tmx};

impl Kind {
    /// What is wrong, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::NotUtf8 => "bytes that are no UTF-8",
            Kind::Utf16 => "the file is UTF-16",
            Kind::ByteOrderMark => "a byte order mark",
            Kind::QuoteSwallows => "a quote opens a field and closes in a later one",
            Kind::QuoteNeverCloses => "a quote opens a field and nothing closes it",
            Kind::QuotedField => "a field in quotes",
            Kind::QuotedStart => "a field that begins with a quotation",
            Kind::OddQuotes => "an odd number of quotes in a line",
            Kind::TooManyFields => "too many tabs",
            Kind::TooFewFields => "too few tabs",
            Kind::BlankLine => "a blank line",
            Kind::ThirdField => "a third field",
            Kind::HeaderAsPair => "a header line",
            Kind::NullWord => "a word for nothing",
            Kind::EmptySide => "an empty side",
            Kind::NumericColumn => "a column of numbers only",
            Kind::LateText => "text after a hundred rows of numbers",
            Kind::PandasBlock => "a long run of numbers in a column with texts",
            Kind::DatasetsBlock => "ten thousand rows of numbers in a column with texts",
            Kind::CarriageReturn => "a carriage return in a line",
            Kind::LineSeparator => "a line separator in a line",
            Kind::Nul => "a NUL character",
            Kind::Control => "a control character",
            Kind::CrLf => "CR LF line ends",
            Kind::NoFinalNewline => "no line end at the end",
            Kind::UnequalLines => "different numbers of lines",
            Kind::LongCell => "a cell above 32,767 characters",
            Kind::Formula => "a cell like a formula",
            Kind::Malformed => "XML that is not well-formed",
            Kind::NotTmx => "no TMX",
            Kind::HeaderAttribute => "a header without an attribute",
            Kind::TooFewVariants => "a unit without two variants",
            Kind::NoSegment => "a variant without segment",
            Kind::NoLanguage => "a variant without language",
            Kind::EmptySegment => "an empty segment",
            Kind::DoubledId => "a tuid used twice",
            Kind::IllegalCharacter => "a character that XML forbids",
        }
    }

    /// What each loader that minds makes of it. What is said of pandas, datasets and polars was seen
    /// with pandas 3.1.1, datasets 5.2.0 and polars 2.1.0, default settings but for the tab;
    /// scripts/check_loaders.py repeats it. The rest follows from how the programs read lines.
    pub fn effects(self) -> &'static [(Loader, &'static str)] {
        const STOPS_UTF8: &str = "stops: invalid UTF-8";
        match self {
            Kind::NotUtf8 => &[
                (Pandas, STOPS_UTF8),
                (Datasets, STOPS_UTF8),
                (Polars, STOPS_UTF8),
                (Marian, "takes the bytes as they are"),
                (Bicleaner, "puts U+FFFD in their place"),
                (Lines, "stop where Python reads them: UnicodeDecodeError"),
                (Tmx, "stop: not well-formed, unless the declaration names the character set"),
            ],
            Kind::Utf16 => &[
                (Pandas, STOPS_UTF8),
                (Datasets, STOPS_UTF8),
                (Polars, STOPS_UTF8),
                (Marian, "reads the bytes as if they were UTF-8"),
                (Bicleaner, "reads the bytes as if they were UTF-8"),
                (Lines, "read the bytes as if they were UTF-8"),
            ],
            Kind::ByteOrderMark => &[
                (Marian, "takes it for a part of the first word"),
                (Bicleaner, "takes it for a part of the first field"),
                (Lines, "take it for a part of the first line"),
            ],
            Kind::QuoteSwallows => &[
                (
                    Pandas,
                    "makes one field of all between, silently; stops if the row then has too many fields",
                ),
                (
                    Datasets,
                    "makes one field of all between, silently; stops if the row then has too many fields",
                ),
                (Polars, "makes one field of all between, silently, or stops"),
                (Spreadsheets, "make one cell of all between"),
            ],
            Kind::QuoteNeverCloses => &[
                (Pandas, "stops: EOF inside string"),
                (Datasets, "stops: EOF inside string"),
                (Polars, "stops: CSV malformed"),
                (Spreadsheets, "make one cell of the rest of the file"),
            ],
            Kind::QuotedField => &[
                (Pandas, "drops the quotes"),
                (Datasets, "drops the quotes"),
                (Polars, "drops the quotes"),
                (Spreadsheets, "drop the quotes"),
            ],
            Kind::QuotedStart => &[
                (Pandas, "drops the first two quotes"),
                (Datasets, "drops the first two quotes"),
                (Polars, "stops: could not parse"),
                (Spreadsheets, "drop quotes"),
            ],
            Kind::OddQuotes => &[(Polars, "stops: CSV malformed")],
            Kind::TooManyFields => &[
                (
                    Pandas,
                    "stops; in the first row: takes the first column for an index and shifts the rest",
                ),
                (
                    Datasets,
                    "stops; in the first row: takes the first column for an index and shifts the rest",
                ),
                (Polars, "stops: more fields than defined"),
                (Bicleaner, "takes text from the wrong column"),
            ],
            Kind::TooFewFields => &[
                (Pandas, "fills up with NaN, silently"),
                (Datasets, "fills up with None, silently"),
                (Polars, "fills up with null, silently"),
                (Bicleaner, "does not find its columns"),
            ],
            Kind::BlankLine => &[
                (Pandas, "leaves the line out, silently"),
                (Datasets, "leaves the line out, silently"),
                (Polars, "makes a row of nulls"),
                (Bicleaner, "does not find its columns"),
                (Marian, "takes it for a pair without text"),
            ],
            Kind::ThirdField => &[(Marian, "aborts")],
            Kind::HeaderAsPair => &[(Marian, "trains on it like on a pair")],
            Kind::NullWord => &[(Pandas, "reads NaN"), (Datasets, "reads None")],
            Kind::EmptySide => &[
                (Pandas, "reads NaN, no text"),
                (Datasets, "reads None, no text"),
                (Polars, "reads null, no text"),
                (Marian, "trains on an empty side"),
                (Bicleaner, "scores a pair without text"),
                (Lines, "train on an empty side"),
            ],
            Kind::NumericColumn => &[
                (Pandas, "reads numbers: 007 becomes 7"),
                (Datasets, "reads numbers: 007 becomes 7"),
                (Polars, "reads numbers: 007 becomes 7"),
                (Spreadsheets, "read numbers: 007 becomes 7"),
            ],
            Kind::LateText => &[(Polars, "stops: could not parse")],
            Kind::PandasBlock => {
                &[(Pandas, "mixes numbers and texts in one column, silently: 007 becomes 7")]
            }
            Kind::DatasetsBlock => &[(
                Datasets,
                "stops when they come first, otherwise reads numbers, silently: 007 becomes 7",
            )],
            Kind::CarriageReturn => &[
                (Pandas, "ends the row there, silently"),
                (Datasets, "ends the row there, silently"),
                (Bicleaner, "ends the line there"),
                (Lines, "end the line there where Python reads them"),
            ],
            Kind::LineSeparator => &[(Lines, "end the line there where they use str.splitlines()")],
            Kind::Nul => &[
                (Lines, "end the text there where they are written in C"),
                (Spreadsheets, "cut or refuse the cell"),
            ],
            Kind::Control => &[
                (Lines, "take it for a part of a word"),
                (Spreadsheets, "drop it or refuse the file"),
            ],
            Kind::CrLf => &[(Lines, "leave a CR at the end of the last field (cut, paste, awk)")],
            Kind::NoFinalNewline => {
                &[(Lines, "count one line less (wc -l), glue it to the next file (cat)")]
            }
            Kind::UnequalLines => {
                &[(Marian, "stops, or pairs wrong lines"), (Lines, "stop, or pair wrong lines")]
            }
            Kind::LongCell => &[(Spreadsheets, "cut the cell, silently")],
            Kind::Formula => &[(Spreadsheets, "compute it")],
            Kind::Malformed => &[(Tmx, "stop here")],
            Kind::NotTmx => &[(Tmx, "do not take the file")],
            Kind::HeaderAttribute => &[(Tmx, "refuse the file where they check it")],
            Kind::TooFewVariants => &[(Tmx, "find no pair")],
            Kind::NoSegment => &[(Tmx, "find no text")],
            Kind::NoLanguage => &[(Tmx, "do not know whose text it is")],
            Kind::EmptySegment => &[(Tmx, "find no text")],
            Kind::DoubledId => &[(Tmx, "may keep only one of the units")],
            Kind::IllegalCharacter => &[(Tmx, "stop: not well-formed")],
        }
    }
}
