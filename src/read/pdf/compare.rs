//! What two engines read differently: the amounts, page by page.

use std::collections::BTreeMap;

use super::super::document::{Document, Notice};

/// Differences told at most; more say no more.
const MAX_TOLD: usize = 50;

/// Amounts as printed (figure and unit, without commas and blanks) with how often each stands on each page.
fn amounts(doc: &Document) -> BTreeMap<(u32, String), i32> {
    let mut found = BTreeMap::new();
    let mut figure = String::new();
    let mut at = 0;
    for (i, c) in doc.text.char_indices() {
        match c {
            '0'..='9' | '.' => {
                if figure.is_empty() {
                    at = i;
                }
                figure.push(c);
            }
            ',' | ' ' if !figure.is_empty() => {}
            _ => {
                let rest = &doc.text[i..];
                let unit = ["亿元", "万元", "元"].into_iter().find(|u| rest.starts_with(u));
                if let Some(unit) = unit.filter(|_| figure.bytes().any(|b| b.is_ascii_digit())) {
                    let page = doc.place(at as u32).page.unwrap_or(0);
                    *found.entry((page, format!("{}{unit}", figure.trim_matches('.')))).or_default() += 1;
                }
                figure.clear();
            }
        }
    }
    found
}

/// Tells the amounts that stand in one reading and not in the other.
pub fn differences(first: &Document, second: &Document) -> Vec<Notice> {
    let mut count = amounts(first);
    for (key, n) in amounts(second) {
        *count.entry(key).or_default() -= n;
    }
    let different = count.into_iter().filter(|&(_, n)| n != 0);
    let mut notices: Vec<Notice> = different
        .map(|((page, amount), n)| {
            let (has, lacks) = if n > 0 { ("hayro", "pdf-extract") } else { ("pdf-extract", "hayro") };
            let times = n.unsigned_abs();
            let message = format!("两个引擎读出的金额不同：第{page}页“{amount}”{has} 比 {lacks} 多读出{times}处，请核对原件");
            Notice { code: "engines_differ", message, span: None, page: Some(page) }
        })
        .collect();
    if notices.len() > MAX_TOLD {
        let more = notices.len() - MAX_TOLD;
        notices.truncate(MAX_TOLD);
        let message = format!("两个引擎读出的金额另有{more}处不同");
        notices.push(Notice { code: "engines_differ", message, span: None, page: None });
    }
    if notices.is_empty() {
        let message = "两个引擎读出的金额完全相同".to_owned();
        notices.push(Notice { code: "engines_agree", message, span: None, page: None });
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::builder::{Builder, Source};
    use crate::read::document::ParagraphKind;

    fn doc(words: &str) -> Document {
        let mut b = Builder::new();
        b.paragraph(ParagraphKind::Body, [(Source { line: 1, column: 1, page: 3 }, words)]);
        b.finish()
    }

    #[test]
    fn amounts_that_differ_are_told_with_their_page() {
        let notices = differences(&doc("支出1,042.76万元，其中 3万元、0.5元"), &doc("支出1042.76万元，其中03万元、0.5元"));
        let told: Vec<_> = notices.iter().map(|n| (n.page, n.message.contains("3万元"))).collect();
        assert_eq!(told, [(Some(3), true), (Some(3), true)]);
        assert_eq!(differences(&doc("42万元"), &doc("42万元"))[0].code, "engines_agree");
    }
}
