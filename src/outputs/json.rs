//! Writes a report as one line of JSON.
//!
//! The bytes are those of `serde_json::to_vec`, made in a third of the time: the keys are written with their quotes and
//! colons as one piece each, a place in one go, and Chinese words, which hardly ever need an escape, are looked at eight
//! bytes at a time. `fields!` names the fields of each type once more; one that is left out does not compile, and a test
//! compares the bytes.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::report::*;

/// The JSON of a report, without a line end. `capacity` is how long it is likely to be.
pub fn line(report: &Report<'_>, capacity: usize) -> Vec<u8> {
    line_in(report, Vec::with_capacity(capacity))
}

/// The JSON of a report, without a line end, in a buffer that is used again.
pub fn line_in(report: &Report<'_>, mut out: Vec<u8>) -> Vec<u8> {
    out.clear();
    report.write(&mut out);
    out
}

/// A value that is written as JSON.
trait Json {
    /// Appends the value.
    fn write(&self, out: &mut Vec<u8>);

    /// Whether a field that may be left out is.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Writes the fields of a type in the order of the JSON; `?` before a field leaves it out where it is absent, `@` says that its
/// words are the program's own and need no escape.
macro_rules! fields {
    ($($name:ident { $first:ident $(, $(?$maybe:ident)? $(@$own:ident)? $($field:ident)?)* })*) => {$(
        impl Json for $name<'_> {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $first $(, $($maybe)? $($own)? $($field)?)* } = self;
                out.extend_from_slice(concat!("{\"", stringify!($first), "\":").as_bytes());
                $first.write(out);
                $(
                    $(
                        if !$maybe.is_absent() {
                            out.extend_from_slice(concat!(",\"", stringify!($maybe), "\":").as_bytes());
                            $maybe.write(out);
                        }
                    )?
                    $(
                        out.extend_from_slice(concat!(",\"", stringify!($own), "\":").as_bytes());
                        $own.write_own(out);
                    )?
                    $(
                        out.extend_from_slice(concat!(",\"", stringify!($field), "\":").as_bytes());
                        $field.write(out);
                    )?
                )*
                out.push(b'}');
            }
        }
    )*};
}

fields! {
    SourceFile { path, sha256, bytes, format, encoding, pages }
    Head { kind, title, unit_name, aliases, fiscal_year, region, score, score_raw, score_at, grade, grade_at }
    SectionOut { path, level, marker, ordinal, title, @role, nil, text, at }
    AmountOut { id, raw, wan, decimals, @unit, @bound, @role, @concept, label, @section, fund, parent, year, @column, at }
    PercentOut { id, raw, value, @bound, @concept, label, @section, amount, at }
    FundOut { name, initial, adjust, budget, actual, balance, derived, purpose, @section, amounts }
    CountOut { id, raw, value, ?range, unit, @bound, label, ?role, @section, at }
    StaffOut { concept, value, raw, @section, at }
    OtherOut { raw, @kind, at }
    Ledger { total, amounts, percents, counts, staff, other }
    CellOut { cell, rowspan, colspan, text }
    TableOut { id, page, sheet, hidden, @section, cells }
    FormValueOut { raw, value, cell }
    IndicatorOut { level1, level2, level3, target, actual, weight, score, reason, cells }
    FormOut {
        kind, table, year, unit_name, project, totals, funding, goals, indicators, rows, total_weight, total_score, grade, tokens
    }
    SuspectOut { amount, raw, healed, slip, reason, at }
    CheckOut {
        id, rule, because_of, @status, @severity, @section, numbers, expected, found, difference, tolerance, amounts, at, message,
        hint, suspects
    }
    DiagnosticOut { code, message, at, page }
    LinkOut { text, target }
    Report {
        schema_version, status, source, report, sections, amounts, percents, funds, counts, staff, forms, checks, tables, links,
        diagnostics, numbers
    }
}

impl Json for FormRowOut<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let Self { label, values } = self;
        out.extend_from_slice(b"{\"label\":");
        label.write(out);
        for (field, value) in values {
            out.push(b',');
            field.write(out);
            out.push(b':');
            value.write(out);
        }
        out.push(b'}');
    }
}

impl Json for At {
    fn write(&self, out: &mut Vec<u8>) {
        let Self { line, start, end, page, cell, ocr } = self;
        // the longest number has ten digits
        let mut piece = Piece::<80>::default();
        piece.words(b"{\"line\":").number(*line).words(b",\"start\":").number(*start).words(b",\"end\":").number(*end);
        match page {
            None => piece.words(b",\"page\":null"),
            Some(page) => piece.words(b",\"page\":").number(*page),
        };
        out.extend_from_slice(piece.written());
        match cell {
            None => out.extend_from_slice(b",\"cell\":null"),
            Some(cell) => {
                out.extend_from_slice(b",\"cell\":");
                cell.write(out);
            }
        }
        out.extend_from_slice(if *ocr { b",\"ocr\":true}" } else { b"}" });
    }
}

