//! Word lists made ready for search: a text is asked for all words of a list in one pass, instead of once a word.
//!
//! Every stage keeps its words in `data/`, in lists of up to some hundred. A search for each of them costs more than
//! everything else that a stage does; a [`Words`] looks at each character once, and goes on only where a word begins.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;
use serde::Deserialize;

/// A map by one character.
pub type CharMap<V> = HashMap<char, V, FxBuildHasher>;

/// Words by their characters, read forwards or backwards.
#[derive(Clone, Debug, Default)]
struct Trie {
    /// A bit for each character (by its last bits) that a word begins with: most characters of a text are done with it.
    first: [u64; 16],
    /// The first characters and the nodes below, in a table by [`Self::slot`] (a power of two, at most half full); node 0 is a
    /// free place.
    roots: Vec<(char, u32)>,
    /// The nodes; the first is the root.
    nodes: Vec<Node>,
    /// Characters and the nodes below, those of one node side by side in the order of the characters.
    edges: Vec<(char, u32)>,
}

/// A node of a [`Trie`]: a beginning of words.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// First of its edges.
    from: u32,
    /// How many it has.
    count: u32,
    /// The word that ends here, and one more; 0 for none.
    word: u32,
}

/// A node while the words are added.
#[derive(Default)]
struct Growing {
    below: BTreeMap<char, usize>,
    word: u32,
}

impl Trie {
    /// A trie of words, each given by its characters in the order of reading. Of equal words the first counts.
    fn new<W: Iterator<Item = char>>(words: impl Iterator<Item = W>) -> Self {
        let mut grown = vec![Growing::default()];
        for (index, word) in words.enumerate() {
            let mut node = 0;
            for c in word {
                let new = grown.len();
                node = *grown[node].below.entry(c).or_insert(new);
                if node == new {
                    grown.push(Growing::default());
                }
            }
            if node > 0 && grown[node].word == 0 {
                grown[node].word = index as u32 + 1;
            }
        }
        let mut trie = Self::default();
        for node in &grown {
            trie.nodes.push(Node { from: trie.edges.len() as u32, count: node.below.len() as u32, word: node.word });
            trie.edges.extend(node.below.iter().map(|(&c, &below)| (c, below as u32)));
        }
        let first = trie.nodes[0].count as usize;
        trie.roots = vec![('\0', 0); (first * 2).next_power_of_two()];
        for &(c, below) in trie.edges.iter().take(first) {
            let (at, bit) = Self::bit(c);
            trie.first[at] |= bit;
            let mut slot = Self::slot(c) & (trie.roots.len() - 1);
            while trie.roots[slot].1 != 0 {
                slot = (slot + 1) & (trie.roots.len() - 1);
            }
            trie.roots[slot] = (c, below);
        }
        trie
    }

    fn bit(c: char) -> (usize, u64) {
        ((c as usize >> 6) & 15, 1 << (c as u32 & 63))
    }

    /// Where to look first for a character among the roots.
    fn slot(c: char) -> usize {
        ((c as u32).wrapping_mul(0x9e37_79b1) >> 16) as usize
    }

    /// The node below the root.
    fn root(&self, c: char) -> Option<u32> {
        let mask = self.roots.len().checked_sub(1)?;
        let mut slot = Self::slot(c) & mask;
        loop {
            match *self.roots.get(slot)? {
                (_, 0) => return None,
                (of, below) if of == c => return Some(below),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The node below another one. Most have one or two edges, so they are looked through.
    fn below(&self, node: &Node, c: char) -> Option<u32> {
        let edges = self.edges.get(node.from as usize..(node.from + node.count) as usize)?;
        if edges.len() > 16 {
            return edges.binary_search_by_key(&c, |e| e.0).ok().and_then(|i| edges.get(i)).map(|e| e.1);
        }
        edges.iter().find(|e| e.0 == c).map(|e| e.1)
    }

    /// Whether a word may begin with a character.
    fn may_begin(&self, c: char) -> bool {
        let (at, bit) = Self::bit(c);
        self.first[at] & bit != 0
    }

    /// The next byte from `at` on where a word may begin. Looks at bytes: the bits of [`Self::bit`] are the low bits of the
    /// last two bytes of a character.
    fn next(&self, text: &str, mut at: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        while let Some(&lead) = bytes.get(at) {
            if (0xe0..0xf0).contains(&lead) {
                let &[_, second, third] = bytes.get(at..at + 3)? else { return None };
                if self.first[usize::from(second & 15)] & (1 << (third & 63)) != 0 {
                    return Some(at);
                }
                at += 3;
                continue;
            }
            let c = text.get(at..)?.chars().next()?;
            if self.may_begin(c) {
                return Some(at);
            }
            at += c.len_utf8();
        }
        None
    }

    /// The places from left to right where a word may begin.
    fn begins<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.next(text, at)?;
            at = found + char_len(*text.as_bytes().get(found)?);
            Some(found)
        })
    }

