//! The document of a file with borrowed words: only what the store keeps.
//!
//! It is read from a line of `reports.jsonl`, or taken from the report that the line was printed from (`report.rs`), which
//! saves reading it back: both give the same rows. Numbers stay exact.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::ops::Deref;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::exact::Millionths;

/// Words, borrowed from the line where it writes them without an escape.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words<'a>(Cow<'a, str>);

impl Deref for Words<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("words")
            }

            fn visit_borrowed_str<E: Error>(self, words: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Borrowed(words)))
            }

            fn visit_str<E: Error>(self, words: &str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(words.to_owned())))
            }
        }
        deserializer.deserialize_str(Any)
    }
}

impl<'a> From<&'a str> for Words<'a> {
    fn from(words: &'a str) -> Self {
        Words(Cow::Borrowed(words))
    }
}

/// An exact number.
#[derive(Clone, Copy, Debug)]
pub enum Digits<'a> {
    /// As a line of JSON prints it.
    Printed(&'a str),
    /// As it was computed with.
    Exact(Decimal),
}

impl Digits<'_> {
    /// Appends the digits, as the JSON prints them.
    pub fn write_to(&self, out: &mut String) {
        match self {
            Digits::Printed(digits) => out.push_str(digits),
            Digits::Exact(d) => {
                let d = d.normalize();
                match i64::try_from(d.mantissa()) {
                    Ok(n) if d.scale() == 0 => write!(out, "{n}"),
                    _ => write!(out, "{d}"),
                }
                .unwrap_or_default(); // writing to a string cannot fail
            }
        }
    }

    /// As the store keeps it.
    pub fn millionths(&self) -> Millionths {
        match self {
            Digits::Printed(digits) => Millionths::from_digits(digits),
            Digits::Exact(d) => Millionths::from_decimal(*d),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Digits<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Digits::Printed(<&'de RawValue>::deserialize(deserializer)?.get()))
    }
}

/// An id such as `a12`: the store keeps the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinal(pub i64);

impl<'de> Deserialize<'de> for Ordinal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = Words::deserialize(deserializer)?;
        match id.get(1..).and_then(|n| n.parse().ok()) {
            Some(n) => Ok(Ordinal(n)),
            None => Err(D::Error::custom(format!("not an id: {}", &*id))),
        }
    }
}

/// Structs that borrow from the line. Keys that they do not name are skipped.
macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(bound(deserialize = "'de: 'a"))]
        #[allow(missing_docs)] // the fields are those of `outputs::report`
        pub struct $name<'a> { $($(#[$attr])* pub $field: $type,)* }
    )*};
}

