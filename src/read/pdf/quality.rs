//! What can be said of the text of each page, and what becomes of the file: measured, never inferred.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::document::{Notice, Status};
use super::engine::{Geometry, Page};
use super::radicals;

/// Measures of one page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageQuality {
    /// Visible glyphs.
    pub glyphs: usize,
    /// Glyphs whose character nobody knows (U+FFFD).
    pub unknown: usize,
    /// Glyphs in the private use area.
    pub private: usize,
    /// Glyphs named by the embedded font only.
    pub recovered: usize,
    /// Glyphs that character recognition read from a picture.
    pub recognised: usize,
    /// Chinese characters.
    pub chinese: usize,
    /// Chinese characters among the 3,755 common ones.
    pub common: usize,
    /// Share of the page that pictures cover, 0 to 1.
    pub pictures: f32,
    /// Drawn shapes.
    pub shapes: u32,
    /// The contents could not be read.
    pub lost: bool,
}

/// Measures a page.
pub fn measure(page: &Page) -> PageQuality {
    let mut q = PageQuality { lost: page.lost, shapes: page.shapes, ..PageQuality::default() };
    for g in page.glyphs.iter().filter(|g| !g.ch.is_whitespace()) {
        q.glyphs += 1;
        q.recovered += usize::from(g.flags.recovered);
        q.recognised += usize::from(g.flags.recognised);
        match g.ch {
            '\u{fffd}' => q.unknown += 1,
            '\u{e000}'..='\u{f8ff}' => q.private += 1,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{2e80}'..='\u{2fdf}' => {
                q.chinese += 1;
                q.common += usize::from(is_common(radicals::common(g.ch)));
            }
            _ => {}
        }
    }
    let area = (page.width * page.height).max(1.0);
    q.pictures = (page.image_area / area).min(1.0);
    q
}

/// Whether a character is of the first level of GB 2312: 3,755 characters, of which running Chinese text is made to 95 % and more.
fn is_common(c: char) -> bool {
    static COMMON: LazyLock<HashSet<char>> = LazyLock::new(|| {
        let codes = (0xB0..=0xD7_u8).flat_map(|lead| (0xA1..=0xFE_u8).map(move |trail| [lead, trail]));
        codes.filter_map(|code| encoding_rs::GBK.decode_without_bom_handling(&code).0.chars().next()).collect()
    });
    COMMON.contains(&c)
}

impl PageQuality {
    /// A page whose characters look Chinese and are not what Chinese is written with: its mapping to Unicode is wrong.
    pub fn is_doubtful(&self) -> bool {
        self.chinese >= 50 && 10 * self.common < 7 * self.chinese
    }

    /// A page that shows something, but no text.
    pub fn is_picture(&self) -> bool {
        !self.lost && self.glyphs < 4 && (self.pictures > 0.3 || self.shapes > 200)
    }

    /// A page of whose glyphs so many cannot be named (figures and Latin letters often can) that it tells nothing.
    pub fn is_unnamed(&self) -> bool {
        self.glyphs > 0 && 10 * (self.unknown + self.private) > 3 * self.glyphs
    }
}

fn pages(list: &[u32]) -> String {
    let shown: Vec<String> = list.iter().take(20).map(u32::to_string).collect();
    let more = if list.len() > 20 { "等" } else { "" };
    format!("第{}{more}页", shown.join("、"))
}

