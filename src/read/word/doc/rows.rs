//! The tables of a binary Word file: rows of cells whose edges give the columns.

use super::super::docx::Merge;
use super::super::table::GridBuilder;
use super::file::u16_at;
use crate::read::flow::{Block, GridCell, Para};

/// A row's definition: the edges of its cells in twentieths of a point, and how they merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Definition {
    edges: Vec<i16>,
    merges: Vec<(Merge, Merge)>,
}

/// Edges nearer than this (about half a millimetre) are one.
const EDGE_SLACK: i16 = 30;

impl Definition {
    /// Reads the operand of sprmTDefTable.
    pub(super) fn parse(operand: &[u8]) -> Option<Self> {
        let count = usize::from(*operand.first()?);
        let edges: Option<Vec<i16>> = (0..=count).map(|i| u16_at(operand, 1 + i * 2).map(|v| v as i16)).collect();
        let flags = |i: usize| u16_at(operand, 1 + (count + 1) * 2 + i * 20).unwrap_or(0);
        let merges = (0..count).map(|i| {
            let f = flags(i);
            let down = match (f & 0x20 != 0, f & 0x40 != 0) {
                (true, true) => Merge::Start,
                (true, false) => Merge::Go,
                _ => Merge::None,
            };
            let across = if f & 2 != 0 { Merge::Go } else { Merge::None };
            (down, across)
        });
        Some(Self { edges: edges?, merges: merges.collect() })
    }

    /// sprmTVertMerge
    pub(super) fn merge_down(&mut self, cell: usize, flags: u8) {
        if let Some(m) = self.merges.get_mut(cell) {
            m.0 = match flags {
                1 => Merge::Go,
                3 => Merge::Start,
                _ => Merge::None,
            };
        }
    }

    /// sprmTMerge
    pub(super) fn merge_across(&mut self, first: usize, end: usize) {
        for m in self.merges.iter_mut().take(end).skip(first + 1) {
            m.1 = Merge::Go;
        }
    }
}

/// Collects cells and rows until the table ends.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<(Vec<Vec<Block>>, Option<Definition>)>,
    cells: Vec<Vec<Block>>,
    cell: Vec<Block>,
}

impl Rows {
    /// Whether a table is being read.
    pub(super) fn is_open(&self) -> bool {
        !(self.rows.is_empty() && self.cells.is_empty() && self.cell.is_empty())
    }

    /// A paragraph of the present cell.
    pub(super) fn paragraph(&mut self, para: Option<Para>) {
        self.cell.extend(para.map(Block::Para));
    }

    /// The present cell ends.
    pub(super) fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// The present row ends.
    pub(super) fn end_row(&mut self, definition: Option<Definition>) {
        if !self.cell.is_empty() {
            self.end_cell();
        }
        self.rows.push((std::mem::take(&mut self.cells), definition));
    }

    /// The table, if there is one.
    pub(super) fn finish(&mut self) -> Option<Block> {
        if !self.cells.is_empty() || !self.cell.is_empty() {
            self.end_row(None);
        }
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return None;
        }
        let mut edges: Vec<i16> = rows.iter().filter_map(|(_, d)| d.as_ref()).flat_map(|d| d.edges.iter().copied()).collect();
        edges.sort_unstable();
        edges.dedup_by(|b, a| b.saturating_sub(*a) < EDGE_SLACK);
        let column = |edge: i16| edges.partition_point(|&e| e.saturating_sub(edge) <= 0).saturating_sub(1) as u32;
        let mut grid = GridBuilder::default();
        for (cells, definition) in rows {
            let definition = definition.filter(|d| d.merges.len() == cells.len());
            let laid = (0u32..).zip(cells).map(|(i, blocks)| {
                let at = i as usize;
                let (col, end, merge) = match &definition {
                    Some(d) => (column(d.edges[at]), column(d.edges[at + 1]), d.merges[at]),
                    None => (i, i + 1, (Merge::None, Merge::None)),
                };
                (GridCell { col, colspan: end.saturating_sub(col).max(1), rowspan: 1, blocks }, merge.0, merge.1)
            });
            grid.row(laid.collect());
        }
        Some(Block::Grid(grid.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(edges: &[i16], flags: &[u16]) -> Definition {
        let mut operand = vec![flags.len() as u8];
        operand.extend(edges.iter().flat_map(|e| e.to_le_bytes()));
        for f in flags {
            operand.extend(f.to_le_bytes());
            operand.extend([0; 18]);
        }
        Definition::parse(&operand).expect("a definition")
    }

    #[test]
    fn edges_give_the_columns() {
        let mut rows = Rows::default();
        let mut row = |words: &[&str], d: Definition| {
            for w in words {
                rows.paragraph(Some(Para { text: (*w).into(), ..Para::default() }));
                rows.end_cell();
            }
            rows.end_row(Some(d));
        };
        row(&["甲", "乙"], definition(&[-108, 1000, 3000], &[0x60, 0]));
        row(&["", "丙", "丁"], definition(&[-100, 1010, 2000, 3000], &[0x20, 0, 0]));
        let Some(Block::Grid(grid)) = rows.finish() else { panic!("no table") };
        let shapes: Vec<Vec<_>> = grid.rows.iter().map(|r| r.iter().map(|c| (c.col, c.colspan, c.rowspan)).collect()).collect();
        assert_eq!(shapes, [vec![(0, 1, 2), (1, 2, 1)], vec![(1, 1, 1), (2, 1, 1)]]);
    }
}
