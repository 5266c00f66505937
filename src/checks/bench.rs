//! The workbench of one document: its figures by concept, the checks so far, and the equations behind them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use rust_decimal::{Decimal, RoundingStrategy};
use rustc_hash::FxBuildHasher;

use super::figure::{Figure, Quanta, power_of_ten};
use super::rules::{Rule, RuleSet};
use super::{Check, Severity, Verdict};
use crate::interpret::{Amount, AmountRole, Facts};
use crate::outline::{Outline, Role};
use crate::read::{Document, Span};

/// How the two sides of an equation stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Σ left = Σ right.
    Equal,
    /// Σ left ≤ Σ right.
    AtMost,
}

/// A signed figure.
pub(crate) type Signed<'a> = (i8, Figure<'a>);

/// What a check demands of its figures; the search for the wrong figure works on these.
#[derive(Clone, Debug)]
pub(crate) enum Equation<'a> {
    /// Σ terms (the right side negated) stands in `relation` to 0.
    Linear {
        /// Index of the check.
        check: usize,
        /// Signed figures.
        terms: Vec<Signed<'a>>,
        /// Relation to 0.
        relation: Relation,
        /// What rounding explains.
        tolerance: Decimal,
    },
    /// percent = 100 · Σ num / Σ base.
    Ratio {
        /// Index of the check.
        check: usize,
        /// The printed percentage.
        percent: Figure<'a>,
        /// Numerator.
        num: Vec<Signed<'a>>,
        /// Denominator.
        base: Vec<Signed<'a>>,
        /// What is allowed on top of rounding, in percentage points.
        allowance: Decimal,
    },
}

impl Equation<'_> {
    /// Index of its check.
    pub fn check(&self) -> usize {
        match self {
            Equation::Linear { check, .. } | Equation::Ratio { check, .. } => *check,
        }
    }
}

/// Everything that the rules need of one document.
pub(crate) struct Bench<'a> {
    pub doc: &'a Document,
    pub outline: &'a Outline,
    pub facts: &'a Facts,
    pub rules: &'a RuleSet,
    pub quanta: Quanta,
    /// Value amounts by concept, in text order.
    by_concept: HashMap<&'static str, Vec<usize>, FxBuildHasher>,
    pub checks: Vec<Check>,
    pub equations: Vec<Equation<'a>>,
    /// Checks whose failure may be the reading's fault (wrong 其中, an adjustment that is not printed).
    pub doubtful: Vec<usize>,
    /// Equations that need not hold (a 其中 list below its total, funds that may not be all): a failure only where a slip
    /// that chance hardly makes would close them.
    pub tentative: Vec<usize>,
    /// Failures that a likely slip explains, by an identity and not only by a bound.
    pub explained: Vec<usize>,
}

/// A number in plain digits, without trailing zeros.
///
/// Every check has a message, also where it holds: the figures of everyday size are written by hand, ten times faster
/// than through `Display`.
pub(crate) fn plain(out: &mut String, value: Decimal) {
    let (mut mantissa, mut scale) = (value.mantissa(), value.scale() as usize);
    if !(-1_000_000_000_000_000_000..=1_000_000_000_000_000_000).contains(&mantissa) {
        let _ = write!(out, "{}", value.normalize());
        return;
    }
    if mantissa < 0 {
        out.push('-');
        mantissa = -mantissa;
    }
    let mut rest = mantissa as u64;
    while scale > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        scale -= 1;
    }
    // Digits from the last to the first, at least one before the point.
    let mut digits = [b'0'; 32];
    let mut at = digits.len();
    let mut written = 0;
    while rest > 0 || written <= scale {
        if written == scale && scale > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or(""));
}

/// As [`plain`], as a string of its own.
pub(crate) fn number(value: Decimal) -> String {
    let mut s = String::new();
    plain(&mut s, value);
    s
}

/// 100 · a / b, or none if b is 0 or next to it.
pub(crate) fn percent_of(a: Decimal, b: Decimal) -> Option<Decimal> {
    let most = power_of_ten(20);
    (a * Decimal::ONE_HUNDRED).checked_div(b).filter(|x| x.abs() < most)
}

