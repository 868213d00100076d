//! Which beads keep the order of both texts, and which were moved.

use std::collections::BTreeMap;

use super::ScoredBead;

/// The beads of the main path, in order, and which beads (by index) were moved off it.
///
/// The main path is the chain of two-sided beads, in order on both sides, that holds the most
/// sentences; two-sided beads off it are moved. Nothing is reordered where nothing is moved.
pub(super) fn path(beads: &[ScoredBead]) -> (Vec<&ScoredBead>, Vec<bool>) {
    if is_in_order(beads) {
        return (beads.iter().collect(), vec![false; beads.len()]);
    }
    let chain = heaviest_chain(beads);
    let mut moved: Vec<bool> = beads.iter().map(ScoredBead::is_match).collect();
    chain.iter().for_each(|&index| moved[index] = false);
    let mut alone: [Vec<&ScoredBead>; 2] = [Vec::new(), Vec::new()];
    for bead in beads.iter().filter(|bead| !bead.is_match()) {
        alone[usize::from(bead.source.is_empty())].push(bead);
    }
    alone[0].sort_by_key(|bead| bead.source.first());
    alone[1].sort_by_key(|bead| bead.target.first());
    let [mut source_alone, mut target_alone] = alone.map(|list| list.into_iter().peekable());
    let mut path = Vec::new();
    for &index in &chain {
        let bead = &beads[index];
        while let Some(gap) = source_alone.next_if(|gap| gap.source < bead.source) {
            path.push(gap);
        }
        while let Some(gap) = target_alone.next_if(|gap| gap.target < bead.target) {
            path.push(gap);
        }
        path.push(bead);
    }
    path.extend(source_alone.chain(target_alone));
    (path, moved)
}

fn is_in_order(beads: &[ScoredBead]) -> bool {
    let source = beads.iter().flat_map(|bead| &bead.source);
    let target = beads.iter().flat_map(|bead| &bead.target);
    source.is_sorted() && target.is_sorted()
}

/// Indices of the beads of the chain, in its order.
fn heaviest_chain(beads: &[ScoredBead]) -> Vec<usize> {
    let mut matches: Vec<usize> = (0..beads.len()).filter(|&k| beads[k].is_match()).collect();
    matches.sort_by(|&a, &b| beads[a].source.cmp(&beads[b].source));
    // For the first target sentence of a chain's last bead: the chain's weight and that bead. Of two
    // chains the one that ends later is kept only when it is heavier, so weights rise with the keys.
    let mut ends: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut before: Vec<Option<usize>> = vec![None; beads.len()];
    for &index in &matches {
        let bead = &beads[index];
        let target = bead.target[0];
        let best = ends.range(..target).next_back().map(|(_, &end)| end);
        let weight = best.map_or(0, |(weight, _)| weight) + bead.source.len() + bead.target.len();
        before[index] = best.map(|(_, last)| last);
        let lighter: Vec<usize> = ends
            .range(target..)
            .take_while(|(_, (other, _))| *other <= weight)
            .map(|(&key, _)| key)
            .collect();
        for key in lighter {
            ends.remove(&key);
        }
        ends.entry(target).or_insert((weight, index));
    }
    let mut chain = Vec::new();
    let mut at = ends.last_key_value().map(|(_, &(_, last))| last);
    while let Some(index) = at {
        chain.push(index);
        at = before[index];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::super::parse_beads;
    use super::*;

    fn moved(text: &str) -> Vec<usize> {
        let beads = parse_beads(text).unwrap();
        let (path, moved) = path(&beads);
        let order: Vec<&ScoredBead> = path;
        assert!(order.iter().flat_map(|b| &b.source).is_sorted());
        assert!(order.iter().flat_map(|b| &b.target).is_sorted());
        (0..beads.len()).filter(|&k| moved[k]).collect()
    }

    #[test]
    fn the_lighter_part_is_the_moved_one() {
        assert!(moved("[0]:[0]\n[]:[1]\n[1]:[2]").is_empty());
        assert_eq!(moved("[0]:[2]\n[1]:[0]\n[2]:[1]"), [0]);
        assert_eq!(moved("[0]:[2, 3, 4, 5]\n[1]:[0]\n[2]:[]\n[3]:[1]"), [1, 3]);
        // Lines in any order: only the numbers count.
        assert!(moved("[2]:[3]\n[]:[1]\n[1]:[2]\n[0]:[0]").is_empty());
    }

    #[test]
    fn the_first_of_many_beads_moved_to_the_end_is_the_only_one_moved() {
        let n = 500_000;
        let bead = |i| ScoredBead {
            source: vec![i],
            target: vec![if i == 0 { n - 1 } else { i - 1 }],
            confidence: None,
        };
        let beads: Vec<ScoredBead> = (0..n).map(bead).collect();
        let (order, moved) = path(&beads);
        assert_eq!((order.len(), moved.iter().filter(|moved| **moved).count()), (n - 1, 1));
    }

    #[test]
    fn the_chain_is_the_heaviest_of_all() {
        // Every order of five targets, against all chains tried one by one.
        let mut state = 7u32;
        for _ in 0..300 {
            let mut targets: Vec<usize> = (0..6).collect();
            for k in (1..6).rev() {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                targets.swap(k, (state >> 16) as usize % (k + 1));
            }
            let bead = |(i, &j): (usize, &usize)| ScoredBead {
                source: vec![i],
                target: vec![j],
                confidence: None,
            };
            let beads: Vec<ScoredBead> = targets.iter().enumerate().map(bead).collect();
            let longest = (0u32..64)
                .filter(|set| (0..6).filter(|k| set >> k & 1 == 1).map(|k| targets[k]).is_sorted())
                .map(u32::count_ones)
                .max();
            assert_eq!(Some(heaviest_chain(&beads).len() as u32), longest, "{targets:?}");
        }
    }
}
