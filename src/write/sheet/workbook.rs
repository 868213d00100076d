//! Rows as an XLSX workbook. Every text is a string cell, so that a spreadsheet changes none.

use std::io;

use rust_xlsxwriter::{
    Color, ConditionalFormat3ColorScale, ConditionalFormatType, DataValidation,
    DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::guide::GUIDE;
use super::survey::DocumentCount;
use crate::bitext::Lang;
use crate::bitext::sheet::{
    Action, META, META_CORPUS, META_ROW, META_SCHEMA, REVIEW, Role, SAMPLE, SCHEMA, SheetRow, Side,
    Status, hash, review_columns, sample_columns,
};

/// The most rows that a workbook holds.
pub const MAX_ROWS: usize = 5000;

/// The most UTF-16 units that a cell holds, by Excel's limits.
pub const MAX_CELL: usize = 32_767;

/// The most rows that a sheet holds, by Excel's limits.
const MAX_SHEET_ROWS: usize = 1_048_576;

/// Width of the columns with texts, in characters.
const TEXT_WIDTH: u32 = 70;

/// Width of the columns of the sheet `read me`, in characters.
const GUIDE_WIDTH: u32 = 80;

/// What the rows of a workbook come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The languages of source and target.
    pub langs: [Lang; 2],
    /// SHA-256 of the corpus file in hexadecimal digits.
    pub corpus_sha256: String,
    /// The score below which a row is low.
    pub threshold: f64,
}

/// Rows that cannot become a sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// A text that no cell holds.
    #[error(
        "row {id}: a text of {n} UTF-16 units; a cell of a spreadsheet holds {MAX_CELL}; split the text, or leave the row out"
    )]
    LongCell {
        /// The row.
        id: String,
        /// Length of the text.
        n: usize,
    },
    /// More rows than a sheet or a workbook holds.
    #[error("{n} rows in the sheet {sheet}; a workbook holds {max}; write several")]
    ManyRows {
        /// The sheet.
        sheet: &'static str,
        /// Its rows.
        n: usize,
        /// The limit.
        max: usize,
    },
    /// The workbook could not be put together.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] XlsxError),
    /// The output failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The fields of a row of the review sheet, in the order of its columns.
///
/// # Errors
/// [`SheetError::LongCell`].
pub(super) fn fields(origin: &Origin, row: &SheetRow) -> Result<[String; 14], SheetError> {
    let fields = [
        row.number.to_string(),
        String::new(),
        String::new(),
        row.row.score.clone(),
        row.why(origin.threshold),
        row.cell(Side::Source),
        row.cell(Side::Target),
        String::new(),
        row.row.kind.clone(),
        row.row.source_sents.clone(),
        row.row.target_sents.clone(),
        row.row.doc.clone(),
        row.row.id.clone(),
        hash(&row.row, &row.cuts),
    ];
    // A corpus of another program may hold what no cell can.
    let fields = fields.map(|field| without_controls(&field));
    for field in &fields {
        let n = field.encode_utf16().count();
        if n > MAX_CELL {
            return Err(SheetError::LongCell { id: row.row.id.chars().take(200).collect(), n });
        }
    }
    Ok(fields)
}

fn without_controls(text: &str) -> String {
    let is_kept = |c: &char| !c.is_control() && !matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(is_kept).collect()
}

/// The workbook of a review: the rows, what to do with them, the documents they come from.
///
/// # Errors
/// [`SheetError`] for texts and rows that no workbook holds.
pub fn review_workbook(
    origin: &Origin,
    rows: &[SheetRow],
    documents: &[DocumentCount],
) -> Result<Vec<u8>, SheetError> {
    check_count(REVIEW, rows.len(), MAX_ROWS)?;
    check_count("documents", documents.len(), MAX_SHEET_ROWS - 1)?;
    let mut workbook = new_workbook(&review_title(origin))?;
    let columns = review_columns(origin.langs);
    let sheet = workbook.add_worksheet().set_name(REVIEW)?;
    set_up(sheet, &columns, &[5, 9, 20, 8, 14, TEXT_WIDTH, TEXT_WIDTH, 30, 6, 8, 8, 16, 20, 10])?;
    let mut last_doc: Option<&str> = None;
    for (index, row) in rows.iter().enumerate() {
        let look =
            Look { is_first: last_doc != Some(&row.row.doc), is_grey: row.role == Role::Context };
        last_doc = Some(&row.row.doc);
        for (column, field) in fields(origin, row)?.iter().enumerate() {
            let format = look.format(columns[column].as_str(), origin.langs);
            write_cell(sheet, index as u32 + 1, column as u16, field, &format)?;
        }
    }
    for (index, row) in (1..).zip(rows) {
        fit_height(sheet, index, TEXT_WIDTH, &Side::BOTH.map(|side| row.cell(side)))?;
    }
    let last = rows.len().max(1) as u32;
    sheet.set_freeze_panes(1, 3)?;
    sheet.autofilter(0, 0, last, 13)?;
    sheet.set_column_hidden(13)?;
    let actions = Action::ALL.map(|action| action.words(origin.langs));
    add_list(sheet, 1, last, &Status::ALL.map(Status::word), "bien, corregir, rechazar, duda")?;
    add_list(sheet, 2, last, &actions.each_ref().map(String::as_str), "")?;
    add_scale(sheet, 3, last)?;
    protect(sheet);

    write_guide(workbook.add_worksheet())?;
    write_documents(workbook.add_worksheet(), documents)?;
    write_meta(workbook.add_worksheet(), origin, rows)?;
    Ok(workbook.save_to_buffer()?)
}

