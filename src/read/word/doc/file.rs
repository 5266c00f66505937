//! The structures of a binary Word file: header, piece table, and the runs of properties ([MS-DOC] §2.4–2.9).

use std::io::{Cursor, Read};

use crate::read::document::Status;
use crate::read::limits::Refusal;

/// `u16` at an offset.
pub fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at.checked_add(2)?).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

/// `u32` at an offset.
pub fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn damaged(why: &str) -> Refusal {
    Refusal::unreadable("damaged_doc", format!("Word 文件读不出：{why}，请用 Word 或 WPS 另存为 .docx 后再读"))
}

/// Parts of the header's table of positions (fibRgFcLcb97).
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub enum Part {
    Styles = 1,
    FootnoteRefs = 2,
    FootnoteTexts = 3,
    CharRuns = 12,
    ParaRuns = 13,
    Pieces = 33,
    EndnoteRefs = 46,
    EndnoteTexts = 47,
    Lists = 73,
    ListOverrides = 74,
}

/// A piece of the text: characters that stand one after another in the file.
#[derive(Clone, Copy, Debug)]
struct Piece {
    cp: u32,
    end: u32,
    fc: u32,
    wide: bool,
}

/// Characters of the parts of the text, which follow one another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lengths {
    /// The text itself.
    pub text: u32,
    /// Footnotes.
    pub footnotes: u32,
    /// Headers and footers.
    pub headers: u32,
    /// Comments.
    pub comments: u32,
    /// Endnotes.
    pub endnotes: u32,
    /// Text boxes.
    pub boxes: u32,
}

/// An opened file.
pub struct File {
    main: Vec<u8>,
    table: Vec<u8>,
    data: Vec<u8>,
    positions: usize,
    pieces: Vec<Piece>,
    /// Lengths of its parts.
    pub lengths: Lengths,
}

impl File {
    /// Opens a file; refuses what is encrypted or older than Word 97.
    pub fn open(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut ole = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
        let mut stream = |name: &str| {
            let mut out = Vec::new();
            let read = ole.open_stream(name).and_then(|mut s| s.read_to_end(&mut out));
            read.map(|_| out).map_err(|e| damaged(&format!("{name}：{e}")))
        };
        let main = stream("/WordDocument")?;
        let flags = u16_at(&main, 0xA).ok_or_else(|| damaged("文件头不完整"))?;
        if flags & 0x0100 != 0 {
            let message = "文件有密码，请去掉密码后再读".to_owned();
            return Err(Refusal { status: Status::Encrypted, code: "encrypted", message });
        }
        if u16_at(&main, 2).unwrap_or(0) < 0x00C1 {
            let message = "Word 95 及更早的文件，请用 Word 或 WPS 另存为 .docx 后再读".to_owned();
            return Err(Refusal { status: Status::Unsupported, code: "old_word", message });
        }
        let table = stream(if flags & 0x0200 != 0 { "/1Table" } else { "/0Table" })?;
        let data = stream("/Data").unwrap_or_default();
        let mut file = Self { main, table, data, positions: 0, pieces: Vec::new(), lengths: Lengths::default() };
        file.header().ok_or_else(|| damaged("文件头不完整"))?;
        file.read_pieces().ok_or_else(|| damaged("文字表损坏"))?;
        Ok(file)
    }

    fn header(&mut self) -> Option<()> {
        let words = usize::from(u16_at(&self.main, 0x20)?);
        let longs = 0x22 + words * 2;
        let count = usize::from(u16_at(&self.main, longs)?);
        let length = |i: usize| u32_at(&self.main, longs + 2 + i * 4);
        self.lengths = Lengths {
            text: length(3)?,
            footnotes: length(4)?,
            headers: length(5)?,
            comments: length(7)?,
            endnotes: length(8)?,
            boxes: length(9)?,
        };
        self.positions = longs + 2 + count * 4 + 2;
        Some(())
    }

    /// A structure of the table stream.
    pub fn part(&self, part: Part) -> &[u8] {
        let at = self.positions + part as usize * 8;
        let range = u32_at(&self.main, at).zip(u32_at(&self.main, at + 4));
        range.and_then(|(from, len)| self.table.get(from as usize..)?.get(..len as usize)).unwrap_or(&[])
    }

    /// Bytes of the table stream after a structure: some keep their tails there.
    pub fn after(&self, part: Part) -> &[u8] {
        let at = self.positions + part as usize * 8;
        let end = u32_at(&self.main, at).zip(u32_at(&self.main, at + 4)).map(|(from, len)| from.saturating_add(len));
        end.and_then(|end| self.table.get(end as usize..)).unwrap_or(&[])
    }

    fn read_pieces(&mut self) -> Option<()> {
        let clx = self.part(Part::Pieces);
        let mut at = 0;
        while clx.get(at) == Some(&1) {
            at += 3 + usize::from(u16_at(clx, at + 1)?);
        }
        if clx.get(at) != Some(&2) {
            return None;
        }
        let plc = clx.get(at + 5..)?.get(..u32_at(clx, at + 1)? as usize)?;
        let count = plc.len().checked_sub(4)? / 12;
        let mut pieces = Vec::with_capacity(count);
        for i in 0..count {
            let (cp, end) = (u32_at(plc, i * 4)?, u32_at(plc, i * 4 + 4)?);
            let fc = u32_at(plc, (count + 1) * 4 + i * 8 + 2)?;
            let wide = fc & 0x4000_0000 == 0;
            let fc = if wide { fc } else { (fc & 0x3FFF_FFFF) / 2 };
            if end < cp {
                return None;
            }
            pieces.push(Piece { cp, end, fc, wide });
        }
        // Each character stands somewhere: a text longer than its file is made up.
        if pieces.last().is_some_and(|p| p.end as usize > self.main.len()) {
            return None;
        }
        self.pieces = pieces;
        Some(())
    }

