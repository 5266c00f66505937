//! Family E, and the counts that go with the 三公 figures (D05, D06, D07).

use rust_decimal::Decimal;

use super::Verdict;
use super::bench::{Bench, Relation, Signed, number};
use super::figure::Figure;
use crate::interpret::Staff;

/// Runs the rules on staff, institutions, reception and vehicles.
pub(crate) fn check(bench: &mut Bench<'_>) {
    quotas(bench);
    actual(bench);
    control_rate(bench);
    over_quota(bench);
    years(bench);
    organs(bench);
    reception(bench);
    vehicles(bench);
    abroad(bench);
}

/// The first figure with this id that no form holds.
fn first<'a>(bench: &Bench<'a>, concept: &str) -> Option<&'a Staff> {
    let list = || bench.facts.staff.iter().filter(|s| s.concept == concept);
    list().find(|s| s.cell.is_none()).or_else(|| list().next())
}

fn name(concept: &str) -> &'static str {
    match concept {
        "staffing_quota_total" => "编制",
        "staffing_quota_admin" => "行政编制",
        "staffing_quota_institution" => "事业编制",
        "staffing_quota_participating" => "参公编制",
        "staffing_quota_worker" => "工勤编制",
        "staff_actual_total" => "年末实有",
        "staff_incumbent" => "在职",
        "staff_retired" => "退休",
        "staff_leave_retired" => "离休",
        "internal_org_count" => "内设机构",
        _ => "",
    }
}

fn figure<'a>(s: &'a Staff) -> Figure<'a> {
    Figure::number(s.value, s.span, name(s.concept))
}

/// E01: the quota is the sum of its kinds; a kind in brackets inside another is no addend.
fn quotas(bench: &mut Bench<'_>) {
    const KINDS: [&str; 4] =
        ["staffing_quota_admin", "staffing_quota_institution", "staffing_quota_participating", "staffing_quota_worker"];
    let (Some(rule), Some(total)) = (bench.rules.get("E01"), first(bench, "staffing_quota_total")) else { return };
    let near = |s: &&Staff| s.section == total.section || total.section.is_none();
    let kinds: Vec<&Staff> = KINDS.iter().filter_map(|k| first(bench, k)).filter(near).collect();
    let addends: Vec<&Staff> = kinds.iter().copied().filter(|s| s.inside.is_none()).collect();
    if addends.is_empty() {
        return;
    }
    let sum = |list: &[&Staff]| list.iter().map(|s| s.value).sum::<Decimal>();
    let without = |out: &[&str]| addends.iter().copied().filter(|s| !out.contains(&s.concept)).collect::<Vec<_>>();
    // 工勤 may be inside 行政, 参公 inside 事业: whichever reading closes is meant.
    let readings = [
        addends.clone(),
        without(&["staffing_quota_worker"]),
        without(&["staffing_quota_participating"]),
        without(&["staffing_quota_worker", "staffing_quota_participating"]),
    ];
    let read = readings.iter().find(|r| !r.is_empty() && sum(r) == total.value).unwrap_or(&addends);
    let right: Vec<Signed<'_>> = read.iter().map(|&s| (1, figure(s))).collect();
    // （行政21名、参公25名、其他…18名）: another kind follows that was not read
    let unread = read.iter().map(|s| s.span.end).max().is_some_and(|end| another_number(bench, end));
    if unread && sum(read) < total.value {
        let message = format!("编制 {}，分项没有全部读出", number(total.value));
        bench.told(rule, Verdict::Insufficient, total.section, &[figure(total)], message);
        return;
    }
    let alone = right.len() == 1;
    let at = bench.linear(rule, total.section, &[(1, figure(total))], &right, Relation::Equal);
    // One kind alone (其中：行政编制15名) may not be the whole list.
    if alone && sum(read) < total.value {
        bench.soften(at);
    }
}

/// Whether a list of numbers of people goes on behind a byte.
fn another_number(bench: &Bench<'_>, end: u32) -> bool {
    let rest = bench.doc.text.get(end as usize..).unwrap_or("");
    let Some(item) = rest.strip_prefix(['、', '和']).and_then(|r| r.split(['、', '，', '；', '。', '）', ')', '\n']).next())
    else {
        return false;
    };
    item.contains(|c: char| c.is_ascii_digit()) && item.ends_with(['名', '人', '个'])
}

