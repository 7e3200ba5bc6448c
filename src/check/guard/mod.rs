//! Guards that would not page.

pub(super) mod wrong_scope;
