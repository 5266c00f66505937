//! Which term of the vocabulary a label has.

use super::Context;
use super::meaning::{Asked, id_of};
use super::moves::{
    CHANGING, added_to_fund, carried_on, given_in_the_year, handed_down, moved_before, moved_object, paid_out, source_of_money,
};
use super::running::Topic;
use crate::interpret::facts::*;
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeezed_words};

/// A term, and the byte at which it begins.
type Hit = (usize, &'static Term);

/// Longest words that say what a figure of money left is for.
const LONGEST_WHAT: usize = 16;

/// The fund that a label begins with, and the byte at which its name ends.
pub(super) type OwnName = Option<(usize, String)>;

/// The term at the end of a label.
pub(super) fn at_end(cx: &Context<'_>, key: &str, name: &OwnName) -> Option<Hit> {
    let v = cx.v;
    // 其余小型项目合计: the rest of a list, no total
    if v.turns.rest.at_start(key).is_some() && v.closing.at_end(key).is_some() {
        return None;
    }
    // 财政拨款收入中，…，国有资本经营预算80万元: whose money it is, no budget of that sum
    if matches!(key, "国有资本经营预算" | "社会保险基金预算") {
        return None;
    }
    // 城乡义务教育生均公用经费 is a fund, whatever its last words are
    let found = v.term_at_end(key).filter(|(i, _)| name.as_ref().is_none_or(|(end, _)| i >= end) && !v.is_expenditure_class(key));
    // 中央政法转移支付: the last characters of a word for money are no word for what was spent
    // 欠款由年初30万元降至10万元: since when, no budget
    let found = found.filter(|&(at, _)| {
        key.get(at..) != Some("年初") || key.get(..at).is_some_and(|w| !w.is_empty() && !w.ends_with(['由', '从', '较', '比']))
    });
    let found = found.filter(|(at, _)| v.money.source_nouns.longest_at_end(key).is_none_or(|(_, len)| len <= key.len() - at));
    // 年末结转合计: the sum of what the word before names
    let found = found.map(|(at, t)| {
        let sum = key.get(at..).is_some_and(|w| v.closing.at_end(w) == Some(w));
        let summed = key.get(..at).filter(|_| sum).and_then(|w| v.term_at_end(w));
        summed.filter(|(i, inner)| inner.bare && name.as_ref().is_none_or(|(end, _)| i >= end)).unwrap_or((at, t))
    });
    // 基本支出共计: the total of what the words before name by themselves
    let found = found.map(|(at, t)| {
        let summed = v.closing.suffix(key, |_, rest| !rest.is_empty()).and_then(|end| v.term_at_end(key.get(..end)?));
        let named = |&(i, inner): &Hit| i < at && !inner.bare && name.as_ref().is_none_or(|(end, _)| i >= *end);
        summed.filter(named).unwrap_or((at, t))
    });
    found.or_else(|| {
        let (end, _) = name.as_ref()?;
        key.get(*end..).and_then(|w| v.term_at_end(w)).map(|(i, t)| (i + end, t))
    })
}

/// 质保金10.00万元结转下年; 16.36万元为污水处理站质保金，结转下年支付: what is left of a fund, by the words behind the figure.
/// `rest` are those behind `after`.
pub(super) fn left_by_words_behind(cx: &Context<'_>, after: &str, rest: &str) -> Option<ConceptId> {
    let what = after.starts_with(['为', '是', '系']) && after.chars().count() <= LONGEST_WHAT;
    if what {
        // the next clause says nothing but that it is carried on
        let then = rest.strip_prefix('，').and_then(|r| r.split(['，', '。', '；', '（', '\n']).next())?;
        return cx.v.money.carried.at_start(&squeezed_words(then)).map(|_| "fund_balance");
    }
    let tail = squeezed_words(after);
    let left = cx.v.term_at_start(&tail).filter(|(_, t)| t.bare && t.column.is_none()).map(|(_, t)| t.meaning(Subject::Fund));
    match left {
        Some(Meaning::Id(id @ ("fund_balance" | "carryover_closing"))) => Some(id),
        _ => carried_on(cx.v, &tail, cx.fiscal_year).then_some("fund_balance"),
    }
}

/// 其余528.00万元全部支出; 采购节约10.00万元已由财政收回: what became of a fund's money, by the words behind a figure that has no term.
pub(super) fn told_behind(v: &Vocabulary, key: &str, after: &str) -> Option<ConceptId> {
    let after = squeezed_words(after);
    if v.turns.rest.at_start(key).is_some() && v.turns.all_spent.at_start(&after).is_some() {
        return Some("fund_actual");
    }
    v.money.taken_back.is_in(&after).then_some("fund_adjust_decrease")
}

/// The term of a label that has none at its end, or one that other words of it make more exact, and the words that it was
/// found in.
pub(super) fn anywhere<'k>(
    cx: &Context<'_>,
    topic: &Topic,
    q: &Asked<'k>,
    name: &OwnName,
    at_end: Option<Hit>,
) -> (&'k str, Option<Hit>) {
    let v = cx.v;
    let (mut words, mut found) = (q.key, at_end);
    if name.is_some() {
        return (words, found);
    }
    if found.is_none() && !words.is_empty() && !v.is_expenditure_class(q.key) {
        // 支出情况, 支出部分, 预算执行数额
        for tail in &v.money.term_tails {
            if let Some(rest) = words.strip_suffix(tail.as_str())
                && let Some(t) = v.term_at_end(rest)
            {
                found = Some(t);
                words = rest;
                break;
            }
        }
    }
    if found.is_none() && !v.is_expenditure_class(q.key) && v.subject(words) != Some(Subject::Class) {
        // 财政专户管理资金（课后服务费）: the bracket explains the term before it
        if let Some(t) = words.ends_with('）').then(|| words.rfind('（')).flatten().and_then(|i| words.get(..i)) {
            if let Some(hit) = v.term_at_end(t) {
                found = Some(hit);
                words = t;
            }
        } else if let Some(term) = moved_object(v, words)
            .or_else(|| added_to_fund(v, words).filter(|_| topic.last.is_some_and(|c| CHANGING.contains(&c))))
            .or_else(|| paid_out(v, words).filter(|_| topic.fund.is_some() && topic.last.is_some_and(|c| CHANGING.contains(&c))))
            .or_else(|| handed_down(v, words).filter(|_| topic.last.is_some_and(|c| CHANGING.contains(&c))))
            .or_else(|| source_of_money(v, words))
            .or_else(|| given_in_the_year(v, words).filter(|_| topic.fund.is_some()))
        {
            // 年中追加省级科技专项, 中央水利发展资金
            found = Some((0, term));
        }
    }
    // 年中下达中央补助: what was moved says whose money it is, and the word before it that it was moved
    if found.is_some_and(|(at, t)| {
        // 年中追加人员经费: nothing stands between the two
        let spent = id_of(t.meaning(Subject::General)).is_some_and(|id| id.starts_with("gpb_") && id.contains("expenditure"));
        let right_before = v.term_at_start(words).is_some_and(|(end, _)| end == at) || moved_before(v, words, at).is_some();
        at > 0
            && (id_of(t.meaning(Subject::Fund)).is_some_and(|id| id.starts_with("fund_source") || id == "govfund_revenue")
                || spent && right_before)
    }) && let Some(term) = moved_object(v, words).or_else(|| found.and_then(|(at, _)| moved_before(v, words, at)))
    {
        found = Some((0, term));
    }
    // 会议费支出: the word before says which expenditure it is
    if let Some((at, t)) = found
        && t.bare
        && t.column == Some(Column::Executed)
        && let Some((inner, term)) = v.term_at_end(words.get(..at).unwrap_or(""))
        && !term.bare
        // 其他资金支出 is no revenue
        && !id_of(term.meaning(Subject::General)).is_some_and(|id| id.contains("revenue"))
        && term.column.is_none()
        && v.is_neutral(words.get(..inner).unwrap_or(""))
    {
        found = Some((inner, term));
    }
    (words, found)
}
