//! Full-text search over the sections that is right for Chinese words of any length.
//!
//! The words of a section are cut into overlapping pairs of characters (医疗保险 → 医疗 疗保 保险 险), which FTS5 indexes as
//! tokens. A word of two characters is one token, a longer one is the conjunction of its pairs, a single character is a
//! prefix. (A trigram index finds nothing for words of one or two characters, in silence.) The index only narrows the
//! search: every candidate is compared with the section's own words, so that an answer is exactly what contains the word.

use rusqlite::{Connection, OptionalExtension, params};

use super::connect::Store;
use super::error::StoreError;

/// Sections that are put into the index in one transaction.
const BATCH: i64 = 20_000;

/// A section that contains every word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// File.
    pub path: String,
    /// Unit.
    pub unit: Option<String>,
    /// Fiscal year.
    pub year: Option<i64>,
    /// Path of the section.
    pub section: String,
    /// Its title.
    pub title: String,
    /// Line of the section.
    pub line: i64,
    /// Page.
    pub page: Option<i64>,
    /// The words around the first hit.
    pub words: String,
}

/// Characters that FTS5's `unicode61` surely takes as letters: the CJK ideographs of Unicode 6.1.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4db5}' | '\u{4e00}'..='\u{9fcb}' | '\u{3005}' | '\u{3007}')
}

/// Appends the tokens of a text to `tokens`, separated by spaces.
fn cut(text: &str, tokens: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_han(c) {
            tokens.push(' ');
            tokens.push(c);
            if let Some(&next) = chars.peek().filter(|n| is_han(**n)) {
                tokens.push(next);
            }
        } else if c.is_ascii_alphanumeric() {
            if !tokens.ends_with(|p: char| p.is_ascii_alphanumeric()) {
                tokens.push(' ');
            }
            tokens.push(c.to_ascii_lowercase());
        } else {
            tokens.push(' ');
        }
    }
}

/// What the index is asked for the words of a query (separated by white space): an FTS5 expression, or `None` if the index
/// cannot narrow the search.
pub fn search_terms(query: &str) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in query.split_whitespace() {
        let chars: Vec<char> = word.chars().collect();
        let mut i = 0;
        while let Some(&c) = chars.get(i) {
            if is_han(c) {
                match chars.get(i + 1).filter(|n| is_han(**n)) {
                    Some(&next) => terms.push(format!("\"{c}{next}\"")),
                    // Alone or at the end of a run; the pair before it already asks for it.
                    None if i == 0 || !is_han(chars[i - 1]) => terms.push(format!("\"{c}\"*")),
                    None => {}
                }
                i += 1;
            } else if c.is_ascii_alphanumeric() {
                let end = chars.iter().skip(i).position(|c| !c.is_ascii_alphanumeric()).map_or(chars.len(), |n| i + n);
                // At the beginning of a word, it may be the end of a longer run of digits or letters: no help.
                if i > 0 {
                    let run: String = chars.get(i..end).unwrap_or_default().iter().collect();
                    terms.push(format!("\"{}\"{}", run.to_ascii_lowercase(), if end == chars.len() { "*" } else { "" }));
                }
                i = end;
            } else {
                i += 1;
            }
        }
    }
    terms.sort();
    terms.dedup();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// The last section that is in the index.
pub(super) fn indexed(db: &Connection) -> rusqlite::Result<i64> {
    let mark: Option<String> = db.query_row("SELECT value FROM meta WHERE key = 'searchable_to'", [], |r| r.get(0)).optional()?;
    Ok(mark.and_then(|m| m.parse().ok()).unwrap_or(0))
}

impl Store {
    /// Brings the full-text index up to date; gives back the number of sections that were added.
    pub fn index_search(&mut self) -> Result<u64, StoreError> {
        let mut added = 0;
        while self.indexed + 1 < self.next_section {
            let to = (self.indexed + BATCH).min(self.next_section - 1);
            added += index_range(&mut self.db, self.indexed, to).map_err(|e| self.wrap(e))?;
            self.indexed = to;
        }
        Ok(added)
    }
}

/// What the index holds of a section.
fn tokens_of(title: &str, text: &str, tokens: &mut String) {
    tokens.clear();
    if !text.contains(title) {
        cut(title, tokens);
        tokens.push(' ');
    }
    cut(text, tokens);
}

/// Takes the sections of a file out of the index, as far as they are in it. An index that keeps no words must be told them.
pub(super) fn forget(db: &Connection, file: i64, indexed: i64) -> rusqlite::Result<()> {
    let mut sections =
        db.prepare_cached("SELECT section_id, title, text FROM sections WHERE file_id = ?1 AND section_id <= ?2")?;
    let mut delete = db.prepare_cached("INSERT INTO section_words (section_words, rowid, words) VALUES ('delete', ?1, ?2)")?;
    let mut rows = sections.query([file, indexed])?;
    let mut tokens = String::new();
    while let Some(row) = rows.next()? {
        tokens_of(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?, &mut tokens);
        delete.execute(params![row.get::<_, i64>(0)?, tokens])?;
    }
    Ok(())
}

