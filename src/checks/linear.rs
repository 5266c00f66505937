//! Rules over the document's own figures that are wholly data: balances, bounds, equalities and rates.

use super::Verdict;
use super::bench::{Bench, Relation, Signed};
use super::figure::Figure;
use super::rules::{Need, Rule, RuleKind, Term};
use crate::interpret::AmountRole;
use rust_decimal::Decimal;

/// Evaluates every data rule.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let rules = bench.rules;
    for rule in rules.iter() {
        match rule.kind {
            RuleKind::Balance | RuleKind::Bound | RuleKind::Equal => identity(bench, rule),
            RuleKind::Rate => rate(bench, rule),
            RuleKind::Sum => bounds(bench, rule),
            RuleKind::Code | RuleKind::Judgement => {}
        }
    }
}

/// The figures of one side of an identity.
enum Side<'a> {
    /// All that must be printed is; the second list may count or not.
    Known(Vec<Signed<'a>>, Vec<Signed<'a>>),
    /// Something is missing or printed with several values.
    Missing(Vec<&'a str>),
}

fn side<'a>(bench: &Bench<'a>, terms: &'a [Term]) -> Side<'a> {
    let (mut known, mut either, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut one_of, mut wanted) = (false, Vec::new());
    for t in terms {
        match (bench.principal(&t.concept), t.need) {
            (Ok(Some(i)), need) => {
                let Some(f) = bench.figure(i) else { continue };
                // A decrease may be printed with its sign or without.
                let sign = if t.sign < 0 && f.value.is_sign_negative() { 1 } else { t.sign };
                one_of |= need == Need::OneOf;
                if need == Need::Either { either.push((sign, f)) } else { known.push((sign, f)) }
            }
            (Err(()), Need::Either) | (Ok(None), Need::Zero | Need::Either) => {}
            (Ok(None), Need::Must) if t.concept == "carryover_closing" && nothing_left(bench) => {}
            (Ok(None), Need::OneOf) => wanted.push(t.concept.as_str()),
            (Ok(None), Need::Must) | (Err(()), _) => missing.push(t.concept.as_str()),
        }
    }
    if !one_of && terms.iter().any(|t| t.need == Need::OneOf) {
        missing.append(&mut wanted);
    }
    if missing.is_empty() { Side::Known(known, either) } else { Side::Missing(missing) }
}

/// Whether the words say that the unit carries nothing over (年末无结转结余), in a paragraph of its own figures.
fn nothing_left(bench: &Bench<'_>) -> bool {
    let own = |c: &Option<&str>| matches!(c, Some("expenditure_total" | "gpb_expenditure" | "carryover_opening"));
    let mut places: Vec<_> = bench
        .facts
        .amounts
        .iter()
        .filter(|a| own(&a.concept) && a.fund.is_none() && a.cell.is_none() && a.role == AmountRole::Value)
        .filter_map(|a| bench.doc.paragraph_at(a.span.start))
        .collect();
    places.dedup();
    places.iter().filter_map(|&p| bench.doc.paragraphs.get(p)).any(|p| {
        let words = bench.doc.words(p.span);
        NOTHING_LEFT.iter().any(|w| words.contains(w))
    })
}

/// Words that state a closing carry-over of nothing.
const NOTHING_LEFT: [&str; 6] =
    ["年末无结转结余", "年末无结转和结余", "年末无结转", "年末没有结转结余", "年末无结余", "年末没有结转"];

fn identity<'a>(bench: &mut Bench<'a>, rule: &'a Rule) {
    // Nothing of the left side is printed: not applicable, at the price of one look-up.
    let anything = |list: &[Term]| list.iter().any(|t| t.need == Need::Must && bench.has(&t.concept));
    let triggered = rule.when_any.iter().any(|all| all.iter().all(|c| bench.has(c)));
    let both = anything(&rule.left) && anything(&rule.right);
    if !(triggered || both) {
        return;
    }
    let (left, right) = (side(bench, &rule.left), side(bench, &rule.right));
    let right = one_reading(bench, &left, right);
    let (left, mut right, either) = match (left, right) {
        (Side::Known(l, _), Side::Known(r, e)) if !l.is_empty() && !r.is_empty() => (l, r, e),
        (l, r) => {
            let mut missing = Vec::new();
            for s in [l, r] {
                if let Side::Missing(m) = s {
                    missing.extend(m);
                }
            }
            let message = format!("缺少或不能确定：{}", missing.join("、"));
            bench.note(rule, Verdict::Insufficient, None, message);
            return;
        }
    };
    let section = left.first().and_then(|(_, f)| f.amount_index()).and_then(|i| bench.amount(i)).and_then(|a| a.section);
    let sum =
        |list: &[Signed<'_>]| list.iter().map(|(c, f)| if *c < 0 { -f.value } else { f.value }).sum::<rust_decimal::Decimal>();
    if sum(&left) != sum(&right) {
        let with: Vec<_> = right.iter().chain(&either).copied().collect();
        if !either.is_empty() && sum(&left) == sum(&with) {
            right = with;
        }
    }
    let relation = if rule.kind == RuleKind::Bound { Relation::AtMost } else { Relation::Equal };
    let at = bench.linear(rule, section, &left, &right, relation);
    bench.doubt_if_scattered(at);
}

