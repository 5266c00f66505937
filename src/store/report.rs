//! The document of a report that has not been printed yet: what reading its JSON would give, without the reading.

use super::document::{
    Amount, At, Check, Count, Diagnostic, Digits, Document, Form, FormRow, FormValue, Fund, Head, Indicator, Ledger, Link,
    Ordinal, Percent, Section, SourceFile, Staff, Suspect, Table, TableCell, Words,
};
use crate::outputs::report as out;

fn words<'a>(x: Option<&'a str>) -> Option<Words<'a>> {
    x.map(Words::from)
}

fn list<'a>(x: &'a [&str]) -> Vec<Words<'a>> {
    x.iter().map(|w| Words::from(*w)).collect()
}

fn digits<'a>(x: &Option<out::Number>) -> Option<Digits<'a>> {
    x.as_ref().map(|n| Digits::Exact(n.0))
}

/// The number of an id such as `a12`; ids are made by the program, so that there is one.
fn ordinal(id: out::Id) -> Ordinal {
    Ordinal(id.number.into())
}

fn at(x: &out::At) -> At<'_> {
    At { line: x.line, start: x.start, end: x.end, page: x.page, cell: words(x.cell.as_deref()) }
}

fn head<'a>(h: &'a out::Head<'a>) -> Head<'a> {
    Head {
        kind: words(h.kind),
        title: words(h.title),
        unit_name: words(h.unit_name),
        aliases: list(&h.aliases),
        fiscal_year: h.fiscal_year,
        region: words(h.region),
        score: digits(&h.score),
        score_raw: words(h.score_raw),
        score_at: h.score_at.as_ref().map(at),
        grade: words(h.grade),
        grade_at: h.grade_at.as_ref().map(at),
    }
}

fn section<'a>(x: &'a out::SectionOut<'a>) -> Section<'a> {
    Section {
        path: x.path.into(),
        level: x.level,
        marker: x.marker.into(),
        ordinal: x.ordinal,
        title: x.title.into(),
        role: words(x.role),
        nil: x.nil,
        text: x.text.into(),
        at: at(&x.at),
    }
}

fn table<'a>(x: &'a out::TableOut<'a>) -> Table<'a> {
    let cell = |c: &'a out::CellOut<'a>| TableCell { cell: c.cell.as_str().into(), text: c.text.into() };
    Table { id: x.id.as_str().into(), sheet: words(x.sheet), cells: x.cells.iter().map(cell).collect() }
}

fn amount<'a>(x: &'a out::AmountOut<'a>) -> Amount<'a> {
    Amount {
        id: ordinal(x.id),
        raw: x.raw.into(),
        wan: Digits::Exact(x.wan.0),
        decimals: x.decimals,
        unit: x.unit.into(),
        bound: x.bound.into(),
        role: x.role.into(),
        concept: words(x.concept),
        label: x.label.into(),
        section: words(x.section),
        fund: words(x.fund),
        parent: x.parent.map(ordinal),
        year: x.year,
        column: words(x.column),
        at: at(&x.at),
    }
}

fn percent<'a>(x: &'a out::PercentOut<'a>) -> Percent<'a> {
    Percent {
        id: ordinal(x.id),
        raw: x.raw.into(),
        value: Digits::Exact(x.value.0),
        bound: x.bound.into(),
        concept: words(x.concept),
        label: x.label.into(),
        section: words(x.section),
        amount: x.amount.map(ordinal),
        at: at(&x.at),
    }
}

fn fund<'a>(x: &'a out::FundOut<'a>) -> Fund<'a> {
    Fund {
        name: x.name.into(),
        initial: digits(&x.initial),
        adjust: digits(&x.adjust),
        budget: digits(&x.budget),
        actual: digits(&x.actual),
        balance: digits(&x.balance),
        derived: list(x.derived),
        purpose: words(x.purpose),
        section: words(x.section),
        amounts: x.amounts.iter().map(ordinal).collect(),
    }
}

fn count<'a>(x: &'a out::CountOut<'a>) -> Count<'a> {
    Count {
        id: ordinal(x.id),
        raw: x.raw.into(),
        value: digits(&x.value),
        range: x.range.map(|r| r.map(|n| Digits::Exact(n.0))),
        unit: x.unit.into(),
        bound: x.bound.into(),
        label: x.label.into(),
        role: words(x.role),
        section: words(x.section),
        at: at(&x.at),
    }
}

