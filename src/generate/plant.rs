//! One figure altered, as clerks alter them: a digit, two swapped, a decimal point, a 万 too many or too few.

use rust_decimal::Decimal;

use super::Generated;
use super::identities::{self, Relation};
use super::numerals::{Fen, wan};
use super::prng::Prng;
use super::truth::TruthFinding;
use super::writer::{Change, Writer};

/// The error that was planted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// `digit`, `swap`, `decimal`, `unit`, `percent`, `staff`, `count`, `grade`, `residue`.
    pub slip: &'static str,
    /// Index of the altered amount in the truth.
    pub amount: Option<usize>,
    /// What stood there before, in 万元 (or percent).
    pub was: String,
}

/// The relations between the printed figures of a report.
pub(super) fn relations(w: &Writer<'_>) -> Vec<Relation> {
    let (all, spent) = w.fund_names();
    identities::relations(&w.printed, &all, &spent, &w.zero_slots())
}

const TRIES: usize = 60;

/// Alters one figure of a clean report so that at least one error follows; none where nothing can be altered.
pub(super) fn plant<'a>(clean: &Writer<'a>, seed: u64, write: impl Fn(Change) -> Writer<'a>) -> Option<Generated> {
    let mut rng = Prng::of(seed, 2);
    let before = relations(clean);
    for _ in 0..TRIES {
        let Some((change, planted)) = draw(clean, &before, &mut rng) else { continue };
        let written = write(change);
        let findings = findings(&written, change);
        if findings.iter().any(|f| f.severity == "error") || matches!(change, Change::Residue) {
            let mut truth = written.truth;
            truth.findings = findings;
            return Some(Generated { text: written.text, truth, planted: Some(planted) });
        }
    }
    None
}

fn draw(w: &Writer<'_>, relations: &[Relation], rng: &mut Prng) -> Option<(Change, Planted)> {
    let told = |slip, was: String| Planted { slip, amount: None, was };
    match rng.below(100) {
        0..80 => amount(w, relations, rng),
        80..86 => {
            // a rate can be reckoned again only where its budget is printed
            let budget = w.printed.iter().any(|p| matches!(p.slot.as_str(), "budget_full" | "budget_bare"));
            let at = w.percents.iter().position(|(slot, _)| slot == "control" || slot == "exec" && budget)?;
            let (_, was) = &w.percents[at];
            let off = Decimal::new(rng.between(60, 900), 2);
            let value = if *was > Decimal::from(50) { was - off } else { was + off };
            Some((Change::Percent(at, value), told("percent", was.to_string())))
        }
        86..91 => {
            let was = *w.truth.staff.get("staffing_quota_total")?;
            Some((Change::Staff("staffing_quota_total", rng.between(1, 3)), told("staff", was.to_string())))
        }
        91..95 => Some((Change::FundCount(1), told("count", w.facts.funds.len().to_string()))),
        95..98 => w.text.contains('“').then(|| (Change::Grade, told("grade", w.facts.grade().to_owned()))),
        _ => Some((Change::Residue, told("residue", String::new()))),
    }
}

/// An amount that takes part in an identity, and another value for it.
fn amount(w: &Writer<'_>, relations: &[Relation], rng: &mut Prng) -> Option<(Change, Planted)> {
    let candidates: Vec<usize> = w
        .printed
        .iter()
        .filter(|p| p.fen != 0)
        .filter_map(|p| p.amount)
        .filter(|&a| relations.iter().any(|r| r.severity == "error" && r.touches(a)))
        .collect();
    let index = *candidates.get(rng.below(candidates.len() as u64) as usize)?;
    let p = w.printed.iter().find(|p| p.amount == Some(index))?;
    let (slip, change) = match rng.below(4) {
        0 => ("digit", digit(p.fen, p.decimals, rng).map(|fen| Change::Amount(index, fen))?),
        1 => ("swap", swap(p.fen, p.decimals, rng).map(|fen| Change::Amount(index, fen))?),
        2 => {
            let fen = if rng.chance(50) || p.fen % 100_000 != 0 { p.fen * 10 } else { p.fen / 10 };
            ("decimal", Change::Amount(index, fen))
        }
        _ if p.decimals <= 2 && !w.truth.amounts[index].raw.ends_with(|c: char| c.is_ascii_digit()) => {
            ("unit", Change::Unit(index))
        }
        _ => return None,
    };
    Some((change, Planted { slip, amount: Some(index), was: wan(p.fen).to_string() }))
}

