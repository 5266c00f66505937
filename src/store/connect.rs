//! Opening a store: schema, migrations, and what keeps it consistent.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::error::StoreError;
use super::{search, terms};

/// The steps from an empty database to the newest schema; `user_version` counts those that were taken.
const MIGRATIONS: &[&str] = &[include_str!("schema/0001.sql"), include_str!("schema/0002.sql"), include_str!("schema/0003.sql")];
const INDEXES: &str = include_str!("schema/indexes.sql");
const VIEWS: &str = include_str!("schema/views.sql");

/// A store that is being written. One writer at a time; readers see whole groups.
pub struct Store {
    pub(super) db: Connection,
    pub(super) path: PathBuf,
    pub(super) next_file: i64,
    pub(super) next_section: i64,
    pub(super) units: HashMap<String, i64>,
    /// Sections up to this one are in the full-text index.
    pub(super) indexed: i64,
}

impl Store {
    /// Opens the store, makes it if it is not there, and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let wrap = |source| StoreError::Sqlite { path: path.to_owned(), source };
        let mut db = Connection::open(path).map_err(wrap)?;
        db.set_prepared_statement_cache_capacity(64);
        prepare(&db).map_err(wrap)?;
        let found: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0)).map_err(wrap)?;
        let known = MIGRATIONS.len() as i64;
        if found > known {
            return Err(StoreError::Newer { path: path.to_owned(), found, known });
        }
        migrate(&mut db, usize::try_from(found).unwrap_or(0)).map_err(wrap)?;
        begin(&db).map_err(wrap)?;
        let mut store = Store { db, path: path.to_owned(), next_file: 1, next_section: 1, units: HashMap::new(), indexed: 0 };
        store.read_counters().map_err(wrap)?;
        Ok(store)
    }

    fn read_counters(&mut self) -> rusqlite::Result<()> {
        let db = &self.db;
        self.next_file = db.query_row("SELECT coalesce(max(file_id), 0) + 1 FROM source_files", [], |r| r.get(0))?;
        self.indexed = search::indexed(db)?;
        let last: i64 = db.query_row("SELECT coalesce(max(section_id), 0) FROM sections", [], |r| r.get(0))?;
        // Never below the index's mark: an id that was indexed and deleted must not come back.
        self.next_section = last.max(self.indexed) + 1;
        let mut units = db.prepare("SELECT name, unit_id FROM units")?;
        self.units = units.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(())
    }

    /// Path and fingerprint of every file in the store.
    pub fn known(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let read = || -> rusqlite::Result<BTreeMap<String, String>> {
            let mut files = self.db.prepare("SELECT path, fingerprint FROM source_files")?;
            files.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.wrap(e))
    }

    pub(super) fn forget_run_key(&self) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM meta WHERE key = 'run_key'", []).map(drop).map_err(|e| self.wrap(e))
    }

    pub(super) fn wrap(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sqlite { path: self.path.clone(), source }
    }

    /// Begins a group: its files become visible together, or not at all.
    pub fn begin_group(&mut self) -> Result<(), StoreError> {
        self.db.execute_batch("BEGIN IMMEDIATE").map_err(|e| self.wrap(e))
    }

    /// Makes the group durable.
    pub fn commit_group(&mut self) -> Result<(), StoreError> {
        self.db.execute_batch("COMMIT").map_err(|e| self.wrap(e))
    }

    /// Gives the group up: the store is as before it.
    pub fn abandon_group(&mut self) -> Result<(), StoreError> {
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK").map_err(|e| self.wrap(e))?;
        }
        self.read_counters().map_err(|e| self.wrap(e))
    }

    /// Makes the indexes that are not there yet: after the first load, all of them.
    pub fn index_tables(&mut self) -> Result<(), StoreError> {
        // What is sorted for an index of a large corpus does not fit into memory: it goes through a file.
        let make = format!("PRAGMA temp_store = FILE; BEGIN IMMEDIATE; {INDEXES} COMMIT; PRAGMA temp_store = MEMORY;");
        self.db.execute_batch(&make).map_err(|e| self.wrap(e))
    }

    /// Ends a run: drops units that nothing names any more, and leaves one plain file that opens everywhere, also on a
    /// read-only medium. The full-text index is made by [`Store::index_search`], the other ones by [`Store::index_tables`].
    pub fn finish(self) -> Result<(), StoreError> {
        let close = |db: &Connection| {
            db.execute_batch(
                "DELETE FROM units WHERE unit_id NOT IN (SELECT unit_id FROM reports WHERE unit_id IS NOT NULL);
                 PRAGMA optimize;
                 PRAGMA wal_checkpoint(TRUNCATE);
                 PRAGMA journal_mode = DELETE;",
            )
        };
        close(&self.db).map_err(|e| self.wrap(e))
    }
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    // Foreign keys are kept by the way in which rows are written and removed (`write.rs`); to have them watched would cost
    // a look-up for every row.
    db.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536;
         PRAGMA temp_store = MEMORY;
         PRAGMA wal_autocheckpoint = 8000;",
    )
}

