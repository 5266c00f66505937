//! Terms that say by themselves what a figure is: 基本支出, 年初预算收入.

use super::Context;
use super::meaning::{Asked, Told, apply, id_of};
use super::running::Topic;
use crate::interpret::facts::*;
use crate::interpret::vocabulary::{Meaning, Subject, Term, Vocabulary, squeeze};

/// Gives an amount the meaning of a term that needs no subject.
pub(super) fn by_itself(cx: &Context<'_>, topic: &mut Topic, a: &mut Amount, q: &Asked<'_>, told: &Told, term: &'static Term) {
    let v = cx.v;
    let (residue, fund) = (told.residue.as_str(), &told.fund);
    let scope = told.subject.unwrap_or(if fund.is_some() {
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
    // 工资、津补贴、社保等人员经费: what it holds is listed
    let listed = q.joined && residue.ends_with('等');
    let own = !revenue
        && !bought
        && !listed
        && !term.meaning(Subject::Fund).is_source()
        && name_like_residue(cx, residue, fund.as_deref());
    if term.aside {
        a.role = AmountRole::Other;
        a.fund.clone_from(fund);
        a.concept = id_of(term.meaning(scope));
        return;
    }
    let projects = term.meaning(Subject::General) == Meaning::Id("gpb_expenditure_project");
    if projects
        && !residue.is_empty()
        && let Some(name) = fund.clone().filter(|f| squeeze(f) == residue || told.own_name.is_some())
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
    let of_whole = cx.project_report && own == Meaning::Id("budget_project_initial") && v.is_neutral(residue);
    let meaning = match if of_whole { Meaning::Id("fund_budget_initial") } else { own } {
        Meaning::NoId if fund.is_none() => {
            let heading = cx.heading(a.section).or(cx.project_report.then_some(Subject::Fund));
            term.meaning(heading.unwrap_or(Subject::General))
        }
        m => m,
    };
    apply(a, meaning);
    // 未执行的108.38万元全部结转下年
    if a.concept == Some("budget_lapsed") && v.money.carried.is_in(q.after) && !v.money.taken_back.is_in(q.after) {
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
}

/// 上述五个, 以上各: words for what was told before, no name.
fn refers_back(v: &Vocabulary, residue: &str) -> bool {
    let rest = v.turns.back.at_start(residue).and_then(|w| residue.strip_prefix(w));
    let counted = residue.trim_start_matches(|c: char| c.is_ascii_digit() || "两三四五六七八九十".contains(c));
    rest.is_some_and(|r| r.chars().count() <= 5) || counted.len() < residue.len() && matches!(counted, "个" | "项" | "个项目")
}

/// Whether what stands before a term makes the whole a name (城乡义务教育生均 before 公用经费) and not a scope of the unit.
fn name_like_residue(cx: &Context<'_>, residue: &str, fund: Option<&str>) -> bool {
    !residue.is_empty()
        && fund.is_none()
        && !cx.v.is_neutral(residue)
        && !refers_back(cx.v, residue)
        && !residue.starts_with("按规定")
        && cx.v.subject(residue).is_none()
        && residue.chars().count() >= 3
        && cx.v.term_at_end(residue).is_none()
        && !residue.ends_with(['按', '中', '以', '将', '用', '局', '委', '院', '校', '馆', '厅', '镇', '心'])
        && !residue.contains(['，', '。'])
}
