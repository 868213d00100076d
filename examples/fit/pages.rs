//! Simulated pages: a stretch of a gold document with what scraped pages have around and between
//! its lines.

use std::path::Path;

use bitexto::evaluate::ScoredBead;
use fastrand::Rng;

use super::data::{Document, Group};

/// The lines that pages are made of, from `scripts/pages`.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// Lines that stand alone, by side: where on the page, category, line.
    alone: [Vec<(Place, String, String)>; 2],
    /// Furniture that is translated: category's place, Spanish, English.
    pairs: Vec<(Place, String, String)>,
    /// Free translations: the sentences of both sides.
    free: Vec<(Vec<String>, Vec<String>)>,
    /// Who said it, Spanish and English.
    attributions: Vec<(String, String)>,
    /// Sentences of other articles, by side.
    inserts: [Vec<String>; 2],
    /// Values of placeholders, by side: name of the placeholder, values.
    fill: [Vec<(String, Vec<String>)>; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    Body,
    Tail,
    Any,
}

impl Stock {
    pub fn load(dir: &Path) -> Self {
        let read = |name: &str| {
            let path = dir.join(name);
            std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        };
        let side = |stem: &str| ["es", "en"].map(|lang| read(&format!("{stem}.{lang}.txt")));
        let passage = |text: &str| text.split('¶').map(|s| s.trim().to_owned()).collect::<Vec<_>>();
        let both = |line: &str| {
            let (es, en) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in {line:?}"));
            (es.to_owned(), en.to_owned())
        };
        Stock {
            alone: side("alone").map(|text| placed(&text)),
            pairs: placed(&read("pairs.tsv"))
                .into_iter()
                .map(|(place, _, line)| {
                    let (es, en) = both(&line);
                    (place, es, en)
                })
                .collect(),
            free: entries(&read("free.tsv"))
                .map(|line| {
                    let (es, en) = both(line);
                    (passage(&es), passage(&en))
                })
                .collect(),
            attributions: entries(&read("attributions.tsv")).map(both).collect(),
            inserts: side("inserts").map(|text| entries(&text).map(str::to_owned).collect()),
            fill: side("fill").map(|text| {
                let mut values: Vec<(String, Vec<String>)> = Vec::new();
                for line in text.lines().filter(|line| !line.trim().is_empty()) {
                    match line.strip_prefix("# ") {
                        Some(name) => values.push((format!("{{{name}}}"), Vec::new())),
                        None => {
                            values.last_mut().expect("a placeholder first").1.push(line.to_owned())
                        }
                    }
                }
                values
            }),
        }
    }

    /// Every second line, so that pages to fit and pages to measure share none.
    pub fn half(&self, which: usize) -> Self {
        fn half<T: Clone>(all: &[T], which: usize) -> Vec<T> {
            all.iter().skip(which).step_by(2).cloned().collect()
        }
        Stock {
            alone: [0, 1].map(|side| half(&self.alone[side], which)),
            pairs: half(&self.pairs, which),
            free: half(&self.free, which),
            attributions: half(&self.attributions, which),
            inserts: [0, 1].map(|side| half(&self.inserts[side], which)),
            fill: self.fill.clone(),
        }
    }

    /// Both sides with their placeholders filled; the same choice on both.
    fn filled(&self, lines: [&str; 2], rng: &mut Rng) -> [String; 2] {
        let mut lines = lines.map(str::to_owned);
        for placeholder in
            ["NAME", "PLACE", "DATE", "OUTLET", "N", "YEAR"].map(|p| format!("{{{p}}}"))
        {
            while lines.iter().any(|line| line.contains(&placeholder)) {
                let seed = rng.usize(..);
                for (line, fill) in lines.iter_mut().zip(&self.fill) {
                    let values = fill.iter().find(|(name, _)| *name == placeholder);
                    let value = match values {
                        Some((_, values)) if !values.is_empty() => {
                            values[seed % values.len()].clone()
                        }
                        _ if placeholder == "{YEAR}" => (1990 + seed % 36).to_string(),
                        _ => (1 + seed % 99).to_string(),
                    };
                    *line = line.replacen(&placeholder, &value, 1);
                }
            }
        }
        lines
    }

    /// A line for one side, from no category of `taken`, and its category.
    fn alone(
        &self,
        side: usize,
        place: Place,
        taken: &[String],
        rng: &mut Rng,
    ) -> Option<(String, String)> {
        let fits = |p: Place| p == place || p == Place::Any;
        // A category first, so that long lists do not crowd out short ones.
        let mut categories: Vec<&str> = Vec::new();
        for (_, category, _) in self.alone[side].iter().filter(|(p, ..)| fits(*p)) {
            if categories.last() != Some(&&**category) && !taken.contains(category) {
                categories.push(category);
            }
        }
        let category = rng.choice(&categories)?.to_string();
        let lines: Vec<_> =
            self.alone[side].iter().filter(|(p, c, _)| fits(*p) && *c == category).collect();
        let (_, _, line) = rng.choice(&lines)?;
        let both = if side == 0 { [line, ""] } else { ["", line] };
        Some((self.filled(both, rng)[side].clone(), category))
    }

