//! What single characters do at the end and at the start of a sentence.

/// Bytes at which the scan stops: ASCII marks, line breaks, and the first bytes of the
/// other marks (`…` and `‼` in E2, `。` in E3, `！` in EF, `؟` in D8, `۔` in DB, `।` in E0).
const STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b".!?\n\xE2\xE3\xEF\xD8\xDB\xE0";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

/// The first place at or after `from` where a sentence might end, with its character.
///
/// The loop steps over everything that is not in the table; of multi-byte characters only
/// those that end sentences are given back.
pub(super) fn next_mark(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| STOPS[usize::from(byte)])?;
        match bytes[at] {
            byte @ (b'.' | b'!' | b'?' | b'\n') => return Some((at, char::from(byte))),
            _ => {
                let mark = char_at(text, at)?;
                if is_terminator(mark) {
                    return Some((at, mark));
                }
                at += mark.len_utf8();
            }
        }
    }
}

/// The character that begins at byte `at`.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(&byte) if byte < 0x80 => Some(char::from(byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends just before byte `at`.
#[inline]
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at.wrapping_sub(1)) {
        Some(&byte) if byte < 0x80 => Some(char::from(byte)),
        _ => text.get(..at)?.chars().next_back(),
    }
}

/// The first byte at or after `at` that is not white space.
#[inline]
pub(super) fn skip_white(text: &str, at: usize) -> usize {
    let mut at = at;
    while let Some(c) = char_at(text, at).filter(|c| is_white(*c)) {
        at += c.len_utf8();
    }
    at
}

/// Where the text before `at` ends when its white space is left out.
pub(super) fn trim_white(text: &str, at: usize) -> usize {
    text.get(..at).map_or(at, |before| before.trim_end_matches(is_white).len())
}

/// White space, the byte order mark and the zero-width space included: none of them is seen.
#[inline]
pub(super) fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// Marks that may end a sentence.
pub(super) fn is_terminator(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '؟'
            | '۔'
            | '।'
    )
}

/// Terminators after which no space is written.
pub(super) fn is_wide_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

/// Marks that close what the sentence opened, and so stay with it.
///
/// Control characters are among them: some programs leave them where a note mark stood.
pub(super) fn is_closer(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(
            c,
            '"' | '\''
                | ')'
                | ']'
                | '}'
                | '»'
                | '›'
                | '”'
                | '’'
                | '」'
                | '』'
                | '）'
                | '】'
                | '*'
                | '¹'
                | '²'
                | '³'
                | '⁰'..='⁹' | '†' | '‡'
        )
}

/// Closers that cannot be taken for openers, so that a space may stand before them.
pub(super) fn is_plain_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '»' | '›' | '”')
}

/// Marks that stand before the first word of a sentence.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | '['
            | '{'
            | '«'
            | '‹'
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '`'
            | '¿'
            | '¡'
            | '*'
            | '_'
            | '「'
            | '『'
            | '（'
            | '【'
    )
}

/// Dashes of dialogue and parenthesis.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '−')
}

/// Bullets of lists.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '◦'
            | '‣'
            | '▪'
            | '●'
            | '○'
            | '■'
            | '□'
            | '⁃'
            | '∙'
            | '·'
            | '➢'
            | '►'
            | '✓'
    )
}
