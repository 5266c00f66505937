//! The order of reading: a page's tables and lines, column after column.

use super::aligned::take_aligned;
use super::cells::{PageTable, take_tables};
use super::engine::{Glyph, Page};
use super::lattice::grids;
use super::lines::{Line, lines};
use super::upright::{Upright, upright};

/// Which part of a page a line belongs to; lines join into paragraphs only within one frame or into the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frame {
    /// The whole width.
    #[default]
    Whole,
    /// The left one of two columns.
    LeftColumn,
    /// The right one of two columns.
    RightColumn,
    /// Text in another direction than the page's, stamps, watermarks.
    Aside,
}

/// Something on a page, in the order of reading.
#[derive(Clone, Debug)]
pub enum Item {
    /// A line of text.
    Line(Line, Frame),
    /// A ruled table.
    Table(PageTable),
}

/// A page in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct PageLayout {
    /// Width in the orientation of its text.
    pub width: f32,
    /// Height in the orientation of its text.
    pub height: f32,
    /// Lines and tables.
    pub items: Vec<Item>,
}

/// Lays out one page.
pub fn layout(page: &Page) -> PageLayout {
    let mut parts = upright(page).into_iter();
    let Some(main) = parts.next() else { return PageLayout::default() };
    let (width, height) = (main.width, main.height);
    let mut items = main_items(main);
    for aside in parts {
        items.extend(lines(&aside.glyphs).into_iter().map(|l| Item::Line(l, Frame::Aside)));
    }
    PageLayout { width, height, items }
}

fn main_items(part: Upright) -> Vec<Item> {
    let mut glyphs = part.glyphs;
    let mut tables = take_tables(grids(&part.rules), &mut glyphs);
    let (mut lines, gutter) = in_columns(lines(&glyphs), &glyphs);
    if gutter.is_none() {
        let mut whole: Vec<Line> = lines.into_iter().map(|(l, _)| l).collect();
        tables.extend(take_aligned(&mut whole));
        tables.sort_by(|a, b| a.top().total_cmp(&b.top()));
        lines = whole.into_iter().map(|l| (l, Frame::Whole)).collect();
    }
    // A table stands in the column that holds it.
    let frame = |t: &PageTable| match gutter {
        Some(g) if t.top() > g.top - 1.0 && t.bottom() < g.bottom + 1.0 => {
            let [x0, _, x1, _] = t.grid.bounds();
            if x0 > g.x - 4.0 {
                Frame::RightColumn
            } else if x1 < g.x + 4.0 {
                Frame::LeftColumn
            } else {
                Frame::Whole
            }
        }
        _ => Frame::Whole,
    };
    let mut tables: Vec<(Frame, PageTable)> = tables.into_iter().map(|t| (frame(&t), t)).collect();
    let mut items: Vec<Item> = Vec::with_capacity(lines.len() + tables.len());
    for (line, own) in lines {
        // A table of another frame goes before the line if that frame comes first in the order of reading.
        let before = |&(f, ref t): &(Frame, PageTable)| match (f, own) {
            (Frame::LeftColumn, Frame::RightColumn) => true,
            (Frame::RightColumn, Frame::LeftColumn) => false,
            _ => t.top() < line.y - 0.5 * line.size,
        };
        while tables.first().is_some_and(before) {
            items.push(Item::Table(tables.remove(0).1));
        }
        if let Some(i) = tables.iter().position(before) {
            items.push(Item::Table(tables.remove(i).1));
        }
        items.push(Item::Line(line, own));
    }
    items.extend(tables.into_iter().map(|(_, t)| Item::Table(t)));
    items
}

/// Where two columns part, and from where to where they run.
#[derive(Clone, Copy, Debug)]
struct Columns {
    x: f32,
    top: f32,
    bottom: f32,
}

/// A stretch of lines set in two columns.
struct Gutter {
    /// Indices of the lines.
    from: usize,
    to: usize,
    /// Where the columns part.
    x: f32,
}

/// Puts lines that stand in two columns into the order of reading.
fn in_columns(all: Vec<Line>, glyphs: &[Glyph]) -> (Vec<(Line, Frame)>, Option<Columns>) {
    let Some(Gutter { from, to, x }) = gutter(&all) else {
        return (all.into_iter().map(|l| (l, Frame::Whole)).collect(), None);
    };
    let (top, bottom) = (all[from].y - 0.6 * all[from].size, all[to - 1].y + 0.3 * all[to - 1].size);
    let part = |left: bool| -> Vec<Line> {
        let inside = |g: &&Glyph| g.y > top && g.y <= bottom && ((g.x + g.w / 2.0) < x) == left;
        lines(&glyphs.iter().filter(inside).copied().collect::<Vec<_>>())
    };
    let (left, right) = (part(true), part(false));
    let mut ordered: Vec<(Line, Frame)> = Vec::with_capacity(left.len() + right.len());
    ordered.extend(all[..from].iter().map(|l| (l.clone(), Frame::Whole)));
    ordered.extend(left.into_iter().map(|l| (l, Frame::LeftColumn)));
    ordered.extend(right.into_iter().map(|l| (l, Frame::RightColumn)));
    ordered.extend(all[to..].iter().map(|l| (l.clone(), Frame::Whole)));
    (ordered, Some(Columns { x, top, bottom }))
}

