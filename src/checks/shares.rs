//! A17: 占…的52.4 %, and that the shares of a whole breakdown make 100 %.

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, number};
use super::figure::{Figure, power_of_ten};
use super::rates::fits;
use crate::interpret::{AmountRole, Percent, PercentKind};

/// Checks every share, then the sums of shares.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("A17") else { return };
    let facts = bench.facts;
    let mut wrong: Vec<(usize, usize)> = Vec::new();
    for (n, p) in facts.percents.iter().enumerate() {
        let (PercentKind::Share, Some(part)) = (p.kind, p.amount) else { continue };
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        let Some(figure) = bench.figure(part) else { continue };
        let named = named_base(bench, p, part);
        let mut bases: Vec<usize> = named.iter().copied().collect();
        let above = ancestors(bench, part);
        bases.extend(above.iter().copied());
        let candidates: Vec<Figure<'_>> = bases.iter().filter_map(|&i| bench.figure(i)).filter(|f| !f.value.is_zero()).collect();
        // 财政拨款收入1,276.32万元（一般公共预算…、政府性基金…），占77.42%: of what stands before the bracket
        let over = bench.amount(part).and_then(|a| a.parent).and_then(|t| bench.figure(t)).filter(|f| {
            let others: Vec<Figure<'_>> = above.iter().skip(1).filter_map(|&i| bench.figure(i)).collect();
            bench.doc.paragraph_at(f.span.start) == bench.doc.paragraph_at(p.span.start)
                && !candidates.iter().any(|b| fits(&percent, &[(1, figure)], &[(1, *b)]))
                && others.iter().any(|b| !b.value.is_zero() && fits(&percent, &[(1, *f)], &[(1, *b)]))
        });
        let figure = over.unwrap_or(figure);
        let num = [(1, figure)];
        let Some(base) = candidates.iter().find(|b| fits(&percent, &num, &[(1, **b)])).or_else(|| candidates.first()) else {
            continue;
        };
        // A share of a base that the words name and the text does not print cannot be reckoned.
        if named.is_none() && names_a_base(bench, p) && !fits(&percent, &num, &[(1, *base)]) {
            bench.told(rule, Verdict::Insufficient, p.section, &[figure, percent], "占比的基数没有印出");
            continue;
        }
        // a part that is far more than its whole was taken for it by mistake
        let absurd = percent.value <= Decimal::ONE_HUNDRED && figure.value > base.value.saturating_mul(Decimal::TWO);
        // 占政府采购支出总额的70%，其中授予小微企业…，占35%: of another figure of the paragraph
        let another = || {
            let paragraph = bench.doc.paragraph_at(p.span.start);
            let from = facts.amounts.partition_point(|a| a.span.start + REACH < p.span.start);
            let before = facts.amounts.iter().enumerate().skip(from).take_while(|(_, a)| a.span.end <= p.span.start);
            before.into_iter().any(|(i, a)| {
                i != part
                    && a.role == AmountRole::Value
                    && !a.wan.is_zero()
                    // every figure is 100 % of itself
                    && a.wan != figure.value
                    && bench.doc.paragraph_at(a.span.start) == paragraph
                    && bench.figure(i).is_some_and(|b| fits(&percent, &num, &[(1, b)]))
            })
        };
        if !fits(&percent, &num, &[(1, *base)]) && (absurd || named.is_none() && another()) {
            bench.told(rule, Verdict::Insufficient, p.section, &[figure, percent], "没有认准占比的基数");
            continue;
        }
        if let Some(at) = bench.ratio(rule, p.section, percent, &num, &[(1, *base)])
            && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail)
        {
            wrong.push((n, at));
        }
    }
    hundreds(bench, &wrong);
}

/// How far back, in bytes, the base of a share may stand.
const REACH: u32 = 3_000;

fn ancestors(bench: &Bench<'_>, part: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = bench.amount(part).and_then(|a| a.parent);
    while let Some(i) = at {
        if out.contains(&i) || out.len() > 8 {
            break;
        }
        out.push(i);
        at = bench.amount(i).and_then(|a| a.parent);
    }
    out
}

