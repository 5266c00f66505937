//! Styles and automatic numbering of a binary Word file ([MS-DOC] §2.4.6.3, §2.9.131–150, §2.9.271).

use super::file::{File, Modifier, Part, modifiers, u16_at, u32_at};
use crate::read::word::numbering::{LEVELS, Level, Numbering};

/// What a style says about its paragraphs.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Built-in number: 1–9 are headings, 19–27 lines of a table of contents.
    pub builtin: u16,
    base: u16,
    modifiers: Vec<Modifier>,
}

/// Styles that a style may be based on, one after another.
const CHAIN: usize = 32;

/// Reads the style sheet.
pub fn styles(file: &File) -> Vec<Style> {
    let sheet = file.part(Part::Styles);
    let mut out = Vec::new();
    let head = u16_at(sheet, 0).map_or(0, usize::from);
    let base_len = u16_at(sheet, 4).map_or(10, usize::from);
    let mut rest = sheet.get(2 + head..).unwrap_or(&[]);
    while let Some(len) = u16_at(rest, 0).map(usize::from) {
        let Some(style) = rest.get(2..2 + len) else { break };
        out.push(self::style(style, base_len).unwrap_or_default());
        rest = &rest[2 + len..];
    }
    out
}

fn style(data: &[u8], base_len: usize) -> Option<Style> {
    let kind = u16_at(data, 2)?;
    let mut style = Style { builtin: u16_at(data, 0)? & 0xFFF, base: kind >> 4, modifiers: Vec::new() };
    if kind & 0xF == 1 {
        let name = usize::from(u16_at(data, base_len)?);
        let at = base_len + 2 + name * 2 + 2;
        let list = data.get(at + 2..)?.get(..usize::from(u16_at(data, at)?))?;
        style.modifiers = modifiers(list.get(2..)?).map(|(c, o)| (c, o.to_vec())).collect();
    }
    Some(style)
}

/// The modifiers of a style with those of the styles below it first, and its built-in number.
pub fn inherited(styles: &[Style], index: u16) -> (u16, Vec<&Modifier>) {
    let chain: Vec<&Style> =
        std::iter::successors(styles.get(usize::from(index)), |s| styles.get(usize::from(s.base))).take(CHAIN).collect();
    let builtin = chain.iter().map(|s| s.builtin).find(|b| (1..=9).contains(b) || (19..=27).contains(b)).unwrap_or(0);
    (builtin, chain.into_iter().rev().flat_map(|s| &s.modifiers).collect())
}

/// Reads the lists; a numbering is named by its index from 1.
pub fn numbering(file: &File) -> Numbering {
    let mut out = Numbering::default();
    let lists = file.part(Part::Lists);
    let count = u16_at(lists, 0).map_or(0, usize::from);
    let mut levels = file.after(Part::Lists);
    for i in 0..count {
        let Some(list) = lists.get(2 + i * 28..2 + (i + 1) * 28) else { break };
        let id = u32_at(list, 0).unwrap_or(0);
        let simple = list[26] & 1 != 0;
        let mut all: [Level; LEVELS] = Default::default();
        for slot in all.iter_mut().take(if simple { 1 } else { LEVELS }) {
            let Some((level, after)) = level(levels) else { break };
            *slot = level;
            levels = after;
        }
        out.add_base(id.to_string(), all);
    }
    overrides(file.part(Part::ListOverrides), &mut out);
    out
}

/// A level and the bytes after it.
fn level(data: &[u8]) -> Option<(Level, &[u8])> {
    let head = data.get(..28)?;
    let (chars, paragraph) = (usize::from(head[24]), usize::from(head[25]));
    let at = 28 + chars + paragraph;
    let len = usize::from(u16_at(data, at)?);
    let text = data.get(at + 2..at + 2 + len * 2)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    let mut words = String::new();
    for c in char::decode_utf16(units) {
        match c {
            Ok(c @ '\0'..='\u{8}') => words.push_str(&format!("%{}", c as u32 + 1)),
            Ok(c) => words.push(c),
            Err(_) => {}
        }
    }
    let level = Level {
        start: u32_at(head, 0)?,
        format: format(head[4]).to_owned(),
        text: words,
        suffix: if head[15] == 2 { "" } else { " " },
        legal: head[5] & 0x04 != 0,
        restart: (head[5] & 0x08 != 0).then_some(head[26]),
        style: None,
    };
    Some((level, &data[at + 2 + len * 2..]))
}

/// The numberings: each takes a list and may start or look otherwise.
fn overrides(part: &[u8], out: &mut Numbering) {
    let count = u32_at(part, 0).map_or(0, |n| n as usize).min(part.len() / 16);
    let mut rest = part.get(4 + count * 16..).unwrap_or(&[]);
    for i in 0..count {
        let Some(head) = part.get(4 + i * 16..4 + (i + 1) * 16) else { break };
        let mut starts = [None; LEVELS];
        let mut levels: [Option<Level>; LEVELS] = Default::default();
        rest = rest.get(4..).unwrap_or(&[]);
        for _ in 0..head[12] {
            let (Some(start), Some(flags)) = (u32_at(rest, 0), u32_at(rest, 4)) else { break };
            rest = rest.get(8..).unwrap_or(&[]);
            let at = (flags & 0xF) as usize;
            if at >= LEVELS {
                break;
            }
            if flags & 0x20 != 0 {
                let Some((own, after)) = level(rest) else { break };
                if flags & 0x10 != 0 {
                    starts[at] = Some(own.start);
                }
                levels[at] = Some(own);
                rest = after;
            } else if flags & 0x10 != 0 {
                starts[at] = Some(start);
            }
        }
        out.add_instance((i + 1).to_string(), u32_at(head, 0).unwrap_or(0).to_string(), starts, levels);
    }
}

/// The number formats by code ([MS-OSHARED] §2.2.1.3 MSONFC), under the names that .docx gives them.
fn format(code: u8) -> &'static str {
    match code {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 => "ideographDigital",
        11 => "japaneseCounting",
        14 => "decimalFullWidth",
        16 => "japaneseLegal",
        17 => "japaneseDigitalTenThousand",
        18 => "decimalEnclosedCircle",
        19 => "decimalFullWidth2",
        22 => "decimalZero",
        23 => "bullet",
        26 => "decimalEnclosedFullstop",
        27 => "decimalEnclosedParen",
        28 => "decimalEnclosedCircleChinese",
        29 => "ideographEnclosedCircle",
        30 => "ideographTraditional",
        31 => "ideographZodiac",
        33 => "taiwaneseCounting",
        34 => "ideographLegalTraditional",
        35 => "taiwaneseCountingThousand",
        36 => "taiwaneseDigital",
        37 => "chineseCounting",
        38 => "chineseLegalSimplified",
        39 => "chineseCountingThousand",
        255 => "none",
        _ => "decimal",
    }
}
