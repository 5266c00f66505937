//! Activity, output and service counts: which of the numbers with a unit they are, and what was counted.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::clause::{self, Walk, contains_any, parts_clauses, parts_sentences};
use super::facts::{Amount, Count, CountRole, Staff};
use crate::mentions::cells::{self, CellScope};
use crate::mentions::{Bound, Mention, MentionKind};
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
    LazyLock::new(|| toml::from_str(include_str!("data/counts.toml")).expect("data/counts.toml"));

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

/// The role that a form's column gives its counts, and the cell's words; none for a cell of another table.
fn form_column(doc: &Document, at: (u32, u32, u32), scopes: &mut HashMap<u32, Vec<CellScope>>) -> Option<(CountRole, Span)> {
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
fn row_label(doc: &Document, at: (u32, u32, u32)) -> &str {
    let Some(table) = doc.tables.get(at.0 as usize) else { return "" };
    let upto = table.cells.partition_point(|c| (c.row, c.col) < (at.1, at.2));
    let left = table.cells.get(..upto).unwrap_or(&[]).iter().rev().take_while(|c| c.row == at.1);
    left.map(|c| doc.words(c.span).trim())
        .find(|w| {
            w.chars().count() > 2 && !w.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '≥' | '≤' | '=' | '>' | '<'))
        })
        .unwrap_or("")
}

/// A number with what stands around it.
struct Here<'a> {
    text: &'a str,
    start: usize,
    clause: &'a str,
    /// The clause without the words between a name and its number.
    named: &'a str,
    /// The words back to the nearest comma: a clause with its list.
    stretch: &'a str,
    /// How far back the words go.
    floor: usize,
    tail: &'a str,
    /// Bounding words before the number.
    lead: &'a str,
    unit: &'a str,
    /// Where the count before this one ends.
    previous: usize,
    in_words: bool,
    /// No more than twenty.
    few: bool,
    round: bool,
    range: bool,
    none: bool,
    at_end: bool,
}

impl<'a> Here<'a> {
    fn new(doc: &'a Document, m: &Mention, unit: Span, floor: usize, limit: usize, previous: usize) -> Self {
        let text = doc.text.as_str();
        let (start, end) = (m.full.start as usize, m.full.end.max(m.span.end) as usize);
        let start = start.max(floor);
        let number = doc.words(m.span);
        let rest = text.get(end..limit).unwrap_or("").trim_start();
        let floor = clause::reach(text, floor, start);
        let own = clause::before(text, floor, start, parts_clauses);
        let own_at = start - own.len();
        let clause = own.trim();
        // What parts more than clauses parts clauses, too: it cannot stand inside the clause.
        let more = clause::before(text, floor, own_at, |c| matches!(c, '，' | '。' | '；' | ',' | ';' | '：' | ':' | '\t'));
        Self {
            text,
            start,
            clause,
            named: WORDS.label_tails.trim_end(clause),
            stretch: text.get(own_at - more.len()..start).unwrap_or(""),
            floor,
            tail: clause::after(text, end, limit, parts_clauses).trim(),
            lead: text.get(start..m.span.start as usize).unwrap_or(""),
            unit: doc.words(unit),
            previous,
            in_words: number.chars().next().is_some_and(|c| !c.is_ascii_digit() && !('０'..='９').contains(&c)),
            few: !matches!(m.kind, MentionKind::Count { value: Some(n), .. } if n > Decimal::from(20)),
            round: m.bound != Bound::Exact,
            none: matches!(m.kind, MentionKind::Count { value: Some(n), .. } if n.is_zero()),
            range: matches!(m.kind, MentionKind::Count { range: Some(_), .. }),
            at_end: rest
                .chars()
                .next()
                .is_none_or(|c| parts_clauses(c) || c.is_ascii_digit() || matches!(c, '”' | '’' | '》' | '\n')),
        }
    }