/// Indexes sections `after + 1 ..= to` and moves the mark, in one transaction.
fn index_range(db: &mut Connection, after: i64, to: i64) -> rusqlite::Result<u64> {
    let step = db.transaction()?;
    let mut added = 0;
    {
        let mut sections =
            step.prepare("SELECT section_id, title, text FROM sections WHERE section_id BETWEEN ?1 AND ?2 ORDER BY section_id")?;
        let mut insert = step.prepare("INSERT INTO section_words (rowid, words) VALUES (?1, ?2)")?;
        let mut rows = sections.query([after + 1, to])?;
        let mut tokens = String::new();
        while let Some(row) = rows.next()? {
            tokens_of(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?, &mut tokens);
            insert.execute(params![row.get::<_, i64>(0)?, tokens])?;
            added += 1;
        }
    }
    step.execute(
        "INSERT INTO meta VALUES ('searchable_to', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [to.to_string()],
    )?;
    step.commit()?;
    Ok(added)
}

/// The sections whose title or text contains every word of the query (white space separates words), in order of file and
/// place, at most `limit`. ASCII letters match in either case.
pub fn search(db: &Connection, query: &str, limit: usize) -> rusqlite::Result<Vec<Found>> {
    let words: Vec<String> = query.split_whitespace().map(str::to_ascii_lowercase).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let terms = search_terms(query);
    let narrow = match &terms {
        // What came after the last indexing is looked through as it stands.
        Some(_) => "s.section_id IN (SELECT rowid FROM section_words WHERE section_words MATCH ?1) OR s.section_id > ?2",
        None => "?1 IS NULL AND ?2 IS NOT NULL",
    };
    let sql = format!(
        "SELECT f.path, u.name, r.fiscal_year, s.path, s.title, s.line, s.page, s.text
         FROM sections s JOIN source_files f USING (file_id) JOIN reports r USING (file_id) LEFT JOIN units u USING (unit_id)
         WHERE ({narrow}) AND contains(s.title || char(10) || s.text, ?3)
         ORDER BY f.path, s.n LIMIT ?4"
    );
    register(db)?;
    let wanted = words.join("\n");
    let mut statement = db.prepare(&sql)?;
    let rows = statement.query_map(params![terms, indexed(db)?, wanted, limit as i64], |r| {
        let text: String = r.get(7)?;
        let first = words.first().map(String::as_str).unwrap_or_default();
        Ok(Found {
            path: r.get(0)?,
            unit: r.get(1)?,
            year: r.get(2)?,
            section: r.get(3)?,
            title: r.get(4)?,
            line: r.get(5)?,
            page: r.get(6)?,
            words: around(&text, first),
        })
    })?;
    rows.collect()
}

/// Gives a connection `contains(text, words)`: whether the text has every word (one a line, lower case).
fn register(db: &Connection) -> rusqlite::Result<()> {
    use rusqlite::functions::FunctionFlags;
    db.create_scalar_function("contains", 2, FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_UTF8, |ctx| {
        let text = ctx.get_raw(0).as_str()?;
        let words = ctx.get_raw(1).as_str()?;
        let lower;
        let text = if text.bytes().any(|b| b.is_ascii_uppercase()) {
            lower = text.to_ascii_lowercase();
            &lower
        } else {
            text
        };
        Ok(words.split('\n').all(|w| text.contains(w)))
    })
}

/// Some characters before and after the first hit, on one line.
fn around(text: &str, word: &str) -> String {
    const BEFORE: usize = 20;
    const AFTER: usize = 40;
    let at = text.to_ascii_lowercase().find(word).unwrap_or(0);
    let start = text.get(..at).map_or(0, |b| b.char_indices().rev().nth(BEFORE - 1).map_or(0, |(i, _)| i));
    let rest = text.get(start..).unwrap_or_default();
    rest.chars().take(BEFORE + word.chars().count() + AFTER).map(|c| if c == '\n' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut out = String::new();
        cut(text, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_cut_into_pairs() {
        assert_eq!(tokens("医疗保险"), "医疗 疗保 保险 险");
        assert_eq!(tokens("预算、执行"), "预算 算 执行 行");
        assert_eq!(tokens("2024年度A级"), "2024 年度 度 a 级");
    }

    #[test]
    fn a_query_asks_for_pairs_and_prefixes() {
        assert_eq!(search_terms("医疗").as_deref(), Some("\"医疗\""));
        assert_eq!(search_terms("医").as_deref(), Some("\"医\"*"));
        assert_eq!(search_terms("医疗保险").as_deref(), Some("\"保险\" AND \"医疗\" AND \"疗保\""));
        assert_eq!(search_terms("24年度").as_deref(), Some("\"年度\""));
        assert_eq!(search_terms("“520”").as_deref(), Some("\"520\""));
        assert_eq!(search_terms("2024"), None);
    }

    #[test]
    fn every_han_character_is_a_token_of_its_own_pair() {
        let db = Connection::open_in_memory().expect("memory");
        db.execute_batch("CREATE VIRTUAL TABLE t USING fts5(w, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')")
            .expect("fts5");
        let all: Vec<char> = ('\u{3000}'..='\u{9fff}').filter(|c| is_han(*c)).collect();
        for (row, &c) in (1i64..).zip(&all) {
            db.execute("INSERT INTO t (rowid, w) VALUES (?1, ?2)", params![row, format!("{c}{c}")]).expect("insert");
        }
        let mut ask = db.prepare("SELECT count(*) FROM t WHERE t MATCH ?1").expect("ask");
        for &c in &all {
            let hits: i64 = ask.query_row([format!("\"{c}{c}\"")], |r| r.get(0)).expect("hits");
            assert_eq!(hits, 1, "{c}");
        }
    }
}
