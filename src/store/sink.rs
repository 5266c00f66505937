//! The store as a [`Sink`] of a batch run: a group of the run is a transaction of the store.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::OptionalExtension;

use super::DATABASE;
use super::connect::Store;
use super::document::Document;
use super::encode::{Prepared, fingerprint, prepare};
use super::error::StoreError;
use crate::batch::{Prepare, Sink};

/// Writes the database of a results folder while ingest runs.
pub struct StoreSink {
    out: PathBuf,
    /// None after the run is finished.
    store: Option<Store>,
    /// SHA-256 of the bytes by path: what the store has for good under the run's key.
    held: BTreeMap<String, String>,
    /// Fingerprint of the document by path.
    known: BTreeMap<String, String>,
    in_group: bool,
}

impl StoreSink {
    /// Opens the database of a results folder, which is made if it is not there.
    pub fn open(out: &Path) -> Result<Self, StoreError> {
        let store = Store::open(&out.join(DATABASE))?;
        let known = store.known()?;
        Ok(StoreSink { out: out.to_owned(), store: Some(store), held: BTreeMap::new(), known, in_group: false })
    }

    /// The store, inside a group.
    fn group(&mut self) -> io::Result<&mut Store> {
        let store = self.store.as_mut().ok_or_else(|| io::Error::other("数据库已经写完"))?;
        if !self.in_group {
            store.begin_group().map_err(io::Error::other)?;
            self.in_group = true;
        }
        Ok(store)
    }
}

impl Sink for StoreSink {
    /// The key stands in the store as soon as the run begins: files that an older program wrote are not in the journal
    /// under the new key, and so are written again whatever the store says that it holds.
    fn begin(&mut self, key: &str) -> io::Result<()> {
        let Some(store) = &self.store else { return Ok(()) };
        let held = || -> rusqlite::Result<BTreeMap<String, String>> {
            let before: Option<String> =
                store.db.query_row("SELECT value FROM meta WHERE key = 'run_key'", [], |r| r.get(0)).optional()?;
            if before.is_some_and(|k| k != key) {
                return Ok(BTreeMap::new());
            }
            let mut files = store.db.prepare("SELECT path, sha256 FROM source_files")?;
            files.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        };
        self.held = held().map_err(|e| io::Error::other(store.wrap(e)))?;
        let keep = "INSERT INTO meta VALUES ('run_key', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        store.db.execute(keep, [key]).map_err(|e| io::Error::other(store.wrap(e)))?;
        Ok(())
    }

    fn holds(&self, path: &str, sha256: &str) -> bool {
        self.held.get(path).is_some_and(|s| s == sha256)
    }

    fn prepare(&self) -> Prepare {
        |report, json| {
            let fingerprint = fingerprint(json, &report.source.sha256);
            prepare(&Document::from_report(report), &fingerprint)
        }
    }

    fn write(&mut self, path: &str, prepared: &[u8]) -> io::Result<()> {
        let document = Prepared::new(path, prepared).ok_or_else(|| io::Error::other("数据库的行不完整"))?;
        if self.known.get(path).is_none_or(|known| known != document.fingerprint) {
            self.group()?.put_prepared(&document).map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        self.group()?.remove(path).map_err(io::Error::other)
    }

    fn finish_group(&mut self) -> io::Result<()> {
        if self.in_group {
            self.group()?.commit_group().map_err(io::Error::other)?;
            self.in_group = false;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Vec<(&'static str, Duration)>> {
        self.finish_group()?;
        let mut steps = Vec::new();
        if let Some(mut store) = self.store.take() {
            let begun = Instant::now();
            // The indexes first: the findings look their places up.
            store.index_tables().map_err(io::Error::other)?;
            store.put_corpus(&self.out).map_err(io::Error::other)?;
            let indexing = Instant::now();
            store.index_search().map_err(io::Error::other)?;
            let closing = Instant::now();
            store.finish().map_err(io::Error::other)?;
            steps.push(("store", indexing - begun + closing.elapsed()));
            steps.push(("full_text", closing - indexing));
        }
        Ok(steps)
    }
}
