//! Every printed breakdown, under the named rule that covers it or as S01, S02 or S03.

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use super::rules::{Rule, RuleSet};
use crate::interpret::{Amount, AmountRole, Binding, Breakdown};

/// Checks all breakdowns, and that no part exceeds its total (A15).
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let mut pairs = 0;
    let mut above: Vec<(usize, usize)> = Vec::new();
    for b in &facts.breakdowns {
        let Some(total) = facts.amounts.get(b.total) else { continue };
        let views = views(bench, total, operands(bench, b, total));
        let twice = views.len() > 1;
        for parts in views {
            pairs += parts.len();
            let told = if twice { one_view(bench, b, total, &parts) } else { breakdown(bench, b, total, &parts) };
            // Signed parts (净调整) may each be larger than their sum.
            let signed = parts.iter().any(|&p| facts.amounts.get(p).is_some_and(|a| a.wan.is_sign_negative()));
            let over =
                |p: &usize| !signed && facts.amounts.get(*p).is_some_and(|a| a.wan > total.wan && !total.wan.is_sign_negative());
            if told.is_none_or(|c| bench.checks.get(c).is_some_and(|c| c.verdict != Verdict::Fail)) {
                above.extend(parts.iter().filter(|p| over(p)).map(|&p| (p, b.total)));
            }
        }
    }
    part_above_total(bench, pairs, &above);
    signs(bench);
}

/// The parts that are addends of this total: of its year and column, values, and not covered by another part.
fn operands(bench: &Bench<'_>, b: &Breakdown, total: &Amount) -> Vec<usize> {
    let same = |a: &Amount| {
        let year = match (a.year, total.year) {
            // 上年结转 is money of this year, whatever year its words name
            (Some(x), Some(y)) => x == y || matches!(a.concept, Some("carryover_opening" | "fund_prev_carryover")),
            _ => true,
        };
        // In a table the columns part budget from actual; in prose 全年预算由年初预算和追加构成 joins them.
        let column = match (a.column, total.column) {
            (Some(x), Some(y)) if a.cell.is_some() || a.concept == total.concept => x == y,
            _ => true,
        };
        year && column
            && !matches!(a.role, AmountRole::Comparison | AmountRole::Standard)
            && (a.role == total.role || a.role == AmountRole::Value)
    };
    // 以上二项共计 closes a list; it is none of its items.
    // 其余小型项目合计 is the rest of a list, not its total
    let rest = |a: &Amount| ["其余", "其他", "其它"].iter().any(|w| a.label.starts_with(w));
    let closing =
        |a: &Amount| ["共计", "合计", "总计", "小计"].iter().any(|w| a.label.ends_with(w)) && a.cell.is_none() && !rest(a);
    b.parts.iter().copied().filter(|&p| p != b.total && bench.amount(p).is_some_and(|a| same(a) && !closing(a))).collect()
}

/// A form tells its total twice, side by side: 按收入性质分 in one column, 按支出性质分 in another. Each column is a sum.
fn views(bench: &Bench<'_>, total: &Amount, parts: Vec<usize>) -> Vec<Vec<usize>> {
    let cell = |p: usize| bench.amount(p).and_then(|a| a.cell);
    let cells: Vec<_> = parts.iter().map(|&p| cell(p)).collect();
    let one_row = cells.windows(2).all(|w| w[0].map(|c| c.1) == w[1].map(|c| c.1));
    if total.cell.is_none() || one_row || cells.iter().any(Option::is_none) {
        return if parts.is_empty() { Vec::new() } else { vec![parts] };
    }
    let mut by_column: Vec<(u32, Vec<usize>)> = Vec::new();
    for (p, column) in parts.iter().zip(&cells).filter_map(|(&p, c)| c.map(|c| (p, c.2))) {
        match by_column.iter_mut().find(|(c, _)| *c == column) {
            Some((_, list)) => list.push(p),
            None => by_column.push((column, vec![p])),
        }
    }
    by_column.into_iter().map(|(_, list)| list).collect()
}

/// F03: a total that a form tells by source and by use is the sum of each.
fn one_view<'a>(bench: &mut Bench<'a>, b: &Breakdown, total: &'a Amount, parts: &[usize]) -> Option<usize> {
    let Some(rule) = bench.rules.get("F03") else { return breakdown(bench, b, total, parts) };
    let left = [(1, bench.figure(b.total)?)];
    let right: Vec<Signed<'_>> = parts.iter().filter_map(|&p| addend(bench, p)).map(|f| (1, f)).collect();
    Some(bench.linear(rule, total.section, &left, &right, Relation::Equal))
}

