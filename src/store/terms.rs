//! The Chinese words that the views show: for the fixed words of the JSON, the quantities and the rules.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

/// Words by kind and id (`data/terms.toml`).
type Terms = BTreeMap<String, BTreeMap<String, String>>;

fn terms() -> Terms {
    toml::from_str(include_str!("data/terms.toml")).unwrap_or_default()
}

/// Writes the words into the store in place of those that are there.
pub(super) fn write(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch("DELETE FROM terms; DELETE FROM concepts; DELETE FROM rules;")?;
    let mut insert = db.prepare("INSERT INTO terms VALUES (?1, ?2, ?3)")?;
    for (kind, words) in &terms() {
        for (id, label) in words {
            insert.execute(params![kind, id, label])?;
        }
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
        let terms = terms();
        for status in all {
            assert!(terms["status"].contains_key(status.as_str()), "{}", status.as_str());
        }
    }
}
