//! The device into which hayro draws a page: keeps glyphs, rules and the area of pictures.

use hayro_interpret::font::{Glyph as HayroGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{self, Dict, Name};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::budget::{self, Budget, abort};
use super::engine::{Flags, Glyph, MAX_GLYPHS, MAX_RULES, Page, Rule, THIN, Turn};
use super::recover::Recovery;

/// A marked content sequence that is open.
#[derive(Default)]
struct Marked {
    /// Replacement text, and the first glyph that it replaces.
    actual: Option<(String, usize)>,
    pagination: bool,
}

/// Collects one page.
pub struct Collector<'r, 'p> {
    /// What has been collected.
    pub page: Page,
    /// How to name glyphs that the document does not name.
    recovery: &'r mut Recovery<'p>,
    budget: &'r mut Budget,
    marked: Vec<Marked>,
}

impl<'r, 'p> Collector<'r, 'p> {
    /// An empty page of the given size.
    pub fn new(width: f32, height: f32, recovery: &'r mut Recovery<'p>, budget: &'r mut Budget) -> Self {
        Self { page: Page { width, height, ..Page::default() }, recovery, budget, marked: Vec::new() }
    }

    /// Counts what the engine draws, and leaves the engine when it is too much.
    fn step(&mut self, steps: usize) {
        if !self.budget.take(steps) {
            abort();
        }
    }

    fn push(&mut self, glyph: Glyph) {
        if self.page.glyphs.len() >= MAX_GLYPHS {
            self.page.overfull = true;
            return;
        }
        let inside = |v: f32, max: f32| v > -2.0 && v < max + 2.0;
        if inside(glyph.x, self.page.width) && inside(glyph.y, self.page.height + glyph.size) {
            self.page.glyphs.push(glyph);
        }
    }

    /// Splits a glyph that stands for several characters (ligatures, surrogate strings) evenly over its width.
    fn push_string(&mut self, glyph: Glyph, words: &str) {
        let n = words.chars().count().max(1) as f32;
        for (i, ch) in words.chars().enumerate() {
            let mut part = Glyph { ch, w: glyph.w / n, ..glyph };
            advance(&mut part, glyph.w * i as f32 / n);
            self.push(part);
        }
    }

    fn rule(&mut self, x0: f64, y0: f64, x1: f64, y1: f64) {
        let (x0, y0, x1, y1) = (x0 as f32, y0 as f32, x1 as f32, y1 as f32);
        let finite = [x0, y0, x1, y1].iter().all(|v| v.is_finite());
        if finite && self.page.rules.len() < MAX_RULES {
            self.page.rules.push(Rule { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) });
        }
    }

    fn shape(&mut self) {
        self.page.shapes = self.page.shapes.saturating_add(1);
    }

    /// A stroked path gives a rule for each of its straight, axis-parallel parts.
    fn stroke(&mut self, path: &BezPath, transform: Affine) {
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        let mut segment = |from: Point, to: Point| {
            let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
            if dy <= 0.5 && dx > dy || dx <= 0.5 && dy > dx {
                self.rule(from.x, from.y, to.x, to.y);
            } else if dx.max(dy) > 0.5 {
                self.shape();
            }
        };
        for el in path.elements() {
            match *el {
                PathEl::MoveTo(p) => {
                    start = transform * p;
                    last = start;
                }
                PathEl::LineTo(p) => {
                    let to = transform * p;
                    segment(last, to);
                    last = to;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
                PathEl::ClosePath => {
                    segment(last, start);
                    last = start;
                }
            }
        }
    }

    /// A filled path gives a rule for each of its parts that is thin and long.
    fn fill(&mut self, path: &BezPath, transform: Affine) {
        let mut bounds: Option<Rect> = None;
        let mut done = |b: &mut Option<Rect>| {
            if let Some(r) = b.take() {
                let (w, h) = (r.width(), r.height());
                let thin = f64::from(THIN);
                if h <= thin && w > 2.0 * h {
                    let y = r.center().y;
                    self.rule(r.x0, y, r.x1, y);
                } else if w <= thin && h > 2.0 * w {
                    let x = r.center().x;
                    self.rule(x, r.y0, x, r.y1);
                } else if w <= thin && h <= thin {
                    // The joint of two borders: a dot belongs to both.
                    let c = r.center();
                    self.rule(r.x0, c.y, r.x1, c.y);
                    self.rule(c.x, r.y0, c.x, r.y1);
                } else {
                    self.shape();
                }
            }
        };
        for el in path.elements() {
            let p = match *el {
                PathEl::MoveTo(p) => {
                    done(&mut bounds);
                    p
                }
                PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => p,
                PathEl::ClosePath => continue,
            };
            let p = transform * p;
            bounds = Some(bounds.map_or(Rect::from_points(p, p), |b| b.union_pt(p)));
        }
        done(&mut bounds);
    }
}

/// Moves a glyph along its direction of writing.
fn advance(glyph: &mut Glyph, by: f32) {
    match glyph.turn {
        Turn::Right | Turn::Slanted => glyph.x += by,
        Turn::Left => glyph.x -= by,
        Turn::Down => glyph.y += by,
        Turn::Up => glyph.y -= by,
    }
}

/// White or transparent paint draws no rule.
fn visible(props: &DrawProps<'_>) -> bool {
    match &props.paint {
        Paint::Color(c) => {
            let [r, g, b, a] = c.to_rgba().to_rgba8();
            a > 8 && !(r > 250 && g > 250 && b > 250)
        }
        Paint::Pattern(_) => true,
    }
}

impl<'a> Device<'a> for Collector<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.step(1 + path.elements().len());
        if !visible(&props) {
            return;
        }
        match draw_mode {
            DrawMode::Stroke(_) => self.stroke(path, props.transform),
            DrawMode::Fill(_) => self.fill(path, props.transform),
            DrawMode::FillAndStroke(..) => self.stroke(path, props.transform),
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let flags = Flags {
            recovered: false,
            recognised: false,
            pagination: self.marked.iter().any(|m| m.pagination),
            invisible: matches!(draw_mode, DrawMode::Invisible),
        };
        let glyphs = run.glyphs();
        self.step(1 + budget::GLYPH * glyphs.len());
        let origin = |i: usize| glyphs.get(i).map(|g| (props.transform * g.transform()) * Point::ZERO);
        for (i, positioned) in glyphs.iter().enumerate() {
            let t = props.transform * positioned.transform();
            let at = t * Point::ZERO;
            let up = (t * Point::new(0.0, 1000.0)) - at;
            let size = up.hypot() as f32;
            if !size.is_finite() || size <= 0.0 || !at.x.is_finite() || !at.y.is_finite() {
                continue;
            }
            let advance = match &**positioned {
                HayroGlyph::Outline(g) => g.advance_width(),
                HayroGlyph::Type3(g) => g.advance_width(),
            };
            let advance = advance.filter(|a| a.is_finite());
            let (w, along) = if vertical {
                (size, -up)
            } else {
                let unit = (t * Point::new(1000.0, 0.0)) - at;
                (width(advance.unwrap_or(500.0), unit, size, origin(i + 1).map(|p| p - at)), unit)
            };
            let mut glyph = Glyph {
                ch: char::REPLACEMENT_CHARACTER,
                x: at.x as f32,
                y: at.y as f32,
                w,
                size,
                turn: Turn::of(along.x as f32, along.y as f32),
                flags,
            };
            if self.recovery.predefined
                && let HayroGlyph::Outline(g) = &**positioned
                && let Some(c) = self.recovery.by_encoding(g, true)
            {
                glyph.ch = c;
                self.push(glyph);
                continue;
            }
            match positioned.as_unicode() {
                Some(BfString::Char(c)) if c != '\0' => {
                    glyph.ch = c;
                    self.push(glyph);
                }
                Some(BfString::String(s)) if !s.is_empty() => self.push_string(glyph, &s),
                _ => {
                    if let HayroGlyph::Outline(g) = &**positioned
                        && let Some(found) = self.recovery.character(g)
                    {
                        glyph.ch = found.ch;
                        glyph.flags.recovered = !found.certain;
                    }
                    self.push(glyph);
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.step(1);
        let unit = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let page = Rect::new(0.0, 0.0, f64::from(self.page.width), f64::from(self.page.height));
        let shown = props.transform.transform_rect_bbox(unit).intersect(page);
        // A picture one or two pixels high is how some programs draw a rule.
        if shown.width() > 0.0 && shown.height() > 0.0 {
            if shown.width().min(shown.height()) <= f64::from(THIN) && shown.width().max(shown.height()) > 10.0 {
                self.fill(&shown.to_path(0.1), Affine::IDENTITY);
            } else {
                self.page.image_area += shown.area() as f32;
            }
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.step(1 + clip.path.elements().len());
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.step(1);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step(1);
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.draw_path(&rect.to_path(0.1), props, draw_mode);
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.step(1);
        let mut marked = Marked::default();
        if let Some(dict) = properties {
            let outer = self.marked.iter().any(|m| m.actual.is_some());
            if !outer && let Some(s) = dict.get::<object::String<'_>>(b"ActualText".as_slice()) {
                marked.actual = Some((text_string(s.as_bytes()), self.page.glyphs.len()));
            }
            let kind = dict.get::<Name<'_>>(b"Type".as_slice());
            marked.pagination = tag == b"Artifact" && kind.is_some_and(|k| k.as_ref() == b"Pagination");
        }
        self.marked.push(marked);
    }

    fn end_marked_content(&mut self) {
        if let Some(Marked { actual: Some((words, from)), .. }) = self.marked.pop() {
            replace(&mut self.page.glyphs, from, &words);
        }
    }
}

/// The advance of a glyph on the page.
///
/// `unit` is 1000 units of the font's x axis on the page. Where a substitute font stands in, hayro stretches its glyphs,
/// and the axis with them; the distance to the next glyph tells whether the axis is to be believed.
fn width(advance: f32, unit: Vec2, size: f32, next: Option<Vec2>) -> f32 {
    let along = unit.hypot() as f32;
    let by_axis = advance / 1000.0 * along;
    if (along - size).abs() <= 0.02 * size {
        return by_axis;
    }
    let by_size = advance / 1000.0 * size;
    match next.map(|n| n.hypot() as f32) {
        Some(d) if (d - by_axis).abs() <= 0.02 * size => by_axis,
        _ => by_axis.min(by_size),
    }
}

/// Puts a replacement text over the glyphs from `from` on: one character a glyph where the numbers agree, otherwise spread evenly.
fn replace(glyphs: &mut Vec<Glyph>, from: usize, words: &str) {
    let Some(old) = glyphs.get(from..).filter(|g| !g.is_empty()).map(<[Glyph]>::to_vec) else { return };
    let chars: Vec<char> = words.chars().filter(|c| !c.is_control()).collect();
    glyphs.truncate(from);
    for (i, g) in old.iter().enumerate() {
        let (a, b) = (i * chars.len() / old.len(), (i + 1) * chars.len() / old.len());
        let n = (b - a).max(1) as f32;
        for (k, &ch) in chars[a..b].iter().enumerate() {
            let mut part = Glyph { ch, w: g.w / n, ..*g };
            advance(&mut part, g.w * k as f32 / n);
            glyphs.push(part);
        }
    }
}

/// Decodes a text string of a PDF: UTF-16 or UTF-8 with their marks, otherwise Latin-1 (near enough to PDFDocEncoding).
pub fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(s) => s.to_owned(),
            Err(_) => bytes.iter().map(|&b| b as char).collect(),
        },
    }
}
