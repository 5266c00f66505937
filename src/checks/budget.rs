//! The rules on the unit's budget that a formula alone does not hold: A10, C02, C03, C07, C10, D03.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, number, percent_of};
use super::figure::Figure;
use crate::interpret::{AmountRole, Column};
use crate::outline::Role;
use crate::words::Words;

/// Runs the rules.
pub(crate) fn check(bench: &mut Bench<'_>) {
    carry_over_by_fund(bench);
    gap(bench);
    initial(bench);
    closing_bound(bench);
    low_execution(bench);
    san_gong_budget(bench);
}

/// A10: needs opening and closing of one fund type, which reports hardly print.
fn carry_over_by_fund(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("A10") else { return };
    if bench.has("gpb_revenue") && bench.has("gpb_expenditure") {
        bench.note(rule, Verdict::Insufficient, None, "分预算类型的年初、年末结转没有印出");
    }
}

/// Words that say why money was not spent.
static WHY_LEFT: LazyLock<Words> = LazyLock::new(|| {
    let words = ["结转", "结余", "收回", "压减", "节约", "未支付", "未执行", "尾款", "缴回", "注销", "含"];
    Words::from(&words[..])
});

/// C02: budget, revenue and expenditure agree, or the general budget section says why not.
fn gap(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("C02") else { return };
    let budget = bench.principal_figure("budget_total_adjusted").or_else(|| bench.principal_figure("budget_total_unspecified"));
    let spent = bench.principal_figure("gpb_expenditure").or_else(|| bench.principal_figure("expenditure_total"));
    let (Some(budget), Some(spent)) = (budget, spent) else { return };
    // 支出合计…，其中一般公共预算支出…、政府性基金预算支出…: the budget of the whole is spent on both
    let above = spent.amount_index().and_then(|i| bench.amount(i)?.parent);
    let whole = above.filter(|&t| bench.amount(t).is_some_and(|t| t.concept == Some("expenditure_total")));
    let general = budget.amount_index().and_then(|i| bench.amount(i)).is_some_and(|a| a.label.contains("一般公共预算"));
    let spent = whole.filter(|_| !general).and_then(|t| bench.figure(t)).unwrap_or(spent);
    let section = budget.amount_index().and_then(|i| bench.amount(i)).and_then(|a| a.section);
    let off = budget.value - spent.value;
    let explained = || {
        let says = ["carryover_closing", "budget_lapsed"].iter().any(|c| bench.has(c));
        let top = section.map(|s| bench.top_section(s));
        let about =
            |i: usize| bench.role_at(Some(i)) == Some(Role::GeneralBudget) || top.is_some_and(|t| bench.top_section(i) == t);
        says || bench
            .outline
            .sections
            .iter()
            .enumerate()
            .filter(|(i, _)| about(*i))
            .any(|(_, s)| WHY_LEFT.is_in(bench.doc.words(s.body)))
    };
    if off.abs() <= budget.quantum + spent.quantum {
        bench.told(
            rule,
            Verdict::Pass,
            section,
            &[budget, spent],
            ["预算 ", &number(budget.value), " 与支出 ", &number(spent.value), " 一致"].concat(),
        );
    } else if bench.facts.head.kind.is_some_and(|k| k.ends_with("form")) {
        // a standard form has no place for an explanation: the report beside it does
        bench.told(rule, Verdict::Insufficient, section, &[budget, spent], "自评表中没有填写差额说明的栏目，请看自评报告");
    } else if explained() {
        let message =
            ["预算 ", &number(budget.value), " 与支出 ", &number(spent.value), " 相差 ", &number(off), "，有说明"].concat();
        bench.told(rule, Verdict::Pass, section, &[budget, spent], message);
    } else {
        let message = format!("预算 {} 与支出 {} 相差 {}，没有说明", number(budget.value), number(spent.value), number(off));
        let at = bench.told(rule, Verdict::Fail, section, &[budget, spent], message);
        if let Some(c) = bench.checks.get_mut(at) {
            c.difference = Some(off);
        }
    }
}

