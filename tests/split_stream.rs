//! A text that comes in pieces is split as the whole is, however it is cut.

use std::{
    convert::Infallible,
    ops::Range,
    time::{Duration, Instant},
};

use bitexto::{
    bitext::Lang,
    read::{self, Decoder, HEAD},
    split::{Found, Splitter, Stream},
};
use proptest::prelude::*;

/// A sentence as a stream gives it: its bytes in the text, its block, its words.
type Sentence = (Range<u64>, u64, String);

/// The sentences of `text` when it is given to a stream in pieces that end at `cuts`.
fn streamed(splitter: &Splitter, text: &str, cuts: &[usize], longest: usize) -> Vec<Sentence> {
    let mut stream = Stream::new(splitter);
    stream.longest_block = longest;
    let (mut held, mut found, mut at) = (String::new(), Vec::new(), 0);
    let mut take = |held: &mut String, is_last| {
        let give = |s: Found<'_>| {
            found.push((s.start..s.end(), s.block, s.text.to_owned()));
            Ok::<(), Infallible>(())
        };
        let Ok(()) = stream.take(held, is_last, give);
    };
    for cut in cuts {
        let cut = text.floor_char_boundary(*cut).max(at);
        held.push_str(&text[at..cut]);
        at = cut;
        take(&mut held, false);
    }
    held.push_str(&text[at..]);
    take(&mut held, true);
    assert!(held.is_empty(), "all is taken at the end");
    found
}

/// The sentences of the document that `text` is.
fn whole(splitter: &Splitter, text: &str) -> Vec<Sentence> {
    let sentences = splitter.split(read::document("d", text.to_owned()));
    let spans = sentences.iter().map(|s| (s.span.start as u64..s.span.end as u64, s.block as u64));
    spans
        .enumerate()
        .map(|(i, (span, block))| (span, block, sentences.text(i).to_owned()))
        .collect()
}

/// A first stretch of `HEAD` bytes that settles how lines are used, in one of the three ways.
fn head(layout: usize) -> String {
    let line = "El agua del pozo viejo baja turbia desde que llegaron las\nlluvias, y nadie sabe\n";
    let paragraph = match layout {
        0 => "El Sr. Paz vino ayer. Nadie lo vio llegar.\n\n".to_owned(),
        1 => format!("{} Todo sigue igual.\n", "La lluvia no paró en la sierra.".repeat(5)),
        _ => line.replace('\n', " de verdad\n"),
    };
    paragraph.repeat(HEAD / paragraph.len() + 1)
}

fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zñáé]{1,8} ",
        2 => "[A-ZÑÁ][a-zñáé]{0,7}",
        4 => prop::sample::select(vec![
            ". ", ".\n", "\n", "\n\n", "\r\n", "\r", "\r\n\r\n", " \n \n", "\u{FEFF}", "\u{a0}",
            "Sr. ", "Sr.\n", "EE. UU. ", "¿", "? ", "—", "(", ") ", "\" ", "« ", "1. ", "\n• ", "日本。",
        ])
        .prop_map(str::to_owned),
        1 => Just("y después otra palabra ".repeat(80)),
        1 => Just("Y después otra frase. ".repeat(80)),
        1 => Just(" ".repeat(1500)),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

/// A sentence shortened for messages.
fn shown((span, block, sentence): &Sentence) -> (Range<u64>, u64, String) {
    (span.clone(), *block, sentence.chars().rev().take(20).collect())
}

fn same(one: &[Sentence], other: &[Sentence]) -> Result<(), TestCaseError> {
    let differ = one.iter().zip(other).position(|(one, other)| one != other);
    let at = differ.unwrap_or(one.len().min(other.len()));
    prop_assert!(
        one.len() == other.len() && differ.is_none(),
        "{:?} / {:?}",
        one.get(at).map(shown),
        other.get(at).map(shown)
    );
    Ok(())
}