/// What a percentage printed to `decimals` and the rounding of both figures explain (handbook §3, TR).
pub(crate) fn ratio_tolerance(decimals: u8, a: Decimal, b: Decimal, quantum: Decimal) -> Decimal {
    let half = Decimal::new(5, 1) * power_of_ten(-i32::from(decimals));
    let b = b.abs();
    let step = quantum * Decimal::from(50);
    let slack = step
        .checked_div(b)
        .and_then(|x| (step * a.abs()).checked_div(b).and_then(|y| y.checked_div(b)).map(|y| x + y))
        .unwrap_or_default();
    half + slack
}

/// What stands after the last mark that ends a clause.
fn clause_end(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut at = bytes.len();
    loop {
        at = match bytes.get(..at) {
            // an ideograph is three bytes and no mark
            Some([.., 0xe4..=0xe9, _, _]) => at - 3,
            Some([.., b';' | b'\n'] | [.., 0xe3, 0x80, 0x82] | [.., 0xef, 0xbc, 0x9b]) => return text.get(at..).unwrap_or(""),
            Some([.., _]) => at - 1,
            _ => return text,
        };
    }
}

fn sum(terms: &[Signed<'_>]) -> Decimal {
    terms.iter().fold(Decimal::ZERO, |s, (c, f)| if *c < 0 { s - f.value } else { s + f.value })
}

fn side(out: &mut String, terms: &[Signed<'_>]) {
    for (i, (c, f)) in terms.iter().enumerate() {
        match (i, *c < 0) {
            (0, false) => {}
            (0, true) => out.push('−'),
            (_, false) => out.push_str(" + "),
            (_, true) => out.push_str(" − "),
        }
        out.push_str(f.label);
        if !f.label.is_empty() {
            out.push(' ');
        }
        plain(out, f.value);
    }
}

impl<'a> Bench<'a> {
    pub fn new(doc: &'a Document, outline: &'a Outline, facts: &'a Facts, rules: &'a RuleSet) -> Self {
        let mut by_concept: HashMap<&'static str, Vec<usize>, FxBuildHasher> = HashMap::default();
        for (i, a) in facts.amounts.iter().enumerate() {
            if let (AmountRole::Value, Some(c)) = (a.role, a.concept) {
                by_concept.entry(c).or_default().push(i);
            }
        }
        let quanta = Quanta::of(facts);
        Self {
            doc,
            outline,
            facts,
            rules,
            quanta,
            by_concept,
            // most reports have some sixty checks
            checks: Vec::with_capacity(64),
            equations: Vec::with_capacity(32),
            doubtful: Vec::new(),
            explained: Vec::new(),
            tentative: Vec::new(),
        }
    }

    /// Value amounts with this concept, in text order.
    pub fn with_concept(&self, concept: &str) -> &[usize] {
        self.by_concept.get(concept).map_or(&[], Vec::as_slice)
    }

    /// Concepts that some value amount has.
    pub fn has(&self, concept: &str) -> bool {
        self.by_concept.contains_key(concept)
    }

    /// The figure of an amount.
    pub fn figure(&self, index: usize) -> Option<Figure<'a>> {
        Figure::amount(self.facts, &self.quanta, index)
    }

    /// The amount at an index.
    pub fn amount(&self, index: usize) -> Option<&'a Amount> {
        self.facts.amounts.get(index)
    }

    /// Whether an amount speaks of the year of the report.
    pub fn this_year(&self, a: &Amount) -> bool {
        // What the year opens with is last year's by its words (上年结转) and this year's by its place in the sums.
        if matches!(a.concept, Some("carryover_opening" | "carryover_opening_project" | "fund_prev_carryover")) {
            return true;
        }
        match (a.year, self.facts.head.fiscal_year) {
            (Some(y), Some(f)) => y == f,
            _ => true,
        }
    }

    /// Whether a part of the same concept stands above an amount: then it is a part of that quantity, not the quantity.
    pub fn is_part_of_its_own_kind(&self, a: &Amount) -> bool {
        let mut at = a.parent;
        let mut steps = 0;
        while let Some(p) = at.and_then(|i| self.facts.amounts.get(i)) {
            if p.concept == a.concept {
                return true;
            }
            at = p.parent;
            steps += 1;
            if steps > 16 {
                break;
            }
        }
        false
    }

    /// As [`Bench::is_part_of_its_own_kind`] within one fund: a part of the fund's expenditure, not the expenditure.
    pub fn is_part_of_its_own_kind_and_fund(&self, a: &Amount) -> bool {
        a.parent.and_then(|p| self.amount(p)).is_some_and(|p| p.concept == a.concept && p.fund == a.fund)
    }

    /// The unit's own figure of a quantity: its value amounts without a fund, of this year, that all agree.
    ///
    /// `Err(())` when the places print different values: then no rule may pick one.
    pub fn principal(&self, concept: &str) -> Result<Option<usize>, ()> {
        let mut found: Option<usize> = None;
        for &i in self.with_concept(concept) {
            let Some(a) = self.amount(i) else { continue };
            if a.fund.is_some() || !self.this_year(a) || self.is_part_of_its_own_kind(a) {
                continue;
            }
            match found.and_then(|f| self.amount(f)) {
                Some(first) if first.wan != a.wan => return Err(()),
                Some(_) => {}
                None => found = Some(i),
            }
        }
        Ok(found)
    }

    /// As [`Bench::principal`], where an ambiguous quantity counts as not printed.
    pub fn principal_figure(&self, concept: &str) -> Option<Figure<'a>> {
        self.principal(concept).ok().flatten().and_then(|i| self.figure(i))
    }

    /// The first top section above (or at) a section that has a role.
    pub fn role_at(&self, section: Option<usize>) -> Option<Role> {
        section.and_then(|s| self.outline.role_of(s))
    }

    /// The section that is the last one above both.
    pub fn common_section(&self, a: usize, b: usize) -> Option<usize> {
        let mut at = Some(b);
        while let Some(s) = at.filter(|&s| !self.lies_in(Some(a), s)) {
            at = self.outline.sections.get(s).and_then(|s| s.parent);
        }
        at
    }

    /// The top section above (or at) a section.
    pub fn top_section(&self, section: usize) -> usize {
        let mut at = section;
        while let Some(above) = self.outline.sections.get(at).and_then(|s| s.parent) {
            at = above;
        }
        at
    }

    /// Whether a section is another one or lies below it.
    pub fn lies_in(&self, section: Option<usize>, above: usize) -> bool {
        let mut at = section;
        while let Some(i) = at {
            if i == above {
                return true;
            }
            at = self.outline.sections.get(i).and_then(|s| s.parent);
        }
        false
    }

    /// The words from the last sentence or clause end before a span up to it.
    pub fn clause_before(&self, span: Span) -> &'a str {
        clause_end(self.doc.text.get(..span.start as usize).unwrap_or(""))
    }

    /// As [`Self::clause_before`], at most so many Chinese characters.
    pub fn words_before(&self, span: Span, most: usize) -> &'a str {
        let text = self.doc.text.as_str();
        let from = text.ceil_char_boundary((span.start as usize).saturating_sub(most * '万'.len_utf8()));
        clause_end(text.get(from..span.start as usize).unwrap_or(""))
    }

    /// The words after a span up to the end of its sentence.
    pub fn sentence_after(&self, span: Span) -> &'a str {
        let rest = self.doc.text.get(span.end as usize..).unwrap_or("");
        let upto = rest.find(['。', '\n']).unwrap_or(rest.len());
        &rest[..upto]
    }

    /// Adds a check that has no figures to reckon with. Gives its index.
    pub fn note(
        &mut self,
        rule: &Rule,
        verdict: Verdict,
        section: Option<usize>,
        message: impl Into<Cow<'static, str>>,
    ) -> usize {
        self.checks.push(Check {
            rule: rule.id.clone(),
            verdict,
            severity: rule.severity,
            section,
            numbers: Vec::new(),
            expected: None,
            found: None,
            difference: None,
            tolerance: None,
            amounts: Vec::new(),
            spans: Vec::new(),
            message: message.into(),
            hint: None,
            suspects: Vec::new(),
            because_of: None,
        });
        self.checks.len() - 1
    }

    /// As [`Bench::note`], with figures and the places of words.
    pub fn told(
        &mut self,
        rule: &Rule,
        verdict: Verdict,
        section: Option<usize>,
        figures: &[Figure<'a>],
        message: impl Into<Cow<'static, str>>,
    ) -> usize {
        self.told_of(rule, verdict, section, figures.iter(), message)
    }

    fn told_of<'f>(
        &mut self,
        rule: &Rule,
        verdict: Verdict,
        section: Option<usize>,
        figures: impl Iterator<Item = &'f Figure<'a>> + Clone,
        message: impl Into<Cow<'static, str>>,
    ) -> usize
    where
        'a: 'f,
    {
        let at = self.note(rule, verdict, section, message);
        if let Some(c) = self.checks.get_mut(at) {
            let most = figures.size_hint().0;
            c.numbers.reserve_exact(most);
            c.spans.reserve_exact(most);
            c.amounts.reserve_exact(most);
            let mut exact = true;
            for f in figures {
                c.numbers.push(f.value);
                c.spans.push(f.span);
                c.amounts.extend(f.amount_index());
                exact &= f.exact;
            }
            c.severity = lowered(rule.severity, exact);
            if verdict == Verdict::Fail && !rule.means.is_empty() {
                c.hint = Some(rule.means.clone());
            }
        }
        at
    }

    /// Checks Σ left against Σ right and keeps the equation. Gives the index of the check.
    pub fn linear(
        &mut self,
        rule: &Rule,
        section: Option<usize>,
        left: &[Signed<'a>],
        right: &[Signed<'a>],
        relation: Relation,
    ) -> usize {
        let (found, expected) = (sum(left), sum(right));
        let difference = found - expected;
        let quanta: Decimal = left.iter().chain(right).map(|(_, f)| f.quantum).sum();
        let tolerance = match rule.tolerance {
            super::rules::Tolerance::T0 => Decimal::ZERO,
            _ => quanta / Decimal::TWO,
        } + rule.allowance;
        let verdict = match relation {
            Relation::AtMost if difference <= Decimal::ZERO => Verdict::Pass,
            Relation::AtMost if difference <= tolerance => Verdict::PassRounded,
            Relation::Equal if difference.is_zero() => Verdict::Pass,
            Relation::Equal if difference.abs() <= tolerance => Verdict::PassRounded,
            _ => Verdict::Fail,
        };
        let mut message = String::with_capacity(96);
        side(&mut message, left);
        message.push_str(match (relation, verdict) {
            (Relation::Equal, Verdict::Pass) => " = ",
            (Relation::Equal, Verdict::PassRounded) => " ≈ ",
            (Relation::Equal, _) => " ≠ ",
            (Relation::AtMost, Verdict::Fail) => " ＞ ",
            (Relation::AtMost, _) => " ≤ ",
        });
        side(&mut message, right);
        if verdict == Verdict::Fail || verdict == Verdict::PassRounded {
            if right.len() > 1 {
                message.push_str(" = ");
                plain(&mut message, expected);
            }
            message.push_str(if verdict == Verdict::Fail { "，差 " } else { "，尾差 " });
            plain(&mut message, difference.abs());
            if verdict == Verdict::Fail {
                message.push_str("（容差 ");
                plain(&mut message, tolerance);
                message.push('）');
            }
        }
        let at = self.told_of(rule, verdict, section, left.iter().chain(right).map(|(_, f)| f), message);
        if let Some(c) = self.checks.get_mut(at) {
            c.expected = Some(expected);
            c.found = Some(found);
            c.difference = Some(difference);
            c.tolerance = Some(tolerance);
        }
        let mut terms = Vec::with_capacity(left.len() + right.len());
        terms.extend_from_slice(left);
        terms.extend(right.iter().map(|&(c, f)| (-c, f)));
        self.equations.push(Equation::Linear { check: at, terms, relation, tolerance });
        at
    }

    /// Checks Σ left = Σ right where the right side may not be whole: what falls short is `short`, unless a slip shows.
    pub fn tentative(
        &mut self,
        rule: &Rule,
        section: Option<usize>,
        left: &[Signed<'a>],
        right: &[Signed<'a>],
        short: Verdict,
        message: String,
    ) -> usize {
        let at = self.linear(rule, section, left, right, Relation::Equal);
        if let Some(c) = self.checks.get_mut(at).filter(|c| c.verdict == Verdict::Fail) {
            c.verdict = short;
            c.hint = None;
            c.message = message.into();
            self.tentative.push(self.equations.len() - 1);
        }
        at
    }

    /// Figures of prose in several sentences may have been taken for what they are not: such a failure needs a likely slip
    /// to be certain.
    pub fn doubt_if_scattered(&mut self, check: usize) {
        let Some(c) = self.checks.get(check).filter(|c| c.verdict == Verdict::Fail) else { return };
        let in_cells = c.amounts.iter().all(|&i| self.amount(i).is_some_and(|a| a.cell.is_some()));
        let (from, to) = (c.spans.iter().map(|s| s.start).min(), c.spans.iter().map(|s| s.end).max());
        let words = from.zip(to).and_then(|(a, b)| self.doc.text.get(a as usize..b as usize)).unwrap_or("");
        if !in_cells && words.contains(['。', '\n']) {
            self.doubtful.push(check);
        }
    }

    /// Takes a failure one level down: something is not printed that would settle it.
    pub fn soften(&mut self, check: usize) {
        if let Some(c) = self.checks.get_mut(check).filter(|c| c.verdict == Verdict::Fail) {
            c.severity = lowered(c.severity, false);
        }
    }

    /// Checks a printed percentage against 100 · Σ num / Σ base. Gives the index of the check, or none if the base is 0.
    pub fn ratio(
        &mut self,
        rule: &Rule,
        section: Option<usize>,
        percent: Figure<'a>,
        num: &[Signed<'a>],
        base: &[Signed<'a>],
    ) -> Option<usize> {
        let (a, b) = (sum(num), sum(base));
        let exact = percent_of(a, b)?;
        let quantum = num.iter().chain(base).map(|(_, f)| f.quantum).max().unwrap_or_default();
        let tolerance = ratio_tolerance(percent.decimals, a, b, quantum) + rule.allowance;
        let difference = percent.value - exact;
        let expected = exact.round_dp_with_strategy(u32::from(percent.decimals).max(2), RoundingStrategy::MidpointAwayFromZero);
        let verdict = match () {
            () if difference.abs() > tolerance => Verdict::Fail,
            () if percent.value
                == expected.round_dp_with_strategy(u32::from(percent.decimals), RoundingStrategy::MidpointAwayFromZero) =>
            {
                Verdict::Pass
            }
            () => Verdict::PassRounded,
        };
        let mut message = String::with_capacity(96);
        if num.len() > 1 {
            message.push('(');
        }
        side(&mut message, num);
        message.push_str(if num.len() > 1 { ") ÷ " } else { " ÷ " });
        if base.len() > 1 {
            message.push('(');
        }
        side(&mut message, base);
        message.push_str(if base.len() > 1 { ") = " } else { " = " });
        plain(&mut message, expected);
        message.push('%');
        if verdict == Verdict::Fail {
            message.push_str("，写成 ");
            plain(&mut message, percent.value);
            message.push('%');
        }
        let figures = num.iter().chain(base).map(|(_, f)| f).chain([&percent]);
        let at = self.told_of(rule, verdict, section, figures, message);
        if let Some(c) = self.checks.get_mut(at) {
            c.expected = Some(expected);
            c.found = Some(percent.value);
            c.difference = Some((percent.value - expected).normalize());
            c.tolerance = Some(tolerance.round_dp(6));
        }
        // 95.457% printed as 95.45%: cut off, not rounded, which a reader may not call wrong
        let cut = exact.round_dp_with_strategy(u32::from(percent.decimals), RoundingStrategy::ToZero);
        if verdict == Verdict::Fail && cut == percent.value {
            if let Some(c) = self.checks.get_mut(at) {
                c.hint = Some("小数被截去，没有四舍五入".to_owned());
            }
            self.soften(at);
        }
        self.equations.push(Equation::Ratio {
            check: at,
            percent,
            num: num.to_vec(),
            base: base.to_vec(),
            allowance: rule.allowance,
        });
        Some(at)
    }
}

/// A rule on an approximate figure drops one level.
pub(crate) fn lowered(severity: Severity, exact: bool) -> Severity {
    match severity {
        s if exact => s,
        Severity::Error => Severity::Warning,
        Severity::Warning | Severity::Note => Severity::Note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        for text in [
            "0",
            "0.00",
            "1",
            "29.82",
            "-0.05",
            "100",
            "1200.50",
            "0.000001",
            "-13",
            "9265.353442",
            "79228162514264337593543950335",
        ] {
            let value: Decimal = text.parse().expect("decimal");
            let want = value.normalize().to_string();
            assert_eq!(number(value), want);
        }
        for scale in 0..=20 {
            assert_eq!(number(Decimal::new(7, scale)), Decimal::new(7, scale).to_string());
        }
    }

    #[test]
    fn a_percentage_is_known_to_half_its_last_place_and_the_rounding_of_its_operands() {
        let t = ratio_tolerance(2, Decimal::from(50), Decimal::from(100), Decimal::new(1, 2));
        // 0.005 + 100 · 0.005 · (1/100 + 50/100²)
        assert_eq!(t.normalize(), Decimal::new(125, 4));
    }
}
