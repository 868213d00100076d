//! The decisions of several reviewers made one, and how far they agree.

use std::collections::{BTreeMap, HashMap};

use super::decide::{Decision, ReviewedBead};
use super::origin::Origin;
use super::union::Union;
use crate::bitext::sheet::Status;

/// What a reviewer says of a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Verdict {
    /// Nothing.
    Open,
    /// That it is right, or so by having made it.
    Confirmed,
    /// That something is to be mended, without having done it.
    Faulty,
    /// That it is wrong.
    Rejected,
    /// That it is hard to tell.
    Unsure,
}

impl ReviewedBead {
    pub fn verdict(&self) -> Verdict {
        match self.status {
            Some(Status::Reject) => Verdict::Rejected,
            Some(Status::Unsure) => Verdict::Unsure,
            Some(Status::Ok) => Verdict::Confirmed,
            _ if self.same_as.is_none() => Verdict::Confirmed,
            // A text that was mended was looked at.
            Some(Status::Fix) if !self.edits.is_empty() => Verdict::Confirmed,
            Some(Status::Fix) => Verdict::Faulty,
            None => Verdict::Open,
        }
    }
}

/// Rows on which reviewers decided differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The ids of the rows.
    pub ids: Vec<String>,
    /// File and address of what each reviewer left there.
    pub places: Vec<(String, String)>,
    /// What they differ in.
    pub what: &'static str,
}

/// How far two reviewers agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Their files.
    pub files: [String; 2],
    /// Rows that both judged.
    pub n: usize,
    /// The share of these that they judged alike.
    pub observed: f64,
    /// Cohen's kappa: the share beyond what chance would give. `None` when chance alone would make
    /// them agree always.
    pub kappa: Option<f64>,
}

/// One decision for every row that anybody decided on; where reviewers differ there is none.
pub(super) fn merge(
    origin: &Origin,
    sheets: &[(String, Vec<Decision>)],
) -> (Vec<Decision>, Vec<Conflict>) {
    let mut union = Union::new(origin.rows.len());
    for decision in sheets.iter().flat_map(|(_, decisions)| decisions) {
        decision.homes.windows(2).for_each(|pair| union.join(pair[0], pair[1]));
    }
    let mut clusters: BTreeMap<usize, Vec<(usize, Vec<&Decision>)>> = BTreeMap::new();
    for (sheet, (_, decisions)) in sheets.iter().enumerate() {
        for decision in decisions {
            let cluster = clusters.entry(union.root(decision.homes[0])).or_default();
            match cluster.last_mut().filter(|(last, _)| *last == sheet) {
                Some((_, own)) => own.push(decision),
                None => cluster.push((sheet, vec![decision])),
            }
        }
    }
    let (mut merged, mut conflicts) = (Vec::new(), Vec::new());
    for cluster in clusters.into_values() {
        match one_decision(&cluster) {
            Ok(decision) => merged.push(decision),
            Err(what) => {
                let mut homes: Vec<usize> = cluster
                    .iter()
                    .flat_map(|(_, own)| own.iter())
                    .flat_map(|d| d.homes.clone())
                    .collect();
                homes.sort_unstable();
                homes.dedup();
                let place = |(sheet, own): &(usize, Vec<&Decision>)| {
                    let address =
                        own.iter().flat_map(|d| &d.beads).map(|bead| bead.address.clone());
                    address.map(|address| (sheets[*sheet].0.clone(), address)).next()
                };
                conflicts.push(Conflict {
                    ids: homes.iter().map(|&home| origin.rows[home].row.id.clone()).collect(),
                    places: cluster.iter().filter_map(place).collect(),
                    what,
                });
            }
        }
    }
    (merged, conflicts)
}

/// What reviewers decided on rows that hang together, or what they differ in.
fn one_decision(cluster: &[(usize, Vec<&Decision>)]) -> Result<Decision, &'static str> {
    let has_said = |bead: &ReviewedBead| {
        bead.same_as.is_none()
            || !bead.edits.is_empty()
            || !matches!(bead.verdict(), Verdict::Open | Verdict::Unsure)
    };
    let mut opinions = cluster
        .iter()
        .filter(|(_, own)| own.iter().flat_map(|d| &d.beads).any(has_said))
        .map(|(_, own)| joined(own));
    let quiet: Vec<Decision> = cluster.iter().map(|(_, own)| joined(own)).collect();
    let Some(mut first) = opinions.next() else { return combine(quiet) };
    for other in opinions {
        if first.shape() != other.shape() {
            return Err("which sentences belong together");
        }
        first = combine(vec![first, other])?;
    }
    Ok(first)
}

