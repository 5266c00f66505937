//! What a question gives back.

use std::borrow::Cow;

use rusqlite::types::ValueRef;

/// A value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with decimals: in the store's views and questions always a whole number of millionths (or of hundredths of
    /// a percent) that was divided once, so that its shortest decimal form is the exact figure.
    Real(f64),
    /// Words.
    Text(String),
}

impl Cell {
    pub(super) fn from_sql(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(n) => Cell::Integer(n),
            ValueRef::Real(x) => Cell::Real(x),
            ValueRef::Text(t) => Cell::Text(String::from_utf8_lossy(t).into_owned()),
            ValueRef::Blob(b) => Cell::Text(b.iter().map(|x| format!("{x:02x}")).collect()),
        }
    }

    /// The value as people read it.
    pub fn show(&self) -> Cow<'_, str> {
        match self {
            Cell::Null => "".into(),
            Cell::Integer(n) => n.to_string().into(),
            Cell::Real(x) => x.to_string().into(),
            Cell::Text(t) => t.as_str().into(),
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Integer(_) | Cell::Real(_))
    }
}

/// Columns and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}
