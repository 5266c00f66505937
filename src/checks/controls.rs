//! Rates of the basic-data form and of the indicator tables: C09, D04, D11; and E06, the people in prose and in the form.

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed};
use super::figure::Figure;
use super::rates::fits;
use crate::interpret::AmountRole;
use crate::read::Table;

/// Runs the rules.
pub(crate) fn check(bench: &mut Bench<'_>) {
    completion(bench);
    san_gong_change(bench);
    buildings(bench);
    people(bench);
}

/// C09: 预算完成率, where the indicator table's words give its name (elsewhere it is an execution rate, C01).
fn completion(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("C09") else { return };
    let facts = bench.facts;
    for p in facts.percents.iter().filter(|p| p.label.contains("预算完成率") && p.fund.is_none()) {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, "预算完成率");
        let get = |c: &str| bench.principal_figure(c);
        let (opening, initial, closing) = (get("carryover_opening"), get("budget_total_initial"), get("carryover_closing"));
        let added = get("budget_adjust_net").or_else(|| get("budget_adjust_increase"));
        let (Some(opening), Some(initial), Some(closing)) = (opening, initial, closing) else {
            bench.told(rule, Verdict::Insufficient, p.section, &[percent], "预算完成率的各项没有都印出");
            continue;
        };
        let mut base: Vec<Signed<'_>> = vec![(1, opening), (1, initial)];
        base.extend(added.map(|f| (1, f)));
        let mut num = base.clone();
        num.push((-1, closing));
        if let Some(at) = bench.ratio(rule, p.section, percent, &num, &base) {
            bench.doubtful.push(at);
        }
    }
}

/// D04: 三公变动率 is this year's figure over last year's: budget on budget, or spending on spending.
fn san_gong_change(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("D04") else { return };
    let facts = bench.facts;
    for p in facts.percents.iter().filter(|p| p.concept == Some("san_gong_change_rate")) {
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, "“三公”经费变动率");
        let totals = |last: bool| -> Vec<Figure<'_>> {
            let year = facts.head.fiscal_year.map(|y| y - i32::from(last));
            (0..facts.amounts.len())
                .filter(|&i| {
                    bench.amount(i).is_some_and(|a| {
                        a.concept == Some("san_gong_total")
                            && !(a.role == AmountRole::Comparison && a.direction != 0)
                            && (a.year == year || a.year.is_none() && !last)
                    })
                })
                .filter_map(|i| bench.figure(i))
                .collect()
        };
        let (this, last) = (totals(false), totals(true));
        let pairs: Vec<(Figure<'_>, Figure<'_>)> =
            this.iter().flat_map(|&t| last.iter().map(move |&l| (t, l))).filter(|(_, l)| !l.value.is_zero()).collect();
        let num = |&(t, l): &(Figure<'_>, Figure<'_>)| [(1, t), (-1, l)].map(|(s, f)| (s, f.value)).to_vec();
        let holds = |pair: &&(Figure<'_>, Figure<'_>)| {
            let (t, l) = **pair;
            fits(&percent, &[(1, t), (-1, l)], &[(1, l)]) || fits(&percent, &[(1, l), (-1, t)], &[(1, l)])
        };
        let Some(&(t, l)) = pairs.iter().find(holds).or_else(|| pairs.first()) else {
            bench.told(rule, Verdict::Insufficient, p.section, &[percent], "上年或本年“三公”经费没有印出");
            continue;
        };
        // 下降 prints the size of a fall; −12% its sign.
        let falls = num(&(t, l)).iter().map(|&(s, v)| if s < 0 { -v } else { v }).sum::<Decimal>().is_sign_negative();
        let terms: [Signed<'_>; 2] = if falls && !p.value.is_sign_negative() { [(1, l), (-1, t)] } else { [(1, t), (-1, l)] };
        if let Some(at) = bench.ratio(rule, p.section, percent, &terms, &[(1, l)]) {
            bench.doubtful.push(at);
        }
    }
}

/// D11: the block 楼堂馆所控制情况 of the basic-data form: a row of labels, a row of values.
fn buildings(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("D11") else { return };
    const RATES: [[&str; 3]; 2] = [["规模控制率", "实际规模", "批复规模"], ["概算控制率", "实际投资", "预算投资"]];
    let doc = bench.doc;
    for table in &doc.tables {
        for [rate, actual, allowed] in RATES {
            let Some((row, rate)) = find(table, &doc.text, rate, None) else { continue };
            let (Some((_, actual)), Some((_, allowed))) =
                (find(table, &doc.text, actual, Some(row)), find(table, &doc.text, allowed, Some(row)))
            else {
                continue;
            };
            let value = |col: u32| {
                let cell = table.at(row + 1, col)?;
                let words = cell.span.of(&doc.text).trim().trim_end_matches(['%', '％']).replace(',', "");
                let decimals = words.rsplit_once('.').map_or(0, |(_, d)| d.len() as u8);
                words.parse::<Decimal>().ok().map(|v| Figure { decimals, ..Figure::number(v, cell.span, "") })
            };
            let (Some(p), Some(a), Some(b)) = (value(rate), value(actual), value(allowed)) else { continue };
            let section = bench.outline.section_at(p.span.start);
            bench.ratio(rule, section, p, &[(1, Figure { label: "实际", ..a })], &[(1, Figure { label: "批复", ..b })]);
        }
    }
}

/// The first cell whose words hold a label: its row and column.
fn find(table: &Table, text: &str, label: &str, row: Option<u32>) -> Option<(u32, u32)> {
    let rows = row.map_or(0..table.rows, |r| r..r + 1);
    let holds = |r: u32, c: u32| table.at(r, c).is_some_and(|x| x.span.of(text).contains(label) && x.row == r && x.col == c);
    rows.flat_map(|r| (0..table.cols).map(move |c| (r, c))).find(|&(r, c)| holds(r, c))
}

/// E06: the quota and the people in post are the same in the prose and in the basic-data form.
fn people(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("E06") else { return };
    let facts = bench.facts;
    for (concept, label) in [("staffing_quota_total", "编制"), ("staff_incumbent", "在职")] {
        let of = |in_form: bool| {
            let mut list = facts.staff.iter().filter(|s| s.concept == concept && s.cell.is_some() == in_form);
            let first = list.next()?;
            // Two figures of one quantity are of two years or two units: nothing to compare.
            list.all(|s| s.value == first.value).then_some(first)
        };
        let (Some(prose), Some(form)) = (of(false), of(true)) else { continue };
        let figure = |s: &crate::interpret::Staff, label| Figure::number(s.value, s.span, label);
        bench.linear(rule, form.section, &[(1, figure(form, label))], &[(1, figure(prose, "正文"))], Relation::Equal);
    }
}