/// Whether something on the line stands at `x`.
fn crosses(line: &Line, x: f32) -> bool {
    line.x0 < x && line.x1 > x && !line.gaps.iter().any(|&(a, b)| a < x && x < b)
}

/// Looks for two columns: many lines in a row that nothing crosses at one x, with running text on both sides.
fn gutter(all: &[Line]) -> Option<Gutter> {
    let mut tried: Vec<f32> = Vec::new();
    let mut best: Option<Gutter> = None;
    for line in all {
        for &(_, right) in &line.gaps {
            let x = right - 0.25 * line.size;
            if tried.iter().any(|t| (t - x).abs() < 2.0) || tried.len() > 64 {
                continue;
            }
            tried.push(x);
            let mut from = 0;
            while from < all.len() {
                if crosses(&all[from], x) {
                    from += 1;
                    continue;
                }
                let to = from + all[from..].iter().take_while(|l| !crosses(l, x)).count();
                if is_running(&all[from..to], x) && best.as_ref().is_none_or(|g| g.to - g.from < to - from) {
                    best = Some(Gutter { from, to, x });
                }
                from = to;
            }
        }
    }
    best
}

/// Whether both sides of `x` are running text: most lines there are filled up to the column's edge.
fn is_running(block: &[Line], x: f32) -> bool {
    let side = |left: bool| {
        let span = |l: &Line| {
            let gap = l.gaps.iter().find(|g| g.0 < x && x < g.1);
            match (gap, left) {
                (Some(g), true) => Some((l.x0, g.0)),
                (Some(g), false) => Some((g.1, l.x1)),
                (None, _) => ((l.x1 <= x) == left).then_some((l.x0, l.x1)),
            }
        };
        let spans: Vec<(f32, f32)> = block.iter().filter_map(span).collect();
        let low = spans.iter().map(|s| s.0).fold(f32::MAX, f32::min);
        let high = spans.iter().map(|s| s.1).fold(f32::MIN, f32::max);
        let full = spans.iter().filter(|s| s.1 - s.0 > 0.75 * (high - low)).count();
        (spans.len(), full, high - low)
    };
    let ((ln, lf, lw), (rn, rf, rw)) = (side(true), side(false));
    let em = block.first().map_or(10.0, |l| l.size);
    let wide = lw.min(rw) > 8.0 * em && lw.min(rw) > 0.4 * lw.max(rw);
    // Labels on the left and figures on the right are a list.
    let figures = block.iter().filter(|l| {
        let right = l.pieces.iter().find(|p| p.x0 > x).and_then(|p| l.text.get(p.start..));
        right.is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
    });
    let list = 3 * figures.count() > rn;
    wide && !list && ln >= 5 && rn >= 4 && 5 * lf >= 2 * ln && 5 * rf >= 2 * rn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::engine::{Flags, Turn};

    fn set(words: &str, x: f32, y: f32) -> Vec<Glyph> {
        let glyph =
            |(i, ch)| Glyph { ch, x: x + 10.0 * i as f32, y, w: 10.0, size: 10.0, turn: Turn::Right, flags: Flags::default() };
        words.chars().enumerate().map(glyph).collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let mut page = Page { width: 400.0, height: 400.0, ..Page::default() };
        page.glyphs.extend(set("标题横贯两栏标题横贯两栏标题横贯两栏标题横贯", 40.0, 40.0));
        for i in 0..5 {
            let y = 60.0 + 15.0 * i as f32;
            page.glyphs.extend(set("左栏左栏左栏左栏左栏左", 40.0, y));
            page.glyphs.extend(set("右栏右栏右栏右栏右栏右", 180.0, y));
        }
        let first: Vec<char> = layout(&page)
            .items
            .iter()
            .filter_map(|i| match i {
                Item::Line(l, _) => l.text.chars().next(),
                Item::Table(_) => None,
            })
            .collect();
        assert_eq!(first.iter().collect::<String>(), "标左左左左左右右右右右");
    }

    #[test]
    fn columns_of_figures_are_no_text_columns() {
        let mut page = Page { width: 400.0, height: 400.0, ..Page::default() };
        for i in 0..6 {
            let y = 60.0 + 15.0 * i as f32;
            page.glyphs.extend(set("项目支出", 40.0, y));
            page.glyphs.extend(set(if i == 0 { "全年执行数和比上年增减情况" } else { "十一" }, 180.0, y));
        }
        assert_eq!(layout(&page).items.len(), 6);
    }
}
