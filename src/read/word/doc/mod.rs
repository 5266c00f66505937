//! .doc of Word 97–2003 and WPS: characters, paragraphs and tables of the binary format.
//!
//! The libraries at hand give running text only; the cells of a table need the paragraph properties, so they are read here.

mod file;
mod lists;
mod rows;

use std::collections::BTreeMap;

use self::file::{File, Modifier, Part, Run, u32_at};
use self::lists::Style;
use self::rows::{Definition, Rows};
use super::docx::finish;
use super::numbering::Numbering;
use super::symbols;
use crate::read::builder::Builder;
use crate::read::document::{Document, Format, ParagraphKind};
use crate::read::flow::{Block, Layout, Para};
use crate::read::limits::{self, Refusal};

/// Reads a .doc.
pub fn read(bytes: &[u8]) -> Document {
    match open(bytes) {
        Ok(doc) => doc,
        Err(refusal) => refusal.document(Format::Doc),
    }
}

fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let file = File::open(bytes)?;
    let mut reader = Reader {
        styles: lists::styles(&file),
        numbering: lists::numbering(&file),
        paragraphs: file.runs(Part::ParaRuns),
        chars: file.runs(Part::CharRuns).into_iter().filter_map(Marked::of).collect(),
        pictures: 0,
        count: 0,
        file: &file,
    };
    let l = file.lengths;
    let end_notes = l.text.saturating_add(l.footnotes).saturating_add(l.headers).saturating_add(l.comments);
    let boxes = end_notes.saturating_add(l.endnotes);
    let mut notes = reader.notes(Part::FootnoteRefs, Part::FootnoteTexts, l.text)?;
    notes.append(&mut reader.notes(Part::EndnoteRefs, Part::EndnoteTexts, end_notes)?);
    let mut blocks = reader.blocks(0, l.text, &notes)?;
    let nothing = BTreeMap::new();
    for block in reader.blocks(boxes, boxes.saturating_add(l.boxes), &nothing)? {
        blocks.push(as_note(block));
    }
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Doc);
    Layout::default().lay(&mut builder, blocks)?;
    let pictures = reader.pictures;
    let mut doc = builder.finish();
    finish(&mut doc, pictures, None);
    Ok(doc)
}

fn as_note(block: Block) -> Block {
    match block {
        Block::Para(p) => Block::Para(Para { kind: ParagraphKind::Note, ..p }),
        grid => grid,
    }
}

/// Characters that do not show as they stand.
struct Marked {
    from: u32,
    to: u32,
    /// Deleted in a tracked change, or hidden.
    gone: bool,
    /// A character of a symbol font.
    symbol: Option<u16>,
}

impl Marked {
    fn of(run: Run) -> Option<Self> {
        let mut marked = Self { from: run.from, to: run.to, gone: false, symbol: None };
        for (code, operand) in &run.modifiers {
            match code {
                0x0800 | 0x083C => marked.gone = operand.first() == Some(&1),
                0x6A09 => marked.symbol = u32_at(operand, 0).map(|v| (v >> 16) as u16),
                _ => {}
            }
        }
        (marked.gone || marked.symbol.is_some()).then_some(marked)
    }
}

/// What a paragraph's properties say.
#[derive(Clone, Debug, Default)]
struct Properties {
    in_table: bool,
    row_end: bool,
    /// Depth of tables.
    depth: u32,
    numbering: u16,
    level: u8,
    outline: Option<u8>,
    definition: Option<Definition>,
    heading: Option<u8>,
    contents: bool,
}

impl Properties {
    fn take<'m>(&mut self, modifiers: impl IntoIterator<Item = &'m Modifier>) {
        for (code, operand) in modifiers {
            let byte = operand.first().copied().unwrap_or(0);
            match code {
                0x2416 => self.in_table = byte == 1,
                0x2417 => self.row_end = byte == 1,
                0x6649 => self.depth = u32_at(operand, 0).unwrap_or(0),
                0x460B => self.numbering = file::u16_at(operand, 0).unwrap_or(0),
                0x260A => self.level = byte,
                0x2640 => self.outline = Some(byte),
                0xD608 => self.definition = Definition::parse(operand),
                0xD62B => {
                    if let (Some(d), [cell, flags, ..]) = (&mut self.definition, operand.as_slice()) {
                        d.merge_down(usize::from(*cell), *flags);
                    }
                }
                0x5624 => {
                    if let (Some(d), [first, end, ..]) = (&mut self.definition, operand.as_slice()) {
                        d.merge_across(usize::from(*first), usize::from(*end));
                    }
                }
                _ => {}
            }
        }
    }
}

struct Reader<'a> {
    file: &'a File,
    styles: Vec<Style>,
    numbering: Numbering,
    paragraphs: Vec<Run>,
    chars: Vec<Marked>,
    pictures: usize,
    count: usize,
}

