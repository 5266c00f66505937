//! The title lines above the first section, and the signature below the last.

use super::Outline;
use crate::read::{Document, ParagraphKind, Span};

/// Longest title line, in bytes.
const MAX_TITLE: usize = 210;
/// How many paragraphs from the start the title is looked for.
const MAX_LINES: usize = 40;

/// The title: the line with 自评报告 (or another word of a report) and the line of the unit above it.
pub fn title(doc: &Document, outline: &Outline) -> Option<Span> {
    let first = outline.sections.first().map_or(usize::MAX, |s| s.paragraph);
    let upto = doc.paragraphs.len().min(first).min(MAX_LINES);
    let lines = doc.paragraphs.get(..upto)?;
    let is_contents = |i: usize| outline.contents.binary_search(&i).is_ok();
    let usable =
        |i: usize| !is_contents(i) && lines.get(i).is_some_and(|p| p.kind == ParagraphKind::Body && p.span.len() <= MAX_TITLE);
    let at = (0..lines.len()).filter(|&i| usable(i)).max_by_key(|&i| {
        let weight = lines.get(i).map_or(0, |p| title_weight(doc.words(p.span)));
        (weight, std::cmp::Reverse(i))
    })?;
    let line = lines.get(at)?;
    if title_weight(doc.words(line.span)) == 0 {
        return None;
    }
    let mut span = line.span;
    if let Some(above) = at.checked_sub(1).filter(|&i| usable(i)).and_then(|i| lines.get(i))
        && continues_above(doc.words(above.span), doc.words(line.span))
    {
        span.start = above.span.start;
    }
    Some(span)
}

/// How much a line looks like the title of a report; 0 for none.
fn title_weight(words: &str) -> u32 {
    let words = words.trim();
    if words.contains(['。', '；', '，', '>', '：', '[', '《']) {
        return 0;
    }
    let mut weight = 0;
    for (word, w) in [
        ("自评报告", 8),
        ("绩效报告", 5),
        ("绩效自评", 4),
        ("绩效评价", 4),
        ("自评表", 4),
        ("基础数据表", 4),
        ("决算", 3),
        ("预算", 1),
        ("报告", 2),
        ("绩效", 1),
    ] {
        if words.contains(word) {
            weight += w;
        }
    }
    if weight < 3 { 0 } else { weight }
}

/// Whether a line above the title is its first half: the unit, or the name of the project.
fn continues_above(above: &str, title: &str) -> bool {
    let above = above.trim();
    let plain =
        !above.is_empty() && above.chars().count() <= 40 && !above.contains(['。', '，', '：', ':', '〔', '>', '；', '[']);
    let title = title.trim_start();
    let begins = title.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
        || ["二〇", "二○", "二零", "二O"].iter().any(|w| title.starts_with(w))
        || ["部门", "单位", "整体", "项目", "绩效", "预算"].iter().any(|w| title.starts_with(w));
    plain && begins && !above.ends_with("文件") && !above.starts_with("附") && !is_date(above)
}

/// Whether a line is only a date.
pub fn is_date(words: &str) -> bool {
    let mut year = false;
    let mut month = false;
    for c in words.chars() {
        match c {
            '年' => year = true,
            '月' => month = true,
            '日' | '-' | '.' | '/' | '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | 'O'
            | '○' => {}
            c if c.is_ascii_digit() || c.is_whitespace() || ('０'..='９').contains(&c) => {}
            _ => return false,
        }
    }
    year && month
}

/// Whether a line at the end of a report is its signature: a date, or the unit's name alone.
pub fn is_signature(words: &str) -> bool {
    let words = words.trim();
    is_date(words)
        || (words.chars().count() <= 40
            && !words.contains(['。', '，', '；', '：', '、'])
            && !words.starts_with(['无', '没', '不'])
            && !words.contains("没有"))
}
