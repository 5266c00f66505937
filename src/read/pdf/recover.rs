//! Names for glyphs that the document does not name, from the embedded font's own tables.

use std::collections::HashMap;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_syntax::Pdf;

/// Maps glyphs of embedded fonts to characters; one for each document.
#[derive(Default)]
pub struct Recovery {
    /// By font: characters by glyph, or nothing where the font tells nothing.
    fonts: HashMap<u128, HashMap<u32, char>>,
}

impl Recovery {
    /// Nothing known yet.
    pub fn new(_pdf: &Pdf) -> Self {
        Self::default()
    }

    /// The character of a glyph, if the font tells.
    pub fn character(&mut self, glyph: &OutlineGlyph) -> Option<char> {
        let font = glyph.font_data()?;
        let map = self.fonts.entry(font.cache_key).or_insert_with(|| sfnt_characters((*font.data).as_ref()));
        map.get(&glyph.glyph_id().to_u32()).copied()
    }
}

fn u16_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?)))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// Reads the `cmap` table of a TrueType or OpenType font the other way round: glyph to character.
///
/// Where several characters share a glyph, the lowest one that is no compatibility form wins.
fn sfnt_characters(data: &[u8]) -> HashMap<u32, char> {
    let mut map = HashMap::new();
    let _ = read_cmap(data, &mut |code, glyph| {
        if glyph != 0
            && let Some(c) = char::from_u32(code)
            && !c.is_control()
        {
            map.entry(glyph)
                .and_modify(|old: &mut char| {
                    if is_compatibility(*old) && !is_compatibility(c) {
                        *old = c;
                    }
                })
                .or_insert(c);
        }
    });
    map
}

fn is_compatibility(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{2e80}'..='\u{2fdf}' | '\u{e000}'..='\u{f8ff}' | '\u{f900}'..='\u{faff}')
}

fn read_cmap(data: &[u8], found: &mut dyn FnMut(u32, u32)) -> Option<()> {
    let tables = u16_at(data, 4)?;
    let cmap = (0..tables as usize)
        .map(|i| 12 + 16 * i)
        .find(|&at| data.get(at..at + 4) == Some(b"cmap".as_slice()))
        .and_then(|at| data.get(u32_at(data, at + 8)? as usize..))?;
    let subtables = u16_at(cmap, 2)? as usize;
    for i in 0..subtables.min(32) {
        let at = 4 + 8 * i;
        let (platform, encoding) = (u16_at(cmap, at)?, u16_at(cmap, at + 2)?);
        let unicode = platform == 0 || platform == 3 && (encoding == 1 || encoding == 10);
        if unicode && let Some(table) = cmap.get(u32_at(cmap, at + 4)? as usize..) {
            let _ = match u16_at(table, 0)? {
                4 => format_4(table, found),
                6 => format_6(table, found),
                12 => format_12(table, found),
                _ => None,
            };
        }
    }
    Some(())
}

fn format_4(t: &[u8], found: &mut dyn FnMut(u32, u32)) -> Option<()> {
    let n = u16_at(t, 6)? as usize / 2;
    let (ends, starts) = (14, 16 + 2 * n);
    let (deltas, offsets) = (starts + 2 * n, starts + 4 * n);
    for i in 0..n {
        let (start, end) = (u16_at(t, starts + 2 * i)?, u16_at(t, ends + 2 * i)?);
        let (delta, offset) = (u16_at(t, deltas + 2 * i)?, u16_at(t, offsets + 2 * i)? as usize);
        for code in start..=end.min(0xFFFE) {
            let glyph = if offset == 0 {
                (code + delta) & 0xFFFF
            } else {
                match u16_at(t, offsets + 2 * i + offset + 2 * (code - start) as usize) {
                    Some(0) | None => continue,
                    Some(g) => (g + delta) & 0xFFFF,
                }
            };
            found(code, glyph);
        }
    }
    Some(())
}

fn format_6(t: &[u8], found: &mut dyn FnMut(u32, u32)) -> Option<()> {
    let (first, n) = (u16_at(t, 6)?, u16_at(t, 8)?);
    for i in 0..n {
        found(first + i, u16_at(t, 10 + 2 * i as usize)?);
    }
    Some(())
}

fn format_12(t: &[u8], found: &mut dyn FnMut(u32, u32)) -> Option<()> {
    let n = u32_at(t, 12)? as usize;
    for i in 0..n.min(t.len() / 12) {
        let at = 16 + 12 * i;
        let (start, end, glyph) = (u32_at(t, at)?, u32_at(t, at + 4)?, u32_at(t, at + 8)?);
        for k in 0..=end.saturating_sub(start).min(0xFFFF) {
            found(start + k, glyph + k);
        }
    }
    Some(())
}
