//! The words of the field as data: quantities, the terms that name them, and the words that bind and compare.

mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;
use serde::Deserialize;

use self::words::{ClassWords, WordsFile};
pub use self::words::{MoneyWords, Turns};
use super::facts::{Column, ConceptId};
use crate::words::Words;

/// A quantity of the field (handbook §4).
#[derive(Debug, Deserialize)]
pub struct Quantity {
    /// Id, e.g. `gpb_expenditure`.
    pub id: String,
    /// The term that people read.
    pub label: String,
    /// `万元`, `人`, `%`, …
    pub unit: String,
    /// Totals to which it belongs even where no word binds it.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Further totals that a binding word may give it to.
    #[serde(default)]
    pub parts_of: Vec<String>,
}

/// What a sentence or heading speaks of; it decides what a bare 支出 or 年初预算 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Subject {
    General,
    Gpb,
    Govfund,
    Soe,
    Social,
    SanGong,
    Procurement,
    Basic,
    Project,
    Fund,
    Asset,
    /// A functional class (教育支出（类）): its figures have no id of their own.
    Class,
}

impl Subject {
    const ALL: [(Subject, &'static str); 12] = [
        (Subject::General, "general"),
        (Subject::Gpb, "gpb"),
        (Subject::Govfund, "govfund"),
        (Subject::Soe, "soe"),
        (Subject::Social, "social"),
        (Subject::SanGong, "san_gong"),
        (Subject::Procurement, "procurement"),
        (Subject::Basic, "basic"),
        (Subject::Project, "project"),
        (Subject::Fund, "fund"),
        (Subject::Asset, "asset"),
        (Subject::Class, "class"),
    ];

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, k)| *k == key).map(|(s, _)| *s)
    }
}

#[derive(Debug, Deserialize)]
struct TermData {
    words: Vec<String>,
    id: Option<String>,
    #[serde(default)]
    by: BTreeMap<String, String>,
    column: Option<String>,
    opens: Option<String>,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    aside: bool,
}

/// A word that names an amount.
#[derive(Debug)]
pub struct Term {
    id: Option<String>,
    /// By subject.
    by: [Option<String>; Subject::ALL.len()],
    pub(super) under_initial: Option<String>,
    /// Which of the three figures of a quantity it names.
    pub column: Option<Column>,
    /// What the rest of the sentence speaks of after it.
    pub opens: Option<Subject>,
    /// It says nothing of its own scope.
    pub bare: bool,
    /// It names a figure that stands beside the unit's own (总投资).
    pub aside: bool,
}

/// What a term means for a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This quantity.
    Id(ConceptId),
    /// A figure without an id that stands beside the unit's own.
    Beside,
    /// A figure without an id.
    NoId,
}

impl Meaning {
    /// Whether it is where a fund's money comes from.
    pub fn is_source(self) -> bool {
        matches!(self, Meaning::Id(id) if id.starts_with("fund_source") || id.starts_with("fund_other"))
    }
}

impl Term {
    /// What the term means when the sentence speaks of `subject`.
    pub fn meaning(&'static self, subject: Subject) -> Meaning {
        let found = self.by.get(subject as usize).and_then(Option::as_ref).or(self.id.as_ref());
        match found.map(String::as_str) {
            Some("none") => Meaning::NoId,
            Some("") if self.id.is_some() && self.column.is_none() => Meaning::NoId,
            Some("") => Meaning::Beside,
            Some(id) => Meaning::Id(id),
            None => Meaning::NoId,
        }
    }

    /// Whether the term has a meaning for a special fund.
    pub fn is_fund_field(&self) -> bool {
        self.by.get(Subject::Fund as usize).and_then(Option::as_ref).is_some_and(|id| !id.is_empty())
    }

    /// Whether it takes from a fund's budget (调减, 核减).
    pub fn is_decrease_of_fund(&self) -> bool {
        self.by.get(Subject::Fund as usize).and_then(Option::as_deref) == Some("fund_adjust_decrease")
    }

    /// The id under 年初预算 (基本支出预算 as a part of it).
    pub fn under_initial(&'static self) -> Option<ConceptId> {
        self.under_initial.as_deref()
    }
}

#[derive(Debug, Deserialize)]
struct Terms {
    term: Vec<TermData>,
}

#[derive(Debug, Deserialize)]
struct Quantities {
    quantity: Vec<Quantity>,
}

