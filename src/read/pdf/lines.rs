//! Glyphs to lines: glyphs drawn one after another make runs, runs on one baseline make a line.

use super::engine::Glyph;
use super::radicals;

/// A stretch of a line without a wide gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// First byte in the line's text.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
}

/// A visual line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Baseline.
    pub y: f32,
    /// Font size of most of it.
    pub size: f32,
    /// Width of what cannot be broken at its start: a number, a Latin word, a character with the stops after it.
    pub head: f32,
    /// Its stretches, from left to right.
    pub pieces: Vec<Piece>,
    /// Gaps that may be the space between two columns: right edge of what is before, left edge of what is after.
    pub gaps: Vec<(f32, f32)>,
    /// Every glyph is marked as a running header or footer by the document itself.
    pub pagination: bool,
}

/// A gap wider than this many ems parts the stretches of a line.
const PIECE_GAP: f32 = 1.2;
/// A gap wider than this may part two columns.
const COLUMN_GAP: f32 = 0.6;
/// A run ends at a gap wider than this.
const RUN_GAP: f32 = 0.35;
/// Copies of a glyph nearer than this are one (fake bold).
const COPY: f32 = 0.2;
/// Glyphs whose baselines differ by less than this share a line.
const SAME_LINE: f32 = 0.45;

/// Glyphs drawn one after another along one baseline.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: usize,
    to: usize,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (i, g) in glyphs.iter().enumerate() {
        if let Some(r) = runs.last_mut() {
            let gap = g.x - r.x1;
            let em = r.size.min(g.size);
            if (g.y - r.y).abs() <= 0.05 * em && gap <= RUN_GAP * em && gap >= -0.15 * em && g.x >= r.x0 - 0.1 * em {
                r.to = i + 1;
                r.x1 = r.x1.max(g.x + g.w);
                r.size = r.size.max(g.size);
                continue;
            }
        }
        runs.push(Run { from: i, to: i + 1, x0: g.x, x1: g.x + g.w, y: g.y, size: g.size });
    }
    runs.retain(|r| glyphs[r.from..r.to].iter().any(|g| !is_blank(g.ch)));
    runs
}

/// Builds the lines of a set of upright glyphs, from top to bottom.
pub fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut runs = runs(glyphs);
    runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut lines = Vec::new();
    let mut group: Vec<Run> = Vec::new();
    for run in runs {
        // The largest run gives the baseline, so that a superscript does not pull its line upwards.
        let base = group.iter().copied().reduce(|a, b| if b.size > a.size * 1.05 { b } else { a });
        if let Some(base) = base {
            let (small, large) = (base.size.min(run.size), base.size.max(run.size));
            let em = if small < 0.8 * large { large } else { small };
            if (run.y - base.y).abs() > SAME_LINE * em {
                lines.extend(compose(glyphs, &mut group));
                group.clear();
            }
        }
        group.push(run);
    }
    lines.extend(compose(glyphs, &mut group));
    lines
}

/// Makes one line of runs that share a baseline.
fn compose(glyphs: &[Glyph], group: &mut [Run]) -> Option<Line> {
    group.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.from.cmp(&b.from)));
    let mut kept: Vec<Glyph> = Vec::new();
    for run in group.iter() {
        for g in &glyphs[run.from..run.to] {
            let near = |k: &&Glyph| (k.x - g.x).abs() < COPY * g.size && (k.y - g.y).abs() < COPY * g.size;
            let copy = kept.iter().rev().take(64).filter(near).any(|k| k.ch == g.ch);
            if !copy {
                kept.push(*g);
            }
        }
    }
    // Where a run lies over another one (glyphs of one font drawn into the gaps of another), the places decide.
    // What a recognition program read keeps its order: its boxes overlap.
    let recognised = kept.iter().any(|g| g.flags.recognised);
    if !recognised && kept.windows(2).any(|w| w[1].x < w[0].x) && !overlaid(group) {
        kept.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    let mut line = Line { y: group.first()?.y, x0: f32::MAX, x1: f32::MIN, pagination: true, ..Line::default() };
    let mut last: Option<Glyph> = None;
    let mut blank = false;
    let mut sizes: Vec<f32> = Vec::new();
    for g in &kept {
        if is_blank(g.ch) {
            blank = true;
            continue;
        }
        let ch = radicals::common(g.ch);
        let gap = last.map_or(0.0, |l: Glyph| g.x - (l.x + l.w));
        if let Some(l) = last {
            let em = l.size.max(g.size);
            if gap > COLUMN_GAP * em {
                line.gaps.push((l.x + l.w, g.x));
            }
            if gap > PIECE_GAP * em {
                line.text.push(' ');
                line.pieces.push(Piece { start: line.text.len(), end: line.text.len(), x0: g.x, x1: g.x });
            } else if parts(l, *g, gap, blank, &line.text) {
                line.text.push(' ');
            }
        } else {
            line.pieces.push(Piece { x0: g.x, ..Piece::default() });
        }
        line.text.push(ch);
        if let Some(p) = line.pieces.last_mut() {
            p.end = line.text.len();
            p.x1 = p.x1.max(g.x + g.w);
        }
        line.x0 = line.x0.min(g.x);
        line.x1 = line.x1.max(g.x + g.w);
        line.pagination &= g.flags.pagination;
        sizes.push(g.size);
        last = Some(*g);
        blank = false;
    }
    if sizes.is_empty() {
        return None;
    }
    sizes.sort_by(f32::total_cmp);
    line.size = sizes[sizes.len() / 2];
    line.head = head(&kept);
    Some(line)
}

