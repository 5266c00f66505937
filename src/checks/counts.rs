//! S04: 386场次，其中线下248场次、线上128场次: the two parts of a count that is split in two.

use rust_decimal::Decimal;

use super::bench::{Bench, Relation, Signed};
use super::figure::Figure;
use crate::interpret::Count;
use crate::mentions::Bound;

/// Checks every count that the sentence parts in two by a pair of opposite words.
pub(crate) fn check(bench: &mut Bench<'_>) {
    let Some(rule) = bench.rules.get("S04") else { return };
    let facts = bench.facts;
    for (i, total) in facts.counts.iter().enumerate() {
        let Some(value) = total.value.filter(|_| total.cell.is_none()) else { continue };
        // The parts follow at once: without 其中 behind the count there is nothing to look for.
        let near = bench.doc.text.get(total.span.end as usize..).unwrap_or("");
        let words = near.trim_start_matches(['，', ',', '（', '(', '；']);
        if !(words.starts_with("其中") || words.starts_with("包括")) {
            continue;
        }
        let clause_end = near.find(['。', '；', '\n', '）']).unwrap_or(near.len());
        let end = total.span.end + clause_end as u32;
        let parts: Vec<&Count> = facts
            .counts
            .get(i + 1..)
            .unwrap_or(&[])
            .iter()
            .take_while(|c| c.span.start < end)
            .filter(|c| c.unit == total.unit && c.value.is_some())
            .collect();
        let figure = |c: &'_ Count, v: Decimal| Figure { exact: c.bound == Bound::Exact, ..Figure::number(v, c.span, "") };
        let sum = parts.iter().filter_map(|c| c.value).sum::<Decimal>();
        // 新建分馆11个，其中街道分馆4个、社区分馆8个: parts that are called alike are more than the whole
        let exact = total.bound == Bound::Exact && parts.iter().all(|c| c.bound == Bound::Exact);
        // people may be of two kinds at once
        let things = !matches!(total.unit.as_str(), "户" | "人" | "名" | "位" | "人次" | "户次");
        let apart = !["同时", "重复", "交叉", "兼"].iter().any(|w| near.get(..clause_end).is_some_and(|n| n.contains(w)));
        if parts.len() >= 2 && sum > value && things && apart && exact && called_alike(bench, &parts) {
            let right: Vec<Signed<'_>> = parts.iter().filter_map(|c| c.value.map(|v| (1, figure(c, v)))).collect();
            bench.linear(rule, total.section, &[(1, figure(total, value))], &right, Relation::Equal);
            continue;
        }
        let [a, b] = parts.as_slice() else { continue };
        let before = |c: &Count, from: u32| bench.doc.text.get(from as usize..c.span.start as usize).unwrap_or("");
        let (wa, wb) = (before(a, total.span.end), before(b, a.span.end));
        let opposite = rule.pairs.iter().any(|[x, y]| {
            let (x, y) = (x.as_str(), y.as_str());
            wa.contains(x) && wb.contains(y) || wa.contains(y) && wb.contains(x)
        });
        if !opposite {
            continue;
        }
        let right: Vec<Signed<'_>> = [a, b].iter().filter_map(|c| c.value.map(|v| (1, figure(c, v)))).collect();
        let left = [(1, figure(total, value))];
        bench.linear(rule, total.section, &left, &right, Relation::Equal);
    }
}

/// Whether the words before the numbers end with the same two characters: 街道分馆4个, 社区分馆8个.
fn called_alike(bench: &Bench<'_>, counts: &[&Count]) -> bool {
    let end = |c: &Count| {
        let mut last = bench.doc.text.get(..c.span.start as usize)?.chars().rev();
        last.next().zip(last.next())
    };
    let Some(first) = counts.first().and_then(|c| end(c)) else { return false };
    counts.iter().all(|c| end(c) == Some(first))
}
