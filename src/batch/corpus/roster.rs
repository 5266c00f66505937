//! `--roster`: who must report. K04 (who has not, who is not on the list) and K02 (a department's total against its units).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Corpus;
use super::digest::{concept, concept_id, label};
use super::finding::{Finding, Level, Witness};
use super::sheet;

/// A unit of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Name.
    pub name: String,
    /// Code.
    pub code: String,
    /// Level.
    pub level: String,
    /// Name or code of the department that it belongs to.
    pub above: String,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// In the order of the list.
    pub units: Vec<Listed>,
}

impl Roster {
    /// Reads a list with a header: name, and where there are such columns code, level, department.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let rows = sheet::rows(path)?;
        let names = ["单位名称", "预算单位", "单位", "部门名称", "名称", "name", "unit"];
        let at = rows.iter().take(5).position(|r| sheet::column(r, &names).is_some());
        let Some(at) = at else {
            let message = format!("{} 里没有“单位名称”一列；名单的表头应为：单位名称、代码、级次", path.display());
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, message));
        };
        let header = &rows[at];
        let name = sheet::column(header, &names);
        let code = sheet::column(header, &["单位代码", "单位编码", "预算代码", "代码", "编码", "code"]);
        let level = sheet::column(header, &["预算级次", "级次", "预算单位级次", "level"]);
        let above = sheet::column(header, &["主管部门", "上级单位", "主管单位", "parent", "department"]);
        let cell = |row: &[String], i: Option<usize>| i.and_then(|i| row.get(i)).cloned().unwrap_or_default();
        let units = rows[at + 1..]
            .iter()
            .map(|r| Listed { name: cell(r, name), code: cell(r, code), level: cell(r, level), above: cell(r, above) })
            .filter(|u| !u.name.is_empty())
            .collect();
        Ok(Self { units })
    }

    /// Index of the department of each unit: by the column that names it, or the longest other code that begins the unit's.
    fn departments(&self) -> Vec<Option<usize>> {
        let by_name: BTreeMap<&str, usize> = self.units.iter().enumerate().map(|(i, u)| (u.name.as_str(), i)).collect();
        let by_code: BTreeMap<&str, usize> =
            self.units.iter().enumerate().filter(|(_, u)| !u.code.is_empty()).map(|(i, u)| (u.code.as_str(), i)).collect();
        self.units
            .iter()
            .enumerate()
            .map(|(i, u)| {
                let named = by_name.get(u.above.as_str()).or_else(|| by_code.get(u.above.as_str())).copied();
                let coded = || (1..u.code.len()).rev().filter_map(|n| u.code.get(..n)).find_map(|c| by_code.get(c).copied());
                named.or_else(coded).filter(|&d| d != i)
            })
            .collect()
    }
}

/// Years for which the whole list must report: those for which a fifth of it has. (A stray report of an old year asks nothing of
/// the others.)
fn years(corpus: &Corpus<'_>, units: &[Vec<usize>]) -> Vec<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    let listed: BTreeSet<usize> = units.iter().flatten().copied().collect();
    for (i, y) in corpus.units.years.iter().enumerate() {
        if listed.contains(&y.unit) && corpus.report_of(i).is_some() {
            *counts.entry(y.year).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| n * 5 >= units.len()).map(|(y, _)| y).collect()
}

/// Runs the checks.
pub fn check(corpus: &Corpus<'_>, roster: &Roster) -> Vec<Finding> {
    let units: Vec<Vec<usize>> = roster.units.iter().map(|u| corpus.units.named(&u.name)).collect();
    let years = years(corpus, &units);
    let mut findings = Vec::new();
    for (listed, meant) in roster.units.iter().zip(&units) {
        for &year in &years {
            let found: Vec<usize> = meant.iter().filter_map(|&u| corpus.units.year(u, year)).collect();
            if found.iter().any(|&y| corpus.report_of(y).is_some()) {
                continue;
            }
            let code = if listed.code.is_empty() { String::new() } else { format!("（{}）", listed.code) };
            let message = if found.is_empty() {
                format!("{}{code}没有{year}年度自评报告", listed.name)
            } else {
                format!("{}{code}只有{year}年度的附表或其他材料，没有自评报告", listed.name)
            };
            let files = found.iter().flat_map(|&y| &corpus.units.years[y].files);
            findings.push(Finding {
                rule: "K04",
                severity: Level::Warning,
                unit: Some(listed.name.as_str().into()),
                year: Some(year),
                concept: None,
                message,
                difference: None,
                witnesses: files.map(|&i| corpus.witness(i, "")).collect(),
            });
        }
    }
    let known: BTreeSet<usize> = units.iter().flatten().copied().collect();
    for (i, y) in corpus.units.years.iter().enumerate() {
        if let Some(report) = corpus.report_of(i).filter(|_| !known.contains(&y.unit)) {
            let message = format!("{}不在名单上；请核对单位名称或补充名单", corpus.units.list[y.unit].name);
            findings.push(corpus.finding("K04", Level::Note, report, message));
        }
    }
    totals(corpus, roster, &units, &years, &mut findings);
    findings
}

/// Quantities that add up over units.
const ADDED: [&str; 5] =
    ["expenditure_total", "gpb_expenditure", "gpb_expenditure_basic", "gpb_expenditure_project", "san_gong_total"];

/// K02: a department prints the sum of its units, if the list has its own office (本级) among them; else no less than their sum.
fn totals(corpus: &Corpus<'_>, roster: &Roster, units: &[Vec<usize>], years: &[i32], findings: &mut Vec<Finding>) {
    let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, d) in roster.departments().into_iter().enumerate() {
        if let Some(d) = d {
            below.entry(d).or_default().push(i);
        }
    }
    for (department, members) in below {
        let whole = members.iter().any(|&m| roster.units[m].name.contains("本级") || roster.units[m].name.contains("机关"));
        for &year in years {
            let report = |listed: usize| -> Option<usize> {
                let [unit] = units.get(listed)?.as_slice() else { return None };
                corpus.sole_report(corpus.units.year(*unit, year)?)
            };
            let Some(own) = report(department) else { continue };
            let Some(parts) = members.iter().map(|&m| report(m)).collect::<Option<Vec<usize>>>() else { continue };
            if parts.contains(&own) {
                continue;
            }
            for id in ADDED {
                let Some(c) = concept(id) else { continue };
                let Some(total) = corpus.value(own, c) else { continue };
                let Some(values) = parts.iter().map(|&p| corpus.value(p, c)).collect::<Option<Vec<_>>>() else { continue };
                let sum: rust_decimal::Decimal = values.iter().map(|f| f.value.0).sum();
                // Half a step for each printed figure.
                let step = rust_decimal::Decimal::new(5, 3) * rust_decimal::Decimal::from(values.len() + 1);
                let difference = total.value.0 - sum;
                if difference.abs() <= step || (!whole && difference > rust_decimal::Decimal::ZERO) {
                    continue;
                }
                let message = format!("{} {} 万元，与所属 {} 个单位合计 {sum} 万元不一致", label(c), total.value.0, values.len());
                let mut witnesses: Vec<Witness> = corpus.figure(own, total).into_iter().collect();
                witnesses.extend(parts.iter().zip(&values).filter_map(|(&p, f)| corpus.figure(p, f).ok()));
                findings.push(Finding {
                    concept: Some(concept_id(c)),
                    difference: Some(difference),
                    witnesses,
                    ..corpus.finding("K02", Level::Error, own, message)
                });
            }
        }
    }
}