/// Words of the program's own and paths of sections (digits and points), none of which needs an escape.
trait OwnWords {
    /// Appends the words.
    fn write_own(&self, out: &mut Vec<u8>);
}

impl OwnWords for &str {
    fn write_own(&self, out: &mut Vec<u8>) {
        debug_assert!(!self.bytes().any(needs_escape));
        out.reserve(self.len() + 2);
        out.push(b'"');
        out.extend_from_slice(self.as_bytes());
        out.push(b'"');
    }
}

impl OwnWords for Option<&str> {
    fn write_own(&self, out: &mut Vec<u8>) {
        match self {
            Some(words) => words.write_own(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

/// The digits of the numbers up to 99.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + n as u8 / 10, b'0' + n as u8 % 10];
        n += 1;
    }
    pairs
};

/// Bytes that are put together in place before they are appended.
struct Piece<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Default for Piece<N> {
    fn default() -> Self {
        Self { bytes: [0; N], len: 0 }
    }
}

impl<const N: usize> Piece<N> {
    #[inline]
    fn words<const M: usize>(&mut self, words: &[u8; M]) -> &mut Self {
        if let Some(to) = self.bytes.get_mut(self.len..self.len + M) {
            to.copy_from_slice(words);
            self.len += M;
        }
        self
    }

    #[inline]
    fn number(&mut self, n: u32) -> &mut Self {
        let digits = digits(n);
        let mut rest = n;
        if let Some(to) = self.bytes.get_mut(self.len..self.len + digits) {
            let (first, pairs) = to.as_rchunks_mut::<2>();
            for pair in pairs.iter_mut().rev() {
                *pair = PAIRS[(rest % 100) as usize];
                rest /= 100;
            }
            if let [first] = first {
                *first = b'0' + rest as u8;
            }
            self.len += digits;
        }
        self
    }

    fn written(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// How many digits a number has; a place in a report has five at most.
#[inline]
fn digits(n: u32) -> usize {
    match n {
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        10_000..100_000 => 5,
        _ => n.ilog10() as usize + 1,
    }
}

impl Json for Number {
    fn write(&self, out: &mut Vec<u8>) {
        self.print(|digits| out.extend_from_slice(digits));
    }
}

macro_rules! unsigned {
    ($($number:ty)*) => {$(
        impl Json for $number {
            fn write(&self, out: &mut Vec<u8>) {
                let mut rest = u64::try_from(*self).unwrap_or(u64::MAX);
                let mut digits = [0; 20];
                let mut at = digits.len();
                loop {
                    at -= 1;
                    digits[at] = b'0' + (rest % 10) as u8;
                    rest /= 10;
                    if rest == 0 {
                        break;
                    }
                }
                out.extend_from_slice(&digits[at..]);
            }
        }
    )*};
}

unsigned! { u8 u32 u64 usize }

impl Json for i32 {
    fn write(&self, out: &mut Vec<u8>) {
        if *self < 0 {
            out.push(b'-');
        }
        self.unsigned_abs().write(out);
    }
}

impl Json for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

impl Json for str {
    fn write(&self, out: &mut Vec<u8>) {
        string(out, self);
    }
}

impl Json for String {
    fn write(&self, out: &mut Vec<u8>) {
        string(out, self);
    }
}

impl Json for SmolStr {
    fn write(&self, out: &mut Vec<u8>) {
        string(out, self);
    }
}

impl Json for Id {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        out.push(self.letter);
        self.number.write(out);
        out.push(b'"');
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn write(&self, out: &mut Vec<u8>) {
        (**self).write(out);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

fn list<T: Json>(out: &mut Vec<u8>, values: impl Iterator<Item = T>) {
    out.push(b'[');
    for (i, value) in values.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        value.write(out);
    }
    out.push(b']');
}

impl<T: Json> Json for [T] {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.iter());
    }
}

impl Json for Numbers<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.iter());
    }
}

impl Json for AmountIds<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.iter());
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_slice().write(out);
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_slice().write(out);
    }
}

impl<K: Json, V: Json> Json for BTreeMap<K, V> {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for (i, (key, value)) in self.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            key.write(out);
            out.push(b':');
            value.write(out);
        }
        out.push(b'}');
    }
}

fn needs_escape(b: u8) -> bool {
    (b < 0x20) | (b == b'"') | (b == b'\\')
}