    /// The characters (UTF-16 units) from one position to another, each with its place in the file.
    pub fn units(&self, from: u32, to: u32) -> Vec<(u16, u32)> {
        let mut out = Vec::new();
        for p in &self.pieces {
            for cp in p.cp.max(from)..p.end.min(to) {
                let fc = p.fc.saturating_add((cp - p.cp) * if p.wide { 2 } else { 1 });
                let unit = if p.wide { u16_at(&self.main, fc as usize) } else { self.main.get(fc as usize).map(|&b| western(b)) };
                match unit {
                    Some(unit) => out.push((unit, fc)),
                    None => return out,
                }
            }
        }
        out
    }

    /// The runs of properties of characters or paragraphs, in file order: from, to, style, modifiers.
    pub fn runs(&self, part: Part) -> Vec<Run> {
        let table = self.part(part);
        let count = table.len().saturating_sub(4) / 8;
        let mut out: Vec<Run> = Vec::new();
        for i in 0..count {
            let Some(page) = u32_at(table, (count + 1) * 4 + i * 4) else { break };
            let at = (page & 0x3F_FFFF) as usize * 512;
            let Some(page) = self.main.get(at..at + 512) else { continue };
            self.page(page, matches!(part, Part::ParaRuns), &mut out);
        }
        out.sort_by_key(|r| r.from);
        out
    }

    fn page(&self, page: &[u8], paragraphs: bool, out: &mut Vec<Run>) {
        let count = usize::from(page[511]);
        for i in 0..count {
            let (Some(from), Some(to)) = (u32_at(page, i * 4), u32_at(page, i * 4 + 4)) else { return };
            let slot = (count + 1) * 4 + i * if paragraphs { 13 } else { 1 };
            let at = page.get(slot).map_or(0, |&b| usize::from(b) * 2);
            let mut run = Run { from, to, style: 0, modifiers: Vec::new() };
            let list = match (at, paragraphs) {
                (0, _) => None,
                (_, true) => paragraph_list(page, at),
                (_, false) => char_list(page, at),
            };
            let mut list = list.unwrap_or(&[]);
            if paragraphs && list.len() >= 2 {
                run.style = u16_at(list, 0).unwrap_or(0);
                list = &list[2..];
            }
            self.take(list, &mut run.modifiers);
            out.push(run);
        }
    }

    fn take(&self, list: &[u8], out: &mut Vec<Modifier>) {
        for (code, operand) in modifiers(list) {
            if code == HUGE {
                // The list stands in the data stream.
                let at = u32_at(operand, 0).map_or(usize::MAX, |a| a as usize);
                let len = u16_at(&self.data, at).map_or(0, usize::from);
                if let Some(list) = at.checked_add(2).and_then(|from| self.data.get(from..from.checked_add(len)?)) {
                    out.extend(modifiers(list).filter(|(c, _)| *c != HUGE).map(|(c, o)| (c, o.to_vec())));
                }
            } else {
                out.push((code, operand.to_vec()));
            }
        }
    }
}

/// A property modifier (sprm) with its operand.
pub type Modifier = (u16, Vec<u8>);

const HUGE: u16 = 0x6646;

/// Characters or a paragraph with the same properties.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// First byte in the file.
    pub from: u32,
    /// Byte after the last one.
    pub to: u32,
    /// Index of the style.
    pub style: u16,
    /// Modifiers.
    pub modifiers: Vec<Modifier>,
}

fn paragraph_list(page: &[u8], at: usize) -> Option<&[u8]> {
    match *page.get(at)? {
        0 => page.get(at + 2..)?.get(..usize::from(*page.get(at + 1)?) * 2),
        n => page.get(at + 1..)?.get(..usize::from(n) * 2 - 1),
    }
}

fn char_list(page: &[u8], at: usize) -> Option<&[u8]> {
    page.get(at + 1..)?.get(..usize::from(*page.get(at)?))
}

/// The modifiers of a list; their code tells the length of the operand ([MS-DOC] §2.2.5.1).
pub fn modifiers(list: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let data = rest.get(2..)?;
        let (skip, len) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            // A table's definition has a long length, one more than it says.
            _ if code == 0xD608 => (2, usize::from(u16_at(data, 0)?).saturating_sub(1)),
            _ if code == 0xC615 && data.first() == Some(&255) => {
                let deleted = usize::from(*data.get(1)?);
                let added = usize::from(*data.get(2 + deleted * 4)?);
                (1, 2 + deleted * 4 + added * 3)
            }
            _ => (1, usize::from(*data.first()?)),
        };
        let operand = data.get(skip..skip + len)?;
        rest = &data[skip + len..];
        Some((code, operand))
    })
}

/// A byte of a compressed piece: Windows-1252.
fn western(b: u8) -> u16 {
    if !(0x80..0xA0).contains(&b) {
        return u16::from(b);
    }
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[b]).0.encode_utf16().next().unwrap_or(u16::from(b))
}
