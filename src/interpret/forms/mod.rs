//! The standard forms (handbook §2): recognised by their labels, read by their blocks.
//!
//! [`layout`] holds the labels as data; [`grid`] looks into a table; [`read`] finds the forms of a table and says what every
//! cell with money in them means, so that the amounts of a form stand in the report's own list.

mod base_data;
mod grid;
pub mod layout;
mod read;
mod tasks;

use std::collections::BTreeMap;

use super::facts::*;
use crate::read::Document;

/// What a cell of a form means for the amount in it.
#[derive(Clone, Debug, Default)]
pub struct CellMeaning {
    /// Quantity.
    pub concept: Option<ConceptId>,
    /// Which of the three figures.
    pub column: Option<Column>,
    /// Label.
    pub label: String,
    /// Project.
    pub fund: Option<String>,
    /// The cell of the total that it is a part of.
    pub parent: Option<CellRef>,
    /// Role.
    pub role: AmountRole,
    /// Year, where the column names one.
    pub year: Option<i32>,
    /// A bare number here is money.
    pub money: bool,
    /// A bare number here is in 元.
    pub yuan: bool,
}

/// The forms of a document and what their cells mean.
#[derive(Debug, Default)]
pub struct Forms {
    /// Forms in document order.
    pub forms: Vec<Form>,
    /// Meaning of cells.
    pub cells: BTreeMap<CellRef, CellMeaning>,
}

impl Forms {
    /// The project of the form that a cell stands in.
    pub fn project_at(&self, (table, row, _): CellRef) -> Option<String> {
        self.forms
            .iter()
            .find(|f| f.kind == "project_form" && f.table == table as usize && f.rows_span.0 <= row && row <= f.rows_span.1)
            .and_then(|f| f.project.clone())
    }
}

/// Finds all forms.
pub fn forms(doc: &Document) -> Forms {
    let mut out = Forms::default();
    for table in 0..doc.tables.len() {
        read::read(doc, table, &mut out);
    }
    out
}

/// The head of a document that is made of forms: the form on the whole unit leads, then one on a project, then the base data.
pub fn head(doc: &Document, forms: &[Form], head: &mut ReportHead) {
    let lead =
        ["overall_form", "project_form", "score_form", "base_data_form"].iter().find_map(|k| forms.iter().find(|f| f.kind == *k));
    let Some(lead) = lead else { return };
    let workbook = doc.format.is_some_and(|f| f.is_workbook());
    if workbook || head.kind.is_none() || head.kind.is_some_and(|k| k.ends_with("form")) {
        head.kind = Some(match lead.kind {
            "score_form" => "overall_form",
            kind => kind,
        });
        if let Some(name) = lead.unit_name.clone().or_else(|| forms.iter().find_map(|f| f.unit_name.clone())) {
            head.unit_name = Some(name);
        }
    }
    head.unit_name = head.unit_name.take().or_else(|| lead.unit_name.clone());
    head.fiscal_year = head.fiscal_year.or(lead.year);
}
