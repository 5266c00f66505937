//! Word files: .docx, and the binary .doc of Word 97–2003 and WPS.

mod docx;
mod numbering;
mod numerals;
mod styles;
mod table;

pub use docx::{read as read_docx, read_xml as read_word_xml};
