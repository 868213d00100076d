//! Likelihood, gradient and their maximum.

use std::cell::RefCell;
use std::path::Path;

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use bitexto::align::{
    Band, Cells, Lattice, MOVES, N_FEATURES, N_WEIGHTS, SHAPES, SOURCE_GAP, Shape, Step,
    TARGET_GAP, Texts, Values, Weights, kind,
};
use bitexto::bitext::{Lang, Sentences};
use bitexto::encode::{Encoder, Model, Vectors};
use bitexto::evaluate::ScoredBead;
use bitexto::read;

use super::data::Document;

/// Sentences to each side of the gold path that compete with it in fitting.
const REACH: usize = 14;

/// A document with the features of every bead near its gold path.
pub struct Example {
    cells: Cells,
    entries: Vec<(u32, u8, Values)>,
    path: Vec<Step>,
}

/// A document's sentences and their vectors.
pub struct Prepared {
    pub source: Sentences,
    pub target: Sentences,
    pub source_vectors: Vectors,
    pub target_vectors: Vectors,
}

/// Which table a document's vectors come from.
pub struct Tables {
    /// The table that is compiled in, for documents of no fold.
    embedded: Model,
    /// For each fold: its table, and the documents that the table has not seen.
    folds: Vec<(Model, Vec<String>)>,
}

impl Default for Tables {
    fn default() -> Self {
        Tables { embedded: Model::embedded(), folds: Vec::new() }
    }
}

impl Tables {
    /// Reads the folder that `scripts/build_model.py --folds` writes.
    pub fn load(dir: &Path) -> Self {
        let folds = (0..)
            .map(|k| dir.join(format!("{k}.bin")))
            .take_while(|path| path.exists())
            .map(|path| {
                let names = std::fs::read_to_string(path.with_extension("txt"))
                    .expect("names beside the table");
                let model =
                    Model::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                (model, names.lines().map(str::to_owned).collect())
            });
        Tables { folds: folds.collect(), ..Tables::default() }
    }

    /// How many tables there are.
    pub fn len(&self) -> usize {
        self.folds.len()
    }

    /// The table that has not seen the document; the one compiled in if no fold has it.
    fn of(&self, name: &str) -> &Model {
        let name = name.trim_end_matches("-page");
        let fold = self.folds.iter().find(|(_, names)| names.iter().any(|n| n == name));
        fold.map_or(&self.embedded, |(model, _)| model)
    }
}

impl Prepared {
    pub fn new(document: &Document, tables: &Tables) -> Self {
        let encoder = Encoder::new(tables.of(&document.name));
        let [source, target] =
            [0, 1].map(|side| read::presplit(&document.name, document.presplit(side)));
        let vectors = |s: &Sentences| encoder.encode((0..s.len()).map(|i| s.text(i)));
        let (source_vectors, target_vectors) = (vectors(&source), vectors(&target));
        let n_lines = [0, 1].map(|side: usize| document.sides[side].len());
        assert_eq!([source.len(), target.len()], n_lines, "{}", document.name);
        Prepared { source, target, source_vectors, target_vectors }
    }

    pub fn texts(&self) -> Texts<'_> {
        Texts {
            source: &self.source,
            target: &self.target,
            langs: [Lang::ES, Lang::EN],
            source_vectors: &self.source_vectors,
            target_vectors: &self.target_vectors,
        }
    }
}

impl Example {
    /// `None` where a gold bead has a shape that the aligner does not know.
    pub fn new(document: &Document, tables: &Tables) -> Option<Example> {
        let prepared = Prepared::new(document, tables);
        let path = gold_path(&document.beads)?;
        let (n, m) = (prepared.source.len(), prepared.target.len());
        let mut nodes = vec![(0, 0)];
        nodes.extend(path.iter().map(|step| (step.i, step.j)));
        let band = Band::around(&nodes, REACH, n, m);
        let full = Band::full(n, m);
        let texts = prepared.texts();
        let evidence = texts.evidence(&full);
        let mut scorer = evidence.scorer();
        let mut entries = Vec::new();
        for i in 0..=n {
            for j in band.columns(i) {
                let node = band.node(i, j).expect("a node of the band");
                scorer.at_node(i, j, |shape, values| {
                    entries.push((node as u32, shape as u8, *values))
                });
            }
        }
        Some(Example { cells: Cells::all(band), entries, path })
    }

