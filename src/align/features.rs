//! What a bead's score is made of: every feature in one place, with a line on why.

use std::ops::Range;

use super::anchors::Anchors;
use super::band::{Band, Cells, bits};
use super::cover::{Compared, Cover};
use super::grid::{Grid, Patch, Run};
use super::light::{Light, Line};
use super::profile::{EndMark, FIGURES, NAMES, Opening, Profile, Profiles, STEMS};
use super::prune::worth_a_look;
use super::shapes::{MAX_RUN, SHAPES, SOURCE_GAP, Shape, TARGET_GAP};
use super::tokens::{Common, Scratch, Tokens};
use crate::bitext::{Lang, Sentences};
use crate::encode::Vectors;

macro_rules! features {
    ($($id:ident $name:literal $why:literal)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, clippy::enum_variant_names)]
        #[derive(Clone, Copy)]
        enum F { $($id),* }

        /// Every feature: its name in the weights file, and why it is there.
        pub const FEATURES: &[(&str, &str)] = &[$(($name, $why)),*];
    };
}

features! {
    COSINE "cosine" "translations mean the same: cosine of the two sides"
    COSINE_ONE "cosine of 1-1" "a single pair's cosine is lower and steeper evidence than a merge's"
    COSINE_LOW "cosine over 0.2" "the scale bends: below 0.2 cosines are noise"
    COSINE_MID "cosine over 0.4" "the scale bends"
    COSINE_HIGH "cosine over 0.6" "the scale bends: above 0.6 more says little more"
    MARGIN_TARGET "claim of the next target" "a neighbouring target sentence that fits the source as well throws doubt on the bead"
    MARGIN_SOURCE "claim of the next source" "likewise a neighbouring source sentence"
    EXTENSION_TARGET "gain of one more target" "a bead that would fit better with its target neighbour is not complete"
    EXTENSION_SOURCE "gain of one more source" "likewise with its source neighbour"
    MERGE_GAIN "gain of the merge" "a merge must fit better than the best bead inside it"
    MERGE_SIZE "size of the merge" "the larger, the rarer"
    MERGE_WEAKEST "weakest outer sentence" "each outer sentence of a merge must itself belong to the other side"
    COVER_LOW "less covered side" "the words of both sides find their like: share of the less covered side"
    COVER_HIGH "better covered side" "share of the better covered side"
    OPEN_SOURCE "open source words" "words of the source that find nothing in the target, by weight"
    OPEN_TARGET "open target words" "words of the target that find nothing in the source"
    COVER_GAIN "cover gain of the merge" "each outer sentence of a merge must cover words that the rest leaves open"
    COVER_WEAKEST "cover of the weakest outer sentence" "and be covered itself"
    LENGTH_Z "length difference" "translations are about as long (Gale and Church 1993), in standard deviations"
    LENGTH_LOG "log length ratio" "short pairs: the ratio says more than the deviation"
    LENGTH_SHORT "log length ratio of merges" "a merge exists because lengths did not match: its ratio must"
    FIGURES_BOTH "figures in common" "numbers survive translation"
    FIGURES_ALONE "figures on one side" "a number that the other side lacks"
    NAMES_BOTH "names in common" "names survive too"
    NAMES_ALONE "names on one side" "a name that the other side lacks"
    STEMS_BOTH "cognates in common" "international words that the encoder does not know look alike"
    RARE_BOTH "rare tokens in common" "a token that stands once in each text is an anchor"
    END_DIFFERS "end marks differ" "? and ! and : survive translation; quotation styles do not matter"
    END_MISSING "one side has no end mark" "a heading pairs with a heading"
    OPENING_DIFFERS "openings differ" "a list item or a bracketed note pairs with its like"
    SPEECH_DIFFERS "speech on one side" "a dialogue turn pairs with a quotation"
    FURNITURE_DIFFERS "furniture on one side" "a line of the page's own does not render a line of the text"
    FURNITURE_BOTH "furniture on both sides" "bylines and captions of both pages look alike and seldom pair"
    CAPITALS_DIFFER "capitals on one side" "a title in capitals pairs with a title"
    FIGURES_CLASH "figures that clash" "both sides have figures, and not the same: look-alike dates and counts"
    NAMES_CLASH "names that clash" "both sides have names, and not the same: look-alike bylines"
    HEADING_BOTH "no end mark on either side" "headings pair with headings"
    HEADING_FIRST "headings near both beginnings" "a title is translated freely, and stands first in both texts"
    FOREIGN "left untranslated" "a line in the other text's language is a copy and no translation"
    SHORT_COSINE "cosine of short pairs" "the cosine of a few words says less"
    PARAGRAPH_INSIDE "paragraph border inside" "translators seldom join sentences over a paragraph's border"
    PARAGRAPH_BOTH "paragraph ends on both sides" "paragraphs end together"
    PARAGRAPH_ONE "paragraph ends on one side" "and seldom on one side alone"
    PARAGRAPH_OWN "own paragraph on one side" "a heading or a caption pairs with its like"
    NULL_OWN "gap: own paragraph" "lines of the page stand by themselves"
    NULL_BORDER "gap: inside a paragraph" "what is left out is more often a paragraph than a sentence"
    NULL_BEST "gap: best cosine in view" "a sentence with a near neighbour that fits has a counterpart"
    NULL_BEST_MID "gap: best cosine over 0.4" "the scale bends"
    NULL_BEST_HIGH "gap: best cosine over 0.6" "the scale bends"
    NULL_COVER "gap: best cover" "a sentence whose words all stand in one sentence over there has a counterpart"
    NULL_LENGTH "gap: log length" "short lines are left alone more often"
    NULL_NO_END "gap: no end mark" "headings, captions and menu lines"
    NULL_FURNITURE "gap: furniture" "lines of the page's own"
    NULL_FOREIGN "gap: left untranslated" "a line in the other text's language"
    NULL_BRACKET "gap: bracket" "notes of translators and editors"
    NULL_ITEM "gap: item" "footnotes, dates, list items"
    NULL_CAPITALS "gap: capitals" "menu lines and slogans"
    NULL_TOKENS "gap: names and figures found" "share of its names and figures that the other text has too"
    IS_NULL_SOURCE "1-0" "how common a source gap is"
    IS_NULL_TARGET "0-1" "how common a target gap is"
    IS_11 "1-1" "how common"
    IS_12 "1-2" "how common"
    IS_21 "2-1" "how common"
    IS_22 "2-2" "how common; a 2-2 must beat two 1-1"
    IS_13 "1-3 and 3-1" "how common"
    IS_LONG "1-4 and longer" "how common"
    IS_MANY "2-3 and larger" "how common"
}

