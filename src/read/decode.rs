use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::HEAD;

/// A text and how its bytes were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text. A UTF-8 byte order mark stays in it, so that offsets count the input's bytes.
    pub text: String,
    /// Name of the character set by the WHATWG Encoding Standard, e.g. `windows-1252`.
    pub encoding: &'static str,
    /// Whether the character set was guessed from the bytes, not marked by them or valid UTF-8.
    pub guessed: bool,
    /// How many stretches could not be decoded and became U+FFFD (unpaired surrogates, say).
    pub n_malformed: usize,
}

/// Bytes that are not a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Too many bytes that no text contains.
    #[error(
        "binary data: byte 0x{byte:02x} at offset {offset}{what}; expected plain text; save it as plain text (UTF-8) first"
    )]
    Binary {
        /// Offset of the first such byte in the decoded text.
        offset: usize,
        /// The byte.
        byte: u8,
        /// What kind of file the first bytes tell of, in words; empty when unknown.
        what: &'static str,
    },
}

/// The share of control characters above which a file is no text: one byte in fifty.
const MAX_CONTROL_SHARE: usize = 50;

/// This many control characters a text may have however short it is.
const STRAY_CONTROLS: usize = 3;

/// First bytes of files that people give in place of a text.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", " (a PDF file)"),
    (b"PK\x03\x04", " (a ZIP file, such as DOCX, ODT or EPUB)"),
    (b"\xD0\xCF\x11\xE0", " (an old Word or Excel file)"),
    (b"{\\rtf", " (an RTF file)"),
    (b"\x1F\x8B", " (a gzip file)"),
    (b"\x89PNG", " (a PNG picture)"),
    (b"\xFF\xD8\xFF", " (a JPEG picture)"),
];

/// Finds the character set of `bytes` and decodes them, as [`Decoder`] does.
///
/// # Errors
/// [`ReadError::Binary`] when the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let mut text = String::new();
    let mut decoder = Decoder::default();
    decoder.push(bytes, &mut text)?;
    decoder.finish(&mut text)?;
    Ok(Decoded {
        text,
        encoding: decoder.encoding(),
        guessed: decoder.is_guessed(),
        n_malformed: decoder.n_malformed(),
    })
}

/// Decodes bytes that come in pieces; where they are cut makes no difference.
///
/// A byte order mark decides on the character set, then valid UTF-8, then the zeros of UTF-16,
/// then UTF-8 with a few broken places, and last a guess among the legacy sets (Windows-1252 for
/// Spanish and English). Looked at are the first [`HEAD`] bytes; while they are ASCII, which
/// means the same in all of these sets but UTF-16, the decision waits for as many bytes from the
/// first other one on.
///
/// ```
/// use bitexto::read::Decoder;
/// let (mut decoder, mut text) = (Decoder::default(), String::new());
/// decoder.push(b"Ni\xC3", &mut text)?;
/// decoder.push(b"\xB1os", &mut text)?;
/// decoder.finish(&mut text)?;
/// assert_eq!((text.as_str(), decoder.encoding()), ("Niños", "UTF-8"));
/// # Ok::<(), bitexto::read::ReadError>(())
/// ```
#[derive(Default)]
pub struct Decoder {
    state: State,
    /// Whether text was given out before the character set was known, all of it ASCII.
    is_begun: bool,
    is_guessed: bool,
    n_malformed: usize,
    controls: Controls,
}

enum State {
    /// Nothing is known of the character set; these bytes wait until enough have come.
    Waiting(Vec<u8>),
    /// The character set is known.
    Decided(encoding_rs::Decoder),
}

impl Default for State {
    fn default() -> Self {
        State::Waiting(Vec::new())
    }
}

