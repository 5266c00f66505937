//! The tables that are exported: those of the store, with the path, the unit and the year in front of every row.

use rusqlite::Connection;

/// Tables that are exported, each a file of its name.
pub const TABLES: &[&str] = &[
    "source_files",
    "reports",
    "units",
    "sections",
    "amounts",
    "figures",
    "percents",
    "funds",
    "fund_amounts",
    "counts",
    "staff",
    "forms",
    "form_rows",
    "checks",
    "check_amounts",
    "suspects",
    "diagnostics",
    "links",
    "corpus_findings",
    "finding_places",
    "concepts",
    "rules",
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// A whole number.
    Integer,
    /// Words.
    Text,
    /// An exact decimal with six digits after the point, kept in millionths.
    Decimal,
}

/// A column of an exported table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name; a column `x_e6` of the store is `x` here.
    pub name: String,
    /// What it holds.
    pub holds: ColumnType,
}

/// A table with its columns and the SQL that reads it.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    /// Whether rows belong to a report, and so to a fiscal year (the third column).
    pub has_year: bool,
    sql: String,
}

impl Table {
    /// Reads what the columns are.
    pub fn read(db: &Connection, name: &'static str) -> rusqlite::Result<Self> {
        let mut info = db.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
        let all: Vec<(String, String)> =
            info.query_map([name], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let has_year = all.iter().any(|(column, _)| column == "file_id");
        let mut columns = Vec::new();
        let mut selected = Vec::new();
        if has_year {
            for (column, sql, holds) in [
                ("file", "f.path", ColumnType::Text),
                ("unit_name", "u.name", ColumnType::Text),
                ("fiscal_year", "r.fiscal_year", ColumnType::Integer),
            ] {
                columns.push(Column { name: column.to_owned(), holds });
                selected.push(sql.to_owned());
            }
        }
        // Numbers of rows that only the store knows are left out; the path and the ordinal name a row everywhere.
        let inner = ["file_id", "unit_id", "section_id"];
        for (column, sql_type) in all {
            if inner.contains(&column.as_str())
                || (has_year && ["fiscal_year", "path"].contains(&column.as_str()) && name != "sections")
            {
                continue;
            }
            let (short, holds) = match (column.strip_suffix("_e6"), sql_type.as_str()) {
                (Some(short), _) => (short, ColumnType::Decimal),
                // A column of a view says INT or INTEGER, as the SQLite likes.
                (None, "INTEGER" | "INT") => (column.as_str(), ColumnType::Integer),
                (None, _) => (column.as_str(), ColumnType::Text),
            };
            // A form's own unit stands beside that of its report.
            let short = if has_year && short == "unit_name" { "form_unit_name" } else { short };
            columns.push(Column { name: short.to_owned(), holds });
            selected.push(format!("t.\"{column}\""));
        }
        let columns_sql = selected.join(", ");
        // CROSS JOIN keeps this order of the loops: files by path, rows of a file by its key.
        let sql = match (has_year, name) {
            (false, _) => {
                format!("SELECT {columns_sql} FROM {name} t ORDER BY {}", if selected.len() > 1 { "1, 2" } else { "1" })
            }
            (true, "source_files") => format!(
                "SELECT {columns_sql} FROM source_files f CROSS JOIN source_files t ON t.file_id = f.file_id
                 CROSS JOIN reports r ON r.file_id = f.file_id LEFT JOIN units u ON u.unit_id = r.unit_id"
            ),
            (true, _) => format!(
                "SELECT {columns_sql} FROM source_files f CROSS JOIN reports r ON r.file_id = f.file_id
                 LEFT JOIN units u ON u.unit_id = r.unit_id CROSS JOIN {name} t ON t.file_id = f.file_id"
            ),
        };
        Ok(Table { name, columns, has_year, sql })
    }

    /// The SQL of all rows.
    pub fn all(&self) -> String {
        if self.has_year { format!("{} ORDER BY f.path", self.sql) } else { self.sql.clone() }
    }

    /// The SQL of the rows of one fiscal year (`?1`, which may be NULL).
    pub fn of_year(&self) -> String {
        format!("{} WHERE r.fiscal_year IS ?1 ORDER BY f.path", self.sql)
    }
}

/// Millionths as decimal digits.
pub(super) fn decimal(millionths: i64) -> String {
    rust_decimal::Decimal::new(millionths, 6).normalize().to_string()
}
