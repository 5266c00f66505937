//! The program on PDFs: what it reads, what it says of damaged files, and that no file takes it down.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const JIXIAO: &str = env!("CARGO_BIN_EXE_jixiao");

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pdf").join(name)
}

fn parse(file: &Path) -> Value {
    let out = Command::new(JIXIAO).arg("parse").arg(file).output().expect("the program starts");
    assert!(out.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("one JSON document")
}

fn text(file: &Path) -> String {
    let out = Command::new(JIXIAO).arg("text").arg(file).output().expect("the program starts");
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn paragraphs_are_whole_and_in_order() {
    let printed = text(&fixture("reportlab_stsong_unigb_ucs2.pdf"));
    for paragraph in [
        "2024年度部门整体支出绩效自评报告",
        "一、基本情况",
        "（一）团区委基本情况",
        "本部门独立编制机构1个。本单位总编制人数2人，其中：行政编制2人；年末实有人数1人，其中在职1人，无退休人员。",
        "3.2024年度单位一般公共预算财政拨款支出41.8万元，其中：项目支出11.98万元，基本支出29.82万元，其中：人员经费25.83万元，公用经费3.99万元。",
    ] {
        assert!(printed.lines().any(|l| l == paragraph), "{paragraph}");
    }
}

#[test]
fn ruled_tables_with_merged_cells() {
    for file in ["reportlab_stsong_unigb_ucs2.pdf", "wordlike_fstar_borders.pdf", "lo_xlsx.pdf", "rotated_landscape_form.pdf"] {
        let report = parse(&fixture(file));
        let cells = report["tables"][0]["cells"].as_array().expect("a table");
        let cell = |name: &str| {
            let c = cells.iter().find(|c| c["cell"] == name).unwrap_or_else(|| panic!("{file} {name}"));
            (c["rowspan"].as_u64(), c["colspan"].as_u64(), c["text"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(cell("A2"), (Some(4), Some(1), "年度预算申请（万元）".to_owned()), "{file}");
        assert_eq!(cell("B1"), (Some(1), Some(7), "共青团株洲市芦淞区委员会".to_owned()), "{file}");
        assert_eq!(cell("D4"), (Some(1), Some(1), "11.98".to_owned()), "{file}");
    }
}

#[test]
fn words_that_run_over_a_border_stay_in_their_cell() {
    let report = parse(&fixture("cmap_GBK2K_H.pdf"));
    let cells = report["tables"][0]["cells"].as_array().expect("a table");
    let words = |name: &str| cells.iter().find(|c| c["cell"] == name).map(|c| c["text"].clone());
    assert_eq!((words("G3"), words("H3")), (Some("100.00%".into()), Some("10".into())));
}

#[test]
fn every_value_has_its_page() {
    let report = parse(&fixture("reportlab_stsong_unigb_ucs2.pdf"));
    assert_eq!(report["source"]["format"], "pdf");
    let pages = report["source"]["pages"].as_u64().expect("pages");
    let sections = report["sections"].as_array().expect("sections");
    assert!(sections.len() > 20 && pages > 1);
    assert!(sections.iter().all(|s| s["at"]["page"].as_u64().is_some_and(|p| p >= 1 && p <= pages)));
}

#[test]
fn damaged_and_hostile_files_have_a_status() {
    for (file, allowed) in [
        ("enc_needs_password.pdf", &["encrypted"][..]),
        ("selfref_form.pdf", &["ok", "ok_with_gaps", "unreadable", "scanned_no_text"]),
        ("missing_font.pdf", &["ok", "ok_with_gaps", "unreadable", "no_unicode"]),
        ("bad_operands.pdf", &["ok", "ok_with_gaps", "unreadable"]),
        ("circular_pagetree.pdf", &["ok", "ok_with_gaps", "unreadable"]),
        ("parent_loop_page.pdf", &["ok", "ok_with_gaps", "unreadable"]),
        ("xref_prev_loop.pdf", &["ok", "ok_with_gaps", "unreadable"]),
        ("length_selfref.pdf", &["ok", "ok_with_gaps", "unreadable"]),
    ] {
        let report = parse(&fixture(file));
        let status = report["status"].as_str().expect("status");
        assert!(allowed.contains(&status), "{file}: {status}");
        let told = report["diagnostics"].as_array().is_some_and(|d| !d.is_empty());
        assert!(status == "ok" || told, "{file}: {status} without a reason");
    }
}

#[test]
fn half_a_file_is_never_ok() {
    let whole = std::fs::read(fixture("reportlab_stsong_unigb_ucs2.pdf")).expect("fixture");
    let dir = tempfile::tempdir().expect("a directory");
    for percent in [30, 60, 95] {
        let file = dir.path().join(format!("cut{percent}.pdf"));
        std::fs::write(&file, &whole[..whole.len() * percent / 100]).expect("written");
        let status = parse(&file)["status"].clone();
        assert!(status == "ok_with_gaps" || status == "unreadable", "{percent} %: {status}");
    }
}

#[test]
fn doctor_tells_fonts_pages_and_what_to_do() {
    let doctor = |file: &str| {
        let out = Command::new(JIXIAO).arg("doctor").arg(fixture(file)).output().expect("the program starts");
        String::from_utf8(out.stdout).expect("UTF-8")
    };
    let words = doctor("cmap_GBK2K_H.pdf");
    assert!(words.contains("GBK2K-H") && words.contains("状态：ok"), "{words}");
    assert!(doctor("enc_needs_password.pdf").contains("密码"));
}

#[test]
fn both_engines_agree_or_say_where_not() {
    let out = Command::new(JIXIAO)
        .args(["parse", "--engine", "both"])
        .arg(fixture("lo_xlsx.pdf"))
        .output()
        .expect("the program starts");
    let report: Value = serde_json::from_slice(&out.stdout).expect("one JSON document");
    let codes: Vec<&str> = report["diagnostics"].as_array().into_iter().flatten().filter_map(|d| d["code"].as_str()).collect();
    assert!(codes.iter().any(|c| c.starts_with("engines_")), "{codes:?}");
}

#[test]
fn scanned_pages_are_read_where_tesseract_is_installed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/forms/p05.pdf");
    assert_eq!(parse(&file)["status"], "scanned_no_text");
    let out = Command::new(JIXIAO).args(["parse", "--ocr", "auto"]).arg(&file).output().expect("the program starts");
    let report: Value = serde_json::from_slice(&out.stdout).expect("one JSON document");
    if jixiao::read::pdf::ocr::available().is_err() {
        let told = report["diagnostics"].as_array().into_iter().flatten().any(|d| d["code"] == "ocr_missing");
        assert!(told && report["status"] == "scanned_no_text");
        return;
    }
    assert_eq!(report["status"], "ok_with_gaps");
    let amounts = report["amounts"].as_array().expect("amounts");
    assert!(amounts.iter().any(|a| a["raw"] == "512.80万元"), "{amounts:?}");
    assert!(amounts.iter().all(|a| a["at"]["ocr"] == true && a["at"]["page"] == 1));
}

/// Compressed streams that unpack to much more than they are.
mod bomb {
    /// Writes bits, lowest first, as DEFLATE has them.
    #[derive(Default)]
    struct Bits {
        bytes: Vec<u8>,
        open: u64,
        count: u32,
    }

    impl Bits {
        fn push(&mut self, value: u64, count: u32) {
            self.open |= value << self.count;
            self.count += count;
            while self.count >= 8 {
                self.bytes.push(self.open as u8);
                self.open >>= 8;
                self.count -= 8;
            }
        }

        /// A Huffman code: highest bit first.
        fn code(&mut self, code: u64, count: u32) {
            self.push(code.reverse_bits() >> (64 - count), count);
        }

        fn literal(&mut self, byte: u8) {
            match byte {
                0..144 => self.code(0x30 + u64::from(byte), 8),
                _ => self.code(0x190 + u64::from(byte) - 144, 9),
            }
        }
    }

    /// A zlib stream of `bytes[..]`, which from `start` on has a period of `distance` (1, 4, 13 or 21), `copies` times 258 more
    /// bytes of it, and `rest` literally.
    pub fn deflate(head: &[u8], distance: usize, copies: usize, rest: &[u8]) -> Vec<u8> {
        let mut bits = Bits::default();
        bits.push(1, 1);
        bits.push(1, 2);
        head.iter().for_each(|&b| bits.literal(b));
        let (code, extra, width) = match distance {
            1 => (0, 0, 0),
            4 => (3, 0, 0),
            13 => (7, 0, 2),
            _ => (8, 4, 3),
        };
        for _ in 0..copies {
            bits.code(0xC5, 8);
            bits.code(code, 5);
            bits.push(extra, width);
        }
        rest.iter().for_each(|&b| bits.literal(b));
        bits.code(0, 7);
        bits.push(0, 7);
        let mut stream = vec![0x78, 0x9C];
        stream.extend(bits.bytes);
        stream.extend([0; 4]);
        stream
    }

    /// A PDF of one page with these contents.
    pub fn pdf(filter: &str, stream: &[u8]) -> Vec<u8> {
        let mut out = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
        out.extend(b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
        out.extend(
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n",
        );
        out.extend(format!("4 0 obj<</Filter{filter}/Length {}>>stream\n", stream.len()).bytes());
        out.extend(stream);
        out.extend(b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
        out.extend(b"trailer<</Root 1 0 R>>\n%%EOF\n");
        out
    }
}

#[test]
fn decompression_bombs_end_in_time_and_memory() {
    let dir = tempfile::tempdir().expect("a directory");
    let zeros = bomb::deflate(&[0; 8], 1, 1_000_000_000 / 258, b"");
    let drawing = b"BT /F1 9 Tf(a)Tj ET\r\n";
    let operators = bomb::deflate(&drawing.repeat(2), 21, 300_000_000 / 258, b"");
    // The zeros again: their stream repeats itself every 13 bytes, and is packed a second time.
    let inner = bomb::deflate(&[0; 8], 1, 1_000_000_000 / 258, b"");
    let period = 13;
    let same = (40..inner.len()).take_while(|&i| inner[i] == inner[i - period]).count();
    let copies = same / 258;
    let double = bomb::deflate(&inner[..40], period, copies, &inner[40 + copies * 258..]);
    assert!(double.len() * 20 < inner.len());
    for (name, filter, stream) in [
        ("zeros", "/FlateDecode", zeros),
        ("operators", "/FlateDecode", operators),
        ("double", "[/FlateDecode/FlateDecode]", double),
    ] {
        let file = dir.path().join(format!("{name}.pdf"));
        std::fs::write(&file, bomb::pdf(filter, &stream)).expect("written");
        let before = children();
        let status = parse(&file)["status"].as_str().expect("status").to_owned();
        assert!(
            ["memory", "timeout", "unreadable", "too_large", "ok", "ok_with_gaps"].contains(&status.as_str()),
            "{name}: {status}"
        );
        // Processor time: the test stays right on a busy machine.
        let seconds = children().0 - before.0;
        assert!(seconds < 20, "{name}: {status} after {seconds} s");
    }
    let (_, kilobytes) = children();
    assert!(kilobytes < 2_000_000, "{kilobytes} kB");
}

/// Processor time in seconds and largest memory in kB of all processes that this one started; zeros where not known.
fn children() -> (i64, i64) {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: an all-zero rusage is valid, and the call writes into it while it lives.
        let usage = unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
            usage
        };
        (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec, usage.ru_maxrss)
    }
    #[cfg(not(target_os = "linux"))]
    (0, 0)
}