impl Decoder {
    /// Decodes `bytes` as far as can be and appends the text to `text`.
    ///
    /// # Errors
    /// [`ReadError::Binary`] when the first bytes are no text.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) -> Result<(), ReadError> {
        self.take(bytes, false, text)
    }

    /// Ends the input: what was waiting is decoded and appended to `text`.
    ///
    /// # Errors
    /// [`ReadError::Binary`] when the bytes were no text.
    pub fn finish(&mut self, text: &mut String) -> Result<(), ReadError> {
        self.take(&[], true, text)?;
        self.controls.check()
    }

    /// Name of the character set by the WHATWG Encoding Standard; UTF-8 as long as all is ASCII.
    pub fn encoding(&self) -> &'static str {
        match &self.state {
            State::Waiting(_) => UTF_8.name(),
            State::Decided(decoder) => decoder.encoding().name(),
        }
    }

    /// Whether the character set was guessed from the bytes, not marked by them or valid UTF-8.
    pub fn is_guessed(&self) -> bool {
        self.is_guessed || self.encoding() == UTF_8.name() && self.n_malformed > 0
    }

    /// How many stretches could not be decoded so far and became U+FFFD.
    pub fn n_malformed(&self) -> usize {
        self.n_malformed
    }

    fn take(&mut self, bytes: &[u8], is_last: bool, text: &mut String) -> Result<(), ReadError> {
        let mut bytes = bytes;
        while let State::Waiting(head) = &mut self.state {
            if self.is_begun && head.is_empty() {
                let (ascii, rest) = bytes.split_at(Encoding::ascii_valid_up_to(bytes));
                push_ascii(ascii, text, &mut self.controls);
                bytes = rest;
            }
            let n_wanted = (HEAD - head.len()).min(bytes.len());
            head.extend_from_slice(&bytes[..n_wanted]);
            bytes = &bytes[n_wanted..];
            if head.is_empty() || head.len() < HEAD && !is_last {
                return Ok(());
            }
            let head = std::mem::take(head);
            self.decide(&head, is_last, text)?;
        }
        self.run(bytes, is_last, text);
        Ok(())
    }

    /// Finds the character set by the bytes that waited, and decodes them.
    fn decide(&mut self, head: &[u8], is_whole: bool, text: &mut String) -> Result<(), ReadError> {
        let mut n_mark = 0;
        let encoding = match start(head).filter(|_| !self.is_begun) {
            Some(Start::Binary(what)) => {
                return Err(ReadError::Binary { offset: 0, byte: head[0], what });
            }
            Some(Start::Mark(encoding, n_bytes)) => {
                n_mark = n_bytes;
                encoding
            }
            Some(Start::Zeros(encoding)) => {
                self.is_guessed = true;
                encoding
            }
            None if head.is_ascii() => {
                self.is_begun = true;
                push_ascii(head, text, &mut self.controls);
                return self.controls.check();
            }
            None if is_utf8(head, is_whole) || is_broken_utf8(head) => UTF_8,
            None => {
                self.is_guessed = true;
                let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
                detector.feed(head, is_whole);
                detector.guess(None, Utf8Detection::Deny)
            }
        };
        self.state = State::Decided(encoding.new_decoder_without_bom_handling());
        self.run(&head[n_mark..], false, text);
        self.controls.check()
    }

    /// Decodes with the character set that was found; every malformed stretch becomes U+FFFD.
    fn run(&mut self, bytes: &[u8], is_last: bool, text: &mut String) {
        let State::Decided(decoder) = &mut self.state else { return };
        let from = text.len();
        let mut bytes = bytes;
        loop {
            let n_needed = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(n_needed.unwrap_or(bytes.len()));
            let (result, n_read) =
                decoder.decode_to_string_without_replacement(bytes, text, is_last);
            bytes = &bytes[n_read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.n_malformed += 1;
                }
            }
        }
        self.controls.count(&text.as_bytes()[from..]);
    }
}

