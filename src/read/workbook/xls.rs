//! .xls: calamine gives the values; the number formats, which it keeps to itself, and the limits come from a walk over the
//! records of the stream ([MS-XLS] §2.4).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls};

use super::number::{NumberFormat, Shown, builtin};
use super::{CellValue, Merge, Sheet, SheetCell};
use crate::read::document::Status;
use crate::read::limits::{self, Refusal};

fn unreadable(why: &str) -> Refusal {
    Refusal::unreadable("damaged_workbook", format!("工作簿读不出：{why}，请用 Excel 或 WPS 另存后再读"))
}

/// Reads all sheets.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let stream = stream(bytes)?;
    let walked = Walked::walk(&stream)?;
    // A panic inside the library is a damaged file for us, not an end of the batch.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| unreadable(&e.to_string()))?;
        read_all(&mut book, &walked)
    }));
    read.unwrap_or_else(|_| Err(unreadable("内部结构不合规范")))
}

fn stream(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|e| unreadable(&e.to_string()))?;
    let name = if file.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = file.open_stream(name).map_err(|e| unreadable(&e.to_string()))?;
    let mut out = Vec::new();
    stream.read_to_end(&mut out).map_err(|e| unreadable(&e.to_string()))?;
    Ok(out)
}

/// What the walk over the records finds.
#[derive(Default)]
struct Walked {
    formats: Vec<NumberFormat>,
    base_1904: bool,
    sheets: Vec<Cells>,
}

/// The cells of a sheet that have a format of their own.
#[derive(Default)]
struct Cells {
    formats: BTreeMap<(u32, u32), u16>,
    blank: Vec<(u32, u32)>,
    /// Last row and column with a value, first ones.
    last: (u32, u32),
    first: Option<(u32, u32)>,
}

/// A record: its type and data.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let kind = u16_at(rest, 0)?;
        let len = usize::from(u16_at(rest, 2)?);
        let data = rest.get(4..4 + len)?;
        rest = &rest[4 + len..];
        Some((kind, data))
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16_at(data, at)?) | u32::from(u16_at(data, at + 2)?) << 16)
}

impl Walked {
    fn walk(stream: &[u8]) -> Result<Self, Refusal> {
        let mut out = Self::default();
        let mut codes: BTreeMap<u16, String> = BTreeMap::new();
        let mut xfs: Vec<u16> = Vec::new();
        let mut positions = Vec::new();
        let mut wide = true;
        for (kind, data) in records(stream) {
            match kind {
                0x0809 => wide = u16_at(data, 0) == Some(0x0600),
                0x002F if u16_at(data, 0) != Some(0) || data.len() > 2 => {
                    let message = "文件有密码，请去掉密码后再读".to_owned();
                    return Err(Refusal { status: Status::Encrypted, code: "encrypted", message });
                }
                0x0022 => out.base_1904 = u16_at(data, 0) == Some(1),
                0x041E => {
                    if let (Some(id), Some(code)) = (u16_at(data, 0), format_code(data, wide)) {
                        codes.insert(id, code);
                    }
                }
                0x00E0 => xfs.push(u16_at(data, 2).unwrap_or(0)),
                0x0085 => positions.extend(u32_at(data, 0)),
                0x000A => break,
                _ => {}
            }
        }
        let code_of = |id: &u16| {
            let own = codes.get(id).map(String::as_str).filter(|_| *id >= 164);
            own.or_else(|| builtin(u32::from(*id))).or_else(|| codes.get(id).map(String::as_str)).unwrap_or("General")
        };
        out.formats = xfs.iter().map(|id| NumberFormat::parse(code_of(id))).collect();
        if positions.len() > limits::SHEETS {
            let message = format!("工作簿有 {} 个工作表，超过上限 {}", positions.len(), limits::SHEETS);
            return Err(Refusal::too_large("sheets", message));
        }
        for at in positions {
            out.sheets.push(Cells::walk(stream.get(at as usize..).unwrap_or(&[]))?);
        }
        Ok(out)
    }
}

/// The code of a FORMAT record: a Unicode string, or bytes before Excel 97.
fn format_code(data: &[u8], wide: bool) -> Option<String> {
    if !wide {
        let len = usize::from(*data.get(2)?);
        return Some(encoding_rs::GBK.decode(data.get(3..3 + len)?).0.into_owned());
    }
    let len = usize::from(u16_at(data, 2)?);
    if data.get(4)? & 1 == 0 {
        return Some(data.get(5..5 + len)?.iter().map(|&b| char::from(b)).collect());
    }
    Some(encoding_rs::UTF_16LE.decode(data.get(5..5 + 2 * len)?).0.into_owned())
}

