//! Results for other tools: Parquet, CSV and JSON lines for programs, a workbook for people who live in Excel.
//!
//! Everything is read from the store. A table becomes one file (or, partitioned, one a year), in the order of the files'
//! paths; every row carries the path of its file, the unit and the fiscal year. Money is DECIMAL(18,6) in 万元.

mod columnar;
mod tables;
mod text;
mod workbook;

pub use tables::{Column, ColumnType, TABLES};
pub use workbook::answer_workbook;

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::query::QueryError;
use crate::store::{self, StoreError};

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// Columns for DuckDB, pandas, Polars, Spark.
    Parquet,
    /// CSV with BOM.
    Csv,
    /// One object a line.
    Jsonl,
    /// A workbook for Excel and LibreOffice.
    Xlsx,
}

/// Whether Parquet files are cut by fiscal year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Partition {
    /// From [`LARGE`] reports on.
    #[default]
    Auto,
    /// One file a table.
    None,
    /// `TABLE/fiscal_year=YEAR/part-0.parquet`.
    Year,
}

/// From this many reports on, Parquet files are cut by year.
pub const LARGE: i64 = 10_000;

/// An export cannot be made.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table cannot be read.
    #[error("读取数据库：{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A view cannot be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A Parquet file cannot be made.
    #[error("写 Parquet：{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A batch of columns cannot be made.
    #[error("写 Parquet：{0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// The workbook cannot be made.
    #[error("写工作簿：{0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A file cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Exports the store of a results folder; gives back the files that were written. For [`Target::Xlsx`], `to` is the
/// workbook, otherwise a folder. `sources` is the folder of the source files, for the workbook's links.
pub fn export(
    out: &Path,
    target: Target,
    to: &Path,
    partition: Partition,
    sources: Option<&Path>,
) -> Result<Vec<PathBuf>, ExportError> {
    let mut db = store::open_read_only(out)?;
    if target == Target::Xlsx {
        if let Some(folder) = to.parent() {
            fs_err::create_dir_all(folder)?;
        }
        fs_err::write(to, workbook::workbook(&mut db, sources)?)?;
        return Ok(vec![to.to_owned()]);
    }
    fs_err::create_dir_all(to)?;
    let mut written = Vec::new();
    for name in TABLES {
        let table = tables::Table::read(&db, name)?;
        match target {
            Target::Csv => written.push(text::csv(&db, &table, to)?),
            Target::Jsonl => written.push(text::jsonl(&db, &table, to)?),
            Target::Parquet | Target::Xlsx => {
                let by_year = match partition {
                    Partition::None => false,
                    Partition::Year => true,
                    Partition::Auto => {
                        let reports: i64 = db.query_row("SELECT count(*) FROM reports", [], |r| r.get(0))?;
                        reports >= LARGE
                    }
                };
                written.extend(columnar::parquet(&db, &table, to, by_year && table.has_year)?);
            }
        }
    }
    Ok(written)
}
