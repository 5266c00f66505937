//! What a truth file says. Every value is what the source prints, or follows from it by arithmetic.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A figure of a truth file: a string or a number, or nothing that can be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Figure(pub Option<Decimal>);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = match Value::deserialize(deserializer)? {
            Value::String(s) => s.replace(',', ""),
            Value::Number(n) => n.to_string(),
            _ => return Ok(Figure(None)),
        };
        let words = words.trim();
        Ok(Figure(words.parse().or_else(|_| Decimal::from_scientific(words)).ok()))
    }
}

/// Present and null is another thing than left out.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A list that may be null.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

/// A truth file.
#[derive(Debug, Deserialize)]
pub struct Truth {
    /// Name of the source file, beside the truth file.
    pub file: String,
    /// Copies of it in another encoding, wrapping or format.
    #[serde(default, deserialize_with = "list")]
    pub also: Vec<String>,
    /// The status of a file that cannot be read; it stands instead of all contents.
    pub status: Option<String>,
    /// What is as good.
    pub also_acceptable: Option<Acceptable>,
    /// Full name of the unit.
    pub unit_name: Option<String>,
    /// Fiscal year.
    pub fiscal_year: Option<Value>,
    /// Kind of report.
    pub kind: Option<String>,
    /// Path, level, marker and title of every node.
    #[serde(default, deserialize_with = "list")]
    pub sections: Vec<(String, u32, String, String)>,
    /// Amounts in document order.
    #[serde(default, deserialize_with = "list")]
    pub amounts: Vec<Amount>,
    /// Special funds.
    #[serde(default, deserialize_with = "list")]
    pub funds: Vec<Fund>,
    /// Counts in document order.
    #[serde(default, deserialize_with = "list")]
    pub counts: Vec<Count>,
    /// Staff figures by id.
    pub staff: Option<BTreeMap<String, Figure>>,
    /// Percentages in document order.
    #[serde(default, deserialize_with = "list")]
    pub percents: Vec<Percent>,
    /// Paths of sections that say that there is nothing.
    pub nil: Option<Vec<String>>,
    /// A standard form.
    pub form: Option<Value>,
    /// Several standard forms.
    #[serde(default, deserialize_with = "list")]
    pub forms: Vec<Form>,
    /// Every true inconsistency.
    #[serde(default, deserialize_with = "list")]
    pub findings: Vec<Finding>,
}

impl Truth {
    /// The standard forms.
    pub fn all_forms(&self) -> Vec<Form> {
        if !self.forms.is_empty() {
            return self.forms.clone();
        }
        match &self.form {
            Some(v) if v.is_object() => serde_json::from_value(v.clone()).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// What is as good as the contents.
#[derive(Debug, Deserialize)]
pub struct Acceptable {
    /// A status.
    pub status: Option<String>,
}

/// An amount.
#[derive(Debug, Deserialize)]
pub struct Amount {
    /// Printed words.
    pub raw: String,
    /// Exact value in 万元.
    pub wan: Figure,
    /// Id of the quantity.
    pub concept: Option<String>,
    /// Words that name it.
    pub label: Option<String>,
    /// Path of the section.
    pub section: Option<String>,
    /// Cell, instead of a section.
    pub cell: Option<String>,
    /// Fund.
    pub fund: Option<String>,
    /// Index of the amount that it is a part of.
    #[serde(default, deserialize_with = "present")]
    pub parent: Option<Option<usize>>,
    /// Whether a bounding word stands at it.
    pub approx: Option<bool>,
    /// `value`, `comparison`, `standard`, `other`.
    pub role: Option<String>,
}

/// A special fund.
#[derive(Debug, Deserialize)]
pub struct Fund {
    /// Name.
    pub name: String,
    /// 年初预算
    #[serde(default)]
    pub initial: Figure,
    /// 年中调整
    #[serde(default)]
    pub adjust: Figure,
    /// 实际支出
    #[serde(default)]
    pub actual: Figure,
    /// 结余结转
    #[serde(default)]
    pub balance: Figure,
}

/// A count.
#[derive(Debug, Deserialize)]
pub struct Count {
    /// Printed words.
    pub raw: String,
    /// Value.
    #[serde(default)]
    pub value: Figure,
    /// Unit.
    pub unit: Option<String>,
    /// Whether a bounding word stands at it.
    pub approx: Option<bool>,
    /// Path of the section.
    pub section: Option<String>,
}

/// A percentage.
#[derive(Debug, Deserialize)]
pub struct Percent {
    /// Value in percent.
    #[serde(default)]
    pub value: Figure,
}

/// What is compared of a standard form.
#[derive(Clone, Debug, Deserialize)]
pub struct Form {
    /// Rows of the indicator block.
    #[serde(default, deserialize_with = "list")]
    pub indicators: Vec<Indicator>,
    /// Total of 得分.
    pub total_score: Option<Figure>,
}

/// A row of the indicator block.
#[derive(Clone, Debug, Deserialize)]
pub struct Indicator {
    /// 三级指标
    pub level3: Option<String>,
    /// 分值
    #[serde(default)]
    pub weight: Figure,
    /// 得分
    #[serde(default)]
    pub score: Figure,
}

/// A true inconsistency.
#[derive(Debug, Deserialize)]
pub struct Finding {
    /// `sum`, `restated`, …
    pub kind: Option<String>,
    /// Rule that catches it.
    pub rule: Option<String>,
    /// `error`, `warning`, `note`.
    pub severity: Option<String>,
    /// Path of the section.
    pub section: Option<String>,
    /// Figures that take part.
    #[serde(default, deserialize_with = "list")]
    pub numbers: Vec<Figure>,
    /// Findings of one slip share it.
    pub cause: Option<Value>,
    /// Rules that the same slip breaks.
    #[serde(default, deserialize_with = "list")]
    pub consequences: Vec<String>,
    /// In words.
    pub explain: Option<String>,
}
