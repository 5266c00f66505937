//! The JSON document of a file: the types are the schema (`schemas/`), the keys are fixed for `schema_version` 1.
//!
//! A report borrows its words from what was parsed; ids and cell names are short strings kept in place, so that making
//! and printing one costs few allocations.

use std::borrow::Cow;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use smol_str::SmolStr;

/// Version of the JSON document.
pub const SCHEMA_VERSION: &str = "1";

/// An exact number: printed from the decimal, never through binary floating point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub Decimal);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.print(|digits| match serde_json::from_slice::<&RawValue>(digits) {
            Ok(raw) => raw.serialize(serializer),
            Err(e) => Err(serde::ser::Error::custom(e)),
        })
    }
}

impl Number {
    /// Hands over the digits, without zeros at the end. They are made in place: at most 29 of them, a sign and a point.
    pub(super) fn print<T>(self, to: impl FnOnce(&[u8]) -> T) -> T {
        let mut digits = Digits::default();
        match u64::try_from(self.0.mantissa().unsigned_abs()) {
            // almost every figure, without the long division of a `Decimal`
            Ok(mantissa) => digits.short(mantissa, self.0.scale(), self.0.is_sign_negative()),
            Err(_) => digits.decimal(self.0.normalize()),
        }
        to(digits.as_bytes())
    }
}

/// The id of a value in its report: `a1`, `p2`, `k3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id {
    /// ASCII letter.
    pub letter: u8,
    /// Number from 1.
    pub number: u32,
}

impl Id {
    /// The id of the value at an index.
    pub fn of(letter: char, index: usize) -> Self {
        Self { letter: letter as u8, number: u32::try_from(index + 1).unwrap_or(u32::MAX) }
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", char::from(self.letter), self.number)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Figures, lent by what was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers<'a>(pub &'a [Decimal]);

impl<'a> Numbers<'a> {
    /// The figures in their order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Number> + 'a {
        self.0.iter().map(|&d| Number(d))
    }
}

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Ids of amounts, lent as their indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountIds<'a>(pub &'a [usize]);

impl<'a> AmountIds<'a> {
    /// The ids in their order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Id> + 'a {
        self.0.iter().map(|&i| Id::of('a', i))
    }
}

impl Serialize for AmountIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The characters of one number, written from the last to the first.
struct Digits {
    bytes: [u8; 40],
    from: usize,
}

impl Default for Digits {
    fn default() -> Self {
        Self { bytes: [0; 40], from: 40 }
    }
}

impl Digits {
    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.from..).unwrap_or_default()
    }

    /// A number of 64 bits, without zeros behind its point.
    fn short(&mut self, mantissa: u64, scale: u32, negative: bool) {
        let (mut rest, mut decimals) = (mantissa, scale);
        while decimals > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            decimals -= 1;
        }
        if decimals > 0 {
            for _ in 0..decimals {
                self.put(b'0' + (rest % 10) as u8);
                rest /= 10;
            }
            self.put(b'.');
        }
        loop {
            self.put(b'0' + (rest % 10) as u8);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative && mantissa != 0 {
            self.put(b'-');
        }
    }

    fn put(&mut self, b: u8) {
        self.from = self.from.saturating_sub(1);
        if let Some(slot) = self.bytes.get_mut(self.from) {
            *slot = b;
        }
    }

    fn decimal(&mut self, d: Decimal) {
        let (scale, mantissa) = (d.scale(), d.mantissa());
        let mut written = 0;
        let mut rest = mantissa.unsigned_abs();
        while rest > 0 || written <= scale {
            if written == scale && scale > 0 {
                self.put(b'.');
            }
            self.put(b'0' + (rest % 10) as u8);
            rest /= 10;
            written += 1;
        }
        if mantissa < 0 {
            self.put(b'-');
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
    #[schemars(with = "Option<String>")]
    pub cell: Option<SmolStr>,
    /// The words were recognised in a picture of the page and may be misread.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SourceFile<'a> {
    /// Path relative to the folder on the command line, with `/`.
    pub path: &'a str,
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
pub struct Head<'a> {
    /// `overall_report`, `project_report`, `overall_form`, `project_form`, `base_data_form`; null if it is no such report.
    pub kind: Option<&'static str>,
    /// Title.
    pub title: Option<&'a str>,
    /// Full name of the unit.
    pub unit_name: Option<&'a str>,
    /// Short names.
    pub aliases: Vec<&'a str>,
    /// Fiscal year.
    pub fiscal_year: Option<i32>,
    /// Region.
    pub region: Option<&'a str>,
    /// Own total score, in points.
    pub score: Option<Number>,
    /// Printed words of the score.
    pub score_raw: Option<&'a str>,
    /// Where the score stands.
    pub score_at: Option<At>,
    /// Own grade (优, 良, 中, 差).
    pub grade: Option<&'a str>,
    /// Where the grade stands.
    pub grade_at: Option<At>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SectionOut<'a> {
    /// Position in the tree.
    pub path: &'a str,
    /// Depth from 1.
    pub level: u8,
    /// Marker as printed.
    pub marker: &'a str,
    /// Number that the marker prints.
    pub ordinal: Option<u32>,
    /// Title.
    pub title: &'a str,
    /// What it is about.
    pub role: Option<&'static str>,
    /// Says that there is nothing.
    pub nil: bool,
    /// Its own words.
    pub text: &'a str,
    /// Where.
    pub at: At,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AmountOut<'a> {
    /// `a1`, `a2`, … in text order.
    #[schemars(with = "String")]
    pub id: Id,
    /// Printed words.
    pub raw: &'a str,
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
    pub label: &'a str,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Fund.
    pub fund: Option<&'a str>,
    /// Id of the amount that it is a part of.
    #[schemars(with = "Option<String>")]
    pub parent: Option<Id>,
    /// Year.
    pub year: Option<i32>,
    /// `initial`, `budget`, `executed`.
    pub column: Option<&'static str>,
    /// Where.
    pub at: At,
}

/// A percentage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PercentOut<'a> {
    /// `p1`, `p2`, …
    #[schemars(with = "String")]
    pub id: Id,
    /// Printed words.
    pub raw: &'a str,
    /// Value in percent.
    pub value: Number,
    /// `exact`, `about`, …
    pub bound: &'static str,
    /// Id of the rate.
    pub concept: Option<&'static str>,
    /// Words that name it.
    pub label: &'a str,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Id of the amount that it describes.
    #[schemars(with = "Option<String>")]
    pub amount: Option<Id>,
    /// Where.
    pub at: At,
}

