use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use super::figures::{Counts, Reliability};
use super::texts::common_pieces;
use super::{Bin, Figures, ScoredBead, TextBead, TextsDiffer, TypeFigures, fold, order};

/// Counts over documents, from which the figures follow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    strict: Counts,
    lax: Counts,
    null: Counts,
    moved: Counts,
    n_borders: usize,
    n_borders_kept: usize,
    types: BTreeMap<(usize, usize), Counts>,
    confidences: Reliability,
    null_confidences: Reliability,
    /// Whether a document was added whose places could not be compared.
    lacks_places: bool,
}

impl Tally {
    /// Adds a document. Every sentence must stand in one bead of `gold` and one of `pred`, as
    /// [`uncovered`](super::uncovered) makes sure.
    pub fn add(&mut self, gold: &[ScoredBead], pred: &[ScoredBead]) {
        let key = |bead: &ScoredBead| (bead.source.clone(), bead.target.clone());
        let keyed = |beads: &[ScoredBead]| -> Vec<_> {
            let matches = beads.iter().filter(|bead| bead.is_match());
            matches.map(|bead| (key(bead), bead.clone())).collect()
        };
        self.add_strict(&keyed(gold), &keyed(pred));
        self.add_places(gold, pred);
    }

    /// Adds a document whose beads are compared by their texts, so that gold and prediction may be
    /// split into sentences differently.
    ///
    /// A two-sided bead is right when the gold has a bead with the same two folded texts (as often
    /// as it has one). Lax and null figures, borders and moved beads count stretches of text between
    /// the ends of beads in place of sentences; they need the same texts on both sides, white space
    /// aside.
    ///
    /// # Errors
    /// [`TextsDiffer`] when this document has not the same texts: its beads are counted all the same,
    /// and those other figures of the whole tally are NaN.
    pub fn add_texts(&mut self, gold: &[TextBead], pred: &[TextBead]) -> Result<(), TextsDiffer> {
        let keyed = |beads: &[TextBead]| -> Vec<_> {
            let matches = beads.iter().filter(|text| text.bead.is_match());
            matches.map(|t| ((fold(&t.source), fold(&t.target)), t.bead.clone())).collect()
        };
        self.add_strict(&keyed(gold), &keyed(pred));
        let pieces = common_pieces(gold, pred);
        self.lacks_places |= pieces.is_err();
        let [gold, pred] = pieces?;
        self.add_places(&gold, &pred);
        Ok(())
    }

    /// Counts two-sided beads by keys that are equal for right ones.
    fn add_strict<K: Ord>(&mut self, gold: &[(K, ScoredBead)], pred: &[(K, ScoredBead)]) {
        let mut open: BTreeMap<&K, Vec<&ScoredBead>> = BTreeMap::new();
        for (key, bead) in gold {
            open.entry(key).or_default().push(bead);
            self.type_of(bead).n_gold += 1;
        }
        self.strict.n_gold += gold.len();
        self.strict.n_pred += pred.len();
        for (key, bead) in pred {
            let found = open.get_mut(key).and_then(Vec::pop);
            let counts = self.type_of(bead);
            counts.n_pred += 1;
            counts.n_pred_right += usize::from(found.is_some());
            if let Some(gold_bead) = found {
                self.type_of(gold_bead).n_gold_found += 1;
                self.strict.n_pred_right += 1;
                self.strict.n_gold_found += 1;
            }
            if let Some(confidence) = bead.confidence {
                self.confidences.add(confidence, found.is_some());
            }
        }
    }

    fn type_of(&mut self, bead: &ScoredBead) -> &mut Counts {
        self.types.entry((bead.source.len(), bead.target.len())).or_default()
    }

