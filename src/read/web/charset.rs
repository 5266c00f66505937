//! The encoding of a web page: what the bytes are, then what the page declares, then a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GBK, UTF_8};

/// A page in characters.
pub struct Decoded {
    /// The characters.
    pub text: String,
    /// The encoding that they were in.
    pub encoding: &'static Encoding,
    /// Whether some bytes stand for nothing in it.
    pub damaged: bool,
}

/// Bytes in which a declaration is looked for.
const HEAD: usize = 4096;

/// Decodes a page; `outer` is what a MIME header declares.
pub fn decode(bytes: &[u8], outer: Option<&str>) -> Decoded {
    let declared = outer.and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| declaration(bytes));
    let utf8 = simdutf8::basic::from_utf8(bytes).is_ok();
    let encoding = match declared {
        _ if Encoding::for_bom(bytes).is_some() => UTF_8,
        // Bytes above ASCII that happen to be UTF-8 are UTF-8, whatever an old template says.
        _ if utf8 => UTF_8,
        Some(e) if e != UTF_8 && !e.decode(bytes).2 => e,
        _ => guess(bytes),
    };
    let (text, encoding, damaged) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding, damaged }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(64 << 10)], true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    // A Chinese page is in one of the Chinese encodings; a Western guess comes of too few characters.
    if guessed.name().starts_with("Big5") || guessed == UTF_8 { guessed } else { GBK }
}

/// `charset=` in a meta element or `encoding=` in an XML declaration.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let marks = head.match_indices("charset").chain(head.match_indices("encoding"));
    let mut found = marks.filter_map(|(at, mark)| {
        let rest = head.get(at + mark.len()..)?.trim_start().strip_prefix('=')?;
        let label = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
        Encoding::for_label(&label.as_bytes()[..end])
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_or_not() {
        let words = "云泽市科学技术协会二〇二四年度部门整体支出绩效自评报告";
        let gbk = GBK.encode(words).0.into_owned();
        let page = |meta: &str| [meta.as_bytes(), &gbk].concat();
        for meta in ["<meta charset=gb2312>", "<meta content='text/html; charset=gbk'>", "", "<meta charset=utf-8>"] {
            let decoded = decode(&page(meta), None);
            assert!(decoded.text.ends_with(words) && !decoded.damaged, "{meta}");
        }
        assert_eq!(decode(words.as_bytes(), Some("gb2312")).text, words);
    }
}
