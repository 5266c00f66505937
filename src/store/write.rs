//! Writes one document into the tables.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rusqlite::{OptionalExtension, ToSql, params};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::connect::Store;
use super::document::{Amount, At, Check, Digits, Document, Form, FormRow, FormValue, Fund, Ordinal, Section, Words};
use super::error::StoreError;
use super::exact::Millionths;

/// Fingerprint of a JSON document: two documents with the same one have the same rows.
pub fn fingerprint(line: &str) -> String {
    use std::fmt::Write;
    let mut hex = String::with_capacity(32);
    for b in Sha256::digest(line.as_bytes()).iter().take(16) {
        let _ = write!(hex, "{b:02x}");
    }
    hex
}

impl Store {
    /// Puts the rows of a document in place of those that the store has for its path. Belongs into a group.
    pub fn put(&mut self, document: &Document<'_>, fingerprint: &str) -> Result<(), StoreError> {
        self.put_rows(document, fingerprint).map_err(|e| self.wrap(e))
    }

    /// Takes the rows of a file out. Belongs into a group.
    pub fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        self.clear(path).map(drop).map_err(|e| self.wrap(e))
    }

    /// Deletes the rows of a path; gives back the id that it had.
    fn clear(&self, path: &str) -> rusqlite::Result<Option<i64>> {
        let id: Option<i64> = self
            .db
            .prepare_cached("SELECT file_id FROM source_files WHERE path = ?1")?
            .query_row([path], |r| r.get(0))
            .optional()?;
        if let Some(id) = id {
            self.db
                .prepare_cached(
                    "DELETE FROM section_words WHERE rowid IN (SELECT section_id FROM sections WHERE file_id = ?1 AND section_id <= ?2)",
                )?
                .execute([id, self.indexed])?;
            self.db.prepare_cached("DELETE FROM source_files WHERE file_id = ?1")?.execute([id])?;
        }
        Ok(id)
    }

    fn put_rows(&mut self, d: &Document<'_>, fingerprint: &str) -> rusqlite::Result<()> {
        let file = match self.clear(&d.source.path)? {
            Some(id) => id,
            None => {
                self.next_file += 1;
                self.next_file - 1
            }
        };
        let s = &d.source;
        self.row(
            "INSERT INTO source_files VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            params![
                file,
                &*s.path,
                &*s.sha256,
                s.bytes as i64,
                text(&s.format),
                text(&s.encoding),
                s.pages,
                &*d.status,
                fingerprint
            ],
        )?;
        let unit = match text(&d.report.unit_name) {
            Some(name) => Some(self.unit(name)?),
            None => None,
        };
        let places = Places::new(d);
        let figures = main_figures(d);
        self.put_head(file, unit, d, &figures, &places)?;
        for (n, x) in (1i64..).zip(&d.sections) {
            let id = self.next_section;
            self.next_section += 1;
            self.row(
                "INSERT INTO sections VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
                params![
                    id,
                    file,
                    n,
                    &*x.path,
                    x.level,
                    &*x.marker,
                    x.ordinal,
                    &*x.title,
                    text(&x.role),
                    x.nil,
                    &*x.text,
                    x.at.line,
                    x.at.start,
                    x.at.end,
                    x.at.page
                ],
            )?;
        }
        for x in &d.amounts {
            let m = x.wan.millionths();
            self.row(
                "INSERT INTO amounts VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)",
                params![
                    file,
                    x.id.0,
                    &*x.raw,
                    m.value,
                    m.finer(),
                    m.exact,
                    x.decimals,
                    &*x.unit,
                    &*x.bound,
                    &*x.role,
                    text(&x.concept),
                    &*x.label,
                    text(&x.section),
                    text(&x.fund),
                    x.parent.map(|p| p.0),
                    x.year,
                    text(&x.column),
                    x.at.line,
                    x.at.start,
                    x.at.end,
                    x.at.page,
                    text(&x.at.cell)
                ],
            )?;
        }
        self.put_figures(file, figures)?;
        for x in &d.percents {
            let m = x.value.millionths();
            self.row(
                "INSERT INTO percents VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
                params![
                    file,
                    x.id.0,
                    &*x.raw,
                    m.value,
                    m.finer(),
                    m.exact,
                    &*x.bound,
                    text(&x.concept),
                    &*x.label,
                    text(&x.section),
                    x.amount.map(|a| a.0),
                    x.at.line,
                    x.at.start,
                    x.at.end,
                    x.at.page,
                    text(&x.at.cell)
                ],
            )?;
        }
        for (n, x) in (1i64..).zip(&d.funds) {
            self.put_fund(file, n, x, &places)?;
        }
        for x in &d.counts {
            let m = x.value.map(|v| v.millionths());
            let [low, high] = x.range.map_or([None, None], |r| r.map(|v| v.millionths().value));
            self.row(
                "INSERT INTO counts VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18)",
                params![
                    file,
                    x.id.0,
                    &*x.raw,
                    m.as_ref().and_then(|m| m.value),
                    low,
                    high,
                    m.as_ref().is_some_and(Millionths::finer),
                    m.and_then(|m| m.exact),
                    &*x.unit,
                    &*x.bound,
                    &*x.label,
                    text(&x.role),
                    text(&x.section),
                    x.at.line,
                    x.at.start,
                    x.at.end,
                    x.at.page,
                    text(&x.at.cell)
                ],
            )?;
        }
        for (n, x) in (1i64..).zip(&d.staff) {
            let m = x.value.millionths();
            self.row(
                "INSERT INTO staff VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                params![
                    file,
                    n,
                    &*x.concept,
                    m.value,
                    m.finer(),
                    m.exact,
                    &*x.raw,
                    text(&x.section),
                    x.at.line,
                    x.at.start,
                    x.at.end,
                    x.at.page,
                    text(&x.at.cell)
                ],
            )?;
        }
        for (n, x) in (1i64..).zip(&d.forms) {
            self.put_form(file, n, x)?;
        }
        for x in d.checks.iter().filter(|c| &*c.status != "not_applicable") {
            self.put_check(file, x, &places)?;
        }
        for (n, x) in (1i64..).zip(&d.diagnostics) {
            let at = x.at.as_ref();
            self.row(
                "INSERT INTO diagnostics VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
                params![
                    file,
                    n,
                    &*x.code,
                    &*x.message,
                    at.map(|a| a.line),
                    at.map(|a| a.start),
                    at.map(|a| a.end),
                    x.page,
                    at.and_then(|a| text(&a.cell))
                ],
            )?;
        }
        for (n, x) in (1i64..).zip(&d.links) {
            self.row("INSERT INTO links VALUES (?1,?2,?3,?4)", params![file, n, &*x.text, &*x.target])?;
        }
        Ok(())
    }

    fn row(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute(values).map(drop)
    }

    fn unit(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some(&id) = self.units.get(name) {
            return Ok(id);
        }
        self.row("INSERT INTO units (name) VALUES (?1)", params![name])?;
        let id = self.db.last_insert_rowid();
        self.units.insert(name.to_owned(), id);
        Ok(id)
    }

    fn put_head(
        &self,
        file: i64,
        unit: Option<i64>,
        d: &Document<'_>,
        figures: &Figures<'_>,
        places: &Places<'_>,
    ) -> rusqlite::Result<()> {
        let h = &d.report;
        let (at, words) = match (&h.score_at, &h.grade_at) {
            (Some(at), _) => (Some(at), text(&h.score_raw)),
            (None, at) => (at.as_ref(), text(&h.grade)),
        };
        let budget = heads().budget.iter().find_map(|q| q.find(figures));
        let spent = heads().spent.iter().find_map(|q| q.find(figures));
        let rate = d.percents.iter().find(|p| text(&p.concept) == Some("execution_rate") && p.value.millionths().value.is_some());
        self.row(
            "INSERT INTO reports VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23)",
            params![
                file,
                text(&h.kind),
                text(&h.title),
                unit,
                h.fiscal_year,
                text(&h.region),
                json_list(h.aliases.iter().map(|a| &**a)),
                d.numbers.total as i64,
                number(&h.score),
                text(&h.grade),
                words,
                at.and_then(|a| places.section_of(a)),
                at.map(|a| a.line),
                at.and_then(|a| a.page),
                at.and_then(|a| text(&a.cell)),
                budget.map(|(_, m)| m.amount),
                budget.map(|(_, m)| m.wan),
                budget.map(|(concept, _)| concept),
                spent.map(|(_, m)| m.amount),
                spent.map(|(_, m)| m.wan),
                spent.map(|(concept, _)| concept),
                rate.map(|p| p.id.0),
                rate.and_then(|p| p.value.millionths().value),
            ],
        )
    }

    fn put_figures(&self, file: i64, figures: Figures<'_>) -> rusqlite::Result<()> {
        for ((concept, column, years_ago), Main { amount, wan, rivals }) in figures {
            self.row(
                "INSERT INTO figures VALUES (?1,?2,?3,?4,?5,?6,?7)",
                params![concept, column, years_ago, file, amount, wan, rivals.len() as i64],
            )?;
        }
        Ok(())
    }

    fn put_fund(&self, file: i64, n: i64, x: &Fund<'_>, places: &Places<'_>) -> rusqlite::Result<()> {
        let amounts: Vec<&Amount<'_>> = x.amounts.iter().filter_map(|id| places.amount(*id)).collect();
        let at = amounts.first().map(|a| &a.at).or_else(|| places.section(text(&x.section)));
        self.row(
            "INSERT INTO funds VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18)",
            params![
                file,
                n,
                &*x.name,
                fund_key(&x.name),
                number(&x.initial),
                number(&x.adjust),
                number(&x.budget),
                number(&x.actual),
                number(&x.balance),
                json_list(x.derived.iter().map(|f| &**f)),
                text(&x.purpose),
                text(&x.section),
                joined(amounts.iter().map(|a| &*a.raw)),
                at.map(|a| a.line),
                at.map(|a| a.start),
                at.map(|a| a.end),
                at.and_then(|a| a.page),
                at.and_then(|a| text(&a.cell))
            ],
        )?;
        for id in &x.amounts {
            self.row("INSERT OR IGNORE INTO fund_amounts VALUES (?1,?2,?3)", params![file, n, id.0])?;
        }
        Ok(())
    }

    fn put_form(&self, file: i64, n: i64, x: &Form<'_>) -> rusqlite::Result<()> {
        self.row(
            "INSERT INTO forms VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
            params![
                file,
                n,
                &*x.kind,
                &*x.table,
                x.year,
                text(&x.unit_name),
                text(&x.project),
                number(&x.total_weight),
                number(&x.total_score),
                text(&x.grade)
            ],
        )?;
        self.put_form_rows(file, n, "funding", &x.funding)?;
        self.put_form_rows(file, n, "row", &x.rows)?;
        for (row, i) in (1i64..).zip(&x.indicators) {
            let label = joined_with(" / ", [&*i.level1, &*i.level2, &*i.level3].into_iter().filter(|l| !l.is_empty()));
            let words = [("target", &i.target), ("actual", &i.actual), ("reason", &i.reason)];
            let numbers = [("weight", &i.weight), ("score", &i.score)];
            for (field, raw) in words {
                if let Some(raw) = text(raw) {
                    let cell = i.cells.iter().find(|(k, _)| &***k == field).map(|(_, c)| &**c);
                    self.form_value(file, n, "indicator", row, &label, field, Some(raw), None, cell)?;
                }
            }
            for (field, value) in numbers {
                if let Some(value) = value {
                    let cell = i.cells.iter().find(|(k, _)| &***k == field).map(|(_, c)| &**c);
                    self.form_value(file, n, "indicator", row, &label, field, None, Some(value), cell)?;
                }
            }
        }
        Ok(())
    }

    fn put_form_rows(&self, file: i64, form: i64, block: &str, rows: &[FormRow<'_>]) -> rusqlite::Result<()> {
        for (n, row) in (1i64..).zip(rows) {
            for (field, FormValue { raw, value, cell }) in &row.values {
                self.form_value(file, form, block, n, &row.label, field, Some(raw), value.as_ref(), text(cell))?;
            }
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)] // the columns of one row
    fn form_value(
        &self,
        file: i64,
        form: i64,
        block: &str,
        n: i64,
        label: &str,
        field: &str,
        raw: Option<&str>,
        value: Option<&Digits<'_>>,
        cell: Option<&str>,
    ) -> rusqlite::Result<()> {
        let m = value.map(Digits::millionths);
        let raw = raw.or(value.map(Digits::as_str));
        self.row(
            "INSERT INTO form_rows VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
            params![
                file,
                form,
                block,
                n,
                label,
                field,
                raw,
                m.as_ref().and_then(|m| m.value),
                m.as_ref().is_some_and(Millionths::finer),
                m.and_then(|m| m.exact),
                cell
            ],
        )
    }

    fn put_check(&self, file: i64, x: &Check<'_>, places: &Places<'_>) -> rusqlite::Result<()> {
        let figures = [&x.expected, &x.found, &x.difference, &x.tolerance].map(|v| v.as_ref().map(Digits::millionths));
        let finer = figures.iter().flatten().any(Millionths::finer);
        let [expected, found, difference, tolerance] = figures.map(|m| m.and_then(|m| m.value));
        let at = x.at.first().or_else(|| x.amounts.first().and_then(|id| places.amount(*id)).map(|a| &a.at));
        let at = at.or_else(|| places.section(text(&x.section)));
        let words = if x.at.is_empty() {
            joined(x.amounts.iter().filter_map(|id| places.amount(*id)).map(|a| &*a.raw))
        } else {
            joined(x.at.iter().filter_map(|at| places.words(at)))
        };
        let mut numbers = String::from("[");
        for (i, digits) in x.numbers.iter().enumerate() {
            if i > 0 {
                numbers.push(',');
            }
            numbers.push_str(digits.as_str());
        }
        numbers.push(']');
        // The cell of a check's figure is known through the amount that it names.
        let cell = at
            .and_then(|a| text(&a.cell))
            .or_else(|| x.amounts.iter().find_map(|id| places.amount(*id)).and_then(|a| text(&a.at.cell)));
        self.row(
            "INSERT INTO checks VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)",
            params![
                file,
                x.id.0,
                &*x.rule,
                x.because_of.map(|b| b.0),
                &*x.status,
                &*x.severity,
                text(&x.section),
                numbers,
                expected,
                found,
                difference,
                tolerance,
                finer,
                &*x.message,
                text(&x.hint),
                words,
                at.map(|a| a.line),
                at.map(|a| a.start),
                at.map(|a| a.end),
                at.and_then(|a| a.page),
                cell
            ],
        )?;
        for id in &x.amounts {
            self.row("INSERT OR IGNORE INTO check_amounts VALUES (?1,?2,?3)", params![file, x.id.0, id.0])?;
        }
        for (n, s) in (1i64..).zip(&x.suspects) {
            self.row(
                "INSERT INTO suspects VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
                params![
                    file,
                    x.id.0,
                    n,
                    s.amount.map(|a| a.0),
                    &*s.raw,
                    s.healed.millionths().value,
                    &*s.slip,
                    &*s.reason,
                    s.at.line,
                    s.at.start,
                    s.at.end,
                    s.at.page,
                    text(&s.at.cell)
                ],
            )?;
        }
        Ok(())
    }
}

