//! Word files: .docx, and the binary .doc of Word 97–2003 and WPS.

mod doc;
mod docx;
mod numbering;
mod numerals;
mod styles;
mod symbols;
mod table;

pub use doc::read as read_doc;
pub use docx::{read as read_docx, read_xml as read_word_xml};
