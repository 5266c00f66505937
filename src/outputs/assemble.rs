//! Turns what the stages found into the JSON document.

use std::cell::Cell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

use super::report::*;
use crate::Parsed;
use crate::checks::Verdict;
use crate::interpret::{CellRef, CountRole, Form, FormRow, FormValue};
use crate::mentions::MentionKind;
use crate::read::document::column_letters;
use crate::read::{CharIndex, Document, Notice, Segment, Span};

/// Places of one document.
struct Places<'a> {
    doc: &'a Document,
    chars: CharIndex,
    /// The segment that was found last: places are mostly asked for in the order of the text.
    near: Cell<usize>,
}

impl<'a> Places<'a> {
    fn at(&self, span: Span, cell: Option<CellRef>) -> At {
        let segment = self.segment(span.start);
        let page = segment.and_then(|s| (s.page > 0).then_some(s.page));
        At {
            line: segment.map_or(1, |s| s.line),
            start: self.chars.chars_before(span.start),
            end: self.chars.chars_before(span.end),
            page,
            cell: cell.map(|c| self.cell(c)),
            ocr: page.is_some_and(|p| self.doc.recognised_pages.binary_search(&p).is_ok()),
        }
    }

    /// The segment that holds a byte.
    fn segment(&self, at: u32) -> Option<&'a Segment> {
        let segments = &self.doc.segments;
        let holds =
            |i: usize| segments.get(i).is_some_and(|s| s.start <= at) && segments.get(i + 1).is_none_or(|next| next.start > at);
        let near = self.near.get();
        let found = match (near..near + 3).find(|&i| holds(i)) {
            Some(i) => i,
            None => segments.partition_point(|s| s.start <= at).checked_sub(1)?,
        };
        self.near.set(found);
        segments.get(found)
    }

    fn cell(&self, (table, row, col): CellRef) -> SmolStr {
        self.doc.cell_name(table as usize, row, col).into()
    }

    fn words(&self, span: Span) -> &'a str {
        self.doc.words(span)
    }
}

/// Lower-case hex of SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(if n < 10 { b'0' + n } else { b'a' + n - 10 });
    Sha256::digest(bytes).iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Builds the JSON document of a file.
pub fn report<'a>(path: &'a str, bytes: &[u8], parsed: &'a Parsed) -> Report<'a> {
    report_hashed(path, bytes.len(), sha256_hex(bytes), parsed)
}

