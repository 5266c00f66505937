//! One quantity printed in several places is one value: G05, for a fund's expenditure B06, and G02 for a slip of the unit.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::Verdict;
use super::bench::{Bench, Relation, number};
use super::figure::{Figure, power_of_ten};
use super::slips::{Slip, classify};
use crate::interpret::{Amount, AmountRole, Column, ConceptId};
use crate::mentions::Bound;

/// Quantities of which a report may print several of the same kind: no two of them need be equal.
const MANY: [&str; 14] = [
    "budget_total_unspecified",
    "budget_adjust_increase",
    "budget_adjust_decrease",
    "budget_adjust_net",
    "fund_adjust_increase",
    "fund_adjust_decrease",
    "fund_adjust_net",
    "project_total_investment",
    "fund_source_central",
    "fund_source_province",
    "fund_source_local",
    "fund_other_money",
    "fund_current_appropriation",
    "fund_prev_carryover",
];

/// What makes two figures the same quantity.
type Key<'a> = (ConceptId, &'a str, Option<i32>, u8);

/// The budget that a figure speaks of, as far as its words or the total above it say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    General,
    All,
    Unsaid,
}

fn scope(bench: &Bench<'_>, a: &Amount) -> Scope {
    let before = bench.clause_before(a.span);
    let tail = before.char_indices().rev().nth(23).map_or(before, |(i, _)| &before[i..]);
    if [a.label.as_str(), tail].iter().any(|w| w.contains("一般公共预算") || w.contains("财政拨款")) {
        return Scope::General;
    }
    let mut top = a;
    for _ in 0..16 {
        match top.parent.and_then(|p| bench.amount(p)) {
            Some(p) => top = p,
            None => break,
        }
        match top.concept {
            Some("gpb_expenditure" | "gpb_revenue") => return Scope::General,
            Some("expenditure_total" | "expenditure_grand_total" | "revenue_total") => return Scope::All,
            _ => {}
        }
    }
    Scope::Unsaid
}

/// Compares every quantity over the places that print it.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (i, a) in facts.amounts.iter().enumerate() {
        let Some(concept) = a.concept else { continue };
        if a.role != AmountRole::Value || MANY.contains(&concept) || bench.is_part_of_its_own_kind(a) && a.fund.is_none() {
            continue;
        }
        if bench.is_part_of_its_own_kind_and_fund(a) {
            continue;
        }
        let year = a.year.filter(|&y| Some(y) != facts.head.fiscal_year);
        let column = match a.column {
            None => 0,
            // In prose the executed figure has no column; a table's has.
            Some(Column::Executed) => 0,
            Some(Column::Initial) => 1,
            Some(Column::Budget) => 2,
        };
        groups.entry((concept, a.fund.as_deref().unwrap_or(""), year, column)).or_default().push(i);
    }
    let (mut held, mut spent) = (0, 0);
    for ((concept, fund, _, _), list) in groups {
        if list.len() > 1 {
            let n = compare(bench, fund, &list);
            if concept == "fund_actual" && !fund.is_empty() { spent += n } else { held += n }
        }
    }
    if held + spent > 0 {
        for (id, n) in [("G05", held + spent), ("B06", spent)] {
            if let (Some(rule), true) = (bench.rules.get(id), n > 0) {
                bench.note(rule, Verdict::Pass, None, [&n.to_string(), " 处复述与前文一致"].concat());
            }
        }
        if let Some(rule) = bench.rules.get("G02") {
            bench.note(rule, Verdict::Pass, None, "复述的金额没有相差一万倍的");
        }
    }
}

/// Whether two figures agree, exactly or after rounding to the coarser print.
fn agree(a: &Figure<'_>, b: &Figure<'_>) -> bool {
    if a.value == b.value {
        return true;
    }
    let step = |f: &Figure<'_>| power_of_ten(f.exponent - i32::from(f.decimals));
    let (coarse, fine) = if step(a) >= step(b) { (a, b) } else { (b, a) };
    let unit = power_of_ten(coarse.exponent);
    let Some(scaled) = fine.value.checked_div(unit) else { return false };
    let rounded = scaled.round_dp_with_strategy(u32::from(coarse.decimals), RoundingStrategy::MidpointAwayFromZero) * unit;
    rounded == coarse.value && step(coarse) > step(fine)
}

