//! Amounts while they are read, and the breakdowns that bind them.

use rust_decimal::Decimal;

use super::facts::*;
use super::lists::{class_level, executed_part, is_unspent, received_from, spent_from};
use crate::read::Span;

/// Amounts and the breakdowns that bind them.
#[derive(Debug, Default)]
pub(in crate::interpret) struct Found {
    pub amounts: Vec<Amount>,
    pub breakdowns: Vec<Breakdown>,
    /// Squeezed labels, by amount.
    pub keys: Vec<String>,
    /// Functional classes (教育支出（类）…), by amount, where it is the figure of one.
    pub classes: Vec<Option<String>>,
}

impl Found {
    /// Makes `part` a part of `total`.
    pub fn attach(&mut self, part: usize, total: usize, exhaustive: bool, word: Option<Span>) {
        let total = self.told_first(total);
        if part == total || self.amounts.get(total).is_none() || self.makes_cycle(part, total) {
            return;
        }
        let mut of_total = self.amounts.get(total).and_then(|t| t.concept);
        let of_part = self.amounts.get(part).and_then(|a| a.concept);
        let unspent = matches!(of_total, Some("carryover_closing") | None) && is_unspent(self, total);
        if let Some(t) = self.amounts.get_mut(total) {
            // the basic expenditure is no part of the projects' budget
            if of_total == Some("budget_project_initial") && of_part == Some("gpb_expenditure_basic") {
                t.concept = Some("budget_total_initial");
            }
            // what was not spent is carried on and taken back: it is neither alone
            if unspent && matches!(of_part, Some("carryover_closing" | "budget_adjust_decrease" | "budget_lapsed")) {
                t.concept = None;
            }
            of_total = t.concept;
        }
        // in a form the column says what a row is
        let form = self.amounts.get(part).is_some_and(|a| a.cell.is_some() && a.column.is_some());
        let from = spent_from(self, part).filter(|_| !form);
        let received = received_from(self, part).filter(|_| !form);
        let Some(a) = self.amounts.get_mut(part) else { return };
        a.parent = Some(total);
        if of_total == Some("expenditure_total")
            && let Some(id) = from
        {
            a.concept = Some(id);
            a.column = Some(Column::Executed);
        }
        if matches!(of_total, Some("revenue_total" | "fiscal_appropriation_revenue")) && a.concept.is_none() && received.is_some()
        {
            a.concept = received;
        }
        if from.is_some() && of_total.is_some_and(|c| c.starts_with("carryover")) {
            a.concept = None;
        }
        if unspent && of_part == Some("budget_adjust_decrease") {
            a.concept = Some("budget_lapsed");
        }
        // 年初预算…，其中基本支出…: the parts of a budget are budgets
        if let Some(total) = of_total.filter(|c| c.starts_with("budget_total") || c.starts_with("budget_adjust"))
            && let Some(c) = a.concept.filter(|c| executed_part(c) && a.cell.is_none())
        {
            let column = if total == "budget_total_initial" { Column::Initial } else { Column::Budget };
            a.concept = super::amounts::budget_id(c, column);
            a.column = Some(column);
        }
        // what a budget comes from is no revenue yet
        if !form && of_total.is_some_and(|c| c.starts_with("budget_total")) && a.concept.is_some_and(|c| c.ends_with("_revenue"))
        {
            a.concept = None;
        }
        // a part of a quantity is not that quantity
        if a.concept == of_total && a.fund.is_none() && of_total.is_some_and(|c| c.starts_with("carryover")) {
            a.concept = None;
        }
        let binding = if exhaustive { Binding::Exhaustive } else { Binding::Among };
        match self.breakdowns.iter_mut().rev().find(|b| b.total == total) {
            Some(b) => {
                b.parts.push(part);
                if exhaustive {
                    b.binding = Binding::Exhaustive;
                }
                b.word = b.word.or(word);
            }
            None => self.breakdowns.push(Breakdown { total, parts: vec![part], binding, word }),
        }
    }

    /// 1,769.44万元，折合17,694,400.00元: the figure that another one only tells in another unit.
    fn told_first(&self, total: usize) -> usize {
        let again = self.keys.get(total).is_some_and(|k| matches!(k.as_str(), "折合" | "折算" | "合" | "即"));
        let value = |i: usize| self.amounts.get(i).map(|a| (a.wan, a.concept));
        total.checked_sub(1).filter(|&i| again && value(i) == value(total)).unwrap_or(total)
    }

