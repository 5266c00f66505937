//! Family F: the points of a form's indicators, their targets and results, and its grade.

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use super::forms::{figure, span, value};
use super::scores::{band, same_band};
use crate::interpret::{Form, FormValue, Indicator};
use crate::read::Span;

/// Runs the rules on the indicators of every form.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let facts = bench.facts;
    for form in &facts.forms {
        weights(bench, form);
        scheme(bench, form);
        scores(bench, form);
        indicators(bench, form);
        units(bench, form);
        grade(bench, form);
    }
}

/// The weight or the score of the execution rate, which stands in the funding block.
fn of_execution<'a>(bench: &Bench<'a>, form: &'a Form, field: &str) -> Option<Figure<'a>> {
    let row = form.funding.iter().find(|r| value(r, field).is_some_and(|v| v.value.is_some()))?;
    value(row, field).and_then(|v| figure(bench, v, "预算执行率"))
}

/// The most points that may stand in a row which was not read: those of the execution rate, 10 by the usual forms and 20 by some,
/// where a form has a funding block and the block shows none.
fn unread(bench: &Bench<'_>, form: &Form, field: &str) -> Decimal {
    let shown = form.funding.is_empty() || of_execution(bench, form, field).is_some();
    if shown { Decimal::ZERO } else { Decimal::from(20) }
}

fn cell_of(bench: &Bench<'_>, i: &Indicator, field: &str) -> Span {
    i.cells.iter().find(|(k, _)| *k == field).and_then(|(_, c)| span(bench, Some(*c))).unwrap_or_default()
}

fn column<'a>(bench: &Bench<'a>, form: &'a Form, field: &'static str) -> Vec<Signed<'a>> {
    let pick = |i: &Indicator| if field == "weight" { i.weight } else { i.score };
    let label = |i: &'a Indicator| if i.level3.is_empty() { i.level2.as_str() } else { i.level3.as_str() };
    let rows = form.indicators.iter().filter_map(|i| pick(i).map(|v| (1, Figure::number(v, cell_of(bench, i, field), label(i)))));
    of_execution(bench, form, field).map(|f| (1, f)).into_iter().chain(rows).collect()
}

/// The figure of a total cell.
fn total_of<'a>(bench: &Bench<'a>, v: Option<&FormValue>, label: &'a str) -> Option<Figure<'a>> {
    v.and_then(|v| figure(bench, v, label))
}

fn sum(terms: &[Signed<'_>]) -> Decimal {
    terms.iter().map(|(_, f)| f.value).sum()
}

/// A column of points against its total, within a fixed slack. The figures that a person needs are the sums.
fn points<'a>(bench: &mut Bench<'a>, id: &str, whole: Figure<'a>, parts: &[Signed<'a>], slack: Decimal, unread: Decimal) {
    let Some(rule) = bench.rules.get(id) else { return };
    let section = bench.outline.section_at(whole.span.start);
    let at = bench.linear(rule, section, &[(1, whole)], parts, Relation::Equal);
    let added = sum(parts);
    let off = whole.value - added;
    let verdict = match () {
        () if off.is_zero() => Verdict::Pass,
        () if off.abs() <= slack => Verdict::PassRounded,
        // what is short may be the points of a row that was not read
        () if off > slack && off <= unread => Verdict::Insufficient,
        () => Verdict::Fail,
    };
    if let Some(c) = bench.checks.get_mut(at) {
        c.verdict = verdict;
        c.tolerance = Some(slack);
        c.numbers = [whole.value, added].into_iter().chain(parts.iter().map(|(_, f)| f.value)).collect();
        c.spans = [whole.span, whole.span].into_iter().chain(parts.iter().map(|(_, f)| f.span)).collect();
        c.message = match verdict {
            Verdict::Fail => format!(
                "{} {}，{} 项之和 {}，差 {}",
                whole.label,
                number(whole.value),
                parts.len(),
                number(added),
                number(off.abs())
            ),
            Verdict::Insufficient => format!(
                "{} {}，{} 项之和 {}，可能有未读到的得分项（如预算执行率），不作判断",
                whole.label,
                number(whole.value),
                parts.len(),
                number(added)
            ),
            _ => format!("{} {} = {} 项之和", whole.label, number(whole.value), parts.len()),
        }
        .into();
    }
    if let Some(super::bench::Equation::Linear { tolerance, .. }) = bench.equations.last_mut() {
        *tolerance = slack;
    }
}

/// F06: the weights make 100 (or the printed total), and every block what its header says.
fn weights<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let parts = column(bench, form, "weight");
    if form.indicators.iter().filter(|i| i.weight.is_some()).count() >= 2 {
        match total_of(bench, form.total_weight.as_ref(), "分值合计") {
            Some(whole) => points(bench, "F06", whole, &parts, Decimal::new(1, 2), unread(bench, form, "weight")),
            None if form.kind != "score_form" => {
                let place = parts.last().map(|(_, f)| f.span).unwrap_or_default();
                let whole = Figure::number(Decimal::ONE_HUNDRED, place, "分值应为");
                points(bench, "F06", whole, &parts, Decimal::new(1, 2), unread(bench, form, "weight"));
            }
            None => {}
        }
    }
    blocks(bench, form);
}

