//! Errors of a question, in words that say what to do.

use rusqlite::Connection;
use thiserror::Error;

/// A question cannot be answered.
#[derive(Debug, Error)]
pub enum QueryError {
    /// SQLite refused, and there is no more to say.
    #[error("SQL 有误：{0}")]
    Sqlite(rusqlite::Error),
    /// There is no such table or column; the nearest ones are named.
    #[error("没有名为“{name}”的{what}。{hint}")]
    Unknown {
        /// `表` or `列`.
        what: &'static str,
        /// The name that was asked.
        name: String,
        /// The nearest names.
        hint: String,
    },
    /// The SQL cannot be read.
    #[error("SQL 写法有误：{near} 附近。{hint}")]
    Syntax {
        /// Where.
        near: String,
        /// What may help.
        hint: String,
    },
    /// The statement would change something.
    #[error("这里只能查询（SELECT），不能修改数据库、附加别的文件或改动设置")]
    ReadOnly,
    /// No SQL.
    #[error("没有写 SQL；例：jixiao query OUT \"SELECT 单位, 年度, 问题 FROM 问题清单\"")]
    Empty,
    /// More than one statement.
    #[error("一次只能问一条 SQL：请去掉分号后面的内容")]
    Several,
    /// A parameter has no value.
    #[error("参数 {name} 没有给值：请加 -p {name}=…")]
    Parameter {
        /// Its name.
        name: String,
    },
    /// There is no such question.
    #[error("没有名为“{name}”的问题。{hint}；`jixiao query OUT --list` 列出全部")]
    Question {
        /// The name that was asked.
        name: String,
        /// The nearest names.
        hint: String,
    },
    /// A value does not fit its parameter.
    #[error("参数 {name} 应为数字，给的是“{value}”")]
    Number {
        /// The parameter.
        name: String,
        /// What was given.
        value: String,
    },
}

/// Finds better words for an error of SQLite.
pub(super) fn explain(db: &Connection, sql: &str, error: QueryError) -> QueryError {
    let QueryError::Sqlite(inner) = error else { return error };
    if inner.sqlite_error_code() == Some(rusqlite::ErrorCode::AuthorizationForStatementDenied)
        || inner.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly)
    {
        return QueryError::ReadOnly;
    }
    let message = match &inner {
        rusqlite::Error::SqlInputError { msg, .. } => msg.as_str(),
        rusqlite::Error::SqliteFailure(_, Some(msg)) => msg.as_str(),
        _ => "",
    };
    if let Some(name) = message.strip_prefix("no such table: ") {
        let hint = nearest(name, &tables(db)).unwrap_or_else(|| format!("有这些表和视图：{}", tables(db).join("、")));
        return QueryError::Unknown { what: "表", name: name.to_owned(), hint };
    }
    if let Some(name) = message.strip_prefix("no such column: ") {
        // What follows the name is SQLite's own advice.
        let name = name.split(" - ").next().unwrap_or(name);
        if name.contains(WIDE) {
            return QueryError::Syntax { near: format!("“{name}”"), hint: wide_signs(sql) };
        }
        let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
        let columns = columns_in(db, sql);
        let hint = nearest(bare, &columns).unwrap_or_else(|| format!("这里能用的列：{}", columns.join("、")));
        return QueryError::Unknown { what: "列", name: name.to_owned(), hint };
    }
    if let Some(near) = message.strip_suffix(": syntax error").and_then(|m| m.strip_prefix("near ")) {
        return QueryError::Syntax { near: near.to_owned(), hint: wide_signs(sql) };
    }
    if message.starts_with("unrecognized token") || message == "incomplete input" {
        return QueryError::Syntax { near: message.to_owned(), hint: wide_signs(sql) };
    }
    QueryError::Sqlite(inner)
}

/// Full-width signs are letters to SQL; people who type Chinese meet this first.
const WIDE: [char; 14] = ['，', '；', '（', '）', '＝', '＞', '＜', '＊', '‘', '’', '“', '”', '、', '\u{3000}'];

fn wide_signs(sql: &str) -> String {
    let wide: String = sql.chars().filter(|c| WIDE.contains(c)).collect();
    if wide.is_empty() {
        "请检查关键字、逗号和括号".to_owned()
    } else {
        format!("SQL 的标点须用半角，这里有全角的 {wide}")
    }
}

fn tables(db: &Connection) -> Vec<String> {
    let read = || -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'section_words_%'
                   AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name";
        db.prepare(sql)?.query_map([], |r| r.get(0))?.collect()
    };
    read().unwrap_or_default()
}

/// Columns of the tables that the SQL names; of all tables if it names none.
fn columns_in(db: &Connection, sql: &str) -> Vec<String> {
    let tables = tables(db);
    let named: Vec<&String> = tables.iter().filter(|t| sql.contains(t.as_str())).collect();
    let read = |table: &str| -> rusqlite::Result<Vec<String>> {
        db.prepare("SELECT name FROM pragma_table_info(?1)")?.query_map([table], |r| r.get(0))?.collect()
    };
    let from = if named.is_empty() { tables.iter().collect() } else { named };
    let mut columns: Vec<String> = from.into_iter().filter_map(|t| read(t).ok()).flatten().collect();
    let mut seen = std::collections::HashSet::new();
    columns.retain(|c| seen.insert(c.clone()));
    columns
}

/// The names that are nearest to what was asked, in words.
pub(super) fn nearest(name: &str, names: &[String]) -> Option<String> {
    let asked: Vec<char> = name.to_lowercase().chars().collect();
    let mut near: Vec<(usize, &str)> = names
        .iter()
        .filter_map(|n| {
            let known: Vec<char> = n.to_lowercase().chars().collect();
            let distance = distance(&asked, &known);
            let contained = n.contains(name) || (asked.len() > 1 && name.contains(n.as_str()));
            let close = distance <= (asked.len().max(known.len()) / 2).max(1) && distance < known.len();
            (close || contained).then_some((if contained { 0 } else { distance }, n.as_str()))
        })
        .collect();
    near.sort();
    near.truncate(3);
    let names: Vec<String> = near.into_iter().map(|(_, n)| format!("“{n}”")).collect();
    (!names.is_empty()).then(|| format!("是不是 {}？", names.join("、")))
}

/// Edit distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let cost = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = cost;
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_characters() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(d("金额", "金额"), 0);
        assert_eq!(d("金額", "金额"), 1);
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("kitten", "sitting"), 3);
    }

    #[test]
    fn the_nearest_name_comes_first() {
        let names = ["问题清单", "专项资金", "amounts"].map(String::from);
        assert_eq!(nearest("问题", &names).as_deref(), Some("是不是 “问题清单”？"));
        assert_eq!(nearest("amount", &names).as_deref(), Some("是不是 “amounts”？"));
        assert_eq!(nearest("xyz", &names), None);
    }
}
