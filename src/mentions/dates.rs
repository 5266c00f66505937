//! Dates and years that are printed without 年.

use super::chars::*;
use super::number::Number;
use super::ranges::is_range;
use super::scan::Scan;
use super::{MentionKind, OtherKind};

fn is_year(n: u32) -> bool {
    (1900..2100).contains(&n)
}

impl Scan<'_> {
    /// `2025-09-18`, `2025.9.18`, `2025/9/18`, `20250918`, `2025-09`.
    pub fn dashed_date(&mut self, start: usize, run: usize) -> Option<usize> {
        let text = self.text;
        let digits = count(text, start, run);
        if digits == 8 {
            let s: Vec<u32> = text.get(start..run)?.chars().filter_map(digit).map(u32::from).collect();
            let part = |r: std::ops::Range<usize>| s.get(r).map_or(0, |p| p.iter().fold(0, |n, d| n * 10 + d));
            let date = is_year(part(0..4)) && (1..=12).contains(&part(4..6)) && (1..=31).contains(&part(6..8));
            let next = char_at(text, run);
            return (date && next.is_none_or(|c| ends_clause(c) || is_blank(c) || c == '日'))
                .then(|| self.push_other(start, run, OtherKind::Date));
        }
        if digits != 4 || !is_year(small(text, start, run)?) {
            return None;
        }
        let mark = char_at(text, run).filter(|c| matches!(c, '-' | '.' | '/' | '－' | '．' | '—'))?;
        let month = run + mark.len_utf8();
        let month_end = digits_end(text, month);
        if !(1..=2).contains(&count(text, month, month_end)) || !(1..=12).contains(&small(text, month, month_end)?) {
            return None;
        }
        if char_at(text, month_end) != Some(mark) {
            // `2025-09` alone: months only with two digits, and never before a unit (`2024.05万元`)
            let next = char_at(text, skip_blanks(text, month_end));
            let alone = matches!(mark, '-' | '/' | '.') && count(text, month, month_end) == 2;
            let free = next.is_none_or(|c| ends_clause(c) && c != '|' && c != '\t' && c != ',') && self.cell.is_none();
            let before = char_before(text, skip_blanks_back(text, start));
            let dated = before.is_none_or(|c| matches!(c, '：' | ':' | '（' | '(' | '期' | '于' | '\n'));
            return (alone && free && dated && mark != '.').then(|| self.push_other(start, month_end, OtherKind::Date));
        }
        let day = month_end + mark.len_utf8();
        let day_end = digits_end(text, day);
        let fits = (1..=2).contains(&count(text, day, day_end))
            && (1..=31).contains(&small(text, day, day_end)?)
            && day_end <= self.limit;
        fits.then(|| self.push_other(start, day_end, OtherKind::Date))
    }

    /// Four digits that can only be a year: `2024预算`, `2023、2024年`.
    pub fn bare_year(&mut self, n: &Number) -> Option<usize> {
        if n.integer_digits != 4 || n.decimals > 0 || n.grouped || n.end > n.digits_end || self.cell.is_some() {
            return None;
        }
        let text = self.text;
        small(text, n.start, n.digits_end).filter(|&y| (1949..2060).contains(&y))?;
        let at = skip_blanks(text, n.digits_end);
        let next = char_at(text, at);
        let joined = next.is_some_and(|c| is_range(c) || matches!(c, '、' | '/' | '和' | '与' | '及')) && {
            let from = at + next.map_or(0, char::len_utf8);
            count(text, from, digits_end(text, from)) >= 2
        };
        let named = text.get(at..).is_some_and(|r| {
            ["预算", "决算", "财政", "届", "级", "版", "春", "秋", "部门", "全年", "年", "”"].iter().any(|w| r.starts_with(w))
        });
        (joined || named).then(|| self.push(n.start, n.digits_end, MentionKind::Other { kind: OtherKind::Year, value: n.base }))
    }
}
