//! Stage 1: bytes become a [`Document`], whatever made the file.
//!
//! This is the only stage that can fail, and it says so in [`Document::status`], never by an error or a panic.

pub mod builder;
pub mod document;
pub mod flow;
pub mod limits;
pub mod marker;
pub mod package;
pub mod pdf;
pub mod place;
pub mod signs;
pub mod sniff;
pub mod text;
pub mod web;
pub mod word;
pub mod workbook;
pub mod xml;

pub use document::{Cell, CellValue, Document, Format, Link, Notice, Paragraph, ParagraphKind, Status, Table, TableKind};
pub use place::{CharIndex, Place, Segment, Span};
use sniff::Kind;

/// Reads any bytes whatever. The name is a hint for messages only; the format comes from the contents.
pub fn read(bytes: &[u8], name: &str) -> Document {
    read_with(bytes, name, &pdf::PdfOptions::default())
}

/// Reads any bytes whatever, PDFs as the options say.
pub fn read_with(bytes: &[u8], _name: &str, options: &pdf::PdfOptions) -> Document {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("文件有 {} MB，超过上限 {} MB", bytes.len() >> 20, limits::FILE_BYTES >> 20);
        return limits::Refusal::too_large("file_bytes", message).document(Format::Other);
    }
    let kind = sniff::sniff(bytes);
    match kind {
        Kind::Text => text::read(bytes),
        Kind::Pdf => pdf::read_with(bytes, options),
        Kind::Xlsx => workbook::read_xlsx(bytes),
        Kind::Xls => workbook::read_xls(bytes),
        Kind::Ods => workbook::read_ods(bytes),
        Kind::SpreadsheetXml => workbook::read_spreadsheet_xml(bytes),
        Kind::Html => web::read_html(bytes),
        Kind::Mhtml => web::read_mhtml(bytes),
        Kind::Docx => word::read_docx(bytes),
        Kind::Doc => word::read_doc(bytes),
        Kind::WordXml => word::read_word_xml(bytes),
        Kind::Archive => {
            let message = "压缩包本身不是报告，请用批处理读取其中的文件，或解压后再读";
            Document::failed(Status::Unsupported, Some(Format::Other), "zip_archive", message)
        }
        Kind::Refused(refusal) => refusal.document(Format::Other),
    }
}

/// Examines a file and tells, in Chinese, what it is, what can be read of it and what to do.
pub fn doctor(bytes: &[u8], name: &str) -> String {
    if sniff::sniff(bytes) == Kind::Pdf {
        return pdf::doctor::examine(bytes);
    }
    let doc = read(bytes, name);
    let format = doc.format.map_or("other", Format::as_str);
    let mut lines = vec![format!("格式：{format}，{} 字节", bytes.len()), format!("状态：{}", doc.status.as_str())];
    lines.extend(doc.encoding.map(|e| format!("编码：{e}")));
    lines.push(format!("正文：{} 字，{} 段，{} 张表", doc.text.chars().count(), doc.paragraphs.len(), doc.tables.len()));
    lines.extend(doc.notices.iter().map(|n| format!("处理：{}", n.message)));
    lines.join("\n") + "\n"
}
