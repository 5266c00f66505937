//! The words that open a list, and the total that they name.

use super::fits::{class_level, covers};
use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::phrases::label_start;
use crate::interpret::vocabulary::{Meaning, Subject, Vocabulary, squeeze};
use crate::outline::Outline;
use crate::words::Hit;

/// How a trigger binds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger {
    /// First byte of the trigger in the gap.
    pub at: usize,
    pub exhaustive: bool,
    /// 其中 after a list looks for the total by the kind of the part.
    pub among: bool,
}

/// Whose 里 is no inside of a total.
pub(in crate::interpret) const PLACES: [char; 8] = ['省', '市', '州', '县', '区', '镇', '乡', '村'];

/// The last trigger in the words before a figure.
pub(super) fn trigger(cx: &Context<'_>, words: &str, in_bracket: bool) -> Option<Trigger> {
    let mut best: Option<Trigger> = None;
    let mut take = |t: Trigger| {
        if best.is_none_or(|b| t.at >= b.at) {
            best = Some(t);
        }
    };
    // 资金来源为政府性基金；党建与武装…: what a clause says of the figure before opens no list of what follows
    let told = |end: usize| {
        words.get(end..).and_then(|r| r.find('；').map(|at| !r.get(..at).unwrap_or("").contains('：'))).unwrap_or(false)
    };
    if let Some(hit) = cx.v.exhaustive.last_in(words).filter(|h| !told(h.end)) {
        take(Trigger { at: hit.start, exhaustive: true, among: false });
    }
    if let Some(at) = into_so_many(cx.v, words) {
        take(Trigger { at, exhaustive: true, among: false });
    }
    // 由…构成: the words before the first part hold 由 alone
    if let Some(at) = words.rfind('由') {
        let rest = words.get(at + '由'.len_utf8()..).unwrap_or("");
        let before = words.get(..at).unwrap_or("");
        if !rest.contains(['，', '。', '；', '、'])
            && !rest.starts_with(['于'])
            && !before.ends_with(['事', '理', '自', '经', '缘'])
        {
            take(Trigger { at, exhaustive: true, among: false });
        }
    }
    // 主要用于传承人补助；…: what it was used for is told, and another clause begins
    let tells_use = |w: &str, at: usize| {
        let rest = words.get(at..).unwrap_or("");
        w.ends_with("用于") && rest.find('；').is_some_and(|end| !rest.get(..end).is_some_and(|r| r.contains('：')))
    };
    // the last one; of those that end together (较大的有, 开支较大的有) the longest
    let mut always: Option<Hit> = None;
    cx.v.among.all(words, |hit| {
        // 公用经费中的几项主要开支：…
        let noun = cx.v.among.word(hit.word).ends_with("开支") && words.get(hit.end..).is_some_and(|r| r.starts_with('：'));
        if !noun && !tells_use(cx.v.among.word(hit.word), hit.start) {
            always = always.filter(|a| a.end >= hit.end).or(Some(hit));
        }
    });
    // the last place of each word that binds in some places only
    let mut places: Vec<Hit> = Vec::new();
    cx.v.among_sometimes.all(words, |hit| match places.iter_mut().find(|p| p.word == hit.word) {
        Some(place) => *place = hit,
        None => places.push(hit),
    });
    let sometimes = places.iter().filter_map(|&Hit { word, start: i, .. }| {
        let w = cx.v.among_sometimes.word(word);
        let binds = match w {
            // 公用经费中办公费: 中 binds only after a term
            "中" | "中，" | "里" | "里，" | "里面，" | "当中，" => {
                cx.v.not_among.at(words, i).is_none() && {
                    let head = words.get(..i).unwrap_or("");
                    let head = head.get(label_start(head, 0, head.len())..).unwrap_or("");
                    // 省里统一部署: who gave the order
                    let place = w.starts_with('里') && head.ends_with(PLACES);
                    !place
                        && (head.ends_with('其')
                            || i == 0 && words.starts_with("中，")
                            || head.ends_with(['）', ')']) && class_level(&squeeze(head)) > 0
                            || cx.v.term_at_end(&squeeze(head)).is_some())
                }
            }
            "含" => {
                // 公用经费114,122.00元；公用经费含会议费…
                let head = words.get(..i).unwrap_or("").rsplit(['，', '；', '。']).next().unwrap_or("");
                let named = || cx.v.term(&squeeze(head)).is_some_and(|t| !t.bare);
                in_bracket || words.trim_start_matches(['，', ' ']).starts_with('含') || !head.is_empty() && named()
            }
            "用于" => {
                words.get(i..).is_some_and(|r| r.contains('：')) || words.get(i + 6..).is_some_and(|r| !r.contains(['，', '。']))
            }
            _ => true,
        };
        if !binds || tells_use(w, i) {
            return None;
        }
        let its = w.starts_with('中') && words.get(..i).is_some_and(|h| h.ends_with('其'));
        Some(if its { i - '其'.len_utf8() } else { i })
    });
    if let Some(at) = always.map(|a| a.start).into_iter().chain(sometimes).max()
        && best.is_none_or(|b| at > b.at)
    {
        best = Some(Trigger { at, exhaustive: false, among: true });
    }
    if best.is_none() {
        // 下降6%：公务接待费…
        let at = words.rfind(['：', ':'])?;
        let head = words.get(..at).unwrap_or("");
        let marks_title = !head.contains(['，', '。', '；', '%', '）']) && !head.is_empty() && at > 0 && !head.trim().is_empty();
        if !marks_title && words.get(at + '：'.len_utf8()..).is_some_and(|r| !r.contains(['，', '。', '；'])) {
            return Some(Trigger { at, exhaustive: false, among: true });
        }
    }
    best
}