/// The words between 占 and the number: 采购总额的, 本年支出合计的.
fn base_words<'a>(bench: &Bench<'a>, p: &Percent) -> &'a str {
    let before = bench.clause_before(p.span);
    before.rfind('占').map_or("", |i| before[i + '占'.len_utf8()..].trim())
}

fn names_a_base(bench: &Bench<'_>, p: &Percent) -> bool {
    let words = base_words(bench, p).trim_end_matches('的').trim_start_matches('比');
    words.chars().count() >= 2 && !["总数", "合计", "比重", "比例", "全部"].contains(&words)
}

/// The amount that the words after 占 name, the nearest before the share first.
fn named_base(bench: &Bench<'_>, p: &Percent, part: usize) -> Option<usize> {
    let words = base_words(bench, p);
    let words = words.trim_end_matches(['的', '为', ' ']).trim_start_matches('比');
    if words.chars().count() < 2 {
        return None;
    }
    let facts = bench.facts;
    let score = |label: &str| -> usize {
        if label.is_empty() {
            return 0;
        }
        if label == words || label.ends_with(words) || words.ends_with(label) {
            return 100;
        }
        // 采购总额 names 政府采购支出总额: all its characters stand in the label, in order.
        let mut rest = label.chars();
        if words.chars().all(|c| rest.any(|d| d == c)) { 50 } else { 0 }
    };
    (0..facts.amounts.len())
        .filter(|&i| i != part && facts.amounts[i].role != AmountRole::Comparison && facts.amounts[i].span.start < p.span.start)
        .map(|i| (score(&facts.amounts[i].label), i))
        .filter(|&(s, _)| s > 0)
        .max()
        .map(|(_, i)| i)
}

/// Σ of the shares of a breakdown in which every part has one.
fn hundreds(bench: &mut Bench<'_>, wrong: &[(usize, usize)]) {
    let Some(rule) = bench.rules.get("A17") else { return };
    let facts = bench.facts;
    for b in &facts.breakdowns {
        let share =
            |part: usize| facts.percents.iter().enumerate().find(|(_, p)| p.kind == PercentKind::Share && p.amount == Some(part));
        let shares: Vec<(usize, &Percent)> = b.parts.iter().filter_map(|&p| share(p)).collect();
        if shares.len() < 2 || shares.len() != b.parts.len() {
            continue;
        }
        let parts: Decimal = b.parts.iter().filter_map(|&p| bench.amount(p)).map(|a| a.wan).sum();
        let whole = bench.amount(b.total).is_some_and(|t| t.wan == parts);
        let sum: Decimal = shares.iter().map(|(_, p)| p.value).sum();
        let decimals = shares.iter().map(|(_, p)| p.decimals).min().unwrap_or(0);
        let tolerance = Decimal::new(5, 1) * Decimal::from(shares.len() as u64) * power_of_ten(-i32::from(decimals));
        let off = sum - Decimal::ONE_HUNDRED;
        // Only a complete list makes 100; a wrong share has been told at its place.
        if off.abs() <= tolerance || !whole {
            continue;
        }
        let cause = shares.iter().find_map(|(n, _)| wrong.iter().find(|(m, _)| m == n)).map(|&(_, at)| at);
        let figures: Vec<Figure<'_>> =
            shares.iter().map(|(_, p)| Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label)).collect();
        let section = bench.amount(b.total).and_then(|a| a.section);
        let at = bench.told(rule, Verdict::Fail, section, &figures, format!("各项占比之和为 {}%，应为 100%", number(sum)));
        if let Some(c) = bench.checks.get_mut(at) {
            c.because_of = cause;
            c.expected = Some(Decimal::ONE_HUNDRED);
            c.found = Some(sum);
            c.difference = Some(off);
            c.tolerance = Some(tolerance);
        }
    }
}
