//! Amounts with meaning: every mention of money gets its label, quantity, fund, role, year and section.
//!
//! [`running`] reads a paragraph's figures in turn; [`meaning`] says what one of them is by its words and by what the sentence
//! speaks of; [`moves`] knows the words for money that is moved, given and carried on.

mod explicit;
mod meaning;
mod moves;
mod running;
mod subject;
mod term;

use std::borrow::Cow;

pub(super) use meaning::budget_id;
pub(super) use running::after_purpose;

use super::facts::*;
use super::forms::Forms;
use super::found::Found;
use super::fund_names::FundNames;
use super::lists::Lists;
use super::phrases::phrases;
use super::tables;
use super::vocabulary::{Subject, Vocabulary, squeezed_words, vocabulary};
use crate::mentions::{Mention, MentionKind};
use crate::outline::{Outline, Role};
use crate::read::{Document, ParagraphKind, Span};

/// What is known of the document while its amounts are read.
pub(super) struct Context<'a> {
    pub doc: &'a Document,
    pub outline: &'a Outline,
    pub v: &'static Vocabulary,
    pub mentions: &'a [Mention],
    pub fiscal_year: Option<i32>,
    pub project_report: bool,
    pub funds: FundNames,
    /// The forms and what their cells mean.
    pub forms: Forms,
    /// What each section's heading speaks of.
    pub headings: Vec<Option<Subject>>,
}

impl Context<'_> {
    /// What the heading of a section, or of one above it, speaks of.
    pub fn heading(&self, section: Option<usize>) -> Option<Subject> {
        section.and_then(|s| self.headings.get(s).copied().flatten())
    }
}

/// Headings up to so many characters say what the amounts below are about.
const LONGEST_HEADING: usize = 40;

/// What the headings speak of: the nearest heading above with a subject decides. 基本支出情况 says nothing, since that
/// chapter holds the unit's totals too.
fn heading_subjects(v: &Vocabulary, doc: &Document, outline: &Outline, project_report: bool) -> Vec<Option<Subject>> {
    let mut out: Vec<Option<Subject>> = Vec::with_capacity(outline.sections.len());
    for s in &outline.sections {
        let title = doc.words(s.title);
        // a whole sentence after a marker is not looked at
        let whole = title.len() > LONGEST_HEADING * 4;
        let title = if whole { Cow::Borrowed(title) } else { squeezed_words(title) };
        let short = !whole && title.chars().count() <= LONGEST_HEADING;
        // （2）项目支出1,707.68万元。: a sentence about one figure names no subject for what follows
        let told = short && title.contains("万元") && title.contains(|c: char| c.is_ascii_digit());
        let own = match Some(&title).filter(|_| short && !told).and_then(|t| v.subject(t)) {
            Some(Subject::Basic | Subject::Asset) | None => None,
            // in a report on one project every chapter speaks of it
            Some(Subject::Project) if project_report => None,
            Some(Subject::Gpb) if title.contains("政府性基金") => None,
            other => other,
        };
        let by_role = match s.role {
            Some(Role::GeneralBudget) => Some(Subject::Gpb),
            Some(Role::GovernmentFund) => Some(Subject::Govfund),
            Some(Role::StateCapital) => Some(Subject::Soe),
            Some(Role::SocialInsurance) => Some(Subject::Social),
            _ => None,
        };
        let by_role = by_role.filter(|&r| r != Subject::Gpb || title.contains("一般公共预算"));
        let inherited = s.parent.and_then(|p| out.get(p).copied().flatten()).filter(|&i| i != Subject::SanGong);
        out.push(own.or(by_role).or(inherited));
    }
    out
}

