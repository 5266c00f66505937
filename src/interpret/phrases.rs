//! The words around each amount of a paragraph: its label, the gap since the figure before, brackets, sentences.

use crate::mentions::{Mention, MentionKind};
use crate::read::Span;

/// An amount in running text and the words around it. Spans are bytes of the document's text.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// Index of the mention.
    pub mention: usize,
    /// From the end of the amount before (or the start of the paragraph) to this one.
    pub gap: Span,
    /// The words that name it: from the last boundary to the figure.
    pub lead: Span,
    /// The clause before the lead's clause, back to the boundary before it.
    pub before: Span,
    /// From the figure to the next boundary.
    pub after: Span,
    /// Where its sentence begins.
    pub sentence: u32,
    /// Brackets that are open at the figure (those that belong to a label do not count), innermost last.
    pub depth: u8,
    /// Where the innermost open bracket stands.
    pub bracket: Option<u32>,
}

/// Whether a character ends a label.
fn is_boundary(c: char) -> bool {
    matches!(c, '，' | ',' | '。' | '；' | ';' | '：' | ':' | '、' | '！' | '？' | '|' | '\t' | '\n')
}

/// Whether a character ends a sentence.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '\n')
}

fn is_open(c: char) -> bool {
    matches!(c, '（' | '(' | '[' | '［')
}

fn is_close(c: char) -> bool {
    matches!(c, '）' | ')' | ']' | '］')
}

/// The first byte of the words that name a figure at `end`, not before `floor`. A short bracket without figures of money
/// (因公出国（境）费, 教育支出（类）) belongs to the label.
pub fn label_start(text: &str, floor: usize, end: usize) -> usize {
    let Some(words) = text.get(floor..end) else { return end };
    let mut start = end;
    let mut inside = 0usize;
    let mut pending = end;
    for (i, c) in words.char_indices().rev() {
        let at = floor + i;
        if inside > 0 {
            if is_close(c) {
                inside += 1;
            } else if is_open(c) {
                inside -= 1;
                if inside == 0 {
                    start = at;
                }
            } else if pending - at > 60 || matches!(c, '。' | '；' | '元') {
                return start;
            }
            continue;
        }
        if is_close(c) {
            inside = 1;
            pending = at;
            continue;
        }
        if is_open(c) || is_boundary(c) {
            return start;
        }
        start = at;
    }
    if inside > 0 { start } else { floor }
}

/// The phrases of one paragraph. `mentions` are those of the paragraph, `base` the index of the first of them, `body` the words
/// of the paragraph after its section marker.
pub fn phrases(text: &str, body: Span, mentions: &[Mention], base: usize) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    let (from, to) = (body.start as usize, body.end as usize);
    let mut open: Vec<u32> = Vec::new();
    let mut at = from;
    let mut sentence = from;
    let mut last_end = from;
    for (k, m) in mentions.iter().enumerate() {
        let MentionKind::Money { .. } = m.kind else { continue };
        let (start, end) = (m.full.start as usize, m.full.end as usize);
        if start < at || end > to {
            continue;
        }
        for (i, c) in text.get(at..start).unwrap_or("").char_indices() {
            let here = at + i;
            if is_open(c) {
                open.push(here as u32);
            } else if is_close(c) {
                open.pop();
            } else if ends_sentence(c) {
                sentence = here + c.len_utf8();
                open.clear();
            }
        }
        let lead_from = label_start(text, last_end, start);
        let before_end = text.get(last_end..lead_from).map_or(lead_from, |w| {
            last_end + w.trim_end_matches(|c: char| is_boundary(c) || is_open(c) || is_close(c) || c == ' ').len()
        });
        let before_from = label_start(text, last_end, before_end);
        let tail = text.get(end..to).unwrap_or("");
        let after_len =
            tail.char_indices().find(|&(_, c)| is_boundary(c) || is_open(c) || is_close(c)).map_or(tail.len(), |(i, _)| i);
        out.push(Phrase {
            mention: base + k,
            gap: Span::new(last_end, start),
            lead: Span::new(lead_from, start),
            before: Span::new(before_from, before_end),
            after: Span::new(end, end + after_len),
            sentence: sentence as u32,
            depth: open.len().min(250) as u8,
            bracket: open.last().copied(),
        });
        // 约…左右 and the unit's own brackets stay inside the figure
        for (_, c) in text.get(start..end).unwrap_or("").char_indices() {
            if is_close(c) {
                open.pop();
            }
        }
        at = end;
        last_end = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_of_a_word_belongs_to_the_label() {
        let text = "比上年减少0.6万元；因公出国（境）费";
        assert_eq!(&text[label_start(text, 0, text.len())..], "因公出国（境）费");
        let text = "其中：公务接待费（接待6批次），公务用车运行维护费";
        assert_eq!(&text[label_start(text, 0, text.len())..], "公务用车运行维护费");
        let text = "占52%（其中：人员经费";
        assert_eq!(&text[label_start(text, 0, text.len())..], "人员经费");
        let text = "教育管理事务（款）行政运行（项）";
        assert_eq!(label_start(text, 0, text.len()), 0);
    }
}
