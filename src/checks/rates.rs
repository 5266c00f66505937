//! Printed rates of execution and control: C01, C08, B08, B11, D03, D08 and the procurement rate.

use rust_decimal::Decimal;

use super::bench::{Bench, Signed, percent_of, ratio_tolerance};
use super::figure::{Figure, power_of_ten};
use super::rules::Rule;
use super::{Severity, Verdict};
use crate::interpret::{Amount, AmountRole, Column, Percent, PercentKind};

/// Whether a percentage agrees with a numerator and a denominator.
pub(crate) fn fits(percent: &Figure<'_>, num: &[Signed<'_>], base: &[Signed<'_>]) -> bool {
    let sum = |t: &[Signed<'_>]| t.iter().map(|(c, f)| if *c < 0 { -f.value } else { f.value }).sum::<Decimal>();
    let (a, b) = (sum(num), sum(base));
    let quantum = num.iter().chain(base).map(|(_, f)| f.quantum).max().unwrap_or_default();
    percent_of(a, b).is_some_and(|x| (percent.value - x).abs() <= ratio_tolerance(percent.decimals, a, b, quantum))
}

/// What a rate divides by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Initial,
    Final,
    Any,
}

/// Checks all rates of money.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    for p in facts.percents.iter().filter(|p| p.kind == PercentKind::Rate) {
        match p.concept {
            None
            | Some("execution_rate" | "san_gong_control_rate" | "public_cost_control_rate" | "procurement_execution_rate") => {
                execution(bench, p);
            }
            // These have rules of their own, or none over money.
            Some(_) => {}
        }
    }
    let zero = facts.funds.iter().any(|f| f.initial.is_some_and(|i| i.is_zero()));
    if let (Some(rule), true) = (bench.rules.get("B11"), zero && !bench.checks.iter().any(|c| c.rule == "B11")) {
        bench.note(rule, Verdict::Pass, None, "年初预算为 0 的专项没有写完成年初预算的百分比");
    }
}

