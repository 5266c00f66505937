//! Amounts in tables: the header names the figure, the first column the fund, the row of 合计 the total.

use std::collections::BTreeMap;
use std::ops::Range;

use super::amounts::Context;
use super::facts::*;
use super::found::Found;
use super::labels::{has, named_year};
use super::nesting::{self, Place};
use super::vocabulary::{Meaning, Subject, Vocabulary, squeeze};
use crate::mentions::{Mention, MentionKind, MoneyUnit};
use crate::read::{Document, Table};
use rust_decimal::Decimal;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// Special funds or projects.
    Funds,
    /// Sources of money (中央财政资金).
    Sources,
    /// Quantities, or something else.
    Quantities,
}

/// The header of each column: the words of all rows above the first figure.
fn headers(doc: &Document, t: &Table, first: u32) -> Vec<String> {
    (0..t.cols.min(256))
        .map(|col| {
            let mut words: Vec<&str> = Vec::new();
            for row in 0..first {
                if let Some(c) = t.at(row, col) {
                    let w = c.span.of(&doc.text).trim();
                    let title = c.colspan >= t.cols && t.cols > 1;
                    if !w.is_empty() && !title && words.last() != Some(&w) {
                        words.push(w);
                    }
                }
            }
            squeeze(&words.concat())
        })
        .collect()
}

/// The words that name a row: the last cell with words before its first figure, from the column `from` on.
fn row_label(doc: &Document, t: &Table, row: u32, from: u32, before: u32) -> String {
    (from..before)
        .rev()
        .filter_map(|col| t.at(row, col))
        .map(|c| c.span.of(&doc.text).trim())
        .find(|w| {
            !w.is_empty()
                && !matches!(*w, "—" | "——" | "-" | "/" | "－" | "--")
                && !w.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%' | '％'))
        })
        .unwrap_or("")
        .to_owned()
}

/// The columns that name the rows of a second and third half (收入 | 预算数 | 支出 | 预算数), beside the first.
fn halves(cx: &Context<'_>, t: &Table, heads: &[String], first: u32, first_col: u32, money: &[u32]) -> Vec<u32> {
    let words = |col: u32| {
        let rows = (first..t.rows).filter_map(|row| t.at(row, col)).filter(|c| c.col == col);
        rows.map(|c| c.span.of(&cx.doc.text).trim()).filter(|w| w.chars().any(|c| c.is_alphabetic())).take(2).count() == 2
    };
    let named = |col: u32| {
        let head = heads.get(col as usize).map_or("", String::as_str);
        has(head, &cx.v.half_heads) && !has(head, &cx.v.remark_heads)
    };
    (first_col + 1..t.cols.min(256)).filter(|&c| !money.contains(&c) && named(c) && words(c)).collect()
}

fn is_total(label: &str) -> bool {
    matches!(squeeze(label).as_str(), "合计" | "总计" | "共计" | "小计" | "总合计" | "合计：" | "本页合计")
}

/// A header without its year, unit and mark: 2023年预算（万元） is 预算.
fn bare_header(header: &str) -> String {
    let mut h = header.to_owned();
    if h.contains('元') {
        for w in ["（万元）", "（元）", "（亿元）", "（单位：万元）", "万元"] {
            h = h.replace(w, "");
        }
    }
    if let Some(i) = h.find('年')
        && h.get(..i).is_some_and(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit()))
    {
        let rest = h.get(i + '年'.len_utf8()..).unwrap_or("");
        h = rest.strip_prefix('度').unwrap_or(rest).to_owned();
    }
    h
}

