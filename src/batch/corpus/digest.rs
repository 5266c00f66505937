//! What the checks over the corpus need of one report, as one line of JSON: a few hundred bytes, so that a hundred thousand
//! reports fit into memory. The printed words and places are looked up in the report again where something is found.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sketch::Sketch;
use crate::interpret::vocabulary::vocabulary;
use crate::outputs::assemble::sha256_hex;
use crate::outputs::report::{AmountOut, Report};

/// A decimal that goes through JSON as words, so that it stays exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub Decimal);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Decimal::from_str(&words).map(Exact).map_err(serde::de::Error::custom)
    }
}

/// Index of a quantity in the vocabulary.
pub type Concept = u16;

static INDEX: LazyLock<HashMap<&'static str, Concept>> =
    LazyLock::new(|| vocabulary().quantities().iter().zip(0..).map(|(q, i)| (q.id.as_str(), i)).collect());

/// The index of a quantity's id.
pub fn concept(id: &str) -> Option<Concept> {
    INDEX.get(id).copied()
}

/// The name of a quantity, as people say it.
pub fn label(concept: Concept) -> &'static str {
    vocabulary().quantities().get(usize::from(concept)).map_or("", |q| q.label.as_str())
}

/// The id of a quantity.
pub fn concept_id(concept: Concept) -> &'static str {
    vocabulary().quantities().get(usize::from(concept)).map_or("", |q| q.id.as_str())
}

/// Which of the three figures of one quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// Not said, or the executed one.
    #[serde(rename = "x")]
    Executed,
    /// 年初预算
    #[serde(rename = "i")]
    Initial,
    /// 全年预算
    #[serde(rename = "b")]
    Budget,
}

/// A figure with a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is.
    #[serde(rename = "c")]
    pub concept: Concept,
    /// Which amount of the report: its id is `a` and this.
    #[serde(rename = "a")]
    pub amount: u32,
    /// Which of the three.
    #[serde(rename = "k")]
    pub column: Column,
    /// The year it speaks of; none for the report's own.
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// In 万元.
    #[serde(rename = "v")]
    pub value: Exact,
    /// Decimals that the print shows, in 万元.
    #[serde(rename = "p")]
    pub places: i8,
    /// Whether it stands as a figure of its own and not beside one.
    #[serde(rename = "o")]
    pub own: bool,
}

/// A fund's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fund {
    /// Its name.
    pub name: String,
    /// 实际支出, where it is printed.
    pub actual: Option<Exact>,
}

/// The total row of a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Its kind.
    pub kind: String,
    /// 项目名称
    pub project: Option<String>,
    /// 年度
    pub year: Option<i32>,
    /// 全年执行数 of 年度资金总额
    pub executed: Option<Exact>,
    /// Its cell.
    pub cell: Option<String>,
    /// Printed total of 得分
    pub score: Option<Exact>,
}

/// The words of a section that reports copy from each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// `problems` or `measures`.
    pub role: String,
    /// Path of the section.
    pub section: String,
    /// Hash of its letters: equal texts need no closer look.
    pub hash: u64,
    /// For likeness.
    pub sketch: Sketch,
}

/// What is kept of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Path of the input.
    pub path: String,
    /// Full name of the unit.
    pub unit: Option<String>,
    /// Short names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Fiscal year.
    pub year: Option<i32>,
    /// Kind of report.
    pub kind: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Own total score.
    pub score: Option<Exact>,
    /// 在职人员
    pub incumbent: Option<Exact>,
    /// Figures with a quantity, those of single funds left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// Funds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<Fund>,
    /// Forms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// Hash of all own figures that are not round, and how many different ones there are.
    pub vector: Option<(String, u32)>,
    /// Texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Text>,
}

/// Decimals in 万元 that a print shows.
fn places(a: &AmountOut<'_>) -> i8 {
    let unit = match a.unit {
        "元" => 4,
        "千元" => 1,
        "百万元" => -2,
        "亿元" => -4,
        _ => 0,
    };
    i8::try_from(i16::from(a.decimals) + unit).unwrap_or(0)
}

