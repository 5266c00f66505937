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
    while let Some(c) = char_at(text, at) {
        if !is_blank(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// The end of the words before `at` without the blanks that end them.
pub fn skip_blanks_back(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_before(text, at) {
        if !is_blank(c) {
            break;
        }
        at -= c.len_utf8();
    }
    at
}

/// The end of the run of digits that begins at `at`.
pub fn digits_end(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at) {
        if digit(c).is_none() {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Number of characters of a run of digits.
pub fn count(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).map_or(0, |s| s.chars().count())
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
