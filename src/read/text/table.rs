//! Tables set in plain text: cells parted by tabs, by `|`, or by runs of blanks.

use super::lines::cells;
use crate::read::marker::marker;

/// How the cells of a row are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// Tabs.
    Tabs,
    /// `|`, `｜` or the strokes of a drawn frame.
    Bars,
    /// Two or more blanks, or one ideographic blank.
    Blanks,
    /// Single blanks, under a line with the unit.
    SingleBlanks,
}

/// Byte range of a cell in its line, without blanks around it.
pub type CellRange = (usize, usize);

/// A table found in consecutive lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// For each line its cells; `None` for a line that only draws the frame.
    pub rows: Vec<Option<Vec<CellRange>>>,
}

/// Most columns of a text table; a line with more is no row.
const MAX_COLUMNS: usize = 60;

/// From so many columns on a line with tabs is a row, whatever its cells hold.
const WIDE: usize = 4;

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃' | '║')
}

/// Whether a line can be a row at all: it has a tab, a bar, an ideographic space or two blanks. Cheap, most lines of prose
/// are out at once.
pub fn may_be_row(line: &str) -> bool {
    let bytes = line.trim().as_bytes();
    let alone = |b: u8| (b == b'\t') | (b == b'|');
    let (Some(next), Some(third)) = (bytes.get(1..), bytes.get(2..)) else { return bytes.iter().any(|&b| alone(b)) };
    // U+3000, ｜, │ and ┃
    let wide = |a: u8, b: u8, c: u8| {
        ((a == 0xe3) & (b == 0x80) & (c == 0x80))
            | ((a == 0xef) & (b == 0xbd) & (c == 0x9c))
            | ((a == 0xe2) & (b == 0x94) & (c & 0xfe == 0x82))
    };
    // comparisons without an early end are what the compiler turns into vector instructions
    let any = bytes
        .iter()
        .zip(next)
        .zip(third)
        .fold(false, |any, ((&a, &b), &c)| any | alone(a) | ((a == b' ') & (b == b' ')) | wide(a, b, c));
    // the last two bytes: no line that was trimmed ends in blanks
    any || bytes.iter().rev().take(2).any(|&b| alone(b))
}

/// Number of separators by which a wrapped row is known to be complete.
pub fn separators(line: &str) -> usize {
    match memchr::memchr2(b'\t', b'|', line.as_bytes()) {
        Some(_) => line.bytes().filter(|b| matches!(b, b'\t' | b'|')).count(),
        None if line.contains("  ") => {
            // runs of blanks between words; one alone is a gap in prose
            let runs = gaps(line);
            if runs >= 2 { runs } else { 0 }
        }
        None => 0,
    }
}

/// Runs of blanks between words, without those inside a word that was set wide (合  计).
fn gaps(line: &str) -> usize {
    let single = |c: &CellRange| line.get(c.0..c.1).is_some_and(|w| !w.is_ascii() && w.chars().nth(1).is_none());
    let cells = split(line, Parting::Blanks).unwrap_or_default();
    cells.windows(2).filter(|w| !matches!(w, [a, b] if single(a) && single(b))).count()
}

/// Separators that the rest of a wrapped row adds, a gap of blanks at the break included.
pub fn separators_of_rest(line: &str, rest: &str) -> usize {
    match separators(rest) {
        0 if separators(line) > 0 && memchr::memchr2(b'\t', b'|', line.as_bytes()).is_none() => {
            gaps(rest) + usize::from(line.ends_with("  ") || rest.starts_with("  "))
        }
        0 => 0,
        n => n + usize::from(!rest.contains(['\t', '|']) && (line.ends_with("  ") || rest.starts_with("  "))),
    }
}

/// A line that only draws the frame: `|---|---|`, `────`, `+-----+`.
pub fn is_rule(line: &str) -> bool {
    let mut strokes = 0;
    for c in line.chars() {
        match c {
            '-' | '=' | '_' | '+' | ':' | '─' | '━' | '═' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '—' | '―' => {
                strokes += 1
            }
            c if is_bar(c) || c.is_whitespace() => {}
            _ => return false,
        }
    }
    strokes >= 3
}