/// 产出指标（50分）: the points that a block's header prints.
fn header_points(level1: &str) -> Option<Decimal> {
    let inside = level1.rsplit(['（', '(']).next()?;
    let digits: String =
        inside.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    if inside.contains('分') && inside.len() < level1.len() { digits.parse().ok() } else { None }
}

fn blocks<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let mut done: Vec<&str> = Vec::new();
    for i in &form.indicators {
        let Some(points_) = header_points(&i.level1).filter(|_| !done.contains(&i.level1.as_str())) else { continue };
        done.push(&i.level1);
        let rows: Vec<&Indicator> = form.indicators.iter().filter(|x| x.level1 == i.level1).collect();
        if rows.iter().any(|r| r.weight.is_none()) {
            continue;
        }
        let parts: Vec<Signed<'a>> = rows
            .iter()
            .filter_map(|r| r.weight.map(|w| (1, Figure::number(w, cell_of(bench, r, "weight"), &r.level3))))
            .collect();
        let whole = Figure::number(points_, cell_of(bench, i, "level1"), &i.level1);
        points(bench, "F06", whole, &parts, Decimal::new(1, 2), Decimal::ZERO);
    }
}

/// F07: the scores make the printed total.
fn scores<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let parts = column(bench, form, "score");
    let Some(whole) = total_of(bench, form.total_score.as_ref(), "总分") else { return };
    if form.indicators.iter().filter(|i| i.score.is_some()).count() >= 2 {
        points(bench, "F07", whole, &parts, Decimal::new(5, 2), unread(bench, form, "score"));
    }
}

/// F08 and F09, row by row.
fn indicators<'a>(bench: &mut Bench<'a>, form: &'a Form) {
    let mut held = 0;
    for i in &form.indicators {
        let (Some(weight), Some(score)) = (i.weight, i.score) else { continue };
        let name = if i.level3.is_empty() { &i.level2 } else { &i.level3 };
        let (w, s) = (
            Figure::number(weight, cell_of(bench, i, "weight"), "分值"),
            Figure::number(score, cell_of(bench, i, "score"), "得分"),
        );
        let section = bench.outline.section_at(s.span.start);
        if score > weight || score.is_sign_negative() {
            if let Some(rule) = bench.rules.get("F08") {
                let at = bench.linear(rule, section, &[(1, s)], &[(1, w)], Relation::AtMost);
                if let Some(c) = bench.checks.get_mut(at) {
                    c.verdict = Verdict::Fail;
                    c.message = format!("{name}：得分 {} 超出分值 {}", number(score), number(weight)).into();
                }
                if let Some(super::bench::Equation::Linear { tolerance, .. }) = bench.equations.last_mut() {
                    *tolerance = Decimal::ZERO;
                }
            }
        } else {
            held += 1;
        }
        marking(bench, i, name, w, s);
    }
    if let (Some(rule), true) = (bench.rules.get("F08"), held > 0) {
        bench.note(rule, Verdict::Pass, None, format!("{held} 项得分都在 0 与分值之间"));
    }
}

/// A number with an operator in a target or a result: `≥95%`, `96`, `≤90万元`.
fn quantity(text: &str) -> Option<(i8, Decimal, String)> {
    let t: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let sign = match () {
        () if t.starts_with(['≥', '＞', '>']) || t.starts_with("不低于") || t.starts_with("不少于") => 1,
        () if t.starts_with(['≤', '＜', '<']) || t.starts_with("不高于") || t.starts_with("不超过") => -1,
        () => 0,
    };
    let start = t.find(|c: char| c.is_ascii_digit())?;
    if start > 12 {
        return None;
    }
    let digits: String = t[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = t[start + digits.len()..].to_owned();
    // Two numbers in one cell are a sentence.
    if unit.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().map(|v| (sign, v, unit))
}

/// F09: full marks need the target met; less than full marks need a reason.
fn marking<'a>(bench: &mut Bench<'a>, i: &Indicator, name: &str, w: Figure<'a>, s: Figure<'a>) {
    let Some(rule) = bench.rules.get("F09") else { return };
    let (Some(target), Some(actual)) = (i.target.as_deref().and_then(quantity), i.actual.as_deref().and_then(quantity)) else {
        return;
    };
    let ((sign, due, unit), (_, done, other)) = (target, actual);
    if unit != other && !other.is_empty() && !unit.is_empty() {
        return;
    }
    let met = match sign {
        1 => done >= due,
        -1 => done <= due,
        _ => return,
    };
    let full = s.value >= w.value;
    let section = bench.outline.section_at(s.span.start);
    let reason = i.reason.as_deref().is_some_and(|r| r.trim().chars().count() > 1 && !matches!(r.trim(), "无" | "—" | "/"));
    let (verdict, message) = match () {
        () if !met && full => {
            (Verdict::Fail, format!("{name}：目标 {}，完成 {}，未达目标却得满分", words(&i.target), words(&i.actual)))
        }
        () if !full && met && !reason => (Verdict::Fail, format!("{name}：达到目标而未得满分，没有说明原因")),
        () if !full && !met && !reason => (Verdict::Fail, format!("{name}：未达目标，没有说明偏差原因")),
        () => (Verdict::Pass, format!("{name}：得分与完成情况相符")),
    };
    bench.told(rule, verdict, section, &[s, w], message);
}

