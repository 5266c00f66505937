//! Scores in prose: F05 (the score of the execution rate), F07 (parts against the total), F10 (the grade's band).

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use crate::interpret::Score;

/// Runs the rules on scores that stand in sentences.
pub(crate) fn check(bench: &mut Bench<'_>) {
    execution_score(bench);
    parts(bench);
    grade(bench);
}

/// The band of a score: ≥90 优, ≥80 良, ≥60 中, else 差.
pub(crate) fn band(score: Decimal) -> &'static str {
    match score {
        s if s >= Decimal::from(90) => "优",
        s if s >= Decimal::from(80) => "良",
        s if s >= Decimal::from(60) => "中",
        _ => "差",
    }
}

/// Whether a grade word is that of a band (优秀 is 优, 合格 is 中).
pub(crate) fn same_band(word: &str, band: &str) -> Option<bool> {
    let first = word.trim_matches(['“', '”', '"', '「', '」']).chars().next()?;
    let of_word = match first {
        '优' => "优",
        '良' => "良",
        '中' | '合' | '一' => "中",
        '差' | '不' => "差",
        _ => return None,
    };
    Some(of_word == band)
}

/// F05: 执行率94.60%，权重10分，得分10分.
fn execution_score(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("F05") else { return };
    let facts = bench.facts;
    for p in facts.percents.iter().filter(|p| p.concept == Some("execution_rate") && p.fund.is_none() && p.cell.is_none()) {
        let reach = p.span.end + bench.sentence_after(p.span).len() as u32;
        let beside = facts.scores.iter().find(|s| {
            let between = bench.doc.text.get(p.span.end as usize..s.span.start as usize).unwrap_or("");
            s.span.start >= p.span.end
                && s.span.start < reach
                && s.full.is_some()
                && (s.label.contains("执行") || between.chars().count() < 24)
        });
        let Some((score, full)) = beside.and_then(|s| s.full.map(|f| (s, f))) else { continue };
        if full > Decimal::from(20) || score.value > full {
            continue;
        }
        let due = (p.value.min(Decimal::ONE_HUNDRED) * full / Decimal::ONE_HUNDRED).round_dp(2);
        // 0.1 point, and exact where two decimals are printed.
        let slack = if score.value.scale() >= 2 { Decimal::new(1, 2) } else { Decimal::new(1, 1) };
        let off = score.value - due;
        let verdict = match () {
            () if off.is_zero() => Verdict::Pass,
            () if off.abs() <= slack => Verdict::PassRounded,
            () => Verdict::Fail,
        };
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, "执行率");
        let points = Figure::number(score.value, score.span, "得分");
        let message = format!(
            "执行率 {}%、分值 {} 分，应得 {} 分，写 {} 分",
            number(p.value),
            number(full),
            number(due),
            number(score.value)
        );
        let at = bench.told(rule, verdict, score.section, &[percent, points], message);
        if let Some(c) = bench.checks.get_mut(at) {
            c.numbers = vec![p.value, full, score.value];
            c.expected = Some(due);
            c.found = Some(score.value);
            c.difference = Some(off);
            c.tolerance = Some(slack);
        }
    }
}

/// F07: 总分95.4分，其中整体效能48.6分、管理效率45.9分.
fn parts(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("F07") else { return };
    let facts = bench.facts;
    for total in facts.scores.iter().filter(|s| s.total) {
        let after = bench.sentence_after(total.span);
        let whole = after.find("其中").or_else(|| after.find("包括")).filter(|&i| i < 120);
        let Some(from) = whole else { continue };
        let (start, end) = (total.span.end + from as u32, total.span.end + after.len() as u32);
        let list: Vec<&Score> = facts
            .scores
            .iter()
            .filter(|s| !s.total && s.span.start >= start && s.span.start < end && s.section == total.section)
            .collect();
        if list.len() < 2 {
            continue;
        }
        let full: Option<Decimal> = list.iter().map(|s| s.full).sum();
        let complete = full.is_some_and(|f| f == total.full.unwrap_or(Decimal::ONE_HUNDRED)) || full.is_none();
        let right: Vec<Signed<'_>> = list.iter().map(|s| (1, Figure::number(s.value, s.span, &s.label))).collect();
        let left = [(1, Figure::number(total.value, total.span, "总分"))];
        let relation = if complete { Relation::Equal } else { Relation::AtMost };
        let sum: Decimal = right.iter().map(|(_, f)| f.value).sum();
        let at = if complete {
            bench.linear(rule, total.section, &left, &right, relation)
        } else {
            bench.linear(rule, total.section, &right, &left, relation)
        };
        // Points are exact: rounding explains nothing above 0.05.
        if let Some(c) = bench.checks.get_mut(at)
            && c.verdict == Verdict::PassRounded
            && (sum - total.value).abs() > Decimal::new(5, 2)
        {
            c.verdict = Verdict::Fail;
        }
        if full.is_none() && bench.checks.get(at).is_some_and(|c| c.verdict == Verdict::Fail) {
            bench.doubtful.push(at);
        }
    }
}

/// F10: the grade word against the score.
fn grade(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("F10") else { return };
    let facts = bench.facts;
    let (Some((word, span)), Some(total)) = (&facts.head.grade, facts.scores.iter().find(|s| s.total)) else { return };
    if total.full.is_some_and(|f| f != Decimal::ONE_HUNDRED) || total.value > Decimal::from(110) {
        return;
    }
    let due = band(total.value);
    let Some(holds) = same_band(word, due) else { return };
    let points = Figure::number(total.value, total.span, "得分");
    let message = if holds {
        format!("得分 {} 分，等级“{word}”", number(total.value))
    } else {
        format!("得分 {} 分属“{due}”的档次，等级写“{word}”", number(total.value))
    };
    let verdict = if holds { Verdict::Pass } else { Verdict::Fail };
    let at = bench.told(rule, verdict, bench.outline.section_at(span.start), &[points], message);
    if let Some(c) = bench.checks.get_mut(at) {
        c.spans.push(*span);
    }
}
