//! Workbooks: .xlsx, .xlsm, .xls, .ods and the XML of Excel 2003.
//!
//! Each format gives [`Sheet`]s; [`grid`] lays them into the document, the same way for all.

mod date;
mod grid;
mod merges;
pub mod number;
mod ods;
mod spreadsheet_xml;
mod xls;
mod xlsx;

use super::builder::Builder;
use super::document::{CellValue, Document, Format, Notice, Status, column_letters};
use super::limits::{self, Refusal};

/// A cell as its format gives it.
#[derive(Clone, Debug)]
struct SheetCell {
    row: u32,
    col: u32,
    /// What a person sees.
    words: String,
    value: CellValue,
}

/// A merged range; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Merge {
    first: (u32, u32),
    last: (u32, u32),
}

/// A sheet as its format gives it; cells in any order.
#[derive(Clone, Debug, Default)]
struct Sheet {
    name: String,
    hidden: bool,
    cells: Vec<SheetCell>,
    merges: Vec<Merge>,
    /// Cells whose formula has no stored result.
    unsaved: Vec<(u32, u32)>,
    /// Why (a part of) the sheet could not be read.
    lost: Option<String>,
    /// First cell that lies beyond the largest coordinate.
    far: Option<(u32, u32)>,
}

impl Sheet {
    /// Takes a cell on, unless it lies beyond the largest coordinate.
    fn push(&mut self, cell: SheetCell) {
        if cell.row < limits::LARGEST_ROW && cell.col < limits::LARGEST_COLUMN {
            self.cells.push(cell);
        } else if self.far.is_none() && cell.value != CellValue::Blank {
            self.far = Some((cell.row, cell.col));
        }
    }
}

/// `Sheet1!C5`
fn place(sheet: &str, (row, col): (u32, u32)) -> String {
    format!("{sheet}!{}{}", column_letters(col), row + 1)
}

/// Reads an .xlsx or .xlsm.
pub fn read_xlsx(bytes: &[u8]) -> Document {
    finish(Format::Xlsx, xlsx::sheets(bytes))
}

/// Reads an .xls.
pub fn read_xls(bytes: &[u8]) -> Document {
    finish(Format::Xls, xls::sheets(bytes))
}

/// Reads an .ods.
pub fn read_ods(bytes: &[u8]) -> Document {
    finish(Format::Ods, ods::sheets(bytes))
}

/// Reads the XML of Excel 2003.
pub fn read_spreadsheet_xml(bytes: &[u8]) -> Document {
    finish(Format::Xls, spreadsheet_xml::sheets(bytes))
}

/// Puts the sheets into a document.
fn finish(format: Format, sheets: Result<Vec<Sheet>, Refusal>) -> Document {
    let sheets = match sheets {
        Ok(sheets) => sheets,
        Err(refusal) => return refusal.document(format),
    };
    let mut builder = Builder::new();
    builder.doc.format = Some(format);
    for sheet in sheets {
        notices(&mut builder.doc, &sheet);
        grid::lay(&mut builder, sheet);
    }
    let mut doc = builder.finish();
    if doc.tables.iter().all(|t| t.cells.is_empty()) {
        doc.status = match doc.notices.iter().any(|n| n.code == "coordinate") {
            true => Status::TooLarge,
            false => Status::Unreadable,
        };
        let message = "工作簿里没有内容".to_owned();
        doc.notices.push(Notice { code: "empty_workbook", message, span: None, page: None });
    }
    doc
}

/// Tells what is missing of a sheet.
fn notices(doc: &mut Document, sheet: &Sheet) {
    let mut add = |code, message| {
        doc.status = Status::OkWithGaps;
        doc.notices.push(Notice { code, message, span: None, page: None });
    };
    if let Some(why) = &sheet.lost {
        add("sheet_lost", format!("工作表“{}”没有读全：{why}，请用 Excel 或 WPS 另存后再读", sheet.name));
    }
    if let Some(at) = sheet.far {
        let (row, col) = (limits::LARGEST_ROW, column_letters(limits::LARGEST_COLUMN - 1));
        add("coordinate", format!("{} 超出可读范围（{row} 行、{col} 列），未读入", place(&sheet.name, at)));
    }
    if let Some(&first) = sheet.unsaved.first() {
        let message = format!(
            "工作表“{}”有 {} 个公式没有存下结果（如 {}），请用 Excel 或 WPS 打开后保存再读",
            sheet.name,
            sheet.unsaved.len(),
            place(&sheet.name, first)
        );
        add("formula_without_value", message);
    }
}
