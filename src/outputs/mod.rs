//! Stage 6: what people and programs see.

pub mod assemble;
pub mod columns;
pub mod explain;
pub mod findings;
pub mod json;
pub mod report;
pub mod schema;
pub mod show;
pub mod words;

pub use report::Report;
