//! Whole reports of nine kinds of units (made for this test) and every count, staff figure and score in them.
//!
//! `fixtures/units/NAME.tsv` was read line by line against the text; a line is
//! `count|staff|score`, words, value, unit or id, bound or zero by negation, role.

use std::path::Path;

use jixiao::interpret::CountRole;
use jixiao::parse;

/// The facts of a report, one a line, in the order of the text.
fn facts(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a fixture");
    let p = parse(&bytes, "report.txt");
    let mut lines: Vec<(u32, String)> = Vec::new();
    for c in &p.facts.counts {
        let value = c.value.map_or("?".to_owned(), |v| v.normalize().to_string());
        let role = match c.role {
            Some(CountRole::Target) => "\ttarget",
            Some(CountRole::Actual) => "\tactual",
            None => "",
        };
        let line = format!("count\t{}\t{value}\t{}\t{}{role}", p.doc.words(c.span), c.unit, c.bound.as_str());
        lines.push((c.span.start, line));
    }
    for s in &p.facts.staff {
        let negated = if s.negated { "\tnegated" } else { "" };
        let line = format!("staff\t{}\t{}\t{}{negated}", p.doc.words(s.span), s.value.normalize(), s.concept);
        lines.push((s.span.start, line));
    }
    for s in &p.facts.scores {
        let full = s.full.map_or(String::new(), |f| format!("/{}", f.normalize()));
        let line =
            format!("score\t{}\t{}{full}\t{}", p.doc.words(s.span), s.value.normalize(), if s.total { "total" } else { "part" });
        lines.push((s.span.start, line));
    }
    lines.sort();
    lines.into_iter().map(|(_, l)| l + "\n").collect()
}

#[test]
fn reports_of_many_kinds_of_units() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/units");
    let mut seen = 0;
    for name in ["agri", "court", "culture", "env", "health", "police", "school", "town", "water"] {
        let want = std::fs::read_to_string(folder.join(format!("{name}.tsv"))).expect("the facts of a fixture");
        let got = facts(&folder.join(format!("{name}.txt")));
        assert_eq!(got, want, "{name}");
        seen += want.lines().count();
    }
    assert!(seen > 250, "only {seen} facts");
}