/// Reads the amounts of one table.
pub(super) fn read(cx: &mut Context<'_>, found: &mut Found, table: usize, section: Option<usize>, range: Range<usize>) {
    let doc = cx.doc;
    let Some(t) = doc.tables.get(table) else { return };
    let mentions = cx.mentions.get(range).unwrap_or(&[]);
    let money: Vec<_> = mentions
        .iter()
        .filter_map(|m| match (&m.kind, m.cell) {
            (MentionKind::Money { wan, decimals, unit }, Some(cell)) => Some((m, *wan, *decimals, *unit, cell)),
            (MentionKind::Bare { value, decimals }, Some(cell)) => {
                let form = cx.forms.cells.get(&cell).filter(|f| f.money)?;
                let unit = if form.yuan { MoneyUnit::Yuan } else { MoneyUnit::WanYuan };
                let wan = if form.yuan { value.checked_mul(Decimal::new(1, 4))? } else { *value };
                Some((m, wan, *decimals, unit, cell))
            }
            _ => None,
        })
        .collect();
    if money.iter().any(|(.., c)| cx.forms.cells.contains_key(c)) {
        form_cells(cx, found, section, &money);
        return;
    }
    let Some(first) = money.iter().map(|(.., c)| c.1).min() else { return };
    let heads = headers(doc, t, first);
    let first_col = money.iter().map(|(.., c)| c.2).min().unwrap_or(0);
    let corner: String = heads.iter().take(first_col as usize).cloned().collect();
    let fields = heads.iter().filter(|h| cx.v.term_at_end(&bare_header(h)).is_some_and(|(_, t)| t.is_fund_field())).count();
    let named = named_rows(cx, doc, t, first, first_col.max(1));
    let codes = nesting::codes(doc, t, first, first_col);
    let rows = if named >= 2 || !codes.is_empty() {
        Rows::Quantities
    } else if corner.contains("来源") || source_rows(cx, doc, t, first, first_col.max(1)) {
        Rows::Sources
    } else if (fields >= 2 || fields == 1 && fund_rows(cx, doc, t, first, first_col.max(1)) >= 2)
        && has(&corner, &cx.v.fund_corners)
    {
        Rows::Funds
    } else {
        Rows::Quantities
    };
    let base = found.amounts.len();
    let money_cols: Vec<u32> = money.iter().map(|(.., c)| c.2).collect();
    let halves = if rows == Rows::Quantities { halves(cx, t, &heads, first, first_col, &money_cols) } else { Vec::new() };
    // The column that names the row of a figure, and those before it which belong to it.
    let half = |col: u32| halves.iter().copied().rfind(|&h| h < col).map_or((0, first_col.max(1)), |h| (h, h + 1));
    let mut labels: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for (m, wan, decimals, unit, cell) in &money {
        let (row, col) = (cell.1, cell.2);
        let (from, upto) = half(col);
        let label = labels.entry((row, from)).or_insert_with(|| row_label(doc, t, row, from, upto)).clone();
        let coded = from == 0 && codes.get(row as usize).is_some_and(|c| !c.is_empty());
        let head = heads.get(col as usize).cloned().unwrap_or_default();
        let mut a = Amount {
            span: m.span,
            wan: *wan,
            decimals: *decimals,
            unit: *unit,
            bound: m.bound,
            role: AmountRole::Value,
            concept: None,
            label: head.clone(),
            section,
            fund: None,
            parent: None,
            year: named_year(&head).or(cx.fiscal_year),
            column: None,
            cell: m.cell,
            direction: 0,
            changes: None,
        };
        let total = is_total(&label);
        match rows {
            Rows::Funds => fund_cell(cx, &mut a, &bare_header(&head), &label, total),
            Rows::Sources => source_cell(cx, &mut a, &bare_header(&head), &label, total),
            Rows::Quantities => quantity_cell(cx, &mut a, &head, &label, total),
        }
        if coded {
            // A line of the classification is one function's or one object's share of the table, not the unit's quantity.
            a.concept = None;
        }
        found.keys.push(squeeze(&a.label));
        found.classes.push(None);
        found.amounts.push(a);
    }
    let label_at = |row: u32, col: u32| labels.get(&(row, half(col).0)).map_or("", String::as_str);
    if rows == Rows::Quantities {
        quantity_parents(cx, found, base, &label_at);
    }
    let code_at = |row: u32, col: u32| match half(col).0 {
        0 => codes.get(row as usize).map_or("", String::as_str),
        _ => "",
    };
    let cells: Vec<(usize, u32, u32)> = money.iter().enumerate().map(|(i, (.., c))| (base + i, c.1, c.2)).collect();
    column_totals(found, &cells, &label_at, &code_at, rows);
    shares_of_a_row(cx.v, found, &cells, &heads);
    if rows == Rows::Quantities {
        totals_told_before(found, base, section, &cells);
    }
}