impl Cells {
    fn walk(stream: &[u8]) -> Result<Self, Refusal> {
        let mut out = Self::default();
        let mut depth = 0u32;
        let grid = |rows: u64, cols: u64, limit: u64| {
            if rows.saturating_mul(cols) > limit {
                let message = format!("工作表范围有 {rows} 行 × {cols} 列，超过上限 {limit} 格，请删除多余的行列后再读");
                return Err(Refusal::too_large("grid", message));
            }
            Ok(())
        };
        for (kind, data) in records(stream) {
            match kind {
                0x0809 => depth += 1,
                0x000A => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ if depth != 1 => {}
                // Dimensions: the library sets memory aside for them.
                0x0200 if data.len() >= 14 => {
                    let rows = u32_at(data, 4).unwrap_or(0).saturating_sub(u32_at(data, 0).unwrap_or(0));
                    grid(u64::from(rows), u64::from(u16_at(data, 10).unwrap_or(0)), limits::XLS_GRID * 8)?;
                }
                0x0203 | 0x027E | 0x0006 | 0x00FD | 0x0204 | 0x00D6 | 0x0205 => {
                    let (Some(row), Some(col)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    out.take(u32::from(row), u32::from(col), u16_at(data, 4).unwrap_or(0));
                }
                0x00BD => {
                    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    for (i, cell) in data.get(4..data.len().saturating_sub(2)).unwrap_or(&[]).chunks_exact(6).enumerate() {
                        out.take(u32::from(row), u32::from(first) + i as u32, u16_at(cell, 0).unwrap_or(0));
                    }
                }
                0x0201 => {
                    if let (Some(row), Some(col)) = (u16_at(data, 0), u16_at(data, 2)) {
                        out.blank.push((u32::from(row), u32::from(col)));
                    }
                }
                0x00BE => {
                    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    let last = u16_at(data, data.len().saturating_sub(2)).unwrap_or(first);
                    out.blank.extend((first..=last.min(0xFF)).map(|col| (u32::from(row), u32::from(col))));
                }
                _ => {}
            }
        }
        if let Some(first) = out.first {
            grid(u64::from(out.last.0 - first.0 + 1), u64::from(out.last.1 - first.1 + 1), limits::XLS_GRID)?;
        }
        Ok(out)
    }

    fn take(&mut self, row: u32, col: u32, format: u16) {
        self.formats.insert((row, col), format);
        let first = self.first.unwrap_or((row, col));
        self.first = Some((first.0.min(row), first.1.min(col)));
        self.last = (self.last.0.max(row), self.last.1.max(col));
    }
}

fn read_all(book: &mut Xls<Cursor<&[u8]>>, walked: &Walked) -> Result<Vec<Sheet>, Refusal> {
    let plain = NumberFormat::parse("General");
    let mut out = Vec::new();
    for (n, meta) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        let mut sheet = Sheet { name: meta.name.clone(), hidden: meta.visible != SheetVisible::Visible, ..Sheet::default() };
        let none = Cells::default();
        let formats = walked.sheets.get(n).unwrap_or(&none);
        if meta.typ == SheetType::WorkSheet {
            if let Ok(merges) = book.merge_cells_by_sheet_id(n) {
                sheet.merges = merges.iter().map(|d| Merge { first: d.start, last: d.end }).collect();
            }
            match book.worksheet_range(&meta.name) {
                Ok(range) => {
                    let (top, left) = range.start().unwrap_or((0, 0));
                    for (r, c, data) in range.used_cells() {
                        let (row, col) = (top + r as u32, left + c as u32);
                        let format = formats.formats.get(&(row, col)).and_then(|&f| walked.formats.get(usize::from(f)));
                        let Shown { words, value } = show(data, format.unwrap_or(&plain), walked.base_1904);
                        sheet.push(SheetCell { row, col, words, value });
                    }
                }
                Err(e) => sheet.lost = Some(e.to_string()),
            }
            for &(row, col) in &formats.blank {
                sheet.push(SheetCell { row, col, words: String::new(), value: CellValue::Blank });
            }
        }
        out.push(sheet);
    }
    Ok(out)
}

fn show(data: &Data, format: &NumberFormat, base_1904: bool) -> Shown {
    match data {
        Data::Int(n) => format.show(*n as f64, base_1904),
        Data::Float(n) => format.show(*n, base_1904),
        Data::DateTime(t) => format.show(t.as_f64(), base_1904),
        Data::String(s) if s.is_empty() => Shown { words: String::new(), value: CellValue::Blank },
        Data::String(s) => Shown { words: s.clone(), value: CellValue::Text },
        Data::DateTimeIso(s) | Data::DurationIso(s) => Shown { words: s.clone(), value: CellValue::Date },
        Data::Bool(b) => Shown { words: if *b { "TRUE" } else { "FALSE" }.into(), value: CellValue::Bool(*b) },
        Data::Error(e) => Shown { words: e.to_string(), value: CellValue::Error },
        _ => Shown { words: String::new(), value: CellValue::Blank },
    }
}
