//! Amounts with meaning: every mention of money gets its label, quantity, fund, role, year and section.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::facts::*;
use super::forms::Forms;
use super::fund_names::FundNames;
use super::labels::{Reading, after_binding, clean_label, has, named_year, of_another_year, reading};
use super::lists::Lists;
use super::phrases::{Phrase, phrases};
use super::tables;
use super::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze, squeezed_words, vocabulary};
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};

/// What is known of the document while its amounts are read.
pub(super) struct Context<'a> {
    pub doc: &'a Document,
    pub outline: &'a Outline,
    pub v: &'static Vocabulary,
    pub mentions: &'a [Mention],
    pub fiscal_year: Option<i32>,
    pub project_report: bool,
    pub funds: FundNames,
    /// The forms and what their cells mean.
    pub forms: Forms,
    /// What each section's heading speaks of.
    pub headings: Vec<Option<Subject>>,
}

impl Context<'_> {
    /// What the heading of a section, or of one above it, speaks of.
    pub fn heading(&self, section: Option<usize>) -> Option<Subject> {
        section.and_then(|s| self.headings.get(s).copied().flatten())
    }
}

/// Amounts and the breakdowns that bind them.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub amounts: Vec<Amount>,
    pub breakdowns: Vec<Breakdown>,
    /// Squeezed labels, by amount.
    pub keys: Vec<String>,
    /// Functional classes (教育支出（类）…), by amount, where it is the figure of one.
    pub classes: Vec<Option<String>>,
}

/// Headings up to so many characters say what the amounts below are about.
const LONGEST_HEADING: usize = 40;

/// What the headings speak of: the nearest heading above with a subject decides. 基本支出情况 says nothing, since that
/// chapter holds the unit's totals too.
fn heading_subjects(v: &Vocabulary, doc: &Document, outline: &Outline, project_report: bool) -> Vec<Option<Subject>> {
    let mut out: Vec<Option<Subject>> = Vec::with_capacity(outline.sections.len());
    for s in &outline.sections {
        let title = doc.words(s.title);
        // a whole sentence after a marker is not looked at
        let whole = title.len() > LONGEST_HEADING * 4;
        let title = if whole { Cow::Borrowed(title) } else { squeezed_words(title) };
        let short = !whole && title.chars().count() <= LONGEST_HEADING;
        // （2）项目支出1,707.68万元。: a sentence about one figure names no subject for what follows
        let told = short && title.contains("万元") && title.contains(|c: char| c.is_ascii_digit());
        let own = match Some(&title).filter(|_| short && !told).and_then(|t| v.subject(t)) {
            Some(Subject::Basic | Subject::Asset) | None => None,
            // in a report on one project every chapter speaks of it
            Some(Subject::Project) if project_report => None,
            Some(Subject::Gpb) if title.contains("政府性基金") => None,
            other => other,
        };
        let by_role = match s.role {
            Some(Role::GeneralBudget) => Some(Subject::Gpb),
            Some(Role::GovernmentFund) => Some(Subject::Govfund),
            Some(Role::StateCapital) => Some(Subject::Soe),
            Some(Role::SocialInsurance) => Some(Subject::Social),
            _ => None,
        };
        let by_role = by_role.filter(|&r| r != Subject::Gpb || title.contains("一般公共预算"));
        let inherited = s.parent.and_then(|p| out.get(p).copied().flatten()).filter(|&i| i != Subject::SanGong);
        out.push(own.or(by_role).or(inherited));
    }
    out
}

/// Reads all amounts of a document.
pub(super) fn amounts(doc: &Document, outline: &Outline, mentions: &[Mention], head: &ReportHead) -> (Found, Forms) {
    let v = vocabulary();
    let project_report = head.kind == Some("project_report");
    let headings = heading_subjects(v, doc, outline, project_report);
    let mut funds = FundNames::collect(v, doc, outline, mentions, project_report);
    if project_report {
        funds.whole_by_title(v, head);
    }
    let forms = super::forms::forms(doc);
    let mut cx = Context { doc, outline, v, mentions, fiscal_year: head.fiscal_year, project_report, funds, forms, headings };
    let money = mentions.iter().filter(|m| matches!(m.kind, MentionKind::Money { .. })).count();
    let mut found = Found {
        amounts: Vec::with_capacity(money),
        breakdowns: Vec::new(),
        keys: Vec::with_capacity(money),
        classes: Vec::with_capacity(money),
    };
    let mut lists = Lists::default();
    let mut at = 0;
    let mut heading_at: Vec<Option<usize>> = vec![None; doc.paragraphs.len()];
    for (i, s) in outline.sections.iter().enumerate() {
        if let Some(slot) = heading_at.get_mut(s.paragraph) {
            *slot = Some(i);
        }
    }
    let mut section = None;
    let mut p = 0;
    while let Some(paragraph) = doc.paragraphs.get(p) {
        if let Some(s) = heading_at.get(p).copied().flatten() {
            section = Some(s);
            called_by_heading(&mut cx, s, p);
        }
        let from = at;
        while mentions.get(at).is_some_and(|m| m.span.start < paragraph.span.end) {
            at += 1;
        }
        match paragraph.kind {
            ParagraphKind::TableRow { table, .. } => {
                let last = doc.paragraphs[p..]
                    .iter()
                    .take_while(|q| matches!(q.kind, ParagraphKind::TableRow { table: t, .. } if t == table))
                    .count();
                let end = doc.paragraphs.get(p + last - 1).map_or(paragraph.span.end, |q| q.span.end);
                while mentions.get(at).is_some_and(|m| m.span.start < end) {
                    at += 1;
                }
                tables::read(&mut cx, &mut found, table as usize, section, from..at);
                lists.new_block();
                p += last;
                continue;
            }
            ParagraphKind::Body | ParagraphKind::Note => {
                let item = heading_at.get(p).copied().flatten();
                let body = match item.and_then(|s| outline.sections.get(s)) {
                    Some(s) => Span { start: s.marker.end, end: paragraph.span.end },
                    None => paragraph.span,
                };
                let here = mentions.get(from..at).unwrap_or(&[]);
                if here.iter().any(|m| matches!(m.kind, MentionKind::Money { .. })) {
                    let list = phrases(&doc.text, body, here, from);
                    running_text(&mut cx, &mut found, &mut lists, &list, section, p, body);
                }
                lists.end_paragraph(&cx, &found, body, section);
            }
            ParagraphKind::Furniture => {}
        }
        p += 1;
    }
    super::settle::settle(&mut cx, &mut found);
    (found, cx.forms)
}

