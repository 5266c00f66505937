//! A first look at an XML part before a parser gets it: no document type (entities), no bottomless nesting.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};
use quick_xml::events::{BytesRef, BytesStart};

use super::limits::{self, Refusal};

/// The characters of a part, by its byte order mark or as UTF-8.
pub fn decode(part: &[u8]) -> Cow<'_, str> {
    encoding_rs::UTF_8.decode(part).0
}

/// The value of an attribute by its local name.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// The characters that a reference such as `&amp;` or `&#160;` stands for.
pub fn reference(entity: &BytesRef<'_>) -> Option<char> {
    match entity.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => entity.resolve_char_ref().ok().flatten(),
    }
}

/// Occurrences of a tag's first bytes.
pub fn count(part: &[u8], mark: &[u8]) -> usize {
    memmem::find_iter(part, mark).count()
}

/// Refuses a part that declares entities or nests beyond [`limits::XML_DEPTH`]. One pass; malformed XML is left to the parser.
pub fn look_through(part: &[u8], name: &str) -> Result<(), Refusal> {
    let mut depth = 0usize;
    let mut rest = part;
    while let Some(open) = memchr(b'<', rest) {
        rest = &rest[open + 1..];
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?') => rest = after(rest, b"?>"),
            Some(b'!') if rest.starts_with(b"!--") => rest = after(rest, b"-->"),
            Some(b'!') if rest.starts_with(b"![CDATA[") => rest = after(rest, b"]]>"),
            Some(b'!') => {
                return Err(Refusal::unreadable(
                    "xml_entities",
                    format!("{name} 声明了实体或文档类型，Office 文件里不该有，未读取"),
                ));
            }
            _ => {
                let end = tag_end(rest);
                let closed = end.checked_sub(1).and_then(|i| rest.get(i)) == Some(&b'/');
                rest = &rest[end..];
                depth += usize::from(!closed);
                if depth > limits::XML_DEPTH {
                    let message = format!("{name} 的元素嵌套超过 {} 层，未读取", limits::XML_DEPTH);
                    return Err(Refusal::too_large("xml_depth", message));
                }
            }
        }
    }
    Ok(())
}

fn after<'a>(rest: &'a [u8], mark: &[u8]) -> &'a [u8] {
    memmem::find(rest, mark).map_or(&[], |at| &rest[at + mark.len()..])
}

/// The `>` of a tag, outside the quotes of its attributes.
fn tag_end(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr3(b'>', b'"', b'\'', &rest[at..]) {
        let quote = rest[at + found];
        if quote == b'>' {
            return at + found;
        }
        let inside = at + found + 1;
        match memchr(quote, &rest[inside..]) {
            Some(close) => at = inside + close + 1,
            None => return rest.len(),
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_depth_are_refused() {
        let bomb = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'cccc'>]><a>&b;</a>";
        assert_eq!(look_through(bomb, "x").map_err(|r| r.code), Err("xml_entities"));
        let deep = "<a>".repeat(limits::XML_DEPTH + 1);
        assert_eq!(look_through(deep.as_bytes(), "x").map_err(|r| r.code), Err("xml_depth"));
        let flat = "<a b='>'/><a c=\"/>\">x</a><!-- <a> --><![CDATA[<a>]]>".repeat(limits::XML_DEPTH + 1);
        assert_eq!(look_through(flat.as_bytes(), "x"), Ok(()));
    }
}
