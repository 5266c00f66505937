//! 部门整体支出绩效评价基础数据表 (Hunan): rows by label, columns by year and kind.

use super::grid::{Grid, number};
use super::layout::{plain, row_label};
use super::read::in_yuan;
use super::{CellMeaning, Forms};
use crate::interpret::facts::*;
use crate::interpret::labels::named_year;
use crate::interpret::staff::table_label;
use crate::interpret::vocabulary::{Meaning, Subject, squeeze, vocabulary};

/// A column of the money block: field, first column, year.
struct MoneyColumn {
    field: &'static str,
    col: u32,
    year: Option<i32>,
    column: Option<Column>,
}

/// The columns that a header row names: 2023年决算数 · 2024年预算数 · 2024年决算数.
fn money_columns(grid: Grid<'_>, row: u32, fiscal: Option<i32>) -> Vec<MoneyColumn> {
    let mut out = Vec::new();
    for c in grid.row(row) {
        let w = plain(grid.words(c));
        if w.chars().count() > 16 {
            continue;
        }
        let year = named_year(&w);
        // 2022年度 | 2023年度 | 2024年度: what was spent in each
        let plain_year = year.is_some() && matches!(w.get(4..), Some("年" | "年度"));
        let (field, column) = if plain_year {
            match fiscal.zip(year).map(|(f, y)| f - y) {
                Some(0) => ("executed", Some(Column::Executed)),
                Some(1) => ("last_actual", Some(Column::Executed)),
                Some(2) => ("actual_two_years_ago", Some(Column::Executed)),
                _ => continue,
            }
        } else if matches!(w.as_str(), "本年数" | "本年" | "本年度") {
            ("executed", Some(Column::Executed))
        } else if matches!(w.as_str(), "上年数" | "上年" | "上年度") {
            ("last_actual", Some(Column::Executed))
        } else if matches!(w.as_str(), "增减额" | "增减" | "增减数" | "增减变化") {
            ("change", None)
        } else if w.contains("决算") || w.contains("实际") && year.is_some() {
            let last = year.is_some() && year != fiscal || w.contains("上年");
            if last { ("last_actual", Some(Column::Executed)) } else { ("executed", Some(Column::Executed)) }
        } else if w.contains("预算数") || w.ends_with("预算") {
            ("budget", Some(Column::Budget))
        } else {
            continue;
        };
        let year = year.or(match field {
            "last_actual" => fiscal.map(|f| f - 1),
            _ => None,
        });
        out.push(MoneyColumn { field, col: c.col, year, column });
    }
    out
}

