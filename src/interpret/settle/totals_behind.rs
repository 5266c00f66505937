//! Named totals that stand behind their parts: 人员经费…、公用经费…，基本支出共计…; 以上两项合计，全年支出….

use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::labels::without_enumerator;
use crate::interpret::lists::{compatible, name_fund};
use rust_decimal::Decimal;

use crate::interpret::vocabulary::{Meaning, Subject, squeezed_words};
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
        let listed = || all_of_the_sentence(cx, found, total).filter(|_| closing == Closing::Here);
        let Some(parts) = parts_before(cx, found, total, closing).or_else(listed) else { continue };
        for &part in &parts {
            found.detach(part);
            found.attach(part, total, true, None);
            if let (Some(id), Some(a)) = (kind_of(cx, found, part, total), found.amounts.get_mut(part)) {
                a.concept = Some(id);
                a.column = Some(Column::Executed);
            }
            name_fund(cx, found, part);
        }
    }
}

/// 项目支出709.40万元，乡镇财政所补助228.40万元，占32.20%；国库系统运维费158.60万元，占22.36%: names of funds right behind the total of
/// projects are its parts, where the shares that are printed behind them are those of the total.
pub(super) fn parts_with_shares(cx: &Context<'_>, found: &mut Found) {
    let text = cx.doc.text.as_str();
    for total in 0..found.amounts.len() {
        let Some(t) = found.amounts.get(total) else { continue };
        if t.concept != Some("gpb_expenditure_project") || t.cell.is_some() || t.wan.is_zero() || found.has_parts(total) {
            continue;
        }
        let mut parts = Vec::new();
        for i in (total + 1..found.amounts.len()).take(MOST_SHARES + 1) {
            let (Some(a), Some(before)) = (found.amounts.get(i), found.amounts.get(i - 1)) else { break };
            let near = !Span { start: before.span.end, end: a.span.start }.of(text).contains(['。', '\n']);
            let rest = text.get(a.span.end as usize..).unwrap_or("").trim_start_matches(['，', '（']);
            let Some(share) = rest.strip_prefix('占').filter(|_| near && a.cell.is_none()) else { break };
            // one that cannot be a part leaves the list open: it binds nothing
            let named = found.keys.get(i).is_some_and(|k| k.chars().count() >= 4 && cx.v.fund_nouns.at_end(k).is_some());
            let open = a.parent.is_none() && a.role != AmountRole::Comparison;
            let kind = a.concept.is_none_or(|c| c.starts_with("econ_"));
            if !named || !open || !kind || !is_share_of(share, a.wan, t.wan) {
                parts.clear();
                break;
            }
            parts.push(i);
        }
        if !(2..=MOST_SHARES).contains(&parts.len()) {
            continue;
        }
        for part in parts {
            if let Some(a) = found.amounts.get_mut(part) {
                // 非税收入征管经费, …劳务费 are names here
                (a.role, a.concept) = (AmountRole::Value, None);
            }
            found.attach(part, total, false, None);
            name_fund(cx, found, part);
        }
    }
}

/// A list of more shares is none that a clerk wrote.
const MOST_SHARES: usize = 64;

/// Whether words begin with the percentage that a part is of a total: 32.20%.
fn is_share_of(words: &str, part: Decimal, total: Decimal) -> bool {
    let words = words.trim_start_matches("比").trim_start_matches("项目支出的").trim_start_matches("总额的");
    let end = words.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(0);
    let (Some(number), Some(rest)) = (words.get(..end), words.get(end..)) else { return false };
    let Ok(printed) = number.parse::<Decimal>() else { return false };
    let share = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|p| p.checked_div(total));
    rest.starts_with(['%', '％']) && share.is_some_and(|s| (s - printed).abs() * Decimal::TEN <= Decimal::ONE)
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
    let sums =
        |c: &&str| v.turns.adding_up.at_end(c).is_some() || v.closing.at_end(c).is_some() || v.closing.at_start(c).is_some();
    let clause = told.split(['，', '；']).find(sums);
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
        compatible(cx, found, i, total)?;
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

/// 办案业务经费…、司法救助资金…，项目支出共计…: a list joined by 、 that the sentence begins with, whatever it adds up to. Its
/// parts are of the total's kind, or names under a total of projects.
fn all_of_the_sentence(cx: &Context<'_>, found: &Found, total: usize) -> Option<Vec<usize>> {
    let t = found.amounts.get(total)?;
    let key = found.keys.get(total)?;
    let of_total = t.concept.filter(|_| cx.v.closing.at_end(key).is_some() || key.ends_with("总额"))?;
    let mut parts: Vec<usize> = Vec::new();
    for i in (total.saturating_sub(MOST_PARTS)..total).rev() {
        let a = found.amounts.get(i)?;
        let next = found.amounts.get(i + 1)?;
        let between = Span { start: a.span.end, end: next.span.start }.of(&cx.doc.text);
        if between.contains(['。', '\n']) {
            break;
        }
        let joined = if i + 1 == total { between.starts_with('，') } else { between.starts_with('、') };
        let kind = match a.concept {
            Some(c) => cx.v.belongs(c, of_total) == Some(true),
            None if of_total == "gpb_expenditure_project" => cx.v.may_name_fund(found.keys.get(i)?),
            None => kind_of(cx, found, i, total).is_some(),
        };
        if !joined || !kind || a.role != AmountRole::Value || a.cell.is_some() || a.parent.is_some() {
            return None;
        }
        parts.push(i);
    }
    parts.reverse();
    // 重点用于…, 今年增加…: some of it only
    let first = found.amounts.get(*parts.first()?)?;
    let from = cx.doc.text.get(..first.span.start as usize)?.rfind(['。', '；', '：', '\n']).unwrap_or(0);
    let lead = cx.doc.text.get(from..first.span.start as usize)?;
    (parts.len() >= 2 && !cx.v.turns.partial.is_in(lead)).then_some(parts)
}

/// So many figures before a total can be its parts, or stand among them.
const MOST_PARTS: usize = 24;

/// 货物…、工程…、服务…，政府采购支出总额…: what a part is, once it is known of what.
fn kind_of(cx: &Context<'_>, found: &Found, part: usize, total: usize) -> Option<ConceptId> {
    let of_total = found.amounts.get(total)?.concept?;
    let subject = match of_total {
        "procurement_total" => Subject::Procurement,
        "san_gong_total" => Subject::SanGong,
        _ => return None,
    };
    let Meaning::Id(id) = cx.v.term_at_end(found.keys.get(part)?)?.1.meaning(subject) else { return None };
    (found.amounts.get(part)?.concept.is_none() && cx.v.belongs(id, of_total) == Some(true)).then_some(id)
}
