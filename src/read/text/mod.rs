//! Plain text: decoded, its lines joined into paragraphs, its tables and page numbers recognised.

pub mod decode;
pub mod furniture;
pub mod lines;
pub mod survey;
pub mod table;
pub mod wrap;

use std::borrow::Cow;

use super::builder::{Builder, CellShape, Source, is_invisible};
use super::document::{CellValue, Document, Format, Notice, ParagraphKind, Status, Table, TableKind};
use super::marker::{Style, marker};
use super::place::Span;
use lines::Line;
use wrap::Wrap;

/// Largest text file that is read; a report has some 10 KB.
pub const MAX_BYTES: usize = 64 << 20;
/// Share (1 in so many) of control and undecodable characters above which a file is no text.
const MAX_GARBAGE: usize = 20;
/// Runs of lines with separators up to this length are tried again from each line when they make no table.
const RETRY: usize = 64;
/// Longest line before a page number that still may be a paragraph cut by the page's end.
const CUT_BY_PAGE: usize = 90;

/// Reads a plain text of any encoding of the field.
pub fn read(bytes: &[u8]) -> Document {
    let failed = |status, code, message: String| Document::failed(status, Some(Format::Text), code, message);
    if bytes.len() > MAX_BYTES {
        let message = format!("文件有 {} 字节，超过文本文件上限 {MAX_BYTES} 字节，请拆分后重试", bytes.len());
        return failed(Status::TooLarge, "too_large", message);
    }
    if bytes.is_empty() {
        return failed(Status::Unreadable, "empty_file", "文件是空的（0 字节），请核对是否上传完整".into());
    }
    let decoded = decode::decode(bytes);
    let found = survey::survey(decoded.text.as_bytes());
    let mut doc = read_surveyed(&decoded.text, found);
    doc.format = Some(Format::Text);
    doc.encoding = Some(decoded.encoding);
    if doc.paragraphs.is_empty() {
        return failed(Status::Unreadable, "empty_file", "文件中只有空白，没有文字，请核对是否上传完整".into());
    }
    if found & (survey::CONTROL | survey::LATIN | survey::REPLACED) != 0 && is_garbage(&decoded.text) {
        return failed(Status::Unreadable, "not_text", "内容不是文字，也不是可以识别的文件格式，请核对文件".into());
    }
    if found & survey::REPLACED != 0
        && let Some(notice) = undecodable(&doc)
    {
        doc.status = Status::OkWithGaps;
        doc.notices.push(notice);
    }
    doc
}

/// Reads a text that is already decoded. Format and encoding are left open.
pub fn read_str(text: &str) -> Document {
    read_surveyed(text, survey::survey(text.as_bytes()))
}

/// Reads a text of which the survey is known.
fn read_surveyed(text: &str, found: u8) -> Document {
    let lines = lines::split(text, found);
    let invisible = found & (survey::CONTROL | survey::LATIN | survey::MARK | survey::ODD) != 0 && lines::has_invisible(text);
    let cleaned: Vec<Cow<str>> = if invisible { lines.iter().map(|l| visible(l.text)).collect() } else { Vec::new() };
    let words: Vec<&str> = match invisible {
        true => cleaned.iter().map(|c| &**c).collect(),
        false => lines.iter().map(|l| l.text).collect(),
    };
    let mut builder = if found & survey::UNCLEAN == 0 { Builder::of_clean_words() } else { Builder::new() };
    builder.doc.text.reserve(text.len() + 1);
    builder.doc.paragraphs.reserve(lines.len());
    builder.doc.segments.reserve(lines.len());
    let rows = found & survey::IDEOGRAPHIC != 0 || found & survey::ROW != 0 && table::may_be_row(text);
    Layout::new(text, &lines, &words, rows).build(&mut builder);
    builder.finish()
}

/// A line without the characters that take no room.
fn visible(line: &str) -> Cow<'_, str> {
    match line.contains(is_invisible) {
        true => Cow::Owned(line.chars().filter(|c| !is_invisible(*c)).collect()),
        false => Cow::Borrowed(line),
    }
}

/// Lines of the source that make one paragraph or row: a range of [`Layout::order`].
#[derive(Clone, Copy, Debug)]
struct Logical {
    from: usize,
    to: usize,
    blank_before: bool,
    /// Separators of cells in all its lines.
    separators: usize,
}

/// The lines of a text and what they are.
struct Layout<'a> {
    text: &'a str,
    lines: &'a [Line<'a>],
    words: &'a [&'a str],
    furniture: Vec<bool>,
    /// Indices of the lines with words that are no furniture.
    order: Vec<usize>,
    wrap: Option<Wrap>,
    /// Whether anything in the text parts cells.
    rows: bool,
}

