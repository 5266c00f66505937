//! Plain text.

use super::builder::{Builder, Source};
use super::document::{Document, Format, ParagraphKind};

/// Reads a plain text (placeholder: UTF-8, no joining).
pub fn read(bytes: &[u8]) -> Document {
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Text);
    builder.doc.encoding = Some("UTF-8");
    let text = String::from_utf8_lossy(bytes);
    for (i, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let source = Source { line: i as u32 + 1, column: 1, page: 0 };
        builder.paragraph(ParagraphKind::Body, [(source, line.trim())]);
    }
    builder.finish()
}
