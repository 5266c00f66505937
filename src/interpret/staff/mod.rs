//! People, institutions, reception, vehicles and equipment, under the ids of the handbook (§4), by negation too.

mod institutions;
mod negation;
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
pub(super) use tables::table_label;
use things::{abroad, equipment, reception, vehicles};
use vocabulary::{Label, VOCABULARY, id};

/// Words between a label and its number.
const TAILS: &[&str] = &[
    "一共有",
    "总共有",
    "一共",
    "总共",
    "共有",
    "共计",
    "合计",
    "总计",
    "共",
    "有",
    "为",
    "数为",
    "人数",
    "总数",
    "数量",
    "数",
    "达",
    "约",
    "各",
    "是",
    "现有",
    "：",
    ":",
    "总人数",
    "等",
];

/// The last characters of [`TAILS`]: most labels end with none of them.
const LAST_OF_TAILS: [char; 13] = ['有', '共', '计', '为', '数', '量', '达', '约', '各', '是', '：', ':', '等'];

fn strip_tails(mut label: &str) -> &str {
    label = label.trim_end();
    while label.ends_with(LAST_OF_TAILS)
        && let Some(cut) = TAILS.iter().find_map(|t| label.strip_suffix(t)).filter(|c| !c.is_empty())
    {
        label = cut.trim_end();
    }
    label
}

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
        if performance
            && !(clause.contains("编制") || clause.contains("独立"))
            && !may_be_held(unit)
            && !(subject.reception() || subject.abroad())
        {
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

fn holds_digit(words: &str) -> bool {
    words.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// The clause before a number; where it only says 有 or 共, the clause before that (专职委员是聘用的，有26人).
fn naming_clause(text: &str, floor: usize, at: usize) -> &str {
    let own = clause::before(text, floor, at, parts_clauses).trim();
    // 行政编制（参公管理）8名: a bracket behind the label
    if own.is_empty()
        && let Some(head) = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(['）', ')']))
        && let Some((before, inner)) = head.rsplit_once(['（', '('])
        && before.ends_with("编制")
        && !inner.contains(|c: char| c.is_ascii_digit())
    {
        return clause::before(before, 0, before.len(), parts_clauses).trim();
    }
    // 合同制（编外）人员386人: a bracket inside the label
    if matches!(own, "人员" | "职工" | "教师") {
        let head = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(own)).and_then(|h| h.strip_suffix(['）', ')']));
        if let Some((before, inner)) = head.and_then(|h| h.rsplit_once(['（', '('])) {
            let word = clause::before(before, 0, before.len(), parts_clauses).trim();
            return if contains_any(inner, &VOCABULARY.file.scope.people) { inner } else { word };
        }
    }
    if !matches!(own, "有" | "共" | "共有" | "一共" | "一共有" | "总共" | "共计" | "现有" | "计" | "合计") {
        return own;
    }
    let head = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(own)).unwrap_or("").trim_end();
    let Some(head) = head.strip_suffix('，') else { return own };
    let before = clause::before(head, 0, head.len(), parts_clauses).trim();
    let plain = !before.is_empty() && !before.contains(|c: char| c.is_ascii_digit());
    if plain && own != "合计" && own != "共计" { before.trim_end_matches('的') } else { own }
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

    fn quota(
        &mut self,
        here: &Here<'_>,
        concept: ConceptId,
        m: &Mention,
        value: Decimal,
        section: Option<usize>,
        year: Option<i32>,
    ) {
        // （含机关工勤编制6名） after another kind of quota is a part of it
        let opened = here.text.get(..m.span.start as usize - here.clause.len()).map(str::trim_end).unwrap_or("");
        let with = here.clause.starts_with('含') || here.clause.starts_with("其中") || opened.ends_with("其中：");
        let bracket =
            here.sentence.rfind(['（', '(']).is_some_and(|i| here.sentence.get(i..).is_some_and(|s| !s.contains(['）', ')'])));
        let outer = self.quotas.last().and_then(|&i| self.out.get(i)).map(|s| s.concept);
        let inside = outer.filter(|&o| with && bracket && o != "staffing_quota_total" && o != concept);
        self.quotas.push(self.out.len());
        self.push(concept, value, m, section, year);
        if let Some(s) = self.out.last_mut() {
            s.inside = inside;
        }
        if concept == "staffing_quota_total" {
            let kinds = [
                ("staffing_quota_institution", ["事业编", "全额事业"]),
                ("staffing_quota_admin", ["行政编", "行政编制"]),
                ("staffing_quota_participating", ["参公", "参照公务员"]),
            ];
            if let Some((kind, _)) = kinds.iter().find(|(_, words)| all_are(here, m, words)) {
                self.quotas.push(self.out.len());
                self.push(kind, value, m, section, year);
            }
        }
    }

    /// 编制108名（行政32名、参公46名）, 核定编制54名，其中行政29名: a kind of staffing whose word 编制 stands before the list.
    fn kind_of_quota(&self, here: &Here<'_>, m: &Mention) -> Option<ConceptId> {
        let sentence = m.span.start as usize - here.sentence.len();
        let follows = self
            .out
            .last()
            .is_some_and(|s| s.concept.starts_with("staffing_quota") && !s.negated && s.span.start as usize >= sentence)
            && self.quotas.iter().any(|&i| i + 1 == self.out.len());
        // 编制分三类：行政12名
        let opened = || here.sentence.split_once("编制").is_some_and(|(_, rest)| rest.contains('：') && !holds_digit(rest));
        if !follows && !opened() {
            return None;
        }
        let kind = strip_tails(here.clause.trim_start_matches("其中").trim_start_matches('含').trim_start());
        match kind {
            "行政" | "公务员" => Some("staffing_quota_admin"),
            "事业" | "全额事业" | "其他事业" => Some("staffing_quota_institution"),
            "参公" | "参公事业" => Some("staffing_quota_participating"),
            "工勤" | "机关工勤" | "后勤" => Some("staffing_quota_worker"),
            _ => None,
        }
    }

    /// 行政编制4名，工勤编制1名，合计5名
    fn sum_of_quotas(&mut self, here: &Here<'_>, m: &Mention, value: Decimal, section: Option<usize>, year: Option<i32>) {
        let opened = here.clause.starts_with('含') || here.clause.starts_with("其中");
        if let Some(outer) = self.quotas.last().and_then(|&i| self.out.get(i)).filter(|_| opened).map(|s| s.concept) {
            let kinds = [
                ("staffing_quota_worker", "工勤"),
                ("staffing_quota_participating", "参公"),
                ("staffing_quota_participating", "参照公务员"),
            ];
            if let Some((kind, _)) = kinds.iter().find(|(_, w)| here.clause.contains(w)) {
                self.quotas.push(self.out.len());
                self.push(kind, value, m, section, year);
                if let Some(s) = self.out.last_mut().filter(|_| outer != "staffing_quota_total") {
                    s.inside = Some(outer);
                }
                return;
            }
        }
        let summed = ["合计", "共计", "共", "总计", "一共", "一共是", "总共", "共有", "合计为", "总数为"].contains(&here.clause);
        let kinds: Vec<Decimal> =
            self.quotas.iter().filter_map(|&i| self.out.get(i)).filter(|s| s.inside.is_none()).map(|s| s.value).collect();
        if summed && kinds.len() > 1 && kinds.iter().sum::<Decimal>() == value {
            self.quotas.push(self.out.len());
            self.push("staffing_quota_total", value, m, section, year);
        }
    }

    /// A paragraph with one kind of quota and no total: 核定事业编制86名 is the total as well.
    fn close_quotas(&mut self) {
        let quotas: Vec<&Staff> = self.quotas.iter().filter_map(|&i| self.out.get(i)).filter(|s| s.inside.is_none()).collect();
        if let [only] = quotas.as_slice()
            && only.concept != "staffing_quota_total"
            && self.out.iter().all(|s| s.concept != "staffing_quota_total")
        {
            let total = Staff { concept: "staffing_quota_total", ..(*only).clone() };
            self.out.push(total);
        }
        self.quotas.clear();
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

/// More labels than `data/staff.toml` has.
const MOST_LABELS: usize = 24;

/// The id of the label right before a number, and whether it is a quota.
fn label(here: &Here<'_>) -> Option<(ConceptId, bool)> {
    let plain = here.clause;
    let stripped = strip_tails(plain);
    if stripped.ends_with("控制率") || plain.is_empty() {
        return None;
    }
    let labels = &VOCABULARY.file.label;
    let (ends, of) = &VOCABULARY.ends;
    // the longest end of each label without the words behind its name, and with them where there is none
    let mut longest = [(0, 0); MOST_LABELS];
    let mut note = |words: &str, whole: bool| {
        ends.ends_of(words, |word, len| {
            if let Some(slot) = of.get(word).and_then(|&l| longest.get_mut(l)) {
                *(if whole { &mut slot.1 } else { &mut slot.0 }) = len;
            }
        });
    };
    note(stripped, false);
    note(plain, true);
    let fitting = |(l, &(inner, whole)): (&'static Label, &(usize, usize))| {
        let n = if inner > 0 { inner } else { whole };
        (n > 0 && (l.unit.is_empty() || l.unit.iter().any(|u| u == here.unit))).then_some((n, l))
    };
    // the longest label is the most exact: 参公编制 before 编制
    let mut entry = labels.iter().zip(&longest).filter_map(fitting).reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, l)| l);
    if entry.is_none_or(|l| !l.quota) {
        // 在职干警, 编外聘用讲解员等: the word inside the label tells; 在职行政人员 is a part of them
        let part = || contains_any(stripped, &VOCABULARY.file.parts.words);
        let merged = || ["离退休", "退（离）休", "离、退休"].iter().any(|w| stripped.contains(w));
        let (has, of) = &VOCABULARY.has;
        let mut held = [false; MOST_LABELS];
        has.all(stripped, |hit| {
            if let Some(slot) = of.get(hit.word).and_then(|&l| held.get_mut(l)) {
                *slot = true;
            }
        });
        let inside = |(l, held): &(&Label, &bool)| {
            **held
                && match l.id.as_str() {
                    "staff_incumbent" | "staff_actual_total" => !part(),
                    "staff_leave_retired" => !merged(),
                    _ => true,
                }
        };
        entry = labels.iter().zip(&held).find(inside).map(|(l, _)| l).or(entry);
    }
    let entry = entry?;
    id(&entry.id).map(|i| (i, entry.quota))
}

