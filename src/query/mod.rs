//! Questions to the store: SQL, named questions, and search, with answers for people and programs.
//!
//! Nothing that is asked can change the store: the connection is read-only and an authorizer refuses everything but reading.

mod answer;
mod ask;
mod explain;
mod format;
mod guard;

pub use answer::{Answer, Cell};
pub use ask::{Parameter, Question, ask, question, questions};
pub use explain::QueryError;
pub use format::{Format, write};
pub use guard::run;

use rusqlite::Connection;

/// The sections that contain every word, as an answer.
pub fn search(db: &Connection, words: &str, limit: usize) -> Result<Answer, QueryError> {
    let found = crate::store::search(db, words, limit).map_err(QueryError::Sqlite)?;
    let columns = ["文件", "单位", "年度", "章节", "标题", "行", "页", "原文"].map(String::from).to_vec();
    let rows = found.into_iter().map(|f| {
        vec![
            Cell::Text(f.path),
            f.unit.map_or(Cell::Null, Cell::Text),
            f.year.map_or(Cell::Null, Cell::Integer),
            Cell::Text(f.section),
            Cell::Text(f.title),
            Cell::Integer(f.line),
            f.page.map_or(Cell::Null, Cell::Integer),
            Cell::Text(f.words),
        ]
    });
    Ok(Answer { columns, rows: rows.collect() })
}
