//! .ods: the file says what each cell shows, so it is read as it stands (calamine gives the stored values only).

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::number::exact;
use super::{CellValue, Merge, Sheet, SheetCell};
use crate::read::limits::{self, Refusal};
use crate::read::package::Package;
use crate::read::xml::{self, attribute};

/// Reads all sheets.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut package = Package::open(bytes)?;
    let Some(part) = package.part("content.xml")? else {
        return Err(Refusal::unreadable("damaged_workbook", "工作簿里没有 content.xml，请另存后再读"));
    };
    xml::look_through(&part, "content.xml")?;
    let words = xml::decode(&part);
    let mut reader = Reader::from_str(&words);
    reader.config_mut().expand_empty_elements = true;
    Book { reader, hidden_styles: BTreeMap::new(), sheets: Vec::new(), cells: 0, broken: None }.read()
}

struct Book<'a> {
    reader: Reader<&'a [u8]>,
    /// Table styles, and whether they hide the sheet.
    hidden_styles: BTreeMap<String, bool>,
    sheets: Vec<Sheet>,
    cells: usize,
    broken: Option<String>,
}

/// The times that a row or cell is repeated, or cells that it spans.
fn number(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

impl<'a> Book<'a> {
    fn event(&mut self) -> Event<'a> {
        match self.reader.read_event() {
            Ok(event) => event,
            Err(e) => {
                self.broken.get_or_insert_with(|| e.to_string());
                Event::Eof
            }
        }
    }

    fn skip(&mut self, e: &BytesStart<'_>) {
        if let Err(e) = self.reader.read_to_end(e.name()) {
            self.broken.get_or_insert_with(|| e.to_string());
        }
    }

    fn read(mut self) -> Result<Vec<Sheet>, Refusal> {
        let mut style = String::new();
        loop {
            match self.event() {
                Event::Start(e) => match e.local_name().as_ref() {
                    "style" => style = attribute(&e, "name").unwrap_or_default(),
                    "table-properties" => {
                        let hides = attribute(&e, "display").is_some_and(|d| d == "false");
                        self.hidden_styles.insert(style.clone(), hides);
                    }
                    "table" => {
                        let name = attribute(&e, "name").unwrap_or_default();
                        let style = attribute(&e, "style-name").unwrap_or_default();
                        let hidden = self.hidden_styles.get(&style).copied().unwrap_or(false);
                        self.sheets.push(Sheet { name, hidden, ..Sheet::default() });
                        if self.sheets.len() > limits::SHEETS {
                            let message = format!("工作簿的工作表超过上限 {}", limits::SHEETS);
                            return Err(Refusal::too_large("sheets", message));
                        }
                        self.table()?;
                    }
                    // Hidden lists of the program, not sheets of the book.
                    "tracked-changes" | "named-expressions" | "database-ranges" => self.skip(&e),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if let (Some(why), Some(sheet)) = (self.broken, self.sheets.last_mut()) {
            sheet.lost = Some(why);
        }
        Ok(self.sheets)
    }

    fn table(&mut self) -> Result<(), Refusal> {
        let mut row = 0u32;
        let mut depth = 0usize;
        loop {
            match self.event() {
                Event::Start(e) => match e.local_name().as_ref() {
                    "table-row" => {
                        let repeated = number(&e, "number-rows-repeated");
                        self.row(row, repeated)?;
                        row = row.saturating_add(repeated);
                    }
                    "shapes" | "forms" | "table-source" | "dde-link" => self.skip(&e),
                    _ => depth += 1,
                },
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => depth = up,
                    None => return Ok(()),
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn row(&mut self, row: u32, repeated: u32) -> Result<(), Refusal> {
        let mut col = 0u32;
        let mut line: Vec<SheetCell> = Vec::new();
        loop {
            match self.event() {
                Event::Start(e) => {
                    let covered = e.local_name().as_ref() == "covered-table-cell";
                    if !covered && e.local_name().as_ref() != "table-cell" {
                        self.skip(&e);
                        continue;
                    }
                    let times = number(&e, "number-columns-repeated");
                    let span = (number(&e, "number-rows-spanned"), number(&e, "number-columns-spanned"));
                    let words = self.words();
                    let value = value(&e, &words);
                    if let Some(sheet) = self.sheets.last_mut() {
                        if span != (1, 1) {
                            let last = (row.saturating_add(span.0 - 1), col.saturating_add(span.1 - 1));
                            sheet.merges.push(Merge { first: (row, col), last });
                        }
                        if value == CellValue::Blank && attribute(&e, "formula").is_some() {
                            sheet.unsaved.push((row, col));
                        }
                    }
                    // A long run of blank cells is the empty rest of the sheet.
                    let listed = if value == CellValue::Blank { times.min(u32::from(times <= 64) * 64) } else { times };
                    self.count(listed, repeated, value == CellValue::Blank)?;
                    for i in 0..listed {
                        line.push(SheetCell { row, col: col.saturating_add(i), words: words.clone(), value: value.clone() });
                    }
                    col = col.saturating_add(times);
                }
                Event::End(_) | Event::Eof => break,
                _ => {}
            }
        }
        let blank = line.iter().all(|c| c.value == CellValue::Blank);
        for i in 0..if blank { 1 } else { repeated } {
            for cell in &line {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.push(SheetCell { row: row.saturating_add(i), ..cell.clone() });
                }
            }
        }
        Ok(())
    }

    /// Counts cells before they are made.
    fn count(&mut self, times: u32, rows: u32, blank: bool) -> Result<(), Refusal> {
        let rows = if blank { 1 } else { rows };
        self.cells = self.cells.saturating_add((times as usize).saturating_mul(rows as usize));
        if self.cells > limits::CELLS {
            return Err(Refusal::too_large("cells", format!("工作簿超过 {} 个单元格", limits::CELLS)));
        }
        Ok(())
    }

    /// The paragraphs of a cell, up to its end; comments are left out.
    fn words(&mut self) -> String {
        let mut out = String::new();
        let mut depth = 0usize;
        let mut paragraph = None;
        loop {
            match self.event() {
                Event::Start(e) => {
                    match e.local_name().as_ref() {
                        "annotation" | "table" => {
                            self.skip(&e);
                            continue;
                        }
                        "p" => {
                            if !out.is_empty() {
                                out.push('\n');
                            }
                            paragraph = Some(depth);
                        }
                        "s" => out.extend(std::iter::repeat_n(' ', number(&e, "c").min(64) as usize)),
                        "tab" => out.push('\t'),
                        "line-break" => out.push('\n'),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::Text(t) if paragraph.is_some() => out.push_str(t.as_ref()),
                Event::GeneralRef(r) if paragraph.is_some() => out.extend(xml::reference(&r)),
                Event::End(_) => match depth.checked_sub(1) {
                    Some(up) => {
                        depth = up;
                        paragraph = paragraph.filter(|&at| at < up);
                    }
                    None => return out,
                },
                Event::Eof => return out,
                _ => {}
            }
        }
    }
}

/// The stored value of a cell.
fn value(e: &BytesStart<'_>, words: &str) -> CellValue {
    let stored = || attribute(e, "value").and_then(|v| v.parse::<f64>().ok()).and_then(exact);
    let text = if words.trim().is_empty() { CellValue::Blank } else { CellValue::Text };
    // calcext:value-type says `error` where office:value-type says `string`; both have the same local name.
    if e.attributes()
        .with_checks(false)
        .flatten()
        .any(|a| a.key.local_name().as_ref() == "value-type" && a.value.as_ref() == "error")
    {
        return CellValue::Error;
    }
    match attribute(e, "value-type").as_deref() {
        Some("float" | "currency") => stored().map_or(text, CellValue::Number),
        Some("percentage") => {
            let percent = stored().and_then(|n| n.checked_mul(Decimal::ONE_HUNDRED));
            percent.map_or(text, |p| CellValue::Percent(p.normalize()))
        }
        Some("date" | "time") => CellValue::Date,
        Some("boolean") => CellValue::Bool(attribute(e, "boolean-value").is_some_and(|v| v == "true")),
        _ => text,
    }
}
