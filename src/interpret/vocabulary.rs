//! The words of the field as data: quantities, the terms that name them, and the words that bind and compare.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::facts::{Column, ConceptId};

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

    fn key(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("general", |(_, k)| k)
    }

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
    by: BTreeMap<String, String>,
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

impl Term {
    /// What the term means when the sentence speaks of `subject`.
    pub fn meaning(&'static self, subject: Subject) -> Meaning {
        let found = self.by.get(subject.key()).or(self.id.as_ref());
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
        self.by.get("fund").is_some_and(|id| !id.is_empty())
    }

    /// The id under 年初预算 (基本支出预算 as a part of it).
    pub fn under_initial(&'static self) -> Option<ConceptId> {
        self.by.get("under_initial").map(String::as_str)
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

#[derive(Debug, Deserialize)]
struct LabelWords {
    leading: Vec<String>,
    trailing: Vec<String>,
    neutral: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ChangeWords {
    against: Vec<String>,
    up: Vec<String>,
    down: Vec<String>,
    last_year: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Plain {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct AsideWords {
    words: Vec<String>,
    scopes: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ListWords {
    among: Vec<String>,
    exhaustive: Vec<String>,
    closing: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct StructureWords {
    not_fund: Vec<String>,
    chapter: Vec<String>,
    strong_nouns: Vec<String>,
    fund_nouns: Vec<String>,
    name_openings: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Words {
    subjects: BTreeMap<String, Vec<String>>,
    label: LabelWords,
    changes: ChangeWords,
    standards: Plain,
    aside: AsideWords,
    lists: ListWords,
    structure: StructureWords,
}

/// All words, ready for look-up.
#[derive(Debug)]
pub struct Vocabulary {
    quantities: Vec<Quantity>,
    by_id: HashMap<String, usize>,
    terms: Vec<Term>,
    by_word: HashMap<String, usize>,
    longest: usize,
    subjects: Vec<(String, Subject)>,
    /// Words taken off the front of a label.
    pub leading: Vec<String>,
    /// Words taken off its end.
    pub trailing: Vec<String>,
    neutral: Vec<String>,
    /// Words that a comparison needs before it.
    pub against: Vec<String>,
    /// Increases.
    pub up: Vec<String>,
    /// Decreases.
    pub down: Vec<String>,
    /// Words for the year before.
    pub last_year: Vec<String>,
    /// Words of unit prices and ceilings.
    pub standards: Vec<String>,
    /// Words of figures beside the unit's own.
    pub aside: Vec<String>,
    /// Those of them that tell a scope or a stretch of time, not a thing.
    pub scopes: Vec<String>,
    /// Words that bind some parts.
    pub among: Vec<String>,
    /// Words that bind all parts.
    pub exhaustive: Vec<String>,
    /// Words of a total at the end of its list.
    pub closing: Vec<String>,
    /// Words that no fund's name has.
    pub not_fund: Vec<String>,
    /// Words of chapters' names.
    pub chapter: Vec<String>,
    /// Endings that make a name a fund's.
    pub strong_nouns: Vec<String>,
    /// Endings of funds' names.
    pub fund_nouns: Vec<String>,
    /// Words with which a name begins though their first character is a connective elsewhere.
    pub name_openings: Vec<String>,
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words
}

fn load() -> Result<Vocabulary, toml::de::Error> {
    let quantities: Quantities = toml::from_str(include_str!("data/quantities.toml"))?;
    let terms: Terms = toml::from_str(include_str!("data/terms.toml"))?;
    let words: Words = toml::from_str(include_str!("data/words.toml"))?;
    let by_id = quantities.quantity.iter().enumerate().map(|(i, q)| (q.id.clone(), i)).collect();
    let mut by_word = HashMap::new();
    let mut longest = 0;
    let mut list = Vec::new();
    for data in terms.term {
        for word in data.words {
            let word = squeeze(&word);
            longest = longest.max(word.len());
            by_word.entry(word).or_insert(list.len());
        }
        list.push(Term {
            id: data.id,
            by: data.by,
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
    Ok(Vocabulary {
        quantities: quantities.quantity,
        by_id,
        terms: list,
        by_word,
        longest,
        subjects,
        leading: longest_first(words.label.leading),
        trailing: longest_first(words.label.trailing),
        neutral: longest_first(words.label.neutral),
        against: words.changes.against,
        up: words.changes.up,
        down: words.changes.down,
        last_year: words.changes.last_year,
        standards: words.standards.words,
        aside: words.aside.words,
        scopes: words.aside.scopes,
        among: longest_first(words.lists.among),
        exhaustive: longest_first(words.lists.exhaustive),
        closing: words.lists.closing,
        not_fund: words.structure.not_fund,
        chapter: words.structure.chapter,
        strong_nouns: words.structure.strong_nouns,
        fund_nouns: words.structure.fund_nouns,
        name_openings: words.structure.name_openings,
    })
}

static VOCABULARY: LazyLock<Option<Vocabulary>> = LazyLock::new(|| load().ok());
static EMPTY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary {
    quantities: Vec::new(),
    by_id: HashMap::new(),
    terms: Vec::new(),
    by_word: HashMap::new(),
    longest: 0,
    subjects: Vec::new(),
    leading: Vec::new(),
    trailing: Vec::new(),
    neutral: Vec::new(),
    against: Vec::new(),
    up: Vec::new(),
    down: Vec::new(),
    last_year: Vec::new(),
    standards: Vec::new(),
    aside: Vec::new(),
    scopes: Vec::new(),
    among: Vec::new(),
    exhaustive: Vec::new(),
    closing: Vec::new(),
    not_fund: Vec::new(),
    chapter: Vec::new(),
    strong_nouns: Vec::new(),
    fund_nouns: Vec::new(),
    name_openings: Vec::new(),
});

/// The vocabulary, parsed once. (The data is part of the program; a test proves that it parses.)
pub fn vocabulary() -> &'static Vocabulary {
    VOCABULARY.as_ref().unwrap_or_else(|| &EMPTY)
}

/// A label without blanks, quotation marks and 的, with half-width brackets made full-width: the form that is looked up.
pub fn squeeze(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            ' ' | '\t' | '“' | '”' | '"' | '\'' | '‘' | '’' | '「' | '」' | '的' | '\u{3000}' => {}
            '(' => out.push('（'),
            ')' => out.push('）'),
            '０'..='９' => out.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            c => out.push(c),
        }
    }
    out
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
        self.by_word.get(words).and_then(|&i| self.terms.get(i))
    }

    /// The longest term at the end of (squeezed) words, and the byte at which it begins.
    pub fn term_at_end(&self, words: &str) -> Option<(usize, &Term)> {
        let floor = words.len().saturating_sub(self.longest);
        words.char_indices().map(|(i, _)| i).filter(|&i| i >= floor).find_map(|i| self.term(words.get(i..)?).map(|t| (i, t)))
    }

    /// The longest term at the start of (squeezed) words, and the byte after it.
    pub fn term_at_start(&self, words: &str) -> Option<(usize, &Term)> {
        let ceiling = words.len().min(self.longest);
        let ends: Vec<usize> = words.char_indices().map(|(i, c)| i + c.len_utf8()).take_while(|&e| e <= ceiling).collect();
        ends.iter().rev().find_map(|&e| self.term(words.get(..e)?).map(|t| (e, t)))
    }

    /// Whether (squeezed) words can be the name of a fund: no words of quantities, and no name of a chapter.
    pub fn may_name_fund(&self, name: &str) -> bool {
        !self.not_fund.iter().any(|w| name.contains(w.as_str()))
            && (self.strong_nouns.iter().any(|w| name.ends_with(w.as_str()))
                || !self.chapter.iter().any(|w| name.contains(w.as_str())))
    }

    /// The subject that words name, the longest first.
    pub fn subject(&self, words: &str) -> Option<Subject> {
        self.subjects.iter().find(|(w, _)| words.contains(w.as_str())).map(|(_, s)| *s)
    }

    /// Whether (squeezed) words say nothing of their own: years, 全年, 本单位.
    pub fn is_neutral(&self, words: &str) -> bool {
        let mut rest = words;
        'outer: while !rest.is_empty() {
            if let Some(c) = rest.chars().next()
                && (c.is_ascii_digit() || matches!(c, '月' | '日' | '、' | '底' | '：' | '，' | '-' | '—'))
            {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            for w in &self.neutral {
                if let Some(r) = rest.strip_prefix(w.as_str()) {
                    rest = r;
                    continue 'outer;
                }
            }
            return false;
        }
        true
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
            for id in t.by.values().chain(&t.id) {
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
