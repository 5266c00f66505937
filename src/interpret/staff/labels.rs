//! The words that name a number of people: the label right before it, a bracket behind it, the verb that hired them.

use super::Here;
use super::vocabulary::{Label, VOCABULARY, id};
use crate::interpret::clause::{self, contains_any, parts_clauses};
use crate::interpret::facts::ConceptId;
use crate::mentions::Mention;

/// Words between a label and its number.
const TAILS: &[&str] = &[
    "一共有",
    "总共有",
    "一共",
    "总共",
    "共有",
    "共计",
    "合计",
    "总计",
    "共",
    "有",
    "为",
    "数为",
    "人数",
    "总数",
    "数量",
    "数",
    "达",
    "约",
    "各",
    "是",
    "现有",
    "：",
    ":",
    "总人数",
    "等",
];

/// The last characters of [`TAILS`]: most labels end with none of them.
const LAST_OF_TAILS: [char; 13] = ['有', '共', '计', '为', '数', '量', '达', '约', '各', '是', '：', ':', '等'];

pub(super) fn strip_tails(mut label: &str) -> &str {
    label = label.trim_end();
    while label.ends_with(LAST_OF_TAILS)
        && let Some(cut) = TAILS.iter().find_map(|t| label.strip_suffix(t)).filter(|c| !c.is_empty())
    {
        label = cut.trim_end();
    }
    label
}

pub(super) fn holds_digit(words: &str) -> bool {
    words.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// The clause before a number; where it only says 有 or 共, the clause before that (专职委员是聘用的，有26人).
pub(super) fn naming_clause(text: &str, floor: usize, at: usize) -> &str {
    let own = clause::before(text, floor, at, parts_clauses).trim();
    // 行政编制（参公管理）8名: a bracket behind the label
    if own.is_empty()
        && let Some(head) = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(['）', ')']))
        && let Some((before, inner)) = head.rsplit_once(['（', '('])
        && before.ends_with("编制")
        && !inner.contains(|c: char| c.is_ascii_digit())
    {
        return clause::before(before, 0, before.len(), parts_clauses).trim();
    }
    // 合同制（编外）人员386人: a bracket inside the label
    if matches!(own, "人员" | "职工" | "教师") {
        let head = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(own)).and_then(|h| h.strip_suffix(['）', ')']));
        if let Some((before, inner)) = head.and_then(|h| h.rsplit_once(['（', '('])) {
            let word = clause::before(before, 0, before.len(), parts_clauses).trim();
            return if contains_any(inner, &VOCABULARY.file.scope.people) { inner } else { word };
        }
    }
    if !matches!(own, "有" | "共" | "共有" | "一共" | "一共有" | "总共" | "共计" | "现有" | "计" | "合计") {
        return own;
    }
    let head = text.get(floor..at).and_then(|h| h.trim_end().strip_suffix(own)).unwrap_or("").trim_end();
    let Some(head) = head.strip_suffix('，') else { return own };
    let before = clause::before(head, 0, head.len(), parts_clauses).trim();
    let plain = !before.is_empty() && !before.contains(|c: char| c.is_ascii_digit());
    if plain && own != "合计" && own != "共计" { before.trim_end_matches('的') } else { own }
}

/// More labels than `data/staff.toml` has.
const MOST_LABELS: usize = 24;

