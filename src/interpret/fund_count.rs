//! The printed number of funds: 专项资金共3个, 共实施6个子项目.

use rust_decimal::Decimal;

use crate::mentions::{Mention, MentionKind};
use crate::read::{Document, Span};

/// Words that end right before the number, and those that begin right after its unit; either decides.
const BEFORE: [&str; 6] = ["专项资金", "专项支出", "专项经费", "专项", "项目资金", "专项项目"];
const AFTER: [&str; 3] = ["子项目", "专项资金", "专项"];

/// The first printed number of funds, with its words.
pub(crate) fn fund_count(doc: &Document, mentions: &[Mention]) -> Option<(Decimal, Span)> {
    mentions.iter().filter(|m| m.cell.is_none()).find_map(|m| {
        let MentionKind::Count { value: Some(value), unit, .. } = &m.kind else { return None };
        if !matches!(doc.words(*unit), "个" | "项") || value.scale() > 0 || *value <= Decimal::ZERO {
            return None;
        }
        let before = doc.text.get(..m.full.start as usize)?;
        let before = before.trim_end_matches(['共', '计', '有', '为', '：', ' ', '，']);
        let after = doc.text.get(m.full.end as usize..)?;
        let whole = doc.text.get(..m.full.start as usize)?.ends_with(['共', '施', '计', '有']);
        let named = BEFORE.iter().any(|w| before.ends_with(w)) && !after.starts_with(['目', '指']);
        // 2024年共实施项目7个。: a clause of its own, before a list of them
        let clause = before.rsplit(['。', '，', '；', '\n']).next().unwrap_or("");
        let alone = ["实施项目", "安排项目", "实施部门预算项目", "安排重点项目", "实施重点项目"]
            .iter()
            .find_map(|w| clause.strip_suffix(w))
            .is_some_and(|head| head.chars().all(|c| c.is_ascii_digit() || "年度全我局本部门单位共年初）)（( ".contains(c)));
        let named = named || alone && after.starts_with(['。', '，', '：']) && !after.contains("总投入");
        let counted = whole && AFTER.iter().any(|w| after.starts_with(w)) && !is_goal(after);
        (named || counted).then_some((*value, m.span))
    })
}

/// 设定3个专项绩效目标 counts goals.
fn is_goal(after: &str) -> bool {
    after.chars().take(8).collect::<String>().contains("目标")
}

#[cfg(test)]
mod tests {
    fn count(text: &str) -> Option<String> {
        crate::parse(text.as_bytes(), "a.txt").facts.fund_count.map(|(n, _)| n.to_string())
    }

    #[test]
    fn the_number_of_funds_is_read_in_its_phrasings() {
        assert_eq!(count("本部门2024年专项资金共3个，其中：").as_deref(), Some("3"));
        assert_eq!(count("2023年我会管理的专项资金5项，年初预算合计129万元。").as_deref(), Some("5"));
        assert_eq!(count("2023年共实施6个子项目。").as_deref(), Some("6"));
        assert_eq!(count("部门整体绩效目标1个、项目绩效目标3个。"), None);
        assert_eq!(count("专项方面设定了三项目标。"), None);
    }
}
