//! Whether a section says that there is nothing: 无, 不涉及, 本部门没有政府性基金预算支出 (`data/nil.toml`).

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::read::signs::Signs;
use crate::words::Words;

/// Words of the statements.
#[derive(Default, Deserialize)]
struct NilWords {
    /// A clause that holds one of these says that there is nothing.
    negations: Words,
    /// Words that hold a negation and are none (无障碍).
    false_friends: Words,
    /// A clause that holds one of these adds nothing.
    bare: Words,
    bare_subjects: Words,
    neutral: Words,
    /// Openings of a short clause that adds nothing.
    openings: Words,
    /// Beginnings of lines that a web page leaves below a report.
    residue: Words,
    /// A nought of one of these is a figure like any other (因公出国（境）费0万元).
    figures: Words,
    /// A clause with one of these says something, whatever else it holds.
    statements: Words,
    /// Words of the titles of budgets that most units do not have.
    budgets: Words,
    /// What there is none of in them.
    what: Words,
    /// Denials in sections on such budgets only.
    of_budgets: Words,
}

static WORDS: LazyLock<NilWords> = LazyLock::new(|| toml::from_str(include_str!("data/nil.toml")).unwrap_or_default());

/// Longest text (in bytes) that can still say only that there is nothing.
pub const MAX_TEXT: usize = 480;

/// What can begin a denial. Without any of it there is none; a character that is mistaken for one is none either.
const HINTS: Signs = Signs::of("无没未不零0０/-—空");

/// Whether the words of a section, without its heading, say only that there is nothing.
pub fn is_nil(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_TEXT || HINTS.next(text.as_bytes(), 0).is_none() || has_figure(text) {
        return false;
    }
    let mut negated = false;
    for clause in text.split_inclusive(['，', '。', '；', ',', ';', '：', ':', '\n', '！']) {
        let titles = clause.ends_with(['：', ':']);
        let ends = clause.ends_with(['。', '\n']);
        let clause = clause.trim_end_matches(['，', '。', '；', ',', ';', '：', ':', '\n', '！']);
        let clause = clause.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '（' | '）' | '(' | ')' | '“' | '”'));
        if clause.is_empty() {
            continue;
        }
        if denies(clause) {
            // 不涉及。医院医保基金结算收入已计入事业收入…: all is said, and why follows
            let bare = WORDS.bare_subjects.at_start(clause).and_then(|w| clause.strip_prefix(w)).unwrap_or(clause);
            if ends && !negated && text.starts_with(clause) && WORDS.bare.list().iter().any(|w| w == bare) {
                return true;
            }
            negated = true;
        } else if (titles || names_a_budget(clause)) && clause.chars().count() <= LONGEST_TITLE && clause.ends_with("预算") {
            // 国有资本经营预算、社会保险基金预算：我委均不涉及
            continue;
        } else if !(WORDS.neutral.is_in(clause) || opens_shortly(clause)) {
            return false;
        }
    }
    negated
}

/// 经核对, 截至报告日
fn opens_shortly(clause: &str) -> bool {
    WORDS.openings.at_start(clause).is_some() && clause.chars().count() <= 8
}

/// Whether a title is that of a budget which most units do not have: 政府性基金预算, 国有资本经营预算, 社会保险基金预算.
pub fn names_a_budget(title: &str) -> bool {
    WORDS.budgets.is_in(title)
}

/// Whether the words of a section on such a budget explain why there is nothing, and end by saying so: 由土地出让收入安排的修缮已划归
/// 住建部门，我局不再有此项收支。
pub fn is_nil_at_last(text: &str) -> bool {
    let text = text.trim().trim_end_matches('。');
    if text.len() > MAX_TEXT || text.contains('。') || has_figure(text) {
        return false;
    }
    text.rsplit(['，', '；']).next().is_some_and(|last| WORDS.what.is_in(last) && (denies(last) || WORDS.of_budgets.is_in(last)))
}

/// Longest title in the line of what it denies, in characters.
const LONGEST_TITLE: usize = 30;

/// Whether a line is the remainder of the web page below a report, or begins its list of annexes.
pub fn is_residue(line: &str) -> bool {
    let line = line.trim_start();
    WORDS.residue.at_start(line).is_some()
}