/// The figure that stands for a quantity, and the different ones that the report prints too.
struct Main {
    amount: i64,
    wan: i64,
    rivals: Vec<i64>,
}

/// Main figures by quantity, column (empty if the words do not say) and years before the fiscal year.
type Figures<'a> = BTreeMap<(&'a str, &'a str, i32), Main>;

/// The main figure of each quantity; see the comment of the table `figures`.
fn main_figures<'a>(d: &'a Document<'_>) -> Figures<'a> {
    let mut main = Figures::new();
    for a in d.amounts.iter().filter(|a| &*a.role == "value" && a.fund.is_none()) {
        let (Some(concept), Some(wan)) = (text(&a.concept), a.wan.millionths().value) else { continue };
        let years_ago = match (d.report.fiscal_year, a.year) {
            (Some(fiscal), Some(year)) => fiscal - year,
            _ => 0,
        };
        let key = (concept, text(&a.column).unwrap_or(""), years_ago);
        let entry = main.entry(key).or_insert(Main { amount: a.id.0, wan, rivals: Vec::new() });
        if wan != entry.wan && !entry.rivals.contains(&wan) {
            entry.rivals.push(wan);
        }
    }
    main
}

/// Which quantities stand for what a unit had and what it spent, the first that is printed (`data/heads.toml`).
#[derive(Default, Deserialize)]
struct Heads {
    budget: Vec<Quantity>,
    spent: Vec<Quantity>,
}

