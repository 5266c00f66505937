//! Number formats: what a person sees in a cell, from the number that is stored and the format's code.
//!
//! The codes are those of ECMA-376 part 1, §18.8.30–31; ids 27–36 and 50–58 mean what a Chinese Excel shows.

use rust_decimal::{Decimal, RoundingStrategy};

use super::date;
use crate::read::CellValue;

/// Makes a stored binary number exact, once, at the 15 significant digits that a workbook guarantees.
pub fn exact(number: f64) -> Option<Decimal> {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(Decimal::from(number as i64));
    }
    let digits = format!("{number:.14e}");
    Decimal::from_scientific(&digits).ok().map(|d| d.normalize())
}

/// A number format, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    sections: Vec<Section>,
}

/// One of up to four sections of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    condition: Option<(Comparison, Decimal)>,
    items: Vec<Item>,
    kind: Kind,
    /// Decimal places.
    decimals: u32,
    /// Grouped by thousands.
    grouped: bool,
    /// Powers of ten that the shown number is above the stored one (2 for each `%`, −3 for each closing comma).
    shift: i32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Nothing but literals.
    #[default]
    Literal,
    General,
    Number,
    Scientific,
    Date,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Percent,
    General,
    Text,
    /// A run of one letter of a date (`yyyy`), in lower case; `[h]` has `elapsed`.
    Date {
        letter: char,
        count: usize,
        elapsed: bool,
    },
    /// `AM/PM`, `上午/下午`
    HalfDay,
}

/// What a cell shows, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The words.
    pub words: String,
    /// The value.
    pub value: CellValue,
}

/// The code of a built-in format.
pub fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0;\"¥\"-#,##0",
        7 | 8 => "\"¥\"#,##0.00;\"¥\"-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 | 42 => "#,##0;-#,##0;\"-\";@",
        43 | 44 => "#,##0.00;-#,##0.00;\"-\";@",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

impl NumberFormat {
    /// Parses a code; anything that is not understood shows as General does.
    pub fn parse(code: &str) -> Self {
        Self { sections: split(code).into_iter().take(4).map(parse_section).collect() }
    }

    /// Shows a stored number. `base_1904`: dates count from 1904.
    pub fn show(&self, number: f64, base_1904: bool) -> Shown {
        let Some(exact) = exact(number) else {
            return Shown { words: format!("{number}"), value: CellValue::Text };
        };
        let (section, signless) = self.section_for(exact);
        let Some(section) = section else {
            return Shown { words: general(exact), value: CellValue::Number(exact) };
        };
        match section.kind {
            Kind::Date => match date::show(&section.items, number, base_1904) {
                Some(words) => Shown { words, value: CellValue::Date },
                None => Shown { words: general(exact), value: CellValue::Number(exact) },
            },
            _ => {
                let figure = if signless { exact.abs() } else { exact };
                let words = section.show(figure);
                let percent = section.items.contains(&Item::Percent);
                let hundredfold = exact.checked_mul(Decimal::ONE_HUNDRED).map(|d| d.normalize());
                let value = match hundredfold {
                    Some(p) if percent => CellValue::Percent(p),
                    _ => CellValue::Number(exact),
                };
                Shown { words, value }
            }
        }
    }

    /// The section for a number, and whether it shows the number without its sign.
    fn section_for(&self, n: Decimal) -> (Option<&Section>, bool) {
        let sections = &self.sections;
        if sections.iter().any(|s| s.condition.is_some()) {
            let hit = sections.iter().take(3).find(|s| match s.condition {
                Some((comparison, limit)) => comparison.holds(n, limit),
                None => s.kind != Kind::Text,
            });
            return (hit, false);
        }
        let numeric = sections.len() - usize::from(sections.len() > 1 && sections.last().is_some_and(|s| s.kind == Kind::Text));
        let (i, signless) = match numeric {
            0 | 1 => (0, false),
            2 => (usize::from(n < Decimal::ZERO), n < Decimal::ZERO),
            _ if n > Decimal::ZERO => (0, false),
            _ if n < Decimal::ZERO => (1, true),
            _ => (2, false),
        };
        (sections.get(i).filter(|s| s.kind != Kind::Text), signless)
    }
}