/// Reads all amounts of a document.
pub(super) fn amounts(doc: &Document, outline: &Outline, mentions: &[Mention], head: &ReportHead) -> (Found, Forms) {
    let v = vocabulary();
    let project_report = head.kind == Some("project_report");
    let headings = heading_subjects(v, doc, outline, project_report);
    let mut funds = FundNames::collect(v, doc, outline, mentions, project_report);
    if project_report {
        funds.whole_by_title(v, head);
    }
    let forms = super::forms::forms(doc);
    let mut cx = Context { doc, outline, v, mentions, fiscal_year: head.fiscal_year, project_report, funds, forms, headings };
    let money = mentions.iter().filter(|m| matches!(m.kind, MentionKind::Money { .. })).count();
    let mut found = Found {
        amounts: Vec::with_capacity(money),
        breakdowns: Vec::new(),
        keys: Vec::with_capacity(money),
        classes: Vec::with_capacity(money),
    };
    let mut lists = Lists::default();
    let mut at = 0;
    let mut heading_at: Vec<Option<usize>> = vec![None; doc.paragraphs.len()];
    for (i, s) in outline.sections.iter().enumerate() {
        if let Some(slot) = heading_at.get_mut(s.paragraph) {
            *slot = Some(i);
        }
    }
    let mut section = None;
    let mut p = 0;
    while let Some(paragraph) = doc.paragraphs.get(p) {
        if let Some(s) = heading_at.get(p).copied().flatten() {
            section = Some(s);
            called_by_heading(&mut cx, s, p);
        }
        let from = at;
        while mentions.get(at).is_some_and(|m| m.span.start < paragraph.span.end) {
            at += 1;
        }
        match paragraph.kind {
            ParagraphKind::TableRow { table, .. } => {
                let last = doc.paragraphs[p..]
                    .iter()
                    .take_while(|q| matches!(q.kind, ParagraphKind::TableRow { table: t, .. } if t == table))
                    .count();
                let end = doc.paragraphs.get(p + last - 1).map_or(paragraph.span.end, |q| q.span.end);
                while mentions.get(at).is_some_and(|m| m.span.start < end) {
                    at += 1;
                }
                tables::read(&mut cx, &mut found, table as usize, section, from..at);
                lists.new_block();
                p += last;
                continue;
            }
            ParagraphKind::Body | ParagraphKind::Note => {
                let item = heading_at.get(p).copied().flatten();
                let body = match item.and_then(|s| outline.sections.get(s)) {
                    Some(s) => Span { start: s.marker.end, end: paragraph.span.end },
                    None => paragraph.span,
                };
                let here = mentions.get(from..at).unwrap_or(&[]);
                if here.iter().any(|m| matches!(m.kind, MentionKind::Money { .. })) {
                    let list = phrases(&doc.text, body, here, from);
                    running::running_text(&mut cx, &mut found, &mut lists, &list, section, p, body);
                }
                lists.end_paragraph(&cx, &found, body, section);
            }
            ParagraphKind::Furniture => {}
        }
        p += 1;
    }
    super::settle::settle(&mut cx, &mut found);
    (found, cx.forms)
}

/// 3.以旧换新。 over its own paragraphs, after a table with 家电以旧换新补贴: they are about that fund.
fn called_by_heading(cx: &mut Context<'_>, section: usize, paragraph: usize) {
    if cx.funds.is_empty() {
        return;
    }
    let Some(s) = cx.outline.sections.get(section) else { return };
    let alone = cx.doc.paragraphs.get(paragraph).is_some_and(|p| p.span.end <= s.title.end + 3);
    let silent = matches!(cx.outline.role_of(section), Some(Role::Problems | Role::Measures | Role::Publication));
    let next = cx.outline.sections.get(section + 1);
    // it has no headings below it
    if !alone || silent || next.is_some_and(|n| n.level > s.level) {
        return;
    }
    let Some(name) = cx.funds.shortened_to(cx.v, cx.doc.words(s.title)).map(str::to_owned) else { return };
    let end = next.map_or(cx.doc.paragraphs.len(), |n| n.paragraph);
    cx.funds.is_about(paragraph..end, &name);
}