fn execution<'a>(bench: &mut Bench<'a>, p: &'a Percent) {
    let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
    let before = bench.clause_before(p.span);
    let tail = before.char_indices().rev().nth(14).map_or(before, |(i, _)| &before[i..]);
    let initial_word = tail.contains("年初预算") || p.label.contains("年初预算");
    let wanted = match () {
        () if initial_word => Base::Initial,
        () if p.concept == Some("execution_rate") => Base::Final,
        () => Base::Any,
    };
    // 一般公共预算、政府性基金预算执行率分别为93.36%和100%: of parts whose budgets another sentence tells
    let from = bench.doc.paragraph_at(p.span.start).and_then(|i| bench.doc.paragraphs.get(i)).map_or(0, |q| q.span.start);
    let told = crate::read::Span { start: from, end: p.span.start }.of(&bench.doc.text);
    let clause = told.rsplit(['，', '。', '；']).next().unwrap_or("");
    if clause.contains("分别为") && clause.split("率").next().is_some_and(|names| names.contains(['、', '和'])) {
        return;
    }
    let Some(executed) = p.amount.or_else(|| executed_of(bench, p)) else { return };
    let executed = out_of_bracket(bench, p, executed);
    let Some(amount) = bench.amount(executed) else { return };
    let fund = p.fund.as_deref().or(amount.fund.as_deref());
    let id = match (p.concept, fund) {
        (Some("san_gong_control_rate"), _) => "D03",
        (Some("public_cost_control_rate"), _) => "D08",
        (Some("procurement_execution_rate"), _) => "D10",
        (Some("execution_rate"), Some(_)) => "B08",
        (Some("execution_rate"), None) => "C01",
        _ if amount.concept == Some("san_gong_total") => "D03",
        (_, Some(_)) => "B08",
        _ => "C01",
    };
    let Some(rule) = bench.rules.get(id) else { return };
    // A rate that names its quantity is of that quantity.
    let of = match p.concept {
        Some("procurement_execution_rate") => Some("procurement_total"),
        Some("san_gong_control_rate") => Some("san_gong_total"),
        Some("public_cost_control_rate") => Some("gpb_public_expenditure"),
        _ => None,
    };
    if of.is_some() && amount.concept != of {
        return;
    }
    let elsewhere = p.concept == Some("execution_rate") && fund.is_none() && is_unspent(amount);
    let numerators = numerators(bench, p, executed, fund);
    let Some(&executed) = numerators.first() else { return };
    let Some(mut figure) = bench.figure(executed) else { return };
    let mut bases = bases(bench, p, executed, fund, wanted);
    // …其中：项目支出1194.06万元，预算执行率100%: the rate is the unit's, whose budget another paragraph tells
    if bases.is_empty()
        && let Some(&whole) = numerators.iter().skip(1).find(|&&i| bench.amount(i).is_some_and(is_unit_expenditure))
        && let (Some(f), Some(budget)) = (bench.figure(whole), bench.principal_figure("budget_total_adjusted"))
        && wanted == Base::Final
    {
        figure = f;
        bases.push(vec![(1, budget)]);
    }
    for f in numerators.iter().filter_map(|&i| bench.figure(i)) {
        if bases.iter().any(|b| fits(&percent, &[(1, f)], b)) {
            figure = f;
            break;
        }
    }
    let num = [(1, figure)];
    if wanted == Base::Initial && zero_base(bench, p, percent, &bases) {
        return;
    }
    let usable: Vec<&Vec<Signed<'a>>> = bases.iter().filter(|b| b.iter().any(|(_, f)| !f.value.is_zero())).collect();
    let Some(base) = usable.iter().find(|b| fits(&percent, &num, b)).or_else(|| usable.first()) else {
        alternatives(bench, rule, p, percent, figure);
        return;
    };
    // 2305 % where 90.91 % is printed: the figures are not those that were divided, unless a unit was mistaken
    let sum = |t: &[Signed<'_>]| t.iter().map(|(c, f)| if *c < 0 { -f.value } else { f.value }).sum::<Decimal>();
    let reckoned = |f: Figure<'_>| percent_of(f.value, sum(base)).filter(|x| !x.is_zero());
    let slipped = |x: Decimal| {
        let times =
            |k: i32| power_of_ten(k).checked_mul(x).is_some_and(|y| (y - percent.value).abs() * Decimal::TEN < percent.value);
        (1..=4).any(|k| times(k) || times(-k))
    };
    let off = |f: Figure<'_>| {
        reckoned(f).is_some_and(|x| (x > percent.value * Decimal::TWO || x * Decimal::TWO < percent.value) && !slipped(x))
    };
    if off(figure)
        && let Some(f) = numerators.iter().filter_map(|&i| bench.figure(i)).find(|&f| !off(f))
    {
        figure = f;
    }
    let usual = percent.value >= Decimal::from(20) && percent.value <= Decimal::from(110);
    let absurd = |x: Decimal| (x > Decimal::from(500) || x < Decimal::from(5)) && !slipped(x);
    if usual && reckoned(figure).is_some_and(absurd) {
        let message = "执行率与所读的数相去太远，没有认准分子分母".to_owned();
        bench.told(rule, Verdict::Insufficient, p.section, &[figure, percent], message);
        return;
    }
    let num = [(1, figure)];
    let checked = bench.ratio(rule, p.section, percent, &num, base);
    // A rate behind a list may speak of the whole or of the last part.
    if let (Some(at), true) = (checked, numerators.len() > 1 || elsewhere) {
        bench.doubtful.push(at);
    }
    // …，尾款50万元未支付；水资源管理项目受流标影响，执行率只有80.84%: another item, whose figures stand elsewhere
    let between = bench.doc.text.get(figure.span.end as usize..percent.span.start as usize).unwrap_or("");
    if let Some(at) = checked.filter(|_| between.contains('；')) {
        bench.doubtful.push(at);
    }
    above_hundred(bench, p, percent, wanted, checked);
}

/// 支出2,205.30万元（其中机井612.48万元、渠系245.60万元），支付率…: the rate is of the figure before the bracket, not of its last part.
fn out_of_bracket(bench: &Bench<'_>, p: &Percent, part: usize) -> usize {
    let total = bench.amount(part).and_then(|a| {
        let behind = bench.doc.text.get(a.span.end as usize..p.span.start as usize)?;
        let total = a.parent.filter(|&t| t < part)?;
        let opened = bench.doc.text.get(bench.amount(total)?.span.end as usize..)?.starts_with(['（', '(']);
        (opened && behind.starts_with(['）', ')'])).then_some(total)
    });
    total.unwrap_or(part)
}