/// The named rule that covers a total and its parts, and whether it makes the list complete.
fn named<'r>(bench: &Bench<'_>, rules: &'r RuleSet, total: &Amount, parts: &[usize]) -> Option<(&'r Rule, bool)> {
    let list: Vec<&Amount> = parts.iter().filter_map(|&p| bench.amount(p)).collect();
    for rule in rules.sums_of(total.concept?) {
        let by_concept = |a: &Amount| a.concept.is_some_and(|c| rule.parts.iter().any(|p| p == c));
        let by_fund = |a: &Amount| a.fund.is_some() && a.concept.is_none() && rule.parts.iter().any(|p| p == "fund_actual");
        let by_label = |a: &Amount| rule.part_labels.iter().any(|w| a.label.contains(w.as_str()));
        let known = list.iter().filter(|a| by_concept(a) || by_fund(a) || by_label(a)).count();
        let foreign = list.iter().any(|a| a.concept.is_some() && !by_concept(a) && !by_label(a));
        if foreign || known == 0 || known * 2 < list.len() {
            continue;
        }
        let printed = |c: &String| list.iter().any(|a| a.concept == Some(c.as_str()));
        let closed = (!rule.closed.is_empty() && rule.closed.iter().all(printed))
            || rule.closed_from.is_some_and(|n| known >= n)
            || (rule.id == "A05" && lists_every_fund(bench, &list))
            || whole_by_words(bench, &list);
        return Some((rule, closed));
    }
    None
}

/// A list that ends with 其他…, or that is a pair of opposites (城市与农村), says that it is whole.
fn whole_by_words(bench: &Bench<'_>, list: &[&Amount]) -> bool {
    const NARROW: [&str; 4] = ["其他交通费", "其他社会保障", "其他工资福利", "其他对个人"];
    if let (Some(last), true) = (list.last(), list.len() >= 3) {
        let rest = last.label.starts_with("其他") || last.label.starts_with("其它");
        if rest && !NARROW.iter().any(|w| last.label.starts_with(w)) {
            return true;
        }
    }
    let [a, b] = list else { return false };
    let pairs = bench.rules.get("S01").map_or(&[][..], |r| r.pairs.as_slice());
    pairs.iter().any(|[x, y]| {
        let (x, y) = (x.as_str(), y.as_str());
        a.label.contains(x) && b.label.contains(y) || a.label.contains(y) && b.label.contains(x)
    })
}

/// A list of projects is complete when it names every fund that the report says money was spent on.
fn lists_every_fund(bench: &Bench<'_>, list: &[&Amount]) -> bool {
    let spent = bench.facts.funds.iter().filter(|f| f.actual.is_some_and(|a| !a.is_zero()));
    let mut n = 0;
    for f in spent {
        if !list.iter().any(|a| a.fund.as_deref() == Some(f.name.as_str())) {
            return false;
        }
        n += 1;
    }
    n >= 2 && list.len() >= n
}

/// Leaves out the parts of parts that a rule says are covered (车购置 beside 购置及运行).
fn uncovered(bench: &Bench<'_>, rule: &Rule, parts: &[usize]) -> Vec<usize> {
    let concept = |p: usize| bench.amount(p).and_then(|a| a.concept);
    let mut out = parts.to_vec();
    for cover in &rule.covered {
        if let Some((whole, inside)) = cover.split_first()
            && parts.iter().any(|&p| concept(p) == Some(whole.as_str()))
        {
            out.retain(|&p| !concept(p).is_some_and(|c| inside.iter().any(|i| i == c)));
        }
    }
    out
}

/// A column may print a subtotal and, below it, its own parts (公务用车费, 其中：购置费, 运行费): where the rows close
/// without them, they are no addends.
fn without_nested(bench: &Bench<'_>, total: &Amount, parts: Vec<usize>) -> Vec<usize> {
    let value = |p: &usize| bench.amount(*p).map_or(Decimal::ZERO, |a| a.wan);
    if total.cell.is_none() || parts.len() < 3 || parts.iter().map(value).sum::<Decimal>() == total.wan {
        return parts;
    }
    let mut kept = Vec::new();
    let mut i = 0;
    while let Some(&p) = parts.get(i) {
        kept.push(p);
        let below = |k: usize| parts.get(i + 1..i + 1 + k).map(|l| l.iter().map(value).sum::<Decimal>());
        let nested = (1..=6).rev().find(|&k| !value(&p).is_zero() && below(k) == Some(value(&p)));
        i += 1 + nested.unwrap_or(0);
    }
    if kept.iter().map(value).sum::<Decimal>() == total.wan { kept } else { parts }
}