    /// Tells `found` the words that begin here, the shortest first: index and length in bytes.
    fn walk(&self, mut text: impl Iterator<Item = char>, found: impl FnMut(usize, usize)) {
        if let Some(c) = text.next().filter(|&c| self.may_begin(c)) {
            self.walk_from(c, text, found);
        }
    }

    /// As [`Self::walk`], from a first character with which a word may begin.
    fn walk_from(&self, c: char, mut text: impl Iterator<Item = char>, mut found: impl FnMut(usize, usize)) {
        let Some(mut node) = self.root(c).and_then(|n| self.nodes.get(n as usize)) else { return };
        let mut len = c.len_utf8();
        loop {
            if node.word > 0 {
                found(node.word as usize - 1, len);
            }
            if node.count == 0 {
                return;
            }
            let Some(c) = text.next() else { return };
            let Some(below) = self.below(node, c).and_then(|n| self.nodes.get(n as usize)) else { return };
            node = below;
            len += c.len_utf8();
        }
    }
}

/// Length of a character by its first byte.
fn char_len(first: u8) -> usize {
    match first {
        ..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// A word of a [`Words`] in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index of the word in the list.
    pub word: usize,
    /// First byte.
    pub start: usize,
    /// Byte after it.
    pub end: usize,
}

/// A list of words. Empty words and repeated ones are never found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Words {
    list: Vec<String>,
    forwards: Trie,
    backwards: Trie,
}

impl From<Vec<String>> for Words {
    fn from(list: Vec<String>) -> Self {
        let forwards = Trie::new(list.iter().map(|w| w.chars()));
        let backwards = Trie::new(list.iter().map(|w| w.chars().rev()));
        Self { list, forwards, backwards }
    }
}

impl From<&[&str]> for Words {
    fn from(list: &[&str]) -> Self {
        list.iter().map(|&w| w.to_owned()).collect::<Vec<_>>().into()
    }
}

impl Words {
    /// The words in their order.
    pub fn list(&self) -> &[String] {
        &self.list
    }

    /// A word by its index.
    pub fn word(&self, index: usize) -> &str {
        self.list.get(index).map_or("", String::as_str)
    }

    /// Tells `found` every occurrence of every word, by where it begins, the shorter first.
    pub fn all(&self, text: &str, mut found: impl FnMut(Hit)) {
        for start in self.forwards.begins(text) {
            let mut rest = text.get(start..).unwrap_or("").chars();
            if let Some(c) = rest.next() {
                self.forwards.walk_from(c, rest, |word, len| found(Hit { word, start, end: start + len }));
            }
        }
    }

    /// Whether the text holds one of the words.
    pub fn is_in(&self, text: &str) -> bool {
        self.first_in(text).is_some()
    }

    /// The occurrence that begins first (of these the longest).
    pub fn first_in(&self, text: &str) -> Option<Hit> {
        self.forwards.begins(text).find_map(|start| self.at(text, start))
    }

