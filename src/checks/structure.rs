//! Family H and G01: the outline, what must be said, and what a template leaves behind.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};
use memchr::memmem::Finder;
use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, number};
use super::rules::RuleSet;
use crate::interpret::AmountRole;
use crate::outline::{Role, Section};
use crate::read::Span;
use crate::words::Words;

/// Runs the rules on structure and disclosure.
pub(crate) fn check(bench: &mut Bench<'_>) {
    ten_sections(bench);
    numbering(bench);
    nil_sections(bench);
    residue(bench);
    years(bench);
    if is_report(bench) {
        disclosure(bench);
        judgement(bench);
    }
}

fn is_report(bench: &Bench<'_>) -> bool {
    bench.facts.head.kind == Some("overall_report")
}

/// H01: only where the outline is of the ten-section family.
fn ten_sections(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("H01") else { return };
    const TEN: [(Role, &str); 10] = [
        (Role::Profile, "基本情况"),
        (Role::GeneralBudget, "一般公共预算支出情况"),
        (Role::GovernmentFund, "政府性基金预算支出情况"),
        (Role::StateCapital, "国有资本经营预算支出情况"),
        (Role::SocialInsurance, "社会保险基金预算支出情况"),
        (Role::Performance, "绩效情况"),
        (Role::Problems, "存在的问题"),
        (Role::Measures, "改进措施"),
        (Role::Publication, "结果应用和公开"),
        (Role::Other, "其他需要说明的情况"),
    ];
    let top: Vec<Role> = bench.outline.sections.iter().filter(|s| s.level == 1).filter_map(|s| s.role).collect();
    let has = |r: Role| top.contains(&r);
    if !(has(Role::GeneralBudget) && has(Role::GovernmentFund) && has(Role::Performance)) || top.len() < 7 {
        return;
    }
    let missing: Vec<&str> = TEN.iter().filter(|(r, _)| !has(*r)).map(|(_, n)| *n).collect();
    if missing.is_empty() {
        bench.note(rule, Verdict::Pass, None, "十个部分齐全");
    } else if missing.len() <= 2 {
        // A section that another one holds (问题及改进措施) is no gap.
        let merged = |name: &&&str| match **name {
            "改进措施" | "存在的问题" => bench.outline.sections.iter().any(|s| {
                let t = bench.doc.words(s.title);
                t.contains("问题") && (t.contains("措施") || t.contains("建议")) || t.contains("下一步")
            }),
            "结果应用和公开" => bench.doc.text.contains("公开"),
            "其他需要说明的情况" => true,
            _ => false,
        };
        let gone: Vec<&str> = missing.iter().filter(|n| !merged(n)).copied().collect();
        if gone.is_empty() {
            bench.note(rule, Verdict::Pass, None, "各部分齐全（有合并）");
        } else {
            bench.note(rule, Verdict::Fail, None, format!("缺少：{}", gone.join("、")));
        }
    }
}

/// The numeral system of a marker: 一 / 1 / ① / Ⅰ, in brackets or not.
fn style(marker: &str) -> (u8, bool) {
    let bracket = marker.contains(['（', '(']);
    let numerals = marker.chars().find_map(|c| match c {
        '0'..='9' | '０'..='９' => Some(1),
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' => Some(2),
        '①'..='⑳' => Some(3),
        '㈠'..='㈩' => Some(4),
        '⑴'..='⒇' => Some(5),
        'Ⅰ'..='Ⅻ' => Some(6),
        _ => None,
    });
    (numerals.unwrap_or(0), bracket)
}

/// H02: a gap, a repeat or another numeral system among brothers.
fn numbering(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("H02") else { return };
    let sections = &bench.outline.sections;
    if sections.is_empty() {
        return;
    }
    // The brother before each section.
    let mut last: Vec<Option<usize>> = vec![None; sections.len() + 1];
    let mut wrong: Vec<(usize, usize, String)> = Vec::new();
    for (i, s) in sections.iter().enumerate() {
        let slot = s.parent.map_or(0, |p| p + 1);
        let Some(before) = last.get_mut(slot).and_then(|l| l.replace(i)) else { continue };
        let b = &sections[before];
        let (a, c) = (bench.doc.words(b.marker).trim(), bench.doc.words(s.marker).trim());
        if style(a) != style(c) {
            wrong.push((before, i, format!("序号样式由“{a}”变为“{c}”")));
        } else if let (Some(x), Some(y)) = (b.ordinal, s.ordinal)
            && y != x + 1
        {
            let words = if x == y { "重复" } else { "不连续" };
            wrong.push((before, i, format!("序号由“{a}”到“{c}”，{words}")));
        }
    }
    if wrong.is_empty() {
        bench.note(rule, Verdict::Pass, None, format!("{} 个序号连续", sections.len()));
    }
    for (before, i, message) in wrong {
        let ordinals = |s: &Section| s.ordinal.map(Decimal::from);
        let (numbers, spans) = (
            [&sections[before], &sections[i]].into_iter().filter_map(ordinals).collect(),
            vec![sections[before].marker, sections[i].marker],
        );
        let at = bench.note(rule, Verdict::Fail, Some(i), message);
        if let Some(c) = bench.checks.get_mut(at) {
            c.numbers = numbers;
            c.spans = spans;
        }
    }
}

