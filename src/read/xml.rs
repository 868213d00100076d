//! XML as a stream of tags and text.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{OpenError, decode};

/// One step through an XML text. Names are as written, prefix included: the programs that write
/// documents always use the same prefixes.
pub(super) enum Step<'a> {
    /// `<name ...>`; an empty element gives a `Close` as well.
    Open(Element<'a>),
    /// `</name>`
    Close(&'a str),
    /// Text between tags, entities resolved.
    Text(Cow<'a, str>),
}

/// An opening tag.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl<'a> Element<'a> {
    /// The name, prefix included.
    pub fn name(&self) -> &'a str {
        self.0.name().0
    }

    /// The name without prefix.
    pub fn local_name(&self) -> &'a str {
        self.name().rsplit(':').next().unwrap_or_default()
    }

    /// An attribute by its name, prefix included; empty when it is not there.
    pub fn attribute(&self, name: &str) -> String {
        let found = self.0.try_get_attribute(name).ok().flatten();
        let value = found.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok());
        value.map(Cow::into_owned).unwrap_or_default()
    }
}

/// How deep elements may lie inside each other: documents that people write stay below a hundred.
const MAX_DEPTH: usize = 1000;

/// Walks through an XML part of a `format` file.
///
/// Entities that a document declares itself are not resolved, so none can grow.
///
/// # Errors
/// [`OpenError`] when the bytes are no text, no well-formed XML, or elements lie too deep.
pub(super) fn walk(
    bytes: &[u8],
    format: &'static str,
    mut visit: impl FnMut(Step<'_>),
) -> Result<(), OpenError> {
    let text = decode(bytes)?.text;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut n_open = 0usize;
    loop {
        let event = reader.read_event().map_err(|error| OpenError::Damaged {
            format,
            what: format!("its XML is broken at byte {}: {error}", reader.error_position()),
        })?;
        match &event {
            Event::Start(start) => {
                n_open += 1;
                if n_open > MAX_DEPTH {
                    let what = "elements inside each other";
                    return Err(OpenError::Tangled { n: n_open, what, limit: MAX_DEPTH });
                }
                visit(Step::Open(Element(start)));
            }
            Event::End(end) => {
                n_open = n_open.saturating_sub(1);
                visit(Step::Close(end.name().0));
            }
            Event::Text(said) => visit(Step::Text(said.xml10_content())),
            Event::CData(said) => visit(Step::Text(said.xml10_content())),
            Event::GeneralRef(reference) => {
                let named = || {
                    let name = reference.xml10_content();
                    quick_xml::escape::resolve_predefined_entity(&name)
                        .map_or_else(|| format!("&{name};"), str::to_owned)
                };
                let said = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => named(),
                };
                visit(Step::Text(Cow::Owned(said)));
            }
            Event::Eof if n_open > 0 => {
                return Err(OpenError::Damaged {
                    format,
                    what: "its XML ends before its elements do".to_owned(),
                });
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
