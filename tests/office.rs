//! Office files made here: what a person sees in them is what the document holds.

use std::io::{Cursor, Write};

use jixiao::read::{CellValue, Document, Format, ParagraphKind, Status, Table, read};
use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook};
use zip::write::SimpleFileOptions;

const YOUTH_LEAGUE: &str = include_str!("../fixtures/youth-league-2024.txt");

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A .docx of these parts of `word/`; each is the inner XML of its root element.
fn docx(parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, root, inner) in parts {
        zip.start_file(format!("word/{name}.xml"), SimpleFileOptions::default()).expect("a part");
        write!(zip, "<w:{root} xmlns:w=\"{W}\">{inner}</w:{root}>").expect("its XML");
    }
    zip.finish().expect("a zip").into_inner()
}

fn body(inner: &str) -> String {
    format!("<w:body>{inner}</w:body>")
}

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn shapes(doc: &Document, table: &Table) -> Vec<(String, String, u32, u32)> {
    let at = |row, col| doc.cell_name(0, row, col);
    let cells = table.cells.iter().filter(|c| !c.span.is_empty());
    cells.map(|c| (at(c.row, c.col), doc.words(c.span).to_owned(), c.rowspan, c.colspan)).collect()
}

fn expected(list: &[(&str, &str, u32, u32)]) -> Vec<(String, String, u32, u32)> {
    list.iter().map(|&(at, words, r, c)| (at.to_owned(), words.to_owned(), r, c)).collect()
}

/// Sections and amounts, without their places.
fn facts(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let parsed = jixiao::parse(bytes, "");
    let doc = &parsed.doc;
    let sections = parsed.outline.sections.iter().map(|s| format!("{} {}", s.path, doc.words(s.title))).collect();
    let path = |i: usize| parsed.outline.sections.get(i).map_or("", |s| s.path.as_str());
    let amounts = parsed.facts.amounts.iter();
    let amounts = amounts.map(|a| format!("{} {} {:?} {:?}", doc.words(a.span), a.wan, a.concept, a.section.map(path)));
    (sections, amounts.collect())
}

#[test]
fn the_youth_league_report_is_the_same_in_word_and_in_a_sheet() {
    let text = read(YOUTH_LEAGUE.as_bytes(), "").text;
    let paragraphs: String = text.lines().map(p).collect();
    let word = docx(&[("document", "document", &body(&paragraphs))]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        sheet.write_string(row, 0, line).expect("a cell");
    }
    let sheet = book.save_to_buffer().expect("a workbook");
    let wanted = facts(YOUTH_LEAGUE.as_bytes());
    for (bytes, format) in [(word, Format::Docx), (sheet, Format::Xlsx)] {
        let doc = read(&bytes, "");
        assert_eq!((doc.status, doc.format), (Status::Ok, Some(format)));
        assert_eq!(doc.text, text, "{format:?}");
        assert_eq!(facts(&bytes), wanted, "{format:?}");
    }
}

#[test]
fn a_report_in_one_cell_is_lines_of_that_cell() {
    let mut book = Workbook::new();
    let words = "一、基本情况\n本单位编制16名，年末在职15人，退休人员8人，无下属单位。\n二、收支情况\n全年支出264.75万元，其中基本支出171.95万元，项目支出92.80万元。";
    book.add_worksheet().write_string(4, 1, words).expect("a cell");
    let doc = read(&book.save_to_buffer().expect("a workbook"), "");
    assert_eq!(doc.text, words);
    assert!(doc.paragraphs.iter().all(|p| p.kind == ParagraphKind::Body && p.cell == Some((0, 4, 1))));
    assert_eq!(doc.words(doc.tables[0].cells[0].span), words);
}

#[test]
fn word_shows_the_final_text() {
    let inner = [
        // Tracked changes: what is inserted stays, what is deleted goes, a deleted paragraph end joins.
        "<w:p><w:r><w:t>全年支出</w:t></w:r><w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins><w:r><w:t>25.83</w:t></w:r></w:ins><w:r><w:t>万元。</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半</w:t></w:r></w:p>",
        "<w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom>",
        // A field shows its result; hidden words do not show.
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>",
        // A text box once, after its paragraph, although the file has it twice; a footnote after that.
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
        "<w:p><w:r><w:t>一行</w:t><w:br/><w:t>二行 &amp; &#8220;引&#8221;</w:t></w:r></w:p>",
    ];
    let notes = "<w:footnote w:type='separator' w:id='0'><w:p/></w:footnote><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>注解</w:t></w:r></w:p></w:footnote>";
    let doc = read(&docx(&[("document", "document", &body(&inner.concat())), ("footnotes", "footnotes", notes)]), "");
    assert_eq!(doc.text, "全年支出25.83万元。\n前半后半\n7\n正文\n框内\n注解\n一行\n二行 & “引”");
    let notes: Vec<_> = doc.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Note).map(|p| doc.words(p.span)).collect();
    assert_eq!(notes, ["框内", "注解"]);
}

