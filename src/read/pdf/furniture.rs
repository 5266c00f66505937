//! Running headers, footers and page numbers: what recurs at the edge of the pages.

use std::collections::BTreeMap;

use super::layout::{Frame, Item, PageLayout};
use super::lines::Line;

/// Share of the page's height at top and bottom in which furniture stands.
const EDGE: f32 = 0.13;
/// Lines looked at from each end of a page.
const DEPTH: usize = 3;
/// Lines whose places differ by less are at the same place (points).
const SAME_PLACE: f32 = 4.0;

/// A line at the edge of a page.
struct Candidate<'a> {
    page: usize,
    item: usize,
    line: &'a Line,
    /// Distance from the top edge, or from the bottom edge as a negative number.
    place: f32,
    /// Lines between it and the edge.
    depth: usize,
    /// Distance to the nearest line or table towards the middle, in ems.
    apart: f32,
}

/// Finds the furniture: for every page the indices of its items that are furniture.
pub fn furniture(pages: &[PageLayout]) -> Vec<Vec<usize>> {
    let candidates: Vec<Candidate<'_>> = pages.iter().enumerate().flat_map(|(i, p)| candidates(i, p)).collect();
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); pages.len()];
    let mut shapes: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    let mut offsets: BTreeMap<i64, usize> = BTreeMap::new();
    for c in &candidates {
        shapes.entry(shape(&c.line.text)).or_default().push(c.place);
        if let Some((n, _)) = page_number(&c.line.text) {
            *offsets.entry(n - c.page as i64).or_default() += 1;
        }
    }
    let mut marked: Vec<&Candidate<'_>> = Vec::new();
    for c in &candidates {
        let numbered = page_number(&c.line.text).is_some_and(|(n, decorated)| {
            let consistent = offsets.get(&(n - c.page as i64)).is_some_and(|&k| k >= 2);
            consistent || decorated && c.depth == 0 || c.depth == 0 && c.apart > 2.5 && n <= pages.len() as i64 + 20
        });
        let same = |places: &Vec<f32>| places.iter().filter(|&&p| (p - c.place).abs() <= SAME_PLACE).count();
        let recurs = shapes.get(&shape(&c.line.text)).map_or(0, same);
        let running = recurs >= 2 && recurs * 2 > pages.len() && !tells_unit(&c.line.text) && c.line.text.chars().count() <= 60;
        if c.line.pagination || numbered || running {
            marked.push(c);
        }
    }
    for c in &marked {
        // Furniture is what stands between the text and the edge: nothing of the text may stand outside it.
        let outside = |o: &&&Candidate<'_>| o.page == c.page && (o.place > 0.0) == (c.place > 0.0) && o.depth < c.depth;
        if marked.iter().filter(outside).count() == c.depth {
            found[c.page].push(c.item);
        }
    }
    found
}

fn candidates(index: usize, page: &PageLayout) -> Vec<Candidate<'_>> {
    let edges = |item: &Item| match item {
        Item::Line(l, _) => (l.y - l.size, l.y),
        Item::Table(t) => (t.top(), t.bottom()),
    };
    // Items by height on the page, text in other directions left out.
    let mut order: Vec<usize> =
        (0..page.items.len()).filter(|&i| !matches!(page.items[i], Item::Line(_, Frame::Aside))).collect();
    order.sort_by(|&a, &b| edges(&page.items[a]).0.total_cmp(&edges(&page.items[b]).0));
    let mut list = Vec::new();
    for bottom in [false, true] {
        if bottom {
            order.reverse();
        }
        for (depth, &item) in order.iter().take(DEPTH).enumerate() {
            let Item::Line(line, _) = &page.items[item] else { break };
            let inside = if bottom { line.y > page.height * (1.0 - EDGE) } else { line.y < page.height * EDGE };
            if !inside {
                break;
            }
            let place = if bottom { line.y - page.height } else { line.y };
            let (top, low) = edges(&page.items[item]);
            let apart = order.get(depth + 1).map_or(f32::MAX, |&n| {
                let (t, l) = edges(&page.items[n]);
                (if bottom { top - l } else { t - low }) / line.size.max(1.0)
            });
            list.push(Candidate { page: index, item, line, place, depth, apart });
        }
    }
    list
}

/// A line with its digits made alike: page numbers differ, the words around them recur.
fn shape(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// A unit line (单位：万元) stands on every page of a printed table and says something on each of them.
fn tells_unit(text: &str) -> bool {
    text.contains('元') || text.contains("单位")
}

/// Reads a page number and whether words or dashes around it show that it is one.
fn page_number(text: &str) -> Option<(i64, bool)> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.chars().count() > 24 {
        return None;
    }
    let bare = plain.trim_matches(|c: char| "-—–－―·~～•|一".contains(c));
    let decorated = bare.len() != plain.len();
    if let Some(n) = number(bare) {
        return Some((n, decorated && plain.chars().count() > bare.chars().count() + 1));
    }
    let words = |s: &str| s.strip_prefix('第').and_then(|s| s.split_once('页')).map(|(n, rest)| (n.to_owned(), rest.to_owned()));
    if let Some((n, rest)) = words(bare)
        && rest.trim_matches(|c: char| "，,/共总页".contains(c) || c.is_ascii_digit()).is_empty()
    {
        return number(&n).map(|n| (n, true));
    }
    if let Some((a, b)) = bare.split_once('/') {
        return number(b).and(number(a)).map(|n| (n, true));
    }
    let lower = bare.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("page") {
        return number(rest.split("of").next().unwrap_or(rest)).map(|n| (n, true));
    }
    None
}

fn number(digits: &str) -> Option<i64> {
    (digits.len() <= 4 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, f32)]) -> PageLayout {
        let line =
            |&(text, y): &(&str, f32)| Item::Line(Line { text: text.to_owned(), y, size: 10.0, ..Line::default() }, Frame::Whole);
        PageLayout { width: 600.0, height: 800.0, items: lines.iter().map(line).collect() }
    }

    #[test]
    fn page_numbers_and_running_headers() {
        let pages = [
            page(&[("某局2024年度自评", 40.0), ("一、基本情况", 80.0), ("共27", 700.0), ("11", 760.0)]),
            page(&[("某局2024年度自评", 40.0), ("单位预留", 80.0), ("经费35万元", 700.0), ("12", 760.0)]),
        ];
        assert_eq!(furniture(&pages), [vec![0, 3], vec![0, 3]]);
    }

    #[test]
    fn figures_at_the_edge_that_are_no_page_numbers_stay() {
        let pages =
            [page(&[("支出42.76", 80.0), ("合计", 735.0), ("3017", 749.0)]), page(&[("单位：万元", 40.0), ("28", 100.0)])];
        assert_eq!(furniture(&pages), [Vec::<usize>::new(), Vec::new()]);
    }

    #[test]
    fn words_around_page_numbers() {
        for (text, want) in [
            ("- 3 -", Some((3, true))),
            ("—12—", Some((12, true))),
            ("第5页 共9页", Some((5, true))),
            ("4/12", Some((4, true))),
            ("7", Some((7, false))),
            ("3.5", None),
            ("第三页", None),
            ("1,234", None),
        ] {
            assert_eq!(page_number(text), want, "{text}");
        }
    }
}
