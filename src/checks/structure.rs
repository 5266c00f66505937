//! Family H and G01: the outline, what must be said, and what a template leaves behind.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem::Finder;
use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, number};
use super::rules::RuleSet;
use crate::interpret::AmountRole;
use crate::outline::{Role, Section};
use crate::read::Span;

/// Runs the rules on structure and disclosure.
pub(crate) fn check(bench: &mut Bench<'_>) {
    ten_sections(bench);
    numbering(bench);
    let found = look_through(&bench.doc.text);
    nil_sections(bench, &found);
    residue(bench, &found);
    years(bench);
    if is_report(bench) {
        disclosure(bench, &found);
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
    let styles: Vec<(u8, bool)> = sections.iter().map(|s| style(bench.doc.words(s.marker))).collect();
    // The brother before each section.
    let mut last: Vec<Option<usize>> = vec![None; sections.len() + 1];
    let mut wrong: Vec<(usize, usize, String)> = Vec::new();
    for (i, s) in sections.iter().enumerate() {
        let slot = s.parent.map_or(0, |p| p + 1);
        let Some(before) = last.get_mut(slot).and_then(|l| l.replace(i)) else { continue };
        let b = &sections[before];
        let printed = |s: &Section| bench.doc.words(s.marker).trim();
        if styles[before] != styles[i] {
            wrong.push((before, i, format!("序号样式由“{}”变为“{}”", printed(b), printed(s))));
        } else if let (Some(x), Some(y)) = (b.ordinal, s.ordinal)
            && y != x + 1
        {
            let words = if x == y { "重复" } else { "不连续" };
            wrong.push((before, i, format!("序号由“{}”到“{}”，{words}", printed(b), printed(s))));
        }
    }
    if wrong.is_empty() {
        bench.note(rule, Verdict::Pass, None, [&sections.len().to_string(), " 个序号连续"].concat());
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

/// How many characters before a figure tell of which budget it is.
const NEAR: usize = 30;

/// H03: a budget that is declared nil has no money anywhere.
fn nil_sections(bench: &mut Bench<'_>, look: &Found) {
    let Some(rule) = bench.rules.get("H03") else { return };
    let facts = bench.facts;
    let mut declared = 0;
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for ((role, prefix, words), named) in BUDGETS.into_iter().zip(&look.budgets) {
        let Some(nil) = bench.outline.sections.iter().position(|s| s.nil && s.role == Some(role)) else { continue };
        declared += 1;
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
                // A report names such a budget a few times; few figures stand near.
                let before = named.partition_point(|&at| at + words.len() <= a.span.start as usize);
                if named[..before].last().is_none_or(|&at| at + NEAR * '万'.len_utf8() < a.span.start as usize) {
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
            bench.note(rule, Verdict::Pass, None, [&declared.to_string(), " 本预算写“无”，各处没有这些资金"].concat());
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

fn automaton(words: &[&str]) -> AhoCorasick {
    let made = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::DFA)).build(words);
    made.expect("a few words")
}

/// The residue words of the built-in rule, as one automaton.
static RESIDUE: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&residue_words()));

fn residue_words() -> Vec<&'static str> {
    RuleSet::builtin().get("H06").map(|r| r.residue.iter().map(String::as_str).collect()).unwrap_or_default()
}

/// What the words of a text are looked through for, in one pass.
#[derive(Default)]
struct Found {
    /// Whether a residue word may be there.
    residue: bool,
    /// Where the name of each of [`BUDGETS`] begins.
    budgets: [Vec<usize>; 3],
    /// 公开, and a word for the channel.
    public: bool,
    channel: bool,
}

/// Words for where a report is made public.
const CHANNELS: [&str; 4] = ["网", "公告", "平台", "栏"];

/// The automata of [`look_through`]. Words of four bytes and more are found by their first four bytes, many at once; a shorter
/// word among them would make it two bytes, which the punctuation of any text shares.
struct Automata {
    short: AhoCorasick,
    long: AhoCorasick,
    what: Vec<What>,
}

/// What a long word is.
#[derive(Clone, Copy)]
enum What {
    Residue,
    Budget(usize),
    Public,
    Channel,
}

static AUTOMATA: LazyLock<Automata> = LazyLock::new(|| {
    let (short, long): (Vec<&str>, Vec<&str>) = residue_words().into_iter().partition(|w| w.len() < 4);
    let residue = long.into_iter().map(|w| (w, What::Residue));
    let budgets = BUDGETS.iter().enumerate().map(|(i, (_, _, w))| (*w, What::Budget(i)));
    let channels = CHANNELS.iter().filter(|w| w.len() >= 4).map(|w| (*w, What::Channel));
    let (words, what): (Vec<&str>, Vec<What>) = residue.chain(budgets).chain(channels).chain([("公开", What::Public)]).unzip();
    Automata { short: automaton(&short), long: automaton(&words), what }
});

fn look_through(text: &str) -> Found {
    let mut found = Found::default();
    let a = &*AUTOMATA;
    found.residue = a.short.is_match(text);
    for m in a.long.find_iter(text) {
        match a.what.get(m.pattern().as_usize()) {
            Some(What::Budget(i)) => found.budgets[*i].push(m.start()),
            Some(What::Public) => found.public = true,
            Some(What::Channel) => found.channel = true,
            Some(What::Residue) | None => found.residue = true,
        }
    }
    found
}

/// H06: words that a template leaves behind.
fn residue(bench: &mut Bench<'_>, look: &Found) {
    let Some(rule) = bench.rules.get("H06") else { return };
    let mut found: Vec<Span> = Vec::new();
    for m in RESIDUE.find_iter(if look.residue { &bench.doc.text } else { "" }) {
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
        if !words.contains("年度") {
            continue;
        }
        // 2021年至2023年, 2025年工作计划, 上年, and sentences that open a paragraph are not the report's year.
        let about = ["绩效", "支出情况", "预算情况", "收支", "基本情况", "决算"].iter().any(|w| words.contains(w));
        let other = ["至", "-", "—", "以来", "计划", "上年", "下一年", "整改"].iter().any(|w| words.contains(w));
        if !about || other {
            continue;
        }
        seen += 1;
        if y != year && y < year {
            let start = s.title.start as usize + from;
            wrong.push((i, Span::new(start, start + 4), y));
        }
    }
    if wrong.is_empty() {
        let message = [&seen.to_string(), " 处标题的年度与报告年度", &year.to_string(), "年一致"].concat();
        bench.note(rule, Verdict::Pass, None, message);
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

/// 三公, found early in most reports, and the channels that are too short for [`look_through`].
static SAID: LazyLock<(Finder<'static>, Vec<Finder<'static>>)> =
    LazyLock::new(|| (Finder::new("三公"), CHANNELS.into_iter().filter(|w| w.len() < 4).map(Finder::new).collect()));

/// H04, H05, H09: what the template asks to be said.
fn disclosure(bench: &mut Bench<'_>, look: &Found) {
    let facts = bench.facts;
    let text = bench.doc.text.as_str();
    let mut say = |id: &str, said: bool, yes: &'static str, no: &'static str| {
        if let Some(rule) = bench.rules.get(id) {
            let (verdict, words) = if said { (Verdict::Pass, yes) } else { (Verdict::Fail, no) };
            bench.note(rule, verdict, None, words);
        }
    };
    let (three, channels) = &*SAID;
    let holds = |f: &Finder<'_>| f.find(text.as_bytes()).is_some();
    say("H04", holds(three), "写明了“三公”经费", "没有写“三公”经费的使用情况");
    let scored = facts.scores.iter().any(|s| s.total) || facts.forms.iter().any(|f| f.total_score.is_some());
    let graded = facts.head.grade.is_some() || facts.forms.iter().any(|f| f.grade.is_some());
    let missing = match (scored, graded) {
        (false, false) => "没有自评得分和等级",
        (false, true) => "没有自评得分",
        (true, _) => "没有自评等级",
    };
    say("H05", scored && graded, "写明了自评得分和等级", missing);
    say("H09", look.public && (look.channel || channels.iter().any(holds)), "写明了公开渠道", "没有写明在哪里公开");
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found does not hide another word that begins inside it.
    #[test]
    fn words_that_are_looked_for_together_do_not_overlap() {
        let residue = residue_words();
        let ours: Vec<&str> = BUDGETS.iter().map(|b| b.2).chain(CHANNELS).chain(["公开"]).collect();
        for a in residue.iter().chain(&ours) {
            for b in &ours {
                let inside = a.char_indices().skip(1).any(|(i, _)| b.starts_with(&a[i..]) || a[i..].starts_with(b));
                assert!(!inside && (a == b || !a.starts_with(b)), "{a} {b}");
                let inside = b.char_indices().skip(1).any(|(i, _)| a.starts_with(&b[i..]) || b[i..].starts_with(a));
                assert!(!inside && (a == b || !b.starts_with(a)), "{a} {b}");
            }
        }
        let found = look_through("三公开支，政府性基金在政府网站，XX");
        assert!(found.residue && found.public && !found.channel);
        assert_eq!(found.budgets[0], ["三公开支，".len()]);
    }
}
