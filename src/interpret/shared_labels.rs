//! 甲、乙两个项目预算分别为86万元和57.89万元: names first, then their figures in the same order.

use super::labels::clean_label;
use super::phrases::Phrase;
use super::vocabulary::{Vocabulary, squeeze};
use crate::read::Span;

/// Labels that 分别为 hands to the phrases of one paragraph: index of the phrase, its label.
pub fn shared_labels(v: &Vocabulary, text: &str, list: &[Phrase]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    // The names told last: 甲、乙两个项目，年初预算分别为…；实际支出分别为….
    let mut told: Vec<String> = Vec::new();
    for (k, p) in list.iter().enumerate() {
        let gap = p.gap.of(text);
        if !gap.contains('别') {
            continue;
        }
        let Some((at, verb)) = gap.trim_end().rsplit_once("分别") else { continue };
        // 分别为, 分别支出: what stands between it and the figure says what all of them are
        let said = v.term(&squeeze(verb)).is_some_and(|t| t.bare);
        if !matches!(verb, "为" | "是" | "达" | "达到") && !said {
            continue;
        }
        let sentence = at
            .rfind(['。', '；', '：', '，', '\n'])
            .map_or(0, |i| i + at.get(i..).and_then(|w| w.chars().next()).map_or(1, char::len_utf8));
        let words = at.get(sentence..).unwrap_or("").trim();
        let run = 1 + list.get(k + 1..).unwrap_or(&[]).iter().take_while(|q| is_joint(q.gap, text)).count();
        let (names, common) = [&['、'][..], &['、', '和', '与', '及']]
            .into_iter()
            .map(|joints| split_names(v, words, joints))
            .find(|(names, _)| names.len() == run)
            .or_else(|| field_alone(v, at, words, run, &told))
            .unwrap_or_default();
        if run >= 2 && names.len() == run {
            told.clone_from(&names);
            for (i, name) in names.iter().enumerate() {
                let common = if common.is_empty() && said { verb } else { common.as_str() };
                out.push((k + i, if shares_term(v, name, common) { name.clone() } else { format!("{name}{common}") }));
            }
        }
    }
    out
}

/// 甲、乙两个项目，年初预算分别为…；实际支出分别为…: the clause holds the field word alone, and the names stand before it.
fn field_alone(v: &Vocabulary, before: &str, words: &str, run: usize, told: &[String]) -> Option<(Vec<String>, String)> {
    let head = before.strip_suffix(words).unwrap_or(before).trim_end_matches(['，', '；', ' ']);
    let clause = head.rsplit(['。', '；', '：', '，', '\n']).next().unwrap_or(head);
    // 318.60万元，分货物、工程、服务三类，分别为…
    let parted = words.is_empty() && v.turns.parting.at_start(clause).is_some();
    if !parted {
        v.term(&squeeze(words)).filter(|t| t.bare && t.is_fund_field())?;
    }
    let names = [&['、'][..], &['、', '和', '与', '及']].into_iter().map(|joints| split_names(v, clause, joints).0);
    let names = names.into_iter().find(|n| n.len() == run).unwrap_or_else(|| told.to_vec());
    (names.len() == run).then(|| (names, words.trim().to_owned()))
}

/// 会议费 names its quantity by itself: 支出 adds nothing to it.
fn shares_term(v: &Vocabulary, name: &str, common: &str) -> bool {
    v.term(&squeeze(common)).is_some_and(|t| t.column.is_some()) && v.term(&squeeze(name)).is_some_and(|t| !t.bare)
}

fn is_joint(gap: Span, text: &str) -> bool {
    matches!(gap.of(text).trim(), "、" | "和" | "及" | "与" | "以及" | "，" | "；" | ",")
}

/// The names, and the field word that all of them share (预算, 支出, 决算数).
fn split_names(v: &Vocabulary, words: &str, joints: &[char]) -> (Vec<String>, String) {
    let mut common = String::new();
    let mut body = words.to_owned();
    let key = squeeze(words);
    if let Some((i, t)) = v.term_at_end(&key)
        && t.bare
        && i > 0
    {
        let term = key.get(i..).unwrap_or("").to_owned();
        if let Some(rest) = words.strip_suffix(term.as_str()) {
            common = term;
            body = rest.to_owned();
        }
    }
    // 两个项目, 三项
    let trimmed = body.trim_end_matches(['的', '资', '金']);
    if let Some(i) =
        trimmed.rfind(['两', '二', '三', '四', '五', '六', '七', '八', '九', '十', '2', '3', '4', '5', '6', '7', '8', '9'])
    {
        let tail: String = trimmed.get(i..).unwrap_or("").chars().skip(1).collect();
        if matches!(tail.as_str(), "个项目" | "项" | "个专项" | "项经费" | "个子项目" | "类" | "项支出") {
            body = trimmed.get(..i).unwrap_or("").to_owned();
        }
    }
    let mut names = Vec::new();
    for part in split_outside_brackets(&body, joints) {
        let part = part.trim_start_matches(['和', '与', '及']);
        let part = v.turns.parting.at_start(part).filter(|_| names.is_empty()).and_then(|w| part.strip_prefix(w)).unwrap_or(part);
        let part = clean_label(v, part);
        let verb = v.turns.carrying_out.at_start(part).filter(|_| names.is_empty());
        let part = verb.and_then(|w| part.strip_prefix(w)).filter(|rest| rest.chars().count() >= 3).unwrap_or(part);
        if !part.is_empty() {
            names.push(part.to_owned());
        }
    }
    (names, common)
}

fn split_outside_brackets<'a>(words: &'a str, joints: &[char]) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut from = 0;
    for (i, c) in words.char_indices() {
        match c {
            '（' | '(' | '《' | '“' => depth += 1,
            '）' | ')' | '》' | '”' => depth = depth.saturating_sub(1),
            c if depth == 0 && joints.contains(&c) => {
                out.push(words.get(from..i).unwrap_or(""));
                from = i + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(words.get(from..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary;
    use super::*;

    #[test]
    fn names_and_their_field_word() {
        let (names, common) = split_names(vocabulary(), "免疫规划冷链运转、慢性病综合防控两个项目预算", &['、']);
        assert_eq!(names, ["免疫规划冷链运转", "慢性病综合防控"]);
        assert_eq!(common, "预算");
    }
}
