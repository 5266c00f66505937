//! Family F: the money of standard forms, in their cells, and the forms against the prose.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::{Figure, power_of_ten};
use crate::interpret::{CellRef, Form, FormRow, FormValue};
use crate::read::Span;
use crate::words::Words;

/// Runs the rules on every form, then on all forms of a document together.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    for form in &facts.forms {
        funding(bench, form);
        execution(bench, form);
        if form.kind == "base_data_form" {
            base_data(bench, form);
        }
    }
    against_prose(bench);
    project_forms(bench);
}

/// Where a cell's words stand.
pub(super) fn span(bench: &Bench<'_>, cell: Option<CellRef>) -> Option<Span> {
    let (table, row, col) = cell?;
    bench.doc.tables.get(table as usize)?.at(row, col).map(|c| c.span)
}

pub(super) fn value<'r>(row: &'r FormRow, field: &str) -> Option<&'r FormValue> {
    row.values.iter().find(|(k, _)| *k == field).map(|(_, v)| v)
}

/// The figure of a cell; blank and token cells give none.
pub(super) fn figure<'a>(bench: &Bench<'a>, v: &FormValue, label: &'a str) -> Option<Figure<'a>> {
    let cell = span(bench, v.cell);
    if let Some(f) = v.amount.and_then(|i| bench.figure(i)) {
        return Some(Figure { label, ..f });
    }
    let f = Figure::number(v.value?, cell.unwrap_or_default(), label);
    // 180 in a column of two-decimal figures is 180.00.
    Some(Figure { quantum: f.quantum.min(power_of_ten(-2)), ..f })
}

/// Rows of the funding block (`data/forms.toml`).
#[derive(Default, Deserialize)]
struct Rows {
    sources: Words,
    halves: Words,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| toml::from_str(include_str!("data/forms.toml")).unwrap_or_default());

/// Whether a row is a source of the year's money.
fn is_source_of_money(label: &str) -> bool {
    let label: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    let label = label.trim_start_matches("其中").trim_start_matches(['：', ':']);
    ROWS.sources.at_start(label).is_some()
}

/// A row of the other breakdown: what the total was spent on.
fn is_half(label: &str) -> bool {
    ROWS.halves.at_end(label).is_some()
}

/// F02: the total of the year is the sum of its sources, column by column.
fn funding<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let Some(rule) = bench.rules.get("F02") else { return };
    let Some((total, rows)) = form.funding.split_first() else { return };
    // 政府预算资金 is the sum of 一般公共预算资金 and 政府性基金预算资金, where those are told
    let told = rows.iter().any(|r| r.label.contains("一般公共预算") || r.label.contains("政府性基金"));
    let is_source = |r: &FormRow| is_source_of_money(&r.label) || !told && r.label.ends_with("政府预算资金");
    let sources: Vec<&FormRow> = rows.iter().filter(|r| is_source(r)).collect();
    if sources.len() < 2 || !total.label.contains("总额") && !total.label.contains("合计") {
        return;
    }
    for field in ["initial", "budget", "executed"] {
        let Some(whole) = value(total, field).and_then(|v| figure(bench, v, &total.label)) else { continue };
        let mut parts: Vec<Signed<'a>> =
            sources.iter().filter_map(|r| value(r, field).and_then(|v| figure(bench, v, &r.label))).map(|f| (1, f)).collect();
        // a row that nobody knows is a source where the sum says so
        let others: Vec<Signed<'a>> = rows
            .iter()
            .filter(|r| !is_source(r) && !is_half(&r.label))
            .filter_map(|r| value(r, field).and_then(|v| figure(bench, v, &r.label)))
            .map(|f| (1, f))
            .collect();
        let sum = |of: &[Signed<'a>]| of.iter().map(|(_, f)| f.value).sum::<Decimal>();
        let missing = whole.value - sum(&parts);
        if !missing.is_zero() && missing == sum(&others) {
            parts.extend(others);
        }
        // An empty breakdown says nothing.
        if parts.is_empty() {
            continue;
        }
        let section = bench.outline.section_at(whole.span.start);
        let at = bench.linear(rule, section, &[(1, whole)], &parts, Relation::Equal);
        // a row that nobody knows may be a source
        let unknown = rows.iter().any(|r| {
            let told = value(r, field).is_some_and(|v| v.value.is_some_and(|n| !n.is_zero()));
            told && !is_source(r) && !is_half(&r.label)
        });
        if (parts.len() < sources.len() || unknown) && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
            bench.doubtful.push(at);
        }
    }
}

