//! Family B: special funds and projects.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use crate::interpret::{Amount, AmountRole, Breakdown, Fund};
use crate::words::Words;

/// What one place (a paragraph, a row) prints about one fund.
#[derive(Default)]
struct Printed<'a> {
    section: Option<usize>,
    initial: Slot<'a>,
    last: Slot<'a>,
    actual: Slot<'a>,
    balance: Slot<'a>,
    carry: Slot<'a>,
    adjust: Vec<Signed<'a>>,
}

/// One figure, none, or several that disagree.
#[derive(Clone, Copy, Default)]
enum Slot<'a> {
    #[default]
    None,
    One(Figure<'a>),
    Several,
}

impl<'a> Slot<'a> {
    fn put(&mut self, f: Figure<'a>) {
        *self = match self {
            Slot::None => Slot::One(f),
            Slot::One(old) if old.value == f.value => Slot::One(*old),
            _ => Slot::Several,
        };
    }

    fn one(&self) -> Option<Figure<'a>> {
        match self {
            Slot::One(f) => Some(*f),
            _ => None,
        }
    }

    fn several(&self) -> bool {
        matches!(self, Slot::Several)
    }
}

/// Runs the rules on every fund and on all of them together.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    for fund in &facts.funds {
        for place in places(bench, fund) {
            identity(bench, fund, &place);
        }
        adjustment_reason(bench, fund);
        dates(bench, fund);
    }
    sum_of_actuals(bench);
    unlisted(bench);
    sum_of_balances(bench);
    adjusted_share(bench);
    number_of_funds(bench);
    goals(bench);
    unspent(bench);
}

/// The amounts of a fund, one entry for each place that prints some of them.
fn places<'a>(bench: &Bench<'a>, fund: &Fund) -> Vec<Printed<'a>> {
    let mut keys = Vec::new();
    let mut out: Vec<Printed<'a>> = Vec::new();
    for &i in &fund.amounts {
        let (Some(a), Some(f)) = (bench.amount(i), bench.figure(i)) else { continue };
        if a.role != AmountRole::Value || !bench.this_year(a) || bench.is_part_of_its_own_kind_and_fund(a) {
            continue;
        }
        let key = (a.section, a.cell.map(|c| (c.0, c.1)));
        let at = match keys.iter().position(|&k| k == key) {
            Some(at) => at,
            None => {
                keys.push(key);
                out.push(Printed { section: a.section, ..Printed::default() });
                out.len() - 1
            }
        };
        let Some(p) = out.get_mut(at) else { continue };
        match a.concept {
            Some("fund_budget_initial") => p.initial.put(f),
            Some("fund_budget_final") => p.last.put(f),
            Some("fund_actual") => p.actual.put(f),
            Some("fund_balance") => p.balance.put(f),
            Some("fund_prev_carryover") => p.carry.put(f),
            Some("fund_adjust_increase" | "fund_adjust_net") => p.adjust.push((1, f)),
            Some("fund_adjust_decrease") => p.adjust.push((if a.wan.is_sign_negative() { 1 } else { -1 }, f)),
            _ => {}
        }
    }
    out
}