#[test]
fn numbers_come_from_styles_and_start_again() {
    let level = |i: u8, format: &str, text: &str, more: &str| {
        format!("<w:lvl w:ilvl='{i}'><w:start w:val='1'/><w:numFmt w:val='{format}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>")
    };
    let nothing = "<w:suff w:val='nothing'/>";
    let numbering = format!(
        "<w:abstractNum w:abstractNumId='1'>{}{}{}</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>\
         <w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='2'><w:startOverride w:val='1'/></w:lvlOverride></w:num>",
        level(0, "chineseCountingThousand", "%1、", &format!("<w:pStyle w:val='a1'/>{nothing}")),
        level(1, "chineseCounting", "（%2）", &format!("<w:pStyle w:val='a2'/>{nothing}")),
        level(2, "decimal", "%1.%3", "<w:isLgl/>"),
    );
    let styles = "<w:style w:type='paragraph' w:styleId='a1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='a2'><w:name w:val='标题二'/><w:basedOn w:val='a1'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr><w:outlineLvl w:val='1'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='t'><w:name w:val='toc 1'/></w:style>";
    let of = |properties: &str, words: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let style = |id: &str, words: &str| of(&format!("<w:pStyle w:val='{id}'/>"), words);
    let item = |num: u8, words: &str| of(&format!("<w:numPr><w:ilvl w:val='2'/><w:numId w:val='{num}'/></w:numPr>"), words);
    let inner = [
        style("t", "一、目录行 1"),
        style("a1", "甲"),
        style("a2", "乙"),
        item(5, "丙"),
        item(5, "丁"),
        item(6, "戊"),
        style("a2", "己"),
        item(5, "庚"),
        style("a1", "辛"),
    ];
    let parts = [
        ("document", "document", body(&inner.concat())),
        ("numbering", "numbering", numbering),
        ("styles", "styles", styles.into()),
    ];
    let parts: Vec<_> = parts.iter().map(|(a, b, c)| (*a, *b, c.as_str())).collect();
    let doc = read(&docx(&parts), "");
    assert_eq!(doc.text, "一、目录行 1\n一、甲\n（一）乙\n1.1 丙\n1.2 丁\n1.1 戊\n（二）己\n1.1 庚\n二、辛");
    let headings: Vec<_> = doc.paragraphs.iter().map(|p| p.heading).collect();
    assert_eq!(headings[..4], [None, Some(1), Some(2), None]);
    assert_eq!(doc.paragraphs[0].kind, ParagraphKind::Furniture);
    assert!(doc.paragraphs[1].auto_number && !doc.paragraphs[0].auto_number);
}

#[test]
fn merged_cells_of_a_binary_word_file() {
    let doc = read(include_bytes!("../fixtures/merged-table.doc"), "");
    assert_eq!((doc.status, doc.format), (Status::Ok, Some(Format::Doc)));
    assert_eq!(doc.text.lines().nth(1), Some("1. 人员情况。年末在职15人。"));
    let wanted = [
        ("T1!A1", "项目", 2, 1),
        ("T1!B1", "年初预算", 1, 2),
        ("T1!D1", "执行", 2, 1),
        ("T1!B2", "当年", 1, 1),
        ("T1!C2", "结转", 1, 1),
        ("T1!A3", "培训", 1, 1),
        ("T1!B3", "20.00", 1, 1),
        ("T1!C3", "1.60", 1, 1),
        ("T1!D3", "21.60", 1, 1),
    ];
    assert_eq!(shapes(&doc, &doc.tables[0]), expected(&wanted));
}

#[test]
fn a_sheet_shows_and_stores() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("自评表").expect("a name");
    let as_shown = |code: &str| CellFormat::new().set_num_format(code);
    sheet.merge_range(0, 0, 0, 3, "标题", &CellFormat::new()).expect("a range");
    sheet.write_number_with_format(1, 0, 0.090_000_076_293_945_3, &as_shown("0.00")).expect("a cell");
    sheet.write_number_with_format(1, 1, 0.9775, &as_shown("0.00%")).expect("a cell");
    sheet.write_number_with_format(1, 2, 45749, &as_shown("yyyy\"年\"m\"月\"d\"日\"")).expect("a cell");
    sheet.write_string(1, 3, "12.50").expect("a cell");
    sheet.write_number(2, 0, 0).expect("a cell");
    sheet.write_string(2, 1, "—").expect("a cell");
    sheet.write_string(2, 2, "/").expect("a cell");
    sheet.write_formula(2, 3, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    sheet.write_formula(3, 0, Formula::new("=A3+25").set_result("25")).expect("a cell");
    sheet.write_boolean(3, 1, true).expect("a cell");
    book.add_worksheet().set_name("字典").expect("a name").set_hidden(true).write_string(0, 0, "优").expect("a cell");
    let doc = read(&book.save_to_buffer().expect("a workbook"), "");
    assert_eq!(doc.text, "标题\n0.09\t97.75%\t2025年4月2日\t12.50\n0\t—\t/\t#DIV/0!\n25\tTRUE\n优");
    let dec = |s: &str| s.parse().expect("a decimal");
    let values: Vec<CellValue> = doc.tables[0].cells.iter().map(|c| c.value.clone()).collect();
    let wanted = [
        CellValue::Text,
        CellValue::Number(dec("0.0900000762939453")),
        CellValue::Percent(dec("97.75")),
        CellValue::Date,
        CellValue::Text,
        CellValue::Number(dec("0")),
        CellValue::Text,
        CellValue::Text,
        CellValue::Error,
        CellValue::Number(dec("25")),
        CellValue::Bool(true),
    ];
    assert_eq!(values, wanted);
    assert_eq!((doc.tables[0].cells[0].colspan, doc.tables[1].hidden), (4, true));
    assert_eq!(doc.cell_name(0, 1, 1), "自评表!B2");
    assert_eq!(doc.cell_at(doc.text.find("97.75").expect("it is there") as u32), Some((0, 1, 1)));
}

