//! Bytes to characters: UTF-8, UTF-16, GB18030 (with GBK and GB2312) and Big5, decided by the contents.
//!
//! UTF-8 is validated first (gigabytes a second). What is left is decided on a prefix: a detector over the whole file
//! would be slower than all later stages together. GB18030 and Big5 share most of their bytes, so both are scored by
//! where their everyday characters lie: level 1 of GB 2312 (B0–D7) and of Big5 (A4–C6) with its symbols.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes that the decision looks at.
const PREFIX: usize = 16 * 1024;
/// Share (percent) of everyday characters from which a legacy encoding is believed.
const BELIEVED: usize = 55;
/// Among this many multi-byte sequences of UTF-8, one broken one still leaves it UTF-8.
const DAMAGE: usize = 12;

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The characters, without a byte order mark.
    pub text: Cow<'a, str>,
    /// Name of the encoding, as in the JSON.
    pub encoding: &'static str,
    /// Whether bytes were replaced by U+FFFD.
    pub damaged: bool,
}

/// Decodes bytes. Never fails: what no encoding explains comes out with U+FFFD.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let utf8 = simdutf8::basic::from_utf8(bytes).ok();
    let (encoding, skip) = detect(bytes, utf8.is_some());
    let rest = bytes.get(skip..).unwrap_or_default();
    if encoding == UTF_8
        && let Some(text) = utf8.and_then(|text| text.get(skip..))
    {
        return Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", damaged: false };
    }
    let (text, damaged) = encoding.decode_without_bom_handling(rest);
    Decoded { text, encoding: name(encoding, rest), damaged }
}

fn name(encoding: &'static Encoding, bytes: &[u8]) -> &'static str {
    if encoding == GB18030 {
        // GBK is what people call it as long as no four-byte sequence occurs
        return if four_byte(bytes) { "GB18030" } else { "GBK" };
    }
    encoding.name()
}

/// The encoding, and the length of the byte order mark. `utf8` says whether the bytes are valid UTF-8.
fn detect(bytes: &[u8], utf8: bool) -> (&'static Encoding, usize) {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return (UTF_8, 3),
        [0xff, 0xfe, ..] => return (UTF_16LE, 2),
        [0xfe, 0xff, ..] => return (UTF_16BE, 2),
        _ => {}
    }
    let prefix = bytes.get(..PREFIX.min(bytes.len())).unwrap_or_default();
    // zeros are valid UTF-8 and no text: digits and line ends of UTF-16
    if utf8 && memchr::memchr(0, prefix).is_none() {
        return (UTF_8, 0);
    }
    if let Some(encoding) = utf16_without_mark(prefix) {
        return (encoding, 0);
    }
    if utf8 || mostly_utf8(prefix) {
        return (UTF_8, 0);
    }
    let (gb, big5) = (gb_share(prefix), big5_share(prefix));
    let encoding = if gb.max(big5) < BELIEVED {
        // a few accents in Latin text; GB18030 would swallow the letters after them
        if prefix.iter().filter(|b| **b >= 0x80).count() * 10 < prefix.len() { WINDOWS_1252 } else { GB18030 }
    } else if big5 > gb {
        BIG5
    } else {
        GB18030
    };
    (encoding, 0)
}

/// UTF-16 without a mark: read as pairs, nearly everything is a Chinese character, its punctuation or ASCII.
fn utf16_without_mark(prefix: &[u8]) -> Option<&'static Encoding> {
    let pairs = prefix.len() / 2;
    if pairs < 2 {
        return None;
    }
    let (mut little, mut big) = (0, 0);
    for pair in prefix.chunks_exact(2) {
        let &[a, b] = pair else { continue };
        little += usize::from(usual_unit(u16::from_le_bytes([a, b])));
        big += usize::from(usual_unit(u16::from_be_bytes([a, b])));
    }
    let (best, other, encoding) = if little >= big { (little, big, UTF_16LE) } else { (big, little, UTF_16BE) };
    // ASCII and UTF-8 texts make few usual units by chance, GBK makes syllables of Hangul
    let zeros = memchr::memchr(0, prefix).is_some();
    (best * 100 >= pairs * 92 && (other * 100 < pairs * 70 || zeros) && (zeros || simdutf8::basic::from_utf8(prefix).is_err()))
        .then_some(encoding)
}

fn usual_unit(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0 | 0xb7 | 0x2010..=0x2027 | 0x2030 | 0x2460..=0x249b | 0x3000..=0x3017
        | 0x4e00..=0x9fff | 0xff01..=0xff5e)
}

/// UTF-8 with single damaged bytes (cut in the middle of a character, one bad byte from a bad export).
fn mostly_utf8(prefix: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in prefix.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // the prefix itself may cut a character
    good > 0 && bad.saturating_sub(1) * DAMAGE <= good && (bad <= 1 && good >= 4 || bad * DAMAGE <= good)
}