/// 基本支出分两块，; 项目支出分为六大类：; 来源有三块，即: a total told to have so many parts.
fn into_so_many(v: &Vocabulary, words: &str) -> Option<usize> {
    if !v.turns.parting.is_in(words) {
        return None;
    }
    let numeral = |c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c);
    v.turns.parting.list().iter().find_map(|verb| {
        let at = words.rfind(verb.as_str())?;
        let rest = words.get(at + verb.len()..)?;
        let kind = rest.trim_start_matches(numeral);
        let counted = kind.len() < rest.len() && v.turns.parted.at_start(kind.trim_start_matches(['个', '大'])).is_some();
        (counted && !rest.contains(['。', '；'])).then_some(at)
    })
}

/// The total that a name means: an earlier figure with that label, or with that quantity.
pub(super) fn resolve(cx: &Context<'_>, found: &Found, index: usize, name: &str) -> Option<usize> {
    let name = name.trim_end_matches(['中', '，', '均', '主', '要', '又', '可', '再', '还', '细', '里', '头']);
    let a = found.amounts.get(index)?;
    let usable = |i: &usize| {
        found.amounts.get(*i).is_some_and(|t| t.role == AmountRole::Value && covers(cx.outline, t.section, a.section))
    };
    // 项目支出用于五个方面：…, in the next chapter of the same part
    let near = |i: &usize| {
        found.amounts.get(*i).is_some_and(|t| {
            t.role == AmountRole::Value && t.fund.is_none() && top_of(cx.outline, t.section) == top_of(cx.outline, a.section)
        })
    };
    let called = |i: &usize| found.keys.get(*i).is_some_and(|k| !k.is_empty() && k.as_str() == name);
    // the words speak of words before a table's cells
    let of_words = |i: &usize| found.amounts.get(*i).is_some_and(|t| t.cell.is_none());
    let by_label = (0..index).rev().filter(usable).filter(called).find(of_words);
    let by_label = by_label.or_else(|| {
        let bare = cx.v.term(name).is_some_and(|t| t.bare);
        (0..index).rev().filter(usable).filter(called).find(|_| !bare || a.cell.is_some())
    });
    // 项目支出预算逐项为：…, where the budget's half was called 项目支出
    let half = name.strip_suffix("预算").filter(|n| cx.v.term(n).is_some_and(|t| !t.bare));
    let by_label = by_label.or_else(|| {
        let budget = |i: &usize| {
            let a = found.amounts.get(*i);
            a.is_some_and(|a| matches!(a.concept, Some("budget_basic_initial" | "budget_project_initial")))
        };
        let half = half?;
        (0..index).rev().filter(usable).filter(budget).find(|&i| found.keys.get(i).is_some_and(|k| k.as_str() == half))
    });
    if by_label.is_some() {
        return by_label;
    }
    let (at, term) = cx.v.term_at_end(name)?;
    let residue = name.get(..at).unwrap_or("");
    let fund = cx.funds.named_in(residue).map(str::to_owned).or_else(|| {
        (0..index).rev().find_map(|i| found.amounts.get(i).filter(|t| t.section == a.section).and_then(|t| t.fund.clone()))
    });
    let mut subjects = Vec::new();
    if (fund.is_some() || cx.project_report) && term.is_fund_field() {
        subjects.push(Subject::Fund);
    }
    subjects.extend(cx.v.subject(residue));
    subjects.extend(cx.heading(a.section));
    subjects.extend([Subject::General, Subject::Gpb]);
    for subject in subjects {
        if let Meaning::Id(id) = term.meaning(subject) {
            let hit = (0..index).rev().filter(usable).find(|&i| {
                found.amounts.get(i).is_some_and(|t| t.concept == Some(id) && (subject != Subject::Fund || t.fund == fund))
            });
            if hit.is_some() {
                return hit;
            }
            let plain = !term.bare && cx.v.is_neutral(residue) && subject != Subject::Fund;
            let last = (0..index).rev().filter(near).find(|&i| found.amounts.get(i).is_some_and(|t| t.concept == Some(id)));
            if plain && last.is_some() {
                return last;
            }
        }
    }
    None
}

/// 2.支出结构。618.45万元中，基本支出…: the figure under a heading of expenditure that opens a list is the expenditure told before.
pub(super) fn restate(found: &mut Found, index: usize) {
    let Some(i) = index.checked_sub(1) else { return };
    let named = found.keys.get(i).is_some_and(|k| k.contains("支出"));
    let open = found.amounts.get(i).is_some_and(|a| a.concept.is_none() && a.fund.is_none() && a.role == AmountRole::Value);
    if !named || !open {
        return;
    }
    let told = found
        .amounts
        .get(..i)
        .unwrap_or(&[])
        .iter()
        .rfind(|x| x.role == AmountRole::Value && matches!(x.concept, Some("gpb_expenditure" | "expenditure_total")));
    let (concept, column) = (told.and_then(|x| x.concept), told.and_then(|x| x.column));
    if let Some(a) = found.amounts.get_mut(i) {
        (a.concept, a.column) = (concept, column);
    }
}

/// The top section above a section.
fn top_of(outline: &Outline, section: Option<usize>) -> Option<usize> {
    let mut at = section?;
    while let Some(p) = outline.sections.get(at).and_then(|s| s.parent) {
        at = p;
    }
    Some(at)
}
