//! Long texts: a stretch of thousands of sentences that stands on one side only, at any place, must
//! not throw the aligner off; time and memory are `scripts/bench`'s to measure.

use std::fs;
use std::ops::Range;
use std::path::Path;

use bitexto::align::{Aligner, Texts};
use bitexto::bitext::Lang;
use bitexto::encode::{Encoder, Model};
use bitexto::evaluate::parse_beads;
use bitexto::read;

/// Gold documents one behind the other, in which passages of another text are put in.
#[derive(Default)]
struct Long {
    sides: [Vec<String>; 2],
    /// Gold beads with both sides.
    gold: Vec<[Range<usize>; 2]>,
    /// Sentences that were put in, by side.
    foreign: [Vec<Range<usize>>; 2],
}

impl Long {
    fn document(&mut self, folder: &Path, name: &str) {
        let start = self.sides.each_ref().map(Vec::len);
        for (side, lang) in self.sides.iter_mut().zip(["es", "en"]) {
            let text = fs::read_to_string(folder.join(format!("sents/{name}.{lang}"))).unwrap();
            side.extend(text.lines().map(str::to_owned));
        }
        let gold = fs::read_to_string(folder.join(format!("gold/{name}.gold"))).unwrap();
        for bead in parse_beads(&gold).unwrap().iter().filter(|bead| bead.is_match()) {
            let run = |run: &[usize], start: usize| start + run[0]..start + run[run.len() - 1] + 1;
            self.gold.push([run(&bead.source, start[0]), run(&bead.target, start[1])]);
        }
    }

    fn passage(&mut self, side: usize, lines: &[String]) {
        let start = self.sides[side].len();
        self.sides[side].extend_from_slice(lines);
        self.foreign[side].push(start..start + lines.len());
    }

    /// Share of the gold beads that are found, and of the foreign sentences left alone.
    fn measure(&self, model: &Model) -> (f64, f64) {
        let [source, target] =
            self.sides.each_ref().map(|lines| read::presplit("x", lines.join("\n")));
        let encoder = Encoder::new(model);
        let [source_vectors, target_vectors] =
            [&source, &target].map(|s| encoder.encode((0..s.len()).map(|i| s.text(i))));
        let alignment = Aligner::default().align(&Texts {
            source: &source,
            target: &target,
            langs: [Lang::ES, Lang::EN],
            source_vectors: &source_vectors,
            target_vectors: &target_vectors,
        });
        let places: std::collections::HashSet<_> =
            alignment.beads().iter().map(|b| (b.source.clone(), b.target.clone())).collect();
        let is_found =
            |gold: &&[Range<usize>; 2]| places.contains(&(gold[0].clone(), gold[1].clone()));
        let n_found = self.gold.iter().filter(is_found).count();
        let is_foreign = |side: usize, run: &Range<usize>| {
            self.foreign[side].iter().any(|f| f.start <= run.start && run.end <= f.end)
        };
        let nulls = alignment.beads().iter().filter(|bead| bead.is_null());
        let n_alone = nulls
            .filter(|bead| match bead.source.is_empty() {
                true => is_foreign(1, &bead.target),
                false => is_foreign(0, &bead.source),
            })
            .count();
        let n_foreign: usize = self.foreign.iter().flatten().map(Range::len).sum();
        (n_found as f64 / self.gold.len() as f64, n_alone as f64 / n_foreign.max(1) as f64)
    }
}

const HALVES: [&[&str]; 2] = [
    &["dem-1", "dem-2", "osg-community", "osg-balance", "meta-gov"],
    &["deb-found", "odh-why", "ros-polar", "meta-ai", "pud-00", "pud-02"],
];

#[test]
fn a_long_stretch_on_one_side_throws_nothing_off() {
    let eval = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/align");
    if !eval.is_dir() {
        eprintln!("SKIPPED: {} is not there, so long stretches were not tried", eval.display());
        return;
    }
    let lines = |names: &[&str]| -> Vec<String> {
        let read = |name: &&str| fs::read_to_string(eval.join("sents").join(name)).unwrap();
        let text: String = names.iter().map(read).collect();
        text.lines().take(2000).map(str::to_owned).collect()
    };
    // Different books: passages of one would pair with each other.
    let foreign = [lines(&["bible-genesis.es"]), lines(&["bible-acts.en", "bible-mark.en"])];
    let model = Model::embedded();
    // Sides of the passages before, between and behind the two halves.
    let cases: [[&[usize]; 3]; 10] = [
        [&[], &[], &[]],
        [&[], &[0], &[]],
        [&[], &[1], &[]],
        [&[0], &[], &[]],
        [&[1], &[], &[]],
        [&[], &[], &[0]],
        [&[], &[], &[1]],
        [&[1], &[0], &[]],
        [&[0], &[], &[1]],
        [&[], &[0, 1], &[]],
    ];
    for case in cases {
        let mut long = Long::default();
        for (place, sides) in case.iter().enumerate() {
            sides.iter().for_each(|&side| long.passage(side, &foreign[side]));
            if let Some(half) = HALVES.get(place) {
                half.iter().for_each(|name| long.document(&eval, name));
            }
        }
        let (found, alone) = long.measure(&model);
        eprintln!("{case:?}: {found:.4} of the beads found, {alone:.4} left alone");
        assert!(found >= 0.985, "{case:?}: {found}");
        // Where both texts have foreign passages at one place, some of their sentences look alike.
        let floor = if case.contains(&&[0, 1][..]) { 0.98 } else { 0.99 };
        assert!(case.concat().is_empty() || alone >= floor, "{case:?}: {alone}");
    }
}
