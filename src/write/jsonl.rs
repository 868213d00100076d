//! One record a pair, the form of the translation scripts for Hugging Face datasets.

use std::io::{self, Write};

use super::Options;
use super::writer::Form;
use crate::bitext::{Lang, Row};

pub(super) struct Jsonl<W> {
    out: W,
    langs: [Lang; 2],
}

impl<W> Jsonl<W> {
    pub fn new(out: W, options: &Options) -> Self {
        Jsonl { out, langs: options.langs }
    }
}

impl<W: Write> Form<W> for Jsonl<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let [source, target] = self.langs;
        let [id, source_text, target_text] =
            [json(&row.id)?, json(&row.source)?, json(&row.target)?];
        writeln!(
            self.out,
            r#"{{"id":{id},"translation":{{"{source}":{source_text},"{target}":{target_text}}}}}"#
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<(Vec<W>, usize)> {
        self.out.flush()?;
        Ok((vec![self.out], 0))
    }
}

/// A text as a JSON string. U+2028, U+2029 and U+0085 are escaped too: JSON allows them as they are,
/// but readers that cut at every Unicode line end would cut the record in two.
pub(super) fn json(text: &str) -> io::Result<String> {
    let mut string = serde_json::to_string(text)?;
    for (c, escape) in [('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029"), ('\u{85}', "\\u0085")] {
        if string.contains(c) {
            string = string.replace(c, escape);
        }
    }
    Ok(string)
}
