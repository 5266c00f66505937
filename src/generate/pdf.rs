//! A generated text as a PDF: A4, wrapped lines, ruled tables, page numbers.
//!
//! The repository holds no font: the caller names one of the machine's, and what is used of it is embedded.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, Permissions};

use super::formats::{Line, lines};

/// Where Chinese fonts usually are.
const USUAL: [&str; 6] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "C:/Windows/Fonts/simsun.ttc",
];

/// A Chinese font of this machine, if one is in a usual place.
pub fn usual_font() -> Option<&'static str> {
    USUAL.into_iter().find(|p| Path::new(p).is_file())
}

/// Why a font cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is no font.
    #[error("不是 TrueType 或 OpenType 字体")]
    NoFont,
    /// It has no Chinese characters.
    #[error("字体中没有汉字")]
    NotChinese,
    /// Its licence forbids it.
    #[error("字体的许可不允许嵌入文件")]
    NotAllowed,
}

/// A font file; of a collection the first font.
#[derive(Clone, Debug)]
pub struct Font(Vec<u8>);

impl Font {
    /// Reads a font.
    pub fn open(path: &Path) -> Result<Self, FontError> {
        let data = fs_err::read(path)?;
        let face = Face::parse(&data, 0).map_err(|_| FontError::NoFont)?;
        if !"预算绩效支出万元".chars().all(|c| face.glyph_index(c).is_some()) {
            return Err(FontError::NotChinese);
        }
        if face.permissions() == Some(Permissions::Restricted) {
            return Err(FontError::NotAllowed);
        }
        Ok(Self(data))
    }
}

/// Width and height of a page, and the margins around its text.
const PAGE: (f32, f32) = (595.0, 842.0);
const SIDE: f32 = 80.0;
const TOP: f32 = 80.0;
const BOTTOM: f32 = 85.0;
/// Sizes of text and tables, and the distance of their lines.
const TEXT: (f32, f32) = (12.0, 22.0);
const CELL: (f32, f32) = (9.0, 13.0);
const WIDTH: f32 = PAGE.0 - 2.0 * SIDE;

/// A text in this font; none if the font lacks one of its characters.
pub fn pdf(font: &Font, text: &str) -> Option<Vec<u8>> {
    let mut pages = Pages::new(Face::parse(&font.0, 0).ok()?);
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in lines(text).chain([Line::Words("")]) {
        match line {
            Line::Row(cells) => rows.push(cells),
            Line::Words(words) => {
                pages.table(&std::mem::take(&mut rows))?;
                pages.paragraph(words)?;
            }
        }
    }
    pages.finish(&font.0)
}

/// The pages as they grow. Heights are measured from the top edge.
struct Pages<'f> {
    face: Face<'f>,
    em: f32,
    used: GlyphRemapper,
    /// By new number: what the glyph stands for, and its width in thousandths.
    glyphs: BTreeMap<u16, (char, f32)>,
    done: Vec<Content>,
    y: f32,
}

impl<'f> Pages<'f> {
    fn new(face: Face<'f>) -> Self {
        let em = f32::from(face.units_per_em());
        Self { face, em, used: GlyphRemapper::new(), glyphs: BTreeMap::new(), done: Vec::new(), y: f32::MAX }
    }

    /// The new number of a character's glyph and its width.
    fn glyph(&mut self, c: char) -> Option<(u16, f32)> {
        let old = self.face.glyph_index(c)?;
        let width = f32::from(self.face.glyph_hor_advance(old)?) * 1000.0 / self.em;
        let new = self.used.remap(old.0);
        self.glyphs.entry(new).or_insert((c, width));
        Some((new, width))
    }

