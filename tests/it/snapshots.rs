//! What the program says of known reports, pinned.

use super::{facts_page, json, labelled_texts, root, youth_league};

#[test]
fn youth_league_json() {
    let report = json(youth_league().as_bytes(), "youth-league-2024.txt");
    insta::assert_snapshot!("youth_league_json", serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn youth_league_page() {
    let text = youth_league();
    let parsed = jixiao::parse(text.as_bytes(), "youth-league-2024.txt");
    let report = jixiao::outputs::assemble::report("youth-league-2024.txt", text.as_bytes(), &parsed);
    let style = jixiao::outputs::show::Style::default();
    insta::assert_snapshot!("youth_league_show", jixiao::outputs::show::page(&report, style));
}

#[test]
fn facts_of_the_labelled_reports() {
    for path in labelled_texts() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let report = json(&std::fs::read(&path).unwrap(), &name);
        insta::assert_snapshot!(format!("facts_{}", name.trim_end_matches(".txt")), facts_page::page(&report));
    }
}

#[test]
fn facts_of_the_labelled_forms() {
    let mut files: Vec<_> = std::fs::read_dir(root().join("corpus/forms"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| ["xlsx", "xls", "docx", "doc", "html"].iter().any(|k| e == *k)))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let report = json(&std::fs::read(&path).unwrap(), &name);
        insta::assert_snapshot!(format!("facts_{}", name.replace('.', "_")), facts_page::page(&report));
    }
}