/// How groups become durable. Into an empty store: with a rollback journal, which holds only what was there before the
/// group, so that new pages are written once. Later: with a log, so that readers are not in the way and a commit is one
/// sync.
fn begin(db: &Connection) -> rusqlite::Result<()> {
    let empty: bool = db.query_row("SELECT NOT EXISTS (SELECT 1 FROM source_files)", [], |r| r.get(0))?;
    let mode = if empty { "TRUNCATE" } else { "WAL" };
    let _: String = db.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |r| r.get(0))?;
    // A first load that was killed has left none.
    if empty { Ok(()) } else { db.execute_batch(INDEXES) }
}

fn migrate(db: &mut Connection, taken: usize) -> rusqlite::Result<()> {
    let program = format!("{} {:08x}", env!("CARGO_PKG_VERSION"), crc32fast::hash(VIEWS.as_bytes()));
    let made_by: Option<String> = match taken {
        0 => None,
        _ => db.query_row("SELECT value FROM meta WHERE key = 'program'", [], |r| r.get(0)).optional()?,
    };
    if taken == MIGRATIONS.len() && made_by.as_ref() == Some(&program) {
        return Ok(());
    }
    let step = db.transaction()?;
    // Views first: a table cannot be changed under a view that names it.
    let old: Vec<String> = step
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for view in old {
        step.execute_batch(&format!("DROP VIEW \"{}\"", view.replace('"', "\"\"")))?;
    }
    for migration in MIGRATIONS.iter().skip(taken) {
        step.execute_batch(migration)?;
    }
    step.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    step.execute_batch(VIEWS)?;
    terms::write(&step)?;
    step.execute("INSERT INTO meta VALUES ('program', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [&program])?;
    step.commit()
}

/// Opens the store in a results folder for questions: nothing that is asked can change it.
pub fn open_read_only(out: &Path) -> Result<Connection, StoreError> {
    let path = out.join(super::DATABASE);
    if !path.is_file() {
        return Err(StoreError::Missing { path });
    }
    let open = || {
        let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        db.execute_batch(
            "PRAGMA query_only = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 2147418112;",
        )?;
        let version: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0))?;
        Ok((db, version))
    };
    let mut opened = open();
    if opened.as_ref().is_err_and(left_by_a_kill) {
        opened = roll_back(&path).and_then(|()| open());
    }
    let (db, found) = opened.map_err(|source| StoreError::Sqlite { path: path.clone(), source })?;
    let known = MIGRATIONS.len() as i64;
    if found < known {
        return Err(StoreError::Older { path, found, known });
    }
    Ok(db)
}

/// Whether a first load was killed within a group, so that its journal must be played back before anyone can read.
fn left_by_a_kill(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK)
}

/// Plays the journal of a killed load back: the store is as before the group.
fn roll_back(path: &Path) -> rusqlite::Result<()> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}
