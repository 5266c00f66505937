//! Measures the program on labelled reports: `jixiao eval DIR`.
//!
//! A labelled report is a source file and a `NAME.truth.json` beside it that says what the report prints ([`truth`]). For each
//! of them the pipeline runs, [`compare`] counts what was found, missed and made up, and [`table`] prints the figures. A bureau
//! that labels its own reports measures with it; floors ([`Floors`]) stop a change that makes a figure worse.

pub mod align;
pub mod compare;
mod findings;
pub mod floors;
pub mod table;
pub mod tally;
pub mod truth;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::Parsed;
use crate::outputs::assemble;
pub use floors::Floors;
pub use tally::Tally;
use truth::Truth;

/// Why an evaluation could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A truth file or a file it names cannot be read.
    #[error(transparent)]
    Read(#[from] std::io::Error),
    /// A truth file is not what it should be.
    #[error("标注文件 {path} 不合格式：{cause}")]
    Truth {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: serde_json::Error,
    },
    /// The floors are not what they should be.
    #[error("下限文件 {path} 不合格式：{cause}")]
    Floors {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: toml::de::Error,
    },
}

/// What an evaluation found.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// Files that were run.
    pub files: usize,
    /// Files that gave no result, with the cause.
    pub broken: Vec<String>,
    /// Hits, wants and misses.
    pub tally: Tally,
}

/// The truth files at or under the paths, in order of folder and name.
pub fn truth_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut found: Vec<PathBuf> = walkdir::WalkDir::new(path)
            .into_iter()
            .filter_map(Result::ok)
            .map(walkdir::DirEntry::into_path)
            .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().ends_with(".truth.json")))
            .collect();
        found.sort_by(|a, b| (a.parent(), a.file_name()).cmp(&(b.parent(), b.file_name())));
        files.extend(found);
    }
    files
}

/// What turns the bytes of a file, and its name, into what the pipeline makes of them.
pub type Parse<'a> = &'a (dyn Fn(&[u8], &str) -> Parsed + Sync);

/// Runs the pipeline in this process on every labelled report and compares.
pub fn evaluate(paths: &[PathBuf]) -> Result<Evaluation, Error> {
    evaluate_with(paths, &crate::parse)
}

/// Runs `parse` on every labelled report and compares. The order of the result does not depend on the threads.
pub fn evaluate_with(paths: &[PathBuf], parse: Parse<'_>) -> Result<Evaluation, Error> {
    let parts: Vec<Evaluation> = truth_files(paths).par_iter().map(|p| one(p, parse)).collect::<Result<_, _>>()?;
    let mut all = Evaluation::default();
    for part in parts {
        all.files += part.files;
        all.broken.extend(part.broken);
        all.tally.add(part.tally);
    }
    Ok(all)
}

fn one(path: &Path, parse: Parse<'_>) -> Result<Evaluation, Error> {
    let bytes = fs_err::read(path)?;
    let truth: Truth = serde_json::from_slice(&bytes).map_err(|cause| Error::Truth { path: path.to_owned(), cause })?;
    let mut done = Evaluation::default();
    for name in std::iter::once(&truth.file).chain(&truth.also) {
        done.files += 1;
        let source = path.with_file_name("").join(name);
        let bytes = match fs_err::read(&source) {
            Ok(bytes) => bytes,
            Err(e) => {
                done.broken.push(format!("{name}: {e}"));
                Vec::new()
            }
        };
        let parsed = parse(&bytes, name);
        let report = assemble::report(name, &bytes, &parsed);
        compare::file(&truth, &report, &mut done.tally, name);
    }
    Ok(done)
}
