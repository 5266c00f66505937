//! An independent scan of the text against the ledger: nothing that was printed is lost.

use serde_json::Value;

/// Checks that words stand at their places and that every run of digits lies in exactly one entry of the ledger.
pub fn check(report: &Value, text: &str) -> Result<(), String> {
    let chars: Vec<char> = text.chars().collect();
    let mut entries: Vec<(usize, usize)> = Vec::new();
    let lists = ["amounts", "percents", "counts", "staff"].map(|k| &report[k]);
    let other = &report["numbers"]["other"];
    for (i, list) in lists.into_iter().chain([other]).enumerate() {
        for item in list.as_array().into_iter().flatten() {
            let place = |k: &str| item["at"][k].as_u64().unwrap_or(u64::MAX) as usize;
            let (start, end) = (place("start"), place("end"));
            let words: String = chars.get(start..end).ok_or_else(|| format!("no such place: {item}"))?.iter().collect();
            if item["raw"].as_str() != Some(&words) {
                return Err(format!("{item} stands at {words:?}"));
            }
            // A staff figure stated in words (无退休人员) is no number of the ledger.
            let stated = i == 3 && !words.chars().any(|c| c.is_numeric());
            if !stated && !entries.contains(&(start, end)) {
                entries.push((start, end));
            }
        }
    }
    let total = report["numbers"]["total"].as_u64();
    entries.sort_unstable();
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut at = 0;
    while at < chars.len() {
        if !is_digit(chars[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() && is_digit(chars[at]) {
            at += 1;
        }
        let holders = entries.iter().filter(|e| e.0 <= start && at <= e.1).count();
        let touched = entries.iter().filter(|e| e.0 < at && start < e.1).count();
        if holders != 1 || touched != 1 {
            let words: String = chars[start..at].iter().collect();
            let around: String = chars[start.saturating_sub(12)..(at + 12).min(chars.len())].iter().collect();
            return Err(format!("{words} in {around:?}: {holders} entries hold it, {touched} touch it"));
        }
    }
    match total {
        Some(n) if n as usize >= entries.len() => Ok(()),
        _ => Err(format!("the ledger's total is {total:?} for {} entries", entries.len())),
    }
}

/// The same for a text.
pub fn check_text(text: &str) -> Result<(), String> {
    let parsed = jixiao::parse(text.as_bytes(), "report.txt");
    let report = jixiao::outputs::assemble::report("report.txt", text.as_bytes(), &parsed);
    check(&serde_json::to_value(&report).map_err(|e| e.to_string())?, &parsed.doc.text)
}

#[test]
fn the_ledger_covers_the_labelled_reports() {
    for path in super::labelled_texts() {
        let text = std::fs::read_to_string(&path).unwrap();
        check_text(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    check_text(&super::youth_league()).unwrap();
}

#[test]
fn the_ledger_covers_generated_reports() {
    for seed in 0..150 {
        let r = jixiao::generate::report(seed, &Default::default());
        check_text(&r.text).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    }
}
