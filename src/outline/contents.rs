//! The table of contents (目录): its lines look like headings and are none.

use crate::read::{Document, ParagraphKind};

/// Longest table of contents, in paragraphs.
const MAX_ENTRIES: usize = 400;
/// Longest entry, in bytes.
const MAX_ENTRY: usize = 400;

/// Indices of the paragraphs of the table of contents, the word 目录 included, ascending.
pub fn contents(doc: &Document) -> Vec<usize> {
    let fields = has_fields(&doc.text);
    let is_entry = |words: &str| is_entry(words, fields);
    let mut found = Vec::new();
    let mut i = 0;
    while let Some(paragraph) = doc.paragraphs.get(i) {
        let words = doc.words(paragraph.span);
        if is_contents_word(words) {
            let entries = entries_after(doc, i + 1, fields);
            found.push(i);
            found.extend(i + 1..i + 1 + entries);
            i += 1 + entries;
            continue;
        }
        if paragraph.kind == ParagraphKind::Body && is_entry(words) {
            found.push(i);
        }
        i += 1;
    }
    found
}

/// 目录, 目  录, 目 次
fn is_contents_word(words: &str) -> bool {
    if words.len() > 60 || !words.trim_start().starts_with('目') {
        return false;
    }
    let mut letters = words.chars().filter(|c| !c.is_whitespace());
    letters.next() == Some('目') && matches!(letters.next(), Some('录' | '次')) && letters.next().is_none()
}

/// An entry with its page number: a dotted leader and a number at the end, or a field code of a word processor.
/// `fields` says whether the document holds any ([`has_fields`]).
fn is_entry(words: &str, fields: bool) -> bool {
    if words.len() > MAX_ENTRY {
        return false;
    }
    if fields && has_fields(words) {
        return true;
    }
    // nearly every paragraph ends with a full stop
    if words.ends_with('。') {
        return false;
    }
    let head = words.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '-');
    if head.len() == words.trim_end().len() {
        return false;
    }
    let head = head.trim_end();
    let cut = head.trim_end_matches(['.', '…', '·', '．', '‥', '⋯', '-', '—', '_', ' ']);
    let leader = &head[cut.len()..];
    let dots: usize = leader.chars().map(|c| if matches!(c, '…' | '⋯') { 3 } else { usize::from(c != ' ') }).sum();
    dots >= 4 && !cut.is_empty()
}

/// Whether a field code of a word processor stands in a text.
fn has_fields(text: &str) -> bool {
    memchr::memchr2(b'P', b'H', text.as_bytes()).is_some() && (text.contains("PAGEREF") || text.contains("HYPERLINK \\l"))
}

/// How many paragraphs after the word 目录 belong to the contents.
///
/// Entries with leaders speak for themselves. Without leaders (`一、部门概况 3`, or no numbers at all) the contents go
/// on until the first entry comes again as a heading of the body.
fn entries_after(doc: &Document, from: usize, fields: bool) -> usize {
    let is_entry = |words: &str| is_entry(words, fields);
    let paragraphs = doc.paragraphs.get(from..).unwrap_or_default();
    let words = |k: usize| paragraphs.get(k).map(|p| doc.words(p.span));
    let mut n = 0;
    while words(n).is_some_and(is_entry)
        || (n > 0 && words(n).is_some_and(|w| is_furniture_like(w) && words(n + 1).is_some_and(is_entry)))
    {
        n += 1;
    }
    if n > 0 {
        return n;
    }
    let Some(first) = words(0).map(entry_key) else { return 0 };
    if first.is_empty() {
        return 0;
    }
    for k in 1..MAX_ENTRIES {
        let Some(entry) = words(k) else { return 0 };
        if entry.len() > MAX_ENTRY || entry.contains('。') {
            return 0;
        }
        if entry_key(entry) == first {
            return k;
        }
    }
    0
}

fn is_furniture_like(words: &str) -> bool {
    words.len() < 24 && words.chars().all(|c| !c.is_alphabetic() || matches!(c, '第' | '页' | '共'))
}

/// The letters of an entry without its page number.
fn entry_key(words: &str) -> String {
    let letters: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::builder::{Builder, Source};

    fn of(lines: &[&str]) -> Vec<usize> {
        let mut builder = Builder::new();
        for line in lines {
            builder.paragraph(ParagraphKind::Body, [(Source::default(), *line)]);
        }
        contents(&builder.finish())
    }

    #[test]
    fn leaders_and_page_numbers() {
        assert_eq!(
            of(&["标题", "目  录", "一、部门概况……………3", "二、绩效情况 ........ 12", "一、部门概况", "正文。"]),
            [1, 2, 3]
        );
        assert_eq!(of(&["一、概况 PAGEREF _Toc123 \\h 3", "一、概况"]), [0]);
    }

    #[test]
    fn contents_without_leaders_end_where_the_first_entry_comes_again() {
        assert_eq!(of(&["目录", "一、概况 1", "二、情况 2", "一、概况", "本单位……", "二、情况"]), [0, 1, 2]);
        assert_eq!(of(&["目录", "一、概况", "本单位有编制2名。"]), [0]);
    }

    #[test]
    fn amounts_and_ellipses_are_no_entries() {
        assert!(of(&["支出2024", "等等……", "一、基本情况", "3、满意度达98"]).is_empty());
    }
}
