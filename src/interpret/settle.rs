//! What can be said only when all amounts are read: totals that their parts name, one name for one fund.

use super::amounts::Context;
use super::facts::*;
use super::found::Found;
use super::fund_names::{MOST_NAMES, core_name};
use super::lists::{is_under, spent_from};
use super::one_name;
use super::totals_behind;
use super::vocabulary::{Meaning, Subject, squeeze};
use crate::mentions::{Bound, MoneyUnit};
use crate::read::Span;

/// Settles ids, funds and bindings of a whole document.
pub(super) fn settle(cx: &mut Context<'_>, found: &mut Found) {
    totals_behind::totals_behind_their_parts(cx, found);
    totals_behind::parts_with_shares(cx, found);
    totals_named_by_their_parts(found);
    narrowed_to_general_budget(cx, found);
    parts_without_a_word(cx, found);
    halves_of_the_whole(found);
    budgets_of_sources(cx, found);
    budgets_under_initial(cx, found);
    if cx.project_report {
        whole_with_parts(cx, found);
        parts_of_the_whole_project(found);
    }
    items_make_up_projects(found);
    items_of_two_totals(cx, found);
    told_again_in_round_numbers(cx, found);
    told_above(cx, found);
    taken_back_with_the_rest(cx, found);
    balances_told_by_their_causes(cx, found);
    labels_that_are_funds(cx, found);
    two_groupings(found);
    totals_of_san_gong(cx, found);
    totals_of_procurement(cx, found);
    totals_of_revenue(cx, found);
    one_name::one_name_a_fund(cx, found);
    for b in &mut found.breakdowns {
        b.parts.sort_unstable();
        b.parts.dedup();
    }
    found.breakdowns.sort_by_key(|b| b.parts.first().copied());
}

/// The totals in text order, each with its parts.
fn totals(found: &Found) -> Vec<(usize, Vec<usize>)> {
    let mut pairs: Vec<(usize, usize)> =
        found.amounts.iter().enumerate().filter_map(|(i, a)| a.parent.map(|total| (total, i))).collect();
    pairs.sort_unstable();
    let of_one = pairs.chunk_by(|a, b| a.0 == b.0);
    of_one.filter_map(|c| Some((c.first()?.0, c.iter().map(|&(_, part)| part).collect()))).collect()
}

/// What some amounts are, where that is known.
fn concepts(found: &Found, of: &[usize]) -> Vec<&'static str> {
    of.iter().filter_map(|&i| found.amounts.get(i)?.concept).collect()
}

