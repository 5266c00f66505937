//! Reports a second on one core, parse to JSON, and the memory that it takes:
//! `cargo run --release --example throughput -- [COUNT] [FILE]`.
//!
//! Without a file it makes COUNT generated reports of about 9 KB; with one it parses the file COUNT times.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::{Duration, Instant};

use jixiao::generate::{Options, report};
use jixiao::outputs::assemble;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().unwrap_or_else(|| "20000".to_owned()).parse()?;
    let file = args.next().map(fs_err::read).transpose()?;
    let (mut parsing, mut bytes, mut json) = (Duration::ZERO, 0, 0);
    for seed in 0..count as u64 {
        let made;
        let text: &[u8] = match &file {
            Some(bytes) => bytes,
            None => {
                made = report(seed, &Options { long: true, ..Options::default() }).text.into_bytes();
                &made
            }
        };
        bytes += text.len();
        let start = Instant::now();
        let parsed = jixiao::parse(text, "report.txt");
        json += serde_json::to_vec(&assemble::report("report.txt", text, &parsed))?.len();
        parsing += start.elapsed();
    }
    let seconds = parsing.as_secs_f64();
    println!("{count} reports, {:.1} KB each, {:.1} MB of JSON", bytes as f64 / count as f64 / 1e3, json as f64 / 1e6);
    println!("{:.0} reports a second on one core, {:.0} µs each", count as f64 / seconds, seconds * 1e6 / count as f64);
    if let Some(kb) = peak_memory() {
        println!("{:.1} MB at most", kb as f64 / 1e3);
    }
    Ok(())
}

/// The most memory that the process ever held, in KB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}
