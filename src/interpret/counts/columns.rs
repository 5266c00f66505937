//! Counts in the cells of a form: the role that their column gives them, the words of their row.

use std::collections::HashMap;

use super::WORDS;
use crate::interpret::clause::contains_any;
use crate::interpret::facts::CountRole;
use crate::mentions::cells::{self, CellScope};
use crate::read::{Document, Span};

/// The role that a form's column gives its counts, and the cell's words; none for a cell of another table.
pub(super) fn form_column(
    doc: &Document,
    at: (u32, u32, u32),
    scopes: &mut HashMap<u32, Vec<CellScope>>,
) -> Option<(CountRole, Span)> {
    let table = doc.tables.get(at.0 as usize)?;
    let index = table.cells.binary_search_by_key(&(at.1, at.2), |c| (c.row, c.col)).ok()?;
    let scopes = scopes.entry(at.0).or_insert_with(|| cells::scopes(doc, table, None));
    let header = scopes.get(index)?.header.as_str();
    // 年度目标1：（50分） | …: the label stands before the words
    let row = table.cells.partition_point(|c| c.row < at.1);
    let label = table.cells.get(row).filter(|c| c.row == at.1 && c.col < at.2).map_or("", |c| doc.words(c.span));
    let known = |h: &str| contains_any(h, &WORDS.actual_columns) || contains_any(h, &WORDS.target_columns);
    let header = if known(header) || label.chars().count() > 16 { header } else { label };
    // 年初设定目标 over the cell itself
    let above = at.1.checked_sub(1).and_then(|row| table.at(row, at.2)).map_or("", |c| doc.words(c.span));
    let header = if !known(header) && above.chars().count() <= 16 && known(above) { above } else { header };
    let role = if contains_any(header, &WORDS.actual_columns) {
        CountRole::Actual
    } else if contains_any(header, &WORDS.target_columns) {
        CountRole::Target
    } else {
        return None;
    };
    Some((role, table.cells.get(index)?.span))
}

/// The label of a form's row: the words of the nearest cell to the left that is no number.
pub(super) fn row_label(doc: &Document, at: (u32, u32, u32)) -> &str {
    let Some(table) = doc.tables.get(at.0 as usize) else { return "" };
    let upto = table.cells.partition_point(|c| (c.row, c.col) < (at.1, at.2));
    let left = table.cells.get(..upto).unwrap_or(&[]).iter().rev().take_while(|c| c.row == at.1);
    left.map(|c| doc.words(c.span).trim())
        .find(|w| {
            w.chars().count() > 2 && !w.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '≥' | '≤' | '=' | '>' | '<'))
        })
        .unwrap_or("")
}
