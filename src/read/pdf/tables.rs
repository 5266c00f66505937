//! Tables over pages: a table that goes on over a break becomes one.

use super::cells::PageTable;

/// A cell with its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextCell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Rows covered.
    pub rowspan: u32,
    /// Columns covered.
    pub colspan: u32,
    /// Words.
    pub words: String,
    /// Its last line reaches the right border: its words may go on.
    pub full: bool,
}

/// Where a row stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowPlace {
    /// Page from 1.
    pub page: u32,
    /// Line of the page from 1.
    pub line: u32,
}

/// A table, perhaps over several pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextTable {
    /// Column borders.
    pub xs: Vec<f32>,
    /// Places of the rows.
    pub rows: Vec<RowPlace>,
    /// Cells by row, then column.
    pub cells: Vec<TextCell>,
    /// Rows that repeat the header at the top of a page, left out of the cells: their words and places.
    pub repeated: Vec<(RowPlace, String)>,
}

/// Column borders of two parts of one table differ by less (points).
const SAME_BORDER: f32 = 4.0;
/// Rows that may be repeated at the top of each page.
const MAX_HEADER: u32 = 6;

impl TextTable {
    /// The words of a table of one page; `line` counts the lines of the page.
    pub fn new(table: &PageTable, page: u32, line: &mut u32) -> Self {
        let grid = &table.grid;
        let mut text = Self { xs: grid.xs.clone(), ..Self::default() };
        for row in 0..grid.rows() {
            text.rows.push(RowPlace { page, line: *line + 1 });
            let lines = |(i, c): (usize, &super::lattice::GridCell)| {
                if c.row == row && c.rowspan == 1 { table.lines.get(i).map_or(0, Vec::len) } else { 0 }
            };
            *line += grid.cells.iter().enumerate().map(lines).max().unwrap_or(0).max(1) as u32;
        }
        for (i, c) in grid.cells.iter().enumerate() {
            let right = grid.xs.get(c.col + c.colspan).copied().unwrap_or(f32::MAX);
            let full = table.lines.get(i).and_then(|l| l.last()).is_some_and(|l| l.x1 > right - 1.6 * l.size);
            text.cells.push(TextCell {
                row: c.row as u32,
                col: c.col as u32,
                rowspan: c.rowspan as u32,
                colspan: c.colspan as u32,
                words: table.words(i),
                full,
            });
        }
        text
    }

    fn row(&self, row: u32) -> Vec<&TextCell> {
        self.cells.iter().filter(|c| c.row == row).collect()
    }

    /// Appends the part of the table on the next page, if it is one; otherwise gives it back.
    pub fn append(&mut self, next: TextTable) -> Option<TextTable> {
        let same = self.xs.len() == next.xs.len() && self.xs.iter().zip(&next.xs).all(|(a, b)| (a - b).abs() <= SAME_BORDER);
        let Some(columns) = (if same { Some((0..next.xs.len()).collect()) } else { self.columns_of(&next) }) else {
            return Some(next);
        };
        let header = self.repeated_header(&next, &columns);
        for row in 0..header {
            let words: Vec<&str> = next.row(row).iter().map(|c| c.words.as_str()).filter(|w| !w.is_empty()).collect();
            self.repeated.push((next.rows.get(row as usize).copied().unwrap_or_default(), words.join(" ")));
        }
        self.join(next, header, &columns);
        None
    }

    /// For each border of `next` the border of this table at the same place, if each has one and the outer ones agree.
    ///
    /// A page that shows only rows with merged cells draws fewer borders than the page before it.
    fn columns_of(&self, next: &TextTable) -> Option<Vec<usize>> {
        let find = |x: f32| self.xs.iter().position(|s| (s - x).abs() <= SAME_BORDER);
        let found: Vec<usize> = next.xs.iter().map(|&x| find(x)).collect::<Option<_>>()?;
        (found.len() > 1 && found.first() == Some(&0) && found.last() == Some(&(self.xs.len() - 1))).then_some(found)
    }

    /// Number of leading rows of `next` that repeat this table's first rows.
    fn repeated_header(&self, next: &TextTable, columns: &[usize]) -> u32 {
        let shape = |c: &TextCell, at: &dyn Fn(u32) -> u32| (at(c.col), c.colspan, c.rowspan, c.words.clone());
        let mine = |c: u32| c;
        let theirs = |c: u32| columns.get(c as usize).map_or(u32::MAX, |&n| n as u32);
        let mut rows = 0;
        while rows < MAX_HEADER.min(next.rows.len() as u32) {
            let a: Vec<_> = self.row(rows).into_iter().map(|c| shape(c, &mine)).collect();
            let b: Vec<_> = next.row(rows).into_iter().map(|c| shape(c, &theirs)).collect();
            let words = a.iter().any(|c| !c.3.is_empty());
            if a.is_empty() || a != b || !words {
                break;
            }
            rows += 1;
        }
        rows
    }

