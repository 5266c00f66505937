//! What can be a part of what.

use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::vocabulary::{Subject, squeeze};
use crate::outline::Outline;

/// Whether a figure can be a part of a total: `Some(true)` by its kind, `Some(false)` if a word binds it, none if never.
pub(in crate::interpret) fn compatible(cx: &Context<'_>, found: &Found, part: usize, total: usize) -> Option<bool> {
    let (p, t) = (found.amounts.get(part)?, found.amounts.get(total)?);
    match (p.concept, t.concept) {
        // 年初部门预算收入2356.14万元，其中一般公共预算财政拨款…: of the budget
        (Some(c), Some(d))
            if (d.starts_with("budget_total") || d.starts_with("budget_adjust"))
                && (c.ends_with("_revenue") || executed_part(c)) =>
        {
            // 基本支出执行 says that it is none of the budget
            let key = found.keys.get(part).map_or("", String::as_str);
            (!executed_part(c) || !cx.v.money.told.is_in(key)).then_some(false)
        }
        // 年初预算…，其中基本支出…，项目支出… under a heading of projects: of the whole budget
        (Some(c), Some("budget_project_initial")) if executed_part(c) => {
            let key = found.keys.get(total).map_or("", String::as_str);
            let after_basic = found.amounts.iter().any(|a| a.parent == Some(total) && a.concept == Some("budget_basic_initial"));
            ((c == "gpb_expenditure_basic" || after_basic) && !key.contains("项目") && !key.contains("专项")).then_some(false)
        }
        (Some(c), Some(d)) => {
            // 未支出的92,393元中，结转下年91,278元，由财政收回1,115元
            if d == "carryover_closing" && matches!(c, "carryover_closing" | "budget_adjust_decrease") && is_unspent(found, total)
            {
                return Some(false);
            }
            // 财政拨款支出, under the heading of one budget, whose parts name several
            let key = found.keys.get(total).map_or("", String::as_str);
            let bare = matches!(d, "gpb_revenue" | "gpb_expenditure") && !key.contains("一般公共预算");
            if bare
                && d != c
                && (c.ends_with("_revenue") && d == "gpb_revenue"
                    || c.starts_with("govfund_exp")
                    || c.starts_with("soe_capital_exp"))
                || bare && c == d && found.keys.get(part).is_some_and(|k| k.contains("一般公共预算"))
            {
                return Some(false);
            }
            if c == d && p.fund.is_some() && t.fund.is_none() {
                return Some(true);
            }
            if c.starts_with("fund_source")
                || c.starts_with("fund_prev")
                || c.starts_with("fund_other")
                || c.starts_with("fund_current")
            {
                if p.fund.is_some() && t.fund.is_some() && p.fund != t.fund {
                    return None;
                }
                return (d.starts_with("fund_b") && d != "fund_balance"
                    || matches!(d, "fund_actual" | "fund_adjust_increase" | "project_total_investment")
                    // 当年财政拨款1,196.00万元（省级补助520.00万元、市本级财政676.00万元）
                    || d == "fund_current_appropriation" && c.starts_with("fund_source")
                    || d.starts_with("budget_total"))
                .then_some(false);
            }
            // 项目支出…，其中一般公共预算项目支出…
            if c == d
                && c == "gpb_expenditure_project"
                && !key.contains("一般公共预算")
                && found.keys.get(part).is_some_and(|k| k.contains("一般公共预算"))
            {
                return Some(false);
            }
            // 全年净追加1500.28万元（基本支出净追加…，项目支出净追加…）
            if c == d
                && c.starts_with("budget_adjust")
                && p.fund == t.fund
                && found.keys.get(part).is_some_and(|k| k.len() > key.len())
            {
                return Some(false);
            }
            // 年末结转25.85万元，其中项目结转21.04万元
            if c == d && p.fund == t.fund && found.keys.get(part).is_some_and(|k| k.as_str() != key) && c.starts_with("carryover")
            {
                return Some(false);
            }
            // 年中净追加458.85万元（含上年结转168.90万元）; 年初预算7,180.00万元（含上年结转204.00万元）
            if c == "carryover_opening" && (d.starts_with("budget_adjust") || d.starts_with("budget_total")) {
                return Some(false);
            }
            // 支出分为一般公共预算2,586.45万元、政府性基金315.00万元两块
            // 年末结转结余153.60万元，其中一般公共预算33.60万元、政府性基金预算120.00万元
            if (d == "expenditure_total" || d.starts_with("carryover") && follows(found, part, total))
                && spent_from(found, part).is_some()
            {
                return Some(false);
            }
            // 项目支出1,941.98万元，其中政府性基金预算安排60.00万元
            if matches!(c, "govfund_expenditure_project" | "govfund_expenditure") && d == "gpb_expenditure_project" {
                return Some(false);
            }
            // 实际支出1,150.0万元，其中政府性基金412.0万元
            if c == "govfund_revenue" && d == "fund_actual" {
                return Some(false);
            }
            cx.v.belongs(c, d)
        }
        // 可用资金15.62亿元，包括：一般公共预算拨款…
        (Some(c), None) => (c.starts_with("econ_")
            || c == "fund_actual"
            || c.starts_with("fund_source")
            || matches!(c, "fund_prev_carryover" | "fund_current_appropriation" | "fund_other_money")
            || c.ends_with("_revenue")
            // 全年预算与支出相差88.73万元，其中结转下年61.33万元
            || c.starts_with("carryover")
            || c == "budget_lapsed"
            || c == "fund_balance" && found.keys.get(total).is_some_and(|k| k.contains("结转") || k.contains("结余"))
            || c == "budget_adjust_decrease" && is_unspent(found, total))
        .then_some(false),
        (None, Some(d)) => (!matches!(d, "carryover_opening" | "fund_balance" | "budget_adjust_decrease")).then_some(false),
        (None, None) => Some(false),
    }
}

