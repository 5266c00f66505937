//! What a section is about, by the words of its title (`data/roles.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::Role;

#[derive(Deserialize)]
struct Rule {
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

#[derive(Deserialize)]
struct Rules {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<(Role, Rule)>> = LazyLock::new(|| {
    let rules: Rules = toml::from_str(include_str!("data/roles.toml")).unwrap_or(Rules { rule: Vec::new() });
    rules.rule.into_iter().filter_map(|r| Some((Role::from_word(&r.role)?, r))).collect()
});

/// Longest title (in bytes) that is read for a role: a longer one is a sentence.
const MAX_TITLE: usize = 120;

/// The role of a title; `top` is true for the sections of the first level.
pub fn role(title: &str, top: bool) -> Option<Role> {
    if title.len() > MAX_TITLE || title.contains(|c: char| c.is_ascii_digit()) && title.contains("万元") {
        return None;
    }
    let mut clean: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    for filler in ["（单位）", "(单位)", "（部门）", "(部门)", "（项目）", "(项目)"] {
        if clean.contains(filler) {
            clean = clean.replace(filler, "");
        }
    }
    let has = |w: &String| clean.contains(w.as_str());
    RULES
        .iter()
        .find(|(_, r)| {
            (top || !r.top) && r.all.iter().all(has) && (r.any.is_empty() || r.any.iter().any(has)) && !r.none.iter().any(has)
        })
        .map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read() {
        assert!(RULES.len() >= 11);
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
            assert_eq!(role(title, true), want, "{title}");
        }
        assert_eq!(role("年度整体支出绩效目标", false), None);
        assert_eq!(role("基本支出情况", false), None);
    }
}
