//! What projects and their items make up.

use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::fund_names::{MOST_NAMES, core_name};
use crate::interpret::lists::is_under;
use crate::interpret::vocabulary::{Subject, squeeze};

/// A report on one project whose parts a table or the text tells: the figures of the whole are no part's, and have no fund.
pub(super) fn whole_with_parts(cx: &Context<'_>, found: &mut Found) {
    let Some(whole) = cx.funds.whole_project() else { return };
    let mut parts: Vec<&str> = found.amounts.iter().filter_map(|a| a.fund.as_deref()).filter(|f| *f != whole).collect();
    parts.sort_unstable();
    parts.dedup();
    if parts.len() < 2 {
        return;
    }
    for a in &mut found.amounts {
        if a.fund.as_deref() == Some(whole) {
            a.fund = None;
        }
    }
}

/// In a report on one project the figures of its parts make up the whole's, where the sum says so.
pub(super) fn parts_of_the_whole_project(found: &mut Found) {
    for total in 0..found.amounts.len() {
        let Some(t) = found.amounts.get(total) else { continue };
        let Some(concept) = t.concept.filter(|c| c.starts_with("fund_")) else { continue };
        if t.fund.is_some() || t.role != AmountRole::Value {
            continue;
        }
        let parts: Vec<usize> = (total + 1..found.amounts.len())
            .filter(|&i| {
                found.amounts.get(i).is_some_and(|a| {
                    a.concept == Some(concept)
                        && a.fund.is_some()
                        && a.parent.is_none()
                        && a.cell.is_none()
                        && a.section == t.section
                })
            })
            .collect();
        if parts.len() >= 2 && found.sum(&parts) == t.wan {
            for p in parts {
                found.attach(p, total, false, None);
            }
        }
    }
}

/// Items that tell one fund's expenditure each, with no total beside them, hang on 项目支出 where they make it up.
pub(super) fn items_make_up_projects(found: &mut Found) {
    let total = (0..found.amounts.len()).rev().find(|&i| {
        found.amounts.get(i).is_some_and(|a| a.concept == Some("gpb_expenditure_project") && a.role == AmountRole::Value)
            && !found.breakdowns.iter().any(|b| b.total == i)
    });
    let Some(total) = total else { return };
    let named = |i: usize, a: &Amount| {
        i > total
            && a.concept == Some("fund_actual")
            && a.parent.is_none()
            && a.cell.is_none()
            && a.fund.as_deref() == Some(a.label.as_str())
    };
    let parts: Vec<usize> = (0..found.amounts.len()).filter(|&i| found.amounts.get(i).is_some_and(|a| named(i, a))).collect();
    if parts.len() >= 2 && found.amounts.get(total).is_some_and(|t| t.wan == found.sum(&parts)) {
        for p in parts {
            found.attach(p, total, false, None);
        }
    }
}

/// 一般公共预算项目支出1325.8万元，政府性基金项目支出252.8万元，各项目的情况是：…: the first items make up the first total, the
/// others the second.
pub(super) fn items_of_two_totals(cx: &Context<'_>, found: &mut Found) {
    // the budget that a total's words name
    let budget = |found: &Found, i: usize| {
        let a = found.amounts.get(i)?;
        let whole = a.role == AmountRole::Value && a.fund.is_none() && a.cell.is_none();
        let named = cx.v.subject(found.keys.get(i).filter(|_| whole)?)?;
        matches!(named, Subject::Gpb | Subject::Govfund | Subject::Soe).then_some((named, a.section?))
    };
    for second in 1..found.amounts.len() {
        let first = second - 1;
        let (Some((one, section)), Some((two, beside))) = (budget(found, first), budget(found, second)) else { continue };
        if one == two || section != beside {
            continue;
        }
        let (Some(want), Some(rest)) = (found.amounts.get(first).map(|a| a.wan), found.amounts.get(second).map(|a| a.wan)) else {
            continue;
        };
        let below = |a: &Amount| a.section.is_some_and(|s| is_under(cx.outline, s, section));
        let items: Vec<usize> = (second + 1..found.amounts.len())
            .take_while(|&i| found.amounts.get(i).is_some_and(below))
            .filter(|&i| found.amounts.get(i).is_some_and(|a| a.concept == Some("fund_actual") && a.cell.is_none()))
            .collect();
        let cut = (1..items.len()).find(|&n| {
            let (head, tail) = items.split_at(n);
            found.sum(head) == want && found.sum(tail) == rest
        });
        let Some(cut) = cut else { continue };
        for (n, &i) in items.iter().enumerate() {
            found.detach(i);
            found.attach(i, if n < cut { first } else { second }, false, None);
        }
    }
}

/// 专项共3项495万元：办案经费360万元，…; 总投入70.5万元，其中稻渔综合种养示范45万元: a label that is nothing but a known fund's
/// name gives its figure to the fund; where the total tells what was spent, as its expenditure.
pub(super) fn labels_that_are_funds(cx: &Context<'_>, found: &mut Found) {
    let mut known: Vec<(String, String)> = Vec::new();
    let told = found.amounts.iter().filter_map(|a| a.fund.as_deref());
    for name in cx.funds.item_names().chain(told) {
        if known.len() >= MOST_NAMES {
            break;
        }
        if known.iter().any(|(_, n)| n == name) {
            continue;
        }
        let core = core_name(name);
        if !known.iter().any(|(c, _)| *c == core) {
            known.push((core, name.to_owned()));
        }
    }
    for i in 0..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        if a.role != AmountRole::Value || a.concept.is_some() || a.fund.is_some() || a.cell.is_some() {
            continue;
        }
        let core = core_name(&a.label);
        let short = core.chars().count() < 4;
        let same = |name: &str| !short || squeeze(name) == squeeze(&a.label);
        let Some((_, name)) = known.iter().find(|(c, n)| *c == core && same(n)) else { continue };
        let spent = a.parent.and_then(|p| found.keys.get(p)).is_some_and(|k| cx.v.money.spent.at_end(k).is_some());
        if let Some(a) = found.amounts.get_mut(i) {
            a.fund = Some(name.clone());
            if spent {
                a.concept = Some("fund_actual");
                a.column = Some(Column::Executed);
            }
        }
    }
}
