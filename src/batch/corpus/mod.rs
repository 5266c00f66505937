//! Checks over all reports of a run.

pub mod digest;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::state::Entry;
use crate::outputs::assemble::sha256_hex;

/// What the checks are given beside the reports.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The list of units that must report (CSV or workbook: name, code, level).
    pub roster: Option<PathBuf>,
    /// The bureau's own figures (CSV or workbook: unit, year, a column for each quantity).
    pub ledger: Option<PathBuf>,
}

impl Options {
    /// Words that change when what is given changes.
    pub fn fingerprint(&self) -> std::io::Result<String> {
        let mut words = String::new();
        for file in [&self.roster, &self.ledger] {
            words.push_str(&file.as_ref().map(fs_err::read).transpose()?.map_or_else(|| "-".to_owned(), |b| sha256_hex(&b)));
        }
        Ok(words)
    }
}

/// The files that [`check`] makes.
pub const FILES: [&str; 0] = [];

/// What the checks found.
#[derive(Debug, Default)]
pub struct Results {
    /// Name and contents of the files to write.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Findings by level.
    pub levels: BTreeMap<&'static str, u64>,
}

impl Results {
    /// The findings by level in one line.
    pub fn counts(&self) -> String {
        let n = |level: &str| self.levels.get(level).copied().unwrap_or(0);
        format!("{} {} {}", n("error"), n("warning"), n("note"))
    }
}

/// Reads what [`Results::counts`] wrote.
pub fn levels(line: &str) -> BTreeMap<&'static str, u64> {
    ["error", "warning", "note"].into_iter().zip(line.split(' ').map(|n| n.parse().unwrap_or(0))).collect()
}

/// Runs all checks over the digests of a finished run.
pub fn check(_out: &Path, _entries: &[Entry], _options: &Options) -> std::io::Result<Results> {
    Ok(Results::default())
}
