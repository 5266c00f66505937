//! Runs SQL that may only read.

use std::collections::BTreeMap;

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

use super::answer::{Answer, Cell};
use super::explain::{QueryError, explain};

/// Runs one SQL statement that reads, with its named parameters (`:year`, `@year`, `$year`).
pub fn run(db: &mut Connection, sql: &str, parameters: &BTreeMap<String, Value>) -> Result<Answer, QueryError> {
    db.authorizer(Some(only_reading)).map_err(QueryError::Sqlite)?;
    let answer = execute(db, sql, parameters);
    db.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).map_err(QueryError::Sqlite)?;
    answer.map_err(|e| explain(db, sql, e))
}

/// Reading, functions (none loads code) and what a reader needs to look at the schema.
fn only_reading(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if function_name.eq_ignore_ascii_case("load_extension") => Authorization::Deny,
        AuthAction::Function { .. } => Authorization::Allow,
        AuthAction::Pragma { pragma_name, .. } if LOOKING.contains(&pragma_name) => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

/// Pragmas that only look. `data_version` is asked by FTS5 itself.
const LOOKING: &[&str] = &[
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "foreign_key_list",
    "foreign_key_check",
    "database_list",
    "data_version",
];

fn execute(db: &Connection, sql: &str, parameters: &BTreeMap<String, Value>) -> Result<Answer, QueryError> {
    let mut statement = only_one(db, sql)?;
    for (name, value) in parameters {
        for sign in [":", "@", "$"] {
            if let Some(index) = statement.parameter_index(&format!("{sign}{name}")).map_err(QueryError::Sqlite)? {
                statement.raw_bind_parameter(index, value).map_err(QueryError::Sqlite)?;
            }
        }
    }
    let missing = (1..=statement.parameter_count())
        .filter_map(|i| statement.parameter_name(i))
        .find(|name| !parameters.contains_key(name.get(1..).unwrap_or_default()));
    if let Some(name) = missing {
        return Err(QueryError::Parameter { name: name.get(1..).unwrap_or_default().to_owned() });
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    let mut answer = Answer { columns, rows: Vec::new() };
    while let Some(row) = rows.next().map_err(QueryError::Sqlite)? {
        let cells = (0..answer.columns.len()).map(|i| row.get_ref(i).map(Cell::from_sql));
        answer.rows.push(cells.collect::<rusqlite::Result<_>>().map_err(QueryError::Sqlite)?);
    }
    Ok(answer)
}

/// The statement of an SQL text that must hold one.
fn only_one<'c>(db: &'c Connection, sql: &str) -> Result<Statement<'c>, QueryError> {
    let mut batch = rusqlite::Batch::new(db, sql);
    let first = batch.next().map_err(QueryError::Sqlite)?.ok_or(QueryError::Empty)?;
    match batch.next() {
        Ok(None) => Ok(first),
        _ => Err(QueryError::Several),
    }
}