/// The unit's own expenditure, for a rate that stands apart from it.
fn executed_of(bench: &Bench<'_>, p: &Percent) -> Option<usize> {
    if p.concept != Some("execution_rate") {
        return None;
    }
    if let Some(name) = p.fund.as_deref() {
        let fund = bench.facts.funds.iter().find(|f| f.name == name)?;
        return fund.amounts.iter().copied().find(|&i| bench.amount(i).is_some_and(|a| a.concept == Some("fund_actual")));
    }
    // 全年支出…。全年预算执行率98.84%: a sentence of its own, about the expenditure that its paragraph tells
    let paragraph = bench.doc.paragraph_at(p.span.start)?;
    let words = bench.clause_before(p.span);
    if !["", "全年", "本年", "整体", "部门整体", "总体", "部门", "年度"]
        .iter()
        .any(|w| words.strip_prefix(w) == Some("预算执行率"))
    {
        return None;
    }
    let unit = bench.facts.amounts.iter().enumerate().rev().find(|(_, a)| {
        a.span.end <= p.span.start
            && a.role == AmountRole::Value
            && a.fund.is_none()
            && is_unit_expenditure(a)
            && bench.this_year(a)
            && bench.doc.paragraph_at(a.span.start) == Some(paragraph)
    });
    // 全年支出…，其中一般公共预算支出…，政府性基金预算支出…。预算执行率100%: of the whole
    let mut at = unit.map(|(i, _)| i)?;
    let above = |i: usize| bench.amount(i)?.parent.filter(|&t| t < i && bench.amount(t).is_some_and(is_unit_expenditure));
    while let Some(total) = above(at) {
        at = total;
    }
    Some(at)
}

/// What the rate may have been reckoned from: the figure that the reading gives; where this is a part of something, the
/// unit's expenditure in the same paragraph before it.
fn numerators(bench: &Bench<'_>, p: &Percent, executed: usize, fund: Option<&str>) -> Vec<usize> {
    let Some(a) = bench.amount(executed) else { return Vec::new() };
    let paragraph = bench.doc.paragraph_at(p.span.start);
    if a.concept == Some("fund_balance") {
        // 支出386.50万元，结转33.50万元，执行率92.02%: the rate is that of the expenditure.
        let spent = |i: &usize| {
            let b = &bench.facts.amounts[*i];
            b.concept == Some("fund_actual")
                && b.fund == a.fund
                && b.span.end <= p.span.start
                && bench.doc.paragraph_at(b.span.start) == paragraph
        };
        return (0..bench.facts.amounts.len()).rev().find(spent).into_iter().collect();
    }
    if is_unspent(a) && p.concept == Some("execution_rate") && fund.is_none() {
        // 净追加97.3万元，全年预算2065.3万元，执行率100%: what was spent stands in another sentence
        let top = |s: Option<usize>| {
            s.and_then(|s| bench.outline.sections.get(s)).map(|s| s.path.split('.').next().unwrap_or("").to_owned())
        };
        let near = |i: &usize| bench.amount(*i).is_some_and(|b| top(b.section) == top(p.section));
        let here = |i: &usize| bench.amount(*i).is_some_and(|b| bench.doc.paragraph_at(b.span.start) == paragraph);
        let told = ["expenditure_total", "gpb_expenditure"].map(|c| bench.principal(c).ok().flatten());
        return told.iter().flatten().copied().find(here).or(told.into_iter().flatten().find(near)).into_iter().collect();
    }
    if p.concept != Some("execution_rate") || fund.is_some() || is_unit_expenditure(a) {
        return vec![executed];
    }
    let whole = bench.facts.amounts.iter().enumerate().rev().find(|(_, b)| {
        b.span.end <= p.span.start
            && b.role == AmountRole::Value
            && is_unit_expenditure(b)
            && bench.doc.paragraph_at(b.span.start) == paragraph
    });
    let left_over = ["结转", "结余", "收入", "预算"].iter().any(|w| a.label.contains(w));
    let clause = bench.clause_before(p.span).len() as u32;
    let elsewhere = a.span.end + clause < p.span.start;
    // 支出合计…，其中一般公共预算支出…、政府性基金预算支出…，预算执行率: of the total of the list, else of a part
    let above = whole.and_then(|(_, b)| b.parent).filter(|&t| {
        bench.amount(t).is_some_and(|t| is_unit_expenditure(t) && bench.doc.paragraph_at(t.span.start) == paragraph)
    });
    match whole {
        Some((w, _)) if left_over || elsewhere => above.into_iter().chain([w]).collect(),
        Some((w, _)) => [executed].into_iter().chain(above).chain([w]).collect(),
        None if left_over => Vec::new(),
        // 执行103.52万元，其中货物…、工程0万元，执行率94.11%: of a part, or of what the parts make up
        None => {
            let over = a.parent.filter(|&t| bench.amount(t).is_some_and(|t| bench.doc.paragraph_at(t.span.start) == paragraph));
            [executed].into_iter().chain(over).collect()
        }
    }
}