/// The high bit of every byte that [`needs_escape`], of eight bytes at once.
fn to_escape(eight: &[u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let x = u64::from_le_bytes(*eight);
    let zero = |x: u64| x.wrapping_sub(ONES) & !x;
    let below_blank = x.wrapping_sub(ONES * 0x20) & !x;
    (below_blank | zero(x ^ (ONES * u64::from(b'"'))) | zero(x ^ (ONES * u64::from(b'\\')))) & (ONES * 0x80)
}

/// The first byte that needs an escape, with what stands before and after it.
fn next_escape(bytes: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let (blocks, last) = bytes.as_chunks::<8>();
    let at = match blocks.iter().enumerate().map(|(i, block)| (i, to_escape(block))).find(|(_, found)| *found != 0) {
        // bits above the first that is found may be false
        Some((i, found)) => i * 8 + found.trailing_zeros() as usize / 8,
        // the last eight may overlap the block before
        None if bytes.last_chunk::<8>().is_some_and(|last| to_escape(last) == 0) => return None,
        None => blocks.len() * 8 + last.iter().position(|&b| needs_escape(b))?,
    };
    let (plain, rest) = bytes.split_at_checked(at)?;
    rest.split_first().map(|(&b, tail)| (plain, b, tail))
}

fn string(out: &mut Vec<u8>, words: &str) {
    let bytes = words.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    // Nearly all that needs an escape in long words is the end of a line.
    let mut lines = bytes;
    while lines.len() > 64
        && let Some(end) = memchr::memchr(b'\n', lines)
        && let Some((line, rest)) = lines.split_at_checked(end)
    {
        escaped(out, line);
        out.extend_from_slice(b"\\n");
        lines = rest.get(1..).unwrap_or_default();
    }
    escaped(out, lines);
    out.push(b'"');
}

/// Whether no byte needs an escape. One fold over all bytes: the compiler makes it look at sixteen at once.
fn is_plain(bytes: &[u8]) -> bool {
    !bytes.iter().fold(false, |found, &b| found | needs_escape(b))
}

fn escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    if bytes.len() >= 32 && is_plain(bytes) {
        out.extend_from_slice(bytes);
        return;
    }
    while let Some((plain, b, tail)) = next_escape(rest) {
        out.extend_from_slice(plain);
        escape(out, b);
        rest = tail;
    }
    out.extend_from_slice(rest);
}

fn escape(out: &mut Vec<u8>, b: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match b {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::super::assemble;
    use super::*;

    #[test]
    fn words_are_escaped_as_by_serde_json() {
        let long = "年初预算12.5万元，“其中”\t基本支出\n\u{1}\u{7f}\"引\\号\" ".repeat(7);
        let mut words: Vec<String> =
            ["", "a", "\"", "01234567\"", "0123456789abcdef\n0123456789abcdef", &long].map(str::to_owned).into();
        // every byte at every place of a block
        for c in (0..=0x7f_u8).map(char::from).chain(['é', '万', '𠀀']) {
            words.extend((0..12).map(|at| format!("{}{c}{}", &"abcdefghijk"[..at], &"zyxwvutsrqp"[..11 - at])));
        }
        for words in words {
            let mut out = Vec::new();
            words.write(&mut out);
            assert_eq!(String::from_utf8(out).expect("UTF-8"), serde_json::to_string(&words).expect("JSON"));
        }
    }

    #[test]
    fn values_are_those_of_serde_json() {
        fn same<T: Json + serde::Serialize>(value: T) {
            let mut out = Vec::new();
            value.write(&mut out);
            assert_eq!(String::from_utf8(out).expect("UTF-8"), serde_json::to_string(&value).expect("JSON"));
        }
        same((0..12).map(|n| 10u64.pow(n) - 1).collect::<Vec<_>>());
        same(vec![i32::MIN, -1, 0, i32::MAX]);
        same([Some(true), Some(false), None]);
        same(BTreeMap::from([("年\"度", vec![u8::MAX]), ("b", Vec::new())]));
        same(BTreeMap::<&str, u32>::new());
        for (line, page, cell, ocr) in [(1, None, None, false), (u32::MAX, Some(u32::MAX), Some("T1!B\"4".into()), true)] {
            same(At { line, start: 0, end: u32::MAX, page, cell, ocr });
        }
        same(["-12.50", "0.0001", "123456789012345678901234567"].map(|n| Number(n.parse().expect("a number"))));
    }

    /// Reports, forms, workbooks with tables and a file that cannot be read: every type of the document is in one of them.
    #[test]
    fn the_documents_of_the_corpus_are_the_same() {
        let files = ["narrative", "forms"].iter().flat_map(|dir| std::fs::read_dir(format!("corpus/{dir}")).expect("the corpus"));
        let mut seen = [0; 4];
        for path in files.map(|f| f.expect("an entry").path()).filter(|p| p.extension().is_none_or(|e| e != "json")) {
            let (bytes, name) = (std::fs::read(&path).expect("a file"), path.to_string_lossy());
            let parsed = crate::parse(&bytes, &name);
            let report = assemble::report(&name, &bytes, &parsed);
            assert!(line(&report, 0) == serde_json::to_vec(&report).expect("JSON"), "{name}");
            let suspects = report.checks.iter().map(|c| c.suspects.len()).sum();
            for (n, more) in seen.iter_mut().zip([report.forms.len(), report.tables.len(), report.funds.len(), suspects]) {
                *n += more;
            }
        }
        assert!(seen.iter().all(|&n| n > 0), "forms, tables, funds and suspects: {seen:?}");
    }
}
