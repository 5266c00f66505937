//! The findings over several reports (`corpus.json` of a results folder) as rows.

use std::collections::HashMap;
use std::io::BufReader;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::Deserialize;
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
    value: Option<Box<RawValue>>,
    place: Option<String>,
    amount: Option<String>,
    #[serde(default)]
    section: Option<String>,
}

/// Where a witness stands, and its words.
#[derive(Default)]
struct Place {
    raw: Option<String>,
    section: Option<String>,
    line: Option<i64>,
    page: Option<i64>,
    cell: Option<String>,
}

impl Store {
    /// Puts the findings of `OUT/corpus.json` in place of those that the store has; none if there is no such file.
    pub fn put_corpus(&mut self, out: &Path) -> Result<(), StoreError> {
        let path = out.join(FILE);
        let findings = match std::fs::File::open(&path) {
            Ok(file) => {
                let read: Document = serde_json::from_reader(BufReader::with_capacity(256 << 10, file))
                    .map_err(|source| StoreError::Line { path: path.clone(), line: 1, source })?;
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
    step.execute_batch("DELETE FROM finding_places; DELETE FROM corpus_findings;")?;
    {
        let files: HashMap<String, i64> = step
            .prepare("SELECT path, file_id FROM source_files")?
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut insert = step.prepare(
            "INSERT INTO corpus_findings (n, rule, severity, status, unit, fiscal_year, message, difference_e6, size)
             VALUES (?1, ?2, ?3, 'fail', ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut insert_place = step.prepare("INSERT INTO finding_places VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
        for (n, f) in (1i64..).zip(findings) {
            let difference = f.difference.as_ref().and_then(|d| Millionths::from_digits(d.get()).value);
            insert.execute(params![n, f.rule, f.severity, f.unit, f.year, f.message, difference, f.witnesses.len() as i64])?;
            for (k, w) in (1i64..).zip(&f.witnesses) {
                let p = place(&step, &files, w)?;
                insert_place.execute(params![n, k, w.path, w.label, p.raw, p.section, p.line, p.page, p.cell])?;
            }
        }
    }
    step.commit()
}

const AMOUNT: &str = "SELECT a.raw, a.section, a.line, a.page, a.cell
    FROM amounts a WHERE a.file_id = ?1 AND a.n = ?2";
const SECTION: &str = "SELECT substr(coalesce(nullif(s.text, ''), s.title), 1, 60), s.path, s.line, s.page, NULL
    FROM sections s WHERE s.file_id = ?1 AND s.path = ?2";
/// A figure that is no amount: of the staff, a fund's, or the score.
const OTHER: &str = "SELECT s.raw, s.section, s.line, s.page, s.cell
    FROM staff s JOIN concepts c ON c.id = s.concept
    WHERE s.file_id = ?1 AND c.label = ?2 AND s.value_e6 = ?3
    UNION ALL
    SELECT d.words, d.section, d.line, d.page, d.cell FROM funds d
    WHERE d.file_id = ?1 AND d.name = ?2 AND d.actual_e6 = ?3
    UNION ALL
    SELECT r.score_words, r.score_section, r.score_line, r.score_page, r.score_cell FROM reports r
    WHERE r.file_id = ?1 AND ?2 = '自评得分' AND r.score_e6 = ?3
    LIMIT 1";
/// A form has neither title nor section: the unit's name is what it prints at its top.
const TOP: &str = "SELECT coalesce(r.title, s.title, u.name), s.path, s.line, s.page, NULL
    FROM reports r LEFT JOIN units u USING (unit_id)
    LEFT JOIN sections s ON s.file_id = r.file_id AND s.n = 1 WHERE r.file_id = ?1";

/// The amount that the witness names, else the section, else what the words of the place tell, else where the store has a
/// figure of this name and value; a witness that is a whole report stands where the report begins.
fn place(db: &Connection, files: &HashMap<String, i64>, w: &Witness) -> rusqlite::Result<Place> {
    let find = |sql: &str, values: &[&dyn ToSql]| {
        let read =
            |r: &Row<'_>| Ok(Place { raw: r.get(0)?, section: r.get(1)?, line: r.get(2)?, page: r.get(3)?, cell: r.get(4)? });
        db.prepare_cached(sql)?.query_row(values, read).optional()
    };
    let number: Option<i64> = w.amount.as_deref().and_then(|a| a.get(1..)).and_then(|n| n.parse().ok());
    let value = w.value.as_ref().and_then(|v| Millionths::from_digits(v.get()).value);
    let file = w.path.as_ref().and_then(|p| files.get(p));
    let found = match (file, number, &w.section) {
        (Some(file), Some(n), _) => find(AMOUNT, params![file, n])?,
        (Some(file), None, Some(section)) => find(SECTION, params![file, section])?,
        (Some(file), None, None) if w.place.is_none() => match value {
            Some(value) => find(OTHER, params![file, w.label, value])?,
            None => find(TOP, params![file])?,
        },
        _ => None,
    };
    let mut found = found.unwrap_or_else(|| {
        // `第25行`, `Sheet1!C5`
        let place = w.place.as_deref().unwrap_or("");
        let line = place.split('第').nth(1).and_then(|p| p.split('行').next()).and_then(|n| n.trim().parse().ok());
        Place { line, cell: Some(place).filter(|p| p.contains('!')).map(str::to_owned), ..Place::default() }
    });
    if w.raw.is_some() {
        found.raw.clone_from(&w.raw);
    }
    Ok(found)
}