/// Whether a clause says that there is nothing.
fn denies(clause: &str) -> bool {
    if matches!(clause, "/" | "-" | "—" | "——" | "0" | "零" | "空") {
        return true;
    }
    if WORDS.statements.is_in(clause) {
        return false;
    }
    let mut rest = Cow::Borrowed(clause);
    if WORDS.false_friends.is_in(clause) {
        for friend in WORDS.false_friends.list() {
            rest = Cow::Owned(rest.replace(friend.as_str(), ""));
        }
    }
    WORDS.negations.is_in(&rest) || is_zero(&rest)
}

/// `0万元`, `2024年支出0.00万元`
fn is_zero(clause: &str) -> bool {
    let (mut zeros, mut others) = (0, 0);
    figures(clause, |zero| if zero { zeros += 1 } else { others += 1 });
    zeros > 0 && others == 0 && !WORDS.figures.is_in(clause)
}

/// Whether there is a number other than a year, a date or nought.
pub fn has_figure(text: &str) -> bool {
    let mut any = false;
    figures(text, |zero| any |= !zero);
    any
}

const DIGITS: Signs = Signs::of("0123456789０１２３４５６７８９");

/// Tells `found` the numbers that are neither a year nor a date: whether each is nought.
fn figures(text: &str, mut found: impl FnMut(bool)) {
    let mut from = 0;
    while let Some(at) = DIGITS.next(text.as_bytes(), from) {
        let mut chars = text.get(at..).unwrap_or("").chars();
        let Some(c) = chars.next() else { return };
        from = at + c.len_utf8();
        let Some(first) = digit(c) else { continue };
        let mut chars = chars.peekable();
        let mut value = first;
        let mut digits = 1u32;
        let mut fraction = false;
        while let Some(&next) = chars.peek() {
            match digit(next) {
                Some(d) => {
                    value = (value * 10 + d).min(1_000_000);
                    digits += 1;
                }
                None if matches!(next, '.' | '．' | ',') => fraction = true,
                None => break,
            }
            from += next.len_utf8();
            chars.next();
        }
        let year = digits == 4 && (1990..2100).contains(&value) && matches!(chars.peek(), Some('年' | '—' | '-' | '–'));
        let date = !fraction && value <= 31 && matches!(chars.peek(), Some('月' | '日'));
        if value == 0 || !year && !date {
            found(value == 0);
        }
    }
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrasings_of_nothing() {
        for text in [
            "无。",
            "无",
            "不涉及。",
            "0万元。",
            "0.00万元",
            "本部门2024年没有政府性基金预算支出。",
            "2022年度我会没有使用政府性基金预算安排的支出。",
            "2023年本部门没有国有资本经营预算支出，也没有社会保险基金预算支出。",
            "2021年度无政府性基金预算收支。",
            "我局不管理社会保险基金，此项无数据。",
            "2023年我社没有使用政府性基金预算和国有资本经营预算安排的支出，此项不涉及。",
            "2024年一般公共预算未安排“三公”经费，全年无支出，与上年持平。",
            "我办无此类收支。",
            "没有其他需要说明的情况。",
            "没有需要说明的问题。",
            "本单位无其他需要说明的情况",
            "本年度未发生国有资本经营预算支出",
            "本部门2024年度政府性基金预算支出为0万元。",
            "本单位不存在其他需要说明的情况。",
            "本单位无政府性基金预算财政拨款收入，也没有使用政府性基金安排的支出。",
        ] {
            assert!(is_nil(text), "{text}");
        }
    }

    #[test]
    fn what_says_something() {
        for text in [
            "",
            "自评结果在区政府网站公开。",
            "本单位无独立网站，自评结果将在芦淞区人民政府官网上统一公开，接受社会监督。",
            "2024年政府性基金预算支出1,200.00万元。",
            "年末结转0.80万元，没有结余。",
            "开展无障碍改造。",
            "没有发生文物安全事故，各项工作取得积极进展。",
        ] {
            assert!(!is_nil(text), "{text}");
        }
    }
}
