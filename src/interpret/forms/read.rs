//! Reads the forms of one table block by block.

use rust_decimal::Decimal;

use super::grid::{Grid, is_token, number};
use super::layout::{layout, plain, row_label, without_unit};
use super::tasks::{self, Tasks};
use super::{CellMeaning, Forms};
use crate::interpret::amounts::budget_id;
use crate::interpret::facts::*;
use crate::interpret::labels::named_year;
use crate::interpret::vocabulary::{Meaning, Subject, squeeze, vocabulary};
use crate::read::{Cell, Document};

/// The columns of a block: field and the columns that its header covers.
pub(super) type Columns = Vec<(&'static str, u32, u32)>;

/// Finds the forms of a table.
pub fn read(doc: &Document, table: usize, out: &mut Forms) {
    let Some(grid) = Grid::new(doc, table) else { return };
    if grid.t.rows < 3 || grid.t.cols < 2 {
        return;
    }
    let starts = grid.starts();
    for (i, (from, kind, title)) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(grid.t.rows, |s| s.0);
        let mut form = Form { kind, table, rows_span: (*from, to.saturating_sub(1)), year: named_year(title), ..Form::default() };
        if *kind == "base_data_form" {
            super::base_data::read(grid, &mut form, *from, to, out);
        } else {
            blocks(grid, &mut form, *from, to, out);
        }
        tokens(grid, &mut form, *from, to);
        if !form.funding.is_empty() || !form.indicators.is_empty() || !form.rows.is_empty() {
            out.forms.push(form);
        }
    }
}

fn tokens(grid: Grid<'_>, form: &mut Form, from: u32, to: u32) {
    for c in grid.t.cells.iter().filter(|c| c.row >= from && c.row < to) {
        let w = grid.words(c);
        if is_token(w) {
            form.tokens.push((grid.place(c), w.to_owned()));
        }
    }
}