/// Percent of double bytes that are everyday characters of GB 2312.
fn gb_share(prefix: &[u8]) -> usize {
    let (mut good, mut all, mut i) = (0, 0, 0);
    while let Some(&lead) = prefix.get(i) {
        if lead < 0x80 {
            i += 1;
            continue;
        }
        let Some(&trail) = prefix.get(i + 1) else { break };
        all += 1;
        match (lead, trail) {
            (0x81..=0xfe, 0x30..=0x39) => {
                good += 1;
                i += 4;
            }
            (0xb0..=0xd7, 0xa1..=0xfe) | (0xa1..=0xa3, 0xa1..=0xfe) => {
                good += 1;
                i += 2;
            }
            (0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe) => i += 2,
            _ => i += 1,
        }
    }
    share(good, all)
}

/// Percent of double bytes that are everyday characters of Big5.
fn big5_share(prefix: &[u8]) -> usize {
    let (mut good, mut all, mut i) = (0, 0, 0);
    while let Some(&lead) = prefix.get(i) {
        if lead < 0x80 {
            i += 1;
            continue;
        }
        let Some(&trail) = prefix.get(i + 1) else { break };
        all += 1;
        match (lead, trail) {
            (0xa4..=0xc6, 0x40..=0x7e | 0xa1..=0xfe) | (0xa1..=0xa3, 0x40..=0x7e | 0xa1..=0xfe) => {
                good += 1;
                i += 2;
            }
            (0x81..=0xfe, 0x40..=0x7e | 0xa1..=0xfe) => i += 2,
            _ => i += 1,
        }
    }
    share(good, all)
}

fn share(good: usize, all: usize) -> usize {
    (good * 100).checked_div(all).unwrap_or(0)
}

/// Whether a four-byte sequence of GB18030 occurs.
fn four_byte(bytes: &[u8]) -> bool {
    let mut i = 0;
    while let Some(&lead) = bytes.get(i) {
        if lead < 0x80 {
            i += 1;
            continue;
        }
        match bytes.get(i + 1) {
            Some(0x30..=0x39) => return true,
            Some(_) => i += 2,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "一、部门基本情况\n（一）部门职能。区妇联负责团结引领妇女，维护妇女儿童合法权益。\n2024年年初预算42.76万元，其中：人员经费25.83万元，公用经费3.99万元。“三公”经费0万元。";
    const TRADITIONAL: &str = "一、部門基本情況\n（一）部門職能。區婦聯負責團結引領婦女，維護婦女兒童合法權益。\n2024年年初預算42.76萬元，其中：人員經費25.83萬元，公用經費3.99萬元。";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn the_encodings_of_the_field_from_200_bytes_up() {
        let with_mark = |mark: &[u8], body: Vec<u8>| [mark.to_vec(), body].concat();
        let gbk = encoding_rs::GBK.encode(TEXT).0.into_owned();
        let big5 = BIG5.encode(TRADITIONAL).0.into_owned();
        let cases: [(Vec<u8>, &str, &str); 8] = [
            (TEXT.as_bytes().to_vec(), "UTF-8", TEXT),
            (with_mark(&[0xef, 0xbb, 0xbf], TEXT.as_bytes().to_vec()), "UTF-8", TEXT),
            (utf16(TEXT, false), "UTF-16LE", TEXT),
            (utf16(TEXT, true), "UTF-16BE", TEXT),
            (with_mark(&[0xff, 0xfe], utf16(TEXT, false)), "UTF-16LE", TEXT),
            (with_mark(&[0xfe, 0xff], utf16(TEXT, true)), "UTF-16BE", TEXT),
            (gbk, "GBK", TEXT),
            (big5, "Big5", TRADITIONAL),
        ];
        for (bytes, encoding, text) in cases {
            let got = decode(&bytes);
            assert_eq!((got.encoding, got.damaged, &*got.text), (encoding, false, text));
            // whatever the first 200 bytes are, the encoding is known
            let mut cut = bytes.get(..200).unwrap_or(&bytes).to_vec();
            while cut.len() > 190 && decode(&cut).damaged {
                cut.pop();
            }
            assert_eq!(decode(&cut).encoding, encoding);
        }
    }

    #[test]
    fn four_byte_characters() {
        let text = format!("{TEXT}㐂𠮷");
        let bytes = GB18030.encode(&text).0.into_owned();
        assert_eq!(decode(&bytes), Decoded { text: Cow::Owned(text), encoding: "GB18030", damaged: false });
    }

    #[test]
    fn a_damaged_byte_leaves_the_rest_readable() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes[100] = 0xff;
        let got = decode(&bytes);
        assert_eq!((got.encoding, got.damaged), ("UTF-8", true));
        assert!(got.text.contains("25.83万元"));
        let mut bytes = encoding_rs::GBK.encode(TEXT).0.into_owned();
        bytes[60] = 0xff;
        let got = decode(&bytes);
        assert_eq!((got.encoding, got.damaged), ("GBK", true));
        assert!(got.text.contains("25.83万元"));
    }

    #[test]
    fn latin_and_ascii() {
        assert_eq!(decode(b"plain ascii 42.76").encoding, "UTF-8");
        assert_eq!(decode(b"un caf\xe9 et un th\xe9 ou plus, voil\xe0 tout ce que je dis ici").encoding, "windows-1252");
    }
}
