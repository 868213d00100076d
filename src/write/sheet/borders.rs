//! The single sentences of a cell that joins several.

use std::collections::HashMap;

use crate::bitext::{Bitext, Lang, Row, Sentences};
use crate::split::Splitter;
use crate::write::{Cleaned, clean};

/// Finds where the sentences of a row begin.
///
/// A corpus joins the sentences of a cell by a space and tells only how many they are. Where the
/// sentences of the document are known, they say where each begins. Otherwise the splitter reads the
/// cell again; when it finds another number of sentences than the row tells, the borders stay
/// unknown.
pub struct Borders {
    splitters: [Splitter; 2],
    known: HashMap<String, [Vec<String>; 2]>,
}

impl Borders {
    /// Borders by the splitter's rules.
    pub fn new(langs: [Lang; 2]) -> Borders {
        Borders { splitters: langs.map(Splitter::new), known: HashMap::new() }
    }

    /// The borders of an aligned text, all of them known.
    pub fn of(bitext: &Bitext) -> Borders {
        let mut borders = Borders::new([bitext.source_lang, bitext.target_lang]);
        let texts = |side: &Sentences| (0..side.len()).map(|i| side.text(i).to_owned()).collect();
        borders.add(&bitext.name, [texts(&bitext.source), texts(&bitext.target)]);
        borders
    }

    /// Tells the sentences of a document, source side first.
    pub fn add(&mut self, doc: &str, sentences: [Vec<String>; 2]) {
        let clean = |text: &str| clean(text, &mut Cleaned::default());
        let sentences = sentences.map(|side| side.iter().map(|text| clean(text)).collect());
        self.known.insert(clean(doc), sentences);
    }

    /// Bytes at which the sentences after the first begin, on each side; nothing where that is not
    /// known.
    pub fn cuts(&self, row: &Row) -> [Vec<usize>; 2] {
        let known = self.known.get(&row.doc);
        let sides = [(&row.source, &row.source_sents), (&row.target, &row.target_sents)];
        std::array::from_fn(|side| {
            let (text, field) = sides[side];
            let run = match Row::run(field) {
                Some(run) if run.len() > 1 => run,
                _ => return Vec::new(),
            };
            let cuts = match known.and_then(|doc| doc[side].get(run.clone())) {
                Some(sentences) => by_sentences(text, sentences),
                None => self.by_rules(side, text),
            };
            if cuts.len() + 1 == run.len() { cuts } else { Vec::new() }
        })
    }

    fn by_rules(&self, side: usize, text: &str) -> Vec<usize> {
        let mut spans = Vec::new();
        self.splitters[side].split_block(text, &mut spans);
        let starts: Vec<usize> = spans.iter().skip(1).map(|span| span.start).collect();
        // A border of two joined sentences has a space before it.
        let is_joint = |&start: &usize| text[..start].ends_with(' ');
        if starts.iter().all(is_joint) { starts } else { Vec::new() }
    }
}

/// The cuts of a text that `sentences` joined by a space make up. Straight quotes may have become curly
/// ones on either side, which leaves the number of characters as it was.
fn by_sentences(text: &str, sentences: &[String]) -> Vec<usize> {
    let plain = |c: char| if matches!(c, '“' | '”') { '"' } else { c };
    let is_whole = sentences.iter().all(|s| !s.is_empty())
        && text.chars().map(plain).eq(sentences.join(" ").chars().map(plain));
    if !is_whole {
        return Vec::new();
    }
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut n_before = 0;
    let starts = sentences.iter().map(|sentence| {
        n_before += sentence.chars().count() + 1;
        places.get(n_before).copied()
    });
    // Behind the last sentence there is no place.
    starts.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::sheet::parts;

    fn row(text: &str, sents: &str) -> Row {
        Row {
            id: String::new(),
            doc: "a".to_owned(),
            source: text.to_owned(),
            target: "x".to_owned(),
            kind: String::new(),
            score: String::new(),
            source_sents: sents.to_owned(),
            target_sents: "1".to_owned(),
            source_par: String::new(),
            target_par: String::new(),
            flags: String::new(),
        }
    }

    #[test]
    fn known_sentences_beat_rules_and_unknown_borders_stay_unknown() {
        let mut borders = Borders::new([Lang::ES, Lang::EN]);
        let text = "Un título sin punto Llegó el Sr. Pérez. Nadie lo vio.";
        assert_eq!(borders.cuts(&row(text, "1-3"))[0], Vec::<usize>::new());
        let cuts = borders.cuts(&row(text, "1-2"));
        assert_eq!(parts(text, &cuts[0])[1], "Nadie lo vio.");
        let own = |text: &str| text.to_owned();
        let sentences = ["Un título\nsin punto", "Llegó el Sr. Pérez.", "Nadie lo vio."];
        borders.add("a", [sentences.map(own).to_vec(), vec![own("x")]]);
        let cuts = borders.cuts(&row(text, "1-3"));
        assert_eq!(parts(text, &cuts[0])[..2], ["Un título sin punto", "Llegó el Sr. Pérez."]);
        assert!(borders.cuts(&row("Otra cosa. Aquí.", "1-2"))[0].is_empty());
        borders.add("a", [["\"Sí\", dijo.", "\"No\"."].map(own).to_vec(), vec![own("x")]]);
        let text = "“Sí”, dijo. “No”.";
        assert_eq!(parts(text, &borders.cuts(&row(text, "1-2"))[0]), ["“Sí”, dijo.", "“No”."]);
    }
}
