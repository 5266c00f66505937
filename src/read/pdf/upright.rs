//! Turns a page so that most of its text reads from left to right.

use super::engine::{Glyph, Page, Rule, Turn};

const TURNS: [Turn; 4] = [Turn::Right, Turn::Down, Turn::Left, Turn::Up];

/// One direction's text of a page, turned upright.
#[derive(Clone, Debug, Default)]
pub struct Upright {
    /// Width in this orientation.
    pub width: f32,
    /// Height in this orientation.
    pub height: f32,
    /// Glyphs, all [`Turn::Right`].
    pub glyphs: Vec<Glyph>,
    /// Rules; only for the direction that most glyphs have.
    pub rules: Vec<Rule>,
}

/// Splits a page by direction of writing, the commonest first; slanted text (watermarks) comes last.
pub fn upright(page: &Page) -> Vec<Upright> {
    if page.glyphs.iter().all(|g| g.turn == Turn::Right) {
        let (glyphs, rules) = (page.glyphs.clone(), page.rules.clone());
        return vec![Upright { width: page.width, height: page.height, glyphs, rules }];
    }
    let count = |t: Turn| page.glyphs.iter().filter(|g| g.turn == t).count();
    let mut order: Vec<(Turn, usize)> = TURNS.iter().map(|&t| (t, count(t))).collect();
    order.sort_by_key(|&(t, n)| (std::cmp::Reverse(n), t));
    order.push((Turn::Slanted, count(Turn::Slanted)));
    let mut parts = Vec::new();
    for (i, (turn, n)) in order.into_iter().enumerate() {
        if n == 0 && i > 0 {
            continue;
        }
        let (width, height) = match turn {
            Turn::Down | Turn::Up => (page.height, page.width),
            _ => (page.width, page.height),
        };
        let point = |x: f32, y: f32| turned(turn, page, x, y);
        let glyphs = page.glyphs.iter().filter(|g| g.turn == turn).map(|g| {
            let (x, y) = point(g.x, g.y);
            Glyph { x, y, turn: Turn::Right, ..*g }
        });
        let rules = page.rules.iter().filter(|_| i == 0).map(|r| {
            let ((ax, ay), (bx, by)) = (point(r.x0, r.y0), point(r.x1, r.y1));
            Rule { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by) }
        });
        parts.push(Upright { width, height, glyphs: glyphs.collect(), rules: rules.collect() });
    }
    parts
}

/// A point of the page in the coordinates in which text of this direction is upright.
fn turned(turn: Turn, page: &Page, x: f32, y: f32) -> (f32, f32) {
    match turn {
        Turn::Right | Turn::Slanted => (x, y),
        Turn::Down => (y, page.width - x),
        Turn::Left => (page.width - x, page.height - y),
        Turn::Up => (page.height - y, x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::engine::Flags;

    #[test]
    fn sideways_text_is_turned_to_read_from_the_left() {
        let glyph = |ch, y| Glyph { ch, x: 100.0, y, w: 10.0, size: 10.0, turn: Turn::Up, flags: Flags::default() };
        let page =
            Page { width: 600.0, height: 800.0, glyphs: vec![glyph('预', 700.0), glyph('算', 690.0)], ..Page::default() };
        let parts = upright(&page);
        assert_eq!(parts.len(), 1);
        let at: Vec<_> = parts[0].glyphs.iter().map(|g| (g.ch, g.x, g.y)).collect();
        assert_eq!(at, [('预', 100.0, 100.0), ('算', 110.0, 100.0)]);
        assert_eq!((parts[0].width, parts[0].height), (800.0, 600.0));
    }
}