/// All words, ready for look-up.
#[derive(Debug, Default)]
pub struct Vocabulary {
    quantities: Vec<Quantity>,
    by_id: HashMap<String, usize, FxBuildHasher>,
    terms: Vec<Term>,
    term_words: Words,
    /// By the index of the word, its term.
    term_of_word: Vec<usize>,
    subject_words: Words,
    /// By the index of the word, its subject.
    subjects: Vec<Subject>,
    /// Words taken off the front of a label.
    pub leading: Words,
    /// Words taken off its end.
    pub trailing: Words,
    neutral: Words,
    /// Words that a comparison needs before it.
    pub against: Words,
    /// Increases and decreases.
    changes: Words,
    /// How many of them are increases; they stand first.
    increases: usize,
    /// Words for the year before.
    pub last_year: Words,
    /// Words that hold a word for a change and tell none.
    pub no_change: Words,
    /// Heads of a column that names the rows of a table's second half.
    pub half_heads: Words,
    /// Words in the head of a first column that names projects or funds.
    pub fund_corners: Words,
    /// Heads of a column that speaks of the row.
    pub remark_heads: Words,
    /// Words of unit prices and ceilings.
    pub standards: Words,
    /// Words of figures beside the unit's own.
    pub aside: Words,
    /// Words of what lies beside the unit (全县, 累计).
    pub scopes: Words,
    /// Words of chapters and stages that no project's name has (筹集, 进展), where nothing else makes it one.
    pub no_project: Words,
    /// Openings of chapters' titles that tell of money.
    pub chapter_titles: Words,
    /// Words that no such name begins with (下属, 其余).
    pub no_project_starts: Words,
    /// Words that none ends in (类, 部分).
    pub no_project_ends: Words,
    /// Those of them that mean a whole area (全县).
    pub wide_scopes: Words,
    /// Words that bind some parts wherever they stand.
    pub among: Words,
    /// Words that do so only in some places (中, 含, 用于).
    pub among_sometimes: Words,
    /// Words that hold a binding character and bind nothing (中心).
    pub not_among: Words,
    /// Words that bind all parts.
    pub exhaustive: Words,
    /// Words of a total at the end of its list.
    pub closing: Words,
    /// Words that no fund's name has.
    pub not_fund: Words,
    /// Words of chapters' names.
    pub chapter: Words,
    /// Endings that make a name a fund's.
    pub strong_nouns: Words,
    /// Endings of funds' names.
    pub fund_nouns: Words,
    /// Words with which a name begins though their first character is a connective elsewhere.
    pub name_openings: Words,
    /// Words with which no fund's name begins.
    pub no_openings: Words,
    /// Words that only join a sentence to the one before it (此外，).
    pub besides: Words,
    /// Words that count off the items of a list (首先是).
    pub ordinals: Words,
    /// Words of money.
    pub money: MoneyWords,
    /// Turns of running text.
    pub turns: Turns,
    classes: ClassWords,
}

fn load() -> Result<Vocabulary, toml::de::Error> {
    let quantities: Quantities = toml::from_str(include_str!("../data/quantities.toml"))?;
    let terms: Terms = toml::from_str(include_str!("../data/terms.toml"))?;
    let words: WordsFile = toml::from_str(include_str!("../data/words.toml"))?;
    let by_id = quantities.quantity.iter().enumerate().map(|(i, q)| (q.id.clone(), i)).collect();
    let (mut term_words, mut term_of_word) = (Vec::new(), Vec::new());
    let mut list = Vec::new();
    for data in terms.term {
        for word in data.words {
            term_words.push(squeeze(&word));
            term_of_word.push(list.len());
        }
        list.push(Term {
            id: data.id,
            by: Subject::ALL.map(|(_, key)| data.by.get(key).cloned()),
            under_initial: data.by.get("under_initial").cloned(),
            column: match data.column.as_deref() {
                Some("initial") => Some(Column::Initial),
                Some("budget") => Some(Column::Budget),
                Some("executed") => Some(Column::Executed),
                _ => None,
            },
            opens: data.opens.as_deref().and_then(Subject::from_key),
            bare: data.bare,
            aside: data.aside,
        });
    }
    let mut subjects: Vec<(String, Subject)> = words
        .subjects
        .into_iter()
        .filter_map(|(key, list)| Subject::from_key(&key).map(|s| (s, list)))
        .flat_map(|(s, list)| list.into_iter().map(move |w| (squeeze(&w), s)))
        .collect();
    subjects.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    let (subject_words, subjects): (Vec<String>, Vec<Subject>) = subjects.into_iter().unzip();
    let increases = words.changes.up.len();
    let changes: Vec<String> = words.changes.up.into_iter().chain(words.changes.down).collect();
    let sometimes = |w: &String| matches!(w.as_str(), "中" | "中，" | "里" | "里，" | "里面，" | "当中，" | "含" | "用于");
    let (among_sometimes, among): (Vec<String>, Vec<String>) = words.lists.among.into_iter().partition(sometimes);
    // 由…构成 is known by its 由
    let exhaustive: Vec<String> = words.lists.exhaustive.into_iter().filter(|w| !matches!(w.as_str(), "构成" | "组成")).collect();
    Ok(Vocabulary {
        quantities: quantities.quantity,
        by_id,
        terms: list,
        term_words: term_words.into(),
        term_of_word,
        subject_words: subject_words.into(),
        subjects,
        leading: words.label.leading,
        trailing: words.label.trailing,
        neutral: words.label.neutral,
        against: words.changes.against,
        changes: changes.into(),
        increases,
        last_year: words.changes.last_year,
        no_change: words.changes.no_change,
        half_heads: words.tables.half_heads,
        remark_heads: words.tables.remark_heads,
        fund_corners: words.tables.fund_corners,
        standards: words.standards.words,
        aside: words.aside.words,
        scopes: words.aside.scopes,
        wide_scopes: words.aside.wide_scopes,
        among: among.into(),
        among_sometimes: among_sometimes.into(),
        exhaustive: exhaustive.into(),
        not_among: words.lists.not_among,
        closing: words.lists.closing,
        not_fund: words.structure.not_fund,
        chapter: words.structure.chapter,
        strong_nouns: words.structure.strong_nouns,
        fund_nouns: words.structure.fund_nouns,
        name_openings: words.structure.name_openings,
        no_project: words.structure.no_project,
        chapter_titles: words.structure.chapter_titles,
        no_project_starts: words.structure.no_project_starts,
        no_project_ends: words.structure.no_project_ends,
        no_openings: words.structure.no_openings,
        besides: words.label.besides,
        ordinals: words.label.ordinals,
        money: words.money_words,
        turns: words.turns,
        classes: words.classes,
    })
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| load().unwrap_or_default());
/// The vocabulary, parsed once. (The data is part of the program; a test proves that it parses.)
pub fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