#[derive(Deserialize)]
struct Quantity {
    concept: String,
    column: String,
}

impl Quantity {
    fn find<'a>(&'a self, figures: &'a Figures<'a>) -> Option<(&'a str, &'a Main)> {
        let ((concept, ..), main) = figures.get_key_value(&(self.concept.as_str(), self.column.as_str(), 0))?;
        Some((concept, main))
    }
}

fn heads() -> &'static Heads {
    static HEADS: LazyLock<Heads> = LazyLock::new(|| toml::from_str(include_str!("data/heads.toml")).unwrap_or_default());
    &HEADS
}

/// What was printed where in one document.
struct Places<'a> {
    document: &'a Document<'a>,
    amounts: HashMap<i64, &'a Amount<'a>>,
    mentions: HashMap<(u32, u32), &'a str>,
}

impl<'a> Places<'a> {
    fn new(document: &'a Document<'a>) -> Self {
        let d = document;
        let spot = |at: &At<'_>| (at.start, at.end);
        let mut mentions = HashMap::new();
        mentions.extend(d.amounts.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.percents.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.counts.iter().map(|x| (spot(&x.at), &*x.raw)));
        mentions.extend(d.staff.iter().map(|x| (spot(&x.at), &*x.raw)));
        Places { document, amounts: d.amounts.iter().map(|a| (a.id.0, a)).collect(), mentions }
    }

