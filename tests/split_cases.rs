//! Every case of `tests/cases/split/` splits as a translator wrote it down.

use std::{fs, ops::Range, path::Path};

use bitexto::{bitext::Lang, split::Splitter};

/// A text and its sentences, white space inside them made one space.
struct Case {
    line: usize,
    group: String,
    text: String,
    sentences: Vec<String>,
}

/// Fewest cases a language may have.
const FEWEST_CASES: usize = 400;

/// Reads a case file; a malformed case fails with its line.
fn read_cases(path: &Path) -> Vec<Case> {
    let content = fs::read_to_string(path).unwrap();
    let mut cases = Vec::new();
    let mut group = String::new();
    let mut lines = content.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix("# ") {
            group = name.to_owned();
            continue;
        }
        let here = format!("{}:{}", path.display(), index + 1);
        let mut text = vec![line];
        let mut sentences = Vec::new();
        let mut part = &mut text;
        loop {
            let Some((_, line)) = lines.next() else { panic!("{here}: no === ends the case") };
            match line {
                "---" => part = &mut sentences,
                "===" => break,
                line => part.push(line),
            }
        }
        assert!(!sentences.is_empty(), "{here}: no --- and sentences after the text");
        let glue = |parts: &[&str]| parts.concat().split_whitespace().collect::<String>();
        assert_eq!(glue(&text), glue(&sentences), "{here}: the sentences are not the text");
        cases.push(Case {
            line: index + 1,
            group: group.clone(),
            text: text.join("\n"),
            sentences: sentences.into_iter().map(str::to_owned).collect(),
        });
    }
    cases
}

fn split(splitter: &Splitter, text: &str) -> Vec<String> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    splitter.split_block(text, &mut spans);
    let one_space =
        |span: Range<usize>| text[span].split_whitespace().collect::<Vec<_>>().join(" ");
    spans.into_iter().map(one_space).collect()
}

fn check(lang: Lang) {
    let path = Path::new("tests/cases/split").join(format!("{lang}.txt"));
    let cases = read_cases(&path);
    let splitter = Splitter::new(lang);
    let mut wrong = String::new();
    for case in &cases {
        let found = split(&splitter, &case.text);
        if found != case.sentences {
            wrong += &format!(
                "{}:{} ({})\n  expected {:?}\n  found    {:?}\n",
                path.display(),
                case.line,
                case.group,
                case.sentences,
                found
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(cases.len() >= FEWEST_CASES, "{} cases in {}", cases.len(), path.display());
}

#[test]
fn spanish() {
    check(Lang::ES);
}

#[test]
fn english() {
    check(Lang::EN);
}
