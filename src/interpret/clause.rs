//! The words around a number: its clause, its sentence, the words right after it.

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

/// The first of `words` that `text` ends with.
pub fn ends_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|w| text.ends_with(w.as_str()))
}

/// Whether `text` holds one of `words`.
pub fn contains_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|w| text.contains(w.as_str()))
}

/// Whether `text` begins with one of `words`.
pub fn starts_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|w| text.starts_with(w.as_str()))
}

/// Cuts `words` off the end, again and again.
pub fn trim_ends<'a>(mut text: &'a str, words: &[String]) -> &'a str {
    text = text.trim();
    while let Some(cut) = words.iter().find_map(|w| text.strip_suffix(w.as_str())) {
        text = cut.trim_end();
    }
    text
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
