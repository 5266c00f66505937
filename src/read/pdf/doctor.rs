//! `jixiao doctor`: what a PDF is made of, what can be read of it, and what to do.

use std::collections::BTreeMap;
use std::fmt::Write;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object};

use super::device::text_string;
use super::engine::{Engine, FontInfo};
use super::hayro::{Hayro, open};
use super::quality::{judge, measure};
use super::{is_complete, ocr};

/// Examines a PDF and tells what was found, in Chinese, for people.
pub fn examine(bytes: &[u8]) -> String {
    let mut out = String::new();
    let _ = write(bytes, &mut out);
    out
}

fn write(bytes: &[u8], out: &mut String) -> std::fmt::Result {
    writeln!(out, "格式：PDF，{} 字节", bytes.len())?;
    let pdf = match open(bytes) {
        Ok(pdf) => pdf,
        Err(f) => {
            writeln!(out, "状态：{}", f.status.as_str())?;
            return writeln!(out, "处理：{}", f.message);
        }
    };
    let meta = pdf.metadata();
    for (label, value) in [("制作程序", &meta.creator), ("生成程序", &meta.producer), ("标题", &meta.title)] {
        if let Some(v) = value.as_deref().map(text_string).filter(|v| !v.trim().is_empty()) {
            writeln!(out, "{label}：{v}")?;
        }
    }
    let fonts = fonts(&pdf);
    writeln!(out, "字体：{} 种", fonts.len())?;
    for f in &fonts {
        let embedded = if f.embedded { "内嵌" } else { "未内嵌" };
        let mapped = if f.to_unicode { "有字符对照表" } else { "无字符对照表" };
        writeln!(out, "  {}（{}，{}，{embedded}，{mapped}）", f.name, f.kind, f.encoding)?;
    }
    let geometry = match Hayro.read(bytes) {
        Ok(g) => g,
        Err(f) => return writeln!(out, "状态：{}\n处理：{}", f.status.as_str(), f.message),
    };
    writeln!(out, "页数：{}", geometry.pages.len())?;
    writeln!(out, "  页   字数  汉字%  不明%  私用区%  取自字体%  图像%  表格线")?;
    for (n, page) in (1..).zip(&geometry.pages) {
        let q = measure(page);
        let share = |n: usize| 100 * n / q.glyphs.max(1);
        let note = if q.lost {
            "  内容损坏"
        } else if q.is_picture() {
            "  图像页，无文字层"
        } else if q.is_doubtful() {
            "  多为罕用字，对照表可能有误"
        } else if q.is_unnamed() {
            "  无法知道是哪些字"
        } else {
            ""
        };
        writeln!(
            out,
            "{n:>4} {:>6} {:>5} {:>5} {:>7} {:>9} {:>6.0} {:>6}{note}",
            q.glyphs,
            share(q.chinese),
            share(q.unknown),
            share(q.private),
            share(q.recovered),
            100.0 * q.pictures,
            page.rules.len()
        )?;
    }
    let (status, notices) = judge(&geometry, is_complete(bytes));
    writeln!(out, "状态：{}", status.as_str())?;
    for n in &notices {
        writeln!(out, "处理：{}", n.message)?;
    }
    if notices.is_empty() {
        writeln!(out, "处理：文字完整，无需处理")?;
    }
    match ocr::available() {
        Ok(()) => writeln!(out, "文字识别：tesseract 与中文数据已安装，可用 --ocr auto"),
        Err(hint) => writeln!(out, "文字识别：{hint}"),
    }
}

/// The fonts that the pages use, by name.
fn fonts(pdf: &Pdf) -> Vec<FontInfo> {
    let mut fonts: BTreeMap<(String, String), FontInfo> = BTreeMap::new();
    for page in pdf.pages().iter() {
        let dict = &page.resources().fonts;
        for key in dict.keys() {
            if let Some(font) = dict.get::<Dict<'_>>(key) {
                let info = describe(&font);
                fonts.insert((info.name.clone(), info.encoding.clone()), info);
            }
        }
    }
    fonts.into_values().collect()
}

fn name(dict: &Dict<'_>, key: &str) -> Option<String> {
    dict.get::<Name<'_>>(key.as_bytes()).map(|n| gbk_name(n.as_ref()))
}

/// Names of Chinese fonts are often GBK bytes.
fn gbk_name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(s) => s.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn describe(font: &Dict<'_>) -> FontInfo {
    let descendant = font.get::<Array<'_>>(b"DescendantFonts".as_slice()).and_then(|a| a.iter::<Dict<'_>>().next());
    let descriptor = descendant.as_ref().unwrap_or(font).get::<Dict<'_>>(b"FontDescriptor".as_slice());
    let program = |d: &Dict<'_>| ["FontFile", "FontFile2", "FontFile3"].iter().any(|k| d.contains_key(k.as_bytes()));
    let encoding = name(font, "Encoding").unwrap_or_else(|| {
        match font.get::<Object<'_>>(b"Encoding".as_slice()) {
            Some(Object::Dict(_)) => "自定义编码",
            Some(Object::Stream(_)) => "内嵌编码表",
            _ => "默认编码",
        }
        .to_owned()
    });
    FontInfo {
        name: name(font, "BaseFont").unwrap_or_else(|| "无名".to_owned()),
        kind: name(font, "Subtype").unwrap_or_default(),
        encoding,
        embedded: descriptor.as_ref().is_some_and(program) || name(font, "Subtype").is_some_and(|s| s == "Type3"),
        to_unicode: font.contains_key(b"ToUnicode".as_slice()),
    }
}