/// F04 and F05 on the rows that print a rate and a score.
fn execution<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    for row in &form.funding {
        let field = |f: &str| value(row, f);
        let (Some(budget), Some(executed)) =
            (field("budget").filter(|v| v.value.is_some()).or_else(|| field("initial")), field("executed"))
        else {
            continue;
        };
        let (Some(b), Some(e)) = (figure(bench, budget, "全年预算数"), figure(bench, executed, "全年执行数")) else {
            continue;
        };
        let Some(rate) = field("rate") else { continue };
        let Some(printed) = rate.value else { continue };
        let place = span(bench, rate.cell).unwrap_or(e.span);
        let section = bench.outline.section_at(place.start);
        if b.value.is_zero() {
            if let Some(rule) = bench.rules.get("F04") {
                bench.told(rule, Verdict::Insufficient, section, &[e, b], "全年预算数为 0，执行率无从计算");
            }
            continue;
        }
        let percent = as_percent(rate, printed, e.value, b.value);
        let shown = decimals(&rate.raw);
        if let Some(rule) = bench.rules.get("G06").filter(|_| percent != printed) {
            let message = format!("执行率写成 {}，是比值，应为 {}%", rate.raw, number(percent));
            bench.told(rule, Verdict::Fail, section, &[Figure::number(printed, place, "执行率")], message);
        }
        let p = Figure { decimals: shown, ..Figure::number(percent, place, "执行率") };
        if let Some(rule) = bench.rules.get("F04") {
            bench.ratio(rule, section, p, &[(1, e)], &[(1, b)]);
        }
        score_of_rate(bench, row, &e, &b);
    }
}

/// Decimals of a printed number.
pub(super) fn decimals(raw: &str) -> u8 {
    let raw = raw.trim().trim_end_matches('%');
    raw.rsplit_once('.').map_or(0, |(_, d)| d.bytes().filter(u8::is_ascii_digit).count() as u8)
}

/// A rate cell may hold 96.5, 96.5% or 0.965 (G06).
fn as_percent(cell: &FormValue, printed: Decimal, executed: Decimal, budget: Decimal) -> Decimal {
    let due = executed.checked_div(budget).unwrap_or_default();
    let hundred = Decimal::ONE_HUNDRED;
    let (as_is, as_ratio) = ((printed - due * hundred).abs(), (printed * hundred - due * hundred).abs());
    if !cell.raw.contains('%') && printed <= Decimal::new(15, 1) && as_ratio < as_is { printed * hundred } else { printed }
}

/// F05: min(1, rate) of the weight.
fn score_of_rate<'a>(bench: &mut Bench<'a>, row: &'a FormRow, executed: &Figure<'a>, budget: &Figure<'a>) {
    let Some(rule) = bench.rules.get("F05") else { return };
    let (Some(weight), Some(score)) = (value(row, "weight"), value(row, "score")) else { return };
    let (Some(w), Some(s)) = (weight.value, score.value) else { return };
    let Some(rate) = executed.value.checked_div(budget.value) else { return };
    let due = (rate.min(Decimal::ONE) * w).round_dp(2);
    let place = span(bench, score.cell).unwrap_or(executed.span);
    let slack = if decimals(&score.raw) >= 2 { Decimal::new(1, 2) } else { Decimal::new(1, 1) };
    let off = s - due;
    let verdict = match () {
        () if off.is_zero() => Verdict::Pass,
        () if off.abs() <= slack => Verdict::PassRounded,
        () => Verdict::Fail,
    };
    let figures = [Figure::number(s, place, "得分"), *executed, *budget];
    let message = format!(
        "执行率 {}%、分值 {}，应得 {} 分，写 {} 分",
        number((rate * Decimal::ONE_HUNDRED).round_dp(2)),
        number(w),
        number(due),
        number(s)
    );
    let section = bench.outline.section_at(place.start);
    let at = bench.told(rule, verdict, section, &figures, message);
    if let Some(c) = bench.checks.get_mut(at) {
        c.expected = Some(due);
        c.found = Some(s);
        c.difference = Some(off);
        c.tolerance = Some(slack);
    }
}

