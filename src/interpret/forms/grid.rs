//! A table as a person looks at it: cells by position, labels without blanks, where a form begins.

use rust_decimal::Decimal;

use super::layout::{layout, plain};
use crate::interpret::facts::CellRef;
use crate::read::{Cell, Document, ParagraphKind, Table};

/// A table and its document.
#[derive(Clone, Copy)]
pub struct Grid<'a> {
    pub doc: &'a Document,
    pub table: usize,
    pub t: &'a Table,
}

impl<'a> Grid<'a> {
    /// The grid of a table.
    pub fn new(doc: &'a Document, table: usize) -> Option<Self> {
        doc.tables.get(table).map(|t| Self { doc, table, t })
    }

    /// The words of a cell.
    pub fn words(&self, c: &Cell) -> &'a str {
        c.span.of(&self.doc.text).trim()
    }

    /// The cells that begin in a row.
    pub fn row(&self, row: u32) -> &'a [Cell] {
        let from = self.t.cells.partition_point(|c| c.row < row);
        let to = self.t.cells.partition_point(|c| c.row <= row);
        self.t.cells.get(from..to).unwrap_or(&[])
    }

    /// The words at a position (of the cell that covers it).
    pub fn at(&self, row: u32, col: u32) -> &'a str {
        self.t.at(row, col).map_or("", |c| self.words(c))
    }

    /// The place of a cell.
    pub fn place(&self, c: &Cell) -> CellRef {
        (self.table as u32, c.row, c.col)
    }

    /// The first rows of the forms in the table, with their kinds. A title in a row of its own begins a form; a table without
    /// one is a form if its blocks say so, and its title stands above it.
    pub fn starts(&self) -> Vec<(u32, &'static str, String)> {
        let mut out: Vec<(u32, &'static str, String)> = Vec::new();
        for row in 0..self.t.rows {
            let cells: Vec<&Cell> = self.row(row).iter().filter(|c| !c.span.is_empty()).collect();
            if let [only] = cells.as_slice()
                && self.words(only).chars().count() <= 40
                && let Some(kind) = layout().kind(self.words(only))
            {
                out.push((row, kind, self.words(only).to_owned()));
            }
        }
        if out.is_empty()
            && let Some(kind) = self.kind_by_blocks()
        {
            let above = self.title_above();
            let kind = above.as_deref().and_then(|t| layout().kind(t)).unwrap_or(kind);
            out.push((0, kind, above.unwrap_or_default()));
        }
        out
    }

    fn kind_by_blocks(&self) -> Option<&'static str> {
        let (mut indicators, mut funding, mut project, mut sides, mut base) = (false, false, false, false, false);
        let (mut unit, mut goals) = (false, false);
        for row in 0..self.t.rows {
            let labels: Vec<String> = self.row(row).iter().map(|c| plain(self.words(c))).collect();
            let named = |f: &dyn Fn(&str) -> bool| labels.iter().filter(|l| f(l)).count();
            indicators |= named(&|l| matches!(layout().indicator(l), Some("level1" | "level2" | "level3"))) >= 2;
            funding |= named(&|l| matches!(layout().funding(l), Some("initial" | "budget" | "executed"))) >= 2;
            unit |= named(&|l| layout().field(l) == Some("unit")) >= 1;
            goals |= named(&|l| layout().goal(l).is_some()) >= 2;
            project |= named(&|l| layout().field(l) == Some("project")) >= 1;
            sides |= named(&|l| layout().side(l).is_some()) >= 1;
            base |= labels.iter().any(|l| l.contains("经费控制情况") || l.contains("财政供养人员情况"));
        }
        match (base, indicators, funding) {
            (true, ..) => Some("base_data_form"),
            (_, true, true) if project && !sides => Some("project_form"),
            (_, true, true) => Some("overall_form"),
            (_, true, false) => Some("score_form"),
            // the upper half of a form: funding and goals
            (_, false, true) if goals && project && !sides => Some("project_form"),
            (_, false, true) if goals && unit => Some("overall_form"),
            _ => None,
        }
    }

    /// The nearest short lines above the table.
    fn title_above(&self) -> Option<String> {
        let end = self.doc.paragraphs.partition_point(|p| p.span.start < self.t.span.start);
        self.doc
            .paragraphs
            .get(..end)?
            .iter()
            .rev()
            .filter(|p| p.kind != ParagraphKind::Furniture)
            .take(4)
            .map(|p| self.doc.words(p.span))
            .find(|w| w.chars().count() <= 40 && layout().kind(w).is_some())
            .map(str::to_owned)
    }
}

/// A plain number (`1,234.50`, `９.６５`, `98.63%` without the sign).
pub fn number(words: &str) -> Option<Decimal> {
    let mut digits = String::with_capacity(words.len());
    for c in words.trim().chars() {
        match c {
            '0'..='9' | '.' | '-' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            '．' => digits.push('.'),
            ',' | '，' | ' ' | '\u{3000}' => {}
            '－' => digits.push('-'),
            '%' | '％' | '分' => {}
            _ => return None,
        }
    }
    if digits.is_empty() { None } else { digits.parse().ok() }
}

/// Whether a cell holds one of the marks that are facts of their own.
pub fn is_token(words: &str) -> bool {
    matches!(words, "—" | "——" | "－" | "-" | "--" | "/" | "／" | "无" | "*" | "不适用" | "―" | "–")
}
