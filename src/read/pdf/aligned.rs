//! Tables without rules: a header that is known by its words, and rows of figures aligned under it.

use super::cells::PageTable;
use super::lattice::Grid;
use super::lines::{Line, Piece};

/// Columns that a header has at least.
const MIN_COLUMNS: usize = 3;
/// Rows that follow it at least.
const MIN_ROWS: usize = 2;

fn words(line: &Line, piece: &Piece) -> String {
    line.text.get(piece.start..piece.end).unwrap_or("").trim().to_owned()
}

/// Whether a line is the header of a table: three stretches or more, two of them with words of headers and none with a figure.
fn is_header(line: &Line) -> bool {
    let known = |w: &String| HEADERS.lines().any(|h| !h.starts_with('#') && w.contains(h));
    let all: Vec<String> = line.pieces.iter().map(|p| words(line, p)).collect();
    all.len() >= MIN_COLUMNS && all.iter().filter(|w| known(w)).count() >= 2 && !all.iter().any(|w| is_figure(w))
}

const HEADERS: &str = include_str!("data/headers.txt");

fn is_figure(words: &str) -> bool {
    !words.is_empty() && words.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '-' | '—' | '/'))
}

/// The columns of the pieces of a row, if each piece falls into one column of its own and figures stand in it.
fn columns(line: &Line, xs: &[f32]) -> Option<Vec<usize>> {
    let mut taken: Vec<usize> = Vec::new();
    for p in &line.pieces {
        let middle = (p.x0 + p.x1) / 2.0;
        let c = xs.partition_point(|&x| x <= middle).checked_sub(1)?;
        if c + 1 >= xs.len() || taken.last().is_some_and(|&t| t >= c) {
            return None;
        }
        taken.push(c);
    }
    let figures = line.pieces.iter().any(|p| is_figure(&words(line, p)));
    (taken.len() >= 2 && figures).then_some(taken)
}

/// Takes the tables without rules out of the lines of a page (from top to bottom, all of one frame).
pub fn take_aligned(lines: &mut Vec<Line>) -> Vec<PageTable> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match table_at(&lines[at..]) {
            Some((table, used)) => {
                lines.drain(at..at + used);
                tables.push(table);
            }
            None => at += 1,
        }
    }
    tables
}

/// The table whose header is the first line, and the number of its lines.
fn table_at(lines: &[Line]) -> Option<(PageTable, usize)> {
    let header = lines.first().filter(|l| is_header(l))?;
    let mut xs = vec![header.x0.min(lines.get(1)?.x0) - header.size];
    xs.extend(header.pieces.windows(2).map(|w| (w[0].x1 + w[1].x0) / 2.0));
    xs.push(header.x1 + 4.0 * header.size);
    let rows: Vec<(&Line, Vec<usize>)> = lines
        .iter()
        .enumerate()
        .map_while(|(i, l)| {
            let near = i == 0 || l.y - lines[i - 1].y < 3.0 * l.size;
            let own = if i == 0 { Some((0..l.pieces.len()).collect()) } else { columns(l, &xs) };
            own.filter(|_| near).map(|c| (l, c))
        })
        .collect();
    if rows.len() <= MIN_ROWS {
        return None;
    }
    let cols = xs.len() - 1;
    let mut ys: Vec<f32> = rows.iter().map(|(l, _)| l.y - l.size).collect();
    ys.push(rows.last().map_or(0.0, |(l, _)| l.y + 0.3 * l.size));
    let mut cells: Vec<Vec<Line>> = vec![Vec::new(); rows.len() * cols];
    for (r, (line, own)) in rows.iter().enumerate() {
        for (piece, &c) in line.pieces.iter().zip(own) {
            let text = words(line, piece);
            let whole = Piece { start: 0, end: text.len(), ..piece.clone() };
            let part =
                Line { text, x0: piece.x0, x1: piece.x1, y: line.y, size: line.size, pieces: vec![whole], ..Line::default() };
            cells[r * cols + c].push(part);
        }
    }
    let used = rows.len();
    Some((PageTable { grid: Grid::regular(xs, ys), lines: cells }, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(parts: &[(&str, f32, f32)], y: f32) -> Line {
        let mut l = Line { y, size: 10.0, x0: parts[0].1, x1: parts[parts.len() - 1].2, ..Line::default() };
        for &(words, x0, x1) in parts {
            if !l.text.is_empty() {
                l.text.push(' ');
            }
            let start = l.text.len();
            l.text.push_str(words);
            l.pieces.push(Piece { start, end: l.text.len(), x0, x1 });
        }
        l
    }

    #[test]
    fn figures_under_a_known_header_are_a_table() {
        let mut lines = vec![
            line(&[("各项目情况如下：", 50.0, 130.0)], 80.0),
            line(&[("项目名称", 50.0, 90.0), ("年初预算", 150.0, 190.0), ("实际支出", 250.0, 290.0)], 100.0),
            line(&[("培训经费", 50.0, 90.0), ("7.50", 165.0, 190.0), ("8.98", 265.0, 290.0)], 115.0),
            line(&[("换届经费", 50.0, 90.0), ("3.00", 265.0, 290.0)], 130.0),
            line(&[("以上项目均已完成。", 50.0, 140.0)], 145.0),
        ];
        let tables = take_aligned(&mut lines);
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["各项目情况如下：", "以上项目均已完成。"]);
        let words: Vec<String> = (0..9).map(|i| tables[0].words(i)).collect();
        assert_eq!(words, ["项目名称", "年初预算", "实际支出", "培训经费", "7.50", "8.98", "换届经费", "", "3.00"]);
    }

    #[test]
    fn spaced_words_without_figures_are_no_table() {
        let mut lines = vec![
            line(&[("项目名称", 50.0, 90.0), ("预算", 150.0, 170.0), ("执行", 250.0, 270.0)], 100.0),
            line(&[("甲", 50.0, 60.0), ("乙", 150.0, 160.0), ("丙", 250.0, 260.0)], 115.0),
            line(&[("丁", 50.0, 60.0), ("戊", 150.0, 160.0), ("己", 250.0, 260.0)], 130.0),
        ];
        assert!(take_aligned(&mut lines).is_empty() && lines.len() == 3);
    }
}
