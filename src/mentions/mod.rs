//! Stage 3: every number that is printed, found and classified by the words that touch it.
//!
//! A mention is lexical: `25.83万元` is money whoever spent it. What it means is decided by `interpret`.

mod arabic;
mod bounds;
pub mod cells;
mod chars;
mod codes;
mod dates;
mod han;
mod lexicon;
mod number;
mod ranges;
mod scan;
mod suffix;
#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use crate::outline::Outline;
use crate::read::{Document, ParagraphKind, Span, Table};
use cells::{CellScope, Column};
use scan::Scan;

/// How exact a figure claims to be (handbook §5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bound {
    /// As printed.
    #[default]
    Exact,
    /// 约, 左右
    About,
    /// 余, 多, 以上, 超过, 不少于
    AtLeast,
    /// 近, 不足, 以内
    AtMost,
}

impl Bound {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::About => "about",
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
        }
    }
}

/// The unit that an amount of money is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum MoneyUnit {
    Yuan,
    QianYuan,
    WanYuan,
    BaiwanYuan,
    YiYuan,
}

impl MoneyUnit {
    /// The unit as it is usually printed.
    pub fn as_str(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::QianYuan => "千元",
            MoneyUnit::WanYuan => "万元",
            MoneyUnit::BaiwanYuan => "百万元",
            MoneyUnit::YiYuan => "亿元",
        }
    }

    /// Power of ten that turns this unit into 万元: −4 for 元.
    pub fn exponent(self) -> i32 {
        match self {
            MoneyUnit::Yuan => -4,
            MoneyUnit::QianYuan => -1,
            MoneyUnit::WanYuan => 0,
            MoneyUnit::BaiwanYuan => 2,
            MoneyUnit::YiYuan => 4,
        }
    }
}

/// What a number is that is no amount, percent or count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum OtherKind {
    Year,
    Date,
    Time,
    Duration,
    Ordinal,
    SectionMarker,
    DocumentNumber,
    Code,
    Phone,
    Hotline,
    Name,
    Score,
    Ratio,
    Age,
    Floor,
    PageNumber,
    Contents,
    Plan,
    Meeting,
    Measure,
    Cell,
    Unclassified,
}

impl OtherKind {
    /// The word in the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            OtherKind::Year => "year",
            OtherKind::Date => "date",
            OtherKind::Time => "time",
            OtherKind::Duration => "duration",
            OtherKind::Ordinal => "ordinal",
            OtherKind::SectionMarker => "section_marker",
            OtherKind::DocumentNumber => "document_number",
            OtherKind::Code => "code",
            OtherKind::Phone => "phone",
            OtherKind::Hotline => "hotline",
            OtherKind::Name => "name",
            OtherKind::Score => "score",
            OtherKind::Ratio => "ratio",
            OtherKind::Age => "age",
            OtherKind::Floor => "floor",
            OtherKind::PageNumber => "page_number",
            OtherKind::Contents => "contents",
            OtherKind::Plan => "plan",
            OtherKind::Meeting => "meeting",
            OtherKind::Measure => "measure",
            OtherKind::Cell => "cell",
            OtherKind::Unclassified => "unclassified",
        }
    }
}

/// A number and what kind of number it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The printed words: number and unit, with 余 or 多 between them, without a leading 约 or 近.
    pub span: Span,
    /// The whole expression with the bounding words around it (`约…左右`); contains `span`.
    pub full: Span,
    /// How exact it claims to be.
    pub bound: Bound,
    /// The kind, with its value.
    pub kind: MentionKind,
    /// The table cell that it stands in: table, row, column.
    pub cell: Option<(u32, u32, u32)>,
}

