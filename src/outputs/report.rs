//! The JSON document of a file: the types are the schema (`schemas/`), the keys are fixed for `schema_version` 1.

use std::borrow::Cow;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// An exact number: printed from the decimal, never through binary floating point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub Decimal);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = self.0.normalize().to_string();
        match RawValue::from_string(digits) {
            Ok(raw) => raw.serialize(serializer),
            Err(e) => Err(serde::ser::Error::custom(e)),
        }
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "description": "an exact decimal" })
    }
}

impl From<Decimal> for Number {
    fn from(d: Decimal) -> Self {
        Number(d)
    }
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct At {
    /// Line of the source file (of the page for a PDF), from 1.
    pub line: u32,
    /// First character in the normalised text.
    pub start: u32,
    /// Character after the last one.
    pub end: u32,
    /// Page, from 1.
    pub page: Option<u32>,
    /// Cell (`Sheet1!C5`, `T1!B4`).
    pub cell: Option<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SourceFile {
    /// Path relative to the folder on the command line, with `/`.
    pub path: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Format by contents.
    pub format: Option<&'static str>,
    /// Encoding of a text.
    pub encoding: Option<&'static str>,
    /// Number of pages.
    pub pages: Option<u32>,
}

/// The head of the report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Head {
    /// `overall_report`, `project_report`, `overall_form`, `project_form`, `base_data_form`; null if it is no such report.
    pub kind: Option<&'static str>,
    /// Title.
    pub title: Option<String>,
    /// Full name of the unit.
    pub unit_name: Option<String>,
    /// Short names.
    pub aliases: Vec<String>,
    /// Fiscal year.
    pub fiscal_year: Option<i32>,
    /// Region.
    pub region: Option<String>,
    /// Own total score, in points.
    pub score: Option<Number>,
    /// Own grade (优, 良, 中, 差).
    pub grade: Option<String>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SectionOut {
    /// Position in the tree.
    pub path: String,
    /// Depth from 1.
    pub level: u8,
    /// Marker as printed.
    pub marker: String,
    /// Number that the marker prints.
    pub ordinal: Option<u32>,
    /// Title.
    pub title: String,
    /// What it is about.
    pub role: Option<&'static str>,
    /// Says that there is nothing.
    pub nil: bool,
    /// Its own words.
    pub text: String,
    /// Where.
    pub at: At,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AmountOut {
    /// `a1`, `a2`, … in text order.
    pub id: String,
    /// Printed words.
    pub raw: String,
    /// Exact value in 万元.
    pub wan: Number,
    /// Decimals printed.
    pub decimals: u8,
    /// Printed unit.
    pub unit: &'static str,
    /// `exact`, `about`, `at_least`, `at_most`.
    pub bound: &'static str,
    /// `value`, `comparison`, `standard`, `other`.
    pub role: &'static str,
    /// Id of the quantity.
    pub concept: Option<&'static str>,
    /// Words that name it.
    pub label: String,
    /// Path of the section.
    pub section: Option<String>,
    /// Fund.
    pub fund: Option<String>,
    /// Id of the amount that it is a part of.
    pub parent: Option<String>,
    /// Year.
    pub year: Option<i32>,
    /// `initial`, `budget`, `executed`.
    pub column: Option<&'static str>,
    /// Where.
    pub at: At,
}

/// A percentage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PercentOut {
    /// `p1`, `p2`, …
    pub id: String,
    /// Printed words.
    pub raw: String,
    /// Value in percent.
    pub value: Number,
    /// `exact`, `about`, …
    pub bound: &'static str,
    /// Id of the rate.
    pub concept: Option<&'static str>,
    /// Words that name it.
    pub label: String,
    /// Path of the section.
    pub section: Option<String>,
    /// Id of the amount that it describes.
    pub amount: Option<String>,
    /// Where.
    pub at: At,
}

/// A special fund or project.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FundOut {
    /// Name.
    pub name: String,
    /// 年初预算, in 万元
    pub initial: Option<Number>,
    /// 年中调整, signed
    pub adjust: Option<Number>,
    /// 全年预算
    pub budget: Option<Number>,
    /// 实际支出
    pub actual: Option<Number>,
    /// 结余结转
    pub balance: Option<Number>,
    /// Fields that were computed; all others are printed.
    pub derived: Vec<&'static str>,
    /// What it was spent on.
    pub purpose: Option<String>,
    /// Path of the section.
    pub section: Option<String>,
    /// Ids of its amounts.
    pub amounts: Vec<String>,
}

/// A count.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CountOut {
    /// `c1`, `c2`, …
    pub id: String,
    /// Printed words.
    pub raw: String,
    /// Value; null if vague or a range.
    pub value: Option<Number>,
    /// Both ends of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<[Number; 2]>,
    /// Unit.
    pub unit: String,
    /// `exact`, `about`, …
    pub bound: &'static str,
    /// What was counted.
    pub label: String,
    /// `target` or `actual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    /// Path of the section.
    pub section: Option<String>,
    /// Where.
    pub at: At,
}

/// A staff figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StaffOut {
    /// Id of the quantity.
    pub concept: &'static str,
    /// Value.
    pub value: Number,
    /// Printed words.
    pub raw: String,
    /// Path of the section.
    pub section: Option<String>,
    /// Where.
    pub at: At,
}

/// A number that is no amount, percent, count or staff figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OtherOut {
    /// Printed words.
    pub raw: String,
    /// Its kind.
    pub kind: &'static str,
    /// Where.
    pub at: At,
}