fn staff<'a>(x: &'a out::StaffOut<'a>) -> Staff<'a> {
    Staff {
        concept: x.concept.into(),
        value: Digits::Exact(x.value.0),
        raw: x.raw.into(),
        section: words(x.section),
        at: at(&x.at),
    }
}

fn form_row<'a>(x: &'a out::FormRowOut<'a>) -> FormRow<'a> {
    let value =
        |v: &'a out::FormValueOut<'a>| FormValue { raw: v.raw.into(), value: digits(&v.value), cell: words(v.cell.as_deref()) };
    FormRow { label: x.label.into(), values: x.values.iter().map(|(field, v)| ((*field).into(), value(v))).collect() }
}

fn indicator<'a>(x: &'a out::IndicatorOut<'a>) -> Indicator<'a> {
    Indicator {
        level1: x.level1.into(),
        level2: x.level2.into(),
        level3: x.level3.into(),
        target: words(x.target),
        actual: words(x.actual),
        weight: digits(&x.weight),
        score: digits(&x.score),
        reason: words(x.reason),
        cells: x.cells.iter().map(|(field, cell)| ((*field).into(), cell.as_str().into())).collect(),
    }
}

fn form<'a>(x: &'a out::FormOut<'a>) -> Form<'a> {
    Form {
        kind: x.kind.into(),
        table: x.table.as_str().into(),
        year: x.year,
        unit_name: words(x.unit_name),
        project: words(x.project),
        funding: x.funding.iter().map(form_row).collect(),
        indicators: x.indicators.iter().map(indicator).collect(),
        rows: x.rows.iter().map(form_row).collect(),
        total_weight: digits(&x.total_weight),
        total_score: digits(&x.total_score),
        grade: words(x.grade),
    }
}

fn suspect<'a>(x: &'a out::SuspectOut<'a>) -> Suspect<'a> {
    Suspect {
        amount: x.amount.map(ordinal),
        raw: x.raw.into(),
        healed: Digits::Exact(x.healed.0),
        slip: x.slip.into(),
        reason: x.reason.into(),
        at: at(&x.at),
    }
}

fn check<'a>(x: &'a out::CheckOut<'a>) -> Check<'a> {
    Check {
        id: ordinal(x.id),
        rule: x.rule.into(),
        because_of: x.because_of.map(ordinal),
        status: x.status.into(),
        severity: x.severity.into(),
        section: words(x.section),
        numbers: x.numbers.iter().map(|n| Digits::Exact(n.0)).collect(),
        expected: digits(&x.expected),
        found: digits(&x.found),
        difference: digits(&x.difference),
        tolerance: digits(&x.tolerance),
        amounts: x.amounts.iter().map(ordinal).collect(),
        at: x.at.iter().map(at).collect(),
        message: x.message.into(),
        hint: words(x.hint),
        suspects: x.suspects.iter().map(suspect).collect(),
    }
}

impl<'a> Document<'a> {
    /// The document of a report, as if it had been read from the line that the report prints.
    pub fn from_report(r: &'a out::Report<'a>) -> Self {
        let s = &r.source;
        Document {
            schema_version: r.schema_version.into(),
            status: r.status.into(),
            source: SourceFile {
                path: s.path.into(),
                sha256: s.sha256.as_str().into(),
                bytes: s.bytes,
                format: words(s.format),
                encoding: words(s.encoding),
                pages: s.pages,
            },
            report: head(&r.report),
            sections: r.sections.iter().map(section).collect(),
            amounts: r.amounts.iter().map(amount).collect(),
            percents: r.percents.iter().map(percent).collect(),
            funds: r.funds.iter().map(fund).collect(),
            counts: r.counts.iter().map(count).collect(),
            staff: r.staff.iter().map(staff).collect(),
            forms: r.forms.iter().map(form).collect(),
            tables: r.tables.iter().map(table).collect(),
            // A check that does not apply has no row.
            checks: r.checks.iter().filter(|c| c.status != "not_applicable").map(check).collect(),
            diagnostics: r
                .diagnostics
                .iter()
                .map(|x| Diagnostic { code: x.code.into(), message: x.message.into(), at: x.at.as_ref().map(at), page: x.page })
                .collect(),
            links: r.links.iter().map(|x| Link { text: x.text.into(), target: x.target.into() }).collect(),
            numbers: Ledger { total: r.numbers.total as u64 },
        }
    }
}