/// The kinds of mentions.
#[derive(Clone, Debug, PartialEq)]
pub enum MentionKind {
    /// Money.
    Money {
        /// Exact value in 万元.
        wan: Decimal,
        /// Decimals printed, in `unit`.
        decimals: u8,
        /// The printed unit, or that of the table for a bare cell.
        unit: MoneyUnit,
    },
    /// A percentage (value in percent; ‰ is divided by ten).
    Percent {
        /// Value in percent.
        value: Decimal,
        /// Decimals printed.
        decimals: u8,
    },
    /// A number with a unit of things, people or events. Activity, staff or target is decided later.
    Count {
        /// The value; none for 数十场 and for ranges.
        value: Option<Decimal>,
        /// Both ends of a range.
        range: Option<(Decimal, Decimal)>,
        /// The unit.
        unit: Span,
    },
    /// A score in 分.
    Score {
        /// Points.
        value: Decimal,
    },
    /// A bare number in a table cell whose column has no money unit.
    Bare {
        /// The value.
        value: Decimal,
        /// Decimals printed.
        decimals: u8,
    },
    /// Anything else.
    Other {
        /// The kind.
        kind: OtherKind,
        /// A value where it has one (the year).
        value: Option<Decimal>,
    },
}

/// Finds every number. The result is ordered by place and free of overlaps, and every digit of the text lies in one mention.
pub fn mentions(doc: &Document, outline: &Outline) -> Vec<Mention> {
    let mut scan = Scan::new(&doc.text);
    let mut tables = Tables::new(doc);
    let mut section = 0;
    let mut contents = outline.contents.iter().copied().peekable();
    let mut at = 0;
    for (i, p) in doc.paragraphs.iter().enumerate() {
        let (start, end) = (p.span.start as usize, p.span.end as usize);
        while contents.next_if(|&c| c < i).is_some() {}
        if start > at {
            scan.region(at, start);
        }
        at = end.max(at);
        if contents.peek() == Some(&i) {
            scan.runs(start, end, OtherKind::Contents);
            continue;
        }
        scan.place = p.cell;
        match p.kind {
            ParagraphKind::Furniture => scan.runs(start, end, OtherKind::PageNumber),
            ParagraphKind::TableRow { table, row } => tables.row(&mut scan, table, row, p.span),
            ParagraphKind::Body | ParagraphKind::Note => {
                let mut from = start;
                while let Some(s) = outline.sections.get(section).filter(|s| s.marker.start < p.span.end) {
                    let marker = s.marker;
                    section += 1;
                    let (m, e) = (marker.start as usize, marker.end as usize);
                    if m < from || e > end {
                        continue;
                    }
                    if m > from {
                        scan.region(from, m);
                    }
                    if !marker.is_empty() {
                        scan.push_other(m, e, OtherKind::SectionMarker);
                    }
                    from = e;
                }
                scan.region(from, end);
            }
        }
    }
    scan.region(at, doc.text.len());
    scan.out
}

/// The tables of a document while its rows are scanned.
struct Tables<'a> {
    doc: &'a Document,
    current: Option<(u32, Vec<CellScope>)>,
    last_unit: Option<(u32, MoneyUnit)>,
}

impl<'a> Tables<'a> {
    fn new(doc: &'a Document) -> Self {
        Self { doc, current: None, last_unit: None }
    }

    /// The scopes of a table's cells, made when its first row comes.
    fn scopes(&mut self, index: u32, table: &Table) -> &[CellScope] {
        if self.current.as_ref().is_none_or(|(i, _)| *i != index) {
            // a table without a unit of its own goes on with that of the table before it, if it has the same columns
            let own = cells::unit_before(self.doc, table);
            let unit = own.or_else(|| self.last_unit.filter(|&(cols, _)| cols == table.cols).map(|(_, u)| u));
            let scopes = cells::scopes(self.doc, table, unit);
            if let Some(u) = scopes.iter().find_map(|s| s.unit) {
                self.last_unit = Some((table.cols, u));
            }
            self.current = Some((index, scopes));
        }
        self.current.as_ref().map_or(&[], |(_, s)| s)
    }

