//! Candidates: the documents of the other side that lie nearest.

use super::Sketch;

/// Indices of a source and a target document.
pub type Places = (usize, usize);

/// How many candidates a document has on the other side.
const N_NEAREST: usize = 12;

/// How many documents are compared with all of the other side at once: their vectors stay in the
/// cache.
const BLOCK: usize = 32;

/// How much a collection's mean counts, in documents: the mean of a few documents is mostly what
/// they say, not what all texts of their kind have in common.
const PRIOR: f32 = 16.0;

/// What title, head and whole count in finding candidates.
const SHARES: [f32; 3] = [0.25, 0.35, 0.4];

/// The pairs in which one document is among the nearest of the other, in order.
pub(super) fn candidates(source: &[Sketch], target: &[Sketch]) -> Vec<Places> {
    let rows = Rows::new(source);
    let columns = Rows::new(target);
    let mut near_target: Vec<Nearest> = vec![Nearest::default(); target.len()];
    let mut places = Vec::new();
    for block in (0..source.len()).step_by(BLOCK) {
        let block = block..(block + BLOCK).min(source.len());
        let mut near_source = vec![Nearest::default(); block.len()];
        for (t, near) in near_target.iter_mut().enumerate() {
            for s in block.clone() {
                let likeness = dot(rows.row(s), columns.row(t));
                near_source[s - block.start].offer(likeness, t);
                near.offer(likeness, s);
            }
        }
        for (s, near) in block.zip(&near_source) {
            places.extend(near.0.iter().map(|(_, t)| (s, *t)));
        }
    }
    for (t, near) in near_target.iter().enumerate() {
        places.extend(near.0.iter().map(|(_, s)| (*s, t)));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Vectors of a collection, one row a document: title, head and whole, each less the collection's
/// mean, of unit length times the root of its share. A dot product of two rows is the weighted mean
/// of three cosines.
struct Rows {
    dims: usize,
    data: Vec<f32>,
}

impl Rows {
    fn new(sketches: &[Sketch]) -> Rows {
        let dims = sketches.first().map_or(0, |sketch| sketch.places[0].len());
        if sketches.is_empty() {
            return Rows { dims: 0, data: Vec::new() };
        }
        let mut data = vec![0f32; sketches.len() * dims * SHARES.len()];
        for (place, share) in SHARES.iter().enumerate() {
            let mut mean = vec![0f32; dims];
            for sketch in sketches {
                add_unit(&sketch.places[place], 1.0, &mut mean);
            }
            mean.iter_mut().for_each(|x| *x /= sketches.len() as f32 + PRIOR);
            for (sketch, row) in sketches.iter().zip(data.chunks_mut(dims * SHARES.len())) {
                let row = &mut row[place * dims..(place + 1) * dims];
                let mut centred: Vec<f32> = mean.iter().map(|x| -x).collect();
                add_unit(&sketch.places[place], 1.0, &mut centred);
                add_unit(&centred, share.sqrt(), row);
            }
        }
        Rows { dims: dims * SHARES.len(), data }
    }

    fn row(&self, index: usize) -> &[f32] {
        &self.data[index * self.dims..(index + 1) * self.dims]
    }
}

/// Adds `vector`, brought to `length`, to `sum`; nothing for a vector of zeros.
fn add_unit(vector: &[f32], length: f32, sum: &mut [f32]) {
    let norm = dot(vector, vector).sqrt();
    if norm > 0.0 {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x * length / norm);
    }
}

/// Sixteen sums side by side, so that the compiler can use the processor's wide registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<16>();
    let (b, b_rest) = b.as_chunks::<16>();
    let mut sums = [0f32; 16];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..16 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

/// The best few seen, best first; of equals the first.
#[derive(Debug, Clone, Default)]
struct Nearest(Vec<(f32, usize)>);

impl Nearest {
    fn offer(&mut self, likeness: f32, index: usize) {
        if self.0.len() == N_NEAREST && likeness <= self.0[N_NEAREST - 1].0 {
            return;
        }
        let at = self.0.partition_point(|(other, _)| *other >= likeness);
        self.0.insert(at, (likeness, index));
        self.0.truncate(N_NEAREST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_kept_in_order() {
        let mut nearest = Nearest::default();
        for index in 0..100usize {
            nearest.offer(((index * 37) % 101) as f32, index);
        }
        let kept: Vec<f32> = nearest.0.iter().map(|(likeness, _)| *likeness).collect();
        let mut all: Vec<f32> = (0..100usize).map(|index| ((index * 37) % 101) as f32).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(kept, all[..N_NEAREST]);
    }

    #[test]
    fn dots_are_sums_of_products() {
        let a: Vec<f32> = (0..37).map(|x| x as f32).collect();
        let plain: f32 = a.iter().map(|x| x * x).sum();
        assert_eq!(dot(&a, &a), plain);
        assert_eq!(dot(&[], &[]), 0.0);
    }
}
