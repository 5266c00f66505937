//! Which row of a column is a part of which: 类 over 款 over 项, a subtotal over its details, 合计 over all.
//!
//! The classification codes of the budget say it where they are printed (政府收支分类科目: 201 一般公共服务支出, 20105 统计信息
//! 事务, 2010507 专项普查活动, in one column or spread over three). Where none are, the reading whose sums hold is taken.

use rust_decimal::Decimal;

use super::vocabulary::squeeze;
use crate::read::{Document, Table};

/// Longest column whose readings are tried.
const LONGEST: usize = 600;

/// The part of its total that a row may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A part of the column's total.
    Top,
    /// A part of the row with this index.
    Under(usize),
    /// The rows do not show what it is a part of.
    Unknown,
}

/// The classification code that begins each row (`2010507`), where the rows' codes nest; empty where they do not.
pub(super) fn codes(doc: &Document, t: &Table, first: u32, before: u32) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new(); first as usize];
    let mut above: Vec<String> = vec![String::new(); before.min(6) as usize];
    for row in first..t.rows {
        let mut code = String::new();
        let mut open = true;
        for (col, kept) in above.iter_mut().enumerate() {
            let cell = t.at(row, col as u32).map(|c| squeeze(c.span.of(&doc.text))).unwrap_or_default();
            let digits: String = cell.chars().take_while(char::is_ascii_digit).collect();
            if cell.is_empty() && open && code.is_empty() {
                // 201 | 05 |, then | | 07: the columns to the left are those of the row above.
                continue;
            }
            if !open || digits.is_empty() || digits.len() > 9 || digits.len() < cell.len() && digits.len() < 3 {
                open = false;
                kept.clear();
                continue;
            }
            open = digits.len() == cell.len();
            code.push_str(&digits);
            kept.clear();
            kept.push_str(&digits);
        }
        let missing = (0..above.len())
            .take_while(|&col| t.at(row, col as u32).is_none_or(|c| c.span.of(&doc.text).trim().is_empty()))
            .filter_map(|col| above.get(col));
        if !code.is_empty() && code.len() < 3 {
            code = missing.cloned().collect::<String>() + &code;
        }
        out.push(if code.len() >= 3 { code } else { String::new() });
    }
    let nested = out.windows(2).any(|w| matches!(w, [a, b] if inside(b, a)));
    if nested { out } else { Vec::new() }
}

/// Whether a code is one of those below another.
fn inside(code: &str, of: &str) -> bool {
    !of.is_empty() && code.len() > of.len() && code.starts_with(of)
}

/// Where each row of a column belongs, the codes (one a row, empty where none) first.
pub(super) fn by_codes(codes: &[&str]) -> Vec<Place> {
    let place = |i: usize| {
        let code = codes.get(i).copied().unwrap_or_default();
        let over = codes.get(..i).unwrap_or(&[]).iter().rposition(|c| inside(code, c));
        over.map_or(Place::Top, Place::Under)
    };
    (0..codes.len()).map(place).collect()
}

/// Where each row of a column without codes belongs. `sums` tells the rows that say that they sum up those above
/// (本年支出合计). All are [`Place::Unknown`] where the rows together are far above the total and no reading closes.
pub(super) fn by_sums(values: &[Decimal], sums: &[bool], total: Decimal) -> Vec<Place> {
    let flat: Decimal = values.iter().fold(Decimal::ZERO, |s, v| s.saturating_add(*v));
    if flat == total {
        return vec![Place::Top; values.len()];
    }
    let tried = if values.len() > LONGEST { &[][..] } else { &[true, false] };
    let below = if tried.is_empty() { Vec::new() } else { covers(values) };
    for &details_below in tried {
        let places = read(values, sums, details_below.then_some(below.as_slice()));
        let top = places.iter().zip(values).filter(|(p, _)| **p == Place::Top);
        if top.fold(Decimal::ZERO, |s, (_, v)| s.saturating_add(*v)) == total {
            return places;
        }
    }
    // A slip in one figure hardly doubles a sum: the rows are told on several levels that could not be read.
    let twice = total.saturating_add(total).saturating_sub(total.checked_div(Decimal::TEN).unwrap_or_default());
    let unread = values.len() >= 2 && flat > twice && total > Decimal::ZERO;
    vec![if unread { Place::Unknown } else { Place::Top }; values.len()]
}