/// Where the parts that a named rule knows make the total, what else hangs on it is detail of a part (其中办公费…).
fn known_if_they_close(bench: &Bench<'_>, rule: &Rule, total: &Amount, parts: Vec<usize>) -> Vec<usize> {
    if rule.closed.is_empty() {
        return parts;
    }
    let known = |&p: &usize| bench.amount(p).and_then(|a| a.concept).is_some_and(|c| rule.closed.iter().any(|x| x == c));
    let inner: Vec<usize> = parts.iter().copied().filter(known).collect();
    let sum: Decimal = inner.iter().filter_map(|&p| bench.amount(p)).map(|a| a.wan).sum();
    if inner.len() >= 2 && sum == total.wan { inner } else { parts }
}

fn breakdown<'a>(bench: &mut Bench<'a>, b: &Breakdown, total: &'a Amount, parts: &[usize]) -> Option<usize> {
    let (rule, closed, parts) = match named(bench, bench.rules, total, parts) {
        Some((rule, closed)) => (rule, closed, uncovered(bench, rule, parts)),
        // A bureau that turns A02 off does not want it told under S01.
        None if !std::ptr::eq(bench.rules, RuleSet::builtin()) && named(bench, RuleSet::builtin(), total, parts).is_some() => {
            return None;
        }
        None => {
            let list: Vec<&Amount> = parts.iter().filter_map(|&p| bench.amount(p)).collect();
            let whole = lists_every_fund(bench, &list) || whole_by_words(bench, &list);
            (generic(bench, total, parts)?, whole, parts.to_vec())
        }
    };
    let parts = known_if_they_close(bench, rule, total, parts);
    let parts = without_nested(bench, total, parts);
    let left = [(1, bench.figure(b.total)?)];
    let mut right: Vec<Signed<'a>> = parts.iter().filter_map(|&p| addend(bench, p)).map(|f| (1, f)).collect();
    // 支出合计 of the unit, whose parts are told as 基本支出 and 一般公共预算项目支出: the government fund's stands in its own section
    let short = left[0].1.value - right.iter().map(|(_, f)| f.value).sum::<Decimal>();
    let beside = rule.beside.iter().filter_map(|c| bench.principal_figure(c));
    right.extend(beside.filter(|f| !f.value.is_zero() && f.value == short).take(1).map(|f| (1, f)));
    let rest: Decimal = left[0].1.value - right.iter().map(|(_, f)| f.value).sum::<Decimal>();
    let quanta: Decimal = right.iter().map(|(_, f)| f.quantum).sum::<Decimal>() + left[0].1.quantum;
    let closes = rest.abs() <= quanta / Decimal::TWO;
    // 固定资产（文物藏品按名义金额1元）: one figure in a bracket is a part, no list
    let alone = rule.id == "S01" && right.len() == 1 && total.cell.is_none();
    // 支出1793.66万元，…。从资金来源看，…: what the sources make up is the fund's budget, wherever it is told
    let sources = parts.iter().all(|&p| bench.amount(p).and_then(|a| a.concept).is_some_and(|c| c.starts_with("fund_source")));
    if sources && !closes && total.concept == Some("fund_actual") {
        let made: Decimal = right.iter().map(|(_, f)| f.value).sum();
        if bench.facts.funds.iter().any(|f| total.fund.as_deref() == Some(f.name.as_str()) && f.budget == Some(made)) {
            return None;
        }
    }
    // 主要有…, 开支较大的有…: the largest, not all
    let largest = b.word.is_some_and(|w| LARGEST.iter().any(|l| bench.doc.words(w).contains(l)));
    if closed && !largest || closes || b.binding == Binding::Exhaustive && !alone {
        let at = bench.linear(rule, total.section, &left, &right, Relation::Equal);
        bench.doubt_if_scattered(at);
        // An open list in prose may have been bound to the wrong total, or an item of it not been read.
        let open = !closed || rule.lenient || rule.id == "S01";
        if open && total.cell.is_none() && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
            bench.doubtful.push(at);
            if rule.id == "S01" && of_mixed_kinds(bench, &parts) {
                bench.soften(at);
            }
        }
        return Some(at);
    }
    // 其中 without a sign that the list is complete: an upper bound. The reading may be at fault where it does not hold.
    if !rest.is_sign_negative() && right.len() > 1 {
        let added: Decimal = right.iter().map(|(_, f)| f.value).sum();
        let message = format!("所列 {} 项合计 {} ≤ {} {}", right.len(), number(added), left[0].1.label, number(left[0].1.value));
        if says_there_is_more(bench, &parts) {
            return Some(bench.told(rule, Verdict::Pass, total.section, &[left[0].1], message));
        }
        return Some(bench.tentative(rule, total.section, &left, &right, Verdict::Pass, message));
    }
    let at = bench.linear(rule, total.section, &right, &left, Relation::AtMost);
    if rest.is_sign_negative()
        && let Some(c) = bench.checks.get_mut(at)
    {
        c.hint = Some("请先核对“其中”的归属；归属无误则为录入错误".to_owned());
        // The total comes first in every check.
        c.numbers.rotate_right(1);
        c.spans.rotate_right(1);
        c.amounts.rotate_right(1);
        bench.doubtful.push(at);
    }
    Some(at)
}

