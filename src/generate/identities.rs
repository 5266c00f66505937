//! What has to hold between the printed figures, and which of it an altered figure breaks.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::numerals::{Fen, wan_text};
use super::truth::TruthFinding;

/// A figure as it was printed, or as the words stated it without one.
#[derive(Clone, Debug)]
pub(super) struct Printed {
    /// What it is (`basic`, `换届经费/actual`).
    pub slot: String,
    /// Index in the truth's amounts; none for 无结余.
    pub amount: Option<usize>,
    pub fen: Fen,
    pub section: Option<String>,
    /// Decimals printed, counted in 万元 (those of 元 are four more).
    pub decimals: u32,
    /// Printed in 元.
    pub yuan: bool,
}

/// A sum over slots: the first is the total.
struct Identity {
    rule: &'static str,
    kind: &'static str,
    severity: &'static str,
    total: &'static str,
    parts: &'static [(&'static str, i64)],
    /// Slots that may be left out of the text where they are zero.
    silent: &'static [&'static str],
}

const fn sum(rule: &'static str, severity: &'static str, total: &'static str, parts: &'static [(&'static str, i64)]) -> Identity {
    Identity { rule, kind: "sum", severity, total, parts, silent: &[] }
}

const UNIT: &[Identity] = &[
    sum("A01", "error", "expenditure", &[("basic", 1), ("project", 1)]),
    sum("A02", "error", "basic", &[("personnel", 1), ("public", 1)]),
    sum("A03", "warning", "personnel", &[("wages", 1), ("individuals", 1)]),
    Identity {
        silent: &["business_revenue", "other_revenue"],
        ..sum("A07", "error", "revenue", &[("fiscal_revenue", 1), ("business_revenue", 1), ("other_revenue", 1)])
    },
    sum("A08", "error", "fiscal_revenue", &[("gpb_revenue", 1), ("govfund_revenue", 1)]),
    sum("C04", "error", "budget_full", &[("budget_initial", 1), ("budget_net", 1)]),
    sum("C04", "error", "budget_full", &[("budget_initial", 1), ("budget_net_increase", 1)]),
    sum("C04", "error", "budget_full", &[("budget_initial", 1), ("budget_net_decrease", -1)]),
    sum("C03", "warning", "budget_initial", &[("basic_initial", 1), ("project_initial", 1)]),
    Identity { silent: &["abroad"], ..sum("D01", "error", "sangong", &[("reception", 1), ("vehicle_total", 1), ("abroad", 1)]) },
    Identity {
        silent: &["abroad", "vehicle"],
        ..sum("D01", "error", "sangong", &[("reception", 1), ("vehicle", 1), ("abroad", 1)])
    },
    sum("D02", "error", "vehicle_total", &[("vehicle_buy", 1), ("vehicle", 1)]),
    sum("D10", "error", "proc", &[("goods", 1), ("works", 1), ("services", 1)]),
    sum("A13", "error", "expenditure", &[("class_main", 1), ("class_social", 1), ("class_health", 1), ("class_housing", 1)]),
    sum("B13", "error", "p_budget", &[("p_central", 1), ("p_province", 1), ("p_local", 1)]),
    Identity { kind: "difference", ..sum("B01", "error", "p_budget", &[("p_actual", 1), ("p_balance", 1)]) },
    Identity { kind: "difference", ..sum("A18", "warning", "expenditure", &[("last_expenditure", 1), ("expenditure_up", 1)]) },
    Identity { kind: "difference", ..sum("A18", "warning", "expenditure", &[("last_expenditure", 1), ("expenditure_down", -1)]) },
    Identity { kind: "difference", ..sum("A18", "warning", "sangong", &[("sangong_last", 1), ("sangong_down", -1)]) },
    Identity {
        kind: "difference",
        // 年末无结转结余 is said, an opening of nothing is not
        silent: &["closing"],
        ..sum("A09", "error", "revenue", &[("expenditure", 1), ("closing", 1), ("opening", -1)])
    },
    Identity {
        kind: "difference",
        silent: &["opening", "closing", "govfund_revenue"],
        ..sum("A10", "warning", "gpb_revenue", &[("expenditure", 1), ("closing", 1), ("opening", -1), ("govfund_revenue", -1)])
    },
];

/// A broken or unbroken identity between printed figures.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub rule: &'static str,
    pub kind: &'static str,
    pub severity: &'static str,
    pub section: Option<String>,
    /// Total and parts, as printed.
    pub figures: Vec<Printed>,
    pub residual: Fen,
    pub tolerance: Fen,
}

impl Relation {
    pub fn broken(&self) -> bool {
        self.residual.abs() > self.tolerance
    }

    pub fn touches(&self, amount: usize) -> bool {
        self.figures.iter().any(|p| p.amount == Some(amount))
    }

    pub fn finding(&self, cause: &str) -> TruthFinding {
        let numbers: Vec<String> = self.figures.iter().map(|p| wan_text(p.fen)).collect();
        TruthFinding {
            kind: self.kind,
            rule: Some(self.rule),
            severity: self.severity,
            section: self.section.clone(),
            explain: format!(
                "{}：{} 与 {} 相差 {}",
                self.rule,
                numbers[0],
                numbers[1..].join("、"),
                wan_text(self.residual.abs())
            ),
            numbers,
            difference: Some(wan_text(self.residual.abs())),
            cause: cause.to_owned(),
            consequences: Vec::new(),
        }
    }
}

/// The largest number of decimals of the figures in 万元 and of those in 元: the quantum of a unit in a document.
#[derive(Clone, Copy)]
struct Decimals {
    wan: u32,
    yuan: u32,
}

impl Decimals {
    fn of(printed: &[Printed]) -> Decimals {
        let most = |yuan: bool| printed.iter().filter(|p| p.amount.is_some() && p.yuan == yuan).map(|p| p.decimals).max();
        Decimals { wan: most(false).unwrap_or(2), yuan: most(true).unwrap_or(6) }
    }

    /// Half a quantum of every figure.
    fn tolerance(self, figures: &[&Printed]) -> Fen {
        let quanta = figures.iter().map(|p| 10i64.pow(6 - if p.yuan { self.yuan } else { self.wan }.min(6)));
        quanta.sum::<Fen>() / 2
    }
}

fn relation(
    (rule, kind, severity): (&'static str, &'static str, &'static str),
    total: &Printed,
    parts: &[(&Printed, i64)],
    decimals: Decimals,
) -> Relation {
    let figures: Vec<&Printed> = std::iter::once(total).chain(parts.iter().map(|p| p.0)).collect();
    let residual = total.fen - parts.iter().map(|(p, sign)| p.fen * sign).sum::<Fen>();
    Relation {
        rule,
        kind,
        severity,
        section: total.section.clone(),
        tolerance: decimals.tolerance(&figures),
        figures: figures.into_iter().cloned().collect(),
        residual,
    }
}

/// All relations that the text gives between its figures.
///
/// `gpb_funds` are the funds that add up to the project expenditure, `listed` those of the list in the budget's section,
/// `zero` the slots whose figure is nothing and may be left out.
pub(super) fn relations(printed: &[Printed], gpb_funds: &[String], listed: &[String], zero: &[&str]) -> Vec<Relation> {
    let decimals = Decimals::of(printed);
    let mut first: BTreeMap<&str, &Printed> = BTreeMap::new();
    let mut last: BTreeMap<&str, &Printed> = BTreeMap::new();
    let mut out = Vec::new();
    for p in printed {
        if let Some(before) = first.get(p.slot.as_str()).filter(|b| b.amount.is_some() && p.amount.is_some()) {
            let rule = if p.slot.ends_with("/actual") { "B06" } else { "G05" };
            let mut r = relation((rule, "restated", "error"), before, &[(p, 1)], decimals);
            r.tolerance = 0;
            r.section = p.section.clone();
            out.push(r);
        }
        first.entry(&p.slot).or_insert(p);
        last.insert(&p.slot, p);
    }
    // a figure that is printed several times has to fit at every place
    let everywhere = |slot: &'static str| printed.iter().filter(move |p| p.slot == slot);
    for (identity, total, maps) in UNIT.iter().flat_map(|identity| {
        let totals = everywhere(identity.total);
        totals.flat_map(|t| [&last, &first].map(|parts| (identity, t, parts))).collect::<Vec<_>>()
    }) {
        let mut parts: Vec<(&Printed, i64)> = Vec::new();
        let mut whole = true;
        for (slot, sign) in identity.parts {
            match maps.get(slot) {
                Some(&p) => parts.push((p, *sign)),
                None => whole &= identity.silent.contains(slot) && zero.contains(slot),
            }
        }
        let doubled = identity.silent.contains(&"vehicle") && last.contains_key("vehicle_total");
        if whole && !doubled {
            out.push(relation((identity.rule, identity.kind, identity.severity), total, &parts, decimals));
        }
    }
    fund_relations(&mut out, printed, [&first, &last], gpb_funds, listed, decimals);
    out
}

fn fund_relations(
    out: &mut Vec<Relation>,
    printed: &[Printed],
    [first, last]: [&BTreeMap<&str, &Printed>; 2],
    gpb_funds: &[String],
    listed: &[String],
    decimals: Decimals,
) {
    let of = |map: &BTreeMap<&str, &'_ Printed>, name: &str, slot: &str| {
        map.get(format!("{name}/{slot}").as_str()).map(|p| (*p).clone())
    };
    let mut names: Vec<&str> = last.keys().filter_map(|k| k.split_once('/')).map(|(n, _)| n).collect();
    names.dedup();
    for name in names {
        let (initial, inc, dec) = (of(last, name, "initial"), of(last, name, "inc"), of(last, name, "dec"));
        let (net, actual, balance) = (of(last, name, "net"), of(last, name, "actual"), of(last, name, "balance"));
        if let (Some(initial), Some(actual), Some(balance)) = (&initial, &actual, &balance) {
            let mut parts: Vec<(&Printed, i64)> = vec![(actual, 1), (balance, 1)];
            if inc.is_some() || dec.is_some() {
                parts.extend(inc.iter().map(|p| (p, -1)));
                parts.extend(dec.iter().map(|p| (p, 1)));
            } else {
                parts.extend(net.iter().map(|p| (p, -1)));
            }
            let mut r = relation(("B01", "difference", "error"), initial, &parts, decimals);
            r.section = actual.section.clone();
            out.push(r);
        }
        if let (Some(full), Some(actual), Some(balance)) = (of(last, name, "final"), &actual, &balance) {
            let mut r = relation(("B01", "difference", "error"), &full, &[(actual, 1), (balance, 1)], decimals);
            r.section = actual.section.clone();
            out.push(r);
        }
        let sources: Vec<Printed> = ["central", "province", "local"].iter().filter_map(|s| of(last, name, s)).collect();
        if let (Some(full), 3) = (of(last, name, "final"), sources.len()) {
            let parts: Vec<(&Printed, i64)> = sources.iter().map(|p| (p, 1)).collect();
            out.push(relation(("B13", "sum", "error"), &full, &parts, decimals));
        }
    }
    let all = |map: &BTreeMap<&str, &Printed>, names: &[String], slot: &str| -> Option<Vec<Printed>> {
        names.iter().map(|n| of(map, n, slot)).collect()
    };
    for (rule, total, map, names, slot) in [
        ("A05", "project", first, listed, "actual"),
        ("B02", "project", last, gpb_funds, "actual"),
        ("S03", "sum/net", last, gpb_funds, "net"),
        ("S03", "sum/balance", last, gpb_funds, "balance"),
        ("B02", "p_actual", last, gpb_funds, "actual"),
        ("S01", "project_initial", last, gpb_funds, "initial"),
    ] {
        for total in printed.iter().filter(|p| p.slot == total) {
            let Some(parts) = all(map, names, slot) else { continue };
            if !parts.is_empty() {
                let parts: Vec<(&Printed, i64)> = parts.iter().map(|p| (p, 1)).collect();
                out.push(relation((rule, "sum", "error"), total, &parts, decimals));
            }
        }
    }
}

/// The rates that the text states, as findings where one of them is wrong.
pub(super) fn rate_finding(rule: &'static str, stated: Decimal, right: Decimal, section: Option<String>) -> TruthFinding {
    TruthFinding {
        kind: "ratio",
        rule: Some(rule),
        severity: if rule == "C01" { "error" } else { "warning" },
        section,
        numbers: vec![stated.normalize().to_string()],
        difference: Some((stated - right).abs().normalize().to_string()),
        explain: format!("应为 {right}%，写成 {stated}%"),
        cause: "c1".to_owned(),
        consequences: Vec::new(),
    }
}