/// Finds the table that begins with `lines[0]`. `after_unit` says that the line before states a unit (单位：万元).
///
/// Without a table gives the number of lines that looked like its rows.
pub fn find(lines: &[&str], after_unit: bool) -> Result<Found, usize> {
    let may_begin = lines.first().is_some_and(|first| after_unit || may_be_row(first) || is_rule(first));
    let mut looked_at = 0;
    for parting in [Parting::Tabs, Parting::Bars, Parting::Blanks, Parting::SingleBlanks] {
        if !may_begin || parting == Parting::SingleBlanks && !after_unit {
            continue;
        }
        let rows = rows(lines, parting);
        looked_at = looked_at.max(rows.len());
        if let Some(found) = accept(lines, rows, parting, after_unit) {
            return Ok(found);
        }
    }
    Err(looked_at)
}

/// The lines that can be rows, up to the first that cannot.
fn rows(lines: &[&str], parting: Parting) -> Vec<Option<Vec<CellRange>>> {
    let mut rows: Vec<Option<Vec<CellRange>>> = Vec::new();
    let mut columns = 0;
    for line in lines {
        if parting != Parting::Blanks && is_rule(line) {
            rows.push(None);
            continue;
        }
        let Some(cells) = split(line, parting) else { break };
        // a sentence in a form that was saved as text: 年度总体目标 between rows of as many tabs
        let wide = parting == Parting::Tabs && columns.min(cells.len()) >= WIDE;
        if cells.len() < 2 || cells.len() > MAX_COLUMNS || !wide && is_prose_row(line, &cells) {
            break;
        }
        if parting == Parting::SingleBlanks && columns > 0 && cells.len() != columns {
            break;
        }
        columns = columns.max(cells.len());
        rows.push(Some(cells));
    }
    rows
}

/// The table that rows make, if there are enough of them and of figures in them.
fn accept(lines: &[&str], mut rows: Vec<Option<Vec<CellRange>>>, parting: Parting, after_unit: bool) -> Option<Found> {
    let columns = rows.iter().flatten().map(Vec::len).max().unwrap_or(0);
    while rows.last() == Some(&None) {
        rows.pop();
    }
    let filled: Vec<(usize, &Vec<CellRange>)> = rows.iter().enumerate().filter_map(|(i, r)| Some((i, r.as_ref()?))).collect();
    if filled.len() < 2 || rows.first() == Some(&None) && parting == Parting::Tabs {
        return None;
    }
    let text = |i: usize, cell: &CellRange| lines.get(i).and_then(|l| l.get(cell.0..cell.1)).unwrap_or("");
    let numeric = filled.iter().filter(|(i, row)| row.iter().skip(1).any(|c| is_number(text(*i, c)))).count();
    let accepted = match parting {
        Parting::Tabs | Parting::Bars => numeric > 0 || columns >= 3 || filled.len() >= 3,
        Parting::Blanks => {
            numeric * 2 >= filled.len() && (columns >= 3 || after_unit) && filled.len() >= 3 - usize::from(after_unit)
        }
        Parting::SingleBlanks => {
            columns >= 3
                && numeric + 1 >= filled.len()
                && filled.iter().skip(1).all(|(i, row)| numbers(row, |c| text(*i, c)) >= 2)
        }
    };
    if !accepted {
        return None;
    }
    if parting == Parting::Blanks {
        let header = rows.iter().flatten().next().cloned().unwrap_or_default();
        let header_line = lines.first().copied().unwrap_or("");
        for (i, row) in rows.iter_mut().enumerate() {
            if let (Some(row), Some(line)) = (row.as_mut(), lines.get(i)) {
                fit(row, line, &header, header_line);
            }
        }
    }
    Some(Found { rows })
}

fn numbers<'a>(row: &[CellRange], text: impl Fn(&CellRange) -> &'a str) -> usize {
    row.iter().filter(|c| is_number(text(c))).count()
}

/// Whether a cell is a figure: `2,400.00`, `-10`, `98.2%`, `（3.5）`.
fn is_number(cell: &str) -> bool {
    let mut digits = 0;
    for c in cell.chars() {
        match c {
            '0'..='9' | '０'..='９' => digits += 1,
            '.' | ',' | '，' | '．' | '-' | '－' | '+' | '%' | '％' | '(' | ')' | '（' | '）' | ' ' => {}
            _ => return false,
        }
    }
    digits > 0
}

