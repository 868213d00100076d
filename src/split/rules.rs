//! The rules of a language: word lists from its folder, read once.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

use crate::bitext::Lang;

/// What a stop after an abbreviation may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It never ends a sentence: `Sr.`
    Never,
    /// It may end one before a capital: `etc.`
    Capital,
    /// It may end one, but only before a word that opens sentences, since names follow it
    /// too: `U.S.`
    Opener,
    /// It is an abbreviation only before a number: `no. 5`; otherwise an ordinary word.
    Number,
    /// It is an abbreviation only before a name: `gen. Hale`; otherwise an ordinary word.
    Name,
}

impl Kind {
    const NAMES: [(&'static str, Kind); 5] = [
        ("never", Kind::Never),
        ("capital", Kind::Capital),
        ("opener", Kind::Opener),
        ("number", Kind::Number),
        ("name", Kind::Name),
    ];

    fn parse(word: &str) -> Option<Kind> {
        Kind::NAMES.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }
}

/// A line of an abbreviation list that is not an abbreviation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{line}: {found}; expected an abbreviation such as `Sr.`, then, after two spaces or a tab, \
         never, capital, opener, number or name"
)]
pub struct AbbreviationError {
    /// Which line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub found: String,
}

/// A word list keyed by text.
///
/// Keys of our own lists are borrowed from the binary, so that loading allocates next to nothing.
pub(super) type Table<T> = HashMap<Cow<'static, str>, T, BuildHasherDefault<Fnv>>;

/// FNV-1a: the keys are short and the tables small, so a simple hash is the fastest.
/// (Offset basis and prime of 64 bits: RFC 9923, section 2.)
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What a word does when it comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// It opens sentences, also when somebody writes without capitals.
    Always,
    /// It opens sentences only with a capital: `in` goes on after `Who's Afraid?`
    Capital,
}

/// The lists of one language.
#[derive(Default)]
pub(super) struct Rules {
    /// Abbreviations without their last stop and without spaces: `Sr`, `EE.UU`.
    pub abbreviations: Table<Kind>,
    /// Words that open sentences and are hardly ever part of a name, lower case.
    pub openers: Table<Opens>,
    /// Endings of words that open sentences, such as those of verbs.
    pub endings: Vec<&'static str>,
    /// Words that a single letter or number may follow as a label: `plan B`.
    pub labels: Table<()>,
    /// Words that number the part of a text they head: `Capítulo 1.`
    pub headings: Table<()>,
    /// Verbs that attribute speech.
    pub speech: Table<()>,
    /// Days, months and time zones, which go on after `p.m.`
    pub calendar: Table<()>,
    /// Names that end in a mark of their own: `Yahoo!`
    pub brands: Table<()>,
    /// Whether people write this language without capitals often enough to split there.
    pub lower_starts: bool,
}

impl Rules {
    /// The rules of `lang`, read when they are first asked for; without any list where there is no
    /// folder for it.
    pub(super) fn of(lang: Lang) -> &'static Rules {
        static ES: LazyLock<Rules> = LazyLock::new(|| Rules::load(&ES_FILES, false));
        static EN: LazyLock<Rules> = LazyLock::new(|| Rules::load(&EN_FILES, true));
        static GENERAL: LazyLock<Rules> = LazyLock::new(Rules::default);
        match lang {
            Lang::ES => &ES,
            Lang::EN => &EN,
            _ => &GENERAL,
        }
    }

    fn load(files: &Files, lower_starts: bool) -> Rules {
        let mut rules = Rules { lower_starts, ..Rules::default() };
        rules.abbreviations.reserve(1024);
        for file in files.abbreviations {
            // The lists are tested as data, so every line has a kind and a stop.
            for (word, kind) in entries(file.1) {
                let stem = word.strip_suffix('.').unwrap_or(word);
                let key = if stem.contains(' ') {
                    Cow::Owned(stem.replace(' ', ""))
                } else {
                    Cow::Borrowed(stem)
                };
                rules.abbreviations.insert(key, Kind::parse(kind).unwrap_or(Kind::Never));
            }
        }
        for (word, kind) in entries(files.openers.1) {
            let opens = if kind == "capital" { Opens::Capital } else { Opens::Always };
            match word.strip_prefix('-') {
                Some(ending) => rules.endings.push(ending),
                None => {
                    rules.openers.insert(word.into(), opens);
                }
            }
        }
        for (table, file) in [
            (&mut rules.labels, files.labels),
            (&mut rules.headings, files.headings),
            (&mut rules.speech, files.speech),
            (&mut rules.calendar, files.calendar),
            (&mut rules.brands, files.brands),
        ] {
            table.extend(entries(file.1).map(|(word, _)| (word.into(), ())));
        }
        rules
    }
}