/// A special fund or project.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FundOut<'a> {
    /// Name.
    pub name: &'a str,
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
    pub derived: &'a [&'static str],
    /// What it was spent on.
    pub purpose: Option<&'a str>,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Ids of its amounts.
    #[schemars(with = "Vec<String>")]
    pub amounts: AmountIds<'a>,
}

/// A count.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CountOut<'a> {
    /// `c1`, `c2`, …
    #[schemars(with = "String")]
    pub id: Id,
    /// Printed words.
    pub raw: &'a str,
    /// Value; null if vague or a range.
    pub value: Option<Number>,
    /// Both ends of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<[Number; 2]>,
    /// Unit.
    pub unit: &'a str,
    /// `exact`, `about`, …
    pub bound: &'static str,
    /// What was counted.
    pub label: &'a str,
    /// `target` or `actual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Where.
    pub at: At,
}

/// A staff figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StaffOut<'a> {
    /// Id of the quantity.
    pub concept: &'static str,
    /// Value.
    pub value: Number,
    /// Printed words.
    pub raw: &'a str,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Where.
    pub at: At,
}

/// A number that is no amount, percent, count or staff figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OtherOut<'a> {
    /// Printed words.
    pub raw: &'a str,
    /// Its kind.
    pub kind: &'static str,
    /// Where.
    pub at: At,
}

/// The ledger: nothing that was printed is lost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ledger<'a> {
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
    pub other: Vec<OtherOut<'a>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CellOut<'a> {
    /// `A1` in its table.
    #[schemars(with = "String")]
    pub cell: SmolStr,
    /// Rows covered.
    pub rowspan: u32,
    /// Columns covered.
    pub colspan: u32,
    /// Words.
    pub text: &'a str,
}

/// A table or sheet as read.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TableOut<'a> {
    /// `T1`, `T2`, …
    #[schemars(with = "String")]
    pub id: SmolStr,
    /// Page.
    pub page: Option<u32>,
    /// Name of the sheet.
    pub sheet: Option<&'a str>,
    /// Hidden sheet.
    pub hidden: bool,
    /// Path of the section that it stands in.
    pub section: Option<&'a str>,
    /// Cells with words.
    pub cells: Vec<CellOut<'a>>,
}

/// A value of a form with its cell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormValueOut<'a> {
    /// Printed words.
    pub raw: &'a str,
    /// Value where it is a number.
    pub value: Option<Number>,
    /// Cell.
    #[schemars(with = "Option<String>")]
    pub cell: Option<SmolStr>,
}

/// A row of a form.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormRowOut<'a> {
    /// Label.
    pub label: &'a str,
    /// Values by field.
    #[serde(flatten)]
    pub values: std::collections::BTreeMap<&'static str, FormValueOut<'a>>,
}

/// A row of the indicator block.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IndicatorOut<'a> {
    /// 一级指标
    pub level1: &'a str,
    /// 二级指标
    pub level2: &'a str,
    /// 三级指标
    pub level3: &'a str,
    /// 年度指标值
    pub target: Option<&'a str>,
    /// 实际完成值
    pub actual: Option<&'a str>,
    /// 分值
    pub weight: Option<Number>,
    /// 得分
    pub score: Option<Number>,
    /// 偏差原因
    pub reason: Option<&'a str>,
    /// Cells by field.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub cells: std::collections::BTreeMap<&'static str, SmolStr>,
}