    fn pair(&self, place: Place, rng: &mut Rng) -> Option<[String; 2]> {
        let lines: Vec<_> =
            self.pairs.iter().filter(|(p, ..)| *p == place || *p == Place::Any).collect();
        let (_, es, en) = rng.choice(&lines)?;
        Some(self.filled([es, en], rng))
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("# "))
}

/// Lines below headers such as `# category: menu, position: head`.
fn placed(text: &str) -> Vec<(Place, String, String)> {
    let (mut place, mut category) = (Place::Any, String::new());
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(header) = line.strip_prefix("# category:") {
            let (name, position) = header.split_once(", position:").unwrap_or((header, "any"));
            category = name.trim().to_owned();
            place = match position.trim() {
                "head" => Place::Head,
                "body" => Place::Body,
                "tail" => Place::Tail,
                _ => Place::Any,
            };
        } else if !line.starts_with("# ") {
            lines.push((place, category.clone(), line.to_owned()));
        }
    }
    lines
}

/// A page in the making.
struct Page<'a> {
    stock: &'a Stock,
    texts: [Vec<String>; 2],
    beads: Vec<ScoredBead>,
    /// Categories of lone lines, by side. A category of the same name on the other side holds
    /// their translations, so a page draws each for one side only.
    drawn: [Vec<String>; 2],
}

impl Page<'_> {
    fn add(&mut self, source: Vec<String>, target: Vec<String>) {
        let [n, m] = [0, 1].map(|side: usize| self.texts[side].len());
        let list = |from: usize, lines: &[String]| (from..from + lines.len()).collect::<Vec<_>>();
        let (s, t) = (list(n, &source), list(m, &target));
        self.texts[0].extend(source);
        self.texts[1].extend(target);
        let mut push =
            |source, target| self.beads.push(ScoredBead { source, target, confidence: None });
        if s.is_empty() || t.is_empty() {
            s.into_iter().for_each(|i| push(vec![i], vec![]));
            t.into_iter().for_each(|j| push(vec![], vec![j]));
        } else {
            push(s, t);
        }
    }

    fn lone(&mut self, side: usize, lines: Vec<String>) {
        if side == 0 { self.add(lines, Vec::new()) } else { self.add(Vec::new(), lines) }
    }

    fn furniture(&mut self, side: usize, place: Place, count: usize, rng: &mut Rng) {
        let stock = self.stock;
        let drawn: Vec<_> = (0..count)
            .filter_map(|_| stock.alone(side, place, &self.drawn[1 - side], rng))
            .collect();
        let (lines, categories): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
        self.drawn[side].extend(categories);
        self.lone(side, lines);
    }

    fn insert(&mut self, side: usize, count: usize, rng: &mut Rng) {
        let lines =
            (0..count).filter_map(|_| rng.choice(&self.stock.inserts[side]).cloned()).collect();
        self.lone(side, lines);
    }

    fn pair(&mut self, place: Place, rng: &mut Rng) {
        if let Some([es, en]) = self.stock.pair(place, rng) {
            self.add(vec![es], vec![en]);
        }
    }
}

