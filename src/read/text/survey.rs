//! One pass over the bytes of a text for everything that is rare and must be looked for everywhere.
//!
//! Nearly every report holds none of it, and is then spared a pass for each question that a reader asks of a text.

/// Tabs, bars and runs of blanks: what parts cells, except [`IDEOGRAPHIC`].
pub const ROW: u8 = 1;
/// U+3000.
pub const IDEOGRAPHIC: u8 = 1 << 1;
/// Controls that are no blanks.
pub const CONTROL: u8 = 1 << 2;
/// The byte before U+0080 to U+00BF: a next line, a no-break space, a soft hyphen.
pub const LATIN: u8 = 1 << 3;
/// U+FEFF.
pub const MARK: u8 = 1 << 4;
/// U+FFFD.
pub const REPLACED: u8 = 1 << 5;
/// U+2000 to U+200F, U+2028 to U+202F, U+2040 to U+207F: blanks, joiners and marks of direction.
pub const ODD: u8 = 1 << 6;
/// Form feeds and vertical tabs.
pub const BREAK: u8 = 1 << 7;

/// What a text of one line holds that its normalised text must not; tabs are under [`ROW`].
pub const UNCLEAN: u8 = ROW | IDEOGRAPHIC | CONTROL | LATIN | MARK | ODD | BREAK;

/// What of these the bytes hold.
pub fn survey(bytes: &[u8]) -> u8 {
    // most texts are done with few comparisons: no control, no character of U+FEC0 to U+FEFF and U+FF40 to U+FFFF
    let (Some(next), Some(third)) = (bytes.get(1..), bytes.get(2..)) else { return whole_survey(bytes) };
    let control = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\r');
    let quick = bytes.iter().zip(next).zip(third).fold(0, |found, ((&a, &b), &c)| {
        let last = (a == 0xef) & (b > 0xba) & (b != 0xbc);
        let gap = (a == b' ') & (b == b' ');
        let ideographic = (a == 0xe3) & (b == 0x80) & (c == 0x80);
        found | (u8::from(control(a) | last) << 7) | (u8::from(gap) * ROW) | (u8::from(ideographic) * IDEOGRAPHIC)
    });
    let last = bytes.get(bytes.len() - 2..).unwrap_or_default();
    if quick & (1 << 7) != 0 || last.iter().any(|&b| control(b)) || memchr::memchr2(b'|', 0x7f, bytes).is_some() {
        return whole_survey(bytes);
    }
    let signs = memchr::memchr2_iter(0xe2, 0xc2, bytes).fold(quick, |found, at| match bytes.get(at + 1..at + 3) {
        _ if bytes.get(at) == Some(&0xc2) => found | LATIN,
        Some([0x94, 0x82 | 0x83]) => found | ROW,
        Some([0x80, 0x80..=0x8f | 0xa8..=0xaf] | [0x81, _]) => found | ODD,
        _ => found,
    });
    if last == b"  " { signs | ROW } else { signs }
}

/// The same for a text that holds more of it.
fn whole_survey(bytes: &[u8]) -> u8 {
    // comparisons without an early end are what the compiler turns into vector instructions
    let flag = |found: bool, flag: u8| if found { flag } else { 0 };
    let one = |b: u8| {
        flag(b == b'\t' || b == b'|', ROW)
            | flag((b < 0x20) & !(0x09..=0x0d).contains(&b) | (b == 0x7f), CONTROL)
            | flag(b == 0xc2, LATIN)
            | flag((b == 0x0b) | (b == 0x0c), BREAK)
    };
    let three = |a: u8, b: u8, c: u8| {
        flag((a == b' ') & (b == b' '), ROW)
            | flag((a == 0xef) & (b == 0xbd) & (c == 0x9c), ROW)
            | flag((a == 0xe2) & (b == 0x94) & (c & 0xfe == 0x82), ROW)
            | flag((a == 0xe3) & (b == 0x80) & (c == 0x80), IDEOGRAPHIC)
            | flag((a == 0xef) & (b == 0xbb) & (c == 0xbf), MARK)
            | flag((a == 0xef) & (b == 0xbf) & (c == 0xbd), REPLACED)
            | flag((a == 0xe2) & (b == 0x80) & ((c & 0xf0 == 0x80) | (c & 0xf8 == 0xa8)) | (a == 0xe2) & (b == 0x81), ODD)
    };
    let (Some(next), Some(third)) = (bytes.get(1..), bytes.get(2..)) else {
        return bytes.iter().fold(0, |found, &b| found | one(b));
    };
    let all = bytes.iter().zip(next).zip(third).fold(0, |found, ((&a, &b), &c)| found | one(a) | three(a, b, c));
    // the last two bytes end characters that were seen with the bytes before them
    let last = bytes.get(bytes.len() - 2..).unwrap_or_default();
    all | last.iter().fold(0, |found, &b| found | one(b)) | flag(last == b"  ", ROW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_wherever_it_stands() {
        for (words, want) in [
            ("\t", ROW),
            ("|", ROW),
            ("  ", ROW),
            ("｜", ROW),
            ("│", ROW),
            ("┃", ROW),
            ("\u{3000}", IDEOGRAPHIC),
            ("\u{7f}", CONTROL),
            ("\u{1}", CONTROL),
            ("\u{ad}", LATIN),
            ("\u{feff}", MARK),
            ("\u{fffd}", REPLACED),
            ("\u{200b}", ODD),
            ("\u{2028}", ODD),
            ("\u{2060}", ODD),
            ("\u{c}", BREAK),
            ("“年初”—…、。（ａ）\r\n 1─", 0),
            ("", 0),
        ] {
            assert_eq!(whole_survey(words.as_bytes()), want, "{words:?}");
            for (before, after) in [("", ""), ("年", ""), ("", "年"), ("a", "b"), ("年初预算42.76万元，其中：人员经费", "元")]
            {
                assert_eq!(survey(format!("{before}{words}{after}").as_bytes()), want, "{before}{words:?}{after}");
            }
        }
    }
}
