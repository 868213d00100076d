//! One page that shows both texts side by side, for people who would rather look. It holds all that it
//! needs: nothing is fetched when it is opened.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cleaned, clean};
use crate::bitext::{Bitext, Lang, Row, Sentences};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A score below this is doubtful.
const DOUBTFUL: f64 = 0.9;

/// Writes the page of one document, of which `rows` are all rows.
pub(super) fn write(bitext: &Bitext, rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let is_doubtful =
        |row: &Row| !row.flags.is_empty() || row.probability().is_none_or(|p| p < DOUBTFUL);
    let n_pairs = rows.iter().filter(|row| row.is_pair()).count();
    let n_doubtful = rows.iter().filter(|row| is_doubtful(row)).count();
    let [source, target] = [bitext.source_lang, bitext.target_lang];
    let counts = format!(
        "{} {source} and {} {target} sentences, {n_pairs} pairs",
        bitext.source.len(),
        bitext.target.len()
    );
    let view = View { bitext, rows, is_doubtful: &is_doubtful };
    // Each piece between two marks is written as it stands, so that no text is taken for a mark.
    for piece in PAGE.split("{{") {
        let rest = match piece.split_once("}}") {
            None => piece,
            Some((mark, rest)) => {
                match mark {
                    "title" => write!(out, "{}", escape(&bitext.name))?,
                    "style" => out.write_all(STYLE.as_bytes())?,
                    "script" => out.write_all(SCRIPT.as_bytes())?,
                    "counts" => write!(out, "{counts}")?,
                    "n_all" => write!(out, "{}", rows.len())?,
                    "n_doubtful" => write!(out, "{n_doubtful}")?,
                    "n_alone" => write!(out, "{}", rows.len() - n_pairs)?,
                    "source_lang" => write!(out, "{source}")?,
                    "target_lang" => write!(out, "{target}")?,
                    "rows" => view.write(out)?,
                    _ => return Err(io::Error::other(format!("page.html: unknown mark {mark}"))),
                }
                rest
            }
        };
        out.write_all(rest.as_bytes())?;
    }
    Ok(())
}

struct View<'a> {
    bitext: &'a Bitext,
    rows: &'a [Row],
    is_doubtful: &'a dyn Fn(&Row) -> bool,
}

impl View<'_> {
    /// One element a bead. The target side of a moved bead stands where the target has it.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let beads = self.bitext.alignment.beads();
        let mut moved: Vec<usize> = (0..beads.len()).filter(|&i| beads[i].crossing).collect();
        moved.sort_by_key(|&i| beads[i].target.start);
        let mut moved = moved.into_iter().peekable();
        let mut last_block = None;
        for (i, bead) in beads.iter().enumerate() {
            if !bead.crossing && !bead.target.is_empty() {
                while let Some(m) = moved.next_if(|&m| beads[m].target.start < bead.target.start) {
                    self.row(out, m, Part::Target, false)?;
                }
            }
            let block = bead.source.clone().next().map(|s| self.bitext.source.block(s));
            let opens = block.is_some() && block != last_block;
            last_block = block.or(last_block);
            self.row(out, i, if bead.crossing { Part::Source } else { Part::Both }, opens)?;
        }
        moved.try_for_each(|m| self.row(out, m, Part::Target, false))
    }

    fn row(&self, out: &mut dyn Write, index: usize, part: Part, opens: bool) -> io::Result<()> {
        let (row, bead) = (&self.rows[index], &self.bitext.alignment.beads()[index]);
        let has = |side: Part| part == Part::Both || part == side;
        let mut classes = vec!["bead"];
        if !row.is_pair() {
            classes.push("alone");
        }
        if (self.is_doubtful)(row) {
            classes.push("doubtful");
        }
        if opens {
            classes.push("opens");
        }
        let (id, link) = match part {
            Part::Both => (format!("b{index}"), String::new()),
            Part::Source => (format!("b{index}"), format!(" data-to=\"b{index}t\"")),
            Part::Target => (format!("b{index}t"), String::new()),
        };
        let field =
            |side: Part, sents: &str| if has(side) { sents.to_owned() } else { String::new() };
        write!(
            out,
            "<div class=\"{}\" id=\"{id}\" data-p=\"{p}\" data-s=\"{}\" data-t=\"{}\"{link} style=\"--p:{p}\" tabindex=\"-1\">",
            classes.join(" "),
            field(Part::Source, &row.source_sents),
            field(Part::Target, &row.target_sents),
            p = row.score,
        )?;
        let source = if has(Part::Source) { bead.source.clone() } else { 0..0 };
        let target = if has(Part::Target) { bead.target.clone() } else { 0..0 };
        let (source_lang, target_lang) = (self.bitext.source_lang, self.bitext.target_lang);
        side(out, source_lang, &row.source, &self.bitext.source, source)?;
        write!(out, "<div class=\"mid\"><strong>{}</strong> {}", row.kind, row.score)?;
        match part {
            Part::Both => {}
            Part::Source => write!(out, "<br>→ {}", row.target_sents)?,
            Part::Target => write!(out, "<br>{} →", row.source_sents)?,
        }
        if !row.flags.is_empty() {
            write!(out, "<br>{}", escape(&row.flags))?;
        }
        out.write_all(b"</div>")?;
        side(out, target_lang, &row.target, &self.bitext.target, target)?;
        out.write_all(b"</div>\n")
    }
}

