//! What the words before a figure say: the label, whether it is a change, a unit price, or a figure of another year.

use super::facts::AmountRole;
use super::vocabulary::{Vocabulary, squeezed_words, vocabulary};
use crate::words::Words;

/// The words that name a figure, cleaned of connectives.
pub fn clean_label<'a>(v: &Vocabulary, lead: &'a str) -> &'a str {
    // 【资金】年初预算460.00万元: the mark of a kind of words
    let lead = lead.trim_start().strip_prefix('【').and_then(|w| w.split_once('】')).map_or(lead, |(_, rest)| rest);
    let mut words = without_enumerator(lead.trim().trim_start_matches(['，', ',', '；', '。', '、', '：']).trim_start());
    // 基本支出…（占74.80%）和项目支出, 购置费…（更新1辆）和运行维护费: the bracket is of the figure before
    if let Some((bracket, rest)) = words.strip_prefix(['（', '(']).and_then(|w| w.split_once(['）', ')']))
        && !rest.is_empty()
        && (bracket.contains(['%', '％']) || rest.starts_with(['和', '及', '与']))
    {
        words = rest.trim_start();
    }
    while let Some(len) = v.leading.prefix(words, |w, rest| !rest.is_empty() && may_strip(w, rest)) {
        words = words.get(len..).unwrap_or("").trim_start_matches(['：', ':', '，', ' ']);
    }
    words = words.trim_end();
    while let Some(at) = v.trailing.suffix(words, |w, rest| {
        !(w == "达" && rest.ends_with(['下', '送', '传', '表']) || w == "约" && rest.ends_with(['节', '签', '集']))
    }) {
        words = words.get(..at).unwrap_or("").trim_end();
    }
    words.trim()
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// 1.团委深化改革经费, （2）换届经费, ③…, 一是…: an enumeration inside a paragraph.
pub(super) fn without_enumerator(words: &str) -> &str {
    // 第一，; 其二，
    let nth = words.strip_prefix(['第', '其']).and_then(|w| w.split_once(['，', '、', '：', '为', '是']));
    if let Some((n, rest)) = nth
        && n.chars().count() <= 2
        && n.chars().all(is_numeral)
    {
        return rest.trim_start();
    }
    // 首先是抚恤补助资金，…；其次是…
    if let Some(rest) = vocabulary().ordinals.at_start(words).and_then(|w| words.strip_prefix(w)) {
        return rest.trim_start();
    }
    let inner = words.trim_start_matches(['（', '(']);
    let number = inner.trim_start_matches(|c: char| matches!(c, '0'..='9' | '０'..='９') || is_numeral(c));
    let opened = inner.len() < words.len();
    if number.len() < inner.len() {
        if let Some(rest) = number.strip_prefix(['.', '．', '、', '）', ')']) {
            return rest.trim_start();
        }
        let number = ["块", "部分", "类", "方面", "项"]
            .iter()
            .find_map(|w| number.strip_prefix(w))
            .filter(|r| r.starts_with('是'))
            .unwrap_or(number);
        if !opened
            && let Some(rest) = number.strip_prefix('是')
            && words.starts_with(|c: char| !c.is_ascii_digit())
        {
            return rest.trim_start();
        }
    }
    match words.chars().next() {
        Some(c @ ('①'..='⑳' | '⑴'..='⒇')) => words.get(c.len_utf8()..).unwrap_or(words).trim_start(),
        _ => words,
    }
}

/// 人员经费由工资福利支出 names 工资福利支出: the words after the last binding word that follows a term.
pub fn after_binding<'a>(v: &Vocabulary, label: &'a str) -> &'a str {
    let mut best = 0;
    v.turns.binding.all(label, |hit| {
        if hit.end > best && hit.end < label.len() && v.not_among.at(label, hit.start).is_none() {
            let head = squeezed_words(label.get(..hit.start).unwrap_or(""));
            // 按支出性质分为基本支出, 按类别为货物: by what they are parted
            // 支出来源上分为一般公共预算
            let manner = head.starts_with('按') || head.ends_with('上') && head.chars().count() >= 3;
            if manner && head.chars().count() <= 8 {
                best = hit.end;
                return;
            }
            let head = head.split('按').next().unwrap_or("").trim_end_matches(['又', '可', '再', '还', '细', '里', '头', '中']);
            let place = label.get(hit.start..).is_some_and(|w| w.starts_with('里')) && head.ends_with(super::lists::PLACES);
            if place {
                return;
            }
            if head.ends_with('其') || v.term_at_end(head).is_some() {
                best = hit.end;
            }
        }
    });
    label.get(best..).unwrap_or(label).trim_start_matches(['：', ':', '，', ' '])
}

/// 和平街改造 is a name and 和公用经费 is not: a one-character connective is taken off only before a word that can stand alone.
fn may_strip(connective: &str, rest: &str) -> bool {
    match connective {
        "和" | "及" | "与" | "含" | "即" | "并" | "是" | "有" => {
            !rest.starts_with(['平', '谐', '睦', '解', '时', '入', '格', '县', '田', '机', '溪', '关', '效'])
        }
        "为" => !rest.starts_with(['民', '农', '老', '侨', '受', '消', '困', '企']),
        "由" => true,
        _ => true,
    }
}

/// Whether the words hold a word of `list`.
pub fn has(words: &str, list: &Words) -> bool {
    list.is_in(words)
}

