//! People, institutions, reception, vehicles and equipment, under the ids of the handbook (§4), by negation too.

mod institutions;
mod labels;
mod negation;
mod quotas;
mod tables;
mod things;
mod vocabulary;

use std::cell::OnceCell;
use std::collections::HashMap;

use rust_decimal::Decimal;

use super::clause::{self, Walk, contains_any, parts_clauses, parts_sentences};
use super::facts::{ConceptId, Staff};
use crate::mentions::cells::{self, CellScope};
use crate::mentions::{Mention, MentionKind, OtherKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};
use institutions::institutions;
use labels::{all_are, hired, in_bracket_after, label, naming_clause};
pub(super) use tables::table_label;
use things::{abroad, equipment, reception, vehicles};
use vocabulary::VOCABULARY;

/// One number with what stands around it.
struct Here<'a> {
    text: &'a str,
    /// The paragraph.
    paragraph: Span,
    /// The clause before the number.
    clause: &'a str,
    /// The sentence before the number.
    sentence: &'a str,
    /// The words after the unit, up to the end of the clause.
    tail: &'a str,
    unit: &'a str,
    /// What the paragraph speaks of.
    subject: &'a Subject<'a>,
    performance: bool,
}

/// What a paragraph speaks of, looked for when a number asks.
struct Subject<'a> {
    words: &'a str,
    people: OnceCell<bool>,
    reception: OnceCell<bool>,
    abroad: OnceCell<bool>,
}

impl<'a> Subject<'a> {
    fn new(words: &'a str) -> Self {
        Self { words, people: OnceCell::new(), reception: OnceCell::new(), abroad: OnceCell::new() }
    }

    /// Whether it speaks of the unit's people.
    fn people(&self) -> bool {
        *self.people.get_or_init(|| contains_any(self.words, &VOCABULARY.file.scope.people))
    }

    /// Whether it speaks of official reception.
    fn reception(&self) -> bool {
        *self.reception.get_or_init(|| contains_any(self.words, &VOCABULARY.file.scope.reception))
    }

    /// Whether it speaks of journeys abroad.
    fn abroad(&self) -> bool {
        *self.abroad.get_or_init(|| self.words.contains("出国"))
    }
}

/// Whether things of this unit may be people, institutions, guests, vehicles or equipment, whatever the words say.
fn may_be_staff(unit: &str) -> bool {
    matches!(
        unit,
        "人" | "名"
            | "个"
            | "位"
            | "批次"
            | "批"
            | "个批次"
            | "次"
            | "团组"
            | "人次"
            | "家"
            | "所"
            | "户"
            | "辆"
            | "部"
            | "套"
    ) || unit.starts_with('台')
}

/// Whether vehicles or pieces of equipment are counted so.
fn may_be_held(unit: &str) -> bool {
    matches!(unit, "辆" | "部" | "套") || unit.starts_with('台')
}

