//! Automatic numbering: `numbering.xml` and the counters, so that a paragraph bears the marker that Word shows.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::numerals::numeral;
use super::styles::Styles;
use crate::read::xml::attribute;

/// Levels of a numbering.
pub(super) const LEVELS: usize = 9;

/// How one level numbers.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub(super) start: u32,
    pub(super) format: String,
    /// `%1、`: `%n` stands for the number of level n.
    pub(super) text: String,
    pub(super) suffix: &'static str,
    /// All numbers of the marker as decimals.
    pub(super) legal: bool,
    /// Restarts after this level (1-based) or one above; 0 never.
    pub(super) restart: Option<u8>,
    /// Style whose paragraphs have this level.
    pub(super) style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".into(), text: String::new(), suffix: " ", legal: false, restart: None, style: None }
    }
}

#[derive(Clone, Debug, Default)]
struct Abstract {
    levels: [Level; LEVELS],
    /// Takes its levels from a numbering style.
    link: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    base: String,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// All numberings and how far they have counted.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    bases: BTreeMap<String, Abstract>,
    instances: BTreeMap<String, Instance>,
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    used: BTreeSet<String>,
}

impl Numbering {
    /// Reads `numbering.xml`; what cannot be read is left out.
    pub fn parse(xml: &str, styles: &Styles) -> Self {
        let mut all = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut base: Option<(String, Abstract)> = None;
        let mut instance: Option<(String, Instance)> = None;
        let mut overridden: Option<usize> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut linked: BTreeMap<String, String> = BTreeMap::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) | Event::Empty(e) => {
                    let value = || attribute(&e, "val");
                    let index = || attribute(&e, "ilvl").and_then(|v| v.parse().ok()).filter(|&i: &usize| i < LEVELS);
                    match (e.local_name().as_ref(), &mut level) {
                        ("abstractNum", _) => {
                            base = attribute(&e, "abstractNumId").map(|id| (id, Abstract::default()));
                        }
                        ("num", _) => instance = attribute(&e, "numId").map(|id| (id, Instance::default())),
                        ("abstractNumId", _) => {
                            if let (Some((_, i)), Some(id)) = (&mut instance, value()) {
                                i.base = id;
                            }
                        }
                        ("lvlOverride", _) => overridden = index(),
                        ("startOverride", _) => {
                            if let (Some((_, i)), Some(at)) = (&mut instance, overridden) {
                                i.starts[at] = value().and_then(|v| v.parse().ok());
                            }
                        }
                        ("numStyleLink", _) => {
                            if let Some((_, b)) = &mut base {
                                b.link = value();
                            }
                        }
                        ("styleLink", _) => {
                            if let (Some((id, _)), Some(style)) = (&base, value()) {
                                linked.insert(style, id.clone());
                            }
                        }
                        ("lvl", _) => level = index().map(|i| (i, Level::default())),
                        ("start", Some((_, l))) => l.start = value().and_then(|v| v.parse().ok()).unwrap_or(1),
                        // A format of Office 2010 and later stands in a choice beside an older one.
                        ("numFmt", Some((_, l))) => l.format = value().unwrap_or_default(),
                        ("lvlText", Some((_, l))) => l.text = value().unwrap_or_default(),
                        ("isLgl", Some((_, l))) => l.legal = value().is_none_or(|v| v != "0" && v != "false"),
                        ("lvlRestart", Some((_, l))) => l.restart = value().and_then(|v| v.parse().ok()),
                        ("pStyle", Some((_, l))) => l.style = value(),
                        ("suff", Some((_, l))) if value().as_deref() == Some("nothing") => l.suffix = "",
                        _ => {}
                    }
                }
                Event::End(e) => match e.local_name().as_ref() {
                    "lvl" => match (level.take(), &mut base, &mut instance) {
                        (Some((i, l)), _, Some((_, n))) => n.levels[i] = Some(l),
                        (Some((i, l)), Some((_, b)), None) => b.levels[i] = l,
                        _ => {}
                    },
                    "abstractNum" => all.bases.extend(base.take()),
                    "num" => all.instances.extend(instance.take()),
                    "lvlOverride" => overridden = None,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        all.follow_links(&linked, styles);
        all
    }

    /// A numbering that takes its levels from a numbering style counts as that style's own one.
    fn follow_links(&mut self, linked: &BTreeMap<String, String>, styles: &Styles) {
        let target = |link: &str| {
            let through = styles.numbering(Some(link)).and_then(|num| self.instances.get(num));
            linked.get(link).cloned().or_else(|| through.map(|i| i.base.clone()))
        };
        let targets: BTreeMap<String, String> =
            self.bases.iter().filter_map(|(id, b)| Some((id.clone(), target(b.link.as_deref()?)?))).collect();
        for instance in self.instances.values_mut() {
            if let Some(to) = targets.get(&instance.base) {
                instance.base = to.clone();
            }
        }
    }