/// A bare 财政拨款收入 under the heading of one budget is that budget's, unless its parts name several.
fn totals_named_by_their_parts(found: &mut Found) {
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
fn narrowed_to_general_budget(cx: &Context<'_>, found: &mut Found) {
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
fn halves_of_the_whole(found: &mut Found) {
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

/// A figure without an id whose parts are sources of money is the full-year budget of its fund.
fn budgets_of_sources(cx: &Context<'_>, found: &mut Found) {
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

/// 基本支出预算 under 年初预算 is the initial budget of the basic expenditure.
fn budgets_under_initial(cx: &Context<'_>, found: &mut Found) {
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

/// 全年收入2065.3万元，一般公共预算拨款1812.5万元、政府性基金拨款252.8万元: parts that no word binds hang on the total right before
/// them where they make it up.
fn parts_without_a_word(cx: &Context<'_>, found: &mut Found) {
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

/// 采购货物39.86万元、服务52.14万元，合计92.00万元 is the whole procurement.
fn totals_of_procurement(cx: &Context<'_>, found: &mut Found) {
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let Some(a) = found.amounts.get_mut(i) else { continue };
        let closes = found.keys.get(i).is_some_and(|k| cx.v.closing.at_end(k).is_some());
        let kinds = parts.len() >= 2 && parts.iter().all(|p| cx.v.belongs(p, "procurement_total") == Some(true));
        if closes && a.concept.is_none() && a.role == AmountRole::Value && kinds {
            a.concept = Some("procurement_total");
            a.column = Some(Column::Executed);
        }
    }
}

/// 一般公共预算财政拨款…，其他收入…，三项合计3,284.56万元 is the whole revenue.
fn totals_of_revenue(cx: &Context<'_>, found: &mut Found) {
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

/// 两项合计3.77万元 of 公务接待费 and 公务用车运行维护费 is the 三公经费.
fn totals_of_san_gong(cx: &Context<'_>, found: &mut Found) {
    for (i, parts) in totals(found) {
        let parts = concepts(found, &parts);
        let Some(a) = found.amounts.get_mut(i) else { continue };
        let closes = found.keys.get(i).is_some_and(|k| cx.v.closing.at_end(k).is_some());
        if closes
            && a.concept.is_none()
            && a.role == AmountRole::Value
            && parts.len() >= 2
            && parts.iter().all(|p| cx.v.belongs(p, "san_gong_total") == Some(true))
        {
            a.concept = Some("san_gong_total");
            a.column = Some(Column::Executed);
        }
    }
}

/// 按功能分类：… 按支出用途：…: two lists of one total, each of which makes it up, are two breakdowns.
fn two_groupings(found: &mut Found) {
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

/// A report on one project whose parts a table or the text tells: the figures of the whole are no part's, and have no fund.
fn whole_with_parts(cx: &Context<'_>, found: &mut Found) {
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
fn parts_of_the_whole_project(found: &mut Found) {
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
fn items_make_up_projects(found: &mut Found) {
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
fn items_of_two_totals(cx: &Context<'_>, found: &mut Found) {
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

/// 收入总计23,806.52万元，规模达到2.38亿元左右: a round number that says how large a figure of its paragraph is.
fn told_again_in_round_numbers(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        let round = a.unit == MoneyUnit::YiYuan || a.bound != Bound::Exact;
        let open = a.concept.is_none() && a.fund.is_none() && a.parent.is_none() && a.role == AmountRole::Value;
        let Some(key) = found.keys.get(i).filter(|_| round && open) else { continue };
        // 全年支出23,806.52万元，接近2.4亿元: nothing but the bound
        let bare = key.is_empty() && a.bound != Bound::Exact;
        if !bare && !cx.v.money.magnitudes.list().contains(key) {
            continue;
        }
        let (start, told) = sentence_before(cx, a);
        // 事业收入即医疗业务收入，总量约1.65亿元: the sentence says of what
        let named =
            cx.v.term_at_start(&squeeze(told)).filter(|(_, t)| !t.bare).and_then(|(_, t)| match t.meaning(Subject::General) {
                Meaning::Id(id) => Some(id),
                _ => None,
            });
        let before = || {
            let here = (0..i).rev().filter_map(|j| found.amounts.get(j)).take_while(|b| b.span.start >= start);
            here.take(if bare { 1 } else { i }).find(|b| b.role == AmountRole::Value).filter(|b| b.concept.is_some())
        };
        let again = match named {
            Some(concept) => Some((Some(concept), None, None)),
            None => before().map(|b| (b.concept, b.fund.clone(), b.column)),
        };
        let Some((concept, fund, column)) = again else { continue };
        if let Some(a) = found.amounts.get_mut(i) {
            (a.concept, a.fund, a.column) = (concept, fund, column);
        }
    }
}

/// 按支出用途，上述1,652.38万元包括…: the expenditure of the whole that was told above.
fn told_above(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        let open = a.concept.is_none() && a.fund.is_none() && a.role == AmountRole::Value;
        if !open || found.keys.get(i).is_none_or(|k| !cx.v.turns.back.list().contains(k)) {
            continue;
        }
        if !sentence_before(cx, a).1.contains("支出") {
            continue;
        }
        let told = found.amounts.get(..i).unwrap_or(&[]).iter();
        let whole = |b: &&Amount| b.role == AmountRole::Value && b.fund.is_none() && b.column == Some(Column::Executed);
        let told = told.rev().filter(|b| b.parent.is_none() && b.concept.is_some()).find(whole);
        let Some((concept, column)) = told.map(|b| (b.concept, b.column)) else { continue };
        if let Some(a) = found.amounts.get_mut(i) {
            (a.concept, a.column) = (concept, column);
        }
    }
}

/// 结转下年19.26万元，…；由财政收回6.50万元: what is taken back beside what is carried on was never spent.
fn taken_back_with_the_rest(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i).filter(|a| a.concept == Some("budget_adjust_decrease") && a.cell.is_none()) else {
            continue;
        };
        if found.keys.get(i).is_none_or(|k| cx.v.money.taken_back.at_end(k).is_none()) {
            continue;
        }
        let carried = found.amounts.get(..i).unwrap_or(&[]).iter().rev().find(|b| b.concept == Some("carryover_closing"));
        let same =
            carried.is_some_and(|b| !Span { start: b.span.end, end: a.span.start }.of(&cx.doc.text).contains(['。', '\n']));
        if same && let Some(a) = found.amounts.get_mut(i) {
            a.concept = Some("budget_lapsed");
        }
    }
}

/// The words of the sentence before a figure, in its paragraph, and where they begin.
fn sentence_before<'a>(cx: &Context<'a>, a: &Amount) -> (u32, &'a str) {
    let paragraph = cx.doc.paragraph_at(a.span.start).and_then(|p| cx.doc.paragraphs.get(p));
    let from = paragraph.map_or(a.span.start, |p| p.span.start);
    let told = Span { start: from, end: a.span.start }.of(&cx.doc.text);
    let sentence = told.rsplit(['。', '；']).next().unwrap_or(told);
    (a.span.start - sentence.len() as u32, sentence)
}

/// 规划编制成果需报批，第三方费用按节点付款，形成结转120万元: what was left of the one fund in whose name the sentence begins a clause.
fn balances_told_by_their_causes(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        let open = a.concept.is_none() && a.fund.is_none() && a.role == AmountRole::Value && a.parent.is_none();
        if !open || !found.keys.get(i).is_some_and(|k| ["结转", "结余", "结转结余"].iter().any(|w| k.ends_with(w))) {
            continue;
        }
        let told = squeeze(sentence_before(cx, a).1);
        let openings: Vec<&str> = told.split('，').filter_map(|c| c.get(..c.char_indices().nth(4)?.0)).collect();
        let mut names: Vec<&str> = (0..i)
            .filter_map(|j| found.amounts.get(j))
            .filter(|b| b.concept == Some("fund_balance"))
            .filter_map(|b| b.fund.as_deref())
            .filter(|name| openings.iter().any(|o| squeeze(name).contains(o)))
            .collect();
        names.sort_unstable();
        names.dedup();
        let [name] = names.as_slice() else { continue };
        let name = (*name).to_owned();
        if let Some(a) = found.amounts.get_mut(i) {
            a.concept = Some("fund_balance");
            a.fund = Some(name);
        }
    }
}

/// 专项共3项495万元：办案经费360万元，…; 总投入70.5万元，其中稻渔综合种养示范45万元: a label that is nothing but a known fund's
/// name gives its figure to the fund; where the total tells what was spent, as its expenditure.
fn labels_that_are_funds(cx: &Context<'_>, found: &mut Found) {
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
        let other = || a.fund.as_ref().is_some_and(|f| squeeze(f) != squeeze(&a.label));
        if a.role != AmountRole::Value || a.concept.is_some() || a.cell.is_some() || other() {
            continue;
        }
        let core = core_name(&a.label);
        let short = core.chars().count() < 4;
        let same = |name: &str| !short || squeeze(name) == squeeze(&a.label);
        let Some((_, name)) = known.iter().find(|(c, n)| *c == core && same(n)) else { continue };
        // 城乡客运补贴456.17万元按季核定后直接拨付客运企业
        let behind = cx.doc.text.get(a.span.end as usize..).and_then(|r| r.split(['，', '。', '；', '\n']).next()).unwrap_or("");
        let paid = cx.v.turns.handed_out.is_in(behind);
        let spent = paid || a.parent.and_then(|p| found.keys.get(p)).is_some_and(|k| cx.v.money.spent.at_end(k).is_some());
        if let Some(a) = found.amounts.get_mut(i) {
            a.fund = Some(name.clone());
            if spent {
                a.concept = Some("fund_actual");
                a.column = Some(Column::Executed);
            }
        }
    }
}
