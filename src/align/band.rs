//! The part of the table that is searched.

use std::ops::Range;

use super::shapes::{N_SHAPES, SHAPES};

/// For each row of the table of nodes, the columns that are searched. Node (i, j) lies behind i
/// source and j target sentences; there are n + 1 rows and m + 1 columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    n_target: usize,
    columns: Vec<Range<usize>>,
    offsets: Vec<usize>,
}

impl Band {
    /// The whole table.
    pub fn full(n_source: usize, n_target: usize) -> Self {
        Self::from_columns(vec![0..n_target + 1; n_source + 1], n_target)
    }

    /// The nodes within `reach` rows and columns of a monotone path. `path` holds nodes in
    /// order, from (0, 0) to (n, m).
    pub fn around(path: &[(usize, usize)], reach: usize, n_source: usize, n_target: usize) -> Self {
        let mut touched = vec![(usize::MAX, 0usize); n_source + 1];
        for pair in path.windows(2) {
            let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
            for (i, cell) in touched.iter_mut().enumerate().take(i1 + 1).skip(i0) {
                let along = |num: usize| j0 + (j1 - j0) * num / (i1 - i0).max(1);
                let (low, high) = if i1 == i0 {
                    (j0, j1)
                } else {
                    (along(i - i0), along((i - i0 + 1).min(i1 - i0)))
                };
                *cell = (cell.0.min(low), cell.1.max(high));
            }
        }
        touched[0].0 = 0;
        touched[n_source].1 = n_target;
        let mut columns = Vec::with_capacity(n_source + 1);
        // Rows are in order and so are both ends of their columns: the window's ends decide.
        for i in 0..=n_source {
            let low = touched[i.saturating_sub(reach)].0.min(n_target).saturating_sub(reach);
            let high = touched[(i + reach).min(n_source)].1 + reach;
            columns.push(low..high.min(n_target) + 1);
        }
        Self::from_columns(columns, n_target)
    }

    /// The band of these columns, one range a row; a row may be empty.
    pub(super) fn from_columns(columns: Vec<Range<usize>>, n_target: usize) -> Self {
        let mut offsets = Vec::with_capacity(columns.len() + 1);
        let mut total = 0;
        for row in &columns {
            offsets.push(total);
            total += row.len();
        }
        offsets.push(total);
        Band { n_target, columns, offsets }
    }

    /// How many source sentences the table has.
    pub fn n_source(&self) -> usize {
        self.columns.len() - 1
    }

    /// How many target sentences the table has.
    pub fn n_target(&self) -> usize {
        self.n_target
    }

    /// How many nodes are searched.
    pub fn n_nodes(&self) -> usize {
        self.offsets[self.columns.len()]
    }

    /// Every node searched, row after row: its row, its column, and its place among all nodes.
    pub(super) fn nodes(&self) -> impl DoubleEndedIterator<Item = (usize, usize, usize)> + '_ {
        self.columns.iter().zip(&self.offsets).enumerate().flat_map(|(i, (columns, &first))| {
            columns.clone().zip(first..first + columns.len()).map(move |(j, node)| (i, j, node))
        })
    }

    /// The columns searched in row `i`.
    pub fn columns(&self, i: usize) -> Range<usize> {
        self.columns[i].clone()
    }

    /// The shapes of the beads that end at (i, j) and begin in the band: bit k for shape k.
    pub(super) fn beads(&self, i: usize, j: usize) -> u32 {
        let begins = |k: &usize| {
            let start = (i.checked_sub(SHAPES[*k].source), j.checked_sub(SHAPES[*k].target));
            matches!(start, (Some(i), Some(j)) if self.node(i, j).is_some())
        };
        (0..N_SHAPES).filter(begins).fold(0, |mask, k| mask | 1 << k)
    }

    /// Place of the first node of row `i` in a list of all nodes searched.
    pub(super) fn offset(&self, i: usize) -> usize {
        self.offsets[i]
    }

    /// Place of node (i, j) in a list of all nodes searched.
    pub fn node(&self, i: usize, j: usize) -> Option<usize> {
        let columns = self.columns.get(i)?;
        columns.contains(&j).then(|| self.offsets[i] + j - columns.start)
    }
}

/// The beads inside a band that are scored. A bead has a cell at the node that it ends at; the
/// others are not possible or not worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    band: Band,
    /// For each node: bit k is set where the bead of shape k that ends there is scored.
    masks: Vec<u32>,
    /// For each node: how many cells come before its own.
    starts: Vec<u32>,
}

impl Cells {
    /// Every bead that begins and ends in the band.
    pub fn all(band: Band) -> Self {
        let mut masks = Vec::with_capacity(band.n_nodes());
        for i in 0..=band.n_source() {
            masks.extend(band.columns(i).map(|j| band.beads(i, j)));
        }
        Self::new(band, masks)
    }

    /// One mask a node, in the band's order. What begins outside the band must not be set.
    pub(super) fn new(band: Band, masks: Vec<u32>) -> Self {
        let mut total = 0;
        let mut starts = Vec::with_capacity(masks.len() + 1);
        for mask in &masks {
            starts.push(total);
            total += mask.count_ones();
        }
        starts.push(total);
        Cells { band, masks, starts }
    }

    /// Where the cells lie.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.starts[self.masks.len()] as usize
    }

    /// Whether there are none: two empty texts.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The shapes of a node that are scored: bit k for shape k.
    pub fn mask(&self, node: usize) -> u32 {
        self.masks[node]
    }

    /// The place of a node's first cell in a list of all cells; its others follow by shape.
    pub fn first(&self, node: usize) -> usize {
        self.starts[node] as usize
    }

    /// The place of a bead's cell in a list of all cells.
    pub fn cell(&self, node: usize, shape: usize) -> Option<usize> {
        let mask = self.masks[node];
        let before = (mask & ((1 << shape) - 1)).count_ones() as usize;
        (mask >> shape & 1 == 1).then(|| self.first(node) + before)
    }

    /// The shapes of a node that are scored, with the places of their cells.
    pub fn at(&self, node: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
        bits(self.masks[node]).zip(self.first(node)..)
    }
}

/// The places of the bits that are set, from the lowest.
pub(super) fn bits(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < 32).then_some(bit as usize)
    })
}
