//! The one shape into which every format is read: a normalised text, its paragraphs and tables, and places.

use rust_decimal::Decimal;

use super::place::{Place, Segment, Span};

/// What a file turned out to be. Every input has exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Read whole.
    #[default]
    Ok,
    /// Read, but something is known to be missing; the notices say what.
    OkWithGaps,
    /// Nothing usable could be read (empty, damaged, not what it claims).
    Unreadable,
    /// Needs a password.
    Encrypted,
    /// Pages are pictures; there is no text layer.
    ScannedNoText,
    /// There are glyphs, but no way to know which characters they are.
    NoUnicode,
    /// Over a limit of [`super::limits`].
    TooLarge,
    /// Over the deadline in processor time.
    Timeout,
    /// Over the memory limit.
    Memory,
    /// The reader died on it.
    Crashed,
    /// A format that is not read.
    Unsupported,
}

impl Status {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::OkWithGaps => "ok_with_gaps",
            Status::Unreadable => "unreadable",
            Status::Encrypted => "encrypted",
            Status::ScannedNoText => "scanned_no_text",
            Status::NoUnicode => "no_unicode",
            Status::TooLarge => "too_large",
            Status::Timeout => "timeout",
            Status::Memory => "memory",
            Status::Crashed => "crashed",
            Status::Unsupported => "unsupported",
        }
    }

    /// Whether there is contents to work with.
    pub fn has_contents(self) -> bool {
        matches!(self, Status::Ok | Status::OkWithGaps)
    }
}

/// The format a file was read as, decided by its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Format {
    Text,
    Html,
    Mhtml,
    Docx,
    Doc,
    Xlsx,
    Xls,
    Ods,
    Pdf,
    Other,
}

impl Format {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Mhtml => "mhtml",
            Format::Docx => "docx",
            Format::Doc => "doc",
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Pdf => "pdf",
            Format::Other => "other",
        }
    }

    /// Whether places are cells of sheets (`Sheet1!C5`).
    pub fn is_workbook(self) -> bool {
        matches!(self, Format::Xlsx | Format::Xls | Format::Ods)
    }
}

/// Something that a stage noticed and the reader of the result should know. Messages are in Chinese, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A fixed word for the kind (`page_lost`, `undecodable_bytes`, `misnumbered_section`, …).
    pub code: &'static str,
    /// What happened and, where there is something to do, what to do.
    pub message: String,
    /// Where, in the normalised text.
    pub span: Option<Span>,
    /// Page, where only the page is known.
    pub page: Option<u32>,
}

/// What kind of line a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Running text, headings included.
    #[default]
    Body,
    /// A row of a table; `table` is an index into [`Document::tables`].
    TableRow {
        /// Index into [`Document::tables`].
        table: u32,
        /// Row of the grid, from 0.
        row: u32,
    },
    /// Page numbers, running headers and footers: kept in the text (a ledger entry must stand somewhere), out of sentences.
    Furniture,
    /// A footnote, a text box, a comment: read after the paragraph that it belongs to.
    Note,
}

/// One logical line: a paragraph with its source lines joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its words, without the line end.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
    /// Heading level that the source declares (Word style, `<h1>`), from 1.
    pub heading: Option<u8>,
    /// Numbering marker at the start of the words that the source made automatically (Word numbering); it is part of the words.
    pub auto_number: bool,
    /// For [`ParagraphKind::Body`] inside a sheet (a report pasted into a workbook): its cell, as table, row and column.
    pub cell: Option<(u32, u32, u32)>,
}

/// What a cell holds as the source stores it, beside the words that it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CellValue {
    /// Only words (every cell of a document's table).
    #[default]
    Text,
    /// Nothing.
    Blank,
    /// A number stored as such, made exact once at 15 significant digits.
    Number(Decimal),
    /// A number shown as a percentage: the value is in percent (97.75 for 0.9775 shown as 97.75%).
    Percent(Decimal),
    /// A date or time; the words show it.
    Date,
    /// True or false.
    Bool(bool),
    /// `#DIV/0!` and its kind.
    Error,
}

/// One cell; a merged cell stands once, at its top left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Row of the grid, from 0.
    pub row: u32,
    /// Column of the grid, from 0.
    pub col: u32,
    /// Rows it covers, at least 1.
    pub rowspan: u32,
    /// Columns it covers, at least 1.
    pub colspan: u32,
    /// Its words in the normalised text (line breaks inside a cell are blanks there); empty for a blank cell.
    pub span: Span,
    /// The stored value.
    pub value: CellValue,
}

/// What a table was in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableKind {
    /// A sheet of a workbook: places are `Sheet1!C5`.
    Sheet,
    /// A table of a document (Word, web page, PDF): places are `T1!C5`.
    #[default]
    Grid,
    /// A table set with tabs, blanks or `|` in a plain text: places are `T1!C5`.
    Text,
}

/// A table or sheet as read. Cells are ordered by row, then column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it was.
    pub kind: TableKind,
    /// Name of the sheet.
    pub name: Option<String>,
    /// Hidden sheet.
    pub hidden: bool,
    /// Page on which it begins.
    pub page: Option<u32>,
    /// Rows of the grid.
    pub rows: u32,
    /// Columns of the grid.
    pub cols: u32,
    /// Rows of its tallest cell.
    pub tallest: u32,
    /// All cells, blank ones included where the source has them.
    pub cells: Vec<Cell>,
    /// The rows' words in the normalised text, from the first row to the last.
    pub span: Span,
}

