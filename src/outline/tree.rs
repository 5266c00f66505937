//! From markers to a tree: levels come from styles, order and titles together.
//!
//! A report keeps its own hierarchy (一、→（一）→ 1. →（1）, or 一、→ 1. without a middle level), so a level is the style's
//! place in the open branch, not the style itself. Misprints (`（2）` where `（二）` was due) show in the numbers: the
//! printed style is not open with that number, but another open level lacks exactly it.

use crate::read::marker::{Marker, Separator, Shape, Style};

/// How far ahead a doubtful marker looks for the next number of a level.
const LOOKAHEAD: usize = 300;

/// A marker with what the tree has to know of its paragraph.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The marker.
    pub marker: Marker,
    /// Whether its title is one of a top section (handbook §1.3).
    pub top_title: bool,
}

/// What was wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Another numeral system than that of its level; the number that was due.
    Misnumbered,
    /// Numbers left out before it; the first that is missing.
    Skipped(u32),
    /// The number of the section before it again.
    Repeated,
}

/// Where a marker stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Index of the candidate.
    pub candidate: usize,
    /// Depth from 1.
    pub level: usize,
    /// Something wrong with the number.
    pub slip: Option<Slip>,
}

/// A level of the open branch.
#[derive(Clone, Copy, Debug)]
struct Open {
    style: Style,
    separator: Separator,
    last: Option<u32>,
}

impl Open {
    fn expects(&self, n: u32) -> bool {
        self.last.is_some_and(|last| last + 1 == n)
    }
}

/// Puts the markers into a tree. Markers that turn out to be figures (`4.15` at a line start) are left out.
pub fn tree(candidates: &[Candidate]) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(candidates.len());
    let mut open: Vec<Open> = Vec::new();
    // the last number of each style that was closed, for lists that go on after a higher heading
    for (i, candidate) in candidates.iter().enumerate() {
        let marker = &candidate.marker;
        let Some(depth) = place(candidates, i, &open) else { continue };
        let slip = slip(&open, depth, marker);
        open.truncate(depth + 1);
        let last = marker.ordinal.or_else(|| open.get(depth).and_then(|o| o.last).map(|n| n + 1));
        match open.get_mut(depth) {
            // the first of another style is a new list at this level
            Some(level) if level.style != marker.style && slip.is_none() => {
                *level = Open { style: marker.style, separator: marker.separator, last };
            }
            Some(level) => level.last = last,
            None => open.push(Open { style: marker.style, separator: marker.separator, last: last.or(Some(1)) }),
        }
        nodes.push(Node { candidate: i, level: depth + 1, slip });
    }
    nodes
}

/// Index in `open` of the level that the marker belongs to; `open.len()` makes a new level.
fn place(candidates: &[Candidate], i: usize, open: &[Open]) -> Option<usize> {
    let Candidate { marker, top_title } = candidates.get(i)?;
    let exact = exact_level(open, marker);
    let Some(n) = marker.ordinal else {
        // the number was lost: the style's level, or a new one below
        return Some(exact.unwrap_or(open.len()));
    };
    if let Style::Decimal(_) = marker.style {
        // 1.1 begins a list or goes on with it; any other x.y is a figure
        let goes_on = exact.and_then(|d| open.get(d)).is_some_and(|o| o.expects(n));
        return (goes_on || n == 1).then(|| exact.unwrap_or(open.len()));
    }
    if marker.separator == Separator::Blank {
        let goes_on = exact.and_then(|d| open.get(d)).is_some_and(|o| o.expects(n));
        let begins = n == 1 && open.is_empty();
        return (goes_on || begins || *top_title).then(|| exact.unwrap_or(open.len()));
    }
    if let Some(level) = exact.and_then(|d| open.get(d)) {
        if level.expects(n) {
            return misprint_of_deeper(candidates, i, open, exact).or(exact);
        }
        // a number further on is a gap in its own list, unless the brackets or the title say otherwise
        let gap = level.last.is_some_and(|last| n > last) && marker.style.shape() != Shape::Paren;
        if (*top_title || n > 1 && !gap)
            && let Some(other) = lacking_level(candidates, i, open, exact)
        {
            return Some(other);
        }
        if n == 1 && level.separator != marker.separator && exact == Some(open.len() - 1) && level.last == Some(1) {
            // `1、` followed by `1.`: a list inside the item
            return Some(open.len());
        }
        return exact;
    }
    if n > 1
        && let Some(other) = lacking_level(candidates, i, open, None)
    {
        return Some(other);
    }
    Some(new_level(candidates, i, open))
}

