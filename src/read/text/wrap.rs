//! Lines that were broken at a fixed width, and when two of them are one paragraph.
//!
//! [`Wrap::detect`] finds the width of a file; [`Wrap::is_full`] says whether a line was broken for want of room;
//! [`continues`] decides from the words whether the next line goes on with the same paragraph. A reader that knows the
//! geometry of its lines (PDF) brings its own fullness and uses [`continues`] alone.

use std::sync::LazyLock;

use serde::Deserialize;

use super::lines::cells;
use crate::read::marker::{Style, marker};

/// Widths below this (in characters, or half the cells) are headings or verse, not wrapping.
const MIN_WIDTH: usize = 15;
/// Widths above this are no screen or paper.
const MAX_WIDTH: usize = 200;
/// How far back (bytes) an item inside a sentence is looked for.
const INLINE_WINDOW: usize = 6000;
/// So many blanks at a line's end are blanks of the text that was broken there.
const MAX_BLANKS: usize = 8;
/// So many full lines at least make a width.
const MIN_FULL: usize = 3;

#[derive(Default, Deserialize)]
struct Words {
    heading_ends: Vec<String>,
    heading_goes_on: Vec<String>,
    nil_lines: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../data/joining.toml")).unwrap_or_default());

/// The unit in which a file's lines were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Every character is one.
    Characters,
    /// Chinese characters and signs of both widths (“ ” … ①) are two.
    Cells,
    /// Chinese characters are two, signs of both widths one.
    NarrowCells,
}

impl Measure {
    fn of(self, text: &str) -> usize {
        match self {
            Measure::Characters => text.chars().count(),
            _ => text.chars().map(|c| self.of_char(c)).sum(),
        }
    }

    fn of_char(self, c: char) -> usize {
        match self {
            Measure::Characters => 1,
            Measure::Cells => cells(c),
            Measure::NarrowCells if c.is_ascii() => 1,
            Measure::NarrowCells if ('\u{4e00}'..='\u{9fff}').contains(&c) => 2,
            Measure::NarrowCells => unicode_width::UnicodeWidthChar::width(c).unwrap_or(0),
        }
    }
}

/// The width of a line in every unit.
#[derive(Clone, Copy, Default)]
struct Widths {
    characters: usize,
    cells: usize,
    narrow: usize,
}

impl Widths {
    fn of(line: &str) -> Self {
        let (mut sum, mut wide, mut ascii, mut at) = (Self::default(), 0, 0, 0);
        let bytes = line.as_bytes();
        loop {
            match bytes.get(at..).unwrap_or_default() {
                // Chinese characters, 、。《》 and ，（： take two cells in both units
                [0xe5..=0xe9, ..] | [0xe4, 0xb8..=0xbf, ..] | [0xe3, 0x80, 0x81..=0x91, ..] | [0xef, 0xbc, 0x81..=0xbf, ..] => {
                    wide += 1;
                    at += 3;
                }
                [b' '..=b'~', ..] => {
                    ascii += 1;
                    at += 1;
                }
                _ => {
                    let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) else { break };
                    sum.characters += 1;
                    sum.cells += Measure::Cells.of_char(c);
                    sum.narrow += Measure::NarrowCells.of_char(c);
                    at += c.len_utf8();
                }
            }
        }
        let cells = 2 * wide + ascii;
        Self { characters: sum.characters + wide + ascii, cells: sum.cells + cells, narrow: sum.narrow + cells }
    }

    fn get(self, measure: Measure) -> usize {
        match measure {
            Measure::Characters => self.characters,
            Measure::Cells => self.cells,
            Measure::NarrowCells => self.narrow,
        }
    }
}

/// The width at which a file's lines were broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrap {
    /// The unit.
    pub measure: Measure,
    /// The width in that unit.
    pub width: usize,
    /// Breaks fall anywhere, also inside numbers and before punctuation; else words and figures are kept together.
    pub anywhere: bool,
}

