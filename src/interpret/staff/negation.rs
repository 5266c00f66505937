//! Zero by negation: 无退休人员, 没有下属二级机构, 未聘用编外人员.

use rust_decimal::Decimal;

use super::vocabulary::{VOCABULARY, id};
use crate::interpret::clause::{self, Walk};
use crate::interpret::facts::Staff;
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};

/// Whether a mark ends what a negation covers.
fn ends_reach(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '（' | '(' | '）' | ')' | ',' | ';' | '\t')
}

/// Words between the things of one negation.
const JOIN: &[char] = &['、', '和', '及', '与', '或', '也'];

/// Finds the figures that are zero by negation, outside the sections that tell of the work done.
pub fn negations(doc: &Document, outline: &Outline, out: &mut Vec<Staff>) {
    let v = &*VOCABULARY;
    let mut walk = Walk::new(doc, outline);
    for p in doc.paragraphs.iter().filter(|p| matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note)) {
        let words = doc.words(p.span);
        let (section, role) = walk.section(p.span.start);
        if role == Some(Role::Performance) && !words.contains("公务用车") {
            continue;
        }
        for hit in v.file.negation.words.each_in(words) {
            let rest = clause::after(words, hit.end, words.len(), ends_reach);
            if rest.len() > 120 {
                continue;
            }
            let mut at = hit.end;
            for part in rest.split_inclusive(JOIN) {
                let end = at + part.trim_end_matches(JOIN).len();
                at += part.len();
                let thing = part.trim_end_matches(JOIN).trim_end_matches('等').trim();
                let of = v.file.negation.of.iter().find(|n| n.ends.at_end(thing).is_some_and(|e| thing.len() <= e.len() + 24));
                let Some(concept) = of.and_then(|n| id(&n.id)) else { continue };
                let base = p.span.start as usize;
                let span = Span::new(base + hit.start, base + end);
                out.push(Staff {
                    concept,
                    value: Decimal::ZERO,
                    span,
                    section,
                    cell: None,
                    negated: true,
                    year: None,
                    inside: None,
                });
            }
        }
    }
}
