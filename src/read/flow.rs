//! Paragraphs and tables in reading order, as Word files and web pages give them, laid into the document.

use super::builder::{Builder, CellShape, Source};
use super::document::{CellValue, ParagraphKind, Table, TableKind};
use super::limits::{self, Refusal};

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Para(Para),
    /// A table.
    Grid(Grid),
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Para {
    /// Its words; a soft break is `\n`.
    pub text: String,
    /// What it is.
    pub kind: ParagraphKind,
    /// Heading level from 1.
    pub heading: Option<u8>,
    /// The words begin with a number that the source made automatically.
    pub auto_number: bool,
}

/// A table; merged cells stand once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Rows in order; a row may be empty.
    pub rows: Vec<Vec<GridCell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridCell {
    /// Column from 0.
    pub col: u32,
    /// Columns covered.
    pub colspan: u32,
    /// Rows covered.
    pub rowspan: u32,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Paragraphs in a cell from which it can be a frame around text rather than a part of a table.
const FRAME_PARAGRAPHS: usize = 3;
/// Share of a table's words in tables inside it from which it is there for layout, in percent.
const NESTED_SHARE: usize = 50;
/// Share of the table's words in such a cell, in percent.
const FRAME_SHARE: usize = 80;
/// Characters from which a line that ends without a mark may have been broken by hand.
const WRAPPED_CHARS: usize = 20;

impl Grid {
    /// A table for layout: most of it is tables again, or it is a frame around running text.
    fn is_layout(&self) -> bool {
        let cells = self.rows.iter().flatten();
        let chars = |c: &GridCell| c.words().chars().filter(|c| !c.is_whitespace()).count();
        let all: usize = cells.clone().map(chars).sum();
        let nested = |b: &Block| match b {
            Block::Grid(g) if g.is_table() => g.rows.iter().flatten().map(chars).sum(),
            _ => 0,
        };
        let inside: usize = cells.clone().flat_map(|c| &c.blocks).map(nested).sum();
        if inside > 0 && inside * 100 >= all * NESTED_SHARE {
            return true;
        }
        let Some(largest) = cells.max_by_key(|c| chars(c)).filter(|c| c.blocks.len() >= FRAME_PARAGRAPHS) else {
            return false;
        };
        chars(largest) * 100 >= all * FRAME_SHARE
    }

    fn is_table(&self) -> bool {
        self.rows.iter().filter(|r| !r.is_empty()).count() > 1 || self.rows.iter().any(|r| r.len() > 1)
    }
}

/// Takes tables for layout apart; `depth` counts those around.
pub fn unwrapped(blocks: Vec<Block>, depth: usize) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Grid(g) if depth < limits::NESTING && g.is_layout() => {
                for cell in g.rows.into_iter().flatten() {
                    out.append(&mut unwrapped(cell.blocks, depth + 1));
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// Lays blocks into the document. Each paragraph and each table row counts as a line of the source.
#[derive(Debug, Default)]
pub struct Layout {
    line: u32,
    cells: usize,
}

impl Layout {
    fn source(&mut self) -> Source {
        self.line += 1;
        Source { line: self.line, column: 1, page: 0 }
    }

    /// Lays blocks; tables that are there for layout are taken apart first.
    pub fn lay(&mut self, builder: &mut Builder, blocks: Vec<Block>) -> Result<(), Refusal> {
        for block in unwrapped(blocks, 0) {
            match block {
                Block::Para(p) => self.para(builder, &p),
                Block::Grid(g) => self.grid(builder, &g)?,
            }
        }
        Ok(())
    }

    fn para(&mut self, builder: &mut Builder, p: &Para) {
        for (i, line) in lines(&p.text).into_iter().enumerate() {
            let source = self.source();
            if let Some(paragraph) = builder.paragraph(p.kind, [(source, line.trim())]) {
                paragraph.heading = p.heading;
                paragraph.auto_number = p.auto_number && i == 0;
            }
        }
    }

    fn grid(&mut self, builder: &mut Builder, g: &Grid) -> Result<(), Refusal> {
        self.cells += g.rows.iter().map(Vec::len).sum::<usize>();
        if self.cells > limits::CELLS {
            return Err(Refusal::too_large("cells", format!("文件的表格超过 {} 个单元格", limits::CELLS)));
        }
        if g.rows.iter().flatten().all(|c| c.words().trim().is_empty()) {
            return Ok(());
        }
        let index = builder.table(Table { kind: TableKind::Grid, ..Table::default() });
        let mut notes = Vec::new();
        for (row, cells) in (0u32..).zip(&g.rows) {
            let source = self.source();
            let words: Vec<String> = cells.iter().map(GridCell::words).collect();
            if !cells.is_empty() {
                let shapes = cells.iter().zip(&words).map(|(c, w)| {
                    let value = if w.trim().is_empty() { CellValue::Blank } else { CellValue::Text };
                    (CellShape { col: c.col, rowspan: c.rowspan, colspan: c.colspan }, w.as_str(), value)
                });
                builder.row(index, row, source, shapes);
            }
            notes.extend(cells.iter().flat_map(|c| &c.blocks).filter_map(|b| match b {
                Block::Para(p) if p.kind == ParagraphKind::Note => Some(p),
                _ => None,
            }));
        }
        for note in notes {
            self.para(builder, note);
        }
        Ok(())
    }
}

impl GridCell {
    /// The words of the cell: its paragraphs parted by line ends, those of a table inside it by blanks.
    fn words(&self) -> String {
        fn collect(blocks: &[Block], depth: usize, out: &mut String) {
            for block in blocks {
                match block {
                    Block::Para(p) if p.kind == ParagraphKind::Note || p.text.trim().is_empty() => {}
                    Block::Para(p) => {
                        if !out.is_empty() {
                            out.push('\n');
                        }
                        out.push_str(p.text.trim());
                    }
                    Block::Grid(g) if depth < limits::NESTING => {
                        g.rows.iter().flatten().for_each(|c| collect(&c.blocks, depth + 1, out));
                    }
                    Block::Grid(_) => {}
                }
            }
        }
        let mut out = String::new();
        collect(&self.blocks, 0, &mut out);
        out
    }
}

/// The lines of a paragraph with soft breaks: each is a line of its own, unless a sentence was wrapped by hand.
fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n').map(str::trim).filter(|l| !l.is_empty()) {
        match out.last_mut() {
            Some(last) if goes_on(last, line) => last.push_str(line),
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Whether a line is broken in the middle of a sentence that the next one continues.
fn goes_on(line: &str, next: &str) -> bool {
    let ended = line.ends_with(['。', '；', '：', '！', '？', ':', ';', '!', '?', '）', '”']);
    !ended && line.chars().nth(WRAPPED_CHARS).is_some() && line.contains(['，', '。', '；']) && !begins_item(next)
}

/// Whether a line begins with a numbering marker or as a heading does.
fn begins_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('（' | '(' | '第' | '附' | '注') => true,
        Some('一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十') => {
            chars.find(|c| !"一二三四五六七八九十".contains(*c)).is_some_and(|c| "、.．是，,".contains(c))
        }
        Some(c) if c.is_ascii_digit() => {
            let mark = chars.find(|c| !c.is_ascii_digit());
            mark.is_some_and(|c| "、.．）)".contains(c)) && !chars.next().is_some_and(|c| c.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_breaks_part_lines_but_not_sentences() {
        assert_eq!(lines("一、基本情况\n本单位是行政单位。\n二、收支"), ["一、基本情况", "本单位是行政单位。", "二、收支"]);
        let wrapped = "本单位全年支出295.16万元，其中基本支出22\n9.70万元，项目支出60.58万元。";
        assert_eq!(lines(wrapped), ["本单位全年支出295.16万元，其中基本支出229.70万元，项目支出60.58万元。"]);
        assert_eq!(lines("青禾县图书馆\n2023年度自评报告"), ["青禾县图书馆", "2023年度自评报告"]);
    }

    #[test]
    fn a_frame_around_text_is_no_table() {
        let para = |t: &str| Block::Para(Para { text: t.into(), ..Para::default() });
        let cell = |blocks| GridCell { col: 0, colspan: 1, rowspan: 1, blocks };
        let frame = Grid { rows: vec![vec![cell(vec![para("一、基本情况"), para("甲。"), para("乙。")])]] };
        let mut builder = Builder::new();
        Layout::default().lay(&mut builder, vec![Block::Grid(frame)]).expect("within limits");
        let doc = builder.finish();
        assert_eq!((doc.tables.len(), doc.text.as_str()), (0, "一、基本情况\n甲。\n乙。"));
    }
}