    /// The occurrences from left to right, none inside another: of those that begin at one place the longest.
    pub fn each_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            let hit = self.first_in(text.get(at..)?)?;
            let hit = Hit { start: hit.start + at, end: hit.end + at, ..hit };
            at = hit.end;
            Some(hit)
        })
    }

    /// The occurrence that begins last (of these the longest).
    pub fn last_in(&self, text: &str) -> Option<Hit> {
        text.char_indices().rev().filter(|&(_, c)| self.forwards.may_begin(c)).find_map(|(start, _)| self.at(text, start))
    }

    /// The occurrence that ends last (of these the longest).
    pub fn last_end_in(&self, text: &str) -> Option<Hit> {
        text.char_indices().rev().filter(|&(_, c)| self.backwards.may_begin(c)).find_map(|(at, c)| {
            let end = at + c.len_utf8();
            let (word, len) = self.longest_at_end(text.get(..end)?)?;
            Some(Hit { word, start: end - len, end })
        })
    }

    /// The index of the word that stands first in the list of all that the text holds.
    pub fn first_listed_in(&self, text: &str) -> Option<usize> {
        let mut best = None;
        self.all(text, |hit| best = Some(best.map_or(hit.word, |b: usize| b.min(hit.word))));
        best
    }

    /// The longest word that begins at a byte of the text.
    pub fn at(&self, text: &str, start: usize) -> Option<Hit> {
        let mut best = None;
        self.forwards.walk(text.get(start..)?.chars(), |word, len| best = Some(Hit { word, start, end: start + len }));
        best
    }

    /// The longest word that the text begins with, of those that `fits` (given the word and the rest of the text) lets pass: its length.
    pub fn prefix(&self, text: &str, fits: impl Fn(&str, &str) -> bool) -> Option<usize> {
        let mut best = None;
        self.forwards.walk(text.chars(), |_, len| {
            if text.split_at_checked(len).is_some_and(|(word, rest)| fits(word, rest)) {
                best = Some(len);
            }
        });
        best
    }

    /// The longest word that the text ends with, of those that `fits` (given the word and the rest) lets pass: where it begins.
    pub fn suffix(&self, text: &str, fits: impl Fn(&str, &str) -> bool) -> Option<usize> {
        let mut best = None;
        self.backwards.walk(text.chars().rev(), |_, len| {
            let at = text.len() - len;
            if text.split_at_checked(at).is_some_and(|(rest, word)| fits(word, rest)) {
                best = Some(at);
            }
        });
        best
    }

    /// The longest word at the start of the text: index and length.
    pub fn longest_at_start(&self, text: &str) -> Option<(usize, usize)> {
        let mut best = None;
        self.forwards.walk(text.chars(), |word, len| best = Some((word, len)));
        best
    }

    /// The longest word at the end of the text: index and length.
    pub fn longest_at_end(&self, text: &str) -> Option<(usize, usize)> {
        let mut best = None;
        self.backwards.walk(text.chars().rev(), |word, len| best = Some((word, len)));
        best
    }

    /// Tells `found` every word that the text ends with, the shortest first: index and length in bytes.
    pub fn ends_of(&self, text: &str, found: impl FnMut(usize, usize)) {
        self.backwards.walk(text.chars().rev(), found);
    }

    /// The longest word that the text begins with.
    pub fn at_start(&self, text: &str) -> Option<&str> {
        self.longest_at_start(text).map(|(i, _)| self.word(i))
    }

    /// The longest word that the text ends with.
    pub fn at_end(&self, text: &str) -> Option<&str> {
        self.longest_at_end(text).map(|(i, _)| self.word(i))
    }

    /// The text without the words of the list, taken out one after the other in the order of the list; of a word that does
    /// not fit (given the text as it is by then and the word) all stay.
    pub fn take_out(&self, text: String, fits: impl Fn(&str, &str) -> bool) -> String {
        let (mut text, mut from) = (text, 0);
        loop {
            let mut next: Option<usize> = None;
            self.all(&text, |hit| {
                if hit.word >= from && next.is_none_or(|n| hit.word < n) {
                    next = Some(hit.word);
                }
            });
            let Some(index) = next else { return text };
            let word = self.word(index);
            if fits(&text, word) {
                text = text.replace(word, "");
            }
            from = index + 1;
        }
    }

    /// The text without words of the list at its end.
    pub fn trim_end<'a>(&self, mut text: &'a str) -> &'a str {
        text = text.trim();
        while let Some((_, len)) = self.longest_at_end(text) {
            text = text.get(..text.len() - len).unwrap_or("").trim_end();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_one_by_one() {
        let list = ["支出", "项目支出", "出", "年初预算", "预算数", "a"];
        let words = Words::from(&list[..]);
        for text in ["", "出", "全年预算数为项目支出", "项目支出，年初预算数a", "收入", "支"] {
            let one_by_one: Vec<Hit> = list
                .iter()
                .enumerate()
                .flat_map(|(word, w)| text.match_indices(w).map(move |(start, w)| Hit { word, start, end: start + w.len() }))
                .collect();
            let len = |h: &Hit| h.end - h.start;
            assert_eq!(words.is_in(text), !one_by_one.is_empty());
            assert_eq!(words.first_in(text), one_by_one.iter().copied().max_by_key(|h| (std::cmp::Reverse(h.start), len(h))));
            assert_eq!(words.last_in(text), one_by_one.iter().copied().max_by_key(|h| (h.start, len(h))));
            assert_eq!(words.last_end_in(text), one_by_one.iter().copied().max_by_key(|h| (h.end, len(h))));
            assert_eq!(words.first_listed_in(text), one_by_one.iter().map(|h| h.word).min());
            let mut end = 0;
            for hit in words.each_in(text) {
                let next = one_by_one.iter().copied().filter(|h| h.start >= end);
                assert_eq!(Some(hit), next.max_by_key(|h| (std::cmp::Reverse(h.start), len(h))));
                end = hit.end;
            }
            assert!(one_by_one.iter().all(|h| h.start < end));
            let longest = |fits: &dyn Fn(&str) -> bool| list.into_iter().filter(|w| fits(w)).max_by_key(|w| w.len());
            assert_eq!(words.at_start(text), longest(&|w| text.starts_with(w)));
            assert_eq!(words.at_end(text), longest(&|w| text.ends_with(w)));
        }
    }

    #[test]
    fn a_condition_leaves_the_next_shorter_word() {
        let words = Words::from(&["支出", "项目支出"][..]);
        assert_eq!(words.suffix("其他项目支出", |w, _| w != "项目支出"), Some("其他项目".len()));
        assert_eq!(words.prefix("支出", |_, _| true), Some(6));
        assert_eq!(words.trim_end(" 经费 项目支出 支出 "), "经费");
        // 支出 is taken out first, so that no 项目支出 is left
        assert_eq!(words.take_out("项目支出表支支出出".to_owned(), |_, _| true), "项目表支出");
        assert_eq!(words.take_out("项目支出表".to_owned(), |_, w| w != "支出"), "表");
    }
}
