//! The lines of a source text, with their numbers, and the characters that are blanks or nothing.

use super::survey;

/// One line of the source, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Line of the source from 1 (form feeds and other breaks do not count).
    pub number: u32,
    /// Column in characters, from 1, at which it begins (1 unless a form feed broke the line).
    pub column: u32,
    /// Its characters.
    pub text: &'a str,
    /// Whether a form feed stands before it.
    pub page_break: bool,
}

/// Splits at CRLF, LF, CR, and inside a line at form feeds, vertical tabs and the separators of Unicode.
/// `found` is the survey of the text.
pub fn split(text: &str, found: u8) -> Vec<Line<'_>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(bytes.len() / 96 + 4);
    let odd = found & survey::BREAK != 0 || found & (survey::LATIN | survey::ODD) != 0 && has_odd_break(bytes);
    let (mut start, mut number) = (0, 1);
    let mut push = |from: usize, to: usize, number: u32| {
        let line = text.get(from..to).unwrap_or("");
        if odd {
            break_further(line, number, &mut lines);
        } else {
            lines.push(Line { number, column: 1, text: line, page_break: false });
        }
    };
    for end in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') {
            continue;
        }
        let to = if bytes.get(end) == Some(&b'\n') && end > start && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        push(start, to, number);
        start = end + 1;
        number += 1;
    }
    if start < bytes.len() {
        push(start, bytes.len(), number);
    }
    lines
}

fn has_odd_break(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(0xe2, 0xc2, bytes).any(|i| {
        matches!(bytes.get(i..i + 3), Some([0xe2, 0x80, 0xa8 | 0xa9])) || matches!(bytes.get(i..i + 2), Some([0xc2, 0x85]))
    })
}

fn break_further<'a>(line: &'a str, number: u32, lines: &mut Vec<Line<'a>>) {
    let (mut column, mut page_break) = (1, false);
    let mut rest = line;
    loop {
        let cut = rest.find(['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
        let (head, tail) = rest.split_at(cut.unwrap_or(rest.len()));
        lines.push(Line { number, column, text: head, page_break });
        let Some(sign) = tail.chars().next() else { break };
        column += head.chars().count() as u32 + 1;
        page_break = sign == '\u{c}';
        rest = tail.get(sign.len_utf8()..).unwrap_or("");
    }
}

/// Whether a text holds any invisible character.
pub fn has_invisible(text: &str) -> bool {
    let bytes = text.as_bytes();
    if survey::survey(bytes) & (survey::CONTROL | survey::MARK) != 0 {
        return true;
    }
    memchr::memchr2_iter(0xe2, 0xc2, bytes).any(|i| match bytes.get(i..i + 3) {
        Some([0xe2, 0x80, third]) => matches!(third, 0x8b..=0x8f | 0xaa..=0xae),
        Some([0xe2, 0x81, third]) => matches!(third, 0xa0..=0xa4 | 0xa6..=0xaf),
        Some([0xc2, 0xad, _]) => true,
        _ => bytes.get(i..i + 2) == Some(&[0xc2, 0xad]),
    })
}

/// Display cells of a character: 2 for Chinese characters and full-width signs.
pub fn cells(c: char) -> usize {
    match c {
        c if c.is_ascii() => 1,
        // nearly every character of a report, without a look into the table
        '\u{4e00}'..='\u{9fff}' => 2,
        c => unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(u32, u32, &str)> {
        split(text, survey::survey(text.as_bytes())).iter().map(|l| (l.number, l.column, l.text)).collect()
    }

    #[test]
    fn every_line_end() {
        assert_eq!(of("a\nb\r\nc\rd"), [(1, 1, "a"), (2, 1, "b"), (3, 1, "c"), (4, 1, "d")]);
        assert_eq!(of("a\r\n\r\nb\n"), [(1, 1, "a"), (2, 1, ""), (3, 1, "b")]);
        assert_eq!(of("甲乙\u{c}丙\n丁"), [(1, 1, "甲乙"), (1, 4, "丙"), (2, 1, "丁")]);
        assert!(of("").is_empty());
    }

    #[test]
    fn invisible_characters() {
        assert!(has_invisible("a\u{200b}b"));
        assert!(has_invisible("a\u{feff}"));
        assert!(has_invisible("软\u{ad}"));
        assert!(!has_invisible("“全角”　（blank）—…\t\r\n"));
    }
}
