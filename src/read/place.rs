//! Where something stands: byte spans in the normalised text, and the way back to source lines and pages.

use std::ops::Range;

/// A half-open range of bytes in [`Document::text`](super::Document::text), always on character boundaries.
///
/// Bytes are what the stages compute with; [`CharIndex`] turns them into the characters that the JSON counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after the span.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets above `u32::MAX` saturate (the reader's limits keep texts far below).
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }

    /// The span as an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words at this span; empty if the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// One piece of the source (a line, or a part of one) and where its text begins in the normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First byte of the piece in the normalised text.
    pub start: u32,
    /// Line of the source file, from 1; for a PDF the line of the page.
    pub line: u32,
    /// Column (characters, from 1) in that line at which the piece begins.
    pub column: u32,
    /// Page, from 1; 0 where the source has no pages.
    pub page: u32,
}

/// A place in the source: what a person needs to find the words again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
    /// Page from 1, where there are pages.
    pub page: Option<u32>,
}

/// Translates byte offsets of one text into character offsets.
#[derive(Clone, Debug)]
pub struct CharIndex {
    blocks: Vec<Block>,
}

/// 64 bytes of a text.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// Characters that begin before it.
    before: u32,
    /// A bit for each byte that begins a character.
    begins: u64,
}

const BLOCK: usize = 64;

/// Whether a byte of UTF-8 begins a character.
fn begins_char(b: u8) -> bool {
    (b as i8) >= -0x40
}

/// The bits of the bytes that begin a character, of eight bytes at once.
fn begin_bits(eight: &[u8; 8]) -> u64 {
    let x = u64::from_le_bytes(*eight);
    // a byte that goes on with a character has its first bit and not its second
    let goes_on = (x & !(x << 1)) >> 7 & 0x0101_0101_0101_0101;
    // the eight lowest bits of the bytes, gathered in the highest byte
    !(goes_on.wrapping_mul(0x0102_0408_1020_4080) >> 56) & 0xff
}

impl CharIndex {
    /// Builds the index in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut blocks = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut before = 0;
        for chunk in bytes.chunks(BLOCK) {
            let (eights, last) = chunk.as_chunks::<8>();
            let mut begins = 0;
            for (i, eight) in eights.iter().enumerate() {
                begins |= begin_bits(eight) << (8 * i);
            }
            for (i, &b) in last.iter().enumerate() {
                begins |= u64::from(begins_char(b)) << (8 * eights.len() + i);
            }
            blocks.push(Block { before, begins });
            before += begins.count_ones();
        }
        blocks.push(Block { before, begins: 0 });
        Self { blocks }
    }

    /// Number of characters before byte `offset` of the text that the index was built from.
    pub fn chars_before(&self, offset: u32) -> u32 {
        let (block, bit) = (offset as usize / BLOCK, offset % BLOCK as u32);
        match self.blocks.get(block).or(self.blocks.last()) {
            Some(b) => b.before + (b.begins & ((1 << bit) - 1)).count_ones(),
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn char_index_agrees_with_a_plain_count() {
        let text = "年初预算42.76万元，abc\n".repeat(40);
        let index = CharIndex::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(index.chars_before(at as u32), n as u32);
        }
        assert_eq!(index.chars_before(u32::MAX), text.chars().count() as u32);
    }
}
