//! What the words right after a number make of it.

use super::MoneyUnit;
use super::chars::*;
use super::lexicon::{UnitKind, lexicon};
use super::number::Number;

/// What follows a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    /// `%` (divide by 1) or `‰` (divide by 10).
    Percent {
        /// Whether it is `‰`.
        mille: bool,
    },
    /// 元 with or without a scale.
    Money,
    /// A unit of `units.toml`, with the place where the unit begins.
    Unit(UnitKind, usize),
    /// 分 as points.
    Score,
    /// 年 after four digits.
    Year,
    /// 月 of the calendar.
    Month,
    /// 日 of the calendar.
    Day,
    /// 时 or 点 of the clock.
    Hour,
}

/// Characters that make another word of 元.
const NO_YUAN: &str = "旦宵素件器首帅老宇勋";
/// Characters that make another word of 分.
const NO_POINTS: &str = "钟别为之类批片管馆支局行公布析解配项年期级区段辨散摊流享发数店校院会厂工";
/// Characters that make another word of 时.
const NO_HOUR: &str = "段期效间代长限刻候任光尚有常";

/// Whether a character can stand in these lists at all: mostly a mark of punctuation follows.
fn is_ideograph(c: char) -> bool {
    c >= '\u{4e00}' && !matches!(c, '，' | '；' | '：' | '（' | '）')
}

/// The suffix of a number and where it ends.
pub fn suffix(text: &str, n: &Number) -> Option<(Suffix, usize)> {
    let unscaled = n.exponent == 0 && !n.more;
    let near = skip_blanks(text, n.end);
    let c = char_at(text, near)?;
    let after = near + c.len_utf8();
    if matches!(c, '%' | '％' | '‰') && unscaled {
        return Some((Suffix::Percent { mille: c == '‰' }, after));
    }
    if c == '百' && unscaled && text.get(near..).is_some_and(|rest| rest.starts_with("百分比")) {
        return Some((Suffix::Percent { mille: false }, near + "百分比".len()));
    }
    if c == '元' && char_at(text, after).is_none_or(|d| !is_ideograph(d) || !NO_YUAN.contains(d)) {
        return Some((Suffix::Money, after));
    }
    // a unit may stand one blank away, not farther: wider gaps part the columns of a page
    if near > n.end + 3 {
        return None;
    }
    if unscaled && n.decimals == 0 && !n.grouped {
        let next = char_at(text, after);
        match c {
            '年' if n.integer_digits == 4 => return Some((Suffix::Year, after)),
            '月' if n.integer_digits <= 2 => return Some((Suffix::Month, after)),
            '日' if n.integer_digits <= 2 => return Some((Suffix::Day, after)),
            '时' if n.integer_digits <= 2 && next.is_none_or(|d| !NO_HOUR.contains(d)) => return Some((Suffix::Hour, after)),
            '点' if n.integer_digits <= 2
                && next.is_none_or(|d| {
                    ends_clause(d) || digit(d).is_some() || matches!(d, '至' | '到' | '前' | '后' | '半' | '整' | '—' | '-')
                }) =>
            {
                return Some((Suffix::Hour, after));
            }
            _ => {}
        }
    }
    if let Some((end, kind)) = lexicon().unit(text, near) {
        return Some((Suffix::Unit(kind, near), end));
    }
    if c == '分' && unscaled && char_at(text, after).is_none_or(|d| !NO_POINTS.contains(d)) {
        return Some((Suffix::Score, after));
    }
    None
}

/// The unit that scale words and 元 make.
pub fn money_unit(scale: &str) -> MoneyUnit {
    match scale {
        "万" => MoneyUnit::WanYuan,
        "" | "百" => MoneyUnit::Yuan,
        "千" => MoneyUnit::QianYuan,
        "百万" => MoneyUnit::BaiwanYuan,
        s if s.ends_with('亿') || s.contains('亿') => MoneyUnit::YiYuan,
        _ => MoneyUnit::WanYuan,
    }
}