/// The digits as they stand in the text and what one of the last place is worth.
fn digits(fen: Fen, decimals: u32) -> (Vec<u8>, Fen) {
    let last = 10i64.pow(6 - decimals.min(6));
    ((fen.abs() / last).to_string().into_bytes(), last * fen.signum())
}

fn value(digits: &[u8], last: Fen) -> Option<Fen> {
    std::str::from_utf8(digits).ok()?.parse::<Fen>().ok().map(|n| n * last)
}

fn digit(fen: Fen, decimals: u32, rng: &mut Prng) -> Option<Fen> {
    let (mut d, last) = digits(fen, decimals);
    let at = rng.below(d.len() as u64) as usize;
    let other = b'0' + rng.below(10) as u8;
    if d[at] == other || (at == 0 && other == b'0' && d.len() > 1) {
        return None;
    }
    d[at] = other;
    value(&d, last)
}

fn swap(fen: Fen, decimals: u32, rng: &mut Prng) -> Option<Fen> {
    let (mut d, last) = digits(fen, decimals);
    if d.len() < 2 {
        return None;
    }
    let at = rng.below(d.len() as u64 - 1) as usize;
    if d[at] == d[at + 1] || (at == 0 && d[1] == b'0') {
        return None;
    }
    d.swap(at, at + 1);
    value(&d, last)
}

/// Everything that is wrong in an altered report.
fn findings(w: &Writer<'_>, change: Change) -> Vec<TruthFinding> {
    let mut out: Vec<TruthFinding> = Vec::new();
    for mut finding in relations(w).iter().filter(|r| r.broken()).map(|r| r.finding("c1")) {
        // bounds that the altered figure breaks as well
        finding.consequences = vec!["A07", "B08", "B09", "C01", "C07", "G02", "S01"];
        if !out.iter().any(|f| f.rule == finding.rule && f.numbers == finding.numbers) {
            out.push(finding);
        }
    }
    let single = |kind, rule, severity, section: &Option<String>, numbers: Vec<String>, explain: String| TruthFinding {
        kind,
        rule: Some(rule),
        severity,
        section: section.clone(),
        numbers,
        difference: None,
        explain,
        cause: "c1".to_owned(),
        consequences: Vec::new(),
    };
    match change {
        Change::Percent(at, stated) => {
            let (slot, _) = &w.percents[at];
            let (rule, right) = match slot.as_str() {
                "exec" => ("C01", Decimal::from(w.expenditure()) * Decimal::ONE_HUNDRED / Decimal::from(w.budget_full())),
                _ => ("E03", Decimal::from(w.facts.incumbent * 100) / Decimal::from(w.unit.quota_total())),
            };
            let mut finding = identities::rate_finding(rule, stated, right.round_dp(2), w.truth.percents[at].section.clone());
            finding.severity = "error";
            out.push(finding);
        }
        Change::Staff(..) => {
            let mut numbers: Vec<String> = vec![w.truth.staff["staffing_quota_total"].to_string()];
            numbers.extend(w.unit.quota.iter().map(|q| q.2.to_string()));
            let explain = "编制总数与分项之和不符".to_owned();
            let mut finding = single("sum", "E01", "error", &w.places.staff, numbers, explain);
            finding.consequences = vec!["E02", "E03"];
            out.push(finding);
        }
        Change::FundCount(off) => {
            let n = w.facts.funds.len() as i64;
            let numbers = vec![(n + off).to_string(), n.to_string()];
            out.push(single("count", "B03", "error", &w.places.fund_count, numbers, format!("写明{}个，列出{n}个", n + off)));
        }
        Change::Grade if w.places.score.is_some() => {
            let numbers = vec![Decimal::new(w.facts.score, 1).normalize().to_string()];
            out.push(single("form", "F10", "error", &w.places.score, numbers, "得分与等级不符".to_owned()));
        }
        Change::Residue if w.text.contains("XX") => {
            out.push(single("template_residue", "H06", "warning", &w.places.residue, Vec::new(), "XX人次没有填数".to_owned()));
        }
        _ => {}
    }
    out
}
