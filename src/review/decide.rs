//! What the lines of a sheet come to: cells, splits and actions to beads.

use std::collections::HashMap;
use std::ops::Range;

use super::content::{Content, Piece};
use super::origin::Origin;
use super::sheet::{Field, Problem, Sheet};
use super::union::Union;
use crate::bitext::Row;
use crate::bitext::sheet::{Action, CUT, Side, Status};

/// A bead as a reviewer left it.
#[derive(Debug, Clone)]
pub(super) struct ReviewedBead {
    pub doc: String,
    /// Its sentences, counted from 0.
    pub runs: [Range<usize>; 2],
    pub texts: [String; 2],
    /// The texts as the reviewer left them.
    pub edited: [String; 2],
    pub edits: Vec<TextEdit>,
    /// Paragraph numbers as the corpus writes them.
    pub paragraphs: [String; 2],
    /// Rows of the corpus that its sentences come from, as places in the rows of [`Origin`].
    pub homes: Vec<usize>,
    /// The row that it is, unchanged.
    pub same_as: Option<usize>,
    pub status: Option<Status>,
    pub comment: String,
    pub is_drawn: bool,
    /// Where it stands, for the log.
    pub address: String,
}

/// A text that a reviewer changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextEdit {
    pub side: Side,
    pub sentences: Range<usize>,
    pub before: String,
    pub after: String,
}

/// Rows of the corpus that stay among themselves, and what became of them.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    /// Places in the rows of [`Origin`], in order.
    pub homes: Vec<usize>,
    pub beads: Vec<ReviewedBead>,
}

impl Decision {
    /// Whether the sentences are paired otherwise than before.
    pub fn is_changed(&self) -> bool {
        self.beads.iter().any(|bead| bead.same_as.is_none())
    }

    /// How the sentences are paired.
    pub fn shape(&self) -> Vec<[Range<usize>; 2]> {
        let mut shape: Vec<_> = self.beads.iter().map(|bead| bead.runs.clone()).collect();
        shape.sort_by_key(|runs| runs.clone().map(|run| (run.start, run.end)));
        shape
    }
}

/// Reads the beads out of a sheet whose content is known. Every fault is told in `problems`.
pub(super) fn decide(
    sheet: &Sheet,
    origin: &Origin,
    content: &Content,
    problems: &mut Vec<Problem>,
) -> Vec<Decision> {
    let lines = content.homes.iter().enumerate();
    let line_of = lines.filter_map(|(line, home)| Some(((*home)?, line))).collect();
    let mut decider = Decider { sheet, origin, content, line_of, problems };
    let drafts = decider.drafts();
    let mut beads: Vec<ReviewedBead> = Vec::new();
    for draft in drafts {
        beads.extend(decider.bead(draft));
    }
    by_component(origin, content, beads)
}

/// Pieces that are to be one bead.
#[derive(Debug, Clone, Default)]
struct Draft {
    lines: Vec<usize>,
    pieces: [Vec<Piece>; 2],
}

struct Decider<'a> {
    sheet: &'a Sheet,
    origin: &'a Origin,
    content: &'a Content,
    /// The line of each row of the corpus.
    line_of: HashMap<usize, usize>,
    problems: &'a mut Vec<Problem>,
}

