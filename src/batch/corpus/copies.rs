//! K03: two different reports of one unit-year. K05: the same figures in the reports of two units, or of one unit for two years.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::Corpus;
use super::finding::{Finding, Level, Witness};

/// Figures that are not round; fewer may agree by chance.
const LEAST_FIGURES: u32 = 5;

/// Runs the checks.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for y in &corpus.units.years {
        let reports: Vec<usize> =
            y.files.iter().copied().filter(|&i| corpus.digests[i].kind.as_deref() == Some("overall_report")).collect();
        let Some(&first) = reports.first() else { continue };
        if reports.len() < 2 {
            continue;
        }
        let same_bytes = reports.iter().all(|&i| corpus.entries[i].sha256 == corpus.entries[first].sha256);
        let same_figures = reports.iter().all(|&i| corpus.digests[i].vector == corpus.digests[first].vector);
        let n = reports.len();
        let (level, message) = if same_bytes {
            (Level::Note, format!("同一单位同一年度有 {n} 份完全相同的报告"))
        } else if same_figures {
            (Level::Note, format!("同一单位同一年度有 {n} 份报告，文字或格式不同，数字相同"))
        } else {
            (Level::Warning, format!("同一单位同一年度有 {n} 份报告，数字不同；请确认以哪一份为准"))
        };
        let witnesses: Vec<Witness> = reports.iter().map(|&i| corpus.witness(i, "报告")).collect();
        findings.push(Finding { witnesses, ..corpus.finding("K03", level, first, message) });
    }
    let mut by_vector: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
    for unit_year in 0..corpus.units.years.len() {
        let Some(i) = corpus.report_of(unit_year) else { continue };
        if let Some((hash, distinct)) = &corpus.digests[i].vector
            && *distinct >= LEAST_FIGURES
        {
            by_vector.entry(*hash).or_default().push(i);
        }
    }
    for (_, reports) in by_vector.into_iter().filter(|(_, r)| r.len() > 1) {
        let names: Vec<(SmolStr, i32)> =
            reports.iter().filter_map(|&i| corpus.unit_year_of(i)).map(|u| corpus.name_of(u)).collect();
        let one_unit = names.windows(2).all(|w| w[0].0 == w[1].0);
        let message = if one_unit {
            let years: Vec<String> = names.iter().map(|n| format!("{}年", n.1)).collect();
            format!("{}的报告数字完全相同，疑似沿用旧稿", years.join("与"))
        } else {
            let names: Vec<String> = names.iter().map(|n| format!("{}（{}年）", n.0, n.1)).collect();
            format!("{}的报告数字完全相同，疑似照抄", names.join("与"))
        };
        let witnesses: Vec<Witness> = reports.iter().map(|&i| corpus.witness(i, "报告")).collect();
        findings.push(Finding { witnesses, ..corpus.finding("K05", Level::Warning, reports[0], message) });
    }
    Ok(findings)
}
