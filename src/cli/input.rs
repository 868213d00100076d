//! Texts from files and from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bitexto::bitext::{Document, Lang};
use bitexto::read::{self, Decoder, Format, Given, OpenError};
use bitexto::split::{Splitter, guess_language};
use unicode_segmentation::UnicodeSegmentation;

use super::{Fault, Voice};

/// The largest file that is read whole, in bytes. A text of a thousand books is smaller.
const MAX_BYTES: usize = 1 << 30;

/// Whether a path stands for standard input or output.
pub(crate) fn is_dash(path: &Path) -> bool {
    path == Path::new("-")
}

/// What a path is called in messages.
pub(crate) fn shown(path: &Path) -> String {
    if is_dash(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Fault> {
    if is_dash(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| Fault::io(path, &error))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(Fault::new(format_args!(
            "{}: is a directory; expected a text file; name the files one pair at a time",
            path.display()
        )));
    }
    Ok(Box::new(file))
}

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    open(path)?
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::io(Path::new(&shown(path)), &error))?;
    check_size(path, bytes.len())?;
    Ok(bytes)
}

fn check_size(path: &Path, n_bytes: usize) -> Result<(), Fault> {
    if n_bytes <= MAX_BYTES {
        return Ok(());
    }
    Err(Fault::new(format_args!("{}: larger than 1 GiB; split the text first", shown(path))))
}

/// A text that is read piece by piece.
pub(crate) struct Source {
    path: PathBuf,
    bytes: Box<dyn Read>,
    decoder: Decoder,
    piece: Vec<u8>,
    is_done: bool,
}

/// How much is read at once, in bytes: little enough to stay in the processor's cache.
const PIECE: usize = 1 << 17;

impl Source {
    fn new(path: &Path, bytes: Box<dyn Read>) -> Source {
        let decoder = Decoder::default();
        Source { path: path.to_owned(), bytes, decoder, piece: vec![0; PIECE], is_done: false }
    }

    /// Everything at once; how the bytes were understood is told.
    fn whole(mut self, voice: &Voice) -> Result<String, Fault> {
        let mut text = String::new();
        while !self.is_done {
            self.read(&mut text)?;
            check_size(&self.path, text.len())?;
        }
        self.tell(voice);
        Ok(text)
    }

    /// Reads on and appends to `text`.
    pub fn read(&mut self, text: &mut String) -> Result<(), Fault> {
        let n_bytes = loop {
            match self.bytes.read(&mut self.piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::io(Path::new(&shown(&self.path)), &error)),
                Ok(n_bytes) => break n_bytes,
            }
        };
        let decoded = match &self.piece[..n_bytes] {
            [] => {
                self.is_done = true;
                self.decoder.finish(text)
            }
            piece => self.decoder.push(piece, text),
        };
        decoded.map_err(|e| Fault::new(format_args!("{}: {e}", shown(&self.path))))
    }

    /// Whether everything has been read.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Says how the bytes were understood, where that was not plain.
    pub fn tell(&self, voice: &Voice) {
        let (decoder, file) = (&self.decoder, shown(&self.path));
        if decoder.n_malformed() > 0 {
            voice.warn(format_args!(
                "{file}: {} places are no valid {}; they became U+FFFD; save the file as UTF-8",
                decoder.n_malformed(),
                decoder.encoding()
            ));
        } else if decoder.is_guessed() {
            voice.note(format_args!("{file}: read as {} (a guess)", decoder.encoding()));
        }
    }
}

/// The text of a file, in whatever character set; what was guessed is told.
pub(crate) fn text(path: &Path, voice: &Voice) -> Result<String, Fault> {
    Source::new(path, open(path)?).whole(voice)
}

/// The same of bytes that have been read, where `path` says what they are called.
pub(crate) fn text_of(path: &Path, bytes: Vec<u8>, voice: &Voice) -> Result<String, Fault> {
    Source::new(path, Box::new(io::Cursor::new(bytes))).whole(voice)
}

/// A file, opened and looked at.
pub(crate) enum Input {
    /// Plain text, to be read piece by piece.
    Plain(Source),
    /// The document out of a file of another format.
    Other(Document),
}

/// Opens a file of any format that is read; `field` is the field of JSONL records.
pub(crate) fn look(path: &Path, name: &str, field: Option<&str>) -> Result<Input, Fault> {
    let fault = |error: &io::Error| Fault::io(Path::new(&shown(path)), error);
    let mut rest = open(path)?;
    let mut bytes = Vec::with_capacity(PIECE);
    rest.by_ref().take(PIECE as u64).read_to_end(&mut bytes).map_err(|e| fault(&e))?;
    let extension = path.extension().map(|e| e.to_string_lossy()).unwrap_or_default();
    let unreadable = |error: OpenError| match error.line() {
        Some(line) => Fault::new(format_args!("{}:{line}: {error}", shown(path))),
        None => Fault::new(format_args!("{}: {error}", shown(path))),
    };
    // What an archive holds stands at its end; the others are told by their beginning.
    let is_archive = bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    if !is_archive && Format::of(&bytes, &extension).map_err(unreadable)? == Format::Plain {
        return Ok(Input::Plain(Source::new(path, Box::new(io::Cursor::new(bytes).chain(rest)))));
    }
    rest.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|e| fault(&e))?;
    check_size(path, bytes.len())?;
    let given = Given { name, extension: &extension, field };
    read::open(&bytes, &given).map(Input::Other).map_err(unreadable)
}