pub(super) fn strong(cx: &Context<'_>, found: &Found, part: usize, total: usize) -> bool {
    let (Some(p), Some(t)) = (found.amounts.get(part), found.amounts.get(total)) else { return false };
    match (p.concept, t.concept) {
        // 年初批复的预算为1968万元，其中基本支出…
        (Some(c), Some(d)) if d.starts_with("budget_total") && executed_part(c) => compatible(cx, found, part, total).is_some(),
        // 年初预算520.00万元，年中追加205.80万元，其中中央资金…: of the one right before
        (Some(c), Some("fund_adjust_increase"))
            if (c.starts_with("fund_source") || c == "fund_prev_carryover") && follows(found, part, total) =>
        {
            true
        }
        (Some(_), Some(d)) if d.starts_with("carryover") && spent_from(found, part).is_some() && follows(found, part, total) => {
            true
        }
        (Some(c), Some(d)) => cx.v.belongs(c, d).is_some() && (p.column.is_none() || t.column.is_none() || p.column == t.column),
        // 基本支出预算 under 全年预算数, 基本支出执行 under 执行数: the column decides
        (None, Some(_)) => p.column.is_some() && p.column == t.column,
        _ => false,
    }
}

pub(super) fn same_quantity(found: &Found, i: usize, index: usize) -> bool {
    match (found.amounts.get(i), found.amounts.get(index)) {
        (Some(x), Some(a)) => {
            x.role == AmountRole::Value
                && x.concept == a.concept
                && match (&x.fund, &a.fund) {
                    (None, None) => true,
                    (Some(m), Some(n)) => crate::interpret::fund_names::same_fund(m, n),
                    _ => false,
                }
        }
        _ => false,
    }
}

/// Whether section `s` stands under `above` (or is it).
pub(in crate::interpret) fn is_under(outline: &Outline, s: usize, above: usize) -> bool {
    let mut at = Some(s);
    while let Some(i) = at {
        if i == above {
            return true;
        }
        at = outline.sections.get(i).and_then(|x| x.parent);
    }
    false
}

/// Whether a total in section `t` can have a part in section `s`: the same section, or `s` lies under the section above `t`.
pub(in crate::interpret) fn covers(outline: &Outline, t: Option<usize>, s: Option<usize>) -> bool {
    if t == s {
        return true;
    }
    let (Some(t), Some(s)) = (t, s) else { return t.is_none() };
    match outline.sections.get(t).and_then(|x| x.parent) {
        Some(above) => is_under(outline, s, above),
        // a top section covers what stands under it
        None => is_under(outline, s, t),
    }
}

/// Whether a figure stands right behind a total, or behind a part of it.
fn follows(found: &Found, part: usize, total: usize) -> bool {
    total + 1 == part || part.checked_sub(1).and_then(|i| found.amounts.get(i)).is_some_and(|before| before.parent == Some(total))
}

/// 一般公共预算, 政府性基金: the expenditure from the budget that a label is nothing but the name of.
pub(in crate::interpret) fn spent_from(found: &Found, index: usize) -> Option<ConceptId> {
    match found.keys.get(index).map_or("", String::as_str) {
        "一般公共预算" => Some("gpb_expenditure"),
        "政府性基金" | "政府性基金预算" => Some("govfund_expenditure"),
        "国有资本经营预算" => Some("soe_capital_expenditure"),
        _ => None,
    }
}

