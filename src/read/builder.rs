//! Puts a [`Document`] together line by line, so that every adapter keeps its invariants without thinking of them.

use super::document::{Cell, CellValue, Document, Paragraph, ParagraphKind, Table};
use super::place::{Segment, Span};
use super::text::survey::{ROW, UNCLEAN, survey};

/// Where the words that are pushed next stood in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
    /// Page from 1, 0 without pages.
    pub page: u32,
}

/// Builds a [`Document`].
#[derive(Debug, Default)]
pub struct Builder {
    /// What has been built; adapters may set its format, status and notices at any time.
    pub doc: Document,
    /// Nothing that is pushed holds a blank other than ` ` or an invisible character.
    clean: bool,
}

impl Builder {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty document into which only words come that need no cleaning: they are not looked through again.
    pub fn of_clean_words() -> Self {
        Self { clean: true, ..Self::default() }
    }

    fn push(&mut self, words: &str) {
        if self.clean {
            self.doc.text.push_str(words);
        } else {
            push_clean(&mut self.doc.text, words);
        }
    }

    fn new_line(&mut self) -> usize {
        if !self.doc.text.is_empty() {
            self.doc.text.push('\n');
        }
        self.doc.text.len()
    }

    /// Notes that the text that follows stood at `source`.
    pub fn mark(&mut self, source: Source) {
        let start = Span::new(self.doc.text.len(), self.doc.text.len()).start;
        let segment = Segment { start, line: source.line, column: source.column.max(1), page: source.page };
        match self.doc.segments.last_mut() {
            Some(last) if last.start == start => *last = segment,
            _ => self.doc.segments.push(segment),
        }
    }

    /// Adds a paragraph made of pieces, each with its place; pieces are joined without anything between them.
    ///
    /// Line ends and tabs inside a piece become blanks. An empty paragraph is left out and gives `None`.
    pub fn paragraph<'a>(
        &mut self,
        kind: ParagraphKind,
        pieces: impl IntoIterator<Item = (Source, &'a str)>,
    ) -> Option<&mut Paragraph> {
        let before = self.doc.text.len();
        let marks = self.doc.segments.len();
        let start = self.new_line();
        for (source, words) in pieces {
            self.mark(source);
            self.push(words);
        }
        if self.doc.text.len() == start {
            self.doc.text.truncate(before);
            self.doc.segments.truncate(marks);
            return None;
        }
        let span = Span::new(start, self.doc.text.len());
        self.doc.paragraphs.push(Paragraph { span, kind, ..Paragraph::default() });
        self.doc.paragraphs.last_mut()
    }

    /// Begins a table; its rows follow through [`Builder::row`].
    pub fn table(&mut self, table: Table) -> usize {
        self.doc.tables.push(table);
        self.doc.tables.len() - 1
    }

    /// Adds a row: cells in column order, each with its words and stored value. Cells are parted by a tab in the text.
    pub fn row<'a>(
        &mut self,
        table: usize,
        row: u32,
        source: Source,
        cells: impl IntoIterator<Item = (CellShape, &'a str, CellValue)>,
    ) {
        self.row_marked(table, row, cells.into_iter().map(|(shape, words, value)| (shape, source, words, value)));
    }

    /// Adds a row whose cells have places of their own.
    pub fn row_marked<'a>(
        &mut self,
        table: usize,
        row: u32,
        cells: impl IntoIterator<Item = (CellShape, Source, &'a str, CellValue)>,
    ) {
        let start = self.new_line();
        let mut before: Option<Source> = None;
        for (shape, source, words, value) in cells {
            if before.is_some() {
                self.doc.text.push('\t');
            }
            if before != Some(source) {
                self.mark(source);
            }
            before = Some(source);
            let from = self.doc.text.len();
            self.push(words.trim());
            let span = Span::new(from, self.doc.text.len());
            if let Some(t) = self.doc.tables.get_mut(table) {
                let (rowspan, colspan) = (shape.rowspan.max(1), shape.colspan.max(1));
                t.rows = t.rows.max(row + rowspan);
                t.cols = t.cols.max(shape.col + colspan);
                t.tallest = t.tallest.max(rowspan);
                t.cells.push(Cell { row, col: shape.col, rowspan, colspan, span, value });
            }
        }
        let span = Span::new(start, self.doc.text.len());
        let kind = ParagraphKind::TableRow { table: table as u32, row };
        self.doc.paragraphs.push(Paragraph { span, kind, ..Paragraph::default() });
        if let Some(t) = self.doc.tables.get_mut(table) {
            if t.span.is_empty() {
                t.span = span;
            }
            t.span.end = span.end;
        }
    }

    /// Adds running text that fills a cell of a sheet: a paragraph a line, and one cell that holds them all (its span runs
    /// over the line ends).
    pub fn sheet_text<'a>(
        &mut self,
        table: usize,
        row: u32,
        source: Source,
        shape: CellShape,
        lines: impl IntoIterator<Item = &'a str>,
        value: CellValue,
    ) {
        let mut span: Option<Span> = None;
        for line in lines {
            if let Some(p) = self.paragraph(ParagraphKind::Body, [(source, line.trim())]) {
                p.cell = Some((table as u32, row, shape.col));
                let start = span.map_or(p.span.start, |s| s.start);
                span = Some(Span { start, end: p.span.end });
            }
        }
        let (Some(span), Some(t)) = (span, self.doc.tables.get_mut(table)) else { return };
        let (rowspan, colspan) = (shape.rowspan.max(1), shape.colspan.max(1));
        t.rows = t.rows.max(row + rowspan);
        t.cols = t.cols.max(shape.col + colspan);
        t.tallest = t.tallest.max(rowspan);
        t.cells.push(Cell { row, col: shape.col, rowspan, colspan, span, value });
        if t.span.is_empty() {
            t.span = span;
        }
        t.span.end = span.end;
    }

    /// The finished document.
    pub fn finish(self) -> Document {
        self.doc
    }
}

/// Column and extent of a cell that is added to a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellShape {
    /// Column from 0.
    pub col: u32,
    /// Rows covered.
    pub rowspan: u32,
    /// Columns covered.
    pub colspan: u32,
}

/// Whether a character takes no room and says nothing: zero-width blanks and joiners, soft hyphens, marks of direction,
/// controls. They are left out of the normalised text.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// Appends words with every blank and line end as ` ` and without invisible characters.
fn push_clean(text: &mut String, words: &str) {
    if is_clean(words.as_bytes()) {
        text.push_str(words);
        return;
    }
    for c in words.chars() {
        match c {
            c if is_invisible(c) => {}
            c if c.is_whitespace() => text.push(' '),
            c => text.push(c),
        }
    }
}

/// Whether words hold no character that [`push_clean`] changes: controls, U+00A0.., U+2000.., U+3000, U+FEFF.
fn is_clean(bytes: &[u8]) -> bool {
    !bytes.iter().fold(false, |found, &b| found | (b < 0x20)) && survey(bytes) & (UNCLEAN & !ROW) == 0
}

#[cfg(test)]
mod tests {
    use super::push_clean;

    #[test]
    fn blanks_are_one_kind_and_invisible_characters_are_gone() {
        let mut text = String::new();
        push_clean(&mut text, "\u{3000}一\u{a0}、a\u{200b}b\tc\u{2028}d\u{feff}“e”\u{ad}……");
        assert_eq!(text, " 一 、ab c d“e”……");
        text.clear();
        push_clean(&mut text, "“三公”经费——３．５万元（全角）");
        assert_eq!(text, "“三公”经费——３．５万元（全角）");
    }
}