    /// The parts, from `first` on, of one total that stands before them.
    pub fn taken_parts(&self, index: usize, first: usize) -> Option<Vec<usize>> {
        let total = self.amounts.get(index.checked_sub(1)?)?.parent?;
        let parts: Vec<usize> =
            (first..index).filter(|&i| self.amounts.get(i).is_some_and(|a| a.parent == Some(total))).collect();
        (total < first && parts.len() >= 2).then_some(parts)
    }

    /// Takes a part from its total.
    pub fn detach(&mut self, part: usize) {
        let Some(total) = self.amounts.get_mut(part).and_then(|a| a.parent.take()) else { return };
        for b in self.breakdowns.iter_mut().filter(|b| b.total == total) {
            b.parts.retain(|&p| p != part);
        }
        self.breakdowns.retain(|b| !b.parts.is_empty());
    }

    fn makes_cycle(&self, part: usize, total: usize) -> bool {
        let mut at = Some(total);
        let mut steps = 0;
        while let Some(i) = at {
            if i == part || steps > 64 {
                return true;
            }
            steps += 1;
            at = self.amounts.get(i).and_then(|a| a.parent);
        }
        false
    }

    /// 类 1, 款 2, 项 3 for the figure of a functional class; 0 for any other.
    pub fn class_level(&self, index: usize) -> u8 {
        self.classes.get(index).and_then(|c| c.as_deref()).map_or(0, class_level)
    }

    /// The sum of a list of amounts.
    pub fn sum(&self, list: &[usize]) -> Decimal {
        list.iter().filter_map(|&i| self.amounts.get(i)).map(|a| a.wan).sum()
    }

    /// Whether a total has parts.
    pub fn has_parts(&self, total: usize) -> bool {
        self.breakdowns.iter().any(|b| b.total == total)
    }

    /// Whether the parts that a total has so far make it up exactly.
    pub fn closes(&self, total: usize) -> bool {
        let parts: Vec<usize> =
            self.breakdowns.iter().filter(|b| b.total == total).flat_map(|b| b.parts.iter().copied()).collect();
        parts.len() >= 2 && self.amounts.get(total).is_some_and(|t| t.wan == self.sum(&parts))
    }

    /// Whether the parts of a list make up its total, and a figure that is not nought follows: it is no part.
    pub fn closed_since(&self, total: usize, from: usize, index: usize) -> bool {
        let parts: Vec<usize> = (from..index).filter(|&i| self.amounts.get(i).is_some_and(|a| a.parent == Some(total))).collect();
        let more = self.amounts.get(index).is_some_and(|a| !a.wan.is_zero());
        more && parts.len() >= 2 && self.amounts.get(total).is_some_and(|t| !t.wan.is_zero() && t.wan == self.sum(&parts))
    }

    /// Whether a budget's parts are the basic and the project expenditure: there are no others.
    pub fn has_both_halves(&self, total: usize) -> bool {
        let part = |id: &str| self.amounts.iter().any(|a| a.parent == Some(total) && a.concept == Some(id));
        part("budget_basic_initial") && part("budget_project_initial")
    }

    /// Whether the words name a half of a budget: 基本支出预算, 项目支出预算.
    pub fn is_half(&self, v: &super::vocabulary::Vocabulary, index: usize) -> bool {
        let term = |k: &String| {
            v.term_at_end(k).is_some_and(|(_, t)| {
                matches!(t.under_initial.as_deref(), Some("budget_basic_initial" | "budget_project_initial"))
            })
        };
        self.keys.get(index).is_some_and(term)
    }

    /// The longest run at the end of `list` (at least two) that adds up to amount `total`.
    pub fn suffix_that_makes(&self, list: &[usize], total: usize) -> Option<Vec<usize>> {
        let want = self.amounts.get(total)?.wan;
        let mut best = None;
        let mut sum = Decimal::ZERO;
        for (n, &i) in list.iter().rev().enumerate() {
            sum += self.amounts.get(i)?.wan;
            if n >= 1 && sum == want {
                best = Some(list[list.len() - n - 1..].to_vec());
            }
        }
        best
    }
}
