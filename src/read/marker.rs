//! The numbering marker at the start of a paragraph, in all the forms that the field prints.

use std::str::Chars;

/// The numeral system and brackets of a marker; separators are told apart by [`Separator`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// 第一部分, 第一章
    Part,
    /// 一、
    Chinese,
    /// （一）
    ChineseParen,
    /// 一）
    ChineseHalf,
    /// Ⅰ、
    Roman,
    /// 1.
    Arabic,
    /// 1.1, 1.1.1: the number of components
    Decimal(u8),
    /// （1） ⑴
    ArabicParen,
    /// 1）
    ArabicHalf,
    /// ①
    Circled,
    /// 任务1：
    Task,
    /// 一是
    OneIs,
    /// 第一，
    Nth,
}

/// The outward shape of a marker: a misprint changes the numerals more easily than the brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 一、 1.
    Plain,
    /// （一） （1）
    Paren,
    /// 一） 1）
    Half,
    /// Words and signs of their own.
    Own,
}

impl Style {
    /// The conventional rank of official documents (第一部分 > 一、 > （一） > 1. > （1）); none for styles that stand anywhere.
    pub fn rank(self) -> Option<u8> {
        match self {
            Style::Part => Some(0),
            Style::Chinese => Some(1),
            Style::ChineseParen | Style::ChineseHalf => Some(2),
            Style::Arabic => Some(3),
            Style::ArabicParen => Some(4),
            _ => None,
        }
    }

    /// Its outward shape.
    pub fn shape(self) -> Shape {
        match self {
            Style::Chinese | Style::Arabic | Style::Roman => Shape::Plain,
            Style::ChineseParen | Style::ArabicParen => Shape::Paren,
            Style::ChineseHalf | Style::ArabicHalf => Shape::Half,
            _ => Shape::Own,
        }
    }
}

/// What stands between the numeral and the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// Nothing of its own (brackets, 一是).
    None,
    /// `.` or `．`
    Dot,
    /// `、`
    Dun,
    /// `，` or `：`, where a dot was due.
    Odd,
    /// Only blanks: the separator was lost.
    Blank,
}

/// A marker found at the start of some words. Offsets are bytes from the start of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Numerals and brackets.
    pub style: Style,
    /// What follows the numeral.
    pub separator: Separator,
    /// The number; none where it was lost (`（）`).
    pub ordinal: Option<u32>,
    /// First byte of the marker.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// First byte of the title.
    pub title: usize,
}

/// Largest number of a marker; anything above is a year or a figure.
const MAX_ORDINAL: u32 = 199;
/// Longest line (in bytes) that counts as a heading when its separator is odd or lost.
const MAX_WEAK_HEADING: usize = 120;
/// Words that make a marker together with a number and a colon (任务1：). 目标1： labels a goal and is none.
const TASK_WORDS: [&str; 4] = ["任务", "项目", "举措", "措施"];

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// Value of a Chinese digit or 十.
fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '〇' | '零' => 0,
        _ => return None,
    })
}

/// Value of an Arabic digit, full-width ones included.
fn arabic_digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// A place in the words.
#[derive(Clone)]
struct Cursor<'a> {
    words: &'a str,
    chars: Chars<'a>,
}

impl<'a> Cursor<'a> {
    fn new(words: &'a str) -> Self {
        Self { words, chars: words.chars() }
    }

    fn at(&self) -> usize {
        self.words.len() - self.chars.as_str().len()
    }