impl Comparison {
    fn holds(self, n: Decimal, limit: Decimal) -> bool {
        match self {
            Comparison::Less => n < limit,
            Comparison::LessOrEqual => n <= limit,
            Comparison::Greater => n > limit,
            Comparison::GreaterOrEqual => n >= limit,
            Comparison::Equal => n == limit,
            Comparison::Unequal => n != limit,
        }
    }
}

impl Section {
    fn show(&self, n: Decimal) -> String {
        match self.kind {
            Kind::General => self.with(&general(n)),
            Kind::Scientific => general(n),
            Kind::Number => self.digits(n),
            Kind::Literal | Kind::Date | Kind::Text => self.with(""),
        }
    }

    /// The literals with the number in its place.
    fn with(&self, number: &str) -> String {
        let mut words = String::new();
        for item in &self.items {
            match item {
                Item::Literal(s) => words.push_str(s),
                Item::General => words.push_str(number),
                Item::Percent => words.push('%'),
                _ => {}
            }
        }
        words
    }

    fn digits(&self, n: Decimal) -> String {
        let power = Decimal::from(10i64.pow(self.shift.unsigned_abs().min(12)));
        let shifted = if self.shift >= 0 { n.checked_mul(power) } else { n.checked_div(power) };
        let Some(shifted) = shifted else { return general(n) };
        let rounded = shifted.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero);
        let plain = format!("{:.*}", self.decimals as usize, rounded.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let whole = if whole == "0" { "" } else { whole };
        let point = self.items.iter().position(|i| *i == Item::Point).unwrap_or(self.items.len());
        let mut out = String::new();
        if rounded.is_sign_negative() && !rounded.is_zero() {
            out.push('-');
        }
        out.push_str(&self.whole_part(&self.items[..point], whole));
        if point < self.items.len() {
            self.fraction_part(&self.items[point + 1..], fraction, &mut out);
        }
        out
    }

    /// Fills the places before the point from the right; the leftmost place takes all digits that are left.
    fn whole_part(&self, items: &[Item], digits: &str) -> String {
        let first = items.iter().position(|i| matches!(i, Item::Digit(_)));
        let mut left: Vec<char> = digits.chars().collect();
        let mut reversed: Vec<String> = Vec::new();
        let mut printed = 0;
        let mut push = |reversed: &mut Vec<String>, digit: char| {
            if self.grouped && printed > 0 && printed % 3 == 0 {
                reversed.push(",".into());
            }
            printed += 1;
            reversed.push(digit.into());
        };
        for (i, item) in items.iter().enumerate().rev() {
            match item {
                Item::Literal(s) => reversed.push(s.clone()),
                Item::Percent => reversed.push("%".into()),
                Item::Digit(place) => {
                    match left.pop() {
                        Some(digit) => push(&mut reversed, digit),
                        None if *place == '0' => push(&mut reversed, '0'),
                        None => {}
                    }
                    if Some(i) == first {
                        while let Some(digit) = left.pop() {
                            push(&mut reversed, digit);
                        }
                    }
                }
                _ => {}
            }
        }
        reversed.iter().rev().map(String::as_str).collect()
    }

    fn fraction_part(&self, items: &[Item], digits: &str, out: &mut String) {
        let needed = digits.trim_end_matches('0').len();
        let mut tail = String::new();
        let mut used = 0;
        let mut figures = digits.chars();
        for item in items {
            match item {
                Item::Digit(place) => {
                    let digit = figures.next().unwrap_or('0');
                    if *place == '0' || used < needed {
                        tail.push(digit);
                    }
                    used += 1;
                }
                Item::Literal(s) => tail.push_str(s),
                Item::Percent => tail.push('%'),
                _ => {}
            }
        }
        if tail.starts_with(|c: char| c.is_ascii_digit()) || self.decimals == 0 || items.first() == Some(&Item::Digit('0')) {
            out.push('.');
        }
        out.push_str(&tail);
    }
}

