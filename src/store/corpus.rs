//! The findings over several reports (`corpus.json` of a results folder) as rows.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::connect::Store;
use super::error::StoreError;
use super::exact::Millionths;

/// The file of the batch.
const FILE: &str = "corpus.json";

#[derive(Deserialize)]
struct Document {
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    unit: Option<String>,
    year: Option<i32>,
    message: String,
    difference: Option<Box<RawValue>>,
    witnesses: Vec<Witness>,
}

/// What takes part; `place` is in words, the rest of the place is looked up in the store.
#[derive(Deserialize)]
struct Witness {
    path: Option<String>,
    label: String,
    raw: Option<String>,
    place: Option<String>,
    amount: Option<String>,
}

/// A witness in the column `places`.
#[derive(Serialize)]
struct Placed<'a> {
    path: Option<&'a str>,
    label: &'a str,
    raw: Option<&'a str>,
    section: Option<String>,
    at: At,
}

#[derive(Default, Serialize)]
struct At {
    line: Option<i64>,
    page: Option<i64>,
    cell: Option<String>,
}

impl Store {
    /// Puts the findings of `OUT/corpus.json` in place of those that the store has; none if there is no such file.
    pub fn put_corpus(&mut self, out: &Path) -> Result<(), StoreError> {
        let path = out.join(FILE);
        let findings = match std::fs::read(&path) {
            Ok(bytes) => {
                let read: Document =
                    serde_json::from_slice(&bytes).map_err(|source| StoreError::Line { path: path.clone(), line: 1, source })?;
                read.findings
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(e.into()),
        };
        replace(&mut self.db, &findings).map_err(|e| self.wrap(e))
    }
}

fn replace(db: &mut Connection, findings: &[Finding]) -> rusqlite::Result<()> {
    let step = db.transaction()?;
    step.execute("DELETE FROM corpus_findings", [])?;
    {
        let mut insert = step.prepare("INSERT INTO corpus_findings VALUES (?1, ?2, ?3, 'fail', ?4, ?5, ?6, ?7, ?8)")?;
        for (n, f) in (1i64..).zip(findings) {
            let difference = f.difference.as_ref().and_then(|d| Millionths::from_digits(d.get()).value);
            let places = f.witnesses.iter().map(|w| placed(&step, w)).collect::<rusqlite::Result<Vec<_>>>()?;
            let places = serde_json::to_string(&places).unwrap_or_default();
            insert.execute(params![n, f.rule, f.severity, f.unit, f.year, f.message, difference, places])?;
        }
    }
    step.commit()
}

fn placed<'a>(db: &Connection, w: &'a Witness) -> rusqlite::Result<Placed<'a>> {
    let mut found = Placed { path: w.path.as_deref(), label: &w.label, raw: w.raw.as_deref(), section: None, at: At::default() };
    let number: Option<i64> = w.amount.as_deref().and_then(|a| a.get(1..)).and_then(|n| n.parse().ok());
    if let (Some(path), Some(n)) = (&w.path, number) {
        let sql = "SELECT a.section, a.line, a.page, a.cell FROM amounts a JOIN source_files f USING (file_id) WHERE f.path = ?1 AND a.n = ?2";
        let row = db
            .prepare_cached(sql)?
            .query_row(params![path, n], |r| Ok((r.get(0)?, At { line: r.get(1)?, page: r.get(2)?, cell: r.get(3)? })))
            .optional()?;
        if let Some((section, at)) = row {
            return Ok(Placed { section, at, ..found });
        }
    }
    // No amount: what the words of the place tell (`第25行`, `Sheet1!C5`).
    let place = w.place.as_deref().unwrap_or("");
    found.at.line = place.split('第').nth(1).and_then(|p| p.split('行').next()).and_then(|n| n.trim().parse().ok());
    found.at.cell = Some(place).filter(|p| p.contains('!')).map(str::to_owned);
    Ok(found)
}