    fn peek(&self) -> Option<char> {
        self.chars.clone().next()
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| wanted(c))?;
        self.chars.next();
        Some(c)
    }

    fn eat_str(&mut self, wanted: &str) -> bool {
        match self.chars.as_str().strip_prefix(wanted) {
            Some(rest) => {
                self.chars = rest.chars();
                true
            }
            None => false,
        }
    }

    fn blanks(&mut self) -> bool {
        // most characters need no look into the tables
        if matches!(self.chars.as_str().as_bytes(), [] | [b'!'..0x7f | 0xe4..=0xe9, ..]) {
            return false;
        }
        let before = self.at();
        while self.eat(is_blank).is_some() {}
        self.at() > before
    }

    /// A Chinese number up to 99.
    fn chinese(&mut self) -> Option<u32> {
        let mut tens: Option<u32> = None;
        let mut units: Option<u32> = None;
        let mut ahead = self.clone();
        while let Some(d) = ahead.peek().and_then(chinese_digit) {
            if d == 10 {
                if tens.is_some() {
                    return None;
                }
                tens = Some(units.take().unwrap_or(1));
            } else if units.is_some() {
                return None;
            } else {
                units = Some(d);
            }
            ahead.chars.next();
        }
        let value = tens.unwrap_or(0) * 10 + units.unwrap_or(0);
        if value == 0 {
            return None;
        }
        *self = ahead;
        Some(value)
    }

    /// An Arabic number up to [`MAX_ORDINAL`], with its number of digits.
    fn arabic(&mut self) -> Option<u32> {
        let mut ahead = self.clone();
        let mut value = 0;
        let mut digits = 0;
        while let Some(d) = ahead.peek().and_then(arabic_digit) {
            value = value * 10 + d;
            digits += 1;
            if digits > 3 {
                return None;
            }
            ahead.chars.next();
        }
        if digits == 0 || value == 0 || value > MAX_ORDINAL {
            return None;
        }
        *self = ahead;
        Some(value)
    }
}

/// Value and style of a single sign that is a number with its brackets: ①, ⑴, ㈠, Ⅰ.
fn enclosed(c: char) -> Option<(Style, u32)> {
    let from = |style, first: u32, base: u32| Some((style, c as u32 - first + base));
    match c as u32 {
        0x2460..=0x2473 => from(Style::Circled, 0x2460, 1),
        0x3251..=0x325f => from(Style::Circled, 0x3251, 21),
        0x32b1..=0x32bf => from(Style::Circled, 0x32b1, 36),
        0x2776..=0x277f => from(Style::Circled, 0x2776, 1),
        0x2780..=0x2789 => from(Style::Circled, 0x2780, 1),
        0x278a..=0x2793 => from(Style::Circled, 0x278a, 1),
        0x2474..=0x2487 => from(Style::ArabicParen, 0x2474, 1),
        0x2488..=0x249b => from(Style::Arabic, 0x2488, 1),
        0x3220..=0x3229 => from(Style::ChineseParen, 0x3220, 1),
        0x2160..=0x216b => from(Style::Roman, 0x2160, 1),
        _ => None,
    }
}

/// Finds the marker with which a paragraph begins.
pub fn marker(words: &str) -> Option<Marker> {
    let mut cursor = Cursor::new(words);
    cursor.blanks();
    let start = cursor.at();
    let found = match cursor.peek()? {
        '第' => nth(&mut cursor),
        '（' | '(' | '〔' | '﹙' => bracketed(&mut cursor),
        '其' => {
            cursor.chars.next();
            let n = cursor.chinese()?;
            cursor.eat(|c| matches!(c, '，' | ',' | '、')).map(|_| (Style::Nth, Separator::None, Some(n)))
        }
        '、' if words.len() - start <= MAX_WEAK_HEADING => {
            cursor.chars.next();
            Some((Style::Chinese, Separator::Dun, None))
        }
        '任' | '项' | '举' | '措' => task(&mut cursor),
        c if chinese_digit(c).is_some() => chinese(&mut cursor),
        c if arabic_digit(c).is_some() => arabic(&mut cursor),
        c => enclosed(c).map(|(style, n)| {
            cursor.chars.next();
            cursor.eat(|c| matches!(c, '、' | '.' | '．'));
            (style, Separator::None, Some(n))
        }),
    };
    let (style, separator, ordinal) = found?;
    // where only a blank parts number and title, it is no part of the marker
    let end = start + words.get(start..cursor.at()).map_or(0, |w| w.trim_end().len());
    cursor.blanks();
    // 一是：加强… — the colon belongs to the marker's side, the title begins after it
    if matches!(style, Style::OneIs | Style::Nth) {
        while cursor.eat(|c| matches!(c, '：' | ':' | '，' | ',' | '、')).is_some() {}
        cursor.blanks();
    }
    Some(Marker { style, separator, ordinal, start, end, title: cursor.at() })
}

type Found = Option<(Style, Separator, Option<u32>)>;

