//! From candidates to pairs.

use super::{Candidate, Pairing};

/// Takes the surest candidates first, each document once, none below `min_score`; of the documents
/// that are left, tells the best `n_told` candidates.
pub(super) fn one_to_one(
    mut candidates: Vec<Candidate>,
    n_source: usize,
    n_target: usize,
    min_score: f64,
    n_told: usize,
) -> Pairing {
    let by_score = |a: &Candidate, b: &Candidate| {
        b.score.total_cmp(&a.score).then((a.source, a.target).cmp(&(b.source, b.target)))
    };
    candidates.sort_by(by_score);
    let (mut has_source, mut has_target) = (vec![false; n_source], vec![false; n_target]);
    let mut pairs = Vec::new();
    for candidate in candidates.iter().take_while(|candidate| candidate.score >= min_score) {
        let (s, t) = (candidate.source, candidate.target);
        if !has_source[s] && !has_target[t] {
            (has_source[s], has_target[t]) = (true, true);
            pairs.push(*candidate);
        }
    }
    pairs.sort_by_key(|pair| pair.source);
    let alone = |has: &[bool], place: fn(&Candidate) -> usize| {
        let mut told: Vec<Vec<Candidate>> = vec![Vec::new(); has.len()];
        for candidate in &candidates {
            let told = &mut told[place(candidate)];
            if told.len() < n_told {
                told.push(*candidate);
            }
        }
        told.into_iter().enumerate().filter(|(index, _)| !has[*index]).collect()
    };
    Pairing {
        pairs,
        source_alone: alone(&has_source, |candidate| candidate.source),
        target_alone: alone(&has_target, |candidate| candidate.target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_go_first_and_each_document_once() {
        let candidates = [(0, 0, 0.8), (0, 1, 0.9), (1, 1, 0.95), (1, 0, 0.4), (2, 0, 0.6)];
        let candidates =
            candidates.map(|(source, target, score)| Candidate { source, target, score });
        let pairing = one_to_one(candidates.to_vec(), 4, 2, 0.5, 1);
        let pairs: Vec<_> = pairing.pairs.iter().map(|pair| (pair.source, pair.target)).collect();
        assert_eq!(pairs, [(0, 0), (1, 1)]);
        assert_eq!(pairing.source_alone.len(), 2);
        assert_eq!(pairing.source_alone[0].1[0].score, 0.6);
        assert!(pairing.source_alone[1].1.is_empty() && pairing.target_alone.is_empty());
        assert!(one_to_one(candidates.to_vec(), 4, 2, 0.99, 1).pairs.is_empty());
    }
}
