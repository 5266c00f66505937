//! The Chinese words that the views show: for the fixed words of the JSON, the quantities and the rules.

use rusqlite::{Connection, params};

use crate::checks::RuleSet;
use crate::interpret::vocabulary::vocabulary;
use crate::outputs::words;

/// A kind of fixed words: its name in the table `terms`, the words, and how people say them.
type Kind = (&'static str, &'static [&'static str], fn(&str) -> &'static str);

const KINDS: &[Kind] = &[
    (
        "status",
        &[
            "ok",
            "ok_with_gaps",
            "unreadable",
            "encrypted",
            "scanned_no_text",
            "no_unicode",
            "too_large",
            "timeout",
            "memory",
            "crashed",
            "unsupported",
        ],
        words::status_words,
    ),
    ("report", &["overall_report", "project_report", "overall_form", "project_form", "base_data_form"], words::kind_words),
    ("check", &["pass", "pass_rounded", "fail", "insufficient", "not_applicable"], words::outcome_words),
    ("severity", &["error", "warning", "note"], words::severity_words),
    ("bound", &["exact", "about", "at_least", "at_most"], words::bound_words),
    ("role", &["value", "comparison", "standard", "other"], words::role_words),
    ("column", &["initial", "budget", "executed"], |c| words::column_words(Some(c))),
];

/// Writes the words into the store in place of those that are there.
pub(super) fn write(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch("DELETE FROM terms; DELETE FROM concepts; DELETE FROM rules;")?;
    let mut term = db.prepare("INSERT INTO terms VALUES (?1, ?2, ?3)")?;
    for (kind, ids, say) in KINDS {
        for id in *ids {
            term.execute(params![kind, id, say(id).trim_matches(['（', '）'])])?;
        }
    }
    let mut concept = db.prepare("INSERT OR REPLACE INTO concepts VALUES (?1, ?2, ?3)")?;
    for q in vocabulary().quantities() {
        concept.execute(params![q.id, q.label, q.unit])?;
    }
    let mut rule = db.prepare("INSERT OR REPLACE INTO rules VALUES (?1, ?2, ?3)")?;
    for r in RuleSet::builtin().iter() {
        rule.execute(params![r.id.as_str(), r.severity.as_str(), r.name])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Status;

    #[test]
    fn every_status_has_its_word() {
        let all = [
            Status::Ok,
            Status::OkWithGaps,
            Status::Unreadable,
            Status::Encrypted,
            Status::ScannedNoText,
            Status::NoUnicode,
            Status::TooLarge,
            Status::Timeout,
            Status::Memory,
            Status::Crashed,
            Status::Unsupported,
        ];
        let (_, listed, say) = KINDS.iter().find(|(kind, ..)| *kind == "status").expect("status");
        for status in all {
            assert!(listed.contains(&status.as_str()), "{}", status.as_str());
            assert_ne!(say(status.as_str()), "其他");
        }
    }
}
