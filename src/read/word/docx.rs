//! .docx: the words of the final document, with the markers of automatic numbering, tables, notes and text boxes.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::numbering::Numbering;
use super::styles::Styles;
use super::symbols;
use super::table::GridBuilder;
use crate::read::builder::Builder;
use crate::read::document::{Document, Format, Notice, ParagraphKind, Status};
use crate::read::flow::{Block, GridCell, Layout, Para};
use crate::read::limits::{self, Refusal};
use crate::read::package::Package;
use crate::read::xml::{self, attribute};

/// Reads a .docx.
pub fn read(bytes: &[u8]) -> Document {
    match open(bytes) {
        Ok(doc) => doc,
        Err(refusal) => refusal.document(Format::Docx),
    }
}

/// Reads the XML of Word 2003, or a flat package: the same elements in one file.
pub fn read_xml(bytes: &[u8]) -> Document {
    let parts = Parts { document: bytes.to_vec(), styles: bytes.to_vec(), numbering: bytes.to_vec(), notes: Vec::new() };
    let checked = xml::look_through(bytes, "document.xml").and_then(|()| assemble(&parts));
    checked.unwrap_or_else(|refusal| refusal.document(Format::Docx))
}

/// The parts of the package that are read.
#[derive(Default)]
struct Parts {
    document: Vec<u8>,
    styles: Vec<u8>,
    numbering: Vec<u8>,
    /// Footnotes and endnotes: the element that refers to a note, and the part.
    notes: Vec<(&'static str, Vec<u8>)>,
}

fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut part = |name: &str| -> Result<Vec<u8>, Refusal> {
        let part = package.part(name)?.unwrap_or_default();
        xml::look_through(&part, name)?;
        Ok(part)
    };
    let parts = Parts {
        document: part(&main)?,
        styles: part(&format!("{folder}/styles.xml"))?,
        numbering: part(&format!("{folder}/numbering.xml"))?,
        notes: vec![
            ("footnoteReference", part(&format!("{folder}/footnotes.xml"))?),
            ("endnoteReference", part(&format!("{folder}/endnotes.xml"))?),
        ],
    };
    assemble(&parts)
}

/// The part that the package's relations name as its document.
fn main_part(package: &mut Package<'_>) -> Result<String, Refusal> {
    if let Some(rels) = package.part("_rels/.rels")? {
        let rels = xml::decode(&rels).into_owned();
        let mut reader = Reader::from_str(&rels);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                    let target = attribute(&e, "Target").unwrap_or_default();
                    let target = target.trim_start_matches('/');
                    if attribute(&e, "Type").is_some_and(|t| t.ends_with("/officeDocument")) && package.has(target) {
                        return Ok(target.to_owned());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    Ok("word/document.xml".to_owned())
}

fn assemble(parts: &Parts) -> Result<Document, Refusal> {
    let styles = Styles::parse(&xml::decode(&parts.styles));
    let numbering = Numbering::parse(&xml::decode(&parts.numbering), &styles);
    let mut notes = BTreeMap::new();
    for (kind, part) in &parts.notes {
        let words = xml::decode(part);
        let mut body = Body::new(&words, &styles, Numbering::default());
        for (id, blocks) in body.notes()? {
            notes.insert((*kind, id), blocks);
        }
    }
    let words = xml::decode(&parts.document);
    let mut body = Body::new(&words, &styles, numbering);
    body.note_texts = notes;
    let blocks = body.blocks(Some("body"))?;
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Docx);
    Layout::default().lay(&mut builder, blocks)?;
    let (pictures, broken) = (body.pictures, body.broken);
    let mut doc = builder.finish();
    finish(&mut doc, pictures, broken);
    Ok(doc)
}

/// Gives the status, and tells what could not be read.
pub(super) fn finish(doc: &mut Document, pictures: usize, broken: Option<String>) {
    let mut add = |code, message| doc.notices.push(Notice { code, message, span: None, page: None });
    if doc.text.is_empty() {
        if pictures > 0 {
            doc.status = Status::ScannedNoText;
            add("scanned", format!("文件只有 {pictures} 幅图片，没有文字，请提供可复制文字的版本或先作文字识别"));
        } else {
            doc.status = Status::Unreadable;
            add("empty_document", "文件里没有文字".to_owned());
        }
    } else if pictures > 0 {
        add("pictures", format!("文中有 {pictures} 幅图片，图中文字未读"));
    }
    if let Some(why) = broken {
        if doc.status == Status::Ok {
            doc.status = Status::OkWithGaps;
        }
        doc.notices.push(Notice {
            code: "damaged_xml",
            message: format!("文件内部 XML 有误，其后内容未读：{why}，请用 Word 或 WPS 另存后再读"),
            span: None,
            page: None,
        });
    }
}

/// Reads the paragraphs and tables of one part.
struct Body<'a> {
    reader: Reader<&'a [u8]>,
    styles: &'a Styles,
    numbering: Numbering,
    note_texts: BTreeMap<(&'static str, String), Vec<Block>>,
    /// Words of paragraphs whose end was deleted in a tracked change: they run on into the next paragraph.
    carried: String,
    paragraphs: usize,
    pictures: usize,
    /// Cells around.
    cells: usize,
    /// Why the part ends early.
    broken: Option<String>,
}

/// What a paragraph's properties say.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    num_id: Option<String>,
    level: Option<u8>,
    outline: Option<u8>,
    end_deleted: bool,
}

