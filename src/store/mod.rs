//! The store: one SQLite file beside the JSON documents, so that people can ask the data with nothing to install.
//!
//! `OUT/jixiao.db` holds the documents of `OUT/reports.jsonl` as tables (`schema/000?.sql`) and views with Chinese names
//! (`schema/views.sql`). It is written in groups, one transaction each: a killed run leaves whole groups, and the next one
//! changes only the rows of files whose document changed.

mod connect;
mod corpus;
mod document;
mod encode;
mod error;
mod exact;
mod figures;
mod load;
mod places;
mod report;
mod rows;
mod search;
mod sink;
mod terms;
mod write;

pub use connect::{Store, open_read_only};
pub use document::Document;
pub use encode::{Prepared, fingerprint, prepare};
pub use error::StoreError;
pub use exact::Millionths;
pub use load::{Loaded, delete, load};
pub use rows::Reader;
pub use search::{Found, search, search_terms};
pub use sink::StoreSink;

/// The database in a results folder.
pub const DATABASE: &str = "jixiao.db";
/// The JSON documents in a results folder, one a line.
pub const REPORTS: &str = "reports.jsonl";
