//! Stage 5: every sum checked. Rules are data; this module evaluates them.
//!
//! A rule that has no entry for a document is not applicable to it.

mod bench;
mod budget;
mod changes;
mod controls;
mod counts;
mod figure;
mod forms;
mod funds;
mod indicators;
mod linear;
pub mod planting;
mod rates;
mod restated;
pub mod rules;
mod scores;
mod shares;
mod slips;
mod staff;
mod structure;
mod sums;
mod suspects;
mod written;

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Deserialize;
use smol_str::SmolStr;

use self::bench::Bench;
pub use self::rules::{Rule, RuleSet};

use crate::interpret::Facts;
use crate::outline::Outline;
use crate::read::{Document, Span};

/// Outcome of a check (handbook §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Holds exactly.
    Pass,
    /// Holds within the rounding of what was printed.
    PassRounded,
    /// Does not hold.
    Fail,
    /// An operand is missing or ambiguous.
    Insufficient,
    /// Nothing to check.
    NotApplicable,
}

impl Verdict {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::PassRounded => "pass_rounded",
            Verdict::Fail => "fail",
            Verdict::Insufficient => "insufficient",
            Verdict::NotApplicable => "not_applicable",
        }
    }
}

/// How much a failure matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For information.
    Note,
    /// Likely wrong, needs a look.
    Warning,
    /// Certain contradiction.
    Error,
}

impl Severity {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A figure that may be the wrong one, and what it may have been.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// Index of the amount in [`Facts::amounts`], if the figure is one.
    pub amount: Option<usize>,
    /// Words of the figure.
    pub span: Span,
    /// The value that heals every identity.
    pub healed: Decimal,
    /// Kind of slip (`unit_slip`, `decimal_slip`, `swap`, `digit`, `sign`, `stale_copy`, `other`).
    pub slip: &'static str,
    /// In words, in Chinese.
    pub reason: String,
}

/// One evaluated rule at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Rule id.
    pub rule: SmolStr,
    /// Outcome.
    pub verdict: Verdict,
    /// Severity that a failure has (after lowering for approximate figures).
    pub severity: Severity,
    /// Index of the section of the total (or of the place).
    pub section: Option<usize>,
    /// The figures that take part, in 万元, percent or persons, the total first.
    pub numbers: Vec<Decimal>,
    /// What the rule demands.
    pub expected: Option<Decimal>,
    /// What is printed.
    pub found: Option<Decimal>,
    /// `found − expected`.
    pub difference: Option<Decimal>,
    /// What rounding explains.
    pub tolerance: Option<Decimal>,
    /// Indices of the amounts that take part.
    pub amounts: Vec<usize>,
    /// Words of every figure or phrase that takes part, in the order of `numbers`.
    pub spans: Vec<Span>,
    /// What is the matter, in Chinese.
    pub message: Cow<'static, str>,
    /// A hint, in Chinese.
    pub hint: Option<String>,
    /// Ranked suspects.
    pub suspects: Vec<Suspect>,
    /// Index (in the list) of the check whose failure is the cause of this one.
    pub because_of: Option<usize>,
}

/// Runs the built-in rules on one document.
pub fn check(doc: &Document, outline: &Outline, facts: &Facts) -> Vec<Check> {
    check_with(RuleSet::builtin(), doc, outline, facts)
}

/// Runs a set of rules on one document.
pub fn check_with(rules: &RuleSet, doc: &Document, outline: &Outline, facts: &Facts) -> Vec<Check> {
    let mut bench = Bench::new(doc, outline, facts, rules);
    sums::check(&mut bench);
    linear::check(&mut bench);
    restated::check(&mut bench);
    funds::check(&mut bench);
    rates::check(&mut bench);
    shares::check(&mut bench);
    changes::check(&mut bench);
    budget::check(&mut bench);
    staff::check(&mut bench);
    scores::check(&mut bench);
    counts::check(&mut bench);
    forms::check(&mut bench);
    indicators::check(&mut bench);
    controls::check(&mut bench);
    written::check(&mut bench);
    structure::check(&mut bench);
    suspects::find(&mut bench);
    bench.checks
}

/// What a rule says of a whole document: the gravest of its entries, `not_applicable` without any.
pub fn outcome(checks: &[Check], rule: &str) -> Verdict {
    let rank = |v: Verdict| match v {
        Verdict::Fail => 4,
        Verdict::Insufficient => 3,
        Verdict::PassRounded => 2,
        Verdict::Pass => 1,
        Verdict::NotApplicable => 0,
    };
    checks.iter().filter(|c| c.rule == rule).map(|c| c.verdict).max_by_key(|&v| rank(v)).unwrap_or(Verdict::NotApplicable)
}
