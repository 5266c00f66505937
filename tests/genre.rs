//! Reports as other provinces and counties write them (fixtures/genre): head, outline and roles, line by line.

use std::fmt::Write;
use std::path::Path;

/// Head and outline of a report as a few lines that a person can check.
fn listing(bytes: &[u8], name: &str) -> String {
    let parsed = jixiao::parse(bytes, name);
    let (doc, outline, head) = (&parsed.doc, &parsed.outline, &parsed.facts.head);
    let mut out = String::new();
    let or_dash = |s: Option<&str>| s.unwrap_or("—").to_owned();
    let year = head.fiscal_year.map(|y| y.to_string());
    let _ = writeln!(
        out,
        "{} | {} | {} | {} | {} | {}",
        or_dash(head.kind),
        or_dash(head.unit_name.as_deref()),
        or_dash(year.as_deref()),
        or_dash(head.region.as_deref()),
        head.aliases.join("、"),
        or_dash(head.grade.as_ref().map(|g| g.0.as_str())),
    );
    for s in &outline.sections {
        let role = s.role.map(|r| format!(" [{}]", r.as_str())).unwrap_or_default();
        let nil = if s.nil { " nil" } else { "" };
        let _ = writeln!(out, "{} {} {}{role}{nil}", s.path, doc.words(s.marker), doc.words(s.title));
    }
    for n in &outline.notices {
        let _ = writeln!(out, "! {} {}", n.code, n.span.map_or("", |s| doc.words(s)));
    }
    out
}

#[test]
fn heads_and_outlines_of_the_genre() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/genre");
    let mut seen = 0;
    let mut entries: Vec<_> = std::fs::read_dir(&folder).expect("fixtures").map(|e| e.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".txt") else { continue };
        let bytes = std::fs::read(&path).expect("fixture");
        let want = std::fs::read_to_string(folder.join(format!("{stem}.outline"))).expect("expected outline");
        assert_eq!(listing(&bytes, &name), want, "{name}");
        seen += 1;
    }
    assert!(seen >= 10);
}