/// The workbook of a sample: pairs to be called right or wrong.
///
/// # Errors
/// [`SheetError`] for texts and rows that no workbook holds.
pub fn sample_workbook(origin: &Origin, rows: &[SheetRow]) -> Result<Vec<u8>, SheetError> {
    check_count(SAMPLE, rows.len(), MAX_ROWS)?;
    let mut workbook = new_workbook(&review_title(origin))?;
    let columns = sample_columns(origin.langs);
    let sheet = workbook.add_worksheet().set_name(SAMPLE)?;
    set_up(sheet, &columns, &[5, 9, 8, TEXT_WIDTH, TEXT_WIDTH, 30, 16, 20, 10])?;
    for (index, row) in rows.iter().enumerate() {
        let [number, _, _, score, _, source, target, comment, _, _, _, doc, id, hash] =
            fields(origin, row)?;
        let fields = [number, String::new(), score, source, target, comment, doc, id, hash];
        for (column, field) in fields.iter().enumerate() {
            let format = Look::PLAIN.format(columns[column].as_str(), origin.langs);
            write_cell(sheet, index as u32 + 1, column as u16, field, &format)?;
        }
        fit_height(sheet, index as u32 + 1, TEXT_WIDTH, &fields)?;
    }
    let last = rows.len().max(1) as u32;
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last, 8)?;
    sheet.set_column_hidden(8)?;
    add_list(sheet, 1, last, &["right", "wrong"], "bien, mal")?;
    protect(sheet);
    write_meta(workbook.add_worksheet(), origin, rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn check_count(sheet: &'static str, n: usize, max: usize) -> Result<(), SheetError> {
    if n > max { Err(SheetError::ManyRows { sheet, n, max }) } else { Ok(()) }
}

fn review_title(origin: &Origin) -> String {
    format!("Review {}-{}", origin.langs[0], origin.langs[1])
}

/// A workbook whose bytes do not depend on when it is made.
fn new_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&date);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// How a row stands out.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// It opens a document.
    is_first: bool,
    /// It is there for context.
    is_grey: bool,
}

impl Look {
    const PLAIN: Look = Look { is_first: false, is_grey: false };

    fn format(self, column: &str, langs: [Lang; 2]) -> Format {
        let is_text = column == "comment" || langs.iter().any(|lang| lang.code() == column);
        let is_open = is_text || ["status", "action", "right"].contains(&column);
        let mut format = Format::new().set_align(FormatAlign::Top);
        if is_text {
            format = format.set_text_wrap();
        }
        if is_open {
            format = format.set_unlocked();
        }
        match column {
            "score" => format = format.set_num_format("0.0000"),
            // Whatever is typed into these stays text: nothing becomes a number or a date.
            "row" => {}
            _ => format = format.set_num_format("@"),
        }
        if self.is_grey {
            format = format.set_font_color(Color::RGB(0x6E_6E6E));
            format = format.set_background_color(Color::RGB(0xEF_EFEF));
        } else if self.is_first {
            format = format.set_background_color(Color::RGB(0xDD_E8F5));
        }
        if self.is_first {
            format =
                format.set_border_top(FormatBorder::Medium).set_border_color(Color::RGB(0x3B_6EA5));
        }
        format
    }
}

