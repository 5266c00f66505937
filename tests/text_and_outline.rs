//! Properties of reading plain text and of the outline: any bytes, any encoding, any width.

use jixiao::outline::outline;
use jixiao::read::{Document, ParagraphKind, Status, text};
use proptest::prelude::*;

const REPORT: &str = include_str!("../fixtures/youth-league-2024.txt");

/// What the stages after `read` depend on (see `Document`).
fn keeps_its_invariants(doc: &Document) {
    let mut last = 0;
    for (i, p) in doc.paragraphs.iter().enumerate() {
        assert!(p.span.start >= last && p.span.end >= p.span.start);
        let words = doc.text.get(p.span.range()).expect("spans lie on character boundaries");
        assert!(!words.contains('\n'));
        assert!(i == 0 || p.span.start == last + 1, "only line ends stand between paragraphs");
        last = p.span.end;
    }
    assert_eq!(last as usize, doc.text.len());
    for (t, table) in doc.tables.iter().enumerate() {
        for cell in &table.cells {
            assert!(doc.text.get(cell.span.range()).is_some());
            assert!(cell.span.is_empty() || table.span.contains(cell.span));
            assert!(cell.row < table.rows && cell.col < table.cols);
        }
        let rows =
            doc.paragraphs.iter().filter(|p| matches!(p.kind, ParagraphKind::TableRow { table, .. } if table as usize == t));
        assert_eq!(rows.count() as u32, table.rows);
    }
    assert!(doc.segments.windows(2).all(|w| w[0].start < w[1].start));
}

fn outline_is_a_tree(doc: &Document) {
    let outline = outline(doc);
    for (i, s) in outline.sections.iter().enumerate() {
        assert_eq!(s.path.split('.').count(), s.level as usize);
        assert!(
            doc.text.get(s.body.range()).is_some() && s.body.contains(s.marker) && s.title.end <= s.body.end.max(s.title.end)
        );
        match s.parent {
            Some(p) => {
                assert!(p < i);
                let above = &outline.sections[p];
                assert!(above.level + 1 == s.level && s.path.starts_with(&format!("{}.", above.path)));
            }
            None => assert_eq!(s.level, 1),
        }
    }
    let mut paths: Vec<_> = outline.sections.iter().map(|s| &s.path).collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), outline.sections.len(), "no path comes twice");
}

/// Words of the genre in any order make worse outlines than random characters do.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "一、",
        "二、",
        "十、",
        "（一）",
        "（2）",
        "(三)",
        "1.",
        "2、",
        "３．",
        "①",
        "⑴",
        "一是",
        "二是",
        "第一，",
        "第二部分",
        "任务1：",
        "1.1 ",
        "2.3.1",
        "目录",
        "……3",
        "\t",
        "|",
        "    ",
        "\u{3000}",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\u{c}",
        "- 3 -",
        "8",
        "单位：万元",
        "无。",
        "不涉及",
        "2024年",
        "42.76万元",
        "，",
        "。",
        "；",
        "：",
        "基本情况",
        "政府性基金预算支出情况",
        "合计",
        "1,286.50",
        "\u{feff}",
        "\u{200b}",
        "附件1",
        "a",
        "年",
    ]);
    prop::collection::vec(piece, 0..160).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let doc = text::read(&bytes);
        keeps_its_invariants(&doc);
        prop_assert!(doc.status.has_contents() || !doc.notices.is_empty(), "never silent");
        outline_is_a_tree(&doc);
    }

    #[test]
    fn any_words_give_an_outline(words in pieces()) {
        let doc = text::read(words.as_bytes());
        keeps_its_invariants(&doc);
        outline_is_a_tree(&doc);
    }

    #[test]
    fn places_point_at_the_source(words in pieces()) {
        let doc = text::read(words.as_bytes());
        // columns count the characters of the source line, invisible ones too; form feeds do not end a line
        let lines: Vec<&str> = words.trim_start_matches('\u{feff}').split('\n').map(|l| l.trim_end_matches('\r')).collect();
        if !words.contains(['\u{200b}', '\u{feff}', '\r']) {
            for p in doc.paragraphs.iter().filter(|p| !p.span.is_empty()) {
                let place = doc.place(p.span.start);
                let line = lines.get(place.line as usize - 1).expect("a line of the source");
                let printed = line.chars().nth(place.column as usize - 1);
                let read = doc.words(p.span).chars().next();
                prop_assert!(printed == read || read == Some(' ') || read == Some('\t'), "{:?} {:?} {:?}", place, printed, read);
            }
        }
    }

    #[test]
    fn the_width_of_the_lines_changes_nothing(width in prop::sample::select(vec![30usize, 36, 38, 44, 48, 60, 72, 80])) {
        let whole = text::read(REPORT.as_bytes());
        let wrapped: Vec<String> = REPORT
            .lines()
            .flat_map(|l| {
                let chars: Vec<char> = l.chars().collect();
                if chars.is_empty() { vec![String::new()] } else { chars.chunks(width).map(|c| c.iter().collect()).collect() }
            })
            .collect();
        let doc = text::read(wrapped.join("\n").as_bytes());
        let titles = |d: &Document| outline(d).sections.iter().map(|s| (s.path.clone(), d.words(s.title).to_owned())).collect::<Vec<_>>();
        prop_assert_eq!(titles(&doc), titles(&whole));
    }
}

#[test]
fn encodings_change_nothing() {
    let whole = text::read(REPORT.as_bytes());
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(REPORT.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let copies = [
        encoding_rs::GBK.encode(REPORT).0.into_owned(),
        format!("\u{feff}{REPORT}").into_bytes(),
        utf16(false, false),
        utf16(true, false),
        utf16(false, true),
        utf16(true, true),
        REPORT.replace('\n', "\r\n").into_bytes(),
        REPORT.replace('\n', "\r").into_bytes(),
    ];
    for bytes in copies {
        let doc = text::read(&bytes);
        assert_eq!(doc.text, whole.text, "{:?}", doc.encoding);
        assert_eq!(doc.status, Status::Ok);
    }
}

#[test]
fn what_cannot_be_read_says_so() {
    for (bytes, status, code) in [
        (&b""[..], Status::Unreadable, "empty_file"),
        (&b" \r\n\t\n"[..], Status::Unreadable, "empty_file"),
        (&[0u8, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17][..], Status::Unreadable, ""),
    ] {
        let doc = text::read(bytes);
        assert_eq!(doc.status, status);
        assert!(doc.notices.iter().any(|n| code.is_empty() || n.code == code));
    }
    let mut bytes = REPORT.as_bytes().to_vec();
    bytes[400] = 0xff;
    let doc = text::read(&bytes);
    assert_eq!(doc.status, Status::OkWithGaps);
    let notice = doc.notices.iter().find(|n| n.code == "undecodable_bytes").expect("a notice");
    assert!(notice.span.is_some() && notice.message.contains("第 "));
}
