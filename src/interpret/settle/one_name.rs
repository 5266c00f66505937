//! One name for one fund, however it is called from place to place.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::fund_names::{MOST_NAMES, core_name, same_core};
use crate::interpret::vocabulary::squeeze;

/// A fund is called by one name everywhere: by that of the item that is about it, or by the first that was printed.
pub(super) fn one_name_a_fund(cx: &Context<'_>, found: &mut Found) {
    // Each name with its core, and the place of each.
    let mut names: Vec<(String, String)> = cx.funds.item_names().map(|n| (n.to_owned(), core_name(n))).collect();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for (i, (name, _)) in names.iter().enumerate() {
        known.entry(name.clone()).or_insert(i);
    }
    for a in &mut found.amounts {
        let Some(name) = &a.fund else { continue };
        if known.contains_key(name) {
            continue;
        }
        let core = core_name(name);
        match names.iter().take(MOST_NAMES).find(|(_, c)| same_core(c, &core)) {
            Some((first, _)) => a.fund = Some(first.clone()),
            None => {
                known.insert(name.clone(), names.len());
                names.push((name.clone(), core));
            }
        }
    }
    short_names(cx, found);
}

/// What is known of a fund by one of its names.
struct Called {
    name: String,
    /// The characters of the name without 经费 and the like.
    core: Vec<char>,
    /// Its figures that are not nought.
    figures: Vec<(ConceptId, Decimal)>,
    /// Totals that its figures are parts of, and whether the part stands in a table.
    totals: Vec<(usize, bool)>,
    /// Sections of its figures.
    sections: Vec<Option<usize>>,
}

/// 1.地力补贴年初预算2,860万元 after a table's row 耕地地力保护补贴资金 with that budget: a name of some characters of another one, in their
/// order, and figures that agree mean the one fund. Two names of one list, or of two items, are two funds.
fn short_names(cx: &Context<'_>, found: &mut Found) {
    let mut called: Vec<Called> = Vec::new();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for a in &found.amounts {
        let Some(name) = a.fund.as_deref() else { continue };
        let at = *known.entry(name).or_insert_with(|| {
            let core = core_name(name).chars().collect();
            called.push(Called { name: name.to_owned(), core, figures: Vec::new(), totals: Vec::new(), sections: Vec::new() });
            called.len() - 1
        });
        let Some(fund) = called.get_mut(at) else { continue };
        if let Some(concept) = a.concept.filter(|_| a.role == AmountRole::Value && !a.wan.is_zero()) {
            fund.figures.push((concept, a.wan));
        }
        fund.sections.push(a.section);
        fund.totals.extend(a.parent.map(|total| (total, a.cell.is_some())));
    }
    if called.len() < 2 || called.len() > MOST_SHORT {
        return;
    }
    let mut full: FxHashMap<String, String> = FxHashMap::default();
    // the figures say so; and where one name is short so, another that is most of the full one is, whatever a slip made of it
    for by_figures in [true, false] {
        let taken: Vec<String> = full.values().cloned().collect();
        let mut more = Vec::new();
        for short in called.iter().filter(|s| !full.contains_key(&s.name) && !taken.contains(&s.name)) {
            let mut fits = called
                .iter()
                .filter(|long| !taken.contains(&long.name) && is_short_for(cx, short, long))
                .filter(|long| if by_figures { agree(short, long) } else { is_most_of(short, long) });
            if let (Some(long), None) = (fits.next(), fits.next()) {
                more.push((short.name.clone(), long.name.clone()));
            }
        }
        full.extend(more);
        if full.is_empty() {
            return;
        }
    }
    for i in 0..found.amounts.len() {
        let Some(a) = found.amounts.get_mut(i) else { continue };
        let Some(long) = a.fund.as_ref().and_then(|name| full.get(name)) else { continue };
        a.fund = Some(long.clone());
        let Some(a) = found.amounts.get(i) else { continue };
        // a figure that is told again is no second part of the total
        let part = |b: &Amount| b.parent == a.parent && b.concept == a.concept && b.fund == a.fund && b.cell.is_some();
        if a.parent.is_some() && a.cell.is_none() && found.amounts.iter().any(part) {
            found.detach(i);
        }
    }
}

/// A document with more funds is a list, in which every row is about its own.
const MOST_SHORT: usize = 200;

/// Whether one name may be short for another: some of its characters in their order, in another place of the document.
fn is_short_for(cx: &Context<'_>, short: &Called, long: &Called) -> bool {
    let name = squeeze(&long.name);
    let mut rest = name.chars();
    let length = short.core.len() + 1..=short.core.len() * 4;
    short.core.len() >= 2
        && length.contains(&long.core.len())
        && short.core.iter().all(|c| rest.any(|d| d == *c))
        && !cx.funds.are_apart(&short.name, &long.name)
        // one is an item of its own, the other stands in a list or a table elsewhere
        && (cx.funds.is_item(Some(&short.name)) && !long.totals.is_empty()
            || cx.funds.is_item(Some(&long.name)) && !short.totals.is_empty())
        && !short.sections.iter().any(|s| long.sections.contains(s))
        && !short.totals.iter().any(|t| long.totals.contains(t))
}

/// Whether more of their figures agree than differ.
fn agree(short: &Called, long: &Called) -> bool {
    let (mut same, mut other) = (0, 0);
    for (concept, wan) in &short.figures {
        let mut told = long.figures.iter().filter(|(c, _)| c == concept).peekable();
        if told.peek().is_none() {
            continue;
        }
        if told.any(|(_, w)| w == wan) {
            same += 1;
        } else {
            other += 1;
        }
    }
    same > other
}

/// Whether a name is most of another one (天网雪亮运维 of 天网雪亮工程运维费), and their figures differ by slips of the pen at most.
fn is_most_of(short: &Called, long: &Called) -> bool {
    let slips = |concept: &str, wan: &Decimal| {
        long.figures.iter().filter(|(c, _)| *c == concept).all(|(_, other)| other == wan || is_slip(*wan, *other))
    };
    short.core.len() >= 4
        && short.core.len() * 5 >= long.core.len() * 3
        && short.figures.iter().all(|(concept, wan)| slips(concept, wan))
}

/// Whether two figures of four digits or more have the same digits in another order, or differ in one: 326.85 and 362.85.
fn is_slip(one: Decimal, other: Decimal) -> bool {
    let digits = |d: Decimal| d.normalize().to_string().into_bytes().into_iter().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let (mut a, mut b) = (digits(one), digits(other));
    if a.len() != b.len() || a.len() < 4 {
        return false;
    }
    let differing = a.iter().zip(&b).filter(|(x, y)| x != y).count();
    a.sort_unstable();
    b.sort_unstable();
    differing == 1 || a == b
}
