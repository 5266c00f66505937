//! Reading a number, Arabic or Chinese, with its scale (`1.3万`, `三百一十二`), without asking what it counts.

use rust_decimal::Decimal;

use super::chars::*;

/// A number as it is printed.
#[derive(Clone, Debug, Default)]
pub struct Number {
    /// First byte, the sign included.
    pub start: usize,
    /// First byte after the digits themselves.
    pub digits_end: usize,
    /// First byte after scale words and 余 or 多.
    pub end: usize,
    /// The digits' own value, without the scale; none for more digits than a quantity has.
    pub base: Option<Decimal>,
    /// Decimals printed.
    pub decimals: u8,
    /// Power of ten of the scale words.
    pub exponent: u32,
    /// The scale words.
    pub scale: (usize, usize),
    /// 余, 多 or 几 inside.
    pub more: bool,
    /// 数十, 几百: no value of its own.
    pub vague: bool,
    /// 三五: both ends.
    pub range: Option<(Decimal, Decimal)>,
    /// Digits before the decimal point.
    pub integer_digits: usize,
    /// Whether groups of thousands were parted.
    pub grouped: bool,
}

impl Number {
    /// The value with its scale.
    pub fn value(&self) -> Option<Decimal> {
        scaled(self.base?, self.exponent as i32)
    }
}

/// Numbers from here on are no quantities: so far below the largest decimal that later stages can reckon without overflow, so
/// far above every budget that nothing is lost.
const LARGEST: i128 = 10i128.pow(18);

fn bounded(value: Decimal) -> Option<Decimal> {
    let below = |v: Decimal| v.mantissa().abs() < LARGEST;
    (below(value) || below(value.trunc())).then_some(value)
}

/// `value` × 10^`exponent`, exactly; none for what is no quantity ([`LARGEST`]).
pub fn scaled(value: Decimal, exponent: i32) -> Option<Decimal> {
    let mantissa = value.mantissa();
    let scale = value.scale() as i32 - exponent;
    let scaled = if scale >= 0 {
        Decimal::try_from_i128_with_scale(mantissa, scale as u32).ok()?
    } else {
        let factor = 10i128.checked_pow(u32::try_from(-scale).ok()?)?;
        Decimal::try_from_i128_with_scale(mantissa.checked_mul(factor)?, 0).ok()?
    };
    bounded(scaled)
}

/// The value of digits and the signs between them; none for more than a decimal holds.
fn mantissa(printed: &[u8]) -> Option<i128> {
    // a digit is told by its last byte: 30.. or, full width, 90..
    let digits = printed.iter().filter(|b| matches!(b, b'0'..=b'9' | 0x90..=0x99)).map(|b| i128::from(b & 15));
    digits.into_iter().try_fold(0i128, |m, d| m.checked_mul(10)?.checked_add(d).filter(|&m| m < 1 << 96))
}

/// The same for so few digits that nothing can overflow.
fn small_mantissa(printed: &[u8]) -> i64 {
    printed.iter().fold(0, |m, b| if matches!(b, b'0'..=b'9' | 0x90..=0x99) { m * 10 + i64::from(b & 15) } else { m })
}

