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
