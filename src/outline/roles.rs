//! What a section is about, by the words of its title (`data/roles.toml`).

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Role;
use crate::words::Words;

#[derive(Deserialize)]
struct RuleData {
    role: String,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    top: bool,
}

#[derive(Default, Deserialize)]
struct RulesData {
    rule: Vec<RuleData>,
}

/// A rule over the words that were found: a bit for each.
struct Rule {
    role: Role,
    all: u128,
    any: u128,
    none: u128,
    top: bool,
}

/// All rules, and all their words.
struct Rules {
    rules: Vec<Rule>,
    words: Words,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let data: RulesData = toml::from_str(include_str!("data/roles.toml")).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    let mut bits = |list: &[String]| {
        list.iter().fold(0u128, |mask, word| {
            let at = words.iter().position(|w| w == word).unwrap_or_else(|| {
                words.push(word.clone());
                words.len() - 1
            });
            mask | 1u128.checked_shl(at as u32).unwrap_or(0)
        })
    };
    let rule = |r: &RuleData| Some((Role::from_word(&r.role)?, bits(&r.all), bits(&r.any), bits(&r.none), r.top));
    let rules = data.rule.iter().filter_map(rule).map(|(role, all, any, none, top)| Rule { role, all, any, none, top }).collect();
    Rules { rules, words: words.into() }
});

/// Longest title (in bytes) that is read for a role: a longer one is a sentence.
const MAX_TITLE: usize = 120;
/// Words in brackets that say nothing: 部门（单位）概况.
const FILLERS: [&str; 6] = ["（单位）", "(单位)", "（部门）", "(部门)", "（项目）", "(项目)"];

/// The roles of a title: as a section of the first level, and as one below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TitleRoles {
    /// As a top section.
    pub top: Option<Role>,
    /// As a section below.
    pub below: Option<Role>,
}

/// Reads a title for its roles.
pub fn roles(title: &str) -> TitleRoles {
    // no rule holds without a word
    match found_words(title).filter(|&found| found != 0) {
        Some(found) => TitleRoles { top: first_rule(found, true), below: first_rule(found, false) },
        None => TitleRoles::default(),
    }
}

fn first_rule(found: u128, top: bool) -> Option<Role> {
    let holds =
        |r: &&Rule| (top || !r.top) && found & r.all == r.all && (r.any == 0 || found & r.any != 0) && found & r.none == 0;
    RULES.rules.iter().find(holds).map(|r| r.role)
}

const DIGIT: u8 = 1;
const BLANK: u8 = 2;
const BRACKET: u8 = 4;

/// Whether a title holds digits, opening brackets, and what may be a blank: by its bytes, since most hold none.
fn title_signs(title: &str) -> u8 {
    let (mut rest, mut found) = (title.as_bytes(), 0);
    loop {
        rest = match rest {
            [0xef, 0xbc, third, tail @ ..] => {
                found |= match third {
                    0x88 => BRACKET,
                    0x90..=0x99 => DIGIT,
                    _ => 0,
                };
                tail
            }
            [0xe3, 0x80, 0x80, tail @ ..]
            | [0xe1, _, _, tail @ ..]
            | [0xe2, 0x80, ..0x98 | 0xa8.., tail @ ..]
            | [0xe2, 0x81, _, tail @ ..] => {
                found |= BLANK;
                tail
            }
            [0xe0..=0xef, _, _, tail @ ..] => tail,
            [b, tail @ ..] => {
                found |= match b {
                    b'0'..=b'9' => DIGIT,
                    b'(' => BRACKET,
                    ..=b' ' | 0xc2 => BLANK,
                    _ => 0,
                };
                tail
            }
            [] => return found,
        };
    }
}

/// The words of the rules that stand in a title, a bit each; none for a sentence.
fn found_words(title: &str) -> Option<u128> {
    if title.len() > MAX_TITLE {
        return None;
    }
    let signs = title_signs(title);
    if signs & DIGIT != 0 && title.contains("万元") {
        return None;
    }
    let mut clean = Cow::Borrowed(title);
    if signs & BLANK != 0 {
        clean = Cow::Owned(title.chars().filter(|c| !c.is_whitespace()).collect());
    }
    if signs & BRACKET != 0 {
        for filler in FILLERS {
            if clean.contains(filler) {
                clean = Cow::Owned(clean.replace(filler, ""));
            }
        }
    }
    let mut found = 0u128;
    RULES.words.all(&clean, |hit| found |= 1u128.checked_shl(hit.word as u32).unwrap_or(0));
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read() {
        assert!(RULES.rules.len() >= 11);
        assert!(RULES.words.list().len() <= 128, "a bit for each word");
        assert!(RULES.rules.iter().all(|r| r.all | r.any != 0), "no rule without a word");
    }

    #[test]
    fn titles_of_the_field() {
        use Role::*;
        for (title, want) in [
            ("部门（单位）基本情况", Some(Profile)),
            ("单位基本概况", Some(Profile)),
            ("部门概况", Some(Profile)),
            ("一般公共预算支出的情况", Some(GeneralBudget)),
            ("政府性基金预算支出情况", Some(GovernmentFund)),
            ("国有资本经营预算支出情况", Some(StateCapital)),
            ("社会保险基金预算支出情况", Some(SocialInsurance)),
            ("2021年度部门整体支出绩效情况", Some(Performance)),
            ("资金使用及绩效情况", Some(Performance)),
            ("存在的问题及原因分析", Some(Problems)),
            ("下一步改进措施", Some(Measures)),
            ("绩效自评结果拟应用和公开情况", Some(Publication)),
            ("自评得分情况", Some(Score)),
            ("自评结论", Some(Score)),
            ("其他需要说明的情况", Some(Other)),
            ("名词解释", None),
            ("收入情况", None),
        ] {
            assert_eq!(roles(title).top, want, "{title}");
        }
        assert_eq!(roles("年度整体支出绩效目标").below, None);
        assert_eq!(roles("基本支出情况").below, None);
    }
}
