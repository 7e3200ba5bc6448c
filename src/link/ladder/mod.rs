//! The ladder of a guard: would it really have paged?

pub mod delivered;