/// Weight of open words above which more makes no difference.
const MAX_OPEN: f32 = 8.0;

/// How many features there are.
pub const N_FEATURES: usize = FEATURES.len();

/// The features of matches that [`Evidence::compare_words`] finds.
pub(super) const COVER: Range<usize> = F::COVER_LOW as usize..F::COVER_WEAKEST as usize + 1;

/// That of gaps.
pub(super) const GAP_COVER: usize = F::NULL_COVER as usize;

/// The features of one bead.
pub type Values = [f32; N_FEATURES];

/// What must be known to compute the features of any bead of two texts.
#[derive(Debug)]
pub struct Evidence<'a> {
    band: &'a Band,
    grid: Grid<'a>,
    cover: Cover<'a>,
    sides: [Runs; 2],
    /// Whether both texts say where their paragraphs begin.
    has_paragraphs: bool,
    tokens: Tokens,
    length_ratio: f32,
}

/// Computes the features of beads.
#[derive(Debug)]
pub struct Scorer<'e> {
    evidence: &'e Evidence<'e>,
    compared: Option<Compared<'e>>,
    scratch: Scratch,
}

/// What is known of the sentences of one text, and the lengths of its runs.
#[derive(Debug)]
struct Runs {
    profiles: Vec<Profile>,
    /// Characters before each sentence.
    lengths: Vec<f32>,
}

impl Runs {
    fn new(profiles: Vec<Profile>) -> Self {
        let mut lengths = vec![0.0];
        lengths.extend(profiles.iter().scan(0.0, |sum, p| {
            *sum += p.length;
            Some(*sum)
        }));
        Runs { profiles, lengths }
    }

    fn length(&self, end: usize, len: usize) -> f32 {
        self.lengths[end] - self.lengths[end - len]
    }

    fn first(&self, end: usize, len: usize) -> &Profile {
        &self.profiles[end - len]
    }

    fn last(&self, end: usize) -> &Profile {
        &self.profiles[end - 1]
    }

    fn lines(&self, ratio: f32) -> Vec<Line> {
        let line = |p: &Profile| Line {
            length: p.length * ratio,
            no_end: p.end == EndMark::None,
            furniture: p.furniture,
            foreign: p.foreign,
        };
        self.profiles.iter().map(line).collect()
    }
}

