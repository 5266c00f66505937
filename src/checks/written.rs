//! How figures are written: G08, a form kept in another unit than its header says; G09, words like 余 and 近 against the
//! exact figure elsewhere. (G06, a ratio in a percent column, is told with the execution rate.)

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, number};
use super::figure::Figure;
use super::forms::{figure, value};
use crate::interpret::Count;
use crate::mentions::{Bound, MoneyUnit};

/// Runs the rules.
pub(crate) fn check(bench: &mut Bench<'_>) {
    header_unit(bench);
    bounds(bench);
}

/// G08: every figure of a funding block declared in 万元 is a 亿 and more, the largest beyond what any one unit spends.
fn header_unit(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("G08") else { return };
    // 万元: the least and the largest figure at which 元 is likelier. A project of 50亿 in a form of one unit is not seen.
    let (least, largest) = (Decimal::from(10_000), Decimal::from(500_000));
    let facts = bench.facts;
    for form in &facts.forms {
        let mut figures: Vec<Figure<'_>> = Vec::new();
        for row in &form.funding {
            for field in ["initial", "budget", "executed"] {
                let Some(v) = value(row, field) else { continue };
                let in_wan =
                    v.amount.and_then(|i| bench.amount(i)).is_some_and(|a| a.unit == MoneyUnit::WanYuan && !a.wan.is_zero());
                figures.extend(figure(bench, v, "").filter(|_| in_wan));
            }
        }
        let Some(top) = figures.iter().map(|f| f.value).max() else { continue };
        let (verdict, message) = if figures.len() >= 2 && top >= largest && figures.iter().all(|f| f.value >= least) {
            (Verdict::Fail, format!("表头写万元，各数都在 1 亿元以上，最大 {} 万元，疑按元填报", number(top)))
        } else {
            (Verdict::Pass, "表头的单位与各数相称".to_owned())
        };
        let section = figures.first().and_then(|f| bench.outline.section_at(f.span.start));
        bench.told(rule, verdict, section, &figures, message);
    }
}

/// G09: 1200余人 in one place and 1180人 of the same thing in another. Only where label and unit are equal and one exact
/// figure is told.
fn bounds(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("G09") else { return };
    let facts = bench.facts;
    let long = |c: &&Count| c.label.chars().count() >= 4 && c.role.is_none();
    for vague in facts.counts.iter().filter(|c| c.bound != Bound::Exact).filter(long) {
        let Some(v) = vague.value else { continue };
        let mut exact = facts.counts.iter().filter(|c| {
            c.bound == Bound::Exact && c.value.is_some() && c.role.is_none() && c.label == vague.label && c.unit == vague.unit
        });
        let (Some(one), None) = (exact.next(), exact.next()) else { continue };
        let Some(x) = one.value else { continue };
        let holds = match vague.bound {
            Bound::AtLeast => x >= v,
            Bound::AtMost => x <= v,
            _ => (x - v).abs() * Decimal::TEN <= v.abs() * Decimal::TWO,
        };
        let (a, b) = (Figure::number(v, vague.span, ""), Figure::number(x, one.span, ""));
        let printed = |c: &Count| c.span.of(&bench.doc.text).to_owned();
        let message = format!("{}：一处写 {}，另一处写 {}", vague.label, printed(vague), printed(one));
        bench.told(rule, if holds { Verdict::Pass } else { Verdict::Fail }, vague.section, &[a, b], message);
    }
}
