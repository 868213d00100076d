//! Simulated pages: a stretch of a gold document with what scraped pages have around and between
//! its lines.

use bitexto::evaluate::ScoredBead;
use fastrand::Rng;

use super::data::{Document, Group, Line};
use super::stock::{Place, Stock};

/// A bead of a page in the making, or lines that stand alone on one side.
#[derive(Debug, Clone, Default)]
struct Item([Vec<Line>; 2]);

impl Item {
    fn line(text: String) -> Line {
        Line { text, opens: true }
    }

    fn lone(side: usize, texts: impl IntoIterator<Item = String>) -> Self {
        let mut item = Item::default();
        item.0[side].extend(texts.into_iter().map(Item::line));
        item
    }

    fn pair(both: [String; 2]) -> Self {
        Item(both.map(|text| vec![Item::line(text)]))
    }

    fn is_single(&self) -> bool {
        self.0.iter().all(|side| side.len() == 1)
    }
}

/// A page in the making.
struct Page<'a> {
    stock: &'a Stock,
    head: Vec<Item>,
    body: Vec<Item>,
    tail: Vec<Item>,
    /// Categories of lone lines, by side. A category of the same name on the other side holds
    /// their translations, so a page draws each for one side only.
    drawn: [Vec<String>; 2],
    /// Some pages are clean, most have something, some are full of it.
    hard: f64,
}

/// A page made of a window of `document`; sentences of `others` are mixed in.
pub fn simulate(
    document: &Document,
    others: &[&Document],
    stock: &Stock,
    rng: &mut Rng,
) -> Document {
    let n = document.beads.len();
    // Half of the pages are as short as news items.
    let (least, most) = if rng.bool() { (6, 18) } else { (12, 60) };
    let size = rng.usize(least..=most).min(n);
    let first = rng.usize(0..=n - size);
    let mut page = Page {
        stock,
        head: Vec::new(),
        body: Vec::new(),
        tail: Vec::new(),
        drawn: Default::default(),
        hard: [0.15, 0.6, 1.0, 1.6][rng.usize(..4)],
    };
    for bead in &document.beads[first..first + size] {
        let lines = |side: usize, at: &[usize]| {
            at.iter().map(|&x| document.sides[side][x].clone()).collect::<Vec<_>>()
        };
        page.body.push(Item([lines(0, &bead.source), lines(1, &bead.target)]));
    }
    page.retell(rng);
    page.leave_out(rng);
    page.mix_in(document, others, rng);
    page.put_head(rng);
    page.put_tail(rng);
    page.cross(rng);
    let items = [page.head, page.body, page.tail].concat();
    let made = assemble(&format!("{}-page", document.name), items);
    if rng.bool() { made.flat() } else { made }
}

