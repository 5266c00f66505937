//! Exact numbers in an INTEGER column: millionths of the unit (10⁻⁶ 万元 is one 分), from printed digits, never through
//! binary floating point.

use rust_decimal::Decimal;

/// Largest magnitude that a DECIMAL(18,6) column of the exports holds, in millionths.
const LIMIT: i64 = 999_999_999_999_999_999;

/// A number as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Millionths {
    /// Millionths, if the number is a whole count of them and within DECIMAL(18,6); for a finer one rounded half away
    /// from zero; `None` if it is too large.
    pub value: Option<i64>,
    /// The exact digits, only where `value` is not exactly the number.
    pub exact: Option<String>,
}

impl Millionths {
    /// Whether the exact number is finer or larger than the column.
    pub fn finer(&self) -> bool {
        self.exact.is_some()
    }

    /// From the digits of a JSON number.
    pub fn from_digits(digits: &str) -> Self {
        if let Some(value) = plain(digits) {
            return Millionths { value: Some(value), exact: None };
        }
        match Decimal::from_str_exact(digits).or_else(|_| Decimal::from_scientific(digits)) {
            Ok(d) => Self::from_decimal(d),
            Err(_) => Millionths { value: None, exact: Some(digits.to_owned()) },
        }
    }

    /// From a decimal.
    pub fn from_decimal(d: Decimal) -> Self {
        if let Some(value) = scaled(d) {
            return Millionths { value: Some(value), exact: None };
        }
        let rounded = d.round_dp_with_strategy(6, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        let value = rounded
            .checked_mul(Decimal::from(1_000_000))
            .and_then(|m| i64::try_from(m.normalize().mantissa()).ok().filter(|_| m.normalize().scale() == 0))
            .filter(|v| v.unsigned_abs() <= LIMIT.unsigned_abs());
        let exact = (value.is_none() || rounded != d).then(|| d.normalize().to_string());
        Millionths { value, exact }
    }
}

/// The common case, a decimal of at most six places that fits.
fn scaled(d: Decimal) -> Option<i64> {
    let power = 10i64.checked_pow(6u32.checked_sub(d.scale())?)?;
    let value = i64::try_from(d.mantissa()).ok()?.checked_mul(power)?;
    (value.unsigned_abs() <= LIMIT.unsigned_abs()).then_some(value)
}

/// The common case, digits with at most six decimals, by hand.
fn plain(digits: &str) -> Option<i64> {
    let (negative, rest) = match digits.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    if whole.is_empty() || whole.len() > 12 || fraction.len() > 6 {
        return None;
    }
    let mut value = 0i64;
    for b in whole.bytes().chain(fraction.bytes()) {
        value = value * 10 + i64::from(b.checked_sub(b'0').filter(|d| *d <= 9)?);
    }
    for _ in fraction.len()..6 {
        value *= 10;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(digits: &str) -> (Option<i64>, Option<String>) {
        let m = Millionths::from_digits(digits);
        if let Ok(d) = Decimal::from_str_exact(digits) {
            assert_eq!(Millionths::from_decimal(d), m, "{digits}");
        }
        (m.value, m.exact)
    }

    #[test]
    fn millionths_are_exact() {
        assert_eq!(stored("25.83"), (Some(25_830_000), None));
        assert_eq!(stored("-3"), (Some(-3_000_000), None));
        assert_eq!(stored("9265.353442"), (Some(9_265_353_442), None));
        assert_eq!(stored("0"), (Some(0), None));
        assert_eq!(stored("1.50000000"), (Some(1_500_000), None));
        assert_eq!(stored("1e2"), (Some(100_000_000), None));
    }

    #[test]
    fn finer_figures_keep_their_digits() {
        assert_eq!(stored("0.0900000762939453"), (Some(90_000), Some("0.0900000762939453".into())));
        assert_eq!(stored("0.0000005"), (Some(1), Some("0.0000005".into())));
        assert_eq!(stored("-0.0000005"), (Some(-1), Some("-0.0000005".into())));
    }

    #[test]
    fn what_a_decimal_18_6_cannot_hold_stays_text() {
        assert_eq!(stored("999999999999.999999"), (Some(LIMIT), None));
        assert_eq!(stored("1000000000000"), (None, Some("1000000000000".into())));
        assert_eq!(stored("1e60").0, None);
    }
}
