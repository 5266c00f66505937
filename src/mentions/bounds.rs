//! Words that bound a number: 约 近 超过 余 左右 以上 (handbook §5.2).

use super::Bound;
use super::chars::*;
use super::lexicon::lexicon;
use crate::read::Span;

/// The bound of the expression at `start..end`, and the span with the bounding words around it.
///
/// `more` says that 余 or 多 stands inside it. Words count only where they touch the expression.
pub fn bounds(text: &str, start: usize, end: usize, more: bool) -> (Bound, Span) {
    let lex = lexicon();
    let mut bound = if more { Bound::AtLeast } else { Bound::Exact };
    let (mut from, mut to) = (start, end);
    let touch = skip_blanks_back(text, start);
    if let Some((at, word, b)) = lex.lead.before(text, touch) {
        let before = char_before(text, at);
        let guarded = lex.lead_guard.iter().any(|(w, g)| **w == *word && before.is_some_and(|c| g.contains(c)));
        if !guarded {
            from = at;
            if bound == Bound::Exact {
                bound = b;
            }
        }
    }
    if let Some((at, b)) = lex.trail.at(text, skip_blanks(text, end)) {
        let word = text.get(end..at).unwrap_or("").trim();
        let next = char_at(text, at);
        let loose = matches!(word, "多" | "余") && next.is_some_and(|c| !ends_clause(c));
        if !loose {
            to = at;
            if bound == Bound::Exact {
                bound = b;
            }
        }
    }
    (bound, Span::new(from, to))
}
