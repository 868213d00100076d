//! The sizes that a bead may have.

/// How many sentences a bead takes on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Source sentences.
    pub source: usize,
    /// Target sentences.
    pub target: usize,
}

impl Shape {
    /// Place in [`SHAPES`]; `None` where no bead has this shape.
    pub const fn index(self) -> Option<usize> {
        match (self.source, self.target) {
            (1, 0) => Some(SOURCE_GAP),
            (0, 1) => Some(TARGET_GAP),
            (a, b) if a >= 1 && a <= MAX_RUN && b >= 1 && b <= MAX_RUN && a + b <= MAX_BOTH => {
                // Listed by source, then by target; row a has MAX_BOTH - a of them.
                Some(TARGET_GAP + (a - 1) * MAX_BOTH - a * (a - 1) / 2 + b)
            }
            _ => None,
        }
    }
}

/// The most sentences that one side of a bead holds.
pub const MAX_RUN: usize = 5;

/// The most sentences that both sides of a bead hold together. Of the gold beads of articles,
/// novels and pages none is larger; verses of the Bible are now and then.
pub const MAX_BOTH: usize = 6;

const N_MATCHES: usize = 15;

/// How many shapes there are.
pub const N_SHAPES: usize = N_MATCHES + 2;

/// Every shape; the two gaps come first.
pub const SHAPES: [Shape; N_SHAPES] = shapes();

/// Index of `1-0` in [`SHAPES`].
pub const SOURCE_GAP: usize = 0;

/// Index of `0-1` in [`SHAPES`].
pub const TARGET_GAP: usize = 1;

const fn shapes() -> [Shape; N_SHAPES] {
    let mut all = [Shape { source: 1, target: 0 }; N_SHAPES];
    all[TARGET_GAP] = Shape { source: 0, target: 1 };
    let (mut at, mut source) = (2, 1);
    while source <= MAX_RUN {
        let mut target = 1;
        while target <= MAX_RUN {
            if source + target <= MAX_BOTH {
                all[at] = Shape { source, target };
                at += 1;
            }
            target += 1;
        }
        source += 1;
    }
    assert!(at == N_SHAPES);
    all
}

/// The kind of a bead, which the next bead's score may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Both sides hold sentences.
    Match = 0,
    /// A source sentence without counterpart.
    SourceGap = 1,
    /// A target sentence without counterpart.
    TargetGap = 2,
}

/// How many kinds there are.
pub const N_KINDS: usize = 3;

/// Kind of the shape with this index in [`SHAPES`].
pub const fn kind(shape: usize) -> Kind {
    match shape {
        SOURCE_GAP => Kind::SourceGap,
        TARGET_GAP => Kind::TargetGap,
        _ => Kind::Match,
    }
}
