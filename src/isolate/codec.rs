//! Documents as bytes, for the way from a worker to its parent.
//!
//! Every struct is taken apart by all its fields, so that a new field does not compile until it is sent too.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rust_decimal::Decimal;

use crate::read::{
    Cell, CellValue, Document, Format, Link, Notice, Paragraph, ParagraphKind, Segment, Span, Status, Table, TableKind,
};

const STATUSES: [Status; 11] = [
    Status::Ok,
    Status::OkWithGaps,
    Status::Unreadable,
    Status::Encrypted,
    Status::ScannedNoText,
    Status::NoUnicode,
    Status::TooLarge,
    Status::Timeout,
    Status::Memory,
    Status::Crashed,
    Status::Unsupported,
];

const FORMATS: [Format; 10] = [
    Format::Text,
    Format::Html,
    Format::Mhtml,
    Format::Docx,
    Format::Doc,
    Format::Xlsx,
    Format::Xls,
    Format::Ods,
    Format::Pdf,
    Format::Other,
];

/// Fixed words (codes of notices, names of encodings) that may be kept for the life of the program; there are few.
const MAX_WORDS: usize = 1_000;

/// A word that lives as long as the program.
fn fixed(word: &str) -> Option<&'static str> {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&known) = words.get(word) {
        return Some(known);
    }
    if words.len() >= MAX_WORDS {
        return None;
    }
    let leaked: &'static str = Box::leak(word.to_owned().into_boxed_str());
    words.insert(leaked);
    Some(leaked)
}

/// Encodes a document.
pub fn encode(doc: &Document) -> Vec<u8> {
    let Document { text, paragraphs, tables, segments, format, encoding, pages, status, notices, recognised_pages, links } = doc;
    let mut out = Out(Vec::with_capacity(text.len() + 16 * (paragraphs.len() + segments.len()) + 4096));
    out.string(text);
    out.list(paragraphs, Out::paragraph);
    out.list(tables, Out::table);
    out.list(segments, |out, s| {
        let Segment { start, line, column, page } = *s;
        out.numbers([start, line, column, page]);
    });
    out.option(format.as_ref(), |out, f| out.index(&FORMATS, f));
    out.option(encoding.as_ref(), |out, e| out.string(e));
    out.option(pages.as_ref(), |out, p| out.number(*p));
    out.index(&STATUSES, status);
    out.list(notices, |out, n| {
        let Notice { code, message, span, page } = n;
        out.string(code);
        out.string(message);
        out.option(span.as_ref(), |out, s| out.span(*s));
        out.option(page.as_ref(), |out, p| out.number(*p));
    });
    out.list(recognised_pages, |out, p| out.number(*p));
    out.list(links, |out, l| {
        let Link { text, target } = l;
        out.string(text);
        out.string(target);
    });
    out.0
}

struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, n: u32) {
        self.0.extend(n.to_le_bytes());
    }

    fn numbers<const N: usize>(&mut self, numbers: [u32; N]) {
        for n in numbers {
            self.number(n);
        }
    }

    fn string(&mut self, s: &str) {
        self.number(u32::try_from(s.len()).unwrap_or(u32::MAX));
        self.0.extend(s.as_bytes());
    }

    fn span(&mut self, s: Span) {
        self.number(s.start);
        self.number(s.end);
    }

    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.number(u32::try_from(items.len()).unwrap_or(u32::MAX));
        for i in items {
            item(self, i);
        }
    }

    fn option<T>(&mut self, value: Option<&T>, some: impl FnOnce(&mut Self, &T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(v) = value {
            some(self, v);
        }
    }

    fn index<T: PartialEq>(&mut self, all: &[T], value: &T) {
        self.0.push(all.iter().position(|v| v == value).map_or(u8::MAX, |i| i as u8));
    }

    fn paragraph(&mut self, p: &Paragraph) {
        let Paragraph { span, kind, heading, auto_number, cell } = p;
        self.span(*span);
        match kind {
            ParagraphKind::Body => self.0.push(0),
            ParagraphKind::TableRow { table, row } => {
                self.0.push(1);
                self.number(*table);
                self.number(*row);
            }
            ParagraphKind::Furniture => self.0.push(2),
            ParagraphKind::Note => self.0.push(3),
        }
        self.option(heading.as_ref(), |out, h| out.0.push(*h));
        self.0.push(u8::from(*auto_number));
        self.option(cell.as_ref(), |out, c| out.numbers([c.0, c.1, c.2]));
    }

    fn table(&mut self, t: &Table) {
        let Table { kind, name, hidden, page, rows, cols, tallest, cells, span } = t;
        self.0.push(match kind {
            TableKind::Sheet => 0,
            TableKind::Grid => 1,
            TableKind::Text => 2,
        });
        self.option(name.as_ref(), |out, n| out.string(n));
        self.0.push(u8::from(*hidden));
        self.option(page.as_ref(), |out, p| out.number(*p));
        self.number(*rows);
        self.number(*cols);
        self.number(*tallest);
        self.list(cells, Self::cell);
        self.span(*span);
    }

    fn cell(&mut self, c: &Cell) {
        let Cell { row, col, rowspan, colspan, span, value } = c;
        self.numbers([*row, *col, *rowspan, *colspan]);
        self.span(*span);
        match value {
            CellValue::Text => self.0.push(0),
            CellValue::Blank => self.0.push(1),
            CellValue::Number(d) => {
                self.0.push(2);
                self.0.extend(d.serialize());
            }
            CellValue::Percent(d) => {
                self.0.push(3);
                self.0.extend(d.serialize());
            }
            CellValue::Date => self.0.push(4),
            CellValue::Bool(b) => self.0.push(5 + u8::from(*b)),
            CellValue::Error => self.0.push(7),
        }
    }
}

