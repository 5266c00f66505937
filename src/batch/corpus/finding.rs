//! A finding over several reports.

use rust_decimal::Decimal;
use serde::Serialize;
use smol_str::SmolStr;

use crate::outputs::report::Number;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Certain contradiction.
    Error,
    /// Likely wrong, needs a look.
    Warning,
    /// For information.
    Note,
}

impl Level {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }

    /// In Chinese.
    pub fn words(self) -> &'static str {
        match self {
            Level::Error => "错误",
            Level::Warning => "警告",
            Level::Note => "提示",
        }
    }
}

/// A figure or a text that takes part, and where it is printed. Thousands may take part in one finding: words are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// Path of the file; none for a figure of the bureau's own.
    pub path: Option<SmolStr>,
    /// Unit.
    pub unit: Option<SmolStr>,
    /// Year.
    pub year: Option<i32>,
    /// What it is.
    pub label: SmolStr,
    /// Printed words.
    pub raw: Option<SmolStr>,
    /// In 万元, persons or points.
    #[serde(serialize_with = "number")]
    pub value: Option<Decimal>,
    /// Where: `第25行`, `Sheet1!C5`.
    pub place: Option<SmolStr>,
    /// Id of the amount in the report.
    pub amount: Option<SmolStr>,
    /// Path of the section, if it is the section's text that takes part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<SmolStr>,
}

fn number<S: serde::Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(Number).serialize(serializer)
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Rule.
    pub rule: &'static str,
    /// Level.
    pub severity: Level,
    /// Unit.
    pub unit: Option<SmolStr>,
    /// Year.
    pub year: Option<i32>,
    /// Quantity.
    pub concept: Option<&'static str>,
    /// What is the matter.
    pub message: String,
    /// `found − expected`, in 万元.
    #[serde(serialize_with = "number")]
    pub difference: Option<Decimal>,
    /// What takes part.
    pub witnesses: Vec<Witness>,
}

impl Finding {
    /// The order in which findings are told: by unit, year, rule, words.
    pub fn sort_key(&self) -> (Option<&str>, Option<i32>, &'static str, &str) {
        (self.unit.as_deref(), self.year, self.rule, &self.message)
    }
}
