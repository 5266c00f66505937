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