    /// Scans a row cell by cell.
    fn row(&mut self, scan: &mut Scan<'_>, index: u32, row: u32, line: Span) {
        let doc = self.doc;
        let Some(table) = doc.tables.get(index as usize) else {
            scan.region(line.start as usize, line.end as usize);
            return;
        };
        let scopes = self.scopes(index, table);
        let unit = row_unit(doc, table, scopes, row);
        let first = table.cells.partition_point(|c| c.row < row);
        let mut at = line.start as usize;
        for (i, cell) in table.cells.iter().enumerate().skip(first).take_while(|(_, c)| c.row == row) {
            let (start, end) = (cell.span.start as usize, cell.span.end as usize);
            if start < at || end > line.end as usize || start >= end {
                continue;
            }
            scan.cell = None;
            scan.region(at, start);
            scan.cell = Some((index, cell.row, cell.col));
            match scopes.get(i) {
                Some(scope) => {
                    scan.cell(start, end, scope);
                    if let Some(unit) = unit.filter(|_| is_value(&scope.header)) {
                        scan.take_unit(start, unit);
                    }
                }
                None => scan.region(start, end),
            }
            at = end;
        }
        scan.cell = None;
        scan.region(at, line.end as usize);
    }
}

/// The unit without a 万 before it (万人, 万亩), where something is left.
fn of_ten_thousand(unit: &str) -> &str {
    unit.strip_prefix('万').filter(|rest| !rest.is_empty() && !rest.starts_with('元')).unwrap_or(unit)
}

/// Columns of a form that hold an indicator's target or result.
fn is_value(header: &str) -> bool {
    ["指标值", "完成值", "目标值"].iter().any(|w| header.contains(w))
}

/// The cell of a form's row that holds the unit of its indicator (`≥ | 1100 | 人次`).
fn row_unit(doc: &Document, table: &Table, scopes: &[CellScope], row: u32) -> Option<Span> {
    let first = table.cells.partition_point(|c| c.row < row);
    let cells = table.cells.iter().zip(scopes).skip(first).take_while(|(c, _)| c.row == row);
    cells
        .filter(|(_, s)| {
            !s.is_header
                && (s.header.is_empty() || is_value(&s.header) || ["度量单位", "计量单位"].iter().any(|w| s.header.contains(w)))
        })
        .map(|(c, _)| c.span)
        .find(|&s| {
            let words = doc.words(s);
            matches!(words, "%" | "％" | "百分比" | "元" | "万元" | "亿元")
                || lexicon::lexicon().unit(of_ten_thousand(words), 0).is_some_and(|(end, _)| end == of_ten_thousand(words).len())
        })
}

