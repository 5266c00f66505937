//! A run from its inputs to its results.

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::corpus;
use super::inputs::{self, Input, Inputs, Selection};
use super::progress::{Observer, Step};
use super::quarantine;
use super::sink::{Prepare, Sink};
use super::stamp::{Stamp, clock};
use super::state::{Appended, Entry, Memory, Piece, State, replace};
use super::summary::{Slow, Summary};
use super::work::{Done, Engine, Spare, json_path, work};
use crate::outputs::assemble::sha256_hex;

/// Most inputs of a group, unless the options say otherwise: what a kill can cost.
const GROUP: usize = 256;
/// Most bytes of a group, unless one file has more.
const GROUP_BYTES: u64 = 48 << 20;

/// Most groups that wait for the writer.
const WAITING: usize = 3;

/// What to run on.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Folder of the results.
    pub out: PathBuf,
    /// Which files to take.
    pub selection: Selection,
    /// Threads; none for one a core.
    pub jobs: Option<usize>,
    /// Takes nothing for done.
    pub force: bool,
    /// Does again what has no contents.
    pub retry: bool,
    /// Most inputs of a group; none for the usual number.
    pub group: Option<usize>,
    /// Everything else that the reports depend on (limits, rules of a bureau), as words.
    pub configuration: String,
    /// What the checks over the corpus are given.
    pub corpus: corpus::Options,
    /// Leaves out `json/`: the lines of `reports.jsonl` are all that is written of the reports.
    pub no_json: bool,
}

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// In numbers.
    pub summary: Summary,
    /// Stopped before the end; running again goes on.
    pub interrupted: bool,
}

/// What the reports depend on beside the bytes: the program and its configuration.
fn key(options: &Options) -> String {
    // A build that was not released keeps its version: the file of the program tells it from the last one.
    let program = std::env::current_exe().ok().and_then(|p| Stamp::of(&p)).map(|s| (s.size, s.mtime));
    let words =
        format!("{} {} {program:?} {}", env!("CARGO_PKG_VERSION"), crate::outputs::report::SCHEMA_VERSION, options.configuration);
    sha256_hex(words.as_bytes())
}

/// Everything that a run needs to know of its place.
struct Run<'a> {
    options: &'a Options,
    engine: &'a dyn Engine,
    observer: &'a dyn Observer,
    stop: &'a AtomicBool,
    inputs: &'a [Input],
}