/// Finds the figures about staff, institutions, reception, vehicles and equipment.
pub fn staff(doc: &Document, outline: &Outline, mentions: &[Mention]) -> Vec<Staff> {
    let mut found = Finder { doc, out: Vec::new(), quotas: Vec::new(), paragraph: usize::MAX };
    let mut subject = Subject::new("");
    let mut walk = Walk::new(doc, outline);
    let mut scopes = HashMap::new();
    for (i, m) in mentions.iter().enumerate() {
        let (MentionKind::Count { .. } | MentionKind::Bare { .. }) = m.kind else { continue };
        if let Some((table, row, col)) = m.cell.filter(|_| {
            doc.paragraph_at(m.span.start)
                .is_some_and(|p| matches!(doc.paragraphs.get(p).map(|p| p.kind), Some(ParagraphKind::TableRow { .. })))
        }) {
            found.cell(outline, mentions, i, (table, row, col), &mut scopes);
            continue;
        }
        let MentionKind::Count { value: Some(value), unit, .. } = m.kind else { continue };
        let (index, paragraph) = walk.paragraph(m.span.start);
        let (floor, at) = (paragraph.start as usize, m.span.start as usize);
        if index != found.paragraph {
            found.close_quotas();
            found.paragraph = index;
            subject = Subject::new(doc.words(paragraph));
        }
        let unit = doc.words(unit);
        let clause = naming_clause(&doc.text, floor, at);
        // 独立编制机构 are counted in any unit
        if !may_be_staff(unit) && !clause.contains("独立") {
            continue;
        }
        let (section, role) = walk.section(m.span.start);
        let performance = role == Some(Role::Performance);
        // what was done: most counts of a report name nothing that this stage looks for
        let said = || clause.contains("编制") || clause.contains("独立") || subject.reception() || subject.abroad();
        if performance && !may_be_held(unit) && !said() {
            continue;
        }
        let here = Here {
            text: &doc.text,
            paragraph,
            clause,
            sentence: clause::before(&doc.text, floor, at, parts_sentences),
            tail: clause::after(&doc.text, m.span.end as usize, paragraph.end as usize, parts_clauses).trim(),
            unit,
            subject: &subject,
            performance,
        };
        let year = year_of(doc, mentions, i, at - here.sentence.len());
        found.number(&here, m, value, section, year);
    }
    found.close_quotas();
    let mut out = found.out;
    temporary_of_several_kinds(doc, &mut out);
    negation::negations(doc, outline, &mut out);
    out.sort_by_key(|s| s.span.start);
    // 离退休人员42人（离休1人，退休41人）: the parts tell more than the sum
    let sums: Vec<Decimal> = out
        .windows(3)
        .filter_map(|w| match w {
            [a, b, c] if a.concept == "staff_retired" && a.value == b.value + c.value && a.section == c.section => {
                let kinds = [b.concept, c.concept];
                (kinds.contains(&"staff_retired") && kinds.contains(&"staff_leave_retired")).then_some(a.value)
            }
            _ => None,
        })
        .collect();
    if let Some(sum) = sums.first()
        && let Some(i) = out.iter().position(|s| s.concept == "staff_retired" && s.value == *sum && !s.negated)
    {
        out.remove(i);
    }
    out
}

/// 临聘人员6人、劳务派遣人员8人，公益性岗位3人: kinds of people outside the quota that stand side by side add up. The sum has the
/// words from the first to the last number; a kind after 其中 or in a bracket is a part.
fn temporary_of_several_kinds(doc: &Document, out: &mut Vec<Staff>) {
    let mut i = 0;
    while i < out.len() {
        let list = |k: usize| out.get(k).filter(|s| s.concept == "staff_temporary" && s.cell.is_none());
        let Some(first) = list(i) else {
            i += 1;
            continue;
        };
        let mut last = first;
        let mut end = i + 1;
        let mut sum = first.value;
        while let Some(next) = list(end) {
            let between = Span { start: last.span.end, end: next.span.start }.of(&doc.text);
            let opened = between.matches(['（', '(']).count() > between.matches(['）', ')']).count();
            let parted = opened || ["。", "；", "：", "其中", "含", "包括", "\n"].iter().any(|w| between.contains(w));
            if parted || next.span.start <= last.span.end || next.section != first.section || between.chars().count() > 24 {
                break;
            }
            sum += next.value;
            last = next;
            end += 1;
        }
        if end > i + 1 {
            let whole =
                Staff { value: sum, span: Span { start: first.span.start, end: last.span.end }, negated: true, ..first.clone() };
            // a total that is printed before them says it already
            if !out.iter().take(i).any(|s| s.concept == "staff_temporary" && s.value == sum) {
                out.insert(i, whole);
                end += 1;
            }
        }
        i = end;
    }
}

/// The year of `2024年末实有…`, `截至2021年12月31日`.
fn year_of(doc: &Document, mentions: &[Mention], i: usize, floor: usize) -> Option<i32> {
    mentions.get(..i)?.iter().rev().take_while(|m| m.span.start as usize >= floor).find_map(|m| {
        let MentionKind::Other { kind: OtherKind::Year | OtherKind::Date, .. } = m.kind else { return None };
        let words = doc.words(m.span);
        let rest = doc.text.get(m.span.end as usize..)?;
        let at_end = words.contains("12月31") || ["末", "底", "年末", "年底", "12月"].iter().any(|w| rest.starts_with(w));
        let year: i32 = words.get(..4)?.parse().ok()?;
        at_end.then_some(year)
    })
}

struct Finder<'a> {
    doc: &'a Document,
    out: Vec<Staff>,
    /// Indices into `out` of the quotas of the paragraph that is read.
    quotas: Vec<usize>,
    paragraph: usize,
}

