//! The fiscal year of a report.

use std::ops::Range;

use crate::outline::{Outline, title};
use crate::read::Document;

/// Years that a report can be of.
const YEARS: Range<i32> = 1995..2100;

/// A year that is printed before 年.
pub(super) struct Year {
    pub value: i32,
    pub start: usize,
    pub after: usize,
}

/// All years in a text, Arabic (full-width too) or Chinese (二〇二四).
pub(super) fn years(text: &str) -> impl Iterator<Item = Year> + '_ {
    text.match_indices('年').filter_map(|(at, _)| year_before(text, at))
}

/// The year before a 年.
fn year_before(text: &str, at: usize) -> Option<Year> {
    let mut value = 0;
    let mut start = at;
    let mut scale = 1;
    for (k, c) in text.get(..at)?.trim_end().char_indices().rev().take(4) {
        let digit = match c {
            '0'..='9' => c as i32 - '0' as i32,
            '０'..='９' => c as i32 - '０' as i32,
            '〇' | '○' | '零' | 'Ｏ' | 'O' => 0,
            '一' => 1,
            '二' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return None,
        };
        value += digit * scale;
        scale *= 10;
        start = k;
    }
    (scale == 10_000 && YEARS.contains(&value)).then_some(Year { value, start, after: at + "年".len() })
}

pub(super) fn fiscal_year(doc: &Document, outline: &Outline, title: &str) -> Option<i32> {
    if let Some(year) = years(title).next() {
        return Some(year.value);
    }
    // the year under the title of a form: （2024年度）
    let first = outline.sections.first().map_or(8, |s| s.paragraph).min(8);
    for paragraph in doc.paragraphs.iter().take(first) {
        let words = doc.words(paragraph.span).trim();
        if words.len() < 60
            && !title::is_date(words)
            && let Some(year) = years(words).find(|y| words.get(y.after..).is_some_and(|w| w.starts_with('度')))
        {
            return Some(year.value);
        }
    }
    // votes: 2024年度 counts most, a date (2024年3月) nothing, a later year (2025年预算) little
    let mut votes: Vec<(i32, u32)> = Vec::new();
    for year in memchr::memmem::find_iter(doc.text.as_bytes(), "年").filter_map(|at| year_before(&doc.text, at)) {
        let after = doc.text.get(year.after..).unwrap_or("");
        let weight = if after.starts_with('度') {
            4
        } else if ["初", "末", "底", "决算", "财政", "一般公共", "收入", "支出", "全年", "预算资金", "年初"]
            .iter()
            .any(|w| after.starts_with(w))
        {
            3
        } else if after.starts_with(|c: char| c.is_ascii_digit()) || after.starts_with("至") {
            0
        } else {
            1
        };
        match votes.iter_mut().find(|(y, _)| *y == year.value) {
            Some((_, n)) => *n += weight,
            None => votes.push((year.value, weight)),
        }
    }
    votes.into_iter().filter(|(_, n)| *n > 0).max_by_key(|&(y, n)| (n, y)).map(|(y, _)| y)
}
