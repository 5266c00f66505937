//! Lines to paragraphs: which line goes on with the one before it.

use std::collections::BTreeMap;

use super::layout::{Frame, Item, PageLayout};
use super::lines::Line;

/// Left and right edge of the text in one kind of frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Margins {
    /// Where lines begin that are not indented.
    pub left: f32,
    /// Where full lines end.
    pub right: f32,
    /// Usual distance of two baselines, in ems.
    pub leading: f32,
    /// Paragraphs begin indented.
    pub indented: bool,
    /// Paragraphs are set apart by a wider distance.
    pub apart: bool,
}

type Key = (Frame, u32);

/// The margins of a document, by frame and size of page.
#[derive(Clone, Debug, Default)]
pub struct DocumentMargins(BTreeMap<Key, Margins>);

fn key(page: &PageLayout, frame: Frame) -> Key {
    (frame, (page.width / 20.0).round().max(0.0) as u32)
}

/// Measures the margins over all pages; furniture is told by `skip(page, item)`.
pub fn margins(pages: &[PageLayout], skip: impl Fn(usize, usize) -> bool) -> DocumentMargins {
    let mut blocks: BTreeMap<Key, Vec<Vec<&Line>>> = BTreeMap::new();
    for (p, page) in pages.iter().enumerate() {
        let mut before: Option<Key> = None;
        for (i, item) in page.items.iter().enumerate() {
            match item {
                Item::Line(l, frame) if !skip(p, i) => {
                    let key = key(page, *frame);
                    let list = blocks.entry(key).or_default();
                    match list.last_mut() {
                        Some(block) if before == Some(key) => block.push(l),
                        _ => list.push(vec![l]),
                    }
                    before = Some(key);
                }
                _ => before = None,
            }
        }
    }
    DocumentMargins(blocks.into_iter().map(|(key, blocks)| (key, measure(&blocks))).collect())
}

/// Measures the blocks of lines of one kind of frame.
fn measure(blocks: &[Vec<&Line>]) -> Margins {
    let lines: Vec<&Line> = blocks.iter().flatten().copied().collect();
    let enough = (lines.len() / 12).clamp(1, 4);
    let mut lefts: Vec<f32> = lines.iter().map(|l| l.x0).collect();
    let mut rights: Vec<f32> = lines.iter().map(|l| l.x1).collect();
    lefts.sort_by(f32::total_cmp);
    rights.sort_by(|a, b| b.total_cmp(a));
    let em = lines.first().map_or(10.0, |l| l.size);
    let left = supported(&lefts, enough, |a, b| (b - a) <= 0.5 * em);
    // Stops may hang over the edge, and ragged lines end before it: the edge is where most long lines end.
    let widest = supported(&rights, enough, |a, b| (a - b) <= 1.6 * em);
    rights.retain(|&r| r <= widest && r > widest - 3.0 * em);
    let right = rights.get(rights.len() / 2).copied().unwrap_or(widest);
    let pairs = || blocks.iter().flat_map(|b| b.windows(2)).filter(|w| w[1].y > w[0].y).map(|w| (w[0], w[1]));
    let mut leadings: Vec<f32> = pairs().map(|(a, b)| (b.y - a.y) / a.size).collect();
    leadings.sort_by(f32::total_cmp);
    // Gaps between paragraphs and around headings are wider: the lower third is what lines of one paragraph have.
    let leading = leadings.get(leadings.len() / 3).copied().unwrap_or(1.5);
    // After a line that was ended on purpose a paragraph begins: how do they begin here?
    let begins: Vec<(bool, bool)> = pairs()
        .filter(|(a, b)| a.x1 + b.head <= right - em && (a.size - b.size).abs() < 0.5)
        .map(|(a, b)| (b.x0 > left + 0.8 * em, (b.y - a.y) / a.size > leading * 1.12))
        .collect();
    let most = |test: &dyn Fn(&(bool, bool)) -> bool| {
        begins.len() >= 3 && begins.iter().filter(|b| test(b)).count() * 4 > begins.len() * 3
    };
    Margins { left, right, leading, indented: most(&|b| b.0), apart: most(&|b| b.1) }
}

/// The outermost of sorted values that has `enough` others near it.
fn supported(values: &[f32], enough: usize, near: impl Fn(f32, f32) -> bool) -> f32 {
    let ok = |&&v: &&f32| values.iter().filter(|&&w| near(v, w)).count() >= enough;
    values.iter().find(ok).or(values.first()).copied().unwrap_or(0.0)
}

impl DocumentMargins {
    /// The margins for a frame of a page.
    pub fn of(&self, page: &PageLayout, frame: Frame) -> Margins {
        self.0.get(&key(page, frame)).copied().unwrap_or(Margins { right: page.width, leading: 1.5, ..Margins::default() })
    }
}

/// The paragraph that is being put together.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// Its last line.
    pub last: Line,
    /// Frame and margins of its last line.
    pub frame: Frame,
    /// Margins of its last line.
    pub margins: Margins,
    /// Left edge of its first line.
    pub first_left: f32,
    /// Whether it begins as an item does (一是…).
    pub item: bool,
    /// Left edge of its other lines, once there are any, from the left margin.
    pub left: Option<f32>,
    /// Distance of its lines in ems, once there are two on one page.
    pub leading: Option<f32>,
}

/// Where the next line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Below the last one, in the same frame.
    Same,
    /// In the next column or on the next page.
    Next,
}

