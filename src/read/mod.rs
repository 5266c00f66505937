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
pub mod sniff;
pub mod text;
pub mod word;
pub mod workbook;
pub mod xml;

pub use document::{Cell, CellValue, Document, Format, Link, Notice, Paragraph, ParagraphKind, Status, Table, TableKind};
pub use place::{CharIndex, Place, Segment, Span};
pub use sniff::Kind;

/// Reads any bytes whatever. The name is a hint for messages only; the format comes from the contents.
pub fn read(bytes: &[u8], name: &str) -> Document {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("文件有 {} MB，超过上限 {} MB", bytes.len() >> 20, limits::FILE_BYTES >> 20);
        return limits::Refusal::too_large("file_bytes", message).document(Format::Other);
    }
    let kind = sniff::sniff(bytes);
    match kind {
        Kind::Text => text::read(bytes),
        Kind::Pdf => pdf::read(bytes, name),
        Kind::Xlsx => workbook::read_xlsx(bytes),
        Kind::Docx => word::read_docx(bytes),
        Kind::WordXml => word::read_word_xml(bytes),
        Kind::Archive => {
            let message = "压缩包本身不是报告，请用批处理读取其中的文件，或解压后再读";
            Document::failed(Status::Unsupported, Some(Format::Other), "zip_archive", message)
        }
        Kind::Refused(refusal) => refusal.document(Format::Other),
        other => Document::failed(Status::Unsupported, Some(other.format()), "not_yet", "尚不支持的格式"),
    }
}
