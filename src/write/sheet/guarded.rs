//! A review as tab-separated text for spreadsheets, for those who cannot use a workbook.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::workbook::{Origin, SheetError, fields};
use crate::bitext::sheet::{GUARD, GUARD_COLUMN, SheetRow, review_columns};

/// Writes rows with a byte order mark, CRLF and quotes where a spreadsheet wants them. A cell that a
/// spreadsheet would take for a formula, a number, a date or a truth value has a [`GUARD`] before
/// it, and so has one that begins with the guard itself; the last column says that guards are there.
///
/// # Errors
/// [`SheetError`] for a text longer than a cell holds, and faults of the output.
pub fn guarded_tsv(
    origin: &Origin,
    rows: &[SheetRow],
    mut out: impl Write,
) -> Result<(), SheetError> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut writer = WriterBuilder::new()
        .delimiter(b'\t')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .from_writer(out);
    let columns = review_columns(origin.langs);
    let header = columns.iter().map(String::as_str).chain([GUARD_COLUMN]);
    writer.write_record(header).map_err(io::Error::other)?;
    for row in rows {
        let fields = fields(origin, row)?;
        let guarded = fields.iter().map(|field| guard(field)).chain([GUARD.to_owned()]);
        writer.write_record(guarded).map_err(io::Error::other)?;
    }
    writer.flush()?;
    Ok(())
}

/// The longest text that a spreadsheet might read as a date, in characters: `31 de diciembre de 2024
/// 23:59:59`.
const LONGEST_DATE: usize = 40;

fn guard(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
    let is_number = field.len() <= LONGEST_DATE && field.contains(|c: char| c.is_ascii_digit());
    let is_truth = ["true", "false", "verdadero", "falso"].contains(&&*field.to_lowercase());
    // The numbers of rows may be read as numbers.
    let is_plain = field.parse::<u32>().is_ok_and(|n| n.to_string() == field);
    if (is_formula || is_number || is_truth) && !is_plain {
        format!("{GUARD}{field}")
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_change_is_guarded() {
        for risky in
            ["=1+1", "- Guion", "+34 600", "@ana", "1/2", "2,5", "50 %", "007", "'07", "5-6"]
        {
            assert_eq!(guard(risky), format!("'{risky}"));
        }
        for safe in ["1", "128", "Hola.", "¿Qué?", "", "«- No»"] {
            assert_eq!(guard(safe), safe);
        }
    }
}
