//! Which of many things belong together.

/// Sets of numbers that grow together.
#[derive(Debug)]
pub(super) struct Union {
    parent: Vec<usize>,
}

impl Union {
    /// `n` numbers, each alone.
    pub fn new(n: usize) -> Union {
        Union { parent: (0..n).collect() }
    }

    /// The smallest number of the set of `a`.
    pub fn root(&mut self, mut a: usize) -> usize {
        while self.parent[a] != a {
            self.parent[a] = self.parent[self.parent[a]];
            a = self.parent[a];
        }
        a
    }

    /// Makes the sets of two numbers one.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}
