//! Untrusted files are read in a worker process, with a limit of memory and a deadline in processor time.
//!
//! `catch_unwind` does not stop a stack overflow, an allocation that fails or a loop without an end, and damaged files bring
//! about all three. So everything but short texts is read by `jixiao worker`, a hidden subcommand that runs
//! [`crate::read::read`] and sends the [`Document`] back over its standard output; the later stages, which are total, run in
//! the parent. A document of unusual length goes through them in the worker first, so that the deadline holds for them too.
//! One worker serves many files. A worker that dies is replaced, and the file that killed it gets [`Status::Crashed`],
//! [`Status::Timeout`] or [`Status::Memory`].
//!
//! ```no_run
//! use jixiao::isolate::{Options, Pool};
//! let pool = Pool::new(Options::default());
//! let bytes = std::fs::read("report.pdf").unwrap_or_default();
//! let document = pool.read(&bytes, "report.pdf"); // from any number of threads
//! let parsed = jixiao::parse_document(document);
//! ```
//!
//! Limits of memory and processor time are enforced on Unix; elsewhere a worker contains crashes, and the clock ends it.

pub mod codec;
mod limits;
mod output;
mod process;
mod protocol;
pub mod worker;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::read::pdf::compare::differences;
use crate::read::pdf::{EngineChoice, PdfOptions};
use crate::read::sniff::{Kind, sniff};
use crate::read::{Document, Format, Notice, Status};
use process::{Death, Worker};
use protocol::{Job, Request};

/// Limits of the workers.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address space of a worker in bytes.
    pub memory: u64,
    /// Processor time for one file; rounded up to whole seconds.
    pub deadline: Duration,
    /// Time on the clock for one file: only for what waits without computing, so generous.
    pub wall: Duration,
    /// The program that has the subcommand `worker`; the running program where none is named.
    pub program: Option<PathBuf>,
    /// How PDFs are read.
    pub pdf: PdfOptions,
}

impl Default for Options {
    /// 1.5 GB, 10 s of processor time, 5 minutes on the clock.
    fn default() -> Self {
        Self {
            memory: 1_500_000_000,
            deadline: Duration::from_secs(10),
            wall: Duration::from_secs(300),
            program: None,
            pdf: PdfOptions::default(),
        }
    }
}

/// Workers that wait for files; as many are started as threads ask at the same time.
#[derive(Debug)]
pub struct Pool {
    options: Options,
    idle: Mutex<Vec<Worker>>,
}

/// A text of more bytes than this is unusual; a report has 40 KB.
const LARGE: usize = 64 << 10;
/// So is one with more figures; a report has some hundreds.
const FIGURES: usize = 2_000;

/// Whether a text is so long, or so full of figures, that the later stages may take long: the worker runs them on it too, so
/// that the limits hold for them before the parent does the same.
pub(crate) fn is_unusual(text: &[u8]) -> bool {
    let starts = |(a, b): (&u8, &u8)| usize::from(b.is_ascii_digit() & !a.is_ascii_digit());
    text.len() > LARGE || text.iter().zip(text.get(1..).unwrap_or_default()).map(starts).sum::<usize>() > FIGURES
}

/// Whether a file is read in a worker: everything but short texts, which total code reads in this process.
fn is_risky(bytes: &[u8]) -> bool {
    // Containers are not even opened here.
    let container = bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    container
        || match sniff(bytes) {
            Kind::Refused(_) => false,
            Kind::Text => is_unusual(bytes),
            _ => true,
        }
}

impl Pool {
    /// A pool without workers; they are started when files come.
    pub fn new(options: Options) -> Self {
        Self { options, idle: Mutex::new(Vec::new()) }
    }

    /// Reads any bytes whatever: short texts in this process, everything else in a worker. Never fails and always returns.
    ///
    /// The second PDF engine runs where the first one could not name the characters or open the file, and beside it where the
    /// options ask for both.
    pub fn read(&self, bytes: &[u8], name: &str) -> Document {
        if !is_risky(bytes) {
            return crate::read::read(bytes, name);
        }
        let pdf = self.options.pdf;
        let mut doc = self.document(pdf, bytes, name);
        let is_pdf = doc.format == Some(Format::Pdf);
        if !is_pdf || pdf.engine == EngineChoice::Second {
            return doc;
        }
        let second = || self.document(PdfOptions { engine: EngineChoice::Second, ..pdf }, bytes, name);
        if pdf.engine == EngineChoice::Both && doc.status.has_contents() {
            let other = second();
            if other.status.has_contents() {
                doc.notices.extend(differences(&doc, &other));
            } else {
                let message = format!("第二引擎（pdf-extract）没有读出此文件（{}）", other.status.as_str());
                doc.notices.push(Notice { code: "second_engine_failed", message, span: None, page: None });
            }
        } else if matches!(doc.status, Status::NoUnicode | Status::Unreadable) {
            let mut other = second();
            if other.status.has_contents() && is_chinese(&other.text) {
                let message = "第一引擎没有读出文字，结果取自第二引擎（pdf-extract），没有表格线，请核对原件".to_owned();
                other.notices.insert(0, Notice { code: "second_engine", message, span: None, page: None });
                other.status = Status::OkWithGaps;
                return other;
            }
        }
        doc
    }

