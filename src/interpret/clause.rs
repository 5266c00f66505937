//! The words around a number: its clause, its sentence, the words right after it.

use std::collections::HashMap;

use serde::Deserialize;

use crate::outline::{Outline, Role};
use crate::read::{Document, Span};

/// Marks that part the clauses of a sentence.
pub const CLAUSE: &[char] =
    &['，', '。', '；', '：', '、', '（', '）', ',', ';', ':', '(', ')', '！', '？', '\t', '|', '【', '】', '[', ']'];
/// Marks that part sentences.
pub const SENTENCE: &[char] = &['。', '；', ';', '！', '？', '\t'];

/// The words before `at` in its paragraph, back to the nearest of `marks`.
pub fn before<'a>(text: &'a str, floor: usize, at: usize, marks: &[char]) -> &'a str {
    let head = text.get(floor..at).unwrap_or("");
    match head.rfind(marks) {
        Some(i) => {
            let mark = head.get(i..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8);
            head.get(i + mark..).unwrap_or("")
        }
        None => head,
    }
}

/// The words after `at` in its paragraph, up to the nearest of `marks`.
pub fn after<'a>(text: &'a str, at: usize, limit: usize, marks: &[char]) -> &'a str {
    let tail = text.get(at..limit).unwrap_or("");
    tail.find(marks).and_then(|i| tail.get(..i)).unwrap_or(tail)
}

/// A word list that is asked whether a text ends or begins with one of its words.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Edges {
    by_last: HashMap<char, Vec<String>>,
    by_first: HashMap<char, Vec<String>>,
}

impl From<Vec<String>> for Edges {
    fn from(words: Vec<String>) -> Self {
        let mut edges = Self::default();
        for word in words {
            if let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) {
                edges.by_first.entry(first).or_default().push(word.clone());
                edges.by_last.entry(last).or_default().push(word);
            }
        }
        let longest_first = |list: &mut Vec<String>| list.sort_by_key(|w| std::cmp::Reverse(w.len()));
        edges.by_first.values_mut().for_each(longest_first);
        edges.by_last.values_mut().for_each(longest_first);
        edges
    }
}

impl Edges {
    /// The longest word that the text ends with.
    pub fn at_end(&self, text: &str) -> Option<&str> {
        let list = self.by_last.get(&text.chars().next_back()?)?;
        list.iter().find(|w| text.ends_with(w.as_str())).map(String::as_str)
    }

    /// The longest word that the text begins with.
    pub fn at_start(&self, text: &str) -> Option<&str> {
        let list = self.by_first.get(&text.chars().next()?)?;
        list.iter().find(|w| text.starts_with(w.as_str())).map(String::as_str)
    }

    /// The text without words of the list at its end.
    pub fn trim_end<'a>(&self, mut text: &'a str) -> &'a str {
        text = text.trim();
        while let Some(word) = self.at_end(text) {
            text = text.strip_suffix(word).unwrap_or("").trim_end();
        }
        text
    }
}

/// Whether `text` holds one of `words`.
pub fn contains_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|w| text.contains(w.as_str()))
}

/// Walks along the paragraphs of a document as mentions are visited in text order.
pub struct Walk<'a> {
    doc: &'a Document,
    outline: &'a Outline,
    paragraph: usize,
    section: Option<usize>,
    role: Option<Role>,
}

impl<'a> Walk<'a> {
    /// A walk from the beginning.
    pub fn new(doc: &'a Document, outline: &'a Outline) -> Self {
        Self { doc, outline, paragraph: 0, section: None, role: None }
    }

    /// The paragraph that holds `at`, and its index.
    pub fn paragraph(&mut self, at: u32) -> (usize, Span) {
        while self.doc.paragraphs.get(self.paragraph + 1).is_some_and(|p| p.span.start <= at) {
            self.paragraph += 1;
        }
        let span = self.doc.paragraphs.get(self.paragraph).map_or(Span::default(), |p| p.span);
        (self.paragraph, span)
    }

    /// The innermost section that holds `at`, and the role that it has or inherits.
    pub fn section(&mut self, at: u32) -> (Option<usize>, Option<Role>) {
        let found = self.outline.section_at(at);
        if found != self.section {
            self.section = found;
            self.role = found.and_then(|s| self.outline.role_of(s));
        }
        (found, self.role)
    }
}
