//! Which figure is most likely wrong, and which failures have one cause.
//!
//! As error localisation in official statistics does it: the least change that satisfies every identity in which the
//! figure takes part. A candidate is a figure and the value that would heal a failing identity; it is judged by the
//! failures that it leaves, the identities that it would break, and how likely a hand makes such a slip.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::bench::{Bench, Equation, Relation, Signed, lowered, number, percent_of, ratio_tolerance};
use super::figure::{Figure, Origin};
use super::slips::{Slip, classify, retyped, scaled, significant};
use super::{Severity, Suspect, Verdict};
use crate::read::Span;

/// Suspects that a finding names at most.
const NAMED: usize = 3;

/// A figure, the value that heals, and what the change does to the equations around it.
#[derive(Clone)]
struct Candidate<'a> {
    figure: Figure<'a>,
    healed: Decimal,
    slip: Slip,
    /// Failing equations that hold after the change.
    heals: Vec<usize>,
    /// Failing equations of the component that still fail, and holding ones that break.
    cost: usize,
    /// Equations in which the figure takes part.
    part_of: usize,
}

/// Finds suspects for every failure, groups the failures by cause and lowers those that the reading may have made.
pub(crate) fn find(bench: &mut Bench<'_>) {
    let failing: Vec<usize> = (0..bench.equations.len()).filter(|&e| fails(bench, e)).collect();
    if !failing.is_empty() {
        let of_figure = index(bench, &failing);
        let mut left = failing;
        // The best suspect explains some failures; what is left is looked at afresh.
        while !left.is_empty() {
            let component = component(bench, &left);
            let candidates = candidates(bench, &component, &of_figure);
            let explained = match candidates.first() {
                Some(best) => best.heals.clone(),
                None => vec![component[0]],
            };
            tell(bench, &explained, &candidates);
            left.retain(|e| !explained.contains(e));
        }
    }
    close_tentative(bench);
    doubt_missing_items(bench);
    lower_doubtful(bench);
}

/// A sum that misses exactly a figure that is printed close by and takes no part (…、经营支出618万元三类, or a fund whose name was
/// not known) was hardly reckoned wrongly: an item was not read. It is told as a warning at most, whatever slip would explain it.
fn doubt_missing_items(bench: &mut Bench<'_>) {
    let top = |s: Option<usize>| {
        let path = &bench.outline.sections.get(s?)?.path;
        Some(path.split('.').next().unwrap_or(path).to_owned())
    };
    let mut missing = Vec::new();
    for (at, c) in bench.checks.iter().enumerate() {
        let Some(gap) = c.difference.map(|d| d.abs()).filter(|d| !d.is_zero()) else { continue };
        let summed =
            c.amounts.len() >= 3 && matches!(c.rule.as_str(), "A02" | "A03" | "A05" | "A06" | "A07" | "B02" | "D10" | "S01");
        if c.verdict != Verdict::Fail || c.severity != Severity::Error || !summed {
            continue;
        }
        let home: Vec<_> = c.amounts.iter().map(|&i| top(bench.amount(i).and_then(|a| a.section))).collect();
        let beside = bench.facts.amounts.iter().enumerate().any(|(i, a)| {
            a.wan == gap
                && a.role == crate::interpret::AmountRole::Value
                && !c.amounts.contains(&i)
                && significant(gap) >= 3
                // what can be an item: not a budget, a change of one, or what is left
                && !a.concept.is_some_and(|c| ["budget", "adjust", "balance", "carryover", "source"].iter().any(|w| c.contains(w)))
                && home.contains(&top(a.section))
        });
        // 项目支出 of 一般公共预算 and a fund that 政府性基金 pays: the sum exceeds the total by just that fund
        let too_many = c.rule == "B02" && c.amounts.iter().skip(1).any(|&i| bench.amount(i).is_some_and(|a| a.wan == gap));
        if beside || too_many {
            missing.push(at);
        }
    }
    for at in missing {
        if let Some(c) = bench.checks.get_mut(at) {
            c.severity = Severity::Warning;
            c.hint = Some("所差之数正是文中的一项，可能漏读或不属于本项合计，请先核对原文".to_owned());
        }
    }
}

