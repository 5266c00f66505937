//! The rules of handbook §5 as phrases, and what holds for any text whatever.

use proptest::prelude::*;

use super::*;
use crate::read::builder::{Builder, CellShape, Source};
use crate::read::{CellValue, ParagraphKind};

/// A document of one paragraph.
fn paragraph(words: &str) -> Document {
    let mut b = Builder::new();
    b.paragraph(ParagraphKind::Body, [(Source::default(), words)]);
    b.finish()
}

/// A mention as `words=kind:value~bound`.
fn shown(doc: &Document, m: &Mention) -> String {
    let plain = |v: &Decimal| v.normalize().to_string();
    let kind = match &m.kind {
        MentionKind::Money { wan, unit, .. } => format!("money:{}:{}", plain(wan), unit.as_str()),
        MentionKind::Percent { value, .. } => format!("percent:{}", plain(value)),
        MentionKind::Count { range: Some((a, b)), unit, .. } => format!("count:{}..{}:{}", plain(a), plain(b), doc.words(*unit)),
        MentionKind::Count { value, unit, .. } => {
            format!("count:{}:{}", value.as_ref().map_or("?".into(), plain), doc.words(*unit))
        }
        MentionKind::Score { value } => format!("score:{}", plain(value)),
        MentionKind::Bare { value, .. } => format!("bare:{}", plain(value)),
        MentionKind::Other { kind, .. } => kind.as_str().to_owned(),
    };
    let bound = match m.bound {
        Bound::Exact => String::new(),
        b => format!("~{}", b.as_str()),
    };
    format!("{}={kind}{bound}", doc.words(m.span))
}

fn read(words: &str) -> String {
    let doc = paragraph(words);
    let found = mentions(&doc, &Outline::default());
    found.iter().map(|m| shown(&doc, m)).collect::<Vec<_>>().join(" | ")
}

