//! Markdown.

use pulldown_cmark::{Options, Parser, html};

use super::OpenError;
use super::compose::Composer;
use super::markup;
use crate::bitext::{BlockKind, Document};

/// Reads the blocks of a text in CommonMark with tables, footnotes and strikethrough. Of a YAML
/// head only the title is text. Blocks of code are left out.
pub(super) fn document(name: &str, text: &str) -> Result<Document, OpenError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let text = text.trim_start_matches('\u{FEFF}');
    let mut composer = Composer::default();
    if let Some(title) = title(text) {
        composer.push(BlockKind::Heading, title);
    }
    // Markdown holds HTML wherever its writer liked: one reader for both sees all of it.
    let mut markup = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut markup, Parser::new_ext(text, options));
    markup::read(&markup, &mut composer)?;
    Ok(composer.finish(name))
}

/// The title in the YAML head of a page, as site generators have it.
fn title(text: &str) -> Option<&str> {
    let head = text.strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r']))?;
    let head = head.split("\n---").next()?;
    let title = head.lines().find_map(|line| line.strip_prefix("title:"))?.trim();
    let unquoted = ['"', '\''].iter().find_map(|q| title.strip_prefix(*q)?.strip_suffix(*q));
    Some(unquoted.unwrap_or(title))
        .filter(|title| !title.is_empty() && !title.starts_with(['|', '>']))
}