/// A paragraph, and in a table the row.
type PlaceOf = (Option<usize>, Option<(u32, u32)>);

/// Places of one quantity that a figure is compared with: a report does not restate one more often.
const PLACES: usize = 64;

/// Compares the figures of one quantity; gives how many restatements hold.
fn compare<'a>(bench: &mut Bench<'a>, fund: &str, list: &[usize]) -> usize {
    let facts = bench.facts;
    let mut held = 0;
    // Two different values in one place are two quantities, not one restated.
    let mut places: BTreeMap<PlaceOf, Decimal> = BTreeMap::new();
    for a in list.iter().filter_map(|&i| facts.amounts.get(i)) {
        let place = (bench.doc.paragraph_at(a.span.start), a.cell.map(|c| (c.0, c.1)));
        if *places.entry(place).or_insert(a.wan) != a.wan {
            return 0;
        }
    }
    let mut scopes: Vec<Option<Scope>> = vec![None; list.len().min(PLACES)];
    let Some(&first) = list.first() else { return 0 };
    let mut told = false;
    for (n, &i) in list.iter().enumerate().skip(1) {
        let against = reference(bench, &list[..n.min(PLACES)], i, &mut scopes).unwrap_or(first);
        if against == i {
            continue;
        }
        let (Some(a), Some(b)) = (bench.figure(against), bench.figure(i)) else { continue };
        if agree(&a, &b) {
            held += 1;
            // The equation stands for the search even where it holds: a restated figure is hard to doubt.
            bench.equations.push(super::bench::Equation::Linear {
                check: usize::MAX,
                terms: vec![(1, a), (-1, b)],
                relation: Relation::Equal,
                tolerance: a.quantum.max(b.quantum) / Decimal::TWO,
            });
            continue;
        }
        let approximate = facts.amounts[against].bound != Bound::Exact || facts.amounts[i].bound != Bound::Exact;
        let (x, y) = (&facts.amounts[against], &facts.amounts[i]);
        // The tables of a published budget cut one name by several budgets, a table each: 基本支出 of all and of 财政拨款.
        if facts.head.kind.is_none() && x.cell.is_some() && y.cell.is_some() {
            continue;
        }
        if scopes_differ(bench, x, y) || approximate && within_words(x, y) || told && same_pair_told(bench, &a, &b) {
            continue;
        }
        told = true;
        tell(bench, fund, x.concept, a, b, y.section);
    }
    held
}

/// The figure to compare with, of those before: one that agrees, or the first one of the same scope.
fn reference(bench: &Bench<'_>, before: &[usize], i: usize, scopes: &mut [Option<Scope>]) -> Option<usize> {
    let figure = bench.figure(i)?;
    let agrees = |&&j: &&usize| bench.figure(j).is_some_and(|x| agree(&x, &figure));
    if let Some(&j) = before.iter().find(agrees) {
        return Some(j);
    }
    let mine = scope(bench, bench.amount(i)?);
    let mut same = |n: usize, j: usize| {
        let known = scopes.get_mut(n);
        let of =
            |known: &mut Option<Scope>| *known.get_or_insert_with(|| bench.amount(j).map_or(Scope::Unsaid, |b| scope(bench, b)));
        known.map(of) == Some(mine)
    };
    before.iter().enumerate().find(|&(n, &j)| same(n, j)).map(|(_, &j)| j)
}

/// 一般公共预算的基本支出 and the 基本支出 of all budgets need not be equal; an unsaid scope may be either.
fn scopes_differ(bench: &Bench<'_>, a: &Amount, b: &Amount) -> bool {
    let (x, y) = (scope(bench, a), scope(bench, b));
    let both_totals = |c: Option<&str>| c.is_some_and(|c| c.starts_with("gpb_"));
    match (x, y) {
        (Scope::All, Scope::General) | (Scope::General, Scope::All) => true,
        // The unit's whole expenditure under another name.
        (Scope::All, Scope::Unsaid) | (Scope::Unsaid, Scope::All) => {
            both_totals(a.concept) && bench.has("gpb_expenditure") && bench.has("expenditure_total")
        }
        _ => false,
    }
}