/// The deepest open level of the marker's style; among levels of one style the one with the same separator.
fn exact_level(open: &[Open], marker: &Marker) -> Option<usize> {
    let same = |o: &Open| o.style == marker.style;
    let strict = open.iter().rposition(|o| same(o) && o.separator == marker.separator);
    match (strict, open.iter().rposition(same)) {
        (Some(a), Some(b)) if a != b => {
            // two levels of one style: the one that expects this number, the deeper one first
            let expects = |d: usize| marker.ordinal.is_some_and(|n| open.get(d).is_some_and(|o| o.expects(n)));
            Some(if expects(b) && !expects(a) { b } else { a })
        }
        (strict, any) => strict.or(any),
    }
}

/// An open level that lacks exactly this number, where the printed style does not fit: the misprint's true place.
fn lacking_level(candidates: &[Candidate], i: usize, open: &[Open], exact: Option<usize>) -> Option<usize> {
    let marker = &candidates.get(i)?.marker;
    let n = marker.ordinal?;
    (0..open.len()).rev().filter(|&d| Some(d) != exact).find(|&d| {
        let Some(level) = open.get(d) else { return false };
        level.expects(n)
            && match next_number(candidates, i, open, d) {
                Some(next) => next == n + 1,
                None => {
                    level.style.shape() == marker.style.shape()
                        && (marker.style.shape() == Shape::Paren || candidates.get(i).is_some_and(|c| c.top_title))
                }
            }
    })
}

/// `二、` printed where `（二）` was due: the same `二、` comes again, and a deeper level expects the number.
fn misprint_of_deeper(candidates: &[Candidate], i: usize, open: &[Open], exact: Option<usize>) -> Option<usize> {
    let candidate = candidates.get(i)?;
    let n = candidate.marker.ordinal?;
    if candidate.top_title || n < 2 {
        return None;
    }
    let exact = exact?;
    if next_number(candidates, i, open, exact) != Some(n) {
        return None;
    }
    (exact + 1..open.len()).rev().find(|&d| {
        open.get(d).is_some_and(|o| o.expects(n)) && next_number(candidates, i, open, d).is_none_or(|next| next == n + 1)
    })
}

/// The number of the next marker of level `depth`'s style before a marker of a higher open level.
fn next_number(candidates: &[Candidate], i: usize, open: &[Open], depth: usize) -> Option<u32> {
    let level = open.get(depth)?;
    let above = open.get(..depth).unwrap_or_default();
    for candidate in candidates.iter().skip(i + 1).take(LOOKAHEAD) {
        let style = candidate.marker.style;
        if style == level.style {
            return candidate.marker.ordinal;
        }
        if above.iter().any(|o| o.style == style) {
            return None;
        }
    }
    None
}

/// A style that is not open: below the innermost section, unless its conventional rank is above that of open levels
/// which do not go on after it.
fn new_level(candidates: &[Candidate], i: usize, open: &[Open]) -> usize {
    let Some(candidate) = candidates.get(i) else { return open.len() };
    let Some(rank) = candidate.marker.style.rank() else { return open.len() };
    let mut depth = open.len();
    while depth > 0 {
        let Some(level) = open.get(depth - 1) else { break };
        let lower = match level.style.rank() {
            Some(r) => r > rank,
            None => matches!(level.style, Style::OneIs | Style::Circled | Style::ArabicHalf | Style::Task | Style::Nth),
        };
        let goes_on = next_number(candidates, i, open, depth - 1).is_some_and(|next| level.expects(next));
        if !lower || goes_on {
            break;
        }
        depth -= 1;
    }
    depth
}

