//! Reports a second on one core, parse to JSON, and the memory that it takes:
//! `cargo run --release --example throughput -- [COUNT] [FILE...]`.
//!
//! Without files it makes COUNT generated reports of 6 to 9 KB; with some it parses them in turn, COUNT reports in all.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::{Duration, Instant};

use jixiao::generate::{Options, report};
use jixiao::outputs::{assemble, json};
use jixiao::{Parsed, checks, interpret, mentions, outline, read};

/// As in the program itself.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().unwrap_or_else(|| "20000".to_owned()).parse()?;
    let files = args.map(fs_err::read).collect::<Result<Vec<_>, _>>()?;
    let (mut times, mut bytes, mut json) = (Stages::default(), 0, 0);
    // What makes the reports would drive what reads them out of the caches, so they are made some hundred at a time.
    for first in (0..count).step_by(GROUP) {
        let made: Vec<Vec<u8>> = match files.as_slice() {
            [] => (first..count.min(first + GROUP)).map(generated).collect(),
            files => files.iter().cycle().skip(first % files.len()).take(GROUP.min(count - first)).cloned().collect(),
        };
        for text in &made {
            bytes += text.len();
            json += times.one(text);
        }
    }
    let seconds = times.0.iter().map(|(_, t)| t.as_secs_f64()).sum::<f64>();
    println!("{count} reports, {:.1} KB each, {:.1} MB of JSON", bytes as f64 / count as f64 / 1e3, json as f64 / 1e6);
    println!("{:.0} reports a second on one core, {:.0} µs each", count as f64 / seconds, seconds * 1e6 / count as f64);
    let each: Vec<String> =
        times.0.iter().map(|(name, t)| format!("{name} {:.1}", t.as_secs_f64() * 1e6 / count as f64)).collect();
    println!("µs: {}", each.join(", "));
    if let Some(kb) = peak_memory() {
        println!("{:.1} MB at most", kb as f64 / 1e3);
    }
    Ok(())
}

/// Reports that are made before they are read.
const GROUP: usize = 256;

fn generated(seed: usize) -> Vec<u8> {
    report(seed as u64, &Options { long: true, ..Options::default() }).text.into_bytes()
}

/// The time that each stage took.
#[derive(Default)]
struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    fn add<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = work();
        let took = start.elapsed();
        match self.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, t)) => *t += took,
            None => self.0.push((stage, took)),
        }
        made
    }

    /// One report through the stages that `jixiao::parse` runs, to JSON; its length.
    fn one(&mut self, text: &[u8]) -> usize {
        let doc = self.add("read", || read::read(text, "report.txt"));
        let outline = self.add("outline", || outline::outline(&doc));
        let mentions = self.add("mentions", || mentions::mentions(&doc, &outline));
        let facts = self.add("interpret", || interpret::interpret(&doc, &outline, mentions));
        let checks = self.add("checks", || checks::check(&doc, &outline, &facts));
        let parsed = Parsed { doc, outline, facts, checks };
        let report = self.add("assemble", || assemble::report("report.txt", text, &parsed));
        let json = self.add("serialise", || json::line(&report, 1 << 16));
        drop(report);
        self.add("drop", || drop(parsed));
        json.len()
    }
}

/// The most memory that the process ever held, in KB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}