/// 第一部分, 第三章, 第一，
fn nth(cursor: &mut Cursor) -> Found {
    cursor.chars.next();
    cursor.blanks();
    let n = cursor.chinese().or_else(|| cursor.arabic())?;
    cursor.blanks();
    if cursor.eat_str("部分") || cursor.eat_str("章") || cursor.eat_str("篇") || cursor.eat_str("编") {
        // 第一部分为…, 第一章的… are sentences
        if matches!(cursor.peek(), Some('为' | '是' | '的' | '中' | '和' | '及' | '内')) {
            return None;
        }
        cursor.eat(|c| matches!(c, '、' | '：' | ':' | '.' | '．'));
        return Some((Style::Part, Separator::None, Some(n)));
    }
    cursor.eat(|c| matches!(c, '，' | ',' | '、' | '：' | ':')).map(|_| (Style::Nth, Separator::None, Some(n)))
}

/// （一） (1) （）
fn bracketed(cursor: &mut Cursor) -> Found {
    cursor.chars.next();
    cursor.blanks();
    let (style, n) = match (cursor.chinese(), cursor.arabic()) {
        (Some(n), None) => (Style::ChineseParen, Some(n)),
        (None, Some(n)) => (Style::ArabicParen, Some(n)),
        (None, None) => (Style::ChineseParen, None),
        _ => return None,
    };
    cursor.blanks();
    cursor.eat(|c| matches!(c, '）' | ')' | '〕' | '﹚'))?;
    cursor.eat(|c| matches!(c, '、' | '.' | '．'));
    if n.is_none() && cursor.words.len() > MAX_WEAK_HEADING {
        return None;
    }
    Some((style, Separator::None, n))
}

/// 任务1：
fn task(cursor: &mut Cursor) -> Found {
    let word = TASK_WORDS.iter().find(|w| cursor.chars.as_str().starts_with(**w))?;
    cursor.eat_str(word);
    cursor.blanks();
    let n = cursor.arabic().or_else(|| cursor.chinese())?;
    cursor.blanks();
    cursor.eat(|c| matches!(c, '：' | ':' | '、')).map(|_| (Style::Task, Separator::None, Some(n)))
}

/// 一、 一. 一） 一是
fn chinese(cursor: &mut Cursor) -> Found {
    let n = cursor.chinese()?;
    if cursor.eat(|c| c == '是').is_some() {
        return Some((Style::OneIs, Separator::None, Some(n)));
    }
    let blank = cursor.blanks();
    let short = cursor.words.len() <= MAX_WEAK_HEADING;
    match cursor.peek()? {
        '、' => {
            cursor.chars.next();
            // 一、二级单位, 三、四月: an enumeration of numbers, no marker
            if let Some(next) = cursor.peek() {
                let mut ahead = cursor.clone();
                if chinese_digit(next).is_some()
                    && ahead.chinese().is_some()
                    && matches!(ahead.peek(), Some('级' | '类' | '季' | '月' | '年' | '等' | '、' | '产'))
                {
                    return None;
                }
            }
            Some((Style::Chinese, Separator::Dun, Some(n)))
        }
        '.' | '．' | '﹒' | '·' => {
            cursor.chars.next();
            Some((Style::Chinese, Separator::Dot, Some(n)))
        }
        '）' | ')' => {
            cursor.chars.next();
            Some((Style::ChineseHalf, Separator::None, Some(n)))
        }
        '，' | ',' | '：' | ':' if short => {
            cursor.chars.next();
            Some((Style::Chinese, Separator::Odd, Some(n)))
        }
        c if blank && short && !c.is_ascii() && !has_sentence(cursor.chars.as_str()) => {
            Some((Style::Chinese, Separator::Blank, Some(n)))
        }
        _ => None,
    }
}

fn has_sentence(words: &str) -> bool {
    words.contains(['。', '，', '；'])
}

