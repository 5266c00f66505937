//! A18: 比上年增加27.44万元，增长5.08%: the change, its rate and the word for its direction.

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use super::rates::fits;
use super::rules::Rule;
use crate::interpret::{Amount, AmountRole, Percent, PercentKind};
use crate::read::Span;

/// Checks every stated change.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("A18") else { return };
    let facts = bench.facts;
    let mut used: Vec<usize> = Vec::new();
    for (i, a) in facts.amounts.iter().enumerate() {
        if a.role != AmountRole::Comparison {
            continue;
        }
        let rate = rate_beside(bench, a, &mut used);
        change(bench, rule, i, a, rate);
    }
    // A rate without an amount of change: 比上年540.08万元下降5.08%.
    for (n, p) in facts.percents.iter().enumerate() {
        if used.contains(&n) || !matches!(p.kind, PercentKind::Increase | PercentKind::Decrease) {
            continue;
        }
        let Some(this) = p.amount else { continue };
        let Some(last) = last_value(bench, this, p.span) else { continue };
        let (Some(this), Some(last)) = (bench.figure(this), bench.figure(last)) else { continue };
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        let num: [Signed<'_>; 2] =
            if p.kind == PercentKind::Increase { [(1, this), (-1, last)] } else { [(1, last), (-1, this)] };
        bench.ratio(rule, p.section, percent, &num, &[(1, last)]);
    }
}

/// The rate that stands in the same sentence behind a change, before the next change.
fn rate_beside<'a>(bench: &Bench<'a>, a: &Amount, used: &mut Vec<usize>) -> Option<&'a Percent> {
    let facts = bench.facts;
    let next = facts
        .amounts
        .iter()
        .filter(|b| b.role == AmountRole::Comparison && b.span.start > a.span.start)
        .map(|b| b.span.start)
        .min();
    let reach = a.span.end + bench.sentence_after(a.span).len() as u32;
    let hit = facts.percents.iter().enumerate().find(|(n, p)| {
        matches!(p.kind, PercentKind::Increase | PercentKind::Decrease)
            && p.span.start >= a.span.end
            && p.span.start < reach
            && next.is_none_or(|n| p.span.start < n)
            && p.span.start - a.span.end < 90
            && !used.contains(n)
    });
    hit.map(|(n, p)| {
        used.push(n);
        p
    })
}

/// The value that a sentence prints for the year before: 上年为…, （上年支出…）, 较年初预算30.00万元减少….
fn last_value(bench: &Bench<'_>, this: usize, near: Span) -> Option<usize> {
    let facts = bench.facts;
    let place = bench.doc.paragraph_at(near.start);
    let year = facts.head.fiscal_year;
    let candidate = |i: &usize| {
        let a = &facts.amounts[*i];
        if *i == this || a.role != AmountRole::Other || bench.doc.paragraph_at(a.span.start) != place {
            return false;
        }
        let before = bench.clause_before(a.span);
        let tail = before.char_indices().rev().nth(11).map_or(before, |(k, _)| &before[k..]);
        a.label.contains("上年")
            || ["上年", "去年", "上一年"].iter().any(|w| tail.contains(w))
            || year.is_some_and(|y| a.year == Some(y - 1) || tail.contains(&format!("{}年", y - 1)))
            || (tail.contains('较') || tail.contains('比')) && (a.label.contains("预算") || tail.contains("预算"))
    };
    (0..facts.amounts.len())
        .filter(candidate)
        .min_by_key(|&i| facts.amounts[i].span.start.abs_diff(near.start))
        .filter(|&i| facts.amounts[i].span.start.abs_diff(near.start) < 240)
}

/// The figure before `nearest`, in its paragraph, that is `due`: where a change from its base leads.
fn meant<'a>(bench: &Bench<'a>, nearest: usize, due: Decimal) -> Option<(usize, Figure<'a>)> {
    let place = bench.doc.paragraph_at(bench.amount(nearest)?.span.start);
    let here = |a: &&Amount| a.role == AmountRole::Value && bench.doc.paragraph_at(a.span.start) == place;
    (nearest.saturating_sub(LONGEST_LIST)..nearest)
        .rev()
        .find(|&i| bench.amount(i).filter(here).is_some_and(|a| a.wan == due))
        .and_then(|i| bench.figure(i).map(|f| (i, f)))
}

/// The figure before `nearest`, in its paragraph, whose change has the rate that is printed.
fn before_by_rate<'a>(bench: &Bench<'a>, nearest: usize, fits: impl Fn(Figure<'a>) -> bool) -> Option<(usize, Figure<'a>)> {
    let place = bench.doc.paragraph_at(bench.amount(nearest)?.span.start);
    let here = |a: &&Amount| {
        a.role == AmountRole::Value && a.concept.is_some() && bench.doc.paragraph_at(a.span.start) == place && !a.wan.is_zero()
    };
    (nearest.saturating_sub(LONGEST_LIST)..nearest).rev().find_map(|i| {
        let figure = bench.amount(i).filter(here).and_then(|_| bench.figure(i))?;
        fits(figure).then_some((i, figure))
    })
}

/// So many figures may stand between a total and the change that is told of it.
const LONGEST_LIST: usize = 12;

/// The figure of another year that a change is told of right behind it.
fn base_right_before<'a>(bench: &Bench<'a>, index: usize) -> Option<Figure<'a>> {
    let (a, base) = (bench.amount(index)?, index.checked_sub(1)?);
    let last = bench.amount(base).filter(|b| b.role == AmountRole::Other)?;
    let between = bench.doc.words(Span { start: last.span.end, end: a.span.start });
    let told = between.chars().count() <= 3 && !between.contains(['，', '。', '；', '、', '）']);
    let before = bench.clause_before(last.span);
    let year = ["上年", "去年", "上一年"].iter().any(|w| before.contains(w) || last.label.contains(w));
    (told && year).then(|| bench.figure(base)).flatten()
}

