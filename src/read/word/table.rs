//! Puts the rows of a Word table into a grid: a cell that continues another one widens it.

use super::docx::Merge;
use crate::read::flow::{Grid, GridCell};

/// Takes rows one after another.
#[derive(Debug, Default)]
pub(super) struct GridBuilder {
    grid: Grid,
    /// Cells that may go on below, by column: row and index in it.
    open: Vec<(u32, usize, usize)>,
}

impl GridBuilder {
    /// Adds a row: cells with how they merge downwards and sideways.
    pub(super) fn row(&mut self, cells: Vec<(GridCell, Merge, Merge)>) {
        let row = self.grid.rows.len();
        let mut open = Vec::new();
        let mut out: Vec<GridCell> = Vec::with_capacity(cells.len());
        for (cell, down, sideways) in cells {
            if sideways == Merge::Go
                && let Some(left) = out.last_mut()
            {
                left.colspan += cell.colspan;
                continue;
            }
            let above = self.open.iter().find(|(col, ..)| *col == cell.col).copied();
            match (down, above) {
                (Merge::Go, Some((col, r, i))) => {
                    if let Some(c) = self.grid.rows.get_mut(r).and_then(|cells| cells.get_mut(i)) {
                        c.rowspan = (row - r + 1) as u32;
                    }
                    open.push((col, r, i));
                }
                (Merge::None, _) => out.push(cell),
                (Merge::Start | Merge::Go, _) => {
                    open.push((cell.col, row, out.len()));
                    out.push(cell);
                }
            }
        }
        self.open = open;
        self.grid.rows.push(out);
    }

    pub(super) fn finish(self) -> Grid {
        self.grid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_stand_once() {
        let cell = |col, colspan| GridCell { col, colspan, rowspan: 1, ..GridCell::default() };
        let mut grid = GridBuilder::default();
        grid.row(vec![(cell(0, 1), Merge::Start, Merge::None), (cell(1, 2), Merge::None, Merge::None)]);
        grid.row(vec![
            (cell(0, 1), Merge::Go, Merge::None),
            (cell(1, 1), Merge::None, Merge::Start),
            (cell(2, 1), Merge::None, Merge::Go),
        ]);
        let rows = grid.finish().rows;
        let shape = |c: &GridCell| (c.col, c.colspan, c.rowspan);
        let shapes: Vec<Vec<_>> = rows.iter().map(|r| r.iter().map(shape).collect()).collect();
        assert_eq!(shapes, [vec![(0, 1, 2), (1, 2, 1)], vec![(1, 2, 1)]]);
    }
}