/// The budgets that a report may not have: the role of their section, what their quantities begin with, their name.
const BUDGETS: [(Role, &str, &str); 3] = [
    (Role::GovernmentFund, "govfund_", "政府性基金"),
    (Role::StateCapital, "soe_capital_", "国有资本经营"),
    (Role::SocialInsurance, "social_insurance_", "社会保险基金"),
];

static BUDGET_WORDS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| BUDGETS.map(|(_, _, words)| Finder::new(words)));

/// How many characters before a figure tell of which budget it is.
const NEAR: usize = 30;

/// H03: a budget that is declared nil has no money anywhere.
fn nil_sections(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("H03") else { return };
    let facts = bench.facts;
    let mut declared = 0;
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for ((role, prefix, words), finder) in BUDGETS.into_iter().zip(&*BUDGET_WORDS) {
        let Some(nil) = bench.outline.sections.iter().position(|s| s.nil && s.role == Some(role)) else { continue };
        declared += 1;
        // A report names such a budget a few times; few figures stand near.
        let named: Vec<usize> = finder.find_iter(bench.doc.text.as_bytes()).collect();
        for (i, a) in facts.amounts.iter().enumerate() {
            if a.wan <= Decimal::ZERO
                || bench.lies_in(a.section, nil)
                || matches!(a.role, AmountRole::Standard | AmountRole::Comparison)
            {
                continue;
            }
            // Last year's money is no contradiction, nor is what the words exclude.
            let says = || {
                // The other cells of a row speak of other figures.
                if a.cell.is_some() {
                    return a.label.contains(words);
                }
                let before = named.partition_point(|&at| at + words.len() <= a.span.start as usize);
                if !named[..before].last().is_some_and(|&at| at + NEAR * '万'.len_utf8() >= a.span.start as usize) {
                    return false;
                }
                let near = bench.words_before(a.span, NEAR);
                near.contains(words) && !["不含", "除", "没有", "未", "无", "上年"].iter().any(|w| near.contains(w))
            };
            if bench.this_year(a) && (a.concept.is_some_and(|c| c.starts_with(prefix)) || says()) {
                found.push((nil, i, words));
            }
        }
    }
    if found.is_empty() {
        if declared > 0 {
            bench.note(rule, Verdict::Pass, None, format!("{declared} 本预算写“无”，各处没有这些资金"));
        }
        return;
    }
    for (nil, i, words) in found {
        let Some(f) = bench.figure(i) else { continue };
        let path = bench.outline.sections.get(nil).map(|s| bench.doc.words(s.marker)).unwrap_or_default();
        let message = format!("“{path}”写没有{words}预算支出，此处有 {} 万元", number(f.value));
        let at = bench.told(rule, Verdict::Fail, facts.amounts[i].section, &[f], message);
        if let (Some(c), Some(s)) = (bench.checks.get_mut(at), bench.outline.sections.get(nil)) {
            c.spans.push(s.title);
        }
    }
}

/// The residue words of the built-in rule, as one automaton.
static RESIDUE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    RuleSet::builtin().get("H06").and_then(|r| {
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::DFA)).build(&r.residue).ok()
    })
});

/// Tells quickly that a text holds none of the residue words: the short ones (XX) one by one, the others together. Short and
/// long ones together would have to be looked for by their first two bytes, which fullwidth punctuation shares.
struct NoResidue {
    short: Vec<Finder<'static>>,
    long: packed::Searcher,
}

impl NoResidue {
    fn holds(&self, text: &str) -> bool {
        !self.short.iter().any(|f| f.find(text.as_bytes()).is_some()) && self.long.find(text).is_none()
    }
}

static NO_RESIDUE: LazyLock<Option<NoResidue>> = LazyLock::new(|| {
    let (short, long): (Vec<&String>, Vec<&String>) =
        RuleSet::builtin().get("H06").map(|r| r.residue.iter().partition(|w| w.len() < 4))?;
    let long = packed::Searcher::new(long)?;
    Some(NoResidue { short: short.into_iter().map(|w| Finder::new(w.as_str())).collect(), long })
});

