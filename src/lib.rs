//! jixiao reads departmental self-evaluation reports (部门整体支出绩效自评报告) and checks every figure in them.
//!
//! One way through the house: bytes → [`read`] → [`outline`] → [`mentions`] → [`interpret`] → [`checks`] → [`outputs`].
//! A stage knows the types of the stages before it and nothing of those after it; everything after `read` is total.

pub mod batch;
pub mod checks;
pub mod cli;
pub mod compare;
pub mod config;
pub mod evaluate;
pub mod export;
pub mod generate;
pub mod interpret;
pub mod isolate;
pub mod mentions;
pub mod outline;
pub mod outputs;
pub mod query;
pub mod read;
pub mod store;
pub mod words;

/// What the pipeline made of one file.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Stage 1.
    pub doc: read::Document,
    /// Stage 2.
    pub outline: outline::Outline,
    /// Stages 3 and 4.
    pub facts: interpret::Facts,
    /// Stage 5.
    pub checks: Vec<checks::Check>,
}

/// Runs the whole pipeline on the bytes of a file. The name is only a hint for messages.
pub fn parse(bytes: &[u8], name: &str) -> Parsed {
    let doc = read::read(bytes, name);
    parse_document(doc)
}

/// Runs the stages after `read`.
pub fn parse_document(doc: read::Document) -> Parsed {
    if !doc.status.has_contents() {
        return Parsed { doc, ..Parsed::default() };
    }
    let outline = outline::outline(&doc);
    let mentions = mentions::mentions(&doc, &outline);
    let facts = interpret::interpret(&doc, &outline, mentions);
    let checks = checks::check(&doc, &outline, &facts);
    Parsed { doc, outline, facts, checks }
}