fn total(terms: &[Signed<'_>]) -> Decimal {
    terms.iter().fold(Decimal::ZERO, |s, (c, f)| if *c < 0 { s - f.value } else { s + f.value })
}

/// B01 and B09 at one place.
fn identity<'a>(bench: &mut Bench<'a>, fund: &Fund, p: &Printed<'a>) {
    let nothing_initial = p.initial.one().is_none() && fund.initial.is_some_and(|i| i.is_zero());
    let several = p.initial.several() || p.actual.several() || p.balance.several() || p.last.several();
    if several {
        return;
    }
    let mut budget: Vec<Signed<'a>> = p.initial.one().map(|f| (1, f)).into_iter().collect();
    let adjusted = !p.adjust.is_empty();
    // 年初未安排预算 prints no figure for its 0.
    if adjusted && (!budget.is_empty() || nothing_initial) {
        budget.extend(&p.adjust);
    }
    let mut left = budget.clone();
    if let (Some(last), true) = (p.last.one(), left.is_empty() || !adjusted) {
        left = vec![(1, last)];
    }
    if left.is_empty() {
        return;
    }
    let (rules, section) = (bench.rules, p.section);
    let known = adjusted || p.last.one().is_some();
    // 年初预算 ± 调整 = 全年预算
    if let (Some(rule), Some(last), true) =
        (rules.get("B01"), p.last.one(), adjusted && (p.initial.one().is_some() || nothing_initial))
    {
        let with_carry = p.carry.one().filter(|c| total(&budget) != last.value && total(&budget) + c.value == last.value);
        budget.extend(with_carry.map(|c| (1, c)));
        bench.linear(rule, section, &[(1, last)], &budget, Relation::Equal);
        left = vec![(1, last)];
    }
    let Some(actual) = p.actual.one() else { return };
    if let (Some(rule), Some(balance)) = (rules.get("B01"), p.balance.one()) {
        let right = [(1, actual), (1, balance)];
        let mut left = left.clone();
        if let Some(c) = p.carry.one()
            && total(&left) != total(&right)
            && total(&left) + c.value == total(&right)
        {
            left.push((1, c));
        }
        let at = bench.linear(rule, section, &left, &right, Relation::Equal);
        if !known && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
            bench.doubtful.push(at);
        }
    }
    // 无结余 prints no figure: what was not spent may have been taken back without a word
    if let (Some(rule), None, true) = (rules.get("B01"), p.balance.one(), fund.balance.is_some_and(|b| b.is_zero()))
        && fund.section == p.section
        && total(&left) != actual.value
    {
        let message = format!("{}：预算与实际支出不等而写明无结余，其间有无收回没有写明，不能判断", fund.name);
        bench.tentative(rule, section, &left, &[(1, actual)], Verdict::Insufficient, message);
    }
    let Some(rule) = rules.get("B09") else { return };
    // what was carried over may be spent, too
    if let Some(c) = p.carry.one().filter(|_| actual.value > total(&left)) {
        left.push((1, c));
    }
    if known || actual.value <= total(&left) {
        let at = bench.linear(rule, section, &[(1, actual)], &left, Relation::AtMost);
        if p.carry.one().is_some() && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
            bench.doubtful.push(at);
        }
    } else {
        let message =
            format!("实际支出 {} 大于年初预算 {}，年中调整没有写明，不能判断", number(actual.value), number(total(&left)));
        bench.told(rule, Verdict::Insufficient, section, &[actual, left[0].1], message);
    }
}

/// The words of the paragraph that prints a fund's figures in its own section.
fn words<'a>(bench: &Bench<'a>, fund: &Fund) -> &'a str {
    fund.section.and_then(|s| bench.outline.sections.get(s)).map_or("", |s| {
        let body = bench.doc.words(s.body);
        // Several funds may stand in one section, a paragraph each.
        fund.amounts
            .iter()
            .filter_map(|&i| bench.amount(i))
            .find(|a| a.section == fund.section && a.cell.is_none())
            .and_then(|a| bench.doc.paragraph_at(a.span.start))
            .and_then(|p| bench.doc.paragraphs.get(p))
            .map_or(body, |p| bench.doc.words(p.span))
    })
}

/// Words of a reason.
static REASONS: LazyLock<Words> = LazyLock::new(|| {
    let words =
        ["因", "由于", "原因", "用于", "上年结余", "上年结转", "未做预算", "未安排", "上级", "中央", "省级", "节约", "为", "按"];
    Words::from(&words[..])
});

