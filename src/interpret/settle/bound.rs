//! Parts and budgets that no word binds.

use super::{concepts, totals};
use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::lists::spent_from;
use crate::interpret::vocabulary::squeeze;

/// 全年收入2065.3万元，一般公共预算拨款1812.5万元、政府性基金拨款252.8万元: parts that no word binds hang on the total right before
/// them where they make it up.
pub(super) fn parts_without_a_word(cx: &Context<'_>, found: &mut Found) {
    for total in 0..found.amounts.len() {
        let Some(t) = found.amounts.get(total) else { continue };
        let Some(concept) = t.concept.filter(|c| {
            c.contains("revenue")
                || c.ends_with("_total")
                || c.ends_with("expenditure")
                || *c == "budget_total_initial"
                || c.starts_with("carryover")
        }) else {
            continue;
        };
        if t.role != AmountRole::Value || t.cell.is_some() || t.wan.is_zero() || found.closes(total) {
            continue;
        }
        let mut parts = Vec::new();
        for i in total + 1..found.amounts.len() {
            let Some(a) = found.amounts.get(i) else { break };
            let between = crate::read::Span { start: t.span.end, end: a.span.start }.of(&cx.doc.text);
            // what hangs on a part is passed over
            if a.parent.is_some_and(|p| parts.contains(&p)) && !between.contains(['。', '\n']) {
                continue;
            }
            let part = a.role == AmountRole::Value
                && a.parent.is_none_or(|p| p == total)
                && a.cell.is_none()
                && match a.concept {
                    Some(c) if concept.starts_with("carryover") => {
                        matches!(c, "gpb_expenditure" | "govfund_expenditure" | "soe_capital_expenditure")
                            && spent_from(found, i).is_some()
                    }
                    Some(c) => c != "carryover_opening" && cx.v.belongs(c, concept).is_some(),
                    // 年初部门预算…，基本支出预算…与项目支出预算…
                    None if concept == "budget_total_initial" => {
                        found.keys.get(i).and_then(|k| cx.v.term_at_end(k)).is_some_and(|(_, t)| t.under_initial().is_some())
                    }
                    // 结转下年340.40万元，一般公共预算304.90万元，政府性基金预算33.50万元
                    None => concept.starts_with("carryover") && spent_from(found, i).is_some(),
                };
            if !part || between.contains(['。', '\n']) {
                break;
            }
            parts.push(i);
            // a budget's two halves, told as budgets, are its parts whatever they add up to
            let halves = concept == "budget_total_initial" && parts.len() == 2 && parts.iter().all(|&p| found.is_half(cx.v, p));
            if halves || parts.len() >= 2 && found.sum(&parts) == t.wan {
                let new = parts.iter().copied().filter(|&p| found.amounts.get(p).is_some_and(|a| a.parent.is_none()));
                for p in new.collect::<Vec<_>>() {
                    found.attach(p, total, false, None);
                }
                break;
            }
        }
    }
}

/// 基本支出预算 under 年初预算 is the initial budget of the basic expenditure.
pub(super) fn budgets_under_initial(cx: &Context<'_>, found: &mut Found) {
    for i in 0..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        let Some(total) = a.parent.and_then(|p| found.amounts.get(p)) else { continue };
        if a.concept.is_some() || total.concept != Some("budget_total_initial") {
            continue;
        }
        let id = found.keys.get(i).and_then(|k| cx.v.term_at_end(k)).and_then(|(_, t)| t.under_initial());
        if let (Some(id), Some(a)) = (id, found.amounts.get_mut(i)) {
            a.concept = Some(id);
            a.role = AmountRole::Value;
            a.column = Some(Column::Initial);
        }
    }
}

/// A figure without an id whose parts are sources of money is the full-year budget of its fund.
pub(super) fn budgets_of_sources(cx: &Context<'_>, found: &mut Found) {
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let from = |p: &&str| p.starts_with("fund_source") || matches!(*p, "fund_other_money" | "fund_prev_carryover");
        let more =
            |p: &&str| from(p) || matches!(*p, "fund_adjust_increase" | "fund_budget_initial" | "fund_current_appropriation");
        let sources = parts.iter().any(from) && parts.iter().all(more);
        let Some(a) = found.amounts.get(i) else { continue };
        // the total of a table's column 上年结转 is no budget
        if !sources || a.cell.is_some() {
            continue;
        }
        let paragraph = cx.doc.paragraph_at(a.span.start);
        let item = paragraph.is_some_and(|p| cx.outline.sections.binary_search_by_key(&p, |s| s.paragraph).is_ok());
        let closing = found.keys.get(i).is_some_and(|k| k.ends_with("计"));
        let first = paragraph
            .and_then(|p| cx.doc.paragraphs.get(p))
            .is_some_and(|p| !found.amounts.iter().take(i).any(|x| x.span.start >= p.span.start));
        let label = a.label.clone();
        let name = cx.funds.named_in(&squeeze(&label)).map(str::to_owned).or_else(|| (item && first).then_some(label));
        if a.concept.is_none()
            && (closing || (item && first))
            && let Some(a) = found.amounts.get_mut(i)
        {
            a.concept = Some("fund_budget_final");
            a.column = Some(Column::Budget);
            if !closing && a.fund.is_none() {
                a.fund = name;
            }
        }
        let of_parts = found.amounts.iter().find(|a| a.parent == Some(i) && a.fund.is_some()).and_then(|a| a.fund.clone());
        if let Some(a) = found.amounts.get_mut(i)
            && a.fund.is_none()
        {
            a.fund = of_parts;
        }
        let fund = found.amounts.get(i).and_then(|a| a.fund.clone());
        for a in found.amounts.iter_mut().filter(|a| a.parent == Some(i)) {
            if a.fund.is_none() {
                a.fund.clone_from(&fund);
            }
        }
    }
    // a closing total of budgets by source and of named shares: 三级资金共计
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let source = parts.iter().any(|p| p.starts_with("fund_source"));
        if let Some(a) = found.amounts.get_mut(i)
            && source
            && a.concept.is_none()
            && a.cell.is_none()
            && a.label.ends_with("计")
        {
            a.concept = Some("fund_budget_final");
        }
    }
}
