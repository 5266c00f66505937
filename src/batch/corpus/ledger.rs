//! `--ledger`: every reported figure against the bureau's own accounts.
//!
//! A table with the unit, the year and a column for each quantity, headed by the quantity's id or its name as the field says it;
//! in 万元, or in 元 where the header says （元）. A row 合计 is compared with the sum over all units of the table (K02).

use std::collections::BTreeMap;
use std::path::Path;

use rust_decimal::Decimal;

use super::digest::{Concept, concept, concept_id, label};
use super::finding::{Finding, Level, Witness};
use super::{Corpus, equal, sheet};
use crate::interpret::vocabulary::{Meaning, Subject, squeeze, vocabulary};

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Unit.
    pub unit: String,
    /// Year.
    pub year: i32,
    /// Quantity, value in 万元, decimals printed in 万元.
    pub values: Vec<(Concept, Decimal, i8)>,
}

/// The ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// In the order of the table.
    pub rows: Vec<Row>,
}

/// The quantity that a header means.
fn quantity(header: &str) -> Option<Concept> {
    let words = header.split(['（', '(']).next().unwrap_or("").trim();
    if let Some(c) = concept(words) {
        return Some(c);
    }
    let words = squeeze(words);
    let v = vocabulary();
    if let Some(q) = v.quantities().iter().find(|q| squeeze(&q.label) == words) {
        return concept(&q.id);
    }
    match v.term(&words)?.meaning(Subject::General) {
        Meaning::Id(id) => concept(id),
        _ => None,
    }
}

impl Ledger {
    /// Reads a ledger.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let wrong = |what: &str| {
            let message = format!("{} {what}；表头应为：单位名称、年度，其后每列一个指标（如 一般公共预算支出）", path.display());
            std::io::Error::new(std::io::ErrorKind::InvalidData, message)
        };
        let rows = sheet::rows(path)?;
        let names = ["单位名称", "预算单位", "单位", "部门名称", "名称", "name", "unit"];
        let at =
            rows.iter().take(5).position(|r| sheet::column(r, &names).is_some()).ok_or_else(|| wrong("里没有“单位名称”一列"))?;
        let header = &rows[at];
        let unit = sheet::column(header, &names).unwrap_or(0);
        let year = sheet::column(header, &["年度", "年份", "会计年度", "year"]).ok_or_else(|| wrong("里没有“年度”一列"))?;
        let columns: Vec<(usize, Concept, i8)> = header
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != unit && *i != year)
            .filter_map(|(i, h)| Some((i, quantity(h)?, if h.contains("（元") || h.contains("(元") { 4 } else { 0 })))
            .collect();
        if columns.is_empty() {
            return Err(wrong("里没有认得的指标"));
        }
        let mut ledger = Self::default();
        for row in &rows[at + 1..] {
            let cell = |i: usize| row.get(i).map_or("", String::as_str);
            let digits: String = cell(year).chars().filter(char::is_ascii_digit).take(4).collect();
            let (Ok(year), name) = (digits.parse(), cell(unit)) else { continue };
            if name.is_empty() {
                continue;
            }
            let values = columns
                .iter()
                .filter_map(|&(i, c, shift)| {
                    let value: Decimal = cell(i).replace([',', '，', ' '], "").parse().ok()?;
                    let places = i8::try_from(value.scale()).unwrap_or(28) + shift;
                    // Cells lose the zeros at their end: two decimals are the least that accounts are kept in.
                    Some((c, value * Decimal::new(1, shift.unsigned_abs().into()), places.max(2)))
                })
                .collect();
            ledger.rows.push(Row { unit: name.to_owned(), year, values });
        }
        Ok(ledger)
    }
}

fn is_total(name: &str) -> bool {
    ["合计", "总计", "全区合计", "全县合计", "全市合计", "区级合计", "县级合计"].contains(&name)
}

fn own(label: &str, unit: &str, year: i32, value: Decimal) -> Witness {
    Witness {
        unit: Some(unit.into()),
        year: Some(year),
        label: smol_str::format_smolstr!("{label}（财政账）"),
        value: Some(value),
        ..Witness::default()
    }
}

/// Runs the check: L01 for a figure, K02 for a total.
pub fn check(corpus: &Corpus<'_>, ledger: &Ledger) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut sums: BTreeMap<(i32, Concept), Option<Decimal>> = BTreeMap::new();
    for row in ledger.rows.iter().filter(|r| !is_total(&r.unit)) {
        let meant = corpus.units.named(&row.unit);
        let report = match meant.as_slice() {
            [unit] => corpus.units.year(*unit, row.year).and_then(|y| corpus.sole_report(y)),
            _ => None,
        };
        for &(c, value, places) in &row.values {
            let figure = report.and_then(|r| corpus.value(r, c));
            let sum = sums.entry((row.year, c)).or_insert(Some(Decimal::ZERO));
            *sum = sum.zip(figure).map(|(s, f)| s + f.value.0);
            let (Some(report), Some(figure)) = (report, figure) else { continue };
            if equal(figure.print(), (value, places)) {
                continue;
            }
            let message = format!("报告的{} {} 万元，与财政账 {} 万元不一致", label(c), figure.value.0, value.normalize());
            findings.push(Finding {
                concept: Some(concept_id(c)),
                difference: Some(figure.value.0 - value),
                witnesses: vec![corpus.figure(report, figure)?, own(label(c), &row.unit, row.year, value)],
                ..corpus.finding("L01", Level::Error, report, message)
            });
        }
    }
    for row in ledger.rows.iter().filter(|r| is_total(&r.unit)) {
        for &(c, value, _) in &row.values {
            let Some(Some(sum)) = sums.get(&(row.year, c)) else { continue };
            let units = ledger.rows.iter().filter(|r| r.year == row.year && !is_total(&r.unit)).count();
            let step = Decimal::new(5, 3) * Decimal::from(units + 1);
            if (*sum - value).abs() <= step {
                continue;
            }
            let message = format!("{units} 个单位报告的{}合计 {sum} 万元，与总数 {} 万元不一致", label(c), value.normalize());
            findings.push(Finding {
                rule: "K02",
                severity: Level::Error,
                unit: Some(row.unit.as_str().into()),
                year: Some(row.year),
                concept: Some(concept_id(c)),
                message,
                difference: Some(*sum - value),
                witnesses: vec![own(label(c), &row.unit, row.year, value)],
            });
        }
    }
    Ok(findings)
}
