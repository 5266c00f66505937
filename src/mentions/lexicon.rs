//! The words around numbers, from `data/`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;
use serde::Deserialize;

use super::chars::char_at;
use crate::words::CharMap;

/// What a unit says about its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Things, people, events.
    Count,
    /// A length of time.
    Duration,
    /// An age.
    Age,
    /// A floor, a room, a building's number.
    Floor,
    /// A physical quantity or a foreign currency.
    Measure,
    /// A rank or class.
    Ordinal,
}

/// A bit for each character by its last bits: what is in none of these sets is mostly seen without a look into a map.
#[derive(Debug, Default)]
struct Bits([u64; 16]);

impl Bits {
    fn add(&mut self, c: char) {
        self.0[(c as usize >> 6) & 15] |= 1 << (c as u32 & 63);
    }

    fn may_hold(&self, c: char) -> bool {
        self.0[(c as usize >> 6) & 15] >> (c as u32 & 63) & 1 != 0
    }
}

/// The key of a word's first two characters.
fn pair(first: char, second: char) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// A word list that is searched by the words at a place, longest first.
#[derive(Debug, Default)]
pub struct Words<T> {
    first: Bits,
    /// Words of one character.
    single: CharMap<(Box<str>, T)>,
    /// Longer words by their first two characters: some begin dozens of words.
    longer: HashMap<u64, Vec<(Box<str>, T)>, FxBuildHasher>,
}

impl<T: Copy> Words<T> {
    fn add(&mut self, word: &str, value: T) {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return };
        self.first.add(first);
        let Some(second) = chars.next() else {
            self.single.entry(first).or_insert((word.into(), value));
            return;
        };
        let list = self.longer.entry(pair(first, second)).or_default();
        if list.iter().all(|(w, _)| **w != *word) {
            list.push((word.into(), value));
            list.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        }
    }

    /// A list of words that mean the same.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>, value: T) -> Self
    where
        T: Default,
    {
        let mut list = Self::default();
        words.into_iter().for_each(|w| list.add(w, value));
        list
    }

    /// The words of the list that begin at `at`, longest first: end and value.
    pub fn all_at<'a>(&'a self, text: &'a str, at: usize) -> impl Iterator<Item = (usize, &'a str, T)> + 'a {
        let rest = text.get(at..).unwrap_or("");
        let mut chars = rest.chars();
        let first = chars.next().filter(|&c| self.first.may_hold(c));
        let longer = first.and_then(|c| self.longer.get(&pair(c, chars.next()?))).map_or(&[][..], |l| l);
        let single = first.and_then(|c| self.single.get(&c));
        let longer = longer.iter().filter(move |(w, _)| rest.starts_with(&**w));
        longer.chain(single).map(move |(w, v)| (at + w.len(), &**w, *v))
    }

    /// The longest word of the list that begins at `at`.
    pub fn at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        self.all_at(text, at).next().map(|(end, _, v)| (end, v))
    }
}

/// A word list that is searched by the words that end at a place.
#[derive(Debug, Default)]
pub struct Suffixes<T> {
    last: Bits,
    by_last: CharMap<Vec<(Box<str>, T)>>,
}

impl<T: Copy> Suffixes<T> {
    fn add(&mut self, word: &str, value: T) {
        let Some(last) = word.chars().next_back() else { return };
        self.last.add(last);
        let list = self.by_last.entry(last).or_default();
        if list.iter().all(|(w, _)| **w != *word) {
            list.push((word.into(), value));
            list.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        }
    }

    /// The longest word of the list that ends at `at`: its start and value.
    pub fn before(&self, text: &str, at: usize) -> Option<(usize, &str, T)> {
        let head = text.get(..at)?;
        let last = head.chars().next_back().filter(|&c| self.last.may_hold(c))?;
        let list = self.by_last.get(&last)?;
        list.iter().find(|(w, _)| head.ends_with(&**w)).map(|(w, v)| (at - w.len(), &**w, *v))
    }
}

