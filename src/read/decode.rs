use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

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
        /// Offset of the first such byte.
        offset: usize,
        /// The byte.
        byte: u8,
        /// What kind of file the first bytes tell of, in words; empty when unknown.
        what: &'static str,
    },
}

/// The share of control characters above which a file is no text: one in fifty.
const MAX_CONTROL_SHARE: usize = 50;

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

/// Finds the character set of `bytes` and decodes them: a byte order mark decides, then valid
/// UTF-8, then the zeros of UTF-16, then UTF-8 with a few broken places, and last a guess among
/// the legacy sets (Windows-1252 for Spanish and English).
///
/// # Errors
/// [`ReadError::Binary`] when the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ReadError> {
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(ReadError::Binary { offset: 0, byte: bytes[0], what });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        if encoding == UTF_8 {
            return utf8(bytes);
        }
        return with(encoding, &bytes[mark..], bytes, false);
    }
    if std::str::from_utf8(bytes).is_ok() && !looks_like_utf16(bytes) {
        return utf8(bytes);
    }
    if looks_like_utf16(bytes) {
        let zeros_at =
            |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
        let encoding = if zeros_at(1) >= zeros_at(0) { UTF_16LE } else { UTF_16BE };
        return with(encoding, bytes, bytes, true);
    }
    if is_broken_utf8(bytes) {
        return utf8(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    with(detector.guess(None, Utf8Detection::Deny), bytes, bytes, true)
}

fn utf8(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let text = match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    };
    let n_malformed = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    check_is_text(&text, bytes)?;
    Ok(Decoded { text, encoding: UTF_8.name(), guessed: n_malformed > 0, n_malformed })
}

fn with(
    encoding: &'static Encoding,
    body: &[u8],
    bytes: &[u8],
    guessed: bool,
) -> Result<Decoded, ReadError> {
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    let n_malformed = if had_errors { text.matches('\u{FFFD}').count().max(1) } else { 0 };
    check_is_text(&text, bytes)?;
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), guessed, n_malformed })
}

/// Text in a Latin script as UTF-16 without a mark: nearly every second byte is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096) & !1];
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

fn check_is_text(text: &str, bytes: &[u8]) -> Result<(), ReadError> {
    let is_odd =
        |c: char| c.is_control() && !matches!(c, '\t'..='\r' | '\u{1B}' | '\u{80}'..='\u{9F}');
    let n_odd = text.chars().filter(|&c| is_odd(c)).count();
    if n_odd * MAX_CONTROL_SHARE <= text.chars().count() {
        return Ok(());
    }
    let odd_byte = |b: &u8| *b < 9 || (14..32).contains(b) || *b == 127;
    let offset = bytes.iter().position(odd_byte).unwrap_or(0);
    Err(ReadError::Binary { offset, byte: bytes.get(offset).copied().unwrap_or(0), what: "" })
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
    }
}
