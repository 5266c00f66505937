//! Classifies the numbers printed in Arabic digits.

use super::chars::*;
use super::lexicon::{UnitKind, lexicon};
use super::number::{self, Number};
use super::scan::Scan;
use super::suffix::Suffix;
use super::{Bound, MentionKind, MoneyUnit, OtherKind};
use crate::read::Span;

const OPEN: &str = "〔［[【（(";
const CLOSE: &str = "〕］]】）)";
/// Between the ends of a range.
const RANGE: &str = "至到~～—–-－−";

fn is_year(n: u32) -> bool {
    (1900..2100).contains(&n)
}

impl Scan<'_> {
    /// Reads the number whose first digit stands at `start`; gives the place to go on from.
    pub fn arabic(&mut self, start: usize) -> usize {
        let text = self.text;
        let run = digits_end(text, start);
        let found = self
            .letters(start, run)
            .or_else(|| self.document_number(start, run))
            .or_else(|| self.dashed_date(start, run))
            .or_else(|| self.after_ordinal_mark(start));
        if let Some(end) = found {
            return end;
        }
        let n = number::arabic(text, start, self.limit);
        if let Some(end) = self.enumerator(&n).or_else(|| self.quoted(&n)).or_else(|| self.chained(&n)) {
            return end;
        }
        if let Some(found) = self.suffix(&n) {
            if let Some(end) = self.by_suffix(&n, found) {
                return self.range_with_unit(&n, found, end);
            }
        }
        self.range(&n)
            .or_else(|| self.hotline(&n))
            .or_else(|| self.bare_percent(&n))
            .or_else(|| self.bare_score(&n))
            .or_else(|| self.code(&n))
            .or_else(|| self.bare_year(&n))
            .or_else(|| self.bare_scale(&n))
            .or_else(|| self.named_ordinal(&n))
            .unwrap_or_else(|| self.unclassified(&n))
    }

    fn unclassified(&mut self, n: &Number) -> usize {
        let value = n.base;
        let kind = if self.in_quotes(n.start, n.digits_end) { OtherKind::Name } else { OtherKind::Unclassified };
        self.push(n.start, n.digits_end, MentionKind::Other { kind, value })
    }

    /// Digits that touch Latin letters: `MB0467/2024-00031`, `PM2.5`, `3A级`, `5G`.
    fn letters(&mut self, start: usize, run: usize) -> Option<usize> {
        let text = self.text;
        let before = char_before(text, start).filter(|_| start > self.done.max(self.from));
        let led = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '@' | '#'));
        let number = number::arabic(text, start, self.limit);
        let followed = char_at(text, number.digits_end).is_some_and(|c| c.is_ascii_alphabetic());
        if !led && !followed {
            return None;
        }
        if !led && self.suffix(&number).is_some() {
            return None;
        }
        let head = text.get(self.from.max(self.done)..start).unwrap_or("");
        if led && ["RMB", "CNY", "¥", "￥"].iter().any(|w| head.ends_with(w)) {
            return None;
        }
        let mut end = run;
        while let Some(c) = char_at(text, end).filter(|_| end < self.limit) {
            if !(c.is_ascii_alphanumeric()
                || digit(c).is_some()
                || matches!(c, '.' | '-' | '/' | '_' | ':' | '@' | '=' | '&' | '?' | '%' | '#'))
            {
                break;
            }
            end += c.len_utf8();
        }
        while let Some(c) = char_before(text, end).filter(|c| matches!(c, '.' | '-' | '/' | '_' | ':' | '?')) {
            end -= c.len_utf8();
        }
        let end = end.max(run);
        if char_at(text, end) == Some('级') {
            return Some(self.push_other(start, end + '级'.len_utf8(), OtherKind::Ordinal));
        }
        let from = text
            .get(self.done.max(self.from)..start)
            .map_or(0, |s| s.len() - s.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len());
        let from = start - from;
        let short = count(text, from, end) <= 6;
        Some(self.push_other(from, end, if short { OtherKind::Name } else { OtherKind::Code }))
    }

    /// `〔2024〕15号`, `（2024） 17 号`, and damaged ones: `〔20241号`, `〔202〕25号`, `〔2025］3号`.
    fn document_number(&mut self, start: usize, run: usize) -> Option<usize> {
        let text = self.text;
        let before = skip_blanks_back(text, start);
        let open = char_before(text, before).filter(|&c| OPEN.contains(c) && before - c.len_utf8() >= self.done);
        let mut at = skip_blanks(text, run);
        let close = char_at(text, at).filter(|&c| CLOSE.contains(c));
        if open.is_none() && close.is_none_or(|c| matches!(c, ')' | '）')) {
            return None;
        }
        if let Some(c) = close {
            at = skip_blanks(text, at + c.len_utf8());
        }
        let mut lists = 0;
        loop {
            let to = digits_end(text, at);
            if to == at {
                break;
            }
            lists += 1;
            at = skip_blanks(text, to);
            match char_at(text, at).filter(|c| matches!(c, '、' | '-' | '—' | '至' | '和') && lists < 20) {
                Some(c) => at = skip_blanks(text, at + c.len_utf8()),
                None => break,
            }
        }
        let named =
            char_at(text, at) == Some('号') && (close.is_some() && lists > 0 || close.is_none() && count(text, start, run) >= 4);
        if !named || at >= self.limit {
            return None;
        }
        let from = open.map_or(start, |c| before - c.len_utf8());
        Some(self.push_other(from, at + '号'.len_utf8(), OtherKind::DocumentNumber))
    }

    /// `2025-09-18`, `2025.9.18`, `2025/9/18`, `20250918`, `2025-09`.
    fn dashed_date(&mut self, start: usize, run: usize) -> Option<usize> {
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

    /// `第3次全委会`, `第12条`, `第 5 届`.
    fn after_ordinal_mark(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let before = skip_blanks_back(text, start);
        if char_before(text, before) != Some('第') || before - '第'.len_utf8() < self.done {
            return None;
        }
        let run = digits_end(text, start);
        let from = before - '第'.len_utf8();
        let mut end = run;
        // 第3-5条
        if let Some(c) = char_at(text, run).filter(|&c| RANGE.contains(c) || c == '、') {
            let to = digits_end(text, run + c.len_utf8());
            if to > run + c.len_utf8() {
                end = to;
            }
        }
        let end = self.ordinal_end(end);
        let kind = if self.names_meeting(end) { OtherKind::Meeting } else { OtherKind::Ordinal };
        Some(self.push_other(from, end.min(self.limit).max(run), kind))
    }

    /// The end of the unit after an ordinal number.
    pub fn ordinal_end(&self, end: usize) -> usize {
        let at = skip_blanks(self.text, end);
        match lexicon().unit(self.text, at) {
            Some((unit_end, _)) => unit_end,
            None => match char_at(self.text, at) {
                Some(c) if "届条款章节号批次名位部页项季卷期轮组".contains(c) => at + c.len_utf8(),
                _ => end,
            },
        }
    }

    /// Whether a meeting is named in the clause after `at`.
    pub fn names_meeting(&self, at: usize) -> bool {
        let rest = self.text.get(at..self.limit).unwrap_or("");
        let clause: usize = rest.chars().take(12).take_while(|&c| !ends_clause(c)).map(char::len_utf8).sum();
        let clause = rest.get(..clause).unwrap_or("");
        lexicon().meeting.iter().any(|w| clause.contains(w.as_str()))
    }

    /// `：1.团委…；2.`, `（1）`: the number of an item.
    fn enumerator(&mut self, n: &Number) -> Option<usize> {
        if n.integer_digits > 2 || n.decimals > 0 || n.end > n.digits_end {
            return None;
        }
        let text = self.text;
        let next = char_at(text, n.digits_end)?;
        let end = n.digits_end + next.len_utf8();
        let before = if n.start <= self.from { None } else { char_before(text, skip_blanks_back(text, n.start)) };
        let opened = before.is_none_or(|c| matches!(c, '：' | '；' | '。' | ':' | ';' | '\n' | '”' | '！' | '？'));
        let listed = match next {
            '.' | '．' => opened || before == Some('，'),
            '、' => opened && char_at(text, end).is_none_or(|c| digit(c).is_none()),
            '）' | ')' => {
                let bracket = matches!(before, Some('（' | '('));
                let whole_cell = self.cell.is_some() && n.start <= self.from + 3;
                (bracket && !whole_cell) || (opened && before.is_none() && self.cell.is_none())
            }
            _ => false,
        };
        listed.then(|| self.push_other(n.start, n.digits_end, OtherKind::Ordinal))
    }

    /// Whether `start..end` stands in a short pair of quotation marks, or in the title of a document.
    pub fn in_quotes(&self, start: usize, end: usize) -> bool {
        let head = self.text.get(self.from..start).unwrap_or("");
        let mut open = None;
        for (i, c) in head.chars().rev().take(40).enumerate() {
            match c {
                '“' | '‘' | '「' | '『' if i < 14 => {
                    open = Some(c);
                    break;
                }
                '《' => {
                    open = Some(c);
                    break;
                }
                '”' | '’' | '」' | '』' | '》' | '。' | '；' | '\n' => return false,
                _ => {}
            }
        }
        let Some(open) = open else { return false };
        let reach = if open == '《' { 40 } else { 14 };
        let tail = self.text.get(end..self.limit).unwrap_or("");
        for c in tail.chars().take(reach) {
            match c {
                '”' | '’' | '」' | '』' | '》' => return true,
                '。' | '；' | '\n' => return false,
                _ => {}
            }
        }
        false
    }

    /// “520”, “3·8”, “1+5+N”: digits that are the name in quotation marks.
    fn quoted(&mut self, n: &Number) -> Option<usize> {
        let text = self.text;
        let before = char_before(text, n.start).filter(|_| n.start > self.from);
        let dotted = |c: char| matches!(c, '·' | '•' | '・' | '.' | '．' | '+' | '＋' | '-' | '×' | '/' | '―' | '—');
        let led = before.is_some_and(|c| matches!(c, '“' | '‘' | '「' | '『' | '"') || dotted(c));
        // 3·8 and 12·4 are names of days without quotation marks too
        let day = matches!(char_at(text, n.digits_end), Some('·' | '•' | '・'));
        if day {
            let from = n.digits_end + char_at(text, n.digits_end)?.len_utf8();
            let to = digits_end(text, from);
            if to > from && n.decimals == 0 {
                return Some(self.push_other(n.start, to, OtherKind::Name));
            }
        }
        if !led && !self.in_quotes(n.start, n.digits_end) {
            return None;
        }
        if led {
            let mut end = n.digits_end;
            let mut at = end;
            for c in text.get(end..self.limit)?.chars().take(14) {
                at += c.len_utf8();
                match c {
                    '”' | '’' | '」' | '』' | '"' => return Some(self.push_other(n.start, end, OtherKind::Name)),
                    c if digit(c).is_some() => end = at,
                    c if dotted(c) || c.is_ascii_alphabetic() => {}
                    _ => break,
                }
            }
            if matches!(before, Some('"')) || before.is_some_and(dotted) {
                return None;
            }
        }
        match self.suffix(n) {
            Some((Suffix::Unit(UnitKind::Count, _), end)) if self.in_quotes(n.start, end) => {
                Some(self.push_other(n.start, n.digits_end, OtherKind::Name))
            }
            Some((Suffix::Money, end)) if matches!(char_at(text, end), Some('”' | '捐')) => {
                Some(self.push_other(n.start, n.digits_end, OtherKind::Name))
            }
            _ => None,
        }
    }

    /// Numbers joined by a mark: `7∶1.5∶1.5`, `9:30`, `7×24小时`, `186.4/10万`, `0731-28580000`.
    fn chained(&mut self, n: &Number) -> Option<usize> {
        let text = self.text;
        if n.end > n.digits_end {
            return None;
        }
        let mark = char_at(text, n.digits_end)?;
        let from = n.digits_end + mark.len_utf8();
        char_at(text, from).and_then(digit)?;
        let second = number::arabic(text, from, self.limit);
        match mark {
            ':' | '∶' | '：' => {
                let minutes = n.decimals == 0 && second.decimals == 0 && n.integer_digits <= 2 && second.integer_digits == 2;
                let time = minutes
                    && small(text, n.start, n.digits_end).is_some_and(|h| h <= 24)
                    && small(text, from, second.digits_end).is_some_and(|m| m < 60);
                if mark == '：' && !(time && second.end == second.digits_end) {
                    return None;
                }
                if matches!(self.suffix(&second), Some((Suffix::Year | Suffix::Percent { .. } | Suffix::Money, _))) {
                    return None;
                }
                let mut end = second.digits_end;
                let kind = if time && mark != '∶' { OtherKind::Time } else { OtherKind::Ratio };
                // more members: hours, minutes and seconds, or a longer ratio
                while let Some(c) = char_at(text, end).filter(|c| matches!(c, ':' | '∶' | '：')) {
                    let next = end + c.len_utf8();
                    if char_at(text, next).and_then(digit).is_none() {
                        break;
                    }
                    end = number::arabic(text, next, self.limit).digits_end;
                }
                Some(self.push_other(n.start, end, kind))
            }
            '×' | '*' | '✕' | 'x' | 'X' | '╳' => {
                let (kind, end) = match self.suffix(&second) {
                    Some((Suffix::Unit(_, at), end)) if text.get(at..end) == Some("小时") => (OtherKind::Duration, end),
                    Some((Suffix::Unit(..), end)) => (OtherKind::Measure, end),
                    _ => (OtherKind::Measure, second.digits_end),
                };
                Some(self.push_other(n.start, end, kind))
            }
            '/' | '／' if !(n.integer_digits == 4 && second.integer_digits == 4) => {
                let kind = if n.decimals == 0 && second.end == second.digits_end { OtherKind::Ratio } else { OtherKind::Measure };
                Some(self.push_other(n.start, second.end, kind))
            }
            '-' | '—' | '－' if n.decimals == 0 && second.decimals == 0 => {
                let zero = char_at(text, n.start).and_then(digit) == Some(0);
                if zero && (3..=4).contains(&n.integer_digits) && (7..=8).contains(&second.integer_digits) {
                    return Some(self.push_other(n.start, second.digits_end, OtherKind::Phone));
                }
                let coded = second.integer_digits >= 6 || n.integer_digits >= 7 || (zero && n.integer_digits > 1);
                (coded && self.suffix(&second).is_none()).then(|| self.push_other(n.start, second.digits_end, OtherKind::Code))
            }
            // 015128830-/2023-1009001
            _ => None,
        }
    }

    /// The end of the mark between the ends of a range that begins at `at`.
    fn range_mark(&self, at: usize) -> Option<usize> {
        let at = skip_blanks(self.text, at);
        let c = char_at(self.text, at).filter(|&c| RANGE.contains(c))?;
        let mut end = at + c.len_utf8();
        if let Some(d) = char_at(self.text, end).filter(|&d| d == c && matches!(c, '-' | '—')) {
            end += d.len_utf8();
        }
        Some(skip_blanks(self.text, end))
    }

    /// A number without a unit before a range mark takes the unit of the other end: `30至40场`, `0—6岁`, `95-98%`.
    fn range(&mut self, n: &Number) -> Option<usize> {
        let text = self.text;
        let from = self.range_mark(n.end).or_else(|| {
            // 8、9月; 3、4级
            let c = char_at(text, n.digits_end).filter(|&c| c == '、')?;
            Some(n.digits_end + c.len_utf8())
        })?;
        char_at(text, from).and_then(digit)?;
        let listed = char_at(text, n.digits_end) == Some('、');
        let second = number::arabic(text, from, self.limit);
        let (what, end) = self.suffix(&second)?;
        if listed && !matches!(what, Suffix::Month | Suffix::Day | Suffix::Year | Suffix::Unit(UnitKind::Ordinal, _)) {
            return None;
        }
        match what {
            Suffix::Unit(UnitKind::Count, at) => {
                let ends = n.value().zip(second.value()).map(|(a, b)| {
                    // 3—5万人: the scale of the second end holds for both
                    let a = if n.exponent == 0 && second.exponent > 0 {
                        number::scaled(a, second.exponent as i32).unwrap_or(a)
                    } else {
                        a
                    };
                    (a, b)
                });
                let kind = MentionKind::Count { value: None, range: ends, unit: Span::new(at, end) };
                let done = self.push_bounded(n.start, end, second.more, kind);
                if let Some(m) = self.out.last_mut() {
                    m.bound = Bound::About;
                }
                Some(done)
            }
            Suffix::Money => {
                let scale = text.get(second.scale.0..second.scale.1).unwrap_or("");
                let first = Number { exponent: if n.exponent == 0 { second.exponent } else { n.exponent }, ..n.clone() };
                self.money(&first, n.end, super::suffix::money_unit(scale))
            }
            Suffix::Percent { mille } => self.percent(n, n.digits_end, mille),
            Suffix::Score => {
                let value = n.base?;
                Some(self.push_bounded(n.start, n.digits_end, false, MentionKind::Score { value }))
            }
            Suffix::Year if n.integer_digits == 4 => {
                Some(self.push(n.start, n.digits_end, MentionKind::Other { kind: OtherKind::Year, value: n.base }))
            }
            Suffix::Month | Suffix::Day => Some(self.push_other(n.start, n.digits_end, OtherKind::Date)),
            Suffix::Hour => Some(self.push_other(n.start, n.digits_end, OtherKind::Time)),
            Suffix::Unit(kind, _) => {
                let kind = match kind {
                    UnitKind::Duration => OtherKind::Duration,
                    UnitKind::Age => OtherKind::Age,
                    UnitKind::Floor => OtherKind::Floor,
                    UnitKind::Ordinal => OtherKind::Ordinal,
                    _ => OtherKind::Measure,
                };
                Some(self.push_other(n.start, n.digits_end, kind))
            }
            Suffix::Year => None,
        }
    }

    /// `3场至5场`: both ends with their unit are one range; other ranges (money, years) stay two mentions.
    fn range_with_unit(&mut self, n: &Number, found: (Suffix, usize), end: usize) -> usize {
        let (Suffix::Unit(UnitKind::Count, at), unit_end) = found else { return end };
        let text = self.text;
        let Some(from) = self.range_mark(unit_end).filter(|&f| char_at(text, f).and_then(digit).is_some()) else { return end };
        let second = number::arabic(text, from, self.limit);
        let Some((Suffix::Unit(UnitKind::Count, at2), end2)) = self.suffix(&second) else { return end };
        if text.get(at..unit_end) != text.get(at2..end2) || self.out.last().is_none_or(|m| m.span.end as usize != end) {
            return end;
        }
        let Some((low, high)) = n.value().zip(second.value()).filter(|(a, b)| a < b) else { return end };
        if let Some(m) = self.out.last_mut() {
            m.span.end = end2 as u32;
            m.full.end = m.full.end.max(end2 as u32);
            m.bound = Bound::About;
            m.kind = MentionKind::Count { value: None, range: Some((low, high)), unit: Span::new(at2, end2) };
        }
        self.done = end2;
        end2
    }

    fn hotline(&mut self, n: &Number) -> Option<usize> {
        if n.decimals > 0 || n.grouped || n.end > n.digits_end {
            return None;
        }
        let lex = lexicon();
        let digits: String =
            self.text.get(n.start..n.digits_end)?.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
        let known = lex.hotlines.iter().any(|h| *h == digits);
        let named = lex.hotline.at(self.text, skip_blanks(self.text, n.digits_end)).is_some();
        let service = digits.len() == 5 && (digits.starts_with("123") || digits.starts_with("96") || digits.starts_with("95"));
        let hit = known && (digits.len() == 5 || named) || service && named;
        hit.then(|| self.push_other(n.start, n.digits_end, OtherKind::Hotline))
    }

    /// A percentage without its sign: `由71.2提高到84.6%`, `执行率为98.5`.
    fn bare_percent(&mut self, n: &Number) -> Option<usize> {
        if n.exponent > 0 || n.more || n.grouped {
            return None;
        }
        let text = self.text;
        let lex = lexicon();
        if let Some((to, ())) = lex.change.at(text, skip_blanks(text, n.digits_end)) {
            let from = skip_blanks(text, to);
            if char_at(text, from).and_then(digit).is_some() {
                let second = number::arabic(text, from, self.limit);
                if matches!(self.suffix(&second), Some((Suffix::Percent { .. }, _))) {
                    return self.percent(n, n.digits_end, false);
                }
            }
        }
        let next = char_at(text, skip_blanks(text, n.digits_end));
        if self.cell.is_some() || next.is_some_and(|c| !ends_clause(c)) {
            return None;
        }
        let mut at = skip_blanks_back(text, n.start);
        for _ in 0..2 {
            if let Some((start, _, ())) = lex.percent_link.before(text, at) {
                at = skip_blanks_back(text, start);
            }
        }
        let hundred = n.base.is_some_and(|v| v <= rust_decimal::Decimal::from(1000));
        (at > self.from && hundred && lex.percent.before(text, at).is_some()).then(|| self.percent(n, n.digits_end, false))?
    }

    /// A score without 分: `得分10，`, `权重15；`.
    fn bare_score(&mut self, n: &Number) -> Option<usize> {
        if n.exponent > 0 || n.more || n.integer_digits > 4 || self.cell.is_some() {
            return None;
        }
        let text = self.text;
        let next = char_at(text, skip_blanks(text, n.digits_end));
        if next.is_some_and(|c| !ends_clause(c) && !RANGE.contains(c)) {
            return None;
        }
        let mut at = skip_blanks_back(text, n.start);
        if let Some((start, _, ())) = lexicon().percent_link.before(text, at) {
            at = start;
        }
        let (_, word, ()) = lexicon().score.before(text, at)?;
        if matches!(word, "得" | "计") {
            return None;
        }
        let value = n.base?;
        Some(self.push(n.start, n.digits_end, MentionKind::Score { value }))
    }

    /// Telephone numbers and other long numbers without a unit.
    fn code(&mut self, n: &Number) -> Option<usize> {
        if n.grouped || n.decimals > 0 || n.end > n.digits_end {
            return None;
        }
        let first = char_at(self.text, n.start).and_then(digit)?;
        let head = self.text.get(self.from..n.start)?;
        let called = ["电话", "手机", "传真", "电话：", "电话:", "热线：", "热线", "联系方式："]
            .iter()
            .any(|w| head.trim_end().ends_with(w));
        let kind = match n.integer_digits {
            11 if first == 1 => OtherKind::Phone,
            7 | 8 if called => OtherKind::Phone,
            7.. => OtherKind::Code,
            2.. if first == 0 => OtherKind::Code,
            _ => return None,
        };
        Some(self.push_other(n.start, n.digits_end, kind))
    }

    /// Four digits that can only be a year: `2024预算`, `2023、2024年`.
    fn bare_year(&mut self, n: &Number) -> Option<usize> {
        if n.integer_digits != 4 || n.decimals > 0 || n.grouped || n.end > n.digits_end || self.cell.is_some() {
            return None;
        }
        let text = self.text;
        small(text, n.start, n.digits_end).filter(|&y| (1949..2060).contains(&y))?;
        let at = skip_blanks(text, n.digits_end);
        let next = char_at(text, at);
        let joined = next.is_some_and(|c| RANGE.contains(c) || matches!(c, '、' | '/' | '和' | '与' | '及')) && {
            let from = at + next.map_or(0, char::len_utf8);
            count(text, from, digits_end(text, from)) >= 2
        };
        let named = text.get(at..).is_some_and(|r| {
            ["预算", "决算", "财政", "届", "级", "版", "春", "秋", "部门", "全年", "年", "”"].iter().any(|w| r.starts_with(w))
        });
        (joined || named).then(|| self.push(n.start, n.digits_end, MentionKind::Other { kind: OtherKind::Year, value: n.base }))
    }

    /// `25万` with nothing after it: money after words of money (民营经济服务专项25万), a measure otherwise (点击量18万).
    fn bare_scale(&mut self, n: &Number) -> Option<usize> {
        if n.exponent < 4 {
            return None;
        }
        let end = n.end;
        if self.money_near(n.start)
            && char_at(self.text, end).is_none_or(|c| ends_clause(c) || is_blank(c) || "用左以。作是的为已于".contains(c))
        {
            let scale = self.text.get(n.scale.0..n.scale.1).unwrap_or("");
            let unit = if scale.contains('亿') { MoneyUnit::YiYuan } else { super::suffix::money_unit(scale) };
            return self.money(n, end, unit);
        }
        let value = n.value();
        Some(self.push_bounded(n.start, end, n.more, MentionKind::Other { kind: OtherKind::Measure, value }))
    }

    /// Whether the words before `at` in the clause speak of money, and of nothing else after that.
    fn money_near(&self, at: usize) -> bool {
        let lex = lexicon();
        let head = self.text.get(self.from..at).unwrap_or("");
        let back: usize =
            head.chars().rev().take(16).take_while(|&c| !matches!(c, '。' | '；' | '，' | '\n')).map(char::len_utf8).sum();
        let clause = head.get(head.len() - back..).unwrap_or("");
        let Some(found) = lex.money.iter().filter_map(|w| clause.rfind(w.as_str()).map(|i| i + w.len())).max() else {
            return false;
        };
        let between = clause.get(found..).unwrap_or("");
        !lex.no_money.iter().any(|w| between.contains(w.as_str()))
    }

    /// `附件2`, `目标1：`, `表3`.
    fn named_ordinal(&mut self, n: &Number) -> Option<usize> {
        if n.integer_digits > 3 || n.decimals > 0 {
            return None;
        }
        let head = self.text.get(self.from..n.start)?.trim_end();
        let named = [
            "附件",
            "目标",
            "任务",
            "附表",
            "表",
            "图",
            "指标",
            "问题",
            "措施",
            "专栏",
            "方案",
            "项目",
            "子项目",
            "类型",
            "注",
            "附",
            "No.",
            "№",
            "编号",
            "序号",
        ]
        .iter()
        .any(|w| head.ends_with(w));
        named.then(|| self.push_other(n.start, n.digits_end, OtherKind::Ordinal))
    }
}