impl<'a> Evidence<'a> {
    /// Gathers the evidence on two texts inside `band`; `vectors` holds one row a sentence.
    pub fn new(
        band: &'a Band,
        (source, target): (&Sentences, &Sentences),
        langs: [Lang; 2],
        vectors: (&'a Vectors, &'a Vectors),
    ) -> Self {
        let Profiles { sides, frequency } =
            Profiles::new([source, target], langs, [vectors.0, vectors.1]);
        let grid = Grid::new(band, vectors.0, vectors.1);
        let [source_side, target_side] = sides;
        let tokens = Tokens::new([source_side.bags, target_side.bags], &frequency);
        let sides = [source_side.profiles, target_side.profiles].map(Runs::new);
        let length_ratio = length_ratio(&sides);
        let cover = Cover::new(&grid, vectors.0, vectors.1);
        let has_paragraphs =
            [source, target].iter().all(|s| s.len() > 1 && s.block(0) != s.block(s.len() - 1));
        Evidence { band, grid, cover, sides, has_paragraphs, tokens, length_ratio }
    }

    /// The beads that are worth a look, by a light field of dot products and lengths alone.
    pub(super) fn worth_a_look(&self, anchors: &Anchors) -> Cells {
        let lines = [self.sides[0].lines(1.0), self.sides[1].lines(self.length_ratio)];
        worth_a_look(&Light::new(self.band, &self.grid, [&lines[0], &lines[1]], anchors))
    }

    /// Where beads may lie.
    pub(super) fn band(&self) -> &Band {
        self.band
    }

    /// For beads anywhere in the band.
    pub fn scorer(&self) -> Scorer<'_> {
        Scorer { evidence: self, compared: None, scratch: Scratch::default() }
    }

    /// Nothing compared yet of the words of the texts.
    pub(super) fn nothing_compared(&self) -> Compared<'_> {
        self.cover.nothing_compared()
    }

    /// The feature [`GAP_COVER`] of a sentence, 0 to 1; `side` is 0 for the source. Without `all`, no more is
    /// looked at than the likely sentence with the best cosine: it is no less than that.
    pub(super) fn gap_cover(
        &self,
        side: usize,
        sentence: usize,
        all: bool,
        compared: &mut Compared<'_>,
    ) -> f32 {
        if all {
            return compared.best(side, sentence);
        }
        let cosine = |other: usize| match side {
            0 => self.grid.cosine(sentence, other),
            _ => self.grid.cosine(other, sentence),
        };
        let partners = self.cover.partners(side, sentence);
        let best = partners.max_by(|a, b| cosine(a.0).total_cmp(&cosine(b.0)));
        best.map_or(0.0, |best| compared.share(side, sentence, best))
    }

    /// Sets all features of the bead of a shape that ends at node (i, j) for which words are compared.
    pub(super) fn compare_words(
        &self,
        shape: usize,
        (i, j): (usize, usize),
        compared: &mut Compared<'_>,
        values: &mut Values,
    ) {
        match shape {
            SOURCE_GAP => values[GAP_COVER] = self.gap_cover(0, i - 1, true, compared),
            TARGET_GAP => values[GAP_COVER] = self.gap_cover(1, j - 1, true, compared),
            _ => cover(compared, SHAPES[shape], (i, j), values),
        }
    }
}