/// A label without blanks, quotation marks and 的, with half-width brackets made full-width: the form that is looked up.
pub fn squeeze(words: &str) -> String {
    squeezed_words(words).into_owned()
}

/// As [`squeeze`]; most labels are squeezed as they stand.
pub(super) fn squeezed_words(words: &str) -> Cow<'_, str> {
    let bytes = words.as_bytes();
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    // runs of characters that stay are copied whole; nearly all are known to stay by their first bytes
    while let Some(&b) = bytes.get(at) {
        at += match b {
            b'0'..=b'9' | b'.' => 1,
            0xe4..=0xe6 | 0xe8..=0xee => 3,
            0xe7 if bytes.get(at + 1..at + 3) != Some(&[0x9a, 0x84]) => 3,
            _ => {
                let Some(c) = words.get(at..).and_then(|rest| rest.chars().next()) else { break };
                let stays = squeezed(c);
                if stays != Some(c) {
                    if copied == 0 {
                        out.reserve(bytes.len());
                    }
                    out.push_str(words.get(copied..at).unwrap_or(""));
                    out.extend(stays);
                    copied = at + c.len_utf8();
                }
                c.len_utf8()
            }
        };
    }
    if copied == 0 {
        return Cow::Borrowed(words);
    }
    out.push_str(words.get(copied..).unwrap_or(""));
    Cow::Owned(out)
}