/// A line that has the separators of a row and is none: a heading whose number is followed by a tab, an entry of a
/// table of contents, a line of labels with colons (填报单位：… 单位：万元).
fn is_prose_row(line: &str, cells: &[CellRange]) -> bool {
    let text = |c: &CellRange| line.get(c.0..c.1).unwrap_or("");
    let labels = cells.iter().filter(|c| text(c).contains(['：', ':'])).count();
    // 项目名称（单位：万元） is the head of a column
    let note = |t: &str| {
        is_unit_note(t) && t.trim().trim_start_matches(['（', '(']).find("单位").is_some_and(|i| i <= 2 * '单'.len_utf8())
    };
    if labels == cells.len() || cells.iter().any(|c| note(text(c))) {
        return true;
    }
    if cells.iter().any(|c| text(c).contains('。')) {
        return true;
    }
    let Some(first) = cells.first() else { return true };
    match marker(line) {
        // 一、<tab>基本情况; in a row the number stands in a cell of its own, without a separator
        Some(m) if m.end >= first.1 && cells.len() == 2 => true,
        Some(_) if cells.len() == 2 => cells.last().is_some_and(|c| text(c).len() <= 3 && is_number(text(c))),
        _ => false,
    }
}

/// `单位：万元`, `（金额单位：元）`
pub fn is_unit_note(words: &str) -> bool {
    // most lines end otherwise
    let words = words.trim_end().trim_end_matches(['）', ')', '。', '：']).trim_end();
    if !words.ends_with('元') {
        return false;
    }
    let words = words.trim().trim_start_matches(['（', '(']);
    words.len() <= 60
        && words.contains("单位")
        && (words.contains(['：', ':', ' ']) || ["单位为", "单位统一为", "单位均为"].iter().any(|w| words.contains(w)))
}

/// Cells of a line, `None` if it has no such separator.
fn split(line: &str, parting: Parting) -> Option<Vec<CellRange>> {
    let mut cells = Vec::new();
    match parting {
        Parting::Tabs => {
            memchr::memchr(b'\t', line.trim().as_bytes())?;
            let mut start = 0;
            for end in memchr::memchr_iter(b'\t', line.as_bytes()).chain([line.len()]) {
                cells.push(trimmed(line, start, end));
                start = end + 1;
            }
        }
        Parting::Bars => {
            let mut start = 0;
            let mut bars = 0;
            for (at, c) in line.char_indices().filter(|(_, c)| is_bar(*c)) {
                bars += 1;
                if !(bars == 1 && line.get(..at).is_some_and(|l| l.trim().is_empty())) {
                    cells.push(trimmed(line, start, at));
                }
                start = at + c.len_utf8();
            }
            if bars == 0 {
                return None;
            }
            if line.get(start..).is_some_and(|l| !l.trim().is_empty()) {
                cells.push(trimmed(line, start, line.len()));
            }
        }
        Parting::Blanks | Parting::SingleBlanks => {
            let least = if parting == Parting::Blanks { 2 } else { 1 };
            let mut start = None;
            let (mut blanks, mut end) = (0, 0);
            for (at, c) in line.char_indices() {
                if c.is_whitespace() {
                    blanks += if c == '\u{3000}' { 2 } else { 1 };
                    continue;
                }
                match start {
                    Some(s) if blanks >= least => {
                        cells.push((s, end));
                        start = Some(at);
                    }
                    Some(_) => {}
                    None => start = Some(at),
                }
                blanks = 0;
                end = at + c.len_utf8();
            }
            cells.push((start?, end));
        }
    }
    Some(cells)
}

fn trimmed(line: &str, start: usize, end: usize) -> CellRange {
    let words = line.get(start..end).unwrap_or("");
    let lead = words.len() - words.trim_start().len();
    (start + lead, start + lead + words.trim().len())
}