/// How many rows are named as funds are.
fn fund_rows(cx: &Context<'_>, doc: &Document, t: &Table, first: u32, before: u32) -> usize {
    (first..t.rows)
        .filter(|&row| {
            let label = squeeze(&row_label(doc, t, row, 0, before));
            cx.v.strong_nouns.at_end(&label).is_some() && cx.v.may_name_fund(&label) && cx.v.term(&label).is_none()
        })
        .count()
}

/// 中央, 省级, 市级, 县级: whether the rows are named by nothing but who gave the money.
fn source_rows(cx: &Context<'_>, doc: &Document, t: &Table, first: u32, before: u32) -> bool {
    let labels: Vec<String> = (first..t.rows)
        .map(|row| squeeze(&row_label(doc, t, row, 0, before)))
        .filter(|l| !l.is_empty() && !is_total(l))
        .collect();
    let source = |l: &String| cx.v.term(l).is_some_and(|t| t.meaning(Subject::Fund).is_source());
    labels.len() >= 2 && labels.iter().all(source)
}

/// The amounts of a form: what each cell means is known already.
fn form_cells(
    cx: &mut Context<'_>,
    found: &mut Found,
    section: Option<usize>,
    money: &[(&Mention, Decimal, u8, MoneyUnit, CellRef)],
) {
    let base = found.amounts.len();
    for (m, wan, decimals, unit, cell) in money {
        let mut form = cx.forms.cells.get(cell).cloned().unwrap_or_default();
        if form.fund.is_none() && form.label.is_empty() {
            form.fund = cx.forms.project_at(*cell);
        }
        found.keys.push(squeeze(&form.label));
        found.classes.push(None);
        if let Some(name) = &form.fund {
            cx.funds.learn(name);
        }
        found.amounts.push(Amount {
            span: m.span,
            wan: *wan,
            decimals: *decimals,
            unit: *unit,
            bound: m.bound,
            role: form.role,
            concept: form.concept,
            label: form.label,
            section,
            fund: form.fund,
            parent: None,
            year: form.year.or(cx.fiscal_year),
            column: form.column,
            cell: m.cell,
            direction: 0,
            changes: None,
        });
    }
    let of_cell = |cell: CellRef| money.iter().position(|x| x.4 == cell).map(|i| base + i);
    for (i, (.., cell)) in money.iter().enumerate() {
        let parent = cx.forms.cells.get(cell).and_then(|f| f.parent).and_then(of_cell);
        if let Some(total) = parent {
            found.attach(base + i, total, false, None);
        }
    }
}

fn fund_cell(cx: &mut Context<'_>, a: &mut Amount, head: &str, label: &str, total: bool) {
    let Some((_, term)) = cx.v.term_at_end(head) else {
        if !total {
            a.fund = Some(label.to_owned());
        }
        return;
    };
    a.column = term.column;
    if term.aside {
        a.role = AmountRole::Other;
    }
    // the projects of 政府性基金预算 make up what that budget spent
    let budget = cx.heading(a.section).filter(|s| matches!(s, Subject::Govfund | Subject::Soe));
    let subject = if total && !cx.project_report { budget.unwrap_or(Subject::Project) } else { Subject::Fund };
    let meaning = match term.meaning(Subject::Fund) {
        Meaning::Id(id) if total && !cx.project_report => match id {
            "fund_budget_initial" | "fund_actual" => term.meaning(subject),
            _ => Meaning::NoId,
        },
        m => m,
    };
    if let Meaning::Id(id) = meaning {
        a.concept = Some(id);
    }
    if total {
        a.label = format!("{}合计", a.label);
    } else {
        cx.funds.learn_row(label);
        a.fund = Some(label.to_owned());
    }
}