fn words(cell: &Option<String>) -> &str {
    cell.as_deref().unwrap_or("")
}

/// F10: the grade in a form.
fn grade(bench: &mut Bench<'_>, form: &Form) {
    let (Some(rule), Some(word)) = (bench.rules.get("F10"), form.grade.as_deref()) else { return };
    let Some(total) = form.total_score.as_ref().and_then(|v| figure(bench, v, "总分").map(|f| f.value)) else { return };
    let due = band(total);
    let Some(holds) = same_band(word, due) else { return };
    let place = form.total_score.as_ref().and_then(|v| span(bench, v.cell)).unwrap_or_default();
    let message = format!("总分 {} 属“{due}”，等级写“{word}”", number(total));
    let verdict = if holds { Verdict::Pass } else { Verdict::Fail };
    let section = bench.outline.section_at(place.start);
    bench.told(rule, verdict, section, &[Figure::number(total, place, "总分")], message);
}

/// F15: a result has the unit of its target: ≥50个 and 52个. One entry a form, with the first of the rows.
fn units(bench: &mut Bench<'_>, form: &Form) {
    let Some(rule) = bench.rules.get("F15") else { return };
    let mut lost: Vec<(&Indicator, String)> = Vec::new();
    let mut held = 0;
    for i in &form.indicators {
        let (Some((_, _, due)), Some((_, _, done))) =
            (i.target.as_deref().and_then(quantity), i.actual.as_deref().and_then(quantity))
        else {
            continue;
        };
        if bare(&due) == bare(&done) { held += 1 } else { lost.push((i, due)) }
    }
    let Some((first, due)) = lost.first() else {
        if held > 0 {
            bench.note(rule, Verdict::Pass, None, format!("{held} 项实际完成值的单位与指标值一致"));
        }
        return;
    };
    let place = cell_of(bench, first, "actual");
    let name = if first.level3.is_empty() { &first.level2 } else { &first.level3 };
    let message = format!(
        "{} 项实际完成值的单位与指标值不一致，如 {name}：指标值以“{due}”计，完成值写“{}”",
        lost.len(),
        words(&first.actual)
    );
    let section = bench.outline.section_at(place.start);
    let spans = lost.iter().map(|(i, _)| cell_of(bench, i, "actual")).collect();
    let at = bench.note(rule, Verdict::Fail, section, message);
    if let Some(c) = bench.checks.get_mut(at) {
        c.spans = spans;
    }
}

/// A unit without what does not change it: 百分比 is %, brackets and points fall away.
fn bare(unit: &str) -> String {
    let unit: String = unit.chars().filter(|c| c.is_alphanumeric() || matches!(c, '%' | '％' | '‰')).collect();
    match unit.as_str() {
        "％" | "百分比" | "个百分点" => "%".to_owned(),
        _ => unit,
    }
}

/// F16: the points of the blocks follow one of the usual schemes (10 for the execution, 产出 50, 效益 30, 满意度 10; or with
/// 成本 20, 产出 40, 效益 20, 满意度 10).
fn scheme(bench: &mut Bench<'_>, form: &Form) {
    let Some(rule) = bench.rules.get("F16") else { return };
    const KINDS: [&str; 4] = ["成本", "产出", "效益", "满意度"];
    if !matches!(form.kind, "overall_form" | "project_form") || form.indicators.iter().any(|i| i.weight.is_none()) {
        return;
    }
    let mut points = [Decimal::ZERO; 4];
    for i in &form.indicators {
        // 社会公众或服务对象满意度 may stand under 效益 as a second level.
        let satisfied = i.level2.contains("满意度") && i.level1.contains("效益") && !i.level1.contains("满意度");
        let level = if satisfied { i.level2.as_str() } else { i.level1.as_str() };
        let (Some(kind), Some(w)) = (KINDS.iter().position(|k| level.contains(k)), i.weight) else { return };
        if let Some(p) = points.get_mut(kind) {
            *p += w;
        }
    }
    let sum: Decimal = points.iter().sum();
    // A block that was not read, or a form of another kind, is not judged.
    if sum != Decimal::from(90) {
        return;
    }
    let usual = [[0, 50, 30, 10], [20, 40, 20, 10]];
    let fits = usual.iter().any(|u| u.iter().zip(&points).all(|(&u, p)| Decimal::from(u) == *p));
    let shown: Vec<String> =
        KINDS.iter().zip(&points).filter(|(_, p)| !p.is_zero()).map(|(k, p)| format!("{k}{}", number(*p))).collect();
    let message = format!("分值：执行率10、{}", shown.join("、"));
    bench.note(rule, if fits { Verdict::Pass } else { Verdict::Fail }, None, message);
}