/// F12: the 三公 block of a base-data form, column by column.
fn base_data<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let Some(rule) = bench.rules.get("F12") else { return };
    let find = |words: &[&str]| {
        form.rows.iter().find(|r| {
            let label: String = r.label.chars().filter(|c| !c.is_whitespace()).collect();
            words.iter().any(|w| label.contains(w))
        })
    };
    let whole = form.rows.iter().find(|r| {
        let label: String = r.label.chars().filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"')).collect();
        label.contains("三公经费") && !label.contains('率')
    });
    let vehicles =
        find(&["公务用车购置和维护", "公务用车购置及", "公务用车购置和运行", "公务用车费", "1、公务用车", "1.公务用车"]);
    let (abroad, reception) = (find(&["出国"]), find(&["公务接待", "接待费"]));
    // the rows below the one of all vehicles: its own label holds their words
    let part = |words: &[&str]| {
        form.rows.iter().filter(|r| vehicles.is_none_or(|v| !std::ptr::eq(*r, v))).find(|r| {
            let label: String = r.label.chars().filter(|c| !c.is_whitespace()).collect();
            words.iter().any(|w| label.contains(w))
        })
    };
    let purchase = part(&["公车购置", "公务用车购置费", "其中：购置"]);
    let operation = part(&["公车运行", "公务用车运行", "运行维护费", "运行维护"]);
    let fields: Vec<&'static str> = whole.or(vehicles).map(|r| r.values.iter().map(|(k, _)| *k).collect()).unwrap_or_default();
    for field in fields {
        let get =
            |bench: &Bench<'a>, r: Option<&'a FormRow>| r.and_then(|r| value(r, field).and_then(|v| figure(bench, v, &r.label)));
        // 公车运行维护 without the row of all vehicles above it stands for them
        let cars = if vehicles.is_some() { vec![vehicles] } else { vec![purchase, operation] };
        let three: Vec<_> = cars.into_iter().chain([abroad, reception]).collect();
        for (total, parts) in [(whole, three), (vehicles, vec![purchase, operation])] {
            let Some(t) = get(bench, total) else { continue };
            let parts: Vec<Signed<'a>> = parts.into_iter().filter_map(|p| get(bench, p)).map(|f| (1, f)).collect();
            if !parts.is_empty() {
                let section = bench.outline.section_at(t.span.start);
                bench.linear(rule, section, &[(1, t)], &parts, Relation::Equal);
            }
        }
    }
}

/// F01 and F11: the overall form against the prose of the same document.
fn against_prose(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let Some(form) = facts.forms.iter().find(|f| f.kind == "overall_form") else { return };
    if let (Some(rule), Some(row)) = (bench.rules.get("F01"), form.funding.first()) {
        for (field, concepts) in
            [("budget", vec!["budget_total_adjusted"]), ("executed", vec!["expenditure_total", "gpb_expenditure"])]
        {
            let Some(cell) = value(row, field).and_then(|v| figure(bench, v, &row.label)) else { continue };
            // Figures of the prose only: a form's own cells carry the same ids.
            let mut prose = concepts
                .iter()
                .flat_map(|c| bench.with_concept(c))
                .filter(|&&i| bench.amount(i).is_some_and(|a| a.cell.is_none() && a.fund.is_none() && bench.this_year(a)));
            let Some(f) = prose.next().and_then(|&i| bench.figure(i)) else { continue };
            let section = bench.outline.section_at(cell.span.start);
            let at = bench.linear(rule, section, &[(1, cell)], &[(1, f)], Relation::Equal);
            if bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
                bench.doubtful.push(at);
            }
        }
    }
    if let (Some(rule), Some(score), Some(prose)) =
        (bench.rules.get("F11"), form.total_score.as_ref(), facts.scores.iter().find(|s| s.total))
        && let Some(cell) = figure(bench, score, "表中总分")
    {
        let prose = Figure::number(prose.value, prose.span, "正文得分");
        let section = bench.outline.section_at(cell.span.start);
        let at = bench.linear(rule, section, &[(1, cell)], &[(1, prose)], Relation::Equal);
        if let Some(c) = bench.checks.get_mut(at) {
            let off = c.difference.unwrap_or_default().abs();
            c.verdict = if off <= power_of_ten(-2) { c.verdict } else { Verdict::Fail };
        }
    }
}

