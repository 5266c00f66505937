//! `OUT/quarantine.csv`: the inputs without contents, why, and what to do.

use super::state::Entry;
use crate::outputs::words::status_words;

/// Byte order mark: without it Excel takes the file for GBK.
const BOM: &str = "\u{feff}";

/// What to do about a status, where its message does not say.
fn advice(status: &str) -> &'static str {
    match status {
        "encrypted" => "请解除密码后重新提交",
        "scanned_no_text" | "no_unicode" => "请索取带文字的电子版，或先做文字识别",
        "too_large" => "请拆分或压缩图片后重新提交",
        "timeout" => "可用更长的 --timeout 重试，或转换格式后重新提交",
        "memory" => "请拆分文件后重新提交",
        "crashed" => "请转换格式后重新提交，并把原文件发给 jixiao 的维护者",
        "unsupported" => "请转换为 docx、xlsx、pdf 或文本后重新提交",
        _ => "请核对文件是否完整，并重新提交",
    }
}

/// Words that a spreadsheet would take for a formula are shown as words.
pub fn harmless(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

/// Whether an input belongs here.
pub fn belongs(entry: &Entry) -> bool {
    !matches!(entry.status.as_str(), "ok" | "ok_with_gaps")
}

/// The table, with a byte order mark.
pub fn csv(entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    out.write_record(["文件", "状态", "说明", "原因", "处理办法", "重试命令（在本目录运行）"])?;
    for e in entries.iter().filter(|e| belongs(e)) {
        let message = e.cause.as_ref().map_or("", |c| c.message.as_str());
        let (cause, what) = message.split_once('；').unwrap_or((message, ""));
        let what = if what.is_empty() { advice(&e.status) } else { what };
        let words = status_words(&e.status);
        let cause = if cause.is_empty() { words } else { cause };
        out.write_record([&harmless(&e.path), e.status.as_str(), words, &harmless(cause), &harmless(what), "jixiao retry ."])?;
    }
    out.into_inner().map_err(|e| std::io::Error::other(e.to_string()))
}