/// What a table cell's properties say.
#[derive(Default)]
struct CellProperties {
    span: u32,
    vertical: Merge,
    horizontal: Merge,
}

/// How a cell takes part in a merged one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Merge {
    /// Not at all.
    #[default]
    None,
    /// Begins it.
    Start,
    /// Continues it.
    Go,
}

impl<'a> Body<'a> {
    fn new(xml: &'a str, styles: &'a Styles, numbering: Numbering) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            styles,
            numbering,
            note_texts: BTreeMap::new(),
            carried: String::new(),
            paragraphs: 0,
            pictures: 0,
            cells: 0,
            broken: None,
        }
    }

    /// The next event; an error in the XML ends the part and is remembered.
    fn event(&mut self) -> Event<'a> {
        match self.reader.read_event() {
            Ok(event) => event,
            Err(e) => {
                self.broken.get_or_insert_with(|| e.to_string());
                Event::Eof
            }
        }
    }

    fn skip(&mut self, start: &BytesStart<'_>) {
        if let Err(e) = self.reader.read_to_end(start.name()) {
            self.broken.get_or_insert_with(|| e.to_string());
        }
    }

    /// The notes of a part of notes, by id. (Separators have a type and are none.)
    fn notes(&mut self) -> Result<Vec<(String, Vec<Block>)>, Refusal> {
        let mut out = Vec::new();
        loop {
            match self.event() {
                Event::Start(e) if matches!(e.local_name().as_ref(), "footnote" | "endnote") => {
                    let id = attribute(&e, "id").unwrap_or_default();
                    let is_note = attribute(&e, "type").is_none_or(|t| t == "normal");
                    let blocks = self.blocks(None)?;
                    if is_note {
                        out.push((id, blocks.into_iter().flat_map(as_note).collect()));
                    }
                }
                Event::Eof => return Ok(out),
                _ => {}
            }
        }
    }

    /// The blocks up to the end of the present element, or of the first element `within`; other elements are looked into.
    fn blocks(&mut self, within: Option<&str>) -> Result<Vec<Block>, Refusal> {
        let mut out = Vec::new();
        let mut depth = 0usize;
        let mut inside = within.is_none();
        loop {
            match self.event() {
                Event::Start(e) => {
                    let name = e.local_name();
                    let name = name.as_ref();
                    if !inside {
                        inside = Some(name) == within;
                        continue;
                    }
                    match name {
                        "p" => self.paragraph(&mut out)?,
                        "tbl" => out.push(self.table()?),
                        "Fallback" | "del" | "moveFrom" | "sdtPr" | "sectPr" => self.skip(&e),
                        _ => depth += 1,
                    }
                }
                Event::End(_) if inside => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => break,
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if !self.carried.is_empty() {
            let text = std::mem::take(&mut self.carried);
            out.push(Block::Para(Para { text, ..Para::default() }));
        }
        Ok(out)
    }

    fn paragraph(&mut self, out: &mut Vec<Block>) -> Result<(), Refusal> {
        self.paragraphs += 1;
        if self.paragraphs > limits::PARAGRAPHS {
            let message = format!("文件超过 {} 个段落，未读取", limits::PARAGRAPHS);
            return Err(Refusal::too_large("paragraphs", message));
        }
        let mut words = std::mem::take(&mut self.carried);
        let mut properties = Properties::default();
        let mut after: Vec<Block> = Vec::new();
        let mut depth = 0usize;
        let (mut in_text, mut hidden) = (false, false);
        loop {
            match self.event() {
                Event::Start(e) => {
                    let name = e.local_name();
                    match name.as_ref() {
                        "pPr" => {
                            properties = self.properties();
                            continue;
                        }
                        "rPr" => {
                            hidden = self.is_hidden();
                            continue;
                        }
                        "txbxContent" => {
                            let blocks = self.blocks(None)?;
                            after.extend(blocks.into_iter().flat_map(as_note));
                            continue;
                        }
                        "Fallback" | "del" | "moveFrom" | "rt" | "instrText" | "delText" | "delInstrText" | "sdtPr"
                        | "sectPr" | "tabs" => {
                            self.skip(&e);
                            continue;
                        }
                        "r" => hidden = false,
                        "t" => in_text = true,
                        "tab" | "ptab" => words.push('\t'),
                        "br" | "cr" => words.push('\n'),
                        "noBreakHyphen" => words.push('-'),
                        "sym" => {
                            let code = attribute(&e, "char").and_then(|c| u32::from_str_radix(&c, 16).ok());
                            words.extend(code.and_then(symbols::shown));
                        }
                        "blip" | "imagedata" => self.pictures += 1,
                        kind @ ("footnoteReference" | "endnoteReference") => {
                            let id = attribute(&e, "id").unwrap_or_default();
                            let key = if kind == "footnoteReference" { "footnoteReference" } else { "endnoteReference" };
                            after.extend(self.note_texts.get(&(key, id)).cloned().unwrap_or_default());
                        }
                        _ => {}
                    }
                    depth += 1;
                }
                Event::Text(t) if in_text && !hidden => words.push_str(t.as_ref()),
                Event::CData(t) if in_text && !hidden => words.push_str(t.as_ref()),
                Event::GeneralRef(r) if in_text && !hidden => words.extend(xml::reference(&r)),
                Event::End(e) => {
                    in_text = in_text && e.local_name().as_ref() != "t";
                    match depth.checked_sub(1) {
                        Some(up) => depth = up,
                        None => break,
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if properties.end_deleted {
            self.carried = words;
        } else {
            out.extend(self.finished(words, &properties).map(Block::Para));
        }
        out.append(&mut after);
        Ok(())
    }

    /// The paragraph with its marker; an empty one counts, but outside a table it is left out.
    fn finished(&mut self, words: String, properties: &Properties) -> Option<Para> {
        let style = properties.style.as_deref();
        let marker = self.marker(properties);
        if words.trim().is_empty() {
            // A column of automatic numbers shows them, without any words.
            let text = marker.filter(|_| self.cells > 0)?;
            return Some(Para { text, auto_number: true, ..Para::default() });
        }
        let heading = match properties.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => self.styles.heading(style),
        };
        let kind = if self.styles.is_contents(style) { ParagraphKind::Furniture } else { ParagraphKind::Body };
        let auto_number = marker.is_some();
        let text = match marker {
            Some(marker) => marker + words.trim_start(),
            None => words,
        };
        Some(Para { text, kind, heading, auto_number })
    }

    /// The marker of automatic numbering, by the paragraph or its style.
    fn marker(&mut self, properties: &Properties) -> Option<String> {
        let style = properties.style.as_deref();
        let (num_id, level) = match (&properties.num_id, self.styles.numbering(style)) {
            (Some(num), _) => (num.as_str(), properties.level),
            (None, Some(num)) => {
                // The list tells the level of a style; else the style itself, or one that it is based on.
                let own = |(id, level)| self.numbering.level_of_style(num, id).or(level);
                (num, properties.level.or_else(|| self.styles.levels(style).find_map(own)))
            }
            (None, None) => return None,
        };
        if num_id == "0" {
            return None;
        }
        self.numbering.next(num_id, level.unwrap_or(0))
    }

    fn properties(&mut self) -> Properties {
        let mut p = Properties::default();
        let mut depth = 0usize;
        let mut mark = false;
        loop {
            match self.event() {
                Event::Start(e) => {
                    let value = || attribute(&e, "val");
                    match e.local_name().as_ref() {
                        // Properties before a tracked change are not those of the final document.
                        "pPrChange" | "rPrChange" | "sectPr" => {
                            self.skip(&e);
                            continue;
                        }
                        "pStyle" => p.style = value(),
                        "numId" | "ilfo" => p.num_id = value(),
                        "ilvl" => p.level = value().and_then(|v| v.parse().ok()),
                        "outlineLvl" => p.outline = value().and_then(|v| v.parse().ok()),
                        "rPr" => mark = true,
                        "del" | "moveFrom" if mark => p.end_deleted = true,
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => return p,
                },
                Event::Eof => return p,
                _ => {}
            }
        }
    }

    /// Whether a run's properties hide its words.
    fn is_hidden(&mut self) -> bool {
        let mut hidden = false;
        let mut depth = 0usize;
        loop {
            match self.event() {
                Event::Start(e) => {
                    match e.local_name().as_ref() {
                        "rPrChange" => {
                            self.skip(&e);
                            continue;
                        }
                        "vanish" => hidden = attribute(&e, "val").is_none_or(|v| v != "0" && v != "false" && v != "off"),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => return hidden,
                },
                Event::Eof => return hidden,
                _ => {}
            }
        }
    }

    fn table(&mut self) -> Result<Block, Refusal> {
        let mut grid = GridBuilder::default();
        let mut depth = 0usize;
        loop {
            match self.event() {
                Event::Start(e) => match e.local_name().as_ref() {
                    "tr" => self.row(&mut grid)?,
                    "tblPr" | "tblGrid" | "Fallback" | "sdtPr" => self.skip(&e),
                    _ => depth += 1,
                },
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => break,
                },
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(Block::Grid(grid.finish()))
    }

    fn row(&mut self, grid: &mut GridBuilder) -> Result<(), Refusal> {
        let mut col = 0u32;
        let mut deleted = false;
        let mut depth = 0usize;
        let mut in_properties = None;
        let mut cells = Vec::new();
        loop {
            match self.event() {
                Event::Start(e) => {
                    match e.local_name().as_ref() {
                        "tc" => {
                            self.cells += 1;
                            let (properties, blocks) = self.cell()?;
                            self.cells -= 1;
                            let span = properties.span.clamp(1, limits::LARGEST_COLUMN);
                            let cell = GridCell { col, colspan: span, rowspan: 1, blocks };
                            cells.push((cell, properties.vertical, properties.horizontal));
                            col = col.saturating_add(span);
                            continue;
                        }
                        "tblPrEx" | "sdtPr" => {
                            self.skip(&e);
                            continue;
                        }
                        "trPr" => in_properties = Some(depth),
                        "gridBefore" => {
                            let before: Option<u32> = attribute(&e, "val").and_then(|v| v.parse().ok());
                            col = before.unwrap_or(0).min(limits::LARGEST_COLUMN);
                        }
                        "del" if in_properties.is_some() => deleted = true,
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => {
                        depth = up;
                        in_properties = in_properties.filter(|&at| at < up);
                    }
                    None => break,
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if !deleted {
            grid.row(cells);
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<(CellProperties, Vec<Block>), Refusal> {
        let mut properties = CellProperties { span: 1, ..CellProperties::default() };
        let mut blocks = Vec::new();
        let mut depth = 0usize;
        loop {
            match self.event() {
                Event::Start(e) => match e.local_name().as_ref() {
                    "tcPr" => properties = self.cell_properties(),
                    "p" => self.paragraph(&mut blocks)?,
                    "tbl" => blocks.push(self.table()?),
                    "Fallback" | "del" | "moveFrom" | "sdtPr" => self.skip(&e),
                    _ => depth += 1,
                },
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => break,
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if !self.carried.is_empty() {
            let text = std::mem::take(&mut self.carried);
            blocks.push(Block::Para(Para { text, ..Para::default() }));
        }
        Ok((properties, blocks))
    }

    fn cell_properties(&mut self) -> CellProperties {
        let mut p = CellProperties { span: 1, ..CellProperties::default() };
        let mut depth = 0usize;
        loop {
            match self.event() {
                Event::Start(e) => {
                    let merge = || match attribute(&e, "val").as_deref() {
                        Some("restart") => Merge::Start,
                        _ => Merge::Go,
                    };
                    match e.local_name().as_ref() {
                        "tcPrChange" => {
                            self.skip(&e);
                            continue;
                        }
                        "gridSpan" => p.span = attribute(&e, "val").and_then(|v| v.parse().ok()).unwrap_or(1),
                        "vMerge" | "vmerge" => p.vertical = merge(),
                        "hMerge" | "hmerge" => p.horizontal = merge(),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => return p,
                },
                Event::Eof => return p,
                _ => {}
            }
        }
    }
}

/// A paragraph of a note or text box stands after the paragraph that it belongs to; a table in it keeps its form.
fn as_note(block: Block) -> Option<Block> {
    Some(match block {
        Block::Para(p) => Block::Para(Para { kind: ParagraphKind::Note, ..p }),
        grid => grid,
    })
}