/// B10: an adjustment has a reason.
fn adjustment_reason(bench: &mut Bench<'_>, fund: &Fund) {
    let Some(rule) = bench.rules.get("B10") else { return };
    let Some(adjust) = fund.adjust.filter(|a| !a.is_zero() && !fund.derived.contains(&"adjust")) else { return };
    let text = words(bench, fund);
    if text.is_empty() {
        return;
    }
    if REASONS.is_in(text) && !only_general_purpose(text) {
        bench.note(rule, Verdict::Pass, fund.section, [&fund.name, "：年中调整有说明"].concat());
    } else {
        let message = format!("{}：年中调整 {} 万元没有说明原因", fund.name, number(adjust));
        let at = bench.note(rule, Verdict::Fail, fund.section, message);
        let adjustments = |a: &&Amount| a.concept.is_some_and(|c| c.starts_with("fund_adjust"));
        let place = fund.amounts.iter().filter_map(|&i| bench.amount(i)).find(adjustments).map(|a| a.span);
        if let (Some(c), Some(span)) = (bench.checks.get_mut(at), place) {
            c.spans.push(span);
        }
    }
}

/// What is said of a whole fund.
static WHOLE_FUND: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("该专项资金支出"));

/// 该专项资金支出用于… says what the whole fund was for, not why it was adjusted.
fn only_general_purpose(text: &str) -> bool {
    const WHY: [&str; 12] =
        ["因", "由于", "原因", "主要用于", "追加用于", "上年结余", "上年结转", "未做预算", "未安排", "上级", "节约", "推迟"];
    WHOLE_FUND.find(text.as_bytes()).is_some() && !WHY.iter().any(|w| text.contains(w))
}

/// B14: dates in the purpose lie in the fiscal year.
fn dates(bench: &mut Bench<'_>, fund: &Fund) {
    let (Some(rule), Some(year), Some(purpose)) = (bench.rules.get("B14"), bench.facts.head.fiscal_year, fund.purpose) else {
        return;
    };
    let text = bench.doc.words(purpose);
    let mut seen = false;
    for (at, _) in text.match_indices('年') {
        let digits = text[..at].len().checked_sub(4).and_then(|from| text.get(from..at));
        let Some(y) = digits.and_then(|d| d.parse::<i32>().ok()).filter(|y| (2000..2100).contains(y)) else { continue };
        let month = text[at..].chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if !month {
            continue;
        }
        seen = true;
        if y < year {
            let message = format!("{}：用途中的日期为{y}年，报告年度为{year}年", fund.name);
            bench.note(rule, Verdict::Fail, fund.section, message);
            return;
        }
    }
    if seen {
        let message = [&fund.name, "：用途中的日期在", &year.to_string(), "年度"].concat();
        bench.note(rule, Verdict::Pass, fund.section, message);
    }
}

/// The figure of a fund's actual expenditure in the performance section, or wherever it is printed.
fn actual_figure<'a>(bench: &Bench<'a>, fund: &Fund, concept: &str, value: Decimal) -> Option<Figure<'a>> {
    let fits = |i: &&usize| {
        bench.amount(**i).is_some_and(|a| a.concept == Some(concept) && a.wan == value && a.role == AmountRole::Value)
    };
    let here = |i: &&usize| bench.amount(**i).is_some_and(|a| a.section == fund.section);
    let mut all = fund.amounts.iter().filter(fits);
    let best = all.clone().find(here).or_else(|| all.next());
    best.and_then(|&i| bench.figure(i))
}

/// The amounts that say what all projects together cost.
fn project_totals(bench: &Bench<'_>) -> Vec<usize> {
    let own = |c: &str| -> Vec<usize> {
        let list = bench.with_concept(c).iter().copied();
        list.filter(|&i| {
            bench.amount(i).is_some_and(|a| a.fund.is_none() && bench.this_year(a) && !bench.is_part_of_its_own_kind(a))
        })
        .collect()
    };
    let list = own("gpb_expenditure_project");
    if list.is_empty() { own("fund_actual") } else { list }
}