/// Denominators that the words allow, the nearest first.
fn bases<'a>(bench: &Bench<'a>, p: &Percent, executed: usize, fund: Option<&str>, wanted: Base) -> Vec<Vec<Signed<'a>>> {
    let mut out: Vec<Vec<Signed<'a>>> = Vec::new();
    let paragraph = bench.doc.paragraph_at(p.span.start).and_then(|i| bench.doc.paragraphs.get(i)).map(|q| q.span);
    let is_initial = |a: &Amount| {
        a.column == Some(Column::Initial)
            || matches!(a.concept, Some("budget_total_initial" | "fund_budget_initial" | "budget_project_initial"))
            || a.label.contains("年初") && !a.concept.is_some_and(|c| c.contains("carryover"))
    };
    let is_final = |a: &Amount| {
        a.column == Some(Column::Budget)
            || matches!(a.concept, Some("budget_total_adjusted" | "fund_budget_final" | "procurement_budget"))
            || a.concept.is_none() && a.label.contains("到位")
    };
    let is_budget = |a: &Amount| is_initial(a) || is_final(a) || names_a_budget(a);
    let same_fund = |a: &Amount| fund.is_none() || a.fund.as_deref() == fund || a.fund.is_none();
    let near = |i: usize, a: &Amount| {
        i != executed
            && paragraph.is_some_and(|q| q.contains(a.span))
            && !matches!(a.role, AmountRole::Comparison | AmountRole::Standard)
            && same_fund(a)
    };
    let mut listed: Vec<(u32, usize)> = bench
        .facts
        .amounts
        .iter()
        .enumerate()
        .filter(|&(i, a)| {
            near(i, a)
                && match wanted {
                    Base::Initial => is_initial(a),
                    Base::Final => is_budget(a),
                    Base::Any => is_budget(a),
                }
        })
        .map(|(i, a)| (a.span.start.abs_diff(p.span.start), i))
        .collect();
    listed.sort_unstable();
    // A full-year budget in reach rules an initial one out.
    if wanted == Base::Final && listed.iter().any(|&(_, i)| bench.amount(i).is_some_and(|a| !is_initial(a))) {
        listed.retain(|&(_, i)| bench.amount(i).is_some_and(|a| !is_initial(a)));
    }
    let adjusts = |a: &Amount| {
        matches!(
            a.concept,
            Some(
                "fund_adjust_increase"
                    | "fund_adjust_decrease"
                    | "fund_adjust_net"
                    | "budget_adjust_increase"
                    | "budget_adjust_decrease"
                    | "budget_adjust_net"
            )
        )
    };
    for &(_, i) in &listed {
        let Some(f) = bench.figure(i) else { continue };
        let initial = bench.amount(i).is_some_and(is_initial);
        if wanted != Base::Initial && initial {
            let mut with: Vec<Signed<'a>> = vec![(1, f)];
            for (j, a) in bench.facts.amounts.iter().enumerate() {
                if near(j, a)
                    && adjusts(a)
                    && a.parent.and_then(|q| bench.amount(q)).is_none_or(|q| !adjusts(q))
                    && let Some(g) = bench.figure(j)
                {
                    with.push((
                        if a.concept.is_some_and(|c| c.ends_with("decrease")) && !a.wan.is_sign_negative() { -1 } else { 1 },
                        g,
                    ));
                }
            }
            if with.len() > 1 {
                out.push(with);
                continue;
            }
        }
        out.push(vec![(1, f)]);
    }
    if out.is_empty() && fund.is_none() && wanted != Base::Initial && bench.amount(executed).is_some_and(is_unit_expenditure) {
        out.extend(bench.principal_figure("budget_total_adjusted").map(|f| vec![(1, f)]));
    }
    // a report on one project: its budget may stand in another paragraph
    let whole = |a: &Amount| a.concept == Some("fund_actual") && a.fund.is_none() && a.parent.is_none();
    if out.is_empty() && fund.is_none() && wanted == Base::Final && bench.amount(executed).is_some_and(whole) {
        out.extend(bench.principal_figure("fund_budget_final").map(|f| vec![(1, f)]));
    }
    if out.is_empty()
        && let Some(f) = fund.and_then(|n| bench.facts.funds.iter().find(|f| f.name == n))
    {
        let pick = |c: &str| {
            f.amounts
                .iter()
                .copied()
                .find(|&i| bench.amount(i).is_some_and(|a| a.concept == Some(c)))
                .and_then(|i| bench.figure(i))
        };
        let full = pick("fund_budget_final").filter(|_| wanted != Base::Initial);
        let unadjusted = f.adjust.is_none_or(|a| a.is_zero()) || wanted == Base::Initial;
        out.extend(full.or_else(|| pick("fund_budget_initial").filter(|_| unadjusted)).map(|g| vec![(1, g)]));
    }
    out
}

