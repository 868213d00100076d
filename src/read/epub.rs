//! Electronic books (EPUB 2 and 3).

use std::collections::{HashMap, HashSet};

use super::OpenError;
use super::archive::Archive;
use super::compose::Composer;
use super::markup;
use super::xml::{Step, walk};
use crate::bitext::Document;

const FORMAT: &str = "EPUB";

/// Reads the chapters in the order of the book's spine, without its table of contents.
pub(super) fn document(name: &str, archive: Archive<'_>) -> Result<Document, OpenError> {
    let mut archive = archive.called(FORMAT);
    let locked = match archive.part_if_there("META-INF/encryption.xml")? {
        Some(part) => locked(&part)?,
        None => HashSet::new(),
    };
    let package = package_path(&archive.part("META-INF/container.xml")?)?;
    let chapters = chapters(&archive.part(&package)?, &package)?;
    let mut composer = Composer::default();
    for chapter in chapters {
        if locked.contains(&chapter) {
            return Err(OpenError::Locked { format: FORMAT, what: "its chapters are encrypted" });
        }
        let text = super::html::text(&archive.part(&chapter)?)?;
        markup::read(&text, &mut composer)?;
    }
    Ok(composer.finish(name))
}

/// The parts that are encrypted. Fonts often are, in books that are open.
fn locked(part: &[u8]) -> Result<HashSet<String>, OpenError> {
    let mut locked = HashSet::new();
    walk(part, FORMAT, |step| {
        if let Step::Open(element) = step
            && element.local_name() == "CipherReference"
        {
            locked.insert(unescape(&element.attribute("URI")));
        }
    })?;
    Ok(locked)
}

/// Where the book's package file is.
fn package_path(container: &[u8]) -> Result<String, OpenError> {
    let mut path = None;
    walk(container, FORMAT, |step| {
        if let Step::Open(element) = step
            && element.local_name() == "rootfile"
            && path.is_none()
        {
            path = Some(element.attribute("full-path"));
        }
    })?;
    path.ok_or_else(|| OpenError::Damaged {
        format: FORMAT,
        what: "META-INF/container.xml names no package".to_owned(),
    })
}

/// The paths of the chapters, in reading order.
fn chapters(package: &[u8], path: &str) -> Result<Vec<String>, OpenError> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut items: HashMap<String, String> = HashMap::new();
    let mut spine = Vec::new();
    walk(package, FORMAT, |step| {
        let Step::Open(element) = step else { return };
        match element.local_name() {
            "item" => {
                let kind = element.attribute("media-type");
                let properties = element.attribute("properties");
                let is_contents = properties.split_whitespace().any(|p| p == "nav");
                if matches!(kind.as_str(), "application/xhtml+xml" | "text/html") && !is_contents {
                    let href = unescape(&element.attribute("href"));
                    items.insert(element.attribute("id"), join(folder, &href));
                }
            }
            "itemref" => spine.push(element.attribute("idref")),
            _ => {}
        }
    })?;
    let chapters: Vec<String> = spine.iter().filter_map(|id| items.get(id).cloned()).collect();
    if chapters.is_empty() {
        return Err(OpenError::Damaged {
            format: FORMAT,
            what: format!("{path} lists no chapters"),
        });
    }
    Ok(chapters)
}

/// A path relative to a folder, `..` and `.` resolved.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('#').next().unwrap_or_default().split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `%20` and its like as the characters they stand for.
fn unescape(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved() {
        assert_eq!(join("OEBPS/text", "../cap%201.xhtml#a"), "OEBPS/cap%201.xhtml");
        assert_eq!(join("", "./a/b.html"), "a/b.html");
        assert_eq!(unescape("cap%C3%ADtulo%201.html"), "capítulo 1.html");
        assert_eq!(unescape("100%"), "100%");
    }
}