impl Wrap {
    /// The width of a file, if its lines were broken at one. `lines` are the lines with words, without page numbers and
    /// without rows of tables.
    ///
    /// A file of whole paragraphs has no width: its longest line stands alone, its lines end with a full stop, and the
    /// line after a long one begins with a marker. All three are looked at.
    pub fn detect(lines: &[&str]) -> Option<Self> {
        if lines.len() < MIN_FULL + 1 {
            return None;
        }
        // whole paragraphs are longer than any width; a few lines may be (a table, a navigation bar)
        let outliers = lines.len() / 40;
        if lines.iter().filter(|l| l.len() > MAX_WIDTH * 3).take(outliers + 1).count() > outliers {
            return None;
        }
        let widths: Vec<Widths> = lines.iter().map(|l| Widths::of(l.trim_end())).collect();
        [Measure::Characters, Measure::Cells, Measure::NarrowCells]
            .into_iter()
            .filter_map(|m| Self::in_measure(lines, m, widths.iter().map(|w| w.get(m)).collect(), outliers))
            .max_by_key(|wrap| (wrap.explained(lines), wrap.measure == Measure::Characters))
    }

    /// How many lines that end inside a sentence were full in this measure.
    fn explained(&self, lines: &[&str]) -> usize {
        let open = |line: &str, next: &str| !ends_sentence(line) && marker(next).is_none();
        lines.windows(2).filter(|w| matches!(w, [line, next] if open(line, next) && self.is_full(line, next))).count()
    }

    fn in_measure(lines: &[&str], measure: Measure, widths: Vec<usize>, outliers: usize) -> Option<Self> {
        let (least, most, slack) = match measure {
            Measure::Characters => (MIN_WIDTH, MAX_WIDTH, 0),
            // a Chinese character that does not fit leaves one cell free
            _ => (MIN_WIDTH * 2, MAX_WIDTH * 2, 1),
        };
        let mut counts = vec![0usize; most + 2];
        let mut wider = 0;
        for &w in &widths {
            match counts.get_mut(w) {
                Some(n) if w <= most => *n += 1,
                _ => wider += 1,
            }
        }
        // the width: as many lines as possible just at it, as few as possible beyond
        let mut best: Option<(usize, usize)> = None;
        for width in (least..=most).rev() {
            if wider > outliers {
                break;
            }
            let full: usize = counts.get(width - slack..=width).map_or(0, |c| c.iter().sum());
            if best.is_none_or(|(n, _)| full > n) && counts.get(width).is_some_and(|&n| n > 0) {
                best = Some((full, width));
            }
            wider += counts.get(width).copied().unwrap_or(0);
        }
        let (_, width) = best?;
        let mut wrap = Self { measure, width, anywhere: false };
        let (mut full, mut open, mut room, mut total, mut careless) = (0, 0, 0, 0, 0);
        for (i, (line, &w)) in lines.iter().zip(&widths).enumerate() {
            total += w;
            let near = w + 3 > width && w <= width + 2;
            if !near {
                continue;
            }
            room += w;
            let Some(next) = lines.get(i + 1) else { continue };
            if w + slack < width {
                continue;
            }
            full += 1;
            let goes_on = marker(next).is_none();
            open += usize::from(!ends_sentence(line) && goes_on);
            careless += usize::from(goes_on && (cut_number(line, next) || next.starts_with(is_closing)));
        }
        wrap.anywhere = careless > full / 12;
        (full >= MIN_FULL && open * 10 >= full * 6 && room * 4 >= total).then_some(wrap)
    }

    /// Whether a line was broken for want of room: what follows would not have fitted.
    pub fn is_full(&self, line: &str, next: &str) -> bool {
        // a few blanks at the break belong to the line; padding does not
        let words = line.trim_end();
        let blanks = line.get(words.len()..).map_or(0, |b| self.measure.of(b));
        let width = self.measure.of(words) + if blanks <= MAX_BLANKS { blanks } else { 1 };
        if width >= self.width {
            return true;
        }
        let mut chars = next.trim_start().chars();
        let Some(first) = chars.next() else { return false };
        let mut need = self.measure.of_char(first);
        if !self.anywhere && (!ends_sentence(line) || words.ends_with('；')) {
            // a figure or word is kept whole, closing punctuation is kept with what it closes
            let mut last = first;
            for c in chars.take(24) {
                let together = is_word(last) && is_word(c) || is_closing(c);
                if !together {
                    break;
                }
                need += self.measure.of_char(c);
                last = c;
            }
        } else if self.measure == Measure::Characters {
            return false;
        }
        width + need > self.width
    }
}

/// Letters and digits of one figure or word: `1,286.50`, `98.2%`.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '-')
}

/// Punctuation that never begins a line where lines are set with care.
fn is_closing(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '”' | '’' | '》' | '〕' | '！' | '？' | ')' | '%' | '％' | '］' | '】')
}