/// 3.以旧换新。 over its own paragraphs, after a table with 家电以旧换新补贴: they are about that fund.
fn called_by_heading(cx: &mut Context<'_>, section: usize, paragraph: usize) {
    if cx.funds.is_empty() {
        return;
    }
    let Some(s) = cx.outline.sections.get(section) else { return };
    let alone = cx.doc.paragraphs.get(paragraph).is_some_and(|p| p.span.end <= s.title.end + 3);
    let silent = matches!(cx.outline.role_of(section), Some(Role::Problems | Role::Measures | Role::Publication));
    let next = cx.outline.sections.get(section + 1);
    // it has no headings below it
    if !alone || silent || next.is_some_and(|n| n.level > s.level) {
        return;
    }
    let Some(name) = cx.funds.shortened_to(cx.v, cx.doc.words(s.title)).map(str::to_owned) else { return };
    let end = next.map_or(cx.doc.paragraphs.len(), |n| n.paragraph);
    cx.funds.is_about(paragraph..end, &name);
}

/// What the sentence speaks of so far.
#[derive(Clone, Debug, Default)]
struct Topic {
    sentence: Option<Subject>,
    fund: Option<String>,
    /// Quantity of the figure before.
    last: Option<ConceptId>,
    /// A quantity whose budget was just told: the bare 支出 after it is that quantity's.
    item: Option<ConceptId>,
    /// The sentence lists a budget: 年初预算安排基本支出…，项目支出….
    budget: Option<Column>,
    /// The budget of the 三公经费 was told last: its parts are budgets, too.
    san_gong_budget: bool,
    /// The figure before is a unit price.
    priced: bool,
    /// The figure before stands beside the unit's own (全区医保基金收入).
    aside: bool,
    /// The sentence tells of more than the unit (全区规上工业总产值…，一般公共预算收入…).
    scope: bool,
    /// What the parts of a budget spoke of, once they make it up: the budget's own changes follow, not theirs.
    list_over: Option<Subject>,
}

/// What the sentence spoke of before a bracket or a list opened.
#[derive(Debug)]
struct Outside {
    depth: u8,
    sentence: Option<Subject>,
    budget: Option<Column>,
}

fn running_text(
    cx: &mut Context<'_>,
    found: &mut Found,
    lists: &mut Lists,
    list: &[Phrase],
    section: Option<usize>,
    paragraph: usize,
    body: Span,
) {
    let text = cx.doc.text.as_str();
    let item_fund = cx.funds.of_paragraph(paragraph).map(str::to_owned);
    let title_class = section
        .and_then(|s| cx.outline.sections.get(s))
        .filter(|s| s.paragraph == paragraph)
        .map(|s| squeeze(cx.doc.words(s.title)))
        .filter(|t| cx.v.subject(t) == Some(Subject::Class));
    let shared = super::shared_labels::shared_labels(cx.v, text, list);
    cx.funds.learn_shared(cx.v, shared.iter().map(|(_, label)| label.as_str()));
    let mut topic = Topic {
        sentence: None,
        fund: item_fund.clone(),
        last: None,
        item: None,
        budget: None,
        san_gong_budget: false,
        priced: false,
        aside: false,
        scope: false,
        list_over: None,
    };
    let mut sentence = u32::MAX;
    let mut outside: Vec<Outside> = Vec::new();
    // First figure of a run that 分别为 names.
    let mut shared_from: Option<usize> = None;
    lists.begin_paragraph(body.start);
    for (k, p) in list.iter().enumerate() {
        let Some(m) = cx.mentions.get(p.mention) else { continue };
        let MentionKind::Money { wan, decimals, unit } = m.kind else { continue };
        // 全年净追加…（基本支出净追加…，项目支出净追加…），全年预算数: what a bracket speaks of ends with it
        while let Some(o) =
            outside.pop_if(|o| o.depth >= p.depth.max(1) && (o.depth > p.depth || p.bracket.is_some_and(|b| b >= p.gap.start)))
        {
            (topic.sentence, topic.budget) = (o.sentence, o.budget);
        }
        if p.depth > 0 && p.bracket.is_some_and(|b| b >= p.gap.start) {
            outside.push(Outside { depth: p.depth, sentence: topic.sentence, budget: topic.budget });
        }
        if p.sentence != sentence {
            sentence = p.sentence;
            outside.clear();
            topic.list_over = None;
            topic.sentence = None;
            topic.item = None;
            topic.budget = None;
            topic.scope = false;
            topic.san_gong_budget = false;
            topic.priced = false;
            // “三公”经费仅公务接待费一项，支出0.42万元: the sentence leaves the funds before it
            let opening = squeezed_words(Span { start: p.sentence.max(p.gap.start), end: p.lead.start }.of(text));
            let about = |words: &str| cx.v.subject(words).filter(|s| matches!(s, Subject::SanGong | Subject::Procurement));
            if about(&opening).is_some() {
                topic.fund.clone_from(&item_fund);
            }
            // 政府采购：预算110万元，执行103.52万元: a title in the line of its figures
            if let Some(title) = opening.strip_suffix('：').filter(|t| t.chars().count() <= 10 && !t.contains(['，', '、'])) {
                topic.sentence = about(title);
            }
        } else if p.gap.of(text).contains('；') {
            topic.sentence = None;
            topic.item = None;
            topic.budget = None;
        }
        let lead = p.lead.of(text);
        let clean = clean_label(cx.v, lead);
        if topic.fund.is_none()
            && !cx.funds.is_empty()
            && let Some(name) = fund_called_before(cx, text, p, clean)
        {
            topic.fund = Some(name);
        }
        if let Some(name) = fund_of_clause(cx, text, p, body).or_else(|| cx.funds.of_sentence(p.gap).map(str::to_owned)) {
            topic.fund = Some(name);
        }
        let label = match shared.iter().find(|(i, _)| *i == k) {
            Some((_, words)) => words.as_str(),
            None => match risen_from(cx, found, lead, p).map(|words| clean_label(cx.v, words)).filter(|w| !w.is_empty()) {
                // 支出由3,905.14万元增加到4,486.77万元
                Some(words) => {
                    if let Some(base) = found.amounts.last_mut().filter(|a| a.role != AmountRole::Standard) {
                        base.role = AmountRole::Other;
                        base.concept = None;
                        base.column = None;
                    }
                    words
                }
                None => widened_label(cx.v, text, p, clean),
            },
        };
        let label = after_purpose(cx.v, after_binding(cx.v, label)).to_owned();
        let key = squeeze(&label);
        let change_follows = follows_a_base(cx, found, p);
        let mut read = reading(cx.v, lead, p.before.of(text), p.gap.of(text), p.after.of(text), change_follows);
        if let Some(words) = risen_from(cx, found, lead, p) {
            // 人均补助标准由84元提高到89元
            let priced = reading(cx.v, words, "", "", "", false).role == AmountRole::Standard;
            read = if priced { Reading { role: AmountRole::Standard, direction: 0 } } else { Reading::default() };
        }
        // 会议费…、培训费…，分别比上年减少1.12万元和0.65万元: the second is as the first
        if read.role == AmountRole::Value
            && matches!(p.gap.of(text).trim(), "和" | "、" | "与" | "及")
            && let Some(first) = found.amounts.last().filter(|a| a.role == AmountRole::Comparison && a.span.end == p.gap.start)
            && list.get(k.wrapping_sub(1)).is_some_and(|q| q.gap.of(text).contains("分别"))
        {
            read = Reading { role: first.role, direction: first.direction };
        }
        // 与上年相比，收入增加…，支出增加…: the base stands before the first of the two
        if read.role == AmountRole::Value
            && found.amounts.last().is_some_and(|a| a.role == AmountRole::Comparison && a.span.start >= p.sentence)
            && let Some(direction) = change_of_a_total(cx.v, &key)
        {
            read = Reading { role: AmountRole::Comparison, direction };
        }
        let mut amount = Amount {
            span: m.span,
            wan,
            decimals,
            unit,
            bound: m.bound,
            role: read.role,
            concept: None,
            label,
            section,
            fund: None,
            parent: None,
            year: cx.fiscal_year,
            column: None,
            cell: m.cell,
            direction: read.direction,
            changes: None,
        };
        let before_key = squeezed_words(p.before.of(text));
        // …，没有结余；高考综合改革年初预算85.00万元: the clause before belongs to another item
        let opens =
            before_key.is_empty() || text.get(..p.lead.start as usize).is_some_and(|t| t.trim_end().ends_with(['；', '。']));
        meaning(cx, &mut topic, &mut amount, &key, &before_key, opens, title_class.as_deref(), p.after.of(text), wan);
        let index = found.amounts.len();
        let class = match &title_class {
            Some(title)
                if amount.role == AmountRole::Value && amount.concept.is_none() && cx.v.subject(&key) != Some(Subject::Class) =>
            {
                Some(title.clone())
            }
            _ if cx.v.subject(&key) == Some(Subject::Class) => Some(key.clone()),
            _ => None,
        };
        found.amounts.push(amount);
        found.classes.push(class);
        found.keys.push(key);
        if k == 0
            && item_fund.is_none()
            && item_names_fund(cx, found, index, body, p)
            && let Some(a) = found.amounts.get_mut(index)
        {
            // 法律援助经费80万元，年初预算70万元，…，支出80万元: what was spent is told apart, and the first figure stays open
            let apart = list.iter().skip(1).any(|q| {
                let words = squeeze(q.lead.of(text));
                cx.v.term_at_end(&words).is_some_and(|(_, t)| t.meaning(Subject::Fund) == Meaning::Id("fund_actual"))
            });
            a.fund = Some(a.label.clone());
            topic.fund.clone_from(&a.fund);
            if !apart {
                a.concept = Some("fund_actual");
                a.column = Some(Column::Executed);
            }
        }
        let is_shared = shared.iter().any(|(i, _)| *i == k);
        lists.bind(cx, found, index, p, is_shared);
        if is_shared {
            let first = shared_from.get_or_insert(index);
            if !shared.iter().any(|(i, _)| *i == k + 1) {
                lists.bind_shared(cx, found, *first, index);
            }
        } else {
            shared_from = None;
        }
        topic.last = found.amounts.get(index).and_then(|a| a.concept);
        topic.priced = found.amounts.get(index).is_some_and(|a| a.role == AmountRole::Standard);
        // 年初预算1968万元，其中基本支出472万元、项目支出1496万元，年中净追加…: the list is over, the whole goes on
        let total =
            found.amounts.get(index).and_then(|a| a.parent).filter(|&t| found.closes(t) || found.has_both_halves(t)).or_else(
                || {
                    // …，基本支出预算…与项目支出预算…: no word binds them, and they make it up
                    let t = (0..index).rev().take(6).find(|&i| {
                        found.amounts.get(i).is_some_and(|a| {
                            a.span.start >= p.sentence && a.concept.is_some_and(|c| c.starts_with("budget_total"))
                        })
                    })?;
                    let parts: Vec<usize> = (t + 1..=index).collect();
                    (parts.len() == 2 && parts.iter().all(|&i| found.is_half(cx.v, i))).then_some(t)
                },
            );
        if total.and_then(|t| found.amounts.get(t)).and_then(|t| t.concept).is_some_and(|c| c.starts_with("budget_total")) {
            topic.list_over = topic.sentence;
            topic.budget = None;
        }
        if let Some(a) = found.amounts.get_mut(index)
            && a.role == AmountRole::Value
            && a.concept.is_none()
            && a.parent.is_none()
            && a.fund.is_none()
            && found.keys.get(index).is_some_and(|k| {
                let project = cx.heading(a.section) == Some(Subject::Project);
                has(k, &cx.v.aside) && !(project && cx.funds.may_be_listed(cx.v, k))
            })
        {
            a.role = AmountRole::Other;
            topic.scope = found.keys.get(index).is_some_and(|k| cx.v.wide_scopes.is_in(k));
        }
        if let Some(name) = found.amounts.get(index).filter(|a| a.role == AmountRole::Value).and_then(|a| a.fund.as_ref()) {
            cx.funds.learn(name);
        }
    }
}

