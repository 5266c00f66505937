//! Compares the failed checks of a report with the labelled inconsistencies.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::table::{FALSE_ERRORS, WARNINGS};
use super::tally::Tally;
use super::truth::{Finding, Truth};
use crate::outputs::report::{CheckOut, Report};

fn rank(severity: Option<&str>) -> i32 {
    match severity {
        Some("note") => 0,
        Some("warning") => 1,
        _ => 2,
    }
}

/// Whether a failed check tells a finding: by its rule at the same figures or place, or by two of its figures.
fn tells(f: &Finding, c: &CheckOut<'_>) -> bool {
    let want: BTreeSet<Decimal> = f.numbers.iter().filter_map(|n| n.0).collect();
    let got: BTreeSet<Decimal> = c.numbers.iter().map(|n| n.0).collect();
    let common = want.intersection(&got).count();
    let section = f.section.as_deref().filter(|s| !s.is_empty());
    let by_rule = f.rule.as_deref().is_some_and(|rule| !rule.is_empty() && rule == c.rule)
        && if !want.is_empty() && !got.is_empty() {
            common > 0
        } else {
            section.is_some_and(|s| c.section == Some(s)) || want.is_empty() && section.is_none()
        };
    by_rule || !want.is_empty() && common >= want.len().min(2)
}

fn follows(f: &Finding, c: &CheckOut<'_>) -> bool {
    f.consequences.iter().any(|r| r == c.rule) && f.numbers.iter().any(|n| c.numbers.iter().any(|m| n.0 == Some(m.0)))
}

/// Compares. A finding that is told a level lower still counts as told, two levels lower does not; one slip may break several
/// rules, and it is found when one of them tells it; an error-level failure that no label accounts for is a false error.
pub fn compare(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let fails: Vec<&CheckOut<'_>> = r.checks.iter().filter(|c| c.status == "fail").collect();
    let mut claimed = vec![false; fails.len()];
    let mut causes: Vec<(String, bool, &Finding)> = Vec::new();
    for (k, f) in t.findings.iter().enumerate() {
        let mut told = false;
        for (c, claimed) in fails.iter().zip(&mut claimed) {
            if tells(f, c) {
                *claimed = true;
                told |= rank(Some(c.severity)) >= rank(f.severity.as_deref()) - 1;
            } else if follows(f, c) {
                *claimed = true;
            }
        }
        let cause = match &f.cause {
            Some(cause) if !cause.is_null() => cause.to_string(),
            _ => format!("#{k}"),
        };
        match causes.iter_mut().find(|(c, ..)| *c == cause) {
            Some((_, hit, _)) => *hit |= told,
            None => causes.push((cause, told, f)),
        }
    }
    for (_, told, f) in causes {
        tally.decide("findings.recall", told, || {
            let numbers: Vec<String> = f.numbers.iter().filter_map(|n| n.0).map(|n| n.to_string()).collect();
            let explain: String = f.explain.as_deref().unwrap_or("").chars().take(40).collect();
            format!("{tag}: not found: {:?} {:?} {numbers:?} {explain}", f.kind, f.rule)
        });
    }
    let mut alarms = 0;
    for (c, _) in fails.iter().zip(&claimed).filter(|(c, claimed)| !**claimed && c.severity == "error") {
        alarms += 1;
        let numbers: Vec<String> = c.numbers.iter().map(|n| n.0.to_string()).collect();
        let message: String = c.message.chars().take(60).collect();
        tally.miss(FALSE_ERRORS, format!("{tag}: {} {numbers:?} {message}", c.rule));
    }
    tally.found(FALSE_ERRORS, alarms, 1, 1);
    if t.findings.is_empty() {
        let warnings = fails.iter().filter(|c| c.severity == "warning").count();
        tally.found(WARNINGS, warnings, 1, 1);
    }
}
