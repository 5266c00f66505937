//! Words of table cells: glyphs into cells, a cell's lines into one string.

use std::collections::BTreeMap;
use std::ops::Range;

use super::engine::Glyph;
use super::lattice::Grid;
use super::lines::{Line, lines};

/// A table on one page.
#[derive(Clone, Debug, Default)]
pub struct PageTable {
    /// Its grid.
    pub grid: Grid,
    /// The lines in each cell of the grid.
    pub lines: Vec<Vec<Line>>,
}

impl PageTable {
    /// Top edge.
    pub fn top(&self) -> f32 {
        self.grid.bounds()[1]
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.grid.bounds()[3]
    }

    /// The words of a cell.
    pub fn words(&self, cell: usize) -> String {
        let right = self.grid.cells.get(cell).and_then(|c| self.grid.xs.get(c.col + c.colspan)).copied().unwrap_or(f32::MAX);
        self.lines.get(cell).map(|l| join_cell(l, right)).unwrap_or_default()
    }
}

/// Takes the glyphs that stand in cells out of `glyphs` and gives the tables that hold words in at least two cells.
pub fn take_tables(mut grids: Vec<Grid>, glyphs: &mut Vec<Glyph>) -> Vec<PageTable> {
    let area = |g: &Grid| {
        let [x0, y0, x1, y1] = g.bounds();
        (x1 - x0) * (y1 - y0)
    };
    // A grid inside a cell of another one takes its glyphs first.
    grids.sort_by(|a, b| area(a).total_cmp(&area(b)));
    let mut tables = Vec::new();
    for grid in grids {
        let mut inside: Vec<Vec<Glyph>> = vec![Vec::new(); grid.cells.len()];
        let mut taken = vec![false; glyphs.len()];
        for token in tokens(glyphs) {
            if let Some(i) = cell_of(&grid, &glyphs[token.clone()])
                && let Some(list) = inside.get_mut(i)
            {
                taken[token.clone()].fill(true);
                list.extend_from_slice(&glyphs[token]);
            }
        }
        let texts: Vec<Vec<Line>> = inside.iter().map(|g| lines(g)).collect();
        if texts.iter().filter(|l| !l.is_empty()).count() < 2 {
            continue;
        }
        let mut taken = taken.into_iter();
        glyphs.retain(|_| taken.next() == Some(false));
        tables.push(PageTable { grid, lines: texts });
    }
    tables.sort_by(|a, b| a.top().total_cmp(&b.top()).then(a.grid.bounds()[0].total_cmp(&b.grid.bounds()[0])));
    tables
}

/// Stretches of glyphs that were drawn one right after the other: words that run over a border belong to one cell.
fn tokens(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (i, g) in glyphs.iter().enumerate() {
        if let (Some(t), Some(before)) = (tokens.last_mut(), i.checked_sub(1).and_then(|k| glyphs.get(k))) {
            let apart = (g.x - before.x - before.w).abs() > 0.06 * g.size || (g.y - before.y).abs() > 0.02 * g.size;
            if !apart && !before.ch.is_whitespace() && !g.ch.is_whitespace() {
                t.end = i + 1;
                continue;
            }
        }
        tokens.push(i..i + 1);
    }
    tokens
}

/// The cell that holds most of a token; the one in which it begins where none does.
fn cell_of(grid: &Grid, token: &[Glyph]) -> Option<usize> {
    let place = |g: &Glyph| grid.cell_at(g.x + g.w / 2.0, g.y - 0.35 * g.size);
    let first = token.first().and_then(place);
    if token.last().and_then(place) == first {
        return first;
    }
    let mut counts: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for g in token {
        *counts.entry(place(g)).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|&(_, n)| n);
    match most {
        Some((cell, n)) if 5 * n >= 3 * token.len() => cell,
        _ => first.or(most.and_then(|(cell, _)| cell)),
    }
}

/// Joins the lines of a cell. Chinese needs nothing between them; a blank parts Latin words, and figures that were not broken.
pub fn join_cell(lines: &[Line], right: f32) -> String {
    let mut words = String::new();
    let mut before: Option<&Line> = None;
    for line in lines {
        if let (Some(l), Some(last), Some(first)) = (before, words.chars().next_back(), line.text.chars().next()) {
            let full = l.x1 + line.size * 0.6 > right - 0.3 * line.size;
            let figures = last.is_ascii_digit() || matches!(last, ',' | '.');
            let broken = full && figures && (first.is_ascii_digit() || matches!(first, ',' | '.'));
            if last.is_ascii() && first.is_ascii() && !broken {
                words.push(' ');
            }
        }
        words.push_str(&line.text);
        before = Some(line);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, x1: f32) -> Line {
        Line { text: text.to_owned(), x1, size: 10.0, ..Line::default() }
    }

    #[test]
    fn lines_of_a_cell() {
        let join = |a: &str, x1: f32, b: &str| join_cell(&[line(a, x1), line(b, 60.0)], 100.0);
        assert_eq!(join("年度预算", 60.0, "申请（万元）"), "年度预算申请（万元）");
        assert_eq!(join("1,234,5", 97.0, "67.89"), "1,234,567.89");
        assert_eq!(join("12", 40.0, "13"), "12 13");
    }
}