/// What the first bytes of an input tell.
enum Start {
    /// No text, but a file of this kind.
    Binary(&'static str),
    /// A byte order mark of so many bytes that are not part of the text.
    Mark(&'static Encoding, usize),
    /// UTF-16 without a mark: nearly every second byte is zero.
    Zeros(&'static Encoding),
}

fn start(head: &[u8]) -> Option<Start> {
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(Start::Binary(what));
    }
    match Encoding::for_bom(head) {
        Some((encoding, _)) if encoding == UTF_8 => Some(Start::Mark(UTF_8, 0)),
        Some((encoding, n_bytes)) => Some(Start::Mark(encoding, n_bytes)),
        None if looks_like_utf16(head) => {
            let zeros = |parity| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
            Some(Start::Zeros(if zeros(1) >= zeros(0) { UTF_16LE } else { UTF_16BE }))
        }
        None => None,
    }
}

fn push_ascii(bytes: &[u8], text: &mut String, controls: &mut Controls) {
    text.push_str(std::str::from_utf8(bytes).unwrap_or_default());
    controls.count(bytes);
}

/// Whether `bytes` are UTF-8; unless they are the whole input, the last character may be cut.
fn is_utf8(bytes: &[u8], is_whole: bool) -> bool {
    // Only where a character is cut does it matter what is wrong.
    match std::str::from_utf8(&bytes[Encoding::utf8_valid_up_to(bytes)..]) {
        Ok(_) => true,
        Err(error) => !is_whole && error.error_len().is_none(),
    }
}

/// Text in a Latin script as UTF-16 without a mark: nearly every second byte is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096) & !1];
    // Most texts hold no zero at all, which takes less time to see than to count.
    if memchr::memchr(0, head).is_none() {
        return false;
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    head.len() >= 4
        && even.max(odd) * 10 >= head.len() / 2 * 7
        && even.min(odd) * 10 <= head.len() / 2
}

/// UTF-8 with a few broken places (a cut character, an unpaired surrogate written as three
/// bytes) holds more well-formed multi-byte characters than broken ones; a legacy set hardly any.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let is_surrogate = |i: usize| matches!(bytes.get(i..i + 3), Some(&[0xED, b, c]) if (0xA0..=0xBF).contains(&b) && (0x80..=0xBF).contains(&c));
    let (mut well_formed, mut broken, mut at) = (0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        well_formed += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        let invalid = chunk.invalid();
        if !invalid.is_empty() {
            // The three bytes of a surrogate come as three chunks: a sign of UTF-8, not against it.
            let inside = (0..3).any(|back| at >= back && is_surrogate(at - back));
            if inside {
                well_formed += 1;
            } else {
                broken += 1;
            }
        }
        at += invalid.len();
    }
    well_formed > broken
}

/// Control characters of a text so far: many of them tell that it is none.
#[derive(Default)]
struct Controls {
    n_bytes: usize,
    n_odd: usize,
    /// Place and value of the first one.
    first: Option<(usize, u8)>,
}

impl Controls {
    fn count(&mut self, text: &[u8]) {
        let is_odd = |b: &u8| *b < 0x20 && !matches!(*b, b'\t'..=b'\r' | 0x1B) || *b == 0x7F;
        for chunk in text.chunks(4096) {
            // Without an early way out the loop compiles to vector instructions.
            if chunk.iter().fold(false, |any, byte| any | is_odd(byte)) {
                let first = chunk.iter().position(is_odd);
                self.first = self.first.or(first.map(|at| (self.n_bytes + at, chunk[at])));
                self.n_odd += chunk.iter().filter(|byte| is_odd(byte)).count();
            }
            self.n_bytes += chunk.len();
        }
    }

    fn check(&self) -> Result<(), ReadError> {
        let is_text =
            self.n_odd <= STRAY_CONTROLS || self.n_odd * MAX_CONTROL_SHARE <= self.n_bytes;
        match self.first.filter(|_| !is_text) {
            Some((offset, byte)) => Err(ReadError::Binary { offset, byte, what: "" }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Decoded {
        decode(bytes).unwrap()
    }

    #[test]
    fn marks_and_guesses() {
        let text = "El niño comió piñas en Mérida. ¿Quién lo vio? «Nadie», dijo.";
        assert_eq!(read(text.as_bytes()).text, text);
        assert_eq!(read(text.as_bytes()).encoding, "UTF-8");
        let marked = format!("\u{FEFF}{text}");
        assert_eq!(read(marked.as_bytes()).text, marked);
        for (little, mark) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut bytes: Vec<u8> = Vec::new();
            let source = if mark { &marked } else { text };
            for unit in source.encode_utf16() {
                bytes.extend(if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
            }
            let decoded = read(&bytes);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.encoding, if little { "UTF-16LE" } else { "UTF-16BE" });
            assert_eq!(decoded.guessed, !mark);
        }
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let decoded = read(&latin);
        assert_eq!(decoded.text, text);
        assert_eq!((decoded.encoding, decoded.guessed), ("windows-1252", true));
    }

    #[test]
    fn broken_places_are_counted_and_keep_the_rest() {
        let mut bytes = "Así empezó todo.".as_bytes().to_vec();
        bytes.extend([0xED, 0xA0, 0x80]);
        bytes.extend(" Fin.".bytes());
        let decoded = read(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.text.starts_with("Así empezó todo.\u{FFFD}"));
        assert!(decoded.text.ends_with(" Fin."));
        assert_eq!(decoded.n_malformed, 3);
        assert_eq!(read(b"surrogate \xED\xA0\x80 only").encoding, "UTF-8");
        assert!(
            read(b"A\x00b. One NUL in a long enough text does not make it binary data.")
                .text
                .contains('\0')
        );
    }

    #[test]
    fn binary_data_is_named() {
        let noise: Vec<u8> =
            (0..2000u32).map(|i| (i.wrapping_mul(2654435761) >> 13) as u8).collect();
        assert!(matches!(decode(&noise), Err(ReadError::Binary { .. })));
        assert!(matches!(
            decode(b"%PDF-1.4"),
            Err(ReadError::Binary { what: " (a PDF file)", .. })
        ));
        assert_eq!(read(b"").text, "");
        assert_eq!(read(b"Short.\x02").text, "Short.\u{2}");
        assert!(matches!(decode(b"\x01\x02\x03\x04 short"), Err(ReadError::Binary { .. })));
    }
}
