//! One input: read, parsed, printed. Runs in any thread and cannot fail: whatever happens becomes a status.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::archive::{Broken, MAX_FILE, too_large};
use super::inputs::{Input, Source};
use super::sink::Prepare;
use super::stamp::{Stamp, clock};
use super::state::Cause;
use crate::Parsed;
use crate::isolate::Pool;
use crate::outputs::assemble::{report_hashed, sha256_hex};
use crate::read::{Document, Status};

/// Turns bytes into what the pipeline makes of them; must not panic and must come back.
pub trait Engine: Sync {
    /// Runs the pipeline; the name is a hint for messages.
    fn parse(&self, bytes: &[u8], name: &str) -> Parsed;
}

/// Reads the risky formats in worker processes with limits, and runs the stages after `read` here.
#[derive(Debug)]
pub struct Isolated(pub Pool);

impl Engine for Isolated {
    fn parse(&self, bytes: &[u8], name: &str) -> Parsed {
        guarded(|| crate::parse_document(self.0.read(bytes, name)))
    }
}

/// Runs the pipeline in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl Engine for InProcess {
    fn parse(&self, bytes: &[u8], name: &str) -> Parsed {
        guarded(|| crate::parse(bytes, name))
    }
}

/// The stages after `read` are total; should one panic all the same, it costs one row and not the run.
fn guarded(parse: impl FnOnce() -> Parsed) -> Parsed {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        let message = "程序在读取此文件时出错；请把文件发给 jixiao 的维护者，其余文件不受影响";
        Parsed { doc: Document::failed(Status::Crashed, None, "reader_crashed", message), ..Parsed::default() }
    })
}

/// What became of one input.
#[derive(Debug)]
pub struct Done {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its stamp before it was read.
    pub stamp: Option<Stamp>,
    /// When it was read.
    pub read_at: i64,
    /// How long it took.
    pub took: Duration,
    /// What was made of it; none if its bytes are those of the known report.
    pub made: Option<Made>,
}

/// A new report.
#[derive(Debug)]
pub struct Made {
    /// Status.
    pub status: Status,
    /// Why there are no contents.
    pub cause: Option<Cause>,
    /// It could not even be opened: the next run tries again.
    pub again: bool,
    /// Failed checks: errors, warnings, notes.
    pub findings: [u32; 3],
    /// The JSON document without a line end.
    pub json: Vec<u8>,
    /// Its digest for the checks over the corpus.
    pub digest: Vec<u8>,
    /// What each sink wants of it.
    pub prepared: Vec<Vec<u8>>,
}

/// Buffers that have been written and can be filled again: fresh memory for every report costs more than what is put there.
#[derive(Debug, Default)]
pub struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    /// The capacity of a new buffer: most reports fit, with the line end.
    const USUAL: usize = 96 << 10;
    /// Larger ones are not kept.
    const LARGEST: usize = 1 << 20;

    fn take(&self) -> Vec<u8> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| Vec::with_capacity(Self::USUAL))
    }

    /// Gives buffers back.
    pub fn give(&self, buffers: Vec<Vec<u8>>) {
        let usual = buffers.into_iter().filter(|b| b.capacity() <= Self::LARGEST);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(usual);
    }
}

fn fetch(input: &Input) -> Result<Vec<u8>, (Broken, bool)> {
    match &input.source {
        Source::Broken(b) => Err((b.clone(), true)),
        Source::Member { archive, index } => archive.bytes(*index).map_err(|b| (b, false)),
        Source::File(path) => {
            if input.stamp.is_some_and(|s| s.size > MAX_FILE) {
                return Err((too_large(input.stamp.map_or(0, |s| s.size)), false));
            }
            std::fs::read(path).map_err(|e| {
                let message = format!("无法打开文件（{e}）；请检查文件是否存在、是否有读取权限、是否被其他程序占用");
                (Broken { status: Status::Unreadable, code: "file_unreadable", message }, true)
            })
        }
    }
}

/// Works on one input. `known` is the hash of the report that is there already, if it may be kept.
pub fn work(input: &Input, known: Option<&str>, engine: &dyn Engine, sinks: &[Prepare], spare: &Spare) -> Done {
    let started = Instant::now();
    let read_at = clock();
    let (bytes, failure) = match fetch(input) {
        Ok(bytes) => (bytes, None),
        Err(failure) => (Vec::new(), Some(failure)),
    };
    let sha256 = sha256_hex(&bytes);
    let stamp = input.stamp;
    if failure.is_none() && known == Some(sha256.as_str()) {
        return Done { sha256, stamp, read_at, took: started.elapsed(), made: None };
    }
    let again = failure.as_ref().is_some_and(|(_, again)| *again);
    let parsed = match failure {
        Some((b, _)) => Parsed { doc: Document::failed(b.status, None, b.code, b.message), ..Parsed::default() },
        None => engine.parse(&bytes, &input.path),
    };
    let report = report_hashed(&input.path, bytes.len(), sha256.clone(), &parsed);
    // Writing to memory cannot fail, and the types hold nothing that JSON cannot.
    let json = crate::outputs::json::line_in(&report, spare.take());
    let mut findings = [0; 3];
    for c in report.checks.iter().filter(|c| c.status == "fail" && c.because_of.is_none()) {
        let at = match c.severity {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        };
        findings[at] += 1;
    }
    let digest = super::corpus::digest::bytes(&report);
    let cause = (!parsed.doc.status.has_contents())
        .then(|| parsed.doc.notices.first().map(|n| Cause { code: n.code.to_owned(), message: n.message.clone() }))
        .flatten();
    let made = Made {
        status: parsed.doc.status,
        cause,
        again,
        findings,
        digest,
        prepared: sinks.iter().map(|prepare| prepare(&report, &json)).collect(),
        json,
    };
    Done { sha256, stamp, read_at, took: started.elapsed(), made: Some(made) }
}

/// The path below `OUT/json` of an input's JSON: names that would become too long for a file system are cut and told apart by
/// a hash.
pub fn json_path(path: &str) -> String {
    const LONGEST: usize = 240;
    let parts: Vec<String> = path
        .split('/')
        .map(|part| {
            if part.len() <= LONGEST {
                return part.to_owned();
            }
            let mut cut = 200;
            while !part.is_char_boundary(cut) {
                cut -= 1;
            }
            format!("{}~{}", &part[..cut], &sha256_hex(part.as_bytes())[..12])
        })
        .collect();
    parts.join("/") + ".json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_apart() {
        let (a, b) = ("局".repeat(90), "局".repeat(91));
        let (a, b) = (json_path(&format!("x/{a}")), json_path(&format!("x/{b}")));
        assert!(a != b && a.len() < 240 && a.starts_with("x/局"));
        assert_eq!(json_path("甲/乙.txt"), "甲/乙.txt.json");
    }
}
