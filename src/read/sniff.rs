//! What a file is, by its contents. Names lie: a `.xls` is often a web page, a `.doc` often a web archive.

use std::borrow::Cow;
use std::io::Cursor;

use super::document::{Format, Status};
use super::limits::Refusal;
use super::package::Package;

/// What the contents are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words without any format (or none that is known).
    Text,
    /// A web page, also one that Excel or Word saved under another name.
    Html,
    /// A web archive: one MIME file with the page and its pictures.
    Mhtml,
    /// Word 2007 and later.
    Docx,
    /// Word 97–2003 and WPS.
    Doc,
    /// Word 2003 XML or a flat package of Word 2007.
    WordXml,
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 97–2003 and WPS.
    Xls,
    /// Excel 2003 XML.
    SpreadsheetXml,
    /// OpenDocument spreadsheet.
    Ods,
    /// PDF.
    Pdf,
    /// A zip archive of files, which is read through by the batch.
    Archive,
    /// Known, but not read.
    Refused(Refusal),
}

impl Kind {
    /// The word for the JSON.
    pub fn format(&self) -> Format {
        match self {
            Kind::Text => Format::Text,
            Kind::Html => Format::Html,
            Kind::Mhtml => Format::Mhtml,
            Kind::Docx | Kind::WordXml => Format::Docx,
            Kind::Doc => Format::Doc,
            Kind::Xlsx => Format::Xlsx,
            Kind::Xls | Kind::SpreadsheetXml => Format::Xls,
            Kind::Ods => Format::Ods,
            Kind::Pdf => Format::Pdf,
            Kind::Archive | Kind::Refused(_) => Format::Other,
        }
    }
}

/// Bytes in which the marks of a text format are looked for.
const HEAD: usize = 4096;

/// First bytes of formats that are not read, with the hint for each.
const UNREAD: &[(&[u8], &str, &str)] = &[
    (b"Rar!\x1a\x07", "rar", "RAR 压缩包，请解压后再读"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "7z 压缩包，请解压后再读"),
    (b"\x1f\x8b", "gzip", "gzip 压缩文件，请解压后再读"),
    (b"\xff\xd8\xff", "image", "JPEG 图片，没有文字层，请提供可复制文字的版本或先作文字识别"),
    (b"\x89PNG\r\n\x1a\n", "image", "PNG 图片，没有文字层，请提供可复制文字的版本或先作文字识别"),
    (b"GIF8", "image", "GIF 图片，没有文字层，请提供可复制文字的版本或先作文字识别"),
    (b"II*\0", "image", "TIFF 图片，没有文字层，请提供可复制文字的版本或先作文字识别"),
    (b"MM\0*", "image", "TIFF 图片，没有文字层，请提供可复制文字的版本或先作文字识别"),
    (b"{\\rtf", "rtf", "RTF 文件，请用 Word 或 WPS 另存为 .docx 后再读"),
];

fn unsupported(code: &'static str, hint: &str) -> Kind {
    Kind::Refused(Refusal { status: Status::Unsupported, code, message: format!("不支持的格式：{hint}") })
}

/// Tells what the bytes are.
pub fn sniff(bytes: &[u8]) -> Kind {
    if bytes.iter().take(HEAD).all(u8::is_ascii_whitespace) && bytes.iter().all(u8::is_ascii_whitespace) {
        return Kind::Refused(Refusal::unreadable("empty_file", "文件是空的"));
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    if memchr::memmem::find(&head[..head.len().min(1028)], b"%PDF-").is_some() {
        return Kind::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return ole_kind(bytes);
    }
    if let Some((_, code, hint)) = UNREAD.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return unsupported(code, hint);
    }
    if (head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]))
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
    {
        return unsupported("image", "图片，没有文字层，请提供可复制文字的版本或先作文字识别");
    }
    text_kind(head)
}

fn zip_kind(bytes: &[u8]) -> Kind {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(refusal) => return Kind::Refused(refusal),
    };
    let mimetype = if package.has("mimetype") { package.part("mimetype").ok().flatten() } else { None };
    if let Some(mime) = mimetype {
        return match mime.trim_ascii() {
            b"application/vnd.oasis.opendocument.spreadsheet" | b"application/vnd.oasis.opendocument.spreadsheet-template" => {
                Kind::Ods
            }
            b"application/vnd.oasis.opendocument.text" => unsupported("odt", "ODT 文件，请另存为 .docx 后再读"),
            b"application/epub+zip" => unsupported("epub", "EPUB 电子书"),
            _ => unsupported("opendocument", "OpenDocument 文件，请另存为 .docx 或 .xlsx 后再读"),
        };
    }
    let has = |wanted: &str| package.names().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("word/document.xml") || has("word/document2.xml") {
        return Kind::Docx;
    }
    if has("xl/workbook.bin") {
        return unsupported("xlsb", "二进制工作簿 .xlsb，请另存为 .xlsx 后再读");
    }
    if has("xl/workbook.xml") {
        return Kind::Xlsx;
    }
    if has("ppt/presentation.xml") {
        return unsupported("pptx", "演示文稿");
    }
    if has("OFD.xml") {
        return unsupported("ofd", "OFD 版式文件，请导出为 PDF 或 Word 后再读");
    }
    if has("[Content_Types].xml") {
        // A package whose main part bears another name: its content types tell.
        let types = package.part("[Content_Types].xml").ok().flatten().unwrap_or_default();
        let mentions = |words: &str| memchr::memmem::find(&types, words.as_bytes()).is_some();
        if mentions("wordprocessingml.document.main") {
            return Kind::Docx;
        }
        if mentions("spreadsheetml.sheet.main") {
            return Kind::Xlsx;
        }
    }
    Kind::Archive
}

