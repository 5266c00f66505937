//! The worker: reads files that it gets over its standard input until there are no more.

use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::limits::{address_space, limit_memory, limit_time};
use super::protocol::{Answer, Job, OwnedRequest};
use super::{codec, is_unusual};
use crate::read::{Document, Status, doctor, read_with};

/// Stack of the thread that reads: deeply nested files go further before they are refused.
const STACK: usize = 64 << 20;
/// A worker that has served so many files makes place for a new one, so that nothing piles up.
const FILES: u32 = 2_000;

/// With more cells in its tables a document is unusual, whatever stands in them.
const CELLS: usize = 8_000;

/// Limits of a worker, as its command line has them.
#[derive(Clone, Copy, Debug)]
pub struct WorkerLimits {
    /// Address space in bytes.
    pub memory: u64,
    /// Processor time for each file.
    pub deadline: Duration,
}

/// Serves until the input ends. Standard error stays the process's own.
pub fn serve(limits: WorkerLimits) -> io::Result<()> {
    limit_memory(limits.memory)?;
    // A panic is answered; its message would only disturb the parent's terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let thread = std::thread::Builder::new().name("worker".to_owned()).stack_size(STACK);
    let serving = thread.spawn(move || answer_all(&mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock()), limits))?;
    serving.join().unwrap_or_else(|_| Err(io::Error::other("worker panicked")))
}

fn answer_all(input: &mut impl Read, out: &mut impl Write, limits: WorkerLimits) -> io::Result<()> {
    let mut served = 0;
    while let Some(request) = OwnedRequest::read(input)? {
        limit_time(limits.deadline)?;
        served += 1;
        let payload = catch_unwind(AssertUnwindSafe(|| answer(&request))).unwrap_or_else(|_| crashed(request.job));
        drop(request);
        let full = address_space().is_some_and(|used| used > limits.memory / 2);
        let retires = served >= FILES || full;
        Answer { retires, payload }.write(out)?;
        if retires {
            break;
        }
    }
    Ok(())
}

fn answer(request: &OwnedRequest) -> Vec<u8> {
    match request.job {
        Job::Read => {
            let doc = read_with(&request.bytes, &request.name, &request.pdf);
            if is_unusual(doc.text.as_bytes()) || doc.tables.iter().map(|t| t.cells.len()).sum::<usize>() > CELLS {
                rehearse(&doc, request);
            }
            codec::encode(&doc)
        }
        Job::Doctor => doctor(&request.bytes, &request.name).into_bytes(),
    }
}

/// Runs the stages that the parent will run: what takes too long there ends here, by the limits of this process.
fn rehearse(doc: &Document, request: &OwnedRequest) {
    let parsed = crate::parse_document(doc.clone());
    let report = crate::outputs::assemble::report(&request.name, &request.bytes, &parsed);
    let _ = crate::outputs::json::line(&report, 0);
}

fn crashed(job: Job) -> Vec<u8> {
    let message = "程序在读取此文件时出错，其余文件不受影响；请重新获取原件，或把文件发给 jixiao 的维护者";
    match job {
        Job::Read => codec::encode(&Document::failed(Status::Crashed, None, "reader_crashed", message)),
        Job::Doctor => message.as_bytes().to_vec(),
    }
}
