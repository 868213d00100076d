//! Texts from files and from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bitexto::bitext::{Document, Lang};
use bitexto::read::{self, Decoder, Format, Given, OpenError};
use bitexto::split::{Guess, Splitter, guess_by_sample, guess_by_words};

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

/// A file to be read, with its bytes where somebody has read them before.
pub(crate) struct Held<'p> {
    pub path: &'p Path,
    pub bytes: Option<Vec<u8>>,
}

impl<'p, P: AsRef<Path> + ?Sized> From<&'p P> for Held<'p> {
    fn from(path: &'p P) -> Self {
        Held { path: path.as_ref(), bytes: None }
    }
}

/// Opens a file or standard input; also says how many bytes are to be read of it at once.
fn open(Held { path, bytes }: Held<'_>) -> Result<(Box<dyn Read>, usize), Fault> {
    if let Some(bytes) = bytes {
        let n_bytes = piece(bytes.len() as u64);
        return Ok((Box::new(io::Cursor::new(bytes)), n_bytes));
    }
    if is_dash(path) {
        return Ok((Box::new(io::stdin().lock()), PIECE));
    }
    let (file, n_bytes) = sized(path, "a text file; name the files one pair at a time")?;
    Ok((Box::new(file), piece(n_bytes)))
}

/// Opens a file; `expected` says what to name in place of a folder.
pub(crate) fn file(path: &Path, expected: &str) -> Result<File, Fault> {
    sized(path, expected).map(|(file, _)| file)
}

/// The same, with how many bytes the file says that it has.
fn sized(path: &Path, expected: &str) -> Result<(File, u64), Fault> {
    let file = File::open(path).map_err(|error| Fault::io(path, &error))?;
    let metadata = file.metadata();
    if metadata.as_ref().is_ok_and(|m| m.is_dir()) {
        return Err(Fault::new(format_args!(
            "{}: is a directory; expected {expected}",
            path.display()
        )));
    }
    Ok((file, metadata.map_or(0, |m| m.len())))
}

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let (file, _) = open(path.into())?;
    file.take(MAX_BYTES as u64 + 1)
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

/// How much is read at once of what has so many bytes: a short text whole, so that little memory is made
/// ready for it. Pipes and the like say that they have none.
fn piece(n_bytes: u64) -> usize {
    if n_bytes == 0 { PIECE } else { n_bytes.min(PIECE as u64) as usize }
}

impl Source {
    fn new(path: &Path, (bytes, n_bytes): (Box<dyn Read>, usize)) -> Source {
        let decoder = Decoder::default();
        Source { path: path.to_owned(), bytes, decoder, piece: vec![0; n_bytes], is_done: false }
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
pub(crate) fn text<'p>(held: impl Into<Held<'p>>, voice: &Voice) -> Result<String, Fault> {
    let held = held.into();
    Source::new(held.path, open(held)?).whole(voice)
}

/// The text of a file whose bytes these are.
pub(crate) fn text_of(path: &Path, bytes: Vec<u8>, voice: &Voice) -> Result<String, Fault> {
    text(Held { path, bytes: Some(bytes) }, voice)
}

/// A file, opened and looked at.
pub(crate) enum Input {
    /// Plain text, to be read piece by piece.
    Plain(Source),
    /// The document out of a file of another format.
    Other(Document),
}

/// Opens a file of any format that is read; `field` is the field of JSONL records.
pub(crate) fn look<'p>(
    held: impl Into<Held<'p>>,
    name: &str,
    field: Option<&str>,
    voice: &Voice,
) -> Result<Input, Fault> {
    let held = held.into();
    let path = held.path;
    let fault = |error: &io::Error| Fault::io(Path::new(&shown(path)), error);
    let (mut rest, n_bytes) = open(held)?;
    let mut bytes = Vec::with_capacity(n_bytes);
    rest.by_ref().take(PIECE as u64).read_to_end(&mut bytes).map_err(|e| fault(&e))?;
    let extension = path.extension().map(|e| e.to_string_lossy()).unwrap_or_default();
    let unreadable = |error: OpenError| match error.line() {
        Some(line) => Fault::new(format_args!("{}:{line}: {error}", shown(path))),
        None => Fault::new(format_args!("{}: {error}", shown(path))),
    };
    // What an archive holds stands at its end; the others are told by their beginning.
    let is_archive = bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    if !is_archive && Format::of(&bytes, &extension).map_err(unreadable)? == Format::Plain {
        let all = Box::new(io::Cursor::new(bytes).chain(rest));
        return Ok(Input::Plain(Source::new(path, (all, n_bytes))));
    }
    rest.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|e| fault(&e))?;
    check_size(path, bytes.len())?;
    let given = Given { name, extension: &extension, field };
    let document = read::open(&bytes, &given).map_err(unreadable)?;
    // Valid UTF-8 may hold the character itself; containers have character sets of their own.
    let n_lost = document.text.matches(char::REPLACEMENT_CHARACTER).count();
    if n_lost > 0 && !is_archive && std::str::from_utf8(&bytes).is_err() {
        voice.warn(format_args!(
            "{}: {n_lost} places are no valid text; they became U+FFFD; save the file as UTF-8",
            shown(path)
        ));
    }
    Ok(Input::Other(document))
}

