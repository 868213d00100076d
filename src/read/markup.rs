//! The elements of HTML as blocks: for the articles of web pages, for Markdown and for the chapters
//! of books.

use dom_query::{Document, NodeRef};

use super::OpenError;
use super::compose::Composer;
use crate::bitext::BlockKind;

/// The largest markup that is read, in MiB. The tree of a page takes some ten times its length.
const MAX_MIB: usize = 32;

/// How deep elements may lie inside each other: pages that people write stay below a hundred.
const MAX_DEPTH: usize = 500;

/// How many attributes an element may have.
const MAX_ATTRIBUTES: usize = 1000;

/// What one block says.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// What it is on the page.
    pub kind: BlockKind,
    /// Its text; line feeds are breaks that the author wanted, other white space is not squeezed.
    pub said: String,
    /// Letters and digits.
    pub n_letters: usize,
    /// Letters and digits in links.
    pub n_linked: usize,
}

/// Parses markup, within bounds.
pub(super) fn parse(text: &str) -> Result<Document, OpenError> {
    if text.len() > MAX_MIB << 20 {
        return Err(OpenError::TooLarge { what: "markup", limit: MAX_MIB });
    }
    let too_deep =
        |n| Err(OpenError::Tangled { n, what: "elements inside each other", limit: MAX_DEPTH });
    // Parsing takes time by the square of the depth and of the attributes of an element, so both
    // are estimated first; a page with some hundred elements that were never closed is still parsed.
    let (depth, n_attributes) = estimate(text);
    if n_attributes > MAX_ATTRIBUTES {
        let what = "attributes in one element";
        return Err(OpenError::Tangled { n: n_attributes, what, limit: MAX_ATTRIBUTES });
    }
    if depth > MAX_DEPTH * 2 {
        return too_deep(depth);
    }
    let document = Document::from(text);
    match deepest(document.root()) {
        depth if depth > MAX_DEPTH => too_deep(depth),
        _ => Ok(document),
    }
}

/// Elements that are closed by the next of their kind or hold nothing: no depth comes of them.
const SHALLOW: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "source", "td", "th", "tr", "track", "wbr",
];

/// How deep elements lie inside each other, going by their tags alone, and the most attributes that
/// one has.
fn estimate(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut n_attributes) = (0usize, 0, 0);
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = &bytes[at + 1..];
        let is_end = rest.first() == Some(&b'/');
        let name = &rest[usize::from(is_end).min(rest.len())..];
        let n = name.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let is_shallow =
            || SHALLOW.iter().any(|tag| name[..n].eq_ignore_ascii_case(tag.as_bytes()));
        if n == 0 || !name[0].is_ascii_alphabetic() {
            continue;
        }
        n_attributes = n_attributes.max(attributes(rest));
        if is_shallow() {
            continue;
        }
        depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    (deepest, n_attributes)
}

/// How many attributes a tag has at most: blanks and slashes outside quotes stand before each.
fn attributes(tag: &[u8]) -> usize {
    let (mut quote, mut n, mut was_blank) = (None, 0, false);
    for &byte in tag {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>' | b'<') => break,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, byte) => {
                let is_blank = byte.is_ascii_whitespace() || byte == b'/';
                n += usize::from(is_blank && !was_blank);
                was_blank = is_blank;
            }
        }
    }
    n
}

/// How deep elements lie inside each other, found without going down into them.
fn deepest(root: NodeRef<'_>) -> usize {
    let (mut at, mut depth, mut deepest) = (root, 0usize, 0);
    loop {
        deepest = deepest.max(depth);
        if let Some(child) = at.first_child() {
            at = child;
            depth += 1;
            continue;
        }
        loop {
            if depth == 0 {
                return deepest;
            }
            if let Some(next) = at.next_sibling() {
                at = next;
                break;
            }
            let Some(parent) = at.parent() else { return deepest };
            at = parent;
            depth -= 1;
        }
    }
}

/// Adds the blocks of a text with markup.
pub(super) fn read(text: &str, composer: &mut Composer) -> Result<(), OpenError> {
    for piece in parse(text)?.body().map(pieces).unwrap_or_default() {
        composer.push(piece.kind, &piece.said);
    }
    Ok(())
}

/// The blocks inside an element, in order; none is empty.
pub(super) fn pieces(node: NodeRef<'_>) -> Vec<Piece> {
    let context = Context { kind: BlockKind::Paragraph, is_link: false, keeps_lines: false };
    let mut walker = Walker::default();
    walker.children(node, context);
    walker.close(BlockKind::Paragraph);
    walker.pieces
}

/// What lies around a place.
#[derive(Debug, Clone, Copy)]
struct Context {
    kind: BlockKind,
    is_link: bool,
    /// Inside `<pre>`.
    keeps_lines: bool,
}

#[derive(Default)]
struct Walker {
    pieces: Vec<Piece>,
    /// What the open block says so far.
    said: String,
    /// Letters and digits of it that are in links.
    n_linked: usize,
}

/// Elements that stand apart from the line. Others are part of it.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements without text to read.
const SILENT: &[&str] = &[
    "annotation",
    "audio",
    "button",
    "canvas",
    "datalist",
    "head",
    "iframe",
    "input",
    "nav",
    "noscript",
    "object",
    "option",
    "rp",
    "rt",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];

