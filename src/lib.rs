//! `alertgap` ties incidents to monitoring gaps.

pub mod model;
pub mod promql;