/// The status of a file and what to say about it.
pub fn judge(geometry: &Geometry, complete: bool) -> (Status, Vec<Notice>) {
    let quality: Vec<PageQuality> = geometry.pages.iter().map(measure).collect();
    let numbers = |test: &dyn Fn(&PageQuality) -> bool| -> Vec<u32> {
        (1..).zip(&quality).filter(|(_, q)| test(q)).map(|(n, _)| n).collect()
    };
    let glyphs: usize = quality.iter().map(|q| q.glyphs).sum();
    let unnamed: usize = quality.iter().map(|q| q.unknown + q.private).sum();
    let mut notices = Vec::new();
    let mut note = |code: &'static str, message: String, page: Option<u32>| {
        notices.push(Notice { code, message, span: None, page });
    };
    let lost = numbers(&|q| q.lost);
    let pictures = numbers(&|q| q.is_picture());
    let overfull = geometry.pages.iter().any(|p| p.overfull);
    if glyphs == 0 && overfull {
        note("page_overfull", "页面内容超过上限，没有读出文字；文件可能已损坏或被恶意构造，请重新获取原件".to_owned(), None);
        return (Status::TooLarge, notices);
    }
    if glyphs == 0 {
        let (status, code, message) = if quality.iter().any(|q| q.pictures > 0.05 || q.shapes > 20) {
            (
                Status::ScannedNoText,
                "scanned_no_text",
                "各页都是图像，没有文字层；请提供电子原件，或安装 tesseract-ocr 与 tesseract-ocr-chi-sim 后加 --ocr auto 识别",
            )
        } else if lost.is_empty() {
            (Status::Unreadable, "no_contents", "文件里没有任何文字和图像")
        } else {
            (Status::Unreadable, "page_lost", "各页内容都已损坏，请重新获取原件")
        };
        note(code, message.to_owned(), None);
        return (status, notices);
    }
    // Figures and Latin letters can often be named where no Chinese character can.
    let chinese: usize = quality.iter().map(|q| q.chinese).sum();
    if 2 * unnamed > glyphs || 10 * unnamed > 3 * glyphs && 20 * chinese < unnamed {
        if geometry.fonts_lost || 2 * geometry.damaged > unnamed {
            let message = "字体或其字符对照表已损坏，无法知道是哪些字；请重新获取原件，或用 --ocr auto 识别";
            note("mapping_damaged", message.to_owned(), None);
            return (Status::Unreadable, notices);
        }
        let message = "字体没有字符对照表，无法知道是哪些字；请提供电子原件，或用 --ocr auto 识别";
        note("no_unicode", message.to_owned(), None);
        return (Status::NoUnicode, notices);
    }
    let mut status = Status::Ok;
    if !lost.is_empty() {
        status = Status::OkWithGaps;
        note("page_lost", format!("{}内容已损坏，没有读出；请重新获取原件", pages(&lost)), lost.first().copied());
    }
    let there = geometry.pages.len() as u32;
    if let Some(declared) = geometry.declared_pages.filter(|&d| d > there && d < 100_000) {
        status = Status::OkWithGaps;
        let missing: Vec<u32> = (there + 1..=declared).collect();
        note("page_lost", format!("文件称有{declared}页，只读到{there}页，缺{}", pages(&missing)), Some(there + 1));
    }
    if !pictures.is_empty() {
        status = Status::OkWithGaps;
        let message = format!("{}是图像，没有文字层；可加 --ocr auto 识别", pages(&pictures));
        note("page_scanned", message, pictures.first().copied());
    }
    for (n, q) in (1..).zip(&quality) {
        if q.unknown * 100 > q.glyphs {
            status = Status::OkWithGaps;
            note(
                "unnamed_glyphs",
                format!("第{n}页有{}个字无法识别（字体没有字符对照表），以“\u{fffd}”表示", q.unknown),
                Some(n),
            );
        }
    }
    let doubtful = numbers(&PageQuality::is_doubtful);
    if !doubtful.is_empty() {
        status = Status::OkWithGaps;
        let message = format!(
            "{}的文字多为罕用字，文件的字符对照表很可能有误；请提供电子原件，或打印后用 --ocr auto 识别",
            pages(&doubtful)
        );
        note("text_doubtful", message, doubtful.first().copied());
    }
    if geometry.fonts_lost {
        status = Status::OkWithGaps;
        note("font_lost", "有的字体已损坏，所用之处的文字可能缺失或有误；请重新获取原件核对".to_owned(), None);
    }
    let recovered = numbers(&|q| q.recovered > 0);
    if !recovered.is_empty() {
        note(
            "recovered_from_font",
            format!("{}的部分文字取自内嵌字体的字符表，请核对", pages(&recovered)),
            recovered.first().copied(),
        );
    }
    let recognised = numbers(&|q| q.recognised > 0);
    if !recognised.is_empty() {
        status = Status::OkWithGaps;
        let message = format!("{}的文字由图像识别（OCR）得到，可能有误，请逐一核对", pages(&recognised));
        note("ocr", message, recognised.first().copied());
    }
    if overfull {
        status = Status::OkWithGaps;
        note("page_overfull", "有的页内容超过上限，多出的没有读".to_owned(), None);
    }
    if !complete {
        status = Status::OkWithGaps;
        note("truncated", "文件没有结束标记，可能不完整；请重新获取原件核对".to_owned(), None);
    }
    (status, notices)
}
