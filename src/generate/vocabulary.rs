//! The words of the generator: departments, phrasings and place names, as data.

use std::sync::LazyLock;

use serde::Deserialize;

/// A group of results: a heading and clauses with counts.
#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub title: String,
    pub items: Vec<String>,
}

/// A kind of budget unit.
#[derive(Debug, Deserialize)]
pub(super) struct Department {
    pub name: String,
    /// `office`, `society`, `institution`, `school`, `township`.
    pub kind: String,
    /// Fewest and most people in post.
    pub staff: (i64, i64),
    /// Least and most project money, 万元.
    pub projects: (i64, i64),
    /// What its internal organs are called.
    pub organs: String,
    pub subs: Vec<String>,
    pub duties: Vec<String>,
    pub funds: Vec<String>,
    pub results: Vec<Group>,
}

#[derive(Debug, Deserialize)]
struct Departments {
    department: Vec<Department>,
}

/// A phrasing and the conditions under which it is true.
#[derive(Debug, Deserialize)]
pub(super) struct Phrase {
    pub text: String,
    pub when: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Lines {
    pub lines: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TitleWords {
    pub lines: Vec<String>,
    pub preface: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Headings {
    pub profile: Vec<String>,
    pub gpb: Vec<String>,
    pub fund: Vec<String>,
    pub capital: Vec<String>,
    pub insurance: Vec<String>,
    pub performance: Vec<String>,
    pub problems: Vec<String>,
    pub measures: Vec<String>,
    pub publication: Vec<String>,
    pub other: Vec<String>,
    pub duties: Vec<String>,
    pub organs: Vec<String>,
    pub staff: Vec<String>,
    pub goals: Vec<String>,
    pub basic: Vec<String>,
    pub projects: Vec<String>,
    pub overall: Vec<String>,
    pub sangong: Vec<String>,
    pub procurement: Vec<String>,
    pub results: Vec<String>,
    pub funds: Vec<String>,
    pub score: Vec<String>,
    pub income: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NilWords {
    pub lines: Vec<String>,
    pub other: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProjectWords {
    pub intro: Vec<String>,
    pub tail: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FundWords {
    pub intro: Vec<String>,
    pub intro_totals: Vec<String>,
    pub same: Vec<String>,
    pub up: Vec<String>,
    pub down: Vec<String>,
    pub both: Vec<String>,
    pub new: Vec<String>,
    pub unspent: Vec<String>,
    pub source: Vec<String>,
    pub why_up: Vec<String>,
    pub why_down: Vec<String>,
    pub tails: Vec<String>,
    pub purposes: Vec<String>,
    pub table: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GoalWords {
    pub lines: Vec<String>,
    pub item: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ResultWords {
    pub intro: Vec<String>,
    pub satisfaction: Vec<String>,
    /// Groups that fit any unit.
    pub extra: Vec<Group>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Prose {
    pub problems: Vec<String>,
    pub measures: Vec<String>,
    pub publication: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProjectReportWords {
    pub titles: Vec<String>,
    pub overview: Vec<String>,
    pub money: Vec<String>,
    pub item: Vec<String>,
    pub work: Vec<String>,
    pub decision: Vec<String>,
    pub management: Vec<String>,
}

/// All phrasings.
#[derive(Debug, Deserialize)]
pub(super) struct Phrases {
    pub title: TitleWords,
    pub headings: Headings,
    pub nil: NilWords,
    pub organs: Vec<Phrase>,
    pub staff: Vec<Phrase>,
    pub budget: Vec<Phrase>,
    pub totals: Vec<Phrase>,
    pub income: Vec<Phrase>,
    pub carry: Vec<Phrase>,
    pub economic: Vec<Phrase>,
    pub sangong: Vec<Phrase>,
    pub procurement: Vec<Phrase>,
    pub functional: Vec<Phrase>,
    pub projects: ProjectWords,
    pub govfund: Lines,
    pub funds: FundWords,
    pub score: Lines,
    pub goals: GoalWords,
    pub results: ResultWords,
    pub prose: Prose,
    pub project: ProjectReportWords,
}

/// Departments of the generator.
#[allow(clippy::expect_used)] // the data is part of the program, a test reads it
pub(super) static DEPARTMENTS: LazyLock<Vec<Department>> =
    LazyLock::new(|| toml::from_str::<Departments>(include_str!("data/departments.toml")).expect("departments.toml").department);

/// Phrasings of the generator.
#[allow(clippy::expect_used)] // the data is part of the program, a test reads it
pub(super) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| toml::from_str(include_str!("data/phrases.toml")).expect("phrases.toml"));

const FIRST: [&str; 24] = [
    "清", "云", "石", "金", "永", "宁", "安", "临", "新", "兴", "龙", "凤", "青", "长", "和", "平", "松", "梅", "柳", "沙", "竹",
    "桃", "枫", "锦",
];
const SECOND: [&str; 20] =
    ["溪", "山", "川", "河", "原", "州", "阳", "泉", "湖", "桥", "岭", "江", "林", "水", "田", "塘", "城", "浦", "源", "港"];

/// A place name of two characters, by number: 480 different ones.
pub(super) fn place_name(n: u64) -> String {
    let (a, b) = (n % FIRST.len() as u64, n / FIRST.len() as u64 % SECOND.len() as u64);
    format!("{}{}", FIRST[a as usize], SECOND[b as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_reads() {
        assert!(DEPARTMENTS.len() >= 20);
        assert!(DEPARTMENTS.iter().all(|d| d.funds.len() >= 3 && !d.results.is_empty()));
        assert!(PHRASES.totals.len() >= 5);
    }
}