    fn amount(&self, id: Ordinal) -> Option<&'a Amount<'a>> {
        self.amounts.get(&id.0).copied()
    }

    fn section(&self, path: Option<&str>) -> Option<&'a At<'a>> {
        let path = path?;
        self.document.sections.iter().find(|s| &*s.path == path).map(|s| &s.at)
    }

    /// Path of the section that holds a place.
    fn section_of(&self, at: &At<'_>) -> Option<&'a str> {
        let inside = |s: &&Section<'_>| s.at.start <= at.start && at.end <= s.at.end;
        self.document.sections.iter().rfind(inside).map(|s| &*s.path)
    }

    /// The printed words of a place: those of the mention there, or a piece of its section.
    fn words(&self, at: &At<'_>) -> Option<&'a str> {
        if let Some(words) = self.mentions.get(&(at.start, at.end)) {
            return Some(words);
        }
        let section = self.document.sections.iter().rfind(|s| s.at.start <= at.start && at.end <= s.at.end)?;
        piece(&section.text, (at.start - section.at.start) as usize, (at.end - section.at.start) as usize)
    }
}

/// Characters `start..end` of a text.
fn piece(text: &str, start: usize, end: usize) -> Option<&str> {
    let mut borders = text.char_indices().map(|(i, _)| i).chain([text.len()]);
    let from = borders.nth(start)?;
    let to = if end > start { borders.nth(end - start - 1)? } else { from };
    text.get(from..to)
}

fn text<'a>(words: &'a Option<Words<'_>>) -> Option<&'a str> {
    words.as_deref()
}

fn number(digits: &Option<Digits<'_>>) -> Option<i64> {
    digits.as_ref().and_then(|d| d.millionths().value)
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    joined_with("；", words)
}

fn joined_with<'a>(separator: &str, words: impl Iterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for w in words {
        if !all.is_empty() {
            all.push_str(separator);
        }
        all.push_str(w);
    }
    all
}