fn source_cell(cx: &Context<'_>, a: &mut Amount, head: &str, label: &str, total: bool) {
    let column = cx.v.term_at_end(head).map(|(_, t)| t);
    a.column = column.and_then(|t| t.column);
    let meaning = column.map(|t| t.meaning(Subject::Fund));
    if total {
        if let Some(Meaning::Id(id)) = meaning
            && head != "到位数"
        {
            a.concept = Some(id);
        }
        a.label = format!("{}合计", a.label);
        return;
    }
    let budget = matches!(meaning, Some(Meaning::Id("fund_budget_final" | "fund_budget_initial"))) && head != "到位数";
    if budget
        && let Some((_, term)) = cx.v.term_at_end(&squeeze(label))
        && let Meaning::Id(id) = term.meaning(Subject::Fund)
    {
        a.concept = Some(id).filter(|id| id.starts_with("fund_source") || id.starts_with("fund_other"));
    }
    a.label = format!("{label}{}", a.label);
}

fn quantity_cell(cx: &Context<'_>, a: &mut Amount, head: &str, label: &str, total: bool) {
    let key = squeeze(label);
    let bare = bare_header(head);
    let column = cx.v.term_at_end(&bare).map(|(_, t)| t);
    a.column = column.and_then(|t| t.column);
    if has(head, &cx.v.last_year) {
        a.year = cx.fiscal_year.map(|y| y - 1);
    }
    let key = super::forms::layout::row_label(&key);
    if !total && let Some((at, term)) = cx.v.term_at_end(&key) {
        let subject = cx.v.subject(key.get(..at).unwrap_or("")).or(cx.heading(a.section)).unwrap_or(Subject::General);
        if (!term.bare || cx.v.is_neutral(key.get(..at).unwrap_or("")))
            && let Meaning::Id(id) = term.meaning(subject)
        {
            a.concept = Some(id);
        }
    }
    if total {
        a.label = label.to_owned();
        return;
    }
    a.label = if label.is_empty() { head.to_owned() } else { format!("{label}{head}") };
}

/// How many rows are named by terms of the field that say what they are.
fn named_rows(cx: &Context<'_>, doc: &Document, t: &Table, first: u32, before: u32) -> usize {
    (first..t.rows)
        .filter(|&row| {
            let label = super::forms::layout::row_label(&squeeze(&row_label(doc, t, row, 0, before)));
            cx.v.term(&label).is_some_and(|term| !term.bare && matches!(term.meaning(Subject::General), Meaning::Id(_)))
        })
        .count()
}

/// In a table of quantities the field's own order binds the rows (公务用车购置费 under 公务用车购置及运行维护费), and the
/// row of 合计 is the total that the rows without another have in common.
fn quantity_parents<'l>(cx: &Context<'_>, found: &mut Found, base: usize, label_at: &dyn Fn(u32, u32) -> &'l str) {
    let n = found.amounts.len();
    for i in base..n {
        let Some(a) = found.amounts.get(i) else { continue };
        let (Some(cell), Some(concept)) = (a.cell, a.concept) else { continue };
        let parents = cx.v.quantity(concept).map(|q| q.parents.clone()).unwrap_or_default();
        let total = parents.iter().find_map(|p| {
            (base..i).rev().find(|&k| {
                found.amounts.get(k).is_some_and(|t| t.concept == Some(p.as_str()) && t.cell.is_some_and(|c| c.2 == cell.2))
            })
        });
        if let Some(total) = total {
            found.attach(i, total, false, None);
        }
    }
    let free: Vec<ConceptId> =
        (base..n).filter_map(|i| found.amounts.get(i)).filter(|a| a.parent.is_none()).filter_map(|a| a.concept).collect();
    let Some(first) = free.first().and_then(|c| cx.v.quantity(c)) else { return };
    let common = first.parents.iter().find(|p| free.iter().all(|c| cx.v.belongs(c, p) == Some(true)));
    let Some(id) = common else { return };
    let id = cx.v.quantity(id).map(|q| q.id.as_str());
    for a in found.amounts.iter_mut().skip(base) {
        if a.cell.is_some_and(|c| is_total(label_at(c.1, c.2))) {
            a.concept = id;
        }
    }
}