    /// Leaves out the beads that are out of the question under `weights` taken at less than half
    /// their worth, so that fitting looks at a small part of the table.
    pub fn pruned(mut self, weights: &[f64]) -> Example {
        let flat: Vec<f64> = weights.iter().map(|w| w * 0.4).collect();
        let weights = Weights::from_slice(&flat);
        let lattice = self.lattice(&weights);
        let posterior = lattice.posterior();
        let gold: std::collections::HashSet<_> =
            self.path.iter().map(|s| (self.cells.band().node(s.i, s.j), s.shape)).collect();
        let is_kept = |(node, shape, _): &(u32, u8, Values)| {
            posterior.probability(*node as usize, usize::from(*shape)) > 3e-5
                || gold.contains(&(Some(*node as usize), usize::from(*shape)))
        };
        let entries = self.entries.iter().copied().filter(is_kept).collect();
        self.entries = entries;
        self
    }

    fn lattice(&self, weights: &Weights) -> Lattice<'_> {
        let mut lattice = Lattice::new(&self.cells, weights.moves);
        for (node, shape, values) in &self.entries {
            lattice.set(*node as usize, usize::from(*shape), weights.score(values));
        }
        lattice
    }

    /// Negative log likelihood of the gold path, and its gradient added to `gradient`.
    fn loss(&self, weights: &Weights, gradient: &mut [f64]) -> f64 {
        let lattice = self.lattice(weights);
        let (posterior, moves) = lattice.posterior_and_moves();
        let mut is_gold = std::collections::HashSet::new();
        let mut before = 0;
        for step in &self.path {
            let node = self.cells.band().node(step.i, step.j).expect("gold lies in its own band");
            is_gold.insert((node as u32, step.shape as u8));
            let k = kind(step.shape) as usize;
            if let Some(at) = MOVES.iter().position(|&(_, p, to)| (p, to) == (before, k)) {
                gradient[N_FEATURES + at] -= 1.0;
            }
            before = k;
        }
        for (at, &(_, p, k)) in MOVES.iter().enumerate() {
            gradient[N_FEATURES + at] += moves[p][k];
        }
        for (node, shape, values) in &self.entries {
            let mut weight = f64::from(posterior.probability(*node as usize, usize::from(*shape)));
            if is_gold.contains(&(*node, *shape)) {
                weight -= 1.0;
            }
            if weight.abs() > 1e-7 {
                gradient.iter_mut().zip(values).for_each(|(g, v)| *g += weight * f64::from(*v));
            }
        }
        posterior.log_z - lattice.score(&self.path)
    }
}

/// The beads as steps; of neighbouring gaps the source's come first.
fn gold_path(beads: &[ScoredBead]) -> Option<Vec<Step>> {
    let is_gap = |bead: &ScoredBead| !bead.is_match();
    let (mut i, mut j) = (0, 0);
    let mut path = Vec::new();
    for run in beads.chunk_by(|a, b| is_gap(a) && is_gap(b)) {
        if let [bead] = run
            && bead.is_match()
        {
            let (a, b) = (bead.source.len(), bead.target.len());
            (i, j) = (i + a, j + b);
            let shape = (Shape { source: a, target: b }).index()?;
            path.push(Step { shape, i, j });
            continue;
        }
        for _ in run.iter().flat_map(|bead| &bead.source) {
            i += 1;
            path.push(Step { shape: SOURCE_GAP, i, j });
        }
        for _ in run.iter().flat_map(|bead| &bead.target) {
            j += 1;
            path.push(Step { shape: TARGET_GAP, i, j });
        }
    }
    Some(path)
}

struct Problem<'a> {
    examples: &'a [&'a Example],
    ridge: f64,
    /// Weights that stay 0.
    without: &'a [bool],
    last: RefCell<(Vec<f64>, f64, Vec<f64>)>,
}