/// B02: the funds' actual expenditure adds up to the project expenditure.
fn sum_of_actuals(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B02") else { return };
    let facts = bench.facts;
    let totals = project_totals(bench);
    if facts.funds.len() < 2 || totals.is_empty() {
        return;
    }
    let mut right: Vec<Signed<'_>> = Vec::new();
    for f in &facts.funds {
        let Some(value) = f.actual else {
            let message = format!("{}没有写明实际支出，不能与项目支出核对", f.name);
            bench.note(rule, Verdict::Insufficient, f.section, message);
            return;
        };
        match actual_figure(bench, f, "fund_actual", value) {
            Some(figure) => right.push((1, Figure { label: &f.name, ..figure })),
            None => return,
        }
    }
    // A fund that makes up all the others is a total that was taken for one.
    if right.len() >= 4 {
        let all = total(&right);
        right.retain(|(_, f)| f.value + f.value != all);
    }
    // Under the general budget the projects are those that no government fund pays.
    let paid_by_fund = |name: &str| {
        let list = facts.funds.iter().find(|f| f.name == name);
        list.is_some_and(|f| {
            f.amounts.iter().any(|&i| {
                let above = bench.amount(i).and_then(|a| a.parent).and_then(|p| bench.amount(p));
                above.is_some_and(|t| t.concept.is_some_and(|c| c.starts_with("govfund_expenditure")))
            })
        })
    };
    let general: Vec<Signed<'_>> = right.iter().filter(|(_, f)| !paid_by_fund(f.label)).copied().collect();
    let all = total(&right);
    let fits =
        |sum: Decimal| totals.iter().any(|&i| bench.amount(i).is_some_and(|a| (a.wan - sum).abs() <= bench.quanta.amount(a)));
    if general.len() < right.len() && !fits(all) {
        right = general;
    }
    let sum = total(&right);
    let holds = |i: &usize| bench.amount(*i).is_some_and(|a| (a.wan - sum).abs() <= bench.quanta.amount(a));
    let Some(at) = totals.iter().copied().find(|i| holds(i)).or_else(|| totals.first().copied()) else { return };
    let Some(figure) = bench.figure(at) else { return };
    let section = facts.funds.iter().filter_map(|f| f.section).reduce(|a, b| bench.common_section(a, b).unwrap_or(a));
    let short = sum < figure.value - figure.quantum * Decimal::from(right.len() as u64);
    if short && !complete(bench, at) {
        let message = format!(
            "所列 {} 个专项实际支出之和 {} 小于项目支出 {}；清单是否完整没有写明，不能判断",
            right.len(),
            number(sum),
            number(figure.value)
        );
        bench.tentative(rule, section, &[(1, figure)], &right, Verdict::Insufficient, message);
        return;
    }
    // A list that adds up and agrees with every fund here leaves no room for a difference: the funds were misread.
    let agrees = bench.checks.iter().any(|c| c.rule == "A05" && c.verdict == Verdict::Pass)
        && !bench.checks.iter().any(|c| c.verdict == Verdict::Fail && matches!(c.rule.as_str(), "B06" | "G02"));
    let gap = (sum - figure.value).abs() > figure.quantum * Decimal::from(right.len() as u64 + 1) / Decimal::TWO;
    if agrees && gap {
        let message = format!(
            "项目支出清单相符，而各专项实际支出之和 {} 不等于项目支出 {}；专项的数可能没有读全，不能判断",
            number(sum),
            number(figure.value)
        );
        bench.told(rule, Verdict::Insufficient, section, &[figure], message);
        return;
    }
    let check = bench.linear(rule, section, &[(1, figure)], &right, Relation::Equal);
    if bench.checks.get(check).is_some_and(|c| c.verdict == Verdict::Fail) && !complete(bench, at) {
        bench.doubtful.push(check);
    }
}

/// Whether the funds are all projects: the project list names as many as have spent, or the stated number agrees.
fn complete(bench: &Bench<'_>, project_total: usize) -> bool {
    let facts = bench.facts;
    let spent = facts.funds.iter().filter(|f| f.actual.is_some_and(|a| !a.is_zero())).count();
    let listed = facts.breakdowns.iter().any(|b| {
        let total = bench.amount(b.total);
        let same = total.is_some_and(|t| bench.amount(project_total).is_some_and(|p| p.concept == t.concept));
        same && b.parts.iter().filter(|&&p| bench.amount(p).is_some_and(|a| a.fund.is_some())).count() == spent
    });
    // 专项资金共3个, and three are listed.
    let stated = facts.fund_count.is_some_and(|(n, _)| n == Decimal::from(facts.funds.len() as u64));
    listed || stated
}

