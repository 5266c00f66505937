//! What changed between two results folders: a new version of the program, or a corrected submission.
//!
//! Files are paired by path, then (a corrected submission often has another name) by unit, year and kind where that names
//! one file on each side. Within a pair, values are paired by what they are (quantity or label, fund, column, year); equal
//! ones first, then in the order in which they are printed. Findings are paired by rule and section.

mod pairing;
mod values;

pub use pairing::{Change, changes_of};
pub use values::Row;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;

use crate::query::{Answer, Cell};
use crate::store::{self, StoreError};

/// A file of a store.
#[derive(Clone, Debug)]
struct File {
    id: i64,
    path: String,
    unit: Option<String>,
    year: Option<i64>,
    kind: Option<String>,
    fingerprint: String,
    status: String,
}

impl File {
    /// What it reports on.
    fn subject(&self) -> Option<(&str, i64, &str)> {
        Some((self.unit.as_deref()?, self.year?, self.kind.as_deref()?))
    }
}

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Files that are the same on both sides.
    pub same: usize,
    /// The changes, a row each.
    pub changes: Answer,
}

const COLUMNS: [&str; 14] =
    ["变化", "文件", "单位", "年度", "类", "名称", "之前", "之后", "差额", "章节", "行", "单元格", "之前原文", "原文"];

/// Compares the stores of two results folders.
pub fn compare(before: &Path, after: &Path) -> Result<Comparison, StoreError> {
    let old = store::open_read_only(before)?;
    let new = store::open_read_only(after)?;
    let run = || -> rusqlite::Result<Comparison> {
        let mut comparison =
            Comparison { same: 0, changes: Answer { columns: COLUMNS.map(String::from).to_vec(), rows: Vec::new() } };
        let (pairs, lost, gained) = pair_files(files(&old)?, files(&new)?);
        for (a, b) in &pairs {
            if a.fingerprint == b.fingerprint {
                comparison.same += 1;
                continue;
            }
            if a.path != b.path {
                comparison.changes.rows.push(line("换了文件", b, "文件", "", text(&a.path), text(&b.path)));
            }
            if a.status != b.status {
                comparison.changes.rows.push(line("读取结果变化", b, "文件", "", text(&a.status), text(&b.status)));
            }
            for change in changes_of(values::rows(&old, a.id)?, values::rows(&new, b.id)?) {
                comparison.changes.rows.push(change_line(&change, b));
            }
        }
        comparison.changes.rows.extend(lost.iter().map(|f| line("移除的文件", f, "文件", "", text(&f.path), Cell::Null)));
        comparison.changes.rows.extend(gained.iter().map(|f| line("新增的文件", f, "文件", "", Cell::Null, text(&f.path))));
        Ok(comparison)
    };
    run().map_err(|source| StoreError::Sqlite { path: after.join(store::DATABASE), source })
}

fn files(db: &Connection) -> rusqlite::Result<BTreeMap<String, File>> {
    let sql = "SELECT f.file_id, f.path, u.name, r.fiscal_year, r.kind, f.fingerprint, f.status
               FROM source_files f JOIN reports r USING (file_id) LEFT JOIN units u USING (unit_id)";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |r| {
        let path: String = r.get(1)?;
        let file = File {
            id: r.get(0)?,
            path: path.clone(),
            unit: r.get(2)?,
            year: r.get(3)?,
            kind: r.get(4)?,
            fingerprint: r.get(5)?,
            status: r.get(6)?,
        };
        Ok((path, file))
    })?;
    rows.collect()
}

type Paired = (Vec<(File, File)>, Vec<File>, Vec<File>);

fn pair_files(old: BTreeMap<String, File>, mut new: BTreeMap<String, File>) -> Paired {
    let mut pairs = Vec::new();
    let mut lost = Vec::new();
    for (path, a) in old {
        match new.remove(&path) {
            Some(b) => pairs.push((a, b)),
            None => lost.push(a),
        }
    }
    let mut gained: Vec<File> = new.into_values().collect();
    // Subjects that name one file on each side.
    let single = |files: &[File]| -> BTreeMap<(String, i64, String), usize> {
        let mut seen = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for (i, f) in files.iter().enumerate() {
            if let Some((unit, year, kind)) = f.subject() {
                let key = (unit.to_owned(), year, kind.to_owned());
                if seen.insert(key.clone(), i).is_some() {
                    twice.insert(key);
                }
            }
        }
        seen.retain(|key, _| !twice.contains(key));
        seen
    };
    let (of_lost, of_gained) = (single(&lost), single(&gained));
    let matched: Vec<(usize, usize)> = of_lost.iter().filter_map(|(key, &i)| Some((i, *of_gained.get(key)?))).collect();
    pairs.extend(matched.iter().filter_map(|&(i, j)| Some((lost.get(i)?.clone(), gained.get(j)?.clone()))));
    let (from, to): (BTreeSet<usize>, BTreeSet<usize>) = matched.into_iter().unzip();
    lost = lost.into_iter().enumerate().filter(|(i, _)| !from.contains(i)).map(|(_, f)| f).collect();
    gained = gained.into_iter().enumerate().filter(|(i, _)| !to.contains(i)).map(|(_, f)| f).collect();
    pairs.sort_by(|a, b| a.1.path.cmp(&b.1.path));
    (pairs, lost, gained)
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn line(change: &str, file: &File, class: &str, name: &str, before: Cell, after: Cell) -> Vec<Cell> {
    let unit = file.unit.as_deref().map_or(Cell::Null, text);
    let year = file.year.map_or(Cell::Null, Cell::Integer);
    let mut cells = vec![text(change), text(&file.path), unit, year, text(class), text(name), before, after];
    cells.resize(COLUMNS.len(), Cell::Null);
    cells
}

fn change_line(change: &Change, file: &File) -> Vec<Cell> {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let finding = before.or(after).is_some_and(|r| r.class == "问题");
    let what = match (before.is_some(), after.is_some(), finding) {
        (true, true, false) => "数值变化",
        (true, false, false) => "数值消失",
        (_, _, false) => "新增数值",
        (true, true, true) => "问题变化",
        (true, false, true) => "问题消除",
        (_, _, true) => "新问题",
    };
    let Some(row) = after.or(before) else { return Vec::new() };
    let shown = |r: Option<&Row>| r.map_or(Cell::Null, Row::shown);
    let mut cells = line(what, file, &row.class, &row.name, shown(before), shown(after));
    let difference = before.zip(after).and_then(|(a, b)| b.value?.checked_sub(a.value?));
    let place = [
        difference.map_or(Cell::Null, |d| Cell::Real(d as f64 / 1e6)),
        row.section.as_deref().map_or(Cell::Null, text),
        row.line.map_or(Cell::Null, Cell::Integer),
        row.cell.as_deref().map_or(Cell::Null, text),
        before.map_or(Cell::Null, |r| text(&r.raw)),
        after.map_or(Cell::Null, |r| text(&r.raw)),
    ];
    cells.truncate(COLUMNS.len() - place.len());
    cells.extend(place);
    cells
}