fn figure(index: usize, a: &AmountOut<'_>, fiscal_year: Option<i32>) -> Option<Figure> {
    if a.bound != "exact" || a.fund.is_some() || !matches!(a.role, "value" | "other") {
        return None;
    }
    let column = match a.column {
        Some("initial") => Column::Initial,
        Some("budget") => Column::Budget,
        _ => Column::Executed,
    };
    let year = a.year.filter(|y| Some(*y) != fiscal_year).and_then(|y| i16::try_from(y).ok());
    Some(Figure {
        concept: concept(a.concept?)?,
        amount: u32::try_from(index + 1).ok()?,
        column,
        year,
        value: Exact(a.wan.0.normalize()),
        places: places(a),
        own: a.role == "value",
    })
}

/// Hash of the own figures that are not round.
fn vector(r: &Report<'_>) -> Option<(String, u32)> {
    let mut values: Vec<Decimal> =
        r.amounts.iter().filter(|a| a.role == "value" && !a.wan.0.fract().is_zero()).map(|a| a.wan.0.normalize()).collect();
    values.sort_unstable();
    let words: Vec<String> = values.iter().map(Decimal::to_string).collect();
    values.dedup();
    let distinct = u32::try_from(values.len()).unwrap_or(u32::MAX);
    (distinct > 0).then(|| (sha256_hex(words.join(" ").as_bytes())[..32].to_owned(), distinct))
}

/// The words of the sections of a role, as one text.
fn texts(r: &Report<'_>) -> Vec<Text> {
    let mut texts = Vec::new();
    for role in ["problems", "measures"] {
        let Some(top) = r.sections.iter().find(|s| s.role == Some(role)) else { continue };
        let words = super::texts::words(r.sections.iter().map(|s| (s.path, s.text)), top.path);
        if let Some(sketch) = Sketch::of(&words) {
            let hash = super::sketch::hash(&words);
            texts.push(Text { role: role.to_owned(), section: top.path.to_owned(), hash, sketch });
        }
    }
    texts
}

impl Digest {
    /// The digest of a report.
    pub fn of(r: &Report<'_>) -> Self {
        let form = |f: &crate::outputs::report::FormOut<'_>| {
            let executed = f.totals.get("executed");
            Form {
                kind: f.kind.to_owned(),
                project: f.project.map(str::to_owned),
                year: f.year,
                executed: executed.and_then(|v| v.value).map(|n| Exact(n.0.normalize())),
                cell: executed.and_then(|v| v.cell.as_ref()).map(ToString::to_string),
                score: f.total_score.map(|n| Exact(n.0.normalize())),
            }
        };
        let owned = |s: Option<&str>| s.map(str::to_owned);
        // Where the report prints two different figures for one fund, none of them is compared with anything.
        let printed = |f: &crate::outputs::report::FundOut<'_>| {
            let actual = f.actual.filter(|_| !f.derived.contains(&"actual"))?.0;
            let mine = |a: &&AmountOut<'_>| a.fund == Some(f.name) && a.concept == Some("fund_actual");
            r.amounts.iter().filter(mine).all(|a| a.wan.0 == actual).then(|| Exact(actual.normalize()))
        };
        // In the performance section a bare 结余 belongs to a fund, also where the sentence leaves out which.
        let performance: Vec<&str> = r.sections.iter().filter(|s| s.role == Some("performance")).map(|s| s.path).collect();
        let below = |path: &str, top: &str| path == top || path.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
        let of_a_fund = |a: &AmountOut<'_>| {
            a.concept.is_some_and(|c| c.starts_with("carryover_"))
                && a.section.is_some_and(|s| performance.iter().any(|top| below(s, top)))
        };
        let figures = r.amounts.iter().enumerate().filter(|(_, a)| !of_a_fund(a));
        Self {
            path: r.source.path.to_owned(),
            unit: owned(r.report.unit_name),
            aliases: r.report.aliases.iter().map(|a| (*a).to_owned()).collect(),
            year: r.report.fiscal_year,
            kind: owned(r.report.kind),
            region: owned(r.report.region),
            score: r.report.score.map(|n| Exact(n.0.normalize())),
            incumbent: r.staff.iter().find(|s| s.concept == "staff_incumbent").map(|s| Exact(s.value.0.normalize())),
            figures: figures.filter_map(|(i, a)| figure(i, a, r.report.fiscal_year)).collect(),
            funds: r.funds.iter().map(|f| Fund { name: f.name.to_owned(), actual: printed(f) }).collect(),
            forms: r.forms.iter().map(form).collect(),
            vector: vector(r),
            texts: texts(r),
        }
    }
}

/// The digest of a report, without a line end.
pub fn line(r: &Report<'_>) -> Vec<u8> {
    serde_json::to_vec(&Digest::of(r)).unwrap_or_default()
}