    fn join(&mut self, next: TextTable, header: u32, columns: &[usize]) {
        let before = self.rows.len() as u32;
        let column = |c: u32| columns.get(c as usize).map_or(c, |&n| n as u32);
        let mut cells: Vec<TextCell> = next
            .cells
            .into_iter()
            .filter(|c| c.row >= header)
            .map(|c| {
                let col = column(c.col);
                TextCell { col, colspan: column(c.col + c.colspan).saturating_sub(col).max(1), row: c.row - header, ..c }
            })
            .collect();
        let split = self.goes_on(&cells);
        if split {
            for c in cells.iter().filter(|c| c.row == 0 && !c.words.is_empty()) {
                if let Some(old) = self.cells.iter_mut().find(|o| o.col == c.col && o.row + o.rowspan == before) {
                    old.words.push_str(&c.words);
                }
            }
        }
        // A blank cell at the top of the page under a cell that ends at the bottom of the last one: a merged cell that goes on.
        for c in cells.iter_mut().filter(|c| c.row == 0 && c.words.is_empty() && (c.rowspan > 1 || !split)) {
            let open = self.cells.iter_mut().find(|o| o.col == c.col && o.colspan == c.colspan && o.row + o.rowspan == before);
            if let Some(old) = open.filter(|o| o.rowspan > 1 || c.rowspan > 1) {
                old.rowspan += c.rowspan - u32::from(split);
                c.rowspan = 0;
            }
        }
        let base = before - u32::from(split);
        let kept = cells.into_iter().filter(|c| c.rowspan > 0 && !(split && c.row == 0)).map(|mut c| {
            c.row += base;
            c
        });
        self.cells.extend(kept);
        self.cells.sort_by_key(|c| (c.row, c.col));
        self.rows.extend(next.rows.into_iter().skip((header + u32::from(split)) as usize));
    }

    /// Whether the first row of the next page is the rest of the last row of this one: at least one cell goes on in the middle
    /// of a sentence, and no cell begins anew.
    fn goes_on(&self, next: &[TextCell]) -> bool {
        let before = self.rows.len() as u32;
        let first: Vec<&TextCell> = next.iter().filter(|c| c.row == 0).collect();
        let old = |c: &TextCell| self.cells.iter().find(|o| o.col == c.col && o.row + o.rowspan == before);
        let mut rest = 0;
        for c in first.iter().filter(|c| !c.words.is_empty()) {
            match old(c) {
                Some(o) if o.full && !o.words.is_empty() && !o.words.ends_with(['。', '；', '！']) && !is_figure(&c.words) => {
                    rest += 1
                }
                _ => return false,
            }
        }
        let blank = |c: &&TextCell| c.words.is_empty() && old(c).is_some_and(|o| !o.words.is_empty());
        rest > 0 && (first.len() == rest || first.iter().any(blank))
    }
}

fn is_figure(words: &str) -> bool {
    words.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '-' | '—' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(page: u32, rows: &[&[&str]]) -> TextTable {
        let mut t = TextTable { xs: vec![0.0, 100.0, 200.0], ..TextTable::default() };
        for (r, row) in rows.iter().enumerate() {
            t.rows.push(RowPlace { page, line: r as u32 + 1 });
            for (c, words) in row.iter().enumerate() {
                let full = words.chars().count() > 8;
                let (row, col) = (r as u32, c as u32);
                t.cells.push(TextCell { row, col, rowspan: 1, colspan: 1, words: (*words).to_owned(), full });
            }
        }
        t
    }

    fn words(t: &TextTable) -> Vec<(u32, u32, &str)> {
        t.cells.iter().map(|c| (c.row, c.col, c.words.as_str())).collect()
    }

    #[test]
    fn the_header_is_read_once_and_a_split_row_joined() {
        let mut t = table(1, &[&["指标", "偏差原因"], &["数量", "因设备采购流程较长导致"]]);
        assert_eq!(t.append(table(2, &[&["指标", "偏差原因"], &["", "延期。"], &["质量", "无"]])), None);
        assert_eq!(
            words(&t),
            [
                (0, 0, "指标"),
                (0, 1, "偏差原因"),
                (1, 0, "数量"),
                (1, 1, "因设备采购流程较长导致延期。"),
                (2, 0, "质量"),
                (2, 1, "无")
            ]
        );
        assert_eq!(t.rows.iter().map(|r| r.page).collect::<Vec<_>>(), [1, 1, 2]);
    }

    #[test]
    fn rows_that_begin_anew_stay_rows() {
        let mut t = table(1, &[&["数量", "因设备采购流程较长导致延期。"]]);
        assert_eq!(t.append(table(2, &[&["", "另一项的说明"]])), None);
        assert_eq!(t.rows.len(), 2);
    }

    #[test]
    fn another_table_is_given_back() {
        let mut t = table(1, &[&["甲", "乙"]]);
        let mut other = table(2, &[&["丙", "丁"]]);
        other.xs[1] = 140.0;
        assert!(t.append(other).is_some());
    }
}