/// Signs that lead back from a note to its place.
const BACK: &[&str] = &["↩", "↩\u{FE0E}", "↩\u{FE0F}", "↑", "^", "⤴", "↵", "⏎"];

impl Walker {
    fn children(&mut self, node: NodeRef<'_>, context: Context) {
        for child in node.children_it(false) {
            if child.is_text() {
                let text = child.text();
                self.say(&text, context);
            } else if child.is_element() {
                self.element(child, context);
            }
        }
    }

    fn element(&mut self, node: NodeRef<'_>, context: Context) {
        let Some(name) = node.node_name() else { return };
        let name = name.to_ascii_lowercase();
        if SILENT.contains(&&*name) || node.has_attr("hidden") {
            return;
        }
        match &*name {
            "br" => self.said.push('\n'),
            "a" if BACK.contains(&node.text().trim()) => {}
            // The number of a note in Markdown, a line of its own without the page's style sheet.
            "sup" if node.has_class("footnote-definition-label") => {}
            "sup" if self.raised(&node.text(), context) => {}
            // Code is not for translators; a poem set in <pre> is.
            "pre" if node.children_it(false).any(|child| child.has_name("code")) => {
                self.close(context.kind);
            }
            name if BLOCKS.contains(&name) => {
                self.close(context.kind);
                let kind = kind(name, &node, context.kind);
                self.children(node, Context { kind, keeps_lines: name == "pre", ..context });
                self.close(kind);
            }
            name => {
                let is_link = context.is_link || name == "a";
                let kind = kind(name, &node, context.kind);
                if kind == context.kind {
                    self.children(node, Context { is_link, ..context });
                } else {
                    // <span class="caption"> is set as a block by the page's style sheet.
                    self.close(context.kind);
                    self.children(node, Context { is_link, kind, ..context });
                    self.close(kind);
                }
            }
        }
    }

    fn say(&mut self, text: &str, context: Context) {
        if context.is_link {
            self.n_linked += n_letters(text);
        }
        if context.keeps_lines {
            self.said.push_str(text);
        } else {
            self.said.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        }
    }

    /// The mark of a note, or a power: `word<sup>1</sup>` must not become `word1`. Whether it was
    /// one.
    fn raised(&mut self, text: &str, context: Context) -> bool {
        const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        let text = text.trim();
        let digits: Option<String> =
            text.chars().map(|c| c.to_digit(10).map(|d| RAISED[d as usize])).collect();
        let is_mark = !text.is_empty() && text.len() <= 3;
        if let Some(digits) = digits.filter(|_| is_mark) {
            self.say(&digits, context);
            return true;
        }
        false
    }

    fn close(&mut self, kind: BlockKind) {
        let said = std::mem::take(&mut self.said);
        let n_linked = std::mem::take(&mut self.n_linked);
        if !said.trim().is_empty() {
            let n_letters = n_letters(&said);
            self.pieces.push(Piece { kind, said, n_letters, n_linked: n_linked.min(n_letters) });
        }
    }
}

fn n_letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// What an element's blocks are: by its name, by its role, by what its class says.
fn kind(name: &str, node: &NodeRef<'_>, around: BlockKind) -> BlockKind {
    let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    if is_heading {
        return BlockKind::Heading;
    }
    if around == BlockKind::Footnote || is_note(node) {
        return BlockKind::Footnote;
    }
    let class = node.class().map(|class| class.to_ascii_lowercase()).unwrap_or_default();
    let is_caption = |class: &str| {
        class.ends_with("caption") || class.ends_with("caption-text") || class.starts_with("pie-")
    };
    match name {
        "figcaption" | "caption" => BlockKind::Caption,
        "p" | "span" | "div" | "small"
            if class.split_whitespace().any(is_caption) && is_short(node) =>
        {
            BlockKind::Caption
        }
        "li" | "dt" | "dd" if around != BlockKind::Caption => BlockKind::ListItem,
        _ => around,
    }
}

/// `wp-caption` is the class of the picture with its words, `entry-caption` may be that of a page:
/// what holds several paragraphs is no caption.
fn is_short(node: &NodeRef<'_>) -> bool {
    node.descendants_it().filter(|inner| inner.has_name("p") || inner.has_name("h2")).count() < 2
}

/// Whether an element holds notes, by ARIA, EPUB or the classes and ids that programs write.
fn is_note(node: &NodeRef<'_>) -> bool {
    let says = |attribute: &str, words: &[&str]| {
        node.attr(attribute).is_some_and(|value| {
            value.split_whitespace().any(|word| words.iter().any(|w| word.eq_ignore_ascii_case(w)))
        })
    };
    says("role", &["doc-footnote", "doc-endnote", "doc-endnotes"])
        || says(
            "epub:type",
            &["footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"],
        )
        || says("class", NOTES)
        || says("id", NOTES)
}

const NOTES: &[&str] = &[
    "footnote",
    "footnotes",
    "footnote-definition",
    "endnotes",
    "notas",
    "notas-al-pie",
    "notes-list",
];
