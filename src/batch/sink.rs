//! Where reports go beside `reports.jsonl` and the JSON files: a store implements [`Sink`] and is handed to [`super::run()`].

use std::time::Duration;

use crate::outputs::report::Report;

/// Turns a report and its JSON document (without a line end) into what [`Sink::write`] takes. Runs in the threads that read
/// the files, so that the one thread that writes has little to do.
pub type Prepare = fn(&Report<'_>, &[u8]) -> Vec<u8>;

/// Takes the reports of a run, in path order, from one thread.
///
/// The order of a group is: `write` for each report, then [`Sink::finish_group`], then the batch commits the group in its
/// journal. So a sink is never behind the journal: after a kill it may hold reports that the journal does not know, and gets
/// them again. Writing a path that is already there replaces it.
pub trait Sink: Send {
    /// Begins a run. `key` changes when the program or the configuration does: everything will then be written again.
    fn begin(&mut self, key: &str) -> std::io::Result<()>;

    /// Whether the report of this path, made from bytes with this SHA-256 under the key of [`Sink::begin`], is there
    /// for good. If not, the file is read again although it has not changed.
    fn holds(&self, path: &str, sha256: &str) -> bool;

    /// How reports are prepared for this sink.
    fn prepare(&self) -> Prepare;

    /// Takes one report: `prepared` is what [`Sink::prepare`] made of it, `path` is its `source.path`.
    fn write(&mut self, path: &str, prepared: &[u8]) -> std::io::Result<()>;

    /// The file is not among the inputs any more.
    fn remove(&mut self, path: &str) -> std::io::Result<()>;

    /// Makes everything since the last call durable.
    fn finish_group(&mut self) -> std::io::Result<()>;

    /// The run is complete; not called when it is interrupted. Gives back its steps and how long they took.
    fn finish(&mut self) -> std::io::Result<Vec<(&'static str, Duration)>>;
}