/// H06: words that a template leaves behind.
fn residue(bench: &mut Bench<'_>) {
    let (Some(rule), Some(words)) = (bench.rules.get("H06"), RESIDUE.as_ref()) else { return };
    let mut found: Vec<Span> = Vec::new();
    let clean = NO_RESIDUE.as_ref().is_some_and(|none| none.holds(&bench.doc.text));
    for m in words.find_iter(if clean { "" } else { &bench.doc.text }) {
        let span = Span::new(m.start(), m.end());
        // 电话：0757-8866xxxx: a masked number
        if bench.doc.text.get(..m.start()).is_some_and(|h| h.ends_with(|c: char| c.is_ascii_digit())) {
            continue;
        }
        // One piece of residue, several words.
        if found.last().is_none_or(|l| span.start.saturating_sub(l.end) > 90) {
            found.push(span);
        }
    }
    if found.is_empty() {
        bench.note(rule, Verdict::Pass, None, "没有模板残留");
    }
    for span in found {
        let section = bench.outline.section_at(span.start);
        let words = bench.doc.words(span).to_owned();
        let at = bench.note(rule, Verdict::Fail, section, format!("“{words}”是模板残留，没有填写"));
        if let Some(c) = bench.checks.get_mut(at) {
            c.spans = vec![span];
        }
    }
}

/// A year of four digits before 年 in some words, with where it begins.
fn year_in(text: &str) -> Option<(usize, i32)> {
    text.match_indices('年').find_map(|(at, _)| {
        let from = at.checked_sub(4)?;
        let y: i32 = text.get(from..at)?.parse().ok()?;
        (2000..2100).contains(&y).then_some((from, y))
    })
}

/// G01: the year of the title and of the headings.
fn years(bench: &mut Bench<'_>) {
    let (Some(rule), Some(year)) = (bench.rules.get("G01"), bench.facts.head.fiscal_year) else { return };
    let mut wrong: Vec<(usize, Span, i32)> = Vec::new();
    let mut seen = 0;
    for (i, s) in bench.outline.sections.iter().enumerate() {
        let words = bench.doc.words(s.title);
        // forty characters
        if words.len() > 40 && words.chars().nth(40).is_some() {
            continue;
        }
        let Some((from, y)) = year_in(words) else { continue };
        // 2021年至2023年, 2025年工作计划, 上年, and sentences that open a paragraph are not the report's year.
        let about = ["绩效", "支出情况", "预算情况", "收支", "基本情况", "决算"].iter().any(|w| words.contains(w));
        let other = ["至", "-", "—", "以来", "计划", "上年", "下一年", "整改"].iter().any(|w| words.contains(w));
        if !about || other || !words.contains("年度") {
            continue;
        }
        seen += 1;
        if y != year && y < year {
            let start = s.title.start as usize + from;
            wrong.push((i, Span::new(start, start + 4), y));
        }
    }
    if wrong.is_empty() {
        bench.note(rule, Verdict::Pass, None, format!("{seen} 处标题的年度与报告年度{year}年一致"));
    }
    for (i, span, y) in wrong {
        let at = bench.note(rule, Verdict::Fail, Some(i), format!("标题写{y}年度，报告年度为{year}年"));
        if let Some(c) = bench.checks.get_mut(at) {
            c.numbers = vec![Decimal::from(y), Decimal::from(year)];
            c.spans = vec![span];
            c.hint = Some(rule.means.clone());
        }
    }
}

/// What [`disclosure`] looks for in the whole text.
static SAID: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["三公", "公开"].map(Finder::new));

/// Where a report is made public.
static CHANNELS: LazyLock<Words> = LazyLock::new(|| Words::from(&["网", "公告", "平台", "栏"][..]));

/// H04, H05, H09: what the template asks to be said.
fn disclosure(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    let text = bench.doc.text.as_str();
    let mut say = |id: &str, said: bool, yes: &'static str, no: &'static str| {
        if let Some(rule) = bench.rules.get(id) {
            let (verdict, words) = if said { (Verdict::Pass, yes) } else { (Verdict::Fail, no) };
            bench.note(rule, verdict, None, words);
        }
    };
    let [three, public] = SAID.each_ref().map(|f| f.find(text.as_bytes()).is_some());
    say("H04", three, "写明了“三公”经费", "没有写“三公”经费的使用情况");
    let scored = facts.scores.iter().any(|s| s.total) || facts.forms.iter().any(|f| f.total_score.is_some());
    let graded = facts.head.grade.is_some() || facts.forms.iter().any(|f| f.grade.is_some());
    let missing = match (scored, graded) {
        (false, false) => "没有自评得分和等级",
        (false, true) => "没有自评得分",
        (true, _) => "没有自评等级",
    };
    say("H05", scored && graded, "写明了自评得分和等级", missing);
    say("H09", public && CHANNELS.is_in(text), "写明了公开渠道", "没有写明在哪里公开");
}

/// H07, H08, H10 need a reader.
fn judgement(bench: &mut Bench<'_>) {
    for (id, words) in [
        ("H07", "文中单位名称是否都指本单位，需人工判断"),
        ("H08", "各项目标是否都有结果，需人工判断"),
        ("H10", "三类绩效目标是否齐全，需人工判断"),
    ] {
        if let Some(rule) = bench.rules.get(id) {
            bench.note(rule, Verdict::Insufficient, None, words);
        }
    }
}