/// 动物防疫补助经费：年初未安排预算，年中追加…: the fund that a new sentence or clause begins with.
fn fund_of_clause(cx: &Context<'_>, text: &str, p: &Phrase, body: Span) -> Option<String> {
    if cx.funds.is_empty() {
        return None;
    }
    let gap = p.gap.of(text);
    let at = gap.rfind(['。', '；']).map(|i| i + '。'.len_utf8());
    let start = match at {
        Some(i) => i,
        None if p.gap.start == body.start => 0,
        None => return None,
    };
    let words = gap.get(start..)?;
    let end = words.find(['：', ':', '，']).unwrap_or(0);
    let v = cx.v;
    let head = squeezed_words(clean_label(v, words.get(..end)?));
    let (len, name) = cx.funds.at_start(&head)?;
    // ；检验检测业务成本由事业收入列支，全年支出…
    // ；“三献”宣传动员经费因印刷品招标价格下降，调减…
    let told = |rest: &str| {
        let rest = v.fund_nouns.at_start(rest).and_then(|noun| rest.strip_prefix(noun)).unwrap_or(rest);
        name.chars().count() >= 4 && rest.starts_with(['由', '因', '受', '为', '在', '系'])
    };
    head.get(len..).is_some_and(|rest| rest.is_empty() || told(rest)).then(|| name.to_owned())
}

/// …，校舍维修项目因审批较迟未完工，尾款5.78万元结转下年: the fund that a clause before the figure begins with.
fn fund_called_before(cx: &Context<'_>, text: &str, p: &Phrase, label: &str) -> Option<String> {
    let tail = squeezed_words(p.after.of(text));
    // only of what is left of it
    let lead = squeezed_words(label);
    let is_left = |t: &'static Term| t.meaning(Subject::Fund) == Meaning::Id("fund_balance") || moves(t);
    let left = cx.v.term_at_start(&tail).is_some_and(|(_, t)| is_left(t)) || cx.v.term(&lead).is_some_and(is_left);
    if !left {
        return None;
    }
    let gap = Span { start: p.gap.start.max(p.sentence), end: p.lead.start }.of(text);
    let clauses = gap.rsplit(['，', '；', '：']).map(squeeze);
    let begins = |c: &str| {
        let (len, name) = cx.funds.at_start(c)?;
        let rest = c.get(len..)?.trim_start_matches("项目");
        rest.starts_with(['因', '受', '由', '在']).then(|| name.to_owned())
    };
    clauses.filter(|c| !c.is_empty()).find_map(|c| begins(&c).or_else(|| cx.funds.called_at_start(&c).map(str::to_owned)))
}

