//! Zero by negation: 无退休人员, 没有下属二级机构, 未聘用编外人员.

use std::sync::LazyLock;

use memchr::memmem::Finder;
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

/// What a section on the work done may deny, too.
static OFFICIAL_CARS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("公务用车"));

/// Finds the figures that are zero by negation, outside the sections that tell of the work done.
pub fn negations(doc: &Document, outline: &Outline, out: &mut Vec<Staff>) {
    let v = &*VOCABULARY;
    let mut walk = Walk::new(doc, outline);
    for p in doc.paragraphs.iter().filter(|p| matches!(p.kind, ParagraphKind::Body | ParagraphKind::Note)) {
        let words = doc.words(p.span);
        let (section, role) = walk.section(p.span.start);
        // causes and plans deny other things
        if matches!(role, Some(Role::Problems | Role::Measures | Role::Publication)) {
            continue;
        }
        if role == Some(Role::Performance) && OFFICIAL_CARS.find(words.as_bytes()).is_none() {
            continue;
        }
        for hit in v.file.negation.words.each_in(words) {
            let rest = clause::after(words, hit.end, words.len(), ends_reach);
            if rest.len() > 120 {
                continue;
            }
            // 退休34人；离休没有: the thing stands before the negation
            let behind = rest.trim().is_empty();
            let list = if behind { clause::before(words, 0, hit.start, ends_reach) } else { rest };
            let list = if behind { v.file.negation.still.trim_end(list) } else { list };
            let more = if behind { 6 } else { 24 };
            let mut at = if behind { hit.start - clause::before(words, 0, hit.start, ends_reach).len() } else { hit.end };
            for part in list.split_inclusive(JOIN) {
                let end = at + part.trim_end_matches(JOIN).len();
                let start = at;
                at += part.len();
                let thing = part.trim_end_matches(JOIN).trim_end_matches('等').trim();
                let of = v.file.negation.of.iter().find(|n| n.ends.at_end(thing).is_some_and(|e| thing.len() <= e.len() + more));
                let Some(concept) = of.and_then(|n| id(&n.id)) else { continue };
                let base = p.span.start as usize;
                // 单价100万元以上大型设备无: the price is a figure of its own
                let priced = thing.contains(|c: char| c.is_ascii_digit());
                let from = if behind && !priced { start } else { hit.start };
                let span = Span::new(base + from, base + if behind || priced { hit.end } else { end });
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