/// The whole document of a file of any format that is read.
pub(crate) fn document<'p>(
    held: impl Into<Held<'p>>,
    name: &str,
    field: Option<&str>,
    voice: &Voice,
) -> Result<Document, Fault> {
    match look(held, name, field, voice)? {
        Input::Plain(source) => Ok(read::document(name, source.whole(voice)?)),
        Input::Other(document) => Ok(document),
    }
}

/// A list of abbreviations, read once: a pipe gives it only once, and there are many splitters.
pub(crate) struct Abbreviations {
    place: String,
    pub list: String,
}

impl Abbreviations {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        Ok(Abbreviations { place: shown(path), list: text(path, &Voice::new(true))? })
    }
}

/// The splitter for a language, with the user's abbreviations.
pub(crate) fn splitter(
    lang: Lang,
    abbreviations: Option<&Abbreviations>,
) -> Result<Splitter, Fault> {
    let mut splitter = Splitter::new(lang);
    if let Some(Abbreviations { place, list }) = abbreviations {
        let wrong = splitter.add_abbreviations(list);
        wrong.map_err(|e| Fault::new(format_args!("{place}:{e}")))?;
    }
    Ok(splitter)
}

/// Refuses a language twice: the columns and files of the two texts bear its name.
pub(crate) fn check_langs(langs: [Lang; 2]) -> Result<(), Fault> {
    if langs[0] != langs[1] {
        return Ok(());
    }
    Err(Fault::new(format_args!(
        "--src and --tgt are both {}; expected two languages; give one of the texts another code",
        langs[0]
    )))
}

/// Words that a text must have before its language is judged.
const MIN_WORDS: usize = 30;

/// The least share of a language's function words that its texts have, in percent. The lowest of the
/// development texts and the samples has 27.9 in Spanish and 29.4 in English; French, which shares
/// words with Spanish, had 22 of them.
const MIN_FUNCTION_SHARE: usize = 24;

/// The share, and the margin, with which a sample of a text says as much as all of it: chance may make
/// some percent of a share.
const CLEAR: (usize, f64) = (32, 0.9);

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
    let has = |(n_words, guess): (usize, Option<Guess>), share: usize, margin: f64| {
        let is_sure = |g: &Guess| {
            !g.is_doubtful() && g.margin >= margin && g.n_words * 100 >= n_words * share
        };
        guess.filter(is_sure).map(|g| g.lang)
    };
    let found = [0, 1].map(|side: usize| {
        let sample = guess_by_sample(texts[side]);
        let is_clear = has(sample, CLEAR.0, CLEAR.1) == Some(langs[side]);
        if is_clear { sample } else { guess_by_words(texts[side]) }
    });
    let sure = found.map(|found| has(found, MIN_FUNCTION_SHARE, 0.0));
    if sure == [Some(langs[1]), Some(langs[0])] {
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
