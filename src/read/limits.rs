//! How much a reader takes on. Every limit has a code of its own, which the notice of a refused file bears.
//!
//! The figures leave room for the largest forms seen (a basic-data workbook of a province has below 100,000 cells) and keep
//! the reading of any file below a second and 300 MB.

use super::document::{Document, Format, Status};

/// Bytes of an input file. Code `file_bytes`.
pub const FILE_BYTES: usize = 256 << 20;
/// Bytes of all parts of a container together after inflating; a zip bomb ends here. Code `inflated_bytes`.
pub const INFLATED_BYTES: u64 = 128 << 20;
/// Parts of a container. Code `zip_entries`.
pub const ZIP_ENTRIES: usize = 4096;
/// Open elements in an XML part, the mark of an XML bomb. Code `xml_depth`.
pub const XML_DEPTH: usize = 256;
/// Tables inside tables, containers inside containers. Code `nesting`.
pub const NESTING: usize = 16;
/// Sheets of a workbook. Code `sheets`.
pub const SHEETS: usize = 1024;
/// Cells of a workbook or of all tables of a document, blank ones included. Code `cells`.
pub const CELLS: usize = 600_000;
/// Merged ranges of a sheet. Code `merged_ranges`.
pub const MERGED_RANGES: usize = 100_000;
/// Rows of a sheet: a cell below is left out and noticed. Code `coordinate`.
pub const LARGEST_ROW: u32 = 200_000;
/// Columns of a sheet: a cell beyond is left out and noticed. Code `coordinate`.
pub const LARGEST_COLUMN: u32 = 2048;
/// Rows × columns of a sheet of a binary workbook, which is held whole. Code `grid`.
pub const XLS_GRID: u64 = 2_000_000;
/// Paragraphs of a Word file. Code `paragraphs`.
pub const PARAGRAPHS: usize = 500_000;
/// Bytes of a web page: its tree takes many times its size. Code `html_bytes`.
pub const HTML_BYTES: usize = 8 << 20;
/// Elements and pieces of text of a web page. Code `html_nodes`.
pub const HTML_NODES: usize = 1_000_000;
/// Open elements of a web page. Code `html_depth`.
pub const HTML_DEPTH: usize = 512;
/// Shared strings that a workbook announces. Code `shared_strings`.
pub const SHARED_STRINGS: usize = 1_000_000;

/// Why a file is not read: its status, a fixed word and the cause with what to do, in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the document.
    pub status: Status,
    /// A fixed word for the cause.
    pub code: &'static str,
    /// The cause and what to do.
    pub message: String,
}

impl Refusal {
    /// Over a limit.
    pub fn too_large(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: Status::TooLarge, code, message: message.into() }
    }

    /// Damaged.
    pub fn unreadable(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: Status::Unreadable, code, message: message.into() }
    }

    /// The document that says so.
    pub fn document(self, format: Format) -> Document {
        Document::failed(self.status, Some(format), self.code, self.message)
    }
}
