//! People, institutions, reception, vehicles and equipment, under the ids of the handbook (§4), by negation too.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::clause::{self, CLAUSE, SENTENCE, Walk, contains_any, ends_with_any, starts_with_any};
use super::facts::{ConceptId, Staff};
use crate::mentions::cells::{self, CellScope};
use crate::mentions::{Mention, MentionKind, OtherKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};

#[derive(Deserialize)]
struct Label {
    id: String,
    ends: Vec<String>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    quota: bool,
    #[serde(default)]
    unit: Vec<String>,
}

#[derive(Deserialize)]
struct Institutions {
    internal_nouns: Vec<String>,
    subordinate_nouns: Vec<String>,
    internal_verbs: Vec<String>,
    subordinate_verbs: Vec<String>,
}

#[derive(Deserialize)]
struct NegatedThing {
    id: String,
    ends: Vec<String>,
}

#[derive(Deserialize)]
struct Negation {
    words: Vec<String>,
    of: Vec<NegatedThing>,
}

#[derive(Deserialize)]
struct Scope {
    people: Vec<String>,
    reception: Vec<String>,
    visitors: Vec<String>,
}

#[derive(Deserialize)]
struct StaffFile {
    label: Vec<Label>,
    institutions: Institutions,
    negation: Negation,
    scope: Scope,
}

struct Vocabulary {
    file: StaffFile,
    negations: AhoCorasick,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let file: StaffFile = toml::from_str(include_str!("data/staff.toml")).expect("data/staff.toml");
    let negations = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&file.negation.words)
        .expect("the words of data/staff.toml");
    Vocabulary { file, negations }
});

/// The ids that this stage gives; a word list can only name one of these.
const IDS: &[ConceptId] = &[
    "staffing_quota_total",
    "staffing_quota_admin",
    "staffing_quota_institution",
    "staffing_quota_participating",
    "staffing_quota_worker",
    "staff_actual_total",
    "staff_incumbent",
    "staff_retired",
    "staff_leave_retired",
    "staff_temporary",
    "staff_beneficiary",
    "independent_org_count",
    "internal_org_count",
    "subordinate_unit_count",
    "vehicles_held",
];

fn id(name: &str) -> Option<ConceptId> {
    IDS.iter().find(|i| **i == name).copied()
}

/// Words between a label and its number.
const TAILS: &[&str] = &[
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
];