#[test]
fn phrases() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in include_str!("../../fixtures/mentions/phrases.tsv").lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let (words, want) = line.split_once('\t').unwrap_or((line, ""));
        cases += 1;
        let got = read(words);
        if got != want {
            wrong.push(format!("{words}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(cases > 150, "only {cases} cases");
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The independent scan: every maximal run of digits lies in exactly one mention, and mentions are ordered and whole.
fn covered(doc: &Document, found: &[Mention]) -> Result<(), String> {
    let mut last = 0;
    for m in found {
        if m.span.start < last || m.span.end <= m.span.start {
            return Err(format!("{m:?} overlaps or is empty"));
        }
        if doc.text.get(m.span.range()).is_none() || doc.text.get(m.full.range()).is_none() || !m.full.contains(m.span) {
            return Err(format!("{m:?} is no part of the text"));
        }
        last = m.span.end;
    }
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut run: Option<usize> = None;
    for (at, c) in doc.text.char_indices().chain([(doc.text.len(), ' ')]) {
        match (digit(c), run) {
            (true, None) => run = Some(at),
            (false, Some(start)) => {
                let span = Span::new(start, at);
                let holders = found.iter().filter(|m| m.span.overlaps(span)).collect::<Vec<_>>();
                if !matches!(holders.as_slice(), [m] if m.span.contains(span)) {
                    return Err(format!("{:?} at {start} is held by {holders:?}", doc.words(span)));
                }
                run = None;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Pieces of which strings are made that come near to what reports print.
const PIECES: &[&str] = &[
    "1",
    "2",
    "0",
    "9",
    "２",
    "０",
    "12",
    "2024",
    "年",
    "月",
    "日",
    ".",
    "．",
    ",",
    "，",
    "、",
    "万",
    "亿",
    "元",
    "%",
    "‰",
    "余",
    "多",
    "人",
    "次",
    "场",
    "-",
    "—",
    "至",
    "〔",
    "〕",
    "（",
    "）",
    "(",
    ")",
    "号",
    "第",
    "一",
    "二",
    "十",
    "百",
    "千",
    "两",
    "数",
    "几",
    "上",
    "近",
    "约",
    "超过",
    "以上",
    "以内",
    "“",
    "”",
    "《",
    "》",
    ":",
    "：",
    "∶",
    "/",
    "×",
    "·",
    " ",
    "\u{3000}",
    "A",
    "级",
    "分",
    "分钟",
    "届",
    "经费",
    "率",
    "得分",
    "热线",
    "12345",
    "提高到",
    "百分之",
    "个百分点",
    "平方米",
    "。",
    "；",
    "\n",
    "\t",
    "|",
    "岁",
    "楼",
    "时",
    "点",
    "+",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_covered(words in any::<String>()) {
        let doc = paragraph(&words);
        let found = mentions(&doc, &Outline::default());
        prop_assert_eq!(covered(&doc, &found), Ok(()));
    }

    #[test]
    fn strings_of_the_genre_are_covered(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let doc = paragraph(&pieces.concat());
        let found = mentions(&doc, &Outline::default());
        prop_assert_eq!(covered(&doc, &found), Ok(()));
    }

    #[test]
    fn tables_of_anything_are_covered(rows in prop::collection::vec(prop::collection::vec(prop::collection::vec(prop::sample::select(PIECES), 0..6), 1..5), 0..6)) {
        let mut b = Builder::new();
        let table = b.table(Table::default());
        for (r, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|c| c.concat()).collect();
            let shapes = cells.iter().enumerate().map(|(c, w)| (CellShape { col: c as u32, ..CellShape::default() }, w.as_str(), CellValue::Text));
            b.row(table, r as u32, Source::default(), shapes);
        }
        let doc = b.finish();
        let found = mentions(&doc, &Outline::default());
        prop_assert_eq!(covered(&doc, &found), Ok(()));
    }

    /// An amount of money comes back exactly, whatever its digits, grouping and unit.
    #[test]
    fn money_is_exact(yuan in 0u64..10_000_000_000, decimals in 0u32..5, unit in 0usize..4, grouped: bool) {
        let (word, exponent) = [("元", -4), ("千元", -1), ("万元", 0), ("亿元", 4)][unit];
        let value = Decimal::try_from_i128_with_scale(i128::from(yuan), decimals).expect("a small number");
        let mut printed = format!("{value:.*}", decimals as usize);
        if grouped {
            let (whole, rest) = printed.split_once('.').map_or((printed.as_str(), None), |(w, r)| (w, Some(r)));
            let mut out = String::new();
            for (i, c) in whole.chars().enumerate() {
                if i > 0 && (whole.len() - i) % 3 == 0 {
                    out.push(',');
                }
                out.push(c);
            }
            printed = rest.map_or(out.clone(), |r| format!("{out}.{r}"));
        }
        let doc = paragraph(&format!("全年支出{printed}{word}，其中"));
        let found = mentions(&doc, &Outline::default());
        let wan = number::scaled(value, exponent).expect("in range");
        prop_assert_eq!(found.len(), 1);
        let is_money = matches!(&found[0].kind, MentionKind::Money { wan: w, .. } if *w == wan);
        prop_assert!(is_money, "{:?}", found);
    }
}

fn table(lines_before: &[&str], rows: &[&[&str]]) -> Document {
    let mut b = Builder::new();
    for line in lines_before {
        b.paragraph(ParagraphKind::Body, [(Source::default(), *line)]);
    }
    let table = b.table(Table::default());
    for (r, row) in rows.iter().enumerate() {
        let cells =
            row.iter().enumerate().map(|(c, w)| (CellShape { col: c as u32, ..CellShape::default() }, *w, CellValue::Text));
        b.row(table, r as u32, Source::default(), cells);
    }
    b.finish()
}

fn cells_of(doc: &Document) -> Vec<String> {
    mentions(doc, &Outline::default()).iter().filter(|m| m.cell.is_some()).map(|m| shown(doc, m)).collect()
}

#[test]
fn a_unit_line_makes_bare_cells_money() {
    let doc = table(
        &["单位：元"],
        &[
            &["项目", "年初预算", "调整数", "执行率"],
            &["冷链运转", "860,000.00", "-1,700.00", "98.5"],
            &["合计", "0.00", "", "100%"],
        ],
    );
    let want = ["860,000.00=money:86:元", "-1,700.00=money:-0.17:元", "98.5=percent:98.5", "0.00=money:0:元", "100%=percent:100"];
    assert_eq!(cells_of(&doc), want);
}

#[test]
fn a_forms_block_and_columns_decide_the_unit() {
    let doc = table(
        &[],
        &[
            &["项目资金（万元）", "", "年初预算数", "全年执行数", "分值", "执行率", "得分"],
            &["", "年度资金总额", "12.5", "10", "10", "0.8", "8"],
            &["绩效指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
            &["", "培训场次", "≥12场", "15场", "10", "10", ""],
            &["", "控制数", "≤4.50万元", "3", "10", "10", ""],
        ],
    );
    let want = [
        "12.5=money:12.5:万元",
        "10=money:10:万元",
        "10=bare:10",
        "0.8=percent:80",
        "8=bare:8",
        "12场=count:12:场",
        "15场=count:15:场",
        "10=bare:10",
        "10=bare:10",
        "4.50万元=money:4.5:万元",
        "3=bare:3",
        "10=bare:10",
        "10=bare:10",
    ];
    assert_eq!(cells_of(&doc), want);
}

#[test]
fn a_unit_in_another_cell_of_the_row_counts() {
    let doc = table(
        &["单位：万元"],
        &[
            &["三级指标", "", "指标值", "", "完成值", "权重", "得分"],
            &["救助人次", "≥", "1100", "人次", "1128", "20", "20"],
            &["准确率", "≥", "98", "%", "99", "10", "10"],
        ],
    );
    let want = [
        "1100=count:1100:人次",
        "1128=count:1128:人次",
        "20=bare:20",
        "20=bare:20",
        "98=percent:98",
        "99=percent:99",
        "10=bare:10",
        "10=bare:10",
    ];
    assert_eq!(cells_of(&doc), want);
}

#[test]
fn label_and_value_in_one_cell() {
    let doc = table(
        &["单位：万元"],
        &[&["其中：一般公共预算：41.8", "其中：基本支出：29.82"], &["政府性基金拨款：", "项目支出：11.98"]],
    );
    assert_eq!(cells_of(&doc), ["41.8=money:41.8:万元", "29.82=money:29.82:万元", "11.98=money:11.98:万元"]);
}

#[test]
fn the_full_span_holds_the_bounding_words() {
    let doc = paragraph("减免费用约30万元左右，参加不少于15家以上");
    let found = mentions(&doc, &Outline::default());
    let full: Vec<&str> = found.iter().map(|m| doc.words(m.full)).collect();
    assert_eq!(full, ["约30万元左右", "不少于15家以上"]);
}