    /// Breaks words into lines of a width; the first one begins further right.
    fn wrap(&mut self, words: &str, size: f32, width: f32, indent: f32) -> Option<Vec<Vec<u8>>> {
        let mut broken = vec![Vec::new()];
        let mut x = indent;
        for c in words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            let (glyph, advance) = self.glyph(c)?;
            let advance = advance * size / 1000.0;
            // A stop may hang over the edge.
            if x + advance > width && !"，。；：、）》”".contains(c) {
                broken.push(Vec::new());
                x = 0.0;
            }
            x += advance;
            broken.last_mut()?.extend(glyph.to_be_bytes());
        }
        Some(broken)
    }

    /// The open page with room for so much, or a new one.
    fn room(&mut self, height: f32) -> Option<&mut Content> {
        if self.y + height > PAGE.1 - BOTTOM {
            let number = format!("- {} -", self.done.len() + 1);
            let label = self.wrap(&number, CELL.0, WIDTH, 0.0)?.concat();
            let mut content = Content::new();
            show(&mut content, &label, CELL.0, PAGE.0 / 2.0 - 10.0, PAGE.1 - 40.0);
            self.done.push(content);
            self.y = TOP;
        }
        self.done.last_mut()
    }

    fn paragraph(&mut self, words: &str) -> Option<()> {
        let (size, leading) = TEXT;
        if words.is_empty() {
            return Some(());
        }
        let indent = 2.0 * size;
        for (i, line) in self.wrap(words, size, WIDTH, indent)?.iter().enumerate() {
            let y = self.y_after(leading)?;
            let x = if i == 0 { SIDE + indent } else { SIDE };
            show(self.done.last_mut()?, line, size, x, y);
        }
        Some(())
    }

    /// Moves down by a line and gives its baseline.
    fn y_after(&mut self, leading: f32) -> Option<f32> {
        self.room(leading)?;
        self.y += leading;
        Some(self.y)
    }

    fn table(&mut self, rows: &[Vec<&str>]) -> Option<()> {
        let (size, leading) = CELL;
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = WIDTH / columns.max(1) as f32;
        if columns > 0 {
            self.y += leading;
        }
        for row in rows {
            let mut cells = Vec::new();
            for words in row {
                cells.push(self.wrap(words, size, width - 6.0, 0.0)?);
            }
            let deepest = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = deepest as f32 * leading + 6.0;
            self.room(height)?;
            let top = self.y;
            let content = self.done.last_mut()?;
            for (c, lines) in cells.iter().enumerate() {
                let x = SIDE + c as f32 * width;
                for (i, line) in lines.iter().enumerate() {
                    show(content, line, size, x + 3.0, top + (i + 1) as f32 * leading);
                }
            }
            for c in 0..columns {
                content.rect(SIDE + c as f32 * width, PAGE.1 - top - height, width, height);
            }
            content.set_line_width(0.5).stroke();
            self.y += height;
        }
        if columns > 0 {
            self.y += leading;
        }
        Some(())
    }

    /// The file.
    fn finish(self, font: &[u8]) -> Option<Vec<u8>> {
        let subset = subsetter::subset(font, 0, &self.used).ok()?;
        let [catalog, tree, type0, cid, descriptor, file, unicode] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
        let page = |i: usize| Ref::new(8 + 2 * i as i32);
        let mut out = Pdf::new();
        out.catalog(catalog).pages(tree);
        out.pages(tree).kids((0..self.done.len()).map(page)).count(self.done.len() as i32);
        for (i, content) in self.done.into_iter().enumerate() {
            let (id, stream) = (page(i), Ref::new(page(i).get() + 1));
            let mut dict = out.page(id);
            dict.parent(tree).media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).contents(stream);
            dict.resources().fonts().pair(Name(b"F"), type0);
            dict.finish();
            out.stream(stream, &deflated(&content.finish())).filter(Filter::FlateDecode);
        }
        let name = Name(b"DEMOAA+Demo");
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        // What is subset stays what it was: outlines of TrueType or of CFF.
        let true_type = !subset.starts_with(b"OTTO");
        let mut dict = out.type0_font(type0);
        dict.base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(unicode);
        dict.finish();
        let mut dict = out.cid_font(cid);
        dict.subtype(if true_type { CidFontType::Type2 } else { CidFontType::Type0 });
        dict.base_font(name).system_info(info).font_descriptor(descriptor).default_width(1000.0);
        if true_type {
            dict.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = dict.widths();
        for (&glyph, &(_, width)) in &self.glyphs {
            widths.same(glyph, glyph, width);
        }
        widths.finish();
        dict.finish();
        let scaled = |v: i16| f32::from(v) * 1000.0 / self.em;
        let bounds = self.face.global_bounding_box();
        let mut dict = out.font_descriptor(descriptor);
        dict.name(name).flags(FontFlags::SYMBOLIC).italic_angle(0.0).stem_v(80.0);
        dict.bbox(Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)));
        dict.ascent(scaled(self.face.ascender())).descent(scaled(self.face.descender())).cap_height(700.0);
        if true_type {
            dict.font_file2(file)
        } else {
            dict.font_file3(file)
        };
        dict.finish();
        let bytes = deflated(&subset);
        let mut stream = out.stream(file, &bytes);
        stream.filter(Filter::FlateDecode);
        if !true_type {
            stream.pair(Name(b"Subtype"), Name(b"OpenType"));
        }
        stream.finish();
        let mut map: UnicodeCmap<u16> = UnicodeCmap::new(Name(b"Demo"), info);
        for (&glyph, &(c, _)) in &self.glyphs {
            map.pair(glyph, c);
        }
        out.stream(unicode, &deflated(&map.finish())).filter(Filter::FlateDecode);
        Some(out.finish())
    }
}

/// Draws glyphs on a baseline.
fn show(content: &mut Content, glyphs: &[u8], size: f32, x: f32, y: f32) {
    content.begin_text().set_font(Name(b"F"), size).next_line(x, PAGE.1 - y).show(Str(glyphs)).end_text();
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        // A machine without a Chinese font has nothing to test; the machines that check this repository have one.
        let Some(font) = usual_font() else { return };
        let font = Font::open(Path::new(font)).expect("a font");
        let text = "一、基本情况\n2024年年初预算42.76万元，其中：人员经费25.83万元，公用经费3.99万元，项目支出12.94万元，资金全部到位。\n\
                    项目名称\t预算数\t执行数\t执行率\n合计\t12.94\t12.94\t100%\n二、自评结论\n自评得分96分。\n";
        let bytes = pdf(&font, text).expect("all characters");
        assert_eq!(bytes, pdf(&font, text).expect("the same again"));
        let doc = crate::read::read(&bytes, "a.pdf");
        assert_eq!(doc.status, crate::read::Status::Ok, "{:?}", doc.notices);
        for words in text.lines().filter(|l| !l.contains('\t')) {
            assert!(doc.text.lines().any(|l| l == words), "{words}\n{}", doc.text);
        }
        assert_eq!(doc.tables.len(), 1);
        assert!(pdf(&font, "缺字\u{10fffe}").is_none());
    }
}