impl Problem<'_> {
    fn evaluate(&self, w: &[f64]) -> (f64, Vec<f64>) {
        if self.last.borrow().0 == w {
            let last = self.last.borrow();
            return (last.1, last.2.clone());
        }
        let weights = Weights::from_slice(w);
        let parts = in_parallel(self.examples, |example| {
            let mut gradient = vec![0.0; N_WEIGHTS];
            (example.loss(&weights, &mut gradient), gradient)
        });
        let mut loss = self.ridge / 2.0 * w.iter().map(|x| x * x).sum::<f64>();
        let mut gradient: Vec<f64> = w.iter().map(|x| self.ridge * x).collect();
        for (part, g) in parts {
            loss += part;
            gradient.iter_mut().zip(g).for_each(|(sum, x)| *sum += x);
        }
        gradient.iter_mut().zip(self.without).filter(|(_, out)| **out).for_each(|(g, _)| *g = 0.0);
        *self.last.borrow_mut() = (w.to_vec(), loss, gradient.clone());
        (loss, gradient)
    }
}

impl CostFunction for &Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, w: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.evaluate(w).0)
    }
}

impl Gradient for &Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, w: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.evaluate(w).1)
    }
}

/// The weights of maximum likelihood under a Gaussian prior of precision `ridge`, searched from
/// `start`; those of `without` stay 0.
pub fn fit(examples: &[&Example], ridge: f64, start: &[f64], without: &[bool]) -> Vec<f64> {
    let problem = Problem { examples, ridge, without, last: RefCell::default() };
    let start = start.iter().zip(without).map(|(w, out)| if *out { 0.0 } else { *w }).collect();
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 12)
        .with_tolerance_grad(0.5)
        .and_then(|s| s.with_tolerance_cost(1e-3))
        .expect("tolerances are positive");
    let result = Executor::new(&problem, solver)
        .configure(|state| state.param(start).max_iters(150))
        .run()
        .expect("the likelihood is finite");
    let state = result.state();
    eprintln!(
        "loss {:.1} after {} steps, {} examples",
        state.get_cost(),
        state.get_iter(),
        examples.len()
    );
    state.get_best_param().expect("at least one step").clone()
}

/// Where the search for weights begins when nothing better is known.
pub fn first_guess() -> Vec<f64> {
    let mut start = vec![0.0; N_WEIGHTS];
    start[0] = 10.0;
    start
}

/// A document as some weights align it.
pub struct Aligned {
    pub beads: Vec<ScoredBead>,
    /// Negative log of the gold path's probability, if the aligner knows all its shapes.
    pub loss: Option<f64>,
}

/// Aligns a document with each of the weights given, on its whole table.
pub fn align(document: &Document, all: &[Vec<f64>], tables: &Tables) -> Vec<Aligned> {
    let prepared = Prepared::new(document, tables);
    let cells = Cells::all(Band::full(prepared.source.len(), prepared.target.len()));
    let band = cells.band();
    let texts = prepared.texts();
    let evidence = texts.evidence(band);
    let mut scorer = evidence.scorer();
    let all: Vec<Weights> = all.iter().map(|w| Weights::from_slice(w)).collect();
    let mut lattices: Vec<Lattice> = all.iter().map(|w| Lattice::new(&cells, w.moves)).collect();
    for i in 0..=band.n_source() {
        for j in band.columns(i) {
            let node = band.node(i, j).expect("a node of the band");
            scorer.at_node(i, j, |shape, values| {
                for (lattice, weights) in lattices.iter_mut().zip(&all) {
                    lattice.set(node, shape, weights.score(values));
                }
            });
        }
    }
    let gold = gold_path(&document.beads);
    let one = |lattice: &Lattice| {
        let posterior = lattice.posterior();
        let bead = |(step, probability): &(Step, f32)| {
            let shape = SHAPES[step.shape];
            ScoredBead {
                source: (step.i - shape.source..step.i).collect(),
                target: (step.j - shape.target..step.j).collect(),
                confidence: Some(f64::from(*probability)),
            }
        };
        let path = posterior.best_f1(&posterior.alone());
        Aligned {
            beads: path.iter().map(bead).collect(),
            loss: gold.as_ref().map(|path| posterior.log_z - lattice.score(path)),
        }
    };
    lattices.iter().map(one).collect()
}

/// `f` of every item, in order, on all cores.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let n_threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(item) = items.get(at) else { return done };
                done.push((at, f(item)));
            }
        };
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().expect("a thread that did not panic")).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