/// A page made of a window of `document`; sentences of `others` are mixed in.
pub fn simulate(
    document: &Document,
    others: &[Document],
    stock: &Stock,
    rng: &mut Rng,
) -> Document {
    let n = document.beads.len();
    let size = if n > 14 { rng.usize(12..=n.min(60)) } else { n };
    let first = rng.usize(0..=n - size);
    let window = &document.beads[first..first + size];
    let mut page =
        Page { stock, texts: Default::default(), beads: Vec::new(), drawn: Default::default() };
    // Some pages are clean, most have something, some are full of it.
    let hard = [0.15, 0.6, 1.0, 1.6][rng.usize(..4)];
    let chance = |p: f64, rng: &mut Rng| rng.f64() < p * hard;
    let mut order = [0, 1];
    rng.shuffle(&mut order);
    for side in order {
        if chance(0.5, rng) {
            page.furniture(side, Place::Head, rng.usize(1..=5), rng);
        }
    }
    if rng.f64() < 0.7 {
        page.pair(Place::Head, rng);
    }
    for side in order {
        if chance(0.5, rng) {
            page.furniture(side, Place::Head, rng.usize(1..=3), rng);
        }
    }
    let foreign = |side: usize, rng: &mut Rng| -> Vec<String> {
        let other = &others[rng.usize(..others.len())];
        let text = if side == 0 { &other.source } else { &other.target };
        let count = rng.usize(1..=3).min(text.len());
        let at = rng.usize(0..=text.len() - count);
        if other.name == document.name { Vec::new() } else { text[at..at + count].to_vec() }
    };
    let cut = chance(0.3, rng).then(|| (rng.usize(..2), rng.usize(size / 2..=size)));
    let mut k = 0;
    let mut said: Option<Quotation> = None;
    while k < size {
        let bead = &window[k];
        let mut new = [
            bead.source.iter().map(|&x| document.source[x].clone()).collect::<Vec<_>>(),
            bead.target.iter().map(|&x| document.target[x].clone()).collect::<Vec<_>>(),
        ];
        k += 1;
        let is_single = |b: &ScoredBead| b.source.len() == 1 && b.target.len() == 1;
        let quoted = window[k - 1..].iter().take(3).take_while(|b| is_single(b)).count();
        if said.is_none() && quoted > 1 && rng.f64() < 0.015 {
            said = Quotation::new(rng.usize(2..=quoted), stock, rng);
        }
        if let Some(quotation) = &mut said {
            for (side, text) in new.iter_mut().enumerate() {
                text[0] = quotation.told(side, &text[0]);
            }
            quotation.at += 1;
            if quotation.at == quotation.n {
                said = None;
            }
        }
        // Two neighbouring pairs told as one sentence on one side.
        let next = window.get(k).filter(|_| said.is_none() && rng.f64() < 0.04);
        if let Some(next) = next.filter(|next| is_single(bead) && is_single(next)) {
            let side = rng.usize(..2);
            let (s, t) = (&document.source[next.source[0]], &document.target[next.target[0]]);
            for (at, text) in [s, t].into_iter().enumerate() {
                if at == side {
                    new[at] = vec![joined(&new[at][0], text, at, rng)];
                } else {
                    new[at].push(text.clone());
                }
            }
            k += 1;
        }
        if let Some((side, _)) = cut.filter(|(_, at)| k > *at) {
            new[side].clear();
        }
        let [source, target] = new;
        // A quotation is kept whole: who said it must not go with the sentence that is dropped.
        let roll = if said.is_some() { 1.0 } else { rng.f64() / hard };
        if roll < 0.03 {
            page.lone(1, target);
        } else if roll < 0.06 {
            page.lone(0, source);
        } else {
            page.add(source, target);
        }
        let roll = rng.f64() / hard;
        let side = rng.usize(..2);
        if roll < 0.025 {
            page.lone(side, foreign(side, rng));
        } else if roll < 0.05 {
            page.insert(side, rng.usize(1..=2), rng);
        } else if roll < 0.12 {
            page.furniture(side, Place::Body, rng.usize(1..=2), rng);
        } else if roll < 0.14 {
            page.pair(Place::Body, rng);
        }
        let free = said.is_none() && rng.f64() < 0.03;
        if let Some((source, target)) = free.then(|| rng.choice(&stock.free)).flatten() {
            page.add(source.clone(), target.clone());
        }
    }
    for side in order {
        if chance(0.35, rng) {
            page.insert(side, rng.usize(1..=5), rng);
        }
        if chance(0.6, rng) {
            page.furniture(side, Place::Tail, rng.usize(1..=7), rng);
        }
    }
    if chance(0.2, rng) {
        page.pair(Place::Tail, rng);
    }
    let [source, target] = page.texts;
    Document {
        name: format!("{}-page", document.name),
        group: Group::Pages,
        source,
        target,
        beads: page.beads,
    }
}

/// A quotation over several sentences. Who said it stands at the end of one text and behind the
/// first sentence of the other.
struct Quotation {
    n: usize,
    at: usize,
    /// By side: the attribution, and the sentence of the quotation that it stands with.
    said: [(String, usize); 2],
}

impl Quotation {
    fn new(n: usize, stock: &Stock, rng: &mut Rng) -> Option<Self> {
        let (es, en) = rng.choice(&stock.attributions)?;
        let [es, en] = stock.filled([es, en], rng);
        let (first, last) = (0, n - 1);
        let (es_at, en_at) = if rng.f64() < 0.8 { (last, first) } else { (first, last) };
        Some(Quotation { n, at: 0, said: [(es, es_at), (en, en_at)] })
    }

    /// The next sentence as one side tells it.
    fn told(&self, side: usize, text: &str) -> String {
        let (said, at) = &self.said[side];
        let is_first = self.at == 0;
        let is_last = self.at == self.n - 1;
        let open = if is_first || (side == 1 && self.at == *at + 1) { "“" } else { "" };
        if self.at == *at {
            let body = text.trim_end_matches(['.', '…']);
            return match side {
                0 => format!("{open}{body}”, {said}."),
                _ => format!("{open}{body},” {said}."),
            };
        }
        match (side, is_last) {
            (0, true) => format!("{open}{}”.", text.trim_end_matches('.')),
            (_, true) => format!("{open}{text}”"),
            _ => format!("{open}{text}"),
        }
    }
}

/// `A. B.` as one sentence: `A, and b.`
fn joined(first: &str, second: &str, side: usize, rng: &mut Rng) -> String {
    let links = [["; ", ", y ", ", ", ": "], ["; ", ", and ", ", ", ": "]];
    let body = first.trim_end_matches(['.', '…']);
    let mut rest = second.chars();
    let head = rest.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{body}{}{head}{}", links[side][rng.usize(..4)], rest.as_str())
}
