//! Activity, output and service counts: which of the numbers with a unit they are, and what was counted.

mod columns;
mod here;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use self::columns::{form_column, row_label};
use self::here::Here;
use super::clause::{Walk, contains_any};
use super::facts::{Amount, Count, CountRole, Staff};
use crate::mentions::cells::CellScope;
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};
use crate::words::Words;

#[derive(Deserialize)]
struct CountsFile {
    structure_before: Words,
    structure_whole: Words,
    structure_money: Words,
    carried_out: Words,
    beyond: Words,
    beyond_what: Words,
    causes: Words,
    staff_changes: Words,
    of_money: Words,
    structure_unless_done: Words,
    done: Words,
    structure_after: Words,
    standing: Words,
    difference: Words,
    denied: Words,
    evaluation: Words,
    institutions: Words,
    rate: Words,
    activity: Words,
    plans: Words,
    direct_verbs: Words,
    target_before: Words,
    target_bounds: Words,
    goal_titles: Words,
    result_titles: Words,
    target_columns: Words,
    actual_columns: Words,
    label_heads: Words,
    label_tails: Words,
    results: Words,
    goals: Words,
    money_of_projects: Words,
    held: Words,
    prices: Words,
    beneficiary_openings: Words,
    whole: Words,
    bases: Words,
    made: Words,
}

static WORDS: LazyLock<CountsFile> =
    LazyLock::new(|| toml::from_str(include_str!("../data/counts.toml")).expect("data/counts.toml"));

/// Finds the activity counts in text order. `staff` are the figures that are staff already; a paragraph that tells what a
/// fund spent (of `amounts`) tells what came of it, too.
pub fn counts(doc: &Document, outline: &Outline, mentions: &[Mention], staff: &[Staff], amounts: &[Amount]) -> Vec<Count> {
    let taken = super::staff::taken(staff);
    let mut out: Vec<Count> = Vec::new();
    let mut walk = Walk::new(doc, outline);
    let mut scopes: HashMap<u32, Vec<CellScope>> = HashMap::new();
    let mut goals: Option<(usize, bool)> = None;
    let mut last_count = 0;
    let spends = |paragraph: Span| {
        let from = amounts.partition_point(|a| a.span.start < paragraph.start);
        let mut here = amounts.get(from..).unwrap_or(&[]).iter().take_while(|a| a.span.end <= paragraph.end);
        here.any(|a| a.concept == Some("fund_actual") && a.cell.is_none())
    };
    let mut of_fund: Option<(usize, bool)> = None;
    let mut shares = false;
    let first_section = outline.sections.first().map_or(0, |s| s.body.start);
    for m in mentions {
        let MentionKind::Count { value, range, unit } = m.kind else { continue };
        let previous_count = std::mem::replace(&mut last_count, m.span.end as usize);
        if m.span.start < first_section && m.cell.is_none() || taken.binary_search(&m.span).is_ok() {
            continue;
        }
        let (index, paragraph) = walk.paragraph(m.span.start);
        let (section, role) = walk.section(m.span.start);
        let in_row = matches!(doc.paragraphs.get(index).map(|p| p.kind), Some(ParagraphKind::TableRow { .. }));
        let mut column = None;
        let mut floor = paragraph.start as usize;
        let mut limit = paragraph.end as usize;
        if let Some(at) = m.cell.filter(|_| in_row) {
            let Some((role, span)) = form_column(doc, at, &mut scopes) else { continue };
            column = Some(role);
            (floor, limit) = (span.start as usize, span.end as usize);
        }
        let is_goal = section.is_some_and(|s| match goals {
            Some((known, goal)) if known == s => goal,
            _ => {
                let goal = sets_goals(doc, outline, s);
                goals = Some((s, goal));
                goal
            }
        });
        let mut here = Here::new(doc, m, unit, floor, limit, previous_count);
        if let Some(at) = m
            .cell
            .filter(|_| column.is_some() && here.clause.trim_matches(['≥', '≤', '=', '＝', '>', '<', '≧', '≦', ' ']).is_empty())
        {
            here.clause = row_label(doc, at);
            here.named = WORDS.label_tails.trim_end(here.clause);
        }
        // 计划建设高标准农田2.7万亩，其中甲片区1.15万亩、乙片区0.95万亩: shares of the count before
        let share = column.is_none()
            && out.last().is_some_and(|c| {
                doc.words(m.span).ends_with(c.unit.as_str())
                    && c.section == section
                    && doc.text.get(c.span.end as usize..m.span.start as usize).is_some_and(|between| {
                        !between.contains(['。', '；', '，']) && between.contains('、') && shares
                            || between.trim_start_matches(['，', '（']).starts_with("其中") && !between.contains(['。', '；'])
                    })
            });
        shares = share;
        if if column.is_some() || share {
            here.is_structure() || here.is_article()
        } else {
            !here.is_activity(role, is_goal, || match of_fund {
                Some((known, spent)) if known == index => spent,
                _ => {
                    let spent = spends(paragraph);
                    of_fund = Some((index, spent));
                    spent
                }
            })
        } {
            continue;
        }
        // 在编在职教职工61人，其中专任教师54人、保健医2人: parts of the staff
        if column.is_none() && of_staff(doc, m.span, staff) {
            continue;
        }
        let target = column.is_none() && (is_goal || role == Some(Role::Measures) || here.is_target());
        let of_last = out.last().and_then(|c| c.role).filter(|_| share);
        let role = column.or(if share { of_last } else { target.then_some(CountRole::Target) });
        let label = here.label(out.last().map(|c| c.label.as_str()));
        out.push(Count {
            span: m.span,
            value,
            range,
            unit: doc.words(unit).to_owned(),
            bound: m.bound,
            label,
            role,
            section,
            cell: m.cell,
        });
    }
    out
}

/// Whether a number tells a part of the staff that the sentence counted.
fn of_staff(doc: &Document, span: Span, staff: &[Staff]) -> bool {
    if !doc.words(span).ends_with(['人', '名']) {
        return false;
    }
    let upto = staff.partition_point(|s| s.span.end <= span.start);
    let Some(whole) = staff.get(..upto).and_then(|s| s.last()).filter(|s| s.concept.starts_with("staff_")) else { return false };
    let between = Span { start: whole.span.end, end: span.start }.of(&doc.text);
    between.trim_start_matches(['，', '（', '(']).starts_with("其中") && !between.contains(['。', '；', '\n'])
}

/// Longest title (characters) that names what stands below it; a longer one is a sentence.
const LONGEST_TITLE: usize = 20;

/// Whether a section sets goals (绩效目标), and does not tell what became of them (绩效目标完成情况). The items below (1.全年门诊不少于46万人次)
/// have no titles of their own.
fn sets_goals(doc: &Document, outline: &Outline, section: usize) -> bool {
    let performs = matches!(outline.role_of(section), Some(Role::Performance | Role::Score));
    let mut at = outline.sections.get(section);
    let mut own = true;
    while let Some(s) = at {
        let title = doc.words(s.title);
        let (goal, result) = (contains_any(title, &WORDS.goal_titles), contains_any(title, &WORDS.result_titles));
        let named = title.chars().count() <= LONGEST_TITLE && !title.contains(|c: char| c.is_ascii_digit());
        if goal && !result && (own || named) {
            return true;
        }
        // in a chapter of results 产出目标 is the head of results
        if result && named || performs {
            return false;
        }
        own = false;
        at = s.parent.and_then(|p| outline.sections.get(p));
    }
    false
}
