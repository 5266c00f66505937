//! What the interpretation finds: the types that checks and outputs work with.

use rust_decimal::Decimal;

use crate::mentions::{Bound, Mention, MoneyUnit};
use crate::read::{Notice, Span};

/// A cell of a table: index of the table, row, column (from 0).
pub type CellRef = (u32, u32, u32);

/// An id of the quantities (handbook §4), e.g. `gpb_expenditure`.
pub type ConceptId = &'static str;

/// What an amount is in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AmountRole {
    /// A figure of its own.
    #[default]
    Value,
    /// A change against another figure (比上年增加…).
    Comparison,
    /// A unit price, a ceiling, a threshold.
    Standard,
    /// Last year's value, a budget beside an actual, a regional total, …
    Other,
}

impl AmountRole {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            AmountRole::Value => "value",
            AmountRole::Comparison => "comparison",
            AmountRole::Standard => "standard",
            AmountRole::Other => "other",
        }
    }
}

/// Which of the three figures of one quantity an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// 年初预算数
    Initial,
    /// 全年预算数
    Budget,
    /// 全年执行数
    Executed,
}

impl Column {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Column::Initial => "initial",
            Column::Budget => "budget",
            Column::Executed => "executed",
        }
    }
}

/// An amount of money with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// Printed words.
    pub span: Span,
    /// Exact value in 万元.
    pub wan: Decimal,
    /// Decimals printed, in `unit`.
    pub decimals: u8,
    /// Printed unit.
    pub unit: MoneyUnit,
    /// How exact it claims to be.
    pub bound: Bound,
    /// What it is in its sentence.
    pub role: AmountRole,
    /// The quantity, where one fits without guessing.
    pub concept: Option<ConceptId>,
    /// The words that name it.
    pub label: String,
    /// Index of its section.
    pub section: Option<usize>,
    /// Name of the special fund or project that it belongs to.
    pub fund: Option<String>,
    /// Index of the amount that it is a part of.
    pub parent: Option<usize>,
    /// The year that it speaks of.
    pub year: Option<i32>,
    /// Which of the three figures of a quantity.
    pub column: Option<Column>,
    /// Its cell.
    pub cell: Option<CellRef>,
    /// For a comparison: `-1` for a decrease, `1` for an increase, `0` unknown.
    pub direction: i8,
    /// For a comparison: the amount that changed, where the sentence says so.
    pub changes: Option<usize>,
}

/// How a list of parts is bound to its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binding {
    /// 分别为, 由…构成, 分为, 共计 after a list, 合计 rows: the parts are all.
    Exhaustive,
    /// 其中, 包括, 含: some of it, unless the sum closes.
    Among,
}

/// A total and its parts, as printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdown {
    /// Index of the total.
    pub total: usize,
    /// Indices of the parts, in text order.
    pub parts: Vec<usize>,
    /// How they are bound.
    pub binding: Binding,
    /// The binding words (其中), or the row and column header of a table's total.
    pub word: Option<Span>,
}

/// A percentage with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Percent {
    /// Printed words.
    pub span: Span,
    /// Value in percent.
    pub value: Decimal,
    /// Decimals printed.
    pub decimals: u8,
    /// How exact it claims to be.
    pub bound: Bound,
    /// What it says.
    pub kind: PercentKind,
    /// Id of the rate (`execution_rate`, …), where one fits.
    pub concept: Option<ConceptId>,
    /// Words that name it.
    pub label: String,
    /// Index of its section.
    pub section: Option<usize>,
    /// The amount that it describes: the share's part, the rate's executed figure, the changed figure.
    pub amount: Option<usize>,
    /// Name of the fund it belongs to.
    pub fund: Option<String>,
    /// Its cell.
    pub cell: Option<CellRef>,
}

/// What a percentage says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PercentKind {
    /// 占…的52.4%
    Share,
    /// 增长4.84%
    Increase,
    /// 下降10.27%
    Decrease,
    /// 预算执行率, 完成预算的, 支出率 and the other rates of handbook §1.4
    Rate,
    /// A result of the work (满意度, 合格率); no rule of money applies.
    #[default]
    Outcome,
}

/// Which fields of a fund were computed and not printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fund {
    /// Name as the performance section prints it.
    pub name: String,
    /// 年初预算
    pub initial: Option<Decimal>,
    /// 年中调整, signed
    pub adjust: Option<Decimal>,
    /// 全年预算
    pub budget: Option<Decimal>,
    /// 实际支出
    pub actual: Option<Decimal>,
    /// 结余结转
    pub balance: Option<Decimal>,
    /// Names of the fields that were computed.
    pub derived: Vec<&'static str>,
    /// 用于…
    pub purpose: Option<Span>,
    /// Section of its figures.
    pub section: Option<usize>,
    /// Indices of its amounts.
    pub amounts: Vec<usize>,
    /// The words that name it at each place.
    pub names: Vec<Span>,
}

/// Whether a count is a target or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountRole {
    /// 年初目标, 不少于…
    Target,
    /// 实际完成值 of a form
    Actual,
}

