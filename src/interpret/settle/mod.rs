//! What can be said only when all amounts are read: totals that their parts name, one name for one fund.
//!
//! [`named`] and [`totals_behind`] know totals, [`bound`] what no word binds, [`projects`] the items of projects, [`retold`]
//! figures that are told again, [`one_name`] the names of funds.

mod bound;
mod named;
mod one_name;
mod projects;
mod retold;
mod totals_behind;

use super::amounts::Context;
use super::found::Found;

/// Settles ids, funds and bindings of a whole document.
pub(super) fn settle(cx: &mut Context<'_>, found: &mut Found) {
    totals_behind::totals_behind_their_parts(cx, found);
    totals_behind::parts_with_shares(cx, found);
    named::totals_named_by_their_parts(found);
    named::narrowed_to_general_budget(cx, found);
    bound::parts_without_a_word(cx, found);
    named::halves_of_the_whole(found);
    bound::budgets_of_sources(cx, found);
    bound::budgets_under_initial(cx, found);
    if cx.project_report {
        projects::whole_with_parts(cx, found);
        projects::parts_of_the_whole_project(found);
    }
    projects::items_make_up_projects(found);
    projects::items_of_two_totals(cx, found);
    retold::told_again_in_round_numbers(cx, found);
    retold::told_above(cx, found);
    retold::taken_back_with_the_rest(cx, found);
    retold::balances_told_by_their_causes(cx, found);
    projects::labels_that_are_funds(cx, found);
    named::two_groupings(found);
    named::totals_of_kinds(cx, found);
    named::totals_of_revenue(cx, found);
    one_name::one_name_a_fund(cx, found);
    for b in &mut found.breakdowns {
        b.parts.sort_unstable();
        b.parts.dedup();
    }
    found.breakdowns.sort_by_key(|b| b.parts.first().copied());
}

/// The totals in text order, each with its parts.
fn totals(found: &Found) -> Vec<(usize, Vec<usize>)> {
    let mut pairs: Vec<(usize, usize)> =
        found.amounts.iter().enumerate().filter_map(|(i, a)| a.parent.map(|total| (total, i))).collect();
    pairs.sort_unstable();
    let of_one = pairs.chunk_by(|a, b| a.0 == b.0);
    of_one.filter_map(|c| Some((c.first()?.0, c.iter().map(|&(_, part)| part).collect()))).collect()
}

/// What some amounts are, where that is known.
fn concepts(found: &Found, of: &[usize]) -> Vec<&'static str> {
    of.iter().filter_map(|&i| found.amounts.get(i)?.concept).collect()
}
