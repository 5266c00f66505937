//! What the checks over the corpus need of one report, in some 700 bytes: a hundred thousand digests are in memory at once.
//! The printed words and places are looked up in the report again where something is found.
//!
//! On disk a digest is in postcard's form, which is a third of its JSON and read five times as fast.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use smol_str::SmolStr;

use super::sketch::Sketch;
use crate::interpret::vocabulary::vocabulary;
use crate::outputs::report::{AmountOut, Report};

/// A decimal that is kept with its digits and its scale, so that it stays exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub Decimal);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0.mantissa(), self.0.scale()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mantissa, scale) = Deserialize::deserialize(deserializer)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).map(Exact).map_err(serde::de::Error::custom)
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
    Executed,
    /// 年初预算
    Initial,
    /// 全年预算
    Budget,
}

/// A figure with a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is.
    pub concept: Concept,
    /// Which amount of the report: its id is `a` and this.
    pub amount: u32,
    /// Which of the three.
    pub column: Column,
    /// The year it speaks of; none for the report's own.
    pub year: Option<i16>,
    /// In 万元.
    pub value: Exact,
    /// Decimals that the print shows, in 万元.
    pub places: i8,
    /// Whether it stands as a figure of its own and not beside one.
    pub own: bool,
}

/// A fund's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fund {
    /// Its name.
    pub name: SmolStr,
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
    pub role: SmolStr,
    /// Path of the section.
    pub section: SmolStr,
    /// Hash of its letters: equal texts need no closer look.
    pub hash: u64,
    /// For likeness.
    pub sketch: Sketch,
}

/// What is kept of a report. Lists are boxed, as they have no room to spare then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Path of the input.
    pub path: SmolStr,
    /// Full name of the unit.
    pub unit: Option<SmolStr>,
    /// Short names.
    pub aliases: Box<[SmolStr]>,
    /// Fiscal year.
    pub year: Option<i32>,
    /// Kind of report.
    pub kind: Option<SmolStr>,
    /// Region.
    pub region: Option<SmolStr>,
    /// Own total score.
    pub score: Option<Exact>,
    /// 在职人员
    pub incumbent: Option<Exact>,
    /// Figures with a quantity, those of single funds left out.
    pub figures: Box<[Figure]>,
    /// Funds.
    pub funds: Box<[Fund]>,
    /// Forms.
    pub forms: Box<[Form]>,
    /// Hash of all own figures that are not round, and how many different ones there are.
    pub vector: Option<(u128, u32)>,
    /// Texts.
    pub texts: Box<[Text]>,
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
fn vector(r: &Report<'_>) -> Option<(u128, u32)> {
    let mut values: Vec<Decimal> =
        r.amounts.iter().filter(|a| a.role == "value" && !a.wan.0.fract().is_zero()).map(|a| a.wan.0.normalize()).collect();
    values.sort_unstable();
    let words: Vec<String> = values.iter().map(Decimal::to_string).collect();
    values.dedup();
    let distinct = u32::try_from(values.len()).ok().filter(|&n| n > 0)?;
    let hash: [u8; 32] = Sha256::digest(words.join(" ")).into();
    Some((u128::from_be_bytes(*hash.first_chunk()?), distinct))
}

/// The words of the sections of a role, as one text.
fn texts(r: &Report<'_>) -> Box<[Text]> {
    let mut texts = Vec::new();
    for role in ["problems", "measures"] {
        let Some(top) = r.sections.iter().find(|s| s.role == Some(role)) else { continue };
        let words = super::texts::words(r.sections.iter().map(|s| (s.path, s.text)), top.path);
        if let Some(sketch) = Sketch::of(&words) {
            let hash = super::sketch::hash(&words);
            texts.push(Text { role: role.into(), section: top.path.into(), hash, sketch });
        }
    }
    texts.into()
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
        let owned = |s: Option<&str>| s.map(SmolStr::from);
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
            path: r.source.path.into(),
            unit: owned(r.report.unit_name),
            aliases: r.report.aliases.iter().map(|a| SmolStr::from(*a)).collect(),
            year: r.report.fiscal_year,
            kind: owned(r.report.kind),
            region: owned(r.report.region),
            score: r.report.score.map(|n| Exact(n.0.normalize())),
            incumbent: r.staff.iter().find(|s| s.concept == "staff_incumbent").map(|s| Exact(s.value.0.normalize())),
            figures: figures.filter_map(|(i, a)| figure(i, a, r.report.fiscal_year)).collect(),
            funds: r.funds.iter().map(|f| Fund { name: f.name.into(), actual: printed(f) }).collect(),
            forms: r.forms.iter().map(form).collect(),
            vector: vector(r),
            texts: texts(r),
        }
    }
}

/// The digest of a report as bytes, which [`Digest::read`] reads.
pub fn bytes(r: &Report<'_>) -> Vec<u8> {
    // Writing to memory cannot fail; a digest that is missing all the same is told when it is read.
    postcard::to_allocvec(&Digest::of(r)).unwrap_or_default()
}

impl Digest {
    /// Reads what [`bytes`] made.
    pub fn read(bytes: &[u8]) -> std::io::Result<Self> {
        postcard::from_bytes(bytes).map_err(std::io::Error::other)
    }
}