impl<'a> Layout<'a> {
    fn new(text: &'a str, lines: &'a [Line<'a>], words: &'a [&'a str], rows: bool) -> Self {
        let furniture = furniture::furniture(words, |i| lines.get(i).is_some_and(|l| l.page_break));
        let mut layout = Self { text, lines, words, furniture, order: Vec::new(), wrap: None, rows };
        layout.order = layout.lines_with_words();
        let prose: Vec<&str> =
            layout.order.iter().filter_map(|&i| words.get(i).copied()).filter(|w| !layout.rows || is_prose(w)).collect();
        layout.wrap = Wrap::detect(&prose);
        if let Some(wrap) = layout.wrap.filter(|_| layout.furniture.contains(&true)) {
            layout.keep_cut_figures(wrap);
        }
        layout
    }

    fn lines_with_words(&self) -> Vec<usize> {
        (0..self.words.len()).filter(|&i| !is_blank(self.words.get(i)) && self.furniture.get(i) != Some(&true)).collect()
    }

    /// A number alone on a line after a full line that ends inside a figure is the figure's end, no page number.
    fn keep_cut_figures(&mut self, wrap: Wrap) {
        for i in 1..self.words.len() {
            let (Some(line), Some(next)) = (self.words.get(i - 1), self.words.get(i)) else { continue };
            let bare = self.furniture.get(i) == Some(&true) && next.trim().bytes().all(|b| b.is_ascii_digit());
            if bare
                && line.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '…' | '·'))
                && wrap.is_full(line, next)
                && let Some(mark) = self.furniture.get_mut(i)
            {
                *mark = false;
            }
        }
        self.order = self.lines_with_words();
    }