/// Net and gross adjustments may both be printed, and a fund's may be taken for the unit's: of the terms that may stand
/// for each other the reading that closes is meant; where none does, those in the paragraph of the total.
fn one_reading<'a>(bench: &Bench<'a>, left: &Side<'a>, right: Side<'a>) -> Side<'a> {
    let (Side::Known(l, _), Side::Known(r, e)) = (left, &right) else { return right };
    let value = |list: &[Signed<'_>]| list.iter().map(|(c, f)| if *c < 0 { -f.value } else { f.value }).sum::<Decimal>();
    let concept = |f: &Figure<'_>| f.amount_index().and_then(|i| bench.amount(i)).and_then(|a| a.concept).unwrap_or("");
    let adjusts = |f: &Figure<'_>| concept(f).contains("_adjust_");
    if r.iter().filter(|(_, f)| adjusts(f)).count() < 2 || value(l) == value(r) {
        return right;
    }
    let net: Vec<Signed<'a>> = r.iter().filter(|(_, f)| !adjusts(f) || concept(f).ends_with("_net")).copied().collect();
    let gross: Vec<Signed<'a>> = r.iter().filter(|(_, f)| !concept(f).ends_with("_adjust_net")).copied().collect();
    let place = l.first().and_then(|(_, f)| bench.doc.paragraph_at(f.span.start));
    let near: Vec<Signed<'a>> =
        r.iter().filter(|(_, f)| !adjusts(f) || bench.doc.paragraph_at(f.span.start) == place).copied().collect();
    let readings = [net, gross, near];
    let some = |t: &&Vec<Signed<'a>>| t.iter().any(|(_, f)| adjusts(f));
    let closing = readings.iter().filter(some).find(|t| value(t) == value(l));
    match closing.or_else(|| readings.last().filter(some)) {
        Some(t) => Side::Known(t.clone(), e.clone()),
        None => Side::Missing(vec!["budget_adjust_net"]),
    }
}

fn bounds(bench: &mut Bench<'_>, rule: &Rule) {
    for [low, high] in &rule.bounds {
        if let (Some(a), Some(b)) = (bench.principal_figure(low), bench.principal_figure(high)) {
            let section = a.amount_index().and_then(|i| bench.amount(i)).and_then(|x| x.section);
            bench.linear(rule, section, &[(1, a)], &[(1, b)], Relation::AtMost);
        }
    }
}

/// A printed rate of the whole unit: the first definition that fits is taken.
fn rate<'a>(bench: &mut Bench<'a>, rule: &'a Rule) {
    let facts = bench.facts;
    // most reports print no rate of this kind
    for p in facts.percents.iter().filter(|p| p.concept.is_some() && p.concept == rule.rate.as_deref() && p.fund.is_none()) {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        let mut first = None;
        let mut told = false;
        for (of, over) in rule.of.iter().zip(&rule.over) {
            let (Side::Known(num, _), Side::Known(base, _)) = (side(bench, of), side(bench, over)) else { continue };
            if super::rates::fits(&percent, &num, &base) {
                bench.ratio(rule, p.section, percent, &num, &base);
                told = true;
                break;
            }
            first.get_or_insert((num, base));
        }
        match first {
            _ if told => {}
            Some((num, base)) => {
                bench.ratio(rule, p.section, percent, &num, &base);
            }
            None => {
                bench.told(rule, Verdict::Insufficient, p.section, &[percent], "分子或分母没有印出");
            }
        }
    }
}