/// 上年为48.02万元，减少1.84万元; 年初预算5万元，实际支出3.9万元，节约1.1万元: the change is that between the figures before, one of
/// which stands beside the other.
fn follows_a_base(cx: &Context<'_>, found: &Found, p: &Phrase) -> bool {
    let here = |i: usize| found.amounts.get(i).filter(|a| a.span.start >= p.sentence);
    let n = found.amounts.len();
    let (Some(last), Some(before)) = (n.checked_sub(1).and_then(here), n.checked_sub(2).and_then(here)) else { return false };
    let base = |a: &Amount| a.role == AmountRole::Other && (a.year != cx.fiscal_year || a.column.is_some());
    let value = |a: &Amount| a.role == AmountRole::Value && a.concept.is_some();
    // 支出由3,905.14万元增加到4,486.77万元，净增581.63万元
    let risen = before.role == AmountRole::Other
        && value(last)
        && Span { start: before.span.end, end: last.span.start }.of(&cx.doc.text).trim().ends_with(['到', '至']);
    risen || base(last) && value(before) || base(before) && value(last) && last.concept == Some("san_gong_total")
}

/// 用于完成特定任务的项目支出 is 项目支出: what it is for is told before the 的, and is no fund's name.
pub(super) fn after_purpose<'a>(v: &Vocabulary, label: &'a str) -> &'a str {
    let Some((head, rest)) = label.rsplit_once('的') else { return label };
    let quantity = v.term(&squeezed_words(rest)).is_some_and(|t| !t.bare && t.column == Some(Column::Executed));
    let plain = head.chars().count() >= 2
        && v.subject(&squeezed_words(head)).is_none()
        && v.strong_nouns.at_end(&squeezed_words(head)).is_none();
    if quantity && plain { rest } else { label }
}

/// Under a heading of projects an item that is nothing but a name and a figure tells a fund's expenditure.
fn item_names_fund(cx: &Context<'_>, found: &Found, index: usize, body: Span, p: &Phrase) -> bool {
    let Some(a) = found.amounts.get(index) else { return false };
    let name = squeeze(&a.label);
    let item = cx.outline.sections.iter().any(|s| s.marker.end == body.start);
    item && a.concept.is_none()
        && a.role == AmountRole::Value
        && cx.heading(a.section) == Some(Subject::Project)
        && (3..=40).contains(&name.chars().count())
        && cx.v.may_name_fund(&name)
        && !cx.v.names_only_a_total(&name)
        && p.lead.of(&cx.doc.text).trim() == Span { start: body.start, end: p.lead.end }.of(&cx.doc.text).trim()
}

/// The label; where the words right before the figure say nothing (共, 为, 合计), the clause before them is taken in.
fn widened_label<'a>(v: &Vocabulary, text: &'a str, p: &Phrase, label: &'a str) -> &'a str {
    if !label.is_empty() {
        return label;
    }
    let wide = Span { start: p.before.start, end: p.lead.end };
    let words = wide.of(text);
    if words.chars().count() > 40 {
        return label;
    }
    clean_label(v, words.trim_end_matches(['，', '：', '；', '。', '、', ' ']))
}