/// C03: the initial budget is that of the basic part and of the projects.
fn initial(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("C03") else { return };
    let total = bench.principal_figure("budget_total_initial");
    let basic = bench.principal_figure("budget_basic_initial");
    let project = bench.principal_figure("budget_project_initial");
    let any_total = total.is_some() || bench.has("budget_total_unspecified");
    match (total, basic, project) {
        (Some(t), Some(b), Some(p)) => {
            let section = t.amount_index().and_then(|i| bench.amount(i)).and_then(|a| a.section);
            bench.linear(rule, section, &[(1, t)], &[(1, b), (1, p)], Relation::Equal);
        }
        _ if any_total && (project.is_some() || bench.facts.funds.iter().any(|f| f.initial.is_some())) => {
            bench.note(rule, Verdict::Insufficient, None, "基本支出的年初预算没有印出，或预算口径没有写明");
        }
        _ => {}
    }
}

/// C07: what is carried over cannot exceed what was not spent.
fn closing_bound(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("C07") else { return };
    let spent = bench.principal_figure("expenditure_total").or_else(|| bench.principal_figure("gpb_expenditure"));
    let Some(spent) = spent else { return };
    let budget = bench.principal_figure("budget_total_adjusted");
    match (bench.principal_figure("carryover_closing"), budget) {
        (Some(closing), Some(budget)) => {
            // A full-year budget may leave out what the year brought in beyond it (事业收入, 年初结转).
            let section = closing.amount_index().and_then(|i| bench.amount(i)).and_then(|a| a.section);
            // 全年总支出 of all budgets beside the one budget that was told: they are not of one kind
            let others = ["govfund_expenditure", "soe_capital_expenditure", "social_insurance_expenditure"];
            if spent.value > budget.value && others.iter().any(|c| bench.has(c)) {
                bench.note(rule, Verdict::Insufficient, section, "全年支出大于全年预算，两数口径不同，无从比较");
                return;
            }
            let at = bench.linear(rule, section, &[(1, closing)], &[(1, budget), (-1, spent)], Relation::AtMost);
            if bench.has("carryover_opening") && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
                if let Some(c) = bench.checks.get_mut(at) {
                    c.verdict = Verdict::Insufficient;
                }
                bench.equations.pop();
            }
        }
        _ if budget.is_some() || bench.has("budget_total_unspecified") => {
            bench.note(rule, Verdict::Insufficient, None, "年末结转或全年预算没有印出");
        }
        _ => {}
    }
}

/// Words of a reason.
static REASONS: LazyLock<Words> = LazyLock::new(|| Words::from(&["原因", "由于", "因", "受"][..]));

/// C10: an execution below 90 % asks for a reason.
fn low_execution(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("C10") else { return };
    let budget = ["budget_total_adjusted", "budget_total_unspecified", "budget_total_initial"]
        .iter()
        .find_map(|c| bench.principal_figure(c));
    let spent = bench.principal_figure("gpb_expenditure").or_else(|| bench.principal_figure("expenditure_total"));
    let (Some(budget), Some(spent)) = (budget, spent) else { return };
    let Some(rate) = percent_of(spent.value, budget.value).map(|r| r.round_dp(2)) else { return };
    let told = || {
        let mut sections = bench.outline.sections.iter().filter(|s| s.role == Some(Role::Problems));
        sections.any(|s| REASONS.is_in(bench.doc.words(s.body)))
    };
    let verdict = if rate >= Decimal::from(90) || told() { Verdict::Pass } else { Verdict::Fail };
    bench.told(rule, verdict, None, &[spent, budget], ["支出为预算的 ", &number(rate), "%"].concat());
}

/// D03: the 三公 figure against the budget that stands beside it.
fn san_gong_budget(bench: &mut Bench<'_>) {
    let (Some(rule), Some(actual)) = (bench.rules.get("D03"), bench.principal_figure("san_gong_total")) else { return };
    let Some(spent) = actual.amount_index().and_then(|i| bench.amount(i)) else { return };
    let facts = bench.facts;
    let place = bench.doc.paragraph_at(spent.span.start);
    let is_budget = |i: &usize| {
        let a = &facts.amounts[*i];
        let budget = a.label.contains("预算") || matches!(a.column, Some(Column::Budget | Column::Initial));
        a.role != AmountRole::Comparison
            && budget
            && (a.concept == Some("san_gong_total") || a.label.contains("三公"))
            && bench.doc.paragraph_at(a.span.start) == place
            && bench.this_year(a)
            && Some(*i) != actual.amount_index()
    };
    let Some(budget) = (0..facts.amounts.len()).find(is_budget).and_then(|i| bench.figure(i)) else { return };
    let budget = Figure { label: "预算", ..budget };
    bench.linear(rule, spent.section, &[(1, actual)], &[(1, budget)], Relation::AtMost);
}
