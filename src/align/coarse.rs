//! A rough path for long texts: blocks of sentences are aligned first, since vectors add up, then
//! blocks of half the size near the path found, and so on.

use super::band::Band;
use super::dots::dot;
use crate::encode::Vectors;

/// Tables up to this many cells are searched whole.
pub(super) const WHOLE_TABLE: usize = 160_000;

/// Blocks of a level to each side of the path of the level above that are searched.
const REACH: usize = 8;

/// The cosine, mean taken off, that unrelated blocks may have by chance.
const CHANCE: f32 = 0.15;

/// Sentences a block at the last level.
const FINEST: usize = 2;

/// A monotone path of nodes from (0, 0) to (n, m) that the alignment lies near.
pub(super) fn path(source: &Vectors, target: &Vectors) -> Vec<(usize, usize)> {
    let (n, m) = (source.len(), target.len());
    let sides = [source, target].map(|vectors| (vectors, mean(vectors)));
    let mut size = FINEST;
    while n.div_ceil(size) * m.div_ceil(size) > WHOLE_TABLE && size < n.max(m) {
        size *= 2;
    }
    let mut path: Option<Vec<(usize, usize)>> = None;
    loop {
        let blocks = sides.each_ref().map(|(vectors, mean)| Blocks::new(vectors, mean, size));
        let (rows, columns) = (blocks[0].len(), blocks[1].len());
        let band = match &path {
            None => Band::full(rows, columns),
            Some(path) => {
                let scaled: Vec<_> =
                    path.iter().map(|&(i, j)| ((2 * i).min(rows), (2 * j).min(columns))).collect();
                Band::around(&scaled, REACH, rows, columns)
            }
        };
        let found = best_path(&blocks, &band);
        if size == FINEST {
            return found
                .into_iter()
                .map(|(i, j)| ((i * size).min(n), (j * size).min(m)))
                .collect();
        }
        path = Some(found);
        size /= 2;
    }
}

/// Unit vectors of blocks of sentences, the mean of the text taken off.
struct Blocks {
    dims: usize,
    data: Vec<f32>,
}

/// The mean of a text's vectors.
fn mean(vectors: &Vectors) -> Vec<f32> {
    let mut mean = vec![0f32; vectors.dims()];
    for i in 0..vectors.len() {
        let share = |x: &f32| x / vectors.len() as f32;
        mean.iter_mut().zip(vectors.row(i).iter().map(share)).for_each(|(sum, x)| *sum += x);
    }
    mean
}

impl Blocks {
    fn new(vectors: &Vectors, mean: &[f32], size: usize) -> Self {
        let dims = vectors.dims();
        let mut data = vec![0f32; vectors.len().div_ceil(size) * dims];
        for i in 0..vectors.len() {
            let block = &mut data[i / size * dims..][..dims];
            block.iter_mut().zip(vectors.row(i)).for_each(|(sum, x)| *sum += x);
        }
        for (index, block) in data.chunks_mut(dims.max(1)).enumerate() {
            let held = size.min(vectors.len() - index * size) as f32;
            block.iter_mut().zip(mean).for_each(|(x, mean)| *x -= mean * held);
            let length = dot(block, block).sqrt().max(1e-6);
            block.iter_mut().for_each(|x| *x /= length);
        }
        Blocks { dims, data }
    }

    fn len(&self) -> usize {
        self.data.len() / self.dims.max(1)
    }

    fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.dims..(i + 1) * self.dims]
    }
}

/// The monotone path with the largest sum of cosines on its diagonal steps.
fn best_path(blocks: &[Blocks; 2], band: &Band) -> Vec<(usize, usize)> {
    let mut best = vec![f32::NEG_INFINITY; band.n_nodes()];
    let mut back = vec![0u8; band.n_nodes()];
    for i in 0..=band.n_source() {
        for j in band.columns(i) {
            let Some(node) = band.node(i, j) else { continue };
            if (i, j) == (0, 0) {
                best[node] = 0.0;
                continue;
            }
            let mut take = |from: Option<usize>, step: u8, gain: f32| {
                if let Some(from) = from.filter(|&from| best[from] + gain > best[node]) {
                    (best[node], back[node]) = (best[from] + gain, step);
                }
            };
            if i > 0 && j > 0 {
                let likeness = dot(blocks[0].row(i - 1), blocks[1].row(j - 1)) - CHANCE;
                take(band.node(i - 1, j - 1), 0, likeness);
            }
            if i > 0 {
                take(band.node(i - 1, j), 1, 0.0);
            }
            if j > 0 {
                take(band.node(i, j - 1), 2, 0.0);
            }
        }
    }
    let (mut i, mut j) = (band.n_source(), band.n_target());
    let mut path = vec![(i, j)];
    while i + j > 0 {
        let step = band.node(i, j).map_or(0, |node| back[node]);
        if step != 2 {
            i = i.saturating_sub(1);
        }
        if step != 1 {
            j = j.saturating_sub(1);
        }
        path.push((i, j));
    }
    path.reverse();
    path
}