    /// Counts all that goes by the places of sentences.
    fn add_places(&mut self, gold: &[ScoredBead], pred: &[ScoredBead]) {
        let (gold_owners, pred_owners) = (owners(gold), owners(pred));
        let touching = |beads: &[ScoredBead], owners: &[BTreeMap<usize, usize>; 2]| {
            let n = beads.iter().filter(|bead| bead.is_match()).count();
            (n, beads.iter().filter(|bead| touches(bead, owners)).count())
        };
        let ((n_pred, n_pred_right), (n_gold, n_gold_found)) =
            (touching(pred, &gold_owners), touching(gold, &pred_owners));
        self.lax += Counts { n_pred, n_pred_right, n_gold, n_gold_found };
        self.add_nulls(gold, pred);

        let (gold_path, gold_moved) = order::path(gold);
        let (pred_path, pred_moved) = order::path(pred);
        let (gold_borders, pred_borders) = (borders(&gold_path), borders(&pred_path));
        self.n_borders += gold_borders.len();
        self.n_borders_kept += gold_borders.intersection(&pred_borders).count();
        // Which of two parts that change places was moved is a matter of view, so a moved bead is
        // right when the other side has the bead, moved or not.
        let among = |beads: &[ScoredBead], moved: &[bool], others: &[ScoredBead]| {
            let others: BTreeSet<_> = others.iter().map(|b| (&b.source, &b.target)).collect();
            let moved = beads.iter().zip(moved).filter(|(_, moved)| **moved).map(|(bead, _)| bead);
            moved.fold((0, 0), |(n, right), bead| {
                (n + 1, right + usize::from(others.contains(&(&bead.source, &bead.target))))
            })
        };
        let ((n_pred, n_pred_right), (n_gold, n_gold_found)) =
            (among(pred, &pred_moved, gold), among(gold, &gold_moved, pred));
        self.moved += Counts { n_pred, n_pred_right, n_gold, n_gold_found };
    }

    /// Counts the sentences without counterpart, one by one.
    fn add_nulls(&mut self, gold: &[ScoredBead], pred: &[ScoredBead]) {
        let nulls = |beads: &[ScoredBead]| -> BTreeMap<(usize, usize), Option<f64>> {
            let alone = beads.iter().filter(|bead| !bead.is_match());
            let sentences = alone.flat_map(|bead| {
                let source = bead.source.iter().map(|&i| (0, i));
                let target = bead.target.iter().map(|&j| (1, j));
                source.chain(target).map(|sentence| (sentence, bead.confidence))
            });
            sentences.collect()
        };
        let (gold, pred) = (nulls(gold), nulls(pred));
        for (side, kind) in [(1, 0), (0, 1)].into_iter().enumerate() {
            let of_side = |(s, _): &&(usize, usize)| *s == side;
            let right = pred.keys().filter(of_side).filter(|key| gold.contains_key(key)).count();
            let counts = Counts {
                n_pred: pred.keys().filter(of_side).count(),
                n_pred_right: right,
                n_gold: gold.keys().filter(of_side).count(),
                n_gold_found: right,
            };
            self.null += counts;
            if !counts.is_empty() {
                *self.types.entry(kind).or_default() += counts;
            }
        }
        for (key, confidence) in &pred {
            if let Some(confidence) = confidence {
                self.null_confidences.add(*confidence, gold.contains_key(key));
            }
        }
    }

    /// The figures of all documents added so far.
    pub fn figures(&self) -> Figures {
        let known =
            |rates: [f64; 3], is_known: bool| rates.map(|r| if is_known { r } else { f64::NAN });
        let has_places = !self.lacks_places;
        let [precision, recall, f1] = self.strict.rates();
        let [lax_precision, lax_recall, lax_f1] = known(self.lax.rates(), has_places);
        let [null_precision, null_recall, null_f1] = known(self.null.rates(), has_places);
        let [moved_precision, moved_recall, moved_f1] =
            known(self.moved.rates(), has_places && !self.moved.is_empty());
        let borders = self.n_borders_kept as f64 / self.n_borders.max(1) as f64;
        Figures {
            precision,
            recall,
            f1,
            lax_precision,
            lax_recall,
            lax_f1,
            null_precision,
            null_recall,
            null_f1,
            borders_kept: if has_places { borders } else { f64::NAN },
            moved_precision,
            moved_recall,
            moved_f1,
            brier: self.confidences.brier(),
            ece: self.confidences.ece(),
            null_ece: if has_places { self.null_confidences.ece() } else { f64::NAN },
            n_gold: self.strict.n_gold,
            n_pred: self.strict.n_pred,
            n_null_gold: self.null.n_gold,
            n_moved_gold: self.moved.n_gold,
            n_moved_pred: self.moved.n_pred,
        }
    }