/// Equations that need not hold fail where a slip that chance hardly makes (of the unit, of the point, two digits swapped,
/// in a figure of three digits or more) closes them and breaks nothing.
fn close_tentative(bench: &mut Bench<'_>) {
    for e in std::mem::take(&mut bench.tentative) {
        let of_figure = index(bench, &[e]);
        let strong = |c: &Candidate<'_>| {
            matches!(c.slip, Slip::Unit | Slip::Decimal | Slip::Swap) && c.cost == 0 && significant(c.figure.value) >= 3
        };
        let found: Vec<Candidate<'_>> = candidates(bench, &[e], &of_figure).into_iter().filter(strong).collect();
        let (Some(best), Some(check)) = (found.first(), bench.equations.get(e).map(Equation::check)) else { continue };
        let same =
            |c: &super::Check| c.suspects.iter().any(|s| s.span == best.figure.span && s.healed == best.healed.normalize());
        let cause = bench.checks.iter().position(|c| c.verdict == Verdict::Fail && same(c));
        let slip = best.slip;
        if let Some(c) = bench.checks.get_mut(check) {
            c.verdict = Verdict::Fail;
            // a list that no rule names may be open by its nature, and figures agree by chance now and then
            if slip == Slip::Swap || c.rule == "S01" {
                c.severity = lowered(c.severity, false);
            }
            c.message = format!(
                "{} 与分项之和 {} 相差 {}",
                number(c.found.unwrap_or_default()),
                number(c.expected.unwrap_or_default()),
                number(c.difference.unwrap_or_default().abs())
            )
            .into();
            c.because_of = cause;
        }
        if cause.is_none() {
            tell(bench, &[e], &found);
        }
    }
}

fn fails(bench: &Bench<'_>, equation: usize) -> bool {
    bench.equations.get(equation).is_some_and(|e| bench.checks.get(e.check()).is_some_and(|c| c.verdict == Verdict::Fail))
}

fn figures<'e, 'a>(e: &'e Equation<'a>) -> Box<dyn Iterator<Item = &'e Signed<'a>> + 'e> {
    match e {
        Equation::Linear { terms, .. } => Box::new(terms.iter()),
        Equation::Ratio { num, base, .. } => Box::new(num.iter().chain(base)),
    }
}

fn percent<'a>(e: &Equation<'a>) -> Option<Figure<'a>> {
    match e {
        Equation::Ratio { percent, .. } => Some(*percent),
        Equation::Linear { .. } => None,
    }
}

/// Equations by the figures that take part in them, for the figures of failing equations.
fn index(bench: &Bench<'_>, failing: &[usize]) -> HashMap<Span, Vec<usize>> {
    let mut map: HashMap<Span, Vec<usize>> = HashMap::new();
    for &e in failing {
        if let Some(eq) = bench.equations.get(e) {
            for f in figures(eq).map(|(_, f)| *f).chain(percent(eq)) {
                map.entry(f.span).or_default();
            }
        }
    }
    for (e, eq) in bench.equations.iter().enumerate() {
        for f in figures(eq).map(|(_, f)| *f).chain(percent(eq)) {
            if let Some(list) = map.get_mut(&f.span)
                && list.last() != Some(&e)
            {
                list.push(e);
            }
        }
    }
    map
}

/// The failing equations that hang together with the first one through shared figures.
fn component(bench: &Bench<'_>, failing: &[usize]) -> Vec<usize> {
    let spans = |e: usize| -> Vec<Span> {
        bench
            .equations
            .get(e)
            .map(|eq| figures(eq).map(|(_, f)| *f).chain(percent(eq)).map(|f| f.span).collect())
            .unwrap_or_default()
    };
    let Some((&first, rest)) = failing.split_first() else { return Vec::new() };
    let mut inside = vec![first];
    let mut seen = spans(first);
    let mut rest: Vec<(usize, Vec<Span>)> = rest.iter().map(|&e| (e, spans(e))).collect();
    while let Some(at) = rest.iter().position(|(_, s)| s.iter().any(|x| seen.contains(x))) {
        let (e, s) = rest.swap_remove(at);
        inside.push(e);
        seen.extend(s);
    }
    inside.sort_unstable();
    inside
}

