//! The unit of a table's bare numbers: cell suffix > column header > row label > block or table line > sheet.

use std::sync::LazyLock;

use serde::Deserialize;

use super::MoneyUnit;
use super::chars::digit;
use crate::read::{Document, ParagraphKind, Table};
use crate::words::Words;

/// What a bare number in a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// Money in a unit.
    Money(MoneyUnit),
    /// A percentage.
    Percent,
    /// Neither.
    #[default]
    Plain,
}

/// What stands above and beside a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellScope {
    /// What a bare number in it is.
    pub column: Column,
    /// Words of the column's header without blanks; empty where there is none.
    pub header: String,
    /// Whether the cell is a part of a header row.
    pub is_header: bool,
    /// The unit of money in force for the block, if any.
    pub unit: Option<MoneyUnit>,
}

#[derive(Deserialize)]
struct CellsFile {
    percent: Words,
    plain: Words,
    money: Words,
    header: Words,
}

static WORDS: LazyLock<CellsFile> = LazyLock::new(|| toml::from_str(include_str!("data/cells.toml")).expect("data/cells.toml"));

fn any(words: &Words, text: &str) -> bool {
    words.is_in(text)
}

/// The words without blanks.
fn tight(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').collect()
}

/// Whether the words of a cell are one number and nothing else.
pub fn is_number(words: &str) -> bool {
    let mut digits = 0;
    for c in words.chars() {
        match c {
            c if digit(c).is_some() => digits += 1,
            '.' | ',' | '．' | '，' | '-' | '－' | '−' | '+' | '(' | ')' | '（' | '）' | '%' | '％' | ' ' | '\u{3000}'
            | '\u{a0}' => {}
            _ => return false,
        }
    }
    digits > 0
}

/// Whether the words of a cell are one sum of money and nothing else: ≤100万元, 95.26万元.
fn is_sum(words: &str) -> bool {
    let figure = words.trim_start_matches(['≤', '≥', '<', '>', '＜', '＞', '=', '＝', '≦', '≧']);
    let unit = figure.trim_start_matches(|c| digit(c).is_some() || matches!(c, '.' | ',' | '．' | '，'));
    unit.len() < figure.len() && matches!(unit, "元" | "万元" | "亿元" | "千元" | "百万元")
}

/// The unit of money in words such as `单位：万元`, `（金额单位：元）`.
pub fn declared_unit(words: &str) -> Option<MoneyUnit> {
    unit_of_tight(&tight(words))
}

/// As [`declared_unit`], of words without blanks.
fn unit_of_tight(words: &str) -> Option<MoneyUnit> {
    // 编制单位：县财政局 单位：元: not every 单位 gives a unit
    words.match_indices("单位").find_map(|(at, word)| {
        let rest = words.get(at + word.len()..)?;
        // 下表金额单位统一为万元
        let rest =
            ["统一", "均", "一律"].iter().find_map(|w| rest.strip_prefix(w)).filter(|r| r.starts_with('为')).unwrap_or(rest);
        let rest = rest.strip_prefix(['：', ':', '（', '(', '为'])?.trim_start_matches(['：', ':', '（', '(']);
        leading_unit(rest.strip_prefix("人民币").unwrap_or(rest))
    })
}

fn leading_unit(words: &str) -> Option<MoneyUnit> {
    [
        ("百万元", MoneyUnit::BaiwanYuan),
        ("万元", MoneyUnit::WanYuan),
        ("亿元", MoneyUnit::YiYuan),
        ("千元", MoneyUnit::QianYuan),
        ("元", MoneyUnit::Yuan),
    ]
    .iter()
    .find(|(w, _)| words.starts_with(w))
    .map(|&(_, u)| u)
}

