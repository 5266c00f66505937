//! What was printed where in one document.

use rustc_hash::FxHashMap;

use super::document::{Amount, At, Document, Ordinal, Section, Table};

/// What was printed where in one document.
pub(super) struct Places<'a> {
    document: &'a Document<'a>,
    amounts: FxHashMap<i64, &'a Amount<'a>>,
    mentions: FxHashMap<(u32, u32), &'a str>,
}

impl<'a> Places<'a> {
    pub fn new(document: &'a Document<'a>) -> Self {
        let d = document;
        let spot = |at: &At<'_>| (at.start, at.end);
        let mut mentions = FxHashMap::default();
        mentions.extend(d.amounts.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.percents.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.counts.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.staff.iter().map(|x| (spot(&x.at), &*x.raw)));
        Places { document, amounts: d.amounts.iter().map(|a| (a.id.0, a)).collect(), mentions }
    }

    pub fn amount(&self, id: Ordinal) -> Option<&'a Amount<'a>> {
        self.amounts.get(&id.0).copied()
    }

    pub fn section(&self, path: Option<&str>) -> Option<&'a At<'a>> {
        let path = path?;
        self.document.sections.iter().find(|s| &*s.path == path).map(|s| &s.at)
    }

    /// Heading of a section.
    pub fn title(&self, path: Option<&str>) -> Option<&'a str> {
        let path = path?;
        self.document.sections.iter().find(|s| &*s.path == path).map(|s| &*s.title)
    }

    /// Path of the section that holds a place.
    pub fn section_of(&self, at: &At<'_>) -> Option<&'a str> {
        let inside = |s: &&Section<'_>| s.at.start <= at.start && at.end <= s.at.end;
        self.document.sections.iter().rfind(inside).map(|s| &*s.path)
    }

    /// The printed words of a place: those of the mention there, a piece of its section, or its cell's.
    pub fn words(&self, at: &At<'_>) -> Option<&'a str> {
        if let Some(words) = self.mentions.get(&(at.start, at.end)) {
            return Some(words);
        }
        self.in_section(at).or_else(|| self.in_cell(at.cell.as_deref()?))
    }

    /// The words of a cell (`Sheet1!C5`, `T1!C5`).
    fn in_cell(&self, place: &str) -> Option<&'a str> {
        let (table, cell) = place.rsplit_once('!')?;
        let named = |t: &&Table<'_>| t.sheet.as_deref().unwrap_or(&t.id) == table;
        let cells = &self.document.tables.iter().find(named)?.cells;
        cells.iter().find(|c| &*c.cell == cell).map(|c| &*c.text)
    }

    fn in_section(&self, at: &At<'_>) -> Option<&'a str> {
        let section = self.document.sections.iter().rfind(|s| s.at.start <= at.start && at.end <= s.at.end)?;
        piece(&section.text, (at.start - section.at.start) as usize, (at.end - section.at.start) as usize)
    }
}

/// Characters `start..end` of a text.
fn piece(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut borders = text.char_indices().map(|(i, _)| i).chain([text.len()]);
    let from = borders.nth(start)?;
    let to = if end > start { borders.nth(end - start - 1)? } else { from };
    text.get(from..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_counted_in_characters() {
        assert_eq!(piece("支出41.8万元", 2, 6), Some("41.8"));
        assert_eq!(piece("支出", 0, 2), Some("支出"));
        assert_eq!(piece("支出", 2, 2), Some(""));
        assert_eq!(piece("支出", 1, 3), None);
    }
}
