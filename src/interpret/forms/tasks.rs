//! 年度主要任务: rows of tasks, and under 全年预算数 and 全年执行数 a column for the whole and for each kind of money.

use super::grid::Grid;
use super::layout::{layout, plain, row_label};
use super::read::{Columns, column_of, in_yuan, value};
use super::{CellMeaning, Forms};
use crate::interpret::facts::*;
use crate::read::Cell;

/// The columns of the block.
pub struct Tasks {
    /// Where the names of the tasks stand.
    name: u32,
    /// Field, column, and the kind of money; the whole has none.
    money: Vec<(&'static str, u32, Option<String>)>,
    /// The columns of points beside them.
    points: Columns,
    /// The total row of each field, once read.
    total: Vec<(&'static str, CellRef)>,
    /// The wholes of the tasks read so far.
    wholes: Vec<(&'static str, CellRef)>,
}

/// The block that a header row opens, with the row of kinds below it, if it is one of tasks.
pub fn tasks(grid: Grid<'_>, header: u32, columns: &Columns) -> Option<Tasks> {
    // 年度主要任务 | 任务名称: the heading of the block stands before the one of the column
    let name = columns.iter().filter(|c| c.0 == "task").map(|c| c.1).max()?;
    let is_money = |f: &str| column_of(f).is_some();
    let mut money = Vec::new();
    for &(field, from, to) in columns.iter().filter(|c| is_money(c.0)) {
        let kinds: Vec<&Cell> = grid.row(header + 1).iter().filter(|c| from <= c.col && c.col <= to).collect();
        if from == to || kinds.is_empty() {
            money.push((field, from, None));
            continue;
        }
        for c in kinds {
            let kind = plain(grid.words(c));
            money.push((field, c.col, (!layout().is_funding_total(&kind)).then_some(kind)));
        }
    }
    let points = columns.iter().filter(|c| !is_money(c.0) && c.0 != "task").copied().collect();
    Some(Tasks { name, money, points, total: Vec::new(), wholes: Vec::new() })
}

/// What the whole of a task is, in a list of projects or of all that a unit does: the unit's total, one of its halves, or a project.
fn whole(label: &str, column: Column, of_projects: bool) -> (Option<ConceptId>, bool) {
    let at = |ids: [Option<ConceptId>; 3]| ids[column as usize];
    let projects = [Some("budget_project_initial"), None, Some("gpb_expenditure_project")];
    if of_projects && layout().is_funding_total(label) {
        return (at(projects), false);
    }
    if layout().is_funding_total(label) {
        return (at([Some("budget_total_initial"), Some("budget_total_adjusted"), Some("expenditure_total")]), false);
    }
    match layout().row(label, false) {
        Some("gpb_expenditure_basic") => (at([Some("budget_basic_initial"), None, Some("gpb_expenditure_basic")]), false),
        Some("gpb_expenditure_project") => (at(projects), false),
        _ => (at([Some("fund_budget_initial"), Some("fund_budget_final"), Some("fund_actual")]), true),
    }
}

/// Reads one row of tasks.
pub fn row(grid: Grid<'_>, form: &mut Form, row: u32, tasks: &mut Tasks, out: &mut Forms) {
    let find = |col: u32| grid.row(row).iter().find(|c| c.col == col && !c.span.is_empty());
    // 合计 is merged with the column of serial numbers
    let named = grid.t.at(row, tasks.name).filter(|c| c.row == row);
    let Some(name) = named.map(|c| row_label(grid.words(c))).filter(|n| !n.is_empty()) else { return };
    let total = layout().is_funding_total(&name);
    let mut own: Vec<(&'static str, CellRef)> = Vec::new();
    let mut values: Vec<(&'static str, FormValue)> = Vec::new();
    for (field, col, kind) in &tasks.money {
        let (Some(c), Some(column)) = (find(*col), column_of(field)) else { continue };
        let place = grid.place(c);
        let (concept, project) = whole(&name, column, form.kind == "project_form");
        let (concept, parent) = match kind {
            None => (concept, tasks.total.iter().find(|t| t.0 == *field).map(|t| t.1)),
            Some(kind) => {
                let of_unit = total.then(|| layout().row(kind, false)).flatten();
                let id = if project { layout().row(kind, true) } else { of_unit };
                (id, own.iter().find(|o| o.0 == *field).map(|o| o.1))
            }
        };
        if kind.is_none() {
            own.push((field, place));
            values.push((field, value(grid, c)));
        }
        let meaning = CellMeaning {
            concept,
            column: Some(column),
            label: kind.as_ref().map_or(name.clone(), |k| format!("{name}（{k}）")),
            fund: project.then(|| name.clone()),
            parent: parent.filter(|_| !total || kind.is_some()),
            money: true,
            yuan: in_yuan(grid, form),
            ..CellMeaning::default()
        };
        out.cells.insert(place, meaning);
    }
    if !total {
        tasks.wholes.extend(own);
        // its points are those of another form
        let rate = tasks.points.iter().filter(|p| p.0 == "rate");
        values.extend(rate.filter_map(|&(field, from, to)| {
            let c = grid.row(row).iter().find(|c| from <= c.col && c.col <= to && !c.span.is_empty())?;
            Some((field, value(grid, c)))
        }));
        form.funding.push(FormRow { label: name, values });
        return;
    }
    // the tasks are parts of the total, which mostly stands below them
    for (field, cell) in &tasks.wholes {
        if let (Some(m), Some(t)) = (out.cells.get_mut(cell), own.iter().find(|o| o.0 == *field)) {
            m.parent = Some(t.1);
        }
    }
    tasks.total = own;
    for &(field, from, to) in &tasks.points {
        if let Some(c) = grid.row(row).iter().find(|c| from <= c.col && c.col <= to && !c.span.is_empty()) {
            values.push((field, value(grid, c)));
        }
    }
    form.funding.insert(0, FormRow { label: name, values });
}