impl Page<'_> {
    fn chance(&self, p: f64, rng: &mut Rng) -> bool {
        rng.f64() < p * self.hard
    }

    /// The same said otherwise: merged and split sentences, moved attributions, glosses, a dateline.
    fn retell(&mut self, rng: &mut Rng) {
        let mut told = Vec::new();
        let mut items = std::mem::take(&mut self.body).into_iter().peekable();
        if let Some(first) = items.peek_mut().filter(|_| rng.f64() < 0.3) {
            let both = self.stock.filled(["{PLACE}, {DATE}", "{PLACE}, {DATE}"], rng);
            dateline(first, both, rng);
        }
        while let Some(mut item) = items.next() {
            if item.is_single() && rng.f64() < 0.015 {
                let mut quoted = vec![item];
                let n = rng.usize(2..=3);
                while quoted.len() < n
                    && let Some(next) = items.next_if(Item::is_single)
                {
                    quoted.push(next);
                }
                told.extend(self.quotation(quoted, rng));
                continue;
            }
            // Two neighbouring pairs told as one sentence on one side.
            if item.is_single()
                && rng.f64() < 0.04
                && let Some(next) = items.next_if(Item::is_single)
            {
                item = joined(item, next, rng.usize(..2), rng);
            }
            if rng.f64() < 0.05 {
                self.gloss(&mut item, rng);
            }
            told.push(item);
            let roll = rng.f64();
            if let Some((s, t)) = rng.choice(&self.stock.free).filter(|_| roll < 0.03) {
                let mut free = Item([s, t].map(|side| {
                    side.iter().map(|t| Line { text: t.clone(), opens: false }).collect()
                }));
                free.0.iter_mut().for_each(|side| side[0].opens = roll < 0.015);
                told.push(free);
            } else if roll < 0.04 {
                let turns = (0..rng.usize(1..=4)).filter_map(|_| self.stock.turn(rng));
                told.extend(turns.map(Item::pair).collect::<Vec<_>>());
            }
        }
        self.body = told;
    }

    /// A quotation over several sentences, with who said it at another place on each side.
    fn quotation(&self, mut items: Vec<Item>, rng: &mut Rng) -> Vec<Item> {
        let last = items.len() - 1;
        let Some(said) = self.stock.attribution(rng).filter(|_| last > 0) else { return items };
        let at = if rng.f64() < 0.8 { [last, 0] } else { [0, last] };
        for (k, item) in items.iter_mut().enumerate() {
            for side in 0..2 {
                let line = &mut item.0[side][0];
                let open = k == 0 || (side == 1 && k == at[1] + 1);
                line.text = quoted(
                    side,
                    &line.text,
                    open,
                    k == last,
                    (k == at[side]).then_some(&*said[side]),
                );
                line.opens &= k == 0;
            }
        }
        items
    }

    fn gloss(&self, item: &mut Item, rng: &mut Rng) {
        let side = usize::from(rng.f64() < 0.9);
        let Some(line) = item.0[side].first_mut() else { return };
        // Behind a word with a capital, or else behind any word.
        let spaces: Vec<usize> = line.text.match_indices(' ').map(|(at, _)| at).skip(2).collect();
        let is_name = |at: &usize| {
            let word = line.text[..*at].rsplit(' ').next().unwrap_or("");
            word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric)
        };
        let named: Vec<usize> = spaces.iter().copied().filter(is_name).collect();
        let places = if named.is_empty() { spaces } else { named };
        if let (Some(at), Some(gloss)) = (rng.choice(places), self.stock.gloss(rng)) {
            line.text.insert_str(at, &gloss);
        }
    }

    /// Sentences and paragraphs that one side lacks, and a page cut off at its beginning or end.
    fn leave_out(&mut self, rng: &mut Rng) {
        let n = self.body.len();
        let mut k = 0;
        while k < n {
            let roll = rng.f64() / self.hard;
            let run = match roll {
                _ if roll < 0.05 => 1,
                _ if roll < 0.065 => rng.usize(2..=6),
                _ => 0,
            };
            let side = usize::from(rng.f64() < 0.6);
            for item in &mut self.body[k..(k + run).min(n)] {
                item.0[side].clear();
            }
            k += run.max(1);
        }
        if n > 3 && self.chance(0.3, rng) {
            let (side, at) = (rng.usize(..2), rng.usize(n / 3..n));
            self.body[at..].iter_mut().for_each(|item| item.0[side].clear());
            if let Some(line) = self.body[at - 1].0[side].last_mut().filter(|_| rng.f64() < 0.4) {
                cut_short(&mut line.text, rng);
            }
        }
        if n > 8 && self.chance(0.04, rng) {
            let side = rng.usize(..2);
            let at = rng.usize(1..n / 3);
            self.body[..at].iter_mut().for_each(|item| item.0[side].clear());
        }
    }

    /// Lines between the lines.
    fn mix_in(&mut self, document: &Document, others: &[&Document], rng: &mut Rng) {
        let items = std::mem::take(&mut self.body);
        let mut body = Vec::new();
        for item in items {
            body.push(item);
            let roll = rng.f64() / self.hard;
            let side = rng.usize(..2);
            if roll < 0.025 {
                body.push(foreign(document, others, side, rng));
            } else if roll < 0.045 {
                body.push(self.insert(side, 2, rng));
            } else if roll < 0.115 {
                body.extend(self.furniture(side, Place::Body, 2, rng));
            } else if roll < 0.14 {
                body.extend(self.stock.pair(Place::Body, rng).map(Item::pair));
            } else if roll < 0.15 {
                let texts: Vec<_> = body.iter().filter(|i| i.is_single()).collect();
                let pull = rng.choice(&texts).map(|i| i.0[side][0].text.clone());
                body.push(Item::lone(side, pull));
            } else if roll < 0.16 {
                let related = self.stock.pair_of("titles", rng).map(|p| p[side].clone());
                body.push(Item::lone(side, related));
            }
        }
        self.body = body;
    }

    fn furniture(&mut self, side: usize, place: Place, most: usize, rng: &mut Rng) -> Vec<Item> {
        let stock = self.stock;
        let mut items = Vec::new();
        for _ in 0..rng.usize(1..=most) {
            if let Some((line, category)) = stock.alone(side, place, &self.drawn[1 - side], rng) {
                self.drawn[side].push(category);
                items.push(Item::lone(side, [line]));
            }
        }
        items
    }

    fn insert(&self, side: usize, most: usize, rng: &mut Rng) -> Item {
        let n = rng.usize(1..=most);
        Item::lone(side, (0..n).filter_map(|_| self.stock.insert(side, rng)).collect::<Vec<_>>())
    }

    /// Section, title, subtitle, author, date, with the page's own lines between them.
    fn put_head(&mut self, rng: &mut Rng) {
        let mut order = [0, 1];
        rng.shuffle(&mut order);
        let mut head = Vec::new();
        for side in order {
            if self.chance(0.45, rng) {
                head.extend(self.furniture(side, Place::Head, 5, rng));
            }
        }
        let stock = self.stock;
        let chances = [
            ("section headings", 0.08),
            ("titles", 0.75),
            ("subtitles", 0.2),
            ("bylines", 0.35),
            ("datelines", 0.12),
            ("captions", 0.15),
            ("addresses", 0.05),
        ];
        for (category, chance) in chances {
            let Some(mut both) = stock.pair_of(category, rng).filter(|_| rng.f64() < chance) else {
                continue;
            };
            if matches!(category, "section headings" | "titles" | "subtitles") {
                set_in_capitals(&mut both, rng);
            }
            let original = both[0].clone();
            head.push(Item::pair(both));
            if category == "titles" && self.chance(0.08, rng) {
                head.push(Item::lone(1, [original]));
            }
            for side in order {
                if self.chance(0.08, rng) {
                    head.extend(self.furniture(side, Place::Head, 2, rng));
                }
            }
        }
        // The same kind of line on both sides, with another date or another name.
        for category in ["date lines", "bylines", "photo credits", "related headlines"] {
            if self.chance(0.08, rng) {
                let at = rng.usize(0..=head.len());
                let both = [0, 1].map(|side| stock.alone_of(side, category, rng));
                for side in order {
                    head.insert(at, Item::lone(side, both[side].clone()));
                }
            }
        }
        for side in order {
            if self.chance(0.3, rng) {
                head.extend(self.furniture(side, Place::Head, 3, rng));
            }
        }
        self.head = head;
    }

    fn put_tail(&mut self, rng: &mut Rng) {
        let mut order = [0, 1];
        rng.shuffle(&mut order);
        let stock = self.stock;
        let mut tail = Vec::new();
        for category in ["slogans", "signatures", "notes", "letters"] {
            if self.chance(0.1, rng) {
                let n = rng.usize(1..=2);
                let pairs: Vec<_> = (0..n).filter_map(|_| stock.pair_of(category, rng)).collect();
                tail.extend(pairs.into_iter().map(Item::pair));
            }
        }
        for side in order {
            if self.chance(0.25, rng) {
                tail.push(self.insert(side, 5, rng));
            }
            if self.chance(0.6, rng) {
                tail.extend(self.furniture(side, Place::Tail, 7, rng));
            }
        }
        self.tail = tail;
    }

    /// Lines that translate each other but stand at places that cross: alone on either side.
    fn cross(&mut self, rng: &mut Rng) {
        for category in ["bylines", "captions", "notes", "titles"] {
            if !self.chance(0.08, rng) || self.body.len() < 4 {
                continue;
            }
            let Some(both) = self.stock.pair_of(category, rng) else { continue };
            let mut sides = [0, 1];
            rng.shuffle(&mut sides);
            // At least one pair must stand between the two.
            let matched: Vec<usize> = (0..self.body.len())
                .filter(|&k| self.body[k].0.iter().all(|side| !side.is_empty()))
                .collect();
            let Some(&between) = rng.choice(&matched) else { continue };
            let (early, late) = (rng.usize(0..=between), rng.usize(between + 1..=self.body.len()));
            let item = |side: usize| Item::lone(side, [both[side].clone()]);
            self.body.insert(late, item(sides[1]));
            self.body.insert(early, item(sides[0]));
        }
    }
}

