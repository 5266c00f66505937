//! Engine 2: pdf-extract, through its `OutputDev`.
//!
//! It tells glyphs; its rules are incomplete (`f*`, `B` and `b` paths never arrive), so this engine gives none. It panics on the
//! predefined Chinese CMaps and overflows its stack on forms that draw themselves: it runs in a worker only.

use pdf_extract::{ColorSpace, Document, MediaBox, OutputDev, OutputError, Path, Transform, output_doc};

use super::super::document::Status;
use super::engine::{Engine, Failure, Flags, Geometry, Glyph, MAX_GLYPHS, MAX_PAGES, Page, Turn};

/// The engine on pdf-extract.
pub struct PdfExtract;

impl Engine for PdfExtract {
    fn name(&self) -> &'static str {
        "pdf-extract"
    }

    fn read(&self, bytes: &[u8]) -> Result<Geometry, Failure> {
        let read = || -> Result<Collector, OutputError> {
            let mut document = Document::load_mem(bytes)?;
            if document.is_encrypted() {
                document.decrypt("")?;
            }
            let mut collector = Collector::default();
            output_doc(&document, &mut collector)?;
            Ok(collector)
        };
        let failure = |message: &str| Failure { status: Status::Unreadable, message: message.to_owned() };
        match std::panic::catch_unwind(read) {
            Ok(Ok(collector)) => Ok(Geometry { pages: collector.pages, ..Geometry::default() }),
            Ok(Err(_)) => Err(failure("第二引擎（pdf-extract）无法打开文件")),
            Err(_) => Err(failure("第二引擎（pdf-extract）读取时出错")),
        }
    }
}

#[derive(Default)]
struct Collector {
    pages: Vec<Page>,
    /// Left and top edge of the page.
    corner: (f64, f64),
}

impl OutputDev for Collector {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        if self.pages.len() >= MAX_PAGES {
            return Err(OutputError::IoError(std::io::Error::other("too many pages")));
        }
        self.corner = (media.llx, media.ury);
        let (width, height) = ((media.urx - media.llx) as f32, (media.ury - media.lly) as f32);
        self.pages.push(Page { width, height, ..Page::default() });
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(&mut self, t: &Transform, width: f64, _: f64, font_size: f64, words: &str) -> Result<(), OutputError> {
        let Some(page) = self.pages.last_mut() else { return Ok(()) };
        let (right, up) = ((t.m11 * font_size, t.m12 * font_size), (t.m21 * font_size, t.m22 * font_size));
        let size = up.0.hypot(up.1) as f32;
        let advance = (right.0.hypot(right.1) * width) as f32;
        let turn = Turn::of(right.0 as f32, -right.1 as f32);
        let n = words.chars().count();
        for (i, ch) in words.chars().enumerate() {
            let part = i as f64 * width / n as f64;
            let x = (t.m31 + right.0 * part - self.corner.0) as f32;
            let y = (self.corner.1 - t.m32 - right.1 * part) as f32;
            if page.glyphs.len() >= MAX_GLYPHS {
                page.overfull = true;
            } else if size > 0.0 && x.is_finite() && y.is_finite() {
                page.glyphs.push(Glyph { ch, x, y, w: advance / n as f32, size, turn, flags: Flags::default() });
            }
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        Ok(())
    }

    fn fill(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        Ok(())
    }
}
