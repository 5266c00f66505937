//! The words of headers and row labels in base-data forms.

use super::vocabulary::{VOCABULARY, id};
use crate::interpret::facts::ConceptId;

/// Longest words that name a figure of a table.
const LONGEST: usize = 24;

/// The id that a header or a row's label in a table names.
pub fn table_label(words: &str) -> Option<ConceptId> {
    let tables = &VOCABULARY.file.tables;
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    if words.chars().count() > LONGEST || tables.none.is_in(&words) {
        return None;
    }
    let bare = words.trim_end_matches(['数', '）', ')', '人', '（', '(', '个', '辆']);
    let label = tables.label.iter().find(|l| l.has.is_in(&words) || l.ends.at_end(bare).is_some())?;
    id(&label.id)
}
