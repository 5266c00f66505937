//! How a PDF is read.

/// Choices for PDFs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PdfOptions {
    /// Which engine reads.
    pub engine: EngineChoice,
    /// Pictures of pages are read with tesseract, if it is there.
    pub ocr: bool,
}

/// Which engine reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// hayro; pdf-extract where its text looks wrong.
    #[default]
    First,
    /// pdf-extract alone.
    Second,
    /// hayro, and the amounts that pdf-extract reads differently are told.
    Both,
}

const ENGINES: [EngineChoice; 3] = [EngineChoice::First, EngineChoice::Second, EngineChoice::Both];

impl PdfOptions {
    /// As two bytes.
    pub fn to_bytes(self) -> [u8; 2] {
        let engine = ENGINES.iter().position(|&e| e == self.engine).unwrap_or(0);
        [engine as u8, u8::from(self.ocr)]
    }

    /// From two bytes; what is no choice is the default.
    pub fn from_bytes([engine, ocr]: [u8; 2]) -> Self {
        Self { engine: ENGINES.get(engine as usize).copied().unwrap_or_default(), ocr: ocr == 1 }
    }
}
