//! Figures that are told again, and what was left, told by its cause.

use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::vocabulary::{Meaning, Subject, squeeze};
use crate::mentions::{Bound, MoneyUnit};
use crate::read::Span;

/// 收入总计23,806.52万元，规模达到2.38亿元左右: a round number that says how large a figure of its paragraph is.
pub(super) fn told_again_in_round_numbers(cx: &Context<'_>, found: &mut Found) {
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

/// So many bytes before a figure say in what manner it is told again.
const NEAR: usize = 120;

/// 按支出用途，上述1,652.38万元包括…: the expenditure of the whole that was told above.
pub(super) fn told_above(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i) else { continue };
        let open = a.concept.is_none() && a.fund.is_none() && a.role == AmountRole::Value;
        if !open || found.keys.get(i).is_none_or(|k| !cx.v.turns.back.list().contains(k)) {
            continue;
        }
        // 按支出用途，上述1,652.38万元包括…
        let start = a.span.start as usize;
        let near = cx.doc.text.ceil_char_boundary(start.saturating_sub(NEAR));
        let told = cx.doc.text.get(near..start).unwrap_or("").rsplit(['。', '；', '\n']).next().unwrap_or("").trim_start();
        if !(told.starts_with('按') && told.contains("支出")) {
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
pub(super) fn taken_back_with_the_rest(cx: &Context<'_>, found: &mut Found) {
    for i in 1..found.amounts.len() {
        let Some(a) = found.amounts.get(i).filter(|a| a.concept == Some("budget_adjust_decrease") && a.cell.is_none()) else {
            continue;
        };
        if found.keys.get(i).is_none_or(|k| cx.v.money.taken_back.at_end(k).is_none()) {
            continue;
        }
        let carried = found.amounts.get(..i).unwrap_or(&[]).iter().rev().find(|b| b.concept == Some("carryover_closing"));
        // 年中因压减由财政收回6万元 is a change of the budget
        let from = cx.doc.text.get(..a.span.start as usize).map_or(0, |t| t.rfind(['。', '\n']).unwrap_or(0));
        let told = cx.doc.text.get(from..a.span.start as usize).unwrap_or("");
        let unspent = ["未支出", "未使用", "未执行", "没有用完", "没用完", "未用完"].iter().any(|w| told.contains(w));
        let same =
            carried.is_some_and(|b| !Span { start: b.span.end, end: a.span.start }.of(&cx.doc.text).contains(['。', '\n']));
        if unspent
            && same
            && let Some(a) = found.amounts.get_mut(i)
        {
            a.concept = Some("budget_lapsed");
        }
    }
}

/// The words of the sentence before a figure, in its paragraph, and where they begin.
pub(super) fn sentence_before<'a>(cx: &Context<'a>, a: &Amount) -> (u32, &'a str) {
    let paragraph = cx.doc.paragraph_at(a.span.start).and_then(|p| cx.doc.paragraphs.get(p));
    let from = paragraph.map_or(a.span.start, |p| p.span.start);
    let told = Span { start: from, end: a.span.start }.of(&cx.doc.text);
    let sentence = told.rsplit(['。', '；']).next().unwrap_or(told);
    (a.span.start - sentence.len() as u32, sentence)
}

/// 规划编制成果需报批，第三方费用按节点付款，形成结转120万元: what was left of the one fund in whose name the sentence begins a clause.
pub(super) fn balances_told_by_their_causes(cx: &Context<'_>, found: &mut Found) {
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
