//! Compares the report of one file with its truth. The measures and their conventions are those of the labelled sets: what
//! counts as found is decided here and nowhere else.

use std::collections::HashMap;
use std::hash::Hash;

use super::align::{align, name_like, title};
use super::findings;
use super::tally::Tally;
use super::truth::{Figure, Form, Truth};
use crate::outputs::report::{AmountOut, Report};

const WORKBOOKS: [&str; 5] = [".xlsx", ".xls", ".xlsm", ".ods", ".et"];

/// Compares one file. `tag` is its name.
pub fn file(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    if let Some(status) = &t.status {
        tally.decide("status", r.status == status, || format!("{tag}: want {status}, got {}", r.status));
        return;
    }
    if t.also_acceptable.as_ref().and_then(|a| a.status.as_deref()) == Some(r.status) {
        tally.found("status", 1, 1, 1);
        return;
    }
    head(t, r, tally, tag);
    sections(t, r, tally, tag);
    amounts(t, r, tally, tag);
    funds(t, r, tally, tag);
    counts(t, r, tally, tag);
    staff(t, r, tally, tag);
    if !t.percents.is_empty() {
        let (want, got) = (&t.percents, &r.percents);
        let same = |i: usize, j: usize| want[i].value.0 == Some(got[j].value.0);
        tally.found("percents", align(want.len(), got.len(), same, |_, _| false).len(), want.len(), got.len());
    }
    nil(t, r, tally, tag);
    forms(t, r, tally, tag);
    findings::compare(t, r, tally, tag);
}

/// Pairs off equal items of two lists: what both have, what is missing, what is extra.
fn pair_off<T: Eq + Hash + Clone>(want: &[T], got: &[T]) -> (usize, Vec<T>, Vec<T>) {
    let mut left: HashMap<&T, usize> = HashMap::new();
    for g in got {
        *left.entry(g).or_default() += 1;
    }
    let mut missing = Vec::new();
    for w in want {
        match left.get_mut(w) {
            Some(n) if *n > 0 => *n -= 1,
            _ => missing.push(w.clone()),
        }
    }
    let hit = want.len() - missing.len();
    let mut used: HashMap<&T, usize> = HashMap::new();
    for w in want {
        *used.entry(w).or_default() += 1;
    }
    let mut extra = Vec::new();
    for g in got {
        match used.get_mut(g) {
            Some(n) if *n > 0 => *n -= 1,
            _ => extra.push(g.clone()),
        }
    }
    (hit, missing, extra)
}

fn head(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let year = t.fiscal_year.as_ref().and_then(|y| match y {
        serde_json::Value::Null => None,
        serde_json::Value::String(s) => Some(s.clone()),
        y => Some(y.to_string()),
    });
    let got_year = r.report.fiscal_year.map(|y| y.to_string());
    for (key, want, got) in [
        ("meta.unit_name", &t.unit_name, r.report.unit_name),
        ("meta.fiscal_year", &year, got_year.as_deref()),
        ("meta.kind", &t.kind, r.report.kind),
    ] {
        let Some(want) = want else { continue };
        tally.decide(key, got == Some(want), || format!("{tag}: want {want:?}, got {got:?}"));
    }
}

fn sections(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    if t.sections.is_empty() {
        return;
    }
    let want: Vec<(String, String)> = t.sections.iter().map(|s| (s.0.clone(), title(&s.3))).collect();
    let got: Vec<(String, String)> = r.sections.iter().map(|s| (s.path.to_owned(), title(s.title))).collect();
    let (hit, missing, extra) = pair_off(&want, &got);
    tally.found("sections", hit, want.len(), got.len());
    for s in missing {
        tally.miss("sections", format!("{tag}: missing {s:?}"));
    }
    for s in extra {
        tally.miss("sections", format!("{tag}: extra {s:?}"));
    }
}

fn location<'a>(a: &'a AmountOut<'_>) -> Option<&'a str> {
    a.at.cell.as_deref().or(a.section)
}