fn set_up(sheet: &mut Worksheet, columns: &[String], widths: &[u32]) -> Result<(), XlsxError> {
    let head =
        Format::new().set_bold().set_background_color(Color::RGB(0xD0_D0D0)).set_num_format("@");
    for (column, (name, width)) in columns.iter().zip(widths).enumerate() {
        sheet.write_string_with_format(0, column as u16, name, &head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    field: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // The row number and the score are to be sorted and coloured, so they are numbers.
    let is_score = field.len() == 6 && field.as_bytes()[1] == b'.';
    let number = if column == 0 || is_score { field.parse::<f64>().ok() } else { None };
    match number {
        Some(number) => sheet.write_number_with_format(row, column, number, format)?,
        None => sheet.write_string_with_format(row, column, field, format)?,
    };
    Ok(())
}

/// Height of a line of text, in points.
const LINE_HEIGHT: usize = 15;

/// The height that a row may have, in points, by Excel's limits.
const MAX_HEIGHT: usize = 409;

/// Makes a row as high as its longest text wants. LibreOffice leaves a wrapped text covered by the
/// next row otherwise. A row of one line has no height of its own, so that it grows with its text.
fn fit_height(
    sheet: &mut Worksheet,
    row: u32,
    width: u32,
    texts: &[String],
) -> Result<(), XlsxError> {
    // Words do not fill their lines.
    let per_line = width as usize * 9 / 10;
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let n_lines = longest.div_ceil(per_line);
    if n_lines > 1 {
        sheet.set_row_height(row, (n_lines * LINE_HEIGHT).min(MAX_HEIGHT) as f64)?;
    }
    Ok(())
}

/// A list to choose from; words beside it are taken after a question.
fn add_list(
    sheet: &mut Worksheet,
    column: u16,
    last: u32,
    words: &[&str],
    others: &str,
) -> Result<(), XlsxError> {
    let mut list = DataValidation::new()
        .allow_list_strings(words)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("?")?;
    let known = words.join(", ");
    let message = if others.is_empty() { known } else { format!("{known} ({others})") };
    list = list.set_error_message(message)?;
    sheet.add_data_validation(1, column, last, column, &list)?;
    Ok(())
}

fn add_scale(sheet: &mut Worksheet, column: u16, last: u32) -> Result<(), XlsxError> {
    let scale = ConditionalFormat3ColorScale::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_midpoint(ConditionalFormatType::Number, 0.5)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_minimum_color(Color::RGB(0xF8_696B))
        .set_midpoint_color(Color::RGB(0xFF_EB84))
        .set_maximum_color(Color::RGB(0x63_BE7B));
    sheet.add_conditional_format(1, column, last, column, &scale)?;
    Ok(())
}

/// Locks what is not to be edited, without a password.
fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
}

fn write_guide(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("read me")?;
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = text.clone().set_bold();
    for (column, name) in ["Español", "English"].into_iter().enumerate() {
        sheet.set_column_width(column as u16, GUIDE_WIDTH)?;
        sheet.write_string_with_format(0, column as u16, name, &head)?;
    }
    for (row, (spanish, english)) in (1..).zip(GUIDE) {
        sheet.write_string_with_format(row, 0, *spanish, &text)?;
        sheet.write_string_with_format(row, 1, *english, &text)?;
        fit_height(sheet, row, GUIDE_WIDTH, &[spanish, english].map(|text| (*text).to_owned()))?;
    }
    Ok(())
}

fn write_documents(sheet: &mut Worksheet, documents: &[DocumentCount]) -> Result<(), XlsxError> {
    sheet.set_name("documents")?;
    let head = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let score = Format::new().set_num_format("0.0000");
    let share = Format::new().set_num_format("0.0%");
    let columns = ["document", "rows", "pairs", "mean score", "to review", "share to review"];
    for (column, name) in columns.into_iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, name, &head)?;
        sheet.set_column_width(column as u16, if column == 0 { 30 } else { 15 })?;
    }
    for (row, document) in (1..).zip(documents) {
        let n_rows = document.n_rows.max(1) as f64;
        sheet.write_string_with_format(row, 0, &document.name, &text)?;
        sheet.write_number(row, 1, document.n_rows as f64)?;
        sheet.write_number(row, 2, document.n_pairs as f64)?;
        sheet.write_number_with_format(row, 3, document.score_sum / n_rows, &score)?;
        sheet.write_number(row, 4, document.n_asked as f64)?;
        sheet.write_number_with_format(row, 5, document.n_asked as f64 / n_rows, &share)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn write_meta(sheet: &mut Worksheet, origin: &Origin, rows: &[SheetRow]) -> Result<(), XlsxError> {
    sheet.set_name(META)?.set_hidden(true);
    let text = Format::new().set_num_format("@");
    let pairs = [(META_SCHEMA, SCHEMA), (META_CORPUS, &origin.corpus_sha256)];
    for (row, (key, value)) in (0..).zip(pairs) {
        sheet.write_string_with_format(row, 0, key, &text)?;
        sheet.write_string_with_format(row, 1, value, &text)?;
    }
    for (index, row) in (pairs.len() as u32..).zip(rows) {
        sheet.write_string_with_format(index, 0, META_ROW, &text)?;
        sheet.write_string_with_format(index, 1, row.number.to_string(), &text)?;
        sheet.write_string_with_format(index, 2, &row.row.id, &text)?;
    }
    sheet.protect();
    Ok(())
}