#[allow(clippy::too_many_arguments)]
fn meaning(
    cx: &mut Context<'_>,
    topic: &mut Topic,
    a: &mut Amount,
    key: &str,
    before: &str,
    opens: bool,
    title_class: Option<&str>,
    after: &str,
    wan: Decimal,
) {
    let v = cx.v;
    let mut words = key;
    // 城乡义务教育生均公用经费 is a fund, whatever its last words are
    let own_name = cx.funds.at_start(key).map(|(i, n)| (i, n.to_owned()));
    let class_item = v.is_expenditure_class(key);
    let mut found = v.term_at_end(words).filter(|(i, _)| own_name.as_ref().is_none_or(|(end, _)| i >= end) && !class_item);
    // 中央政法转移支付: the last characters of a word for money are no word for what was spent
    found = found.filter(|(at, _)| v.money.source_nouns.longest_at_end(words).is_none_or(|(_, len)| len <= words.len() - at));
    if found.is_none()
        && let Some((end, _)) = &own_name
    {
        found = key.get(*end..).and_then(|w| v.term_at_end(w)).map(|(i, t)| (i + end, t));
    }
    if found.is_none() {
        // 质保金10.00万元结转下年: the word stands behind the figure
        let tail = squeezed_words(after);
        let left = v.term_at_start(&tail).filter(|(_, t)| t.bare && t.column.is_none()).map(|(_, t)| t.meaning(Subject::Fund));
        let id = match left {
            Some(Meaning::Id(id @ ("fund_balance" | "carryover_closing"))) => Some(id),
            _ => carried_on(&tail, cx.fiscal_year).then_some("fund_balance"),
        };
        if id.is_some() && topic.fund.is_some() {
            a.concept = id;
            a.fund.clone_from(&topic.fund);
            return;
        }
    }
    if found.is_none() && !words.is_empty() && own_name.is_none() && !class_item {
        // 支出情况, 支出部分, 预算执行数额
        for tail in &v.money.term_tails {
            if let Some(rest) = words.strip_suffix(tail.as_str())
                && let Some(t) = v.term_at_end(rest)
            {
                found = Some(t);
                words = rest;
                break;
            }
        }
    }
    if found.is_none() && own_name.is_none() && !class_item && v.subject(words) != Some(Subject::Class) {
        // 财政专户管理资金（课后服务费）: the bracket explains the term before it
        if let Some(t) = words.ends_with('）').then(|| words.rfind('（')).flatten().and_then(|i| words.get(..i)) {
            if let Some(hit) = v.term_at_end(t) {
                found = Some(hit);
                words = t;
            }
        } else if let Some(term) = moved_object(v, words)
            .or_else(|| added_to_fund(v, words).filter(|_| topic.last.is_some_and(|c| CHANGING.contains(&c))))
            .or_else(|| source_of_money(v, words))
            .or_else(|| given_in_the_year(v, words).filter(|_| topic.fund.is_some()))
        {
            // 年中追加省级科技专项, 中央水利发展资金
            found = Some((0, term));
        }
    }
    // 年中下达中央补助: what was moved says whose money it is, and the word before it that it was moved
    if own_name.is_none()
        && found.is_some_and(|(at, t)| {
            // 年中追加人员经费: nothing stands between the two
            let spent = id_of(t.meaning(Subject::General)).is_some_and(|id| id.starts_with("gpb_") && id.contains("expenditure"));
            let right_before = v.term_at_start(words).is_some_and(|(end, _)| end == at) || moved_before(v, words, at).is_some();
            at > 0
                && (id_of(t.meaning(Subject::Fund)).is_some_and(|id| id.starts_with("fund_source") || id == "govfund_revenue")
                    || spent && right_before)
        })
        && let Some(term) = moved_object(v, words).or_else(|| found.and_then(|(at, _)| moved_before(v, words, at)))
    {
        found = Some((0, term));
    }
    // 会议费支出: the word before says which expenditure it is
    if let Some((at, t)) = found
        && t.bare
        && t.column == Some(Column::Executed)
        && own_name.is_none()
        && let Some((inner, term)) = v.term_at_end(words.get(..at).unwrap_or(""))
        && !term.bare
        // 其他资金支出 is no revenue
        && !id_of(term.meaning(Subject::General)).is_some_and(|id| id.contains("revenue"))
        && term.column.is_none()
        && v.is_neutral(words.get(..inner).unwrap_or(""))
    {
        found = Some((inner, term));
    }
    let residue_end = found.map_or(words.len(), |(i, _)| i);
    let residue = words.get(..residue_end).unwrap_or("").to_owned();
    // 年中追加（含上年结转）
    let outer =
        key.split_once('（').filter(|(head, rest)| !head.is_empty() && rest.ends_with('）')).map_or(key, |(head, _)| head);
    let another = of_another_year(v, outer, cx.fiscal_year);
    a.year = another.or(named_year(outer)).or(a.year);
    let class = v.subject(key) == Some(Subject::Class);
    let residue_subject = if class { Some(Subject::Class) } else { v.subject(&residue) };
    // a fund that the words name, or the one that the item is about
    let named = cx.funds.named_in(&residue).map(str::to_owned);
    // 以上三项共计支出150万元 after the last of them
    if named.is_none() && ["以上", "上述"].iter().any(|w| key.starts_with(w)) && v.closing.is_in(key) {
        topic.fund = None;
    }
    let mut fund = topic.fund.clone();
    let term = found.map(|(_, t)| t);
    if let Some(name) = named {
        topic.sentence = None;
        topic.fund = Some(name.clone());
        fund = Some(name);
    } else if residue_subject.is_some()
        && residue_subject != Some(Subject::Project)
        // 年中由政府性基金追加60万元 of one fund
        && !(fund.is_some() && term.is_some_and(moves) && residue.contains('由'))
    {
        fund = None;
    } else if let Some(t) = term
        && t.bare
        && t.is_fund_field()
        && a.role == AmountRole::Value
        && !(fund.is_some() && moves(t) && v.money.levels.at_start(&residue).is_some())
        // 3.信息化建设经费年初预算…，智慧法庭升级追加…: what an item's fund was increased for
        && !(moves(t) && cx.funds.is_item(fund.as_deref()))
        && let Some(name) = cx.funds.new_name(v, &residue, t.column == Some(Column::Initial) && opens)
    {
        topic.fund = Some(name.clone());
        topic.sentence = None;
        cx.funds.learn(&name);
        fund = Some(name);
    }
    if a.role == AmountRole::Standard {
        return;
    }
    if a.role == AmountRole::Comparison {
        // 全年预算数318.92万元，比年初预算增加12.52万元: the change of the budget has a name
        if topic.last == Some("budget_total_adjusted") && (key.contains("比年初预算") || key.contains("较年初预算")) {
            a.concept = Some(if a.direction < 0 { "budget_adjust_decrease" } else { "budget_adjust_net" });
        }
        return;
    }
    let Some(term) = term else {
        if a.role == AmountRole::Value && another.is_some() {
            a.role = AmountRole::Other;
        }
        if a.role == AmountRole::Value
            && let Some(id) = apposition(cx, a.span.end)
        {
            a.concept = Some(id);
        } else if matches!(key, "折合" | "折算" | "合" | "即") && topic.last.is_some() {
            a.concept = topic.last;
        } else if (matches!(topic.last, Some("san_gong_vehicle_total" | "san_gong_vehicle_purchase"))
            || topic.sentence == Some(Subject::SanGong)
            || cx.heading(a.section) == Some(Subject::SanGong))
            && (matches!(
                key,
                "运行维护费" | "运维费" | "运行费用" | "运行维护费用" | "运行费" | "维护费" | "运行维护支出" | "运行维护"
            ) || key.strip_suffix("运行维护费").is_some_and(|k| k.trim_end_matches('的').ends_with('车')))
        {
            // 公务用车购置及运行维护费31.72万元，其中购置费0万元，运行维护费31.72万元
            a.concept = Some("san_gong_vehicle_operation");
            a.column = Some(Column::Executed);
        } else if topic.last == Some("san_gong_vehicle_total") && matches!(key, "购置费" | "购置支出" | "购置") {
            a.concept = Some("san_gong_vehicle_purchase");
            a.column = Some(Column::Executed);
        } else if key.is_empty() || v.is_neutral(key) {
            // 四、国有资本经营预算支出情况：0万元。
            // 3、三公经费。全年一共花了9.47万元
            let first = topic.last.is_none() && topic.sentence.is_none() && a.role == AmountRole::Value;
            a.concept = match cx.heading(a.section) {
                Some(Subject::SanGong) if first => Some("san_gong_total"),
                Some(Subject::Govfund) => Some("govfund_expenditure"),
                Some(Subject::Soe) => Some("soe_capital_expenditure"),
                Some(Subject::Social) => Some("social_insurance_expenditure"),
                _ => None,
            };
        }
        return;
    };
    // 国家级每家奖50万元、省级每家奖20万元，…，合计440.00万元 of one fund
    if topic.priced && fund.is_some() && v.closing.at_end(key) == Some(key) {
        a.concept = Some("fund_actual");
        a.column = Some(Column::Executed);
        a.fund = fund;
        return;
    }
    let opening = matches!(term.meaning(Subject::General), Meaning::Id("carryover_opening"));
    if another.is_some() && !opening && a.role == AmountRole::Value {
        a.role = AmountRole::Other;
    }
    a.column = term.column;
    // “三公”经费预算12万元，其中公务接待费3万元；实际支出9.6万元，其中…
    if topic.san_gong_budget && a.role == AmountRole::Value {
        if term.bare && term.column == Some(Column::Executed) && v.is_neutral(&residue) {
            topic.san_gong_budget = false;
            topic.sentence = Some(Subject::SanGong);
        } else if !term.bare
            && id_of(term.meaning(Subject::General)).is_some_and(|id| id.starts_with("san_gong_") && id != "san_gong_total")
        {
            a.role = AmountRole::Other;
            return;
        }
    }
    if budget_of_whole(cx, topic, a, term, &residue, before, fund.is_some()) {
        return;
    }
    if term.bare && a.role == AmountRole::Value && fund.is_none() {
        // 公务接待费支出预算为3万元，支出决算为2.1万元
        let budget = matches!(term.column, Some(Column::Initial | Column::Budget))
            || term.meaning(Subject::SanGong) == Meaning::Beside
            || key.ends_with("预算");
        let inner = residue.strip_suffix("支出").filter(|w| !w.is_empty()).unwrap_or(&residue);
        let of = v.term_at_end(inner).filter(|(i, t)| !t.bare && v.is_neutral(inner.get(..*i).unwrap_or("")));
        if budget && let Some(id) = of.and_then(|(_, t)| id_of(t.meaning(Subject::General))).filter(|i| i.starts_with("san_gong"))
        {
            topic.item = Some(id);
            a.role = AmountRole::Other;
            return;
        }
        if let Some(id) = topic.item.filter(|_| term.column == Some(Column::Executed) && v.is_neutral(&residue)) {
            a.concept = Some(id);
            topic.item = None;
            return;
        }
    }
    // 全区规上工业总产值412亿元，一般公共预算收入18.6亿元; 学员餐厅出租收入12.6万元已全额上缴国库
    let revenue = || id_of(term.meaning(Subject::General)).is_some_and(|id| id.contains("revenue"));
    // a label that names the unit or its total ends what was told of the area
    topic.scope &= residue.is_empty() && !key.ends_with('计') && !key.contains("总");
    let beside = topic.scope || v.money.handed_over.is_in(after);
    if beside && fund.is_none() && a.role == AmountRole::Value && revenue() {
        a.role = AmountRole::Other;
        return;
    }
    if !term.bare {
        // the word itself says what it is
        let scope = residue_subject.unwrap_or(if fund.is_some() {
            Subject::Fund
        } else {
            topic.sentence.unwrap_or(if cx.project_report { Subject::Fund } else { Subject::General })
        });
        let revenue = id_of(term.meaning(Subject::General)).is_some_and(|id| id.contains("revenue"));
        let heading = cx.heading(a.section);
        // 采购灯光音响等货物39.86万元 under 政府采购
        let bought = heading == Some(Subject::Procurement)
            && id_of(term.meaning(Subject::Procurement)).is_some_and(|id| id.starts_with("procurement_"));
        // 农户自筹, 经营主体自筹: who gave it
        let own =
            !revenue && !bought && !term.meaning(Subject::Fund).is_source() && name_like_residue(cx, &residue, fund.as_deref());
        if term.aside {
            a.role = AmountRole::Other;
            a.fund = fund;
            a.concept = id_of(term.meaning(scope));
            return;
        }
        let projects = term.meaning(Subject::General) == Meaning::Id("gpb_expenditure_project");
        if projects
            && !residue.is_empty()
            && let Some(name) = fund.clone().filter(|f| squeeze(f) == residue || own_name.is_some())
        {
            a.concept = Some("fund_actual");
            a.fund = Some(name);
            return;
        }
        if own {
            // 城乡义务教育生均公用经费, 团委深化改革经费项目支出: a fund's name that ends in a term
            return;
        }
        // 项目年初预算 in a report on one project
        let own = term.meaning(scope);
        let of_whole = cx.project_report && own == Meaning::Id("budget_project_initial") && v.is_neutral(&residue);
        let meaning = match if of_whole { Meaning::Id("fund_budget_initial") } else { own } {
            Meaning::NoId if fund.is_none() => {
                let heading = cx.heading(a.section).or(cx.project_report.then_some(Subject::Fund));
                term.meaning(heading.unwrap_or(Subject::General))
            }
            m => m,
        };
        apply(a, meaning);
        // 未执行的108.38万元全部结转下年
        if a.concept == Some("budget_lapsed") && v.money.carried.is_in(after) && !v.money.taken_back.is_in(after) {
            a.concept = Some("carryover_closing");
        }
        topic.san_gong_budget = term.opens == Some(Subject::SanGong) && a.role == AmountRole::Other && a.concept.is_none();
        if let Some(id) = a.concept
            && id.starts_with("fund_")
        {
            a.fund = fund.clone().or_else(|| cx.funds.whole_project().map(str::to_owned));
        }
        if let Some(s) = term.opens.filter(|_| !of_whole) {
            topic.sentence = Some(s);
            if !matches!(s, Subject::Project) {
                topic.fund = if cx.funds.is_item(a.fund.as_deref()) { topic.fund.clone() } else { None };
            }
        }
        return;
    }
    if has(key, &v.aside) && fund.is_none() && residue_subject.is_none() && !v.is_neutral(&residue) && topic.sentence.is_none() {
        a.role = AmountRole::Other;
        topic.aside = true;
        return;
    }
    // 全区医保基金收入6.82亿元、支出5.97亿元
    if topic.aside && residue.is_empty() && fund.is_none() && before.is_empty() {
        a.role = AmountRole::Other;
        return;
    }
    topic.aside = false;
    let class_topic = title_class.is_some().then_some(Subject::Class);
    let before_subject = if before.is_empty() { None } else { v.subject(before).filter(|s| *s == Subject::SanGong) };
    // 审计业务专项经费 is a fund, though it holds 专项经费
    let residue_subject = residue_subject.filter(|&s| s != Subject::Project || fund.is_none());
    let residue_subject = residue_subject.filter(|_| !(fund.is_some() && moves(term) && residue.contains('由')));
    // 资金来源为…，合计34.00万元 of one fund: its parts say what it is
    if fund.is_some() && topic.last.is_some_and(|c| c.starts_with("fund_source")) && v.closing.at_end(key) == Some(key) {
        a.fund = fund;
        return;
    }
    let of_budget = id_of(term.meaning(Subject::General)).is_some_and(|id| id.starts_with("budget_"));
    let over = topic.list_over.is_some() && topic.list_over == topic.sentence && of_budget;
    let candidates = [
        residue_subject,
        fund.is_some().then_some(Subject::Fund),
        topic.sentence.filter(|_| !over),
        class_topic,
        before_subject,
        cx.heading(a.section),
        cx.project_report.then_some(Subject::Fund),
        Some(Subject::General),
    ];
    // 财政据此核减2024年治超和水上交通安全项目预算40万元
    if let Some(name) = &fund
        && term.meaning(Subject::Fund) == Meaning::Id("fund_budget_initial")
        && let Some(before) = residue.find(squeeze(name).as_str()).and_then(|i| residue.get(..i)).filter(|w| !w.is_empty())
    {
        let id = if v.money.decreased.is_in(before) {
            Some("fund_adjust_decrease")
        } else if v.money.increased.is_in(before) {
            Some("fund_adjust_increase")
        } else {
            None
        };
        if id.is_some() {
            a.concept = id;
            a.fund = fund;
            a.column = None;
            return;
        }
    }
    let mut meaning = Meaning::NoId;
    for subject in candidates.into_iter().flatten() {
        meaning = term.meaning(subject);
        let explicit = residue_subject == Some(subject) && matches!(subject, Subject::Basic | Subject::Project);
        if meaning != Meaning::NoId || subject == Subject::Class || explicit {
            if let Some(s) = residue_subject.filter(|&s| s != Subject::Gpb || topic.sentence.is_none()) {
                topic.sentence = Some(s);
            }
            break;
        }
    }
    let whole = matches!(meaning, Meaning::Id("revenue_total" | "expenditure_total" | "gpb_revenue" | "gpb_expenditure"));
    let other = ["其他", "其它", "其余", "零星"].iter().any(|w| residue.starts_with(w));
    if whole && residue_subject.is_none() && (other || names_a_kind(v, &residue)) {
        meaning = Meaning::NoId;
    }
    // 公用经费全年预算252.00万元: of one quantity
    let quantity =
        |w: &str| v.term_at_end(w).is_some_and(|(at, t)| !t.bare && !t.aside && v.is_neutral(w.get(..at).unwrap_or("")));
    let money = id_of(meaning).is_some_and(|id| id.starts_with("budget_total"));
    if money && residue_subject.is_none() && quantity(&residue) && !residue.contains("收入") && !residue.contains("支出") {
        meaning = Meaning::NoId;
    }
    // 第三方费用按节点付款，形成结转120万元
    let caused = ["形成", "造成", "产生", "导致"].iter().any(|w| residue.ends_with(w));
    if caused && meaning == Meaning::Id("carryover_closing") {
        meaning = Meaning::NoId;
    }
    // 项目支出净追加 is a part of the change, which has no id
    let of_part = matches!(residue_subject, Some(Subject::Project | Subject::Basic)) && moves_or_net(term);
    if of_part && topic.last == Some("budget_adjust_net")
        || of_part && residue_subject == Some(Subject::Project) && residue == "项目支出"
    {
        meaning = Meaning::NoId;
    }
    if a.role == AmountRole::Value {
        apply(a, meaning);
    }
    // 六项，合计支出1,183.57万元 in a chapter of projects: what they all spent
    if matches!(a.concept, Some("expenditure_total" | "gpb_expenditure"))
        && v.closing.at_end(&residue) == Some(residue.as_str())
        && a.section.and_then(|s| cx.outline.sections.get(s)).is_some_and(|s| {
            let title = cx.doc.words(s.title);
            title.starts_with("项目") || title.starts_with("专项")
        })
    {
        a.concept = Some("gpb_expenditure_project");
    }
    // 年初批复我局预算5,670.00万元
    if a.concept == Some("budget_total_unspecified") && (key.starts_with("年初") || key.contains("年初批复")) {
        a.concept = Some("budget_total_initial");
        a.column = Some(Column::Initial);
    }
    // 未支出的105.20万元由市财政统一收回
    let unspent = key.get(residue_end.min(key.len())..).is_some_and(|t| t.starts_with(['未', '尚']));
    if a.concept == Some("carryover_closing") && unspent && v.money.taken_back.is_in(after) {
        a.concept = Some("budget_lapsed");
    }
    if a.concept.is_some_and(|id| id.starts_with("fund_")) {
        a.fund = fund.or_else(|| cx.funds.whole_project().map(str::to_owned));
    }
    // 预算调整数-1.25万元: a signed figure is a net change
    if wan.is_sign_negative() && a.concept == Some("budget_adjust_increase") {
        a.concept = Some("budget_adjust_net");
    }
    if a.concept.is_some() && topic.sentence.is_none() && residue.contains("一般公共预算") {
        topic.sentence = Some(Subject::Gpb);
    }
}

