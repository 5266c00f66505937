//! Puts the pages together: paragraphs over lines, columns and pages; tables over pages; furniture out of sentences.

use super::super::builder::{Builder, CellShape, Source};
use super::super::document::{CellValue, ParagraphKind, Table, TableKind};
use super::furniture::furniture;
use super::layout::{Frame, Item, PageLayout};
use super::lines::Line;
use super::paragraphs::{DocumentMargins, Open, Step, continues, is_item, margins};
use super::tables::TextTable;

/// One line of a paragraph with its place.
struct Piece {
    source: Source,
    words: String,
}

/// Writes the pages into a builder.
pub fn compose(pages: &[PageLayout], builder: &mut Builder) {
    let edges = furniture(pages);
    let skip = |p: usize, i: usize| edges.get(p).is_some_and(|e| e.contains(&i));
    let margins = margins(pages, skip);
    let mut writer = Writer { builder, margins, open: None, pieces: Vec::new(), table: None, furniture: Vec::new() };
    for (p, page) in pages.iter().enumerate() {
        let number = p as u32 + 1;
        let mut line = 0;
        for (i, item) in page.items.iter().enumerate() {
            match item {
                Item::Line(l, frame) => {
                    line += 1;
                    let source = Source { line, column: 1, page: number };
                    if skip(p, i) || *frame == Frame::Aside && l.text.chars().count() <= 1 {
                        writer.furniture(Piece { source, words: l.text.clone() });
                    } else {
                        writer.line(page, l, *frame, source);
                    }
                }
                Item::Table(t) => writer.table(TextTable::new(t, number, &mut line)),
            }
        }
    }
    writer.close();
}

struct Writer<'b> {
    builder: &'b mut Builder,
    margins: DocumentMargins,
    /// The paragraph that may go on.
    open: Option<Open>,
    pieces: Vec<Piece>,
    /// The table that may go on.
    table: Option<TextTable>,
    /// Furniture since the last paragraph or table ended.
    furniture: Vec<Piece>,
}

impl Writer<'_> {
    fn line(&mut self, page: &PageLayout, line: &Line, frame: Frame, source: Source) {
        self.close_table();
        let margins = self.margins.of(page, frame);
        let offset = line.x0 - margins.left;
        let step = match (&self.open, self.pieces.last()) {
            (Some(open), Some(last)) if open.frame == frame && last.source.page == source.page && open.last.y < line.y => {
                Step::Same
            }
            _ => Step::Next,
        };
        let goes_on = match &self.open {
            Some(open) => {
                let aside = (open.frame == Frame::Aside) != (frame == Frame::Aside);
                !aside && continues(open, line, step, margins)
            }
            None => false,
        };
        if !goes_on {
            self.close_paragraph();
        }
        let open = self.open.get_or_insert_with(|| Open { first_left: offset, item: is_item(&line.text), ..Open::default() });
        if goes_on {
            open.left.get_or_insert(offset);
            if step == Step::Same {
                open.leading = Some((line.y - open.last.y) / open.last.size);
            }
        }
        open.last = line.clone();
        open.frame = frame;
        open.margins = margins;
        self.pieces.push(Piece { source, words: line.text.clone() });
    }

    /// Furniture waits until the paragraph or table that may go on has ended.
    fn furniture(&mut self, piece: Piece) {
        self.furniture.push(piece);
        if self.open.is_none() && self.table.is_none() {
            self.write_furniture();
        }
    }

    fn table(&mut self, table: TextTable) {
        self.close_paragraph();
        let table = match &mut self.table {
            Some(open) if open.rows.last().map(|r| r.page + 1) == table.rows.first().map(|r| r.page) => open.append(table),
            _ => Some(table),
        };
        if let Some(table) = table {
            self.close_table();
            self.table = Some(table);
        }
    }

    fn close(&mut self) {
        self.close_paragraph();
        self.close_table();
        self.write_furniture();
    }

    fn close_paragraph(&mut self) {
        self.open = None;
        if self.pieces.is_empty() {
            return;
        }
        let pieces = std::mem::take(&mut self.pieces);
        let joined: Vec<(Source, String)> = pieces
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let before = i.checked_sub(1).and_then(|k| pieces.get(k)).and_then(|b| b.words.chars().next_back());
                let letters = |c: char| c.is_ascii_alphabetic();
                let blank = match (before, p.words.chars().next()) {
                    (Some(a), Some(b)) => letters(a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && letters(b),
                    _ => false,
                };
                (p.source, if blank { format!(" {}", p.words) } else { p.words.clone() })
            })
            .collect();
        self.builder.paragraph(ParagraphKind::Body, joined.iter().map(|(s, w)| (*s, w.as_str())));
        self.write_furniture();
    }

    fn close_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        let page = table.rows.first().map(|r| r.page);
        let id = self.builder.table(Table { kind: TableKind::Grid, page, ..Table::default() });
        let mut cells = table.cells.iter().peekable();
        for (row, place) in table.rows.iter().enumerate() {
            let source = Source { line: place.line, column: 1, page: place.page };
            let mut list = Vec::new();
            while let Some(c) = cells.next_if(|c| c.row as usize <= row) {
                let shape = CellShape { col: c.col, rowspan: c.rowspan, colspan: c.colspan };
                let value = if c.words.is_empty() { CellValue::Blank } else { CellValue::Text };
                list.push((shape, c.words.as_str(), value));
            }
            self.builder.row(id, row as u32, source, list);
        }
        for (place, words) in &table.repeated {
            let source = Source { line: place.line, column: 1, page: place.page };
            self.builder.paragraph(ParagraphKind::Furniture, [(source, words.as_str())]);
        }
        self.write_furniture();
    }

    fn write_furniture(&mut self) {
        for piece in std::mem::take(&mut self.furniture) {
            self.builder.paragraph(ParagraphKind::Furniture, [(piece.source, piece.words.as_str())]);
        }
    }
}
