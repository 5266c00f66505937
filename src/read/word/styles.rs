//! Paragraph styles of a .docx: headings, tables of contents and numbering that a style brings along.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::xml::attribute;

/// What a style says about its paragraphs.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    num_id: Option<String>,
    level: Option<u8>,
    outline: Option<u8>,
}

/// All styles by id.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    styles: BTreeMap<String, Style>,
    default: Option<String>,
}

/// Styles that a style may be based on, one after another.
const CHAIN: usize = 32;

impl Styles {
    /// Reads `styles.xml`; what cannot be read is left out.
    pub fn parse(xml: &str) -> Self {
        let mut all = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut current: Option<(String, Style)> = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) | Event::Empty(e) => {
                    let value = || attribute(&e, "val");
                    match (e.local_name().as_ref(), &mut current) {
                        ("style", _) => {
                            let id = attribute(&e, "styleId").unwrap_or_default();
                            let is_default = attribute(&e, "default").is_some_and(|d| d == "1" || d == "true");
                            if is_default && attribute(&e, "type").as_deref() == Some("paragraph") {
                                all.default = Some(id.clone());
                            }
                            current = Some((id, Style::default()));
                        }
                        ("name", Some((_, s))) => s.name = value().unwrap_or_default().to_lowercase(),
                        ("basedOn", Some((_, s))) => s.based_on = value(),
                        ("numId", Some((_, s))) => s.num_id = value(),
                        ("ilvl", Some((_, s))) => s.level = value().and_then(|v| v.parse().ok()),
                        ("outlineLvl", Some((_, s))) => s.outline = value().and_then(|v| v.parse().ok()),
                        _ => {}
                    }
                }
                Event::End(e) if e.local_name().as_ref() == "style" => {
                    if let Some((id, style)) = current.take() {
                        all.styles.insert(id, style);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        all
    }

    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let with = |id: &str| self.styles.get_key_value(id).map(|(id, s)| (id.as_str(), s));
        let first = id.and_then(with).or_else(|| self.default.as_deref().and_then(with));
        std::iter::successors(first, move |(_, s)| s.based_on.as_deref().and_then(with)).take(CHAIN)
    }

    /// Heading level from 1, by the outline level or the built-in name.
    pub fn heading(&self, id: Option<&str>) -> Option<u8> {
        self.chain(id).find_map(|(_, s)| {
            let named = s.name.strip_prefix("heading ").or_else(|| s.name.strip_prefix("标题 "));
            s.outline.filter(|&l| l < 9).map(|l| l + 1).or_else(|| named.and_then(|n| n.trim().parse().ok()))
        })
    }

    /// Whether it is a line of a table of contents.
    pub fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id).next().is_some_and(|(_, s)| {
            let rest = s.name.strip_prefix("toc ").or_else(|| s.name.strip_prefix("目录 "));
            rest.is_some_and(|n| n.trim().parse::<u8>().is_ok())
        })
    }

    /// The numbering that a style brings.
    pub fn numbering(&self, id: Option<&str>) -> Option<&str> {
        self.chain(id).find_map(|(_, s)| s.num_id.as_deref())
    }

    /// The style and those that it is based on, each with the level that it gives.
    pub fn levels(&self, id: Option<&str>) -> impl Iterator<Item = (&str, Option<u8>)> {
        self.chain(id).map(|(id, s)| (id, s.level))
    }
}
