//! The figures of a paragraph in turn: the label of each, its role, and what the sentence speaks of by then.

use super::Context;
use super::meaning::{Asked, meaning};
use super::moves::moves;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::labels::{Reading, after_binding, clean_label, has, reading};
use crate::interpret::lists::Lists;
use crate::interpret::phrases::{Phrase, label_start};
use crate::interpret::shared_labels::shared_labels;
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze, squeezed_words};
use crate::mentions::MentionKind;
use crate::read::Span;

/// What the sentence speaks of so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    pub sentence: Option<Subject>,
    pub fund: Option<String>,
    /// Quantity of the figure before.
    pub last: Option<ConceptId>,
    /// A quantity whose budget was just told: the bare 支出 after it is that quantity's.
    pub item: Option<ConceptId>,
    /// The sentence lists a budget: 年初预算安排基本支出…，项目支出….
    pub budget: Option<Column>,
    /// The budget of the 三公经费 was told last: its parts are budgets, too.
    pub san_gong_budget: bool,
    /// The figure before is a unit price.
    pub priced: bool,
    /// The figure before stands beside the unit's own (全区医保基金收入).
    pub aside: bool,
    /// The sentence tells of figures beside the fund's own (送审金额6.35亿元).
    pub beside: bool,
    /// The sentence tells of more than the unit (全区规上工业总产值…，一般公共预算收入…).
    pub scope: bool,
    /// What the parts of a budget spoke of, once they make it up: the budget's own changes follow, not theirs.
    pub list_over: Option<Subject>,
}

/// What the sentence spoke of before a bracket or a list opened.
#[derive(Debug)]
struct Outside {
    depth: u8,
    sentence: Option<Subject>,
    budget: Option<Column>,
}

pub(super) fn running_text(
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
    let shared = shared_labels(cx.v, text, list);
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
        beside: false,
        list_over: None,
    };
    let mut sentence = u32::MAX;
    let mut of_the_whole: Option<u32> = None;
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
            // the fund that the whole went to is spoken of in that sentence alone
            if of_the_whole.take().is_some() {
                topic.fund.clone_from(&item_fund);
            }
            sentence = p.sentence;
            outside.clear();
            topic.list_over = None;
            topic.sentence = None;
            topic.item = None;
            topic.budget = None;
            topic.scope = false;
            topic.beside = false;
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
            topic.beside = false;
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
        let label = after_purpose(cx.v, after_binding(cx.v, after_closing(cx.v, label))).to_owned();
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
        let asked = Asked {
            key: &key,
            before: &before_key,
            opens,
            joined: text.get(..p.lead.start as usize).is_some_and(|t| t.ends_with('、')),
            title_class: title_class.as_deref(),
            after: p.after.of(text),
            rest: text.get(p.after.end as usize..body.end as usize).unwrap_or(""),
        };
        meaning(cx, &mut topic, &mut amount, &asked);
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
        if spent_by_name(cx, found, index, p, list.get(k + 1))
            && let Some(name) = found.keys.get(index).and_then(|key| cx.funds.at_start(key)).map(|(_, name)| name.to_owned())
            && let Some(a) = found.amounts.get_mut(index)
        {
            a.fund = Some(name);
            a.concept = Some("fund_actual");
            a.column = Some(Column::Executed);
            lists.by_kind(cx, found, index, p);
        }
        // 政府性基金预算支出580万元，均为农村厕所革命项目580万元，年初预算…: of the one fund that the whole went to
        if let Some(a) = found.amounts.get(index)
            && a.concept == Some("fund_actual")
            && a.parent.and_then(|t| found.amounts.get(t)).is_some_and(|t| {
                t.fund.is_none() && t.concept.is_some_and(|c| c.starts_with("govfund") || c.starts_with("soe_capital"))
            })
            && cx.v.turns.wholly.is_in(p.gap.of(text))
        {
            topic.fund.clone_from(&a.fund);
            of_the_whole = Some(p.sentence);
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
            topic.beside = true;
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
        cx.v.turns.told_of.at_start(rest).map(|_| name.to_owned())
    };
    // 支出147.00万元，全部用于骨灰楼修缮；剩下的…
    let paid_for = |c: &str| {
        let (_, what) = c.split_once("用于")?;
        let (len, name) = cx.funds.at_start(what)?;
        what.get(len..)?.trim_start_matches("项目").is_empty().then(|| name.to_owned())
    };
    clauses
        .filter(|c| !c.is_empty())
        .find_map(|c| begins(&c).or_else(|| paid_for(&c)).or_else(|| cx.funds.called_at_start(&c).map(str::to_owned)))
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

