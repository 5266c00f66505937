//! Radicals that stand for common characters.

use std::sync::LazyLock;

const FIRST: u32 = 0x2E80;
const COUNT: usize = 0x2FE0 - 0x2E80;

static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..FIRST + COUNT as u32).map(|c| char::from_u32(c).unwrap_or(' ')).collect();
    for line in include_str!("data/radicals.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut chars = line.chars();
        if let (Some(radical), Some(' '), Some(common)) = (chars.next(), chars.next(), chars.next())
            && let Some(entry) = table.get_mut((radical as u32).wrapping_sub(FIRST) as usize)
        {
            *entry = common;
        }
    }
    table
});

/// The common character for a radical; any other character as it is.
pub fn common(c: char) -> char {
    match (c as u32).checked_sub(FIRST) {
        Some(i) if (i as usize) < COUNT => TABLE.get(i as usize).copied().unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn radicals_become_common_characters() {
        let words: String = "⽀出⻔户⻘年⼀般⻅⾦额 支A１".chars().map(common).collect();
        assert_eq!(words, "支出门户青年一般见金额 支A１");
    }
}