/// Parts of which some are known quantities and some are not are hardly one list.
fn of_mixed_kinds(bench: &Bench<'_>, parts: &[usize]) -> bool {
    let kind = |p: &usize| bench.amount(*p).and_then(|a| a.concept);
    parts.iter().any(|p| kind(p).is_none()) && parts.iter().any(|p| kind(p).is_some())
}

/// Words with which a list names the largest parts only.
const LARGEST: [&str; 5] = ["主要有", "主要是", "较大", "较多", "主要开支"];

/// 其中办公费23.45万元，差旅费9.38万元，其余用于水电、维修等日常开支: the words say that the list is not whole.
fn says_there_is_more(bench: &Bench<'_>, parts: &[usize]) -> bool {
    const MORE: [&str; 6] = ["其余", "剩余", "余下", "等支出", "等项目", "等方面"];
    parts.last().and_then(|&p| bench.amount(p)).is_some_and(|a| {
        let after = bench.sentence_after(a.span);
        let list = after.find('；').and_then(|i| after.get(..i)).unwrap_or(after);
        list.starts_with('等') || MORE.iter().any(|w| list.contains(w))
    })
}

/// A part, named by its fund where it has one: 实际支出 says nothing in a column of them.
fn addend<'a>(bench: &Bench<'a>, part: usize) -> Option<Figure<'a>> {
    let figure = bench.figure(part)?;
    match bench.amount(part).and_then(|a| a.fund.as_deref()) {
        Some(fund) => Some(Figure { label: fund, ..figure }),
        None => Some(figure),
    }
}

/// The rule for a breakdown that no named rule covers.
fn generic<'a>(bench: &Bench<'a>, total: &Amount, parts: &[usize]) -> Option<&'a Rule> {
    let cells: Vec<_> = parts.iter().filter_map(|&p| bench.amount(p)).map(|a| a.cell).collect();
    let id = match total.cell {
        Some((t, row, _)) if cells.iter().all(|c| c.is_some_and(|c| c.0 == t && c.1 == row)) => "S02",
        Some((t, _, col)) if cells.iter().all(|c| c.is_some_and(|c| c.0 == t && c.2 == col)) => "S03",
        _ => "S01",
    };
    bench.rules.get(id)
}

/// A15: one entry for all pairs that hold, one for each that does not and that no sum has told.
fn part_above_total(bench: &mut Bench<'_>, pairs: usize, above: &[(usize, usize)]) {
    let Some(rule) = bench.rules.get("A15") else { return };
    for &(part, total) in above {
        if let (Some(p), Some(t)) = (bench.figure(part), bench.figure(total)) {
            let section = bench.amount(part).and_then(|a| a.section);
            let at = bench.linear(rule, section, &[(1, p)], &[(1, t)], Relation::AtMost);
            if bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
                bench.doubtful.push(at);
            }
        }
    }
    if pairs > 0 && above.is_empty() {
        bench.note(rule, Verdict::Pass, None, [&pairs.to_string(), " 个分项都不大于各自的总数"].concat());
    }
}

/// A16: no amount is negative but adjustments and balances.
fn signs(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("A16") else { return };
    let signed = |a: &Amount| {
        matches!(
            a.concept,
            Some(
                "fund_adjust_net"
                    | "budget_adjust_net"
                    | "fund_balance"
                    | "carryover_closing"
                    | "carryover_opening"
                    | "surplus_distribution"
            )
        ) || ["调整", "调剂", "追加", "结余", "结转", "差", "净"].iter().any(|w| a.label.contains(w))
    };
    let facts = bench.facts;
    let negative: Vec<usize> = (0..facts.amounts.len())
        .filter(|&i| {
            let a = &facts.amounts[i];
            a.role == AmountRole::Value && a.wan < Decimal::ZERO && !signed(a)
        })
        .collect();
    if negative.is_empty() {
        if !facts.amounts.is_empty() {
            bench.note(rule, Verdict::Pass, None, [&facts.amounts.len().to_string(), " 个金额，没有负数"].concat());
        }
        return;
    }
    for i in negative {
        if let Some(f) = bench.figure(i) {
            let figures: [Figure<'_>; 1] = [f];
            let message = format!("{} 为负数", if f.label.is_empty() { "金额" } else { f.label });
            bench.told(rule, Verdict::Fail, facts.amounts[i].section, &figures, message);
        }
    }
}
