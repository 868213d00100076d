//! Plain files: one text a line, its translation in the same line of another file.

use std::io::{self, BufRead};

use super::chars::{Seen, for_each};
use super::faults::{Fault, Faults, Report, Spot, utf16};
use super::{Kind, Place};

/// Faults of characters, which TSV and plain lines share.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// A carriage return that may be the first half of a line end.
    cr: Option<Place>,
}

/// What a character is once the one before is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Wait for the next character.
    Nothing,
    /// This one.
    One,
    /// A carriage return that stands alone came before it.
    AfterReturn(Place),
}

impl Marks {
    /// Counts what is wrong with a character as such.
    pub fn take(&mut self, c: char, place: Place, faults: &mut Faults) -> Taken {
        let before = self.cr.take();
        match (before, c) {
            (Some(cr), '\n') => faults.add(Kind::CrLf, cr, String::new),
            (Some(cr), _) => faults.add(Kind::CarriageReturn, cr, String::new),
            (None, _) => {}
        }
        let code = || format!("U+{:04X}", u32::from(c));
        match c {
            '\r' => self.cr = Some(place),
            '\t' | '\n' => {}
            '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                faults.add(Kind::LineSeparator, place, code);
            }
            '\0' => faults.add(Kind::Nul, place, code),
            '\u{FEFF}' if place == (Place { line: 1, column: 1 }) => {
                faults.add(Kind::ByteOrderMark, place, code);
            }
            c if c.is_control() || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') => {
                faults.add(Kind::Control, place, code);
            }
            _ => {}
        }
        match before {
            Some(cr) if c != '\n' => Taken::AfterReturn(cr),
            _ if c == '\r' => Taken::Nothing,
            _ => Taken::One,
        }
    }

    /// Counts what the end of the file leaves open.
    pub fn finish(&mut self, end: Place, faults: &mut Faults) {
        if let Some(cr) = self.cr.take() {
            faults.add(Kind::CarriageReturn, cr, String::new);
        }
        if end.column > 1 {
            faults.add(Kind::NoFinalNewline, end, String::new);
        }
    }
}

pub(super) fn invalid(byte: u8) -> String {
    format!("byte 0x{byte:02X}")
}

/// Checks a file of plain lines; of each kind of fault, `max` places are kept.
///
/// # Errors
/// Those of `input`.
pub fn plain(mut input: impl BufRead, max: usize) -> io::Result<Report> {
    if let Some(report) = utf16(&mut input)? {
        return Ok(report);
    }
    let mut faults = Faults::new(max);
    let mut marks = Marks::default();
    let mut has_text = false;
    let end = for_each(input, |seen, place| match seen {
        Seen::Invalid(byte) => {
            has_text = true;
            faults.add(Kind::NotUtf8, place, || invalid(byte));
        }
        Seen::Char(c) => {
            marks.take(c, place, &mut faults);
            if c == '\n' {
                if !has_text {
                    let start = Place { line: place.line, column: 1 };
                    faults.add(Kind::EmptySide, start, String::new);
                }
                has_text = false;
            } else {
                has_text |= !(c.is_whitespace() || c.is_control() || c == '\u{FEFF}');
            }
        }
    })?;
    marks.finish(end, &mut faults);
    Ok(faults.report(end))
}

/// Adds to the report of the second of two parallel files that they have different numbers of lines. The
/// lines of UTF-16 are not counted, so they are not compared.
pub fn unequal(first: &Report, second: &mut Report) {
    let is_wide = |report: &Report| report.faults.iter().any(|fault| fault.kind == Kind::Utf16);
    if is_wide(first) || is_wide(second) {
        return;
    }
    let n = [first.n_lines, second.n_lines];
    if n[0] != n[1] {
        let place = Place { line: n[0].min(n[1]) + 1, column: 1 };
        let spot = Spot { place, detail: format!("{} and {} lines", n[0], n[1]) };
        second.faults.push(Fault { kind: Kind::UnequalLines, count: 1, spots: vec![spot] });
        second.faults.sort_by_key(|fault| fault.kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &[u8]) -> Vec<(Kind, u64, u64, u64)> {
        let report = plain(text, 5).unwrap();
        let spot = |f: &Fault| (f.kind, f.count, f.spots[0].place.line, f.spots[0].place.column);
        report.faults.iter().map(spot).collect()
    }

    #[test]
    fn each_fault_has_its_place() {
        assert_eq!(found("Uno.\nDos: «así» \"y\" ½.\n".as_bytes()), []);
        assert_eq!(found(b""), []);
        assert_eq!(found(b"a\n\nb"), [(Kind::EmptySide, 1, 2, 1), (Kind::NoFinalNewline, 1, 3, 2)]);
        assert_eq!(
            found("ñ\rb\r\n\u{FEFF}c\u{2028}\0\x01\n".as_bytes()),
            [
                (Kind::CarriageReturn, 1, 1, 2),
                (Kind::LineSeparator, 1, 2, 3),
                (Kind::Nul, 1, 2, 4),
                (Kind::Control, 2, 2, 1),
                (Kind::CrLf, 1, 1, 4),
            ]
        );
        assert_eq!(
            found(b"\xEF\xBB\xBFa\nb\xF1c\n"),
            [(Kind::NotUtf8, 1, 2, 2), (Kind::ByteOrderMark, 1, 1, 1)]
        );
    }

    #[test]
    fn line_counts_must_be_equal() {
        let (one, mut two) =
            (plain(&b"a\nb\n"[..], 5).unwrap(), plain(&b"a\nb\nc"[..], 5).unwrap());
        assert_eq!((one.n_lines, two.n_lines), (2, 3));
        unequal(&one, &mut two);
        assert!(two.faults.iter().any(|f| f.kind == Kind::UnequalLines));
    }
}
