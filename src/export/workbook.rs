//! The workbook of a results folder, for people who live in Excel.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Url, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::ExportError;
use crate::query::{self, Answer, Cell};

/// Sheets of the workbook: name, and the SQL of its rows.
const SHEETS: &[(&str, &str)] = &[
    ("总览", "SELECT * FROM 报告 ORDER BY 文件"),
    ("问题清单", "SELECT * FROM 问题清单 ORDER BY CASE 程度 WHEN '错误' THEN 1 WHEN '警告' THEN 2 ELSE 3 END, 文件, 行"),
    (
        "金额",
        "SELECT 文件, 单位, 年度, 名称, 原文名称, 原文, 万元, 约数, 用途, 数列, 数据年度, 专项, 章节, 行, 页, 单元格 FROM 金额",
    ),
    ("专项资金", "SELECT * FROM 专项资金"),
    ("活动", "SELECT * FROM 活动"),
];

/// Rows of a sheet that Excel takes, without the header.
const MOST_ROWS: usize = 1_048_575;
/// Links of a sheet that Excel takes, with room to spare.
const MOST_LINKS: usize = 60_000;
/// Rows that are looked at for the width of a column.
const SAMPLE: usize = 5_000;
/// Height of a line, in points.
const LINE_HEIGHT: f64 = 15.75;
/// Characters of a cell that Excel takes.
const MOST_CHARACTERS: usize = 32_767;

struct Formats {
    header: Format,
    money: Format,
    rate: Format,
    number: Format,
    /// Years, lines and pages name something; they are no quantities.
    ordinal: Format,
    link: Format,
    words: Format,
    wrapped: Format,
}

impl Formats {
    fn new() -> Self {
        let border = |f: Format| f.set_border_bottom(FormatBorder::Thin);
        // At the top: in a high row, what belongs together stands on one line. Words keep off the number on their left.
        let cell = || Format::new().set_align(FormatAlign::Top);
        let words = || cell().set_align(FormatAlign::Left).set_indent(1);
        Formats {
            header: border(Format::new().set_bold().set_background_color(Color::RGB(0x00DD_E7F3)).set_align(FormatAlign::Center)),
            money: cell().set_num_format("#,##0.00####;[Red]-#,##0.00####"),
            rate: cell().set_num_format("0.00"),
            number: cell(),
            ordinal: cell().set_align(FormatAlign::Center),
            link: cell().set_hyperlink(),
            words: words(),
            wrapped: words().set_text_wrap(),
        }
    }
}

/// Makes the workbook.
pub(super) fn workbook(db: &mut Connection, sources: Option<&Path>) -> Result<Vec<u8>, ExportError> {
    let mut book = new_book()?;
    let formats = Formats::new();
    for (name, sql) in SHEETS {
        let answer = query::run(db, sql, &BTreeMap::new())?;
        sheets(&mut book, name, &answer, sources, &formats)?;
    }
    let not_reported = query::ask(db, query::question("not-reported")?, &BTreeMap::new())?;
    sheets(&mut book, "未报送", &not_reported, sources, &formats)?;
    let unread = query::run(db, "SELECT 文件, 读取结果, 说明, 字节数 FROM 未能读取 ORDER BY 文件", &BTreeMap::new())?;
    sheets(&mut book, "未能读取", &unread, sources, &formats)?;
    Ok(book.save_to_buffer()?)
}

/// A workbook with one sheet that holds an answer.
pub fn answer_workbook(answer: &Answer) -> Result<Vec<u8>, XlsxError> {
    let mut book = new_book()?;
    sheets(&mut book, "结果", answer, None, &Formats::new())?;
    book.save_to_buffer()
}

fn new_book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The same results give the same bytes: no clock.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("绩效自评报告核对结果").set_creation_datetime(&made));
    Ok(book)
}