/// The whole document of a file of any format that is read.
pub(crate) fn document(
    path: &Path,
    name: &str,
    field: Option<&str>,
    voice: &Voice,
) -> Result<Document, Fault> {
    match look(path, name, field)? {
        Input::Plain(source) => Ok(read::document(name, source.whole(voice)?)),
        Input::Other(document) => Ok(document),
    }
}

/// Endings of the files that are read.
const ENDINGS: &[&str] = &[
    "txt", "text", "html", "htm", "xhtml", "md", "markdown", "docx", "odt", "fodt", "epub",
    "jsonl", "ndjson", "json",
];

/// The name of a pair: that of its source file without folder, language and ending.
pub(crate) fn document_name(source: &Path, target: &Path, langs: [Lang; 2]) -> String {
    let path = if is_dash(source) { target } else { source };
    let mut name =
        path.file_name().map_or_else(|| "text".to_owned(), |n| n.to_string_lossy().into_owned());
    for ending in ENDINGS.iter().copied().chain(langs.iter().map(Lang::code)) {
        if let Some((stem, _)) =
            name.rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && *end == ending)
        {
            name = stem.to_owned();
        }
    }
    for lang in langs {
        for mark in ['-', '_'] {
            let ending = format!("{mark}{lang}");
            if let Some(stem) = name.strip_suffix(&ending).filter(|stem| !stem.is_empty()) {
                name = stem.to_owned();
            }
        }
    }
    // A colon or a space would make the ids of rows hard to take apart.
    name.chars()
        .map(|c| if c.is_whitespace() || c.is_control() || c == ':' { '_' } else { c })
        .collect()
}

/// The splitter for a language, with the user's abbreviations.
pub(crate) fn splitter(lang: Lang, abbreviations: Option<&Path>) -> Result<Splitter, Fault> {
    let mut splitter = Splitter::new(lang);
    if let Some(path) = abbreviations {
        let quiet = Voice::new(true);
        let list = text(path, &quiet)?;
        splitter
            .add_abbreviations(&list)
            .map_err(|e| Fault::new(format_args!("{}:{e}", shown(path))))?;
    }
    Ok(splitter)
}

/// Words that a text must have before its language is judged.
const MIN_WORDS: usize = 30;

/// The least share of a language's function words that its texts have, in percent. The lowest of the
/// development texts and the samples has 27.9 in Spanish and 29.4 in English; French, which shares
/// words with Spanish, had 22 of them.
const MIN_FUNCTION_SHARE: usize = 24;

/// Warns when texts are not in the languages that they are said to be in.
pub(crate) fn check_languages(
    paths: [&Path; 2],
    texts: [&str; 2],
    langs: [Lang; 2],
    voice: &Voice,
) {
    if !langs.iter().all(|lang| Splitter::has_rules(*lang)) {
        return;
    }
    let found = texts.map(|text| {
        let n_words = text.unicode_words().take(4000).count();
        (n_words, guess_language(text))
    });
    let sure = found.map(|(n_words, guess)| {
        guess
            .filter(|g| !g.is_doubtful() && g.n_words * 100 >= n_words * MIN_FUNCTION_SHARE)
            .map(|g| g.lang)
    });
    if langs[0] != langs[1] && sure == [Some(langs[1]), Some(langs[0])] {
        voice.warn(format_args!(
            "{} looks {}, {} looks {}: the texts seem to be in the wrong order; swap them",
            shown(paths[0]),
            langs[1].name(),
            shown(paths[1]),
            langs[0].name()
        ));
        return;
    }
    for (side, (n_words, guess)) in found.into_iter().enumerate() {
        let (path, said) = (shown(paths[side]), langs[side]);
        match (sure[side], guess) {
            (Some(lang), _) if lang == said => {}
            (Some(lang), Some(guess)) if guess.n_words >= 5 => voice.warn(format_args!(
                "{path} looks {}, not {}; give its translation, or say the language with --src and --tgt",
                lang.name(),
                said.name()
            )),
            _ if n_words >= MIN_WORDS && sure[side].is_none() => {
                voice.warn(format_args!("{path} does not look {}; check the language", said.name()));
            }
            _ => {}
        }
    }
}
