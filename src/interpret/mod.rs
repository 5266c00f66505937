//! Stage 4: what the numbers mean.
//!
//! [`amounts`] gives every amount its label, quantity ([`vocabulary`]), fund ([`fund_names`]), role ([`labels`]) and its place in
//! the breakdown ([`lists`] in running text, [`tables`] in tables); [`settle`] settles what only the whole document decides.

mod amounts;
mod clause;
mod counts;
pub mod facts;
pub mod forms;
mod found;
mod fund_count;
pub mod fund_names;
mod funds;
pub mod head;
mod labels;
mod lists;
mod nesting;
mod percents;
mod phrases;
mod scores;
mod settle;
mod shared_labels;
mod staff;
mod tables;
pub mod vocabulary;

use crate::mentions::Mention;
use crate::outline::Outline;
use crate::read::Document;
pub use facts::*;

/// Interprets a document. Total: it returns what it found and what it noticed.
pub fn interpret(doc: &Document, outline: &Outline, mentions: Vec<Mention>) -> Facts {
    let mut head = head::head(doc, outline, &mentions);
    let (found, forms) = amounts::amounts(doc, outline, &mentions, &head);
    forms::head(doc, &forms.forms, &mut head);
    let percents = percents::percents(doc, outline, &mentions, &found.amounts);
    let funds = funds::funds(doc, outline, &found.amounts);
    let staff = staff::staff(doc, outline, &mentions);
    let counts = counts::counts(doc, outline, &mentions, &staff, &found.amounts);
    let scores = scores::scores(doc, outline, &mentions);
    Facts {
        counts,
        staff,
        scores,
        notices: head::notice(&head).into_iter().collect(),
        head,
        forms: with_amounts(forms.forms, &found.amounts),
        percents,
        fund_count: fund_count::fund_count(doc, &mentions),
        funds,
        mentions,
        amounts: found.amounts,
        breakdowns: found.breakdowns,
    }
}

/// Tells every value of a form which amount it gave.
fn with_amounts(mut forms: Vec<Form>, amounts: &[Amount]) -> Vec<Form> {
    let by_cell: std::collections::BTreeMap<CellRef, usize> =
        amounts.iter().enumerate().filter_map(|(i, a)| a.cell.map(|c| (c, i))).collect();
    for form in &mut forms {
        for row in form.funding.iter_mut().chain(&mut form.rows) {
            for (_, v) in &mut row.values {
                v.amount = v.cell.and_then(|c| by_cell.get(&c).copied());
            }
        }
    }
    forms
}
