//! Named totals that stand behind their parts: 人员经费…、公用经费…，基本支出共计…; 以上两项合计，全年支出….

use super::amounts::Context;
use super::facts::*;
use super::found::Found;
use super::labels::without_enumerator;
use super::lists::name_fund;
use super::vocabulary::{Meaning, Subject, squeezed_words};
use crate::read::Span;

/// Hangs figures that no word binds on the total behind them that they make up to the last digit, where its words say that
/// it closes a list. A total whose parts stand before it in other sentences says so (以上两项).
pub(super) fn totals_behind_their_parts(cx: &Context<'_>, found: &mut Found) {
    for total in 2..found.amounts.len() {
        let Some(t) = found.amounts.get(total) else { continue };
        if t.role != AmountRole::Value || t.cell.is_some() || t.wan.is_zero() || t.fund.is_some() || found.has_parts(total) {
            continue;
        }
        let Some(closing) = closes_a_list(cx, found, total) else { continue };
        let Some(parts) = parts_before(cx, found, total, closing) else { continue };
        for &part in &parts {
            found.detach(part);
            found.attach(part, total, true, None);
            told_by_total(cx, found, part, total);
            name_fund(cx, found, part);
        }
    }
}

/// How a total says that it closes a list.
#[derive(Clone, Copy, PartialEq)]
enum Closing {
    /// 基本支出共计, 三项相加，“三公”经费支出
    Here,
    /// 以上两项合计，全年支出
    Back,
}

fn closes_a_list(cx: &Context<'_>, found: &Found, total: usize) -> Option<Closing> {
    let v = cx.v;
    let key = found.keys.get(total)?;
    let t = found.amounts.get(total)?;
    let before = found.amounts.get(total.checked_sub(1)?)?;
    let whole = Span { start: before.span.end, end: t.span.start }.of(&cx.doc.text);
    let gap = whole.rsplit(['。', '\n']).next().unwrap_or(whole);
    let told = squeezed_words(without_enumerator(gap.trim_start()));
    let clause = told.split(['，', '；']).find(|c| v.turns.adding_up.at_end(c).is_some() || v.closing.at_end(c).is_some());
    if clause.is_some_and(|c| v.turns.back.at_start(c).is_some()) {
        return Some(Closing::Back);
    }
    let named = t.concept.is_some() && (v.closing.at_end(key).is_some() || key.ends_with("总额"));
    (whole.len() == gap.len() && (named || clause.is_some())).then_some(Closing::Here)
}

/// The figures before a total that make it up; none if they do not. Those of one sentence, and where the total looks back those
/// of the sections beside its own.
fn parts_before(cx: &Context<'_>, found: &Found, total: usize, closing: Closing) -> Option<Vec<usize>> {
    let t = found.amounts.get(total)?;
    let above = |s: Option<usize>| s.and_then(|s| cx.outline.sections.get(s)).and_then(|s| s.parent);
    let mut parts: Vec<usize> = Vec::new();
    // 本年收入…，年初结转…，收入总计… is an identity of the accounts, 本年收入…；加上年初结转…，收入总计… a sum
    let mut added = !found.keys.get(total)?.ends_with("总计");
    for i in (total.saturating_sub(MOST_PARTS)..total).rev() {
        let a = found.amounts.get(i)?;
        let between = Span { start: a.span.end, end: found.amounts.get(i + 1)?.span.start }.of(&cx.doc.text);
        let near = match closing {
            Closing::Here => !between.contains(['。', '\n']),
            Closing::Back => a.section == t.section || above(a.section) == above(t.section),
        };
        if !near {
            return None;
        }
        // what hangs on a part is passed over, and so is what a clause tells beside the parts
        if a.role != AmountRole::Value || a.parent.is_some() {
            continue;
        }
        if a.cell.is_some() {
            return None;
        }
        let before = i.checked_sub(1).and_then(|b| found.amounts.get(b)).map_or(0, |b| b.span.end.min(a.span.start));
        added |= cx.v.turns.added_to.is_in(Span { start: before, end: a.span.start }.of(&cx.doc.text));
        parts.push(i);
        let sum = found.sum(&parts);
        if parts.len() >= 2 && sum == t.wan {
            parts.reverse();
            return added.then_some(parts);
        }
        if sum > t.wan {
            return None;
        }
    }
    None
}

/// So many figures before a total can be its parts, or stand among them.
const MOST_PARTS: usize = 24;

/// 货物…、工程…、服务…，政府采购支出总额…: what a part is, once it is known of what.
fn told_by_total(cx: &Context<'_>, found: &mut Found, part: usize, total: usize) {
    let of_total = found.amounts.get(total).and_then(|t| t.concept);
    let subject = match of_total {
        Some("procurement_total") => Subject::Procurement,
        Some("san_gong_total") => Subject::SanGong,
        _ => return,
    };
    let meaning = found.keys.get(part).and_then(|k| cx.v.term_at_end(k)).map(|(_, t)| t.meaning(subject));
    if let (Some(Meaning::Id(id)), Some(a)) = (meaning, found.amounts.get_mut(part))
        && a.concept.is_none()
        && of_total.is_some_and(|total| cx.v.belongs(id, total) == Some(true))
    {
        a.concept = Some(id);
        a.column = Some(Column::Executed);
    }
}
