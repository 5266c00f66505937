//! Ruled tables: rules to grids of cells, merged cells included.

use std::collections::BTreeMap;

use super::engine::Rule;

/// A cell of a grid, merged or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// First row.
    pub row: usize,
    /// First column.
    pub col: usize,
    /// Rows covered.
    pub rowspan: usize,
    /// Columns covered.
    pub colspan: usize,
}

/// A grid of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Column borders from left to right, one more than columns.
    pub xs: Vec<f32>,
    /// Row borders from top to bottom, one more than rows.
    pub ys: Vec<f32>,
    /// Cells by row, then column.
    pub cells: Vec<GridCell>,
    /// Index of the cell at each position, row by row.
    at: Vec<usize>,
}

/// Rules nearer than this are one.
const SNAP: f32 = 2.5;
/// Collinear rules with a smaller gap are one; rules that miss each other by less touch.
const TOUCH: f32 = 3.0;
/// Above this number of pairs the page is a drawing, not a table.
const MAX_PAIRS: usize = 4_000_000;
/// Above this number of positions a grid is a drawing.
const MAX_POSITIONS: usize = 200_000;

/// With more grids a page is a drawing.
const MAX_GRIDS: usize = 400;

/// A rule of one direction: `at` is its coordinate, `from..to` its extent.
#[derive(Clone, Copy, Debug)]
struct Edge {
    at: f32,
    from: f32,
    to: f32,
}

/// Joins collinear pieces.
fn merge(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut merged = Vec::new();
    let mut i = 0;
    while i < edges.len() {
        let first = edges[i].at;
        let end = i + edges[i..].partition_point(|e| e.at - first <= SNAP * 0.6).max(1);
        let group = &mut edges[i..end];
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Edge> = None;
        for e in group.iter() {
            match &mut open {
                Some(o) if e.from <= o.to + TOUCH => o.to = o.to.max(e.to),
                _ => merged.extend(open.replace(*e)),
            }
        }
        merged.extend(open);
        i = end;
    }
    merged.retain(|e| e.to - e.from >= 4.0);
    merged
}

