//! Classifies the numbers printed in Chinese numerals. Only what is a quantity, or a name that looks like one, is a mention.

use super::chars::*;
use super::lexicon::{UnitKind, lexicon};
use super::number::{self, Han, Number};
use super::scan::Scan;
use super::suffix::{Suffix, money_unit};
use super::{MentionKind, OtherKind};
use crate::read::Span;

impl Scan<'_> {
    /// Reads the Chinese numeral at `start`. None if none begins there; otherwise the place to go on from.
    pub fn chinese(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let first = char_at(text, start)?;
        let lead = matches!(first, '数' | '几' | '上');
        let kind = number::han(first);
        if kind.is_none() && !lead {
            return None;
        }
        if lead {
            let next = char_at(text, start + first.len_utf8()).and_then(number::han)?;
            if !matches!(next, Han::Ten(_) | Han::Myriad(_)) {
                return None;
            }
            // 编制总数十四名 is fourteen; 数十 has no digit behind it
            let third = text.get(start..).and_then(|t| t.chars().nth(2)).and_then(number::han);
            if first == '数' && matches!(third, Some(Han::Digit(_))) {
                return None;
            }
        }
        // the whole run, whatever comes of it
        let mut run_end = start;
        while let Some(c) =
            char_at(text, run_end).filter(|&c| run_end < self.limit && (number::han(c).is_some() || run_end == start))
        {
            run_end += c.len_utf8();
        }
        let before = char_before(text, start).filter(|_| start > self.from);
        if before == Some('第') {
            let end = self.ordinal_end(run_end).min(self.limit);
            let kind = if self.names_meeting(end) { OtherKind::Meeting } else { OtherKind::Ordinal };
            return Some(self.push_other(start - '第'.len_utf8(), end, kind));
        }
        if let Some(end) = self.percent_in_words(start, run_end).or_else(|| self.name_in_words(start, run_end)) {
            return Some(end);
        }
        // 一般公共预算, 三公经费: most are words of their own
        if lexicon().stop.at(text, start).is_some() && !matches!(char_at(text, run_end), Some('余' | '多' | '几' | '来')) {
            return Some(run_end);
        }
        let Some(n) = number::chinese(text, start, self.limit) else { return Some(run_end) };
        if self.no_quantity(&n, before) {
            return Some(run_end.max(start + first.len_utf8()));
        }
        let Some((what, end)) = self.suffix(&n) else { return Some(run_end) };
        let taken = match what {
            Suffix::Money => self.money_in_words(&n, end),
            Suffix::Unit(UnitKind::Count, at) => self.count_in_words(&n, at, end),
            Suffix::Unit(UnitKind::Duration, at) if n.value().is_some() => {
                let value = n.value();
                // 二〇二四年
                let year = n.digits_end - n.start == 12
                    && self.text.get(at..end) == Some("年")
                    && text.get(n.start..n.digits_end).is_some_and(|w| !w.contains(['十', '百', '千', '万']));
                let kind = if year { OtherKind::Year } else { OtherKind::Duration };
                Some(self.push_bounded(n.start, end, n.more, MentionKind::Other { kind, value }))
            }
            Suffix::Year if n.value().is_some() => {
                Some(self.push(n.start, end, MentionKind::Other { kind: OtherKind::Year, value: n.value() }))
            }
            _ => None,
        };
        Some(taken.unwrap_or(run_end))
    }

    /// 百分之九十五
    fn percent_in_words(&mut self, start: usize, run_end: usize) -> Option<usize> {
        let text = self.text;
        if !text.get(start..)?.starts_with("百分之") {
            return None;
        }
        let at = start + "百分之".len();
        let n = match char_at(text, at).and_then(digit) {
            Some(_) => number::arabic(text, at, self.limit),
            None => number::chinese(text, at, self.limit)?,
        };
        if n.exponent > 0 {
            return Some(run_end);
        }
        let value = n.base?;
        Some(self.push_bounded(start, n.digits_end, n.more, MentionKind::Percent { value, decimals: n.decimals }))
    }

    /// 二十届三中全会, 党的二十大, 十四五规划, “八五”普法.
    fn name_in_words(&mut self, start: usize, run_end: usize) -> Option<usize> {
        let text = self.text;
        let rest = text.get(run_end..self.limit)?;
        let head = text.get(self.from..start)?;
        if !rest.starts_with(['中', '届', '大']) && !text.get(start..run_end)?.ends_with('五') {
            return None;
        }
        // 运动会一届 is a number of them
        let once = rest.strip_prefix('届').is_some_and(|r| r.chars().next().is_none_or(ends_clause));
        if rest.starts_with("中全会") || rest.starts_with('届') && !rest.starts_with("届毕业") && !once {
            return Some(self.push_other(start, run_end, OtherKind::Meeting));
        }
        if rest.starts_with('大')
            && (head.ends_with("党的")
                || ["大精神", "大报告", "大以来", "大和", "大、", "大会议", "大代表", "大”"].iter().any(|w| rest.starts_with(w)))
        {
            return Some(self.push_other(start, run_end, OtherKind::Meeting));
        }
        let run = text.get(start..run_end)?;
        if run.ends_with('五') && run.chars().count() >= 2 {
            let plan =
                ["规划", "”", "时期", "期间", "普法", "开局", "收官", "以来", "末", "后半程"].iter().any(|w| rest.starts_with(w));
            if plan {
                return Some(self.push_other(start, run_end, OtherKind::Plan));
            }
        }
        None
    }

    /// Fixed words, quoted names and numerals that only look like quantities (handbook §5.4).
    fn no_quantity(&self, n: &Number, before: Option<char>) -> bool {
        let text = self.text;
        let bare = matches!(char_at(text, n.start), Some('百' | '千' | '万' | '亿'));
        if bare && !n.more {
            // 百场 is a number only after 近, 逾, 超 or the like
            let led = matches!(before, Some('近' | '逾' | '超' | '过' | '达' | '约' | '破'));
            if !led {
                return true;
            }
        }
        if lexicon().stop.at(text, n.start).is_some() && !n.more {
            return true;
        }
        if matches!(before, Some('第' | '统' | '唯' | '同' | '初' | '高' | '之' | '划')) && n.digits_end - n.start <= 3 {
            return true;
        }
        matches!(before, Some('进')) || self.in_quotes(n.start, n.end)
    }

    fn count_in_words(&mut self, n: &Number, at: usize, end: usize) -> Option<usize> {
        // 一 before a unit is an article more often than a number: it counts where its clause ends (商会一个，)
        if n.value() == Some(rust_decimal::Decimal::ONE)
            && char_at(self.text, n.start) == Some('一')
            && n.digits_end - n.start == 3
        {
            let next = char_at(self.text, end);
            let ends = next.is_none_or(ends_clause);
            let before = char_before(self.text, n.start);
            // 下设残疾人综合服务中心一个事业单位
            let unit = lexicon().institutions.at(self.text, end).is_some();
            if !ends && !unit || before.is_none_or(|c| ends_clause(c) || "每任某同这那哪各另逐".contains(c)) {
                return None;
            }
        }
        if matches!(char_at(self.text, end), Some('/' | '／')) {
            return None;
        }
        let kind = MentionKind::Count { value: n.value(), range: n.range, unit: Span::new(at, end) };
        let done = self.push_bounded(n.start, end, n.more || char_at(self.text, n.start) == Some('上'), kind);
        if let Some(m) = self.out.last_mut().filter(|_| n.vague || n.range.is_some()) {
            m.bound = super::Bound::About;
        }
        Some(done)
    }

    /// 三百元, 五十万元; not 一元捐, 万元户.
    fn money_in_words(&mut self, n: &Number, end: usize) -> Option<usize> {
        let next = char_at(self.text, end);
        if next.is_some_and(|c| "捐化论店户菜次结方函多".contains(c))
            || n.digits_end - n.start <= 3
                && n.start > self.from
                && !n.more
                && n.exponent == 0
                && next.is_some_and(|c| !ends_clause(c))
        {
            return None;
        }
        let value = n.value()?;
        let wan = number::scaled(value, -4)?;
        let words = self.text.get(n.start..n.end).unwrap_or("").trim_end_matches(['余', '多', '几']);
        let scale = if words.ends_with('亿') {
            "亿"
        } else if words.ends_with('万') {
            "万"
        } else {
            ""
        };
        Some(self.push_bounded(n.start, end, n.more, MentionKind::Money { wan, decimals: 0, unit: money_unit(scale) }))
    }
}