/// The row after the last detail of each row: the rows that follow it and make it up, its own next row where none do.
fn covers(values: &[Decimal]) -> Vec<usize> {
    let n = values.len();
    let mut end: Vec<usize> = (1..=n).collect();
    for i in (0..n).rev() {
        let whole = values.get(i).copied().unwrap_or_default();
        let (mut sum, mut j) = (Decimal::ZERO, i + 1);
        while let (Some(v), false) = (values.get(j), whole.is_zero()) {
            sum = sum.saturating_add(*v);
            if sum > whole {
                break;
            }
            j = end.get(j).copied().unwrap_or(n);
            if sum == whole {
                if let Some(e) = end.get_mut(i) {
                    *e = j;
                }
                break;
            }
        }
    }
    end
}

/// One reading of a column: details below their row (`below`), sums under their rows.
fn read(values: &[Decimal], sums: &[bool], below: Option<&[usize]>) -> Vec<Place> {
    let mut places = vec![Place::Top; values.len()];
    // Rows whose details are being passed, with the row at which these end.
    let mut over: Vec<(usize, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (i, value) in values.iter().enumerate() {
        while over.last().is_some_and(|&(_, end)| end <= i) {
            over.pop();
        }
        if let (Some(&(row, _)), Some(p)) = (over.last(), places.get_mut(i)) {
            *p = Place::Under(row);
        } else {
            let added = open.iter().filter_map(|&k| values.get(k)).fold(Decimal::ZERO, |s, v| s.saturating_add(*v));
            if sums.get(i).copied().unwrap_or(false) && open.len() >= 2 && added == *value {
                for k in open.drain(..) {
                    if let Some(p) = places.get_mut(k) {
                        *p = Place::Under(i);
                    }
                }
            }
            open.push(i);
        }
        if let Some(&end) = below.and_then(|b| b.get(i))
            && end > i + 1
        {
            over.push((i, end));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(list: &[i64]) -> Vec<Decimal> {
        list.iter().map(|&n| Decimal::from(n)).collect()
    }

    #[test]
    fn codes_nest_by_their_prefixes() {
        use Place::*;
        assert_eq!(by_codes(&["201", "20105", "2010507", "20129", "204"]), [Top, Under(0), Under(1), Under(0), Top]);
    }

    #[test]
    fn a_flat_column_stays_flat_even_where_it_is_off_by_a_little() {
        assert_eq!(by_sums(&dec(&[3, 4, 5]), &[false; 3], Decimal::from(12)), [Place::Top; 3]);
        assert_eq!(by_sums(&dec(&[3, 4, 5]), &[false; 3], Decimal::from(13)), [Place::Top; 3]);
    }

    #[test]
    fn details_under_their_subtotals_are_read_by_the_sums() {
        use Place::*;
        // 货物 350: 设备 300 (分散 300), 软件 50; 工程 20
        let rows = by_sums(&dec(&[350, 300, 300, 50, 20]), &[false; 5], Decimal::from(370));
        assert_eq!(rows, [Top, Under(0), Under(1), Under(0), Top]);
    }

    #[test]
    fn a_sum_below_its_rows_takes_them() {
        use Place::*;
        let rows = by_sums(&dec(&[70, 30, 100, 5]), &[false, false, true, false], Decimal::from(105));
        assert_eq!(rows, [Under(2), Under(2), Top, Top]);
    }

    #[test]
    fn a_column_too_long_to_be_tried_is_not_taken_for_flat() {
        let rows: Vec<Decimal> = (0..LONGEST + 2).map(|_| Decimal::ONE).collect();
        assert!(by_sums(&rows, &[], Decimal::from(100)).iter().all(|p| *p == Place::Unknown));
    }

    #[test]
    fn levels_that_do_not_close_are_left_open() {
        assert_eq!(by_sums(&dec(&[10, 9, 10, 8]), &[false; 4], Decimal::from(19)), [Place::Unknown; 4]);
    }
}