#[test]
fn a_formula_without_its_result_is_told() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let ns = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'";
    let rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "xmlns='http://schemas.openxmlformats.org/package/2006/relationships'";
    for (name, xml) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships {package}><Relationship Id='r' Type='{rels}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook {ns} xmlns:r='{rels}'><sheets><sheet name='表' sheetId='1' r:id='r1'/></sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships {package}><Relationship Id='r1' Type='{rels}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet {ns}><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='B1'><f>A1+1</f></c></row></sheetData></worksheet>"
            ),
        ),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(xml.as_bytes()).expect("its XML");
    }
    let doc = read(&zip.finish().expect("a zip").into_inner(), "");
    assert_eq!(doc.status, Status::OkWithGaps);
    let notice = doc.notices.iter().find(|n| n.code == "formula_without_value").expect("a notice");
    assert!(notice.message.contains("表!B1"), "{}", notice.message);
}

#[test]
fn a_page_under_the_name_of_a_workbook() {
    let page = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta name=ProgId content=Excel.Sheet></head><body><table><tr><td rowspan=2>项目<td colspan=2>支出<tr><td>20.00<td>1.60</table></body></html>";
    let doc = read(page.as_bytes(), "自评表.xls");
    assert_eq!((doc.status, doc.format), (Status::Ok, Some(Format::Html)));
    let wanted = [("T1!A1", "项目", 2, 1), ("T1!B1", "支出", 1, 2), ("T1!B2", "20.00", 1, 1), ("T1!C2", "1.60", 1, 1)];
    assert_eq!(shapes(&doc, &doc.tables[0]), expected(&wanted));
}

#[test]
fn lines_between_the_tables_of_a_pasted_report_belong_to_it() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let long = "本单位编制16名，年末在职15人，退休人员8人，无下属单位，全年支出264.75万元。";
    let rows: [&[&str]; 9] = [
        &["附件1"],
        &["自评表", "分值"],
        &["一、基本情况"],
        &[long],
        &[long],
        &["项目", "金额"],
        &["培训", "20.00"],
        &["二、其他"],
        &["合计", "1"],
    ];
    for (r, cells) in (0..).zip(rows) {
        for (c, words) in (0..).zip(cells) {
            sheet.write_string(r, c, *words).expect("a cell");
        }
    }
    let doc = read(&book.save_to_buffer().expect("a workbook"), "");
    let body: Vec<bool> = doc.paragraphs.iter().map(|p| p.kind == ParagraphKind::Body).collect();
    assert_eq!(body, [false, false, true, true, true, false, false, true, false]);
    assert_eq!(doc.tables[0].cells.len(), 13);
}

#[test]
fn a_column_of_automatic_numbers_shows_them() {
    let numbering = "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:suff w:val='nothing'/><w:lvlText w:val='%1'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>";
    let row = |words: &str| {
        format!(
            "<w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p></w:tc><w:tc>{}</w:tc></w:tr>",
            p(words)
        )
    };
    let inner = body(&format!("<w:tbl>{}{}</w:tbl>", row("甲"), row("乙")));
    let doc = read(&docx(&[("document", "document", &inner), ("numbering", "numbering", numbering)]), "");
    assert_eq!(doc.text, "1\t甲\n2\t乙");
}

#[test]
fn an_encrypted_file_says_so() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    file.create_stream("/EncryptedPackage").and_then(|mut s| s.write_all(b"secret")).expect("a stream");
    file.flush().expect("it is written");
    let doc = read(&file.into_inner().into_inner(), "自评表.xlsx");
    assert_eq!((doc.status, doc.notices[0].code), (Status::Encrypted, "encrypted"));
}

#[test]
fn the_xml_of_word_2003() {
    let inner = "<w:body><wx:sect><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl></wx:sect></w:body>";
    let xml = format!(
        "<?xml version='1.0' encoding='UTF-8'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>{inner}</w:wordDocument>"
    );
    let doc = read(xml.as_bytes(), "报告.doc");
    assert_eq!((doc.status, doc.text.as_str()), (Status::Ok, "甲\n乙\t1\n2"));
    assert_eq!(doc.tables[0].cells[0].rowspan, 2);
}