#[derive(Deserialize)]
struct UnitsFile {
    count: String,
    duration: String,
    age: String,
    floor: String,
    measure: String,
    ordinal: String,
    guard: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct BoundWords {
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    at_least: Vec<String>,
    #[serde(default)]
    at_most: Vec<String>,
}

#[derive(Deserialize)]
struct YesNo {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
struct PercentWords {
    before: Vec<String>,
    link: Vec<String>,
    change: Vec<String>,
}

#[derive(Deserialize)]
struct Before {
    before: Vec<String>,
}

#[derive(Deserialize)]
struct HotlineWords {
    after: Vec<String>,
    numbers: Vec<String>,
}

#[derive(Deserialize)]
struct After {
    after: Vec<String>,
}

#[derive(Deserialize)]
struct ChineseWords {
    stop: Vec<String>,
    institutions: Vec<String>,
}

#[derive(Deserialize)]
struct WordsFile {
    lead: BoundWords,
    lead_guard: BTreeMap<String, String>,
    trail: BoundWords,
    money: YesNo,
    percent: PercentWords,
    score: Before,
    hotline: HotlineWords,
    meeting: After,
    chinese: ChineseWords,
}

use super::Bound;

/// All word lists of this stage.
#[derive(Debug)]
pub struct Lexicon {
    units: Words<Option<UnitKind>>,
    guards: HashMap<Box<str>, Box<str>, FxBuildHasher>,
    /// Bounding words before a number.
    pub lead: Suffixes<Bound>,
    /// Characters that make a bounding word a part of another word.
    pub lead_guard: Vec<(Box<str>, Box<str>)>,
    /// Bounding words after the unit.
    pub trail: Words<Bound>,
    /// Words that make a number with 万 money.
    pub money: Vec<String>,
    /// Words that keep it from being money.
    pub no_money: Vec<String>,
    /// Words before a percentage that is printed without its sign.
    pub percent: Suffixes<()>,
    /// Words between such a word and the number.
    pub percent_link: Suffixes<()>,
    /// Words between two percentages of a change.
    pub change: Words<()>,
    /// Words before a bare score.
    pub score: Suffixes<()>,
    /// Words after a hotline's number.
    pub hotline: Words<()>,
    /// Numbers of hotlines.
    pub hotlines: Vec<String>,
    /// Words that name a meeting.
    pub meeting: Vec<String>,
    /// Words that begin with a Chinese numeral and are no quantity.
    pub stop: Words<()>,
    /// What 一 before it is a number of (一个事业单位).
    pub institutions: Words<()>,
}

impl Lexicon {
    /// The unit that begins at `at`: its end and kind.
    pub fn unit(&self, text: &str, at: usize) -> Option<(usize, UnitKind)> {
        for (end, word, kind) in self.units.all_at(text, at) {
            let guarded = self.guards.get(word).is_some_and(|g| char_at(text, end).is_some_and(|c| g.contains(c)));
            // Latin units end where the word ends
            let cut = word.is_ascii() && char_at(text, end).is_some_and(|c| c.is_ascii_alphanumeric());
            if !guarded && !cut {
                return kind.map(|k| (end, k));
            }
        }
        None
    }

    fn load() -> Self {
        // The files are part of the program; a test reads them, so a fault in them cannot reach a user.
        let units: UnitsFile = toml::from_str(include_str!("data/units.toml")).expect("data/units.toml");
        let words: WordsFile = toml::from_str(include_str!("data/words.toml")).expect("data/words.toml");
        let mut all = Words::default();
        let kinds = [
            (&units.count, UnitKind::Count),
            (&units.duration, UnitKind::Duration),
            (&units.age, UnitKind::Age),
            (&units.floor, UnitKind::Floor),
            (&units.measure, UnitKind::Measure),
            (&units.ordinal, UnitKind::Ordinal),
        ];
        for (list, kind) in kinds {
            list.split_whitespace().for_each(|w| all.add(w, Some(kind)));
        }
        let refs = |list: &[String]| -> Vec<String> { list.to_vec() };
        let mut lead = Suffixes::default();
        let mut trail = Words::default();
        for (bound, l, t) in [
            (Bound::About, &words.lead.about, &words.trail.about),
            (Bound::AtLeast, &words.lead.at_least, &words.trail.at_least),
            (Bound::AtMost, &words.lead.at_most, &words.trail.at_most),
        ] {
            l.iter().for_each(|w| lead.add(w, bound));
            t.iter().for_each(|w| trail.add(w, bound));
        }
        let suffixes = |list: &[String]| {
            let mut s = Suffixes::default();
            list.iter().for_each(|w| s.add(w, ()));
            s
        };
        let plain = |list: &[String]| Words::of(list.iter().map(String::as_str), ());
        Lexicon {
            units: all,
            guards: units.guard.into_iter().map(|(k, v)| (k.into(), v.into())).collect(),
            lead,
            lead_guard: words.lead_guard.into_iter().map(|(k, v)| (k.into(), v.into())).collect(),
            trail,
            money: refs(&words.money.yes),
            no_money: refs(&words.money.no),
            percent: suffixes(&words.percent.before),
            percent_link: suffixes(&words.percent.link),
            change: plain(&words.percent.change),
            score: suffixes(&words.score.before),
            hotline: plain(&words.hotline.after),
            hotlines: words.hotline.numbers,
            meeting: words.meeting.after,
            stop: plain(&words.chinese.stop),
            institutions: plain(&words.chinese.institutions),
        }
    }
}

/// The lexicon, read once.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);
    &LEXICON
}