fn amounts(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let (want, got) = (&t.amounts, &r.amounts);
    let workbook = WORKBOOKS.iter().any(|w| tag.ends_with(w));
    let pairs = if workbook { by_cell(t, r) } else { in_order(t, r) };
    tally.found("amounts", pairs.len(), want.len(), got.len());
    let mut partner = vec![None; want.len()];
    let mut back = vec![None; got.len()];
    for &(i, j) in &pairs {
        partner[i] = Some(j);
        back[j] = Some(i);
    }
    for (a, _) in want.iter().zip(&partner).filter(|(_, p)| p.is_none()) {
        let place = a.section.as_ref().or(a.cell.as_ref());
        tally.miss("amounts", format!("{tag}: missing {} ({}) in {place:?}", a.raw, a.label.as_deref().unwrap_or("")));
    }
    for (g, _) in got.iter().zip(&back).filter(|(_, b)| b.is_none()) {
        tally.miss("amounts", format!("{tag}: extra {} in {:?}", g.raw, location(g)));
    }
    for &(i, j) in &pairs {
        let (a, g) = (&want[i], &got[j]);
        let named = || format!("{tag}: {} ({})", a.raw, a.label.as_deref().unwrap_or(""));
        if let Some(cell) = a.cell.as_ref().filter(|c| !workbook && c.starts_with('T')) {
            tally.decide("amounts.cell", g.at.cell.as_deref() == Some(cell), || {
                format!("{} want {cell}, got {:?}", named(), g.at.cell)
            });
        }
        if let Some(section) = a.section.as_ref().filter(|s| !s.is_empty() && !workbook) {
            let right = g.section == Some(section);
            tally.decide("amounts.section", right, || format!("{} want {section}, got {:?}", named(), g.section));
        }
        if let Some(concept) = &a.concept {
            let right = g.concept == Some(concept);
            tally.decide("amounts.concept", right, || format!("{} want {concept}, got {:?}", named(), g.concept));
        }
        if let Some(role @ ("value" | "comparison")) = a.role.as_deref() {
            let right = (g.role == "comparison") == (role == "comparison");
            tally.decide("amounts.role", right, || format!("{} want {role}, got {}", named(), g.role));
        }
        if let Some(parent) = a.parent
            && a.role.as_deref().unwrap_or("value") == "value"
            && !workbook
        {
            let found = g.parent.and_then(|p| got.iter().position(|g| g.id == p));
            let right = match parent {
                None => g.parent.is_none(),
                Some(_) => found.is_some_and(|p| back[p] == parent),
            };
            let raw = parent.and_then(|p| want.get(p)).map(|p| &p.raw);
            let has = found.map(|p| got[p].raw);
            tally.decide("amounts.parent", right, || format!("{} want {raw:?}, got {has:?}", named()));
        }
        if let Some(fund) = a.fund.as_ref().filter(|f| !f.is_empty()) {
            let right = name_like(fund, g.fund.unwrap_or("")) >= 0.6;
            tally.decide("amounts.fund", right, || format!("{} want {fund}, got {:?}", named(), g.fund));
        }
        tally.decide("amounts.approx", a.approx.unwrap_or(false) == (g.bound != "exact"), || {
            format!("{} got {}", named(), g.bound)
        });
    }
}

/// The cells of a workbook have no order that matters: equal value at the same cell.
fn by_cell(t: &Truth, r: &Report<'_>) -> Vec<(usize, usize)> {
    let mut pool: HashMap<(Option<&str>, rust_decimal::Decimal), Vec<usize>> = HashMap::new();
    for (j, g) in r.amounts.iter().enumerate().rev() {
        pool.entry((location(g), g.wan.0)).or_default().push(j);
    }
    let mut pairs = Vec::new();
    for (i, a) in t.amounts.iter().enumerate() {
        let Some(wan) = a.wan.0 else { continue };
        if let Some(j) = pool.get_mut(&(a.cell.as_deref().or(a.section.as_deref()), wan)).and_then(Vec::pop) {
            pairs.push((i, j));
        }
    }
    pairs
}

fn in_order(t: &Truth, r: &Report<'_>) -> Vec<(usize, usize)> {
    let (want, got) = (&t.amounts, &r.amounts);
    let near = |i: usize, j: usize| match &want[i].cell {
        Some(cell) => location(&got[j]) == Some(cell),
        None => want[i].section.as_deref() == got[j].section,
    };
    align(want.len(), got.len(), |i, j| want[i].wan.0 == Some(got[j].wan.0), near)
}

fn funds(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let (mut want, mut hit) = (0, 0);
    let mut taken = vec![false; r.funds.len()];
    for f in &t.funds {
        let fields = [("initial", f.initial), ("adjust", f.adjust), ("actual", f.actual), ("balance", f.balance)];
        want += 1 + fields.iter().filter(|(_, v)| v.0.is_some()).count();
        let mut best: Option<(f64, usize)> = None;
        for (j, g) in r.funds.iter().enumerate().filter(|(j, _)| !taken[*j]) {
            let like = name_like(&f.name, g.name);
            if best.is_none_or(|(b, _)| like > b) {
                best = Some((like, j));
            }
        }
        let Some((_, j)) = best.filter(|(like, _)| *like >= 0.6) else {
            tally.miss("funds", format!("{tag}: missing {}", f.name));
            continue;
        };
        taken[j] = true;
        hit += 1;
        let g = &r.funds[j];
        for ((key, v), got) in fields.into_iter().zip([g.initial, g.adjust, g.actual, g.balance]) {
            if v.0.is_none() {
                continue;
            }
            if got.map(|n| n.0) == v.0 {
                hit += 1;
            } else {
                tally.miss("funds", format!("{tag}: {}.{key} want {:?}, got {:?}", f.name, v.0, got.map(|n| n.0)));
            }
        }
    }
    let extra = taken.iter().filter(|t| !**t).count();
    for (g, _) in r.funds.iter().zip(&taken).filter(|(_, t)| !**t) {
        tally.miss("funds", format!("{tag}: extra {}", g.name));
    }
    if !t.funds.is_empty() || !r.funds.is_empty() {
        tally.found("funds", hit, want, want + extra);
    }
}

