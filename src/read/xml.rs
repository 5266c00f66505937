//! A first look at an XML part before a parser gets it: no document type (entities), no bottomless nesting.

use memchr::{memchr, memchr3, memmem};

use super::limits::{self, Refusal};

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