impl Scorer<'_> {
    /// Fills the features of every shape that ends at node (i, j) and calls `each` with the
    /// shape's index in [`SHAPES`]. Beads that begin outside the band are left out.
    pub fn at_node(&mut self, i: usize, j: usize, mut each: impl FnMut(usize, &Values)) {
        let evidence = self.evidence;
        let compared = self.compared.take();
        let mut compared = compared.unwrap_or_else(|| evidence.nothing_compared());
        self.at_cells(i, j, evidence.band.beads(i, j), |shape, values| {
            evidence.compare_words(shape, (i, j), &mut compared, values);
            each(shape, values);
        });
        self.compared = Some(compared);
    }

    /// The same for the shapes of `mask` alone, bit k for shape k. What [`Evidence::compare_words`] finds is
    /// guessed.
    pub(super) fn at_cells(
        &mut self,
        i: usize,
        j: usize,
        mask: u32,
        mut each: impl FnMut(usize, &mut Values),
    ) {
        let mut patch = None;
        for index in bits(mask) {
            let mut values = [0.0; N_FEATURES];
            match index {
                SOURCE_GAP => self.gap(0, i, j, &mut values),
                TARGET_GAP => self.gap(1, i, j, &mut values),
                _ => {
                    let patch = patch.get_or_insert_with(|| self.evidence.grid.patch(i, j));
                    self.bead(patch, SHAPES[index], &mut values)
                }
            }
            each(index, &mut values);
        }
    }

    fn gap(&mut self, side: usize, i: usize, j: usize, values: &mut Values) {
        let Evidence { grid, sides, tokens, .. } = self.evidence;
        let mut set = |f: F, value: f32| values[f as usize] = value;
        let (end, best) = match side {
            0 => (i, grid.best_of_source(i, j)),
            _ => (j, grid.best_of_target(i, j)),
        };
        let profile = sides[side].last(end);
        set(F::NULL_BEST, best);
        set(F::NULL_BEST_MID, (best - 0.4).max(0.0));
        set(F::NULL_BEST_HIGH, (best - 0.6).max(0.0));
        set(F::NULL_COVER, (best - 0.2).clamp(0.0, 1.0));
        set(F::NULL_LENGTH, (profile.length + 1.0).ln().min(6.0) / 5.0);
        set(F::NULL_NO_END, flag(profile.end == EndMark::None));
        set(F::NULL_FURNITURE, profile.furniture);
        set(F::NULL_FOREIGN, flag(profile.foreign));
        set(F::NULL_BRACKET, flag(profile.opening == Opening::Bracket));
        set(F::NULL_ITEM, flag(profile.opening == Opening::Item));
        set(F::NULL_CAPITALS, flag(profile.capitals > 0.5));
        set(F::NULL_TOKENS, tokens.found(side, end - 1));
        if self.evidence.has_paragraphs {
            set(F::NULL_OWN, flag(profile.opens && profile.closes));
            set(F::NULL_BORDER, flag(!profile.opens && !profile.closes));
        }
        set(if side == 0 { F::IS_NULL_SOURCE } else { F::IS_NULL_TARGET }, 1.0);
    }

    fn bead(&mut self, patch: &Patch<'_>, shape: Shape, values: &mut Values) {
        let mut set = |f: F, value: f32| values[f as usize] = value;
        let (a, b) = (shape.source, shape.target);
        let (i, j) = (patch.i, patch.j);
        let run = |end: isize, len: usize| Run { end, len };
        let (source, target) = (run(0, a), run(0, b));
        let cosine = patch.cosine(source, target);
        set(F::COSINE, cosine);
        set(F::COSINE_LOW, (cosine - 0.2).max(0.0));
        set(F::COSINE_MID, (cosine - 0.4).max(0.0));
        set(F::COSINE_HIGH, (cosine - 0.6).max(0.0));
        let before = |len: usize| run(-(len as isize), 1);
        let next = run(1, 1);
        set(F::MARGIN_TARGET, patch.cosine(source, next).max(patch.cosine(source, before(b))));
        set(F::MARGIN_SOURCE, patch.cosine(next, target).max(patch.cosine(before(a), target)));
        if b < MAX_RUN {
            let longer =
                patch.cosine(source, run(1, b + 1)).max(patch.cosine(source, run(0, b + 1)));
            set(F::EXTENSION_TARGET, longer - cosine);
        }
        if a < MAX_RUN {
            let longer =
                patch.cosine(run(1, a + 1), target).max(patch.cosine(run(0, a + 1), target));
            set(F::EXTENSION_SOURCE, longer - cosine);
        }
        let [s, t] = &self.evidence.sides;
        let (la, lb) = (s.length(i, a), t.length(j, b) * self.evidence.length_ratio);
        // Variance of the length difference a character, Gale and Church 1993.
        let z = (la - lb).abs() / (6.8 * (la + lb) / 2.0).sqrt().max(1.0);
        let log = ((la + 5.0) / (lb + 5.0)).ln().abs().min(2.0);
        set(F::LENGTH_Z, z.min(6.0));
        set(F::LENGTH_LOG, log);
        if a + b > 2 {
            let mut inside = -1f32;
            let mut weakest = 1f32;
            if a > 1 {
                inside = inside
                    .max(patch.cosine(run(0, a - 1), target))
                    .max(patch.cosine(run(-1, a - 1), target));
                let outer = [run(0, 1), run(1 - a as isize, 1)];
                weakest = outer.iter().fold(weakest, |w, &o| w.min(patch.cosine(o, target)));
            }
            if b > 1 {
                inside = inside
                    .max(patch.cosine(source, run(0, b - 1)))
                    .max(patch.cosine(source, run(-1, b - 1)));
                let outer = [run(0, 1), run(1 - b as isize, 1)];
                weakest = outer.iter().fold(weakest, |w, &o| w.min(patch.cosine(source, o)));
            }
            set(F::MERGE_GAIN, cosine - inside);
            set(F::MERGE_SIZE, (a + b - 2) as f32);
            set(F::MERGE_WEAKEST, weakest);
            set(F::LENGTH_SHORT, log);
        } else {
            set(F::COSINE_ONE, cosine);
        }
        let short = 1.0 / (1.0 + (la + lb) / 40.0);
        set(F::SHORT_COSINE, short * cosine);
        let foreign = |profiles: &[Profile]| profiles.iter().any(|p| p.foreign);
        set(F::FOREIGN, flag(foreign(&s.profiles[i - a..i]) || foreign(&t.profiles[j - b..j])));
        if self.evidence.has_paragraphs {
            let inside = |profiles: &[Profile]| profiles[1..].iter().filter(|p| p.opens).count();
            let n_inside = inside(&s.profiles[i - a..i]) + inside(&t.profiles[j - b..j]);
            set(F::PARAGRAPH_INSIDE, n_inside as f32);
            let closes = [s.last(i).closes, t.last(j).closes];
            set(F::PARAGRAPH_BOTH, flag(closes[0] && closes[1]));
            set(F::PARAGRAPH_ONE, flag(closes[0] != closes[1]));
            let own = [s.first(i, a).opens && closes[0], t.first(j, b).opens && closes[1]];
            set(F::PARAGRAPH_OWN, flag(own[0] != own[1]));
        }
        self.tokens(shape, i, j, &mut set);
        let (first, last) = ([s.first(i, a), t.first(j, b)], [s.last(i), t.last(j)]);
        let strong =
            |m: EndMark| matches!(m, EndMark::Question | EndMark::Exclamation | EndMark::Colon);
        let ends = last.map(|p| p.end);
        set(F::END_DIFFERS, flag(ends[0] != ends[1] && ends.iter().any(|&m| strong(m))));
        set(F::END_MISSING, flag((ends[0] == EndMark::None) != (ends[1] == EndMark::None)));
        let is_heading = |p: &Profile| p.end == EndMark::None && p.furniture < 0.5;
        if a + b == 2 && last.into_iter().all(is_heading) {
            set(F::HEADING_BOTH, 1.0);
            set(F::HEADING_FIRST, nearness(i - 1) * nearness(j - 1));
        }
        let openings = first.map(|p| p.opening);
        let differs = |o: Opening| flag((openings[0] == o) != (openings[1] == o));
        set(F::OPENING_DIFFERS, differs(Opening::Bracket) + differs(Opening::Item));
        set(F::SPEECH_DIFFERS, differs(Opening::Speech));
        let furniture = first.map(|p| p.furniture);
        set(F::FURNITURE_DIFFERS, (furniture[0] - furniture[1]).abs());
        set(F::FURNITURE_BOTH, furniture[0].min(furniture[1]));
        set(F::CAPITALS_DIFFER, (first[0].capitals - first[1].capitals).abs());
        set(class(shape), 1.0);
        let [s, t] = [i - a..i, j - b..j];
        guess_cover([self.evidence.cover.total(0, s), self.evidence.cover.total(1, t)], values);
    }

    fn tokens(&mut self, shape: Shape, i: usize, j: usize, set: &mut impl FnMut(F, f32)) {
        let runs = [i - shape.source..i, j - shape.target..j];
        let Common { both, n, unmet, rare } = self.evidence.tokens.common(runs, &mut self.scratch);
        set(F::FIGURES_BOTH, both[FIGURES].min(3.0));
        set(F::FIGURES_ALONE, (unmet[0] + unmet[1]).min(4.0));
        set(F::FIGURES_CLASH, unmet[0].min(unmet[1]).min(2.0));
        let names = n[NAMES].map(|n| n - both[NAMES]);
        set(F::NAMES_BOTH, both[NAMES].min(4.0));
        set(F::NAMES_ALONE, (names[0] + names[1]).min(4.0));
        set(F::NAMES_CLASH, names[0].min(names[1]).min(2.0));
        let [n_source, n_target] = n[STEMS];
        set(F::STEMS_BOTH, both[STEMS] / (n_source * n_target).sqrt().max(1.0));
        set(F::RARE_BOTH, rare.min(4.0));
    }
}

