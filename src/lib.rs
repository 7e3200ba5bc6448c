//! `alertgap` ties incidents to monitoring gaps.
//!
//! ```text
//! paths ─ load ─► Model ─ link ─► Coverage ─ check ─► Findings ─ report ─► bytes
//! ```
//!
//! [`load`] reads and recognises; it never judges. [`link`] decides which alert guards which risk, and on which
//! evidence; it does no I/O. [`check`] turns model and coverage into findings; a check cannot fail and cannot print.
//! [`report`] draws. Nothing flows back.
//!
//! Public is what the program, the tests and the fuzz targets need, and what their types are made of: it is no interface for
//! others, and may change with every version.

pub mod check;
pub mod config;
pub mod git;
pub mod link;
pub mod load;
pub mod model;
pub mod names;
mod patterns;
pub mod promql;
pub mod promtool;
pub mod report;
pub mod source;
pub mod suggest;
