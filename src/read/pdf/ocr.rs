//! Pictures of pages, read with tesseract where it is installed.
//!
//! The largest picture of a page that has no text goes to tesseract as it is stored (hayro decodes it); the words come back with
//! their places and become glyphs like any others, marked as recognised.

use std::io::Write;
use std::process::{Command, Stdio};

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use super::super::document::Notice;
use super::engine::{Flags, Geometry, Glyph, Turn};
use super::hayro::open;
use super::quality::measure;

/// How to get what is missing.
const HINT: &str = "未安装 tesseract 或其中文数据；Debian/Ubuntu：apt-get install tesseract-ocr tesseract-ocr-chi-sim";
/// Pictures larger than this are not read (pixels).
const MAX_PIXELS: usize = 100_000_000;

/// Whether tesseract and its Chinese data are there; if not, how to get them.
pub fn available() -> Result<(), String> {
    let list = Command::new("tesseract").arg("--list-langs").stdin(Stdio::null()).output();
    match list {
        Ok(out) if String::from_utf8_lossy(&out.stdout).lines().any(|l| l.trim() == "chi_sim") => Ok(()),
        _ => Err(HINT.to_owned()),
    }
}

/// Reads the pages that are pictures and puts their glyphs into the geometry; tells what could not be done.
pub fn recognise(bytes: &[u8], geometry: &mut Geometry) -> Vec<Notice> {
    let wanted: Vec<usize> = (0..geometry.pages.len()).filter(|&i| measure(&geometry.pages[i]).is_picture()).collect();
    let note = |code, message: String, page| vec![Notice { code, message, span: None, page }];
    if wanted.is_empty() {
        return Vec::new();
    }
    if let Err(hint) = available() {
        return note("ocr_missing", hint, None);
    }
    let Ok(pdf) = open(bytes) else { return Vec::new() };
    let cache = InterpreterCache::new();
    let mut notices = Vec::new();
    for i in wanted {
        let (Some(page), Some(target)) = (pdf.pages().get(i), geometry.pages.get_mut(i)) else { continue };
        let bounds = Rect::new(0.0, 0.0, f64::from(target.width), f64::from(target.height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        let mut finder = Finder { bounds, largest: None };
        interpret_page(page, &mut context, &mut finder);
        let words = finder.largest.and_then(|p| Some((tesseract(&p)?, p.transform)));
        match words {
            Some((table, transform)) => target.glyphs.extend(glyphs(&table, transform)),
            None => notices.extend(note("ocr_failed", format!("第{}页的图像未能识别", i + 1), u32::try_from(i + 1).ok())),
        }
    }
    notices
}

/// A picture in grey, one byte a pixel.
struct Picture {
    width: u32,
    height: u32,
    grey: Vec<u8>,
    /// From pixels to the page.
    transform: Affine,
    area: f64,
}

/// Keeps the largest picture of a page.
struct Finder {
    bounds: Rect,
    largest: Option<Picture>,
}

impl<'a> Device<'a> for Finder {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(Rect::new(0.0, 0.0, w, h)).intersect(self.bounds).area();
        if w * h > MAX_PIXELS as f64 || self.largest.as_ref().is_some_and(|l| l.area >= area) {
            return;
        }
        let mut found: Option<(u32, u32, Vec<u8>)> = None;
        match &image {
            Image::Raster(raster) => raster.with_rgba(
                |data, _| {
                    found = Some(match data {
                        ImageData::Luma(l) => (l.width, l.height, l.data),
                        ImageData::Rgb(rgb) => (rgb.width, rgb.height, rgb.data.chunks_exact(3).map(grey).collect()),
                    });
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| found = Some((mask.width, mask.height, mask.data.iter().map(|m| 255 - m).collect())),
                None,
            ),
        }
        if let Some((width, height, grey)) = found.filter(|f| f.2.len() == f.0 as usize * f.1 as usize && f.0 > 0 && f.1 > 0) {
            let scale = Affine::scale_non_uniform(w / f64::from(width), h / f64::from(height));
            self.largest = Some(Picture { width, height, grey, transform: props.transform * scale, area });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Brightness of a pixel.
fn grey(rgb: &[u8]) -> u8 {
    let weighted: u32 = rgb.iter().zip([77, 150, 29]).map(|(&c, w)| u32::from(c) * w).sum();
    (weighted >> 8).min(255) as u8
}

/// Runs tesseract on a picture; gives its table of words.
fn tesseract(picture: &Picture) -> Option<String> {
    let unit = picture.transform * Point::new(1.0, 0.0) - picture.transform * Point::ZERO;
    let dpi = (72.0 / unit.hypot()).clamp(70.0, 1200.0).round();
    let mut child = Command::new("tesseract")
        .args(["stdin", "stdout", "-l", "chi_sim", "--dpi", &dpi.to_string(), "tsv"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let sent = write!(input, "P5\n{} {}\n255\n", picture.width, picture.height).and_then(|()| input.write_all(&picture.grey));
    drop(input);
    let out = child.wait_with_output().ok()?;
    (sent.is_ok() && out.status.success()).then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Glyphs of tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn glyphs(table: &str, transform: Affine) -> Vec<Glyph> {
    const LINE: u32 = 4;
    const WORD: u32 = 5;
    let mut glyphs = Vec::new();
    let mut line = (0.0, 0.0);
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let number = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok());
        let (Some(level), Some(left), Some(top), Some(width), Some(height)) =
            (number(0), number(6), number(7), number(8), number(9))
        else {
            continue;
        };
        match level as u32 {
            LINE => line = (top, height),
            WORD => {
                let words = fields.get(11).copied().unwrap_or_default();
                let weight = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
                let total: f64 = words.chars().map(weight).sum();
                let mut at = left;
                for ch in words.chars().filter(|c| !c.is_whitespace()) {
                    let advance = width * weight(ch) / total.max(0.5);
                    // The words of a line share its box, so that they share a baseline.
                    let origin = transform * Point::new(at, line.0 + 0.85 * line.1);
                    let along = transform * Point::new(at + advance, line.0 + 0.85 * line.1) - origin;
                    let up = transform * Point::new(at, line.0) - transform * Point::new(at, line.0 + 0.95 * line.1);
                    glyphs.push(Glyph {
                        ch,
                        x: origin.x as f32,
                        y: origin.y as f32,
                        w: along.hypot() as f32,
                        size: up.hypot() as f32,
                        turn: Turn::of(along.x as f32, along.y as f32),
                        flags: Flags { recognised: true, ..Flags::default() },
                    });
                    at += advance;
                }
            }
            _ => {}
        }
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_table_become_glyphs_on_one_baseline() {
        let table = "level\tpage_num\n4\t1\t1\t1\t1\t0\t100\t200\t400\t40\t-1\t\n5\t1\t1\t1\t1\t1\t100\t205\t80\t30\t93\t支出\n5\t1\t1\t1\t1\t2\t190\t203\t60\t33\t90\t42.7\n";
        let glyphs = glyphs(table, Affine::scale(0.5));
        let words: String = glyphs.iter().map(|g| g.ch).collect();
        assert_eq!(words, "支出42.7");
        assert!(glyphs.iter().all(|g| (g.y - 117.0).abs() < 0.01 && g.flags.recognised));
        assert_eq!((glyphs[0].x, glyphs[0].w, glyphs[2].x), (50.0, 20.0, 95.0));
    }
}
