//! JSON records with text fields, one after the other.

use serde_json::{Deserializer, Map, Value};

use super::OpenError;
use super::compose::Composer;
use crate::bitext::{BlockKind, Document};

/// Fields that hold a record's text, the first that is there.
const TEXT: &[&str] = &["text", "content", "body", "article"];

/// Fields that hold its title.
const TITLE: &[&str] = &["title", "headline"];

type Record = Map<String, Value>;

/// Makes one document of all records, in order: each record's title a heading, each paragraph of
/// its text a block. `field` names the field of the text where it is none of the usual ones; no
/// title is looked for then.
pub(super) fn document(name: &str, text: &str, field: Option<&str>) -> Result<Document, OpenError> {
    let mut composer = Composer::default();
    let start =
        text.len() - text.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace()).len();
    let body = &text[start..];
    let mut line = 1 + n_lines(&text[..start]);
    let fault = |line: usize, what: String| OpenError::Record { line, what };
    if body.starts_with('[') {
        return Err(fault(
            line,
            "a JSON array; expected one JSON object a line; jq -c '.[]' makes that of it"
                .to_owned(),
        ));
    }
    let mut records = Deserializer::from_str(body).into_iter::<Record>();
    let mut at = 0;
    while let Some(record) = records.next() {
        let blank = body[at..].len() - body[at..].trim_start().len();
        line += n_lines(&body[at..at + blank]);
        let record = record.map_err(|error| {
            // What ends too early is shown where it began.
            let at_error = n_lines(&text[..start]) + error.line();
            let line = if error.is_eof() { line } else { at_error };
            fault(line, format!("no JSON object: {error}; expected one a line; mend the line"))
        })?;
        add(&record, field, &mut composer).map_err(|what| fault(line, what))?;
        let end = records.byte_offset();
        line += n_lines(&body[at + blank..end]);
        at = end;
    }
    Ok(composer.finish(name))
}

fn n_lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

fn add(record: &Record, field: Option<&str>, composer: &mut Composer) -> Result<(), String> {
    let of = |names: &[&str]| names.iter().find_map(|name| record.get_key_value(*name));
    let body = match field {
        Some(name) => record.get_key_value(name),
        None => of(TEXT),
    };
    let Some((name, body)) = body else {
        let there: Vec<&str> = record.keys().take(8).map(String::as_str).collect();
        let wanted = field.map_or_else(|| TEXT.join(", "), str::to_owned);
        return Err(format!(
            "a record with the fields {}; expected {wanted}; name the field of the text with --field",
            if there.is_empty() { "(none)".to_owned() } else { there.join(", ") }
        ));
    };
    if field.is_none()
        && let Some((_, Value::String(title))) = of(TITLE)
    {
        composer.push(BlockKind::Heading, title);
    }
    let mut say = |text: &str| {
        let text = super::document("", text.to_owned());
        for block in &text.blocks {
            composer.push(block.kind, &text.text[block.span.clone()]);
        }
    };
    match body {
        Value::String(text) => say(text),
        Value::Array(texts) if texts.iter().all(Value::is_string) => {
            texts.iter().filter_map(Value::as_str).for_each(say);
        }
        Value::Null => {}
        _ => {
            return Err(format!(
                "the field {name} is no text; expected a string or a list of strings; name another with --field"
            ));
        }
    }
    Ok(())
}

/// Whether a file that begins with `head` holds JSON objects.
pub(super) fn looks_like(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default().trim();
    if !line.starts_with('{') {
        return false;
    }
    let first = Deserializer::from_str(line).into_iter::<Record>().next();
    match first {
        Some(Ok(record)) => !record.is_empty(),
        // The line is longer than what was looked at.
        Some(Err(error)) => error.is_eof() && line.starts_with("{\"") && line.contains("\":"),
        None => false,
    }
}
