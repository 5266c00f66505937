//! What a generated report says, in the form of the labelled reports' truth files (`NAME.truth.json`).

use serde::Serialize;
use std::collections::BTreeMap;

/// An amount of money as printed.
#[derive(Clone, Debug, Serialize)]
pub struct TruthAmount {
    /// Number and unit as printed; the number alone in a table.
    pub raw: String,
    /// Exact value in 万元.
    pub wan: String,
    /// Quantity, where one fits.
    pub concept: Option<&'static str>,
    /// The words that name it.
    pub label: String,
    /// Path of its section.
    pub section: Option<String>,
    /// Special fund or project.
    pub fund: Option<String>,
    /// Index of the amount that it is a part of.
    pub parent: Option<usize>,
    /// Whether a bounding word stands at the number.
    pub approx: bool,
    /// `value`, `comparison`, `standard`, `other`.
    pub role: &'static str,
    /// Cell, in a form or a document's table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// `initial`, `budget`, `executed` in a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<&'static str>,
}

/// A special fund or project with figures of its own.
#[derive(Clone, Debug, Serialize)]
pub struct TruthFund {
    /// Name.
    pub name: String,
    /// Initial budget, 万元.
    pub initial: Option<String>,
    /// Signed adjustment, 万元.
    pub adjust: Option<String>,
    /// Actual expenditure, 万元.
    pub actual: Option<String>,
    /// Balance, 万元.
    pub balance: Option<String>,
    /// Path of the section.
    pub section: Option<String>,
}

/// An activity, output or service count.
#[derive(Clone, Debug, Serialize)]
pub struct TruthCount {
    /// As printed.
    pub raw: String,
    /// The value; none for 数十场 and for a range.
    pub value: Option<String>,
    /// The unit.
    pub unit: String,
    /// Whether a bounding word stands at the number.
    pub approx: bool,
    /// Path of the section.
    pub section: Option<String>,
    /// `target` for a goal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    /// Both ends of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<[String; 2]>,
}

/// A percentage as printed.
#[derive(Clone, Debug, Serialize)]
pub struct TruthPercent {
    /// As printed.
    pub raw: String,
    /// Value in percent.
    pub value: String,
    /// Path of the section.
    pub section: Option<String>,
}

/// A true inconsistency of the document.
#[derive(Clone, Debug, Serialize)]
pub struct TruthFinding {
    /// `sum`, `restated`, `count`, `ratio`, …
    pub kind: &'static str,
    /// Rule that catches it.
    pub rule: Option<&'static str>,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// Path of the section.
    pub section: Option<String>,
    /// The figures, plain decimals.
    pub numbers: Vec<String>,
    /// By how much.
    pub difference: Option<String>,
    /// In words, in Chinese.
    pub explain: String,
    /// Findings with one cause share it.
    pub cause: String,
    /// Further rules that the same slip breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consequences: Vec<&'static str>,
}

/// A row of a form's indicators.
#[derive(Clone, Debug, Serialize)]
pub struct TruthIndicator {
    /// First level.
    pub level1: String,
    /// Second level.
    pub level2: String,
    /// Third level.
    pub level3: String,
    /// Target as printed.
    pub target: String,
    /// Result as printed.
    pub actual: String,
    /// Points possible.
    pub weight: String,
    /// Points given.
    pub score: String,
}

/// A standard form.
#[derive(Clone, Debug, Serialize)]
pub struct TruthForm {
    /// `project_form`, `overall_form`.
    pub kind: &'static str,
    /// Indicator rows.
    pub indicators: Vec<TruthIndicator>,
    /// Sum of the weights.
    pub total_weight: String,
    /// Total of the scores.
    pub total_score: String,
}

/// The truth of one file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Truth {
    /// Name of the file.
    pub file: String,
    /// Copies of the same report (other encodings, hard line ends).
    pub also: Vec<String>,
    /// Full name of the unit.
    pub unit_name: String,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Kind of document.
    pub kind: &'static str,
    /// Outline: path, level, marker, title.
    pub sections: Vec<(String, u8, String, String)>,
    /// Amounts in document order.
    pub amounts: Vec<TruthAmount>,
    /// Funds.
    pub funds: Vec<TruthFund>,
    /// Counts in document order.
    pub counts: Vec<TruthCount>,
    /// Staff and institutions by id.
    pub staff: BTreeMap<&'static str, i64>,
    /// Percentages in document order.
    pub percents: Vec<TruthPercent>,
    /// Paths of the sections that say that there is nothing.
    pub nil: Vec<String>,
    /// Every true inconsistency.
    pub findings: Vec<TruthFinding>,
    /// The form, in a file that is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<TruthForm>,
}
