//! Web pages: the article without what stands around it.

use dom_query::Document as Page;
use dom_smoothie::{Config, Readability};
use encoding_rs::Encoding;

use super::compose::Composer;
use super::markup::{self, Piece};
use super::{OpenError, decode};
use crate::bitext::{BlockKind, Document};

/// Fewer letters of running text than this are an article only on a page that holds little else.
/// Readability's own limit for a page that is worth reading is 140 characters.
const MIN_RUNNING: usize = 140;

/// How many headings must be links for a page to be a list of articles.
const MIN_LINKED_HEADINGS: usize = 3;

/// How many blocks may stand between an article's title and its first paragraph.
const MAX_LEAD: usize = 12;

/// Reads the article of a page: title, byline, and what Mozilla's Readability takes for the
/// article's text, with its headings, lists, captions and notes. What stands between title and
/// text (standfirst, byline, date, the first picture's caption) is kept too, lists and links aside.
///
/// # Errors
/// [`OpenError::NoArticle`] for home pages, menus and empty pages.
pub(super) fn page(name: &str, bytes: &[u8]) -> Result<Document, OpenError> {
    let text = text(bytes)?;
    let page = markup::parse(&text)?;
    let heading = heading(&page);
    let whole = page.body().map(markup::pieces).unwrap_or_default();
    let config = Config { keep_classes: true, ..Config::default() };
    let article =
        Readability::with_document(page, None, Some(config)).and_then(|mut page| page.parse());
    let mut composer = Composer::default();
    if let Ok(article) = article {
        let content = markup::parse(&article.content)?;
        let body = content.body().map(markup::pieces).unwrap_or_default();
        if is_article(&body) {
            let title = heading.unwrap_or_else(|| squeeze(&article.title));
            // Some pages name their author by an address.
            let byline = article.byline.filter(|byline| !byline.contains("://"));
            let byline = squeeze(byline.as_deref().unwrap_or_default());
            compose(&mut composer, &whole, &body, &title, &byline);
            return Ok(composer.finish(name));
        }
    }
    // A page of a few lines without menus is all article.
    let (n_running, n_linked) = (n_running(&whole), n_linked(&whole));
    if n_running > 0 && n_linked * 4 < n_running {
        whole.iter().for_each(|piece| composer.push(piece.kind, &piece.said));
        return Ok(composer.finish(name));
    }
    Err(OpenError::NoArticle { n_running, n_linked })
}

fn n_running(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.n_letters - piece.n_linked).sum()
}

fn n_linked(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.n_linked).sum()
}

/// Not a list of links, nor of other articles with a line about each.
fn is_article(body: &[Piece]) -> bool {
    let headings = body.iter().filter(|piece| piece.kind == BlockKind::Heading);
    let (n_headings, n_links) = headings.fold((0, 0), |(n, links), heading| {
        (n + 1, links + usize::from(heading.n_linked * 10 >= heading.n_letters * 9))
    });
    let is_list = n_links >= MIN_LINKED_HEADINGS && n_links * 2 > n_headings;
    n_running(body) >= MIN_RUNNING && n_linked(body) < n_running(body) && !is_list
}

/// The heading of the article as the page shows it: its one `<h1>`, or the longest that its `<title>`
/// holds, which often ends in the site's name.
fn heading(page: &Page) -> Option<String> {
    let title = squeeze(&page.select("title").text());
    let headings = page.select("h1");
    let mut headings: Vec<String> = headings.iter().map(|h| squeeze(&h.text())).collect();
    headings.retain(|heading| !heading.is_empty());
    if headings.len() > 1 {
        headings.retain(|heading| title.contains(heading));
    }
    headings.into_iter().max_by_key(String::len)
}

/// Puts title, lead, byline and text together, each once.
fn compose(composer: &mut Composer, whole: &[Piece], body: &[Piece], title: &str, byline: &str) {
    let body = match body.split_first() {
        Some((first, rest)) if squeeze(&first.said) == title => rest,
        _ => body,
    };
    let lead = lead(whole, body, title, byline);
    composer.push(BlockKind::Heading, title);
    let opening = lead.iter().copied().chain(body.iter().take(MAX_LEAD));
    if !opening.into_iter().any(|piece| squeeze(&piece.said).contains(byline)) {
        composer.push(BlockKind::Paragraph, byline);
    }
    // Readability may take notes for the page's foot.
    let is_body = |piece: &Piece| body.iter().any(|b| squeeze(&b.said) == squeeze(&piece.said));
    let notes = whole.iter().filter(|piece| piece.kind == BlockKind::Footnote && !is_body(piece));
    for piece in lead.into_iter().chain(body).chain(notes) {
        composer.push(piece.kind, &piece.said);
    }
}

/// What stands on the page between the title and the first paragraph of the text, without lists and
/// without links other than the byline's.
fn lead<'p>(whole: &'p [Piece], body: &[Piece], title: &str, byline: &str) -> Vec<&'p Piece> {
    let Some(first) = body.first().map(|piece| squeeze(&piece.said)) else { return Vec::new() };
    let at_title = whole.iter().position(|piece| squeeze(&piece.said) == title);
    let Some(after) = at_title.map(|at| &whole[at + 1..]) else { return Vec::new() };
    let n_lead = after.iter().take(MAX_LEAD + 1).position(|piece| squeeze(&piece.said) == first);
    let is_kept = |piece: &&Piece| {
        let is_byline = !byline.is_empty() && squeeze(&piece.said).contains(byline);
        piece.kind != BlockKind::ListItem && (is_byline || piece.n_linked * 2 < piece.n_letters)
    };
    after[..n_lead.unwrap_or(0)].iter().filter(is_kept).collect()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a page in the character set that it names, where its bytes are not UTF-8 or marked.
pub(super) fn text(bytes: &[u8]) -> Result<String, OpenError> {
    let is_unmarked = std::str::from_utf8(bytes).is_err() && Encoding::for_bom(bytes).is_none();
    if is_unmarked && let Some(encoding) = named(&bytes[..bytes.len().min(2048)]) {
        return Ok(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    Ok(decode(bytes)?.text)
}

/// The character set in `<meta charset="...">`, `content="text/html; charset=..."` or
/// `<?xml encoding="...">`.
fn named(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let labels = head.match_indices("charset=").chain(head.match_indices("encoding="));
    labels
        .filter_map(|(at, word)| {
            let rest = head[at + word.len()..].trim_start_matches(['"', '\'', ' ']);
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
            Encoding::for_label(&rest.as_bytes()[..end])
        })
        // UTF-16 cannot be what this ASCII is written in.
        .find(|encoding| encoding.is_ascii_compatible() && *encoding != encoding_rs::UTF_8)
}