impl Decider<'_> {
    fn tell(&mut self, line: usize, field: Field, what: String) {
        self.problems.push(self.sheet.problem(&self.sheet.lines[line], field, what));
    }

    fn action(&self, line: usize) -> Option<Action> {
        self.sheet.lines[line].action
    }

    fn drafts(&mut self) -> Vec<Draft> {
        let n = self.content.parts.len();
        let mut parts = self.content.parts.clone();
        // A line that was emptied by hand still has a part, an empty one.
        parts.iter_mut().filter(|parts| parts.is_empty()).for_each(|p| p.push(Default::default()));
        let mut union = Union::new(n);
        let mut moves: Vec<(usize, usize, Side, bool)> = Vec::new();
        for line in 0..n {
            let Some(action) = self.action(line) else { continue };
            if parts[line].len() > 1 {
                let what =
                    format!("an action in a row that is split by {CUT}; expected one of them");
                self.tell(line, Field::Action, what);
                continue;
            }
            let is_forward = match action {
                Action::Unpair => continue,
                Action::MergeNext | Action::LastToNext(_) => true,
                Action::FirstToPrevious(_) => false,
            };
            let Some(other) = self.neighbour(line, is_forward) else { continue };
            match action {
                Action::MergeNext => {
                    let clash =
                        parts[other].len() > 1 || self.action(other) == Some(Action::Unpair);
                    if clash {
                        let what = "the next row is split or unpaired; expected a row to merge with; change one of them";
                        self.tell(line, Field::Action, what.to_owned());
                    } else {
                        union.join(line, other);
                    }
                }
                Action::FirstToPrevious(side) => moves.push((line, other, side, false)),
                Action::LastToNext(side) => moves.push((line, other, side, true)),
                Action::Unpair => {}
            }
        }
        self.take_moves(&mut parts, moves);
        let mut merged: HashMap<usize, Vec<usize>> = HashMap::new();
        for line in 0..n {
            merged.entry(union.root(line)).or_default().push(line);
        }
        let mut drafts = Vec::new();
        for line in 0..n {
            let Some(lines) = merged.remove(&line) else { continue };
            drafts.extend(self.drafts_of(lines, &parts));
        }
        drafts
    }

    /// Sentences that go to the row before or after. All are taken away before any is put in, so that
    /// the order of the actions makes no difference.
    fn take_moves(
        &mut self,
        parts: &mut [super::content::Parts],
        moves: Vec<(usize, usize, Side, bool)>,
    ) {
        let mut taken = Vec::new();
        for (line, other, side, is_forward) in moves {
            let pieces = &mut parts[line][0][side as usize];
            let index = if is_forward { pieces.len().checked_sub(1) } else { Some(0) };
            let piece =
                index.filter(|&index| index < pieces.len()).map(|index| pieces.remove(index));
            match piece {
                Some(piece) if piece.units.len() == 1 => {
                    taken.push((piece, other, side, is_forward))
                }
                Some(_) => {
                    let what = "the sentence to be moved was edited together with others; put ¶ between them";
                    self.tell(line, Field::Text(side), what.to_owned());
                }
                None => {
                    let what = format!(
                        "the row has no sentence in {} to move; expected one; take the action away",
                        self.sheet.langs[side as usize]
                    );
                    self.tell(line, Field::Action, what);
                }
            }
        }
        for (piece, other, side, is_forward) in taken {
            let place = if is_forward { parts[other].first_mut() } else { parts[other].last_mut() };
            let Some(part) = place else { continue };
            let pieces = &mut part[side as usize];
            pieces.insert(if is_forward { 0 } else { pieces.len() }, piece);
        }
    }

    /// The row of the document after or before a line, passing over those that were emptied.
    fn neighbour(&mut self, line: usize, is_forward: bool) -> Option<usize> {
        let Some(home) = self.content.homes[line] else {
            let what =
                "an action in a row that was put in by hand; expected one of the document's rows";
            self.tell(line, Field::Action, what.to_owned());
            return None;
        };
        let is_empty = |line: usize| {
            let parts = &self.content.parts[line];
            parts.iter().flatten().all(Vec::is_empty)
        };
        let mut at = home;
        loop {
            let next = if is_forward { at.checked_add(1) } else { at.checked_sub(1) };
            let found = next.and_then(|next| {
                let (from, to) = (&self.origin.rows[at], self.origin.rows.get(next)?);
                let is_beside = from.index.abs_diff(to.index) == 1 && from.row.doc == to.row.doc;
                Some((next, *self.line_of.get(&next)?)).filter(|_| is_beside)
            });
            match found {
                Some((next, other)) if is_empty(other) => at = next,
                Some((_, other)) => return Some(other),
                None => {
                    let where_to = if is_forward { "after" } else { "before" };
                    let what = format!(
                        "the row {where_to} this one in the document is not in the sheet, or there is none; expected a row to work with; cut and paste, or export with --all"
                    );
                    self.tell(line, Field::Action, what);
                    return None;
                }
            }
        }
    }

    /// The drafts of lines that are one, or of a single line.
    fn drafts_of(&mut self, mut lines: Vec<usize>, parts: &[super::content::Parts]) -> Vec<Draft> {
        lines.sort_by_key(|&line| (self.content.homes[line], line));
        if let [line] = lines[..] {
            let is_unpaired = self.action(line) == Some(Action::Unpair);
            if !is_unpaired {
                let draft =
                    |pieces: &[Vec<Piece>; 2]| Draft { lines: vec![line], pieces: pieces.clone() };
                return parts[line].iter().map(draft).collect();
            }
            let mut drafts = Vec::new();
            for side in Side::BOTH {
                for piece in parts[line].iter().flat_map(|part| &part[side as usize]) {
                    let mut draft = Draft { lines: vec![line], ..Draft::default() };
                    draft.pieces[side as usize].push(piece.clone());
                    drafts.push(draft);
                }
            }
            return drafts;
        }
        let mut draft = Draft { lines: lines.clone(), ..Draft::default() };
        for part in lines.iter().flat_map(|&line| &parts[line]) {
            for side in Side::BOTH {
                draft.pieces[side as usize].extend(part[side as usize].iter().cloned());
            }
        }
        vec![draft]
    }

    /// The bead of a draft; several where one side is empty, since sentences without counterpart
    /// stand alone.
    fn bead(&mut self, draft: Draft) -> Vec<ReviewedBead> {
        let n_pieces = draft.pieces.each_ref().map(Vec::len);
        if n_pieces == [0, 0] {
            return Vec::new();
        }
        let bead = match self.whole_bead(&draft) {
            Some(bead) => bead,
            None => return Vec::new(),
        };
        let is_alone = n_pieces.contains(&0) && n_pieces != [0, 1] && n_pieces != [1, 0];
        if !is_alone || bead.same_as.is_some() {
            return vec![bead];
        }
        let mut beads = Vec::new();
        for side in Side::BOTH {
            for piece in &draft.pieces[side as usize] {
                let mut single = Draft { lines: draft.lines.clone(), ..Draft::default() };
                single.pieces[side as usize].push(piece.clone());
                beads.extend(self.whole_bead(&single));
            }
        }
        beads
    }

    fn whole_bead(&mut self, draft: &Draft) -> Option<ReviewedBead> {
        let line = draft.lines[0];
        let mut runs = [0..0, 0..0];
        let mut bead_homes: Vec<usize> = Vec::new();
        for side in Side::BOTH {
            let at = side as usize;
            let all = &self.content.units[at];
            let mut units: Vec<usize> =
                draft.pieces[at].iter().flat_map(|piece| piece.units.iter().copied()).collect();
            let key = |unit: &usize| (self.doc_of(at, *unit), all[*unit].sentences.start);
            units.sort_by(|a, b| key(a).cmp(&key(b)));
            bead_homes.extend(units.iter().map(|&unit| all[unit].home));
            for pair in units.windows(2) {
                let is_run = self.doc_of(at, pair[0]) == self.doc_of(at, pair[1])
                    && all[pair[0]].sentences.end == all[pair[1]].sentences.start;
                if !is_run {
                    let [a, b] =
                        [pair[0], pair[1]].map(|unit| super::sheet::shown(&all[unit].text));
                    let what = format!(
                        "the sentences {a:?} and {b:?} stand in one cell but are no neighbours in the document; expected a run of sentences; move one of them"
                    );
                    self.tell(line, Field::Text(side), what);
                    return None;
                }
            }
            if let (Some(&first), Some(&last)) = (units.first(), units.last()) {
                runs[at] = all[first].sentences.start..all[last].sentences.end;
            }
        }
        let docs: Vec<&str> =
            bead_homes.iter().map(|&home| &*self.origin.rows[home].row.doc).collect();
        if docs.windows(2).any(|pair| pair[0] != pair[1]) {
            let what = "sentences of two documents stand in one row; expected those of one; move them back";
            self.tell(line, Field::Text(Side::Target), what.to_owned());
            return None;
        }
        bead_homes.sort_unstable();
        bead_homes.dedup();
        Some(self.finish(draft, runs, bead_homes))
    }

    fn finish(&self, draft: &Draft, runs: [Range<usize>; 2], homes: Vec<usize>) -> ReviewedBead {
        let lines = draft.lines.iter().map(|&line| &self.sheet.lines[line]);
        let first = &self.origin.rows[homes[0]];
        let same_as = (homes.len() == 1 && first.runs == runs).then_some(homes[0]);
        let texts = |is_edited: bool| {
            std::array::from_fn(|side| self.text(side, &draft.pieces[side], is_edited))
        };
        let comments: Vec<&str> = lines
            .clone()
            .map(|line| &*line.comment)
            .filter(|comment| !comment.is_empty())
            .collect();
        ReviewedBead {
            doc: first.row.doc.clone(),
            texts: texts(false),
            edited: texts(true),
            edits: self.edits(draft),
            paragraphs: std::array::from_fn(|side| self.paragraphs(side, &homes, &runs[side])),
            same_as,
            status: lines
                .clone()
                .filter_map(|line| line.status)
                .max_by_key(|status| weight(*status)),
            comment: comments.join("; "),
            is_drawn: lines.clone().any(|line| line.is_drawn),
            address: self
                .sheet
                .address(&self.sheet.lines[draft.lines[0]], Field::Text(Side::Source)),
            homes,
            runs,
        }
    }

    fn doc_of(&self, side: usize, unit: usize) -> &str {
        &self.origin.rows[self.content.units[side][unit].home].row.doc
    }

    /// The text of a bead's side, in the order of the document.
    fn text(&self, side: usize, pieces: &[Piece], is_edited: bool) -> String {
        let units = &self.content.units[side];
        let mut pieces: Vec<&Piece> =
            pieces.iter().filter(|piece| !piece.units.is_empty()).collect();
        pieces.sort_by_key(|piece| units[piece.units[0]].sentences.start);
        let mut texts: Vec<&str> = Vec::new();
        for piece in pieces {
            match &piece.edit {
                Some(text) if is_edited => texts.push(text),
                _ => texts.extend(piece.units.iter().map(|&unit| &*units[unit].text)),
            }
        }
        texts.retain(|text| !text.is_empty());
        texts.join(" ")
    }

    fn edits(&self, draft: &Draft) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        for side in Side::BOTH {
            let units = &self.content.units[side as usize];
            for piece in &draft.pieces[side as usize] {
                let (Some(after), Some(&first), Some(&last)) =
                    (&piece.edit, piece.units.first(), piece.units.last())
                else {
                    continue;
                };
                let before: Vec<&str> =
                    piece.units.iter().map(|&unit| &*units[unit].text).collect();
                edits.push(TextEdit {
                    side,
                    sentences: units[first].sentences.start..units[last].sentences.end,
                    before: before.join(" "),
                    after: after.clone(),
                });
            }
        }
        edits
    }

    /// The paragraphs of a run, by those of the rows that it comes from. Where a row holds several
    /// paragraphs and only some of its sentences, its first sentence is in its first one, its last in
    /// its last one, and one between may be in any.
    fn paragraphs(&self, side: usize, homes: &[usize], run: &Range<usize>) -> String {
        let mut whole: Option<Range<usize>> = None;
        for &home in homes {
            let origin = &self.origin.rows[home];
            let own = &origin.runs[side];
            let (start, end) = (own.start.max(run.start), own.end.min(run.end));
            if start >= end {
                continue;
            }
            let field = [&origin.row.source_par, &origin.row.target_par][side];
            let Some(mut part) = Row::run(field).filter(|part| !part.is_empty()) else { continue };
            if own.len() == part.len() {
                part = part.start + (start - own.start)..part.start + (end - own.start);
            } else if end < own.end && end == own.start + 1 {
                part.end = part.start + 1;
            } else if start > own.start && start + 1 == own.end {
                part.start = part.end - 1;
            }
            whole = Some(match whole {
                None => part,
                Some(whole) => whole.start.min(part.start)..whole.end.max(part.end),
            });
        }
        whole.map_or_else(String::new, |whole| Row::numbers(&whole))
    }
}

