//! Stage 1: bytes become a [`Document`], whatever made the file.
//!
//! This is the only stage that can fail, and it says so in [`Document::status`], never by an error or a panic.

pub mod builder;
pub mod document;
pub mod place;
pub mod text;

pub use document::{Cell, CellValue, Document, Format, Link, Notice, Paragraph, ParagraphKind, Status, Table, TableKind};
pub use place::{CharIndex, Place, Segment, Span};

/// Reads any bytes whatever. The name is a hint for messages only; the format comes from the contents.
pub fn read(bytes: &[u8], _name: &str) -> Document {
    text::read(bytes)
}