/// Builds the JSON document of a file of which size and hash are known.
pub fn report_hashed<'a>(path: &'a str, bytes: usize, sha256: String, parsed: &'a Parsed) -> Report<'a> {
    let Parsed { doc, outline, facts, checks } = parsed;
    let places = Places { doc, chars: CharIndex::new(&doc.text), near: Cell::new(0) };
    let section = |s: Option<usize>| s.and_then(|i| outline.sections.get(i)).map(|s| s.path.as_str());
    let num = |d: &Option<Decimal>| d.map(Number);
    let id = Id::of;

    let sections = outline
        .sections
        .iter()
        .map(|s| SectionOut {
            path: &s.path,
            level: s.level,
            marker: places.words(s.marker),
            ordinal: s.ordinal,
            title: places.words(s.title),
            role: s.role.map(|r| r.as_str()),
            nil: s.nil,
            text: places.words(s.body),
            at: places.at(s.body, None),
        })
        .collect();
    let amounts = facts
        .amounts
        .iter()
        .enumerate()
        .map(|(i, a)| AmountOut {
            id: id('a', i),
            raw: places.words(a.span),
            wan: Number(a.wan),
            decimals: a.decimals,
            unit: a.unit.as_str(),
            bound: a.bound.as_str(),
            role: a.role.as_str(),
            concept: a.concept,
            label: &a.label,
            section: section(a.section),
            fund: a.fund.as_deref(),
            parent: a.parent.map(|p| id('a', p)),
            year: a.year,
            column: a.column.map(|c| c.as_str()),
            at: places.at(a.span, a.cell),
        })
        .collect();
    let percents = facts
        .percents
        .iter()
        .enumerate()
        .map(|(i, p)| PercentOut {
            id: id('p', i),
            raw: places.words(p.span),
            value: Number(p.value),
            bound: p.bound.as_str(),
            concept: p.concept,
            label: &p.label,
            section: section(p.section),
            amount: p.amount.map(|a| id('a', a)),
            at: places.at(p.span, p.cell),
        })
        .collect();
    let funds = facts
        .funds
        .iter()
        .map(|f| FundOut {
            name: &f.name,
            initial: num(&f.initial),
            adjust: num(&f.adjust),
            budget: num(&f.budget),
            actual: num(&f.actual),
            balance: num(&f.balance),
            derived: &f.derived,
            purpose: f.purpose.map(|s| places.words(s)),
            section: section(f.section),
            amounts: AmountIds(&f.amounts),
        })
        .collect();
    let counts = facts
        .counts
        .iter()
        .enumerate()
        .map(|(i, c)| CountOut {
            id: id('c', i),
            raw: places.words(c.span),
            value: num(&c.value),
            range: c.range.map(|(a, b)| [Number(a), Number(b)]),
            unit: &c.unit,
            bound: c.bound.as_str(),
            label: &c.label,
            role: c.role.map(|r| match r {
                CountRole::Target => "target",
                CountRole::Actual => "actual",
            }),
            section: section(c.section),
            at: places.at(c.span, c.cell),
        })
        .collect();
    let staff = facts
        .staff
        .iter()
        .map(|s| StaffOut {
            concept: s.concept,
            value: Number(s.value),
            raw: places.words(s.span),
            section: section(s.section),
            at: places.at(s.span, s.cell),
        })
        .collect();
    let checks = checks
        .iter()
        .enumerate()
        .map(|(i, c)| CheckOut {
            id: id('k', i),
            rule: &c.rule,
            because_of: c.because_of.map(|b| id('k', b)),
            status: c.verdict.as_str(),
            severity: c.severity.as_str(),
            section: section(c.section),
            numbers: Numbers(&c.numbers),
            expected: num(&c.expected),
            found: num(&c.found),
            difference: num(&c.difference),
            tolerance: num(&c.tolerance),
            amounts: AmountIds(&c.amounts),
            // where everything is in order, the figures stand where their amounts say
            at: match c.verdict {
                Verdict::Pass | Verdict::PassRounded if !c.amounts.is_empty() => Vec::new(),
                _ => c.spans.iter().map(|&s| places.at(s, doc.cell_at(s.start))).collect(),
            },
            message: &c.message,
            hint: c.hint.as_deref(),
            suspects: c
                .suspects
                .iter()
                .map(|s| SuspectOut {
                    amount: s.amount.map(|a| id('a', a)),
                    raw: places.words(s.span),
                    healed: Number(s.healed),
                    slip: s.slip,
                    reason: &s.reason,
                    at: places.at(s.span, doc.cell_at(s.span.start)),
                })
                .collect(),
        })
        .collect();
    let tables =
        (0..doc.tables.len()).map(|t| table(&places, t, section(outline.section_at(doc.tables[t].span.start)))).collect();
    let score = facts.scores.iter().find(|s| s.total);
    Report {
        schema_version: SCHEMA_VERSION,
        status: doc.status.as_str(),
        source: SourceFile {
            path,
            sha256,
            bytes: bytes as u64,
            format: doc.format.map(|f| f.as_str()),
            encoding: doc.encoding,
            pages: doc.pages,
        },
        report: Head {
            kind: facts.head.kind,
            title: facts.head.title.as_deref(),
            unit_name: facts.head.unit_name.as_deref(),
            aliases: facts.head.aliases.iter().map(String::as_str).collect(),
            fiscal_year: facts.head.fiscal_year,
            region: facts.head.region.as_deref(),
            score: score.map(|s| Number(s.value)),
            score_raw: score.map(|s| places.words(s.span)),
            score_at: score.map(|s| places.at(s.span, doc.cell_at(s.span.start))),
            grade: facts.head.grade.as_ref().map(|(g, _)| g.as_str()),
            grade_at: facts.head.grade.as_ref().map(|(_, s)| places.at(*s, doc.cell_at(s.start))),
        },
        sections,
        amounts,
        percents,
        funds,
        counts,
        staff,
        forms: facts.forms.iter().map(|f| form(&places, f)).collect(),
        checks,
        tables,
        links: doc.links.iter().map(|l| LinkOut { text: &l.text, target: &l.target }).collect(),
        diagnostics: doc.notices.iter().chain(&outline.notices).chain(&facts.notices).map(|n| diagnostic(&places, n)).collect(),
        numbers: ledger(&places, parsed),
    }
}

fn diagnostic<'a>(places: &Places<'a>, n: &'a Notice) -> DiagnosticOut<'a> {
    let at = n.span.map(|s| places.at(s, None));
    let page = n.page.or(at.as_ref().and_then(|a| a.page));
    DiagnosticOut { code: n.code, message: &n.message, at, page }
}