/// F13: the project forms add up to the project expenditure.
fn project_forms(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("F13") else { return };
    let facts = bench.facts;
    let forms: Vec<&Form> = facts.forms.iter().filter(|f| f.kind == "project_form").collect();
    if forms.len() < 2 {
        return;
    }
    let Some(whole) = bench
        .principal_figure("gpb_expenditure_project")
        .filter(|f| f.amount_index().and_then(|i| bench.amount(i)).is_some_and(|a| a.cell.is_none()))
    else {
        return;
    };
    let mut parts: Vec<Signed<'_>> = Vec::new();
    for f in &forms {
        let row = f.funding.first();
        let label = f.project.as_deref().unwrap_or("");
        match row.and_then(|r| value(r, "executed")).and_then(|v| figure(bench, v, label)) {
            Some(figure) => parts.push((1, figure)),
            None => return,
        }
    }
    let section = bench.outline.section_at(whole.span.start);
    bench.linear(rule, section, &[(1, whole)], &parts, Relation::Equal);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Check, RuleSet, check_with, outcome};
    use crate::interpret::{Facts, Indicator};
    use crate::outline::Outline;
    use crate::read::Document;

    fn cell(raw: &str) -> FormValue {
        FormValue { raw: raw.to_owned(), value: raw.trim_end_matches('%').parse().ok(), ..FormValue::default() }
    }

    fn row(label: &str, values: &[(&'static str, &str)]) -> FormRow {
        FormRow { label: label.to_owned(), values: values.iter().map(|&(k, v)| (k, cell(v))).collect() }
    }

    fn indicator(name: &str, target: &str, actual: &str, weight: i64, score: i64) -> Indicator {
        Indicator {
            level1: "产出指标（50分）".to_owned(),
            level3: name.to_owned(),
            target: Some(target.to_owned()),
            actual: Some(actual.to_owned()),
            weight: Some(Decimal::from(weight)),
            score: Some(Decimal::from(score)),
            ..Indicator::default()
        }
    }

    /// A project form that holds everywhere.
    fn form() -> Form {
        Form {
            kind: "project_form",
            funding: vec![
                row(
                    "年度资金总额",
                    &[
                        ("initial", "180"),
                        ("budget", "180"),
                        ("executed", "173.70"),
                        ("weight", "10"),
                        ("rate", "96.50%"),
                        ("score", "9.65"),
                    ],
                ),
                row("其中：当年财政拨款", &[("initial", "150"), ("budget", "150"), ("executed", "143.70")]),
                row("上年结转资金", &[("initial", "30"), ("budget", "30"), ("executed", "30")]),
                row("其他资金", &[("initial", ""), ("budget", ""), ("executed", "")]),
            ],
            indicators: vec![indicator("管护面积", "≥50亩", "52亩", 25, 25), indicator("完成及时率", "≥95%", "96%", 25, 25)],
            total_weight: Some(cell("60")),
            total_score: Some(cell("59.65")),
            ..Form::default()
        }
    }

    fn checks(form: Form) -> Vec<Check> {
        let facts = Facts { forms: vec![form], ..Facts::default() };
        check_with(RuleSet::builtin(), &Document::default(), &Outline::default(), &facts)
    }

    fn verdict(rule: &str, change: impl FnOnce(&mut Form)) -> Verdict {
        let mut f = form();
        change(&mut f);
        outcome(&checks(f), rule)
    }

    #[test]
    fn a_form_that_holds_has_no_failure() {
        let failed: Vec<Check> = checks(form()).into_iter().filter(|c| c.verdict == Verdict::Fail).collect();
        assert!(failed.is_empty(), "{failed:?}");
        for rule in ["F02", "F04", "F05", "F06", "F07", "F08", "F09"] {
            assert_eq!(verdict(rule, |_| {}), Verdict::Pass, "{rule}");
        }
    }

    fn set(row: &mut FormRow, field: &str, raw: &str) {
        if let Some(v) = row.values.iter_mut().find(|(k, _)| *k == field) {
            v.1 = cell(raw);
        }
    }

    #[test]
    fn each_slip_is_told_by_its_rule() {
        assert_eq!(verdict("F02", |f| set(&mut f.funding[1], "executed", "134.70")), Verdict::Fail);
        assert_eq!(verdict("F04", |f| set(&mut f.funding[0], "rate", "96.05%")), Verdict::Fail);
        assert_eq!(verdict("F05", |f| set(&mut f.funding[0], "score", "10")), Verdict::Fail);
        assert_eq!(verdict("F06", |f| f.total_weight = Some(cell("100"))), Verdict::Fail);
        assert_eq!(verdict("F07", |f| f.total_score = Some(cell("56.95"))), Verdict::Fail);
        assert_eq!(verdict("F08", |f| f.indicators[1].score = Some(Decimal::from(26))), Verdict::Fail);
        assert_eq!(verdict("F09", |f| f.indicators[1].actual = Some("90%".to_owned())), Verdict::Fail);
        assert_eq!(verdict("F10", |f| f.grade = Some("优".to_owned())), Verdict::Fail);
    }

    #[test]
    fn how_a_form_is_written_is_told_as_a_note() {
        assert_eq!(verdict("F15", |_| {}), Verdict::Pass);
        assert_eq!(verdict("F15", |f| f.indicators[0].actual = Some("52".to_owned())), Verdict::Fail);
        assert_eq!(verdict("G06", |_| {}), Verdict::NotApplicable);
        assert_eq!(verdict("G06", |f| set(&mut f.funding[0], "rate", "0.965")), Verdict::Fail);
        // 产出 50 alone is no scheme; with 效益 30 and 满意度 10 it is.
        assert_eq!(verdict("F16", |_| {}), Verdict::NotApplicable);
        let full = |effect: i64, satisfied: i64| {
            move |f: &mut Form| {
                for (level, weight) in [("效益指标", effect), ("满意度指标", satisfied)] {
                    let row = indicator(level, "≥90%", "95%", weight, weight);
                    f.indicators.push(Indicator { level1: level.to_owned(), ..row });
                }
            }
        };
        assert_eq!(verdict("F16", full(30, 10)), Verdict::Pass);
        assert_eq!(verdict("F16", full(25, 15)), Verdict::Fail);
    }

    #[test]
    fn a_ratio_in_a_percent_cell_is_the_same_rate() {
        assert_eq!(verdict("F04", |f| set(&mut f.funding[0], "rate", "0.965")), Verdict::Pass);
        assert_eq!(verdict("F04", |f| set(&mut f.funding[0], "budget", "0")), Verdict::Insufficient);
    }

    #[test]
    fn the_three_public_costs_close_in_every_column() {
        let base = |reception: &str| Form {
            kind: "base_data_form",
            rows: vec![
                row("三公经费", &[("last_actual", "41.46"), ("actual", "26.95")]),
                row("1、公务用车购置和维护经费", &[("last_actual", "29.46"), ("actual", "21.88")]),
                row("其中：公车购置", &[("last_actual", "0"), ("actual", "0")]),
                row("公车运行维护", &[("last_actual", "29.46"), ("actual", "21.88")]),
                row("2、出国经费", &[("last_actual", ""), ("actual", "")]),
                row("3、公务接待", &[("last_actual", "12"), ("actual", reception)]),
            ],
            ..Form::default()
        };
        assert_eq!(outcome(&checks(base("5.07")), "F12"), Verdict::Pass);
        assert_eq!(outcome(&checks(base("5.70")), "F12"), Verdict::Fail);
    }
}
