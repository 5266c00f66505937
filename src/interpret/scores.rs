//! The scores that a report states: its own total, its parts, their full marks.

use std::sync::LazyLock;

use serde::Deserialize;

use super::clause::{self, Walk, contains_any, parts_clauses, parts_sentences};
use super::facts::Score;
use crate::mentions::{Mention, MentionKind};
use crate::outline::Outline;
use crate::read::Document;
use crate::words::Words;

#[derive(Deserialize)]
struct ScoresFile {
    total: Vec<String>,
    part: Words,
    full: Words,
    none: Words,
}

static WORDS: LazyLock<ScoresFile> =
    LazyLock::new(|| toml::from_str(include_str!("data/scores.toml")).expect("data/scores.toml"));

/// Words between a label and its score.
const LINKS: &[char] = &['为', '得', '达', '是', '计', '共', '：', ':', ' ', '约'];

/// Finds the stated scores in text order. Scores in the cells of forms belong to the forms.
pub fn scores(doc: &Document, outline: &Outline, mentions: &[Mention]) -> Vec<Score> {
    let mut out: Vec<Score> = Vec::new();
    let mut walk = Walk::new(doc, outline);
    // full marks that wait for their score (权重15分，得15分), with the end of their words
    let mut waiting: Option<(rust_decimal::Decimal, usize)> = None;
    let mut ranks: Vec<(usize, usize)> = Vec::new();
    for m in mentions {
        let MentionKind::Score { value } = m.kind else { continue };
        if m.cell.is_some_and(|_| doc.words(m.span).len() < 4) {
            continue;
        }
        let (_, paragraph) = walk.paragraph(m.span.start);
        let (section, _) = walk.section(m.span.start);
        let (floor, at) = (paragraph.start as usize, m.full.start as usize);
        let clause = clause::before(&doc.text, floor, at, parts_clauses).trim();
        let bare = clause.trim_end_matches(LINKS);
        let threshold = m.bound != crate::mentions::Bound::Exact || WORDS.none.at_end(bare).is_some();
        if threshold {
            continue;
        }
        if WORDS.full.at_end(bare).is_some() {
            let opened = doc.text.get(..at - clause.len()).is_some_and(|h| h.trim_end().ends_with(['（', '(']));
            let joined = out
                .last_mut()
                .filter(|s| doc.text.get(s.span.end as usize..at - clause.len()).is_some_and(|w| w.trim().chars().count() <= 1));
            match joined {
                Some(last) if opened => last.full = Some(value),
                _ => waiting = Some((value, m.span.end as usize)),
            }
            continue;
        }
        let sentence = clause::before(&doc.text, floor, at, parts_sentences);
        let label =
            if bare.is_empty() { clause::before(&doc.text, floor, at - clause.len(), parts_sentences).trim() } else { bare };
        let full = waiting
            .take()
            .filter(|&(_, end)| doc.text.get(end..at).is_some_and(|w| !w.contains(parts_sentences)))
            .map(|(v, _)| v);
        let scope = if bare.is_empty() { sentence } else { clause };
        let rank = WORDS.total.iter().position(|w| bare.ends_with(w.as_str()));
        let part = contains_any(scope, &WORDS.part) && rank.is_none_or(|r| r >= 4);
        if let Some(rank) = rank.filter(|_| !part) {
            ranks.push((rank, out.len()));
        }
        let label = label.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        out.push(Score { span: m.span, value, full, label, total: false, section });
    }
    if let Some(s) = ranks.iter().min().and_then(|&(_, i)| out.get_mut(i)) {
        s.total = true;
    }
    out
}
