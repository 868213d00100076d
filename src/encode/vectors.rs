/// Sums of piece vectors, one a text: n x dims numbers, row after row, not scaled to unit length.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    dims: usize,
    data: Vec<f32>,
    n_known: Vec<u32>,
}

impl Vectors {
    /// No vectors yet, of `dims` numbers each.
    pub(super) fn new(dims: usize) -> Vectors {
        Vectors { dims, data: Vec::new(), n_known: Vec::new() }
    }

    /// One more vector; `fill` writes its numbers and returns how many pieces were known.
    pub(super) fn push_with(&mut self, fill: impl FnOnce(&mut [f32]) -> usize) {
        let start = self.data.len();
        self.data.resize(start + self.dims, 0.0);
        let n_known = fill(&mut self.data[start..]);
        self.n_known.push(u32::try_from(n_known).unwrap_or(u32::MAX));
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.n_known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_known.is_empty()
    }

    /// How many numbers a vector has.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// All the numbers, row after row.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// The sum of one text.
    pub fn row(&self, idx: usize) -> &[f32] {
        &self.data[idx * self.dims..(idx + 1) * self.dims]
    }

    /// The sums, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        (0..self.len()).map(|idx| self.row(idx))
    }

    /// How many of a text's pieces the model knows; 0 if it says nothing about its meaning.
    pub fn n_known(&self, idx: usize) -> usize {
        self.n_known[idx] as usize
    }

    /// The cosine of the angle between two texts' sums, -1 to 1; 0 if either sum is zero.
    pub fn cosine(&self, a: usize, b: usize) -> f32 {
        let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
        let (a, b) = (self.row(a), self.row(b));
        let norms = (dot(a, a) * dot(b, b)).sqrt();
        if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
    }
}