/// Reads the Arabic number that begins at `start` (a digit). `end` is the limit of the region.
pub fn arabic(text: &str, start: usize, limit: usize) -> Number {
    let bytes = text.as_bytes();
    let (mut at, mut digits) = digits_run(text, start);
    if at > limit {
        at = limit;
        digits = count(text, start, at);
    }
    let mut n = Number { start, integer_digits: digits, ..Number::default() };
    // thousands: a comma and exactly three digits, again and again
    while n.integer_digits <= 3 || n.grouped {
        let (from, narrow) = match bytes.get(at..).unwrap_or_default() {
            [b',', ..] => (at + 1, true),
            [0xef, 0xbc, 0x8c, ..] => (at + 3, false),
            _ => break,
        };
        let (to, group) = digits_run(text, from);
        // a wide comma goes with wide digits
        if to > limit || group != 3 || !narrow && bytes.get(from) != Some(&0xef) {
            break;
        }
        n.integer_digits += 3;
        n.grouped = true;
        at = to;
    }
    let point = match bytes.get(at..).unwrap_or_default() {
        [b'.', ..] => 1,
        [0xef, 0xbc, 0x8e, ..] => 3,
        _ => 0,
    };
    if point > 0 {
        let from = at + point;
        let (to, decimals) = digits_run(text, from);
        if to > from && to <= limit && !glued_year(text, n.integer_digits, from, to) {
            n.decimals = u8::try_from(decimals).unwrap_or(u8::MAX);
            at = to;
        }
    }
    n.digits_end = at;
    n.end = at;
    n.scale = (at, at);
    let printed = bytes.get(start..at).unwrap_or_default();
    n.base = match n.integer_digits + usize::from(n.decimals) {
        0..=18 => Some(Decimal::new(small_mantissa(printed), u32::from(n.decimals))),
        _ => mantissa(printed).and_then(|m| Decimal::try_from_i128_with_scale(m, u32::from(n.decimals)).ok()).and_then(bounded),
    };
    if may_scale(bytes.get(at..).unwrap_or_default()) {
        scale(text, &mut n, limit);
    }
    n
}

/// Whether what follows the digits can be a part of [`scale`], by its bytes: blanks, 余 多 几 百 千 万 亿, or a plus.
fn may_scale(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b' ' | b'+' | 0xc2, ..]
            | [0xe3, 0x80, 0x80, ..]
            | [0xe4, 0xb8, 0x87, ..]
            | [0xe4, 0xba, 0xbf, ..]
            | [0xe4, 0xbd, 0x99, ..]
            | [0xe5, 0x87, 0xa0, ..]
            | [0xe5, 0x8d, 0x83, ..]
            | [0xe5, 0xa4, 0x9a, ..]
            | [0xe7, 0x99, 0xbe, ..]
            | [0xef, 0xbc, 0x8b, ..]
    )
}

/// `1.2024年`: an item number and a year (handbook §0.3).
fn glued_year(text: &str, integer_digits: usize, from: usize, to: usize) -> bool {
    integer_digits <= 2
        && count(text, from, to) == 4
        && small(text, from, to).is_some_and(|y| (1900..2100).contains(&y))
        && char_at(text, skip_blanks(text, to)) == Some('年')
}

/// Takes 余 or 多, scale words, and 余 or 多 again.
fn scale(text: &str, n: &mut Number, limit: usize) {
    let mut at = n.digits_end;
    let mut more = false;
    if let Some(c) = char_at(text, at).filter(|c| matches!(c, '余' | '多' | '几')) {
        more = true;
        at += c.len_utf8();
    }
    let blank = skip_blanks(text, at);
    let from = if matches!(char_at(text, blank), Some('万' | '亿')) { blank } else { at };
    let mut to = from;
    while let Some(c) = char_at(text, to) {
        let e = match c {
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => break,
        };
        // 千克, 千米, 百分点 are units of their own
        let next = char_at(text, to + c.len_utf8());
        if matches!((c, next), ('千', Some('克' | '米' | '瓦' | '伏' | '帕' | '卡')) | ('百', Some('分'))) || n.exponent > 12
        {
            break;
        }
        n.exponent += e;
        to += c.len_utf8();
    }
    if to > from {
        n.scale = (from, to);
        at = to;
        if let Some(c) = char_at(text, at).filter(|c| matches!(c, '余' | '多' | '几')) {
            more = true;
            at += c.len_utf8();
        }
    }
    // 100+人
    if let Some(c) = char_at(text, at).filter(|c| matches!(c, '+' | '＋'))
        && char_at(text, at + c.len_utf8()).is_some_and(|d| ('\u{4e00}'..'\u{a000}').contains(&d))
    {
        more = true;
        at += c.len_utf8();
    }
    if at <= limit {
        n.more = more;
        n.end = at;
    }
}