/// The ledger: nothing that was printed is lost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ledger {
    /// All numbers.
    pub total: usize,
    /// Of these amounts,
    pub amounts: usize,
    /// percentages,
    pub percents: usize,
    /// counts,
    pub counts: usize,
    /// staff figures;
    pub staff: usize,
    /// the rest stands here.
    pub other: Vec<OtherOut>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CellOut {
    /// `A1` in its table.
    pub cell: String,
    /// Rows covered.
    pub rowspan: u32,
    /// Columns covered.
    pub colspan: u32,
    /// Words.
    pub text: String,
}

/// A table or sheet as read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TableOut {
    /// `T1`, `T2`, …
    pub id: String,
    /// Page.
    pub page: Option<u32>,
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Hidden sheet.
    pub hidden: bool,
    /// Path of the section that it stands in.
    pub section: Option<String>,
    /// Cells with words.
    pub cells: Vec<CellOut>,
}

/// A value of a form with its cell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormValueOut {
    /// Printed words.
    pub raw: String,
    /// Value where it is a number.
    pub value: Option<Number>,
    /// Cell.
    pub cell: Option<String>,
}

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormRowOut {
    /// Label.
    pub label: String,
    /// Values by field.
    #[serde(flatten)]
    pub values: std::collections::BTreeMap<&'static str, FormValueOut>,
}

/// A row of the indicator block.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IndicatorOut {
    /// 一级指标
    pub level1: String,
    /// 二级指标
    pub level2: String,
    /// 三级指标
    pub level3: String,
    /// 年度指标值
    pub target: Option<String>,
    /// 实际完成值
    pub actual: Option<String>,
    /// 分值
    pub weight: Option<Number>,
    /// 得分
    pub score: Option<Number>,
    /// 偏差原因
    pub reason: Option<String>,
    /// Cells by field.
    pub cells: std::collections::BTreeMap<&'static str, String>,
}

/// A standard form.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormOut {
    /// Kind.
    pub kind: &'static str,
    /// Id of its table.
    pub table: String,
    /// Year.
    pub year: Option<i32>,
    /// Unit.
    pub unit_name: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// 年度资金总额 by column.
    pub totals: std::collections::BTreeMap<&'static str, FormValueOut>,
    /// Funding rows.
    pub funding: Vec<FormRowOut>,
    /// Goals: expected, done.
    pub goals: Vec<[String; 2]>,
    /// Indicator rows.
    pub indicators: Vec<IndicatorOut>,
    /// Rows of a base-data form.
    pub rows: Vec<FormRowOut>,
    /// Total of 分值.
    pub total_weight: Option<Number>,
    /// Total of 得分.
    pub total_score: Option<Number>,
    /// Grade.
    pub grade: Option<String>,
    /// Cells with —, / or 无.
    pub tokens: std::collections::BTreeMap<String, String>,
}

/// A figure that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SuspectOut {
    /// Id of the amount.
    pub amount: Option<String>,
    /// Printed words.
    pub raw: String,
    /// Value that heals every identity.
    pub healed: Number,
    /// Kind of slip.
    pub slip: &'static str,
    /// In words.
    pub reason: String,
    /// Where.
    pub at: At,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CheckOut {
    /// `k1`, `k2`, …
    pub id: String,
    /// Rule.
    pub rule: String,
    /// Id of the check whose failure is the cause of this one.
    pub because_of: Option<String>,
    /// `pass`, `pass_rounded`, `fail`, `insufficient`, `not_applicable`.
    pub status: &'static str,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// Path of the section.
    pub section: Option<String>,
    /// Figures that take part.
    pub numbers: Vec<Number>,
    /// What the rule demands.
    pub expected: Option<Number>,
    /// What is printed.
    pub found: Option<Number>,
    /// `found − expected`.
    pub difference: Option<Number>,
    /// What rounding explains.
    pub tolerance: Option<Number>,
    /// Ids of the amounts.
    pub amounts: Vec<String>,
    /// Places of the figures.
    pub at: Vec<At>,
    /// What is the matter.
    pub message: String,
    /// A hint.
    pub hint: Option<String>,
    /// Ranked suspects.
    pub suspects: Vec<SuspectOut>,
}

/// What a stage noticed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DiagnosticOut {
    /// Fixed word.
    pub code: &'static str,
    /// What happened and what to do, in Chinese.
    pub message: String,
    /// Where.
    pub at: Option<At>,
    /// Page.
    pub page: Option<u32>,
}

/// A link to an attachment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LinkOut {
    /// Words.
    pub text: String,
    /// Target.
    pub target: String,
}

/// The JSON document of one file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// `1`.
    pub schema_version: &'static str,
    /// What became of the file.
    pub status: &'static str,
    /// The file.
    pub source: SourceFile,
    /// The head.
    pub report: Head,
    /// Sections.
    pub sections: Vec<SectionOut>,
    /// Amounts.
    pub amounts: Vec<AmountOut>,
    /// Percentages.
    pub percents: Vec<PercentOut>,
    /// Funds.
    pub funds: Vec<FundOut>,
    /// Counts.
    pub counts: Vec<CountOut>,
    /// Staff.
    pub staff: Vec<StaffOut>,
    /// Forms.
    pub forms: Vec<FormOut>,
    /// Checks.
    pub checks: Vec<CheckOut>,
    /// Tables as read.
    pub tables: Vec<TableOut>,
    /// Links.
    pub links: Vec<LinkOut>,
    /// What was noticed.
    pub diagnostics: Vec<DiagnosticOut>,
    /// The ledger.
    pub numbers: Ledger,
}