/// Which sides of a bead stand in a row of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Source,
    Target,
}

/// The sentences of a cell. Dressing keeps the number of characters, so each has its own part of the text
/// of the row.
fn side(
    out: &mut dyn Write,
    lang: Lang,
    cell: &str,
    sentences: &Sentences,
    range: std::ops::Range<usize>,
) -> io::Result<()> {
    write!(out, "<div class=\"side\" lang=\"{lang}\">")?;
    let mut rest = cell;
    for i in range {
        let n_chars = clean(sentences.text(i), &mut Cleaned::default()).chars().count();
        let end = rest.char_indices().nth(n_chars).map_or(rest.len(), |(at, _)| at);
        let text;
        (text, rest) = rest.split_at(end);
        if n_chars > 0 {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        write!(out, "<p><i>{}</i>{}</p>", i + 1, escape(text))?;
    }
    out.write_all(b"</div>")
}

/// Text as HTML, in elements and in attributes.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::super::rows;
    use super::*;
    use crate::bitext::{Alignment, Bead};
    use crate::read::presplit;

    fn page(source: &str, target: &str, beads: Vec<Bead>, name: &str) -> String {
        let (source, target) =
            (presplit(name, source.to_owned()), presplit(name, target.to_owned()));
        let alignment = Alignment::new(beads, source.len(), target.len()).unwrap();
        let (source_lang, target_lang) = (Lang::ES, Lang::EN);
        let bitext =
            Bitext { name: name.to_owned(), source_lang, target_lang, source, target, alignment };
        let mut out = Vec::new();
        write(&bitext, &rows(&bitext).0, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn bead(
        source: std::ops::Range<usize>,
        target: std::ops::Range<usize>,
        crossing: bool,
    ) -> Bead {
        Bead { source, target, probability: 0.5, crossing }
    }

    #[test]
    fn texts_stay_texts() {
        let nasty = "</script><script>alert(1)</script>{{style}}\"'&amp;<!--";
        let page =
            page(nasty, "<img src=x onerror=alert(1)>", vec![bead(0..1, 0..1, false)], nasty);
        assert_eq!(page.matches("<script").count(), 1, "only our own");
        assert_eq!(page.matches("</script").count(), 1);
        assert!(!page.contains("<img"));
        assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
        assert!(page.contains("{{style}}&quot;&#39;&amp;amp;&lt;!--"), "marks in texts are texts");
    }

    #[test]
    fn nothing_is_fetched() {
        let page = page("Uno.", "One.", vec![bead(0..1, 0..1, false)], "a");
        let without_names = page.replace("http://www.w3.org/2000/svg", "");
        for needle in ["http:", "https:", "src=", "@import", "url(", "fetch(", "href="] {
            assert!(!without_names.contains(needle), "{needle}");
        }
    }

    #[test]
    fn moved_texts_stand_in_both_places() {
        let beads = vec![bead(0..1, 2..3, true), bead(1..2, 0..1, false), bead(2..3, 1..2, false)];
        let page = page("Uno.\nDos.\nTres.", "Two.\nThree.\nOne.", beads, "a");
        let at = |needle: &str| page.find(needle).unwrap_or_else(|| panic!("{needle}"));
        assert!(
            page.contains("id=\"b0\" data-p=\"0.5000\" data-s=\"1\" data-t=\"\" data-to=\"b0t\"")
        );
        assert!(
            at(">Uno.") < at(">Two.") && at(">Two.") < at(">Three.") && at(">Three.") < at(">One.")
        );
    }
}