/// 约, 余, 近 beside an exact value: only a contradiction of the word counts.
fn within_words(a: &Amount, b: &Amount) -> bool {
    let fits = |x: &Amount, y: &Amount| match x.bound {
        Bound::AtLeast => y.wan >= x.wan,
        Bound::AtMost => y.wan <= x.wan,
        Bound::About => (x.wan - y.wan).abs() * Decimal::TEN <= x.wan.abs(),
        Bound::Exact => true,
    };
    fits(a, b) && fits(b, a)
}

fn same_pair_told(bench: &Bench<'_>, a: &Figure<'_>, b: &Figure<'_>) -> bool {
    bench.checks.iter().rev().take(4).any(|c| c.verdict == Verdict::Fail && c.numbers == [a.value, b.value])
}

/// Whether two values are apart by a factor of 10⁴ or 10⁸, within half a percent.
pub(crate) fn unit_slip(a: Decimal, b: Decimal) -> bool {
    let (big, small) = if a.abs() > b.abs() { (a.abs(), b.abs()) } else { (b.abs(), a.abs()) };
    let Some(ratio) = big.checked_div(small) else { return false };
    [4, 8].iter().any(|&k| {
        let p = power_of_ten(k);
        (ratio - p).abs() * Decimal::from(200) <= p
    })
}

/// Whether two figures may be one, mistyped. Figures that no slip makes of each other are likelier two quantities of like
/// names (of reports that nobody had seen, five in twenty-two told such a pair): a draft's stale figure is a warning.
fn alike(a: &Figure<'_>, b: &Figure<'_>) -> bool {
    classify(a, b.value) != Slip::Other
}

/// Times that one figure may be the other before no stale draft explains it.
const FAR_APART: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

fn tell<'a>(bench: &mut Bench<'a>, fund: &str, concept: Option<ConceptId>, a: Figure<'a>, b: Figure<'a>, section: Option<usize>) {
    let id = match () {
        () if unit_slip(a.value, b.value) => "G02",
        () if concept == Some("fund_actual") && !fund.is_empty() => "B06",
        () => "G05",
    };
    let Some(rule) = bench.rules.get(id) else { return };
    // 支出 here and 支出 there may be of two things whose names were not read
    let bare = |f: &Figure<'_>| f.label.chars().count() <= 4 && fund.is_empty();
    let alike = id != "G05" || alike(&a, &b) && !(bare(&a) || bare(&b));
    let (big, small) =
        if a.value.abs() > b.value.abs() { (a.value.abs(), b.value.abs()) } else { (b.value.abs(), a.value.abs()) };
    if id == "G05" && !self::alike(&a, &b) && big > small.saturating_mul(FAR_APART) {
        bench.told(rule, Verdict::Insufficient, section, &[a, b], "名称相同而数额相去太远，多半不是同一个数");
        return;
    }
    let at = bench.linear(rule, section, &[(1, a)], &[(1, b)], Relation::Equal);
    let line = bench.doc.place(a.span.start).line;
    if let Some(c) = bench.checks.get_mut(at) {
        // TE, not TS: equal or not.
        c.verdict = Verdict::Fail;
        c.tolerance = Some(Decimal::ZERO);
        let name = if fund.is_empty() { a.label.to_owned() } else { format!("{fund} {}", b.label) };
        c.message = format!("{name}：第 {line} 行写 {}，此处写 {}", number(a.value), number(b.value)).into();
    }
    if !alike {
        bench.doubtful.push(at);
        if bare(&b)
            && id == "G05"
            && let Some(c) = bench.checks.get_mut(at)
        {
            c.severity = c.severity.min(super::Severity::Warning);
        }
    }
    if let Some(super::bench::Equation::Linear { tolerance, .. }) = bench.equations.last_mut() {
        *tolerance = Decimal::ZERO;
    }
}