    fn document(&self, pdf: PdfOptions, bytes: &[u8], name: &str) -> Document {
        match self.run(Job::Read, pdf, bytes, name) {
            Ok(payload) => codec::decode(&payload).unwrap_or_else(|| failed(&Death::Crashed, &self.options)),
            Err(death) => failed(&death, &self.options),
        }
    }

    /// What `jixiao doctor` says of a file: lines of text in Chinese.
    pub fn doctor(&self, bytes: &[u8], name: &str) -> Result<String, Box<Document>> {
        match self.run(Job::Doctor, self.options.pdf, bytes, name) {
            Ok(payload) => Ok(String::from_utf8_lossy(&payload).into_owned()),
            Err(death) => Err(Box::new(failed(&death, &self.options))),
        }
    }

    fn run(&self, job: Job, pdf: PdfOptions, bytes: &[u8], name: &str) -> Result<Vec<u8>, Death> {
        let request = Request { job, pdf, name, bytes };
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reused = waiting.is_some();
        let mut result = self.ask(waiting, &request);
        if reused && matches!(result, Err(Death::Vanished)) {
            // Killed from outside while it waited, which is no fault of this file.
            result = self.ask(None, &request);
        }
        result
    }

    fn ask(&self, worker: Option<Worker>, request: &Request<'_>) -> Result<Vec<u8>, Death> {
        let mut worker = match worker {
            Some(w) => w,
            None => Worker::start(&self.options).map_err(Death::NotStarted)?,
        };
        let Options { wall, deadline, .. } = self.options;
        // Without a limit of processor time the clock must do; other programs may be busy too, so it is generous.
        let wall = if cfg!(unix) { wall } else { wall.min(deadline.saturating_mul(6)) };
        let answer = worker.ask(request, wall)?;
        if !answer.retires {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        Ok(answer.payload)
    }
}

/// Whether most letters of a text are Chinese: what an engine makes of codes that it cannot name are Latin letters.
fn is_chinese(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    chinese > 20 && 2 * chinese > letters
}

/// The document of a file that killed its worker.
fn failed(death: &Death, options: &Options) -> Document {
    let (status, code, message) = match death {
        Death::Timeout => {
            let seconds = options.deadline.as_secs_f32().ceil();
            (
                Status::Timeout,
                "timeout",
                format!("读取超过 {seconds} 秒处理器时间，已停止；文件可能已损坏或被恶意构造，请重新获取原件"),
            )
        }
        Death::Memory => {
            let mb = options.memory / 1_000_000;
            (Status::Memory, "memory", format!("读取所需内存超过 {mb} MB，已停止；文件可能已损坏或被恶意构造，请重新获取原件"))
        }
        Death::Crashed | Death::Vanished => {
            let message = "程序在读取此文件时出错，已隔离，其余文件不受影响；请重新获取原件，或把文件发给 jixiao 的维护者";
            (Status::Crashed, "reader_crashed", message.to_owned())
        }
        Death::NotStarted(e) => {
            (Status::Crashed, "worker_not_started", format!("无法启动读取进程（{e}）；请检查系统的进程和内存限制"))
        }
    };
    let notice = Notice { code, message, span: None, page: None };
    Document { status, notices: vec![notice], ..Document::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_alone_are_read_without_a_worker() {
        let text = |words: &str, n: usize| words.repeat(n).into_bytes();
        assert!(!is_risky(&text("一、部门基本情况：支出1.5万元。\n", 500)));
        assert!(is_risky(&text("支出", LARGE)) && is_risky(&text("1%", FIGURES + 2)));
        assert!(is_risky(b"<html><body>x") && is_risky(b"%PDF-1.7") && is_risky(b"PK\x03\x04"));
        assert!(!is_risky(b"\x89PNG\r\n\x1a\n") && !is_risky(b""));
    }
}
