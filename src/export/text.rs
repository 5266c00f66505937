//! Tables as CSV and JSON lines.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::ExportError;
use super::tables::{ColumnType, Table, decimal};

/// `TABLE.csv`, UTF-8 with BOM.
pub(super) fn csv(db: &Connection, table: &Table, to: &Path) -> Result<PathBuf, ExportError> {
    let path = to.join(format!("{}.csv", table.name));
    let mut file = BufWriter::new(fs_err::File::create(&path)?);
    file.write_all("\u{feff}".as_bytes())?;
    let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    writeln!(file, "{}\r", names.join(","))?;
    each(db, table, |values| {
        let cells: Vec<String> = values.iter().zip(&table.columns).map(|(v, c)| csv_cell(*v, c.holds)).collect();
        writeln!(file, "{}\r", cells.join(","))
    })?;
    file.flush()?;
    Ok(path)
}

/// Words that a spreadsheet would run as a formula get an apostrophe in front: they come from files of others.
fn csv_cell(value: ValueRef<'_>, holds: ColumnType) -> String {
    match value {
        ValueRef::Integer(n) if holds == ColumnType::Decimal => decimal(n),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Text(t) => {
            let mut words = String::from_utf8_lossy(t).into_owned();
            if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                words.insert(0, '\'');
            }
            if words.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", words.replace('"', "\"\"")) } else { words }
        }
        _ => String::new(),
    }
}

/// `TABLE.jsonl`: decimals are JSON numbers with their exact digits.
pub(super) fn jsonl(db: &Connection, table: &Table, to: &Path) -> Result<PathBuf, ExportError> {
    let path = to.join(format!("{}.jsonl", table.name));
    let mut file = BufWriter::new(fs_err::File::create(&path)?);
    each(db, table, |values| {
        let mut line = String::from("{");
        for (value, column) in values.iter().zip(&table.columns) {
            if line.len() > 1 {
                line.push(',');
            }
            line.push('"');
            line.push_str(&column.name);
            line.push_str("\":");
            line.push_str(&match *value {
                ValueRef::Integer(n) if column.holds == ColumnType::Decimal => decimal(n),
                ValueRef::Integer(n) => n.to_string(),
                ValueRef::Text(t) => serde_json::to_string(&String::from_utf8_lossy(t))?,
                _ => "null".to_owned(),
            });
        }
        line.push('}');
        writeln!(file, "{line}")
    })?;
    file.flush()?;
    Ok(path)
}

fn each(db: &Connection, table: &Table, mut row: impl FnMut(&[ValueRef<'_>]) -> std::io::Result<()>) -> Result<(), ExportError> {
    let mut statement = db.prepare(&table.all())?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let values = (0..table.columns.len()).map(|i| r.get_ref(i)).collect::<rusqlite::Result<Vec<_>>>()?;
        row(&values)?;
    }
    Ok(())
}
