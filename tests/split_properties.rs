//! What holds for every text, however odd.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use bitexto::{
    bitext::{Block, BlockKind, Document, Lang},
    split::Splitter,
};
use proptest::prelude::*;

fn splitters() -> [Splitter; 3] {
    [Splitter::new(Lang::ES), Splitter::new(Lang::EN), Splitter::new("de".parse().unwrap())]
}

fn spans(splitter: &Splitter, text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    splitter.split_block(text, &mut spans);
    spans
}

/// White space as the splitter sees it: what nobody can see.
fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// Text of the pieces that decide where sentences end, in any order.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zñáé]{1,8}",
        2 => "[A-ZÑÁ][a-zñáé]{0,7}",
        4 => Just(" ".to_owned()),
        2 => Just(". ".to_owned()),
        1 => prop::sample::select(vec![
            ".", "...", "…", "!", "?", "¿", "¡", "—", " —", "-", "(", ")", "[", "]", "[1]", "\"",
            " \"", "\" ", "'", "«", "»", "“", "”", ",", ":", ";", "\n", "\n\n", "\r\n", "1", "27",
            "1. ", "a) ", "• ", "Sr. ", "EE. UU. ", "U.S. ", "p. ej. ", "a. m. ", "etc. ", "no. ",
            "J. ", "。", "！", "日本", "\u{a0}", "\u{2009}", "😀", "²", "http://a.b/c?d=e", "@", "#", "$",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A sentence may fall apart when it is split again only if one of these is in it. All three are
/// read from more than the sentence:
///
/// * a line break: how wide the lines are, and what the line before it is, are seen in the block;
/// * the mark of a list item at its head: at the head of a block it begins a list in one line;
/// * a straight quote: whether it opens or closes depends on those before it.
fn needs_its_block(sentence: &str) -> bool {
    let head = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    let label: String = head.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_item = label.len() <= 3 && head[label.len()..].starts_with(['.', ')']);
    let is_bulleted = sentence.starts_with(['•', '·']);
    sentence.contains(['\n', '"']) || is_item || is_bulleted
}

fn check_spans(text: &str) -> Result<(), TestCaseError> {
    for splitter in splitters() {
        let spans = spans(&splitter, text);
        let mut end = 0;
        for span in &spans {
            prop_assert!(span.start >= end && span.start < span.end, "order: {spans:?}");
            let between = &text[end..span.start];
            prop_assert!(between.chars().all(is_white), "left out: {between:?}");
            let sentence = &text[span.clone()];
            prop_assert!(!sentence.starts_with(is_white) && !sentence.ends_with(is_white));
            end = span.end;
        }
        prop_assert!(text[end..].chars().all(is_white), "left out: {:?}", &text[end..]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn sentences_cover_a_text_in_order(text in odd_text()) {
        check_spans(&text)?;
    }

    #[test]
    fn sentences_cover_any_characters(text in any::<String>()) {
        check_spans(&text)?;
    }

    #[test]
    fn a_sentence_is_one_sentence(text in odd_text()) {
        for splitter in splitters() {
            for span in spans(&splitter, &text) {
                let sentence = &text[span];
                if !needs_its_block(sentence) {
                    let again = spans(&splitter, sentence);
                    prop_assert_eq!(again.len(), 1, "{:?} falls apart: {:?}", sentence, again);
                }
            }
        }
    }

    /// Neither in a document of blocks nor in one text with blank lines does a stray quote or
    /// bracket reach the paragraph after it.
    #[test]
    fn a_stray_mark_stays_in_its_paragraph(
        paragraphs in prop::collection::vec(odd_text(), 2..4),
        at in 0_usize..60,
        mark in prop::sample::select(vec!["\"", "'", "«", "“", "(", "[", ")", "]", "¿"]),
    ) {
        let clean = |text: &String| text.replace(['\n', '\r'], " ").trim_matches(is_white).to_owned();
        let paragraphs: Vec<String> =
            paragraphs.iter().map(clean).filter(|text| !text.is_empty()).collect();
        let mut marked = paragraphs.clone();
        if let Some(first) = marked.first_mut() {
            let at = first.char_indices().map(|(at, _)| at).nth(at).unwrap_or(0);
            first.insert_str(at, mark);
        }
        for splitter in splitters() {
            let later = |paragraphs: &[String]| {
                let sentences = splitter.split(document(paragraphs));
                let texts: Vec<String> = (0..sentences.len())
                    .filter(|index| sentences.block(*index) > 0)
                    .map(|index| sentences.text(index).to_owned())
                    .collect();
                texts
            };
            prop_assert_eq!(later(&paragraphs), later(&marked));
            let glued = |paragraphs: &[String]| {
                let text = paragraphs.join("\n\n");
                let first = paragraphs.first().map_or(0, String::len);
                let spans = spans(&splitter, &text).into_iter();
                let texts: Vec<String> =
                    spans.filter(|span| span.start > first).map(|span| text[span].to_owned()).collect();
                texts
            };
            prop_assert_eq!(glued(&paragraphs), glued(&marked));
        }
    }
}

/// A document with a block for every paragraph.
fn document(paragraphs: &[String]) -> Document {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for paragraph in paragraphs {
        let start = text.len();
        text += paragraph;
        blocks.push(Block { span: start..text.len(), kind: BlockKind::Paragraph });
        text += "\n\n";
    }
    Document { name: "test".to_owned(), text, blocks }
}

/// Eight times the text may take this many times as long; 64 is what quadratic work would take.
const MOST_GROWTH: u32 = 30;

#[test]
fn hostile_texts_take_linear_time() {
    let hostile = [
        ".",
        "?",
        "\"",
        "'",
        "(",
        ")",
        "[",
        "a.",
        "A. ",
        "a. ",
        "S. A. ",
        "MR. ",
        "Sr. ",
        "1. ",
        "1. a ",
        "a) ",
        "• ",
        "• a ",
        "\n",
        " \n",
        "\n-",
        "a\n",
        "A\n",
        "a.\nB\n",
        ". \"A",
        ". \"",
        ".\"",
        "a.\"B",
        ".)",
        "(.",
        "(a. B",
        "[1] ",
        ".[1]",
        ".[",
        " . ",
        ". . ",
        "!\n",
        "—",
        "¿",
        "\u{a0}",
        "a.\u{a0}",
        "…",
        "。",
        "p. ej. ",
        "EE. UU. ",
        "at 5 a.m. ",
        "\u{FEFF}",
        ":)",
    ];
    let splitters = splitters();
    for piece in hostile {
        for prefix in ["", "((((\"\"\"\" A "] {
            let time = |n_bytes: usize| {
                let text = prefix.to_owned() + &piece.repeat(n_bytes / piece.len());
                let start = Instant::now();
                for splitter in &splitters {
                    spans(splitter, &text);
                }
                start.elapsed()
            };
            let short = time(1 << 11).min(time(1 << 11));
            let long = time(1 << 14).min(time(1 << 14));
            assert!(
                long < short * MOST_GROWTH + Duration::from_millis(100),
                "{prefix:?} and {piece:?}: {short:?} grows to {long:?}"
            );
        }
    }
}

#[test]
fn added_abbreviations_are_heeded() {
    let mut splitter = Splitter::new(Lang::ES);
    let text = "El Zutn. Pérez vino. Tomó 3 glups. Se fue.";
    assert_eq!(spans(&splitter, text).len(), 4);
    splitter.add_abbreviations("Zutn.\tnever\tzutano\nglups.  capital  vasos").unwrap();
    let found: Vec<&str> = spans(&splitter, text).into_iter().map(|span| &text[span]).collect();
    assert_eq!(found, ["El Zutn. Pérez vino.", "Tomó 3 glups.", "Se fue."]);
    let error = splitter.add_abbreviations("bien.\n\nmal.  quizás").unwrap_err();
    assert_eq!(error.line, 3);
}

#[test]
fn unknown_languages_go_by_marks_and_capitals() {
    let german: Lang = "de".parse().unwrap();
    assert!(!Splitter::has_rules(german) && Splitter::has_rules(Lang::EN));
    let splitter = Splitter::new(german);
    let text = "Dr. Weber kam um 3.15 Uhr. Er ging bald, z. B. nach Hause. Warum? Niemand weiß es.";
    let found: Vec<&str> = spans(&splitter, text).into_iter().map(|span| &text[span]).collect();
    assert_eq!(
        found,
        [
            "Dr. Weber kam um 3.15 Uhr.",
            "Er ging bald, z. B. nach Hause.",
            "Warum?",
            "Niemand weiß es."
        ]
    );
}