fn is_white(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

fn cuts(text: &str, places: &[prop::sample::Index]) -> Vec<usize> {
    let mut cuts: Vec<usize> = places.iter().map(|place| place.index(text.len() + 1)).collect();
    cuts.sort_unstable();
    cuts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Offsets and paragraph numbers too are those of the whole text, whatever its layout.
    #[test]
    fn pieces_give_what_the_whole_gives(
        layout in 0_usize..3,
        tail in odd_text(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let head = head(layout);
        let splitter = Splitter::new(Lang::ES);
        let cuts: Vec<usize> = cuts(&tail, &places).into_iter().map(|at| at + head.len()).collect();
        let text = head + &tail;
        same(&streamed(&splitter, &text, &cuts, 1 << 20), &whole(&splitter, &text))?;
    }

    /// Blocks that are too long come in parts, of which nothing is lost, and which are the same
    /// however the text is cut.
    #[test]
    fn long_blocks_lose_nothing(
        layout in 0_usize..3,
        tail in prop::collection::vec(odd_text(), 4..8),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let head = head(layout);
        let splitter = Splitter::new(Lang::ES);
        let tail = tail.concat();
        let cuts: Vec<usize> = cuts(&tail, &places).into_iter().map(|at| at + head.len()).collect();
        let text = head + &tail;
        let parts = streamed(&splitter, &text, &cuts, 1 << 12);
        let mut end = 0;
        for (span, _, sentence) in &parts {
            let (start, stop) = (span.start as usize, span.end as usize);
            prop_assert!(start >= end && start < stop && sentence.len() <= 1 << 13);
            let between = &text[end..start];
            prop_assert!(between.chars().all(is_white), "{:?}", between);
            prop_assert_eq!(&text[start..stop], sentence.as_str());
            end = stop;
        }
        prop_assert!(text[end..].chars().all(is_white));
        same(&parts, &streamed(&splitter, &text, &[], 1 << 12))?;
    }

    /// Bytes too may be cut anywhere, inside a character or before the character set is known.
    #[test]
    fn bytes_are_decoded_the_same_in_pieces(
        n_ascii in prop::sample::select(vec![0, 100, HEAD - 1, HEAD, HEAD + 1]),
        set in 0_usize..5,
        tail in odd_text(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let text = "a. b\n".repeat(n_ascii / 5) + "Señor, ¿qué pasó aquí? " + &tail;
        let units = || text.encode_utf16();
        let bytes: Vec<u8> = match set {
            0 => text.into_bytes(),
            1 => [text.as_bytes(), &b"\xC3( ni\xF1o \xE2\x80"[..]].concat(),
            2 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            3 => units().chain([0xD800]).flat_map(u16::to_le_bytes).collect(),
            _ => [0xFEFF].into_iter().chain(units()).flat_map(u16::to_be_bytes).collect(),
        };
        let whole = read::decode(&bytes).unwrap();
        let (mut decoder, mut found, mut at) = (Decoder::default(), String::new(), 0);
        let mut ends: Vec<usize> = places.iter().map(|p| p.index(bytes.len() + 1)).collect();
        ends.sort_unstable();
        for end in ends.into_iter().chain([bytes.len()]) {
            decoder.push(&bytes[at..end], &mut found).unwrap();
            at = end;
        }
        decoder.finish(&mut found).unwrap();
        prop_assert!(found == whole.text);
        let read = (decoder.encoding(), decoder.is_guessed(), decoder.n_malformed());
        prop_assert_eq!(read, (whole.encoding, whole.guessed, whole.n_malformed));
        // The guess between legacy sets may err on a text as odd as this.
        prop_assert!(set == 2 || whole.text.contains("¿qué pasó aquí?"), "{}", whole.encoding);
    }
}

#[test]
fn a_sentence_too_long_is_cut_between_words_and_counted() {
    let splitter = Splitter::new(Lang::EN);
    let text = "word ".repeat(3000);
    let mut stream = Stream::new(&splitter);
    stream.longest_block = 5000;
    let mut found = Vec::new();
    let give = |s: Found<'_>| {
        found.push(s.text.to_owned());
        Ok::<(), Infallible>(())
    };
    let Ok(()) = stream.take(&mut text.clone(), true, give);
    assert_eq!(stream.n_cut(), 2);
    assert_eq!(found.len(), 3);
    assert_eq!(found.join(" "), text.trim_end());
}

/// Eight times the text may take this many times as long; 64 is what quadratic work would take.
const MOST_GROWTH: u32 = 30;

#[test]
fn hostile_streams_take_linear_time_and_bounded_memory() {
    let splitter = Splitter::new(Lang::EN);
    let longest = 1 << 14;
    for piece in
        [".", "\"", "a.", "word ", "x", " ", "\n", "\r", " \n", "a\n", "(", "\u{a0}", "\u{FEFF}"]
    {
        let time = |n_bytes: usize| {
            let part = piece.repeat(4096 / piece.len());
            let mut stream = Stream::new(&splitter);
            stream.longest_block = longest;
            let (mut held, mut most_held) = (String::new(), 0);
            // The first block settles how lines are used; what comes is the second.
            held.push_str(&"One.\n\n".repeat(HEAD / 6 + 1));
            let start = Instant::now();
            for n in 0..=n_bytes / part.len() {
                let is_last = n == n_bytes / part.len();
                let Ok(()) = stream.take(&mut held, is_last, |_| Ok::<(), Infallible>(()));
                most_held = most_held.max(held.len());
                held.push_str(if is_last { "" } else { &part });
            }
            assert!(most_held < 3 * longest, "{piece:?}: {most_held} bytes are held");
            start.elapsed()
        };
        let short = time(1 << 17).min(time(1 << 17));
        let long = time(1 << 20).min(time(1 << 20));
        assert!(
            long < short * MOST_GROWTH + Duration::from_millis(100),
            "{piece:?}: {short:?} grows to {long:?}"
        );
    }
}