/// B05: a fund that the project list does not name has spent nothing.
fn unlisted(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B05") else { return };
    let facts = bench.facts;
    let listed = |totals: &[&str]| -> Vec<&str> {
        let of = |b: &&Breakdown| bench.amount(b.total).and_then(|t| t.concept).is_some_and(|c| totals.contains(&c));
        let parts = facts.breakdowns.iter().filter(of).flat_map(|b| &b.parts);
        parts.filter_map(|&p| bench.amount(p)).filter_map(|a| a.fund.as_deref()).collect()
    };
    let mut names = listed(&["gpb_expenditure_project"]);
    if names.len() < 2 {
        return;
    }
    // the projects of the government funds stand in a list of their own
    names.extend(listed(&["govfund_expenditure_project", "govfund_expenditure"]));
    let missing = facts.funds.iter().filter(|f| !names.contains(&f.name.as_str()));
    let mut any = false;
    for f in missing {
        any = true;
        match f.actual {
            Some(a) if a.is_zero() => {
                bench.note(rule, Verdict::Pass, f.section, format!("{}未列入项目支出清单，实际支出为 0", f.name));
            }
            Some(a) => {
                let message = format!("{}实际支出 {} 万元，未列入项目支出清单", f.name, number(a));
                bench.note(rule, Verdict::Fail, f.section, message);
            }
            None => {}
        }
    }
    if !any && !facts.funds.is_empty() {
        bench.note(rule, Verdict::Pass, None, "各专项都列入了项目支出清单");
    }
}

/// B07: the funds' balances add up to the project part of the closing carry-over.
fn sum_of_balances(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B07") else { return };
    let facts = bench.facts;
    if facts.funds.is_empty() {
        return;
    }
    let project = facts.amounts.iter().position(|a| {
        let above = a.parent.and_then(|p| bench.amount(p)).and_then(|p| p.concept);
        above == Some("carryover_closing") && a.label.contains("项目") && bench.this_year(a)
    });
    let whole = || {
        let i = bench.principal("carryover_closing").ok().flatten()?;
        let after = bench.sentence_after(bench.amount(i)?.span);
        let says = ["全部为项目", "均为项目", "全部是项目", "全部为"]
            .iter()
            .any(|w| after.trim_start_matches(['，', ',']).starts_with(w));
        (says && after.contains("项目")).then_some(i)
    };
    let balances: Vec<Option<Figure<'_>>> =
        facts.funds.iter().map(|f| f.balance.and_then(|b| actual_figure(bench, f, "fund_balance", b))).collect();
    let printed: Vec<Signed<'_>> =
        balances.iter().zip(&facts.funds).filter_map(|(b, f)| b.map(|b| (1, Figure { label: f.name.as_str(), ..b }))).collect();
    if printed.is_empty() {
        return;
    }
    match project.or_else(whole).and_then(|i| bench.figure(i).map(|f| (i, f))) {
        Some((i, figure)) => {
            let gap = figure.value - total(&printed);
            let missing = balances.iter().any(Option::is_none);
            let section = bench.amount(i).and_then(|a| a.section);
            if missing && gap.is_sign_positive() && !gap.is_zero() {
                let message = format!("有专项没有写明结余，不能与项目结转 {} 核对", number(figure.value));
                bench.told(rule, Verdict::Insufficient, section, &[figure], message);
            } else {
                bench.linear(rule, section, &[(1, figure)], &printed, Relation::Equal);
            }
        }
        None => {
            let message = format!("各专项结余之和 {}；年末项目结转没有写明", number(total(&printed)));
            bench.note(rule, Verdict::Insufficient, None, message);
        }
    }
}