    /// The words back to the end of the sentence before; few counts ask for them.
    fn sentence(&self) -> &'a str {
        clause::before(self.text, self.floor, self.start, parts_sentences)
    }

    /// The structure of the report or of the unit, a standing service, a difference, a rate.
    fn is_structure(&self) -> bool {
        let w = &*WORDS;
        // 以上三项: what was told before
        if matches!(self.clause, "以上" | "上述" | "就是这") {
            return true;
        }
        // 全年零收零支
        if self.in_words && self.none {
            return true;
        }
        let label = self.named;
        if w.structure_before.at_end(label).is_some() && !self.names_result(label)
            || w.structure_after.at_start(self.tail).is_some()
        {
            return true;
        }
        if self.is_number_of_projects() || self.is_cause() {
            return true;
        }
        let bare = self.clause.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '度' | '全' | '我' | '局'));
        let whole = bare.trim_end_matches(['共', '了', '计', '有']);
        if w.structure_whole.list().iter().any(|s| s == whole) && (bare.ends_with('共') || self.goes_on_to_money()) {
            return true;
        }
        if matches!(self.unit, "个" | "项" | "家") && (contains_any(self.clause, &w.evaluation) || self.at_start_of_evaluation())
        {
            return true;
        }
        // 单价50万元以上设备4台（套）: held, not done
        if (self.unit.starts_with('台') || self.unit == "辆")
            && (w.held.is_in(self.sentence()) || self.sentence().contains("以上") && w.prices.is_in(self.sentence()))
        {
            return true;
        }
        // 公务用车3辆（救护车不在此列，另有7辆）
        if self.unit == "辆" && self.sentence().contains("公务用车") {
            return true;
        }
        if w.structure_unless_done.at_end(label).is_some() && !contains_any(label, &w.done) && w.results.at_end(label).is_none() {
            return true;
        }
        if self.unit.ends_with("小时") && self.is_standing() || contains_any(self.clause, &w.denied) {
            return true;
        }
        // 评价提出的4条意见: a modifier names things that are known, not things that were done
        // 对符合条件的14名被害人实施救助: people whom something is done for
        // 符合政府安排工作条件的21人全部上岗
        let people = matches!(self.unit, "名" | "人" | "位" | "户")
            && (w.beneficiary_openings.at_start(self.clause).is_some() || w.whole.at_start(self.tail).is_some());
        let told = w.bases.at_end(self.clause).is_some() || w.made.at_end(self.clause).is_some();
        if !self.at_end && self.clause.ends_with('的') && !people && !told {
            return true;
        }
        // 10间库房的温湿度达标率由92%提高到99.5%: what a rate is of
        // 结转23.50万元，为3个村污水管网的质保金
        let whose = self.tail.find('的').filter(|_| !self.at_end).and_then(|i| self.tail.get(i..));
        if whose.is_some_and(|r| r.contains('率') || contains_any(r, &w.of_money)) {
            return true;
        }
        if contains_any(self.clause, &w.beyond) && w.beyond_what.at_end(label).is_some() {
            return true;
        }
        let compared = self.clause.contains('比') || self.clause.contains("较");
        if compared && w.difference.at_end(label).is_some() {
            return true;
        }
        // 十七项年度指标完成十六项, 仅公务接待费一项
        self.unit == "项" && (label.contains("指标") || label.ends_with('费'))
            // 每季度组织40至50场: what was done from time to time is told by its bounds
            || !self.range && self.stretch.contains(['每', '均', '逢']) && contains_any(self.stretch, &w.rate)
    }

    /// 项目支出252.8万元（两个项目）, 项目支出涉及4个项目
    fn is_number_of_projects(&self) -> bool {
        if !matches!(self.unit, "个" | "项") || !(self.tail.is_empty() || self.tail == "项目") {
            return false;
        }
        let before = self.text.get(..self.start).unwrap_or("").trim_end();
        let bracket = before.strip_suffix(['（', '(']);
        // 2024年项目支出3,334.40万元，共5个项目，分述如下
        if self.tail == "项目"
            && matches!(self.clause, "共" | "一共")
            && before
                .strip_suffix('共')
                .map(|b| b.trim_end_matches('一'))
                .is_some_and(|b| b.trim_end_matches(['，', ',']).ends_with('元'))
        {
            return true;
        }
        // 项目支出12,171.80万元，共五项，明细如下
        let comma = self.tail.is_empty().then(|| before.strip_suffix('共').map(|b| b.trim_end_matches(['，', ',']))).flatten();
        let of_money = bracket.or(comma).is_some_and(|b| b.trim_end().ends_with('元'));
        if of_money {
            return self.tail == "项目" || comma.is_some();
        }
        // 全年共实施6个项目，均已纳入项目库管理
        self.tail == "项目" && (WORDS.money_of_projects.is_in(self.clause) || contains_any(self.clause, &WORDS.carried_out))
    }

    /// 系新进教师14人及绩效工资调整
    fn is_cause(&self) -> bool {
        let w = &*WORDS;
        matches!(self.unit, "人" | "名" | "位")
            && (w.causes.at_start(self.clause.trim_start_matches("主要")).is_some() || self.clause.contains("原因"))
            && (contains_any(self.clause, &w.staff_changes) || contains_any(self.tail, &w.staff_changes))
    }

    /// Whether the clause after the number speaks of the money of what was counted.
    fn goes_on_to_money(&self) -> bool {
        let rest = self.text.get(self.start..).unwrap_or("");
        let next = rest.split(['，', ',', '；', '。', '\n']).nth(1).unwrap_or("");
        // 2024年共实施项目7个。（1）…
        let listed = self.tail.is_empty()
            && rest.find(['。', '：']).is_some_and(|i| rest.get(..i).is_some_and(|w| w.chars().count() <= 5));
        listed && !self.clause.is_empty() || next.starts_with("其一") || WORDS.structure_money.at_start(next.trim()).is_some()
    }

    /// 我办对3个项目支出全面开展绩效自评
    fn at_start_of_evaluation(&self) -> bool {
        self.tail.starts_with("项目") && contains_any(self.tail, &WORDS.evaluation)
    }

    /// Hours of standing service (24小时值守, 每周开放56小时) are no counts; hours worked, taught or recorded are.
    fn is_standing(&self) -> bool {
        let w = &*WORDS;
        let day = self.text.get(self.start..).is_some_and(|t| t.starts_with("24小时") || t.starts_with("二十四小时"));
        let said = |words: &str| contains_any(words, &w.standing);
        day || !self.at_end
            || said(self.clause)
            || said(self.tail)
            || contains_any(self.sentence(), &w.rate)
            || contains_any(self.clause, &w.rate)
    }

    /// A Chinese numeral before its noun (两项补贴, 三个子项目) is a number of an activity only right after a verb, or if it is
    /// no small one (三百三十户困难群众).
    fn is_article(&self) -> bool {
        self.in_words
            && !self.at_end
            && !self.round
            && (self.unit == "项" || self.few && WORDS.direct_verbs.at_end(self.clause).is_none())
    }

    /// 推介项目12个: a result whose name ends like a structure's.
    fn names_result(&self, label: &str) -> bool {
        WORDS.results.at_end(label).is_some() || self.is_target() && WORDS.goals.at_end(label).is_none()
    }

    fn is_activity(&self, role: Option<Role>, is_goal: bool, of_fund: impl FnMut() -> bool) -> bool {
        if self.is_structure() {
            return false;
        }
        if self.is_article() || self.in_words && self.at_end && self.clause.is_empty() && !self.goes_on() {
            return false;
        }
        self.in_scope(role, of_fund) || is_goal
    }

    /// 技能培训17期、五百余人次: a second number of what the count right before it tells.
    fn goes_on(&self) -> bool {
        self.previous > 0 && self.text.get(self.previous..self.start).is_some_and(|w| w == "、")
    }

    /// Performance sections hold activity; elsewhere the words have to say so.
    fn in_scope(&self, role: Option<Role>, mut of_fund: impl FnMut() -> bool) -> bool {
        match role {
            Some(Role::Performance | Role::Score) | None => true,
            // these speak of causes and plans
            Some(Role::Problems | Role::Publication) => false,
            // 2024年计划培训基层骨干60人次: what a measure sets out to do
            Some(Role::Measures) => {
                let planned = contains_any(self.clause, &WORDS.plans) && contains_any(self.clause, &WORDS.activity)
                    || contains_any(self.lead, &WORDS.plans);
                planned && !contains_any(self.sentence(), &WORDS.institutions) && !self.stretch.contains('已')
            }
            _ => {
                let near = if self.clause.is_empty() { self.stretch } else { self.clause };
                !contains_any(self.sentence(), &WORDS.institutions)
                    && (contains_any(near, &WORDS.activity) || contains_any(self.lead, &WORDS.activity) || of_fund())
            }
        }
    }

    fn is_target(&self) -> bool {
        let w = &*WORDS;
        w.target_before.at_end(self.named).is_some()
            || w.target_before.at_end(self.clause).is_some()
            || w.target_bounds.at_end(self.lead).is_some()
    }

    /// The words that name what was counted.
    fn label(&self, previous: Option<&str>) -> String {
        let w = &*WORDS;
        let mut label = self.named;
        while let Some(head) = w.label_heads.at_start(label) {
            label = label.strip_prefix(head).unwrap_or("").trim_start();
        }
        // 2场60人次: what stands before the other count names this one, too
        let clause_start = self.start - self.clause.len();
        let own = if self.previous > clause_start {
            w.label_tails.trim_end(self.text.get(self.previous..self.start).unwrap_or(""))
        } else {
            label
        };
        let own = own.trim_start_matches(['.', '．', '、', '”', '’', '》', '）', ')', ' ']);
        if own.is_empty() && self.previous > clause_start {
            return previous.unwrap_or("").to_owned();
        }
        if !own.is_empty() {
            let mut out = own.to_owned();
            if !self.at_end
                && own.chars().count() < 8
                && self.tail.chars().count() <= 12
                && !self.tail.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '共' | '和' | '、'))
            {
                out.push_str(self.tail);
            }
            return out;
        }
        if !self.tail.is_empty() {
            return self.tail.chars().take(20).collect();
        }
        let before =
            clause::before(self.text, self.start - self.sentence().len(), self.start, |c| matches!(c, '，' | '。' | '；'));
        match previous {
            Some(p) if before.chars().any(|c| c.is_ascii_digit()) => p.to_owned(),
            _ => before.trim_end_matches(['、', '：', '（', '(']).chars().take(30).collect(),
        }
    }
}
