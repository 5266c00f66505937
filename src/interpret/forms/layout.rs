//! The labels of the standard forms, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::interpret::vocabulary::{Meaning, Subject, squeeze, vocabulary};

#[derive(Debug, Default, Deserialize)]
struct Title {
    words: Vec<String>,
    kind: String,
}

#[derive(Debug, Default, Deserialize)]
struct Row {
    words: Vec<String>,
    project: String,
    overall: String,
}

/// Labels of a block by what they name.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
struct Labels {
    by_name: BTreeMap<String, Vec<String>>,
    /// By the label, what it names; without the totals.
    by_word: FxHashMap<String, String>,
}

impl From<BTreeMap<String, Vec<String>>> for Labels {
    fn from(by_name: BTreeMap<String, Vec<String>>) -> Self {
        let mut by_word = FxHashMap::default();
        for (name, words) in by_name.iter().filter(|(k, _)| !matches!(k.as_str(), "total_rows" | "whole_score")) {
            for word in words {
                by_word.entry(word.clone()).or_insert_with(|| name.clone());
            }
        }
        Self { by_name, by_word }
    }
}

impl Labels {
    fn get(&self, name: &str) -> Option<&Vec<String>> {
        self.by_name.get(name)
    }
}

/// All layouts.
#[derive(Debug, Default, Deserialize)]
pub struct Layout {
    title: Vec<Title>,
    fields: Labels,
    funding: Labels,
    indicator: Labels,
    goal: Labels,
    side: Labels,
    /// Words before a row's label, in the order in which they are taken off.
    row_prefixes: Vec<String>,
    row: Vec<Row>,
}

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| toml::from_str(include_str!("../data/forms.toml")).unwrap_or_default());

/// The layouts, parsed once.
pub fn layout() -> &'static Layout {
    &LAYOUT
}

/// A label without blanks and marks, with full-width brackets: 年初预 算数 is 年初预算数.
pub fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            c if c.is_whitespace() => {}
            '“' | '”' | '"' => {}
            '(' => out.push('（'),
            ')' => out.push('）'),
            c => out.push(c),
        }
    }
    out
}

/// A label without its unit in brackets: 年初预算数（万元） is 年初预算数.
pub(super) fn without_unit(label: &str) -> String {
    if !label.contains('（') {
        return label.to_owned();
    }
    let mut l = label.to_owned();
    for u in ["（万元）", "（元）", "（分）", "（亿元）"] {
        l = l.replace(u, "");
    }
    l
}

fn find(map: &'static Labels, label: &str) -> Option<&'static str> {
    let named = |label: &str| map.by_word.get(label).map(String::as_str);
    // 得分（20分*执行率）, 年初目标值（A）: what stands in brackets at the end explains the label
    let outer = label.strip_suffix('）').and_then(|l| l.rsplit_once('（')).map_or("", |(head, _)| head);
    named(label).or_else(|| named(&without_unit(label))).or_else(|| named(outer).filter(|_| !outer.is_empty()))
}

impl Layout {
    /// The kind of form that a title names.
    pub fn kind(&'static self, title: &str) -> Option<&'static str> {
        let title = plain(title);
        self.title
            .iter()
            .flat_map(|t| t.words.iter().map(move |w| (w, t)))
            .filter(|(w, _)| title.contains(w.as_str()))
            .max_by_key(|(w, _)| w.len())
            .map(|(_, t)| t.kind.as_str())
    }

    /// The column of the funding block that a header names.
    pub fn funding(&'static self, label: &str) -> Option<&'static str> {
        find(&self.funding, label)
    }

    /// The column of the indicator block that a header names.
    pub fn indicator(&'static self, label: &str) -> Option<&'static str> {
        find(&self.indicator, label)
    }

    /// Which half of the goal block a header names.
    pub fn goal(&'static self, label: &str) -> Option<&'static str> {
        find(&self.goal, label)
    }

    /// Which field a label beside a value names.
    pub fn field(&'static self, label: &str) -> Option<&'static str> {
        find(&self.fields, label)
    }

    /// Which of the two breakdowns of 年度资金总额 a label names.
    pub fn side(&'static self, label: &str) -> Option<&'static str> {
        let label = label.trim_end_matches(['：', ':']);
        find(&self.side, label)
    }

    /// Whether a label is that of a total of the funding block.
    pub fn is_funding_total(&self, label: &str) -> bool {
        let label = without_unit(label);
        self.funding.get("total_rows").is_some_and(|w| w.contains(&label))
    }

    /// Whether a label is that of the total row of the indicators.
    pub fn is_indicator_total(&self, label: &str) -> bool {
        self.indicator.get("total_rows").is_some_and(|w| w.iter().any(|w| w == label))
    }

    /// Whether a label beside a value names the score of the whole form.
    pub fn is_whole_score(&self, label: &str) -> bool {
        let bare = without_unit(label);
        self.indicator.get("whole_score").is_some_and(|w| w.iter().any(|w| w == label || *w == bare))
    }

    /// The quantity of a funding row.
    pub fn row(&'static self, label: &str, project: bool) -> Option<&'static str> {
        let label = row_label(label);
        self.row
            .iter()
            .find(|r| r.words.contains(&label))
            .map(|r| if project { r.project.as_str() } else { r.overall.as_str() })
            .filter(|id| !id.is_empty())
            // 市县配套, 省级奖补: who gave the money, by the words of running text
            .or_else(|| {
                let term = vocabulary().term(&squeeze(&label)).filter(|_| project)?;
                match term.meaning(Subject::Fund) {
                    m @ Meaning::Id(id) if m.is_source() => Some(id),
                    _ => None,
                }
            })
    }
}

/// A row's label without 其中： and numbering.
pub fn row_label(label: &str) -> String {
    let mut l = plain(label);
    for p in &layout().row_prefixes {
        if let Some(rest) = l.strip_prefix(p.as_str()) {
            l = rest.to_owned();
        }
    }
    let inner = l.strip_prefix('（').unwrap_or(&l);
    let trimmed = inner.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c)).to_owned();
    let marks: &[char] = if inner.len() < l.len() { &['）'] } else { &['、', '.', '．'] };
    if trimmed.len() < inner.len()
        && let Some(rest) = trimmed.strip_prefix(marks)
    {
        l = rest.to_owned();
    }
    l.trim_end_matches(['：', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_parse_and_name_quantities() {
        let l: Layout = toml::from_str(include_str!("../data/forms.toml")).expect("forms.toml parses");
        let v = crate::interpret::vocabulary::vocabulary();
        for r in &l.row {
            for id in [&r.project, &r.overall] {
                assert!(id.is_empty() || v.quantity(id).is_some(), "{id}");
            }
        }
        assert_eq!(layout().kind("2024年度部门整体支出绩效自评表"), Some("overall_form"));
        assert_eq!(layout().funding("年初预算数"), Some("initial"));
        assert_eq!(row_label("1、公务用车购置和维护经费"), "公务用车购置和维护经费");
        assert_eq!(row_label("（一）基本支出"), "基本支出");
        assert_eq!(row_label("一、本年收入"), "本年收入");
        assert_eq!(row_label("（二期）工程"), "（二期）工程");
    }
}
