//! The encoder against the reference: token ids, sums, damaged files, odd input.
//! `scripts/build_model.py --tests` writes the expected values.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use bitexto::encode::{Encoder, Model, ModelError};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(DATA).join(name)).unwrap()
}

/// The lines that hold something.
fn entries(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Undoes the escapes of `sentences.txt`.
fn unescape(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        out.push(match (c, if c == '\\' { rest.next() } else { None }) {
            (c, None) => c,
            (_, Some('n')) => '\n',
            (_, Some('r')) => '\r',
            (_, Some('t')) => '\t',
            (_, Some('u')) => {
                let digits: String = rest.by_ref().skip(1).take_while(|&c| c != '}').collect();
                u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).expect("a character")
            }
            (_, Some(c)) => c,
        });
    }
    out
}

fn own_sentences() -> Vec<String> {
    entries(&read("sentences.txt")).into_iter().map(unescape).collect()
}

/// Spanish and English sentences that translate each other.
fn own_pairs() -> (Vec<String>, Vec<String>) {
    let text = read("sentences.txt");
    let (pairs, _) = text.split_once("\n# odd\n").expect("the odd ones come last");
    let lines: Vec<_> = entries(pairs).into_iter().map(unescape).collect();
    (lines.iter().step_by(2).cloned().collect(), lines.iter().skip(1).step_by(2).cloned().collect())
}

fn ids(encoder: &Encoder, text: &str) -> Vec<u32> {
    let mut ids = Vec::new();
    encoder.tokenize(text, &mut ids);
    ids
}

fn fnv(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}

/// Small, fixed pseudo-random numbers (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

#[test]
fn ids_of_own_sentences_are_the_references() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let sentences = own_sentences();
    let expected = read("token-ids.txt");
    let expected: Vec<&str> = entries(&expected);
    assert!(sentences.len() >= 240);
    assert_eq!(sentences.len(), expected.len());
    for (sentence, expected) in sentences.iter().zip(&expected) {
        let expected: Vec<u32> =
            expected.trim_start_matches("* ").split(' ').map(|id| id.parse().unwrap()).collect();
        assert_eq!(ids(&encoder, sentence), expected, "{sentence:?}");
    }
    let n_whole = expected.iter().filter(|line| !line.starts_with('*')).count();
    assert!(
        n_whole * 10 >= expected.len() * 8,
        "the model left out too many pieces: {n_whole} lines are whole"
    );
}

#[test]
fn ids_of_gold_sentences_are_the_references() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/align/sents");
    if !folder.is_dir() {
        eprintln!(
            "SKIPPED: {} is not there, so 1,000 gold sentences were not compared",
            folder.display()
        );
        return;
    }
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let (mut name, mut text) = (String::new(), String::new());
    let expected = read("gold-token-ids.tsv");
    let expected = entries(&expected);
    assert_eq!(expected.len(), 1000);
    for line in expected {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[0] != name {
            name = fields[0].to_owned();
            text = fs::read_to_string(folder.join(&name)).unwrap();
        }
        let sentence = text.lines().nth(fields[1].parse().unwrap()).unwrap();
        assert_eq!(
            format!("{:016x}", fnv(sentence.bytes())),
            fields[2],
            "the gold has changed: {line}"
        );
        let found = fnv(ids(&encoder, sentence).into_iter().flat_map(u32::to_le_bytes));
        assert_eq!(format!("{found:016x}"), fields[3], "{line}");
    }
}

#[test]
fn sums_are_the_scripts() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let expected: Vec<f32> = fs::read(Path::new(DATA).join("vectors.bin"))
        .unwrap()
        .chunks_exact(4)
        .map(|x| f32::from_le_bytes(x.try_into().unwrap()))
        .collect();
    let expected: Vec<&[f32]> = expected.chunks_exact(encoder.dims()).collect();
    let sentences = own_sentences();
    let step = sentences.len() / 60;
    let chosen: Vec<&String> = sentences.iter().step_by(step).collect();
    assert_eq!(chosen.len(), expected.len());
    let mut found = vec![0.0; encoder.dims()];
    for (sentence, expected) in chosen.iter().zip(expected) {
        // The script knows nothing of titles in capitals, which `encode` takes otherwise.
        encoder.sum(sentence, &mut found);
        for (found, expected) in found.iter().zip(expected) {
            let tolerance = 1e-5 * expected.abs().max(1.0);
            assert!(
                (found - expected).abs() <= tolerance,
                "{sentence:?}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn titles_in_capitals_are_taken_as_running_text() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let vectors = encoder.encode([
        "El río que nos quita el sueño",
        "The River That Keeps Us Awake at Night",
        "The river that keeps us awake at night",
        "EL RÍO QUE NOS QUITA EL SUEÑO",
    ]);
    assert_eq!(vectors.row(1), vectors.row(2));
    assert_eq!(vectors.row(0), vectors.row(3));
}