    fn word(&self, at: usize) -> &'a str {
        self.order.get(at).and_then(|&i| self.words.get(i)).copied().unwrap_or("")
    }

    /// Whether a blank line, or one of furniture, stands between two lines of the order.
    fn between(&self, a: usize, b: usize) -> (bool, bool) {
        let (Some(&a), Some(&b)) = (self.order.get(a), self.order.get(b)) else { return (false, false) };
        let mut blank = false;
        let mut furniture = false;
        for i in a + 1..b {
            match self.furniture.get(i) {
                Some(true) => furniture = true,
                _ => blank = true,
            }
        }
        (blank, furniture)
    }

    /// Joins the lines into paragraphs and rows.
    fn logical(&self) -> Vec<Logical> {
        let mut all: Vec<Logical> = Vec::with_capacity(self.order.len());
        let mut columns = 0;
        for at in 0..self.order.len() {
            let (blank, furniture) = if at == 0 { (false, false) } else { self.between(at - 1, at) };
            let joins = match all.last() {
                Some(last) if at > 0 => self.joins(*last, at, blank, furniture, columns),
                _ => false,
            };
            match all.last_mut() {
                Some(last) if joins => {
                    last.to = at + 1;
                    last.separators += self.more_separators(at, last.separators);
                }
                _ => {
                    columns = all.last().map_or(0, |last| last.separators);
                    all.push(Logical { from: at, to: at + 1, blank_before: blank && at > 0, separators: self.separators(at) });
                }
            }
        }
        all
    }

    /// Separators of cells in a line; none are looked for in a text that cannot hold a row.
    fn separators(&self, at: usize) -> usize {
        if self.rows { table::separators(self.word(at)) } else { 0 }
    }

    /// Separators that a line adds to a row that already has some.
    fn more_separators(&self, at: usize, so_far: usize) -> usize {
        match (self.rows && so_far > 0, at.checked_sub(1)) {
            (true, Some(before)) => table::separators_of_rest(self.word(before), self.word(at)),
            _ => self.separators(at),
        }
    }

    fn joins(&self, last: Logical, at: usize, blank: bool, furniture: bool, columns: usize) -> bool {
        let (line, next) = (self.word(at - 1), self.word(at));
        if furniture && self.wrap.is_none() {
            return cut_by_page(line, next);
        }
        let Some(wrap) = self.wrap else { return false };
        if blank && !furniture {
            return false;
        }
        if table::is_rule(line) || table::is_rule(next) {
            return false;
        }
        if !wrap.is_full(line, next) {
            return last.separators == 0 && wrap::continues(line, line, next, false, false);
        }
        let so_far = last.separators;
        if so_far > 0 {
            // a row goes on until it has as many cells as the row before, or inside its last figure
            let more = self.more_separators(at, so_far);
            if line.trim_end().ends_with('|') && next.trim_start().starts_with('|') {
                return false;
            }
            let tail = next.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '|'));
            if columns > 0 {
                return if so_far >= columns { tail } else { so_far + more <= columns };
            }
            // the header has words: a line with a figure at its end is a row of its own
            let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
            if more > 0 && !line.contains(figure) && next.trim_end().ends_with(figure) {
                return false;
            }
            let short = more == 0 && marker(next).is_none() && next.trim().chars().count() <= 10 && !wrap::ends_sentence(next);
            let parted =
                line.ends_with(['\t', '|']) || line.ends_with("  ") || next.starts_with("  ") || more > 0 && more != so_far;
            return tail || short || parted;
        }
        if self.separators(at) > 0 || table::is_unit_note(next) || table::is_unit_note(line) {
            return false;
        }
        let indented = next.starts_with("\u{3000}\u{3000}") || next.starts_with("    ");
        if let Some(n) = marker(next).filter(|m| m.style == Style::OneIs && wrap::ends_sentence(line)).and_then(|m| m.ordinal) {
            let ahead = (at..self.order.len()).map(|i| (self.word(i), self.word(i + 1)));
            if let Some(inline) = wrap::enumeration_is_inline(&wrap, n, ahead) {
                return inline && n > 1;
            }
        }
        wrap::continues(self.so_far(last), line, next, true, indented)
    }

    /// The words of a paragraph so far, line ends included.
    fn so_far(&self, logical: Logical) -> &'a str {
        let (first, last) = (self.word(logical.from), self.word(logical.to.saturating_sub(1)));
        let place = |words: &str| (words.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        match (place(first), place(last)) {
            (Some(start), Some(end)) => self.text.get(start..end + last.len()).unwrap_or(last),
            // invisible characters were taken out: the words are no slices of the text
            _ => last,
        }
    }

    fn build(&self, builder: &mut Builder) {
        let logical = self.logical();
        let joined: Vec<Cow<str>> = logical.iter().map(|l| self.joined(*l)).collect();
        let text: Vec<&str> = joined.iter().map(|c| &**c).collect();
        let ends = block_ends(&logical);
        let mut emitted = 0;
        let mut no_table_before = 0;
        let mut after_unit = false;
        let mut at = 0;
        while let Some(entry) = logical.get(at) {
            let words = text.get(at).copied().unwrap_or("");
            let mut found = None;
            if after_unit || at >= no_table_before && self.rows && table::may_be_row(words) {
                // a blank line ends a table unless blank lines stand between all lines
                let spaced = logical.get(at + 1).is_some_and(|l| l.blank_before);
                let upto = if spaced { text.len() } else { ends.get(at).copied().unwrap_or(text.len()) };
                match table::find(text.get(at..upto).unwrap_or_default(), after_unit) {
                    Ok(table) => found = Some(table),
                    // a long run that is no table is not looked at again from each of its lines
                    Err(looked_at) if looked_at > RETRY => no_table_before = at + looked_at,
                    Err(_) => {}
                }
            }
            let next = match found {
                Some(found) => {
                    self.emit_table(builder, &logical, &text, at, &found);
                    at + found.rows.len()
                }
                None => {
                    self.emit_paragraph(builder, *entry);
                    at + 1
                }
            };
            after_unit = words.len() < 90 && table::is_unit_note(words) && next == at + 1;
            let upto = logical.get(next - 1).map_or(emitted, |l| l.to);
            self.emit_furniture(builder, emitted, upto);
            emitted = upto;
            at = next;
        }
        if logical.is_empty() {
            self.emit_furniture(builder, 0, 0);
        }
    }

    fn joined(&self, logical: Logical) -> Cow<'a, str> {
        if logical.to == logical.from + 1 {
            return Cow::Borrowed(self.word(logical.from));
        }
        let mut joined = String::new();
        for at in logical.from..logical.to {
            for piece in self.pieces_of(logical, at) {
                joined.push_str(piece);
            }
        }
        Cow::Owned(joined)
    }

    /// The words of one line inside its paragraph: a blank where two Latin words meet, then the words.
    fn pieces_of(&self, logical: Logical, at: usize) -> [&'a str; 2] {
        let words = self.word(at);
        let (first, last) = (at == logical.from, at + 1 == logical.to);
        // blanks at a break are dropped in prose and kept in a row, where they part cells
        let trimmed = match (first, last) {
            (true, true) => words.trim(),
            (true, false) if table::separators(words) > 0 => words.trim_start(),
            (false, false) if table::separators(words) > 0 => words,
            (false, true) if table::separators(self.word(at - 1)) > 0 => words.trim_end(),
            _ => words.trim(),
        };
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let meet = !first && latin(self.word(at - 1).trim_end().chars().next_back()) && latin(trimmed.chars().next());
        [if meet { " " } else { "" }, trimmed]
    }

    fn place(&self, at: usize, words: &str) -> Source {
        let index = self.order.get(at).copied().unwrap_or(0);
        self.place_of_line(index, words)
    }

    /// Where words of a line begin in the source.
    fn place_of_line(&self, index: usize, words: &str) -> Source {
        let Some(line) = self.lines.get(index) else { return Source::default() };
        let whole = self.words.get(index).copied().unwrap_or("");
        let lead = (words.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        let before = whole.get(..lead).map_or(0, |w| w.chars().count() as u32);
        Source { line: line.number, column: line.column + before, page: 0 }
    }

    fn emit_paragraph(&self, builder: &mut Builder, logical: Logical) {
        let pieces = (logical.from..logical.to).flat_map(|at| {
            let [blank, words] = self.pieces_of(logical, at);
            let source = self.place(at, words);
            [(source, blank), (source, words)].into_iter().filter(|(_, w)| !w.is_empty())
        });
        builder.paragraph(ParagraphKind::Body, pieces);
    }

    fn emit_table(&self, builder: &mut Builder, logical: &[Logical], text: &[&str], at: usize, found: &table::Found) {
        let id = builder.table(Table { kind: TableKind::Text, ..Table::default() });
        let mut row = 0;
        for (k, cells) in found.rows.iter().enumerate() {
            let (Some(cells), Some(entry), Some(line)) = (cells, logical.get(at + k), text.get(at + k)) else { continue };
            let source = self.place(entry.from, self.word(entry.from));
            builder.row_marked(
                id,
                row,
                cells.iter().enumerate().map(|(col, &(start, end))| {
                    let words = line.get(start..end).unwrap_or("");
                    let past = line.get(..start).map_or(0, |l| l.chars().count() as u32);
                    let value = if words.is_empty() { CellValue::Blank } else { CellValue::Text };
                    let source = Source { column: source.column + past, ..source };
                    (CellShape { col: col as u32, rowspan: 1, colspan: 1 }, source, words, value)
                }),
            );
            row += 1;
        }
    }

    /// Page numbers and running headers among the lines of the order from `from` to `to`, and after them.
    fn emit_furniture(&self, builder: &mut Builder, from: usize, to: usize) {
        let start = if from == 0 { 0 } else { self.order.get(from).copied().unwrap_or(self.words.len()) };
        let end = self.order.get(to).copied().unwrap_or(self.words.len());
        for i in start..end {
            if self.furniture.get(i) == Some(&true) {
                let words = self.words.get(i).map_or("", |w| w.trim());
                let source = self.place_of_line(i, words);
                builder.paragraph(ParagraphKind::Furniture, [(source, words)]);
            }
        }
    }
}

