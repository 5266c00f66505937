//! What each percentage says: a share, a change, a rate of the budget, or a result of the work.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::facts::*;
use super::labels::clean_label;
use super::vocabulary::{squeeze, vocabulary};
use crate::mentions::cells::{self, CellScope};
use crate::mentions::{Mention, MentionKind};
use crate::outline::Outline;
use crate::read::{Document, Span};
use crate::words::Words;

/// Words before a percentage and the rate that they name (handbook §1.4), the longest first.
const RATES: [(&str, &str); 27] = [
    ("“三公”经费控制率", "san_gong_control_rate"),
    ("三公经费控制率", "san_gong_control_rate"),
    ("公用经费控制率", "public_cost_control_rate"),
    ("三公经费变动率", "san_gong_change_rate"),
    ("“三公”经费变动率", "san_gong_change_rate"),
    ("在职人员控制率", "personnel_control_rate"),
    ("人员控制率", "personnel_control_rate"),
    ("政府采购执行率", "procurement_execution_rate"),
    ("采购执行率", "procurement_execution_rate"),
    ("结转结余变动率", "carryover_change_rate"),
    ("结转结余率", "carryover_rate"),
    ("结余率", "carryover_rate"),
    ("预算调整率", "adjustment_rate"),
    ("预算控制率", "adjustment_rate"),
    ("支付进度率", "payment_progress_rate"),
    ("重点支出安排率", "key_expenditure_rate"),
    ("固定资产利用率", "asset_use_rate"),
    ("服务对象满意度", "satisfaction_rate"),
    ("群众满意度", "satisfaction_rate"),
    ("满意度", "satisfaction_rate"),
    ("预算执行率", "execution_rate"),
    ("预算完成率", "execution_rate"),
    ("支出进度", "execution_rate"),
    ("执行率", "execution_rate"),
    ("支出率", "execution_rate"),
    ("支付率", "execution_rate"),
    ("控制率", "personnel_control_rate"),
];

/// The words of [`RATES`], squeezed.
static RATE_WORDS: LazyLock<Words> = LazyLock::new(|| RATES.iter().map(|(w, _)| squeeze(w)).collect::<Vec<_>>().into());

/// Longest words (bytes) that name a percentage.
const LONGEST_CLAUSE: usize = 600;

const UP: [&str; 8] = ["增长", "增加", "上升", "提高", "增幅", "增长率", "上涨", "同比增"];
const DOWN: [&str; 8] = ["下降", "减少", "降低", "减幅", "降幅", "下降率", "降", "减"];

/// The quantity that a rate measures, where it is one of its own.
fn measured(rate: &str) -> Option<ConceptId> {
    match rate {
        "san_gong_control_rate" | "san_gong_change_rate" => Some("san_gong_total"),
        "public_cost_control_rate" => Some("gpb_public_expenditure"),
        "procurement_execution_rate" => Some("procurement_total"),
        "carryover_rate" => Some("carryover_closing"),
        _ => None,
    }
}

/// Gives every percentage its meaning.
pub fn percents(doc: &Document, outline: &Outline, mentions: &[Mention], amounts: &[Amount]) -> Vec<Percent> {
    let mut out = Vec::new();
    let mut scopes: HashMap<u32, Vec<CellScope>> = HashMap::new();
    for m in mentions {
        let MentionKind::Percent { value, decimals } = m.kind else { continue };
        let mut p = percent(doc, outline, amounts, m, value, decimals);
        if let Some(at) = m.cell.filter(|_| p.concept.is_none() && p.label.is_empty())
            && let Some(header) = control_header(doc, at, &mut scopes)
        {
            p.label = header;
            p.concept = Some("personnel_control_rate");
            p.kind = PercentKind::Rate;
        }
        out.push(p);
    }
    shared_out(doc, amounts, &mut out);
    out
}

