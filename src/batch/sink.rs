//! Where reports go beside `reports.jsonl` and the JSON files: a store implements [`Sink`] and is handed to [`super::run()`].

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

    /// Takes one report: `json` is its JSON document (of which the path is `source.path`) without a line end, the very line
    /// that stands in `reports.jsonl`.
    fn write(&mut self, path: &str, json: &[u8]) -> std::io::Result<()>;

    /// The file is not among the inputs any more.
    fn remove(&mut self, path: &str) -> std::io::Result<()>;

    /// Makes everything since the last call durable.
    fn finish_group(&mut self) -> std::io::Result<()>;

    /// The run is complete; not called when it is interrupted.
    fn finish(&mut self) -> std::io::Result<()>;
}