fn table<'a>(places: &Places<'a>, index: usize, section: Option<&'a str>) -> TableOut<'a> {
    let t = &places.doc.tables[index];
    TableOut {
        id: format_smolstr!("T{}", index + 1),
        page: t.page,
        sheet: t.name.as_deref(),
        hidden: t.hidden,
        section,
        cells: t
            .cells
            .iter()
            .filter(|c| !c.span.is_empty())
            .map(|c| CellOut {
                cell: format_smolstr!("{}{}", column_letters(c.col), c.row + 1),
                rowspan: c.rowspan,
                colspan: c.colspan,
                text: places.words(c.span),
            })
            .collect(),
    }
}

fn form_value<'a>(places: &Places<'a>, v: &'a FormValue) -> FormValueOut<'a> {
    FormValueOut { raw: &v.raw, value: v.value.map(Number), cell: v.cell.map(|c| places.cell(c)) }
}

fn form_row<'a>(places: &Places<'a>, r: &'a FormRow) -> FormRowOut<'a> {
    let values = r.values.iter().map(|(k, v)| (*k, form_value(places, v))).collect();
    FormRowOut { label: &r.label, values }
}

fn form<'a>(places: &Places<'a>, f: &'a Form) -> FormOut<'a> {
    let totals: BTreeMap<_, _> =
        f.funding.first().map(|r| r.values.iter().map(|(k, v)| (*k, form_value(places, v))).collect()).unwrap_or_default();
    FormOut {
        kind: f.kind,
        table: format_smolstr!("T{}", f.table + 1),
        year: f.year,
        unit_name: f.unit_name.as_deref(),
        project: f.project.as_deref(),
        totals,
        funding: f.funding.iter().map(|r| form_row(places, r)).collect(),
        goals: f.goals.iter().map(|(a, b)| [a.as_str(), b.as_str()]).collect(),
        indicators: f
            .indicators
            .iter()
            .map(|x| IndicatorOut {
                level1: &x.level1,
                level2: &x.level2,
                level3: &x.level3,
                target: x.target.as_deref(),
                actual: x.actual.as_deref(),
                weight: x.weight.map(Number),
                score: x.score.map(Number),
                reason: x.reason.as_deref(),
                cells: x.cells.iter().map(|&(k, c)| (k, places.cell(c))).collect(),
            })
            .collect(),
        rows: f.rows.iter().map(|r| form_row(places, r)).collect(),
        total_weight: f.total_weight.as_ref().and_then(|v| v.value).map(Number),
        total_score: f.total_score.as_ref().and_then(|v| v.value).map(Number),
        grade: f.grade.as_deref(),
        tokens: f.tokens.iter().map(|(c, t)| (places.cell(*c), t.as_str())).collect(),
    }
}

/// Every mention is counted once: as what the interpretation made of it, or by its lexical kind.
fn ledger<'a>(places: &Places<'a>, parsed: &Parsed) -> Ledger<'a> {
    let facts = &parsed.facts;
    let mut taken: Vec<Span> = Vec::new();
    taken.extend(facts.amounts.iter().map(|a| a.span));
    taken.extend(facts.percents.iter().map(|p| p.span));
    taken.extend(facts.counts.iter().map(|c| c.span));
    let mut staff: Vec<Span> = facts.staff.iter().filter(|s| !s.negated).map(|s| s.span).collect();
    staff.sort();
    staff.dedup();
    taken.extend(&staff);
    taken.sort();
    let other: Vec<OtherOut> = facts
        .mentions
        .iter()
        .filter(|m| taken.binary_search(&m.span).is_err())
        .map(|m| OtherOut {
            raw: places.words(m.span),
            kind: match m.kind {
                MentionKind::Other { kind, .. } => kind.as_str(),
                MentionKind::Score { .. } => "score",
                MentionKind::Bare { .. } => "cell",
                MentionKind::Count { .. } => "quantity",
                MentionKind::Money { .. } => "amount",
                MentionKind::Percent { .. } => "percent",
            },
            at: places.at(m.span, m.cell),
        })
        .collect();
    let (amounts, percents, counts) = (facts.amounts.len(), facts.percents.len(), facts.counts.len());
    Ledger {
        total: amounts + percents + counts + staff.len() + other.len(),
        amounts,
        percents,
        counts,
        staff: staff.len(),
        other,
    }
}
