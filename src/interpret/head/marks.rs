//! What parts of the head stand at, found in one pass over the text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// What something of the head stands at: a word for the unit itself, a short name, and then the words for a grade. None begins
/// inside another. Their first bytes are more than three, so that they are looked for many at once.
const MARKS: [&str; 9] = ["我", "本", "简称", "等级", "等次", "评价结果为", "自评结果为", "评定为", "评为"];

static FIND_MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MARKS).ok());

/// Where [`MARKS`] stand in a text: one pass for all that is looked for.
#[derive(Default)]
pub(super) struct Marks {
    /// 我 and 本
    pub own: Vec<usize>,
    /// 简称
    pub shorts: Vec<usize>,
    /// Where the words for a grade end.
    pub grades: Vec<usize>,
}

pub(super) fn marks(text: &str) -> Marks {
    let mut found = Marks::default();
    for mark in FIND_MARKS.iter().flat_map(|f| f.find_iter(text)) {
        match mark.pattern().as_usize() {
            0 | 1 => found.own.push(mark.start()),
            2 => found.shorts.push(mark.start()),
            _ => found.grades.push(mark.end()),
        }
    }
    found
}
