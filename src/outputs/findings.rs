//! Findings as people and tools read them: text like a compiler's, SARIF.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar;

use crate::checks::{Check, Rule, RuleSet, Severity, Verdict};
use crate::read::{Document, Span};

/// A severity in words.
pub fn severity_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Note => "提示",
    }
}

/// Findings of a document: failures that are no consequences, in the order of the text.
pub fn roots(checks: &[Check]) -> Vec<usize> {
    let failed = |i: &usize| checks[*i].verdict == Verdict::Fail;
    // A consequence whose root is not a failure stands for itself.
    let root = |i: &usize| checks[*i].because_of.is_none_or(|b| checks.get(b).is_none_or(|c| c.verdict != Verdict::Fail));
    let mut list: Vec<usize> = (0..checks.len()).filter(failed).filter(root).collect();
    list.sort_by_key(|&i| (std::cmp::Reverse(checks[i].severity), first_place(&checks[i]), i));
    list
}

fn first_place(c: &Check) -> u32 {
    c.spans.iter().map(|s| s.start).min().unwrap_or(u32::MAX)
}

/// Where words stand, as `file:line:column`, `file:第3页:line:column` or `file:Sheet1!C5`.
pub fn location(doc: &Document, path: &str, span: Span) -> String {
    if doc.format.is_some_and(crate::read::Format::is_workbook)
        && let Some((table, row, col)) = doc.cell_at(span.start)
    {
        return format!("{path}:{}", doc.cell_name(table as usize, row, col));
    }
    let place = doc.place(span.start);
    match place.page {
        Some(page) => format!("{path}:第{page}页:{}:{}", place.line, place.column),
        None => format!("{path}:{}:{}", place.line, place.column),
    }
}

/// Characters of context on both sides of a figure, and the gap between two figures that is printed whole.
const CONTEXT: usize = 14;
const GAP: usize = 26;

/// An excerpt of a paragraph around some spans, and the line of carets below it.
fn excerpt(doc: &Document, paragraph: Span, spans: &[Span]) -> (String, String) {
    let words = doc.words(paragraph);
    let mut keep = vec![false; words.len()];
    let chars: Vec<(usize, char)> = words.char_indices().collect();
    let marked = |byte: usize| {
        let at = paragraph.start + byte as u32;
        spans.iter().any(|s| s.start <= at && at < s.end)
    };
    let hits: Vec<usize> = (0..chars.len()).filter(|&i| marked(chars[i].0)).collect();
    let (Some(&first), Some(&last)) = (hits.first(), hits.last()) else { return (words.to_owned(), String::new()) };
    for i in first.saturating_sub(CONTEXT)..(last + CONTEXT / 2).min(chars.len()) {
        // Far from every figure the words are left out.
        let after = hits.partition_point(|&h| h < i);
        let right = hits.get(after).map_or(usize::MAX, |h| h - i);
        let left = after.checked_sub(1).and_then(|k| hits.get(k)).map_or(usize::MAX, |h| i - h);
        let gap = right.saturating_add(left);
        keep[chars[i].0] = i < first || i > last || gap <= GAP || right <= CONTEXT / 2 + 2 || left <= CONTEXT / 2;
    }
    let (mut line, mut carets) = (String::new(), String::new());
    let mut skipped = first > CONTEXT;
    for &(byte, c) in &chars {
        if !keep[byte] {
            skipped = true;
            continue;
        }
        if skipped {
            line.push('…');
            carets.push(' ');
            // The ellipsis is one cell wide in most terminals.
            skipped = false;
        }
        let c = if c.is_control() { ' ' } else { c };
        line.push(c);
        let mark = if marked(byte) { '^' } else { ' ' };
        carets.extend(std::iter::repeat_n(mark, c.width().unwrap_or(0)));
    }
    if chars.last().is_some_and(|&(b, _)| !keep[b]) {
        line.push('…');
    }
    (line, carets.trim_end().to_owned())
}

/// One finding with its place, source lines, suspects and consequences.
pub fn text(out: &mut String, doc: &Document, path: &str, checks: &[Check], index: usize) {
    let Some(c) = checks.get(index) else { return };
    out.push_str(&format!("{}[{}] {}\n", severity_words(c.severity), c.rule, c.message));
    match c.spans.first() {
        Some(&span) => out.push_str(&format!("  --> {}\n", location(doc, path, span))),
        None => out.push_str(&format!("  --> {path}\n")),
    }
    source_lines(out, doc, &c.spans);
    for s in &c.suspects {
        out.push_str(&format!("    = 疑点：{}\n", s.reason));
    }
    if let Some(hint) = &c.hint {
        out.push_str(&format!("    = 提示：{hint}\n"));
    }
    for (_, d) in
        checks.iter().enumerate().filter(|(i, d)| d.because_of == Some(index) && d.verdict == Verdict::Fail && *i != index)
    {
        let place = d.spans.first().map(|&s| location(doc, path, s)).unwrap_or_default();
        out.push_str(&format!("    = 同因：{}[{}] {} {place}\n", severity_words(d.severity), d.rule, d.message));
    }
    out.push('\n');
}