/// Whether an equation holds when the figure at `who` has another value.
fn holds(e: &Equation<'_>, who: Span, value: Decimal) -> bool {
    let sum = |terms: &[Signed<'_>]| {
        terms.iter().fold(Decimal::ZERO, |s, (c, f)| {
            let v = if f.span == who { value } else { f.value };
            if *c < 0 { s - v } else { s + v }
        })
    };
    match e {
        Equation::Linear { terms, relation, tolerance, .. } => {
            let rest = sum(terms);
            match relation {
                Relation::Equal => rest.abs() <= *tolerance,
                Relation::AtMost => rest <= *tolerance,
            }
        }
        Equation::Ratio { percent, num, base, allowance, .. } => {
            let p = if percent.span == who { value } else { percent.value };
            let (a, b) = (sum(num), sum(base));
            let quantum = num.iter().chain(base).map(|(_, f)| f.quantum).max().unwrap_or_default();
            percent_of(a, b).is_some_and(|x| (p - x).abs() <= ratio_tolerance(percent.decimals, a, b, quantum) + *allowance)
        }
    }
}

/// Values of a figure that may heal an equation.
fn healing(e: &Equation<'_>, f: &Figure<'_>) -> Vec<Decimal> {
    let mut out: Vec<Decimal> = scaled(f).collect();
    match e {
        Equation::Linear { terms, tolerance, .. } => {
            let rest = terms.iter().fold(Decimal::ZERO, |s, (c, g)| if *c < 0 { s - g.value } else { s + g.value });
            let sign: i8 = terms.iter().filter(|(_, g)| g.span == f.span).map(|(c, _)| c.signum()).sum();
            if sign != 0 {
                let exact = if sign > 0 { f.value - rest } else { f.value + rest };
                out.push(exact);
                // Rounding leaves some room around the exact value.
                let mut step = f.quantum;
                while step <= *tolerance && out.len() < 24 {
                    out.push(exact + step);
                    out.push(exact - step);
                    step += f.quantum;
                }
            }
        }
        Equation::Ratio { percent, num, base, .. } => {
            out.extend(retyped(f));
            if percent.span == f.span {
                let sum = |t: &[Signed<'_>]| t.iter().map(|(c, g)| if *c < 0 { -g.value } else { g.value }).sum::<Decimal>();
                out.extend(percent_of(sum(num), sum(base)).map(|p| p.round_dp(u32::from(f.decimals))));
            }
        }
    }
    out
}

/// Figures of a sum in which a slip is looked for.
const MOST_MEMBERS: usize = 300;

fn candidates<'a>(bench: &Bench<'a>, component: &[usize], of_figure: &HashMap<Span, Vec<usize>>) -> Vec<Candidate<'a>> {
    let mut out: Vec<Candidate<'a>> = Vec::new();
    let mut seen: Vec<(Span, Decimal)> = Vec::new();
    for &e in component.iter().take(64) {
        let Some(eq) = bench.equations.get(e) else { continue };
        // Of a sum of so many figures nearly each could be the slip: naming one would be a guess.
        if figures(eq).nth(MOST_MEMBERS).is_some() {
            continue;
        }
        let members: Vec<Figure<'a>> = figures(eq).map(|(_, f)| *f).chain(percent(eq)).collect();
        for f in members {
            for healed in healing(eq, &f) {
                let key = (f.span, healed);
                if healed == f.value || seen.contains(&key) || !holds(eq, f.span, healed) {
                    continue;
                }
                seen.push(key);
                out.extend(judge(bench, component, of_figure, f, healed));
            }
        }
    }
    // Of equals, the change that makes a figure rounder, then the figure that more identities speak of.
    let rounder = |c: &Candidate<'_>| i64::from(significant(c.healed)) - i64::from(significant(c.figure.value));
    out.sort_by_key(|c| (c.cost, c.slip.rank(), rounder(c).max(-2), std::cmp::Reverse(c.part_of), c.figure.span));
    // One entry a figure: its best value.
    let mut named: Vec<Span> = Vec::new();
    out.retain(|c| {
        let new = !named.contains(&c.figure.span);
        named.push(c.figure.span);
        new
    });
    out
}