/// B15: how much of the initial budget was moved in mid-year.
fn adjusted_share(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B15") else { return };
    let funds = &bench.facts.funds;
    let initial: Decimal = funds.iter().filter_map(|f| f.initial).sum();
    let moved: Decimal = funds.iter().filter_map(|f| f.adjust).map(|a| a.abs()).sum();
    if initial <= Decimal::ZERO || funds.iter().all(|f| f.adjust.is_none()) {
        return;
    }
    let Some(share) = super::bench::percent_of(moved, initial).map(|s| s.round_dp(2)) else { return };
    let verdict = if share > Decimal::from(30) { Verdict::Fail } else { Verdict::Pass };
    let message =
        ["年中调整合计 ", &number(moved), "（增减绝对值），占年初预算 ", &number(initial), " 的 ", &number(share), "%"].concat();
    // Where it stands: the adjustments that are printed, or the budgets from which they follow.
    let facts = bench.facts;
    let of = |prefix: &str| -> Vec<Figure<'_>> {
        let told = |a: &crate::interpret::Amount| a.fund.is_some() && a.concept.is_some_and(|c| c.starts_with(prefix));
        (0..facts.amounts.len()).filter(|&i| facts.amounts.get(i).is_some_and(told)).filter_map(|i| bench.figure(i)).collect()
    };
    let mut figures = of("fund_adjust");
    if figures.is_empty() {
        figures = of("fund_budget");
    }
    bench.told(rule, verdict, None, &figures, message);
}

/// B03: the stated number of funds.
fn number_of_funds(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B03") else { return };
    let facts = bench.facts;
    let (Some((stated, span)), false) = (facts.fund_count, facts.funds.is_empty()) else { return };
    let section = bench.outline.section_at(span.start);
    let below = |f: &&Fund| section.is_some_and(|s| bench.lies_in(f.section, s));
    let here = facts.funds.iter().filter(below).count();
    let all = facts.funds.len();
    let listed = |n: usize| Decimal::from(n as u64) == stated;
    let shown = if here > 0 { here } else { all };
    let figures =
        [Figure::number(stated, span, "写明"), Figure { span, ..Figure::number(Decimal::from(shown as u64), span, "列出") }];
    // 其余、等 say that the list is not complete.
    let where_ = section.and_then(|s| bench.outline.sections.get(s)).map_or("", |s| bench.doc.words(s.body));
    let partial = || ["其余", "其他项目", "等项目", "等专项"].iter().any(|w| where_.contains(w));
    // The items of the section are counted too: a name may be missed, a marker hardly.
    let items = section.map_or(0, |s| bench.outline.sections.iter().filter(|x| x.parent == Some(s)).count());
    let (verdict, words) = match () {
        () if listed(here) || listed(all) || listed(items) => (Verdict::Pass, "写明"),
        () if partial() => (Verdict::Insufficient, "清单没有列全，写明"),
        () => (Verdict::Fail, "写明"),
    };
    let shown = if listed(all) {
        all
    } else if listed(items) {
        items
    } else {
        shown
    };
    let message = [words, " ", &number(stated), " 个专项，列出 ", &shown.to_string(), " 个"].concat();
    let at = bench.told(rule, verdict, section, &figures, message);
    // Where the funds are no items with markers of their own, a name may have been missed.
    let marked = || {
        facts.funds.iter().all(|f| {
            f.section
                .and_then(|s| bench.outline.sections.get(s))
                .is_some_and(|s| facts.funds.iter().filter(|g| g.section == f.section).count() == 1 && s.ordinal.is_some())
        })
    };
    if verdict == Verdict::Fail
        && !marked()
        && let Some(c) = bench.checks.get_mut(at)
    {
        c.severity = c.severity.min(super::Severity::Warning);
    }
    if let Some(c) = bench.checks.get_mut(at) {
        c.numbers = vec![stated, Decimal::from(shown as u64)];
        c.spans.truncate(1);
        c.expected = Some(Decimal::from(shown as u64));
        c.found = Some(stated);
        c.difference = Some(stated - Decimal::from(shown as u64));
    }
    // An editor drops one; several at once are likelier names that were not recognised.
    if Decimal::from(shown as u64) + Decimal::ONE < stated {
        bench.doubtful.push(at);
    }
}