/// Whether a line ends where a sentence or an item of a list does.
pub fn ends_sentence(line: &str) -> bool {
    let mut chars = line.trim_end().chars().rev();
    match chars.next() {
        Some('。' | '；' | '：' | '！' | '？' | '…' | ':' | ';') => true,
        Some('”' | '）' | ')') => matches!(chars.next(), Some('。' | '！' | '？')),
        _ => false,
    }
}

/// Whether a figure was cut between two lines: `4,` + `701.88万元`, `40` + `万元` is none (a unit follows).
fn cut_number(line: &str, next: &str) -> bool {
    let mut before = line.trim_end().chars().rev();
    let digit_after = next.trim_start().starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    match before.next() {
        Some(c) if c.is_ascii_digit() || ('０'..='９').contains(&c) => digit_after || next.starts_with(['.', ',']),
        Some('.' | ',') => digit_after && before.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// Decides whether `next` goes on with the paragraph whose last line is `line`.
///
/// - `so_far`: the paragraph up to here, `line` included;
/// - `line`: its last line;
/// - `full`: the line was broken for want of room, as far as its width tells;
/// - `indented`: the next line is set in as the first line of a paragraph is.
pub fn continues(so_far: &str, line: &str, next: &str, full: bool, indented: bool) -> bool {
    let (line, next) = (line.trim_end(), next.trim());
    if next.is_empty() || line.is_empty() {
        return false;
    }
    if goes_on_with_leader(line, next) {
        return true;
    }
    if !full {
        return false;
    }
    if cut_number(line, next) {
        // …共126 + 2.机构设置: a number and an item; the rest of a figure (2.88万元) is no marker
        return marker(next).is_none();
    }
    if next.starts_with(is_closing) {
        return true;
    }
    let ended = ends_sentence(line);
    if indented {
        return false;
    }
    if let Some(m) = marker(next) {
        return match m.style {
            // inside a paragraph more often than at its start
            // — unless the paragraph itself is one item of a list of paragraphs
            Style::OneIs | Style::Nth => {
                let own = marker(so_far).filter(|o| o.style == m.style).and_then(|o| o.ordinal);
                let listed = own.is_some_and(|o| o > 1 && Some(o + 1) == m.ordinal);
                !(listed || ended && m.ordinal == Some(1))
            }
            Style::Arabic | Style::ArabicParen | Style::ArabicHalf if ended => {
                m.ordinal.is_some_and(|n| n > 1 && has_inline_item(so_far, n - 1))
            }
            _ => !ended && line.ends_with(['，', '、', '（', '(']),
        };
    }
    if ended {
        return !is_nil_line(next) && !so_far.trim_start().starts_with(next);
    }
    !heading_closes(so_far, line, next)
}

/// Whether the leader or the page number of an entry of the contents was broken off.
fn goes_on_with_leader(line: &str, next: &str) -> bool {
    let leads = |c: char| matches!(c, '…' | '.' | '·');
    if next.starts_with("....") || next.starts_with("……") {
        return !ends_sentence(line) || line.ends_with(leads);
    }
    line.ends_with(leads) && line.len() > 12 && next.chars().all(|c| c.is_ascii_digit() || leads(c) || c == ' ')
}

/// What the lines after it say of `二是` at the start of a full line: whether it goes on with the paragraph.
///
/// The next number of the enumeration decides: inside a line, the enumeration stands in one paragraph; at the start of a
/// line that follows a short one, each item is a paragraph. `ahead` are pairs of a line and the one after it.
pub fn enumeration_is_inline<'a>(wrap: &Wrap, n: u32, ahead: impl Iterator<Item = (&'a str, &'a str)>) -> Option<bool> {
    const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let wanted = format!("{}是", NUMERALS.get(n as usize)?);
    for (line, next) in ahead.take(60) {
        if next.trim_start().starts_with(&wanted) {
            return Some(wrap.is_full(line, next));
        }
        if next.contains(&wanted) || line.contains(&wanted) {
            return Some(true);
        }
    }
    None
}

/// Whether a paragraph already holds item `n` inside a sentence: `…经费：1.深化…。` before `2.五四期间`.
fn has_inline_item(words: &str, n: u32) -> bool {
    let item = n.to_string();
    let mut from = words.len().saturating_sub(INLINE_WINDOW);
    while !words.is_char_boundary(from) {
        from += 1;
    }
    let words = words.get(from..).unwrap_or("");
    words.match_indices(&item).any(|(at, _)| {
        let before = words.get(..at).unwrap_or("").trim_end_matches(['（', '(']);
        let after = words.get(at + item.len()..).and_then(|w| w.chars().next());
        before.ends_with(['：', '；', '。', ':', '，']) && matches!(after, Some('.' | '．' | '、' | '）' | ')'))
    })
}

fn is_nil_line(next: &str) -> bool {
    let next = next.trim_end_matches(['。', '.']);
    WORDS.nil_lines.iter().any(|w| w == next)
}

/// Whether a line that fills the width by chance is a heading of its own: one line, closed by a word that closes
/// headings (情况, 措施), and followed by the beginning of a sentence.
fn heading_closes(so_far: &str, line: &str, next: &str) -> bool {
    if so_far.trim() != line.trim() || line.contains(['。', '；', '：']) {
        return false;
    }
    if line.contains('，') && line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let titled = marker(line).is_some() || line.ends_with("报告") || line.ends_with("决算");
    titled
        && WORDS.heading_ends.iter().any(|w| line.ends_with(w.as_str()))
        && !WORDS.heading_goes_on.iter().any(|w| next.starts_with(w.as_str()))
        && !next.starts_with(|c: char| c.is_ascii_digit() && !begins_with_year(next))
}

fn begins_with_year(next: &str) -> bool {
    let digits = next.chars().take_while(|c| c.is_ascii_digit()).count();
    digits == 4 && next.get(4..).is_some_and(|rest| rest.starts_with('年'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "三、人员情况。全系统编制158名，其中行政编制12名，事业编制146名（含参公编制21名）。年末实有在职人员149人，退休人员97人，无离休人员，聘用护林员326名。2024年年初预算4,313.36万元，其中基本支出预算1,420.36万元、项目支出预算2,893.00万元；年中净追加388.52万元，全年预算4,701.88万元。";

    fn broken(text: &str, width: usize, measure: Measure) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut used = 0;
        for c in text.chars() {
            if used + measure.of_char(c) > width {
                lines.push(String::new());
                used = 0;
            }
            used += measure.of_char(c);
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
        lines
    }

    #[test]
    fn widths_are_found_and_lines_joined() {
        for measure in [Measure::Characters, Measure::Cells, Measure::NarrowCells] {
            for width in [36, 40, 60, 76] {
                let lines = broken(PROSE, width, measure);
                let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
                let Some(wrap) = Wrap::detect(&refs) else { continue };
                let joined = refs.windows(2).all(|w| continues(refs[0], w[0], w[1], wrap.is_full(w[0], w[1]), false));
                assert!(joined, "{measure:?} {width} {wrap:?} {refs:#?}");
            }
        }
    }

    #[test]
    fn whole_paragraphs_have_no_width() {
        let text = [
            "一、基本情况",
            "（一）职能。负责全县林业工作，组织造林绿化和防沙治沙。",
            "（二）机构。内设六个股室，下辖国有林场3个。",
            "二、支出情况",
            "全年支出12万元。",
            "三、其他",
            "无。",
        ];
        assert_eq!(Wrap::detect(&text), None);
        // headings of one length are no wrapping
        let same = [
            "一、部门基本情况和主要职责以及人员情况说明",
            "二、部门整体支出管理及其使用情况的详细说明",
            "三、部门项目组织实施情况以及其他情况说明",
            "四、部门整体支出绩效情况和存在的问题说明",
        ];
        assert_eq!(Wrap::detect(&same), None);
    }

    #[test]
    fn what_begins_a_paragraph_is_not_joined() {
        for (line, next) in [
            ("抽查资金占项目支出的百分之六十二，形成本报告。", "三、绩效目标设定情况"),
            ("四、国有资本经营预算支出情况", "无。"),
            ("二、一般公共预算支出情况", "（一）基本支出情况"),
            ("六、部门整体支出绩效情况", "2024年，共青团芦淞区委员会认真贯彻"),
        ] {
            assert!(!continues(line, line, next, true, false), "{line} {next}");
        }
        for (line, next) in [
            ("全年预算4,", "701.88万元。全年支出"),
            ("项目支出3,17", "2.88万元构成"),
            ("读者满意度不低于9", "2%。"),
            ("承担野生动植物保护工作", "，指导林果产业发展。"),
            ("四、国有资本经营预算支出", "情况"),
            ("2.2024年度单位一般公共预算财政拨款收入", "41.8万元。"),
            ("一是加强理论武装，筑牢思想根基。", "二是坚持实践育人，培育精神素养。"),
        ] {
            assert!(continues(line, line, next, true, false), "{line} {next}");
        }
    }
}
