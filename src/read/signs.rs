//! A set of characters that a text is looked through for, by its bytes.

/// ASCII characters and characters of three bytes (all Chinese ones and their punctuation).
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// A bit for each ASCII character.
    ascii: [u64; 2],
    /// A bit for the low bits of the last two bytes of each other character: most characters of a text are done with it.
    wide: [u64; 16],
}

impl Signs {
    /// The set of these characters; those of two and four bytes are left out.
    pub const fn of(signs: &str) -> Self {
        let (bytes, mut at) = (signs.as_bytes(), 0);
        let (mut ascii, mut wide) = ([0; 2], [0; 16]);
        while at < bytes.len() {
            let lead = bytes[at];
            if lead < 0x80 {
                ascii[(lead >> 6) as usize] |= 1 << (lead & 63);
                at += 1;
            } else if lead & 0xf0 == 0xe0 {
                wide[(bytes[at + 1] & 15) as usize] |= 1 << (bytes[at + 2] & 63);
                at += 3;
            } else {
                at += if lead >= 0xf0 { 4 } else { 2 };
            }
        }
        Self { ascii, wide }
    }

    /// The first byte from `at` on, a character's first, where one of the signs may stand: an ASCII one surely, another one
    /// or a character that shares its low bits. The bytes end where the search does.
    pub fn next(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let mut rest = bytes.get(at..)?;
        loop {
            rest = past_pairs(rest, &self.wide);
            rest = match rest {
                [0xe0..=0xef, second, third, tail @ ..] => {
                    if self.wide[usize::from(second & 15)] >> (third & 63) & 1 != 0 {
                        break;
                    }
                    tail
                }
                [b @ ..0x80, tail @ ..] => {
                    if self.ascii[usize::from(b >> 6)] >> (b & 63) & 1 != 0 {
                        break;
                    }
                    tail
                }
                // two and four bytes: the bytes that go on with a character are passed one by one
                [_, tail @ ..] => tail,
                [] => return None,
            };
        }
        Some(bytes.len() - rest.len())
    }
}

/// The bytes after the pairs of characters of three bytes of which none has its bit in the table: for each of them the low bits
/// of its second byte choose a row, those of its third a bit. Most of a text is passed here, two characters at a time.
#[inline]
pub fn past_pairs<'a>(mut bytes: &'a [u8], table: &[u64; 16]) -> &'a [u8] {
    while let Some((pair, _)) = bytes.split_first_chunk::<8>() {
        let x = u64::from_le_bytes(*pair);
        // both begin as characters of three bytes do
        if x & 0xf000_00f0 != 0xe000_00e0 {
            break;
        }
        let bit = |second: u64| table[(second & 15) as usize] >> (second >> 8 & 63);
        if (bit(x >> 8) | bit(x >> 32)) & 1 != 0 {
            break;
        }
        let Some(rest) = bytes.get(6..) else { break };
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_found() {
        const SIGNS: Signs = Signs::of("年a0“");
        let text = "é2024年𠮷初，a“预算”b";
        let bytes = text.as_bytes();
        let (mut at, mut found) = (0, String::new());
        while let Some(next) = SIGNS.next(bytes, at) {
            let Some(c) = text.get(next..).and_then(|t| t.chars().next()) else { panic!("inside a character") };
            found.push(c);
            at = next + c.len_utf8();
        }
        assert_eq!(found, "0年a“");
    }
}