/// Whether a line goes on with the open paragraph.
pub fn continues(open: &Open, line: &Line, step: Step, margins: Margins) -> bool {
    let (a, b) = (&open.last, line);
    let em = a.size;
    if (a.size - b.size).abs() > 0.12 * a.size.max(b.size) {
        return false;
    }
    let offset = b.x0 - margins.left;
    // The next word would have had room: the line was ended on purpose, unless it breaks off in the middle of a sentence.
    if a.x1 + b.head <= open.margins.right - 0.35 * em {
        let filled = (a.x1 - open.margins.left) / (open.margins.right - open.margins.left).max(1.0);
        let long = filled > if margins.indented { 0.6 } else { 0.8 };
        let middle = long && offset < 0.8 * em && !ends(&a.text) && !begins_numbered(&b.text);
        if !(middle || begins_with_stop(&b.text)) {
            return false;
        }
    }
    if step == Step::Same {
        let leading = (b.y - a.y) / em;
        let usual = open.leading.unwrap_or(margins.leading);
        if leading <= 0.0 || leading > usual * 1.25 + 0.08 {
            return false;
        }
    }
    let first = open.first_left;
    // A title over two lines: the second one stands in the middle.
    let middle = (margins.left + margins.right) / 2.0;
    let centred = |l: &Line| ((l.x0 + l.x1) / 2.0 - middle).abs() < 0.8 * em;
    if centred(a) && centred(b) && offset > 2.5 * em && open.left.is_none() {
        return !ends(&a.text) && !begins_numbered(&b.text);
    }
    // Where paragraphs are neither indented nor set apart (which a page break hides), a number after a full stop begins a
    // new one.
    let apart = margins.apart && step == Step::Same;
    let plain = first < open.left.unwrap_or(0.0) + 0.8 * em && !margins.indented && !apart;
    if plain && ends(&a.text) && begins_numbered(&b.text) && (open.item || !is_item(&b.text)) {
        return false;
    }
    if let Some(left) = open.left {
        return (offset - left).abs() < 0.8 * em;
    }
    if offset < 0.8 * em || offset < first - 0.8 * em {
        return true;
    }
    if (offset - first).abs() < 0.3 * em {
        return !ends(&a.text) && !begins_numbered(&b.text);
    }
    offset > first && offset < first + 4.0 * em && begins_numbered(&a.text)
}

/// 一是, 二是: these stand inside paragraphs too, unless the paragraph is itself such an item.
pub fn is_item(text: &str) -> bool {
    text.trim_start().chars().nth(1) == Some('是') && begins_numbered(text)
}

/// Whether a text ends as a sentence does.
fn ends(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '：', '！', '？', ';', ':', '”', '.'])
}

/// Whether a line begins with a mark that cannot begin a sentence.
fn begins_with_stop(text: &str) -> bool {
    text.starts_with(['，', '。', '；', '：', '、', '）', '”', '》', '！', '？'])
}

/// Whether a line begins with a number as headings and lists have them.
pub fn begins_numbered(text: &str) -> bool {
    let mut chars = text.trim_start().chars().peekable();
    let Some(first) = chars.next() else { return false };
    let numeral = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c);
    match first {
        '①'..='⓿' | '●' | '•' | '■' | '◆' | '★' => true,
        '（' | '(' => {
            let mut n = 0;
            while n < 4 && chars.next_if(|&c| numeral(c)).is_some() {
                n += 1;
            }
            n > 0 && chars.next().is_some_and(|c| matches!(c, '）' | ')'))
        }
        '第' => chars.next().is_some_and(numeral),
        c if numeral(c) => {
            let mut n = 0;
            while n < 3 && chars.next_if(|&c| numeral(c)).is_some() {
                n += 1;
            }
            let stop = chars.next();
            let rest: String = chars.take(5).collect();
            let figure = rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.ends_with('年');
            matches!(stop, Some('、' | '.' | '．' | ')' | '）')) && !figure || stop == Some('是')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const M: Margins = Margins { left: 50.0, right: 250.0, leading: 1.5, indented: true, apart: false };

    fn line(text: &str, x0: f32, x1: f32, y: f32) -> Line {
        Line { text: text.to_owned(), x0, x1, y, size: 10.0, head: 10.0, ..Line::default() }
    }

    fn open(last: Line) -> Open {
        Open { first_left: last.x0 - M.left, last, margins: M, ..Open::default() }
    }

    #[test]
    fn full_lines_go_on_and_short_ones_end() {
        let full = open(line("本部门主要职责是贯彻执行", 70.0, 250.0, 100.0));
        assert!(continues(&full, &line("党的方针", 50.0, 90.0, 115.0), Step::Same, M));
        assert!(!continues(&full, &line("下一段", 70.0, 100.0, 115.0), Step::Same, M) || !full.last.text.ends_with('。'));
        assert!(!continues(&full, &line("远处", 50.0, 100.0, 150.0), Step::Same, M));
        assert!(continues(&full, &line("下一页", 50.0, 100.0, 60.0), Step::Next, M));
        let short = open(line("一、基本情况", 70.0, 130.0, 100.0));
        assert!(!continues(&short, &line("本部门", 50.0, 250.0, 115.0), Step::Same, M));
    }

    #[test]
    fn a_line_that_a_long_number_left_short_goes_on() {
        let ragged = open(line("年初预算数", 70.0, 215.0, 100.0));
        let mut next = line("1,234,567.89万元", 50.0, 150.0, 115.0);
        next.head = 60.0;
        assert!(continues(&ragged, &next, Step::Same, M));
    }

    #[test]
    fn numbers_at_the_start_of_a_line() {
        for yes in ["一、基本情况", "（一）部门", "1.主要职责", "(2)其他", "①一是", "二是加强", "12、合计", "3.2024年度"]
        {
            assert!(begins_numbered(yes), "{yes}");
        }
        for no in ["1.5万元", "2024年", "42.76万元", "一般公共预算", "（含下属）", "十分重视"] {
            assert!(!begins_numbered(no), "{no}");
        }
    }
}