fn json_list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    serde_json::to_string(&words.collect::<Vec<_>>()).unwrap_or_default()
}

/// A fund's name for comparing: without white space, quotes and brackets, and without the words that say no more than
/// that it is a fund (handbook B04).
fn fund_key(name: &str) -> String {
    let mut key: String = name.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’《》（）()【】".contains(*c)).collect();
    while let Some(rest) =
        ["专项资金", "经费", "项目", "专项", "资金"].iter().find_map(|w| key.strip_suffix(w)).filter(|r| !r.is_empty())
    {
        key.truncate(rest.len());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_funds_compare_by_what_they_say() {
        assert_eq!(fund_key("换届经费"), "换届");
        assert_eq!(fund_key("“团代会换届”专项经费"), "团代会换届");
        assert_eq!(fund_key("专项资金"), "专项资金");
    }

    #[test]
    fn heads_are_read() {
        assert!(!heads().budget.is_empty() && !heads().spent.is_empty());
    }

    #[test]
    fn a_piece_is_counted_in_characters() {
        assert_eq!(piece("支出41.8万元", 2, 6), Some("41.8"));
        assert_eq!(piece("支出", 0, 2), Some("支出"));
        assert_eq!(piece("支出", 2, 2), Some(""));
        assert_eq!(piece("支出", 1, 3), None);
    }
}
