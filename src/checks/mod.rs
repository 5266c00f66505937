//! Stage 5: every sum checked. Rules are data; this module evaluates them.

use rust_decimal::Decimal;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    pub rule: String,
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
    pub message: String,
    /// A hint, in Chinese.
    pub hint: Option<String>,
    /// Ranked suspects.
    pub suspects: Vec<Suspect>,
    /// Index (in the list) of the check whose failure is the cause of this one.
    pub because_of: Option<usize>,
}

/// Runs every rule on one document.
pub fn check(_doc: &Document, _outline: &Outline, _facts: &Facts) -> Vec<Check> {
    Vec::new()
}