/// 1. 1、 1） 1.1
fn arabic(cursor: &mut Cursor) -> Found {
    let n = cursor.arabic()?;
    let tight = cursor.clone();
    if cursor.blanks() && arabic_heading(cursor) {
        return Some((Style::Arabic, Separator::Blank, Some(n)));
    }
    match cursor.eat(|c| matches!(c, '.' | '．' | '﹒' | '、' | ')' | '）'))? {
        '、' => {
            // 1、2号楼, 1、2、3: an enumeration of numbers; 1、2024年 is item 1
            match digits_ahead(cursor) {
                Some((d, after)) if d < 3 && matches!(after, Some('、' | '号' | '级' | '类' | '季' | '月' | '-' | '—')) => {
                    None
                }
                _ => Some((Style::Arabic, Separator::Dun, Some(n))),
            }
        }
        ')' | '）' => Some((Style::ArabicHalf, Separator::None, Some(n))),
        _ => {
            let Some((digits, after)) = digits_ahead(cursor) else {
                return Some((Style::Arabic, Separator::Dot, Some(n)));
            };
            // `1.2024年` is item 1 and the year 2024; `1.1,286万元` is item 1; `3.28亿元` is a number
            let item = match digits {
                1..=2 => matches!(after, Some(',' | '，')) && thousands(cursor),
                3 => !measured(after) && after != Some('.'),
                4 => !measured(after) || after == Some('年'),
                _ => !measured(after),
            };
            if item {
                return Some((Style::Arabic, Separator::Dot, Some(n)));
            }
            *cursor = tight;
            decimal(cursor)
        }
    }
}

/// `1 项目概况`: the dot was lost. Only a short line without a sentence, and no unit after the number.
fn arabic_heading(cursor: &Cursor) -> bool {
    let title = cursor.chars.as_str();
    let mut chars = title.chars();
    let (first, second) = (chars.next(), chars.next());
    let unit = measured(first) && !matches!((first, second), (Some('人' | '公'), Some('员' | '用')));
    let date = matches!(first, Some('年' | '月' | '日' | '级' | '号' | '期')) || (first == Some('项') && second != Some('目'));
    cursor.words.len() <= MAX_WEAK_HEADING
        && first.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && second.is_some()
        && !unit
        && !date
        && !has_sentence(title)
        && !title.contains(['\t', '：', '、'])
        && !title.contains(|c: char| c.is_ascii_digit())
}

/// Number of digits that follow directly, and the character after them.
fn digits_ahead(cursor: &Cursor) -> Option<(usize, Option<char>)> {
    let mut ahead = cursor.clone();
    let mut n = 0;
    while ahead.eat(|c| arabic_digit(c).is_some()).is_some() {
        n += 1;
    }
    (n > 0).then(|| (n, ahead.peek()))
}

/// Whether `286,…` follows: digits, a comma, three digits.
fn thousands(cursor: &Cursor) -> bool {
    let mut ahead = cursor.clone();
    while ahead.eat(|c| arabic_digit(c).is_some()).is_some() {}
    ahead.eat(|c| matches!(c, ',' | '，'));
    (0..3).all(|_| ahead.eat(|c| arabic_digit(c).is_some()).is_some())
}

/// Whether a number before this character is a figure with a unit or goes on.
fn measured(after: Option<char>) -> bool {
    match after {
        None => true,
        Some(c) => {
            "万亿元千百%％‰吨米平公亩人次个名户件场台套倍分".contains(c)
                || matches!(c, ' ' | '\u{3000}' | '，' | '。' | '；' | '、' | '）' | ')')
        }
    }
}

/// Words that begin a title though their first character is a unit's: 2.2年度目标, 1.2人员情况.
const TITLES: [&str; 16] = [
    "年度", "年初", "年末", "人员", "人才", "公用", "公务", "公共", "平台", "名称", "个人", "分析", "分项", "分类", "级次",
    "户籍",
];