/// E02: 年末实有 is 在职, or 在职 with the retired.
fn actual(bench: &mut Bench<'_>) {
    let (Some(rule), Some(total), Some(incumbent)) =
        (bench.rules.get("E02"), first(bench, "staff_actual_total"), first(bench, "staff_incumbent"))
    else {
        return;
    };
    let retired: Vec<Signed<'_>> =
        ["staff_retired", "staff_leave_retired"].iter().filter_map(|c| first(bench, c)).map(|s| (1, figure(s))).collect();
    let mut right = vec![(1, figure(incumbent))];
    if total.value != incumbent.value {
        let all: Decimal = incumbent.value + retired.iter().map(|(_, f)| f.value).sum::<Decimal>();
        let one = retired.iter().find(|(_, f)| incumbent.value + f.value == total.value);
        match one {
            Some(r) if all != total.value => right.push(*r),
            _ => right.extend(retired),
        }
    }
    // 离退休 are printed as one or as two, and the part-time may be counted: below the total it is no contradiction.
    if right.iter().map(|(_, f)| f.value).sum::<Decimal>() < total.value && right.len() == 1 {
        let message = format!("年末实有 {}，在职 {}，其余人员没有写明", number(total.value), number(incumbent.value));
        bench.told(rule, Verdict::Insufficient, total.section, &[figure(total), figure(incumbent)], message);
        return;
    }
    bench.linear(rule, total.section, &[(1, figure(total))], &right, Relation::Equal);
}

/// E03: 在职人员控制率.
fn control_rate(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("E03") else { return };
    let facts = bench.facts;
    for p in facts.percents.iter().filter(|p| p.concept == Some("personnel_control_rate")) {
        // A bare 控制率 in a sentence on the 三公 is that of the 三公.
        let before = bench.clause_before(p.span);
        let people = ["人员", "编制", "供养", "在职"].iter().any(|w| p.label.contains(w) || before.contains(w));
        if !people && p.cell.is_none() {
            continue;
        }
        let percent = Figure::percent(p.value, p.decimals, p.bound, p.span, &p.label);
        match (first(bench, "staff_incumbent"), first(bench, "staffing_quota_total")) {
            (Some(a), Some(b)) if !b.value.is_zero() => {
                bench.ratio(
                    rule,
                    p.section,
                    percent,
                    &[(1, Figure { quantum: Decimal::ZERO, ..figure(a) })],
                    &[(1, Figure { quantum: Decimal::ZERO, ..figure(b) })],
                );
            }
            _ => {
                bench.told(rule, Verdict::Insufficient, p.section, &[percent], "在职人数或编制数没有印出");
            }
        }
    }
}

/// E04: more people in post than posts.
fn over_quota(bench: &mut Bench<'_>) {
    if let (Some(rule), Some(a), Some(b)) =
        (bench.rules.get("E04"), first(bench, "staff_incumbent"), first(bench, "staffing_quota_total"))
    {
        bench.linear(rule, a.section, &[(1, figure(a))], &[(1, figure(b))], Relation::AtMost);
    }
}

/// E08: the staff figures are those of the report's year.
fn years(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("E08") else { return };
    let facts = bench.facts;
    let mut dated =
        facts.staff.iter().filter(|s| s.cell.is_none() && s.concept.starts_with("staff")).filter_map(|s| s.year.map(|y| (s, y)));
    match (dated.next(), facts.head.fiscal_year) {
        (Some((s, y)), Some(f)) if y == f => {
            bench.note(rule, Verdict::Pass, s.section, ["人员数为", &y.to_string(), "年"].concat());
        }
        (Some((s, y)), Some(f)) => {
            let at = bench.note(rule, Verdict::Fail, s.section, format!("人员数写的是{y}年，报告年度为{f}年"));
            if let Some(c) = bench.checks.get_mut(at) {
                c.numbers = vec![Decimal::from(y), Decimal::from(f)];
                c.spans = vec![s.span];
                c.hint = Some(rule.means.clone());
            }
        }
        (None, _) if facts.staff.iter().any(|s| s.concept.starts_with("staff_")) => {
            bench.note(rule, Verdict::Insufficient, None, "人员数没有写明年份");
        }
        _ => {}
    }
}

/// E07: the number of 内设机构 against the names before it.
fn organs(bench: &mut Bench<'_>) {
    let (Some(rule), Some(s)) = (bench.rules.get("E07"), first(bench, "internal_org_count")) else { return };
    if s.value.is_zero() {
        bench.note(rule, Verdict::Pass, s.section, "无内设机构");
        return;
    }
    let before = bench.clause_before(s.span);
    let Some(from) = before.rfind("内设") else { return };
    let names = before[from + "内设".len()..].trim_start_matches(['机', '构', '有', '为', '：', ':', '了']);
    if names.contains(['，', ',', '（', '(']) || !names.contains('、') {
        return;
    }
    let partial = names.trim_end().ends_with('等') || names.trim_end().ends_with("等共");
    // 第一检察部至第四检察部 are four
    let between: usize = names.split(['、', '和', '与', '及']).map(more_in_range).sum();
    let least = names.split('、').count() + between;
    let most = names.split(['、', '和', '与', '及']).filter(|n| !n.trim().is_empty()).count() + between;
    let (low, high) = (Decimal::from(least as u64), Decimal::from(most as u64));
    let holds = if partial { low <= s.value } else { low <= s.value && s.value <= high };
    let verdict = if holds { Verdict::Pass } else { Verdict::Fail };
    let shown = if least == most { format!("{least}") } else { format!("{least}至{most}") };
    let at = bench.told(rule, verdict, s.section, &[figure(s)], format!("写明 {} 个内设机构，列出 {shown} 个", number(s.value)));
    if let Some(c) = bench.checks.get_mut(at) {
        c.numbers.push(high);
    }
}