/// What is wrong with the marker's number at the level that it was given.
fn slip(open: &[Open], depth: usize, marker: &Marker) -> Option<Slip> {
    let n = marker.ordinal?;
    let Some(level) = open.get(depth) else {
        return (n > 1 && marker.style != Style::OneIs).then_some(Slip::Skipped(1));
    };
    if level.style != marker.style {
        // the first of another style begins a list of its own beside the one before
        return (n > 1).then_some(Slip::Misnumbered);
    }
    let last = level.last?;
    if n == last {
        Some(Slip::Repeated)
    } else if n > last + 1 {
        Some(Slip::Skipped(last + 1))
    } else if n < last {
        (n > 1).then_some(Slip::Repeated)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::marker::marker;

    fn levels(lines: &[&str]) -> Vec<usize> {
        nodes(lines).iter().map(|n| n.level).collect()
    }

    fn nodes(lines: &[&str]) -> Vec<Node> {
        let top = ["预算支出情况", "基本情况", "绩效情况"];
        let candidates: Vec<_> = lines
            .iter()
            .filter_map(|l| Some(Candidate { marker: marker(l)?, top_title: top.iter().any(|t| l.contains(t)) }))
            .collect();
        assert_eq!(candidates.len(), lines.len());
        tree(&candidates)
    }

    #[test]
    fn the_usual_order() {
        assert_eq!(
            levels(&["一、a", "（一）b", "1.c", "（1）d", "（2）e", "2.f", "（二）g", "二、h", "1、i", "2、j"]),
            [1, 2, 3, 4, 4, 3, 2, 1, 2, 2]
        );
        assert_eq!(levels(&["第一部分 a", "一、b", "（一）c", "二、d", "第二部分 e", "一、f"]), [1, 2, 3, 2, 1, 2]);
    }

    #[test]
    fn another_numeral_in_the_same_brackets() {
        let got = nodes(&["二、a", "（一）b", "1.c", "2.d", "3.e", "（2）f", "三、g"]);
        assert_eq!(got.iter().map(|n| n.level).collect::<Vec<_>>(), [1, 2, 3, 3, 3, 2, 1]);
        assert_eq!(got[5].slip, Some(Slip::Misnumbered));
        // the same while a list （1）（2） is open
        assert_eq!(levels(&["一、a", "（一）b", "1.c", "（1）d", "（2）e", "（2）f", "（三）g"]), [1, 2, 3, 4, 4, 2, 2]);
    }

    #[test]
    fn chinese_dun_where_brackets_were_due() {
        assert_eq!(levels(&["一、a", "（一）b", "二、c", "（三）d", "二、预算支出情况"]), [1, 2, 2, 2, 1]);
        assert_eq!(levels(&["一、a", "（一）b", "（二）c", "（三）d", "（二）预算支出情况", "三、绩效情况"]), [1, 2, 2, 2, 1, 1]);
    }

    #[test]
    fn gaps_and_repeats_keep_their_level() {
        let got = nodes(&["一、a", "二、b", "四、c", "1.x", "2.y", "3.z", "3.w", "五、d"]);
        assert_eq!(got.iter().map(|n| n.level).collect::<Vec<_>>(), [1, 1, 1, 2, 2, 2, 2, 1]);
        assert_eq!(got[2].slip, Some(Slip::Skipped(3)));
        assert_eq!(got[6].slip, Some(Slip::Repeated));
    }

    #[test]
    fn a_skipped_level_and_a_higher_style_after_a_lower_one() {
        assert_eq!(levels(&["一、a", "1、b", "2、c", "二、d", "（一）e", "1、f", "（二）g"]), [1, 2, 2, 1, 2, 3, 2]);
        assert_eq!(levels(&["二、a", "1.b", "2.c", "（一）d", "（二）e", "三、f"]), [1, 2, 2, 2, 2, 1]);
        assert_eq!(levels(&["1.a", "（一）b", "（二）c", "2.d"]), [1, 2, 2, 1]);
    }

    #[test]
    fn decimals_are_figures_unless_they_make_a_list() {
        assert_eq!(levels(&["1.概况", "1.1 职能", "1.2 机构", "2.收支", "2.1 收入"]), [1, 2, 2, 1, 2]);
    }
}