    /// Adds a list with its levels.
    pub(super) fn add_base(&mut self, id: String, levels: [Level; LEVELS]) {
        self.bases.insert(id, Abstract { levels, link: None });
    }

    /// Adds a numbering that takes a list.
    pub(super) fn add_instance(
        &mut self,
        id: String,
        base: String,
        starts: [Option<u32>; LEVELS],
        levels: [Option<Level>; LEVELS],
    ) {
        self.instances.insert(id, Instance { base, starts, levels });
    }

    /// The level of a numbering that belongs to a style.
    pub fn level_of_style(&self, num_id: &str, style: &str) -> Option<u8> {
        let instance = self.instances.get(num_id)?;
        let base = self.bases.get(&instance.base)?;
        let at = (0..LEVELS).find(|&i| {
            let level = instance.levels[i].as_ref().unwrap_or(&base.levels[i]);
            level.style.as_deref() == Some(style)
        })?;
        u8::try_from(at).ok()
    }

    /// Counts a paragraph and gives its marker with what parts it from the words; `None` for bullets and unknown numberings.
    pub fn next(&mut self, num_id: &str, level: u8) -> Option<String> {
        let at = usize::from(level);
        let instance = self.instances.get(num_id)?;
        let base = self.bases.get(&instance.base)?;
        if at >= LEVELS {
            return None;
        }
        let level = |i: usize| instance.levels[i].as_ref().unwrap_or(&base.levels[i]);
        let counters = self.counters.entry(instance.base.clone()).or_default();
        if self.used.insert(num_id.to_owned()) {
            for (counter, start) in counters.iter_mut().zip(instance.starts) {
                if start.is_some() {
                    *counter = None;
                }
            }
        }
        let start = |i: usize| instance.starts[i].unwrap_or(level(i).start);
        counters[at] = Some(counters[at].map_or(start(at), |n| n.saturating_add(1)));
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let restarts = level(deeper).restart.is_none_or(|r| r > 0 && at < usize::from(r));
            if restarts {
                *counter = None;
            }
        }
        let own = level(at);
        let mut marker = String::new();
        let mut chars = own.text.chars().peekable();
        let mut numbered = false;
        while let Some(c) = chars.next() {
            let which = if c == '%' { chars.peek().and_then(|d| d.to_digit(10)) } else { None };
            let Some(which @ 1..=9) = which else {
                marker.push(c);
                continue;
            };
            chars.next();
            let i = which as usize - 1;
            let number = counters[i].unwrap_or_else(|| start(i));
            let format = if own.legal { "decimal" } else { level(i).format.as_str() };
            if let Some(sign) = numeral(format, number) {
                numbered = true;
                marker.push_str(&sign);
            }
        }
        // A bullet is no number; words alone (“第一条” has a number) are kept.
        if !numbered && own.format == "bullet" || marker.is_empty() {
            return None;
        }
        marker.push_str(own.suffix);
        Some(marker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbering() -> Numbering {
        let level = |i: usize, format: &str, text: &str| {
            format!(
                "<w:lvl w:ilvl='{i}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:suff w:val='nothing'/><w:lvlText w:val='{text}'/></w:lvl>"
            )
        };
        let xml = format!(
            "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='7'>{}{}{}</w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
             <w:num w:numId='2'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='2'><w:startOverride w:val='1'/></w:lvlOverride></w:num>\
             </w:numbering>",
            level(0, "chineseCountingThousand", "%1、"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%3."),
        );
        Numbering::parse(&xml, &Styles::default())
    }

    #[test]
    fn markers_as_word_shows_them() {
        let mut n = numbering();
        let markers: Vec<_> = [0, 1, 2, 2, 1, 2, 0, 2].map(|l| n.next("1", l).unwrap_or_default()).into();
        assert_eq!(markers, ["一、", "（一）", "1.", "2.", "（二）", "1.", "二、", "1."]);
    }

    #[test]
    fn an_override_starts_again_once() {
        let mut n = numbering();
        let markers: Vec<_> =
            [("1", 2), ("1", 2), ("2", 2), ("2", 2), ("1", 2)].map(|(id, l)| n.next(id, l).unwrap_or_default()).into();
        assert_eq!(markers, ["1.", "2.", "1.", "2.", "3."]);
        assert_eq!(n.next("9", 0), None);
    }
}