fn ole_kind(bytes: &[u8]) -> Kind {
    let damaged =
        || Kind::Refused(Refusal::unreadable("damaged_ole", "文件损坏或不完整（OLE 目录读不出），请重新下载或重新导出"));
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else { return damaged() };
    let has = |name: &str| file.is_stream(name);
    if has("/EncryptedPackage") || has("/EncryptionInfo") {
        let message = "文件有密码，请去掉密码后再读".to_owned();
        return Kind::Refused(Refusal { status: Status::Encrypted, code: "encrypted", message });
    }
    if has("/WordDocument") {
        return Kind::Doc;
    }
    if has("/Workbook") || has("/Book") {
        return Kind::Xls;
    }
    if has("/PowerPoint Document") {
        return unsupported("ppt", "演示文稿");
    }
    unsupported("ole", "未知的 OLE 文件，请用 Office 或 WPS 另存为 .docx 或 .xlsx 后再读")
}

/// Bytes in which a text usually has its first word.
const FIRST_WORDS: usize = 256;

/// Bytes as UTF-16 by their mark, or as UTF-8.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0,
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Tells the text formats apart by what their first bytes say.
fn text_kind(head: &[u8]) -> Kind {
    // most texts begin with none of the marks, and need no second look
    let first = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if matches!(first, [b'!'..0x7f | 0xe4..=0xe9, ..]) && !matches!(first, [b'<' | b'm' | b'M' | b'f' | b'F' | b'c' | b'C', ..]) {
        return Kind::Text;
    }
    let start = decoded(head.get(..FIRST_WORDS).unwrap_or(head));
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if !start.is_empty() && !start.starts_with(['<', 'm', 'M', 'f', 'F', 'c', 'C']) {
        return Kind::Text;
    }
    let words = decoded(head);
    let words = words.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let has = |mark: &str| words.contains(mark);
    if (words.starts_with("mime-version:") || words.starts_with("from:") || words.starts_with("content-type:"))
        && (has("content-type: multipart/") || has("content-type: text/html"))
    {
        return Kind::Mhtml;
    }
    if !words.starts_with('<') {
        return Kind::Text;
    }
    if words.starts_with("<?xml") || words.starts_with("<?mso") || words.starts_with("<workbook") {
        if has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html") {
            return Kind::SpreadsheetXml;
        }
        if has("<w:worddocument") || (has("<pkg:package") && has("word.document")) {
            return Kind::WordXml;
        }
    }
    const PAGE: [&str; 12] =
        ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div", "<title", "<script", "<style", "<p>", "<p "];
    if PAGE.iter().any(|mark| has(mark)) { Kind::Html } else { Kind::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (Status, &'static str) {
        match sniff(bytes) {
            Kind::Refused(r) => (r.status, r.code),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn contents_decide() {
        assert_eq!(sniff("一、基本情况".as_bytes()), Kind::Text);
        assert_eq!(sniff(b"\xef\xbb\xbf<!DOCTYPE html><html>"), Kind::Html);
        assert_eq!(sniff(b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>"), Kind::Html);
        assert_eq!(sniff(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"), Kind::Mhtml);
        let xml = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(sniff(xml), Kind::SpreadsheetXml);
        assert_eq!(sniff(b"%PDF-1.4"), Kind::Pdf);
        assert_eq!(sniff(b"<1> is no tag"), Kind::Text);
    }

    #[test]
    fn what_is_not_read_has_its_own_hint() {
        assert_eq!(refused(b""), (Status::Unreadable, "empty_file"));
        assert_eq!(refused(b" \n\t"), (Status::Unreadable, "empty_file"));
        assert_eq!(refused(b"Rar!\x1a\x07\0"), (Status::Unsupported, "rar"));
        assert_eq!(refused(b"7z\xbc\xaf\x27\x1c\0\x04"), (Status::Unsupported, "7z"));
        assert_eq!(refused(b"\x89PNG\r\n\x1a\n...."), (Status::Unsupported, "image"));
        assert_eq!(refused(b"{\\rtf1\\ansi"), (Status::Unsupported, "rtf"));
        assert_eq!(refused(b"PK\x03\x04cut short"), (Status::Unreadable, "damaged_zip"));
        assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1cut short"), (Status::Unreadable, "damaged_ole"));
    }
}
