//! The figures as a table or as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use bitexto::evaluate::{Bin, Figures, TypeFigures};
use serde::Serialize;

/// All that was measured.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub documents: Vec<Named>,
    pub groups: Vec<Named>,
    /// Of all documents that were measured; nothing when none was.
    pub total: Option<Total>,
    pub left_out: Vec<LeftOut>,
    /// Predicted documents that the gold does not have.
    pub superfluous: Vec<String>,
    #[serde(skip)]
    pub errors: Vec<Difference>,
}

#[derive(Debug, Serialize)]
pub(super) struct Named {
    pub name: String,
    #[serde(flatten)]
    pub figures: Figures,
}

#[derive(Debug, Serialize)]
pub(super) struct Total {
    #[serde(flatten)]
    pub figures: Figures,
    pub types: Vec<TypeFigures>,
    pub reliability: Vec<Bin>,
}

#[derive(Debug, Serialize)]
pub(super) struct LeftOut {
    pub doc: String,
    pub reason: String,
}

/// A bead that only the gold or only the prediction has.
#[derive(Debug)]
pub(super) struct Difference {
    doc: String,
    kind: &'static str,
    cells: [String; 2],
}

/// The two-sided beads that were missed and those that are wrong, in the order of the documents.
pub(super) fn differences<B>(
    doc: &str,
    gold: &[B],
    pred: &[B],
    cells: impl Fn(&B) -> Option<[String; 2]>,
) -> Vec<Difference> {
    let only_in = |these: &[B], others: &[B], kind| {
        let mut open: BTreeMap<[String; 2], usize> = BTreeMap::new();
        for cells in others.iter().filter_map(&cells) {
            *open.entry(cells).or_default() += 1;
        }
        let mut differences = Vec::new();
        for cells in these.iter().filter_map(&cells) {
            match open.get_mut(&cells) {
                Some(n) if *n > 0 => *n -= 1,
                _ => differences.push(Difference { doc: doc.to_owned(), kind, cells }),
            }
        }
        differences
    };
    let mut differences = only_in(gold, pred, "missed");
    differences.extend(only_in(pred, gold, "wrong"));
    differences
}

/// Writes the differences as TSV.
pub(super) fn errors(differences: &[Difference], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "doc\terror\tsource\ttarget")?;
    for Difference { doc, kind, cells: [source, target] } in differences {
        writeln!(out, "{doc}\t{kind}\t{source}\t{target}")?;
    }
    Ok(())
}

impl Report {
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    pub fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(total) = &self.total else {
            return writeln!(out, "no document could be measured");
        };
        let lines = || self.documents.iter().chain(&self.groups);
        let width = lines().map(|line| line.name.chars().count()).max().unwrap_or(0).max(10) + 2;
        write!(out, "{:<width$}{:>8}", "document", "beads")?;
        for head in ["P", "R", "F1", "lax F1", "null F1", "borders", "Brier", "ECE"] {
            write!(out, "{head:>9}")?;
        }
        writeln!(out)?;
        let line = |out: &mut dyn Write, name: &str, f: &Figures| -> io::Result<()> {
            write!(out, "{name:<width$}{:>8}", f.n_gold)?;
            let figures =
                [f.precision, f.recall, f.f1, f.lax_f1, f.null_f1, f.borders_kept, f.brier, f.ece];
            for figure in figures {
                write!(out, "{:>9}", shown(figure))?;
            }
            writeln!(out)
        };
        for document in &self.documents {
            line(out, &document.name, &document.figures)?;
        }
        if !self.groups.is_empty() {
            writeln!(out)?;
        }
        for group in &self.groups {
            line(out, &group.name, &group.figures)?;
        }
        writeln!(out)?;
        line(out, "total", &total.figures)?;
        total.details(out)
    }
}

impl Total {
    fn details(&self, out: &mut dyn Write) -> io::Result<()> {
        let f = &self.figures;
        let rates = |out: &mut dyn Write, name: &str, n: [usize; 2], rates: [f64; 3]| {
            let [p, r, f1] = rates.map(shown);
            writeln!(out, "{name:<12}{:>8}{:>10}{p:>9}{r:>9}{f1:>9}", n[0], n[1])
        };
        writeln!(
            out,
            "\n{:<12}{:>8}{:>10}{:>9}{:>9}{:>9}",
            "beads", "gold", "predicted", "P", "R", "F1"
        )?;
        for t in &self.types {
            let name = format!("{}-{}", t.n_source, t.n_target);
            rates(out, &name, [t.n_gold, t.n_pred], [t.precision, t.recall, t.f1])?;
        }
        if f.n_moved_gold + f.n_moved_pred > 0 {
            let moved = [f.moved_precision, f.moved_recall, f.moved_f1];
            rates(out, "moved", [f.n_moved_gold, f.n_moved_pred], moved)?;
        }
        if self.reliability.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{:<12}{:>8}{:>10}{:>9}", "confidence", "beads", "mean", "right")?;
        for bin in self.reliability.iter().filter(|bin| bin.n > 0) {
            let name = format!("{:.1}-{:.1}", bin.from, bin.from + 0.1);
            let (confidence, right) = (shown(bin.confidence), shown(bin.right));
            writeln!(out, "{name:<12}{:>8}{confidence:>10}{right:>9}", bin.n)?;
        }
        if !f.null_ece.is_nan() {
            writeln!(out, "\nECE of sentences without counterpart {}", shown(f.null_ece))?;
        }
        Ok(())
    }
}

/// Four decimals, or a dash where there is no figure.
fn shown(figure: f64) -> String {
    if figure.is_nan() { "-".to_owned() } else { format!("{figure:.4}") }
}
