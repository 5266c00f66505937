//! The words around a number: its clause, its sentence, the words right after it.

use crate::outline::{Outline, Role};
use crate::read::{Document, Span};
use crate::words::Words;

/// Whether a character parts the clauses of a sentence.
pub fn parts_clauses(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '：'
            | '、'
            | '（'
            | '）'
            | ','
            | ';'
            | ':'
            | '('
            | ')'
            | '！'
            | '？'
            | '\t'
            | '|'
            | '【'
            | '】'
            | '['
            | ']'
    )
}

/// Whether a character parts sentences.
pub fn parts_sentences(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '！' | '？' | '\t')
}

/// How far back (bytes) the words of a number are looked for: some thousand characters. Without an end a paragraph of ten
/// thousand figures and no mark would be gone through ten thousand times.
const REACH: usize = 3_000;

/// The first byte of what may belong to a number at `at`, not before `floor`.
pub fn reach(text: &str, floor: usize, at: usize) -> usize {
    floor.max(text.ceil_char_boundary(at.saturating_sub(REACH)))
}

/// The words before `at` in its paragraph, back to the nearest mark. No mark is an ideograph.
pub fn before(text: &str, floor: usize, at: usize, is_mark: impl Fn(char) -> bool) -> &str {
    let head = text.get(reach(text, floor, at)..at).unwrap_or("");
    let mut from = head.len();
    loop {
        // most characters are ideographs, of three bytes each
        while let Some([.., 0xe4..=0xe9, _, _]) = head.as_bytes().get(..from) {
            from -= 3;
        }
        match head.get(..from).and_then(|left| left.chars().next_back()) {
            Some(c) if !is_mark(c) => from -= c.len_utf8(),
            _ => break,
        }
    }
    head.get(from..).unwrap_or("")
}

/// The words after `at` in its paragraph, up to the nearest mark. No mark is an ideograph.
pub fn after(text: &str, at: usize, limit: usize, is_mark: impl Fn(char) -> bool) -> &str {
    let tail = text.get(at..limit).unwrap_or("");
    let mut upto = 0;
    loop {
        while let Some(0xe4..=0xe9) = tail.as_bytes().get(upto) {
            upto += 3;
        }
        match tail.get(upto..).and_then(|right| right.chars().next()) {
            Some(c) if !is_mark(c) => upto += c.len_utf8(),
            _ => break,
        }
    }
    tail.get(..upto).unwrap_or(tail)
}

/// Whether `text` holds one of `words`.
pub fn contains_any(text: &str, words: &Words) -> bool {
    words.is_in(text)
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