/// The unit that a header gives itself: `（万元）`, `预算数/元`; `Some(None)` for a unit that is no money (`（人）`).
fn own_unit(header: &str) -> Option<Option<MoneyUnit>> {
    // most headers name no unit
    if !header.contains('元') && !header.ends_with(['）', ')']) {
        return None;
    }
    if let Some(u) = unit_of_tight(header) {
        return Some(Some(u));
    }
    for (i, c) in header.char_indices() {
        if !matches!(c, '（' | '(' | '/' | '／' | '：') {
            continue;
        }
        let rest = header.get(i + c.len_utf8()..).unwrap_or("");
        if let Some(u) = leading_unit(rest) {
            return Some(Some(u));
        }
    }
    // 预算数万元, but not 单价50万元以上
    if let Some(at) = header.find("万元") {
        let counted = header.get(..at).and_then(|h| h.chars().next_back()).is_some_and(|c| digit(c).is_some());
        if !counted {
            return Some(Some(MoneyUnit::WanYuan));
        }
    }
    let closed = header.strip_suffix('）').or_else(|| header.strip_suffix(')'))?;
    let inner = closed.rsplit(['（', '(']).next()?;
    let short = inner.chars().count() <= 4;
    let unit = [
        "人",
        "个",
        "辆",
        "台",
        "套",
        "次",
        "批",
        "名",
        "户",
        "分",
        "%",
        "％",
        "㎡",
        "平方米",
        "人次",
        "批次",
        "项",
        "家",
        "台、套",
        "台套",
        "台（套",
    ];
    (short && unit.contains(&inner)).then_some(None)
}

/// The scopes of all cells of a table, in the order of its cells. `outer` is the unit that holds before the table begins.
pub fn scopes(doc: &Document, table: &Table, outer: Option<MoneyUnit>) -> Vec<CellScope> {
    let mut all = vec![CellScope::default(); table.cells.len()];
    let cols = table.cols as usize;
    let mut headers: Vec<String> = vec![String::new(); cols.min(1024)];
    let mut unit = outer;
    let mut row_unit: Option<Option<MoneyUnit>> = None;
    let mut label_unit: Option<(u32, Option<MoneyUnit>)> = None;
    let mut last_header: Option<u32> = None;
    let mut at = 0;
    while let Some(first) = table.cells.get(at) {
        let row = first.row;
        let len = table.cells.get(at..).unwrap_or(&[]).iter().take_while(|c| c.row == row).count();
        let cells = table.cells.get(at..at + len).unwrap_or(&[]);
        let words: Vec<String> = cells.iter().map(|c| tight(doc.words(c.span))).collect();
        if let Some(u) = words.iter().find_map(|w| unit_of_tight(w)) {
            unit = Some(u);
        }
        let filled = words.iter().filter(|w| !w.is_empty()).count();
        let numbers = words.iter().filter(|w| is_number(w)).count();
        let tokens = words.iter().filter(|w| matches!(w.as_str(), "无" | "—" | "——" | "/" | "-" | "－")).count();
        // The words are looked at only where no figure says that the row is none: most rows of a large sheet hold figures.
        let is_header = filled >= 2 && numbers == 0 && tokens == 0 && {
            let named = words
                .iter()
                .filter(|w| {
                    w.chars().count() <= 24
                        && !is_sum(w)
                        && (any(&WORDS.money, w) || any(&WORDS.plain, w) || any(&WORDS.percent, w))
                })
                .count();
            let titled = words.iter().filter(|w| any(&WORDS.header, w)).count();
            named >= 2 || named == 1 && titled >= 1 && filled == named + titled
        };
        if is_header {
            let fresh = last_header.is_none_or(|r| r + 1 != row);
            if fresh {
                row_unit = None;
                label_unit = label_unit.filter(|&(end, _)| row < end);
                headers.iter_mut().for_each(String::clear);
            }
            for (cell, w) in cells.iter().zip(&words) {
                for col in cell.col..cell.col.saturating_add(cell.colspan.max(1)) {
                    if let Some(h) = headers.get_mut(col as usize) {
                        // a second header row adds to the one above it
                        h.push_str(w);
                    }
                }
            }
            // a unit in the first cell of a header row holds for the row's block (项目资金（万元）), as far down as the cell reaches
            if let Some((c, u)) = cells
                .iter()
                .zip(&words)
                .filter(|(c, _)| c.col == 0 || c.rowspan > 1)
                .find_map(|(c, w)| own_unit(w).map(|u| (c, u)))
            {
                row_unit = Some(u);
                if c.rowspan > 1 {
                    label_unit = Some((row + c.rowspan, u));
                }
            }
            last_header = Some(row);
        }
        let mut label = String::new();
        for ((cell, w), scope) in cells.iter().zip(&words).zip(all.get_mut(at..at + len).unwrap_or(&mut [])) {
            scope.is_header = is_header;
            scope.header = headers.get(cell.col as usize).cloned().unwrap_or_default();
            if !is_header && !w.is_empty() && !is_number(w) && w.chars().count() <= 40 {
                if let Some(u) = own_unit(w).filter(|_| cell.rowspan > 1) {
                    label_unit = Some((row + cell.rowspan, u));
                }
                if (cell.col < 3 || w.ends_with("率（%）")) && !matches!(w.as_str(), "—" | "——" | "/" | "无" | "-") {
                    label.clone_from(w);
                }
            }
            let block = label_unit.filter(|&(end, _)| row < end).map(|(_, u)| u).or(row_unit);
            scope.unit = block.unwrap_or(unit);
            scope.column = column(&scope.header, &label, block, unit);
        }
        at += len;
    }
    all
}

