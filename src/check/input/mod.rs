//! What could not be read.

pub(super) mod unreadable;