/// 预算 in a label, but not the 预算 of 一般公共预算 and its like, whose revenue and expenditure are no budget figures.
fn names_a_budget(a: &Amount) -> bool {
    let money = a.concept.is_some_and(|c| c.contains("revenue") || c.contains("expenditure") || c == "fund_actual");
    let words = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算", "一般预算"];
    let inside = words.iter().filter(|w| a.label.contains(**w)).count();
    !money && a.label.matches("预算").count() > inside
}

/// A budget, its change, a revenue or what is left: never what a rate of execution divides.
fn is_unspent(a: &Amount) -> bool {
    matches!(a.column, Some(Column::Initial | Column::Budget))
        || a.concept.is_some_and(|c| ["budget", "adjust", "revenue", "carryover"].iter().any(|w| c.contains(w)))
}

fn is_unit_expenditure(a: &Amount) -> bool {
    matches!(a.concept, Some("gpb_expenditure" | "expenditure_total" | "expenditure_grand_total"))
}

/// B11: nothing can be a percentage of an initial budget of 0.
fn zero_base<'a>(bench: &mut Bench<'a>, p: &Percent, percent: Figure<'a>, bases: &[Vec<Signed<'a>>]) -> bool {
    let nearest = bases.first().and_then(|b| b.first()).map(|&(_, f)| f);
    let (Some(rule), Some(zero)) = (bench.rules.get("B11"), nearest.filter(|f| f.value.is_zero())) else { return false };
    let message = "年初预算为 0，不能写完成年初预算的百分比".to_owned();
    bench.told(rule, Verdict::Fail, p.section, &[zero, percent], message);
    true
}

/// No budget is printed: the rate may still be the share of the money at hand that was spent.
fn alternatives<'a>(bench: &mut Bench<'a>, rule: &Rule, p: &'a Percent, percent: Figure<'a>, executed: Figure<'a>) {
    let unit = executed.amount_index().and_then(|i| bench.amount(i)).is_some_and(is_unit_expenditure);
    if unit {
        let closing = bench.principal_figure("carryover_closing").map(|f| vec![(1, executed), (1, f)]);
        let revenue = bench.principal_figure("revenue_grand_total").map(|f| vec![(1, f)]);
        for base in [closing, revenue].into_iter().flatten() {
            if fits(&percent, &[(1, executed)], &base) {
                bench.ratio(rule, p.section, percent, &[(1, executed)], &base);
                return;
            }
        }
    }
    bench.told(rule, Verdict::Insufficient, p.section, &[executed, percent], "执行率的分母没有印出");
}

/// C08: an execution rate above 100 %. Where it is reckoned rightly the budget column is in doubt, not the rate.
fn above_hundred<'a>(bench: &mut Bench<'a>, p: &Percent, percent: Figure<'a>, wanted: Base, checked: Option<usize>) {
    let Some(rule) = bench.rules.get("C08") else { return };
    if p.concept != Some("execution_rate") || wanted == Base::Initial || p.value <= Decimal::ONE_HUNDRED {
        return;
    }
    let at = bench.told(rule, Verdict::Fail, p.section, &[percent], format!("执行率 {}% 超过 100%", p.value.normalize()));
    let wrong = checked.is_some_and(|c| bench.checks.get(c).is_some_and(|c| c.verdict == Verdict::Fail));
    if let Some(c) = bench.checks.get_mut(at) {
        if wrong {
            c.because_of = checked;
        } else {
            c.severity = c.severity.min(Severity::Warning);
        }
    }
}
