//! Lays a sheet into the document: merged cells once, rows as lines, a report that was pasted in as running text.

use super::merges::{Cover, Sweep};
use super::{Sheet, SheetCell, place};
use crate::read::builder::{Builder, CellShape, Source};
use crate::read::document::{CellValue, Notice, Table, TableKind};

/// A cell with its extent.
struct Laid {
    cell: SheetCell,
    rowspan: u32,
    colspan: u32,
}

impl Laid {
    fn shape(&self) -> CellShape {
        CellShape { col: self.cell.col, rowspan: self.rowspan, colspan: self.colspan }
    }

    fn has_words(&self) -> bool {
        !self.cell.words.trim().is_empty()
    }
}

/// Words at the start of a form's notes, which are no report.
const NOTES: [&str; 7] = ["注", "备注", "说明", "填报说明", "填表说明", "填表须知", "填写说明"];
/// Rows with one filled cell each that make a text, when it is not all in one cell.
const TEXT_ROWS: usize = 3;
/// Characters from which a line can be running text.
const TEXT_CHARS: usize = 20;

/// Lays one sheet.
pub(super) fn lay(builder: &mut Builder, mut sheet: Sheet) {
    let name = std::mem::take(&mut sheet.name);
    let table = Table { kind: TableKind::Sheet, name: Some(name.clone()), hidden: sheet.hidden, ..Table::default() };
    let index = builder.table(table);
    let (cells, covered) = spread(sheet);
    if let Some(cell) = covered.first() {
        let at = place(&name, (cell.row, cell.col));
        let message =
            format!("{at} 等 {} 个单元格被合并单元格遮住，其内容（如“{}”）看不见，未读入", covered.len(), cell.words.trim());
        builder.doc.notices.push(Notice { code: "covered_cell", message, span: None, page: None });
    }
    let rows: Vec<&[Laid]> = cells.chunk_by(|a, b| a.cell.row == b.cell.row).collect();
    let text = text_rows(&rows);
    for (cells, is_text) in rows.into_iter().zip(text) {
        let row = cells.first().map_or(0, |c| c.cell.row);
        let source = Source { line: row + 1, column: 1, page: 0 };
        match cells.iter().find(|c| c.has_words()) {
            Some(only) if is_text => {
                let value = only.cell.value.clone();
                builder.sheet_text(index, row, source, only.shape(), only.cell.words.lines(), value);
            }
            _ => {
                let shapes = cells.iter().map(|c| (c.shape(), c.cell.words.as_str(), c.cell.value.clone()));
                builder.row(index, row, source, shapes);
            }
        }
    }
}

/// Gives the cells their extent, in order, without blank ones outside the filled part; and those that a merged cell covers.
fn spread(sheet: Sheet) -> (Vec<Laid>, Vec<SheetCell>) {
    let mut cells = sheet.cells;
    if !cells.is_sorted_by_key(|c| (c.row, c.col)) {
        cells.sort_by_key(|c| (c.row, c.col));
    }
    let filled = |c: &&SheetCell| c.value != CellValue::Blank;
    let rows = cells.iter().filter(filled).map(|c| c.row + 1).max().unwrap_or(0);
    let cols = cells.iter().filter(filled).map(|c| c.col + 1).max().unwrap_or(0);
    let mut sweep = Sweep::new(sheet.merges);
    let mut laid: Vec<Laid> = Vec::with_capacity(cells.len());
    let mut covered = Vec::new();
    for cell in cells {
        let (row, col) = (cell.row, cell.col);
        if row >= rows || col >= cols {
            continue;
        }
        if laid.last().is_some_and(|l| (l.cell.row, l.cell.col) == (row, col)) {
            laid.pop();
        }
        match sweep.at(row, col) {
            Cover::Free => laid.push(Laid { cell, rowspan: 1, colspan: 1 }),
            Cover::Corner(m) => {
                let rowspan = (m.last.0 - row + 1).min(rows - row);
                let colspan = (m.last.1 - col + 1).min(cols - col);
                laid.push(Laid { cell, rowspan, colspan });
            }
            Cover::Covered(_) if cell.words.trim().is_empty() => {}
            Cover::Covered(_) => covered.push(cell),
        }
    }
    // A row without any words is no line.
    let mut kept = Vec::with_capacity(laid.len());
    let mut from = 0;
    while from < laid.len() {
        let row = laid[from].cell.row;
        let upto = from + laid[from..].iter().take_while(|l| l.cell.row == row).count();
        if laid[from..upto].iter().any(|l| l.cell.value != CellValue::Blank) {
            kept.push(from..upto);
        }
        from = upto;
    }
    let mut keep = kept.into_iter().peekable();
    let mut i = 0;
    laid.retain(|_| {
        while keep.peek().is_some_and(|r| r.end <= i) {
            keep.next();
        }
        let stays = keep.peek().is_some_and(|r| r.contains(&i));
        i += 1;
        stays
    });
    (laid, covered)
}

/// Which rows are the lines of a report that was pasted into the sheet.
fn text_rows(rows: &[&[Laid]]) -> Vec<bool> {
    fn only(row: &[Laid]) -> Option<&str> {
        let mut words = row.iter().filter(|c| c.has_words());
        let first = words.next()?;
        words.next().is_none().then_some(first.cell.words.trim())
    }
    let mut text = vec![false; rows.len()];
    let mut from = 0;
    // After a run of text with a numbered heading the sheet is a report, and lines between its tables belong to it.
    let mut report = false;
    while from < rows.len() {
        let run = rows[from..].iter().take_while(|r| only(r).is_some()).count();
        let lines: Vec<&str> = rows[from..from + run].iter().filter_map(|r| only(r)).flat_map(str::lines).collect();
        let notes = lines.first().is_some_and(|first| NOTES.iter().any(|n| first.starts_with(n)));
        let running = lines.iter().filter(|l| is_running(l)).count();
        if !notes && (report || lines.len() >= TEXT_ROWS && running >= 2) {
            text[from..from + run].fill(true);
            report = report || lines.iter().any(|l| l.starts_with("一、"));
        }
        from += run.max(1);
    }
    text
}

/// A sentence, not a label.
fn is_running(line: &str) -> bool {
    line.contains(['。', '；', '，']) && line.chars().nth(TEXT_CHARS).is_some()
}
