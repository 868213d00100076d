//! `align --explain`: what a bead's score is made of.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use bitexto::bitext::{Bead, Sentences};

use super::Fault;
use super::work::{Prepared, Worker};

/// Reads `s5-6~t7`, `s8~` or `~t3`, with or without a document name and a colon before it.
pub(super) fn parse(text: &str) -> Result<Bead, Fault> {
    let wrong = || {
        Fault::new(format_args!(
            "--explain {text}: no bead; expected sentences counted from 1, such as s5-6~t7 or s8~"
        ))
    };
    let bead = text.rsplit_once(':').map_or(text, |(_, bead)| bead);
    let (source, target) = bead.split_once('~').ok_or_else(wrong)?;
    let side = |part: &str, letter: char| -> Option<Range<usize>> {
        if part.is_empty() {
            return Some(0..0);
        }
        let numbers = part.strip_prefix(letter)?;
        let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        (first >= 1 && first <= last).then(|| first - 1..last)
    };
    let (source, target) =
        (side(source, 's').ok_or_else(wrong)?, side(target, 't').ok_or_else(wrong)?);
    if source.is_empty() && target.is_empty() {
        return Err(wrong());
    }
    Ok(Bead { source, target, probability: 0.0, crossing: false })
}

/// Prints the texts of the bead, the parts of its score, and what the aligner chose instead.
pub(super) fn print(worker: &Worker<'_>, prepared: &Prepared, wanted: &Bead) -> Result<(), Fault> {
    let texts = prepared.texts();
    let (n, m) = (texts.source.len(), texts.target.len());
    if wanted.source.end > n || wanted.target.end > m {
        return Err(Fault::new(format_args!(
            "--explain: the texts have {n} and {m} sentences, not as many as the bead says"
        )));
    }
    let explanation = worker.explain(prepared, wanted)?;
    let (place, chosen) = (&explanation.bead, &explanation.chosen);
    let show = || -> io::Result<()> {
        let mut out = io::stdout().lock();
        let bead_texts = |out: &mut io::StdoutLock<'_>, bead: &Bead| -> io::Result<()> {
            for (letter, side, range) in
                [('s', texts.source, &bead.source), ('t', texts.target, &bead.target)]
            {
                for i in range.clone() {
                    writeln!(out, "  {letter}{}\t{}", i + 1, one_line(side, i))?;
                }
            }
            Ok(())
        };
        bead_texts(&mut out, place)?;
        writeln!(out, "probability\t{:.4}", explanation.probability)?;
        writeln!(
            out,
            "score\t{:.3}\t(the sum of the parts, transitions aside)",
            explanation.score
        )?;
        writeln!(out, "part\tvalue\tadds")?;
        for (name, value, adds) in &explanation.parts {
            writeln!(out, "{name}\t{value:.3}\t{adds:+.3}")?;
        }
        let is_chosen =
            chosen.iter().any(|bead| bead.source == place.source && bead.target == place.target);
        writeln!(out, "{}", if is_chosen { "this bead was chosen" } else { "chosen instead" })?;
        for bead in chosen.iter().filter(|_| !is_chosen) {
            writeln!(out, "{}-{}\t{:.4}", bead.source.len(), bead.target.len(), bead.probability)?;
            bead_texts(&mut out, bead)?;
        }
        Ok(())
    };
    show().map_err(|e| Fault::io(Path::new("standard output"), &e))
}

fn one_line(side: &Sentences, i: usize) -> String {
    side.text(i).split_whitespace().collect::<Vec<_>>().join(" ")
}