/// 年初预算总支出, 年初预算安排基本支出…，项目支出…: the word for the budget stands before the quantity.
fn budget_of_whole(
    cx: &Context<'_>,
    topic: &mut Topic,
    a: &mut Amount,
    term: &'static Term,
    residue: &str,
    clause: &str,
    of_fund: bool,
) -> bool {
    let v = cx.v;
    if a.role != AmountRole::Value || of_fund || cx.project_report {
        return false;
    }
    // 年初预算中基本支出; 年初预算中，基本支出
    let before = if residue.is_empty() && clause.ends_with(['中', '里']) { clause } else { residue };
    let before = before.trim_end_matches(['中', '里']);
    let said = v.term_at_end(before).filter(|(i, t)| t.bare && v.is_neutral(before.get(..*i).unwrap_or("")));
    let said = said.and_then(|(_, t)| match t.meaning(Subject::General) {
        Meaning::Id("budget_total_initial") => Some(Column::Initial),
        Meaning::Id("budget_total_adjusted" | "budget_total_unspecified") => Some(Column::Budget),
        _ => None,
    });
    let own = id_of(term.meaning(Subject::General));
    if term.bare {
        topic.budget = None;
        let whole = matches!(own, Some("revenue_total" | "expenditure_total"));
        let Some(column) = said.filter(|_| whole) else { return false };
        a.concept = Some(if column == Column::Initial { "budget_total_initial" } else { "budget_total_unspecified" });
        a.column = Some(column);
        return true;
    }
    let told = v.money.told.is_in(&a.label);
    let column = said.or(topic.budget.filter(|_| v.is_neutral(residue) && !told));
    let (Some(column), Some(own)) = (
        column,
        own.filter(|c| c.starts_with("gpb_expenditure_") || c.ends_with("l_expenditure") || c.ends_with("c_expenditure")),
    ) else {
        if told {
            topic.budget = None;
        }
        return false;
    };
    topic.budget = Some(column);
    a.concept = budget_id(own, column);
    a.column = Some(column);
    true
}