    /// The figures of every type of bead that was seen, the frequent ones of the gold first.
    pub fn types(&self) -> Vec<TypeFigures> {
        let figures = |(&(n_source, n_target), counts): (&(usize, usize), &Counts)| {
            let [precision, recall, f1] = counts.rates();
            let (n_gold, n_pred) = (counts.n_gold, counts.n_pred);
            TypeFigures { n_source, n_target, n_gold, n_pred, precision, recall, f1 }
        };
        let mut types: Vec<_> = self.types.iter().map(figures).collect();
        types.sort_by_key(|t| (std::cmp::Reverse(t.n_gold), t.n_source, t.n_target));
        types
    }

    /// How right beads of each tenth of confidence were; empty without confidences.
    pub fn reliability(&self) -> Vec<Bin> {
        self.confidences.table()
    }
}

impl AddAssign<&Tally> for Tally {
    /// Adds the documents of another tally.
    fn add_assign(&mut self, more: &Tally) {
        self.strict += more.strict;
        self.lax += more.lax;
        self.null += more.null;
        self.moved += more.moved;
        self.n_borders += more.n_borders;
        self.n_borders_kept += more.n_borders_kept;
        for (&kind, counts) in &more.types {
            *self.types.entry(kind).or_default() += *counts;
        }
        self.confidences += &more.confidences;
        self.null_confidences += &more.null_confidences;
        self.lacks_places |= more.lacks_places;
    }
}

/// For each sentence of either side, the bead that it stands in.
fn owners(beads: &[ScoredBead]) -> [BTreeMap<usize, usize>; 2] {
    let side = |sentences: fn(&ScoredBead) -> &Vec<usize>| {
        let owned = beads.iter().enumerate();
        owned.flat_map(|(k, bead)| sentences(bead).iter().map(move |&i| (i, k))).collect()
    };
    [side(|bead| &bead.source), side(|bead| &bead.target)]
}

/// Whether a bead has a link in common with one of those that own the sentences: a source and a target
/// sentence of it stand together there.
fn touches(bead: &ScoredBead, owners: &[BTreeMap<usize, usize>; 2]) -> bool {
    let owners_of = |sentences: &[usize], side: usize| -> BTreeSet<usize> {
        sentences.iter().filter_map(|i| owners[side].get(i).copied()).collect()
    };
    !owners_of(&bead.source, 0).is_disjoint(&owners_of(&bead.target, 1))
}

