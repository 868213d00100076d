//! `corpus.tsv`: tab-separated, no quoting, no escaping, one line a bead.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Cleaned, rows};
use crate::bitext::Bitext;

pub(super) fn write(bitext: &Bitext, out: &mut dyn Write) -> io::Result<Cleaned> {
    let mut writer = WriterBuilder::new()
        .delimiter(b'\t')
        .quote_style(QuoteStyle::Never)
        .terminator(Terminator::Any(b'\n'))
        .has_headers(false)
        .from_writer(out);
    let (source, target) = (bitext.source_lang.code(), bitext.target_lang.code());
    let header = [
        "id".to_owned(),
        "doc".to_owned(),
        source.to_owned(),
        target.to_owned(),
        "type".to_owned(),
        "score".to_owned(),
        format!("{source}_sents"),
        format!("{target}_sents"),
        format!("{source}_par"),
        format!("{target}_par"),
        "flags".to_owned(),
    ];
    writer.write_record(&header)?;
    let (rows, cleaned) = rows(bitext);
    for row in rows {
        writer.serialize(row).map_err(io::Error::other)?;
    }
    writer.flush()?;
    Ok(cleaned)
}