/// What the format General shows: at most eleven characters, whole numbers in full.
pub fn general(n: Decimal) -> String {
    let plain = n.normalize();
    if plain.scale() == 0 {
        return plain.to_string();
    }
    let whole = plain.trunc().abs().to_string().len() as u32;
    // Small figures would show as powers of ten: they keep their digits here.
    if plain.abs() < Decimal::new(1, 4) {
        return plain.to_string();
    }
    plain.round_dp_with_strategy(10u32.saturating_sub(whole), RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

/// Splits a code at the semicolons outside quotes, brackets and escapes.
fn split(code: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for (i, c) in code.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' | '!' => escaped = true,
            '[' => bracket = true,
            ']' => bracket = false,
            ';' if !bracket => {
                parts.push(&code[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&code[from..]);
    parts
}

fn parse_section(code: &str) -> Section {
    let mut s = Section::default();
    let mut pending_commas = 0;
    let mut rest = code;
    let literal = |items: &mut Vec<Item>, words: &str| match items.last_mut() {
        Some(Item::Literal(last)) => last.push_str(words),
        _ => items.push(Item::Literal(words.to_owned())),
    };
    while let Some(c) = rest.chars().next() {
        let here = rest;
        rest = &rest[c.len_utf8()..];
        let upper = here.get(..7.min(here.len())).unwrap_or("").to_ascii_uppercase();
        match c {
            '"' => {
                let (words, after) = rest.split_once('"').unwrap_or((rest, ""));
                literal(&mut s.items, words);
                rest = after;
            }
            '\\' | '!' => {
                if let Some(next) = rest.chars().next() {
                    literal(&mut s.items, next.encode_utf8(&mut [0; 4]));
                    rest = &rest[next.len_utf8()..];
                }
            }
            '_' | '*' => rest = rest.chars().next().map_or(rest, |next| &rest[next.len_utf8()..]),
            '[' => {
                let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
                rest = after;
                bracket(inside, &mut s);
            }
            _ if upper == "GENERAL" => {
                s.items.push(Item::General);
                s.kind = Kind::General;
                rest = &here["GENERAL".len()..];
            }
            _ if upper.starts_with("AM/PM") => {
                s.items.push(Item::HalfDay);
                rest = &here["AM/PM".len()..];
            }
            _ if here.starts_with("上午/下午") => {
                s.items.push(Item::HalfDay);
                rest = &here["上午/下午".len()..];
            }
            '0' | '#' | '?' => {
                if pending_commas > 0 {
                    s.grouped = true;
                    pending_commas = 0;
                }
                s.items.push(Item::Digit(c));
            }
            '.' => s.items.push(Item::Point),
            ',' => {
                if s.items.iter().any(|i| matches!(i, Item::Digit(_))) {
                    pending_commas += 1;
                }
            }
            '%' => {
                s.items.push(Item::Percent);
                s.shift += 2;
            }
            '@' => s.items.push(Item::Text),
            'E' | 'e' if rest.starts_with(['+', '-']) && s.items.iter().any(|i| matches!(i, Item::Digit(_))) => {
                s.kind = Kind::Scientific;
                break;
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'e' | 'E' | 'g' | 'G' | 'b' | 'B' => {
                let run = here.chars().take_while(|x| x.eq_ignore_ascii_case(&c)).count();
                s.items.push(Item::Date { letter: c.to_ascii_lowercase(), count: run, elapsed: false });
                rest = &here[run..];
            }
            other => literal(&mut s.items, other.encode_utf8(&mut [0; 4])),
        }
    }
    s.shift -= 3 * pending_commas;
    s.shift = s.shift.clamp(-12, 12);
    let has = |f: fn(&Item) -> bool| s.items.iter().any(f);
    if s.kind == Kind::Literal {
        s.kind = if has(|i| matches!(i, Item::Date { .. })) {
            Kind::Date
        } else if has(|i| matches!(i, Item::Digit(_))) {
            Kind::Number
        } else if has(|i| *i == Item::Text) {
            Kind::Text
        } else {
            Kind::Literal
        };
    }
    if let Some(point) = s.items.iter().position(|i| *i == Item::Point) {
        s.decimals = s.items[point..].iter().filter(|i| matches!(i, Item::Digit(_))).count().min(20) as u32;
    }
    if s.items.is_empty() && code.eq_ignore_ascii_case("general") {
        s.kind = Kind::General;
    }
    s
}

/// What stands in brackets: a colour, a condition, a currency, elapsed time.
fn bracket(inside: &str, s: &mut Section) {
    if let Some(currency) = inside.strip_prefix('$') {
        let sign = currency.split('-').next().unwrap_or("");
        if !sign.is_empty() {
            s.items.push(Item::Literal(sign.to_owned()));
        }
        return;
    }
    let operators = [
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("<>", Comparison::Unequal),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
        ("=", Comparison::Equal),
    ];
    for (sign, comparison) in operators {
        if let Some(limit) = inside.strip_prefix(sign) {
            s.condition = limit.trim().parse().ok().map(|limit| (comparison, limit));
            return;
        }
    }
    let letter = inside.chars().next().map(|c| c.to_ascii_lowercase());
    if let Some(letter @ ('h' | 'm' | 's')) = letter
        && inside.chars().all(|c| c.eq_ignore_ascii_case(&letter))
    {
        s.items.push(Item::Date { letter, count: inside.len(), elapsed: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> String {
        NumberFormat::parse(code).show(number, false).words
    }

    fn dec(s: &str) -> Decimal {
        s.parse().expect("a decimal")
    }

    #[test]
    fn binary_artefacts_end_at_fifteen_digits() {
        assert_eq!(exact(0.1 + 0.2), Some(dec("0.3")));
        assert_eq!(exact(0.0900000762939453), Some(dec("0.0900000762939453")));
        assert_eq!(exact(2_468_800.0), Some(dec("2468800")));
        assert_eq!(exact(1e300), None);
    }

    #[test]
    fn words_are_what_a_person_sees() {
        for (code, number, words) in [
            ("0.00", 0.0900000762939453, "0.09"),
            ("0.00", 398.2, "398.20"),
            ("0.00", -0.001, "0.00"),
            ("#,##0.00", 2_468_800.0, "2,468,800.00"),
            ("#,##0", 999.5, "1,000"),
            ("0%", 0.75, "75%"),
            ("0.00%", 0.9775, "97.75%"),
            ("General", 96.1, "96.1"),
            ("General", 1.0 / 3.0, "0.333333333"),
            ("General", 430_000_202_400_012.0, "430000202400012"),
            ("General\"万元\"", 12.5, "12.5万元"),
            ("0.00\"万元\"", 12.5, "12.50万元"),
            ("0.00_);(0.00)", -3.5, "(3.50)"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0.0, "-"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", -1234.5, "-1,234.50"),
            ("#.##", 5.0, "5"),
            ("0!.0000", 123_456.0, "12.3456"),
            ("0.0,", 12_345.0, "12.3"),
            ("[$¥-804]#,##0.00", 5.0, "¥5.00"),
            ("[>=10000]0.0,\"千\";0", 12_345.0, "12.3千"),
            ("[>=10000]0.0,\"千\";0", 345.0, "345"),
            ("0;-0;;@", 0.0, ""),
            ("yyyy\\年m\\月d\\日", 45749.0, "2025年4月2日"),
            ("yyyy/m/d", 45749.0, "2025/4/2"),
            ("h:mm", 0.5, "12:00"),
        ] {
            assert_eq!(shown(code, number), words, "{code} {number}");
        }
    }

    #[test]
    fn values_stand_beside_the_words() {
        let show = |code: &str, number| NumberFormat::parse(code).show(number, false).value;
        assert_eq!(show("0.00%", 0.9775), CellValue::Percent(dec("97.75")));
        assert_eq!(show("0.00", 97.75), CellValue::Number(dec("97.75")));
        assert_eq!(show("yyyy-mm-dd", 45749.0), CellValue::Date);
    }
}