/// Which block the rows belong to.
enum Block {
    Head,
    Funding(Columns),
    Tasks(Tasks),
    Sides(Vec<(&'static str, u32)>),
    Goals(Vec<(&'static str, u32)>),
    Indicators(Columns),
    Done,
}

fn columns(grid: Grid<'_>, row: u32, name: &dyn Fn(&str) -> Option<&'static str>) -> Columns {
    grid.row(row).iter().filter_map(|c| name(&plain(grid.words(c))).map(|f| (f, c.col, c.col + c.colspan.max(1) - 1))).collect()
}

/// As [`columns`], with the header cells of the rows above that reach down into the row (执行率 and 得分 beside 年初预算数).
fn columns_covering(grid: Grid<'_>, row: u32, name: &dyn Fn(&str) -> Option<&'static str>) -> Columns {
    let mut out = columns(grid, row, name);
    let mut col = 0;
    while col < grid.t.cols.min(256) {
        let Some(c) = grid.t.at(row, col) else {
            col += 1;
            continue;
        };
        if c.row < row
            && let Some(field) = name(&plain(grid.words(c)))
        {
            out.push((field, c.col, c.col + c.colspan.max(1) - 1));
        }
        col = c.col + c.colspan.max(1);
    }
    out
}

fn blocks(grid: Grid<'_>, form: &mut Form, from: u32, to: u32, out: &mut Forms) {
    let project = form.kind == "project_form";
    let mut block = Block::Head;
    let mut indicator_columns: Columns = Vec::new();
    for row in from..to {
        let cells = grid.row(row);
        pairs(grid, form, cells, row == from, out);
        let funding = columns(grid, row, &|l| layout().funding(l));
        let money = funding.iter().filter(|f| matches!(f.0, "initial" | "budget" | "executed")).count();
        if money >= 2 {
            let funding = columns_covering(grid, row, &|l| layout().funding(l));
            block = match tasks::tasks(grid, row, &funding) {
                Some(tasks) => Block::Tasks(tasks),
                None => Block::Funding(funding),
            };
            continue;
        }
        let indicators = columns(grid, row, &|l| layout().indicator(l));
        let levels = indicators.iter().filter(|f| f.0.starts_with("level")).count();
        if levels >= 1 && indicators.len() >= 4 {
            indicator_columns = columns_covering(grid, row, &|l| layout().indicator(l));
            block = Block::Indicators(columns_covering(grid, row, &|l| layout().indicator(l)));
            continue;
        }
        let sides: Vec<(&'static str, u32)> =
            cells.iter().filter_map(|c| layout().side(&plain(grid.words(c))).map(|s| (s, c.col))).collect();
        if !sides.is_empty() {
            block = Block::Sides(sides);
            continue;
        }
        let goals: Vec<(&'static str, u32)> =
            cells.iter().filter_map(|c| layout().goal(&plain(grid.words(c))).map(|s| (s, c.col))).collect();
        if goals.len() >= 2 {
            block = Block::Goals(goals);
            continue;
        }
        if total_row(grid, form, cells, &indicator_columns) {
            block = Block::Done;
            continue;
        }
        match &mut block {
            Block::Tasks(tasks) => tasks::row(grid, form, row, tasks, out),
            Block::Funding(cols) => funding_row(grid, form, row, cols, project, out),
            Block::Sides(sides) => side_row(grid, form, cells, sides, out),
            Block::Goals(goals) => {
                let text =
                    |key: &str| goals.iter().find(|g| g.0 == key).map(|g| grid.at(row, g.1).to_owned()).unwrap_or_default();
                form.goals.push((text("expected"), text("done")));
                block = Block::Head;
            }
            Block::Indicators(cols) => indicator_row(grid, form, row, cols, out),
            Block::Head | Block::Done => {}
        }
    }
    whose_column(form, out);
}

/// 项目名称 and 单位名称: the value stands in the next cell, or in the same one after ：.
fn pairs(grid: Grid<'_>, form: &mut Form, cells: &[Cell], title_row: bool, out: &mut Forms) {
    for (i, c) in cells.iter().enumerate() {
        let words = grid.words(c);
        // 自评总分（分） and its value at the top of the form
        if form.total_score.is_none()
            && layout().is_whole_score(&plain(words))
            && let Some(v) = cells.get(i + 1).map(|n| value(grid, n)).filter(|v| v.value.is_some())
        {
            form.total_score = Some(v);
        }
        if title_row || words.starts_with('（') || words.starts_with('(') {
            form.year = form.year.or(named_year(words));
        }
        let (label, inside) = match words.split_once(['：', ':']) {
            Some((l, v)) => (plain(l), v.trim()),
            None => (plain(words), ""),
        };
        let Some(field) = layout().field(&label) else {
            money_beside(grid, form, &label, cells.get(i + 1), out);
            // 基本支出总额 | 1862.40万元; 基本支出总额（万元） | 486.20
            let named = without_unit(&label);
            let in_label = named.len() < label.len();
            if let Some(next) =
                cells.get(i + 1).filter(|n| grid.words(n).ends_with('元') || in_label && number(grid.words(n)).is_some())
                && let Some(Meaning::Id(concept)) =
                    vocabulary().term(&squeeze(&named)).filter(|t| !t.bare).map(|t| t.meaning(Subject::General))
                && !out.cells.contains_key(&grid.place(next))
            {
                out.cells.insert(grid.place(next), CellMeaning { concept: Some(concept), label, ..CellMeaning::default() });
            }
            continue;
        };
        // blank cells between the two are parts of one of them that nobody merged
        let beside = || cells.iter().skip(i + 1).map(|n| grid.words(n)).find(|w| !w.is_empty()).unwrap_or("");
        let value = if inside.is_empty() { beside() } else { inside };
        if layout().field(&plain(value)).is_some() {
            continue;
        }
        let name = without_code(value);
        if name.is_empty() || name.chars().count() > 60 {
            continue;
        }
        match field {
            "project" => form.project = form.project.take().or(Some(name.to_owned())),
            // 实施单位 may be an office below: the department is the unit that reports
            _ if label == "主管部门" || !matches!(label.as_str(), "实施单位" | "项目单位" | "资金使用单位") => {
                form.unit_name = Some(name.to_owned())
            }
            _ => form.unit_name = form.unit_name.take().or(Some(name.to_owned())),
        }
    }
}

/// 预算执行数（元） | 1,812,630.00: one figure of the form's total, beside its label.
fn money_beside(grid: Grid<'_>, form: &Form, label: &str, next: Option<&Cell>, out: &mut Forms) {
    let Some(cell) = next.filter(|n| number(grid.words(n)).is_some()).map(|n| grid.place(n)) else { return };
    let Some(column) = layout().funding(label).and_then(column_of).filter(|_| label.ends_with("元）")) else { return };
    let concept = match (form.kind == "project_form", column) {
        (true, Column::Initial) => "fund_budget_initial",
        (true, Column::Budget) => "fund_budget_final",
        (true, Column::Executed) => "fund_actual",
        (false, Column::Initial) => "budget_total_initial",
        (false, Column::Budget) => "budget_total_adjusted",
        (false, Column::Executed) => "expenditure_total",
    };
    let meaning = CellMeaning {
        concept: Some(concept),
        column: Some(column),
        label: label.to_owned(),
        fund: form.project.clone().filter(|_| form.kind == "project_form"),
        money: true,
        yuan: label.ends_with("（元）"),
        ..CellMeaning::default()
    };
    out.cells.entry(cell).or_insert(meaning);
}

/// 219001-名称, 51092324T000010263357-2023年全县…项目: the code is no part of the name.
pub fn without_code(value: &str) -> &str {
    let rest = value.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    if rest.len() < value.len()
        && let Some(name) = rest.strip_prefix(['-', '－', '—'])
    {
        return name.trim();
    }
    value.trim()
}

pub(super) fn value(grid: Grid<'_>, c: &Cell) -> FormValue {
    let words = grid.words(c);
    FormValue { raw: words.to_owned(), value: number(words), cell: Some(grid.place(c)), amount: None }
}

/// The cell of a field in a row: the one that begins under the field's header.
fn under<'a>(grid: Grid<'a>, row: u32, field: (u32, u32)) -> Option<&'a Cell> {
    grid.row(row).iter().find(|c| c.col >= field.0 && c.col <= field.1)
}

fn funding_row(grid: Grid<'_>, form: &mut Form, row: u32, cols: &Columns, project: bool, out: &mut Forms) {
    let first = cols.iter().map(|c| c.1).min().unwrap_or(0);
    let label = (0..first)
        .rev()
        .filter_map(|col| grid.t.at(row, col))
        .filter(|c| c.row == row)
        .map(|c| grid.words(c))
        .find(|w| !w.is_empty())
        .unwrap_or("");
    if label.is_empty() {
        return;
    }
    let name = row_label(label);
    let total = layout().is_funding_total(&name);
    let known = layout().row(&name, project);
    let mut values: Vec<(&'static str, FormValue)> = Vec::new();
    for &(field, a, b) in cols {
        if let Some(c) = under(grid, row, (a, b))
            && !grid.words(c).is_empty()
        {
            values.push((field, value(grid, c)));
        }
    }
    let of_total = |r: &&FormRow| layout().is_funding_total(&r.label);
    let whole = form.funding.iter().find(of_total).map(|r| r.values.clone()).unwrap_or_default();
    // 调整数: what came and went in the year
    if let Some((_, v)) = values.iter().find(|v| v.0 == "adjust")
        && let Some(cell) = v.cell
    {
        let meaning = CellMeaning {
            concept: total.then_some(if project { "fund_adjust_net" } else { "budget_adjust_net" }),
            label: name.clone(),
            fund: project.then(|| form.project.clone()).flatten(),
            parent: whole.iter().find(|w| w.0 == "adjust").and_then(|w| w.1.cell).filter(|_| !total),
            money: true,
            yuan: in_yuan(grid, form),
            ..CellMeaning::default()
        };
        out.cells.insert(cell, meaning);
    }
    for (field, v) in &values {
        let (Some(cell), Some(column)) = (v.cell, column_of(field)) else { continue };
        let concept = match (total, project, column) {
            (true, true, Column::Initial) => Some("fund_budget_initial"),
            (true, true, Column::Budget) => Some("fund_budget_final"),
            (true, true, Column::Executed) => Some("fund_actual"),
            (true, false, Column::Initial) => Some("budget_total_initial"),
            (true, false, Column::Budget) => Some("budget_total_adjusted"),
            (true, false, Column::Executed) => Some("expenditure_total"),
            // the halves of a budget have ids of their own, or none
            (false, false, Column::Initial | Column::Budget) => match known {
                Some(c) if c.starts_with("gpb_expenditure") || c.ends_with("l_expenditure") || c.ends_with("c_expenditure") => {
                    budget_id(c, column)
                }
                c => c,
            },
            (false, ..) => known,
        };
        let parent =
            if total || form.funding.is_empty() { None } else { whole.iter().find(|w| w.0 == *field).and_then(|w| w.1.cell) };
        let meaning = CellMeaning {
            concept,
            column: Some(column),
            label: name.clone(),
            fund: project.then(|| form.project.clone()).flatten(),
            parent,
            money: true,
            yuan: in_yuan(grid, form),
            ..CellMeaning::default()
        };
        out.cells.insert(cell, meaning);
    }
    let row = FormRow { label: name, values };
    if !total || !whole.is_empty() || form.funding.is_empty() {
        form.funding.push(row);
        return;
    }
    // 合计 below its parts
    for (field, v) in form.funding.iter().flat_map(|r| &r.values) {
        let own = row.values.iter().find(|o| o.0 == *field).and_then(|o| o.1.cell);
        if let Some(m) = v.cell.and_then(|c| out.cells.get_mut(&c)) {
            m.parent = own;
        }
    }
    form.funding.insert(0, row);
}

pub(super) fn column_of(field: &str) -> Option<Column> {
    match field {
        "initial" => Some(Column::Initial),
        "budget" => Some(Column::Budget),
        "executed" => Some(Column::Executed),
        _ => None,
    }
}

/// Whether the form declares 元: the innermost unit words in its rows decide.
pub fn in_yuan(grid: Grid<'_>, form: &Form) -> bool {
    for c in grid.t.cells.iter().filter(|c| c.row >= form.rows_span.0 && c.row <= form.rows_span.1) {
        let w = plain(grid.words(c));
        if w.chars().count() <= 30 {
            if w.contains("（万元）") || w.contains("单位：万元") {
                return false;
            }
            if w.contains("（元）") || w.contains("单位：元") {
                return true;
            }
        }
    }
    false
}

/// 其中：一般公共预算：408.13 under 按收入性质分: label and value in one cell, parted at the last ：.
fn side_row(grid: Grid<'_>, form: &mut Form, cells: &[Cell], sides: &[(&'static str, u32)], out: &mut Forms) {
    for c in cells {
        let words = grid.words(c);
        let Some((label, figure)) = words.rsplit_once(['：', ':']) else { continue };
        let Some(side) = sides.iter().rev().find(|s| s.1 <= c.col) else { continue };
        let name = row_label(label);
        if name.is_empty() {
            continue;
        }
        let figure = figure.trim();
        let v = FormValue { raw: figure.to_owned(), value: number(figure), cell: Some(grid.place(c)), amount: None };
        if v.value.is_some() {
            let meaning = CellMeaning {
                concept: layout().row(&name, false),
                column: Some(Column::Executed),
                label: name.clone(),
                money: true,
                yuan: in_yuan(grid, form),
                ..CellMeaning::default()
            };
            out.cells.insert(grid.place(c), meaning);
        }
        let field = if side.0 == "by_revenue" { "by_revenue" } else { "by_expenditure" };
        form.funding.push(FormRow { label: name, values: vec![(field, v)] });
    }
}

/// The two breakdowns of 年度资金总额 are those of the column whose total they make up; 全年执行数 where neither does.
fn whose_column(form: &mut Form, out: &mut Forms) {
    let Some(total) = form.funding.first().cloned() else { return };
    let side = |name: &str| -> Vec<(CellRef, Decimal)> {
        form.funding
            .iter()
            .flat_map(|r| r.values.iter())
            .filter(|(f, _)| *f == name)
            .filter_map(|(_, v)| v.cell.zip(v.value))
            .collect()
    };
    let (left, right) = (side("by_revenue"), side("by_expenditure"));
    if left.is_empty() && right.is_empty() {
        return;
    }
    let closes = |v: &FormValue| [&left, &right].iter().any(|s| s.len() >= 2 && v.value == Some(s.iter().map(|x| x.1).sum()));
    let pick = ["executed", "budget", "initial"]
        .iter()
        .filter_map(|f| total.values.iter().find(|v| v.0 == *f))
        .find(|v| closes(&v.1))
        .or_else(|| total.values.iter().find(|v| v.0 == "executed"));
    let Some((field, whole)) = pick else { return };
    for (cell, _) in left.iter().chain(&right) {
        if let Some(m) = out.cells.get_mut(cell) {
            m.parent = whole.cell;
            m.column = column_of(field);
        }
    }
}

/// 总分: the totals of 分值 and 得分.
fn total_row(grid: Grid<'_>, form: &mut Form, cells: &[Cell], cols: &Columns) -> bool {
    let Some(first) = cells.iter().find(|c| !c.span.is_empty()) else { return false };
    if cols.is_empty() || !layout().is_indicator_total(&plain(grid.words(first))) {
        return false;
    }
    let field =
        |name: &str| cols.iter().find(|c| c.0 == name).and_then(|c| under(grid, first.row, (c.1, c.2))).map(|c| value(grid, c));
    form.total_weight = field("weight").filter(|v| v.value.is_some());
    form.total_score = field("score").filter(|v| v.value.is_some()).or(form.total_score.take());
    true
}

/// A level that is printed once and not merged over its rows: the blank cells below it mean the same.
fn below_blank_levels(form: &Form, x: &mut Indicator) {
    let Some(above) = form.indicators.last().filter(|_| x.level1.is_empty() && !x.level3.is_empty()) else { return };
    // satisfaction is a level of its own, also where its name is left out
    let own = x.level2.contains(SATISFACTION) && !above.level1.contains(SATISFACTION);
    if own {
        return;
    }
    x.level1.clone_from(&above.level1);
    if x.level2.is_empty() {
        x.level2.clone_from(&above.level2);
    }
}

const SATISFACTION: &str = "满意度";

fn indicator_row(grid: Grid<'_>, form: &mut Form, row: u32, cols: &Columns, out: &mut Forms) {
    let mut x = Indicator::default();
    for &(field, a, b) in cols {
        // the levels are merged over their rows; everything else stands in the row itself
        let level = matches!(field, "level1" | "level2");
        let words = if level {
            grid.at(row, a).to_owned()
        } else {
            let mut parts: Vec<&str> = Vec::new();
            for c in grid.row(row).iter().filter(|c| c.col >= a && c.col <= b) {
                parts.push(grid.words(c));
            }
            parts.concat()
        };
        if let Some(c) = under(grid, row, (a, b)) {
            x.cells.push((field, grid.place(c)));
        }
        let some = (!words.is_empty()).then(|| words.clone());
        match field {
            "level1" => x.level1 = plain(&words),
            "level2" => x.level2 = plain(&words),
            "level3" => x.level3 = words,
            "target" => x.target = some,
            "actual" => x.actual = some,
            "weight" => x.weight = number(&words),
            "score" => x.score = number(&words),
            "reason" => x.reason = some.filter(|w| !is_token(w)),
            _ => {}
        }
    }
    below_blank_levels(form, &mut x);
    if x.level3.is_empty() || x.weight.is_none() && x.score.is_none() && x.target.is_none() {
        return;
    }
    let v = vocabulary();
    let key = squeeze(&x.level3);
    let key = key.trim_end_matches("控制数").trim_end_matches("控制额");
    let concept = v.term(key).filter(|t| !t.bare).and_then(|t| match t.meaning(Subject::General) {
        Meaning::Id(id) if id.starts_with("san_gong") => Some(id),
        _ => None,
    });
    let unit_price = v.standards.is_in(&x.level3) || x.level3.contains("标准");
    for &(field, cell) in &x.cells {
        if matches!(field, "target" | "actual") {
            let role = if field == "target" || unit_price { AmountRole::Standard } else { AmountRole::Value };
            out.cells.insert(cell, CellMeaning { concept, label: x.level3.clone(), role, ..CellMeaning::default() });
        }
    }
    form.indicators.push(x);
}
