//! Features by group, so that a group can be left out.

use bitexto::align::{FEATURES, MOVES, N_WEIGHTS};

/// A group's name, and how the names of its features begin.
const GROUPS: &[(&str, &[&str])] = &[
    ("cosine's bends", &["cosine over", "cosine of 1-1"]),
    ("margins", &["claim", "gain of one more"]),
    ("merges", &["gain of the merge", "size of the merge", "weakest outer"]),
    ("cover", &["less covered", "better covered", "open ", "cover "]),
    ("lengths", &["length", "log length"]),
    ("figures", &["figures in", "figures on"]),
    ("names", &["names in", "names on"]),
    ("cognates", &["cognates"]),
    ("rare tokens", &["rare"]),
    ("end marks", &["end marks", "one side has no end"]),
    ("openings", &["openings", "speech on"]),
    ("furniture", &["furniture", "gap: furniture"]),
    ("capitals", &["capitals", "gap: capitals"]),
    ("gaps: likeness", &["gap: best c", "gap: names"]),
    ("headings", &["no end mark on either", "headings near"]),
    ("clashes", &["figures that clash", "names that clash"]),
    ("left untranslated", &["left untranslated", "gap: left"]),
    ("short pairs", &["cosine of short"]),
    ("paragraphs", &["paragraph", "own paragraph", "gap: own", "gap: inside"]),
    ("gaps: looks", &["gap: log", "gap: no end", "gap: bracket", "gap: item"]),
    ("bead kinds", &["1-", "2-", "0-1"]),
    ("memory", &["match then", "1-0 then", "0-1 then"]),
];

fn names() -> impl Iterator<Item = &'static str> {
    FEATURES.iter().map(|f| f.0).chain(MOVES.iter().map(|m| m.0))
}

/// The weights that are left out: features or groups by name.
///
/// # Panics
/// When there is none of that name.
pub fn mask<'n>(left_out: impl Iterator<Item = &'n str>) -> Vec<bool> {
    let mut mask = vec![false; N_WEIGHTS];
    for wanted in left_out {
        let group = GROUPS.iter().find(|(name, _)| *name == wanted).map(|(_, begins)| *begins);
        let is_moves = wanted == "memory";
        let mut found = false;
        for (at, name) in names().enumerate() {
            let in_group = group.is_some_and(|begins| begins.iter().any(|b| name.starts_with(b)))
                && (at >= FEATURES.len()) == is_moves;
            if name == wanted || in_group {
                (mask[at], found) = (true, true);
            }
        }
        assert!(found, "no feature and no group is called {wanted:?}");
    }
    mask
}

/// All features left out but these; transitions stay.
///
/// # Panics
/// When there is none of that name.
pub fn all_but<'n>(kept: impl Iterator<Item = &'n str>) -> Vec<bool> {
    let kept = mask(kept);
    kept.iter().enumerate().map(|(at, kept)| at < FEATURES.len() && !kept).collect()
}

/// Every group left out in turn, or those named.
pub fn ablations(wanted: &str) -> Vec<(String, Vec<bool>)> {
    let all: Vec<&str> = GROUPS.iter().map(|g| g.0).collect();
    let named: Vec<&str> = if wanted == "all" { all } else { wanted.split(',').collect() };
    named.into_iter().map(|name| (name.to_owned(), mask([name].into_iter()))).collect()
}