#[test]
fn a_sum_is_that_of_its_pieces() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let texts = ["la casa", "la", "una casa grande", "una grande", "", "   ", "\u{2581}"];
    let vectors = encoder.encode(texts);
    assert_eq!(ids(&encoder, "la casa").len(), 4);
    assert_eq!([4, 5, 6].map(|idx| ids(&encoder, texts[idx])), [[1, 0, 2]; 3]);
    assert_eq!(vectors.row(4), vectors.row(5));
    // What a word adds is the same wherever it stands.
    let adds =
        |with: usize, without: usize, k: usize| vectors.row(with)[k] - vectors.row(without)[k];
    for k in 0..encoder.dims() {
        assert!((adds(0, 1, k) - adds(2, 3, k)).abs() < 1e-4);
    }
}

/// Texts are cut at spaces before their normal form is made, and words are kept in whole numbers.
#[test]
fn word_by_word_makes_the_sum_of_the_text() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut dice = Dice(362436069362436069);
    let parts = [
        "a",
        "la",
        "río",
        "no",
        "e\u{301}",
        " ",
        "\n",
        "\t",
        "\u{A0}",
        "  ",
        "¨",
        "½",
        "\u{FDFA}",
        "¿",
        "»",
        "\u{200B}",
        "\u{301}",
        "ไทย",
        "12",
        "-",
        "ñandú",
        "desafortunadamente",
    ];
    let mut texts = own_sentences().iter().map(|text| text.to_lowercase()).collect::<Vec<_>>();
    for _ in 0..2000 {
        let n = dice.roll(120);
        texts.push(
            "a ".to_owned() + &(0..n).map(|_| parts[dice.roll(parts.len())]).collect::<String>(),
        );
    }
    let vectors = encoder.encode(&texts);
    let mut sum = vec![0.0; encoder.dims()];
    for (idx, text) in texts.iter().enumerate() {
        let n_known = encoder.sum(text, &mut sum);
        // A word that leaves nothing of itself is left out, a text that does is unknown.
        if ids(&encoder, text) == [1, 0, 2] {
            continue;
        }
        assert_eq!(vectors.n_known(idx), n_known, "{text:?}");
        for (found, expected) in vectors.row(idx).iter().zip(&sum) {
            assert!((found - expected).abs() < 2e-3, "{text:?}: {found} is not {expected}");
        }
    }
}

#[test]
fn translations_lie_closest() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let (source, target) = own_pairs();
    assert!(source.len() >= 95 && source.len() == target.len());
    let n = source.len();
    let vectors = encoder.encode(source.iter().chain(&target));
    let n_right = (0..n)
        .filter(|&i| {
            (0..n).all(|j| {
                j == i || vectors.cosine(i, &vectors, n + j) < vectors.cosine(i, &vectors, n + i)
            })
        })
        .count();
    // Measured when the floor was set: see models/README.md.
    assert!(n_right * 100 >= n * 97, "{n_right} of {n} sentences lie closest to their translation");
}

#[test]
fn words_of_other_scripts_are_unknown() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let vectors = encoder.encode(["", "  ", "ไทย", "\u{E000}\u{E001}", "sí"]);
    let known: Vec<usize> = (0..vectors.len()).map(|idx| vectors.n_known(idx)).collect();
    assert_eq!(known, [0, 0, 0, 0, 1]);
}

#[test]
fn any_text_will_do() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut dice = Dice(88172645463325252);
    let mut out = vec![0.0; encoder.dims()];
    for _ in 0..2000 {
        let text: String = (0..dice.roll(40))
            .filter_map(|_| {
                let top = [0x80, 0x250, 0x370, 0x2600, 0x11_0000][dice.roll(5)];
                char::from_u32(dice.roll(top) as u32)
            })
            .collect();
        encoder.sum(&text, &mut out);
        assert!(out.iter().all(|x| x.is_finite()), "{text:?}");
        let ids = ids(&encoder, &text);
        assert!(ids.len() >= 3 && ids[0] == 1 && ids[ids.len() - 1] == 2, "{text:?}");
    }
}

#[test]
fn time_is_linear_in_a_long_line() {
    let model = Model::embedded();
    let encoder = Encoder::new(&model);
    let mut out = vec![0.0; encoder.dims()];
    // Without a space, with spaces, marks that the normaliser looks at longest, and a character
    // that becomes eleven times as long.
    let parts = ["internacional", "una línea larga ", "e\u{301}\u{1100}\u{1161}", "\u{FDFA}"];
    for (part, len) in parts.into_iter().zip([5_000_000, 1_000_000, 1_000_000, 200_000]) {
        let text = part.repeat(len / part.len());
        encoder.sum(&text, &mut out);
        assert!(out.iter().all(|x| x.is_finite()));
    }
}