/// 国有资本经营预算, 政府性基金: the revenue from the budget that a label is nothing but the name of.
pub(in crate::interpret) fn received_from(found: &Found, index: usize) -> Option<ConceptId> {
    match found.keys.get(index).map_or("", String::as_str) {
        "一般公共预算" => Some("gpb_revenue"),
        "政府性基金" | "政府性基金预算" => Some("govfund_revenue"),
        "国有资本经营预算" => Some("soe_capital_revenue"),
        _ => None,
    }
}

/// 未支出, 尚未使用: what was left, whatever becomes of it.
pub(in crate::interpret) fn is_unspent(found: &Found, index: usize) -> bool {
    found.keys.get(index).is_some_and(|k| k.contains('未'))
}

/// The parts of an expenditure that a budget has, too.
pub(in crate::interpret) fn executed_part(concept: &str) -> bool {
    matches!(
        concept,
        "gpb_expenditure_basic" | "gpb_expenditure_project" | "gpb_personnel_expenditure" | "gpb_public_expenditure"
    )
}

/// 类 1, 款 2, 项 3; 0 for a label that is no functional class.
pub(in crate::interpret) fn class_level(key: &str) -> u8 {
    if key.contains("（类）") {
        1
    } else if key.contains("（款）") {
        2
    } else if key.contains("（项）") {
        3
    } else {
        0
    }
}

/// 本年度安排法律援助经费 names 法律援助经费.
fn without_verb<'a>(cx: &Context<'_>, label: &'a str) -> &'a str {
    let rest = cx.v.turns.allotting.list().iter().find_map(|w| {
        let (head, rest) = label.split_once(w.as_str())?;
        (cx.v.is_neutral(&squeeze(head)) && rest.chars().count() >= 3).then_some(rest)
    });
    rest.unwrap_or(label)
}

/// A part of the projects' total whose label is no term is a fund's actual expenditure.
pub(in crate::interpret) fn name_fund(cx: &Context<'_>, found: &mut Found, index: usize) {
    let Some(parent) = found.amounts.get(index).and_then(|a| a.parent) else { return };
    let budget = found.amounts.get(parent).is_some_and(|t| t.concept == Some("budget_project_initial"));
    let of_projects = found.amounts.get(parent).is_some_and(|t| match t.concept {
        Some("gpb_expenditure_project" | "govfund_expenditure_project") => true,
        // 项目支出预算逐项为：预算绩效管理经费120万元
        Some("budget_project_initial") => found
            .amounts
            .get(index)
            .is_some_and(|a| a.cell.is_none() && a.column.is_none() && cx.v.fund_nouns.at_end(&squeeze(&a.label)).is_some()),
        // 后期扶持资金580万元，其中直补到人186万元: what it was spent on is no fund unless it is called like one
        Some("govfund_expenditure") => found.amounts.get(index).is_some_and(|a| {
            let label = squeeze(&a.label);
            cx.v.strong_nouns.at_end(label.strip_suffix("支出").unwrap_or(&label)).is_some()
        }),
        _ => false,
    });
    let Some(a) = found.amounts.get_mut(index) else { return };
    if !of_projects || a.concept.is_some() || a.role != AmountRole::Value || a.label.is_empty() {
        return;
    }
    let key = squeeze(&a.label);
    if cx.v.subject(&key) == Some(Subject::Class) || cx.v.is_expenditure_class(&key) || cx.v.names_only_a_total(&key) {
        return;
    }
    // 其余小型项目合计
    if cx.v.turns.rest.at_start(&key).is_some() && cx.v.closing.at_end(&key).is_some() {
        return;
    }
    let mut name = without_verb(cx, a.label.as_str());
    for tail in cx.v.turns.name_tails.list() {
        if let Some(rest) = name.strip_suffix(tail.as_str())
            && rest.chars().count() >= 3
            // 农村饮水安全项目 keeps its 项目, 团委深化改革经费项目 does not need it
            && (!tail.starts_with("项目") || cx.v.strong_nouns.at_end(&squeeze(rest)).is_some())
        {
            name = rest;
            break;
        }
    }
    a.fund = Some(name.to_owned());
    (a.concept, a.column) =
        if budget { (Some("fund_budget_initial"), Some(Column::Initial)) } else { (Some("fund_actual"), Some(Column::Executed)) };
}