/// Reads the rows of a base-data form, and of any table that is laid out like its money block.
pub fn read(grid: Grid<'_>, form: &mut Form, from: u32, to: u32, out: &mut Forms) {
    // 2024年决算数, but not 填报日期：2025年3月5日
    let year_of = |w: &str| named_year(w).filter(|_| !w.contains('月'));
    let fiscal = form.year.or_else(|| (from..to).flat_map(|r| grid.row(r)).filter_map(|c| year_of(grid.words(c))).max());
    form.year = fiscal;
    let mut columns: Vec<MoneyColumn> = Vec::new();
    let mut project: Option<Vec<(&'static str, CellRef)>> = None;
    let mut chain: Vec<(ConceptId, Vec<(&'static str, CellRef)>)> = Vec::new();
    for row in from..to {
        let cells = grid.row(row);
        for c in cells {
            let w = grid.words(c);
            if let Some((label, value)) = w.split_once(['：', ':'])
                && matches!(plain(label).as_str(), "填报单位" | "单位名称" | "部门名称")
            {
                form.unit_name = form
                    .unit_name
                    .take()
                    .or(Some(value.split_whitespace().next().unwrap_or("").to_owned()).filter(|n| !n.is_empty()));
            }
        }
        let head = money_columns(grid, row, fiscal);
        if head.len() >= 2 {
            columns = head;
            continue;
        }
        let Some(first) = columns.iter().map(|c| c.col).min() else { continue };
        // 1 | 编制人数: a serial number is no label
        let left = || cells.iter().filter(|c| !c.span.is_empty() && c.col < first);
        let Some(label_cell) = left().find(|c| !is_serial(grid.words(c))).or_else(|| left().next()) else { continue };
        let words = grid.words(label_cell);
        let name = row_label(words);
        let stop = ["楼堂馆所", "厉行节约", "说明", "填表人"].iter().any(|w| name.contains(w));
        // the people of the unit stand in rows of their own
        let people = table_label(&name).is_some() && concept(&name).is_none();
        if people {
            continue;
        }
        if stop || number(words).is_some() {
            columns.clear();
            continue;
        }
        let mut values = Vec::new();
        for mc in &columns {
            if let Some(c) = cells.iter().find(|c| c.col == mc.col && !c.span.is_empty()) {
                let w = grid.words(c);
                values
                    .push((mc.field, FormValue { raw: w.to_owned(), value: number(w), cell: Some(grid.place(c)), amount: None }));
            }
        }
        let places: Vec<(&'static str, CellRef)> = values.iter().filter_map(|(f, v)| v.cell.map(|c| (*f, c))).collect();
        let concept = concept(&name);
        // 1、业务工作专项 is the printed name of a kind where （1）… are its projects
        let item = words.trim_start().trim_start_matches(['（', '(']).starts_with(|c: char| c.is_ascii_digit());
        let kind = KINDS.contains(&name.as_str()) && has_items(grid, row, to);
        let of_project = concept.is_none() && project.is_some() && item && !kind;
        if concept.is_some() && concept != Some("gpb_expenditure_project") {
            project = None;
        }
        let v = vocabulary();
        let parent = if of_project {
            project.clone()
        } else {
            let above = concept.and_then(|c| chain.iter().rev().find(|(t, _)| v.belongs(c, t).is_some()).map(|(_, p)| p.clone()));
            // 会议费、培训费 after 公用经费: a row of parts without an id
            above.or_else(|| {
                concept
                    .is_none()
                    .then(|| chain.last().filter(|(t, _)| *t == "gpb_public_expenditure").map(|(_, p)| p.clone()))
                    .flatten()
            })
        };
        for ((field, value), mc) in values.iter().zip(columns.iter().filter(|mc| places.iter().any(|p| p.0 == mc.field))) {
            let Some(cell) = value.cell else { continue };
            // 政府采购金额 of the budget column is the budget
            let concept = match (concept, mc.column) {
                (Some("procurement_total"), Some(Column::Budget)) => Some("procurement_budget"),
                (c, _) => c,
            };
            let change = mc.field == "change";
            let meaning = CellMeaning {
                concept: concept.filter(|_| !change),
                role: if change { AmountRole::Comparison } else { AmountRole::Value },
                column: mc.column,
                label: name.clone(),
                fund: of_project.then(|| name.clone()),
                parent: parent.as_ref().and_then(|p| p.iter().find(|x| x.0 == *field)).map(|x| x.1),
                year: mc.year,
                money: true,
                yuan: in_yuan(grid, form),
            };
            out.cells.insert(cell, meaning);
        }
        if concept == Some("gpb_expenditure_project") {
            project = Some(places.clone());
        }
        if let Some(c) = concept
            && (matches!(c, "san_gong_total" | "san_gong_vehicle_total" | "gpb_public_expenditure"))
        {
            chain.push((c, places));
        } else if concept.is_some_and(|c| !c.starts_with("econ_") && !c.starts_with("san_gong")) {
            chain.clear();
        }
        form.rows.push(FormRow { label: name, values });
    }
}

/// 1, 一, （一）: the serial number of a row.
fn is_serial(words: &str) -> bool {
    let words = words.trim().trim_matches(['（', '）', '(', ')', '、', '.']);
    !words.is_empty()
        && words.chars().count() <= 2
        && words.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// Kinds of projects that the form prints.
const KINDS: [&str; 5] = ["业务工作专项", "运行维护专项", "省级专项资金", "市级专项资金", "其他事业发展类资金"];

/// Whether the row after `row` is an item in brackets: （1）河道管护经费.
fn has_items(grid: Grid<'_>, row: u32, to: u32) -> bool {
    row + 1 < to
        && grid.row(row + 1).iter().find(|c| !c.span.is_empty()).is_some_and(|c| {
            let w = plain(grid.words(c));
            w.strip_prefix('（').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// The quantity that a row's label names.
fn concept(label: &str) -> Option<ConceptId> {
    let key = squeeze(label);
    let term = vocabulary().term(&key)?;
    match term.meaning(Subject::General) {
        Meaning::Id(id) if !term.bare => Some(id),
        Meaning::Id(id @ "budget_adjust_net") => Some(id),
        // 支出合计, 年末结转和结余: in a form's row the label is all there is
        Meaning::Id(id) if id.contains("revenue") || id == "expenditure_total" || id.starts_with("carryover") => Some(id),
        _ => None,
    }
}
