//! Numbers that name something: document numbers, codes, telephones, hotlines.

use super::OtherKind;
use super::chars::*;
use super::lexicon::lexicon;
use super::number::Number;
use super::scan::Scan;

fn opens(c: char) -> bool {
    matches!(c, '〔' | '［' | '[' | '【' | '（' | '(' | '„' | '﹝')
}

fn closes(c: char) -> bool {
    matches!(c, '〕' | '］' | ']' | '】' | '）' | ')' | '‟' | '﹞')
}

impl Scan<'_> {
    /// Digits that touch Latin letters: `MB0467/2024-00031`, `PM2.5`, `3A级`, `5G`.
    pub fn letters(&mut self, number: &Number, run: usize) -> Option<usize> {
        let (text, start) = (self.text, number.start);
        let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
        let led = start > self.done.max(self.from) && matches!(byte(start - 1), b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'@' | b'#');
        let followed = byte(number.digits_end).is_ascii_alphabetic();
        if !led && !followed {
            return None;
        }
        if !led && self.suffix(number).is_some() {
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
        // 移动CT1台: the letters name the thing, and the number counts it
        if led
            && !followed
            && number.decimals == 0
            && number.integer_digits <= 2
            && ["台", "套", "辆"].iter().any(|u| text.get(number.end..).is_some_and(|t| t.starts_with(u)))
        {
            return None;
        }
        let from = text
            .get(self.done.max(self.from)..start)
            .map_or(0, |s| s.len() - s.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len());
        let from = start - from;
        let short = count(text, from, end) <= 6;
        Some(self.push_other(from, end, if short { OtherKind::Name } else { OtherKind::Code }))
    }

    /// `〔2024〕15号`, `（2024） 17 号`, and damaged ones: `〔20241号`, `〔202〕25号`, `〔2025］3号`.
    pub fn document_number(&mut self, start: usize, run: usize) -> Option<usize> {
        let text = self.text;
        let before = skip_blanks_back(text, start);
        let open = char_before(text, before).filter(|&c| opens(c) && before - c.len_utf8() >= self.done);
        let mut at = skip_blanks(text, run);
        let close = char_at(text, at).filter(|&c| closes(c));
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

    /// 12345, 12315 and their like, with or without the word 热线.
    pub fn hotline(&mut self, n: &Number) -> Option<usize> {
        if n.decimals > 0 || n.grouped || n.end > n.digits_end {
            return None;
        }
        let lex = lexicon();
        let named = lex.hotline.at(self.text, skip_blanks(self.text, n.digits_end)).is_some();
        if n.integer_digits != 5 && !named {
            return None;
        }
        let digits: String =
            self.text.get(n.start..n.digits_end)?.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
        let known = lex.hotlines.contains(&digits);
        let service = digits.len() == 5 && (digits.starts_with("123") || digits.starts_with("96") || digits.starts_with("95"));
        let hit = known && (digits.len() == 5 || named) || service && named;
        hit.then(|| self.push_other(n.start, n.digits_end, OtherKind::Hotline))
    }

    /// Telephone numbers and other long numbers without a unit.
    pub fn code(&mut self, n: &Number) -> Option<usize> {
        if n.grouped || n.decimals > 0 || n.end > n.digits_end {
            return None;
        }
        let first = char_at(self.text, n.start).and_then(digit)?;
        let head = self.text.get(self.from..n.start)?;
        let called = ["电话", "手机", "传真", "电话：", "电话:", "热线：", "热线", "联系方式："]
            .iter()
            .any(|w| head.trim_end().ends_with(w));
        let coded = ["邮编", "邮政编码", "编码", "代码", "编号", "账号", "号码"]
            .iter()
            .any(|w| head.trim_end_matches([' ', '：', ':']).ends_with(w));
        let prefix = n.integer_digits >= 5 && matches!(char_at(self.text, n.digits_end), Some('-' | '—'));
        let kind = match n.integer_digits {
            3.. if coded || prefix => OtherKind::Code,
            11 if first == 1 => OtherKind::Phone,
            7 | 8 if called => OtherKind::Phone,
            7.. => OtherKind::Code,
            2.. if first == 0 => OtherKind::Code,
            _ => return None,
        };
        Some(self.push_other(n.start, n.digits_end, kind))
    }
}
