//! Stage 3: every number that is printed, found and classified by the words that touch it.
//!
//! A mention is lexical: `25.83万元` is money whoever spent it. What it means is decided by `interpret`.

use rust_decimal::Decimal;

use crate::outline::Outline;
use crate::read::{Document, Span};

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
pub fn mentions(_doc: &Document, _outline: &Outline) -> Vec<Mention> {
    Vec::new()
}
