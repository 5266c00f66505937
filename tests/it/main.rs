//! Tests of the whole program, in one binary so that it is linked once. They stand on `corpus/`, `fixtures/` and on what
//! the generator makes.
#![allow(clippy::unwrap_used)]

mod batch;
mod corpus_checks;
mod facts_page;
mod fuzz_replay;
mod generated;
mod ledger;
mod names;
mod phrasings;
mod properties;
mod readings;
mod sameness;
mod schema;
mod snapshots;
mod store_killed;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The JSON document of some bytes.
fn json(bytes: &[u8], name: &str) -> Value {
    let parsed = jixiao::parse(bytes, name);
    serde_json::to_value(jixiao::outputs::assemble::report(name, bytes, &parsed)).unwrap()
}

/// The labelled text reports, without their copies.
fn labelled_texts() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("corpus/narrative"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.ends_with(".txt") && name.matches('.').count() == 1
        })
        .collect();
    files.sort();
    assert!(files.len() >= 20, "the labelled reports are there");
    files
}

/// The seed report.
fn youth_league() -> String {
    std::fs::read_to_string(root().join("fixtures/youth-league-2024.txt")).unwrap()
}
