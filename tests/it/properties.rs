//! What holds for any input whatever.

use proptest::prelude::*;

use super::ledger;

/// Pieces that reports are made of, and pieces that look like them.
const PIECES: [&str; 64] = [
    "一、",
    "（一）",
    "(二)",
    "1.",
    "2024年",
    "１．",
    "①",
    "一是",
    "第一部分",
    "基本支出",
    "项目支出",
    "其中：",
    "人员经费",
    "公用经费",
    "25.83万元",
    "1,234.5 万元",
    "３．９９万元",
    "0元",
    "3.5亿元",
    "25万",
    "98.69%",
    "‰",
    "占",
    "比上年增加",
    "下降",
    "约",
    "近",
    "余",
    "多",
    "左右",
    "200余人次",
    "三百一十二场",
    "十余",
    "30至40场",
    "共3个",
    "〔2024〕15号",
    "12345",
    "“520”",
    "无。",
    "不涉及",
    "，",
    "。",
    "；",
    "\n",
    "\t",
    "|",
    "单位：万元",
    "合计",
    "-10.00",
    "年初预算",
    "年中追加",
    "实际支出",
    "结余",
    "万",
    "亿",
    ".",
    "%",
    " ",
    "　",
    "\u{200b}",
    "\r\n",
    "\u{c}",
    "……………3",
    "编制",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        2 => "[0-9]{1,9}".prop_map(|s| s),
        1 => "\\PC{0,6}".prop_map(|s| s),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_parses(text in "(?s).{0,300}") {
        prop_assert_eq!(ledger::check_text(&text), Ok(()));
    }

    #[test]
    fn any_soup_of_report_words_parses(text in soup()) {
        prop_assert_eq!(ledger::check_text(&text), Ok(()));
    }

    #[test]
    fn any_bytes_parse(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let parsed = jixiao::parse(&bytes, "report.txt");
        let report = jixiao::outputs::assemble::report("report.txt", &bytes, &parsed);
        prop_assert!(serde_json::to_string(&report).is_ok());
    }

    #[test]
    fn a_report_with_a_hole_parses(seed in 0u64..200, from in 0.0f64..1.0, len in 0usize..200) {
        let text = jixiao::generate::report(seed, &Default::default()).text;
        let chars: Vec<char> = text.chars().collect();
        let start = (chars.len() as f64 * from) as usize;
        let cut: String = chars.iter().take(start).chain(chars.iter().skip(start + len)).collect();
        prop_assert_eq!(ledger::check_text(&cut), Ok(()));
    }
}

#[test]
fn figures_beyond_all_budgets_overflow_nothing() {
    for digits in 10..32 {
        let n = format!("8{}", "0".repeat(digits));
        let small = format!("0.{}1", "0".repeat(digits.min(26)));
        let text = format!(
            "某县财政局2023年度部门整体支出绩效自评报告\n一、部门概况\n编制人数{n}人，实有人数3人。\n二、预算执行情况\n\
             年初预算{n}亿元，其中：基本支出{n}.5亿元，项目支出25.83万元。全年支出{n}.2亿元，预算执行率98.50%。\
             调整后预算{small}万元，实际支出{n}万元，预算执行率{n}%。三公经费预算{small}亿元，实际{n}元，控制率{n}%。\n\
             专项资金2个，甲项目{n}万元，乙项目{n}亿元。上年结转{n}亿元，年末结余{n}亿元。\n服务群众{n}人次，满意度{n}%。\n"
        );
        ledger::check_text(&text).unwrap_or_else(|e| panic!("{digits} digits: {e}"));
    }
}
