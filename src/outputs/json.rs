//! Writes a report as one line of JSON.
//!
//! The bytes are those of `serde_json::to_vec`, made in half the time: a report is mostly keys, which need no look at their
//! characters, and Chinese words, which hardly ever need an escape and are looked at sixteen bytes at a time.

use std::fmt::{self, Display};

use serde::ser::{self, Impossible, Serialize};

/// The JSON of a value, without a line end. `capacity` is how long it is likely to be.
///
/// The values are reports: their types have no keys but strings, and no floating point numbers.
pub fn line<T: Serialize>(value: &T, capacity: usize) -> Result<Vec<u8>, Unfit> {
    let mut out = Vec::with_capacity(capacity);
    value.serialize(Line(&mut out))?;
    Ok(out)
}

/// A value that a report cannot hold.
#[derive(Debug)]
pub struct Unfit(String);

impl Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: Display>(message: T) -> Self {
        Unfit(message.to_string())
    }
}

/// Writes one value.
struct Line<'a>(&'a mut Vec<u8>);

/// Writes the members of a list or an object.
struct Members<'a> {
    out: &'a mut Vec<u8>,
    /// What stands before the next member.
    before: u8,
    close: &'static [u8],
}

fn unsigned(out: &mut Vec<u8>, mut n: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

fn needs_escape(b: u8) -> bool {
    b < 0x20 || b == b'"' || b == b'\\'
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

fn string(out: &mut Vec<u8>, words: &str) {
    out.push(b'"');
    let mut rest = words.as_bytes();
    while !rest.is_empty() {
        // Whole blocks at once: this is where most bytes go.
        let clean = |block: &&[u8]| !block.iter().fold(false, |found, &b| found | needs_escape(b));
        let mut plain = rest.chunks_exact(16).take_while(clean).count() * 16;
        plain += rest[plain..].iter().take(16).take_while(|&&b| !needs_escape(b)).count();
        let (head, tail) = rest.split_at(plain);
        out.extend_from_slice(head);
        rest = tail;
        if let [b, tail @ ..] = rest
            && needs_escape(*b)
        {
            escape(out, *b);
            rest = tail;
        }
    }
    out.push(b'"');
}

impl<'a> Members<'a> {
    fn new(out: &'a mut Vec<u8>, open: u8, close: &'static [u8]) -> Self {
        Self { out, before: open, close }
    }

    fn part(&mut self) {
        self.out.push(self.before);
        self.before = b',';
    }

    fn field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), Unfit> {
        // The keys of a type are names of its fields: nothing to escape.
        self.out.reserve(key.len() + 4);
        self.part();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        value.serialize(Line(self.out))
    }

    fn end(self) -> Result<(), Unfit> {
        if self.before != b',' {
            self.out.push(self.before);
        }
        self.out.extend_from_slice(self.close);
        Ok(())
    }
}

impl<'a> ser::Serializer for Line<'a> {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Members<'a>;
    type SerializeTuple = Members<'a>;
    type SerializeTupleStruct = Members<'a>;
    type SerializeTupleVariant = Impossible<(), Unfit>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeStructVariant = Impossible<(), Unfit>;

    /// A [`super::report::Number`] asks this and hands over its digits as bytes.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, v: bool) -> Result<(), Unfit> {
        self.0.extend_from_slice(if v { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_i8(self, v: i8) -> Result<(), Unfit> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<(), Unfit> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<(), Unfit> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<(), Unfit> {
        if v < 0 {
            self.0.push(b'-');
        }
        unsigned(self.0, v.unsigned_abs());
        Ok(())
    }
    fn serialize_u8(self, v: u8) -> Result<(), Unfit> {
        self.serialize_u64(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<(), Unfit> {
        self.serialize_u64(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<(), Unfit> {
        self.serialize_u64(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<(), Unfit> {
        unsigned(self.0, v);
        Ok(())
    }
    fn serialize_f32(self, v: f32) -> Result<(), Unfit> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<(), Unfit> {
        Err(Unfit(format!("a report has no floating point numbers: {v}")))
    }
    fn serialize_char(self, v: char) -> Result<(), Unfit> {
        string(self.0, v.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, v: &str) -> Result<(), Unfit> {
        string(self.0, v);
        Ok(())
    }
    /// The digits of a number.
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Unfit> {
        self.0.extend_from_slice(v);
        Ok(())
    }
    fn serialize_none(self) -> Result<(), Unfit> {
        self.serialize_unit()
    }
    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Unfit> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unfit> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unfit> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<(), Unfit> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unfit> {
        let mut members = Members::new(self.0, b'{', b"}");
        members.field(variant, value)?;
        members.end()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a>, Unfit> {
        Ok(Members::new(self.0, b'[', b"]"))
    }
    fn serialize_tuple(self, _: usize) -> Result<Members<'a>, Unfit> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Unfit> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Unfit>, Unfit> {
        Err(Unfit(format!("a report has no variants with fields: {variant}")))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Unfit> {
        Ok(Members::new(self.0, b'{', b"}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Unfit> {
        self.serialize_map(None)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Unfit>, Unfit> {
        Err(Unfit(format!("a report has no variants with fields: {variant}")))
    }
}

impl ser::SerializeSeq for Members<'_> {
    type Ok = ();
    type Error = Unfit;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unfit> {
        self.part();
        value.serialize(Line(self.out))
    }
    fn end(self) -> Result<(), Unfit> {
        Members::end(self)
    }
}

impl ser::SerializeTuple for Members<'_> {
    type Ok = ();
    type Error = Unfit;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unfit> {
        ser::SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Result<(), Unfit> {
        Members::end(self)
    }
}

impl ser::SerializeTupleStruct for Members<'_> {
    type Ok = ();
    type Error = Unfit;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unfit> {
        ser::SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Result<(), Unfit> {
        Members::end(self)
    }
}

impl ser::SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Unfit;
    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Unfit> {
        self.part();
        key.serialize(Line(self.out))
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Unfit> {
        self.out.push(b':');
        value.serialize(Line(self.out))
    }
    fn end(self) -> Result<(), Unfit> {
        Members::end(self)
    }
}

impl ser::SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Unfit;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), Unfit> {
        self.field(key, value)
    }
    fn end(self) -> Result<(), Unfit> {
        Members::end(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::super::assemble;
    use super::*;

    #[derive(Serialize)]
    struct Everything<'a> {
        words: &'a str,
        none: Option<u8>,
        list: Vec<i32>,
        pair: [u64; 2],
        map: BTreeMap<&'a str, bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        empty: (Vec<u8>, BTreeMap<String, u8>),
    }

    #[test]
    fn the_bytes_are_those_of_serde_json() {
        let long = "年初预算12.5万元，“其中”\t基本支出\n\u{1}\u{7f}\"引\\号\" ".repeat(7);
        for words in ["", "a", "\"", "0123456789abcde\"", "0123456789abcdef\n0123456789abcdef", long.as_str()] {
            let value = Everything {
                words,
                none: None,
                list: vec![-1, 0, i32::MIN],
                pair: [u64::MAX, 10],
                map: BTreeMap::from([("年\"度", true), ("b", false)]),
                left_out: None,
                empty: (Vec::new(), BTreeMap::new()),
            };
            let want = serde_json::to_string(&value).expect("JSON");
            assert_eq!(String::from_utf8(line(&value, 0).expect("JSON")).expect("UTF-8"), want);
        }
    }

    #[test]
    fn a_report_is_the_same() {
        let bytes = include_bytes!("../../fixtures/youth-league-2024.txt");
        let parsed = crate::parse(bytes, "r.txt");
        let report = assemble::report("r.txt", bytes, &parsed);
        assert!(line(&report, 0).expect("JSON") == serde_json::to_vec(&report).expect("JSON"));
    }
}
