//! What was read, as plain data.

pub mod expr;
