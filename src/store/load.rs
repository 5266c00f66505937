//! Fills the database from the JSON documents of a results folder.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::connect::Store;
use super::document::Document;
use super::encode::{Prepared, fingerprint, prepare};
use super::error::StoreError;
use super::{DATABASE, REPORTS};

/// Documents in one transaction.
const GROUP: usize = 256;

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Documents that were new or had changed.
    pub written: u64,
    /// Documents that were as before.
    pub unchanged: u64,
    /// Files that are no more.
    pub removed: u64,
    /// Sections that were added to the full-text index.
    pub searchable: u64,
    /// Time that the full-text index took.
    pub indexing: Duration,
}

/// Lines of `reports.jsonl`, with the number of the first.
struct Lines {
    first: u64,
    lines: Vec<String>,
}

/// Makes `OUT/jixiao.db` agree with `OUT/reports.jsonl`: only the rows of documents that changed are written. A load that
/// is killed leaves whole groups of documents; the next one goes on from there.
pub fn load(out: &Path) -> Result<Loaded, StoreError> {
    let path = out.join(REPORTS);
    if !path.is_file() {
        return Err(StoreError::Missing { path });
    }
    let mut store = Store::open(&out.join(DATABASE))?;
    let mut gone = store.known()?;
    let known = gone.clone();
    let mut reader = BufReader::with_capacity(1 << 20, fs_err::File::open(&path)?);
    let mut loaded = Loaded::default();
    let mut next = read_lines(&mut reader, 1)?;
    while !next.lines.is_empty() {
        let after = next.first + next.lines.len() as u64;
        let group = next;
        // While this group is parsed, the next one is read.
        let (parsed, read) = rayon::join(|| parse(&group, &known, &path), || read_lines(&mut reader, after));
        next = read?;
        store.begin_group()?;
        for (source, changed) in parsed? {
            gone.remove(&source);
            match changed {
                Some(rows) => {
                    if let Some(prepared) = Prepared::new(&source, &rows) {
                        store.put_prepared(&prepared)?;
                    }
                    loaded.written += 1;
                }
                None => loaded.unchanged += 1,
            }
        }
        store.commit_group()?;
    }
    store.begin_group()?;
    for source in gone.keys() {
        store.remove(source)?;
        loaded.removed += 1;
    }
    store.commit_group()?;
    // The indexes first: the findings look their places up.
    store.index_tables()?;
    store.put_corpus(out)?;
    // What comes from the documents holds for whichever run made them.
    store.forget_run_key()?;
    let begun = Instant::now();
    loaded.searchable = store.index_search()?;
    loaded.indexing = begun.elapsed();
    store.finish()?;
    Ok(loaded)
}

/// Deletes the database of a results folder, if there is one; its documents stay.
pub fn delete(out: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match fs_err::remove_file(out.join(format!("{DATABASE}{suffix}"))) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

fn read_lines(reader: &mut impl BufRead, first: u64) -> Result<Lines, StoreError> {
    let mut lines = Vec::with_capacity(GROUP);
    while lines.len() < GROUP {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            break;
        }
        lines.push(line);
    }
    Ok(Lines { first, lines })
}

/// Path of each line, and its rows if they have to be written.
type Parsed = Vec<(String, Option<Vec<u8>>)>;

fn parse(group: &Lines, known: &BTreeMap<String, String>, path: &Path) -> Result<Parsed, StoreError> {
    let one = |(i, line): (usize, &String)| {
        let line = line.trim_end();
        let document = Document::from_json(line).map_err(|source| StoreError::Line {
            path: PathBuf::from(path),
            line: group.first + i as u64,
            source,
        })?;
        let fingerprint = fingerprint(line.as_bytes(), &document.source.sha256);
        let source = document.source.path.to_string();
        let same = known.get(&source) == Some(&fingerprint);
        Ok((source, (!same).then(|| prepare(&document, &fingerprint))))
    };
    group.lines.par_iter().enumerate().map(one).collect()
}
