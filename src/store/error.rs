//! What can go wrong with a store.

use std::path::PathBuf;

use thiserror::Error;

/// A store cannot be opened, written or read. The message names the file and what to do.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("数据库 {path}：{source}")]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The database was made by a newer program.
    #[error("数据库 {path} 的版本是 {found}，本程序只认识到 {known}；请用新版程序打开，或用 `jixiao store OUT --rebuild` 重建")]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The database was made by an older program, or its first load was killed at once.
    #[error("数据库 {path} 的版本是 {found}，本程序要 {known}；请先运行 `jixiao store OUT` 更新它")]
    Older {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version that this program asks.
        known: i64,
    },
    /// The folder holds no results.
    #[error("{path} 不存在：请先运行 `jixiao ingest DIR --out OUT`")]
    Missing {
        /// What was looked for.
        path: PathBuf,
    },
    /// A line of `reports.jsonl` is no JSON document of this program.
    #[error("{path} 第 {line} 行不是本程序写出的 JSON（{source}）；请重新运行 `jixiao ingest`")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Why.
        source: serde_json::Error,
    },
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
