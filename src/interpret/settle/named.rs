//! Totals whose parts say what they are.

use super::{concepts, totals};
use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;

/// A bare 财政拨款收入 under the heading of one budget is that budget's, unless its parts name several.
pub(super) fn totals_named_by_their_parts(found: &mut Found) {
    let mut whole: Vec<Option<usize>> = Vec::new();
    for (i, parts) in totals(found) {
        let Some(concept) = found.amounts.get(i).and_then(|a| a.concept) else { continue };
        let parts = concepts(found, &parts);
        let wider = match concept {
            // 收入合计…，由一般公共预算拨款和政府性基金拨款构成
            "gpb_revenue" if parts.iter().any(|p| matches!(*p, "gpb_revenue" | "govfund_revenue" | "soe_capital_revenue")) => {
                let of_treasury = found.keys.get(i).is_some_and(|k| ["财政", "拨款"].iter().any(|w| k.contains(w)));
                if !of_treasury {
                    whole.push(found.amounts.get(i).and_then(|a| a.section));
                }
                if of_treasury { "fiscal_appropriation_revenue" } else { "revenue_total" }
            }
            "gpb_revenue"
                if parts.iter().any(|p| matches!(*p, "fiscal_appropriation_revenue" | "other_revenue" | "business_revenue")) =>
            {
                "revenue_total"
            }
            "gpb_expenditure"
                if parts.iter().any(|p| matches!(*p, "gpb_expenditure" | "govfund_expenditure" | "soe_capital_expenditure")) =>
            {
                "expenditure_total"
            }
            _ => continue,
        };
        if let Some(a) = found.amounts.get_mut(i) {
            a.concept = Some(wider);
        }
    }
    // …; 当年支出合计… beside it is the whole expenditure, too
    for (a, key) in found.amounts.iter_mut().zip(&found.keys) {
        let bare = || !["一般公共预算", "财政"].iter().any(|w| key.contains(w));
        if a.concept == Some("gpb_expenditure") && whole.contains(&a.section) && bare() {
            a.concept = Some("expenditure_total");
        }
    }
}

/// 全部为一般公共预算拨款 narrows a bare 全年收入 or 全年支出.
pub(super) fn narrowed_to_general_budget(cx: &Context<'_>, found: &mut Found) {
    let text = &cx.doc.text;
    let mut named = memchr::memmem::find_iter(text.as_bytes(), "一般公共预算");
    if !named.any(|at| text.get(..at).is_some_and(|before| cx.v.turns.all_from.at_end(before).is_some())) {
        return;
    }
    // with money of other kinds it was said of the treasury's part only
    let other = ["other_revenue", "business_revenue", "operating_revenue", "superior_subsidy_revenue", "govfund_revenue"];
    if found
        .amounts
        .iter()
        .any(|a| a.role == AmountRole::Value && !a.wan.is_zero() && a.concept.is_some_and(|c| other.contains(&c)))
    {
        return;
    }
    for (a, key) in found.amounts.iter_mut().zip(&found.keys) {
        if !matches!(a.concept, Some("revenue_total" | "expenditure_total")) {
            continue;
        }
        let bare = key == "折合" || ["全年收入", "全年支出"].iter().any(|w| key.ends_with(w)) && key.chars().count() <= 12;
        match a.concept {
            Some("revenue_total") if bare && !key.contains("合计") => a.concept = Some("gpb_revenue"),
            Some("expenditure_total") if bare && !key.contains("合计") => a.concept = Some("gpb_expenditure"),
            _ => {}
        }
    }
}