fn root(parents: &mut [usize], mut i: usize) -> usize {
    while parents[i] != i {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    i
}

/// Finds the grids of a page. A grid has at least two cells; whether it is a table, its contents decide.
pub fn grids(rules: &[Rule]) -> Vec<Grid> {
    let across = |r: &Rule| r.x1 - r.x0 >= r.y1 - r.y0;
    let mid = |a: f32, b: f32| (a + b) / 2.0;
    let h = merge(rules.iter().filter(|r| across(r)).map(|r| Edge { at: mid(r.y0, r.y1), from: r.x0, to: r.x1 }).collect());
    let v = merge(rules.iter().filter(|r| !across(r)).map(|r| Edge { at: mid(r.x0, r.x1), from: r.y0, to: r.y1 }).collect());
    if h.is_empty() || v.is_empty() || h.len().saturating_mul(v.len()) > MAX_PAIRS {
        return Vec::new();
    }
    let mut parents: Vec<usize> = (0..h.len() + v.len()).collect();
    for (i, a) in h.iter().enumerate() {
        for (j, b) in v.iter().enumerate() {
            let touch = b.at >= a.from - TOUCH && b.at <= a.to + TOUCH && a.at >= b.from - TOUCH && a.at <= b.to + TOUCH;
            if touch {
                let (x, y) = (root(&mut parents, i), root(&mut parents, h.len() + j));
                parents[x.max(y)] = x.min(y);
            }
        }
    }
    // The rules of each grid; its key is the first of its horizontal ones.
    let mut groups: BTreeMap<usize, (Vec<Edge>, Vec<Edge>)> = BTreeMap::new();
    for (i, edge) in h.iter().enumerate() {
        groups.entry(root(&mut parents, i)).or_default().0.push(*edge);
    }
    for (j, edge) in v.iter().enumerate() {
        if let Some(group) = groups.get_mut(&root(&mut parents, h.len() + j)) {
            group.1.push(*edge);
        }
    }
    let grids: Vec<Grid> = groups.into_values().filter_map(|(hs, vs)| grid(&hs, &vs)).collect();
    if grids.len() > MAX_GRIDS { Vec::new() } else { grids }
}

/// Coordinates of the borders: those of the rules, and the ends of the rules across where a side is open.
fn borders(edges: &[Edge], across: &[Edge]) -> Vec<f32> {
    let mut all: Vec<f32> = edges.iter().map(|e| e.at).collect();
    all.sort_by(f32::total_cmp);
    let mut borders: Vec<f32> = Vec::new();
    for at in all {
        match borders.last() {
            Some(&last) if at - last <= SNAP => {}
            _ => borders.push(at),
        }
    }
    let open = |end: f32| across.iter().filter(|e| (e.from - end).abs() <= TOUCH || (e.to - end).abs() <= TOUCH).count() >= 2;
    let (low, high) = across.iter().fold((f32::MAX, f32::MIN), |(l, h), e| (l.min(e.from), h.max(e.to)));
    if borders.first().is_some_and(|&b| low < b - 2.0 * TOUCH) && open(low) {
        borders.insert(0, low);
    }
    if borders.last().is_some_and(|&b| high > b + 2.0 * TOUCH) && open(high) {
        borders.push(high);
    }
    borders
}

/// Which of the intervals between `along` an edge covers.
fn covers(edge: &Edge, along: &[f32], mut mark: impl FnMut(usize)) {
    for (i, w) in along.windows(2).enumerate() {
        let shared = edge.to.min(w[1]) - edge.from.max(w[0]);
        let length = w[1] - w[0];
        if shared >= (length - 2.0 * TOUCH).max(0.6 * length) {
            mark(i);
        }
    }
}

fn nearest(borders: &[f32], at: f32) -> Option<usize> {
    let i = borders.partition_point(|&b| b < at - SNAP);
    (i < borders.len() && (borders[i] - at).abs() <= SNAP).then_some(i)
}

fn grid(hs: &[Edge], vs: &[Edge]) -> Option<Grid> {
    let (xs, ys) = (borders(vs, hs), borders(hs, vs));
    let (cols, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if cols * rows < 2 || cols * rows > MAX_POSITIONS {
        return None;
    }
    // above[r * cols + c]: a border between this position and the one above; left[..] likewise.
    let mut above = vec![false; rows * cols];
    let mut left = vec![false; rows * cols];
    for e in hs {
        if let Some(r) = nearest(&ys, e.at).filter(|&r| r < rows) {
            covers(e, &xs, |c| above[r * cols + c] = true);
        }
    }
    for e in vs {
        if let Some(c) = nearest(&xs, e.at).filter(|&c| c < cols) {
            covers(e, &ys, |r| left[r * cols + c] = true);
        }
    }
    let (cells, at) = cells(rows, cols, &above, &left);
    (cells.len() >= 2).then_some(Grid { xs, ys, cells, at })
}

/// The extent of a region of positions that no border parts, and how many positions it has.
#[derive(Clone, Copy, Debug)]
struct Extent {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
    positions: usize,
}

/// Joins positions that no border parts; what is no rectangle is cut into rows.
fn cells(rows: usize, cols: usize, above: &[bool], left: &[bool]) -> (Vec<GridCell>, Vec<usize>) {
    let mut parents: Vec<usize> = (0..rows * cols).collect();
    for r in 0..rows {
        for c in 0..cols {
            let i = r * cols + c;
            for (joined, other) in [(c > 0 && !left[i], i.wrapping_sub(1)), (r > 0 && !above[i], i.wrapping_sub(cols))] {
                if joined {
                    let (x, y) = (root(&mut parents, i), root(&mut parents, other));
                    parents[x.max(y)] = x.min(y);
                }
            }
        }
    }
    // The extent and size of each region.
    let mut extents: Vec<Option<Extent>> = vec![None; rows * cols];
    for i in 0..rows * cols {
        let (r, c) = (i / cols, i % cols);
        let e = extents[root(&mut parents, i)].get_or_insert(Extent { top: r, left: c, bottom: r, right: c, positions: 0 });
        (e.top, e.left) = (e.top.min(r), e.left.min(c));
        (e.bottom, e.right) = (e.bottom.max(r), e.right.max(c));
        e.positions += 1;
    }
    let mut cells: Vec<GridCell> = Vec::new();
    let mut at = vec![usize::MAX; rows * cols];
    for i in 0..rows * cols {
        if at[i] != usize::MAX {
            continue;
        }
        let (r, c) = (i / cols, i % cols);
        let region = root(&mut parents, i);
        let (mut rowspan, mut colspan) = (1, 1);
        match extents[region] {
            Some(e) if (e.bottom - e.top + 1) * (e.right - e.left + 1) == e.positions => {
                (rowspan, colspan) = (e.bottom - e.top + 1, e.right - e.left + 1);
            }
            _ => {
                while c + colspan < cols && !left[i + colspan] && at[i + colspan] == usize::MAX {
                    colspan += 1;
                }
            }
        }
        for k in 0..rowspan * colspan {
            at[(r + k / colspan) * cols + c + k % colspan] = cells.len();
        }
        cells.push(GridCell { row: r, col: c, rowspan, colspan });
    }
    (cells, at)
}

impl Grid {
    /// A grid without merged cells.
    pub fn regular(xs: Vec<f32>, ys: Vec<f32>) -> Self {
        let (rows, cols) = (ys.len().saturating_sub(1), xs.len().saturating_sub(1));
        let cell = |i: usize| GridCell { row: i / cols.max(1), col: i % cols.max(1), rowspan: 1, colspan: 1 };
        Self { xs, ys, cells: (0..rows * cols).map(cell).collect(), at: (0..rows * cols).collect() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The cell at a point of the page.
    pub fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let index = |borders: &[f32], v: f32| {
            let (first, last) = (*borders.first()?, *borders.last()?);
            if v < first - 1.0 || v > last + 1.0 {
                return None;
            }
            Some(borders.partition_point(|&b| b <= v).saturating_sub(1).min(borders.len().saturating_sub(2)))
        };
        let (c, r) = (index(&self.xs, x)?, index(&self.ys, y)?);
        self.at.get(r * self.cols() + c).copied()
    }

    /// Left, top, right and bottom.
    pub fn bounds(&self) -> [f32; 4] {
        let ends = |b: &[f32]| (b.first().copied().unwrap_or(0.0), b.last().copied().unwrap_or(0.0));
        let ((x0, x1), (y0, y1)) = (ends(&self.xs), ends(&self.ys));
        [x0, y0, x1, y1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn h(y: f32, x0: f32, x1: f32) -> Rule {
        Rule { x0, y0: y, x1, y1: y }
    }

    fn v(x: f32, y0: f32, y1: f32) -> Rule {
        Rule { x0: x, y0, x1: x, y1 }
    }

    fn shapes(rules: &[Rule]) -> Vec<Vec<(usize, usize, usize, usize)>> {
        grids(rules).iter().map(|g| g.cells.iter().map(|c| (c.row, c.col, c.rowspan, c.colspan)).collect()).collect()
    }

    #[test]
    fn merged_cells_where_no_border_stands() {
        // Two rows, three columns; the first row's last two columns are one cell, the first column is one cell.
        let rules = [
            h(100.0, 50.0, 350.0),
            h(120.0, 150.0, 350.0),
            h(140.0, 50.0, 350.0),
            v(50.0, 100.0, 140.0),
            v(150.0, 100.0, 140.0),
            v(250.0, 120.0, 140.0),
            v(350.0, 100.0, 140.0),
        ];
        assert_eq!(shapes(&rules), [vec![(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]]);
        assert_eq!(grids(&rules)[0].cell_at(60.0, 130.0), Some(0));
        assert_eq!(grids(&rules)[0].cell_at(300.0, 130.0), Some(3));
        assert_eq!(grids(&rules)[0].cell_at(20.0, 130.0), None);
    }

    #[test]
    fn borders_drawn_cell_by_cell_and_open_sides() {
        let mut rules = Vec::new();
        for (a, b) in [(50.0, 149.0), (151.0, 250.0)] {
            rules.extend([h(100.0, a, b), h(120.5, a, b), h(140.0, a, b)]);
        }
        rules.push(v(150.0, 100.0, 120.0));
        rules.push(v(150.4, 121.0, 140.0));
        assert_eq!(shapes(&rules), [vec![(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]]);
    }

    #[test]
    fn rules_without_a_place_are_no_end() {
        let mut rules = vec![h(f32::NAN, 10.0, 90.0), h(f32::INFINITY, 10.0, 90.0), v(f32::NEG_INFINITY, 10.0, 90.0)];
        rules.extend([h(10.0, 10.0, f32::NAN), h(50.0, 10.0, 90.0), v(20.0, f32::NAN, 90.0)]);
        assert!(grids(&rules).is_empty());
    }

    #[test]
    fn underlines_and_frames_are_no_grids() {
        assert!(grids(&[h(100.0, 50.0, 300.0), h(130.0, 50.0, 300.0)]).is_empty());
        let frame = [h(10.0, 10.0, 90.0), h(90.0, 10.0, 90.0), v(10.0, 10.0, 90.0), v(90.0, 10.0, 90.0)];
        assert!(grids(&frame).is_empty());
    }

    #[test]
    fn tables_that_do_not_touch_are_two() {
        let mut rules = Vec::new();
        for y in [100.0, 300.0] {
            rules.extend([h(y, 50.0, 250.0), h(y + 20.0, 50.0, 250.0), h(y + 40.0, 50.0, 250.0)]);
            rules.extend([v(50.0, y, y + 40.0), v(250.0, y, y + 40.0)]);
        }
        assert_eq!(shapes(&rules).len(), 2);
    }
}
