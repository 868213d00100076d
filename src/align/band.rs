//! The part of the table that is searched.

use std::ops::Range;

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

    fn from_columns(columns: Vec<Range<usize>>, n_target: usize) -> Self {
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

    /// The columns searched in row `i`.
    pub fn columns(&self, i: usize) -> Range<usize> {
        self.columns[i].clone()
    }

    /// Place of node (i, j) in a list of all nodes searched.
    pub fn node(&self, i: usize, j: usize) -> Option<usize> {
        let columns = self.columns.get(i)?;
        columns.contains(&j).then(|| self.offsets[i] + j - columns.start)
    }
}
