//! Columns that line up on a screen where a Chinese character takes two cells.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Which side of a column the words stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Blanks follow.
    Left,
    /// Blanks go before.
    Right,
}

/// Cells that words take.
pub fn width(words: &str) -> usize {
    UnicodeWidthStr::width(words)
}

/// Words of at most `cells` cells; what is cut off is shown as `…`. Line ends and tabs become blanks.
pub fn cut(words: &str, cells: usize) -> String {
    let clean: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&clean) <= cells {
        return clean;
    }
    let mut out = String::new();
    let mut used = 1;
    for c in clean.chars() {
        used += c.width().unwrap_or(0);
        if used > cells {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// Adds words and the blanks that fill `cells`.
pub fn pad(out: &mut String, words: &str, cells: usize, side: Side) {
    let blanks = cells.saturating_sub(width(words));
    if side == Side::Right {
        out.extend(std::iter::repeat_n(' ', blanks));
    }
    out.push_str(words);
    if side == Side::Left {
        out.extend(std::iter::repeat_n(' ', blanks));
    }
}

/// Lines of rows in columns, two blanks between columns and none at the end of a line.
pub fn table(rows: &[Vec<String>], sides: &[Side], indent: usize) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..columns).map(|i| rows.iter().filter_map(|r| r.get(i)).map(|w| width(w)).max().unwrap_or(0)).collect();
    rows.iter()
        .map(|row| {
            let mut line = " ".repeat(indent);
            for (i, words) in row.iter().enumerate() {
                if widths[i] == 0 {
                    continue;
                }
                pad(&mut line, words, widths[i], sides.get(i).copied().unwrap_or(Side::Left));
                line.push_str("  ");
            }
            line.truncate(line.trim_end().len());
            line
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = vec![
            vec!["年初".to_owned(), "1".to_owned(), "a".to_owned()],
            vec!["x".to_owned(), "12.5".to_owned(), "b".to_owned()],
        ];
        let lines = table(&rows, &[Side::Left, Side::Right], 2);
        assert_eq!(lines, ["  年初     1  a", "  x     12.5  b"]);
    }

    #[test]
    fn long_words_are_cut_at_a_cell() {
        assert_eq!(cut("公务用车购置", 8), "公务用…");
        assert_eq!(cut("公务用车", 8), "公务用车");
        assert_eq!(cut("a\nb", 8), "a b");
    }
}
