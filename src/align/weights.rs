//! The fitted weights of the conditional random field.

use super::dots::weigh;
use super::features::{COVER, FEATURES, GAP_COVER, N_FEATURES, Values};
use super::shapes::{Kind, N_KINDS};

/// A weight for every feature, and for every pair of neighbouring kinds of bead.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// One weight a feature, in the order of [`FEATURES`].
    pub features: Values,
    /// `[p][k]`: what a bead of kind k adds behind one of kind p. A match behind a match adds 0,
    /// and so does a match behind a gap: the gap's own transition carries that.
    pub moves: [[f64; N_KINDS]; N_KINDS],
}

/// A weights file that does not fit this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// A line is not `NAME<TAB>NUMBER`, or names no feature.
    #[error("{line}: {found:?} is no weight; expected a feature's name, a tab and a number")]
    Line {
        /// Counted from 1.
        line: usize,
        /// The line.
        found: String,
    },
    /// A feature has no weight.
    #[error("no weight for {0:?}; fit the weights again")]
    Missing(&'static str),
}

/// The transitions that have a weight, with their names in the weights file. Gaps come in runs:
/// a gap behind a gap is far likelier than a gap behind a match. Of neighbouring gaps the source's come
/// first: `0-1` then `1-0` says nothing that `1-0` then `0-1` does not, and has no weight.
pub const MOVES: [(&str, usize, usize); 5] = [
    ("match then 1-0", 0, 1),
    ("match then 0-1", 0, 2),
    ("1-0 then 1-0", 1, 1),
    ("0-1 then 0-1", 2, 2),
    ("1-0 then 0-1", 1, 2),
];

/// How many numbers there are to fit.
pub const N_WEIGHTS: usize = N_FEATURES + MOVES.len();

/// Weights fitted to articles, novels, noisy texts and simulated pages by `examples/fit`; the
/// file tells how.
const FITTED: &str = include_str!("../../models/weights.tsv");

impl Weights {
    /// The weights that come with the program.
    pub fn fitted() -> Self {
        // A test reads the file, so that this cannot fail in a program that passed its tests.
        Self::parse(FITTED).unwrap_or_else(|_| Self::from_slice(&[0.0; N_WEIGHTS]))
    }

    /// Reads a weights file: `NAME<TAB>NUMBER` a line, `#` before a comment.
    ///
    /// # Errors
    /// [`WeightsError`] when a line is none of these or a feature is missing.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let names: Vec<&'static str> =
            FEATURES.iter().map(|(name, _)| *name).chain(MOVES.iter().map(|m| m.0)).collect();
        let mut values = vec![f64::NAN; N_WEIGHTS];
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let wrong = || WeightsError::Line { line: index + 1, found: line.to_owned() };
            let (name, number) = line.split_once('\t').ok_or_else(wrong)?;
            let at = names.iter().position(|n| *n == name).ok_or_else(wrong)?;
            values[at] =
                number.trim().parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(wrong)?;
        }
        match values.iter().position(|v| v.is_nan()) {
            Some(missing) => Err(WeightsError::Missing(names[missing])),
            None => Ok(Self::from_slice(&values)),
        }
    }

    /// Takes `N_WEIGHTS` numbers: the features in order, then [`MOVES`] in order.
    ///
    /// # Panics
    /// When the numbers are not that many.
    pub fn from_slice(numbers: &[f64]) -> Self {
        assert_eq!(numbers.len(), N_WEIGHTS);
        let mut weights = Weights { features: [0.0; N_FEATURES], moves: [[0.0; N_KINDS]; N_KINDS] };
        for (weight, number) in weights.features.iter_mut().zip(numbers) {
            *weight = *number as f32;
        }
        for ((_, before, kind), number) in MOVES.iter().zip(&numbers[N_FEATURES..]) {
            weights.moves[*before][*kind] = *number;
        }
        weights.moves[Kind::TargetGap as usize][Kind::SourceGap as usize] = f64::NEG_INFINITY;
        weights
    }

    /// The score of a bead with these features, transitions aside.
    pub fn score(&self, values: &Values) -> f32 {
        weigh(&self.features, values)
    }

    /// What of it is due to words that were compared.
    pub(super) fn score_of_words(&self, values: &Values) -> f32 {
        let of_gap = self.features[GAP_COVER] * values[GAP_COVER];
        let of_match = self.features[COVER].iter().zip(&values[COVER]).map(|(w, v)| w * v);
        of_match.sum::<f32>() + of_gap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fitted_weights_are_whole() {
        Weights::parse(FITTED).unwrap();
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert!(matches!(
            Weights::parse("# x\nnonsense\t1\n"),
            Err(WeightsError::Line { line: 2, .. })
        ));
        assert!(matches!(Weights::parse(""), Err(WeightsError::Missing(_))));
    }
}