/// Whether two runs cover the same stretch: overprinted texts are told one after the other, not interleaved.
fn overlaid(group: &[Run]) -> bool {
    group.windows(2).any(|w| {
        let shared = w[0].x1.min(w[1].x1) - w[1].x0;
        shared > 0.6 * (w[1].x1 - w[1].x0).min(w[0].x1 - w[0].x0) && shared > w[1].size
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_figure(c: char) -> bool {
    is_digit(c) || matches!(c, '.' | ',' | '%' | '．' | '，' | '％' | '-')
}

/// Whether a blank stands between two glyphs. `blank` tells that the document drew one there.
///
/// Blanks that fall into a number (`4, 704.35`, spread-out digits) are no blanks; those between Chinese characters and
/// figures are typography.
fn parts(left: Glyph, right: Glyph, gap: f32, blank: bool, before: &str) -> bool {
    let em = left.size.max(right.size);
    let (l, r) = (left.ch, right.ch);
    if is_figure(l) && is_figure(r) {
        let inner = !is_digit(r) || !is_digit(l) && before.chars().rev().nth(1).is_some_and(is_digit);
        let limit = match (blank, inner) {
            (_, true) => 0.6,
            (true, false) => 0.2,
            (false, false) => 0.5,
        };
        return gap > limit * em;
    }
    if l.is_ascii() && r.is_ascii() {
        return blank && gap > 0.05 * em || gap > 0.3 * em;
    }
    gap > 0.75 * em
}

/// Width of what cannot be broken at the start of a line.
fn head(glyphs: &[Glyph]) -> f32 {
    let mut shown = glyphs.iter().filter(|g| !is_blank(g.ch));
    let Some(first) = shown.next() else { return 0.0 };
    let mut end = first.x + first.w;
    let mut before = first.ch;
    for g in shown {
        let closing = "，。；：、）”’》】！？％%),.".contains(g.ch);
        let opened = "（“‘《【(".contains(before);
        let token = before.is_ascii_graphic() && g.ch.is_ascii_graphic();
        if g.x - end > 0.3 * g.size || !(closing || opened || token) {
            break;
        }
        end = g.x + g.w;
        before = g.ch;
    }
    end - first.x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::engine::{Flags, Turn};

    /// Glyphs of a text set at 10 points: Chinese characters 10 wide, ASCII 5.
    pub fn set(words: &str, x: f32, y: f32) -> Vec<Glyph> {
        let mut at = x;
        let mut glyphs = Vec::new();
        for ch in words.chars() {
            let w = if ch.is_ascii() { 5.0 } else { 10.0 };
            glyphs.push(Glyph { ch, x: at, y, w, size: 10.0, turn: Turn::Right, flags: Flags::default() });
            at += w;
        }
        glyphs
    }

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        lines(glyphs).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn fake_bold_is_read_once() {
        let mut glyphs = set("一、11万元", 50.0, 100.0);
        glyphs.extend(set("一、11万元", 50.3, 100.0));
        assert_eq!(texts(&glyphs), ["一、11万元"]);
    }

    #[test]
    fn digits_drawn_into_the_gaps_of_another_font() {
        let mut glyphs = set("支出", 50.0, 100.0);
        glyphs.extend(set("万元", 95.0, 100.0));
        glyphs.extend(set("42.76", 70.0, 100.4));
        assert_eq!(texts(&glyphs), ["支出42.76万元"]);
    }

    #[test]
    fn blanks_inside_numbers_go_and_those_between_numbers_stay() {
        let mut glyphs = set("4, 704.35", 50.0, 100.0);
        glyphs.extend(set("10 20", 50.0, 120.0));
        glyphs.extend(set("2024 年", 50.0, 140.0));
        assert_eq!(texts(&glyphs), ["4,704.35", "10 20", "2024年"]);
    }

    #[test]
    fn lines_go_from_top_to_bottom_and_wide_gaps_part_pieces() {
        let mut glyphs = set("下", 50.0, 120.0);
        glyphs.extend(set("项目", 50.0, 100.0));
        glyphs.extend(set("金额", 150.0, 100.0));
        let lines = lines(&glyphs);
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["项目 金额", "下"]);
        let pieces: Vec<_> = lines[0].pieces.iter().map(|p| (&lines[0].text[p.start..p.end], p.x0, p.x1)).collect();
        assert_eq!(pieces, [("项目", 50.0, 70.0), ("金额", 150.0, 170.0)]);
    }

    #[test]
    fn a_superscript_stays_on_its_line() {
        let mut glyphs = set("面积", 50.0, 100.0);
        let mut two = set("2", 70.0, 96.0);
        two[0].size = 6.0;
        glyphs.extend(two);
        glyphs.extend(set("平", 73.0, 100.0));
        assert_eq!(texts(&glyphs), ["面积2平"]);
    }
}
