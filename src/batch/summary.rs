//! What a run did, in numbers: for the screen and for `OUT/run.json`.

use std::collections::BTreeMap;

use serde::Serialize;

/// A file and how long it took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slow {
    /// Its path.
    pub path: String,
    /// Milliseconds.
    pub ms: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Version of the program.
    pub version: &'static str,
    /// Version of the JSON documents.
    pub schema_version: &'static str,
    /// Whether all inputs were done.
    pub complete: bool,
    /// Inputs.
    pub inputs: usize,
    /// Whether each report has a file of its own in `json/`.
    pub json_files: bool,
    /// Inputs by status; of all inputs that are done.
    pub statuses: BTreeMap<String, usize>,
    /// Not among the inputs of the last complete run.
    pub added: usize,
    /// Other bytes than in the last complete run.
    pub changed: usize,
    /// The same bytes as in the last complete run.
    pub unchanged: usize,
    /// Inputs of the last complete run that are gone.
    pub removed: usize,
    /// Inputs that this run parsed.
    pub parsed: usize,
    /// Inputs that an interrupted run had done already.
    pub resumed: usize,
    /// Hidden files, lock files and labels (`*.truth.json`) that were left out.
    pub hidden: usize,
    /// Files left out by `--include` and `--exclude`.
    pub excluded: usize,
    /// Files left out by `--limit`.
    pub over_limit: usize,
    /// Failed checks of single reports by level.
    pub findings: BTreeMap<&'static str, u64>,
    /// Findings over the corpus by level.
    pub corpus_findings: BTreeMap<&'static str, u64>,
    /// Threads.
    pub jobs: usize,
    /// Begin of the run, in milliseconds since 1970.
    pub started_ms: u64,
    /// Duration of the run in milliseconds.
    pub duration_ms: u64,
    /// What came after all files were written, by step.
    pub finishing_ms: BTreeMap<&'static str, u64>,
    /// The files that took longest.
    pub slowest: Vec<Slow>,
}

impl Summary {
    /// Inputs without contents.
    pub fn unread(&self) -> usize {
        self.statuses.iter().filter(|(s, _)| !matches!(s.as_str(), "ok" | "ok_with_gaps")).map(|(_, n)| n).sum()
    }
}