fn change<'a>(bench: &mut Bench<'a>, rule: &Rule, index: usize, a: &'a Amount, rate: Option<&'a Percent>) {
    let Some(delta) = bench.figure(index) else { return };
    let down = match (a.direction, rate.map(|p| p.kind)) {
        (-1, _) => true,
        (1, _) => false,
        (_, Some(PercentKind::Decrease)) => true,
        (_, Some(PercentKind::Increase)) => false,
        _ => return,
    };
    let section = a.section;
    let changed = a.changes.and_then(|i| bench.amount(i).map(|x| (i, x.role)));
    // 较年初预算30.00万元减少1.50万元，下降5%: what stands before the change is what it is measured by.
    if let (Some((i, AmountRole::Other)), Some(p)) = (changed, rate) {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        let delta = Figure { value: delta.value.abs(), ..delta };
        if let Some(base) = bench.figure(i).filter(|b| fits(&percent, &[(1, delta)], &[(1, *b)])) {
            bench.ratio(rule, section, percent, &[(1, delta)], &[(1, base)]);
            return;
        }
    }
    let this = changed.filter(|(_, role)| *role == AmountRole::Value).and_then(|(i, _)| bench.figure(i).map(|f| (i, f)));
    let last = this.and_then(|(i, _)| last_value(bench, i, a.span)).and_then(|i| bench.figure(i));
    // 全年支出1,119.52万元，其中基本支出…、项目支出270.80万元；总额比上年的1,156.00万元减少36.48万元: of the figure that it closes for
    let this = match (this, last) {
        (Some((i, f)), Some(l)) if (f.value - l.value).abs() != delta.value.abs() => {
            let moved = if down { -delta.value.abs() } else { delta.value.abs() };
            Some(meant(bench, i, l.value + moved).unwrap_or((i, f)))
        }
        _ => this,
    };
    // 支出由基本支出…和项目支出…构成；支出比上年减少3.87万元，下降2.58%: of the figure before it that the rate fits
    let percent = rate.map(|p| Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label));
    let grown = Figure { value: delta.value.abs(), ..delta };
    let by_rate =
        |this: Figure<'a>| percent.is_some_and(|p| fits(&p, &[(1, grown)], &[(1, this), (if down { 1 } else { -1 }, grown)]));
    let (this, last) = match (this, last) {
        // 上年 of the sentence before is another figure's
        (Some((i, f)), Some(l))
            if (f.value - l.value).abs() != delta.value.abs()
                && by_rate(f)
                && Span { start: l.span.end.min(a.span.start), end: a.span.start }.of(&bench.doc.text).contains('。') =>
        {
            (Some((i, f)), None)
        }
        (Some((i, f)), None) if percent.is_some() && !by_rate(f) => (before_by_rate(bench, i, by_rate).or(Some((i, f))), None),
        other => other,
    };
    let contrary = rate.filter(|p| a.direction != 0 && (p.kind == PercentKind::Decrease) != down);
    if let (Some((_, this)), Some(last)) = (this, last) {
        let moved = this.value - last.value;
        let wrong_way = (moved.is_sign_negative() != down) && !moved.is_zero();
        if wrong_way && moved.abs() == delta.value.abs() {
            let words = if down { "减少" } else { "增加" };
            let message = format!(
                "{} {}，上年 {}，应为{}，写成“{words}”{}",
                this.label,
                number(this.value),
                number(last.value),
                if down { "增加" } else { "减少" },
                number(delta.value.abs())
            );
            bench.told(rule, Verdict::Fail, section, &[this, last, delta], message);
            return;
        }
        let right: [Signed<'a>; 2] = if down { [(1, last), (-1, this)] } else { [(1, this), (-1, last)] };
        let signed = if delta.value.is_sign_negative() { -1 } else { 1 };
        bench.linear(rule, section, &[(signed, delta)], &right, Relation::Equal);
    }
    if let Some(p) = contrary {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        let message = format!("前写{}，后写{}，方向矛盾", if down { "减少" } else { "增加" }, if down { "增长" } else { "下降" });
        bench.told(rule, Verdict::Fail, section, &[delta, percent], message);
        return;
    }
    // 总收入比上年的1,096.43万元增加89.82万元，增长8.19%: nothing but the word for the change stands between
    let bare = |p: &Percent| bench.doc.words(Span { start: a.span.end, end: p.span.start }).chars().count() <= 5;
    if let (Some(p), None, Some(base)) = (rate.filter(|p| bare(p)), this, base_right_before(bench, index)) {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        bench.ratio(rule, section, percent, &[(1, Figure { value: delta.value.abs(), ..delta })], &[(1, base)]);
        return;
    }
    let (Some(p), Some((_, this))) = (rate, this) else { return };
    let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
    let delta = Figure { value: delta.value.abs(), ..delta };
    let num = [(1, delta)];
    let base: Vec<Signed<'a>> = match last {
        Some(last) if !last.value.is_zero() => vec![(1, last)],
        Some(_) => return,
        None => vec![(1, this), (if down { 1 } else { -1 }, delta)],
    };
    if base.iter().map(|(c, f)| Decimal::from(*c) * f.value).sum::<Decimal>() <= Decimal::ZERO {
        return;
    }
    let on_this_year = !fits(&percent, &num, &base) && fits(&percent, &num, &[(1, this)]);
    if let Some(at) = bench.ratio(rule, section, percent, &num, &base)
        && on_this_year
        && let Some(c) = bench.checks.get_mut(at)
    {
        c.hint = Some("百分比按本年数计算，应按上年数计算".to_owned());
    }
}