/// What [`squeeze`] makes of a character.
pub(super) fn squeezed(c: char) -> Option<char> {
    match c {
        ' ' | '\t' | '“' | '”' | '"' | '\'' | '‘' | '’' | '「' | '」' | '的' | '\u{3000}' => None,
        '(' => Some('（'),
        ')' => Some('）'),
        '０'..='９' => Some(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
        _ => Some(c),
    }
}

impl Vocabulary {
    /// A quantity by its id.
    pub fn quantity(&self, id: &str) -> Option<&Quantity> {
        self.by_id.get(id).and_then(|&i| self.quantities.get(i))
    }

    /// All quantities in the order of the handbook.
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// The term that is exactly these (squeezed) words.
    pub fn term(&self, words: &str) -> Option<&Term> {
        self.term_at_end(words).filter(|(at, _)| *at == 0).map(|(_, term)| term)
    }

    /// The longest term at the end of (squeezed) words, and the byte at which it begins.
    pub fn term_at_end(&self, words: &str) -> Option<(usize, &Term)> {
        let (word, len) = self.term_words.longest_at_end(words)?;
        Some((words.len() - len, self.terms.get(*self.term_of_word.get(word)?)?))
    }

    /// The longest term at the start of (squeezed) words, and the byte after it.
    pub fn term_at_start(&self, words: &str) -> Option<(usize, &Term)> {
        let (word, len) = self.term_words.longest_at_start(words)?;
        Some((len, self.terms.get(*self.term_of_word.get(word)?)?))
    }

    /// Whether (squeezed) words can be the name of a fund: no words of quantities, and no name of a chapter.
    pub fn may_name_fund(&self, name: &str) -> bool {
        !self.not_fund.is_in(name) && (self.strong_nouns.at_end(name).is_some() || !self.chapter.is_in(name))
    }

    /// Whether (squeezed) words are an item of the official classification of expenditure (农村基础设施建设支出), no fund.
    pub fn is_expenditure_class(&self, words: &str) -> bool {
        let named = self.classes.names.longest_at_end(words).and_then(|(_, len)| words.get(..words.len() - len));
        named.is_some_and(|head| self.is_neutral(head)) || self.classes.endings.at_end(words).is_some()
    }

    /// Whether (squeezed) words are a total of projects and no project: 专项共3项, 总投入, 其余.
    pub fn names_only_a_total(&self, words: &str) -> bool {
        // 学校共有5个项目
        let number = words.find(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
        if number.is_some_and(|i| {
            let kind = words
                .get(i..)
                .unwrap_or("")
                .trim_start_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
            self.turns.counted_projects.at_start(kind) == Some(kind) && words.get(..i).is_some_and(|h| h.ends_with(['共', '有']))
        }) {
            return true;
        }
        let head = words.trim_end_matches(['项', '个', '类']);
        let counted = head.trim_end_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
        let counted = if counted.len() < head.len() { counted } else { words };
        // 五个项目, 以上6个项目
        let back = if counted.starts_with(['以', '上', '这', '共']) {
            counted.trim_start_matches("以上").trim_start_matches("上述").trim_start_matches('这').trim_start_matches('共')
        } else {
            counted
        };
        let led = back.trim_start_matches(|c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c));
        let counted = if led.len() < back.len() {
            ["大类", "个", "项", "类"].iter().find_map(|w| led.strip_prefix(w)).unwrap_or(led)
        } else {
            counted
        };
        let rest = self.money.total_words.trim_end(counted);
        rest.len() < words.len() && (rest.is_empty() || self.is_neutral(rest))
    }

    /// The subject that words name, the longest first.
    pub fn subject(&self, words: &str) -> Option<Subject> {
        self.subject_words.first_listed_in(words).and_then(|i| self.subjects.get(i)).copied()
    }

    /// Whether (squeezed) words say nothing of their own: years, 全年, 本单位.
    pub fn is_neutral(&self, words: &str) -> bool {
        let mut rest = words;
        while !rest.is_empty() {
            if let Some(c) = rest.chars().next()
                && (c.is_ascii_digit() || matches!(c, '月' | '日' | '、' | '底' | '：' | '，' | '-' | '—'))
            {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            match self.neutral.longest_at_start(rest) {
                Some((_, len)) => rest = rest.get(len..).unwrap_or(""),
                None => return false,
            }
        }
        true
    }

    /// The change that words name last: its first byte, and 1 for an increase, -1 for a decrease.
    pub fn last_change(&self, words: &str) -> Option<(usize, i8)> {
        let hit = self.changes.last_end_in(words).filter(|hit| self.no_change.at(words, hit.start).is_none())?;
        Some((hit.start, if hit.word < self.increases { 1 } else { -1 }))
    }

    /// Whether a quantity belongs to a total: by itself (`true`), or only when a word binds it (`false`); none if it cannot.
    pub fn belongs(&self, part: &str, total: &str) -> Option<bool> {
        let q = self.quantity(part)?;
        if q.parents.iter().any(|p| p == total) {
            Some(true)
        } else if q.parts_of.iter().any(|p| p == total) {
            Some(false)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_parses_and_names_known_quantities() {
        let v = load().expect("data files parse");
        for q in &v.quantities {
            for p in q.parents.iter().chain(&q.parts_of) {
                assert!(v.by_id.contains_key(p), "{p}");
            }
        }
        for t in &v.terms {
            for id in t.by.iter().flatten().chain(&t.id) {
                assert!(id.is_empty() || id == "none" || v.by_id.contains_key(id), "{id}");
            }
        }
    }

    #[test]
    fn the_longest_term_wins() {
        let v = vocabulary();
        let words = squeeze("2024年度单位一般公共预算财政拨款支出");
        let (at, term) = v.term_at_end(&words).expect("a term");
        assert_eq!(&words[at..], "一般公共预算财政拨款支出");
        assert_eq!(term.meaning(Subject::General), Meaning::Id("gpb_expenditure"));
        assert!(v.is_neutral(&words[..at]));
    }

    #[test]
    fn a_bare_word_follows_the_subject() {
        let term = vocabulary().term("年初预算").expect("a term");
        assert_eq!(term.meaning(Subject::General), Meaning::Id("budget_total_initial"));
        assert_eq!(term.meaning(Subject::Fund), Meaning::Id("fund_budget_initial"));
        assert_eq!(term.meaning(Subject::SanGong), Meaning::Beside);
    }
}