/// The model as bytes, and what opening such bytes gives.
fn embedded() -> Vec<u8> {
    fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/es-en.bin")).unwrap()
}

fn open(folder: &tempfile::TempDir, bytes: &[u8]) -> Result<Model, ModelError> {
    // A new name each time: the map of the last one may still be in use.
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let path = folder.path().join(format!("{}.bin", COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::write(&path, bytes).unwrap();
    Model::open(&path)
}

#[test]
fn the_embedded_model_is_whole() {
    let model = Model::open(concat!(env!("CARGO_MANIFEST_DIR"), "/models/es-en.bin")).unwrap();
    assert_eq!(model.dims(), Model::embedded().dims());
    assert_eq!(model.languages().iter().map(|x| x.code()).collect::<Vec<_>>(), ["es", "en"]);
    let (a, b) = (Encoder::new(&model), Model::embedded());
    let b = Encoder::new(&b);
    let sentences = own_sentences();
    assert_eq!(a.encode(&sentences), b.encode(&sentences));
    assert!(embedded().len() <= 6 << 20);
}

#[test]
fn foreign_and_cut_off_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let whole = embedded();
    assert!(matches!(Model::open(folder.path().join("none.bin")), Err(ModelError::Io { .. })));
    assert!(matches!(Model::open(folder.path()), Err(ModelError::Io { .. })));
    assert!(matches!(open(&folder, b""), Err(ModelError::Foreign { .. })));
    assert!(matches!(open(&folder, b"PK\x03\x04 a spreadsheet"), Err(ModelError::Foreign { .. })));
    for len in [8, 9, 100, 135, 136, 137, 5000, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(open(&folder, &whole[..len]), Err(ModelError::Damaged { .. })), "{len}");
    }
    let mut newer = whole.clone();
    newer[8] = 2;
    let message = open(&folder, &newer).unwrap_err().to_string();
    assert!(message.contains("format 2"), "{message}");
    let longer = [&whole[..], b"more"].concat();
    assert!(matches!(open(&folder, &longer), Err(ModelError::Damaged { .. })));
    let mut dice = Dice(2463534242);
    for _ in 0..20 {
        let mut flipped = whole.clone();
        let at = 16 + dice.roll(whole.len() - 16);
        flipped[at] ^= 1 << dice.roll(8);
        assert!(matches!(open(&folder, &flipped), Err(ModelError::Damaged { .. })), "byte {at}");
    }
}

/// CRC-32, four bits a step: not the code that is in the library.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |x: u32| (0..4).fold(x, |x, _| (x >> 1) ^ (0xEDB8_8320 & (x & 1).wrapping_neg()));
    let table: [u32; 16] = std::array::from_fn(|x| step(x as u32));
    let half = |crc: u32| (crc >> 4) ^ table[(crc & 15) as usize];
    !bytes.iter().fold(!0, |crc, &byte| half(half(crc ^ u32::from(byte))))
}

#[test]
fn a_model_made_in_bad_faith_cannot_panic() {
    let folder = tempfile::tempdir().unwrap();
    let whole = embedded();
    let sentences = own_sentences();
    let mut dice = Dice(1181783497276652981);
    let mut n_opened = 0;
    for round in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..[1, 3, 2000][round % 3] {
            // Half of the damage is done to the header, the other half anywhere.
            let at = 16 + dice.roll(if round % 2 == 0 { 120 } else { bytes.len() - 16 });
            bytes[at] = dice.roll(256) as u8;
        }
        if round % 5 == 0 {
            bytes.truncate(1000 + dice.roll(bytes.len() - 1000));
        }
        let len = bytes.len() as u32;
        bytes[16..20].copy_from_slice(&len.to_le_bytes());
        let crc = crc32(&bytes[16..]);
        bytes[12..16].copy_from_slice(&crc.to_le_bytes());
        if let Ok(model) = open(&folder, &bytes) {
            n_opened += 1;
            let encoder = Encoder::new(&model);
            encoder.encode(&sentences);
            sentences.iter().for_each(|sentence| drop(ids(&encoder, sentence)));
        }
    }
    assert!(n_opened >= 15, "only {n_opened} of the damaged models could be opened");
}

/// More words than an encoder remembers, some so long that they are kept by themselves and some that
/// differ in their last letters only.
#[test]
fn what_was_met_before_changes_nothing() {
    let model = Model::embedded();
    let met = Encoder::new(&model);
    for round in 0..6 {
        let mut texts = own_sentences();
        texts.extend((round * 6_000..(round + 1) * 6_000).map(|n| format!("w{n} w{:06}", n / 2)));
        for n in 10..20 {
            let long = "abcdefghijklmnopqrst";
            texts.push(format!("{} {}x{round} \u{2581}", &long[..n], &long[..n]));
        }
        assert_eq!(met.encode(&texts), Encoder::new(&model).encode(&texts), "round {round}");
    }
}
