//! Numbers joined by a mark: ranges, ratios, times, products.

use super::chars::*;
use super::lexicon::UnitKind;
use super::number::{self, Number};
use super::scan::Scan;
use super::suffix::Suffix;
use super::{Bound, MentionKind, OtherKind};
use crate::read::Span;

/// Whether a character stands between the ends of a range.
pub fn is_range(c: char) -> bool {
    matches!(c, '至' | '到' | '~' | '～' | '—' | '–' | '-' | '－' | '−')
}

impl Scan<'_> {
    /// Numbers joined by a mark: `7∶1.5∶1.5`, `9:30`, `7×24小时`, `186.4/10万`, `0731-28580000`.
    pub fn chained(&mut self, n: &Number) -> Option<usize> {
        let text = self.text;
        if n.end > n.digits_end {
            return None;
        }
        let joins = |c: &char| matches!(c, ':' | '∶' | '：' | '×' | '*' | '✕' | 'x' | 'X' | '╳' | '/' | '／' | '-' | '—' | '－');
        let mark = char_at(text, n.digits_end).filter(joins)?;
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
    pub fn range_mark(&self, at: usize) -> Option<usize> {
        let at = skip_blanks(self.text, at);
        let c = char_at(self.text, at).filter(|&c| is_range(c))?;
        let mut end = at + c.len_utf8();
        if let Some(d) = char_at(self.text, end).filter(|&d| d == c && matches!(c, '-' | '—')) {
            end += d.len_utf8();
        }
        Some(skip_blanks(self.text, end))
    }

    /// A number without a unit before a range mark takes the unit of the other end: `30至40场`, `0—6岁`, `95-98%`.
    pub fn range(&mut self, n: &Number) -> Option<usize> {
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
    pub fn range_with_unit(&mut self, n: &Number, found: (Suffix, usize), end: usize) -> usize {
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
}
