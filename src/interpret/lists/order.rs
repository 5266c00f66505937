//! What belongs together by the field's own order, where no word binds.

use super::Lists;
use super::fits::{covers, is_under, same_quantity};
use crate::interpret::amounts::Context;
use crate::interpret::clause;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::phrases::Phrase;
use crate::interpret::vocabulary::{Subject, squeeze};
use crate::read::Span;

impl Lists {
    /// 一般公共服务支出（类）人大事务（款）行政运行（项） is a part of 一般公共服务支出（类）.
    pub(super) fn by_class(&self, found: &mut Found, index: usize) -> bool {
        let Some(key) = found.classes.get(index).cloned().flatten() else { return false };
        let Some(cut) = key.find("（类）").map(|i| i + "（类）".len()) else { return false };
        let head = key.get(..cut).unwrap_or("");
        if cut == key.len() {
            return false;
        }
        let total = (0..index)
            .rev()
            .find(|&i| found.classes.get(i).is_some_and(|k| k.as_deref() == Some(head)) && self.is_total(found, i, 0));
        match total {
            Some(t) => {
                found.attach(index, t, false, None);
                true
            }
            None => false,
        }
    }

    /// Where no word binds: 人员经费 belongs to the 基本支出 before it, unless it restates an earlier figure.
    pub fn by_kind(&self, cx: &Context<'_>, found: &mut Found, index: usize, p: &Phrase) {
        let Some(a) = found.amounts.get(index) else { return };
        let Some(concept) = a.concept else { return };
        // 按经济分类看，工资福利支出…: of the whole expenditure, not of 人员经费
        let sentence = Span { start: p.sentence, end: p.lead.start }.of(&cx.doc.text);
        if a.parent.is_some() || concept.starts_with("econ_") && sentence.contains("经济分类") {
            return;
        }
        let Some(totals) = cx.v.quantity(concept).map(|q| &q.parents).filter(|p| !p.is_empty()) else { return };
        let section = a.section;
        // the budgets of funds, and what those spent that a chain of clauses tells of: their labels are fields and no names
        let named = || a.fund.as_ref().zip(found.keys.get(index)).is_some_and(|(fund, key)| key.contains(squeeze(fund).as_str()));
        let told_as_field =
            concept == "fund_budget_initial" || concept == "fund_actual" && !named() && !cx.funds.is_item(a.fund.as_deref());
        let home = cx.heading(section);
        let of_budget = |s: Option<Subject>| matches!(s, Some(Subject::Govfund | Subject::Soe | Subject::Social));
        let under = |t: Option<usize>| match (t, section) {
            (Some(t), Some(s)) => is_under(cx.outline, s, t),
            _ => t == section,
        };
        let total = (0..index).rev().find(|&i| {
            found.amounts.get(i).is_some_and(|t| {
                t.role == AmountRole::Value
                    && t.fund.is_none()
                    && t.concept.is_some_and(|c| totals.iter().any(|p| p == c))
                    && covers(cx.outline, t.section, section)
                    // under 国有资本经营预算支出: no part of the projects of another budget
                    && (concept != "fund_actual" || !of_budget(home) || cx.heading(t.section) == home)
                    // the budgets of funds are told under the total that they are parts of, not in a chapter beside it
                    && (!told_as_field || under(t.section) || counts_projects(cx, t))
            })
        });
        // 一般公共预算…六项，合计支出1,183.57万元，…。此外，农村道路畅通工程由政府性基金列支: the total has its parts
        let Some(total) = total.filter(|&t| concept != "fund_actual" || a.wan.is_zero() || !found.closes(t)) else { return };
        let restated = (total + 1..index).any(|i| same_quantity(found, i, index))
            || (0..total)
                .any(|i| same_quantity(found, i, index) && found.amounts.get(i).is_some_and(|x| x.parent == Some(total)))
            || (total + 1..index)
                .any(|i| found.amounts.get(i).is_some_and(|x| x.parent == Some(total)) && same_quantity(found, i, index));
        // 项目支出 told again under its own heading, after a total that was told again too
        let of = found.amounts.get(total).and_then(|t| t.concept);
        let told_again = found.amounts.get(total).is_some_and(|t| t.section != section)
            && (0..total).any(|i| {
                let again = same_quantity(found, i, index);
                let same_value = again && found.amounts.get(i).map(|x| x.wan) == found.amounts.get(index).map(|a| a.wan);
                again
                    && found.amounts.get(i).and_then(|x| x.parent).and_then(|p| found.amounts.get(p)).is_some_and(|p| {
                        p.concept == of && (same_value || found.amounts.get(total).is_some_and(|t| t.wan == p.wan))
                    })
            });
        if !restated && !told_again {
            found.attach(index, total, false, None);
        }
    }
}

/// 2022年我局管理使用专项资金五项，年初预算共1,609.40万元: a total of as many projects as its sentence counts.
fn counts_projects(cx: &Context<'_>, total: &Amount) -> bool {
    let upto = cx.doc.text.get(..total.span.start as usize).unwrap_or("");
    let sentence = clause::before(upto, clause::reach(upto, 0, upto.len()), upto.len(), |c| matches!(c, '。' | '；' | '\n'));
    let numeral = |c: char| c.is_ascii_digit() || "两二三四五六七八九十".contains(c);
    let counted = |at: usize| sentence.get(..at).is_some_and(|head| head.ends_with(numeral));
    let mut found = false;
    cx.v.turns.counted_projects.all(sentence, |hit| found |= counted(hit.start));
    let listed = sentence.find("专项").or_else(|| sentence.find("项目"));
    found
        || listed.is_some_and(|from| {
            sentence.match_indices("项，").chain(sentence.match_indices("个，")).any(|(at, _)| at > from && counted(at))
        })
}
