//! The audit as bytes, one file per form.

mod engine;
mod language;
mod page;
mod sheet;
mod wiki;

pub use language::Language;
pub use page::html;
pub use sheet::csv;
pub use wiki::markdown;

use super::Audit;

/// All of it, for programs and for a later comparison.
pub fn json(audit: &Audit) -> Vec<u8> {
    crate::report::json::print(audit)
}
