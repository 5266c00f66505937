//! Numbers as reports print them: decimals, thousands separators, Chinese numerals, full-width digits.

use rust_decimal::Decimal;

/// 0.01 元: the unit of all money in the generator, so that arithmetic is in integers.
pub type Fen = i64;

/// 0.01 万元, the quantum of most reports.
pub const QUANTUM: Fen = 10_000;
/// 1 万元.
pub const WAN: Fen = 1_000_000;

/// The exact value in 万元.
pub fn wan(fen: Fen) -> Decimal {
    Decimal::new(fen, 6).normalize()
}

/// The exact value in 万元 as a plain decimal.
pub fn wan_text(fen: Fen) -> String {
    wan(fen).to_string()
}

/// A decimal with a fixed number of decimals, with or without thousands separators.
pub fn fixed(value: Decimal, decimals: u32, thousands: bool) -> String {
    let mut value = value;
    value.rescale(decimals);
    let text = value.abs().to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        out.push('-');
    }
    out.push_str(&grouped(whole, thousands));
    if decimals > 0 {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// A decimal without trailing zeros.
pub fn trimmed(value: Decimal, thousands: bool) -> String {
    let value = value.normalize();
    fixed(value, value.scale(), thousands)
}

fn grouped(whole: &str, thousands: bool) -> String {
    if !thousands || whole.len() <= 3 {
        return whole.to_owned();
    }
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A Chinese numeral below 10,000, as quantities are written (`十六`, `一百二十`, `三百零五`).
pub fn chinese(n: i64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut out = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = n / unit % 10;
        if digit == 0 {
            zero = !out.is_empty();
            continue;
        }
        if zero {
            out.push('零');
            zero = false;
        }
        if !(unit == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    if out.is_empty() { "零".to_owned() } else { out }
}

/// Digits, point and percent sign in their full-width forms.
pub fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c),
            '.' => '．',
            '%' => '％',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money() {
        assert_eq!(wan_text(41_800_000), "41.8");
        assert_eq!(fixed(wan(1_234_567_890_000), 2, true), "1,234,567.89");
        assert_eq!(trimmed(wan(-12_500_000), false), "-12.5");
        assert_eq!(fixed(wan(0), 2, false), "0.00");
    }

    #[test]
    fn chinese_numerals() {
        let all: Vec<_> = [2, 10, 16, 20, 32, 105, 120, 312, 1200, 1005].map(chinese).into();
        assert_eq!(all, ["二", "十", "十六", "二十", "三十二", "一百零五", "一百二十", "三百一十二", "一千二百", "一千零五"]);
    }
}