impl Scan<'_> {
    /// Gives a bare number of an indicator the unit that stands in another cell of its row.
    fn take_unit(&mut self, start: usize, unit: Span) {
        let text = self.text;
        let Some(m) = self.out.last_mut().filter(|m| m.span.start as usize >= start) else { return };
        let MentionKind::Bare { value, decimals } = m.kind else { return };
        let money =
            |unit: MoneyUnit| number::scaled(value, unit.exponent()).map(|wan| MentionKind::Money { wan, decimals, unit });
        let kind = match unit.of(text) {
            "%" | "％" | "百分比" => Some(MentionKind::Percent { value, decimals }),
            "元" => money(MoneyUnit::Yuan),
            "万元" => money(MoneyUnit::WanYuan),
            "亿元" => money(MoneyUnit::YiYuan),
            words => {
                // 万人, 万亩: so many ten thousands
                let plain = of_ten_thousand(words);
                let many = plain.len() < words.len();
                let value = if many { number::scaled(value, 4) } else { Some(value) };
                let unit = Span::new(unit.start as usize + words.len() - plain.len(), unit.end as usize);
                lexicon::lexicon()
                    .unit(plain, 0)
                    .filter(|&(_, k)| k == lexicon::UnitKind::Count)
                    .and(value)
                    .map(|value| MentionKind::Count { value: Some(value), range: None, unit })
            }
        };
        if let Some(kind) = kind {
            m.kind = kind;
        }
    }

    /// Scans a cell: a number alone takes its unit from the table.
    fn cell(&mut self, start: usize, end: usize, scope: &CellScope) {
        let words = self.text.get(start..end).unwrap_or("");
        let first = self.out.len();
        if cells::is_number(words) && self.bare(start, end, words, scope) {
            return;
        }
        self.region(start, end);
        // 其中：一般公共预算：41.8: label and number in one cell
        let labelled = words.rsplit(['：', ':']).next().filter(|v| v.len() < words.len() && cells::is_number(v));
        let (Some(value), Some(unit)) = (labelled, scope.unit) else { return };
        let at = end - value.len();
        if matches!(scope.column, Column::Plain) && !scope.header.is_empty() && !scope.is_header {
            return;
        }
        if let [.., last] = self.out.as_slice()
            && self.out.len() > first
            && last.span.start as usize >= at
            && matches!(last.kind, MentionKind::Other { kind: OtherKind::Unclassified, .. })
            && let Some(m) = self.out.pop()
        {
            self.done = m.span.start as usize;
            let read = number::arabic(self.text, m.span.start as usize, end);
            let n = number::Number { exponent: u32::try_from(unit.exponent() + 4).unwrap_or(0), ..read };
            if self.money(&n, n.digits_end, unit).is_none() {
                self.done = m.span.end as usize;
                self.out.push(m);
            }
        }
    }

    /// A cell that holds nothing but a number. False if it is not one number after all.
    fn bare(&mut self, start: usize, end: usize, words: &str, scope: &CellScope) -> bool {
        let Some(at) = words.char_indices().find(|&(_, c)| chars::digit(c).is_some()).map(|(i, _)| start + i) else {
            return false;
        };
        self.from = start;
        self.limit = end;
        let n = number::arabic(self.text, at, end);
        let rest = self.text.get(n.digits_end..end).unwrap_or("").trim();
        let head = self.text.get(start..at).unwrap_or("").trim();
        let bracketed = matches!(head, "(" | "（") && matches!(rest, ")" | "）");
        let negative = bracketed || matches!(head, "-" | "－" | "−");
        let sign = self.text.get(start..at).and_then(|h| h.find(|c: char| !c.is_whitespace())).map_or(at, |i| start + i);
        let Some(value) = n.base else { return false };
        let value = if negative { -value } else { value };
        if !(head.is_empty() || negative || head == "+") || n.end > n.digits_end {
            return false;
        }
        let to = if bracketed {
            n.digits_end + self.text.get(n.digits_end..end).map_or(0, |r| r.trim_end().len())
        } else {
            n.digits_end
        };
        let from = if head.is_empty() { at } else { sign };
        match rest {
            "%" | "％" => {
                let to = start + words.trim_end().len();
                self.push(from, to, MentionKind::Percent { value, decimals: n.decimals });
            }
            "" | ")" | "）" if rest.is_empty() || bracketed => {
                let kind = match scope.column {
                    Column::Money(unit) => match number::scaled(value, unit.exponent()) {
                        Some(wan) => MentionKind::Money { wan, decimals: n.decimals, unit },
                        None => MentionKind::Bare { value, decimals: n.decimals },
                    },
                    // 0.9713 under 执行率 is a ratio (rule G06)
                    Column::Percent if value.abs() <= Decimal::new(15, 1) && !scope.header.contains(['%', '％']) => {
                        let value = number::scaled(value, 2).unwrap_or(value);
                        MentionKind::Percent { value, decimals: n.decimals.saturating_sub(2) }
                    }
                    Column::Percent => MentionKind::Percent { value, decimals: n.decimals },
                    Column::Plain => MentionKind::Bare { value, decimals: n.decimals },
                };
                self.push(from, to, kind);
            }
            _ => return false,
        }
        true
    }
}