/// Which status counts when rows become one: the most doubtful.
fn weight(status: Status) -> usize {
    match status {
        Status::Ok => 0,
        Status::Fix => 1,
        Status::Unsure => 2,
        Status::Reject => 3,
    }
}

/// Beads by the rows that they share.
fn by_component(origin: &Origin, content: &Content, mut beads: Vec<ReviewedBead>) -> Vec<Decision> {
    let mut union = Union::new(origin.rows.len());
    for bead in &beads {
        bead.homes.windows(2).for_each(|pair| union.join(pair[0], pair[1]));
    }
    let mut homes: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut present: Vec<usize> = content.homes.iter().flatten().copied().collect();
    // A deleted row comes back only through its sentences.
    present.extend(beads.iter().flat_map(|bead| bead.homes.iter().copied()));
    present.sort_unstable();
    present.dedup();
    for &home in &present {
        homes.entry(union.root(home)).or_default().push(home);
    }
    let mut of_root: HashMap<usize, Vec<ReviewedBead>> = HashMap::new();
    beads.sort_by_key(|bead| (bead.homes[0], bead.runs[0].start, bead.runs[1].start));
    for bead in beads {
        of_root.entry(union.root(bead.homes[0])).or_default().push(bead);
    }
    let mut roots: Vec<usize> = homes.keys().copied().collect();
    roots.sort_unstable_by_key(|root| homes[root][0]);
    let decision =
        |root: usize| Some(Decision { homes: homes.remove(&root)?, beads: of_root.remove(&root)? });
    roots.into_iter().filter_map(decision).collect()
}