/// One to three sentences of another document.
fn foreign(document: &Document, others: &[&Document], side: usize, rng: &mut Rng) -> Item {
    let mut item = Item::default();
    if let Some(other) = rng.choice(others).filter(|other| other.name != document.name) {
        let text = &other.sides[side];
        let count = rng.usize(1..=3).min(text.len());
        let at = rng.usize(0..=text.len() - count);
        item.0[side].extend_from_slice(&text[at..at + count]);
    }
    item
}

/// The document that the items are in order. A line behind a line of its own opens a paragraph too.
fn assemble(name: &str, items: Vec<Item>) -> Document {
    let mut sides: [Vec<Line>; 2] = Default::default();
    let mut beads = Vec::new();
    let mut closed = [true; 2];
    for Item(mut item) in items {
        let [n, m] = [0, 1].map(|side: usize| sides[side].len());
        let list = |from: usize, len: usize| (from..from + len).collect::<Vec<_>>();
        let (s, t) = (list(n, item[0].len()), list(m, item[1].len()));
        let mut push = |source, target| beads.push(ScoredBead { source, target, confidence: None });
        if s.is_empty() || t.is_empty() {
            s.into_iter().for_each(|i| push(vec![i], vec![]));
            t.into_iter().for_each(|j| push(vec![], vec![j]));
        } else {
            push(s, t);
        }
        let is_furniture = item.iter().flatten().all(|line| line.opens);
        for (side, lines) in item.iter_mut().enumerate() {
            if let Some(first) = lines.first_mut() {
                first.opens |= closed[side];
                closed[side] = is_furniture && lines.len() == 1;
            }
            sides[side].append(lines);
        }
    }
    Document { name: name.to_owned(), group: Group::Pages, sides, beads }
}

