//! How a command reads its file: in a worker, with the choices of the command line.

use std::path::Path;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::Parsed;
use crate::isolate::{Options, Pool};
use crate::read::pdf::{EngineChoice, PdfOptions};

/// Choices for reading.
#[derive(clap::Args, Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// PDF engine; `both` tells the amounts that differ. PDF 引擎；both 列出两者读出的不同金额。
    #[arg(long, value_enum, default_value_t = PdfEngine::Hayro)]
    pub engine: PdfEngine,
    /// Read pictures of pages with tesseract, if it is installed. 用 tesseract 识别扫描页。
    #[arg(long, value_enum, default_value_t = Ocr::Off)]
    pub ocr: Ocr,
}

/// PDF engines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum PdfEngine {
    /// hayro, and pdf-extract where it finds no text.
    #[default]
    Hayro,
    /// pdf-extract alone.
    PdfExtract,
    /// hayro, compared with pdf-extract.
    Both,
}

/// Recognition of scanned pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Ocr {
    /// No recognition.
    #[default]
    Off,
    /// Where a page has no text.
    Auto,
}

impl Reading {
    /// The pool that reads so.
    pub fn pool(self) -> Pool {
        self.pool_with(Options::default())
    }

    /// The pool that reads so within other limits.
    pub fn pool_with(self, options: Options) -> Pool {
        let engine = match self.engine {
            PdfEngine::Hayro => EngineChoice::First,
            PdfEngine::PdfExtract => EngineChoice::Second,
            PdfEngine::Both => EngineChoice::Both,
        };
        Pool::new(Options { pdf: PdfOptions { engine, ocr: self.ocr == Ocr::Auto }, ..options })
    }

    /// Reads a file and runs the pipeline on it.
    pub fn parse(self, file: &Path) -> std::io::Result<(Vec<u8>, Parsed)> {
        let bytes = fs_err::read(file)?;
        let doc = self.pool().read(&bytes, &file.to_string_lossy());
        Ok((bytes, crate::parse_document(doc)))
    }
}