/// How the words of both sides of a match cover each other.
fn cover(compared: &mut Compared<'_>, shape: Shape, (i, j): (usize, usize), values: &mut Values) {
    let mut set = |f: F, value: f32| values[f as usize] = value;
    let (s, t) = (i - shape.source..i, j - shape.target..j);
    let block = compared.block(s.clone(), t.clone());
    let all = block.of(s.clone(), t.clone());
    let shares = [all.share(0), all.share(1)];
    set(F::COVER_LOW, shares[0].min(shares[1]));
    set(F::COVER_HIGH, shares[0].max(shares[1]));
    set(F::OPEN_SOURCE, all.open(0).min(MAX_OPEN));
    set(F::OPEN_TARGET, all.open(1).min(MAX_OPEN));
    if shape.source + shape.target == 2 {
        return;
    }
    let (mut gain, mut weakest) = (MAX_OPEN, 1f32);
    for (side, run) in [&s, &t].into_iter().enumerate().filter(|(_, run)| run.len() > 1) {
        let of = |part: Range<usize>| match side {
            0 => block.of(part, t.clone()),
            _ => block.of(s.clone(), part),
        };
        let outer = [of(run.start..run.start + 1), of(run.end - 1..run.end)];
        let rest = match run.len() {
            2 => [outer[1], outer[0]],
            _ => [of(run.start + 1..run.end), of(run.start..run.end - 1)],
        };
        for (rest, outer) in rest.iter().zip(&outer) {
            gain = gain.min(rest.open(1 - side) - all.open(1 - side));
            weakest = weakest.min(outer.share(side));
        }
    }
    set(F::COVER_GAIN, gain);
    set(F::COVER_WEAKEST, weakest);
}

