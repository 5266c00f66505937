//! Rows on their way into the store: made by many threads, written by one.
//!
//! The rows of a document are one run of bytes: table, values, table, values. Ids that only the writer knows stand in them
//! as marks. So the writer does nothing but bind and step.

use super::document::Words;

/// The tables that a document fills, in the order of their numbers.
macro_rules! tables {
    ($($name:ident $table:literal $columns:literal,)*) => {
        /// A table that a document fills.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // the names are those of the schema
        pub enum Table { $($name,)* }

        impl Table {
            /// All of them: what a file leaves when it goes.
            pub const ALL: &[Table] = &[$(Table::$name,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Table::$name => $table,)* }
            }

            /// The number of its columns.
            pub const fn columns(self) -> usize {
                match self { $(Table::$name => $columns,)* }
            }
        }
    };
}

tables! {
    SourceFiles "source_files" 9,
    Reports "reports" 23,
    Sections "sections" 15,
    Amounts "amounts" 22,
    Figures "figures" 7,
    Percents "percents" 16,
    Funds "funds" 19,
    Counts "counts" 18,
    Staff "staff" 13,
    Forms "forms" 10,
    FormRows "form_rows" 11,
    Checks "checks" 22,
    Suspects "suspects" 13,
    Diagnostics "diagnostics" 9,
    Links "links" 4,
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Words.
    Text(&'a str),
    /// The id of the file, which the writer gives.
    File,
    /// The id of the unit, which the writer gives.
    Unit,
    /// The next id of a section, which the writer gives.
    Section,
}

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const FILE: u8 = 3;
const UNIT: u8 = 4;
const SECTION: u8 = 5;

/// The rows of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    bytes: Vec<u8>,
}

impl Rows {
    /// With room for a document of so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Rows { bytes: Vec::with_capacity(bytes) }
    }

    /// Begins a row; its values follow.
    pub fn row(&mut self, table: Table) -> &mut Self {
        self.bytes.push(table as u8);
        self
    }

    /// Adds a value to the row.
    pub fn put<'a>(&mut self, value: impl Into<Value<'a>>) -> &mut Self {
        match value.into() {
            Value::Null => self.bytes.push(NULL),
            Value::Integer(n) => {
                self.bytes.push(INTEGER);
                self.bytes.extend_from_slice(&n.to_le_bytes());
            }
            Value::Text(t) => {
                self.bytes.push(TEXT);
                self.bytes.extend_from_slice(&(t.len() as u64).to_le_bytes());
                self.bytes.extend_from_slice(t.as_bytes());
            }
            Value::File => self.bytes.push(FILE),
            Value::Unit => self.bytes.push(UNIT),
            Value::Section => self.bytes.push(SECTION),
        }
        self
    }

    /// As bytes, which a [`Reader`] reads.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads rows.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the first.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    fn integer(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// The table of the next row.
    pub fn table(&mut self) -> Option<Table> {
        let &[number] = self.take(1)? else { return None };
        Table::ALL.get(usize::from(number)).copied()
    }

    /// The next value of the row.
    pub fn value(&mut self) -> Option<Value<'a>> {
        let &[tag] = self.take(1)? else { return None };
        Some(match tag {
            INTEGER => Value::Integer(self.integer()?),
            TEXT => {
                let length = usize::try_from(self.integer()?).ok()?;
                Value::Text(std::str::from_utf8(self.take(length)?).ok()?)
            }
            FILE => Value::File,
            UNIT => Value::Unit,
            SECTION => Value::Section,
            _ => Value::Null,
        })
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(words: &'a str) -> Self {
        Value::Text(words)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(words: &'a String) -> Self {
        Value::Text(words)
    }
}

impl<'a> From<&'a Words<'_>> for Value<'a> {
    fn from(words: &'a Words<'_>) -> Self {
        Value::Text(words)
    }
}

impl<'a> From<&'a Option<Words<'_>>> for Value<'a> {
    fn from(words: &'a Option<Words<'_>>) -> Self {
        words.as_deref().into()
    }
}

/// Adds a row: `row!(rows, Links: Value::File, n, words)`. The number of its values is checked when it is compiled.
macro_rules! row {
    ($rows:expr, $table:ident: $($value:expr),* $(,)?) => {{
        const _: () = assert!([$(stringify!($value)),*].len() == Table::$table.columns());
        $rows.row(Table::$table)$(.put($value))*;
    }};
}
pub(super) use row;

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl From<$type> for Value<'_> {
            fn from(n: $type) -> Self {
                Value::Integer(n.into())
            }
        }
    )*};
}

integers! { i64 i32 u32 u8 bool }

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read() {
        let values = [
            Value::File,
            Value::Integer(-7),
            Value::Null,
            Value::Text("万元"),
            Value::Unit,
            Value::Section,
            Value::Text(""),
            Value::Integer(i64::MIN),
        ];
        let mut rows = Rows::default();
        for table in [Table::Links, Table::SourceFiles] {
            rows.row(table);
            for v in values {
                rows.put(v);
            }
        }
        let bytes = rows.into_bytes();
        let mut reader = Reader::new(&bytes);
        for table in [Table::Links, Table::SourceFiles] {
            assert_eq!(reader.table(), Some(table));
            for v in values {
                assert_eq!(reader.value(), Some(v));
            }
        }
        assert_eq!(reader.table(), None);
        assert_eq!(reader.value(), None);
    }

    #[test]
    fn numbers_of_tables_are_their_places() {
        for (n, table) in Table::ALL.iter().enumerate() {
            assert_eq!(*table as usize, n);
        }
    }
}