fn strip_tails(mut label: &str) -> &str {
    label = label.trim_end();
    while let Some(cut) = TAILS.iter().find_map(|t| label.strip_suffix(t)).filter(|c| !c.is_empty()) {
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
    /// Whether the paragraph speaks of the unit's people.
    people: bool,
    /// Whether it speaks of official reception.
    reception: bool,
    /// Whether it speaks of journeys abroad.
    abroad: bool,
    performance: bool,
}

/// Finds the figures about staff, institutions, reception, vehicles and equipment.
pub fn staff(doc: &Document, outline: &Outline, mentions: &[Mention]) -> Vec<Staff> {
    let mut found = Finder {
        doc,
        out: Vec::new(),
        quotas: Vec::new(),
        paragraph: usize::MAX,
        people: false,
        reception: false,
        abroad: false,
    };
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
        let (section, role) = walk.section(m.span.start);
        if index != found.paragraph {
            found.close_quotas();
            found.paragraph = index;
            let words = doc.words(paragraph);
            found.people = contains_any(words, &VOCABULARY.file.scope.people);
            found.reception = contains_any(words, &VOCABULARY.file.scope.reception);
            found.abroad = words.contains("出国");
        }
        let (floor, at) = (paragraph.start as usize, m.span.start as usize);
        let here = Here {
            text: &doc.text,
            paragraph,
            clause: clause::before(&doc.text, floor, at, CLAUSE).trim(),
            sentence: clause::before(&doc.text, floor, at, SENTENCE),
            tail: clause::after(&doc.text, m.span.end as usize, paragraph.end as usize, CLAUSE).trim(),
            unit: doc.words(unit),
            people: found.people,
            reception: found.reception,
            abroad: found.abroad,
            performance: role == Some(Role::Performance),
        };
        let year = year_of(doc, mentions, i, at - here.sentence.len());
        found.number(&here, m, value, section, year);
    }
    found.close_quotas();
    found.negations(outline);
    let mut out = found.out;
    out.sort_by_key(|s| s.span.start);
    out
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
    people: bool,
    reception: bool,
    abroad: bool,
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
            return;
        }
        let persons = matches!(here.unit, "人" | "名" | "个" | "位");
        if !persons || !here.people && !here.clause.contains("编制") || here.performance && !here.clause.contains("编制") {
            // 独立编制机构1个 stands without a word of people around it, too
            if here.clause.contains("独立")
                && let Some((concept, _)) = label(here)
                && concept == "independent_org_count"
            {
                self.push(concept, value, m, section, year);
            }
            return;
        }
        let Some((concept, quota)) = label(here) else {
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

    /// 行政编制4名，工勤编制1名，合计5名
    fn sum_of_quotas(&mut self, here: &Here<'_>, m: &Mention, value: Decimal, section: Option<usize>, year: Option<i32>) {
        let summed = ["合计", "共计", "共", "总计"].contains(&here.clause);
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
        self.push(concept, value, m, outline.section_at(m.span.start), None);
    }

    fn negations(&mut self, outline: &Outline) {
        let v = &*VOCABULARY;
        let mut walk = Walk::new(self.doc, outline);
        let text = self.doc.text.as_str();
        for hit in v.negations.find_iter(text) {
            let (_, paragraph) = walk.paragraph(hit.start() as u32);
            let mut at = hit.end();
            let rest =
                clause::after(text, at, paragraph.end as usize, &['，', '。', '；', '：', '（', '(', ',', ';', '\n', '\t']);
            if rest.len() > 120 {
                continue;
            }
            let (section, role) = walk.section(hit.start() as u32);
            if role == Some(Role::Performance) && !rest.contains("公务用车") {
                continue;
            }
            for part in rest.split_inclusive(['、', '和', '及', '与', '或', '也']) {
                let part_start = at;
                at += part.len();
                let thing = part.trim_end_matches(['、', '和', '及', '与', '或', '也', '等']).trim();
                let of = v
                    .file
                    .negation
                    .of
                    .iter()
                    .find(|n| n.ends.iter().any(|e| thing.ends_with(e.as_str()) && thing.len() <= e.len() + 24));
                let Some(concept) = of.and_then(|n| id(&n.id)) else { continue };
                let span = Span::new(hit.start(), part_start + part.trim_end_matches(['、', '和', '及', '与', '或', '也']).len());
                self.out.push(Staff {
                    concept,
                    value: Decimal::ZERO,
                    span,
                    section,
                    cell: None,
                    negated: true,
                    year: None,
                    inside: None,
                });
            }
        }
    }
}

/// The id that a header or a row's label in a table names.
fn table_label(words: &str) -> Option<ConceptId> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    if words.chars().count() > 24 || words.contains('率') {
        return None;
    }
    let bare = words.trim_end_matches(['数', '）', ')', '人', '（', '(', '个', '辆']);
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    if has(&["内设机构", "内设科室", "内设股室"]) {
        return Some("internal_org_count");
    }
    if has(&["下属单位", "二级机构", "二级预算单位", "下属二级"]) {
        return Some("subordinate_unit_count");
    }
    if has(&["行政编制"]) {
        return Some("staffing_quota_admin");
    }
    if has(&["事业编制"]) {
        return Some("staffing_quota_institution");
    }
    if bare.ends_with("编制") || has(&["编制数", "编制人数", "人员编制"]) {
        return Some("staffing_quota_total");
    }
    if has(&["实有人数", "实有人员"]) {
        return Some("staff_actual_total");
    }
    if has(&["在职人数", "在职人员", "在职在编"]) || bare.ends_with("在职") {
        return Some("staff_incumbent");
    }
    if has(&["退休人员", "退休人数"]) {
        return Some("staff_retired");
    }
    if has(&["批复规模", "批准建设面积"]) {
        return Some("building_area_approved");
    }
    if has(&["实际规模", "实际建设面积"]) {
        return Some("building_area_actual");
    }
    None
}