impl Table {
    /// The cell that covers a position of the grid.
    pub fn at(&self, row: u32, col: u32) -> Option<&Cell> {
        let upto = self.cells.partition_point(|c| (c.row, c.col) <= (row, col));
        // No cell that begins further up reaches down to here: without the bound every gap of a sparse sheet would cost a walk
        // to its top.
        let reaches = |c: &&Cell| row - c.row < self.tallest.max(1);
        self.cells[..upto]
            .iter()
            .rev()
            .take_while(reaches)
            .find(|c| row >= c.row && row < c.row + c.rowspan.max(1) && col >= c.col && col < c.col + c.colspan.max(1))
    }
}

/// A link to an attachment that a web page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words of the link.
    pub text: String,
    /// Its target as written.
    pub target: String,
}

/// What reading a file gives: the input of every later stage, the same for every format.
///
/// Invariants: paragraphs are in text order and do not overlap; every paragraph's words stand on one line of `text`;
/// all words of `text` outside line ends belong to a paragraph; cells' spans lie in their table's rows.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The normalised text: one line a paragraph or table row (cells parted by a tab), `\n` between them.
    pub text: String,
    /// The lines of `text`.
    pub paragraphs: Vec<Paragraph>,
    /// All tables and sheets, in document order.
    pub tables: Vec<Table>,
    /// Where pieces of `text` stood in the source, by `start`.
    pub segments: Vec<Segment>,
    /// How it was read.
    pub format: Option<Format>,
    /// Name of the encoding of a text or web page.
    pub encoding: Option<&'static str>,
    /// Number of pages.
    pub pages: Option<u32>,
    /// What became of the file.
    pub status: Status,
    /// What the reader noticed.
    pub notices: Vec<Notice>,
    /// Pages whose words were recognised in pictures, in order: every value from them may be misread.
    pub recognised_pages: Vec<u32>,
    /// Links to attachments.
    pub links: Vec<Link>,
}

impl Document {
    /// Where a byte of the normalised text stood in the source.
    pub fn place(&self, offset: u32) -> Place {
        let upto = self.segments.partition_point(|s| s.start <= offset);
        match upto.checked_sub(1).and_then(|i| self.segments.get(i)) {
            Some(s) => {
                let words = self.text.get(s.start as usize..offset as usize).unwrap_or("");
                let past = words.chars().count() as u32;
                Place { line: s.line, column: s.column + past, page: (s.page > 0).then_some(s.page) }
            }
            None => Place { line: 1, column: 1, page: None },
        }
    }

    /// Index of the paragraph that holds a byte of the normalised text.
    pub fn paragraph_at(&self, offset: u32) -> Option<usize> {
        let upto = self.paragraphs.partition_point(|p| p.span.start <= offset);
        let i = upto.checked_sub(1)?;
        (offset <= self.paragraphs[i].span.end).then_some(i)
    }

    /// The cell that holds a byte of the normalised text, as table, row and column: of a table's row, or of a sheet's
    /// running text ([`Paragraph::cell`]).
    pub fn cell_at(&self, offset: u32) -> Option<(u32, u32, u32)> {
        let paragraph = self.paragraphs.get(self.paragraph_at(offset)?)?;
        let ParagraphKind::TableRow { table, row } = paragraph.kind else { return paragraph.cell };
        let cells = &self.tables.get(table as usize)?.cells;
        let from = cells.partition_point(|c| c.row < row);
        let here = cells[from..].iter().take_while(|c| c.row == row);
        here.filter(|c| c.span.start <= offset && offset <= c.span.end).map(|c| (table, c.row, c.col)).last()
    }

    /// The words at a span.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The name of a cell's place: `Sheet1!C5` or `T1!C5`.
    pub fn cell_name(&self, table: usize, row: u32, col: u32) -> String {
        let sheet = match self.tables.get(table) {
            Some(Table { kind: TableKind::Sheet, name: Some(name), .. }) => name.clone(),
            _ => format!("T{}", table + 1),
        };
        format!("{sheet}!{}{}", column_letters(col), row + 1)
    }

    /// A document that holds nothing but its status and why.
    pub fn failed(status: Status, format: Option<Format>, code: &'static str, message: impl Into<String>) -> Self {
        let notice = Notice { code, message: message.into(), span: None, page: None };
        Self { status, format, notices: vec![notice], ..Self::default() }
    }
}

/// The letters of a sheet's column: 0 is `A`, 26 is `AA`.
pub fn column_letters(mut col: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (col % 26) as u8);
        if col < 26 {
            break;
        }
        col = col / 26 - 1;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_columns() {
        let all: Vec<_> = [0, 25, 26, 51, 52, 701, 702, 16383].map(column_letters).into();
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn a_cell_covers_its_rows_and_columns() {
        let cell = |row, col, rowspan, colspan| Cell { row, col, rowspan, colspan, ..Cell::default() };
        let cells = vec![cell(0, 0, 3, 2), cell(0, 2, 1, 1), cell(1, 3, 1, 1), cell(4, 1, 1, 1)];
        let t = Table { rows: 5, cols: 4, tallest: 3, cells, ..Table::default() };
        let at = |row, col| t.at(row, col).map(|c| (c.row, c.col));
        assert_eq!(at(2, 1), Some((0, 0)));
        assert_eq!(at(1, 3), Some((1, 3)));
        assert_eq!([at(1, 2), at(3, 0), at(4, 0)], [None; 3]);
        assert_eq!(at(4, 1), Some((4, 1)));
    }
}