/// Words of money that names of funds share.
static COMMON: LazyLock<Words> =
    LazyLock::new(|| Words::from(&["专项资金", "专项经费", "经费", "项目", "专项", "资金", "补助", "支出"][..]));

/// The part of a fund's name that tells it from others.
fn key(name: &str) -> String {
    let mut s = COMMON.take_out(name.to_owned(), |_, _| true);
    s.retain(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"'));
    if s.is_empty() { name.to_owned() } else { s }
}

/// The words of a section and of all below it.
fn under<'a>(bench: &Bench<'a>, section: usize) -> &'a str {
    let sections = &bench.outline.sections;
    let after = (section + 1..sections.len()).find(|&i| !bench.lies_in(Some(i), section));
    let start = sections.get(section).map_or(0, |s| s.body.start);
    let end = after.and_then(|i| sections.get(i)).map_or_else(|| sections.last().map_or(start, |s| s.body.end), |s| s.body.start);
    bench.doc.text.get(start as usize..end as usize).unwrap_or("")
}

/// B04: funds with money that the goals do not name, where the goals are set fund by fund.
fn goals(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B04") else { return };
    let facts = bench.facts;
    if facts.funds.len() < 2 {
        return;
    }
    let is_goal = |i: usize| {
        let s = &bench.outline.sections[i];
        bench.role_at(Some(i)) == Some(crate::outline::Role::Profile) && bench.doc.words(s.title).contains("目标")
    };
    let Some(top) = (0..bench.outline.sections.len()).find(|&i| is_goal(i)) else { return };
    let keys: Vec<(&Fund, String)> = facts.funds.iter().map(|f| (f, key(&f.name))).collect();
    let text = under(bench, top);
    // the goals are set fund by fund where most are named as they stand
    let says = |text: &str, (_, key): &(&Fund, String)| text.contains(key.as_str());
    let (named, missing): (Vec<_>, Vec<_>) = keys.iter().partition(|k| says(text, k));
    if named.is_empty() || named.len() * 2 < facts.funds.len() {
        return;
    }
    let missing: Vec<_> = missing.into_iter().filter(|(f, _)| !mostly_named(text, &f.name)).collect();
    // The place is the deepest section that holds all that are named.
    let holds = |i: &usize| {
        bench.lies_in(Some(*i), top) && {
            let text = under(bench, *i);
            named.iter().all(|k| says(text, k))
        }
    };
    let top = (top..bench.outline.sections.len()).rev().find(holds).unwrap_or(top);
    if missing.is_empty() {
        bench.note(rule, Verdict::Pass, Some(top), [&facts.funds.len().to_string(), " 个专项都设定了绩效目标"].concat());
        return;
    }
    let names: Vec<&str> = missing.iter().map(|(f, _)| f.name.as_str()).collect();
    bench.note(rule, Verdict::Fail, Some(top), format!("绩效目标没有写到：{}", names.join("、")));
}

/// Whether most pairs of neighbouring characters of a fund's name stand in the words: the goals abridge the names
/// (残疾人生活补贴和护理补贴 for 困难残疾人生活补贴和重度残疾人护理补贴).
fn mostly_named(words: &str, name: &str) -> bool {
    let name: Vec<char> = key(name).chars().collect();
    let pairs: Vec<String> = name.windows(2).map(|p| p.iter().collect()).collect();
    let found = pairs.iter().filter(|p| words.contains(p.as_str())).count();
    pairs.len() >= 3 && found * 5 >= pairs.len() * 3
}

/// B12 needs a reader: whether a fund that spent nothing claims results.
fn unspent(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("B12") else { return };
    let facts = bench.facts;
    for f in facts.funds.iter().filter(|f| f.actual.is_some_and(|a| a.is_zero())) {
        bench.note(rule, Verdict::Insufficient, f.section, format!("{}没有支出，是否写了产出需人工判断", f.name));
    }
}