/// Whether a line tells of the width: no row of a table.
fn is_prose(line: &str) -> bool {
    !table::may_be_row(line) || line.len() > 60 && table::separators(line) == 0
}

/// For each paragraph or row the index of the next one after a blank line.
fn block_ends(logical: &[Logical]) -> Vec<usize> {
    let mut end = logical.len();
    let mut ends = vec![end; logical.len()];
    for (i, slot) in ends.iter_mut().enumerate().rev() {
        *slot = end;
        if logical.get(i).is_some_and(|l| l.blank_before) {
            end = i;
        }
    }
    ends
}

fn is_blank(line: Option<&&str>) -> bool {
    // Chinese characters, letters and digits are no blanks
    line.is_none_or(|l| !matches!(l.as_bytes(), [b'!'..0x7f | 0xe4..=0xe9, ..]) && l.trim().is_empty())
}

/// Whether a page's end cut a paragraph in a file that is not wrapped: a long line without a full stop goes on.
fn cut_by_page(line: &str, next: &str) -> bool {
    line.len() > CUT_BY_PAGE
        && !wrap::ends_sentence(line)
        && table::separators(line) == 0
        && table::separators(next) == 0
        && wrap::continues(line, line, next, true, false)
}

/// Whether a decoded text is no text: controls and undecodable characters.
fn is_garbage(text: &str) -> bool {
    let bad = text.chars().filter(|&c| c == '\u{fffd}' || c.is_control() && !c.is_whitespace()).count();
    bad > 0 && bad * MAX_GARBAGE > text.chars().count()
}

/// A notice with the place of the first character that could not be decoded.
fn undecodable(doc: &Document) -> Option<Notice> {
    let first = doc.text.find('\u{fffd}')?;
    let count = doc.text.matches('\u{fffd}').count();
    let span = Span::new(first, first + '\u{fffd}'.len_utf8());
    let place = doc.place(span.start);
    let message = format!(
        "有 {count} 处字节不能按编码 {} 识别，以“\u{fffd}”代替，第一处在第 {} 行第 {} 列；请核对原文件或重新导出",
        doc.encoding.unwrap_or("UTF-8"),
        place.line,
        place.column
    );
    Some(Notice { code: "undecodable_bytes", message, span: Some(span), page: None })
}