/// The value of a Chinese numeral character: a digit below ten, or the power of ten of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Han {
    /// 〇 to 九
    Digit(u8),
    /// 十 百 千 (1 to 3)
    Ten(u32),
    /// 万 亿 (4, 8)
    Myriad(u32),
}

/// Reads one Chinese numeral character.
pub fn han(c: char) -> Option<Han> {
    Some(match c {
        '〇' | '零' => Han::Digit(0),
        '一' => Han::Digit(1),
        '二' | '两' => Han::Digit(2),
        '三' => Han::Digit(3),
        '四' => Han::Digit(4),
        '五' => Han::Digit(5),
        '六' => Han::Digit(6),
        '七' => Han::Digit(7),
        '八' => Han::Digit(8),
        '九' => Han::Digit(9),
        '十' => Han::Ten(1),
        '百' => Han::Ten(2),
        '千' => Han::Ten(3),
        '万' => Han::Myriad(4),
        '亿' => Han::Myriad(8),
        _ => return None,
    })
}

/// Reads the Chinese numeral that begins at `start`, with 数, 几 or 上 before it and 余 or 多 after it.
///
/// None where the characters are no numeral (`五四`, `万企`).
pub fn chinese(text: &str, start: usize, limit: usize) -> Option<Number> {
    let mut at = start;
    let mut n = Number { start, ..Number::default() };
    let first = char_at(text, at)?;
    let lead = matches!(first, '数' | '几' | '上' | '好');
    if lead {
        n.vague = first != '上';
        at += first.len_utf8();
        if n.vague && first == '好' {
            let c = char_at(text, at).filter(|&c| c == '几')?;
            at += c.len_utf8();
        }
    }
    let mut run: [Han; 24] = [Han::Digit(0); 24];
    let mut len = 0;
    while at < limit {
        let Some((c, h)) = char_at(text, at).and_then(|c| han(c).map(|h| (c, h))) else { break };
        *run.get_mut(len)? = h;
        len += 1;
        at += c.len_utf8();
    }
    let run = run.get(..len)?;
    n.digits_end = at;
    if let Some(c) = char_at(text, at).filter(|c| matches!(c, '余' | '多' | '几' | '来')) {
        // 十几万, 三十余万
        n.more = true;
        at += c.len_utf8();
        let mut exponent = 0;
        while let Some((c, Han::Myriad(e))) = char_at(text, at).and_then(|c| han(c).map(|h| (c, h))) {
            exponent += e;
            at += c.len_utf8();
        }
        n.exponent = exponent.min(12);
    }
    n.end = at.min(limit);
    let bare_scale = matches!(run.first(), Some(Han::Ten(2 | 3) | Han::Myriad(_)));
    if n.vague {
        // 数十, 几百, 几十万: a scale alone
        return (!run.is_empty() && !matches!(run.first(), Some(Han::Digit(_)))).then_some(n);
    }
    if lead && !bare_scale {
        return None;
    }
    if let Some((low, high)) = neighbours(run) {
        n.range = Some((Decimal::from(low), Decimal::from(high)));
        return Some(n);
    }
    n.base = Some(bounded(Decimal::from(value_of(run)?))?);
    Some(n)
}

/// 三五, 七八, 二三十, 十五六: two digits side by side that mean "between".
fn neighbours(run: &[Han]) -> Option<(u64, u64)> {
    match *run {
        [Han::Digit(a), Han::Digit(b)] if a > 0 && (b == a + 1 || (a, b) == (3, 5)) => Some((a.into(), b.into())),
        [Han::Digit(a), Han::Digit(b), Han::Ten(e)] if a > 0 && b == a + 1 => {
            let f = 10u64.pow(e);
            Some((u64::from(a) * f, u64::from(b) * f))
        }
        [Han::Ten(1), Han::Digit(a), Han::Digit(b)] if a > 0 && b == a + 1 => Some((10 + u64::from(a), 10 + u64::from(b))),
        _ => None,
    }
}