impl Finder<'_> {
    fn push(&mut self, concept: ConceptId, value: Decimal, m: &Mention, section: Option<usize>, year: Option<i32>) {
        self.out.push(Staff { concept, value, span: m.span, section, cell: m.cell, negated: false, year, inside: None });
    }

    fn number(&mut self, here: &Here<'_>, m: &Mention, value: Decimal, section: Option<usize>, year: Option<i32>) {
        let concept = reception(here)
            .or_else(|| equipment(here))
            .or_else(|| vehicles(here))
            .or_else(|| institutions(here))
            .or_else(|| abroad(here));
        if let Some(concept) = concept {
            self.push(concept, value, m, section, year);
            // 车辆18辆，全部为执法执勤用车: held for official use
            if concept == "asset_vehicles" && all_are(here, m, &["执法执勤", "公务用车", "一般公务", "执法车", "执勤"])
            {
                self.push("vehicles_held", value, m, section, year);
            }
            return;
        }
        let persons = matches!(here.unit, "人" | "名" | "个" | "位");
        if !persons || !here.clause.contains("编制") && (here.performance || !here.subject.people()) {
            // 独立编制机构1个 stands without a word of people around it, too
            if here.clause.contains("独立")
                && let Some((concept, _)) = label(here)
                && concept == "independent_org_count"
            {
                self.push(concept, value, m, section, year);
            }
            return;
        }
        if let Some(kind) = self.kind_of_quota(here, m) {
            self.quotas.push(self.out.len());
            self.push(kind, value, m, section, year);
            return;
        }
        let Some((concept, quota)) = label(here).or_else(|| in_bracket_after(here, m)).or_else(|| hired(here)) else {
            self.sum_of_quotas(here, m, value, section, year);
            return;
        };
        if quota {
            self.quota(here, concept, m, value, section, year);
            return;
        }
        self.push(concept, value, m, section, year);
        if concept == "staff_incumbent" && here.clause.contains("实有") {
            self.push("staff_actual_total", value, m, section, year);
        }
        if concept == "staff_actual_total" && all_are(here, m, &["在职", "在编"]) {
            self.push("staff_incumbent", value, m, section, year);
        }
    }

    /// A number in a table: its column's header or its row's label names it (base-data forms).
    fn cell(
        &mut self,
        outline: &Outline,
        mentions: &[Mention],
        i: usize,
        at: (u32, u32, u32),
        scopes: &mut HashMap<u32, Vec<CellScope>>,
    ) {
        let doc = self.doc;
        let (Some(m), Some(table)) = (mentions.get(i), doc.tables.get(at.0 as usize)) else { return };
        let value = match m.kind {
            MentionKind::Bare { value, .. } => value,
            MentionKind::Count { value: Some(value), .. } => value,
            _ => return,
        };
        let Ok(index) = table.cells.binary_search_by_key(&(at.1, at.2), |c| (c.row, c.col)) else { return };
        let Some(cell) = table.cells.get(index) else { return };
        // people are counted in whole numbers
        if value.scale() > 0 && !value.fract().is_zero() || value > Decimal::from(50_000) {
            return;
        }
        let words = doc.words(cell.span).trim();
        if !cells::is_number(words)
            && !cells::is_number(doc.words(m.span))
            && words.chars().count() > doc.words(m.span).chars().count() + 2
        {
            return;
        }
        let scopes = scopes.entry(at.0).or_insert_with(|| cells::scopes(doc, table, None));
        let header = scopes.get(index).map_or("", |s| s.header.as_str());
        let row_label = table
            .cells
            .get(..index)
            .unwrap_or(&[])
            .iter()
            .rev()
            .take_while(|c| c.row == at.1)
            .map(|c| doc.words(c.span))
            .find(|w| !w.trim().is_empty() && !cells::is_number(w))
            .unwrap_or("");
        let Some(concept) = table_label(header).or_else(|| table_label(row_label)) else { return };
        // of three years side by side the last is the report's
        let year = super::labels::named_year(header);
        let later = || scopes.iter().filter_map(|s| super::labels::named_year(&s.header)).max();
        // 上年数 | 本年数 | 增减额
        let beside = header.contains("上年") || header.contains("增减");
        if beside || year.is_some() && year < later() {
            return;
        }
        self.push(concept, value, m, outline.section_at(m.span.start), None);
    }
}

/// Spans of the numbers that are staff figures, in text order.
pub fn taken(staff: &[Staff]) -> Vec<Span> {
    let mut spans: Vec<Span> = staff.iter().filter(|s| !s.negated).map(|s| s.span).collect();
    spans.sort();
    spans.dedup();
    spans
}
