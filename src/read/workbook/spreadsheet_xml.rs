//! The XML of Excel 2003 (SpreadsheetML), mostly found under the name .xls.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::number::{NumberFormat, Shown};
use super::{CellValue, Merge, Sheet, SheetCell};
use crate::read::limits::{self, Refusal};
use crate::read::web::charset;
use crate::read::xml::{self, attribute};

/// The names of formats beside codes.
const NAMED: [(&str, &str); 12] = [
    ("General", "General"),
    ("General Number", "General"),
    ("Fixed", "0.00"),
    ("Standard", "#,##0.00"),
    ("Percent", "0.00%"),
    ("Currency", "\"¥\"#,##0.00"),
    ("Short Date", "yyyy/m/d"),
    ("General Date", "yyyy/m/d h:mm"),
    ("Medium Date", "d-mmm-yy"),
    ("Long Date", "yyyy\"年\"m\"月\"d\"日\""),
    ("Short Time", "h:mm"),
    ("Long Time", "h:mm:ss"),
];

/// Reads all sheets.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    xml::look_through(bytes, "workbook.xml")?;
    let decoded = charset::decode(bytes, None);
    let mut reader = Reader::from_str(&decoded.text);
    reader.config_mut().expand_empty_elements = true;
    let mut book = Book::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => book.start(&e)?,
            Ok(Event::Text(t)) => book.text(t.as_ref()),
            Ok(Event::CData(t)) => book.text(t.as_ref()),
            Ok(Event::GeneralRef(r)) => {
                if let Some(c) = xml::reference(&r) {
                    book.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::End(e)) => book.end(e.local_name().as_ref()),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => {
                let Some(sheet) = book.sheets.last_mut() else {
                    return Err(Refusal::unreadable("damaged_workbook", format!("工作簿读不出：{e}")));
                };
                sheet.lost = Some(e.to_string());
                break;
            }
        }
    }
    Ok(book.sheets)
}

#[derive(Default)]
struct Book {
    formats: BTreeMap<String, NumberFormat>,
    /// Style that is being read.
    style: String,
    sheets: Vec<Sheet>,
    cells: usize,
    row: u32,
    col: u32,
    cell_style: String,
    kind: String,
    words: String,
    has_formula: bool,
    in_data: bool,
    in_visible: bool,
}

impl Book {
    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), Refusal> {
        let number = |name: &str| attribute(e, name).and_then(|v| v.parse::<u32>().ok());
        match e.local_name().as_ref() {
            "Style" => self.style = attribute(e, "ID").unwrap_or_default(),
            "NumberFormat" => {
                let code = attribute(e, "Format").unwrap_or_default();
                let named = NAMED.iter().find(|(name, _)| *name == code).map_or(code.as_str(), |(_, code)| code);
                self.formats.insert(self.style.clone(), NumberFormat::parse(if named.is_empty() { "General" } else { named }));
            }
            "Worksheet" => {
                let name = attribute(e, "Name").unwrap_or_default();
                self.sheets.push(Sheet { name, ..Sheet::default() });
                (self.row, self.col) = (0, 0);
                if self.sheets.len() > limits::SHEETS {
                    return Err(Refusal::too_large("sheets", format!("工作簿的工作表超过上限 {}", limits::SHEETS)));
                }
            }
            "Row" => {
                self.row = number("Index").map_or(self.row, |i| i.saturating_sub(1));
                self.col = 0;
            }
            "Cell" => {
                self.col = number("Index").map_or(self.col, |i| i.saturating_sub(1));
                self.cell_style = attribute(e, "StyleID").unwrap_or_default();
                self.has_formula = attribute(e, "Formula").is_some();
                self.words.clear();
                self.kind.clear();
                self.cells += 1;
                if self.cells > limits::CELLS {
                    return Err(Refusal::too_large("cells", format!("工作簿超过 {} 个单元格", limits::CELLS)));
                }
                let (across, down) = (number("MergeAcross").unwrap_or(0), number("MergeDown").unwrap_or(0));
                if let Some(sheet) = self.sheets.last_mut()
                    && (across, down) != (0, 0)
                {
                    let first = (self.row, self.col);
                    let last = (self.row.saturating_add(down), self.col.saturating_add(across));
                    sheet.merges.push(Merge { first, last });
                }
            }
            "Data" => {
                self.kind = attribute(e, "Type").unwrap_or_default();
                self.in_data = true;
            }
            "Visible" => self.in_visible = true,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, words: &str) {
        if self.in_data {
            self.words.push_str(words);
        } else if self.in_visible
            && words.contains("Hidden")
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.hidden = true;
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "Data" => self.in_data = false,
            "Visible" => self.in_visible = false,
            "Row" => self.row = self.row.saturating_add(1),
            "Cell" => {
                let Shown { words, value } = self.shown();
                let (row, col) = (self.row, self.col);
                let merged = self.sheets.last().and_then(|s| s.merges.last()).filter(|m| m.first == (row, col));
                self.col = merged.map_or(col, |m| m.last.1).saturating_add(1);
                if let Some(sheet) = self.sheets.last_mut() {
                    if value == CellValue::Blank && self.has_formula {
                        sheet.unsaved.push((row, col));
                    }
                    sheet.push(SheetCell { row, col, words, value });
                }
            }
            _ => {}
        }
    }

    fn shown(&mut self) -> Shown {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return Shown { words, value: CellValue::Blank };
        }
        match self.kind.as_str() {
            "Number" => match (words.parse::<f64>(), self.formats.get(&self.cell_style)) {
                (Ok(n), Some(format)) => format.show(n, false),
                (Ok(n), None) => NumberFormat::parse("General").show(n, false),
                (Err(_), _) => Shown { words, value: CellValue::Text },
            },
            "Boolean" => {
                let yes = words.trim() == "1";
                Shown { words: if yes { "TRUE" } else { "FALSE" }.into(), value: CellValue::Bool(yes) }
            }
            // 2025-04-02T00:00:00.000: the day, and the time where there is one.
            "DateTime" => {
                let (day, time) = words.split_once('T').unwrap_or((&words, ""));
                let time = time.trim_end_matches(".000");
                let words = if time.is_empty() || time == "00:00:00" { day.to_owned() } else { format!("{day} {time}") };
                Shown { words, value: CellValue::Date }
            }
            "Error" => Shown { words, value: CellValue::Error },
            _ => Shown { words, value: CellValue::Text },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_formats_and_merges() {
        let xml = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style>
            <Style ss:ID="s2"><NumberFormat ss:Format="0.00"/></Style></Styles>
            <Worksheet ss:Name="自评表"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题 &amp; 甲</Data></Cell><Cell><Data ss:Type="String">乙</Data></Cell></Row>
            <Row ss:Index="4"><Cell ss:StyleID="s2"><Data ss:Type="Number">398.2</Data></Cell><Cell ss:Index="3" ss:StyleID="s1"><Data ss:Type="Number">0.99</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let sheets = sheets(xml.as_bytes()).expect("a workbook");
        let cells: Vec<_> = sheets[0].cells.iter().map(|c| (c.row, c.col, c.words.as_str())).collect();
        assert_eq!(cells, [(0, 0, "标题 & 甲"), (0, 3, "乙"), (3, 0, "398.20"), (3, 2, "99.00%")]);
        assert_eq!(sheets[0].merges, [Merge { first: (0, 0), last: (0, 2) }]);
    }
}