/// 编制数 | 实际在职人数 | 控制率 over figures without a label of their own: the header that says that a cell is the control rate of
/// the people.
fn control_header(doc: &Document, at: CellRef, scopes: &mut HashMap<u32, Vec<CellScope>>) -> Option<String> {
    let table = doc.tables.get(at.0 as usize)?;
    let index = table.cells.binary_search_by_key(&(at.1, at.2), |c| (c.row, c.col)).ok()?;
    let scopes = scopes.entry(at.0).or_insert_with(|| cells::scopes(doc, table, None));
    let header = &scopes.get(index)?.header;
    let (word, id) = RATE_WORDS.longest_at_end(header).and_then(|(i, _)| RATES.get(i))?;
    let whole = header == word && *id == "personnel_control_rate";
    // 三公经费 | 预算数 | 决算数 | 控制率: only beside the posts it is the people's
    let row = table.cells.iter().zip(scopes.iter()).filter(|(c, _)| c.row == at.1);
    let posts = row.into_iter().any(|(_, s)| s.header.contains("编制"));
    (whole && posts).then(|| header.clone())
}

/// 甲1812.5万元、乙252.8万元，分别占87.76%、12.24%: so many shares as figures before them, in their order.
fn shared_out(doc: &Document, amounts: &[Amount], list: &mut [Percent]) {
    let mut i = 0;
    while let Some(first) = list.get(i) {
        let joined = |a: &Percent, b: &Percent| {
            a.span.end <= b.span.start
                && matches!(
                    Span { start: a.span.end, end: b.span.start }.of(&doc.text).trim(),
                    "、" | "和" | "，" | "与" | "及" | "；"
                )
        };
        let run = 1 + list.get(i..).map_or(0, |l| l.windows(2).take_while(|w| joined(&w[0], &w[1])).count());
        let from = doc.paragraph_at(first.span.start).and_then(|p| doc.paragraphs.get(p)).map_or(0, |p| p.span.start);
        let near = super::clause::reach(&doc.text, from as usize, first.span.start as usize);
        let before = doc.text.get(near..first.span.start as usize).unwrap_or("");
        let clause = before.rsplit(['，', '。', '；', '（']).next().unwrap_or("");
        let in_turn = ["分别", "各占", "依次"].iter().any(|w| clause.contains(w));
        if run >= 2 && in_turn && clause.contains('占') {
            let parts: Vec<usize> = (0..amounts.len())
                .filter(|&k| {
                    amounts.get(k).is_some_and(|a| {
                        a.span.start >= from && a.span.end <= first.span.start && a.role == AmountRole::Value && a.cell.is_none()
                    })
                })
                .collect();
            // …，三项合计3,284.56万元，分别占…: the parts, not their total
            let last = parts.last().copied();
            let below: Vec<usize> =
                parts.iter().copied().filter(|&k| last.is_some() && amounts.get(k).and_then(|a| a.parent) == last).collect();
            let parts = if below.len() == run { below } else { parts };
            let parts = parts.get(parts.len().saturating_sub(run)..).unwrap_or(&[]);
            let fund = |k: usize| amounts.get(k).and_then(|a| a.fund.clone());
            if parts.len() == run {
                for (p, &k) in list.iter_mut().skip(i).zip(parts) {
                    (p.kind, p.amount, p.concept, p.fund) = (PercentKind::Share, Some(k), None, fund(k));
                }
            }
        }
        i += run;
    }
}

