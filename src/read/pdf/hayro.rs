//! Engine 1: hayro, through a device of our own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_interpret::hayro_syntax::object::dict::keys;
use hayro_interpret::hayro_syntax::object::{Dict, Object};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};

use super::super::document::Status;
use super::budget::{Budget, is_abort};
use super::device::{Collector, text_string};
use super::engine::{Engine, Failure, Geometry, MAX_PAGES, Page};
use super::recover::Recovery;

/// The engine on hayro.
pub struct Hayro;

/// Opens a file, or says what it is instead.
pub fn open(bytes: &[u8]) -> Result<Pdf, Failure> {
    let data: PdfData = Arc::new(bytes.to_vec()).into();
    Pdf::new(data).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Failure {
            status: Status::Encrypted,
            message: "文件设有打开密码，请提供去除密码后的文件".to_owned(),
        },
        LoadPdfError::Decryption(_) => Failure {
            status: Status::Encrypted,
            message: "文件用不支持的方式加密，请提供未加密的文件".to_owned(),
        },
        LoadPdfError::Invalid => Failure {
            status: Status::Unreadable,
            message: "文件已损坏或不完整：找不到页面目录，请重新获取原件".to_owned(),
        },
    })
}

impl Engine for Hayro {
    fn name(&self) -> &'static str {
        "hayro"
    }

    fn read(&self, bytes: &[u8]) -> Result<Geometry, Failure> {
        let pdf = open(bytes)?;
        let settings = InterpreterSettings::default();
        let cache = InterpreterCache::new();
        let mut recovery = Recovery::new(&pdf);
        let mut budget = Budget::default();
        let pages = pdf.pages();
        let mut geometry = Geometry {
            declared_pages: declared_pages(&pdf),
            producer: pdf.metadata().producer.as_deref().map(text_string).unwrap_or_default(),
            ..Geometry::default()
        };
        for page in pages.iter().take(MAX_PAGES) {
            let (width, height) = dimensions(page);
            let contents = page.page_stream().map(<[u8]>::len);
            let lost = page.raw().contains_key(keys::CONTENTS) && contents.is_none();
            let overfull = !budget.begin_page(contents.unwrap_or(0));
            if lost || overfull {
                geometry.pages.push(Page { width, height, lost, overfull, ..Page::default() });
                continue;
            }
            let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            let transform = page.initial_transform(true).to_kurbo();
            let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings.clone());
            let mut collector = Collector::new(width, height, &mut recovery, &mut budget);
            // A damaged font makes the engine panic (fixtures/fuzz): what the page gave before is kept, the page is told.
            let drawn = catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut collector)));
            let mut page = collector.page;
            match drawn {
                Ok(()) => {}
                Err(caught) if is_abort(&*caught) => page.overfull = true,
                Err(_) => page.lost = true,
            }
            geometry.pages.push(page);
        }
        geometry.damaged = recovery.damaged;
        geometry.fonts_lost = recovery.fonts_lost;
        Ok(geometry)
    }
}

/// Width and height of a page; A4 where the file says nonsense.
fn dimensions(page: &hayro_interpret::hayro_syntax::page::Page<'_>) -> (f32, f32) {
    let (width, height) = page.render_dimensions();
    let sane = |v: f32| v.is_finite() && v > 0.0 && v < 1e6;
    if sane(width) && sane(height) { (width, height) } else { (595.0, 842.0) }
}

/// The number of pages that the page tree's root claims.
fn declared_pages(pdf: &Pdf) -> Option<u32> {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    match root.get::<Dict<'_>>(keys::PAGES)?.get::<Object<'_>>(keys::COUNT)? {
        Object::Number(n) => u32::try_from(n.as_i64()).ok(),
        _ => None,
    }
}
