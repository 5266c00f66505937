//! PDF: engines give glyphs and rules, geometry gives text and tables, measurement gives an honest status.
//!
//! bytes → [`engine`] (hayro, pdf-extract) → upright pages → cells and lines → order of reading → paragraphs → Document.

pub mod aligned;
pub mod budget;
pub mod cells;
pub mod compare;
pub mod compose;
pub mod device;
pub mod doctor;
pub mod engine;
pub mod extract;
pub mod furniture;
pub mod hayro;
pub mod lattice;
pub mod layout;
pub mod lines;
pub mod ocr;
mod options;
pub mod paragraphs;
pub mod quality;
pub mod radicals;
pub mod recover;
pub mod tables;
pub mod upright;

use super::builder::Builder;
use super::document::{Document, Format};
use engine::Engine;
pub use options::{EngineChoice, PdfOptions};

/// Whether bytes claim to be a PDF: `%PDF` within the first 1,024.
pub fn is_pdf(bytes: &[u8]) -> bool {
    memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF").is_some()
}

/// Reads a PDF with one engine.
///
/// [`EngineChoice::Both`] reads with the first one here: the second one may kill the process, so whoever compares runs it in a
/// worker of its own (see [`crate::isolate`]).
pub fn read_with(bytes: &[u8], options: &PdfOptions) -> Document {
    let engine: &dyn Engine = match options.engine {
        EngineChoice::Second => &extract::PdfExtract,
        EngineChoice::First | EngineChoice::Both => &hayro::Hayro,
    };
    let mut geometry = match engine.read(bytes) {
        Ok(g) => g,
        Err(f) => return Document::failed(f.status, Some(Format::Pdf), f.status.as_str(), f.message),
    };
    let recognised = if options.ocr { ocr::recognise(bytes, &mut geometry) } else { Vec::new() };
    let (status, notices) = quality::judge(&geometry, is_complete(bytes));
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Pdf);
    builder.doc.pages = u32::try_from(geometry.pages.len()).ok();
    builder.doc.status = status;
    builder.doc.notices = notices;
    builder.doc.notices.extend(recognised);
    let by_ocr = |p: &engine::Page| p.glyphs.iter().any(|g| g.flags.recognised);
    builder.doc.recognised_pages = (1..).zip(&geometry.pages).filter(|(_, p)| by_ocr(p)).map(|(n, _)| n).collect();
    if status.has_contents() {
        let pages: Vec<layout::PageLayout> = geometry.pages.iter().map(layout::layout).collect();
        compose::compose(&pages, &mut builder);
    }
    builder.finish()
}

/// Whether a file ends as a PDF does.
pub(crate) fn is_complete(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    memchr::memmem::find(tail, b"%%EOF").is_some() || memchr::memmem::find(tail, b"startxref").is_some()
}