documents! {
    /// Where a value stands.
    At { line: u32, start: u32, end: u32, page: Option<u32>, cell: Option<Words<'a>>, }
    /// The file.
    SourceFile {
        path: Words<'a>,
        sha256: Words<'a>,
        bytes: u64,
        format: Option<Words<'a>>,
        encoding: Option<Words<'a>>,
        pages: Option<u32>,
    }
    /// The head of the report.
    Head {
        kind: Option<Words<'a>>,
        title: Option<Words<'a>>,
        unit_name: Option<Words<'a>>,
        aliases: Vec<Words<'a>>,
        fiscal_year: Option<i32>,
        region: Option<Words<'a>>,
        score: Option<Digits<'a>>,
        score_raw: Option<Words<'a>>,
        score_at: Option<At<'a>>,
        grade: Option<Words<'a>>,
        grade_at: Option<At<'a>>,
    }
    /// A section.
    Section {
        path: Words<'a>,
        level: u8,
        marker: Words<'a>,
        ordinal: Option<u32>,
        title: Words<'a>,
        role: Option<Words<'a>>,
        nil: bool,
        text: Words<'a>,
        at: At<'a>,
    }
    /// An amount of money.
    Amount {
        id: Ordinal,
        raw: Words<'a>,
        wan: Digits<'a>,
        decimals: u8,
        unit: Words<'a>,
        bound: Words<'a>,
        role: Words<'a>,
        concept: Option<Words<'a>>,
        label: Words<'a>,
        section: Option<Words<'a>>,
        fund: Option<Words<'a>>,
        parent: Option<Ordinal>,
        year: Option<i32>,
        column: Option<Words<'a>>,
        at: At<'a>,
    }
    /// A percentage.
    Percent {
        id: Ordinal,
        raw: Words<'a>,
        value: Digits<'a>,
        bound: Words<'a>,
        concept: Option<Words<'a>>,
        label: Words<'a>,
        section: Option<Words<'a>>,
        amount: Option<Ordinal>,
        at: At<'a>,
    }
    /// A special fund or project.
    Fund {
        name: Words<'a>,
        initial: Option<Digits<'a>>,
        adjust: Option<Digits<'a>>,
        budget: Option<Digits<'a>>,
        actual: Option<Digits<'a>>,
        balance: Option<Digits<'a>>,
        derived: Vec<Words<'a>>,
        purpose: Option<Words<'a>>,
        section: Option<Words<'a>>,
        amounts: Vec<Ordinal>,
    }
    /// A count.
    Count {
        id: Ordinal,
        raw: Words<'a>,
        value: Option<Digits<'a>>,
        range: Option<[Digits<'a>; 2]>,
        unit: Words<'a>,
        bound: Words<'a>,
        label: Words<'a>,
        role: Option<Words<'a>>,
        section: Option<Words<'a>>,
        at: At<'a>,
    }
    /// A staff figure.
    Staff { concept: Words<'a>, value: Digits<'a>, raw: Words<'a>, section: Option<Words<'a>>, at: At<'a>, }
    /// A value of a form with its cell.
    FormValue { raw: Words<'a>, value: Option<Digits<'a>>, cell: Option<Words<'a>>, }
    /// A row of the indicator block.
    Indicator {
        level1: Words<'a>,
        level2: Words<'a>,
        level3: Words<'a>,
        target: Option<Words<'a>>,
        actual: Option<Words<'a>>,
        weight: Option<Digits<'a>>,
        score: Option<Digits<'a>>,
        reason: Option<Words<'a>>,
        cells: BTreeMap<Words<'a>, Words<'a>>,
    }
    /// A standard form.
    Form {
        kind: Words<'a>,
        table: Words<'a>,
        year: Option<i32>,
        unit_name: Option<Words<'a>>,
        project: Option<Words<'a>>,
        funding: Vec<FormRow<'a>>,
        indicators: Vec<Indicator<'a>>,
        rows: Vec<FormRow<'a>>,
        total_weight: Option<Digits<'a>>,
        total_score: Option<Digits<'a>>,
        grade: Option<Words<'a>>,
    }
    /// A figure that may be wrong.
    Suspect {
        amount: Option<Ordinal>,
        raw: Words<'a>,
        healed: Digits<'a>,
        slip: Words<'a>,
        reason: Words<'a>,
        at: At<'a>,
    }
    /// A check.
    Check {
        id: Ordinal,
        rule: Words<'a>,
        because_of: Option<Ordinal>,
        status: Words<'a>,
        severity: Words<'a>,
        section: Option<Words<'a>>,
        numbers: Vec<Digits<'a>>,
        expected: Option<Digits<'a>>,
        found: Option<Digits<'a>>,
        difference: Option<Digits<'a>>,
        tolerance: Option<Digits<'a>>,
        amounts: Vec<Ordinal>,
        at: Vec<At<'a>>,
        message: Words<'a>,
        hint: Option<Words<'a>>,
        suspects: Vec<Suspect<'a>>,
    }
    /// What a stage noticed.
    Diagnostic { code: Words<'a>, message: Words<'a>, at: Option<At<'a>>, page: Option<u32>, }
    /// A link to an attachment.
    Link { text: Words<'a>, target: Words<'a>, }
    /// A cell with words.
    TableCell { cell: Words<'a>, text: Words<'a>, }
    /// A table or sheet.
    Table { id: Words<'a>, sheet: Option<Words<'a>>, cells: Vec<TableCell<'a>>, }
    /// The JSON document of one file.
    Document {
        schema_version: Words<'a>,
        status: Words<'a>,
        source: SourceFile<'a>,
        report: Head<'a>,
        sections: Vec<Section<'a>>,
        amounts: Vec<Amount<'a>>,
        percents: Vec<Percent<'a>>,
        funds: Vec<Fund<'a>>,
        counts: Vec<Count<'a>>,
        staff: Vec<Staff<'a>>,
        forms: Vec<Form<'a>>,
        #[serde(default)]
        tables: Vec<Table<'a>>,
        checks: Vec<Check<'a>>,
        diagnostics: Vec<Diagnostic<'a>>,
        #[serde(default)]
        links: Vec<Link<'a>>,
        numbers: Ledger,
    }
}

/// The ledger's total.
#[derive(Clone, Copy, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Ledger {
    pub total: u64,
}

/// A row of a form: its label and its values by field. By hand, because serde's `flatten` cannot carry raw digits.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct FormRow<'a> {
    pub label: Words<'a>,
    pub values: BTreeMap<Words<'a>, FormValue<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for FormRow<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;
        impl<'de> Visitor<'de> for Row {
            type Value = FormRow<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row of a form")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut row = FormRow { label: Words::default(), values: BTreeMap::new() };
                while let Some(key) = map.next_key::<Words<'de>>()? {
                    if &*key == "label" {
                        row.label = map.next_value()?;
                    } else {
                        row.values.insert(key, map.next_value()?);
                    }
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(Row)
    }
}

impl<'a> Document<'a> {
    /// Reads the JSON document of a file.
    pub fn from_json(line: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pipeline_writes_is_read_back() {
        let bytes = "一、基本情况\n（一）人员 编制2人。\n二、支出\n1.2024年支出41.8万元。\n".as_bytes();
        let parsed = crate::parse(bytes, "a.txt");
        let report = crate::outputs::assemble::report("区/a.txt", bytes, &parsed);
        let json = serde_json::to_string(&report).expect("json");
        let document = Document::from_json(&json).expect("document");
        assert_eq!(&*document.source.path, "区/a.txt");
        assert_eq!(document.sections.len(), report.sections.len());
        assert_eq!(document.amounts.len(), report.amounts.len());
        assert_eq!(document.numbers.total, report.numbers.total as u64);
    }

    #[test]
    fn a_row_of_a_form_keeps_its_digits() {
        let json = r#"{"label":"本年财政拨款","executed":{"raw":"89.974","value":89.97400,"cell":"Sheet1!C5"}}"#;
        let row: FormRow<'_> = serde_json::from_str(json).expect("row");
        assert_eq!(&*row.label, "本年财政拨款");
        let (field, value) = row.values.first_key_value().expect("a value");
        assert_eq!(&**field, "executed");
        assert!(matches!(value.value, Some(Digits::Printed("89.97400"))));
    }
}