/// Where one bead ends and the next begins: how many sentences of each text lie before.
fn borders(beads: &[&ScoredBead]) -> BTreeSet<(usize, usize)> {
    let mut at = (0, 0);
    let ends = beads.iter().map(|bead| {
        at.0 = at.0.max(bead.source.last().map_or(0, |i| i + 1));
        at.1 = at.1.max(bead.target.last().map_or(0, |j| j + 1));
        at
    });
    let mut ends: Vec<_> = ends.collect();
    ends.pop();
    ends.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse_beads;
    use super::*;

    fn figures(gold: &str, pred: &str) -> Figures {
        let mut tally = Tally::default();
        tally.add(&parse_beads(gold).unwrap(), &parse_beads(pred).unwrap());
        tally.figures()
    }

    #[test]
    fn figures_by_hand() {
        let gold = "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n[3]:[3]";
        let pred = "[0]:[0]:0.9\n[1]:[1]:0.6\n[]:[2]:0.5\n[2]:[]:0.8\n[3]:[3]:1.0";
        let f = figures(gold, pred);
        assert_eq!((f.precision, f.recall), (2.0 / 3.0, 2.0 / 3.0));
        assert_eq!((f.lax_f1, f.null_precision, f.null_recall), (1.0, 0.5, 1.0));
        assert_eq!(f.borders_kept, 1.0);
        assert!((f.brier - (0.01 + 0.36 + 0.0) / 3.0).abs() < 1e-12);
        assert!((f.ece - (0.1 + 0.6 + 0.0) / 3.0).abs() < 1e-12, "{f:?}");
        assert!((f.null_ece - (0.5 + 0.2) / 2.0).abs() < 1e-12, "{f:?}");
        assert!(f.moved_f1.is_nan());
    }

    #[test]
    fn moved_beads_have_their_own_line() {
        let gold = "[0]:[2]\n[1]:[0]\n[2]:[1]\n[3]:[3]";
        let f = figures(gold, gold);
        assert_eq!((f.moved_f1, f.n_moved_gold, f.borders_kept), (1.0, 1, 1.0));
        // Left as gaps, as a beads file of ours holds them.
        let f = figures(gold, "[0]:[]\n[1]:[0]\n[2]:[1]\n[]:[2]\n[3]:[3]");
        assert_eq!((f.moved_f1, f.moved_recall, f.n_moved_pred, f.recall), (0.0, 0.0, 0, 0.75));
        // Two beads that change places: either may be called the moved one.
        let f = figures("[0]:[1]\n[1]:[0]", "[1]:[0]\n[0]:[1]");
        assert_eq!(f.moved_f1, 1.0);
    }

    #[test]
    fn types_and_reliability() {
        let mut tally = Tally::default();
        let gold = parse_beads("[0]:[0]\n[1]:[1, 2]\n[2]:[]").unwrap();
        let pred = parse_beads("[0]:[0]:1\n[1]:[1]:0.95\n[]:[2]:0.5\n[2]:[]:0.8").unwrap();
        tally.add(&gold, &pred);
        let types: Vec<_> =
            tally.types().iter().map(|t| (t.n_source, t.n_target, t.n_gold, t.n_pred)).collect();
        assert_eq!(types, [(1, 0, 1, 1), (1, 1, 1, 2), (1, 2, 1, 0), (0, 1, 0, 1)]);
        let bin = tally.reliability()[9];
        assert_eq!((bin.n, bin.right), (2, 0.5));
    }

    #[test]
    fn tallies_add_up() {
        let documents = [
            ("[0]:[2]\n[1]:[0]\n[2]:[1]", "[0]:[2]:0.5\n[1]:[0]:1\n[2]:[]:0.25\n[]:[1]:0.75"),
            ("[0]:[0]\n[1]:[1, 2]\n[2]:[]", "[0]:[0]:1\n[1]:[1]:0.5\n[]:[2]:0.5\n[2]:[]:0.75"),
        ]
        .map(|texts| <[&str; 2]>::from(texts).map(|text| parse_beads(text).unwrap()));
        let (mut whole, mut sum) = (Tally::default(), Tally::default());
        for [gold, pred] in &documents {
            whole.add(gold, pred);
            let mut one = Tally::default();
            one.add(gold, pred);
            sum += &one;
        }
        assert_eq!(sum, whole);
    }

    #[test]
    fn texts_count_whatever_the_split() {
        let bead = |source: &[usize], target: &[usize], texts: (&str, &str)| TextBead {
            bead: ScoredBead { source: source.into(), target: target.into(), confidence: None },
            source: texts.0.to_owned(),
            target: texts.1.to_owned(),
        };
        let gold = [
            bead(&[0], &[0], ("Uno. Dos.", "One. Two.")),
            bead(&[1], &[1], ("Uno. Dos.", "One. Two.")),
            bead(&[2], &[], ("Tres.", "")),
        ];
        let pred = [
            bead(&[0, 1], &[0, 1], ("Uno.  Dos.", "One.\nTwo.")),
            bead(&[2, 3, 4], &[2, 3], ("Uno. Dos. Tres.", "One. Two.")),
        ];
        let mut tally = Tally::default();
        assert_eq!(tally.add_texts(&gold, &pred), Ok(()));
        let f = tally.figures();
        assert_eq!((f.precision, f.recall, f.lax_f1, f.null_recall), (0.5, 0.5, 1.0, 0.0));
        assert!(tally.add_texts(&gold, &pred[..1]).is_err(), "texts that differ");
        assert!(tally.figures().lax_f1.is_nan());
        assert_eq!(tally.figures().n_gold, 4);
        assert!(tally.add_texts(&gold, &pred).is_ok(), "the next document is judged by itself");
        assert!(tally.figures().lax_f1.is_nan(), "the sum lacks one");
    }
}