/// A standard form.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FormOut<'a> {
    /// Kind.
    pub kind: &'static str,
    /// Id of its table.
    #[schemars(with = "String")]
    pub table: SmolStr,
    /// Year.
    pub year: Option<i32>,
    /// Unit.
    pub unit_name: Option<&'a str>,
    /// Project.
    pub project: Option<&'a str>,
    /// 年度资金总额 by column.
    pub totals: std::collections::BTreeMap<&'static str, FormValueOut<'a>>,
    /// Funding rows.
    pub funding: Vec<FormRowOut<'a>>,
    /// Goals: expected, done.
    pub goals: Vec<[&'a str; 2]>,
    /// Indicator rows.
    pub indicators: Vec<IndicatorOut<'a>>,
    /// Rows of a base-data form.
    pub rows: Vec<FormRowOut<'a>>,
    /// Total of 分值.
    pub total_weight: Option<Number>,
    /// Total of 得分.
    pub total_score: Option<Number>,
    /// Grade.
    pub grade: Option<&'a str>,
    /// Cells with —, / or 无.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub tokens: std::collections::BTreeMap<SmolStr, &'a str>,
}

/// A figure that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SuspectOut<'a> {
    /// Id of the amount.
    #[schemars(with = "Option<String>")]
    pub amount: Option<Id>,
    /// Printed words.
    pub raw: &'a str,
    /// Value that heals every identity.
    pub healed: Number,
    /// Kind of slip.
    pub slip: &'static str,
    /// In words.
    pub reason: &'a str,
    /// Where.
    pub at: At,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CheckOut<'a> {
    /// `k1`, `k2`, …
    #[schemars(with = "String")]
    pub id: Id,
    /// Rule.
    pub rule: &'a str,
    /// Id of the check whose failure is the cause of this one.
    #[schemars(with = "Option<String>")]
    pub because_of: Option<Id>,
    /// `pass`, `pass_rounded`, `fail`, `insufficient`, `not_applicable`.
    pub status: &'static str,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// Path of the section.
    pub section: Option<&'a str>,
    /// Figures that take part.
    #[schemars(with = "Vec<Number>")]
    pub numbers: Numbers<'a>,
    /// What the rule demands.
    pub expected: Option<Number>,
    /// What is printed.
    pub found: Option<Number>,
    /// `found − expected`.
    pub difference: Option<Number>,
    /// What rounding explains.
    pub tolerance: Option<Number>,
    /// Ids of the amounts.
    #[schemars(with = "Vec<String>")]
    pub amounts: AmountIds<'a>,
    /// Places of the figures. Empty for a check that passes and names its `amounts`: they have them.
    pub at: Vec<At>,
    /// What is the matter.
    pub message: &'a str,
    /// A hint.
    pub hint: Option<&'a str>,
    /// Ranked suspects.
    pub suspects: Vec<SuspectOut<'a>>,
}

/// What a stage noticed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DiagnosticOut<'a> {
    /// Fixed word.
    pub code: &'static str,
    /// What happened and what to do, in Chinese.
    pub message: &'a str,
    /// Where.
    pub at: Option<At>,
    /// Page.
    pub page: Option<u32>,
}

/// A link to an attachment.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LinkOut<'a> {
    /// Words.
    pub text: &'a str,
    /// Target.
    pub target: &'a str,
}

/// The JSON document of one file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// `1`.
    pub schema_version: &'static str,
    /// What became of the file.
    pub status: &'static str,
    /// The file.
    pub source: SourceFile<'a>,
    /// The head.
    pub report: Head<'a>,
    /// Sections.
    pub sections: Vec<SectionOut<'a>>,
    /// Amounts.
    pub amounts: Vec<AmountOut<'a>>,
    /// Percentages.
    pub percents: Vec<PercentOut<'a>>,
    /// Funds.
    pub funds: Vec<FundOut<'a>>,
    /// Counts.
    pub counts: Vec<CountOut<'a>>,
    /// Staff.
    pub staff: Vec<StaffOut<'a>>,
    /// Forms.
    pub forms: Vec<FormOut<'a>>,
    /// Checks.
    pub checks: Vec<CheckOut<'a>>,
    /// Tables as read.
    pub tables: Vec<TableOut<'a>>,
    /// Links.
    pub links: Vec<LinkOut<'a>>,
    /// What was noticed.
    pub diagnostics: Vec<DiagnosticOut<'a>>,
    /// The ledger.
    pub numbers: Ledger<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_exactly() {
        for (from, to) in [
            ("25.830", "25.83"),
            ("-0.00", "0"),
            ("41.80", "41.8"),
            ("-3.00", "-3"),
            ("0.0001", "0.0001"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
            ("-7.9228162514264337593543950335", "-7.9228162514264337593543950335"),
        ] {
            let d: Decimal = from.parse().expect("a decimal");
            assert_eq!(serde_json::to_string(&Number(d)).expect("JSON"), to);
        }
    }
}
