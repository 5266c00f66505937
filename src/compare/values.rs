//! The values and findings of one file, as rows that can be paired.

use rusqlite::Connection;

use crate::query::Cell;

/// A value or a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// 金额, 百分比, 专项, 数量, 人员 or 问题.
    pub class: String,
    /// What it is: two rows with the same class and key are the same thing.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Millionths of its unit.
    pub value: Option<i64>,
    /// Printed words; of a finding its message.
    pub raw: String,
    /// Path of its section.
    pub section: Option<String>,
    /// Line.
    pub line: Option<i64>,
    /// Cell.
    pub cell: Option<String>,
}

impl Row {
    /// The value as people read it.
    pub fn shown(&self) -> Cell {
        match self.value {
            Some(v) if self.class != "问题" => Cell::Real(v as f64 / 1e6),
            _ => Cell::Text(self.raw.clone()),
        }
    }
}

const SQL: &str = "
SELECT '金额', coalesce(a.concept, a.label) || '|' || coalesce(a.fund, '') || '|' || coalesce(a.col, '') || '|' || coalesce(a.year, '') || '|' || a.role,
       coalesce(c.label, a.label) || coalesce('（' || a.fund || '）', ''), a.wan_e6, a.raw, a.section, a.line, a.cell, a.n, 1
FROM amounts a LEFT JOIN concepts c ON c.id = a.concept WHERE a.file_id = ?1
UNION ALL
SELECT '百分比', coalesce(p.concept, p.label), coalesce(c.label, p.label), p.value_e6, p.raw, p.section, p.line, p.cell, p.n, 2
FROM percents p LEFT JOIN concepts c ON c.id = p.concept WHERE p.file_id = ?1
UNION ALL
SELECT '数量', c.label || '|' || c.unit, c.label, c.value_e6, c.raw, c.section, c.line, c.cell, c.n, 3 FROM counts c WHERE c.file_id = ?1
UNION ALL
SELECT '人员', s.concept, coalesce(c.label, s.concept), s.value_e6, s.raw, s.section, s.line, s.cell, s.n, 4
FROM staff s LEFT JOIN concepts c ON c.id = s.concept WHERE s.file_id = ?1
UNION ALL
SELECT '问题', k.rule || '|' || coalesce(k.section, ''), k.rule, k.difference_e6, k.message, k.section, k.line, k.cell, k.n, 5
FROM checks k WHERE k.file_id = ?1 AND k.status = 'fail' AND k.because_of IS NULL
ORDER BY 10, 9";

/// Values and findings of a file, in the order in which they are printed.
pub(super) fn rows(db: &Connection, file: i64) -> rusqlite::Result<Vec<Row>> {
    let mut statement = db.prepare_cached(SQL)?;
    let rows = statement.query_map([file], |r| {
        Ok(Row {
            class: r.get(0)?,
            key: r.get(1)?,
            name: r.get(2)?,
            value: r.get(3)?,
            raw: r.get(4)?,
            section: r.get(5)?,
            line: r.get(6)?,
            cell: r.get(7)?,
        })
    })?;
    rows.collect()
}
