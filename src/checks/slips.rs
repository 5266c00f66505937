//! How a figure may have gone wrong: the relation between what is printed and what would have been right.

use rust_decimal::Decimal;

use super::figure::{Figure, power_of_ten};

/// A kind of slip, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    Unit,
    Decimal,
    Swap,
    Digit,
    Sign,
    StaleCopy,
    Missing,
    Other,
}

impl Slip {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Slip::Unit => "unit_slip",
            Slip::Decimal => "decimal_slip",
            Slip::Swap => "swap",
            Slip::Digit | Slip::Missing => "digit",
            Slip::Sign => "sign",
            Slip::StaleCopy => "stale_copy",
            Slip::Other => "other",
        }
    }

    /// In words for the reason.
    pub fn words(self) -> &'static str {
        match self {
            Slip::Unit => "元、万元写错",
            Slip::Decimal => "小数点错位",
            Slip::Swap => "相邻数字颠倒",
            Slip::Digit => "一位数字有误",
            Slip::Missing => "多写或漏写一位数字",
            Slip::Sign => "正负号有误",
            Slip::StaleCopy => "与文中另一处的数相同",
            Slip::Other => "",
        }
    }

    /// How far a change of this kind is to be believed before the figures are asked: smaller is likelier.
    pub fn rank(self) -> u8 {
        match self {
            Slip::Unit | Slip::Decimal | Slip::Swap => 0,
            Slip::Digit => 1,
            Slip::Sign | Slip::StaleCopy => 2,
            Slip::Missing => 3,
            Slip::Other => 4,
        }
    }
}

/// The digits of a value as it would be printed in the figure's own unit and decimals; none if it does not fit them.
fn digits(figure: &Figure<'_>, value: Decimal) -> Option<String> {
    let scaled = value.abs().checked_mul(power_of_ten(i32::from(figure.decimals) - figure.exponent))?.normalize();
    if scaled.scale() > 0 {
        return None;
    }
    // Leading zeros stand for the zeros that are printed (0.48).
    let text = scaled.to_string();
    let least = usize::from(figure.decimals) + 1;
    Some(if text.len() < least { format!("{text:0>least$}") } else { text })
}

/// What turns the printed value into `healed`.
pub(crate) fn classify(figure: &Figure<'_>, healed: Decimal) -> Slip {
    let value = figure.value;
    if !value.is_zero() && !healed.is_zero() {
        if healed == -value {
            return Slip::Sign;
        }
        for k in 1..=4 {
            let p = power_of_ten(k);
            if value.checked_mul(p) == Some(healed) || healed.checked_mul(p) == Some(value) {
                return if k == 4 { Slip::Unit } else { Slip::Decimal };
            }
        }
    }
    if value.is_sign_negative() != healed.is_sign_negative() && !healed.is_zero() && !value.is_zero() {
        return Slip::Other;
    }
    // Nobody mistypes a 0 for 0.04.
    if value.is_zero() {
        return Slip::Other;
    }
    let (Some(a), Some(b)) = (digits(figure, value), digits(figure, healed)) else { return Slip::Other };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() == b.len() {
        let apart: Vec<usize> = (0..a.len()).filter(|&i| a[i] != b[i]).collect();
        return match apart.as_slice() {
            [_] => Slip::Digit,
            [i, j] if *j == i + 1 && a[*i] == b[*j] && a[*j] == b[*i] => Slip::Swap,
            _ => Slip::Other,
        };
    }
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    // 12 for 112: one digit too many or too few.
    if long.len() == short.len() + 1 && short.len() >= 3 {
        let same = long.iter().zip(short).take_while(|(x, y)| x == y).count();
        if long.get(same + 1..) == short.get(same..) {
            return Slip::Missing;
        }
    }
    Slip::Other
}

/// Digits between the first and the last that is not 0.
pub(crate) fn significant(value: Decimal) -> u32 {
    let v = value.abs().normalize();
    let mut mantissa = v.mantissa().unsigned_abs();
    while mantissa != 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa.checked_ilog10().map_or(0, |n| n + 1)
}

/// The value scaled by the powers of ten that slips of the point and of the unit make.
pub(crate) fn scaled(figure: &Figure<'_>) -> impl Iterator<Item = Decimal> + use<> {
    let value = figure.value;
    [1, 2, 3, 4, -1, -2, -3, -4].into_iter().filter_map(move |k| value.checked_mul(power_of_ten(k)))
}

/// The value with two adjacent digits swapped or with one digit changed.
pub(crate) fn retyped(figure: &Figure<'_>) -> Vec<Decimal> {
    let Some(text) = digits(figure, figure.value) else { return Vec::new() };
    let unit = power_of_ten(figure.exponent - i32::from(figure.decimals));
    let mut out = Vec::new();
    let mut put = |bytes: &[u8]| {
        let n = bytes.iter().try_fold(0i64, |n, b| n.checked_mul(10)?.checked_add(i64::from(b - b'0')));
        if let Some(v) = n.and_then(|n| Decimal::from(n).checked_mul(unit)) {
            out.push(if figure.value.is_sign_negative() { -v } else { v });
        }
    };
    let bytes = text.as_bytes();
    for i in 1..bytes.len() {
        if bytes[i] != bytes[i - 1] {
            let mut b = bytes.to_vec();
            b.swap(i, i - 1);
            put(&b);
        }
    }
    for i in 0..bytes.len() {
        for d in b'0'..=b'9' {
            if bytes[i] != d && !(i == 0 && d == b'0' && bytes.len() > 1 && figure.decimals == 0) {
                let mut b = bytes.to_vec();
                b[i] = d;
                put(&b);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Span;

    fn slip(printed: &str, right: &str) -> Slip {
        let value: Decimal = printed.parse().expect("decimal");
        let figure = Figure::number(value, Span::default(), "");
        classify(&figure, right.parse().expect("decimal"))
    }

    #[test]
    fn the_kinds_are_told_apart() {
        assert_eq!(slip("4251.60", "4215.60"), Slip::Swap);
        assert_eq!(slip("4.99", "3.99"), Slip::Digit);
        assert_eq!(slip("20000", "2"), Slip::Unit);
        assert_eq!(slip("7.55", "75.5"), Slip::Decimal);
        assert_eq!(slip("-3", "3"), Slip::Sign);
        assert_eq!(slip("112.50", "12.50"), Slip::Missing);
        assert_eq!(slip("305.25", "306.27"), Slip::Other);
        assert_eq!(slip("0.48", "0.84"), Slip::Swap);
    }

    #[test]
    fn retyping_reaches_the_right_value() {
        let figure = Figure::number("98.95".parse().expect("decimal"), Span::default(), "");
        assert!(retyped(&figure).contains(&"98.35".parse().expect("decimal")));
    }
}