/// The value of a well-formed numeral, or of digits set side by side (二〇二四).
fn value_of(run: &[Han]) -> Option<u64> {
    if run.is_empty() {
        return None;
    }
    if run.len() > 1 && run.iter().all(|h| matches!(h, Han::Digit(_))) {
        // positional digits: years only
        return (run.len() == 4)
            .then(|| run.iter().fold(0, |n, h| n * 10 + if let Han::Digit(d) = h { u64::from(*d) } else { 0 }));
    }
    let (mut total, mut section, mut pending): (u64, u64, Option<u64>) = (0, 0, None);
    let mut last_ten = u32::MAX;
    let mut last_myriad = u32::MAX;
    for &h in run {
        match h {
            Han::Digit(0) => pending = None,
            Han::Digit(d) => {
                if pending.is_some() {
                    return None;
                }
                pending = Some(d.into());
            }
            Han::Ten(e) => {
                if e >= last_ten {
                    return None;
                }
                last_ten = e;
                section += pending.take().unwrap_or(1) * 10u64.pow(e);
            }
            Han::Myriad(e) => {
                if e >= last_myriad && last_myriad != u32::MAX && !(e == 8 && last_myriad == 4) {
                    return None;
                }
                section += pending.take().unwrap_or(0);
                if e == 8 && last_myriad == 4 {
                    total = (total + section).checked_mul(10u64.pow(8))?;
                } else {
                    total = total.checked_add(section.max(u64::from(total == 0 && section == 0)).checked_mul(10u64.pow(e))?)?;
                }
                section = 0;
                last_ten = u32::MAX;
                last_myriad = e;
            }
        }
    }
    total.checked_add(section + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn han_value(s: &str) -> Option<String> {
        chinese(s, 0, s.len()).and_then(|n| n.value()).map(|v| v.normalize().to_string())
    }

    #[test]
    fn chinese_numerals() {
        for (s, want) in [
            ("三百一十二场", "312"),
            ("两千余", "2000"),
            ("十余", "10"),
            ("二十五户", "25"),
            ("一百二十", "120"),
            ("一千二百余人", "1200"),
            ("五百二十", "520"),
            ("二百四十次", "240"),
            ("十六所", "16"),
            ("四万人", "40000"),
            ("三万五千", "35000"),
            ("一亿二千万", "120000000"),
            ("一千零五", "1005"),
            ("上千人", "1000"),
            ("百余", "100"),
            ("三十余万", "300000"),
            ("二〇二四", "2024"),
        ] {
            assert_eq!(han_value(s).as_deref(), Some(want), "{s}");
        }
        for s in ["五四", "三一", "十百", "一二三", "上三"] {
            assert_eq!(han_value(s), None, "{s}");
        }
        assert_eq!(chinese("三五次", 0, 9).and_then(|n| n.range), Some((Decimal::from(3), Decimal::from(5))));
        assert!(chinese("数十场", 0, 9).is_some_and(|n| n.vague));
    }

    #[test]
    fn arabic_numbers() {
        for (s, value, decimals, end) in [
            ("42.76万元", "427600", 2, "42.76万".len()),
            ("21,955.35 万 元", "219553500", 2, "21,955.35 万".len()),
            ("１５６８．２０", "1568.20", 2, "１５６８．２０".len()),
            ("1.3万余人次", "13000", 1, "1.3万余".len()),
            ("1.2024年", "1", 0, 1),
            ("18,600余辆次", "18600", 0, "18,600余".len()),
            ("3千克", "3", 0, 1),
            ("2,062.50元", "2062.50", 2, 8),
        ] {
            let n = arabic(s, 0, s.len());
            assert_eq!(n.value().map(|v| v.normalize()), value.parse::<Decimal>().ok().map(|v| v.normalize()), "{s}");
            assert_eq!((n.decimals, n.end), (decimals, end), "{s}");
        }
    }
}