/// A sheet, or several if the rows are more than one takes.
fn sheets(book: &mut Workbook, name: &str, answer: &Answer, sources: Option<&Path>, formats: &Formats) -> Result<(), XlsxError> {
    let mut parts = answer.rows.chunks(MOST_ROWS);
    let first = parts.next().unwrap_or(&[]);
    sheet(book.add_worksheet().set_name(name)?, &answer.columns, first, sources, formats)?;
    for (n, rows) in (2..).zip(parts) {
        sheet(book.add_worksheet().set_name(format!("{name}{n}"))?, &answer.columns, rows, sources, formats)?;
    }
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    columns: &[String],
    rows: &[Vec<Cell>],
    sources: Option<&Path>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (col, name) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, col, name, &formats.header)?;
        let some = rows.iter().step_by(rows.len().div_ceil(SAMPLE).max(1));
        let widest = some.filter_map(|r| r.get(usize::from(col))).map(|c| c.show().width()).max().unwrap_or(0);
        let width = (widest + 2).max(name.width() + 4).clamp(6, if is_long(name) || name == "文件" { 60 } else { 36 });
        sheet.set_column_width(col, width as f64)?;
    }
    let mut links = 0;
    for (row, cells) in (1u32..).zip(rows) {
        // LibreOffice takes the height that the file says: a wrapped text needs its own.
        let lines = cells.iter().zip(columns).filter(|(_, name)| is_long(name)).map(|(c, _)| c.show().width().div_ceil(LINE));
        let lines = lines.max().unwrap_or(1).min(10);
        if lines > 1 {
            sheet.set_row_height(row, LINE_HEIGHT * lines as f64)?;
        }
        for ((col, cell), name) in (0u16..).zip(cells).zip(columns) {
            match cell {
                Cell::Null => {}
                Cell::Integer(n) => write_number(sheet, row, col, *n as f64, name, formats)?,
                Cell::Real(x) => write_number(sheet, row, col, *x, name, formats)?,
                Cell::Text(words) => {
                    let file =
                        sources.filter(|_| name == "文件" && links < MOST_LINKS).map(|s| s.join(words)).filter(|f| f.is_file());
                    match file {
                        Some(file) => {
                            links += 1;
                            let link =
                                Url::new(format!("file:///{}", file.to_string_lossy().trim_start_matches('/'))).set_text(words);
                            sheet.write_url_with_format(row, col, link, &formats.link)?;
                        }
                        None if is_long(name) => {
                            sheet.write_string_with_format(row, col, short(words), &formats.wrapped)?;
                        }
                        None => {
                            sheet.write_string_with_format(row, col, short(words), &formats.words)?;
                        }
                    }
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    // On paper: A4 across, as wide as a page, the header on each.
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let last_row = rows.len() as u32;
    let last_col = columns.len().saturating_sub(1) as u16;
    sheet.autofilter(0, 0, last_row, last_col)?;
    colours(sheet, columns, last_row)
}

/// Width of a line of prose: what its widest column holds, less the rounding of the fonts.
const LINE: usize = 56;

/// Columns of prose.
fn is_long(name: &str) -> bool {
    ["问题", "说明", "用途", "来源", "原文", "提示"].contains(&name)
}

/// `万元` in a column's name, and the figures of a finding, are shown as money; rates with two decimals; ordinals plainly.
/// Excel knows only binary numbers: the one written is the nearest to the exact decimal, and shows its digits.
fn write_number(sheet: &mut Worksheet, row: u32, col: u16, number: f64, name: &str, formats: &Formats) -> Result<(), XlsxError> {
    let format = match name {
        "应为" | "实为" | "相差" => &formats.money,
        "行" | "页" => &formats.ordinal,
        n if n.ends_with("年度") => &formats.ordinal,
        n if n.contains("万元") => &formats.money,
        n if n.ends_with('率') || n.contains("得分") => &formats.rate,
        _ => &formats.number,
    };
    sheet.write_number_with_format(row, col, number, format).map(drop)
}

/// Red for errors, yellow for warnings, grey for what could not be read.
fn colours(sheet: &mut Worksheet, columns: &[String], last_row: u32) -> Result<(), XlsxError> {
    if last_row == 0 {
        return Ok(());
    }
    let fill = |rgb: u32| Format::new().set_background_color(Color::RGB(rgb));
    let (red, yellow) = (fill(0x00F8_CBAD), fill(0x00FF_F2CC));
    for (col, name) in (0u16..).zip(columns) {
        let mut rule = |rule: ConditionalFormatCellRule<String>, format: &Format| -> Result<(), XlsxError> {
            let condition = ConditionalFormatCell::new().set_rule(rule).set_format(format);
            sheet.add_conditional_format(1, col, last_row, col, &condition).map(drop)
        };
        match name.as_str() {
            "程度" => {
                rule(ConditionalFormatCellRule::EqualTo("错误".to_owned()), &red)?;
                rule(ConditionalFormatCellRule::EqualTo("警告".to_owned()), &yellow)?;
            }
            "读取结果" => rule(ConditionalFormatCellRule::NotEqualTo("正常".to_owned()), &yellow)?,
            "错误数" | "警告数" => {
                let format = if name == "错误数" { &red } else { &yellow };
                let condition =
                    ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::GreaterThan(0)).set_format(format);
                sheet.add_conditional_format(1, col, last_row, col, &condition)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// As much as a cell takes.
fn short(words: &str) -> &str {
    words.char_indices().nth(MOST_CHARACTERS).and_then(|(end, _)| words.get(..end)).unwrap_or(words)
}
