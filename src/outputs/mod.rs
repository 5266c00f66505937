//! Stage 6: what people and programs see.

pub mod assemble;
pub mod report;
pub mod schema;

pub use report::Report;
