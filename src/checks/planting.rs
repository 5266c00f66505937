//! The planting test: change one figure that takes part in an identity and see whether it is found and named.
//!
//! It works on facts, so that it measures the checks alone. The change is a digit, a swap of two, a factor 10 or a factor
//! 10⁴, in equal shares, and always larger than the tolerance of some identity that the figure stands in.

use rust_decimal::Decimal;

use super::figure::{Figure, Quanta, power_of_ten};
use super::slips::{Slip, classify};
use super::{Check, RuleSet, Verdict, check_with};
use crate::interpret::{AmountRole, Facts};
use crate::outline::Outline;
use crate::read::Document;

/// What a number of plantings gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planting {
    /// Figures changed.
    pub planted: usize,
    /// Changes that a failure names the figure of.
    pub found: usize,
    /// Of these, the changed figure is the first suspect.
    pub first: usize,
    /// … is among the first three.
    pub three: usize,
    /// Changes that no rule could place better than by chance: the figure stands in one identity only, beside other
    /// figures that stand in it alone, and its slip could be theirs.
    pub ambiguous: usize,
}

impl Planting {
    /// Adds another count.
    pub fn add(&mut self, other: Planting) {
        self.planted += other.planted;
        self.found += other.found;
        self.first += other.first;
        self.three += other.three;
        self.ambiguous += other.ambiguous;
    }
}

/// A value after a slip of a kind; none where the figure cannot slip that way.
fn slipped(figure: &Figure<'_>, kind: usize, draw: u64) -> Option<Decimal> {
    let scale = power_of_ten(i32::from(figure.decimals) - figure.exponent);
    let whole = (figure.value * scale).normalize();
    if whole.scale() > 0 || figure.value <= Decimal::ZERO {
        return None;
    }
    let text = whole.to_string();
    let mut digits: Vec<u8> = text.bytes().collect();
    let value = |d: &[u8]| std::str::from_utf8(d).ok()?.parse::<Decimal>().ok()?.checked_div(scale);
    match kind {
        0 => {
            let at = (draw as usize) % digits.len();
            let old = digits[at] - b'0';
            let new = (old + 1 + ((draw >> 8) % 9) as u8) % 10;
            if at == 0 && new == 0 {
                return None;
            }
            digits[at] = b'0' + new;
            value(&digits)
        }
        1 => {
            let pairs: Vec<usize> =
                (1..digits.len()).filter(|&i| digits[i] != digits[i - 1] && !(i == 1 && digits[1] == b'0')).collect();
            let at = *pairs.get((draw as usize) % pairs.len().max(1))?;
            digits.swap(at, at - 1);
            value(&digits)
        }
        2 => Some(if draw.is_multiple_of(2) { figure.value * Decimal::TEN } else { figure.value / Decimal::TEN }),
        _ => Some(if draw.is_multiple_of(2) { figure.value * power_of_ten(4) } else { figure.value / power_of_ten(4) }),
    }
}

/// Identities of a clean document by figure: for every amount, the checks that reckon with it, and their tolerance.
fn identities(checks: &[Check], amount: usize) -> Vec<&Check> {
    const SUMS: [&str; 7] = ["A15", "A16", "B09", "C02", "C10", "D05", "D06"];
    checks
        .iter()
        // A bound that holds leaves room: it is no identity.
        .filter(|c| match c.verdict {
            Verdict::Pass => c.difference.is_some_and(|d| d.is_zero()),
            Verdict::PassRounded => c.difference.is_some(),
            _ => false,
        })
        .filter(|c| c.amounts.contains(&amount) && !SUMS.contains(&c.rule.as_str()))
        .collect()
}

/// Whether the slip could as well be that of another figure of the only identity: no rule can tell.
fn ambiguous(facts: &Facts, quanta: &Quanta, clean: &[Check], amount: usize, moved: Decimal) -> bool {
    let here = identities(clean, amount);
    let [only] = here.as_slice() else { return false };
    only.amounts.iter().any(|&other| {
        other != amount
            && identities(clean, other).len() == 1
            && Figure::amount(facts, quanta, other).is_some_and(|f| {
                [f.value + moved, f.value - moved]
                    .iter()
                    .any(|&v| matches!(classify(&f, v), Slip::Digit | Slip::Swap | Slip::Decimal | Slip::Unit))
            })
    })
}

/// Plants `per_figure` slips in every figure of a clean document that takes part in an identity.
pub fn plant(doc: &Document, outline: &Outline, facts: &Facts, seed: u64, per_figure: usize) -> Planting {
    let rules = RuleSet::builtin();
    let clean = check_with(rules, doc, outline, facts);
    let quanta = Quanta::of(facts);
    let mut out = Planting::default();
    let mut state = seed | 1;
    for amount in 0..facts.amounts.len() {
        let ids = identities(&clean, amount);
        if ids.is_empty() || facts.amounts[amount].role != AmountRole::Value {
            continue;
        }
        let largest = ids.iter().filter_map(|c| c.tolerance).min().unwrap_or_default();
        for n in 0..per_figure {
            // xorshift: the same draws on every machine.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let Some(figure) = Figure::amount(facts, &quanta, amount) else { continue };
            let Some(value) = slipped(&figure, (amount + n) % 4, state >> 11) else { continue };
            // A change within rounding is none; a share's tolerance is in points, so ask for more than a hundredth.
            if (value - figure.value).abs() <= largest.max(figure.quantum * Decimal::from(3)) {
                continue;
            }
            let mut changed = facts.clone();
            changed.amounts[amount].wan = value;
            carry(&mut changed, facts, amount, figure.value, value);
            let checks = check_with(rules, doc, outline, &changed);
            out.planted += 1;
            out.ambiguous += usize::from(ambiguous(facts, &quanta, &clean, amount, value - figure.value));
            judge(&mut out, &checks, &clean, amount);
        }
    }
    out
}

/// The funds carry copies of their amounts.
fn carry(changed: &mut Facts, facts: &Facts, amount: usize, old: Decimal, value: Decimal) {
    let a = &facts.amounts[amount];
    for f in &mut changed.funds {
        if !f.amounts.contains(&amount) || a.section != f.section {
            continue;
        }
        for (concept, field) in [
            ("fund_budget_initial", &mut f.initial),
            ("fund_budget_final", &mut f.budget),
            ("fund_actual", &mut f.actual),
            ("fund_balance", &mut f.balance),
        ] {
            if a.concept == Some(concept) && *field == Some(old) {
                *field = Some(value);
            }
        }
    }
}

fn judge(out: &mut Planting, checks: &[Check], clean: &[Check], amount: usize) {
    let known = |c: &&Check| clean.iter().any(|k| k.verdict == Verdict::Fail && k.rule == c.rule && k.amounts == c.amounts);
    let fails: Vec<&Check> = checks.iter().filter(|c| c.verdict == Verdict::Fail).filter(|c| !known(c)).collect();
    if !fails.iter().any(|c| c.amounts.contains(&amount)) {
        return;
    }
    out.found += 1;
    let rank = fails.iter().filter_map(|c| c.suspects.iter().position(|s| s.amount == Some(amount))).min();
    out.first += usize::from(rank == Some(0));
    out.three += usize::from(rank.is_some_and(|r| r < 3));
}