/// Fits a row parted by blanks to the header: blanks inside a word (`合  计`) are mended, missing cells are found by
/// where the others stand.
fn fit(row: &mut Vec<CellRange>, line: &str, header: &[CellRange], header_line: &str) {
    while row.len() > header.len() {
        // the narrowest gap between two words is no gap between cells
        let is_text = |c: &CellRange| line.get(c.0..c.1).is_some_and(|t| !is_number(t));
        let gap = row
            .windows(2)
            .enumerate()
            .filter_map(|(i, w)| match w {
                [a, b] if is_text(a) && is_text(b) => Some((b.0 - a.1, i)),
                _ => None,
            })
            .min();
        let Some((_, i)) = gap else { return };
        let end = row.get(i + 1).map_or(0, |c| c.1);
        if let Some(cell) = row.get_mut(i) {
            cell.1 = end;
        }
        row.remove(i + 1);
    }
    if row.len() < header.len() {
        let column = |text: &str, at: usize| text.get(..at).unwrap_or("").chars().map(cells).sum::<usize>();
        let bounds: Vec<(usize, usize)> = header.iter().map(|c| (column(header_line, c.0), column(header_line, c.1))).collect();
        let mut fitted: Vec<Option<CellRange>> = vec![None; header.len()];
        let mut from = 0;
        let missing = header.len() - row.len();
        for (k, cell) in row.iter().enumerate() {
            let (start, end) = (column(line, cell.0), column(line, cell.1));
            // among the columns that leave room for the rest of the row, the nearest
            let last = (k + missing).min(header.len() - 1);
            let best =
                (from..=last).min_by_key(|&c| bounds.get(c).map_or(usize::MAX, |b| b.0.abs_diff(start).min(b.1.abs_diff(end))));
            let Some(best) = best else { return };
            if let Some(slot) = fitted.get_mut(best) {
                *slot = Some(*cell);
            }
            from = best + 1;
        }
        *row = fitted.into_iter().map(|c| c.unwrap_or((line.len(), line.len()))).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str], after_unit: bool) -> Option<Vec<Vec<String>>> {
        let found = find(lines, after_unit).ok()?;
        Some(
            found
                .rows
                .iter()
                .zip(lines)
                .filter_map(|(r, l)| Some(r.as_ref()?.iter().map(|c| l[c.0..c.1].to_owned()).collect()))
                .collect(),
        )
    }

    #[test]
    fn tabs_keep_blank_cells() {
        let got =
            rows(&["项目\t年初预算\t调整\t支出", "青少年经费\t120,000.00\t\t120,000.00", "合计\t1\t2\t3", "2．下一节"], true);
        let got = got.expect("a table");
        assert_eq!(got.len(), 3);
        assert_eq!(got[1], ["青少年经费", "120,000.00", "", "120,000.00"]);
    }

    #[test]
    fn bars_with_and_without_frame() {
        let got = rows(&["|项目|预算|支出|", "|---|---|---|", "|慢病防控|578,900.00||"], true).expect("a table");
        assert_eq!(got, [vec!["项目", "预算", "支出"], vec!["慢病防控", "578,900.00", ""]]);
        let got = rows(&["来源|预算数|结转", "中央|412.00|0.00"], true).expect("a table");
        assert_eq!(got[1], ["中央", "412.00", "0.00"]);
    }

    #[test]
    fn blanks_inside_words_and_missing_cells() {
        let lines = [
            "项目名称    年初预算    年中调整    全年执行",
            "公路建设    3,600.00    2,160.00    5,760.00",
            "合  计    7,100.00    2,522.15    9,387.74",
            "桥梁建设    100.00                  90.00",
        ];
        let got = rows(&lines, true).expect("a table");
        assert_eq!(got[2], ["合  计", "7,100.00", "2,522.15", "9,387.74"]);
        assert_eq!(got[3], ["桥梁建设", "100.00", "", "90.00"]);
    }

    #[test]
    fn single_blanks_under_a_unit() {
        let lines = ["项目 预算 支出", "公路 3,600.00 3,600.00", "合计 3,600.00 3,600.00", "以上各项。"];
        assert_eq!(rows(&lines, true).map(|r| r.len()), Some(3));
        assert_eq!(rows(&lines, false), None);
    }

    #[test]
    fn prose_is_no_table() {
        for lines in [
            ["一、\t基本情况", "二、\t支出情况"],
            ["一、基本情况\t3", "二、支出情况\t5"],
            ["发布日期：2025-09-18    来源：县交通局    字体：[大 中 小]", "一、自评结论"],
            ["单位名称：某局\t单位：万元", "联系人：张某\t电话：12345"],
            ["第一部分  部门概况", "一、主要职能"],
        ] {
            assert_eq!(rows(&lines, false), None, "{lines:?}");
        }
    }
}