fn percent(
    doc: &Document,
    outline: &Outline,
    amounts: &[Amount],
    m: &Mention,
    value: rust_decimal::Decimal,
    decimals: u8,
) -> Percent {
    let v = vocabulary();
    let paragraph = doc.paragraph_at(m.span.start).and_then(|p| doc.paragraphs.get(p));
    let from = paragraph.map_or(m.full.start, |p| p.span.start);
    let from = super::clause::reach(&doc.text, from as usize, m.full.start as usize) as u32;
    let before = Span { start: from.min(m.full.start), end: m.full.start }.of(&doc.text);
    let clause_at = before
        .rfind(['，', '。', '；', '：', '（', '(', ',', '、', '\t', '|'])
        .map_or(0, |i| i + before.get(i..).and_then(|w| w.chars().next()).map_or(1, char::len_utf8));
    // what names a rate is no longer than that
    let clause_at = clause_at.max(before.ceil_char_boundary(before.len().saturating_sub(LONGEST_CLAUSE)));
    let clause = before.get(clause_at..).unwrap_or("").trim();
    let key = squeeze(clause);
    let first = amounts.partition_point(|a| a.span.start < from);
    let upto = amounts.partition_point(|a| a.span.start < m.span.start);
    let sentence = before.rfind('。').map_or(from, |i| from + i as u32);
    let near = |role_ok: &dyn Fn(&Amount) -> bool, floor: u32| {
        (first..upto).rev().find(|&i| amounts.get(i).is_some_and(|a| role_ok(a) && a.span.start >= floor))
    };
    let value_role = |a: &Amount| a.role == AmountRole::Value;
    let ends = |list: &[&str]| {
        let stem = key.strip_suffix(['了', '约']).unwrap_or(&key);
        list.iter().any(|w| key.ends_with(w) || stem.ends_with(w))
    };
    let named = key.trim_end_matches(['为', '达', '到', '是', '约']);
    let rate = RATE_WORDS.longest_at_end(named).and_then(|(i, _)| RATES.get(i));
    // 工资支付率 measures something else
    let rate = rate.filter(|(w, _)| *w != "支付率" || matches!(named, "支付率" | "资金支付率" | "预算支付率" | "项目支付率"));
    let mut p = Percent {
        span: m.span,
        value,
        decimals,
        bound: m.bound,
        kind: PercentKind::Outcome,
        concept: None,
        label: clean_label(v, clause).to_owned(),
        section: outline.section_at(m.span.start),
        amount: None,
        fund: None,
        cell: m.cell,
    };
    let completes = key.contains("完成预算")
        || key.contains("完成年初预算")
        || key.contains("完成全年预算")
        || (key.ends_with("预算的") || key.ends_with("预算")) && key.contains("完成");
    if let Some((word, id)) = rate {
        p.kind = PercentKind::Rate;
        // a bare 控制率 is that of what the sentence speaks of
        let said = before.get((sentence.saturating_sub(from)) as usize..).unwrap_or(before);
        let id = match *word {
            "控制率" if said.contains("三公") => &"san_gong_control_rate",
            "控制率" if said.contains("公用经费") => &"public_cost_control_rate",
            _ => id,
        };
        p.concept = Some(id);
        if *id == "satisfaction_rate" || *id == "asset_use_rate" {
            p.kind = PercentKind::Outcome;
        } else {
            p.amount = match measured(id) {
                Some(quantity) => near(&|a: &Amount| value_role(a) && a.concept == Some(quantity), sentence),
                None if *id == "personnel_control_rate" => None,
                None => near(&value_role, sentence),
            };
        }
    } else if completes {
        p.kind = PercentKind::Rate;
        p.concept = Some("execution_rate");
        p.amount = near(&value_role, sentence);
    } else if let Some(nth) = [("前者", 1), ("后者", 0)].iter().find(|(w, _)| key.starts_with(w)).map(|(_, n)| n)
        && key.contains('占')
    {
        // 由甲和乙两部分组成，前者占99.09%
        p.kind = PercentKind::Share;
        p.amount = (first..upto)
            .rev()
            .filter(|&i| amounts.get(i).is_some_and(|a| value_role(a) && a.parent.is_some() && a.span.start >= sentence))
            .nth(*nth);
    } else if key.starts_with('占') || key.contains('占') && clause.chars().count() <= 16 {
        p.kind = PercentKind::Share;
        // 人员经费921万元、公用经费125万元，人员经费占基本支出的88.03%: of what the clause names
        let subject = key.split('占').next().unwrap_or("");
        let named = |a: &Amount| value_role(a) && subject.chars().count() >= 2 && squeeze(&a.label).ends_with(subject);
        p.amount = near(&named, sentence).or_else(|| near(&value_role, sentence));
    } else if ends(&UP) {
        p.kind = PercentKind::Increase;
        p.amount = near(&|a: &Amount| a.role == AmountRole::Comparison, sentence).or_else(|| near(&value_role, sentence));
    } else if ends(&DOWN) {
        p.kind = PercentKind::Decrease;
        p.amount = near(&|a: &Amount| a.role == AmountRole::Comparison, sentence).or_else(|| near(&value_role, sentence));
    } else if before.ends_with(['（', '(']) {
        // 129.64万元（52.4%）
        let i = near(&value_role, sentence);
        let touching = i.and_then(|i| amounts.get(i)).is_some_and(|a| m.full.start.saturating_sub(a.span.end) <= 3);
        if touching {
            p.kind = PercentKind::Share;
            p.amount = i;
        }
    }
    if let Some(a) = p.amount.and_then(|i| amounts.get(i)) {
        p.fund.clone_from(&a.fund);
    }
    p
}
