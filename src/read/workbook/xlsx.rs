//! .xlsx and .xlsm through calamine, cell by cell: its dense ranges turn a single far cell into half a gigabyte.
//!
//! calamine trusts what a file announces, so every part is first inflated and looked through behind limits ([`xml`]).

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::number::{NumberFormat, Shown, builtin};
use super::{CellValue, Merge, Sheet, SheetCell};
use crate::read::limits::{self, Refusal};
use crate::read::package::Package;
use crate::read::xml;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads all sheets.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let has_formulas = look_through(bytes)?;
    let unreadable =
        |why: String| Refusal::unreadable("damaged_workbook", format!("工作簿读不出：{why}，请用 Excel 或 WPS 另存后再读"));
    // A panic inside the library is a damaged file for us, not an end of the batch.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(e.to_string()))?;
        read_all(&mut book, has_formulas)
    }));
    read.unwrap_or_else(|_| Err(unreadable("内部结构不合规范".into())))
}

/// Looks through all parts; tells whether any sheet has formulas.
fn look_through(bytes: &[u8]) -> Result<bool, Refusal> {
    let mut package = Package::open(bytes)?;
    let names: Vec<String> = package.names().filter(|n| n.ends_with(".xml") || n.ends_with(".rels")).map(str::to_owned).collect();
    let mut has_formulas = false;
    let mut cells = 0;
    for name in names {
        let Some(part) = package.part(&name)? else { continue };
        xml::look_through(&part, &name)?;
        if name.contains("worksheets/") {
            cells += xml::count(&part, b"<c ") + xml::count(&part, b"<c>");
            has_formulas = has_formulas || xml::count(&part, b"<f>") + xml::count(&part, b"<f ") > 0;
        }
        if name.ends_with("sharedStrings.xml") {
            announced(&part)?;
        }
    }
    if cells > limits::CELLS {
        return Err(Refusal::too_large("cells", format!("工作簿有 {cells} 个单元格，超过上限 {}", limits::CELLS)));
    }
    Ok(has_formulas)
}

/// The number of shared strings that is announced, for which the library sets memory aside.
fn announced(part: &[u8]) -> Result<(), Refusal> {
    let head = &part[..part.len().min(4096)];
    let number = memchr::memmem::find(head, b"uniqueCount=").and_then(|at| {
        let digits = head.get(at + "uniqueCount=".len() + 1..)?;
        let end = digits.iter().position(|b| !b.is_ascii_digit())?;
        std::str::from_utf8(&digits[..end]).ok()
    });
    match number {
        Some(digits) if digits.parse().is_ok_and(|n: usize| n <= limits::SHARED_STRINGS) => Ok(()),
        None => Ok(()),
        Some(digits) => {
            let message = format!("工作簿声明有 {digits} 个字符串，超过上限 {}", limits::SHARED_STRINGS);
            Err(Refusal::too_large("shared_strings", message))
        }
    }
}

fn read_all(book: &mut Book<'_>, has_formulas: bool) -> Result<Vec<Sheet>, Refusal> {
    let metadata = book.sheets_metadata().to_vec();
    if metadata.len() > limits::SHEETS {
        let message = format!("工作簿有 {} 个工作表，超过上限 {}", metadata.len(), limits::SHEETS);
        return Err(Refusal::too_large("sheets", message));
    }
    let mut formats = Vec::new();
    let mut out = Vec::with_capacity(metadata.len());
    for (n, meta) in metadata.into_iter().enumerate() {
        let mut sheet = Sheet { name: meta.name.clone(), hidden: meta.visible != SheetVisible::Visible, ..Sheet::default() };
        if meta.typ == SheetType::WorkSheet {
            if let Ok(merges) = book.merge_cells_by_sheet_id(n) {
                sheet.merges = merges.iter().map(|d| Merge { first: d.start, last: d.end }).collect();
            }
            if sheet.merges.len() > limits::MERGED_RANGES {
                let message = format!("工作表“{}”有 {} 个合并区域，超过上限", sheet.name, sheet.merges.len());
                return Err(Refusal::too_large("merged_ranges", message));
            }
            if let Err(e) = read_cells(book, &mut sheet, &mut formats) {
                sheet.lost = Some(e.to_string());
            }
            if has_formulas {
                unsaved(book, &mut sheet);
            }
        }
        out.push(sheet);
    }
    Ok(out)
}

fn read_cells(book: &mut Book<'_>, sheet: &mut Sheet, formats: &mut Vec<NumberFormat>) -> Result<(), XlsxError> {
    let base_1904 = book.has_1904_epoch();
    let name = sheet.name.clone();
    let mut reader = book.worksheet_cells_reader(&name)?;
    if formats.is_empty() {
        formats.extend(reader.styles().iter().map(|style| {
            let format = style.number_format.as_ref();
            let code = format.and_then(|f| f.format_id).and_then(builtin).or(format.map(|f| f.format_code.as_str()));
            NumberFormat::parse(code.unwrap_or("General"))
        }));
    }
    let plain = NumberFormat::parse("General");
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (row, col) = cell.get_position();
        let number = |n: f64| formats.get(style).unwrap_or(&plain).show(n, base_1904);
        let Shown { words, value } = match cell.get_value() {
            DataRef::Int(n) => number(*n as f64),
            DataRef::Float(n) => number(*n),
            DataRef::DateTime(t) => number(t.as_f64()),
            DataRef::String(s) => Shown { words: s.clone(), value: CellValue::Text },
            DataRef::SharedString(s) => Shown { words: (*s).to_owned(), value: CellValue::Text },
            DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Shown { words: s.clone(), value: CellValue::Date },
            DataRef::Bool(b) => Shown { words: if *b { "TRUE" } else { "FALSE" }.into(), value: CellValue::Bool(*b) },
            DataRef::Error(e) => Shown { words: e.to_string(), value: CellValue::Error },
            DataRef::Empty => Shown { words: String::new(), value: CellValue::Blank },
        };
        let value = if words.is_empty() && value == CellValue::Text { CellValue::Blank } else { value };
        sheet.push(SheetCell { row, col, words, value });
    }
    Ok(())
}

/// Finds the formulas without a stored result. (A formula whose result is an empty text has one.)
fn unsaved(book: &mut Book<'_>, sheet: &mut Sheet) {
    let name = sheet.name.clone();
    let Ok(mut reader) = book.worksheet_cells_reader(&name) else { return };
    while let Ok(Some(cell)) = reader.next_cell_with_formula_metadata() {
        if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
            sheet.unsaved.push(cell.pos);
        }
    }
}
