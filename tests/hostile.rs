//! Files made to hurt: each gets a clear status, within a second of processor time and 300 MB.
#![cfg(unix)]

use std::io::{Cursor, Write};
use std::process::Command;

use jixiao::read::{Status, read};
use zip::write::SimpleFileOptions;

/// A zip of parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook with one sheet of this XML.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let root = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let rels = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    zip(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet(rows: &str) -> Vec<u8> {
    format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#)
        .into_bytes()
}

fn docx(document: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

/// Every hostile file with the status and the code that it must get.
fn hostile() -> Vec<(&'static str, Vec<u8>, Status, &'static str)> {
    let far = sheet(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    let near_and_far =
        sheet(r#"<row r="1"><c r="A1"><v>25.83</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    let whole = workbook(&sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#));
    let cells = r#"<c><v>1</v></c>"#.repeat(600_001);
    let strings = br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"><si><t>x</t></si></sst>"#;
    let announced = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", strings)]);
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document><w:body><w:p>&b;</w:p></w:body></w:document>"#;
    let deep = format!("<w:document><w:body>{}", "<w:tbl><w:tr><w:tc>".repeat(100_000));
    let entries: Vec<(String, Vec<u8>)> = (0..5000).map(|i| (format!("xl/{i}.xml"), Vec::new())).collect();
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let merges = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>{}</mergeCells></worksheet>"#,
        r#"<mergeCell ref="A1:XFD1048576"/>"#.repeat(200_000)
    );
    let repeated = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let ods = zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", repeated.as_bytes())]);
    vec![
        ("zip bomb", workbook(&vec![b' '; 200 << 20]), Status::TooLarge, "inflated_bytes"),
        ("a lone far cell", workbook(&far), Status::TooLarge, "coordinate"),
        ("a far cell beside others", workbook(&near_and_far), Status::OkWithGaps, "coordinate"),
        ("many cells", workbook(&sheet(&format!("<row>{cells}</row>"))), Status::TooLarge, "cells"),
        ("strings announced", announced, Status::TooLarge, "shared_strings"),
        ("merged ranges", workbook(merges.as_bytes()), Status::TooLarge, "merged_ranges"),
        ("repeated cells", ods, Status::TooLarge, "cells"),
        ("entries", zip(&entries), Status::TooLarge, "zip_entries"),
        ("XML bomb", docx(bomb), Status::Unreadable, "xml_entities"),
        ("deep XML", docx(&deep), Status::TooLarge, "xml_depth"),
        ("cut in the middle", whole[..whole.len() / 2].to_vec(), Status::Unreadable, "damaged_zip"),
        ("deep page", format!("<html>{}", "<div>".repeat(1 << 20)).into_bytes(), Status::TooLarge, "html_depth"),
        ("large page", format!("<html>{}", "<p>a".repeat(3 << 20)).into_bytes(), Status::TooLarge, "html_bytes"),
        (
            "OLE without end",
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0xff; 4096]].concat(),
            Status::Unreadable,
            "damaged_ole",
        ),
    ]
}

#[test]
fn each_has_a_clear_status() {
    for (what, bytes, status, code) in hostile() {
        let doc = read(&bytes, "hostile");
        let codes: Vec<_> = doc.notices.iter().map(|n| n.code).collect();
        assert_eq!(doc.status, status, "{what}: {codes:?}");
        assert!(codes.contains(&code), "{what}: {codes:?}");
        assert!(doc.notices.iter().all(|n| !n.message.is_empty()), "{what}");
    }
}

#[test]
fn the_name_is_no_evidence() {
    let bytes = workbook(&sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>单位名称</t></is></c></row>"#));
    let doc = read(&bytes, "report.doc");
    assert_eq!((doc.status, doc.text.as_str()), (Status::Ok, "单位名称"));
}

/// Address space for the program: 300 MB to work with, and its own code and libraries.
const MEMORY_KB: u32 = (300 + 100) << 10;

/// The program itself, on each file, gives its JSON within the memory and below a second of processor time (three in a
/// build for tests).
#[test]
fn neither_memory_nor_time() {
    let folder = tempfile::tempdir().expect("a folder");
    for (i, (what, bytes, status, _)) in hostile().into_iter().enumerate() {
        let path = folder.path().join(format!("{i}.bin"));
        std::fs::write(&path, bytes).expect("the file");
        let before = processor_time();
        let limited = format!("ulimit -v {MEMORY_KB}; exec \"$0\" parse \"$1\"");
        let out = Command::new("sh").args(["-c", &limited, env!("CARGO_BIN_EXE_jixiao")]).arg(&path).output().expect("a shell");
        let took = processor_time() - before;
        let json: serde_json::Value = serde_json::from_slice(&out.stdout)
            .unwrap_or_else(|e| panic!("{what}: {e}: {}", String::from_utf8_lossy(&out.stderr)));
        assert_eq!(json["status"], status.as_str(), "{what}");
        assert!(took < if cfg!(debug_assertions) { 3.0 } else { 1.0 }, "{what}: {took} s");
    }
}

/// Processor time of the children so far, in seconds.
fn processor_time() -> f64 {
    // SAFETY: getrusage fills the structure that it is given.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage);
        usage
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Bytes changed at random, always the same ones.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut out = bytes.to_vec();
    for _ in 0..1 + next() % 8 {
        let at = next() % out.len();
        let run = 1 + next() % 4;
        let value = [0, 0xFF, 0x7F, next() as u8][next() % 4];
        let end = (at + run).min(out.len());
        out[at..end].fill(value);
    }
    if next() % 8 == 0 {
        out.truncate(next() % out.len());
    }
    out
}

/// A part of a container with damaged words, in a container that is whole.
fn damaged_part(bytes: &[u8], name: &str, seed: u64) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = Vec::new();
    for i in 0..old.len() {
        let mut part = old.by_index(i).expect("a part");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).expect("its bytes");
        let part = part.name().expect("its name").into_owned();
        let bytes = if part.ends_with(name) { damaged(&bytes, seed) } else { bytes };
        parts.push((part, bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    zip(&parts)
}

#[test]
fn damaged_files_are_read_or_refused_but_never_crash() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/forms/");
    let rounds: u64 = std::env::var("JIXIAO_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(15);
    for name in [
        "d01.docx",
        "d02.docx",
        "d03.html",
        "d04.doc",
        "d05.doc",
        "f01.xlsx",
        "f05.xlsx",
        "f06.xls",
        "../../fixtures/merged-table.doc",
    ] {
        let bytes = std::fs::read(format!("{folder}{name}")).expect("a labelled file");
        for seed in 0..rounds {
            let doc = read(&damaged(&bytes, seed), name);
            assert!(doc.status.has_contents() || !doc.notices.is_empty(), "{name} {seed}");
            for p in &doc.paragraphs {
                assert!(doc.text.get(p.span.range()).is_some_and(|w| !w.contains('\n')), "{name} {seed}");
            }
            if name.ends_with('x') {
                for part in ["document.xml", "numbering.xml", "sheet1.xml", "styles.xml"] {
                    read(&damaged_part(&bytes, part, seed), name);
                }
            }
        }
    }
}