/// 全年总支出…，由一般公共预算支出…和政府性基金预算支出…构成。基本支出…。项目支出…: halves that no word binds are those of the total that
/// they make up.
pub(super) fn halves_of_the_whole(found: &mut Found) {
    for (i, parts) in totals(found) {
        let Some(t) = found.amounts.get(i) else { continue };
        let Some(above) = t.parent.filter(|_| t.concept == Some("gpb_expenditure")) else { continue };
        let of = |id: &str| parts.iter().copied().find(|&p| found.amounts.get(p).is_some_and(|a| a.concept == Some(id)));
        let (Some(basic), Some(project)) = (of("gpb_expenditure_basic"), of("gpb_expenditure_project")) else { continue };
        let sum = found.sum(&[basic, project]);
        let whole = found.amounts.get(above).is_some_and(|a| a.concept == Some("expenditure_total") && a.wan == sum);
        if whole && found.amounts.get(i).is_some_and(|a| a.wan != sum) {
            for part in [basic, project] {
                found.detach(part);
                found.attach(part, above, false, None);
            }
        }
    }
}

/// 采购货物39.86万元、服务52.14万元，合计92.00万元 is the whole procurement, 两项合计3.77万元 of 公务接待费 and 公务用车运行维护费 the 三公经费.
pub(super) fn totals_of_kinds(cx: &Context<'_>, found: &mut Found) {
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let Some(a) = found.amounts.get_mut(i) else { continue };
        let closes = found.keys.get(i).is_some_and(|k| cx.v.closing.at_end(k).is_some());
        if !closes || a.concept.is_some() || a.role != AmountRole::Value || parts.len() < 2 {
            continue;
        }
        let all_of = |total: &&str| parts.iter().all(|p| cx.v.belongs(p, total) == Some(true));
        if let Some(total) = ["san_gong_total", "procurement_total"].into_iter().find(all_of) {
            a.concept = Some(total);
            a.column = Some(Column::Executed);
        }
    }
}

/// 一般公共预算财政拨款…，其他收入…，三项合计3,284.56万元 is the whole revenue.
pub(super) fn totals_of_revenue(cx: &Context<'_>, found: &mut Found) {
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let Some(a) = found.amounts.get_mut(i) else { continue };
        let closes = found.keys.get(i).is_some_and(|k| cx.v.closing.at_end(k).is_some());
        let kinds =
            parts.len() >= 2 && parts.iter().all(|p| p.ends_with("_revenue") && cx.v.belongs(p, "revenue_total").is_some());
        if closes && a.concept.is_none() && a.role == AmountRole::Value && kinds {
            a.concept = Some("revenue_total");
        }
    }
    // 公务接待费0.86万元；…运行维护费2.30万元；“三公”经费合计3.16万元: the parts stand before their total
    for total in 0..found.amounts.len() {
        let Some(t) = found.amounts.get(total) else { continue };
        if t.concept != Some("san_gong_total") || t.cell.is_some() || found.breakdowns.iter().any(|b| b.total == total) {
            continue;
        }
        let parts: Vec<usize> = (0..total)
            .filter(|&i| {
                found.amounts.get(i).is_some_and(|a| {
                    a.section == t.section
                        && a.role == AmountRole::Value
                        && a.parent.is_none()
                        && a.concept.is_some_and(|c| cx.v.belongs(c, "san_gong_total") == Some(true))
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

/// 按功能分类：… 按支出用途：…: two lists of one total, each of which makes it up, are two breakdowns.
pub(super) fn two_groupings(found: &mut Found) {
    let mut second = Vec::new();
    for b in 0..found.breakdowns.len() {
        let Some((total, mut parts)) = found.breakdowns.get(b).map(|b| (b.total, b.parts.clone())) else { continue };
        let Some(want) = found.amounts.get(total).map(|t| t.wan).filter(|w| !w.is_zero()) else { continue };
        parts.sort_unstable();
        parts.dedup();
        if parts.len() < 4 || Some(found.sum(&parts)) != want.checked_add(want) {
            continue;
        }
        let Some(cut) = (2..parts.len() - 1).find(|&n| parts.get(..n).is_some_and(|p| found.sum(p) == want)) else { continue };
        if let Some(first) = found.breakdowns.get_mut(b) {
            let tail = parts.split_off(cut);
            first.parts = parts;
            second.push(Breakdown { total, parts: tail, binding: first.binding, word: first.word });
        }
    }
    found.breakdowns.append(&mut second);
}