fn joined(decisions: &[&Decision]) -> Decision {
    let mut homes: Vec<usize> = decisions.iter().flat_map(|d| d.homes.clone()).collect();
    homes.sort_unstable();
    Decision { homes, beads: decisions.iter().flat_map(|d| d.beads.clone()).collect() }
}

/// Decisions of the same shape as one: what one leaves open another may tell.
fn combine(decisions: Vec<Decision>) -> Result<Decision, &'static str> {
    let mut decisions = decisions.into_iter();
    let Some(mut first) = decisions.next() else { return Err("which sentences belong together") };
    for other in decisions {
        for bead in other.beads {
            let same = first.beads.iter_mut().find(|own| own.runs == bead.runs);
            let Some(own) = same else { return Err("which sentences belong together") };
            let is_sure = |verdict| !matches!(verdict, Verdict::Open | Verdict::Unsure);
            let (mine, theirs) = (own.verdict(), bead.verdict());
            if is_sure(mine) && is_sure(theirs) && mine != theirs {
                return Err("the status");
            }
            if is_sure(theirs) && !is_sure(mine) || mine == Verdict::Open {
                own.status = bead.status;
            }
            if own.edits.is_empty() {
                own.edits = bead.edits;
                own.edited = bead.edited;
            } else if !bead.edits.is_empty() && own.edits != bead.edits {
                return Err("the text");
            }
            if !bead.comment.is_empty() && !own.comment.contains(&bead.comment) {
                let comments = [&*own.comment, &*bead.comment];
                own.comment =
                    comments.into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join("; ");
            }
        }
    }
    Ok(first)
}

/// What a reviewer said of each row of the corpus: its status, or that it was changed.
fn judgements(decisions: &[Decision]) -> HashMap<usize, Status> {
    let mut judgements = HashMap::new();
    for decision in decisions {
        for bead in &decision.beads {
            let changed = bead.same_as.is_none().then_some(Status::Fix);
            if let Some(status) = bead.status.filter(|_| bead.same_as.is_some()).or(changed) {
                judgements.extend(bead.homes.iter().map(|&home| (home, status)));
            }
        }
    }
    judgements
}

/// How far each two reviewers agree on the rows that both judged.
pub(super) fn agreements(sheets: &[(String, Vec<Decision>)]) -> Vec<Agreement> {
    let judged: Vec<HashMap<usize, Status>> = sheets.iter().map(|(_, d)| judgements(d)).collect();
    let mut agreements = Vec::new();
    for a in 0..sheets.len() {
        for b in a + 1..sheets.len() {
            let pairs: Vec<(Status, Status)> = judged[a]
                .iter()
                .filter_map(|(home, status)| Some((*status, *judged[b].get(home)?)))
                .collect();
            if !pairs.is_empty() {
                let files = [sheets[a].0.clone(), sheets[b].0.clone()];
                let (observed, kappa) = kappa(&pairs);
                agreements.push(Agreement { files, n: pairs.len(), observed, kappa });
            }
        }
    }
    agreements
}

/// The share of equal pairs, and Cohen's kappa.
fn kappa(pairs: &[(Status, Status)]) -> (f64, Option<f64>) {
    let n = pairs.len() as f64;
    let share = |is: &dyn Fn(&(Status, Status)) -> bool| {
        pairs.iter().filter(|pair| is(pair)).count() as f64 / n
    };
    let observed = share(&|(a, b)| a == b);
    let by_chance: f64 = Status::ALL
        .iter()
        .map(|status| share(&|(a, _)| a == status) * share(&|(_, b)| b == status))
        .sum();
    let is_open = by_chance < 1.0;
    (observed, is_open.then(|| (observed - by_chance) / (1.0 - by_chance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_what_goes_beyond_chance() {
        // The table of a textbook: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no gives 0.4.
        let mut pairs = vec![(Status::Ok, Status::Ok); 20];
        pairs.extend(vec![(Status::Ok, Status::Reject); 5]);
        pairs.extend(vec![(Status::Reject, Status::Ok); 10]);
        pairs.extend(vec![(Status::Reject, Status::Reject); 15]);
        let (observed, kappa) = kappa(&pairs);
        assert!((observed - 0.7).abs() < 1e-9);
        assert!((kappa.unwrap() - 0.4).abs() < 1e-9);
        assert_eq!(super::kappa(&[(Status::Ok, Status::Ok)]), (1.0, None));
    }
}
