//! What a PDF engine gives: glyphs, rules and pictures with their places on the page. Everything after it is ours.

use super::super::document::Status;

/// A glyph with its place.
///
/// Coordinates are points, from the top left corner of the page as a reader shows it, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Its character; U+FFFD where nobody knows.
    pub ch: char,
    /// Origin on the baseline.
    pub x: f32,
    /// Baseline.
    pub y: f32,
    /// Advance, in the direction of writing.
    pub w: f32,
    /// Size of the font (height of an em).
    pub size: f32,
    /// Direction of writing.
    pub turn: Turn,
    /// What else is known.
    pub flags: Flags,
}

/// Direction of writing: quarter turns clockwise from left to right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Left to right.
    #[default]
    Right,
    /// Downwards.
    Down,
    /// Right to left, upside down.
    Left,
    /// Upwards.
    Up,
    /// Aslant: watermarks and stamps.
    Slanted,
}

impl Turn {
    /// The direction of a vector (y downwards).
    pub fn of(dx: f32, dy: f32) -> Self {
        let (ax, ay) = (dx.abs(), dy.abs());
        if ay <= 0.1 * ax {
            if dx >= 0.0 { Turn::Right } else { Turn::Left }
        } else if ax <= 0.1 * ay {
            if dy > 0.0 { Turn::Down } else { Turn::Up }
        } else {
            Turn::Slanted
        }
    }
}

/// What is known of a glyph beside its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The character comes from the embedded font's own table, not from the document's mapping.
    pub recovered: bool,
    /// The document says that it is a running header or footer (tagged PDF, pagination artifact).
    pub pagination: bool,
    /// Read from a picture by character recognition.
    pub recognised: bool,
    /// Drawn invisibly: the text layer of an OCR program.
    pub invisible: bool,
}

/// A horizontal or vertical rule: a stroke, or a thin filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Width as shown.
    pub width: f32,
    /// Height as shown.
    pub height: f32,
    /// Glyphs in the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Area of the pictures on the page, in points².
    pub image_area: f32,
    /// Number of drawn paths that are no rules.
    pub shapes: u32,
    /// The contents could not be read (damaged, missing): nothing of this page is known.
    pub lost: bool,
    /// Some glyphs were left out, because the page has more than the limit.
    pub overfull: bool,
}

/// A font that the document uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FontInfo {
    /// Name.
    pub name: String,
    /// `Type0`, `TrueType`, `Type1`, `Type3`.
    pub kind: String,
    /// `Identity-H`, `GBK-EUC-H`, `WinAnsiEncoding`, …
    pub encoding: String,
    /// The font program is in the file.
    pub embedded: bool,
    /// The document maps its codes to Unicode.
    pub to_unicode: bool,
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Geometry {
    /// Pages in order.
    pub pages: Vec<Page>,
    /// How many pages the file says it has, if it says.
    pub declared_pages: Option<u32>,
    /// The program that wrote the file.
    pub producer: String,
    /// Glyphs without a name in fonts that have a mapping to Unicode: the mapping is damaged.
    pub damaged: usize,
    /// A font that a page names cannot be read.
    pub fonts_lost: bool,
}

/// Why an engine could not open a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the file is, then.
    pub status: Status,
    /// Why, in Chinese.
    pub message: String,
}

/// A PDF engine.
pub trait Engine {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Reads all pages.
    fn read(&self, bytes: &[u8]) -> Result<Geometry, Failure>;
}

/// Glyphs kept of one page; a page of a report has 3,000 at most.
pub const MAX_GLYPHS: usize = 300_000;
/// Rules kept of one page.
pub const MAX_RULES: usize = 100_000;
/// Pages read of one file.
pub const MAX_PAGES: usize = 5_000;
/// A filled shape thinner than this is a rule (points).
pub const THIN: f32 = 3.0;