/// How many names a range holds besides one: 3 for 第一检察部至第四检察部.
fn more_in_range(name: &str) -> usize {
    let Some((from, to)) = name.split_once('至') else { return 0 };
    let ordinal = |w: &str| {
        let c = w.split_once('第')?.1.chars().next()?;
        "一二三四五六七八九".chars().position(|d| d == c).or_else(|| c.to_digit(10).map(|d| d as usize - 1))
    };
    match (ordinal(from), ordinal(to)) {
        (Some(a), Some(b)) if b > a => b - a,
        _ => 0,
    }
}

fn money<'a>(bench: &Bench<'a>, concept: &str) -> Option<Figure<'a>> {
    bench.principal_figure(concept)
}

/// D05: reception money, batches and persons go together.
fn reception(bench: &mut Bench<'_>) {
    let (Some(rule), Some(cost)) = (bench.rules.get("D05"), money(bench, "san_gong_reception")) else { return };
    let batches = first(bench, "reception_batches").map(|s| Figure::number(s.value, s.span, "批次"));
    let persons = first(bench, "reception_persons").map(|s| Figure::number(s.value, s.span, "人次"));
    let figures: Vec<Figure<'_>> = [Some(cost), batches, persons].into_iter().flatten().collect();
    if figures.len() < 2 {
        return;
    }
    let section = batches.or(persons).map_or(cost.span, |f| f.span);
    let section = bench.outline.section_at(section.start);
    let zero = figures.iter().any(|f| f.value.is_zero());
    let some = figures.iter().any(|f| !f.value.is_zero());
    let swapped = batches.zip(persons).is_some_and(|(b, p)| p.value < b.value);
    // 300 元 a head is 0.03 万元.
    let dear =
        persons.filter(|p| !p.value.is_zero()).and_then(|p| cost.value.checked_div(p.value)).filter(|c| *c > Decimal::new(3, 2));
    let (verdict, message) = match dear {
        _ if zero && some => {
            let list: Vec<String> = figures.iter().map(|f| format!("{} {}", f.label, number(f.value))).collect();
            (Verdict::Fail, format!("{}，有的为 0、有的不为 0", list.join("，")))
        }
        _ if swapped => (Verdict::Fail, "接待人次少于批次".to_owned()),
        Some(c) => (Verdict::Fail, format!("人均接待费 {} 元，超过 300 元", number((c * Decimal::from(10_000)).round_dp(0)))),
        None => (Verdict::Pass, "接待费、批次、人次相符".to_owned()),
    };
    bench.told(rule, verdict, section, &figures, message);
}

/// D06: vehicle money against vehicles.
fn vehicles(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("D06") else { return };
    let bought = first(bench, "vehicles_bought").map(|s| Figure::number(s.value, s.span, "购置"));
    let held = first(bench, "vehicles_held").map(|s| Figure::number(s.value, s.span, "保有"));
    let purchase = money(bench, "san_gong_vehicle_purchase");
    let operation = money(bench, "san_gong_vehicle_operation");
    let mut checked: Vec<(Figure<'_>, Figure<'_>, bool)> = Vec::new();
    if let (Some(m), Some(n)) = (purchase, bought) {
        checked.push((m, n, m.value.is_zero() == n.value.is_zero()));
    }
    if let (Some(m), Some(n)) = (operation, held) {
        checked.push((m, n, m.value.is_zero() || !n.value.is_zero()));
    }
    for (m, n, holds) in checked {
        let verdict = if holds { Verdict::Pass } else { Verdict::Fail };
        let message = [m.label, " ", &number(m.value), " 万元，", n.label, "车辆 ", &number(n.value), " 辆"].concat();
        let section = bench.outline.section_at(n.span.start);
        bench.told(rule, verdict, section, &[m, n], message);
    }
}

/// D07: money for travel abroad against groups and persons.
fn abroad(bench: &mut Bench<'_>) {
    let (Some(rule), Some(cost)) = (bench.rules.get("D07"), money(bench, "san_gong_abroad")) else { return };
    for concept in ["abroad_groups", "abroad_persons"] {
        let Some(s) = first(bench, concept) else { continue };
        let n = Figure::number(s.value, s.span, if concept == "abroad_groups" { "团组" } else { "人次" });
        let verdict = if cost.value.is_zero() == n.value.is_zero() { Verdict::Pass } else { Verdict::Fail };
        let message = ["因公出国（境）费 ", &number(cost.value), " 万元，", n.label, " ", &number(n.value)].concat();
        bench.told(rule, verdict, s.section, &[cost, n], message);
    }
}
