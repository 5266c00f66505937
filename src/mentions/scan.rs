//! One pass over the text: finds where numbers begin and hands them to the readers of Arabic and Chinese numbers.

use rust_decimal::Decimal;

use super::bounds::bounds;
use super::chars::*;
use super::number::{self, Number};
use super::suffix::{Suffix, money_unit, suffix};
use super::{Bound, Mention, MentionKind, MoneyUnit, OtherKind};
use crate::read::Span;
use crate::read::signs::Signs;

/// The scanner's state.
pub struct Scan<'a> {
    /// The normalised text.
    pub text: &'a str,
    /// Where the region that is scanned begins (a paragraph after its marker, a cell).
    pub from: usize,
    /// Where it ends.
    pub limit: usize,
    /// Where a quotation mark was last seen to open. No mention holds one, so that none is passed over.
    pub opened: Option<usize>,
    /// Where the last mention ends: nothing may begin before.
    pub done: usize,
    /// The cell that is scanned.
    pub cell: Option<(u32, u32, u32)>,
    /// The cell that running text stands in (a report pasted into a sheet); it is read as text all the same.
    pub place: Option<(u32, u32, u32)>,
    /// What has been found.
    pub out: Vec<Mention>,
}

impl<'a> Scan<'a> {
    /// A scanner of a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            from: 0,
            limit: text.len(),
            opened: None,
            done: 0,
            cell: None,
            place: None,
            out: Vec::with_capacity(text.len() / 48),
        }
    }

    /// Adds a mention whose words are `start..end`.
    pub fn push(&mut self, start: usize, end: usize, kind: MentionKind) -> usize {
        let span = Span::new(start.max(self.done), end);
        self.out.push(Mention { span, full: span, bound: Bound::Exact, kind, cell: self.cell.or(self.place) });
        self.done = end;
        end
    }

    /// Adds a mention with its bounding words.
    pub fn push_bounded(&mut self, start: usize, end: usize, more: bool, kind: MentionKind) -> usize {
        let (bound, full) = bounds(self.text, start, end, more);
        let span = Span::new(start.max(self.done), end);
        let full =
            Span { start: full.start.min(span.start).max(self.from as u32), end: full.end.min(self.limit as u32).max(span.end) };
        self.out.push(Mention { span, full, bound, kind, cell: self.cell.or(self.place) });
        self.done = end;
        end
    }

    /// Adds a number that is no amount, percentage or count.
    pub fn push_other(&mut self, start: usize, end: usize, kind: OtherKind) -> usize {
        self.push(start, end, MentionKind::Other { kind, value: None })
    }

    /// Every run of digits between `from` and `to` becomes a mention of its own of one kind (page numbers, tables of contents).
    pub fn runs(&mut self, from: usize, to: usize, kind: OtherKind) {
        let mut at = from;
        while let Some(c) = char_at(self.text, at).filter(|_| at < to) {
            if digit(c).is_some() {
                let end = digits_end(self.text, at);
                at = self.push_other(at, end, kind);
            } else {
                at += c.len_utf8();
            }
        }
    }

    /// Scans `from..to`.
    pub fn region(&mut self, from: usize, to: usize) {
        self.from = from;
        self.limit = to.min(self.text.len());
        let Some(bytes) = self.text.as_bytes().get(..self.limit) else { return };
        let mut at = from;
        while let Some(next) = NUMBERS.next(bytes, at) {
            at = match bytes.get(next..).unwrap_or_default() {
                [b'0'..=b'9', ..] => self.arabic(next),
                [a, b, c, ..] => match begins(*a, *b, *c) {
                    Begins::Wide => self.arabic(next),
                    Begins::Han => self.chinese(next).unwrap_or(next + 3),
                    Begins::Quotation => {
                        self.opened = Some(next);
                        next + 3
                    }
                    Begins::Nothing => next + 3,
                },
                _ => break,
            };
        }
    }

    /// The sign before a number: where it begins, if it is one.
    pub fn sign(&self, start: usize) -> Option<usize> {
        let c = char_before(self.text, start).filter(|c| matches!(c, '-' | '－' | '−' | '﹣'))?;
        let at = start - c.len_utf8();
        if at < self.done.max(self.from) {
            return None;
        }
        match char_before(self.text, skip_blanks_back(self.text, at)) {
            Some(b)
                if b.is_ascii_alphanumeric()
                    || digit(b).is_some()
                    || matches!(b, '%' | '％' | '元' | '年' | '月' | '日' | '-' | '—') =>
            {
                None
            }
            _ => Some(at),
        }
    }

    /// Adds an amount of money.
    pub fn money(&mut self, n: &Number, end: usize, unit: MoneyUnit) -> Option<usize> {
        let wan = number::scaled(n.base?, n.exponent as i32 - 4)?;
        let (start, wan) = self.signed(n, wan);
        Some(self.push_bounded(start, end, n.more, MentionKind::Money { wan, decimals: n.decimals, unit }))
    }

    /// Adds a percentage.
    pub fn percent(&mut self, n: &Number, end: usize, mille: bool) -> Option<usize> {
        let value = if mille { number::scaled(n.base?, -1)? } else { n.base? };
        let (start, value) = self.signed(n, value);
        Some(self.push_bounded(start, end, n.more, MentionKind::Percent { value, decimals: n.decimals }))
    }

    fn signed(&self, n: &Number, value: Decimal) -> (usize, Decimal) {
        match self.sign(n.start) {
            Some(at) => (at, -value),
            None => (n.start, value),
        }
    }

    /// Adds a number by what follows it. None if nothing that is known follows.
    pub fn by_suffix(&mut self, n: &Number, found: (Suffix, usize)) -> Option<usize> {
        let (what, end) = found;
        match what {
            Suffix::Percent { mille } => self.percent(n, end, mille),
            Suffix::Money => {
                let unit = money_unit(self.text.get(n.scale.0..n.scale.1).unwrap_or(""));
                self.money(n, end, unit)
            }
            Suffix::Unit(kind, at) => Some(self.unit(n, kind, at, end)),
            Suffix::Score => {
                let value = n.base?;
                Some(self.push_bounded(n.start, end, n.more, MentionKind::Score { value }))
            }
            Suffix::Year => Some(self.year(n, end)),
            Suffix::Month => Some(self.month(n.start, end)),
            Suffix::Day => Some(self.push_other(n.start, end, OtherKind::Date)),
            Suffix::Hour => Some(self.clock(n.start, end)),
        }
    }

    fn unit(&mut self, n: &Number, kind: super::lexicon::UnitKind, at: usize, end: usize) -> usize {
        use super::lexicon::UnitKind::*;
        let other = match kind {
            Count => {
                // 人次/场 and 次/年 are rates, no counts
                let rate = matches!(char_at(self.text, end), Some('/' | '／'));
                if !rate {
                    let value = n.value();
                    let kind = MentionKind::Count { value, range: n.range, unit: Span::new(at, end) };
                    let done = self.push_bounded(n.start, end, n.more, kind);
                    if let Some(m) = self.out.last_mut().filter(|m| (n.vague || n.range.is_some()) && m.bound == Bound::Exact) {
                        m.bound = Bound::About;
                    }
                    if n.vague
                        && let Some(Mention { bound, .. }) = self.out.last_mut()
                    {
                        *bound = Bound::About;
                    }
                    return done;
                }
                OtherKind::Measure
            }
            Duration => OtherKind::Duration,
            Age => OtherKind::Age,
            Floor => OtherKind::Floor,
            Measure => OtherKind::Measure,
            Ordinal => OtherKind::Ordinal,
        };
        let value = n.value();
        self.push_bounded(n.start, end, n.more, MentionKind::Other { kind: other, value })
    }

    /// `2024年`, and the month and day that follow it.
    pub fn year(&mut self, n: &Number, end: usize) -> usize {
        let month = skip_blanks(self.text, end);
        let to = digits_end(self.text, month);
        if (1..=2).contains(&count(self.text, month, to)) {
            let after = skip_blanks(self.text, to);
            if char_at(self.text, after) == Some('月') {
                return self.month(n.start, after + '月'.len_utf8());
            }
        }
        self.push(n.start, end, MentionKind::Other { kind: OtherKind::Year, value: n.base })
    }

    /// A month whose words end at `end`, and the day that follows it.
    pub fn month(&mut self, start: usize, end: usize) -> usize {
        let day = skip_blanks(self.text, end);
        let to = digits_end(self.text, day);
        if (1..=2).contains(&count(self.text, day, to)) {
            let after = skip_blanks(self.text, to);
            if let Some(c) = char_at(self.text, after).filter(|c| matches!(c, '日' | '号')) {
                return self.push_other(start, after + c.len_utf8(), OtherKind::Date);
            }
        }
        self.push_other(start, end, OtherKind::Date)
    }

    /// A time of the day whose hour ends at `end` (时 or 点 included), and its minutes.
    pub fn clock(&mut self, start: usize, end: usize) -> usize {
        let to = digits_end(self.text, end);
        if (1..=2).contains(&count(self.text, end, to)) && char_at(self.text, to) == Some('分') {
            return self.push_other(start, to + '分'.len_utf8(), OtherKind::Time);
        }
        self.push_other(start, end, OtherKind::Time)
    }

    /// What follows a number, within the region.
    pub fn suffix(&self, n: &Number) -> Option<(Suffix, usize)> {
        suffix(self.text, n).filter(|&(_, end)| end <= self.limit)
    }
}