fn counts(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let (want, got) = (&t.counts, &r.counts);
    let same = |i: usize, j: usize| want[i].value.0 == got[j].value.map(|n| n.0) && want[i].unit.as_deref() == Some(got[j].unit);
    let near = |i: usize, j: usize| want[i].section.as_deref() == got[j].section;
    let pairs = align(want.len(), got.len(), same, near);
    tally.found("counts", pairs.len(), want.len(), got.len());
    let (mut partner, mut used) = (vec![None; want.len()], vec![false; got.len()]);
    for &(i, j) in &pairs {
        partner[i] = Some(j);
        used[j] = true;
    }
    for (c, j) in want.iter().zip(partner) {
        let Some(g) = j.and_then(|j| got.get(j)) else {
            tally.miss("counts", format!("{tag}: missing {} in {:?}", c.raw, c.section));
            continue;
        };
        let right = c.approx.unwrap_or(false) == (g.bound != "exact");
        tally.decide("counts.approx", right, || format!("{tag}: {} got {}", c.raw, g.bound));
        if let Some(section) = c.section.as_ref().filter(|s| !s.is_empty()) {
            let right = g.section == Some(section);
            tally.decide("counts.section", right, || format!("{tag}: {} want {section}, got {:?}", c.raw, g.section));
        }
    }
    for (g, _) in got.iter().zip(used).filter(|(_, u)| !u) {
        tally.miss("counts", format!("{tag}: extra {} in {:?}", g.raw, g.section));
    }
}

fn staff(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let mut got: HashMap<&str, rust_decimal::Decimal> = HashMap::new();
    for s in &r.staff {
        got.entry(s.concept).or_insert(s.value.0);
    }
    let want: Vec<(&str, rust_decimal::Decimal)> =
        t.staff.iter().flatten().filter_map(|(k, v)| v.0.map(|v| (k.as_str(), v))).collect();
    let hit = want.iter().filter(|(k, v)| got.get(k) == Some(v)).count();
    if !want.is_empty() || !got.is_empty() {
        tally.found("staff", hit, want.len(), got.len());
    }
    for (k, v) in want {
        if got.get(k) != Some(&v) {
            tally.miss("staff", format!("{tag}: {k} want {v}, got {:?}", got.get(k)));
        }
    }
}

fn nil(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let Some(want) = &t.nil else { return };
    let mut want: Vec<&str> = want.iter().map(String::as_str).collect();
    let mut got: Vec<&str> = r.sections.iter().filter(|s| s.nil).map(|s| s.path).collect();
    for list in [&mut want, &mut got] {
        list.sort_unstable();
        list.dedup();
    }
    if want.is_empty() && got.is_empty() {
        return;
    }
    let (hit, missing, extra) = pair_off(&want, &got);
    tally.found("nil", hit, want.len(), got.len());
    for n in missing {
        tally.miss("nil", format!("{tag}: missing {n}"));
    }
    for n in extra {
        tally.miss("nil", format!("{tag}: extra {n}"));
    }
}

fn forms(t: &Truth, r: &Report<'_>, tally: &mut Tally, tag: &str) {
    let forms: Vec<Form> = t.all_forms();
    let want: Vec<(String, Figure, Figure)> =
        forms.iter().flat_map(|f| &f.indicators).map(|x| (title(x.level3.as_deref().unwrap_or("")), x.weight, x.score)).collect();
    if !want.is_empty() {
        let figure = |n: Option<crate::outputs::report::Number>| Figure(n.map(|n| n.0));
        let got: Vec<(String, Figure, Figure)> =
            r.forms.iter().flat_map(|f| &f.indicators).map(|x| (title(x.level3), figure(x.weight), figure(x.score))).collect();
        let (hit, missing, extra) = pair_off(&want, &got);
        tally.found("forms.indicators", hit, want.len(), got.len());
        for x in missing {
            tally.miss("forms.indicators", format!("{tag}: missing {x:?}"));
        }
        for x in extra {
            tally.miss("forms.indicators", format!("{tag}: extra {x:?}"));
        }
    }
    let want: Vec<Figure> = forms.iter().filter_map(|f| f.total_score).collect();
    if !want.is_empty() {
        let got: Vec<Figure> = r.forms.iter().filter_map(|f| f.total_score).map(|n| Figure(Some(n.0))).collect();
        tally.found("forms.total", pair_off(&want, &got).0, want.len(), got.len());
    }
}