/// Rows that a total below them closes (本年收入合计, 其中：财政拨款收入, 年初结转 over 收入总计), where a reading of them makes it up.
fn closed_by(found: &mut Found, rows: &[(usize, u32)], whole: usize, is_sum: &dyn Fn(u32) -> bool) {
    let value = |i: usize| found.amounts.get(i).map_or(Decimal::ZERO, |a| a.wan);
    let rows: Vec<(usize, u32)> =
        rows.iter().copied().filter(|r| found.amounts.get(r.0).is_some_and(|a| a.parent.is_none())).collect();
    let values: Vec<Decimal> = rows.iter().map(|r| value(r.0)).collect();
    let sums: Vec<bool> = rows.iter().map(|r| is_sum(r.1)).collect();
    let total = value(whole);
    let places = nesting::by_sums(&values, &sums, total);
    let top = places.iter().zip(&values).filter(|(p, _)| **p == Place::Top);
    if values.len() < 2 || top.fold(Decimal::ZERO, |s, (_, v)| s.saturating_add(*v)) != total {
        return;
    }
    for (&(i, _), place) in rows.iter().zip(&places) {
        let over = match place {
            Place::Under(k) => rows.get(*k).map_or(whole, |r| r.0),
            Place::Top | Place::Unknown => whole,
        };
        found.attach(i, over, true, None);
    }
}

/// 全年预算 | 其中：中央资金 | 省级资金 | 市级配套: the columns from 其中 on hold the parts of the column before them, up to the
/// one where they make it up in every row.
fn shares_of_a_row(v: &Vocabulary, found: &mut Found, cells: &[(usize, u32, u32)], heads: &[String]) {
    let opens = |col: u32| heads.get(col as usize).is_some_and(|h| h.starts_with("其中"));
    if !(1..heads.len() as u32).any(opens) {
        return;
    }
    let at: BTreeMap<(u32, u32), usize> = cells.iter().map(|&(i, row, col)| ((row, col), i)).collect();
    let value = |i: Option<&usize>| i.and_then(|&i| found.amounts.get(i)).map_or(Decimal::ZERO, |a| a.wan);
    let mut rows: Vec<u32> = cells.iter().map(|c| c.1).collect();
    rows.dedup();
    let mut bound: Vec<(usize, usize)> = Vec::new();
    for first in (1..heads.len() as u32).filter(|&c| opens(c)) {
        // 执行数, 结余 behind the shares are columns of their own
        let own = |c: u32| {
            heads.get(c as usize).and_then(|h| v.term_at_end(&bare_header(h))).is_some_and(|(_, t)| t.bare && t.is_fund_field())
        };
        let reach = (first..heads.len() as u32).take_while(|&c| c == first || !opens(c) && !own(c));
        let whole = |row: u32| value(at.get(&(row, first - 1)));
        let told: Vec<u32> = rows.iter().copied().filter(|&row| !whole(row).is_zero()).collect();
        let closes = |end: u32| {
            told.iter().all(|&row| {
                let parts = (first..=end).map(|c| value(at.get(&(row, c))));
                parts.fold(Decimal::ZERO, Decimal::saturating_add) == whole(row)
            })
        };
        let Some(end) = reach.skip(1).find(|&c| closes(c)).filter(|_| !told.is_empty()) else { continue };
        for &row in &told {
            let Some(&total) = at.get(&(row, first - 1)) else { continue };
            bound.extend((first..=end).filter_map(|c| at.get(&(row, c))).map(|&part| (part, total)));
        }
    }
    for (part, total) in bound {
        if found.amounts.get(part).is_some_and(|a| a.parent.is_none()) {
            found.attach(part, total, false, None);
        }
    }
}

/// How many figures before a table may be the total of one of its columns.
const TOLD_BEFORE: usize = 6;