/// The paragraphs that hold the spans, each once, with carets.
fn source_lines(out: &mut String, doc: &Document, spans: &[Span]) {
    let mut at: Vec<usize> = spans.iter().filter_map(|s| doc.paragraph_at(s.start)).collect();
    at.sort_unstable();
    at.dedup();
    let number = |p: usize| doc.paragraphs.get(p).map(|q| doc.place(q.span.start).line).unwrap_or_default().to_string();
    let widest = at.iter().map(|&p| number(p).len()).max().unwrap_or(1);
    for (n, &p) in at.iter().enumerate() {
        if n == 8 {
            out.push_str(&format!("{:widest$} | …（共 {} 行）\n", "", at.len()));
            break;
        }
        let Some(paragraph) = doc.paragraphs.get(p) else { continue };
        let (line, carets) = excerpt(doc, paragraph.span, spans);
        out.push_str(&format!("{:>widest$} | {line}\n", number(p)));
        out.push_str(&format!("{:widest$} | {carets}\n", ""));
    }
}

/// What SARIF needs of one document.
pub struct Checked<'a> {
    /// Path of the file.
    pub path: &'a str,
    /// The document.
    pub doc: &'a Document,
    /// Its checks.
    pub checks: &'a [Check],
}

/// The results of one document in SARIF 2.1.0.
pub fn sarif_results(d: &Checked<'_>) -> Vec<Value> {
    let region = |s: Span| {
        let (a, b) = (d.doc.place(s.start), d.doc.place(s.end));
        json!({ "startLine": a.line, "startColumn": a.column, "endLine": b.line.max(a.line), "endColumn": if b.line == a.line { b.column.max(a.column) } else { b.column } })
    };
    let place = |s: Span| json!({ "physicalLocation": { "artifactLocation": { "uri": uri(d.path) }, "region": region(s) } });
    roots(d.checks)
        .into_iter()
        .filter_map(|i| d.checks.get(i))
        .map(|c| {
            let mut text = c.message.clone().into_owned();
            if let Some(s) = c.suspects.first() {
                text.push('；');
                text.push_str(&s.reason);
            }
            let first = match c.spans.first() {
                Some(&s) => place(s),
                None => json!({ "physicalLocation": { "artifactLocation": { "uri": uri(d.path) } } }),
            };
            json!({
                "ruleId": c.rule,
                "level": c.severity.as_str(),
                "message": { "text": text },
                "locations": [first],
                "relatedLocations": c.spans.iter().skip(1).map(|&s| place(s)).collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// A relative path as a URI reference: everything but unreserved characters and `/` is escaped.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for b in path.replace('\\', "/").bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(b as char),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// The SARIF 2.1.0 log of a run.
pub fn sarif_log(rules: &RuleSet, results: Vec<Value>) -> Value {
    let rule = |r: &Rule| {
        json!({
            "id": r.id,
            "name": r.name,
            "shortDescription": { "text": r.name },
            "help": { "text": format!("{}；来源：{}", r.means, r.source) },
            "defaultConfiguration": { "level": r.severity.as_str() },
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "jixiao", "version": env!("CARGO_PKG_VERSION"), "rules": rules.iter().map(rule).collect::<Vec<_>>() } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "二、一般公共预算支出情况\n（一）基本支出情况\n1.2024年度支出41.8万元，其中：项目支出11.98万元，基本支出29.82万元，其中：人员经费25.83万元，公用经费4.99万元。";

    fn findings() -> String {
        let parsed = crate::parse(REPORT.as_bytes(), "a.txt");
        let mut out = String::new();
        for i in roots(&parsed.checks).into_iter().filter(|&i| parsed.checks[i].rule == "A02") {
            text(&mut out, &parsed.doc, "a.txt", &parsed.checks, i);
        }
        out
    }

    #[test]
    fn carets_stand_under_the_figures_of_double_width_lines() {
        let out = findings();
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines[0].starts_with("错误[A02] "), "{out}");
        let shown = lines.iter().position(|l| l.contains("基本支出29.82万元")).expect("source line");
        let column = |line: &str, byte: usize| crate::outputs::columns::width(&line[..byte]);
        let carets = lines[shown + 1];
        for figure in ["29.82万元", "25.83万元", "4.99万元"] {
            let at = column(lines[shown], lines[shown].find(figure).expect("figure"));
            let wide = crate::outputs::columns::width(figure);
            assert_eq!(&carets[at..at + wide], "^".repeat(wide), "{out}");
            assert_eq!(&carets[at - 1..at], " ", "{out}");
        }
        assert!(out.contains("公用经费 4.99 疑为 3.99"), "{out}");
    }

    #[test]
    fn sarif_tells_places_in_characters() {
        let parsed = crate::parse(REPORT.as_bytes(), "a.txt");
        let results = sarif_results(&Checked { path: "目录/a b.txt", doc: &parsed.doc, checks: &parsed.checks });
        let a02 = results.iter().find(|r| r["ruleId"] == "A02").expect("A02");
        assert_eq!(a02["level"], "error");
        let place = &a02["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E7%9B%AE%E5%BD%95/a%20b.txt");
        assert_eq!(place["region"]["startLine"], 3);
        let column = REPORT.lines().nth(2).and_then(|l| l.find("29.82").map(|b| l[..b].chars().count() + 1));
        assert_eq!(place["region"]["startColumn"].as_u64().map(|c| c as usize), column);
    }
}
