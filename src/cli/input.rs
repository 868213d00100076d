//! Texts from files and from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bitexto::bitext::Lang;
use bitexto::read;
use bitexto::split::{Splitter, guess_language};
use unicode_segmentation::UnicodeSegmentation;

use super::{Fault, Voice};

/// The largest file that is read, in bytes. A text of a thousand books is smaller.
const MAX_BYTES: u64 = 1 << 30;

/// Whether a path stands for standard input or output.
pub(crate) fn is_dash(path: &Path) -> bool {
    path == Path::new("-")
}

/// What a path is called in messages.
pub(crate) fn shown(path: &Path) -> String {
    if is_dash(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let fault = |error: &io::Error| Fault::io(Path::new(&shown(path)), error);
    let n = if is_dash(path) {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| fault(&e))?
    } else {
        let file = File::open(path).map_err(|e| fault(&e))?;
        if file.metadata().is_ok_and(|m| m.is_dir()) {
            return Err(Fault::new(format_args!(
                "{}: is a directory; expected a text file; name the files one pair at a time",
                path.display()
            )));
        }
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| fault(&e))?
    };
    if n as u64 > MAX_BYTES {
        return Err(Fault::new(format_args!(
            "{}: larger than 1 GiB; split the text first",
            shown(path)
        )));
    }
    Ok(bytes)
}

/// The text of a file, in whatever character set; what was guessed is told.
pub(crate) fn text(path: &Path, voice: &Voice) -> Result<String, Fault> {
    let decoded = read::decode(&bytes(path)?)
        .map_err(|e| Fault::new(format_args!("{}: {e}", shown(path))))?;
    if decoded.n_malformed > 0 {
        voice.warn(format_args!(
            "{}: {} places are no valid {}; they became U+FFFD; save the file as UTF-8",
            shown(path),
            decoded.n_malformed,
            decoded.encoding
        ));
    } else if decoded.guessed {
        voice.note(format_args!("{}: read as {} (a guess)", shown(path), decoded.encoding));
    }
    Ok(decoded.text)
}

/// The name of a pair: that of its source file without folder, language and ending.
pub(crate) fn document_name(source: &Path, target: &Path, langs: [Lang; 2]) -> String {
    let path = if is_dash(source) { target } else { source };
    let mut name =
        path.file_name().map_or_else(|| "text".to_owned(), |n| n.to_string_lossy().into_owned());
    for ending in ["txt", "text"].iter().copied().chain(langs.iter().map(Lang::code)) {
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
