//! Writes prepared rows into the tables, and takes the rows of a file out.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::connect::Store;
use super::document::Document;
use super::encode::{Prepared, prepare};
use super::error::StoreError;
use super::rows::{Table, Value};
use super::search;

impl Store {
    /// Puts the rows of a document in place of those that the store has for its path. Belongs into a group.
    pub fn put(&mut self, document: &Document<'_>, fingerprint: &str) -> Result<(), StoreError> {
        let rows = prepare(document, fingerprint);
        match Prepared::new(&document.source.path, &rows) {
            Some(prepared) => self.put_prepared(&prepared),
            None => Ok(()), // it was made a line above
        }
    }

    /// The same for rows that were prepared elsewhere.
    pub fn put_prepared(&mut self, document: &Prepared<'_>) -> Result<(), StoreError> {
        self.put_rows(document).map_err(|e| self.wrap(e))
    }

    /// Takes the rows of a file out. Belongs into a group.
    pub fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        self.clear(path).map(drop).map_err(|e| self.wrap(e))
    }

    /// Deletes the rows of a path; gives back the id that it had.
    fn clear(&self, path: &str) -> rusqlite::Result<Option<i64>> {
        let id: Option<i64> = self
            .db
            .prepare_cached("SELECT file_id FROM source_files WHERE path = ?1")?
            .query_row([path], |r| r.get(0))
            .optional()?;
        if let Some(id) = id {
            search::forget(&self.db, id, self.indexed)?;
            // Every table that refers to the file: the writer's connection does not watch foreign keys, which would look
            // the file up for every row that is written.
            for table in Table::ALL.iter().rev() {
                self.db.prepare_cached(&format!("DELETE FROM {} WHERE file_id = ?1", table.name()))?.execute([id])?;
            }
        }
        Ok(id)
    }

    fn put_rows(&mut self, document: &Prepared<'_>) -> rusqlite::Result<()> {
        let file = match self.clear(document.path)? {
            Some(id) => id,
            None => {
                self.next_file += 1;
                self.next_file - 1
            }
        };
        let unit = match document.unit {
            Some(name) => Some(self.unit(name)?),
            None => None,
        };
        let mut statements: [Option<CachedStatement<'_>>; Table::ALL.len()] = [const { None }; Table::ALL.len()];
        let mut reader = document.rows.clone();
        while let Some(table) = reader.table() {
            let Some(slot) = statements.get_mut(table as usize) else { break };
            let statement = match slot {
                Some(statement) => statement,
                None => slot.insert(insertion(&self.db, table)?),
            };
            for column in 1..=table.columns() {
                match reader.value().unwrap_or(Value::Null) {
                    Value::Null => statement.raw_bind_parameter(column, rusqlite::types::Null)?,
                    Value::Integer(n) => statement.raw_bind_parameter(column, n)?,
                    Value::Text(words) => statement.raw_bind_parameter(column, words)?,
                    Value::File => statement.raw_bind_parameter(column, file)?,
                    Value::Unit => statement.raw_bind_parameter(column, unit)?,
                    Value::Section => {
                        statement.raw_bind_parameter(column, self.next_section)?;
                        self.next_section += 1;
                    }
                }
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    fn unit(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some(&id) = self.units.get(name) {
            return Ok(id);
        }
        self.db.prepare_cached("INSERT INTO units (name) VALUES (?1)")?.execute(params![name])?;
        let id = self.db.last_insert_rowid();
        self.units.insert(name.to_owned(), id);
        Ok(id)
    }
}

fn insertion(db: &Connection, table: Table) -> rusqlite::Result<CachedStatement<'_>> {
    let values = vec!["?"; table.columns()].join(",");
    db.prepare_cached(&format!("INSERT INTO {} VALUES ({values})", table.name()))
}