/// An activity, output or service count.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// Printed words.
    pub span: Span,
    /// Value; none if vague or a range.
    pub value: Option<Decimal>,
    /// Both ends of a range.
    pub range: Option<(Decimal, Decimal)>,
    /// Unit as printed.
    pub unit: String,
    /// How exact it claims to be.
    pub bound: Bound,
    /// What was counted.
    pub label: String,
    /// Target or result, where the words say so.
    pub role: Option<CountRole>,
    /// Index of its section.
    pub section: Option<usize>,
    /// Its cell.
    pub cell: Option<CellRef>,
}

/// A figure about staff, institutions, reception, vehicles or equipment.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// Id of the quantity.
    pub concept: ConceptId,
    /// Value; 0 by negation.
    pub value: Decimal,
    /// The number's words, or the words of the negation.
    pub span: Span,
    /// Index of its section.
    pub section: Option<usize>,
    /// Its cell.
    pub cell: Option<CellRef>,
    /// Whether it has no number of its own: stated by negation (无退休人员), or a sum of kinds that stand side by side.
    pub negated: bool,
    /// The year that the words give (2024年末), if they do.
    pub year: Option<i32>,
    /// `staffing_quota_*` printed in brackets inside another quota: a part, not an addend.
    pub inside: Option<ConceptId>,
}

/// A stated score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Printed words (`96.82分`).
    pub span: Span,
    /// Points.
    pub value: Decimal,
    /// Full marks where stated (`满分20分`, `权重10分`).
    pub full: Option<Decimal>,
    /// What was scored.
    pub label: String,
    /// Whether it is the report's own total score.
    pub total: bool,
    /// Index of its section.
    pub section: Option<usize>,
}

/// The head of the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportHead {
    /// `overall_report`, `project_report`, `overall_form`, `project_form`, `base_data_form`, or none.
    pub kind: Option<&'static str>,
    /// Title lines.
    pub title: Option<String>,
    /// Full name of the unit.
    pub unit_name: Option<String>,
    /// Short names that the text uses for the unit.
    pub aliases: Vec<String>,
    /// Fiscal year.
    pub fiscal_year: Option<i32>,
    /// Region (`株洲市芦淞区`).
    pub region: Option<String>,
    /// Grade word (优, 良, 中, 差) of the whole.
    pub grade: Option<(String, Span)>,
}

/// A money value or score in a form with its cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormValue {
    /// Printed words (`—`, `/`, `无`, a number).
    pub raw: String,
    /// The value where it is a number.
    pub value: Option<Decimal>,
    /// Its cell.
    pub cell: Option<CellRef>,
    /// Index of the amount it gave, if any.
    pub amount: Option<usize>,
}

/// A row of the funding block of a form, or a row of a base-data form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormRow {
    /// The label cell's words.
    pub label: String,
    /// Field name (`initial`, `budget`, `executed`, `weight`, `rate`, `score`, `last_actual`, …) and value.
    pub values: Vec<(&'static str, FormValue)>,
}

/// A row of the indicator block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indicator {
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
    pub weight: Option<Decimal>,
    /// 得分
    pub score: Option<Decimal>,
    /// 偏差原因分析及改进措施
    pub reason: Option<String>,
    /// Cell of each field that has one.
    pub cells: Vec<(&'static str, CellRef)>,
}

/// A standard form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// `overall_form`, `project_form`, `base_data_form`, `score_form`.
    pub kind: &'static str,
    /// Index of its table.
    pub table: usize,
    /// First and last row of the table that it covers.
    pub rows_span: (u32, u32),
    /// Year in its title.
    pub year: Option<i32>,
    /// 单位名称 or 实施单位
    pub unit_name: Option<String>,
    /// 项目名称
    pub project: Option<String>,
    /// Funding rows; the first is usually 年度资金总额.
    pub funding: Vec<FormRow>,
    /// 年度总体目标: expected and done.
    pub goals: Vec<(String, String)>,
    /// Indicator rows.
    pub indicators: Vec<Indicator>,
    /// Rows of a base-data form.
    pub rows: Vec<FormRow>,
    /// The printed total of 分值.
    pub total_weight: Option<FormValue>,
    /// The printed total of 得分.
    pub total_score: Option<FormValue>,
    /// Grade word.
    pub grade: Option<String>,
    /// Cells with —, / or 无.
    pub tokens: Vec<(CellRef, String)>,
}

/// Everything that the pipeline found in one document.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The head.
    pub head: ReportHead,
    /// Amounts in text order.
    pub amounts: Vec<Amount>,
    /// Totals and parts.
    pub breakdowns: Vec<Breakdown>,
    /// Percentages in text order.
    pub percents: Vec<Percent>,
    /// Special funds and projects.
    pub funds: Vec<Fund>,
    /// A printed number of funds (共3个) with its words.
    pub fund_count: Option<(Decimal, Span)>,
    /// Activity counts in text order.
    pub counts: Vec<Count>,
    /// Staff and institutions.
    pub staff: Vec<Staff>,
    /// Scores.
    pub scores: Vec<Score>,
    /// Forms.
    pub forms: Vec<Form>,
    /// All mentions, the ledger's basis.
    pub mentions: Vec<Mention>,
    /// What was noticed.
    pub notices: Vec<Notice>,
}
