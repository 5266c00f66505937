//! The shapes of `data/words.toml`, which says what each list is for.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::words::Words;

#[derive(Debug, Deserialize)]
pub(super) struct LabelWords {
    pub leading: Words,
    pub trailing: Words,
    pub neutral: Words,
    pub besides: Words,
    pub ordinals: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct ChangeWords {
    pub against: Words,
    pub up: Vec<String>,
    pub down: Vec<String>,
    pub last_year: Words,
    pub no_change: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct TableWords {
    pub half_heads: Words,
    pub remark_heads: Words,
    pub fund_corners: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct Plain {
    pub words: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct AsideWords {
    pub words: Words,
    pub scopes: Words,
    pub wide_scopes: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListWords {
    pub among: Vec<String>,
    pub exhaustive: Vec<String>,
    pub not_among: Words,
    pub closing: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct StructureWords {
    pub not_fund: Words,
    pub chapter: Words,
    pub strong_nouns: Words,
    pub fund_nouns: Words,
    pub no_project: Words,
    pub chapter_titles: Words,
    pub no_project_starts: Words,
    pub no_project_ends: Words,
    pub name_openings: Words,
    pub no_openings: Words,
}

/// The official classification of expenditure.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ClassWords {
    pub names: Words,
    pub endings: Words,
}

/// Words of money in `data/words.toml`.
#[derive(Debug, Default, Deserialize)]
pub struct MoneyWords {
    /// Who gave it.
    pub levels: Words,
    /// Fields of work before 支出 or 收入.
    pub kinds: Words,
    /// Last characters of units.
    pub units: Words,
    /// Level of government, the term that it stands for.
    pub sources: Vec<(String, String)>,
    /// Nouns of money.
    pub source_nouns: Words,
    /// Budgets cut.
    pub decreased: Words,
    /// Budgets raised.
    pub increased: Words,
    /// Words after a term that say nothing.
    pub term_tails: Vec<String>,
    /// Words of what was done.
    pub told: Words,
    /// Labels of a round number that tells how large a figure is.
    pub magnitudes: Words,
    /// Words of which the label of a total of projects is made.
    pub total_words: Words,
    /// What is said of money that is spent in the next year.
    pub carried: Words,
    /// What is said of money that the treasury took back.
    pub taken_back: Words,
    /// What a fund's budget is increased for ends in one of these.
    pub added_nouns: Words,
    /// What was done with money that a fund was given in the year.
    pub given: Words,
    /// Words behind which a project's name tells who pays (由政府性基金列支).
    pub borne: Words,
    /// Behind a figure of revenue: it is the treasury's.
    pub handed_over: Words,
    /// Words of a total that was spent.
    pub spent: Words,
}

/// Turns of running text (`[turns]` of `data/words.toml`, which says what each is for).
#[derive(Debug, Default, Deserialize)]
pub struct Turns {
    /// What a total is called that was told before it.
    pub back: Words,
    /// The labels of a budget behind its change.
    pub thereafter: Words,
    /// Words before a list that names some parts only.
    pub partial: Words,
    /// Ends of a clause that adds up the figures before it.
    pub adding_up: Words,
    /// Openings of a figure that is added to the one before it.
    pub added_to: Words,
    /// Openings of what is the rest, not the whole.
    pub rest: Words,
    /// Words between a cause and what was left for it.
    pub causing: Words,
    /// Words before what opens a list that name no total.
    pub manner: Words,
    /// Verbs before the number of parts of a total.
    pub parting: Words,
    /// What is parted, behind the number.
    pub parted: Words,
    /// What is counted, behind the number of a closing total.
    pub counted: Words,
    /// What a number of projects is called.
    pub counted_projects: Words,
    /// Verbs before the name of a fund that was given money.
    pub allotting: Words,
    /// Words behind a fund's name, in the order in which they are taken off.
    pub name_tails: Words,
    /// Words behind a total that was told before it.
    pub summed_tails: Words,
    /// Openings of a bracket that holds no parts.
    pub beside: Words,
    /// Openings of a figure of another matter.
    pub anew: Words,
    /// Verbs behind a figure that goes into the next year.
    pub into: Words,
    /// How the next year is called.
    pub next_year: Words,
    /// Words before the name of a budget that gave all.
    pub all_from: Words,
    /// Times of the year.
    pub times: Words,
    /// What the name of a fund follows inside a sentence.
    pub before_name: Words,
    /// Words of a fund that the year began without.
    pub not_at_first: Words,
    /// Totals that a change is told of without its base.
    pub changing: Words,
    /// What the fund is called that was just named.
    pub this_one: Words,
    /// Words of a label between a total and its part.
    pub binding: Words,
    /// Labels of what the clause before names.
    pub sums: Words,
    /// Words between who paid and what was paid for.
    pub paid_for: Words,
    /// Verbs that say how a fund spent its money.
    pub paid_out: Words,
    /// Words before the one thing that a whole total went to.
    pub wholly: Words,
    /// Verbs before the first name of a list of projects.
    pub carrying_out: Words,
    /// Words behind what was spent of a budget.
    pub all_spent: Words,
    /// Verbs of vehicles that were bought.
    pub bought: Words,
    /// What tells why a budget changed.
    pub caused_by: Words,
    /// Words behind a fund that a clause tells of.
    pub told_of: Words,
    /// Words of money that was received, given or planned.
    pub received: Words,
    /// Words behind a ceiling.
    pub within: Words,
    /// Words behind the base of a change.
    pub compared: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct WordsFile {
    pub turns: Turns,
    pub classes: ClassWords,
    pub money_words: MoneyWords,
    pub subjects: BTreeMap<String, Vec<String>>,
    pub label: LabelWords,
    pub changes: ChangeWords,
    pub tables: TableWords,
    pub standards: Plain,
    pub aside: AsideWords,
    pub lists: ListWords,
    pub structure: StructureWords,
}