/// 全年共使用五个项目的资金：一是办案业务经费452.18万元，主要用于…；二是…: under a heading of projects a figure whose label is nothing
/// but the name of a known fund is what it spent, unless fields of it follow.
fn spent_by_name(cx: &Context<'_>, found: &Found, index: usize, p: &Phrase, next: Option<&Phrase>) -> bool {
    let (Some(a), Some(key)) = (found.amounts.get(index), found.keys.get(index)) else { return false };
    let text = cx.doc.text.as_str();
    let told = || {
        let behind = text.get(p.after.start as usize..).and_then(|r| r.split(['。', '；', '\n']).next()).unwrap_or("");
        let title = a.section.and_then(|s| cx.outline.sections.get(s)).map_or("", |s| cx.doc.words(s.title));
        let before = Span { start: p.sentence, end: p.lead.start }.of(text);
        [before, behind, title].iter().any(|w| cx.v.turns.received.is_in(w))
    };
    let field = |q: &Phrase| {
        let (gap, lead) = (q.gap.of(text), squeeze(q.lead.of(text)));
        !gap.contains(['；', '。']) && cx.v.term_at_end(&lead).is_some_and(|(_, t)| t.is_fund_field())
    };
    a.concept.is_none()
        && a.parent.is_none()
        && a.role == AmountRole::Value
        && a.fund.is_none()
        && !cx.project_report
        && cx.heading(a.section) == Some(Subject::Project)
        && cx.funds.at_start(key).is_some_and(|(end, _)| end == key.len())
        && !told()
        && !next.is_some_and(field)
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
    let from = label_start(head, 0, head.len());
    let words = head.get(from..)?;
    words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '年').strip_suffix(['由', '从'])
}

/// 支出增加, 收入减少: a change of a total; 1 for an increase, -1 for a decrease.
fn change_of_a_total(v: &Vocabulary, key: &str) -> Option<i8> {
    let (at, direction) = v.last_change(key)?;
    let total = key.get(..at)?;
    let word = key.get(at..)?.chars().count() <= 3;
    (word && v.turns.changing.at_end(total).is_some()).then_some(direction)
}

/// 合计为基本支出, 共计本年收入: the total's name stands behind the word that closes the list.
fn after_closing<'a>(v: &'static Vocabulary, label: &'a str) -> &'a str {
    let Some(rest) = v.closing.at_start(label).and_then(|w| label.strip_prefix(w)) else { return label };
    let rest = rest.trim_start_matches(['为', '是']);
    // 合计支出 says no more than 合计
    if rest.chars().count() < 4 {
        return label;
    }
    let named = v
        .term(&squeezed_words(rest))
        .is_some_and(|t| !t.bare || matches!(t.meaning(Subject::General), Meaning::Id("revenue_total" | "expenditure_total")));
    if named { rest } else { label }
}

/// 用于完成特定任务的项目支出 is 项目支出: what it is for is told before the 的, and is no fund's name.
pub(in crate::interpret) fn after_purpose<'a>(v: &Vocabulary, label: &'a str) -> &'a str {
    let Some((head, rest)) = label.rsplit_once('的') else { return label };
    let quantity = v.term(&squeezed_words(rest)).is_some_and(|t| !t.bare && t.column == Some(Column::Executed));
    let plain = head.chars().count() >= 2
        && v.subject(&squeezed_words(head)).is_none()
        && v.strong_nouns.at_end(&squeezed_words(head)).is_none();
    if quantity && plain { rest } else { label }
}
