//! Gaps: risks that no alert guards.

pub(super) mod action_item;
pub(super) mod contributing_factor;
pub(super) mod done_without_alert;
pub(super) mod missing_alert;
pub(super) mod root_cause;