fn judge<'a>(
    bench: &Bench<'a>,
    component: &[usize],
    of_figure: &HashMap<Span, Vec<usize>>,
    figure: Figure<'a>,
    healed: Decimal,
) -> Option<Candidate<'a>> {
    let mine = of_figure.get(&figure.span)?;
    let mut slip = classify(&figure, healed);
    // Money is not negative unless the print is.
    if healed.is_sign_negative() && !healed.is_zero() && !figure.value.is_sign_negative() && slip != Slip::Sign {
        return None;
    }
    let mut heals = Vec::new();
    let mut cost = 0;
    for &e in mine {
        let Some(eq) = bench.equations.get(e) else { continue };
        match (component.contains(&e), holds(eq, figure.span, healed)) {
            (true, true) => heals.push(e),
            (false, false) if !fails(bench, e) && holds(eq, figure.span, figure.value) => cost += 1,
            _ => {}
        }
    }
    cost += component.len() - heals.len();
    if matches!(slip, Slip::Other | Slip::Missing) && figure.origin != Origin::Percent && copied(bench, &figure, healed) {
        slip = Slip::StaleCopy;
    }
    Some(Candidate { figure, healed, slip, heals, cost, part_of: mine.len() })
}

/// Whether another place prints the healed value, and not a round one.
fn copied(bench: &Bench<'_>, figure: &Figure<'_>, healed: Decimal) -> bool {
    !healed.is_zero() && bench.facts.amounts.iter().any(|a| a.wan == healed && a.span != figure.span)
}

const NUMERALS: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];

fn numeral(n: usize) -> String {
    NUMERALS.get(n).map_or_else(|| n.to_string(), |s| (*s).to_owned())
}

fn reason(c: &Candidate<'_>, failures: usize) -> String {
    let mut s = String::new();
    if !c.figure.label.is_empty() {
        s.push_str(c.figure.label);
        s.push(' ');
    }
    s.push_str(&number(c.figure.value));
    s.push_str(" 疑为 ");
    s.push_str(&number(c.healed));
    s.push('（');
    if !c.slip.words().is_empty() {
        s.push_str(c.slip.words());
        s.push('，');
    }
    if c.cost == 0 {
        s.push_str(&format!("改后{}处勾稽全部成立", numeral(c.part_of)));
    } else if failures > c.heals.len() {
        s.push_str(&format!("改后{}处不符中{}处成立", numeral(failures), numeral(c.heals.len())));
    } else {
        s.push_str(&format!("改后本处成立，另有{}处不再成立", numeral(c.cost)));
    }
    s.push('）');
    s
}