/// The id of the budget of a quantity, where it has one.
pub(super) fn budget_id(concept: &str, column: Column) -> Option<ConceptId> {
    match (concept, column) {
        ("gpb_expenditure_basic", Column::Initial) => Some("budget_basic_initial"),
        ("gpb_expenditure_project", Column::Initial) => Some("budget_project_initial"),
        _ => None,
    }
}

/// 支出由3,905.14万元增加到4,486.77万元: what has risen or fallen, if the words before a figure tell that it did.
fn risen_from<'a>(cx: &Context<'a>, found: &Found, lead: &str, p: &Phrase) -> Option<&'a str> {
    // nothing stands between the two figures but the words for the rise
    if p.gap.start != p.lead.start {
        return None;
    }
    let to = squeezed_words(lead);
    let rest = to.strip_suffix(['到', '至']).or_else(|| to.strip_suffix('为'))?;
    if cx.v.last_change(rest).is_none_or(|(at, _)| at != 0) {
        return None;
    }
    let base = found.amounts.last().filter(|a| a.span.start >= p.sentence && a.span.end == p.gap.start)?;
    let head = cx.doc.text.get(p.sentence as usize..base.span.start as usize)?;
    let from = super::phrases::label_start(head, 0, head.len());
    let words = head.get(from..)?;
    words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '年').strip_suffix(['由', '从'])
}

