//! The rules between a report and its forms, where they are in different files: F01 (totals), F11 (score), B06 (a project's
//! spending). Within one file the single-report checks see to them.

use rust_decimal::Decimal;

use super::digest::{Exact, Form, concept, label};
use super::finding::{Finding, Level, Witness};
use super::{Corpus, equal};
use crate::interpret::fund_names::same_fund;

/// Runs the checks.
pub fn check(corpus: &Corpus<'_>) -> std::io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for unit_year in 0..corpus.units.years.len() {
        let Some(report) = corpus.sole_report(unit_year) else { continue };
        for &file in corpus.units.years[unit_year].files.iter().filter(|&&f| f != report) {
            for form in &corpus.digests[file].forms {
                match form.kind.as_str() {
                    "overall_form" => {
                        total(corpus, report, file, form, &mut findings)?;
                        score(corpus, report, file, form, &mut findings);
                    }
                    "project_form" => project(corpus, report, file, form, &mut findings),
                    _ => {}
                }
            }
        }
    }
    Ok(findings)
}

/// A figure of a form with its cell.
fn of_form(corpus: &Corpus<'_>, file: usize, form: &Form, label: &str, value: Decimal) -> Witness {
    let place = if label == "全年执行数" { form.cell.as_deref().map(Into::into) } else { None };
    Witness { value: Some(value), place, ..corpus.witness(file, label) }
}

/// The decimals of a printed number of a form.
fn print(value: Exact) -> (Decimal, i8) {
    (value.0, i8::try_from(value.0.scale().max(2)).unwrap_or(2))
}

/// F01: the form's total is one of the totals that the report prints. Which one a form means differs from place to place, so
/// that only a total that is none of them is told.
fn total(corpus: &Corpus<'_>, report: usize, file: usize, form: &Form, findings: &mut Vec<Finding>) -> std::io::Result<()> {
    let Some(executed) = form.executed else { return Ok(()) };
    let ids = ["expenditure_total", "expenditure_fiscal", "gpb_expenditure"];
    let printed: Vec<_> = ids.iter().filter_map(|id| corpus.value(report, concept(id)?)).collect();
    let Some(first) = printed.first() else { return Ok(()) };
    if printed.iter().any(|f| equal(f.print(), print(executed))) {
        return Ok(());
    }
    // The form's total is that of all budgets; a report may print them one by one.
    let budgets = ["gpb_expenditure", "govfund_expenditure", "soe_capital_expenditure", "social_insurance_expenditure"];
    let sum: Decimal = budgets.iter().filter_map(|id| corpus.value(report, concept(id)?)).map(|f| f.value.0).sum();
    if equal((sum, 2), print(executed)) {
        return Ok(());
    }
    // A report that prints one budget only may leave out another that its form includes.
    let whole = printed.iter().any(|f| Some(f.concept) == concept("expenditure_total"));
    let level = if whole { Level::Error } else { Level::Warning };
    let message =
        format!("自评表全年执行数 {} 万元，与报告正文{} {} 万元不一致", executed.0, label(first.concept), first.value.0);
    let mut witnesses = vec![of_form(corpus, file, form, "全年执行数", executed.0)];
    for f in &printed {
        witnesses.push(corpus.figure(report, f)?);
    }
    let difference = Some(executed.0 - first.value.0);
    findings.push(Finding { witnesses, difference, ..corpus.finding("F01", level, report, message) });
    Ok(())
}

/// F11: the score of the report is that of the form.
fn score(corpus: &Corpus<'_>, report: usize, file: usize, form: &Form, findings: &mut Vec<Finding>) {
    let (Some(told), Some(formed)) = (corpus.digests[report].score, form.score) else { return };
    if (told.0 - formed.0).abs() <= Decimal::new(1, 2) {
        return;
    }
    let message = format!("报告正文自评 {} 分，自评表总分 {} 分，不一致", told.0, formed.0);
    let witnesses = vec![
        Witness { value: Some(told.0), ..corpus.witness(report, "自评得分") },
        of_form(corpus, file, form, "总分", formed.0),
    ];
    findings.push(Finding {
        witnesses,
        difference: Some(told.0 - formed.0),
        ..corpus.finding("F11", Level::Error, report, message)
    });
}

/// B06: a project has spent the same in the report and in its form.
fn project(corpus: &Corpus<'_>, report: usize, file: usize, form: &Form, findings: &mut Vec<Finding>) {
    let (Some(name), Some(executed)) = (&form.project, form.executed) else { return };
    let mut named = corpus.digests[report].funds.iter().filter(|f| same_fund(&f.name, name));
    let (Some(fund), None) = (named.next(), named.next()) else { return };
    let Some(actual) = fund.actual else { return };
    if equal(print(actual), print(executed)) {
        return;
    }
    let message = format!("项目“{name}”的自评表全年执行数 {} 万元，与报告正文实际支出 {} 万元不一致", executed.0, actual.0);
    let witnesses = vec![
        of_form(corpus, file, form, "全年执行数", executed.0),
        Witness { value: Some(actual.0), ..corpus.witness(report, &fund.name) },
    ];
    findings.push(Finding {
        witnesses,
        difference: Some(executed.0 - actual.0),
        ..corpus.finding("B06", Level::Error, report, message)
    });
}