/// Writes the suspects into the root of a group of failures and hangs the others on it.
fn tell(bench: &mut Bench<'_>, explained: &[usize], candidates: &[Candidate<'_>]) {
    let mut checks: Vec<usize> = explained.iter().filter_map(|&e| bench.equations.get(e)).map(Equation::check).collect();
    checks.sort_unstable();
    checks.dedup();
    let open: Vec<usize> =
        checks.iter().copied().filter(|&c| bench.checks.get(c).is_some_and(|c| c.because_of.is_none())).collect();
    // The root: the gravest, sums before restatements and rates, the first in the text.
    let order = |&c: &usize| {
        let check = &bench.checks[c];
        let kind = match check.rule.as_str() {
            "G02" => 0,
            "B06" | "G05" => 2,
            "A17" | "A18" | "B08" | "B09" | "A15" | "C08" => 3,
            "B02" | "B07" => 2,
            _ => 1,
        };
        (std::cmp::Reverse(check.severity), kind, c)
    };
    let Some(mut root) = open.iter().copied().min_by_key(order) else { return };
    let related: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.heals.iter().any(|e| explained.contains(e))).collect();
    let best = related.first().copied();
    let suspects: Vec<Suspect> = related
        .iter()
        .take(NAMED)
        .map(|c| Suspect {
            amount: c.figure.amount_index(),
            span: c.figure.span,
            healed: c.healed.normalize(),
            slip: c.slip.as_str(),
            reason: reason(c, checks.len()),
        })
        .collect();
    // A rate leaves too much room for it: only a sum or a restatement proves a slip of the unit.
    let proves = |c: &&Candidate<'_>| {
        c.slip == Slip::Unit
            && c.cost == 0
            && c.heals.iter().any(|&e| matches!(bench.equations.get(e), Some(Equation::Linear { relation: Relation::Equal, .. })))
    };
    if let Some(best) = best.filter(proves) {
        root = unit_slip(bench, root, best).unwrap_or(root);
    }
    let likely = |c: &&Candidate<'_>| {
        let identity = |&e: &usize| !matches!(bench.equations.get(e), Some(Equation::Linear { relation: Relation::AtMost, .. }));
        matches!(c.slip, Slip::Unit | Slip::Decimal | Slip::Swap | Slip::Digit) && c.heals.iter().any(identity)
    };
    if best.filter(likely).is_some() {
        bench.explained.push(root);
    }
    if let Some(c) = bench.checks.get_mut(root) {
        c.suspects = suspects;
    }
    for c in open.into_iter().filter(|&c| c != root) {
        if let Some(c) = bench.checks.get_mut(c) {
            c.because_of = Some(root);
        }
    }
}

/// A slip of the unit is told under G02: it is the cause, the sums that fail are its consequences.
fn unit_slip(bench: &mut Bench<'_>, root: usize, best: &Candidate<'_>) -> Option<usize> {
    let rule = bench.rules.get("G02")?;
    let found = bench.checks.get(root)?;
    if found.rule == "G02" {
        return Some(root);
    }
    // a figure that becomes too small to matter closes the sum as one that is left out does
    if found.tolerance.is_some_and(|t| best.healed.abs() <= t) {
        return None;
    }
    let (numbers, spans, amounts) = (found.numbers.clone(), found.spans.clone(), found.amounts.clone());
    let severity = found.severity;
    let section = best.figure.amount_index().and_then(|i| bench.amount(i)).and_then(|a| a.section).or(found.section);
    let printed = bench.doc.words(best.figure.span).to_owned();
    let way = if best.healed.abs() < best.figure.value.abs() { "元写成了万元" } else { "万元写成了元" };
    let message = format!("{} {printed} 疑为 {} 万元，{way}", best.figure.label, number(best.healed));
    let at = bench.note(rule, Verdict::Fail, section, message.trim_start().to_owned());
    let check = bench.checks.get_mut(at)?;
    check.severity = lowered(rule.severity, best.figure.exact).min(severity);
    (check.numbers, check.spans, check.amounts) = (numbers, spans, amounts);
    check.expected = Some(best.healed);
    check.found = Some(best.figure.value);
    check.hint = Some(rule.means.clone());
    Some(at)
}

/// A failure that the reading may have made, and that no likely slip explains, drops one level and says so.
fn lower_doubtful(bench: &mut Bench<'_>) {
    for at in std::mem::take(&mut bench.doubtful) {
        let root = bench.checks.get(at).and_then(|c| c.because_of).unwrap_or(at);
        let likely = bench.explained.contains(&root);
        if let Some(c) = bench.checks.get_mut(at)
            && c.verdict == Verdict::Fail
            && !likely
        {
            c.severity = match c.severity {
                Severity::Error => Severity::Warning,
                s => s,
            };
            c.hint = Some("可能是读法有误（归属或未写明的调整），请先核对原文".to_owned());
        }
    }
}
