//! Totals that stand behind their parts: 共计531.40万元.

use super::Lists;
use super::fits::name_fund;
use crate::interpret::amounts::Context;
use crate::interpret::facts::*;
use crate::interpret::found::Found;
use crate::interpret::phrases::Phrase;
use crate::interpret::vocabulary::{Subject, Vocabulary, squeeze};
use crate::read::Span;

impl Lists {
    /// 共计531.40万元 after its parts.
    pub(super) fn closing_total(&mut self, cx: &Context<'_>, found: &mut Found, index: usize, p: &Phrase) -> bool {
        let key = found.keys.get(index).map_or("", String::as_str);
        // 以上三项共计支出150万元
        let summed = cx.v.turns.back.at_start(key).is_some();
        let tail = cx.v.turns.summed_tails.at_end(key).and_then(|w| key.strip_suffix(w)).filter(|_| summed).unwrap_or(key);
        let Some(before) = cx.v.closing.suffix(tail, |_, _| true).and_then(|at| tail.get(..at)) else { return false };
        let number = stated_number(cx.v, before);
        if !(before.is_empty() || before == "以上" || before == "资金" || cx.v.is_neutral(before) || number.is_some()) {
            return false;
        }
        let free = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.role == AmountRole::Value && a.parent.is_none());
        let here: Vec<usize> = (self.sentence_first..index).filter(free).collect();
        let whole: Vec<usize> = (self.paragraph_first..index).filter(free).collect();
        let all: Vec<usize> = (0..index).filter(free).collect();
        // 厅机关本级96,318.05万元，…，合计198,765.40万元: the first one hangs on the total that opened the list above
        let carried = self.carried.map(|c| c.frame.total);
        let listed = |i: &usize| {
            free(i)
                || found.amounts.get(*i).is_some_and(|a| {
                    a.role == AmountRole::Value && a.parent.is_some_and(|t| Some(t) == carried) && *i == self.paragraph_first
                })
        };
        let listed: Vec<usize> = (self.sentence_first..index).filter(listed).collect();
        let parts = (listed.len() > here.len())
            .then(|| found.suffix_that_makes(&listed, index).filter(|p| p.len() == listed.len()))
            .flatten()
            .or_else(|| found.suffix_that_makes(&here, index))
            .or_else(|| found.suffix_that_makes(&whole, index))
            .or_else(|| found.suffix_that_makes(&all[all.len().saturating_sub(12)..], index))
            // 上述五类项目年初预算合计…: their budgets, among what was spent and left of them
            .or_else(|| {
                found.amounts.get(index).filter(|a| a.column == Some(Column::Initial))?;
                let of_kind = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.concept == Some("fund_budget_initial"));
                let alike: Vec<usize> = (0..index).filter(free).filter(of_kind).collect();
                found.suffix_that_makes(&alike, index)
            })
            // 六项资金实际支出共计…: what was spent of each, among their budgets and balances
            .or_else(|| {
                let spent = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.column == Some(Column::Executed));
                let spent: Vec<usize> = whole.iter().copied().filter(spent).collect();
                let closes = found.amounts.get(index).is_some_and(|t| t.wan == found.sum(&spent));
                (spent.len() >= 2 && closes).then_some(spent)
            })
            .or_else(|| number.filter(|&n| n >= 2 && n <= here.len()).map(|n| here[here.len() - n..].to_vec()))
            .or_else(|| (here.len() >= 2).then(|| here.clone()))
            // 接待费预算2万元，实际列支0.86万元；运行费预算3万元，实际列支2.91万元。两项合计3.77万元: as many as were spent
            .or_else(|| {
                let spent = |i: &usize| found.amounts.get(*i).is_some_and(|a| a.column == Some(Column::Executed));
                let spent: Vec<usize> = whole.iter().copied().filter(spent).collect();
                (number == Some(spent.len()) && spent.len() >= 2).then_some(spent)
            })
            // …。两项合计3.77万元: the items stand in the sentences before
            .or_else(|| {
                let n = number.filter(|&n| n >= 2 && n <= whole.len() && here.is_empty())?;
                whole.get(whole.len() - n..).map(<[usize]>::to_vec)
            });
        // 项目支出分六大类：…。以上共计…: the parts of an equal total of another sentence hang on the nearer one
        let section = found.amounts.get(index).and_then(|a| a.section);
        let elsewhere = |list: &Vec<usize>| {
            let over = list.first().and_then(|&p| found.amounts.get(p)).and_then(|a| a.parent);
            over.and_then(|t| found.amounts.get(t)).is_some_and(|t| t.section != section)
        };
        let parts = parts.or_else(|| found.taken_parts(index, self.paragraph_first).filter(|l| summed || elsewhere(l)));
        let Some(parts) = parts else { return false };
        for part in parts {
            found.detach(part);
            found.attach(part, index, true, Some(p.lead));
        }
        // 人员经费…，公用经费…，两项合计…
        let halves = |id: &str| found.amounts.iter().any(|a| a.parent == Some(index) && a.concept == Some(id));
        let both = halves("gpb_personnel_expenditure") && halves("gpb_public_expenditure");
        let two = found.amounts.iter().filter(|a| a.parent == Some(index)).count() == 2;
        if both
            && two
            && let Some(a) = found.amounts.get_mut(index).filter(|a| a.concept.is_none())
        {
            a.concept = Some("gpb_expenditure_basic");
            a.column = Some(Column::Executed);
        }
        // 项目支出分六大类：…。以上共计…
        let words = Span { start: self.from, end: p.lead.start }.of(&cx.doc.text);
        let opening = words.split_once('：').map(|(head, _)| squeeze(head.rsplit(['。', '，']).next().unwrap_or(head)));
        let opened = opening.is_some_and(|o| o.chars().count() <= 24 && cx.v.subject(&o) == Some(Subject::Project));
        let unnamed = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept.is_none() || a.fund.is_some());
        if opened
            && !cx.project_report
            && unnamed
            && let Some(a) = found.amounts.get_mut(index).filter(|a| a.concept.is_none() && !a.label.contains("预算"))
        {
            a.concept = Some("gpb_expenditure_project");
            a.column = Some(Column::Executed);
        }
        // the parts of a total of projects are funds
        let project = opened || cx.heading(found.amounts.get(index).and_then(|a| a.section)) == Some(Subject::Project);
        // 三个项目合计2,748.94万元, outside the chapter of projects
        let unnamed = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept.is_none());
        let of_funds = found.amounts.iter().filter(|a| a.parent == Some(index)).all(|a| a.concept == Some("fund_actual"));
        let titled = section.and_then(|s| cx.outline.sections.get(s)).is_some_and(|s| cx.doc.words(s.title).starts_with("项目"));
        let said = !cx.project_report
            && number.is_some()
            && (unnamed || of_funds)
            && found.keys.get(index).is_some_and(|k| (titled || cx.v.turns.counted_projects.is_in(k)) && !k.contains("预算"))
            && found.amounts.get(index).is_some_and(|a| a.concept.is_none() || of_funds && a.concept == Some("fund_actual"));
        if said && let Some(a) = found.amounts.get_mut(index) {
            a.fund = None;
            a.concept = Some("gpb_expenditure_project");
            a.column = Some(Column::Executed);
        }
        if project || said {
            let list: Vec<usize> =
                (0..index).filter(|&i| found.amounts.get(i).is_some_and(|a| a.parent == Some(index))).collect();
            for i in list {
                name_fund(cx, found, i);
            }
        }
        self.frames.clear();
        true
    }
}

/// 四项, 三级资金, 两项, 以上五个项目: how many parts a closing total says it has.
pub(super) fn stated_number(v: &Vocabulary, words: &str) -> Option<usize> {
    let words = v.turns.back.at_start(words).and_then(|w| words.strip_prefix(w)).unwrap_or(words);
    let mut chars = words.chars();
    let n = match chars.next()? {
        '两' | '二' | '2' => 2,
        '三' | '3' => 3,
        '四' | '4' => 4,
        '五' | '5' => 5,
        '六' | '6' => 6,
        '七' | '7' => 7,
        '八' | '8' => 8,
        '九' | '9' => 9,
        '十' => 10,
        _ => return None,
    };
    let rest: String = chars.collect();
    (v.turns.counted.at_start(&rest).is_some() && rest.chars().count() <= 8).then_some(n)
}
