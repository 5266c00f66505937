//! Looking at single characters around a byte offset.

/// The value of an Arabic digit, half or full width.
pub fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

/// The character that begins at a byte offset.
pub fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character that ends at a byte offset.
pub fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Blanks that may stand inside an expression.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}')
}

/// The first offset at or after `at` that holds no blank.
pub fn skip_blanks(text: &str, mut at: usize) -> usize {
    loop {
        at += match text.as_bytes().get(at..).unwrap_or_default() {
            [b' ', ..] => 1,
            [0xc2, 0xa0, ..] => 2,
            [0xe3, 0x80, 0x80, ..] => 3,
            _ => return at,
        };
    }
}

/// The end of the words before `at` without the blanks that end them.
pub fn skip_blanks_back(text: &str, mut at: usize) -> usize {
    loop {
        at -= match text.as_bytes().get(..at).unwrap_or_default() {
            [.., b' '] => 1,
            [.., 0xc2, 0xa0] => 2,
            [.., 0xe3, 0x80, 0x80] => 3,
            _ => return at,
        };
    }
}

/// The end of the run of digits that begins at `at`.
pub fn digits_end(text: &str, at: usize) -> usize {
    digits_run(text, at).0
}

/// The end of the run of digits that begins at `at`, and their number.
pub fn digits_run(text: &str, mut at: usize) -> (usize, usize) {
    let mut digits = 0;
    loop {
        at += match text.as_bytes().get(at..).unwrap_or_default() {
            [b'0'..=b'9', ..] => 1,
            [0xef, 0xbc, 0x90..=0x99, ..] => 3,
            _ => return (at, digits),
        };
        digits += 1;
    }
}

/// Number of characters of a run of digits.
pub fn count(text: &str, from: usize, to: usize) -> usize {
    text.as_bytes().get(from..to).map_or(0, |run| run.iter().fold(0, |n, &b| n + usize::from(b as i8 >= -0x40)))
}

/// The value of a short run of digits.
pub fn small(text: &str, from: usize, to: usize) -> Option<u32> {
    let mut n: u32 = 0;
    for c in text.get(from..to)?.chars() {
        n = n.checked_mul(10)?.checked_add(u32::from(digit(c)?))?;
    }
    (from < to).then_some(n)
}

/// Marks that end a clause.
pub fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | ';'
            | ','
            | '、'
            | '：'
            | ':'
            | '！'
            | '？'
            | '\n'
            | '\t'
            | '）'
            | ')'
            | '|'
            | '｜'
            | '】'
            | '］'
            | ']'
    )
}