/// The id of the label right before a number, and whether it is a quota.
pub(super) fn label(here: &Here<'_>) -> Option<(ConceptId, bool)> {
    let plain = here.clause;
    let stripped = strip_tails(plain);
    if stripped.ends_with("控制率") || plain.is_empty() {
        return None;
    }
    let labels = &VOCABULARY.file.label;
    let (ends, of) = &VOCABULARY.ends;
    // the longest end of each label without the words behind its name, and with them where there is none
    let mut longest = [(0, 0); MOST_LABELS];
    let mut note = |words: &str, whole: bool| {
        ends.ends_of(words, |word, len| {
            if let Some(slot) = of.get(word).and_then(|&l| longest.get_mut(l)) {
                *(if whole { &mut slot.1 } else { &mut slot.0 }) = len;
            }
        });
    };
    note(stripped, false);
    note(plain, true);
    let fitting = |(l, &(inner, whole)): (&'static Label, &(usize, usize))| {
        let n = if inner > 0 { inner } else { whole };
        (n > 0 && (l.unit.is_empty() || l.unit.iter().any(|u| u == here.unit))).then_some((n, l))
    };
    // the longest label is the most exact: 参公编制 before 编制
    let mut entry = labels.iter().zip(&longest).filter_map(fitting).reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, l)| l);
    if entry.is_none_or(|l| !l.quota) {
        // 在职干警, 编外聘用讲解员等: the word inside the label tells; 在职行政人员 is a part of them
        let part = || contains_any(stripped, &VOCABULARY.file.parts.words);
        let merged = || ["离退休", "退（离）休", "离、退休"].iter().any(|w| stripped.contains(w));
        let (has, of) = &VOCABULARY.has;
        let mut held = [false; MOST_LABELS];
        has.all(stripped, |hit| {
            if let Some(slot) = of.get(hit.word).and_then(|&l| held.get_mut(l)) {
                *slot = true;
            }
        });
        let inside = |(l, held): &(&Label, &bool)| {
            **held
                && match l.id.as_str() {
                    "staff_incumbent" | "staff_actual_total" => !part(),
                    "staff_leave_retired" => !merged(),
                    _ => true,
                }
        };
        entry = labels.iter().zip(&held).find(inside).map(|(l, _)| l).or(entry);
    }
    let entry = entry?;
    id(&entry.id).map(|i| (i, entry.quota))
}

/// 救援队员40人（合同制）: what the people are stands in a bracket behind the number.
pub(super) fn in_bracket_after(here: &Here<'_>, m: &Mention) -> Option<(ConceptId, bool)> {
    let rest = here.text.get(m.span.end as usize..here.paragraph.end as usize)?.strip_prefix(['（', '('])?;
    let inside = rest.get(..rest.find(['）', ')'])?)?;
    let entry = VOCABULARY.file.label.iter().find(|l| l.id == "staff_temporary")?;
    (inside.chars().count() <= 8 && contains_any(inside, &entry.has)).then_some(("staff_temporary", false))
}

/// 聘用护理员、救助协理员等22人, 另聘动物检疫协检员54人: trades behind the word that they are hired.
pub(super) fn hired(here: &Here<'_>) -> Option<(ConceptId, bool)> {
    let clause = here.sentence.rsplit(['，', '；', '。']).next()?;
    let listed = clause.contains('、') && here.clause.ends_with('等') && !clause.contains(|c: char| c.is_ascii_digit());
    let trade = here.clause == clause.trim() && here.clause.ends_with(['员', '工']) && matches!(here.unit, "人" | "名");
    // 临聘炊事员、保洁员9人
    let trades =
        clause.contains('、') && here.clause.ends_with(['员', '工']) && !holds_digit(clause) && matches!(here.unit, "人" | "名");
    ((listed || trade || trades) && here.tail.is_empty() && VOCABULARY.file.scope.hired.at_start(clause.trim_start()).is_some())
        .then_some(("staff_temporary", false))
}

/// `…5人，均为在职人员`: the words after a number say what all of them are.
pub(super) fn all_are(here: &Here<'_>, m: &Mention, kinds: &[&str]) -> bool {
    let rest = here.text.get(m.span.end as usize..here.paragraph.end as usize).unwrap_or("");
    let rest = rest.trim_start_matches(['，', ',', '（', '(', ' ']);
    ["均为", "全部为", "全为", "皆为", "都是", "均是", "全部是", "全是", "均系", "全部系", "全部", "均"]
        .iter()
        .filter_map(|w| rest.strip_prefix(w))
        .any(|r| kinds.iter().any(|k| r.trim_start_matches("全额拨款").starts_with(k)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_known_by_its_last_character() {
        assert!(TAILS.iter().all(|t| t.ends_with(LAST_OF_TAILS)));
        assert_eq!(strip_tails("在职人员总数为"), "在职人员");
        assert_eq!(strip_tails("编制数量"), "编制");
    }
}
