//! Pairs the rows of two files.

use std::collections::BTreeMap;

use super::values::Row;

/// A value or finding that is not the same on both sides: changed, lost or gained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Before.
    pub before: Option<Row>,
    /// After.
    pub after: Option<Row>,
}

/// The changes between the rows of two files, in the order of what they are. A value that only moved is no change.
pub fn changes_of(before: Vec<Row>, after: Vec<Row>) -> Vec<Change> {
    let mut groups: BTreeMap<(usize, String), (Vec<Row>, Vec<Row>)> = BTreeMap::new();
    for row in before {
        groups.entry(key(&row)).or_default().0.push(row);
    }
    for row in after {
        groups.entry(key(&row)).or_default().1.push(row);
    }
    groups.into_values().flat_map(|(before, after)| within(before, after)).collect()
}

fn key(row: &Row) -> (usize, String) {
    let order = ["金额", "百分比", "数量", "人员", "问题"].iter().position(|c| *c == row.class).unwrap_or(usize::MAX);
    (order, row.key.clone())
}

fn within(before: Vec<Row>, mut after: Vec<Row>) -> Vec<Change> {
    let same = |a: &Row, b: &Row| a.value == b.value && a.raw == b.raw;
    let mut left: Vec<Row> = Vec::new();
    for a in before {
        match after.iter().position(|b| same(&a, b)) {
            Some(i) => drop(after.remove(i)),
            None => left.push(a),
        }
    }
    let mut after = after.into_iter();
    let mut changes: Vec<Change> = left.into_iter().map(|a| Change { before: Some(a), after: after.next() }).collect();
    changes.extend(after.map(|b| Change { before: None, after: Some(b) }));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, value: i64, raw: &str) -> Row {
        Row {
            class: "金额".into(),
            key: key.into(),
            name: key.into(),
            value: Some(value),
            raw: raw.into(),
            section: None,
            line: None,
            cell: None,
        }
    }

    #[test]
    fn equal_values_are_paired_before_others() {
        let before = vec![row("支出", 1, "1万元"), row("支出", 2, "2万元"), row("收入", 5, "5万元")];
        let after = vec![row("支出", 2, "2万元"), row("支出", 3, "3万元"), row("结余", 0, "0万元")];
        let changes = changes_of(before, after);
        let told: Vec<_> = changes
            .iter()
            .map(|c| (c.before.as_ref().map(|r| r.raw.as_str()), c.after.as_ref().map(|r| r.raw.as_str())))
            .collect();
        assert_eq!(told, [(Some("1万元"), Some("3万元")), (Some("5万元"), None), (None, Some("0万元"))]);
    }
}
