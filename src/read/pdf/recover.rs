//! Names for glyphs that the document does not name: from the font's predefined encoding, or from the embedded font's own table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{self, Array, Dict, Name};

/// A character that was found for a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The character.
    pub ch: char,
    /// The document says so (by a predefined encoding); otherwise only the font's own table does.
    pub certain: bool,
}

/// The way from the codes of a font to Unicode, over the characters of Adobe-GB1 and its like.
struct Collection {
    /// The encoding has a name of its own (`UniGB-UCS2-H`), it is not Identity.
    named: bool,
    encoding: CMap,
    unicode: CMap,
}

/// Maps glyphs to characters; one for each document.
pub struct Recovery<'p> {
    pdf: &'p Pdf,
    /// Some font has a predefined encoding beside a mapping to Unicode: the encoding, by which it is drawn, is to be believed.
    pub predefined: bool,
    /// Composite fonts with a character collection, by name without the subset's prefix; read when first asked for.
    collections: Option<BTreeMap<String, Collection>>,
    /// Composite and simple fonts that have a mapping to Unicode, by name.
    mapped: BTreeSet<String>,
    /// A font that a page names cannot be read.
    pub fonts_lost: bool,
    /// Glyphs of such fonts that nothing names all the same: their mapping is damaged.
    pub damaged: usize,
    /// By font program: characters by glyph, empty where the font tells nothing.
    programs: HashMap<u128, HashMap<u32, char>>,
}

impl<'p> Recovery<'p> {
    /// Nothing known yet.
    pub fn new(pdf: &'p Pdf) -> Self {
        let (mapped, fonts_lost) = mapped(pdf);
        Self { pdf, predefined: has_predefined(pdf), collections: None, mapped, fonts_lost, damaged: 0, programs: HashMap::new() }
    }

    /// The character of a glyph, if the document or its font tells.
    pub fn character(&mut self, glyph: &OutlineGlyph) -> Option<Found> {
        if let Some(ch) = self.by_encoding(glyph, false) {
            return Some(Found { ch, certain: true });
        }
        let font = glyph.font_data()?;
        let map = self.programs.entry(font.cache_key).or_insert_with(|| sfnt_characters((*font.data).as_ref()));
        let found = map.get(&glyph.glyph_id().to_u32()).map(|&ch| Found { ch, certain: false });
        if found.is_none() && font.postscript_name.is_some_and(|n| self.mapped.contains(&n)) {
            self.damaged += 1;
        }
        found
    }
}

impl Recovery<'_> {
    /// The character of a glyph by its font's encoding; only of predefined encodings other than Identity if so asked.
    pub fn by_encoding(&mut self, glyph: &OutlineGlyph, named: bool) -> Option<char> {
        let name = glyph.font_data()?.postscript_name?;
        let pdf = self.pdf;
        let collection = self.collections.get_or_insert_with(|| collections(pdf)).get(&name)?;
        (collection.named || !named).then(|| collection.character(glyph.char_code()))?
    }
}

/// Names (without the subset's prefix) of the pages' fonts that have a mapping to Unicode, and whether a font cannot be read.
fn mapped(pdf: &Pdf) -> (BTreeSet<String>, bool) {
    let mut names = BTreeSet::new();
    let mut lost = false;
    for page in pdf.pages().iter() {
        let fonts = &page.resources().fonts;
        for key in fonts.keys() {
            let Some(font) = fonts.get::<Dict<'_>>(key) else {
                lost = true;
                continue;
            };
            if let Some(name) = font.get::<Name<'_>>(b"BaseFont".as_slice())
                && font.contains_key(b"ToUnicode".as_slice())
            {
                names.insert(bare(name.as_str()).to_owned());
            }
        }
    }
    (names, lost)
}

/// A font's name without the six letters of a subset.
fn bare(name: &str) -> &str {
    name.split_once('+').filter(|(prefix, _)| prefix.len() == 6).map_or(name, |(_, rest)| rest)
}