/// 本年收入28,462.35万元，…，构成如下： over a table without 合计: a figure of the text before, in the same section, that a column
/// makes up.
fn totals_told_before(found: &mut Found, base: usize, section: Option<usize>, cells: &[(usize, u32, u32)]) {
    let columns: std::collections::BTreeSet<u32> = cells.iter().map(|c| c.2).collect();
    for col in columns {
        let mut column: Vec<(usize, u32)> = cells.iter().filter(|c| c.2 == col).map(|c| (c.0, c.1)).collect();
        column.sort_by_key(|c| c.1);
        let open = |found: &Found, i: usize| found.amounts.get(i).is_some_and(|a| a.parent.is_none());
        let rows = column.iter().filter(|c| found.amounts.get(c.0).is_some_and(|a| !a.wan.is_zero())).count();
        if rows < 2 || column.iter().filter(|c| open(found, c.0)).count() < 2 {
            continue;
        }
        for total in (base.saturating_sub(TOLD_BEFORE)..base).rev() {
            let told = found.amounts.get(total).is_some_and(|t| {
                t.role == AmountRole::Value && t.cell.is_none() && t.section == section && !t.wan.is_zero() && t.fund.is_none()
            });
            // a row with the figure itself says it again
            let again = |c: &(usize, u32)| found.amounts.get(c.0).map(|a| a.wan) == found.amounts.get(total).map(|t| t.wan);
            if told && !column.iter().any(again) {
                closed_by(found, &column, total, &|_| false);
            }
            if column.first().is_some_and(|c| !open(found, c.0)) {
                break;
            }
        }
    }
}

/// Every figure of a column is a part of the column's 合计, or of the row above it that it is a detail of; 小计 takes the
/// rows above it.
fn column_totals<'l>(
    found: &mut Found,
    cells: &[(usize, u32, u32)],
    label_at: &dyn Fn(u32, u32) -> &'l str,
    code_at: &dyn Fn(u32, u32) -> &'l str,
    rows: Rows,
) {
    let closing = |row: u32, col: u32| squeeze(label_at(row, col)).ends_with("总计");
    if rows == Rows::Quantities && !cells.iter().any(|c| is_total(label_at(c.1, c.2)) || closing(c.1, c.2)) {
        return;
    }
    let columns: std::collections::BTreeSet<u32> = cells.iter().map(|c| c.2).collect();
    for col in columns {
        let subtotal = |row: u32| squeeze(label_at(row, col)) == "小计";
        let total = |row: u32| is_total(label_at(row, col)) && !subtotal(row);
        let mut column: Vec<(usize, u32)> = cells.iter().filter(|c| c.2 == col).map(|c| (c.0, c.1)).collect();
        column.sort_by_key(|c| c.1);
        let Some(&(whole, whole_row)) = column.iter().find(|c| total(c.1)) else {
            // 收入总计 below the revenues, 支出总计 below the expenditures
            for rows in column.split_inclusive(|c| closing(c.1, col)) {
                if let Some((&last, parts)) = rows.split_last().filter(|(l, _)| closing(l.1, col)) {
                    closed_by(found, parts, last.0, &|row| squeeze(label_at(row, col)).ends_with("合计"));
                }
            }
            continue;
        };
        let mut pending: Vec<(usize, u32)> = Vec::new();
        for &(i, row) in &column {
            if row == whole_row {
                continue;
            }
            if subtotal(row) {
                for (p, _) in pending.drain(..) {
                    found.attach(p, i, true, None);
                }
                found.attach(i, whole, true, None);
            } else if !total(row) && found.amounts.get(i).is_some_and(|a| a.parent.is_none()) {
                pending.push((i, row));
            }
        }
        let codes: Vec<&str> = pending.iter().map(|p| code_at(p.1, col)).collect();
        let places = if codes.iter().any(|c| !c.is_empty()) {
            nesting::by_codes(&codes)
        } else {
            let value = |i: usize| found.amounts.get(i).map_or(Decimal::ZERO, |a| a.wan);
            let values: Vec<Decimal> = pending.iter().map(|p| value(p.0)).collect();
            let sums: Vec<bool> = pending.iter().map(|p| squeeze(label_at(p.1, col)).ends_with("合计")).collect();
            nesting::by_sums(&values, &sums, value(whole))
        };
        for (&(i, _), place) in pending.iter().zip(places) {
            let over = match place {
                Place::Top => whole,
                Place::Under(k) => pending.get(k).map_or(whole, |p| p.0),
                Place::Unknown => continue,
            };
            found.attach(i, over, true, None);
        }
    }
}