/// Runs. `stop` may be set at any time: the files in hand are finished and kept.
pub fn run(
    options: &Options,
    engine: &dyn Engine,
    sinks: &mut [Box<dyn Sink>],
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> std::io::Result<Outcome> {
    let (started, started_ms) = (Instant::now(), clock() / 1_000_000);
    fs_err::create_dir_all(&options.out)?;
    let found = inputs::find(&options.paths, &options.out, &options.selection)?;
    let key = key(options);
    let (mut state, memory) = State::open(&options.out, &key)?;
    for sink in sinks.iter_mut() {
        sink.begin(&key)?;
    }
    let run = Run { options, engine, observer, stop, inputs: &found.list };
    let mut summary = Summary {
        version: env!("CARGO_PKG_VERSION"),
        schema_version: crate::outputs::report::SCHEMA_VERSION,
        inputs: found.list.len(),
        json_files: !options.no_json,
        resumed: memory.resumed,
        hidden: found.hidden,
        excluded: found.excluded,
        over_limit: found.over_limit,
        jobs: options.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        started_ms: started_ms.max(0) as u64,
        ..Summary::default()
    };
    let mut entries = run.kept(&memory, &state, sinks)?;
    let todo: Vec<usize> = (0..entries.len()).filter(|&i| entries[i].is_none()).collect();
    observer.begin(found.list.len(), todo.len());
    run.parse(&todo, &memory, &mut state, sinks, &mut entries, &mut summary)?;
    let interrupted = entries.iter().any(Option::is_none);
    count(&found, &memory, &entries, &mut summary);
    // The entries have the paths too: a hundred thousand inputs are 30 MB that the checks over the corpus can use.
    drop(found);
    if !interrupted {
        let run = Run { options, engine, observer, stop, inputs: &[] };
        let mut entries: Vec<Entry> = entries.into_iter().flatten().collect();
        complete(&run, &memory, state, sinks, &mut entries, &key, &mut summary)?;
    }
    observer.end();
    summary.complete = !interrupted;
    summary.duration_ms = started.elapsed().as_millis() as u64;
    let mut json = serde_json::to_vec_pretty(&summary)?;
    json.push(b'\n');
    replace(&options.out.join("run.json"), &options.out.join(".jixiao/tmp/run.json"), &json)?;
    Ok(Outcome { summary, interrupted })
}

fn count(found: &Inputs, memory: &Memory, entries: &[Option<Entry>], summary: &mut Summary) {
    for e in entries.iter().flatten() {
        *summary.statuses.entry(e.status.to_string()).or_default() += 1;
        for (level, n) in ["error", "warning", "note"].into_iter().zip(e.findings) {
            *summary.findings.entry(level).or_default() += u64::from(n);
        }
        match memory.before.get(&e.path) {
            None => summary.added += 1,
            Some(sha) if *sha == e.sha256 => summary.unchanged += 1,
            Some(_) => summary.changed += 1,
        }
    }
    let names: HashSet<&str> = found.list.iter().map(|i| i.path.as_str()).collect();
    summary.removed = memory.before.keys().filter(|p| !names.contains(p.as_str())).count();
}

impl Run<'_> {
    /// The entries that can be kept without reading their files; none for those that must be worked on.
    fn kept(&self, memory: &Memory, state: &State, sinks: &[Box<dyn Sink>]) -> std::io::Result<Vec<Option<Entry>>> {
        self.inputs
            .iter()
            .map(|input| {
                let Some(e) = memory.known.get(&input.path).filter(|e| self.usable(e, sinks)) else { return Ok(None) };
                let proven = e.stamp.zip(input.stamp).is_some_and(|(then, now)| then.proves_unchanged(now, e.read_at));
                Ok((proven && self.mend_json(e, state)?).then(|| e.clone()))
            })
            .collect()
    }

    /// Whether an entry may be kept as far as it and the options go.
    fn usable(&self, e: &Entry, sinks: &[Box<dyn Sink>]) -> bool {
        let wanted_again = self.options.force || e.again || (self.options.retry && quarantine::belongs(e));
        !wanted_again && sinks.iter().all(|s| s.holds(&e.path, &e.sha256))
    }

    fn json_file(&self, path: &str) -> PathBuf {
        self.options.out.join("json").join(json_path(path))
    }

    /// Writes an entry's JSON file again if it is not there; false if the bytes are lost.
    fn mend_json(&self, e: &Entry, state: &State) -> std::io::Result<bool> {
        if self.options.no_json {
            return Ok(true);
        }
        let file = self.json_file(&e.path);
        if std::fs::metadata(&file).is_ok_and(|m| m.len() == e.report.len) {
            return Ok(true);
        }
        match state.report_bytes(e)? {
            Some(line) => {
                write_json(&file, &state.tmp("mended"), &line)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Works on all inputs that need it, group by group.
    fn parse(
        &self,
        todo: &[usize],
        memory: &Memory,
        state: &mut State,
        sinks: &mut [Box<dyn Sink>],
        entries: &mut [Option<Entry>],
        summary: &mut Summary,
    ) -> std::io::Result<()> {
        if todo.is_empty() {
            return Ok(());
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(summary.jobs)
            .stack_size(16 << 20)
            .build()
            .map_err(std::io::Error::other)?;
        let tmp = state.dir().join("tmp");
        let prepare: Vec<Prepare> = sinks.iter().map(|s| s.prepare()).collect();
        let mut slowest: Vec<Slow> = Vec::new();
        // The entries of which the report may be kept if the bytes turn out to be the same.
        let reusable: Vec<Option<&Entry>> =
            todo.iter().map(|&i| memory.known.get(&self.inputs[i].path).filter(|e| self.usable(e, sinks))).collect();
        let spare = Spare::default();
        let kept = std::thread::scope(|scope| -> std::io::Result<Vec<(usize, Done)>> {
            let spare = &spare;
            let (send, receive) = mpsc::sync_channel::<Vec<(usize, Done)>>(WAITING);
            let inputs = self.inputs;
            let written = &mut *entries;
            let writer = scope.spawn(move || -> std::io::Result<()> {
                while let Ok(mut group) = receive.recv() {
                    // What has come while the disk was busy becomes durable at once: a slow disk costs fewer syncs, not time.
                    group.extend(receive.try_iter().flatten());
                    for (i, entry) in write_group(group, inputs, state, sinks, spare)? {
                        written[i] = Some(entry);
                    }
                }
                Ok(())
            });
            let mut kept = Vec::new();
            let mut failure = Ok(());
            for range in groups(todo, self.inputs, self.options.group.unwrap_or(GROUP)) {
                if self.stop.load(Ordering::Relaxed) {
                    break;
                }
                let results: std::io::Result<Vec<Option<(usize, Done)>>> = pool.install(|| {
                    range
                        .into_par_iter()
                        .with_max_len(1)
                        .map(|t| {
                            if self.stop.load(Ordering::Relaxed) {
                                return Ok(None);
                            }
                            self.one(todo[t], reusable[t], &tmp, &prepare, spare).map(|d| Some((todo[t], d)))
                        })
                        .collect()
                });
                let mut group = Vec::new();
                match results {
                    Ok(results) => {
                        for (i, done) in results.into_iter().flatten() {
                            note_slow(&mut slowest, &self.inputs[i].path, &done);
                            summary.parsed += usize::from(done.made.is_some());
                            if done.made.is_some() { group.push((i, done)) } else { kept.push((i, done)) }
                        }
                    }
                    Err(e) => {
                        failure = Err(e);
                        break;
                    }
                }
                if send.send(group).is_err() {
                    break;
                }
            }
            drop(send);
            writer.join().map_err(|_| std::io::Error::other("写入线程出错"))??;
            failure.map(|()| kept)
        })?;
        for (i, done) in kept {
            // Read again and found to be the same: only the stamp is new.
            if let Some(e) = memory.known.get(&self.inputs[i].path) {
                entries[i] = Some(Entry { stamp: done.stamp, read_at: done.read_at, ..e.clone() });
            }
        }
        summary.slowest = slowest;
        Ok(())
    }

    /// Works on one input and writes its JSON file.
    fn one(&self, i: usize, known: Option<&Entry>, tmp: &Path, prepare: &[Prepare], spare: &Spare) -> std::io::Result<Done> {
        let input = &self.inputs[i];
        let file = self.json_file(&input.path);
        // A report whose JSON file was lost is made again.
        let known = known.filter(|e| self.options.no_json || std::fs::metadata(&file).is_ok_and(|m| m.len() == e.report.len));
        let mut done = work(input, known.map(|e| e.sha256.as_str()), self.engine, prepare, spare);
        if let Some(made) = &mut done.made {
            made.json.push(b'\n');
            if !self.options.no_json {
                write_json(&file, &tmp.join(i.to_string()), &made.json)?;
            }
        }
        let (status, findings) = match (&done.made, known) {
            (Some(m), _) => (m.status.as_str(), m.findings),
            (None, Some(e)) => (e.status.as_str(), e.findings),
            (None, None) => ("ok", [0; 3]),
        };
        self.observer.step(Step { path: &input.path, took: done.took, status, findings });
        Ok(done)
    }
}

/// Cuts the work into groups of neighbours.
fn groups(todo: &[usize], inputs: &[Input], most: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut from, mut bytes) = (0, 0u64);
    for (n, &i) in todo.iter().enumerate() {
        let size = inputs[i].stamp.map_or(0, |s| s.size);
        if n > from && (n - from >= most || bytes + size > GROUP_BYTES) {
            groups.push(from..n);
            (from, bytes) = (n, 0);
        }
        bytes += size;
    }
    if from < todo.len() {
        groups.push(from..todo.len());
    }
    groups
}

fn note_slow(slowest: &mut Vec<Slow>, path: &str, done: &Done) {
    let ms = done.took.as_millis() as u64;
    if slowest.len() < 5 || slowest.last().is_some_and(|s| s.ms < ms) {
        slowest.push(Slow { path: path.to_owned(), ms });
        slowest.sort_by(|a, b| b.ms.cmp(&a.ms).then_with(|| a.path.cmp(&b.path)));
        slowest.truncate(5);
    }
}

/// Hands a group to the sinks and commits it.
fn write_group(
    group: Vec<(usize, Done)>,
    inputs: &[Input],
    state: &mut State,
    sinks: &mut [Box<dyn Sink>],
    spare: &Spare,
) -> std::io::Result<Vec<(usize, Entry)>> {
    if group.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Appended::default();
    let mut indices = Vec::new();
    for (i, done) in group {
        let Some(made) = done.made else { continue };
        let path = &inputs[i].path;
        for (sink, prepared) in sinks.iter_mut().zip(&made.prepared) {
            sink.write(path, prepared)?;
        }
        let piece = |bytes: &[u8]| Piece { at: 0, len: bytes.len() as u64, crc: crc32fast::hash(bytes) };
        indices.push(i);
        out.entries.push(Entry {
            path: path.clone(),
            sha256: done.sha256,
            stamp: done.stamp,
            read_at: done.read_at,
            status: made.status.as_str().into(),
            cause: made.cause,
            again: made.again,
            findings: made.findings,
            report: piece(&made.json),
            digest: piece(&made.digest),
            in_part: true,
        });
        out.reports.push(made.json);
        out.digests.extend_from_slice(&made.digest);
    }
    for sink in sinks.iter_mut() {
        sink.finish_group()?;
    }
    state.commit(&mut out)?;
    spare.give(out.reports);
    Ok(indices.into_iter().zip(out.entries).collect())
}

/// Writes a JSON file so that it is visible whole or not at all. It is a copy of a line of `reports.jsonl`, which is durable:
/// a copy that a power cut spoils has another length and is written again by the next run.
fn write_json(file: &Path, tmp: &Path, line: &[u8]) -> std::io::Result<()> {
    fs_err::write(tmp, line)?;
    match std::fs::rename(tmp, file) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if let Some(dir) = file.parent() {
                fs_err::create_dir_all(dir)?;
            }
            fs_err::rename(tmp, file)
        }
        Err(_) => fs_err::rename(tmp, file),
        Ok(()) => Ok(()),
    }
}

/// All inputs are done: puts the results in place.
fn complete(
    run: &Run<'_>,
    memory: &Memory,
    mut state: State,
    sinks: &mut [Box<dyn Sink>],
    entries: &mut [Entry],
    key: &str,
    summary: &mut Summary,
) -> std::io::Result<()> {
    let out = &run.options.out;
    run.observer.stage("写出结果");
    let names: HashSet<&str> = entries.iter().map(|e| e.path.as_str()).collect();
    let mut gone: Vec<&str> =
        memory.before.keys().chain(memory.known.keys()).map(String::as_str).filter(|p| !names.contains(p)).collect();
    gone.sort_unstable();
    gone.dedup();
    for path in &gone {
        remove_json(&run.json_file(path), &out.join("json"))?;
        for sink in sinks.iter_mut() {
            sink.remove(path)?;
        }
    }
    for sink in sinks.iter_mut() {
        sink.finish_group()?;
    }
    if run.options.no_json {
        // those of an earlier run would grow old
        match std::fs::remove_dir_all(out.join("json")) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    let changed = entries.len() != memory.before.len() || !gone.is_empty() || entries.iter().any(|e| e.in_part);
    state.finish(entries, changed)?;
    // What the results below depend on; if they were made from the same, they stand.
    let made_from = {
        let mut hash = Sha256::new();
        hash.update(format!("{key} {}", run.options.corpus.fingerprint()?));
        for e in entries.iter() {
            hash.update(&e.path);
            hash.update(&e.sha256);
        }
        format!("{:x}", hash.finalize())
    };
    let mark = state.dir().join("made_from");
    let files = corpus::FILES.iter().chain(&["quarantine.csv"]);
    let stands = std::fs::read_to_string(&mark).is_ok_and(|m| m.lines().next() == Some(&made_from))
        && files.clone().all(|f| out.join(f).is_file());
    if stands {
        let counts = std::fs::read_to_string(&mark)?;
        summary.corpus_findings = corpus::levels(counts.lines().nth(1).unwrap_or(""));
    } else {
        run.observer.stage("核对全部报告");
        let results = corpus::check(out, &state.dir().join("tmp"), entries, &run.options.corpus)?;
        replace(&out.join("quarantine.csv"), &state.tmp("quarantine.csv"), &quarantine::csv(entries)?)?;
        replace(&mark, &state.tmp("made_from"), format!("{made_from}\n{}\n", results.counts()).as_bytes())?;
        summary.corpus_findings = corpus::levels(&results.counts());
    }
    for sink in sinks.iter_mut() {
        run.observer.stage("写完数据库");
        summary.finishing_ms.extend(sink.finish()?.into_iter().map(|(step, took)| (step, took.as_millis() as u64)));
    }
    Ok(())
}

/// Removes the JSON file of an input that is gone, and the folders that it leaves empty.
fn remove_json(file: &Path, root: &Path) -> std::io::Result<()> {
    match fs_err::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut dir = file.parent();
    while let Some(d) = dir.filter(|d| *d != root && d.starts_with(root)) {
        if std::fs::remove_dir(d).is_err() {
            break;
        }
        dir = d.parent();
    }
    Ok(())
}
