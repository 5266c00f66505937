//! Web pages, those that Office saved included, and web archives.

mod blocks;
pub(super) mod charset;
mod content;
mod mhtml;
mod tree;

use super::builder::Builder;
use super::document::{Document, Format, Link, Notice, Status};
use super::flow::Layout;
use super::limits::Refusal;

use tree::Tree;

/// Reads a web page.
pub fn read_html(bytes: &[u8]) -> Document {
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Html);
    match page(&mut builder, &mut Layout::default(), bytes, None) {
        Ok(()) => finish(builder),
        Err(refusal) => refusal.document(Format::Html),
    }
}

/// Reads a web archive: its pages, one after another.
pub fn read_mhtml(bytes: &[u8]) -> Document {
    let mut builder = Builder::new();
    builder.doc.format = Some(Format::Mhtml);
    let mut layout = Layout::default();
    for part in mhtml::pages(bytes) {
        if let Err(refusal) = page(&mut builder, &mut layout, &part.bytes, part.charset.as_deref()) {
            return refusal.document(Format::Mhtml);
        }
    }
    finish(builder)
}

fn page(builder: &mut Builder, layout: &mut Layout, bytes: &[u8], charset: Option<&str>) -> Result<(), Refusal> {
    let decoded = charset::decode(bytes, charset);
    builder.doc.encoding.get_or_insert(decoded.encoding.name());
    if decoded.damaged {
        builder.doc.status = Status::OkWithGaps;
        let message = format!("网页有字节不合 {} 编码，以 � 代替", decoded.encoding.name());
        builder.doc.notices.push(Notice { code: "undecodable_bytes", message, span: None, page: None });
    }
    let tree = Tree::parse(&decoded.text)?;
    for (text, target) in content::attachments(&tree) {
        builder.doc.links.push(Link { text, target });
    }
    let blocks = content::report(&tree);
    layout.lay(builder, blocks)
}

fn finish(builder: Builder) -> Document {
    let mut doc = builder.finish();
    if doc.text.is_empty() {
        doc.status = Status::Unreadable;
        let hint = if doc.links.is_empty() { "" } else { "，内容可能在附件里，请读附件" };
        let message = format!("网页里没有正文{hint}");
        doc.notices.push(Notice { code: "empty_page", message, span: None, page: None });
    }
    doc
}