/// 救援队员40人（合同制）: what the people are stands in a bracket behind the number.
fn in_bracket_after(here: &Here<'_>, m: &Mention) -> Option<(ConceptId, bool)> {
    let rest = here.text.get(m.span.end as usize..here.paragraph.end as usize)?.strip_prefix(['（', '('])?;
    let inside = rest.get(..rest.find(['）', ')'])?)?;
    let entry = VOCABULARY.file.label.iter().find(|l| l.id == "staff_temporary")?;
    (inside.chars().count() <= 8 && contains_any(inside, &entry.has)).then_some(("staff_temporary", false))
}

/// 聘用护理员、救助协理员等22人, 另聘动物检疫协检员54人: trades behind the word that they are hired.
fn hired(here: &Here<'_>) -> Option<(ConceptId, bool)> {
    let clause = here.sentence.rsplit(['，', '；', '。']).next()?;
    let listed = clause.contains('、') && here.clause.ends_with('等') && !clause.contains(|c: char| c.is_ascii_digit());
    let trade = here.clause == clause.trim() && here.clause.ends_with(['员', '工']) && matches!(here.unit, "人" | "名");
    // 临聘炊事员、保洁员9人
    let trades =
        clause.contains('、') && here.clause.ends_with(['员', '工']) && !holds_digit(clause) && matches!(here.unit, "人" | "名");
    ((listed || trade || trades) && here.tail.is_empty() && VOCABULARY.file.scope.hired.at_start(clause.trim_start()).is_some())
        .then_some(("staff_temporary", false))
}

/// `…5人，均为在职人员`: the words after a number say what all of them are.
fn all_are(here: &Here<'_>, m: &Mention, kinds: &[&str]) -> bool {
    let rest = here.text.get(m.span.end as usize..here.paragraph.end as usize).unwrap_or("");
    let rest = rest.trim_start_matches(['，', ',', '（', '(', ' ']);
    ["均为", "全部为", "全为", "皆为", "都是", "均是", "全部是", "全是", "均系", "全部系", "全部", "均"]
        .iter()
        .filter_map(|w| rest.strip_prefix(w))
        .any(|r| kinds.iter().any(|k| r.trim_start_matches("全额拨款").starts_with(k)))
}

/// Spans of the numbers that are staff figures, in text order.
pub fn taken(staff: &[Staff]) -> Vec<Span> {
    let mut spans: Vec<Span> = staff.iter().filter(|s| !s.negated).map(|s| s.span).collect();
    spans.sort();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_known_by_its_last_character() {
        assert!(TAILS.iter().all(|t| t.ends_with(LAST_OF_TAILS)));
        assert_eq!(strip_tails("在职人员总数为"), "在职人员");
        assert_eq!(strip_tails("编制数量"), "编制");
    }
}