/// The kind of a column's numbers.
fn column(header: &str, label: &str, block: Option<Option<MoneyUnit>>, table: Option<MoneyUnit>) -> Column {
    let of = |u: Option<MoneyUnit>| u.map_or(Column::Plain, Column::Money);
    let last = header.rsplit(['（', '(']).next_back().unwrap_or(header);
    // 执行率（%）, 得分系数（%）; 权重（%） are points
    let inner = ["（%）", "(%)", "（％）", "(％)"].iter().find_map(|w| header.strip_suffix(w));
    if inner.is_some_and(|h| h.ends_with('率') || h.ends_with("系数"))
        || header.ends_with('率')
        || header.ends_with('%')
        || (any(&WORDS.percent, header) && !any(&WORDS.plain, header) && own_unit(header).is_none())
    {
        return Column::Percent;
    }
    // 预算执行率（%） | 97.98
    if ["率（%）", "率(%)", "率（％）"].iter().any(|w| label.ends_with(w)) {
        return Column::Percent;
    }
    if any(&WORDS.plain, header) && !matches!(own_unit(header), Some(Some(_))) {
        return Column::Plain;
    }
    if let Some(u) = own_unit(header) {
        return of(u);
    }
    if let Some(u) = own_unit(label) {
        return of(u);
    }
    if label.ends_with('率') || label.ends_with("（%）") {
        return Column::Percent;
    }
    if any(&WORDS.plain, label) && !any(&WORDS.money, last) {
        return Column::Plain;
    }
    of(block.unwrap_or(table))
}

/// The unit of money that holds when a table begins: declared in one of the three paragraphs before it.
pub fn unit_before(doc: &Document, table: &Table) -> Option<MoneyUnit> {
    let upto = doc.paragraphs.partition_point(|p| p.span.start < table.span.start);
    doc.paragraphs
        .get(..upto)?
        .iter()
        .rev()
        .take(3)
        .take_while(|p| !matches!(p.kind, ParagraphKind::TableRow { .. }))
        .find_map(|p| declared_unit(doc.words(p.span)).filter(|_| p.span.len() < 600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_declared_in_many_ways() {
        for (words, want) in [
            ("单位：万元", Some(MoneyUnit::WanYuan)),
            ("　　　金额单位:元", Some(MoneyUnit::Yuan)),
            ("（单位：万元）", Some(MoneyUnit::WanYuan)),
            ("编制单位：县财政局 单位：元", Some(MoneyUnit::Yuan)),
            ("单位：人民币亿元", Some(MoneyUnit::YiYuan)),
            ("填报单位：县医院", None),
            ("单位名称：县医院", None),
            ("计量单位：万人", None),
        ] {
            assert_eq!(declared_unit(words), want, "{words}");
        }
    }

    #[test]
    fn headers_give_their_own_units() {
        for (header, want) in [
            ("项目资金（万元）", Some(Some(MoneyUnit::WanYuan))),
            ("预算数/元", Some(Some(MoneyUnit::Yuan))),
            ("预算数万元", Some(Some(MoneyUnit::WanYuan))),
            ("单价50万元以上设备（台）", Some(None)),
            ("财政供养人员情况（人）", Some(None)),
            ("年初预算数", None),
        ] {
            assert_eq!(own_unit(header), want, "{header}");
        }
    }
}