/// A file of a language's folder: its name and what it holds.
pub(super) type File = (&'static str, &'static str);

/// The files of a language's folder.
pub(super) struct Files {
    pub abbreviations: &'static [File],
    pub openers: File,
    pub labels: File,
    pub headings: File,
    pub speech: File,
    pub calendar: File,
    pub brands: File,
}

macro_rules! file {
    ($path:literal) => {
        ($path, include_str!($path))
    };
}

pub(super) const ES_FILES: Files = Files {
    abbreviations: &[
        file!("es/titles.txt"),
        file!("es/acronyms.txt"),
        file!("es/common.txt"),
        file!("es/dates.txt"),
        file!("es/latin.txt"),
        file!("es/places.txt"),
        file!("es/references.txt"),
        file!("es/units.txt"),
    ],
    openers: file!("es/openers.txt"),
    labels: file!("es/labels.txt"),
    headings: file!("es/headings.txt"),
    speech: file!("es/speech.txt"),
    calendar: file!("es/calendar.txt"),
    brands: file!("es/brands.txt"),
};

pub(super) const EN_FILES: Files = Files {
    abbreviations: &[
        file!("en/titles.txt"),
        file!("en/acronyms.txt"),
        file!("en/common.txt"),
        file!("en/dates.txt"),
        file!("en/latin.txt"),
        file!("en/places.txt"),
        file!("en/references.txt"),
        file!("en/units.txt"),
    ],
    openers: file!("en/openers.txt"),
    labels: file!("en/labels.txt"),
    headings: file!("en/headings.txt"),
    speech: file!("en/speech.txt"),
    calendar: file!("en/calendar.txt"),
    brands: file!("en/brands.txt"),
};

/// First and second field of every line that is neither empty nor a note.
fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().map(fields).filter(|(word, _)| !word.is_empty() && !word.starts_with('#'))
}

/// Fields are parted by a tab or by two spaces or more; the third is the reason.
fn fields(line: &str) -> (&str, &str) {
    let part = |text| match text {
        text if str::is_empty(text) => ("", ""),
        text => {
            let end = [text.find('\t'), text.find("  ")].into_iter().flatten().min();
            let (field, rest) = text.split_at(end.unwrap_or(text.len()));
            (field.trim(), rest.trim())
        }
    };
    let (word, rest) = part(line.trim());
    (word, part(rest).0)
}

/// Adds every abbreviation of `text` to `table`; one without a kind never ends a sentence.
pub(super) fn read_abbreviations(
    text: &str,
    table: &mut Table<Kind>,
) -> Result<(), AbbreviationError> {
    for (index, line) in text.lines().enumerate() {
        let (word, kind) = fields(line.trim_start_matches('\u{FEFF}'));
        if word.is_empty() || word.starts_with('#') {
            continue;
        }
        let error = |found: String| AbbreviationError { line: index + 1, found };
        let kind = match kind {
            "" => Kind::Never,
            name => Kind::parse(name).ok_or_else(|| error(format!("unknown kind {name:?}")))?,
        };
        let Some(stem) = word.strip_suffix('.') else {
            return Err(error(format!("{word:?} does not end in a stop")));
        };
        let key: String = stem.chars().filter(|c| !c.is_whitespace()).collect();
        if !key.contains(char::is_alphanumeric) {
            return Err(error(format!("{word:?} has no letter")));
        }
        table.insert(key.into(), kind);
    }
    Ok(())
}

