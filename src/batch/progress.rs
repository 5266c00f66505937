//! What a run tells while it goes on. The command line shows it; the library prints nothing.

use std::time::Duration;

/// One file that is done.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Its path.
    pub path: &'a str,
    /// How long it took.
    pub took: Duration,
    /// Its status.
    pub status: &'a str,
    /// Failed checks: errors, warnings, notes.
    pub findings: [u32; 3],
}

/// Is told how a run goes on, from any thread.
pub trait Observer: Sync {
    /// The number of inputs, and how many of them must be worked on.
    fn begin(&self, _inputs: usize, _todo: usize) {}
    /// One input is done.
    fn step(&self, _step: Step<'_>) {}
    /// The files are done; what follows takes a moment.
    fn stage(&self, _what: &'static str) {}
    /// The run has ended.
    fn end(&self) {}
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