/// What the words around a figure make of it, before its meaning is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Role by the words alone.
    pub role: AmountRole,
    /// Direction of a change.
    pub direction: i8,
}

/// Reads the role from the label's words, the clause before, and the words after the figure.
///
/// `change_follows`: the figure before is one of another year or a budget beside an actual, so that a change of it may follow.
pub fn reading(v: &'static Vocabulary, lead: &str, before: &str, gap: &str, after: &str, change_follows: bool) -> Reading {
    let lead_words = squeezed_words(lead);
    let value = Reading::default();
    let named = lead_words.trim_end_matches(['为', '是', '约', '达', '每']);
    // 控制在20.00万元的年初预算以内
    let ceiling = lead_words == "控制在" && v.turns.within.is_in(after);
    // 因人均补助标准提高追加24.60万元: why, and then what
    let moved = v.money.increased.at_end(&lead_words).is_some() || v.money.decreased.at_end(&lead_words).is_some();
    if ceiling
        || has(&lead_words, &v.standards) && !moved
        || named.ends_with("标准")
        || named.ends_with("造价")
        || after.starts_with(['/', '／'])
    {
        return Reading { role: AmountRole::Standard, direction: 0 };
    }
    let against = |words: &str| v.against.first_in(words).map(|hit| hit.start);
    let change = |words: &str| v.last_change(words);
    if let Some(at) = against(&lead_words) {
        let rest = lead_words.get(at..).unwrap_or("");
        return match change(rest) {
            Some((_, direction)) => Reading { role: AmountRole::Comparison, direction },
            None => Reading { role: AmountRole::Other, direction: 0 },
        };
    }
    if let Some((at, direction)) = change(&lead_words) {
        // 增加, 各增加, 收、支总计各增加: the base stands in the clause before
        let tail = lead_words.get(at..).unwrap_or("");
        let short = tail.chars().count() <= 3;
        let words_before = squeezed_words(before);
        let gap_words = squeezed_words(gap);
        let near = gap_words.rsplit(['。', '；']).next().unwrap_or("");
        // 与上年的11.02万元比，减少1.32万元
        let compared = v.turns.compared.at_start(&gap_words).is_some();
        if short && (compared || against(&words_before).is_some() || against(near).is_some()) {
            return Reading { role: AmountRole::Comparison, direction };
        }
        // 比2022年的17.10万元下降3.98%，减少0.68万元: the rate stands between
        let rated = gap_words.rsplit_once('，').is_some_and(|(rate, word)| {
            word == tail
                && rate.ends_with(['%', '％'])
                && rate.chars().count() <= 10
                && change(rate).is_some_and(|(at, _)| at == 0)
        });
        if at == 0 && rated && change_follows {
            return Reading { role: AmountRole::Comparison, direction };
        }
        // 比上年支出1,091.85万元增加34.50万元: nothing but the change word after the base
        if gap_words.trim_start_matches(['，', '）']) == tail && at == 0 && (gap_words == tail || change_follows) {
            return Reading { role: AmountRole::Comparison, direction };
        }
    }
    value
}

/// Whether the label speaks of the year before (上年支出, 2022年支出 in a report of 2023).
pub fn of_another_year(v: &Vocabulary, words: &str, fiscal_year: Option<i32>) -> Option<i32> {
    if let Some(year) = named_year(words)
        && let Some(fiscal) = fiscal_year
    {
        return (year != fiscal).then_some(year);
    }
    if has(words, &v.last_year) {
        return Some(fiscal_year.map_or(0, |y| y - 1));
    }
    None
}

/// The last year that words name (2023年, 2023年度).
pub fn named_year(words: &str) -> Option<i32> {
    let mut found = None;
    for (i, _) in words.match_indices('年') {
        let digits = words.get(i.saturating_sub(4)..i);
        if let Some(d) = digits.filter(|d| d.len() == 4 && d.starts_with("20"))
            && let Ok(year) = d.parse::<i32>()
        {
            found = Some(year);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary;
    use super::*;

    #[test]
    fn connectives_come_off() {
        let v = vocabulary();
        for (lead, label) in [
            ("其中：项目支出", "项目支出"),
            ("和公用经费", "公用经费"),
            ("由人员经费", "人员经费"),
            ("和平街改造经费", "和平街改造经费"),
            ("年初预算为", "年初预算"),
            ("为民服务经费", "为民服务经费"),
        ] {
            assert_eq!(clean_label(v, lead), label, "{lead}");
        }
    }

    #[test]
    fn a_change_needs_something_to_change_from() {
        let v = vocabulary();
        let role = |lead: &str, before: &str, gap: &str| reading(v, lead, before, gap, "", false).role;
        assert_eq!(role("比上年减少", "“三公”经费支出", "，比上年减少"), AmountRole::Comparison);
        assert_eq!(role("增加", "与上年相比", "相比，增加"), AmountRole::Comparison);
        assert_eq!(role("比上年的", "", ""), AmountRole::Other);
        assert_eq!(role("增加", "", "增加"), AmountRole::Comparison);
        assert_eq!(role("年中调剂减少", "年初预算90万元", "，年中调剂减少"), AmountRole::Value);
        assert_eq!(role("补助标准为每人", "", ""), AmountRole::Standard);
    }
}