/// What words are likely to cover, by what the sums of their vectors say; `totals` is the weight of the
/// words of either side. Straight lines through the beads of hand-aligned texts that are worth a look.
fn guess_cover(totals: [f32; 2], values: &mut Values) {
    let of = |f: F| values[f as usize];
    let (cosine, gain, stems) = (of(F::COSINE), of(F::MERGE_GAIN), of(F::STEMS_BOTH));
    let shares = if of(F::IS_11) > 0.0 {
        [-0.01 + 0.8 * cosine + 0.2 * stems, 0.09 + 0.79 * cosine + 0.16 * stems]
    } else {
        let weakest = of(F::MERGE_WEAKEST);
        let merge = -0.04 + 1.37 * cosine + 2.63 * weakest + 7.8 * gain + 1.06 * stems;
        values[F::COVER_GAIN as usize] = merge.clamp(0.0, MAX_OPEN);
        let outer = -0.08 + 0.45 * cosine + 0.47 * weakest + 0.53 * gain + 0.15 * stems;
        values[F::COVER_WEAKEST as usize] = outer.clamp(0.0, 1.0);
        let low = -0.07 + 0.94 * cosine - 0.11 * weakest + 0.13 * gain + 0.17 * stems;
        [low, 0.03 + 0.98 * cosine + 0.03 * weakest - 0.61 * gain + 0.17 * stems]
    };
    let [low, high] = shares.map(|share| share.clamp(0.0, 1.0));
    (values[F::COVER_LOW as usize], values[F::COVER_HIGH as usize]) = (low, high);
    let open = totals.map(|total| (total * (1.0 - (low + high) / 2.0)).min(MAX_OPEN));
    [values[F::OPEN_SOURCE as usize], values[F::OPEN_TARGET as usize]] = open;
}

/// 1 at an end of the text, one half three sentences away.
fn nearness(n_between: usize) -> f32 {
    3.0 / (3.0 + n_between as f32)
}

fn flag(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

fn class(shape: Shape) -> F {
    match (shape.source, shape.target) {
        (1, 1) => F::IS_11,
        (1, 2) => F::IS_12,
        (2, 1) => F::IS_21,
        (2, 2) => F::IS_22,
        (1, 3) | (3, 1) => F::IS_13,
        (1, _) | (_, 1) => F::IS_LONG,
        _ => F::IS_MANY,
    }
}

/// Source characters a target character. A text cut off on one side must not mislead it, so it is
/// held near one.
fn length_ratio(sides: &[Runs; 2]) -> f32 {
    let total = |side: &Runs| side.lengths[side.lengths.len() - 1] + 1000.0;
    (total(&sides[0]) / total(&sides[1])).clamp(0.9, 1.15)
}