impl Reader<'_> {
    fn properties(&self, fc: u32) -> Properties {
        let upto = self.paragraphs.partition_point(|r| r.from <= fc);
        let mut properties = Properties::default();
        if let Some(run) = upto.checked_sub(1).and_then(|i| self.paragraphs.get(i)).filter(|r| fc < r.to) {
            let (builtin, inherited) = lists::inherited(&self.styles, run.style);
            properties.heading = (1..=9).contains(&builtin).then_some(builtin as u8);
            properties.contents = (19..=27).contains(&builtin);
            properties.take(inherited);
            properties.take(&run.modifiers);
        }
        properties
    }

    fn marked(&self, fc: u32) -> Option<&Marked> {
        let upto = self.chars.partition_point(|r| r.from <= fc);
        upto.checked_sub(1).and_then(|i| self.chars.get(i)).filter(|r| fc < r.to)
    }

    /// Notes by the position of the sign that refers to them.
    fn notes(&mut self, refs: Part, texts: Part, base: u32) -> Result<BTreeMap<u32, Vec<Block>>, Refusal> {
        let (refs, texts) = (self.file.part(refs), self.file.part(texts));
        // Positions, one more than notes, then two bytes a note.
        let count = refs.len().saturating_sub(4) / 6;
        let mut out = BTreeMap::new();
        for i in 0..count {
            let (Some(at), Some(from), Some(to)) = (u32_at(refs, i * 4), u32_at(texts, i * 4), u32_at(texts, i * 4 + 4)) else {
                break;
            };
            let nothing = BTreeMap::new();
            let blocks = self.blocks(base.saturating_add(from), base.saturating_add(to), &nothing)?;
            out.insert(at, blocks.into_iter().map(as_note).collect());
        }
        Ok(out)
    }

    /// The paragraphs and tables between two positions.
    fn blocks(&mut self, from: u32, to: u32, notes: &BTreeMap<u32, Vec<Block>>) -> Result<Vec<Block>, Refusal> {
        let mut out = Vec::new();
        let mut rows = Rows::default();
        let mut words: Vec<u16> = Vec::new();
        let mut pending: Vec<Block> = Vec::new();
        // For every open field whether its instruction is being read: it does not show, its result does.
        let mut fields: Vec<bool> = Vec::new();
        let units = self.file.units(from, to);
        let last = units.len().saturating_sub(1);
        for (i, &(unit, fc)) in units.iter().enumerate() {
            let marked = self.marked(fc);
            if let Some(blocks) = notes.get(&(from + i as u32)) {
                pending.extend(blocks.iter().cloned());
            }
            let gone = marked.is_some_and(|m| m.gone);
            let shows = !gone && !fields.contains(&true);
            let symbol = marked.and_then(|m| m.symbol);
            match unit {
                0x13 => fields.push(true),
                0x14 => {
                    if let Some(instruction) = fields.last_mut() {
                        *instruction = false;
                    }
                }
                0x15 => {
                    fields.pop();
                }
                0x0D | 0x07 | 0x0C if !gone || unit == 0x07 => {
                    self.end(unit, fc, std::mem::take(&mut words), &mut rows, &mut out)?;
                    if !rows.is_open() {
                        out.append(&mut pending);
                    }
                }
                _ if !shows => {}
                0x01 | 0x08 => self.pictures += 1,
                0x0B | 0x0E => words.push(u16::from(b'\n')),
                0x1E => words.push(u16::from(b'-')),
                0x09 => words.push(0x09),
                0x28 if symbol.is_some() => {
                    let c = symbol.and_then(|code| symbols::shown(u32::from(code)));
                    words.extend(c.map(|c| c as u32 as u16));
                }
                0x00..=0x1F => {}
                0xA0 => words.push(0x20),
                unit => words.push(unit),
            }
            if i == last && !words.is_empty() {
                self.end(0x0D, fc, std::mem::take(&mut words), &mut rows, &mut out)?;
            }
        }
        out.extend(rows.finish());
        out.append(&mut pending);
        Ok(out)
    }

    /// A paragraph, a cell or a row ends.
    fn end(&mut self, mark: u16, fc: u32, words: Vec<u16>, rows: &mut Rows, out: &mut Vec<Block>) -> Result<(), Refusal> {
        self.count += 1;
        if self.count > limits::PARAGRAPHS {
            let message = format!("文件超过 {} 个段落，未读取", limits::PARAGRAPHS);
            return Err(Refusal::too_large("paragraphs", message));
        }
        let properties = self.properties(fc);
        let para = self.finished(&words, &properties);
        let in_table = properties.in_table || properties.depth > 0;
        if !in_table && mark != 0x07 {
            out.extend(rows.finish());
            out.extend(para.map(Block::Para));
        } else if mark == 0x07 && properties.row_end {
            rows.end_row(properties.definition);
        } else {
            rows.paragraph(para);
            if mark == 0x07 {
                rows.end_cell();
            }
        }
        Ok(())
    }

    fn finished(&mut self, words: &[u16], properties: &Properties) -> Option<Para> {
        let words = String::from_utf16_lossy(words);
        let marker = match properties.numbering {
            // 2047 and above: none, or numbered in an older way.
            n @ 1..2047 => self.numbering.next(&n.to_string(), properties.level),
            _ => None,
        };
        if words.trim().is_empty() {
            // A column of automatic numbers shows them, without any words.
            let text = marker.filter(|_| properties.in_table)?;
            return Some(Para { text, auto_number: true, ..Para::default() });
        }
        let heading = properties.outline.filter(|&l| l < 9).map(|l| l + 1).or(properties.heading);
        let kind = if properties.contents { ParagraphKind::Furniture } else { ParagraphKind::Body };
        let auto_number = marker.is_some();
        let text = match marker {
            Some(marker) => marker + words.trim_start(),
            None => words,
        };
        Some(Para { text, kind, heading, auto_number })
    }
}