/// What a character of three bytes can begin.
enum Begins {
    Wide,
    Han,
    Quotation,
    Nothing,
}

/// What the scan stops at: numerals and opening quotation marks.
const NUMBERS: Signs = Signs::of("0123456789〇一七万三上两九二五亿八六几十千四数百零０１２３４５６７８９“‘「『《");

/// Looks at the bytes alone, since most characters of a text begin no number.
fn begins(a: u8, b: u8, c: u8) -> Begins {
    match (a, b, c) {
        (0xe2, 0x80, 0x98 | 0x9c) | (0xe3, 0x80, 0x8a | 0x8c | 0x8e) => Begins::Quotation,
        (0xef, 0xbc, 0x90..=0x99) => Begins::Wide,
        // 一 七 万 三 上 两 | 九 二 五 亿 | 八 六 几 | 十 千 | 四 | 数 | 百 | 〇 | 零
        (0xe4, 0xb8, 0x80 | 0x83 | 0x87 | 0x89 | 0x8a | 0xa4)
        | (0xe4, 0xb9, 0x9d)
        | (0xe4, 0xba, 0x8c | 0x94 | 0xbf)
        | (0xe5, 0x85, 0xab | 0xad)
        | (0xe5, 0x87, 0xa0)
        | (0xe5, 0x8d, 0x81 | 0x83)
        | (0xe5, 0x9b, 0x9b)
        | (0xe6, 0x95, 0xb0)
        | (0xe7, 0x99, 0xbe)
        | (0xe3, 0x80, 0x87)
        | (0xe9, 0x9b, 0xb6) => Begins::Han,
        _ => Begins::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numeral_is_seen_by_its_bytes() {
        let mut numerals = Vec::new();
        for c in ('\u{3000}'..'\u{a000}').chain('０'..='９') {
            let mut bytes = [0; 4];
            let [a, b, d] = *c.encode_utf8(&mut bytes).as_bytes() else { continue };
            if matches!(begins(a, b, d), Begins::Wide | Begins::Han) {
                numerals.push(c);
            }
        }
        let mut want: Vec<char> = "〇一七万三上两九二五亿八六几十千四数百零０１２３４５６７８９".chars().collect();
        want.sort_unstable();
        assert_eq!(numerals, want);
    }
}