/// Decodes a document; none if the bytes are not one.
pub fn decode(bytes: &[u8]) -> Option<Document> {
    let mut input = In(bytes);
    let doc = Document {
        text: input.string()?.to_owned(),
        paragraphs: input.list(In::paragraph)?,
        tables: input.list(In::table)?,
        segments: input
            .list(|i| Some(Segment { start: i.number()?, line: i.number()?, column: i.number()?, page: i.number()? }))?,
        format: input.option(|i| i.index(&FORMATS))?,
        encoding: input.option(|i| fixed(i.string()?))?,
        pages: input.option(In::number)?,
        status: input.index(&STATUSES)?,
        notices: input.list(|i| {
            Some(Notice {
                code: fixed(i.string()?)?,
                message: i.string()?.to_owned(),
                span: i.option(In::span)?,
                page: i.option(In::number)?,
            })
        })?,
        recognised_pages: input.list(In::number)?,
        links: input.list(|i| Some(Link { text: i.string()?.to_owned(), target: i.string()?.to_owned() }))?,
    };
    input.0.is_empty().then_some(doc)
}

struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn string(&mut self) -> Option<&'a str> {
        let n = self.number()? as usize;
        std::str::from_utf8(self.take(n)?).ok()
    }

    fn span(&mut self) -> Option<Span> {
        Some(Span { start: self.number()?, end: self.number()? })
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.number()?;
        let mut items = Vec::with_capacity((n as usize).min(self.0.len()));
        for _ in 0..n {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn option<T>(&mut self, some: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            1 => Some(Some(some(self)?)),
            _ => None,
        }
    }

    fn index<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.byte()? as usize).copied()
    }

    fn flag(&mut self) -> Option<bool> {
        self.index(&[false, true])
    }

    fn decimal(&mut self) -> Option<Decimal> {
        Some(Decimal::deserialize(self.take(16)?.try_into().ok()?))
    }

    fn paragraph(&mut self) -> Option<Paragraph> {
        let span = self.span()?;
        let kind = match self.byte()? {
            0 => ParagraphKind::Body,
            1 => ParagraphKind::TableRow { table: self.number()?, row: self.number()? },
            2 => ParagraphKind::Furniture,
            3 => ParagraphKind::Note,
            _ => return None,
        };
        let (heading, auto_number) = (self.option(In::byte)?, self.flag()?);
        let cell = self.option(|i| Some((i.number()?, i.number()?, i.number()?)))?;
        Some(Paragraph { span, kind, heading, auto_number, cell })
    }

    fn table(&mut self) -> Option<Table> {
        Some(Table {
            kind: self.index(&[TableKind::Sheet, TableKind::Grid, TableKind::Text])?,
            name: self.option(|i| i.string().map(str::to_owned))?,
            hidden: self.flag()?,
            page: self.option(In::number)?,
            rows: self.number()?,
            cols: self.number()?,
            tallest: self.number()?,
            cells: self.list(In::cell)?,
            span: self.span()?,
        })
    }

    fn cell(&mut self) -> Option<Cell> {
        let (row, col, rowspan, colspan) = (self.number()?, self.number()?, self.number()?, self.number()?);
        let span = self.span()?;
        let value = match self.byte()? {
            0 => CellValue::Text,
            1 => CellValue::Blank,
            2 => CellValue::Number(self.decimal()?),
            3 => CellValue::Percent(self.decimal()?),
            4 => CellValue::Date,
            5 => CellValue::Bool(false),
            6 => CellValue::Bool(true),
            7 => CellValue::Error,
            _ => return None,
        };
        Some(Cell { row, col, rowspan, colspan, span, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Document {
        let span = Span { start: 3, end: 9 };
        let cell = |value| Cell { row: 1, col: 2, rowspan: 3, colspan: 4, span, value };
        Document {
            text: "一、基本情况\n甲\t42.76".to_owned(),
            paragraphs: vec![
                Paragraph { span, kind: ParagraphKind::Body, heading: Some(2), auto_number: true, cell: Some((0, 5, 6)) },
                Paragraph { kind: ParagraphKind::TableRow { table: 1, row: 7 }, ..Paragraph::default() },
                Paragraph { kind: ParagraphKind::Furniture, ..Paragraph::default() },
            ],
            tables: vec![Table {
                kind: TableKind::Sheet,
                name: Some("表1".to_owned()),
                hidden: true,
                page: Some(4),
                rows: 5,
                cols: 6,
                tallest: 3,
                cells: vec![
                    cell(CellValue::Number(Decimal::new(4276, 2))),
                    cell(CellValue::Percent(Decimal::new(-5, 1))),
                    cell(CellValue::Bool(true)),
                    cell(CellValue::Error),
                ],
                span,
            }],
            segments: vec![Segment { start: 1, line: 2, column: 3, page: 4 }],
            format: Some(Format::Pdf),
            encoding: Some("GB18030"),
            pages: Some(9),
            status: Status::OkWithGaps,
            notices: vec![Notice { code: "page_lost", message: "第3页".to_owned(), span: Some(span), page: Some(3) }],
            recognised_pages: vec![2, 3],
            links: vec![Link { text: "附件".to_owned(), target: "a.pdf".to_owned() }],
        }
    }

    #[test]
    fn documents_arrive_whole() {
        let bytes = encode(&sample());
        assert_eq!(format!("{:?}", decode(&bytes)), format!("{:?}", Some(sample())));
    }

    #[test]
    fn cut_or_foreign_bytes_are_no_document() {
        let bytes = encode(&sample());
        assert!((0..bytes.len()).all(|n| decode(&bytes[..n]).is_none()));
        assert!(decode(&[0xFF; 64]).is_none());
    }
}