/// The id of the label right before a number, and whether it is a quota.
fn label(here: &Here<'_>) -> Option<(ConceptId, bool)> {
    let plain = here.clause;
    let stripped = strip_tails(plain);
    if stripped.ends_with("控制率") || plain.is_empty() {
        return None;
    }
    let entry = VOCABULARY.file.label.iter().find(|l| {
        let fits = ends_with_any(stripped, &l.ends) || ends_with_any(plain, &l.ends) || contains_any(stripped, &l.has);
        fits && (l.unit.is_empty() || l.unit.iter().any(|u| u == here.unit))
    })?;
    id(&entry.id).map(|i| (i, entry.quota))
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

fn institutions(here: &Here<'_>) -> Option<ConceptId> {
    if here.performance || !matches!(here.unit, "个" | "家" | "所") {
        return None;
    }
    let words = &VOCABULARY.file.institutions;
    let internal = |w: &str| starts_with_any(w, &words.internal_nouns);
    // 三个副科级事业单位: a rank or a kind may stand before the noun
    let subordinate = |w: &str| {
        let near: usize = w.chars().take(14).take_while(|&c| c != '和' && !c.is_ascii_digit()).map(char::len_utf8).sum();
        w.get(..near).is_some_and(|n| contains_any(n, &words.subordinate_nouns))
    };
    let last = |list: &[String]| list.iter().filter_map(|w| here.sentence.rfind(w.as_str()).map(|i| i + w.len())).max();
    let (inner, outer) = (last(&words.internal_verbs), last(&words.subordinate_verbs));
    if subordinate(here.tail) {
        return (inner.is_some() || outer.is_some()).then_some("subordinate_unit_count");
    }
    if internal(here.tail) {
        return match (inner, outer) {
            (Some(i), Some(o)) if o > i => Some("subordinate_unit_count"),
            (Some(_), _) => Some("internal_org_count"),
            (None, Some(_)) => Some("subordinate_unit_count"),
            _ => None,
        };
    }
    let label = strip_tails(here.clause);
    if label.contains("独立") {
        return None;
    }
    if ends_with_any(label, &words.internal_nouns) && !ends_with_any(label, &words.subordinate_nouns) {
        return label.contains('设').then_some("internal_org_count");
    }
    let named = words.subordinate_verbs.iter().any(|w| here.clause.contains(w.as_str()));
    if ends_with_any(label, &words.subordinate_nouns) {
        return (named || outer.is_some()).then_some("subordinate_unit_count");
    }
    (named && (here.clause.contains("单位") || here.clause.contains("机构")) && here.tail.is_empty())
        .then_some("subordinate_unit_count")
}

/// Batches and persons of official reception: 国内公务接待3批次26人次.
fn reception(here: &Here<'_>) -> Option<ConceptId> {
    if !here.reception || !matches!(here.unit, "批次" | "批" | "个批次" | "次" | "团组" | "个" | "人次" | "人" | "名" | "位")
    {
        return None;
    }
    let scope = &VOCABULARY.file.scope;
    let opened = clause::before(
        here.text,
        here.paragraph.start as usize,
        here.paragraph.start as usize + offset(here),
        &['。', ';', '；', '\t'],
    );
    let at = scope.reception.iter().filter_map(|w| opened.rfind(w.as_str())).max()?;
    let between = opened.get(at..)?;
    if ["公务用车", "出国", "出境", "车辆", "用车"].iter().any(|w| between.contains(w)) || contains_any(between, &scope.visitors)
    {
        return None;
    }
    match here.unit {
        "批次" | "批" | "个批次" | "次" | "团组" => Some("reception_batches"),
        "个" if ["批次", "团组", "来访团组"].iter().any(|w| here.tail.starts_with(w) || here.clause.ends_with(w)) => {
            Some("reception_batches")
        }
        "个" if between.contains("团组") || between.contains("批次") => Some("reception_batches"),
        "人次" | "人" | "名" | "位" => Some("reception_persons"),
        _ => None,
    }
}

/// Bytes from the beginning of the paragraph to the number.
fn offset(here: &Here<'_>) -> usize {
    (here.sentence.as_ptr() as usize + here.sentence.len())
        .saturating_sub(here.text.as_ptr() as usize + here.paragraph.start as usize)
}

/// Groups and persons sent abroad.
fn abroad(here: &Here<'_>) -> Option<ConceptId> {
    if !here.abroad {
        return None;
    }
    let near = here.sentence.rfind("因公出国").or_else(|| here.sentence.rfind("出国（境）"))?;
    let between = here.sentence.get(near..)?;
    if ["公务用车", "接待", "用车"].iter().any(|w| between.contains(w)) {
        return None;
    }
    match here.unit {
        "个" | "批" | "批次" | "团组" if here.tail.starts_with("团") || between.contains("团组") || here.unit != "个" => {
            Some("abroad_groups")
        }
        "人次" | "人" | "名" => Some("abroad_persons"),
        _ => None,
    }
}

/// Vehicles bought and held.
fn vehicles(here: &Here<'_>) -> Option<ConceptId> {
    if !matches!(here.unit, "辆" | "台" | "部" | "台（套）" | "台(套)") {
        return None;
    }
    let label = strip_tails(here.clause);
    let official = ["公务用车", "公务车", "公车", "执法执勤用车", "用车保有", "车保有量", "保有车辆", "车辆保有"]
        .iter()
        .any(|w| here.clause.contains(w));
    if !official {
        let held =
            ["车辆", "用车", "保有量", "汽车"].iter().any(|w| label.ends_with(w)) && here.unit == "辆" && !here.performance;
        // the first of these in a list of assets is the total, the kinds follow it
        let assets = ["国有资产", "共有车辆", "资产", "占用"].iter().any(|w| here.sentence.contains(w));
        return held.then_some(if assets { "asset_vehicles" } else { "vehicles_held" });
    }
    let bought = ["购置公务", "新购", "购置数", "购置量", "采购公务", "更新公务", "购入", "新增公务"]
        .iter()
        .any(|w| here.clause.contains(w))
        || here.clause.ends_with("购置");
    Some(if bought && !here.clause.contains("保有") { "vehicles_bought" } else { "vehicles_held" })
}

/// 单价50万元以上通用设备4台（套）
fn equipment(here: &Here<'_>) -> Option<ConceptId> {
    if !here.unit.starts_with('台') && here.unit != "套" {
        return None;
    }
    let at = here.sentence.rfind("单价").or_else(|| here.sentence.rfind("单位价值")).or_else(|| here.sentence.rfind("单台"))?;
    let words = here.sentence.get(at..)?;
    if !words.contains("设备") && !here.tail.contains("设备") {
        return None;
    }
    if words.contains("100万") || words.contains("一百万") {
        Some("asset_equipment_1m")
    } else if words.contains("50万") || words.contains("五十万") {
        Some("asset_equipment_500k")
    } else {
        None
    }
}

/// Spans of the numbers that are staff figures, in text order.
pub fn taken(staff: &[Staff]) -> Vec<Span> {
    let mut spans: Vec<Span> = staff.iter().filter(|s| !s.negated).map(|s| s.span).collect();
    spans.sort();
    spans.dedup();
    spans
}