/// 1.1, 2.3.1: every part below 100, followed by a title and no unit.
fn decimal(cursor: &mut Cursor) -> Found {
    let mut parts = 1u8;
    let mut last = 0;
    while cursor.eat(|c| matches!(c, '.' | '．')).is_some() {
        match cursor.arabic() {
            Some(n) if n < 100 => last = n,
            Some(_) => return None,
            None => break,
        }
        parts = parts.saturating_add(1);
    }
    if parts < 2 || last == 0 {
        return None;
    }
    let blank = cursor.blanks();
    cursor.eat(|c| matches!(c, '、'));
    let next = cursor.peek()?;
    let unit = measured(Some(next)) || matches!(next, '年' | '月' | '日' | '级' | '版');
    // 3.4 名医工作室, 2.5 “三公”经费: a short line of its own after a blank is a title, whatever it begins with
    let title = cursor.chars.as_str();
    let line = blank
        && cursor.words.len() <= MAX_WEAK_HEADING
        && title.chars().count() >= 3
        && !has_sentence(title)
        && !title.contains(|c: char| c.is_ascii_digit() || matches!(c, '，' | '、' | '：' | '\t'))
        && (next.is_alphabetic() || matches!(next, '“' | '《' | '"'));
    let titled = line || next.is_alphabetic() && (!unit || TITLES.iter().any(|w| cursor.chars.as_str().starts_with(w)));
    // a bare `1.5倍` never gets here; `2.1 部门概况` and `2.1.3部门概况` do
    (titled && (blank || parts > 2 || !next.is_ascii())).then_some((Style::Decimal(parts), Separator::None, Some(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<(Style, Option<u32>, &str, &str)> {
        marker(words).map(|m| (m.style, m.ordinal, &words[m.start..m.end], &words[m.title..]))
    }

    #[test]
    fn every_form_of_the_field() {
        use Style::*;
        let cases = [
            ("第一部分  部门概况", Part, 1, "第一部分", "部门概况"),
            ("一、基本情况", Chinese, 1, "一、", "基本情况"),
            ("一 、部门基本情况", Chinese, 1, "一 、", "部门基本情况"),
            ("十二．其他", Chinese, 12, "十二．", "其他"),
            ("一.项目概况", Chinese, 1, "一.", "项目概况"),
            ("（一） 部门职能", ChineseParen, 1, "（一）", "部门职能"),
            ("(二)绩效目标", ChineseParen, 2, "(二)", "绩效目标"),
            ("（二) 绩效目标", ChineseParen, 2, "（二)", "绩效目标"),
            ("（一）、职能", ChineseParen, 1, "（一）、", "职能"),
            ("㈢人员", ChineseParen, 3, "㈢", "人员"),
            ("1.主要职能。", Arabic, 1, "1.", "主要职能。"),
            ("1、主要职能", Arabic, 1, "1、", "主要职能"),
            ("1．收入", Arabic, 1, "1．", "收入"),
            ("２．２０２４年度总支出", Arabic, 2, "２．", "２０２４年度总支出"),
            ("1.2024年预算资金42.76万元。", Arabic, 1, "1.", "2024年预算资金42.76万元。"),
            ("2.12355热线", Arabic, 2, "2.", "12355热线"),
            ("（1）、社会救助", ArabicParen, 1, "（1）、", "社会救助"),
            ("(1)园区", ArabicParen, 1, "(1)", "园区"),
            ("（ 3 ）收入", ArabicParen, 3, "（ 3 ）", "收入"),
            ("⑴流通网络", ArabicParen, 1, "⑴", "流通网络"),
            ("1) 数量。", ArabicHalf, 1, "1)", "数量。"),
            ("①接待", Circled, 1, "①", "接待"),
            ("一是抓前期。", OneIs, 1, "一是", "抓前期。"),
            ("二是：抓支付", OneIs, 2, "二是", "抓支付"),
            ("第一，加强学习", Nth, 1, "第一，", "加强学习"),
            ("任务1：新建网点", Task, 1, "任务1：", "新建网点"),
            ("2.1 部门概况", Decimal(2), 1, "2.1 ", "部门概况"),
        ];
        for (words, style, n, printed, title) in cases {
            let got = read(words);
            let want = Some((style, Some(n), printed.trim_end(), title));
            let got = got.map(|(s, n, p, t)| (s, n, p.trim_end(), t));
            assert_eq!(got, want, "{words}");
        }
    }

    #[test]
    fn figures_and_words_are_no_markers() {
        for words in [
            "3.28亿元用于园区",
            "2.88万元构成",
            "1.5万亩",
            "2024.05万元",
            "2024年3月4日",
            "一般公共预算",
            "三公经费",
            "（以下简称区妇联）",
            "（2024年）",
            "第一季度支出",
            "第一部分为收入",
            "一、二级预算单位",
            "1、2号楼",
            "目标1：深化青年理论武装",
            "无。",
            "",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
