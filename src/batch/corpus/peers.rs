//! E05: cost per head far from that of the other units of the year.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Corpus;
use super::digest::{Figure, concept, concept_id, label};
use super::finding::{Finding, Level, Witness};
use super::years::{median, outliers};

/// Fewer units say nothing of what is usual.
const LEAST_UNITS: usize = 8;

/// Runs the check.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for id in ["gpb_personnel_expenditure", "gpb_public_expenditure"] {
        let Some(c) = concept(id) else { continue };
        let mut by_year: BTreeMap<i32, Vec<(usize, &Figure, Decimal, Decimal)>> = BTreeMap::new();
        for (i, y) in corpus.units.years.iter().enumerate() {
            let Some(report) = corpus.sole_report(i) else { continue };
            let (Some(f), Some(staff)) = (corpus.value(report, c), corpus.digests[report].incumbent) else { continue };
            if staff.0 > Decimal::ZERO {
                by_year.entry(y.year).or_default().push((report, f, staff.0, f.value.0 / staff.0));
            }
        }
        for (_, units) in by_year {
            let mut heads: Vec<Decimal> = units.iter().map(|u| u.3).collect();
            let far = outliers(&heads, LEAST_UNITS, Decimal::from(3), Decimal::ZERO);
            let middle = median(&mut heads);
            for i in far {
                let (report, f, staff, head) = units[i];
                let message = format!(
                    "人均{} {} 万元（{} 万元 ÷ 在职 {} 人），各单位中位数为 {} 万元；请核对人数与金额的口径",
                    label(c),
                    head.round_dp(2),
                    f.value.0,
                    staff,
                    middle.round_dp(2)
                );
                let people = Witness { value: Some(staff), ..corpus.witness(report, "在职人员") };
                findings.push(Finding {
                    concept: Some(concept_id(c)),
                    witnesses: vec![corpus.figure(report, f)?, people],
                    ..corpus.finding("E05", Level::Note, report, message)
                });
            }
        }
    }
    Ok(findings)
}
