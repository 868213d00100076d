//! The lines that simulated pages are made of, read from `scripts/pages`.

use std::path::Path;

use fastrand::Rng;

/// Lines by kind; `scripts/pages/README.md` says what the files hold.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// Lines that stand alone, by side: where on the page, category, line.
    alone: [Vec<(Place, String, String)>; 2],
    /// Furniture that is translated: category's place, category, Spanish, English.
    pairs: Vec<(Place, String, String, String)>,
    /// Free translations: the sentences of both sides.
    pub free: Vec<(Vec<String>, Vec<String>)>,
    /// Short turns of a conversation, Spanish and English.
    turns: Vec<(String, String)>,
    /// Who said it, Spanish and English.
    attributions: Vec<(String, String)>,
    /// What an English translator adds inside a sentence.
    glosses: Vec<String>,
    /// Sentences of other articles, by side.
    inserts: [Vec<String>; 2],
    /// Values of placeholders, by side: name of the placeholder, values.
    fill: [Vec<(String, Vec<String>)>; 2],
}

/// Where on a page a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
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
        let pair = |(place, category, line): (Place, String, String)| {
            let (es, en) = both(&line);
            (place, category, es, en)
        };
        Stock {
            alone: side("alone").map(|text| placed(&text)),
            pairs: placed(&read("pairs.tsv")).into_iter().map(pair).collect(),
            free: entries(&read("free.tsv"))
                .map(|line| {
                    let (es, en) = both(line);
                    (passage(&es), passage(&en))
                })
                .collect(),
            turns: entries(&read("turns.tsv")).map(both).collect(),
            attributions: entries(&read("attributions.tsv")).map(both).collect(),
            glosses: entries(&read("glosses.en.txt")).map(str::to_owned).collect(),
            inserts: side("inserts").map(|text| entries(&text).map(str::to_owned).collect()),
            fill: side("fill").map(|text| values(&text)),
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
            turns: half(&self.turns, which),
            attributions: half(&self.attributions, which),
            glosses: half(&self.glosses, which),
            inserts: [0, 1].map(|side| half(&self.inserts[side], which)),
            fill: self.fill.clone(),
        }
    }

    /// Both sides with their placeholders filled; the same choice on both.
    pub fn filled(&self, lines: [&str; 2], rng: &mut Rng) -> [String; 2] {
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
    pub fn alone(
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
        let line = self.alone_of(side, &category, rng)?;
        Some((line, category))
    }

    /// A line for one side from the category named.
    pub fn alone_of(&self, side: usize, category: &str, rng: &mut Rng) -> Option<String> {
        let lines: Vec<_> = self.alone[side].iter().filter(|(_, c, _)| c == category).collect();
        let (_, _, line) = rng.choice(&lines)?;
        let both = if side == 0 { [line, ""] } else { ["", line] };
        Some(self.filled(both, rng)[side].clone())
    }

    /// A line and its translation that stand at this place.
    pub fn pair(&self, place: Place, rng: &mut Rng) -> Option<[String; 2]> {
        self.pair_where(|p, _| p == place || p == Place::Any, rng)
    }

    /// A line and its translation from the category named.
    pub fn pair_of(&self, category: &str, rng: &mut Rng) -> Option<[String; 2]> {
        self.pair_where(|_, c| c == category, rng)
    }

    fn pair_where(&self, fits: impl Fn(Place, &str) -> bool, rng: &mut Rng) -> Option<[String; 2]> {
        let lines: Vec<_> = self.pairs.iter().filter(|(p, c, ..)| fits(*p, c)).collect();
        let (_, _, es, en) = rng.choice(&lines)?;
        Some(self.filled([es, en], rng))
    }

    /// A short turn of a conversation.
    pub fn turn(&self, rng: &mut Rng) -> Option<[String; 2]> {
        let (es, en) = rng.choice(&self.turns)?;
        Some(self.filled([es, en], rng))
    }

    /// Who said it.
    pub fn attribution(&self, rng: &mut Rng) -> Option<[String; 2]> {
        let (es, en) = rng.choice(&self.attributions)?;
        Some(self.filled([es, en], rng))
    }

    /// Words that a translator puts inside an English sentence.
    pub fn gloss(&self, rng: &mut Rng) -> Option<String> {
        rng.choice(&self.glosses).cloned()
    }

    /// A sentence of another article.
    pub fn insert(&self, side: usize, rng: &mut Rng) -> Option<String> {
        rng.choice(&self.inserts[side]).cloned()
    }
}

fn values(text: &str) -> Vec<(String, Vec<String>)> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.strip_prefix("# ") {
            Some(name) => values.push((format!("{{{name}}}"), Vec::new())),
            None => values.last_mut().expect("a placeholder first").1.push(line.to_owned()),
        }
    }
    values
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
