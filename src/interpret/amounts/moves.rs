//! Words for money that is moved, given and carried on.

use super::meaning::id_of;
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary};

/// Whether a term is a change of the budget.
pub(super) fn moves(term: &'static Term) -> bool {
    matches!(term.meaning(Subject::General), Meaning::Id("budget_adjust_increase" | "budget_adjust_decrease"))
}

/// Whether a term is a change of the budget, net or of one direction.
pub(super) fn moves_or_net(term: &'static Term) -> bool {
    id_of(term.meaning(Subject::General)).is_some_and(|id| id.starts_with("budget_adjust"))
}

/// 年中追加省级科技专项268万元: the word for the move stands before what was moved.
pub(super) fn moved_object(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let (end, term) = v.term_at_start(words)?;
    let object = words.get(end..)?;
    (moves(term) && (2..=16).contains(&object.chars().count()) && !object.contains(['，', '。', '、'])).then_some(term)
}

/// 年中因增资补缴社保追加基本支出: the word for the move stands right before what was moved, at byte `at`.
pub(super) fn moved_before(v: &'static Vocabulary, words: &str, at: usize) -> Option<&'static Term> {
    let (from, term) = v.term_at_end(words.get(..at)?)?;
    (moves(term) && words.starts_with(['年', '因']) && v.term_at_end(words.get(..from)?).is_none()).then_some(term)
}

/// Figures of a fund after which 增加 tells of a change of its budget.
pub(super) const CHANGING: [&str; 3] = ["fund_budget_initial", "fund_adjust_increase", "fund_adjust_decrease"];

/// 提案办理经费年初预算20万元，增加信息系统升级费用1.67万元: as [`moved_object`], of a word that moves a fund's budget only.
pub(super) fn added_to_fund(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let (end, term) = v.term_at_start(words)?;
    let object = words.get(end..)?;
    let adds = matches!(term.meaning(Subject::Fund), Meaning::Id("fund_adjust_increase" | "fund_adjust_decrease"));
    // 增加就业岗位补贴…, 增加产值…: what came of it
    let spent = v.money.added_nouns.at_end(object).is_some() && !v.aside.is_in(object);
    let named = (2..=16).contains(&object.chars().count()) && !object.contains(['，', '。', '、']) && spent;
    (adds && term.meaning(Subject::General) == Meaning::NoId && named).then_some(term)
}

/// 年中追加90,000.00元，发放810,000.00元: what a fund spent, by a verb that says how.
pub(super) fn paid_out(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let at = words.len() - v.turns.paid_out.at_end(words)?.len();
    words.get(..at).is_some_and(|w| w.is_empty() || v.is_neutral(w)).then(|| v.term("实际支出")).flatten()
}

/// 省文联下达补助15万元: an increase of a fund's budget, whoever gave it.
pub(super) fn handed_down(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let (by, what) = words.split_once("下达")?;
    // who gave it stands above: 省级, 市财政, 上级; 年中下达 leaves it out
    let giver = v.turns.times.at_start(by).and_then(|w| by.strip_prefix(w)).unwrap_or(by);
    // 8月市民政局下达…
    let giver = giver.trim_start_matches(|c: char| c.is_ascii_digit() || "，由经因月底初".contains(c));
    let above = giver.is_empty() && !by.is_empty() || v.money.levels.at_start(giver).is_some();
    let handed = above && (2..=12).contains(&what.chars().count()) && v.money.source_nouns.at_end(what).is_some();
    handed.then(|| v.term("年中追加")).flatten()
}

/// 年中由省级资金安排50.90万元 of a fund that the year began without: an increase, by when it was given.
pub(super) fn given_in_the_year(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let given = handed_down(v, words).is_some()
        || words.starts_with("年中") && !words.contains("年初") && v.money.given.at_end(words).is_some();
    given.then(|| v.term("年中追加")).flatten()
}

/// 中央水利发展资金, 省级文物保护专项补助: a level of government and a word for money, whatever stands between them.
pub(super) fn source_of_money(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let money = v.money.source_nouns.at_end(words).is_some();
    let (_, id) = v.money.sources.iter().find(|(w, _)| words.starts_with(w.as_str()))?;
    (money && words.chars().count() <= 16).then(|| v.term(id)).flatten()
}

/// 105.00万元转入2024年兑付, …转至次年: the words behind a figure carry it on into the next year.
pub(super) fn carried_on(v: &Vocabulary, tail: &str, fiscal_year: Option<i32>) -> bool {
    let Some(rest) = v.turns.into.at_start(tail).and_then(|w| tail.strip_prefix(w)) else { return false };
    v.turns.next_year.at_start(rest).is_some()
        || fiscal_year.is_some_and(|y| rest.strip_prefix((y + 1).to_string().as_str()).is_some_and(|r| r.starts_with('年')))
}
