//! Terms that mean what is spoken of: the 支出 of a fund, of the unit, of the 三公经费.

use super::Context;
use super::meaning::{Asked, Told, apply, id_of};
use super::moves::{moves, moves_or_net};
use super::running::Topic;
use crate::interpret::facts::*;
use crate::interpret::labels::has;
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze};

/// Gives an amount the meaning that a term has for the subject that is spoken of.
pub(super) fn by_subject(cx: &Context<'_>, topic: &mut Topic, a: &mut Amount, q: &Asked<'_>, told: &Told, term: &'static Term) {
    let v = cx.v;
    let (key, residue, fund) = (q.key, told.residue.as_str(), &told.fund);
    let residue_subject = told.subject;
    if has(key, &v.aside) && fund.is_none() && residue_subject.is_none() && !v.is_neutral(residue) && topic.sentence.is_none() {
        a.role = AmountRole::Other;
        topic.aside = true;
        return;
    }
    // 全区医保基金收入6.82亿元、支出5.97亿元
    if topic.aside && residue.is_empty() && fund.is_none() && q.before.is_empty() {
        a.role = AmountRole::Other;
        return;
    }
    topic.aside = false;
    let class_topic = q.title_class.is_some().then_some(Subject::Class);
    let before_subject = if q.before.is_empty() { None } else { v.subject(q.before).filter(|s| *s == Subject::SanGong) };
    // 审计业务专项经费 is a fund, though it holds 专项经费
    let residue_subject = residue_subject.filter(|&s| s != Subject::Project || fund.is_none());
    let payer = residue.contains('由') || matches!(residue_subject, Some(Subject::Govfund | Subject::Soe));
    let residue_subject = residue_subject.filter(|_| !(fund.is_some() && moves(term) && payer));
    // 资金来源为…，合计34.00万元 of one fund: its parts say what it is
    if fund.is_some() && topic.last.is_some_and(|c| c.starts_with("fund_source")) && v.closing.at_end(key) == Some(key) {
        a.fund.clone_from(fund);
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
    if let Some(name) = fund
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
            a.fund.clone_from(fund);
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
    let other = v.turns.rest.at_start(residue).is_some();
    if whole && residue_subject.is_none() && (other || names_a_kind(v, residue)) {
        meaning = Meaning::NoId;
    }
    // 公用经费全年预算252.00万元: of one quantity
    let quantity =
        |w: &str| v.term_at_end(w).is_some_and(|(at, t)| !t.bare && !t.aside && v.is_neutral(w.get(..at).unwrap_or("")));
    let money = id_of(meaning).is_some_and(|id| id.starts_with("budget_total"));
    if money && residue_subject.is_none() && quantity(residue) && !residue.contains("收入") && !residue.contains("支出") {
        meaning = Meaning::NoId;
    }
    // 第三方费用按节点付款，形成结转120万元
    let caused = v.turns.causing.at_end(residue).is_some();
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
        && v.closing.at_end(residue) == Some(residue)
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
    let unspent = key.get(told.residue_end.min(key.len())..).is_some_and(|t| t.starts_with(['未', '尚']));
    if a.concept == Some("carryover_closing") && unspent && v.money.taken_back.is_in(q.after) {
        a.concept = Some("budget_lapsed");
    }
    if a.concept.is_some_and(|id| id.starts_with("fund_")) {
        a.fund = fund.clone().or_else(|| cx.funds.whole_project().map(str::to_owned));
    }
    // 预算调整数-1.25万元: a signed figure is a net change
    if a.wan.is_sign_negative() && a.concept == Some("budget_adjust_increase") {
        a.concept = Some("budget_adjust_net");
    }
    if a.concept.is_some() && topic.sentence.is_none() && residue.contains("一般公共预算") {
        topic.sentence = Some(Subject::Gpb);
    }
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
