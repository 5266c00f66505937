//! A generated text in the formats that bureaus hand in: encodings, Word, web pages.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A paragraph or a row of a table.
pub(super) enum Line<'a> {
    /// Words without columns.
    Words(&'a str),
    /// Cells.
    Row(Vec<&'a str>),
}

/// Rows of text tables are parted by tabs, bars or runs of blanks.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().map(|line| {
        let words = line.trim();
        let cells: Vec<&str> = if words.starts_with('|') {
            words.trim_matches('|').split('|').collect()
        } else if words.contains('\t') {
            words.split('\t').collect()
        } else {
            words.split("    ").filter(|cell| !cell.is_empty()).collect()
        };
        if cells.len() >= 4 { Line::Row(cells.into_iter().map(str::trim).collect()) } else { Line::Words(words) }
    })
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A web page with the frame of a government site around the report.
pub(super) fn html(title: &str, text: &str, charset: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"{charset}\"><title>{0}</title></head>\n<body>\n\
         <div class=\"crumb\">首页 &gt; 政务公开 &gt; 财政预决算</div>\n<h1>{0}</h1>\n<div class=\"content\">\n",
        escaped(title)
    );
    let mut table = false;
    for line in lines(text) {
        let row = matches!(line, Line::Row(_));
        if row != table {
            out.push_str(if row { "<table border=\"1\">\n" } else { "</table>\n" });
            table = row;
        }
        match line {
            Line::Row(cells) => {
                let cells: String = cells.iter().map(|c| format!("<td>{}</td>", escaped(c))).collect();
                out.push_str(&format!("<tr>{cells}</tr>\n"));
            }
            Line::Words("") => {}
            Line::Words(words) => out.push_str(&format!("<p>{}</p>\n", escaped(words))),
        }
    }
    if table {
        out.push_str("</table>\n");
    }
    out.push_str("</div>\n<div class=\"footer\">版权所有 主办单位：人民政府办公室</div>\n</body></html>\n");
    out
}

/// A Word file: paragraphs and tables, nothing else.
pub(super) fn docx(text: &str) -> zip::result::ZipResult<Vec<u8>> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let mut body = String::new();
    let mut rows = String::new();
    let paragraph = |words: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(words));
    for line in lines(text) {
        match line {
            Line::Row(cells) => {
                let cells: String = cells.iter().map(|c| format!("<w:tc>{}</w:tc>", paragraph(c))).collect();
                rows.push_str(&format!("<w:tr>{cells}</w:tr>"));
            }
            Line::Words(words) => {
                if !rows.is_empty() {
                    body.push_str(&format!("<w:tbl>{rows}</w:tbl>"));
                    rows.clear();
                }
                body.push_str(&paragraph(words));
            }
        }
    }
    if !rows.is_empty() {
        body.push_str(&format!("<w:tbl>{rows}</w:tbl>{}", paragraph("")));
    }
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let files = [
        (
            "[Content_Types].xml",
            format!(
                "{HEAD}<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/word/document.xml\" ContentType=\"{kind}\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}\" \
                 Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        ("word/document.xml", format!("{HEAD}<w:document xmlns:w=\"{main}\"><w:body>{body}</w:body></w:document>")),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in files {
        zip.start_file(name, SimpleFileOptions::default().last_modified_time(zip::DateTime::default()))?;
        zip.write_all(contents.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// UTF-16 with a byte order mark.
pub(super) fn utf16(text: &str, big: bool) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}
