//! Dates of a workbook: days since 1900 (or 1904) shown by a format's date parts.

use super::number::Item;

/// A day and time of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// 0 is Sunday.
    weekday: i64,
}

const SECONDS: i64 = 86_400;
/// Days from 1899-12-30 to 1904-01-01.
const BASE_1904: i64 = 1462;
/// The day after 9999-12-31.
const LAST_DAY: f64 = 2_958_466.0;

/// The civil date of a day count since 1970-01-01 (Howard Hinnant's algorithm).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn moment(number: f64, base_1904: bool) -> Option<(Moment, i64)> {
    if !(0.0..LAST_DAY).contains(&number) {
        return None;
    }
    let total = (number * SECONDS as f64).round() as i64;
    let mut days = total / SECONDS;
    let clock = total % SECONDS;
    if base_1904 {
        days += BASE_1904;
    } else if days < 60 {
        // The format counts a 29 February 1900 that never was.
        days += 1;
    }
    let unix = days - 25_569;
    let (year, month, day) = civil(unix);
    let weekday = (unix + 4).rem_euclid(7);
    Some((Moment { year, month, day, hour: clock / 3600, minute: clock / 60 % 60, second: clock % 60, weekday }, total))
}

/// Shows a date; `None` where the number is no date (negative or beyond the year 9999).
pub(super) fn show(items: &[Item], number: f64, base_1904: bool) -> Option<String> {
    let (at, total) = moment(number, base_1904)?;
    let half_day = items.contains(&Item::HalfDay);
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        match item {
            Item::Literal(words) => out.push_str(words),
            Item::HalfDay => out.push_str(if at.hour < 12 { "上午" } else { "下午" }),
            Item::Point => out.push('.'),
            Item::Digit(_) => out.push('0'),
            Item::Date { letter, count, elapsed } => {
                let whole = match letter {
                    _ if !elapsed => None,
                    'h' => Some(total / 3600),
                    'm' => Some(total / 60),
                    _ => Some(total),
                };
                let (number, width) = match (whole, letter) {
                    (Some(whole), _) => (whole, *count),
                    (None, 'y' | 'e') if *count <= 2 && *letter == 'y' => (at.year % 100, 2),
                    (None, 'y' | 'e') => (at.year, 4),
                    (None, 'm') if is_minute(items, i) => (at.minute, *count),
                    (None, 'm') => (at.month, *count),
                    (None, 'd') if *count <= 2 => (at.day, *count),
                    (None, 'h') if half_day => ((at.hour + 11) % 12 + 1, *count),
                    (None, 'h') => (at.hour, *count),
                    (None, 's') => (at.second, *count),
                    (None, 'd' | 'a') => {
                        let name = ["日", "一", "二", "三", "四", "五", "六"];
                        if *count != 3 {
                            out.push_str("星期");
                        }
                        out.push_str(name.get(at.weekday as usize).copied().unwrap_or(""));
                        continue;
                    }
                    _ => continue,
                };
                let month_name = *letter == 'm' && !elapsed && *count >= 3;
                let width = if month_name { 1 } else { width.min(4) };
                out.push_str(&format!("{number:0width$}"));
                if month_name {
                    out.push('月');
                }
            }
            _ => {}
        }
    }
    Some(out)
}

/// `m` means minutes next to hours or seconds.
fn is_minute(items: &[Item], at: usize) -> bool {
    let date = |item: &Item| match item {
        Item::Date { letter, .. } => Some(*letter),
        _ => None,
    };
    let before = items[..at].iter().rev().find_map(date);
    let after = items[at + 1..].iter().find_map(date);
    before == Some('h') || after == Some('s')
}
