//! Imports point one way: a stage uses the nouns and the stages before it.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in order. Each may use those to its left.
const STAGES: [&str; 8] = ["bitext", "read", "split", "encode", "align", "pair", "write", "clean"];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// What a stage may use, itself included.
fn allowed(stage: &str) -> Vec<&'static str> {
    match stage {
        // Measures beads, whoever made them.
        "evaluate" => vec!["bitext", "evaluate"],
        // Looks at anybody's files.
        "check" => vec!["bitext", "check"],
        // Takes sheets back; what it shares with the stage that writes them is in `bitext`.
        "review" => vec!["bitext", "read", "review"],
        _ => {
            let at = STAGES
                .iter()
                .position(|s| *s == stage)
                .unwrap_or_else(|| panic!("src/{stage} is no stage"));
            STAGES[..=at].to_vec()
        }
    }
}

#[test]
fn imports_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut n_seen = 0;
    for file in files {
        let inner = file.strip_prefix(&src).unwrap();
        let stage = inner.components().next().unwrap().as_os_str().to_str().unwrap();
        if ["lib.rs", "main.rs", "cli"].contains(&stage) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for (index, line) in text.lines().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let used = line[at + 7..]
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap();
                n_seen += 1;
                assert!(
                    allowed(stage).contains(&used),
                    "{}:{}: src/{stage} may not use crate::{used}",
                    file.display(),
                    index + 1
                );
            }
        }
    }
    assert!(n_seen > 10, "the test sees the imports");
}