/// 支出增加, 收入减少: a change of a total; 1 for an increase, -1 for a decrease.
fn change_of_a_total(v: &Vocabulary, key: &str) -> Option<i8> {
    let (at, direction) = v.last_change(key)?;
    let total = key.get(..at)?;
    let word = key.get(at..)?.chars().count() <= 3;
    (word && (total.ends_with("收入") || total.ends_with("支出"))).then_some(direction)
}

/// Whether a term is a change of the budget.
fn moves(term: &'static Term) -> bool {
    matches!(term.meaning(Subject::General), Meaning::Id("budget_adjust_increase" | "budget_adjust_decrease"))
}

/// Whether a term is a change of the budget, net or of one direction.
fn moves_or_net(term: &'static Term) -> bool {
    id_of(term.meaning(Subject::General)).is_some_and(|id| id.starts_with("budget_adjust"))
}

/// 医疗收入, 水利支出: a kind of the unit's revenue or expenditure, not the whole of it.
fn names_a_kind(v: &Vocabulary, residue: &str) -> bool {
    let n = residue.chars().count();
    (2..=8).contains(&n)
        && !v.is_neutral(residue)
        && v.subject(residue).is_none()
        && v.term_at_end(residue).is_none()
        && !residue.contains(|c: char| c.is_ascii_digit() || matches!(c, '年' | '与' | '和' | '、' | '（' | '）' | '，'))
        && residue.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && v.money.units.at_end(residue).is_none()
        && v.money.kinds.at_end(residue).is_some()
}

/// 年中追加省级科技专项268万元: the word for the move stands before what was moved.
fn moved_object(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let (end, term) = v.term_at_start(words)?;
    let object = words.get(end..)?;
    (moves(term) && (2..=16).contains(&object.chars().count()) && !object.contains(['，', '。', '、'])).then_some(term)
}

/// 年中因增资补缴社保追加基本支出: the word for the move stands right before what was moved, at byte `at`.
fn moved_before(v: &'static Vocabulary, words: &str, at: usize) -> Option<&'static Term> {
    let (from, term) = v.term_at_end(words.get(..at)?)?;
    (moves(term) && words.starts_with('年') && v.term_at_end(words.get(..from)?).is_none()).then_some(term)
}

/// Figures of a fund after which 增加 tells of a change of its budget.
const CHANGING: [&str; 3] = ["fund_budget_initial", "fund_adjust_increase", "fund_adjust_decrease"];

/// 提案办理经费年初预算20万元，增加信息系统升级费用1.67万元: as [`moved_object`], of a word that moves a fund's budget only.
fn added_to_fund(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let (end, term) = v.term_at_start(words)?;
    let object = words.get(end..)?;
    let adds = matches!(term.meaning(Subject::Fund), Meaning::Id("fund_adjust_increase" | "fund_adjust_decrease"));
    // 增加就业岗位补贴…, 增加产值…: what came of it
    let spent = v.money.added_nouns.at_end(object).is_some() && !v.aside.is_in(object);
    let named = (2..=16).contains(&object.chars().count()) && !object.contains(['，', '。', '、']) && spent;
    (adds && term.meaning(Subject::General) == Meaning::NoId && named).then_some(term)
}

/// 年中由省级资金安排50.90万元 of a fund that the year began without: an increase, by when it was given.
fn given_in_the_year(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    // 省文联下达补助15万元
    let handed = words.split_once("下达").is_some_and(|(by, what)| {
        !by.is_empty() && (2..=12).contains(&what.chars().count()) && v.money.source_nouns.at_end(what).is_some()
    });
    let given = handed || words.starts_with("年中") && !words.contains("年初") && v.money.given.at_end(words).is_some();
    given.then(|| v.term("年中追加")).flatten()
}

/// 中央水利发展资金, 省级文物保护专项补助: a level of government and a word for money, whatever stands between them.
fn source_of_money(v: &'static Vocabulary, words: &str) -> Option<&'static Term> {
    let money = v.money.source_nouns.at_end(words).is_some();
    let (_, id) = v.money.sources.iter().find(|(w, _)| words.starts_with(w.as_str()))?;
    (money && words.chars().count() <= 16).then(|| v.term(id)).flatten()
}

/// 105.00万元转入2024年兑付, …转至次年: the words behind a figure carry it on into the next year.
fn carried_on(tail: &str, fiscal_year: Option<i32>) -> bool {
    let Some(rest) = ["转入", "结转至", "结转到", "结转", "转至", "转到"].iter().find_map(|w| tail.strip_prefix(w))
    else {
        return false;
    };
    ["下年", "下一年", "次年"].iter().any(|w| rest.starts_with(w))
        || fiscal_year.is_some_and(|y| rest.strip_prefix((y + 1).to_string().as_str()).is_some_and(|r| r.starts_with('年')))
}

/// 城乡社区支出（类）850.00万元，即政府性基金预算支出: what the figure is stands behind it.
fn apposition(cx: &Context<'_>, end: u32) -> Option<ConceptId> {
    let rest = cx.doc.text.get(end as usize..)?;
    let rest = rest.strip_prefix(['，', ',', '（', '('])?.strip_prefix('即')?;
    let stop = rest.find(['。', '；', '，', '）', ')', '\n'])?;
    let words = squeeze(rest.get(..stop)?);
    let (at, term) = cx.v.term_at_end(&words)?;
    if term.bare || !cx.v.is_neutral(words.get(..at)?) {
        return None;
    }
    id_of(term.meaning(Subject::General))
}

fn id_of(m: Meaning) -> Option<ConceptId> {
    match m {
        Meaning::Id(id) => Some(id),
        _ => None,
    }
}

fn apply(a: &mut Amount, m: Meaning) {
    match m {
        Meaning::Id(id) => a.concept = Some(id),
        Meaning::Beside => a.role = AmountRole::Other,
        Meaning::NoId => {}
    }
}

/// 上述五个, 以上各: words for what was told before, no name.
fn refers_back(residue: &str) -> bool {
    let rest = ["以上", "上述", "前述", "这"].iter().find_map(|w| residue.strip_prefix(w));
    let counted = residue.trim_start_matches(|c: char| c.is_ascii_digit() || "两三四五六七八九十".contains(c));
    rest.is_some_and(|r| r.chars().count() <= 5) || counted.len() < residue.len() && matches!(counted, "个" | "项" | "个项目")
}

/// Whether what stands before a term makes the whole a name (城乡义务教育生均 before 公用经费) and not a scope of the unit.
fn name_like_residue(cx: &Context<'_>, residue: &str, fund: Option<&str>) -> bool {
    !residue.is_empty()
        && fund.is_none()
        && !cx.v.is_neutral(residue)
        && !refers_back(residue)
        && !residue.starts_with("按规定")
        && cx.v.subject(residue).is_none()
        && residue.chars().count() >= 3
        && cx.v.term_at_end(residue).is_none()
        && !residue.ends_with(['按', '中', '以', '将', '用', '局', '委', '院', '校', '馆', '厅', '镇', '心'])
        && !residue.contains(['，', '。'])
}