/// `Oaxaca, 3 de mayo.- ` before the first sentence, on one or both sides.
fn dateline(first: &mut Item, [es, en]: [String; 2], rng: &mut Rng) {
    let which = rng.usize(..4);
    let es_mark = [".- ", ". ", ".— ", " / "][rng.usize(..4)];
    let en_mark = [" – ", ". ", " — ", ".- "][rng.usize(..4)];
    for (side, (line, mark)) in [(es, es_mark), (en, en_mark)].into_iter().enumerate() {
        if which != side
            && let Some(first) = first.0[side].first_mut()
        {
            first.text.insert_str(0, &format!("{line}{mark}"));
        }
    }
}

/// A sentence of a quotation; who said it stands behind it, the stop inside the mark in English.
fn quoted(side: usize, text: &str, open: bool, is_last: bool, said: Option<&str>) -> String {
    let open = if open { "“" } else { "" };
    if let Some(said) = said {
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

/// Two pairs; one side tells both as one sentence: `A, and b.`
fn joined(first: Item, second: Item, side: usize, rng: &mut Rng) -> Item {
    let links = [["; ", ", y ", ", ", ": "], ["; ", ", and ", ", ", ": "]];
    let mut both = first;
    for (at, lines) in second.0.into_iter().enumerate() {
        if at != side {
            both.0[at].extend(lines);
            continue;
        }
        let text = &mut both.0[at][0].text;
        text.truncate(text.trim_end_matches(['.', '…']).len());
        let mut rest = lines[0].text.chars();
        let head = rest.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
        *text += &format!("{}{head}{}", links[at][rng.usize(..4)], rest.as_str());
    }
    both
}

/// English titles are often set With Capitals, and now and then a title is in CAPITALS.
fn set_in_capitals(both: &mut [String; 2], rng: &mut Rng) {
    const SMALL: &str = " a an and as at but by for from in of on or the to with ";
    if rng.bool() {
        let word = |(at, word): (usize, &str)| {
            let mut chars = word.chars();
            match chars.next() {
                Some(first) if at == 0 || !SMALL.contains(&format!(" {word} ")) => {
                    first.to_uppercase().collect::<String>() + chars.as_str()
                }
                _ => word.to_owned(),
            }
        };
        both[1] = both[1].split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ");
    }
    for text in both {
        if rng.f64() < 0.06 {
            *text = text.to_uppercase();
        }
    }
}

/// The text breaks off in mid-sentence.
fn cut_short(text: &mut String, rng: &mut Rng) {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.len() > 8 {
        text.truncate(spaces[rng.usize(spaces.len() / 2..spaces.len())]);
        *text += ["", "...", "…", " […]"][rng.usize(..4)];
    }
}