/// Whether a font of a page has a predefined encoding other than Identity, and a mapping to Unicode beside it.
fn has_predefined(pdf: &Pdf) -> bool {
    pdf.pages().iter().any(|page| {
        let fonts = &page.resources().fonts;
        fonts.keys().any(|key| {
            let Some(font) = fonts.get::<Dict<'_>>(key) else { return false };
            let encoding = font.get::<Name<'_>>(b"Encoding".as_slice());
            let composite = font.get::<Name<'_>>(b"Subtype".as_slice()).is_some_and(|s| s.as_ref() == b"Type0");
            composite
                && font.contains_key(b"ToUnicode".as_slice())
                && encoding.is_some_and(|e| !e.as_ref().starts_with(b"Identity"))
        })
    })
}

impl Collection {
    fn character(&self, code: u32) -> Option<char> {
        let cid = (1..=4).find_map(|n| self.encoding.lookup_cid_code(code, n).filter(|&cid| cid != 0))?;
        match self.unicode.lookup_bf_string(cid)? {
            BfString::Char(c) => Some(c),
            BfString::String(s) => s.chars().next(),
        }
    }
}

/// Fonts with a collection that are read: each has tables of its own.
const MAX_COLLECTIONS: usize = 256;

/// The composite fonts of all pages whose codes lead to a known character collection.
fn collections(pdf: &Pdf) -> BTreeMap<String, Collection> {
    let mut found = BTreeMap::new();
    for object in pdf.objects() {
        let Some(dict) = object.into_dict() else { continue };
        let is = |key: &str, value: &[u8]| dict.get::<Name<'_>>(key.as_bytes()).is_some_and(|n| n.as_ref() == value);
        if is("Type", b"Font")
            && is("Subtype", b"Type0")
            && found.len() < MAX_COLLECTIONS
            && let Some(name) = dict.get::<Name<'_>>(b"BaseFont".as_slice())
            && let Some(collection) = collection(&dict)
        {
            found.insert(bare(name.as_str()).to_owned(), collection);
        }
    }
    found
}

fn collection(font: &Dict<'_>) -> Option<Collection> {
    let name = font.get::<Name<'_>>(b"Encoding".as_slice())?;
    let encoding = match name.as_ref() {
        b"Identity-H" => CMap::identity_h(),
        b"Identity-V" => CMap::identity_v(),
        other => CMap::parse(load_embedded(CMapName::from_bytes(other))?, load_embedded)?,
    };
    let descendant = font.get::<Array<'_>>(b"DescendantFonts".as_slice())?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
    let word = |key: &str| info.get::<object::String<'_>>(key.as_bytes()).map(|s| s.as_bytes().to_vec());
    let family = CidFamily::from_registry_ordering(&word("Registry")?, &word("Ordering")?);
    let unicode = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    Some(Collection { named: !name.as_ref().starts_with(b"Identity"), encoding, unicode })
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

/// Codes read of a font's own table; Unicode has 1,114,112. Overlapping ranges would make a small table endless.
const MAX_CODES: u32 = 1_200_000;

fn read_cmap(data: &[u8], found: &mut dyn FnMut(u32, u32)) -> Option<()> {
    let mut left = MAX_CODES;
    let found: &mut dyn FnMut(u32, u32) -> Option<()> = &mut |code, glyph| {
        left = left.checked_sub(1)?;
        found(code, glyph);
        Some(())
    };
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

fn format_4(t: &[u8], found: &mut dyn FnMut(u32, u32) -> Option<()>) -> Option<()> {
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
                    Some(0) | None => 0,
                    Some(g) => (g + delta) & 0xFFFF,
                }
            };
            found(code, glyph)?;
        }
    }
    Some(())
}

fn format_6(t: &[u8], found: &mut dyn FnMut(u32, u32) -> Option<()>) -> Option<()> {
    let (first, n) = (u16_at(t, 6)?, u16_at(t, 8)?);
    for i in 0..n {
        found(first + i, u16_at(t, 10 + 2 * i as usize)?)?;
    }
    Some(())
}

fn format_12(t: &[u8], found: &mut dyn FnMut(u32, u32) -> Option<()>) -> Option<()> {
    let n = u32_at(t, 12)? as usize;
    for i in 0..n.min(t.len() / 12) {
        let at = 16 + 12 * i;
        let (start, end, glyph) = (u32_at(t, at)?, u32_at(t, at + 4)?, u32_at(t, at + 8)?);
        for k in 0..=end.saturating_sub(start).min(0xFFFF) {
            found(start.wrapping_add(k), glyph.wrapping_add(k))?;
        }
    }
    Some(())
}