/// Longest word, in bytes, that is looked up in a list.
const LONGEST: usize = 40;

/// A word in lower case, on the stack.
pub(super) struct Folded<const N: usize = LONGEST> {
    /// Zeros behind the word.
    pub(super) bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Folded<N> {
    /// Folds ASCII and Latin-1 letters, which is what the lists hold; other letters stay. `None` for a
    /// word of more than `N` bytes.
    pub(super) fn new(word: &str) -> Option<Self> {
        let mut bytes = [0; N];
        let source = word.as_bytes();
        bytes.get_mut(..source.len())?.copy_from_slice(source);
        for i in 0..source.len() {
            let after_c3 = i > 0 && source[i - 1] == 0xC3;
            bytes[i] = match source[i] {
                byte @ 0x80..=0x9E if after_c3 && byte != 0x97 => byte | 0x20,
                byte => byte.to_ascii_lowercase(),
            };
        }
        Some(Folded { bytes, len: source.len() })
    }

    /// The folded word.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}

/// Looks `word` up as it stands, then in lower case, then with one capital.
pub(super) fn look_up<T: Copy>(table: &Table<T>, word: &str) -> Option<T> {
    if word.len() > LONGEST || table.is_empty() {
        return None;
    }
    if let Some(found) = table.get(word) {
        return Some(*found);
    }
    if !word.bytes().any(|byte| byte.is_ascii_uppercase() || byte >= 0x80) {
        return None;
    }
    let folded = Folded::<LONGEST>::new(word)?;
    if let Some(found) = table.get(folded.as_str()) {
        return Some(*found);
    }
    // In a text of capitals, `GEN` is `Gen`.
    let is_shouted = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_shouted {
        return None;
    }
    let mut titled = folded;
    titled.bytes[0] = titled.bytes[0].to_ascii_uppercase();
    table.get(titled.as_str()).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn lists_are_sorted_unique_and_give_reasons() {
        for files in [&ES_FILES, &EN_FILES] {
            let mut seen = HashSet::new();
            let abbreviations = files.abbreviations.iter().map(|file| (file, true));
            let others =
                [&files.openers, &files.labels, &files.headings, &files.speech, &files.calendar]
                    .into_iter()
                    .chain([&files.brands])
                    .map(|file| (file, false));
            for ((name, text), is_abbreviation) in abbreviations.chain(others) {
                let mut table = Table::default();
                assert!(text.starts_with("# "), "{name}: the first line says what is listed");
                let mut previous = (String::new(), String::new());
                for line in text.lines().filter(|line| !line.starts_with('#')) {
                    let word = fields(line).0.to_owned();
                    let key = (word.to_lowercase(), word.clone());
                    assert!(previous < key, "{name}: {word} is out of order or listed twice");
                    assert!(word.len() <= LONGEST, "{name}: {word} is too long");
                    if is_abbreviation {
                        assert_eq!(read_abbreviations(line, &mut table), Ok(()), "{name}");
                        let n_fields = line.split("  ").filter(|part| !part.is_empty()).count();
                        assert!(n_fields >= 3, "{name}: {line:?} wants a kind and a reason");
                        assert!(seen.insert(word.clone()), "{name}: {word} is listed twice");
                    }
                    previous = key;
                }
            }
        }
    }

    #[test]
    fn an_odd_line_is_named() {
        let mut table = Table::default();
        let error = read_abbreviations("Sr.\n\n# note\nDra", &mut table).unwrap_err();
        assert_eq!(error.line, 4);
        let error = read_abbreviations("Sr.\tsometimes", &mut table).unwrap_err();
        assert_eq!((error.line, error.found.as_str()), (1, "unknown kind \"sometimes\""));
    }
}
